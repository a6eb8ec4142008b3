"""The error of any sample as a product of three numbers: how defective the data are, how many, how hard the problem is.

X.-L. Meng, "Statistical paradises and paradoxes in big data (I): Law of large populations, big data paradox, and the
2016 US presidential election", Annals of Applied Statistics 12 (2018), 685-726.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtrit

Array = NDArray[np.float64]
Z = 1.959963984540054


@dataclass(frozen=True)
class Dials:
    """error = defect * quantity * difficulty."""

    defect: float
    quantity: float
    difficulty: float

    @property
    def error(self) -> float:
        """What the product says that the sample's mean is off by."""
        return self.defect * self.quantity * self.difficulty


def dials(values: ArrayLike, taken: ArrayLike) -> Dials:
    """The three of a sample: `values` (N,) of the population, `taken` (N,) whether each is in the sample.

    defect: the correlation of being taken and the value, over the population (0 where all are taken); quantity:
    sqrt((N - n) / n); difficulty: the standard deviation of the population, divisor N.
    """
    y, inside = np.asarray(values, float), np.asarray(taken, float)
    n, size = float(inside.sum()), len(y)
    sigma, share = float(y.std()), n / size
    together = float(np.mean((inside - share) * (y - y.mean())))
    spread = float(np.sqrt(share * (1 - share))) * sigma
    return Dials(together / spread if spread > 0 else 0.0, float(np.sqrt((size - n) / n)), sigma)


def equal_size(relative: ArrayLike, size: float) -> Array:
    """The size of a simple random sample with that mean squared error, over sigma^2, from `size` rows without
    replacement: N / (1 + (N - 1) e^2 / sigma^2), from (N - n) / (n (N - 1)) = e^2 / sigma^2. At most N."""
    return np.asarray(size / (1 + (size - 1) * np.asarray(relative, float)))


def most_defect(share: ArrayLike, yes: float) -> Array:
    """The largest correlation of a yes-or-no answer with being taken, where `yes` of all say yes and a `share` is
    taken: then as many of these as there are say yes. 0 < share < 1."""
    f = np.asarray(share, float)
    most = np.minimum(1.0, yes / f) - yes
    return np.asarray(most / np.sqrt((1 - f) / f * yes * (1 - yes)))


def defect_of(count: ArrayLike, share: ArrayLike, size: float) -> Array:
    """The defect at which a sample of that share of `size` errs as a simple random sample of `count` does, on average
    over its squared error."""
    f = np.asarray(share, float)
    return np.asarray(np.sqrt(np.maximum(size / np.asarray(count, float) - 1, 0.0) / (size - 1) * f / (1 - f)))


def covered(shift: ArrayLike) -> Array:
    """Coverage of estimate +- 1.96 standard errors where the estimate is normal and off by `shift` of them."""
    d = np.asarray(shift, float)
    return np.asarray(ndtr(Z - d) - ndtr(-Z - d))


@dataclass(frozen=True)
class Poll:
    """A yes-or-no question to `people`, of whom a share `yes` say yes and a `share` answer, with a `wanted` defect."""

    people: float
    share: float
    wanted: float
    yes: float

    @property
    def defect(self) -> float:
        """As wanted, or the most that is possible."""
        return min(self.wanted, float(most_defect(self.share, self.yes)))

    @property
    def quantity(self) -> float:
        """sqrt((N - n) / n)."""
        return float(np.sqrt((1 - self.share) / self.share))

    @property
    def difficulty(self) -> float:
        """The standard deviation of an answer."""
        return float(np.sqrt(self.yes * (1 - self.yes)))

    @property
    def error(self) -> float:
        """What the share of yes among the answers is off by."""
        return self.defect * self.quantity * self.difficulty

    @property
    def answers(self) -> float:
        """n."""
        return self.share * self.people

    @property
    def typical(self) -> float:
        """The standard deviation of the defect of a simple random sample, whatever its size: 1 / sqrt(N - 1)."""
        return float(1 / np.sqrt(self.people - 1))

    @property
    def claimed(self) -> float:
        """The standard error of as many random answers, S sqrt((1 - f) / n)."""
        s = np.sqrt(self.people / (self.people - 1)) * self.difficulty
        return float(s * np.sqrt((1 - self.share) / self.answers))

    @property
    def worth(self) -> float:
        """The size of a simple random sample with the same mean squared error."""
        return float(equal_size((self.error / self.difficulty) ** 2, self.people))

    @property
    def meng(self) -> float:
        """Meng's approximation to it."""
        return self.share / (1 - self.share) / self.defect**2

    @property
    def coverage(self) -> float:
        """Of intervals that take the answers for random."""
        return float(covered(self.error / self.claimed))


def tilt_for(times: Array, z: Array, n: int, at: float, chance: float) -> tuple[float, float]:
    """(The tilt b, in steps of 0.01 from -1 to 1, at which the curve of chances that takes the n rows that come first
    at the rates exp(b z) is nearest to `chance` at the place `at`; by how much it is off)."""
    tilts = np.round(np.linspace(-1, 1, 201), 2)
    hours = np.partition(times / np.exp(tilts[:, None] * z), n - 1, axis=1)[:, n - 1]
    off = chance_by(hours, np.exp(tilts * at)) - chance
    best = int(np.argmin(np.abs(off)))
    return float(tilts[best]), float(off[best])


def level_of(times: Array, odds: Array, n: int) -> float:
    """The hour at which n rows have come and no more: between the n-th and the next of times / odds, each (N,)."""
    arrived = np.sort(times / odds)
    return float(arrived[-1] * 2 if n >= len(arrived) else (arrived[n - 1] + arrived[n]) / 2)


def chance_by(hour: ArrayLike, odds: ArrayLike) -> Array:
    """The chance that a row with these odds has come by that hour, 1 - exp(-hour odds)."""
    return np.asarray(-np.expm1(-np.asarray(hour, float) * np.asarray(odds, float)))


def running_sums(values: Array, times: Array, most: int | None = None) -> tuple[Array, Array]:
    """Sums, and sums of squares, of the values (N,) in the order of their times (replicates, N): of all, or of those
    that come first, `most` of them."""
    count = times.shape[1] if most is None else min(most, times.shape[1])
    order = np.argpartition(times, count - 1, axis=1)[:, :count] if count < times.shape[1] else None
    if order is None:
        order = np.argsort(times, axis=1)
    else:
        early = np.argsort(np.take_along_axis(times, order, axis=1), axis=1)
        order = np.take_along_axis(order, early, axis=1)
    found = values[order]
    return np.cumsum(found, axis=1), np.cumsum(found * found, axis=1)


def sizes(least: int, most: int) -> NDArray[np.int64]:
    """Sizes of samples, ascending: evenly on a logarithmic axis, and finer where `most` is near."""
    near = most - np.geomspace(1, max(most - least, 1), 12)
    return np.unique(np.concatenate([np.geomspace(least, most, 28), near]).round().astype(np.int64))


def believed(running: tuple[Array, Array], n: NDArray[np.int64], size: int) -> tuple[Array, Array]:
    """(Root mean squared error, share of 95% intervals that hold the truth) at each n of a grid (k,).

    `running` are sums and sums of squares (replicates, N) of values less their mean, of the first n rows of each
    replicate in entry n - 1. The interval is Student's with the correction for a finite population: what somebody
    computes who takes the sample for random. All rows together are off by nothing.
    """
    total, square = (each[:, n - 1] for each in running)
    off, df = total / n, np.maximum(n - 1, 1)
    variance = np.maximum(square - total * off, 0.0) / df
    half = stdtrit(df, 0.975) * np.sqrt(variance / n * np.maximum(1 - n / size, 0.0))
    held = np.abs(off) <= half + 1e-9 * np.sqrt(variance)
    return np.where(n < size, np.sqrt(np.mean(off**2, axis=0)), 0.0), held.mean(axis=0)
