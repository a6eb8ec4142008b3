"""Corners and poles of typed functions, where one gradient does not say all: the walls that meet there, how hard each
pushes, and whether a function falls without end.

Where g is the larger of several smooth functions, each whose value is the largest is a wall of its own, with its own
gradient and multiplier. Their sum is the price of the common bound (Clarke, *Optimization and Nonsmooth Analysis*,
1983, section 6.1: the multipliers of one function with a corner are parts of one).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.jets import gradient, jet
from mathcore.common.expressions import Formula

Array = NDArray[np.float64]
NEAR = 1e-8  # how far around a point slopes are looked at
COMPASS = np.stack([np.cos(np.arange(16) * np.pi / 8 + 0.1), np.sin(np.arange(16) * np.pi / 8 + 0.1)], axis=1)
DEPTHS = np.array([1e-3, 1e-5, 1e-7, 1e-9])  # how near to a pole values are looked at
SHARP = 0.2  # a turn of the normal from one point of a wall to the next, in radians, that may be a corner


def slopes_around(f: Formula, point: ArrayLike) -> Array:
    """The different gradients of f close around a point, (n, 2): one where f is smooth."""
    x, y = (np.asarray(point, float) + NEAR * COMPASS).T
    found = gradient(jet(f, x, y, 1)).T
    found = found[np.isfinite(found).all(axis=1)]
    kept: list[Array] = []
    for each in found:
        if all(np.hypot(*(each - other)) > 1e-3 * (1 + np.hypot(*each)) for other in kept):
            kept.append(each)
    return np.array(kept).reshape(-1, 2)


def pushes(f: Formula, g: Formula, point: ArrayLike, equal: bool = False) -> tuple[float, ...]:
    """The multipliers of the two walls that meet at a point, where f is smooth: f's slope plus the multipliers times
    the slopes of g on both sides is zero. Or the one multiplier of a smooth wall, where f has a corner of two slopes:
    it balances a mean of them. Empty, if it is neither, or if a wall would have to pull (for g ≤ c)."""
    down, out = slopes_around(f, point), slopes_around(g, point)
    if len(down) == 1:  # exactly, where f is smooth
        x, y = np.asarray(point, float)
        there = gradient(jet(f, x, y, 1))
        down = there[None] if np.isfinite(there).all() else down
    if (len(down), len(out)) == (1, 2):
        matrix, right = out.T, -down[0]
    elif (len(down), len(out)) == (2, 1):  # share * first + (1 - share) * second + multiplier * out = 0
        matrix, right = np.stack([down[0] - down[1], out[0]], axis=1), -down[1]
    else:
        return ()
    size = np.hypot(*matrix)
    if not abs(np.linalg.det(matrix)) > 1e-6 * size.prod():
        return ()
    found = np.linalg.solve(matrix, right).tolist()
    if len(down) == 2:
        return (found[1],) if 0 <= found[0] <= 1 and (equal or found[1] >= 0) else ()
    together = found[0] >= -1e-9 and found[1] >= -1e-9
    return tuple(found) if together or (equal and found[0] <= 1e-9 and found[1] <= 1e-9) else ()


def endless(values: Callable[[Array], Array], point: ArrayLike) -> bool:
    """Whether a function falls without bound towards a place close to a point, as 1/x and log x do at zero: each time a
    hundred times nearer, it falls by no less than half of what it fell by before."""
    with np.errstate(all="ignore"):
        heights = np.asarray(values(np.asarray(point, float) + DEPTHS[:, None, None] * COMPASS))
        falls = heights[:-1] - heights[1:]
        scale = 1e-3 * (1 + np.abs(heights[0]))
        deep = (falls[0] > scale) & (falls[1] > 0.5 * falls[0]) & (falls[2] > 0.5 * falls[1])
    return bool(deep.any())


def with_corners(g: Formula, level: float, chain: Array) -> Array:
    """A polyline (n, 2) of points on the curve g = level with the corners that it cuts off put in: where the tangents
    on both sides meet, if g has the level there and two slopes around it."""
    slopes = gradient(jet(g, chain[:, 0], chain[:, 1], 1)).T
    with np.errstate(all="ignore"):
        normals = slopes / np.hypot(*slopes.T)[:, None]
        turn = normals[:-1, 0] * normals[1:, 1] - normals[:-1, 1] * normals[1:, 0]
        ahead = (normals[:-1] * normals[1:]).sum(axis=1)
    places = np.flatnonzero((np.abs(turn) > np.sin(SHARP)) | (ahead < 0))
    found, at = [], []
    for k in places.tolist() if len(places) <= 16 else []:
        spot = _meeting(g, level, chain[k], chain[k + 1])
        if spot is not None:
            found.append(spot)
            at.append(k + 1)
    return np.insert(chain, at, np.array(found), axis=0) if found else chain


def _meeting(g: Formula, level: float, before: Array, after: Array) -> Array | None:
    """Where the tangents of the curve from both sides meet, again and again from nearer by, each from its own side."""
    ends, reach, spot = np.stack([before, after]), float(np.hypot(*(after - before))), before
    jets = jet(g, ends[:, 0], ends[:, 1], 1)
    for _ in range(10):
        normals = gradient(jets).T
        if not (np.isfinite(normals).all() and abs(np.linalg.det(normals)) > 1e-3 * np.hypot(*normals.T).prod()):
            return None
        spot = np.linalg.solve(normals, (normals * ends).sum(axis=1) + level - jets[0])
        if not (np.hypot(*(spot - before)) + np.hypot(*(spot - after)) < 4 * reach):
            return None
        nearer = spot + 0.3 * (ends - spot)
        found = jet(g, nearer[:, 0], nearer[:, 1], 1)
        turned = np.hypot(*(gradient(found) - normals.T))  # by less than the half of the corner: on the same side
        same = turned < 0.5 * np.hypot(*(normals[0] - normals[1]))
        ends, jets = np.where(same[:, None], nearer, ends), np.where(same, found, jets)
    there = abs(float(g(*spot)) - level) < 1e-9 * (1 + abs(level))
    return spot if there and len(slopes_around(g, spot)) == 2 else None
