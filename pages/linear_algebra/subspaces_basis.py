"""A matrix keeps one part of every vector and forgets the rest; a basis turns what is kept into numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Point, Slider
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import digit_bases, subspaces, tables
from mathcore.subspaces import FourSubspaces
from viz import space

Array = NDArray[np.float64]
ROOM = 4.0  # half the width of the planes
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


def tier(values: Array) -> float:
    """Half the width of a space that holds these values: one of five sizes, so that the axes rest."""
    largest = float(np.abs(values).max())
    return next((size for size in (2.4, 4.0, 8.0, 16.0) if largest <= 0.9 * size), 26.0)


def domain_panel(r: Result) -> viz.Space:
    """Where x lives: its row-space part is kept by A, its null-space part is sent to zero."""
    size = tier(np.concatenate([r.x, r.x_row]))
    nothing = np.full(3, np.nan)
    both = float(np.linalg.norm(r.x_row)) > 0.05 * size and float(np.linalg.norm(r.x_null)) > 0.05 * size
    out = r.x / max(float(np.linalg.norm(r.x)), 1e-9)
    lift = 0.1 * size * np.array([0.0, 0.0, 1.0])
    style: dict[str, Any] = {"head": 0.11 * size, "width": 7}
    ends = [0.93 * size * r.four.null[:, 0] / np.abs(r.four.null[:, 0]).max() if r.four.rank < 3 else nothing]
    traces = [
        *space.subspace(r.four.row, "model", extent=size, opacity=0.16),
        *space.subspace(r.four.null, "gradient", extent=size, opacity=0.14, width=5),
        *space.line_through(r.direction, "data", extent=size, through=r.x, width=2.5, dash="dash"),
        *space.arrow(r.x_row, "model", **style),
        *space.arrow(r.x if both else nothing, "gradient", tail=r.x_row, **style),
        *space.arrow(r.x, "data", **style),
        space.right_angle(r.x_row, -r.x_row, r.x_null, "ink", size=0.1 * size),
        space.label(r.x + 0.12 * size * out, "x", "data", size=17),
        space.label(r.x_row - lift if both else nothing, "row part", "model", position="bottom center"),
        space.label((r.x + r.x_row) / 2 if both else nothing, "null part", "gradient", position="middle right"),
        space.label(np.array(ends), "null space" if r.four.rank else "everything", "gradient", position="top center"),
    ]
    names = ("x₁", "x₂", "x₃")
    camera = (1.75, -1.5, 0.9)
    return space.space(traces, size, names=names, title="Where x lives: row space ⊥ null space", camera=camera)


def image_panel(r: Result) -> viz.Space:
    """Where Ax lands: always in the column space; the left null space is never reached."""
    size = tier(r.image)
    nothing = np.full(3, np.nan)
    length = float(np.linalg.norm(r.image))
    out = r.image / max(length, 1e-9)
    ends = 0.93 * size * r.four.left[:, 0] / np.abs(r.four.left[:, 0]).max() if r.four.rank < 3 else nothing
    traces = [
        *space.subspace(r.four.column, "model", extent=size, opacity=0.16),
        *space.subspace(r.four.left, "accent", extent=size, opacity=0.14, width=5),
        *space.arrow(r.image, "data", head=0.11 * size, width=7),
        space.dots(np.zeros(3), "gradient", size=7),
        space.label(r.image + 0.13 * size * out if length > 1e-9 else nothing, "Ax", "data", size=17),
        space.label(np.zeros(3), "A · null part = 0 ", "gradient", position="middle left", size=13),
        space.label(ends, "left null space", "accent", position="top center"),
    ]
    names = ("y₁", "y₂", "y₃")
    camera = (1.75, -1.5, 0.9)
    return space.space(traces, size, names=names, title="Where Ax lands: the column space", camera=camera)


def basis_plane(r: Result, basis: Array, coordinates: Array, names: tuple[str, str], title: str) -> viz.Plane:
    """A vector reached by steps along two basis vectors, over the grid that they make."""
    corner = coordinates[0] * basis[:, 0]
    path = [np.stack([np.zeros(2), corner]), np.stack([corner, r.v])]
    traces: list[Mapping[str, Any]] = [
        viz.grid(basis if np.isfinite(coordinates).all() else np.full((2, 2), np.nan), "zero", extent=14, opacity=0.6)
    ]
    for k, role in enumerate(("optimum", "accent")):
        traces.append(viz.line(path[k][:, 0], path[k][:, 1], role, width=6, opacity=0.35, hover=False))
    for k, role in enumerate(("optimum", "accent")):
        spot = basis[:, k] / max(float(np.linalg.norm(basis[:, k])), 1e-9) * 0.32
        side = np.array([-spot[1], spot[0]]) * (1 if k else -1)
        traces += [
            viz.arrow(basis[:, k], role, name=names[k]),
            viz.label(
                [basis[0, k] / 2 + side[0]],
                [basis[1, k] / 2 + side[1]],
                names[k],
                role,
                position="middle center",
                size=16,
            ),
        ]
    length = max(float(np.linalg.norm(np.nan_to_num(corner))), 1e-9)
    aside = np.array([corner[1], -corner[0]]) / length
    aside = 0.34 * aside * (-1.0 if aside @ r.v > 0 else 1.0)  # on the side away from v
    middles = np.stack([0.78 * corner + aside, (corner + r.v) / 2])
    texts = [
        f"{number(float(c), 3)} {name}" if np.isfinite(c) else "" for c, name in zip(coordinates, names, strict=True)
    ]
    shown = np.abs(coordinates * np.linalg.norm(basis, axis=0)) > 0.6
    spots = np.where((np.abs(middles).max(axis=1) < 3.7) & shown, middles.T, np.nan).T
    tip = np.clip(r.v * (1 + 0.3 / max(float(np.linalg.norm(r.v)), 0.3)), -3.75, 3.75)
    traces += [
        viz.label([spots[0, 0]], [spots[0, 1]], texts[0], "optimum", position="middle center"),
        viz.label([spots[1, 0]], [spots[1, 1]], texts[1], "accent", position="middle right"),
        viz.arrow(r.v, "data", width=3.6, name="v"),
        viz.label([tip[0]], [tip[1]], "v", "data", position="middle center", size=17),
    ]
    axis = viz.Axis("", (-ROOM, ROOM), ticks=range(-4, 5, 2))
    return viz.Plane(traces, axis, axis, title, equal=True)


def basis_panels(r: Result) -> list[viz.Plane]:
    """The same vector over the standard grid and over the grid of the chosen basis."""
    mine = f"({number(float(r.v[0]), 3)}, {number(float(r.v[1]), 3)})"
    other = f"({number(float(r.coordinates[0]), 3)}, {number(float(r.coordinates[1]), 3)})"
    free = bool(np.isfinite(r.coordinates).all())
    return [
        basis_plane(r, np.eye(2), r.v, ("e₁", "e₂"), f"In the standard basis v is {mine}"),
        basis_plane(
            r,
            r.basis,
            r.coordinates,
            ("b₁", "b₂"),
            f"In the basis b₁, b₂ it is {other}" if free else "b₁, b₂ are no basis",
        ),
    ]


def digit_panels(r: Result) -> list[viz.Plane]:
    """The digit and what its largest coordinates make of it; all its coordinates."""
    pair = np.full((8, 17), np.nan)
    pair[:, :8], pair[:, 9:] = r.original, r.rebuilt
    left = viz.Plane(
        [
            viz.heatmap(pair, np.arange(17.0), np.arange(8.0), bounds=(0.0, 16.0)),
            viz.label([3.5], [-1.1], "the digit", "data", position="middle center"),
            viz.label([12.5], [-1.1], f"from {r.parameters.keep} of 64 coordinates", "model", position="middle center"),
        ],
        viz.Axis("", (-0.7, 16.7), visible=False),
        viz.Axis("", (7.7, -2.0), visible=False),
        "An 8×8 image is a vector in ℝ⁶⁴",
        equal=True,
    )
    at = np.arange(1.0, 65.0)
    dropped = r.image_coordinates - r.kept
    largest = float(np.abs(r.image_coordinates).max())
    top = next((size for size in (20.0, 40.0, 80.0) if largest <= size), 80.0)
    right = viz.Plane(
        [
            viz.bars(at, dropped, "null", width=0.8, name="dropped", opacity=0.5),
            viz.bars(at, r.kept, "model", width=0.8, name="kept"),
            viz.label([64], [0.93 * top], "kept", "model", position="middle left"),
            viz.label([64], [0.8 * top], "dropped", "null", position="middle left"),
        ],
        viz.Axis("number of the basis vector", (0, 65), ticks=(1, 16, 32, 48, 64)),
        viz.Axis("coordinate (units of ink)", (-0.75 * top, 1.05 * top)),
        f"Its coordinates: {r.parameters.family}",
    )
    return [left, right]


PANELS: dict[str, Callable[[Result], Sequence[viz.Panel]]] = {
    "four": lambda r: [domain_panel(r), image_panel(r)],
    "two": basis_panels,
    "digit": digit_panels,
}


def energy(r: Result) -> float:
    """The share of the digit's squared length that the kept coordinates hold."""
    return float(np.sum(r.kept**2) / np.sum(r.image_coordinates**2))


def readouts(r: Result) -> list[Readout | Law]:
    """Dimensions and the laws between them, coordinates, or the share that is kept."""
    view, rank = r.parameters.view, r.four.rank
    if view == "four":
        return [
            Readout("rank: dimension of row and column space", float(rank), role="model"),
            Readout("dimension of the null space", float(3 - rank), role="gradient"),
            Law("rank–nullity", "rank + dim null", float(rank + r.four.null.shape[1]), "columns", 3.0),
            Law("row part ⊥ null part", "x_row · x_null", float(r.x_row @ r.x_null), "", 0.0, digits=2),
            Law(
                "the null part is forgotten",
                "|A x_null|",
                float(np.linalg.norm(r.matrix @ r.x_null)),
                "",
                0.0,
                digits=2,
            ),
            Law(
                "so the row part says it all",
                "|A x_row|",
                float(np.linalg.norm(r.matrix @ r.x_row)),
                "|Ax|",
                float(np.linalg.norm(r.image)),
            ),
        ]
    if view == "two":
        area = float(np.linalg.det(r.basis))
        found: list[Readout | Law] = [
            Readout("v₁, v₂", f"{number(float(r.v[0]))}, {number(float(r.v[1]))}", role="data"),
            Readout("area of the basis cell, det B", area, role="ink"),
        ]
        if np.isfinite(r.coordinates).all():
            back = r.basis @ r.coordinates
            found[1:1] = [
                Readout("steps along b₁", float(r.coordinates[0]), role="optimum"),
                Readout("steps along b₂", float(r.coordinates[1]), role="accent"),
            ]
            found.append(
                Law("the steps lead to v", "|c₁b₁ + c₂b₂|", float(np.hypot(*back)), "|v|", float(np.hypot(*r.v)))
            )
        return found
    length, kept = float(np.linalg.norm(r.original)), float(np.linalg.norm(r.image_coordinates))
    missed = float(np.linalg.norm(r.original - r.rebuilt))
    return [
        Readout("share of the squared length kept", 100 * energy(r), "%", role="model"),
        Readout("coordinates that are not 0", float(np.sum(np.abs(r.image_coordinates) > 1e-9)), role="ink"),
        Law("an orthonormal basis keeps lengths", "|coordinates|", kept, "|image|", length),
        Law(
            "what is dropped is what is missed",
            "|dropped|",
            float(np.linalg.norm(r.image_coordinates - r.kept)),
            "|image − rebuilt|",
            missed,
        ),
    ]


def notice(r: Result) -> str:
    """What is special about this state."""
    view, rank = r.parameters.view, r.four.rank
    if view == "four":
        if rank == 3:
            return "A is invertible: the null space is {0}, nothing is forgotten, and there is nothing to move x along."
        if rank == 0:
            return "A is zero: the null space is everything, and every x goes to 0."
        return ""
    if view == "two" and not np.isfinite(r.coordinates).all():
        off = float(np.linalg.norm(r.v - subspaces.project(subspaces.orthonormal(r.basis, 1e-6), r.v)))
        if off > 1e-9:
            return "b₁ and b₂ lie on one line: they are no basis, and no combination of them is v."
        return "b₁ and b₂ lie on one line: they are no basis, and v has infinitely many pairs of coordinates."
    return ""


def draw(r: Result) -> Scene:
    """The two panels of the view; vectors of the plane are handles, and so are the coordinates."""
    p, view = r.parameters, r.parameters.view
    handles: list[Handle] = []
    if view == "two":
        handles = [
            Handle("v", p.v, "v", panel=0, role="data"),
            Handle("v_here", p.v, "v, over the other basis", panel=1, role="data"),
            Handle("b1", p.b1, "b₁", panel=1, role="optimum"),
            Handle("b2", p.b2, "b₂", panel=1, role="accent"),
        ]
        if np.isfinite(r.coordinates).all():
            corner = r.coordinates[0] * r.basis[:, 0]
            if np.abs(corner).max() < 0.97 * ROOM and abs(r.coordinates[0] - 1) > 0.12:
                name = "number of steps along b₁: v follows"
                handles.append(Handle("steps", (float(corner[0]), float(corner[1])), name, panel=1, role="optimum"))
    free = bool(np.isfinite(r.coordinates).all())
    alt = {
        "four": f"Two spaces. A has rank {r.four.rank}: row and column space have that dimension, the null space has "
        f"dimension {3 - r.four.rank}. x is split into a part that A keeps and a part of length "
        f"{number(float(np.linalg.norm(r.x_null)), 3)} that it sends to zero.",
        "two": "The same vector over two grids. Its coordinates are "
        + (
            f"{number(float(r.v[0]), 3)}, {number(float(r.v[1]), 3)} and "
            f"{number(float(r.coordinates[0]), 3)}, {number(float(r.coordinates[1]), 3)}."
            if free
            else "not defined in the second, whose vectors are parallel."
        ),
        "digit": f"An image of a digit and its reconstruction from {p.keep} of 64 coordinates, which hold "
        f"{number(100 * energy(r), 3)} percent of its squared length.",
    }[view]
    return Scene(
        panels=PANELS[view](r),
        readouts=readouts(r),
        handles=handles,
        notice=notice(r),
        alt=alt,
        numbers={
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
            "kept": float(p.keep),
            "energy": 100 * energy(r),
        },
        view=view,
    )


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
