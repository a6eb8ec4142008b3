"""Mean, variance and covariance: masses on a line, rectangles between points, sums as triangles, shuffled cards.

Moments are those of the law that gives each of n points the probability 1/n, unless weights say otherwise; a divisor
n - 1 is named where it is meant. Sources: Feller, *An Introduction to Probability Theory and Its Applications*, vol. 1,
3rd ed. (1968), chapters IV and IX; Grimmett and Stirzaker, *Probability and Random Processes*, 4th ed. (2020), ch. 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, factorial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common import randomness

Array = NDArray[np.float64]
TINY = 1e-12  # of all weight that does not decide on which side of a median it lies


@dataclass(frozen=True)
class Balance:
    """Masses on a line: places x (n,), weights w (n,) that sum to one; their mean, variance and median.

    The median is the interval [low, high] of all c with P(X < c) <= 1/2 <= P(X <= c); often a single point.
    """

    x: Array
    w: Array
    mean: float
    variance: float
    low: float
    high: float

    def square(self, c: ArrayLike) -> Array:
        """The mean squared distance E (X - c)^2, any shape of c."""
        away = np.subtract.outer(np.asarray(c, float), self.x)
        return np.asarray(np.einsum("...k,k->...", away**2, self.w))

    def distance(self, c: ArrayLike) -> Array:
        """The mean distance E |X - c|, any shape of c."""
        away = np.subtract.outer(np.asarray(c, float), self.x)
        return np.asarray(np.einsum("...k,k->...", np.abs(away), self.w))

    @property
    def median(self) -> float:
        """The middle of the medians."""
        return 0.5 * (self.low + self.high)


def balance(x: ArrayLike, w: ArrayLike) -> Balance:
    """The masses w (n,), not negative and not all zero, at x (n,); weights are divided by their sum.

    Raises:
        ValueError: a weight is negative, or all are zero.
    """
    places, weights = np.asarray(x, float), np.asarray(w, float)
    if (weights < 0).any() or not weights.sum() > 0:
        raise ValueError("Weights must not be negative, and one at least must be positive.")
    weights = weights / weights.sum()
    mean = float(weights @ places)
    heavy = weights > 0
    order = np.argsort(places[heavy], kind="stable")
    ranked, up_to = places[heavy][order], np.cumsum(weights[heavy][order])
    low = ranked[np.argmax(up_to >= 0.5 - TINY)]
    high = ranked[min(int(np.argmax(up_to > 0.5 + TINY)), len(ranked) - 1)]
    return Balance(places, weights, mean, float(weights @ (places - mean) ** 2), float(low), float(max(low, high)))


class Rectangles(NamedTuple):
    """Signed areas: `centre` (n,) between each point and the mean, `pairs` (n, n) between each two points.

    Row i, column j of `pairs` is (x_i - x_j)(y_i - y_j).
    """

    mean: Array
    centre: Array
    pairs: Array

    def side_by_side(self, pairs: bool, ddof: int = 0) -> tuple[Array, float]:
        """Areas (m,) and the one width at which the area under all of them is the covariance with divisor n - ddof.

        To the mean each has the width 1/(n - ddof). Of `pairs` half of the rectangle stands for each two points, row by
        row of the upper triangle, and counts for both orders: 2/(n (n - ddof)).
        """
        n = len(self.centre)
        if not pairs:
            return self.centre, 1 / (n - ddof)
        return 0.5 * self.pairs[np.triu_indices(n, 1)], 2 / (n * (n - ddof))


def rectangles(points: ArrayLike) -> Rectangles:
    """The rectangles of points (n, 2)."""
    found = np.asarray(points, float).reshape(-1, 2)
    mean = found.mean(axis=0)
    away = found - mean
    apart = found[:, None] - found[None]
    return Rectangles(mean, away[:, 0] * away[:, 1], apart[..., 0] * apart[..., 1])


@lru_cache(maxsize=1)
def standard_cloud(n: int = 240, seed: int = 11) -> Array:
    """Points (n, 2) of a normal law, moved and stretched so that their means are 0, their variances 1 and their
    covariance 0 exactly (up to rounding), divisor n."""
    raw = randomness.random_normals(seed, 0, 0, 2 * n).reshape(n, 2)
    raw = raw - raw.mean(axis=0)
    first = raw[:, 0] / np.sqrt(np.mean(raw[:, 0] ** 2))
    second = raw[:, 1] - np.mean(raw[:, 1] * first) * first
    found = np.stack([first, second / np.sqrt(np.mean(second**2))], axis=1)
    found.setflags(write=False)
    return found


def correlated(sd_x: float, sd_y: float, correlation: float) -> Array:
    """The standard cloud with these standard deviations and this correlation, shape (n, 2)."""
    u, v = standard_cloud().T
    root = np.sqrt(max(0.0, (1 - correlation) * (1 + correlation)))
    return np.stack([sd_x * u, sd_y * (correlation * u + root * v)], axis=1)


def shuffles(cards: int, count: int, seed: int) -> NDArray[np.int64]:
    """Permutations of 0, ..., cards - 1, all equally likely: shape (count, cards), in row r the card at each place.

    The order of uniforms; ties have a probability below cards^2/2^54 a shuffle.
    """
    u = randomness.random_uniforms(seed, 0, 0, count * cards).reshape(count, cards)
    return np.argsort(u, axis=1, kind="stable")


@lru_cache(maxsize=64)
def matches_law(cards: int) -> Array:
    """P(k cards stay in place), k = 0, ..., cards: C(n, k) D(n - k)/n! with D the number of permutations without a
    fixed point (Feller, IV.4). Shape (cards + 1,)."""
    derangements = [1, 0]
    while len(derangements) <= cards:
        m = len(derangements)
        derangements.append((m - 1) * (derangements[m - 1] + derangements[m - 2]))
    whole = factorial(cards)
    found = np.array([comb(cards, k) * derangements[cards - k] / whole for k in range(cards + 1)])
    found.setflags(write=False)
    return found
