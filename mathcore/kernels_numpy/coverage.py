"""Coverage of intervals and tail frequencies: the NumPy twin of ``core/src/coverage.rs`` and ``core/src/tails.rs``."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Integers
from .generator import columns
from .means import LANES, groups, partial_sums, rows_at_once
from .poll import poll
from .sources import draws


def interval_coverage(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    target: float,
    factors: Floats,
    fixed: Floats,
    examples: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Floats]:
    """Intervals for a mean of n draws: counts (blocks, k, 3) of those that hold ``target``, lie left, lie right of it.

    Interval i of a sample is its mean +- (fixed[i] + factors[i] * standard deviation / sqrt(n)), the deviation divided
    by n - 1. Also (e, 2), the mean less the target and the estimated standard error of the first samples of block 0,
    at most ``examples`` of them. Memory: about 2 MB and the counts.
    """
    counts, shown = [], np.zeros((0, 2))
    for begin, end, width in groups(first_block, last_block, replicates, LANES):
        state = columns(seed, begin, end, LANES)[:width]
        total, squares = np.zeros(width), np.zeros(width)
        step = rows_at_once(width)
        for row in range(0, n, step):
            poll()
            rows = min(step, n - row)
            for d in draws(source, parameter, state, row, rows + rows % 2, LANES)[:rows]:
                d -= target
                total += d
                d *= d
                squares += d
        spread = squares - total * total / float(n)
        error = np.sqrt(np.where(spread > 0.0, spread, 0.0) / float(n - 1) / float(n))
        mean = total / float(n)
        starts = np.arange(0, width, LANES)
        for wider, factor in zip(fixed.tolist(), factors.tolist(), strict=True):
            half = wider + factor * error
            left = np.add.reduceat((mean < -half).astype(np.int64), starts)
            right = np.add.reduceat((mean > half).astype(np.int64), starts)
            sizes = np.diff(np.append(starts, width))
            counts.append(np.stack([sizes - left - right, left, right], axis=1))
        if begin == 0:
            shown = np.stack([mean, error], axis=1)[: min(examples, LANES)]
    if not counts:
        return np.zeros((0, len(factors), 3), dtype=np.int64), shown
    k = len(factors)
    return np.concatenate([np.stack(counts[i : i + k], axis=1) for i in range(0, len(counts), k)]), shown


def tail_frequencies(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    centre: float,
    scale: float,
    thresholds: Floats,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers]:
    """How many z = (mean of n draws - centre) * scale are at least each threshold, and at most its negative; both (k,).

    Memory: about 2 MB, whatever n and replicates.
    """
    above, below = (np.zeros(len(thresholds), dtype=np.int64) for _ in range(2))
    for begin, end, width in groups(first_block, last_block, replicates, LANES):
        total = np.zeros(width)
        partial_sums(source, parameter, columns(seed, begin, end, LANES)[:width], total, 0, n, LANES)
        z = np.sort((total / float(n) - centre) * scale)
        above += width - np.searchsorted(z, thresholds, side="left")
        below += np.searchsorted(z, -thresholds, side="right")
    return above, below
