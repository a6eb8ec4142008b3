"""Correlation by hand: one more point, ranks, a third variable taken away, and which three correlations go together."""

import math

import numpy as np
from scipy import stats

# --- parameters ---
X = [5.4, 6.2, 6.9, 7.6, 8.1, 8.7, 9.2, 9.9, 10.4, 11.0, 11.7, 12.5]
Y = [5.0, 6.6, 4.3, 7.4, 5.6, 8.0, 6.2, 8.9, 5.7, 7.8, 9.3, 7.0]
NEWCOMER = [16.5, 2.0]
U = "60.323 61.122 60.171 61.187 63.221 63.639 64.989 63.761 66.019 67.857 68.169 66.513 68.655 69.564 69.331 70.551"
V = "2.356 2.325 3.682 3.351 2.099 1.932 1.87 3.578 2.904 2.822 2.936 4.681 3.813 3.931 4.806 4.007"
THIRD = "1947 1948 1949 1950 1951 1952 1953 1954 1955 1956 1957 1958 1959 1960 1961 1962"
GROUPED = False
REMOVED = 0.0
R_XY = 0.8
R_XZ = 0.5
R_YZ = 0.1
# --- end of parameters ---


def centred(values):
    return values - values.mean() if np.ptp(values) > 0 else np.zeros(len(values))


def correlation(first, second):
    a, b = centred(first), centred(second)
    size = math.sqrt((a @ a) * (b @ b))
    return (a @ b) / size if size > 0 else math.nan


# One more point: the sums of the others are enough.
x, y = np.array(X), np.array(Y)
n, (dx, dy) = len(x), np.array(NEWCOMER) - (x.mean(), y.mean())
a, b = centred(x), centred(y)
sizes = (a @ a + n / (n + 1) * dx**2) * (b @ b + n / (n + 1) * dy**2)
print(f"pearson = {correlation(x, y):.12g}")
print(f"r_after = {(a @ b + n / (n + 1) * dx * dy) / math.sqrt(sizes) if sizes > 0 else math.nan:.12g}")

# Ranks: Spearman's is the correlation of the ranks, Kendall's counts pairs, Chatterjee's follows the path by x.
print(f"spearman = {correlation(stats.rankdata(x), stats.rankdata(y)):.12g}")
above = np.triu_indices(n, 1)
sx, sy = (np.sign(each[:, None] - each)[above] for each in (x, y))
differ = math.sqrt(np.count_nonzero(sx) * np.count_nonzero(sy))
print(f"kendall = {(sx @ sy) / differ if differ > 0 else math.nan:.12g}")
path = stats.rankdata(y[np.argsort(x, kind="stable")], method="max")
least = stats.rankdata(-y, method="max")
room = 2 * np.sum((n - least) * least)
print(f"xi = {1 - n * np.abs(np.diff(path)).sum() / room if room > 0 < np.ptp(x) else math.nan:.12g}")
if np.ptp(x) > 0 < np.ptp(y):
    print(f"SciPy says {stats.pearsonr(x, y)[0]:.6f}, {stats.spearmanr(x, y)[0]:.6f}, {stats.kendalltau(x, y)[0]:.6f}.")

# A third variable: what it predicts (means of its groups, or a line) is taken away in part, and then altogether.
u, v, third = (np.array(text.split(), dtype=float) for text in (U, V, THIRD))


def predicted(values):
    if GROUPED:
        return np.array([values[third == level].mean() for level in third]) - values.mean()
    t = centred(third)
    return t * (t @ centred(values)) / (t @ t) if t @ t > 0 else 0 * t


u_hat, v_hat = predicted(u), predicted(v)
u_rest, v_rest = centred(u) - u_hat, centred(v) - v_hat
kept = 1 - REMOVED / 100
print(f"between = {u_hat @ v_hat / (len(u) - 1):.12g}")
print(f"within = {u_rest @ v_rest / (len(u) - 1):.12g}")
print(f"r_raw = {correlation(u, v):.12g}")
print(f"r_moved = {correlation(u_rest + kept * u_hat, v_rest + kept * v_hat):.12g}")
print(f"r_partial = {correlation(u_rest, v_rest):.12g}")

# Three correlations are those of some data if no eigenvalue of their matrix is negative.
half = math.sqrt((1 - R_XY**2) * (1 - R_XZ**2))
print(f"least_yz = {R_XY * R_XZ - half:.12g}")
print(f"most_yz = {R_XY * R_XZ + half:.12g}")
matrix = np.array([[1, R_XY, R_XZ], [R_XY, 1, R_YZ], [R_XZ, R_YZ, 1]])
print(f"determinant = {np.linalg.det(matrix):.12g}")
print(f"least_eigenvalue = {np.linalg.eigvalsh(matrix)[0]:.12g}")
