"""Where a typed map is looked at to push a density through it: places in the support, ends of a domain, jumps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.densities import Density
from mathcore.calculus.finite_differences import slopes
from mathcore.common.expressions import Formula

Array = NDArray[np.float64]
NODES = 1201  # evenly over the window; round numbers are among them


def grid(density: Density) -> Array:
    """Places in the support: even over the window, even in probability, and closing in on its ends."""
    low, high = density.reach
    tail = np.geomspace(1e-9, 2.5e-3, 60)
    u = np.concatenate([tail, 1 - tail, np.linspace(2.5e-3, 1 - 2.5e-3, 400)])
    even = np.linspace(*density.window, NODES)
    x = np.concatenate([even, density.ppf(u), density.breaks, [low, high]])
    # Rounded, so that places that differ by rounding alone are not taken for the two sides of a jump.
    return np.unique(np.round(x[(x >= low) & (x <= high)], 13))


def halved(inside: Callable[[Array], NDArray[np.bool_]], low: Array, high: Array) -> tuple[Array, Array]:
    """Brackets with `inside` true at low and false at high, halved until they are as narrow as numbers can be."""
    for _ in range(60):
        middle = 0.5 * (low + high)
        keep = inside(middle)
        low, high = np.where(keep, middle, low), np.where(keep, high, middle)
    return low, high


def jumps(formula: Formula, x: Array) -> Array:
    """The places, with two neighbours more at each jump: steps of g that halving their cell does not make smaller."""
    y = formula(x)
    with np.errstate(all="ignore"):
        step = np.diff(y)
        ratio = step / (slopes(formula.text, 0.5 * (x[1:] + x[:-1])) * np.diff(x))
        far = np.flatnonzero(np.isfinite(step) & (step != 0) & ~((ratio > 0.3) & (ratio < 3.0)))
        a, b, u, v = x[far], x[far + 1], y[far], y[far + 1]
        for _ in range(60):
            middle = 0.5 * (a + b)
            value = formula(middle)
            value = np.where(np.isfinite(value), value, np.inf)
            left = np.abs(value - u) > np.abs(v - value)
            a, b = np.where(left, a, middle), np.where(left, middle, b)
            u, v = np.where(left, u, value), np.where(left, value, v)
        torn = ~(np.abs(v - u) <= 0.3 * np.abs(step[far]) + 1e-12)
    return np.unique(np.concatenate([x, a[torn], b[torn]]))
