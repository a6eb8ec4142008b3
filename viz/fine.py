"""Smooth heat maps for paper. plotly.js paints them in pixels of the screen, 96 to the inch as printed; a matrix with
more cells than that, read between its own, is painted cell for cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

DENSITY = 4.0  # cells for each pixel of the page, at least: 384 to the inch
MOST = 2400  # cells along a side
_EVEN = 1e-3  # of a step: what is less even has no common step


def fine(figure: Mapping[str, Any], size: tuple[float, float], density: float = DENSITY) -> dict[str, Any]:
    """The figure, resolved, with its smooth heat maps as matrices that are fine enough to print.

    Args:
        size: width and height in pixels of the drawing area, without margins.
        density: cells for each pixel that are asked for; no fewer than DENSITY are made, and at most MOST in a row.
    """
    layout = figure["layout"]
    density = max(density, DENSITY)

    def axis(trace: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = layout.get(f"{name}axis{str(trace.get(f'{name}axis', name))[1:]}", {})
        return found

    def cells(trace: Mapping[str, Any], name: str, length: float) -> tuple[float, bool]:
        """How many cells a trace should have along an axis, and whether that is logarithmic."""
        low, high = axis(trace, name).get("domain", (0.0, 1.0))
        return min(density * float((high - low) * length), MOST), axis(trace, name).get("type") == "log"

    return {
        **figure,
        "data": [
            _finer(trace, cells(trace, "x", size[0]), cells(trace, "y", size[1]))
            if trace["type"] == "heatmap" and trace.get("zsmooth") == "best"
            else trace
            for trace in figure["data"]
        ],
    }


def _finer(trace: Mapping[str, Any], wide: tuple[float, bool], high: tuple[float, bool]) -> dict[str, Any]:
    z = np.asarray(trace["z"], float)
    x, y = (_places(trace, *each) for each in (("x", z.shape[1], wide[1]), ("y", z.shape[0], high[1])))
    if x is None or y is None or min(z.shape) < 2:
        return dict(trace)
    rows, columns = (_between(count, cells) for count, (cells, _) in zip(z.shape, (high, wide), strict=True))
    z = _read(_read(z, rows, 0), columns, 1)
    places = {}
    for name, at, where, log in (("x", x, columns, wide[1]), ("y", y, rows, high[1])):
        spots = at[0] + (at[1] - at[0]) * where
        places[name] = 10.0**spots if log else spots
    return {**trace, "z": z.astype(np.float32), **places, "zsmooth": False}


def _places(trace: Mapping[str, Any], name: str, count: int, log: bool) -> NDArray[np.float64] | None:
    """Where the cells of a trace lie along an axis, as logarithms on a logarithmic one; None if they are not even."""
    if name not in trace:
        return None if log else np.arange(count, dtype=float)
    found = np.asarray(trace[name], float)
    if log:
        if (found <= 0).any():
            return None
        found = np.log10(found)
    steps = np.diff(found)
    even = len(found) == count and count > 1 and np.ptp(steps) <= _EVEN * abs(steps[0])
    return found if even else None


def _between(count: int, cells: float) -> NDArray[np.float64]:
    """The middles of finer cells, at least so many, in steps of the old ones from the middle of the first."""
    times = max(1, int(np.ceil(cells / count)))
    return (np.arange(count * times) + 0.5) / times - 0.5


def _read(values: NDArray[np.float64], at: ArrayLike, axis: int) -> NDArray[np.float64]:
    """Values between those of a grid along an axis, linear; beyond its ends as at them."""
    spots = np.clip(at, 0, values.shape[axis] - 1)
    below = np.minimum(spots.astype(int), values.shape[axis] - 2)
    share = np.expand_dims(spots - below, 1 - axis)
    return np.asarray((1 - share) * values.take(below, axis) + share * values.take(below + 1, axis))
