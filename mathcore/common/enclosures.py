"""Proved bounds on the derivatives of a typed function over an interval: Taylor arithmetic on balls.

A ball is a midpoint and a radius, and stands for every real number between midpoint - radius and midpoint + radius.
Each operation returns a ball that holds every possible result, rounding included, so what comes out at the end holds
f^(k)(x)/k! for *every* x of a piece of the interval, not for sampled ones only. The radii grow where a formula uses
the same number twice (the "dependency problem"), so a bound can be loose; it is never too small. The values of the
elementary functions themselves are trusted to four units in the last place.

Sources: Moore, Kearfott and Cloud, *Introduction to Interval Analysis*, SIAM (2009), chapters 5 and 9; Rump, "Fast and
parallel interval arithmetic", BIT 39 (1999), for midpoint and radius.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mathcore.common.expressions import Call, Node, Number, Variable, constant, parse

Array = NDArray[np.float64]
EPS = 2.3e-16
TINY = 1e-300
PIECES = 256  # of the interval, half on each side of the centre


@dataclass(frozen=True)
class Ball:
    """Series of balls: `mid` and `rad` (terms, pieces), f^(k)/k! in row k. An infinite radius: unknown."""

    mid: Array
    rad: Array


def _ball(mid: Array, rad: Array) -> Ball:
    unknown = ~(np.isfinite(mid) & np.isfinite(rad))
    return Ball(np.where(unknown, 0.0, mid), np.where(unknown, np.inf, rad))


def _sum_of_products(p: Ball, q: Ball, weight: Array | None = None) -> tuple[Array, Array]:
    """Sum over the rows of weight p q, rows matching: midpoint and radius, shape (pieces,)."""
    pm, pu = p.mid, np.abs(p.mid) + p.rad
    if weight is not None:
        pm, pu = pm * weight, pu * np.abs(weight)
    size = np.abs(pm)
    total = np.einsum("jm,jm->m", pm, q.mid)
    most = np.einsum("jm,jm->m", pu, np.abs(q.mid) + q.rad)
    least = np.einsum("jm,jm->m", size, np.abs(q.mid))
    return total, (most - least) + (4 * len(pm) + 12) * EPS * most + TINY


def _part(b: Ball, rows: slice) -> Ball:
    return Ball(b.mid[rows], b.rad[rows])


def _empty(like: Ball, first_mid: Array, first_rad: Array) -> Ball:
    out = Ball(np.zeros_like(like.mid), np.zeros_like(like.rad))
    out.mid[0], out.rad[0] = first_mid, first_rad + 4 * EPS * np.abs(first_mid) + TINY
    return out


def _multiply(a: Ball, b: Ball) -> Ball:
    out = Ball(np.empty_like(a.mid), np.empty_like(a.rad))
    for k in range(len(a.mid)):
        out.mid[k], out.rad[k] = _sum_of_products(_part(a, slice(0, k + 1)), _part(b, slice(k, None, -1)))
    return _ball(out.mid, out.rad)


def _over(mid: Array, rad: Array, low_mid: Array, low_rad: Array) -> tuple[Array, Array]:
    """One ball divided by another that must not hold 0 (there: infinite radius)."""
    room = np.abs(low_mid) - low_rad
    good = room > 0
    quotient = np.where(good, mid / np.where(good, low_mid, 1.0), 0.0)
    radius = np.where(good, (rad + np.abs(quotient) * low_rad) / np.where(good, room, 1.0), np.inf)
    return quotient, radius * (1 + 8 * EPS) + 4 * EPS * np.abs(quotient) + TINY


def _divide(a: Ball, b: Ball) -> Ball:
    out = Ball(np.zeros_like(a.mid), np.zeros_like(a.rad))
    for k in range(len(a.mid)):
        mid, rad = _sum_of_products(_part(b, slice(1, k + 1)), _part(out, slice(k - 1, None, -1) if k else slice(0, 0)))
        total = a.mid[k] - mid
        out.mid[k], out.rad[k] = _over(total, rad + a.rad[k] + EPS * np.abs(total), b.mid[0], b.rad[0])
    return _ball(out.mid, out.rad)


def _weights(count: int) -> Array:
    return np.arange(1.0, count + 1)[:, None]


def _step(u: Ball, outer: Ball, k: int) -> tuple[Array, Array]:
    """Term k of the integral of outer times u'."""
    mid, rad = _sum_of_products(_part(u, slice(1, k + 1)), _part(outer, slice(k - 1, None, -1)), _weights(k))
    return mid / k, rad / k + EPS * np.abs(mid)


def _integral(first: tuple[Array, Array], outer: Ball, u: Ball) -> Ball:
    out = _empty(u, *first)
    for k in range(1, len(u.mid)):
        out.mid[k], out.rad[k] = _step(u, outer, k)
    return _ball(out.mid, out.rad)


def _exponential(u: Ball) -> Ball:
    with np.errstate(over="ignore", invalid="ignore"):
        value, most = np.exp(u.mid[0]), np.exp(u.mid[0] + u.rad[0])
        # By the end alone where the middle is nothing beside it.
        spread = np.fmin(value * np.expm1(u.rad[0]) * (1 + 8 * EPS), most * (1 + 1e-12))
    out = _empty(u, value, np.where(np.isfinite(u.rad[0]), spread, np.inf))
    for k in range(1, len(u.mid)):
        out.mid[k], out.rad[k] = _step(u, out, k)
    return _ball(out.mid, out.rad)


def _pair(u: Ball, sign: float) -> tuple[Ball, Ball]:
    """Sine and cosine (sign -1), or sinh and cosh (+1)."""
    x, r = u.mid[0], u.rad[0]
    if sign < 0:
        s, c = _empty(u, np.sin(x), r), _empty(u, np.cos(x), r)
    else:
        slope = np.cosh(np.abs(x) + r) * r * (1 + 8 * EPS)
        s, c = _empty(u, np.sinh(x), slope), _empty(u, np.cosh(x), slope)
    for k in range(1, len(u.mid)):
        mid, rad = _step(u, s, k)
        s.mid[k], s.rad[k] = _step(u, c, k)
        c.mid[k], c.rad[k] = sign * mid, rad
    return _ball(s.mid, s.rad), _ball(c.mid, c.rad)


def _riccati(first: tuple[Array, Array], u: Ball, a: float, b: float, c: float) -> Ball:
    """y' = (a + b y + c y^2) u'. The rate is centred, so that its first term keeps a small radius."""
    y = _empty(u, *first)
    rate = Ball(np.zeros_like(u.mid), np.zeros_like(u.rad))
    m, r = y.mid[0], y.rad[0]
    rate.mid[0] = a + b * m + c * m * m
    rate.rad[0] = np.abs(b + 2 * c * m) * r + abs(c) * r * r + 8 * EPS * (abs(a) + abs(b * m) + abs(c) * m * m)
    for k in range(1, len(u.mid)):
        y.mid[k], y.rad[k] = _step(u, rate, k)
        mid, rad = _sum_of_products(_part(y, slice(0, k + 1)), _part(y, slice(k, None, -1)))
        rate.mid[k] = b * y.mid[k] + c * mid
        rate.rad[k] = abs(b) * y.rad[k] + abs(c) * rad + 4 * EPS * (np.abs(b * y.mid[k]) + np.abs(c * mid))
    return _ball(y.mid, y.rad)


def _power(u: Ball, p: float) -> Ball:
    """u^p where u is above 0 (elsewhere: unknown)."""
    low, high = u.mid[0] - u.rad[0], u.mid[0] + u.rad[0]
    good = low > 0
    middle = np.where(good, u.mid[0], 1.0) ** p
    spread = np.maximum(np.abs(np.where(good, low, 1.0) ** p - middle), np.abs(np.where(good, high, 1.0) ** p - middle))
    y = _empty(u, middle, np.where(good, spread * (1 + 16 * EPS) + 8 * EPS * middle, np.inf))
    for k in range(1, len(u.mid)):
        j = np.arange(1.0, k + 1)[:, None]
        mid, rad = _sum_of_products(_part(u, slice(1, k + 1)), _part(y, slice(k - 1, None, -1)), p * j - (k - j))
        y.mid[k], y.rad[k] = _over(mid, rad, k * u.mid[0], k * u.rad[0])
    return _ball(y.mid, y.rad)


def _function(name: str, u: Ball) -> Ball:
    x, r = u.mid[0], u.rad[0]
    match name:
        case "exp":
            return _exponential(u)
        case "log":
            good = x > r
            inside = np.where(good, x, 1.0)
            one = Ball(np.zeros_like(u.mid), np.zeros_like(u.rad))
            one.mid[0] = 1.0
            spread = -np.log1p(-np.where(good, r, 0.0) / inside) * (1 + 8 * EPS)
            return _integral((np.log(inside), np.where(good, spread, np.inf)), _divide(one, u), u)
        case "sqrt":
            return _power(u, 0.5)
        case "sin" | "cos":
            return _pair(u, -1.0)[name == "cos"]
        case "sinh" | "cosh":
            return _pair(u, 1.0)[name == "cosh"]
        case "tan":
            same = np.floor((x - r) / np.pi + 0.5) == np.floor((x + r) / np.pi + 0.5)
            spread = np.maximum(np.abs(np.tan(x + r) - np.tan(x)), np.abs(np.tan(x - r) - np.tan(x)))
            return _riccati((np.tan(x), np.where(same, spread * (1 + 1e-12), np.inf)), u, 1.0, 0.0, 1.0)
        case "tanh":
            return _riccati((np.tanh(x), r), u, 1.0, 0.0, -1.0)
        case "sigmoid":
            return _riccati((special.expit(x), r / 4), u, 0.0, 1.0, -1.0)
        case "softplus":
            return _integral((np.logaddexp(0, x), r), _riccati((special.expit(x), r / 4), u, 0.0, 1.0, -1.0), u)
        case "atan":
            return _integral((np.arctan(x), r), _divide(_one(u), _add(_one(u), _multiply(u, u), 1.0)), u)
        case "asin" | "acos":
            slope = _power(_add(_one(u), _multiply(u, u), -1.0), -0.5)
            steepest = np.abs(slope.mid[0]) + slope.rad[0]
            value = np.arcsin(np.clip(x, -1, 1))
            sine = _integral((value, np.where(r > 0, steepest * r, 0.0)), slope, u)
            if name == "asin":
                return sine
            return _add(_constant(u, np.pi / 2), sine, -1.0)
        case "erf":
            square = _multiply(u, u)
            bell = _exponential(Ball(-square.mid, square.rad))
            factor = 2 / np.sqrt(np.pi)
            outer = Ball(factor * bell.mid, factor * bell.rad + 4 * EPS * np.abs(bell.mid))
            return _integral((special.erf(x), factor * (1 + 8 * EPS) * r), outer, u)
        case "abs" | "relu":  # known away from their kink
            kink = np.abs(x) <= r
            sign = np.where(x > 0, 1.0, -1.0 if name == "abs" else 0.0)
            return Ball(u.mid * sign, np.where(kink, np.inf, u.rad * np.abs(sign)))
        case "cbrt":  # away from its zero
            sign = np.where(x > 0, 1.0, -1.0)
            root = _power(Ball(u.mid * sign, u.rad), 1 / 3)
            return Ball(root.mid * sign, root.rad + 50 * EPS * np.abs(root.mid))
        case "floor" | "ceil" | "sign":  # away from their steps
            step = {"floor": np.floor, "ceil": np.ceil, "sign": np.sign}[name]
            low, high = _ends(u)
            low, high = np.nextafter(low, -np.inf), np.nextafter(high, np.inf)  # on a step there is no derivative
            known = _empty(u, step(x), np.zeros_like(x))
            return Ball(known.mid, np.where(step(low) == step(high), known.rad, np.inf))
        case _:
            return _unknown(u)


def _unknown(like: Ball) -> Ball:
    """Nothing is known of what a function makes of it."""
    return Ball(np.zeros_like(like.mid), np.full_like(like.rad, np.inf))


def _constant(like: Ball, value: float) -> Ball:
    out = Ball(np.zeros_like(like.mid), np.zeros_like(like.rad))
    out.mid[0], out.rad[0] = value, EPS * abs(value)
    return out


def _one(like: Ball) -> Ball:
    return _constant(like, 1.0)


def _add(a: Ball, b: Ball, sign: float) -> Ball:
    mid = a.mid + sign * b.mid
    return _ball(mid, (a.rad + b.rad) * (1 + 4 * EPS) + EPS * np.abs(mid))


def _ends(u: Ball) -> tuple[Array, Array]:
    """The ends of the values, rounding included."""
    x, r = u.mid[0], u.rad[0]
    reach = np.where(r == 0, 0.0, r + EPS * (np.abs(x) + r))
    return x - reach, x + reach


def _below(a: Ball, b: Ball, equal: bool) -> Array:
    """Of each piece 1 where a is below b (or equal to it) on all of it, 0 where nowhere, NaN where that is not told."""
    (low, high), (least, most) = _ends(a), _ends(b)
    sure, never = (high <= least, low > most) if equal else (high < least, low >= most)
    return np.where(sure, 1.0, np.where(never, 0.0, np.nan))


def _holds(condition: Node, x: Ball) -> Array:
    """The same of a condition."""
    assert isinstance(condition, Call)
    if condition.name == "and":
        left, right = (_holds(each, x) for each in condition.args)
        return np.where((left == 0) | (right == 0), 0.0, left * right)
    return _below(_run(condition.args[0], x), _run(condition.args[1], x), condition.name == "le")


def _chosen(first: Array, a: Ball, b: Ball) -> Ball:
    """a where `first` is 1, b where it is 0, unknown where it is NaN."""
    mid = np.where(first == 1, a.mid, np.where(first == 0, b.mid, 0.0))
    return Ball(mid, np.where(first == 1, a.rad, np.where(first == 0, b.rad, np.inf)))


def _run(node: Node, x: Ball) -> Ball:
    match node:
        case Number(value):
            return _constant(x, value)
        case Variable():
            return x
        case Call("neg", (argument,)):
            found = _run(argument, x)
            return Ball(-found.mid, found.rad)
        case Call("add" | "sub" as name, (left, right)):
            return _add(_run(left, x), _run(right, x), 1.0 if name == "add" else -1.0)
        case Call("mul", (left, right)):
            return _multiply(_run(left, x), _run(right, x))
        case Call("div", (left, right)):
            return _divide(_run(left, x), _run(right, x))
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            if p is None:
                return _exponential(_multiply(_run(exponent, x), _function("log", _run(base, x))))
            u = _run(base, x)
            if p != round(p):
                return _power(u, p)
            out = u if p else _one(u)
            for _ in range(abs(round(p)) - 1):  # the parser bounds constant powers
                out = _multiply(out, u)
            return out if p >= 0 else _divide(_one(u), out)
        case Call(name, (argument,)):
            return _function(name, _run(argument, x))
        case Call("min" | "max" as name, arguments):
            found = _run(arguments[0], x)
            for each in arguments[1:]:
                other = _run(each, x)
                below = _below(found, other, True)
                found = _chosen(below if name == "min" else np.where(np.isnan(below), below, 1 - below), found, other)
            return found
        case Call("if", (condition, then, other)):
            return _chosen(_holds(condition, x), _run(then, x), _run(other, x))
        case Call():
            return _unknown(x)
        case _:
            raise TypeError(f"{node} is no node of a formula.")


@dataclass(frozen=True)
class Bound:
    """Lagrange's bound on |f(x) - T(x)|, proved on the interval.

    Attributes:
        x: shape (PIECES + 2,), ascending, the centre twice in the middle; the ends of the pieces.
        error: the bound at those x; infinite where nothing could be proved (a singularity or kink is in the way).
        derivative: bound on |f^(n+1)| / (n+1)! over the whole interval; infinite likewise.
    """

    x: Array
    error: Array
    derivative: float

    @property
    def stated(self) -> tuple[float, float]:
        """The bounds on the derivative and on the error with four digits, rounded up: to the nearest they might be
        none. Those that doubles hardly hold stay as they are."""
        found = np.array([self.derivative, self.error.max()])
        with np.errstate(all="ignore"):
            unit = 10.0 ** (np.floor(np.log10(found)) - 3)
            up = np.ceil(found / unit * (1 - 1e-15)) * unit
        first, second = np.where(np.isfinite(up) & (unit > 1e-300), up, found).tolist()
        return first, second


@lru_cache(maxsize=32)
def lagrange(text: str, centre: float, half: float, order: int) -> Bound:
    """Lagrange's remainder bound for the Taylor polynomial of `order` on [centre - half, centre + half].

    |f(x) - T(x)| <= |x - centre|^(n+1) max |f^(n+1)(t)| / (n+1)!, the maximum over t between the centre and x, each
    piece's maximum from ball arithmetic.
    """
    side = PIECES // 2
    out = half * np.arange(side + 1) / side
    middles = np.concatenate([centre - (out[:-1] + out[1:]) / 2, centre + (out[:-1] + out[1:]) / 2])
    x = Ball(np.zeros((order + 2, PIECES)), np.zeros((order + 2, PIECES)))
    x.mid[0], x.rad[0] = middles, half / PIECES * (1 + 1e-12) + 4 * EPS * np.abs(middles)
    x.mid[1] = 1.0
    with np.errstate(all="ignore"):
        last = _run(parse(text).tree, x)
        size = np.abs(last.mid[-1]) + last.rad[-1]
        size[np.isnan(size)] = np.inf
        reach = [np.maximum.accumulate(part) for part in (size[:side], size[side:])]
        # The bound at the outer end of piece j needs the maximum over the pieces up to j.
        powers = out[1:] ** (order + 1) * (1 + 8 * (order + 2) * EPS)
        error = [np.where(np.isfinite(part), part * powers, np.inf) for part in reach]
    ends = np.concatenate([centre - out[::-1], centre + out])
    return Bound(
        ends,
        np.concatenate([error[0][::-1], [0.0, 0.0], error[1]]),
        float(max(reach[0][-1], reach[1][-1])),
    )
