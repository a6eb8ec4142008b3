"""The state of the lesson: the end of a uniform law; many samples and one; one observation more; two gamma fits."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtri

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import largest_value as lv
from mathcore.statistics import shape_estimates as se

SAMPLES, CLOUD = 1500, 300  # simulated: of the law; of the gamma law that is fitted
SCORES = np.linspace(-5.6, 5.6, 449)  # normal scores of an observation
held: Any = kept  # of a quantity in one line


class Estimates(State):
    """`likely` to `ratio`: a uniform law; `size` to `errors`: samples; `shifts` to `efficiency`; then two fits."""

    likely = cached_property(lambda q: lv.largest_error(q.p.n, q.p.k))
    doubled = cached_property(lambda q: lv.doubled_error(q.p.n))
    factor = cached_property(lambda q: float(lv.factor(q.p.n, q.p.k)))
    ratio = cached_property(lambda q: q.doubled.square / q.likely.square)

    # A sample in hand, kept as the shares of the law below its values, and many samples of as many draws.
    size = cached_property(lambda q: len(q.p.sample))
    regular = cached_property(lambda q: q.p.law != "uniform")  # does the support stay where it is?
    truth = cached_property(lambda q: float(q.p.shape) if q.regular else 1.0)
    unit = cached_property(lambda q: q.truth if q.p.law == "gamma" else 1.0)  # of the axis of x
    log_x = cached_property(lambda q: se.log_quantile(q.p.law, q.truth, ndtri(np.array(q.p.sample))))
    x = cached_property(lambda q: np.exp(q.log_x))
    mine = cached_property(lambda q: se.Pair(*map(float, se.of_sample(q.p.law, q.x, q.log_x))))
    impossible = cached_property(lambda q: lv.impossible(q.size))
    # The estimates of all samples, over the truth, and the error that half of them stay below.
    many = cached_property(lambda q: se.replicates(q.p.law, q.truth, q.size, q.p.clean, SAMPLES, q.p.seed))
    errors = cached_property(lambda q: [float(np.median(np.abs(each - 1))) for each in q.many])

    # One observation more, and what its shifts add up to, for large n.
    shifts: Any = held("family", "shape")(lambda q: se.influences(q.p.family, q.p.shape, SCORES))
    squares: Any = held("family", "shape")(lambda q: se.mean_products(q.p.family, q.p.shape))
    variances = cached_property(lambda q: se.variances(q.p.family, q.p.shape))
    efficiency = cached_property(lambda q: float(se.efficiency(q.p.family, q.p.shape)))

    @kept("data", "points")
    def column(self) -> tuple[str, Any]:
        """The name and the values of what the reader chose, drew or brought."""
        if self.p.data.startswith("own:"):
            found = unpack(self.p.data)
            return found.columns[0], found.values[:, 0]
        return ("x", np.array(self.p.points, dtype=float)) if self.p.data == "points" else se.table(self.p.data)

    positive = cached_property(lambda q: bool(q.column[1].min() > 0))

    @cached_property
    def values(self) -> Any:
        if not self.positive:
            raise Unanswerable("A gamma law lives on positive numbers, and this column has a value of 0 or less.")
        return self.column[1]

    own = cached_property(lambda q: q.p.data == "points")
    fit = cached_property(lambda q: se.fit(q.values))
    varied = cached_property(lambda q: bool(np.isfinite(q.fit.likelihood)))
    apart = cached_property(lambda q: se.hausman(q.fit) if q.varied else np.nan)  # in standard errors
    ends = cached_property(lambda q: (0.0, 10.5) if q.own else se.ends(q.values))  # of the axis of x
    cloud: Any = held("data", "points", "seed")(lambda q: se.cloud(q.fit.likelihood, q.fit.n, CLOUD, q.p.seed))
