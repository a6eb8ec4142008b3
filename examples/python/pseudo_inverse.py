"""The pseudo-inverse from singular values, an ill-conditioned system tamed by filters, and ridge regression."""

import math

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

# --- parameters ---
MATRIX = [[1.0, 0.5], [0.6, 0.3]]
B = [1.0, 1.6]
CONDITION = 1000000.0
NOISE = 0.01
STRENGTH = 0.1
SEED = 1
PENALTY = 1.0
PATIENTS = 40
SQUARES = False
# --- end of parameters ---

# The pseudo-inverse: invert the singular values that are not zero (up to rounding), leave the others zero.
A, b = np.array(MATRIX), np.array(B)
U, sigma, Vt = np.linalg.svd(A)
sigma[sigma <= 1e-15 * sigma[0]] = 0.0
inverse = Vt.T @ np.diag([1 / s if s > 0 else 0.0 for s in sigma]) @ U.T
assert np.allclose(inverse, np.linalg.pinv(A, rcond=1e-15))
assert np.allclose(A @ inverse @ A, A)  # the first of Penrose's four conditions
x = inverse @ b
print(f"x_1 = {x[0]:.12g}")
print(f"x_2 = {x[1]:.12g}")
print(f"sigma_1 = {sigma[0]:.12g}")
print(f"sigma_2 = {sigma[1]:.12g}")
print(f"residual = {np.linalg.norm(A @ x - b):.12g}")


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return z ^ (z >> 31)


def word(i):
    """Random word number i of the seed: SplitMix64 read as a counter hash."""
    return mix((mix(SEED) + (i + 1) * 0x9E3779B97F4A7C15) % 2**64)


def normal_pair(i):
    """Box and Muller: a radius from one word, an angle from the next."""
    radius = math.sqrt(-2 * math.log(1 - (word(i) >> 11) * 2.0**-53))
    w = word(i + 1)
    quarter, place = w >> 62, (((w >> 11) & (2**51 - 1)) + 0.5) * 2.0**-51 - 0.5
    angle = math.pi / 2 * (quarter + place)
    return radius * math.cos(angle), radius * math.sin(angle)


# A blur: the wave with j half waves is damped by CONDITION ** (-j / (n - 1)). Its singular vectors are these waves.
n = 32
t = (np.arange(n) + 0.5) / n
waves = np.cos(np.pi * np.outer(t, np.arange(n))) * np.sqrt(2 / n)
waves[:, 0] = np.sqrt(1 / n)
damping = CONDITION ** (-np.arange(n) / (n - 1))
truth = np.exp(-(((t - 0.28) / 0.09) ** 2) / 2) + 0.6 * ((t > 0.55) & (t < 0.8))
exact = waves @ (damping * (waves.T @ truth))
noise = np.array([value for i in range(0, n, 2) for value in normal_pair(i)])
data = exact + NOISE * np.linalg.norm(exact) * noise / np.linalg.norm(noise)

filters = {
    "plain": np.ones(n),
    "cut": (damping >= STRENGTH).astype(float),
    "ridge": damping**2 / (damping**2 + STRENGTH**2),
}
for name, factors in filters.items():
    found = waves @ (factors * (waves.T @ data) / damping)
    print(f"error_{name} = {np.linalg.norm(found - truth) / np.linalg.norm(truth):.12g}")

# Ridge regression on patients, judged on others: by the singular values, and by scikit-learn.
X, y = load_diabetes(return_X_y=True)
X = X * math.sqrt(len(X))
if SQUARES:
    X = PolynomialFeatures(2, include_bias=False).fit_transform(X)
X = StandardScaler().fit(X[:PATIENTS]).transform(X)
U, s, Vt = np.linalg.svd(X[:PATIENTS], full_matrices=False)
level = y[:PATIENTS].mean()
weights = Vt.T @ (s / (s**2 + PENALTY) * (U.T @ (y[:PATIENTS] - level)))
assert np.allclose(weights, Ridge(alpha=PENALTY).fit(X[:PATIENTS], y[:PATIENTS]).coef_, atol=1e-6)
missed = y - level - X @ weights
print(f"diabetes patients, error on those seen: {np.sqrt(np.mean(missed[:PATIENTS] ** 2)):.12g}")
print(f"diabetes patients, error on the others: {np.sqrt(np.mean(missed[PATIENTS:] ** 2)):.12g}")
print(f"diabetes patients, effective parameters: {np.sum(s**2 / (s**2 + PENALTY)):.12g}")
