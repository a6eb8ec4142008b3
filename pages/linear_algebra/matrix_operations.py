"""To multiply matrices is to do one map after the other; the inverse undoes it, the transpose carries it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Point, Slider, Steps
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import linear_maps, norms, tables
from mathcore.linear_maps import LETTER_F, Inverse, apply
from viz.linear import headings, polygon, product_scheme

Array = NDArray[np.float64]
FLOWERS = (1, 51, 71, 101)  # rows of the iris table; 71 is one of the five that the layer gets wrong
LAST = 40  # steps of the play bar: 20 for each of two maps
WIDTHS = (0.8, 1.25)  # of the cells of the left factor, and of the other cells
GAP = 0.6  # between the factors and the product, in cells
NOWHERE = np.full(2, np.nan)


@dataclass(frozen=True)
class Result:
    """`a`, `b` (2, 2); `a_then_b` = BA and `b_then_a` = AB; `inverse` of A. `left` (m, k), `right` (k, n) the factors
    of the entry view, their `product`, the lit entry `at` (row, column from 0) and its `terms` (k,). `x`, `y`, `ax`,
    `aty` (2,) and the two `sides` of the adjoint identity. `time` from 0 to 2."""

    parameters: Parameters
    a: Array
    b: Array
    a_then_b: Array
    b_then_a: Array
    inverse: Inverse
    left: Array
    right: Array
    product: Array
    at: tuple[int, int]
    terms: Array
    x: Array
    y: Array
    ax: Array
    aty: Array
    sides: tuple[float, float]
    time: float


PRODUCT = {"view": ("entry",), "factors": ("ab",)}
CONTROLS = (
    Choice("view", "Look at", {"order": "Order", "entry": "Entry", "inverse": "A⁻¹", "adjoint": "Aᵀ"}, "order"),
    Matrix(
        "a",
        "Matrix A",
        ((0.0, -1.0), (1.0, 0.0)),
        -2.0,
        2.0,
        0.01,
        when=({"view": ("order", "inverse", "adjoint")}, PRODUCT),
    ),
    Matrix("b", "Matrix B", ((1.6, 0.0), (0.0, 1.0)), -2.0, 2.0, 0.01, when=({"view": ("order",)}, PRODUCT)),
    Steps(
        "step",
        "Stage",
        high=LAST,
        default=LAST,
        rate=16,
        help="First map up to the middle, then the second.",
        when={"view": ("order", "inverse")},
    ),
    Choice(
        "factors",
        "Factors of the entry",
        {"layer": "Flowers × weights", "ab": "A × B"},
        "layer",
        when={"view": ("entry",)},
    ),
    Slider("row", "Row i", 1, 4, 2, 1, integer=True, when={"view": ("entry",)}),
    Slider("column", "Column j", 1, 3, 2, 1, integer=True, when={"view": ("entry",)}),
    Point("x", "Vector x", (2.0, 0.5), (-2.0, 2.0), (-2.0, 2.0), when={"view": ("adjoint",)}),
    Point("y", "Vector y", (1.0, 1.5), (-2.0, 2.0), (-2.0, 2.0), when={"view": ("adjoint",)}),
)


def factors(p: Parameters) -> tuple[Array, Array]:
    """The two factors whose product is taken apart."""
    if p.factors == "ab":
        return np.array(p.a), np.array(p.b)
    return tables.iris().values[np.array(FLOWERS) - 1], tables.iris_layer()


def compute(p: Parameters) -> Result:
    """Both orders, the inverse, one entry with its terms, and both sides of the adjoint identity."""
    a, b, x, y = np.array(p.a), np.array(p.b), np.array(p.x), np.array(p.y)
    left, right = factors(p)
    row, column = min(p.row, len(left)) - 1, min(p.column, right.shape[1]) - 1
    return Result(
        parameters=p,
        a=a,
        b=b,
        a_then_b=b @ a,
        b_then_a=a @ b,
        inverse=linear_maps.inverse(a),
        left=left,
        right=right,
        product=left @ right,
        at=(row, column),
        terms=linear_maps.entry_terms(left, right, row, column),
        x=x,
        y=y,
        ax=a @ x,
        aty=a.T @ y,
        sides=linear_maps.adjoint_sides(a, x, y),
        time=2 * p.step / LAST,
    )


def size_for(points: Array, sizes: tuple[float, ...]) -> float:
    """The smallest of the sizes that holds all points, so that axes rest while something is dragged a little."""
    reach = float(np.nanmax(np.abs(points)))
    return next((size for size in sizes if reach <= size), sizes[-1])


def order_size(r: Result) -> float:
    """Half the width of both planes of the first view."""
    maps = np.concatenate([apply(m, LETTER_F) for m in (r.a, r.b, r.a_then_b, r.b_then_a)])
    return size_for(maps, (2.6, 3.6, 5.0, 9.0, 20.0))


# --- Order ------------------------------------------------------------------------------------------------------------


def journey(
    first: Array,
    second: Array,
    time: float,
    roles: tuple[str, str, str],
    names: tuple[str, str],
    size: float,
    title: str,
) -> viz.Plane:
    """The letter F on its way: at the start, after the first map, after both, and where it is now."""
    now = linear_maps.staged(first, second, time)
    acting = roles[0] if time <= 1 else roles[2]
    after = apply(first, LETTER_F)
    end = apply(second @ first, LETTER_F)
    axis = viz.Axis("", (-size, size))
    traces = [
        viz.grid(now, "null", extent=20, width=0.6, opacity=0.45),
        polygon(LETTER_F, "null", opacity=0.0, width=1.2, dash="dot"),
        polygon(after, roles[0], opacity=0.0, width=1.4, dash="dash"),
        polygon(end, roles[2], opacity=0.0, width=1.4, dash="dash"),
        polygon(apply(now, LETTER_F), acting, opacity=0.35, width=2.6),
        viz.arrow(first[:, 0], roles[0], width=2.4, name=f"{names[0]}e₁"),
        viz.arrow(first[:, 1], roles[0], width=2.4, name=f"{names[0]}e₂"),
        viz.label(*above(after, size), names[0], roles[0], position="middle center"),
        viz.label(*above(end, size), f"<b>{names[1]}{names[0]}</b>", roles[2], position="middle center"),
    ]
    return viz.Plane(traces, axis, axis, title, equal=True)


def above(points: Array, size: float) -> tuple[list[float], list[float]]:
    """A place for a name: beyond the corner of a shape that is farthest from 0."""
    far = points[np.argmax(np.hypot(*points.T))]
    length = max(float(np.hypot(*far)), 1e-9)
    spot = far * (1 + 0.1 * size / length) if length > 1e-6 else np.array([0.1, 0.1]) * size
    return [float(np.clip(spot[0], -0.94 * size, 0.94 * size))], [float(np.clip(spot[1], -0.94 * size, 0.94 * size))]


def order_panels(r: Result) -> list[viz.Panel]:
    """A then B beside B then A, on the same axes."""
    size = order_size(r)
    return [
        journey(r.a, r.b, r.time, ("data", "model", "optimum"), ("A", "B"), size, "First A, then B: the product BA"),
        journey(r.b, r.a, r.time, ("model", "data", "gradient"), ("B", "A"), size, "First B, then A: the product AB"),
    ]


# --- Entry ------------------------------------------------------------------------------------------------------------


def entry_panels(r: Result) -> list[viz.Panel]:
    """Falk's scheme with one row and one column lit, and the products that add up to the lit entry."""
    layer = r.parameters.factors == "layer"
    names = ("X", "W", "XW") if layer else ("A", "B", "AB")
    row, column = r.at
    traces, x, y = product_scheme(
        r.left, r.right, r.product, row=row, column=column, names=names, gap=GAP, widths=WIDTHS, font=11
    )
    k = len(r.right)
    inner = ["SL", "SW", "PL", "PW"] if layer else ["", ""]
    outer = ["set.", "vers.", "virg."] if layer else ["", ""]
    traces += headings(rows=inner, at=(0.0, GAP + k), font=11)
    traces += headings(columns=outer, at=(0.0, GAP + k), size=(WIDTHS[1], 1.0), font=11)
    traces += headings(
        rows=[f"row {f}" for f in FLOWERS] if layer else ["", ""], at=(-GAP - k * WIDTHS[0], 0.0), font=11
    )
    scheme = viz.Plane(
        traces,
        viz.Axis("", (x[0] - 1.0, x[1] - 0.2), visible=False),
        viz.Axis("", (y[0], y[1] + 0.5), visible=False),
        f"An entry of {names[2]}: row times column",
        weight=1.5,
    )
    return [scheme, terms_panel(r, names)]


def terms_size(r: Result) -> float:
    """Half the height of the panel of the terms."""
    return size_for(1.2 * np.cumsum(r.terms), (3.0, 6.0, 12.0, 24.0))


def terms_panel(r: Result, names: tuple[str, str, str]) -> viz.Plane:
    """The products of the lit row and column, each added on top of the last, and their sum."""
    k = len(r.terms)
    ends = np.cumsum(r.terms)
    starts = ends - r.terms
    total = float(r.product[r.at])
    size = terms_size(r)
    steps = np.arange(k)
    texts = [number(float(term), 3) for term in r.terms]
    tops = np.maximum(starts, ends) + 0.05 * size
    traces = [
        viz.line(
            np.stack([steps - 0.35, steps + 1.35, np.full(k, np.nan)], axis=1).ravel(),
            np.stack([ends, ends, np.full(k, np.nan)], axis=1).ravel(),
            "null",
            width=1,
            dash="dot",
            hover=False,
        ),
        viz.bars(steps, r.terms, "accent", width=0.7, base=starts, name="term"),
        viz.bars([k], [total], "optimum", width=0.7, name="entry"),
        viz.label(steps, tops, texts, "accent", position="middle center", size=12),
        viz.label([k], [max(total, 0) + 0.05 * size], number(total, 4), "optimum", position="middle center"),
    ]
    i, j = r.at
    return viz.Plane(
        traces,
        viz.Axis(
            "k, along row and column",
            (-0.6, k + 0.6),
            ticks=range(k + 1),
            labels=[*(str(s + 1) for s in range(k)), "sum"],
        ),
        viz.Axis("running sum", (-size, size)),
        f"Entry ({i + 1}, {j + 1}), term by term",
    )


# --- Inverse ----------------------------------------------------------------------------------------------------------


def undo_size(r: Result) -> float:
    """Half the width of the plane in which F is carried away and back."""
    return size_for(apply(r.a, LETTER_F), (2.4, 3.6, 5.2))


def undo_panel(r: Result) -> viz.Plane:
    """F carried away by A, then brought back by the inverse, if there is one."""
    back = r.inverse.matrix if r.inverse.exists else np.eye(2)
    now = linear_maps.staged(r.a, back, r.time)
    size = undo_size(r)
    axis = viz.Axis("", (-size, size))
    after = apply(r.a, LETTER_F)
    returning = r.time > 1 and r.inverse.exists
    traces = [
        viz.grid(now, "null", extent=14, width=0.6, opacity=0.5),
        polygon(LETTER_F, "null", opacity=0.12, width=1.4, dash="dot"),
        polygon(after, "data", opacity=0.1, width=1.4, dash="dash"),
        polygon(apply(now, LETTER_F), "optimum" if returning else "data", opacity=0.32, width=2.8),
        viz.label(*above(after, size), "AF", "data", position="middle center"),
        viz.label([-0.94 * size], [0.93 * size], stage_name(r), "ink", position="middle right", size=13),
    ]
    return viz.Plane(traces, axis, axis, "There by A, back by A⁻¹", equal=True)


def stage_name(r: Result) -> str:
    """What the play bar shows."""
    if r.time == 0:
        return "before A"
    if r.time <= 1:
        return "A acts" if r.time < 1 else "after A"
    if not r.inverse.exists:
        return "no way back"
    return "A⁻¹ acts" if r.time < 2 else "back again"


def coordinates_size(r: Result) -> float:
    """Half the width of the plane of A's grid."""
    return size_for(1.2 * np.append(r.a.ravel(), 1.2), (1.7, 2.5))


def coordinates_panel(r: Result) -> viz.Plane:
    """The grid that A makes; the columns of the inverse are the ways to (1, 0) and (0, 1) along the columns of A."""
    size = coordinates_size(r)
    axis = viz.Axis("", (-size, size))
    traces = [viz.grid(r.a, "null", extent=24, width=0.7, opacity=0.7)]
    for k, role in enumerate(("optimum", "gradient")):
        way = r.inverse.matrix[:, k]
        corner, goal = way[0] * r.a[:, 0], np.eye(2)[k]
        if not r.inverse.exists:
            corner = NOWHERE
        traces += [
            viz.line([0, corner[0], goal[0]], [0, corner[1], goal[1]], role, width=2.6, dash="dash", hover=False),
            viz.markers([goal[0]], [goal[1]], role, size=11, name=f"e{'₁₂'[k]}"),
            viz.label(
                [goal[0] + 0.05 * size], [goal[1] + 0.05 * size], f"e{'₁₂'[k]}", role, position="top right", size=13
            ),
            viz.label(
                [-0.95 * size],
                [(0.93 - 0.11 * k) * size],
                f"e{'₁₂'[k]} = {number(way[0], 3)} a₁ {'+' if way[1] >= 0 else '−'} {number(abs(way[1]), 3)} a₂"
                if r.inverse.exists
                else f"e{'₁₂'[k]}: {'reached in many ways' if on_line(r.a, goal) else 'out of reach'}",
                role,
                position="middle right",
                size=13,
            ),
        ]
    for k in range(2):
        tip = r.a[:, k]
        out = tip * (1 + 0.15 * size / max(float(np.hypot(*tip)), 0.3))
        traces += [
            viz.arrow(tip, "data", name=f"a{'₁₂'[k]}"),
            viz.label([out[0]], [out[1]], f"a{'₁₂'[k]}", "data", position="middle center", size=13),
        ]
    return viz.Plane(traces, axis, axis, "Columns of A⁻¹: how to reach e₁ and e₂", equal=True)


def on_line(a: Array, goal: Array) -> bool:
    """Whether a singular A reaches the goal at all."""
    return bool(np.abs(a @ (np.linalg.pinv(a) @ goal) - goal).max() < 1e-9)


# --- Adjoint ----------------------------------------------------------------------------------------------------------


def dot_panel(u: Array, v: Array, roles: tuple[str, str], names: tuple[str, str], size: float, title: str) -> viz.Plane:
    """u and v with their dot product as an area: the length of v times the shadow of u on v."""
    s = norms.shadow(v, u)
    length = s.lengths[0]
    along = s.along if np.isfinite(s.along) else 0.0
    across = np.array([-v[1], v[0]]) / length if length > 0 else np.zeros(2)
    if across @ u > 0:
        across = -across  # the rectangle lies on the other side of v than u
    box = np.array([np.zeros(2), v, v + abs(along) * across, abs(along) * across])
    role = "accent" if s.dot >= 0 else "null"
    axis = viz.Axis("", (-size, size))
    area = box.mean(axis=0)
    traces = [
        polygon(box, role, opacity=0.25, width=1.4),
        viz.segment(u, s.foot, "null", width=1.6, dash="dash", hover=False),
        viz.line([0, s.foot[0]], [0, s.foot[1]], role, width=6, name="shadow", opacity=0.7),
        viz.arrow(v, roles[1], name=names[1]),
        viz.arrow(u, roles[0], name=names[0]),
        viz.label([u[0] + 0.11 * size], [u[1] + 0.1 * size], f"<b>{names[0]}</b>", roles[0], position="middle center"),
        viz.label([v[0] + 0.11 * size], [v[1] + 0.1 * size], f"<b>{names[1]}</b>", roles[1], position="middle center"),
        viz.label([area[0]], [area[1]], number(s.dot, 3), role, position="middle center"),
    ]
    return viz.Plane(traces, axis, axis, title, equal=True)


def adjoint_size(r: Result) -> float:
    """Half the width of both planes of the last view."""
    longest = max(float(np.hypot(*v)) for v in (r.x, r.y, r.ax, r.aty))
    return size_for(np.array([longest]), (2.6, 4.2, 8.4))


def adjoint_panels(r: Result) -> list[viz.Panel]:
    """The space where x lives beside the space where Ax lives: two rectangles of one area."""
    size = adjoint_size(r)
    return [
        dot_panel(r.x, r.aty, ("data", "gradient"), ("x", "Aᵀy"), size, "Where x lives: x · Aᵀy"),
        dot_panel(r.ax, r.y, ("optimum", "model"), ("Ax", "y"), size, "Where Ax lives: Ax · y"),
    ]


# --- The scene --------------------------------------------------------------------------------------------------------


def commute(r: Result) -> bool:
    """Whether A and B commute, differ, and neither is a multiple of the identity (which commutes with all)."""
    plain = [np.abs(m - m[0, 0] * np.eye(2)).max() < 1e-9 for m in (r.a, r.b)]
    return bool(np.abs(r.a_then_b - r.b_then_a).max() < 1e-9 and np.abs(r.a - r.b).max() > 0.05 and not any(plain))


def readouts(r: Result) -> list[Readout | Law]:
    """What is read beside the figure, by view."""
    view = r.parameters.view
    if view == "order":
        f = linear_maps.polygon_area(LETTER_F)
        return [
            Readout("BA, row by row", rows(r.a_then_b), role="optimum"),
            Readout("AB, row by row", rows(r.b_then_a), role="gradient"),
            Readout("largest entry of |AB − BA|", float(np.abs(r.a_then_b - r.b_then_a).max())),
            Law(
                "areas do not mind the order",
                "area of BAF ÷ F",
                linear_maps.polygon_area(apply(r.a_then_b, LETTER_F)) / f,
                "area of ABF ÷ F",
                linear_maps.polygon_area(apply(r.b_then_a, LETTER_F)) / f,
            ),
        ]
    if view == "entry":
        i, j = r.at
        found: list[Readout | Law] = [Readout("the lit entry", float(r.product[i, j]), role="optimum")]
        if r.parameters.factors == "layer":
            flower = FLOWERS[i]
            truth = tables.IRIS_SPECIES[tables.iris().labels[flower - 1]]
            said = tables.IRIS_SPECIES[int(r.product[i].argmax())]
            found.append(Readout(f"flower of row {flower}", f"{said} (it is {truth})", role="data"))
        back = (r.right.T @ r.left.T)[j, i]
        found += [
            Law("row times column", "sum of the terms", float(r.terms.sum()), "the entry", float(r.product[i, j])),
            Law(
                "the transpose turns the order round",
                "(AB)ᵀ at (j, i)",
                float(r.product.T[j, i]),
                "BᵀAᵀ at (j, i)",
                back,
            ),
        ]
        return found
    if view == "inverse":
        if not r.inverse.exists:
            return [
                Readout("det A", 0.0, role="data"),
                Readout("A⁻¹", "there is none", role="optimum"),
                Readout("condition number", "∞"),
            ]
        return [
            Readout("det A", r.inverse.determinant, role="data"),
            Readout("A⁻¹, row by row", rows(r.inverse.matrix), role="optimum"),
            Readout("condition number", r.inverse.condition, note="how much a relative error may grow"),
            Law("A⁻¹A = I", "largest entry of |A⁻¹A − I|", r.inverse.residual, "0 up to rounding", 0.0),
            Law(
                "areas undone",
                "det A · det A⁻¹",
                r.inverse.determinant * float(np.linalg.det(r.inverse.matrix)),
                "one",
                1.0,
            ),
        ]
    return [
        Readout("Ax", pair(r.ax), role="optimum"),
        Readout("Aᵀy", pair(r.aty), role="gradient"),
        Law("adjoint identity", "x · Aᵀy", r.sides[1], "Ax · y", r.sides[0]),
    ]


def pair(v: Array) -> str:
    """A vector in a line of text."""
    return f"({number(v[0], 3)}, {number(v[1], 3)})"


def rows(m: Array) -> str:
    """A 2x2 matrix in a line of text."""
    return "; ".join(" ".join(number(each, 3) for each in row) for row in m)


def notice(r: Result) -> str:
    """What is degenerate or remarkable here."""
    view = r.parameters.view
    if view == "order" and np.abs(r.a_then_b - r.b_then_a).max() < 1e-9:
        return "Here AB = BA: these two maps commute."
    if view == "inverse" and not r.inverse.exists:
        return "det A = 0: A lays the plane flat, many points share one image, and no matrix can tell them apart again."
    if view == "inverse" and r.inverse.condition > 100:
        return f"A is nearly singular: on the way back a relative error may grow {number(r.inverse.condition, 2)}-fold."
    return ""


def alt_text(r: Result) -> str:
    """The figure in words."""
    view = r.parameters.view
    if view == "order":
        gap = number(float(np.abs(r.a_then_b - r.b_then_a).max()), 3)
        return f"The letter F after A and then B, and after B and then A. The two products differ by {gap} in an entry."
    if view == "entry":
        i, j = r.at
        return (
            f"A product of matrices with row {i + 1} of the left factor and column {j + 1} of the right factor lit. "
            f"Their products add up to {number(float(r.product[i, j]), 4)}."
        )
    if view == "inverse":
        end = f"The inverse is {rows(r.inverse.matrix)}" if r.inverse.exists else "A is singular and has no inverse"
        return f"The letter F carried away by A and brought back; the grid that A makes. {end}."
    return (
        f"x and its image Ax = {pair(r.ax)}, y and Aᵀy = {pair(r.aty)}. Both dot products, drawn as areas, "
        f"are {number(r.sides[0], 4)}."
    )


def panels(r: Result) -> list[viz.Panel]:
    """The two panels of the chosen view."""
    view = r.parameters.view
    if view == "order":
        return order_panels(r)
    if view == "entry":
        return entry_panels(r)
    return [undo_panel(r), coordinates_panel(r)] if view == "inverse" else adjoint_panels(r)


def handles(r: Result) -> list[Handle]:
    """What can be dragged, by view."""
    p = r.parameters

    def tips(name: str, m: Array, role: str, panel: int) -> list[Handle]:
        spots = [(float(m[0, k]), float(m[1, k])) for k in range(2)]
        return [
            Handle(f"{name}{k + 1}", spots[k], f"column {k + 1} of {name.upper()}", panel, role=role) for k in range(2)
        ]

    if p.view == "order":
        return tips("a", r.a, "data", 0) + tips("b", r.b, "model", 1)
    if p.view == "inverse":
        return tips("a", r.a, "data", 1)
    if p.view == "entry":
        return [Handle("cell", ((r.at[1] + 0.9) * WIDTHS[1], -r.at[0] - 0.1), "the lit entry", role="optimum")]
    return [Handle("x", p.x, "tip of x", role="data"), Handle("y", p.y, "tip of y", 1, role="model")]


def draw(r: Result) -> Scene:
    """The chosen view."""
    p = r.parameters
    found = r.inverse
    none = r"\text{none}"
    whole = found.matrix if found.exists else np.zeros((2, 2))
    view = {
        "order": f"order:{order_size(r)}",
        "entry": f"entry:{p.factors}:{terms_size(r)}",
        "inverse": f"inverse:{undo_size(r)}:{coordinates_size(r)}",
        "adjoint": f"adjoint:{adjoint_size(r)}",
    }[p.view]
    return Scene(
        panels=panels(r),
        readouts=readouts(r),
        handles=handles(r),
        notice=notice(r),
        alt=alt_text(r),
        numbers={
            "a": r.a,
            "b": r.b,
            "ab": r.b_then_a,
            "ba": r.a_then_b,
            "commutator_size": float(np.abs(r.a_then_b - r.b_then_a).max()),
            "row": float(r.at[0] + 1),
            "column": float(r.at[1] + 1),
            "left_row": r.left[r.at[0]][None, :],
            "right_column": r.right[:, r.at[1]],
            "entry": float(r.product[r.at]),
            "determinant": float(r.a[0, 0] * r.a[1, 1] - r.a[0, 1] * r.a[1, 0]),
            "inverse": found.matrix if found.exists else none,
            "inverse_11": float(whole[0, 0]),
            "inverse_12": float(whole[0, 1]),
            "inverse_21": float(whole[1, 0]),
            "inverse_22": float(whole[1, 1]),
            "condition": found.condition if found.exists else r"\infty",
            "x": r.x,
            "y": r.y,
            "ax": r.ax,
            "aty": r.aty,
            "adjoint_left": r.sides[0],
            "adjoint_right": r.sides[1],
        },
        view=view,
    )


# --- Dragging ---------------------------------------------------------------------------------------------------------


def pull_column(name: str, k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The column of a matrix whose tip is dragged."""
    m = np.array(p[name])
    m[:, k] = np.clip([x, y], -2.0, 2.0)
    return {name: m}


def pull_cell(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The entry of the product that the pointer is over."""
    left, right = factors(p)
    row, column = int(np.floor(-y)) + 1, int(np.floor(x / WIDTHS[1])) + 1
    return {"row": min(max(row, 1), len(left)), "column": min(max(column, 1), right.shape[1])}


def listing(p: Parameters) -> Mapping[str, Any]:
    """The matrices as they stand; LEFT and RIGHT are the factors of the entry view."""
    left, right = factors(p)
    row, column = min(p.row, len(left)), min(p.column, right.shape[1])
    return {"a": p.a, "b": p.b, "left": left, "right": right, "row": row, "column": column, "x": p.x, "y": p.y}


lesson = Lesson(
    title="Matrix Operations: Multiplication, Transpose, and Inverse",
    idea="To multiply matrices is to do one map after the other; the inverse undoes it, the transpose carries it back.",
    terms=(
        "matrix multiplication",
        "matrix product",
        "transpose",
        "inverse",
        "adjoint",
        "commutator",
        "singular",
        "condition number",
        "layer",
        "backpropagation",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        **{f"{name}{k + 1}": partial(pull_column, name, k) for name in "ab" for k in range(2)},
        "cell": pull_cell,
    },
    presets=(
        Preset("Order matters", {}, "Turn, then stretch along x: a wide F lying down. Stretch, then turn: a tall one."),
        Preset(
            "Order does not",
            {"b": ((1.2, -0.7), (0.7, 1.2))},
            "Two maps that turn and scale all directions alike commute: both paths end in the same F.",
        ),
        Preset(
            "A layer",
            {"view": "entry"},
            "Four flowers times trained weights: each entry is the score of one flower for one species.",
        ),
        Preset(
            "There and back",
            {"view": "inverse", "a": ((1.5, 0.5), (-0.5, 1.0)), "step": 14},
            "Play on: A carries F away, A⁻¹ brings it back. Its columns build e₁ and e₂ from A's columns.",
        ),
        Preset(
            "No way back",
            {"view": "inverse", "a": ((1.0, 0.5), (1.0, 0.5))},
            "The columns are parallel: F lies flat, and (1, 0) cannot be built from them at all.",
        ),
        Preset(
            "Adjoint",
            {"view": "adjoint", "a": ((1.0, 0.8), (-0.6, 1.2)), "x": (1.6, 0.9), "y": (1.5, 1.2)},
            "Two pictures, two rectangles of one area: the transpose moves A to the other side of the dot.",
        ),
    ),
    challenges=(
        Challenge(
            "Find two different matrices that commute, neither of them a multiple of the identity.",
            "A quarter turn commutes with every matrix of the form [a −b; b a]. Or take two diagonal ones.",
            commute,
            {"b": ((1.0, -1.0), (1.0, 1.0))},
        ),
        Challenge(
            "Make A singular without any zero entry, and see that there is no way back.",
            "Make one column a multiple of the other.",
            lambda r: bool(not r.inverse.exists and np.abs(r.a).min() > 0.05 and r.parameters.view == "inverse"),
            {"view": "inverse", "a": ((1.0, 0.5), (1.0, 0.5))},
        ),
        Challenge(
            "Predict: A = [1 2; 0 1] and B = [0 1; 1 0]. Which number stands in row 1, column 1 of AB?",
            "Row 1 of A is (1, 2); column 1 of B is (0, 1).",
            predict=Prediction(
                "The entry (1, 1) of AB",
                lambda r: float(r.b_then_a[0, 0]),
                0.01,
                {
                    "view": "entry",
                    "factors": "ab",
                    "a": ((1.0, 2.0), (0.0, 1.0)),
                    "b": ((0.0, 1.0), (1.0, 0.0)),
                    "row": 1,
                    "column": 1,
                },
                why="1·0 + 2·1 = 2.",
            ),
        ),
    ),
    related=("special_matrices", "rank_determinant", "linear_transformations", "backpropagation"),
    source=(linear_maps.inverse, linear_maps.staged, linear_maps.entry_terms),
    listing=listing,
)
