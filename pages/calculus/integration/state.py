"""The state of the lesson: an integral and what rules make of it; means in many dimensions; the area under a ROC."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Expression, Seed, Slider
from explorer.lesson import State, kept
from mathcore.calculus import integrals_in_learning as learning
from mathcore.calculus import neighbourhoods, quadrature
from mathcore.calculus.quadrature import PAIRS, Antiderivative, Panels
from mathcore.common.expressions import Formula, parse

Array = NDArray[np.float64]
Ends = tuple[float, float]
WINDOWS = {"unit": (0.0, 1.0), "two": (-1.0, 1.0), "wide": (-4.0, 4.0)}
NAMES = {"ends": ("left", "right", "their mean"), "middle": ("midpoint", "trapezoid", "Simpson")}
NAMES |= {"gauss": ("Gauss, 2 points", "Simpson", "(3G + 2S)/5")}
RULES = {"left": "left", "midpoint": "midpoint", "trapezoid": "trapezoid", "simpson": "Simpson", "gauss": "Gauss"}
RULES |= {"newton": "Newton–Cotes", "random": "random"}
PRIMES = ("f", "f′", "f″", "f‴", "f⁗")  # names of derivatives
SETS = {"grid": "Grid", "random": "Random", "sobol": "Sobol"}
EXAMPLES = (
    *("exp(x)", "sqrt(x)", "exp(cos(2*pi*x))", "1/(1+25x^2)", "abs(x-0.3)", "x^3-x", "sin(20x)", "log(x)"),
    *("exp(-x^2)", "sign(x)", "1/sqrt(x)", "1/x", "x^2"),
)
KNOWN = "Operators + - * / ^ and sin, cos, exp, log, sqrt, abs, sign, floor, tanh, if(x<0, −x, x^2) …"
FUNCTION = Expression("function", "Function f(x)", "exp(x)", examples=EXAMPLES, help=KNOWN)
WINDOW = Choice("window", "Window", {"unit": "0 to 1", "two": "−1 to 1", "wide": "−4 to 4"}, "unit")
A = Slider("a", "From a", -4.0, 4.0, 0.0, 0.01, help="Held at the edge of the window.")
B = Slider("b", "To b", -4.0, 4.0, 1.0, 0.01, help="Held at the edge of the window.")
PAIR = Choice(
    "pair",
    "Two rules",
    {"ends": "Left and right end", "middle": "Midpoint and trapezoid", "gauss": "Gauss (2 points) and Simpson"},
    "middle",
)
N = Slider("n", "Panels n", 1, 32, 4, 1, integer=True)
TILT = Slider(
    *("tilt", "Bend the open roofs to touch f", 0.0, 1.0, 0.0, 0.05),
    help="Open rules have no node at a panel's ends. Their roofs can be bent like this without a change of area.",
    when={"pair": ("middle", "gauss")},
)
RULE = Choice("rule", "Rule in hand", {name: text[0].upper() + text[1:] for name, text in RULES.items()}, "simpson")
COUNT = Slider("count", "Evaluations", 1, 1024, 17, log=True, integer=True)
LEVEL = Slider("level", "Error to get below", 1e-14, 0.1, 1e-6, log=True, per_decade=10)
SEED = Seed("seed", "Seed of the random places", 1)
X = Slider("x", "Up to x", -4.0, 4.0, 0.6, 0.01, help="Held at the edge of the window.")
DX = Slider("dx", "Further by Δx", 0.01, 0.5, 0.2, 0.01)
INTEGRAND = Choice("integrand", "Function", {"smooth": "exp(−|x|²)", "kink": "Kinked", "ball": "Ball"}, "smooth")
DIMENSIONS = Slider("d", "Dimensions d", 1, learning.MOST_DIMENSIONS, 6, 1, integer=True)
DOUBLINGS = Slider("doublings", "Points, 2 to the power", 4, learning.MOST_DOUBLINGS, 12, 1, integer=True)
SET = Choice("points", "Points drawn", SETS, "grid")
FEATURE = Choice("feature", "Score", {name: name.capitalize() for name in learning.FEATURES}, "mean radius")
THRESHOLD = Slider("threshold", "Threshold", -3.0, 4.0, 0.3, 0.05, unit="sd")
ROUND = Slider("rounding", "Scores rounded to", 0.0, 2.0, 0.0, 0.05, unit="sd")


SHIFTED = {"a": "F is 0 at a: with a the whole curve of areas moves up or down, and its axis with it."}


class Integration(State):
    """The function and its ends, held in the window; then what the views ask for."""

    formula: cached_property[Formula] = cached_property(lambda q: parse(q.p.function))
    window: cached_property[Ends] = cached_property(lambda q: WINDOWS[q.p.window])
    a = cached_property(lambda q: float(np.clip(q.p.a, *q.window)))
    b = cached_property(lambda q: float(np.clip(q.p.b, *q.window)))
    exact = cached_property(lambda q: float(q.table.between(q.a, q.b)))  # NaN where none was found
    pair = cached_property(lambda q: PAIRS[q.p.pair])
    found = cached_property(lambda q: bool(np.isfinite(q.exact)))
    totals = cached_property(lambda q: q.panels.totals)  # of the two rules, and their mix

    @kept("function", "window")
    def table(self) -> Antiderivative:
        return quadrature.antiderivative(self.p.function, *self.window)

    @kept("function", "window")
    def curve(self) -> tuple[Array, Array]:
        """x and f(x) a little beyond the window, with gaps where f jumps."""
        (low, high), room = self.window, 0.08 * np.ptp(self.window)
        return neighbourhoods.traced(self.p.function, np.linspace(low - room, high + room, 801))

    @kept("function", "window")
    def heights(self) -> Ends:
        """A range of y that holds 0 and most of f."""
        return around(self.formula(np.linspace(*self.window, 601)))

    @kept("function", "window", "a", "b", "pair", "n")
    def panels(self) -> Panels:
        return quadrature.panels(self.table, self.pair, self.a, self.b, self.p.n)

    @kept("function", "window", "pair")
    def bend(self) -> tuple[Array, Array]:
        """The derivative that the errors of the pair follow, over the window."""
        x = np.linspace(*self.window, 401)
        return x, quadrature.derivative(self.p.function, self.pair.order, x)

    @kept("function", "window", "pair")
    def bend_heights(self) -> Ends:
        y = self.bend[1]
        if not np.isfinite(y).any():  # it is not known: as much as f itself would bend, were it smooth
            y = np.array([-40.0, 40.0]) * np.ptp(self.heights) / np.ptp(self.window) ** self.pair.order
        return around(np.concatenate([y * sign for sign in self.pair.signs]), 0.25)

    @kept("function", "window", "a", "b", "pair")
    def extremes(self) -> Ends:
        """Proved bounds on that derivative between a and b."""
        return quadrature.extremes(self.p.function, self.pair.order, *sorted((self.a, self.b)))

    # Orders.
    count = cached_property(lambda q: quadrature.allowed(q.p.rule, q.p.count))
    floor = cached_property(lambda q: quadrature.ROUNDING * q.table.size)  # no error below it means anything
    mean_square = cached_property(lambda q: q.table.square(q.a, q.b) / max(abs(q.b - q.a), 1e-300))
    # The error that the random rule has on average (root mean square), with one evaluation.
    deviation = cached_property(
        lambda q: abs(q.b - q.a) * np.sqrt(max(q.mean_square - (q.exact / ((q.b - q.a) or 1.0)) ** 2, 0.0))
    )

    @kept("function", "window", "a", "b", "seed")
    def sweeps(self) -> dict[str, tuple[Array, Array]]:
        """Of each rule the evaluations, and the errors."""
        found = {rule: quadrature.sweep(self.formula, self.a, self.b, rule, self.p.seed) for rule in RULES}
        return {rule: (n, values - self.exact) for rule, (n, values) in found.items()}

    @kept("function", "window", "a", "b", "level")
    def costs(self) -> dict[str, float]:
        """Evaluations that each rule needs for an error that stays below the level; of the random one on average."""
        level = self.p.level
        known = [rule for rule in RULES if rule != "random"]
        found = {r: quadrature.needed(self.formula, self.a, self.b, r, self.exact, level) for r in known}
        return found | {"random": max(1.0, float(np.ceil((self.deviation / level) ** 2)))}

    @cached_property
    def nodes(self) -> tuple[Array, Array]:
        """Where the rule in hand looks, and its weights as parts of equal shares."""
        if self.p.rule == "random":
            t, w = quadrature.uniforms(self.p.seed)[: self.count], np.full(self.count, 1 / self.count)
        else:
            t, w = quadrature.nodes_of(self.p.rule, self.count)
        return self.a + (self.b - self.a) * t, w * self.count

    @cached_property
    def error(self) -> float:
        """Of the rule in hand."""
        if self.p.rule == "random":
            return float(self.sweeps["random"][1][self.count - 1])
        return quadrature.estimate(self.formula, self.a, self.b, self.p.rule, self.count) - self.exact

    @kept("function", "window", "a", "b", "rule", "count")
    def ratio(self) -> float:
        """By what the error is divided when panels double: NaN where rounding hides it, or the rule has one panel."""
        ends, least = {"trapezoid": 1, "simpson": 1}.get(self.p.rule, 0), 4 * self.floor
        if self.p.rule in ("gauss", "newton", "random") or not self.found:
            return np.nan
        twice = (self.count - ends) * 2 + ends
        one, two = (
            abs(
                quadrature.apply(self.formula, quadrature.nodes_of(self.p.rule, c), *map(np.array, (self.a, self.b)))
                - self.exact
            )
            for c in (self.count, min(twice, 2048))
        )
        return float(one / two) if two > least and twice <= 1025 else np.nan

    # Area so far.
    dx = cached_property(lambda q: min(q.p.dx, 0.5 * np.ptp(q.window)))
    x = cached_property(lambda q: float(np.clip(q.p.x, q.window[0], q.window[1] - q.dx)))
    so_far = cached_property(lambda q: float(q.table.between(q.a, q.x)))
    strip = cached_property(lambda q: float(q.table.between(q.x, q.x + q.dx)))
    here = cached_property(lambda q: float(q.formula(q.x)))

    @kept("function", "window", "a")
    def areas(self) -> tuple[Array, Array]:
        """x over the window, and the integral from a to x."""
        x = np.unique(np.append(np.linspace(*self.window, 401), self.a))
        return x, self.table.between(self.a, x)

    @kept("function", "window", "a")
    def area_heights(self) -> Ends:
        return around(self.areas[1], 0.2)

    @cached_property
    def slope(self) -> float:
        """Of F at x from the right: the limit of ΔF/Δx, from two small Δx."""
        small = 1e-5 * np.array([1.0, 0.5])
        one, two = (self.table.between(self.x, self.x + small) / small).tolist()
        return float(2 * two - one)

    @cached_property
    def steep(self) -> float:
        """A proved bound on |f′| over the strip; infinite where f jumps, has a corner or is too steep."""
        low, high = quadrature.extremes(self.p.function, 1, self.x, self.x + self.dx, 64)
        return max(abs(low), abs(high))

    # Dimensions.
    integrand = cached_property(lambda q: learning.INTEGRANDS[q.p.integrand])
    grid_errors = cached_property(lambda q: learning.grid_errors(q.p.integrand))
    at = cached_property(lambda q: (q.p.d - 1, q.p.doublings))  # the place in a table of errors
    grid_error = cached_property(lambda q: float(q.grid_errors[q.at]))
    random_error = cached_property(lambda q: float(q.integrand.random[q.at[0]] / np.sqrt(2.0**q.p.doublings)))

    @kept("integrand", "seed")
    def chances(self) -> learning.Random:
        return learning.random_errors(self.p.integrand, self.p.seed)

    # ROC.
    @kept("feature", "rounding")
    def scores(self) -> tuple[Array, NDArray[np.bool_]]:
        z, ill = learning.patients(self.p.feature)
        return learning.rounded(z, self.p.rounding), ill

    @kept("feature", "rounding")
    def roc(self) -> learning.Roc:
        return learning.roc(*self.scores)

    auc = cached_property(lambda q: q.roc.areas[1])
    place = cached_property(lambda q: q.roc.place(q.p.threshold))
    rates = cached_property(lambda q: (float(q.roc.false[q.place]), float(q.roc.true[q.place])))


def around(values: Array, room: float = 0.12) -> Ends:
    """A range that holds 0 and most of the values, with some room."""
    known = values[np.isfinite(values)]
    if not len(known):
        return -1.0, 1.0
    low, high = float(known.min()), float(known.max())
    least, most = np.quantile(known, [0.04, 0.96]).tolist()
    if high - low > 4 * (most - least) > 0:
        low, high = least, most
    low, high = min(low, 0.0), max(high, 0.0)
    size = (high - low) or 1.0
    return low - room * size, high + room * size
