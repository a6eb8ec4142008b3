"""Taylor coefficients of a typed function, by truncated power series in ball arithmetic.

Every operation on functions has a counterpart on their coefficients, so these follow from the formula without one
symbolic derivative. Where a singularity cancels near the centre (x/(exp(x)-1) near 0) the recurrences lose many digits;
so each coefficient is a ball, a midpoint with a radius that holds the true value (Arb, by python-flint), and the
precision is raised until the radii are below rounding.

Sources: Griewank and Walther, *Evaluating Derivatives*, 2nd ed. (2008), chapter 13; Johansson, *Arb: efficient
arbitrary-precision midpoint-radius interval arithmetic*, IEEE Transactions on Computers 66 (2017).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from threading import Lock

import flint
import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.laurent import Balls, Ramified, SeriesError, Unsure
from mathcore.calculus.series_algebra import FINEST, LONG, PRECISIONS, Machine, ordinal
from mathcore.common.expressions import Node, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
HIGHEST = 40  # orders that the polynomials have
_CONTEXT = Lock()  # the precision of flint is the whole process's


@dataclass(frozen=True)
class Taylor:
    """A Taylor series: f(x) = sum of coefficients[k] (x - centre)^k, coefficients[k] = f^(k)(centre) / k!.

    Attributes:
        text: the function of x.
        centre: where it is expanded.
        coefficients: shape (HIGHEST + 1,), each right to its last digits; 0 where the ball holds 0.
        sizes: log10 of an upper bound of |coefficient| to order LONG, shape (LONG + 1,); -inf for 0.
        known: the order up to which `sizes` are those of the coefficients themselves, to three digits.
        flat: a part such as exp(-1/x^2) was left out, which tends to 0 at the centre with all its derivatives.
        analytic: the formula without such parts and with kinks and steps taken on their side: the series is its own.
    """

    text: str
    centre: float
    coefficients: Array
    sizes: Array
    known: int
    flat: bool
    analytic: Node
    balls: tuple[flint.arb, ...] = field(repr=False, compare=False, default=())

    def polynomial(self, order: int, x: ArrayLike) -> Array:
        """The Taylor polynomial of that order at x, any shape, by Horner's rule."""
        step = np.asarray(x, dtype=float) - self.centre
        total = np.full_like(step, self.coefficients[order])
        for k in range(order - 1, -1, -1):
            total = total * step + self.coefficients[k]
        return total

    def sum(self, x: float) -> float:
        """The polynomial of order LONG at x, in ball arithmetic, so that no digit is lost by cancellation."""
        return self.at(complex(x)).real

    def at(self, z: complex) -> complex:
        """The same at a point of the complex plane."""
        with _CONTEXT:
            flint.ctx.prec = 1024
            return complex(flint.acb_poly(list(self.balls))(flint.acb(z) - flint.acb(self.centre)))


@remembered
def taylor(text: str, centre: float) -> Taylor:
    """The Taylor series of the function that `text` describes.

    Raises:
        ExpressionError: the text is not a function of x.
        SeriesError: the function is undefined at the centre, or not smooth there, or its coefficients overflow.
    """
    tree = parse(text).tree
    with _CONTEXT:
        machine, found = _to_all_digits(tree, float(centre), text)
        coefficients = np.array([_float(each) for each in found[: HIGHEST + 1]])
        if not np.isfinite(coefficients).all():
            raise SeriesError(f"The Taylor coefficients of {text} at {centre:g} are too large to be computed.")
        sizes, known = np.array([_size(each) for each in found]), _known(found, 10)
    value = float(parse(text)(float(centre)))
    if math.isfinite(value) and abs(value - coefficients[0]) > 1e-6 * max(1.0, abs(value)):
        raise SeriesError(f"At the centre {text} is {value:g}, but around it tends to {coefficients[0]:g}: it jumps.")
    for array in (coefficients, sizes):
        array.flags.writeable = False
    return Taylor(text, float(centre), coefficients, sizes, known, machine.flat, machine.analytic(tree), tuple(found))


def part_of(taylor: Taylor, part: Node) -> Taylor:
    """The same with the sizes of the coefficients of some of its summands alone; itself where these have no series."""
    try:
        with _CONTEXT:
            machine, found = _to_all_digits(part, taylor.centre, taylor.text)
            sizes, known = np.array([_size(each) for each in found]), _known(found, 10)
    except SeriesError:
        return taylor
    return replace(taylor, sizes=sizes, known=known, analytic=machine.analytic(part), balls=tuple(found))


def _to_all_digits(tree: Node, centre: float, text: str) -> tuple[Machine, Balls]:
    """The coefficients, with as many bits as they need."""
    for precision in PRECISIONS:
        try:
            machine, found = _expanded(tree, centre, precision, text)
        except (Unsure, ZeroDivisionError):
            continue
        if _sharp(found):
            return machine, found
    raise SeriesError(f"{text} cannot be told from a function that divides zero by zero at {centre:g}.")


def _expanded(tree: Node, centre: float, precision: int, text: str) -> tuple[Machine, Balls]:
    """The coefficients on both sides of the centre, which must agree."""
    flint.ctx.prec = precision
    machine, right = _side(tree, centre, precision, +1, text)
    if machine.kinked:
        other, left = _side(tree, centre, precision, -1, text)
        machine.flat = machine.flat or other.flat
        pairs = enumerate(zip(left, right, strict=False))
        jump = next((k for k, (a, b) in pairs if not a.overlaps(b)), None)
        if jump == 0:
            raise SeriesError(f"{text} jumps at the centre {centre:g}, so it has no Taylor series there.")
        if jump is not None:
            which = {1: "slope", 2: "second derivative", 3: "third derivative"}
            says = f"its {which.get(jump, ordinal(jump) + ' derivative')} jumps"
            raise SeriesError(f"{text} has a kink at the centre {centre:g}, where {says}: no Taylor series there.")
    if len(right) < HIGHEST + 1:
        raise SeriesError(f"{text} divides zero by zero too often at the centre {centre:g} to be expanded there.")
    return machine, (machine.settled(right) + [flint.arb(0)] * LONG)[: LONG + 1]


def _side(tree: Node, centre: float, precision: int, side: int, text: str) -> tuple[Machine, Balls]:
    """The coefficients on one side, in steps as fine as the roots of zeros need that are met there."""
    m = 1
    while m <= FINEST:
        machine = Machine(centre, precision, side, m)
        try:
            return machine, machine.taylor(machine.run(tree), text)
        except Ramified as root:
            m *= root.by
    raise SeriesError(f"Roots of a high degree are met at zero at the centre {centre:g}, where they are not expanded.")


def _known(found: Balls, bits: int) -> int:
    """The order up to which each coefficient is known to so many bits, or is nothing beside its neighbours."""
    middles = [flint.arb(0) if each.contains(0) else abs(each.mid()) for each in found]
    factor = flint.arb(2) ** -bits
    for k, each in enumerate(found):
        if not (each.is_exact() or each.rad() <= factor * max(middles[max(0, k - 4) : k + 5])):
            return k - 1
    return len(found) - 1


def _sharp(found: Balls) -> bool:
    """Whether the coefficients that polynomials have are known to the last digits of a double, or are out of reach."""
    shown = found[: HIGHEST + 1]
    if all(each.is_finite() for each in shown):
        return _known(shown, 54) == HIGHEST
    return bool(flint.ctx.prec >= PRECISIONS[1])


def _float(ball: flint.arb) -> float:
    if not ball.is_finite():
        return math.inf
    return 0.0 if ball.contains(0) else float(ball.mid())


def _size(ball: flint.arb) -> float:
    if ball.is_zero():
        return -math.inf
    return float(ball.abs_upper().log()) / math.log(10) if ball.is_finite() else math.inf


def root_test(coefficients: ArrayLike, last: int = 8) -> float:
    """The radius of convergence that the root test suggests: min of |a_k|^(-1/k) over the last nonzero terms.

    An estimate: the theorem (Cauchy and Hadamard) takes the limit k -> infinity. NaN if there are no such terms.
    """
    a = np.abs(np.asarray(coefficients, dtype=float))
    k = np.flatnonzero(a > 1e-300)
    k = k[k > len(a) // 2][-last:]
    return float(np.min(a[k] ** (-1.0 / k))) if len(k) else float("nan")
