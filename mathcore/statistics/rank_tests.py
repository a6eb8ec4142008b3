"""Two groups compared by ranks: Mann and Whitney's U, its exact law over all labellings, the ROC curve that U measures,
and Welch's t beside it.

`a` and `b` are the groups, arrays (m,) and (n,). "a wins" where a value of `a` is larger than one of `b`; a tie is half
a win. H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the
other", Annals of Mathematical Statistics 18 (1947).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
EXACT = 40  # values in both groups up to which all labellings are counted


def midranks(values: ArrayLike) -> Array:
    """Ranks from 1; equal values share the mean of the ranks that they occupy."""
    found = np.asarray(values, float)
    ordered = np.sort(found)
    below, upto = np.searchsorted(ordered, found, "left"), np.searchsorted(ordered, found, "right")
    return np.asarray((below + upto + 1) / 2)


def wins(a: ArrayLike, b: ArrayLike) -> float:
    """U of the first group: the pairs that it wins, ties half; counted pair by pair."""
    ordered = np.sort(np.asarray(b, float))
    found = np.asarray(a, float)
    return float((np.searchsorted(ordered, found, "left") + np.searchsorted(ordered, found, "right")).sum() / 2)


def rank_sum_wins(a: ArrayLike, b: ArrayLike) -> float:
    """The same U through the ranks: R - m(m+1)/2, R the sum of the ranks of `a` among all values."""
    m = len(np.asarray(a))
    return float(midranks(np.concatenate([a, b]))[:m].sum() - m * (m + 1) / 2)


class Law(NamedTuple):
    """The law of U over all labellings of the pooled ranks: `u` ascending, `chance` of each; the normal law's `spread`.

    Where there are too many labellings to count, `u` and `chance` are empty and the normal law stands for it.
    """

    u: Array
    chance: Array
    mean: float
    spread: float

    @property
    def least(self) -> float:
        """The least p that any labelling reaches; 0 where they are not counted. With ties the law need
        not be symmetric, nor reach from 0 to m n."""
        return min(self.p(float(self.u[0])), self.p(float(self.u[-1]))) if len(self.u) else 0.0

    def p(self, u: float) -> float:
        """The chance of being at least as far from the mean as `u`, in either direction."""
        far = abs(u - self.mean)
        if len(self.u):
            return float(min(1.0, self.chance[np.abs(self.u - self.mean) >= far - 1e-9].sum()))
        return float(2 * special.ndtr(-far / self.spread)) if self.spread > 0 else 1.0


@remembered
def _labellings(doubled: tuple[int, ...], m: int) -> tuple[Array, Array]:
    """(sums of doubled ranks, share of each) over all choices of `m` of them: one pass over the ranks, adding each to
    all choices that do not have it yet."""
    total = sum(doubled)
    ways = np.zeros((m + 1, total + 1))
    ways[0, 0] = 1.0
    for rank in doubled:
        ways[1:, rank:] += ways[:-1, : total + 1 - rank].copy()
    sums = np.flatnonzero(ways[m])
    return sums.astype(float), ways[m, sums] / ways[m].sum()


def law_of_wins(ranks: ArrayLike, m: int) -> Law:
    """The law of U if every labelling of these pooled ranks (N,) with `m` of the first group is equally likely.

    Exact, ties included, up to `EXACT` values; else the normal law with the variance corrected for ties.
    """
    found = np.asarray(ranks, float)
    size = len(found)
    n = size - m
    ties = np.unique(found, return_counts=True)[1].astype(float)
    variance = m * n / 12 * (size + 1 - float(np.sum(ties**3 - ties)) / (size * (size - 1)))
    u = chance = np.empty(0)
    if size <= EXACT:
        sums, chance = _labellings(tuple(np.sort(np.rint(2 * found)).astype(int).tolist()), m)
        u = sums / 2 - m * (m + 1) / 2
    return Law(u, chance, m * n / 2, float(np.sqrt(max(variance, 0.0))))


def kruskal(groups: list[Array]) -> float:
    """Kruskal and Wallis's H, corrected for ties; 0 where all values are equal."""
    pooled = np.concatenate(groups)
    ranks, size = midranks(pooled), len(pooled)
    ends = np.cumsum([len(each) for each in groups])
    parts = np.split(ranks, ends[:-1])
    between = sum(len(each) * (float(each.mean()) - (size + 1) / 2) ** 2 for each in parts)
    total = float(np.sum((ranks - (size + 1) / 2) ** 2))
    return (size - 1) * between / total if total > 0 else 0.0


def distinct(a: Array, b: Array) -> bool:
    """Whether a t-test of these groups means anything: one of them varies."""
    return bool(max(np.ptp(a), np.ptp(b)) > 0)


def welch(mean: ArrayLike, var: ArrayLike, m: int, other: Array) -> tuple[Array, Array]:
    """Welch's (t, p) of groups of `m` with these means and variances (divisor m - 1) against the group `other`; NaN
    where neither varies."""
    n, own = len(other), np.asarray(var, float) / m
    rest = float(np.var(other, ddof=1)) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (np.asarray(mean, float) - other.mean()) / np.sqrt(own + rest)
        df = (own + rest) ** 2 / (own**2 / (m - 1) + rest**2 / (n - 1))
        return np.asarray(t), np.asarray(2 * special.stdtr(df, -np.abs(t)))


def welch_test(a: Array, b: Array) -> tuple[float, float]:
    """Welch's (t, p), two-sided; NaN where neither group varies."""
    if not distinct(a, b):
        return float("nan"), float("nan")
    t, p = welch(a.mean(), np.var(a, ddof=1), len(a), b)
    return float(t), float(p)


def moved(a: Array, b: Array, which: int, places: Array) -> tuple[Array, Array, Array]:
    """(Welch's t, its p, the p of U) while value number `which` of `a` stands at each of `places` (k,), the others
    staying where they are. A place that equals another value counts as just below it."""
    rest, m = np.delete(a, which), len(a)
    mean = (rest.sum() + places) / m
    # The variance of m values from that of the others and one more.
    centre = rest.mean()
    var = (np.sum((rest - centre) ** 2) + (places - centre) ** 2 * (m - 1) / m) / (m - 1)
    t, p = welch(mean, var, m, b)
    below, others = np.searchsorted(np.sort(b), places), wins(rest, b)
    # The pooled ranks, and with them the law, change where the value passes others that are equal among themselves.
    pooled, often = np.unique(np.concatenate([rest, b]), return_counts=True)
    steps = np.stack([below, np.searchsorted(pooled[often > 1], places)])
    values, first, at = np.unique(steps, axis=1, return_index=True, return_inverse=True)
    found = np.empty(len(first))
    for k, count in enumerate(values[0].tolist()):
        inside = np.nextafter(places[first[k]], -np.inf)
        law = law_of_wins(midranks(np.concatenate([rest, [inside], b])), m)
        found[k] = law.p(others + count)
    return t, p, found[at.ravel()]


def brunner_munzel(a: Array, b: Array) -> tuple[float, float]:
    """Brunner and Munzel's (statistic, p), two-sided, of "neither group tends to be larger", whatever the shapes;
    NaN where one group lies wholly above the other, or all values are equal.

    E. Brunner and U. Munzel, "The nonparametric Behrens-Fisher problem", Biometrical Journal 42 (2000).
    """
    m, n = len(a), len(b)
    ranks = midranks(np.concatenate([a, b]))
    places = ranks[:m] - midranks(a), ranks[m:] - midranks(b)  # how many of the other group each value beats
    s, r = (float(np.var(each, ddof=1)) for each in places)
    if m * s + n * r < 1e-12:
        return float("nan"), float("nan")
    w = m * n * (ranks[:m].mean() - ranks[m:].mean()) / ((m + n) * np.sqrt(m * s + n * r))
    df = (m * s + n * r) ** 2 / ((m * s) ** 2 / (m - 1) + (n * r) ** 2 / (n - 1))
    return float(w), float(2 * special.stdtr(df, -abs(w)))


def roc(a: Array, b: Array) -> tuple[Array, Array, Array]:
    """(threshold, share of b above it, share of a above it), from (0, 0) to (1, 1): one corner for each distinct value,
    where values equal to the threshold count as above. Ties make slanted pieces."""
    cuts = np.unique(np.concatenate([a, b]))[::-1]
    above = [1 - np.searchsorted(np.sort(each), cuts, "left") / len(each) for each in (b, a)]
    return np.append(np.inf, cuts), np.append(0.0, above[0]), np.append(0.0, above[1])


class Pairs(NamedTuple):
    """All pairs in a square, with `fall` and `part` that put them there: `curve` (2, k) is the line of equal values,
    `x`, `y`, `sign` (m n,) are the pairs: across the value of b, upwards that of a, and who is larger."""

    curve: Array
    x: Array
    y: Array
    sign: Array


def pairs(a: Array, b: Array, span: tuple[float, float], part: float, most: int = 225) -> Pairs:
    """The square of all pairs, both axes from the largest value down: `part` 0 shows values, scaled from `span` to
    [0, 1], and 1 the share of the group that lies above; between, both are mixed.

    Pairs that `a` wins lie under the curve; for `part` = 1 it is the ROC curve. With more than `most` pairs (15 by 15)
    they are left out, a NaN stands for them.
    """
    cuts, x, y = roc(a, b)
    along = (1 - part) * (span[1] - np.repeat(cuts[1:], 2)) / (span[1] - span[0])
    corners = (np.stack([each[:-1], each[1:]], axis=1).ravel() for each in (x, y))
    curve = np.stack([np.concatenate([[0.0], along + part * each, [1.0]]) for each in corners])
    if len(a) * len(b) > most:
        return Pairs(curve, *np.full((3, 1), np.nan))
    # Equal values of a group stand side by side, in the order of the list.
    spots = [
        (1 - part) * (span[1] - v) / (span[1] - span[0])
        + part * (np.argsort(np.argsort(-v, kind="stable"), kind="stable") + 0.5) / len(v)
        for v in (b, a)
    ]
    sign = np.sign(np.repeat(a, len(b)) - np.tile(b, len(a)))
    return Pairs(curve, np.tile(spots[0], len(a)), np.repeat(spots[1], len(b)), sign)


def above(a: Array, b: Array, span: tuple[float, float], part: float, cut: ArrayLike) -> tuple[Array, Array]:
    """Where thresholds `cut` stand on the curve of `pairs`: (x, y)."""
    at = np.asarray(cut, float)
    shares = (1 - np.searchsorted(np.sort(v), at, "right") / len(v) for v in (b, a))
    x, y = ((1 - part) * (span[1] - at) / (span[1] - span[0]) + part * each for each in shares)
    return np.asarray(x), np.asarray(y)


def area_under(x: Array, y: Array) -> float:
    """The area under a polygon, by trapezoids."""
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def largest_gap(a: Array, b: Array) -> tuple[float, float]:
    """(threshold t, F_b(t) - F_a(t)) where the two empirical distribution functions differ most: Kolmogorov and
    Smirnov's D is the size of the second."""
    pooled = np.sort(np.concatenate([a, b]))
    gap = np.searchsorted(np.sort(b), pooled, "right") / len(b) - np.searchsorted(np.sort(a), pooled, "right") / len(a)
    k = int(np.argmax(np.abs(gap)))
    return float(pooled[k]), float(gap[k])


class Compared(NamedTuple):
    """Two groups by ranks and by t. `ranks` (m + n,) has those of the first group first; `u` are the pairs that it wins
    (of m n), `auc` their share; `gap` the place and the size (signed) of the largest difference of the distribution
    functions."""

    ranks: Array
    u: float
    auc: float
    law: Law
    p_u: float
    t: float
    p_t: float
    gap: tuple[float, float]


def compare(a: Array, b: Array) -> Compared:
    """Both groups, at least two values each, by all of the above."""
    ranks, u = midranks(np.concatenate([a, b])), rank_sum_wins(a, b)
    law = law_of_wins(ranks, len(a))
    return Compared(ranks, u, u / (len(a) * len(b)), law, law.p(u), *welch_test(a, b), largest_gap(a, b))
