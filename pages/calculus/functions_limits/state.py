"""The state of the lesson: a function around a point and what is proved of it; activations; a cooling softmax."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.calculus import limits, limits_in_learning, neighbourhoods
from mathcore.calculus.limits_in_learning import FAMILIES, Family, coldest_needed, softmax

Array = NDArray[np.float64]
EDGE = 3.0  # the window is from -EDGE to EDGE
X = np.linspace(-EDGE, EDGE, 1201)
CLOSE = 0.1 * 10.0 ** (-np.arange(480) / 96.0)  # distances from a at which the curve is drawn as well
EPSILONS = np.geomspace(1e-4, 2.0, 240)
COLD = np.geomspace(10.0, 7e-5, 251)


class Limits(State):
    """What a view asks for: the box and the strip, the nearest values, the tube, the temperatures."""

    heights = cached_property(lambda q: neighbourhoods.heights(q.p.function, EDGE))
    # The number that is the limit if there is one; NaN if f is unbounded or not defined next to a.
    found = cached_property(lambda q: neighbourhoods.candidate(q.around, q.p.side))
    limit = cached_property(lambda q: q.found if q.p.follow and np.isfinite(q.found) else q.p.limit)  # the figure's L
    rows = cached_property(lambda q: q.around.beside(q.p.side))  # the sides that count: 0 the left, 1 the right
    # The ends of the strip; a itself where a side does not count.
    strip = cached_property(lambda q: (q.p.a - q.p.delta * (0 in q.rows), q.p.a + q.p.delta * (1 in q.rows)))
    verdict = cached_property(lambda q: q.largest.verdict(q.p.delta))
    known = cached_property(lambda q: 0.0 if q.largest.inner > neighbourhoods.CORE else q.largest.delta)  # 0: none
    worst = cached_property(lambda q: limits.farthest(q.around, q.limit, q.p.side, q.p.delta))
    # In each decade of distances the point where f is highest, and the one where it is lowest.
    sequences = cached_property(lambda q: neighbourhoods.extremes(q.around, q.p.side))
    spread = cached_property(lambda q: q.around.spread(q.p.side))  # of the values next to a, as far as it is certain
    closes = cached_property(lambda q: q.around.closes(q.p.side, q.found))  # it has a limit, as far as can be told
    tends = cached_property(lambda q: q.closes and not abs(q.limit - q.found) >= q.p.eps)  # into the band around L

    @kept("function", "a")
    def around(self) -> neighbourhoods.Shells:
        return neighbourhoods.shells(self.p.function, self.p.a)

    @kept("function", "a")
    def curve(self) -> tuple[Array, Array]:
        """x and f(x), closer together next to a; NaN at a itself, and where f jumps."""
        x, y = neighbourhoods.traced(self.p.function, np.concatenate([X, self.p.a - CLOSE, self.p.a + CLOSE]))
        return x, np.where(x == self.p.a, np.nan, y)

    @kept("function", "a", "side", "follow", "limit", "eps")
    def largest(self) -> limits.Largest:
        return limits.largest(self.around, self.limit, self.p.eps, self.p.side)

    @kept("function", "a", "side", "follow", "limit")
    def pairs(self) -> tuple[Array, Array, Array]:
        """For each of EPSILONS a delta that is proved, the distance of a failure, the largest delta."""
        return limits.deltas(self.around, self.limit, self.p.side, EPSILONS)

    family: cached_property[Family] = cached_property(lambda q: FAMILIES[q.p.family])
    out = cached_property(lambda q: (-q.p.gap, q.p.gap) if q.family.low < 0 else (1 - q.p.gap, 1.0))  # what is left out
    searched = cached_property(lambda q: q.family.searched(q.p.sharpness, q.p.gap))  # the largest error outside the gap
    enough = cached_property(lambda q: q.family.enough(q.p.gap, q.p.eps))  # the sharpness that serves all x outside it

    @kept("family", "eps")
    def needed(self) -> tuple[Array, Array]:
        """At each x the sharpness from which on the error is below epsilon."""
        x = np.linspace(self.family.low, self.family.high, 801)
        return x, self.family.needed(self.family.distance(x), self.p.eps)

    logits = cached_property(lambda q: limits_in_learning.logits(q.p.image, q.p.tie))
    order = cached_property(lambda q: np.argsort(-q.logits, kind="stable"))  # the class with the largest logit first
    apart = cached_property(lambda q: float(np.ptp(q.logits[q.order[:2]])))  # how far the two largest logits are apart
    cooling = cached_property(lambda q: softmax(q.logits, COLD))  # by temperature and class
    probabilities = cached_property(lambda q: softmax(q.logits, q.p.temperature))

    @kept("image", "tie", "eps")
    def cold(self) -> float:
        """The temperature below which the largest probability is above 1 − ε: the δ of this limit."""
        return coldest_needed(self.logits, self.p.eps)
