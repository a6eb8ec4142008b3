"""What a typed function takes on whole intervals: ranges that hold every value, proved with interval arithmetic.

A range is a pair of arrays (low, high), one interval each; it is empty (low > high) where the function is defined at no
point of the interval. Ends are moved outward by a few units in the last place, so rounding is covered; the elementary
functions themselves are trusted to that. Where a quotient p/q is 0/0 at a point r, Taylor's theorem encloses it: if
the first k derivatives (from the 0th on) of both vanish at r, then p(r + t) = t^k (p_k + p_{k+1} t + ... + p_m t^{m-k})
with the coefficients of p at r, the last one taken at some point between r and r + t; t^k cancels. That they vanish is
decided exactly, by SymPy.

Sources: Moore, Kearfott and Cloud, *Introduction to Interval Analysis*, SIAM (2009), chapters 5 and 6; Tucker,
*Validated Numerics*, Princeton University Press (2011), chapters 2 and 3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.enclosures import Ball, _run
from mathcore.common.expressions import Call, Formula, Node, Number, Variable, constant
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
Range = tuple[Array, Array]
ULPS = 1e-15  # more than four units in the last place, relative
LEAST, GREATEST = 1e-300, 1.797e308
DEEPEST, MORE = 4, 2  # derivatives that may vanish where a quotient is 0/0; terms after the first that does not
NEAR = 0.5  # how far from such a point its series is used

_RISING: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "asin": np.arcsin,
    "atan": np.arctan,
    "sinh": np.sinh,
    "tanh": np.tanh,
    "erf": special.erf,
    "sigmoid": special.expit,
    "softplus": lambda u: np.logaddexp(0.0, u),
    "relu": lambda u: np.maximum(u, 0.0),
    "cbrt": np.cbrt,
    "floor": np.floor,
    "ceil": np.ceil,
    "sign": np.sign,
}
"""Functions that never fall, as NumPy computes them."""
_EXACT = frozenset({"relu", "floor", "ceil", "sign", "neg", "min", "max", "abs"})
_KINKED = frozenset({"abs", "relu", "min", "max", "if", "cbrt"})
_POSITIVE = frozenset({"exp", "sqrt", "sigmoid", "softplus"})
_DOMAINS = {"log": (0.0, np.inf), "sqrt": (0.0, np.inf), "asin": (-1.0, 1.0), "acos": (-1.0, 1.0)}


def enclose(node: Node, low: ArrayLike, high: ArrayLike, holes: tuple[float, ...] = ()) -> Range:
    """Ranges of a function of one variable over the intervals [low, high], each of shape (m,), at the points of its
    domain: by interval arithmetic and by the mean value form f(c) + f'(X)(X − c), whichever is narrower. `holes` are
    points where the formula may be 0/0: near them such quotients are enclosed by their series."""
    a, b = np.atleast_1d(np.asarray(low, float)), np.atleast_1d(np.asarray(high, float))
    with np.errstate(all="ignore"):
        found = np.full_like(a, -np.inf), np.full_like(a, np.inf)
        rest = np.full(len(a), True)
        for hole in holes:  # the pieces on one side of it together: there |x − hole| is a straight line
            near = rest & (a > hole - NEAR) & (b < hole + NEAR)
            rest &= ~near
            sides = (near & (b <= hole), near & (a >= hole), near & (a < hole) & (b > hole))
            for part in sides if _kinked(node) else (near,):
                if part.any():
                    found[0][part], found[1][part] = ranges(node, a[part], b[part], hole)
        found[0][rest], found[1][rest] = ranges(node, a[rest], b[rest])
        wide = b > a
        if not wide.any():
            return found
        x = Ball(np.stack([0.5 * (a + b)[wide], np.ones(wide.sum())]), np.zeros((2, wide.sum())))
        x.rad[0] = np.maximum(b[wide] - x.mid[0], x.mid[0] - a[wide])
        slope, centre = _run(node, x), ranges(node, x.mid[0], x.mid[0])
        spread = (np.abs(slope.mid[1]) + slope.rad[1]) * x.rad[0] * (1 + ULPS)
        known = np.isfinite(spread) & (centre[0] <= centre[1])
        low, high = _outward(centre[0] - spread, centre[1] + spread)
        found[0][wide] = np.where(known, np.maximum(found[0][wide], low), found[0][wide])
        found[1][wide] = np.where(known, np.minimum(found[1][wide], high), found[1][wide])
    return found


def _kinked(node: Node) -> bool:
    """Whether something in a tree has a series on one side of a point, and another or none across it."""
    return isinstance(node, Call) and (node.name in _KINKED or any(map(_kinked, node.args)))


def _meet(one: Range, other: Range) -> Range:
    """What both hold. Both hold the values, so it is empty only where there are none."""
    return np.maximum(one[0], other[0]), np.minimum(one[1], other[1])


def _outward(low: Array, high: Array) -> Range:
    return low - ULPS * np.minimum(np.abs(low), GREATEST), high + ULPS * np.minimum(np.abs(high), GREATEST)


def _hull(one: Range, other: Range) -> Range:
    return np.minimum(one[0], other[0]), np.maximum(one[1], other[1])


def ranges(node: Node, low: Array, high: Array, hole: float | None = None) -> Range:
    """The ranges of a tree by interval arithmetic alone; of a condition, 0 or 1 or both. Quotients that are 0/0 at the
    `hole` are enclosed by their series there, and the hole itself is left out."""
    match node:
        case Number(value):
            flat = np.full_like(low, value)
            return (flat, flat) if value == round(value) else _outward(flat, flat)
        case Variable():
            return low, high
        case Call("if", (condition, then, other)):
            yes, no = ranges(then, low, high, hole), ranges(other, low, high, hole)
            least, most = ranges(condition, low, high, hole)
            both = _hull(yes, no)
            return (
                np.where(least > 0, yes[0], np.where(most < 1, no[0], both[0])),
                np.where(least > 0, yes[1], np.where(most < 1, no[1], both[1])),
            )
        case Call("lt" | "le" | "and" as name, (left, right)):
            (a, b), (c, d) = ranges(left, low, high, hole), ranges(right, low, high, hole)
            if name == "and":
                return np.minimum(a, c), np.minimum(b, d)
            sure, never = (b < c, a >= d) if name == "lt" else (b <= c, a > d)
            known = _total(left, low, high) & _total(right, low, high)  # where a side is undefined it is false
            return np.where(sure & known, 1.0, 0.0), np.where(never & known, 0.0, 1.0)
        case Call("pow", (base, exponent)):
            return _raised(base, exponent, low, high, hole)
        case Call("mul", (Call("div", (above, below)), factor) | (factor, Call("div", (above, below)))) if (
            hole is not None
        ):
            plain = _combined("mul", [ranges(each, low, high, hole) for each in node.args])
            return _meet(plain, ranges(Call("div", (Call("mul", (above, factor)), below)), low, high, hole))
        case Call("div", (above, below)):
            found = _combined("div", [ranges(above, low, high, hole), ranges(below, low, high, hole)])
            return found if hole is None else _meet(found, _ratio(above, below, low, high, hole))
        case Call(name, args):
            return _combined(name, [ranges(arg, low, high, hole) for arg in args])
    raise TypeError(f"{node} is no node of a formula.")


def _total(node: Node, low: Array, high: Array) -> NDArray[np.bool_]:
    """Whether a tree is certainly defined on the whole of each interval."""
    found = np.full(len(low), True)
    if not isinstance(node, Call):
        return found
    for each in node.args:
        found = found & _total(each, low, high)
    if node.name in _DOMAINS:
        a, b = ranges(node.args[0], low, high)
        least, most = _DOMAINS[node.name]
        return found & (b <= most) & ((a > 0) if node.name == "log" else (a >= least))
    if node.name == "div":
        a, b = ranges(node.args[1], low, high)
        return found & ((a > 0) | (b < 0))
    if node.name == "pow":
        p = constant(node.args[1])
        a, b = ranges(node.args[0], low, high)
        if p is not None and p == round(p):
            return found & ((p >= 0) | (a > 0) | (b < 0))
        return found & ((a > 0) if p is None or p < 0 else (a >= 0))
    if node.name == "tan":
        return found & np.isfinite(ranges(node, low, high)[1])
    return found


def _combined(name: str, parts: list[Range]) -> Range:
    """The range of one operation; empty where one of its parts is."""
    void = np.any([low > high for low, high in parts], axis=0)
    if name in _DOMAINS:
        least, most = _DOMAINS[name]
        low, high = np.maximum(parts[0][0], least), np.minimum(parts[0][1], most)
        void = void | (low > high)
        parts = [(low, high)]
    safe = [(np.where(void, 1.0, low), np.where(void, 1.0, high)) for low, high in parts]
    low, high = _operation(name, safe)
    if name not in _EXACT:
        low, high = _outward(low, high)
    if name == "div":  # a number by itself is 1 without rounding, as in |x| / x
        (a, b), (c, d) = safe
        one = (a == b) & (c == d) & (np.abs(a) == np.abs(c)) & (c != 0) & np.isfinite(a)
        low, high = np.where(one, np.sign(a) * np.sign(c), low), np.where(one, np.sign(a) * np.sign(c), high)
    if name in _POSITIVE:
        low, high = np.maximum(low, 0.0), high + LEAST
    if name in ("sin", "cos"):
        low, high = np.maximum(low, -1.0), np.minimum(high, 1.0)
    # What overflows is a number all the same, beyond the largest that the machine has.
    low = np.minimum(np.where(np.isnan(low), -np.inf, low), GREATEST)
    high = np.maximum(np.where(np.isnan(high), np.inf, high), -GREATEST)
    void = void | (low > high)
    return np.where(void, np.inf, low), np.where(void, -np.inf, high)


def _operation(name: str, parts: list[Range]) -> Range:
    (a, b), (c, d) = parts[0], parts[-1]
    match name:
        case "add":
            return a + c, b + d
        case "sub":
            return a - d, b - c
        case "neg":
            return -b, -a
        case "mul":
            return _product(a, b, c, d)
        case "div":
            return _quotient(a, b, c, d)
        case "min":
            return np.minimum.reduce([low for low, _ in parts]), np.minimum.reduce([high for _, high in parts])
        case "max":
            return np.maximum.reduce([low for low, _ in parts]), np.maximum.reduce([high for _, high in parts])
        case "abs":
            across = (a < 0) & (b > 0)
            return np.where(across, 0.0, np.minimum(np.abs(a), np.abs(b))), np.maximum(np.abs(a), np.abs(b))
        case "cosh":
            across = (a < 0) & (b > 0)
            ends = np.cosh(a), np.cosh(b)
            return np.where(across, 1.0, np.minimum(*ends)), np.maximum(*ends)
        case "acos":
            return np.arccos(b), np.arccos(a)
        case "sin":
            return _wave(a, b, 0.0)
        case "cos":
            return _wave(a, b, np.pi / 2)
        case "tan":
            same = np.floor((a - _slack(a)) / np.pi + 0.5) == np.floor((b + _slack(b)) / np.pi + 0.5)
            # Near a pole the tangent multiplies what its argument is off by: four units of it on each side.
            return np.where(same, np.tan(a - _slack(a)), -np.inf), np.where(same, np.tan(b + _slack(b)), np.inf)
        case _:
            return _RISING[name](a), _RISING[name](b)


def _slack(x: Array) -> Array:
    """What a number of that size may be off by."""
    return ULPS * np.abs(x)


def _wave(a: Array, b: Array, ahead: float) -> Range:
    """Sine of [a, b] + ahead: its ends, and 1 or -1 where a crest or a trough may lie between them."""
    ends = np.sin(a + ahead), np.sin(b + ahead)
    off = 4 * (_slack(a) + _slack(b)) + 1e-15
    crest, trough = (
        np.floor((b + ahead + off - top) / (2 * np.pi)) > np.floor((a + ahead - off - top) / (2 * np.pi))
        for top in (np.pi / 2, -np.pi / 2)
    )
    wild = ~(np.isfinite(a) & np.isfinite(b)) | (b - a > 6.3) | (np.maximum(np.abs(a), np.abs(b)) > 1e14)
    blur = np.where(ahead > 0, off, 0.0)  # the quarter turn was rounded
    return (
        np.where(trough | wild, -1.0, np.minimum(*ends) - blur),
        np.where(crest | wild, 1.0, np.maximum(*ends) + blur),
    )


def _times(u: Array, v: Array) -> Array:
    """Products of ends: 0 times an infinite end is 0, since the end itself is no value; none underflows to 0."""
    product = u * v
    if not ((product == 0) | np.isnan(product)).any():
        return product
    return np.where((u == 0) | (v == 0), 0.0, np.where(product == 0, np.sign(u) * np.sign(v) * LEAST, product))


def _product(a: Array, b: Array, c: Array, d: Array) -> Range:
    one, two, three, four = _times(a, c), _times(a, d), _times(b, c), _times(b, d)
    low, high = (
        np.minimum(np.minimum(one, two), np.minimum(three, four)),
        np.maximum(np.maximum(one, two), np.maximum(three, four)),
    )
    # A product that underflows lies between 0 and the least number.
    if not ((np.abs(low) == LEAST) | (np.abs(high) == LEAST)).any():
        return low, high
    return np.where(np.abs(low) == LEAST, np.minimum(low, 0.0), low), np.where(
        np.abs(high) == LEAST, np.abs(high), high
    )


def _quotient(a: Array, b: Array, c: Array, d: Array) -> Range:
    """[a, b] / [c, d] where the divisor is not 0; empty where it is 0 alone."""
    across, none = (c < 0) & (d > 0), (c == 0) & (d == 0)
    least, most = (
        np.where(d == 0, -np.inf, 1.0 / np.where(d == 0, 1.0, d)),
        np.where(c == 0, np.inf, 1.0 / np.where(c == 0, 1.0, c)),
    )
    least, most = least - np.abs(least) * ULPS, most + np.abs(most) * ULPS
    low, high = _product(a, b, least, most)
    return (
        np.where(none, np.inf, np.where(across, -np.inf, low)),
        np.where(none, -np.inf, np.where(across, np.inf, high)),
    )


def _raised(base: Node, exponent: Node, low: Array, high: Array, hole: float | None) -> Range:
    """A power: of a whole exponent for every base, of another for bases from 0 on, as NumPy has it."""
    p = constant(exponent)
    if p is None:
        grown = Call("mul", (exponent, Call("log", (base,))))
        if isinstance(exponent, Call) and exponent.name == "div":  # so that (1 + x)^(1/x) is log(1 + x)/x, a quotient
            grown = Call("div", (Call("mul", (exponent.args[0], Call("log", (base,)))), exponent.args[1]))
        return ranges(Call("exp", (grown,)), low, high, hole)
    if p < 0:
        return ranges(Call("div", (Number(1.0), Call("pow", (base, Number(-p))))), low, high, hole)
    a, b = ranges(base, low, high, hole)
    if p != round(p):
        a = np.maximum(a, 0.0)
        void = a > b
        found = _outward(np.where(void, 1.0, a) ** p, np.where(void, 1.0, b) ** p)
        return np.where(void, np.inf, found[0]), np.where(void, -np.inf, found[1] + LEAST)
    void = a > b
    ends = a**p, b**p
    if round(p) % 2 == 0:
        across = (a < 0) & (b > 0)
        ends = np.where(across, 0.0, np.minimum(*ends)), np.maximum(*ends)
        ends = np.maximum(ends[0], 0.0), ends[1]
    found = _outward(*ends)
    found = (
        found[0],
        np.where((b == 0) & (a == 0), 0.0, found[1] + np.where(found[1] == 0, np.where(b == 0, 0.0, LEAST), 0.0)),
    )
    return np.where(void, np.inf, found[0]), np.where(void, -np.inf, found[1])


def _ratio(above: Node, below: Node, low: Array, high: Array, hole: float) -> Range:
    """The quotient of the series of both at the hole, t^k cancelled, over the intervals; everything, where that proves
    nothing."""
    left, right = np.minimum(low, hole), np.maximum(high, hole)
    p, q = (_one_sided(each, left, right) for each in (above, below))
    k = _order(p, q, hole)
    if not k:
        return np.full_like(low, -np.inf), np.full_like(low, np.inf)
    t = low - hole, high - hole
    top, bottom = (_series(each, k, left, right, t, hole) for each in (p, q))
    return _combined("div", [top, bottom])


def _series(node: Node, k: int, low: Array, high: Array, t: Range, hole: float) -> Range:
    """p_k + p_{k+1} t + ... + p_m t^{m-k}: the coefficients at the hole, the last one over [low, high]."""
    rows = k + MORE + 1
    wide, point = (Ball(np.zeros((rows, size)), np.zeros((rows, size))) for size in (len(low), 1))
    wide.mid[0], point.mid[0] = 0.5 * (low + high), hole
    wide.rad[0] = np.maximum(high - wide.mid[0], wide.mid[0] - low)
    wide.mid[1], point.mid[1] = 1.0, 1.0
    last, first = _run(node, wide), _run(node, point)
    found = last.mid[-1] - last.rad[-1], last.mid[-1] + last.rad[-1]
    for j in range(rows - 2, k - 1, -1):
        mid, rad = np.full_like(low, first.mid[j, 0]), np.full_like(low, first.rad[j, 0])
        found = _combined("add", [_combined("mul", [found, t]), (mid - rad, mid + rad)])
    return found


def _one_sided(node: Node, low: Array, high: Array) -> Node:
    """The tree without its kinks, where the intervals lie on one side of all of them: |u| is u where u >= 0."""
    if not isinstance(node, Call):
        return node
    if node.name == "if":
        least, most = ranges(node.args[0], low, high)
        if (least > 0).all() or (most < 1).all():
            return _one_sided(node.args[1 if (least > 0).all() else 2], low, high)
        return node
    args = tuple(_one_sided(each, low, high) for each in node.args)
    if node.name == "cbrt":  # of what keeps its sign it is smooth
        least, most = ranges(args[0], low, high)
        if (least > 0).all():
            return _root(args[0])
        return Call("neg", (_root(Call("neg", args)),)) if (most < 0).all() else Call("cbrt", args)
    if node.name in ("abs", "relu", "min", "max"):
        first = ranges(args[0], low, high) if len(args) == 1 else ranges(Call("sub", args[:2]), low, high)
        up, down = bool((first[0] >= 0).all()), bool((first[1] <= 0).all())
        if len(args) == 1 and (up or down):
            return args[0] if up else Call("neg", args) if node.name == "abs" else Number(0.0)
        if len(args) == 2 and (up or down):
            return args[0] if up == (node.name == "max") else args[1]
    return Call(node.name, args)


def _root(node: Node) -> Node:
    """The cube root of what is positive, as an expression that has a series."""
    return Call("exp", (Call("div", (Call("log", (node,)), Number(3.0))),))


@remembered
def _order(above: Node, below: Node, hole: float) -> int:
    """How many derivatives of both, from the 0th on, vanish at the hole exactly, if then that of the divisor does not;
    0 if there is no such number up to `DEEPEST`."""
    at, x = sympy.Rational(str(hole)), sympy.Symbol("x", real=True)
    try:
        p, q = (sympy.nsimplify(Formula("", node, ("x",)).sympy, rational=True) for node in (above, below))
        for k in range(DEEPEST + 1):
            u, v = p.subs(x, at), q.subs(x, at)
            if v != 0:
                return k if v.is_finite and v.is_nonzero else 0
            if u != 0:
                return 0
            p, q = sympy.diff(p, x), sympy.diff(q, x)
    except (ArithmeticError, AttributeError, NotImplementedError, TypeError, ValueError):
        return 0  # SymPy has no value there (of Max(nan, 0), say): nothing is claimed
    return 0
