"""Level curves of values on a grid, as pieces of straight lines: marching triangles, for figures and their handles.

Source: Bloomenthal (ed.), *Introduction to Implicit Surfaces* (1997), chapter 4: simplices leave no ambiguous cell.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def level_curve(x: ArrayLike, y: ArrayLike, z: ArrayLike, level: float) -> Array:
    """The curve z = level of values z[row, column] at y[row], x[column]: pieces of straight lines, NaN between them,
    shape (3 m, 2). Each cell is cut into two triangles, in which z is taken as linear.

    Cells with a value that is not finite are left out. Where z touches the level along grid lines without crossing it,
    the lines are drawn as well.
    """
    above = np.asarray(z, float) - level
    sides = [above >= 0, above > 0] if (above == 0).any() else [above >= 0]
    found = np.concatenate([_boundary(np.asarray(x, float), np.asarray(y, float), above, side) for side in sides])
    if len(sides) > 1:  # what is crossed was found twice
        found = np.unique(found.round(12), axis=0)
    return np.insert(found.reshape(-1, 2, 2), 2, np.nan, axis=1).reshape(-1, 2)


def _boundary(x: Array, y: Array, above: Array, side: Mask) -> Array:
    """The pieces (m, 4), each from (x, y) to (x, y), between where `side` is true and where not: zeros of `above`."""
    count = sum(side[i : len(side) - 1 + i, j : side.shape[1] - 1 + j].astype(int) for i in (0, 1) for j in (0, 1))
    known = np.isfinite(above[:-1, :-1] + above[:-1, 1:] + above[1:, :-1] + above[1:, 1:])
    i, j = np.nonzero((count > 0) & (count < 4) & known)
    a, b, c, d = (
        np.stack([x[j + dj], y[i + di], above[i + di, j + dj], side[i + di, j + dj]], axis=1)
        for di, dj in ((0, 0), (0, 1), (1, 1), (1, 0))
    )
    corners = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    up = corners[:, :, 3] > 0
    crossed = up.any(axis=1) != up.all(axis=1)
    corners, up = corners[crossed], up[crossed]
    # One corner stands alone on its side; the line cuts its two edges.
    alone, row = np.argmax(up == (up.sum(axis=1) == 1)[:, None], axis=1), np.arange(len(corners))
    tip, ends = corners[row, alone], []
    for k in (1, 2):
        other = corners[row, (alone + k) % 3]
        share = tip[:, 2:3] / (tip[:, 2:3] - other[:, 2:3])
        ends.append(tip[:, :2] + share * (other[:, :2] - tip[:, :2]))
    return np.concatenate(ends, axis=1)
