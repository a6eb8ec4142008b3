"""The state of the lesson: two groups and their ranks, shapes of a tail, a kernel estimate."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.common import tables
from mathcore.statistics import kernel_density as kd
from mathcore.statistics import rank_tests as rt
from mathcore.statistics import samples
from mathcore.statistics import tail_weight as tw
from viz import distributions

Array = NDArray[np.float64]
DRAWN, MORPH, ALPHA = (0.0, 20.0), 24, 0.05  # the axis of drawn values; steps from values to ranks; the level
EXPERIMENTS, MOST, LARGEST = 2000, 30, 2000  # simulated; of values in one of them; of values for a density
PLACES = np.arange(0.05, 20, 0.1)  # between the tenths that drawn values have
SHIFTS = np.linspace(0, 1.5, 61)
GRID, FINE = np.linspace(-4, 4, 321), np.linspace(-22, 22, 4401)  # of densities: drawn; integrated


class Two(NamedTuple):
    """Two groups, their names, what is measured."""

    a: Array
    b: Array
    first: str
    second: str
    what: str


@lru_cache(maxsize=16)
def built_in(name: str) -> Two:
    """The groups of a built-in table or of a reader's text."""
    if name == "radius":
        from sklearn.datasets import load_breast_cancer

        found = load_breast_cancer()
        x = found.data[:, 0]
        return Two(x[found.target == 0], x[found.target == 1], "malignant", "benign", "mean radius (as recorded)")
    if name == "sepals":
        x = tables.iris().values[:, 1]
        return Two(x[100:], x[50:100], "virginica", "versicolor", "sepal width (cm)")
    if name.startswith("dice"):
        k = int(name[-1]) - 1
        dice = [np.array(each) for each in rt.DICE]
        return Two(dice[k], dice[(k + 1) % 3], f"die {'ABC'[k]}", f"die {'BCA'[k]}", "points")
    own = unpack(name)
    s = samples.from_columns(own.columns, own.values, own.groups(1))
    return Two(s.first_group, s.second_group, *s.group_names, s.compared)


class Ranked(State):
    """What each view computes, when it is asked for."""

    drawn = cached_property(lambda q: q.p.data == "draw")
    table = cached_property(lambda q: np.array(q.p.points, dtype=float))
    upper = cached_property(lambda q: q.table[:, 1] >= 5)

    @cached_property
    def two(self) -> Two:
        """The groups; raises where there is nothing to compare."""
        if self.drawn:
            x = self.table[:, 0]
            found = Two(x[self.upper], x[~self.upper], "A", "B", "value")
        else:
            found = built_in(self.p.data)
        if min(len(found[0]), len(found[1])) < 2:
            raise Unanswerable("One strip has fewer than two values: nothing shows how much its values vary.")
        return found

    a = cached_property(lambda q: q.two[0])
    b = cached_property(lambda q: q.two[1])
    m = cached_property(lambda q: len(q.a))
    n = cached_property(lambda q: len(q.b))
    span = cached_property(lambda q: DRAWN if q.drawn else distributions.padded(np.concatenate([q.a, q.b])))
    ranks = cached_property(lambda q: rt.midranks(np.concatenate([q.a, q.b])))  # those of a first
    u = cached_property(lambda q: rt.rank_sum_wins(q.a, q.b))
    law = cached_property(lambda q: rt.law_of_wins(q.ranks, q.m))
    p_u = cached_property(lambda q: q.law.p(q.u))
    auc = cached_property(lambda q: q.u / (q.m * q.n))
    welch = cached_property(lambda q: rt.welch_test(q.a, q.b))
    tied = cached_property(lambda q: len(np.unique(q.ranks)) < len(q.ranks))

    # The ringed value: the first of a reader's points, the largest of the first group of a table.
    ring_upper = cached_property(lambda q: bool(q.upper[0]) if q.drawn else True)
    ring = cached_property(lambda q: 0 if q.drawn else int(np.argmax(q.a)))
    ringed = cached_property(lambda q: float((q.a if q.ring_upper else q.b)[q.ring]))
    places = cached_property(lambda q: PLACES if q.drawn else np.linspace(*q.span, 200))

    @cached_property
    def swept(self) -> tuple[Array, Array, Array]:
        """t and both p while the ringed value stands elsewhere."""
        own, other = (self.a, self.b) if self.ring_upper else (self.b, self.a)
        return rt.moved(own, other, self.ring, self.places)

    # The threshold, and what lies above it.
    cut = cached_property(lambda q: q.span[0] + q.p.cut / 100 * (q.span[1] - q.span[0]))
    share_a = cached_property(lambda q: float(np.mean(q.a > q.cut)))
    share_b = cached_property(lambda q: float(np.mean(q.b > q.cut)))
    roc = cached_property(lambda q: rt.roc(q.a, q.b))
    gap = cached_property(lambda q: rt.largest_gap(q.a, q.b))
    munzel = cached_property(lambda q: rt.brunner_munzel(q.a, q.b))

    # The shape of a tail.
    unit = cached_property(lambda q: tw.quartile(0.0) / tw.quartile(q.p.tail))
    efficiency = cached_property(lambda q: tw.efficiency(q.p.tail))
    levels = cached_property(lambda q: (ALPHA, *tw.levels(q.p.size, ALPHA)))
    first = cached_property(lambda q: tw.samples(q.p.tail, q.p.seed, EXPERIMENTS, q.p.size, MOST)[0])

    @kept("tail", "size", "seed")
    def ends(self) -> tw.Tests:
        """The intervals of the three tests in each experiment, around the true centre 0."""
        return tw.intervals(tw.samples(self.p.tail, self.p.seed, EXPERIMENTS, self.p.size, MOST), ALPHA)

    powers = kept("tail", "size", "seed")(lambda q: np.array([tw.power(each, SHIFTS) for each in q.ends]))
    power = cached_property(lambda q: [float(tw.power(each, [q.p.shift])[0]) for each in q.ends])
    at_null = cached_property(lambda q: [float(tw.power(each, [0.0])[0]) for each in q.ends])

    # A density and its estimate.
    mixture = cached_property(lambda q: kd.MIXTURES[q.p.density])
    sample = cached_property(lambda q: kd.sample(q.p.density, q.p.seed, LARGEST)[: q.p.count])
    truth = cached_property(lambda q: kd.mixed(GRID, q.mixture))
    estimate = cached_property(lambda q: kd.estimate(GRID, q.sample, q.p.h))
    errors = cached_property(lambda q: tuple(float(part[0]) for part in kd.errors(q.p.h, q.mixture, q.p.count)))
    mise = cached_property(lambda q: sum(q.errors))
    best = cached_property(lambda q: kd.best(q.p.density, q.p.count))
    rule = cached_property(lambda q: kd.rule_of_thumb(kd.spread(q.mixture), q.p.count))
    rule_mise = cached_property(lambda q: float(kd.mise(q.rule, q.mixture, q.p.count)[0]))
    ratio = cached_property(lambda q: q.rule_mise / q.best[1])

    @cached_property
    def integrated(self) -> float:
        """The mean integrated squared error by adding up on a fine grid, without its closed form."""
        smooth, wide = (kd.mixed(FINE, self.mixture, k * self.p.h) for k in (1.0, np.sqrt(0.5)))
        # The mean of K_h² is that of a bell of deviation h/√2, divided by 2√π h.
        varies = wide / (2 * np.sqrt(np.pi) * self.p.h) - smooth**2
        bias = smooth - kd.mixed(FINE, self.mixture)
        return float(np.sum(varies / self.p.count + bias**2) * (FINE[1] - FINE[0]))
