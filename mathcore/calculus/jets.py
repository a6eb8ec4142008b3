"""All derivatives of a typed function of x and y at once, up to an order: arithmetic of truncated power series.

The jet of f at a point is its Taylor polynomial there, an array whose row for the powers (i, j) of (dx, dy) is the
partial derivative divided by i! j!. Jets add and multiply like polynomials whose higher terms are dropped, so walking a
formula with jets in place of numbers differentiates it exactly but for rounding: no symbols, no step size.

Source: Griewank and Walther, *Evaluating Derivatives*, 2nd ed. (2008), chapter 13.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.expressions import FUNCTIONS, Call, Formula, Node, Number, Variable, constant

Array = NDArray[np.float64]
VARIABLES = ("x", "y")
_RICCATI = {"exp": (0.0, 1.0, 0.0), "tan": (1.0, 0.0, 1.0), "tanh": (1.0, 0.0, -1.0), "sigmoid": (0.0, 1.0, -1.0)}
"""The functions with y' = a + b y + c y^2."""
_WAVES: dict[str, tuple[Any, Any, float]] = {"sin": (np.sin, np.cos, -1.0), "cos": (np.cos, lambda u: -np.sin(u), -1.0)}
_WAVES |= {"sinh": (np.sinh, np.cosh, 1.0), "cosh": (np.cosh, np.sinh, 1.0)}
"""The functions with y'' = s y: themselves, their derivative, s."""
_STEPS = ("sign", "floor", "ceil")


@cache
def powers(order: int) -> tuple[tuple[int, int], ...]:
    """The powers (i, j) of the rows of a jet: 1; dx, dy; dx^2, dx dy, dy^2; ... up to i + j = order."""
    return tuple((total - j, j) for total in range(order + 1) for j in range(total + 1))


@cache
def _pairs(order: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Which rows of two jets are multiplied, those of one row of the product together, and where each row begins."""
    rows = {power: k for k, power in enumerate(powers(order))}
    left: list[int] = []
    right: list[int] = []
    starts: list[int] = []
    for i, j in powers(order):
        starts.append(len(left))
        for a in range(i + 1):
            for b in range(j + 1):
                left.append(rows[a, b])
                right.append(rows[i - a, j - b])
    return np.array(left), np.array(right), np.array(starts)


def jet(formula: Formula, x: ArrayLike, y: ArrayLike, order: int = 2) -> Array:
    """The jets of a function of x and y at points of any shape: shape (rows, ...), rows as in `powers(order)`.

    NaN or infinite where the function or a derivative does not exist; at a seam of a formula (the corner of |x|, the
    edge of a case) the derivatives of the value that is taken there, or NaN.

    Raises:
        ValueError: the formula is not one of x and y.
    """
    if formula.variables != VARIABLES:
        raise ValueError(f"A function of x and y is needed, not of {', '.join(formula.variables)}.")
    first, second = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    with np.errstate(all="ignore"):
        found = _walk(formula.tree, _Point(first, second, order))
    found = found.reshape(found.shape + (1,) * (first.ndim + 1 - found.ndim))  # of a constant
    whole = np.broadcast_to(found, (len(powers(order)), *first.shape))
    return np.where(np.isnan(whole[0]), np.nan, whole)  # log and others have slopes where they have no value


def along(jets: Array, direction: ArrayLike) -> Array:
    """The Taylor coefficients of t -> f(p + t u), shape (order + 1, ...), from jets at p, for u of shape (2, ...)."""
    u, v = np.asarray(direction, float)
    order = round((np.sqrt(8 * len(jets) + 1) - 3) / 2)
    rows = {power: k for k, power in enumerate(powers(order))}
    return np.stack([sum(jets[rows[n - j, j]] * u ** (n - j) * v**j for j in range(n + 1)) for n in range(order + 1)])


def gradient(jets: Array) -> Array:
    """(f_x, f_y), shape (2, ...)."""
    return jets[1:3]


def hessian(jets: Array) -> Array:
    """(f_xx, f_xy, f_yy), shape (3, ...)."""
    factors = np.array([2.0, 1.0, 2.0])
    return jets[3:6] * factors.reshape(3, *[1] * (jets.ndim - 1))


class _Point:
    """Where jets are computed, and how far."""

    def __init__(self, x: Array, y: Array, order: int) -> None:
        self.order, self.rows = order, len(powers(order))
        self.names = {}
        for name, value, place in (("x", x, 1), ("y", y, 2)):
            self.names[name] = self.number(value)
            if order:
                self.names[name][place] = 1.0

    def number(self, value: ArrayLike) -> Array:
        """The jet of a constant, or of a value that does not move."""
        values = np.asarray(value, float)
        out = np.zeros((self.rows, *values.shape))
        out[0] = values
        return out

    def times(self, a: Array, b: Array) -> Array:
        """The product of two jets."""
        left, right, starts = _pairs(self.order)
        a, b = _level(a, b)
        return np.asarray(np.add.reduceat(a[left] * b[right], starts, axis=0))

    def compose(self, outer: list[Any], u: Array) -> Array:
        """The jet of g(u) from the Taylor coefficients of g at the values of u."""
        step = u.copy()
        step[0] = 0.0
        out = self.number(outer[-1])
        for coefficient in outer[-2::-1]:
            out = self.times(out, step)
            out[0] += coefficient
        out[0] = outer[0]  # at the corner of |u| the slope is NaN, the value is not
        return out


def _level(a: Array, b: Array) -> tuple[Array, Array]:
    """Two jets with as many axes."""
    return (
        a.reshape(a.shape + (1,) * (b.ndim - a.ndim)),
        b.reshape(b.shape + (1,) * (a.ndim - b.ndim)),
    )


def _walk(node: Node, at: _Point) -> Array:
    """The jet of a tree."""
    match node:
        case Number(value):
            return at.number(value)
        case Variable(name):
            return at.names[name]
        case Call("neg", (argument,)):
            return -_walk(argument, at)
        case Call("add" | "sub" as name, (left, right)):
            a, b = _level(_walk(left, at), _walk(right, at))
            return a + b if name == "add" else a - b
        case Call("mul", (left, right)):
            return at.times(_walk(left, at), _walk(right, at))
        case Call("div", (left, right)):
            below = _walk(right, at)
            return at.times(_walk(left, at), at.compose(_power(below[0], -1.0, at.order), below))
        case Call("pow", (base, exponent)):
            return _raised(base, exponent, at)
        case Call("min" | "max" as name, args):
            found = [_walk(arg, at) for arg in args]
            best = found[0]
            for other in found[1:]:
                best, other = np.broadcast_arrays(*_level(best, other))
                first = best[0] <= other[0] if name == "min" else best[0] >= other[0]
                first |= np.isnan(best[0])  # of what is no number nothing is the largest
                # Where two branches tie, what they do not share neither of them tells.
                parted = (best[0] == other[0]) & ~np.isclose(best, other, rtol=1e-9, atol=1e-12)
                best = np.where(parted, np.nan, np.where(first, best, other))
            return np.asarray(best)
        case Call("if", (condition, then, otherwise)):
            a, b = _level(_walk(then, at), _walk(otherwise, at))
            holds = _holds(condition, at)
            a, b = (each.reshape(each.shape + (1,) * (holds.ndim + 1 - each.ndim)) for each in (a, b))  # of numbers
            return np.where(holds, a, b)
        case Call(name, (argument,)):
            u = _walk(argument, at)
            return at.compose(_outer(name, u[0], at.order), u)
    raise TypeError(f"{node} is no node of a function of x and y.")


def _holds(node: Node, at: _Point) -> NDArray[np.bool_]:
    """Where a condition holds."""
    assert isinstance(node, Call)
    if node.name == "and":
        return np.logical_and(*(_holds(each, at) for each in node.args))
    compare = FUNCTIONS[node.name][0]
    return np.asarray(compare(*(_walk(each, at)[0] for each in node.args)))


def _raised(base: Node, exponent: Node, at: _Point) -> Array:
    """A power: whole ones by multiplication, so that they are right at 0 and below."""
    p, u = constant(exponent), _walk(base, at)
    if p is None:
        logarithm = at.compose(_outer("log", u[0], at.order), u)
        product = at.times(_walk(exponent, at), logarithm)
        return at.compose(_outer("exp", product[0], at.order), product)
    if p != round(p):
        return at.compose(_power(u[0], p, at.order), u)
    out = None
    square, left = u, abs(round(p))
    while left:
        if left % 2:
            out = square if out is None else at.times(out, square)
        left //= 2
        square = at.times(square, square) if left else square
    if out is None:
        return at.number(np.ones_like(u[0]))
    return out if p > 0 else at.compose(_power(out[0], -1.0, at.order), out)


def _power(u: Array, p: float, order: int) -> list[Any]:
    """The Taylor coefficients of the p-th power at u."""
    out = [np.power(u, p)]
    for k in range(1, order + 1):
        out.append(out[-1] * (p - k + 1) / (k * u))
    return out


def _integrated(first: Any, slopes: list[Any], order: int) -> list[Any]:
    """Of a function with that value and the Taylor coefficients of its derivative."""
    return [first] + [slopes[k - 1] / k for k in range(1, order + 1)]


def _quadratic(u: Array, a: float, c: float, p: float, order: int) -> list[Any]:
    """Of (a + c u^2)^p, from (a + c u^2) y' = 2 p c u y."""
    low = a + c * u * u
    out = [np.power(low, p)]
    for k in range(order):
        before = out[k - 1] if k else 0.0
        out.append(((p - k) * 2 * c * u * out[k] + (2 * p - k + 1) * c * before) / ((k + 1) * low))
    return out


def _outer(name: str, u: Array, order: int) -> list[Any]:
    """The Taylor coefficients, up to the order, of a named function at u."""
    value = FUNCTIONS[name][0](u)
    match name:
        case "exp" | "tan" | "tanh" | "sigmoid":
            a, b, c = _RICCATI[name]
            out = [value]
            for k in range(order):
                square = sum(out[j] * out[k - j] for j in range(k + 1))
                out.append((a * (k == 0) + b * out[k] + c * square) / (k + 1))
            return out
        case "sin" | "cos" | "sinh" | "cosh":
            f, g, s = _WAVES[name]
            pair = f(u), g(u)
            return [pair[k % 2] * s ** (k // 2) / special.factorial(k) for k in range(order + 1)]
        case "log":
            return _integrated(value, _power(u, -1.0, order), order)
        case "softplus":
            return _integrated(value, _outer("sigmoid", u, order), order)
        case "atan":
            return _integrated(value, _quadratic(u, 1.0, 1.0, -1.0, order), order)
        case "asin" | "acos":
            slopes = _quadratic(u, 1.0, -1.0, -0.5, order)
            return _integrated(value, slopes if name == "asin" else [-each for each in slopes], order)
        case "erf":
            bell = [2 / np.sqrt(np.pi) * np.exp(-u * u)]
            for k in range(order):  # y' = -2 u y
                bell.append(-2 * (u * bell[k] + (bell[k - 1] if k else 0.0)) / (k + 1))
            return _integrated(value, bell, order)
        case "sqrt" | "cbrt":
            root = _power(np.abs(u), 1 / 3 if name == "cbrt" else 0.5, order)
            sign = np.sign(u) if name == "cbrt" else 1.0
            return [value] + [each * sign ** (k + 1) for k, each in enumerate(root[1:], 1)]
        case "abs" | "relu":
            slope = np.where(u == 0, np.nan, np.sign(u) if name == "abs" else (u > 0).astype(float))
            return [value, slope, *[0.0 * u] * (order - 1)][: order + 1]
        case _ if name in _STEPS:
            return [value] + [np.where(u == np.round(u) if name != "sign" else u == 0, np.nan, 0.0)] * order
    raise TypeError(f"{name} is no function of one variable.")
