"""Block matrices and Kronecker products: products by blocks, the Schur complement, the vec trick and what it costs.

Conventions: `vec` stacks columns, as in the literature, so vec(AXB) = (B^T kron A) vec X. (With rows stacked, as NumPy
flattens by default, it would be (A kron B^T).) Block (i, j) of A kron B is A[i, j] B.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), sections 1.3 and 12.3; Boyd and Vandenberghe,
*Convex Optimization* (2004), appendix A.5.5 (Schur complement); Van Loan, "The ubiquitous Kronecker product" (2000).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# Seconds of one product with the Kronecker matrix (already built) and of the vec trick, for factors of size n: medians
# of 301 runs (15 of the full product from n = 32) of NumPy 2.4 with one BLAS thread on a shared x86 server, so good to
# a factor of two or so. A record for the figure; the example measures afresh.
MEASURED: dict[int, tuple[float, float]] = {
    2: (9.3e-07, 1.8e-06),
    4: (9.5e-07, 1.8e-06),
    8: (1.4e-06, 1.9e-06),
    16: (5.9e-06, 2.2e-06),
    32: (1.4e-04, 4.4e-06),
    64: (8.2e-03, 2.2e-05),
}


def kron(left: ArrayLike, right: ArrayLike) -> Array:
    """The Kronecker product, shape (m p, n q) of an (m, n) and a (p, q) matrix: tile (i, j) is left[i, j] * right."""
    a, b = np.asarray(left, float), np.asarray(right, float)
    return np.asarray(np.einsum("ij,kl->ikjl", a, b).reshape(len(a) * len(b), -1))


def vec(matrix: ArrayLike) -> Array:
    """The columns of a matrix, one under the other."""
    return np.asarray(matrix, float).ravel(order="F")


def unvec(vector: ArrayLike, rows: int) -> Array:
    """The matrix with that many rows whose columns were stacked."""
    return np.asarray(vector, float).reshape((rows, -1), order="F")


def apply_kron(right: ArrayLike, left: ArrayLike, vector: ArrayLike) -> Array:
    """(right^T kron left) times a vector, without forming the Kronecker product: vec(left X right)."""
    a, b = np.asarray(left, float), np.asarray(right, float)
    return vec(a @ unvec(vector, a.shape[1]) @ b)


def operations(n: float) -> tuple[float, float]:
    """Multiplications of the full product, n^4, and of the vec trick, 2 n^3, for three n x n matrices."""
    return float(n) ** 4, 2 * float(n) ** 3


def eigenvalues(matrix: ArrayLike) -> Array | NDArray[np.complex128]:
    """The eigenvalues (n,) of a square matrix: real numbers where all of them are, otherwise complex.

    NumPy below 2.5 says so itself; later ones always give complex numbers.
    """
    found = np.linalg.eigvals(np.asarray(matrix, float))
    return np.asarray(found.real) if not np.any(found.imag) else np.asarray(found, complex)


def kron_eigenvalues(left: ArrayLike, right: ArrayLike) -> NDArray[np.complex128]:
    """The products lambda_i mu_j of the eigenvalues of two square matrices: the eigenvalues of A kron B."""
    first, second = np.linalg.eigvals(np.asarray(left, float)), np.linalg.eigvals(np.asarray(right, float))
    return np.asarray(np.outer(first, second).ravel(), complex)


def smooth_kernel(size: int, length: float) -> Array:
    """The Gaussian kernel exp(-d^2 / (2 length^2)) between `size` points at distance 1 on a line."""
    k = np.arange(size)
    return np.asarray(np.exp(-((k[:, None] - k) ** 2) / (2 * length**2)))


# --- Blocks -----------------------------------------------------------------------------------------------------------


def block_terms(left: ArrayLike, right: ArrayLike, rows: slice, inner: int, columns: slice) -> tuple[Array, Array]:
    """The two products of blocks, left of and right of the cut `inner`, whose sum is a block of the product."""
    a, b = np.asarray(left, float)[rows], np.asarray(right, float)[:, columns]
    return a[:, :inner] @ b[:inner], a[:, inner:] @ b[inner:]


@dataclass(frozen=True)
class Schur:
    """M = [A B; C D] and the Schur complement S = D - C A^-1 B of A in M.

    Attributes:
        a, b, c, d: the blocks; A is (k, k).
        complement: S, shape (n - k, n - k).
        lower: C A^-1, so that M = [I 0; lower I] [A 0; 0 S] [I upper; 0 I].
        upper: A^-1 B.
    """

    a: Array
    b: Array
    c: Array
    d: Array
    complement: Array
    lower: Array
    upper: Array


def schur(matrix: ArrayLike, k: int) -> Schur:
    """The Schur complement of the leading k x k block.

    For a covariance matrix it is the covariance of the other variables once the best linear prediction from the first k
    is subtracted (for a normal distribution: the conditional covariance).

    Raises:
        numpy.linalg.LinAlgError: the leading block is singular.
        ValueError: k is not between 1 and n - 1.
    """
    m = np.asarray(matrix, float)
    if not 0 < k < len(m):
        raise ValueError(f"The leading block must have a size from 1 to {len(m) - 1}, not {k}.")
    a, b, c, d = m[:k, :k], m[:k, k:], m[k:, :k], m[k:, k:]
    upper = np.linalg.solve(a, b)
    lower = np.linalg.solve(a.T, c.T).T
    return Schur(a, b, c, d, d - c @ upper, lower, upper)
