"""Slopes of a typed function of x and y: by the rules of differentiation, and by the limits that they stand for.

`duals` differentiates by rules (forward mode: a value travels with its two partial derivatives through the formula).
`slopes` knows values of f alone: it extrapolates difference quotients to step 0. Where f is differentiable the two
agree; at a point where f is pieced together only the limits say what is true.

Sources: Griewank and Walther, *Evaluating Derivatives*, 2nd ed. (2008), chapter 3, for forward mode; Ridders, "Accurate
computation of F'(x) and F'(x)F''(x)", Advances in Engineering Software 4 (1982), for the extrapolation; Apostol,
*Mathematical Analysis*, 2nd ed. (1974), chapter 12, for what differentiability is and what is enough for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.expressions import FUNCTIONS, Call, Formula, Node, Number, Variable, constant, parse

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
VARIABLES = ("x", "y")
STEPS = 0.0117 * 0.5 ** np.arange(25.0)  # of the difference quotients; no round number, so that no period hides in it
COLUMNS = 8  # of the extrapolation
EPS = 2.0**-52
LARGEST = 1e30  # values and slopes beyond it are not drawn
RESOLVED = 1e-4  # an error, relative to 1 + |slope|, above which there is no limit to be seen
UNTOLD = 100.0, 1e-4  # a slope not that many times its error, and below that, is taken for 0: the error is estimated
ROUNDED = 1e-11  # slopes below it, where |f| <= 1, are those of rounding
ONE_SLOPE = 3e-5  # how near, in the same measure, the slopes to both sides must be to be one: |x|^1.5 has one
_TURN = 0.7 * 0.5 ** np.arange(0.0, 20.0, 0.5)
# Directions for a ring, in radians: each degree, and ever nearer to both axes, where counterexamples hide their ridges.
RING = np.unique(
    np.concatenate([np.deg2rad(np.arange(360.0)), *(k * np.pi / 2 + s * _TURN for k in range(4) for s in (1, -1))])
    % (2 * np.pi)
)


def read(text: str) -> Formula:
    """The function of x and y that a text describes; raises ExpressionError as `parse` does."""
    return parse(text, VARIABLES)


def units(angles: ArrayLike) -> Array:
    """Unit vectors (..., 2) at angles in radians; those along the axes are exact, as there f may have an edge."""
    angle = np.asarray(angles, float)
    found = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.where(np.abs(found) < 1e-15, 0.0, found)


# --- by the rules ---


class Dual(NamedTuple):
    """Values (...), their partial derivatives (2, ...), and whether the points lie on a seam: where the formula changes
    (the corner of |x|, the edge of a case), so that the rules, which know one side alone, prove nothing; or where they
    have no answer, although f has a value."""

    value: Array
    slopes: Array
    seam: Mask


_RULES: Mapping[str, Callable[[Array], Array]] = {
    "sin": np.cos,
    "cos": lambda u: -np.sin(u),
    "tan": lambda u: 1 / np.cos(u) ** 2,
    "asin": lambda u: 1 / np.sqrt(1 - u * u),
    "acos": lambda u: -1 / np.sqrt(1 - u * u),
    "atan": lambda u: 1 / (1 + u * u),
    "sinh": np.cosh,
    "cosh": np.sinh,
    "tanh": lambda u: 1 - np.tanh(u) ** 2,
    "exp": np.exp,
    "log": lambda u: 1 / u,
    "sqrt": lambda u: 0.5 / np.sqrt(u),
    "cbrt": lambda u: 1 / (3 * np.cbrt(u) ** 2),
    "abs": np.sign,
    "relu": lambda u: np.where(u > 0, 1.0, 0.0),
    "erf": lambda u: 2 / np.sqrt(np.pi) * np.exp(-u * u),
    "sigmoid": lambda u: special.expit(u) * special.expit(-u),
    "softplus": special.expit,
    "sign": np.zeros_like,
    "floor": np.zeros_like,
    "ceil": np.zeros_like,
}
_CORNERS: Mapping[str, Callable[[Array], Mask]] = {
    **dict.fromkeys(("abs", "relu", "sign"), lambda u: u == 0),
    **dict.fromkeys(("floor", "ceil"), lambda u: u == np.floor(u)),
}


def duals(formula: Formula, x: ArrayLike, y: ArrayLike) -> Dual:
    """The values and both partial derivatives, by the rules, at points x, y of any shape; NaN outside the domain."""
    points = np.stack(np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float)))
    with np.errstate(all="ignore"):
        found = _dual(formula.tree, points)
    silent = np.isfinite(found.value) & ~np.isfinite(found.slopes).all(axis=0)
    return found._replace(seam=found.seam | silent)


def _dual(node: Node, at: Array) -> Dual:
    never = np.zeros(at.shape[1:], dtype=bool)
    match node:
        case Number(value):
            return Dual(np.full(at.shape[1:], value), np.zeros_like(at), never)
        case Variable(name):
            which = VARIABLES.index(name)
            slopes = np.zeros_like(at)
            slopes[which] = 1.0
            return Dual(at[which], slopes, never)
        case Call("if", (condition, then, other)):
            true, edge = _truth(condition, at)
            found = _choice(true, _dual(then, at), _dual(other, at))
            return found._replace(seam=found.seam | edge)
        case Call("min" | "max" as name, args):
            return reduce(lambda a, b: _extreme(a, b, name), (_dual(arg, at) for arg in args))
        case Call("pow", (base, exponent)):
            return _power(_dual(base, at), exponent, at)
        case Call("neg", (argument,)):
            u = _dual(argument, at)
            return Dual(-u.value, -u.slopes, u.seam)
        case Call(name, (argument,)):
            u = _dual(argument, at)
            corner = _CORNERS[name](u.value) if name in _CORNERS else never
            return _chained(u, np.asarray(FUNCTIONS[name][0](u.value), float), _RULES[name](u.value), corner)
        case Call("add" | "sub" | "mul" | "div" as name, (left, right)):
            a, b = _dual(left, at), _dual(right, at)
            seam = a.seam | b.seam
            match name:
                case "add":
                    return Dual(a.value + b.value, a.slopes + b.slopes, seam)
                case "sub":
                    return Dual(a.value - b.value, a.slopes - b.slopes, seam)
                case "mul":
                    return Dual(a.value * b.value, a.slopes * b.value + a.value * b.slopes, seam)
                case _:
                    ratio = a.value / b.value
                    return Dual(ratio, (a.slopes - ratio * b.slopes) / b.value, seam)
    raise TypeError(f"{node} is no node of a formula.")


def _chained(u: Dual, value: Array, slope: Array, corner: Mask) -> Dual:
    """The chain rule. Where the outer slope is infinite it proves nothing; what does not move gives 0 all the same."""
    return Dual(value, np.where(u.slopes == 0, 0.0, slope * u.slopes), u.seam | corner | np.isinf(slope))


def _power(u: Dual, exponent: Node, at: Array) -> Dual:
    p = constant(exponent)
    if p is not None:
        slope = np.zeros_like(u.value) if p == 0 else p * np.power(u.value, p - 1)
        return _chained(u, np.power(u.value, p), slope, np.zeros_like(u.seam))
    v = _dual(exponent, at)
    value = np.power(u.value, v.value)
    slopes = value * (v.slopes * np.log(u.value) + v.value * u.slopes / u.value)
    return Dual(value, slopes, u.seam | v.seam)


def _choice(first: Mask, a: Dual, b: Dual) -> Dual:
    """a where `first`, else b."""
    value, slopes = np.where(first, a.value, b.value), np.where(first, a.slopes, b.slopes)
    return Dual(value, slopes, np.where(first, a.seam, b.seam))


def _extreme(a: Dual, b: Dual, name: str) -> Dual:
    found = _choice(a.value > b.value if name == "max" else a.value < b.value, a, b)
    return found._replace(seam=found.seam | (a.value == b.value))


def _truth(node: Node, at: Array) -> tuple[Mask, Mask]:
    """Where a condition is true, and where it is on its edge."""
    match node:
        case Call("and", (left, right)):
            (first, edge_1), (second, edge_2) = _truth(left, at), _truth(right, at)
            return first & second, (edge_1 & (second | edge_2)) | (edge_2 & first)
        case Call("lt" | "le" as name, (left, right)):
            a, b = _dual(left, at), _dual(right, at)
            true = a.value < b.value if name == "lt" else a.value <= b.value
            return true, (a.value == b.value) | a.seam | b.seam
    raise TypeError(f"{node} is no condition.")


# --- by limits ---


def slopes(formula: Formula, point: ArrayLike, directions: ArrayLike) -> Array:
    """The slopes of f at a point (2,) along directions (n, 2): the limits of (f(p + hu) - f(p))/h for h > 0 falling to
    0, shape (n,); NaN where none is seen.

    Richardson's extrapolation of 25 quotients, h halved each time; of its table the entry that differs least from its
    neighbours, where what rounding may do to the quotient is added to the difference. What that difference cannot tell
    from 0 is 0. It knows nothing of f but its values.
    """
    p, ways = np.asarray(point, float), np.asarray(directions, float).reshape(-1, 2)
    h, each = STEPS[:, None], np.arange(len(ways))
    here, there = formula(*p), formula(*(p[:, None, None] + h * ways.T[:, None, :]))
    with np.errstate(all="ignore"):
        column = (there - here) / h
        noise = EPS * ((np.abs(here) + np.abs(there)) / h + np.abs(column) * np.abs(p).max() / h)
        best, least = np.full(len(ways), np.nan), np.full(len(ways), np.inf)
        for j in range(1, COLUMNS):
            finer, coarser = column[1:], column[:-1]
            column = finer + (finer - coarser) / (2.0**j - 1)
            error = np.maximum(np.abs(column - finer), np.abs(column - coarser)) + noise[j:]
            row = np.argmin(np.where(np.isfinite(error), error, np.inf), axis=0)
            better = error[row, each] < least
            best, least = np.where(better, column[row, each], best), np.where(better, error[row, each], least)
        best = np.where(np.abs(best) <= np.minimum(UNTOLD[0] * least, UNTOLD[1]), 0.0, best)
    return np.where(least <= RESOLVED * (1 + np.abs(best)), best, np.nan)


def partials(formula: Formula, point: ArrayLike) -> Array:
    """The partial derivatives at a point, shape (2,), by limits from both sides; NaN where the sides differ or a limit
    is missing. What rounding cannot tell from 0 is 0."""
    right, left = slopes(formula, point, [[1, 0], [0, 1], [-1, 0], [0, -1]]).reshape(2, 2)
    found, p = (right - left) / 2, np.asarray(point, float)
    with np.errstate(all="ignore"):
        noise = ROUNDED * np.fmax(1.0, np.abs(formula(*p)))
        found[np.abs(found) < noise] = 0.0
        # A corner may be as flat as one likes: slopes are compared on the scale of the quotients that they come from.
        ways = np.multiply.outer(np.array([1.0, -1.0]), STEPS[0] * np.eye(2))
        quotients = np.abs(formula(*(p + ways).transpose(2, 0, 1)) - formula(*p)).max(axis=0) / STEPS[0]
        room = ONE_SLOPE * (np.fmin(1.0, quotients) + np.abs(found)) + noise
        return np.where(np.abs(right + left) <= room, found, np.nan)


def steepest(slope: Callable[[Array], Array], angles: ArrayLike, values: ArrayLike) -> float:
    """The largest slope over all directions, by search; NaN if there is none. `slope` takes angles (n,) in radians to
    slopes, and `values` (m,) are those at evenly spaced `angles` (m,).

    Two ever finer fans around the best direction so far; then the top of a parabola.
    """
    fan, found = np.asarray(angles, float), np.asarray(values, float)
    if np.isnan(found).all():
        return np.nan
    width = fan[1] - fan[0]
    for _ in range(2):
        fan = fan[np.nanargmax(found)] + width * np.linspace(-1, 1, 13)
        found, width = slope(fan), width / 6
        if np.isnan(found).all():
            return np.nan
    k = int(np.clip(np.nanargmax(found), 1, 11))
    before, best, after = found[k - 1 : k + 2].tolist()
    bend = 2 * best - before - after
    top = best + (after - before) ** 2 / (8 * bend) if bend > 0 else best
    return float(np.fmax(np.nanmax(found), top if abs(top - best) < bend else -np.inf))


def chords(formula: Formula, point: ArrayLike, radius: ArrayLike, angles: ArrayLike = RING) -> Array:
    """(f(p + ru) - f(p))/r, the mean slope from p to the ring of radius r; r and the angle of u are broadcast."""
    p, r, u = np.asarray(point, float), np.asarray(radius, float), units(angles)
    with np.errstate(all="ignore"):
        return (formula(p[0] + r * u[..., 0], p[1] + r * u[..., 1]) - formula(*p)) / r


class Remainder(NamedTuple):
    """How far f is from a plane, for each radius r (n,), largest over the directions of a ring.

    `gradient` (n, 2) is that of the plane: the partial derivatives if both exist, else of the plane that fits the ring
    best (least squares; NaN where f is not defined all round). `worst` (n,): max |f(p + ru) - f(p) - r g.u| / r, NaN if
    nothing of the ring is there; f is differentiable at p exactly when a plane brings it to 0 with r. `change` (n,):
    max |grad f(q) - g| over |q - p| <= r, by the rules; `worst` is never above it where f is continuous, and
    differentiable off p (the mean value theorem). Both are maxima over samples, so from below; `worst` is refined round
    the best of them.
    """

    gradient: Array
    worst: Array
    change: Array


def remainder(formula: Formula, point: ArrayLike, radii: ArrayLike) -> Remainder:
    """The distance from the plane for each of `radii` (n,), ascending, over the directions of RING."""
    r, u, p = np.asarray(radii, float)[:, None], units(RING), np.asarray(point, float)
    if not np.isfinite(formula(*p)):
        return Remainder(np.full((len(r), 2), np.nan), np.full(len(r), np.nan), np.full(len(r), np.nan))
    found, g = chords(formula, p, r), np.broadcast_to(partials(formula, p), (len(r), 2))
    if not np.isfinite(g).all():
        even = np.isin(RING, np.deg2rad(np.arange(360.0)))
        g = 2 * found[:, even] @ u[even] / even.sum()
    error = np.abs(found - g @ u.T)
    error[~np.isfinite(error)] = -np.inf
    top, turn = _ridge(formula, p, r, g, error)
    worst = np.maximum(error.max(axis=1), top)
    ways = np.concatenate([np.broadcast_to(u, (len(r), *u.shape)), units(turn)[:, None]], axis=1)
    around = duals(formula, *(p[:, None, None] + r * np.moveaxis(ways, -1, 0)))
    with np.errstate(invalid="ignore"):
        off = np.hypot(*(around.slopes - g.T[:, :, None]))
    change = np.maximum.accumulate(np.where(np.isfinite(off), off, 0.0).max(axis=1))
    return Remainder(g, np.where(worst >= 0, worst, np.nan), change)


def _ridge(formula: Formula, point: Array, radii: Array, plane: Array, error: Array) -> tuple[Array, Array]:
    """The largest error (n,) near the best direction of RING for each radius (n, 1), and the angle there: between the
    neighbours of that direction, looked at ever closer."""
    best, each = error.argmax(axis=1), np.arange(len(radii))
    left = RING[best - 1] - 2 * np.pi * (best == 0)
    right = RING[(best + 1) % len(RING)] + 2 * np.pi * (best == len(RING) - 1)
    top, spot = np.full(len(radii), -np.inf), RING[best]
    for _ in range(4):
        turn = left[:, None] + (right - left)[:, None] * np.linspace(0, 1, 21)
        off = np.abs(chords(formula, point, radii, turn) - (plane[:, None, :] * units(turn)).sum(axis=-1))
        off[~np.isfinite(off)] = -np.inf
        k = off.argmax(axis=1)
        spot = np.where(off[each, k] > top, turn[each, k], spot)
        top = np.maximum(top, off[each, k])
        left, right = turn[each, np.maximum(k - 1, 0)], turn[each, np.minimum(k + 1, 20)]
    return top, spot


# --- pictures ---


class Chart(NamedTuple):
    """What a map of f shows: `z[row, column]` (n, n), NaN where f is undefined or beyond LARGEST; the heights between
    which it is drawn; and the slope that only 3% of the inner part exceed, so that arrows and axes get a size from f
    alone."""

    z: Array
    low: float
    high: float
    top: float


def chart(formula: Formula, grid: ArrayLike, inner: float) -> Chart:
    """The chart over the square of `grid` (n,), whose slopes are looked at within [-inner, inner]."""
    t, s = np.asarray(grid, float), np.linspace(-inner, inner, 61)
    z = formula(t[None, :], t[:, None])
    z[~(np.abs(z) < LARGEST)] = np.nan
    values = z[np.isfinite(z)] if np.isfinite(z).any() else np.zeros(1)
    low, least, most, high = np.quantile(values, [0.0, 0.03, 0.97, 1.0]).tolist()
    if high - low > 4 * (most - least) > 0:  # a pole: what most of the map does
        low, high = least, most
    if high - low < 1e-9:
        low, high = low - 1.0, high + 1.0
    around = duals(formula, s[None, :], s[:, None])
    with np.errstate(over="ignore"):
        steep = np.hypot(*around.slopes)
    steep = steep[steep < LARGEST]
    top = float(np.quantile(steep, 0.97)) if len(steep) else 0.0
    return Chart(z, low, high, top if top > 1e-6 else (high - low) / float(np.ptp(t)))


def nice(value: float) -> float:
    """The one of 1, 2, 5, 10, 20, ... or 0.5, 0.2, ... that is nearest to a positive number in the ratio."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * min((1, 2, 5, 10), key=lambda step: abs(np.log(step * power / value))))


def may_jump(node: Node) -> bool:
    """Whether a formula has cases or steps."""
    return isinstance(node, Call) and (node.name in ("if", "sign", "floor", "ceil") or any(map(may_jump, node.args)))


def may_break(formula: Formula, point: ArrayLike, radius: float) -> bool:
    """Whether f may jump, have a pole or be undefined somewhere within a radius of a point, as far as samples tell:
    then the mean value theorem says nothing of the disc."""
    r, u = radius * np.linspace(0.0, 1.0, 9)[:, None], units(RING[::3])
    at = np.asarray(point, float)[:, None, None] + r * u.T[:, None, :]
    with np.errstate(all="ignore"):
        return not (np.abs(_dual(formula.tree, at).value) < LARGEST).all() or _breaks(formula.tree, at)


def _breaks(node: Node, at: Array) -> bool:
    if not isinstance(node, Call) or may_jump(node):
        return isinstance(node, Call)
    poles = []  # f has them where one of these is 0
    if node.name == "div":
        poles.append(_dual(node.args[1], at).value)
    if node.name == "tan":
        poles.append(np.cos(_dual(node.args[0], at).value))
    if node.name == "pow" and ((p := constant(node.args[1])) is None or p < 0):
        poles.append(_dual(node.args[0], at).value)
    return any(not ((v > 0).all() or (v < 0).all()) for v in poles) or any(_breaks(each, at) for each in node.args)


def written(formula: Formula) -> tuple[str, str]:
    """Both partial derivatives as LaTeX, by SymPy; a sentence where there is no formula."""
    found = [sympy.diff(formula.sympy, sympy.Symbol(name, real=True)) for name in VARIABLES]
    found = [each.replace(sympy.Heaviside, lambda u, *_: sympy.Piecewise((1, u > 0), (0, True))) for each in found]
    strange = (sympy.Derivative, sympy.Subs, sympy.DiracDelta)
    first, second = (
        r"\text{(no formula)}" if each.has(*strange) else str(sympy.latex(each, ln_notation=False)) for each in found
    )
    return first, second


def straight_levels(gradient: ArrayLike, levels: ArrayLike, reach: float) -> Array:
    """The lines g.w = level of a plane, within `reach` of the origin, as pieces with NaN between them: (3 n, 2); none
    for a plane that is level itself."""
    g, heights = np.asarray(gradient, float), np.asarray(levels, float)
    with np.errstate(all="ignore"):
        middle = np.outer(heights, g) / (g @ g)
        half = reach * np.array([-g[1], g[0]]) / np.hypot(*g)
        middle[(np.hypot(*middle.T) > reach) | (np.hypot(*g) < 1e-6 * np.abs(heights).max())] = np.nan
    return np.stack([middle - half, middle + half, np.full_like(middle, np.nan)], axis=1).reshape(-1, 2)
