"""Decisions by a threshold, what they cost, and what calibration has to do with it.

`odds` are claimed log-odds ln p/(1 - p) of a positive, shape (n,), infinite where p is 0 or 1; `truth` (n,) is 1 for a
positive and 0 for a negative. A false alarm costs 1, a miss costs `miss`: all costs are in false alarms. Who is called
positive has log-odds of at least the threshold.

Sources: Elkan, "The foundations of cost-sensitive learning", IJCAI (2001): the threshold. Murphy, "A new vector
partition of the probability score", J. Appl. Meteorology 12 (1973), and Stephenson, Coelho and Jolliffe, "Two extra
components in the Brier score decomposition", Weather and Forecasting 23 (2008): the binned parts. Hernández-Orallo,
Flach and Ferri, "Brier curves", ICML (2011): the Brier score as an area. Dimitriadis, Gneiting and Jordan, "Stable
reliability diagrams for probabilistic classifiers", PNAS 118 (2021): the parts without bins.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

Array = NDArray[np.float64]


def formula_threshold(miss: float) -> float:
    """The probability above which a calibrated score should raise the alarm: p * miss > (1 - p) * 1, so
    1 / (1 + miss). Its log-odds are -ln miss."""
    return 1.0 / (1.0 + miss)


class Cuts(NamedTuple):
    """All decisions by a threshold on n scores with k distinct values: cut j calls those from value j on, cut k none.

    `values` (k,) ascending; `misses` and `alarms` (k + 1,) count positives below and negatives from the cut on.
    """

    values: Array
    misses: NDArray[np.int64]
    alarms: NDArray[np.int64]

    def costs(self, miss: float) -> Array:
        """The cost of each cut, shape (k + 1,)."""
        return np.asarray(self.alarms + miss * self.misses, float)

    def at(self, threshold: float) -> int:
        """The number of the cut that a threshold makes."""
        return int(np.searchsorted(self.values, threshold, side="left"))

    def counts(self, threshold: float) -> tuple[int, int, int, int]:
        """Hits, misses, false alarms, and negatives that are left alone."""
        j = self.at(threshold)
        missed, alarms = int(self.misses[j]), int(self.alarms[j])
        return int(self.misses[-1]) - missed, missed, alarms, int(self.alarms[0]) - alarms

    def cost(self, threshold: float, miss: float) -> float:
        """What the decisions of a threshold cost, in false alarms."""
        _, missed, alarms, _ = self.counts(threshold)
        return alarms + miss * missed

    @property
    def auc(self) -> float:
        """The chance that a positive has a higher score than a negative, a tie counting half."""
        alarms, hits = self.alarms / self.alarms[0], 1 - self.misses / self.misses[-1]
        return float(np.einsum("i,i->", -np.diff(alarms), 0.5 * (hits[1:] + hits[:-1])))

    def best(self, miss: float) -> tuple[float, float, float]:
        """The least cost of any threshold, and the interval (low, high] of thresholds that has it, the nearest one to
        the formula's if there are several; infinite ends where no score bounds it (cut 0 of scores -inf takes the
        threshold -inf itself; the last cut of scores inf takes none that is a number)."""
        costs = self.costs(miss)
        least = float(costs.min())
        equal = np.flatnonzero(costs <= least + 1e-9 * (1 + least))
        ends = np.concatenate([[-np.inf], self.values, [np.inf]])
        low, high, formula = ends[equal], ends[equal + 1], -np.log(miss)
        j = int(np.argmin(np.maximum(np.maximum(low - formula, formula - high), 0.0)))
        return least, float(low[j]), float(high[j])


def cuts(odds: ArrayLike, truth: ArrayLike) -> Cuts:
    """All decisions that a threshold can make."""
    scores, positive = np.asarray(odds, float), np.asarray(truth).astype(np.int64)
    values, place = np.unique(scores, return_inverse=True)
    ones = np.bincount(place, weights=positive, minlength=len(values)).astype(np.int64)
    zeros = np.bincount(place, weights=1 - positive, minlength=len(values)).astype(np.int64)
    misses = np.concatenate([[0], np.cumsum(ones)])
    return Cuts(values, misses, zeros.sum() - np.concatenate([[0], np.cumsum(zeros)]))


class Blocks(NamedTuple):
    """Scores pooled until the frequency of positives rises: of each block its first and last log-odds, the number of
    scores, and of positives among them."""

    first: Array
    last: Array
    sizes: NDArray[np.int64]
    positives: NDArray[np.int64]

    @property
    def frequencies(self) -> Array:
        """The share of positives in each block, ascending."""
        return np.asarray(self.positives / self.sizes)

    def of(self, odds: ArrayLike) -> Array:
        """The frequency of the block of each score, shape (n,)."""
        return np.asarray(self.frequencies[np.searchsorted(self.last, np.asarray(odds, float), side="left")])

    def least(self, miss: float) -> float:
        """The cost of deciding block by block: alarm where the positives would cost more than the negatives."""
        return float(np.minimum(miss * self.positives, self.sizes - self.positives).sum())


def blocks(odds: ArrayLike, truth: ArrayLike) -> Blocks:
    """Isotonic regression of the truth on the scores, by pooling adjacent violators (Ayer et al. 1955)."""
    found = cuts(odds, truth)
    ones, zeros = np.diff(found.misses).tolist(), (-np.diff(found.alarms)).tolist()
    stack: list[list[int]] = []  # positives, size, first value, last value
    for k, (one, zero) in enumerate(zip(ones, zeros, strict=True)):
        block = [one, one + zero, k, k]
        while stack and stack[-1][0] * block[1] >= block[0] * stack[-1][1]:  # integers: no rounding
            before = stack.pop()
            block = [before[0] + block[0], before[1] + block[1], before[2], block[3]]
        stack.append(block)
    table = np.array(stack, dtype=np.int64)
    return Blocks(found.values[table[:, 2]], found.values[table[:, 3]], table[:, 1], table[:, 0])


def log_odds(probability: ArrayLike) -> Array:
    """ln p/(1 - p); infinite at 0 and 1."""
    share = np.asarray(probability, float)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(share) - np.log1p(-share))


class Curve(NamedTuple):
    """The loss of each cost ratio: over x in [0, 1], the part of a false alarm in both costs, 2 (x FP + (1 - x) FN)/n.

    The curve is straight between `x` (m,), which come in pairs around each jump; `y` (m,) are its heights.
    """

    x: Array
    y: Array

    @property
    def area(self) -> float:
        """The area under it, exact: it is made of straight pieces."""
        return float(np.einsum("i,i->", np.diff(self.x), 0.5 * (self.y[1:] + self.y[:-1])))

    def at(self, x: float) -> float:
        """Its height; at a jump the left one: a claim of just x still raises the alarm."""
        j = int(np.clip(np.searchsorted(self.x, x, side="left"), 1, len(self.x) - 1))
        wide = self.x[j] - self.x[j - 1]
        return float(self.y[j - 1] + (x - self.x[j - 1]) / wide * (self.y[j] - self.y[j - 1])) if wide else self.y[j]


def brier_curve(claims: ArrayLike, truth: ArrayLike) -> Curve:
    """The loss where each cost ratio sets the threshold by the formula, the claims (n,) being probabilities: for a
    false alarm's part x of the costs everybody with a claim of x or more is called. Its area is the Brier score."""
    found = cuts(claims, truth)
    ends = np.concatenate([[0.0], found.values, [1.0]])  # between ends j and j + 1 the cut j is made
    n = len(np.asarray(truth))
    x = np.stack([ends[:-1], ends[1:]], axis=1)
    y = 2 * (x * found.alarms[:, None] + (1 - x) * found.misses[:, None]) / n
    return Curve(x.ravel(), y.ravel())


def brier(claims: ArrayLike, truth: ArrayLike) -> float:
    """The mean square of claim minus truth (one term a case, as in scikit-learn; Brier's own has two)."""
    off = np.asarray(claims, float) - np.asarray(truth, float)
    return float(np.einsum("i,i->", off, off)) / len(off)


class Bins(NamedTuple):
    """A reliability diagram. Of each bin, shape (b,): how many claims, their mean, the share of positives; 0 claims
    leave NaN. `edges` (b + 1,). `place` (n,): the bin of each claim. `within` (2,): the mean variance of the claims in
    their bins, and minus twice their mean covariance with the truth."""

    edges: Array
    counts: NDArray[np.int64]
    claimed: Array
    observed: Array
    place: NDArray[np.int64]
    within: tuple[float, float]

    def parts(self) -> tuple[float, float, float]:
        """Reliability, resolution and uncertainty (Murphy 1973)."""
        full = self.counts > 0
        share, claimed, seen = self.counts[full] / self.counts.sum(), self.claimed[full], self.observed[full]
        base = float(share @ seen)
        reliability = float(share @ (claimed - seen) ** 2)
        return reliability, float(share @ (seen - base) ** 2), base * (1 - base)


def bins(claims: ArrayLike, truth: ArrayLike, count: int, equal: str = "width", order: ArrayLike | None = None) -> Bins:
    """The claims (n,) in bins of equal width, or of about equal counts (`equal` is "width" or "count"): edges at the
    quantiles of the claims, so that ties share a bin and some bins may be empty. A claim on an edge is in the bin
    that it begins.

    `order` (n,) are scores that rise with the claims: where they are given, equal counts are made by them. Claims that
    round to 1 are ties by the grace of the last digit; their log-odds are none. Of claims near 1 it is the reverse.
    """
    p, y = np.asarray(claims, float), np.asarray(truth, float)
    grid = edges = np.linspace(0, 1, count + 1)
    if equal == "count":
        keys = np.stack([p if order is None else np.asarray(order, float), p], axis=1)  # each tells ties of the other
        rank = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
        place = np.searchsorted(np.quantile(rank, grid)[1:-1], rank, side="right")
        edges = np.quantile(p, grid)
    else:
        place = np.searchsorted(edges[1:-1], p, side="right")
    sizes = np.bincount(place, minlength=count)
    with np.errstate(invalid="ignore"):
        claimed, seen = (np.bincount(place, weights=v, minlength=count) / sizes for v in (p, y))
    off = p - claimed[place]
    n = len(p)
    within = float(np.einsum("i,i->", off, off)) / n, -2 * float(np.einsum("i,i->", off, y - seen[place])) / n
    return Bins(edges, sizes, claimed, seen, place, within)


def consistency(claims: ArrayLike, place: ArrayLike, count: int, level: float = 0.9) -> Array:
    """Of each of `count` bins the shares of positives from the quantile (1 - level)/2 to (1 + level)/2 that the claims
    (n,) in it, by their `place` (n,), would show if they were calibrated, shape (count, 2); NaN for an empty bin.

    The number of positives in a bin is then Poisson-binomial, whose law is exact here; as it is whole, the shares have
    at least that level. Broecker and Smith, Weather and Forecasting 22 (2007), who proposed these bars, draw it by
    resampling.
    """
    p, bin_of = np.asarray(claims, float), np.asarray(place, np.int64)
    found = np.full((count, 2), np.nan)
    tail = 0.5 * (1 - level)
    for k in np.unique(bin_of).tolist():
        inside = p[bin_of == k]
        below = np.cumsum(number_of_positives(inside))
        found[k] = np.minimum(np.searchsorted(below, [tail - 1e-12, 1 - tail - 1e-12]), len(inside)) / len(inside)
    return found


def number_of_positives(chances: ArrayLike) -> Array:
    """The law of the number of positives among independent cases with these chances (m,), shape (m + 1,)."""
    found = np.asarray(chances, float)
    law = np.zeros(len(found) + 1)
    law[0] = 1.0
    for k, chance in enumerate(found.tolist(), start=1):
        law[1 : k + 1] += chance * (law[:k] - law[1 : k + 1])
        law[0] *= 1 - chance
    return law


RULES = ("power", "log", "spherical")


def loss(rule: str, report: ArrayLike, exponent: float = 2.0) -> tuple[Array, Array]:
    """The loss of reporting the probability q if a positive comes, and if a negative comes: each shaped like q.

    "power": (1 - q)^a and q^a; a = 2 is Brier's, a = 1 the absolute error. "log": -ln q and -ln(1 - q).
    "spherical": 1 - q/r and 1 - (1 - q)/r with r^2 = q^2 + (1 - q)^2. Gneiting and Raftery, JASA 102 (2007).
    """
    q = np.asarray(report, float)
    if rule == "power":
        return np.asarray((1 - q) ** exponent), np.asarray(q**exponent)
    if rule == "log":
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(q)), np.asarray(-np.log1p(-q))
    length = np.hypot(q, 1 - q)
    return np.asarray(1 - q / length), np.asarray(1 - (1 - q) / length)


def expected_loss(rule: str, truth: float, report: ArrayLike, exponent: float = 2.0) -> Array:
    """The mean loss of the reports where a positive comes with probability `truth`."""
    positive, negative = loss(rule, report, exponent)
    with np.errstate(invalid="ignore"):
        parts = [np.where(w > 0, w * v, 0.0) for w, v in ((truth, positive), (1 - truth, negative))]
    return np.asarray(parts[0] + parts[1])


def best_report(rule: str, truth: ArrayLike, exponent: float = 2.0) -> Array:
    """The report with the least expected loss for each probability, in closed form.

    Of "power" with a > 1 the derivative vanishes where (q/(1 - q))^(a - 1) = p/(1 - p): log-odds are divided by a - 1.
    With a <= 1 the expected loss is concave, or straight, and the likelier end is best; where p = 1/2 both are, and
    1/2 is returned (which for a = 1 is as good, and for no other).
    """
    p = np.asarray(truth, float)
    if rule != "power":
        return p.copy()
    if exponent <= 1:
        return np.asarray(0.5 * (1 + np.sign(p - 0.5)))
    return np.asarray(expit(log_odds(p) / (exponent - 1)))
