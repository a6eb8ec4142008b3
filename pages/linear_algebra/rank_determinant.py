"""The determinant says by how much a matrix blows volume up; where it folds space flat, the rank says what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Slider
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import determinants, linear_maps
from mathcore.linear_maps import Inverse
from viz.linear import polygon
from viz.parallelogram import CORNERS, box, box_extent, parallelogram, reach
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


CONTROLS = (
    Choice("view", "Look at", {"area": "Area", "volume": "Volume", "rank": "Rank", "flow": "Density"}, "area"),
    Matrix("a", "Matrix A", ((2.0, 1.0), (0.5, 1.5)), -3.0, 3.0, 0.01, when={"view": ("area", "flow")}),
    Matrix("b", "Then B", ((0.8, -0.6), (0.3, 0.8)), -2.0, 2.0, 0.01, when={"view": ("flow",)}),
    Matrix(
        "cube",
        "Matrix A, three by three",
        ((2.0, 0.5, 0.5), (0.0, 1.5, 1.0), (0.5, 0.0, 1.5)),
        -3.0,
        3.0,
        0.1,
        when={"view": ("volume",)},
    ),
    Slider(
        "fold",
        "Height of the last column",
        -1,
        1,
        1,
        0.01,
        help="1: as typed. 0: folded flat onto the other columns. −1: mirrored.",
        when={"view": ("area", "volume", "flow")},
    ),
    Choice("table", "Table", {"inches": "cm and inches", "hilbert": "Hilbert"}, "inches", when={"view": ("rank",)}),
    Slider(
        "decimals",
        "Decimals of the inches",
        0,
        15,
        2,
        1,
        integer=True,
        when={"view": ("rank",), "table": ("inches",)},
    ),
    Slider(
        "order",
        "Size of the Hilbert matrix",
        2,
        14,
        10,
        1,
        integer=True,
        when={"table": ("hilbert",), "view": ("rank",)},
    ),
    Slider("tolerance", "Tolerance (part of σ₁)", 1e-17, 1, 1e-10, log=True, per_decade=10, when={"view": ("rank",)}),
)


def compute(p: Parameters) -> Result:
    """The folded matrices with their determinants and ranks, and the singular values of the table."""
    a, cube = (determinants.lifted(m, p.fold) for m in (p.a, p.cube))
    b = np.array(p.b)
    table = determinants.hilbert(p.order) if p.table == "hilbert" else determinants.flowers_in_inches(p.decimals)
    singular = np.asarray(np.linalg.svd(table, compute_uv=False), float)
    volume = determinants.determinant(cube)
    return Result(
        parameters=p,
        a=a,
        b=b,
        cube=cube,
        inverse=linear_maps.inverse(a, 1e-9),
        determinant=determinants.determinant(a),
        volume=volume if abs(volume) > 1e-12 else 0.0,  # what is left of a folded box is rounding
        rank_a=determinants.rank(a),
        rank_cube=determinants.rank(cube),
        table=table,
        singular=singular,
        rank=int(determinants.numerical_rank(singular, p.tolerance)),
        product=determinants.determinant(b @ a),
    )


def side(signed: float) -> str:
    """The colour of an oriented area: one for kept orientation, one for flipped, one for none."""
    return "null" if abs(signed) < 1e-9 else "optimum" if signed > 0 else "gradient"


# --- Area -------------------------------------------------------------------------------------------------------------


def area_size(r: Result) -> float:
    """Half the width of the plane of the columns."""
    return reach(1.06 * np.column_stack([r.a, r.a.sum(axis=1)]), (3.4, 4.6, 6.6))


def way_back_size(r: Result) -> float:
    """Half the width of the plane of the inverse."""
    found = r.inverse.matrix if r.inverse.exists else np.zeros((2, 2))
    return reach(np.append(1.1 * found.ravel(), 1.3), (1.6, 3.2, 8.0))


def area_panels(r: Result) -> list[viz.Panel]:
    """The unit square's image under A, and the way back: what A sends onto the unit square."""
    size, far = area_size(r), way_back_size(r)
    axis, back = viz.Axis("", (-size, size)), viz.Axis("", (-far, far))
    traces = [
        polygon(CORNERS.T, "null", opacity=0.0, width=1.4, dash="dot"),
        *parallelogram(r.a, size=size, fill=side(r.determinant), inner=f"det A = {number(r.determinant, 3)}"),
    ]
    if r.inverse.exists:
        picture = parallelogram(
            r.inverse.matrix,
            size=far,
            fill=side(r.determinant),
            names=("b₁", "b₂"),
            foot=False,
            inner=f"1 / det A = {number(1 / r.determinant, 3)}",
            spacing=1.0 if far < 8 else 2.0,
        )
    else:
        picture = [_hide(trace) for trace in parallelogram(np.eye(2), size=far, foot=False)]
    picture += [
        polygon(CORNERS.T, "null", opacity=0.0, width=1.4, dash="dot"),
        viz.label(
            [0.0], [0.6 * far], "" if r.inverse.exists else "no way back:<br>A sends many points to one", "muted"
        ),
    ]
    return [
        viz.Plane(traces, axis, axis, "A: square to signed area det A", equal=True),
        viz.Plane(picture, back, back, "A⁻¹: area 1 / det A", equal=True),
    ]


def _hide(trace: dict[str, Any]) -> dict[str, Any]:
    """The same trace with nothing to be seen."""
    nothing = {key: np.full(len(trace[key]), np.nan) for key in ("x", "y")}
    return trace | nothing


# --- Volume -----------------------------------------------------------------------------------------------------------


def volume_panels(r: Result) -> list[viz.Panel]:
    """The box of the columns, and its signed volume as a straight line in the height of the last column."""
    normal, line = np.full(3, np.nan), np.full(3, np.nan)
    u = np.linalg.svd(r.cube)[0]
    if r.rank_cube == 2:
        normal = u[:, 2]
    elif r.rank_cube == 1:
        line = u[:, 0]
    traces = box(r.cube, determinants.height(r.cube), normal, line, fill=side(r.volume))
    whole = determinants.determinant(r.parameters.cube)
    size = reach([1.15 * whole], (2, 4, 8, 16, 32, 64, 120))
    heights = np.array([-1.0, 1.0])
    now = r.parameters.fold
    curve = [
        viz.line([0, 0], [-size, size], "null", width=1, dash="dot", hover=False),
        viz.line([-1.1, 1.1], [0, 0], "null", width=1, dash="dot", hover=False),
        viz.line(heights, whole * heights, "ink", name="det A"),
        viz.segment((now, 0), (now, now * whole), side(r.volume), width=3, hover=False),
        viz.markers([now], [now * whole], side(r.volume), size=11, name="now"),
        viz.markers([0], [0], "accent", size=12, ring=True, name="flat"),
        viz.label([-0.06], [0.09 * size], "flat: rank below 3", "accent", position="middle left", size=12),
    ]
    return [
        space(
            traces, box_extent(r.cube), title=f"The box of the columns: volume {number(abs(r.volume), 3)}", weight=1.25
        ),
        viz.Plane(
            curve,
            viz.Axis("height of a₃ (1: as typed)", (-1.1, 1.1), ticks=(-1, -0.5, 0, 0.5, 1)),
            viz.Axis("det A", (-size, size)),
            "Linear in each column",
        ),
    ]


# --- Rank -------------------------------------------------------------------------------------------------------------


def rank_panels(r: Result) -> list[viz.Panel]:
    """The singular values with the tolerance through them, and the rank as a staircase of the tolerance."""
    p = r.parameters
    most = 5 if p.table == "inches" else 14
    name = "flowers" if p.table == "inches" else f"Hilbert {p.order}×{p.order}"
    default = determinants.default_tolerance(*r.table.shape)
    counts = determinants.numerical_rank(r.singular, TOLERANCES)
    return [
        singular_panel(r.singular / r.singular[0], p.tolerance, default, most, f"Singular values: {name}"),
        staircase_panel(TOLERANCES, counts, p.tolerance, r.rank, default, most, "Rank: a matter of the tolerance"),
    ]


# --- Density ----------------------------------------------------------------------------------------------------------


def flow_panels(r: Result) -> list[viz.Panel]:
    """Normal points, after A, and after A then B: their number in the shape stays, its area does not."""
    points = determinants.normal_points(POINTS)
    corners = np.array([[-1.0, 1.0, 1.0, -1.0], [-1.0, -1.0, 1.0, 1.0]])
    lit = determinants.inside(points, np.eye(2))
    names = ("z, standard normal", "Az", "BAz")
    size = flow_size(r)
    panels: list[viz.Panel] = []
    for name, now in zip(names, (np.eye(2), r.a, r.b @ r.a), strict=True):
        moved = points @ now.T
        signed = determinants.determinant(now)
        inner, outer = np.where(lit[:, None], moved, np.nan), np.where(lit[:, None], np.nan, moved)
        density = number(lit.sum() / (4 * abs(signed)), 3) if abs(signed) > 1e-9 else "∞"
        traces = [
            viz.markers(outer[:, 0], outer[:, 1], "null", size=3, opacity=0.5, name="outside"),
            viz.markers(inner[:, 0], inner[:, 1], side(signed), size=3, opacity=0.6, name="inside"),
            polygon((now @ corners).T, side(signed), opacity=0.12, width=2),
            viz.label([0], [-0.92 * size], f"{density} points a unit", side(signed), position="middle center", size=12),
            viz.label([0], [0.92 * size], f"area {number(4 * abs(signed), 3)}", position="middle center", size=12),
        ]
        axis = viz.Axis("", (-size, size))
        panels.append(viz.Plane(traces, axis, axis, name, equal=True))
    return panels


def flow_size(r: Result) -> float:
    """Half the width of all three planes, so that areas compare by eye."""
    corners = np.abs(np.column_stack([r.a, r.b @ r.a]))
    return reach(
        2.0 * np.array([corners[:, :2].sum(1).max(), corners[:, 2:].sum(1).max(), 1.5]), (4.0, 6.0, 9.0, 14.0, 26.0)
    )


PANELS = {"area": area_panels, "volume": volume_panels, "rank": rank_panels, "flow": flow_panels}


def readings(r: Result) -> tuple[list[Readout | Law], str, str]:
    """Readouts, notice and alternative text of the view."""
    p, det = r.parameters, r.determinant
    found: list[Readout | Law]
    condition = number(r.inverse.condition, 4) if r.inverse.exists else "infinite"
    if p.view == "area":
        up = float(np.hypot(*determinants.height(r.a)))
        base = float(np.hypot(*r.a[:, 0]))
        notice = ("A is the zero matrix: rank 0.", "The columns lie on one line: rank 1, area 0, and no inverse.", "")[
            r.rank_a
        ]
        found = [
            Readout("det A", det, role=side(det)),
            Readout("rank of A", float(r.rank_a)),
            Readout("base |a₁|", base, role="data"),
            Readout("height", up, role="accent"),
            Readout("condition number", condition),
            Law("area is base times height", "|ad − bc|", abs(det), "base · height", base * up),
            Law(
                "and the product of the stretches",
                "|det A|",
                abs(det),
                "σ₁σ₂",
                float(np.linalg.svd(r.a, compute_uv=False).prod()),
            ),
        ]
        state = "orientation flipped" if det < -1e-9 else "folded flat" if abs(det) < 1e-9 else "orientation kept"
        alt = f"The columns of A span a parallelogram of signed area {number(det, 4)}: {state}, rank {r.rank_a}."
        return found, notice, alt
    if p.view == "volume":
        sizes = np.linalg.svd(r.cube, compute_uv=False)
        left = ("a point: rank 0", "a line: rank 1", "a plane: rank 2", "")[r.rank_cube]
        found = [
            Readout("det A", r.volume, role=side(r.volume)),
            Readout("rank of A", float(r.rank_cube)),
            Readout("area of the base", float(np.linalg.norm(np.cross(r.cube[:, 0], r.cube[:, 1]))), role="data"),
            Readout("height", float(np.linalg.norm(determinants.height(r.cube))), role="accent"),
            Readout("singular values", ", ".join(number(float(s), 3) for s in sizes)),
            Law("volume is the product of the stretches", "|det A|", abs(r.volume), "σ₁σ₂σ₃", float(sizes.prod())),
            Law(
                "rank and nullity",
                "rank + dim null(A)",
                float(r.rank_cube + np.sum(sizes <= 1e-9 * max(sizes[0], 1e-300))),
                "columns",
                3.0,
            ),
        ]
        notice = f"The box has collapsed into {left}; no inverse." if left else ""
        alt = f"The box of three columns has signed volume {number(r.volume, 4)} and A has rank {r.rank_cube}."
        return found, notice, alt
    if p.view == "rank":
        gap = (
            r.singular[r.rank - 1] / r.singular[r.rank]
            if 0 < r.rank < len(r.singular) and r.singular[r.rank] > 0
            else np.nan
        )
        threshold = p.tolerance * float(r.singular[0])
        found = [
            Readout("rank at this tolerance", float(r.rank), role="data"),
            Readout("columns", float(len(r.singular))),
            Readout("largest σ", float(r.singular[0])),
            Readout("smallest σ", float(r.singular[-1])),
            Readout(
                "gap σ_r / σ_r₊₁", float(gap) if np.isfinite(gap) else "none", note="the wider, the surer the rank"
            ),
            Readout("NumPy’s default tolerance", determinants.default_tolerance(*r.table.shape), role="accent"),
            Law(
                "our count and NumPy’s",
                "singular values above",
                float(r.rank),
                "matrix_rank(A, tol)",
                float(np.linalg.matrix_rank(r.table, tol=threshold)),
            ),
        ]
        alt = (
            f"The {len(r.singular)} singular values on a log axis; {r.rank} of them exceed the tolerance, "
            f"{p.tolerance:g} times the largest."
        )
        return found, "" if r.rank else "At this tolerance nothing counts: rank 0.", alt
    one, two, both = det, determinants.determinant(r.b), r.product
    flat = min(abs(one), abs(two)) < 1e-9
    found = [
        Readout("det A", one, role=side(one)),
        Readout("det B", two, role=side(two)),
        Readout("density at 0 after A", "infinite" if abs(one) < 1e-9 else 1 / (2 * np.pi * abs(one))),
        Readout("density at 0 after both", "infinite" if flat else 1 / (2 * np.pi * abs(both))),
        Law("determinants multiply", "det(BA)", both, "det B · det A", two * one),
    ]
    if not flat:
        logs = float(np.log(abs(two)) + np.log(abs(one)))
        found.append(
            Law("their logarithms add", "log|det BA|", float(np.log(abs(both))), "log|det B| + log|det A|", logs)
        )
    notice = (
        "The points lie on a line or on one point: there is no density, and a flow cannot be undone." if flat else ""
    )
    alt = (
        f"{POINTS} points of a normal distribution before, after A and after A and B; the area of the square's image "
        f"is multiplied by {number(abs(one), 4)}, then by {number(abs(two), 4)}."
    )
    return found, notice, alt


def handles(r: Result) -> list[Handle]:
    """What can be dragged in the present view."""
    p = r.parameters
    if p.view == "area":
        found = [
            Handle(f"column{k + 1}", (float(r.a[0, k]), float(r.a[1, k])), f"column {k + 1} of A", role=role)
            for k, role in enumerate(("data", "model"))
        ]
        if r.inverse.exists and np.abs(r.inverse.matrix).max() <= way_back_size(r):
            back = r.inverse.matrix
            found += [
                Handle(f"back{k + 1}", (float(back[0, k]), float(back[1, k])), f"column {k + 1} of A⁻¹", 1, role=role)
                for k, role in enumerate(("data", "model"))
            ]
        return found
    if p.view == "volume":
        whole = determinants.determinant(p.cube)
        return [Handle("height", (p.fold, p.fold * whole), "height of the last column", 1, role=side(r.volume))]
    if p.view == "rank":
        return [Handle("cut", (p.tolerance, float(r.rank)), "tolerance", 1, role="model")]
    return []


def draw(r: Result) -> Scene:
    """The view that was chosen, its laws, and the numbers of all views."""
    p = r.parameters
    found, notice, alt = readings(r)
    sizes = {"area": (area_size(r), way_back_size(r)), "volume": p.fold == 0, "rank": p.table, "flow": flow_size(r)}
    adjugate = determinants.adjugate(r.a)
    return Scene(
        panels=PANELS[p.view](r),
        readouts=found,
        handles=handles(r),
        notice=notice,
        alt=alt,
        numbers={
            "matrix": r.a,
            "a11": float(r.a[0, 0]),
            "a12": float(r.a[0, 1]),
            "a21": float(r.a[1, 0]),
            "a22": float(r.a[1, 1]),
            "determinant": r.determinant,
            "adjugate": adjugate,
            "inverse": r.inverse.matrix if r.inverse.exists else r"\text{none}",
            "condition": r.inverse.condition,
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
            "density": 1 / (2 * np.pi * abs(r.determinant)) if abs(r.determinant) > 1e-9 else float("inf"),
        },
        view=f"{p.view}:{sizes[p.view]}",
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
