"""Ridge regression on the handwritten digits, solved by preconditioned conjugate gradients.

The ten columns of targets are 1 for the digit and 0 for the others. The data are scikit-learn's digits (64 pixels from
0 to 16), 1,000 to learn from and 797 to test on, centred at the means of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag, eigh
from sklearn.datasets import load_digits

from mathcore.advanced import krylov
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
LEARNT, STEPS, RANK = 1000, 60, 8
KINDS = ("none", "jacobi", "rows", "top")


@dataclass(frozen=True)
class Digits:
    """`covariance` (64, 64) and `products` (64, 10) of the pixels with the targets, both over n; what is tested on."""

    covariance: Array
    products: Array
    images: Array
    labels: NDArray[np.int_]
    shares: Array


@lru_cache(maxsize=1)
def digits() -> Digits:
    """The sums that the equations need, and the centred test images with their labels."""
    found = load_digits()
    images, labels = found.data.astype(float), np.asarray(found.target)
    learnt, targets = images[:LEARNT], np.eye(10)[labels[:LEARNT]]
    whole, counts = learnt.sum(axis=0), targets.sum(axis=0)
    # Of whole numbers each sum is exact, in any order: the same equations on every machine, and rounding decides the
    # late iterates of an ill-conditioned run.
    covariance = (LEARNT * (learnt.T @ learnt) - np.outer(whole, whole)) / LEARNT**2
    products = (LEARNT * (learnt.T @ targets) - np.outer(whole, counts)) / LEARNT**2
    return Digits(covariance, products, images[LEARNT:] - whole / LEARNT, labels[LEARNT:], counts / LEARNT)


def system(alpha: float) -> Array:
    """A = covariance + alpha I, shape (64, 64)."""
    return np.asarray(digits().covariance + alpha * np.eye(64))


def preconditioner(kind: str, alpha: float) -> Array:
    """M, shape (64, 64). none: I. jacobi: the diagonal of A. rows: its blocks of each row of eight pixels. top: A along
    its RANK leading eigenvectors, and the next eigenvalue in all other directions."""
    a = system(alpha)
    if kind == "jacobi":
        return np.diag(np.diag(a))
    if kind == "rows":
        return np.asarray(block_diag(*(a[k : k + 8, k : k + 8] for k in range(0, 64, 8))))
    if kind == "top":
        values, vectors = np.linalg.eigh(a)
        lead, others = vectors[:, -RANK:], values[-RANK - 1]
        return np.asarray(others * np.eye(64) + (lead * (values[-RANK:] - others)) @ lead.T)
    return np.eye(64)


@dataclass(frozen=True)
class Solved:
    """`spectrum` (64,) of M^-1 A, ascending. Of each step (STEPS + 1,): the relative A-norm `errors` of all ten systems
    together; their `bounds` from the condition number; `taken`, what the steps so far say that they took of the error's
    square, as a part of it; and `right`, the share of the test digits that the iterate gets right. `goal` is the share
    that the solution gets right."""

    spectrum: Array
    errors: Array
    bounds: Array
    taken: Array
    right: Array
    goal: float

    @property
    def kappa(self) -> float:
        """The condition number of M^-1 A in the norm of M."""
        return float(self.spectrum[-1] / self.spectrum[0])


@remembered
def solve(kind: str, alpha: float) -> Solved:
    """Sixty steps of conjugate gradients with that preconditioner, from zero."""
    data, a, m = digits(), system(alpha), preconditioner(kind, alpha)
    inverse = np.linalg.inv(m)
    # einsum: its sums have one order on every machine; along rows it is twice as fast.
    apply, precondition = (lambda x, by=by: np.einsum("ij,kj->ik", by, x.T.copy()) for by in (a, inverse))
    run = krylov.conjugate_gradients(apply, data.products, STEPS, precondition=precondition)
    points = run.points.transpose(1, 0, 2).reshape(64, -1)  # all iterates side by side
    solution = np.linalg.solve(a, data.products)
    off = points - np.tile(solution, STEPS + 1)
    squares = (off * (a @ off)).sum(axis=0).reshape(STEPS + 1, 10).sum(axis=1)
    taken = np.concatenate([[0.0], run.gains.sum(axis=1).cumsum()]) / squares[0]
    weights = np.ascontiguousarray(run.points.transpose(2, 0, 1)).reshape(-1, 64)
    scores = (weights @ data.images.T).reshape(10, STEPS + 1, -1)
    scores += data.shares[:, None, None]
    of_truth = scores[data.labels, :, np.arange(len(data.labels))]
    right = (of_truth >= scores.max(axis=0).T).mean(axis=0)
    goal = float(((data.images @ solution + data.shares).argmax(axis=1) == data.labels).mean())
    spectrum = np.asarray(eigh(a, m, eigvals_only=True))
    bounds = np.array([krylov.bound(float(spectrum[-1] / spectrum[0]), k) for k in range(STEPS + 1)])
    return Solved(spectrum, np.sqrt(np.maximum(squares, 0) / squares[0]), bounds, taken, right, goal)
