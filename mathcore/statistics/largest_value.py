"""The end θ of a uniform law on (0, θ), from n draws: twice their mean, against a multiple of the largest.

Estimates are in units of θ. The multiple is c = 1 + k/(n + 1) of the largest value: k = 0 is maximum likelihood,
k = 1 + 1/n is free of bias, k = 1 has the least mean squared error of all multiples. Casella and Berger, *Statistical
Inference* (2002), section 7.3; Lehmann and Casella, *Theory of Point Estimation* (1998), chapter 2.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

Array = NDArray[np.float64]
PLACES = 2.0 * np.arange(401) / 400  # where `doubled_density` is given, in units of θ
TERMS = 240  # of its Fourier series
_WAVES = np.cos(2 * np.pi * np.outer(PLACES / 2 - 0.5, np.arange(1, TERMS + 1)))


class Error(NamedTuple):
    """Of an estimate in units of θ: its mean less the truth, its variance, and the mean squared error."""

    bias: float
    variance: float
    square: float


def factor(n: int, k: ArrayLike) -> Array:
    """The multiple c = 1 + k/(n + 1) of the largest value."""
    return 1 + np.asarray(k, float) / (n + 1)


def largest_error(n: int, k: float) -> Error:
    """Of c times the largest of n values, whose mean is n/(n + 1) and whose square has the mean n/(n + 2)."""
    c = float(factor(n, k))
    variance = c * c * n / ((n + 1) ** 2 * (n + 2))
    return Error((k * n / (n + 1) - 1) / (n + 1), variance, float(largest_square(n, k)))


def largest_square(n: ArrayLike, k: ArrayLike) -> Array:
    """Its mean squared error, [1 + (k − 1)² n/(n + 2)]/(n + 1)²; shapes broadcast."""
    m, stretch = np.asarray(n, float), np.asarray(k, float)
    return (1 + (stretch - 1) ** 2 * m / (m + 2)) / (m + 1) ** 2


def doubled_error(n: int) -> Error:
    """Of twice the mean: no bias, and the variance 4 · (1/12)/n."""
    return Error(0.0, 1 / (3 * n), 1 / (3 * n))


def largest_density(n: int, k: float, x: ArrayLike) -> Array:
    """The density of c times the largest: n (x/c)^(n − 1)/c on (0, c)."""
    c, t = float(factor(n, k)), np.asarray(x, float)
    inside = (t >= 0) & (t <= c)
    return np.where(inside, n / c * np.where(inside, t / c, 0.0) ** (n - 1), 0.0)


def doubled_density(n: int) -> Array:
    """The density of twice the mean of n uniform draws at PLACES (401,): Irwin and Hall's law, rescaled.

    The mean lives on (0, 1), so its density is a Fourier series with the period 1, whose coefficients are those of one
    draw at k/n, to the power n. Of one and two draws it is written down.
    """
    half = PLACES / 2
    if n == 1:
        return np.full(half.shape, 0.5)
    if n == 2:
        return 1 - np.abs(2 * half - 1)
    waves = np.sinc(np.arange(1, TERMS + 1) / n) ** n
    return np.maximum(0.5 + _WAVES @ waves, 0.0)


@lru_cache(maxsize=256)
def impossible(n: int) -> float:
    """The probability that twice the mean is less than the largest of n draws: no such θ could have made them.

    Given the largest, the others are uniform below it, so this is Irwin and Hall's distribution function of n − 1
    draws at n/2 − 1: an alternating sum, exact to rounding for n ≤ 40.
    """
    m, x = n - 1, n / 2 - 1
    if x <= 0:
        return 0.0
    k = np.arange(int(np.floor(x)) + 1)
    with np.errstate(divide="ignore"):
        logs = m * np.log(x - k) - gammaln(k + 1) - gammaln(m - k + 1)
    return float(np.sum((-1.0) ** k * np.exp(logs)))
