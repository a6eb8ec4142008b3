"""Logistic regression on the Wisconsin breast cancer data by three matrices: none, Fisher's, the empirical Fisher.

The loss is the mean negative log-likelihood, in nats a patient. Source: S. Amari, "Natural gradient works efficiently
in learning", Neural Computation 10 (1998); F. Kunstner, L. Balles and P. Hennig, "Limitations of the empirical Fisher
approximation for natural gradient descent", NeurIPS (2019).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
COLUMNS = {"three": (0, 1, 4), "ten": tuple(range(10))}  # of the data: radius, texture, smoothness; all ten means
FARTHEST = 1e3  # nats: a run that loses more has flown off


class Problem(NamedTuple):
    """A design with a column of ones (n, d), and labels 0 and 1 (n,)."""

    x: Array
    y: Array


@remembered
def patients(features: str, standard: bool) -> Problem:
    """569 tumours, 1 for malignant; columns in their own units, or with mean 0 and deviation 1."""
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    x = data.data[:, COLUMNS[features]]
    if standard:
        x = (x - x.mean(axis=0)) / x.std(axis=0)
    return Problem(np.column_stack([np.ones(len(x)), x]), (data.target == 0).astype(float))


def chances(problem: Problem, w: Array) -> Array:
    """What the model gives to a label 1, for each patient (n,)."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * (problem.x @ w))))


def loss(problem: Problem, w: Array) -> float:
    """The mean negative log-likelihood, in nats."""
    z = problem.x @ w
    return float(np.mean(np.logaddexp(0, z) - problem.y * z))


def gradient(problem: Problem, w: Array) -> Array:
    """The gradient (d,) of the loss."""
    return np.asarray(problem.x.T @ (chances(problem, w) - problem.y) / len(problem.y))


def fisher(problem: Problem, w: Array, empirical: bool = False) -> Array:
    """The mean of the outer products of the scores (d, d): over labels that the model draws (Fisher's matrix), or over
    those in the data (the empirical one)."""
    p = chances(problem, w)
    weights = (p - problem.y) ** 2 if empirical else p * (1 - p)
    return np.asarray((problem.x.T * weights) @ problem.x / len(p))


def spectrum(problem: Problem, w: Array, empirical: bool = False) -> Array:
    """The eigenvalues (d,) of that matrix, the largest first."""
    return np.asarray(np.linalg.eigvalsh(fisher(problem, w, empirical))[::-1])


def paces(problem: Problem, w: Array, empirical: bool = False, damping: float = 0.0) -> Array:
    """The eigenvalues (d,) of (matrix + damping I)^-1 times the Hessian, ascending. At the best weights a step of one
    leaves 1 - pace of what is missing in each of these directions: above 2 it hops farther off each time."""
    hessian, matrix = fisher(problem, w), fisher(problem, w, empirical) + damping * np.eye(len(w))
    scale = 1 / np.sqrt(np.diag(matrix))  # as in `step`
    scaled = [scale[:, None] * each * scale for each in (hessian, matrix)]
    return np.asarray(eigh(*scaled, eigvals_only=True))


def step(problem: Problem, w: Array, empirical: bool = False, damping: float = 0.0) -> Array:
    """The natural step (d,) of size one: minus (matrix + damping I)^-1 gradient. Columns are scaled before it is
    solved, which changes nothing but the rounding."""
    matrix = fisher(problem, w, empirical) + damping * np.eye(len(w))
    scale = 1 / np.sqrt(np.maximum(np.diag(matrix), 1e-300))
    scaled = scale[:, None] * matrix * scale
    return np.asarray(-scale * np.linalg.lstsq(scaled, scale * gradient(problem, w), rcond=1e-14)[0])


def reweighted(problem: Problem, w: Array) -> Array:
    """One round of iteratively reweighted least squares: the weights (d,) that fit the working response best."""
    z = problem.x @ w
    small = np.exp(-np.abs(z))
    root = np.sqrt(small) / (1 + small)  # of p (1 - p), which 1 - p would round to zero
    response = root * z + (problem.y - chances(problem, w)) / root
    scale = np.sqrt((problem.x**2).mean(axis=0))
    return np.asarray(np.linalg.lstsq(root[:, None] * problem.x / scale, response, rcond=None)[0] / scale)


def natural_run(problem: Problem, steps: int, empirical: bool = False, damping: float = 0.0) -> tuple[Array, Array]:
    """Weights (steps + 1, d) from zero and their losses (steps + 1,); NaN once the loss exceeds what can be."""
    w = np.zeros(problem.x.shape[1])
    weights, losses = np.full((steps + 1, len(w)), np.nan), np.full(steps + 1, np.nan)
    for k in range(steps + 1):
        now = loss(problem, w)
        if not now < FARTHEST:
            break
        weights[k], losses[k] = w, now
        w = w + step(problem, w, empirical, damping)
    return weights, losses


@lru_cache(maxsize=8)
def plain_run(features: str, standard: bool, steps: int) -> Array:
    """Losses (steps + 1,) of gradient descent from zero, each step 1/L long: L = largest eigenvalue of X'X / 4n."""
    problem = patients(features, standard)
    w, found = np.zeros(problem.x.shape[1]), np.empty(steps + 1)
    rate = 4 * len(problem.y) / float(np.linalg.eigvalsh(problem.x.T @ problem.x)[-1])
    for k in range(steps + 1):
        found[k] = loss(problem, w)
        w = w - rate * gradient(problem, w)
    return found


@lru_cache(maxsize=4)
def best(features: str) -> tuple[Array, float]:
    """The weights at which the likelihood is highest, for columns of deviation 1, and the loss there."""
    weights, losses = natural_run(patients(features, True), 20)
    return weights[-1], float(losses[-1])


def reached(losses: Array, goal: float) -> int | None:
    """The first step from which on the losses (n,) stay below the goal; None if they do not."""
    late = np.flatnonzero(~(losses < goal))
    first = int(late[-1]) + 1 if len(late) else 0
    return first if first < len(losses) else None
