"""The state of the lesson: the end of a uniform law, many samples and one, what one observation does, two gamma fits."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, ndtri

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import largest_value as lv
from mathcore.statistics import shape_estimates as se

Array = NDArray[np.float64]
SAMPLES, CLOUD = 1500, 300  # simulated: of the law; of the gamma law that is fitted
held: Any = kept  # of a quantity in one line


class Estimates(State):
    """`best` to `impossible`: a uniform law; `shares` to `many`: samples; `scores` to `wide`: efficiency; then fits."""

    likely = cached_property(lambda q: lv.largest_error(q.p.n, q.p.k))
    doubled = cached_property(lambda q: lv.doubled_error(q.p.n))
    factor = cached_property(lambda q: float(lv.factor(q.p.n, q.p.k)))
    ratio = cached_property(lambda q: q.doubled.square / q.likely.square)

    # A sample in hand, kept as the shares of the law that lie below its values, and many samples of as many draws.
    size = cached_property(lambda q: len(q.p.sample))
    regular = cached_property(lambda q: q.p.law != "uniform")  # does the support stay where it is?
    truth = cached_property(lambda q: q.p.shape if q.regular else 1.0)
    unit = cached_property(lambda q: q.p.shape if q.p.law == "gamma" else 1.0)  # gamma values: of their mean
    log_x = cached_property(lambda q: se.log_quantile(q.p.law, q.p.shape, ndtri(np.array(q.p.sample))))
    x = cached_property(lambda q: np.exp(q.log_x))
    mine = cached_property(lambda q: se.Pair(*map(float, se.of_sample(q.p.law, q.x, q.log_x))))
    impossible = cached_property(lambda q: lv.impossible(q.size))

    @cached_property
    def many(self) -> se.Pair:
        """The estimates of all samples, in units of the truth."""
        p = self.p
        found = se.replicates(p.law, p.shape if self.regular else 1.0, self.size, p.clean, SAMPLES, p.seed)
        return se.Pair(found.moments / self.truth, found.likelihood / self.truth)

    errors = cached_property(lambda q: [float(np.median(np.abs(each - 1))) for each in q.many])  # half err by less

    def share(self, x: float) -> float:
        """The share of the law below a value of the axis."""
        if self.p.law == "gamma":
            return float(gammainc(self.p.shape, max(x, 0.0) * self.p.shape))
        if self.p.law == "pareto":
            return float(1 - max(x, 1.0) ** -self.p.shape)
        return max(x, 0.0) ** (self.p.shape if self.regular else 1.0)

    # One more observation, for large n.
    squares = held("family", "shape")(lambda q: se.mean_products(q.p.family, q.p.shape))
    variances = cached_property(
        lambda q: (
            float(se.moment_variance(q.p.family, q.p.shape)),
            float(se.likelihood_variance(q.p.family, q.p.shape)),
        )
    )
    efficiency = cached_property(lambda q: float(se.efficiency(q.p.family, q.p.shape)))

    # Two gamma fits to one column.
    @kept("data", "points")
    def column(self) -> tuple[str, Array]:
        """The name and the values of what the reader chose, drew or brought."""
        if self.p.data == "points":
            return "x", np.array(self.p.points, dtype=float)
        if self.p.data.startswith("own:"):
            found = unpack(self.p.data)
            return found.columns[0], found.values[:, 0]
        return se.table(self.p.data)

    @cached_property
    def values(self) -> Array:
        if self.column[1].min() <= 0:
            raise Unanswerable("A gamma law lives on positive numbers, and this column has a value of 0 or less.")
        return self.column[1]

    own = cached_property(lambda q: q.p.data == "points")
    fit = cached_property(lambda q: se.fit(q.values))
    varied = cached_property(lambda q: bool(np.isfinite(q.fit.likelihood)))
    apart = cached_property(lambda q: se.hausman(q.fit) if q.varied else 0.0)  # in standard errors
    edge = cached_property(lambda q: 10.5 if q.own else float(min(4.2 * q.fit.mean, 1.05 * q.values.max())))
    cloud = held("data", "points", "seed")(lambda q: se.cloud(min(q.fit.likelihood, 1e6), q.fit.n, CLOUD, q.p.seed))


