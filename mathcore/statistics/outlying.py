"""Mahalanobis distances, and the minimum covariance determinant: a centre and a spread that outliers do not pull.

Sources: Mahalanobis, Proceedings of the National Institute of Sciences of India 2 (1936); Rousseeuw and Van Driessen,
Technometrics 41 (1999).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from statsmodels.datasets import stackloss as _stackloss

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms
from mathcore.statistics.joint_tests import singular

Array = NDArray[np.float64]
TILTED = "All points lie on one line: their covariance has no inverse, and there is no distance to speak of."
CUT = 0.975  # of the chi-square law, beyond which a row is called an outlier
EXHAUSTIVE, STARTS, BEST = 6000, 1000, 12  # subsets to begin with: all up to so many, else so many; polished


@dataclass(frozen=True)
class Fit:
    """A centre (p,), a covariance (p, p), and the squared distances (n,) of the rows from it."""

    centre: Array
    covariance: Array
    distances: Array


@lru_cache
def stackloss() -> Array:
    """The 21 days of Brownlee's plant for the oxidation of ammonia: air flow, water temperature (°C), acid (‰ less 500,
    in ‰ over 10 as tabled); shape (21, 3)."""
    found = _stackloss.load_pandas().exog.to_numpy(dtype=float)
    found.setflags(write=False)
    return found


def shape(covariance: ArrayLike) -> Array:
    """A matrix (2, 2) that makes the unit circle the ellipse of one standard deviation of the first two features."""
    values, vectors = np.linalg.eigh(np.asarray(covariance, dtype=float)[:2, :2])
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def extent(rows: Array, fit: Fit, radius: float) -> Array:
    """Corners (2, 2) of a box that holds the first two features of the rows, and the ellipse of that radius."""
    reach = radius * np.sqrt(np.diag(fit.covariance)[:2])
    low = np.minimum(rows[:, :2].min(axis=0), fit.centre[:2] - reach)
    return np.stack([low, np.maximum(rows[:, :2].max(axis=0), fit.centre[:2] + reach)])


def place_labels(rows: Array, chosen: Iterable[int]) -> list[str]:
    """For each row (n, p) " ", or its number from 1 if it is among those chosen; chosen rows that are one in the first
    two features have all their numbers at the last of them."""
    places: dict[tuple[float, ...], list[int]] = {}
    for k in chosen:
        places.setdefault(tuple(rows[k, :2]), []).append(int(k))
    found = [" "] * len(rows)
    for same in places.values():
        found[same[-1]] = ", ".join(str(k + 1) for k in same)
    return found


def squared_distances(rows: ArrayLike, centre: ArrayLike, covariance: ArrayLike) -> Array:
    """Mahalanobis' D² of rows (n, p)."""
    left = np.asarray(rows, dtype=float) - np.asarray(centre, dtype=float)
    root = np.linalg.cholesky(np.asarray(covariance, dtype=float))
    return np.asarray(np.sum(np.linalg.solve(root, left.T) ** 2, axis=0))


def classical(rows: ArrayLike) -> Fit:
    """Mean and covariance (divisor n − 1) of rows (n, p), n > p, and each row's D² from them.

    Raises:
        ValueError: the covariance is singular; the sentence is for the reader.
    """
    x = np.asarray(rows, dtype=float)
    centre = x.mean(axis=0)
    covariance = (x - centre).T @ (x - centre) / (len(x) - 1)
    if singular(covariance):
        raise ValueError(TILTED)
    return Fit(centre, covariance, squared_distances(x, centre, covariance))


def masked() -> tuple[tuple[float, float], ...]:
    """Eighteen points of the plane: a band, and four outliers that mask one another."""
    x = (-2.6, -2.1, -1.7, -1.2, -0.8, -0.4, 0.0, 0.3, 0.7, 1.1, 1.5, 1.9, 2.3, 2.7, 3.6, 4.1, 4.5, 4.0)
    y = (-1.5, -1.9, -0.6, -1.2, 0.1, -0.7, 0.5, -0.3, 0.9, 0.2, 1.4, 0.8, 2.0, 1.3, -3.4, -3.9, -3.2, -2.8)
    return tuple(zip(x, y, strict=True))


def cut(features: int) -> float:
    """The D² beyond which a normal row lies with probability 2.5%, if centre and covariance are known."""
    return float(special.chdtri(features, 1 - CUT))


@lru_cache(maxsize=64)
def widened(features: int, share: float) -> float:
    """The covariance of a normal law over that of its middle share of rows, by Mahalanobis distance."""
    inner = special.chdtr(features + 2, special.chdtri(features, 1 - share)) if share < 1 else 1.0
    return float(share / inner)


@remembered
def _starts(n: int, p: int) -> NDArray[np.intp]:
    """Subsets of p + 1 rows to begin with: all, or some that are drawn once and for all."""
    if comb(n, p + 1) <= EXHAUSTIVE:
        return np.array(list(combinations(range(n), p + 1)), dtype=np.intp)
    keys = random_uniforms(58, 0, 0, STARTS * n).reshape(STARTS, n)
    return np.argpartition(keys, p + 1, axis=1)[:, : p + 1]


def _moments(x: Array, subsets: NDArray[np.intp]) -> tuple[Array, Array]:
    """Means (m, p) and covariances (m, p, p), divisor the number of rows, of m subsets."""
    chosen = x[subsets]
    means = chosen.mean(axis=1)
    left = chosen - means[:, None]
    return means, left.transpose(0, 2, 1) @ left / subsets.shape[1]


def _determinants(c: Array) -> Array:
    """Of matrices (m, p, p)."""
    return np.asarray(c[:, 0, 0] * c[:, 1, 1] - c[:, 0, 1] * c[:, 1, 0] if c.shape[1] == 2 else np.linalg.det(c))


def _adjugates(c: Array) -> Array:
    """The inverses (m, p, p) up to a factor each, of matrices lifted off the singular ones by next to nothing."""
    lifted = c + 1e-12 * np.maximum(np.trace(c, axis1=1, axis2=2), 1e-300)[:, None, None] * np.eye(c.shape[1])
    if c.shape[1] > 2:
        return np.asarray(np.linalg.inv(lifted))
    found = -lifted
    found[:, 0, 0], found[:, 1, 1] = lifted[:, 1, 1], lifted[:, 0, 0]
    return np.asarray(found)


def _nearest(x: Array, means: Array, covariances: Array, h: int) -> NDArray[np.intp]:
    """For each of m centres the h rows that are nearest to it in the metric of its covariance."""
    left = x[None] - means[:, None]
    distances = np.sum((left @ _adjugates(covariances)) * left, axis=2)
    return np.argpartition(distances, h - 1, axis=1)[:, :h]


def _standard(rows: ArrayLike) -> tuple[Array, Array]:
    """(the rows with mean 0 and deviations 1, the deviations): which half is tightest hangs on no feature's unit."""
    x = np.asarray(rows, dtype=float)
    spread = x.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    return (x - x.mean(axis=0)) / spread, spread


def smallest_determinant(rows: ArrayLike) -> tuple[NDArray[np.intp], float]:
    """(the h = ⌈(n + p + 1)/2⌉ rows whose covariance, divisor h, has the least determinant, that determinant).

    Concentration steps from every subset of p + 1 rows (of many rows, from a thousand): replace the rows by the h that
    are nearest in their own metric, which never raises the determinant.
    """
    x, unit = _standard(rows)
    n, p = x.shape
    h = (n + p + 2) // 2
    subsets = _nearest(x, *_moments(x, _starts(n, p)), h)
    for keep in (10 * BEST, BEST):  # the promising ones go on
        order = np.argsort(_determinants(_moments(x, subsets)[1]), kind="stable")
        subsets = _nearest(x, *_moments(x, subsets[order[:keep]]), h)
    for _ in range(30):
        again = _nearest(x, *_moments(x, subsets), h)
        if (np.sort(again, axis=1) == np.sort(subsets, axis=1)).all():
            break
        subsets = again
    determinants = _determinants(_moments(x, subsets)[1])
    best = int(np.argmin(determinants))
    return np.sort(subsets[best]), float(max(determinants[best], 0.0) * np.prod(unit) ** 2)


def robust(rows: ArrayLike, half: NDArray[np.intp] | None = None) -> Fit | None:
    """The reweighted minimum covariance determinant, as scikit-learn's `MinCovDet` computes it (from other subsets to
    begin with): the tightest half, widened to what it would be in a normal law; then mean and covariance of all rows
    within the 97.5% distance, widened likewise (Croux and Haesbroeck, Journal of Multivariate Analysis 71, 1999).

    `half` is the tightest half, if it is known. None where it lies in a plane of fewer dimensions: its covariance has
    no inverse.
    """
    x, (y, unit) = np.asarray(rows, dtype=float), _standard(rows)
    p = x.shape[1]
    half = smallest_determinant(x)[0] if half is None else half
    means, covariances = _moments(y, half[None])
    spread = np.sqrt(np.maximum(np.diag(covariances[0]), 1e-300))
    if np.linalg.eigvalsh(covariances[0] / np.outer(spread, spread))[0] < 1e-9 or spread.min() < 1e-9:
        return None
    distances = squared_distances(y, means[0], covariances[0])
    inside = y[distances / widened(p, len(half) / len(x)) < cut(p)]
    centre = inside.mean(axis=0)
    covariance = widened(p, CUT) * (inside - centre).T @ (inside - centre) / len(inside)
    there, stretched = x.mean(axis=0) + unit * centre, covariance * np.outer(unit, unit)
    return Fit(there, stretched, squared_distances(y, centre, covariance))
