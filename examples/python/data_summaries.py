"""Summaries by hand: the bottoms of three losses, a few bad values, a histogram, a variance that loses its digits."""

import math

import numpy as np
from scipy import stats

# --- parameters ---
VALUES = [1.5, 2.1, 2.4, 2.8, 3.0, 3.3, 3.6, 3.9, 4.4, 5.2, 9.5]
TRIAL = 7.0
BAD_VALUE = 15.0
BAD_COPIES = 2
BIN_WIDTH = 1.2
FIRST_EDGE = 0.0
OFFSET = 1000000.0
# --- end of parameters ---

x = np.sort(np.array(VALUES))
n = len(x)

# Three losses of a trial value t, and the t at which each is least.
print(f"mean_distance = {np.abs(x - TRIAL).mean():.12g}")
print(f"root_distance = {math.sqrt(((x - TRIAL) ** 2).mean()):.12g}")
print(f"largest_distance = {np.abs(x - TRIAL).max():.12g}")
print(f"median = {(x[(n - 1) // 2] + x[n // 2]) / 2:.12g}")
print(f"mean = {x.mean():.12g}")
print(f"midrange = {(x[0] + x[-1]) / 2:.12g}")
print(f"sd_n = {x.std():.12g}")
print(f"sd = {x.std(ddof=1):.12g}")

# The same with bad values in: which summaries hold?
spoiled = np.concatenate([x, np.full(BAD_COPIES, BAD_VALUE)])
low, high = np.quantile(spoiled, [0.25, 0.75])
print(f"mean_all = {spoiled.mean():.12g}")
print(f"median_all = {np.median(spoiled):.12g}")
print(f"trimmed_all = {stats.trim_mean(spoiled, 0.1):.12g}")
print(f"sd_all = {spoiled.std(ddof=1):.12g}")
print(f"iqr_all = {(high - low) / (2 * stats.norm.ppf(0.75)):.12g}")
print(f"mad_all = {stats.median_abs_deviation(spoiled, scale='normal'):.12g}")


def huber(values, scale, clip=1.345):
    """Where the clipped pulls cancel: their sum falls as t grows, so halve the interval."""
    a, b = values.min(), values.max()
    for _ in range(200):
        t = (a + b) / 2
        a, b = (t, b) if np.clip((values - t) / scale, -clip, clip).sum() > 0 else (a, t)
    return (a + b) / 2


scale = stats.median_abs_deviation(spoiled, scale="normal")
print(f"huber_all = {huber(spoiled, scale) if scale > 0 else np.median(spoiled):.12g}")

# A histogram from any edge: bar j begins at FIRST_EDGE + j BIN_WIDTH. Its humps, and the middle of the tallest bar.
bars = np.floor((x - FIRST_EDGE) / BIN_WIDTH + 1e-9).astype(int)
counts = np.bincount(bars - bars.min())
levels = [0, *(int(c) for k, c in enumerate(counts) if k == 0 or c != counts[k - 1]), 0]
humps = sum(levels[k - 1] < levels[k] > levels[k + 1] for k in range(1, len(levels) - 1))
print(f"hump_count = {humps}")
print(f"tallest = {counts.max()}")
print(f"mode = {FIRST_EDGE + (int(counts.argmax()) + bars.min() + 0.5) * BIN_WIDTH:.12g}")
print(f"skew = {stats.skew(x) if x[0] < x[-1] else math.nan:.12g}")

# The variance of the same values far from zero: one pass over the data, and two.
total = squares = 0.0
for value in VALUES:
    shifted = value + OFFSET
    total += shifted
    squares += shifted * shifted
print(f"variance_one_pass = {(squares - total * total / n) / (n - 1):.12g}")

centre = total / n
about = rest = 0.0
for value in VALUES:
    away = value + OFFSET - centre
    about += away * away
    rest += away  # would be 0 without rounding
print(f"variance_two_pass = {(about - rest * rest / n) / (n - 1):.12g}")
