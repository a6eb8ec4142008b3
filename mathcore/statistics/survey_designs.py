"""Samples of a finite population: designs with their exact standard errors, and simulated draws.

Standard deviations S of a population of N have the divisor N - 1, sigma has N. Cochran, *Sampling Techniques*, 3rd ed.,
Wiley (1977), chapters 2, 5 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import kurtosis
from sklearn.datasets import load_breast_cancer

from mathcore.common import randomness
from mathcore.common.tables import digits

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
MOST_LEVELS, LANES = 9, 64
PLAIN = ("simple", "replaced", "convenience")  # designs in which strata play no part


@dataclass(frozen=True)
class Population:
    """A finite population: `values` (N,), what they are, the `stratum` of each (N,) from 0, and the strata's names."""

    values: Array
    what: str
    stratum: Integers
    names: tuple[str, ...]

    @cached_property
    def members(self) -> list[Integers]:
        """The rows of each stratum."""
        return [np.flatnonzero(self.stratum == h) for h in range(len(self.names))]

    @cached_property
    def sizes(self) -> Integers:
        """How many rows each stratum has."""
        return np.array([len(rows) for rows in self.members], dtype=np.int64)

    @cached_property
    def spreads(self) -> Array:
        """S of each stratum; 0 where it has one row."""
        parts = [self.values[rows] for rows in self.members]
        return np.array([part.std(ddof=1) if len(part) > 1 else 0.0 for part in parts])

    @cached_property
    def heaviness(self) -> float:
        """The largest excess kurtosis of the whole and its strata, 0 at least."""
        parts = [self.values, *(self.values[rows] for rows in self.members)]
        return max(0.0, *(float(np.nan_to_num(kurtosis(part))) for part in parts if np.ptp(part) > 0))

    def fewest(self, design: str) -> int:
        """The least sample: one row, or one of each stratum."""
        return 1 if design in PLAIN else len(self.sizes)

    def deal(self, design: str) -> Integers:
        """Rows from each stratum ("stratified": in proportion; "neyman"), a line for each n from `fewest` to N; in the
        other designs ("simple", "replaced", "convenience") one column, n itself."""
        if design in PLAIN:
            return np.arange(1, len(self.values) + 1)[:, None]
        return apportion(self.sizes * self.spreads if design == "neyman" else self.sizes, self.sizes)

    def errors(self, design: str, n: ArrayLike) -> Array:
        """The standard error of a design at each n, in closed form; of a biased one, what it would be at random."""
        spread, size = float(self.values.std(ddof=1)), len(self.values)
        if design in PLAIN:
            return (replaced_error if design == "replaced" else simple_error)(spread, n, size)
        return stratified_error(self.sizes, self.spreads, self.deal(design)[np.asarray(n) - len(self.sizes)])

    def sums(self, design: str, times: Array) -> list[Array]:
        """Running sums of the values in the order of their times (replicates, N), for each stratum or as a whole."""
        if design == "replaced":
            return [np.cumsum(self.values[put_back(len(self.values), times)], axis=1)]
        parts = [np.arange(len(self.values))] if design in PLAIN else self.members
        return [running_sums(self.values[rows], times[:, rows]) for rows in parts]

    def means(self, sums: Sequence[Array], counts: Integers) -> Array:
        """The estimates sum_h W_h mean_h of the first `counts` rows of each stratum."""
        shares = np.ones(1) if len(sums) == 1 else self.sizes / len(self.values)
        return np.asarray(sum(w * part[:, k - 1] / k for w, part, k in zip(shares, sums, counts, strict=True)))

    def rows(self, design: str, times: Array, counts: Integers) -> Integers:
        """The rows (n,) that one replicate takes, by its times (N,)."""
        if design == "replaced":
            return put_back(len(times), times[: counts[0]])
        parts = [np.arange(len(times))] if design in PLAIN else self.members
        found = [rows[np.argsort(times[rows])[:k]] for rows, k in zip(parts, counts, strict=True)]
        return np.concatenate(found)


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
            np.array(table.data[:, 0]), "mean radius of the nuclei (unit of the file)",
            np.array(table.target, np.int64), tuple(map(str, table.target_names)),
        )  # fmt: skip
    elif name == "digits":
        scans = digits()
        names = tuple(str(k) for k in range(10))
        found = Population(
            scans.values.sum(axis=1), "ink of a digit (64 pixels, 0 to 16 each)", scans.labels.astype(np.int64), names
        )
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


def lots(size: int, replicates: int, seed: int) -> Array:
    """Independent uniform lots on [0, 1), (replicates, size): the n rows with the least are a simple random sample."""
    blocks = -(-replicates // LANES)
    words = randomness.table(randomness.columns(seed, 0, blocks, LANES), 0, size, LANES)
    return np.ascontiguousarray(randomness.uniform(words).T[:replicates])


def waiting(lot: Array, odds: ArrayLike = 1.0) -> Array:
    """Exponential waiting times by the lots, of rows that come at the rates `odds`: of those still out, each is next
    with a chance in proportion to its odds (successive sampling)."""
    return np.asarray(-np.log1p(-lot) / odds)


def running_sums(values: Array, times: Array) -> Array:
    """Sums of the rows in the order of their times: entry [r, n - 1] is that of the first n of replicate r."""
    return np.cumsum(values[np.argsort(times, axis=1)], axis=1)


def put_back(size: int, lot: Array) -> Integers:
    """Rows of `size` drawn one by one, each put back, by the same lots."""
    return np.asarray(lot * size, dtype=np.int64)


def slack(error: float, count: int, heaviness: float) -> tuple[float, float]:
    """What the mean and the deviation of `count` simulated estimates may be off by, more than five standard errors,
    where an estimate has that standard error and excess kurtosis."""
    root = np.sqrt(count)
    aside = 5.5 * error / root + 10 * error * np.sqrt(heaviness) / count
    return float(aside), float(5 * error * np.sqrt((2 + heaviness) / 4) / root + 25 * error * (1 + heaviness) / count)
