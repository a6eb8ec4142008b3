"""Subspaces of R^n: the four fundamental ones of a matrix, coordinates in a basis, angles between subspaces.

Sources: Strang, "The fundamental theorem of linear algebra", Amer. Math. Monthly 100 (1993) 848-855; Bjorck and Golub,
"Numerical methods for computing angles between linear subspaces", Math. Comp. 27 (1973) 579-594.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
TOLERANCE = 1e-9  # singular values below this part of the largest one count as zero


@dataclass(frozen=True)
class FourSubspaces:
    """Orthonormal bases, in columns, of the four fundamental subspaces of an (m, n) matrix A of rank r.

    Attributes:
        rank: r, the number of singular values above the tolerance.
        row: (n, r), the row space, the image of A^T.
        null: (n, n - r), the null space, all x with Ax = 0.
        column: (m, r), the column space, the image of A.
        left: (m, m - r), the left null space, all y with A^T y = 0.
        singular: (min(m, n),), the singular values, descending; A row[:, i] = singular[i] column[:, i].
    """

    rank: int
    row: Array
    null: Array
    column: Array
    left: Array
    singular: Array


def upright(columns: Array) -> Array:
    """The columns with signs such that the largest coordinate of each (the first of equals) is positive."""
    if columns.size == 0:
        return columns
    sizes = np.abs(columns)
    leading = np.argmax(sizes > sizes.max(axis=0) * (1 - 1e-9), axis=0)
    signs = np.sign(columns[leading, np.arange(columns.shape[1])])
    return np.asarray(columns * np.where(signs == 0, 1.0, signs))


def four_subspaces(matrix: ArrayLike, tolerance: float = TOLERANCE) -> FourSubspaces:
    """The four fundamental subspaces, by the singular value decomposition.

    A singular value of at most `tolerance` times the largest one counts as zero: that is what makes the rank of a
    matrix of floating-point numbers a decision, not a fact.

    Raises:
        ValueError: the matrix is not two-dimensional or not finite.
    """
    a = np.asarray(matrix, dtype=float)
    if a.ndim != 2 or not np.isfinite(a).all():
        raise ValueError(f"four_subspaces needs a finite matrix, not an array of shape {a.shape}.")
    u, s, vt = np.linalg.svd(a)
    rank = int(np.sum(s > tolerance * s[0])) if s.size and s[0] > 0 else 0
    # One sign for each singular pair, so that A v = s u stays true; the null spaces choose theirs alone.
    row = upright(vt[:rank].T)
    flips = np.sign(np.sum(row * vt[:rank].T, axis=0))
    return FourSubspaces(rank, row, upright(vt[rank:].T), u[:, :rank] * flips, upright(u[:, rank:]), s)


def project(basis: ArrayLike, x: ArrayLike) -> Array:
    """The orthogonal projection of x (n,) on the span of orthonormal columns (n, k); the zero vector if k = 0."""
    q = np.asarray(basis, float)
    return np.asarray(q @ (q.T @ np.asarray(x, float)))


def rref(matrix: ArrayLike, tolerance: float = TOLERANCE) -> tuple[Array, tuple[int, ...]]:
    """The reduced row echelon form (m, n) and its pivot columns, by Gauss-Jordan elimination with row pivoting.

    Entries within `tolerance` times the largest entry of the matrix count as zero.
    """
    a = np.array(matrix, dtype=float)
    small = tolerance * max(float(np.abs(a).max(initial=0.0)), 1e-300)
    pivots: list[int] = []
    for column in range(a.shape[1]):
        row = len(pivots)
        if row == a.shape[0]:
            break
        best = row + int(np.argmax(np.abs(a[row:, column])))
        if abs(a[best, column]) <= small:
            a[row:, column] = 0.0
            continue
        a[[row, best]] = a[[best, row]]
        a[row] /= a[row, column]
        others = np.arange(a.shape[0]) != row
        a[others] -= np.outer(a[others, column], a[row])
        pivots.append(column)
    return a + 0.0, tuple(pivots)


def special_solutions(matrix: ArrayLike, tolerance: float = TOLERANCE) -> Array:
    """The textbook basis (n, n - r) of the null space: each free variable 1 in turn, the other free ones 0."""
    reduced, pivots = rref(matrix, tolerance)
    free = [column for column in range(reduced.shape[1]) if column not in pivots]
    found = np.zeros((reduced.shape[1], len(free)))
    for k, column in enumerate(free):
        found[column, k] = 1.0
        found[list(pivots), k] = -reduced[: len(pivots), column]
    return found + 0.0


def coordinates(basis: ArrayLike, v: ArrayLike, tolerance: float = TOLERANCE) -> Array:
    """The coordinates c with (basis) c = v, for a basis of R^n in the columns of an (n, n) array; v is (n,) or (n, k).

    Raises:
        ValueError: the columns are dependent, so that they are no basis.
    """
    b = np.asarray(basis, dtype=float)
    sizes = np.linalg.norm(b, axis=0)
    if b.ndim != 2 or b.shape[0] != b.shape[1] or not sizes.all() or is_dependent(b, tolerance):
        raise ValueError("The columns are dependent: they are no basis.")
    return np.asarray(np.linalg.solve(b, np.asarray(v, dtype=float)))


def is_dependent(columns: ArrayLike, tolerance: float = TOLERANCE) -> bool:
    """Whether the columns (n, k) are linearly dependent; their lengths do not matter, a zero column does."""
    a = np.asarray(columns, float)
    sizes = np.linalg.norm(a, axis=0)
    if not sizes.all():
        return True
    singular = np.linalg.svd(a / sizes, compute_uv=False)
    return bool(a.shape[1] > a.shape[0] or singular[-1] <= tolerance * singular[0])


def orthonormal(columns: ArrayLike, tolerance: float = TOLERANCE) -> Array:
    """An orthonormal basis (n, r) of the span of the columns."""
    return four_subspaces(columns, tolerance).column
