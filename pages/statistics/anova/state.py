"""The state of the lesson: groups of values, three means, many equal groups, unequal spreads, two factors."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import opened
from explorer.lesson import State, Unanswerable
from mathcore.common.memory import remembered
from mathcore.statistics import anova, factorial, group_samples, unequal_spreads
from mathcore.statistics import many_means as many
from mathcore.statistics.group_samples import Grouped

Array = NDArray[np.float64]
NAMES = ("A", "B", "C")
SIMULATED, SIZE = 3000, 10  # experiments; values in each of many equal groups
POWERS = {"raw": 1.0, "log": 0.0, "reciprocal": -1.0}


# What a reader chose or brought.
read = remembered(lambda data: opened(data, group_samples.built_in, group_samples.from_columns))


class Anova(State):
    """Values in groups, and what the analysis of variance makes of them."""

    drawn = cached_property(lambda q: q.p.data == "draw")
    a = cached_property(lambda q: anova.one_way(q.sample.groups))
    critical = cached_property(lambda q: anova.f_critical(q.p.alpha, q.a.above, q.a.below))
    angle = cached_property(lambda q: float(np.arctan2(np.sqrt(q.a.between), np.sqrt(q.a.within))))
    degrees = cached_property(lambda q: float(np.rad2deg(q.angle)))
    tests = cached_property(lambda q: anova.pair_tests(q.a))
    tukey_t = cached_property(lambda q: anova.range_critical(q.p.alpha, q.a.above + 1, q.a.below) / np.sqrt(2))
    p_welch = cached_property(lambda q: anova.welch_p(q.a))

    @cached_property
    def sample(self) -> Grouped:
        """The groups that have values; raises where there is nothing to compare."""
        if self.drawn:
            found = group_samples.from_points(self.p.points, NAMES)
        else:
            found = read(self.p.data)
        if said := group_samples.problem(found.groups):
            raise Unanswerable(said)
        return found

    # Three means, in pooled standard deviations. The cloud: experiments, each in its own.
    m = cached_property(lambda q: np.array(q.p.means))
    spot = cached_property(lambda q: many.to_plane(q.m))
    distance = cached_property(lambda q: float(np.hypot(*q.spot)))
    largest = cached_property(lambda q: float(np.ptp(q.m)))
    f_means = cached_property(lambda q: float(q.p.size * np.var(q.m, ddof=1)))
    t_squared = cached_property(lambda q: many.squared_t(q.m, q.p.size))
    limits = cached_property(lambda q: many.thresholds(q.p.alpha, 3, q.p.size))
    verdicts = cached_property(lambda q: many.judged(q.m, q.limits))
    truth = cached_property(lambda q: q.p.means if q.p.cloud == "here" else (0.0, 0.0, 0.0))
    cloud = cached_property(lambda q: many.observed(q.truth, q.p.size, SIMULATED, q.p.seed))
    shares = cached_property(lambda q: {k: float(np.mean(said)) for k, said in many.judged(q.cloud, q.limits).items()})
    noncentral = cached_property(lambda q: q.p.size * float(np.sum(many.to_plane(q.truth) ** 2)))
    power_f = cached_property(lambda q: anova.f_power(q.p.alpha, 2, 3 * q.p.size - 3, q.noncentral))  # exact

    # Many equal groups, and all pairs of them.
    alarms = cached_property(lambda q: many.false_alarms(q.p.alpha, SIZE))
    any_alarm = cached_property(lambda q: float(q.alarms["t"][q.p.groups - 2]))
    pairs_count = cached_property(lambda q: q.p.groups * (q.p.groups - 1) // 2)
    least = cached_property(lambda q: many.thresholds(q.p.alpha, q.p.groups, SIZE))
    nulls = cached_property(lambda q: many.observed((0.0,) * q.p.groups, SIZE, SIMULATED, q.p.seed))

    # Equal means, unequal spreads.
    sizes = cached_property(lambda q: tuple(round(n) for n, _ in q.p.settings))
    spreads = cached_property(lambda q: tuple(float(s) for _, s in q.p.settings))
    level = cached_property(lambda q: float(unequal_spreads.true_level(q.p.alpha, q.sizes, q.spreads)))
    simulated = cached_property(lambda q: unequal_spreads.simulated_p(q.sizes, q.spreads, SIMULATED, q.p.seed))

    # Two factors.
    poisons = cached_property(lambda q: q.p.table == "poisons")
    values = cached_property(lambda q: factorial.POISONS if q.poisons else factorial.drawn_cells(q.p.cells))
    two = cached_property(lambda q: factorial.two_way(factorial.on_scale(q.values, POWERS[q.p.scale])))
    raw = cached_property(lambda q: factorial.two_way(q.values))
