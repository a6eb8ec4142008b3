"""Photographs as matrices, and their best approximations of low rank.

Source: Eckart and Young, "The approximation of one matrix by another of lower rank", Psychometrika 1 (1936); Mirsky,
"Symmetric gauge functions and unitarily invariant norms" (1960), for every unitarily invariant norm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.linalg import eigh
from sklearn.datasets import load_sample_image

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_words

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

ROWS, COLUMNS = 180, 270
NAMES = ("china", "flower")
LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601: how much each of red, green, blue adds to the grey


@remembered
def pixels(name: str, color: bool) -> Pixels:
    """scikit-learn's sample photograph `name`, reduced to 180 rows and 270 columns (its own are 427 x 640).

    Shape (180, 270) of greys 0 to 255, or (180, 270, 3) of red, green, blue. Do not write to it: it is shared.

    Raises:
        ValueError: there is no photograph of that name.
    """
    if name not in NAMES:
        raise ValueError(f"There is no photograph {name!r}; there are {', '.join(NAMES)}.")
    small = Image.fromarray(load_sample_image(f"{name}.jpg")).resize((COLUMNS, ROWS), Image.Resampling.LANCZOS)
    rgb = np.asarray(small, dtype=np.uint8)
    return rgb if color else np.rint(rgb @ LUMA).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Photograph:
    """A photograph as the matrix A of its brightnesses minus their mean, and all that its approximations need.

    In colour the red, green and blue planes stand side by side: one matrix with three times the columns.

    Attributes:
        original: (180, 270) or (180, 270, 3), 8 bit, after the shuffle if there was one.
        mean: the mean brightness that was taken off.
        matrix: A, shape (180, n) with n = 270 or 810.
        u, sigma, vt: the SVD of A: shapes (180, 180), (180,), (180, n).
        q, parts: an orthonormal basis of A's columns in a random order (180, 180), and Q^T A (180, n): the
            first k columns of q span k of A's own columns.
        total: the energy, the squared Frobenius norm of A.
    """

    original: Pixels
    mean: float
    matrix: Array
    u: Array
    sigma: Array
    vt: Array
    q: Array
    parts: Array
    total: float

    def energy(self, basis: str = "svd") -> Array:
        """Share of the energy that the approximation of rank k keeps, for k = 0, ..., 180: shape (181,).

        `basis` is "svd" (the best of its rank) or "columns" (the best within the span of k columns).
        """
        gained = self.sigma**2 if basis == "svd" else np.sum(self.parts**2, axis=1)
        return np.concatenate([[0.0], np.cumsum(gained) / self.total])

    def tail(self, rank: int) -> float:
        """The sum of sigma_i^2 over i > rank, added up from the smallest."""
        return float(np.sum(self.sigma[rank:][::-1] ** 2))

    def approximation(self, rank: int, basis: str = "svd") -> Array:
        """The matrix B of that rank, same shape as A: the truncated SVD, or A projected on its first random columns."""
        if basis == "svd":
            return np.asarray((self.u[:, :rank] * self.sigma[:rank]) @ self.vt[:rank])
        return np.asarray(self.q[:, :rank] @ self.parts[:rank])

    def picture(self, matrix: Array) -> Pixels:
        """A matrix of the shape of A as 8-bit pixels: the mean added again, rounded, cut off at 0 and 255."""
        bright = np.clip(np.rint(matrix + self.mean), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(unstack(bright)) if self.original.ndim == 3 else bright

    def rank_for(self, share: float, basis: str = "svd") -> int:
        """The smallest rank that keeps at least that share (0 to 1) of the energy."""
        return int(np.argmax(self.energy(basis) >= share - 1e-12))


def unstack(wide: NDArray[np.generic]) -> NDArray[np.generic]:
    """Three planes side by side, (rows, 3 columns), as (rows, columns, 3)."""
    rows, width = wide.shape
    return wide.reshape(rows, 3, width // 3).transpose(0, 2, 1)


@remembered
def photograph(name: str, color: bool = False, shuffled: bool = False) -> Photograph:
    """The photograph, decomposed once: about 20 ms grey and 60 ms in colour.

    `shuffled` moves every pixel to a random place (the same one each time): brightnesses, mean and energy stay,
    what is lost is that neighbours are alike.

    Raises:
        ValueError: there is no photograph of that name.
    """
    original = pixels(name, color)
    if shuffled:
        order = np.argsort(random_words(1, 0, 0, ROWS * COLUMNS), kind="stable")
        original = original.reshape(ROWS * COLUMNS, -1)[order].reshape(original.shape)
    wide = original.astype(float)
    if color:
        wide = np.ascontiguousarray(wide.transpose(0, 2, 1).reshape(ROWS, 3 * COLUMNS))
    mean = float(wide.mean())
    matrix = wide - mean
    u, sigma, vt = np.linalg.svd(matrix, full_matrices=False)
    chosen = np.argsort(random_words(2, 0, 0, matrix.shape[1]), kind="stable")[:ROWS]
    q = np.linalg.qr(matrix[:, chosen])[0]
    return Photograph(original, mean, matrix, u, sigma, vt, q, q.T @ matrix, float(np.sum(matrix**2)))


def spectral_norm(matrix: Array) -> float:
    """The largest singular value, as the root of the largest eigenvalue of M M^T (LAPACK's syevr, not an SVD)."""
    gram = matrix @ matrix.T
    last = len(gram) - 1
    return float(np.sqrt(max(eigh(gram, eigvals_only=True, subset_by_index=[last, last])[0], 0.0)))


def stored(rank: int, rows: int, columns: int) -> float:
    """Numbers to keep for the factors of that rank, k (rows + columns + 1), over those of the whole matrix."""
    return rank * (rows + columns + 1) / (rows * columns)
