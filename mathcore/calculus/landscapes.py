"""A typed function over a square of the plane, and what its derivatives say of one point of it.

Put together from jets and critical points: what a picture of level curves, of signs of eigenvalues, of a surface needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import distance_transform_edt

from mathcore.calculus import hessians, jets
from mathcore.calculus.hessians import KINDS, Critical
from mathcore.calculus.level_curves import level_curve
from mathcore.common.expressions import Formula, parse

Array = NDArray[np.float64]
VALUES, BENDS, NET = 100, 160, 64  # points along a side; even numbers, so that 0 is not among them
NEAREST = 200  # places of the grid that are looked at for derivatives
SNAP = 0.015  # of the half-width: within it a point goes onto the critical point
DECIMALS = 10  # of a point
AROUND = (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)  # of a node, the nearest first
PLACES = 6  # for a name in each kind of region
NICE = (1.0, 2.0, 5.0, 10.0)
FLAT = 0.15  # of the box: a surface that is lower is drawn higher
CURVED, LEVEL = "critical, on a curve or plateau of such", "a level stretch of a slope"
STILL, CROWDED = "level, as far as digits tell", "critical, with others too near to tell apart"
NEITHER = {0: LEVEL, -1: "a saddle", -2: "a monkey saddle"}


class Undefined(ValueError):
    """The function has no second derivatives anywhere in the square."""


@dataclass(frozen=True, eq=False)
class Relief:
    """The surface z = f / scale: x, y, z of shape (NET, NET), and the heights between which it is worth drawing. Nodes
    just beyond the edge of where f is defined are drawn in to it, so that the surface ends in a smooth rim."""

    x: Array
    y: Array
    z: Array
    scale: float
    low: float
    high: float

    @property
    def name(self) -> str:
        """What the heights are."""
        return "f" if self.scale == 1 else f"f / {self.scale:g}" if self.scale > 1 else f"{1 / self.scale:g} f"


@dataclass(frozen=True, eq=False)
class Landscape:
    """A function over |x|, |y| <= half.

    Attributes:
        x, values: VALUES places along each axis, and f there, values[row of y, column of x].
        fine, bends: BENDS places, and (f_xx, f_xy, f_yy) there (3, BENDS, BENDS), NaN where there are none.
        usual: how strongly f bends here; the larger |eigenvalue| is above it in three quarters of the square.
        critical: the critical points of the square twice as wide, which a loop around a point can reach.
        relief: the surface, scaled to fit a box a little higher than wide.
    """

    formula: Formula
    half: float
    x: Array
    values: Array
    fine: Array
    bends: Array
    usual: float
    critical: Critical
    relief: Relief

    @cached_property
    def heights(self) -> Array:
        """The values on a scale that shows valleys and heights alike: the inverse hyperbolic sine around the median."""
        middle = float(np.nanmedian(self.values))
        return np.arcsinh((self.values - middle) / (float(np.nanmedian(np.abs(self.values - middle))) or 1.0))

    @cached_property
    def regions(self) -> Array:
        """0 where f bends like a bowl, 1 like a saddle, 2 like a dome, NaN where it does not: (BENDS, BENDS)."""
        high, low, _ = hessians.principal(*self.bends)
        return np.where(np.isnan(high), np.nan, np.where(low > 0, 0.0, np.where(high < 0, 2.0, 1.0)))

    @cached_property
    def parting(self) -> Array:
        """The curves det H = 0, as `level_curves.level_curve` gives them."""
        xx, xy, yy = self.bends
        return level_curve(self.fine, self.fine, xx * yy - xy * xy, 0.0)

    @cached_property
    def places(self) -> Array:
        """For each kind of region the places (3, PLACES, 2) with most room, clear of critical points and far from one
        another; NaN where there are no more."""
        column, row = np.clip(np.searchsorted(self.fine, self.critical.points.T), 0, BENDS - 1)
        out = np.full((3, PLACES, 2), np.nan)
        for kind in range(3):
            free = self.regions == kind
            free[row, column] = False
            room = distance_transform_edt(np.pad(free, 1))[1:-1, 1:-1]
            for k in range(PLACES):
                if room.max() <= 0.07 * BENDS:
                    break
                i, j = np.unravel_index(int(np.argmax(room)), room.shape)
                out[kind, k] = self.fine[j], self.fine[i]
                room = np.where(
                    np.hypot(self.fine[None, :] - self.fine[j], self.fine[:, None] - self.fine[i]) < self.half / 2,
                    0.0,
                    room,
                )
        return out


def landscape(text: str, half: float) -> Landscape:
    """The landscape of a typed function.

    Raises:
        Undefined: it has no second derivatives anywhere in the square.
    """
    formula = parse(text, jets.VARIABLES)
    x, fine = (np.linspace(-half, half, count) for count in (VALUES, BENDS))
    known = jets.jet(formula, fine[None, :], fine[:, None])  # at a corner the slopes are none, and the bends may be 0
    bends = np.where(np.isfinite(known).all(axis=0), jets.hessian(known), np.nan)
    largest = np.maximum(*np.abs(hessians.principal(*bends)[:2]))
    values = formula(x[None, :], x[:, None])
    values = np.where(np.isfinite(values), values, np.nan)
    if np.isnan(largest).all() or np.isnan(values).all():
        raise Undefined("No second derivatives of f were found in this window: type another function or change it.")
    critical = hessians.critical_points(text, 2 * half)
    return Landscape(
        formula,
        half,
        x,
        values,
        fine,
        bends,
        float(np.nanquantile(largest, 0.25)) or 1.0,
        critical,
        _relief(formula, half),
    )


def _relief(formula: Formula, half: float) -> Relief:
    """The surface: heights within three median deviations of the median, and all that are near it, divided by a 1, 2
    or 5 times a power of ten where they would not fit a box a little higher than wide, or would look flat in it."""
    x, y, z = net(formula, half, NET)
    found = z[np.isfinite(z)] if np.isfinite(z).any() else np.zeros(1)
    middle, tall = float(np.median(found)), 2.4 * half
    room = max(3.0 * float(np.median(np.abs(found - middle))), tall / 2)
    low, high = max(float(found.min()), middle - room), min(float(found.max()), middle + room)
    part = (high - low) / tall
    wanted = 1.0 if FLAT <= part <= 1 or part == 0 else part if part > 1 else 2 * part
    tens = 10.0 ** np.floor(np.log10(wanted) + 1e-9)
    scale = float(tens * next(nice for nice in NICE if nice * tens >= wanted * (1 - 1e-9)))
    if not high > low:
        low, high = middle - half / 2, middle + half / 2
    return Relief(x, y, z / scale, scale, low / scale, high / scale)


def net(formula: Formula, half: float, count: int) -> tuple[Array, Array, Array]:
    """x, y, f on a grid of count x count points over the square |x|, |y| <= half, each of shape (count, count).

    Where f ends within a cell, the corners beyond its edge are drawn in to it along the shortest side, so that a
    surface over the grid ends in a smooth rim; the next ones lie on those, and corners farther out stay, with NaN.
    """
    ticks = np.linspace(-half, half, count)
    x, y = np.meshgrid(ticks, ticks)
    known = np.pad(np.isfinite(formula(x, y)), 1)
    out = ~known[1:-1, 1:-1]
    start_x, start_y = x.copy(), y.copy()
    reached = np.zeros_like(out)
    for i, j in AROUND:
        here = out & ~reached & known[1 + i : count + 1 + i, 1 + j : count + 1 + j]
        start_x[here] += j * (ticks[1] - ticks[0])
        start_y[here] += i * (ticks[1] - ticks[0])
        reached |= here
    low, high = np.zeros_like(x), np.ones_like(x)  # parts of the way out: f is known at low and not at high
    for _ in range(30 if reached.any() else 0):
        middle = (low + high) / 2
        inside = np.isfinite(formula(start_x + middle * (x - start_x), start_y + middle * (y - start_y)))
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    part = np.where(reached, low, 1.0)
    x, y = start_x + part * (x - start_x), start_y + part * (y - start_y)
    wide_x, wide_y, rim = np.pad(x, 1), np.pad(y, 1), np.pad(reached, 1)
    for i, j in AROUND:  # once more onto the rim: what draws surfaces leaves out cells near a NaN
        there = slice(1 + i, count + 1 + i), slice(1 + j, count + 1 + j)
        here = out & ~reached & rim[there]
        x[here], y[here] = wide_x[there][here], wide_y[there][here]
        reached |= here
    z = formula(x, y)
    return x, y, np.where(np.isfinite(z), z, np.nan)


@dataclass(frozen=True, eq=False)
class Local:
    """A function at one point.

    Attributes:
        at: the point (2,).
        jet: f and its derivatives there up to the fourth, rows as in `jets.powers(4)`; NaN where there is none.
        number: of the critical point that it is; None if it is none.
        moved: whether it is another point than the one asked for, since f has no second derivatives there.
    """

    land: Landscape
    at: Array
    jet: Array
    number: int | None
    moved: bool

    @cached_property
    def slope(self) -> Array:
        """(f_x, f_y)."""
        return jets.gradient(self.jet)

    @cached_property
    def entries(self) -> Array:
        """(f_xx, f_xy, f_yy)."""
        return jets.hessian(self.jet)

    @cached_property
    def steepness(self) -> float:
        """The length of the gradient."""
        return float(np.hypot(*self.slope))

    @cached_property
    def values(self) -> tuple[float, float]:
        """The eigenvalues of the Hessian, the larger first."""
        high, low, _ = hessians.principal(*self.entries)
        return float(high), float(low)

    @cached_property
    def angle(self) -> float:
        """The direction of the first eigenvector in radians, in [-pi/2, pi/2]."""
        return float(hessians.principal(*self.entries)[2])

    @cached_property
    def frame(self) -> Array:
        """The unit eigenvectors (2, 2), in columns."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        return np.array([[c, -s], [s, c]])

    @cached_property
    def even(self) -> bool:
        """Whether f bends equally in all directions, so that every direction is an eigenvector."""
        high, low = self.values
        return high - low <= 1e-9 * max(abs(high), abs(low), 1e-6 * self.land.usual)

    def patch(self, radius: float) -> Array:
        """x, y, z (3, 9, 49) of the quadric with the value, slope and Hessian of f, over a disc around the point."""
        angle = np.linspace(0.0, 2 * np.pi, 49)
        dx, dy = radius * np.linspace(0, 1, 9)[:, None] * np.stack([np.cos(angle), np.sin(angle)])[:, None]
        value, p, q, a, b, c = self.jet[:6]
        return np.stack(
            [self.at[0] + dx, self.at[1] + dy, value + p * dx + q * dy + a * dx**2 + b * dx * dy + c * dy**2]
        )

    @property
    def rises(self) -> int:
        """1 at an isolated minimum, -1 at an isolated maximum, 0 elsewhere."""
        return 0 if self.number is None else int(self.land.critical.rises[self.number])

    def sign(self, value: float) -> int:
        """The sign of a second derivative; 0 where it is as good as zero for this function around the point."""
        return 0 if abs(value) <= hessians.SINGULAR * self.around else 1 if value > 0 else -1

    @cached_property
    def around(self) -> float:
        """How strongly f bends at most at the places of the grid that are near; `usual` where it is level there."""
        column, row = np.clip(np.searchsorted(self.land.fine, self.at), 2, BENDS - 3)
        near = np.abs(hessians.principal(*self.land.bends[:, row - 2 : row + 3, column - 2 : column + 3])[:2])
        return float(near[np.isfinite(near)].max(initial=0.0)) or self.land.usual

    @cached_property
    def kind(self) -> str:
        """What f does at the point, in words."""
        found = self.land.critical
        if self.number is None:
            signs = [self.sign(value) for value in self.values]
            if 0 not in signs and self.steepness <= 1e-9 * min(map(abs, self.values)) * self.land.half:
                return f"a {KINDS[1 - sum(signs) // 2]}"  # Newton's step is none: isolated, though the search missed it
            level = self.steepness <= 1e-9 * self.land.usual * self.land.half
            return "no critical point" if not level else STILL if found.isolated else CURVED
        kind = KINDS[found.kinds[self.number]]
        if kind != "undecided":
            return f"a {kind}"
        index = int(found.indices[self.number])
        if index > 0 and not self.rises:  # an isolated point around which the gradient turns so is an extremum
            return CROWDED
        shape = NEITHER.get(index, f"a saddle of {1 - index} valleys")
        return f"undecided by H; it is {('a maximum', shape, 'a minimum')[self.rises + 1]}"


def _beside(land: Landscape, at: Array) -> Array:
    """The nearest place of the grid that has derivatives also when it is rounded, as it then is; a corner may not."""
    far = np.hypot(land.fine[None, :] - at[0], land.fine[:, None] - at[1])
    near = np.argsort(np.where(np.isnan(land.bends[0]), np.inf, far), axis=None)[:NEAREST]
    rows, columns = np.unravel_index(near, far.shape)
    places = np.round(np.stack([land.fine[columns], land.fine[rows]]), DECIMALS)
    known = np.isfinite(jets.jet(land.formula, *places)).all(axis=0)
    found: Array = np.asarray(places[:, int(np.argmax(known))], dtype=np.float64)
    return found


def local(land: Landscape, point: ArrayLike) -> Local:
    """The function at a point of the square: onto a critical point that is very near, and to the nearest place of the
    grid that has second derivatives if the point has none."""
    at, moved, number = np.clip(np.asarray(point, float), -land.half, land.half), False, None
    away = np.hypot(*(land.critical.points - at).T)
    if away.min(initial=np.inf) <= SNAP * land.half:
        number = int(np.argmin(away))
        at = land.critical.points[number]
    elif not np.isfinite(jets.jet(land.formula, at[0], at[1])).all():
        at, moved = _beside(land, at), True
    at = np.round(at, DECIMALS) + 0.0
    found = jets.jet(land.formula, at[0], at[1], 4)
    if number is not None:
        found[1:3] = 0.0  # what is left of the gradient is rounding
    return Local(land, at, np.where(np.isfinite(found), found, np.nan), number, moved)
