"""The state of the lesson: a normal law and its data, many samples of a model, a logistic climb, one place."""

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
DROPS = (1.0, 3.0, 9.0, 27.0)  # of the level curves under the peak


class Likelihood(State):
    """Stems: `x`, `peak`, `stems`. Replicates: `moments`, `many`. Logistic: `best`, `path`. Losses: `xs`, `tops`."""

    # A normal law and its data.
    x = cached_property(lambda q: np.array(q.p.sample))
    peak = cached_property(lambda q: lk.normal_peak(q.x))
    stems = cached_property(lambda q: lk.log_density(q.x, q.p.mu, q.p.sigma))
    height = cached_property(lambda q: float(q.stems.sum()))

    @cached_property
    def top(self) -> float:
        """The log-likelihood at the peak; infinite where all values are equal."""
        wide = self.peak[1]
        return -len(self.x) * (np.log(wide) + lk.HALF_LOG_2PI + 0.5) if wide > 0 else np.inf

    @cached_property
    def levels(self) -> list[Array]:
        """The level curves of the log-likelihood, each (121, 2); NaN where there is no peak."""
        if self.peak[1] == 0:
            return [np.full((121, 2), np.nan) for _ in DROPS]
        return [lk.level_curve(self.peak, drop / len(self.x)) for drop in DROPS]

    # Many samples of one model.
    fits = cached_property(lambda q: q.p.right or q.p.model == "uniform")  # is the model that of the data?
    truth = cached_property(lambda q: rp.TRUTH[q.p.model])
    moments = cached_property(lambda q: rp.moments(q.p.model, q.fits))

    @kept("model", "right", "seed")
    def running(self) -> tuple[Array, Array]:
        """Mean and deviation of each sample after each draw."""
        return rp.running(self.p.model, self.fits, MOST, SAMPLES, self.p.seed)

    @cached_property
    def many(self) -> rp.Replicates:
        mean, wide = self.running
        return rp.replicates(self.p.model, self.p.n, mean[self.p.n - 1], wide[self.p.n - 1])

    @cached_property
    def unit(self) -> float:
        """The standard error that the model claims at the truth; of the uniform model θ/n."""
        return self.truth / self.p.n if self.p.model == "uniform" else (self.p.n * self.moments.curvature) ** -0.5

    @cached_property
    def off(self) -> Array:
        """How far the peaks are from the truth, in that unit."""
        return (self.many.peak - self.truth) / self.unit

    @cached_property
    def slopes(self) -> Array:
        """The slopes of the log-likelihoods at the truth, over the deviation √(n|J|) that the curvature claims."""
        return self.many.slope / np.sqrt(self.p.n * abs(self.moments.curvature))

    @cached_property
    def covered(self) -> tuple[float, float]:
        """The share of the intervals peak ± 1.96 standard errors that hold the truth: the model's, the sandwich's."""
        away = np.abs(self.many.peak - self.truth)
        return tuple(float(np.mean(away < 1.96 * se)) for se in (self.many.claimed, self.many.sandwich))  # type: ignore[return-value]

    # A logistic curve.
    @kept("source", "pairs")
    def data(self) -> tuple[Array, Array]:
        """Places and labels, shape (n,) each."""
        if self.p.source == "points":
            x, y = np.array(self.p.pairs).T
            return x, (y >= 0.5) * 1.0
        return lk.measured()[self.p.source]

    @kept("source", "pairs")
    def best(self) -> lk.Best:
        return lk.logistic_best(*self.data)

    @kept("source", "pairs")
    def path(self) -> Array:
        """Intercept and slope after each of Newton's steps, for standardised x; shape (steps + 1, 2)."""
        return lk.climb(self.scaled[0], self.data[1])

    @kept("source", "pairs")
    def ridge(self) -> Array:
        """The highest log-likelihood for each of SLOPES, in the direction of the climb."""
        return lk.profile(self.scaled[0], self.data[1], self.side * SLOPES)

    scaled = cached_property(lambda q: lk.standardised(q.data[0]))
    side = cached_property(lambda q: -1.0 if q.path[1, 1] < 0 else 1.0)  # slopes are drawn so that it goes right
    heights = cached_property(lambda q: lk.logistic_height(q.scaled[0], q.data[1], q.path))
    arrived = cached_property(
        lambda q: bool(q.p.tick > 0 and q.best.kind == "peak" and np.ptp(q.path[q.p.tick - 1 :], axis=0).max() < 1e-9)
    )

    @cached_property
    def weights(self) -> tuple[float, float]:
        """Intercept and slope after the steps shown, for x in its own unit."""
        _, mean, wide = self.scaled
        a, b = self.path[self.p.tick]
        return float(a - b * mean / wide), float(b / wide)

    # One place under three laws.
    xs = cached_property(lambda q: np.array(q.p.observed))
    pulls = cached_property(lambda q: lk.pull(q.p.density, q.xs - q.p.place))

    @kept("observed")
    def tops(self) -> dict[str, tuple[Array, Array]]:
        """Of each law all peaks and their heights."""
        found = {law: lk.peaks(law, self.xs) for law in lk.LAWS}
        return {law: (at, lk.log_likelihood(law, self.xs, at)) for law, at in found.items()}

    @cached_property
    def estimate(self) -> float:
        """The highest peak of the law in hand (of peaks as high as each other, the first)."""
        at, high = self.tops[self.p.density]
        return float(at[np.argmax(high > high.max() - 1e-9)])
