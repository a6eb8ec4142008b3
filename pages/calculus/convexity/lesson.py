"""A function is convex if no chord of its graph has a point of the graph above it: then every valley is the deepest."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Expression, Point, Seed, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law, up_to
from explorer.text import number, settled
from mathcore.calculus import convexity as cv
from mathcore.calculus import plane_landscapes as pl
from mathcore.calculus import relabelling as nets
from mathcore.calculus.chords import Chord
from mathcore.common.expressions import parse
from pages.calculus.convexity import panels as on
from pages.calculus.convexity.state import Convexity

CURVES = "x^4-3*x^2+x x^4 x^2+0.15*sin(5*x) exp(x) abs(x) log(1+exp(3*x)) 1-exp(-x^2) -log(x) max(x^2,1) x^3"
SURFACES = ("1-exp(-(x^2+y^2)/2)", "log(exp(x)+exp(y)+exp(-x-y))", "(x^2+y-11)^2+(x+y^2-7)^2", "sqrt(x^2+y^2)")
KINDS = {"typed": "A typed function", "logistic": "Logistic regression: tumours", "unit": "One hidden unit: tumours"}
COPIES = {"trained": "as trained", "matched": "matched", "opposite": "opposite", "any": "chosen"}
WINDOW, PLANE = (-cv.HALF, cv.HALF), (-pl.HALF, pl.HALF)
FUNCTION = Expression("function", "Function f(x)", "x^4-3*x^2+x", examples=tuple(CURVES.split()))
A, B = Slider("a", "End a of the chord", *WINDOW, -1.3, 0.01), Slider("b", "End b of the chord", *WINDOW, 1.13, 0.01)
C, X = Slider("c", "The tangent touches at c", *WINDOW, 1.13, 0.005), Slider("x", "Compared at x", *WINDOW, -1.3, 0.01)
LANDSCAPE, TYPED = Choice("landscape", "Landscape", KINDS, "typed"), {"landscape": ("typed",)}
SURFACE = Expression("surface", "Function f(x, y)", SURFACES[0], ("x", "y"), SURFACES, when=TYPED)
P, Q = Point("p", "End p", (-2.5, -1.5), PLANE, PLANE), Point("q", "End q", (1.0, 0.5), PLANE, PLANE)
FIRST, SECOND = Seed("first", "Seed of network A", 1), Seed("second", "Seed of network B", 2)
NAMES = "Hidden units have no order and no sign: 5!·2⁵ = 3,840 ways to write a network."
COPY, ANY = Choice("copy", "Units of B", COPIES, "trained", help=NAMES), {"copy": ("any",)}
RANK = Slider("rank", "Copy of B, nearest first", 0, nets.COPIES - 1, 0, 1, integer=True, when=ANY)
T = Slider("t", "Place t on the line from A to B", 0.0, 1.0, 0.5, 0.01)


def promised(verdict: cv.Verdict, name: str, says: str, left: float, right: float) -> list[Readout | Law]:
    """What convexity promises: where it is proved, and where it is refuted with that as what is switched off."""
    if verdict.convex is None or not np.isfinite([left, right]).all():
        return []
    return [law(name, says, left, right, tolerance=1e-8, unless="" if verdict.convex else "f is not convex")]


def weighed(chord: Chord, bend: cv.Bend, factor: float, says: str) -> list[Readout | Law]:
    """The gap half-way against the mean of the second derivative, if both are numbers."""
    gap, error = chord.middle, 100 * factor * bend.error
    if not np.isfinite([gap, bend.mean, error]).all():
        return []
    ceiling, name = 1e-3 * (1 + abs(gap)), "the gap half-way is a mean of the curvature"
    unless = "" if bend.smooth and error < ceiling else "f has a corner, a jump or a pole on the way"
    slack = 1e-9 * (1 + abs(chord.curve).max()) + min(error, ceiling)
    return [law(name, says, gap, factor * bend.mean, slack=slack, unless=unless)]


def chord_readouts(q: Convexity) -> list[Readout | Law]:
    half, middle = len(q.chord.t) // 2, "½(f(a) + f(b))"
    found: list[Readout | Law] = [
        Readout(*q.verdict.told, role="optimum"),
        Readout("chord above the curve, half-way", q.chord.middle, role="data"),
        Readout("curve above the chord, at most", -q.chord.worst[1], role="model"),
        Readout("mean of f″ under the tent", q.tent.mean, role="accent"),
    ]
    found += weighed(q.chord, q.tent, 0.5 * q.h**2, f"{middle} − f(m) = ½h²·mean f″")
    name, says = "a convex f is below its chords", f"f(m) ≤ {middle}"
    return found + promised(q.verdict, name, says, q.chord.curve[half], q.chord.line[half])


def touch_readouts(q: Convexity) -> list[Readout | Law]:
    valleys, (area, error), value = cv.minima(q.p.function), q.area, float(cv.values(q.p.function, q.p.x))
    found: list[Readout | Law] = [
        Readout(*q.verdict.told, role="optimum"),
        Readout("mean slope at c" if q.tangent.corner else "slope at c", q.tangent.slope, role="accent"),
        Readout("curve above the tangent, at x", q.over, role="data"),
        Readout("strict local minima found", number(len(valleys)), role="optimum"),
    ]
    if np.isfinite([q.over, area, error]).all():
        slack = 1e-8 * (1 + abs(value)) + min(100 * error, ceiling := 1e-3 * (1 + abs(q.over)))
        jumps = "f has a jump or a pole on the way" if abs(q.over - area) > slack else ""
        area = np.nan if jumps and 100 * error > ceiling else area  # no integral was found
        near = up_to(slack, "the error of the sum") if error > 1e-7 and not jumps else {"slack": slack}
        found += [law("that height is an area", "f(x) − T(x) = ∫ (f′ − f′(c))", q.over, area, unless=jumps, **near)]
    return found + promised(q.verdict, "a convex f is above its tangents", "f(x) ≥ T(x)", value, value - q.over)


def plane_readouts(q: Convexity) -> list[Readout | Law]:
    verdict, half, middle = q.land.verdict, len(q.segment.t) // 2, "½(f(p) + f(q))"
    valleys = f"more than {pl.MOST}" if q.land.crowded else number(len(q.land.minima))
    found: list[Readout | Law] = [
        Readout(*verdict.told, role="optimum"),
        Readout("strict local minima found", valleys, role="optimum"),
        Readout("chord above f, half-way", q.segment.middle, role="data"),
        Readout("highest on the way, over the higher end", q.segment.highest - q.level, role="model"),
    ]
    found += weighed(q.segment, q.turn, 0.125, f"{middle} − f(m) = ⅛·mean dᵀHd")
    name, says = "a convex f is below its chords", f"f(m) ≤ {middle}"
    return found + promised(verdict, name, says, q.segment.curve[half], q.segment.line[half])


def net_readouts(q: Convexity) -> list[Readout | Law]:
    (first, second), copies, here = q.pair.losses, q.pair.copies, (1 - q.p.t) * q.pair.first + q.p.t * q.other
    guess = nets.loss(0.5 * (q.other + q.pair.copy(nets.opposite(q.label))))
    half, least = copies.half_way[q.label], nets.assigned(q.pair.first, q.pair.second)
    matching, relabelled = "matching finds the nearest copy", "units can be relabelled: not convex"
    return [
        Readout("loss of A", first, role="accent"),
        Readout("loss of B", second, role="accent"),
        Readout("distance from A", q.pair.far[q.label], role="accent"),
        Readout("barrier half-way", q.pair.barriers[q.label], role="model", scale=1),
        Readout("loss at t", nets.loss(here), role="gradient"),
        Readout("irises right at t, of 150", number(nets.hits(here)), role="gradient"),
        Readout("copies of B that differ", number(nets.different(q.pair.second)), role="muted"),
        law("a copy is the same function", "L(copy) = L(B)", nets.loss(q.other), second),
        law(matching, "distance² = least of 3,840", least, copies.squared.min(), scale=1),
        law("half-way to its opposite a network guesses", "L(half-way) ≥ ln 3", guess, np.log(3)),
        law("were it convex", "L(half-way) ≤ ½(L(A) + L(B))", half, (first + second) / 2, unless=relabelled),
    ]


def chord_notice(q: Convexity) -> str:
    if not np.isfinite(q.chord.curve[[0, -1]]).all():
        return "f is not defined at an end: a chord needs both ends in the domain."
    if np.isnan(q.chord.gap).any():
        return "f is not defined everywhere under this chord: its domain is not convex."
    if np.isinf(q.chord.worst[1]):
        return "f has a pole over this chord, and there it is above the chord without bound."
    if q.chord.fails and q.chord.middle > 0:
        return "The curve rises above this chord, though not half-way: some shorter chord fails half-way."
    return "" if q.h else "A chord without width: what is left of it is f″ at that place."


def touch_notice(q: Convexity) -> str:
    left, right = q.tangent.left, q.tangent.right
    if not np.isfinite(left + right):
        return f"f has no tangent at c{': its graph is vertical there' if q.tangent.vertical else ''}."
    if q.tangent.corner and left < right:
        return f"A corner: every slope between {number(left, 3)} and {number(right, 3)} gives a line below f near c."
    return "A corner that points up: no line through it stays below f." if q.tangent.corner else ""


def plane_notice(q: Convexity) -> str:
    if np.isnan(q.segment.gap).any():
        return "f is not defined everywhere on this segment."
    return "The ends are one point: move one of them." if q.p.p == q.p.q else ""


def net_notice(q: Convexity) -> str:
    return "Both seeds are the same: B is A, and its copies are other names of A." if q.p.first == q.p.second else ""


def chord_alt(q: Convexity) -> str:
    chord = f"the chord from {number(q.ends[0])} to {number(q.ends[1])}. {on.judged(q.chord)}"
    half_way = "" if np.isnan(q.chord.middle) else f" Half-way the chord is {number(q.chord.middle)} above the curve."
    return f"The graph of {q.p.function} with {chord}.{half_way}"


def touch_alt(q: Convexity) -> str:
    line = "no tangent" if np.isnan(q.tangent.slope) else "its tangent"
    over = f"; at {number(q.p.x)} the graph is {number(q.over)} above it" if np.isfinite(q.over) else ""
    return f"The graph of {q.p.function} with {line} at {number(q.p.c)}{over}. Beside it the slope of the graph."


def plane_alt(q: Convexity) -> str:
    return f"Contour map, {KINDS[q.p.landscape]}, with a segment, and f along the segment. {on.judged(q.segment)}."


def net_alt(q: Convexity) -> str:
    barrier = f"half-way it is {number(settled(q.pair.barriers[q.label], 1.0), 3)} above the mean of the ends"
    return f"The loss on the line between two trained networks; {barrier}. Beside it the barriers to all 3,840 copies."


def numbers(q: Convexity) -> dict[str, Any]:
    f_a, f_b, f_m, f_x = cv.values(q.p.function, [q.p.a, q.p.b, q.m, q.p.x]).tolist()
    labels = {name: q.pair.label(name, 0) for name in ("trained", "matched", "opposite")}
    found = {"f_a": f_a, "f_b": f_b, "f_m": f_m, "f_x": f_x, "formula": parse(q.p.function).latex}
    found |= {"gap": q.chord.middle, "mean_curvature": q.tent.mean, "copies_differ": nets.different(q.pair.second)}
    found |= {"slope": q.tangent.slope, "tangent_at_x": q.tangent.line(q.p.c, q.p.x)}
    found |= {f"distance_{name}": float(q.pair.far[label]) for name, label in labels.items()}
    found |= {f"half_way_{name}": float(q.pair.copies.half_way[label]) for name, label in labels.items()}
    return found | {"loss_first": q.pair.losses[0], "loss_second": q.pair.losses[1]}


def listing(q: Convexity) -> dict[str, Any]:
    plain = FUNCTION.python(q.p.function)[1:-1]
    return {"function": plain, **{name: q.p[name] for name in ("a", "b", "c", "x", "first", "second")}}


ON, IN, WAVED = {"view": "tangent"}, {"view": "plane"}, {"function": "x^2+0.15*sin(5*x)"}
AXES = "Other networks have other distances from one another, and other losses between them."
HEIGHTS = "Between networks the loss goes up to 0.07 or to 4.3: its axis has four heights."
LOW = dict.fromkeys(("p", "q"), "A low pass is seen on a smaller scale: the axis of f has three sizes.")
CURVE, TOUCH, SEGMENT = [FUNCTION, A, B], [FUNCTION, C, X], [LANDSCAPE, SURFACE, P, Q]
PLANES, LINES = [on.plane_panel, on.segment_panel], [on.line_panel, on.copies_panel]
NETS, MOVES = [COPY, RANK, T, FIRST, SECOND], {"rank": HEIGHTS, "first": AXES, "second": AXES}
lesson = Lesson(
    title="Convexity and Optimization Landscapes",
    terms=(
        *("convex function", "convex set", "chord", "epigraph", "tangent", "subgradient", "sublevel set"),
        *("loss landscape", "local minimum", "permutation symmetry", "mode connectivity", "convex envelope"),
    ),
    state=Convexity,
    views={
        "chord": View("Chords", [on.curve_panel, on.chords_panel], chord_readouts, chord_alt, CURVE, chord_notice),
        "bend": View("Curvature", [on.curve_panel, on.bend_panel], chord_readouts, chord_alt, CURVE, chord_notice),
        "tangent": View("Tangents", [on.tangent_panel, on.slope_panel], touch_readouts, touch_alt, TOUCH, touch_notice),
        "plane": View("Plane", PLANES, plane_readouts, plane_alt, SEGMENT, plane_notice, None, LOW),
        "network": View("Networks", LINES, net_readouts, net_alt, NETS, net_notice, None, MOVES),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "At a glance x² + 0.15 sin 5x passes for convex. Find a chord that proves that it is not.",
            "Look for orange in the lowest row of the map, and take a chord that is hardly wider than it.",
            lambda q: cv.same(q.p.function, WAVED["function"]) and -q.chord.worst[1] > 1e-6,
            [
                WAVED | {"a": 1.0, "b": 2.0},
                {"function": "x²+0.15sin(5x)", "a": 0.45, "b": 0.2, "view": "bend"},
                WAVED | {"a": 1.5, "b": 1.7},
            ],
            [
                WAVED | {"a": 0.7, "b": 1.1},
                WAVED | {"a": -2.0, "b": 2.0},
                {"function": "x^2+0.5*sin(5*x)", "a": 1.4, "b": 1.7},
            ],
            views=["chord", "bend"],
        ),
        Challenge(
            "Find a tangent that is nowhere above the curve and touches it in two places, the curve rising in between.",
            "A straight part of the convex envelope, both its ends inside the window, lies on such a tangent.",
            lambda q: cv.touches_twice(q.p.function, q.p.c),
            [ON | {"c": 1.225}, ON | {"function": "9x^4-27x^2", "c": -1.225}, ON | {"function": "cos(pi*x)", "c": 1.0}],
            [ON | {"c": 1.22}, ON | {"c": 1.23}, ON | {"function": "x^3", "c": 1.0}, ON | {"function": "x"}],
            views=["tangent"],
        ),
        Challenge(
            "Type a function of x and y that is convex in x for each y and in y for each x, and yet is not convex.",
            "Along the axes it may be straight or bend up; a diagonal betrays it. Think of a product.",
            lambda q: q.p.landscape == "typed" and q.land.only_separately,
            [IN | {"surface": text} for text in ("x*y", "|x|*|y|", "(x*y-1)^2")],
            [IN | {"surface": text} for text in ("x^2+y^2+2x*y", "min(x,y)", "x*y^3")],
            views=["plane"],
        ),
        Challenge(
            "Predict: B’s hidden units are put in the order and signs that suit A best. How high is the barrier?",
            "Both runs reached the same loss. What if they had found the same function?",
            predict=Prediction(
                "Barrier half-way, after matching",
                lambda q: q.pair.barriers[q.label],
                0.02,
                {"view": "network", "copy": "matched"},
                why="It is 0: the two runs found one network, written in two of its 960 different ways.",
            ),
        ),
    ),
    oracles=(
        *("chords, tangents, Hessians: SymPy", "means under the tent, areas under f′: scipy.integrate.quad"),
        *("convex envelope: scipy.spatial.ConvexHull", "logistic regression: sklearn.linear_model.LogisticRegression"),
        *("networks: sklearn.neural_network.MLPClassifier", "worst place of a chord: scipy.optimize.minimize_scalar"),
    ),
    related=("hessian_curvature", "gradient_descent", "jensen", "constrained_optimization", "psd_covariance"),
    source=(cv.chords, cv.tent, cv.envelope, nets.copies, nets.assigned),
)
