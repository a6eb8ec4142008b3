"""The dot product measures how far two vectors point the same way; a norm measures length, and there are many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Point, Points, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import norms
from mathcore.linear_algebra.norms import Shadow
from viz.dot_product import chord_panel, cosine_panel, shadow_panel, touch_panel
from viz.linear import pixel_axes, pixels
from viz.neighbours import ball_panel, board_panel, race_panel

Array = NDArray[np.float64]
REACH = 4.2
SWEEP = np.linspace(0.0, 2.0, 201)  # 1/p
ZERO = "The zero vector has no direction: there is no angle, and it is orthogonal to every vector."
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
NORM, NEAR = {"view": ("ball", "near", "digits")}, {"view": ("near",)}
START = ((2.0, 0.2), (1.5, 1.5), (0.0, -2.6), (-1.9, 2.2), (-3.1, -0.9), (2.9, -2.4))
CONTROLS = (
    Choice("view", "Look at", {"dot": "Dot", "ball": "Balls", "near": "Points", "digits": "Digits"}, "dot"),
    Point("a", "Vector a", (3.0, 1.0), (-4.0, 4.0), (-4.0, 4.0), when=PAIR),
    Point("b", "Vector b", (1.2, 2.6), (-4.0, 4.0), (-4.0, 4.0), when=PAIR),
    Slider("inverse", "1/p of the norm (0: p = ∞, ½: p = 2, 1: p = 1)", 0, 2, 0.5, 0.01, when=NORM),
    Points("points", "Points", START, (-4.0, 4.0), (-4.0, 4.0), fewest=2, most=9, when=NEAR),
    Point("query", "Query point", (0.0, 0.0), (-4.0, 4.0), (-4.0, 4.0), when=NEAR),
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


def place(r: Result) -> str:
    """Both vectors in words."""
    return f"a = ({number(r.a[0], 3)}, {number(r.a[1], 3)}), b = ({number(r.b[0], 3)}, {number(r.b[1], 3)})"


def text_of(value: float) -> float | str:
    """A number, or the word where there is none."""
    return value if np.isfinite(value) else "undefined"


def dot(r: Result) -> Scene:
    """The shadow of b on a, and the dot product as b is turned about 0."""
    p, s = r.parameters, r.shadow
    notice = ZERO if min(s.lengths) == 0 else ""
    if not notice and abs(s.dot) < 1e-9:
        notice = "a·b = 0: the vectors are orthogonal, and the shadow is a point."
    whole, parts = s.lengths[1] ** 2, float(np.sum(s.foot**2) + np.sum((r.b - s.foot) ** 2))
    handles = [Handle("a", p.a, "tip of a", role="data"), Handle("b", p.b, "tip of b", role="model")]
    if np.isfinite(s.angle):
        handles.append(Handle("turn", (s.angle, s.cosine), "turns b about 0", 1, role="model"))
    angle = f"the angle is {number(s.angle, 3)} degrees" if np.isfinite(s.angle) else "there is no angle"
    return Scene(
        panels=[
            shadow_panel(r.a, r.b, s.foot, s.angle, REACH, "The shadow of b on a"),
            cosine_panel(s.angle, s.cosine, "Turn b: the dot product is a cosine"),
        ],
        readouts=[
            Readout("a·b", s.dot, role="accent"),
            Readout("angle from a to b", text_of(s.angle), "°" if np.isfinite(s.angle) else ""),
            Readout("cosine similarity", text_of(s.cosine)),
            Readout("length of the shadow", text_of(s.along), role="accent", note="with its sign"),
            Law("Cauchy-Schwarz", "|a·b|", abs(s.dot), "|a||b|", s.lengths[0] * s.lengths[1], "≤"),
            Law("Pythagoras: b is its shadow and the rest", "|b|²", whole, "|shadow|² + |rest|²", parts),
        ],
        handles=handles,
        notice=notice,
        alt=f"Two vectors, {place(r)}, and the shadow of b on a. The dot product is {number(s.dot, 4)}; {angle}.",
    )


def ball(r: Result) -> Scene:
    """The ball that grows until it touches the line a.x = a.b, and the unit ball with a chord of it."""
    p, s, q = r.parameters, r.shadow, norms.dual(r.p)
    name, unit = f"‖·‖ with p = {name_of(r.p)}", norms.ball(r.p)
    first, second, both = r.sizes
    shape, foot, spot = np.full_like(unit, np.nan), HIDDEN[0], HIDDEN[0]
    if s.lengths[0] > 0:
        radius, spot = norms.touching(r.a, s.dot, r.p)
        shape, foot = radius * unit, s.foot
    ends = np.stack([r.a / first, r.b / second]) if min(first, second) > 0 else HIDDEN
    inside = bool(norms.norm(np.nan_to_num(ends.mean(axis=0)), r.p) <= 1 + 1e-9)
    known = [norms.ball(each) for each in (0.5, 1.0, 2.0, norms.INFINITY)]
    notice = ZERO if min(s.lengths) == 0 else ""
    if not notice and both > (first + second) * (1 + 1e-9):
        notice = (
            "For p < 1 the detour is shorter than the straight way: the triangle inequality fails, so this is no norm."
        )
    bound = float(norms.norm(r.a, q)) * second
    return Scene(
        panels=[
            touch_panel(r.a, r.b, foot, shape, spot, REACH, "The ball grows until it touches the line"),
            chord_panel(unit, known, ends, inside, f"The unit ball, p = {name_of(r.p)}"),
        ],
        readouts=[
            Readout("‖a‖", first, role="data", note=name),
            Readout("‖b‖", second, role="model", note=name),
            Law("triangle inequality", "‖a + b‖", both, "‖a‖ + ‖b‖", first + second, "≤"),
            Law(f"Hölder, with q = {name_of(q)} for a", "|a·b|", abs(s.dot), "‖a‖_q ‖b‖_p", bound, "≤"),
        ],
        handles=[Handle("a", p.a, "tip of a", role="data"), Handle("b", p.b, "tip of b", role="model")],
        notice=notice,
        alt=f"Vectors {place(r)}, and the unit ball for p = {name_of(r.p)}. The norms of a, b and a + b are "
        f"{', '.join(number(size, 3) for size in r.sizes)}.",
    )


def near(r: Result) -> Scene:
    """The ball around the query that meets its first point, and who is nearest for every exponent."""
    p, name, distance = r.parameters, name_of(r.p), float(r.distance[r.nearest])
    euclid = norms.distances(r.points, r.query)
    around, circle = r.query + distance * norms.ball(r.p), r.query + float(euclid.min()) * norms.ball(2.0)
    points = [Handle("points", at, f"point {k + 1}", index=k, role="data") for k, at in enumerate(p.points)]
    return Scene(
        panels=[
            ball_panel(
                r.points, r.query, r.nearest, around, circle, REACH, f"The ball meets its first point, p = {name}"
            ),
            race_panel(SWEEP, r.table, r.nearest, p.inverse, "Who is nearest depends on p"),
        ],
        readouts=[
            Readout(f"nearest at p = {name}", f"point {r.nearest + 1}", role="optimum"),
            Readout("its distance", distance, role="gradient"),
            Readout("nearest at p = 2", f"point {int(np.argmin(euclid)) + 1}", role="null"),
        ],
        handles=[
            *points,
            Handle("query", p.query, "the query", role="model"),
            Handle("exponent", (p.inverse, 1.0), "the exponent p", 1, role="gradient"),
        ],
        notice="The query lies on a point: the distance is 0 for every p." if distance == 0 else "",
        alt=f"{len(r.points)} points around a query. For p = {name} point {r.nearest + 1} is nearest, at the "
        f"distance {number(distance, 4)}.",
    )


def digits(r: Result) -> Scene:
    """A digit and its six nearest neighbours under five measures of distance."""
    p, (values, labels) = r.parameters, tables.digits()
    right = labels[r.neighbours] == labels[p.digit]
    names = [*ROWS, f"p = {name_of(r.p)}"]
    counts = list(zip(names, right.sum(axis=1).tolist(), strict=True))
    title = f"A {labels[p.digit]}: a vector of 64"
    return Scene(
        panels=[
            viz.Plane(
                pixels(picture(p.digit, p.faint).reshape(8, 8), (0, 16)),
                *pixel_axes((8, 8)),
                title,
                equal=True,
                weight=0.8,
            ),
            board_panel(values, r.neighbours, right, [*ROWS, f"▸ {names[-1]}"], "Its nearest (framed: wrong)"),
        ],
        readouts=[Readout(f"same digit among the {SHOWN}: {which}", f"{count} of {SHOWN}") for which, count in counts],
        alt="A handwritten digit and its six nearest neighbours under five measures. The same digit: "
        + ", ".join(f"{count} for {which}" for which, count in counts)
        + ".",
    )


VIEWS = {"dot": dot, "ball": ball, "near": near, "digits": digits}


def draw(r: Result) -> Scene:
    """The view that was chosen, with the numbers of all views."""
    s, dual = r.shadow, norms.dual(r.p)
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
        "dual": dual,
        "norm_a": r.sizes[0],
        "norm_b": r.sizes[1],
        "norm_sum": r.sizes[2],
        "norm_bound": r.sizes[0] + r.sizes[1],
        "dual_norm_a": float(norms.norm(r.a, dual)),
        "nearest": float(r.nearest + 1),
        "nearest_distance": float(r.distance[r.nearest]),
    }
    for name, value in numbers.items():
        if np.ndim(value) == 0 and not np.isfinite(value):  # p = ∞ and the angle of the zero vector are no numbers
            numbers[name] = r"\infty" if np.isinf(value) else r"\text{undefined}"
    return replace(VIEWS[r.parameters.view](r), numbers=numbers, view=r.parameters.view)


def pull_turn(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """b is turned so that its angle from a is x; its length stays (up to the rounding of its coordinates)."""
    start, size = np.arctan2(p.a[1], p.a[0]), float(np.hypot(*p.b))
    angle = start + np.deg2rad(min(max(x, -180.0), 180.0))
    return {"b": tuple(np.clip(size * np.array([np.cos(angle), np.sin(angle)]), -4, 4).tolist())}


lesson = Lesson(
    title="Vector Operations: Dot Product, Norms, and Distances",
    idea="The dot product measures how far two vectors point the same way; a norm measures length, and there are many.",
    terms=("inner product", "cosine similarity", "Cauchy-Schwarz", "Hölder", "Manhattan", "Chebyshev", "lasso", "k-NN"),
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
