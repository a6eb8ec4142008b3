"""To multiply matrices is to do one map after the other; the inverse undoes it, the transpose carries it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import WIDE, Choice, Matrix, Point, Slider, Steps
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, law
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import linear_maps
from mathcore.linear_algebra.linear_maps import LETTER_F, apply, polygon_area
from pages.linear_algebra.matrix_operations import panels

Array = NDArray[np.float64]
HOLDS = "The plane has a few sizes, and holds the images whole."
LAST = 40  # steps of the play bar: 20 for each of two maps
FACTORS = {"layer": "Flowers × weights", "ab": "A × B"}
A = Matrix("a", "Matrix A", ((0.0, -1.0), (1.0, 0.0)), -2.0, 2.0, 0.01, wide=WIDE)
B = Matrix("b", "Matrix B", ((1.6, 0.0), (0.0, 1.0)), -2.0, 2.0, 0.01, wide=WIDE)
STEP = Steps("step", "Stage", high=LAST, default=LAST, rate=16, help="First map up to the middle, then the second.")
ENTRY = (
    *(replace(each, when={"factors": ("ab",)}) for each in (A, B)),
    Choice("factors", "Factors of the entry", FACTORS, "layer"),
    Slider("row", "Row i", 1, 4, 2, 1, integer=True),
    Slider("column", "Column j", 1, 3, 2, 1, integer=True),
)
X = Point("x", "Vector x", (2.0, 0.5), (-2.0, 2.0), (-2.0, 2.0))
Y = Point("y", "Vector y", (1.0, 1.5), (-2.0, 2.0), (-2.0, 2.0))


class Products(State):
    """Two matrices A and B (2, 2), factors (m, k) and (k, n) whose product is taken apart, two vectors x and y (2,)."""

    a = cached_property(lambda q: np.array(q.p.a))
    b = cached_property(lambda q: np.array(q.p.b))
    ab = cached_property(lambda q: q.a @ q.b)
    ba = cached_property(lambda q: q.b @ q.a)
    commutator_size = cached_property(lambda q: np.abs(q.ba - q.ab).max())
    commute = cached_property(lambda q: linear_maps.commute(q.a, q.b))
    inverted = cached_property(lambda q: linear_maps.inverse(q.a))
    time = cached_property(lambda q: 2 * q.p.step / LAST)  # from 0 to 2
    left = cached_property(lambda q: q.a if q.p.factors == "ab" else tables.iris().values[np.array(panels.FLOWERS) - 1])
    right = cached_property(lambda q: q.b if q.p.factors == "ab" else tables.iris_layer())
    product = cached_property(lambda q: q.left @ q.right)  # (m, n)
    terms = cached_property(lambda q: linear_maps.entry_terms(q.left, q.right, *q.at))  # of the lit entry (k,)
    entry = cached_property(lambda q: q.product[q.at])
    x = cached_property(lambda q: np.array(q.p.x))
    y = cached_property(lambda q: np.array(q.p.y))
    ax = cached_property(lambda q: q.a @ q.x)
    aty = cached_property(lambda q: q.a.T @ q.y)
    sides = cached_property(lambda q: linear_maps.adjoint_sides(q.a, q.x, q.y))  # Ax · y and x · Aᵀy

    @cached_property
    def at(self) -> tuple[int, int]:
        """Row and column of the lit entry, from 0."""
        rows, columns = self.product.shape
        return min(self.p.row, rows) - 1, min(self.p.column, columns) - 1


def rows(m: Array) -> str:
    """A matrix in a line of text."""
    return "; ".join(" ".join(number(each, 3) for each in row) for row in m)


def pair(v: Array) -> str:
    """A vector in a line of text."""
    return f"({number(v[0], 3)}, {number(v[1], 3)})"


def order_readouts(q: Products) -> list[Readout | Law]:
    first, second = (polygon_area(apply(m, LETTER_F)) / polygon_area(LETTER_F) for m in (q.ba, q.ab))
    return [
        Readout("BA, row by row", rows(q.ba), role="optimum"),
        Readout("AB, row by row", rows(q.ab), role="gradient"),
        Readout("largest entry of |AB − BA|", q.commutator_size),
        law("areas do not mind the order", "area of BAF ÷ F = area of ABF ÷ F", first, second),
    ]


def order_notice(q: Products) -> str:
    return "Here AB = BA: these two maps commute." if q.commute else ""


def order_alt(q: Products) -> str:
    letters = "The letter F after A and then B, and after B and then A"
    return f"{letters}. They differ by {number(q.commutator_size, 3)} in an entry."


def entry_readouts(q: Products) -> list[Readout | Law]:
    i, j = q.at
    found: list[Readout | Law] = [Readout("the lit entry", q.entry, role="optimum")]
    if q.p.factors == "layer":
        row = panels.FLOWERS[i]
        truth, said = (tables.IRIS_SPECIES[k] for k in (tables.iris().labels[row - 1], q.product[i].argmax()))
        found.append(Readout(f"flower of row {row}", f"{said} (it is {truth})", role="data"))
    back, turned = (q.right.T @ q.left.T)[j, i], "(AB)ᵀ at (j, i) = BᵀAᵀ at (j, i)"
    return [
        *found,
        law("row times column", "sum of the terms = the entry", q.terms.sum(), q.entry),
        law("the transpose turns the order round", turned, q.entry, back),
    ]


def entry_alt(q: Products) -> str:
    lit = f"row {q.at[0] + 1} of the left factor and column {q.at[1] + 1} of the right factor lit"
    return f"A product of matrices with {lit}. Their products add up to {number(q.entry, 4)}."


def inverse_readouts(q: Products) -> list[Readout | Law]:
    found, exists, grows = q.inverted, q.inverted.exists, "how much a relative error may grow"
    shown: list[Readout | Law] = [
        Readout("det A", found.determinant if exists else 0.0, role="data"),
        Readout("A⁻¹, row by row", rows(found.matrix) if exists else "there is none", role="optimum"),
        Readout("condition number", found.condition if exists else "∞", note=grows),
    ]
    if exists:
        both = found.determinant * np.linalg.det(found.matrix)
        shown += [
            law("A⁻¹A = I", "largest entry of |A⁻¹A − I| = 0 up to rounding", found.residual, 0),
            law("areas undone", "det A · det A⁻¹ = one", both, 1),
        ]
    return shown


def inverse_notice(q: Products) -> str:
    if not q.inverted.exists:
        return "det A = 0: A lays the plane flat, many points share one image, and no matrix can tell them apart again."
    nearly = f"A is nearly singular: on the way back a relative error may grow {number(q.inverted.condition, 2)}-fold."
    return nearly if q.inverted.condition > 100 else ""


def inverse_alt(q: Products) -> str:
    exists = q.inverted.exists
    end = f"The inverse is {rows(q.inverted.matrix)}" if exists else "A is singular and has no inverse"
    return f"The letter F carried away by A and brought back; the grid that A makes. {end}."


def adjoint_readouts(q: Products) -> list[Readout | Law]:
    return [
        Readout("Ax", pair(q.ax), role="optimum"),
        Readout("Aᵀy", pair(q.aty), role="gradient"),
        law("adjoint identity", "x · Aᵀy = Ax · y", q.sides[1], q.sides[0]),
    ]


def adjoint_alt(q: Products) -> str:
    vectors = f"x and its image Ax = {pair(q.ax)}, y and Aᵀy = {pair(q.aty)}"
    return f"{vectors}. Both dot products, drawn as areas, are {number(q.sides[0], 4)}."


def numbers(q: Products) -> Mapping[str, Any]:
    (i, j), (a, b), (c, d), found = q.at, *q.a, q.inverted
    entries = found.matrix if found.exists else np.zeros((2, 2))
    lit = {"row": i + 1, "column": j + 1, "left_row": q.left[[i]], "right_column": q.right[:, j]}
    single = {f"inverse_{m + 1}{n + 1}": entries[m, n] for m in range(2) for n in range(2)}
    none = {"inverse": r"\text{none}", "condition": r"\infty"}
    whole = {"inverse": found.matrix, "condition": found.condition} if found.exists else none
    sides = {"adjoint_left": q.sides[0], "adjoint_right": q.sides[1]}
    return {"determinant": a * d - b * c} | lit | single | whole | sides


def listing(q: Products) -> Mapping[str, Any]:
    """The matrices as they stand; LEFT and RIGHT are the factors of the entry view."""
    p, (i, j) = q.p, q.at
    return {"a": p.a, "b": p.b, "left": q.left, "right": q.right, "row": i + 1, "column": j + 1, "x": p.x, "y": p.y}


def commute(q: Products) -> bool:
    """Whether A and B commute, differ, and each has two different numbers on its diagonal."""
    even = [abs(m[0, 0] - m[1, 1]) < 1e-9 for m in (q.a, q.b)]
    return bool(q.commute and np.abs(q.a - q.b).max() > 0.05 and not any(even))


lesson = Lesson(
    title="Matrix Operations: Multiplication, Transpose, and Inverse",
    terms=("matrix product", "adjoint", "commutator", "singular", "condition number", "layer", "backpropagation"),
    state=Products,
    choose="Look at",
    views={
        "order": View("Order", [panels.a_first, panels.b_first], order_readouts, order_alt, [A, B, STEP], order_notice),
        "entry": View("Entry", [panels.entry_panel, panels.terms_panel], entry_readouts, entry_alt, ENTRY),
        "inverse": View("A⁻¹", [panels.undo, panels.ways], inverse_readouts, inverse_alt, [A, STEP], inverse_notice),
        "adjoint": View("Aᵀ", [panels.where_x_lives, panels.where_ax_lives], adjoint_readouts, adjoint_alt, [A, X, Y]),
    },
    rescales={"a": HOLDS, "b": HOLDS},
    numbers=numbers,
    challenges=(
        Challenge(
            "Find two different matrices that commute, each with two different numbers on its diagonal.",
            "Two maps that stretch along the same two directions do not care which one is first.",
            commute,
            [
                {"a": ((2.0, 0.0), (0.0, 1.0))},
                {"a": ((1.0, 1.0), (0.0, 0.5)), "b": ((1.5, 1.0), (0.0, 1.0))},
                {"a": ((1.0, 0.5), (0.5, 0.0)), "b": ((-1.0, -0.5), (-0.5, 0.0))},
            ],
            [{"b": ((1.0, -1.0), (1.0, 1.0))}, {"a": ((2.0, 0.1), (0.0, 1.0))}, {"a": ((1.6, 0.0), (0.0, 1.0))}],
        ),
        Challenge(
            "Make A singular without any zero entry, its columns in opposite directions. There is no way back.",
            "Make one column a negative multiple of the other.",
            lambda q: bool(not q.inverted.exists and np.abs(q.a).min() > 0.05 and q.a[:, 0] @ q.a[:, 1] < 0),
            [
                {"view": "inverse", "a": a}
                for a in (((0.8, -1.6), (-0.4, 0.8)), ((1, -1), (1, -1)), ((-0.5, 1), (1, -2)))
            ],
            [{"view": "inverse", "a": a} for a in (((1, -0.5), (1, -0.51)), ((1, 0), (1, 0)), ((1, 0.5), (1, 0.5)))],
            views=("inverse",),
        ),
        Challenge(
            "Predict: A = [1 2; 0 1] and B = [0 1; 1 0]. Which number stands in row 1, column 1 of AB?",
            "Row 1 of A is (1, 2); column 1 of B is (0, 1).",
            predict=Prediction(
                "The entry (1, 1) of AB",
                lambda q: q.ab[0, 0],
                0.01,
                {"view": "entry", "factors": "ab", "a": ((1.0, 2.0), (0.0, 1.0)), "b": ((0.0, 1.0), (1.0, 0.0))}
                | {"row": 1, "column": 1},
                why="1·0 + 2·1 = 2.",
            ),
            again=(
                Again(
                    "Predict: A = [2 −1; 0 1] and B = [2 0; 1 1]. Which number stands in row 1, column 1 of AB?",
                    {"view": "entry", "factors": "ab", "a": ((2.0, -1.0), (0.0, 1.0)), "b": ((2.0, 0.0), (1.0, 1.0))}
                    | {"row": 1, "column": 1},
                    "2·2 − 1·1 = 3.",
                ),
            ),
        ),
    ),
    related=("special_matrices", "rank_determinant", "block_kronecker", "backpropagation"),
    oracles=("inverse: scipy.linalg.inv, numpy.linalg.cond", "rank and determinant: sympy.Matrix"),
    source=(linear_maps.inverse, linear_maps.staged, linear_maps.entry_terms),
    listing=listing,
)
