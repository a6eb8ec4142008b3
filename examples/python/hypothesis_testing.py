"""Power by hand, what a threshold does to what passes it, a t-test and a two-by-two table, checked against SciPy."""

import numpy as np
from scipy import stats

# --- parameters ---
EFFECT = 0.5
N = 64
ALPHA = 0.05
SIGNAL = 1.2
REAL = 0.5
COUNTS = [[12.0, 8.0], [6.0, 14.0]]
GROUP_A = [2.6, 4.4, 5.0, 5.9, 6.6, 7.4, 8.3]
GROUP_B = [1.4, 2.4, 3.2, 3.9, 4.6, 5.4, 6.9]
PAIRED = False
# --- end of parameters ---


def power_of(n: int) -> float:
    """P(|t| > c): given the spread s, t·s/σ is normal; average over s, whose square is chi-square (Simpson's rule)."""
    df, shift = 2 * n - 2, EFFECT * np.sqrt(n / 2)
    c = stats.t.isf(ALPHA / 2, df)
    low, high = max(0.0, np.sqrt(df) - 9), np.sqrt(df) + 9
    chi = np.linspace(low, high, 2001)
    weights = np.tile([2.0, 4.0], 1001)[:2001]
    weights[[0, -1]] = 1.0
    with np.errstate(divide="ignore"):
        logs = (df - 1) * np.log(chi) - chi**2 / 2
    weights = weights * np.exp(logs - logs.max())
    s = chi / np.sqrt(df)
    found = stats.norm.cdf(shift - c * s) + stats.norm.cdf(-shift - c * s)
    return float(np.sum(weights * found) / weights.sum())


# Power of a two-sided t-test with N in each group, means EFFECT standard deviations apart.
power = power_of(N)
print(f"critical = {stats.t.isf(ALPHA / 2, 2 * N - 2):.12g}")
print(f"power = {power:.12g}")
noncentral = stats.nct(2 * N - 2, EFFECT * np.sqrt(N / 2))
c = stats.t.isf(ALPHA / 2, 2 * N - 2)
print("SciPy’s noncentral t agrees:", np.isclose(power, noncentral.sf(c) + noncentral.cdf(-c), atol=1e-8))
if EFFECT > 0:  # double until it is enough, then halve the gap
    low, high = 1, 2
    while power_of(high) < 0.8:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(middle) >= 0.8 else (middle, high)
    print(f"needed = {high:.12g}")

# Estimates z ~ N(SIGNAL, 1) that are reported only if |z| > cut.
cut = stats.norm.isf(ALPHA / 2)
right, wrong = stats.norm.cdf(SIGNAL - cut), stats.norm.cdf(-SIGNAL - cut)
size = SIGNAL * (right - wrong) + stats.norm.pdf(cut - SIGNAL) + stats.norm.pdf(cut + SIGNAL)
print(f"passes = {right + wrong:.12g}")
print(f"exaggeration = {size / (right + wrong) / SIGNAL:.12g}")
print(f"wrong_sign = {wrong / (right + wrong):.12g}")
false_alarms = (1 - REAL) * ALPHA
print(f"false = {false_alarms / (false_alarms + REAL * (right + wrong)):.12g}")

# Student's test of two groups, or of the differences of pairs.
a, b = np.array(GROUP_A, dtype=float), np.array(GROUP_B, dtype=float)


def student() -> None:
    """t and its p, where there are values enough and they vary."""
    if min(len(a), len(b)) < 2:
        print("A t-test needs at least two values in each group, and one of the groups has fewer.")
        return
    if PAIRED:
        gaps, df = a - b, len(a) - 1
        error = gaps.std(ddof=1) / np.sqrt(len(a))
    else:
        df = len(a) + len(b) - 2
        squares = np.sum((a - a.mean()) ** 2) + np.sum((b - b.mean()) ** 2)
        error = np.sqrt(squares / df * (1 / len(a) + 1 / len(b)))
    apart = a.mean() - b.mean()
    if error <= 1e-14 * np.abs([*a, *b]).max() or abs(apart) >= 1e5 * error:
        print("Within the groups next to nothing varies, and t divides by how much they do.")
        return
    t = apart / error
    p, checked = 2 * stats.t.sf(abs(t), df), stats.ttest_rel(a, b) if PAIRED else stats.ttest_ind(a, b)
    print(f"t = {t:.12g}")
    print(f"t_p = {p:.12g}")
    print("SciPy’s t-test agrees:", np.allclose([t, p], [checked.statistic, checked.pvalue]))


student()

# A table: what is expected without a link, chi-square, and the exact law of the first count given the margins.
table = np.array(COUNTS)
rows, columns, total = table.sum(axis=1), table.sum(axis=0), table.sum()
if rows.min() > 0 and columns.min() > 0:
    expected = np.outer(rows, columns) / total
    chi2 = float(((table - expected) ** 2 / expected).sum())
    print(f"chi2 = {chi2:.12g}")
    print(f"chi2_p = {stats.chi2.sf(chi2, 1):.12g}")
    first = np.arange(max(0, rows[0] - columns[1]), min(rows[0], columns[0]) + 1)
    chances = stats.hypergeom.pmf(first, total, rows[0], columns[0])
    mine = chances[int(table[0, 0] - first[0])]
    print(f"fisher_p = {chances[chances <= mine * (1 + 1e-7)].sum():.12g}")
