"""A linear map keeps sums sums: where it sends the unit vectors decides where it sends everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Matrix, Point, Slider, Steps, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import plane_moves, tables
from mathcore.determinants import determinant
from mathcore.linear_maps import LETTER_F, apply
from mathcore.plane_moves import Cut, Moves
from viz.linear import matrix, polygon
from viz.parallelogram import reach
from viz.space import space
from viz.transform import cube, mapped, summed

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


# --- Plane ------------------------------------------------------------------------------------------------------------


def plane_size(r: Result) -> float:
    """Half the width of the second plane."""
    corners = np.vstack([1.1 * r.images, 1.1 * (r.images[0] + r.images[1]), apply(r.a, LETTER_F)])
    return reach(corners, (2.6, 4.2, 6.6, 10.0))


def plane_panels(r: Result) -> list[viz.Panel]:
    """u, v and their sum before, and their images after the map, among grid and letter."""
    kind, time, size = r.parameters.kind, r.time, plane_size(r)
    now = plane_moves.morph(r.a, time)
    names = ("Au", "Av", "A(u+v)") if kind == "linear" else ("f(u)", "f(v)", "f(u+v)")
    before = [*mapped(lambda x: x, LETTER_F, "optimum"), *summed(r.u, r.v, r.u + r.v, ("u", "v", "u+v"), 2.6)]
    after = [
        *mapped(lambda x: plane_moves.bent(r.a, x, kind, time), LETTER_F, side(determinant(now))),
        *summed(r.images[0], r.images[1], r.images[2], names, size),
    ]
    for k in range(2):
        tip = now[:, k] if kind == "linear" else np.full(2, np.nan)
        name = f"Ae{'₁₂'[k]}" if kind == "linear" else ""
        spot = tip + 0.2 * size * tip / max(float(np.hypot(*tip)), 1e-9)
        after += [
            viz.arrow(tip, "ink", width=1.6, name=name),
            viz.label([spot[0]], [spot[1]], name, "ink", position="middle center", size=12),
        ]
    left, right = viz.Axis("", (-2.6, 2.6)), viz.Axis("", (-size, size))
    title = "After: the same, mapped" if time == 1 else f"On the way from I to A: t = {number(time, 2)}"
    return [viz.Plane(before, left, left, "Before", equal=True), viz.Plane(after, right, right, title, equal=True)]


# --- Build ------------------------------------------------------------------------------------------------------------


def build_size(r: Result) -> float:
    """Half the width of the plane of the moves."""
    _, slant, scale = r.moves.factors
    shapes = [apply(m, LETTER_F) for m in (r.target, scale, slant @ scale, r.built)]
    return reach(np.concatenate(shapes), (2.4, 3.6, 5.4, 8.2))


def build_panels(r: Result) -> list[viz.Panel]:
    """The letter after each move, on its target; and the matrices of the moves, the first one on the right."""
    turn, slant, scale = r.moves.factors
    fill, size = side(determinant(r.built)), build_size(r)
    axis = viz.Axis("", (-size, size))
    shapes = [
        polygon(apply(r.target, LETTER_F), "ink", opacity=0.0, width=2.4, dash="dot"),
        polygon(apply(scale, LETTER_F), "model", opacity=0.0, width=1.4, dash="dash"),
        polygon(apply(slant @ scale, LETTER_F), "accent", opacity=0.0, width=1.4, dash="dash"),
        polygon(apply(r.built, LETTER_F), fill, opacity=0.3, width=2.6),
        viz.label([-0.95 * size], [0.92 * size], f"target: {TARGETS[r.parameters.target][0]}", position="middle right"),
        viz.label([-0.95 * size], [-0.92 * size], f"off by {number(off(r), 2)}", fill, position="middle right"),
    ]
    for k in range(2):
        shapes.append(viz.arrow(r.built[:, k], fill, width=2.2, name=f"Ae{'₁₂'[k]}"))
    cells: list[dict[str, Any]] = []
    places = ((turn, "data", "rotate"), (slant, "accent", "shear"), (scale, "model", "scale"))
    for k, (values, role, name) in enumerate(places):
        cells += matrix(values, at=(2.75 * k, 2.9), size=(1.2, 1.0), role=role, name=name, font=12)
    cells += matrix(r.built, at=(2.75, -0.4), size=(1.2, 1.0), role=fill, name="their product A", font=12)
    cells.append(
        viz.label(
            [3.95],
            [-3.3],
            f"det A = 1 · 1 · {number(determinant(scale), 3)} = {number(determinant(r.built), 3)}",
            fill,
            position="middle center",
            size=13,
        )
    )
    wide, tall = viz.Axis("", (-0.2, 8.1), visible=False), viz.Axis("", (-4, 4), visible=False)
    return [
        viz.Plane(shapes, axis, axis, "Scaled, then sheared, then turned", equal=True),
        viz.Plane(cells, wide, tall, "Read from right to left"),
    ]


# --- Space ------------------------------------------------------------------------------------------------------------


def space_size(r: Result) -> float:
    """Half the width of the space."""
    return reach(np.append(np.abs(r.cube).sum(axis=1), 1.0), (1.6, 2.4, 3.6, 6.2))


def space_panels(r: Result) -> list[viz.Panel]:
    """The cube on its way to its image, and its determinant on that way."""
    now = plane_moves.morph(r.cube, r.time)
    signed = determinant(now)
    along = np.linalg.det(plane_moves.morph(r.cube, TIMES))
    size = reach([1.1 * along.min(), 1.1 * along.max(), 1.2], (1.5, 3.0, 6.0, 12.0, 24.0, 48.0))
    curve = [
        viz.line([0, 1], [0, 0], "muted", width=1.2, dash="dash", hover=False),
        viz.line(TIMES, np.where(along >= 0, along, np.nan), "optimum", name="volume kept the right way round"),
        viz.line(TIMES, np.where(along <= 0, along, np.nan), "gradient", name="turned over"),
        viz.segment((r.time, 0), (r.time, signed), side(signed), width=3, hover=False),
        viz.markers([r.time], [signed], side(signed), size=11, name="now"),
        viz.label([0.04], [0.09 * size], "flat", "muted", position="middle right", size=12),
    ]
    extent = space_size(r)
    return [
        space(
            cube(now, 0.8 * LETTER_F, side(signed), extent),
            extent,
            title="The cube, its lattice and a letter",
            weight=1.25,
        ),
        viz.Plane(
            curve,
            viz.Axis("t, from I to A", (-0.03, 1.03), ticks=(0, 0.25, 0.5, 0.75, 1)),
            viz.Axis("det of (1 − t)I + tA", (-size, size)),
            "Signed volume on the way",
        ),
    ]


# --- A digit ----------------------------------------------------------------------------------------------------------


def digit_panels(r: Result) -> list[viz.Panel]:
    """A digit, the same digit moved, and what a classifier that saw only upright digits makes of it."""
    label = int(tables.digits().labels[r.parameters.digit])
    panels: list[viz.Panel] = []
    axis = viz.Axis("", (-0.5, 7.5), visible=False)
    for picture, title in ((r.picture, f"A {label}"), (r.warped, "Moved by A")):
        traces = [viz.heatmap(picture[::-1], np.arange(8), np.arange(8), bounds=(0, 16))]
        panels.append(viz.Plane(traces, axis, axis, title, equal=True))
    best = int(np.argmax(r.chances))
    roles = ["optimum" if k == label else "model" if k == best else "null" for k in range(10)]
    bars = [
        viz.bars(np.arange(10), r.chances, roles, width=0.8, name="probability"),
        viz.label([best], [r.chances[best] + 0.05], f"<b>{best}?</b>", roles[best], position="middle center"),
    ]
    y = viz.Axis("probability", (0, 1.12), ticks=(0, 0.5, 1))
    panels.append(viz.Plane(bars, viz.Axis("digit", (-0.6, 9.6), ticks=range(10)), y, "The classifier", weight=1.2))
    return panels


# --- A layer ----------------------------------------------------------------------------------------------------------


def layer_size(r: Result) -> float:
    """Half the width of the plane behind the layer."""
    return reach(1.05 * r.hidden, (1.6, 3.2, 6.0))


def layer_panels(r: Result) -> list[viz.Panel]:
    """Four groups before and after the layer, with the best line behind it and what that line means before it."""
    assert r.cut is not None
    points, labels = plane_moves.crossed()
    size = layer_size(r)
    x, y = np.meshgrid(PLACES, PLACES)
    plane = np.stack([x.ravel(), y.ravel()], axis=1)
    value = plane_moves.layer(r.weights, plane, r.parameters.relu) @ r.cut.normal - r.cut.level
    shade = np.sign(value).reshape(x.shape)
    across = np.array([-r.cut.normal[1], r.cut.normal[0]])
    ends = r.cut.level * r.cut.normal + np.array([-30.0, 30.0])[:, None] * across
    panels: list[viz.Panel] = []
    for cloud, half, title in ((points, 2.2, "Before the layer"), (r.hidden, size, "Behind it: one straight line")):
        traces = [
            viz.markers(cloud[~labels, 0], cloud[~labels, 1], "data", size=8, name="same sign"),
            viz.markers(cloud[labels, 0], cloud[labels, 1], "model", size=9, symbol="diamond", name="different signs"),
        ]
        if half == 2.2 and cloud is points:
            traces.insert(0, viz.heatmap(shade, PLACES, PLACES, scale="diverging", bounds=(-1, 1), opacity=0.25))
        else:
            traces.append(viz.line(ends[:, 0], ends[:, 1], "ink", width=2.4, hover=False))
            for k in range(2):
                traces.append(viz.arrow(r.weights[:, k], "muted", width=2, name=f"We{'₁₂'[k]}"))
        low = -0.12 * half if r.parameters.relu and cloud is not points else -half
        axis = viz.Axis("", (min(low, -half), half))
        panels.append(viz.Plane(traces, axis, axis, title, equal=True))
    return panels


PANELS = {
    "plane": plane_panels,
    "build": build_panels,
    "space": space_panels,
    "digit": digit_panels,
    "layer": layer_panels,
}


def readings(r: Result) -> tuple[list[Readout | Law], str, str]:
    """Readouts, notice and alternative text of the view."""
    p = r.parameters
    found: list[Readout | Law]
    if p.view == "plane":
        now = plane_moves.morph(r.a, r.time)
        together = r.images[0] + r.images[1]
        gap = float(np.hypot(*(r.images[2] - together)))
        kept = determinant(now)
        found = [
            Readout("f(u) + f(v)", f"({number(together[0], 3)}, {number(together[1], 3)})", role="muted"),
            Readout("f(u + v)", f"({number(r.images[2, 0], 3)}, {number(r.images[2, 1], 3)})", role="accent"),
            Readout("det, the factor of areas", kept, role=side(kept)),
            Law("sums go to sums, first entry", "f(u+v)₁", float(r.images[2, 0]), "f(u)₁ + f(v)₁", float(together[0])),
            Law("and second entry", "f(u+v)₂", float(r.images[2, 1]), "f(u)₂ + f(v)₂", float(together[1])),
        ]
        notice = {
            "linear": "",
            "shift": "A shift is no linear map: f(u) + f(v) is shifted twice, f(u + v) once, and 0 does not stay.",
            "bend": "Bent lines: the corner of the parallelogram and the image of the sum part.",
        }[p.kind]
        alt = f"A letter, a grid and two vectors before and after a map; the two sums are {number(gap, 3)} apart."
        return found, notice, alt
    if p.view == "build":
        found = [
            Readout("moves in use", float(r.moves.in_use)),
            Readout("distance to the target", off(r), role=side(determinant(r.built))),
            Law(
                "determinants multiply",
                "det A",
                determinant(r.built),
                "det R · det H · det S",
                float(np.prod([determinant(m) for m in r.moves.factors])),
            ),
        ]
        reached = f"The target is reached in {r.moves.in_use} moves." if off(r) < 0.03 else ""
        alt = f"A letter scaled, sheared and turned: {r.moves.in_use} moves, {number(off(r), 3)} from its target."
        return found, reached, alt
    if p.view == "space":
        signed = determinant(plane_moves.morph(r.cube, r.time))
        total = r.cube.sum(axis=1)
        found = [
            Readout("signed volume signed", signed, role=side(signed)),
            Readout("det A", determinant(r.cube), role=side(determinant(r.cube))),
            Law(
                "the image of a sum of three",
                "|A(e₁+e₂+e₃)|",
                float(np.linalg.norm(r.cube @ np.ones(3))),
                "|Ae₁+Ae₂+Ae₃|",
                float(np.linalg.norm(total)),
            ),
        ]
        along = np.linalg.det(plane_moves.morph(r.cube, TIMES))
        notice = "Flat at this moment: a dimension is lost." if abs(signed) < 1e-9 else ""
        if determinant(r.cube) < -1e-9:
            notice = notice or "A turns space over. No continuous way leads there without passing through flat."
        elif along.min() < -1e-9 and determinant(r.cube) > 1e-9:
            notice = notice or "The ends have one orientation, yet this straight way passes through flat twice."
        alt = f"A cube on its way to its image at t = {number(r.time, 3)}; its volume factor is {number(signed, 4)}."
        return found, notice, alt
    if p.view == "digit":
        label, best = int(tables.digits().labels[p.digit]), int(np.argmax(r.chances))
        signed = determinant(r.built)
        found = [
            Readout("written", str(label), role="optimum"),
            Readout("read", str(best), role="optimum" if best == label else "model"),
            Readout("its probability", float(r.chances[best])),
            Readout("accuracy on upright test digits", plane_moves.digit_model()[1]),
            Readout("det A, the factor of its ink", signed, role=side(signed)),
        ]
        notice = "A is singular: the picture falls onto a line and is gone." if abs(signed) < 1e-9 else ""
        chance = number(float(r.chances[best]), 3)
        alt = f"A handwritten {label}, moved; the classifier reads a {best} with probability {chance}."
        return found, notice, alt
    assert r.cut is not None
    accuracy = r.cut.accuracy
    bends = p.relu
    found = [
        Readout("right with the best line, before", r.alone),
        Readout("right with the best line, behind", accuracy, role="accent"),
        Readout("det W", determinant(r.weights)),
    ]
    if not bends:
        found.append(Law("a linear layer adds nothing", "behind", accuracy, "before", r.alone, relation="≤"))
    flat = abs(determinant(r.weights)) < 1e-9
    notice = "W is singular: the plane falls onto a line." if flat and not bends else ""
    alt = (
        f"Forty points in four groups, before and behind a layer {'with' if bends else 'without'} ReLU; the best line "
        f"behind it is right for {number(100 * accuracy, 3)} percent."
    )
    return found, notice, alt


def handles(r: Result) -> list[Handle]:
    """What can be dragged in the present view."""
    p = r.parameters
    found: list[Handle] = []
    if p.view == "plane":
        found += [
            Handle("u", (float(r.u[0]), float(r.u[1])), "tip of u", role="data"),
            Handle("v", (float(r.v[0]), float(r.v[1])), "tip of v", role="model"),
        ]
        now = plane_moves.morph(r.a, r.time)
        if p.kind == "linear" and r.time >= 0.1:
            found += [
                Handle(f"e{k + 1}", (float(now[0, k]), float(now[1, k])), f"image of e{k + 1}", 1, role="ink")
                for k in range(2)
            ]
    elif p.view == "build":
        found += [
            Handle(f"built{k + 1}", (float(r.built[0, k]), float(r.built[1, k])), f"image of e{k + 1}", role="ink")
            for k in range(2)
        ]
    elif p.view == "layer" and not p.relu:
        found += [
            Handle(f"w{k + 1}", (float(r.weights[0, k]), float(r.weights[1, k])), f"image of e{k + 1}", 1, role="ink")
            for k in range(2)
        ]
    return found


def draw(r: Result) -> Scene:
    """The view that was chosen, its laws, and the numbers of all views."""
    p = r.parameters
    found, notice, alt = readings(r)
    sizes = {"plane": plane_size(r), "build": build_size(r), "space": space_size(r), "layer": layer_size(r)}
    corner = plane_moves.layer(r.weights, np.array([[1.0, 1.0], [1.0, -1.0]]), p.relu)
    full = plane_moves.bent(r.a, np.stack([r.u, r.v, r.u + r.v]), p.kind)
    return Scene(
        panels=PANELS[p.view](r),
        readouts=found,
        handles=handles(r),
        notice=notice,
        alt=alt,
        numbers={
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
            "turn_matrix": r.moves.factors[0],
            "shear_matrix": r.moves.factors[1],
            "scale_matrix": r.moves.factors[2],
            "built": r.built,
            "built_11": float(r.built[0, 0]),
            "built_12": float(r.built[0, 1]),
            "built_21": float(r.built[1, 0]),
            "built_22": float(r.built[1, 1]),
            "built_determinant": determinant(r.built),
            "weights": r.weights,
            "same_first": float(corner[0, 0]),
            "same_second": float(corner[0, 1]),
            "different_first": float(corner[1, 0]),
            "different_second": float(corner[1, 1]),
        },
        view=f"{p.view}:{sizes.get(p.view, 0)}",
    )


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
