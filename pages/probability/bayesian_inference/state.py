"""The state of the lesson: four chains and what their numbers say, how far tuning gets, and posteriors that are normal."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, Unanswerable, kept
from mathcore import kernels
from mathcore.common.randomness import random_normals
from mathcore.probability import chain_diagnostics as cd
from mathcore.probability import gaussian_posteriors as gp
from pages.probability.bayesian_inference import panels

Array = NDArray[np.float64]
STEPS, LEAST = 1000, 8  # steps of a chain; those after which the diagnostics have something to go by
TIMID = 20.0  # how many times too short the steps of a timid chain are
LONG = 4000  # sweeps behind the numbers of the Gibbs sampler
MARKS = np.unique(np.round(np.geomspace(16, STEPS, 14)).astype(int))
SIZES = {"metropolis": np.geomspace(0.1, 10, 17), "hmc": np.geomspace(0.02, 2, 17)}
LENGTHS, NOISES = np.geomspace(0.1, 30, 37), np.geomspace(0.03, 3, 37)
TARGET = ("density", "correlation", "bend", "distance")
HOW = (*TARGET, "method", "step", "leap", "leaps")
CHAINS = (*HOW, "starts", "timid", "seed")
DATA = ("points", "noise", "prior", "flat")


class Chains(State):
    """Four chains on a density. `draws`: x of the later half of the steps so far, (n, 4); nothing before `LEAST`."""

    shape = cached_property(lambda q: q.p[panels.SHAPES[q.p.density]])
    method = cached_property(lambda q: q.p.method if q.p.method != "gibbs" or q.p.density == "gaussian" else "metropolis")
    size = cached_property(lambda q: q.p.leap if q.method == "hmc" else q.p.step)
    leaps = cached_property(lambda q: q.p.leaps if q.method == "hmc" else 1)
    deviation = cached_property(lambda q: cd.deviation(q.p.density, q.shape))
    starts = cached_property(lambda q: panels.placed(q.p.density, q.p.starts))
    draws = cached_property(lambda q: cd.later_half(q.course[..., 0], q.p.tick))
    ready = cached_property(lambda q: q.p.tick >= LEAST and bool((np.ptp(q.draws, axis=0) > 0).all()))
    effective = cached_property(lambda q: cd.effective(q.draws) if q.ready else np.nan)
    hats = cached_property(lambda q: (cd.r_hat(q.draws), *cd.r_hat_2021(q.draws)) if q.ready else (np.nan,) * 3)
    error = cached_property(lambda q: float(q.draws.std() / np.sqrt(q.effective)) if q.ready else np.nan)
    off = cached_property(lambda q: abs(float(q.draws.mean())) / q.error if q.ready else np.nan)
    right = cached_property(lambda q: float((q.draws > 0).mean()) if q.ready else np.nan)
    moved = cached_property(lambda q: (np.diff(q.course[: q.p.tick + 1], axis=0) != 0).any(axis=2))
    accepted = cached_property(lambda q: float(q.moved.mean()) if q.p.tick else np.nan)

    @kept(*CHAINS)
    def course(self) -> Array:
        """Where the chains are after each step, the starts first: (STEPS + 1, 4, 2)."""
        target = self.p.density, self.shape, self.starts, STEPS, self.p.seed
        found = cd.run(self.method, *target, self.size, self.leaps).points
        if self.p.timid and self.method != "gibbs":
            found[:, 3] = cd.run(self.method, *target, self.size / TIMID, self.leaps).points[:, 3]
        return found

    @kept(*HOW, "starts", "seed")
    def paths(self) -> kernels.ProposalPaths | None:
        """Where the proposals of chain A pass, and their energies; Gibbs proposes nothing."""
        if self.method == "gibbs":
            return None
        target, many = cd.parameters(self.p.density, self.shape), self.p.leaps if self.method == "hmc" else 0
        first = self.p.density, target, self.starts[:1], STEPS, self.p.seed
        return kernels.proposal_paths(*first, step=self.size, leaps=many)

    @cached_property
    def energies(self) -> tuple[float, float]:
        """Of the last proposal of chain A, at its beginning and at its end; a flight out of the floats is infinite."""
        if self.paths is None or not self.p.tick:
            return np.nan, np.nan
        before, after = self.paths.energy[self.p.tick - 1, [0, -1], 0]
        return float(before), float(after) if np.isfinite(after) else np.inf

    @kept(*CHAINS)
    def running(self) -> cd.Running:
        """The diagnostics after more and more steps."""
        return cd.running(self.course[..., 0], MARKS)

    @kept(*TARGET)
    def relief(self) -> tuple[Array, Array, Array]:
        """The map: x, y, and how many deviations of a normal the density is below its top, (rows, columns)."""
        (left, right), (low, high) = panels.BOXES[self.p.density]
        x, y = np.linspace(left, right, 61), np.linspace(low, high, 61)
        found = kernels.log_density(self.p.density, cd.parameters(self.p.density, self.shape), x, y[:, None])
        return x, y, np.sqrt(2 * np.maximum(found.max() - found, 0.0))

    tuned = cached_property(lambda q: "metropolis" if q.method == "gibbs" else q.method)
    sizes = cached_property(lambda q: SIZES[q.tuned])

    def _measured(self, size: float) -> cd.Efficiency:
        return cd.efficiency(self.tuned, self.p.density, self.shape, self.p.budget, self.p.seed, size, self.leaps)

    @kept(*TARGET, "method", "leaps", "budget", "seed")
    def sweep(self) -> Array:
        """Over the step sizes: effective draws for 1,000 evaluations, acceptance, squared jump; (3, sizes)."""
        found = [self._measured(float(size)) for size in self.sizes]
        return np.array([(1000 * each.effective / self.leaps, each.acceptance, each.jump) for each in found]).T

    @kept(*HOW, "budget", "seed")
    def own(self) -> cd.Efficiency:
        """The same at the step size in hand."""
        return self._measured(self.size)

    gain = cached_property(lambda q: 1000 * q.own.effective / q.leaps)
    exact = cached_property(lambda q: float(cd.normal_acceptance(q.shape, q.size)[0]))
    known = cached_property(lambda q: q.p.density == "gaussian" and q.tuned == "metropolis")

    @kept(*TARGET, "method")
    def theory(self) -> Array:
        """The exact acceptance over the step sizes, where a formula is known; else NaN."""
        return cd.normal_acceptance(self.shape, self.sizes) if self.known else np.full(len(self.sizes), np.nan)


class Lines(Chains):
    """A line through points: the posterior in the coordinates that Gibbs moves in, `place` being where the first is the
    height of the line (0: the intercept)."""

    x = cached_property(lambda q: np.array(q.p.points)[:, 0])
    y = cached_property(lambda q: np.array(q.p.points)[:, 1])
    place = cached_property(lambda q: float(q.x.mean()) if q.p.centre else 0.0)
    width = cached_property(lambda q: np.inf if q.p.flat else q.p.prior)
    shown = cached_property(lambda q: q.posterior.about(q.place))
    spread = cached_property(lambda q: np.sqrt(np.diag(q.shown.covariance)))
    r = cached_property(lambda q: q.shown.correlation)
    start = cached_property(lambda q: np.array([q.p.pick[0] + q.place * q.p.pick[1], q.p.pick[1]]))
    forgets = cached_property(lambda q: (1 - q.r**2) / (1 + q.r**2))  # effective draws a sweep
    squares = cached_property(lambda q: float(np.polyfit(q.x, q.y, 1)[0]) if np.ptp(q.x) else np.nan)

    @kept(*DATA)
    def posterior(self) -> gp.Line:
        try:
            return gp.line_posterior(self.p.points, self.p.noise, self.width)
        except ValueError:
            says = "All points stand at one x: without a prior they say nothing of the slope."
            raise Unanswerable(says) from None

    @kept(*DATA)
    def summed(self) -> gp.ByGrid:
        return gp.by_grid(self.p.points, self.p.noise, self.width, self.posterior)

    @kept(*DATA, "centre", "pick", "seed")
    def walk(self) -> Array:
        """Sweeps of Gibbs from the picked point, in the coordinates shown: (sweeps + 1, 2)."""
        start = (self.start - self.shown.mean) / self.spread
        found = kernels.gibbs_chains(self.r, [start], panels.SWEEPS, self.p.seed).points[:, 0]
        return np.asarray(self.shown.mean + self.spread * found)

    @kept(*DATA, "centre", "seed")
    def long(self) -> tuple[float, float]:
        """Of a long run from the middle: the mean of the slope, and the correlation of its neighbours."""
        found = kernels.gibbs_chains(self.r, [[0.0, 0.0]], LONG, self.p.seed).points[:, 0, 1]
        near = float(found[1:] @ found[:-1] / (found @ found))
        return float(self.shown.mean[1] + self.spread[1] * found.mean()), near


class Curves(Chains):
    """A Gaussian process through points, and the landscape of its two numbers."""

    data = cached_property(lambda q: np.array(q.p.observed))
    curve = cached_property(lambda q: gp.process(q.data, q.p.length, q.p.sigma, panels.PLACES))
    at_points = cached_property(lambda q: gp.process(q.data, q.p.length, q.p.sigma, q.data[:, 0]))

    @cached_property
    def samples(self) -> Array:
        """Functions drawn from the posterior, (places, 4)."""
        many = len(panels.PLACES)
        lower = np.linalg.cholesky(self.curve.covariance + 1e-6 * np.eye(many))
        return np.asarray(self.curve.mean[:, None] + lower @ random_normals(self.p.seed, 3, 0, 4 * many).reshape(many, 4))

    @kept("observed")
    def heights(self) -> Array:
        return gp.landscape(self.p.observed, LENGTHS, NOISES)

    @kept("observed")
    def peaks(self) -> list[tuple[float, float, float]]:
        """Length, noise and log marginal likelihood of the highest peaks of the landscape, two at most."""
        return gp.summits(self.p.observed, LENGTHS, NOISES, self.heights)[:2]
