"""A square window of the plane with a grid: its low places, made exact, and its level curves, joined to polylines."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.jets import gradient, hessian, jet
from mathcore.common.expressions import Formula

Array = NDArray[np.float64]
HALF = 3.0  # the window is [-HALF, HALF]^2
CELLS = 101  # of the grid, in each direction; odd, so that no corner lies on an axis
TICKS = np.linspace(-HALF, HALF, CELLS + 1)
CELL = 2 * HALF / CELLS
ZOOM = np.stack(np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9)), axis=-1).reshape(-1, 2)
ROUNDS = 13  # of finer grids, each three times as fine


class Pair(Protocol):
    """Two functions of x and y; `values` at points (..., 2) has the shape (2, ...)."""

    @property
    def f(self) -> Formula: ...
    @property
    def g(self) -> Formula: ...
    def values(self, points: ArrayLike) -> Array: ...


def basins(heights: Array, most: int) -> Array:
    """The nodes of the grid that are as low as all of their neighbours, the lowest first, shape (n, 2). Of neighbours
    that are equally low the first counts: a valley that is level along x or y has one node."""
    z = np.pad(np.nan_to_num(heights, nan=np.inf, posinf=np.inf), 1, constant_values=np.inf)
    row = np.minimum(np.minimum(z[:, :-2], z[:, 2:]), z[:, 1:-1])  # the least of three beside each other
    here, before, after = z[1:-1, 1:-1], np.minimum(row[:-2], z[1:-1, :-2]), np.minimum(row[2:], z[1:-1, 2:])
    rows, columns = np.nonzero((here < before) & (here <= after))
    order = np.argsort(heights[rows, columns], kind="stable")[:most]
    return np.stack([TICKS[columns[order]], TICKS[rows[order]]], axis=1)


def lowered(p: Pair, prices: Array, starts: Array) -> Array:
    """The lowest points of f + price * g around starts (n, k, 2) for n prices: on finer and finer grids, and by
    Newton's method where it is smooth and the lowest point is not on the edge of the window."""
    weights, best, size = prices[:, None], starts, CELL
    for rounds in range(ROUNDS):
        around = np.clip(best[:, :, None] + size * ZOOM, -HALF, HALF)
        f, g = p.values(around)
        height = f + weights[:, :, None] * g
        least = np.where(np.isfinite(height), height, np.inf).argmin(axis=2)
        best, size = np.take_along_axis(around, least[:, :, None, None], axis=2)[:, :, 0], size / 3
        if rounds == 3:
            exact, smooth = _newton(p, weights, best)
            if smooth:
                return exact
    return best


def _newton(p: Pair, weights: Array, points: Array) -> tuple[Array, bool]:
    """Three steps of Newton's method for the gradients of f + weight * g at points (n, k, 2), and whether it ends in a
    minimum near by everywhere."""
    at, step = points, np.full(points.shape, np.inf)
    for _ in range(3):
        jets = [jet(each, at[..., 0], at[..., 1]) for each in (p.f, p.g)]
        whole = jets[0] + weights * jets[1]
        (x, y), (xx, xy, yy) = gradient(whole), hessian(whole)
        with np.errstate(all="ignore"):
            bent = xx * yy - xy * xy
            step = np.stack([xy * y - yy * x, xy * x - xx * y], axis=-1) / bent[..., None]
        if not (np.isfinite(step).all() and (xx > 0).all() and (bent > 1e-9 * (xx + yy) ** 2).all()):
            return points, False
        at = at + step
        if np.abs(at).max() > HALF or np.abs(at - points).max() > CELL:
            return points, False
    return np.round(at, 14) + 0.0, bool(np.abs(step).max() < 1e-9)


def dented(z: Array) -> bool:
    """Whether a value half-way between two points of the grid lies above the mean of theirs: z is not convex."""
    scale = 1e-9 * (1 + float(np.nanmax(np.abs(z), initial=0.0)))
    for k in (1, 4, 16, 40):
        for low, middle, high in (
            (z[: -2 * k], z[k:-k], z[2 * k :]),
            (z[:, : -2 * k], z[:, k:-k], z[:, 2 * k :]),
            (z[: -2 * k, : -2 * k], z[k:-k, k:-k], z[2 * k :, 2 * k :]),
            (z[: -2 * k, 2 * k :], z[k:-k, k:-k], z[2 * k :, : -2 * k]),
        ):
            if (middle - (low + high) / 2 > scale).any():
                return True
    return False


def joined(pieces: Array) -> list[Array]:
    """Pieces of straight lines, as `level_curve` gives them, joined to polylines (n, 2), the longest first; a closed
    one ends where it begins, at its leftmost point."""
    ends = pieces.reshape(-1, 3, 2)[:, :2].reshape(-1, 2)
    if not len(ends):
        return []
    keys = np.rint(ends * 1e8).astype(np.int64) @ np.array([2**31, 1])  # one number for each place
    _, first, names = np.unique(keys, return_index=True, return_inverse=True)
    nodes, pairs = ends[first], np.sort(names.reshape(-1, 2), axis=1)
    near: list[list[int]] = [[] for _ in nodes]
    for a, b in dict.fromkeys((a, b) for a, b in pairs.tolist() if a != b):
        near[a].append(b)
        near[b].append(a)
    chains = []
    loose = [k for k, others in enumerate(near) if len(others) == 1]
    for start in [*loose, *range(len(nodes))]:
        while near[start]:
            chain, here = [start], start
            while near[here]:
                there = near[here].pop()
                near[there].remove(here)
                chain.append(there)
                here = there
            if chain[0] == chain[-1]:
                leftmost = int(np.argmin(nodes[chain[:-1], 0]))
                chain = [*chain[leftmost:-1], *chain[: leftmost + 1]]
            chains.append(nodes[chain])
    lengths = [-float(np.hypot(*np.diff(chain, axis=0).T).sum()) for chain in chains]
    return [chains[k] for k in np.argsort(lengths, kind="stable")]
