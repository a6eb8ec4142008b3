"""The analysis of variance by hand: F, all pairs, unequal spreads, two factors; checked against SciPy."""

import numpy as np
from scipy import stats
from scipy.integrate import quad

# --- parameters ---
VALUES = [4.1, 5.4, 3.2, 6.0, 4.6, 5.0, 5.3, 4.4, 6.6, 5.8, 7.1, 5.0, 6.7, 5.5, 8.3, 5.3, 6.9, 7.7]
OF = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
ALPHA = 0.05
MEANS = [0.3, 0.35, -0.68]
SIZE = 10
SIZES = [18, 24, 6]
SPREADS = [1.0, 1.0, 3.0]
CELLS = [[[1.2, 1.425, 1.575, 1.8], [2.4, 2.85, 3.15, 3.6]], [[2.0, 2.375, 2.625, 3.0], [5.2, 6.175, 6.825, 7.8]]]
POWER = 1.0
GROUPS = 6
# --- end of parameters ---

# One way. Deviations from the first value: digits that all values share must not be squared.
y, of = np.array(VALUES) - VALUES[0], np.array(OF)
groups = [y[of == k] for k in range(max(OF) + 1)]
above, below = len(groups) - 1, len(y) - len(groups)
between = sum(len(g) * (g.mean() - y.mean()) ** 2 for g in groups)
within = sum(np.sum((g - g.mean()) ** 2) for g in groups)
f = between / above / (within / below)
assert np.isclose(f, stats.f_oneway(*groups).statistic, rtol=1e-6)
print(f"between = {between:.12g}")
print(f"within = {within:.12g}")
print(f"share = {between / (between + within):.12g}")
print(f"f_statistic = {f:.12g}")
print(f"p_value = {stats.f.sf(f, above, below):.12g}")

# Three means of SIZE values each, in pooled deviations: how far apart they must be, for each test.
m, freedom = np.array(MEANS), 3 * (SIZE - 1)
print(f"distance = {np.sqrt(np.sum((m - m.mean()) ** 2)):.12g}")
print(f"largest = {np.ptp(m):.12g}")
print(f"disc = {np.sqrt(2 * stats.f.isf(ALPHA, 2, freedom) / SIZE):.12g}")
print(f"tukey_least = {stats.studentized_range.ppf(1 - ALPHA, 3, freedom) / np.sqrt(SIZE):.12g}")
print(f"t_least = {stats.t.isf(ALPHA / 2, freedom) * np.sqrt(2 / SIZE):.12g}")
print(f"bonferroni_least = {stats.t.isf(ALPHA / 6, freedom) * np.sqrt(2 / SIZE):.12g}")

# All pairs of GROUPS equal groups of ten, each by a t-test: the chance that any of them is called different.
freedom = 9 * GROUPS
any_alarm = stats.studentized_range.sf(np.sqrt(2) * stats.t.isf(ALPHA / 2, freedom), GROUPS, freedom)
print(f"any_alarm = {any_alarm:.12g}")

# Unequal spreads: SSB/2 - c SSW/(N - 3) is a weighted sum of chi-squares; Imhof's integral of its sign.
n, sigma = np.array(SIZES, float), np.array(SPREADS)
c = stats.f.isf(ALPHA, 2, n.sum() - 3)
root = sigma * np.sqrt(n)
form = np.diag(sigma**2) - np.outer(root, root) / n.sum()
weights = np.append(np.linalg.eigvalsh(form)[1:] / 2, -c * sigma**2 / (n.sum() - 3))
freedoms = np.append([1.0, 1.0], n - 1)


def imhof(log_u):
    x = weights * np.exp(log_u)
    return np.sin(0.5 * freedoms @ np.arctan(x)) * np.exp(-0.25 * freedoms @ np.log1p(x * x))


scale = np.log(np.sqrt(freedoms @ weights**2))
level = 0.5 + quad(imhof, -22 - scale, 9 - scale, limit=500, epsabs=1e-11)[0] / np.pi
print(f"level = {level:.12g}")

# Two factors, on the scale y^POWER/POWER, or the logarithm.
cells = np.array(CELLS)
cells = np.log(cells) if POWER == 0 else cells**POWER / POWER
mean = cells.mean(axis=2)
left = mean - mean.mean(axis=1, keepdims=True) - mean.mean(axis=0) + mean.mean()
r, columns, each = cells.shape
inside = np.sum((cells - mean[..., None]) ** 2) / (r * columns * (each - 1))
print(f"twist = {(mean[0, -1] - mean[0, 0]) - (mean[-1, -1] - mean[-1, 0]):.12g}")
print(f"f_interaction = {each * np.sum(left**2) / ((r - 1) * (columns - 1)) / inside:.12g}")
