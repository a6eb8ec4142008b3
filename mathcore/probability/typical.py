"""Where a standard normal point of d dimensions lies: its distance from the mode follows the chi law.

Source: Vershynin, *High-Dimensional Probability* (2018), section 3.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common import randomness

Array = NDArray[np.float64]


def inside(radius: ArrayLike, d: ArrayLike) -> Array:
    """P(|x| < r) for x ~ N(0, I_d): the regularised lower incomplete gamma of (d/2, r^2/2)."""
    return np.asarray(special.gammainc(np.asarray(d, float) / 2, np.asarray(radius, float) ** 2 / 2))


def radius(share: ArrayLike, d: ArrayLike) -> Array:
    """The radius of the ball around the mode that holds this share."""
    return np.asarray(np.sqrt(2 * special.gammaincinv(np.asarray(d, float) / 2, np.asarray(share, float))))


def shells(r: ArrayLike, d: int) -> tuple[Array, Array, Array]:
    """At distances r > 0: the density at a point (1 at the mode), the surface of the sphere (1 at the most probable
    distance), and the density of |x|, their product (1 at its highest)."""
    x = np.asarray(r, float)
    falls, grows = -0.5 * x**2, (d - 1) * np.log(x)
    best = np.sqrt(max(d - 1.0, 1e-12))
    top = -0.5 * best**2 + (d - 1) * np.log(best)
    with np.errstate(over="ignore"):
        return np.exp(falls), np.exp(grows - (d - 1) * np.log(best)), np.exp(falls + grows - top)


def distances(most: int, count: int, seed: int) -> Array:
    """|x| of `count` draws in 1, 2, ..., `most` dimensions, shape (most, count): a draw begins with that of fewer."""
    drawn = randomness.random_normals(seed, 0, 0, most * count).reshape(most, count)
    return np.asarray(np.sqrt(np.cumsum(drawn**2, axis=0)))
