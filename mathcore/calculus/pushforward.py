"""The law of Y = g(X) for a typed map g and an X with a density: branches, change of variables, atoms, gaps.

Where g is monotone it can be inverted, and a narrow strip of x keeps its probability while its length is multiplied
by |g'|: the branch gives f(x)/|g'(x)| to the density at y = g(x), and the branches add up. Where g rests on an interval
of positive probability, Y has an atom there; where g is not defined, that probability goes nowhere.

Source: Grimmett and Stirzaker, *Probability and Random Processes*, 4th ed. (2020), section 4.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.calculus.densities import Curve, Density
from mathcore.calculus.finite_differences import slopes
from mathcore.calculus.pushforward_places import grid, halved, jumps
from mathcore.calculus.windows import broken
from mathcore.common.expressions import Formula, parse
from mathcore.common.nodes import pieced

Array = NDArray[np.float64]
Index = NDArray[np.intp]
MOST = 120  # branches that are followed, those of the largest probability
NEAR, ROUNDS, ROOM = 1e-9, 42, 6000  # a cell's error that is good enough, how often it is halved, how many at a time
NOTHING = 1e-11  # a probability that counts for nothing
NOISE = 1e-13  # steps of g below that part of it are rounding
HUGE = 1e49  # and values above that have no slope
TINY = 1e-100  # values of g below that are 0: what underflows rests
RESTS, GAP = -1, -2  # cells in which g is constant; in which it jumps, is not defined, or turns too often
DULL, NARROW = 1e-9, 1e-6  # steps of g below that part of it have lost too many digits; how wide a cell by a turn is
_TAGS = np.array([0.5, 0.25, 0.75])[:, None]


@dataclass(frozen=True)
class Push:
    """g on a grid that is cut where it turns, jumps or ends.

    Attributes:
        density: the law of X.
        formula: g.
        x, y: shape (n,), ascending places in the support, and g there (NaN where it is not defined).
        branch: shape (n - 1,), of each cell the number of the branch on which g is monotone, or RESTS, or GAP.
        halves: shape (n - 1,), g in the middle of each cell.
        parts: shape (2, n - 1), of each cell the area under what it gives to the density of Y: with |g'|, and without.
        doubt: shape (2, n - 1), a bound of their errors.
    """

    density: Density
    formula: Formula
    x: Array
    y: Array
    branch: Index
    halves: Array
    parts: Array
    doubt: Array

    @cached_property
    def mass(self) -> Array:
        """The probability of each cell (n - 1,)."""
        return np.diff(self.density.cdf(self.x))

    @cached_property
    def blurred(self) -> NDArray[np.bool_]:
        """Cells (n - 1,) in which g moves, and by so little that its values do not show how: erf far out, which is 1
        but for rounding. Their probability arrives, and no sum over y can see it. They are wide, as halving does not
        help them; at a turning point, where g is level too, it does. Or they lie where g underflows."""
        step, wide = np.abs(np.diff(self.y)), np.diff(self.x) > 1e-6 * (1 + np.abs(self.x[1:]))
        with np.errstate(invalid="ignore"):
            level = (
                (self.branch >= 0)
                & (wide | (self.halves == 0))
                & (step <= 1e-9 * np.abs(self.halves))
                & (self.mass > NOTHING)
            )
            return np.asarray(level & ~((self.doubt[0] <= 0.1 * self.mass) & (self.parts[0] > 0.5 * self.mass)))

    @cached_property
    def more(self) -> bool:
        """Whether g takes its values more often than is followed: on other branches, or in cells in which it turns,
        that hold 1e-7 of X together with the two tails."""
        sizes, wide = np.abs([self.y[:-1], self.y[1:]]), np.diff(self.x) > 4e-15 * np.maximum(np.abs(self.x[1:]), 1e-3)
        seen = ((sizes > TINY) & (sizes < 1e-9 * HUGE)).all(axis=0) & wide  # no jump, and nothing that underflows
        turning = 0.0 if pieced(self.formula.tree) else float(self.mass[(self.branch == GAP) & seen].sum())
        return self.branches == MOST or turning > 9e-8

    @cached_property
    def branches(self) -> int:
        """How many branches there are."""
        return int(self.branch.max(initial=-1)) + 1

    @cached_property
    def spans(self) -> Index:
        """Shape (branches, 2): the node at which each branch begins, and that at which it ends."""
        cells = np.flatnonzero(self.branch >= 0)
        which = self.branch[cells]
        first, last = (np.searchsorted(which, np.arange(self.branches), side=side) for side in ("left", "right"))
        return np.stack([cells[first], cells[last - 1] + 1], axis=1)

    @cached_property
    def atoms(self) -> Array:
        """Shape (k, 4): value, probability, and the ends of the interval on which g rests, one row each interval."""
        rest = np.flatnonzero(self.branch == RESTS)
        if not len(rest):
            return np.empty((0, 4))
        new = (np.diff(rest) > 1) | (self.y[rest[1:]] != self.y[rest[:-1]])
        groups = np.split(rest, np.flatnonzero(new) + 1)
        rows = np.array([(self.y[k[0]], self.mass[k].sum(), self.x[k[0]], self.x[k[-1] + 1]) for k in groups])
        return rows[rows[:, 1] > 1e-9]

    @cached_property
    def heaps(self) -> tuple[Array, Array]:
        """The values that have a positive probability (k,), ascending, and the probabilities."""
        values, which = np.unique(self.atoms[:, 0], return_inverse=True)
        return values, np.asarray(np.bincount(which.ravel(), self.atoms[:, 1], minlength=len(values)), dtype=float)

    @cached_property
    def rises(self) -> NDArray[np.bool_]:
        """Shape (branches,): whether g rises on each."""
        return np.asarray(self.y[self.spans[:, 1]] > self.y[self.spans[:, 0]])

    @cached_property
    def curves(self) -> list[Array]:
        """The graph of g on each branch, shape (m, 2), over the window of the density; cut off far above and below."""
        (left, right), (low, high), found = self.density.window, self.window, []
        for first, last in self.spans.tolist():
            a, b = max(float(self.x[first]), left), min(float(self.x[last]), right)
            x = np.linspace(a, b, max(8, int(600 * (b - a) / (right - left)))) if a < b else np.full(2, np.nan)
            y = self.formula(x)
            y[0] = self.y[first] if a == self.x[first] else y[0]
            y[-1] = self.y[last] if b == self.x[last] else y[-1]
            found.append(np.stack([x, np.clip(y, 2 * low - high, 2 * high - low)], axis=1))
        return found

    @cached_property
    def graphs(self) -> list[Array]:
        """The graph of g over the windows, of the branches that rise, of those that fall, and of where it rests: three
        polylines (m, 2) with gaps, cut off where they leave the window of y."""
        parts: list[list[Array]] = [[], [], []]
        for curve, up in zip(self.curves, self.rises, strict=True):
            y = np.clip(curve[:, 1], *self.window)
            inside = np.pad(y == curve[:, 1], 1)
            near = inside[:-2] | inside[1:-1] | inside[2:]
            parts[0 if up else 1].append(np.stack([curve[:, 0], np.where(near, y, np.nan)], axis=1))
        for y, _, low, high in self.atoms:
            if self.window[0] <= y <= self.window[1]:
                parts[2].append(np.stack([np.clip([low, high], *self.density.window), [y, y]], axis=1))
        return [broken(part) for part in parts]

    def pieces(self, low: float, high: float) -> list[Array]:
        """The parts of `curves` over a strip, pressed into the windows: shape (m, 2) each, those with two points."""
        (left, right), (bottom, top) = self.density.window, self.window
        inner = [curve[(curve[:, 0] >= low) & (curve[:, 0] <= high)] for curve in self.curves]
        return [np.clip(curve, (left, bottom), (right, top)) for curve in inner if len(curve) > 1]

    @cached_property
    def undefined(self) -> float:
        """The probability that g(X) is not defined, on branches that are not followed, or where g is blurred."""
        lost = float(self.mass[(self.branch == GAP) | self.blurred].sum())
        return lost if lost > 1e-6 else 0.0

    def area(self, low: float, high: float, jacobian: bool = True) -> tuple[float, float]:
        """The area under what the strip low < x < high gives to the density of Y, by a sum over y, atoms aside; and a
        bound of its error. Without the Jacobian f(x) is taken for f(x)/|g'(x)|."""
        row, moves = int(not jacobian), (self.branch >= 0) & ~self.blurred
        inside = moves & (self.x[:-1] >= low) & (self.x[1:] <= high)
        total, error = float(self.parts[row, inside].sum()), float(self.doubt[row, inside].sum())
        cut = moves & ~inside & (self.x[:-1] < high) & (self.x[1:] > low)  # at most two cells
        if cut.any():
            left, right = np.maximum(self.x[:-1][cut], low), np.minimum(self.x[1:][cut], high)
            more, off = _riemann(self.density, self.formula, left, right)
            total, error = total + float(more[row].sum()), error + float(off[row].sum())
        return total, error

    def resting(self, low: float, high: float) -> float:
        """The probability that low < X < high and g rests there: what the strip gives to atoms."""
        ends = self.density.cdf(np.clip(self.atoms[:, 2:], low, high))
        return float((ends[:, 1] - ends[:, 0]).sum())

    def lost(self, low: float, high: float) -> float:
        """The probability that low < X < high, and g(X) is not defined, not followed or blurred."""
        gone = (self.branch == GAP) | self.blurred
        return float(np.diff(self.density.cdf(np.clip(self.x, low, high)))[gone].sum())

    def roots(self, y: ArrayLike) -> Array:
        """The x on each branch with g(x) = y for y (m,), shape (branches, m); NaN where the branch does not reach y."""
        wanted = np.atleast_1d(np.asarray(y, dtype=float))
        found = np.full((self.branches, len(wanted)), np.nan)
        brackets = []
        for k, (first, last) in enumerate(self.spans.tolist()):
            ys, xs = self.y[first : last + 1], self.x[first : last + 1]
            sign = 1.0 if ys[-1] > ys[0] else -1.0
            ascending = np.maximum.accumulate(sign * ys)  # but for rounding it is
            least, most = ascending[0] - NOISE * abs(ys[0]), ascending[-1] + NOISE * abs(ys[-1])
            inside = np.flatnonzero((sign * wanted >= least) & (sign * wanted <= most))
            place = np.clip(np.searchsorted(ascending, sign * wanted[inside]), 1, len(ys) - 1)
            still = np.ones(len(inside))
            brackets.append(np.stack([k * still, inside, xs[place - 1], xs[place], sign * still]))
        if brackets:
            which, column, low, high, up = np.concatenate(brackets, axis=1)
            target = wanted[column.astype(int)]
            for _ in range(32):
                middle = 0.5 * (low + high)
                below = up * (self.formula(middle) - target) < 0
                low, high = np.where(below, middle, low), np.where(below, high, middle)
            found[which.astype(int), column.astype(int)] = 0.5 * (low + high)
        for row, ends in zip(found, self.spans, strict=True):
            for end in ends:  # where a branch ends, halving only comes near
                row[np.abs(wanted - self.y[end]) <= NOISE * abs(self.y[end])] = self.x[end]
        return found

    @cached_property
    def flat(self) -> Array:
        """The ends of branches to which g' falls, to 0 but for rounding: next to them it is far less than in the middle
        of the next cell. (At a corner, as that of |x|, the rules of differentiation say 0, and g' does not fall.)"""
        ends, inner = self.spans.ravel(), (self.spans - [0, 1]).ravel()
        within = 0.5 * (self.x[inner] + self.x[inner + 1]) - self.x[ends]
        places = (self.x[ends] + part * within for part in (0.0, 0.01, 1.0))
        at, near, middle = (np.abs(slopes(self.formula.text, x)) for x in places)
        return np.asarray(self.x[ends[(at <= near) & (near <= 0.1 * middle) & (middle > 0)]])

    def sources(self, y: float, known: float = np.nan) -> Array:
        """All x on the branches with g(x) = y, ascending; a turning point, of two branches, once. If one of them is
        known, it is itself among them: searching comes only near, and where g' = 0 near is not there."""
        found = np.sort(self.roots(y)[:, 0])
        found = found[np.isfinite(found)]
        found = np.where(np.abs(found - known) <= 1e-7 * (1 + abs(known)), known, found)
        return np.asarray(found[np.diff(found, prepend=-np.inf) > 1e-7 * (1 + np.abs(found))])

    def shares(self, roots: Array, jacobian: bool = True) -> Array:
        """What each branch gives to the density of Y at the images of `roots` (branches, m): f(x)/|g'(x)|, infinite
        where g' = 0; 0 where there is no root. Without the Jacobian f(x) alone."""
        there = np.isfinite(roots)
        at = np.where(there, roots, 0.0)
        with np.errstate(all="ignore"):
            slope, flat = np.abs(slopes(self.formula.text, at)), np.isin(at, self.flat)
            corner = (slope == 0) & ~flat & np.isin(at, self.x[self.spans])  # it is told by what is beside it
            off = 1e-9 * (1 + np.abs(at))
            sides = [np.abs(slopes(self.formula.text, at + way * off)) if corner.any() else slope for way in (1, -1)]
            beside = np.where(sides[0] == 0, sides[1], sides[0])  # on the flat side lies an atom
            slope = np.where(flat, 0.0, np.where(corner, beside, slope))
            found = self.density.pdf(at) / (slope if jacobian else 1.0)
        return np.where(there, np.where(np.isnan(found), np.inf, found), 0.0)

    def pdf(self, y: ArrayLike) -> Array:
        """The density of Y at y (m,), atoms aside; infinite where g turns."""
        return np.asarray(self.shares(self.roots(y)).sum(axis=0))

    def cdf(self, y: ArrayLike) -> Array:
        """P(g(X) <= y) at y (m,), from the probabilities of pieces of the x axis."""
        wanted = np.atleast_1d(np.asarray(y, dtype=float))
        total = self.atoms[:, 1] @ (self.atoms[:, :1] <= wanted)
        for (first, last), root in zip(self.spans.tolist(), self.roots(wanted), strict=True):
            (left, right), rises = self.density.cdf(self.x[[first, last]]), self.y[last] > self.y[first]
            at, known = self.density.cdf(np.where(np.isfinite(root), root, 0.0)), np.isfinite(root)
            beyond = np.where(wanted > max(self.y[first], self.y[last]), right - left, 0.0)
            total = total + np.where(known, at - left if rises else right - at, beyond)
        return np.asarray(total)

    @cached_property
    def weighted(self) -> tuple[Array, Array]:
        """The values of Y in the middles of the cells, ascending, and their shares of the probability."""
        good = (self.branch != GAP) & np.isfinite(self.halves)
        y, weight = self.halves[good], self.mass[good]
        order = np.argsort(y, kind="stable")
        return y[order], weight[order] / max(float(weight.sum()), 1e-300)

    def quantiles(self, levels: ArrayLike) -> Array:
        """Values of Y below which these parts of the probability lie, as near as the cells tell."""
        y, weight = self.weighted
        return np.asarray(y[np.clip(np.searchsorted(np.cumsum(weight), levels), 0, len(y) - 1)])

    def distance(self, cdf: Curve) -> float:
        """The largest distance of the distribution function of Y from another, to about 0.001; 1 if g(X) is not always
        defined, or Y has an atom."""
        if self.undefined or len(self.atoms) or not self.branches:
            return 1.0
        y, weight = self.weighted
        steps = np.append(0.0, np.cumsum(weight))
        return float(np.abs(0.5 * (steps[1:] + steps[:-1]) - cdf(y)).max())

    @cached_property
    def extent(self) -> tuple[float, float]:
        """The range of y, or most of it where it is long."""
        y, weight = self.weighted
        if not len(y):
            return -1.0, 1.0
        heavy, (least, most) = y[weight > min(1e-9, weight.max() / 2)], self.quantiles([0.05, 0.95]).tolist()
        far = 0.45 * (most - least)
        return max(float(heavy.min()), least - far), min(float(heavy.max()), most + far)

    @cached_property
    def window(self) -> tuple[float, float]:
        """A range of y for drawing: the extent, and room at its ends."""
        low, high = self.extent
        pad = max(0.08 * (high - low), 0.02 * max(abs(low), abs(high)), 1e-3 if high > low else 0.5)
        return low - pad, high + pad

    @cached_property
    def bins(self) -> tuple[float, float]:
        """A range for a histogram of Y, whose first and last bars do not stand over what Y cannot be."""
        (low, high), spare = self.extent, 1e-5 * (self.extent[1] - self.extent[0])
        return (low - spare, high + spare) if spare > 1e-9 * max(abs(low), abs(high)) else self.window


def _riemann(density: Density, formula: Formula, low: Array, high: Array) -> tuple[Array, Array]:
    """What the strips between low and high (m,) give to the area under the density of Y, with |g'| and without, shape
    (2, m): Riemann sums over y with one tag and with two, extrapolated; and how far the two are apart, and what the
    rounding of y may add. In a narrow strip next to a turning point y has no digits to tell dy by; there it is
    |g'| dx."""
    tags = low + (high - low) * _TAGS
    y0, y1, y2, f = formula(low), formula(tags[0]), formula(high), density.pdf(tags)
    with np.errstate(all="ignore"):
        steep = np.abs(slopes(formula.text, tags))
        heights = np.stack([f / steep, f])
        dull = (np.abs(y2 - y0) <= DULL * np.abs(y1)) & (high - low <= NARROW * (1 + np.abs(high)))
        whole, first, second = np.where(
            dull, (high - low) * steep * np.array([[1.0], [0.5], [0.5]]), np.abs([y2 - y0, y1 - y0, y2 - y1])
        )
        one = heights[:, 0] * whole
        two = heights[:, 1] * first + heights[:, 2] * second
        rounding = np.where(dull, 0.0, 1e-15 * np.abs(y1) * heights.max(axis=1))
        good = np.isfinite(one) & np.isfinite(two) & np.isfinite(rounding)
        return np.where(good, (4 * two - one) / 3, 0.0), np.where(good, np.abs(two - one) + rounding, 0.0)


def push(text: str, density: Density) -> Push:
    """The law of g(X) for the map g that `text` describes."""
    formula = parse(text)
    x = grid(density)

    def defined(at: Array) -> NDArray[np.bool_]:
        return np.isfinite(formula(at))

    def bounded(x: Array) -> Array:
        """The places, with the last ones at which g is defined, beside those at which it is not."""
        good = defined(x)
        begins, ends = np.flatnonzero(~good[:-1] & good[1:]), np.flatnonzero(good[:-1] & ~good[1:])
        inner, outer = np.append(x[begins + 1], x[ends]), np.append(x[begins], x[ends + 1])
        return np.unique(np.append(x, halved(defined, inner, outer)[0]))

    x = bounded(x)
    rise = slopes(text, x)
    turns = np.flatnonzero(rise[:-1] * rise[1:] < 0)
    sign = np.sign(rise[turns])

    def same(at: Array) -> NDArray[np.bool_]:
        return np.asarray(np.sign(slopes(text, at)) == sign)

    x = np.unique(np.append(x, halved(same, x[turns], x[turns + 1])[0]))
    # A jump may be found at a number where g is not defined, as that of 1/(x - 1/2) is: again.
    return _told(density, formula, _refined(density, formula, bounded(jumps(formula, x))))


def _refined(density: Density, formula: Formula, x: Array) -> Array:
    """The places, with others where the sum over a cell is not near its integral: cells are halved until it is, or
    until they hold no probability that counts."""
    low, high, found = x[:-1], x[1:], [x]
    cases = pieced(formula.tree)
    for _ in range(ROUNDS):
        middle = 0.5 * (low + high)
        y0, y1, y2 = formula(low), formula(middle), formula(high)
        with np.errstate(all="ignore"):
            whole = np.isfinite(y0 + y1 + y2)
            slope = slopes(formula.text, low + (high - low) * _TAGS)
            part = ~np.isfinite(slope[0])
            if cases:  # level in a part of the cell, or a corner between the tags: slopes do not explain the step
                missed = np.abs(y2 - y0 - 0.5 * (high - low) * (slope[1] + slope[2])) / np.abs(slope[0])
                part = (slope == 0).any(axis=0) | ~(missed * density.pdf(middle) <= NEAR)
            rests, bent = (y0 == y1) & (y1 == y2), np.sign(y1 - y0) != np.sign(y2 - y1)
            # No digits are left that halving could show, or g is beyond what slopes are told of.
            rounded = (np.abs(y2 - y0) <= NOISE * np.abs(y1)) | (np.minimum(np.abs(y0), np.abs(y2)) > HUGE)
        off = _riemann(density, formula, low, high)[1][0]
        wanting = whole & ~rests & ~rounded & ((off > NEAR) | bent | part)
        counts = (density.cdf(high) - density.cdf(low) > NOTHING) & (high - low > 1e-14 * np.abs(high))
        at = np.flatnonzero(wanting & counts)[:ROOM]
        if not len(at):
            break
        found.append(middle[at])
        low, high = np.append(low[at], middle[at]), np.append(middle[at], high[at])
    return np.unique(np.concatenate(found))


def _nearest(way: Array) -> Array:
    """Each number (n,), or where it is 0 the nearest that is not."""
    known = np.flatnonzero(way)
    if not len(known):
        return way
    place = np.arange(len(way))
    after = np.clip(np.searchsorted(known, place), 0, len(known) - 1)
    before = np.maximum(after - 1, 0)
    nearer = np.abs(known[before] - place) <= np.abs(known[after] - place)
    return np.asarray(way[np.where(nearer, known[before], known[after])])


def _told(density: Density, formula: Formula, x: Array) -> Push:
    """Each cell told what g does in it."""
    y, halves = formula(x), formula(0.5 * (x[1:] + x[:-1]))
    y, halves = (np.where(np.isfinite(v), np.where(np.abs(v) < TINY, 0.0, v), np.nan) for v in (y, halves))
    narrow = np.diff(x) <= 4e-15 * np.maximum(np.abs(x[1:]), 1e-3)  # a jump between two neighbouring numbers
    whole = np.isfinite(y[:-1]) & np.isfinite(y[1:]) & np.isfinite(halves) & ~narrow
    slope, wide = slopes(formula.text, x[:-1] + np.diff(x) * _TAGS), np.diff(x)
    rests = whole & (y[:-1] == halves) & (halves == y[1:]) & (slope[0] == 0)
    # In a narrow cell the values may be equal for their rounding alone: then the slope says where it goes.
    with np.errstate(all="ignore"):
        step, expected = y[1:] - y[:-1], 0.5 * wide * (slope[1] + slope[2])
    still = np.abs(step) <= NOISE * np.abs(halves)
    rests &= pieced(formula.tree) or bool(rests[whole].all())  # a formula without cases rests nowhere: it is rounding
    way = np.where(whole & ~rests, np.where(still, np.nan_to_num(np.sign(slope[0])), np.sign(step)), 0.0)
    way = np.where(whole & ~rests & (way == 0) & still, _nearest(way), way)  # so level that slopes underflow
    # If its slopes do not explain the step of g, then g turns within the cell, and is not followed there.
    with np.errstate(all="ignore"):
        torn = ~((step / expected > 0.4) & (step / expected < 2.5)) & (np.abs(step) > 1e-12 * np.abs(halves))
    way = np.where(torn & (np.diff(density.cdf(x)) > NOTHING), 0.0, way)
    branch = np.full(len(way), GAP, dtype=np.intp)
    branch[rests] = RESTS
    moves = np.flatnonzero(way)
    new = np.append(True, (np.diff(moves) > 1) | (np.diff(way[moves]) != 0))[: len(moves)]
    which, mass = np.cumsum(new) - 1, np.diff(density.cdf(x))
    heavy = np.bincount(which, mass[moves], minlength=1)
    kept = np.zeros(len(heavy), dtype=bool)
    kept[np.argsort(-heavy, kind="stable")[:MOST]] = True
    kept &= heavy > 1e-8
    branch[moves] = np.where(kept[which], (np.cumsum(kept) - 1)[which], GAP) if len(moves) else GAP
    parts, doubt = _riemann(density, formula, x[:-1], x[1:])
    counts = mass > NOTHING
    return Push(density, formula, x, y, branch, halves, np.where(counts, parts, 0.0), np.where(counts, doubt, 0.0))
