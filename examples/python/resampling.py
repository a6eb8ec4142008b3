"""The bootstrap and the permutation test by hand: resamples, three intervals, and a p-value."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

# --- parameters ---
VALUES = [1.2, 1.6, 2.1, 2.4, 2.6, 3.0, 3.3, 3.7, 4.2, 4.9, 6.1, 8.6]
SECOND = [3.0, 6.4, 2.2, 4.1, 7.0, 3.6, 5.6, 6.2, 4.4, 7.4, 6.6, 8.2]
GROUP_A = [1.6, 2.6, 3.3, 3.7, 4.9, 6.1, 8.6]
GROUP_B = [1.2, 2.1, 2.4, 3.0, 4.2]
PAIRED = False
STATISTIC = "mean"
CONFIDENCE = 95.0
REPLICATES = 10000
SEED = 1
# --- end of parameters ---

Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

# SplitMix64 as a counter hash: any word can be had without those before it, so every replicate has its own numbers.
MASK, GAMMA, LANES = 2**64 - 1, 0x9E3779B97F4A7C15, 64


def mix(z: Words) -> Words:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


number = np.arange(REPLICATES, dtype=np.uint64)
place = ((number // np.uint64(LANES)) << np.uint64(40)) + number % np.uint64(LANES) + np.uint64(1)
base = mix(np.array([SEED], dtype=np.uint64)) + place * np.uint64(GAMMA)


def words(j: int) -> Words:
    """Word j of each replicate: 64 random bits."""
    return mix(base + np.uint64(j * LANES * GAMMA & MASK))


def below(w: Words, limit: int) -> Words:
    """The high 64 bits of word times limit: a whole number in [0, limit)."""
    low = (w & np.uint64(0xFFFFFFFF)) * np.uint64(limit)
    return ((w >> np.uint64(32)) * np.uint64(limit) + (low >> np.uint64(32))) >> np.uint64(32)


def statistic(x: Floats, y: Floats) -> Floats:
    """The statistic of each row."""
    if STATISTIC == "mean":
        return x.mean(axis=1)
    if STATISTIC == "median":
        return np.median(x, axis=1)
    if STATISTIC == "maximum":
        return x.max(axis=1)
    if STATISTIC == "std":
        return x.std(axis=1, ddof=1)
    if STATISTIC == "trimmed_mean":
        cut = int(0.1 * x.shape[1])
        return np.sort(x, axis=1)[:, cut : x.shape[1] - cut].mean(axis=1)
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))


# Bootstrap: m draws with replacement, the statistic, again and again.
x, y = np.array(VALUES, dtype=float), np.array(SECOND, dtype=float)
m = len(x)
if STATISTIC in ("median", "trimmed_mean", "maximum"):
    x = np.sort(x)  # no matter to the statistic: the draws are then those of the figure
rows = np.stack([below(words(j), m) for j in range(m)], axis=1).astype(int)
replicates = statistic(x[rows], y[rows])
replicates = replicates[np.isfinite(replicates)]
observed = float(statistic(x[None], y[None])[0])
print(f"observed = {observed:.12g}")
print(f"standard_error = {replicates.std(ddof=1):.12g}")

# Percentile: the middle of the replicates. Basic: its mirror image in the observed value.
tail = (1 - CONFIDENCE / 100) / 2
low, high = np.quantile(replicates, [tail, 1 - tail])
print(f"percentile_low = {low:.12g}")
print(f"percentile_high = {high:.12g}")
print(f"basic_low = {2 * observed - high:.12g}")
print(f"basic_high = {2 * observed - low:.12g}")

# BCa: levels shifted by the median bias z0 and by the acceleration a, the skewness of leaving one out.
slack = 1e-12 * (1 + abs(observed))
under = ((replicates < observed - slack).mean() + (replicates <= observed + slack).mean()) / 2
z0 = norm.ppf(under)
left_out = np.array([statistic(np.delete(x, i)[None], np.delete(y, i)[None])[0] for i in range(m)])
d = left_out.mean() - left_out
moves = np.abs(d).max() > 1e-15 * np.abs(left_out).max()  # else a is 0/0, and there is no BCa interval
z = z0 + norm.ppf([tail, 1 - tail])
if np.isfinite(z0) and moves:
    a = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
    low, high = np.quantile(replicates, norm.cdf(z0 + z / (1 - a * z)))
    print(f"bca_low = {low:.12g}")
    print(f"bca_high = {high:.12g}")

# Permutation: if the labels mean nothing, any labelling is as good as ours.
if not (GROUP_A and GROUP_B):
    raise SystemExit("All values have one label: there are no two groups to compare.")
if PAIRED and len(GROUP_A) != len(GROUP_B):
    raise SystemExit("These data are two groups, not pairs.")
first, second = np.array(GROUP_A, dtype=float), np.array(GROUP_B, dtype=float)
middle = np.median if STATISTIC == "median" and not PAIRED else np.mean
difference = float(middle(first) - middle(second))
if PAIRED:  # only the two labels of a pair may be swapped: fair coins
    swapped = np.stack([words(j) >> np.uint64(63) for j in range(len(first))], axis=1).astype(bool)
    gap = first - second
    shuffled = np.where(swapped, -gap, gap).mean(axis=1)
else:  # go through all values and take each with the chance that it still has (Knuth's algorithm S)
    pooled = np.concatenate([first, second])
    if middle is np.median:
        pooled = np.sort(pooled)
    wanted = np.full(REPLICATES, len(first), dtype=np.uint64)
    taken = np.zeros((REPLICATES, len(pooled)), dtype=bool)
    for j in range(len(pooled)):
        taken[:, j] = below(words(j), len(pooled) - j) < wanted
        wanted -= taken[:, j]
    inside = np.tile(pooled, (REPLICATES, 1))[taken].reshape(REPLICATES, -1)
    outside = np.tile(pooled, (REPLICATES, 1))[~taken].reshape(REPLICATES, -1)
    shuffled = middle(inside, axis=1) - middle(outside, axis=1)

# Twice the smaller tail; the labelling that we have counts as one of them, so p is never zero.
slack = 1e-9 * max(np.abs(shuffled).max(), abs(difference))
greater = (1 + np.count_nonzero(shuffled >= difference - slack)) / (REPLICATES + 1)
less = (1 + np.count_nonzero(shuffled <= difference + slack)) / (REPLICATES + 1)
print(f"difference = {difference:.12g}")
print(f"p_value = {min(1.0, 2 * min(greater, less)):.12g}")
