"""Cross-validation by hand: held-out errors, a leak through chosen features, and what the estimate expects."""

import numpy as np
from numpy.polynomial.legendre import leggauss, legvander
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import PredefinedSplit, cross_val_predict, cross_val_score
from sklearn.neighbors import NearestCentroid
from sklearn.pipeline import make_pipeline

# ruff: noqa: E501
# fmt: off
# --- parameters ---
HEIGHTS = [-0.16, 0.95, 0.74, 0.6, 0.96, 0.83, 0.71, 1.07, 1.05, 0.97, 0.57, 1.47, 0.41, -0.41, -0.4, -0.76, -0.76, -1.71, -0.6, -0.95, -0.66, -0.61, -0.86, 0.2]
TIMES = 1
FOLD = [3, 1, 1, 4, 1, 3, 2, 0, 1, 4, 2, 3, 4, 0, 0, 3, 0, 2, 2, 2, 0, 1, 4, 3]
P = 10
DEGREE = 3
FEATURES = 1000
MOST = 100
SEED = 1
ROWS = 40
PARTS = 5
# --- end of parameters ---
# fmt: on

# Held-out errors of a polynomial: each fold is predicted from the others.
x, y, fold = np.repeat((np.arange(24) + 0.5) / 24, TIMES), np.repeat(HEIGHTS, TIMES), np.array(FOLD)
columns = legvander(2 * x - 1, DEGREE)
held_out = np.empty(len(y))
for k in range(fold.max() + 1):
    out = fold == k
    held_out[out] = columns[out] @ np.linalg.lstsq(columns[~out], y[~out], rcond=None)[0]
model = LinearRegression(fit_intercept=False)
assert np.allclose(held_out, cross_val_predict(model, columns, y, cv=PredefinedSplit(fold)), rtol=1e-4, atol=1e-4)
fit = np.linalg.lstsq(columns, y, rcond=None)[0]
nodes, weights = leggauss(60)
wrong = legvander(nodes, DEGREE) @ fit - np.sin(np.pi * (nodes + 1))
print(f"fitted_rows = {np.mean((y - columns @ fit) ** 2):.12g}")
print(f"held_out_rows = {np.mean((y - held_out) ** 2):.12g}")
print(f"new_rows = {0.4**2 + 0.5 * weights @ wrong**2:.12g}")


def normals(count):
    """Standard normals by Box and Muller from SplitMix64, so that every language draws the same."""
    mask = 2**64 - 1

    def mix(z):
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & mask
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & mask
        return z ^ (z >> 31)

    first = mix(SEED)
    words = [mix((first + (i + 1) * 0x9E3779B97F4A7C15) & mask) for i in range(count)]
    height = np.array([(w >> 11) * 2.0**-53 for w in words[0::2]])
    turn = np.array([(w >> 62) + ((w >> 11 & 2**51 - 1) + 0.5) * 2.0**-51 - 0.5 for w in words[1::2]])
    radius, angle = np.sqrt(-2 * np.log(1 - height)), np.pi / 2 * turn
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).ravel()


def apart(table, labels):
    """How far the means of the two classes are apart, in each feature."""
    return np.abs(table[labels == 1].mean(axis=0) - table[labels == 0].mean(axis=0))


# Pure noise: 50 rows, coins for labels. The features are chosen before the folds, or inside each of them.
noise = normals(50 * FEATURES).reshape(FEATURES, 50).T
coins, five = np.arange(50) % 2, PredefinedSplit(np.arange(50) // 2 % 5)
choose = SelectKBest(apart, k=min(MOST, FEATURES))
chosen = choose.fit_transform(noise, coins)
print(f"first_before = {cross_val_score(NearestCentroid(), chosen, coins, cv=five).mean():.12g}")
print(f"first_inside = {cross_val_score(make_pipeline(choose, NearestCentroid()), noise, coins, cv=five).mean():.12g}")


def expected(rows):
    """The mean squared error on new rows of least squares with P normal variables, noise of variance 1."""
    return 1 + P / (rows - P - 1)


# What k-fold cross-validation expects: the error of fits to fewer rows.
sizes = np.full(PARTS, ROWS // PARTS)
sizes[: ROWS % PARTS] += 1
print(f"mean_truth = {expected(ROWS):.12g}")
print(f"mean_estimate = {np.sum(sizes * expected(ROWS - sizes)) / ROWS:.12g}")
