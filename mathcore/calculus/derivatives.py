"""Whether a typed function has a derivative at a point, and which: decided from its values alone, at a hundred digits.

With a hundred digits a step of 1e-40 still leaves sixty good ones, so a limit of difference quotients can be seen where
double precision shows rounding. Five quotients a side are a verdict, not a proof. The rules of differentiation are not
used for it; `finite_differences.slopes` uses nothing else, so that the two check one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from mpmath import MPContext
from numpy.typing import NDArray

from mathcore.calculus.finite_differences import quotient, rounded, slopes
from mathcore.calculus.seams import seams, touches
from mathcore.common.expressions import CONSTANTS, Call, Node, Number, Variable, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
# A context of our own: its precision is set here, once, and nobody else's changes it.
MP = MPContext()
MP.dps = 100
NAN, ONE = MP.nan, MP.mpf(1)
STEPS = tuple(MP.mpf(10) ** -k for k in (20, 26, 32, 38, 44))
# f′ and f″ beside the point are taken with a step that is small against how fast sin(1/h^2) turns there.
BENDS, BESIDE = tuple(MP.mpf(10) ** -k for k in (8, 10, 12, 14, 16)), MP.mpf(10) ** -50
FINE, NEAR = tuple(MP.mpf(30) ** -k for k in (4, 5, 6, 7, 8)), MP.mpf(10) ** -32
LARGEST = MP.mpf(1e300)  # what is beyond counts as no value, as it would in double precision
REST = MP.mpf(10) ** 97  # what is left of two numbers that differ by less than one part in that is their rounding
HUGE = 20_000  # exp of more than this, or less, is infinite or 0: far beyond what doubles reach


def _exponential(u: Any) -> Any:
    if abs(u) > HUGE:
        return MP.inf if u > 0 else MP.zero
    return MP.exp(u)


def _sum(a: Any, b: Any) -> Any:
    found = a + b
    return MP.zero if found and abs(found) * REST < abs(a) else found


def _whole(u: Any) -> Any:
    """The number, or the whole number that it is but for its rounding: ten times 0.3 is 3."""
    near = MP.nint(u)
    return near if _sum(u, -near) == 0 else u


def _share(u: Any) -> Any:
    """A number of [-1, 1], also where rounding took it out; else NaN."""
    return u if abs(u) <= 1 else MP.sign(u) if _sum(abs(u), -ONE) == 0 else NAN


def _divide(a: Any, b: Any) -> Any:
    if b == 0:
        return NAN if a == 0 else MP.inf * MP.sign(a)
    return a / b


def _power(a: Any, b: Any) -> Any:
    if a == 0 and b < 0:
        return MP.inf
    if b == int(b) and abs(b) <= 64:
        return a ** int(b)
    return NAN if a < 0 else MP.zero if a == 0 else _exponential(b * MP.log(a))


_EXACT: Mapping[str, Callable[..., Any]] = {
    "add": _sum,
    "sub": lambda a, b: _sum(a, -b),
    "mul": lambda a, b: a * b,
    "div": _divide,
    "neg": lambda u: -u,
    "pow": _power,
    "sin": MP.sin,
    "cos": MP.cos,
    "tan": MP.tan,
    "asin": lambda u: MP.asin(_share(u)),
    "acos": lambda u: MP.acos(_share(u)),
    "atan": MP.atan,
    "sinh": lambda u: (_exponential(u) - _exponential(-u)) / 2 if abs(u) > 1 else MP.sinh(u),
    "cosh": lambda u: (_exponential(u) + _exponential(-u)) / 2,
    "tanh": lambda u: MP.tanh(u) if abs(u) < HUGE else MP.sign(u),
    "exp": _exponential,
    "log": lambda u: MP.log(u) if u > 0 else -MP.inf if u == 0 else NAN,
    "sqrt": lambda u: MP.sqrt(u) if u >= 0 else NAN,
    "abs": abs,
    "erf": lambda u: MP.erf(u) if abs(u) < HUGE else MP.sign(u),
    "sigmoid": lambda u: 1 / (1 + _exponential(-u)),
    "softplus": lambda u: MP.log(1 + _exponential(u)) if u < HUGE else u,
    "relu": lambda u: max(u, MP.zero),
    "sign": MP.sign,
    "floor": lambda u: MP.floor(_whole(u)),
    "ceil": lambda u: MP.ceil(_whole(u)),
    "cbrt": lambda u: MP.sign(u) * MP.cbrt(abs(u)),
    "min": min,
    "max": max,
    "if": lambda condition, then, other: then if condition else other,
    "lt": lambda a, b: _sum(a, -b) < 0,
    "le": lambda a, b: _sum(a, -b) <= 0,
    "and": lambda a, b: a and b,
}
_KNOWN = {CONSTANTS["pi"]: MP.pi, CONSTANTS["e"]: MP.e}


def exact(text: str, x: Any, typed: bool = False) -> Any:
    """The function at x (a float, or a number of a hundred digits) to about a hundred digits; NaN where it has no
    finite value. Its constants are as the machine has them, or, if `typed`, the decimals that they were typed as."""
    return value_of(parse(text).tree, {"x": MP.mpf(x)}, typed)


def value_of(tree: Node, at: Mapping[str, Any], typed: bool) -> Any:
    """The same of a tree, with its variables by name."""
    try:
        found = _exact(tree, at, typed)
    except (ValueError, OverflowError, ZeroDivisionError):
        return NAN
    return found if abs(found) < LARGEST else NAN


@lru_cache(maxsize=1024)
def decimal(value: float) -> Any:
    """The shortest decimal that the machine's number stands for, at a hundred digits: 0.3."""
    return MP.mpf(repr(value))


def _exact(node: Node, at: Mapping[str, Any], typed: bool) -> Any:
    match node:
        case Number(value):
            return +_KNOWN[value] if value in _KNOWN else decimal(value) if typed else MP.mpf(value)
        case Variable(name):
            return at[name]
        case Call("if", (condition, then, other)):
            return _exact(then if _exact(condition, at, typed) else other, at, typed)
        case Call(name, args):
            values = [_exact(arg, at, typed) for arg in args]
            if any(MP.isnan(value) for value in values if not isinstance(value, bool)):
                return NAN
            return _EXACT[name](*values)


def _limit(q: list[Any]) -> tuple[Any, Any]:
    """Where five quotients go as their steps shrink by one factor each: a number, an infinity, or NaN if nowhere; and
    how far that may be off, where several powers of the step make it so."""
    if any(MP.isnan(value) for value in q):
        return NAN, MP.zero
    moves = [after - before for before, after in pairwise(q)]
    ratios = [after / before if before else MP.inf for before, after in pairwise(moves)]
    steady = max(ratios) - min(ratios) < 1e-9  # like a power of the step, however slow
    if all(abs(ratio) < 0.7 for ratio in ratios) or (steady and ratios[0] < 1 - 1e-6):
        # Aitken's extrapolation takes a power away.
        former, last = (q[k] - moves[k - 1] ** 2 / (moves[k - 1] - moves[k - 2]) for k in (3, 4))
        return last, 4 * abs(last - former)
    if abs(moves[-1]) <= 1e-15 * (1 + abs(q[-1])):  # after the powers: of |h|^0.5 the last of five is small, and not 0
        return q[-1], MP.zero
    # c + d/(log h + b), as of x/log x: the rho algorithm, which is exact for it, gives c from any three of the five.
    rho = [6 / move if move else MP.inf for move in moves]
    ends = [q[k + 1] + 12 / (rho[k + 1] - rho[k]) if rho[k + 1] - rho[k] else MP.inf for k in range(3)]
    if all(0 < ratio < 1 for ratio in ratios) and max(ends) - min(ends) < 1e-9 * (1 + abs(ends[0])):
        return ends[0], MP.zero
    if all(ratio > 0.9 for ratio in ratios) and (abs(q[-1]) > 20 or (steady and ratios[0] > 1 + 1e-6)):
        return MP.inf * MP.sign(q[-1]), MP.zero
    return NAN, MP.zero


@remembered
def _place(text: str, a: float) -> tuple[Any, bool]:
    """The point, at a hundred digits, and whether it and the constants are meant as they were typed. That is so where
    rounding puts the machine's numbers beside a corner, a jump, a pole or an end of f, as |10x - 3| at 0.3: there f has
    a slope at these alone, or a value at those."""
    raw, typed = MP.mpf(a), decimal(float(a))
    smooth, ends = not MP.isnan(_sides(text, raw, False)[2]), MP.isnan(exact(text, raw))
    misses = (smooth or ends) and MP.isnan(_sides(text, typed, True)[2])
    return (typed, True) if misses and (smooth or not MP.isnan(exact(text, typed, True))) else (raw, False)


def _value(text: str, a: float) -> Any:
    return exact(text, *_place(text, a))


@remembered
def _slope(text: str, a: float) -> tuple[Any, Any, Any]:
    """The one-sided derivatives and the derivative, at a hundred digits."""
    return _sides(text, *_place(text, a))


@remembered
def _sides(text: str, at: Any, typed: bool) -> tuple[Any, Any, Any]:
    value = exact(text, at, typed)
    below, above = ([exact(text, at + side * h, typed) for h in STEPS] for side in (-1, 1))
    before = [(value - f) / h for f, h in zip(below, STEPS, strict=True)]
    after = [(f - value) / h for f, h in zip(above, STEPS, strict=True)]
    (left, doubt), (right, other) = _limit(before), _limit(after)
    both = MP.isfinite(left) and MP.isfinite(right)
    # A corner may be as flat as one likes: slopes are compared on the scale of the quotients that they are limits of.
    size = min(1, max(abs(before[0]), abs(after[0]))) + abs(left) if both else 0
    rounded = abs(value) * MP.mpf(10) ** -98 / STEPS[-1]  # where tanh(20x) is all but 1 its slope is less than that
    if both and abs(left - right) <= 1e-12 * size + doubt + other + rounded:
        left = right = (left + right) / 2
        return left, right, left
    return left, right, NAN


def _number(found: Any, zero: float) -> float:
    """As a float; what is below `zero` is the rest of a step, and 0."""
    return 0.0 if abs(found) < zero else float(found)


@lru_cache(maxsize=512)
def _bends(text: str, a: float) -> tuple[float, float]:
    """The second and the third derivative at a point, NaN where there is none: of f' and of f'' beside the point, at a
    hundred digits, the quotients from both sides must agree. (Quotients of f alone go to 0 for x³ sin(1/x), whose f'
    has no slope at 0.)"""
    slope, (at, _) = _slope(text, a)[2], _place(text, a)
    if MP.isnan(slope):
        return float("nan"), float("nan")
    second = _agreed([[(_first(text, at + side * h) - slope) / (side * h) for h in BENDS] for side in (-1, 1)])
    if not MP.isfinite(second):
        return float("nan"), float("nan")
    third = _agreed([[(_second(text, at + side * h) - second) / (side * h) for h in FINE] for side in (-1, 1)])
    return _number(second, 1e-12), _number(third, 1e-12)


def _first(text: str, x: Any) -> Any:
    return (exact(text, x + BESIDE) - exact(text, x - BESIDE)) / (2 * BESIDE)


def _second(text: str, x: Any) -> Any:
    return (exact(text, x + NEAR) - 2 * exact(text, x) + exact(text, x - NEAR)) / NEAR**2


def _agreed(quotients: list[list[Any]]) -> Any:
    """Where the quotients from both sides go, if that is the same to nine digits, else NaN; 0 where all that is left
    of them is less than how far they may be off."""
    (left, doubt), (right, other) = map(_limit, quotients)
    if not abs(right - left) <= 1e-9 * (1 + abs(left)):
        return NAN
    return MP.zero if max(abs(left), abs(right)) <= min(1e-8, doubt + other) else (left + right) / 2


@dataclass(frozen=True)
class Local:
    """A function at a point a, from its values alone; each number is NaN where there is none.

    Attributes:
        value: f(a).
        left, right: the one-sided derivatives, the limits of the quotients from that side; they may be infinite.
        slope: the derivative, if both sides agree and are finite.
        second, third: the derivatives of those orders.
    """

    text: str
    a: float

    value = cached_property(lambda self: float(_value(self.text, self.a)))
    left = cached_property(lambda self: _number(_slope(self.text, self.a)[0], 1e-30))
    right = cached_property(lambda self: _number(_slope(self.text, self.a)[1], 1e-30))
    slope = cached_property(lambda self: _number(_slope(self.text, self.a)[2], 1e-30))
    second = cached_property(lambda self: _bends(self.text, self.a)[0])
    third = cached_property(lambda self: _bends(self.text, self.a)[1])

    @property
    def two_sided(self) -> bool:
        """Whether both one-sided derivatives are finite."""
        return bool(np.isfinite([self.left, self.right]).all())

    @property
    def middle(self) -> float:
        """The mean of both sides: the slope, or at a corner that of the line in the middle."""
        return 0.5 * (self.left + self.right) if self.two_sided else float("nan")

    @cached_property
    def rule(self) -> float:
        """What the rules of differentiation give at a."""
        return float(slopes(self.text, self.a))

    @cached_property
    def seam(self) -> bool:
        """Whether the formula is put together at a: see `seams`."""
        return _place(self.text, self.a)[1] or bool(seams(self.text, [self.a, self.a])[0])

    def order(self, method: str) -> float:
        """The power of h that the error of a quotient goes like, measured between h = 1e-12 and 1e-13; NaN where there
        is no error. At a corner the error is taken from the line in the middle."""
        return _order(self.text, self.a, method)


@lru_cache(maxsize=512)
def _order(text: str, a: float, method: str) -> float:
    left, right, _ = _slope(text, a)
    errors = [abs(difference(text, a, h, method) - (left + right) / 2) for h in (1e-12, 1e-13)]
    if any(not MP.isfinite(each) or each < MP.mpf(10) ** -50 for each in errors):
        return float("nan")
    return float(MP.log10(errors[0] / errors[1]))


def difference(text: str, a: float, h: float, method: str) -> Any:
    """The difference quotient (forward, backward or central) at a hundred digits: what it is without any rounding."""
    (at, typed), step = _place(text, a), MP.mpf(h)
    high = at + step if method != "backward" else at
    low = at - step if method != "forward" else at
    return (exact(text, high, typed) - exact(text, low, typed)) / (high - low)


@dataclass(frozen=True)
class Quotient:
    """A difference quotient of one step in some arithmetic: forward, backward, central or complex."""

    text: str
    a: float
    h: float
    method: str
    precision: str = "double"

    real = cached_property(lambda self: self.method != "complex")
    value = cached_property(lambda self: float(quotient(self.text, self.a, self.h, self.method, self.precision)))

    @cached_property
    def between(self) -> tuple[float, float]:
        """The interval beside or around a that it looks at; for the complex step that within h of a."""
        low = self.a if self.method == "forward" else self.a - self.h
        return low, (self.a if self.method == "backward" else self.a + self.h)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """The two points that are compared, as the machine has them; for the complex step both are a."""
        a, h = (float(rounded(each, self.precision)) for each in (self.a, self.h * self.real))
        low = a if self.method == "forward" else float(rounded(a - h, self.precision))
        return low, (a if self.method == "backward" else float(rounded(a + h, self.precision)))

    @cached_property
    def lost(self) -> bool:
        """Whether the step is too small to be taken: both points are the same, or the imaginary step is 0."""
        return self.ends[0] == self.ends[1] if self.real else not rounded(self.h, self.precision)

    @cached_property
    def unrounded(self) -> float:
        """The value without any rounding; NaN for the complex step."""
        return float(difference(self.text, self.a, self.h, self.method)) if self.real else float("nan")

    @cached_property
    def truncation(self) -> float:
        """How far that is from the derivative, NaN where there is none: the error of the step alone."""
        if not self.real:
            return float("nan")
        return _number(abs(difference(self.text, self.a, self.h, self.method) - _slope(self.text, self.a)[2]), 1e-40)

    @cached_property
    def smooth(self) -> bool:
        """Whether no corner, jump, pole or gap can lie in the interval."""
        x = np.linspace(*self.between, 65)
        return not (seams(self.text, x).any() or touches(self.text, x))

    @cached_property
    def mean(self) -> float:
        """A place in the interval where f' is the unrounded value (the mean value theorem), or comes nearest to it."""
        return mean_value(self.text, *self.between, self.unrounded) if np.isfinite(self.unrounded) else float("nan")

    @cached_property
    def slope_at_mean(self) -> float:
        """f' there; NaN if f has none there, whatever the rules say."""
        exists = self.smooth or np.isfinite(Local(self.text, self.mean).slope)
        return float(slopes(self.text, self.mean)) if exists else float("nan")


def misfit(text: str, a: float, h: float, points: int = 5) -> float:
    """The largest distance of the graph from its tangent within h of a, divided by h, at a hundred digits (at 2 points
    places); NaN where there is no derivative, or f is undefined there."""
    slope, value, (at, typed) = _slope(text, a)[2], _value(text, a), _place(text, a)
    steps = [MP.mpf(h) * j / points for j in range(-points, points + 1) if j]
    off = [abs(exact(text, at + step, typed) - value - slope * step) for step in steps]
    return float("nan") if any(MP.isnan(each) for each in off) else float(max(off) / MP.mpf(h))


def blind(text: str, a: float) -> bool:
    """Whether f has a value and no derivative at a, and yet the same central difference for every step."""
    coarse = quotient(text, a, np.linspace(0.005, 1.0, 200), "central")  # at many steps, in doubles
    here = Local(text, a)
    if not np.isfinite([here.value, *coarse]).all() or np.ptp(coarse) > 1e-9 * (1 + abs(coarse[0])):
        return False
    same = [float(difference(text, a, h, "central")) for h in (1.0, 0.3, 0.01, 1e-5, 1e-10, 1e-15)]
    return bool(np.isnan(here.slope) and np.isfinite(same).all() and np.ptp(same) <= 1e-12 * (1 + abs(same[0])))


def mean_value(text: str, low: float, high: float, slope: float, rounds: int = 7, points: int = 65) -> float:
    """A place strictly between low and high where the rules of differentiation give that slope, or come nearest."""
    best = float("nan")
    for _ in range(rounds):
        x = np.linspace(low, high, points)
        off = slopes(text, x) - slope
        if np.isfinite(off[1:-1]).any():
            best = float(x[1 + np.nanargmin(np.abs(off[1:-1]))])
        crossings = np.flatnonzero(off[1:] * off[:-1] < 0)
        if not len(crossings) or high - low < 1e-12 * (1 + abs(best)):
            return best
        k = int(crossings[len(crossings) // 2])
        low, high = float(x[k]), float(x[k + 1])
        best = low + float(off[k] / (off[k] - off[k + 1])) * (high - low)
    return best
