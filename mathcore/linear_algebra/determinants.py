"""Determinant and rank: signed volumes, the column that is folded flat, the cofactor inverse, the numerical rank.

Conventions: the determinant is that of the columns in their order; a rank is the number of singular values above
`tolerance` times the largest one, so it is a decision about a tolerance, not a property that a computer can see.

Sources: Strang, *Introduction to Linear Algebra*, 6th ed. (2023), chapter 5; Golub and Van Loan, *Matrix Computations*,
4th ed. (2013), section 5.4.1 (numerical rank); Roberts, "The unreasonable effectiveness of quasirandom sequences"
(2018).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import hilbert as _hilbert
from scipy.special import ndtri

from mathcore.common import tables

Array = NDArray[np.float64]
CM_PER_INCH = 2.54


def leibniz(matrix: ArrayLike) -> Array:
    """The n! signed products, one entry from each row and column, whose sum is the determinant (n up to about 7)."""
    a = np.asarray(matrix, float)
    n = len(a)
    found = []
    for order in permutations(range(n)):
        swaps = sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n))
        found.append((-1) ** swaps * float(np.prod(a[np.arange(n), order])))
    return np.array(found)


def determinant(matrix: ArrayLike) -> float:
    """The determinant of a matrix of size 2 or 3 by its formula: exact for small integers, as elimination is not.

    Raises:
        ValueError: another size.
    """
    a = np.asarray(matrix, float)
    if a.shape not in ((2, 2), (3, 3)):
        raise ValueError(f"The formula is for 2x2 and 3x3 matrices, not for the shape {a.shape}.")
    return float(leibniz(a).sum())


def adjugate(matrix: ArrayLike) -> Array:
    """The adjugate of a 2x2 or 3x3 matrix, the transposed matrix of cofactors: A adj(A) = det(A) I."""
    a = np.asarray(matrix, float)
    n = len(a)
    found = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            minor = np.delete(np.delete(a, i, 0), j, 1)
            found[j, i] = (-1) ** (i + j) * float(leibniz(minor).sum())
    return found


def height(matrix: ArrayLike) -> Array:
    """The part (n,) of the last column that is orthogonal to all others: the height of the box over its base."""
    a = np.asarray(matrix, float)
    base, last = a[:, :-1], a[:, -1]
    u, s, _ = np.linalg.svd(base, full_matrices=False)
    kept = u[:, s > 1e-12 * max(float(s[0]), 1e-300)]
    return np.asarray(last - kept @ (kept.T @ last))


def lifted(matrix: ArrayLike, factor: float) -> Array:
    """The matrix with the height of its last column multiplied: 1 changes nothing, 0 folds the box flat into its base,
    -1 mirrors it. The determinant is multiplied by the same factor, since it is linear in each column."""
    a = np.array(matrix, float)
    if factor != 1.0:
        a[:, -1] += (factor - 1.0) * height(a)
    return a


def default_tolerance(rows: int, columns: int) -> float:
    """The relative tolerance of numpy.linalg.matrix_rank: max(rows, columns) times the machine epsilon."""
    return float(max(rows, columns) * np.finfo(float).eps)


def numerical_rank(singular: ArrayLike, tolerance: ArrayLike) -> NDArray[np.int64]:
    """How many singular values exceed tolerance times the largest one; one count for each tolerance."""
    s = np.asarray(singular, float)
    threshold = np.asarray(tolerance, float) * s.max(initial=0.0)
    return np.asarray((s > threshold[..., None]).sum(axis=-1))


def rank(matrix: ArrayLike, tolerance: float = 1e-9) -> int:
    """The numerical rank of a matrix at a relative tolerance."""
    return int(numerical_rank(np.linalg.svd(np.asarray(matrix, float), compute_uv=False), tolerance))


@lru_cache(maxsize=32)
def hilbert(order: int) -> Array:
    """The Hilbert matrix with entries 1 / (i + j + 1), i and j from 0: invertible, and yet of low numerical rank."""
    found = np.asarray(_hilbert(order), float)
    found.flags.writeable = False
    return found


@lru_cache(maxsize=32)
def flowers_in_inches(decimals: int) -> Array:
    """Fisher's irises, shape (150, 5): the four lengths in cm, and petal length again in inches, rounded.

    Were it not for the rounding the last column would be a multiple of the third, and the rank 4.
    """
    centimetres = tables.iris().values
    found = np.column_stack([centimetres, np.round(centimetres[:, 2] / CM_PER_INCH, decimals)])
    found.flags.writeable = False
    return found


@lru_cache(maxsize=4)
def normal_points(count: int) -> Array:
    """Evenly spread points (count, 2) of the standard normal distribution of the plane, the same every time.

    The R2 sequence k (1/g, 1/g^2) mod 1 with g^3 = g + 1, sent through the normal quantile function.
    """
    g = 1.32471795724474602596
    k = np.arange(1, count + 1)[:, None]
    found = np.asarray(ndtri((0.5 + k * np.array([1 / g, 1 / g**2])) % 1.0), float)
    found.flags.writeable = False
    return found


def inside(points: ArrayLike, matrix: ArrayLike) -> NDArray[np.bool_]:
    """Which of the points (n, 2) lie in the image of the square [-1, 1]^2 under an invertible 2x2 matrix."""
    back = np.linalg.solve(np.asarray(matrix, float), np.asarray(points, float).T)
    return np.asarray(np.abs(back).max(axis=0) <= 1.0)
