"""Samples and distributions drawn: histograms, dot plots, steps.

Each is one trace or a fixed few, whatever the data; what has no data hides with NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, line

Array = NDArray[np.float64]


def padded(values: ArrayLike) -> tuple[float, float]:
    """The range of some values, with some room; two values only stand as blocks of dots, which take more."""
    found = np.asarray(values, float)
    low, high = float(found.min()), float(found.max())
    room = (0.3 if len(np.unique(found)) == 2 else 0.06) * (high - low) or 1.0
    return low - room, high + room


def nice(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7 times a power of ten at or above a positive value, for an axis that rests."""
    scale = 10 ** np.floor(np.log10(value))
    return float(next(s for s in (1, 1.5, 2, 3, 5, 7, 10) if s * scale >= value * (1 - 1e-12)) * scale)


def histogram(values: ArrayLike, low: float, high: float, bins: int = 60) -> tuple[Array, Array]:
    """(centres, heights with the tallest 1) of finite values; heights are 0 if there are none."""
    centres, _, heights = marked_histogram(values, low, high, (low, high), bins)
    return centres, heights


def marked_histogram(
    values: ArrayLike, low: float, high: float, marked: tuple[float, float], bins: int = 60
) -> tuple[Array, Array, Array]:
    """(centres, of each bar the height of what lies in `marked`, its whole height with the tallest 1), as `histogram`.

    The ends of `marked` belong to it, rounding forgiven: of a bar that holds one of them only a part is marked.
    """
    found = np.asarray(values, float)
    kept = found[np.isfinite(found)]
    # A value that repeats (a maximum, a median) must not be split between two bins by rounding.
    place = np.floor((kept - low) / (high - low) * bins + 1e-9).astype(np.int64)
    place[kept == high] = bins - 1
    slack = 1e-12 * float(np.abs(kept).max(initial=0.0))
    within = (kept >= marked[0] - slack) & (kept <= marked[1] + slack)
    seen = (place >= 0) & (place < bins)
    counts, part = (np.bincount(place[each], minlength=bins) for each in (seen, seen & within))
    top = max(1, counts.max())
    return low + (np.arange(bins) + 0.5) * (high - low) / bins, part / top, counts / top


def stacked(x: ArrayLike, low: float, high: float, bins: int = 56, tallest: int = 24) -> tuple[Array, Array]:
    """Where the dots of a dot plot stand: (x, height in [0, 1]); dots of one bin lie above each other.

    A bin with more than `tallest` dots is drawn as several columns side by side.
    """
    found = np.asarray(x, float)
    place = np.clip(((found - low) / (high - low) * bins).astype(int), 0, bins - 1)
    order = np.argsort(place, kind="stable")
    counts = np.bincount(place, minlength=bins)
    rank = np.empty(len(found))
    rank[order] = np.arange(len(found)) - np.repeat(np.cumsum(counts) - counts, counts)
    column = np.floor(rank / tallest)
    aside = (column - np.floor((counts[place] - 1) / tallest) / 2) * (high - low) / bins * 0.75
    return found + aside, (rank - column * tallest + 0.5) / max(10.0, min(counts.max(), tallest) + 1.0)


def piled(values: ArrayLike, shown: int, low: float, high: float, bins: int = 30) -> Array:
    """The first `shown` of some values (n,) as dots piled up in bins, (n, 2) with heights in [0, 1]; NaN the others.

    The tallest pile of all of them fits, so that dots do not move while more are shown.
    """
    found = np.asarray(values, float)
    spots = np.full((len(found), 2), np.nan)
    wide = (high - low) / bins
    place = np.floor((found - low) / wide + 1e-9)
    inside = (place >= 0) & (place < bins)
    rise = min(0.07, 0.95 / max(1, np.bincount(place[inside].astype(int), minlength=1).max()))
    for i in np.flatnonzero(inside[:shown]).tolist():
        spots[i] = low + (place[i] + 0.5) * wide, (np.count_nonzero(place[:i] == place[i]) + 0.5) * rise
    return spots


def steps(values: ArrayLike, low: float, high: float, role: str = "data", **style: Any) -> Trace:
    """The empirical distribution function of a sample (n,) as a staircase from `low` to `high`: it rises by 1/n at each
    value, and includes it (right-continuous)."""
    found = np.sort(np.asarray(values, float))
    heights = np.arange(1, len(found) + 1) / max(len(found), 1)
    x = np.concatenate([[low], found, [high]])
    return line(x, np.concatenate([[0.0], heights, [1.0]]), role, step=True, **style)
