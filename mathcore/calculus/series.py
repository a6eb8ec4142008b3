"""Taylor coefficients of a typed function, by the arithmetic of truncated power series.

Every operation on functions has a counterpart on their coefficients (products become Cauchy products, and each
elementary function solves a differential equation that gives its next coefficient from the ones before), so the
coefficients follow from the formula without one symbolic derivative, exactly but for rounding.

Sources: Knuth, *The Art of Computer Programming 2*, 3rd ed. (1997), section 4.7; Griewank and Walther, *Evaluating
Derivatives*, 2nd ed. (2008), chapter 13.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from operator import mul as times

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.expressions import Call, Node, Number, Variable, constant, parse

Array = NDArray[np.float64]
HIGHEST = 40  # orders that `taylor` gives
SPARE = 10  # further terms, used up where a zero of a numerator and of a denominator cancel


class SeriesError(ValueError):
    """The function has no Taylor series at the centre; the message says in one sentence why."""


@dataclass(frozen=True)
class Taylor:
    """A Taylor series: f(x) = sum of coefficients[k] (x - centre)^k, coefficients[k] = f^(k)(centre) / k!.

    Attributes:
        text: the function of x.
        centre: where it is expanded.
        coefficients: shape (HIGHEST + 1,).
        flat: a part such as exp(-1/x^2) was replaced by 0 at the centre, where it and all its derivatives tend to 0.
    """

    text: str
    centre: float
    coefficients: Array
    flat: bool

    def polynomial(self, order: int, x: ArrayLike) -> Array:
        """The Taylor polynomial of that order at x, any shape, by Horner's rule."""
        step = np.asarray(x, dtype=float) - self.centre
        total = np.full_like(step, self.coefficients[order])
        for k in range(order - 1, -1, -1):
            total = total * step + self.coefficients[k]
        return total


@lru_cache(maxsize=64)
def taylor(text: str, centre: float) -> Taylor:
    """The Taylor series of the function that `text` describes, to order HIGHEST.

    Raises:
        ExpressionError: the text is not a function of x.
        SeriesError: the function is undefined at the centre, or not differentiable there, or its coefficients overflow.
    """
    machine = _Machine(float(centre))
    try:
        found = machine.run(parse(text).tree).ordinary(text)
    except OverflowError:
        raise SeriesError(f"{text} is too large at the centre {centre:g} to be computed.") from None
    coefficients = np.array((found + [0.0] * HIGHEST)[: HIGHEST + 1])
    if len(found) < HIGHEST + 1 and any(found):
        raise SeriesError(f"{text} divides zero by zero too often at the centre {centre:g} to be expanded there.")
    if not np.isfinite(coefficients).all():
        raise SeriesError(f"The Taylor coefficients of {text} at {centre:g} are too large to be computed.")
    coefficients.flags.writeable = False
    return Taylor(text, float(centre), coefficients, machine.flat)


@dataclass(frozen=True)
class _Laurent:
    """sum of c[i] t^(start + i); `start` may be negative (a pole) until the end of the computation."""

    start: int
    c: list[float]

    def stripped(self) -> _Laurent:
        """The same without leading zeros (all zeros: unchanged)."""
        lead = next((i for i, value in enumerate(self.c) if value != 0.0), 0)
        return _Laurent(self.start + lead, self.c[lead:])

    def ordinary(self, what: str = "") -> list[float]:
        """The coefficients from t^0 on; raises SeriesError at a pole."""
        if self.start >= 0:
            return [0.0] * self.start + self.c
        if not any(self.c):
            return self.c
        found = self.stripped()
        if found.start < 0:
            raise SeriesError(f"{what or 'The function'} has a pole at the centre (it divides by zero there).")
        return [0.0] * found.start + found.c


def _convolve(a: list[float], b: list[float]) -> list[float]:
    return [sum(map(times, a[: k + 1], b[k::-1])) for k in range(min(len(a), len(b)))]


def _divide(a: list[float], b: list[float]) -> list[float]:
    out: list[float] = []
    for k in range(min(len(a), len(b))):
        out.append((a[k] - sum(map(times, b[1 : k + 1], out[::-1]))) / b[0])
    return out


def _slopes(u: list[float]) -> list[float]:
    """k u_k: the coefficients of t u'(t)."""
    return [k * value for k, value in enumerate(u)]


def _integral(first: float, outer: list[float], u: list[float]) -> list[float]:
    """y with y(0) = first and y' = outer u'."""
    product = _convolve(_slopes(u), outer)
    return [first] + [product[k] / k for k in range(1, len(product))]


def _riccati(first: float, u: list[float], a: float, b: float, c: float) -> list[float]:
    """y with y(0) = first and y' = (a + b y + c y^2) u', which tan, tanh and the sigmoid satisfy."""
    du, y = _slopes(u), [first]
    rate = [a + b * first + c * first * first]
    for k in range(1, len(u)):
        y.append(sum(map(times, du[1 : k + 1], rate[::-1])) / k)
        rate.append(b * y[k] + c * sum(map(times, y, y[::-1])))
    return y


def _power(u: list[float], p: float) -> list[float]:
    """u^p for u(0) > 0, from u y' = p u' y."""
    y = [u[0] ** p]
    for k in range(1, len(u)):
        y.append(sum((p * j - (k - j)) * u[j] * y[k - j] for j in range(1, k + 1)) / (k * u[0]))
    return y


def _exponential(u: list[float]) -> list[float]:
    du, y = _slopes(u), [math.exp(u[0])]
    for k in range(1, len(u)):
        y.append(sum(map(times, du[1 : k + 1], y[::-1])) / k)
    return y


def _pair(u: list[float], sine: float, cosine: float, sign: float) -> tuple[list[float], list[float]]:
    """Sine and cosine (sign -1) or their hyperbolic sisters (sign +1), which are each other's derivatives."""
    du, s, c = _slopes(u), [sine], [cosine]
    for k in range(1, len(u)):
        s_next = sum(map(times, du[1 : k + 1], c[::-1])) / k
        c.append(sign * sum(map(times, du[1 : k + 1], s[::-1])) / k)
        s.append(s_next)
    return s, c


class _Machine:
    """Walks a tree and computes the series of each node at `centre`."""

    def __init__(self, centre: float) -> None:
        self.centre = centre
        self.length = HIGHEST + 1 + SPARE
        self.flat = False

    def run(self, node: Node) -> _Laurent:
        match node:
            case Number(value):
                return _Laurent(0, [value] + [0.0] * (self.length - 1))
            case Variable():
                return _Laurent(0, [self.centre, 1.0] + [0.0] * (self.length - 2))
            case Call("neg", (argument,)):
                found = self.run(argument)
                return _Laurent(found.start, [-value for value in found.c])
            case Call("add", (left, right)):
                return self._sum(self.run(left), self.run(right), 1.0)
            case Call("sub", (left, right)):
                return self._sum(self.run(left), self.run(right), -1.0)
            case Call("mul", (left, right)):
                a, b = self.run(left), self.run(right)
                return _Laurent(a.start + b.start, _convolve(a.c, b.c))
            case Call("div", (left, right)):
                return self._quotient(self.run(left), self.run(right))
            case Call("pow", (base, exponent)):
                return self._raise(base, exponent)
            case Call(name, (argument,)):
                return self._function(name, self.run(argument))
            case _:
                raise SeriesError("The function cannot be expanded.")

    @staticmethod
    def _sum(a: _Laurent, b: _Laurent, sign: float) -> _Laurent:
        start = min(a.start, b.start)
        left, right = [0.0] * (a.start - start) + a.c, [0.0] * (b.start - start) + b.c
        return _Laurent(start, [x + sign * y for x, y in zip(left, right, strict=False)])

    def _quotient(self, a: _Laurent, b: _Laurent) -> _Laurent:
        below, above = b.stripped(), a.stripped()
        if below.c[0] == 0.0:
            raise SeriesError("The function divides by zero everywhere.")
        return _Laurent(above.start - below.start, _divide(above.c, below.c))

    def _raise(self, base: Node, exponent: Node) -> _Laurent:
        p, b = constant(exponent), constant(base)
        if p is None:
            if b is not None and b > 0:
                return self._function("exp", _scaled(self.run(exponent), math.log(b)))
            logarithm = self._function("log", self.run(base))
            power = self.run(exponent)
            return self._function("exp", _Laurent(logarithm.start + power.start, _convolve(logarithm.c, power.c)))
        u = self.run(base)
        if p == round(p):
            out = _Laurent(0, [1.0] + [0.0] * (self.length - 1))
            for _ in range(min(abs(round(p)), 64)):
                out = _Laurent(out.start + u.start, _convolve(out.c, u.c))
            one = _Laurent(0, [1.0] + [0.0] * (self.length - 1))
            return out if p >= 0 else self._quotient(one, out)
        return self._fractional(u, p, f"A power {p:g}")

    def _fractional(self, u: _Laurent, p: float, what: str) -> _Laurent:
        found = u.stripped()
        if found.start == 0 and found.c[0] < 0:
            raise SeriesError(f"{what} of a negative number is met at the centre: there is no real value there.")
        # (t^m)^p is |t|^(mp) for even m: a power series exactly when mp is an even whole number.
        shift = found.start * p
        if found.start and (found.start % 2 or found.c[0] <= 0 or shift % 2):
            raise SeriesError(f"{what} is met at zero, where it has no derivative: move the centre.")
        return _Laurent(round(shift), _power(found.c, p))

    def _function(self, name: str, argument: _Laurent) -> _Laurent:
        if name == "exp":
            lead = argument.stripped()
            if lead.start < 0 and lead.start % 2 == 0 and lead.c[0] < 0:
                self.flat = True  # tends to 0 faster than every power, from both sides
                return _Laurent(0, [0.0] * self.length)
        if name == "sqrt":
            return self._fractional(argument, 0.5, "The square root")
        u = argument.ordinary(f"The argument of {name}")
        if name in ("abs", "relu"):
            return _Laurent(0, self._kinked(name, argument.stripped(), u))
        return _Laurent(0, _smooth(name, u))

    @staticmethod
    def _kinked(name: str, lead: _Laurent, u: list[float]) -> list[float]:
        if lead.c[0] != 0.0 and lead.start % 2:
            raise SeriesError(f"{name} has a kink at the centre: no derivative there, so no Taylor series.")
        if lead.c[0] >= 0:
            return u
        return [-value for value in u] if name == "abs" else [0.0] * len(u)


def _scaled(series: _Laurent, factor: float) -> _Laurent:
    return _Laurent(series.start, [factor * value for value in series.c])


def _smooth(name: str, u: list[float]) -> list[float]:
    """The series of a named function of the series u."""
    x = u[0]
    match name:
        case "exp":
            return _exponential(u)
        case "log":
            if x <= 0:
                raise SeriesError("The logarithm is met at zero or below at the centre, where it is not defined.")
            one = [1.0] + [0.0] * (len(u) - 1)
            return _integral(math.log(x), _divide(one, u), u)
        case "sin" | "cos":
            return _pair(u, math.sin(x), math.cos(x), -1.0)[name == "cos"]
        case "sinh" | "cosh":
            return _pair(u, math.sinh(x), math.cosh(x), 1.0)[name == "cosh"]
        case "tan":
            return _riccati(math.tan(x), u, 1.0, 0.0, 1.0)
        case "tanh":
            return _riccati(math.tanh(x), u, 1.0, 0.0, -1.0)
        case "sigmoid":
            return _riccati(_sigmoid(x), u, 0.0, 1.0, -1.0)
        case "softplus":
            return _integral(max(x, 0.0) + math.log1p(math.exp(-abs(x))), _riccati(_sigmoid(x), u, 0.0, 1.0, -1.0), u)
        case "atan":
            square = _convolve(u, u)
            one = [1.0] + [0.0] * (len(u) - 1)
            return _integral(math.atan(x), _divide(one, [1.0 + square[0], *square[1:]]), u)
        case "asin" | "acos":
            if abs(x) >= 1:
                where = "outside [−1, 1]" if abs(x) > 1 else "at an end of [−1, 1], where its slope is infinite"
                raise SeriesError(f"{name} is met {where}, at the centre.")
            square = _convolve(u, u)
            slope = _power([1.0 - square[0]] + [-value for value in square[1:]], -0.5)
            sine = _integral(math.asin(x), slope, u)
            return sine if name == "asin" else [math.acos(x)] + [-value for value in sine[1:]]
        case "erf":
            bell = _exponential([-value for value in _convolve(u, u)])
            return _integral(math.erf(x), [2.0 / math.sqrt(math.pi) * value for value in bell], u)
        case _:
            raise SeriesError(f"{name} cannot be expanded.")


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def root_test(coefficients: ArrayLike, last: int = 8) -> float:
    """The radius of convergence that the root test suggests: min of |a_k|^(-1/k) over the last nonzero terms.

    An estimate: the theorem (Cauchy and Hadamard) takes the limit k -> infinity. NaN if there are no such terms.
    """
    a = np.abs(np.asarray(coefficients, dtype=float))
    k = np.flatnonzero(a > 1e-300)
    k = k[k > len(a) // 2][-last:]
    return float(np.min(a[k] ** (-1.0 / k))) if len(k) else float("nan")
