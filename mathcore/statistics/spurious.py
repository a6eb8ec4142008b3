"""Two series that have nothing to do with one another, and their regression: Yule 1926, Granger and Newbold 1974.

Each is an AR(1) process x_t = phi x_{t-1} + e_t with standard normal shocks of its own, started in its stationary law;
for phi = 1 a random walk that starts with its first shock.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.signal import lfilter
from scipy.special import stdtrit
from scipy.stats import norm

from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
GRID = np.round(np.linspace(0.0, 1.0, 21), 10)  # of phi
RUNS, CHUNK = 1000, 250
LEVEL = 0.05


def shocks(count: int, runs: int, seed: int) -> Array:
    """Standard normal shocks for `runs` pairs of series of `count` values: shape (2, runs, count)."""
    return random_normals(seed, 590, 0, 2 * runs * count).reshape(2, runs, count)


def pairs(phi: float, noise: ArrayLike) -> Array:
    """The series of these shocks (..., count), with the same shape."""
    e = np.array(noise, dtype=float)
    if phi < 1:
        e[..., 0] /= np.sqrt(1 - phi * phi)
    return np.asarray(lfilter([1.0], [1.0, -phi], e, axis=-1)) if phi > 0 else e


def slopes(x: Array, y: Array) -> tuple[Array, Array]:
    """Slope of y on x with an intercept, and its t statistic by the usual formula, over the last axis."""
    a, b = x - x.mean(axis=-1, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    xx, yy, xy = (np.einsum("...i,...i->...", u, v) for u, v in ((a, a), (b, b), (a, b)))
    slope = xy / xx
    left = np.maximum(yy - slope * xy, 1e-300) / (x.shape[-1] - 2)
    return slope, slope / np.sqrt(left / xx)


def critical(count: int) -> float:
    """The t beyond which a slope from `count` values is called significant at 5%, two-sided."""
    return float(stdtrit(count - 2, 1 - LEVEL / 2))


def statistics(count: int, seed: int, differences: bool) -> Array:
    """t statistics of all runs, for the series or for their differences, at every phi of GRID: (len(GRID), RUNS)."""
    noise = np.ascontiguousarray(shocks(count, RUNS, seed).transpose(2, 0, 1))
    start = np.ones(len(GRID))
    start[GRID < 1] = 1 / np.sqrt(1 - GRID[GRID < 1] ** 2)
    n = count - differences
    found = np.empty((len(GRID), RUNS))
    for first in range(0, RUNS, CHUNK):  # so few that they stay in the processor's cache
        part = slice(first, first + CHUNK)
        x = start[:, None, None] * noise[0][:, part]
        # Sums of values, of their squares and of their products, over time, of all phi at once.
        sums, squares, products = (np.zeros_like(x), np.zeros_like(x), np.zeros_like(x[:, 0]))
        for t in range(count):
            before = x
            x = GRID[:, None, None] * before + noise[t][:, part] if t else x
            if differences and not t:
                continue
            value = x - before if differences else x
            sums += value
            squares += value * value
            products += value[:, 0] * value[:, 1]
        (xx, yy), xy = (squares - sums**2 / n).transpose(1, 0, 2), products - sums[:, 0] * sums[:, 1] / n
        found[:, part] = xy / np.sqrt(np.maximum(xx * yy - xy * xy, 1e-300) / (n - 2))
    return found


def shares(t: Array, count: int, differences: bool) -> Array:
    """The part of the t statistics beyond the critical value, over the last axis."""
    return np.mean(np.abs(t) > critical(count - differences), axis=-1)


def spread(phi: ArrayLike, differences: bool = False) -> Array:
    """The standard deviation of t for long series: the square root of the sum of rho_k² over all lags k (Bartlett
    1935), inf for random walks. The differences of AR(1) have rho_k = -(1 - phi) phi^(k - 1)/2."""
    a = np.asarray(phi, dtype=float)
    with np.errstate(divide="ignore"):
        return np.sqrt(1 + (1 - a) / (2 * (1 + a)) if differences else (1 + a * a) / (1 - a * a))


def expected_share(phi: ArrayLike, count: int, differences: bool = False) -> Array:
    """What long series would lead to: P(|t| > critical value) for a normal t of that spread."""
    return np.asarray(2 * norm.sf(critical(count - differences) / spread(phi, differences)))
