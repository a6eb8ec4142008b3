"""The dot product measures how far two vectors point the same way; a norm measures length, and there are many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Point, Points, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore import norms, tables
from mathcore.norms import Shadow
from viz.linear import arc, pixel_axes, pixels, polygon, rectangles, right_angle

Array = NDArray[np.float64]
REACH = 4.2
SWEEP = np.linspace(0.0, 2.0, 201)  # 1/p
TURN = np.linspace(-180.0, 180.0, 181)
ROWS = ("p = 1", "p = 2", "p = ∞", "cosine")
SHOWN = 6  # neighbours of a digit
HIDDEN = np.full((2, 2), np.nan)


@dataclass(frozen=True)
class Result:
    """`a`, `b` (2,), their `shadow`, the exponent `p` (may be infinite) and the p-norms `sizes` of a, b and a + b.

    Points: `points` (n, 2), `distance` (n,) from the query at p, `nearest` its smallest (index), `table` (201, n) the
    distances over SWEEP. Digits: `neighbours` (5, 6), indices for the metrics of ROWS and for p (empty elsewhere).
    """

    parameters: Parameters
    a: Array
    b: Array
    shadow: Shadow
    p: float
    sizes: tuple[float, float, float]
    points: Array
    query: Array
    distance: Array
    nearest: int
    table: Array
    neighbours: NDArray[np.intp]


PAIR = {"view": ("dot", "ball")}
CONTROLS = (
    Choice("view", "Look at", {"dot": "Dot", "ball": "Balls", "near": "Points", "digits": "Digits"}, "dot"),
    Point("a", "Vector a", (3.0, 1.0), (-4.0, 4.0), (-4.0, 4.0), when=PAIR),
    Point("b", "Vector b", (1.2, 2.6), (-4.0, 4.0), (-4.0, 4.0), when=PAIR),
    Slider(
        "inverse",
        "1/p of the norm (0: p = ∞, ½: p = 2, 1: p = 1)",
        0,
        2,
        0.5,
        0.01,
        when={"view": ("ball", "near", "digits")},
    ),
    Points(
        "points",
        "Points",
        ((2.0, 0.2), (1.5, 1.5), (0.0, -2.6), (-1.9, 2.2), (-3.1, -0.9), (2.9, -2.4)),
        (-4.0, 4.0),
        (-4.0, 4.0),
        fewest=2,
        most=9,
        when={"view": ("near",)},
    ),
    Point("query", "Query point", (0.0, 0.0), (-4.0, 4.0), (-4.0, 4.0), when={"view": ("near",)}),
    Slider("digit", "Digit: row of the table", 0, 1796, 955, 1, integer=True, when={"view": ("digits",)}),
    Toggle("faint", "The digit written with half the ink", False, when={"view": ("digits",)}),
)


def compute(p: Parameters) -> Result:
    """The shadow, the norms, and the nearest neighbours under the present exponent."""
    a, b, exponent = np.array(p.a), np.array(p.b), norms.exponent(p.inverse)
    points, query = np.array(p.points), np.array(p.query)
    distance = norms.distances(points, query, exponent)
    return Result(
        parameters=p,
        a=a,
        b=b,
        shadow=norms.shadow(a, b),
        p=exponent,
        sizes=(float(norms.norm(a, exponent)), float(norms.norm(b, exponent)), float(norms.norm(a + b, exponent))),
        points=points,
        query=query,
        distance=distance,
        nearest=int(np.argmin(distance)),
        table=norms.changes(points, query, SWEEP)[0] if p.view == "near" else np.empty((0, 0)),
        neighbours=(
            np.vstack([fixed_neighbours(p.digit, p.faint), digit_neighbours(p.digit, p.faint, exponent)])
            if p.view == "digits"
            else np.empty((0, 0), np.intp)
        ),
    )


def picture(digit: int, faint: bool) -> Array:
    """The digit that is looked up, (64,), with all its ink or half of it."""
    return tables.digits().values[digit] * (0.5 if faint else 1.0)


def best(distance: Array, digit: int) -> NDArray[np.intp]:
    """The nearest digits but itself."""
    found = distance.copy()
    found[digit] = np.inf
    return norms.neighbours(found, SHOWN)


@lru_cache(maxsize=64)
def digit_neighbours(digit: int, faint: bool, exponent: float) -> NDArray[np.intp]:
    """The indices (6,) of the digits nearest in the p-distance."""
    return best(norms.distances(tables.digits().values, picture(digit, faint), exponent), digit)


@lru_cache(maxsize=64)
def fixed_neighbours(digit: int, faint: bool) -> NDArray[np.intp]:
    """The same for p = 1, 2, infinity and the cosine: shape (4, 6)."""
    cosine = norms.cosine_distances(tables.digits().values, picture(digit, faint))
    return np.stack([digit_neighbours(digit, faint, p) for p in (1.0, 2.0, norms.INFINITY)] + [best(cosine, digit)])


def name_of(p: float) -> str:
    """The exponent as a reader writes it."""
    return "∞" if np.isinf(p) else number(p, 3)


# --- The dot product --------------------------------------------------------------------------------------------------


def shadow_panel(r: Result) -> viz.Plane:
    """a, b, the shadow of b on the line of a, and the half-planes in which the dot product is positive or negative."""
    s, size = r.shadow, r.shadow.lengths[0]
    axis = viz.Axis("", (-REACH, REACH))
    u = r.a / size if size > 0 else np.full(2, np.nan)
    v, far = np.array([-u[1], u[0]]), 2 * REACH
    half = np.array([far * v, far * v + far * u, -far * v + far * u, -far * v])
    levels = np.arange(-8, 9) * 2.0 / size if size > 0 else np.full(17, np.nan)
    lines = np.stack([levels[:, None] * u - far * v, levels[:, None] * u + far * v, np.full((17, 2), np.nan)], axis=1)
    path = lines.reshape(-1, 2)
    side = 1.0 if s.angle >= 0 else -1.0
    lift = np.nan_to_num(-0.1 * side * v)  # the shadow lies beside a, away from b, so that both are seen
    name_a = r.a - 0.5 * side * v if size > 0.4 else np.array([0.3, -0.35])
    sweep = np.deg2rad(s.angle) if np.isfinite(s.angle) else np.nan
    start = float(np.arctan2(r.a[1], r.a[0]))
    middle = start + sweep / 2
    short = min(s.lengths) < 0.9  # no room for an angle's number
    spot = np.array([np.cos(middle), np.sin(middle)]) * (np.nan if short else 1.05)
    traces = [
        polygon(half, "optimum", opacity=0.08, width=0),
        polygon(-half, "gradient", opacity=0.08, width=0),
        viz.line(path[:, 0], path[:, 1], "null", width=0.8, dash="dot", hover=False, opacity=0.7),
        viz.segment(-far * v, far * v, "null", width=1.6, hover=False),
        viz.segment(-far * u, far * u, "data", width=1, dash="dash", hover=False),
        viz.segment(r.b, s.foot, "null", width=1.8, dash="dash", hover=False),
        right_angle(s.foot, r.b - s.foot, -s.foot if np.hypot(*s.foot) > 0.05 else u, 0.2),
        viz.line([lift[0], lift[0] + s.foot[0]], [lift[1], lift[1] + s.foot[1]], "accent", width=7, name="shadow"),
        arc(start, sweep, 0.7, "ink"),
        viz.arrow(r.a, "data", name="a"),
        viz.arrow(r.b, "model", name="b"),
        viz.label([name_a[0]], [name_a[1]], "<b>a</b>", "data", position="middle center"),
        viz.label(
            [r.b[0]], [r.b[1] + 0.48 * (1 if r.b[1] >= 0 else -1)], "<b>b</b>", "model", position="middle center"
        ),
        viz.label([spot[0]], [spot[1]], f"{s.angle:.0f}°".replace("-", "−"), "ink", position="middle center", size=12),
        viz.label([-4.05], [3.85], "a·x > 0", "optimum", position="middle right", size=12),
        viz.label([-4.05], [3.4], "a·x < 0", "gradient", position="middle right", size=12),
        viz.label([-4.05], [-3.9], "dotted: a·x = ±2, ±4, …", "null", position="middle right", size=12),
    ]
    return viz.Plane(traces, axis, axis, "The shadow of b on a", equal=True)


def cosine_panel(r: Result) -> viz.Plane:
    """The dot product as b is turned about 0: a cosine between the two ends that Cauchy and Schwarz allow."""
    curve, s = np.cos(np.deg2rad(TURN)), r.shadow
    traces = [
        viz.area(TURN, np.maximum(curve, 0), 0.0, "optimum", opacity=0.12),
        viz.area(TURN, np.minimum(curve, 0), 0.0, "gradient", opacity=0.12),
        viz.segment((-180, 1), (180, 1), "null", dash="dash", width=1.4, hover=False),
        viz.segment((-180, -1), (180, -1), "null", dash="dash", width=1.4, hover=False),
        viz.line(TURN, curve, "ink", width=2, name="a·b as b turns"),
        viz.stems([s.angle], [s.cosine], "accent", width=5),
        viz.markers([s.angle], [s.cosine], "model", size=12, name="b now"),
        viz.label([-176], [1.1], "|a||b|: the same direction", "muted", position="middle right", size=12),
        viz.label([-176], [-1.1], "−|a||b|: opposite", "muted", position="middle right", size=12),
    ]
    return viz.Plane(
        traces,
        viz.Axis("angle from a to b (degrees)", (-180, 180), ticks=range(-180, 181, 90)),
        viz.Axis("a·b as a share of |a||b|", (-1.25, 1.25), ticks=(-1, -0.5, 0, 0.5, 1)),
        "Turn b: the dot product is a cosine",
    )


# --- Balls ------------------------------------------------------------------------------------------------------------


def touch_panel(r: Result) -> viz.Plane:
    """The line of all x with a.x = a.b, and the smallest ball around 0 that touches it (Hoelder's inequality)."""
    axis = viz.Axis("", (-REACH, REACH))
    size = r.shadow.lengths[0]
    if size > 0:
        radius, spot = norms.touching(r.a, r.shadow.dot, r.p)
        v = np.array([-r.a[1], r.a[0]]) / size
        line = np.stack([r.shadow.foot - 12 * v, r.shadow.foot + 12 * v])
        shape = radius * norms.ball(r.p)
    else:
        spot, line, shape = HIDDEN[0], HIDDEN, np.full((241, 2), np.nan)
    name_a = r.a * (1 + 0.5 / max(size, 0.5))
    traces = [
        polygon(shape[:-1], "gradient", opacity=0.12, width=2),
        viz.line(line[:, 0], line[:, 1], "accent", width=2, name="a·x = a·b"),
        viz.arrow(r.a, "data", name="a"),
        viz.arrow(r.b, "model", name="b"),
        viz.markers([spot[0]], [spot[1]], "gradient", size=12, symbol="diamond", name="the smallest x on the line"),
        viz.label([name_a[0]], [name_a[1]], "<b>a</b>", "data", position="middle center"),
        viz.label(
            [r.b[0]], [r.b[1] + 0.48 * (1 if r.b[1] >= 0 else -1)], "<b>b</b>", "model", position="middle center"
        ),
        viz.label([-4.05], [3.85], "line: a·x = a·b", "accent", position="middle right", size=12),
        viz.label([-4.05], [3.4], "◆ its point of least norm", "gradient", position="middle right", size=12),
    ]
    return viz.Plane(traces, axis, axis, "The ball grows until it touches the line", equal=True)


def chord_panel(r: Result) -> viz.Plane:
    """The unit ball of the p-norm with a and b scaled onto it; where the middle of their chord lies decides."""
    axis = viz.Axis("", (-1.35, 1.35), ticks=(-1, 0, 1))
    whole = min(r.sizes[:2]) > 0
    ends = np.stack([r.a / r.sizes[0], r.b / r.sizes[1]]) if whole else HIDDEN
    middle = ends.mean(axis=0)
    inside = bool(np.nan_to_num(norms.norm(np.nan_to_num(middle), r.p)) <= 1 + 1e-9)
    found = norms.ball(r.p)
    others = [norms.ball(p) for p in (0.5, 1.0, 2.0, norms.INFINITY)]
    diagonal = np.array([0.25, 0.5, 0.5**0.5, 1.0])
    traces = [
        *(viz.line(each[:, 0], each[:, 1], "null", width=1, dash="dot", hover=False) for each in others),
        viz.label(diagonal, -diagonal - 0.07, ["½", "1", "2", "∞"], "null", position="middle center", size=12),
        polygon(found[:-1], "gradient", opacity=0.14, width=2.6),
        viz.line(ends[:, 0], ends[:, 1], "ink", width=1.6, dash="dash", hover=False),
        viz.arrow(ends[0], "data", name="a/‖a‖"),
        viz.arrow(ends[1], "model", name="b/‖b‖"),
        viz.markers([middle[0]], [middle[1]], "optimum" if inside else "model", size=12, name="the middle"),
        viz.label(
            [middle[0] + (0.07 if middle[0] >= 0 else -0.07)],
            [middle[1]],
            "inside" if inside else "<b>outside</b>",
            "optimum" if inside else "model",
            position="middle right" if middle[0] >= 0 else "middle left",
            size=13,
        ),
    ]
    return viz.Plane(traces, axis, axis, f"The unit ball, p = {name_of(r.p)}", equal=True)


# --- Points -----------------------------------------------------------------------------------------------------------


def points_panel(r: Result) -> viz.Plane:
    """The ball around the query grows until it meets the first point."""
    axis = viz.Axis("", (-REACH, REACH))
    radius, near = float(r.distance[r.nearest]), r.points[r.nearest]
    shape = r.query + radius * norms.ball(r.p)
    round_ = r.query + float(norms.distances(r.points, r.query).min()) * norms.ball(2.0)
    traces = [
        viz.line(round_[:, 0], round_[:, 1], "null", width=1.2, dash="dot", hover=False),
        polygon(shape[:-1], "gradient", opacity=0.12, width=2.2),
        viz.segment(r.query, near, "optimum", width=2, hover=False),
        viz.markers(r.points[:, 0], r.points[:, 1], "data", size=10, name="point"),
        viz.markers([near[0]], [near[1]], "optimum", size=17, ring=True, name="nearest"),
        viz.markers([r.query[0]], [r.query[1]], "model", size=12, symbol="x", name="query"),
        viz.label(
            r.points[:, 0] + 0.33, r.points[:, 1] + 0.33, [str(k + 1) for k in range(len(r.points))], "data", size=13
        ),
    ]
    return viz.Plane(traces, axis, axis, f"The ball meets its first point, p = {name_of(r.p)}", equal=True)


def race_panel(r: Result) -> viz.Plane:
    """For every exponent how much farther each point is than the nearest one: where curves cross at 1, it changes."""
    least = r.table.min(axis=1, keepdims=True)
    share = np.where(least > 0, r.table / np.where(least > 0, least, 1), np.nan)
    share = np.where(share < 2.3, share, np.nan)
    gap = np.full((1, share.shape[1]), np.nan)
    joined = np.concatenate([share, gap]).T.ravel()
    sweep = np.tile(np.append(SWEEP, np.nan), share.shape[1])
    ends = np.where(share[0] < 1.97, share[0], np.nan)
    here = share[round(r.parameters.inverse * 100), r.nearest]
    traces = [
        viz.line(sweep, joined, "data", width=1.6, hover=False, opacity=0.7),
        viz.line(SWEEP, share[:, r.nearest], "optimum", width=3, name=f"point {r.nearest + 1}"),
        viz.segment((r.parameters.inverse, 0.9), (r.parameters.inverse, 2), "gradient", width=1.6, hover=False),
        viz.markers([r.parameters.inverse], [here], "optimum", size=13, name="nearest now"),
        viz.label(
            np.full(len(ends), -0.07), ends, [str(k + 1) for k in range(len(ends))], "data", position="middle center"
        ),
    ]
    return viz.Plane(
        traces,
        viz.Axis(
            "exponent p, spaced by 1/p", (-0.14, 2.02), ticks=(0, 0.5, 1, 1.5, 2), labels=["∞", "2", "1", "⅔", "½"]
        ),
        viz.Axis("distance ÷ distance of the nearest", (0.94, 2.0), ticks=(1, 1.25, 1.5, 1.75, 2)),
        "Who is nearest depends on p",
    )


# --- Digits -----------------------------------------------------------------------------------------------------------


def query_panel(r: Result) -> viz.Plane:
    """The digit whose neighbours are sought."""
    p = r.parameters
    values = picture(p.digit, p.faint).reshape(8, 8)
    return viz.Plane(
        pixels(values, (0, 16)),
        *pixel_axes((8, 8)),
        f"A {tables.digits().labels[p.digit]}: a vector of 64",
        equal=True,
        weight=0.8,
    )


def mosaic_panel(r: Result) -> viz.Plane:
    """The six nearest digits under five measures of distance; wrong ones are framed."""
    values, labels = tables.digits()
    rows = len(r.neighbours)
    board = np.full((rows * 9, SHOWN * 9), np.nan)
    wrong = np.full((rows * SHOWN, 4), np.nan)
    for i, found in enumerate(r.neighbours):
        for j, index in enumerate(found):
            board[9 * i : 9 * i + 8, 9 * j : 9 * j + 8] = values[index].reshape(8, 8)
            if labels[index] != labels[r.parameters.digit]:
                wrong[i * SHOWN + j] = (9 * j - 0.5, 9 * j + 7.5, 9 * i - 0.5, 9 * i + 7.5)
    traces = [viz.heatmap(board, bounds=(0, 16)), rectangles(wrong, "model", opacity=0.08, width=2.4)]
    return viz.Plane(
        traces,
        viz.Axis(
            "nearest first", (-0.8, SHOWN * 9 - 0.2), ticks=(9 * np.arange(SHOWN) + 3.5).tolist(), labels=list("123456")
        ),
        viz.Axis(
            "",
            (rows * 9 - 0.2, -0.8),
            ticks=(9 * np.arange(rows) + 3.5).tolist(),
            labels=[*ROWS, f"▸ p = {name_of(r.p)}"],
        ),
        "Its nearest neighbours among 1796 others (framed: another digit)",
        weight=1.2,
        equal=True,
    )


# --- The scene --------------------------------------------------------------------------------------------------------


def votes(r: Result) -> list[int]:
    """Of the six neighbours of each measure how many are the same digit."""
    labels = tables.digits().labels
    return [int((labels[row] == labels[r.parameters.digit]).sum()) for row in r.neighbours]


def readouts(r: Result) -> list[Readout | Law]:
    """What is read beside the figure, by view."""
    s, p, name = r.shadow, r.parameters, f"‖·‖ with p = {name_of(r.p)}"
    if p.view == "dot":
        undefined = "undefined"
        return [
            Readout("a·b", s.dot, role="accent"),
            Readout(
                "angle from a to b", s.angle if np.isfinite(s.angle) else undefined, "°" if np.isfinite(s.angle) else ""
            ),
            Readout("cosine similarity", s.cosine if np.isfinite(s.cosine) else undefined),
            Readout(
                "length of the shadow",
                s.along if np.isfinite(s.along) else undefined,
                role="accent",
                note="with its sign",
            ),
            Law("Cauchy-Schwarz", "|a·b|", abs(s.dot), "|a||b|", s.lengths[0] * s.lengths[1], "≤"),
            Law(
                "Pythagoras: b is its shadow and the rest",
                "|b|²",
                s.lengths[1] ** 2,
                "|shadow|² + |rest|²",
                float(np.sum(s.foot**2) + np.sum((r.b - s.foot) ** 2)),
            ),
        ]
    if p.view == "ball":
        q = norms.dual(r.p)
        return [
            Readout("‖a‖", r.sizes[0], role="data", note=name),
            Readout("‖b‖", r.sizes[1], role="model", note=name),
            Law("triangle inequality", "‖a + b‖", r.sizes[2], "‖a‖ + ‖b‖", r.sizes[0] + r.sizes[1], "≤"),
            Law(
                f"Hölder, with q = {name_of(q)} for a",
                "|a·b|",
                abs(s.dot),
                "‖a‖_q ‖b‖_p",
                float(norms.norm(r.a, q)) * r.sizes[1],
                "≤",
            ),
        ]
    if p.view == "near":
        euclid = int(np.argmin(norms.distances(r.points, r.query)))
        return [
            Readout(f"nearest at p = {name_of(r.p)}", f"point {r.nearest + 1}", role="optimum"),
            Readout("its distance", float(r.distance[r.nearest]), role="gradient"),
            Readout("nearest at p = 2", f"point {euclid + 1}", role="null"),
        ]
    return [
        Readout(f"same digit among the {SHOWN}: {which}", f"{count} of {SHOWN}")
        for which, count in zip([*ROWS, f"p = {name_of(r.p)}"], votes(r), strict=True)
    ]


def notice(r: Result) -> str:
    """What is degenerate or remarkable here."""
    view, s = r.parameters.view, r.shadow
    if view in ("dot", "ball") and min(s.lengths) == 0:
        return "The zero vector has no direction: there is no angle, and it is orthogonal to every vector."
    if view == "dot" and abs(s.dot) < 1e-9:
        return "a·b = 0: the vectors are orthogonal, and the shadow is a point."
    if view == "ball" and r.sizes[2] > (r.sizes[0] + r.sizes[1]) * (1 + 1e-9):
        return (
            "For p < 1 the detour is shorter than the straight way: the triangle inequality fails, so this is no norm."
        )
    if view == "near" and r.distance[r.nearest] == 0:
        return "The query lies on a point: the distance is 0 for every p."
    return ""


def alt_text(r: Result) -> str:
    """The figure in words."""
    s, view = r.shadow, r.parameters.view
    place = f"a = ({number(r.a[0], 3)}, {number(r.a[1], 3)}), b = ({number(r.b[0], 3)}, {number(r.b[1], 3)})"
    if view == "dot":
        angle = f"the angle is {number(s.angle, 3)} degrees" if np.isfinite(s.angle) else "there is no angle"
        return f"Two vectors, {place}, and the shadow of b on a. The dot product is {number(s.dot, 4)}; {angle}."
    if view == "ball":
        return (
            f"Vectors {place}, and the unit ball for p = {name_of(r.p)}. The norms of a, b and a + b are "
            f"{', '.join(number(size, 3) for size in r.sizes)}."
        )
    if view == "near":
        return (
            f"{len(r.points)} points around a query. For p = {name_of(r.p)} point {r.nearest + 1} is nearest, at the "
            f"distance {number(float(r.distance[r.nearest]), 4)}."
        )
    counts = ", ".join(
        f"{count} for {which}" for which, count in zip([*ROWS, f"p = {name_of(r.p)}"], votes(r), strict=True)
    )
    return f"A handwritten digit and its six nearest neighbours under five measures. The same digit: {counts}."


PANELS = {
    "dot": (shadow_panel, cosine_panel),
    "ball": (touch_panel, chord_panel),
    "near": (points_panel, race_panel),
    "digits": (query_panel, mosaic_panel),
}


def handles(r: Result) -> list[Handle]:
    """What can be dragged, by view."""
    p, s = r.parameters, r.shadow
    if p.view in ("dot", "ball"):
        found = [Handle("a", p.a, "tip of a", role="data"), Handle("b", p.b, "tip of b", role="model")]
        if p.view == "dot" and np.isfinite(s.angle):
            found.append(Handle("turn", (s.angle, s.cosine), "turns b about 0", 1, role="model"))
        return found
    if p.view == "near":
        found = [Handle("points", at, f"point {k + 1}", index=k, role="data") for k, at in enumerate(p.points)]
        found.append(Handle("query", p.query, "the query", role="model"))
        return [*found, Handle("exponent", (p.inverse, 1.0), "the exponent p", 1, role="gradient")]
    return []


def draw(r: Result) -> Scene:
    """The two panels of the chosen view."""
    p, s = r.parameters, r.shadow
    numbers: dict[str, Any] = {
        "a": r.a,
        "b": r.b,
        "dot": s.dot,
        "length_a": s.lengths[0],
        "length_b": s.lengths[1],
        "angle": s.angle,
        "cosine": s.cosine,
        "foot": s.foot,
        "foot_x": float(s.foot[0]),
        "foot_y": float(s.foot[1]),
        "exponent": r.p,
        "dual": norms.dual(r.p),
        "norm_a": r.sizes[0],
        "norm_b": r.sizes[1],
        "norm_sum": r.sizes[2],
        "norm_bound": r.sizes[0] + r.sizes[1],
        "dual_norm_a": float(norms.norm(r.a, norms.dual(r.p))),
        "nearest": float(r.nearest + 1),
        "nearest_distance": float(r.distance[r.nearest]),
    }
    for name, value in numbers.items():
        if np.ndim(value) == 0 and not np.isfinite(value):  # p = ∞ and the angle of the zero vector are no numbers
            numbers[name] = r"\infty" if np.isinf(value) else r"\text{undefined}"
    return Scene(
        panels=[panel(r) for panel in PANELS[p.view]],
        readouts=readouts(r),
        handles=handles(r),
        notice=notice(r),
        alt=alt_text(r),
        numbers=numbers,
        view=p.view,
    )


def pull_turn(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """b is turned so that its angle from a is x; its length stays (up to the rounding of its coordinates)."""
    start, size = np.arctan2(p.a[1], p.a[0]), float(np.hypot(*p.b))
    angle = start + np.deg2rad(min(max(x, -180.0), 180.0))
    return {"b": tuple(np.clip(size * np.array([np.cos(angle), np.sin(angle)]), -4, 4).tolist())}


lesson = Lesson(
    title="Vector Operations: Dot Product, Norms, and Distances",
    idea="The dot product measures how far two vectors point the same way; a norm measures length, and there are many.",
    terms=(
        "dot product",
        "inner product",
        "norm",
        "distance",
        "cosine similarity",
        "orthogonal",
        "projection",
        "Cauchy-Schwarz",
        "triangle inequality",
        "Hölder",
        "unit ball",
        "Manhattan",
        "Chebyshev",
        "k-nearest neighbours",
        "lasso",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"turn": pull_turn, "exponent": lambda p, x, y: {"inverse": x}},
    presets=(
        Preset("Shadow", {}, "The dot product is the length of a times the signed length of the shadow of b on a."),
        Preset(
            "Orthogonal", {"b": (-1.0, 3.0)}, "The tip of b lies on the line that separates plus from minus: no shadow."
        ),
        Preset(
            "Manhattan",
            {"view": "ball", "inverse": 1.0},
            "The ball is a diamond and touches the line at a corner: one coordinate is exactly 0: the lasso's trick.",
        ),
        Preset(
            "No norm",
            {"view": "ball", "inverse": 2.0, "b": (0.6, 3.0)},
            "For p < 1 the ball caves in: the middle of a chord lies outside, and the triangle inequality fails.",
        ),
        Preset(
            "Who is nearest?",
            {"view": "near", "inverse": 0.0},
            "For p = ∞ only the larger coordinate counts, so point 2 wins. At p = 2 it is point 1, at ½ point 3.",
        ),
        Preset(
            "Faint ink",
            {"view": "digits", "faint": True},
            "With half the ink the distances go astray; the cosine does not see the change at all.",
        ),
    ),
    challenges=(
        Challenge(
            "Make a and b orthogonal (neither of them zero).",
            "Swap the two coordinates of a and change one sign.",
            lambda r: min(r.shadow.lengths) > 0.2 and abs(abs(r.shadow.angle) - 90) < 0.5,
            {"b": (-1.0, 3.0)},
        ),
        Challenge(
            "Among the points, find a p for which the nearest one is another than Euclid's (p = 2).",
            "Look at Points and move the exponent in the right panel to where the curves have crossed.",
            lambda r: bool(
                r.parameters.view == "near"
                and norms.distances(r.points, r.query).min()
                < norms.distances(r.points, r.query)[r.nearest] * (1 - 1e-9)
            ),
            {"view": "near", "inverse": 0.0},
        ),
        Challenge(
            "Predict: a = (4, 3) and b = (1, 2). What is the signed length of the shadow of b on a?",
            "Divide the dot product by the length of a; 3, 4 and 5 are the sides of a right triangle.",
            predict=Prediction(
                "The length of the shadow",
                lambda r: r.shadow.along,
                0.05,
                {"a": (4.0, 3.0), "b": (1.0, 2.0)},
                why="a·b = 4·1 + 3·2 = 10, and |a| = 5.",
            ),
        ),
    ),
    related=("vectors", "projections_least_squares", "special_matrices", "correlation_data"),
    source=(norms.shadow, norms.norm, norms.touching, norms.neighbours),
)
