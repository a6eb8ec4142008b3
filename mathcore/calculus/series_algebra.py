"""The arithmetic of power series whose coefficients are balls: each node of a formula gets the series of its value.

Kinks and steps are taken from one side of the centre, so that both sides can be compared; poles are carried along as
negative powers until they cancel or not. Called by `mathcore.calculus.series`, which sets the precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import flint

from mathcore.common.expressions import Call, Node, Number, Variable, constant

Balls = list[flint.arb]
LONG = 200  # orders that judge the radius of convergence
SPARE = 20  # further terms, used up where a zero of a numerator and of a denominator cancel
PRECISIONS = (128, 512, 2048, 4096)  # bits, the next where the last was not enough


class SeriesError(ValueError):
    """The function has no Taylor series at the centre; the message says in one sentence why."""


class Unsure(Exception):
    """A ball holds zero and other numbers: more digits must tell."""


@dataclass(frozen=True)
class Laurent:
    """sum of c[i] t^(start + i); `start` may be negative (a pole) until the end of the computation."""

    start: int
    c: Balls

    def ordinary(self, what: str = "") -> Balls:
        """The coefficients from t^0 on; raises SeriesError at a pole."""
        if self.start >= 0:
            return [flint.arb(0)] * self.start + self.c
        if any(not each.contains(0) for each in self.c[: -self.start]):
            raise SeriesError(f"{what or 'The function'} has a pole at the centre (it divides by zero there).")
        if all(each.is_zero() for each in self.c[: -self.start]):
            return self.c[-self.start :]
        raise Unsure


def _series(c: Balls) -> flint.arb_series:
    return flint.arb_series(c, prec=len(c))


def _list(series: Any, length: int) -> Balls:
    found = list(series.coeffs())[:length]
    return found + [flint.arb(0)] * (length - len(found))


def _of(function: Callable[..., Any], *parts: Balls) -> Balls:
    """A function of series, to the length of the shortest."""
    length = min(map(len, parts))
    flint.ctx.cap = length
    return _list(function(*(_series(part[:length]) for part in parts)), length)


class Machine:
    """Walks a tree and computes the series of each node at `centre`, kinks and steps seen from one side."""

    def __init__(self, centre: float, precision: int, side: int) -> None:
        self.centre, self.precision, self.side = centre, precision, side
        self.length = LONG + 1 + SPARE
        self.flat, self.kinked = False, False
        self.instead: dict[int, Node] = {}  # what stands for a node of the formula in the analytic one, by its identity

    def analytic(self, node: Node) -> Node:
        """The formula with the parts replaced that are flat, bent or stepped."""
        if id(node) in self.instead:
            return self.analytic(self.instead[id(node)])
        return replace(node, args=tuple(map(self.analytic, node.args))) if isinstance(node, Call) else node

    def number(self, value: float | flint.arb) -> Laurent:
        """A constant; a float is the decimal that it was typed as, and π and e are themselves, not their doubles."""
        if isinstance(value, float):
            known = {math.pi: flint.arb.pi, math.e: flint.arb.const_e}.get(value)
            value = known() if known else flint.arb(flint.fmpq(*Fraction(repr(value)).as_integer_ratio()))
        return Laurent(0, [value] + [flint.arb(0)] * (self.length - 1))

    def zero(self, ball: flint.arb) -> bool:
        """Whether a ball is zero; at the last precision one that is zero to hundreds of digits is taken for it."""
        if ball.is_zero():
            return True
        if not ball.contains(0):
            return False
        if self.precision < PRECISIONS[-1] or ball.rad() > flint.arb(2) ** (-self.precision // 3):
            raise Unsure
        return True

    def settled(self, found: Balls) -> Balls:
        """At the last precision, zeros for what is zero to hundreds of digits: sin²x + cos²x ends with the 1."""
        if self.precision < PRECISIONS[-1]:
            return found
        nothing = flint.arb(2) ** (-self.precision // 3)
        return [flint.arb(0) if each.contains(0) and each.rad() <= nothing else each for each in found]

    def stripped(self, found: Laurent) -> Laurent:
        """The same without leading zeros (all zeros: unchanged)."""
        for lead, each in enumerate(found.c):
            if not self.zero(each):
                return Laurent(found.start + lead, found.c[lead:])
            if lead > SPARE:
                break
        if all(each.is_zero() or each.contains(0) for each in found.c):
            return Laurent(found.start, [flint.arb(0)] * len(found.c))
        raise SeriesError("The function divides zero by zero too often at the centre to be expanded there.")

    def sign(self, found: Laurent) -> int:
        """The sign just beside the centre, on this machine's side; 0 for the zero function."""
        lead = self.stripped(found)
        if lead.c[0].is_zero():
            return 0
        sign = 1 if lead.c[0] > 0 else -1
        if lead.start % 2:
            self.kinked = True
            return sign * self.side
        return sign

    def run(self, node: Node) -> Laurent:
        match node:
            case Number(value):
                return self.number(value)
            case Variable():
                here = self.number(self.centre)
                return Laurent(0, [here.c[0], flint.arb(1), *here.c[2:]])
            case Call("neg", (argument,)):
                return self.scaled(self.run(argument), flint.arb(-1))
            case Call("add", (left, right)):
                return self.sum(self.run(left), self.run(right))
            case Call("sub", (left, right)):
                return self.difference(self.run(left), self.run(right))
            case Call("mul", (left, right)):
                return self.product(self.run(left), self.run(right))
            case Call("div", (left, Call("exp", (argument,)))):  # 1/exp(1/x^2) is flat, and exp(1/x^2) has no series
                return self.chosen(node, Call("mul", (left, Call("exp", (Call("neg", (argument,)),)))))
            case Call("div", (left, right)):
                return self.quotient(self.run(left), self.run(right))
            case Call("pow", (base, exponent)):
                return self.power(base, exponent)
            case Call("if", (condition, then, other)):
                return self.chosen(node, then if self.holds(condition) else other)
            case Call("min" | "max" as name, arguments):
                best = arguments[0]
                for each in arguments[1:]:
                    sign = self.sign(self.difference(self.run(each), self.run(best)))
                    best = each if sign == (1 if name == "max" else -1) else best
                return self.chosen(node, best)
            case Call(name, (argument,)):
                return self.function(node, name, argument)
            case _:
                raise SeriesError("The function cannot be expanded.")

    def chosen(self, node: Node, instead: Node) -> Laurent:
        """One piece of a function in pieces."""
        self.instead[id(node)] = instead
        return self.run(instead)

    def side_of(self, found: Laurent) -> int:
        """The sign where it is more than a choice between pieces of one series: a flat part has one and is left out."""
        sign = self.sign(found)
        if sign == 0 and self.flat:
            raise SeriesError("A flat part, smaller than every power at the centre, decides there which piece holds.")
        return sign

    def holds(self, condition: Node) -> bool:
        """Whether a condition holds just beside the centre."""
        match condition:
            case Call("and", (left, right)):
                return self.holds(left) and self.holds(right)
            case Call("lt" | "le" as name, (left, right)):
                sign = self.side_of(self.difference(self.run(left), self.run(right)))
                return sign < 0 or (sign == 0 and name == "le")
            case _:
                raise SeriesError("The function cannot be expanded.")

    # --- arithmetic ---

    def scaled(self, found: Laurent, factor: flint.arb) -> Laurent:
        return Laurent(found.start, [factor * each for each in found.c])

    def sum(self, a: Laurent, b: Laurent) -> Laurent:
        start = min(a.start, b.start)
        left, right = ([flint.arb(0)] * (each.start - start) + each.c for each in (a, b))
        return Laurent(start, [x + y for x, y in zip(left, right, strict=False)])

    def difference(self, a: Laurent, b: Laurent) -> Laurent:
        return self.sum(a, self.scaled(b, flint.arb(-1)))

    def product(self, a: Laurent, b: Laurent) -> Laurent:
        return Laurent(a.start + b.start, _of(lambda x, y: x * y, a.c, b.c))

    def quotient(self, a: Laurent, b: Laurent) -> Laurent:
        below, above = self.stripped(b), self.stripped(a)
        if below.c[0].is_zero():
            flat = "The function divides by a flat part, smaller at the centre than every power: it is not expanded."
            raise SeriesError(flat if self.flat else "The function divides by zero everywhere.")
        return Laurent(above.start - below.start, _of(lambda x, y: x / y, above.c, below.c))

    def power(self, base: Node, exponent: Node) -> Laurent:
        p, b = constant(exponent), constant(base)
        if p is None:
            power = self.run(exponent)
            if b is not None and b > 0:
                return self.exponential(self.product(power, self.number(self.run(base).c[0].log())))
            return self.exponential(self.product(power, self.smooth("log", self.run(base))))
        u = self.run(base)
        if p == round(p):
            return self.whole(u, round(p))
        return self.fractional(u, self.run(exponent).c[0], f"A power {p:g}", p)

    def whole(self, u: Laurent, p: int) -> Laurent:
        """u^p for a whole p, by squaring."""
        if p < 0:
            return self.quotient(self.number(1.0), self.whole(u, -p))
        out = self.number(1.0)
        while p:
            out = self.product(out, u) if p % 2 else out
            u, p = (self.product(u, u), p // 2) if p > 1 else (u, 0)
        return out

    def fractional(self, u: Laurent, p: flint.arb, what: str, near: float, root: int = 0) -> Laurent:
        """u^p on its real branch; `root` is 3 for the cube root, which takes negative numbers too."""
        found = self.stripped(u)
        lead, shift = found.c[0], found.start * near
        if lead.is_zero():
            flat = f"{what} of a flat part, smaller at the centre than every power, is not expanded."
            raise SeriesError(
                flat if self.flat else f"{what} is met at zero, where it has no derivative: move the centre."
            )
        if root and found.start % root == 0:
            sign = flint.arb(1 if lead > 0 else -1)
            found, shift = self.scaled(found, sign), found.start // root
            return self.scaled(Laurent(shift, self.raised(found.c, p)), sign)
        if found.start == 0 and lead < 0:
            raise SeriesError(f"{what} of a negative number is met at the centre: there is no real value there.")
        # (t^m)^p is |t|^(mp) for even m.
        if root or shift != round(shift) or (found.start and (found.start % 2 or lead < 0)):
            raise SeriesError(f"{what} is met at zero, where it has no derivative: move the centre.")
        turned = Laurent(round(shift), self.raised(found.c, p))
        if round(shift) % 2:
            self.kinked = True
            return self.scaled(turned, flint.arb(self.side))
        return turned

    @staticmethod
    def raised(c: Balls, p: flint.arb) -> Balls:
        """c^p for c[0] > 0."""
        if (2 * p).is_integer() and p == flint.arb(0.5):
            return _of(lambda u: u.sqrt(), c)
        return _of(lambda u: (u.log() * p).exp(), c)

    # --- functions ---

    def function(self, node: Call, name: str, argument: Node) -> Laurent:
        u = self.run(argument)
        match name:
            case "exp":
                return self.exponential(u, node)
            case "sqrt":
                return self.bent(node, argument, self.fractional(u, flint.arb(0.5), "The square root", 0.5))
            case "cbrt":
                return self.fractional(u, flint.arb(1) / 3, "The cube root", 1 / 3, root=3)
            case "abs":
                return self.chosen(node, argument if self.sign(u) >= 0 else Call("neg", (argument,)))
            case "relu":
                return self.chosen(node, argument if self.sign(u) >= 0 else Number(0.0))
            case "sign":
                return self.chosen(node, Number(float(self.side_of(u))))
            case "floor" | "ceil":
                return self.chosen(node, Number(self.step(name, u)))
            case "sec" | "csc":
                return self.quotient(self.number(1.0), self.smooth("cos" if name == "sec" else "sin", u))
            case "cot":
                return self.quotient(self.smooth("cos", u), self.smooth("sin", u))
            case "tan" if self.smooth("cos", u).c[0].contains(0):
                return self.quotient(self.smooth("sin", u), self.smooth("cos", u))
            case "tanh" | "erf" | "sigmoid" | "softplus" | "atan" if u.start < 0 and self.stripped(u).start < 0:
                return self.levelled(node, name, argument, u)
            case _:
                return self.smooth(name, u)

    def levelled(self, node: Call, name: str, argument: Node, u: Laurent) -> Laurent:
        """A function that levels off, at a pole of its argument: all but atan are flat beside their level there."""
        sign = float(self.sign(u))
        if name == "atan":  # sign π/2 - atan(1/u)
            level = Call("mul", (Number(sign), Call("div", (Number(math.pi), Number(2.0)))))
            return self.chosen(node, Call("sub", (level, Call("atan", (Call("div", (Number(1.0), argument)),)))))
        self.flat = True
        if name == "softplus":
            return self.chosen(node, argument if sign > 0 else Number(0.0))
        return self.chosen(node, Number((sign + 1) / 2 if name == "sigmoid" else sign))

    def bent(self, node: Call, argument: Node, found: Laurent) -> Laurent:
        """sqrt(g^2) is |g|: on each side of a zero it is g or -g, and analytic there."""
        if isinstance(argument, Call) and argument.name == "pow" and constant(argument.args[1]) == 2.0:
            inner = argument.args[0]
            self.instead[id(node)] = inner if self.sign(self.run(inner)) >= 0 else Call("neg", (inner,))
        return found

    def step(self, name: str, u: Laurent) -> float:
        """floor or ceil just beside the centre."""
        first = u.ordinary(f"The argument of {name}")[0]
        whole = flint.arb(round(float(first.mid())))
        around = self.side_of(self.difference(u, self.number(whole)))
        here = float(whole.mid())
        below, above = (here - 1, here) if name == "floor" else (here, here + 1)
        return {0: here, 1: above, -1: below}[around]

    def exponential(self, u: Laurent, node: Node | None = None) -> Laurent:
        lead = self.stripped(u) if u.start < 0 else u
        if lead.start < 0 and self.sign(lead) < 0:
            self.flat = True  # tends to 0 faster than every power, from this side at least
            if node is not None:
                self.instead[id(node)] = Number(0.0)
            return self.number(0.0)
        return self.smooth("exp", u)

    def smooth(self, name: str, argument: Laurent) -> Laurent:
        """A named function that is analytic where it is defined."""
        u = argument.ordinary(f"The argument of {name}")
        x = u[0]
        match name:
            case "exp" | "sin" | "cos" | "tan" | "atan" | "erf":
                found = _of(lambda s: getattr(s, name)(), u)
            case "log" | "log10" | "log2":
                if not x > 0:
                    if x.contains(0) and not x.is_zero():
                        raise Unsure
                    raise SeriesError("The logarithm is met at zero or below at the centre, where it is not defined.")
                base = {"log": flint.arb(1), "log10": flint.arb(10).log(), "log2": flint.arb(2).log()}[name]
                found = _of(lambda s: s.log() / base, u)
            case "sinh":
                found = _of(lambda s: (s.exp() - (-s).exp()) / 2, u)
            case "cosh":
                found = _of(lambda s: (s.exp() + (-s).exp()) / 2, u)
            case "tanh":
                found = _of(lambda s: ((2 * s).exp() - 1) / ((2 * s).exp() + 1), u)
            case "sigmoid":
                found = _of(lambda s: 1 / (1 + (-s).exp()), u)
            case "softplus":
                found = _of(lambda s: (1 + s.exp()).log(), u)
            case "asin" | "acos":
                if not abs(x) < 1:
                    where = "outside [−1, 1]" if abs(x) > 1 else "at an end of [−1, 1], where its slope is infinite"
                    raise SeriesError(f"{name} is met {where}, at the centre.")
                found = _of(lambda s: getattr(s, name)(), u)
            case _:
                raise SeriesError(f"{name} cannot be expanded.")
        return Laurent(0, found)
