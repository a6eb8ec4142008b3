"""Integrals of typed functions, and the rules that estimate them from a few values.

An `Antiderivative` is found once for a function and a window: cells are halved until the Gauss rule of 20 points agrees
with itself on the two halves, so integrals between any two places are looked up. The rules are given by their nodes and
weights on [0, 1], the weights summing to one.

Sources: Davis and Rabinowitz, *Methods of Numerical Integration*, 2nd ed., Academic Press (1984), chapters 2 and 6; Dahlquist
and Björck, *Numerical Methods in Scientific Computing* I, SIAM (2008), chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.enclosures import Ball, _run
from mathcore.common.expressions import Formula, parse
from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
Rule = tuple[Array, Array]  # nodes and weights on [0, 1]
_T, _W = np.polynomial.legendre.leggauss(20)
_T, _W = 0.5 * (_T + 1), 0.5 * _W
FIRST, DEEPEST, MOST = 16, 110, 6000  # cells to begin with; halvings of one; cells that are halved at once
LARGEST = 1024  # evaluations that a sweep goes up to
GAUSS, NEWTON = 64, 25  # the largest rules of these two kinds
ROUNDING = 2.3e-16


@dataclass(frozen=True, eq=False)
class Antiderivative:
    """The integral of a formula over cells between `edges` (m + 1,), ascending: `sums` (m + 1,) up to each edge, `bad`
    (m,) where it has no value that could be found, `error` (m,) what the halves of a cell still disagree by, `size` the
    integral of |f|."""

    formula: Formula
    edges: Array
    sums: Array
    bad: NDArray[np.bool_]
    error: Array
    size: float

    def between(self, a: ArrayLike, b: ArrayLike) -> Array:
        """The integrals from a to b, broadcast together; negative for b < a, NaN across a bad cell, 0 for a = b.

        Places outside the window count as its ends.
        """
        first, last = np.broadcast_arrays(np.asarray(a, float), np.asarray(b, float))
        low, high = np.minimum(first, last), np.maximum(first, last)
        m = len(self.bad)
        i = np.clip(np.searchsorted(self.edges, low, "right") - 1, 0, m - 1)
        j = np.clip(np.searchsorted(self.edges, high, "left") - 1, 0, m - 1)
        j = np.maximum(i, j)
        count = np.append(0, np.cumsum(self.bad))
        # One quadrature where both lie in one cell: the difference of two would lose digits.
        same = i == j
        start = np.where(same, low, self.edges[j])
        value = self._part(start, high) + np.where(same, 0.0, self.sums[j] - self.sums[i])
        value -= np.where(same, 0.0, self._part(self.edges[i], low))
        value = np.where(count[j + 1] > count[i], np.nan, value)
        return np.asarray(np.where(first == last, 0.0, np.where(last < first, -value, value)))

    def _part(self, a: Array, b: Array) -> Array:
        """The integrals over parts of cells."""
        a, b = np.broadcast_arrays(a, b)
        values = self.formula(a[..., None] + (b - a)[..., None] * _T)
        with np.errstate(all="ignore"):
            return np.asarray(np.where(a == b, 0.0, (b - a) * (values @ _W)))

    def square(self, a: float, b: float) -> float:
        """The integral of f² over the cells between a and b, from the smaller to the larger."""
        low, high = min(a, b), max(a, b)
        first, last = np.clip(self.edges[:-1], low, high), np.clip(self.edges[1:], low, high)
        inside = (last > first) & ~self.bad
        wide = (last - first)[inside]
        return float(wide @ (self.formula(first[inside, None] + wide[:, None] * _T) ** 2 @ _W))

    def unsure(self, a: float, b: float) -> float:
        """What the cells between a and b may be off by together, rounding aside."""
        low, high = min(a, b), max(a, b)
        inside = (self.edges[1:] > low) & (self.edges[:-1] < high) & ~self.bad
        return float(self.error[inside].sum())

    def trouble(self, a: float, b: float) -> float:
        """The middle of the first bad cell between a and b; NaN if there is none."""
        low, high = min(a, b), max(a, b)
        found = np.flatnonzero(self.bad & (self.edges[1:] > low) & (self.edges[:-1] < high))
        return float(0.5 * (self.edges[found[0]] + self.edges[found[0] + 1])) if len(found) else np.nan


@lru_cache(maxsize=64)
def antiderivative(text: str, low: float, high: float) -> Antiderivative:
    """The antiderivative of a typed function over [low, high], by halving cells.

    A cell is done when its Gauss rule and those of its halves agree to 1e-14 of the integral of |f| over it, or to 1e-17
    of that over the window. One that never does is bad if they still differ by more than 1e-7 of the latter: there f
    has no value, or may not be integrable.
    """
    f = parse(text)
    edges = np.linspace(low, high, FIRST + 1)
    a, b = edges[:-1], edges[1:]
    with np.errstate(all="ignore"):
        y = f(a[:, None] + (b - a)[:, None] * _T)
        whole = (b - a) * (y @ _W)
        size = float(np.nansum(np.where(np.isfinite(y), np.abs(y), 0.0) @ _W * (b - a))) or 1.0
        done: list[tuple[Array, ...]] = []
        for depth in range(DEEPEST):
            middle = 0.5 * (a + b)
            halves = [(a, middle), (middle, b)]
            values = [f(p[:, None] + (q - p)[:, None] * _T) for p, q in halves]
            parts = [(q - p) * (v @ _W) for (p, q), v in zip(halves, values, strict=True)]
            room = sum((q - p) * (np.abs(v) @ _W) for (p, q), v in zip(halves, values, strict=True))
            off, empty = np.abs(parts[0] + parts[1] - whole), np.isnan(np.concatenate(values, axis=1)).all(axis=1)
            good = off <= np.maximum(1e-14 * np.asarray(room), 1e-17 * size)
            stuck = (middle <= a) | (middle >= b) | (depth == DEEPEST - 1) | (np.sum(~good) > MOST) | empty
            end = good | stuck
            bad = end & ~good & ~(off <= 1e-7 * size)
            done.append((a[end], b[end], (parts[0] + parts[1])[end], bad[end], np.where(good, 0.0, off)[end]))
            a, b = (np.stack([p[~end], q[~end]], axis=1).ravel() for p, q in ((a, middle), (middle, b)))
            whole = np.stack([part[~end] for part in parts], axis=1).ravel()
            if not len(a):
                break
    first, last, value, bad, off = (np.concatenate(each) for each in zip(*done, strict=True))
    order = np.argsort(first, kind="stable")
    value, bad = np.where(bad, 0.0, value)[order], bad[order].astype(bool)
    sums = np.append(0.0, np.cumsum(value.astype(np.longdouble))).astype(float)
    return Antiderivative(f, np.append(first[order], last.max()), sums, bad, np.where(bad, 0.0, off[order]), size)


def derivative(text: str, k: int, x: ArrayLike) -> Array:
    """The k-th derivative at the places x, any shape, by Taylor arithmetic; NaN where f has none or it is unknown."""
    found = np.asarray(x, float)
    mid, rad = _taylor(text, k, found.ravel(), np.zeros(found.size))
    return np.where(np.isfinite(rad), mid, np.nan).reshape(found.shape)


def extremes(text: str, k: int, low: float, high: float, pieces: int = 256) -> tuple[float, float]:
    """Two numbers between which the k-th derivative lies on all of [low, high], proved by interval arithmetic; infinite
    where nothing can be proved (at a kink or a singularity)."""
    if low == high:
        return (-np.inf, np.inf) if np.isnan(found := float(derivative(text, k, low))) else (found, found)
    half = 0.5 * (high - low) / pieces
    middles = low + half * (2 * np.arange(pieces) + 1)
    mid, rad = _taylor(text, k, middles, np.full(pieces, half * (1 + 1e-12)))
    rad = np.where(np.isnan(rad), np.inf, rad)
    return float((mid - rad).min()), float((mid + rad).max())


def _taylor(text: str, k: int, mid: Array, rad: Array) -> Rule:
    x = Ball(np.zeros((k + 1, len(mid))), np.zeros((k + 1, len(mid))))
    x.mid[0], x.rad[0] = mid, rad
    if k:
        x.mid[1] = 1.0
    with np.errstate(all="ignore"):
        found = _run(parse(text).tree, x)
        return found.mid[-1] * factorial(k), found.rad[-1] * factorial(k)


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
    def totals(self) -> Array:
        """Both rules and their mix over all panels, shape (3,)."""
        both = self.values.sum(axis=1)
        return np.append(both, self.pair.mix @ both)

    @property
    def scale(self) -> float:
        """The error of a panel for each unit of f^(order): unit h^(order + 1)."""
        return float(self.pair.unit * (self.edges[1] - self.edges[0]) ** (self.pair.order + 1))


def panels(of: Antiderivative, pair: Pair, a: float, b: float, n: int) -> Panels:
    """Both rules of a pair on n equal panels from a to b."""
    edges = np.linspace(a, b, n + 1)
    with np.errstate(all="ignore"):
        values = [apply(of.formula, rule, edges[:-1], edges[1:]) for rule in (pair.first, pair.second)]
    return Panels(pair, edges, np.stack(values), of.between(edges[:-1], edges[1:]))


def apply(f: Formula, rule: Rule, a: ArrayLike, b: ArrayLike) -> Array:
    """A rule applied between a and b, of one shape; NaN or infinite where f is at a node."""
    low, high = np.asarray(a, float), np.asarray(b, float)
    # Nodes at the upper end are b itself: a + (b - a) may miss it by a rounding, where f may not be defined.
    x = np.where(rule[0] == 1, high[..., None], low[..., None] + (high - low)[..., None] * rule[0])
    with np.errstate(all="ignore"):
        return np.asarray((high - low) * (f(x) @ rule[1]))


def roofs(text: str, pair: Pair, edges: Array, t: Array, touch: float) -> tuple[Array, Array]:
    """Over each panel the polynomials that both rules integrate instead of f, at the shares t (m,) of it: (n, m) each.

    Each goes through f at its rule's nodes. That of a Gauss rule (midpoint, Gauss) is bent towards the one that touches
    f there, by the share `touch`: what is added is orthogonal to what its degree can hold, and has no area.
    """
    f, h = parse(text), np.diff(edges)
    out = []
    with np.errstate(all="ignore"):
        for nodes, _ in (pair.first, pair.second):
            x = edges[:-1, None] + h[:, None] * nodes
            x[:, nodes == 1] = edges[1:, None]
            out.append(f(x) @ _lagrange(nodes, t))
        nodes = pair.first[0]
        if touch and pair.order > 1:
            x = edges[:-1, None] + h[:, None] * nodes
            y, slopes = f(x), derivative(text, 1, x) * h[:, None]
            if len(nodes) > 1:
                slopes = (slopes - ((y[:, 1] - y[:, 0]) / (nodes[1] - nodes[0]))[:, None]) / [
                    nodes[0] - nodes[1],
                    nodes[1] - nodes[0],
                ]
            product = np.prod(t - nodes[:, None], axis=0)
            out[0] = out[0] + touch * product * (slopes @ _lagrange(nodes, t))
    return out[0], out[1]


def _lagrange(nodes: Array, t: Array) -> Array:
    """The Lagrange polynomials of some nodes at t (m,): shape (nodes, m)."""
    rows = []
    for j, node in enumerate(nodes):
        others = np.delete(nodes, j)
        rows.append(
            np.prod((t - others[:, None]) / (node - others)[:, None], axis=0) if len(others) else np.ones_like(t)
        )
    return np.stack(rows)


LEAST = {"left": 1, "midpoint": 1, "trapezoid": 2, "simpson": 3, "gauss": 1, "newton": 2, "random": 1}
"""The fewest evaluations of each rule."""
TOP = {"gauss": GAUSS, "newton": NEWTON}


def allowed(rule: str, count: int) -> int:
    """The largest number of evaluations up to `count` that the rule can use, or its fewest."""
    count = max(LEAST[rule], min(count, TOP.get(rule, LARGEST + 1)))
    return count - (count % 2 == 0) if rule == "simpson" else count


@lru_cache(maxsize=4096)
def nodes_of(rule: str, count: int) -> Rule:
    """Nodes and weights on [0, 1] of a rule with that many evaluations: of equal panels with `left`, `midpoint`,
    `trapezoid`, `simpson` (count is odd), of one panel with `gauss` (Legendre) and `newton` (Newton and Cotes, closed).

    Raises:
        ValueError: no such rule, or not with that many evaluations.
    """
    if rule not in LEAST or rule == "random" or allowed(rule, count) != count:
        raise ValueError(f"There is no rule {rule} of {count} evaluations.")
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
        product = [Fraction(1)]
        for i in range(count):
            if i != j:
                product = [low - i * high for low, high in zip([0, *product], [*product, 0], strict=True)]
        area = sum((c * Fraction(n ** (k + 1), k + 1) for k, c in enumerate(product)), Fraction(0))
        weights.append(float(area / (n * (-1) ** (n - j) * factorial(j) * factorial(n - j))))
    return np.array(weights)


@lru_cache(maxsize=8)
def counts(rule: str) -> tuple[int, ...]:
    """The numbers of evaluations that a sweep tries: all up to 32, then 16 an octave."""
    tried = {*range(1, 33), *(round(2 ** (k / 16)) for k in range(80, 161))}
    return tuple(sorted({allowed(rule, count) for count in tried} - {0}))


@lru_cache(maxsize=8)
def _together(rule: str) -> tuple[Array, Array, NDArray[np.intp]]:
    """Nodes and weights of all rules of a sweep, one after the other, and where each begins."""
    every = [nodes_of(rule, count) for count in counts(rule)]
    starts = np.append(0, np.cumsum([len(t) for t, _ in every])[:-1])
    return np.concatenate([t for t, _ in every]), np.concatenate([w for _, w in every]), starts.astype(np.intp)


def sweep(f: Formula, a: float, b: float, rule: str, seed: int = 1) -> tuple[Array, Array]:
    """(evaluations, estimates) of a rule for every number of evaluations that is tried. `random` has all up to 1024:
    the mean of the first so many of one stream of uniform places."""
    if rule == "random":
        y = f(a + (b - a) * uniforms(seed))
        n = np.arange(1.0, LARGEST + 1)
        return n, (b - a) * np.cumsum(y) / n
    t, w, starts = _together(rule)
    y = f(np.where(t == 1, b, a + (b - a) * t))
    with np.errstate(all="ignore"):
        return np.array(counts(rule), float), (b - a) * np.add.reduceat(w * y, starts)


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


def needed(f: Formula, a: float, b: float, rule: str, truth: float, level: float) -> float:
    """The fewest evaluations from which on the error of the rule stays at or below a level, up to 1025; infinite if
    more are needed. Between the numbers of the sweep each is tried."""
    n, found = sweep(f, a, b, rule)
    first = settled(n, found - truth, level)
    if not np.isfinite(first) or first == n[0]:
        return first
    low = int(n[np.flatnonzero(n == first)[0] - 1])
    between = np.array([c for c in range(low + 1, int(first)) if allowed(rule, c) == c], float)
    tried = np.append([estimate(f, a, b, rule, int(c)) - truth for c in between], 0.0)
    return settled(np.append(between, first), tried, level)


def exactness(rule: str, count: int) -> int:
    """The degree up to which a rule is exact for every polynomial."""
    degrees = {"left": 0, "midpoint": 1, "trapezoid": 1, "simpson": 3, "random": 0}
    return degrees.get(rule, 2 * count - 1 if rule == "gauss" else count - 1 + count % 2)
