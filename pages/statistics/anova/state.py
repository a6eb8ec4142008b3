"""The state of the lesson: groups of values, three means, unequal spreads, two factors, many equal groups."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import anova, factorial, group_samples
from mathcore.statistics.group_samples import Grouped

Array = NDArray[np.float64]
NAMES = ("A", "B", "C")
SIMULATED, SHOWN = 3000, 400  # experiments: counted, and drawn as dots
LEVELS = np.concatenate([[1e-5, 3e-4, 1e-3, 2e-3, 4e-3], np.linspace(0.0, 0.2, 26)[1:]])
MANY = np.arange(2, anova.MOST + 1)
SIZE = 10  # of each of many equal groups


@lru_cache(maxsize=8)
def own(text: str) -> Grouped:
    """What a reader brought."""
    found = unpack(text)
    return group_samples.from_columns(found.columns, found.values, found.groups(1))


class Anova(State):
    """Values in groups, and what the analysis of variance makes of them."""

    drawn = cached_property(lambda q: q.p.data == "draw")

    @cached_property
    def sample(self) -> Grouped:
        """The groups that have values; raises where there is nothing to compare."""
        if self.drawn:
            parts = zip(group_samples.from_points(self.p.points, NAMES), NAMES, strict=True)
            found = [(each, name) for each, name in parts if len(each)]
            sample = Grouped(tuple(each for each, _ in found), tuple(name for _, name in found), "value")
        else:
            sample = own(self.p.data) if self.p.data.startswith("own:") else group_samples.built_in(self.p.data)
        if len(sample.groups) < 2:
            raise Unanswerable("All values are in one group: with nothing to compare there is no F.")
        if sum(map(len, sample.groups)) == len(sample.groups):
            raise Unanswerable("Each group has one value: nothing shows how much values of a group differ.")
        return sample

    a = cached_property(lambda q: anova.one_way(q.sample.groups))
    critical = cached_property(lambda q: anova.f_critical(q.p.alpha, q.a.above, q.a.below))
    angle = cached_property(lambda q: float(np.arctan2(np.sqrt(q.a.between), np.sqrt(q.a.within))))
    tests = cached_property(lambda q: anova.pair_tests(q.a))
    honest = cached_property(lambda q: anova.range_critical(q.p.alpha, len(q.a.counts), q.a.below) / np.sqrt(2))

    @cached_property
    def differing(self) -> list[str]:
        """The pairs that Tukey and Kramer call different."""
        names = self.sample.names
        return [f"{names[i]}–{names[j]}" for i, j, t in self.tests if abs(t) > self.honest]

    @cached_property
    def closest(self) -> float:
        """Tukey and Kramer's p of the pair with the smallest t; NaN where nothing varies."""
        t = min(abs(each) for _, _, each in self.tests)
        return anova.tukey_p(t, len(self.a.counts), self.a.below) if self.a.total > 0 else float("nan")

    @cached_property
    def welch_p(self) -> float:
        """Welch's p-value; NaN where a group has one value or no spread."""
        a = self.a
        if not (np.nan_to_num(a.variances) > 0).all():
            return float("nan")
        return float(anova.welch(a.effects, a.variances, a.counts)[2])

    # Three means, in pooled standard deviations.
    means = cached_property(lambda q: np.array(q.p.means))
    spot = cached_property(lambda q: anova.to_plane(q.means))
    below = cached_property(lambda q: 3 * (q.p.size - 1))
    f_means = cached_property(lambda q: float(q.p.size * np.var(q.means, ddof=1)))
    t_means = cached_property(lambda q: np.array([q.means[j] - q.means[i] for i, j in PAIRS]) * np.sqrt(q.p.size / 2))

    @kept("alpha", "size")
    def limits(self) -> dict[str, float]:
        return anova.thresholds(self.p.alpha, 3, self.p.size)

    @cached_property
    def verdicts(self) -> dict[str, bool]:
        """Which procedure calls the three means different."""
        return self.judged(self.means)

    def judged(self, means: Array) -> dict[str, NDArray[np.bool_]]:
        """Of each procedure whether it calls means (..., 3), in pooled deviations, different."""
        far, apart = np.hypot(*np.moveaxis(anova.to_plane(means), -1, 0)), np.ptp(means, axis=-1)
        return {name: (far if name == "F" else apart) > limit for name, limit in self.limits.items()}

    @cached_property
    def cloud(self) -> Array:
        """Simulated means (SIMULATED, 3), each in its own pooled deviations."""
        means, s = anova.experiments(3, self.p.size, SIMULATED, self.p.seed)
        return np.asarray((means + (self.means if self.p.cloud == "here" else 0.0)) / s[:, None])

    @cached_property
    def shares(self) -> dict[str, float]:
        """The share of the simulated experiments that each procedure calls different."""
        return {name: float(np.mean(said)) for name, said in self.judged(self.cloud).items()}

    @cached_property
    def power(self) -> float:
        """The probability that F rejects where the cloud is drawn: exact."""
        far = self.p.size * float(self.spot @ self.spot) if self.p.cloud == "here" else 0.0
        return anova.f_power(self.p.alpha, 2, self.below, far)

    # Equal means, unequal spreads.
    sizes = cached_property(lambda q: tuple(round(n) for n, _ in q.p.settings))
    spreads = cached_property(lambda q: tuple(s for _, s in q.p.settings))
    level = cached_property(lambda q: float(anova.true_level(q.p.alpha, q.sizes, q.spreads)))

    @cached_property
    def simulated(self) -> tuple[Array, Array]:
        """p-values of the classical and of Welch's test."""
        return anova.simulated_p(self.sizes, self.spreads, SIMULATED, self.p.seed)

    @kept("settings")
    def curve(self) -> Array:
        """The true level of the classical test at each of LEVELS."""
        return anova.true_level(LEVELS, np.array(self.sizes), np.array(self.spreads), coarse=True)

    # Two factors.
    @cached_property
    def values(self) -> Array:
        """All values (rows, columns, n)."""
        return factorial.POISONS if self.p.table == "poisons" else factorial.drawn_cells(self.p.cells)

    power_of_scale = cached_property(lambda q: {"raw": 1.0, "log": 0.0, "reciprocal": -1.0}[q.p.scale])
    scaled = cached_property(lambda q: factorial.on_scale(q.values, q.power_of_scale))
    two = cached_property(lambda q: factorial.two_way(q.scaled))
    raw = cached_property(lambda q: factorial.two_way(q.values))

    # Many equal groups, all pairs of them.
    @kept("alpha")
    def alarms(self) -> dict[str, Array]:
        """P(any false alarm) against the number of groups, by unprotected t-tests, were these independent, and by
        Bonferroni's."""
        alpha, pairs = self.p.alpha, MANY * (MANY - 1) // 2
        freedoms = MANY * (SIZE - 1)
        t = [anova.any_pair(alpha, int(k), int(b)) for k, b in zip(MANY, freedoms, strict=True)]
        safe = [anova.any_pair(alpha / m, int(k), int(b)) for k, b, m in zip(MANY, freedoms, pairs, strict=True)]
        return {"t": np.array(t), "independent": 1 - (1 - alpha) ** pairs, "Bonferroni": np.array(safe)}

    @kept("groups", "seed")
    def nulls(self) -> Array:
        """Simulated means (SIMULATED, groups) of equal groups, in pooled deviations."""
        means, s = anova.experiments(self.p.groups, SIZE, SIMULATED, self.p.seed)
        return np.asarray(means / s[:, None])

    @cached_property
    def least(self) -> tuple[float, float]:
        """The least difference of means that an unprotected t-test and that Tukey's calls significant."""
        k, below = self.p.groups, (SIZE - 1) * self.p.groups
        t = anova.t_critical(self.p.alpha, below) * np.sqrt(2 / SIZE)
        return float(t), anova.range_critical(self.p.alpha, k, below) / float(np.sqrt(SIZE))

    @kept("groups", "seed", "alpha")
    def counted(self) -> tuple[float, float]:
        """The share of experiments in which single t-tests, and in which Tukey's, find any difference."""
        apart = np.ptp(self.nulls, axis=1)
        return float(np.mean(apart > self.least[0])), float(np.mean(apart > self.least[1]))

    @cached_property
    def false(self) -> list[tuple[int, int]]:
        """The pairs of the experiment in hand that unprotected t-tests call different."""
        m = self.nulls[self.p.experiment - 1]
        return [(i, j) for i, j in combinations(range(len(m)), 2) if abs(m[i] - m[j]) > self.least[0]]


PAIRS = tuple(combinations(range(3), 2))
