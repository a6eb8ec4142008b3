"""Principal components when there are as many variables as samples: noise, and one direction that is stronger.

X has n rows, samples of p variables with mean 0 and variance 1, the first of which is then multiplied by the square
root of the spike l. The sample covariance is S = X'X/n (the mean is known to be 0, so none is taken off). Without a
spike its eigenvalues fill the law of Marchenko and Pastur (1967); the spike's eigenvalue leaves it where l exceeds
1 + sqrt(p/n) (Baik, Ben Arous and Peche 2005), and its eigenvector turns towards the truth (Paul 2007).

Everything for all l at once: Householder's reflections that make S tridiagonal leave the first axis alone, so a spike
changes two entries of the tridiagonal matrix and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh_tridiagonal, eigvalsh_tridiagonal, lapack

from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
ROWS, FEATURES = 400, 300  # the largest n and p
TAIL = 2.5  # index of the heavy tails: moments of this order and above are infinite, so the fourth is
# Of Tracy and Widom's law for real data: mean and standard deviation (Bornemann 2010), quantile (Bejan 2005).
TW_MEAN, TW_SD, TW_95 = -1.2065336, 1.2679831, 0.9793
PASSES = {  # TW_95 here, of each kind of entries; ±1 come to that law from below, and slowly
    "gaussian": "Gaussian noise alone passes 0.98 in about one sample of 20.",
    "signs": "In the limit noise alone passes 0.98 in one sample of 20; ±1 at these n and p more seldom.",
    "heavy": "The unit is one for light tails: here a single huge entry can pass it many times over.",
}


def entries(kind: str, seed: int) -> Array:
    """The largest X, shape (400, 300), entries of mean 0 and variance 1: "gaussian"; "signs", +1 or -1; or "heavy",
    symmetric Pareto with tail index 2.5, whose fourth moment is infinite. Smaller X are its upper left corners."""
    count = ROWS * FEATURES
    if kind == "gaussian":
        return random_normals(seed, 0, 0, count).reshape(ROWS, FEATURES)
    side = 2.0 * random_uniforms(seed, 0, 0, count) - 1.0 + 2.0**-53  # never 0
    size = np.abs(side) ** (-1 / TAIL) / np.sqrt(TAIL / (TAIL - 2)) if kind == "heavy" else 1.0
    return np.asarray(np.copysign(size, side)).reshape(ROWS, FEATURES)


def edges(gamma: float) -> tuple[float, float]:
    """The least and the largest eigenvalue of pure noise for p/n = gamma: (1 -+ sqrt(gamma))^2."""
    return float((1 - np.sqrt(gamma)) ** 2), float((1 + np.sqrt(gamma)) ** 2)


def density(x: ArrayLike, gamma: float) -> Array:
    """Marchenko and Pastur's density; for gamma > 1 its integral is 1/gamma, the rest of the mass is at zero."""
    at, (low, high) = np.asarray(x, float), edges(gamma)
    inside = (at > low) & (at < high) & (at > 0)
    safe = np.where(inside, at, 1.0)
    root = np.sqrt(np.maximum((high - at) * (at - low), 0.0))
    return np.where(inside, root / (2 * np.pi * gamma * safe), 0.0)


def threshold(gamma: float) -> float:
    """The weakest spike whose eigenvalue leaves the noise: 1 + sqrt(gamma)."""
    return float(1 + np.sqrt(gamma))


def expected_top(spike: ArrayLike, gamma: float) -> Array:
    """The limit of the largest eigenvalue for n, p to infinity: l (1 + gamma/(l - 1)), or the edge below threshold."""
    strong = np.maximum(np.asarray(spike, float), threshold(gamma))
    return np.asarray(strong * (1 + gamma / (strong - 1)))


def expected_cos2(spike: ArrayLike, gamma: float) -> Array:
    """The limit of the squared cosine between the found and the true direction; 0 below the threshold."""
    strong = np.maximum(np.asarray(spike, float), threshold(gamma))
    over = 1 - gamma / (strong - 1) ** 2
    return np.where(over > 1e-12, over / (1 + gamma / (strong - 1)), 0.0)


def edge_width(n: int, p: int) -> float:
    """The scale of the largest eigenvalue of pure noise around the edge (Johnstone 2001, without his -1)."""
    a, b = np.sqrt(n), np.sqrt(p)
    return float((a + b) * (1 / a + 1 / b) ** (1 / 3) / n)


class Tridiagonal(NamedTuple):
    """S without a spike in an orthonormal basis whose first axis is the true direction.

    `diagonal` (p,) and `beside` (p - 1,) are its entries. `poles` (p - 1,), ascending, are the eigenvalues of the other
    variables alone and `weights` (p - 1,) the squared covariances of the first variable with their eigenvectors: all
    that the top eigenvalue hangs on. `reflections` and `factors` give the basis (LAPACK's sytrd).
    """

    diagonal: Array
    beside: Array
    poles: Array
    weights: Array
    reflections: Array
    factors: Array


def tridiagonal(x: Array) -> Tridiagonal:
    """The covariance of x (n, p), p >= 3, reduced with the first axis kept."""
    s = x.T @ x / len(x)
    found, d, e, tau, _ = lapack.dsytrd(s, lower=1, lwork=64 * len(s))
    found_poles, vectors = eigh_tridiagonal(d[1:], e[1:])
    poles = np.asarray(found_poles, float)
    return Tridiagonal(d, e, poles, (e[0] * vectors[0]) ** 2, found[1:, :-1], tau)


def spiked(t: Tridiagonal, spike: float) -> tuple[Array, Array]:
    """Diagonal and off-diagonal of the same matrix when the first variable has the variance `spike`."""
    d, e = t.diagonal.copy(), t.beside.copy()
    d[0] *= spike
    e[0] *= np.sqrt(spike)
    return d, e


def eigenvalues(t: Tridiagonal, spike: float) -> Array:
    """All eigenvalues, descending, shape (p,); those that are 0 up to rounding are 0."""
    found = eigvalsh_tridiagonal(*spiked(t, spike))[::-1]
    return np.where(np.abs(found) < 1e-12 * found[0], 0.0, found)


class Top(NamedTuple):
    """The first principal component: its variance, the squared cosine with the true direction, and the unit vector (p
    - 1,) in the other variables along which it errs (zeros where it does not)."""

    value: float
    cos2: float
    error: Array


def top(t: Tridiagonal, spike: float) -> Top:
    """The largest eigenvalue and its vector, whose first entry is made positive."""
    last = len(t.diagonal) - 1
    value, vector = eigh_tridiagonal(*spiked(t, spike), select="i", select_range=(last, last))
    y = vector[:, 0] * (1.0 if vector[0, 0] >= 0 else -1.0)
    rest = float(np.linalg.norm(y[1:]))
    unit = y[1:, None] / rest if rest > 0 else np.zeros((last, 1))
    turned, _, _ = lapack.dormqr("L", "N", t.reflections, t.factors, unit, 64 * last)
    return Top(float(value[0]), float(y[0] ** 2), turned[:, 0])


def course(t: Tridiagonal, values: ArrayLike) -> tuple[Array, Array]:
    """(spikes, squared cosines) at which the top eigenvalue has given values, all above the largest pole.

    The secular equation l t - v + l sum w/(v - pole) = 0 is solved for l, not for v: no search. Where the first
    variable's variance in the sample is t, l = v / (t + sum w/(v - pole)).
    """
    v = np.asarray(values, float)[:, None]
    pull = t.weights / (v - t.poles)
    spikes = v[:, 0] / (t.diagonal[0] + pull.sum(axis=1))
    return spikes, 1 / (1 + spikes * (pull / (v - t.poles)).sum(axis=1))


def course_between(t: Tridiagonal, low: float, high: float, count: int = 101) -> Array:
    """(spikes, top eigenvalues, squared cosines), shape (3, count), for all spikes from `low` to `high`; where the
    eigenvalue hardly moves above the largest pole the places are dense in it."""
    pole, last = t.poles[-1], (len(t.poles), len(t.poles))
    ends = [float(eigvalsh_tridiagonal(*spiked(t, each), select="i", select_range=last)[0]) for each in (low, high)]
    values = pole + np.geomspace(max(ends[0] - pole, 1e-9), max(ends[1] - pole, 2e-9), count)
    spikes, cosines = course(t, values)
    return np.stack([np.clip(spikes, low, high), values, cosines])
