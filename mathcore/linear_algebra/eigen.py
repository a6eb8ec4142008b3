"""Eigenvalues and eigenvectors of small matrices, with the special cases named.

Source: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), chapters 7 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import expm

Array = NDArray[np.float64]


class Kind(Enum):
    """What the eigenvectors of a real 2x2 matrix are like."""

    DISTINCT = "two real eigenvalues, one line of eigenvectors each"
    EVERY = "one eigenvalue, and every vector is an eigenvector"
    DEFECTIVE = "one eigenvalue and only one line of eigenvectors"
    COMPLEX = "a complex pair: no real eigenvector"


@dataclass(frozen=True)
class Eigen2:
    """The eigenstructure of a real 2x2 matrix.

    Attributes:
        values: shape (2,), complex if the pair is, otherwise real; in descending order of modulus, then of value.
        vectors: shape (2, m), unit columns, the first nonzero coordinate positive; m = 2 (DISTINCT, EVERY),
            1 (DEFECTIVE) or 0 (COMPLEX).
        kind: which of the four cases it is.
    """

    values: NDArray[np.generic]
    vectors: Array
    kind: Kind

    @property
    def lines(self) -> Array:
        """The directions of the isolated eigenlines as columns, shape (2, 2); a column of NaN where there is none."""
        found = np.full((2, 2), np.nan)
        if self.kind is not Kind.EVERY:
            found[:, : self.vectors.shape[1]] = self.vectors
        return found

    @property
    def directions(self) -> Array:
        """The directions of the isolated eigenlines in degrees, shape (4,): both, then their opposites; NaN if none."""
        angles = np.rad2deg(np.arctan2(self.lines[1], self.lines[0])) % 180
        return np.concatenate([angles, angles + 180])

    @property
    def ratio(self) -> float:
        """|λ₂/λ₁|, the factor by which power iteration shrinks the error in a step; 0 if both are zero."""
        first, second = np.abs(self.values)
        return float(second / first) if first > 0 else 0.0


def eigen2(matrix: ArrayLike, tolerance: float = 1e-9) -> Eigen2:
    """Eigenvalues and real unit eigenvectors of a real 2x2 matrix.

    The discriminant of the characteristic polynomial, (a - d)^2 + 4bc, decides the case; within `tolerance` times the
    squared size of the matrix it counts as zero.

    Raises:
        ValueError: the matrix is not 2x2 or not finite.
    """
    a = np.asarray(matrix, dtype=float)
    if a.shape != (2, 2) or not np.isfinite(a).all():
        raise ValueError(f"eigen2 needs a finite 2x2 matrix, not one of shape {a.shape}.")
    half_trace = (a[0, 0] + a[1, 1]) / 2
    discriminant = (a[0, 0] - a[1, 1]) ** 2 + 4 * a[0, 1] * a[1, 0]
    if abs(discriminant) <= tolerance * max(1e-300, float(np.sum(a * a))) or not a.any():
        shifted = a - half_trace * np.eye(2)
        values = np.array([half_trace, half_trace])
        if np.abs(shifted).max() <= np.sqrt(tolerance) * max(1e-300, float(np.abs(a).max())):
            return Eigen2(values, np.eye(2), Kind.EVERY)
        return Eigen2(values, _null_direction(shifted)[:, None], Kind.DEFECTIVE)
    root = np.sqrt(abs(discriminant)) / 2
    if discriminant < 0:
        return Eigen2(np.array([half_trace + 1j * root, half_trace - 1j * root]), np.empty((2, 0)), Kind.COMPLEX)
    # The root of larger modulus is free of cancellation; the other follows from the determinant (Vieta).
    first = half_trace + np.copysign(root, half_trace)
    second = half_trace - np.copysign(root, half_trace)
    if abs(first) > 0:
        second = (a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]) / first
    if first == -second or half_trace == 0:
        first, second = root, -root
    vectors = np.stack([_null_direction(a - value * np.eye(2)) for value in (first, second)], axis=1)
    return Eigen2(np.array([first, second]), vectors, Kind.DISTINCT)


def _null_direction(singular: Array) -> Array:
    """The unit vector that a singular, nonzero 2x2 matrix sends to zero."""
    row = singular[np.argmax(np.abs(singular).sum(axis=1))]
    direction = np.array([-row[1], row[0]]) / np.hypot(*row)
    leading = direction[0] if abs(direction[0]) > 1e-12 else direction[1]
    return np.asarray(direction if leading > 0 else -direction)


def from_eigen(values: ArrayLike, vectors: ArrayLike) -> Array:
    """The matrix V diag(values) V^-1 with these real eigenvalues and eigenvectors (columns).

    Raises:
        ValueError: the vectors are (nearly) parallel, so that they are no basis.
    """
    v = np.asarray(vectors, dtype=float)
    sizes = np.linalg.norm(v, axis=0)
    if abs(np.linalg.det(v)) < 1e-6 * float(np.prod(sizes)):
        raise ValueError("Two parallel vectors are no basis.")
    return np.asarray(v * np.asarray(values, dtype=float) @ np.linalg.inv(v))


def with_pair(matrix: ArrayLike, which: int, tip: ArrayLike) -> Array:
    """The 2x2 matrix for which λv of eigenpair `which` (0 or 1) lies at `tip` (2,), while the other pair stays.

    The eigenvalue keeps its sign.

    Raises:
        ValueError: the matrix has no two eigenlines, or the tip is at zero or on the line of the other pair.
    """
    found, end = eigen2(matrix), np.asarray(tip, dtype=float)
    size = float(np.hypot(*end))
    if found.kind is not Kind.DISTINCT or size < 0.05:
        raise ValueError("An eigenpair can be moved only where there are two, and not to zero.")
    values, vectors = np.array(found.values, float), found.vectors.copy()
    sign = np.sign(values[which]) or 1.0
    values[which], vectors[:, which] = sign * size, sign * end / size
    return from_eigen(values, vectors)


def turning(matrix: ArrayLike, degrees: ArrayLike) -> Array:
    """The signed angle in degrees, in (-180, 180], from each unit vector x(angle) to its image Ax.

    NaN where Ax = 0: the zero vector has no direction.
    """
    angle = np.deg2rad(np.asarray(degrees, dtype=float))
    x = np.stack([np.cos(angle), np.sin(angle)])
    y = np.asarray(matrix, dtype=float) @ x
    cross, dot = x[0] * y[1] - x[1] * y[0], x[0] * y[0] + x[1] * y[1]
    turned = np.rad2deg(np.arctan2(cross, dot))
    return np.where(np.hypot(*y) > 1e-12, turned, np.nan)


@dataclass(frozen=True)
class PowerPath:
    """Power iteration: `vectors` has shape (steps + 1, n), unit rows; `rayleigh` (steps + 1,) holds x^T A x."""

    vectors: Array
    rayleigh: Array


def power_iteration(matrix: ArrayLike, start: ArrayLike, steps: int) -> PowerPath:
    """x <- Ax / |Ax| from a unit multiple of `start`. Where Ax = 0 up to rounding the path stays at x, an eigenvector
    for 0.

    Source: Golub and Van Loan (2013), section 7.3.1.

    Raises:
        ValueError: the start is zero.
    """
    a, x = np.asarray(matrix, dtype=float), np.asarray(start, dtype=float)
    if not np.linalg.norm(x) > 0:
        raise ValueError("Power iteration cannot start at zero.")
    x = x / np.linalg.norm(x)
    vectors, rayleigh = [x], [float(x @ a @ x)]
    nothing = max(1e-300, 1e-13 * float(np.linalg.norm(a)))
    for _ in range(steps):
        image = a @ x
        size = float(np.linalg.norm(image))
        if size > nothing:
            x = image / size
        vectors.append(x)
        rayleigh.append(float(x @ a @ x))
    return PowerPath(np.array(vectors), np.array(rayleigh))


def angles_to(vectors: ArrayLike, direction: ArrayLike) -> Array:
    """The angles in degrees, in [0, 90], between unit vectors (m, 2) and the line along a unit vector (2,)."""
    v, d = np.asarray(vectors, dtype=float), np.asarray(direction, dtype=float)
    return np.asarray(np.rad2deg(np.arcsin(np.minimum(np.abs(v[:, 0] * d[1] - v[:, 1] * d[0]), 1.0))))


def trajectories(matrix: ArrayLike, starts: ArrayLike, times: ArrayLike) -> Array:
    """Solutions of x' = Ax from each start: shape (starts, times, n). Exact, by the matrix exponential.

    `times` must be evenly spaced and begin at 0, so that one exponential serves all steps.
    """
    a, points, t = np.asarray(matrix, float), np.asarray(starts, float), np.asarray(times, float)
    step = expm(a * (t[1] - t[0]))
    out = np.empty((len(points), len(t), points.shape[1]))
    out[:, 0] = points
    with np.errstate(over="ignore", invalid="ignore"):  # what grows beyond all numbers is beyond the figure
        for k in range(1, len(t)):
            out[:, k] = out[:, k - 1] @ step.T
    return out
