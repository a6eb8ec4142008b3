"""The state of the lesson: a binomial law and its stand-ins, a map of their errors, a table of counts, a Q-Q plot."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import count_models as cm
from mathcore.statistics import stand_ins as si
from viz import distributions

Array = NDArray[np.float64]
held: Any = kept  # of a quantity in one line
named = cached_property
NAMES = {
    "kicks": "deaths in a corps and year",
    "alpha": "α particles in 7.5 s",
    "visits": "visits to a doctor in a year",
}


class Practice(State):
    """What each view computes, when it is asked for."""

    # Both stand-ins at one n and p; the map's trials are independent, whatever `rho` is.
    mean = named(lambda q: q.p.n * q.p.share)
    sd = named(lambda q: float(np.sqrt(q.mean * (1 - q.p.share))))
    true_sd = named(lambda q: q.sd * float(np.sqrt(1 + (q.p.n - 1) * q.p.rho)))
    unit = named(lambda q: max(q.true_sd, 1.0))  # of the axis, in counts
    laws = held("n", "share", "rho")(lambda q: si.compared(q.p.n, q.p.share, q.p.rho))
    best = held("n", "share")(lambda q: si.best_event(q.p.n, q.p.share))
    first = named(lambda q: max(0, int(np.ceil(q.mean + q.p.cut * q.unit - 1e-9))))  # count beyond the threshold
    tail = named(lambda q: si.tail(q.p.n, q.p.share, q.first, q.p.rho))
    tails = named(lambda q: si.tail_ratios(q.laws, q.mean, q.sd))
    chernoff = named(lambda q: si.chernoff(q.p.n, q.p.share, q.first))
    bounds = named(lambda q: si.bounds(q.p.n, q.p.share))
    plain = held("n", "share")(lambda q: si.compared(q.p.n, q.p.share).errors)
    along = held("share")(lambda q: si.errors(si.NS, np.full(len(si.NS), q.p.share)))
    pair = named(lambda q: [float(getattr(q.plain, name)) for name in si.KINDS[q.p.error]])
    sure = held("within")(lambda q: si.guaranteed(10**si.LOG_N, q.p.within))  # p up to which a bound is enough
    zones = held("error", "within")(lambda q: si.zones(q.p.error, q.p.within))
    crossed = held("within")(lambda q: si.crossed(np.log10(5.0) - si.LOG_N, np.log10(q.sure)))  # by lines in the map
    zone_spots = held("error", "within")(lambda q: [si.deepest(q.zones == k, q.crossed) for k in range(4)])

    # A table of counts and a law for it.
    @kept("data")
    def column(self) -> tuple[str, Array]:
        """What was counted, and how often 0, 1, 2, ... were; or why there is no table."""
        if not self.p.data.startswith("own:"):
            return NAMES[self.p.data], cm.table(self.p.data)
        own = unpack(self.p.data)
        return cm.read(own.columns[0], own.values[:, 0])

    @named
    def counts(self) -> Array:
        name, found = self.column
        if not len(found):
            raise Unanswerable(name)
        return found

    table = held("data")(lambda q: cm.described(q.column[1]))
    model_mean = named(lambda q: q.p.mean_ratio * q.table.counts_mean)
    law_log = named(lambda q: float(cm.log_likelihood(q.column[1], q.model_mean, q.p.phi)))
    short = named(lambda q: max(q.table.fit_log - q.law_log, 0.0))  # of the best log-likelihood
    log_zero = named(lambda q: float(cm.log_mass(0, q.model_mean, q.p.phi)))
    cells = held("data")(lambda q: cm.cells(q.counts))  # of the picture: how many bars, and counts in each
    mass = named(lambda q: np.exp(cm.log_mass(np.arange(q.cells[0] * q.cells[1]), q.model_mean, q.p.phi)))
    expected = named(lambda q: q.table.total * cm.bars(q.mass, *q.cells))
    seen = held("data")(lambda q: cm.bars(q.counts, *q.cells))
    tallest = held("data")(lambda q: distributions.nice(1.12 * float(np.sqrt(q.seen.max()))))
    shortfall = held("data")(lambda q: cm.shortfall(q.counts))

    # A sample and the normal law.
    @kept("sample", "points")
    def values(self) -> Array:
        """The sample in order."""
        if self.p.sample == "points":
            return np.sort(self.p.points)
        own = self.p.sample.startswith("own:")
        return np.sort(unpack(self.p.sample).values[:, 0] if own else cm.sample(self.p.sample))

    @named
    def ordered(self) -> Array:
        if np.ptp(self.values) <= 1e-9 * np.abs(self.values).max():
            raise Unanswerable("All values are equal: there is no deviation to measure them by.")
        return self.values

    size = named(lambda q: len(q.values))
    centre, deviation = named(lambda q: float(q.values.mean())), named(lambda q: float(q.values.std(ddof=1)))
    band = named(lambda q: q.centre + q.deviation * cm.band(q.size))
    outside = named(lambda q: cm.outside(q.values))
    fresh = named(lambda q: q.centre + q.deviation * cm.standardised_normals(q.size, 1, q.p.seed, 1)[0])
    skewness = named(lambda q: float(np.mean(((q.ordered - q.centre) / q.ordered.std()) ** 3)))
    line_correlation = named(lambda q: cm.line_correlation(q.values))
    trial = named(lambda q: cm.band_holds(q.size, q.p.seed))

    @named
    def span(self) -> tuple[float, float]:
        """The axis of the values: it rests for points that are dragged."""
        ends = self.centre + 3.2 * self.deviation * np.array([-1, 1])
        return (-1.0, 11.0) if self.p.sample == "points" else distributions.padded([*ends, *self.values[[0, -1]]])
