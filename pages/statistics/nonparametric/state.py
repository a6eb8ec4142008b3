"""The state of the lesson: two groups and their ranks, shapes of a tail, a kernel estimate, a smooth curve."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import kernel_density as kd
from mathcore.statistics import lowess, two_groups
from mathcore.statistics import rank_tests as rt
from mathcore.statistics import tail_weight as tw
from viz import distributions

Array = NDArray[np.float64]
DRAWN, MORPH, ALPHA = (0.0, 20.0), 24, 0.05  # the axis of drawn values; steps from values to ranks; the level
EXPERIMENTS, MOST, LARGEST = 2000, 30, 2000  # simulated; of values in one of them; of values for a density
PLACES, SHIFTS = np.arange(0.05, 20, 0.1), np.linspace(0, 1.5, 61)  # the first between the tenths of drawn values
GRID = np.linspace(-4, 4, 321)  # of densities

# What a reader brought, by the text of the link.
opened = lambda found: two_groups.from_columns(found.columns, found.values, found.groups(1))
own = lru_cache(maxsize=8)(lambda text: opened(unpack(text)))
own_cloud = lru_cache(maxsize=8)(lambda text: lowess.cloud(*unpack(text).values.T, unpack(text).columns))


class Ranked(State):
    """What each view computes, when it is asked for."""

    drawn = cached_property(lambda q: q.p.data == "draw")
    table = cached_property(lambda q: np.array(q.p.points, dtype=float))
    upper = cached_property(lambda q: q.table[:, 1] >= 5)

    @cached_property
    def two(self) -> two_groups.Two:
        """The groups; raises where there is nothing to compare."""
        if self.drawn:
            x = self.table[:, 0]
            found = two_groups.Two(x[self.upper], x[~self.upper], "A", "B", "value")
        else:
            found = own(self.p.data) if self.p.data.startswith("own:") else two_groups.built_in(self.p.data)
        if min(len(found.a), len(found.b)) < 2:
            raise Unanswerable("A group has fewer than two values: nothing shows how much its values vary.")
        return found

    a = cached_property(lambda q: q.two.a)
    b = cached_property(lambda q: q.two.b)
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

    @kept("data", "points")
    def swept(self) -> tuple[Array, Array, Array]:
        """t and both p while the ringed value stands elsewhere."""
        mine, other = (self.a, self.b) if self.ring_upper else (self.b, self.a)
        return rt.moved(mine, other, self.ring, self.places)

    # The threshold, what lies above it, and the square of all pairs.
    part = cached_property(lambda q: q.p.morph / MORPH)
    threshold = cached_property(lambda q: q.span[0] + q.p.cut / 100 * (q.span[1] - q.span[0]))
    shares = cached_property(lambda q: (float(np.mean(q.a > q.threshold)), float(np.mean(q.b > q.threshold))))
    pairs = cached_property(lambda q: rt.pairs(q.a, q.b, q.span, q.part))
    spot = cached_property(lambda q: rt.above(q.a, q.b, q.span, q.part, q.threshold))
    gap = cached_property(lambda q: rt.largest_gap(q.a, q.b))
    munzel = cached_property(lambda q: rt.brunner_munzel(q.a, q.b))

    # The shape of a tail; around its centre 0 the intervals of the three tests in each experiment.
    unit = cached_property(lambda q: tw.quartile(0.0) / tw.quartile(q.p.tail))
    efficiency = cached_property(lambda q: tw.efficiency(q.p.tail))
    levels = cached_property(lambda q: (ALPHA, *tw.levels(q.p.size, ALPHA)))
    simulated = kept("tail", "size", "seed")(
        lambda q: tw.samples(q.p.tail, q.p.seed, EXPERIMENTS, q.p.size, MOST)  # (experiments, size)
    )
    ends = kept("tail", "size", "seed")(lambda q: tw.intervals(q.simulated, ALPHA))
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

    integrated = cached_property(lambda q: kd.added_up(q.p.h, q.mixture, q.p.count))

    # A cloud of points, and the line at one place that makes one point of the curve.
    @kept("cloud")
    def scatter(self) -> lowess.Cloud:
        name = self.p.cloud
        found = own_cloud(name) if name.startswith("own:") else lowess.built_in(name)
        if np.ptp(found.x) == 0 or np.ptp(found.y) == 0:
            raise Unanswerable("A column holds one number only: there is no curve to draw through these points.")
        return found

    near = cached_property(lambda q: lowess.neighbours(q.p.fraction, len(q.scatter.x)))

    @kept("cloud", "fraction", "robust")
    def trusted(self) -> Array:
        """The weights of the robust rounds; ones without."""
        return lowess.trust(self.scatter.x, self.scatter.y, self.near, 3 if self.p.robust else 0)

    @kept("cloud", "fraction", "robust")
    def smooth(self) -> tuple[Array, Array]:
        """The curve, at 121 places."""
        x = np.linspace(self.scatter.x[0], self.scatter.x[-1], 121)
        w = lowess.weights(x, self.scatter.x, self.near)[0] * self.trusted
        return x, lowess.lines(x, self.scatter.x, self.scatter.y, w)[0]

    at = cached_property(lambda q: q.scatter.x[0] + q.p.focus / 100 * (q.scatter.x[-1] - q.scatter.x[0]))
    window = cached_property(lambda q: lowess.weights(np.array([q.at]), q.scatter.x, q.near))
    local = cached_property(lambda q: q.window[0][0] * q.trusted)
    line = cached_property(
        lambda q: [float(each[0]) for each in lowess.lines(np.array([q.at]), q.scatter.x, q.scatter.y, q.local[None])]
    )
    checks = kept("cloud")(lambda q: lowess.left_out_curve(q.scatter))
    check = kept("cloud", "fraction")(lambda q: lowess.left_out(q.scatter.x, q.scatter.y, q.p.fraction))
