"""Special matrices are known by what they keep: lengths, angles, axes, areas or orientation."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import WIDE, Choice, Matrix, Seed, Slider, Steps, Toggle
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import apart, number
from mathcore.common import plane, tables
from mathcore.linear_algebra import initialisation, linear_maps
from mathcore.linear_algebra.initialisation import Depth
from mathcore.linear_algebra.linear_maps import LETTER_F, apply
from pages.linear_algebra.special_matrices import panels

HOLDS = "The plane has a few sizes, and holds the images whole."
KINDS = {"general": "Any matrix"} | {kind: kind.capitalize() for kind in linear_maps.KINDS}
ONE = "one 1 in each row and column"
RULES = ("A = I", "aᵢⱼ = 0 for i ≠ j", "Aᵀ = A", "aᵢⱼ = 0 for i > j", "AᵀA = I", ONE, "A² = A = Aᵀ")
DEFINITIONS = dict(zip(linear_maps.KINDS, RULES, strict=True))
LAYERS = 60  # of the deep stack
NEAREST = "A becomes the nearest matrix of the kind. Off: A is as you typed it."
KIND = Choice("kind", "Kind of matrix", KINDS, "orthogonal")
MATRIX = Matrix("matrix", "Matrix A", ((0.8, -0.6), (0.6, 0.8)), -2.0, 2.0, 0.01, wide=WIDE)
KEEP = Toggle("keep", "Keep A to its kind", True, help=NEAREST)
STAGE = Steps("stage", "Whitening step", high=60, default=60, rate=20, help="Turn, shrink, turn back.")
GAIN = Slider("gain", "Gain g of each layer", 0.8, 1.2, 1.0, 0.01)


def tidy(values: Any, dust: float = 1e-12) -> Any:
    """Rounding errors as the zero that they stand for."""
    return np.where(np.abs(values) < dust, 0.0, values)[()]


class SpecialMatrices(State):
    """A matrix and what it keeps; petals on their way to a round cloud; two digits on their way through layers."""

    held = cached_property(lambda q: q.p.kind if q.p.keep else "general")  # the kind that A is kept to
    entered = cached_property(lambda q: np.array(q.p.matrix))
    a = cached_property(lambda q: q.entered if q.held == "general" else linear_maps.nearest(q.held, q.entered))
    keeps = cached_property(lambda q: linear_maps.kept(q.a))
    kinds = cached_property(lambda q: linear_maps.kinds_of(q.a))
    shown = cached_property(lambda q: tidy(q.a, linear_maps.ROUNDING * np.abs(q.a).max()))  # without rounding
    image = cached_property(lambda q: apply(q.a, LETTER_F))
    determinant = cached_property(lambda q: q.keeps.determinant)
    stretch_min = cached_property(lambda q: q.keeps.stretch[0])
    stretch_max = cached_property(lambda q: q.keeps.stretch[1])
    dust = cached_property(lambda q: [linear_maps.dust(k, q.a) for k in ("orthogonal", "projection", "symmetric")])
    not_orthogonal = cached_property(lambda q: float(tidy(linear_maps.defect("orthogonal", q.a), q.dust[0])))
    not_idempotent = cached_property(lambda q: float(tidy(np.abs(q.a @ q.a - q.a).max(), q.dust[1])))
    not_symmetric = cached_property(lambda q: float(tidy(linear_maps.defect("symmetric", q.a), q.dust[2])))

    @cached_property
    def card(self) -> list[tuple[str, bool, str]]:
        """What may be kept, whether it is, and the number that decides it."""
        k, (low, high), one = self.keeps, apart([self.stretch_min, top := self.stretch_max], 3), apart([top, 1], 3)[0]
        defects = {"AᵀA = I": self.not_orthogonal, "A² = A": self.not_idempotent, "Aᵀ = A": self.not_symmetric}
        leaves = "an axis goes to 0" if np.isnan(k.tilt) else f"leave by {number(k.tilt, 3)}°"
        sense = "flipped" if k.flipped else "kept" if k.orientation else "flat: none is left"
        return [
            ("lengths", k.lengths, f"all × {one}" if k.angles else f"× {low} to × {high}"),
            ("angles", k.angles, "all kept" if k.angles else f"90° off by {number(k.widest, 3)}°"),
            ("axes", k.axes, "stay in place" if k.axes else leaves),
            ("area", k.area, f"× {number(abs(k.determinant), 3) if k.area else apart([abs(k.determinant), 1], 3)[0]}"),
            ("orientation", k.orientation, sense),
            *((name, off == 0, f"off by {number(off, 2)}") for name, off in defects.items()),
        ]

    @cached_property
    def what(self) -> str:
        """The kinds of the matrix in words."""
        if "identity" in self.kinds:
            return "the identity"
        turned = ["a reflection" if self.keeps.flipped else "a rotation"] if "orthogonal" in self.kinds else []
        return ", ".join([*(KINDS[kind].lower() for kind in self.kinds), *turned]) or "of no special kind"

    # The centred petals (150, 2) in cm, their whitening, the map so far and the covariance under it.
    petals = cached_property(lambda q: tables.iris().values[:, 2:] - tables.iris().values[:, 2:].mean(axis=0))
    white = cached_property(lambda q: linear_maps.whitening(q.petals))
    covariance = cached_property(lambda q: q.white.covariance)
    whitening = cached_property(lambda q: q.white.whole)
    spread = cached_property(lambda q: q.so_far @ q.covariance @ q.so_far.T)

    @cached_property
    def so_far(self) -> NDArray[np.float64]:
        """The map at this stage: a growing turn, then a growing shrinking, then the turn taken back."""
        w = self.white
        turn, shrink, back = np.clip(self.p.stage / panels.THIRD - np.arange(3), 0.0, 1.0)
        angle = np.rad2deg(np.arctan2(w.turn[1, 0], w.turn[0, 0]))
        return plane.rotation(-back * angle) @ np.diag(np.diag(w.shrink) ** shrink) @ plane.rotation(turn * angle)

    @kept("seed")
    def depths(self) -> list[Depth]:
        """Two digits, a nought and a five, through orthogonal layers of gain 1, and through Gaussian ones."""
        nought, five = tables.digits().values[[0, 5]]
        kinds = ("orthogonal", "gaussian")
        return [initialisation.through(kind, nought, five, self.p.seed, LAYERS) for kind in kinds]

    orthogonal = cached_property(lambda q: q.depths[0])
    gaussian = cached_property(lambda q: q.depths[1])
    growth = cached_property(lambda q: q.p.gain ** np.arange(LAYERS + 1))
    gain_end = cached_property(lambda q: q.p.gain**LAYERS)
    orthogonal_end = cached_property(lambda q: float(q.orthogonal.lengths[-1] * q.gain_end))
    gaussian_end = cached_property(lambda q: float(q.gaussian.lengths[-1] * q.gain_end))


def shape_readouts(q: SpecialMatrices) -> list[Readout | Law]:
    kind = q.p.kind if q.p.kind != "general" else "orthogonal"
    written = "; ".join(" ".join(number(v, 3) for v in row) for row in q.shown.tolist())
    grown = linear_maps.polygon_area(q.image) / linear_maps.polygon_area(LETTER_F)
    name, free = f"{KINDS[kind].lower()}: {DEFINITIONS[kind]}", "A is kept to no kind" if q.held == "general" else ""
    return [
        Readout("A, row by row", written, role="data"),
        Readout("this matrix is", q.what),
        law(name, "largest deviation = none", linear_maps.defect(kind, q.a), 0, unless=free),
        law("areas grow by det A", "area of AF ÷ area of F = det A", grown, q.determinant),
    ]


def shape_notice(q: SpecialMatrices) -> str:
    if q.stretch_max == 0:
        return "The zero matrix sends everything to 0: nothing is kept."
    if q.stretch_min == 0:
        return "A lays the plane flat onto a line: no area, no orientation, no way back."
    mirror = q.keeps.lengths and q.keeps.flipped
    return "Lengths are kept and the orientation is flipped: a reflection." if mirror else ""


def shape_alt(q: SpecialMatrices) -> str:
    keeps = ", ".join(name for name, yes, _ in q.card[:5] if yes) or "no length, angle, axis, area or orientation"
    return (
        f"The letter F, the grid and the unit circle under a matrix that is {q.what}. "
        f"It keeps {keeps}; det A = {number(q.determinant, 3)}."
    )


def white_readouts(q: SpecialMatrices) -> list[Readout | Law]:
    off = np.abs(q.whitening @ q.covariance @ q.whitening.T - np.eye(2)).max()
    return [
        Readout("variance to the right", q.spread[0, 0], role="accent"),
        Readout("variance upwards", q.spread[1, 1], role="accent"),
        Readout("covariance", tidy(q.spread[0, 1]), role="accent"),
        law("W C Wᵀ = I", "largest deviation = none", off, 0),
    ]


def white_alt(q: SpecialMatrices) -> str:
    across, up, both = (number(v, 3) for v in (q.spread[0, 0], q.spread[1, 1], tidy(q.spread[0, 1])))
    return (
        f"The petals of 150 flowers on their way to a round cloud. Now the variances are {across} and "
        f"{up}, the covariance {both}."
    )


def depth_readouts(q: SpecialMatrices) -> list[Readout | Law]:
    start, *_, end = q.orthogonal.angles
    return [
        Readout("length at the end, orthogonal", q.orthogonal_end, role="optimum"),
        Readout("length at the end, Gaussian", q.gaussian_end, role="model"),
        law("an orthogonal layer scales by g alone", "|x₆₀|/|x₀| = g⁶⁰", q.orthogonal_end, q.gain_end),
        law("and keeps every angle", "angle at the end = angle at the start", end, start),
    ]


def depth_alt(q: SpecialMatrices) -> str:
    return (
        f"The length of a signal through {LAYERS} layers with gain {number(q.p.gain, 3)}: at the end "
        f"{number(q.orthogonal_end, 3)} for orthogonal layers and {number(q.gaussian_end, 3)} for Gaussian ones."
    )


def numbers(q: SpecialMatrices) -> dict[str, Any]:
    matrices = {"matrix": q.a, "gram": q.a.T @ q.a, "square": q.a @ q.a}
    w = {"white_11": q.whitening[0, 0], "white_12": q.whitening[0, 1], "white_22": q.whitening[1, 1]}
    return {name: np.where(np.abs(m) < 1e-15, 0.0, m) for name, m in matrices.items()} | w


def listing(q: SpecialMatrices) -> dict[str, Any]:
    """The matrix as it stands and the covariance of the petals, to twelve decimals, and the gain."""
    found, spread = (np.round(m, 12) + 0.0 for m in (q.a, q.covariance))
    return {"matrix": found, "covariance": spread, "gain": q.p.gain, "layers": LAYERS}


SHAPE, WHITE = [panels.shape_panel, panels.card_panel], [panels.cloud_panel, panels.factors_panel]
lesson = Lesson(
    title="Special Matrices: Identity, Diagonal, Orthogonal",
    terms=("rotation", "reflection", "symmetric matrix", "triangular", "permutation", "idempotent", "whitening"),
    state=SpecialMatrices,
    choose="Look at",
    views={
        "shape": View("Card", SHAPE, shape_readouts, shape_alt, [KIND, MATRIX, KEEP], shape_notice),
        "white": View("Whiten", WHITE, white_readouts, white_alt, [STAGE]),
        "depth": View("Depth", [panels.lengths_panel, panels.angles_panel], depth_readouts, depth_alt, [GAIN, Seed()]),
    },
    rescales={"matrix": HOLDS},
    numbers=numbers,
    challenges=(
        Challenge(
            "Build a matrix that preserves lengths but flips the orientation.",
            "A reflection: keep the first column of a rotation and reverse the second. Or look among the permutations.",
            lambda q: q.keeps.lengths and q.keeps.flipped,
            [
                {"matrix": ((1.0, 0.0), (0.0, -1.0))},
                {"kind": "permutation", "matrix": ((0.0, 1.0), (1.0, 0.0))},
                {"matrix": ((0.8, 0.6), (0.6, -0.8))},
            ],
            [
                {"kind": "diagonal", "matrix": ((1.0, 0.0), (0.0, -0.99))},
                {"matrix": ((0.6, -0.8), (0.8, 0.6))},
                {"kind": "diagonal", "matrix": ((2.0, 0.0), (0.0, -0.5))},
            ],
        ),
        Challenge(
            "Build a matrix that keeps every area and the orientation, and yet at least doubles some length.",
            "Two factors whose product is 1; or a triangular matrix with ones on the diagonal, sheared far.",
            lambda q: q.keeps.area and q.keeps.orientation and q.stretch_max > 2 - 1e-13,
            [
                {"kind": "diagonal", "matrix": ((2.0, 0.0), (0.0, 0.5))},
                {"kind": "diagonal", "matrix": ((-0.5, 0.0), (0.0, -2.0))},
                {"kind": "triangular", "matrix": ((1.0, 1.6), (0.0, 1.0))},
            ],
            [
                {"kind": "diagonal", "matrix": ((2.0, 0.0), (0.0, -0.5))},
                {"kind": "diagonal", "matrix": ((1.6, 0.0), (0.0, 0.62))},
                {"kind": "triangular", "matrix": ((1.0, 1.4), (0.0, 1.0))},
            ],
        ),
        Challenge(
            "Predict: sixty orthogonal layers, each with gain 1.05. By what factor has a signal grown at the end?",
            "Growth by 5% doubles about every 14 steps, since ln 2 ÷ 0.05 ≈ 14.",
            predict=Prediction(
                "The factor 1.05⁶⁰",
                lambda q: q.orthogonal_end,
                4.0,
                {"view": "depth", "gain": 1.05},
                why="A little more than four doublings.",
            ),
            again=(
                Again(
                    "Predict: sixty orthogonal layers, each with gain 1.03. By what factor has a "
                    "signal grown at the end?",
                    {"view": "depth", "gain": 1.03},
                    "ln 2 ÷ 0.03 ≈ 23: a little more than two and a half doublings.",
                    "The factor 1.03⁶⁰",
                    near=1.0,
                ),
            ),
        ),
    ),
    related=("matrix_operations", "linear_transformations", "block_kronecker", "psd_covariance"),
    oracles=(
        *("determinant, rank, condition: numpy.linalg, sympy.Matrix", "whitening: sklearn’s PCA, numpy.cov"),
        *("depth: closed forms, scipy.special.digamma",),
    ),
    source=(linear_maps.nearest, linear_maps.kept, linear_maps.whitening, initialisation.through),
    listing=listing,
)
