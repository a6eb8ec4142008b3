"""Volume and distance in many dimensions: the peel of a ball, a ball among balls in a box, points that crowd.

Balls: K. Ball, "An Elementary Introduction to Modern Convex Geometry", 1997, lecture 1. Crowding: K. Beyer,
J. Goldstein, R. Ramakrishnan and U. Shaft, "When Is Nearest Neighbor Meaningful?", ICDT 1999.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln
from scipy.stats import norm

from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
MOST, POINTS, HIDDEN = 2000, 1000, 3  # dimensions and points that are dealt; coordinates that the others may copy
_POINTS, _QUERY, _RADII, _ANGLES = 0, 1, 2, 3  # streams


def log10_ball_volume(d: ArrayLike, radius: ArrayLike = 1.0) -> Array:
    """The decimal logarithm of the volume of a ball of that radius (> 0) in d >= 1 dimensions.

    V = pi^(d/2) r^d / Gamma(d/2 + 1); as a logarithm, since V leaves the doubles at both ends.
    """
    n = np.asarray(d, float)
    return np.asarray((n / 2 * np.log(np.pi) - gammaln(n / 2 + 1) + n * np.log(radius)) / np.log(10))


def log10_share_of_cube(d: ArrayLike) -> Array:
    """log10 of the share of a cube that its largest ball fills: the ball of diameter 1 in the cube of side 1."""
    return log10_ball_volume(d, 0.5)


def inner_share(d: ArrayLike, radius: ArrayLike) -> Array:
    """The share of a ball's volume within that share of its radius: radius^d."""
    return np.asarray(radius, float) ** np.asarray(d, float)


def peel_share(d: ArrayLike, thickness: ArrayLike) -> Array:
    """The share of a ball's volume within `thickness` (in (0, 1), of the radius) of its surface: 1 - (1 - t)^d."""
    return np.asarray(-np.expm1(np.asarray(d, float) * np.log1p(-np.asarray(thickness, float))))


def peel_dimension(thickness: float, share: float) -> float:
    """The real d at which the peel of that thickness has that share of the volume; both in (0, 1)."""
    return float(np.log1p(-share) / np.log1p(-thickness))


def half_thickness(d: float) -> float:
    """The thickness of the peel that holds half of the volume: 1 - 2^(-1/d), about ln 2 / d."""
    return float(-np.expm1(-np.log(2) / d))


def ball_points(seed: int, count: int) -> tuple[Array, Array]:
    """(u, angle) of `count` points: u^(1/d) is the distance from the middle of a uniform point of a unit ball in d
    dimensions, and the angle, in [0, 2 pi), only spreads the points out in a drawing."""
    return random_uniforms(seed, _RADII, 0, count), 2 * np.pi * random_uniforms(seed, _ANGLES, 0, count)


def middle_radius(d: ArrayLike) -> Array:
    """The radius of the ball around the middle that touches 2^d unit balls, one in each corner of a cube of side 4:
    their middles (+-1, ..., +-1) are sqrt d away, so it is sqrt d - 1."""
    return np.sqrt(np.asarray(d, float)) - 1


def log10_middle_share(d: ArrayLike) -> Array:
    """log10 of the volume of that ball over the cube's, 4^d; d >= 2."""
    n = np.asarray(d, float)
    return log10_ball_volume(n, middle_radius(n)) - n * np.log10(4)


class Crowd(NamedTuple):
    """Squared distances of points to a query in the cube [0, 1]^d, for many d.

    `sizes` (s,) the d; `free` (s, n) where all coordinates are independent; `copied` (s, n) where each of the d
    coordinates copies one of three; `mean`, `variance` and `fourth` (s,) the exact mean, variance and fourth central
    moment of the squared distance of an independent point, given the query.
    """

    sizes: NDArray[np.int64]
    free: Array
    copied: Array
    mean: Array
    variance: Array
    fourth: Array

    def squares(self, copied: bool) -> Array:
        """The squared distances of one kind, (s, n)."""
        return self.copied if copied else self.free


def query_point(kind: str, seed: int) -> Array:
    """The query's `MOST` coordinates: "random" (uniform), "centre" (all 1/2) or "corner" (all 0).

    Raises:
        ValueError: another kind.
    """
    if kind == "random":
        return random_uniforms(seed, _QUERY, 0, MOST)
    if kind not in ("centre", "corner"):
        raise ValueError(f"The query is random, centre or corner, not {kind}.")
    return np.full(MOST, 0.5 if kind == "centre" else 0.0)


def crowd(seed: int, kind: str, sizes: ArrayLike) -> Crowd:
    """All `POINTS` points around a query at ascending sizes in 1..MOST; coordinate j of a point is the same at every
    d > j. About 60 ms."""
    found = np.asarray(sizes, dtype=np.int64)
    x, q = random_uniforms(seed, _POINTS, 0, POINTS * MOST).reshape(POINTS, MOST), query_point(kind, seed)
    x -= q
    x *= x
    three = x[:, :HIDDEN].T.copy()
    starts = np.concatenate([[0], found[:-1]])
    free = np.cumsum(np.add.reduceat(x[:, : found[-1]], starts, axis=1), axis=1).T.copy()
    # Coordinate j copies hidden coordinate j mod 3: of d coordinates, ceil((d - h) / 3) copy number h.
    times = (found[:, None] - np.arange(HIDDEN) + HIDDEN - 1) // HIDDEN
    copied = np.einsum("sh,hn->sn", times.astype(float), three)
    mean, variance, fourth = moments(q)
    rows = found - 1
    return Crowd(found, free, copied, mean[rows], variance[rows], fourth[rows])


def moments(query: Array) -> tuple[Array, Array, Array]:
    """Mean, variance and fourth central moment of |x - query|^2 over the first 1, 2, ... coordinates, for x uniform in
    the cube; each of shape (len(query),).

    E (u - q)^(2k) = ((1 - q)^(2k+1) + q^(2k+1)) / (2k + 1); cumulants of independent coordinates add up.
    """
    raw = [((1 - query) ** (2 * k + 1) + query ** (2 * k + 1)) / (2 * k + 1) for k in (1, 2, 3, 4)]
    m, second, third, last = raw
    variance = second - m**2
    fourth = last - 4 * m * third + 6 * m**2 * second - 3 * m**4
    whole = np.cumsum(variance)
    return np.cumsum(m), whole, np.cumsum(fourth - 3 * variance**2) + 3 * whole**2


def contrast(squares: Array) -> Array:
    """(farthest - nearest) / nearest of squared distances (..., n); infinite where a point is the query."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.sqrt(squares.max(axis=-1) / squares.min(axis=-1)) - 1)


def expected_contrast(mean: Array, variance: Array, n: int) -> Array:
    """What the contrast of n independent points comes to in high dimension: distances are nearly normal with mean
    sqrt(mean) and deviation sqrt(variance / (4 mean)), and the extremes of n normals lie about z deviations away (Blom
    1958: z is the quantile of (n - 3/8)/(n + 1/4)). NaN where that is no approximation (nearest below half the mean).
    """
    z = norm.ppf((n - 0.375) / (n + 0.25))
    share = z * np.sqrt(variance) / (2 * mean)
    return np.where(share < 0.5, 2 * share / (1 - np.minimum(share, 0.5)), np.nan)
