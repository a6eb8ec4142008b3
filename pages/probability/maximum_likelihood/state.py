"""The state of the lesson: a normal law and its data, many samples of a model, a share, a logistic climb, a place."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.probability import likelihood as lk
from mathcore.probability import likelihood_replicates as rp

Array = NDArray[np.float64]
MOST, SAMPLES, SHOWN = 200, 1000, 40  # draws of a sample; samples; of them drawn as curves
SLOPES = np.linspace(-4.0, 26.0, 121)  # of the logistic curve, per standard deviation of x


class Likelihood(State):
    """`x` to `top`: stems; `fits`, `many`: samples; `counts` to `intervals`: a share; `climb`; `xs` to `pulls`."""

    x = cached_property(lambda q: np.array(q.p.sample))
    peak = cached_property(lambda q: lk.normal_peak(q.x))
    stems = cached_property(lambda q: lk.log_density(q.x, q.p.mu, q.p.sigma))
    height = cached_property(lambda q: float(q.stems.sum()))
    top = cached_property(lambda q: lk.normal_top(q.x))
    fits = cached_property(lambda q: q.p.right or q.p.model == "uniform")  # is the model that of the data?
    xs = cached_property(lambda q: np.array(q.p.observed))
    pulls = cached_property(lambda q: lk.pull(q.p.density, q.xs - q.p.place))
    weights = cached_property(lambda q: q.climb.weights(q.p.tick))
    counts = cached_property(lambda q: (min(q.p.hits, q.p.trials), q.p.trials))  # yeses, and all
    tests = cached_property(lambda q: lk.three_tests(q.counts[0], q.counts[1], q.p.null).tolist())
    intervals = cached_property(lambda q: lk.three_intervals(*q.counts))

    @kept("model", "right", "seed")
    def running(self) -> tuple[Array, Array]:
        """Mean and deviation of each sample after each draw."""
        return rp.running(self.p.model, self.fits, MOST, SAMPLES, self.p.seed)

    @cached_property
    def many(self) -> rp.Samples:
        mean, wide = (each[self.p.n - 1] for each in self.running)
        return rp.Samples(self.p.model, self.p.n, mean, wide, rp.moments(self.p.model, self.fits))

    @kept("source", "pairs")
    def climb(self) -> lk.Climb:
        x, y = np.array(self.p.pairs).T
        return lk.Climb(*((x, y >= 0.5) if self.p.source == "points" else lk.measured()[self.p.source]))

    @kept("source", "pairs")
    def ridge(self) -> Array:
        """The highest log-likelihood for each of SLOPES, in the direction of the climb."""
        return lk.profile(self.climb.z, self.climb.y, self.climb.side * SLOPES)

    @kept("observed")
    def tops(self) -> dict[str, tuple[Array, Array, float]]:
        """Of each law all peaks, their heights, and the highest."""
        return {law: lk.highest(law, self.xs) for law in lk.LAWS}
