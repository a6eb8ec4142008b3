"""The state of the lesson: a design and its power, many experiments, a filter, two groups among shuffles, a table."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.common.randomness import random_integers
from mathcore.common.tables import iris
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics import sample_inference as inference
from mathcore.statistics import samples
from viz import distributions

Array = NDArray[np.float64]
DIVIDE, SHUFFLES, TILES = 5.0, 4_000, 20
SIZES = np.unique(np.round(np.geomspace(2, 400, 40)).astype(int))  # of the power curve
EDGES = np.linspace(0, 1, 21)  # of the histogram of p
PLANNED = ("shift", "size_a", "size_b", "ratio", "test", "independent")


class Testing(State):
    """What each view computes, when it is asked for."""

    # A design with n in each of two groups.
    df = cached_property(lambda q: 2 * q.p.n - 2)
    critical = cached_property(lambda q: float(ht.critical(q.p.alpha, q.df)))
    edge = cached_property(lambda q: q.critical * np.sqrt(2 / q.p.n))  # as a difference in pooled deviations
    power = cached_property(lambda q: ht.power(q.p.effect, q.p.n, q.p.alpha))
    wrong = cached_property(lambda q: ht.wrong_side(q.p.effect, q.p.n, q.p.alpha))

    @kept("effect", "alpha")
    def needed(self) -> float:
        """The smallest n per group with power 0.8; inf without an effect."""
        return ht.needed(self.p.effect, self.p.alpha)

    @kept("effect", "alpha")
    def powers(self) -> Array:
        """The power at each of SIZES, of the effect and of half of it: (2, sizes)."""
        return np.array([[ht.power(d, n, self.p.alpha) for n in SIZES] for d in (self.p.effect, self.p.effect / 2)])

    # Many experiments under one plan.
    @cached_property
    def plan(self) -> ht.Plan:
        p = self.p
        return ht.Plan(p.shift, p.size_a, p.size_b, p.ratio, p.test, 1 if p.independent else 2)

    many = kept(*PLANNED, "seed")(lambda q: ht.experiments(q.plan, q.p.seed))
    exact = kept(*PLANNED)(lambda q: np.append(ht.rejects(q.plan, EDGES[1:-1]), 1.0))  # P(p ≤ edge) after each bin
    rejected = cached_property(lambda q: float(np.mean(q.many.p <= q.p.alpha)))
    expected = kept(*PLANNED, "alpha")(lambda q: float(ht.rejects(q.plan, q.p.alpha, 60)[0]))

    # Many hypotheses, some of them with an effect of `signal` standard errors.
    passing = cached_property(lambda q: ht.significance_filter(q.p.signal, q.p.alpha))
    cut = cached_property(lambda q: float(ht.critical(q.p.alpha, np.inf)))
    false = cached_property(lambda q: ht.false_share(q.p.real, q.passing.power, q.p.alpha))

    @cached_property
    def drawn(self) -> tuple[Array, NDArray[np.bool_]]:
        """The estimates in standard errors, and which of the effects are real: (HYPOTHESES,) each."""
        errors, uniform = ht.hypotheses(self.p.seed)
        real = uniform < self.p.real
        return errors + self.p.signal * real, real

    # Two groups.
    @kept("data", "points")
    def given(self) -> samples.Sample:
        """What the reader chose, drew or brought."""
        if self.p.data == "draw":
            return samples.from_points(self.p.points, DIVIDE)
        if self.p.data == "iris":
            found = iris()
            width, kind = found.values[:, 1], found.labels
            names = ("versicolor", "virginica")
            title = "sepal width (cm)"
            return samples.Sample(width, width, width[kind == 1], width[kind == 2], False, title, title, names, title)
        if self.p.data.startswith("own:"):
            own = unpack(self.p.data)
            return samples.from_columns(own.columns, own.values, own.groups(1))
        return samples.built_in(self.p.data)

    @cached_property
    def sample(self) -> samples.Sample:
        s = self.given
        if min(len(s.first_group), len(s.second_group)) < 2:
            raise Unanswerable("A t-test needs two values in each group: drag a point across the line y = 5.")
        if np.ptp(np.concatenate([s.first_group, s.second_group])) == 0:
            raise Unanswerable("All values are equal: without any spread there is nothing to test.")
        return s

    paired = cached_property(lambda q: bool(q.p.pairs and q.sample.paired))
    kind = cached_property(lambda q: "paired" if q.paired else "pooled")
    welch = cached_property(lambda q: ht.t_test(q.sample.first_group, q.sample.second_group, "welch"))

    @cached_property
    def tested(self) -> ht.TTest:
        s = self.sample
        found = ht.t_test(s.first_group, s.second_group, self.kind)
        if found.error <= 1e-9 * float(np.abs(np.concatenate([s.first_group, s.second_group])).max()):
            raise Unanswerable("The values of each group do not differ at all: t would be infinite.")
        return found

    @kept("data", "points", "pairs", "seed")
    def shuffled(self) -> tuple[inference.Permuted, Array]:
        """The differences of means under SHUFFLES random labellings, and the t of each: (SHUFFLES,)."""
        null = inference.permute(self.sample, "mean", self.paired, SHUFFLES, self.p.seed)
        s = self.sample
        return null, ht.t_of_differences(null.replicates, s.first_group, s.second_group, self.paired)

    @cached_property
    def span(self) -> float:
        """The axis of t: fixed for points that are dragged."""
        return 8.0 if self.p.data == "draw" else distributions.nice(max(4.5, 1.15 * abs(self.tested.t)))

    @cached_property
    def hidden(self) -> int:
        """The tile, from 1, that shows the data as they are."""
        return int(random_integers(self.p.seed, 99, 0, 1, TILES)[0]) + 1

    @cached_property
    def tile_t(self) -> Array:
        """The t of each tile: (TILES,)."""
        return np.insert(self.shuffled[1][: TILES - 1], self.hidden - 1, self.tested.t)

    @kept("data", "points", "pairs", "seed")
    def tile_labels(self) -> NDArray[np.bool_]:
        """Which of the pooled values each tile puts into the first group: (TILES, values)."""
        numbers = np.insert(np.arange(1, TILES), self.hidden - 1, 0)
        each = [inference.shown_labels(self.sample, "mean", self.paired, int(k), self.p.seed) for k in numbers]
        return np.array(each)

    # A table.
    table = cached_property(lambda q: ht.table(q.p.counts))
    chi2 = cached_property(lambda q: q.table.chi2)
    chi2_p = cached_property(lambda q: q.table.p)
    fisher_p = cached_property(lambda q: q.table.exact)
    size = cached_property(lambda q: q.table.size(q.p.alpha))
