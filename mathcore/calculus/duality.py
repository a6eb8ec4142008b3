"""The pairs (g, f) that a problem can reach, lines that support them from below, and the dual function.

For a price m of each unit of g the Lagrangian f + m (g - c) has a least value d(m) over the window: the dual function.
The line of slope -m that touches the set of all pairs (g, f) from below has the height d(m) at g = c. No price (not
negative, for g ≤ c) makes d larger than the least value of the problem.

Sources: Boyd and Vandenberghe, *Convex Optimization* (2004), sections 5.1 to 5.3; Arrow, Hurwicz and Uzawa, *Studies
in Linear and Non-linear Programming* (1958), for the pursuit.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.constrained import Problem
from mathcore.calculus.corners import endless
from mathcore.calculus.jets import jet
from mathcore.calculus.window import HALF, TICKS, basins, lowered
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
LOWEST, HIGHEST = -3.0, 9.0  # prices that are shown
SHOWN = np.linspace(LOWEST, HIGHEST, 121)
FAR = np.geomspace(10.0, 1e4, 31)  # prices beyond, to bracket the best one
BASINS = 6  # that are looked at for a price


@dataclass(frozen=True, eq=False)
class Floor:
    """Of each price: a point (n, 2) where f + price * g is least in the window, and f and g there."""

    prices: Array
    points: Array
    f: Array
    g: Array

    @property
    def heights(self) -> Array:
        """The least values of f + price * g."""
        return self.f + self.prices * self.g


def _refined(p: Problem, prices: Array, starts: Array) -> Floor:
    """The least f + price * g around points (n, k, 2) for each of n prices."""
    found = lowered(p, prices, starts)
    f, g = p.values(found)
    height = f + prices[:, None] * g
    rows, least = np.arange(len(prices)), np.where(np.isfinite(height), height, np.inf).argmin(axis=1)
    return Floor(prices, found[rows, least], f[rows, least], g[rows, least])


@remembered
def floor(p: Problem) -> Floor:
    """The floor for SHOWN prices and, before and after them, far ones (far negative ones only for g = c)."""
    prices = np.concatenate([-FAR[::-1], SHOWN, FAR])
    f, g = (each.ravel() for each in p.grid)
    flat = np.stack([np.tile(TICKS, len(TICKS)), np.repeat(TICKS, len(TICKS))], axis=1)
    known = np.isfinite(f)
    f, g, flat = f[known], g[known], flat[known]
    if not len(f):
        nothing = np.full(len(prices), np.nan)
        return Floor(prices, np.full((len(prices), 2), np.nan), nothing, nothing)
    starts = np.stack([flat[int(np.argmin(f + price * g))] for price in prices.tolist()])
    return _refined(p, prices, starts[:, None])


def lowest(p: Problem, prices: ArrayLike) -> Floor:
    """The floor at a few prices (n,): from the lowest BASINS local minima of the grid."""
    wanted = np.atleast_1d(np.asarray(prices, float))
    f, g = p.grid
    if not np.isfinite(f).any():
        nothing = np.full(len(wanted), np.nan)
        return Floor(wanted, np.full((len(wanted), 2), np.nan), nothing, nothing)
    starts = []
    for price in wanted.tolist():
        found = basins(f + price * g, BASINS)
        starts.append(found[np.arange(BASINS) % len(found)])  # as many for each price
    return _refined(p, wanted, np.stack(starts))


@dataclass(frozen=True)
class Dual:
    """The best price, and the largest value of the dual function; `attained` there, or approached, beyond the prices
    that are tried. NaN where f + price * g falls without bound."""

    price: float
    value: float
    attained: bool = True


@remembered
def best_price(p: Problem, level: float, rounds: int = 40) -> Dual:
    """The price that makes the dual function largest.

    The dual function is concave, and g - level at a lowest point is one of its slopes. Between a price where it rises
    and one where it falls two are tried: where the two tangents meet, and where the slope would be zero if it were a
    straight line.
    """
    table = floor(p)
    heights = table.heights - level * table.prices
    allowed = np.ones(len(heights), bool) if p.equal else table.prices >= 0
    if not np.isfinite(heights).any():
        return Dual(float("nan"), float("nan"))
    k = int(np.flatnonzero(allowed)[np.argmax(heights[allowed])])
    best = Dual(float(table.prices[k]), float(heights[k]))
    rising = np.flatnonzero((table.g > level) & allowed)
    falling = np.flatnonzero((table.g <= level) & allowed)
    if not len(rising) or not len(falling):
        if not p.equal and not len(rising):
            return bounded(p, Dual(0.0, float(lowest(p, [0.0]).heights[0])))
        return bounded(p, Dual(best.price, best.value, attained=False))
    ends = [(float(table.f[k]), float(table.g[k]), float(table.prices[k])) for k in (rising[-1], falling[0])]
    for _ in range(rounds):
        (f0, g0, m0), (f1, g1, m1) = ends
        meet = (f0 - f1) / (g1 - g0) if g1 != g0 else 0.5 * (m0 + m1)
        level_at = m0 + (m1 - m0) * (g0 - level) / (g0 - g1) if g1 != g0 else 0.5 * (m0 + m1)
        found = lowest(p, np.clip([meet, level_at], m0, m1))
        ceiling = f0 + meet * (g0 - level)  # both tangents have this height there, and d is concave
        for f, g, m in zip(found.f.tolist(), found.g.tolist(), found.prices.tolist(), strict=True):
            if f + m * (g - level) > best.value:
                best = Dual(m, f + m * (g - level))
            side = 0 if g > level else 1
            if (m - ends[side][2]) * (1 - 2 * side) > 0:
                ends[side] = (f, g, m)
        if best.value >= ceiling - 1e-11 * (1 + abs(ceiling)) or abs(ends[1][2] - ends[0][2]) < 1e-13:
            break
    return bounded(p, best)


def falls(p: Problem, found: Floor) -> bool:
    """Whether f + price * g falls without bound near the lowest point of the first price."""
    weights = np.array([1.0, found.prices[0]])
    known = bool(np.isfinite(found.points[0]).all())
    return known and endless(lambda z: np.tensordot(weights, p.values(z), axes=1), found.points[0])


def bounded(p: Problem, best: Dual) -> Dual:
    """The same; without numbers, if the dual function has no value at that price."""
    return Dual(float("nan"), float("nan")) if falls(p, lowest(p, [best.price])) else best


def seen_below(p: Problem, level: float, price: float) -> float:
    """The least f + price * (g - level) of the grid; infinite where f and g have no values."""
    found = p.grid[0] + price * (p.grid[1] - level)
    return float(np.min(found[np.isfinite(found)], initial=np.inf))


def touching(p: Problem, g: float) -> tuple[float, float]:
    """The shown price, to two decimals, whose line touches the pairs (g, f) nearest to a value of g; and g there."""
    table = floor(p)
    shown = (table.prices >= LOWEST) & (table.prices <= HIGHEST)
    price = round(float(np.interp(-g, -table.g[shown], table.prices[shown])), 2)
    return price, float(lowest(p, [price]).g[0])


def least_values(p: Problem, levels: ArrayLike) -> Array:
    """The least values of the problem for many bounds, for a figure: from the contact curve, the edges of the window
    and, for g ≤ c, the grid. NaN where nothing is allowed. Errors are of the order of the grid's cell squared."""
    wanted = np.asarray(levels, float)
    corners = HALF * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]])
    share = np.linspace(0, 1, 241)[:, None]
    edges = [a + share * (b - a) for a, b in itertools.pairwise(corners)]
    starts, ends = [], []
    for chain in [*p.contact, *edges]:
        pairs = p.values(chain)
        starts.append(pairs[:, :-1])
        ends.append(pairs[:, 1:])
    (f0, g0), (f1, g1) = np.concatenate(starts, axis=1), np.concatenate(ends, axis=1)
    with np.errstate(all="ignore"):
        part = (wanted[:, None] - g0) / (g1 - g0)
        crossing = np.where((part >= 0) & (part <= 1), f0 + part * (f1 - f0), np.inf)
    best = np.nanmin(np.where(np.isfinite(crossing), crossing, np.inf), axis=1, initial=np.inf)
    if not p.equal:
        f, g = (np.concatenate([edge, p.grid[k].ravel()]) for k, edge in enumerate(((f0), (g0))))
        if len(p.singular):
            more = p.values(p.singular)
            f, g = np.concatenate([f, more[0]]), np.concatenate([g, more[1]])
        known = np.isfinite(f) & np.isfinite(g)
        order = np.argsort(g[known], kind="stable")
        running = np.minimum.accumulate(f[known][order])
        place = np.searchsorted(g[known][order], wanted, side="right") - 1
        if known.any():
            best = np.minimum(best, np.where(place >= 0, running[np.maximum(place, 0)], np.inf))
    return np.where(np.isfinite(best), best, np.nan)


def net(p: Problem, lines: int = 25, points: int = 61) -> Array:
    """The square grid of the window as the map (g, f) bends it: polylines, NaN between them, shape (n, 2)."""
    fixed, along = np.linspace(-HALF, HALF, lines), np.append(np.linspace(-HALF, HALF, points), np.nan)
    a, b = (each.ravel() for each in np.broadcast_arrays(fixed[:, None], along[None, :]))
    f, g = p.values(np.concatenate([np.stack([a, b], axis=1), np.stack([b, a], axis=1)]))
    return np.where(np.isfinite(f + g), np.stack([g, f]), np.nan).T


def pursuit(p: Problem, level: float, start: ArrayLike, rate: float, steps: int) -> Array:
    """Descent in the point and ascent in the price at once (Arrow, Hurwicz and Uzawa): rows x, y, m, (steps + 1, 3).

    Each step moves the point by -rate (grad f + m grad g) and the price by rate (g - level), from m = 0; for g ≤ c the
    price is kept at 0 or above. Rows after the point has left a square ten times as wide as the window are NaN.
    """
    found = np.full((steps + 1, 3), np.nan)
    found[0] = *np.asarray(start, float), 0.0
    for k in range(steps):
        x, y, m = found[k].tolist()
        f, g = jet(p.f, x, y, 1), jet(p.g, x, y, 1)
        step = np.array([-f[1] - m * g[1], -f[2] - m * g[2], g[0] - level])
        after = found[k] + rate * step
        if not np.isfinite(after).all() or np.abs(after[:2]).max() > 10 * HALF:
            break
        found[k + 1] = after if p.equal else (after[0], after[1], max(after[2], 0.0))
    return found
