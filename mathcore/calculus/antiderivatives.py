"""Integrals of typed functions between any two places of a window, and proved bounds on their derivatives.

An `Antiderivative` is found once for a function and a window: cells are halved until the Gauss rule of 20 points agrees
with itself on the two halves, so that integrals are looked up.

Sources: Davis and Rabinowitz, *Methods of Numerical Integration*, 2nd ed., Academic Press (1984), chapter 6; Moore,
Kearfott and Cloud, *Introduction to Interval Analysis*, SIAM (2009), chapter 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.neighbourhoods import traced
from mathcore.common.enclosures import Ball, _run
from mathcore.common.expressions import Formula, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
_T, _W = np.polynomial.legendre.leggauss(20)
_T, _W = 0.5 * (_T + 1), 0.5 * _W
FIRST, DEEPEST, MOST = 16, 110, 6000  # cells to begin with; halvings of one; cells that are halved at once
ROUNDING = 2.3e-16
GREATEST = 1e100  # values beyond count as none


@dataclass(frozen=True, eq=False)
class Antiderivative:
    """The integral of a formula over cells between `edges` (m + 1,), ascending: `parts` (m,) those over the cells and
    `sizes` (m,) those of |f|, `bad` (m,) where there is no value that could be found, `error` (m,) what the halves of a
    cell still disagree by."""

    formula: Formula
    edges: Array
    parts: Array
    sizes: Array
    bad: NDArray[np.bool_]
    error: Array

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
        value = self._part(start, high)
        # Whole cells are added one by one: between two sums from the window's end all that is small would be lost
        # where f is huge elsewhere.
        k = np.where((low == self.edges[i]) | same, i, i + 1)
        whole = np.add.reduceat(self.parts, np.stack([k, j], axis=-1).ravel())[::2].reshape(np.shape(k))
        value = value + np.where(k < j, whole, 0.0) + np.where(same, 0.0, self._part(low, self.edges[k]))
        value = np.where(count[j + 1] > count[i], np.nan, value)
        return np.asarray(np.where(first == last, 0.0, np.where(last < first, -value, value)))

    def integral(self, a: float, b: float) -> float:
        """The integral from a to b; 0 where it is below what rounding leaves certain."""
        value = float(self.between(a, b))
        return 0.0 if abs(value) <= self.floor(a, b) else value

    def _part(self, a: Array, b: Array) -> Array:
        """The integrals over parts of cells."""
        a, b = np.broadcast_arrays(a, b)
        values = self.formula(a[..., None] + (b - a)[..., None] * _T)
        with np.errstate(all="ignore"):
            found = (b - a) * (values @ _W)
        # In a cell as narrow as numbers allow f may be infinite, and has no area yet.
        nothing = (a == b) | ((b - a < 1e-14) & ~np.isfinite(found))
        return np.asarray(np.where(nothing, 0.0, found))

    def square(self, a: float, b: float) -> float:
        """The integral of f² over the cells between a and b, from the smaller to the larger."""
        low, high = min(a, b), max(a, b)
        first, last = np.clip(self.edges[:-1], low, high), np.clip(self.edges[1:], low, high)
        inside = (last > first) & ~self.bad
        wide = (last - first)[inside]
        return float(wide @ (self.formula(first[inside, None] + wide[:, None] * _T) ** 2 @ _W))

    def slope(self, x: float, small: float = 1e-5) -> float:
        """The limit of the mean of f from x to x + small, from two of them: the slope of the antiderivative at x, from
        the right; from the left if `small` is negative."""
        one, two = (self.between(x, x + small * np.array([1.0, 0.5])) / small).tolist()
        return float(4 * two - one)

    def size(self, a: float, b: float) -> float:
        """The integral of |f| over the cells that a and b and all between them lie in."""
        low, high = min(a, b), max(a, b)
        inside = (self.edges[1:] > low) & (self.edges[:-1] < high) & ~self.bad
        return float(self.sizes[inside].sum())

    def floor(self, a: float, b: float) -> float:
        """No error of an integral from a to b below it means anything: rounding."""
        return ROUNDING * self.size(a, b)

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


@remembered
def antiderivative(text: str, low: float, high: float) -> Antiderivative:
    """The antiderivative of a typed function over [low, high], by halving cells.

    A cell is done when its Gauss rule and those of its halves agree to 1e-14 of the integral of |f| over it, or to
    1e-17 of that over the window (of a typical cell's, if a few of them are huge). One that never does is bad if they
    still differ by more than 1e-7 of the latter: there f has no value, or may not be integrable. One as narrow as
    numbers allow is a single place, and harmless if |f| beside it, times four widths, is below that.
    """
    formula = parse(text)

    def f(x: Array) -> Array:
        y = formula(x)
        return np.where(np.abs(y) < GREATEST, y, np.nan)

    edges = np.linspace(low, high, FIRST + 1)
    a, b = edges[:-1], edges[1:]
    with np.errstate(all="ignore"):
        y = f(a[:, None] + (b - a)[:, None] * _T)
        whole = (b - a) * (y @ _W)
        first = (b - a) * (np.nan_to_num(np.abs(y)) @ _W)
        size = min(float(first.sum()), max(FIRST * float(np.median(first)), 1.0)) or 1.0
        done: list[tuple[NDArray[Any], ...]] = []
        for depth in range(DEEPEST):
            middle = 0.5 * (a + b)
            halves = [(a, middle), (middle, b)]
            values = [f(p[:, None] + (q - p)[:, None] * _T) for p, q in halves]
            parts = [(q - p) * (v @ _W) for (p, q), v in zip(halves, values, strict=True)]
            room = np.sum([(q - p) * (np.abs(v) @ _W) for (p, q), v in zip(halves, values, strict=True)], axis=0)
            off, empty = np.abs(parts[0] + parts[1] - whole), np.isnan(np.concatenate(values, axis=1)).all(axis=1)
            good = off <= np.maximum(1e-14 * room, 1e-17 * size)
            narrow = (middle <= a) | (middle >= b)
            stuck = narrow | (depth == DEEPEST - 1) | (np.sum(~good) > MOST) | empty
            end, value = good | stuck, parts[0] + parts[1]
            if narrow.any():
                beside = 4 * (b - a) * np.fmax(*np.abs(f(np.stack([2 * a - b, 2 * b - a]))))
                lost = narrow & ~np.isfinite(value)
                off, value = np.where(lost, beside, off), np.where(lost, 0.0, value)
            bad = end & ~good & ~(off <= 1e-7 * size)
            done.append((a[end], b[end], value[end], room[end], bad[end], np.where(good, 0.0, off)[end]))
            a, b = (np.stack([p[~end], q[~end]], axis=1).ravel() for p, q in ((a, middle), (middle, b)))
            whole = np.stack([part[~end] for part in parts], axis=1).ravel()
            if not len(a):
                break
    order = np.argsort(np.concatenate([each[0] for each in done]), kind="stable")
    first, last, value, room, bad, off = (np.concatenate(each)[order] for each in zip(*done, strict=True))
    bad = bad.astype(bool)
    value, room, off = (np.where(bad, 0.0, each) for each in (value, np.nan_to_num(room, posinf=0.0), off))
    return Antiderivative(formula, np.append(first, last.max()), value, room, bad, off)


def derivative(text: str, k: int, x: ArrayLike) -> Array:
    """The k-th derivative at the places x, any shape, by Taylor arithmetic; NaN where f has none or it is unknown."""
    found = np.asarray(x, float)
    mid, rad = _taylor(text, k, found.ravel(), np.zeros(found.size))
    return np.where(np.isfinite(rad), mid, np.nan).reshape(found.shape)


def extremes(text: str, k: int, low: float, high: float, pieces: int = 256) -> tuple[float, float]:
    """Two numbers between which the k-th derivative lies everywhere between two places, proved by interval arithmetic;
    infinite where nothing can be proved (at a kink or a singularity)."""
    low, high = min(low, high), max(low, high)
    if low == high:
        found = float(derivative(text, k, low))
        return (-np.inf, np.inf) if np.isnan(found) else (found, found)
    half = float(0.5 * (high - low) / pieces)
    middles = low + half * (2 * np.arange(pieces) + 1)
    mid, rad = _taylor(text, k, middles, np.full(pieces, half * (1 + 1e-12)))
    rad = np.where(np.isnan(rad), np.inf, rad)
    return float((mid - rad).min()), float((mid + rad).max())


def _taylor(text: str, k: int, mid: NDArray[Any], rad: Array) -> tuple[Array, Array]:
    x = Ball(np.zeros((k + 1, len(mid))), np.zeros((k + 1, len(mid))))
    x.mid[0], x.rad[0] = mid, rad
    if k:
        x.mid[1] = 1.0
    with np.errstate(all="ignore"):
        found = _run(parse(text).tree, x)
        return found.mid[-1] * factorial(k), found.rad[-1] * factorial(k)


def heights(values: Array, room: float = 0.12) -> tuple[float, float]:
    """A range that holds 0 and most of the values, with some room."""
    known = np.append(values[np.isfinite(values)], 0.0)
    low, high = float(known.min()), float(known.max())
    least, most = np.quantile(known, [0.04, 0.96]).tolist()
    if high - low > 4 * (most - least) > 0:
        low, high = min(least, 0.0), max(most, 0.0)
    size = (high - low) or 1.0
    return low - room * size, high + room * size


def within(values: ArrayLike, bounds: tuple[float, float], room: float = 2.0, *, gaps: bool = False) -> Array:
    """Values cut off so far outside some bounds, in heights of them; infinite ones as well. NaN is 0, or a gap."""
    low, high = bounds
    found = np.nan_to_num(np.asarray(values, float), nan=np.nan if gaps else 0.0, posinf=1e300, neginf=-1e300)
    return np.clip(found, low - room * (high - low), high + room * (high - low))


def broken(x: Array, y: Array) -> tuple[Array, Array]:
    """Rows of points, (n, m) each, as one line with a gap after each row."""
    first, last = (np.append(rows, np.full((len(rows), 1), np.nan), axis=1).ravel() for rows in (x, y))
    return first, last


def drawn(text: str, window: tuple[float, float]) -> tuple[Array, Array, tuple[float, float]]:
    """x and f(x) a little beyond a window, with gaps where f jumps, and heights that hold it there."""
    bounds, room = heights(parse(text)(np.linspace(*window, 601))), 0.08 * (window[1] - window[0])
    x, y = traced(text, np.append(np.linspace(window[0] - room, window[1] + room, 801), window))
    return x, within(y, bounds, gaps=True), bounds


def areas(of: Antiderivative, a: float) -> tuple[Array, Array, tuple[float, float]]:
    """x over the window, the integral from a to x, and heights that hold it."""
    x = np.unique(np.append(np.linspace(of.edges[0], of.edges[-1], 401), a))
    y = of.between(a, x)
    bounds = heights(y, 0.2)
    return x, within(y, bounds, gaps=True), bounds
