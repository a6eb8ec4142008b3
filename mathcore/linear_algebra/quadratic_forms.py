"""Quadratic forms x^T A x and covariance: definiteness, Cholesky with the step where it fails, roots, kernels.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), section 4.2; Higham, "Analysis of the Cholesky
decomposition of a semi-definite matrix" (1990); Scholkopf and Smola, *Learning with Kernels* (2002), chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
TOLERANCE = 1e-9  # eigenvalues and pivots within this part of the matrix's size count as zero


class Definiteness(Enum):
    """The signs that a quadratic form takes."""

    POSITIVE = "positive definite"
    POSITIVE_SEMI = "positive semi-definite"
    ZERO = "zero"
    NEGATIVE_SEMI = "negative semi-definite"
    NEGATIVE = "negative definite"
    INDEFINITE = "indefinite"

    @property
    def semidefinite(self) -> bool:
        """Whether x^T A x is never negative: what a covariance matrix must be."""
        return self in (Definiteness.POSITIVE, Definiteness.POSITIVE_SEMI, Definiteness.ZERO)


def symmetric_part(matrix: ArrayLike) -> Array:
    """(A + A^T) / 2, the only part of A that x^T A x sees."""
    a = np.asarray(matrix, dtype=float)
    return np.asarray((a + a.T) / 2)


def eigen_symmetric(matrix: ArrayLike) -> tuple[Array, Array]:
    """Eigenvalues (n,), descending, and orthonormal eigenvectors (n, n) in columns of a symmetric matrix.

    The largest coordinate of each eigenvector (the first of equals) is positive. Only the lower triangle is read.
    """
    values, vectors = np.linalg.eigh(np.asarray(matrix, dtype=float))
    values, vectors = values[::-1], vectors[:, ::-1]
    sizes = np.abs(vectors)
    leading = np.argmax(sizes > sizes.max(axis=0) * (1 - 1e-9), axis=0)
    signs = np.sign(vectors[leading, np.arange(len(values))])
    return values.copy(), np.asarray(vectors * np.where(signs == 0, 1.0, signs))


def definiteness(matrix: ArrayLike, tolerance: float = TOLERANCE) -> Definiteness:
    """Which signs x^T A x takes, from the eigenvalues of the symmetric part.

    An eigenvalue within `tolerance` times the largest modulus counts as zero.
    """
    values = np.linalg.eigvalsh(symmetric_part(matrix))
    small = tolerance * float(np.abs(values).max(initial=0.0))
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if small == 0.0:
        return Definiteness.ZERO
    if low < -small:
        return (
            Definiteness.INDEFINITE
            if high > small
            else (Definiteness.NEGATIVE if np.all(values < -small) else Definiteness.NEGATIVE_SEMI)
        )
    return Definiteness.POSITIVE if np.all(values > small) else Definiteness.POSITIVE_SEMI


def form(matrix: ArrayLike, x: ArrayLike) -> Array:
    """x^T A x for each column of x (n,) or (n, k): a number or (k,)."""
    points = np.asarray(x, float)
    return np.asarray(np.sum(points * (np.asarray(matrix, float) @ points), axis=0))


def with_eigenvector(matrix: ArrayLike, which: int, tip: ArrayLike, ahead: ArrayLike | None = None) -> Array:
    """The symmetric 2x2 matrix whose eigenvector `which` (0 or 1), scaled by its eigenvalue, ends at `tip` (2,).

    The other eigenvalue stays, with an eigenvector at a right angle. A tip behind the origin makes the eigenvalue
    negative; `ahead` (2,) says which way of the eigenvector is not behind (by default that of `eigen_symmetric`). The
    eigenvalues stay in their order, 0.02 apart at least, so that a hand keeps the arrow that it holds.
    """
    values, vectors = eigen_symmetric(matrix)
    end = np.asarray(tip, float)
    length = float(np.hypot(*end))
    if length > 0.09:
        before = vectors[:, which] if ahead is None else np.asarray(ahead, float)
        v = end / length * (np.sign(end @ before) or 1.0)
        turned = np.array([-v[1], v[0]])
        vectors = np.stack([v, turned] if which == 0 else [turned, v], axis=1)
    wanted = float(end @ vectors[:, which])
    values[which] = max(wanted, values[1] + 0.02) if which == 0 else min(wanted, values[0] - 0.02)
    return np.asarray((vectors * values) @ vectors.T)


@dataclass(frozen=True)
class Cholesky:
    """A = L L^T as far as it goes.

    Attributes:
        lower: (n, n), lower triangular with a nonnegative diagonal; columns from the failure on are NaN.
        pivots: (n,), what stood under the square root at each step (the squares of L's diagonal); NaN after a failure.
        failed: the step (from 0) whose pivot is not positive, or None.
    """

    lower: Array
    pivots: Array
    failed: int | None


def cholesky(matrix: ArrayLike, *, semidefinite: bool = False, tolerance: float = TOLERANCE) -> Cholesky:
    """Cholesky's factorisation of a symmetric matrix, column by column; the lower triangle is read.

    It fails at the first pivot that is not positive: for a matrix that is not positive definite there always is one.
    A pivot within `tolerance` times the largest diagonal entry counts as zero. With `semidefinite` a zero pivot over a
    zero column gives a zero column of L and is no failure (A is then singular, and L is not unique in general).
    """
    a = np.asarray(matrix, dtype=float)
    n = len(a)
    lower, pivots = np.zeros((n, n)), np.full(n, np.nan)
    small = tolerance * float(np.abs(np.diag(a)).max(initial=0.0))
    for k in range(n):
        column = a[k:, k] - lower[k:, :k] @ lower[k, :k]
        pivots[k] = column[0]
        if column[0] > small:
            lower[k:, k] = column / np.sqrt(column[0])
            continue
        if abs(column[0]) <= small:
            pivots[k] = 0.0
            # In a semi-definite matrix |a_ij| <= sqrt(a_ii a_jj), so a zero pivot stands over a zero column.
            if semidefinite and np.all(np.abs(column[1:]) <= max(1e-300, float(np.sqrt(tolerance) * np.abs(a).max()))):
                continue
        lower[:, k:] = np.nan
        return Cholesky(lower, pivots, k)
    return Cholesky(lower, pivots, None)


def root(matrix: ArrayLike, kind: str = "cholesky", tolerance: float = TOLERANCE) -> Array:
    """A matrix R with R R^T = A, for a symmetric positive semi-definite A.

    `kind`: "cholesky" (lower triangular), "symmetric" (R = R^T, the principal root) or "eigen" (V sqrt(Lambda), whose
    columns are the half-axes of the ellipse). All three differ by a rotation on the right, and so give one Gaussian.

    Raises:
        ValueError: A is not positive semi-definite, or the kind is unknown.
    """
    a = np.asarray(matrix, dtype=float)
    if not definiteness(a, tolerance).semidefinite:
        raise ValueError("Only a positive semi-definite matrix has a real root R with R Rᵀ = A.")
    if kind == "cholesky":
        return cholesky(a, semidefinite=True, tolerance=tolerance).lower
    values, vectors = eigen_symmetric(a)
    stretched = vectors * np.sqrt(np.maximum(values, 0.0))
    if kind == "eigen":
        return np.asarray(stretched)
    if kind == "symmetric":
        return np.asarray(stretched @ vectors.T)
    raise ValueError(f"There is no root called {kind!r}: cholesky, symmetric or eigen.")


def covariance(points: ArrayLike, ddof: int = 1) -> Array:
    """The covariance matrix (p, p) of the rows of (n, p), divided by n - ddof (default: the unbiased n - 1)."""
    rows = np.asarray(points, float)
    centred = rows - rows.mean(axis=0)
    return np.asarray(centred.T @ centred / max(len(rows) - ddof, 1))


def with_axis(points: ArrayLike, which: int, tip: ArrayLike) -> Array:
    """The cloud (n, 2) stretched and turned about its mean so that axis `which` of its ellipse ends at `tip` (2,).

    The ellipse is that of one standard deviation; its other axis keeps its length.

    Raises:
        ValueError: the cloud lies on a line, or the tip at its mean.
    """
    cloud = np.asarray(points, float)
    middle = cloud.mean(axis=0)
    spread, axes = eigen_symmetric(covariance(cloud))
    arm = np.asarray(tip, float) - middle
    length = float(np.hypot(*arm))
    if length < 0.1 or spread[1] < 1e-6:
        raise ValueError("A cloud on a line cannot be stretched across it, and none to a point.")
    before = axes * np.sqrt(spread)
    after = before.copy()
    after[:, which] = arm
    across = np.array([-arm[1], arm[0]]) / length
    after[:, 1 - which] = across * np.sqrt(spread[1 - which]) * (np.sign(across @ axes[:, 1 - which]) or 1.0)
    return np.asarray(middle + (cloud - middle) @ (after @ np.linalg.inv(before)).T)


def coverage_radius(probability: float) -> float:
    """How many standard deviations an ellipse of a Gaussian in the plane must reach to hold this probability.

    The squared distance is chi-squared with 2 degrees of freedom, so r = sqrt(-2 log(1 - p)): one standard deviation
    holds 39.3%, not 68.3%.
    """
    return float(np.sqrt(-2.0 * np.log1p(-probability)))


def gram(points: ArrayLike, kernel: str = "gaussian", width: float = 1.0) -> Array:
    """The matrix (n, n) of k(x_i, x_j) over the rows of (n, p).

    "gaussian": exp(-|x - y|^2 / (2 width^2)), "linear": x.y, "quadratic": (x.y + 1)^2; all three are positive
    semi-definite for any points. "tanh": tanh(x.y / width^2 - 1) and "distance": -|x - y|^2 / width^2 are not.

    Raises:
        ValueError: the kernel is unknown.
    """
    rows = np.asarray(points, float)
    inner = rows @ rows.T
    square = np.maximum(np.diag(inner)[:, None] + np.diag(inner) - 2 * inner, 0.0)
    np.fill_diagonal(square, 0.0)
    if kernel == "gaussian":
        return np.asarray(np.exp(-square / (2 * width**2)))
    if kernel == "linear":
        return np.asarray(inner)
    if kernel == "quadratic":
        return np.asarray((inner + 1.0) ** 2)
    if kernel == "tanh":
        return np.asarray(np.tanh(inner / width**2 - 1.0))
    if kernel == "distance":
        return np.asarray(-square / width**2)
    raise ValueError(f"There is no kernel called {kernel!r}.")


def level_curves(matrix: ArrayLike, levels: ArrayLike, angles: ArrayLike, reach: float) -> Array:
    """The curves x^T A x = level of a 2x2 matrix, in polar form: shape (2, levels * (angles + 1)), NaN between curves.

    `angles` in radians. Where a direction has no point of the level within `reach` of the origin it is NaN.
    """
    theta = np.asarray(angles, float)
    circle = np.stack([np.cos(theta), np.sin(theta)])
    value = form(matrix, circle)
    pieces = []
    for level in np.atleast_1d(np.asarray(levels, float)):
        square = np.where(value * level > 0, level / np.where(value == 0, 1.0, value), np.nan)
        radius = np.sqrt(square)
        pieces += [np.where(radius <= reach, radius, np.nan) * circle, np.full((2, 1), np.nan)]
    return np.concatenate(pieces, axis=1)
