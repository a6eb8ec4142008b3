"""Single resamples and shuffles, laid open: the draws behind `mathcore.kernels.bootstrap`, exact permutations.

Source: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993); Phipson and Smyth, "Permutation p-values should
never be zero" (2010).
"""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from mathcore.common.memory import remembered
from mathcore.common.randomness import columns, integer_below, table

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
LANES = 64
MOST_LABELLINGS = 200_000
MOST_FLIPPED = 16
TRIM = 0.1


def statistic(name: str, values: ArrayLike, second: ArrayLike | None = None) -> float:
    """mean, median, trimmed_mean (a tenth off either end), std (divided by m - 1), maximum, or correlation."""
    x = np.asarray(values, float)
    if name == "mean":
        return float(x.mean())
    if name == "median":
        return float(np.median(x))
    if name == "trimmed_mean":
        cut = int(TRIM * len(x))
        return float(np.sort(x)[cut : len(x) - cut].mean())
    if name == "std":
        return float(x.std(ddof=1))
    if name == "maximum":
        return float(x.max())
    y = np.asarray(second, float)
    dx, dy = x - x.mean(), y - y.mean()
    size = float(np.sqrt((dx @ dx) * (dy @ dy)))
    return (
        float(np.clip(dx @ dy / size, -1, 1))
        if size > 1e-12 * (1 + np.abs(x).max()) * (1 + np.abs(y).max())
        else np.nan
    )


def resamples(m: int, count: int, seed: int) -> Integers:
    """Which rows the first `count` (at most 64) resamples of m rows draw: shape (count, m), entries in [0, m).

    These are the first replicates of `kernels.bootstrap`, which draws from the values in their order for a mean,
    standard deviation or correlation, and from the ascending values for the others.
    """
    state = columns(seed, 0, 1, LANES)[:count]
    return integer_below(table(state, 0, m, LANES), m).astype(np.int64).T


def shuffles(total: int, chosen: int, count: int, seed: int) -> NDArray[np.bool_]:
    """Which of `total` values the first `count` (at most 64) shuffles put into the first group: shape (count, total).

    These are the first replicates of `kernels.permutation_difference`: values of both groups one after the other for
    means, ascending for medians. Algorithm S of Knuth (volume 2, 3.4.2).
    """
    words = table(columns(seed, 0, 1, LANES)[:count], 0, total, LANES)
    wanted = np.full(words.shape[1], chosen, dtype=np.uint64)
    taken = np.empty(words.shape, dtype=bool)
    for j, row in enumerate(words):
        taken[j] = integer_below(row.copy(), total - j) < wanted
        wanted -= taken[j]
    return taken.T


@remembered
def _labellings(total: int, chosen: int) -> tuple[Integers, Integers]:
    """All ways to choose, and what they leave: (labellings, chosen) and (labellings, total - chosen), ascending."""
    inside = np.array(list(combinations(range(total), chosen)), dtype=np.int64)
    left = np.ones((len(inside), total), dtype=bool)
    left[np.arange(len(inside))[:, None], inside] = False
    return inside, np.nonzero(left)[1].reshape(len(inside), total - chosen)


def exact_differences(first: ArrayLike, second: ArrayLike, name: str = "mean") -> Array | None:
    """The difference of the means (or medians) for every labelling of the pooled values; None beyond 200,000."""
    a, b = np.asarray(first, float), np.asarray(second, float)
    m, total = len(a), len(a) + len(b)
    if comb(total, m) > MOST_LABELLINGS:
        return None
    pooled = np.sort(np.concatenate([a, b]))
    inside, outside = _labellings(total, m)
    if name == "mean":
        sums = pooled[inside].sum(axis=1)
        return np.asarray(sums / m - (pooled.sum() - sums) / len(b))
    k = len(b)
    upper = (pooled[inside[:, (m - 1) // 2]] + pooled[inside[:, m // 2]]) / 2
    return np.asarray(upper - (pooled[outside[:, (k - 1) // 2]] + pooled[outside[:, k // 2]]) / 2)


def signs(m: int, replicates: int, seed: int) -> NDArray[np.bool_]:
    """Which of m pairs are swapped in each replicate, fair coins: shape (replicates, m). Bit 63 of a word each."""
    blocks = -(-replicates // LANES)
    words = table(columns(seed, 0, blocks, LANES)[:replicates], 0, m, LANES)
    return (words >> np.uint64(63)).astype(bool).T


def paired_differences(differences: ArrayLike, replicates: int, seed: int) -> Array:
    """The mean difference of pairs with random swaps: (replicates,). Pairs without a difference draw their coin too.

    Memory: about 16 MB, whatever the size.
    """
    d = np.asarray(differences, float)
    moving = np.flatnonzero(d)
    if not len(moving):
        return np.zeros(replicates)
    parts = []
    at_once = max(LANES, (1 << 20) // len(d) // LANES * LANES)
    for begin in range(0, replicates, at_once):
        count = min(at_once, replicates - begin)
        first = begin // LANES
        state = columns(seed, first, first + -(-count // LANES), LANES)[:count]
        swapped = (table(state, 0, len(d), LANES)[moving] >> np.uint64(63)).astype(float)
        parts.append(d[moving] @ (1 - 2 * swapped) / len(d))
    return np.concatenate(parts)


def exact_paired(differences: ArrayLike) -> Array | None:
    """The mean difference for every way to swap the pairs that differ; None if more than 16 do."""
    d = np.asarray(differences, float)
    moving = d[d != 0]
    if len(moving) > MOST_FLIPPED:
        return None
    sums = np.zeros(1)
    for each in moving:
        sums = np.concatenate([sums + each, sums - each])
    return np.asarray(sums / len(d))


def exact_p(observed: float, law: ArrayLike) -> float:
    """Twice the smaller tail of an exact law (at most 1), the observed labelling among its values."""
    values = np.asarray(law, float)
    slack = 1e-12 * max(float(np.abs(values).max()), abs(observed))
    tails = min(np.count_nonzero(values >= observed - slack), np.count_nonzero(values <= observed + slack))
    return min(1.0, 2 * tails / len(values))


def t_interval(values: ArrayLike, confidence: float) -> tuple[float, float]:
    """Student's interval for the mean: exact for normal data, confidence in (0, 1)."""
    x = np.asarray(values, float)
    half = float(student.ppf((1 + confidence) / 2, len(x) - 1)) * float(x.std(ddof=1)) / float(np.sqrt(len(x)))
    return float(x.mean()) - half, float(x.mean()) + half
