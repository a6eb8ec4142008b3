"""A matrix keeps one part of every vector and forgets the rest; a basis turns what is kept into numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Point, Slider
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import digit_bases, subspaces
from mathcore.linear_algebra.subspaces import FourSubspaces
from viz.subspaces import ROOM, basis_plane, coordinates_panel, digit_pair, domain_space, image_space

Array = NDArray[np.float64]
EXTREME = {  # by rank
    0: "A is zero: the null space is everything, and every x goes to 0.",
    3: "A is invertible: the null space is {0}, nothing is forgotten, and there is nothing to move x along.",
}
TOPS = {"pixels": 20.0, "cosines": 64.0, "learned": 64.0}  # of the axis of a digit's coordinates, for all 100 digits
NO_COORDINATES = "not defined in the second, whose vectors are parallel."
START = ((1.0, 0.0, -0.5), (0.0, 1.0, -0.5), (-0.25, 0.25, 0.0))
FOUR, TWO, DIGIT = {"view": ("four",)}, {"view": ("two",)}, {"view": ("digit",)}


@dataclass(frozen=True)
class Result:
    """`four`, the subspaces of `matrix` (3, 3); `x` (3,) with its parts `x_row`, `x_null` and its `image`; `direction`
    (3,), the unit null vector that x is moved along (zero if there is none). `basis` (2, 2) with b1, b2 in columns, `v`
    and its `coordinates` (2,), NaN if the columns are no basis. `image_coordinates`, `kept` (64,), `original` and
    `rebuilt` (8, 8): the digit."""

    parameters: Parameters
    matrix: Array
    four: FourSubspaces
    direction: Array
    x: Array
    x_row: Array
    x_null: Array
    image: Array
    basis: Array
    v: Array
    coordinates: Array
    image_coordinates: Array
    kept: Array
    original: Array
    rebuilt: Array


CONTROLS = (
    Choice("view", "View", {"four": "Spaces", "two": "Bases", "digit": "Digit"}, "four"),
    Matrix("matrix", "Matrix A", START, -2.0, 2.0, 0.05, when=FOUR),
    Matrix("start", "Vector x", ((1.4,), (0.2,), (-0.8,)), -2.0, 2.0, 0.05, when=FOUR),
    Slider("along", "Move x along the null space", -2, 2, 1.2, 0.05, when=FOUR, help="Watch Ax: it stands still."),
    Point("v", "Vector v", (2.5, 2.0), (-4.0, 4.0), (-4.0, 4.0), 0.05, when=TWO),
    Point("b1", "Basis vector b₁", (1.5, 0.5), (-4.0, 4.0), (-4.0, 4.0), 0.05, when=TWO),
    Point("b2", "Basis vector b₂", (-0.5, 1.0), (-4.0, 4.0), (-4.0, 4.0), 0.05, when=TWO),
    Choice(
        "family",
        "Basis of the images",
        {"pixels": "Pixels", "cosines": "Cosines", "learned": "Learned"},
        "cosines",
        when=DIGIT,
    ),
    Slider("keep", "Coordinates kept", 0, 64, 12, integer=True, when=DIGIT),
    Slider("digit", "Digit number", 0, 99, 0, integer=True, when=DIGIT),
)


def compute(p: Parameters) -> Result:
    """The four subspaces with x split between them, v in the basis, the digit in its basis."""
    a = np.array(p.matrix)
    four = subspaces.four_subspaces(a)
    special = subspaces.special_solutions(a)
    direction = special[:, 0] / np.linalg.norm(special[:, 0]) if special.size else np.zeros(3)
    x = np.array(p.start)[:, 0] + p.along * direction
    x_row = subspaces.project(four.row, x)
    basis = np.array([p.b1, p.b2]).T
    v = np.array(p.v)
    free = not subspaces.is_dependent(basis, 1e-6)
    coordinates = subspaces.coordinates(basis, v, 1e-6) if free else np.full(2, np.nan)
    frame = digit_bases.digit_basis(p.family)
    image = tables.digits().values[p.digit]
    parts = frame.T @ image
    kept = digit_bases.keep_largest(parts, p.keep)
    return Result(
        parameters=p,
        matrix=a,
        four=four,
        direction=direction,
        x=x,
        x_row=x_row,
        x_null=x - x_row,
        image=a @ x,
        basis=basis,
        v=v,
        coordinates=coordinates,
        image_coordinates=parts,
        kept=kept,
        original=image.reshape(8, 8),
        rebuilt=(frame @ kept).reshape(8, 8),
    )


def four_view(r: Result) -> Scene:
    """Where x lives, split between row and null space, and where Ax lands."""
    four, rank = r.four, r.four.rank
    forgotten, kept = float(np.linalg.norm(r.matrix @ r.x_null)), float(np.linalg.norm(r.matrix @ r.x_row))
    length, unreached = float(np.linalg.norm(r.image)), float(np.linalg.norm(four.left.T @ r.image))
    return Scene(
        panels=[
            domain_space(four.row, four.null, r.x, r.x_row, r.direction),
            image_space(four.column, four.left, r.image),
        ],
        readouts=[
            Readout("rank: dimension of row and column space", float(rank), role="model"),
            Readout("dimension of the null space", float(3 - rank), role="gradient"),
            Law("rank–nullity", "rank + dim null", float(rank + four.null.shape[1]), "columns", 3.0),
            Law("row part ⊥ null part", "x_row · x_null", float(r.x_row @ r.x_null), "", 0.0, digits=2),
            Law("the null part is forgotten", "|A x_null|", forgotten, "", 0.0, digits=2),
            Law("so the row part says it all", "|A x_row|", kept, "|Ax|", length),
            Law("the left null space is never reached", "|part of Ax in it|", unreached, "", 0.0, digits=2),
        ],
        notice=EXTREME.get(rank, ""),
        alt=f"Two spaces. A has rank {rank}: row and column space have that dimension, the null space has "
        f"dimension {3 - rank}. x is split into a part that A keeps and a part of length "
        f"{number(float(np.linalg.norm(r.x_null)), 3)} that it sends to zero.",
        view="four",
    )


def two_notice(r: Result) -> str:
    """Why there are no coordinates, if there are none."""
    if np.isfinite(r.coordinates).all():
        return ""
    off = float(np.linalg.norm(r.v - subspaces.project(subspaces.orthonormal(r.basis, 1e-6), r.v)))
    if off > 1e-9:
        return "b₁ and b₂ lie on one line: they are no basis, and no combination of them is v."
    return "b₁ and b₂ lie on one line: they are no basis, and v has infinitely many pairs of coordinates."


def two_view(r: Result) -> Scene:
    """The same vector over the standard grid and over the grid of the chosen basis."""
    p, c, free = r.parameters, r.coordinates, bool(np.isfinite(r.coordinates).all())
    # What rounding leaves of a zero is a zero.
    ours, theirs = ([number(round(float(each), 9), 3) for each in values] for values in (r.v, c))
    first = (f"{ours[0]} e₁", f"{ours[1]} e₂")
    second = (f"{theirs[0]} b₁", f"{theirs[1]} b₂") if free else ("", "")
    title = f"In the basis b₁, b₂ it is ({', '.join(theirs)})" if free else "b₁, b₂ are no basis"
    readouts: list[Readout | Law] = [
        Readout("v₁, v₂", f"{number(float(r.v[0]))}, {number(float(r.v[1]))}", role="data"),
        Readout("area of the basis cell, det B", float(np.linalg.det(r.basis)), role="ink"),
    ]
    handles = [
        Handle("v", p.v, "v", panel=0, role="data"),
        Handle("v_here", p.v, "v, over the other basis", panel=1, role="data"),
        Handle("b1", p.b1, "b₁", panel=1, role="optimum"),
        Handle("b2", p.b2, "b₂", panel=1, role="accent"),
    ]
    if free:
        readouts[1:1] = [
            Readout("steps along b₁", float(c[0]), role="optimum"),
            Readout("steps along b₂", float(c[1]), role="accent"),
        ]
        back, length = float(np.hypot(*(r.basis @ c))), float(np.hypot(*r.v))
        readouts.append(Law("the steps lead to v", "|c₁b₁ + c₂b₂|", back, "|v|", length))
        corner = c[0] * r.basis[:, 0]
        if np.abs(corner).max() < 0.97 * ROOM and abs(c[0] - 1) > 0.12:
            at, name = (float(corner[0]), float(corner[1])), "number of steps along b₁: v follows"
            handles.append(Handle("steps", at, name, panel=1, role="optimum"))
    what = f"{', '.join(ours)} and {', '.join(theirs)}." if free else NO_COORDINATES
    return Scene(
        panels=[
            basis_plane(r.v, np.eye(2), r.v, ("e₁", "e₂"), first, f"In the standard basis v is ({', '.join(ours)})"),
            basis_plane(r.v, r.basis, c, ("b₁", "b₂"), second, title),
        ],
        readouts=readouts,
        handles=handles,
        notice=two_notice(r),
        alt=f"The same vector over two grids. Its coordinates are {what}",
        view="two",
    )


def energy(r: Result) -> float:
    """The share of the digit's squared length that the kept coordinates hold."""
    return float(np.sum(r.kept**2) / np.sum(r.image_coordinates**2))


def digit_view(r: Result) -> Scene:
    """The digit and what its largest coordinates make of it; all its coordinates."""
    p, share, size = r.parameters, 100 * energy(r), np.linalg.norm
    caption = f"from {p.keep} of 64 coordinates"
    length, whole = float(size(r.original)), float(size(r.image_coordinates))
    dropped, missed = float(size(r.image_coordinates - r.kept)), float(size(r.original - r.rebuilt))
    return Scene(
        panels=[
            digit_pair(r.original, r.rebuilt, f"from {p.keep} of 64"),
            coordinates_panel(r.image_coordinates, r.kept, f"Its coordinates: {p.family}", TOPS[p.family]),
        ],
        readouts=[
            Readout("share of the squared length kept", share, "%", role="model"),
            Readout("coordinates that are not 0", float(np.sum(np.abs(r.image_coordinates) > 1e-9)), role="ink"),
            Law("an orthonormal basis keeps lengths", "|coordinates|", whole, "|image|", length),
            Law("what is dropped is what is missed", "|dropped|", dropped, "|image − rebuilt|", missed),
        ],
        alt=f"An image of a digit and its reconstruction {caption}, which hold {number(share, 3)} percent of its "
        "squared length.",
        view="digit",
    )


VIEWS = {"four": four_view, "two": two_view, "digit": digit_view}


def draw(r: Result) -> Scene:
    """The two panels of the view, and the numbers of the matrix and the bases."""
    free = bool(np.isfinite(r.coordinates).all())
    numbers = {
        "matrix": r.matrix,
        "rref": subspaces.rref(r.matrix)[0],
        "x": r.x,
        "x_row": r.x_row,
        "x_null": r.x_null,
        "image": r.image,
        "rank": float(r.four.rank),
        "nullity": float(3 - r.four.rank),
        "row_length": float(np.linalg.norm(r.x_row)),
        "null_length": float(np.linalg.norm(r.x_null)),
        "image_length": float(np.linalg.norm(r.image)),
        "v": r.v,
        "basis": r.basis,
        "coordinates": r.coordinates if free else r"\text{undefined}",
        "coordinate_1": float(r.coordinates[0]) if free else r"\text{undefined}",
        "coordinate_2": float(r.coordinates[1]) if free else r"\text{undefined}",
        "cell": float(np.linalg.det(r.basis)),
        "kept": float(r.parameters.keep),
        "energy": 100 * energy(r),
    }
    return replace(VIEWS[r.parameters.view](r), numbers=numbers)


def pull_steps(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The number of steps along b1 follows the pointer; those along b2 stay, and v moves."""
    basis = np.array([p.b1, p.b2]).T
    if subspaces.is_dependent(basis, 1e-6):
        return {}
    second = subspaces.coordinates(basis, p.v, 1e-6)[1]
    first = float(np.array([x, y]) @ basis[:, 0] / (basis[:, 0] @ basis[:, 0]))
    moved = basis @ np.array([first, second])
    return {"v": tuple(moved.tolist())} if np.abs(moved).max() <= 4.0 else {}


lesson = Lesson(
    title="Subspaces and Basis",
    idea="A matrix keeps one part of every vector and forgets the rest; a basis turns what is kept into numbers.",
    terms=(
        "subspace",
        "basis",
        "coordinates",
        "dimension",
        "rank",
        "null space",
        "kernel",
        "column space",
        "row space",
        "left null space",
        "rank-nullity",
        "change of basis",
        "latent space",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"v_here": lambda p, x, y: {"v": (x, y)}, "steps": pull_steps},
    presets=(
        Preset("Rank 2", {}, "Move x along the dashed line: only its null part changes, and Ax stands still."),
        Preset(
            "Rank 1",
            {"matrix": ((1.0, 1.0, 0.5), (2.0, 2.0, 1.0), (-1.0, -1.0, -0.5)), "along": 0},
            "All rows are parallel: A sees one number of x. A whole plane is forgotten, and all images lie on a line.",
        ),
        Preset(
            "Rank 3",
            {"matrix": ((1.0, 0.5, 0.0), (0.0, 1.0, 0.5), (0.5, 0.0, 1.0)), "along": 0},
            "Nothing is forgotten: the null space is the origin alone, and every y has exactly one x.",
        ),
        Preset("Two bases", {"view": "two"}, "One arrow, two lists of numbers. Neither is truer than the other."),
        Preset(
            "Nearly no basis",
            {"view": "two", "b1": (1.5, 0.5), "b2": (1.5, 0.75)},
            "Almost parallel vectors are still a basis, but a bad one: a small change of v changes both numbers a lot.",
        ),
        Preset(
            "A digit in cosines",
            {"view": "digit", "keep": 12},
            "Twelve of 64 coordinates already show the digit. In pixels twelve are a scatter of dots.",
        ),
        Preset(
            "A learned basis",
            {"view": "digit", "family": "learned", "keep": 6},
            "A basis made from 1797 digits needs fewer still: this is what a latent space is for.",
        ),
    ),
    challenges=(
        Challenge(
            "Choose a basis in which v is (1, 0).",
            "One step along b₁ and none along b₂ must lead to v.",
            lambda r: bool(r.parameters.view == "two" and np.abs(r.coordinates - [1.0, 0.0]).max() < 0.02),
            {"view": "two", "b1": (2.5, 2.0)},
        ),
        Challenge(
            "Make x a vector that A forgets entirely, without making x or A zero.",
            "x must lie in the null space: Ax = 0. Solve row by row.",
            lambda r: bool(
                r.parameters.view == "four"
                and float(np.linalg.norm(r.image)) < 1e-9
                and float(np.linalg.norm(r.x)) > 0.1
                and r.four.rank > 0
            ),
            {"start": ((0.5,), (0.5,), (1.0,)), "along": 0},
        ),
        Challenge(
            "Predict: in a 3×3 matrix all nine entries are 1. What is the dimension of its null space?",
            "How many independent rows are there?",
            predict=Prediction(
                "dim N(A)",
                lambda r: float(3 - r.four.rank),
                0.01,
                {"matrix": ((1.0, 1.0, 1.0),) * 3},
                why="The rank is 1, and rank and nullity add up to 3.",
            ),
        ),
    ),
    related=("rank_determinant", "independence_orthogonality", "linear_transformations", "svd"),
    source=(subspaces.four_subspaces, subspaces.rref, subspaces.coordinates),
    listing=lambda p: {name: p[name] for name in ("matrix", "start", "along", "v", "b1", "b2")},
)
