"""How well a Taylor polynomial stands for a function on an interval, beside Chebyshev interpolation of its degree.

Source: Trefethen, *Approximation Theory and Approximation Practice*, extended ed. (2019), chapters 2 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus import meshes, series
from mathcore.calculus.digits import sharp
from mathcore.calculus.endless import places, unbounded
from mathcore.calculus.pieces import NEAR, pieces
from mathcore.calculus.series import HIGHEST, LONG, Taylor
from mathcore.calculus.singularities import radius, singularities
from mathcore.common.expressions import Formula, parse

Array = NDArray[np.float64]
INSIDE = np.linspace(-1.0, 1.0, 400)
TOPS, FINER = 2, 4  # places that are the highest, and that may be beside them; grids around each
SHARES = np.linspace(0.0, 1.0, 17)  # of a grid, eight times finer than that before


@dataclass(frozen=True)
class Approximation:
    """A function and two polynomials of one degree on [c - h, c + h]; NaN where the function has no real value.

    Attributes:
        taylor, half, order: the series, h and the degree.
        x: shape (400,), evenly spaced over the interval.
        error: |f - T_n| at x.
        worst: the largest error found on the whole interval, infinite where f is unbounded.
        size: the largest |f| found there, infinite likewise.
        chebyshev: the interpolant at x, all NaN where f has no value at one of its nodes.
        chebyshev_error: |f - interpolant| at x.
        chebyshev_worst: the largest error of the interpolant; NaN if there is none.
        followed: whether f was followed over the whole interval: where not, the largest values are
            only the largest of those looked at.
    """

    taylor: Taylor
    half: float
    order: int
    x: Array
    error: Array
    worst: float
    size: float
    chebyshev: Array
    chebyshev_error: Array
    chebyshev_worst: float
    followed: bool

    @property
    def percent(self) -> float:
        """One per cent of the largest |f|."""
        return 0.01 * self.size

    @cached_property
    def lower(self) -> Array:
        """The largest errors of the Taylor polynomials of lower order, shape (n,)."""
        if np.isinf(self.size):
            return np.full(self.order, np.inf)
        shares = np.tril(np.ones((self.order, self.order))) * self.taylor.coefficients[: self.order]

        def apart(t: Array) -> Array:
            step = self.half * np.broadcast_to(t, (self.order, t.shape[-1]))
            total = np.zeros_like(step)
            for k in range(self.order - 1, -1, -1):
                total = total * step + shares[:, k, None]
            return np.asarray(np.abs(values(self.taylor, self.taylor.centre + self.half * t) - total))

        with np.errstate(all="ignore"):
            return _largest(apart, _places(self.taylor, self.half)) if self.order else np.zeros(0)

    @cached_property
    def lowest(self) -> bool:
        """Whether the degree is the lowest whose Taylor polynomial stays within 1% of the largest |f|, of an f that is
        defined on the whole interval and is no straight line there."""
        if self.parted or not self.worst <= self.percent < self.lower.min(initial=np.inf):
            return False
        errors = [*self.lower, self.worst]
        line = errors[1] if self.order else approximate(self.taylor, self.half, 1).worst
        return bool(line > 1e-9 * self.size)

    @property
    def least(self) -> str:
        """What is said beside the largest values where they may be larger."""
        return "" if self.followed else "At least: f could not be followed on all of the interval."

    @property
    def parted(self) -> bool:
        """Whether f has no values on a part of the interval. A lone place without one (0/0) is none: it would be met by
        the places that are looked at, or not, as the interval lies."""
        missing = np.isnan(self.error)
        return bool((missing[1:] & missing[:-1]).any())

    @property
    def lacks(self) -> str:
        """What f lacks on the interval, as a sentence; "" if it is defined and bounded."""
        if np.isinf(self.size):
            return "f is unbounded on the interval, and so is the error of every polynomial."
        undefined = "f is not defined on a part of the interval; errors are taken where it is."
        return undefined if self.parted else ""


def values(taylor: Taylor, x: ArrayLike) -> Array:
    """The expanded function at x, any shape: NaN where it has no finite real value, and at the centre its limit where
    the formula itself is 0/0 there. Where doubles would cancel: by the series, or with more digits."""
    at = np.atleast_1d(np.asarray(x, dtype=float))
    f = parse(taylor.text)
    found = f(at)
    doubt = meshes.doubtful(taylor.text, at)
    if doubt.any():
        inside = doubt & (np.abs(at - taylor.centre) < _reach(taylor.text, taylor.centre))
        lost = inside & np.isnan(found)
        if lost.any():  # 0/0 has no value, though the series has one there
            inside &= ~lost | np.isfinite(sharp(f.tree, at))
        found[inside] = taylor.polynomial(HIGHEST, at[inside])
        doubt &= ~inside
        digits = sharp(f.tree, at[doubt])
        found[doubt] = np.where(np.isfinite(digits), digits, found[doubt])
    found[np.isinf(found)] = np.nan
    found = np.where(np.isnan(found) & (np.abs(at - taylor.centre) < 1e-12), taylor.coefficients[0], found)
    return found.reshape(np.shape(x))


@lru_cache(maxsize=64)
def _reach(text: str, centre: float) -> float:
    """How far from the centre the polynomial of the highest order is f to all digits: what is left out, and what
    rounding adds, is nothing beside the first terms. 0 where the series is not that of f alone."""
    taylor = series.taylor(text, centre)
    if taylor.flat or taylor.analytic != parse(text).tree:
        return 0.0
    sizes, k = np.where(np.isfinite(taylor.sizes), taylor.sizes, -400.0), np.arange(len(taylor.sizes))
    distance = np.geomspace(1e-9, 8.0, 80)
    with np.errstate(all="ignore"):
        terms = 10.0 ** np.clip(sizes + np.log10(distance)[:, None] * k, -300, 300)
    good = (terms.sum(axis=1) < 8 * terms[:, :3].max(axis=1)) & (
        terms[:, HIGHEST + 1 :].sum(axis=1) < 1e-17 * terms[:, :3].max(axis=1)
    )
    away = np.abs(singularities(text).points - centre).min(initial=np.inf)
    most = min(float(distance[good].max(initial=0.0)) if good[0] else 0.0, 0.5 * float(away))
    for reach in most * 0.5 ** np.arange(8):  # as far as it agrees with all digits of f
        x = centre + reach * np.array([-1.0, -0.7, -0.4, 0.3, 0.6, 0.9])
        f, polynomial = sharp(taylor.analytic, x), taylor.polynomial(HIGHEST, x)
        if (np.abs(f - polynomial) <= 1e-14 * np.abs(f).max()).all():
            return float(reach)
    return 0.0


def parted(taylor: Taylor, x: Array) -> tuple[Array, Array]:
    """Ascending x and the expanded function there, for a line through them: with the values on both sides of each pole
    and jump put in, and a NaN between them. Where three or more lie between two of the x, there is only the NaN."""
    found, jumps = values(taylor, x), pieces(taylor.text).jumps
    singular = singularities(taylor.text)
    poles = np.concatenate([singular.points.real[np.abs(singular.points.imag) < 1e-9], places(taylor.text)])
    z = np.concatenate([jumps, poles, singular.kinks])
    sure = np.arange(len(z)) < len(jumps)
    order = np.lexsort((~sure, np.round(z, 8)))
    z, sure = z[order], sure[order]
    inside = (z > x[0]) & (z < x[-1]) & np.append(True, np.diff(z) > 1e-8)[: len(z)]
    z, sure = z[inside], sure[inside]
    k = np.searchsorted(x, z)
    near = NEAR * (1 + np.abs(z))
    left, right = values(taylor, z - near), values(taylor, z + near)
    with np.errstate(invalid="ignore"):
        # What is only steep, as a cube root, comes together; a pole and a jump stay apart.
        apart = sure | (np.abs(right - left) > 0.5 * np.abs(found[k] - found[k - 1]))
        apart |= np.minimum(np.abs(left), np.abs(right)) > 1e5 * (1 + np.nanmedian(np.abs(found)))
    z, k, near, left, right = (part[apart] for part in (z, k, near, left, right))
    many = np.bincount(k, minlength=len(x) + 1)[k] > 2
    few = ~many
    gaps = np.append(z[few], z[many][np.unique(k[many], return_index=True)[1]])
    more = np.concatenate([(z - near)[few], gaps, (z + near)[few]])
    heights = np.concatenate([left[few], np.full(len(gaps), np.nan), right[few]])
    order = np.argsort(np.append(x, more), kind="stable")
    return np.append(x, more)[order], np.append(found, heights)[order]


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

    def apart(t: Array) -> Array:
        """|f|, the error of the Taylor polynomial and that of the interpolant in rows: (3, m) for the places t in units
        of h, (m,) or one row for each."""
        x = np.broadcast_to(centre + half * t, (3, t.shape[-1]))
        there = np.broadcast_to(values(taylor, centre + half * t), x.shape)
        between = chebyshev.chebval((x[2] - centre) / half, nodes)
        return np.abs(np.stack([there[0], there[1] - taylor.polynomial(order, x[1]), there[2] - between]))

    if unbounded(taylor.text, centre, half):
        most, followed = np.full(3, np.inf), True
    else:
        with np.errstate(all="ignore"):
            most = _largest(apart, _places(taylor, half))
        followed = _followed(taylor, half, order, most)
    taken = np.isfinite(interpolant).all()
    size, worst, rival = float(most[0]), float(most[1]), float(most[2] if taken else np.nan)
    error, other = np.abs(taylor.polynomial(order, x) - f), np.abs(interpolant - f)
    return Approximation(taylor, half, order, x, error, worst, size, interpolant, other, rival, followed)


def _places(taylor: Taylor, half: float) -> Array:
    """Places t in [-1, 1] at which a maximum may show: evenly spaced, closer at the ends, where the mesh of the
    function is finer, around the real parts of singularities as near as these are, and on both sides of kinks."""
    found, mesh = singularities(taylor.text), meshes.mesh(taylor.text)
    away = np.abs(found.points.imag)
    near = np.where(away > 0, away, 1e-9)[:, None] * np.linspace(-3.0, 3.0, 13) + found.points.real[:, None]
    beside = pieces(taylor.text).kinks[:, None] + np.array([-1e-9, 0.0, 1e-9])
    finer = mesh.places[mesh.spacing < half / 220]
    t = (np.concatenate([near.ravel(), beside.ravel(), finer]) - taylor.centre) / half
    ends = np.cos(np.linspace(0.0, np.pi, 257))
    return np.unique(np.concatenate([INSIDE, ends, t[np.abs(t) < 1]]))


def _followed(taylor: Taylor, half: float, order: int, most: Array) -> bool:
    """Whether in the cells that the mesh left open no larger |f| or error can lie, up to a ten thousandth."""
    cells = meshes.mesh(taylor.text).open
    cells = cells[:, (cells[1] > taylor.centre - half) & (cells[0] < taylor.centre + half)]
    if not cells.size:
        return True
    low, high = cells[2:]
    ends = taylor.polynomial(order, np.clip(cells[:2], taylor.centre - half, taylor.centre + half))
    size = np.maximum(high, -low).max()
    error = np.maximum(high - ends.min(axis=0), ends.max(axis=0) - low).max()
    return bool(size <= 1.0001 * most[0] and error <= 1.0001 * most[1])


def _largest(function: Callable[[Array], Array], t: Array) -> Array:
    """The largest value of each row of a function on [-1, 1]: the largest at the ascending t (m,), and then on finer
    and finer grids around the highest of the places that lie no lower than their neighbours. Where all are NaN: NaN."""
    found = np.nan_to_num(function(t), nan=-1.0)
    left, right = np.insert(found[:, :-1], 0, -1.0, axis=1), np.append(found[:, 1:], np.full((len(found), 1), -1.0), 1)
    with np.errstate(all="ignore"):  # how far the parabola through a place and its neighbours rises above it
        before, beyond = np.append(np.inf, np.diff(t)), np.append(np.diff(t), np.inf)
        up, down = (found - left) / before, (right - found) / beyond
        slope, bend = (up * beyond + down * before) / (before + beyond), (up - down) / (before + beyond)
        above = found + np.nan_to_num(np.where(bend > 0, slope**2 / (4 * bend), 0.0), posinf=0.0)
    lower = (found < left) | (found < right)
    ranked = [np.argpartition(np.where(lower, 1.0, -each), TOPS, axis=1)[:, :TOPS] for each in (found, above)]
    k = np.concatenate(ranked, axis=1)[:, :, None]  # (rows, 2 TOPS, 1)
    low, high, most = t[np.maximum(k - 1, 0)], t[np.minimum(k + 1, len(t) - 1)], found.max(axis=1)
    for _ in range(FINER):
        grid = low + (high - low) * SHARES
        there = np.nan_to_num(function(grid.reshape(len(found), -1)).reshape(grid.shape), nan=-1.0)
        most = np.maximum(most, there.max(axis=(1, 2)))
        best = there.argmax(axis=2)[:, :, None]
        low, high = (np.take_along_axis(grid, np.clip(best + side, 0, grid.shape[2] - 1), 2) for side in (-1, 1))
    return np.where(most < 0, np.nan, most)


def summed(taylor: Taylor) -> tuple[float, float, float]:
    """(x, f(x), the series to order LONG at x) at a place where the series must sum to f.

    Half-way to the nearest singularity or kink (2 from the centre where both are far), or nearer, where by order LONG
    the terms have not died out there.
    """
    met = singularities(taylor.text)
    real = met.points.real[np.abs(met.points.imag) < 1e-3]  # a double root, as of sin(x) = 1, is found to a few digits
    away = np.abs(np.concatenate([pieces(taylor.text).kinks, met.kinks, real]) - taylor.centre)
    reach = min(radius(taylor).value, 4.0, *away[away > 0], np.inf)
    step = 0.5 * (reach if reach > 0 else 2.0)
    orders = np.arange(LONG + 1)
    while step > 1e-3 and (taylor.sizes + orders * np.log10(step))[-20:].max() > -25.0:
        step *= 0.8
    own, whole = Formula("", taylor.analytic, ("x",)), parse(taylor.text)  # of the piece that the series belongs to
    while step > 1e-9 and not taylor.flat and not _same(own, whole, taylor.centre + step):
        step *= 0.8
    x = taylor.centre + step
    return x, float(values(taylor, x)), taylor.sum(x)


def _same(f: Formula, g: Formula, x: float) -> bool:
    return bool(np.isclose(float(f(x)), float(g(x)), rtol=1e-9, equal_nan=True))
