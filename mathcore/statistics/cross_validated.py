"""Errors on rows that were held out: folds, least squares without a fold, and what the mean of such errors estimates.

Rows are numbered 0 to n - 1; `fold` (n,) has the fold of each, 0 to k - 1. A cross-validated error is the mean over all
rows of the squared error of a prediction made without the fold of that row (where folds have one size that is also the
mean of the folds' means). Stone (1974); Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 7.10.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import ArrayLike, NDArray

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals, random_words

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

MOST_DEGREE = 8  # of a polynomial
NODES, NODE_WEIGHTS = legendre.leggauss(60)  # on [-1, 1]: integrals over [0, 1] of what is smooth, to rounding
POINTS = (np.arange(24) + 0.5) / 24  # x of the points that polynomials are fitted to
NOISE = 0.4  # the deviation of y around the curve that they come from
SHUFFLE = 0  # the stream of a seed that shuffles rows
FIRST_SET = 1  # the stream of the first simulated data set
MOST_ROWS, MOST_VARIABLES = 60, 15  # of a simulated data set


def folds_of(rows: int, folds: int, seed: int | None = None) -> Integers:
    """The fold of each row: stretches of neighbours, the first `rows % folds` of them one longer, as in scikit-learn's
    `KFold`; with a seed, stretches of the rows in a shuffled order.

    Raises:
        ValueError: fewer than two folds, or more folds than rows.
    """
    if not 2 <= folds <= rows:
        raise ValueError(f"{rows} rows can be cut into 2 to {rows} folds, not {folds}.")
    sizes = np.full(folds, rows // folds)
    sizes[: rows % folds] += 1
    stretch = np.repeat(np.arange(folds), sizes)
    if seed is None:
        return stretch
    found = np.empty(rows, dtype=np.int64)
    found[np.argsort(random_words(seed, SHUFFLE, 0, rows), kind="stable")] = stretch
    return found


def basis(x: ArrayLike, degree: int) -> Array:
    """Columns that span the polynomials up to a degree on [0, 1]: Legendre's, shifted; shape (n, degree + 1)."""
    return np.asarray(legendre.legvander(2 * np.asarray(x, float) - 1, degree))


def fitted(columns: Array, y: Array) -> Array:
    """The coefficients of least squares (those of smallest norm where several fit alike)."""
    return np.asarray(np.linalg.lstsq(columns, y, rcond=None)[0])


def refitted(columns: Array, y: Array, fold: Integers) -> Array:
    """The prediction of each row by a fit to all other folds: shape (n,). One fit a fold."""
    found = np.empty(len(y))
    for k in range(int(fold.max()) + 1):
        out = fold == k
        found[out] = columns[out] @ fitted(columns[~out], y[~out])
    return found


def hats(x: ArrayLike, most: int = MOST_DEGREE) -> Array:
    """The hat matrix of each degree from 0 to `most`: H y are the fitted values; shape (most + 1, n, n)."""
    q = np.linalg.qr(basis(x, most))[0]
    return np.asarray(np.cumsum(np.einsum("ik,jk->kij", q, q), axis=0))


def without_fold(hat: Array, fold: Integers) -> Array:
    """The matrix (..., n, n) that takes y to the errors of held-out predictions, from hat matrices (..., n, n) of all
    rows and no further fit: in fold S the errors are (I - H_SS)^-1 (y - H y)_S. A fold of one gives e/(1 - h).

    That is exact for least squares, if the rows without the fold still determine the coefficients.
    """
    n = hat.shape[-1]
    residual = np.eye(n) - hat
    found = np.empty_like(hat)
    for k in range(int(fold.max()) + 1):
        out = np.flatnonzero(fold == k)
        found[..., out, :] = np.linalg.solve(residual[..., out[:, None], out], residual[..., out, :])
    return found


def refitted_error(columns: Array, y: Array, fold: Integers) -> float:
    """The mean squared error of those predictions."""
    return float(np.mean((y - refitted(columns, y, fold)) ** 2))


def by_fold(values: Array, fold: Integers) -> Array:
    """The mean of the values of each fold."""
    return np.asarray(np.bincount(fold, values) / np.bincount(fold))


def signal(x: ArrayLike) -> Array:
    """The curve that the points come from: one period of a sine over [0, 1]."""
    return np.asarray(np.sin(2 * np.pi * np.asarray(x, float)))


@remembered
def hats_of_points(times: int) -> Array:
    """The hat matrices of all degrees where each of the points is there so many times, copies side by side."""
    return hats(np.repeat(POINTS, times))


@lru_cache
def _fits_at_nodes() -> Array:
    """Of each degree the matrix that takes heights of the points to the fit's values at the nodes."""
    return np.stack([basis((NODES + 1) / 2, d) @ np.linalg.pinv(basis(POINTS, d)) for d in range(MOST_DEGREE + 1)])


def residuals(hats: Array, y: Array) -> Array:
    """What the fits with these hat matrices (d, n, n) leave of y (n,); shape (d, n). Each of them has the constants, so
    that nothing hangs on the level: of equal values exactly nothing is left."""
    above = y - y[0]
    return np.asarray(above - np.einsum("dij,j->di", hats, above))


def squares(errors: Array, y: Array) -> Array:
    """Squared errors of predictions of y; under 10^-12 of the mean square of y they are rounding, and 0."""
    found = np.square(errors)
    return np.where(found <= 1e-12 * np.square(y).mean(), 0.0, found)


def mean_squares(errors: Array, y: Array) -> Array:
    """The means of these squares along the last axis."""
    return np.asarray(squares(errors, y).mean(axis=-1))


def lowest(errors: ArrayLike) -> int:
    """The first of the least errors, of those that differ by rounding only."""
    found = np.asarray(errors, float)
    return int(np.argmax(found <= found.min() * (1 + 1e-12)))


def true_errors(y: Array) -> Array:
    """Of each degree the mean squared error on new rows of the fit to the points with heights y: x uniform on [0, 1], a
    height of the curve + an error of deviation NOISE: NOISE^2 + the integral of (fit - curve)^2, by Gauss-Legendre."""
    wrong = np.einsum("dnj,j->dn", _fits_at_nodes(), y) - signal((NODES + 1) / 2)
    return np.asarray(NOISE**2 + 0.5 * np.einsum("dn,n->d", wrong**2, NODE_WEIGHTS))


def expected_error(rows: ArrayLike, variables: int) -> Array:
    """The mean squared error on a new row of least squares fitted to so many rows, over all data sets: y = X b + e,
    X and e standard normal, no constant: 1 + p/(m - p - 1); infinite for m <= p + 1.

    From E (X'X)^-1 = I/(m - p - 1), the mean of an inverse Wishart matrix.
    """
    spare = np.asarray(rows, float) - variables - 1
    return np.where(spare > 0, 1 + variables / np.where(spare > 0, spare, 1.0), np.inf)


def expected_estimate(rows: int, folds: int, variables: int) -> float:
    """The mean of the k-fold estimate of that error over all data sets: each row is predicted from n less its fold."""
    fold = folds_of(rows, folds)
    return float(np.mean(expected_error(rows - np.bincount(fold)[fold], variables)))


@dataclass(frozen=True)
class Estimates:
    """Of each simulated data set (runs,): the cross-validated error, the true error of the fit to all its rows, and the
    standard error that is usually given to the former, s/sqrt(n) of its n squared errors."""

    estimate: Array
    truth: Array
    error: Array

    def covered(self, z: float = 1.959963984540054) -> NDArray[np.bool_]:
        """Whether the truth lies within z standard errors of the estimate."""
        return np.asarray(np.abs(self.estimate - self.truth) <= z * self.error)

    @property
    def correlation(self) -> float:
        """Between estimates and truths; 0 where one of them does not vary."""
        spreads = float(self.estimate.std() * self.truth.std())
        centred = float(np.mean(self.estimate * self.truth) - self.estimate.mean() * self.truth.mean())
        return centred / spreads if spreads > 0 else 0.0


def draws(seed: int, runs: int) -> Array:
    """Standard normals of simulated data sets, shape (runs, MOST_ROWS, MOST_VARIABLES + 1): y first, then X. Smaller
    sets are their first rows and columns, so that they change little while one is dragged. Set r reads stream r + 1 of
    the seed."""
    width = MOST_VARIABLES + 1
    found = [random_normals(seed, FIRST_SET + r, 0, MOST_ROWS * width) for r in range(runs)]
    return np.stack(found).reshape(runs, MOST_ROWS, width)


def estimates(drawn: Array, rows: int, variables: int, folds: int) -> Estimates:
    """Least squares without a constant in data sets y = e: X (rows, variables) and e standard normal, from `draws`.

    The coefficients are zero without loss: errors of least squares do not hang on them. The smallest training set needs
    at least as many rows as there are variables.
    """
    x, y = drawn[:, :rows, 1 : variables + 1], drawn[:, :rows, 0]
    half = np.linalg.solve(np.matmul(np.swapaxes(x, 1, 2), x), np.swapaxes(x, 1, 2))  # (runs, variables, rows)
    coefficients = np.matmul(half, y[..., None])
    residual = y - np.matmul(x, coefficients)[..., 0]
    fold = folds_of(rows, folds)  # rows are alike: nothing is gained by shuffling them
    wrong = np.empty_like(y)
    for k in range(folds):
        out = np.flatnonzero(fold == k)
        block = np.eye(len(out)) - np.matmul(x[:, out], half[:, :, out])
        wrong[:, out] = np.linalg.solve(block, residual[:, out, None])[..., 0]
    squares = wrong**2
    error = squares.std(axis=1, ddof=1) / np.sqrt(rows)
    return Estimates(squares.mean(axis=1), 1 + (coefficients[..., 0] ** 2).sum(axis=1), error)
