"""Samples of a finite population: designs with their exact standard errors, simulated draws, all samples of a small one.

Standard deviations S of a population of N have the divisor N - 1, sigma has N. Cochran, *Sampling Techniques*, 3rd ed.,
Wiley (1977), chapters 2, 5 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, combinations_with_replacement
from math import comb, factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_breast_cancer

from mathcore.common import randomness
from mathcore.common.tables import digits

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_LEVELS, LANES = 9, 64


@dataclass(frozen=True)
class Population:
    """A finite population: `values` (N,), what they are, the `stratum` of each (N,) from 0, and the strata's names."""

    values: Array
    what: str
    stratum: Integers
    names: tuple[str, ...]

    @property
    def members(self) -> list[Integers]:
        """The rows of each stratum."""
        return [np.flatnonzero(self.stratum == h) for h in range(len(self.names))]

    @property
    def sizes(self) -> Integers:
        """How many rows each stratum has."""
        return np.bincount(self.stratum, minlength=len(self.names)).astype(np.int64)

    @property
    def spreads(self) -> Array:
        """S of each stratum; 0 where it has one row."""
        parts = [self.values[rows] for rows in self.members]
        return np.array([part.std(ddof=1) if len(part) > 1 else 0.0 for part in parts])


@lru_cache(maxsize=4)
def built_in(name: str) -> Population:
    """A built-in population, rows in the order of the file: "cells" or "digits".

    cells: 569 biopsies (Street, Wolberg and Mangasarian, 1993), the mean radius of the nuclei in each; strata by
    diagnosis. digits: 1797 handwritten digits, the sum of the inks of 64 pixels; strata by digit.

    Raises:
        ValueError: another name.
    """
    if name == "cells":
        table = load_breast_cancer()
        found = Population(
            np.array(table.data[:, 0]), "mean radius of the nuclei", np.array(table.target, np.int64),
            tuple(map(str, table.target_names)),
        )  # fmt: skip
    elif name == "digits":
        scans = digits()
        names = tuple(str(k) for k in range(10))
        found = Population(scans.values.sum(axis=1), "ink of a digit (sum)", scans.labels.astype(np.int64), names)
    else:
        raise ValueError(f"There is no built-in population named {name}.")
    found.values.setflags(write=False)
    found.stratum.setflags(write=False)
    return found


def from_columns(columns: Sequence[str], values: Array, labels: Sequence[str] = ()) -> Population:
    """A reader's two columns (N, 2): the first is the variable; the second names the strata by words or by at most
    nine numbers; with more numbers than that the strata are its four quarters."""
    x, by = values[:, 0], values[:, 1]
    levels = np.unique(by)
    if len(levels) <= MOST_LEVELS:
        names = tuple(labels[int(level)] if labels else f"{columns[1]} {level:g}" for level in levels)
        return Population(x, columns[0], np.searchsorted(levels, by).astype(np.int64), names)
    quarter = np.searchsorted(np.quantile(by, [0.25, 0.5, 0.75]), by).astype(np.int64)
    present = np.unique(quarter)
    names = tuple(f"{columns[1]}, quarter {k + 1}" for k in present)
    return Population(x, columns[0], np.searchsorted(present, quarter).astype(np.int64), names)


# Standard errors in closed form


def simple_error(spread: float, n: ArrayLike, size: int) -> Array:
    """Standard error of the mean of n of `size` rows without replacement, S sqrt((1 - n/N) / n)."""
    count = np.asarray(n, float)
    return np.asarray(spread * np.sqrt(np.maximum(1 - count / size, 0.0) / count))


def replaced_error(spread: float, n: ArrayLike, size: int) -> Array:
    """The same where each row is put back before the next is drawn: sigma / sqrt(n)."""
    return np.asarray(spread * np.sqrt((size - 1) / size) / np.sqrt(np.asarray(n, float)))


def apportion(weights: ArrayLike, sizes: ArrayLike) -> Integers:
    """Rows dealt to H strata by equal proportions, (N - H + 1, H): one line for each n from H to N.

    Each has one row at least and all at most, and a further row goes where weight / sqrt(k (k + 1)) is largest, k being
    what a stratum has. With weights N_h S_h no other whole numbers give a smaller standard error (Wright, The American
    Statistician 66, 2012).
    """
    weight, rows = np.asarray(weights, float), np.asarray(sizes, int)
    of = np.repeat(np.arange(len(rows)), rows - 1)
    k = np.concatenate([np.arange(1, count) for count in rows]).astype(float)
    came = of[np.argsort(-weight[of] / np.sqrt(k * (k + 1)), kind="stable")]
    return np.concatenate([np.ones((1, len(rows)), int), 1 + np.cumsum(came[:, None] == np.arange(len(rows)), axis=0)])


def stratified_error(sizes: ArrayLike, spreads: ArrayLike, counts: ArrayLike) -> Array:
    """Standard error of sum_h W_h mean_h, W_h = N_h / N, from `counts` (..., H) rows of each stratum."""
    rows, s, n = (np.asarray(each, float) for each in (sizes, spreads, counts))
    terms = (rows / rows.sum()) ** 2 * s**2 * np.maximum(1 - n / rows, 0.0) / n
    return np.asarray(np.sqrt(terms.sum(axis=-1)))


# Simulated draws


def clocks(size: int, replicates: int, seed: int) -> Array:
    """Independent standard exponential waiting times, (replicates, size): the n rows that come first are a sample."""
    blocks = -(-replicates // LANES)
    words = randomness.table(randomness.columns(seed, 0, blocks, LANES), 0, size, LANES)
    return np.ascontiguousarray(randomness.exponential(words).T[:replicates])


def hurried(times: Array, odds: Array) -> Array:
    """Waiting times of rows that come at the rates `odds`: of those still out, each is next with a chance in proportion
    to its odds (successive sampling)."""
    return np.asarray(times / odds)


def running_sums(values: Array, times: Array) -> Array:
    """Sums of the rows in the order of their times: entry [r, n - 1] is that of the first n of replicate r."""
    return np.cumsum(values[np.argsort(times, axis=1)], axis=1)


def put_back(size: int, times: Array) -> Integers:
    """Rows drawn one by one, each put back, (replicates, size), by the same random numbers as the times."""
    return np.asarray(np.minimum(np.floor(-np.expm1(-times) * size), size - 1), dtype=np.int64)


# Groups of equal size


@dataclass(frozen=True)
class Groups:
    """A population cut into equal groups, (M, m): the rows that are left over stand in none."""

    values: Array

    @property
    def alike(self) -> float:
        """Intraclass correlation: the mean of (y - mu)(y' - mu) over all pairs of one group, over sigma^2."""
        m = self.values.shape[1]
        d = self.values - self.values.mean()
        pairs = (d.sum(axis=1) ** 2 - (d**2).sum(axis=1)).sum() / (len(d) * m * (m - 1))
        return float(pairs / np.mean(d**2))

    @property
    def cluster_effect(self) -> float:
        """Variance of the mean of whole groups drawn at random over that of as many rows: from one group, whose mean
        has the variance sum (mean_g - mu)^2 / M, and m rows of N."""
        count, m = self.values.shape
        between = float(np.var(self.values.mean(axis=1)))
        return between / float(simple_error(float(self.values.std(ddof=1)), m, count * m)) ** 2

    @property
    def strata_effect(self) -> float:
        """Variance of the mean of as many rows from each group over that of as many rows from anywhere."""
        return float(self.values.var(axis=1, ddof=1).mean() / self.values.var(ddof=1))


def grouping(values: Array, m: int, likeness: float, seed: int) -> Integers:
    """Rows in groups of m, (N // m, m): cut from the rows in the order of a second variable.

    It is `likeness` times the normal score of the value's rank plus sqrt(1 - likeness^2) times noise.
    """
    from scipy.special import ndtri

    size = len(values)
    # Ties in the order of the noise: rows of one value are not filed together.
    noise = randomness.random_normals(seed, 7, 0, size)
    rank = np.empty(size)
    rank[np.lexsort((noise, values))] = np.arange(size)
    key = likeness * ndtri((rank + 0.5) / size) + np.sqrt(1 - likeness**2) * noise
    return np.asarray(np.argsort(key, kind="stable")[: size // m * m].reshape(-1, m), dtype=np.int64)


def cut(order: Integers, m: int) -> Integers:
    """Rows in the given order in groups of m, (N // m, m)."""
    return order[: len(order) // m * m].reshape(-1, m)


# All samples of a small population


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


@lru_cache(maxsize=64)
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


def all_samples(values: ArrayLike, n: int, statistic: str, replaced: bool = False) -> AllSamples:
    """All samples of n of the values (N,), each as likely; put back: all N^n sequences, those alike taken together."""
    found = np.asarray(values, float)
    rows, chance = _samples(len(found), n, replaced)
    return AllSamples(rows, chance, statistic_of(found[rows], statistic))


def expected_order(values: ArrayLike, n: int, rank: int, replaced: bool = False) -> float:
    """Mean of the value of that rank, from 1, in samples of n, by counting: it is at most the j-th of N ascending values
    if `rank` or more of the sample are among the lowest j (hypergeometric; put back, binomial)."""
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
