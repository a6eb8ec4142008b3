"""The classical F and Welch's test where the means are equal and the spreads are not: simulated, and exact.

Sources: Welch, Biometrika 38 (1951); Imhof, "Computing the distribution of quadratic forms in normal variables",
Biometrika 48 (1961).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.memory import remembered
from mathcore.statistics.anova import welch
from mathcore.statistics.many_means import chi_square, normals

Array = NDArray[np.float64]


@remembered
def moments(sizes: tuple[int, ...], count: int, seed: int) -> tuple[Array, Array]:
    """(means, variances), each (count, k), of groups of these sizes (two or more) of standard normals."""
    n, z = np.array(sizes, float), normals(count, len(sizes), seed, 3)
    squares = np.stack([np.exp(chi_square(size - 1)(column)) for size, column in zip(sizes, z.T, strict=True)], axis=1)
    return normals(count, len(sizes), seed, 2) / np.sqrt(n), squares / (n - 1)


@remembered
def simulated_p(sizes: tuple[int, ...], spreads: tuple[float, ...], count: int, seed: int) -> tuple[Array, Array]:
    """(p of the classical F, p of Welch's), each (count,), of experiments with equal means and these spreads."""
    n, sigma = np.array(sizes, float), np.asarray(spreads, float)
    means, variances = moments(sizes, count, seed)
    m, v = means * sigma, variances * sigma**2
    middle = (n * m).sum(axis=1, keepdims=True) / n.sum()
    above, below = len(n) - 1, n.sum() - len(n)
    f = (n * (m - middle) ** 2).sum(axis=1) / above / ((n - 1) * v).sum(axis=1) * below
    return np.asarray(special.fdtrc(above, below, f)), welch(m, v, n)[2]


_FINE, _COARSE = np.arange(-21.0, 8.0, 0.08), np.arange(-8.0, 4.0, 0.25)


def true_level(alpha: ArrayLike, sizes: ArrayLike, spreads: ArrayLike, *, coarse: bool = False) -> Array:
    """The probability that the classical F of three groups with equal means exceeds its critical value at `alpha`,
    whatever their spreads: normal values, exact but for quadrature (1e-6; `coarse`, for a map: 1e-3).

    `sizes` and `spreads` have shape (..., 3), `alpha` (...). SSB/2 - c SSW/(N - 3) is a sum of independent chi^2 with
    weights; the probability that it is positive is Imhof's integral, here over ln u by the trapezoidal rule, which
    converges geometrically.
    """
    n, v = np.asarray(sizes, float), np.asarray(spreads, float) ** 2
    total = n.sum(axis=-1)
    # The eigenvalues of the form between, from its trace and the sum of its squares: the third is zero.
    part = n / total[..., None]
    trace = (v * (1 - part)).sum(axis=-1)
    squares = (v**2).sum(axis=-1) - 2 * (v**2 * part).sum(axis=-1) + (v * part).sum(axis=-1) ** 2
    root = np.sqrt(np.maximum(2 * squares - trace**2, 0.0))
    c = special.fdtri(2, total - 3, 1 - np.asarray(alpha, float))
    shape = np.broadcast_shapes(np.shape(c), root.shape)
    weights = [np.broadcast_to((trace + root) / 4, shape), np.broadcast_to((trace - root) / 4, shape)]
    freedoms = [np.ones(shape), np.ones(shape)]
    for i in range(3):
        weights.append(np.broadcast_to(-c * v[..., i] / (total - 3), shape))
        freedoms.append(np.broadcast_to(n[..., i] - 1, shape))
    lam, nu = np.stack(weights, axis=-1)[..., None, :], np.stack(freedoms, axis=-1)[..., None, :]
    scale = np.sqrt((lam**2 * nu).sum(axis=-1))
    steps = _COARSE if coarse else _FINE
    x = lam * (np.exp(steps) / scale)[..., None]
    angle = 0.5 * (nu * np.arctan(x)).sum(axis=-1)
    log_size = 0.25 * (nu * np.log1p(x * x)).sum(axis=-1)
    return np.asarray(
        np.clip(0.5 + (steps[1] - steps[0]) / np.pi * (np.sin(angle) * np.exp(-log_size)).sum(axis=-1), 0.0, 1.0)
    )


MAP_SIZES, MAP_SPREADS = np.linspace(3, 40, 15), np.linspace(0.25, 4, 13)


@lru_cache(maxsize=16)
def level_map(alpha: float, sizes: tuple[int, int], spreads: tuple[float, float]) -> Array:
    """The true level (13, 15) of the classical F if the third group had each of MAP_SPREADS and MAP_SIZES."""
    n, s = np.meshgrid(MAP_SIZES, MAP_SPREADS)
    both = [np.broadcast_to(each, n.shape) for each in (*sizes, *spreads)]
    return true_level(alpha, np.stack([*both[:2], n], axis=-1), np.stack([*both[2:], s], axis=-1), coarse=True)


def rejected(p_values: ArrayLike, levels: ArrayLike) -> Array:
    """The share of p-values (n,) at or under each level."""
    found = np.sort(np.asarray(p_values, float))
    return np.asarray(np.searchsorted(found, np.asarray(levels, float), side="right") / len(found))
