"""Means, variances and covariances by hand: a beam, rectangles, a triangle of standard deviations, shuffled cards."""

from fractions import Fraction
from math import comb, factorial, sqrt

import numpy as np

# --- parameters ---
PLACES = [1.0, 2.0, 3.0, 4.5, 9.5]
WEIGHTS = [[0.2, 0.2, 0.2, 0.2, 0.2]]
FULCRUM = 6.0
CLOUD = [[-3.0, -2.0], [-1.5, 0.5], [0.0, -1.0], [1.0, 2.0], [2.5, 1.0], [4.0, 3.5]]
DIVISOR = "n"
SD_X = 3.0
SD_Y = 4.0
R = 0.5
MINUS = False
CARDS = 52
# --- end of parameters ---

# Masses on a beam: where it balances, and how far they are from the fulcrum.
x, w = np.array(PLACES), np.array(WEIGHTS[0])
w = w / w.sum()
mean_x = w @ x
print(f"mean_x = {mean_x:.12g}")
print(f"variance_x = {w @ (x - mean_x) ** 2:.12g}")
print(f"square = {w @ (x - FULCRUM) ** 2:.12g}")
print(f"distance = {w @ abs(x - FULCRUM):.12g}")

# Covariance twice: rectangles to the mean, and half of the rectangles of all ordered pairs.
points = np.array(CLOUD)
n, ddof = len(points), int(DIVISOR != "n")
away = points - points.mean(axis=0)
to_mean = (away[:, 0] * away[:, 1]).sum() / (n - ddof)
apart = points[:, None] - points[None]
of_pairs = 0.5 * (apart[..., 0] * apart[..., 1]).sum() / (n * (n - ddof))
assert np.isclose(to_mean, np.cov(points.T, ddof=ddof)[0, 1]) and np.isclose(to_mean, of_pairs)
print(f"to_mean = {to_mean:.12g}")
print(f"of_pairs = {of_pairs:.12g}")

# Standard deviations add like sides of a triangle.
by_formula = SD_X**2 + SD_Y**2 + (-2 if MINUS else 2) * R * SD_X * SD_Y
print(f"by_formula = {by_formula:.12g}")
print(f"sd_sum = {sqrt(max(0.0, by_formula)):.12g}")

# P(k cards stay) = C(n, k) D(n - k)/n!, D counting permutations that leave nothing in place.
stay_none = [1, 0]
while len(stay_none) <= CARDS:
    m = len(stay_none)
    stay_none.append((m - 1) * (stay_none[m - 1] + stay_none[m - 2]))
law = [Fraction(comb(CARDS, k) * stay_none[CARDS - k], factorial(CARDS)) for k in range(CARDS + 1)]
mean_matches = sum(k * p for k, p in enumerate(law))
print(f"mean_matches = {float(mean_matches):.12g}")
print(f"variance_matches = {float(sum((k - mean_matches) ** 2 * p for k, p in enumerate(law))):.12g}")
