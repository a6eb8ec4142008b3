"""The state of the lesson: a design and its power, many experiments, a filter, two groups among shuffles, a table."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import opened
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics import line_up, samples
from viz import distributions

DIVIDE, SHUFFLES = 5.0, 4_000
SIZES = np.unique(np.round(np.geomspace(2, 400, 40)).astype(int))  # of the power curve
EDGES = np.linspace(0, 1, 21)  # of the histogram of p
PLANNED = ("shift", "size_a", "size_b", "ratio", "test", "independent")
held: Any = kept  # of a quantity in one line
GROUPED = ("data", "points", "pairs")


class Testing(State):
    """What each view computes, when it is asked for."""

    # A design with n in each of two groups.
    df = cached_property(lambda q: 2 * q.p.n - 2)
    critical = cached_property(lambda q: float(ht.critical(q.p.alpha, q.df)))
    edge = cached_property(lambda q: q.critical * np.sqrt(2 / q.p.n))  # as a difference in pooled deviations
    power = cached_property(lambda q: ht.power(q.p.effect, q.p.n, q.p.alpha))
    needed = held("effect", "alpha")(lambda q: ht.needed(q.p.effect, q.p.alpha))  # n for power 0.8; inf for no effect

    powers = held("effect", "alpha")(lambda q: ht.powers((q.p.effect, q.p.effect / 2), SIZES.tolist(), q.p.alpha))

    # Many experiments under one plan.
    plan = cached_property(lambda q: ht.Plan._make([*(q.p[name] for name in PLANNED[:-1]), 2 - q.p.independent]))
    many = held(*PLANNED, "seed")(lambda q: ht.experiments(q.plan, q.p.seed))
    exact = held(*PLANNED)(lambda q: np.append(ht.rejects(q.plan, EDGES[1:-1], 28), 1.0))  # P(p ≤ edge), to 0.0003
    rejected = cached_property(lambda q: float(np.mean(q.many.p <= q.p.alpha)))
    expected = held(*PLANNED, "alpha")(lambda q: float(ht.rejects(q.plan, q.p.alpha, 60)[0]))

    # Many hypotheses, some of them with an effect of `signal` standard errors.
    passing = cached_property(lambda q: ht.significance_filter(q.p.signal, q.p.alpha))
    cut = cached_property(lambda q: float(ht.critical(q.p.alpha, np.inf)))
    false = cached_property(lambda q: ht.false_share(q.p.real, q.passing.power, q.p.alpha))

    drawn = cached_property(lambda q: ht.estimates(q.p.signal, q.p.real, q.p.seed))

    # Two groups.
    @kept("data", "points")
    def given(self) -> samples.Sample:
        """What the reader chose, drew or brought."""
        if self.p.data == "draw":
            return samples.from_points(self.p.points, DIVIDE)
        return opened(self.p.data, line_up.two_groups, samples.from_columns)

    @cached_property
    def sample(self) -> samples.Sample:
        s = self.given
        if min(len(s.first_group), len(s.second_group)) < 2:
            raise Unanswerable("A t-test needs at least two values in each group, and one of the groups has fewer.")
        return s

    @cached_property
    def tested(self) -> ht.TTest:
        s = self.sample
        found = ht.t_test(s.first_group, s.second_group, "paired" if self.paired else "pooled")
        if found.error <= 1e-14 * float(np.abs(line_up.pooled(s)).max()) or abs(found.t) >= 1e5:
            raise Unanswerable("Within the groups next to nothing varies, and t divides by how much they do.")
        return found

    paired = cached_property(lambda q: bool(q.p.pairs and q.given.paired))
    welch = cached_property(lambda q: ht.t_test(q.sample.first_group, q.sample.second_group, "welch"))

    # The differences of means under random labellings, and the t of each.
    shuffled = held(*GROUPED, "seed")(lambda q: line_up.shuffled(q.sample, q.paired, SHUFFLES, q.p.seed))
    hidden = cached_property(lambda q: line_up.hidden(q.p.seed))  # the tile that shows the data as they are
    tiles = held(*GROUPED, "seed")(lambda q: line_up.drawn(q.sample, q.paired, q.p.seed))
    tile_t = cached_property(lambda q: np.insert(q.shuffled[1][: line_up.TILES - 1], q.hidden - 1, q.tested.t))

    @cached_property
    def span(self) -> float:
        """The axis of t: fixed for points that are dragged."""
        return 8.0 if self.p.data == "draw" else distributions.nice(max(4.5, 1.15 * abs(self.tested.t)))

    # A table.
    table = cached_property(lambda q: ht.table(q.p.counts))
    size = cached_property(lambda q: q.table.size(q.p.alpha))
