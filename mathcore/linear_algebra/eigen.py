"""Eigenvalues and eigenvectors of small matrices, with the special cases named.

Source: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), chapters 7 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import isqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import expm

Array = NDArray[np.float64]
APART, ALONG = 0.03, np.cos(np.deg2rad(5.0))  # of two |λ| that keep their order; of an eigenline that stays


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

    def turned(self, rotation: ArrayLike) -> Eigen2:
        """The eigenstructure of R A R^T for a rotation R (2, 2): its eigenvectors are turned, its eigenvalues these."""
        return replace(self, vectors=_upright(np.asarray(rotation, float) @ self.vectors))


def eigen2(matrix: ArrayLike) -> Eigen2:
    """Eigenvalues and real unit eigenvectors of a real 2x2 matrix.

    Each entry is read as the shortest decimal that names its double, which is what was typed, and the discriminant of
    the characteristic polynomial, ((a - d)/2)^2 + bc, is formed of these without rounding: its sign decides the case,
    however near to zero it is. A matrix that was computed is off by rounding, and so is its case: for R A R^T with a
    rotation R take `eigen2(A).turned(R)`.

    Both eigenvalues are right to a few units in the last place, relative to each of them.

    Raises:
        ValueError: the matrix is not 2x2 or not finite.
    """
    given = np.asarray(matrix, dtype=float)
    if given.shape != (2, 2) or not np.isfinite(given).all():
        raise ValueError(f"eigen2 needs a finite 2x2 matrix, not one of shape {given.shape}.")
    a, b, c, d = decimals(given)
    middle, half_gap = (a + d) / 2, (a - d) / 2
    discriminant = half_gap**2 + b * c
    if discriminant == 0:
        values = np.array([float(middle)] * 2)
        if not (half_gap or b or c):
            return Eigen2(values, np.eye(2), Kind.EVERY)
        only = (half_gap, c) if abs(c) >= abs(b) else (b, -half_gap)
        return Eigen2(values, _unit(*only)[:, None], Kind.DEFECTIVE)
    root = _root(abs(discriminant))
    if discriminant < 0:
        pair = complex(float(middle), float(root)), complex(float(middle), -float(root))
        return Eigen2(np.array(pair), np.empty((2, 0)), Kind.COMPLEX)
    # The root of larger modulus is free of cancellation; the other follows from the determinant (Vieta).
    side = 1 if middle >= 0 else -1
    first = middle + side * root
    second = (a * d - b * c) / first if middle else -root
    # Of the two rows of A - λI, which name the same direction, the one whose diagonal entry does not cancel.
    pairs = [(half_gap + way * root, c) if half_gap * way >= 0 else (b, way * root - half_gap) for way in (side, -side)]
    return Eigen2(
        np.array([float(first), float(second)]), np.stack([_unit(*pair) for pair in pairs], axis=1), Kind.DISTINCT
    )


def characteristic(matrix: ArrayLike) -> tuple[float, float, float]:
    """The trace, the determinant, and the discriminant trace^2 - 4 determinant of a 2x2 matrix: of decimals, as by
    `eigen2`, and each rounded once."""
    a, b, c, d = decimals(np.asarray(matrix, dtype=float))
    return float(a + d), float(a * d - b * c), float((a - d) ** 2 + 4 * b * c)


def decimals(matrix: Array) -> list[Fraction]:
    """The entries, row by row, as the shortest decimals that name them: what was typed."""
    return [Fraction(*Decimal(repr(entry)).as_integer_ratio()) for entry in matrix.ravel().tolist()]


def _root(value: Fraction) -> Fraction:
    """The square root of a positive fraction, to 79 binary digits or more."""
    shift = max(0, 160 - value.numerator.bit_length() + value.denominator.bit_length())
    shift += shift % 2
    return Fraction(isqrt((value.numerator << shift) // value.denominator), 1 << (shift // 2))


def _unit(x: Fraction, y: Fraction) -> Array:
    """The unit vector along (x, y), which is not zero, its first nonzero coordinate positive."""
    size = max(abs(x), abs(y))
    across, up = float(x / size), float(y / size)
    direction = np.array([across, up]) / np.hypot(across, up)
    return _upright(direction[:, None])[:, 0]


def _upright(vectors: Array) -> Array:
    """Columns (2, m) with the first coordinate that is not zero up to rounding positive."""
    leading = np.where(np.abs(vectors[0]) > 1e-12, vectors[0], vectors[1])
    return np.where(leading < 0, -vectors, vectors)


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


def with_pair_in_order(matrix: ArrayLike, which: int, tip: ArrayLike) -> tuple[Array, bool]:
    """As `with_pair`, but the two keep their order: |λ| stays larger than, or less than, that of the other one by
    APART, or a hand would hold another pair, and entries are hundredths. Also whether the tip was reached.

    Raises:
        ValueError: as `with_pair`; or the matrix, rounded to hundredths, has lost the other eigenline.
    """
    before, end = eigen2(matrix), np.asarray(tip, float)
    if before.kind is not Kind.DISTINCT or not end.any():
        return with_pair(matrix, which, end), True  # it says why not
    size, other = float(np.hypot(*end)), abs(float(np.real(before.values[1 - which])))
    kept = max(size, other + APART) if which == 0 else min(size, other - APART)
    if kept != size and np.ptp(np.abs(np.real(before.values))) < APART + 0.02:
        return np.array(matrix, float), False  # there already: to be rounded again and again would move both
    found = _on_hundredths(with_pair(matrix, which, end * (kept / size)), before, which, end / size)
    after = eigen2(found)
    if after.kind is not Kind.DISTINCT or abs(after.vectors[:, 1 - which] @ before.vectors[:, 1 - which]) < ALONG:
        raise ValueError("So near to the other eigenline the entries, rounded to hundredths, lose it.")
    return found, kept == size


def _on_hundredths(wanted: Array, before: Eigen2, which: int, way: Array) -> Array:
    """Of the sixteen matrices of hundredths around one the one in which the other eigenpair stays best, and the moved
    one lies best along `way`: rounded each for itself, entries would carry that pair away in a slow drag."""
    low = np.floor(100 * wanted + 1e-9) / 100
    every = low + np.indices((2,) * 4).reshape(4, 16).T.reshape(16, 2, 2) / 100
    other, value = before.vectors[:, 1 - which], float(np.real(before.values[1 - which]))
    strays = np.hypot(*(every @ other - value * other).T)
    turns = np.hypot(*((every - wanted) @ way).T)
    return np.asarray(np.round(every[np.argmin(3 * strays + turns)], 2))


def turning(matrix: ArrayLike, degrees: ArrayLike) -> Array:
    """The signed angle in degrees, in (-180, 180], from each unit vector x(angle) to its image Ax.

    NaN where Ax = 0 up to rounding: the zero vector has no direction.
    """
    a = np.asarray(matrix, dtype=float)
    angle = np.deg2rad(np.asarray(degrees, dtype=float))
    x = np.stack([np.cos(angle), np.sin(angle)])
    y = a @ x
    cross, dot = x[0] * y[1] - x[1] * y[0], x[0] * y[0] + x[1] * y[1]
    turned = np.rad2deg(np.arctan2(cross, dot))
    return np.where(np.hypot(*y) > 4e-15 * np.linalg.norm(a), turned, np.nan)


def wobble(matrix: ArrayLike, image: ArrayLike) -> float:
    """By how many degrees rounding may turn an image Ax (2,) of a unit vector x: that of A and x, against the length of
    Ax, times a margin of a few."""
    size = float(np.hypot(*np.asarray(image, float)))
    return float(np.rad2deg(4e-15 * np.linalg.norm(np.asarray(matrix, float)) / size)) if size > 0 else 180.0


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
