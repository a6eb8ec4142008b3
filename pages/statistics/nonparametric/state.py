"""The state of the lesson: two groups and their ranks, shapes of a tail, a kernel estimate, a smooth curve."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import opened, unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.common.memory import remembered
from mathcore.statistics import kernel_density as kd
from mathcore.statistics import lowess, two_groups
from mathcore.statistics import rank_tests as rt
from mathcore.statistics import tail_weight as tw
from viz import distributions

Array = NDArray[np.float64]
DRAWN, MORPH, ALPHA = (0.0, 20.0), 24, 0.05  # the axis of drawn values; steps from values to ranks; the level
EXPERIMENTS, MOST, LARGEST = 1500, 25, 2000  # simulated; of values in one of them; of values for a density
PLACES, SHIFTS = np.arange(0.05, 20, 0.1), np.linspace(0, 1.5, 61)  # the first between the tenths of drawn values
GRID, LINE = np.linspace(-4, 4, 321), ("cloud", "fraction", "robust")  # of densities; what a curve hangs on
# What a reader chose or brought.
read = remembered(lambda data: opened(data, two_groups.built_in, two_groups.from_columns))
own_cloud = remembered(lambda text: lowess.of_table((found := unpack(text)).values, found.columns))


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
            found = read(self.p.data)
        if min(map(len, found[:2])) < 2:
            raise Unanswerable("A group has fewer than two values: nothing shows how much its values vary.")
        return found

    a = cached_property(lambda q: q.two.a)
    b = cached_property(lambda q: q.two.b)
    m = cached_property(lambda q: len(q.a))
    n = cached_property(lambda q: len(q.b))
    span = cached_property(lambda q: DRAWN if q.drawn else distributions.padded(np.concatenate([q.a, q.b])))
    c = cached_property(lambda q: rt.compare(q.a, q.b))

    # Where the values of both groups stand above and below the middle: as drawn, or aside by turns.
    aside = cached_property(lambda q: [c + (np.arange(k) * 7 % 11 - 5) * 0.32 for c, k in ((7.5, q.m), (2.5, q.n))])
    rows = cached_property(lambda q: [q.table[q.upper, 1], q.table[~q.upper, 1]] if q.drawn else q.aside)

    # The ringed value: the first of a reader's points, the largest of the first group of a table.
    ring_upper = cached_property(lambda q: bool(q.upper[0]) if q.drawn else True)
    ring = cached_property(lambda q: 0 if q.drawn else int(np.argmax(q.a)))
    ringed = cached_property(lambda q: float((q.a if q.ring_upper else q.b)[q.ring]))

    @kept("data", "points")
    def swept(self) -> tuple[Array, Array, Array]:
        """Places for the ringed value, and there the p of t and of ranks."""
        mine, other = (self.a, self.b) if self.ring_upper else (self.b, self.a)
        places = PLACES if self.drawn else np.linspace(*self.span, 200)
        return places, *rt.moved(mine, other, self.ring, places)[1:]

    # The threshold, what lies above it, and the square of all pairs.
    part = cached_property(lambda q: q.p.morph / MORPH)
    threshold = cached_property(lambda q: q.span[0] + q.p.cut / 100 * (q.span[1] - q.span[0]))
    shares = cached_property(lambda q: (float(np.mean(q.a > q.threshold)), float(np.mean(q.b > q.threshold))))
    pairs = cached_property(lambda q: rt.pairs(q.a, q.b, q.span, q.part))
    spot = cached_property(lambda q: rt.above(q.a, q.b, q.span, q.part, q.threshold))

    # The shape of a tail; around its centre 0 the intervals of the three tests in each experiment.
    unit = cached_property(lambda q: tw.quartile(0.0) / tw.quartile(q.p.tail))
    efficiency = cached_property(lambda q: tw.efficiency(q.p.tail))
    x = kept("tail", "size", "seed")(lambda q: tw.samples(q.p.tail, q.p.seed, EXPERIMENTS, q.p.size, MOST))
    ends = kept("tail", "size", "seed")(lambda q: tw.intervals(q.x, ALPHA))
    powers = kept("tail", "size", "seed")(lambda q: np.array([tw.power(each, SHIFTS) for each in q.ends]))
    power = cached_property(lambda q: [float(tw.power(each, [q.p.shift])[0]) for each in q.ends])

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

    # A cloud of points, and the line at one place that makes one point of the curve.
    @kept("cloud")
    def scatter(self) -> lowess.Cloud:
        found = (own_cloud if self.p.cloud.startswith("own:") else lowess.built_in)(self.p.cloud)
        if np.ptp(found.x) == 0:
            raise Unanswerable("All points have one x: there is no curve to draw through them.")
        return found

    near = cached_property(lambda q: lowess.neighbours(q.p.fraction, len(q.scatter.x)))
    frame = kept("cloud")(lambda q: distributions.padded(lowess.reached(q.scatter)))
    trusted = kept(*LINE)(lambda q: lowess.trust(q.scatter.x, q.scatter.y, q.near, 3 * q.p.robust))
    smooth = kept(*LINE)(lambda q: lowess.curve(q.scatter, q.near, q.trusted))
    at = cached_property(lambda q: float(q.scatter.x[0] + q.p.focus / 100 * np.ptp(q.scatter.x)))
    line = cached_property(lambda q: lowess.local(q.scatter, q.at, q.near, q.trusted))
    checks = kept("cloud")(lambda q: lowess.left_out_curve(q.scatter))
    check = kept("cloud", "fraction")(lambda q: lowess.left_out(q.scatter.x, q.scatter.y, q.p.fraction))
