"""Random projection matrices, the NumPy twin of ``core/src/projection.rs``, and the distortion of all pairs."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Integers, Words
from .generator import integer_below, random_normals, random_words
from .means import histogram

KINDS = ("gaussian", "sparse", "hadamard")
_CHUNK = 1 << 15


def projection_matrix(kind: str, rows: int, width: int, sparsity: int, seed: int) -> Floats:
    """A matrix R (rows, width) such that the squared length of R x has the mean |x|^2.

    Its entries are normals over sqrt(rows); or 0 but for one in ``sparsity``, which is +-sqrt(sparsity / rows); or
    the rows, drawn without repetition, of a Hadamard matrix of the next power of two with the signs of its columns
    tossed, over sqrt(rows). Memory: the matrix and 1 MB.
    """
    scale = 1.0 / float(rows) ** 0.5
    size = rows * width
    out = np.empty(size)
    if kind == "gaussian":
        for first in range(0, size, _CHUNK):
            count = min(_CHUNK, size - first)
            out[first : first + count] = random_normals(seed, 0, first, count) * scale
        return out.reshape(rows, width)
    if kind == "sparse":
        large = float(sparsity) ** 0.5 * scale
        for first in range(0, size, _CHUNK):
            count = min(_CHUNK, size - first)
            side = integer_below(random_words(seed, 0, first, count), 2 * sparsity)
            out[first : first + count] = np.where(side == 0, large, np.where(side == 1, -large, 0.0))
        return out.reshape(rows, width)
    order = 1 << (width - 1).bit_length()
    sign: Words = random_words(seed, 0, 0, width) >> np.uint64(63)
    chosen = _chosen_rows(order, rows, seed)
    columns = np.arange(width, dtype=np.int64)
    matrix = out.reshape(rows, width)
    for i, row in enumerate(chosen):
        odd = np.bitwise_count(columns & row).astype(np.uint64) & np.uint64(1)
        matrix[i] = np.where(odd ^ sign, -scale, scale)
    return matrix


def _chosen_rows(order: int, rows: int, seed: int) -> list[int]:
    """``rows`` of the ``order`` row numbers, ascending, by selection sampling on stream 1."""
    words = random_words(seed, 1, 0, order).tolist()
    chosen: list[int] = []
    for j, word in enumerate(words):
        if (word * (order - j)) >> 64 < rows - len(chosen):
            chosen.append(j)
    return chosen


def count_ratios(
    before: Floats,
    after: Floats,
    lengths_before: tuple[Floats, Floats],
    lengths_after: tuple[Floats, Floats],
    diagonal: bool,
    low: float,
    high: float,
    bins: int,
    epsilon: float,
) -> tuple[Integers, int, int, float, float]:
    """Squared-distance ratios of one tile of pairs, from inner products and squared lengths.

    ``before`` and ``after`` (a, b) hold the inner products of the points, ``lengths_*`` their squared lengths, (a,) and
    (b,). With ``diagonal`` the tile counts its pairs i < j only. Returns the histogram (bins + 2,), how many ratios
    are within 1 +- epsilon, how many pairs are left out since their points coincide (squared distance under 10^-12 of
    the sum of squared lengths), and the least and the largest ratio. Memory: five times a tile.
    """
    total = lengths_before[0][:, None] + lengths_before[1]
    old, new = -2.0 * before, -2.0 * after
    old += total
    new += lengths_after[0][:, None]
    new += lengths_after[1]
    total *= 1e-12
    keep = old > total
    pairs = before.size
    if diagonal:
        keep &= np.tri(len(before), dtype=np.bool_).T
        np.fill_diagonal(keep, False)
        pairs = len(before) * (len(before) - 1) // 2
    # Most tiles lack no pair: they are divided in place.
    whole = bool(keep.all())
    ratio = np.divide(new, old, out=new).ravel() if whole else new[keep] / old[keep]
    np.maximum(ratio, 0.0, out=ratio)
    within = int(np.count_nonzero((ratio >= 1.0 - epsilon) & (ratio <= 1.0 + epsilon)))
    least, most = (float(ratio.min()), float(ratio.max())) if ratio.size else (np.inf, -np.inf)
    return histogram(ratio, low, high, bins), within, pairs - ratio.size, least, most
