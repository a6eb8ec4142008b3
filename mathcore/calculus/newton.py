"""Newton's step and the step of a trust region for functions of two variables, their paths, and where they end.

Both minimise the model m(p) = g . p + p . H p / 2 of f(x + p) - f(x): Newton's step takes its critical point, whatever
kind that is; a trust region's step takes its least value for |p| <= radius. By Moré and Sorensen p is that step if and
only if there is a multiplier l >= 0 with (H + l I) p = -g, H + l I positive semidefinite and l (radius - |p|) = 0.

Sources: Nocedal and Wright, *Numerical Optimization*, 2nd ed. (2006), chapters 3 and 4; Conn, Gould and Toint, *Trust
Region Methods* (2000), chapter 7.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import distance_transform_edt

from mathcore.calculus import hessians

Array = NDArray[np.float64]
SINGULAR = 1e-12  # |eigenvalue| as a part of the other: below it a Hessian has no inverse
FAR = 1e6  # |x| or |y| beyond this ends a path
LEAST = 1e-300  # a part of the gradient below it is 0: its quotients have few digits, or none
DONE = 1e-12  # a path whose step is this small, beside its place, has arrived
MOVED = (3, 2), (-2, 3), (-13, -5), (7, -11)  # units in the last place by which a start is moved
SHOWN = 1e-4  # a part of f that is seen
ENDS = ("a minimum", "a saddle", "a maximum", "nowhere")
UNDECIDED = "a point that H leaves undecided"
CREEPS = 0.25, 0.9  # a path whose steps shrink by such a factor comes to a point where H has no inverse
Rows = Sequence[float]  # f, f_x, f_y, f_xx, f_xy, f_yy at one point
Function = Callable[[float, float], Rows]


class Spectrum(NamedTuple):
    """Eigenvalues of a Hessian, the smaller first, with unit eigenvectors, and the gradient's parts along them."""

    low: float
    high: float
    first: tuple[float, float]
    second: tuple[float, float]
    along: tuple[float, float]


def spectrum(rows: Rows) -> Spectrum:
    """Of the Hessian at a point. Where all directions bend alike, the first eigenvector is along the gradient."""
    _, gx, gy, xx, xy, yy = (float(v) for v in rows)
    middle, half, size = 0.5 * (xx + yy), math.hypot(0.5 * (xx - yy), xy), math.hypot(gx, gy)
    low, high = middle - half, middle + half
    if half <= 1e-14 * abs(middle) or half == 0:
        c, s = (gx / size, gy / size) if size else (1.0, 0.0)
    else:
        angle = 0.5 * math.atan2(xy, 0.5 * (xx - yy))  # of the larger; the smaller is at a right angle
        c, s = -math.sin(angle), math.cos(angle)
    along = c * gx + s * gy, c * gy - s * gx
    first, second = (0.0 if abs(part) <= 1e-13 * size else part for part in along)
    return Spectrum(low, high, (c, s), (-s, c), (first, second))


def newton_step(rows: Rows) -> Array:
    """-H^-1 g, shape (2,); NaN where H has no inverse."""
    _, gx, gy, xx, xy, yy = rows
    if singular(xx, xy, yy):
        return np.full(2, np.nan)
    d = xx * yy - xy * xy
    return np.array([xy * gy - yy * gx, xy * gx - xx * gy]) / d


def singular(xx: float, xy: float, yy: float) -> bool:
    """Whether a Hessian has no inverse, as far as can be told."""
    big = 0.5 * abs(xx + yy) + math.hypot(0.5 * (xx - yy), xy)  # the larger |eigenvalue|
    return not (abs(xx * yy - xy * xy) > SINGULAR * big * big and math.isfinite(big))


class Step(NamedTuple):
    """A step of a trust region: `step` (2,) with its multiplier. In the hard case, where the gradient has no part along
    the lowest eigenvector and the shifted system alone gives too short a step, `other` is as good; else it is NaN."""

    step: Array
    multiplier: float
    other: Array

    @property
    def hard(self) -> bool:
        """Whether there are two best steps."""
        return bool(np.isfinite(self.other).all())


def trust_step(of: Spectrum, radius: float) -> Step:
    """The least of the model within that radius > 0."""
    low, high, first, second, (a, b) = of
    gap, none = high - low, np.full(2, np.nan)
    a, b = (part if abs(part) > LEAST else 0.0 for part in (a, b))

    def bent(along: float, across: float) -> Array:
        return np.array([along * first[0] + across * second[0], along * first[1] + across * second[1]])

    def parts(s: float) -> tuple[float, float]:  # of the step whose multiplier is s - low
        return -a / s if a else 0.0, -b / (s + gap) if b else 0.0

    if low > 0 and math.hypot(*parts(low)) <= radius:
        return Step(bent(*parts(low)), 0.0, none)
    if low <= 0 and a == 0 and abs(b) <= gap * radius:
        across = -b / gap if b else 0.0
        rest = math.sqrt(max(radius * radius - across * across, 0.0)) if low < 0 else 0.0
        return Step(bent(rest, across), -low, bent(-rest, across) if rest > 0 else none)
    s = max(low, abs(a) / radius, abs(b) / radius - gap)
    for _ in range(80):  # Newton's method on 1/|p| - 1/radius, which is concave in s: it climbs to the root from below
        one, two = parts(s)
        far = math.hypot(one, two)
        if far <= radius * (1 + 1e-15):
            break  # and the squares of a tiny step may be 0
        slope = (one * one / s if a else 0.0) + (two * two / (s + gap) if b else 0.0)
        ahead = s + (far - radius) / radius * far * far / slope
        if ahead <= s:
            break
        s = ahead
    return Step(bent(*parts(s)), s - low, none)


def model(rows: Rows, step: ArrayLike) -> Array:
    """m(p) = g . p + p . H p / 2 for steps (..., 2)."""
    u, v = np.moveaxis(np.asarray(step, float), -1, 0)
    return np.asarray(model_at(rows, u, v))


def model_at(rows: Rows, u: Any, v: Any) -> Any:
    """The same for the parts of a step."""
    _, gx, gy, xx, xy, yy = rows
    return gx * u + gy * v + 0.5 * (xx * u * u + 2 * xy * u * v + yy * v * v)


def cauchy_step(rows: Rows, radius: float) -> Array:
    """The least of the model along -g within that radius, (2,)."""
    _, gx, gy, xx, xy, yy = rows
    size = math.hypot(gx, gy)
    if size == 0:
        return np.zeros(2)
    u, v = -gx / size, -gy / size
    bend = xx * u * u + 2 * xy * u * v + yy * v * v
    return (min(radius, size / bend) if bend > 0 else radius) * np.array([u, v])


class Curve(NamedTuple):
    """Trust radii (n,), the best step within each (n, 2), and what it keeps of its promise (n,)."""

    radii: Array
    steps: Array
    kept: Array


def curve(value: Callable[[Array, Array], Array], point: Array, rows: Rows, far: float) -> Curve:
    """The best steps from a point for 90 radii up to `far`."""
    radii, of = far * np.linspace(0.0, 1.0, 91)[1:], spectrum(rows)
    steps = np.array([trust_step(of, radius).step for radius in radii.tolist()])
    return Curve(radii, steps, kept(value, point, rows, steps))


def kept(value: Callable[[Array, Array], Array], point: Array, rows: Rows, steps: Array) -> Array:
    """The actual over the promised decrease (n,) of steps (n, 2): NaN where nothing is promised."""
    promised, actual = -model(rows, steps), rows[0] - value(*(point + steps).T)
    with np.errstate(all="ignore"):
        return np.where(promised > 1e-11 * (abs(rows[0]) + 1e-12), actual / promised, np.nan)


def lengths(of: Spectrum, multipliers: ArrayLike) -> Array:
    """|(H + mu I)^-1 g|, infinite at a pole."""
    mu = np.asarray(multipliers, float)
    with np.errstate(all="ignore"):
        parts = [np.where(part, part / (value + mu), 0.0) for part, value in zip(of.along, of[:2], strict=True)]
    return np.asarray(np.hypot(*parts))


def searched(rows: Rows, radius: float) -> float:
    """The least of the model over 26 x 97 steps within a radius."""
    angle = np.linspace(0.0, 2 * np.pi, 97)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return float(model(rows, radius * np.linspace(0.0, 1.0, 26)[:, None, None] * ring).min())


class Price(NamedTuple):
    """How fast the promise grows with the radius, by differences, and how far off that may be."""

    rate: float
    slack: float


def price(rows: Rows, radius: float) -> Price:
    """The growth of the promised decrease per unit of the radius. It is mu times the radius, which falls from one side
    of the difference to the other, or rises: in between there is the quotient."""
    of, h = spectrum(rows), 1e-4 * radius
    below, above = trust_step(of, radius - h), trust_step(of, radius + h)
    rate = float(model(rows, below.step) - model(rows, above.step)) / (2 * h)
    apart = abs(below.multiplier * (radius - h) - above.multiplier * (radius + h))
    return Price(rate, apart + 1e-7 * (math.hypot(*rows[1:3]) + (abs(of.low) + abs(of.high)) * radius))


def residual(rows: Rows, step: Step) -> tuple[float, float]:
    """|(H + mu I) p + g|, and how large its terms are."""
    _, gx, gy, xx, xy, yy = rows
    (u, v), mu = step.step.tolist(), step.multiplier
    rest = math.hypot((xx + mu) * u + xy * v + gx, xy * u + (yy + mu) * v + gy)
    return rest, math.hypot(gx, gy) + (abs(xx) + 2 * abs(xy) + abs(yy)) * math.hypot(u, v)


class Path(NamedTuple):
    """Points (steps + 1, 2) with f and |gradient| there, NaN after the last. `why` says what stopped it: "arrived", "H
    has no inverse", "f left the finite numbers", or "" where the steps ran out. `loose` (steps + 1,) is how far f
    moves, as a part of 1 + |f|, if the start moves by a rounding, where that was asked for."""

    points: Array
    values: Array
    slopes: Array
    last: int
    why: str
    loose: Array | None = None

    def doubt(self, step: int) -> str:
        """A sentence on a step at which digits of f that are shown hang on the last of the start; or none."""
        if self.loose is None or self.loose[step] < SHOWN:
            return ""
        firm = np.flatnonzero(self.loose[:step] < SHOWN)
        return f"Since step {firm[-1] + 1 if len(firm) else 0} it hangs on the 15th digit of p."


def newton_path(f: Function, start: ArrayLike, count: int, watched: bool = False) -> Path:
    """Full Newton steps from a start. `watched`: `loose` is found, from starts moved by some units in the last place. A
    path that leaves and comes back may be noise after a few steps; where all come to one point it is none again."""
    path = _walked(f, start, lambda here: newton_step(here).tolist(), DONE, count)
    if not watched:
        return path
    at, loose = np.asarray(start, float), np.zeros(count + 1)
    for units in MOVED:
        moved = newton_path(f, at + np.finfo(float).eps * np.array(units) * np.maximum(np.abs(at), 1), count)
        values = moved.values.copy()
        values[moved.last + 1 :] = values[moved.last] if moved.why == "arrived" else np.nan
        loose = np.maximum(loose, np.nan_to_num(np.abs(path.values - values) / (1 + np.abs(path.values)), nan=np.inf))
    return path._replace(loose=loose)


def _walked(f: Function, start: ArrayLike, step_at: Callable[[Rows], Sequence[float]], done: float, count: int) -> Path:
    """The steps that `step_at` makes of f and its derivatives, up to one that is at most `done` of the size of where it
    leads, with 1 added; if that is negative, all of them."""
    x, y = (float(v) for v in np.asarray(start, float))
    found, rows, why = [(x, y)], [f(x, y)], ""
    for _ in range(count):
        across, up = step_at(rows[-1])
        if math.isnan(across):
            why = "H has no inverse"
            break
        x, y = x + across, y + up
        now = f(x, y) if max(abs(x), abs(y)) <= FAR else [math.nan]
        if not all(map(math.isfinite, now)):
            why = "f left the finite numbers"
            break
        found.append((x, y))
        rows.append(now)
        if math.hypot(across, up) <= done * (1 + math.hypot(x, y)):
            why = "arrived"
            break
    return _padded(found, rows, count, why)


def edge(f: Function, far: float) -> float:
    """The largest x up to `far` such that Newton's method arrives from (x, 0), by bisection: if it arrives from all
    nearer places, and from none that is farther."""
    low, high = 0.0, far
    for _ in range(50):
        middle = 0.5 * (low + high)
        found = newton_path(f, (middle, 0.0), 60).why == "arrived"
        low, high = (middle, high) if found else (low, middle)
    return low


def trust_path(f: Function, start: ArrayLike, radius: float, count: int) -> Path:
    """Steps of a trust region (Nocedal and Wright, algorithm 4.1): one that keeps less than a tenth of its promise is
    not taken; below a quarter the radius becomes a quarter of the step, above three quarters it doubles if the step
    reached it. A step is counted whether it is taken or not."""
    x, y = (float(v) for v in np.asarray(start, float))
    found, rows, why = [(x, y)], [f(x, y)], ""
    for _ in range(count):
        here = rows[-1]
        step = trust_step(spectrum(here), radius).step.tolist()
        size, promise = math.hypot(*step), -model_at(here, *step)
        if size <= DONE * (1 + math.hypot(x, y)) or promise <= 1e-15 * (1 + abs(here[0])):
            why = "arrived"
            break
        ahead = x + step[0], y + step[1]
        now = f(*ahead) if max(map(abs, ahead)) <= FAR else [math.nan]
        kept = (here[0] - now[0]) / promise if all(map(math.isfinite, now)) else -1.0
        if kept < 0.25:
            radius = 0.25 * size
        elif kept > 0.75 and size >= radius * (1 - 1e-9):
            radius = 2 * radius
        if kept > 0.1:
            (x, y), here = ahead, now
        found.append((x, y))
        rows.append(here)
    return _padded(found, rows, count, why)


def descent_path(f: Function, start: ArrayLike, step: float, count: int) -> Path:
    """Gradient descent with a fixed step."""
    return _walked(f, start, lambda here: (-step * here[1], -step * here[2]), -1.0, count)


def _padded(found: Sequence[tuple[float, float]], rows: Sequence[Rows], count: int, why: str) -> Path:
    points, values = np.full((count + 1, 2), np.nan), np.full((2, count + 1), np.nan)
    points[: len(found)] = found
    values[:, : len(found)] = [[row[0] for row in rows], [math.hypot(row[1], row[2]) for row in rows]]
    return Path(points, values[0], values[1], len(found) - 1, why)


def kind(rows: Rows) -> int:
    """What a critical point is by its Hessian: 0 a minimum, 1 a saddle, 2 a maximum, 3 undecided."""
    _, _, _, xx, xy, yy = rows
    if singular(xx, xy, yy):
        return 3
    return 1 if xx * yy < xy * xy else 0 if xx > 0 else 2


def end(f: Function, path: Path) -> str:
    """What a path comes to, of ENDS, or "a point that H leaves undecided". A small gradient is not enough, which it is
    far out on a plateau too: the steps must shrink. Where H has an inverse they do so faster and faster; by a constant
    factor, (m - 2)/(m - 1) for x^m, they shrink where it has none."""
    place = f(*path.points[path.last].tolist())
    sizes = np.hypot(*np.diff(path.points[: path.last + 1], axis=0).T)
    if path.why != "arrived":
        sizes = np.append(sizes, np.hypot(*newton_step(place)))
    sizes = sizes[np.isfinite(sizes)]
    ratios = sizes[-6:][1:] / np.maximum(sizes[-6:][:-1], 1e-300)  # the last may be rounding: the middle one counts
    shrink = float(np.median(ratios[-5:])) if len(ratios) else 0.0
    small = path.why == "arrived" or path.slopes[path.last] < 1e-9 * (1 + path.slopes[0])
    if shrink > CREEPS[1] or not small:
        return ENDS[3]
    if shrink > CREEPS[0]:
        return UNDECIDED
    found = kind(place)
    return ENDS[found] if found < 3 else UNDECIDED


def first_steps(rows: Array) -> Array:
    """For derivatives on a grid, (6, ...): 0 where H is positive definite, 1 where Newton's step falls although it is
    not, 2 where it climbs; NaN where f has no derivatives."""
    _, gx, gy, xx, xy, yy = rows
    high, low, _ = hessians.principal(xx, xy, yy)
    with np.errstate(all="ignore"):
        rate = -(yy * gx * gx - 2 * xy * gx * gy + xx * gy * gy) / (xx * yy - xy * xy)  # g . p
    found = np.where(low > 0, 0.0, np.where(rate > 0, 2.0, 1.0))
    return np.where(np.isfinite(high), found, np.nan)


def roomiest(classes: Array, x: Array, count: int) -> Array:
    """For each class 0 to count - 1 of a square grid the place (count, 2) half-way up from where it has most room (in
    the middle paths end); NaN where there is hardly any."""
    out = np.full((count, 2), np.nan)
    for k in range(count):
        room = distance_transform_edt(np.pad(classes == k, 1))[1:-1, 1:-1]
        if room.max() > 0.07 * len(x):
            i, j = np.unravel_index(int(np.argmax(room)), room.shape)
            out[k] = x[j], x[i] + 0.5 * room.max() * (x[1] - x[0])
    return out


class Ends(NamedTuple):
    """Where Newton's method ends from each place of a grid: `kinds`, numbers of ENDS; `steps` that it takes."""

    kinds: Array
    steps: Array


def ends(f: Callable[[Array, Array], Array], x: Array, y: Array, count: int) -> Ends:
    """Of full Newton steps from x (columns) and y (rows); f gives the six rows at arrays of points."""
    at = np.stack([each.ravel() for each in np.meshgrid(x, y)])
    kinds, steps = np.full(at.shape[1], 3.0), np.full(at.shape[1], float(count))
    alive = np.arange(at.shape[1])
    with np.errstate(all="ignore"):
        for k in range(count):
            rows = f(at[0, alive], at[1, alive])
            _, gx, gy, xx, xy, yy = rows
            d = xx * yy - xy * xy
            move = np.stack([xy * gy - yy * gx, xy * gx - xx * gy]) / d
            big = 0.5 * np.abs(xx + yy) + np.hypot(0.5 * (xx - yy), xy)
            good = np.isfinite(rows).all(axis=0) & (np.abs(d) > SINGULAR * big * big)
            there = good & (np.hypot(*move) <= 1e-9 * (1 + np.hypot(*at[:, alive])))
            kinds[alive[there]] = np.where(d < 0, 1.0, np.where(xx > 0, 0.0, 2.0))[there]
            steps[alive[there]] = k
            at[:, alive] += move
            alive = alive[good & ~there & (np.abs(at[:, alive]).max(axis=0) <= FAR)]
            if not len(alive):
                break
    return Ends(kinds.reshape(len(y), len(x)), steps.reshape(len(y), len(x)))
