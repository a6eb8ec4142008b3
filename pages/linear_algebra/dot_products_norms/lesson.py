"""The dot product measures how far two vectors point the same way; a norm measures length, and there are many."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Point, Points, Slider, Toggle
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, State, View, kept, law
from explorer.text import number
from mathcore.common import tables
from mathcore.linear_algebra import norms
from pages.linear_algebra.dot_products_norms import panels

ZERO = "The zero vector has no direction: there is no angle, and it is orthogonal to every vector."
ORTHOGONAL = "a·b = 0: the vectors are orthogonal, and the shadow is a point."
NO_NORM = "For p < 1 the detour is shorter than the straight way: the triangle inequality fails, so this is no norm."
START = ((2.0, 0.2), (1.5, 1.5), (0.0, -2.6), (-1.9, 2.2), (-3.1, -0.9), (2.9, -2.4))
A = Point("a", "Vector a", (3.0, 1.0), (-4.0, 4.0), (-4.0, 4.0))
B = Point("b", "Vector b", (1.2, 2.6), (-4.0, 4.0), (-4.0, 4.0))
INVERSE = Slider("inverse", "1/p of the norm (0: p = ∞, ½: p = 2, 1: p = 1)", 0, 2, 0.5, 0.01)
POINTS = Points("points", "Points", START, (-4.0, 4.0), (-4.0, 4.0), fewest=2, most=9)
QUERY = Point("query", "Query point", (0.0, 0.0), (-4.0, 4.0), (-4.0, 4.0))
DIGIT = Slider("digit", "Digit: row of the table", 0, 1796, 955, 1, integer=True)
FAINT = Toggle("faint", "The digit written with half the ink", False)


class Products(State):
    """Two vectors a and b (2,), with their shadow and norms; points around a query; a digit and its neighbours."""

    a = cached_property(lambda q: np.array(q.p.a))
    b = cached_property(lambda q: np.array(q.p.b))
    shadow = cached_property(lambda q: norms.shadow(q.a, q.b))  # that of b on a
    dot = cached_property(lambda q: q.shadow.dot)
    length_a = cached_property(lambda q: q.shadow.lengths[0])
    length_b = cached_property(lambda q: q.shadow.lengths[1])
    zero = cached_property(lambda q: min(q.shadow.lengths) == 0)  # whether one of them is
    angle = cached_property(lambda q: q.shadow.angle)  # in degrees, NaN if one of them is zero, and so is its cosine
    cosine = cached_property(lambda q: q.shadow.cosine)
    foot = cached_property(lambda q: q.shadow.foot)
    foot_x = cached_property(lambda q: q.foot[0])
    foot_y = cached_property(lambda q: q.foot[1])

    exponent = cached_property(lambda q: norms.exponent(q.p.inverse))  # may be infinite
    shown = cached_property(lambda q: f"p = {number(q.exponent, 3)}")
    dual = cached_property(lambda q: norms.dual(q.exponent))
    norm_a = cached_property(lambda q: float(norms.norm(q.a, q.exponent)))
    norm_b = cached_property(lambda q: float(norms.norm(q.b, q.exponent)))
    norm_sum = cached_property(lambda q: float(norms.norm(q.a + q.b, q.exponent)))
    norm_bound = cached_property(lambda q: q.norm_a + q.norm_b)
    dual_norm_a = cached_property(lambda q: float(norms.norm(q.a, q.dual)))

    points = cached_property(lambda q: np.array(q.p.points))
    query = cached_property(lambda q: np.array(q.p.query))
    distances = cached_property(lambda q: norms.distances(q.points, q.query, q.exponent))
    nearest = cached_property(lambda q: int(np.argmin(q.distances)) + 1)  # the number of the point, from 1
    nearest_distance = cached_property(lambda q: float(q.distances.min()))
    euclid = cached_property(lambda q: norms.distances(q.points, q.query))

    @cached_property
    def picture(self) -> NDArray[np.float64]:
        """The digit that is looked up (64,), with all its ink or half of it."""
        return tables.digits().values[self.p.digit] * (0.5 if self.p.faint else 1.0)

    def closest(self, distance: NDArray[np.float64]) -> NDArray[np.intp]:
        """The indices (6,) of the digits nearest in a distance, but the digit itself."""
        return norms.neighbours(np.where(np.arange(len(distance)) == self.p.digit, np.inf, distance), panels.SHOWN)

    @kept("digit", "faint")
    def fixed(self) -> NDArray[np.intp]:
        """The digits nearest for p = 1, 2, infinity and the cosine: indices (4, 6)."""
        values = tables.digits().values
        found = [norms.distances(values, self.picture, p) for p in (1.0, 2.0, norms.INFINITY)]
        return np.stack([self.closest(each) for each in (*found, norms.cosine_distances(values, self.picture))])

    @kept("digit", "faint", "inverse")
    def neighbours(self) -> NDArray[np.intp]:
        """The same and those nearest for the present p: indices (5, 6)."""
        found = norms.distances(tables.digits().values, self.picture, self.exponent)
        return np.vstack([self.fixed, self.closest(found)])

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Of each neighbour whether it is the same digit: shape (5, 6)."""
        labels = tables.digits().labels
        return labels[self.neighbours] == labels[self.p.digit]

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """Of each measure its name, and how many of the neighbours are the same digit."""
        return list(zip([*panels.ROWS, self.shown], self.right.sum(axis=1).tolist(), strict=True))


def pair(q: Products) -> str:
    a, b = (f"({number(x, 3)}, {number(y, 3)})" for x, y in (q.p.a, q.p.b))
    return f"a = {a}, b = {b}"


def dot_readouts(q: Products) -> list[Readout | Law]:
    whole, parts = q.length_b**2, np.sum(q.foot**2) + np.sum((q.b - q.foot) ** 2)
    return [
        Readout("a·b", q.dot, role="accent"),
        Readout("angle from a to b", q.angle, "" if q.zero else "°"),
        Readout("cosine similarity", q.cosine),
        Readout("length of the shadow", q.shadow.along, role="accent", note="with its sign"),
        law("Cauchy-Schwarz", "|a·b| ≤ |a||b|", abs(q.dot), q.length_a * q.length_b),
        law("Pythagoras: b is its shadow and the rest", "|b|² = |shadow|² + |rest|²", whole, parts),
    ]


def dot_notice(q: Products) -> str:
    return ZERO if q.zero else ORTHOGONAL if abs(q.dot) < 1e-9 else ""


def dot_alt(q: Products) -> str:
    angle = "there is no angle" if q.zero else f"the angle is {number(q.angle, 3)} degrees"
    return f"Two vectors, {pair(q)}, and the shadow of b on a. The dot product is {number(q.dot, 4)}; {angle}."


def ball_readouts(q: Products) -> list[Readout | Law]:
    name, hoelder = f"‖·‖ with {q.shown}", f"Hölder, with q = {number(q.dual, 3)} for a"
    caves = "p is below 1, and ‖·‖ no norm" if q.exponent < 1 else ""
    return [
        Readout("‖a‖", q.norm_a, role="data", note=name),
        Readout("‖b‖", q.norm_b, role="model", note=name),
        law("triangle inequality", "‖a + b‖ ≤ ‖a‖ + ‖b‖", q.norm_sum, q.norm_bound, unless=caves),
        law(hoelder, "|a·b| ≤ ‖a‖_q ‖b‖_p", abs(q.dot), q.dual_norm_a * q.norm_b),
    ]


def ball_notice(q: Products) -> str:
    return ZERO if q.zero else NO_NORM if q.norm_sum > q.norm_bound * (1 + 1e-9) else ""


def ball_alt(q: Products) -> str:
    sizes = ", ".join(number(size, 3) for size in (q.norm_a, q.norm_b, q.norm_sum))
    return f"Vectors {pair(q)}, and the unit ball for {q.shown}. The norms of a, b and a + b are {sizes}."


def near_readouts(q: Products) -> list[Readout | Law]:
    return [
        Readout(f"nearest at your {q.shown}", f"point {q.nearest}", role="optimum"),
        Readout("its distance", q.nearest_distance, role="gradient"),
        Readout("nearest at p = 2", f"point {np.argmin(q.euclid) + 1}", role="null"),
    ]


def near_notice(q: Products) -> str:
    return "The query lies on a point: the distance is 0 for every p." if q.nearest_distance == 0 else ""


def near_alt(q: Products) -> str:
    return (
        f"{len(q.points)} points around a query. For {q.shown} point {q.nearest} is nearest, at the "
        f"distance {number(q.nearest_distance, 4)}."
    )


def digits_readouts(q: Products) -> list[Readout | Law]:
    names = [name for name, _ in q.counts]
    names[-1] = f"your {names[-1]}"  # it may be one of the others
    told = zip(names, (f"{n} of {panels.SHOWN}" for _, n in q.counts), strict=True)
    return [Readout(f"same digit among the {panels.SHOWN}: {name}", value) for name, value in told]


def digits_alt(q: Products) -> str:
    told = ", ".join(f"{n} for {name}" for name, n in q.counts)
    return f"A handwritten digit and its six nearest neighbours under five measures. The same digit: {told}."


DOT, BALL = [panels.shadow_panel, panels.cosine_panel], [panels.touch_panel, panels.chord_panel]
NEAR, DIGITS = [panels.ball_panel, panels.race_panel], [panels.picture_panel, panels.board_panel]


def orthogonal(q: Products) -> bool:
    """Whether a and b meet at a right angle, off the axes, one of them at least twice as long as the other."""
    short, long = sorted(q.shadow.lengths)
    slanted = np.abs([q.p.a, q.p.b]).min() > 0.05
    return bool(slanted and long >= 2 * short and abs(abs(q.angle) - 90) < 0.5)


lesson = Lesson(
    title="Vector Operations: Dot Product, Norms, and Distances",
    terms=("inner product", "cosine similarity", "Cauchy-Schwarz", "Hölder", "L1 norm", "L2 norm", "Manhattan", "k-NN"),
    state=Products,
    choose="Look at",
    views={
        "dot": View("Dot", DOT, dot_readouts, dot_alt, [A, B], dot_notice),
        "ball": View("Balls", BALL, ball_readouts, ball_alt, [A, B, INVERSE], ball_notice),
        "near": View("Points", NEAR, near_readouts, near_alt, [INVERSE, POINTS, QUERY], near_notice),
        "digits": View("Digits", DIGITS, digits_readouts, digits_alt, [INVERSE, DIGIT, FAINT]),
    },
    challenges=(
        Challenge(
            "Make a and b orthogonal, none of their coordinates zero, and one of them at least twice as long.",
            "Swap the two coordinates of a and change one sign; then make it longer or shorter.",
            orthogonal,
            [{"b": (-0.5, 1.5)}, {"a": (1.0, 0.5), "b": (-1.5, 3.0)}, {"a": (-0.5, 0.5), "b": (3.0, 3.0)}],
            [{"b": (-1.0, 3.0)}, {"b": (-0.5, 1.6)}, {"a": (0.0, 1.0), "b": (-3.0, 0.0)}],
        ),
        Challenge(
            "Among the points, find a p of 1 or less for which the nearest one is another than Euclid's (p = 2).",
            "Look at Points and move the exponent in the right panel to where the curves have crossed.",
            lambda q: q.p.inverse >= 1 and q.euclid.min() < q.euclid[q.nearest - 1] * (1 - 1e-9),
            [{"view": "near", "inverse": each} for each in (1.6, 1.8, 2.0)],
            [{"inverse": 2.0}, {"view": "near", "inverse": 1.2}, {"view": "near", "inverse": 0.0}],
            ["near"],
        ),
        Challenge(
            "Predict: a = (4, 3) and b = (1, 2). What is the signed length of the shadow of b on a?",
            "Divide the dot product by the length of a; 3, 4 and 5 are the sides of a right triangle.",
            predict=Prediction(
                "The length of the shadow",
                lambda q: q.shadow.along,
                0.05,
                {"a": (4.0, 3.0), "b": (1.0, 2.0)},
                why="a·b = 4·1 + 3·2 = 10, and |a| = 5.",
            ),
            again=(
                Again(
                    "Predict: a = (3, 4) and b = (2, −1). What is the signed length of the shadow of b on a?",
                    {"a": (3.0, 4.0), "b": (2.0, -1.0)},
                    "a·b = 3·2 − 4·1 = 2, and |a| = 5.",
                ),
            ),
        ),
    ),
    related=("vectors", "projections_least_squares", "special_matrices", "correlation_data"),
    oracles=(
        *("norms: numpy.linalg.norm", "distances: scipy.spatial.distance, sklearn’s pairwise_distances"),
        *("touching ball: scipy.optimize.minimize_scalar",),
    ),
    source=(norms.shadow, norms.norm, norms.touching, norms.neighbours),
)
