"""Correlated features by hand: Hotelling's T^2, the four tests of MANOVA, outliers that mask one another; checked."""

from itertools import combinations
from math import comb

import numpy as np
from scipy import special, stats
from scipy.linalg import eigh

# ruff: noqa: E501
# fmt: off
# --- parameters ---
DIFFERENCE = [0.4, -0.4]
POOLED = [[0.9999999999999997, 0.9000000000000002], [0.9000000000000002, 1.0]]
SIZES = [25, 25]
HYPOTHESIS = [[6.647999999999999, 2.16], [2.16, 1.8000000000000003]]
ERROR = [[27.00000000000001, 24.300000000000015], [24.300000000000015, 27.000000000000007]]
BETWEEN = 2
WITHIN = 27
ROWS = [[-2.6, -1.5], [-2.1, -1.9], [-1.7, -0.6], [-1.2, -1.2], [-0.8, 0.1], [-0.4, -0.7], [0.0, 0.5], [0.3, -0.3], [0.7, 0.9], [1.1, 0.2], [1.5, 1.4], [1.9, 0.8], [2.3, 2.0], [2.7, 1.3], [3.6, -3.4], [4.1, -3.9], [4.5, -3.2], [4.0, -2.8]]
# --- end of parameters ---
# fmt: on


def singular(covariance):
    """Whether a feature does not vary, or others determine it: then there is no inverse."""
    spread = np.sqrt(np.diag(covariance))
    return spread.min() <= 0 or np.linalg.eigvalsh(covariance / np.outer(spread, spread))[0] < 1e-9


# Two groups: Student's t^2 in each feature, and Hotelling's T^2, the largest t^2 over all directions.
d, s, (n_a, n_b) = np.array(DIFFERENCE), np.array(POOLED), SIZES
p, nu, weight = len(d), n_a + n_b - 2, n_a * n_b / (n_a + n_b)
if singular(s):
    print("The features determine one another within the two groups: their covariance has no inverse.")
else:
    best = np.linalg.solve(s, d)  # the weights of linear discriminant analysis
    t_squared = weight * d @ best
    f = t_squared * (nu - p + 1) / (p * nu)
    largest = weight * eigh(np.outer(d, d), s, eigvals_only=True)[-1]  # of all (u'd)^2 / u'Su
    assert np.isclose(t_squared, largest)
    print(f"t_first = {weight * d[0] ** 2 / s[0, 0]:.12g}")
    print(f"t_second = {weight * d[1] ** 2 / s[1, 1]:.12g}")
    print(f"d_squared = {d @ best:.12g}")
    print(f"t_squared = {t_squared:.12g}")
    print(f"f_statistic = {f:.12g}")
    print(f"p_value = {stats.f.sf(f, p, nu - p + 1):.12g}")

# Several groups: the four tests are functions of the eigenvalues of E^-1 H.
h, e = np.array(HYPOTHESIS), np.array(ERROR)
q, v, q0 = len(e), WITHIN, BETWEEN
roots = np.clip(eigh(h, e, eigvals_only=True)[::-1], 0, None)[: min(q, q0)]
wilks = np.prod(1 / (1 + roots))
assert np.isclose(np.log(wilks), np.linalg.slogdet(e)[1] - np.linalg.slogdet(e + h)[1])
print(f"wilks = {wilks:.12g}")
print(f"pillai = {np.sum(roots / (1 + roots)):.12g}")
print(f"hotelling_lawley = {roots.sum():.12g}")
print(f"roy = {roots[0]:.12g}")
t = np.sqrt((q**2 * q0**2 - 4) / (q**2 + q0**2 - 5)) if q**2 + q0**2 > 5 else 1.0
above, below = q * q0, (v - (q - q0 + 1) / 2) * t - (q * q0 - 2) / 2
print(f"p_wilks = {stats.f.sf((wilks ** (-1 / t) - 1) * below / above, above, below):.12g}")
# Roy's largest root: exact for one root and for two.
m, n, x = (abs(q - q0) - 1) / 2, (v - q - 1) / 2, roots[0] / (1 + roots[0])
if len(roots) == 1:
    p_roy = special.betainc(n + 1, m + 1, 1 - x)
else:
    size = np.exp(special.betaln(m + 1, n + 1) - special.betaln(2 * m + 2, 2 * n + 2))
    rest = 0.5 * size * x ** (m + 1) * (1 - x) ** (n + 1) * special.betainc(m + 1, n + 1, x)
    p_roy = special.betainc(2 * n + 2, 2 * m + 2, 1 - x) + rest
print(f"p_roy = {p_roy:.12g}")

# Outliers: distances by mean and covariance, and by the half of the rows with the least determinant.
rows = np.array(ROWS)
count, p = rows.shape
if singular(np.cov(rows.T)):
    raise SystemExit(
        "All points lie on one line: their covariance has no inverse, and there is no distance to speak of."
    )
cut = stats.chi2.ppf(0.975, p)


def distances(centre, covariance):
    left = rows - centre
    return np.sum(left @ np.linalg.inv(covariance) * left, axis=1)


def concentrated(subset, half):
    """The rows that are nearest in their own metric, until they stay."""
    for _ in range(50):
        chosen = rows[subset]
        spread = np.cov(chosen.T, ddof=0)
        spread = spread + 1e-12 * np.trace(spread) * np.eye(p)
        if np.linalg.det(spread) <= 0:
            return subset
        again = np.sort(np.argpartition(distances(chosen.mean(axis=0), spread), half - 1)[:half])
        if np.array_equal(again, subset):
            break
        subset = again
    return subset


half = (count + p + 2) // 2
few = comb(count, p + 1) <= 6000
rng = np.random.default_rng(1)
starts = combinations(range(count), p + 1) if few else (rng.choice(count, p + 1, replace=False) for _ in range(500))
seen = {tuple(concentrated(np.array(start), half)) for start in starts}
halves = [rows[list(each)] for each in seen if len(each) == half]
core = min(halves, key=lambda chosen: np.linalg.det(np.cov(chosen.T, ddof=0)))
spread = np.cov(core.T, ddof=0)
# Widened to what it would be in a normal law; then all rows within the 97.5% distance, widened likewise.
wide = [share / stats.chi2.cdf(stats.chi2.ppf(share, p), p + 2) for share in (half / count, 0.975)]
robust = np.zeros(count)
if np.linalg.det(spread) > 1e-9 * np.prod(np.diag(spread)):  # else half of the rows lie on a line: no robust fit
    inside = rows[distances(core.mean(axis=0), wide[0] * spread) < cut]
    robust = distances(inside.mean(axis=0), wide[1] * np.cov(inside.T, ddof=0))
print(f"farthest = {distances(rows.mean(axis=0), np.cov(rows.T)).max():.12g}")
print(f"mcd_determinant = {np.linalg.det(spread):.12g}")
print(f"flagged_count = {np.count_nonzero(robust > cut):.10f}")
