"""The state of the lesson: many intervals for a mean, intervals for a proportion, two groups, two readings."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State
from mathcore.statistics import intervals as iv
from mathcore.statistics import proportions as pr

Array = NDArray[np.float64]
ROWS = 100  # intervals drawn one by one
FEWEST, MOST = 5, 150  # trials


class Intervals(State):
    """`method` to `found`: a mean; `count` to `others`: a proportion; `touch`: two groups; `pair` to `scatter`."""

    level = cached_property(lambda q: q.p.confidence / 100)
    z = cached_property(lambda q: float(iv.quantile("z", 2, q.level)))
    # Cauchy has no deviation that could be known.
    method = cached_property(lambda q: "t" if (q.p.source, q.p.method) == ("cauchy", "known") else q.p.method)
    truth = cached_property(lambda q: iv.centre(q.p.source))
    unit = cached_property(lambda q: iv.unit(q.p.source))
    span = cached_property(lambda q: (q.truth - 1.9 * q.unit, q.truth + 1.9 * q.unit))  # of an axis
    dance = cached_property(lambda q: iv.dance(q.p.source, q.p.n, q.method, q.p.seed))
    reach = cached_property(lambda q: float(iv.quantile(q.method, q.p.n, q.level)))
    known = cached_property(lambda q: q.unit / np.sqrt(q.p.n))  # the standard error, where it is known
    errors = cached_property(lambda q: q.known + 0 * q.dance.error if q.method == "known" else q.dance.error)
    halves = cached_property(lambda q: q.reach * q.errors)
    off = cached_property(lambda q: q.p.off if q.p.held == "mean" else 0.0)
    line = cached_property(lambda q: q.truth + q.off * q.unit)  # the value in question
    aims = cached_property(lambda q: {"next": q.dance.next_mean, "draw": q.dance.next_draw})
    targets = cached_property(lambda q: q.aims.get(q.p.held, q.line + 0 * q.dance.mean))  # of each interval
    heaps = cached_property(lambda q: iv.alike(q.dance.mean) ** 0.28)  # of dots: of yes and no many are alike
    asked = cached_property(lambda q: q.p.held == "mean" and q.p.off == 0)  # the true mean, and nothing else
    holds = cached_property(lambda q: np.abs(q.dance.mean - q.targets) <= q.halves + 1e-9 * q.unit)
    # Shares of 20,000 intervals that hold the true mean, lie below it, lie above it.
    counts = cached_property(lambda q: q.dance.counts[q.p.confidence - 50] / iv.SAMPLES)
    # The share of intervals that hold what is asked, of how many.
    found = cached_property(lambda q: (float(q.counts[0]), iv.SAMPLES) if q.asked else (q.holds.mean(), len(q.holds)))
    exact = cached_property(lambda q: iv.normal_coverage(q.method, q.p.held, q.p.n, q.level, q.off))
    wide = cached_property(lambda q: 0.2 if q.p.zoom else 1.0)  # what is shown of p
    count = cached_property(lambda q: min(q.p.count, q.p.trials))
    ends = cached_property(lambda q: pr.belt(q.p.trials, q.p.kind, q.level)[q.count])
    here = cached_property(lambda q: float(pr.covered(q.p.trials, q.p.kind, q.level, q.p.share)[0]))
    least = cached_property(lambda q: pr.least(q.p.trials, q.p.kind, q.level))  # coverage, and where
    teeth = cached_property(lambda q: pr.curve(q.p.trials, q.p.kind, q.level, q.wide))  # p, and the coverage
    others = cached_property(lambda q: [pr.smooth(q.p.trials, kind, q.level, q.wide) for kind in pr.KINDS])
    average = cached_property(lambda q: pr.average(q.p.trials, q.p.kind, q.level))
    along = cached_property(lambda q: pr.along_trials(FEWEST, MOST, q.p.share, q.p.kind, q.level))
    touch = cached_property(lambda q: iv.difference(q.level, q.p.ratio, q.p.rho))
    p_gap = cached_property(lambda q: float(iv.p_value(q.p.gap, q.touch[0])))
    pair = cached_property(lambda q: np.array(q.p.readings))
    middle = cached_property(lambda q: float(q.pair.mean()))
    apart = cached_property(lambda q: float(np.ptp(q.pair)))
    scatter = cached_property(lambda q: iv.pairs(q.p.seed))
    half = cached_property(lambda q: float(iv.reaches(q.p.procedure, q.apart)))
    given = cached_property(lambda q: float(iv.given_distance(q.p.procedure, q.apart)))
