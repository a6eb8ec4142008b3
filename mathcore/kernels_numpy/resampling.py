"""Bootstrap and permutation: the NumPy twin of ``core/src/resampling.rs``.

The kernels return sums or order statistics of each replicate; what a mean, a correlation or a median makes of them is
computed once, by ``mathcore.kernels.resampling``, for both engines.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .arrays import Floats, Integers, Mask
from .generator import columns, integer_below, table
from .poll import poll

LANES = 64
_TABLE = 1 << 15
_COLUMNS = 1 << 13


def _groups(first_block: int, last_block: int, replicates: int, most: int) -> Iterator[tuple[int, int, int]]:
    per = max(1, min(most, _COLUMNS) // LANES)
    for block in range(first_block, last_block, per):
        end = min(block + per, last_block)
        yield block, end, min(end * LANES, replicates) - block * LANES


def bootstrap_sums(features: Floats, replicates: int, seed: int, first_block: int, last_block: int) -> Floats:
    """Sum of each feature over each resample of the columns; features (k, m), result (k, replicates of the blocks).

    The draws of a replicate are added one after the other, from zero. Memory: the result and about 2 MB.
    """
    k, m = features.shape
    parts = []
    for begin, end, width in _groups(first_block, last_block, replicates, _COLUMNS):
        state = columns(seed, begin, end, LANES)[:width]
        total = np.zeros((k, width))
        rows = max(1, _TABLE // width)
        for row in range(0, m, rows):
            poll()
            index = integer_below(table(state, row, min(rows, m - row), LANES), m).view(np.int64)
            for feature, sums in zip(features, total, strict=True):
                for drawn in np.take(feature, index):
                    sums += drawn
        parts.append(total)
    return np.concatenate(parts, axis=1) if parts else np.zeros((k, 0))


def _resampled_indices(m: int, seed: int, begin: int, end: int, width: int) -> npt.NDArray[np.int32]:
    state = columns(seed, begin, end, LANES)[:width]
    out = np.empty((width, m), dtype=np.int32)
    rows = max(1, _TABLE // width)
    for row in range(0, m, rows):
        poll()
        out[:, row : row + rows] = integer_below(table(state, row, min(rows, m - row), LANES), m).T
    return out


def bootstrap_order(
    ordered: Floats, ranks: Integers, replicates: int, seed: int, first_block: int, last_block: int
) -> Floats:
    """Order statistics of each resample of ascending values; ranks (k,) from 0, result (k, replicates of the blocks).

    Memory: the result and the larger of 16 MB and 600 bytes a value.
    """
    m = ordered.size
    parts = []
    for begin, end, width in _groups(first_block, last_block, replicates, (1 << 20) // m):
        index = _resampled_indices(m, seed, begin, end, width)
        index.partition(np.unique(ranks), axis=1)
        parts.append(ordered[index[:, ranks].T])
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(ranks), 0))


def bootstrap_trimmed(
    ordered: Floats, low: int, high: int, replicates: int, seed: int, first_block: int, last_block: int
) -> Floats:
    """Sum of the order statistics low, ..., high - 1 of each resample of ascending values; (replicates of the blocks,).

    The order of the additions is the engine's own, so engines agree to rounding. Memory: as ``bootstrap_order``.
    """
    m = ordered.size
    parts = []
    for begin, end, width in _groups(first_block, last_block, replicates, (1 << 20) // m):
        index = _resampled_indices(m, seed, begin, end, width)
        index.sort(axis=1)
        parts.append(ordered[index[:, low:high]].sum(axis=1))
    return np.concatenate(parts) if parts else np.zeros(0)


def _selections(m: int, chosen: int, seed: int, begin: int, end: int, width: int) -> Iterator[tuple[int, Mask]]:
    """Algorithm S (Knuth, volume 2, 3.4.2): go through the values once, take each with the chance that it still has."""
    state = columns(seed, begin, end, LANES)[:width]
    wanted = np.full(width, chosen, dtype=np.uint64)
    rows = max(1, _TABLE // width)
    for row in range(0, m, rows):
        poll()
        for j, words in enumerate(table(state, row, min(rows, m - row), LANES), start=row):
            taken = integer_below(words, m - j) < wanted
            wanted -= taken
            yield j, taken


def permutation_sums(
    pooled: Floats, chosen: int, replicates: int, seed: int, first_block: int, last_block: int
) -> Floats:
    """Sum over a random subset of ``chosen`` of the values, for each replicate; (replicates of the blocks,).

    Values are added in the order of ``pooled``, from zero. Memory: the result and about 2 MB.
    """
    parts = []
    for begin, end, width in _groups(first_block, last_block, replicates, _COLUMNS):
        total = np.zeros(width)
        for j, taken in _selections(pooled.size, chosen, seed, begin, end, width):
            total += taken * pooled[j]
        parts.append(total)
    return np.concatenate(parts) if parts else np.zeros(0)


def permutation_order(
    ordered: Floats,
    chosen: int,
    inside: Integers,
    outside: Integers,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> Floats:
    """Order statistics of a random subset and of its complement, for each replicate.

    ``ordered`` ascends; ``inside`` (a,) are ranks within the ``chosen`` values, ``outside`` (b,) within the rest, both
    from 0. Result (a + b, replicates of the blocks). Memory: the result and about 2 MB.
    """
    parts = []
    for begin, end, width in _groups(first_block, last_block, replicates, _COLUMNS):
        out = np.zeros((len(inside) + len(outside), width))
        counted = np.zeros(width, dtype=np.int64)
        for j, taken in _selections(ordered.size, chosen, seed, begin, end, width):
            for row, rank in enumerate(inside.tolist()):
                out[row, taken & (counted == rank)] = ordered[j]
            for row, rank in enumerate(outside.tolist(), start=len(inside)):
                out[row, ~taken & (j - counted == rank)] = ordered[j]
            counted += taken
        parts.append(out)
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(inside) + len(outside), 0))
