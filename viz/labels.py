"""Where names stand: pushed off what they name by their own size, and moved apart until none lies on another.

Each push is continuous in what moves, so that a name glides around while an arrow turns.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, label

LETTER, HEIGHT = 0.027, 0.05  # half a letter's width and half a line's height, in halves of a plane's width


def off(
    spot: ArrayLike, direction: ArrayLike, text: str, role: str, size: float, *, gap: float = 0.05, font: float = 14
) -> Trace:
    """The text, centred so far from `spot` (2,) in a direction (2,) that its box clears a disc of radius `gap`, and the
    line through the spot at a right angle to the direction.

    `size` is half the width of the plane, which is centred at zero; `gap` is in units of it. Where the direction is
    zero the text stands above. A spot of NaN hides it.
    """
    d = np.asarray(direction, float)
    length = float(np.hypot(*d))
    d = d / length if length > 1e-9 else np.array([0.0, 1.0])
    half = np.array([LETTER * len(re.sub("<[^>]*>", "", text)), HEIGHT]) * font / 14
    edge = np.maximum(0.98 - half, 0.0)
    x, y = np.clip(np.asarray(spot, float) / size + (gap + half @ np.abs(d)) * d, -edge, edge) * size
    return label([x], [y], text, role, position="middle center", size=font)


def left_of(v: ArrayLike) -> NDArray[np.float64]:
    """The vector (2,) turned by a right angle to the left."""
    x, y = np.asarray(v, float)
    return np.array([-y, x])


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
