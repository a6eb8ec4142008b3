"""A typed function of x and y with its first and second derivatives at one point, in plain numbers.

`jets.jet` does the same for arrays and any order; at a single point of a path its arrays cost twenty times as much as
the arithmetic. What stands here is the common part of the grammar: for the rest, and wherever something is not finite,
the caller asks `jets`.

Source: Griewank and Walther, *Evaluating Derivatives*, 2nd ed. (2008), chapter 13.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from mathcore.common.expressions import Call, Formula, Node, Number, Variable, constant

Rows = tuple[float, float, float, float, float, float]  # f, f_x, f_y, f_xx, f_xy, f_yy


def _logistic(u: float) -> tuple[float, float, float]:
    s = 1 / (1 + math.exp(-u))
    return s, s * (1 - s), s * (1 - s) * (1 - 2 * s)


def _tanh(u: float) -> tuple[float, float, float]:
    t = math.tanh(u)
    return t, 1 - t * t, -2 * t * (1 - t * t)


def _root(u: float) -> tuple[float, float, float]:
    root = math.sqrt(u)
    return root, 0.5 / root, -0.25 / (u * root)


OUTER: dict[str, Callable[[float], tuple[float, float, float]]] = {
    "exp": lambda u: (math.exp(u),) * 3,
    "log": lambda u: (math.log(u), 1 / u, -1 / (u * u)),
    "sqrt": _root,
    "sin": lambda u: (math.sin(u), math.cos(u), -math.sin(u)),
    "cos": lambda u: (math.cos(u), -math.sin(u), -math.cos(u)),
    "sinh": lambda u: (math.sinh(u), math.cosh(u), math.sinh(u)),
    "cosh": lambda u: (math.cosh(u), math.sinh(u), math.cosh(u)),
    "tanh": _tanh,
    "atan": lambda u: (math.atan(u), 1 / (1 + u * u), -2 * u / (1 + u * u) ** 2),
    "sigmoid": _logistic,
    "softplus": lambda u: (math.log1p(math.exp(-abs(u))) + max(u, 0.0), *_logistic(u)[:2]),
}
"""Functions of one variable: the value with the first and the second derivative."""


def at(formula: Formula, x: float, y: float) -> Rows | None:
    """f, f_x, f_y, f_xx, f_xy, f_yy; None where they cannot be told here."""
    try:
        found = _walk(formula.tree, x, y)
    except (KeyError, ArithmeticError, ValueError):
        return None
    return found if all(map(math.isfinite, found)) else None


def _walk(node: Node, x: float, y: float) -> Rows:
    if isinstance(node, Number):
        return float(node.value), 0.0, 0.0, 0.0, 0.0, 0.0
    if isinstance(node, Variable):
        return (x, 1.0, 0.0, 0.0, 0.0, 0.0) if node.name == "x" else (y, 0.0, 1.0, 0.0, 0.0, 0.0)
    assert isinstance(node, Call)
    if node.name == "pow":
        return _power(_walk(node.args[0], x, y), constant(node.args[1]))
    if len(node.args) == 1:
        u = _walk(node.args[0], x, y)
        return tuple(-each for each in u) if node.name == "neg" else _through(u, *OUTER[node.name](u[0]))  # type: ignore[return-value]
    if node.name not in ("add", "sub", "mul", "div"):
        raise KeyError(node.name)
    a, b = (_walk(each, x, y) for each in node.args)
    if node.name == "mul":
        return _times(a, b)
    if node.name == "div":
        return _times(a, _through(b, 1 / b[0], -1 / b[0] ** 2, 2 / b[0] ** 3))
    sign = 1.0 if node.name == "add" else -1.0
    return tuple(p + sign * q for p, q in zip(a, b, strict=True))  # type: ignore[return-value]


def _power(u: Rows, p: float | None) -> Rows:
    if p is None or (p != round(p) and u[0] <= 0):
        raise ValueError("a power that is not told here")
    v = u[0]
    if p == 2:  # most of them
        return _times(u, u)
    first, second = (0.0 if p == 0 else p * v ** (p - 1)), (0.0 if p in (0, 1) else p * (p - 1) * v ** (p - 2))
    return _through(u, v**p, first, second)


def _times(a: Rows, b: Rows) -> Rows:
    f, fx, fy, fxx, fxy, fyy = a
    g, gx, gy, gxx, gxy, gyy = b
    return (
        *(f * g, fx * g + f * gx, fy * g + f * gy),
        *(fxx * g + 2 * fx * gx + f * gxx, fxy * g + fx * gy + fy * gx + f * gxy, fyy * g + 2 * fy * gy + f * gyy),
    )


def _through(u: Rows, value: float, first: float, second: float) -> Rows:
    """The chain rule."""
    _, x, y, xx, xy, yy = u
    return (
        *(value, first * x, first * y),
        *(second * x * x + first * xx, second * x * y + first * xy, second * y * y + first * yy),
    )
