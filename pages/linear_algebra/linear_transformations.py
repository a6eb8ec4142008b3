"""A linear map keeps sums sums: where it sends the unit vectors decides where it sends everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Point, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import plane_moves
from mathcore.linear_algebra.determinants import determinant
from mathcore.linear_algebra.linear_maps import LETTER_F, apply
from mathcore.linear_algebra.plane_moves import Cut, Moves
from viz.moves import before_layer, behind_layer, chain_panel, letter_panel, reading_panels, volume_panel
from viz.parallelogram import reach
from viz.space import space
from viz.transform import columns, cube, mapped, summed

Array = NDArray[np.float64]
LAST = 40  # steps of the play bar
TIMES = np.linspace(0, 1, 101)
PLACES = np.linspace(-2.2, 2.2, 56)  # of the layer's decision map
TARGETS = {
    "lean": ("Lean", Moves(0, 0.8, 1, 1)),
    "swap": ("Swap", Moves(90, 0, 1, -1)),
    "tent": ("Tent", Moves(-40, 0, 1.6, 0.6)),
    "slant": ("Slant", Moves(30, 0.75, 1.5, 0.8)),
}
NOT_LINEAR = {
    "shift": "A shift is no linear map: f(u) + f(v) is shifted twice, f(u + v) once, and 0 does not stay.",
    "bend": "Bent lines: the corner of the parallelogram and the image of the sum part.",
}


@dataclass(frozen=True)
class Result:
    """`a` (2, 2) and `cube` (3, 3) in full, `time` in [0, 1]; `u`, `v` (2,), `images` (3, 2) of u, v and u + v under
    the map at that time; `moves` and `built` (2, 2), `target` (2, 2); `picture`, `warped` (8, 8), `chances` (10,) of
    the digit; `weights` (2, 2), `hidden` (40, 2) and the best `cut` of the layer's output (only in its view)."""

    parameters: Parameters
    a: Array
    cube: Array
    time: float
    u: Array
    v: Array
    images: Array
    moves: Moves
    built: Array
    target: Array
    picture: Array
    warped: Array
    chances: Array
    weights: Array
    hidden: Array
    cut: Cut | None
    alone: float


VIEWS = {"plane": "Plane", "build": "Build", "space": "Space", "digit": "A digit", "layer": "A layer"}
MOVED = {"view": ("build", "digit")}
CONTROLS = (
    Choice("view", "Look at", VIEWS, "plane"),
    Matrix("a", "Matrix A", ((1.2, 0.8), (-0.4, 1.1)), -2.0, 2.0, 0.01, when={"view": ("plane",)}),
    Matrix(
        "cube",
        "Matrix A, three by three",
        ((0.9, -0.5, 0.4), (0.6, 0.8, 0.0), (0.0, 0.3, 1.2)),
        -2.0,
        2.0,
        0.1,
        when={"view": ("space",)},
    ),
    Choice("kind", "The map", {"linear": "Ax", "shift": "Ax + b", "bend": "bent"}, "linear", when={"view": ("plane",)}),
    Point("u", "Vector u", (-1.3, 0.4), (-2.0, 2.0), (-2.0, 2.0), when={"view": ("plane",)}),
    Point("v", "Vector v", (-0.5, 1.0), (-2.0, 2.0), (-2.0, 2.0), when={"view": ("plane",)}),
    Steps("step", "From I to A", high=LAST, default=LAST, rate=20, when={"view": ("plane", "space")}),
    Choice("target", "Target", {k: name for k, (name, _) in TARGETS.items()}, "swap", when={"view": ("build",)}),
    Slider("digit", "Digit: row of the table", 0, 1796, 1780, 1, integer=True, when={"view": ("digit",)}),
    Slider("turn", "Rotate (third)", -180, 180, 25, 1, unit="°", when=MOVED),
    Slider("slant", "Shear (second)", -2, 2, 0.4, 0.05, when=MOVED),
    Slider("first", "Scale x (first)", -2, 2, 1.3, 0.05, when=MOVED),
    Slider("second", "Scale y (first)", -2, 2, 0.8, 0.05, when=MOVED),
    Matrix("weights", "Weights W", ((1.0, -1.0), (-1.0, 1.0)), -2.0, 2.0, 0.01, when={"view": ("layer",)}),
    Toggle(
        "relu", "ReLU after W", True, help="max(0, ·) on each coordinate: no linear map.", when={"view": ("layer",)}
    ),
)


@lru_cache(maxsize=64)
def cut_of(weights: tuple[tuple[float, ...], ...], relu: bool) -> Cut:
    """The best line behind the layer, kept: it costs more than the rest of a frame."""
    points, labels = plane_moves.crossed()
    return plane_moves.best_line(plane_moves.layer(weights, points, relu), labels)


def compute(p: Parameters) -> Result:
    """All of it but the classifier and the best line, which only their own views ask for."""
    a, u, v = np.array(p.a), np.array(p.u), np.array(p.v)
    time = p.step / LAST
    moves = Moves(p.turn, p.slant, p.first, p.second)
    picture = tables.digits().values[p.digit].reshape(8, 8)
    whole = abs(determinant(moves.matrix)) > 1e-9
    warped = plane_moves.warp(picture, moves.matrix) if whole else np.zeros((8, 8))
    identity = ((1.0, 0.0), (0.0, 1.0))
    in_layer = p.view == "layer"
    return Result(
        parameters=p,
        a=a,
        cube=np.array(p.cube),
        time=time,
        u=u,
        v=v,
        images=plane_moves.bent(a, np.stack([u, v, u + v]), p.kind, time),
        moves=moves,
        built=moves.matrix,
        target=TARGETS[p.target][1].matrix,
        picture=picture,
        warped=warped,
        chances=plane_moves.digit_probabilities(warped) if p.view == "digit" else np.zeros(10),
        weights=np.array(p.weights),
        hidden=plane_moves.layer(p.weights, plane_moves.crossed()[0], p.relu),
        cut=cut_of(p.weights, p.relu) if in_layer else None,
        alone=cut_of(identity, False).accuracy if in_layer else 0.0,
    )


def side(signed: float) -> str:
    """The colour of a shape: kept orientation, flipped, or flat."""
    return "null" if abs(signed) < 1e-9 else "optimum" if signed > 0 else "gradient"


def off(r: Result) -> float:
    """How far the built letter is from the target: the largest distance of two corners."""
    return float(np.hypot(*(apply(r.built, LETTER_F) - apply(r.target, LETTER_F)).T).max())


def arrow_tips(name: str, matrix: Array, panel: int = 0) -> list[Handle]:
    """The tips of the two columns of a matrix as handles."""
    at = [(float(column[0]), float(column[1])) for column in matrix.T]
    return [Handle(f"{name}{k}", tip, f"image of e{k}", panel, role="ink") for k, tip in enumerate(at, start=1)]


def plane_view(r: Result) -> Scene:
    """u, v and their sum before, and their images after the map, among grid and letter."""
    p, time = r.parameters, r.time
    kind, together = p.kind, r.images[0] + r.images[1]
    corners = np.vstack([1.1 * r.images, 1.1 * together, apply(r.a, LETTER_F)])
    size = reach(corners, (2.6, 4.2, 6.6, 10.0))
    now = plane_moves.morph(r.a, time)
    signed, linear = determinant(now), kind == "linear"
    names = ("Au", "Av", "A(u+v)") if linear else ("f(u)", "f(v)", "f(u+v)")
    before = [*mapped(lambda x: x, LETTER_F, "optimum"), *summed(r.u, r.v, r.u + r.v, ("u", "v", "u+v"), 2.6)]
    after = [
        *mapped(lambda x: plane_moves.bent(r.a, x, kind, time), LETTER_F, side(signed)),
        *summed(r.images[0], r.images[1], r.images[2], names, size),
        *columns(now if linear else np.full((2, 2), np.nan), size),
    ]
    left, right = viz.Axis("", (-2.6, 2.6)), viz.Axis("", (-size, size))
    title = "After: the same, mapped" if time == 1 else f"On the way from I to A: t = {number(time, 2)}"
    handles = [Handle("u", p.u, "tip of u", role="data"), Handle("v", p.v, "tip of v", role="model")]
    if linear and time >= 0.1:
        handles += arrow_tips("e", now, 1)
    gap = float(np.hypot(*(r.images[2] - together)))
    return Scene(
        panels=[
            viz.Plane(before, left, left, "Before", equal=True),
            viz.Plane(after, right, right, title, equal=True),
        ],
        readouts=[
            Readout("f(u) + f(v)", f"({number(together[0], 3)}, {number(together[1], 3)})", role="muted"),
            Readout("f(u + v)", f"({number(r.images[2, 0], 3)}, {number(r.images[2, 1], 3)})", role="accent"),
            Readout("det, the factor of areas", signed, role=side(signed)),
            Law("sums go to sums, first entry", "f(u+v)₁", float(r.images[2, 0]), "f(u)₁ + f(v)₁", float(together[0])),
            Law("and second entry", "f(u+v)₂", float(r.images[2, 1]), "f(u)₂ + f(v)₂", float(together[1])),
        ],
        handles=handles,
        notice=NOT_LINEAR.get(kind, ""),
        alt=f"A letter, a grid and two vectors before and after a map; the two sums are {number(gap, 3)} apart.",
        view=f"plane:{size}",
    )


def build_view(r: Result) -> Scene:
    """The letter after each move, on its target; and the matrices of the moves, the first one on the right."""
    turn, slant, scale = r.moves.factors
    signed = determinant(r.built)
    fill, many = side(signed), r.moves.in_use
    shapes = [apply(m, LETTER_F) for m in (r.target, scale, slant @ scale, r.built)]
    size = reach(np.concatenate(shapes), (2.4, 4.2, 8.2))
    texts = (f"target: {TARGETS[r.parameters.target][0]}", f"off by {number(off(r), 2)}")
    product = f"det A = 1 · 1 · {number(determinant(scale), 3)} = {number(signed, 3)}"
    parts = float(np.prod([determinant(m) for m in r.moves.factors]))
    return Scene(
        panels=[
            letter_panel(shapes, r.built, texts, fill, size),
            chain_panel((turn, slant, scale), r.built, product, fill),
        ],
        readouts=[
            Readout("moves in use", float(many)),
            Readout("distance to the target", off(r), role=fill),
            Law("determinants multiply", "det A", signed, "det R · det H · det S", parts),
        ],
        handles=arrow_tips("built", r.built),
        notice=f"The target is reached in {many} moves." if off(r) < 0.03 else "",
        alt=f"A letter scaled, sheared and turned: {many} moves, {number(off(r), 3)} from its target.",
        view=f"build:{size}",
    )


def space_view(r: Result) -> Scene:
    """The cube on its way to its image, and its determinant on that way."""
    now, along = plane_moves.morph(r.cube, r.time), np.linalg.det(plane_moves.morph(r.cube, TIMES))
    signed, whole = determinant(now), determinant(r.cube)
    extent = reach(np.append(np.abs(r.cube).sum(axis=1), 1.0), (1.6, 2.4, 3.6, 6.2))
    size = reach([1.1 * along.min(), 1.1 * along.max(), 1.2], (1.5, 3.0, 6.0, 12.0, 24.0, 48.0))
    notice = "Flat at this moment: a dimension is lost." if abs(signed) < 1e-9 else ""
    if whole < -1e-9:
        notice = notice or "A turns space over. No continuous way leads there without passing through flat."
    elif along.min() < -1e-9 and whole > 1e-9:
        notice = notice or "The ends have one orientation, yet this straight way passes through flat twice."
    one, three = float(np.linalg.norm(r.cube @ np.ones(3))), float(np.linalg.norm(r.cube.sum(axis=1)))
    shapes = cube(now, 0.8 * LETTER_F, side(signed), extent)
    return Scene(
        panels=[
            space(shapes, extent, title="The cube, its lattice and a letter", weight=1.25),
            volume_panel(TIMES, along, (r.time, signed), side(signed), size),
        ],
        readouts=[
            Readout("signed volume now", signed, role=side(signed)),
            Readout("det A", whole, role=side(whole)),
            Law("the image of a sum of three", "|A(e₁+e₂+e₃)|", one, "|Ae₁+Ae₂+Ae₃|", three),
        ],
        notice=notice,
        alt=f"A cube on its way to its image at t = {number(r.time, 3)}; its volume factor is {number(signed, 4)}.",
        view=f"space:{extent}",
    )


def digit_view(r: Result) -> Scene:
    """A digit, the same digit moved, and what a classifier that saw only upright digits makes of it."""
    written, best = int(tables.digits().labels[r.parameters.digit]), int(np.argmax(r.chances))
    signed, chance = determinant(r.built), float(r.chances[best])
    return Scene(
        panels=reading_panels(r.picture, r.warped, r.chances, written),
        readouts=[
            Readout("written", str(written), role="optimum"),
            Readout("read", str(best), role="optimum" if best == written else "model"),
            Readout("its probability", chance),
            Readout("accuracy on upright test digits", plane_moves.digit_model()[1]),
            Readout("det A, the factor of its ink", signed, role=side(signed)),
        ],
        notice="A is singular: the picture falls onto a line and is gone." if abs(signed) < 1e-9 else "",
        alt=f"A handwritten {written}, moved; the classifier reads a {best} with probability {number(chance, 3)}.",
        view="digit:0",
    )


def layer_view(r: Result) -> Scene:
    """Four groups before and after the layer, with the best line behind it and what that line means before it."""
    assert r.cut is not None
    relu, (points, second) = r.parameters.relu, plane_moves.crossed()
    size, accuracy = reach(1.05 * r.hidden, (1.6, 3.2, 6.0)), r.cut.accuracy
    places = np.stack(np.meshgrid(PLACES, PLACES), axis=-1)
    sides = np.sign(plane_moves.layer(r.weights, places.reshape(-1, 2), relu) @ r.cut.normal - r.cut.level)
    flat = abs(determinant(r.weights)) < 1e-9
    readouts: list[Readout | Law] = [
        Readout("right with the best line, before", r.alone),
        Readout("right with the best line, behind", accuracy, role="accent"),
        Readout("det W", determinant(r.weights)),
    ]
    if not relu:
        readouts.append(Law("a linear layer adds nothing", "behind", accuracy, "before", r.alone, relation="≤"))
    return Scene(
        panels=[
            before_layer(points, second, PLACES, sides.reshape(places.shape[:2])),
            behind_layer(r.hidden, second, r.cut.normal, r.cut.level, r.weights, size),
        ],
        readouts=readouts,
        handles=[] if relu else arrow_tips("w", r.weights, 1),
        notice="W is singular: the plane falls onto a line." if flat and not relu else "",
        alt=f"Forty points in four groups, before and behind a layer {'with' if relu else 'without'} ReLU; the best "
        f"line behind it is right for {number(100 * accuracy, 3)} percent.",
        view=f"layer:{size}",
    )


SHOWN = {"plane": plane_view, "build": build_view, "space": space_view, "digit": digit_view, "layer": layer_view}


def draw(r: Result) -> Scene:
    """The view that was chosen, and the numbers of all views."""
    corner = plane_moves.layer(r.weights, np.array([[1.0, 1.0], [1.0, -1.0]]), r.parameters.relu)
    full = plane_moves.bent(r.a, np.stack([r.u, r.v, r.u + r.v]), r.parameters.kind)
    numbers = {
        "matrix": r.a,
        "u": r.u,
        "v": r.v,
        "image_u": full[0],
        "image_v": full[1],
        "image_sum": full[2],
        "sum_of_images": full[0] + full[1],
        "image_of_sum_x": float(full[2, 0]),
        "image_of_sum_y": float(full[2, 1]),
        "sum_of_images_x": float(full[0, 0] + full[1, 0]),
        "sum_of_images_y": float(full[0, 1] + full[1, 1]),
        "determinant": determinant(r.a),
        **dict(zip(("turn_matrix", "shear_matrix", "scale_matrix"), r.moves.factors, strict=True)),
        "built": r.built,
        **{f"built_{i + 1}{j + 1}": float(r.built[i, j]) for i in range(2) for j in range(2)},
        "built_determinant": determinant(r.built),
        "weights": r.weights,
        "same_first": float(corner[0, 0]),
        "same_second": float(corner[0, 1]),
        "different_first": float(corner[1, 0]),
        "different_second": float(corner[1, 1]),
    }
    return replace(SHOWN[r.parameters.view](r), numbers=numbers)


def pull_image(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The column of A whose arrow, at the present time, ends at the pointer."""
    a, time = np.array(p.a), p.step / LAST
    if time < 0.1:
        return {}
    a[:, k] = (np.array([x, y]) - (1 - time) * np.eye(2)[k]) / time
    return {"a": np.clip(a, -2, 2)}


def pull_built(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The moves that send e1 or e2 to the pointer (its QR decomposition); the other column stays."""
    a = Moves(p.turn, p.slant, p.first, p.second).matrix
    a[:, k] = x, y
    try:
        found = plane_moves.moves_of(a)
    except ValueError:
        return {}  # parallel columns: no moves lead there
    if max(abs(found.slant), found.first, abs(found.second)) > 2:
        return {}
    return {"turn": found.turn, "slant": found.slant, "first": found.first, "second": found.second}


def pull_weights(k: int, p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The column of W follows."""
    w = np.array(p.weights)
    w[:, k] = x, y
    return {"weights": np.clip(w, -2, 2)}


def reached(r: Result, target: str, moves: int) -> bool:
    """Whether that target was reached with so few moves."""
    return r.parameters.view == "build" and r.parameters.target == target and off(r) < 0.03 and r.moves.in_use <= moves


lesson = Lesson(
    title="Linear Transformations and Geometry",
    idea="A linear map keeps sums sums: where it sends the unit vectors decides where it sends everything.",
    terms=(
        "linear map",
        "linear transformation",
        "rotation",
        "shear",
        "scaling",
        "reflection",
        "orientation",
        "affine",
        "data augmentation",
        "ReLU",
        "XOR",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={
        "e1": lambda p, x, y: pull_image(0, p, x, y),
        "e2": lambda p, x, y: pull_image(1, p, x, y),
        "built1": lambda p, x, y: pull_built(0, p, x, y),
        "built2": lambda p, x, y: pull_built(1, p, x, y),
        "w1": lambda p, x, y: pull_weights(0, p, x, y),
        "w2": lambda p, x, y: pull_weights(1, p, x, y),
    },
    presets=(
        Preset("Sum", {}, "The parallelogram of u and v becomes the one of Au and Av: its far corner is A(u + v)."),
        Preset(
            "Shift", {"kind": "shift"}, "Lines stay straight, yet sums break: adding b twice is not adding it once."
        ),
        Preset(
            "Build",
            {"view": "build"},
            "Scale, shear, rotate: three simple moves, and almost every matrix is made of them.",
        ),
        Preset(
            "Mirror",
            {"view": "space", "cube": ((1.0, 0.0, 0.3), (0.0, -1.0, 0.0), (0.0, 0.3, 1.0)), "step": 30},
            "Play from I: the cube must pass through flat before it can come out mirrored.",
        ),
        Preset(
            "Six or nine",
            {"view": "digit", "digit": 1441, "turn": 180, "slant": 0, "first": 1, "second": 1},
            "A half turn is an augmentation that changes the label: it makes a nine of a six.",
        ),
        Preset(
            "XOR",
            {"view": "layer"},
            "No line splits the two classes on the left. Behind W and a ReLU one line does. Switch the ReLU off.",
        ),
    ),
    challenges=(
        Challenge(
            "Build: reach the target Swap with two moves.",
            "Swap turns the letter over, so one factor must be negative; then a quarter turn is left.",
            lambda r: reached(r, "swap", 2),
            {"view": "build", "target": "swap", "turn": 90, "slant": 0, "first": 1, "second": -1},
        ),
        Challenge(
            "Build: reach the target Tent with two moves.",
            "Stretch x and shrink y, then turn to the right.",
            lambda r: reached(r, "tent", 2),
            {"view": "build", "target": "tent", "turn": -40, "slant": 0, "first": 1.6, "second": 0.6},
        ),
        Challenge(
            "Predict: A e₁ = (1, −1) and A e₂ = (0.5, 1). Where does A send (1, 2)? Click in the right plane.",
            "(1, 2) is e₁ + 2 e₂.",
            predict=Prediction(
                "Where is the image of u = (1, 2)?",
                lambda r: (float(r.images[0, 0]), float(r.images[0, 1])),
                0.35,
                {"a": ((1.0, 0.5), (-1.0, 1.0)), "u": (1.0, 2.0), "v": (0.0, 0.5)},
                "point",
                panel=1,
                why="A(e₁ + 2e₂) = Ae₁ + 2Ae₂ = (1, −1) + (1, 2) = (2, 1): linearity is all that is needed.",
            ),
        ),
    ),
    related=("matrix_operations", "rank_determinant", "special_matrices", "svd"),
    source=(plane_moves.morph, plane_moves.moves_of, plane_moves.warp, plane_moves.best_line),
    listing=lambda p: {
        "matrix": p.a,
        "kind": p.kind,
        "u": p.u,
        "v": p.v,
        "turn": float(p.turn),
        "slant": float(p.slant),
        "first": float(p.first),
        "second": float(p.second),
        "weights": p.weights,
        "relu": p.relu,
    },
)
