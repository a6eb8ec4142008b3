"""A typed function at real points in balls of any precision: digits where doubles cancel, distances that they lack.

Source: Johansson, *Arb: efficient arbitrary-precision midpoint-radius interval arithmetic*, IEEE Transactions on
Computers 66 (2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, reduce

import flint
import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.series import _CONTEXT
from mathcore.common.expressions import Call, Node, Number, Variable, constant

Array = NDArray[np.float64]
BITS = (128, 320, 1100)  # the next where the last leaves less than a double's digits
SHARP = flint.arb(2) ** -52
NONE = flint.arb(math.nan)


def at(node: Node, x: flint.arb) -> flint.arb:
    """The value of a tree at a real ball, at the precision of flint's context: not finite where it has no real value,
    or where the ball does not tell."""
    match node:
        case Number(value):
            return _number(float(value), flint.ctx.prec)
        case Variable():
            return x
        case Call("if", (condition, then, other)):
            holds = _holds(condition, x)
            if holds is None:
                yes, no = at(then, x), at(other, x)
                return yes.union(no) if yes.is_finite() and no.is_finite() else NONE
            return at(then if holds else other, x)
        case Call("pow", (base, exponent)):
            p, u = constant(exponent), at(base, x)
            if p is not None and p == round(p):
                return u ** round(p)
            if u.is_zero() and p is not None:
                return u if p > 0 else NONE
            return (at(exponent, x) * u.log()).exp() if u > 0 else NONE
        case Call("add", (left, right)):
            return at(left, x) + at(right, x)
        case Call("sub", (left, right)):
            return at(left, x) - at(right, x)
        case Call("mul", (left, right)):
            return at(left, x) * at(right, x)
        case Call("div", (left, right)):
            below = at(right, x)
            return NONE if below.contains(0) else at(left, x) / below
        case Call("neg", (argument,)):
            return -at(argument, x)
        case Call("min" | "max" as name, arguments):
            values = [at(each, x) for each in arguments]
            if not all(each.is_finite() for each in values):
                return NONE
            return reduce(flint.arb.min if name == "min" else flint.arb.max, values)
        case Call(name, (argument,)):
            return _FUNCTIONS[name](at(argument, x))
    raise TypeError(f"{node} is no node of a formula.")


@lru_cache(maxsize=1024)
def _number(value: float, _: int) -> flint.arb:
    """A constant at the precision of the context: the decimal that it was typed as, π and e as themselves."""
    known = {math.pi: flint.arb.pi, math.e: flint.arb.const_e}.get(value)
    if known is not None or not math.isfinite(value):
        return known() if known else NONE
    return flint.arb(flint.fmpq(*Fraction(repr(value)).as_integer_ratio()))


def _holds(condition: Node, x: flint.arb) -> bool | None:
    """Whether a condition holds; None where the balls do not tell. What has no value holds in no comparison."""
    assert isinstance(condition, Call)
    if condition.name == "and":
        left, right = (_holds(each, x) for each in condition.args)
        return False if left is False or right is False else None if left is None or right is None else True
    a, b = (at(each, x) for each in condition.args)
    if not (a.is_finite() and b.is_finite()):
        return False
    if condition.name == "lt":
        return True if a < b else False if a >= b else None
    return True if a <= b else False if a > b else None


def _root(u: flint.arb, root: Callable[[flint.arb], flint.arb]) -> flint.arb:
    return root(u) if u >= 0 else NONE


def _cube_root(u: flint.arb) -> flint.arb:
    if u.contains(0):
        most = abs(u).upper().root(3) if u.is_finite() else NONE
        return most.union(-most)
    return u.root(3) if u > 0 else -((-u).root(3))


def _hyperbolic(name: str) -> Callable[[flint.arb], flint.arb]:
    function: Callable[[flint.arb], flint.arb] = getattr(flint.arb, name)
    return function


_FUNCTIONS: dict[str, Callable[[flint.arb], flint.arb]] = {
    **{name: _hyperbolic(name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "atan", "erf")},
    **{name: _hyperbolic(name) for name in ("asin", "acos", "floor", "ceil")},
    "log": lambda u: u.log() if u > 0 else NONE,
    "sqrt": lambda u: _root(u, flint.arb.sqrt),
    "cbrt": _cube_root,
    "abs": abs,
    "sigmoid": lambda u: 1 / (1 + (-u).exp()),
    "softplus": lambda u: (1 + u.exp()).log() if not u > 0 else u + (1 + (-u).exp()).log(),
    "relu": lambda u: u.max(flint.arb(0)) if u.is_finite() else NONE,
    "sign": lambda u: flint.arb(u.sgn()) if u.is_finite() else NONE,
}


def sharp(node: Node, x: ArrayLike) -> Array:
    """The values of a tree of one variable at doubles x, any shape, to all digits of a double; NaN where it has no real
    value, or where 1100 bits do not tell it."""
    places = np.asarray(x, dtype=float)
    with _CONTEXT:
        found = [_sharp(node, each) for each in places.ravel().tolist()]
    return np.array(found, dtype=float).reshape(places.shape)


def _sharp(node: Node, x: float) -> float:
    if not math.isfinite(x):
        return math.nan
    value = NONE
    for bits in BITS:
        flint.ctx.prec = bits
        value = at(node, flint.arb(x))
        if value.is_finite() and (value.is_exact() or value.rad() <= SHARP * abs(value.mid())):
            return float(value.mid())
    nothing = value.is_finite() and value.rad() < flint.arb(2) ** -1000  # zero, as far as that tells
    return 0.0 if nothing else math.nan
