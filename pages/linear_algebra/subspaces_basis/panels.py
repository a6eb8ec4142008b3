"""The panels of the lesson: the spaces before and after A, v over two grids, a digit and its coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from viz import space
from viz.linear_map import tagged_arrow

if TYPE_CHECKING:
    from pages.linear_algebra.subspaces_basis.lesson import Subspaces

Array = NDArray[np.float64]
CAMERA = (1.75, -1.5, 0.9)
TIERS = (2.4, 4.0, 8.0, 16.0, 26.0)  # half the width of a space: few sizes, so that the axes rest
ROOM = 4.0  # half the width of the planes of the bases
TOPS = {"pixels": 20.0, "cosines": 64.0, "learned": 64.0}  # of the axis of a digit's coordinates, for all 100 digits


def domain_panel(q: Subspaces) -> viz.Space:
    """Where x lives: its parts in the row and the null space, and the line that it is moved along."""
    x, part, nulls = q.x, q.x_row, q.four.null
    size = viz.reach(np.concatenate([x, part]) / 0.9, TIERS)
    split = min(q.row_length, q.null_length) > 0.05 * size  # otherwise there is one part, and it is x
    style: dict[str, Any] = {"head": 0.11 * size, "width": 7}
    name: dict[str, Any] = {"camera": CAMERA, "extent": size, "size": 13}
    traces = [
        *space.subspace(q.four.row, "model", extent=size, opacity=0.16),
        *space.subspace(nulls, "gradient", extent=size, opacity=0.14, width=5),
        *space.line_through(q.direction, "data", extent=size, through=x, width=2.5, dash="dash"),
        *space.arrow(part, "model", **style),
        *space.arrow(np.where(split, x, np.nan), "gradient", tail=part, **style),
        *space.arrow(x, "data", **style),
        space.right_angle(part, -part, x - part, "ink", size=0.1 * size),
        space.beside(x, x, "x", "data", gap=8, **name | {"size": 17}),
        space.beside(np.where(split, 0.5 * part, np.nan), part - x, "row part", "model", gap=16, **name),
        space.beside(np.where(split, 0.15 * part + 0.85 * x, np.nan), part, "null part", "gradient", gap=18, **name),
        _named(nulls, size, x, "null space" if q.rank else "everything", "gradient"),
    ]
    return space.space(traces, size, title="Where x lives: row space ⊥ null space", camera=CAMERA)


def image_panel(q: Subspaces) -> viz.Space:
    """Where Ax lands: in the column space; the left null space is never reached."""
    at, size = q.image, viz.reach(q.image / 0.9, TIERS)
    beyond = at + 0.13 * size * (at / max(q.image_length, 1e-9))
    traces = [
        *space.subspace(q.four.column, "model", extent=size, opacity=0.16),
        *space.subspace(q.four.left, "accent", extent=size, opacity=0.14, width=5),
        *space.arrow(at, "data", head=0.11 * size, width=7),
        space.dots(np.zeros(3), "gradient", size=7),
        space.label(np.where(q.image_length > 1e-9, beyond, np.nan), "Ax", "data", size=17),
        space.label(np.zeros(3), "null part ↦ 0 ", "gradient", position="middle left", size=13),
        _named(q.four.left, size, at, "left null space", "accent"),
    ]
    return space.space(traces, size, names=("y₁", "y₂", "y₃"), title="Where Ax lands: the column space", camera=CAMERA)


def _named(basis: Array, size: float, away: Array, text: str, role: str) -> dict[str, Any]:
    """The name of a subspace at the end of a basis vector, high up and far from `away`; hidden for {0}."""
    end = np.full(3, np.nan)
    if basis.size:
        ends = np.concatenate([basis, -basis], axis=1)
        chosen = ends[:, np.argmax(ends[2] - ends.T @ away / max(float(np.linalg.norm(away)), 1e-9))]
        end = 0.93 * size * chosen / np.abs(chosen).max()
    return space.label([end], text, role, position="top center")


def written(values: Array) -> list[str]:
    """Coordinates as text; what rounding leaves of a zero is a zero."""
    return [number(round(float(each), 9), 3) for each in values]


def standard_panel(q: Subspaces) -> viz.Plane:
    """v reached by steps along e₁ and e₂."""
    title = f"In the standard basis v is ({', '.join(written(q.v))})"
    return _steps(q.v, np.eye(2), q.v, "e", title, [viz.Handle("v", q.v, "v", "data")])


def basis_panel(q: Subspaces) -> viz.Plane:
    """v reached by steps along b₁ and b₂, over the grid that they make."""
    handles = [
        viz.Handle("v_here", q.v, "v, over the other basis", "data", moves=lambda x, y: {"v": (x, y)}),
        viz.Handle("b1", q.p.b1, "b₁", "optimum"),
        viz.Handle("b2", q.p.b2, "b₂", "accent"),
    ]
    corner = q.steps[0] * q.basis[:, 0]
    if np.abs(corner).max() < 0.97 * ROOM and abs(q.steps[0] - 1) > 0.12:  # at 1 it would lie on the tip of b₁
        # It runs along the line of b₁, at the foot of the perpendicular from the pointer.
        style: dict[str, Any] = {"moves": partial(steps_to, q), "follows": "loosely"}
        handles.append(viz.Handle("steps", corner, "number of steps along b₁: v follows", "optimum", **style))
    title = f"In the basis b₁, b₂ it is ({', '.join(written(q.steps))})" if q.free else "b₁, b₂ are no basis"
    return _steps(q.v, q.basis, q.steps, "b", title, handles)


def steps_to(q: Subspaces, x: float, y: float) -> Mapping[str, Any]:
    """The number of steps along b₁ follows the pointer; those along b₂ stay, and v moves."""
    b1 = q.basis[:, 0]
    v = q.basis @ np.array([np.array([x, y]) @ b1 / (b1 @ b1), q.steps[1]])
    if np.abs(v).max() > ROOM:
        raise viz.Limit("v follows no further than to the edge of the plane.")
    return {"v": v}


def _steps(v: Array, basis: Array, steps: Array, letter: str, title: str, handles: Sequence[viz.Handle]) -> viz.Plane:
    """v (2,) and the path to it along two basis vectors (columns) over their grid; no path where `steps` are NaN."""
    corner, free = steps[0] * basis[:, 0], bool(np.isfinite(steps).all())
    names = [f"{letter}{index}" for index in "₁₂"]
    texts = [f"{count} {name}" if free else "" for count, name in zip(written(steps), names, strict=True)]
    path: dict[str, Any] = {"width": 6, "opacity": 0.35, "hover": False}
    traces = [
        viz.grid(basis if free else np.full((2, 2), np.nan), "zero", extent=14, opacity=0.6),
        viz.segment((0.0, 0.0), corner, "optimum", **path),
        viz.segment(corner, v, "accent", **path),
    ]
    for vector, side, name, role in zip(basis.T, (-1, 1), names, ("optimum", "accent"), strict=True):
        x, y = vector / 2 + side * viz.left_of(vector / max(float(np.linalg.norm(vector)), 1e-9) * 0.32)
        traces += [
            viz.arrow(vector, role, name=name),
            viz.label([x], [y], name, role, position="middle center", size=16),
        ]
    aside = -viz.left_of(corner) / max(float(np.linalg.norm(np.nan_to_num(corner))), 1e-9)
    aside = 0.34 * aside * (-1.0 if aside @ v > 0 else 1.0)  # on the side away from v
    spots = np.stack([0.78 * corner + aside, 0.65 * corner + 0.35 * v])
    beyond = viz.left_of(v - corner)  # of the second step, on the side away from the origin
    beyond = beyond if not beyond @ spots[1] < 0 else -beyond
    long = np.abs(steps * np.linalg.norm(basis, axis=0)) > 0.6
    first, second = np.where((np.abs(spots).max(axis=1) < 3.7) & long, spots.T, np.nan).T
    traces += [
        viz.label([first[0]], [first[1]], texts[0], "optimum", position="middle center"),
        viz.off(second, beyond, texts[1], "accent", ROOM, gap=0.03),
        *tagged_arrow(v, "v", "data", ROOM, font=17, width=3.6),
    ]
    axis = viz.Axis("", (-ROOM, ROOM), ticks=range(-4, 5, 2))
    return viz.Plane(traces, axis, axis, title, equal=True, handles=handles)


def digit_panel(q: Subspaces) -> viz.Plane:
    """The digit, and what the kept coordinates make of it."""
    pair = np.concatenate([q.ink.reshape(8, 8), np.full((8, 1), np.nan), q.rebuilt.reshape(8, 8)], axis=1)
    traces = [
        viz.heatmap(pair, np.arange(17.0), np.arange(8.0), bounds=(0.0, 16.0)),
        viz.label([3.5], [-1.1], "the digit", "data", position="middle center"),
        viz.label([12.5], [-1.1], f"from {q.p.keep} of 64", "model", position="middle center"),
    ]
    across, down = viz.Axis("", (-0.7, 16.7), visible=False), viz.Axis("", (7.7, -2.0), visible=False)
    return viz.Plane(traces, across, down, "An 8×8 image is a vector in ℝ⁶⁴", equal=True)


def coordinates_panel(q: Subspaces) -> viz.Plane:
    """All coordinates of the digit, those that are kept and those that are dropped."""
    at, top = np.arange(1.0, 65.0), TOPS[q.p.family]
    traces = [
        viz.bars(at, q.parts - q.largest, "null", width=0.8, name="dropped", opacity=0.5),
        viz.bars(at, q.largest, "model", width=0.8, name="kept"),
        viz.label([64], [0.93 * top], "kept", "model", position="middle left"),
        viz.label([64], [0.8 * top], "dropped", "null", position="middle left"),
    ]
    across = viz.Axis("number of the basis vector", (0, 65), ticks=(1, 16, 32, 48, 64))
    up = viz.Axis("coordinate (units of ink)", (-0.75 * top, 1.05 * top))
    return viz.Plane(traces, across, up, f"Its coordinates: {q.p.family}")
