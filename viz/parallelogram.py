"""The picture of a determinant: the unit square's image with its base and its height, or a box with the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz import space
from viz.axes import reach as reach
from viz.blocks import Trace, arrow, grid, segment
from viz.labels import corner, left_of, off
from viz.linear import polygon, right_angle

Array = NDArray[np.float64]
Pair = tuple[float, float]
BOX_CAMERA = (1.3, -1.58, 0.9)  # from which the box is seen: its names stand where that has room
CORNERS = np.array([[0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]])


def parallelogram(
    columns: ArrayLike,
    *,
    size: float,
    roles: tuple[str, str] = ("data", "model"),
    fill: str = "optimum",
    names: tuple[str, str] = ("a₁", "a₂"),
    inner: str = "",
    foot: bool = True,
    spacing: float = 1.0,
) -> list[Trace]:
    """Moved grid, parallelogram of the two columns (2, 2), base and height, arrows with names: ten traces.

    `inner` is written into the freer upper corner; `size` is half the width of the plane; without `foot` base and
    height are hidden.
    """
    a = np.asarray(columns, float)
    first, second = a[:, 0], a[:, 1]
    corners = (a @ CORNERS).T
    base = float(np.hypot(*first))
    nowhere = np.full(2, np.nan)
    far = corners.sum(axis=0)
    side = 0.95 if far[1] > 0 > far[0] else -0.95
    along = first * float(first @ second) / base**2 if base > 1e-9 and foot else nowhere
    traces = [
        grid(a, "null", extent=12 * spacing, spacing=spacing, width=0.7, opacity=0.5),
        polygon(corners, fill, opacity=0.22, width=1.6),
        segment(nowhere if np.isnan(along).any() else np.zeros(2), along, "accent", width=1.4, dash="dot", hover=False),
        segment(along, second, "accent", width=2.0, dash="dash", hover=False),
        right_angle(
            along if foot and base > 1e-9 else np.zeros(2), *_arms(first, second, along), 0.06 * size, "accent"
        ),
    ]
    for tip, role, name, other in ((first, roles[0], names[0], second), (second, roles[1], names[1], first)):
        away = -left_of(tip) if left_of(tip) @ other > 0 else left_of(tip)
        traces += [arrow(tip, role, name=name), off(tip, tip + 1.5 * away, name, role, size, gap=0.08)]
    traces.append(corner(side, 0.9, f"<b>{inner}</b>", fill, size))
    return traces


def _arms(first: Array, second: Array, along: Array) -> tuple[Array, Array]:
    """The two directions of the right angle at the foot of the height; zero where there is none."""
    up = second - along
    if np.isnan(up).any() or float(np.hypot(*up)) < 1e-9:
        return np.zeros(2), np.zeros(2)
    return -first, up


def box_extent(columns: ArrayLike) -> tuple[Pair, Pair, Pair]:
    """The bounds of the three axes around the box of the columns (3, 3), or of several boxes side by side (3, 3 m).

    They are snapped, so that they rest during a small drag.
    """
    boxes = np.asarray(columns, float).reshape(3, -1, 3)
    high, low = np.maximum(boxes, 0).sum(axis=2).max(axis=1), np.minimum(boxes, 0).sum(axis=2).min(axis=1)
    steps = (0.5, 1.5, 2.5, 3.5, 5.0, 9.5)
    snap = [[next((s for s in steps if v <= s), steps[-1]) for v in ends] for ends in (high + 0.2, -low)]
    first, second, third = ((-down, up) for up, down in zip(*snap, strict=True))
    return first, second, third


def box(
    columns: ArrayLike,
    height: ArrayLike,
    normal: ArrayLike,
    line: ArrayLike,
    *,
    extent: tuple[Pair, Pair, Pair],
    fill: str = "optimum",
    roles: tuple[str, str, str] = ("data", "model", "gradient"),
    names: tuple[str, str, str] = ("a₁", "a₂", "a₃"),
) -> list[Trace]:
    """The box of three columns (3, 3) with its base and the `height` (3,) of the last one.

    `extent` is that of the axes, `normal` that of the plane in which a flat box lies, `line` the direction of a box
    that is a mere line; NaN where it is neither.
    """
    a, up = np.asarray(columns, float), np.asarray(height, float)
    tip = a[:, 2]
    foot = tip - up
    style: Any = {"extent": extent, "opacity": 0.12}
    traces = [
        *space.parallelepiped(a, fill, opacity=0.16),
        *space.plane_through(normal, "accent", **style),
        *space.line_through(line, "accent", extent=extent, width=4.0),
        space.polyline(np.stack([tip, foot, np.zeros(3)]), "accent", width=4, dash="dash"),
        space.right_angle(foot, up, -foot, "accent", size=0.18),
    ]
    head = 0.09 * max(hi - lo for lo, hi in extent)
    for k, (role, name) in enumerate(zip(roles, names, strict=True)):
        end = a[:, k]
        # A plane through the tips would hide a name that lies in it.
        spot = end + np.array([0.0, 0.0, 0.2 * head])
        traces += [
            *space.arrow(end, role, head=head, name=name),
            space.beside(spot, end, f"<b>{name}</b>", role, camera=BOX_CAMERA, extent=extent, gap=6),
        ]
    return traces
