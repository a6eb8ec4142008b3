"""Shrinkage: many means at once (James and Stein), and a covariance of many variables (Ledoit and Wolf)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaincc, gammaln
from sklearn.datasets import load_breast_cancer

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms
from mathcore.common.tables import digits

Array = NDArray[np.float64]


def james_stein(y: ArrayLike, positive: bool = False) -> tuple[Array, float]:
    """(estimate, factor) for one observation y (p,) of N(theta, I): y times 1 - (p - 2)/|y|^2, for p >= 2; `positive`
    keeps the factor from going below zero. James and Stein (1961)."""
    seen = np.asarray(y, float)
    factor = 1 - (len(seen) - 2) / float(seen @ seen)
    factor = max(factor, 0.0) if positive else factor
    return factor * seen, factor


def _mixture(length: ArrayLike) -> tuple[Array, Array]:
    """K and the probabilities of Poisson(length^2/2), shape (lengths, K), all K that matter."""
    rate = np.atleast_1d(np.asarray(length, float))[:, None] ** 2 / 2
    most = float(rate.max())
    k = np.arange(int(most + 12 * np.sqrt(most) + 40))
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(k == 0, 0.0, k * np.log(rate)) - rate - gammaln(k + 1)
    return k.astype(float), np.exp(logs)


def stein_risk(length: ArrayLike, p: int) -> Array:
    """E|estimate - theta|^2 for |theta| = length, exactly: p - (p - 2)^2 E 1/(p - 2 + 2K), K ~ Poisson(length^2/2)."""
    if p == 2:
        return np.full(np.shape(np.atleast_1d(length)), 2.0)
    k, chance = _mixture(length)
    return np.asarray(p - (p - 2) ** 2 * (chance / (p - 2 + 2 * k)).sum(axis=1))


def positive_risk(length: ArrayLike, p: int) -> Array:
    """The same for the positive part, from Stein's unbiased estimate of risk: |y|^2 - p where |y|^2 <= p - 2, and
    p - (p - 2)^2/|y|^2 elsewhere, with |y|^2 a mixture of chi-squares with p + 2K degrees."""
    if p == 2:
        return np.full(np.shape(np.atleast_1d(length)), 2.0)
    k, chance = _mixture(length)
    c, half = p - 2.0, (p + 2 * k) / 2
    below = gammainc(half, c / 2)
    low = 2 * half * gammainc(half + 1, c / 2) - p * below
    high = p * (1 - below) - c**2 * gammaincc(half - 1, c / 2) / (2 * half - 2)
    return np.asarray((chance * (low + high)).sum(axis=1))


def coordinate_risks(theta: ArrayLike) -> Array:
    """E(estimate_i - theta_i)^2 of the plain estimate for each coordinate, shape (p,), exactly; p >= 3 (for p = 2: 1).

    Stein's identity gives 1 - 2c E 1/S + (c^2 + 4c) E y_i^2/S^2 with c = p - 2 and S = |y|^2. Along theta, given K, the
    share y^2/S is Beta((1 + 2K)/2, (p - 1)/2) and independent of S.
    """
    mean = np.asarray(theta, float)
    p, length = len(mean), float(np.linalg.norm(mean))
    if p == 2:
        return np.ones(2)
    k, chance = _mixture(length)
    inverse = chance[0] / (p - 2 + 2 * k)
    along = float((inverse * (1 + 2 * k) / (p + 2 * k)).sum())
    across = (float(inverse.sum()) - along) / (p - 1)
    share = (mean / length) ** 2 if length > 0 else np.full(p, 1 / p)
    spread = share * along + (1 - share) * across
    c = p - 2
    return np.asarray(1 - 2 * c * inverse.sum() + (c**2 + 4 * c) * spread)


def means(shape: str, p: int, length: float) -> Array:
    """theta (p,) of that length: "even" (all alike), "slope" (falling evenly from the first to minus it), or "one"."""
    if shape == "one":
        found = np.zeros(p)
        found[0] = 1.0
    else:
        found = np.ones(p) if shape == "even" else np.linspace(1.0, -1.0, p)
    return np.asarray(found * (length / np.linalg.norm(found)))


def usual(shape: str, p: int, longest: float) -> tuple[float, float]:
    """A range that holds nearly all of what is seen of p means (noise of standard deviation 1) up to that length."""
    ends = means(shape, p, longest)[[0, -1]]
    return float(min(ends[1], 0.0) - 3.5), float(ends[0] + 5.0)


def worst_risks(shape: str, p: int, lengths: ArrayLike) -> Array:
    """The largest risk of a single mean at each length, shape (lengths,)."""
    return np.array([coordinate_risks(means(shape, p, each)).max() for each in np.asarray(lengths, float).tolist()])


class Table(NamedTuple):
    """Features in units of their own standard deviation over all rows, (rows, p), and their correlations (p, p)."""

    rows: Array
    truth: Array


@remembered
def standardised(name: str) -> Table:
    """ "digits": the 61 pixels of 1797 scans that are not always blank; "tumours": 30 measures of 569 (Wolberg, Street
    and Mangasarian 1995). Both as scikit-learn ships them; standardised with the divisor n."""
    values = digits().values if name == "digits" else np.asarray(load_breast_cancer().data, float)
    values = values[:, values.std(axis=0) > 0]
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    return Table(scaled, scaled.T @ scaled / len(scaled))


def drawn(name: str, count: int, seed: int) -> Array:
    """`count` rows of a table without repetition; a larger draw of the same seed begins with a smaller one."""
    table = standardised(name).rows
    return table[np.argsort(random_uniforms(seed, 1, 0, len(table)), kind="stable")[:count]]


class Shrunk(NamedTuple):
    """A covariance S (p, p) with divisor n, its eigenvalues ascending, their mean m, and Ledoit and Wolf's share a of m
    I in (1 - a) S + a m I, from the data alone."""

    covariance: Array
    values: Array
    mean: float
    chosen: float


def ledoit_wolf(rows: Array) -> Shrunk:
    """Ledoit and Wolf (2004): a = (estimated error of S) / |S - m I|^2, at most 1; the sample mean is taken off."""
    n, p = rows.shape
    x = rows - rows.mean(axis=0)
    s = x.T @ x / n
    m = float(np.trace(s)) / p
    apart = float(((s - m * np.eye(p)) ** 2).sum())
    error = (float((np.square(x).sum(axis=1) ** 2).sum()) / n - float((s**2).sum())) / n
    return Shrunk(s, np.linalg.eigvalsh(s), m, min(error / apart, 1.0) if apart > 0 else 0.0)


class Parabola(NamedTuple):
    """|(1 - a) S + a m I - R|^2 = at_zero + 2 slope a + bend a^2, in the sum of squares of all entries."""

    at_zero: float
    slope: float
    bend: float

    def __call__(self, share: ArrayLike) -> Array:
        a = np.asarray(share, float)
        return np.maximum(self.at_zero + 2 * self.slope * a + self.bend * a * a, 0.0)

    @property
    def best(self) -> float:
        """The share with the least error, in [0, 1]."""
        return float(np.clip(-self.slope / self.bend, 0.0, 1.0))


def errors(found: Shrunk, truth: Array) -> Parabola:
    """The squared error of every shrunk covariance against the truth R."""
    off, way = found.covariance - truth, found.mean * np.eye(len(truth)) - found.covariance
    return Parabola(float((off**2).sum()), float((off * way).sum()), float((way**2).sum()))
