"""The arithmetic of power series whose coefficients are balls: each node of a formula gets the series of its value.

Each side of the centre has its own series, so that kinks and steps are seen: x = centre ± s^m with s > 0. The m is 1,
and more where roots are met at zero, as in cbrt(x)^3 (m = 3), so that these are power series too. Poles are carried
along as negative powers until they cancel or not. Called by `mathcore.calculus.series`, which sets the precision.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import flint

from mathcore.calculus import growth
from mathcore.calculus.laurent import Balls, Grows, Laurent, Ramified, SeriesError, Unsure, of, smooth
from mathcore.common.expressions import Call, Node, Number, Variable, constant, odd_root
from mathcore.common.typeset import spelled

LONG = 200  # orders that judge the radius of convergence
SPARE = 20  # further terms, used up where a zero of a numerator and of a denominator cancel
PRECISIONS = (128, 512, 2048, 4096)  # bits, the next where the last was not enough
FINEST = 12  # the largest m


class Machine:
    """Walks a tree and computes the series of each node in s, where x = centre + side s^m."""

    def __init__(self, centre: float, precision: int, side: int, m: int = 1) -> None:
        self.centre, self.precision, self.side, self.m = centre, precision, side, m
        self.length = m * (LONG + SPARE) + 1
        self.flat, self.kinked = False, False
        self.instead: dict[int, Node] = {}  # what stands for a node of the formula in the analytic one, by its identity
        self.kept: list[Node] = []

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
            if lead > SPARE * self.m:
                break
        if all(each.is_zero() or each.contains(0) for each in found.c):
            return Laurent(found.start, [flint.arb(0)] * len(found.c))
        raise SeriesError("The function divides zero by zero too often at the centre to be expanded there.")

    def sign(self, found: Laurent) -> int:
        """The sign just beside the centre, on this machine's side; 0 for the zero function."""
        lead = self.stripped(found)
        if lead.c[0].is_zero():
            return 0
        self.kinked = self.kinked or lead.start % 2 == 1
        return 1 if lead.c[0] > 0 else -1

    def run(self, node: Node) -> Laurent:
        match node:
            case Number(value):
                return self.number(value)
            case Variable():
                here = self.number(self.centre)
                here.c[self.m] = flint.arb(self.side)
                return here
            case Call("neg", (argument,)):
                found = self.grown(argument)
                if isinstance(found, Grows):
                    raise found.negative()
                return self.scaled(found, flint.arb(-1))
            case Call("add" | "sub" | "mul" | "div", (left, right)):
                return self.combined(node, self.grown(left), self.grown(right))
            case Call("pow", (base, exponent)):
                return self.power(node, base, exponent)
            case Call("if", (condition, then, other)):
                return self.chosen(node, then if self.holds(condition) else other)
            case Call("min" | "max" as name, arguments):
                best = arguments[0]
                for each in arguments[1:]:
                    sign = self.compared(each, best)
                    best = each if sign == (1 if name == "max" else -1) else best
                return self.chosen(node, best)
            case Call(name, (argument,)):
                return self.function(node, name, argument)
            case _:
                raise SeriesError("The function cannot be expanded.")

    def grown(self, node: Node) -> Laurent | Grows:
        """The series of a node, or that it grows faster than every power."""
        try:
            return self.run(node)
        except Grows as grows:
            return grows

    def combined(self, node: Call, a: Laurent | Grows, b: Laurent | Grows) -> Laurent:
        """A sum, difference, product or quotient."""
        if isinstance(a, Grows) or isinstance(b, Grows):
            return growth.combined(self, node, a, b)
        match node.name, node.args:
            case "add", _:
                return self.sum(a, b)
            case "sub", _:
                return self.difference(a, b)
            case "mul", _:
                return self.product(a, b)
            case _, (left, Call("exp", (argument,)) as right) if id(right) in self.instead:  # flat: 1/exp(-1/x^2) grows
                return self.chosen(node, Call("mul", (left, Call("exp", (Call("neg", (argument,)),)))))
        return self.quotient(a, b)

    def compared(self, left: Node, right: Node) -> int:
        """The sign of the difference just beside the centre; 0 where the two are one function."""
        try:
            return self.sign(self.run(Call("sub", (left, right))))
        except Grows as grows:
            return grows.sign

    def sure_sign(self, found: Laurent) -> int:
        """The sign of what is multiplied by a part that grows faster than every power."""
        if not (sign := self.sign(found)):
            raise SeriesError(f"A part that may be flat is multiplied by others that {growth.GROWTH}")
        return sign

    def flattened(self, node: Node, level: float = 0.0) -> Laurent:
        """A part that is flat beside a level: faster than every power it tends to it, from this side at least."""
        self.flat = True
        return self.chosen(node, Number(level))

    def chosen(self, node: Node, instead: Node) -> Laurent:
        """One piece of a function in pieces."""
        self.instead[id(node)] = instead
        self.kept.append(node)  # or another node might come to have its identity
        return self.run(instead)

    def decided(self, sign: int) -> int:
        """A sign where it is more than a choice between pieces of one series: a flat part has one and is left out."""
        if sign == 0 and self.flat:
            raise SeriesError("A flat part, smaller than every power at the centre, decides there which piece holds.")
        return sign

    def holds(self, condition: Node) -> bool:
        """Whether a condition holds just beside the centre."""
        match condition:
            case Call("and", (left, right)):
                return self.holds(left) and self.holds(right)
            case Call("lt" | "le" as name, (left, right)):
                sign = self.decided(self.compared(left, right))
                return sign < 0 or (sign == 0 and name == "le")
            case _:
                raise SeriesError("The function cannot be expanded.")

    # --- arithmetic ---

    def scaled(self, found: Laurent, factor: flint.arb) -> Laurent:
        return Laurent(found.start, [factor * each for each in found.c])

    def sum(self, a: Laurent, b: Laurent) -> Laurent:
        start = min(a.start, b.start)
        left, right = ([flint.arb(0)] * (each.start - start) + each.c for each in (a, b))
        found = [x + y for x, y in zip(left, right, strict=False)]
        return Laurent(start, self.settled(found[:-start]) + found[-start:] if start < 0 else found)  # poles may cancel

    def difference(self, a: Laurent, b: Laurent) -> Laurent:
        return self.sum(a, self.scaled(b, flint.arb(-1)))

    def product(self, a: Laurent, b: Laurent) -> Laurent:
        return Laurent(a.start + b.start, of(lambda x, y: x * y, a.c, b.c))

    def quotient(self, a: Laurent, b: Laurent) -> Laurent:
        below, above = self.stripped(b), self.stripped(a)
        if below.c[0].is_zero():
            flat = "The function divides by a flat part, smaller at the centre than every power: it is not expanded."
            raise SeriesError(flat if self.flat else "The function divides by zero everywhere.")
        return Laurent(above.start - below.start, of(lambda x, y: x / y, above.c, below.c))

    def power(self, node: Call, base: Node, exponent: Node) -> Laurent:
        p, b = constant(exponent), constant(base)
        if p is None:
            power, below = self.grown(exponent), self.grown(base)
            if isinstance(power, Grows) or isinstance(below, Grows):
                return self.chosen(node, Call("exp", (logarithm(node),)))
            log = self.number(below.c[0].log()) if b is not None and b > 0 else self.smooth("log", below)
            return self.exponential(self.product(power, log), node)
        found = self.grown(base)
        if isinstance(found, Grows):
            return growth.powered(self, node, found, p)
        if p == round(p):
            return self.whole(found, round(p))
        what = f"A power {spelled(exponent)}"
        return self.fractional(found, self.run(exponent).c[0], what, p, odd_root(base, exponent))

    def whole(self, u: Laurent, p: int) -> Laurent:
        """u^p for a whole p, by squaring."""
        if p < 0:
            return self.quotient(self.number(1.0), self.whole(u, -p))
        out = self.number(1.0)
        while p:
            out = self.product(out, u) if p % 2 else out
            u, p = (self.product(u, u), p // 2) if p > 1 else (u, 0)
        return out

    def fractional(self, u: Laurent, p: flint.arb, what: str, near: float, instead: str = "", root: int = 0) -> Laurent:
        """u^p on its real branch; `root` is 3 for the cube root, which takes negative numbers too."""
        found = self.stripped(u)
        lead, start = found.c[0], found.start
        if lead.is_zero():
            if self.flat:
                raise SeriesError(f"{what} of a flat part, smaller at the centre than every power, is not expanded.")
            if near > 0:
                return found
            raise SeriesError(f"{what} of zero is met: it divides by zero everywhere.")
        sign = flint.arb(1)
        if lead < 0 and root:
            sign = flint.arb(-1)
        elif lead < 0:
            where = "at the centre" if start == 0 else f"on the {'right' if self.side > 0 else 'left'} of the centre"
            means = f"; the real root is written {instead}" if instead else ""
            raise SeriesError(f"{what} of a negative number is met {where}, where it has no real value{means}.")
        step = start * (Fraction(1, root) if root else Fraction(near).limit_denominator(1000))
        if start and abs(float(step) - start * near) > 1e-12 * abs(start):
            raise SeriesError(f"{what} is met at zero at the centre, where it is not expanded: move the centre.")
        if step.denominator > 1:
            raise Ramified(step.denominator)
        self.kinked = self.kinked or start != 0
        return self.scaled(Laurent(int(step), self.raised(self.scaled(found, sign).c, p)), sign)

    @staticmethod
    def raised(c: Balls, p: flint.arb) -> Balls:
        """c^p for c[0] > 0."""
        if (2 * p).is_integer() and p == flint.arb(0.5):
            return of(lambda u: u.sqrt(), c)
        return of(lambda u: (u.log() * p).exp(), c)

    # --- functions ---

    def function(self, node: Call, name: str, argument: Node) -> Laurent:
        u = self.grown(argument)
        if isinstance(u, Grows):
            return growth.beyond(self, node, u)
        match name:
            case "exp":
                return self.exponential(u, node)
            case "sqrt":
                return self.bent(node, argument, self.fractional(u, flint.arb(0.5), "The square root", 0.5))
            case "cbrt":
                return self.fractional(u, flint.arb(1) / 3, "The cube root", 1 / 3, root=3)
            case "sinh" | "cosh" if self.polar(u):
                raise growth.hyperbolic(name, argument, self.sign(u))
            case "asin" | "acos" if u.start >= 0 and (end := self.at_end(u)):
                return self.ended(name, u, end)
            case "abs":
                return self.chosen(node, argument if self.sign(u) >= 0 else Call("neg", (argument,)))
            case "relu":
                return self.chosen(node, argument if self.sign(u) >= 0 else Number(0.0))
            case "sign":
                return self.chosen(node, Number(float(self.decided(self.sign(u)))))
            case "floor" | "ceil":
                return self.chosen(node, Number(self.step(name, u)))
            case "sec" | "csc":
                return self.quotient(self.number(1.0), self.smooth("cos" if name == "sec" else "sin", u))
            case "cot":
                return self.quotient(self.smooth("cos", u), self.smooth("sin", u))
            case "tan" if self.smooth("cos", u).c[0].contains(0):
                return self.quotient(self.smooth("sin", u), self.smooth("cos", u))
            case "tanh" | "erf" | "sigmoid" | "softplus" | "atan" if self.polar(u):
                return self.levelled(node, name, argument, u)
            case _:
                return self.smooth(name, u)

    def at_end(self, u: Laurent) -> int:
        """The end of [−1, 1] that an argument of asin or acos has at the centre, and 0 if it lies elsewhere."""
        first = u.ordinary()[0]
        return next((end for end in (1, -1) if (first - end).contains(0) and self.zero(first - end)), 0)

    def ended(self, name: str, u: Laurent, end: int) -> Laurent:
        """asin or acos of what begins at an end of [−1, 1]: acos(1 − w) = 2 asin √(w/2), acos(−u) = π − acos u."""
        w = self.difference(self.number(1.0), self.scaled(u, flint.arb(end)))
        half = self.stripped(self.scaled(w, flint.arb(0.5)))
        if half.c[0] < 0:
            where = "right" if self.side > 0 else "left"
            raise SeriesError(
                f"{name} is met outside [−1, 1] on the {where} of the centre, where it has no real value."
            )
        root = half if half.c[0].is_zero() else self.fractional(half, flint.arb(0.5), name, 0.5)
        angle = self.scaled(Laurent(0, smooth("asin", root.ordinary())), flint.arb(2))
        if end < 0:
            angle = self.difference(self.number(math.pi), angle)
        return angle if name == "acos" else self.difference(self.scaled(self.number(math.pi), flint.arb(0.5)), angle)

    def levelled(self, node: Call, name: str, argument: Node, u: Laurent) -> Laurent:
        """A function that levels off, at a pole of its argument: all but atan are flat beside their level there."""
        sign = float(self.sign(u))
        if name == "atan":  # sign π/2 - atan(1/u)
            level = Call("mul", (Number(sign), Call("div", (Number(math.pi), Number(2.0)))))
            return self.chosen(node, Call("sub", (level, Call("atan", (Call("div", (Number(1.0), argument)),)))))
        if name == "softplus" and sign > 0:
            self.flat = True
            return self.chosen(node, argument)
        return self.flattened(node, max(sign, 0.0) if name in ("sigmoid", "softplus") else sign)

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
        around = self.decided(self.sign(self.difference(u, self.number(whole))))
        here = float(whole.mid())
        below, above = (here - 1, here) if name == "floor" else (here, here + 1)
        return {0: here, 1: above, -1: below}[around]

    def exponential(self, u: Laurent, node: Call) -> Laurent:
        """exp of a series, or a power written as such: where u tends to −∞ it does so to 0 faster than every power."""
        if not self.polar(u):
            return self.smooth("exp", u)
        if self.sign(u) < 0:
            return self.flattened(node)
        raise growth.exponential(node.args[0] if node.name == "exp" else logarithm(node))

    def polar(self, u: Laurent) -> bool:
        """Whether a series has negative powers that do not cancel."""
        return u.start < 0 and (lead := self.stripped(u)).start < 0 and not lead.c[0].is_zero()

    def smooth(self, name: str, argument: Laurent) -> Laurent:
        """A named function that is analytic where it is defined."""
        return Laurent(0, smooth(name, argument.ordinary(f"The argument of {name}")))

    # --- back to powers of x − centre ---

    def taylor(self, found: Laurent, text: str) -> Balls:
        """The Taylor coefficients of a series in s.

        Raises:
            SeriesError: it has a pole, or a power of x that is no whole number.
        """
        c = found.ordinary(text)
        for k, each in enumerate(c):
            if k % self.m and not self.zero(each):
                part, order = Fraction(k, self.m), k // self.m + 1
                which = "slope" if order == 1 else f"{ordinal(order)} derivative"
                place = (
                    f"|x − {self.centre:g}|" if self.centre > 0 else f"|x + {-self.centre:g}|" if self.centre else "|x|"
                )
                raise SeriesError(
                    f"At the centre {self.centre:g} {text} has a part {place}^({part}), whose {which} is unbounded: "
                    "no Taylor series there."
                )
        return [each * self.side**k for k, each in enumerate(c[:: self.m])]


def logarithm(power: Call) -> Node:
    """log(a^b) as b log(a)."""
    base, exponent = power.args
    return Call("mul", (exponent, Call("log", (base,))))


def ordinal(n: int) -> str:
    """2nd, 3rd, 11th."""
    last = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th") if n % 100 not in (11, 12, 13) else "th"
    return f"{n}{last}"
