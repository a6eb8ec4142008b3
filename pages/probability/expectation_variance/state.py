"""The state of the lesson: masses, rectangles, a triangle, minibatches and shuffles, each computed when it is shown."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.probability import gradient_noise as noise
from mathcore.probability import moments

Array = NDArray[np.float64]
BATCHES, SHUFFLES = 400, 400


class Moments(State):
    """Each quantity belongs to one view; none is computed where it is not shown."""

    # Balance
    masses = cached_property(lambda q: moments.balance(q.p.places, q.p.weights[0]))
    mean_x = cached_property(lambda q: q.masses.mean)
    variance_x = cached_property(lambda q: q.masses.variance)
    median_x = cached_property(lambda q: q.masses.median)
    square = cached_property(lambda q: float(q.masses.square(q.p.fulcrum)))
    distance = cached_property(lambda q: float(q.masses.distance(q.p.fulcrum)))
    least_distance = cached_property(lambda q: float(q.masses.distance(q.median_x)))

    # Rectangles
    points = cached_property(lambda q: np.array(q.p.cloud))
    less = cached_property(lambda q: q.p.divisor == "less")
    found = cached_property(lambda q: moments.rectangles(q.points))

    # The rectangles that are drawn, and the width at which each stands so that the area under all is the covariance.
    areas = cached_property(lambda q: q.found.side_by_side(q.p.between == "pairs", int(q.less)))
    to_mean = cached_property(lambda q: float(q.found.centre.sum() / (len(q.points) - q.less)))
    of_pairs = cached_property(lambda q: float(0.5 * q.found.pairs.sum() / (len(q.points) * (len(q.points) - q.less))))
    spreads = cached_property(lambda q: q.points.var(axis=0, ddof=int(q.less)))

    whole = cached_property(lambda q: float(np.sqrt(q.spreads.prod())))
    correlation = cached_property(lambda q: q.to_mean / q.whole if q.spreads.min() > 1e-12 else float("nan"))

    # Triangle
    sign = cached_property(lambda q: -1.0 if q.p.minus else 1.0)
    cov_xy = cached_property(lambda q: q.p.r * q.p.sd_x * q.p.sd_y)
    crowd = cached_property(lambda q: moments.correlated(q.p.sd_x, q.p.sd_y, q.p.r))
    variance_sum = cached_property(lambda q: float(np.var(q.crowd @ np.array([1.0, q.sign]))))
    by_formula = cached_property(lambda q: q.p.sd_x**2 + q.p.sd_y**2 + 2 * q.sign * q.cov_xy)
    sd_sum = cached_property(lambda q: float(np.sqrt(max(0.0, q.by_formula))))
    angle = cached_property(lambda q: float(np.degrees(np.arccos(np.clip(q.sign * q.p.r, -1, 1)))))

    # Minibatch
    @kept("share")
    def gradient(self) -> noise.Gradients:
        """Of each example, and of all."""
        return noise.gradients(self.p.share)

    @kept("seed", "replaced")
    def drawn(self) -> NDArray[np.int64]:
        """The patients in the order in which they are drawn, a row a minibatch."""
        return noise.draws(BATCHES, noise.EXAMPLES, self.p.seed, self.p.replaced)

    @kept("share", "batch", "seed", "replaced")
    def steps(self) -> Array:
        """The gradient of each minibatch."""
        return noise.minibatch(self.gradient.each, self.drawn[:, : self.p.batch])

    trace = cached_property(lambda q: q.gradient.trace)
    signal = cached_property(lambda q: q.gradient.signal)
    noise_scale = cached_property(lambda q: q.gradient.scale)
    expected_noise = cached_property(
        lambda q: float(noise.expected_noise(q.trace, q.p.batch, noise.EXAMPLES, q.p.replaced))
    )
    measured_noise = cached_property(lambda q: float(((q.steps - q.gradient.whole) ** 2).sum() / BATCHES))
    added_noise = cached_property(lambda q: noise.added_noise(q.gradient, q.p.batch, q.p.replaced))
    noise_error = cached_property(lambda q: noise.noise_error(q.gradient, q.p.batch, q.p.replaced) / np.sqrt(BATCHES))

    # Shuffle
    @kept("cards", "seed")
    def orders(self) -> NDArray[np.int64]:
        """All shuffles that can be played."""
        return moments.shuffles(self.p.cards, SHUFFLES, self.p.seed)

    @cached_property
    def matches(self) -> NDArray[np.int64]:
        """How many cards stayed in place in each shuffle so far."""
        return (self.orders[: self.p.shuffled] == np.arange(self.p.cards)).sum(axis=1)

    law = cached_property(lambda q: moments.matches_law(q.p.cards))
    mean_matches = cached_property(lambda q: float(q.law @ np.arange(q.p.cards + 1)))
    variance_matches = cached_property(lambda q: float(q.law @ (np.arange(q.p.cards + 1.0) - q.mean_matches) ** 2))
