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
MEANS, PHIS = np.geomspace(0.5, 2.0, 41), np.geomspace(1.0, 32.0, 51)  # of the map of likelihood: mean / data's, phi
NAMES = {
    "kicks": "deaths in a corps and year",
    "alpha": "α particles in 7.5 s",
    "visits": "visits to a doctor in a year",
}
SPAN = (-1.0, 11.0)  # of the reader's own points
# What each choice of error takes for Poisson's law and for the normal one.
FIELDS = {"cdf": ("poisson_cdf", "normal_cdf"), "raw": ("poisson_cdf", "normal_raw"), "tv": ("poisson_tv", "normal_tv")}


class Practice(State):
    """What each view computes, when it is asked for."""

    # Both stand-ins at one n and p.
    mean = cached_property(lambda q: q.p.n * q.p.share)
    sd = cached_property(lambda q: float(np.sqrt(q.mean * (1 - q.p.share))))
    true_sd = cached_property(lambda q: q.sd * float(np.sqrt(1 + (q.p.n - 1) * q.p.rho)))
    unit = cached_property(lambda q: max(q.true_sd, 1.0))  # of the axis, in counts
    laws = held("n", "share", "rho")(lambda q: si.compared(q.p.n, q.p.share, q.p.rho))
    best = held("n", "share")(lambda q: si.best_event(q.p.n, q.p.share))
    first = cached_property(lambda q: max(0, int(np.ceil(q.mean + q.p.cut * q.unit - 1e-9))))  # count beyond the line
    tail = cached_property(lambda q: si.tail(q.p.n, q.p.share, q.first, q.p.rho))
    le_cam = cached_property(lambda q: float(si.le_cam(q.p.n, q.p.share)))
    barbour_hall = cached_property(lambda q: float(si.barbour_hall(q.p.n, q.p.share)))
    berry_esseen = cached_property(lambda q: float(si.berry_esseen(q.p.n, q.p.share)))

    # The map: independent trials, whatever `rho` is.
    plain = held("n", "share")(lambda q: si.compared(q.p.n, q.p.share).errors)
    along = held("share")(lambda q: si.errors(si.NS, np.full(len(si.NS), q.p.share)))
    fields = cached_property(lambda q: FIELDS[q.p.error])
    pair = cached_property(lambda q: tuple(float(getattr(q.plain, name)) for name in q.fields))
    sure = held("within")(lambda q: si.guaranteed(10**si.LOG_N, q.p.within))  # p up to which a bound is enough

    @kept("error", "within")
    def zones(self) -> Array:
        """0 where both are within the error that is allowed, 1 Poisson alone, 2 the normal law alone, 3 neither."""
        poisson, normal = (getattr(si.error_map(), name) > self.p.within for name in self.fields)
        return np.where(poisson, np.where(normal, 3.0, 2.0), np.where(normal, 1.0, 0.0))

    zone_spots = held("error", "within")(lambda q: [si.deepest(q.zones == k) for k in range(4)])

    # A table of counts and a law for it.
    @kept("data")
    def column(self) -> tuple[str, Array]:
        """The name of what was counted, and how often 0, 1, 2, ... were; or a sentence in place of the table."""
        if not self.p.data.startswith("own:"):
            return NAMES[self.p.data], cm.table(self.p.data)
        own = unpack(self.p.data)
        try:
            return own.columns[0], cm.tabulated(own.values[:, 0])
        except ValueError as error:
            return str(error), np.zeros(0)

    @cached_property
    def counts(self) -> Array:
        name, found = self.column
        if not len(found):
            raise Unanswerable(name)
        return found

    moments = cached_property(lambda q: cm.moments(q.counts))
    ratio = cached_property(lambda q: q.moments[2] / q.moments[1])  # variance / mean of the data
    model_mean = cached_property(lambda q: q.p.mean_ratio * q.moments[1])
    fit = held("data")(lambda q: cm.fitted(q.counts))
    log_likelihood = cached_property(lambda q: float(cm.log_likelihood(q.counts, q.model_mean, q.p.phi)))
    log_zero = cached_property(lambda q: float(cm.log_mass(0, q.model_mean, q.p.phi)))
    short = cached_property(lambda q: max(q.fit.log_likelihood - q.log_likelihood, 0.0))  # of the best
    poisson_short = held("data")(lambda q: q.fit.log_likelihood - float(cm.log_likelihood(q.counts, q.moments[1], 1.0)))
    # By how much less likely each law of the map is than the best; rows are dispersions.
    shortfall = held("data")(
        lambda q: q.fit.log_likelihood - cm.log_likelihood(q.counts, q.moments[1] * MEANS[None], PHIS[:, None])
    )

    @kept("data")
    def reach(self) -> int:
        """The last count of the picture: at most 40, all but one in a thousand if they are fewer."""
        seen = np.cumsum(self.counts) / self.counts.sum()
        return int(min(max(np.searchsorted(seen, 0.999) + 2, self.moments[1] * 1.6 + 3, 5), 40))

    expected = cached_property(
        lambda q: q.moments[0] * np.exp(cm.log_mass(np.arange(q.reach + 1), q.model_mean, q.p.phi))
    )
    seen = cached_property(lambda q: np.pad(q.counts, (0, q.reach + 1))[: q.reach + 1])
    tallest = held("data")(lambda q: distributions.nice(1.12 * float(np.sqrt(q.counts.max()))))

    # A sample and the normal law.
    @kept("sample", "points")
    def values(self) -> Array:
        """The sample in order."""
        if self.p.sample == "points":
            found = np.array(self.p.points, float)
        elif self.p.sample.startswith("own:"):
            found = unpack(self.p.sample).values[:, 0]
        else:
            found = cm.sample(self.p.sample)
        return np.sort(found)

    @cached_property
    def ordered(self) -> Array:
        """The same, where it varies."""
        if np.ptp(self.values) <= 1e-9 * np.abs(self.values).max():
            raise Unanswerable("All values are equal: there is no deviation to measure them by.")
        return self.values

    size = cached_property(lambda q: len(q.values))
    centre = cached_property(lambda q: float(q.ordered.mean()))
    deviation = cached_property(lambda q: float(q.ordered.std(ddof=1)))
    band = cached_property(lambda q: q.centre + q.deviation * cm.band(q.size))
    outside = cached_property(lambda q: int(np.sum((q.ordered < q.band[0]) | (q.ordered > q.band[1]))))
    fresh = cached_property(lambda q: cm.standardised_normals(q.size, 1, q.p.seed, 1)[0])  # as many normal draws
    held_share = cached_property(lambda q: cm.band_holds(q.size, q.p.seed))

    @cached_property
    def span(self) -> tuple[float, float]:
        """The axis of the values: it rests for points that are dragged."""
        if self.p.sample == "points":
            return SPAN
        ends = self.centre + 3.2 * self.deviation * np.array([-1, 1])
        return distributions.padded([*ends, self.ordered[0], self.ordered[-1]])
