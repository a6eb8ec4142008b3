"""Where labels stand: moved apart along a line until none lies on another."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def spread(places: ArrayLike, gap: float, bound: float = np.inf) -> NDArray[np.float64]:
    """Places (n,) moved as little as it takes (least squares) to be `gap` apart and within [-bound, bound], in the
    order of the values; NaN stays NaN. Where they do not all fit they are evenly spaced.

    Pools neighbours that are too near into blocks around their mean (isotonic regression by pool-adjacent-violators).
    """
    found = np.array(places, float)
    shown = np.flatnonzero(np.isfinite(found))
    if not len(shown):
        return found
    order = shown[np.argsort(found[shown], kind="stable")]
    step = min(gap, 2 * bound / max(len(order) - 1, 1))
    ladder = step * np.arange(len(order))
    blocks: list[tuple[float, int]] = []  # mean and size, of values less their rung of the ladder
    for value in found[order] - ladder:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] >= mean:
            before, many = blocks.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    levels = np.concatenate([np.full(size, mean) for mean, size in blocks])
    found[order] = np.clip(levels, -bound, bound - ladder[-1]) + ladder
    return found
