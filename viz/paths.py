"""Paths and maps of where they end: what the lessons on descent draw with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def classes(
    z: ArrayLike, x: ArrayLike, y: ArrayLike, roles: Sequence[str], *, strong: float = 0.75, weak: float = 0.2
) -> dict[str, Any]:
    """A map of classes in colours by role: `z[row, column]` = class + shade, the class a whole number from 0 on, the
    shade in [0, 1): 0 is drawn strong, near 1 weak."""
    scale: list[list[Any]] = []
    for index, role in enumerate(roles):
        scale.append([index / len(roles), f"@{role}/{strong:g}"])
        scale.append([(index + 1) / len(roles), f"@{role}/{weak:g}"])
    return {
        "type": "heatmap",
        "z": np.ascontiguousarray(np.asarray(z, dtype=np.float32)),
        "x": np.asarray(x, dtype=float),
        "y": np.asarray(y, dtype=float),
        "colorscale": scale,
        "zmin": 0.0,
        "zmax": float(len(roles)),
        "showscale": False,
        "hoverinfo": "skip",
    }


def clipped(points: ArrayLike, center: ArrayLike, reach: float) -> NDArray[np.float64]:
    """A polyline, shape (n, 2), cut off exactly at the square of half-width `reach` around `center`, as a polyline with
    NaN gaps, shape (m, 2): so that a path that leaves the picture by far gives a browser no huge coordinates.

    A path that stays inside is returned as it is. NaN points stay gaps.
    """
    p = np.asarray(points, dtype=float) - np.asarray(center, dtype=float)
    if not (np.abs(p) > reach).any():
        return np.asarray(points, dtype=float)
    start, move = p[:-1], np.diff(p, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Liang and Barsky: the part t in [enter, leave] of each segment that lies between each pair of parallel lines.
        hit = np.stack([(-reach - start) / move, (reach - start) / move])
        near, far = hit.min(axis=0), hit.max(axis=0)
        still = move == 0
        inside = np.abs(start) <= reach
        near = np.where(still, np.where(inside, -np.inf, np.inf), near)
        far = np.where(still, np.where(inside, np.inf, -np.inf), far)
        enter, leave = np.maximum(near.max(axis=1), 0.0), np.minimum(far.min(axis=1), 1.0)
        seen = enter <= leave
        first = np.where(seen[:, None], start + enter[:, None] * move, np.nan)
        last = np.where(seen[:, None], start + leave[:, None] * move, np.nan)
    cut = np.stack([first, last, np.full_like(first, np.nan)], axis=1).reshape(-1, 2)
    return np.asarray(cut + np.asarray(center, dtype=float))
