"""What a typed function does around a point: enclosures of all its values, shell by shell, ever closer.

Around a point a the distances from `CORE` to `FAR` are cut into shells, each a tenth farther out than the last. On
every shell, and on the core within, `ranges.enclose` gives an interval that holds *all* values of f, and at some points
of it one that holds the value there. x runs over the points where f is defined, and not over a.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.ranges import enclose
from mathcore.common.expressions import Call, Formula, Node, constant, parse
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
CORE, FAR = 1e-12, 3.0  # the nearest and the farthest shell's end
SHELLS = 320  # on a side
INNER, NARROW = 120, 0.05  # shells up to 4e-8 from a are told of where the core's interval is not that narrow
SIDES = {"left": (0,), "right": (1,), "both": (0, 1)}
LARGE = 1e4  # values that large next to a are taken for a sign that f is unbounded
GRID = np.round(np.arange(-600, 601) / 100, 2)  # where holes are looked for


@lru_cache(maxsize=64)
def holes(text: str) -> tuple[float, ...]:
    """The points of `GRID` where the formula divides by 0, at most four, those nearest to 0: there it has no value."""
    below = [Formula("", node, ("x",))(GRID) for node in _divisors(parse(text).tree)]
    found = GRID[np.any([values == 0 for values in below], axis=0)] if below else GRID[:0]
    return tuple((found[np.argsort(np.abs(found), kind="stable")][:4] + 0.0).tolist())


def _divisors(node: Node) -> list[Node]:
    """Every tree that the formula divides by."""
    if not isinstance(node, Call):
        return []
    found = [each for arg in node.args for each in _divisors(arg)]
    if node.name == "div":
        found.append(node.args[1])
    if node.name == "pow" and (constant(node.args[1]) or 0.0) < 0:
        found.append(node.args[0])
    return found


@dataclass(frozen=True, eq=False)
class Shells:
    """What f does around a, by side (row 0 the left, row 1 the right) and distance t from it.

    Attributes:
        t: shape (SHELLS + 1,), the ends of the shells, ascending from CORE to FAR.
        low, high: shape (2, SHELLS + 1), enclosures; column 0 of 0 < |x - a| <= CORE, column j of the shell from t[j-1]
            to t[j]; low > high where f is not defined there at all.
        at: shape (2 SHELLS + 1,), distances of points, ascending, every second one an end.
        f: shape (2, 2 SHELLS + 1), f there, as computed.
        least, most: the same shape, enclosures of f there.
    """

    formula: Formula
    a: float
    t: Array
    low: Array
    high: Array
    at: Array
    f: Array
    least: Array
    most: Array

    @cached_property
    def value(self) -> float:
        """f(a); NaN where f is not defined there."""
        value = float(self.formula(self.a))
        return value + 0.0 if np.isfinite(value) and self.a not in holes(self.formula.text) else np.nan

    def off(self, limit: float) -> tuple[Array, Array]:
        """Upper bounds (2, SHELLS + 1) of |f - limit| on the shells, and lower bounds (2, 2 SHELLS + 1) at the points;
        minus infinity where f is not defined."""
        return off(self.low, self.high, limit)[0], off(self.least, self.most, limit)[1]

    def beside(self, side: str) -> list[int]:
        """The rows of a side on which f is defined right up to a (as far as the shells tell)."""
        return [row for row in SIDES[side] if (self.low[row, 1:40] <= self.high[row, 1:40]).any()]

    def nearest(self, side: str) -> tuple[float, float]:
        """An interval that holds all values of f next to a on that side: those of the core; where that is no narrow one
        (the core holds a itself, and f may be something else there), those of the first shells. NaN where f is not
        defined, infinite where it is not known to be bounded."""
        ends = [(np.inf, -np.inf)]
        for row in self.beside(side):
            low, high = self.low[row], self.high[row]
            column = slice(0, 1) if high[0] - low[0] < NARROW else slice(1, INNER)
            ends.append((low[column].min(), high[column].max()))
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        return (float(low), float(high)) if len(ends) > 1 else (np.nan, np.nan)

    def told(self, side: str, show: Callable[..., str]) -> tuple[str, str, str]:
        """What is proved of the values next to a, in words: where, between which numbers, and what is not known. Where
        the core tells little, it is told of the first shells alone."""
        rows = self.beside(side)
        core, shells_ = ((self.low[rows, part].min(), self.high[rows, part].max()) for part in (0, slice(1, INNER)))
        narrow = (self.high[rows, 0] - self.low[rows, 0] < NARROW).all()
        low, high = core if narrow else shells_
        known = self.bounded(side) and low <= core[0] and core[1] <= high
        where = "next to a" if known else "10⁻¹² to 4×10⁻⁸ from a"
        note = "" if self.bounded(side) else "Nearer to a it is not known to be bounded."
        ends = show(low, 6), show(high, 6)
        rounded = "To six digits." if low < high and ends[0] == ends[1] else ""
        return f"{where} all values lie between", " and ".join(ends), f"{rounded} {note}".strip()

    def bounded(self, side: str) -> bool:
        """Whether f is proved to be bounded next to a on that side."""
        rows = self.beside(side)
        return bool(np.isfinite(self.low[rows, 0]).all() and np.isfinite(self.high[rows, 0]).all())

    def close(self, reach: float) -> tuple[Array, Array, Array]:
        """x on both sides nearer than `reach`, ascending, with the ends of the shells' enclosures, NaN where they are
        empty or infinite."""
        near = np.flatnonzero(self.t < reach)
        low, high = (np.append(part[0, near][::-1], part[1, near]) for part in (self.low, self.high))
        known = (low <= high) & np.isfinite(low) & np.isfinite(high)
        x = self.a + np.append(-self.t[near][::-1], self.t[near])
        return x, np.where(known, low, np.nan), np.where(known, high, np.nan)

    def settles(self, side: str) -> bool:
        """Whether the values next to a close in on one, as far as can be told: what has no limit keeps apart at every
        scale, what has one closes, if slowly. Where f is not known even at points, as sin(1/x^2) next to 0, nothing is
        told: there the two scales that are compared lie farther out. Sides that go to two numbers have none in common,
        however small that jump is beside the way to it."""
        ends = [end for row in self.beside(side) if (end := _ahead(self, ("left", "right")[row])) is not None]
        if len(ends) == 2 and abs(ends[1] - ends[0]) > 0.1 * np.abs(np.array(ends) - self.f[:, 0]).max() + 1e-9:
            return False
        rows, (top, bottom) = self.beside(side), self.spread(side, 0.1)
        wide = (self.most - self.least)[rows] > 0.05 * max(top - bottom, 1e-10)
        blurred = self.at[(wide & (self.at < 0.1)).any(axis=0)]
        first, ratio = (10 * float(blurred.max()), 1e4) if len(blurred) else (1e-10, 1e6)
        (high, low), (top, bottom) = self.spread(side, first), self.spread(side, min(ratio * first, FAR))
        return not high - low > max(0.6 * (top - bottom), 1e-12)

    def closes(self, side: str, limit: float) -> bool:
        """Whether f has a limit next to a, as far as can be told, though it may be far from it at 10⁻¹² still: a number
        (NaN if that is not known) and no infinity."""
        return self.settles(side) and bool(np.isfinite(limit) or self.bounded(side))

    @cached_property
    def shell(self) -> NDArray[np.intp]:
        """The shell (2 SHELLS + 1,) that each point lies in."""
        return np.minimum((np.arange(len(self.at)) + 1) // 2, SHELLS)

    @cached_property
    def loose(self) -> Array:
        """How wide the enclosure of the shell is that each point (2, 2 SHELLS + 1) lies in."""
        return (self.high - self.low)[:, self.shell]

    @cached_property
    def honest(self) -> NDArray[np.bool_]:
        """Whether a computed value (2, 2 SHELLS + 1) lies in the enclosure of its shell: elsewhere it is rounding."""
        shell = self.shell
        off = 1e-6 * (1 + np.abs(self.f))
        return np.isfinite(self.f) & (self.f >= self.low[:, shell] - off) & (self.f <= self.high[:, shell] + off)

    @cached_property
    def hulls(self) -> list[tuple[Array, Array]]:
        """On each side, for each shell the least and the most that f may be at any distance up to the shell's end; NaN
        where it is not defined, or not known to be bounded, so near."""
        void = self.low > self.high
        low, high = (np.where(void, np.nan, part) for part in (self.low, self.high))
        low, high = np.fmin.accumulate(low, axis=1), np.fmax.accumulate(high, axis=1)
        known = np.isfinite(low) & np.isfinite(high)
        return list(zip(np.where(known, low, np.nan), np.where(known, high, np.nan), strict=True))

    def spread(self, side: str, within: float = 1e-9) -> tuple[float, float]:
        """A lower bound of the largest and an upper bound of the least value of f at distances from CORE to `within`,
        both certain; NaN where f is not defined."""
        rows, seen = self.beside(side), self.at <= within
        least, most = (part[rows][:, seen] for part in (self.least, self.most))
        good = least <= most
        return (float(least[good].max()), float(most[good].min())) if good.any() else (np.nan, np.nan)


def off(low: Array, high: Array, limit: float) -> tuple[Array, Array]:
    """The most and the least that a number in [low, high] may be away from the limit; minus infinity if it is empty.

    Rounded down: so both are at least an epsilon if, and only if, they are so without rounding.
    """
    void, bound = low > high, np.full(np.shape(low), limit)
    most = np.maximum(_less(high, bound), _less(bound, low))
    least = np.maximum(np.maximum(_less(low, bound), _less(bound, high)), 0.0)
    return np.where(void, -np.inf, most), np.where(void, -np.inf, least)


def _less(a: Array, b: Array) -> Array:
    """a - b, rounded down (the error of a difference in doubles: Knuth, *The Art of Computer Programming* 2, 4.2.2)."""
    with np.errstate(all="ignore"):
        found = a - b
        part = a - found
        error = (a - (found + part)) + (part - b)
        return np.where(error < 0, np.nextafter(found, -np.inf), found)


@remembered
def shells(text: str, a: float) -> Shells:
    """The shells of a function around a."""
    f, out = parse(text), np.geomspace(CORE, FAR, 2 * SHELLS + 1)
    t = out[::2]
    ends = np.concatenate([a - t[::-1], [a, a], a + t])
    low, high = ends[:-1], ends[1:]
    keep = np.arange(len(low)) != SHELLS + 1  # the interval from a to a
    found = enclose(f.tree, low[keep], high[keep], holes(text))
    low, high = (np.stack([part[: SHELLS + 1][::-1], part[SHELLS + 1 :]]) for part in found)
    points = np.stack([a - out, a + out])
    spots = enclose(f.tree, points.ravel(), points.ravel())
    least, most = (part.reshape(2, -1) for part in spots)
    with np.errstate(all="ignore"):
        values = np.where(np.isfinite(f(points)), f(points), np.nan)
    return Shells(f, a, t, low, high, out, values, least, most)


@lru_cache(maxsize=64)
def heights(text: str, edge: float) -> tuple[float, float]:
    """A range of y for a picture of f from -edge to edge: what most of its values need, and some room."""
    values = parse(text)(np.linspace(-edge, edge, 601) + 1e-4)
    values = values[np.isfinite(values)]
    if not len(values):
        return -1.0, 1.0
    low, high = values.min(), values.max()
    least, most = np.quantile(values, [0.05, 0.95])
    if high - low > 3 * (most - least) > 0:
        low, high = least, most
    pad = max(0.3 * (high - low), 0.1 * max(abs(low), abs(high)), 0.2)
    return float(low - pad), float(high + pad)


def traced(text: str, x: Array) -> tuple[Array, Array]:
    """x, ascending, and f(x) for a line through them: with a NaN between two points where f jumps, and where it has no
    value. A difference that halving the interval 25 times does not make smaller is a jump."""
    f, x = parse(text), np.unique(x)
    with np.errstate(all="ignore"):
        y = np.where(np.isfinite(f(x)), f(x), np.nan)
        steps, known = np.abs(np.diff(y)), y[np.isfinite(y)]
        room = np.ptp(np.quantile(known, [0.02, 0.98])) if len(known) else 0.0
        far = np.flatnonzero(steps > 0.02 * max(float(room), 1e-9))
        a, b, u, v = x[:-1][far], x[1:][far], y[:-1][far], y[1:][far]
        for _ in range(25):
            middle = 0.5 * (a + b)
            value = f(middle)
            left = np.abs(value - u) > np.abs(v - value)
            a, b = np.where(left, a, middle), np.where(left, middle, b)
            u, v = np.where(left, u, value), np.where(left, value, v)
        jumps = far[~(np.abs(v - u) < 0.5 * steps[far])]
    where, gap = np.append(x, 0.5 * (x[jumps] + x[jumps + 1])), np.append(y, np.full(len(jumps), np.nan))
    order = np.argsort(where, kind="stable")
    return where[order], gap[order]


def candidate(around: Shells, side: str) -> float:
    """The number that is the limit, if there is one: f(a) if that lies in the interval of all values next to a, else
    the shortest decimal in it; its middle where it is wide. NaN where f is not known to be bounded, or not defined."""
    low, high = around.nearest(side)
    if not max(abs(low), abs(high)) < (np.inf if around.bounded(side) else LARGE):
        return np.nan
    apart = [np.subtract(*around.spread(("left", "right")[row])) for row in around.beside(side)]
    if max(apart) > 0.05 and not around.bounded(side):  # it moves on one side still, as a logarithm does for ever
        return np.nan
    if high - low > 1e-6 * (1 + abs(low)) and around.settles(side):
        ahead = _ahead(around, side)
        if ahead is not None:
            return ahead
    if high - low > 0.05:  # enclosures of pieces may be wide where those of points are not
        top, bottom = around.spread(side)
        low, high = (min(top, bottom), max(top, bottom)) if top - bottom < 1e-6 * (1 + abs(top)) else (low, high)
    slack = 1e-9 * (1 + max(abs(low), abs(high)))
    middle = 0.5 * (low + high)
    if high - low > 0.05:  # of a jump the middle; f moves a little on the way to a
        top, bottom = around.spread(side)  # the most lies between top and high, the least between low and bottom
        ends = (0.5 * (low + top), 0.5 * (bottom + high))
        low, high = ends if 0 <= ends[1] - ends[0] < 0.05 else (middle, middle)
        slack = 1e-7 * (1 + abs(middle))
    low, high = low - slack, high + slack
    if low <= around.value <= high and high - low < 0.01:
        return around.value
    return _shortest(low, high)


def _shortest(low: float, high: float) -> float:
    """The number of fewest decimals in an interval."""
    middle = 0.5 * (low + high)
    return next((short + 0.0 for k in range(13) if low <= (short := round(middle, k)) <= high), middle)


def _ahead(around: Shells, side: str) -> float | None:
    """The limit of values that close in slowly, as those of sqrt(x) log(x) at 0; None where they go to and fro.

    Where they come closer by the same factor with each decade, or a smaller one, Aitken's formula says where to (A. C.
    Aitken, Proceedings of the Royal Society of Edinburgh 46, 1926): f(a) if that is there, else the shortest decimal.
    Slower ones have f(a), if it lies between the bounds of f next to a, or nothing is told: NaN.
    """
    rows, value = around.beside(side), around.value
    decade = round(1 / float(np.diff(np.log10(around.at[:2]))[0]))
    ends, rooms, rates = [], [], []
    for row in rows:
        near = decade * np.arange(3)
        now, before, first = around.f[row, near]
        rate = (now - before) / (before - first) if before != first else -1.0
        if now == before == first and (around.most - around.least)[row, near].max() < 1e-12 * (1 + abs(now)):
            rate = 0.0  # it is there
        if not (around.honest[row, near].all() and rate >= 0):
            return None
        rates.append(rate)
        ends.append(now + (now - before) * rate / (1 - rate) if rate < 1 else np.nan)
        rooms.append(0.02 * abs(ends[-1] - now) + 1e-12)
    end, room = float(np.mean(ends)), max(rooms)
    if max(rates) < 0.8 and np.ptp(ends) <= room:
        return value if abs(value - end) <= room else _shortest(end - room, end + room)
    if max(rates) < 0.8:
        return None
    return value if around.low[rows, 0].min() <= value <= around.high[rows, 0].max() else np.nan


@remembered
def extremes(around: Shells, side: str, per_decade: int = 1) -> tuple[Array, Array]:
    """Two sequences x_n that tend to a: of each decade of distances (or part of one) the point where f is highest, and
    the one where it is lowest. Shapes (n, 2): x and f(x), from far to near, without values that rounding has spoilt.
    """
    rows = around.beside(side)
    count = 12 * per_decade
    parts = np.minimum(((np.log10(around.at) + 12) * per_decade).astype(int), count - 1)
    sign = np.array([[-1.0], [1.0]])
    x = around.a + sign * around.at
    high: list[tuple[float, float]] = []
    low: list[tuple[float, float]] = []
    for part in range(count - 1, -1, -1):
        here = (parts == part) & around.honest
        here[[row for row in (0, 1) if row not in rows]] = False
        if here.any():
            values, places = around.f[here], x[here]
            for found, k in ((high, int(np.argmax(values))), (low, int(np.argmin(values)))):
                found.append((places[k], values[k]))
    return np.array(high).reshape(-1, 2), np.array(low).reshape(-1, 2)
