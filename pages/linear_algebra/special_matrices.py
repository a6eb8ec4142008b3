"""Special matrices are known by what they keep: lengths, angles, axes, areas or orientation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import plane, tables
from mathcore.linear_algebra import initialisation, linear_maps
from mathcore.linear_algebra.initialisation import Depth
from mathcore.linear_algebra.linear_maps import LETTER_F, Kept, Whitening, apply
from viz.parallelogram import reach
from viz.special import card_panel, cloud_panel, factors_panel, layers_panel, shape_panel

Array = NDArray[np.float64]
KINDS = {
    "general": "Any matrix",
    "identity": "Identity",
    "diagonal": "Diagonal",
    "symmetric": "Symmetric",
    "triangular": "Triangular",
    "orthogonal": "Orthogonal",
    "permutation": "Permutation",
    "projection": "Projection",
}
DEFINITIONS = {
    "identity": "A = I",
    "diagonal": "aᵢⱼ = 0 for i ≠ j",
    "symmetric": "Aᵀ = A",
    "triangular": "aᵢⱼ = 0 for i > j",
    "orthogonal": "AᵀA = I",
    "permutation": "one 1 in each row and column",
    "projection": "A² = A = Aᵀ",
}
LAYERS, STAGES = 60, 60  # layers of the deep stack; steps of the whitening, a third for each factor
STAGE_NAMES = ("orthogonal: turned", "diagonal: shrunk to variance 1", "orthogonal: turned back")
SIGNAL = (1e-7, 1e6)  # the lengths that are drawn
PAIR = (0, 5)  # the digits that are sent through the layers: a nought and a five


@dataclass(frozen=True)
class Result:
    """`matrix` (2, 2) as it stands after the constraint; `kept` what it keeps; `kinds` all kinds that it is of.
    `white` the whitening of the petals, `so_far` (2, 2) the map at the present stage, `cloud` (150, 2) the petals under
    it, `spread` (2, 2) their covariance. `gaussian`, `orthogonal`: two digits through the layers, at gain 1."""

    parameters: Parameters
    matrix: Array
    kept: Kept
    kinds: tuple[str, ...]
    white: Whitening
    so_far: Array
    cloud: Array
    spread: Array
    gaussian: Depth
    orthogonal: Depth


CARD = {"view": ("shape",)}
NEAREST = "A becomes the nearest matrix of the kind. Off: A is as you typed it."
THREE, WHITE = "Turn, shrink, turn back.", {"view": ("white",)}
CONTROLS = (
    Choice("view", "Look at", {"shape": "Card", "white": "Whiten", "depth": "Depth"}, "shape"),
    Choice("kind", "Kind of matrix", KINDS, "orthogonal", when=CARD),
    Matrix("matrix", "Matrix A", ((0.8, -0.6), (0.6, 0.8)), -2.0, 2.0, 0.01, when=CARD),
    Toggle("keep", "Keep A to its kind", True, help=NEAREST, when=CARD),
    Steps("stage", "Whitening step", high=STAGES, default=STAGES, rate=20, help=THREE, when=WHITE),
    Slider("gain", "Gain g of each layer", 0.8, 1.2, 1.0, 0.01, when={"view": ("depth",)}),
    Seed(when={"view": ("depth",)}),
)


def constrained(p: Parameters) -> Array:
    """The matrix after its kind was enforced."""
    entered = np.array(p.matrix)
    return entered if p.kind == "general" or not p.keep else linear_maps.nearest(p.kind, entered)


@lru_cache
def petals() -> Array:
    """The centred petals of the 150 flowers, (150, 2) in cm."""
    data = tables.iris().values[:, 2:]
    return np.asarray(data - data.mean(axis=0))


@lru_cache
def petals_white() -> Whitening:
    """Their whitening."""
    return linear_maps.whitening(petals())


@lru_cache(maxsize=16)
def deep(kind: str, seed: int) -> Depth:
    """Two digits through the layers."""
    first, second = (tables.digits().values[k] for k in PAIR)
    return initialisation.through(kind, first, second, seed, LAYERS)


def whitened(stage: int) -> Array:
    """The map at a stage of the whitening: a growing turn, then a growing shrinking, then the turn taken back."""
    w, third = petals_white(), STAGES // 3
    turn, shrink, back = (min(max(stage / third - k, 0.0), 1.0) for k in range(3))
    angle = float(np.rad2deg(np.arctan2(w.turn[1, 0], w.turn[0, 0])))
    scale = np.diag(np.diag(w.shrink) ** shrink)
    return np.asarray(plane.rotation(-back * angle) @ scale @ plane.rotation(turn * angle))


def compute(p: Parameters) -> Result:
    """The matrix with what it keeps, the whitening so far, and the deep stacks."""
    found, so_far = constrained(p), whitened(p.stage)
    cloud = apply(so_far, petals())
    return Result(
        parameters=p,
        matrix=found,
        kept=linear_maps.kept(found),
        kinds=linear_maps.kinds_of(found),
        white=petals_white(),
        so_far=so_far,
        cloud=cloud,
        spread=so_far @ petals_white().covariance @ so_far.T,
        gaussian=deep("gaussian", p.seed),
        orthogonal=deep("orthogonal", p.seed),
    )


def scores(r: Result) -> list[tuple[str, bool, str]]:
    """What may be kept, whether it is, and the number that decides it."""
    k, a = r.kept, r.matrix
    low, high = number(tidy(k.stretch[0]), 3), number(k.stretch[1], 3)
    stretch = f"all × {low}" if low == high else f"× {low} to × {high}"
    turned = "an axis goes to 0" if np.isnan(k.tilt) else f"leave by {number(k.tilt, 3)}°"
    sense = "flipped" if k.flipped else "kept" if k.orientation else "flat: none is left"
    defects = {kind: linear_maps.defect(kind, a) for kind in ("orthogonal", "symmetric")}
    again = float(np.abs(a @ a - a).max())
    return [
        ("lengths", k.lengths, stretch),
        ("angles", k.angles, f"90° off by {number(max(k.widest, 0.0), 3)}°" if k.widest > 1e-7 else "all kept"),
        ("axes", k.axes, turned if not k.axes else "stay in place"),
        ("area", k.area, f"× {number(abs(k.determinant), 3)}"),
        ("orientation", k.orientation, sense),
        ("AᵀA = I", defects["orthogonal"] < 1e-9, f"off by {number(tidy(defects['orthogonal']), 2)}"),
        ("A² = A", again < 1e-9, f"off by {number(tidy(again), 2)}"),
        ("Aᵀ = A", defects["symmetric"] < 1e-9, f"off by {number(tidy(defects['symmetric']), 2)}"),
    ]


def tidy(value: float) -> float:
    """Rounding errors as the zero that they stand for."""
    return 0.0 if abs(value) < 1e-12 else value


def what_it_is(r: Result) -> str:
    """The kinds of the matrix in words."""
    if "identity" in r.kinds:
        return "the identity"
    words = [KINDS[kind].lower() for kind in r.kinds]
    if not words:
        return "of no special kind"
    if "orthogonal" in r.kinds:
        words.append("a reflection" if r.kept.flipped else "a rotation")
    return ", ".join(words)


def shape(r: Result) -> Scene:
    """The grid, the letter F and the unit circle, before and after, and the card of what is kept."""
    p, a, card = r.parameters, r.matrix, scores(r)
    size = reach([apply(a, LETTER_F) + 0.1, apply(a, LETTER_F) - 0.1], (2.2, 3.4, 5.2))
    kind = p.kind if p.kind != "general" else "orthogonal"
    grown = linear_maps.polygon_area(apply(a, LETTER_F)) / linear_maps.polygon_area(LETTER_F)
    written = "; ".join(" ".join(number(tidy(v), 3) for v in row) for row in a.tolist())
    kept = ", ".join(name for name, yes, _ in card[:5] if yes) or "nothing on the card"
    notice = ""
    if r.kept.stretch[1] < 1e-12:
        notice = "The zero matrix sends everything to 0: nothing is kept."
    elif r.kept.stretch[0] < 1e-9 * r.kept.stretch[1]:
        notice = "A lays the plane flat onto a line: no area, no orientation, no way back."
    elif r.kept.lengths and r.kept.flipped:
        notice = "Lengths are kept and the orientation is flipped: a reflection."
    return Scene(
        panels=[
            shape_panel(a, LETTER_F, "model" if r.kept.flipped else "data", size, "The grid, the letter F, the circle"),
            card_panel(card, "What it keeps"),
        ],
        readouts=[
            Readout("A, row by row", written, role="data"),
            Readout("this matrix is", what_it_is(r)),
            Law(
                f"{KINDS[kind].lower()}: {DEFINITIONS[kind]}",
                "largest deviation",
                linear_maps.defect(kind, a),
                "none",
                0.0,
            ),
            Law("areas grow by det A", "area of AF ÷ area of F", grown, "det A", r.kept.determinant),
        ],
        handles=[
            Handle(f"column{k + 1}", (float(a[0, k]), float(a[1, k])), f"column {k + 1} of A", role=role)
            for k, role in enumerate(("optimum", "gradient"))
        ],
        notice=notice,
        alt=f"The letter F, the grid and the unit circle under a matrix that is {what_it_is(r)}. "
        f"It keeps {kept}; det A = {number(r.kept.determinant, 3)}.",
        view=f"shape:{size}",
    )


def white(r: Result) -> Scene:
    """The petals on their way to a round cloud, and the three factors that take them there."""
    w, stage, third = r.white, r.parameters.stage, STAGES // 3
    off = float(np.abs(w.whole @ w.covariance @ w.whole.T - np.eye(2)).max())
    across, up, both = float(r.spread[0, 0]), float(r.spread[1, 1]), tidy(float(r.spread[0, 1]))
    title = "The petals as they are (centred)" if stage == 0 else "Now " + STAGE_NAMES[min((stage - 1) // third, 2)]
    factors = ((w.turn, "Qᵀ"), (w.shrink, "Λ⁻¹ᐟ²"), (w.back, "Q"))
    return Scene(
        panels=[
            cloud_panel(
                r.cloud,
                tables.iris().labels,
                tables.IRIS_SPECIES,
                r.so_far,
                r.spread,
                ("from petal length", "from petal width"),
                title,
            ),
            factors_panel(
                [(values, name, stage >= third * (k + 1)) for k, (values, name) in enumerate(factors)],
                {"the map so far": (r.so_far, "data"), "covariance now": (r.spread, "accent")},
                "Three special factors: W = Q Λ⁻¹ᐟ² Qᵀ",
            ),
        ],
        readouts=[
            Readout("variance to the right", across, role="accent"),
            Readout("variance upwards", up, role="accent"),
            Readout("covariance", both, role="accent"),
            Law("W C Wᵀ = I", "largest deviation", off, "none", 0.0),
        ],
        alt=f"The petals of 150 flowers on their way to a round cloud. Now the variances are {number(across, 3)} and "
        f"{number(up, 3)}, the covariance {number(both, 3)}.",
        view="white",
    )


def depth(r: Result) -> Scene:
    """The length of a digit, and the angle between two, after each of sixty layers."""
    p, growth = r.parameters, r.parameters.gain ** np.arange(LAYERS + 1)
    straight, wandering = (np.clip(each.lengths * growth, *SIGNAL) for each in (r.orthogonal, r.gaussian))
    ends = [float(each.lengths[-1] * growth[-1]) for each in (r.orthogonal, r.gaussian)]
    start, end = float(r.orthogonal.angles[0]), float(r.orthogonal.angles[-1])
    lengths = viz.Axis("length of the signal (1 at the start)", SIGNAL, log=True, ticks=[1e-6, 1e-4, 1e-2, 1, 100, 1e4])
    angles = viz.Axis("angle between a 0 and a 5 (degrees)", (0, 180), ticks=range(0, 181, 30))
    return Scene(
        panels=[
            layers_panel(straight, wandering, lengths, "A digit through sixty layers", level=1.0),
            layers_panel(r.orthogonal.angles, r.gaussian.angles, angles, "Do two digits stay apart?"),
        ],
        readouts=[
            Readout("length at the end, orthogonal", ends[0], role="optimum"),
            Readout("length at the end, Gaussian", ends[1], role="model"),
            Law("an orthogonal layer scales by g alone", "|x₆₀|/|x₀|", ends[0], "g⁶⁰", p.gain**LAYERS),
            Law("and keeps every angle", "angle at the end", end, "angle at the start", start),
        ],
        alt=f"The length of a signal through {LAYERS} layers with gain {number(p.gain, 3)}: at the end "
        f"{number(ends[0], 3)} for orthogonal layers and {number(ends[1], 3)} for Gaussian ones.",
        view="depth",
    )


VIEWS = {"shape": shape, "white": white, "depth": depth}


def draw(r: Result) -> Scene:
    """The view that was chosen, with the numbers of all views."""
    p, a, whole = r.parameters, r.matrix, r.white.whole
    end = p.gain**LAYERS
    return replace(
        VIEWS[p.view](r),
        numbers={
            "matrix": np.where(np.abs(a) < 1e-15, 0.0, a),
            "gram": np.where(np.abs(a.T @ a) < 1e-15, 0.0, a.T @ a),
            "square": np.where(np.abs(a @ a) < 1e-15, 0.0, a @ a),
            "determinant": r.kept.determinant,
            "stretch_min": r.kept.stretch[0],
            "stretch_max": r.kept.stretch[1],
            "not_orthogonal": linear_maps.defect("orthogonal", a),
            "not_idempotent": float(np.abs(a @ a - a).max()),
            "not_symmetric": linear_maps.defect("symmetric", a),
            "covariance": r.white.covariance,
            "whitening": whole,
            "white_11": float(whole[0, 0]),
            "white_12": float(whole[0, 1]),
            "white_22": float(whole[1, 1]),
            "gain": p.gain,
            "gain_end": end,
            "gaussian_end": float(r.gaussian.lengths[-1] * end),
        },
    )


def pull_column(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The matrix of the same kind whose column k goes towards the pointer."""
    kind = p.kind if p.keep else "general"
    return {"matrix": np.clip(linear_maps.steer(kind, constrained(p), k, np.clip([x, y], -2, 2)), -2.0, 2.0)}


def listing(p: Parameters) -> Mapping[str, Any]:
    """The matrix as it stands and the covariance of the petals, to twelve decimals, and the gain."""
    found, spread = (np.round(m, 12) + 0.0 for m in (constrained(p), petals_white().covariance))
    return {"matrix": found, "covariance": spread, "gain": p.gain, "layers": LAYERS}


lesson = Lesson(
    title="Special Matrices: Identity, Diagonal, Orthogonal",
    idea="Special matrices are known by what they keep: lengths, angles, axes, areas or orientation.",
    terms=("rotation", "reflection", "symmetric", "triangular", "permutation", "projection", "idempotent", "whitening"),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={f"column{k + 1}": partial(pull_column, k) for k in range(2)},
    presets=(
        Preset(
            "Rotation",
            {},
            "Orthogonal: the circle stays a circle, F keeps its size and its sense. Drag a column: both turn.",
        ),
        Preset(
            "Shear",
            {"kind": "triangular", "matrix": ((1.0, 0.8), (0.0, 1.0))},
            "Every area stays, and the orientation, yet lengths and angles change: to keep areas is the weaker thing.",
        ),
        Preset(
            "Scaling",
            {"kind": "diagonal", "matrix": ((1.6, 0.0), (0.0, 0.6))},
            "Diagonal: the axes stay in place, each stretched by its own entry.",
        ),
        Preset(
            "Projection",
            {"kind": "projection", "matrix": ((0.75, 0.43), (0.43, 0.25))},
            "A² = A: what was projected once is projected already. The price is the whole second dimension.",
        ),
        Preset(
            "Whitening",
            {"view": "white", "stage": 30},
            "Turn, shrink, turn back: play it, and watch the covariance become I.",
        ),
        Preset(
            "Depth",
            {"view": "depth", "gain": 0.95},
            "0.95 looks harmless, but 0.95⁶⁰ = 0.046. At gain 1 an orthogonal stack keeps lengths and angles for ever.",
        ),
    ),
    challenges=(
        Challenge(
            "Build a matrix that preserves lengths but flips the orientation.",
            "A reflection: keep the first column of a rotation and reverse the second. Or look among the permutations.",
            lambda r: r.kept.lengths and r.kept.flipped,
            {"matrix": ((1.0, 0.0), (0.0, -1.0))},
        ),
        Challenge(
            "Build a matrix that keeps every area and the orientation, but not the lengths.",
            "Two factors whose product is 1; or a triangular matrix with ones on the diagonal.",
            lambda r: r.kept.area and r.kept.orientation and not r.kept.lengths,
            {"kind": "diagonal", "matrix": ((2.0, 0.0), (0.0, 0.5))},
        ),
        Challenge(
            "Predict: sixty orthogonal layers, each with gain 1.05. By what factor has a signal grown at the end?",
            "Growth by 5% doubles about every 14 steps, since ln 2 ÷ 0.05 ≈ 14.",
            predict=Prediction(
                "The factor 1.05⁶⁰",
                lambda r: float(r.orthogonal.lengths[-1] * r.parameters.gain**LAYERS),
                4.0,
                {"view": "depth", "gain": 1.05},
                why="A little more than four doublings.",
            ),
        ),
    ),
    related=("matrix_operations", "linear_transformations", "independence_orthogonality", "psd_covariance"),
    source=(linear_maps.nearest, linear_maps.kept, linear_maps.whitening, initialisation.through),
    listing=listing,
)
