"""How well a Taylor polynomial stands for a function on an interval, beside Chebyshev interpolation of its degree.

Source: Trefethen, *Approximation Theory and Approximation Practice*, extended ed. (2019), chapters 2 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.series import HIGHEST, LONG, Taylor
from mathcore.calculus.singularities import radius, singularities
from mathcore.common.expressions import Formula, parse

Array = NDArray[np.float64]
INSIDE = np.linspace(-1.0, 1.0, 400)


@dataclass(frozen=True)
class Approximation:
    """A function and two polynomials of one degree on [c - h, c + h]; NaN where the function has no real value.

    Attributes:
        x: shape (400,), evenly spaced over the interval.
        error: |f - T_n| at x.
        lower: shape (n,), the largest errors of the Taylor polynomials of lower order.
        size: the largest |f|.
        chebyshev: the interpolant at x, all NaN where f has no value at one of its nodes.
        chebyshev_error: |f - interpolant| at x.
    """

    x: Array
    error: Array
    lower: Array
    size: float
    chebyshev: Array
    chebyshev_error: Array

    @property
    def worst(self) -> float:
        """The largest error of the Taylor polynomial."""
        return float(np.nanmax(self.error))

    @property
    def chebyshev_worst(self) -> float:
        """The largest error of the interpolant; NaN if there is none."""
        return float(np.nanmax(self.chebyshev_error)) if np.isfinite(self.chebyshev).all() else float("nan")


def values(taylor: Taylor, x: ArrayLike) -> Array:
    """The expanded function at x, any shape: NaN where it has no finite real value, and at the centre its limit where
    the formula itself is 0/0 there."""
    at = np.asarray(x, dtype=float)
    found = parse(taylor.text)(at)
    found[np.isinf(found)] = np.nan
    return np.where(np.isnan(found) & (np.abs(at - taylor.centre) < 1e-12), taylor.coefficients[0], found)


def parted(taylor: Taylor, x: Array) -> Array:
    """The expanded function over ascending x, with a gap where a line through its values would cross a pole or a jump:
    no value at the sample after each."""
    found = values(taylor, x)
    singular = singularities(taylor.text)
    for z in [*singular.points.real[np.abs(singular.points.imag) < 1e-9], *singular.kinks]:
        k = int(np.searchsorted(x, z))
        if not 0 < k < len(x):
            continue
        near = 1e-7 * (1 + abs(z))
        left, right = values(taylor, [z - near, z + near])
        # What is only steep, as a cube root, comes together; a pole and a jump stay apart.
        if abs(right - left) > 0.5 * abs(found[k] - found[k - 1]):
            found[k] = np.nan
    return found


def approximate(taylor: Taylor, half: float, order: int) -> Approximation:
    """Taylor polynomial and Chebyshev interpolant (nodes of the first kind) of degree `order` within `half` of the
    centre.

    Raises:
        ValueError: the function has no real value there.
    """
    x = taylor.centre + half * INSIDE
    f = values(taylor, x)
    if np.isnan(f).all():
        raise ValueError(f"{taylor.text} has no real value on the interval around {taylor.centre:g}.")
    powers = np.cumprod(np.vstack([np.ones_like(x), np.tile(x - taylor.centre, (order, 1))]), axis=0)
    errors = np.abs(np.cumsum(taylor.coefficients[: order + 1, None] * powers, axis=0) - f)
    with np.errstate(all="ignore"):
        nodes: Any = chebyshev.chebinterpolate(lambda t: values(taylor, taylor.centre + half * t), order)
        interpolant = np.asarray(chebyshev.chebval(INSIDE, nodes), dtype=float)
    size, lower = float(np.nanmax(np.abs(f))), np.nanmax(errors[:-1], axis=1)
    return Approximation(x, errors[-1], lower, size, interpolant, np.abs(interpolant - f))


def summed(taylor: Taylor) -> tuple[float, float, float]:
    """(x, f(x), the series to order LONG at x) at a place where the series must sum to f.

    Half-way to the nearest singularity or kink (2 from the centre where both are far), or nearer, where by order LONG
    the terms have not died out there.
    """
    met = singularities(taylor.text)
    real = met.points.real[np.abs(met.points.imag) < 1e-3]  # a double root, as of sin(x) = 1, is found to a few digits
    away = np.abs(np.append(met.kinks, real) - taylor.centre)
    reach = min(radius(taylor).value, 4.0, *away[away > 0], np.inf)
    step = 0.5 * (reach if reach > 0 else 2.0)
    orders = np.arange(LONG + 1)
    while step > 1e-3 and (taylor.sizes + orders * np.log10(step))[-20:].max() > -25.0:
        step *= 0.8
    own, whole = Formula("", taylor.analytic, ("x",)), parse(taylor.text)  # of the piece that the series belongs to
    while step > 1e-9 and not taylor.flat and not _same(own, whole, taylor.centre + step):
        step *= 0.8
    x = taylor.centre + step
    return x, float(parse(taylor.text)(x)), taylor.sum(x)


def _same(f: Formula, g: Formula, x: float) -> bool:
    return bool(np.isclose(float(f(x)), float(g(x)), rtol=1e-9, equal_nan=True))


def wrong_but_smooth(taylor: Taylor) -> bool:
    """Whether a series at 0 converges everywhere and differs from its smooth function everywhere but at 0: seen at
    0.5 <= |x| <= 3, where a flat part is not yet lost to rounding."""
    x = np.concatenate([-np.linspace(0.5, 3, 26), np.linspace(0.5, 3, 26)])
    there = taylor.polynomial(HIGHEST, x)
    apart = np.abs(values(taylor, x) - there)
    everywhere = taylor.centre == 0 and np.isinf(radius(taylor).value)
    return bool(taylor.flat and everywhere and (apart > 1e-12 * np.abs(there)).all())
