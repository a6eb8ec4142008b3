"""Chains that sample a density of the plane, and what their numbers say of them: memory, effective draws, R-hat.

The densities are those of `mathcore.kernels.sample_density`, each with one parameter here; the coordinate that is looked
at is x. Sources: Geyer (1992) for the sum of autocorrelations; Gelman and Rubin (1992) and Vehtari, Gelman, Simpson,
Carpenter and Buerkner (Bayesian Analysis 16, 2021) for R-hat and the effective sample size.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from mathcore import kernels
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
WIDE = 1.5  # standard deviation of x of the banana
MEASURED = 16  # chains that a measurement of efficiency runs side by side: a block of the kernels


def parameters(density: str, shape: float) -> list[float]:
    """What the kernels take: of the banana the bend and the deviation of x, of the others the shape alone."""
    return [shape, WIDE] if density == "banana" else [shape]


def deviation(density: str, shape: float) -> float:
    """The standard deviation of x; its mean is 0 in all three densities."""
    return {"gaussian": 1.0, "banana": WIDE}.get(density, float(np.hypot(1.0, shape / 2)))


def exact_draws(density: str, shape: float, count: int, seed: int) -> Array:
    """Independent draws of the density, shape (count, 2): the stationary starts that a chain in practice does not have."""
    z = random_normals(seed, 7, 0, 2 * count).reshape(count, 2)
    if density == "gaussian":
        return np.stack([z[:, 0], shape * z[:, 0] + np.sqrt(1 - shape * shape) * z[:, 1]], axis=1)
    if density == "banana":
        x = WIDE * z[:, 0]
        return np.stack([x, shape * (x * x - WIDE * WIDE) + z[:, 1]], axis=1)
    side = np.where(random_uniforms(seed, 8, 0, count) < 0.5, -0.5, 0.5)
    return np.stack([z[:, 0] + side * shape, z[:, 1]], axis=1)


def run(
    method: str, density: str, shape: float, starts: ArrayLike, steps: int, seed: int, size: float, leaps: int
) -> kernels.Chains:
    """Chains by "metropolis" (proposals of deviation `size`), "hmc" (`leaps` leaps of length `size`) or "gibbs" (the
    correlated normal only, whose correlation is `shape`)."""
    if method == "gibbs":
        return kernels.gibbs_chains(shape, starts, steps, seed)
    many = leaps if method == "hmc" else 0
    return kernels.sample_density(density, parameters(density, shape), starts, steps, seed, step=size, leaps=many)


def autocovariance(x: ArrayLike) -> Array:
    """Of series (n, m) that are already centred as they should be: sum of x_t x_(t+k) over t, divided by n; (n, m)."""
    found = np.asarray(x, float)
    n = len(found)
    wide = np.fft.rfft(found, 2 ** int(np.ceil(np.log2(2 * n))), axis=0)
    return np.asarray(np.fft.irfft(wide.real**2 + wide.imag**2, axis=0)[:n] / n)


def autocorrelation(draws: ArrayLike) -> Array:
    """Of chains (n, m), each about its own mean, their covariances averaged and divided by that of lag 0; (n,). Chains
    that stand still give NaN."""
    x = np.asarray(draws, float)
    mean = autocovariance(x - x.mean(axis=0)).mean(axis=1)
    return np.asarray(mean / mean[0] if mean[0] > 1e-300 else np.full(len(x), np.nan))


def memory(correlations: ArrayLike) -> float:
    """Geyer's estimate of tau = 1 + 2 (rho_1 + rho_2 + ...): sums of neighbours (lags 2k and 2k + 1) are positive and
    fall for a reversible chain, so they are taken while positive, and made to fall."""
    rho = np.asarray(correlations, float)
    pairs = rho[: len(rho) // 2 * 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs <= 0)
    kept = np.minimum.accumulate(pairs[: negative[0]] if len(negative) else pairs)
    return float(max(2 * kept.sum() - 1, 1e-3))


def effective(draws: ArrayLike) -> float:
    """Effective draws in chains (n, m), after Vehtari et al. (2021), equations 10 to 14: also the spread between the
    chains counts. At most m n log10(m n), as in Stan; NaN where a chain stands still or n is below 4."""
    x = np.asarray(draws, float)
    n, m = x.shape
    if n < 4 or (np.ptp(x, axis=0) == 0).any():
        return np.nan
    covariances = autocovariance(x - x.mean(axis=0)).mean(axis=1) * (n / (n - 1))
    within = covariances[0]
    above = within * (n - 1) / n + (x.mean(axis=0).var(ddof=1) if m > 1 else 0.0)
    rho = 1 - (within - covariances) / above
    rho[0] = 1.0
    return float(min(m * n / memory(rho), m * n * np.log10(m * n)))


def r_hat(draws: ArrayLike) -> float:
    """Gelman and Rubin (1992) for chains (n, m): the root of ((n - 1)/n W + B)/W, where W is the mean of the variances
    and B the variance of the means. NaN where all stand still."""
    x = np.asarray(draws, float)
    n, within = len(x), x.var(axis=0, ddof=1).mean()
    if not within > 1e-300:
        return np.nan
    return float(np.sqrt((n - 1) / n + x.mean(axis=0).var(ddof=1) / within))


def rank_normalised(draws: ArrayLike) -> Array:
    """Each draw replaced by the normal quantile of (rank - 3/8)/(S + 1/4), ranks over all chains together."""
    x = np.asarray(draws, float)
    return np.asarray(ndtri((rankdata(x).reshape(x.shape) - 0.375) / (x.size + 0.25)))


def split(draws: ArrayLike) -> Array:
    """Each chain cut into halves, (n // 2, 2 m): a chain that drifts disagrees with itself."""
    x = np.asarray(draws, float)
    half = len(x) // 2
    return np.concatenate([x[:half], x[-half:]], axis=1)


def r_hat_2021(draws: ArrayLike) -> tuple[float, float]:
    """Vehtari et al. (2021): R-hat of split, rank-normalised chains (n, m), and of their distances from the median
    ("folded"), which sees unequal spreads. Stan reports the larger one."""
    halves = split(draws)
    if len(halves) < 2 or np.ptp(halves) == 0:
        return np.nan, np.nan
    folded = np.abs(halves - np.median(halves))
    return r_hat(rank_normalised(halves)), r_hat(rank_normalised(folded))


class Running(NamedTuple):
    """After `n` steps, of the later half of the chains so far: R-hat of 1992, of 2021 located and folded; the mean of
    all draws and its claimed standard error; each of shape (k,)."""

    n: NDArray[np.int64]
    classic: Array
    located: Array
    folded: Array
    mean: Array
    error: Array


def later_half(draws: Array, n: int) -> Array:
    """The draws of steps n // 2 + 1, ..., n of chains whose row 0 is the start."""
    return draws[n // 2 + 1 : n + 1]


def running(draws: Array, grid: NDArray[np.int64]) -> Running:
    """The diagnostics of chains (steps + 1, m) after each number of steps of the grid."""
    rows = []
    for n in grid.tolist():
        kept = later_half(draws, n)
        count = effective(kept)
        error = kept.std() / np.sqrt(count) if np.isfinite(count) else np.nan
        rows.append((r_hat(kept), *r_hat_2021(kept), kept.mean(), error))
    return Running(grid, *np.array(rows).T)


class Efficiency(NamedTuple):
    """Of 16 chains from exact starts: effective draws a step, share of accepted proposals, mean squared step in x over
    twice the variance of x (which is 1 - rho_1), and the correlation of neighbours."""

    effective: float
    acceptance: float
    jump: float
    neighbours: float


def efficiency(
    method: str, density: str, shape: float, steps: int, seed: int, size: float, leaps: int
) -> Efficiency:
    """A measurement; about the true mean 0, so that chains which see one side only are not taken for independent."""
    starts = exact_draws(density, shape, MEASURED, seed)
    found = run(method, density, shape, starts, steps, seed, size, leaps)
    x = found.points[..., 0]
    covariances = autocovariance(x).mean(axis=1)
    rho = covariances / covariances[0]
    jump = np.square(np.diff(x, axis=0)).mean() / (2 * covariances[0])
    return Efficiency(1 / memory(rho), float(found.acceptance.mean()), float(jump), float(rho[1]))


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


def middle(density: str, shape: float) -> tuple[float, float]:
    """The ends of the middle 95% of x: of two islands that is from the 2.5% of the one to the 97.5% of the other."""
    z = float(ndtri(0.975))
    if density != "mixture":
        return -z * deviation(density, shape), z * deviation(density, shape)
    high = brentq(lambda x: 0.5 * (ndtr(x - shape / 2) + ndtr(x + shape / 2)) - 0.975, 0.0, shape / 2 + 4)
    return -float(high), float(high)
