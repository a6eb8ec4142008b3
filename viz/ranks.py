"""The numerical rank drawn: singular values cut by a tolerance, and the rank as a staircase of the tolerance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from viz.blocks import label, line, markers, segment
from viz.panels import Axis, Plane

TICKS = [1e-16, 1e-12, 1e-8, 1e-4, 1]
NAMES = ["10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1"]
FLOOR = 1e-18  # smaller parts are drawn on it


def singular_panel(parts: ArrayLike, tolerance: float, default: float, most: int, title: str) -> Plane:
    """Singular values as parts (n,) of the largest one, descending, on a log axis: those above the tolerance count.

    `default` is a second tolerance, drawn dashed; `most` the number of places on the axis (n at most).
    """
    found = np.maximum(np.asarray(parts, float), FLOOR)
    values = np.append(found, np.full(most - len(found), np.nan))
    spots = np.where(np.isfinite(values), np.arange(1, most + 1), np.nan)
    counted = values > tolerance
    right = most + 0.7
    traces = [
        markers(spots, np.where(counted, values, np.nan), "data", size=10, name="counted"),
        markers(spots, np.where(counted, np.nan, values), "null", size=9, ring=True, name="taken for zero"),
        segment((0.3, tolerance), (right, tolerance), "model", width=2.4, hover=False),
        segment((0.3, default), (right, default), "accent", width=1.4, dash="dash", hover=False),
        label([0.4], [default * 0.2], "NumPy’s default", "accent", position="middle right", size=12),
    ]
    ticks = range(1, most + 1) if most < 8 else range(2, most + 1, 2)
    y = Axis("σᵢ / σ₁", (FLOOR, 10), log=True, ticks=TICKS, labels=NAMES)
    return Plane(traces, Axis("i", (0.3, right), ticks=ticks), y, title)


def staircase_panel(
    tolerances: ArrayLike, counts: ArrayLike, tolerance: float, rank: int, default: float, most: int, title: str
) -> Plane:
    """The rank for each tolerance, with the present one and a second one, drawn dashed. Wide treads are sure ranks."""
    place = "middle right" if tolerance < 1e-6 else "middle left"
    traces = [
        line(tolerances, counts, "data", step=True, name="rank"),
        line([default, default], [0, most + 1], "accent", width=1.4, dash="dash", hover=False),
        line([tolerance, tolerance], [0, most + 1], "model", width=2.4, hover=False),
        markers([tolerance], [rank], "model", size=11, name="now"),
        label([tolerance], [rank + 0.08 * most], f"<b> rank {rank} </b>", "data", position=place),
    ]
    return Plane(
        traces,
        Axis("tolerance", (3e-18, 3), log=True, ticks=TICKS, labels=NAMES),
        Axis("rank", (0, most + 1), ticks=range(0, most + 2, 1 if most < 8 else 2)),
        title,
    )
