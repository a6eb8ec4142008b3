"""What second derivatives say of a function of x and y: directions, and kinds of critical points.

A Hessian is given by its entries (f_xx, f_xy, f_yy), arrays of any shape. Critical points are searched for by sign
changes of the gradient on a grid and polished by Newton's method; the turning number of the gradient around a loop
(`mathcore.calculus.turning`) counts them without looking at them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import maximum_filter

from mathcore.calculus.jets import VARIABLES, gradient, hessian, jet
from mathcore.calculus.turning import turning
from mathcore.common.expressions import Call, Formula, Node, constant, parse
from mathcore.common.nodes import pieced

Array = NDArray[np.float64]
KINDS = ("minimum", "saddle", "maximum", "undecided")
WORDS = (("minimum", "minima"), ("saddle", "saddles"), ("maximum", "maxima"), ("undecided", "undecided"))
CELLS = 97  # of the grid on which the gradient is looked at, in each direction; odd, so that no corner lies on an axis
ROUNDS = 160  # of Newton's method: where an eigenvalue is zero it gains only a factor of 2/3 to 4/5 each time
# An eigenvalue, relative to the largest around, that counts as zero. Where H is zero the gradient is quadratic, so that
# rounding moves its zero by about 1e-8, and H there is a third derivative times as much.
SINGULAR = 1e-6
LEVEL = 1e-8  # of the length that a gradient has around: less is next to zero
FADING = frozenset(("exp", "tanh", "sigmoid", "softplus", "erf", "sinh", "cosh"))
PLATEAU = 200  # starts at which the gradient is zero already, of which no more are looked at


def principal(xx: ArrayLike, xy: ArrayLike, yy: ArrayLike) -> tuple[Array, Array, Array]:
    """The larger and the smaller eigenvalue, and the direction of the larger in radians, in [-pi/2, pi/2]."""
    a, b, c = (np.asarray(each, float) for each in (xx, xy, yy))
    middle, radius = (a + c) / 2, np.hypot((a - c) / 2, b)
    return middle + radius, middle - radius, 0.5 * np.arctan2(2 * b, a - c)


@dataclass(frozen=True, eq=False)
class Critical:
    """The critical points of a function in a square.

    Attributes:
        points: shape (n, 2), by x and then by y.
        eigenvalues: shape (n, 2), the larger first.
        kinds: of each a number in KINDS; undecided where an eigenvalue is zero.
        indices: of each how often the gradient turns on a small loop around it: 1 at extrema, -1 at saddles.
        rises: of each whether f rises (1), falls (-1) or does both or neither (0) on that loop.
        isolated: False if whole curves or plateaus of critical points were met; of those no point is given.
    """

    points: Array
    eigenvalues: Array
    kinds: NDArray[np.intp]
    indices: Array
    rises: NDArray[np.intp]
    isolated: bool = True

    def counts(self, chosen: NDArray[np.bool_] | slice = slice(None)) -> tuple[int, int, int, int]:
        """How many minima, saddles, maxima and undecided points are among the chosen ones."""
        found = np.bincount(self.kinds[chosen], minlength=4).tolist()
        return found[0], found[1], found[2], found[3]

    def words(self, chosen: NDArray[np.bool_] | slice = slice(None)) -> str:
        """The same in words; undecided ones, and curves or plateaus, only where there are some."""
        found = self.counts(chosen)
        said = [f"{count} {names[count != 1]}" for count, names in zip(found, WORDS, strict=True)]
        more = [] if self.isolated else ["curves or plateaus"]
        return ", ".join([*(said if found[3] else said[:3]), *more])


def _none(isolated: bool) -> Critical:
    whole = np.empty(0, np.intp)
    return Critical(np.empty((0, 2)), np.empty((0, 2)), whole, np.empty(0), whole, isolated)


@lru_cache(maxsize=64)
def critical_points(text: str, half: float) -> Critical:
    """The critical points of a typed function with |x| and |y| at most `half`.

    A search, not a proof: what lies closer together than a cell of the grid (half / 48) may be missed.
    """
    formula = parse(text, VARIABLES)
    ticks = np.linspace(-half, half, CELLS + 1)
    x, y = np.meshgrid(ticks, ticks)
    jets = jet(formula, x, y)
    with np.errstate(invalid="ignore"):
        sizes = np.stack([np.maximum(*np.abs(principal(*hessian(jets))[:2])), np.hypot(*gradient(jets))])
    if _usual(sizes[1]) == 0:
        return _none(False)
    # Where f is level: over all corners of a cell the gradient is exactly zero.
    bare = sizes[1] == 0
    level = bare[1:, 1:] & bare[1:, :-1] & bare[:-1, 1:] & bare[:-1, :-1]
    # How much f bends, and how steep it is, around each node: what is small hangs on where it is.
    around = maximum_filter(np.where(np.isfinite(sizes), sizes, 0.0), (1, 3, 3))

    def usual(places: Array) -> Array:
        column, row = np.clip(np.rint((places.T + half) * CELLS / (2 * half)).astype(int), 0, CELLS)
        return np.asarray(around[:, row, column])

    starts = np.concatenate([_starts(ticks, gradient(jets)), _lines(formula, ticks, sizes[1], usual)])
    starts = starts[~_over(level, starts, half)]
    points = _polished(formula, starts, half, usual)
    high, low, _ = principal(*hessian(jet(formula, points[:, 0], points[:, 1])))
    zero = SINGULAR * usual(points)[0]
    flat = np.minimum(np.abs(high), np.abs(low)) <= zero
    kinds = np.where(flat, 3, np.where(low > 0, 0, np.where(high < 0, 2, 1))).astype(np.intp)
    indices = np.where(kinds == 1, -1.0, 1.0)
    rises = np.where(kinds == 2, -1, np.where(kinds == 0, 1, 0)).astype(np.intp)
    kept = np.isfinite(high + low)  # rounding may have moved a point onto one where f is not defined
    kept &= ~(flat & _over(maximum_filter(level, 3), points, half))  # of a level part and its shore
    # What is analytic is constant on no disc: f has reached the last digit of what it tends to, or soon will.
    analytic = not pieced(formula.tree) and not _rooted(formula.tree)
    tends = bool(bare.any()) and analytic
    if tends:
        kept &= ~(flat & (usual(points)[0] <= 1e-9 * around[0].max()))
    flat &= kept
    if flat.any() and analytic and _fades(formula.tree):
        kept[flat] = ~_trails(formula, points[flat], half, usual)
    flat &= kept
    dense = np.zeros(len(points), bool)  # a curve of critical points is met again and again, a cell on
    steep = np.hypot(*gradient(jet(formula, points[:, 0], points[:, 1], 1)))
    for k in np.flatnonzero(flat)[np.argsort(steep[flat], kind="stable")].tolist():
        if not kept[k]:
            continue
        away = np.hypot(*(points - points[k]).T)
        crowd = flat & kept & (away < 6 * half / CELLS) & (away > 0)
        dense[k] = crowd.any() and away[crowd].max() > 0.018 * half
        if not dense[k]:
            points[k] = _shortest(formula, points[k], steep[k], 0.02 * half)
            # Several in less than a loop's radius may be one, near which f is so flat that Newton's method stops.
            radius = min(0.02 * half, 0.4 * float(np.delete(away, [k, *np.flatnonzero(crowd)]).min(initial=np.inf)))
            indices[k], risen, kept[k] = _small_loop(formula, points[k], radius)
            # a second derivative that is not zero is nearer than the loop: below zero no minimum, above zero no maximum
            rises[k] = np.clip(risen, 0 if high[k] > zero[k] else -1, 0 if low[k] < -zero[k] else 1)
            dense[k] = kept[k] and np.isnan(indices[k])
            if not dense[k]:
                kept &= ~crowd
    kept &= ~dense
    high, low, _ = principal(*hessian(jet(formula, points[:, 0], points[:, 1])))
    eigenvalues = np.stack([high, low], axis=1)
    isolated = not dense.any() and (tends or not level.any())
    return Critical(points[kept], eigenvalues[kept], kinds[kept], indices[kept], rises[kept], isolated)


def _over(cells: NDArray[np.bool_], points: Array, half: float) -> NDArray[np.bool_]:
    """Whether points (n, 2) lie in a chosen cell of the grid."""
    column, row = np.clip(np.floor((points.T + half) * CELLS / (2 * half)).astype(int), 0, CELLS - 1)
    return np.asarray(cells[row, column])


def _rooted(node: Node) -> bool:
    """Whether a root or a fractional power is in a formula: with one it need not be analytic wherever it is defined."""
    if not isinstance(node, Call):
        return False
    root = node.name in ("sqrt", "cbrt") or (node.name == "pow" and (constant(node.args[1]) or 0.0) % 1 != 0)
    return root or any(map(_rooted, node.args))


def _fades(node: Node) -> bool:
    """Whether a formula has a part that may come as near to a constant as an exponential function does."""
    if not isinstance(node, Call):
        return False
    power = node.name == "pow" and constant(node.args[1]) is None
    return power or node.name in FADING or any(map(_fades, node.args))


def _trails(formula: Formula, points: Array, half: float, usual: Callable[[Array], Array]) -> NDArray[np.bool_]:
    """Of points (n, 2) at which the gradient is next to zero and one direction does not bend: whether f only levels off
    there, as exp(-x^2) + y^2 does far out. A curve of critical points of an analytic function has no end. So one goes
    from each point both ways, where the gradient has no part across the way: if its part along the way stays next to
    zero on one side and comes out of that on the other, it was never zero.
    """
    turn = principal(*hessian(jet(formula, *points.T)))[2]
    ways = np.stack([turn, turn + np.pi / 2, turn + np.pi, turn + 3 * np.pi / 2])
    way = np.stack([np.cos(ways), np.sin(ways)], axis=-1).reshape(-1, 2)  # (4n, 2)
    start = np.tile(points, (4, 1))
    p, ends, active, cell = start.copy(), np.zeros(len(start)), np.arange(len(start)), 2 * half / CELLS
    for _ in range(3 * CELLS):
        v = way[active]
        q, lost = _across(formula, p[active] + cell * v, v, cell, usual)
        found = jet(formula, *q.T)
        angle, slope = principal(*hessian(found))[2], gradient(found)
        axes = np.stack([np.stack([np.cos(angle + k), np.sin(angle + k)], axis=-1) for k in (0.0, np.pi / 2)])
        dots = (axes * v).sum(axis=-1)  # of the two directions the one that goes on as before
        best = np.abs(dots).argmax(axis=0)
        each = np.arange(len(v))
        turned = axes[best, each] * np.sign(dots[best, each])[:, None]
        along = (slope.T * turned).sum(axis=1)
        out = np.abs(along) > LEVEL * usual(q)[1]
        ends[active] = np.where(lost, np.nan, np.where(out, np.sign(along), 0.0))
        p[active], way[active] = q, turned
        going = ~lost & ~out & (np.abs(q).max(axis=1) <= half + cell)
        going &= ~(np.hypot(*(q - start[active]).T) < 0.5 * cell)  # around and back
        active = active[going]
        if not len(active):
            break
    ahead, behind = ends.reshape(2, 2, -1)  # of the two directions, forwards and backwards
    return np.asarray(((ahead == 0) & (np.abs(behind) == 1) | (behind == 0) & (np.abs(ahead) == 1)).any(axis=0))


def _across(
    formula: Formula, points: Array, way: Array, cell: float, usual: Callable[[Array], Array]
) -> tuple[Array, NDArray[np.bool_]]:
    """Where, from points (n, 2) at right angles to a way (n, 2), the gradient has no part across it; and of each
    whether no such place was found within a cell."""
    normal, moved = np.stack([-way[:, 1], way[:, 0]], axis=1), np.zeros(len(points))
    q, part = points, np.zeros(len(points))
    for _ in range(ROUNDS):
        q = points + moved[:, None] * normal
        found = jet(formula, *q.T)
        (xx, xy, yy), part = hessian(found), (gradient(found).T * normal).sum(axis=1)
        bend = xx * normal[:, 0] ** 2 + 2 * xy * normal[:, 0] * normal[:, 1] + yy * normal[:, 1] ** 2
        with np.errstate(all="ignore"):
            step = np.where((part == 0) | (np.abs(bend) <= 1e-13 * usual(q)[0]), 0.0, -part / bend)
        step = np.clip(step, -cell, cell)
        moved += np.where(np.isfinite(step), step, 0.0)
        if not (np.abs(step) > 1e-13 * cell * CELLS).any():
            break
    lost = ~(np.abs(part) <= LEVEL * usual(q)[1]) | ~(np.abs(moved) <= cell)
    return points + moved[:, None] * normal, lost


def _shortest(formula: Formula, point: Array, steep: float, reach: float) -> Array:
    """The shortest decimals within reach at which the gradient is no longer than at a point: where f is very flat
    Newton's method stops short of the zero."""
    short = np.array([np.round(point, digits) + 0.0 for digits in range(10)])
    slope = np.hypot(*gradient(jet(formula, short[:, 0], short[:, 1], 1)))
    good = (np.abs(short - point).max(axis=1) <= reach) & (slope <= steep)
    return np.asarray(short[int(np.argmax(good))] if good.any() else point)


def _usual(sizes: Array) -> float:
    """The median of the finite ones that are not zero; 0 if there are none."""
    found = sizes[np.isfinite(sizes) & (sizes != 0)]
    return float(np.median(found)) if len(found) else 0.0


def _starts(ticks: Array, slope: Array) -> Array:
    """Where a critical point may be near, shape (n, 2): the middles of cells over whose corners both parts of the
    gradient change their sign, and the corners where it is shorter than at all neighbours."""
    corners = np.stack([slope[:, i : i + CELLS, j : j + CELLS] for i in (0, 1) for j in (0, 1)])
    with np.errstate(invalid="ignore"):
        both = ((corners.min(axis=0) <= 0) & (corners.max(axis=0) >= 0)).all(axis=0)
    row, column = np.nonzero(both)
    middle = (ticks[:-1] + ticks[1:]) / 2
    size = np.pad(np.nan_to_num(np.hypot(*slope), nan=np.inf), 1, constant_values=np.inf)
    around = [np.roll(size, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    least = (size < 0.5 * _usual(np.hypot(*slope))) & (size <= np.min(around, axis=0))
    low_row, low_column = np.nonzero(least[1:-1, 1:-1])
    return np.concatenate(
        [np.stack([middle[column], middle[row]], axis=1), np.stack([ticks[low_column], ticks[low_row]], axis=1)]
    )


def _lines(formula: Formula, ticks: Array, size: Array, usual: Callable[[Array], Array]) -> Array:
    """Critical points (n, 2) along an axis, as y = 0 is of exp(x) y^2: one part of the gradient has one sign on both
    sides there, and Newton's method slides along. Sought across the axis, where the gradient is far shorter than two
    corners away on both sides."""
    cell, found = ticks[1] - ticks[0], [np.empty((0, 2))]
    for way, across in (((1.0, 0.0), size), ((0.0, 1.0), size.T)):
        with np.errstate(invalid="ignore"):
            short = across[2:-2] <= 0.4 * np.minimum(across[:-4], across[4:])
        row, column = np.nonzero(short)
        ends = np.stack([ticks[column], ticks[row + 2]], axis=1)[:, :: 1 if way[0] else -1]
        q, lost = _across(formula, ends, np.tile(way, (len(ends), 1)), cell, usual)
        steep = np.hypot(*gradient(jet(formula, q[:, 0], q[:, 1], 1)))
        found.append(q[~lost & (steep <= LEVEL * usual(q)[1])])
    return np.concatenate(found)


def _polished(formula: Formula, starts: Array, half: float, usual: Callable[[Array], Array]) -> Array:
    """Zeros of the gradient that Newton's method finds near the starts, each once, shape (n, 2)."""
    cell = 2 * half / CELLS
    p, active, last, bends = starts.copy(), np.arange(len(starts)), np.full(len(starts), np.inf), usual(starts)[0]
    for _ in range(ROUNDS):
        step = _newton(formula, p[active], bends[active])
        length = np.hypot(*step.T)
        length[~np.isfinite(length)] = np.inf
        with np.errstate(invalid="ignore"):
            moved = step * np.minimum(1.0, 2 * cell / np.maximum(length, 1e-300))[:, None]
        p[active] += np.where(np.isfinite(length)[:, None], moved, 0.0)
        last[active] = length
        far = np.abs(p[active] - starts[active]).max(axis=1) > 6 * cell
        last[active[far]] = np.inf
        active = active[(length > 1e-15 * half) & np.isfinite(length) & ~far]
        if not len(active):
            break
    jets = jet(formula, p[:, 0], p[:, 1])
    with np.errstate(invalid="ignore"):
        slope = np.hypot(*gradient(jets))
        good = (last < 1e-7 * half) & (slope <= LEVEL * usual(p)[1]) & (np.abs(p).max(axis=1) <= half)
        good &= np.isfinite(jets).all(axis=0)
        high, low, _ = principal(*hessian(jets))
        sharp = np.minimum(np.abs(high), np.abs(low)) > SINGULAR * bends
    still = np.flatnonzero((p == starts).all(axis=1) & ~sharp)
    if len(still) > PLATEAU:  # on curves, and between level parts: a few of their points will do
        good[np.setdiff1d(still, still[:: len(still) // PLATEAU])] = False
    found = np.full((int(good.sum()), 2), np.inf)
    count = 0
    for k in np.flatnonzero(good)[np.argsort(slope[good], kind="stable")].tolist():
        if np.hypot(*(found[:count] - p[k]).T).min(initial=np.inf) > 1e-3 * half:
            found[count] = p[k]
            count += 1
    points = np.round(found[:count], 10) + 0.0
    return points[np.lexsort(points.T[::-1])]


def _newton(formula: Formula, points: Array, usual: Array) -> Array:
    """Newton's step for the gradient's zero at points (n, 2), without the part along a direction that does not bend."""
    jets = jet(formula, *points.T)
    slope, (high, low, turn) = gradient(jets), principal(*hessian(jets))
    step = np.zeros_like(points)
    for value, angle in ((high, turn), (low, turn + np.pi / 2)):
        v = np.stack([np.cos(angle), np.sin(angle)])
        bends = np.abs(value) > 1e-13 * usual
        with np.errstate(all="ignore"):
            step -= np.where(bends, (v * slope).sum(axis=0) / value, 0.0)[:, None] * v.T
    return step


def _small_loop(formula: Formula, point: Array, radius: float) -> tuple[float, int, bool]:
    """The gradient's turns on a small loop; whether f rises everywhere on it (1), falls (-1), or neither (0); and
    whether the gradient is zero in the middle, not only small, as it is far out where f levels off."""
    angle = np.linspace(0.0, 2 * np.pi, 721)
    around = point[0] + radius * np.cos(angle), point[1] + radius * np.sin(angle)
    change = formula(*around) - float(formula(*point))
    small = 1e-11 * np.abs(change).max()
    rises = 1 if (change > small).all() else -1 if (change < -small).all() else 0
    middle = np.hypot(*gradient(jet(formula, point[0], point[1], 1)))
    zero = middle <= 1e-4 * np.hypot(*gradient(jet(formula, around[0], around[1], 1))).max()
    return turning(formula, point, radius).total, rises, bool(zero)
