"""The determinant says by how much a matrix blows volume up; where it folds space flat, the rank says what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Matrix, Slider
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.linear_algebra import determinants, linear_maps
from mathcore.linear_algebra.linear_maps import Inverse
from viz.determinant import back_plane, density_plane, height_plane, image_plane, side
from viz.parallelogram import BOX_CAMERA, box, box_extent, reach
from viz.ranks import singular_panel, staircase_panel
from viz.space import space

Array = NDArray[np.float64]
POINTS = 500  # of the density
TOLERANCES = np.logspace(-17, 0, 341)


@dataclass(frozen=True)
class Result:
    """`a`, `b` (2, 2) and `cube` (3, 3) as they act, after the fold; `inverse` of a; `determinant` of a, `volume` of
    the cube (signed). `table` (m, n) whose rank is asked for, its `singular` values and `rank` at the tolerance."""

    parameters: Parameters
    a: Array
    b: Array
    cube: Array
    inverse: Inverse
    determinant: float
    volume: float
    rank_a: int
    rank_cube: int
    table: Array
    singular: Array
    rank: int
    product: float


BOX = ((2.0, 0.5, 0.5), (0.0, 1.5, 1.0), (0.5, 0.0, 1.5))
TABLES = {"inches": "cm and inches", "hilbert": "Hilbert"}
FOLD = "1: as typed. 0: folded flat onto the other columns. −1: mirrored."
FOLDED, RANK = {"view": ("area", "volume", "flow")}, {"view": ("rank",)}
CONTROLS = (
    Choice("view", "Look at", {"area": "Area", "volume": "Volume", "rank": "Rank", "flow": "Density"}, "area"),
    Matrix("a", "Matrix A", ((2.0, 1.0), (0.5, 1.5)), -3.0, 3.0, 0.01, when={"view": ("area", "flow")}),
    Matrix("b", "Then B", ((0.8, -0.6), (0.3, 0.8)), -2.0, 2.0, 0.01, when={"view": ("flow",)}),
    Matrix("cube", "Matrix A, three by three", BOX, -3.0, 3.0, 0.1, when={"view": ("volume",)}),
    Slider("fold", "Height of the last column", -1, 1, 1, 0.01, help=FOLD, when=FOLDED),
    Choice("table", "Table", TABLES, "inches", when=RANK),
    Slider("decimals", "Decimals of the inches", 0, 15, 2, 1, integer=True, when=RANK | {"table": ("inches",)}),
    Slider("order", "Size of the Hilbert matrix", 2, 14, 10, 1, integer=True, when=RANK | {"table": ("hilbert",)}),
    Slider("tolerance", "Tolerance (part of σ₁)", 1e-17, 1, 1e-10, log=True, per_decade=10, when=RANK),
)


def compute(p: Parameters) -> Result:
    """The folded matrices with their determinants and ranks, and the singular values of the table."""
    a, cube = (determinants.lifted(m, p.fold) for m in (p.a, p.cube))
    b = np.array(p.b)
    table = determinants.hilbert(p.order) if p.table == "hilbert" else determinants.flowers_in_inches(p.decimals)
    singular = np.asarray(np.linalg.svd(table, compute_uv=False), float)
    # What is left of a folded square or box is rounding.
    area, volume, both = (det if abs(det) > 1e-12 else 0.0 for det in map(determinants.determinant, (a, cube, b @ a)))
    return Result(
        parameters=p,
        a=a,
        b=b,
        cube=cube,
        inverse=linear_maps.inverse(a, 1e-9),
        determinant=area,
        volume=volume,
        rank_a=determinants.rank(a),
        rank_cube=determinants.rank(cube),
        table=table,
        singular=singular,
        rank=int(determinants.numerical_rank(singular, p.tolerance)),
        product=both,
    )


SINGULAR = "The points lie on a line or on one point: there is no density, and a flow cannot be undone."
COLLAPSED = (
    "The box has collapsed into a point: rank 0; no inverse.",
    "The box has collapsed into a line: rank 1; no inverse.",
    "The box has collapsed into a plane: rank 2; no inverse.",
    "",
)
DEPENDENT = ("A is the zero matrix: rank 0.", "The columns lie on one line: rank 1, area 0, and no inverse.", "")


def area(r: Result) -> Scene:
    """The unit square's image under A, and the way back: what A sends onto the unit square."""
    det, back = r.determinant, r.inverse.matrix
    ends = [determinants.lifted(r.parameters.a, fold) for fold in (-1, 1)]  # so that the axes rest while it folds
    size = reach(1.06 * np.column_stack([*ends, *(m.sum(axis=1) for m in ends)]), (2.6, 3.9, 5.0, 6.6))
    far = reach(np.append(1.1 * np.nan_to_num(back.ravel()), 1.3), (1.6, 3.2, 8.0))
    exists = r.inverse.exists
    ways = [("column", r.a, "A", 0)] + ([("back", back, "A⁻¹", 1)] if exists and np.abs(back).max() <= far else [])
    up, base = float(np.hypot(*determinants.height(r.a))), float(np.hypot(*r.a[:, 0]))
    state = "orientation flipped" if det < -1e-9 else "folded flat" if abs(det) < 1e-9 else "orientation kept"
    missing = "no way back: many<br>points go to one"
    inner = f"1 / det A = {number(1 / det, 3)}" if exists else ""
    return Scene(
        panels=[
            image_plane(r.a, det, f"det A = {number(det, 3)}", size, "A: square to signed area det A"),
            back_plane(back, det, inner, missing, far, "A⁻¹: area 1 / det A"),
        ],
        readouts=[
            Readout("det A", det, role=side(det)),
            Readout("rank of A", float(r.rank_a)),
            Readout("base |a₁|", base, role="data"),
            Readout("height", up, role="accent"),
            Readout("condition number", number(r.inverse.condition, 4) if exists else "infinite"),
            Law("area is base times height", "|ad − bc|", abs(det), "base · height", base * up),
            Law(
                "and the product of the stretches",
                "|det A|",
                abs(det),
                "σ₁σ₂",
                float(np.linalg.svd(r.a, compute_uv=False).prod()),
            ),
        ],
        handles=[
            Handle(f"{key}{k + 1}", (float(m[0, k]), float(m[1, k])), f"column {k + 1} of {name}", panel, role=role)
            for key, m, name, panel in ways
            for k, role in enumerate(("data", "model"))
        ],
        notice=DEPENDENT[r.rank_a],
        alt=f"The columns of A span a parallelogram of signed area {number(det, 4)}: {state}, rank {r.rank_a}.",
        view=f"area:{size}:{far}",
    )


def volume(r: Result) -> Scene:
    """The box of the columns, and its signed volume as a straight line in the height of the last column."""
    now, whole = r.parameters.fold, determinants.determinant(r.parameters.cube)
    u, sizes, _ = np.linalg.svd(r.cube)
    nowhere = np.full(3, np.nan)
    normal, line = u[:, 2] if r.rank_cube == 2 else nowhere, u[:, 0] if r.rank_cube == 1 else nowhere
    nullity = float(np.sum(sizes <= 1e-9 * max(sizes[0], 1e-300)))
    base = float(np.linalg.norm(np.cross(r.cube[:, 0], r.cube[:, 1])))
    up = determinants.height(r.cube)
    ends = np.column_stack([determinants.lifted(r.parameters.cube, fold) for fold in (-1, 1)])
    extent = box_extent(ends)  # it rests while the box folds
    traces = box(r.cube, up, normal, line, extent=extent, fill=side(r.volume))
    title = f"The box of the columns: volume {number(abs(r.volume), 3)}"
    return Scene(
        panels=[
            space(traces, extent, title=title, weight=1.25, camera=BOX_CAMERA),
            height_plane(whole, now, reach([1.15 * whole], (2, 4, 8, 16, 32, 64, 120)), "Linear in each column"),
        ],
        readouts=[
            Readout("det A", r.volume, role=side(r.volume)),
            Readout("rank of A", float(r.rank_cube)),
            Readout("area of the base", base, role="data"),
            Readout("height", float(np.linalg.norm(up)), role="accent"),
            Readout("singular values", ", ".join(number(float(s), 3) for s in sizes)),
            Law("volume is the product of the stretches", "|det A|", abs(r.volume), "σ₁σ₂σ₃", float(sizes.prod())),
            Law("rank and nullity", "rank + dim null(A)", r.rank_cube + nullity, "columns", 3.0),
        ],
        handles=[Handle("height", (now, now * whole), "height of the last column", 1, role=side(r.volume))],
        notice=COLLAPSED[r.rank_cube],
        alt=f"The box of three columns has signed volume {number(r.volume, 4)} and A has rank {r.rank_cube}.",
        view=f"volume:{now == 0}",
    )


def rank(r: Result) -> Scene:
    """The singular values with the tolerance through them, and the rank as a staircase of the tolerance."""
    p, s = r.parameters, r.singular
    most, name = (5, "flowers") if p.table == "inches" else (14, f"Hilbert {p.order}×{p.order}")
    default = determinants.default_tolerance(*r.table.shape)
    counts = determinants.numerical_rank(s, TOLERANCES)
    gap = float(s[r.rank - 1] / s[r.rank]) if 0 < r.rank < len(s) and s[r.rank] > 0 else "none"
    theirs = float(np.linalg.matrix_rank(r.table, tol=p.tolerance * float(s[0])))
    return Scene(
        panels=[
            singular_panel(s / s[0], p.tolerance, default, most, f"Singular values: {name}"),
            staircase_panel(TOLERANCES, counts, p.tolerance, r.rank, default, most, "Rank: a matter of the tolerance"),
        ],
        readouts=[
            Readout("rank at this tolerance", float(r.rank), role="data"),
            Readout("columns", float(len(s))),
            Readout("largest σ", float(s[0])),
            Readout("smallest σ", float(s[-1])),
            Readout("gap σ_r / σ_r₊₁", gap, note="the wider, the surer the rank"),
            Readout("NumPy’s default tolerance", default, role="accent"),
            Law("our count and NumPy’s", "singular values above", float(r.rank), "matrix_rank(A, tol)", theirs),
        ],
        handles=[Handle("cut", (p.tolerance, float(r.rank)), "tolerance", 1, role="model")],
        notice="" if r.rank else "At this tolerance nothing counts: rank 0.",
        alt=f"{len(s)} singular values on a log axis; {r.rank} of them exceed {p.tolerance:g} times the largest.",
        view=f"rank:{p.table}",
    )


def flow(r: Result) -> Scene:
    """Normal points, after A, and after A then B: their number in the shape stays, its area does not."""
    points = determinants.normal_points(POINTS)
    lit = determinants.inside(points, np.eye(2))
    one, two, both = r.determinant, determinants.determinant(r.b), r.product
    flat = min(abs(one), abs(two)) < 1e-9
    ends = [determinants.lifted(r.parameters.a, fold) for fold in (-1, 1)]  # so that the axes rest while it folds
    corners = np.abs([*ends, *(r.b @ m for m in ends)]).sum(axis=2).max()
    size = reach([1.35 * max(corners, 1.5)], (2.6, 3.4, 4.4, 5.2, 6.2, 9.0, 14.0, 26.0))
    panels, densities = [], []
    for name, now, signed in (("z, standard normal", np.eye(2), 1.0), ("Az", r.a, one), ("BAz", r.b @ r.a, both)):
        dense = number(lit.sum() / (4 * abs(signed)), 3) if abs(signed) > 1e-9 else "∞"
        texts = (f"area {number(4 * abs(signed), 3)}", f"{dense} points a unit")
        panels.append(density_plane(points, lit, now, signed, texts, size, name))
        densities.append("infinite" if abs(signed) < 1e-9 else 1 / (2 * np.pi * abs(signed)))
    readouts: list[Readout | Law] = [
        Readout("det A", one, role=side(one)),
        Readout("det B", two, role=side(two)),
        Readout("density at 0 after A", densities[1]),
        Readout("density at 0 after both", densities[2]),
        Law("determinants multiply", "det(BA)", both, "det B · det A", two * one),
    ]
    if not flat:
        logs = float(np.log(abs(two)) + np.log(abs(one)))
        readouts.append(
            Law("their logarithms add", "log|det BA|", float(np.log(abs(both))), "log|det B| + log|det A|", logs)
        )
    return Scene(
        panels=panels,
        readouts=readouts,
        notice=SINGULAR if flat else "",
        alt=f"{POINTS} normal points before, after A, and after A and B; the area of the square's image is multiplied "
        f"by {number(abs(one), 4)}, then by {number(abs(two), 4)}.",
        view=f"flow:{size}",
    )


VIEWS = {"area": area, "volume": volume, "rank": rank, "flow": flow}


def draw(r: Result) -> Scene:
    """The view that was chosen, with the numbers of all views."""
    p = r.parameters
    return replace(
        VIEWS[p.view](r),
        numbers={
            "matrix": r.a,
            "a11": float(r.a[0, 0]),
            "a12": float(r.a[0, 1]),
            "a21": float(r.a[1, 0]),
            "a22": float(r.a[1, 1]),
            "determinant": r.determinant,
            "adjugate": determinants.adjugate(r.a),
            "inverse": r.inverse.matrix if r.inverse.exists else r"\text{none}",
            "b": r.b,
            "determinant_b": determinants.determinant(r.b),
            "determinant_product": r.product,
            "cube": r.cube,
            "volume": r.volume,
            "rank_a": float(r.rank_a),
            "rank_cube": float(r.rank_cube),
            "rank": float(r.rank),
            "columns": float(len(r.singular)),
            "tolerance": p.tolerance,
            "hilbert_rank": float(determinants.rank(determinants.hilbert(p.order), p.tolerance)),
        },
    )


def pull_column(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """Column k goes where it is dragged; the fold, if there was one, is kept in the entries."""
    a = determinants.lifted(p.a, p.fold)
    a[:, k] = x, y
    return {"a": np.clip(a, -3, 3), "fold": 1.0}


def pull_back(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix whose inverse has the dragged column; it stays where it would be singular or too large."""
    found = linear_maps.inverse(determinants.lifted(p.a, p.fold), 1e-9)
    if not found.exists:
        return {}
    back = found.matrix.copy()
    back[:, k] = x, y
    again = linear_maps.inverse(back, 1e-6)
    return {"a": again.matrix, "fold": 1.0} if again.exists and np.abs(again.matrix).max() <= 3 else {}


def unfolded(m: Array, rank: int) -> bool:
    """Whether a matrix as typed has that rank without any entry that is zero."""
    return determinants.rank(m) == rank and bool(np.abs(m).min() > 0.05)


def rank_four(r: Result) -> bool:
    """Whether the reader's tolerance sees through the rounded inches."""
    p = r.parameters
    return bool(p.view == "rank" and p.table == "inches" and p.decimals == 2 and r.rank == 4)


lesson = Lesson(
    title="Rank, Determinant, and Inverses",
    idea="The determinant is the signed factor of all volumes; where it is zero, the rank says what is left of space.",
    terms=(
        "determinant",
        "rank",
        "inverse",
        "singular",
        "volume",
        "orientation",
        "cofactor",
        "numerical rank",
        "tolerance",
        "collinear",
        "change of variables",
        "normalising flow",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "column1": lambda p, x, y: pull_column(0, p, x, y),
        "column2": lambda p, x, y: pull_column(1, p, x, y),
        "back1": lambda p, x, y: pull_back(0, p, x, y),
        "back2": lambda p, x, y: pull_back(1, p, x, y),
        "height": lambda p, x, y: {"fold": float(np.clip(x, -1, 1))},
        "cut": lambda p, x, y: {"tolerance": float(np.clip(x, 1e-17, 1))},
    },
    presets=(
        Preset("Area", {}, "The square of area 1 becomes a parallelogram of area 2.5; on the way back it is 1/2.5."),
        Preset(
            "Flip",
            {"a": ((1.0, 2.0), (1.5, 0.5))},
            "From a₁ to a₂ the turn is now clockwise: the area has a minus sign, the plane lies on its back.",
        ),
        Preset(
            "Flat",
            {"a": ((2.0, 1.0), (1.0, 0.5))},
            "No entry is zero, yet the columns are parallel: the grid has folded onto a line and nothing leads back.",
        ),
        Preset(
            "Flat box",
            {"view": "volume", "cube": ((2.0, -0.5, 1.5), (0.5, 1.5, 2.0), (0.5, 1.0, 1.5))},
            "No two columns are parallel, but a₃ = a₁ + a₂: three vectors in one plane, volume 0, rank 2.",
        ),
        Preset(
            "Inches",
            {"view": "rank"},
            "Petal length twice, in cm and in inches: rounding alone lifts the fifth singular value off zero.",
        ),
        Preset(
            "Hilbert",
            {"view": "rank", "table": "hilbert", "order": 12},
            "In exact arithmetic its rank is 12; the values fall with no gap, so every tolerance is arbitrary.",
        ),
        Preset(
            "Density",
            {"view": "flow"},
            "The same points stay inside; where the area grows by |det| the density shrinks by |det|.",
        ),
    ),
    challenges=(
        Challenge(
            "Make the rank of the 2×2 matrix drop to 1 without any zero entry, with its height left at 1.",
            "Drag one column onto the line of the other: one column must be a multiple of the other.",
            lambda r: r.parameters.fold == 1 and unfolded(np.array(r.parameters.a), 1),
            {"a": ((2.0, 1.0), (1.0, 0.5))},
        ),
        Challenge(
            "Find a tolerance at which the flowers in cm and inches (two decimals) have rank 4.",
            "It must lie between the fourth and the fifth singular value.",
            rank_four,
            {"view": "rank", "tolerance": 1e-3},
        ),
        Challenge(
            "Predict: A doubles all lengths in three dimensions, A = 2I. What is its determinant?",
            "A cube of side 1 becomes a cube of side 2.",
            predict=Prediction(
                "det(2I) in three dimensions",
                lambda r: r.volume,
                0.3,
                {"view": "volume", "cube": ((2.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 2.0))},
                why="Volume is multiplied by 2 along each of three axes: det(cA) = cⁿ det A, not c det A.",
            ),
        ),
    ),
    related=("matrix_operations", "svd", "subspaces_basis", "pseudo_inverse", "independence_orthogonality"),
    source=(determinants.determinant, determinants.lifted, determinants.numerical_rank, linear_maps.inverse),
    listing=lambda p: {
        "matrix": determinants.lifted(p.a, p.fold).tolist(),
        "second": np.array(p.b).tolist(),
        "cube": determinants.lifted(p.cube, p.fold).tolist(),
        "order": p.order,
        "tolerance": p.tolerance,
    },
)
