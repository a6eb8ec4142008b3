"""Ranks by hand: pairs won, the law of U counted, the ROC area; what ranks cost; the error of a kernel estimate."""

import numpy as np
from scipy import optimize, special, stats
from sklearn.metrics import roc_auc_score

# --- parameters ---
GROUP_A = [18.5, 4.6, 5.2, 5.8, 6.3, 6.9, 7.6]
GROUP_B = [2.1, 2.8, 3.4, 3.9, 4.3, 4.9, 5.5]
TAIL = 0.33
COUNT = 100
H = 0.1
WEIGHTS = [0.5, 0.5]
MEANS = [-1.5, 1.5]
SIGMAS = [0.5, 0.5]
# --- end of parameters ---

# Mann and Whitney's U: the pairs that the first group wins, ties half; and Welch's t beside it.
a, b = np.array(GROUP_A), np.array(GROUP_B)
m, n = len(a), len(b)
u = np.sum(a[:, None] > b) + 0.5 * np.sum(a[:, None] == b)
welch_t = welch_p = np.nan  # where nothing varies within the groups
if max(np.ptp(a), np.ptp(b)) > 0:
    welch_t, welch_p = stats.ttest_ind(a, b, equal_var=False)
assert u == stats.mannwhitneyu(a, b).statistic
assert np.isclose(u / (m * n), roc_auc_score([1] * m + [0] * n, [*a, *b]))
print(f"u = {u:.12g}")
print(f"auc = {u / (m * n):.12g}")
print(f"ks = {stats.ks_2samp(a, b).statistic:.12g}")
print(f"welch_t = {welch_t:.12g}")
print(f"welch_p = {welch_p:.12g}")

# Its law, if every labelling of the pooled ranks is equally likely: add the ranks one by one to the choices so far.
ranks = stats.rankdata(np.concatenate([a, b]))
far = abs(u - m * n / 2)
if m + n <= 40:
    ways = [{0.0: 1} if k == 0 else {} for k in range(m + 1)]
    for rank in ranks:
        for k in range(m, 0, -1):
            for total, count in ways[k - 1].items():
                ways[k][total + rank] = ways[k].get(total + rank, 0) + count
    middle = m * (m + 1) / 2 + m * n / 2
    hits = sum(count for total, count in ways[m].items() if abs(total - middle) >= far - 1e-9)
    p_u = hits / sum(ways[m].values())
else:
    ties = np.unique(ranks, return_counts=True)[1].astype(float)
    size = m + n
    variance = m * n / 12 * (size + 1 - np.sum(ties**3 - ties) / (size * (size - 1)))
    p_u = 2 * stats.norm.sf(far / np.sqrt(variance)) if variance > 0 else 1.0
print(f"p_u = {p_u:.12g}")

# What the t-test needs for one value of the Wilcoxon and of the sign test: density c (1 + s x^2)^(-(1/s + 1)/2).
s = TAIL
if s == 0:
    top, squared = 1 / np.sqrt(2 * np.pi), 0.5 / np.sqrt(np.pi)
elif s > 0:
    top = np.sqrt(s) / special.beta(0.5, 0.5 / s)
    squared = top**2 * special.beta(0.5, 1 / s + 0.5) / np.sqrt(s)
else:
    top = np.sqrt(-s) / special.beta(0.5, 0.5 - 0.5 / s)
    squared = top**2 * special.beta(0.5, -1 / s) / np.sqrt(-s)
variance = 1 / (1 - 2 * s) if s < 0.5 else np.inf
print(f"wilcoxon_efficiency = {12 * variance * squared**2:.12g}")
print(f"sign_efficiency = {4 * variance * top**2:.12g}")

# The mean integrated squared error of a kernel estimate, exactly, for a mixture of normal laws.
w, mu, sigma = np.array(WEIGHTS), np.array(MEANS), np.array(SIGMAS)


def overlap(extra):
    """Sum over pairs of parts of w w' phi(mu - mu'; sigma^2 + sigma'^2 + extra)."""
    spread = np.sqrt(sigma[:, None] ** 2 + sigma**2 + extra)
    return w @ stats.norm.pdf(mu[:, None] - mu, scale=spread) @ w


def errors(h):
    blurred = overlap(2 * h * h)
    varies = 1 / (2 * np.sqrt(np.pi) * COUNT * h) - blurred / COUNT
    return varies, blurred - 2 * overlap(h * h) + overlap(0.0)


rule = (4 / (3 * COUNT)) ** 0.2 * np.sqrt(w @ (sigma**2 + (mu - w @ mu) ** 2))
grid = np.geomspace(0.005, 6, 200)
start = int(np.argmin([sum(errors(h)) for h in grid]))
best = optimize.minimize_scalar(lambda h: sum(errors(h)), bounds=(grid[start - 1], grid[start + 1]), method="bounded")
print(f"variance_part = {errors(H)[0]:.12g}")
print(f"bias_part = {errors(H)[1]:.12g}")
print(f"mise = {sum(errors(H)):.12g}")
print(f"rule = {rule:.12g}")
print(f"best_mise = {best.fun:.12g}")
