"""The panels of the lesson: F under two maps in both orders, an entry term by term, there and back, two equal areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.linear_algebra import linear_maps, norms
from mathcore.linear_algebra.linear_maps import LETTER_F, apply
from viz import linear
from viz.linear_map import tagged_arrow

if TYPE_CHECKING:
    from pages.linear_algebra.matrix_operations.lesson import Products

Array = NDArray[np.float64]
Vector = tuple[Array, str, str]  # with its name and its role
Pair = tuple[float, float]
FLOWERS = (1, 51, 71, 101)  # rows of the iris table; 71 is one of the five that the layer gets wrong
HEADERS = ([f"row {f}" for f in FLOWERS], ["SL", "SW", "PL", "PW"], ["set.", "vers.", "virg."])
NAMES = {"layer": ("X", "W", "XW"), "ab": ("A", "B", "AB")}
HEIGHTS = (1.0, 2.0, 4.0, 6.0, 9.0, 15.0, 24.0)  # of the axis of the running sum
WIDTHS = (0.8, 1.25)  # of the cells of the left factor, and of the other cells
GAP = 0.6  # between the factors and the product, in cells
SMALL: dict[str, Any] = {"position": "middle center", "size": 12}


def a_first(q: Products) -> viz.Plane:
    """First A, then B."""
    return _journey(q, "AB", ("data", "optimum"))


def b_first(q: Products) -> viz.Plane:
    """First B, then A, on the same axes."""
    return _journey(q, "BA", ("model", "gradient"))


def _journey(q: Products, order: str, roles: tuple[str, str]) -> viz.Plane:
    """F before and after the first map, after both, and where it is now. `roles`: of the first map, of the product."""
    maps, shapes = {"A": q.a, "B": q.b}, [apply(m, LETTER_F) for m in (q.a, q.b, q.ab, q.ba)]
    size = viz.reach(shapes, (2.6, 3.6, 5.0, 9.0, 20.0))
    (one, first), (two, second) = ((name, maps[name]) for name in order)
    now, after, end = linear_maps.staged(first, second, q.time), apply(first, LETTER_F), apply(second @ first, LETTER_F)
    dashed: dict[str, Any] = {"opacity": 0.0, "width": 1.4, "dash": "dash"}
    traces = [
        viz.grid(now, "null", extent=20, width=0.6, opacity=0.45),
        viz.polygon(LETTER_F, "null", opacity=0.0, width=1.2, dash="dot"),
        viz.polygon(after, roles[0], **dashed),
        viz.polygon(end, roles[1], **dashed),
        viz.polygon(apply(now, LETTER_F), roles[0] if q.time <= 1 else roles[1], opacity=0.35, width=2.6),
        *(viz.arrow(first[:, k], roles[0], width=2.4, name=f"{one}e{'₁₂'[k]}") for k in range(2)),
        _at_far_corner(after, one, roles[0], size),
        _at_far_corner(end, f"<b>{two}{one}</b>", roles[1], size, beside=after),
    ]
    axis, title = viz.Axis("", (-size, size)), f"First {one}, then {two}: the product {two}{one}"
    return viz.Plane(traces, axis, axis, title, equal=True, handles=_columns(one.lower(), first, roles[0]))


def _at_far_corner(points: Array, text: str, role: str, size: float, *, beside: Array | None = None) -> dict[str, Any]:
    """A name beyond the corner of a shape (n, 2) that is farthest from 0; turned away where `beside` ends there too."""
    far, away = _farthest(points), np.zeros(2)
    if beside is not None and np.hypot(*(far - _farthest(beside))) < 0.25 * size:
        away = 2 * viz.left_of(far)
    return viz.off(far, far + away, text, role, size, gap=0.04)


def _farthest(points: Array) -> Array:
    return np.asarray(points[np.argmax(np.hypot(*points.T))])


def _columns(name: str, m: Array, role: str) -> list[viz.Handle]:
    """The tips of the columns of a matrix."""
    says = f"of {name.upper()}"
    return [
        viz.Handle(f"{name}{k + 1}", m[:, k], f"column {k + 1} {says}", role, moves=partial(column_to, name, m, k))
        for k in range(2)
    ]


def column_to(name: str, m: Array, k: int, x: float, y: float) -> Mapping[str, Any]:
    """The matrix with column k at the pointer."""
    moved = m.copy()
    moved[:, k] = x, y
    return {name: moved}


def entry_panel(q: Products) -> viz.Plane:
    """Falk's scheme of the two factors and their product, with one entry, its row and its column lit."""
    names = NAMES[q.p.factors]
    rows, inner, columns = HEADERS if q.p.factors == "layer" else (["", ""],) * 3
    (i, j), k = q.at, len(q.right)
    traces, x, y = falk(q, names)
    traces += linear.headings(rows=inner, at=(0.0, GAP + k), font=12)
    traces += linear.headings(columns=columns, at=(0.0, GAP + k), size=(WIDTHS[1], 1.0), font=12)
    traces += linear.headings(rows=rows, at=(-GAP - k * WIDTHS[0], 0.0), font=12)
    spot = ((j + 0.9) * WIDTHS[1], -i - 0.1)  # in the corner of its cell, where it hides no number
    # Loosely: it jumps to the cell that the pointer is over.
    cell = viz.Handle("cell", spot, "the lit entry", "optimum", moves=partial(cell_to, q), follows="loosely")
    axes = viz.Axis("", (x[0] - 1.0, x[1] - 0.2), visible=False), viz.Axis("", (y[0], y[1] + 0.5), visible=False)
    return viz.Plane(traces, *axes, f"An entry of {names[2]}: row times column", weight=1.5, handles=[cell])


def falk(q: Products, names: Sequence[str]) -> tuple[list[Any], Pair, Pair]:
    """Falk's scheme of the product: the left factor beside it, the right one above it, so that each entry lies where
    its row meets its column. The product's top left corner is the origin. And the ranges of x and y that hold it all.
    """
    (i, j), (m, k), n = q.at, q.left.shape, q.right.shape[1]
    left, wide = k * WIDTHS[0], n * WIDTHS[1]
    parts = (
        (q.left, (-GAP - left, 0.0), WIDTHS[0], linear.row_mask((m, k), i), "data"),
        (q.right, (0.0, GAP + k), WIDTHS[1], linear.column_mask((k, n), j), "model"),
        (q.product, (0.0, 0.0), WIDTHS[1], linear.entry_mask((m, n), i, j), "optimum"),
    )
    traces = []
    for values, at, width, lit, role in parts:
        traces += linear.matrix(values, at=at, size=(width, 1.0), lit={role: lit}, font=12)
    # Names stand where nothing else is: above the left factor, beside the right one, under the product.
    spots = (-GAP - left / 2, 0.12), (wide + 0.15, GAP + k / 2), (wide / 2, -m - 0.12)
    sides = "top center", "middle right", "bottom center"
    for text, (x, y), side, (*_, role) in zip(names, spots, sides, parts, strict=True):
        traces.append(viz.label([x], [y], f"<b>{text}</b>", role, position=side, size=14))
    return traces, (-GAP - left - 0.3, wide + 1.2), (-m - 0.9, GAP + k + 0.3)


def cell_to(q: Products, x: float, y: float) -> Mapping[str, Any]:
    """The entry of the product that the pointer is over."""
    rows, columns = q.product.shape
    return {"row": min(np.floor(-y) + 1, rows), "column": min(np.floor(x / WIDTHS[1]) + 1, columns)}


def terms_panel(q: Products) -> viz.Plane:
    """The terms of the lit entry stacked on one another, and their sum."""
    sums = np.cumsum(q.left[:, :, None] * q.right, axis=1)  # of all entries: the axis rests while another one is lit
    low, high = -viz.reach([min(sums.min(), 0.0)], HEIGHTS), viz.reach([max(sums.max(), 0.0)], HEIGHTS)
    k, ends, total = len(q.terms), np.cumsum(q.terms), f"<b>{number(q.entry, 4)}</b>"
    steps, gap = np.arange(k), np.full(k, np.nan)
    # Above what rises and under what falls, so that the values of neighbours keep apart.
    room = 0.03 * (high - low)
    places, last = ends + np.where(q.terms >= 0, room, -room), ends[-1] + (room if ends[-1] >= 0 else -room)
    shelves = np.stack([steps - 0.35, ends, steps + 1.35, ends, gap, gap], axis=1).reshape(-1, 2)
    traces = [
        viz.polyline(shelves, "null", width=1, dash="dot", hover=False),
        viz.bars(steps, q.terms, "accent", width=0.7, base=ends - q.terms, name="term"),
        viz.bars([k], [ends[-1]], "optimum", width=0.7, name="entry"),
        viz.label(steps, places, [number(term, 3) for term in q.terms.tolist()], "accent", **SMALL),
        viz.label([k], [last], total, "optimum", **SMALL),
    ]
    ticks = [*(str(s + 1) for s in range(k)), "sum"]
    x = viz.Axis("k, along row and column", (-0.6, k + 0.6), ticks=range(k + 1), labels=ticks)
    y = viz.Axis("running sum", (low - 2 * room, high + 2 * room))
    return viz.Plane(traces, x, y, f"Entry ({q.at[0] + 1}, {q.at[1] + 1}), term by term")


def undo(q: Products) -> viz.Plane:
    """F carried away by A and brought back by the inverse, if there is one."""
    size, after = viz.reach(apply(q.a, LETTER_F), (2.4, 3.6, 5.2)), apply(q.a, LETTER_F)
    now = linear_maps.staged(q.a, q.inverted.matrix if q.inverted.exists else np.eye(2), q.time)
    role = "optimum" if q.time > 1 and q.inverted.exists else "data"
    traces = [
        viz.grid(now, "null", extent=14, width=0.6, opacity=0.5),
        viz.polygon(LETTER_F, "null", opacity=0.12, width=1.4, dash="dot"),
        viz.polygon(after, "data", opacity=0.1, width=1.4, dash="dash"),
        viz.polygon(apply(now, LETTER_F), role, opacity=0.32, width=2.8),
        _at_far_corner(after, "AF", "data", size),
        viz.corner(-0.94, -0.93, _stage(q), "ink", size, font=13),
    ]
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, "There by A, back by A⁻¹", equal=True)


def _stage(q: Products) -> str:
    """What the play bar shows."""
    if q.time <= 1:
        return "before A" if q.time == 0 else "A acts" if q.time < 1 else "after A"
    if not q.inverted.exists:
        return "no way back"
    return "A⁻¹ acts" if q.time < 2 else "back again"


def ways(q: Products) -> viz.Plane:
    """The grid that A makes, and the ways along its columns to e₁ and e₂, if there are any: the inverse's columns."""
    size, back = viz.reach(1.2 * np.append(q.a, 1.2), (1.7, 2.5)), q.inverted.matrix
    traces = [viz.grid(q.a, "null", extent=24, width=0.7, opacity=0.7)]
    for k, role in enumerate(("optimum", "gradient")):
        goal, name = np.eye(2)[k], f"e{'₁₂'[k]}"
        traces += [
            viz.polyline([np.zeros(2), back[0, k] * q.a[:, 0], goal], role, width=2.6, dash="dash", hover=False),
            viz.dots(goal, role, size=11, name=name),
            viz.off(goal, (1.0, 1.0), name, role, size, gap=0.05, font=13),
            viz.corner(-0.95, -0.82 - 0.11 * k, _way(q, k), role, size, font=13),
        ]
    for a, name in zip(q.a.T, ("a₁", "a₂"), strict=True):
        traces += tagged_arrow(a, name, "data", size, font=13)
    axis, title = viz.Axis("", (-size, size)), "Columns of A⁻¹: the ways to e₁, e₂"
    return viz.Plane(traces, axis, axis, title, equal=True, handles=_columns("a", q.a, "data"))


def _way(q: Products, k: int) -> str:
    """How column k of the inverse reaches the unit vector along the columns of A, or why it does not."""
    name, (first, second) = f"e{'₁₂'[k]}", q.inverted.matrix[:, k].tolist()
    if q.inverted.exists:
        return f"{name} = {number(first, 3)} a₁ {'+' if second >= 0 else '−'} {number(abs(second), 3)} a₂"
    return f"{name}: {'reached in many ways' if linear_maps.in_range(q.a, np.eye(2)[k]) else 'out of reach'}"


def where_x_lives(q: Products) -> viz.Plane:
    """x · Aᵀy as an area."""
    pair = (q.x, "x", "data"), (q.aty, "Aᵀy", "gradient")
    return _dot(q, *pair, "Where x lives: x · Aᵀy", [viz.Handle("x", q.x, "tip of x", "data")])


def where_ax_lives(q: Products) -> viz.Plane:
    """Ax · y as an area."""
    pair = (q.ax, "Ax", "optimum"), (q.y, "y", "model")
    return _dot(q, *pair, "Where Ax lives: Ax · y", [viz.Handle("y", q.y, "tip of y", "model")])


def _dot(q: Products, first: Vector, second: Vector, title: str, handles: Sequence[viz.Handle]) -> viz.Plane:
    """u · v as an area: the length of v times the shadow of u on v; grey where the product is negative."""
    (u, name_u, role_u), (v, name_v, role_v) = first, second
    size = viz.reach([np.hypot(*each) for each in (q.x, q.y, q.ax, q.aty)], (2.6, 4.2, 8.4))
    shadow = norms.shadow(v, u)
    length, dot = shadow.lengths[0], shadow.dot
    across = viz.left_of(v) / length if length > 0 else np.zeros(2)
    if across @ u > 0:
        across = -across  # the rectangle lies on the other side of v than u
    deep = (abs(dot) / length if length > 0 else 0.0) * across
    box, role = np.array([np.zeros(2), v, v + deep, deep]), "accent" if dot >= 0 else "null"
    x, y = box.mean(axis=0).tolist()
    traces = [
        viz.polygon(box, role, opacity=0.25, width=1.4),
        viz.segment(u, shadow.foot, "null", width=1.6, dash="dash", hover=False),
        viz.segment(np.zeros(2), shadow.foot, role, width=6, name="shadow", opacity=0.7),
        viz.arrow(v, role_v, name=name_v),
        viz.arrow(u, role_u, name=name_u),
        viz.off(u, u, f"<b>{name_u}</b>", role_u, size, gap=0.08),
        viz.off(v, v + 0.8 * across * length, f"<b>{name_v}</b>", role_v, size, gap=0.08),
        viz.label([x], [y], number(dot, 3), role, position="middle center"),
    ]
    axis = viz.Axis("", (-size, size))
    return viz.Plane(traces, axis, axis, title, equal=True, handles=handles)
