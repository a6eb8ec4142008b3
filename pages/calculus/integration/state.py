"""The state of the lesson, and what each view says of it in numbers and words."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import Choice, Expression, Seed, Slider
from explorer.lesson import Law, Readout, State, kept, law
from explorer.text import number, settled
from mathcore.calculus import antiderivatives, quadrature
from mathcore.calculus import integrals_in_learning as learning
from mathcore.calculus.quadrature import PAIRS
from mathcore.common.expressions import parse
from pages.calculus.integration.panels import MIXES, NAMES, PRIMES, RULES, SETS

Found = list[Readout | Law]
LETTERS = {"ends": ("L", "R"), "middle": ("M", "T"), "gauss": ("G", "S")}
WITHIN, PROVED = np.linspace(0.0, 1.0, 25), "The maximum is proved by interval arithmetic."
ON, FROM_TO = ("function", "window"), ("function", "window", "a", "b")
WINDOWS = {"unit": (0.0, 1.0), "two": (-1.0, 1.0), "wide": (-4.0, 4.0)}
TWO = {"ends": "Left and right end", "middle": "Midpoint and trapezoid", "gauss": "Gauss (2 points) and Simpson"}
EXAMPLES = "exp(x) sqrt(x) exp(cos(2*pi*x)) 1/(1+25x^2) abs(x-0.3) x^3-x sin(20x) log(x) exp(-x^2) sign(x) 1/x x^2"
KNOWN = "Operators + - * / ^ and sin, cos, exp, log, sqrt, abs, sign, floor, tanh, if(x<0, −x, x^2) …"
HELD, CURVED = "Held at the edge of the window.", {"pair": ("middle", "gauss")}
FLEX = "Open rules have no node at a panel's ends. Their roofs can be bent like this without a change of area."
FUNCTION = Expression("function", "Function f(x)", "exp(x)", examples=tuple(EXAMPLES.split()), help=KNOWN)
WINDOW = Choice("window", "Window", {"unit": "0 to 1", "two": "−1 to 1", "wide": "−4 to 4"}, "two")
A = Slider("a", "From a", -4.0, 4.0, -1.0, 0.01, help=HELD)
B = Slider("b", "To b", -4.0, 4.0, 1.0, 0.01, help=HELD)
PAIR = Choice("pair", "Two rules", TWO, "middle")
N = Slider("n", "Panels n", 1, 32, 2, 1, integer=True)
TILT = Slider("tilt", "Bend the open roofs until they touch f", 0.0, 1.0, 1.0, 0.05, help=FLEX, when=CURVED)
TWO_RULES = (PAIR, N, TILT)
RULE = Choice("rule", "Rule in hand", RULES, "simpson")
COUNT = Slider("count", "Evaluations", 1, 1024, 17, log=True, integer=True)
LEVEL = Slider("level", "Error to get below", 1e-14, 0.1, 1e-6, log=True, per_decade=10)
SEED = Seed("seed", "Seed of the random places", 1)
X = Slider("x", "Up to x", -4.0, 4.0, 0.2, 0.01, help=HELD)
DX = Slider("dx", "Further by Δx", 0.01, 0.5, 0.4, 0.01)
INTEGRAND = Choice("integrand", "Function", {"smooth": "exp(−|x|²)", "kink": "Kinked", "ball": "Ball"}, "smooth")
DIMENSIONS = Slider("d", "Dimensions d", 1, learning.MOST_DIMENSIONS, 6, 1, integer=True)
DOUBLINGS = Slider("doublings", "Points, 2 to the power", 4, learning.MOST_DOUBLINGS, 12, 1, integer=True)
SET = Choice("points", "Points drawn", {kind: name for kind, (name, _) in SETS.items()}, "grid")
FEATURE = Choice("feature", "Score", {name: name.capitalize() for name in learning.FEATURES}, "mean radius")
THRESHOLD = Slider("threshold", "Threshold", -3.0, 4.0, -0.25, 0.05, unit="sd")
ROUND = Slider("rounding", "Scores rounded to", 0.0, 2.0, 0.0, 0.05, unit="sd")


class Integration(State):
    """The function and its ends, held in the window; then what the views ask for."""

    formula, window = cached_property(lambda q: parse(q.p.function)), cached_property(lambda q: WINDOWS[q.p.window])
    a = cached_property(lambda q: float(np.clip(q.p.a, *q.window)))
    b = cached_property(lambda q: float(np.clip(q.p.b, *q.window)))
    table = kept(*ON)(lambda q: antiderivatives.antiderivative(q.p.function, *q.window))
    exact = cached_property(lambda q: q.table.integral(q.a, q.b))  # NaN where none was found
    floor = cached_property(lambda q: q.table.floor(q.a, q.b))  # below it errors are rounding
    drawn = kept(*ON)(lambda q: antiderivatives.drawn(q.p.function, q.window))
    curve, heights = cached_property(lambda q: q.drawn[:2]), cached_property(lambda q: q.drawn[2])
    # Panel by panel: what two rules make of n panels, and proved bounds on the derivative that their errors follow.
    pair = cached_property(lambda q: PAIRS[q.p.pair])
    panels = kept(*FROM_TO, "pair", "n")(lambda q: quadrature.panels(q.table, q.pair, q.a, q.b, q.p.n))
    bend = kept(*ON, "pair")(lambda q: quadrature.bend(q.p.function, q.pair, q.window, q.heights))
    roofs = kept(*FROM_TO, "pair", "n")(lambda q: quadrature.roofs(q.p.function, q.pair, q.panels.edges, WITHIN))
    totals = cached_property(lambda q: q.panels.totals)  # of the two rules, and of their mix
    extremes = kept(*FROM_TO, "pair")(lambda q: antiderivatives.extremes(q.p.function, q.pair.order, q.a, q.b))
    # Orders: all rules; the evaluations that the one in hand can use, its error, by what twice the panels divide it.
    race = kept(*FROM_TO, "seed")(lambda q: quadrature.race(q.table, q.a, q.b, q.p.seed))
    count = cached_property(lambda q: quadrature.allowed(q.p.rule, q.p.count))
    error = cached_property(lambda q: q.race.error(q.p.rule, q.count))
    ratio = cached_property(lambda q: q.race.ratio(q.p.rule, q.count))
    rule = cached_property(lambda q: quadrature.nodes_of(q.p.rule, q.count, q.p.seed))  # nodes and weights on [0, 1]
    costs = kept(*FROM_TO, "level", "seed")(lambda q: q.race.costs(q.p.level))
    # Area so far: the strip from x to x + Δx in the window, its area and the area up to it, f(x), bounds on f′.
    areas = kept(*ON, "a")(lambda q: antiderivatives.areas(q.table, q.a))
    dx = cached_property(lambda q: min(q.p.dx, 0.5 * float(np.ptp(q.window))))
    x = cached_property(lambda q: float(np.clip(q.p.x, q.window[0], q.window[1] - q.dx)))
    strip = cached_property(lambda q: float(q.table.between(q.x, q.x + q.dx)))
    so_far = cached_property(lambda q: float(q.table.between(q.a, q.x)))
    here = cached_property(lambda q: float(q.formula(q.x)))
    slopes = cached_property(lambda q: [q.table.slope(q.x, small) for small in (1e-5, -1e-5)])  # from right and left
    corner = cached_property(lambda q: bool(np.ptp([*q.slopes, q.here]) > 1e-3 * (1 + np.abs(q.slopes).max())))
    steep = cached_property(lambda q: antiderivatives.extremes(q.p.function, 1, q.x, q.x + q.dx, 64))
    # Dimensions: the place in a table of errors, and those of the random points.
    integrand = cached_property(lambda q: learning.INTEGRANDS[q.p.integrand])
    at = cached_property(lambda q: (q.p.d - 1, q.p.doublings))
    grid_mean = cached_property(lambda q: learning.grid_mean(q.p.integrand, *q.at))
    chances = kept("integrand", "seed")(lambda q: learning.random_errors(q.p.integrand, q.p.seed))
    errors = cached_property(lambda q: learning.errors(q.p.integrand, q.chances))
    # ROC: the scores and who is ill; the curve, its area; the shares of the well and of the ill called ill.
    scores = cached_property(lambda q: learning.scores(q.p.feature, q.p.rounding))
    roc = kept("feature", "rounding")(lambda q: learning.roc(*q.scores))
    auc, place = cached_property(lambda q: q.roc.areas[1]), cached_property(lambda q: q.roc.place(q.p.threshold))
    rates = cached_property(lambda q: (float(q.roc.false[q.place]), float(q.roc.true[q.place])))


def pair(q: Integration) -> Found:
    found: Found = [Readout("integral of f from a to b", q.exact, digits=9, role="data")]
    if not np.isfinite([q.exact, *q.totals]).all():
        return found
    errors, (one, two), (bends, unit) = q.totals - q.exact, LETTERS[q.p.pair], PRIMES[q.pair.order]
    named = zip(errors, (*NAMES[q.p.pair], MIXES[q.p.pair]), ("model", "gradient", "optimum"), strict=True)
    found += [Readout(f"error of {name}", error, digits=5, role=role, scale=1e-3) for error, name, role in named]
    if abs(errors[0]) > 4 * q.floor:
        found.append(Readout(f"error of {two} ÷ error of {one}", errors[1] / errors[0], digits=5))
    under, says = quadrature.under(q.p.function, q.pair, q.panels.edges, q.p.tilt), f"area under the open roofs = {one}"
    if np.isfinite(under):
        found.append(law("bending the roofs leaves their area", says, under, q.totals[0]))
    most, slack = max(np.abs(q.extremes)), 1e-12 * (1 + q.table.size(q.a, q.b)) + q.table.unsure(q.a, q.b)
    one_way = np.isfinite(most) and (q.extremes[0] >= -1e-9 * most or q.extremes[1] <= 1e-9 * most)
    unless = "" if one_way else f"{bends} may change its sign between a and b"
    off, half = abs(q.exact - q.totals[:2].mean()), 0.5 * abs(q.totals[1] - q.totals[0])
    says, name = f"|I − ½({one} + {two})| ≤ ½|{two} − {one}|", "the integral I lies between the two"
    found.append(law(name, says, off, half, slack=slack, unless=unless))
    if np.isfinite(most):
        bound, says = q.p.n * abs(q.panels.unit) * most, f"|error of {two}| ≤ n · {unit} · max|{bends}|"
        found.append(law("the error has a bound", says, abs(errors[1]), bound, slack=slack, note=PROVED))
    return found


def trouble(q: Integration, low: float, high: float, held: bool) -> str:
    """What stands in the way of an integral, or between the reader and the places asked for."""
    near, unsure = number(round(q.table.trouble(low, high), 3) + 0.0, 3), q.table.unsure(low, high)
    if near != "undefined":
        return f"No integral was found near x = {near}: f has no value there, or is too large to find an area."
    said = f"f is so wild that its integral is known to {number(unsure, 2)} only." * (unsure > 1e-9)
    return said or "A place outside the window is held at its edge: choose a wider window." * held


def notice(q: Integration) -> str:
    return trouble(q, q.a, q.b, (q.p.a, q.p.b) != (q.a, q.b)) or "Both ends at one place: area 0." * (q.a == q.b)


def area_notice(q: Integration) -> str:
    return trouble(q, min(q.a, q.x), max(q.a, q.x + q.dx), (q.p.a, q.p.x) != (q.a, q.x))


def pair_notice(q: Integration) -> str:
    (low, high), usable, scaled = q.bend[2], np.isfinite(q.totals), q.panels.scaled
    if np.isfinite(q.exact) and not usable.all():
        name = NAMES[q.p.pair][int(usable[0])]
        return f"f has no value where “{name}” looks, though its integral exists: that rule has no answer."
    cut = (np.abs(q.panels.errors) > 8 * q.floor) & ((scaled < low) | (scaled > high))
    return notice(q) or "A panel's error is cut off: f has a corner, a jump or a steep end there." * bool(cut.any())


def alt(q: Integration) -> str:
    what = f"f = {q.p.function} from {number(q.a)} to {number(q.b)}; its integral is {number(q.exact, 6)}."
    said = " and ".join(f"{name} {number(v)}" for name, v in zip(NAMES[q.p.pair], q.totals, strict=False))
    return f"{what} With {q.p.n} panels two rules say {said}."


def area(q: Integration) -> Found:
    mean, steep, slope = q.strip / q.dx, max(np.abs(q.steep)), q.slopes[0]
    found: Found = [
        Readout("F(x), the area from a to x", q.so_far, digits=6, role="optimum", scale=1),
        Readout("f(x)", q.here if np.isfinite(q.here) else "no value", digits=6, role="data"),
        Readout("ΔF/Δx, the mean height of the strip", mean, digits=6, role="accent"),
    ]
    if not np.isfinite([q.so_far, q.here, mean, slope]).all():
        return found
    if smooth := bool(np.isfinite(steep)):
        says, most = "|ΔF/Δx − f(x)| ≤ ½ · Δx · max|f′|", 0.5 * q.dx * steep
        found.append(law("the strip is nearly a rectangle", says, abs(mean - q.here), most, note=PROVED))
    unless, slack = "f may jump there" * (not smooth), 1e-6 * (1 + abs(q.here) + (steep if smooth else 0.0))
    return [*found, law("the slope of F is f", "slope of F at x = f(x)", slope, q.here, slack=slack, unless=unless)]


def area_alt(q: Integration) -> str:
    said = f"The area under {q.p.function} from {number(q.a)} to {number(q.x)} is {number(settled(q.so_far))}"
    slope = "no slope" if q.corner or np.isnan(q.so_far) else f"the slope {number(q.here)}"
    return f"{said}. The curve of all such areas has {slope} there."


def orders(q: Integration) -> Found:
    w, error = q.rule[1], q.error if np.isfinite(q.error) else "no value"
    found: Found = [Readout("integral of f from a to b", q.exact, digits=9, role="data")]
    if not np.isfinite(q.exact):
        return found
    found.append(Readout(f"error of {RULES[q.p.rule]}, {q.count} evaluations", error, scale=1e-3))
    if q.ratio > 0:
        found.append(Readout("order: log₂ of the error ÷ that with twice the panels", np.log2(q.ratio)))
    for rule in sorted({*RULES} - {"newton"} | {q.p.rule}, key=[*RULES].index) if q.a != q.b else ():
        top, value = f"more than {quadrature.TOP.get(rule, 1025)}", q.costs[rule]
        said = "about " * q.race.hops(rule, q.p.level) + number(value, 6 if value < 1e4 else 3)
        found.append(Readout(f"evaluations to stay below: {RULES[rule]}", top if np.isinf(value) else said))
    loud, degree = float(np.abs(w).sum()), quadrature.exactness(q.p.rule, q.count)
    found.append(Readout("Σ|w| ÷ (b − a), what it makes of rounding", loud))
    found.append(law("the weights add up", "Σw ÷ (b − a) = 1", w.sum(), 1.0, slack=1e-13 * (1 + loud)))
    if q.p.rule == "random":
        expected = q.race.deviation / np.sqrt(q.count)
        return [*found, Readout("error to expect (root mean square)", expected, role="accent")]
    worst, says = quadrature.misses(q.p.rule, q.count, degree), "largest error on Legendre’s = 0"
    return [*found, law(f"exact for polynomials up to degree {degree}", says, worst, 0.0, slack=1e-13 * (1 + loud))]


def orders_alt(q: Integration) -> str:
    return f"{RULES[q.p.rule]}, {q.count} evaluations: off by {number(q.error)} from the integral of {q.p.function}."


def orders_notice(q: Integration) -> str:
    name, w, top = RULES[q.p.rule], q.rule[1] * q.count, quadrature.TOP.get(q.p.rule, 1025)
    if np.isfinite(q.exact) and not np.isfinite(q.error):
        return f"f has no value at a node of “{name}”, though its integral exists: the dot waits below."
    heavy = f"Weights are cut off: they go from {number(w.min())} to {number(w.max())} equal shares."
    return notice(q) or heavy * bool(np.abs(w).max() > 2.6) or f"{name} goes up to {top} nodes." * (q.p.count > top)


def cube(q: Integration) -> Found:
    counts, first = learning.shares(q.p.d, q.p.doublings), learning.loses(q.p.integrand, q.p.doublings)
    found: Found = [Readout("integral", q.integrand.exact[q.p.d - 1], digits=6)]
    found.append(Readout("places of the grid along each axis", " or ".join(str(m) for m in sorted(set(counts)))))
    found.append(Readout("the grid loses to chance from", f"d = {first}" if first <= 10 else "none of these d"))
    named = ((f"{name}: |error| ÷ integral", kind, role) for kind, (name, role) in SETS.items())
    found += [Readout(name, q.errors[kind][q.at], role=role) for name, kind, role in named]
    if q.integrand.factor is not None:
        product = np.prod([q.integrand.factor((np.arange(m) + 0.5) / m).mean() for m in counts])
        says = f"mean over {2**q.p.doublings} points = product of {q.p.d} means"
        found.append(law("the grid of a product is a product", says, q.grid_mean, product))
    empty = {kind: learning.bare(kind, q.p.seed, q.p.d, q.p.doublings) for kind in SETS}
    found.append(Readout("this run of random points: |error| ÷ integral", abs(q.chances.run[q.at]), role="accent"))
    found.append(Readout("slabs of width 1/N without a point: grid, random", f"{empty['grid']}, {empty['random']}"))
    return [*found, law("Sobol leaves no slab across an axis empty", "slabs without a point = 0", empty["sobol"], 0.0)]


def cube_alt(q: Integration) -> str:
    said = ", ".join(f"{name} {number(q.errors[kind][q.at])}" for kind, (name, _) in SETS.items())
    return f"{2**q.p.doublings} points in {q.p.d} dimensions. Errors as parts of the integral: {said}."


def roc(q: Integration) -> Found:
    (low, middle, high), (wins, ties) = q.roc.areas, learning.duels(*q.scores)
    return [
        Readout("of the ill called ill", q.rates[1], role="model"),
        Readout("of the well called ill", q.rates[0], role="data"),
        Readout("different scores", str(len(q.roc.levels))),
        law("left ends: ties count nothing", "lower stairs = P(ill above well)", low, wins),
        law("trapezoids: ties count half (AUC)", "trapezoids = P(ill above well) + ½ P(tie)", middle, wins + ties / 2),
        law("right ends: ties count whole", "upper stairs = P(ill above well) + P(tie)", high, wins + ties),
    ]


def roc_alt(q: Integration) -> str:
    called = f"At this threshold the shares {number(q.rates[1], 3)} of the ill and {number(q.rates[0], 3)} of the well."
    return f"The ROC curve of {q.p.feature}, area {number(q.auc)}. {called}"


def numbers(q: Integration) -> dict[str, Any]:
    """For the text and the programs: the classical rules on the same n panels, and Gauss with n points."""
    totals = quadrature.panels(q.table, quadrature.PAIRS["middle"], q.a, q.b, q.p.n).totals.tolist()
    found = dict(zip(("midpoint", "trapezoid", "simpson"), totals, strict=True))
    found["gauss"] = quadrature.estimate(q.formula, q.a, q.b, "gauss", q.p.n)
    found |= {f"{name}_error": value - q.exact for name, value in found.items()} | {"mean": q.strip / q.dx}
    sets = {f"{kind}_part": errors[q.at] for kind, errors in q.errors.items()} | {"size": 2**q.p.doublings}
    more = {"f": q.formula.latex, "h": (q.b - q.a) / q.p.n, "cube": q.integrand.exact[q.p.d - 1]}
    return found | sets | more | {"name": RULES[q.p.rule], "false": q.rates[0], "true": q.rates[1]}
