"""Names that keep clear of what they name: a text pushed off a spot by its own size, and kept inside of the plane.

The push is continuous in the direction, so that a name glides around while an arrow turns.
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
