"""Equations g(z) = w undone layer by layer: sin(u) = w is u = asin(w) + 2πk or u = π − asin(w) + 2πk, on whatever
branch, and what is left is often an equation between polynomials, of which all roots are known."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy import special

from mathcore.common.expressions import Call, Node, at_complex, constant

LEAST_PERIODS, MOST_PERIODS = 12, 60  # values of a periodic function's argument, on either side, that are looked for
ZEROS = 40  # of erf, in a quadrant
MOST_TARGETS = 400
MOST_SHEETS = 6  # of an irrational power, on either side
REACH = 7.2  # the ring on which the size of an argument is seen
LARGEST = 1e8  # a value that doubles hardly tell from infinity

Family = tuple[Node, complex, complex]


@dataclass(frozen=True)
class Equation:
    """`node` = one of `targets`; `families`: each node with the first and the last of the evenly spaced values that it
    was asked for, where more of them are without end."""

    node: Node
    targets: tuple[complex, ...]
    families: tuple[Family, ...] = ()


def undone(node: Node, targets: tuple[complex, ...], known: Callable[[Node], bool]) -> Equation:
    """An equation for less of the formula, with every solution of node = one of the targets among its own: the first
    whose node is `known`, or that which cannot be undone further. On another branch than the formula's it may have
    more."""
    equation = Equation(node, targets)
    while not known(equation.node) and (less := _less(equation)) is not None:
        equation = less
    return equation


def periods(argument: Node, period: complex, first: complex) -> tuple[complex, ...]:
    """The first + k period that an argument can reach where it is looked at."""
    ring = REACH * np.exp(2j * np.pi * np.arange(24) / 24)
    with np.errstate(all="ignore"):
        reach = np.abs(at_complex(argument, ring))
    largest = float(np.nanmax(reach[np.isfinite(reach)], initial=1.0))
    count = int(min(max(largest / abs(period) + 2, LEAST_PERIODS), MOST_PERIODS))
    return tuple(first + period * k for k in range(-count, count + 1))


def _less(equation: Equation) -> Equation | None:
    """The equation with one layer undone; None where that is not known."""
    match equation.node:
        case Call("add" | "sub" | "mul" | "div" as name, (left, right)):
            a, b = constant(left), constant(right)
            if (a is None) == (b is None):
                return None
            fixed, inner = (b, left) if a is None else (a, right)
            assert fixed is not None
            return _mapped(equation, inner, lambda w: _arithmetic(name, w, fixed, a is None))
        case Call("pow", (inner, exponent)):
            p = constant(exponent)
            return None if not p or not math.isfinite(p) else _mapped(equation, inner, lambda w: _bases(w, p))
        case Call(name, (inner,)) if name in _SINGLE:
            return _mapped(equation, inner, _SINGLE[name])
        case Call("erf", (inner,)) if equation.targets == (0j,):
            zeros = special.erf_zeros(ZEROS)
            values = [sign * each for z in zeros.tolist() for each in (z, z.conjugate()) for sign in (1, -1)]
            diagonals = tuple((inner, -end, end) for end in (values[-4], values[-2]))  # they come to lie along these
            return Equation(inner, (0j, *values), equation.families + diagonals)
        case Call(name, (inner,)) if name in _PERIODIC:
            period, arguments = _PERIODIC[name]
            firsts = dict.fromkeys(each for w in equation.targets for each in _within(arguments, w))
            lines = [periods(inner, period, first) for first in firsts]
            nearest = sorted(dict.fromkeys(each for line in lines for each in line), key=abs)[:MOST_TARGETS]
            families = tuple((inner, line[0], line[-1]) for line in lines)
            return Equation(inner, tuple(nearest), equation.families + families)
    return None


def _mapped(equation: Equation, inner: Node, values: Callable[[complex], Iterable[complex]]) -> Equation:
    found = dict.fromkeys(each for w in equation.targets for each in _within(values, w))
    return Equation(inner, tuple(found), equation.families)


def _within(values: Callable[[complex], Iterable[complex]], w: complex) -> list[complex]:
    """What is found for w, without what doubles hardly tell from infinity."""
    try:
        return [each for each in values(w) if abs(each) < LARGEST]
    except (OverflowError, ZeroDivisionError):
        return []


def _arithmetic(name: str, w: complex, fixed: float, first: bool) -> Iterator[complex]:
    """u with u + fixed = w, and so on; `first`: u stands on the left."""
    match name:
        case "add":
            yield w - fixed
        case "sub":
            yield w + fixed if first else fixed - w
        case "mul" if fixed:
            yield w / fixed
        case "div" if first:
            yield w * fixed
        case "div" if w:
            yield fixed / w


def _bases(w: complex, p: float) -> Iterator[complex]:
    """u with u^p = w, on every sheet."""
    if w == 0:
        if p > 0:
            yield 0j
        return
    part = Fraction(p).limit_denominator(99)
    fits = abs(float(part) - p) < 1e-12
    sheets = range(abs(part.numerator)) if fits else range(-MOST_SHEETS, MOST_SHEETS + 1)
    if fits and abs(part) == Fraction(1, part.denominator):  # one sheet, and no rounding by logarithms
        yield w**part.denominator if p > 0 else 1 / w**part.denominator
        return
    for k in sheets:
        yield cmath.exp((cmath.log(w) + 2j * math.pi * k) / p)


def _sines(w: complex) -> Iterator[complex]:
    yield from (cmath.asin(w), math.pi - cmath.asin(w))


def _cosines(w: complex) -> Iterator[complex]:
    yield from (cmath.acos(w), -cmath.acos(w))


def _tangents(w: complex) -> Iterator[complex]:
    if w not in (1j, -1j):
        yield cmath.atan(w)


def _logarithms(w: complex) -> Iterator[complex]:
    if w:
        yield cmath.log(w)


def _softened(w: complex) -> Iterator[complex]:
    """u with softplus u = w; log(exp(w) − 1) where that overflows is w."""
    if w.real > 40.0:
        yield w
    else:
        yield from _logarithms(cmath.exp(w) - 1)


_SINGLE: dict[str, Callable[[complex], Iterable[complex]]] = {
    "neg": lambda w: [-w],
    "sqrt": lambda w: [w * w],
    "cbrt": lambda w: [w * w * w],
    "log": lambda w: [cmath.exp(w)],
    "asin": lambda w: [cmath.sin(w)],
    "acos": lambda w: [cmath.cos(w)],
    "atan": lambda w: [cmath.tan(w)],
    "abs": lambda w: [w, -w],
}
"""What the argument is where the function has a value."""
_PERIODIC: dict[str, tuple[complex, Callable[[complex], Iterable[complex]]]] = {
    "exp": (2j * math.pi, _logarithms),
    "sin": (2 * math.pi, _sines),
    "cos": (2 * math.pi, _cosines),
    "tan": (math.pi, _tangents),
    "sinh": (2j * math.pi, lambda w: [-1j * each for each in _sines(1j * w)]),
    "cosh": (2j * math.pi, lambda w: [1j * each for each in _cosines(w)]),
    "tanh": (1j * math.pi, lambda w: [-1j * each for each in _tangents(1j * w)]),
    "sigmoid": (2j * math.pi, lambda w: _logarithms(w / (1 - w)) if w != 1 else []),
    "softplus": (2j * math.pi, _softened),
}
"""The period, and one argument of each kind."""
