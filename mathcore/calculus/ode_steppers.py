"""A field in the plane followed in steps (Euler, Heun, Runge and Kutta), beside the solution that they aim at.

x' = f(x, y), y' = g(x, y). A law that hangs on time is of this form too: let the first coordinate be the time, x' = 1.
The fields are functions that a reader typed, made into nested Python closures: a step takes one to five microseconds.

Sources: E. Hairer, S. P. Norsett and G. Wanner, Solving Ordinary Differential Equations I, 2nd ed., Springer (1993),
sections II.1 (steps), II.3 (orders) and II.9 (extrapolation of the midpoint rule by Gragg, Bulirsch and Stoer).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathcore.common.expressions import Call, Formula, Node, Number, Variable, constant

Array = NDArray[np.float64]
Slope = Callable[[float, float], float]
Field = tuple[Slope, Slope]
Step = Callable[[Slope, Slope, float, float, float], tuple[float, float]]
FAR = 1e6  # a path that goes farther than this in a coordinate is given up
NO_NUMBER = (ArithmeticError, ValueError)  # what Python's own functions raise off their domains


def _softplus(u: float) -> float:
    return max(u, 0.0) + math.log1p(math.exp(-abs(u)))


_MATH: dict[str, Callable[..., float]] = {
    name: getattr(math, name)
    for name in (
        *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"),
        *("exp", "log", "sqrt", "erf", "floor", "ceil", "cbrt"),
    )
}
_MATH |= {
    "abs": abs,
    "min": min,
    "max": max,
    "sigmoid": lambda u: 0.5 * (1.0 + math.tanh(0.5 * u)),
    "softplus": _softplus,
    "relu": lambda u: max(u, 0.0),
    "sign": lambda u: float((u > 0) - (u < 0)),
}


def quick(formula: Formula) -> Slope:
    """A function of two variables as a closure on Python's own numbers, much faster than NumPy for one point.

    Off its domain it raises ArithmeticError or ValueError, or gives NaN.
    """
    first, second = formula.variables
    return _quick(formula.tree, {first: lambda x, y: x, second: lambda x, y: y})


@lru_cache(maxsize=64)
def field(f: Formula, g: Formula) -> Field:
    """Both of a field's functions, made quick."""
    return quick(f), quick(g)


def value(formula: Formula, point: Sequence[float]) -> float:
    """The value of a function of two variables at a point; NaN where it has none, or none that is finite."""
    found = float(formula(*point))
    return found if math.isfinite(found) else math.nan


def _quick(node: Node, variables: dict[str, Slope]) -> Slope:
    value = constant(node)
    if value is not None:
        return lambda x, y: value
    if isinstance(node, Variable):
        return variables[node.name]
    assert not isinstance(node, Number)
    args = [_quick(each, variables) for each in node.args]
    a, b = args[0], args[-1]
    factor = constant(node.args[0])
    match node.name:
        case "add":
            return lambda x, y: a(x, y) + b(x, y)
        case "sub":
            return lambda x, y: a(x, y) - b(x, y)
        case "mul" if factor is not None and isinstance(node.args[1], Variable):
            first = node.args[1].name == next(iter(variables))
            return (lambda x, y: factor * x) if first else (lambda x, y: factor * y)
        case "mul" if factor is not None:
            return lambda x, y: factor * b(x, y)
        case "mul":
            return lambda x, y: a(x, y) * b(x, y)
        case "div":
            return lambda x, y: a(x, y) / b(x, y)
        case "pow":
            return lambda x, y: math.pow(a(x, y), b(x, y))
        case "neg":
            return lambda x, y: -a(x, y)
        case "lt":
            return lambda x, y: a(x, y) < b(x, y)
        case "le":
            return lambda x, y: a(x, y) <= b(x, y)
        case "and":
            return lambda x, y: bool(a(x, y)) and bool(b(x, y))
        case "if":
            then = args[1]
            return lambda x, y: then(x, y) if a(x, y) else b(x, y)
    call = _MATH[node.name]
    if len(args) == 1:
        return lambda x, y: call(a(x, y))
    return lambda x, y: call(*(each(x, y) for each in args))


def _euler(f: Slope, g: Slope, x: float, y: float, h: float) -> tuple[float, float]:
    return x + h * f(x, y), y + h * g(x, y)


def _heun(f: Slope, g: Slope, x: float, y: float, h: float) -> tuple[float, float]:
    u, v = f(x, y), g(x, y)
    ahead, up = x + h * u, y + h * v
    return x + 0.5 * h * (u + f(ahead, up)), y + 0.5 * h * (v + g(ahead, up))


def _rk4(f: Slope, g: Slope, x: float, y: float, h: float) -> tuple[float, float]:
    half = 0.5 * h
    u1, v1 = f(x, y), g(x, y)
    p, q = x + half * u1, y + half * v1
    u2, v2 = f(p, q), g(p, q)
    p, q = x + half * u2, y + half * v2
    u3, v3 = f(p, q), g(p, q)
    p, q = x + h * u3, y + h * v3
    return x + h / 6 * (u1 + 2 * (u2 + u3) + f(p, q)), y + h / 6 * (v1 + 2 * (v2 + v3) + g(p, q))


STEPS: dict[str, Step] = {"euler": _euler, "heun": _heun, "rk4": _rk4}
"""One step of length h of each method; they look at the field 1, 2 and 4 times."""
ORDERS = {"euler": 1, "heun": 2, "rk4": 4}


class Path(NamedTuple):
    """A path from time 0: `times` (n,), `points` (n, 2), `slopes` (n, 2) the field at the points, and whether it is
    `whole`: a path that left every bound or the domain ends before its time. If it left every bound, `beyond` is where
    its next step went, and else its last point."""

    times: Array
    points: Array
    slopes: Array
    whole: bool
    beyond: tuple[float, float]

    @property
    def end(self) -> Array:
        """The last point (2,)."""
        return self.points[-1]

    @property
    def duration(self) -> float:
        """The time at which it ends."""
        return float(self.times[-1])


def _walk(
    field: Field, method: str, start: Sequence[float], h: float, duration: float
) -> tuple[list[tuple[float, float]], bool, tuple[float, float]]:
    """The points of a method, whether it came to the end, and where it went last, be it out of every bound; the last
    step is shortened to end on time."""
    (f, g), step = field, STEPS[method]
    x, y = float(start[0]), float(start[1])
    count = max(1, math.ceil(duration / h - 1e-9))
    last, points = duration - (count - 1) * h, [(x, y)]
    try:
        for k in range(count):
            x, y = step(f, g, x, y, h if k < count - 1 else last)
            if not (-FAR < x < FAR and -FAR < y < FAR):
                return points, False, points[-1] if math.isnan(x + y) else (x, y)
            points.append((x, y))
    except NO_NUMBER:
        return points, False, points[-1]
    return points, True, points[-1]


def walk(field: Field, method: str, start: Sequence[float], h: float, duration: float) -> Path:
    """The path that a method steps along, from `start` at time 0 to `duration`, in steps of h > 0.

    The last step is shortened to end on time. A path that goes farther than FAR, or off the domain, ends before.
    """
    points, whole, beyond = _walk(field, method, start, h, duration)
    times = np.minimum(h * np.arange(len(points)), duration)
    found = np.array(points)
    return Path(times, found, np.full_like(found, np.nan), whole, beyond)


HALVINGS = 7  # of a step, in search of the slope of its error
COLUMNS = (2, 4, 6, 8, 10)  # substeps of the midpoint rule, whose results are extrapolated: order 10
TOLERANCE, LONGEST, MOST = 1e-11, 0.4, 300


def _midpoints(field: Field, x: float, y: float, u: float, v: float, h: float) -> tuple[float, float, float]:
    """A step of h by extrapolation from the point (x, y) with slopes (u, v), and its error, estimated."""
    f, g = field
    row: list[tuple[float, float]] = []
    for n in COLUMNS:
        small = h / n
        p0, q0, p1, q1 = x, y, x + small * u, y + small * v
        for _ in range(n - 1):
            p0, q0, p1, q1 = p1, q1, p0 + 2 * small * f(p1, q1), q0 + 2 * small * g(p1, q1)
        new = [(0.5 * (p0 + p1 + small * f(p1, q1)), 0.5 * (q0 + q1 + small * g(p1, q1)))]
        for k, (a, b) in enumerate(row):
            ratio = 1 / ((n / COLUMNS[len(row) - 1 - k]) ** 2 - 1)
            p, q = new[k]
            new.append((p + (p - a) * ratio, q + (q - b) * ratio))
        row = new
    (a, b), (p, q) = row[-2:]
    error = max(abs(p - a), abs(q - b))
    return p, q, error


def solve(field: Field, start: Sequence[float], duration: float) -> Path:
    """The solution itself, to about eleven digits where the field is smooth: extrapolation with steps chosen by the
    estimated error. It ends early where it leaves every bound (FAR) or the domain, or cannot be followed."""
    f, g = field
    x, y, t, h = float(start[0]), float(start[1]), 0.0, min(0.1, duration)
    times, points, slopes = [0.0], [(x, y)], []
    try:
        u, v = float(f(x, y)), float(g(x, y))
    except NO_NUMBER:
        u = v = math.nan
    slopes.append((u, v))
    for _ in range(MOST):
        if t >= duration or not math.isfinite(u + v) or h < 1e-12:
            break
        h = min(h, LONGEST)
        final = t + h >= duration - 1e-12
        h = duration - t if final else h
        try:
            p, q, error = _midpoints(field, x, y, u, v, h)
            du, dv = float(f(p, q)), float(g(p, q))
        except NO_NUMBER:
            h *= 0.2
            continue
        error /= TOLERANCE * (1 + max(abs(p), abs(q)))
        if not math.isfinite(error + du + dv):
            h *= 0.2
            continue
        if error <= 1:
            t = duration if final else t + h
            x, y, u, v = p, q, du, dv
            if max(abs(x), abs(y)) > FAR:
                break  # (x, y) is `beyond`
            times.append(t)
            points.append((x, y))
            slopes.append((u, v))
        h *= min(8.0, max(0.2, 0.9 * max(error, 1e-12) ** (-1 / 9)))
    return Path(np.array(times), np.array(points), np.array(slopes), t >= duration, (x, y))


def directions(f: Formula, g: Formula, window: tuple[float, float], count: int) -> tuple[Array, Array]:
    """The field as arrows of one length on a grid over the square of that window: tails and vectors, (count^2, 2)
    each, the places in their middles; a vector of zero where there is no direction."""
    low, high = window
    side = low + (high - low) * (np.arange(count) + 0.5) / count
    x, y = (each.ravel() for each in np.meshgrid(side, side))
    move = np.stack([f(x, y), g(x, y)], axis=1)
    with np.errstate(all="ignore"):
        move *= 0.6 * (high - low) / count / np.hypot(*move.T)[:, None]
    move[~np.isfinite(move).all(axis=1)] = 0.0
    return np.stack([x, y], axis=1) - 0.5 * move, move


def smooth(path: Path, parts: int = 5) -> tuple[Array, Array]:
    """Times (m,) and points (m, 2) of a solution for drawing: cubic Hermite curves between its points."""
    if len(path.times) < 2:
        return path.times, path.points
    s = (np.arange(parts) / parts)[None, :, None]
    h = np.diff(path.times)[:, None, None]
    a, b = path.points[:-1, None], path.points[1:, None]
    u, v = h * path.slopes[:-1, None], h * path.slopes[1:, None]
    between = (1 + 2 * s) * (1 - s) ** 2 * a + s**2 * (3 - 2 * s) * b + s * (1 - s) ** 2 * u - s**2 * (1 - s) * v
    times = path.times[:-1, None] + h[..., 0] * s[..., 0]
    last = path.points[-1:]
    return np.append(times.ravel(), path.duration), np.concatenate([between.reshape(-1, 2), last])


def within(field: Field, exact: Path) -> Path:
    """The solution, as far as steps can be compared with it: one that ends early up to nine tenths of its life."""
    return exact if exact.whole else solve(field, exact.points[0].tolist(), 0.9 * exact.duration)


def errors(field: Field, exact: Path, sizes: Mapping[str, Array]) -> dict[str, Array]:
    """Of each method, for each of its step sizes, the distance of its last point from that of the solution; NaN where
    either does not come to the end."""
    found = {method: np.full(len(own), np.nan) for method, own in sizes.items()}
    for method, out in found.items() if exact.whole and exact.duration > 0 else ():
        for k, h in enumerate(sizes[method].tolist()):
            points, whole, _ = _walk(field, method, exact.points[0].tolist(), h, exact.duration)
            out[k] = np.hypot(*(np.array(points[-1]) - exact.end)) if whole else np.nan
    return found


def distance(field: Field, method: str, h: float, walked: Path, exact: Path, aim: Path) -> float:
    """How far steps of h end from what they aim at (see `within`), at its time; NaN where they do not come so far. The
    path that was `walked` over the whole time is used again if the solution lasts as long."""
    if exact.whole:
        return float(np.hypot(*(walked.end - exact.end))) if walked.whole else math.nan
    return float(errors(field, aim, {method: np.array([h])})[method][0])


BENT = ("abs", "relu", "sign", "floor", "ceil", "cbrt", "min", "max", "if", "sqrt", "asin", "acos")


def corners(formula: Formula) -> bool:
    """Whether a function is made with one that has a corner, a jump, cases, or an end where it is not smooth."""
    waiting: list[Node] = [formula.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            if node.name in BENT:
                return True
            if node.name == "pow" and not float(constant(node.args[1]) or 0.5).is_integer():
                return True
            waiting += node.args
    return False


def local_slope(field: Field, method: str, start: Sequence[float]) -> float:
    """log2 of the error of one step divided by that of a step half as long, both as short as rounding allows: p + 1 for
    a method of order p where the field is smooth, unless the leading term vanishes, and then more.

    Steps are halved from a tenth of the time in which the field changes. NaN unless the last two slopes agree: where
    the field bends within every step that is tried, where errors drown in rounding, or where there is no field.
    """
    f, g = field
    x, y = float(start[0]), float(start[1])
    small = 1e-5 * (1 + max(abs(x), abs(y)))
    gaps: list[float] = []
    try:
        around = [
            (s(x + a, y + b) - s(x - a, y - b)) / (2 * small) for s in (f, g) for a, b in ((small, 0), (0, small))
        ]
        h = 0.1 / max(1.0, *map(abs, around))
        for step in (h * 0.5**k for k in range(HALVINGS)):
            exact, found = solve(field, start, step), STEPS[method](f, g, x, y, step)
            gap = math.hypot(*(exact.end - found)) if exact.whole else math.nan
            if gap < 1e-13 * (1 + abs(x) + abs(y)):
                break
            gaps.append(gap)
    except NO_NUMBER:
        return math.nan
    if len(gaps) < 3 or not math.isfinite(sum(gaps[-3:])):
        return math.nan
    before, last = (math.log2(a / b) for a, b in zip(gaps[-3:-1], gaps[-2:], strict=True))
    return last if abs(last - before) < 0.1 else math.nan
