"""Least values of a typed f(x, y) where g(x, y) ≤ c, or where g(x, y) = c, in a window: walls, contacts, multipliers.

The *wall* is the level curve g = c. At a minimum on it the gradients are parallel, unless g's vanishes there. The
points of the plane where they are parallel, whatever c is, form the *contact curve* f_x g_y = f_y g_x: on it, or on
the edge of the window, lie the minima for all bounds.

Convention: the Lagrangian is f + multiplier * (g - c), so that the multiplier of a minimum of g ≤ c is not negative,
and the least value falls by about the multiplier for each unit of c.

Sources: Nocedal and Wright, *Numerical Optimization*, 2nd ed. (2006), chapter 12; Boyd and Vandenberghe, *Convex
Optimization* (2004), chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize_scalar

from mathcore.calculus.convexity_rules import shape
from mathcore.calculus.corners import endless, pushes, with_corners
from mathcore.calculus.hessians import critical_points
from mathcore.calculus.jets import VARIABLES, gradient, hessian, jet
from mathcore.calculus.level_curves import level_curve
from mathcore.calculus.window import CELL, HALF, TICKS, basins, dented, joined, lowered
from mathcore.common.expressions import Formula, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
NONE = np.empty((0, 2))
MOST = 24  # contacts that are looked at on a piece of wall
LEVELS = (-6.0, 9.0)  # bounds that are looked at
VALLEYS = 40  # of f that are looked at


class Span(NamedTuple):
    """The lower part of the values of f, the values of g within LEVELS, the usual steepness of f."""

    f: tuple[float, float]
    g: tuple[float, float]
    usual: float


@dataclass(frozen=True, eq=False)
class Problem:
    """Minimise f subject to g ≤ c, or to g = c if `equal`, over the points of the window."""

    f: Formula
    g: Formula
    equal: bool = False

    @cached_property
    def grid(self) -> Array:
        """f and g over TICKS (columns) and TICKS (rows), shape (2, n, n); NaN where either has no finite value."""
        found = np.stack([each(TICKS[None, :], TICKS[:, None]) for each in (self.f, self.g)])
        return np.where(np.isfinite(found).all(axis=0), found, np.nan)

    @cached_property
    def contact(self) -> list[Array]:
        """The contact curve: its pieces, (n, 2) each."""
        x, y = np.meshgrid(TICKS, TICKS)
        (fx, fy), (gx, gy) = (gradient(jet(each, x, y, 1)) for each in (self.f, self.g))
        with np.errstate(invalid="ignore"):
            across = fx * gy - fy * gx
        scale = np.nanmedian(np.hypot(fx, fy) * np.hypot(gx, gy)) if np.isfinite(across).any() else 0.0
        if not np.nanmax(np.abs(across), initial=0.0) > 1e-12 * scale:
            return []  # parallel everywhere: one of them is a function of the other
        return joined(level_curve(TICKS, TICKS, across, 0.0))

    @cached_property
    def valleys(self) -> Array:
        """The local minima of f in the window, also on its edges, at most VALLEYS of the lowest, shape (n, 2)."""
        starts = basins(self.grid[0], VALLEYS)
        return lowered(self, np.zeros(len(starts)), starts[:, None])[:, 0] if len(starts) else NONE

    @cached_property
    def singular(self) -> Array:
        """Isolated points where the gradient of g is zero, shape (n, 2)."""
        return critical_points(self.g.text, HALF).points

    @cached_property
    def span(self) -> Span:
        """What a figure shows of it."""
        f, g = self.grid
        if not np.isfinite(f).any():
            return Span((-1.0, 1.0), LEVELS, 1.0)
        low, few, part, most, high = np.nanquantile(f, (0, 0.05, 0.4, 0.95, 1)).tolist()
        if high - low > 4 * (part - low):  # a valley, whose sides are high: its lower part
            size, pad = 1.35 * (part - low) or 1.0, 0.2
        else:  # about as much of it is low as is high
            low, size, pad = few - 0.1 * (most - few), 1.2 * (most - few) or 1.0, 0.0
        first, last = max(float(np.nanmin(g)), LEVELS[0]), min(float(np.nanmax(g)), LEVELS[1])
        first, last = (first, last) if last > first else LEVELS
        edge = 0.06 * (last - first)
        usual = np.hypot(*np.gradient(f, CELL))
        typical = float(np.nanmedian(usual)) if np.isfinite(usual).any() else 1.0
        return Span((low - pad * size, low + size), (first - edge, last + edge), max(typical, 1e-9))

    @cached_property
    def convex(self) -> bool | None:
        """True: f is proved convex by rules, and g convex (for g ≤ c) or affine (for g = c). False: refuted by values
        half-way between points of the grid. None: neither."""
        f, g = (shape(each.tree) for each in (self.f, self.g))
        if f.convex and (g.affine if self.equal else g.convex):
            return True
        if dented(self.grid[0]) or dented(self.grid[1]) or (self.equal and dented(-self.grid[1])):
            return False
        return None

    def values(self, points: ArrayLike) -> Array:
        """f and g at points (..., 2): shape (2, ...)."""
        x, y = np.moveaxis(np.asarray(points, float), -1, 0)
        return np.stack([self.f(x, y), self.g(x, y)])

    def slopes(self, points: ArrayLike) -> tuple[Array, Array]:
        """The gradients of f and of g at points (n, 2): shape (n, 2) each."""
        x, y = np.asarray(points, float).T
        return gradient(jet(self.f, x, y, 1)).T, gradient(jet(self.g, x, y, 1)).T

    def allowed(self, level: float, points: ArrayLike) -> NDArray[np.bool_]:
        """Where g ≤ level, up to rounding."""
        g = self.values(points)[1]
        return np.asarray(g <= level + 1e-9 * (1 + abs(level)))


@remembered
def problem(objective: str, constraint: str, equal: bool = False) -> Problem:
    """The problem with these typed functions of x and y.

    Raises:
        ExpressionError: one of them cannot be read.
    """
    return Problem(parse(objective, VARIABLES), parse(constraint, VARIABLES), equal)


def settled(p: Problem, level: float, points: Array) -> Array:
    """Points (n, 2) near the wall moved onto it along the gradient of g (three steps of Newton's method)."""
    found = points
    for _ in range(3):
        jets = jet(p.g, found[:, 0], found[:, 1], 1)
        slope = gradient(jets)
        with np.errstate(all="ignore"):
            step = -(jets[0] - level) * slope / (slope * slope).sum(axis=0)
            good = np.isfinite(step).all(axis=0) & (np.hypot(*(found.T + step - points.T)) < CELL)
        found = found + np.where(good, step, 0.0).T
    return found


@remembered
def wall(p: Problem, level: float) -> tuple[Array, ...]:
    """The curve g = level in the window: polylines (n, 2), the longest first, with smaller g to their left."""
    found = []
    for chain in joined(level_curve(TICKS, TICKS, p.grid[1], level)):
        exact = settled(p, level, chain)
        inside = np.abs(exact).max(axis=1) < HALF - CELL
        exact = with_corners(p.g, level, np.where(inside[:, None], exact, chain))  # ends stay on the edge
        for end in (0, -1):
            if np.abs(chain[end]).max() > HALF - 1e-9:
                exact[end] = _on_edge(p, level, chain[end])
        way, middle = np.diff(exact, axis=0), (exact[:-1] + exact[1:]) / 2
        slope = p.slopes(middle)[1]
        if p.equal and not np.nanmedian(np.abs(p.values(exact)[1] - level)) < 1e-6 * (1 + abs(level)):
            continue  # g jumps over the level, as 1/x does
        turn = np.nansum(way[:, 0] * slope[:, 1] - way[:, 1] * slope[:, 0])
        found.append(exact[::-1] if turn > 0 else exact)
    for point in p.singular[np.abs(p.values(p.singular)[1] - level) < 1e-9] if found and len(p.singular) else NONE:
        _pinned(found, point)
    for chain in found:
        chain.setflags(write=False)
    return tuple(found)


def _pinned(chains: list[Array], point: Array) -> None:
    """A point where the wall has a cusp or crosses itself, which no grid meets, put into the nearest piece."""
    far = [np.hypot(*((chain[:-1] + chain[1:]) / 2 - point).T) for chain in chains]
    k = int(np.argmin([each.min() for each in far]))
    if far[k].min() < 3 * CELL:
        chains[k] = np.insert(chains[k], int(np.argmin(far[k])) + 1, point, axis=0)


def _on_edge(p: Problem, level: float, point: Array) -> Array:
    """An end of the wall on the edge of the window, exactly."""
    for axis in (0, 1):
        if abs(abs(point[axis]) - HALF) < 1e-9:

            def off(u: float, axis: int = axis) -> float:
                at = (point[0], u) if axis == 0 else (u, point[1])
                return float(p.g(*at)) - level

            low, high = (float(np.clip(point[1 - axis] + d, -HALF, HALF)) for d in (-CELL, CELL))
            if off(low) * off(high) < 0:
                out = point.copy()
                out[1 - axis] = brentq(off, low, high, xtol=1e-14)
                return out
    return point


@dataclass(frozen=True, eq=False)
class Contacts:
    """Where f is stationary along a wall: `points` (n, 2), the `multipliers` (n,), the values of f (n,)."""

    points: Array
    multipliers: Array
    values: Array


def lagrange(
    p: Problem, level: float | Array, points: Array, rounds: int = 12
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Newton's method for grad f + m grad g = 0 and g = level (one, or one for each), from points (n, 2): the points,
    the multipliers m, and which of them it found within five cells of where it began."""
    at = points.copy()
    f_slope, g_slope = p.slopes(at)
    with np.errstate(all="ignore"):
        m = np.nan_to_num(-(f_slope * g_slope).sum(axis=1) / (g_slope * g_slope).sum(axis=1))
    size = np.full(len(at), np.inf)
    for _ in range(12 if len(at) else 0):
        f, g = jet(p.f, *at.T), jet(p.g, *at.T)
        fs, gs = gradient(f), gradient(g)
        bend = hessian(f) + m * hessian(g)
        rest = np.concatenate([fs + m * gs, [g[0] - level]])
        zero = np.zeros(len(at))
        matrix = np.array([[bend[0], bend[1], gs[0]], [bend[1], bend[2], gs[1]], [gs[0], gs[1], zero]])
        good = np.isfinite(matrix).all(axis=(0, 1)) & np.isfinite(rest).all(axis=0)
        matrix, rest = np.where(good, matrix, np.eye(3)[:, :, None]), np.where(good, rest, 0.0)
        step = -np.einsum("nij,jn->ni", np.linalg.pinv(np.moveaxis(matrix, -1, 0), rcond=1e-12), rest)
        step *= np.minimum(1.0, 2 * CELL / np.maximum(np.hypot(*step[:, :2].T), 1e-300))[:, None]
        at, m = at + step[:, :2], m + step[:, 2]
        size = np.where(good, np.hypot(*step[:, :2].T), np.inf)
        if size.max() < 1e-13:
            break
    near = (size < 1e-9) & (np.hypot(*(at - points).T) < 5 * CELL) & (np.abs(at).max(axis=1) <= HALF)
    if len(at):
        fs, gs = p.slopes(at)
        rest = np.hypot(*(fs + m[:, None] * gs).T)
        near &= (rest < 1e-8 * (1 + np.hypot(*fs.T))) & (np.abs(p.values(at)[1] - level) < 1e-10 * (1 + np.abs(level)))
    return at, m, near


@remembered
def contacts(p: Problem, level: float) -> Contacts:
    """All points of the wall that the sign of f's slope along it finds, by the value of f."""
    starts = [NONE]
    for chain in wall(p, level):
        f_slope, g_slope = p.slopes(chain)
        along = f_slope[:, 0] * g_slope[:, 1] - f_slope[:, 1] * g_slope[:, 0]
        with np.errstate(invalid="ignore"):
            turns = np.flatnonzero(along[:-1] * along[1:] <= 0)
        turns = turns[:: len(turns) // MOST + 1]  # where f is level along a wall, a few places will do
        with np.errstate(all="ignore"):
            share = np.nan_to_num(along[turns] / (along[turns] - along[turns + 1]), nan=0.5)
        starts.append(chain[turns] + share[:, None] * (chain[turns + 1] - chain[turns]))
    at, m, good = lagrange(p, level, np.concatenate(starts))
    at, m = at[good], m[good]
    kept: list[int] = []
    for k in range(len(at)):
        if not kept or np.hypot(*(at[kept] - at[k]).T).min() > 1e-6:
            kept.append(k)
    f = p.values(at[kept])[0]
    order = np.argsort(f, kind="stable")
    return Contacts(at[kept][order], m[kept][order], f[order])


@dataclass(frozen=True, eq=False)
class Optimum:
    """The least value that was found.

    `where` says how it lies: "none" (no allowed point was found; the others are NaN), "endless" (f falls without bound
    near the point; the others are NaN), "free" (inside the wall, the multiplier is 0), "corner" (inside, where f has
    one), "wall", "edge" (of the window), "walls" (two meet there and push; `parts` are their multipliers), "kink" (on
    the wall, at a corner of f, a mean of whose slopes balances), "singular" (on the wall, without any: it is NaN).
    """

    point: Array
    value: float
    multiplier: float
    where: str
    parts: tuple[float, ...] = ()


NOWHERE = Optimum(np.full(2, np.nan), float("nan"), float("nan"), "none")


@remembered
def solve(p: Problem, level: float) -> Optimum:
    """The least f in the window where g ≤ level (or g = level): a search on the grid, polished, not a proof."""
    chains, found = wall(p, level), contacts(p, level)
    singular = p.singular[np.abs(p.values(p.singular)[1] - level) < 1e-9] if len(p.singular) else NONE
    ends = [chain[[0, -1]] for chain in chains if (chain[0] != chain[-1]).any()]
    points = np.concatenate([found.points, singular, *ends, NONE])
    if len(chains):
        points = np.concatenate([points, _along(p, level, chains, float(found.values.min(initial=np.inf)))])
    if not p.equal:
        points = np.concatenate([points, _inside(p, level, points)])
    f = np.nan_to_num(p.values(points)[0], nan=np.inf, neginf=np.inf)
    if not len(f) or not np.isfinite(f.min()):
        return NOWHERE  # (of equal values the first: a polished point of contact before one found by values alone)
    ties = np.flatnonzero(f <= f.min() + 1e-10 * (1 + abs(f.min())))
    k = int(ties[np.argmax(np.abs(points[ties]).max(axis=1) < HALF - 1e-7)])  # one inside the window, if there is one
    lower = f[k] < np.nanmin(p.grid[0], initial=np.inf)  # than all of the grid, as near a pole
    if lower and endless(lambda z: np.where(p.equal | p.allowed(level, z), p.values(z)[0], np.nan), points[k]):
        return Optimum(points[k], float("nan"), float("nan"), "endless")
    return _judged(p, level, points[k], float(f[k]))


def _along(p: Problem, level: float, chains: tuple[Array, ...], known: float) -> Array:
    """The lowest point of the walls by values alone, shape (1, 2): for functions with corners; none, if the polished
    points are as low as the walls' own."""
    whole = np.concatenate(chains)
    f = p.values(whole)[0]
    if not np.isfinite(f).any() or np.nanmin(f) >= known - 1e-12 * (1 + abs(known)):
        return NONE
    k = int(np.nanargmin(f))
    ends = whole[max(k - 1, 0)], whole[k], whole[min(k + 1, len(whole) - 1)]
    if max(np.hypot(*(ends[1] - ends[0])), np.hypot(*(ends[2] - ends[1]))) > 2 * CELL:
        return whole[[k]]

    def at(t: float) -> Array:
        other = ends[2] if t > 0 else ends[0]
        return settled(p, level, (ends[1] + abs(t) * (other - ends[1]))[None])[0]

    def height(t: float) -> float:
        value = float(p.f(*at(t)))
        return value if np.isfinite(value) else np.inf

    best = minimize_scalar(height, bounds=(-1, 1), method="bounded", options={"xatol": 1e-11})
    return np.stack([whole[k], at(float(best.x))])


def _inside(p: Problem, level: float, known: Array) -> Array:
    """The allowed valleys of f; if no point is as low as the lowest allowed one of the grid, that too, and polished."""
    f, g = p.grid
    heights = np.where(g <= level, f, np.nan)
    if not np.isfinite(heights).any():
        return NONE
    found, low = p.valleys[p.allowed(level, p.valleys)], np.nanmin(heights)
    inner = np.concatenate([known, found])
    if np.nanmin(p.values(inner[np.abs(inner).max(axis=1) < HALF])[0], initial=np.inf) <= low:
        return np.asarray(found)
    ties = TICKS[np.argwhere(heights == low)[:, ::-1]]
    lowest = ties[[np.argmin(np.abs(ties).max(axis=1))]]  # of ties the most central
    more = np.concatenate([lowered(p, np.zeros(1), lowest[None])[0], lowest])
    return np.concatenate([found, more[p.allowed(level, more)]])


def _judged(p: Problem, level: float, point: Array, value: float) -> Optimum:
    """How a minimum lies, and its multiplier."""
    point = np.where(np.abs(point) < 1e-9, 0.0, point)  # the rounding of a search
    (f_slope,), (g_slope,) = p.slopes(point[None])
    bound = p.equal or abs(float(p.g(*point)) - level) < 1e-7 * (1 + abs(level))
    walls = np.abs(np.abs(point) - HALF) < 1e-7
    if walls.any():
        inner = np.flatnonzero(~walls)
        if not bound:
            return Optimum(point, value, 0.0, "edge")
        with np.errstate(all="ignore"):
            m = -f_slope[inner[0]] / g_slope[inner[0]] if len(inner) else np.nan
        return Optimum(point, value, float(m) if np.isfinite(m) else float("nan"), "edge")
    steep = float(np.hypot(*f_slope))
    with np.errstate(all="ignore"):
        m = float(-(f_slope @ g_slope) / (g_slope @ g_slope))
        rest = float(np.hypot(*(f_slope + m * g_slope)))
    if not bound:
        return Optimum(point, value, 0.0, "free" if steep < 1e-5 else "corner")
    if steep < 1e-6:
        return Optimum(point, value, 0.0, "wall")
    fits = np.isfinite(rest) and rest < 1e-5 * steep and (p.equal or m >= -1e-9)
    if fits:
        return Optimum(point, value, m, "wall")
    valley = p.valleys[np.hypot(*(p.valleys - point).T) < 1e-6]
    if len(valley) and p.f(*valley[0]) <= value + 1e-9 * (1 + abs(value)):  # 0 is a mean of the slopes of f
        place = np.where(np.abs(valley[0]) < 1e-9, 0.0, valley[0])
        return Optimum(place, float(p.f(*place)), 0.0, "kink", (0.0,))
    parts = pushes(p.f, p.g, point, p.equal)
    return Optimum(point, value, sum(parts) if parts else np.nan, ("singular", "kink", "walls")[len(parts)], parts)


def gain(p: Problem, level: float, optimum: Optimum, step: float = 1e-4) -> float:
    """How fast the value of this minimum falls as the bound is raised, from its values at level ± step, each found anew
    near the point; NaN where it is not found there."""
    if optimum.where != "wall":
        return float("nan")
    at, _, good = lagrange(p, level + step * np.array([-1.0, 1.0]), np.stack([optimum.point] * 2))
    f = p.values(at)[0]
    return float((f[0] - f[1]) / (2 * step)) if good.all() else float("nan")


def residual(p: Problem, optimum: Optimum) -> float:
    """The length of grad f + multiplier * grad g at a minimum, without the second term if there is no multiplier; NaN
    where f or g has a corner there, and so no gradient."""
    if optimum.parts:
        return float("nan")
    (f_slope,), (g_slope,) = p.slopes(optimum.point[None])
    return float(np.hypot(*(f_slope + np.nan_to_num(optimum.multiplier) * np.nan_to_num(g_slope))))


def lowest_seen(p: Problem, level: float) -> float:
    """The least f of the allowed points of the grid, or for g = level of the wall's points; infinite without any."""
    f, g = p.grid
    found = p.values(np.concatenate([NONE, *wall(p, level)]))[0] if p.equal else f[g <= level]
    return float(np.min(found[np.isfinite(found)], initial=np.inf))
