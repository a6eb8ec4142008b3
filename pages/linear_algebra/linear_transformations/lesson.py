"""A linear map keeps sums sums: where it sends the unit vectors decides where it sends everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import WIDE, Choice, Matrix, Point, Slider, Steps, Toggle
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number, settled
from mathcore.linear_algebra import linear_maps, plane_moves
from mathcore.linear_algebra.determinants import determinant
from pages.linear_algebra.linear_transformations import panels
from pages.linear_algebra.linear_transformations.state import LAST, TARGETS, Transformations

HOLDS = "The plane has a few sizes, and holds the images whole."
A = Matrix("a", "Matrix A", ((1.2, 0.8), (-0.4, 1.1)), -2.0, 2.0, 0.01, wide=WIDE)
KIND = Choice("kind", "The map", {"linear": "Ax", "shift": "Ax + b", "bend": "bent"}, "linear")
U = Point("u", "Vector u", (-1.3, 0.4), (-2.0, 2.0), (-2.0, 2.0))
V = Point("v", "Vector v", (-0.5, 1.0), (-2.0, 2.0), (-2.0, 2.0))
STEP = Steps("step", "From I to A", high=LAST, default=LAST, rate=20)
TARGET = Choice("target", "Target", {key: name for key, (name, _) in TARGETS.items()}, "swap")
MOVES = (
    Slider("turn", "Rotate (third)", -180, 180, 25, 1, unit="°"),
    Slider("slant", "Shear (second)", -2, 2, 0.4, 0.05),
    Slider("first", "Scale x (first)", -2, 2, 1.3, 0.05),
    Slider("second", "Scale y (first)", -2, 2, 0.8, 0.05),
)
TILTED = ((0.9, -0.5, 0.4), (0.6, 0.8, 0.0), (0.0, 0.3, 1.2))
CUBE = Matrix("cube", "Matrix A, three by three", TILTED, -2.0, 2.0, 0.1, wide=WIDE)
DIGIT = Slider("digit", "Digit: row of the table", 0, 1796, 1780, 1, integer=True)
WEIGHTS = Matrix("weights", "Weights W", ((1.0, -1.0), (-1.0, 1.0)), -2.0, 2.0, 0.01, wide=WIDE)
RELU = Toggle("relu", "ReLU after W", True, help="max(0, ·) on each coordinate: no linear map.")
UNLESS = {"shift": "the map adds b to Ax", "bend": "the map bends lines"}
NOT_LINEAR = {
    "shift": "A shift is no linear map: f(u) + f(v) is shifted twice, f(u + v) once, and 0 does not stay.",
    "bend": "Bent lines: the corner of the parallelogram and the image of the sum part.",
}


def plane_readouts(q: Transformations) -> list[Readout | Law]:
    (first, second), whole, unless = q.images[0] + q.images[1], q.images[2], UNLESS.get(q.p.kind, "")
    return [
        Readout("f(u) + f(v)", f"({number(first, 3)}, {number(second, 3)})", role="muted"),
        Readout("f(u + v)", f"({number(whole[0], 3)}, {number(whole[1], 3)})", role="accent"),
        Readout("det, the factor of areas", q.signed, role=panels.side(q.signed)),
        law("sums go to sums, first entry", "f(u+v)₁ = f(u)₁ + f(v)₁", whole[0], first, unless=unless),
        law("and second entry", "f(u+v)₂ = f(u)₂ + f(v)₂", whole[1], second, unless=unless),
    ]


def plane_alt(q: Transformations) -> str:
    gap = number(settled(float(np.hypot(*(q.images[2] - (q.images[0] + q.images[1]))))), 3)
    return f"A letter, a grid and two vectors before and after a map; the two sums are {gap} apart."


def build_readouts(q: Transformations) -> list[Readout | Law]:
    parts = np.prod([determinant(m) for m in q.moves.factors])
    return [
        Readout("moves in use", q.moves.in_use),
        Readout("distance to the target", q.off, role=panels.side(q.built_determinant)),
        law("determinants multiply", "det A = det R · det H · det S", q.built_determinant, parts),
    ]


def build_notice(q: Transformations) -> str:
    return f"The target is reached in {q.moves.in_use} moves." if q.off < 0.03 else ""


def build_alt(q: Transformations) -> str:
    return f"A letter scaled, sheared and turned: {q.moves.in_use} moves, {number(q.off, 3)} from its target."


def space_readouts(q: Transformations) -> list[Readout | Law]:
    whole, ones = determinant(q.cube), np.ones(3)
    one, three = np.linalg.norm(q.cube @ ones), np.linalg.norm(q.cube.sum(axis=1))
    return [
        Readout("signed volume now", q.volume, role=panels.side(q.volume)),
        Readout("det A", whole, role=panels.side(whole)),
        law("the image of a sum of three", "|A(e₁+e₂+e₃)| = |Ae₁+Ae₂+Ae₃|", one, three),
    ]


def space_notice(q: Transformations) -> str:
    whole = determinant(q.cube)
    if abs(q.volume) < 1e-9:
        return "Flat at this moment: a dimension is lost."
    if whole < -1e-9:
        return "A turns space over. No continuous way leads there without passing through flat."
    if q.volumes.min() < -1e-9 and whole > 1e-9:
        return "The ends have one orientation, yet this straight way passes through flat twice."
    return ""


def space_alt(q: Transformations) -> str:
    time, volume = number(q.time, 3), number(q.volume, 4)
    return f"A cube on its way to its image at t = {time}; its volume factor is {volume}."


def digit_readouts(q: Transformations) -> list[Readout | Law]:
    signed = q.built_determinant
    return [
        Readout("written", str(q.written), role="optimum"),
        Readout("read", str(q.read), role="optimum" if q.read == q.written else "model"),
        Readout("its probability", q.chances[q.read]),
        Readout("accuracy on upright test digits", plane_moves.digit_model()[1]),
        Readout("det A, the factor of its ink", signed, role=panels.side(signed)),
    ]


def digit_notice(q: Transformations) -> str:
    flat = linear_maps.kept(q.built).determinant == 0
    return "A is singular: the picture falls onto a line and is gone." if flat else ""


def digit_alt(q: Transformations) -> str:
    chance = number(q.chances[q.read], 3)
    return f"A handwritten {q.written}, moved; the classifier reads a {q.read} with probability {chance}."


def layer_readouts(q: Transformations) -> list[Readout | Law]:
    found: list[Readout | Law] = [
        Readout("right with the best line, before", q.alone),
        Readout("right with the best line, behind", q.cut.accuracy, role="accent"),
        Readout("det W", determinant(q.weights)),
    ]
    if not q.p.relu:
        found.append(law("a linear layer adds nothing", "behind ≤ before", q.cut.accuracy, q.alone))
    return found


def layer_notice(q: Transformations) -> str:
    flat = linear_maps.kept(q.weights).determinant == 0 and not q.p.relu
    return "W is singular: the plane falls onto a line." if flat else ""


def layer_alt(q: Transformations) -> str:
    relu, right = "with" if q.p.relu else "without", number(100 * q.cut.accuracy, 3)
    says = f"Forty points in four groups, before and behind a layer {relu} ReLU"
    return f"{says}; the best line behind it is right for {right} percent."


def numbers(q: Transformations) -> dict[str, Any]:
    images = plane_moves.bent(q.matrix, q.vectors, q.p.kind)
    total = images[0] + images[1]
    same, different = plane_moves.layer(q.weights, [[1.0, 1.0], [1.0, -1.0]], q.p.relu)
    return {
        **dict(zip(("image_u", "image_v", "image_sum"), images, strict=True)),
        "sum_of_images": total,
        "image_of_sum_x": images[2, 0],
        "image_of_sum_y": images[2, 1],
        "sum_of_images_x": total[0],
        "sum_of_images_y": total[1],
        "determinant": determinant(q.matrix),
        **dict(zip(("turn_matrix", "shear_matrix", "scale_matrix"), q.moves.factors, strict=True)),
        **{f"built_{i + 1}{j + 1}": q.built[i, j] for i in range(2) for j in range(2)},
        "same_first": same[0],
        "same_second": same[1],
        "different_first": different[0],
        "different_second": different[1],
    }


def listing(q: Transformations) -> Mapping[str, Any]:
    names = ("kind", "u", "v", "turn", "slant", "first", "second", "weights", "relu")
    return {"matrix": q.p.a} | {name: q.p[name] for name in names}


def reached(q: Transformations, target: str) -> bool:
    """Whether that target was reached with two moves."""
    return bool(q.p.target == target and q.off < 0.03 and q.moves.in_use <= 2)


def build(target: str, turn: float, first: float, second: float, slant: float = 0.0) -> dict[str, Any]:
    """A state of the view Build."""
    moves = {"turn": turn, "slant": slant, "first": first, "second": second}
    return {"view": "build", "target": target} | moves


lesson = Lesson(
    title="Linear Transformations and Geometry",
    terms=(
        *("linear map", "linear transformation", "rotation", "shear", "scaling", "reflection", "orientation"),
        *("affine", "data augmentation", "ReLU", "XOR"),
    ),
    state=Transformations,
    choose="Look at",
    views={
        "plane": View(
            "Plane",
            [panels.before_panel, panels.after_panel],
            plane_readouts,
            plane_alt,
            [A, KIND, U, V, STEP],
            lambda q: NOT_LINEAR.get(q.p.kind, ""),
        ),
        "build": View(
            "Build",
            [panels.letter_panel, panels.chain_panel],
            build_readouts,
            build_alt,
            [TARGET, *MOVES],
            build_notice,
            rescales=dict.fromkeys(("slant", "first", "second"), "A longer letter needs a wider plane."),
        ),
        "space": View(
            "Space",
            [panels.cube_panel, panels.volume_panel],
            space_readouts,
            space_alt,
            [CUBE, STEP],
            space_notice,
            turns=True,
        ),
        "digit": View("A digit", [panels.digit_panels], digit_readouts, digit_alt, [DIGIT, *MOVES], digit_notice),
        "layer": View(
            "A layer",
            [panels.before_layer_panel, panels.behind_layer_panel],
            layer_readouts,
            layer_alt,
            [WEIGHTS, RELU],
            layer_notice,
        ),
    },
    rescales=dict.fromkeys(("a", "u", "v", "step", "cube", "weights"), HOLDS),
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Build: reach the target Swap with two moves.",
            "Swap turns the letter over, so one factor must be negative; then a quarter turn is left.",
            lambda q: reached(q, "swap"),
            [build("swap", 90, 1, -1), build("swap", -90, -1, 1)],
            [build("swap", 90, 1, 1), build("tent", 90, 1, -1), build("swap", 90, 1, -1, slant=0.05)],
            views=("build",),
        ),
        Challenge(
            "Build: reach the target Tent with two moves.",
            "Stretch x and shrink y, then turn to the right.",
            lambda q: reached(q, "tent"),
            [build("tent", -40, 1.6, 0.6), build("tent", 140, -1.6, -0.6)],
            [build("tent", 40, 1.6, 0.6), build("tent", -40, 1.6, 0.65), build("tent", -40, 0.6, 1.6)],
            views=("build",),
        ),
        Challenge(
            "Predict: A e₁ = (1, −1) and A e₂ = (0.5, 1). Where does A send (1, 2)? Click in the right plane.",
            "(1, 2) is e₁ + 2 e₂.",
            predict=Prediction(
                "Where is the image of u = (1, 2)?",
                lambda q: q.images[0],
                0.35,
                {"a": ((1.0, 0.5), (-1.0, 1.0)), "u": (1.0, 2.0), "v": (0.0, 0.5)},
                "point",
                panel=panels.after_panel,
                why="A(e₁ + 2e₂) = Ae₁ + 2Ae₂ = (1, −1) + (1, 2) = (2, 1): linearity is all that is needed.",
            ),
            again=(
                Again(
                    "Predict: A e₁ = (1, 0.5) and A e₂ = (−0.5, 1). Where does A send (1, 2)? Click "
                    "in the right plane.",
                    {"a": ((1.0, -0.5), (0.5, 1.0)), "u": (1.0, 2.0), "v": (0.0, 0.5)},
                    "Ae₁ + 2Ae₂ = (1, 0.5) + (−1, 2) = (0, 2.5).",
                ),
            ),
        ),
    ),
    related=("matrix_operations", "rank_determinant", "special_matrices", "svd"),
    oracles=("moves: scipy.linalg.qr", "pictures: scipy.ndimage", "separating lines: scipy.optimize.linprog"),
    source=(plane_moves.morph, plane_moves.moves_of, plane_moves.warp, plane_moves.best_line),
)
