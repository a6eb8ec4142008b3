"""Special matrices are known by what they keep: lengths, angles, axes, areas or orientation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import initialisation, linear_maps, tables
from mathcore.initialisation import Depth
from mathcore.linear_maps import LETTER_F, Kept, Whitening, apply
from viz.linear import headings, matrix, polygon

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
CONTROLS = (
    Choice("view", "Look at", {"shape": "Card", "white": "Whiten", "depth": "Depth"}, "shape"),
    Choice("kind", "Kind of matrix", KINDS, "orthogonal", when=CARD),
    Matrix("matrix", "Matrix A", ((0.8, -0.6), (0.6, 0.8)), -2.0, 2.0, 0.01, when=CARD),
    Toggle(
        "keep",
        "Keep A to its kind",
        True,
        help="A becomes the nearest matrix of the kind. Off: A is as you typed it.",
        when=CARD,
    ),
    Steps(
        "stage",
        "Whitening step",
        high=STAGES,
        default=STAGES,
        rate=20,
        help="Turn, shrink, turn back.",
        when={"view": ("white",)},
    ),
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
    return np.asarray(linear_maps.rotation(-back * angle) @ scale @ linear_maps.rotation(turn * angle))


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


# --- Scorecard --------------------------------------------------------------------------------------------------------


def reach(r: Result) -> float:
    """Half the width of the plane: one of three sizes."""
    far = float(np.abs(apply(r.matrix, LETTER_F)).max())
    return 2.2 if far <= 2.1 else 3.4 if far <= 3.3 else 5.2


def shape_panel(r: Result) -> viz.Plane:
    """The grid, the letter F and the unit circle, before and after; the columns are the images of the unit vectors."""
    size = reach(r)
    axis = viz.Axis("", (-size, size))
    image = apply(r.matrix, LETTER_F)
    role = "model" if r.kept.flipped else "data"
    far = image[np.argmax(np.hypot(*image.T))]
    spot = far + 0.1 * size * far / max(float(np.hypot(*far)), 1e-9)
    traces = [
        viz.grid(r.matrix, "null", extent=16, width=0.7, opacity=0.6),
        viz.ellipse(np.eye(2), "null", width=1.2, dash="dot", hover=False),
        viz.ellipse(r.matrix, "accent", width=2, hover=False),
        polygon(LETTER_F, "null", opacity=0.1, width=1.3, dash="dot"),
        polygon(image, role, opacity=0.3, width=2.6),
        viz.label([spot[0]], [spot[1]], "AF", role, position="middle center"),
    ]
    for k, color in enumerate(("optimum", "gradient")):
        tip = r.matrix[:, k]
        length = max(float(np.hypot(*tip)), 1e-9)
        at = tip + 0.17 * size * tip / length
        traces += [
            viz.arrow(tip, color, name=f"Ae{'₁₂'[k]}"),
            viz.label([at[0]], [at[1]], f"Ae{'₁₂'[k]}", color, position="middle center", size=13),
        ]
    return viz.Plane(traces, axis, axis, "The grid, the letter F, the circle", equal=True)


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


def card_panel(r: Result) -> viz.Plane:
    """The scorecard: a row for each thing that a map may keep."""
    found = scores(r)
    n = len(found)
    kept = np.array([[yes] for _, yes, _ in found])
    roles = np.where(kept, "optimum", "model")
    traces = [
        *matrix(
            np.array([["✓" if yes else "✗"] for _, yes, _ in found]),
            at=(0.0, n),
            lit={"optimum": kept, "model": ~kept},
            role=roles,
            font=17,
            frame="rules",
        ),
        *matrix(
            np.array([[text] for _, _, text in found]), at=(1.0, n), size=(3.4, 1.0), role=roles, frame="rules", font=13
        ),
        *headings(rows=[name for name, _, _ in found], at=(0.0, n), font=14, role="ink"),
    ]
    return viz.Plane(
        traces,
        viz.Axis("", (-2.1, 4.5), visible=False),
        viz.Axis("", (-0.2, n + 0.3), visible=False),
        "What it keeps",
        weight=0.85,
    )


# --- Whitening --------------------------------------------------------------------------------------------------------

STAGE_NAMES = ("orthogonal: turned onto its axes", "diagonal: shrunk to variance 1", "orthogonal: turned back")


def cloud_panel(r: Result) -> viz.Plane:
    """The petals on their way to a round cloud; the ellipse holds two standard deviations in each direction."""
    labels = tables.iris().labels
    axis = viz.Axis("", (-4.2, 4.2))
    axes = 2 * np.linalg.cholesky(r.spread + 1e-15 * np.eye(2))
    traces: list[dict[str, Any]] = [
        viz.markers(
            r.cloud[labels == k, 0], r.cloud[labels == k, 1], "data", size=6, symbol=mark, opacity=0.6, name=name
        )
        for k, (mark, name) in enumerate(
            zip(("circle", "square-open", "triangle-up"), tables.IRIS_SPECIES, strict=True)
        )
    ]
    traces += [
        viz.ellipse(np.eye(2) * 2, "null", width=1.3, dash="dot", hover=False),
        viz.ellipse(axes, "accent", width=2.4, name="two standard deviations"),
    ]
    first = r.so_far[:, 0]
    for tip, role, name in ((first, "optimum", "e₁"), (r.so_far[:, 1], "gradient", "e₂")):
        traces += [
            viz.arrow(tip, role, width=2.4, name=f"image of {name}"),
            viz.label([1.15 * tip[0]], [1.15 * tip[1]], name, role, position="middle center", size=13),
        ]
    third = STAGES // 3
    stage = r.parameters.stage
    title = "The petals as they are (centred)" if stage == 0 else "Now " + STAGE_NAMES[min((stage - 1) // third, 2)]
    return viz.Plane(
        traces,
        viz.Axis("from petal length", axis.range),
        viz.Axis("from petal width", axis.range),
        title,
        equal=True,
    )


def factors_panel(r: Result) -> viz.Plane:
    """The three factors, their product so far, and the covariance that it leaves."""
    w, third = r.white, STAGES // 3
    done = [r.parameters.stage >= third * (k + 1) for k in range(3)]
    traces: list[dict[str, Any]] = []
    # Right to left, as maps act: the first factor stands on the right.
    for k, (values, name) in enumerate(((w.turn, "Qᵀ"), (w.shrink, "Λ⁻¹ᐟ²"), (w.back, "Q"))):
        at = (5.2 - 2.6 * k, 5.6)
        lit = {"optimum": np.full((2, 2), done[k])}
        traces += matrix(values, at=at, lit=lit, name=name, role="optimum" if done[k] else "muted", font=13)
    traces += matrix(r.so_far, at=(0.0, 2.2), name="the map so far", role="data", font=13)
    traces += matrix(r.spread, at=(4.2, 2.2), name="covariance now", role="accent", font=13)
    return viz.Plane(
        traces,
        viz.Axis("", (-0.4, 7.6), visible=False),
        viz.Axis("", (-0.3, 6.6), visible=False),
        "Three special factors: W = Q Λ⁻¹ᐟ² Qᵀ",
        weight=1.1,
    )


# --- Depth ------------------------------------------------------------------------------------------------------------


def lengths_panel(r: Result) -> viz.Plane:
    """The length of a signal after each layer."""
    steps = np.arange(LAYERS + 1)
    growth = r.parameters.gain**steps
    clip = (1e-7, 1e6)
    straight = np.clip(r.orthogonal.lengths * growth, *clip)
    wandering = np.clip(r.gaussian.lengths * growth, *clip)
    lower = straight[-1] < wandering[-1]
    traces = [
        viz.segment((0, 1), (LAYERS, 1), "null", dash="dash", width=1.4, hover=False),
        viz.line(steps, wandering, "model", name="Gaussian"),
        viz.line(steps, straight, "optimum", width=3, name="orthogonal"),
        viz.label([LAYERS], [straight[-1] * (0.25 if lower else 4)], "orthogonal", "optimum", position="middle left"),
        viz.label([LAYERS], [wandering[-1] * (4 if lower else 0.25)], "Gaussian", "model", position="middle left"),
    ]
    return viz.Plane(
        traces,
        viz.Axis("layer", (0, LAYERS + 1), ticks=range(0, LAYERS + 1, 10)),
        viz.Axis(
            "length of the signal (1 at the start)",
            (1e-7, 1e6),
            log=True,
            ticks=[1e-6, 1e-4, 1e-2, 1, 100, 1e4],
            labels=["10⁻⁶", "10⁻⁴", "0.01", "1", "100", "10⁴"],
        ),
        "A digit through sixty layers",
    )


def angles_panel(r: Result) -> viz.Plane:
    """The angle between two signals after each layer."""
    steps = np.arange(LAYERS + 1)
    top = r.gaussian.angles[-1] < r.orthogonal.angles[-1]
    traces = [
        viz.line(steps, r.gaussian.angles, "model", name="Gaussian"),
        viz.line(steps, r.orthogonal.angles, "optimum", width=3, name="orthogonal"),
        viz.label(
            [LAYERS], [r.orthogonal.angles[-1] + (8 if top else -8)], "orthogonal", "optimum", position="middle left"
        ),
        viz.label([LAYERS], [r.gaussian.angles[-1] + (-8 if top else 8)], "Gaussian", "model", position="middle left"),
    ]
    return viz.Plane(
        traces,
        viz.Axis("layer", (0, LAYERS + 1), ticks=range(0, LAYERS + 1, 10)),
        viz.Axis("angle between a 0 and a 5 (degrees)", (0, 180), ticks=range(0, 181, 30)),
        "Do two digits stay apart?",
    )


PANELS = {
    "shape": (shape_panel, card_panel),
    "white": (cloud_panel, factors_panel),
    "depth": (lengths_panel, angles_panel),
}


# --- The scene --------------------------------------------------------------------------------------------------------


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


def readouts(r: Result) -> list[Readout | Law]:
    """What is read beside the figure, by view."""
    p = r.parameters
    if p.view == "shape":
        kind = p.kind if p.kind != "general" else "orthogonal"
        return [
            Readout(
                "A, row by row", "; ".join(" ".join(number(tidy(v), 3) for v in row) for row in r.matrix), role="data"
            ),
            Readout("this matrix is", what_it_is(r)),
            Law(
                f"{KINDS[kind].lower()}: {DEFINITIONS[kind]}",
                "largest deviation",
                linear_maps.defect(kind, r.matrix),
                "none",
                0.0,
            ),
            Law(
                "areas grow by det A",
                "area of AF ÷ area of F",
                linear_maps.polygon_area(apply(r.matrix, LETTER_F)) / linear_maps.polygon_area(LETTER_F),
                "det A",
                r.kept.determinant,
            ),
        ]
    if p.view == "white":
        off = float(np.abs(r.white.whole @ r.white.covariance @ r.white.whole.T - np.eye(2)).max())
        return [
            Readout("variance to the right", float(r.spread[0, 0]), role="accent"),
            Readout("variance upwards", float(r.spread[1, 1]), role="accent"),
            Readout("covariance", tidy(float(r.spread[0, 1])), role="accent"),
            Law("W C Wᵀ = I", "largest deviation", off, "none", 0.0),
        ]
    end = p.gain**LAYERS
    return [
        Readout("length at the end, orthogonal", float(r.orthogonal.lengths[-1] * end), role="optimum"),
        Readout("length at the end, Gaussian", float(r.gaussian.lengths[-1] * end), role="model"),
        Law("an orthogonal layer scales by g alone", "|x₆₀|/|x₀|", float(r.orthogonal.lengths[-1] * end), "g⁶⁰", end),
        Law(
            "and keeps every angle",
            "angle at the end",
            float(r.orthogonal.angles[-1]),
            "angle at the start",
            float(r.orthogonal.angles[0]),
        ),
    ]


def notice(r: Result) -> str:
    """What is degenerate or remarkable here."""
    if r.parameters.view != "shape":
        return ""
    if r.kept.stretch[1] < 1e-12:
        return "The zero matrix sends everything to 0: nothing is kept."
    if r.kept.stretch[0] < 1e-9 * r.kept.stretch[1]:
        return "A lays the plane flat onto a line: no area, no orientation, no way back."
    if r.kept.lengths and r.kept.flipped:
        return "Lengths are kept and the orientation is flipped: a reflection."
    return ""


def alt_text(r: Result) -> str:
    """The figure in words."""
    p = r.parameters
    if p.view == "shape":
        kept = [name for name, yes, _ in scores(r)[:5] if yes]
        return (
            f"The letter F, the grid and the unit circle under a matrix that is {what_it_is(r)}. "
            f"It keeps {', '.join(kept) if kept else 'nothing on the card'}; det A = {number(r.kept.determinant, 3)}."
        )
    if p.view == "white":
        return (
            f"The petals of 150 flowers on their way to a round cloud. Now the variances are "
            f"{number(float(r.spread[0, 0]), 3)} and {number(float(r.spread[1, 1]), 3)}, "
            f"the covariance {number(tidy(float(r.spread[0, 1])), 3)}."
        )
    end = p.gain**LAYERS
    return (
        f"The length of a signal through {LAYERS} layers with gain {number(p.gain, 3)}: at the end "
        f"{number(float(r.orthogonal.lengths[-1] * end), 3)} for orthogonal layers and "
        f"{number(float(r.gaussian.lengths[-1] * end), 3)} for Gaussian ones."
    )


def draw(r: Result) -> Scene:
    """The two panels of the chosen view."""
    p, a = r.parameters, r.matrix
    whole = r.white.whole
    end = p.gain**LAYERS
    return Scene(
        panels=[panel(r) for panel in PANELS[p.view]],
        readouts=readouts(r),
        handles=[
            Handle(f"column{k + 1}", (float(a[0, k]), float(a[1, k])), f"column {k + 1} of A", role=role)
            for k, role in enumerate(("optimum", "gradient"))
        ]
        if p.view == "shape"
        else (),
        notice=notice(r),
        alt=alt_text(r),
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
        view=f"{p.view}:{reach(r)}" if p.view == "shape" else p.view,
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
    terms=(
        "identity matrix",
        "diagonal",
        "orthogonal",
        "rotation",
        "reflection",
        "symmetric",
        "triangular",
        "permutation",
        "projection",
        "idempotent",
        "whitening",
        "orthogonal initialisation",
    ),
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
            "Every area stays, yet no length is safe: the card shows that area is the weaker thing to keep.",
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
