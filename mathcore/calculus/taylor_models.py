"""Taylor polynomials of a typed function of x and y, and how far from the point they can be trusted.

Along a line p + t u the function is one of a single variable t, whose Taylor coefficients c_k(u) are sums of partial
derivatives at p: so T_n(p + t u) = c_0 + c_1 t + ... + c_n t^n, and what it leaves out is an integral over the way.

Sources: Apostol, *Mathematical Analysis*, 2nd ed. (1974), section 12.14; Griewank and Walther, *Evaluating
Derivatives*, 2nd ed. (2008), chapter 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus import hessians, jets
from mathcore.calculus.second_order import at as quick_at
from mathcore.common.expressions import Formula, parse

Array = NDArray[np.float64]
SIDE = 96  # places along a side of the window; an even number, so that 0 is not among them
HIGHEST = 4  # order of a polynomial
LEVELS = 16  # steps of height between the lowest and the highest level curve
WAYS = np.linspace(0.0, 2 * np.pi, 121)[:-1]  # directions in which an error is looked for
ZOOM = np.linspace(-1.0, 1.0, 17)  # places between the neighbours of the worst, three times
BIT = 1e-7  # radians between the five directions from whose errors rounding is told
WILD = 1.3  # an error that grows by more than that between neighbouring directions is unbounded, as at a pole
_GAUSS = np.polynomial.legendre.leggauss(32)


class Undefined(ValueError):
    """The function has no second derivatives anywhere in the window."""


@dataclass(frozen=True, eq=False)
class Ground:
    """A function over the window |x|, |y| <= half.

    Attributes:
        x: shape (SIDE,), places along either axis.
        rows: shape (6, SIDE, SIDE), f, f_x, f_y, f_xx, f_xy, f_yy there, NaN where one of them is missing; the last
            two axes are the row of y and the column of x.
        usual: how strongly f bends here: the larger |eigenvalue| of the Hessian is above it in half of the window.
        spread: the largest |f - median| of the window, those five per cent left out where it is largest.
    """

    formula: Formula
    half: float
    x: Array
    rows: Array
    usual: float
    spread: float

    @cached_property
    def heights(self) -> Array:
        """The values on a scale that shows valleys and heights alike: the inverse hyperbolic sine around the median."""
        return self.height(self.rows[0])

    def height(self, values: ArrayLike) -> Array:
        """Values on that scale."""
        middle, usual = self._scale
        return np.asarray(np.arcsinh((np.asarray(values, float) - middle) / usual))

    @cached_property
    def _scale(self) -> tuple[float, float]:
        middle = float(np.nanmedian(self.rows[0]))
        return middle, float(np.nanmedian(np.abs(self.rows[0] - middle))) or 1.0

    def rows_at(self, x: ArrayLike, y: ArrayLike) -> Array:
        """f, f_x, f_y, f_xx, f_xy, f_yy at other places, as `second_order`."""
        return second_order(self.formula, x, y)

    @cached_property
    def levels(self) -> Array:
        """LEVELS + 1 heights from the lowest to the highest, evenly."""
        low, high = float(np.nanmin(self.heights)), float(np.nanmax(self.heights))
        return low + max(high - low, 1e-9) * np.arange(LEVELS + 1) / LEVELS

    @cached_property
    def relief(self) -> tuple[Array, float, float]:
        """f over every third place (SIDE / 3, SIDE / 3), NaN where it is far above or below nearly all of the window,
        and the heights between which it is shown."""
        z = self.rows[0]
        low, high = np.nanquantile(z, [0.02, 0.98]).tolist()
        room = 0.15 * (high - low) or 1.0
        low, high = max(low - room, float(np.nanmin(z))), min(high + room, float(np.nanmax(z)))
        low, high = (low, high) if high > low else (low - 1.0, high + 1.0)
        shown = z[::3, ::3]
        return np.where((shown >= low) & (shown <= high), shown, np.nan), low, high

    def has(self, point: ArrayLike) -> bool:
        """Whether f has derivatives up to the second at a point (2,)."""
        return bool(np.isfinite(jets.jet(self.formula, *np.asarray(point, float))).all())

    def settled(self, point: ArrayLike) -> Array:
        """The nearest place (2,) to a point that is in the window and has derivatives up to the second: itself, or a
        place of the grid."""
        at = np.clip(np.asarray(point, float), -self.half, self.half)
        if self.has(at):
            return at + 0.0
        far = np.hypot(self.x[None, :] - at[0], self.x[:, None] - at[1])
        row, column = np.unravel_index(int(np.argmin(np.where(np.isnan(self.rows[0]), np.inf, far))), far.shape)
        return np.round([self.x[column], self.x[row]], 10) + 0.0


def ground(text: str, half: float) -> Ground:
    """A typed function over a window.

    Raises:
        Undefined: it has no second derivatives anywhere in it.
    """
    formula = parse(text, jets.VARIABLES)
    x = np.linspace(-half, half, SIDE)
    rows = second_order(formula, x[None, :], x[:, None])
    if np.isnan(rows[0]).all():
        raise Undefined("No second derivatives of f were found in this window: type another function or change it.")
    largest = np.maximum(*np.abs(hessians.principal(*rows[3:])[:2]))
    apart = np.abs(rows[0] - np.nanmedian(rows[0]))
    spread = float(np.nanquantile(apart, 0.95)) or abs(float(np.nanmedian(rows[0]))) or 1.0
    return Ground(formula, half, x, rows, float(np.nanmedian(largest)) or 1.0, spread)


def second_order(formula: Formula, x: ArrayLike, y: ArrayLike) -> Array:
    """f, f_x, f_y, f_xx, f_xy, f_yy, shape (6, ...), all of them NaN where one is not finite."""
    found = jets.jet(formula, x, y, 2)
    found[3] *= 2
    found[5] *= 2
    return np.where(np.isfinite(found).all(axis=0), found, np.nan)


def at(formula: Formula, x: float, y: float) -> list[float]:
    """The same at one point, as numbers; what is not finite as it is."""
    quick = quick_at(formula, x, y)
    if quick is not None:
        return list(quick)
    found: list[float] = jets.jet(formula, x, y, 2).tolist()
    found[3] *= 2
    found[5] *= 2
    return found


def polynomial(jet: Array, dx: ArrayLike, dy: ArrayLike, order: int) -> Array:
    """T_order at p + (dx, dy), from the jet at p, shape (rows,)."""
    u, v = np.broadcast_arrays(np.asarray(dx, float), np.asarray(dy, float))
    out = np.zeros(u.shape)
    for (i, j), coefficient in zip(jets.powers(order), jet.tolist(), strict=False):
        out += coefficient * u**i * v**j
    return out


def reach(margin: Array, parts: Array) -> Array:
    """For each direction, a column of margins (parts, directions), the part (directions,) of the way at which the
    margin becomes negative, by straight lines between the parts; the last where it does not, NaN if it always is."""
    inside = margin >= 0
    last = np.where(inside.all(axis=0), len(parts) - 1, np.argmin(inside, axis=0) - 1)
    ahead, column = np.minimum(last + 1, len(parts) - 1), np.arange(margin.shape[1])
    here, there = margin[last, column], margin[ahead, column]
    with np.errstate(all="ignore"):
        share = np.where(ahead > last, here / (here - there), 0.0)
    return np.where(last >= 0, parts[last] + np.nan_to_num(share) * (parts[ahead] - parts[last]), np.nan)


def sheet(jet: Array, ring: Array, order: int, low: float, high: float) -> tuple[Array, Array, Array, Array]:
    """T_order over a disc whose edge is `ring` (2, n), seen from p, where it is between two heights: dx, dy and T,
    shape (9, n), in each direction from p as far as that is so, and T on the edge (n,), NaN where that is cut off."""
    part = np.linspace(0.0, 1.0, 49)
    z = polynomial(jet, part[:, None] * ring[0], part[:, None] * ring[1], order)
    far = reach(np.minimum(z - low, high - z), part)
    dx, dy = far * np.linspace(0.0, 1.0, 9)[:, None] * ring[:, None]
    height = polynomial(jet, dx, dy, order)
    return dx, dy, height, np.where(far == 1.0, height[-1], np.nan)


def levels_within(of: Ground, point: Array, jet: Array, radius: float, order: int) -> Array:
    """The level curves of T_order at the levels of f, within a circle: pieces (n, 2) with NaN between them."""
    step = radius * np.linspace(-1, 1, 41)
    heights = of.height(polynomial(jet, step[None, :], step[:, None], order))
    places = np.stack([*np.meshgrid(step, step), heights], axis=-1)
    one, two, three, four = places[:-1, :-1], places[:-1, 1:], places[1:, 1:], places[1:, :-1]
    # Marching triangles, all levels at once: each triangle by the height of its corners.
    corners = np.concatenate([np.stack([one, two, three], 2), np.stack([one, three, four], 2)]).reshape(-1, 3, 3)
    corners = np.take_along_axis(corners, np.argsort(corners[:, :, 2], axis=1)[:, :, None], axis=1)
    low, middle, high = np.swapaxes(corners, 0, 1)
    which, row = np.nonzero((of.levels[:, None] > low[:, 2]) & (of.levels[:, None] <= high[:, 2]))
    level, below = of.levels[which][:, None], of.levels[which] <= middle[row, 2]
    ends = []
    for a, b in ((low[row], high[row]), (np.where(below[:, None], low[row], middle[row]),
                                         np.where(below[:, None], middle[row], high[row]))):  # fmt: skip
        ends.append(a[:, :2] + (level - a[:, 2:]) / (b[:, 2:] - a[:, 2:]) * (b - a)[:, :2])
    pieces = np.stack([*ends, np.full_like(ends[0], np.nan)], axis=1)
    found = np.concatenate([pieces.reshape(-1, 2), np.full((1, 2), np.nan)])
    return np.where((np.hypot(*found.T) <= radius)[:, None], found + point, np.nan)


def _tops(sizes: Array) -> Array:
    """Values (..., n) around a circle, those that are higher than their neighbours put to the top of the parabola
    through the three: of peaks of nearly one height the highest need not hold the largest value."""
    left, right = np.roll(sizes, 1, axis=-1), np.roll(sizes, -1, axis=-1)
    bend = 2 * sizes - left - right
    peak = (sizes >= left) & (sizes >= right) & (bend > 0)
    return np.where(peak, sizes + (left - right) ** 2 / (8 * np.where(peak, bend, 1.0)), sizes)


class Errors(NamedTuple):
    """The worst |f - T_n| on circles: `worst` (HIGHEST, radii) for n = 1, 2, ..., NaN where f is not defined all round
    or has no bound there; `way` (HIGHEST, radii), the angle at which it is worst; `floor` (radii,), up to which it is
    rounding."""

    worst: Array
    way: Array
    floor: Array


def errors(formula: Formula, point: ArrayLike, jet: Array, radii: ArrayLike) -> Errors:
    """The worst errors of the polynomials of order 1 to HIGHEST at a point on circles of these radii around it: of 120
    directions, and then of closer ones around the worst of them, to seven digits where f is smooth."""
    r, orders = np.asarray(radii, float), np.arange(HIGHEST + 1)  # of T_0 too: its error is largest near a pole of f

    def sizes(angles: Array) -> tuple[Array, Array]:  # of angles (orders, radii, n) by the order; and of f
        (x, y), (u, v) = np.asarray(point, float), r[:, None] * np.stack([np.cos(angles), np.sin(angles)])
        values, left = formula(x + u, y + v), np.empty((len(orders), *u.shape))
        across, up = [np.ones_like(u)], [np.ones_like(u)]  # powers of u and v: `jets.along` takes each anew
        rest = np.asarray(values, float)
        for n in orders.tolist():
            for j in range(n + 1):
                rest = rest - jet[places[n - j, j]] * (across[n - j] * up[j])
            left[n] = rest
            across.append(across[-1] * u)
            up.append(up[-1] * v)
        return left if angles.ndim < 3 else left[orders, orders], np.abs(values).max(axis=-1)

    places = {power: k for k, power in enumerate(jets.powers(HIGHEST))}
    with np.errstate(all="ignore"):
        # Along a bit of the circle that is next to nothing the fourth differences of what is left are rounding.
        bits = (WAYS[::10, None] + 0.02 + BIT * np.arange(5)).ravel()
        left, large = sizes(np.broadcast_to(bits, (len(r), len(bits))))
        rough = np.abs(left.reshape(len(orders), len(r), -1, 5) @ [1, -4, 6, -4, 1]).max(axis=(0, 2))
        floor = rough + 4 * np.finfo(float).eps * (large + abs(jet[0]))
        found, large = sizes(np.broadcast_to(WAYS, (len(r), len(WAYS))))
        found = np.abs(found)
        whole, gap = np.isfinite(found).all(axis=-1), WAYS[1]
        first = found.max(axis=-1)
        way, worst = WAYS[np.argmax(np.where(np.isnan(found), np.inf, _tops(found)), axis=-1)], first
        for _ in range(3):
            angles = way[..., None] + gap * ZOOM
            found = np.abs(sizes(angles)[0])
            whole &= np.isfinite(found).all(axis=-1)
            best = np.argmax(np.where(np.isnan(found), np.inf, found), axis=-1)[..., None]
            way, worst = (np.take_along_axis(each, best, axis=-1)[..., 0] for each in (angles, found))
            gap *= ZOOM[-1] - ZOOM[-2]
        bounded = whole & (worst <= WILD * first + 1e-12 * large)
    return Errors(np.where(bounded[1:] & bounded[0], worst[1:], np.nan), way[1:], np.nan_to_num(floor, nan=np.inf))


class Circle(NamedTuple):
    """The worst |f - T_n| on a circle, and on that of half the radius; the direction (2,) in which it is worst; the
    slope of its logarithm against that of the radius, NaN where it is rounding: an error up to `floor` is that."""

    worst: float
    half: float
    way: Array
    slope: float
    floor: float


def circle(formula: Formula, point: ArrayLike, jet: Array, radius: float, order: int) -> Circle:
    """The errors of T_order around a point."""
    found = errors(formula, point, jet, radius * np.array([1.0, 0.5, 0.99, 1.01]))
    floor = float(found.floor.max())
    worst, half, below, above = found.worst[order - 1].tolist()
    slope = np.log(above / below) / np.log(1.01 / 0.99) if min(below, above) > floor else np.nan
    way = float(found.way[order - 1, 0])
    return Circle(worst, half, np.array([np.cos(way), np.sin(way)]), float(slope), floor)


class Remainder(NamedTuple):
    """What a polynomial leaves out on the way to a point: `error`, f - T_n there; `integral`, Taylor's integral for it;
    `smooth`, whether the derivatives on the way let themselves be integrated, and add up to the slope at its end."""

    error: float
    integral: float
    smooth: bool


def remainder(formula: Formula, point: ArrayLike, direction: ArrayLike, radius: float, order: int) -> Remainder:
    """f - T_order at the distance `radius` from a point in a direction (2,), and the integral that it is:

        r^(n+1) int_0^1 (n + 1) (1 - s)^n c_(n+1)(p + s r u) ds,

    c_k(q) the k-th Taylor coefficient of t -> f(q + t u) at 0. Gauss's rule with 32 points, on the whole way and on its
    halves; where the two differ, or where the slope at the end is not the one that it gives, `smooth` is false.
    """
    p, u, n = np.asarray(point, float), np.asarray(direction, float), order
    nodes, weights = (_GAUSS[0] + 1) / 2, _GAUSS[1] / 2
    s = np.concatenate([nodes, nodes / 2, 0.5 + nodes / 2, [0.0, 1.0]])
    places = p[:, None] + radius * s * u[:, None]
    found = jets.along(jets.jet(formula, places[0], places[1], n + 1), u)
    taylor, end = found[: n + 1, -2], found[:2, -1]
    error = float(end[0] - np.polynomial.polynomial.polyval(radius, taylor))
    parts = []
    for power in (n, n - 1):  # of (1 - s): for the value at the end, and for its slope
        y = (n + 1) * (n if power < n else 1) * (1 - s[:-2]) ** power * found[n + 1, :-2] * radius ** (power + 1)
        parts.append((float(y[:32] @ weights), float((y[32:64] @ weights + y[64:] @ weights) / 2)))
    (whole, halves), (_, slope) = parts
    told = np.polynomial.polynomial.polyval(radius, np.polynomial.polynomial.polyder(taylor)) + slope
    with np.errstate(invalid="ignore"):
        size = 1 + np.abs(found[0]).max()
        steep = 1 + np.abs(found[1]).max()
        smooth = abs(whole - halves) <= 1e-11 * size and abs(end[1] - told) <= 1e-8 * steep
        # A jump of f itself, as floor(x) has, is in none of its derivatives: corrected trapezia miss it.
        (f, slope_at, bend_at), h = found[:3, np.argsort(s)], radius * np.diff(np.sort(s))
        rise = h * (slope_at[1:] + slope_at[:-1]) / 2 - h**2 * np.diff(2 * bend_at) / 12
        smooth = smooth and bool((np.abs(np.diff(f) - rise) <= 1e-6 * size).all())
    return Remainder(error, halves, bool(smooth and np.isfinite([error, halves]).all()))
