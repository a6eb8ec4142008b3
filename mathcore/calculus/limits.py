"""Limits by the definition: the largest delta for an epsilon, proved from below and refuted from above.

For any L and epsilon the enclosures of `neighbourhoods` prove |f(x) - L| < epsilon on whole strips, and show x where it
fails; what lies between is cut finer until the two meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.neighbourhoods import CORE, FAR, Shells, holes, off
from mathcore.calculus.ranges import enclose

Array = NDArray[np.float64]
PARTS = 12  # that a piece of a shell is cut into when it is looked at more closely
MOST = 40  # pieces that are looked at together
CLOSE = 1e-9  # relative: nearer than that the proof and its refutation need not come
ROUNDS = 12
STRICT = 1e-8  # relative: a delta that is nearer to the largest is not told from it
FINER_POINTS = 8  # for one of the shells, where a wave is followed
LAST, QUICK = 20, 0.25  # points; of epsilon: what changes by more from one of them to the next is not followed
ROW, TOPS, FINER = 600, 8, 4  # points across a strip; peaks of them that are looked at more closely, and how often


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
    def met(self) -> bool:
        """Whether proof and failure meet, to the digits that are shown: the failure is the nearest of all."""
        return self.inner <= CORE and self.proved > self.inner and self.fails <= self.proved * (1 + 1e-7)

    def verdict(self, delta: float) -> str:
        """What is known of a delta: "proved", "part" (but for x within `inner`), "fails", "open" (neither of them),
        "void" (f is not defined next to a)."""
        if not self.rows:
            return "void"
        if delta > self.fails * (1 + STRICT):
            return "fails"
        if delta <= self.proved * (1 + STRICT) and self.inner < delta:
            return "part" if self.inner else "proved"
        return "open"

    @property
    def witness(self) -> float:
        """The x of the nearest failure; NaN if there is none."""
        if not np.isfinite(self.fails):
            return np.nan
        row = next(row for row in self.rows if (self.left, self.right)[row].fails == self.fails)
        return self.a + (-self.fails, self.fails)[row]

    def place(self, show: Callable[..., str]) -> str:
        """The witness, written; as a plus or minus a distance if it is so near to a that its digits are those of a."""
        if self.fails > 1e-7 * abs(self.a):
            return show(self.witness, 8)
        return f"{show(self.a)} {'+' if self.witness > self.a else '−'} {show(self.fails, 3)}"

    def told(self, show: Callable[..., str], tends: bool = False) -> tuple[str, str]:
        """What is known of the largest delta, and why, in words; `show` writes a number with that many digits. It is a
        number only where proof and failure meet. `tends`: nothing speaks against the limit."""
        if self.met:
            return show(self.delta, 7), "Between a proof and a failure."
        most = f"At most {show(self.fails, 6)}." if np.isfinite(self.fails) else "No x that fails was found."
        if self.fails <= 10 * CORE:
            return "none" if not tends else "none down to 10⁻¹¹", f"An x that fails is {show(self.fails, 2)} from a."
        if self.delta == 0:
            return "not known", most
        if self.inner > CORE:
            found = f"at most {show(self.delta, 7)}" if np.isfinite(self.fails) else "not known"
            return found, f"Not proved within {show(self.inner, 2)} of a."
        if self.delta >= FAR:
            return f"every one up to {show(FAR)}", "Nothing fails up to there."
        return f"at least {show(self.delta, 7)}", most


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
        most, least = off(*enclose(tree, np.concatenate([a, x]), np.concatenate([b, x])), limit)
        failing = np.flatnonzero(least[len(a) :] >= epsilon)
        if len(failing) and ends[failing[0]] < fails:
            fails, value = float(ends[failing[0]]), float(around.formula(x[failing[0]]))
        again = np.flatnonzero((most[: len(a)] >= epsilon) & (ends[:-1] < fails))
        if len(gaps) and len(again) and fails - ends[again[0]] > CLOSE * fails:  # series at 0/0 take longer
            most[again] = off(*enclose(tree, a[again], b[again], gaps), limit)[0]
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
        values = np.asarray(around.formula(around.a + sign * near), float)
        bad = off(values, values, limit)[1] >= epsilon
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


def deltas(around: Shells, limit: float, side: str, epsilons: ArrayLike) -> tuple[Array, Array, Array]:
    """For each epsilon (n,): a delta that is proved, the distance of a failure, both to a shell, and the largest delta
    between the two by interpolation. 0 where no delta is proved, FAR where nothing fails (of the failure: infinite)."""
    rows, eps = around.beside(side), np.asarray(epsilons, float)[:, None]
    if not rows:
        return np.full(len(eps), FAR), np.full(len(eps), np.inf), np.full(len(eps), FAR)
    most, least = (part[rows].max(axis=0) for part in around.off(limit))
    bad, doubt = least >= eps, most >= eps
    first = bad.argmax(axis=1)
    fails = np.where(bad.any(axis=1), around.at[first], np.inf)
    # Shells next to a of which nothing is known do not count, unless the failure lies among them.
    inside = np.where(doubt.all(axis=1), doubt.shape[1], (~doubt).argmax(axis=1))
    later = doubt & (np.arange(doubt.shape[1]) >= inside[:, None])
    proved = np.where(later.any(axis=1), around.t[np.maximum(later.argmax(axis=1) - 1, 0)], FAR)
    inner = around.t[np.maximum(inside - 1, 0)]
    none = (inside > 0) & ((fails <= inner) | (proved <= inner))
    proved = np.where(none, 0.0, np.minimum(proved, fails))
    grown = np.log(np.maximum(np.maximum.accumulate(least), 1e-300))
    before = np.maximum(first - 1, 0)
    step = np.maximum(grown[first] - grown[before], 1e-12)
    share = np.clip((np.log(eps[:, 0]) - grown[before]) / step, 0.0, 1.0)
    between = around.at[before] * (around.at[first] / around.at[before]) ** share
    # Of a wave faster than the points the first that fails may be one of many: there it is sought among finer points,
    # and where the wave is too fast for these the bounds of the shells are used.
    shell = np.maximum(later.argmax(axis=1), 1)
    low, high = (np.log(np.clip(most[at], 1e-300, 1e300)) for at in (shell - 1, shell))
    share = np.clip((np.log(eps[:, 0]) - low) / np.maximum(high - low, 1e-12), 0.0, 1.0)
    bound = around.t[shell - 1] * (around.t[shell] / around.t[shell - 1]) ** share
    quick = np.isfinite(fails) & (_speed(around, limit, rows, around.at, first) > QUICK * eps[:, 0])
    between = np.where(quick & (fails > around.t[shell] * (1 + STRICT)), bound, between)
    if quick.any():
        nearest, slow = _finer(around, limit, rows, eps[quick, 0])
        between[quick] = np.where(slow, nearest, between[quick])
    edge = np.where(np.isfinite(fails), np.clip(between, proved, fails), FAR)
    order = np.argsort(eps[:, 0], kind="stable")
    edge[order] = np.maximum.accumulate(edge[order])
    return proved, fails, np.where(proved > 0, edge, 0.0)


def _far(around: Shells, limit: float, rows: list[int], t: Array) -> Array:
    """The larger of both sides' computed |f - limit| at distances t (n,); 0 where there is none."""
    with np.errstate(all="ignore"):
        far = np.abs([around.formula(around.a + (-1.0, 1.0)[row] * t) - limit for row in rows])
    return np.asarray(np.where(np.isfinite(far), far, 0.0).max(axis=0))


def _speed(around: Shells, limit: float, rows: list[int], t: Array, at: NDArray[np.intp]) -> Array:
    """By how much |f - limit| may change from one of the distances t (n,), a geometric sequence, to the next: the most
    among the last `LAST` before each of the indices `at`. Told from steps so short that no wave hides between two."""
    ratio = t[1] / t[0]
    change = np.abs(_far(around, limit, rows, t * (1 + (ratio - 1) / 64)) - _far(around, limit, rows, t)) * 64
    padded = np.concatenate([np.zeros(LAST - 1), change])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, LAST).max(axis=1)[at])


def _finer(around: Shells, limit: float, rows: list[int], epsilons: Array) -> tuple[Array, NDArray[np.bool_]]:
    """For each epsilon (n,) the nearest distance at which the computed |f - limit| comes up to it, sought among points
    `FINER_POINTS` times as many as those of the shells; and whether these follow f there."""
    t = np.geomspace(CORE, FAR, FINER_POINTS * (len(around.at) - 1) + 1)
    far = _far(around, limit, rows, t)
    before, here, after = far[:-2], far[1:-1], far[2:]
    bend = before - 2 * here + after
    crest = (here > before) & (here >= after)  # of a crest between two points the vertex of a parabola
    far[1:-1] = np.where(crest, here - (after - before) ** 2 / np.where(crest, 8 * bend, 1.0), here)
    first = np.maximum((far >= epsilons[:, None]).argmax(axis=1), 1)
    step = far[first] - far[first - 1]
    share = np.clip((epsilons - far[first - 1]) / np.where(step > 0, step, np.inf), 0.0, 1.0)
    slow = _speed(around, limit, rows, t, first) <= 2 * QUICK * epsilons
    return t[first - 1] + share * (t[first] - t[first - 1]), slow & (far[first] >= epsilons)


def farthest(around: Shells, limit: float, side: str, delta: float) -> tuple[float, float]:
    """The x of a strip with |f(x) - limit| largest, of those that are looked at: the points of the shells, a uniform
    row up to the ends of the strip, and ever closer around the peaks of both; and a number that |f(x) - limit| is
    certainly not below there. NaN if f is defined at none of them."""
    out = np.unique(np.append(around.at[around.at < delta], delta * (1 - 1e-9) * np.arange(1, ROW + 1) / ROW))
    spots = [around.a + (-1.0, 1.0)[row] * out for row in around.beside(side)]
    if not spots:
        return np.nan, np.nan
    bounds = np.split(_surely(around, np.concatenate(spots), limit), len(spots))
    peaks = np.concatenate([_peaks(around, x, off_, limit) for x, off_ in zip(spots, bounds, strict=True)])
    places, least = np.append(spots, peaks), np.append(bounds, _surely(around, peaks, limit))
    if np.isneginf(least.max()):
        return np.nan, np.nan
    # Of several that are as far off, the one that is farthest from a: a dot at a would look like the value there.
    ties = np.flatnonzero(least >= least.max() * (1 - STRICT))
    best = ties[np.abs(places[ties] - around.a).argmax()]
    return float(places[best]), float(least[best])


def _surely(around: Shells, x: Array, limit: float) -> Array:
    """What |f(x) - limit| is certainly not below, at each x; minus infinity where f is not defined."""
    return off(*enclose(around.formula.tree, x, x), limit)[1]


def _peaks(around: Shells, x: Array, bounds: Array, limit: float) -> Array:
    """Where the computed |f - limit| is largest between the neighbours of a few of the highest places of x, in the
    order of their distance from a."""
    padded = np.concatenate([[-np.inf], bounds, [-np.inf]])
    tops = np.flatnonzero((bounds >= padded[:-2]) & (bounds >= padded[2:]) & np.isfinite(bounds))
    tops = tops[np.argsort(-bounds[tops], kind="stable")[:TOPS]]
    found, left, right = x[tops], x[np.maximum(tops - 1, 0)], x[np.minimum(tops + 1, len(x) - 1)]
    for _ in range(FINER):
        near = left + (right - left) * np.linspace(0, 1, 41)[:, None]
        best = np.nan_to_num(np.abs(around.formula(near) - limit), nan=-1.0).argmax(axis=0)
        left, found, right = (near[np.clip(best + step, 0, 40), np.arange(len(tops))] for step in (-1, 0, 1))
    return found
