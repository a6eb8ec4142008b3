"""Series of balls with powers of either sign, and the named functions that are analytic where they are defined.

The precision of flint is set by `mathcore.calculus.series`, which alone computes with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flint

from mathcore.common.expressions import Call, Node, Number

Balls = list[flint.arb]


class SeriesError(ValueError):
    """The function has no Taylor series at the centre; the message says in one sentence why."""


class Grows(SeriesError):
    """A part of the formula grows at the centre faster than every power, as exp(1/x^2) does, and keeps its sign.

    It is factor · exp(exponent), up to a part that is flat beside it if it is not `exact`. One over it is flat: it
    tends to 0 with all its derivatives, faster than every power.
    """

    def __init__(self, sign: int, function: str, exponent: Node, factor: Node, exact: bool = True) -> None:
        super().__init__(f"The argument of {function} has a pole at the centre (it divides by zero there).")
        self.sign, self.function, self.exponent, self.factor, self.exact = sign, function, exponent, factor, exact

    def times(self, sign: int, factor: Node) -> Grows:
        """The same with another factor, which changes its sign by that."""
        return Grows(self.sign * sign, self.function, self.exponent, factor, self.exact)

    def negative(self) -> Grows:
        return self.times(-1, Call("neg", (self.factor,)))

    def rounded(self) -> Grows:
        """The same beside something smaller."""
        return Grows(self.sign, self.function, self.exponent, self.factor, exact=False)

    def raised(self, p: float, factor: Node) -> Grows:
        """Its power p > 0, with that of the factor."""
        return Grows(self.sign, self.function, Call("mul", (Number(p), self.exponent)), factor, self.exact)


class Unsure(Exception):
    """A ball holds zero and other numbers: more digits must tell."""


class Ramified(Exception):
    """A root of a zero, as of sqrt(abs(x)) at 0: its series goes in steps of 1/`by`."""

    def __init__(self, by: int) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True)
class Laurent:
    """sum of c[i] s^(start + i); `start` may be negative (a pole) until the end of the computation."""

    start: int
    c: Balls

    def ordinary(self, what: str = "") -> Balls:
        """The coefficients from s^0 on; raises SeriesError at a pole."""
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


def of(function: Callable[..., Any], *parts: Balls) -> Balls:
    """A function of series, to the length of the shortest."""
    length = min(map(len, parts))
    flint.ctx.cap = length
    return _list(function(*(_series(part[:length]) for part in parts)), length)


def smooth(name: str, u: Balls) -> Balls:
    """A named function of a series (with an ordinary first term) that is analytic there.

    Raises:
        SeriesError: it is not defined there, or not analytic.
        Unsure: the balls do not tell.
    """
    x = u[0]
    match name:
        case "exp" | "sin" | "cos" | "tan" | "atan" | "erf":
            return of(lambda s: getattr(s, name)(), u)
        case "log" | "log10" | "log2":
            if not x > 0:
                if x.contains(0) and not x.is_zero():
                    raise Unsure
                raise SeriesError("The logarithm, or a power with a variable exponent, of zero or less is not real.")
            base = {"log": flint.arb(1), "log10": flint.arb(10).log(), "log2": flint.arb(2).log()}[name]
            return of(lambda s: s.log() / base, u)
        case "sinh":
            return of(lambda s: (s.exp() - (-s).exp()) / 2, u)
        case "cosh":
            return of(lambda s: (s.exp() + (-s).exp()) / 2, u)
        case "tanh":
            return of(lambda s: ((2 * s).exp() - 1) / ((2 * s).exp() + 1), u)
        case "sigmoid":
            return of(lambda s: 1 / (1 + (-s).exp()), u)
        case "softplus":
            return of(lambda s: (1 + s.exp()).log(), u)
        case "asin" | "acos":
            if not abs(x) < 1:
                if not abs(x) > 1:
                    raise Unsure
                raise SeriesError(f"{name} is met outside [−1, 1], at the centre.")
            return of(lambda s: getattr(s, name)(), u)
        case _:
            raise SeriesError(f"{name} cannot be expanded.")
