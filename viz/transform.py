"""Before and after a map: the grid (bent if the map bends it), vectors with their sum, a cube with a letter on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz import space
from viz.blocks import Trace, arrow, label, line
from viz.labels import left_of, off
from viz.linear import polygon

Array = NDArray[np.float64]


def grid_points(extent: float, spacing: float = 1.0, points: int = 25) -> Array:
    """The square grid [-extent, extent]^2 as one broken polyline, shape (n, 2), with points enough to be bent."""
    ticks = np.arange(-np.floor(extent / spacing), np.floor(extent / spacing) + 1) * spacing
    along = np.append(np.linspace(-extent, extent, points), np.nan)
    fixed, moving = np.repeat(ticks, points + 1), np.tile(along, len(ticks))
    return np.concatenate([np.stack([fixed, moving], 1), np.stack([moving, fixed], 1)])


def mapped(move: Callable[[Array], Array], letter: ArrayLike, fill: str) -> list[Trace]:
    """The grid and a letter (n, 2) after `move`: two traces."""
    lines = grid_points(6.0)
    moved = np.asarray(move(np.nan_to_num(lines)))
    moved[np.isnan(lines.sum(axis=1))] = np.nan
    return [
        line(moved[:, 0], moved[:, 1], "null", width=0.8, opacity=0.5, hover=False),
        polygon(move(np.asarray(letter, float)), fill, opacity=0.25, width=2.0),
    ]


def summed(u: ArrayLike, v: ArrayLike, total: ArrayLike, names: Sequence[str], size: float) -> list[Trace]:
    """Two arrows u and v with the parallelogram that makes their sum, and an arrow to `total`: eight traces.

    Where `total` is the sum, it ends in the far corner. `names` are those of u, v and total; `size` is half the width.
    """
    a, b, c = (np.asarray(each, float) for each in (u, v, total))
    path = np.stack([a, a + b, b])
    traces = [line(path[:, 0], path[:, 1], "muted", width=1.4, dash="dash", hover=False)]
    for tip, role, name in ((a, "data", names[0]), (b, "model", names[1]), (c, "accent", names[2])):
        length = float(np.hypot(*tip))
        ahead = tip / length if length > 1e-9 else np.array([0.7, 0.7])
        x, y = np.clip(tip + 0.18 * size * ahead, -0.93 * size, 0.93 * size)
        traces += [arrow(tip, role, name=name), label([x], [y], f"<b>{name}</b>", role, position="middle center")]
    gap = np.stack([c, a + b]) if float(np.hypot(*(c - a - b))) > 1e-9 else np.full((2, 2), np.nan)
    traces.append(line(gap[:, 0], gap[:, 1], "ink", width=3, dash="dot", hover=False))
    return traces


def columns(matrix: ArrayLike, size: float) -> list[Trace]:
    """The two columns of a matrix (2, 2) as thin arrows with names outside of their angle: four traces.

    Hidden where the matrix is NaN; `size` is half the width of the plane.
    """
    first, second = np.asarray(matrix, float).T
    turn = -1.0 if float(left_of(first) @ second) < 0 else 1.0  # the second column lies to the left of the first
    traces = []
    for tip, side, name in ((first, -turn, "Ae₁"), (second, turn, "Ae₂")):
        shown = "" if np.isnan(tip).any() else name
        outside = np.nan_to_num(0.5 * tip + side * left_of(tip))
        traces += [arrow(tip, "ink", width=1.6, name=shown), off(tip, outside, shown, "ink", size, gap=0.11, font=12)]
    return traces


def _lattice() -> Array:
    """The 27 lines of the lattice of [-1, 1]^3 with spacing 1, shape (81, 3), a row of NaN after each."""
    rows = []
    for axis in range(3):
        for p in (-1.0, 0.0, 1.0):
            for q in (-1.0, 0.0, 1.0):
                rows += [np.insert([p, q], axis, end) for end in (-1.0, 1.0)] + [np.full(3, np.nan)]
    return np.array(rows)


_LATTICE = _lattice()


def cube(matrix: ArrayLike, letter: ArrayLike, fill: str, extent: float) -> list[Trace]:
    """The lattice of the cube [-1, 1]^3, a letter (n, 2) on its top face, the unit box and the three columns, moved."""
    a = np.asarray(matrix, float)
    shape = np.asarray(letter, float)
    top = np.column_stack([shape - shape.mean(axis=0), np.ones(len(shape))]) @ a.T
    lattice = _LATTICE @ a.T
    traces = [
        space.polyline(lattice, "null", width=1.5, opacity=0.5),
        *space.parallelepiped(2 * a, fill, origin=-a.sum(axis=1), opacity=0.12),
        space.polyline(np.vstack([top, top[:1]]), fill, width=7),
    ]
    lift = np.array([0.0, 0.0, 0.12 * extent])
    for k, role in enumerate(("data", "model", "accent")):
        end = a[:, k]
        # Away from the other two; the third stands on the face that bears the letter, and its name above both.
        away, spot = 3 * end - a.sum(axis=1), np.clip(end + lift * (k == 2), -extent, extent)
        name = space.beside(spot, away, f"<b>Ae{'₁₂₃'[k]}</b>", role, extent=extent, gap=6)
        traces += [*space.arrow(end, role, head=0.12 * extent), name]
    return traces
