"""Ten labels for 1797 digits: what is known of one scan of each class spreads along a graph of neighbours.

The graph joins each scan with its nearest ones, if either counts the other among them; S = D^(-1/2) W D^(-1/2). From
the labels Y (a row of ten, with a one for each labelled scan) the scores go F <- alpha S F + (1 - alpha) Y, towards
F* = (1 - alpha) (I - alpha S)^(-1) Y.

Source: D. Zhou, O. Bousquet, T. N. Lal, J. Weston and B. Schölkopf, "Learning with local and global consistency",
NIPS 16 (2004).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix, diags
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import eigsh

from mathcore.advanced.spectral_graphs import Array, Ints, Mask
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms
from mathcore.common.tables import digits

CLASSES = 10
ROUNDS = 60
STREAM = 77  # of the draws of labelled scans


@lru_cache
def squared_distances() -> Array:
    """Between all scans (n, n): exact, because inks are whole numbers; read-only."""
    x = digits().values
    norms = np.einsum("ij,ij->i", x, x)
    found = norms[:, None] + norms[None] - 2 * x @ x.T
    found.setflags(write=False)
    return np.asarray(found)


@remembered
def neighbours(k: int) -> csr_matrix:
    """The weights W (n, n): 1 where one scan is among the k nearest of the other (ties: the earlier one)."""
    apart = squared_distances() + np.diag(np.full(len(squared_distances()), np.inf))
    near = np.argsort(apart, axis=1, kind="stable")[:, :k]
    n = len(apart)
    found = coo_matrix((np.ones(n * k), (np.repeat(np.arange(n), k), near.ravel())), shape=(n, n)).tocsr()
    return csr_matrix(found.maximum(found.T))


@remembered
def scaled(k: int) -> csr_matrix:
    """S = D^(-1/2) W D^(-1/2) of the graph of k neighbours."""
    w = neighbours(k)
    root = diags(1 / np.sqrt(np.asarray(w.sum(axis=1)).ravel()))
    return csr_matrix(root @ w @ root)


@remembered
def parts(k: int) -> int:
    """How many components the graph of k neighbours has."""
    return int(connected_components(neighbours(k), directed=False)[0])


@remembered
def embedding(k: int) -> tuple[Array, Array]:
    """The eleven least eigenvalues (11,) of the normalised Laplacian, and their vectors D^(-1/2) u (n, 11), each with
    its largest entry positive."""
    s = scaled(k)
    n = s.shape[0]
    start = np.sqrt(np.asarray(neighbours(k).sum(axis=1)).ravel())
    values, vectors = eigsh(s, k=CLASSES + 1, which="LA", v0=start + np.sin(np.arange(n)), tol=1e-12)
    order = np.argsort(-values)
    vectors = vectors[:, order] / start[:, None]
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(CLASSES + 1)])
    return np.maximum(1 - values[order], 0.0), vectors


@remembered
def places(k: int) -> Array:
    """Where each scan stands (n, 2) in the orders of the second and of the third vector, from 0 to 1."""
    ranks = embedding(k)[1][:, 1:3].argsort(axis=0, kind="stable").argsort(axis=0)
    return np.asarray(ranks / (len(ranks) - 1))


@lru_cache
def labelled(seed: int) -> Ints:
    """One scan of each class (10,), drawn evenly."""
    y, draws = digits().labels, random_uniforms(seed, STREAM, 0, CLASSES)
    members = [np.flatnonzero(y == c) for c in range(CLASSES)]
    return np.array([each[int(u * len(each))] for each, u in zip(members, draws.tolist(), strict=True)])


class Spread(NamedTuple):
    """`classes` (rounds + 1, n), -1 where nothing has arrived yet; `errors` (rounds + 1,), the Frobenius norm of
    F - F*; `known` (10,), the labelled scans; `limit` (n,), the classes of F*; `nearest` (n,), of the nearest labelled
    scan; `mass` (2,), the sum of sqrt(d) F* and that of sqrt(d) Y over all scans and classes: S keeps it."""

    classes: Ints
    errors: Array
    known: Ints
    limit: Ints
    nearest: Ints
    mass: Array

    def right(self, classes: Ints) -> float:
        """The share of the scans without a label whose class (n,) is right."""
        asked = self.unlabelled
        return float((classes[asked] == digits().labels[asked]).mean())

    @property
    def unlabelled(self) -> Mask:
        """Which scans (n,) have no label."""
        found = np.ones(self.classes.shape[1], bool)
        found[self.known] = False
        return found

    @property
    def course(self) -> Array:
        """The share that is right after each round (rounds + 1,); what has no class is not right."""
        return np.array([self.right(each) for each in self.classes])


def settled(s: csr_matrix, alpha: float, y: Array) -> Array:
    """(I - alpha S)^(-1) Y by conjugate gradients, all columns side by side, until what is left is below 1e-13."""
    x, rest = np.zeros_like(y), y.copy()
    way, size = rest.copy(), np.einsum("ij,ij->j", rest, rest)
    while size.max() > 1e-26:
        pushed = way - alpha * (s @ way)
        step = size / np.maximum(np.einsum("ij,ij->j", way, pushed), 1e-300)
        x, rest = x + step * way, rest - step * pushed
        new = np.einsum("ij,ij->j", rest, rest)
        way, size = rest + new / np.maximum(size, 1e-300) * way, new
    return x


def spread(k: int, alpha: float, seed: int) -> Spread:
    """The labels of `labelled(seed)`, spread on the graph of k neighbours for ROUNDS rounds."""
    s, known = scaled(k), labelled(seed)
    n = s.shape[0]
    y = np.zeros((n, CLASSES))
    y[known, range(CLASSES)] = 1.0
    fixed = (1 - alpha) * settled(s, alpha, y)
    f = np.zeros_like(y)
    classes, errors = [_classes(f)], [float(np.linalg.norm(fixed))]
    for _ in range(ROUNDS):
        f = alpha * (s @ f) + (1 - alpha) * y
        classes.append(_classes(f))
        errors.append(float(np.linalg.norm(f - fixed)))
    nearest = squared_distances()[:, known].argmin(axis=1)
    roots = np.sqrt(np.asarray(neighbours(k).sum(axis=1)).ravel())
    mass = np.array([(roots @ each).sum() for each in (fixed, y)])
    return Spread(np.array(classes), np.array(errors), known, _classes(fixed), nearest, mass)


def _classes(scores: Array) -> Ints:
    best = scores.argmax(axis=1)
    return np.where(scores.max(axis=1) > 1e-12, best, -1)
