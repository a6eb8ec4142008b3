"""The state of the lesson: a population and samples of it, groups of it, all samples of a small one, three dials."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kurtosis

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import data_defect as dd
from mathcore.statistics import survey_designs as sd

Array = NDArray[np.float64]
MOST, DRAWN, SHOWN = 600, 1000, 60  # rows in a sample; samples simulated; samples drawn one by one
LESS = {"simple", "replaced", "convenience"}  # designs without strata


class Sampling(State):
    """`population` to `center`: samples by a design; `odds` to `curve`: a biased one; then groups, all, and dials."""

    @kept("data")
    def population(self) -> sd.Population:
        if self.p.data.startswith("own:"):
            own = unpack(self.p.data)
            return sd.from_columns(own.columns, own.values, own.groups(1))
        return sd.built_in(self.p.data)

    @cached_property
    def y(self) -> Array:
        values = self.population.values
        if np.ptp(values) <= 1e-12 * np.abs(values).max():
            raise Unanswerable("All values of this population are equal: every sample has the same mean.")
        return values

    size = cached_property(lambda q: len(q.y))
    mu = cached_property(lambda q: float(q.y.mean()))
    spread = cached_property(lambda q: float(q.y.std(ddof=1)))  # S, divisor N - 1
    sigma = cached_property(lambda q: float(q.y.std()))
    z = cached_property(lambda q: (q.y - q.mu) / q.sigma)
    strata = cached_property(lambda q: q.population.sizes)
    design = cached_property(lambda q: q.p.design)
    fewest = cached_property(lambda q: 1 if q.design in LESS else len(q.strata))
    n = cached_property(lambda q: int(np.clip(q.p.n, q.fewest, q.size)))
    shown = cached_property(lambda q: max(q.p.step, 1) - 1)  # the sample that is lit
    most = cached_property(lambda q: min(q.size, MOST))
    sizes = cached_property(lambda q: np.arange(max(q.fewest, min(5, q.size)), q.most + 1))  # n that can be asked for
    parts = kept("data", "design")(lambda q: q.deal(q.design))
    counts = cached_property(lambda q: q.parts[q.n - q.fewest])  # rows from each stratum
    tilted = cached_property(lambda q: q.design == "convenience")
    drawn = cached_property(lambda q: q.p.simulated if q.tilted else DRAWN)

    def deal(self, design: str) -> NDArray[np.int64]:
        """Rows from each stratum for every n; strata play no part in some designs."""
        if design in LESS:
            return np.arange(1, self.size + 1)[:, None]
        weights = self.strata * self.population.spreads if design == "neyman" else self.strata
        return sd.apportion(weights, self.strata)

    def error_of(self, design: str, n: NDArray[np.int64]) -> Array:
        """The standard error of a design at each n, in closed form; of a biased one what it would be unbiased."""
        if design == "replaced":
            return sd.replaced_error(self.spread, n, self.size)
        if design in LESS:
            return sd.simple_error(self.spread, n, self.size)
        return sd.stratified_error(self.strata, self.population.spreads, self.deal(design)[n - len(self.strata)])

    formula = cached_property(lambda q: float(q.error_of(q.design, np.array([q.n]))[0]))

    @kept("data", "seed")
    def many(self) -> Array:
        return sd.clocks(self.size, DRAWN, self.p.seed)

    @kept("data", "seed", "simulated")
    def times(self) -> Array:
        return sd.clocks(self.size, self.p.simulated, self.p.seed)

    @kept("data", "seed", "design")
    def sums(self) -> list[Array]:
        """Running sums of the values in the order in which they are drawn, for each stratum that is drawn from."""
        if self.design == "replaced":
            return [np.cumsum(self.y[sd.put_back(self.size, self.many)], axis=1)]
        if self.design in LESS:
            return [sd.running_sums(self.y, self.many)]
        return [sd.running_sums(self.y[rows], self.many[:, rows]) for rows in self.population.members]

    @kept("data", "seed", "tilt", "simulated")
    def biased(self) -> tuple[Array, Array]:
        """Running sums of the values, and of their squares about the mean, of biased samples."""
        order = np.argsort(sd.hurried(self.times, self.odds), axis=1)
        d = (self.y - self.mu)[order]
        return np.cumsum(d, axis=1) + self.mu * np.arange(1, self.size + 1), np.cumsum(d * d, axis=1)

    @cached_property
    def means(self) -> Array:
        """The mean of each simulated sample."""
        if self.tilted:
            return self.biased[0][:, self.n - 1] / self.n
        shares = self.strata / self.size if self.fewest > 1 or self.design not in LESS else np.ones(1)
        parts = zip(shares, self.sums, self.counts, strict=True)
        return np.asarray(sum(share * sums[:, k - 1] / k for share, sums, k in parts))

    center = cached_property(lambda q: float(q.means.mean()) if q.tilted else q.mu)
    width = cached_property(lambda q: float(q.means.std()) if q.tilted else q.formula)  # of the sampling distribution
    skew = kept("data")(lambda q: max(0.0, *(float(np.nan_to_num(kurtosis(x))) for x in q._pieces)))
    _pieces = property(lambda q: [q.y, *(q.y[rows] for rows in q.population.members if len(rows) > 1)])

    @cached_property
    def lit(self) -> NDArray[np.int64]:
        """The rows of the sample that is lit, as often as they are drawn."""
        row = (self.times if self.tilted else self.many)[self.shown]
        if self.design == "replaced":
            return sd.put_back(self.size, row[None])[0, : self.n]
        if self.tilted:
            return np.argsort(row / self.odds)[: self.n]
        if self.design in LESS:
            return np.argsort(row)[: self.n]
        parts = zip(self.population.members, self.counts, strict=True)
        return np.concatenate([rows[np.argsort(row[rows])[:k]] for rows, k in parts])

    @cached_property
    def sample_mean(self) -> float:
        """The mean of the sample that is lit, each stratum with its weight."""
        return float(self.means[self.shown])

    # A biased sample, and how its error falls.
    odds = cached_property(lambda q: np.exp(q.p.tilt * q.z))
    hour = cached_property(lambda q: dd.level_of(q.times[q.shown], q.odds, q.n))
    taken = cached_property(lambda q: q.times[q.shown] / q.odds <= q.hour)
    dials = cached_property(lambda q: dd.dials(q.y, q.taken))
    off = cached_property(lambda q: float(q.y[q.taken].mean()) - q.mu)
    grid = cached_property(lambda q: np.unique(np.geomspace(min(5, q.size), q.most, 36).round().astype(int)))
    curves = kept("data", "seed", "tilt", "simulated")(lambda q: q.believed(q.grid))
    here = cached_property(lambda q: [float(each[0]) for each in q.believed(np.array([q.n]))])
    equal = cached_property(lambda q: float(dd.equal_size((q.here[0] / q.sigma) ** 2, q.size)))

    def believed(self, grid: NDArray[np.int64]) -> tuple[Array, Array]:
        sums, squares = self.biased
        return dd.believed(sums - self.mu * np.arange(1, self.size + 1), squares, grid, self.size, 0.0)

    # Groups of equal size.
    members = cached_property(lambda q: int(min(q.p.members, q.size // 2)))
    heap = cached_property(lambda q: sd.Groups(q.y[q.piles]))
    alike = cached_property(lambda q: q.heap.alike)

    @kept("data", "seed", "members", "likeness", "order")
    def piles(self) -> NDArray[np.int64]:
        """The rows of each group, (M, m), groups by their means."""
        if self.p.order == "file":
            return sd.cut(np.arange(self.size), self.members)
        return sd.grouping(self.y, self.members, self.p.likeness, self.p.seed)

    # All samples of a small population.
    few = cached_property(lambda q: np.array(q.p.few))
    small = cached_property(lambda q: int(min(q.p.small, len(q.few))))
    every = cached_property(lambda q: sd.all_samples(q.few, q.small, q.p.statistic, q.p.back))
    own = cached_property(lambda q: float(sd.statistic_of(q.few[None], q.p.statistic)[0]))  # of the population
    pick = cached_property(lambda q: q.every.rows[max(q.p.step - 1, 0) * len(q.every.rows) // SHOWN])

    # Three dials.
    share = cached_property(lambda q: q.p.percent / 100)
    bound = cached_property(lambda q: float(dd.most_defect(q.share, q.p.yes)))
    defect = cached_property(lambda q: min(q.p.defect, q.bound))
    quantity = cached_property(lambda q: float(np.sqrt((1 - q.share) / q.share)))
    difficulty = cached_property(lambda q: float(np.sqrt(q.p.yes * (1 - q.p.yes))))
    error = cached_property(lambda q: q.defect * q.quantity * q.difficulty)
    answers = cached_property(lambda q: q.share * q.p.people)
    random_error = cached_property(
        lambda q: q.difficulty * np.sqrt((1 - q.share) / q.answers * q.p.people / (q.p.people - 1))
    )
    worth = cached_property(lambda q: float(dd.equal_size((q.error / q.difficulty) ** 2, q.p.people)))
    coverage = cached_property(lambda q: float(dd.covered(q.error / q.random_error)))
