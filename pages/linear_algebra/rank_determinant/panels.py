"""The panels of the lesson: the square and its image, the way back, the box and its height, ranks, densities."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.linear_algebra import determinants, linear_maps
from viz.parallelogram import BOX_CAMERA, CORNERS, box, box_extent, parallelogram
from viz.space import space

if TYPE_CHECKING:
    from pages.linear_algebra.rank_determinant.state import Volumes

Array = NDArray[np.float64]
POINTS = 500  # of the density
FLOOR = 1e-18  # smaller singular values are drawn on it
TOLERANCES = np.logspace(-17, 0, 341)
DECADES: dict[str, Any] = {
    "log": True,
    "ticks": [1e-16, 1e-12, 1e-8, 1e-4, 1],
    "labels": ["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"],
}
SQUARE = viz.polygon(CORNERS.T, "null", opacity=0.0, width=1.4, dash="dot")


def side(signed: float) -> str:
    """The colour of an oriented area: one for kept orientation, one for flipped, one for none."""
    return "null" if abs(signed) < 1e-9 else "optimum" if signed > 0 else "gradient"


def image_panel(q: Volumes) -> viz.Plane:
    """The unit square (dotted) and its image, the parallelogram of A's columns with its base and height."""
    ends = [*q.ends, *(m.sum(axis=1) for m in q.ends)]
    size = viz.reach(1.06 * np.column_stack(ends), (2.6, 3.9, 5.0, 6.6))
    inner = f"det A = {number(q.determinant, 3)}"
    traces = [SQUARE, *parallelogram(q.matrix, size=size, fill=side(q.determinant), inner=inner)]
    handles = [
        viz.Handle(f"column{k + 1}", q.matrix[:, k], f"column {k + 1} of A", role, moves=partial(column_to, q, k))
        for k, role in enumerate(("data", "model"))
    ]
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, "A: square to signed area det A", equal=True, handles=handles)


def column_to(q: Volumes, k: int, x: float, y: float) -> Mapping[str, Any]:
    """Column k of A goes where it is dragged; the fold, if there was one, is kept in the entries."""
    a = q.matrix.copy()
    a[:, k] = x, y
    return {"a": a, "fold": 1.0}


def back_panel(q: Volumes) -> viz.Plane:
    """What A sends onto the unit square: the parallelogram of the inverse's columns, or that there is none."""
    back, exists = q.back.matrix, q.back.exists
    size = viz.reach(np.append(1.1 * np.nan_to_num(back.ravel()), 1.3), (1.6, 3.2, 8.0))
    traces = parallelogram(
        back if exists else np.eye(2),
        size=size,
        fill=side(q.determinant),
        names=("b₁", "b₂"),
        foot=False,
        inner=f"1 / det A = {number(1 / q.determinant, 3)}" if exists else "",
        spacing=1.0 if size < 8 else 2.0,
    )
    handles = []
    if not exists:
        traces = [trace | {key: np.full(len(trace[key]), np.nan) for key in ("x", "y")} for trace in traces]
    elif np.abs(back).max() <= size:
        handles = [
            viz.Handle(f"back{k + 1}", back[:, k], f"column {k + 1} of A⁻¹", role, moves=partial(back_to, q, k))
            for k, role in enumerate(("data", "model"))
        ]
    missing = "" if exists else "no way back: many<br>points go to one"
    traces += [SQUARE, viz.label([0.0], [-0.5 * size], missing, "muted", position="middle center")]
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, "A⁻¹: area 1 / det A", equal=True, handles=handles)


def back_to(q: Volumes, k: int, x: float, y: float) -> Mapping[str, Any]:
    """The matrix whose inverse has the dragged column."""
    back = q.back.matrix.copy()
    back[:, k] = x, y
    found = linear_maps.inverse(back, 1e-6)
    if not found.exists:
        raise viz.Limit("The columns of an inverse are never parallel: the arrow goes no further.")
    viz.keep_within(found.matrix, q.p.a, 3.0, "arrow of its inverse")
    return {"a": found.matrix, "fold": 1.0}


def box_panel(q: Volumes) -> viz.Space:
    """The box of the columns with its base and height; the plane or the line that a flat one lies in."""
    (u, _, _), nowhere = q.decomposed, np.full(3, np.nan)
    normal, line = u[:, 2] if q.rank_cube == 2 else nowhere, u[:, 0] if q.rank_cube == 1 else nowhere
    # The axes hold the mirrored box too, so that they rest while it folds.
    extent = box_extent(np.column_stack([determinants.lifted(q.p.cube, fold) for fold in (-1, 1)]))
    traces = box(q.cube, q.height, normal, line, extent=extent, fill=side(q.volume))
    title = f"The box of the columns: volume {number(abs(q.volume), 3)}"
    return space(traces, extent, title=title, weight=1.25, camera=BOX_CAMERA)


def height_panel(q: Volumes) -> viz.Plane:
    """The determinant as a straight line in the height of the last column."""
    now, whole = q.p.fold, determinants.determinant(q.p.cube)
    at, color, size = (now, now * whole), side(q.volume), viz.reach([1.15 * whole], (2, 4, 8, 16, 32, 64, 120))
    traces = [
        viz.line([0, 0], [-size, size], "null", width=1, dash="dot", hover=False),
        viz.line([-1.1, 1.1], [0, 0], "null", width=1, dash="dot", hover=False),
        viz.line([-1, 1], [-whole, whole], "ink", name="det A"),
        viz.segment((now, 0), at, color, width=3, hover=False),
        viz.dots(at, color, size=11, name="now"),
        viz.dots((0, 0), "accent", size=12, ring=True, name="flat"),
        viz.label([-0.06], [0.09 * size], "flat: rank below 3", "accent", position="middle left", size=12),
    ]
    moves = lambda x, y: {"fold": x}
    handle = viz.Handle("height", at, "height of the last column", color, moves=moves, follows="x")
    x = viz.Axis("height of a₃ (1: as typed)", (-1.1, 1.1), ticks=(-1, -0.5, 0, 0.5, 1))
    return viz.Plane(traces, x, viz.Axis("det A", (-size, size)), "Linear in each column", handles=[handle])


def most(q: Volumes) -> int:
    """How many singular values a table of this kind has at most."""
    return 5 if q.p.table == "inches" else 14


def singular_panel(q: Volumes) -> viz.Plane:
    """The singular values as parts of the largest: those above the tolerance count. NumPy's tolerance is dashed."""
    right, tolerance = most(q) + 0.7, q.p.tolerance
    values = np.full(most(q), np.nan)
    values[: len(q.singular)] = np.maximum(q.singular / q.singular[0], FLOOR)
    places = np.where(np.isfinite(values), np.arange(1, most(q) + 1), np.nan)
    much, little = (np.where(kept, values, np.nan) for kept in (values > tolerance, values <= tolerance))
    traces = [
        viz.markers(places, much, "data", size=10, name="counted"),
        viz.markers(places, little, "null", size=9, ring=True, name="taken for zero"),
        viz.line([0.3, right], [tolerance] * 2, "model", width=2.4, hover=False),
        viz.line([0.3, right], [q.default] * 2, "accent", width=1.4, dash="dash", hover=False),
        viz.label([0.4], [q.default * 0.2], "NumPy’s default", "accent", position="middle right", size=12),
    ]
    name = "flowers" if q.p.table == "inches" else f"Hilbert {q.p.order}×{q.p.order}"
    x = viz.Axis("i", (0.3, right), ticks=range(1, most(q) + 1) if most(q) < 8 else range(2, most(q) + 1, 2))
    return viz.Plane(traces, x, viz.Axis("σᵢ / σ₁", (FLOOR, 10), **DECADES), f"Singular values: {name}")


def staircase_panel(q: Volumes) -> viz.Plane:
    """The rank for each tolerance, with the present one; NumPy's is dashed. Wide treads are sure ranks."""
    tolerance, rank, top = q.p.tolerance, q.rank, most(q) + 1
    place = "middle right" if tolerance < 1e-6 else "middle left"
    traces = [
        viz.line(TOLERANCES, determinants.numerical_rank(q.singular, TOLERANCES), "data", step=True, name="rank"),
        viz.line([q.default] * 2, [0, top], "accent", width=1.4, dash="dash", hover=False),
        viz.line([tolerance] * 2, [0, top], "model", width=2.4, hover=False),
        viz.dots((tolerance, rank), "model", size=11, name="now"),
        viz.label([tolerance], [rank + 0.08 * most(q)], f"<b> rank {rank} </b>", "data", position=place),
    ]
    moves = lambda x, y: {"tolerance": x}
    handle = viz.Handle("cut", (tolerance, rank), "tolerance", "model", moves=moves, follows="x")
    y = viz.Axis("rank", (0, top), ticks=range(0, top + 1, 1 if most(q) < 8 else 2))
    title = "Rank: a matter of the tolerance"
    return viz.Plane(traces, viz.Axis("tolerance", (3e-18, 3), **DECADES), y, title, handles=[handle])


def density_panels(q: Volumes) -> list[viz.Plane]:
    """Normal points, after A, and after A then B: their number in the square's image stays, its area does not."""
    both = [*q.ends, *(q.b @ m for m in q.ends)]  # the mirrored too: the axes rest while it folds
    size = viz.reach([1.35 * max(np.abs(both).sum(axis=2).max(), 1.5)], (2.6, 3.4, 4.4, 5.2, 6.2, 9.0, 14.0, 26.0))
    return [
        _density("z, standard normal", np.eye(2), 1.0, size),
        _density("Az", q.matrix, q.determinant, size),
        _density("BAz", q.b @ q.matrix, q.determinant_product, size),
    ]


def _density(title: str, matrix: Array, signed: float, size: float) -> viz.Plane:
    """The points after a map whose determinant is `signed`, and the image of the square [-1, 1]^2."""
    points, color = determinants.normal_points(POINTS), side(signed)
    moved, within = points @ matrix.T, determinants.inside(points, np.eye(2))
    dense = number(within.sum() / (4 * abs(signed)), 3) if abs(signed) > 1e-9 else "∞"
    traces = [
        viz.dots(np.where(within[:, None], np.nan, moved), "null", size=3, opacity=0.5, name="outside"),
        viz.dots(np.where(within[:, None], moved, np.nan), color, size=3, opacity=0.6, name="inside"),
        viz.polygon((2 * CORNERS.T - 1) @ matrix.T, color, opacity=0.12, width=2),
        viz.corner(0, -0.92, f"{dense} points a unit", color, size, font=12),
        viz.corner(0, 0.92, f"area {number(4 * abs(signed), 3)}", "ink", size, font=12),
    ]
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, title, equal=True)
