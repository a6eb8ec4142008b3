"""The determinant is the signed factor of all volumes; where it is zero, the rank says what is left of space."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import WIDE, Choice, Matrix, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number, settled
from mathcore.linear_algebra import determinants, linear_maps
from pages.linear_algebra.rank_determinant import panels
from pages.linear_algebra.rank_determinant.state import Volumes

HOLDS = "The plane has a few sizes, and holds the images whole."
BOX = ((2.0, 0.5, 0.5), (0.0, 1.5, 1.0), (0.5, 0.0, 1.5))
FOLD_HELP = "1: as typed. 0: folded flat onto the other columns. −1: mirrored."
INCHES, HILBERT = {"table": ("inches",)}, {"table": ("hilbert",)}
A = Matrix("a", "Matrix A", ((2.0, 1.0), (0.5, 1.5)), -3.0, 3.0, 0.01, wide=WIDE)
B = Matrix("b", "Then B", ((0.8, -0.6), (0.3, 0.8)), -2.0, 2.0, 0.01, wide=WIDE)
CUBE = Matrix("cube", "Matrix A, three by three", BOX, -3.0, 3.0, 0.1, wide=WIDE)
FOLD = Slider("fold", "Height of the last column", -1, 1, 1, 0.01, help=FOLD_HELP)
TABLE = Choice("table", "Table", {"inches": "cm and inches", "hilbert": "Hilbert"}, "inches")
DECIMALS = Slider("decimals", "Decimals of the inches", 0, 15, 2, 1, integer=True, when=INCHES)
ORDER = Slider("order", "Size of the Hilbert matrix", 2, 14, 10, 1, integer=True, when=HILBERT)
TOLERANCE = Slider("tolerance", "Tolerance (part of σ₁)", 1e-17, 1, 1e-10, log=True, per_decade=10)
FLAT = "The points lie on a line or on one point: there is no density, and a flow cannot be undone."


def area_readouts(q: Volumes) -> list[Readout | Law]:
    det, base, up = q.determinant, np.hypot(*q.matrix[:, 0]), np.hypot(*determinants.height(q.matrix))
    stretches = np.linalg.svd(q.matrix, compute_uv=False)
    return [
        Readout("det A", det, role=panels.side(det)),
        Readout("rank of A", q.rank_a),
        Readout("base |a₁|", base, role="data"),
        Readout("height", up, role="accent", scale=base),
        Readout("condition number", number(q.back.condition, 4) if q.back.exists else "infinite"),
        law("area is base times height", "|ad − bc| = base · height", abs(det), base * up),
        law("and the product of the stretches", "|det A| = σ₁σ₂", abs(det), stretches.prod()),
    ]


def area_notice(q: Volumes) -> str:
    found = "A is the zero matrix: rank 0.", "The columns lie on one line: rank 1, area 0, and no inverse.", ""
    return found[q.rank_a]


def area_alt(q: Volumes) -> str:
    kept = {"gradient": "orientation flipped", "null": "folded flat", "optimum": "orientation kept"}
    area, state = number(q.determinant, 4), kept[panels.side(q.determinant)]
    return f"The columns of A span a parallelogram of signed area {area}: {state}, rank {q.rank_a}."


def volume_readouts(q: Volumes) -> list[Readout | Law]:
    _, sizes, _ = q.decomposed
    nullity = np.sum(sizes <= 1e-9 * max(sizes[0], 1e-300))
    return [
        Readout("det A", q.volume, role=panels.side(q.volume)),
        Readout("rank of A", q.rank_cube),
        Readout("area of the base", np.linalg.norm(np.cross(q.cube[:, 0], q.cube[:, 1])), role="data"),
        Readout("height", np.linalg.norm(q.height), role="accent", scale=sizes[0]),
        Readout("singular values", ", ".join(number(settled(s, sizes[0]), 3) for s in sizes.tolist())),
        law("volume is the product of the stretches", "|det A| = σ₁σ₂σ₃", abs(q.volume), sizes.prod()),
        law("rank and nullity", "rank + dim null(A) = columns", q.rank_cube + nullity, 3),
    ]


def volume_notice(q: Volumes) -> str:
    shape = ("point", "line", "plane", "")[q.rank_cube]
    return shape and f"The box has collapsed into a {shape}: rank {q.rank_cube}; no inverse."


def volume_alt(q: Volumes) -> str:
    return f"The box of three columns has signed volume {number(q.volume, 4)} and A has rank {q.rank_cube}."


def rank_readouts(q: Volumes) -> list[Readout | Law]:
    s, rank = q.singular, q.rank
    gap = s[rank - 1] / s[rank] if 0 < rank < len(s) and s[rank] > 0 else "none"
    theirs = np.linalg.matrix_rank(q.table, tol=q.p.tolerance * s[0])
    return [
        Readout("rank at this tolerance", rank, role="data"),
        Readout("columns", len(s)),
        Readout("largest σ", s[0]),
        Readout("smallest σ", s[-1], scale=0),
        Readout("gap σ_r / σ_r₊₁", gap, note="the wider, the surer the rank"),
        Readout("NumPy’s default tolerance", q.default, role="accent", scale=0),
        law("our count and NumPy’s", "singular values above = NumPy’s rank", rank, theirs),
    ]


def rank_alt(q: Volumes) -> str:
    count, tolerance = len(q.singular), number(q.p.tolerance)
    return f"{count} singular values on a log axis; {q.rank} of them exceed {tolerance} times the largest."


def flow_readouts(q: Volumes) -> list[Readout | Law]:
    one, two, both = q.determinant, q.determinant_b, q.determinant_product
    after_a, after_both = ("infinite" if abs(d) < 1e-9 else 1 / (2 * np.pi * abs(d)) for d in (one, both))
    found: list[Readout | Law] = [
        Readout("det A", one, role=panels.side(one)),
        Readout("det B", two, role=panels.side(two)),
        Readout("density at 0 after A", after_a),
        Readout("density at 0 after both", after_both),
        law("determinants multiply", "det(BA) = det B · det A", both, two * one),
    ]
    if not q.flat:
        logs = np.log(np.abs([both, two, one]))
        statement = "log|det BA| = log|det B| + log|det A|"
        found.append(law("their logarithms add", statement, logs[0], logs[1] + logs[2]))
    return found


def flow_alt(q: Volumes) -> str:
    first, second = number(abs(q.determinant), 4), number(abs(q.determinant_b), 4)
    says = f"{panels.POINTS} normal points before, after A, and after A and B"
    return f"{says}; the area of the square's image is multiplied by {first}, then by {second}."


def numbers(q: Volumes) -> dict[str, Any]:
    return {
        **{f"a{i + 1}{j + 1}": q.matrix[i, j] for i in range(2) for j in range(2)},
        "adjugate": determinants.adjugate(q.matrix),
        "inverse": q.back.matrix if q.back.exists else r"\text{none}",
        "columns": len(q.singular),
        "hilbert_rank": determinants.rank(determinants.hilbert(q.p.order), q.p.tolerance),
    }


def listing(q: Volumes) -> Mapping[str, Any]:
    constants = {"matrix": q.matrix.tolist(), "second": q.b.tolist(), "cube": q.cube.tolist()}
    return constants | {"order": q.p.order, "tolerance": q.p.tolerance}


def flattened(q: Volumes) -> bool:
    """Whether the 2×2 matrix as typed has rank 1 without any zero entry, and its columns point opposite ways."""
    opposite = q.matrix[:, 0] @ q.matrix[:, 1] < 0
    return bool(q.p.fold == 1 and q.rank_a == 1 and np.abs(q.matrix).min() > 0.05 and opposite)


lesson = Lesson(
    title="Rank, Determinant, and Inverses",
    terms=(
        *("determinant", "rank", "inverse", "singular", "volume", "orientation", "cofactor"),
        *("numerical rank", "tolerance", "normalising flow"),
    ),
    state=Volumes,
    choose="Look at",
    views={
        "area": View(
            "Area",
            [panels.image_panel, panels.back_panel],
            area_readouts,
            area_alt,
            [A, FOLD],
            area_notice,
            rescales={"fold": "The flatter A is folded, the larger is its inverse."},
        ),
        "volume": View(
            "Volume",
            [panels.box_panel, panels.height_panel],
            volume_readouts,
            volume_alt,
            [CUBE, FOLD],
            volume_notice,
            turns=True,
        ),
        "rank": View(
            "Rank",
            [panels.singular_panel, panels.staircase_panel],
            rank_readouts,
            rank_alt,
            [TABLE, DECIMALS, ORDER, TOLERANCE],
            lambda q: "" if q.rank else "At this tolerance nothing counts: rank 0.",
        ),
        "flow": View(
            "Density", [panels.density_panels], flow_readouts, flow_alt, [A, B, FOLD], lambda q: FLAT if q.flat else ""
        ),
    },
    rescales={"a": HOLDS, "b": HOLDS, "cube": HOLDS},
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Make the rank drop to 1 without any zero entry, the columns in opposite directions, the height left at 1.",
            "Drag one column onto the line of the other, beyond the origin.",
            flattened,
            [{"a": ((-1.0, 2.0), (1.5, -3.0))}, {"a": ((2.0, -1.0), (1.0, -0.5))}, {"a": ((1.0, -1.0), (1.0, -1.0))}],
            [{"fold": 0.0}, {"a": ((2.0, 1.0), (1.0, 0.5))}, {"a": ((2.0, -1.0), (1.0, -0.51))}],
        ),
        Challenge(
            "Find a tolerance at which the flowers in cm and inches (two decimals) have rank 4.",
            "It must lie between the fourth and the fifth singular value.",
            lambda q: q.p.table == "inches" and q.p.decimals == 2 and q.rank == 4,
            [{"view": "rank", "tolerance": each} for each in (5e-4, 1e-3, 2e-3)],
            [{"view": "rank", "tolerance": each} for each in (1e-4, 0.1)]
            + [{"view": "rank", "tolerance": 1e-3, "decimals": 3}],
            views=("rank",),
        ),
        Challenge(
            "Predict: A doubles all lengths in three dimensions, A = 2I. What is its determinant?",
            "A cube of side 1 becomes a cube of side 2.",
            predict=Prediction(
                "det(2I) in three dimensions",
                lambda q: q.volume,
                0.3,
                {"view": "volume", "cube": ((2.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 2.0))},
                why="Volume is multiplied by 2 along each of three axes: det(cA) = cⁿ det A, not c det A.",
            ),
        ),
    ),
    related=("matrix_operations", "svd", "subspaces_basis", "pseudo_inverse", "independence_orthogonality"),
    oracles=(
        *("determinant: sympy’s exact arithmetic, numpy.linalg.det", "rank: numpy.linalg.matrix_rank"),
        *("Hilbert matrix: scipy.linalg.hilbert",),
    ),
    source=(determinants.determinant, determinants.lifted, determinants.numerical_rank, linear_maps.inverse),
)
