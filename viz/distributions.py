"""Samples and distributions drawn: histograms, dot plots, quantile dots, steps, boxes, violins.

Each is one trace or a fixed few, whatever the data; what has no data hides with NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, area, line, markers

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
    found = np.asarray(values, float)
    kept = found[np.isfinite(found)]
    # A value that repeats (a maximum, a median) must not be split between two bins by rounding.
    place = np.floor((kept - low) / (high - low) * bins + 1e-9).astype(np.int64)
    place[kept == high] = bins - 1
    counts = np.bincount(place[(place >= 0) & (place < bins)], minlength=bins)
    return low + (np.arange(bins) + 0.5) * (high - low) / bins, counts / max(1, counts.max())


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


def five(values: ArrayLike) -> tuple[float, float, float, float, float]:
    """The five numbers of a box plot after Tukey: lower whisker, quartiles and median, upper whisker.

    Quartiles by linear interpolation (type 7 of Hyndman and Fan, 1996, NumPy's default); the whiskers end at the last
    value within 1.5 interquartile ranges of the box (Tukey, *Exploratory Data Analysis*, 1977).
    """
    found = np.asarray(values, float)
    q1, median, q3 = np.quantile(found, [0.25, 0.5, 0.75]).tolist()
    reach = 1.5 * (q3 - q1)
    inside = found[(found >= q1 - reach) & (found <= q3 + reach)]
    # An interpolated quartile may lie beyond the last value within the fence: the whisker then ends at the box.
    return min(float(inside.min()), q1), q1, median, q3, max(float(inside.max()), q3)


def box(values: ArrayLike, at: float, width: float, role: str = "data", *, upright: bool = True) -> list[Trace]:
    """A box plot after Tukey at the place `at`, of that width: box with median, whiskers, values beyond them; three
    traces. `upright` draws values upwards."""
    low, q1, median, q3, high = five(values)
    found, half = np.asarray(values, float), width / 2
    fence = 1.5 * (q3 - q1)
    beyond = found[(found < q1 - fence) | (found > q3 + fence)]
    gap = [np.nan]
    along = [q1, q3, q3, q1, q1, *gap, median, median, *gap, low, q1, *gap, q3, high, *gap]
    along += [low, low, *gap, high, high]
    across = [at - half, at - half, at + half, at + half, at - half, *gap, at - half, at + half, *gap]
    across += [at, at, *gap, at, at, *gap, at - half / 2, at + half / 2, *gap, at - half / 2, at + half / 2]
    edges, spots = (np.array(across), np.array(along)), (np.full(len(beyond), at), beyond)
    corners = np.array([at - half, at + half, at + half, at - half])
    sides = (corners, np.array([q1, q1, q3, q3]))
    if not upright:
        edges, spots, sides = edges[::-1], spots[::-1], sides[::-1]
    face: Trace = {
        "type": "scatter",
        "mode": "lines",
        "x": sides[0],
        "y": sides[1],
        "fill": "toself",
        "fillcolor": f"@{role}/0.18",
        "line": {"color": f"@{role}/0", "width": 0, "simplify": False},
        "name": "",
        "hoverinfo": "skip",
    }
    return [face, line(*edges, role, width=2.0, hover=False), markers(*spots, role, size=6, ring=True, name="beyond")]


def violin(
    grid: ArrayLike, density: ArrayLike, at: float, width: float, role: str = "data", *, upright: bool = True
) -> Trace:
    """A density (n,) over a grid (n,), mirrored around the place `at`; its widest is `width`: one trace."""
    x, heights = np.asarray(grid, float), np.asarray(density, float)
    half = width / 2 * heights / max(float(np.nanmax(heights, initial=0.0)), 1e-300)
    found = area(x, at + half, at - half, role, opacity=0.3)
    if upright:
        found["x"], found["y"] = found["y"], found["x"]
    return found


def quantile_dots(quantiles: ArrayLike, low: float, high: float, bins: int = 24) -> tuple[Array, Array]:
    """Where the dots of a quantile dot plot stand: (x, height in dots, from 0.5).

    `quantiles` (n,) are those of (k - 1/2)/n, k = 1, ..., n: each dot is one of n equally likely outcomes, so that a
    probability is read by counting. Kay, Kola, Hullman and Munson, "When (ish) is my bus?", CHI 2016.
    """
    found = np.asarray(quantiles, float)
    wide = (high - low) / bins
    place = np.clip(np.floor((found - low) / wide), 0, bins - 1).astype(int)
    rank = np.array([np.count_nonzero(place[:k] == place[k]) for k in range(len(place))], dtype=float)
    return low + (place + 0.5) * wide, rank + 0.5
