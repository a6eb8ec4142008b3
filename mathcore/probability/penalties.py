"""Linear regression with a prior on the weights: normal (ridge) and Laplace (lasso), on the diabetes data.

The target is y = X w + noise of variance sigma^2, columns of X standardised, y centred. Weights are independent with
mean 0 and standard deviation tau. Minus the log posterior is, up to constants, |y - X w|^2/(2 sigma^2) plus
|w|^2/(2 tau^2) for the normal and sqrt(2) |w|_1/tau for the Laplace prior. Times 2 sigma^2 this is ridge regression
with alpha = sigma^2/tau^2; divided by n/sigma^2 it is the lasso of scikit-learn with alpha = sqrt(2) sigma^2/(n tau).
Sources: Hoerl and Kennard, *Ridge Regression*, Technometrics 12 (1970); Tibshirani, *Regression Shrinkage and Selection
via the Lasso*, JRSS B 58 (1996); Efron, Hastie, Johnstone and Tibshirani, *Least Angle Regression* (2004); on the
posterior mean under a Laplace prior Park and Casella, *The Bayesian Lasso*, JASA 103 (2008).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.linear_model import lars_path

from mathcore.common import tables

Array = NDArray[np.float64]
FEATURES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")


class Table(NamedTuple):
    """`x` (n, d) standardised, `y` (n,) centred; `noise`, the residual variance with all ten features, divisor n - 11:
    the mean was fitted too."""

    x: Array
    y: Array
    noise: float


class Path(NamedTuple):
    """The lasso's weights: `alphas` (k,) descending, `weights` (k, d); between two they are linear in alpha."""

    alphas: Array
    weights: Array


@lru_cache(maxsize=4)
def diabetes(columns: tuple[int, ...] = tuple(range(10))) -> Table:
    """The 442 patients with those of the ten features."""
    x, y = tables.diabetes()
    rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    found = Table(np.ascontiguousarray(x[:, list(columns)]), y, float(rest @ rest / (len(y) - 11)))
    found.x.setflags(write=False)
    return found


def ridge_alpha(noise: float, tau: ArrayLike) -> Array:
    """scikit-learn's alpha of ridge regression: sigma^2/tau^2."""
    return noise / np.asarray(tau, float) ** 2


def lasso_alpha(noise: float, tau: ArrayLike, n: int) -> Array:
    """scikit-learn's alpha of the lasso: sqrt(2) sigma^2/(n tau)."""
    return np.sqrt(2) * noise / (n * np.asarray(tau, float))


def ridge(table: Table, alpha: ArrayLike) -> Array:
    """The weights with the least |y - X w|^2 + alpha |w|^2, shape of alpha + (d,)."""
    values, turn = np.linalg.eigh(table.x.T @ table.x)
    along = turn.T @ (table.x.T @ table.y)
    return np.asarray((along / (values + np.asarray(alpha, float)[..., None])) @ turn.T)


@lru_cache(maxsize=4)
def lasso_knots(columns: tuple[int, ...] = tuple(range(10))) -> Path:
    """Where the lasso's path bends, from all weights zero to least squares (exact: LARS with the lasso's drops)."""
    table = diabetes(columns)
    alphas, _, weights = lars_path(table.x, table.y, method="lasso")
    return Path(alphas, weights.T)


def lasso(path: Path, alpha: ArrayLike) -> Array:
    """The weights with the least |y - X w|^2/(2 n) + alpha |w|_1, shape of alpha + (d,): between knots, linear."""
    at = np.asarray(alpha, float)
    columns = [np.interp(at, path.alphas[::-1], column) for column in path.weights[::-1].T]
    return np.stack(columns, axis=-1)


class Fit(NamedTuple):
    """A regression with a prior: its data, sklearn's alpha, the weights (d,), their path (k, d) over other scales."""

    table: Table
    alpha: float
    weights: Array
    path: Array

    @property
    def pulls(self) -> Array:
        """X^T r, how the data pull at each weight, shape (d,)."""
        return np.asarray(self.table.x.T @ (self.table.y - self.table.x @ self.weights))

    @property
    def explained(self) -> float:
        """The share of the variance of y that the weights explain."""
        rest = self.table.y - self.table.x @ self.weights
        return float(1 - rest @ rest / (self.table.y @ self.table.y))


def fit(columns: tuple[int, ...], tau: float, scales: Array, laplace: bool) -> Fit:
    """With those features and a prior of standard deviation tau; the path is over `scales` (k,)."""
    table = diabetes(columns)
    taus = np.append(scales, tau)
    alphas = lasso_alpha(table.noise, taus, len(table.y)) if laplace else ridge_alpha(table.noise, taus)
    found = lasso(lasso_knots(columns), alphas) if laplace else ridge(table, alphas)
    return Fit(table, float(alphas[-1]), found[-1], found[:-1])


STEPS = np.array([0.0, 0.05, 0.15, 0.5, 1.5, 4.0, 9.0, 18.0, 28.0])  # from 0 and from the mode, ever coarser


def _nodes(mode: float) -> tuple[Array, Array]:
    """Places and weights for an integral over one weight: dense at the mode and at 0, where a prior may have a kink."""
    ends = np.unique([c + side * STEPS for c in (0.0, mode) for side in (-1, 1)])
    x, w = np.polynomial.legendre.leggauss(8)
    half = 0.5 * np.diff(ends)[:, None]
    return (0.5 * (ends[1:] + ends[:-1])[:, None] + half * x).ravel(), (half * w).ravel()


def average(found: Fit, tau: float, laplace: bool) -> Array:
    """The posterior mean (2,) of a fit with two weights, by Gauss and Legendre's rule on pieces of the plane."""
    table, (u, du), (v, dv) = found.table, _nodes(found.weights[0]), _nodes(found.weights[1])
    best, gram = np.linalg.lstsq(table.x, table.y, rcond=None)[0], table.x.T @ table.x / table.noise
    s, t = (u - best[0])[:, None], v - best[1]
    loss = 0.5 * gram[0, 0] * s**2 + 0.5 * gram[1, 1] * t**2 + gram[0, 1] * s * t
    size = (lambda w: np.sqrt(2) * np.abs(w) / tau) if laplace else (lambda w: 0.5 * (w / tau) ** 2)
    loss += size(u)[:, None] + size(v)
    mass = np.exp(loss.min() - loss) * du[:, None] * dv
    return np.array([u @ mass.sum(axis=1), mass.sum(axis=0) @ v]) / mass.sum()


def contours(
    found: Fit, laplace: bool, levels: tuple[float, ...] = (1.0, 0.4, 1.8)
) -> tuple[list[Array], Array, Array]:
    """Of a fit with two weights: ellipses (181, 2) of so many times the loss that the MAP has over least squares; the
    line (181, 2) of equal prior through the MAP, a diamond or a circle; and least squares (2,)."""
    x, y = found.table.x, found.table.y
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    values, turn = np.linalg.eigh(x.T @ x)
    angle = np.linspace(0, 2 * np.pi, 181)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    away = float((found.weights - best) @ (x.T @ x) @ (found.weights - best))
    rings = [best + np.sqrt(level * away) * (circle / np.sqrt(values)) @ turn.T for level in levels]
    size = (lambda w: np.abs(w).sum(axis=-1)) if laplace else (lambda w: np.hypot(w[..., 0], w[..., 1]))
    return rings, np.asarray(size(found.weights) * circle / size(circle)[:, None]), np.asarray(best)
