"""To multiply matrices is to do one map after the other; the inverse undoes it, the transpose carries it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Point, Slider, Steps
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import linear_maps, norms
from mathcore.linear_algebra.linear_maps import LETTER_F, Inverse, apply
from viz.parallelogram import reach
from viz.products import dot_panel, entry_panel, journey, reached_panel, terms_panel, undo_panel

Array = NDArray[np.float64]
FLOWERS = (1, 51, 71, 101)  # rows of the iris table; 71 is one of the five that the layer gets wrong
LAST = 40  # steps of the play bar: 20 for each of two maps
HEIGHTS = (1.0, 2.0, 4.0, 6.0, 9.0, 15.0, 24.0)  # of the axis of the running sum
WIDTHS = (0.8, 1.25)  # of the cells of the left factor, and of the other cells
GAP = 0.6  # between the factors and the product, in cells
HEADERS = ([f"row {f}" for f in FLOWERS], ["SL", "SW", "PL", "PW"], ["set.", "vers.", "virg."])


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
MAPS, PLAYED = {"view": ("order", "inverse", "adjoint")}, {"view": ("order", "inverse")}
ENTRY, ADJOINT = {"view": ("entry",)}, {"view": ("adjoint",)}
FACTORS = {"layer": "Flowers × weights", "ab": "A × B"}
HALVES = "First map up to the middle, then the second."
CONTROLS = (
    Choice("view", "Look at", {"order": "Order", "entry": "Entry", "inverse": "A⁻¹", "adjoint": "Aᵀ"}, "order"),
    Matrix("a", "Matrix A", ((0.0, -1.0), (1.0, 0.0)), -2.0, 2.0, 0.01, when=(MAPS, PRODUCT)),
    Matrix("b", "Matrix B", ((1.6, 0.0), (0.0, 1.0)), -2.0, 2.0, 0.01, when=({"view": ("order",)}, PRODUCT)),
    Steps("step", "Stage", high=LAST, default=LAST, rate=16, help=HALVES, when=PLAYED),
    Choice("factors", "Factors of the entry", FACTORS, "layer", when=ENTRY),
    Slider("row", "Row i", 1, 4, 2, 1, integer=True, when=ENTRY),
    Slider("column", "Column j", 1, 3, 2, 1, integer=True, when=ENTRY),
    Point("x", "Vector x", (2.0, 0.5), (-2.0, 2.0), (-2.0, 2.0), when=ADJOINT),
    Point("y", "Vector y", (1.0, 1.5), (-2.0, 2.0), (-2.0, 2.0), when=ADJOINT),
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


def commute(r: Result) -> bool:
    """Whether A and B commute, differ, and neither is a multiple of the identity (which commutes with all)."""
    plain = [np.abs(m - m[0, 0] * np.eye(2)).max() < 1e-9 for m in (r.a, r.b)]
    return bool(np.abs(r.a_then_b - r.b_then_a).max() < 1e-9 and np.abs(r.a - r.b).max() > 0.05 and not any(plain))


def pair(v: Array) -> str:
    """A vector in a line of text."""
    return f"({number(v[0], 3)}, {number(v[1], 3)})"


def rows(m: Array) -> str:
    """A 2x2 matrix in a line of text."""
    return "; ".join(" ".join(number(each, 3) for each in row) for row in m)


def columns(name: str, m: Array, role: str, panel: int) -> list[Handle]:
    """A handle at the tip of each column of a matrix."""
    tips = enumerate(m.T.tolist(), 1)
    return [Handle(f"{name}{k}", (x, y), f"column {k} of {name.upper()}", panel, role=role) for k, (x, y) in tips]


def order(r: Result) -> Scene:
    """A then B beside B then A, on the same axes."""
    both = (r.a_then_b, r.b_then_a)
    gap = float(np.abs(both[0] - both[1]).max())
    size = reach([apply(m, LETTER_F) for m in (r.a, r.b, *both)], (2.6, 3.6, 5.0, 9.0, 20.0))
    first, second = (linear_maps.polygon_area(apply(m, LETTER_F)) / linear_maps.polygon_area(LETTER_F) for m in both)

    def path(one: Array, two: Array, roles: tuple[str, str, str], names: tuple[str, str], title: str) -> viz.Plane:
        shapes = (LETTER_F, apply(one, LETTER_F), apply(two @ one, LETTER_F))
        now, acting = linear_maps.staged(one, two, r.time), roles[0] if r.time <= 1 else roles[2]
        return journey(shapes, now, one, acting, roles[::2], names, size, title)

    return Scene(
        panels=[
            path(r.a, r.b, ("data", "model", "optimum"), ("A", "B"), "First A, then B: the product BA"),
            path(r.b, r.a, ("model", "data", "gradient"), ("B", "A"), "First B, then A: the product AB"),
        ],
        readouts=[
            Readout("BA, row by row", rows(r.a_then_b), role="optimum"),
            Readout("AB, row by row", rows(r.b_then_a), role="gradient"),
            Readout("largest entry of |AB − BA|", gap),
            Law("areas do not mind the order", "area of BAF ÷ F", first, "area of ABF ÷ F", second),
        ],
        handles=columns("a", r.a, "data", 0) + columns("b", r.b, "model", 1),
        notice="Here AB = BA: these two maps commute." if gap < 1e-9 else "",
        alt=f"The letter F after A and then B, and after B and then A. They differ by {number(gap, 3)} in an entry.",
        view=f"order:{size}",
    )


def entry(r: Result) -> Scene:
    """One entry of a product: its row and its column lit, and the terms that add up to it."""
    layer = r.parameters.factors == "layer"
    names = ("X", "W", "XW") if layer else ("A", "B", "AB")
    i, j = r.at
    value, total = float(r.product[i, j]), float(r.terms.sum())
    sums = np.cumsum(r.left[:, :, None] * r.right, axis=1)  # of all entries: the axis rests while another one is lit
    bounds = (-reach([min(sums.min(), 0.0)], HEIGHTS), reach([max(sums.max(), 0.0)], HEIGHTS))
    texts = [number(term, 3) for term in r.terms.tolist()]
    headers = HEADERS if layer else (["", ""],) * 3
    readouts: list[Readout | Law] = [Readout("the lit entry", value, role="optimum")]
    if layer:
        truth = tables.IRIS_SPECIES[tables.iris().labels[FLOWERS[i] - 1]]
        said = tables.IRIS_SPECIES[int(r.product[i].argmax())]
        readouts.append(Readout(f"flower of row {FLOWERS[i]}", f"{said} (it is {truth})", role="data"))
    back = (r.right.T @ r.left.T)[j, i]
    readouts += [
        Law("row times column", "sum of the terms", total, "the entry", value),
        Law("the transpose turns the order round", "(AB)ᵀ at (j, i)", value, "BᵀAᵀ at (j, i)", back),
    ]
    return Scene(
        panels=[
            entry_panel((r.left, r.right, r.product), r.at, names, headers, WIDTHS, GAP),
            terms_panel(r.terms, texts, number(value, 4), bounds, f"Entry ({i + 1}, {j + 1}), term by term"),
        ],
        readouts=readouts,
        handles=[Handle("cell", ((j + 0.9) * WIDTHS[1], -i - 0.1), "the lit entry", role="optimum")],
        alt=f"A product of matrices with row {i + 1} of the left factor and column {j + 1} of the right factor lit. "
        f"Their products add up to {number(value, 4)}.",
        view=f"entry:{r.parameters.factors}:{bounds}",
    )


def stage_name(r: Result) -> str:
    """What the play bar shows."""
    if r.time <= 1:
        return "before A" if r.time == 0 else "A acts" if r.time < 1 else "after A"
    if not r.inverse.exists:
        return "no way back"
    return "A⁻¹ acts" if r.time < 2 else "back again"


def way(r: Result, k: int) -> str:
    """How column k of the inverse reaches the unit vector along the columns of A, or why it does not."""
    name, (first, second) = f"e{'₁₂'[k]}", r.inverse.matrix[:, k].tolist()
    if r.inverse.exists:
        return f"{name} = {number(first, 3)} a₁ {'+' if second >= 0 else '−'} {number(abs(second), 3)} a₂"
    return f"{name}: {'reached in many ways' if linear_maps.in_range(r.a, np.eye(2)[k]) else 'out of reach'}"


def undo(r: Result) -> Scene:
    """F carried away by A and brought back by the inverse, if there is one, beside what the inverse's columns say."""
    found, exists = r.inverse, r.inverse.exists
    size = reach(apply(r.a, LETTER_F), (2.4, 3.6, 5.2))
    near = reach(1.2 * np.append(r.a.ravel(), 1.2), (1.7, 2.5))
    now = linear_maps.staged(r.a, found.matrix if exists else np.eye(2), r.time)
    notice = ""
    if not exists:
        notice = (
            "det A = 0: A lays the plane flat, many points share one image, and no matrix can tell them apart again."
        )
    elif found.condition > 100:
        notice = f"A is nearly singular: on the way back a relative error may grow {number(found.condition, 2)}-fold."
    readouts: list[Readout | Law] = [
        Readout("det A", found.determinant if exists else 0.0, role="data"),
        Readout("A⁻¹, row by row", rows(found.matrix) if exists else "there is none", role="optimum"),
        Readout("condition number", found.condition if exists else "∞", note="how much a relative error may grow"),
    ]
    if exists:
        both = found.determinant * float(np.linalg.det(found.matrix))
        readouts += [
            Law("A⁻¹A = I", "largest entry of |A⁻¹A − I|", found.residual, "0 up to rounding", 0.0),
            Law("areas undone", "det A · det A⁻¹", both, "one", 1.0),
        ]
    end = f"The inverse is {rows(found.matrix)}" if exists else "A is singular and has no inverse"
    return Scene(
        panels=[
            undo_panel(LETTER_F, now, r.a, "optimum" if r.time > 1 and exists else "data", stage_name(r), size),
            reached_panel(r.a, found.matrix, (way(r, 0), way(r, 1)), near),
        ],
        readouts=readouts,
        handles=columns("a", r.a, "data", 1),
        notice=notice,
        alt=f"The letter F carried away by A and brought back; the grid that A makes. {end}.",
        view=f"inverse:{size}:{near}",
    )


def adjoint(r: Result) -> Scene:
    """The space where x lives beside the space where Ax lives: two rectangles of one area."""
    p, (outer, inner) = r.parameters, r.sides
    size = reach([max(float(np.hypot(*v)) for v in (r.x, r.y, r.ax, r.aty))], (2.6, 4.2, 8.4))

    def dot(u: Array, v: Array, roles: tuple[str, str], names: tuple[str, str], title: str) -> viz.Plane:
        shadow = norms.shadow(v, u)
        return dot_panel(u, v, shadow.foot, number(shadow.dot, 3), roles, names, size, title)

    return Scene(
        panels=[
            dot(r.x, r.aty, ("data", "gradient"), ("x", "Aᵀy"), "Where x lives: x · Aᵀy"),
            dot(r.ax, r.y, ("optimum", "model"), ("Ax", "y"), "Where Ax lives: Ax · y"),
        ],
        readouts=[
            Readout("Ax", pair(r.ax), role="optimum"),
            Readout("Aᵀy", pair(r.aty), role="gradient"),
            Law("adjoint identity", "x · Aᵀy", inner, "Ax · y", outer),
        ],
        handles=[Handle("x", p.x, "tip of x", role="data"), Handle("y", p.y, "tip of y", 1, role="model")],
        alt=f"x and its image Ax = {pair(r.ax)}, y and Aᵀy = {pair(r.aty)}. Both dot products, drawn as areas, "
        f"are {number(outer, 4)}.",
        view=f"adjoint:{size}",
    )


VIEWS = {"order": order, "entry": entry, "inverse": undo, "adjoint": adjoint}


def draw(r: Result) -> Scene:
    """The view that was chosen, with the numbers of all views."""
    found = r.inverse
    whole = found.matrix if found.exists else np.zeros((2, 2))
    return replace(
        VIEWS[r.parameters.view](r),
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
            "inverse": found.matrix if found.exists else r"\text{none}",
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
    )


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
    terms=("matrix product", "adjoint", "commutator", "singular", "condition number", "layer", "backpropagation"),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={**{f"{name}{k + 1}": partial(pull_column, name, k) for name in "ab" for k in range(2)}, "cell": pull_cell},
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
