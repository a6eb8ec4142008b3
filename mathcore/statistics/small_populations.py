"""All samples of a small population, and a population cut into equal groups that serve as clusters or as strata.

Cochran, *Sampling Techniques*, 3rd ed., Wiley (1977), chapters 2, 5 and 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from math import comb, factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from mathcore.common import randomness
from mathcore.common.memory import remembered
from mathcore.statistics import survey_designs

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Groups:
    """A population cut into equal groups, (M, m): the rows that are left over stand in none.

    Where all of its values are equal, nothing is alike or unlike: the numbers are then those of no likeness, 0.
    """

    values: Array

    @property
    def varied(self) -> bool:
        """Whether the values differ."""
        return bool(np.ptp(self.values) > 1e-12 * np.abs(self.values).max())

    @property
    def alike(self) -> float:
        """Intraclass correlation: the mean of (y - mu)(y' - mu) over all pairs of one group, over sigma^2."""
        m = self.values.shape[1]
        d = self.values - self.values.mean()
        pairs = (d.sum(axis=1) ** 2 - (d**2).sum(axis=1)).sum() / (len(d) * m * (m - 1))
        return float(pairs / np.mean(d**2)) if self.varied else 0.0

    @property
    def cluster_effect(self) -> float:
        """Variance of the mean of whole groups drawn at random over that of as many rows: from one group, whose mean
        has the variance sum (mean_g - mu)^2 / M, and m rows of N."""
        count, m = self.values.shape
        if not self.varied:
            return float(cluster_effect(0.0, count, m))
        between = float(np.var(self.values.mean(axis=1)))
        return between / float(survey_designs.simple_error(float(self.values.std(ddof=1)), m, count * m)) ** 2

    @property
    def strata_effect(self) -> float:
        """Variance of the mean of as many rows from each group over that of as many rows from anywhere."""
        if not self.varied:
            return float(strata_effect(0.0, *self.values.shape))
        return float(self.values.var(axis=1, ddof=1).mean() / self.values.var(ddof=1))


def cluster_effect(alike: ArrayLike, count: int, m: int) -> Array:
    """The variance ratio of whole groups by their intraclass correlation, (1 + (m - 1) rho) (N - 1)/(N - m)."""
    return np.asarray((1 + (m - 1) * np.asarray(alike, float)) * (count * m - 1) / (count * m - m))


def strata_effect(alike: ArrayLike, count: int, m: int) -> Array:
    """That of as many rows of each group, (1 - rho) (N - 1)/N."""
    return np.asarray((1 - np.asarray(alike, float)) * (count * m - 1) / (count * m))


def grouping(values: Array, m: int, likeness: float | None, seed: int) -> Integers:
    """Rows in groups of m, (N // m, m): cut from the rows in the order of a second variable, or (None) as they stand.

    It is `likeness` times the normal score of the value's rank plus sqrt(1 - likeness^2) times noise.
    """
    size = len(values)
    order = np.arange(size)
    if likeness is not None:
        # Ties in the order of the noise: rows of one value are not filed together.
        noise = randomness.random_normals(seed, 7, 0, size)
        rank = np.empty(size)
        rank[np.lexsort((noise, values))] = order
        order = np.argsort(likeness * ndtri((rank + 0.5) / size) + np.sqrt(1 - likeness**2) * noise, kind="stable")
    return np.asarray(order[: size // m * m].reshape(-1, m), dtype=np.int64)


def ladder(values: Array, m: int, seed: int) -> tuple[Array, Array]:
    """(Likenesses in steps of 0.02, the intraclass correlation of the groups of m of each), (51,) both."""
    tries = np.round(np.linspace(0, 1, 51), 2)
    return tries, np.array([Groups(values[grouping(values, m, likeness, seed)]).alike for likeness in tries])


def likeness_for(rungs: tuple[Array, Array], alike: float) -> tuple[float, float]:
    """(The likeness of a ladder whose intraclass correlation is nearest to `alike`; by how much it is off)."""
    tries, found = rungs
    best = int(np.argmin(np.abs(found - alike)))
    return float(tries[best]), float(found[best] - alike)


def used(count: int, m: int, whole: bool, seed: int) -> tuple[NDArray[np.bool_], int]:
    """(Which rows of `count` groups of m are drawn, (count, m); how many of a group, or how many groups): about a fifth
    of the rows, as many of each group, or all of some."""
    lot = survey_designs.lots(count * m, 1, seed)[0].reshape(count, m)
    some = max(1, round(m / 5))
    if not whole:
        return np.argsort(np.argsort(lot, axis=1), axis=1) < some, some
    groups = max(1, round(some * count / m))
    return np.repeat((np.argsort(np.argsort(lot[:, 0])) < groups)[:, None], m, axis=1), groups


@dataclass(frozen=True)
class AllSamples:
    """Every sample of n: `rows` (k, n), the `chance` of each (k,), and its statistic (k,)."""

    rows: Integers
    chance: Array
    statistic: Array

    @property
    def mean(self) -> float:
        """The expected value of the statistic."""
        return float(self.chance @ self.statistic)

    @property
    def error(self) -> float:
        """Its standard deviation over all samples: the standard error."""
        return float(np.sqrt(self.chance @ (self.statistic - self.mean) ** 2))


@remembered
def _samples(size: int, n: int, replaced: bool) -> tuple[Integers, Array]:
    if not replaced:
        rows = np.array(list(combinations(range(size), n)), dtype=np.int64)
        return rows, np.full(len(rows), 1 / len(rows))
    rows = np.array(list(combinations_with_replacement(range(size), n)), dtype=np.int64)
    repeats = np.stack([np.count_nonzero(rows == k, axis=1) for k in range(size)])
    ways = factorial(n) / np.prod(np.array([factorial(k) for k in range(n + 1)], float)[repeats], axis=0)
    return rows, ways / float(size) ** n


def statistic_of(samples: Array, name: str) -> Array:
    """The "mean", "median", "largest" or "variance" (divisor n - 1) of each row of (k, n)."""
    if name == "mean":
        return np.asarray(samples.mean(axis=1))
    if name == "median":
        return np.asarray(np.median(samples, axis=1))
    if name == "largest":
        return np.asarray(samples.max(axis=1))
    return np.asarray(samples.var(axis=1, ddof=1)) if samples.shape[1] > 1 else np.zeros(len(samples))


def of_population(values: ArrayLike, name: str, replaced: bool = False) -> float:
    """The same of the population; its variance is S^2, or sigma^2 where rows are put back."""
    found = np.asarray(values, float)
    return (
        float(found.var(ddof=0 if replaced else 1)) if name == "variance" else float(statistic_of(found[None], name)[0])
    )


def all_samples(values: ArrayLike, n: int, statistic: str, replaced: bool = False) -> AllSamples:
    """All samples of n of the values (N,), each as likely; put back: all N^n sequences, those alike taken together."""
    found = np.asarray(values, float)
    rows, chance = _samples(len(found), n, replaced)
    return AllSamples(rows, chance, statistic_of(found[rows], statistic))


def expected_order(values: ArrayLike, n: int, rank: int, replaced: bool = False) -> float:
    """Mean of the value of that rank, from 1, in samples of n, by counting: it is at most the j-th of N ascending
    values if `rank` or more of the sample are among the lowest j (hypergeometric; put back, binomial)."""
    found = np.sort(np.asarray(values, float))
    size = len(found)

    def chance(j: int, i: int) -> float:
        if replaced:
            return comb(n, i) * float(j**i * (size - j) ** (n - i)) / float(size) ** n
        return comb(j, i) * comb(size - j, n - i) / comb(size, n)

    at_most = [sum(chance(j, i) for i in range(rank, n + 1)) for j in range(size + 1)]
    return float(np.diff(at_most) @ found)


def expected(values: ArrayLike, n: int, statistic: str, replaced: bool = False) -> float:
    """What theory says of the mean of a statistic over all samples of n: that of the population for the mean; for the
    variance S^2 (put back: sigma^2; none of one value); by counting for the median and the largest."""
    found = np.asarray(values, float)
    if statistic == "mean":
        return float(found.mean())
    if statistic == "variance":
        return float(found.var(ddof=0 if replaced else 1)) if n > 1 else 0.0
    ranks = (n, n) if statistic == "largest" else ((n + 1) // 2, n // 2 + 1)
    return sum(expected_order(found, n, rank, replaced) for rank in ranks) / 2


def shares(found: AllSamples, top: float, bins: int) -> tuple[Array, Array]:
    """(Middles, probabilities) of bins of equal width w over [-w/2, top + w/2], 0 in the middle of the first."""
    wide = top / (bins - 1)
    place = np.floor(found.statistic / wide + 0.5 + 1e-9).astype(int)
    inside = place < bins
    heights = np.bincount(place[inside], found.chance[inside], minlength=bins)
    return np.asarray(wide * np.arange(bins), dtype=float), np.asarray(heights, dtype=float)
