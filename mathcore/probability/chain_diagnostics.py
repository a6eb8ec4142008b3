"""What the numbers of chains say of them: memory, effective draws, R-hat.

Sources: Geyer (1992) for the sum of autocorrelations; Gelman and Rubin (1992) and Vehtari, Gelman, Simpson,
Carpenter and Buerkner (Bayesian Analysis 16, 2021) for R-hat and the effective sample size.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

Array = NDArray[np.float64]


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
    chains counts. Chains are taken whole, where Stan and ArviZ halve them first. At most m n log10(m n), as in Stan;
    NaN where a chain stands still or n is below 4."""
    n, m = np.shape(draws)
    if n < 4 or (np.ptp(draws, axis=0) == 0).any():
        return np.nan
    return float(min(m * n / memory(correlations(draws)), m * n * np.log10(m * n)))


def correlations(draws: ArrayLike) -> Array:
    """Of chains (n, m) that all move: 1 - (W - mean covariance of that lag) / ((n - 1)/n W + B), (n,). Where the chains
    have different means this stays above zero, however fast each forgets its own past."""
    x = np.asarray(draws, float)
    n, m = x.shape
    covariances = autocovariance(x - x.mean(axis=0)).mean(axis=1) * (n / (n - 1))
    within = covariances[0]
    above = within * (n - 1) / n + (x.mean(axis=0).var(ddof=1) if m > 1 else 0.0)
    rho = 1 - (within - covariances) / above
    rho[0] = 1.0
    return np.asarray(rho)


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


class Report(NamedTuple):
    """Of chains: R-hat of 1992 and of 2021 (where, how wide), effective draws, mean, its claimed standard error, the
    share of draws above 0; NaN where a chain stands still."""

    classic: float
    located: float
    folded: float
    effective: float
    mean: float
    error: float
    right: float


def report(draws: ArrayLike) -> Report:
    """The report on chains (n, m)."""
    x = np.asarray(draws, float)
    count = effective(x)
    if not np.isfinite(count):
        return Report(np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan)
    error = float(x.std() / np.sqrt(count))
    return Report(r_hat(x), *r_hat_2021(x), count, float(x.mean()), error, float((x > 0).mean()))
