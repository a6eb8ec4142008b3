"""Sample means and running means: the NumPy twin of ``core/src/means.rs``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .arrays import Floats, Integers, Words
from .generator import columns, table, uniform
from .poll import poll
from .portable import log
from .sources import draws

LANES = 1024
FINE_BINS = 6000
FINE_REACH = 6.0
_TABLE = 1 << 15
_COLUMNS = 1 << 13
_FACTORS = 16


def groups(first_block: int, last_block: int, replicates: int, lanes: int) -> Iterator[tuple[int, int, int]]:
    """Blocks taken together so that the columns fill a cache: (first block, last block, columns in use)."""
    per = max(1, _COLUMNS // lanes)
    for block in range(first_block, last_block, per):
        end = min(block + per, last_block)
        yield block, end, min(end * lanes, replicates) - block * lanes


def rows_at_once(width: int) -> int:
    """An even number of rows such that a table of this width stays in cache."""
    return max(2, _TABLE // max(width, 1) // 2 * 2)


def partial_sums(source: str, parameter: float, state: Words, total: Floats, row: int, end: int, lanes: int) -> None:
    """Add draws row, ..., end - 1 of each column to ``total``, one after the other: the order is part of the result.

    ``row`` begins a group of ``group(source)`` draws.
    """
    step = rows_at_once(total.size)
    if source == "exponential":
        _exponential_sums(state, total, row, end, lanes)
        return
    while row < end:
        poll()
        begin = row - row % 2
        stop = min(begin + step, end)
        x = draws(source, parameter, state, begin, stop - begin + (stop - begin) % 2, lanes)
        for drawn in x[row - begin : stop - begin]:
            total += drawn
        row = stop


def group(source: str) -> int:
    """Draws that are added together: sums over other numbers of draws end with a part of such a group."""
    return _FACTORS if source == "exponential" else 1


def _exponential_sums(state: Words, total: Floats, row: int, end: int, lanes: int) -> None:
    """The sum of 16 exponentials -log(1 - u) is -log of the product of the 1 - u: one logarithm for 16 draws."""
    step = rows_at_once(total.size)
    for first in range(row, end, _FACTORS):
        poll()
        last = min(first + _FACTORS, end)
        product = np.ones(total.size)
        for begin in range(first, last, step):
            for factor in 1.0 - uniform(table(state, begin, min(step, last - begin), lanes)):
                product *= factor
        total -= log(product)


def histogram(z: Floats, low: float, high: float, bins: int) -> Integers:
    """Counts of [low, high) in equal half-open bins, between a count below and a count above; shape (bins + 2,)."""
    per_unit = bins / (high - low)
    place = np.minimum(np.maximum((z - low) * per_unit, -1.0), float(bins))
    index = np.minimum(place.astype(np.int64), bins - 1) + 1
    index[z < low] = 0
    index[z >= high] = bins + 1
    return np.bincount(index, minlength=bins + 2).astype(np.int64)


def power_sums(z: Floats, lanes: int) -> Floats:
    """Sums of z, z^2, z^3, z^4 over each block; shape (blocks, 4)."""
    out = np.empty((-(-z.size // lanes), 4))
    for i in range(len(out)):
        x = z[i * lanes : (i + 1) * lanes]
        square = x * x
        out[i] = x.sum(), square.sum(), (square * x).sum(), (square * square).sum()
    return out


def sample_means(
    source: str,
    parameter: float,
    n: int,
    replicates: int,
    seed: int,
    centre: float,
    scale: float,
    low: float,
    high: float,
    bins: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers, Floats]:
    """Means of n draws, shifted by ``centre`` and multiplied by ``scale``, for the replicates of some blocks.

    Returns the histogram (bins + 2,), a fine histogram over [-6, 6) (6000 + 2,), and the power sums of each block
    (blocks, 4). Memory: about 2 MB, whatever n and replicates.
    """
    coarse = np.zeros(bins + 2, dtype=np.int64)
    fine = np.zeros(FINE_BINS + 2, dtype=np.int64)
    sums = []
    for begin, end, width in groups(first_block, last_block, replicates, LANES):
        state = columns(seed, begin, end, LANES)[:width]
        total = np.zeros(width)
        partial_sums(source, parameter, state, total, 0, n, LANES)
        z = (total / float(n) - centre) * scale
        coarse += histogram(z, low, high, bins)
        fine += histogram(z, -FINE_REACH, FINE_REACH, FINE_BINS)
        sums.append(power_sums(z, LANES))
    return coarse, fine, np.concatenate(sums) if sums else np.zeros((0, 4))


def running_means(
    source: str, parameter: float, grid: Integers, paths: int, seed: int, first_block: int, last_block: int
) -> Floats:
    """Means of the first grid[0], grid[1], ... draws of each path; shape (grid, paths of these blocks).

    Memory: the result and about 2 MB.
    """
    parts = []
    for begin, end, width in groups(first_block, last_block, paths, LANES):
        state = columns(seed, begin, end, LANES)[:width]
        total = np.zeros(width)
        out = np.empty((len(grid), width))
        done = 0
        for i, n in enumerate(grid.tolist()):
            whole = n - n % group(source)
            partial_sums(source, parameter, state, total, done, whole, LANES)
            out[i] = total
            partial_sums(source, parameter, state, out[i], whole, n, LANES)
            out[i] /= float(n)
            done = whole
        parts.append(out)
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(grid), 0))
