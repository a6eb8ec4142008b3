"""A linear map of the plane as one picture: the moved grid, the unit circle's image, a letter, named arrows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import Trace, arrow, ellipse, grid, line
from viz.labels import left_of, off

# The letter F inside the unit circle: it shows at a glance whether a map has turned the plane over.
LETTER = np.array([[0.2, 0.2, 0.46, 0.2, 0.2, 0.38], [-0.75, -0.25, -0.25, -0.25, -0.48, -0.48]])


def moved(matrix: ArrayLike) -> list[Trace]:
    """Grid, unit circle (dotted), the circle's image and the letter's, under a 2x2 matrix: four traces."""
    applied = np.asarray(matrix, dtype=float)
    letter = applied @ LETTER
    return [
        grid(applied, "null", extent=8, opacity=0.28),
        ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        ellipse(applied, "ink", width=2.0, hover=False),
        line(letter[0], letter[1], "muted", width=2.4, hover=False),
    ]


def tagged_arrow(
    tip: ArrayLike,
    text: str,
    role: str,
    size: float,
    fallback: ArrayLike = (0.0, 1.0),
    *,
    gap: float = 0.08,
    font: float = 14,
    **style: Any,
) -> list[Trace]:
    """An arrow from the origin with its name beyond the tip, in a plane from -size to size: two traces.

    `fallback` is the direction in which the name stands when the arrow has no length; `gap` and `font` are those of
    `off`, `style` is that of `arrow`.
    """
    end = np.asarray(tip, dtype=float)
    direction: ArrayLike = end if np.hypot(*end) > 1e-9 else fallback
    return [arrow(end, role, name=text, **style), off(end, direction, text, role, size, gap=gap, font=font)]


def side_arrow(tip: ArrayLike, text: str, role: str, size: float, *, left: bool = False) -> list[Trace]:
    """An arrow from the origin with its name beside its middle, clear of what is written at tips: two traces."""
    end = np.asarray(tip, dtype=float)
    across = left_of(end) if left else -left_of(end)
    return [
        arrow(end, role, width=2.4, name=text),
        off(0.6 * end, across if across.any() else (1.0, 0.0), text, role, size, gap=0.03),
    ]
