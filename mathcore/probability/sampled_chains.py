"""Runs of several chains on a density of the plane: where they went, what was proposed, and how well a step size does.

The densities are those of `mathcore.kernels.sample_density`, each with one parameter here, the coordinate that is
looked at is x, and its mean is 0 in all of them. What the numbers of chains say of them is in `chain_diagnostics`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from mathcore import kernels
from mathcore.common.randomness import random_normals, random_uniforms
from mathcore.probability.chain_diagnostics import autocovariance, memory

Array = NDArray[np.float64]
Pair = tuple[float, float]
WIDE = 1.5  # standard deviation of x of the banana
MEASURED = 16  # chains that a measurement of efficiency runs side by side: a block of the kernels
TIMID = 100.0  # how many times too short the steps of a timid chain are


def parameters(density: str, shape: float) -> list[float]:
    """What the kernels take: of the banana the bend and the deviation of x, of the others the shape alone."""
    return [shape, WIDE] if density == "banana" else [shape]


def middle(density: str, shape: float) -> tuple[float, float]:
    """The ends of the middle 95% of x: of two islands that is from the 2.5% of the one to the 97.5% of the other."""
    if density != "mixture":
        high = float(ndtri(0.975)) * (WIDE if density == "banana" else 1.0)
    else:
        high = brentq(lambda x: 0.5 * (ndtr(x - shape / 2) + ndtr(x + shape / 2)) - 0.975, 0.0, shape / 2 + 4)
    return -high, high


def exact_draws(density: str, shape: float, count: int, seed: int) -> Array:
    """Independent draws of the density, shape (count, 2): stationary starts, which nobody has in practice."""
    z = random_normals(seed, 7, 0, 2 * count).reshape(count, 2)
    if density == "gaussian":
        return np.stack([z[:, 0], shape * z[:, 0] + np.sqrt(1 - shape * shape) * z[:, 1]], axis=1)
    if density == "banana":
        x = WIDE * z[:, 0]
        return np.stack([x, shape * (x * x - WIDE * WIDE) + z[:, 1]], axis=1)
    side = np.where(random_uniforms(seed, 8, 0, count) < 0.5, -0.5, 0.5)
    return np.stack([z[:, 0] + side * shape, z[:, 1]], axis=1)


def onto(box: tuple[Pair, Pair], parts: ArrayLike) -> Array:
    """Places given as parts of a box (x ends, y ends), from -1 to 1 along each side, as points of the plane (n, 2)."""
    low, high = np.array(box, float).T
    return np.asarray((low + high) / 2 + (high - low) / 2 * np.asarray(parts, float))


def parts(box: tuple[Pair, Pair], points: ArrayLike) -> Array:
    """The inverse of `onto`: from -1 to 1 inside of the box."""
    low, high = np.array(box, float).T
    return np.asarray((2 * np.asarray(points, float) - low - high) / (high - low))


def relief(density: str, shape: float, across: Pair, up: Pair) -> tuple[Array, Array, Array]:
    """A map between the ends of two axes: x (61,), y (61,), and how far below its top the density is at [y, x], in
    deviations of a normal that is as far below, the root of 2 ln(top / p)."""
    x, y = (np.linspace(side[0], side[1], 61) for side in (across, up))
    found = kernels.log_density(density, parameters(density, shape), x, y[:, None])
    return x, y, np.asarray(np.sqrt(2 * np.maximum(found.max() - found, 0.0)))


def stairs(points: ArrayLike) -> Array:
    """The way of Gibbs through the points (n, 2) after each sweep: x moves first, then y; (2 n - 1, 2)."""
    p = np.asarray(points, float)
    corners = np.stack([p[1:, 0], p[:-1, 1]], axis=1)
    found = np.empty((2 * len(p) - 1, 2))
    found[::2], found[1::2] = p, corners
    return found


class Setup(NamedTuple):
    """How chains move: by "metropolis" (proposals of deviation `size`), "hmc" (`leaps` leaps of length `size`) or
    "gibbs" (the correlated normal only), on a density with its parameter."""

    method: str
    density: str
    shape: float
    size: float
    leaps: int

    def run(self, starts: ArrayLike, steps: int, seed: int) -> kernels.Chains:
        """Chains from `starts` (n, 2)."""
        if self.method == "gibbs":
            return kernels.gibbs_chains(self.shape, starts, steps, seed)
        target, many = parameters(self.density, self.shape), self.leaps if self.method == "hmc" else 0
        return kernels.sample_density(self.density, target, starts, steps, seed, step=self.size, leaps=many)

    def proposals(self, start: Array, steps: int, seed: int) -> kernels.ProposalPaths | None:
        """The proposals of the first of these chains; Gibbs makes none."""
        if self.method == "gibbs":
            return None
        target, many = parameters(self.density, self.shape), self.leaps if self.method == "hmc" else 0
        first = np.atleast_2d(start)
        return kernels.proposal_paths(self.density, target, first, steps, seed, step=self.size, leaps=many)


@dataclass(frozen=True)
class Course:
    """`points` (steps + 1, chains, 2), the starts first, and the proposals of the first chain; Gibbs makes none."""

    points: Array
    paths: kernels.ProposalPaths | None

    def later(self, step: int) -> Array:
        """x in the later half of the steps up to that one, (n, chains): steps step // 2 + 1, ..., step."""
        return self.points[step // 2 + 1 : step + 1, :, 0]

    def moved(self, step: int) -> NDArray[np.bool_]:
        """Whether each chain moved at each step up to that one, (step, chains)."""
        return np.asarray((np.diff(self.points[: step + 1], axis=0) != 0).any(axis=2))

    def trail(self, step: int, back: int) -> Array:
        """The way of the first chain over the last steps, (n, 2): the stairs of Gibbs, the jumps of Metropolis, or, of
        a sixth as many steps, the paths of Hamiltonian proposals, with gaps between them."""
        last = self.points[max(0, step - back) : step + 1, 0]
        if self.paths is None:
            return stairs(last)
        if self.paths.points.shape[1] == 2 or not step:
            return last
        ways = self.paths.points[max(0, step - back // 6) : step, :, 0]
        return np.concatenate([ways, np.full((len(ways), 1, 2), np.nan)], axis=1).reshape(-1, 2)

    def refused(self, step: int, back: int) -> Array:
        """Where proposals of the first chain in the last steps would have gone, NaN for those taken; (n + 1, 2)."""
        found = np.full((1, 2), np.nan)
        if self.paths is None:
            return found
        first = max(0, step - back)
        ends, gone = self.paths.points[first:step, -1, 0], self.moved(step)[first:, 0]
        return np.concatenate([np.where(gone[:, None], np.nan, ends), found])

    def proposal(self, step: int) -> tuple[Array, bool, float]:
        """The way (m, 2) of the first chain's last proposal, whether it was taken, and the energy that it gained."""
        if not step:
            return np.full((2, 2), np.nan), True, np.nan
        if self.paths is None:
            return stairs(self.points[step - 1 : step + 1, 0]), True, 0.0
        before, after = self.paths.energy[step - 1, [0, -1], 0]
        gain = float(after - before) if np.isfinite(after) else np.inf
        return self.paths.points[step - 1, :, 0], bool(self.moved(step)[-1, 0]), gain


def course(how: Setup, starts: ArrayLike, steps: int, seed: int, timid: bool = False) -> Course:
    """Chains and the proposals of the first; the steps of the last are `TIMID` times too short if it is so."""
    at = np.asarray(starts, float)
    found = how.run(at, steps, seed).points
    if timid and how.method != "gibbs":
        found[:, -1] = how._replace(size=how.size / TIMID).run(at, steps, seed).points[:, -1]
    return Course(found, how.proposals(at[0], steps, seed))


class Efficiency(NamedTuple):
    """Of 16 chains from exact starts: effective draws for 1,000 evaluations of the density or its gradient, the share
    of accepted proposals, the mean squared step in x over twice the variance of x (1 - rho_1, but for the ends), and
    rho_1 itself."""

    gain: float
    acceptance: float
    jump: float
    neighbours: float


def efficiency(how: Setup, steps: int, seed: int) -> Efficiency:
    """A measurement; about the true mean 0, so that chains which see one side only are not taken for independent. One
    draw counts for log10 of the number of draws at most, as in Stan: more, where successive draws fall on opposite
    sides, is not told from the noise of the correlations."""
    found = how.run(exact_draws(how.density, how.shape, MEASURED, seed), steps, seed)
    x = found.points[..., 0]
    covariances = autocovariance(x).mean(axis=1)
    rho = covariances / covariances[0]
    jump = np.square(np.diff(x, axis=0)).mean() / (2 * covariances[0])
    cost = how.leaps if how.method == "hmc" else 1
    worth = min(1 / memory(rho), float(np.log10(MEASURED * steps)))
    return Efficiency(1000 * worth / cost, float(found.acceptance.mean()), float(jump), float(rho[1]))


def sweep(how: Setup, sizes: ArrayLike, steps: int, seed: int) -> Array:
    """The efficiency of each of the sizes (n,): (4, n)."""
    return np.array([efficiency(how._replace(size=size), steps, seed) for size in np.asarray(sizes).tolist()]).T


def exact_acceptance(how: Setup, sizes: ArrayLike) -> Array:
    """The exact share of accepted proposals of each of the sizes (n,) where a formula is known, else NaN."""
    if how.method == "metropolis" and how.density == "gaussian":
        return normal_acceptance(how.shape, sizes)
    return np.full(len(np.asarray(sizes)), np.nan)


def stable(how: Setup) -> float:
    """The length of a leap from which on leapfrog runs away on two normals: twice their least deviation, the root of
    1 - |r| (Leimkuhler and Reich, 2004); NaN where that is not known."""
    known = how.method == "hmc" and how.density == "gaussian"
    return float(2 * np.sqrt(1 - abs(how.shape))) if known else np.nan


def normal_acceptance(correlation: float, sizes: ArrayLike) -> Array:
    """The exact share of proposals of deviations s (n,) that Metropolis accepts on two normals of that correlation.

    In stationarity it is twice the probability that a proposal lies higher, 2 P(Q < 0). With the variances v of the two
    axes and s_i = s / sqrt(v_i), Q is the sum of 2 s_i x_i z_i + s_i^2 z_i^2 for independent standard normals x, z. Its
    characteristic function is the product of (1 + 4 s_i^2 t^2 - 2i s_i^2 t)^(-1/2), inverted after Gil-Pelaez (1951)
    with t = exp(v), where the trapezoidal rule converges fast. With r = 0 it is 1 - s / sqrt(s^2 + 4).
    """
    squares = np.square(np.atleast_1d(np.asarray(sizes, float)))[:, None] / np.array([1 + correlation, 1 - correlation])
    v, step = np.linspace(-30.0, 30.0, 601, retstep=True)
    t = np.exp(v) / np.sqrt(squares.prod(axis=1) + squares.max(axis=1))[:, None]
    q = squares[..., None]
    phi = ((1 + 4 * q * t[:, None] ** 2 - 2j * q * t[:, None]) ** -0.5).prod(axis=1)
    return np.asarray(1 - 2 / np.pi * phi.imag.sum(axis=1) * step)
