"""The state of the lesson: a population and samples of it, groups of it, all samples of a small one, three dials."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import opened
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import data_defect as dd
from mathcore.statistics import small_populations as sp
from mathcore.statistics import survey_designs as sd

Array = NDArray[np.float64]
LEAST, MOST = 10, 600  # rows in a sample: one at least for each stratum
DRAWN, SHOWN = 1000, 60  # samples simulated; samples drawn one by one
LEANS = ("data", "seed", "tilt", "simulated")
held: Any = kept  # of a quantity in one line


class Sampling(State):
    """`population` to `lit`: samples by a design; to `equal`: biased ones; then groups, all samples, three dials."""

    @kept("data")
    def population(self) -> sd.Population:
        found = opened(self.p.data, sd.built_in, sd.from_columns)
        if len(found.values) < 12 or np.ptp(found.values) <= 1e-12 * np.abs(found.values).max():
            raise Unanswerable("A population needs twelve rows at least, not all equal; for fewer, see All samples.")
        return found

    y = cached_property(lambda q: q.population.values)
    size = cached_property(lambda q: len(q.y))
    mu = cached_property(lambda q: float(q.y.mean()))
    spread = cached_property(lambda q: float(q.y.std(ddof=1)))  # S, divisor N - 1
    sigma = cached_property(lambda q: float(q.y.std()))
    z = cached_property(lambda q: (q.y - q.mu) / q.sigma)
    strata = cached_property(lambda q: len(q.population.sizes))
    fewest = cached_property(lambda q: q.population.fewest(q.p.design))
    n = cached_property(lambda q: min(q.p.n, q.size))
    most = cached_property(lambda q: min(q.size, MOST))
    sizes = cached_property(lambda q: np.arange(min(LEAST, q.size), q.most + 1))  # n that can be asked for
    counts = cached_property(lambda q: q.population.deal(q.p.design)[q.n - q.fewest])  # rows from each stratum
    shown = cached_property(lambda q: max(q.p.step, 1) - 1)  # the sample that is lit
    tilted = cached_property(lambda q: q.p.design == "convenience")
    formula = cached_property(lambda q: float(q.population.errors(q.p.design, q.n)))
    plain = cached_property(lambda q: float(q.population.errors("simple", q.n)))
    times = held("data", "seed", "simulated")(lambda q: sd.waiting(sd.lots(q.size, q.p.simulated, q.p.seed)))
    many = held("data", "seed")(lambda q: sd.lots(q.size, DRAWN, q.p.seed))
    sums = held("data", "seed", "design")(lambda q: q.population.sums(q.p.design, q.many))
    center = cached_property(lambda q: float(q.means.mean()) if q.tilted else q.mu)
    width = cached_property(lambda q: float(q.means.std()) if q.tilted and q.n < q.size else q.formula)  # of the means
    means = cached_property(lambda q: q.leaning if q.tilted else q.population.means(q.sums, q.counts))  # of each sample
    leaning = cached_property(lambda q: q.mu + q.biased[0][:, q.n - 1] / q.n)
    order = cached_property(lambda q: q.times[q.shown] / q.odds if q.tilted else q.many[q.shown])
    lit = cached_property(lambda q: q.population.rows(q.p.design, q.order, q.counts))  # as often as they are drawn
    # A biased sample, and how its error falls: running sums of values less μ, and of their squares.
    odds = cached_property(lambda q: np.exp(q.p.tilt * q.z))
    biased = held(*LEANS)(lambda q: dd.running_sums(q.y - q.mu, q.times / q.odds, MOST))
    hour = cached_property(lambda q: dd.level_of(q.times[q.shown], q.odds, q.n))
    taken = cached_property(lambda q: q.times[q.shown] / q.odds <= q.hour)
    dials = cached_property(lambda q: dd.dials(q.y, q.taken))
    off = cached_property(lambda q: float((q.y - q.mu)[q.taken].mean()))
    grid = cached_property(lambda q: dd.sizes(min(LEAST, q.size), q.most))
    curves = held(*LEANS)(lambda q: dd.believed(q.biased, q.grid, q.size))
    here = cached_property(lambda q: [float(each[0]) for each in dd.believed(q.biased, np.array([q.n]), q.size)])
    equal = cached_property(lambda q: float(dd.equal_size((q.here[0] / q.sigma) ** 2, q.size)))
    # Groups of equal size.
    members = cached_property(lambda q: int(min(q.p.members, q.size // 2)))
    heap = cached_property(lambda q: sp.Groups(q.y[q.piles]))
    alike = cached_property(lambda q: q.heap.alike)
    whole = cached_property(lambda q: q.p.use == "clusters")
    like = cached_property(lambda q: q.p.likeness if q.p.order == "like" else None)
    key = held("data", "seed", "members", "likeness", "order")
    piles = key(lambda q: sp.grouping(q.y, q.members, q.like, q.p.seed))  # rows of each group, (M, m)
    ladder = held("data", "members", "seed")(lambda q: sp.ladder(q.y, q.members, q.p.seed))  # for drags of the likeness
    # All samples of a small population.
    few = cached_property(lambda q: np.array(q.p.few))
    small = cached_property(lambda q: int(min(q.p.small, len(q.few))))
    every = cached_property(lambda q: sp.all_samples(q.few, q.small, q.p.statistic, q.p.back))
    own = cached_property(lambda q: sp.of_population(q.few, q.p.statistic, q.p.back))
    picked = cached_property(lambda q: q.shown * len(q.every.rows) // SHOWN)  # a sample, its rows, its statistic
    pick = cached_property(lambda q: q.every.rows[q.picked])
    value = cached_property(lambda q: float(q.every.statistic[q.picked]))
    poll = cached_property(lambda q: dd.Poll(q.p.people, q.p.percent / 100, q.p.defect, q.p.yes))
