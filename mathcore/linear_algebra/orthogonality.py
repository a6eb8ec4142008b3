"""Orthonormal bases: Gram-Schmidt in its variants with every step recorded, Householder, and how much they lose.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), section 5.2; Bjorck, "Solving linear least squares
problems by Gram-Schmidt orthogonalization", BIT 7 (1967) 1-21; Giraud, Langou, Rozloznik and van den Eshof, "Rounding
error analysis of the classical Gram-Schmidt orthogonalization process", Numer. Math. 101 (2005) 87-100; Smoktunowicz,
Barlow and Langou, "A note on the error analysis of classical Gram-Schmidt", Numer. Math. 105 (2006) 299-313.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot

import numpy as np
from flint import fmpq
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_diabetes

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals
from mathcore.common.rationals import exact, root, rounded

Array = NDArray[np.float64]
TOLERANCE = 1e-9  # of `new_share`: less than this part of its column is nothing new
UNIT_ROUNDOFF = 2.0**-53  # of double precision
METHODS = ("classical", "pythagorean", "modified", "twice", "householder")
BLOCK = 5  # columns of a glued matrix that are nearly dependent among themselves


@dataclass(frozen=True)
class Step:
    """One step of Gram-Schmidt on three or more columns.

    Attributes:
        kind: "subtract" (take the shadow on q_against off column `column`) or "scale" (bring what is left to length 1).
        column, against: numbers from 0; `against` is -1 for a scaling.
        coefficient: the entry of R: the shadow's signed length q.w, or the length that is scaled away.
        before, after: (m,), the working vector.
        dependent: a scaling where nothing is left: q is the zero vector.
    """

    kind: str
    column: int
    against: int
    coefficient: float
    before: Array
    after: Array
    dependent: bool = False

    @property
    def left(self) -> float:
        """The length of what the step leaves."""
        return hypot(*self.after)


def gram_schmidt_steps(columns: ArrayLike) -> tuple[list[Step], Array, Array]:
    """The steps, Q (m, n) and R (n, n) of Gram-Schmidt on the columns of (m, n), in rational arithmetic.

    The entries are taken as what they print as, and what is left of a column before it is scaled is rational, so that
    it is zero exactly where the column depends on those before it; every number is rounded once, at the end. The q of
    such a column is zero, and what is later subtracted along it is nothing. There are always n (n + 1) / 2 steps.
    """
    a = np.asarray(columns, float)
    given = [[exact(value) for value in column] for column in a.T.tolist()]
    q, r = np.zeros_like(a), np.zeros((a.shape[1], a.shape[1]))
    steps: list[Step] = []
    freed: list[tuple[list[fmpq], fmpq]] = []  # what is left of each column, and its squared length
    for k, work in enumerate(given):
        for j, (other, squares) in enumerate(freed):
            after = work
            if squares != 0:
                part = _dot(work, other) / squares
                after = [mine - part * theirs for mine, theirs in zip(work, other, strict=True)]
                r[j, k] = root(part * part * squares) * (1 if part > 0 else -1)
            steps.append(Step("subtract", k, j, float(r[j, k]), _floats(work), _floats(after)))
            work = after
        freed.append((work, _dot(work, work)))
        dependent = freed[k][1] == 0
        if not dependent:
            r[k, k] = root(freed[k][1])
            q[:, k] = [root(each * each / freed[k][1]) * (1 if each > 0 else -1) for each in work]
        steps.append(Step("scale", k, -1, float(r[k, k]), _floats(work), q[:, k].copy(), dependent))
    return steps, q, r


def _dot(first: list[fmpq], second: list[fmpq]) -> fmpq:
    return sum((a * b for a, b in zip(first, second, strict=True)), fmpq(0))


def _floats(vector: list[fmpq]) -> Array:
    return np.array([rounded(value) for value in vector])


def orthonormalise(columns: ArrayLike, method: str) -> tuple[Array, Array]:
    """Q (..., m, n) and R (..., n, n) with A = QR, for one matrix or a stack (..., m, n) of matrices of full rank.

    `method` is "classical", "modified" or "twice" Gram-Schmidt (classical, each column orthogonalised twice),
    "pythagorean" (classical, but r_kk from the lengths of the column and of its shadow, by Pythagoras: only then is the
    loss known to be of the order of u kappa^2, Smoktunowicz, Barlow and Langou), or "householder". A column of zeros in
    the working matrix is left as it is (no division by zero).

    Raises:
        ValueError: the method is unknown.
    """
    a = np.asarray(columns, float)
    if method == "householder":
        return householder(a)
    if method not in METHODS:
        raise ValueError(f"There is no method called {method!r}: it is one of {', '.join(METHODS)}.")
    n = a.shape[-1]
    q, r = np.zeros_like(a), np.zeros((*a.shape[:-2], n, n))
    for k in range(n):
        work = a[..., k].copy()
        if method == "modified":
            for j in range(k):
                r[..., j, k] = np.sum(q[..., j] * work, axis=-1)
                work -= r[..., j, k, None] * q[..., j]
        else:
            for _ in range(2 if method == "twice" else 1):
                shadow = np.einsum("...mk,...m->...k", q[..., :k], work)
                r[..., :k, k] += shadow
                work -= np.einsum("...mk,...k->...m", q[..., :k], shadow)
        length = np.linalg.norm(work, axis=-1)
        if method == "pythagorean":
            whole, side = np.linalg.norm(a[..., k], axis=-1), np.linalg.norm(r[..., :k, k], axis=-1)
            known = np.sqrt(np.maximum(whole - side, 0.0)) * np.sqrt(whole + side)
            length = np.where(known > 1e-8 * whole, known, length)  # below, the difference has no digit that is right
        r[..., k, k] = length
        q[..., k] = work / np.where(length > 0, length, 1.0)[..., None]
    return q, r


def householder(columns: ArrayLike) -> tuple[Array, Array]:
    """Q (..., m, n) and R (..., n, n), diagonal of R nonnegative, by Householder reflections (m >= n)."""
    r = np.array(columns, float)
    n = r.shape[-1]
    mirrors = []
    for k in range(n):
        x = r[..., k:, k]
        size = np.linalg.norm(x, axis=-1)
        v = x.copy()
        v[..., 0] += np.where(x[..., 0] < 0, -size, size)  # the sign that does not cancel
        scale = np.linalg.norm(v, axis=-1)
        v /= np.where(scale > 0, scale, 1.0)[..., None]
        r[..., k:, k:] -= 2 * v[..., :, None] * np.einsum("...m,...mj->...j", v, r[..., k:, k:])[..., None, :]
        mirrors.append(v)
    q = np.zeros(r.shape)
    q[..., np.arange(n), np.arange(n)] = 1.0
    for k in reversed(range(n)):
        v = mirrors[k]
        q[..., k:, :] -= 2 * v[..., :, None] * np.einsum("...m,...mj->...j", v, q[..., k:, :])[..., None, :]
    signs = np.where(np.diagonal(r, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    upper = np.triu(r[..., :n, :])
    return q * signs[..., None, :], upper * signs[..., :, None]


def loss(q: ArrayLike) -> Array:
    """How far Q is from having orthonormal columns: the spectral norm of Q^T Q - I; a stack gives an array."""
    found = np.asarray(q, float)
    defect = np.swapaxes(found, -1, -2) @ found - np.eye(found.shape[-1])
    return np.asarray(np.abs(np.linalg.eigvalsh(defect)).max(axis=-1))


def deviation(columns: ArrayLike, method: str) -> Array:
    """The entries (n, n) of |Q^T Q - I| for the Q that a method of `orthonormalise` makes of the columns (m, n)."""
    q = orthonormalise(columns, method)[0]
    return np.abs(q.T @ q - np.eye(q.shape[1]))


def lauchli(n: int, epsilon: float) -> Array:
    """Lauchli's (n + 1, n) matrix: a row of ones over epsilon times the identity. Columns agree but for epsilon.

    Its condition number is sqrt(n + epsilon^2) / epsilon.
    """
    return np.vstack([np.ones(n), epsilon * np.eye(n)])


def graded(condition: float, left: ArrayLike, right: ArrayLike) -> Array:
    """U diag(s) V^T with n singular values that fall geometrically from 1 to 1 / condition.

    U (m, n) and V (n, n) are the orthonormal factors of two tables of normal numbers of these shapes.
    """
    u, v = np.linalg.qr(np.asarray(left, float))[0], np.linalg.qr(np.asarray(right, float))[0]
    n = v.shape[0]
    falling = condition ** -(np.arange(n) / max(n - 1, 1))
    return np.asarray(u * falling @ v.T)


def glued(condition: float, normals: ArrayLike, count: int) -> Array:
    """Blocks of five nearly dependent columns, side by side: (2 count, count), of that condition number (10 at least).

    The blocks are pieces of one well-conditioned matrix (singular values from 1 to 10), each multiplied by an
    ill-conditioned 5 by 5 factor: the example with which Smoktunowicz, Barlow and Langou show that classical
    Gram-Schmidt may lose everything though u kappa^2 is small. `normals` are at least 5 count^2 + 25 normal numbers.
    """
    numbers = np.asarray(normals, float).ravel()
    u = np.linalg.qr(numbers[: 2 * count * count].reshape(2 * count, count))[0]
    v = np.linalg.qr(numbers[2 * count * count : 3 * count * count].reshape(count, count))[0]
    whole = u * np.geomspace(1.0, 10.0, count) @ v.T
    rest = numbers[3 * count * count :]
    starts = range(0, count, BLOCK)
    sizes = [min(BLOCK, count - start) for start in starts]
    turns = [np.linalg.qr(rest[k * 25 : k * 25 + size * size].reshape(size, size))[0] for k, size in enumerate(sizes)]

    def made(spread: float) -> Array:
        blocks = [
            whole[:, start : start + size] * np.geomspace(1.0, spread, size) @ turn.T
            for start, size, turn in zip(starts, sizes, turns, strict=True)
        ]
        return np.concatenate(blocks, axis=1)

    spread = 1.0
    for _ in range(20 if condition > 10 else 0):  # the condition number is about proportional to the spread
        singular = np.linalg.svd(made(spread), compute_uv=False)
        wanted = condition / (singular[0] / singular[-1])
        spread = max(spread * wanted, 1.0)
        if abs(wanted - 1) < 1e-6 + UNIT_ROUNDOFF * condition:  # it is not known any better
            break
    return made(spread)


def new_share(columns: ArrayLike, tolerance: float = TOLERANCE) -> Array:
    """Of each column (m, n), the part of its squared length that the columns before it cannot explain: in [0, 1].

    It is the squared sine of the angle between the column and the span of the earlier ones, r_kk^2 / |a_k|^2. For
    centred columns it is 1 - R^2 of the regression on the earlier ones, and 1 / it is the last one's variance
    inflation factor. A zero column has share 0.
    """
    a = np.asarray(columns, float)
    sizes = np.linalg.norm(a, axis=0)
    q = np.zeros((a.shape[0], 0))
    found = np.zeros(a.shape[1])
    for k in range(a.shape[1]):
        work = a[:, k] - q @ (q.T @ a[:, k])
        work -= q @ (q.T @ work)
        length = float(np.linalg.norm(work))
        if length > tolerance * sizes[k]:
            found[k] = (length / sizes[k]) ** 2
            q = np.column_stack([q, work / length])
    return found


def inflation(columns: ArrayLike) -> Array:
    """The variance inflation factor of each column (m, n): 1 / (1 - R^2) of its regression on all the others.

    The columns are centred first. It is the diagonal of the inverse of the correlation matrix; inf where a column is
    dependent on the others.
    """
    a = np.asarray(columns, float)
    centred = a - a.mean(axis=0)
    n = a.shape[1]
    found = np.empty(n)
    for k in range(n):
        order = [j for j in range(n) if j != k] + [k]
        share = new_share(centred[:, order])[-1]
        found[k] = 1 / share if share > 0 else np.inf
    return found


@remembered
def dependent_columns(family: str, condition: float, count: int, seed: int) -> Array:
    """Nearly dependent columns whose condition number is `condition`. Kept; do not change the array.

    "random": `graded` of normal numbers of that seed, shape (2 count, count). "lauchli": `lauchli` with epsilon
    sqrt(count) / condition. "glued": `glued`. What it is exactly says `condition_of`.
    """
    if family == "lauchli":
        return lauchli(count, float(np.sqrt(count)) / condition)
    if family == "glued":
        return glued(condition, random_normals(seed, 0, 0, 5 * count * count + 25), count)
    tables = random_normals(seed, 0, 0, 4 * count * count)
    left, right = tables[: 2 * count * count], tables[2 * count * count : 3 * count * count]
    return graded(condition, left.reshape(2 * count, count), right.reshape(count, count))


def condition_of(family: str, condition: float) -> float:
    """The condition number that `dependent_columns` really have: that of Lauchli's is sqrt(1 + condition^2), that of
    glued ones at least 10."""
    known = {"lauchli": float(np.hypot(1.0, condition)), "glued": max(condition, 10.0)}
    return known.get(family, condition)


@lru_cache(maxsize=32)
def losses(family: str, conditions: tuple[float, ...], count: int, seed: int) -> dict[str, Array]:
    """The loss of orthogonality of each of METHODS on `dependent_columns` of all condition numbers (n,). Kept."""
    stack = np.stack([dependent_columns(family, each, count, seed) for each in conditions])
    return {method: loss(orthonormalise(stack, method)[0]) for method in METHODS}


@remembered
def with_copy(noise: float) -> Array:
    """Ten standardised features of the diabetes patients and a copy of the third (BMI) with noise, centred: (442, 11).

    `noise` is its standard deviation, in those of the feature. Source: Efron, Hastie, Johnstone and Tibshirani, "Least
    angle regression", Ann. Statist. 32 (2004) 407-499. Kept; do not change the array.
    """
    values = load_diabetes(scaled=False).data
    table = (values - values.mean(axis=0)) / values.std(axis=0)
    copy = table[:, 2] + noise * random_normals(1, 0, 0, len(table))
    return np.asarray(np.column_stack([table, copy - copy.mean()]))
