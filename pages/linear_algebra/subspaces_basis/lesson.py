"""A matrix keeps one part of every vector and forgets the rest; a basis turns what is kept into numbers."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.linalg import norm

from explorer.controls import WIDE, Choice, Matrix, Point, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, View, law
from explorer.text import number, settled
from mathcore.common import tables
from mathcore.linear_algebra import digit_bases, subspaces
from pages.linear_algebra.subspaces_basis import panels

PARALLEL = 1e-6  # b₁ and b₂ are no basis where they are this near to a line
SQUARE: Any = ((-4.0, 4.0), (-4.0, 4.0), 0.05)
A = Matrix("matrix", "Matrix A", ((1.0, 0.0, -0.5), (0.0, 1.0, -0.5), (-0.25, 0.25, 0.0)), -2.0, 2.0, 0.05, wide=WIDE)
X = Matrix("start", "Vector x", ((1.4,), (0.2,), (-0.8,)), -2.0, 2.0, 0.05, wide=WIDE)
ALONG = Slider("along", "Move x along the null space", -2, 2, 1.2, 0.05, help="Watch Ax: it stands still.")
V = Point("v", "Vector v", (2.5, 2.0), *SQUARE)
B1 = Point("b1", "Basis vector b₁", (1.5, 0.5), *SQUARE)
B2 = Point("b2", "Basis vector b₂", (-0.5, 1.0), *SQUARE)
FAMILY = Choice("family", "Basis of the images", {name: name.capitalize() for name in digit_bases.BASES}, "cosines")
KEEP = Slider("keep", "Coordinates kept", 0, 64, 12, integer=True)
DIGIT = Slider("digit", "Digit number", 0, 99, 0, integer=True)


class Subspaces(State):
    """A matrix with x split in two; v and its coordinates in a basis of the plane; a digit in a basis of the images."""

    matrix = cached_property(lambda q: np.array(q.p.matrix))
    four = cached_property(lambda q: subspaces.four_subspaces(q.matrix))
    rref = cached_property(lambda q: subspaces.rref(q.matrix)[0])
    rank = cached_property(lambda q: q.four.rank)
    nullity = cached_property(lambda q: 3 - q.rank)
    special = cached_property(lambda q: subspaces.special_solutions(q.matrix)[:, :1].sum(axis=1))  # 0 if there is none
    direction = cached_property(lambda q: q.special / max(norm(q.special), 1.0))  # x is moved along it
    x = cached_property(lambda q: np.array(q.p.start)[:, 0] + q.p.along * q.direction)
    x_row = cached_property(lambda q: subspaces.project(q.four.row, q.x))
    x_null = cached_property(lambda q: q.x - q.x_row)
    image = cached_property(lambda q: q.matrix @ q.x)
    row_length = cached_property(lambda q: float(norm(q.x_row)))
    null_length = cached_property(lambda q: settled(float(norm(q.x_null))))
    image_length = cached_property(lambda q: float(norm(q.image)))
    v = cached_property(lambda q: np.array(q.p.v))
    basis = cached_property(lambda q: np.array([q.p.b1, q.p.b2]).T)  # b₁ and b₂ in columns
    cell = cached_property(lambda q: np.linalg.det(q.basis))
    free = cached_property(lambda q: not subspaces.is_dependent(q.basis, PARALLEL))
    # The coordinates (2,) of v in b₁, b₂; NaN if they are no basis.
    steps = cached_property(lambda q: subspaces.coordinates(q.basis, q.v, PARALLEL) if q.free else np.full(2, np.nan))
    ink = cached_property(lambda q: tables.digits().values[q.p.digit])  # the digit as a vector (64,)
    frame = cached_property(lambda q: digit_bases.digit_basis(q.p.family))
    parts = cached_property(lambda q: q.frame.T @ q.ink)  # its coordinates (64,)
    largest = cached_property(lambda q: digit_bases.keep_largest(q.parts, q.p.keep))  # those kept, and zeros
    energy = cached_property(lambda q: 100 * (np.sum(q.largest**2) / np.sum(q.parts**2)))  # their share, in percent
    rebuilt = cached_property(lambda q: q.frame @ q.largest)


def four_readouts(q: Subspaces) -> list[Readout | Law]:
    return [
        Readout("rank: dimension of row and column space", q.rank, role="model"),
        Readout("dimension of the null space", q.nullity, role="gradient"),
        law("rank–nullity", "rank + dim null = columns", q.rank + q.four.null.shape[1], 3),
        law("row part ⊥ null part", "x_row · x_null = 0", q.x_row @ q.x_null, 0, digits=2),
        law("the null part is forgotten", "|A x_null| = 0", norm(q.matrix @ q.x_null), 0, digits=2),
        law("so the row part says it all", "|A x_row| = |Ax|", norm(q.matrix @ q.x_row), q.image_length),
        law(
            "the left null space is never reached", "|part of Ax in it| = 0", norm(q.four.left.T @ q.image), 0, digits=2
        ),
    ]


def four_notice(q: Subspaces) -> str:
    none = "A is zero: the null space is everything, and every x goes to 0."
    full = "A is invertible: the null space is {0}, nothing is forgotten, and there is nothing to move x along."
    return {0: none, 3: full}.get(q.rank, "")


def four_alt(q: Subspaces) -> str:
    return (
        f"Two spaces. A has rank {q.rank}: row and column space have that dimension, the null space has dimension "
        f"{q.nullity}. x is split into a part that A keeps and one of length {number(q.null_length, 3)} that it "
        "sends to zero."
    )


def two_readouts(q: Subspaces) -> list[Readout | Law]:
    v = Readout("v₁, v₂", f"{number(q.v[0])}, {number(q.v[1])}", role="data")
    area = Readout("area of the basis cell, det B", q.cell)
    if not q.free:
        return [v, area]
    first, second = q.steps
    along = Readout("steps along b₁", first, role="optimum"), Readout("steps along b₂", second, role="accent")
    reached = np.hypot(*(q.basis @ q.steps))
    return [v, *along, area, law("the steps lead to v", "|c₁b₁ + c₂b₂| = |v|", reached, np.hypot(*q.v))]


def two_notice(q: Subspaces) -> str:
    if q.free:
        return ""
    missed = norm(q.v - subspaces.project(subspaces.orthonormal(q.basis, PARALLEL), q.v))
    what = "no combination of them is v" if missed > 1e-9 else "v has infinitely many pairs of coordinates"
    return f"b₁ and b₂ lie on one line: they are no basis, and {what}."


def two_alt(q: Subspaces) -> str:
    ours, theirs = (", ".join(panels.written(values)) for values in (q.v, q.steps))
    what = f"{ours} and {theirs}." if q.free else "not defined in the second, whose vectors are parallel."
    return f"The same vector over two grids. Its coordinates are {what}"


def digit_readouts(q: Subspaces) -> list[Readout | Law]:
    dropped, missed = norm(q.parts - q.largest), norm(q.ink - q.rebuilt)
    return [
        Readout("share of the squared length kept", q.energy, "%", role="model"),
        Readout("coordinates that are not 0", np.sum(np.abs(q.parts) > 1e-9)),
        law("an orthonormal basis keeps lengths", "|coordinates| = |image|", norm(q.parts), norm(q.ink)),
        law("what is dropped is what is missed", "|dropped| = |image − rebuilt|", dropped, missed),
    ]


def digit_alt(q: Subspaces) -> str:
    held = f"which hold {number(q.energy, 3)} percent of its squared length."
    return f"An image of a digit and its reconstruction from {q.p.keep} of 64 coordinates, {held}"


def numbers(q: Subspaces) -> dict[str, Any]:
    whole, first, second = (q.steps, *q.steps) if q.free else (r"\text{undefined}",) * 3
    return {"coordinates": whole, "coordinate_1": first, "coordinate_2": second, "kept": q.p.keep}


lesson = Lesson(
    title="Subspaces and Basis",
    terms=(
        *("subspace", "basis", "coordinates", "dimension", "rank", "null space", "kernel", "column space", "row space"),
        *("left null space", "rank-nullity", "change of basis", "latent space"),
    ),
    state=Subspaces,
    views={
        "four": View(
            "Spaces",
            [panels.domain_panel, panels.image_panel],
            four_readouts,
            four_alt,
            [A, X, ALONG],
            four_notice,
            rescales=dict.fromkeys(("matrix", "start", "along"), "A longer x or Ax takes the next larger box."),
            turns=True,
        ),
        "two": View(
            "Bases", [panels.standard_panel, panels.basis_panel], two_readouts, two_alt, [V, B1, B2], two_notice
        ),
        "digit": View(
            "Digit", [panels.digit_panel, panels.coordinates_panel], digit_readouts, digit_alt, [FAMILY, KEEP, DIGIT]
        ),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in ("matrix", "start", "along", "v", "b1", "b2")},
    challenges=(
        Challenge(
            "Choose a basis in which v is (1, 0).",
            "One step along b₁ and none along b₂ must lead to v.",
            lambda q: np.abs(q.steps - [1.0, 0.0]).max() < 0.02,
            answers=[
                *({"view": "two", "b1": (2.5, 2.0)}, {"view": "two", "v": (1.5, 0.5)}),
                {"view": "two", "v": (2.0, -1.0), "b1": (2.0, -1.0)},
            ],
            misses=[
                *({"view": "two", "b2": (2.5, 2.0)}, {"view": "two", "b1": (2.5, 2.0), "b2": (2.5, 2.0)}),
                {"view": "two", "b1": (1.25, 1.0)},
            ],
            views=("two",),
        ),
        Challenge(
            "Make x a vector that A forgets entirely, without making x or A zero.",
            "x must lie in the null space: Ax = 0. Solve row by row.",
            lambda q: q.image_length < 1e-9 and bool(norm(q.x) > 0.1) and q.rank > 0,
            answers=[
                {"start": ((0.5,), (0.5,), (1.0,)), "along": 0},
                {"start": ((0.0,),) * 3},
                {"start": ((-1.0,), (-1.0,), (-2.0,)), "along": 0},
            ],
            misses=[
                {"matrix": ((0.0,) * 3,) * 3},
                {"start": ((0.0,),) * 3, "along": 0},
                {"start": ((0.5,), (0.5,), (0.9,)), "along": 0},
            ],
            views=("four",),
        ),
        Challenge(
            "Predict: in a 3×3 matrix all nine entries are 1. What is the dimension of its null space?",
            "How many independent rows are there?",
            predict=Prediction(
                "dim N(A)",
                lambda q: q.nullity,
                0.01,
                {"matrix": ((1.0, 1.0, 1.0),) * 3},
                why="The rank is 1, and rank and nullity add up to 3.",
            ),
        ),
    ),
    related=("rank_determinant", "independence_orthogonality", "linear_transformations", "svd"),
    oracles=(
        *("null and column space: scipy.linalg.null_space, orth", "reduced rows: sympy.Matrix.rref"),
        *("digits: scipy’s cosine transform, sklearn’s TruncatedSVD",),
    ),
    source=(subspaces.four_subspaces, subspaces.rref, subspaces.coordinates),
)
