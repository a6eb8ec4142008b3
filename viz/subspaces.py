"""Row and null space with a vector split between them, the column space, a vector in two bases, a digit in one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz import space
from viz.blocks import Trace, arrow, bars, grid, heatmap, label, line
from viz.labels import left_of, off
from viz.panels import Axis, Plane, Space

Array = NDArray[np.float64]
CAMERA = (1.75, -1.5, 0.9)
ROOM = 4.0  # half the width of the planes of the bases
NOWHERE = np.full(3, np.nan)


def _tier(values: Array) -> float:
    """Half the width of a space that holds these values: one of five sizes, so that the axes rest."""
    largest = float(np.abs(values).max())
    return next((size for size in (2.4, 4.0, 8.0, 16.0) if largest <= 0.9 * size), 26.0)


def _end(basis: Array, size: float, away: Array) -> Array:
    """Where the name of a subspace stands: at the end of a basis vector, high up and far from `away`; NaN for {0}."""
    if not basis.size:
        return NOWHERE
    ends = np.concatenate([basis, -basis], axis=1)
    chosen = ends[:, np.argmax(ends[2] - ends.T @ away / max(float(np.linalg.norm(away)), 1e-9))]
    return np.asarray(0.93 * size * chosen / np.abs(chosen).max())


def domain_space(row: ArrayLike, null: ArrayLike, x: ArrayLike, kept: ArrayLike, direction: ArrayLike) -> Space:
    """Where x (3,) lives: its part `kept` in the row space, the rest in the null space, the line along `direction`.

    `row` and `null` have orthonormal bases in their columns, shape (3, r) and (3, 3 - r).
    """
    rows, nulls, at, part = (np.asarray(each, float) for each in (row, null, x, kept))
    size = _tier(np.concatenate([at, part]))
    both = float(np.linalg.norm(part)) > 0.05 * size and float(np.linalg.norm(at - part)) > 0.05 * size
    style: dict[str, Any] = {"head": 0.11 * size, "width": 7}
    view: dict[str, Any] = {"camera": CAMERA, "extent": size}
    traces = [
        *space.subspace(rows, "model", extent=size, opacity=0.16),
        *space.subspace(nulls, "gradient", extent=size, opacity=0.14, width=5),
        *space.line_through(direction, "data", extent=size, through=at, width=2.5, dash="dash"),
        *space.arrow(part, "model", **style),
        *space.arrow(at if both else NOWHERE, "gradient", tail=part, **style),
        *space.arrow(at, "data", **style),
        space.right_angle(part, -part, at - part, "ink", size=0.1 * size),
        space.beside(at, at, "x", "data", size=17, gap=8, **view),
        space.beside(0.5 * part if both else NOWHERE, part - at, "row part", "model", size=13, gap=16, **view),
        space.beside(
            0.15 * part + 0.85 * at if both else NOWHERE, part, "null part", "gradient", size=13, gap=18, **view
        ),
        space.label(
            [_end(nulls, size, at)], "null space" if rows.size else "everything", "gradient", position="top center"
        ),
    ]
    return space.space(traces, size, title="Where x lives: row space ⊥ null space", camera=CAMERA)


def image_space(column: ArrayLike, left: ArrayLike, image: ArrayLike) -> Space:
    """Where the `image` (3,) lands: in the column space; the left null space is never reached."""
    columns, lefts, at = (np.asarray(each, float) for each in (column, left, image))
    size, length = _tier(at), float(np.linalg.norm(at))
    out = at / max(length, 1e-9)
    traces = [
        *space.subspace(columns, "model", extent=size, opacity=0.16),
        *space.subspace(lefts, "accent", extent=size, opacity=0.14, width=5),
        *space.arrow(at, "data", head=0.11 * size, width=7),
        space.dots(np.zeros(3), "gradient", size=7),
        space.label(at + 0.13 * size * out if length > 1e-9 else NOWHERE, "Ax", "data", size=17),
        space.label(np.zeros(3), "null part ↦ 0 ", "gradient", position="middle left", size=13),
        space.label(_end(lefts, size, at), "left null space", "accent", position="top center"),
    ]
    names = ("y₁", "y₂", "y₃")
    return space.space(traces, size, names=names, title="Where Ax lands: the column space", camera=CAMERA)


def basis_plane(
    v: ArrayLike, basis: ArrayLike, coordinates: ArrayLike, names: tuple[str, str], texts: tuple[str, str], title: str
) -> Plane:
    """A vector v (2,) reached by steps along two basis vectors (columns), over the grid that they make.

    `coordinates` are NaN if the columns are no basis; `texts` are written at the two steps.
    """
    at, b, steps = (np.asarray(each, float) for each in (v, basis, coordinates))
    corner = steps[0] * b[:, 0]
    path = [np.stack([np.zeros(2), corner]), np.stack([corner, at])]
    free = bool(np.isfinite(steps).all())
    traces: list[Trace] = [grid(b if free else np.full((2, 2), np.nan), "zero", extent=14, opacity=0.6)]
    for k, role in enumerate(("optimum", "accent")):
        traces.append(line(path[k][:, 0], path[k][:, 1], role, width=6, opacity=0.35, hover=False))
    for k, role in enumerate(("optimum", "accent")):
        ahead = b[:, k] / max(float(np.linalg.norm(b[:, k])), 1e-9) * 0.32
        x, y = b[:, k] / 2 + np.array([-ahead[1], ahead[0]]) * (1 if k else -1)
        traces += [
            arrow(b[:, k], role, name=names[k]),
            label([x], [y], names[k], role, position="middle center", size=16),
        ]
    length = max(float(np.linalg.norm(np.nan_to_num(corner))), 1e-9)
    aside = np.array([corner[1], -corner[0]]) / length
    aside = 0.34 * aside * (-1.0 if aside @ at > 0 else 1.0)  # on the side away from v
    middles = np.stack([0.78 * corner + aside, 0.65 * corner + 0.35 * at])
    shown = np.abs(steps * np.linalg.norm(b, axis=0)) > 0.6
    spots = np.where((np.abs(middles).max(axis=1) < 3.7) & shown, middles.T, np.nan).T
    beyond = left_of(at - corner)  # of the second step, on the side away from the origin
    beyond = beyond if not beyond @ middles[1] < 0 else -beyond
    traces += [
        label([spots[0, 0]], [spots[0, 1]], texts[0], "optimum", position="middle center"),
        off(spots[1], beyond, texts[1], "accent", ROOM, gap=0.03),
        arrow(at, "data", width=3.6, name="v"),
        off(at, at, "v", "data", ROOM, gap=0.08, font=17),
    ]
    axis = Axis("", (-ROOM, ROOM), ticks=range(-4, 5, 2))
    return Plane(traces, axis, axis, title, equal=True)


def digit_pair(original: ArrayLike, rebuilt: ArrayLike, caption: str) -> Plane:
    """An image (8, 8) and what a few coordinates make of it, with a caption over the second."""
    pair = np.full((8, 17), np.nan)
    pair[:, :8], pair[:, 9:] = original, rebuilt
    traces = [
        heatmap(pair, np.arange(17.0), np.arange(8.0), bounds=(0.0, 16.0)),
        label([3.5], [-1.1], "the digit", "data", position="middle center"),
        label([12.5], [-1.1], caption, "model", position="middle center"),
    ]
    across, down = Axis("", (-0.7, 16.7), visible=False), Axis("", (7.7, -2.0), visible=False)
    return Plane(traces, across, down, "An 8×8 image is a vector in ℝ⁶⁴", equal=True)


def coordinates_panel(coordinates: ArrayLike, kept: ArrayLike, title: str, top: float) -> Plane:
    """All coordinates (n,) as bars, those that are kept and those that are dropped; `top` is the end of the axis."""
    whole, some = np.asarray(coordinates, float), np.asarray(kept, float)
    at = np.arange(1.0, len(whole) + 1)
    traces = [
        bars(at, whole - some, "null", width=0.8, name="dropped", opacity=0.5),
        bars(at, some, "model", width=0.8, name="kept"),
        label([64], [0.93 * top], "kept", "model", position="middle left"),
        label([64], [0.8 * top], "dropped", "null", position="middle left"),
    ]
    return Plane(
        traces,
        Axis("number of the basis vector", (0, 65), ticks=(1, 16, 32, 48, 64)),
        Axis("coordinate (units of ink)", (-0.75 * top, 1.05 * top)),
        title,
    )
