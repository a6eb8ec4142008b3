"""Proofs that a typed function is convex: what chords at sampled places can never give.

Two ways. *Rules*: sums and maxima of convex functions are convex, an increasing convex function of a convex one is, and
so on, from the leaves of the formula to its root, as modelling languages for convex programs do it; the answer holds
on the whole domain. *Enclosures*: a lower bound of f'' over an interval by ball arithmetic. Both are one-sided: "not
proved" says nothing.

Sources: Grant, Boyd and Ye, "Disciplined convex programming", in *Global Optimization*, Springer (2006); Boyd and
Vandenberghe, *Convex Optimization* (2004), section 3.2 and, for log-convex functions, section 3.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mathcore.common import enclosures
from mathcore.common.expressions import Call, ExpressionError, Formula, Node, Variable, constant

INF = np.inf


@dataclass(frozen=True)
class Shape:
    """What is known of a part of a formula: whether it is convex, concave (both: affine), whether its logarithm is
    convex, whether it is a sum of squares of affine functions; bounds on its values."""

    convex: bool = False
    concave: bool = False
    log_convex: bool = False
    squares: bool = False
    low: float = -INF
    high: float = INF

    @property
    def affine(self) -> bool:
        return self.convex and self.concave


NOTHING = Shape()


def _number(value: float) -> Shape:
    if not np.isfinite(value):
        return NOTHING
    return Shape(True, True, value > 0, value >= 0, value, value)


def _negative(u: Shape) -> Shape:
    return Shape(u.concave, u.convex, False, False, -u.high, -u.low)


def _sum(u: Shape, v: Shape) -> Shape:
    return Shape(
        u.convex and v.convex,
        u.concave and v.concave,
        u.log_convex and v.log_convex,
        u.squares and v.squares,
        u.low + v.low,
        u.high + v.high,
    )


def _scaled(u: Shape, factor: float) -> Shape:
    if factor < 0:
        return _negative(_scaled(u, -factor))
    if not np.isfinite(factor):
        return NOTHING
    if factor == 0:
        return _number(0.0)
    return Shape(u.convex, u.concave, u.log_convex, u.squares, factor * u.low, factor * u.high)


def _power(u: Shape, p: float) -> Shape:
    """u^p for a constant p; not a whole number: where u is not negative."""
    if p == 0:
        return _number(1.0)
    if p == 1:
        return u
    whole, even = p == round(p), p % 2 == 0
    low = 0.0 if even or not whole or u.low >= 0 else -INF
    if p < 0:
        one_sided = u.low >= 0 or not whole  # elsewhere the domain has a gap at 0
        return Shape(one_sided and u.concave, low=low) if one_sided else NOTHING
    if p < 1:
        return Shape(concave=u.concave, low=0.0)
    rising = u.convex and u.low >= 0
    falling = even and u.concave and u.high <= 0
    plain = u.affine and (even or not whole)
    return Shape(rising or falling or plain, False, u.log_convex, p == 2 and u.affine, low)


def _function(name: str, u: Shape) -> Shape:
    match name:
        case "exp":
            return Shape(u.convex, False, u.convex, False, 0.0)
        case "log":
            return Shape(u.log_convex, u.concave, low=0.0 if u.low >= 1 else -INF)
        case "sqrt":
            return Shape(u.squares, u.concave, low=0.0)  # of a sum of squares: a norm
        case "abs":
            if u.low >= 0 or u.high <= 0:
                return u if u.low >= 0 else _negative(u)
            return Shape(u.affine, low=0.0)
        case "relu":
            return Shape(u.convex, low=0.0)
        case "softplus":
            return Shape(u.convex, low=0.0)
        case "cosh":
            return Shape(u.affine, False, u.affine, False, 1.0)
        case "sin" | "cos" | "tanh" | "erf":
            return Shape(low=-1.0, high=1.0)
        case "sigmoid":
            return Shape(low=0.0, high=1.0)
        case _:
            return NOTHING


def _extreme(name: str, parts: list[Shape]) -> Shape:
    lows, highs = [u.low for u in parts], [u.high for u in parts]
    if name == "max":
        both = all(u.convex for u in parts), all(u.log_convex for u in parts)
        return Shape(both[0], False, both[1], False, max(lows), max(highs))
    return Shape(concave=all(u.concave for u in parts), low=min(lows), high=min(highs))


def shape(node: Node) -> Shape:
    """What the rules find for a tree, on its domain."""
    value = constant(node)
    if value is not None:
        return _number(value)
    match node:
        case Variable():
            return Shape(True, True)
        case Call("neg", (argument,)):
            return _negative(shape(argument))
        case Call("add", (left, right)):
            return _sum(shape(left), shape(right))
        case Call("sub", (left, right)):
            return _sum(shape(left), _negative(shape(right)))
        case Call("mul", (left, right)):
            for factor, other in ((left, right), (right, left)):
                known = constant(factor)
                if known is not None:
                    return _scaled(shape(other), known)
            u, v = shape(left), shape(right)
            if left == right:
                return _power(u, 2.0)
            both = u.log_convex and v.log_convex
            return Shape(both, False, both, False, 0.0 if both else -INF)
        case Call("div", (left, right)):
            above, below = constant(left), constant(right)
            if below is not None:
                return _scaled(shape(left), 1 / below) if below else NOTHING
            return NOTHING if above is None else _scaled(_power(shape(right), -1.0), above)
        case Call("pow", (base, exponent)):
            p, c = constant(exponent), constant(base)
            if p is not None:
                return _power(shape(base), p)
            if c is not None and c > 0:
                return _function("exp", _scaled(shape(exponent), float(np.log(c))))
            return NOTHING
        case Call("max" | "min" as name, args):
            return _extreme(name, [shape(arg) for arg in args])
        case Call(name, (argument,)):
            return _function(name, shape(argument))
        case _:
            return NOTHING


def degree(node: Node) -> float:
    """The degree of a polynomial; infinite for anything else."""
    if constant(node) is not None:
        return 0
    match node:
        case Variable():
            return 1
        case Call("neg", (argument,)):
            return degree(argument)
        case Call("add" | "sub", (left, right)):
            return max(degree(left), degree(right))
        case Call("mul", (left, right)):
            return degree(left) + degree(right)
        case Call("div", (left, right)):
            return degree(left) if constant(right) else INF
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            return degree(base) * p if p is not None and p == round(p) and p > 0 else INF
        case _:
            return INF


def proved_by_rules(formula: Formula) -> bool:
    """Whether the rules prove a formula convex on its domain (with the value infinity outside of it)."""
    return shape(formula.tree).convex


def proved_bound(text: str, half: float, guess: tuple[float, float]) -> float | None:
    """A proved lower bound of f'' on [-half, half], from a guess at its least and largest value there; None if there
    is none. With the guess's middle M, f'' is at least M less the bound on |f'' - M| that is proved for f - M x^2/2."""
    middle = float(f"{sum(guess) / 2:.4g}")
    tilted = f"{text} - ({middle / 2!r})*x^2"
    try:
        found = enclosures.lagrange(tilted, 0.0, half, 1).derivative
    except ExpressionError:  # the text has become too long, or a number too large
        return None
    bound = middle - 2 * found * (1 + 1e-12)
    return bound if np.isfinite(bound) else None
