"""How well a Taylor polynomial stands for a function on an interval, beside Chebyshev interpolation of its degree.

Source: Trefethen, *Approximation Theory and Approximation Practice*, extended ed. (2019), chapters 2 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.series import HIGHEST, LONG, Taylor
from mathcore.calculus.singularities import radius, singularities
from mathcore.common.expressions import Formula, parse

Array = NDArray[np.float64]
INSIDE = np.linspace(-1.0, 1.0, 400)
FINER = 6  # grids around a maximum, each four times finer


@dataclass(frozen=True)
class Approximation:
    """A function and two polynomials of one degree on [c - h, c + h]; NaN where the function has no real value.

    Attributes:
        x: shape (400,), evenly spaced over the interval.
        error: |f - T_n| at x.
        worst: the largest error on the whole interval, infinite where f is unbounded.
        lower: shape (n,), the same of the Taylor polynomials of lower order.
        size: the largest |f| there, infinite likewise.
        chebyshev: the interpolant at x, all NaN where f has no value at one of its nodes.
        chebyshev_error: |f - interpolant| at x.
        chebyshev_worst: the largest error of the interpolant; NaN if there is none.
    """

    x: Array
    error: Array
    worst: float
    lower: Array
    size: float
    chebyshev: Array
    chebyshev_error: Array
    chebyshev_worst: float

    @property
    def percent(self) -> float:
        """One per cent of the largest |f|."""
        return 0.01 * self.size

    @property
    def lacks(self) -> str:
        """What f lacks on the interval, as a sentence; "" if it is defined and bounded."""
        if np.isinf(self.size):
            return "f is unbounded on the interval, and so is the error of every polynomial."
        undefined = "f is not defined on a part of the interval; errors are taken where it is."
        return undefined if np.isnan(self.error).any() else ""


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
    centre, x = taylor.centre, taylor.centre + half * INSIDE
    if np.isnan(f := values(taylor, x)).all():
        raise ValueError(f"{taylor.text} has no real value on the interval around {centre:g}.")
    with np.errstate(all="ignore"):
        nodes: Any = chebyshev.chebinterpolate(lambda t: values(taylor, centre + half * t), order)
        interpolant = np.asarray(chebyshev.chebval(INSIDE, nodes), dtype=float)
    shares = np.tril(np.ones((order + 1, order + 1))) * taylor.coefficients[: order + 1]

    def apart(t: Array) -> Array:
        """|f|, the errors of the Taylor polynomials and that of the interpolant in rows: (order + 3, m) for the places
        t in units of h, (m,) or one row for each."""
        there, step = values(taylor, centre + half * t), half * np.broadcast_to(t, (order + 3, t.shape[-1]))
        total = np.zeros((order + 1, t.shape[-1]))
        for k in range(order, -1, -1):
            total = total * step[1:-1] + shares[:, k, None]
        there = np.broadcast_to(there, step.shape)
        between = chebyshev.chebval(step[-1:] / half, nodes)
        return np.abs(np.concatenate([there[:1], there[1:-1] - total, there[-1:] - between]))

    with np.errstate(all="ignore"):
        most = _largest(apart, _places(taylor, half))
    if any(abs(z - centre) <= half and (z - centre) * side < half for z, side in _endless(taylor.text)):
        most[:] = np.inf
    taken = np.isfinite(interpolant).all()
    size, lower, worst, rival = float(most[0]), most[1:-2], float(most[-2]), float(most[-1] if taken else np.nan)
    error = np.abs(taylor.polynomial(order, x) - f)
    return Approximation(x, error, worst, lower, size, interpolant, np.abs(interpolant - f), rival)


def _places(taylor: Taylor, half: float) -> Array:
    """Places t in [-1, 1] at which a maximum may show: evenly spaced, closer at the ends, around the real parts of
    singularities as near as these are, and on both sides of kinks."""
    found = singularities(taylor.text)
    near = (
        np.maximum(np.abs(found.points.imag), 1e-9)[:, None] * np.linspace(-3.0, 3.0, 13) + found.points.real[:, None]
    )
    beside = found.kinks[:, None] + np.array([-1e-9, 0.0, 1e-9])
    t = (np.concatenate([near.ravel(), beside.ravel()]) - taylor.centre) / half
    ends = np.cos(np.linspace(0.0, np.pi, 257))
    return np.unique(np.concatenate([INSIDE, ends, t[np.abs(t) < 1]]))


def _largest(function: Callable[[Array], Array], t: Array) -> Array:
    """The largest value of each row of a function on [-1, 1]: the largest at the ascending t (m,), and then on a finer
    and finer grid between its neighbours. Where all are NaN: NaN."""
    values = np.nan_to_num(function(t), nan=-1.0)
    low, high = t[np.maximum(values.argmax(axis=1) - 1, 0)], t[np.minimum(values.argmax(axis=1) + 1, len(t) - 1)]
    most, row = values.max(axis=1), np.arange(len(values))
    for _ in range(FINER):
        grid = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, 9)
        values = np.nan_to_num(function(grid), nan=-1.0)
        best = values.argmax(axis=1)
        most = np.maximum(most, values[row, best])
        low, high = grid[row, np.maximum(best - 1, 0)], grid[row, np.minimum(best + 1, 8)]
    return np.where(most < 0, np.nan, most)


@lru_cache(maxsize=64)
def _endless(text: str) -> tuple[tuple[float, int], ...]:
    """The real places at which a function is unbounded, and on which side of them (1, -1): from each distance to one
    that is a hundred times less |f| grows no less than it grew before, or hardly so and by an ever larger share."""
    points = singularities(text).points
    z = np.unique(points.real[np.abs(points.imag) < 1e-9])
    far = np.array([1e-2, 1e-4, 1e-6, 1e-8])[:, None] * np.geomspace(1.0, 2.5, 32)
    found: list[tuple[float, int]] = []
    for side in (1, -1):
        with np.errstate(all="ignore"):
            heights = np.nan_to_num(np.abs(parse(text)(z[:, None, None] + side * far)), nan=-1.0, posinf=np.inf)
            most = heights.max(axis=2)
            first, second, third = np.diff(most, axis=1).T
            grows = (first > 1e-3 * (1 + most[:, 0])) & (second > 0) & (third > 0)
            steady = third > np.where(third / second > second / first + 0.03, 0.5, 0.85) * second
        found += [(at, side) for at in z[(grows & steady) | np.isinf(most).any(axis=1)].tolist()]
    return tuple(found)


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
