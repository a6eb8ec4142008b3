"""Several means of groups of one size: how far apart each procedure wants them, and how often chance takes them there.

All in pooled deviations. Sources: Tukey, *The Problem of Multiple Comparisons* (1953); Scheffé, *The Analysis of
Variance* (1959), chapter 3.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.interpolate import CubicSpline

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals
from mathcore.statistics.anova import any_pair, f_critical, range_critical, t_critical

Array = NDArray[np.float64]
MOST = 12  # groups of a simulated experiment

# The plane of three means: m less its mean, in orthonormal coordinates in which the three groups point up, left, right.
TOWARDS = np.array([[0.0, 1.0], [-np.sqrt(0.75), -0.5], [np.sqrt(0.75), -0.5]])
IN_PLANE = np.sqrt(2 / 3) * TOWARDS


def to_plane(means: ArrayLike) -> Array:
    """Three means (..., 3) to the point (..., 2): its length is the root of sum (m_i - m)^2."""
    return np.asarray(np.asarray(means, float) @ IN_PLANE)


def from_plane(point: ArrayLike) -> Array:
    """The three means (..., 3), of mean zero, at a point (..., 2)."""
    return np.asarray(np.asarray(point, float) @ IN_PLANE.T)


def thresholds(alpha: float, k: int, n: int) -> dict[str, float]:
    """What k means of n values each must reach at level alpha, in pooled standard deviations.

    "F": the root of sum (m_i - m)^2; "Tukey", "Bonferroni", "t": the largest difference of two of them.
    """
    below = k * (n - 1)
    many = k * (k - 1) // 2
    return {
        "F": float(np.sqrt((k - 1) * f_critical(alpha, k - 1, below) / n)),
        "Tukey": range_critical(alpha, k, below) / float(np.sqrt(n)),
        "Bonferroni": t_critical(alpha / many, below) * float(np.sqrt(2 / n)),
        "t": t_critical(alpha, below) * float(np.sqrt(2 / n)),
    }


def hexagon(difference: float) -> Array:
    """The outline (7, 2), in the plane of three means, of those whose largest difference is `difference`."""
    corner = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1], [1, 0, 1], [1, 0, 0]]) * difference
    return to_plane(corner)


def judged(means: ArrayLike, limits: dict[str, float]) -> dict[str, NDArray[np.bool_]]:
    """Of each procedure whether it calls means (..., 3) different, `limits` as `thresholds` gives them."""
    m = np.asarray(means, float)
    far, apart = np.hypot(*np.moveaxis(to_plane(m), -1, 0)), np.ptp(m, axis=-1)
    return {name: (far if name == "F" else apart) > limit for name, limit in limits.items()}


def means_at(point: ArrayLike, mean: float, low: float, high: float) -> tuple[Array, bool]:
    """(three means (3,) at a point of the plane, their mean as near to `mean` as [low, high] allows; whether they fit):
    where they do not, they are drawn together until they do."""
    offsets = from_plane(point)
    fits = bool(np.ptp(offsets) <= high - low)
    offsets = offsets if fits else offsets * (high - low) / np.ptp(offsets)
    return np.clip(offsets + np.clip(mean, low - offsets.min(), high - offsets.max()), low, high), fits


@lru_cache(maxsize=64)
def false_alarms(alpha: float, n: int) -> dict[str, Array]:
    """P(any false alarm) among all pairs of 2, 3, ..., 12 equal groups of n: "t" of single t-tests, "independent" if
    these were that, "Bonferroni"."""
    k = np.arange(2, MOST + 1)
    pairs, below = k * (k - 1) // 2, k * (n - 1)
    t = [any_pair(alpha, int(j), int(b)) for j, b in zip(k, below, strict=True)]
    safe = [any_pair(alpha / m, int(j), int(b)) for j, b, m in zip(k, below, pairs, strict=True)]
    return {"t": np.array(t), "independent": 1 - (1 - alpha) ** pairs, "Bonferroni": np.array(safe)}


@remembered
def normals(count: int, columns: int, seed: int, stream: int) -> Array:
    """Standard normals (count, columns) from a stream of a seed."""
    return random_normals(seed, stream, 0, count * columns).reshape(count, columns)


_GRID = np.linspace(-7.0, 7.0, 113)


@remembered
def chi_square(freedom: float) -> CubicSpline:
    """The logarithm of chi^2 at the quantile of a standard normal: what makes one of the other (to 1e-5)."""
    low = special.gammaincinv(freedom / 2, special.ndtr(_GRID[_GRID < 0]))
    high = special.gammainccinv(freedom / 2, special.ndtr(-_GRID[_GRID >= 0]))
    return CubicSpline(_GRID, np.log(2 * np.concatenate([low, high])))


@remembered
def experiments(k: int, n: int, count: int, seed: int) -> tuple[Array, Array]:
    """(means (count, k), pooled s (count,)) of `count` experiments with k <= 12 groups of n standard normals.

    The means and s are drawn themselves: normal, and chi^2 by its quantiles, which is the same law.
    """
    means = normals(count, MOST, seed, 0)[:, :k] / np.sqrt(n)
    below = k * (n - 1)
    return means, np.exp(0.5 * chi_square(below)(normals(count, 1, seed, 1)[:, 0])) / np.sqrt(below)


def observed(shift: tuple[float, ...], n: int, count: int, seed: int) -> Array:
    """Simulated means (count, k), each in its own pooled deviations, where the true ones are `shift`."""
    means, s = experiments(len(shift), n, count, seed)
    return np.asarray((means + np.array(shift)) / s[:, None])


def squared_t(means: ArrayLike, n: int) -> Array:
    """t^2 of the pairs 01, 02, 12, ... of k means of n values each, in pooled deviations."""
    m = np.asarray(means, float)
    i, j = np.triu_indices(len(m), 1)
    return np.asarray(n / 2 * (m[i] - m[j]) ** 2)


def apart(means: ArrayLike, least: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs (i, j) of means that differ by more than `least`."""
    m = np.asarray(means, float)
    i, j = np.triu_indices(len(m), 1)
    far = np.abs(m[i] - m[j]) > least
    return i[far], j[far]
