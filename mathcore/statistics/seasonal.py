"""Series with a trend and a season: taken apart by moving averages or STL, and forecast by the airline model.

The airline model, ARIMA(0, 1, 1)(0, 1, 1) with the season s, says that w_t = (1 - B)(1 - B^s) x_t is a moving average
(1 + theta B)(1 + Theta B^s) e_t of independent normal shocks. Box, Jenkins, Reinsel and Ljung, *Time Series Analysis*
(5th ed. 2015), chapter 9; Cleveland, Cleveland, McRae and Terpenning, *STL*, Journal of Official Statistics 6 (1990).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cholesky_banded, solve_banded
from statsmodels.tsa.seasonal import STL

Array = NDArray[np.float64]
AHEAD = 60  # horizons of a forecast
THETAS = np.round(np.linspace(-0.96, 0.4, 35), 10)  # grid of theta, of the map of the likelihood
SEASONAL = np.round(np.linspace(-0.96, 0.2, 30), 10)  # of Theta


def average_weights(window: int) -> Array:
    """Weights of a centred moving average: equal ones, and for an even window the mean of its two places, so that
    half weights stand at both ends. Their number is odd."""
    if window % 2:
        return np.full(window, 1 / window)
    return np.concatenate([[0.5], np.ones(window - 1), [0.5]]) / window


def moving_average(values: ArrayLike, window: int) -> Array:
    """The centred moving average, NaN where the window does not fit; shape as the values."""
    x, weights = np.asarray(values, dtype=float), average_weights(window)
    reach, found = len(weights) // 2, np.full(len(x), np.nan)
    if len(x) >= len(weights):
        found[reach : len(x) - reach] = np.convolve(x, weights, mode="valid")
    return found


def gain(window: int, lengths: ArrayLike) -> Array:
    """What a centred moving average multiplies a wave by, for wave lengths in steps (2 or more): negative turns it
    upside down. sin(pi w f)/(w sin(pi f)), times cos(pi f) for an even window, f = 1/length (Dirichlet's kernel)."""
    f = 1 / np.asarray(lengths, dtype=float)
    found = np.sin(np.pi * window * f) / (window * np.sin(np.pi * f))
    return np.asarray(found if window % 2 else found * np.cos(np.pi * f))


class Parts(NamedTuple):
    """values = trend + season + rest, each (n,), NaN where the trend is unknown. The season is known everywhere."""

    trend: Array
    season: Array
    rest: Array


def classical(values: ArrayLike, window: int, period: int) -> Parts:
    """The trend is a moving average; the season the mean of what is left in each phase, centred; the rest the rest."""
    x = np.asarray(values, dtype=float)
    trend = moving_average(x, window)
    left, phase = x - trend, np.arange(len(x)) % period
    known = np.isfinite(left)
    sums = np.bincount(phase[known], left[known], minlength=period)
    means = sums / np.maximum(np.bincount(phase[known], minlength=period), 1)
    season = (means - means.mean())[phase]
    return Parts(trend, season, left - season)


def stl(values: ArrayLike, period: int) -> Parts:
    """STL with statsmodels' defaults and robust weights: local regressions, so that the season may change slowly."""
    found = STL(np.asarray(values, dtype=float), period=period, robust=True).fit()
    return Parts(np.asarray(found.trend), np.asarray(found.seasonal), np.asarray(found.resid))


def strengths(parts: Parts) -> tuple[float, float]:
    """Strength of trend and of season, 1 - Var(rest)/Var(part + rest), at least 0 (Wang, Smith and Hyndman 2006)."""
    known = np.isfinite(parts.rest)
    rest = parts.rest[known]

    def strength(part: Array) -> float:
        whole = float(np.var(part[known] + rest))
        return max(0.0, 1 - float(np.var(rest)) / whole) if whole > 0 else 0.0

    return strength(parts.trend), strength(parts.season)


def leak(values: ArrayLike, window: int, period: int) -> float:
    """The most that a moving average leaves of a season that repeats for ever: the one that is found by averages over
    one season. 0 if the window holds whole seasons."""
    pure = classical(values, period, period).season[:period]
    return float(np.nanmax(np.abs(moving_average(np.resize(pure, 40 * period), window))))


def reach(values: ArrayLike, period: int, widest: int) -> float:
    """The largest deviation from a moving average, for windows from 3 to `widest`: room for what any of them leaves."""
    x = np.asarray(values, dtype=float)
    return float(max(np.nanmax(np.abs(x - moving_average(x, w))) for w in {3, period, 2 * period, widest}))


def differenced(values: ArrayLike, period: int) -> Array:
    """(1 - B)(1 - B^period) x, shape (n - period - 1,)."""
    step = np.diff(np.asarray(values, dtype=float))
    return step[period:] - step[:-period]


def _factor(theta: float, seasonal: float, period: int, count: int) -> Array:
    """The banded Cholesky factor, shape (period + 2, count), of the covariances of `count` values of w for unit shocks:
    row j holds L[k + j, k]. Its leading blocks are those of shorter series."""
    weights = np.zeros(period + 2)
    weights[[0, 1, period, period + 1]] = 1.0, theta, seasonal, theta * seasonal
    if period == 1:
        raise ValueError("A season takes two steps or more.")
    covariances = np.array([weights[k:] @ weights[: period + 2 - k] for k in range(period + 2)])
    return np.asarray(cholesky_banded(np.repeat(covariances[:, None], count, axis=1), lower=True))


def _innovations(factor: Array, w: Array) -> Array:
    """u with L u = w: independent, of variance sigma²."""
    rows = len(factor) - 1
    return np.asarray(solve_banded((rows, 0), factor[:, : len(w)], w))


class Surface(NamedTuple):
    """Over the grid THETAS x SEASONAL and every length m = 1, ..., n of w: sums of squared innovations, and of the
    logarithms of their variances for unit shocks; each (len(SEASONAL), len(THETAS), n). The squares are in units of
    `scale` squared, so that no series is too large or too small for single precision."""

    squares: NDArray[np.float32]
    logs: NDArray[np.float32]
    scale: float

    def deviance(self, count: int) -> Array:
        """-2 log likelihood of the first `count` values of w, at the best sigma and up to a constant, over the grid."""
        squares = self.squares[..., count - 1].astype(float) * self.scale**2
        return np.asarray(count * np.log(squares / count) + self.logs[..., count - 1])


def surface(values: ArrayLike, period: int) -> Surface:
    """The exact Gaussian likelihood of w over the grid, for every number of values at once."""
    w = differenced(values, period)
    scale = float(np.abs(w).max())
    shape = len(SEASONAL), len(THETAS), len(w)
    squares, logs = np.empty(shape, np.float32), np.empty(shape, np.float32)
    for i, seasonal in enumerate(SEASONAL.tolist()):
        for j, theta in enumerate(THETAS.tolist()):
            factor = _factor(theta, seasonal, period, len(w))
            squares[i, j] = np.cumsum(_innovations(factor, w / scale) ** 2)
            logs[i, j] = 2 * np.cumsum(np.log(factor[0]))
    return Surface(squares, logs, scale)


def best_of(deviance: Array) -> tuple[float, float]:
    """The (theta, Theta) of the grid at which the deviance is least."""
    i, j = np.unravel_index(int(deviance.argmin()), deviance.shape)
    return float(THETAS[j]), float(SEASONAL[i])


def first_origin(count: int, period: int) -> int:
    """The earliest origin of forecasts: three fifths of the values are known, at least two seasons and twelve."""
    return max(2 * period + 12, round(0.6 * count))


class Airline(NamedTuple):
    """A fitted airline model seen from every origin: `ahead[m - first, h - 1]` forecasts x m + h - 1 from x_0..x_{m-1}.

    `deviance` is -2 log likelihood at `sigma`, both of the values before the origin; `psi` (AHEAD,) the response of x
    to one shock."""

    ahead: Array
    first: int
    sigma: float
    deviance: float
    psi: Array

    @property
    def errors(self) -> Array:
        """Standard errors of the forecasts by the model, (AHEAD,)."""
        return np.asarray(self.sigma * np.sqrt(np.cumsum(self.psi**2)))


def airline(values: ArrayLike, period: int, theta: float, seasonal: float, origin: int, first: int) -> Airline:
    """Forecasts from all origins first, ..., n, exact for normal shocks given the values of w so far; sigma from the
    values before `origin` alone (largest likelihood: divisor n)."""
    x = np.asarray(values, dtype=float)
    n, reach = len(x), period + 1
    w = differenced(x, period)
    factor = _factor(theta, seasonal, period, len(w) + AHEAD)
    u = _innovations(factor, w)
    origins = np.arange(first, n + 1)
    # E[w_{m+h} | so far] is the sum of L[m + h, k] u_k over the k so far: at most period + 1 of them.
    coming = np.zeros((len(origins), AHEAD))
    at = origins - reach  # of w, the place of the first value to come
    for h in range(min(AHEAD, reach)):
        for j in range(h + 1, reach + 1):
            k = at + h - j
            coming[:, h] += np.where(k >= 0, factor[j, np.maximum(k, 0)] * u[np.maximum(k, 0)], 0.0)
    past = x[origins[:, None] - reach + np.arange(reach)]  # the last period + 1 values, oldest first
    whole = np.concatenate([past, np.empty((len(origins), AHEAD))], axis=1)
    for h in range(AHEAD):
        t = reach + h
        whole[:, t] = whole[:, t - 1] + whole[:, t - period] - whole[:, t - period - 1] + coming[:, h]
    count = origin - reach
    squares = float(u[:count] @ u[:count])
    sigma2 = squares / count
    deviance = count * np.log(sigma2) + 2 * float(np.log(factor[0, :count]).sum())
    return Airline(whole[:, reach:], first, float(np.sqrt(sigma2)), float(deviance), psi(theta, seasonal, period))


def psi(theta: float, seasonal: float, period: int) -> Array:
    """The response of x to one shock, psi_0 = 1, ..., (AHEAD,): (1 + theta B)(1 + Theta B^s)/((1 - B)(1 - B^s))."""
    found = np.zeros(AHEAD)
    for lag, weight in ((0, 1.0), (1, theta), (period, seasonal), (period + 1, theta * seasonal)):
        found[lag : lag + 1] += weight
    found = np.cumsum(found)
    for k in range(period, AHEAD):
        found[k] += found[k - period]
    return found


def naive(values: ArrayLike, period: int, first: int) -> Array:
    """The same season again, from all origins first, ..., n: shape (n - first + 1, AHEAD)."""
    x = np.asarray(values, dtype=float)
    origins = np.arange(first, len(x) + 1)
    return np.asarray(x[origins[:, None] - period + np.arange(AHEAD) % period])


def roots_mean_square(forecasts: Array, values: ArrayLike, first: int) -> Array:
    """Root mean square error at horizons 1, ..., AHEAD over all origins that leave a value to compare with."""
    x = np.asarray(values, dtype=float)
    padded = np.concatenate([x, np.full(AHEAD, np.nan)])
    origins = np.arange(first, len(x) + 1)
    off = forecasts - padded[origins[:, None] + np.arange(AHEAD)]
    counts = np.isfinite(off).sum(axis=0)
    return np.where(counts > 0, np.sqrt(np.nansum(off**2, axis=0) / np.maximum(counts, 1)), np.nan)
