"""What a window on a density shows: lines with gaps, round numbers on an axis, a height that holds most of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def broken(shapes: Sequence[ArrayLike]) -> Array:
    """Polylines (n, 2) as one, with gaps (NaN) between them."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([gap, *(part for shape in shapes for part in (np.asarray(shape, float), gap))])


def round_numbers(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers, evenly spaced, from low to high: `most` or fewer."""
    rough = (high - low) / most
    scale = 10.0 ** np.floor(np.log10(rough))
    step = next(s for s in (1, 2, 2.5, 5, 10) if s * scale >= rough) * scale
    places = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step + 0.0
    return [float(place) for place in places]


def usual_height(heights: ArrayLike) -> float:
    """A height that holds most of a density, given at evenly spaced places (n,), infinities aside; 1 if it has none."""
    found = np.sort(np.asarray(heights, dtype=float))
    found = found[np.isfinite(found) & (found > 0)]
    if not len(found):
        return 1.0
    usual = float(found[min(np.searchsorted(np.cumsum(found), 0.5 * found.sum()), len(found) - 1)])
    return 1.15 * min(float(found[-1]), 2.5 * usual)
