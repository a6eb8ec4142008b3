"""Convexity tested by chords, by tangents, and by the second derivative that both are made of.

A function f is convex on a convex set if no chord of its graph has a point of the graph above it. Where f is twice
differentiable, half the sum of two values less the value half-way is a mean of f'' over the chord, weighted by a tent
that stands on it (Peano's kernel), and the height of the graph over a tangent is the area between f' and a level.

Sources: Boyd and Vandenberghe, *Convex Optimization* (2004), chapters 2 and 3; Rockafellar, *Convex Analysis* (1970),
sections 4, 23 and 24.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from mathcore.calculus import jets
from mathcore.calculus.chords import TINY, Along, finite
from mathcore.calculus.convexity_rules import proved_bound, proved_by_rules
from mathcore.calculus.derivatives import Local
from mathcore.calculus.seams import seams
from mathcore.common.expressions import constant, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
HALF = 2.0  # functions of x are looked at on [-HALF, HALF]
CELLS = 80  # between the middle of that window and its edge
X = HALF * np.arange(-CELLS, CELLS + 1) / CELLS
NODES, WEIGHTS = np.polynomial.legendre.leggauss(6)
RIM = np.array([1e-7 - 1, 1 - 1e-7])  # beside the ends of a piece, where a jump may hide from the nodes
TO_RIM = np.polynomial.legendre.legvander(RIM, 5) @ np.linalg.inv(np.polynomial.legendre.legvander(NODES, 5))
HALVINGS = 34  # of a piece with a jump in it
SIDE = 1e-7  # how near to a place its two sides are looked at
ROUNDED = 1e-12  # nearer than this is the place itself, rounded


def values(text: str, x: ArrayLike) -> Array:
    """f at x of any shape; NaN where it is not a number."""
    return finite(parse(text)(x))


def derivatives(text: str, x: ArrayLike) -> Array:
    """f, f' and f'' at x of any shape, by jets: shape (3, ...); NaN where f or one of them is not a number."""
    formula = parse(text, jets.VARIABLES)
    if constant(formula.tree) is not None:
        return np.stack([values(text, x), *np.zeros((2, *np.shape(x)))])
    found = jets.jet(formula, x, 0.0, 2)
    return finite(np.where(np.isfinite(found[0]), [found[0], found[1], 2 * found[3]], np.nan))


def heights(shown: ArrayLike) -> tuple[float, float]:
    """A range with room for values (n,); where there is a pole, for most of them."""
    known = np.asarray(shown, float)[np.isfinite(shown)]
    if not len(known):
        return -1.0, 1.0
    low, high = float(known.min()), float(known.max())
    some, most = np.quantile(known, [0.05, 0.9]).tolist()
    if high - low > 4 * (most - some) > 0:
        low, high = max(low, 1.5 * some - 0.5 * most), min(high, 1.5 * most - 0.5 * some)
    pad = max(0.12 * (high - low), 0.1 * max(abs(low), abs(high)), 1e-3)
    return low - pad, high + pad


def integral(g: Along, low: float, high: float, tolerance: float = 1e-12) -> tuple[float, float]:
    """The integral of a function of places (n,) and an estimate of its error: Gauss's rule with six nodes on pieces
    that are halved until halving changes next to nothing. NaN where the function is none."""
    left, right = np.split(np.linspace(low, high, 3)[[0, 1, 1, 2]], 2)
    whole, _ = _gauss(g, left, right)
    total = error = 0.0
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        left, right = np.concatenate([left, middle]), np.concatenate([middle, right])
        halves, even = _gauss(g, left, right)
        off = np.abs(whole - halves.reshape(2, -1).sum(axis=0))
        settled = ~(off > 1e-14 + tolerance * (abs(total) + np.abs(halves).sum()))  # a NaN settles nothing, and ends it
        settled &= even.reshape(2, -1).all(axis=0)
        total += float(halves.reshape(2, -1).sum(axis=0)[settled].sum())
        error += float(off[settled].sum())
        rest = np.tile(~settled, 2)
        left, right, whole = left[rest], right[rest], halves[rest]
        if not 0 < len(whole) <= 1024:
            break
    return total + float(whole.sum()), error + float(np.abs(whole).sum())


def _gauss(g: Along, left: Array, right: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Gauss's rule on each piece, and whether the polynomial through its nodes meets g at the rims too: a jump between
    the last node and the end is seen by no rule."""
    half = 0.5 * (right - left)
    places = left[:, None] + half[:, None] * (np.append(NODES, RIM) + 1)
    inner, rims = np.split(finite(g(places.ravel())).reshape(places.shape), [len(NODES)], axis=1)
    room = 1e-11 + 1e-4 * np.ptp(inner, axis=1) + 1e-9 * np.abs(inner).max(axis=1)
    return np.asarray(inner @ WEIGHTS * half), ~(np.abs(rims - inner @ TO_RIM.T) > room[:, None]).any(axis=1)


class Bend(NamedTuple):
    """The mean of a second derivative under the tent over [0, 1] and an estimate of its error; whether value and slope
    change by the integrals of slope and second derivative on every piece (not so at jumps and corners)."""

    mean: float
    error: float
    smooth: bool


def bend(along: Along, pieces: int = 12, tolerance: float = 1e-12) -> Bend:
    """The tent's mean of the last row of `along`: value, slope and second derivative (3, n) at t (n,) in [0, 1]. With
    it, chord less curve half-way is an eighth of the mean. NaN where there is none, as at a pole. On no pieces it is
    taken to be smooth."""

    def tent(t: Array) -> Array:
        return np.asarray(4 * np.minimum(t, 1 - t) * along(t)[2])  # under a tent of area one

    sides = [integral(tent, low, low + 0.5, tolerance) for low in (0.0, 0.5)]
    smooth = not pieces or _smooth(along, pieces)
    mean, error = sides[0][0] + sides[1][0], sides[0][1] + sides[1][1]
    return Bend(mean if error <= 0.1 * (1 + abs(mean)) else np.nan, error, smooth)


def _smooth(along: Along, pieces: int) -> bool:
    """Whether value and slope change by the integrals of slope and second derivative, piece by piece."""
    edges = np.linspace(0.0, 1.0, pieces + 1)
    t = (edges[:-1, None] + (NODES + 1) / (2 * pieces)).ravel()
    found = finite(along(np.concatenate([t, edges])))
    inner, steps = found[1:, : len(t)].reshape(2, pieces, -1), np.diff(found[:2, len(t) :], axis=1)
    hidden = np.abs(steps - inner @ WEIGHTS / (2 * pieces))
    size = 1e-3 * np.nanmax(np.abs(steps), axis=1, initial=0.0) + 1e-7
    return bool((hidden <= size[:, None]).all())


def tent(text: str, a: float, b: float) -> Bend:
    """The mean of f'' under the tent on the chord from a to b; of a chord without width f'' there."""
    wide = b - a
    if not wide:
        return Bend(float(derivatives(text, a)[2]), 0.0, True)
    powers = wide ** np.arange(3.0)[:, None]
    found = bend(lambda t: powers * derivatives(text, a + wide * t))
    return Bend(found.mean / wide**2, found.error / wide**2, found.smooth)


class Chords(NamedTuple):
    """Every chord of a grid by its midpoint `m` (n,) and half-width `h` (k,): `mean[i, j]` is
    (f(m + h) + f(m - h) - 2 f(m)) / h^2, in the row h = 0 its limit f''; NaN where there is no chord. `noise[i]` bounds
    the rounding in row i."""

    m: Array
    h: Array
    mean: Array
    noise: Array

    @property
    def clear(self) -> Array:
        """The means, zero where they may be rounding."""
        return np.where(np.abs(self.mean) <= self.noise[:, None], 0.0, self.mean)

    @property
    def least(self) -> tuple[float, float, float]:
        """The least mean that is no rounding, with its m and h; (0, NaN, NaN) where none is negative."""
        real = np.nan_to_num(np.minimum(self.clear, 0.0))
        i, j = np.unravel_index(int(np.argmin(real)), real.shape)
        found = float(real[i, j])
        return (found, float(self.m[j]), float(self.h[i])) if found < 0 else (0.0, np.nan, np.nan)


@remembered
def chords(text: str) -> Chords:
    """All chords of f in the window, on the grid X."""
    f, second = values(text, X), derivatives(text, X)[2]
    h = HALF * np.arange(CELLS + 1) / CELLS
    mean = np.full((CELLS + 1, len(X)), np.nan)
    inner = derivatives(text, X[[0, -1]] * (1 - SIDE))[2]  # at a seam on the edge only the inner piece is in the window
    seam = np.abs(inner - second[[0, -1]]) > 0.02 * (np.abs(inner) + np.abs(second[[0, -1]])) + 1e-6
    second[[0, -1]] = np.where(seam, inner, second[[0, -1]])
    mean[0] = second
    for k in range(1, CELLS + 1):
        mean[k, k:-k] = (f[2 * k :] + f[: -2 * k] - 2 * f[k:-k]) / h[k] ** 2
    size = 1 + float(np.nanmax(np.abs(f), initial=0.0))
    noise = np.concatenate([[TINY * size], 64 * np.finfo(float).eps * size / h[1:] ** 2 + TINY])
    return Chords(X, h, mean, noise)


# --- tangents ---


class Tangent(NamedTuple):
    """f and its slopes from the left and from the right at a place: one and the same but at a corner; infinite where
    the graph is vertical, NaN where there is none."""

    value: float
    left: float
    right: float

    @property
    def corner(self) -> bool:
        """Whether the slopes differ."""
        return bool(self.left != self.right) and bool(np.isfinite(self.left + self.right))

    @property
    def slope(self) -> float:
        """The slope; at a corner the mean of both. NaN where one is infinite: no line over x has it."""
        return 0.5 * (self.left + self.right) if np.isfinite(self.left + self.right) else np.nan

    def line(self, c: float, x: float) -> float:
        """The height at x of the tangent at c; NaN where there is none."""
        return self.value + self.slope * (x - c)

    @property
    def vertical(self) -> bool:
        """Whether the slope is infinite on a side."""
        return bool(np.isinf(self.left) or np.isinf(self.right))


def tangent(text: str, a: float) -> Tangent:
    """What is known of f at a. Where it may break, the slopes are limits of quotients from each side: at the least step
    alone |x|^1.5 would have a corner at 0."""
    near = derivatives(text, a + SIDE * np.array([-1.0, 0.0, 1.0]))
    value, slope, (left, right) = float(values(text, a)), float(near[1, 1]), near[1, [0, 2]].tolist()
    even = abs(right - left - 2 * SIDE * near[2, 1]) <= 1e-5 * (1 + abs(left) + abs(right))
    seam = seams(text, a + ROUNDED * np.array([-1.0, 1.0]))[0]
    if np.isfinite(slope) and even and not seam:
        left = right = slope
    else:
        left, right = Local(text, a).left, Local(text, a).right
        left, right = _beside(text, a, left) if seam and left == right else (left, right)
    jumped = np.abs(values(text, a + SIDE * np.array([-1.0, 1.0])) - value) > 100 * SIDE * (1 + np.abs(near[1, [0, 2]]))
    jumped |= np.isnan(value)
    left, right = (np.nan if off else side for off, side in zip(jumped, (left, right), strict=True))
    return Tangent(value, left, right)


def _beside(text: str, a: float, slope: float) -> tuple[float, float]:
    """The slopes on both sides of a place where there is one, if only rounding keeps a corner from being there, as that
    of |3x - 0.9| from 0.3: where three slopes, nearer and nearer, go (Aitken's formula). Infinite where they grow."""
    first, second, third = (derivatives(text, a + far * np.array([-1.0, 1.0]))[1] for far in (1e-7, 1e-9, 1e-11))
    before, after = second - first, third - second
    if (np.abs(after) > np.maximum(np.abs(before), 1)).all():
        left, right = np.copysign(np.inf, third).tolist()
        return left, right
    settles = np.abs(after) < 0.999 * np.abs(before)
    left, right = (third - np.where(settles, after, 0) ** 2 / np.where(settles, after - before, 1)).tolist()
    turns = abs(right - left) > max(0.9 * abs(third[1] - third[0]), 1e-9 + 1e-6 * (abs(left) + abs(right)))
    return (left, right) if turns else (slope, slope)


def same(first: str, second: str) -> bool:
    """Whether two texts are one function in the window, as far as the grid shows."""
    return bool(np.allclose(values(first, X), values(second, X), rtol=1e-9, atol=1e-9, equal_nan=True))


def above(text: str, found: Tangent, c: float, x: ArrayLike) -> Array:
    """How far the graph is above its tangent at c (at a corner: the line with the middle slope), at x of any shape."""
    return values(text, x) - found.value - found.slope * (np.asarray(x, float) - c)


def touches_twice(text: str, c: float, near: float = 0.009) -> bool:
    """Whether the tangent at c is nowhere above the graph in the window and the graph, after it has risen from it,
    touches it again inside the window: all to within `near` of what it rises."""
    found, x = tangent(text, c), np.linspace(-HALF, HALF, 401)
    gap, noise = above(text, found, c, x), TINY * (1 + abs(found.value))
    if found.corner or not np.isfinite(gap).all():
        return False
    for k in (np.flatnonzero((gap[1:-1] <= gap[:-2]) & (gap[1:-1] <= gap[2:])) + 1).tolist():
        risen = gap[(x > min(c, x[k])) & (x < max(c, x[k]))].max(initial=0.0)
        if risen > noise and gap[k] < near * risen and gap.min() > -near * risen:
            return True
    return False


def area(text: str, level: float, c: float, x: float) -> tuple[float, float]:
    """The area between f' and a level, from c to x, and an estimate of its error."""
    return integral(lambda s: derivatives(text, s)[1] - level, c, x)


@lru_cache(maxsize=32)
def envelope(text: str) -> tuple[Array, Array, Array]:
    """The largest convex function below f on the grid X, the lower hull of the graph's points (Andrew's monotone
    chain): its corners x and y, and after each corner the slope, NaN where the hull is the graph itself. Empty where f
    is nowhere defined."""
    f = values(text, X)
    hull: list[tuple[float, float]] = []
    for x, y in zip(X[np.isfinite(f)].tolist(), f[np.isfinite(f)].tolist(), strict=True):
        while len(hull) > 1 and (hull[-1][1] - hull[-2][1]) * (x - hull[-2][0]) >= (y - hull[-2][1]) * (
            hull[-1][0] - hull[-2][0]
        ):
            hull.pop()
        hull.append((x, y))
    found = np.array(hull).reshape(-1, 2)
    run, rise = np.diff(found, axis=0, append=found[-1:]).T
    slopes = np.where(run > 1.5 * (X[1] - X[0]), rise / np.where(run > 0, run, 1.0), np.nan)
    return found[:, 0], found[:, 1], slopes


@lru_cache(maxsize=32)
def minima(text: str) -> Array:
    """The strict local minima of f inside the window, shape (k, 2), ascending in x: those that a grid eight times as
    fine as X shows."""
    fine = np.linspace(-HALF, HALF, 16 * CELLS + 1)
    f = np.where(np.isnan(values(text, fine)), np.inf, values(text, fine))
    step, found = float(fine[1] - fine[0]), []
    for k in (np.flatnonzero((f[1:-2] < f[:-3]) & (f[1:-2] <= f[2:-1])) + 1).tolist():
        if f[k + 1] == f[k] and not f[k + 2] > f[k]:
            continue  # a flat bottom
        ends = float(fine[k]) - step, float(fine[k]) + 2 * step
        best = minimize_scalar(lambda x: float(values(text, x)), bounds=ends, options={"xatol": 1e-10})
        around = np.abs(f[k - 1 : k + 3] - f[k])
        if f[k] - best.fun > around[np.isfinite(around)].max():
            continue  # a pole, not a valley
        found.append((float(best.x), float(best.fun)) if best.fun < f[k] else (float(fine[k]), float(f[k])))
    return np.array(found).reshape(-1, 2)


# --- verdicts ---


class Verdict(NamedTuple):
    """Whether a function is convex where it is looked at: True, False, or None for neither proved; and why."""

    convex: bool | None
    why: str

    @property
    def told(self) -> tuple[str, str]:
        """The verdict in words, and why."""
        return {True: "convex", False: "not convex", None: "undecided"}[self.convex], self.why


def gapped(f: Array) -> bool:
    """Whether the places where f (n,) is a number have a gap."""
    known = np.flatnonzero(np.isfinite(f))
    return bool(len(known)) and known[-1] - known[0] + 1 > len(known)


def _no_more(bound: float) -> float:
    """Three digits of a number that is not negative, rounded down but for rounding errors."""
    short = float(f"{bound:.3g}")
    return short if short <= bound * (1 + 1e-9) else short - 10.0 ** (np.floor(np.log10(bound)) - 2)


@lru_cache(maxsize=32)
def judge(text: str) -> Verdict:
    """Whether f is convex on the part of [-2, 2] where it is defined. No grid can prove it: that takes the rules or an
    enclosure of f''. One chord refutes it."""
    f, found = values(text, X), chords(text)
    if not np.isfinite(f).any():
        return Verdict(None, "f is not defined here")
    least, m, h = found.least
    if least < 0:
        where = f"f″({m:.4g}) = {least:.3g}" if h == 0 else f"the chord from {m - h:.4g} to {m + h:.4g} fails"
        return Verdict(False, where.replace("-", "−"))
    if gapped(f):  # before the rules, which know nothing of 0/x at 0
        return Verdict(False, "the domain has a gap, and some chords have no ground")
    if proved_by_rules(parse(text)):
        return Verdict(True, "proved by the rules for formulas")
    second = found.mean[0]
    if np.isfinite(second).all():
        bound = proved_bound(text, HALF, (float(second.min()), float(second.max())))
        if bound is not None and bound >= 0:
            return Verdict(True, f"f″ ≥ {_no_more(bound):.3g}, proved by enclosures")
    return Verdict(None, "no chord of the grid fails, and nothing is proved")
