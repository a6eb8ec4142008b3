"""Logistic regression of 569 tumours on two measurements: a loss over the plane of its two weights.

The loss is minus the log-likelihood, the sum of log(1 + exp(-y w.x)) for labels y = +1 (malignant) and -1, with mean
radius and mean texture, each standardised (divisor n), and no offset: so that the plane is all there is.

Sources: Street, Wolberg and Mangasarian (1993), as scikit-learn ships the data; Hastie, Tibshirani and Friedman, *The
Elements of Statistical Learning*, 2nd ed. (2009), section 4.4.1, for iteratively reweighted least squares.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.datasets import load_breast_cancer

Array = NDArray[np.float64]
FEATURES = (0, 1)  # mean radius, mean texture
BEND = 1 / (6 * np.sqrt(3))  # the largest |third derivative| of log(1 + exp(z))


@lru_cache
def tumours() -> tuple[Array, Array]:
    """The rows x (569, 2), and 1 for malignant, 0 for benign ones (569,)."""
    data = load_breast_cancer()
    x = data.data[:, FEATURES]
    return (x - x.mean(axis=0)) / x.std(axis=0), (data.target == 0).astype(float)


def rows(a: ArrayLike, b: ArrayLike) -> Array:
    """The loss with its first and second derivatives, (6, ...): f, f_a, f_b, f_aa, f_ab, f_bb."""
    z = _odds(a, b)
    found = derivatives(a, b)
    found[0] = (np.logaddexp(0.0, z) - tumours()[1] * z).sum(axis=-1)
    return found


def _odds(a: ArrayLike, b: ArrayLike) -> Array:
    first, second = tumours()[0].T
    return np.multiply.outer(np.asarray(a, float), first) + np.multiply.outer(np.asarray(b, float), second)


def derivatives(a: ArrayLike, b: ArrayLike) -> Array:
    """The same, with zeros in place of the loss, which takes longest."""
    x, y = tumours()
    first, second = x.T
    odds = _odds(a, b)
    p, other = expit(odds), expit(-odds)  # 1 - p has no digits left where p is nearly 1
    slope, bend = np.where(y, -other, p), p * other
    sums = slope @ first, slope @ second, bend @ first**2, bend @ (first * second), bend @ second**2
    return np.stack([np.zeros_like(sums[0]), *sums])


def at(a: float, b: float) -> list[float]:
    """The same at one point, as numbers."""
    found: list[float] = rows(a, b).tolist()
    return found


@lru_cache
def steepest() -> float:
    """L: no curvature of the loss is larger anywhere, since p(1 - p) <= 1/4."""
    x, _ = tumours()
    return float(np.linalg.eigvalsh(x.T @ x)[-1] / 4)


@lru_cache
def twist() -> float:
    """M: |H(w) - H(v)| <= M |w - v|, since the third derivative of log(1 + exp(z)) is at most BEND."""
    x, _ = tumours()
    return float(BEND * (np.hypot(*x.T) ** 3).sum())


def squared(w: ArrayLike, least: float) -> tuple[float, float]:
    """The distance of some weights (2,) from the best, and M times its square over twice the least eigenvalue there:
    Newton's next error is no larger."""
    away = float(np.hypot(*(np.asarray(w, float) - best())))
    return away, twist() * away**2 / (2 * least) if least > 0 else np.inf


def reweighted(a: float, b: float) -> tuple[Array, float]:
    """The least squares fit of the working responses z + (y - p)/(p(1 - p)) with the weights p(1 - p).

    Returns:
        The weights (2,) of the fit, and how far rounding may have moved them: eps ||b|| (1 + kappa) / sigma, of the
        scaled responses b and the least singular value sigma (Golub and Van Loan, Matrix Computations, 4th ed.,
        theorem 5.3.1). NaN where that is over a thousandth of them: far out some weights are nearly zero and others
        not, and the responses differ by more orders of magnitude than doubles have digits.
    """
    x, y = tumours()
    z = x @ np.array([a, b])
    p, other = expit(z), expit(-z)
    root = np.sqrt(p * other)
    if root.min() < 1e-140:
        return np.full(2, np.nan), np.inf
    # The response times the root of the weight, with no division by a weight that is nearly zero.
    scaled = root * z + np.where(y, other, -p) / root
    found, _, _, sigma = np.linalg.lstsq(root[:, None] * x, scaled, rcond=None)
    doubt = float(np.finfo(float).eps * np.linalg.norm(scaled) * (1 + sigma[0] / sigma[-1]) / sigma[-1])
    return (found if doubt < 1e-3 * (1 + np.hypot(*found)) else np.full(2, np.nan)), doubt


def patience(start: ArrayLike, most: int = 600) -> int:
    """Steps of gradient descent with the step size 1/L until the gradient is below 1e-6; at most so many are tried."""
    w, step = np.array(start, float), 1 / steepest()
    x, y = tumours()
    across, odds, slope = np.ascontiguousarray(x.T), np.empty(len(y)), np.empty(2)
    for k in range(most):  # in place: a hand that drags the start waits for this
        np.dot(x, w, out=odds)
        expit(odds, out=odds)
        odds -= y
        np.dot(across, odds, out=slope)
        if slope[0] * slope[0] + slope[1] * slope[1] < 1e-12:
            return k
        w -= step * slope
    return most


@lru_cache
def best() -> Array:
    """The weights (2,) of the least loss, by Newton's method from zero, to rounding."""
    w = np.zeros(2)
    for _ in range(12):
        _, ga, gb, aa, ab, bb = at(*w.tolist())
        w = w - np.linalg.solve([[aa, ab], [ab, bb]], [ga, gb])
    return w
