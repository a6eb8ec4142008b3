"""Kernel density estimates with a normal kernel, and their exact mean integrated squared error for normal mixtures.

A mixture has weights w, means μ and deviations σ, arrays (k,). J. S. Marron and M. P. Wand, "Exact mean integrated
squared error", Annals of Statistics 20 (1992), theorem 2.1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common import randomness
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
RANGE = (0.02, 3.0)  # of bandwidths


class Mixture(NamedTuple):
    """A mixture of normal laws."""

    w: Array
    mu: Array
    sigma: Array


# "humps": ±1.5 with deviation 0.5. "claw" and "skewed" are numbers 10 and 2 of Marron and Wand's collection.
_fifths = np.arange(5)
MIXTURES = {
    "normal": Mixture(np.array([1.0]), np.array([0.0]), np.array([1.0])),
    "humps": Mixture(np.array([0.5, 0.5]), np.array([-1.5, 1.5]), np.array([0.5, 0.5])),
    "claw": Mixture(np.append(0.5, np.full(5, 0.1)), np.append(0.0, _fifths / 2 - 1), np.append(1.0, np.full(5, 0.1))),
    "skewed": Mixture(np.array([0.2, 0.2, 0.6]), np.array([0.0, 0.5, 13 / 12]), np.array([1.0, 2 / 3, 5 / 9])),
}


def bell(x: ArrayLike, deviation: ArrayLike) -> Array:
    """The normal density with mean 0."""
    z = np.asarray(x, float) / deviation
    return np.asarray(np.exp(-0.5 * z * z) / (np.sqrt(2 * np.pi) * np.asarray(deviation, float)))


def mixed(x: ArrayLike, law: Mixture, wider: float = 0.0) -> Array:
    """The density of a mixture at x (m,), convolved with a normal kernel of deviation `wider`."""
    at = np.asarray(x, float)[:, None]
    return bell(at - law.mu, np.sqrt(law.sigma**2 + wider**2)) @ law.w


def spread(law: Mixture) -> float:
    """The standard deviation of a mixture."""
    mean = float(law.w @ law.mu)
    return float(np.sqrt(law.w @ (law.sigma**2 + (law.mu - mean) ** 2)))


def _overlap(law: Mixture, extra: Array) -> Array:
    """The sum over all pairs of parts of w w' φ(μ - μ'; σ² + σ'² + extra), for each of `extra` (m,)."""
    gap = (law.mu[:, None] - law.mu).ravel()
    var = (law.sigma[:, None] ** 2 + law.sigma**2).ravel()
    weight = np.outer(law.w, law.w).ravel()
    return bell(gap, np.sqrt(var + np.asarray(extra, float)[:, None])) @ weight


def errors(h: ArrayLike, law: Mixture, n: int) -> tuple[Array, Array]:
    """(integrated variance, integrated squared bias) of the estimate from n values, for bandwidths h (m,).

    The first is R(K_h)/n - (K_h * f)²/n integrated, the second that of (K_h * f - f)². Their sum is the mean integrated
    squared error.
    """
    width = np.atleast_1d(np.asarray(h, float))
    twice, once = _overlap(law, 2 * width**2), _overlap(law, width**2)
    varies = 1 / (2 * np.sqrt(np.pi) * n * width) - twice / n
    return varies, twice - 2 * once + _overlap(law, np.zeros(1))


def mise(h: ArrayLike, law: Mixture, n: int) -> Array:
    """The mean integrated squared error for bandwidths h (m,)."""
    return np.sum(errors(h, law, n), axis=0)


def added_up(h: float, law: Mixture, n: int, reach: float = 22.0, cells: int = 2200) -> float:
    """The mean integrated squared error by adding up on a grid, without the closed form."""
    x = np.linspace(-reach, reach, cells + 1)
    # The square of a bell of deviation h is a bell of deviation h/√2, divided by 2√π h.
    smooth, wide = mixed(x, law, h), mixed(x, law, h / np.sqrt(2)) / (2 * np.sqrt(np.pi) * h)
    return float(np.sum((wide - smooth**2) / n + (smooth - mixed(x, law)) ** 2) * 2 * reach / cells)


@lru_cache(maxsize=256)
def best(name: str, n: int) -> tuple[float, float]:
    """(the bandwidth with the least mean integrated squared error, that error), by halving a grid around the least."""
    law, low, high = MIXTURES[name], np.log(RANGE[0] / 4), np.log(2 * RANGE[1])
    for _ in range(16):
        grid = np.linspace(low, high, 41)
        k = int(np.argmin(mise(np.exp(grid), law, n)))
        low, high = grid[max(k - 2, 0)], grid[min(k + 2, 40)]
    h = float(np.exp((low + high) / 2))
    return h, float(mise(h, law, n)[0])


def rule_of_thumb(deviation: float, n: int) -> float:
    """(4/3n)^(1/5) deviations: the best bandwidth for many values of a normal law (Silverman, 1986, section 3.4.2)."""
    return float((4 / (3 * n)) ** 0.2 * deviation)


@remembered
def sample(name: str, seed: int, most: int) -> Array:
    """Values (most,) from a mixture: the first n are a sample of size n."""
    law = MIXTURES[name]
    part = np.searchsorted(np.cumsum(law.w)[:-1], randomness.random_uniforms(seed, 0, 0, most), "right")
    return np.asarray(law.mu[part] + law.sigma[part] * randomness.random_normals(seed, 1, 0, most))


def estimate(x: Array, values: Array, h: float) -> Array:
    """The kernel estimate on an even grid x (m,): the mean of a bell of deviation h at each value.

    Many values are first dealt to their two neighbours on a grid of h/16 or finer (linear binning), and that is
    convolved with the bell: right to about 10⁻³ of its height.
    """
    if len(values) * len(x) <= 70_000:
        return np.asarray(bell(x[:, None] - values, h).mean(axis=1))
    cell = float(x[1] - x[0])
    fine = int(np.ceil(16 * cell / h))
    step, reach = cell / fine, 6 * h
    low = int(np.ceil((x[0] - min(float(values.min()), x[0] - reach)) / step)) + 1  # cells before the grid
    place = (values - x[0]) / step + low
    left = place.astype(int)
    count = max(int(left.max()) + 2, low + fine * len(x))
    dealt = np.bincount(left, 1 - (place - left), count) + np.bincount(left + 1, place - left, count)
    half = int(np.ceil(reach / step))
    kernel = bell(step * np.arange(-half, half + 1), h)
    return np.asarray(np.convolve(dealt, kernel)[half + low :][: fine * len(x) : fine] / len(values))
