"""A spike in noise and many means at once: what is found, what theory says, and what shrinkage gives back."""

import math

import numpy as np
from scipy.integrate import quad
from scipy.special import gammaln
from sklearn.covariance import LedoitWolf
from sklearn.decomposition import PCA

# --- parameters ---
SPIKE = 2.0
ROWS = 400
FEATURES = 200
ENTRIES = "gaussian"
SEED = 1
MEANS = 20
LENGTH = 5.0
SHAPE = "one"
POSITIVE = False
# --- end of parameters ---

GAMMA = 0x9E3779B97F4A7C15
MASK = 2**64 - 1
COLUMNS = 300  # of the table of which X is the upper left corner


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def units(stream, count):
    """Uniform numbers from a counter (SplitMix64), so that every language deals the same ones."""
    start = (int(mix(np.array([SEED], np.uint64))[0]) + (stream << 40) * GAMMA) & MASK
    words = mix(np.uint64(start) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GAMMA))
    return (words >> np.uint64(11)).astype(float) * 2.0**-53


def normals(stream, count):
    """Box and Muller: two uniform numbers give two independent standard normals."""
    u = units(stream, count + count % 2)
    radius, angle = np.sqrt(-2 * np.log(1 - u[0::2])), 2 * math.pi * (u[1::2] + 2.0**-54) - math.pi / 4
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]).ravel()[:count]


# 1. The data: all variances are 1, but the first is SPIKE.
if ENTRIES == "gaussian":
    table = normals(0, ROWS * COLUMNS)
else:
    side = 2 * units(0, ROWS * COLUMNS) - 1 + 2.0**-53
    table = np.copysign(np.abs(side) ** (-1 / 2.5) / math.sqrt(5) if ENTRIES == "heavy" else 1.0, side)
X = table.reshape(ROWS, COLUMNS)[:, :FEATURES].copy()
X[:, 0] *= math.sqrt(SPIKE)

# 2. The first principal component, and what it is in the limit of many rows and columns.
values, vectors = np.linalg.eigh(X.T @ X / ROWS)
largest, cos2 = values[-1], vectors[0, -1] ** 2
gamma = FEATURES / ROWS
strong = max(SPIKE, 1 + math.sqrt(gamma))  # below the threshold the top is that of noise
expected = strong * (1 + gamma / (strong - 1))
expected_cos2 = max(0.0, (1 - gamma / (strong - 1) ** 2) / (1 + gamma / (strong - 1)))
both = PCA(1, svd_solver="full").fit(np.vstack([X, -X]))  # scikit-learn takes off the mean; here it is 0
assert abs(both.explained_variance_[0] * (1 - 0.5 / ROWS) - largest) < 1e-8 * largest

# 3. Many means, each seen once with noise of variance 1.
theta = np.linspace(1, -1, MEANS) if SHAPE == "slope" else np.ones(MEANS)
if SHAPE == "one":
    theta[1:] = 0
theta *= LENGTH / np.linalg.norm(theta)
y = theta + normals(2, MEANS)
factor = 1 - (MEANS - 2) / (y @ y)
factor = max(factor, 0.0) if POSITIVE else factor
loss_seen, loss_shrunk = np.sum((y - theta) ** 2), np.sum((factor * y - theta) ** 2)

# 4. Its risk: a Poisson mixture, checked against an integral.
risk = float(MEANS)
if MEANS > 2:
    rate, k = LENGTH**2 / 2, np.arange(400)
    chance = np.exp(k * math.log(rate) - rate - gammaln(k + 1)) if rate else (k == 0) * 1.0
    risk = MEANS - (MEANS - 2) ** 2 * np.sum(chance / (MEANS - 2 + 2 * k))
    integral = quad(lambda t: t ** (MEANS - 3) * math.exp(-rate * (1 - t * t)), 0, 1)[0]
    assert abs(MEANS - (MEANS - 2) ** 2 * integral - risk) < 1e-7

print(f"lambda_top = {largest:.12g}")
print(f"expected_top = {expected:.12g}")
print(f"cos2 = {cos2:.12g}")
print(f"expected_cos2 = {expected_cos2:.12g}")
print(f"loss_seen = {loss_seen:.12g}")
print(f"factor = {factor:.12g}")
print(f"loss_shrunk = {loss_shrunk:.12g}")
print(f"risk = {risk:.12g}")
print(f"Ledoit and Wolf would shrink this X by {LedoitWolf(assume_centered=True).fit(X).shrinkage_:.3f}.")
