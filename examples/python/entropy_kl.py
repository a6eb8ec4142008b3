"""Entropy, cross-entropy and KL divergence by hand, the code that they measure, and a normal fitted to two humps."""

import heapq

import numpy as np
from scipy.stats import entropy as scipy_entropy

# --- parameters ---
P_SHARES = [[0.5, 0.25, 0.125, 0.125]]
Q_SHARES = [[0.25, 0.25, 0.25, 0.25]]
DISTANCE = 6.0
WEIGHT = 0.6
Q_MEAN = 2.0
Q_SD = 2.0
# --- end of parameters ---

p, q = np.array(P_SHARES[0]), np.array(Q_SHARES[0])


def cross(weights, model):
    """The mean of log2 1/model under the weights, in bits; what has no weight does not count."""
    with np.errstate(divide="ignore"):
        costs = -np.log2(model)
    drawn = weights > 0
    return float(weights[drawn] @ costs[drawn])


def least_length(weights):
    """The mean length of Huffman's words: join the two lightest until one is left; each joining costs a bit."""
    heap = [w for w in weights.tolist() if w > 0]
    heapq.heapify(heap)
    total = 0.0
    while len(heap) > 1:
        joined = heapq.heappop(heap) + heapq.heappop(heap)
        total += joined
        heapq.heappush(heap, joined)
    return total


entropy = cross(p, p)
print(f"entropy = {entropy:.12g}")
print(f"cross_entropy = {cross(p, q):.12g}")
print(f"kl = {cross(p, q) - entropy:.12g}")
print(f"kl_back = {cross(q, p) - cross(q, q):.12g}")
print(f"huffman_length = {least_length(p):.12g}")
print("SciPy, in bits:", scipy_entropy(p, base=2), scipy_entropy(p, q, base=2), scipy_entropy(q, p, base=2))

# Two humps and a normal q, in nats. The trapezoidal rule is all but exact for smooth functions that die out.
x = np.linspace(-60, 60, 48_001)
dx = x[1] - x[0]


def log_normal(mean, sd):
    return -0.5 * ((x - mean) / sd) ** 2 - np.log(sd) - 0.5 * np.log(2 * np.pi)


log_p = np.logaddexp(
    np.log(WEIGHT) + log_normal(-DISTANCE / 2, 1.0), np.log(1 - WEIGHT) + log_normal(DISTANCE / 2, 1.0)
)
log_q = log_normal(Q_MEAN, Q_SD)
print(f"forward_kl = {np.sum(np.exp(log_p) * (log_p - log_q)) * dx:.12g}")
print(f"reverse_kl = {np.sum(np.exp(log_q) * (log_q - log_p)) * dx:.12g}")
