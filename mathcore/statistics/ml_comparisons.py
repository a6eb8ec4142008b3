"""Comparing learned models: runs, overlapping splits, the same items, many tests, a league of methods.

Sources: Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52 (2003); McNemar, Psychometrika
12 (1947); Holm, Scandinavian Journal of Statistics 6 (1979); Benjamini and Hochberg, JRSS B 57 (1995); Demsar, JMLR 7
(2006).
"""

from __future__ import annotations

from functools import lru_cache
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import bdtr, fdtrc, ndtr, stdtr, stdtrit
from scipy.stats import rankdata

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Z = np.linspace(-9.0, 9.0, 721)  # a rule of trapezoids over normal densities is exact here to rounding
BELL = np.exp(-0.5 * Z * Z) / np.sqrt(2 * np.pi) * (Z[1] - Z[0])
BELOW = ndtr(Z)
PROCEDURES = ("none", "Bonferroni", "Holm", "BH")


# Runs of two models, paired.
class Paired(NamedTuple):
    """The t-test of paired differences: `factor` is what s² is multiplied by for the variance of the mean, 1/J for
    independent runs. Where nothing varies t is infinite, or 0 for no difference."""

    runs: int
    mean: float
    deviation: float
    factor: float
    t: float
    p: float

    @property
    def error(self) -> float:
        """The standard error of the mean difference."""
        return float(self.deviation * np.sqrt(self.factor))

    def half(self, alpha: float) -> float:
        """Half the width of the interval of confidence 1 - alpha; infinite for one run."""
        return float(-stdtrit(self.runs - 1, alpha / 2) * self.error) if self.runs > 1 else float("inf")


def spread_factor(count: ArrayLike, share: float = 0.0) -> Array:
    """1/J + share/(1 - share): the correction of Nadeau and Bengio for J splits that test that share of the data each;
    1/J for share 0."""
    return np.asarray(1 / np.asarray(count, float) + share / (1 - share))


def paired(differences: ArrayLike, share: float = 0.0) -> Paired:
    """The t-test of differences (J,); p is 1 for a single one, which has no spread to be compared with."""
    d = np.asarray(differences, float)
    mean, factor = float(d.mean()), float(spread_factor(len(d), share))
    if len(d) < 2:
        return Paired(1, mean, float("nan"), factor, 0.0, 1.0)
    s = float(np.sqrt(np.sum((d - mean) ** 2) / (len(d) - 1)))
    if s <= 1e-12 * (1 + float(np.abs(d).max())):
        same = abs(mean) <= 1e-12
        return Paired(len(d), mean, 0.0, factor, 0.0 if same else float(np.sign(mean) * np.inf), 1.0 if same else 0.0)
    t = mean / (s * np.sqrt(factor))
    return Paired(len(d), mean, s, factor, float(t), float(2 * stdtr(len(d) - 1, -abs(t))))


def running(differences: ArrayLike, alpha: float, share: float = 0.0) -> tuple[Array, Array]:
    """(mean, half width of the interval) after the first 1, 2, ... differences (J,); infinite for the first."""
    d = np.asarray(differences, float)
    n = np.arange(1, len(d) + 1)
    means = np.cumsum(d) / n
    squares = np.array([np.sum((d[:k] - means[k - 1]) ** 2) for k in n])
    half = np.full(len(d), np.inf)
    s = np.sqrt(squares[1:] / (n[1:] - 1))
    half[1:] = -stdtrit(n[1:] - 1, alpha / 2) * s * np.sqrt(spread_factor(n[1:], share))
    return means, half


@lru_cache(maxsize=512)
def expected_best(k: int) -> float:
    """The expected largest of k independent standard normals."""
    return float(np.sum(Z * k * BELL * BELOW ** (k - 1))) if k > 1 else 0.0


def best_density(z: ArrayLike, k: int) -> Array:
    """The density of the largest of k independent standard normals."""
    x = np.asarray(z, float)
    return np.asarray(k * np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi) * ndtr(x) ** (k - 1))


def best_is_ahead(k: int, other: int) -> float:
    """P(the best of k > the best of `other` more), all of one law, by integration."""
    return float(np.sum(k * BELL * BELOW ** (k - 1 + other)))


def best_of(scores: ArrayLike, most: int) -> Array:
    """The expected best of 1, ..., `most` of some scores (n,), drawn without replacement: exact, by ranks."""
    x = np.sort(np.asarray(scores, float))
    weights = [[comb(i, k - 1) / comb(len(x), k) for i in range(len(x))] for k in range(1, most + 1)]
    return np.asarray(np.einsum("kn,n->k", weights, x))


# Splits that overlap: J differences, each pair with correlation rho.
def mean_variance(count: ArrayLike, rho: float) -> Array:
    """The variance of their mean, in units of the variance of one."""
    return np.asarray(rho + (1 - rho) / np.asarray(count, float))


def true_level(alpha: float, count: ArrayLike, rho: float, share: float = 0.0) -> Array:
    """How often the test at level alpha (corrected for `share`, 0: not corrected) rejects a true null, for normal
    differences of one correlation: the mean and the spread s are then independent, so that a multiple of Student's t
    is compared with the threshold."""
    n = np.asarray(count, float)
    own = np.sqrt(spread_factor(n, share) / spread_factor(n, rho))
    return np.asarray(2 * stdtr(n - 1, stdtrit(n - 1, alpha / 2) * own))


@remembered
def _noise(rows: int, columns: int, seed: int, stream: int) -> Array:
    found = random_normals(seed, stream, 0, rows * columns).reshape(rows, columns)
    found.setflags(write=False)
    return found


def counted_levels(
    alpha: float, count: int, rho: float, share: float, seed: int, rows: int = 2000
) -> tuple[float, float]:
    """The shares of `rows` simulated experiments that the plain and the corrected test reject though the null is
    true."""
    noise = _noise(rows, 31, seed, 1)
    d = np.sqrt(rho) * noise[:, :1] + np.sqrt(1 - rho) * noise[:, 1 : count + 1]
    mean, s = d.mean(axis=1), d.std(axis=1, ddof=1)
    limit = -stdtrit(count - 1, alpha / 2) * s
    plain, corrected = (np.abs(mean) > limit * np.sqrt(spread_factor(count, r)) for r in (0.0, share))
    return float(plain.mean()), float(corrected.mean())


# The same items, right or wrong.
class Items(NamedTuple):
    """The 2 x 2 table of two models on the same items, and what is made of it. `p` is exact, two-sided; `p_unpaired`
    that of two independent proportions (pooled, normal), which is not the design."""

    both: int
    first: int
    second: int
    neither: int
    p: float
    p_unpaired: float

    @property
    def total(self) -> int:
        """How many items."""
        return self.both + self.first + self.second + self.neither

    @property
    def split(self) -> int:
        """How many items the models disagree on."""
        return self.first + self.second

    @property
    def accuracies(self) -> tuple[float, float]:
        """The share that each model has right."""
        return (self.both + self.first) / self.total, (self.both + self.second) / self.total


def mcnemar_p(first: int, second: int) -> float:
    """P(a fair coin splits first + second tosses at least so unevenly); 1 where there is no toss."""
    n = first + second
    return 1.0 if n == 0 else float(min(1.0, 2 * bdtr(min(first, second), n, 0.5)))


def items_table(both: int, first: int, second: int, neither: int) -> Items:
    """The tests of the four counts; there is at least one item."""
    n = both + first + second + neither
    shared = (2 * both + first + second) / (2 * n)
    variance = 2 * shared * (1 - shared) / n
    z = (first - second) / n / np.sqrt(variance) if variance > 0 else 0.0
    return Items(both, first, second, neither, mcnemar_p(first, second), float(2 * ndtr(-abs(z))))


def crossed(a: ArrayLike, b: ArrayLike) -> Items:
    """The table of two rows of right (true) and wrong, shape (n,)."""
    x, y = np.asarray(a, bool), np.asarray(b, bool)
    counts = [int(np.count_nonzero(each)) for each in (x & y, x & ~y, ~x & y, ~x & ~y)]
    return items_table(*counts)


def coin(n: int) -> Array:
    """The law (n + 1,) of the heads of n tosses of a fair coin."""
    law = np.diff(bdtr(np.arange(n + 1), n, 0.5), prepend=0.0)
    return np.asarray(0.5 * (law + law[::-1]))  # the upper tail from the lower, which keeps its digits


def coin_tail(first: int, second: int) -> float:
    """P(a coin splits so unevenly), added up over its law."""
    n = first + second
    return float(coin(n)[np.abs(np.arange(n + 1) - n / 2) >= abs(first - second) / 2 - 1e-9].sum())


def paired_variance(a: ArrayLike, b: ArrayLike) -> float:
    """The variance of one item's difference from both accuracies and the covariance: p q + p' q' - 2 cov."""
    x, y = np.asarray(a, float), np.asarray(b, float)
    p, r = float(x.mean()), float(y.mean())
    return p * (1 - p) + r * (1 - r) - 2 * (float(np.mean(x * y)) - p * r)


# Many tests.
def limits(m: int, alpha: float) -> dict[str, Array]:
    """What the p of rank 1, ..., m (ascending) is compared with, by procedure."""
    rank = np.arange(1, m + 1)
    flat = np.full(m, alpha)
    return {"none": flat, "Bonferroni": flat / m, "Holm": alpha / (m - rank + 1), "BH": alpha * rank / m}


def rejections(ordered: ArrayLike, alpha: float) -> dict[str, NDArray[np.int64]]:
    """How many of ascending p-values (..., m) each procedure rejects: Holm steps down (until the first that fails), the
    procedure of Benjamini and Hochberg up (from the last that passes)."""
    p = np.asarray(ordered, float)
    m = p.shape[-1]
    under = {name: p <= bound for name, bound in limits(m, alpha).items()}
    found = {name: np.count_nonzero(each, axis=-1) for name, each in under.items()}
    found["Holm"] = np.cumprod(under["Holm"], axis=-1).sum(axis=-1)
    found["BH"] = np.max(np.where(under["BH"], np.arange(1, m + 1), 0), axis=-1)
    return {name: np.asarray(each, np.int64) for name, each in found.items()}


class Simulated(NamedTuple):
    """Ascending p-values (experiments, m) and of each whether its null is true."""

    p: Array
    null: Mask


def simulate(m: int, nulls: int, effect: float, common: float, seed: int, rows: int) -> Simulated:
    """Two-sided tests of m normal estimates with error 1, the first `nulls` of them of nothing, the others of `effect`;
    `common` is the correlation of any two estimates of one experiment."""
    noise = _noise(rows, m + 1, seed, 2)
    z = np.sqrt(1 - common) * noise[:, 1:] + np.sqrt(common) * noise[:, :1]
    z = z + np.where(np.arange(m) < nulls, 0.0, effect)
    p = 2 * ndtr(-np.abs(z))
    order = np.argsort(p, axis=1)
    return Simulated(np.take_along_axis(p, order, axis=1), order < nulls)


class Rates(NamedTuple):
    """Shares over simulated experiments: any false alarm, false ones among the rejected (0 if none is), found of what
    is real (NaN if nothing is)."""

    any_false: float
    false_share: float
    found: float


def rates(run: Simulated, alpha: float) -> dict[str, Rates]:
    """The rates of each procedure at level alpha."""
    false = np.concatenate([np.zeros((len(run.null), 1), int), np.cumsum(run.null, axis=1)], axis=1)
    real = run.null.shape[1] - int(run.null[0].sum())
    said = {}
    for name, r in rejections(run.p, alpha).items():
        wrong = false[np.arange(len(r)), r]
        hits = float(np.mean(r - wrong) / real) if real else float("nan")
        said[name] = Rates(float(np.mean(wrong > 0)), float(np.mean(wrong / np.maximum(r, 1))), hits)
    return said


# A league: methods on data sets.
class League(NamedTuple):
    """Ranks (N, k) of k methods on N data sets, 1 the best, ties shared; their means; Friedman's chi-square by the
    formula (no correction for ties), the F made of it, and its p."""

    ranks: Array
    means: Array
    chi2: float
    f: float
    p: float

    @property
    def corrected(self) -> float:
        """Friedman's chi-square corrected for ties, as SciPy gives it; 0 where all are tied."""
        n, k = self.ranks.shape
        spread = float(np.sum((self.ranks - (k + 1) / 2) ** 2))
        between = n * float(np.sum((self.means - (k + 1) / 2) ** 2))
        return n * (k - 1) * between / spread if spread > 0 else 0.0


def rank_f(found: League) -> tuple[float, float]:
    """(the F of an analysis of variance of the ranks, (N-1) chi2/(N(k-1) - chi2) with chi2 corrected for ties): equal;
    (0, 0) where nothing is left within or all are tied."""
    n, k = found.ranks.shape
    within = float(np.sum((found.ranks - found.means) ** 2))
    if within <= 1e-9 * n:
        return 0.0, 0.0
    between = n * float(np.sum((found.means - (k + 1) / 2) ** 2))
    return (n - 1) * between / within, (n - 1) * found.corrected / (n * (k - 1) - found.corrected)


def league(scores: ArrayLike) -> League:
    """Friedman's test of scores (N, k), large is good. Iman and Davenport's F = (N-1) chi2/(N(k-1) - chi2) has k - 1
    and (k-1)(N-1) degrees of freedom; it is infinite where all data sets agree."""
    s = np.asarray(scores, float)
    n, k = s.shape
    ranks = np.asarray(rankdata(-s, axis=1), float)
    means = ranks.mean(axis=0)
    chi2 = 12 * n / (k * (k + 1)) * float(np.sum((means - (k + 1) / 2) ** 2))
    left = n * (k - 1) - chi2
    f = (n - 1) * chi2 / left if left > 1e-9 * n else float("inf")
    return League(ranks, means, chi2, f, _f_tail(f, k - 1, (k - 1) * (n - 1)))


def _f_tail(f: float, above: int, below: int) -> float:
    return 0.0 if f == np.inf else float(fdtrc(above, below, f))


@lru_cache(maxsize=256)
def range_limit(alpha: float, k: int) -> float:
    """The range of k independent standard normals that is exceeded with probability alpha."""
    return float(
        brentq(lambda q: np.sum(k * BELL * (BELOW - ndtr(Z - q)) ** (k - 1)) - (1 - alpha), 1e-6, 20.0, xtol=1e-12)
    )


def critical_difference(alpha: float, k: int, n: int) -> float:
    """How far apart two mean ranks must be (Nemenyi): q / sqrt(2) times sqrt(k (k+1) / (6 n))."""
    return range_limit(alpha, k) / float(np.sqrt(2)) * float(np.sqrt(k * (k + 1) / (6 * n)))


def groups_within(means: ArrayLike, distance: float) -> list[tuple[int, int]]:
    """The longest runs of ascending mean ranks (k,) of which the ends are no more than `distance` apart, as pairs of
    places in that order; runs of one are left out."""
    m = np.asarray(means, float)
    found: list[tuple[int, int]] = []
    for i in range(len(m)):
        j = int(np.flatnonzero(m <= m[i] + distance + 1e-12)[-1])
        if j > i and (not found or j > found[-1][1]):
            found.append((i, j))
    return found


def worst_and_best(scores: ArrayLike) -> tuple[int, int]:
    """The methods of a league with the largest and the smallest mean rank; the first two where all are tied."""
    means = league(scores).means
    worst, best = int(means.argmax()), int(means.argmin())
    return (worst, best) if worst != best else (0, 1)


def with_company(scores: ArrayLike, added: int, place: str, i: int, j: int) -> Array:
    """A league (N, k) with `added` more methods: "between" the methods i and j on every data set (weighted means of the
    two), "below" all others, or "above" all others on every one."""
    s = np.asarray(scores, float)
    if not added:
        return s
    low, high, span = s.min(axis=1), s.max(axis=1), float(np.ptp(s)) + 1e-3
    step = np.arange(1, added + 1)
    if place == "between":
        more = s[:, [i]] + step / (added + 1) * (s[:, [j]] - s[:, [i]])  # where the two are tied, all are
    elif place == "below":
        more = low[:, None] - span * step
    else:
        more = high[:, None] + span * step
    return np.concatenate([s, more], axis=1)


def signed_rank_p(differences: ArrayLike) -> float:
    """The exact two-sided p of Wilcoxon's signed ranks: zeros are left out, ties share their rank; 1 if all are 0."""
    d = np.asarray(differences, float)
    d = d[np.abs(d) > 1e-12]
    if not len(d):
        return 1.0
    doubled = np.rint(2 * rankdata(np.round(np.abs(d), 12))).astype(int)
    law = np.ones(1)
    for rank in doubled.tolist():
        longer = np.zeros(len(law) + rank)
        longer[: len(law)] += 0.5 * law
        longer[rank:] += 0.5 * law
        law = longer
    seen = int(doubled[d > 0].sum())
    return float(min(1.0, 2 * min(law[: seen + 1].sum(), law[seen:].sum())))
