"""Is model B better? Tests for seeds, splits, items, many p-values and a league, by hand and against the libraries."""

import numpy as np
from scipy import stats
from scipy.integrate import quad

# ruff: noqa: E501
# fmt: off
# --- parameters ---
FIRST = [77.66666666666667, 78.5, 79.33333333333333, 73.5, 75.5, 76.83333333333333, 74.83333333333333, 76.16666666666667, 77.0, 78.16666666666667]
SECOND = [76.33333333333333, 72.16666666666667, 76.16666666666667, 78.0, 77.0, 75.83333333333333, 74.0, 75.5, 78.5, 74.66666666666667]
TESTED = 0.0
ALPHA = 0.05
SPLITS = 10
TRIES = 20
BASELINE = 1
RHO = 0.1
SHARE = 0.1
ITEMS = [739, 3, 17, 38]
P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0]
LEAGUE = [[0.763, 0.768, 0.771, 0.798], [0.599, 0.591, 0.59, 0.569], [0.954, 0.971, 0.968, 0.967], [0.628, 0.661, 0.654, 0.657], [0.882, 0.888, 0.886, 0.898], [0.936, 0.931, 0.916, 0.931], [0.661, 0.668, 0.609, 0.685], [0.583, 0.583, 0.563, 0.625], [0.775, 0.838, 0.866, 0.875], [1.0, 1.0, 1.0, 1.0], [0.94, 0.962, 0.965, 0.962], [0.619, 0.666, 0.614, 0.669], [0.972, 0.981, 0.9751, 0.975], [0.957, 0.978, 0.946, 0.97]]
ENDS = [0, 3]
# --- end of parameters ---
# fmt: on

# Runs of two models: the paired t-test, and its correction for splits that test a share of the data each.
d = np.array(SECOND) - np.array(FIRST)
count = len(d)
mean, factor = d.mean(), 1 / count + TESTED / (1 - TESTED)
if np.ptp(d) > 1e-9:
    s = d.std(ddof=1)
    t_plain, t_corrected = mean / (s / np.sqrt(count)), mean / (s * np.sqrt(factor))
    p_plain, p_corrected = (2 * stats.t.sf(abs(t), count - 1) for t in (t_plain, t_corrected))
    assert np.isclose(p_plain, stats.ttest_rel(SECOND, FIRST).pvalue)
else:  # no spread to compare with: one run is no test, and equal differences are beyond doubt
    t_plain = t_corrected = 0.0 if count < 2 or abs(mean) < 1e-9 else np.copysign(np.inf, mean)
    p_plain = p_corrected = float(t_plain == 0)
print(f"plain_mean = {mean:.12g}")
print(f"plain_t = {t_plain:.12g}")
print(f"plain_p = {p_plain:.12g}")
print(f"corrected_t = {t_corrected:.12g}")
print(f"corrected_p = {p_corrected:.12g}")

# The best of TRIES runs of a model, and of BASELINE runs of an equal one, in deviations above the mean.
for name, k in (("luck", TRIES), ("luck_baseline", BASELINE)):
    best = quad(lambda z, k=k: z * k * stats.norm.pdf(z) * stats.norm.cdf(z) ** (k - 1), -9, 9, epsabs=1e-12)[0]
    print(f"{name} = {best:.12g}")
print(f"ahead = {TRIES / (TRIES + BASELINE):.12g}")

# Splits with correlation RHO: each test compares a multiple of Student's t with its threshold.
limit = stats.t.isf(ALPHA / 2, SPLITS - 1)
true = 1 / SPLITS + RHO / (1 - RHO)
for name, claimed in (("level", 1 / SPLITS), ("level_corrected", 1 / SPLITS + SHARE / (1 - SHARE))):
    print(f"{name} = {2 * stats.t.sf(limit * np.sqrt(claimed / true), SPLITS - 1):.12g}")

# The same items: both right, only A, only B, both wrong. A fair coin for those on which the models differ.
both, only_a, only_b, neither = ITEMS
n, differ = sum(ITEMS), only_a + only_b
mcnemar = stats.binomtest(only_a, differ).pvalue if differ else 1.0
pooled = (2 * both + differ) / (2 * n)
spread = np.sqrt(2 * pooled * (1 - pooled) / n)
unpaired = 2 * stats.norm.sf(abs(only_a - only_b) / n / spread) if spread > 0 else 1.0
print(f"table_p = {mcnemar:.12g}")
print(f"table_p_unpaired = {unpaired:.12g}")

# Many tests, in order. (statsmodels.stats.multitest.multipletests does the same.)
p, m = np.sort(P), len(P)
rank = np.arange(1, m + 1)
bonferroni = np.count_nonzero(p <= ALPHA / m)
holm = np.argmin(np.append(p <= ALPHA / (m - rank + 1), False))  # stops at the first that fails
bh = max(rank[p <= ALPHA * rank / m], default=0)  # goes up to the last that passes
assert bonferroni <= holm <= bh
print(f"bonferroni_count = {bonferroni:.12g}")
print(f"holm_count = {holm:.12g}")
print(f"bh_count = {bh:.12g}")

# A league: Friedman's test of the ranks, and the critical difference of mean ranks after Nemenyi.
ranks = stats.rankdata(-np.array(LEAGUE), axis=1)
sets, k = ranks.shape
chi2 = 12 * sets / (k * (k + 1)) * np.sum((ranks.mean(axis=0) - (k + 1) / 2) ** 2)
q = stats.studentized_range.isf(ALPHA, k, np.inf)
gap = ranks.mean(axis=0)[ENDS[0]] - ranks.mean(axis=0)[ENDS[1]]
print(f"ranked_chi2 = {chi2:.12g}")
print(f"gap = {gap:.12g}")
print(f"cd = {q / np.sqrt(2) * np.sqrt(k * (k + 1) / (6 * sets)):.12g}")
