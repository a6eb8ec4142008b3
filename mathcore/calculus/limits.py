"""Limits by the definition: the largest delta for an epsilon, proved from below and refuted from above.

Around a point a the distances from `CORE` to `FAR` are cut into shells, each a tenth farther out than the last. On
every shell, and on the core within, `ranges.enclose` gives an interval that holds *all* values of f, and at some points
of it one that holds the value there. For any L and epsilon the first proves |f(x) - L| < epsilon on whole strips, the
second shows an x where it fails; what lies between is cut finer until the two meet.

The definition is the one of the limit over the domain of f: x runs over the points where f is defined, and not over a.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.ranges import enclose
from mathcore.common.expressions import Call, Formula, Node, constant, parse

Array = NDArray[np.float64]
CORE, FAR = 1e-12, 3.0  # the nearest and the farthest shell's end
SHELLS = 320  # on a side
SIDES = {"left": (0,), "right": (1,), "both": (0, 1)}
PARTS = 12  # that a piece of a shell is cut into when it is looked at more closely
MOST = 40  # pieces that are looked at together
CLOSE = 1e-9  # relative: nearer than that the proof and its refutation need not come
ROUNDS = 12
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


@dataclass(frozen=True)
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

    def off(self, limit: float) -> tuple[Array, Array]:
        """Upper bounds (2, SHELLS + 1) of |f - limit| on the shells, and lower bounds (2, 2 SHELLS + 1) at the points;
        minus infinity where f is not defined."""
        return _off(self.low, self.high, limit)[0], _off(self.least, self.most, limit)[1]

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
            column = slice(0, 1) if high[0] - low[0] < 0.05 else slice(1, 120)
            ends.append((low[column].min(), high[column].max()))
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        return (float(low), float(high)) if len(ends) > 1 else (np.nan, np.nan)

    def spread(self, side: str, within: float = 1e-9) -> tuple[float, float]:
        """A lower bound of the largest and an upper bound of the least value of f at distances from CORE to `within`,
        both certain; NaN where f is not defined."""
        rows, seen = self.beside(side), self.at <= within
        least, most = (part[rows][:, seen] for part in (self.least, self.most))
        good = least <= most
        return (float(least[good].max()), float(most[good].min())) if good.any() else (np.nan, np.nan)


def candidate(around: Shells, side: str) -> float:
    """The number that is the limit, if there is one: f(a) if that lies in the interval of all values next to a, else
    the shortest decimal in it; its middle where it is wide. NaN where f is not known to be bounded, or not defined."""
    low, high = around.nearest(side)
    if not max(abs(low), abs(high)) < LARGE:
        return np.nan
    slack = 1e-9 * (1 + max(abs(low), abs(high)))
    low, high = low - slack, high + slack
    middle = 0.5 * (low + high)
    value = float(around.formula(around.a))
    if around.a not in holes(around.formula.text) and low <= value <= high and high - low < 0.01:
        return value
    for digits in range(13):
        short = round(middle, digits)
        if low <= short <= high:
            return short + 0.0
    return middle


def deltas(around: Shells, limit: float, side: str, epsilons: ArrayLike) -> tuple[Array, Array]:
    """For each epsilon (n,) a delta that is proved, and the distance of a failure, both to a shell: 0 where no delta is
    proved, infinite where nothing fails."""
    rows = around.beside(side)
    if not rows:
        return np.full(np.shape(epsilons), FAR), np.full(np.shape(epsilons), np.inf)
    most, least = (part[rows].max(axis=0) for part in around.off(limit))
    eps = np.asarray(epsilons, float)[:, None]
    bad, doubt = least >= eps, most >= eps
    fails = np.where(bad.any(axis=1), around.at[bad.argmax(axis=1)], np.inf)
    # Shells next to a of which nothing is known do not count, unless the failure lies among them.
    inside = np.where(doubt.all(axis=1), doubt.shape[1], (~doubt).argmax(axis=1))
    later = doubt & (np.arange(doubt.shape[1]) >= inside[:, None])
    proved = np.where(later.any(axis=1), around.t[np.maximum(later.argmax(axis=1) - 1, 0)], FAR)
    inner = around.t[np.maximum(inside - 1, 0)]
    return np.where((inside > 0) & (fails <= inner), 0.0, np.minimum(proved, fails)), fails


def extremes(around: Shells, side: str, per_decade: int = 1) -> tuple[Array, Array]:
    """Two sequences x_n that tend to a: of each decade of distances (or part of one) the point where f is highest, and
    the one where it is lowest. Shapes (n, 2): x and f(x), from far to near, without values that rounding has spoilt.
    """
    rows = around.beside(side)
    count = 12 * per_decade
    parts = np.minimum(((np.log10(around.at) + 12) * per_decade).astype(int), count - 1)
    shell = np.minimum((np.arange(len(around.at)) + 1) // 2, SHELLS)
    honest = np.isfinite(around.f)
    width = 1e-6 * (1 + np.abs(around.f))
    honest &= (around.f >= around.low[:, shell] - width) & (around.f <= around.high[:, shell] + width)
    sign = np.array([[-1.0], [1.0]])
    x = around.a + sign * around.at
    high: list[tuple[float, float]] = []
    low: list[tuple[float, float]] = []
    for part in range(count - 1, -1, -1):
        here = (parts == part) & honest
        here[[row for row in (0, 1) if row not in rows]] = False
        if here.any():
            values, places = around.f[here], x[here]
            for found, k in ((high, int(np.argmax(values))), (low, int(np.argmin(values)))):
                found.append((places[k], values[k]))
    return np.array(high).reshape(-1, 2), np.array(low).reshape(-1, 2)


def _off(low: Array, high: Array, limit: float) -> tuple[Array, Array]:
    """The most and the least that a number in [low, high] may be away from the limit; minus infinity if it is empty."""
    void = low > high
    most = np.maximum(high - limit, limit - low)
    least = np.maximum(np.maximum(low - limit, limit - high), 0.0)
    return np.where(void, -np.inf, most), np.where(void, -np.inf, least)


@lru_cache(maxsize=64)
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


@dataclass(frozen=True)
class Side:
    """How far |f(x) - L| < epsilon holds on one side of a.

    Attributes:
        proved: it holds for all x of the domain with inner < distance < proved.
        inner: 0, or the distance within which nothing could be proved (no formula for 0/0, rounding).
        fails: the distance of a point where it fails, certainly; infinite if none was found up to FAR.
        value: f there, as computed.
    """

    proved: float
    inner: float = 0.0
    fails: float = np.inf
    value: float = np.nan


@dataclass(frozen=True)
class Largest:
    """The largest delta for an epsilon: between `proved` and `fails`, which are equal to about ten digits unless the
    cuts ran out. `delta` is the first of them, 0 if no delta works, FAR if nothing fails within FAR."""

    a: float
    left: Side
    right: Side
    rows: tuple[int, ...]

    @property
    def sides(self) -> list[Side]:
        """The sides that count."""
        return [(self.left, self.right)[row] for row in self.rows]

    @property
    def proved(self) -> float:
        """Every x nearer than that, and not within `inner`, is proved."""
        return min((side.proved for side in self.sides), default=FAR)

    @property
    def inner(self) -> float:
        """Nothing is proved within this distance of a; 0 if the proof goes all the way."""
        return max((side.inner for side in self.sides), default=0.0)

    @property
    def fails(self) -> float:
        """The distance of the nearest failure."""
        return min((side.fails for side in self.sides), default=np.inf)

    @property
    def delta(self) -> float:
        """The largest delta, as a number to draw."""
        return self.proved if self.proved > self.inner else 0.0

    @property
    def witness(self) -> float:
        """The x of the nearest failure; NaN if there is none."""
        if not np.isfinite(self.fails):
            return np.nan
        row = next(row for row in self.rows if (self.left, self.right)[row].fails == self.fails)
        return self.a + (-self.fails, self.fails)[row]


def largest(around: Shells, limit: float, epsilon: float, side: str = "both") -> Largest:
    """The largest delta such that |f(x) - limit| < epsilon for all x of the domain with 0 < |x - a| < delta.

    Raises:
        ValueError: an epsilon that is not positive.
    """
    if not epsilon > 0:
        raise ValueError("Epsilon is positive.")
    rows = tuple(around.beside(side))
    most, least = around.off(limit)
    found = [Side(FAR), Side(FAR)]
    for row in rows:
        bar = min((found[other].fails for other in rows), default=np.inf)
        found[row] = _one_side(around, row, most[row] >= epsilon, least[row] >= epsilon, limit, epsilon, bar)
    return Largest(around.a, found[0], found[1], rows)


def _one_side(around: Shells, row: int, doubt: Array, bad: Array, limit: float, epsilon: float, bar: float) -> Side:
    """The walk outward on one side: `doubt` tells which shells are not proved, `bad` which points fail."""
    t, sign = around.t, (-1.0, 1.0)[row]
    first = int(np.argmax(bad)) if bad.any() else len(bad)  # the nearest point that fails
    inside = int(np.argmin(doubt)) if not doubt.all() else len(doubt)  # shells about which nothing is known, from a on
    fails = float(around.at[first]) if first < len(bad) else np.inf
    value = float(around.f[row, first]) if first < len(bad) else np.nan
    if inside > (first + 1) // 2:  # it fails before anything is proved
        return Side(0.0, 0.0, fails, value)
    inner = float(t[inside - 1]) if inside else 0.0
    tree, gaps = around.formula.tree, holes(around.formula.text)
    doubtful = np.flatnonzero(doubt[inside:]) + inside
    low, high = t[doubtful - 1], t[doubtful]
    for _ in range(ROUNDS):
        low, high = low[low < fails], high[low < fails]
        if not len(low) or low[0] > 2 * bar:  # the other side fails long before
            break
        ends = _cuts(around, sign, low[:MOST], np.minimum(high[:MOST], fails), limit, epsilon)
        x = around.a + sign * ends
        a, b = np.minimum(x[:-1], x[1:]), np.maximum(x[:-1], x[1:])
        most, least = _off(*enclose(tree, np.concatenate([a, x]), np.concatenate([b, x])), limit)
        again = np.flatnonzero((most[: len(a)] >= epsilon) & (ends[:-1] < fails))
        if len(gaps) and len(again):  # series at 0/0 take longer, and are seldom needed here
            most[again] = _off(*enclose(tree, a[again], b[again], gaps), limit)[0]
        failing = np.flatnonzero(least[len(a) :] >= epsilon)
        if len(failing) and ends[failing[0]] < fails:
            fails, value = float(ends[failing[0]]), float(around.formula(x[failing[0]]))
        # The cuts of all pieces are in one row, and between the pieces is what is proved already.
        middle = 0.5 * (ends[:-1] + ends[1:])
        within = np.searchsorted(low, middle, side="right") - 1
        open_ = np.flatnonzero((most[: len(a)] >= epsilon) & (ends[:-1] < fails) & (middle < high[within]))
        low, high = np.concatenate([ends[open_], low[MOST:]]), np.concatenate([ends[open_ + 1], high[MOST:]])
        if len(low) and min(fails, high[0]) - low[0] <= CLOSE * high[0] + 1e-14 * (1 + abs(around.a)):
            break
    proved = float(low[0]) if len(low) and low[0] < fails else min(FAR, fails)
    return Side(max(proved, inner), inner, fails, value)


def _cuts(around: Shells, sign: float, low: Array, high: Array, limit: float, epsilon: float) -> Array:
    """Where to cut the pieces from low to high, each into `PARTS`; and where the computed values show the first
    failure, finer and finer towards it and on both sides of it."""
    ends = np.unique(
        np.concatenate([(low[:, None] + (high - low)[:, None] * np.arange(PARTS + 1) / PARTS).ravel(), high])
    )
    near, left, right = ends, 0.0, 0.0
    for _ in range(9):
        bad = np.abs(around.formula(around.a + sign * near) - limit) >= epsilon
        first = int(np.argmax(bad))
        if not bad[first] or first == 0:
            return ends
        left, right = float(near[first - 1]), float(near[first])
        if right - left <= 1e-3 * CLOSE * right:
            break
        near = left + (right - left) * np.arange(41) / 40
    reach = 1e-3 * CLOSE * right + 1e-15 * (1 + abs(around.a))
    width = float((high - low)[np.searchsorted(low, left, side="right") - 1]) / PARTS
    closing = left - reach * 2.0 ** np.arange(0.0, max(1.0, np.log2(max(width / reach, 2.0))), 0.5)
    found = np.concatenate([ends, closing, [left], right + reach * 4.0 ** np.arange(10)])
    return np.unique(found[(found >= low[0]) & (found <= high[-1])])
