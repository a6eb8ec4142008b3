"""Rules that estimate an integral from a few values: pairs of them panel by panel, and a race of all.

A rule is given by its nodes and weights on [0, 1], the weights summing to one.

Sources: Davis and Rabinowitz, *Methods of Numerical Integration*, 2nd ed., Academic Press (1984), chapter 2; Dahlquist
and Björck, *Numerical Methods in Scientific Computing* I, SIAM (2008), chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.antiderivatives import Antiderivative, derivative, heights
from mathcore.common.expressions import Formula, parse
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
Rule = tuple[Array, Array]  # nodes and weights on [0, 1]
Ends = tuple[float, float]
LARGEST = 1024  # evaluations that a sweep goes up to
GAUSS, NEWTON = 64, 25  # the largest rules of these two kinds


@dataclass(frozen=True)
class Pair:
    """Two rules for one panel whose errors (rule less integral) have opposite signs where f^(order) keeps its own:
    `signs` of them times unit h^(order + 1) f^(order), at some place of the panel each. `mix` cancels the two."""

    first: Rule
    second: Rule
    mix: tuple[float, float]
    order: int
    unit: float
    signs: tuple[float, float]


def _rule(nodes: ArrayLike, weights: ArrayLike) -> Rule:
    return np.asarray(nodes, float), np.asarray(weights, float)


_OFF = 0.5 / np.sqrt(3.0)
PAIRS = {
    "ends": Pair(_rule([0], [1]), _rule([1], [1]), (1 / 2, 1 / 2), 1, 1 / 2, (-1.0, 1.0)),
    "middle": Pair(_rule([0.5], [1]), _rule([0, 1], [1 / 2, 1 / 2]), (2 / 3, 1 / 3), 2, 1 / 12, (-1 / 2, 1.0)),
    "gauss": Pair(
        _rule([0.5 - _OFF, 0.5 + _OFF], [1 / 2, 1 / 2]),
        _rule([0, 0.5, 1], [1 / 6, 4 / 6, 1 / 6]),
        (3 / 5, 2 / 5),
        *(4, 1 / 2880, (-2 / 3, 1.0)),
    ),
}
"""Left and right end; midpoint and trapezoid; two points of Gauss and Simpson. The order is that of the whole."""


@dataclass(frozen=True)
class Panels:
    """What both rules of a pair make of n panels: `edges` (n + 1,), `values` (2, n) of each panel, `exact` (n,)."""

    pair: Pair
    edges: Array
    values: Array
    exact: Array

    @property
    def errors(self) -> Array:
        """Of both rules and of their mix, in each panel: rule less integral, shape (3, n)."""
        return np.concatenate([self.values, np.atleast_2d(self.pair.mix @ self.values)]) - self.exact

    @property
    def scaled(self) -> Array:
        """These errors over unit h^(order + 1): values of f^(order), times `signs` for the two rules."""
        with np.errstate(all="ignore"):
            return np.asarray(self.errors / np.float64(self.unit))

    @property
    def totals(self) -> Array:
        """Both rules and their mix over all panels, shape (3,)."""
        both = self.values.sum(axis=1)
        return np.append(both, self.pair.mix @ both)

    @property
    def unit(self) -> float:
        """The error of a panel for each unit of f^(order)."""
        return float(self.pair.unit * self.wide ** (self.pair.order + 1))

    @property
    def wide(self) -> float:
        """The width h of a panel, negative if they go to the left."""
        return float(self.edges[1] - self.edges[0])


def panels(of: Antiderivative, pair: Pair, a: float, b: float, n: int) -> Panels:
    """Both rules of a pair on n equal panels from a to b."""
    edges = np.linspace(a, b, n + 1)
    with np.errstate(all="ignore"):
        values = [apply(of.formula, rule, edges[:-1], edges[1:]) for rule in (pair.first, pair.second)]
    return Panels(pair, edges, np.stack(values), of.between(edges[:-1], edges[1:]))


def apply(f: Formula, rule: Rule, a: ArrayLike, b: ArrayLike) -> Array:
    """A rule applied between a and b, of one shape; NaN or infinite where f is at a node."""
    low, high = np.asarray(a, float), np.asarray(b, float)
    with np.errstate(all="ignore"):
        return np.asarray((high - low) * (f(_places(low, high, rule[0])) @ rule[1]))


def _places(low: Array, high: Array, nodes: Array) -> Array:
    """The nodes of panels. Those at the upper end are that end itself, which low + (high - low) may miss by a rounding,
    where f may not be defined; and what rounding leaves of a zero is 0, where f may have its pole."""
    x = np.where(nodes == 1, high[..., None], low[..., None] + (high - low)[..., None] * nodes)
    return np.asarray(np.where(np.abs(x) < 1e-15, 0.0, x))


def roofs(text: str, pair: Pair, edges: Array, t: Array) -> tuple[Array, Array, Array]:
    """Over each panel the polynomials that both rules integrate instead of f, at the shares t (m,) of it, each (n, m):
    of the first rule the one through f at its nodes, and the one that touches f there; of the second the one through f.
    NaN where f has no value at a node; flat where its slope is not known.

    The first two have the same area if that rule is Gauss's (midpoint, Gauss), and so has all that lies between them:
    what they differ by is orthogonal to every polynomial of so low a degree. Of other rules they are the same.
    """
    f, h = parse(text), np.diff(edges)
    out = []
    with np.errstate(all="ignore"):
        for nodes, _ in (pair.first, pair.second):
            out.append(f(_places(edges[:-1], edges[1:], nodes)) @ _lagrange(nodes, t))
        nodes = pair.first[0]
        out = [np.where(np.isfinite(roof), roof, np.nan) for roof in out]
        if pair.order == 1:
            return out[0], out[0], out[1]
        x = _places(edges[:-1], edges[1:], nodes)
        slopes = derivative(text, 1, x) * h[:, None]
        if len(nodes) > 1:  # less the slope of the line through both, over that of the product of t - node
            y, wide = f(x), nodes[1] - nodes[0]
            slopes = (slopes - ((y[:, 1] - y[:, 0]) / wide)[:, None]) / [-wide, wide]
        touching = out[0] + np.prod(t - nodes[:, None], axis=0) * (slopes @ _lagrange(nodes, t))
        return out[0], np.where(np.isfinite(touching), touching, out[0]), out[1]


def bends(flat: Array, touching: Array, bounds: Ends) -> tuple[int, float, float]:
    """(k, flat, far) for the ends of open roofs (n,), flat and touching f: of those within bounds the one, number k,
    that moves most; how high it is when flat, and how much farther up when the roof touches f (0 if none moves)."""
    with np.errstate(all="ignore"):
        seen = (touching > bounds[0]) & (touching < bounds[1]) & (np.abs(touching - flat) > 1e-3 * np.ptp(bounds))
        far = np.where(seen, touching - flat, 0.0)
    k = int(np.argmax(np.abs(far)))
    return k, float(flat[k]), float(far[k])


def under(text: str, pair: Pair, edges: Array, touch: float) -> float:
    """The area under the open roofs, bent by the share `touch`: by a rule of four points, exact for their degree."""
    t, w = np.polynomial.legendre.leggauss(4)
    flat, touching, _ = roofs(text, pair, edges, 0.5 * (t + 1))
    with np.errstate(all="ignore"):
        return float(np.diff(edges) @ (flat + touch * (touching - flat)) @ w / 2)


def _lagrange(nodes: Array, t: Array) -> Array:
    """The Lagrange polynomials of some nodes at t (m,): shape (nodes, m)."""
    rows = []
    for j, node in enumerate(nodes):
        others = np.delete(nodes, j)
        rows.append(
            np.prod((t - others[:, None]) / (node - others)[:, None], axis=0) if len(others) else np.ones_like(t)
        )
    return np.stack(rows)


def bend(text: str, pair: Pair, window: Ends, tall: Ends) -> tuple[Array, Array, Ends]:
    """x over a window, the derivative that a pair's errors follow, and heights that hold what the errors are over their
    unit. Where the derivative is not known they are those of a smooth function between the
    heights `tall`."""
    x, wide = np.linspace(*window, 401), window[1] - window[0]
    y = derivative(text, pair.order, x)
    known = y if np.isfinite(y).any() else np.array([-40.0, 40.0]) * (tall[1] - tall[0]) / wide**pair.order
    return x, y, heights(np.outer(pair.signs, known), 0.25)


LEAST = {"left": 1, "midpoint": 1, "trapezoid": 2, "simpson": 3, "gauss": 1, "newton": 2, "random": 1}
"""The fewest evaluations of each rule."""
TOP = {"gauss": GAUSS, "newton": NEWTON, "random": LARGEST}


def allowed(rule: str, count: int) -> int:
    """The largest number of evaluations up to `count` that the rule can use, or its fewest."""
    count = max(LEAST[rule], min(count, TOP.get(rule, LARGEST + 1)))
    return count - (count % 2 == 0) if rule == "simpson" else count


@remembered
def nodes_of(rule: str, count: int, seed: int = 1) -> Rule:
    """Nodes and weights on [0, 1] of a rule with that many evaluations: of equal panels with `left`, `midpoint`,
    `trapezoid`, `simpson` (count is odd), of one panel with `gauss` (Legendre) and `newton` (Newton and Cotes, closed);
    `random`, the first places of the seed's stream, of equal weights.

    Raises:
        ValueError: no such rule, or not with that many evaluations.
    """
    if rule not in LEAST or allowed(rule, count) != count:
        raise ValueError(f"There is no rule {rule} of {count} evaluations.")
    if rule == "random":
        return uniforms(seed)[:count], np.full(count, 1 / count)
    if rule == "gauss":
        t, w = np.polynomial.legendre.leggauss(count)
        return 0.5 * (t + 1), 0.5 * w
    if rule == "newton":
        return np.linspace(0, 1, count), newton_cotes(count)
    if rule in ("left", "midpoint"):
        return (np.arange(count) + (0.5 if rule == "midpoint" else 0.0)) / count, np.full(count, 1 / count)
    w = np.ones(count) if rule == "trapezoid" else np.where(np.arange(count) % 2, 4.0, 2.0)
    w[[0, -1]] = 0.5 if rule == "trapezoid" else 1.0
    return np.linspace(0, 1, count), w / w.sum()


def newton_cotes(count: int) -> Array:
    """The weights on [0, 1] of the rule that integrates the polynomial through `count` equally spaced points; exact
    fractions, rounded once."""
    n, weights = count - 1, []
    for j in range(count):
        # The product of (s - i) over the other places i, lowest power first.
        product: list[Fraction] = [Fraction(1)]
        for i in range(count):
            if i != j:
                zero = [Fraction(0)]
                product = [low - i * high for low, high in zip(zero + product, product + zero, strict=True)]
        area = sum((c * Fraction(n ** (k + 1), k + 1) for k, c in enumerate(product)), Fraction(0))
        weights.append(float(area / (n * (-1) ** (n - j) * factorial(j) * factorial(n - j))))
    return np.array(weights)


@lru_cache(maxsize=8)
def counts(rule: str) -> tuple[int, ...]:
    """The numbers of evaluations that a sweep tries: all up to 32, then 16 an octave."""
    tried = {*range(1, 33), *(round(2 ** (k / 16)) for k in range(80, 161))}
    return tuple(sorted({allowed(rule, count) for count in tried} - {0}))


@remembered
def _together(rule: str, tried: tuple[int, ...]) -> tuple[Array, Array, NDArray[np.intp]]:
    """Nodes and weights of a rule for several numbers of evaluations, one after the other, and where each begins."""
    every = [nodes_of(rule, count) for count in tried]
    starts = np.append(0, np.cumsum([len(t) for t, _ in every])[:-1])
    return np.concatenate([t for t, _ in every]), np.concatenate([w for _, w in every]), starts.astype(np.intp)


def estimates(f: Formula, a: float, b: float, rule: str, tried: tuple[int, ...]) -> Array:
    """A rule between a and b for several numbers of evaluations."""
    t, w, starts = _together(rule, tried)
    x = np.where(t == 1, b, a + (b - a) * t)
    y = f(np.where(np.abs(x) < 1e-15, 0.0, x))  # as in `_places`: what rounding leaves of a zero
    with np.errstate(all="ignore"):
        return np.asarray((b - a) * np.add.reduceat(w * y, starts))


def sweep(f: Formula, a: float, b: float, rule: str, seed: int = 1) -> tuple[Array, Array]:
    """(evaluations, estimates) of a rule for every number of evaluations that is tried. `random` has all up to 1024:
    the mean of the first so many of one stream of uniform places."""
    if rule != "random":
        return np.array(counts(rule), float), estimates(f, a, b, rule, counts(rule))
    y = f(a + (b - a) * uniforms(seed))
    n = np.arange(1.0, LARGEST + 1)
    with np.errstate(all="ignore"):
        return n, (b - a) * np.cumsum(y) / n


def uniforms(seed: int) -> Array:
    """The places on [0, 1) of the random rule, shape (LARGEST,)."""
    return random_uniforms(seed, 26, 0, LARGEST)


def estimate(f: Formula, a: float, b: float, rule: str, count: int) -> float:
    """A rule of that many evaluations between a and b."""
    return float(apply(f, nodes_of(rule, count), np.array(a), np.array(b)))


def settled(n: Array, errors: Array, level: float) -> float:
    """The first of the numbers n from which on no error is above a level; infinite if the last one is."""
    above = np.flatnonzero(~(np.abs(errors) <= level))
    return float(n[0]) if not len(above) else np.inf if above[-1] == len(n) - 1 else float(n[above[-1] + 1])


@dataclass(frozen=True, eq=False)
class Race:
    """All rules between a and b: `errors` by rule, (evaluations, signed errors) of a sweep. `exact`: the integral."""

    of: Antiderivative
    a: float
    b: float
    exact: float
    errors: dict[str, tuple[Array, Array]]

    @property
    def deviation(self) -> float:
        """The root mean square error of the random rule with one evaluation; with N it is that over √N."""
        wide = abs(self.b - self.a)
        return float(np.sqrt(max(wide * self.of.square(self.a, self.b) - self.exact**2, 0.0)))

    def error(self, rule: str, count: int) -> float:
        """The error of a rule of that many evaluations."""
        if rule == "random":  # of this seed
            return float(self.errors["random"][1][count - 1])
        return estimate(self.of.formula, self.a, self.b, rule, count) - self.exact

    def ratio(self, rule: str, count: int) -> float:
        """By what the error is divided when the panels double; NaN where rounding hides it, where that takes more than
        1025 evaluations, and for a rule of one panel."""
        twice = 2 * count - (rule in ("trapezoid", "simpson"))
        if rule in ("gauss", "newton", "random") or twice > LARGEST + 1:
            return np.nan
        one, two = abs(self.error(rule, count)), abs(self.error(rule, twice))
        return one / two if two > 4 * self.of.floor(self.a, self.b) else np.nan

    def costs(self, level: float) -> dict[str, float]:
        """`needed` of each rule."""
        return {rule: self.needed(rule, level) for rule in self.errors}

    def needed(self, rule: str, level: float) -> float:
        """The fewest evaluations from which on the error stays at or below a level; infinite if more than 1025 (64 for
        Gauss, 25 for Newton and Cotes) are needed; of the random rule those that do on average.

        Between the numbers of the sweep each is tried, up to the first at which the error stays below; what `hops` may
        be above the level again at numbers that no sweep tries.
        """
        if rule == "random":
            return max(1.0, float(np.ceil((self.deviation / level) ** 2)))
        n, errors = self.errors[rule]
        first = settled(n, errors, level)
        if not np.isfinite(first) or first == n[0]:
            return first
        low = int(n[np.flatnonzero(n == first)[0] - 1])
        between = tuple(c for c in range(low + 1, int(first) + 1) if allowed(rule, c) == c)
        tried = estimates(self.of.formula, self.a, self.b, rule, between) - self.exact
        return settled(np.array(between, float), tried, level)

    def hops(self, rule: str, level: float) -> bool:
        """Whether from `needed` on the error goes up and down, beyond the numbers that are all tried and not far below
        the level: it may be above it again between the numbers of the sweep."""
        if rule in ("newton", "random") or not np.isfinite(first := self.needed(rule, level)):
            return False
        n, errors = self.errors[rule]
        off = np.maximum(np.abs(errors), 4 * self.of.floor(self.a, self.b))[(n >= min(first, LARGEST / 2)) & (n >= 32)]
        later = np.maximum.accumulate(off[::-1])[::-1]  # the largest from there on
        return bool(((later > off) & (later > 0.2 * level)).any())


def race(of: Antiderivative, a: float, b: float, seed: int) -> Race:
    """Every rule for every number of evaluations that is tried."""
    exact = of.integral(a, b)
    found = {rule: sweep(of.formula, a, b, rule, seed) for rule in LEAST}
    return Race(of, a, b, exact, {rule: (n, values - exact) for rule, (n, values) in found.items()})


def exactness(rule: str, count: int) -> int:
    """The degree up to which a rule is exact for every polynomial."""
    degrees = {"left": 0, "midpoint": 1, "trapezoid": 1, "simpson": 3, "random": 0}
    return degrees.get(rule, 2 * count - 1 if rule == "gauss" else count - 1 + count % 2)


def misses(rule: str, count: int, degree: int) -> float:
    """The largest |error| of a rule, as a part of the interval, on Legendre's polynomials of degrees 1 to `degree`:
    their integrals are 0."""
    t, w = nodes_of(rule, count)
    return float(np.abs(np.polynomial.legendre.legvander(2 * t - 1, degree)[:, 1:].T @ w).max(initial=0.0))
