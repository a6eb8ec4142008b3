"""Walks along the wall g = c of a constrained problem: forces on a bead, f along the way, what lies behind the wall.

The bead is pulled downhill by -grad f. The wall pushes back at a right angle, -multiplier * grad g: inwards only, if it
bounds g ≤ c. Where the two cancel, the conditions of Karush, Kuhn and Tucker hold.

Source: Nocedal and Wright, *Numerical Optimization*, 2nd ed. (2006), section 12.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.constrained import Problem, contacts, settled, wall
from mathcore.calculus.window import CELL, HALF

Array = NDArray[np.float64]


def lengths(chain: Array) -> Array:
    """The length of a polyline (n, 2) up to each of its points."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(chain, axis=0).T))])


@dataclass(frozen=True, eq=False)
class Bead:
    """A bead on the wall.

    Attributes:
        chain: on which of the wall's pieces it is.
        way: how far along it.
        point: where, shape (2,).
        along: the unit vector (2,) of the way; NaN where the gradient of g is zero.
        pull, push: the two forces, shape (2,) each.
        multiplier: of the push.
        slope: the derivative of f along the way, NaN where there is no way.
    """

    chain: int
    way: float
    point: Array
    along: Array
    pull: Array
    push: Array
    multiplier: float
    slope: float

    @property
    def net(self) -> Array:
        """The sum of both forces."""
        return self.pull + self.push

    def rests(self, usual: float) -> bool:
        """Whether the pull is held, all but 3% of it or of the usual pull."""
        size = max(float(np.hypot(*self.pull)), usual)
        return bool(np.isfinite(self.slope) and np.hypot(*self.net) <= 0.03 * size)


def bead(p: Problem, level: float, near: ArrayLike) -> Bead | None:
    """The bead at the point of the wall that is nearest to a point (2,); None where the window has no wall."""
    target, best = np.asarray(near, float), None
    for number, chain in enumerate(wall(p, level)):
        start, move = chain[:-1], np.diff(chain, axis=0)
        with np.errstate(all="ignore"):
            share = np.clip(((target - start) * move).sum(axis=1) / (move * move).sum(axis=1), 0, 1)
        feet = start + np.nan_to_num(share)[:, None] * move
        far = np.hypot(*(feet - target).T)
        k = int(np.argmin(far))
        if best is None or far[k] < best[0]:
            way = float(lengths(chain)[k] + np.hypot(*(feet[k] - start[k])))
            best = float(far[k]), number, way, feet[k]
    if best is None:
        return None
    _, number, way, foot = best
    point = np.clip(settled(p, level, foot[None])[0], -HALF, HALF)
    f_slope, g_slope = (each[0] for each in p.slopes(point[None]))
    steep = float(np.hypot(*g_slope))
    pull = -np.nan_to_num(f_slope)
    on_it = abs(float(p.g(*point)) - level) < 1e-6 * (1 + abs(level))  # else g jumps over the level there
    if not (steep > 1e-9 and np.isfinite(f_slope).all() and on_it):  # zero, or none
        return Bead(number, way, point, np.full(2, np.nan), pull, np.zeros(2), float("nan"), float("nan"))
    normal = g_slope / steep
    multiplier = float(pull @ normal) / steep
    multiplier = multiplier if p.equal else max(multiplier, 0.0)
    along = np.array([-normal[1], normal[0]])  # smaller g lies to the left of the way, as on the wall
    return Bead(number, way, point, along, pull, -multiplier * g_slope, multiplier, float(-(pull @ along)))


def nearest(p: Problem, level: float, x: float, y: float) -> tuple[float, float]:
    """The point of the wall nearest to (x, y); that point itself where the window has no wall."""
    found = bead(p, level, np.clip((x, y), -HALF, HALF))
    return (x, y) if found is None else (float(found.point[0]), float(found.point[1]))


def level_at(p: Problem, x: float, y: float, otherwise: float) -> float:
    """The level of the wall that goes through (x, y), moved into the window; or another where g has no value there."""
    found = float(p.g(*np.clip((x, y), -HALF, HALF)))
    return found if np.isfinite(found) else otherwise


def chord_slope(p: Problem, level: float, found: Bead, step: float = 1e-5) -> float:
    """The slope of f along the way from two values of f alone, a step before and after the bead on the wall; NaN at a
    corner of f or of the wall, where the slopes before and after differ."""
    at = settled(p, level, found.point + step * np.array([[-1.0], [0.0], [1.0]]) * found.along)
    f = p.values(at)[0]
    before, after = np.diff(f) / np.hypot(*np.diff(at, axis=0).T)
    if not abs(after - before) < 0.02 * (1 + abs(before)):
        return float("nan")
    return float((f[2] - f[0]) / np.hypot(*(at[2] - at[0])))


def at_way(p: Problem, level: float, chain: int, way: float) -> tuple[float, float]:
    """The point so far along a piece of the wall; its end, if it is shorter."""
    points = wall(p, level)[chain]
    x, y = (float(np.interp(way, lengths(points), points[:, k])) for k in (0, 1))
    return x, y


def stations(p: Problem, level: float, chain: int) -> Array:
    """Where on a piece of the wall f is level along it: how far along, and the value of f, shape (n, 2)."""
    points, found = wall(p, level)[chain], []
    for point, value in zip(contacts(p, level).points, contacts(p, level).values, strict=True):
        far = np.hypot(*(points - point).T)
        if far.min() < 2 * CELL:
            found.append((lengths(points)[int(np.argmin(far))], value))
    return np.array(found).reshape(-1, 2)


def gapped(chains: Iterable[Array]) -> Array:
    """Polylines (n, 2) as one, NaN between them."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for chain in chains for part in (chain, gap)] or [gap])


def forbidden(p: Problem, level: float) -> Array:
    """The part of the window where g > level as polygons, NaN between them, to be filled (non-zero rule)."""
    corner = HALF * np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    polygons, open_chains = [], []
    for chain in (each[::-1] for each in wall(p, level)):  # larger g to the left
        if (chain[0] == chain[-1]).all():
            polygons.append(chain)
        else:
            open_chains.append(chain)
    starts = [_around(chain[0]) for chain in open_chains]
    left = set(range(len(open_chains)))
    while left:
        first = here = min(left)
        path: list[Array] = []
        for _ in range(len(open_chains) + 1):
            left.discard(here)
            path.append(open_chains[here])
            end = _around(open_chains[here][-1])
            ahead = [(start - end) % 4 for start in starts]
            there = int(np.argmin(ahead))
            passed = sorted(((k - end) % 4, k) for k in range(4))
            path += [corner[[k]] for far, k in passed if far < ahead[there]]
            here = there
            if here == first or here not in left:
                break
        polygons.append(np.concatenate(path))
    g = p.grid[1]
    rim = np.concatenate([g[0], g[-1], g[:, 0], g[:, -1]])
    if not open_chains and (rim > level).any():  # all of the rim is forbidden, but where the wall touches it
        polygons.insert(0, corner)
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for each in polygons for part in (each, each[:1], gap)] or [gap])


def _around(point: Array) -> float:
    """How far around the window's edge a point of it lies, counterclockwise from the lower left corner, in sides."""
    x, y = (point / HALF + 1) / 2
    sides = [(abs(y), x), (abs(1 - x), 1 + y), (abs(1 - y), 3 - x), (abs(x), 4 - y)]
    return float(min(sides)[1]) % 4


def taller(span: tuple[float, float], value: float) -> tuple[float, float]:
    """A range, made higher by a power of two if a value would else have less than 40% of it above itself."""
    low, high = span
    share = float(np.nan_to_num((value - low) / (high - low)))
    return low, low + (high - low) * 2.0 ** min(8, max(0, int(np.ceil(np.log2(max(share, 0.1) / 0.6)))))
