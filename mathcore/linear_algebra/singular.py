"""The singular value decomposition of a 2x2 matrix, as the three motions that it is made of.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), sections 2.4 and 8.6 (one-sided Jacobi); Trefethen
and Bau, *Numerical Linear Algebra* (1997), lecture 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.plane import frame, rotation
from mathcore.common.rationals import exact, exact_determinant

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Svd2:
    """A = U diag(sigma) V^T for a real 2x2 matrix.

    Attributes:
        u: shape (2, 2), orthogonal; its determinant has the sign of det A (+1 if det A = 0).
        sigma: shape (2,), descending, never negative.
        v: shape (2, 2), a rotation (det V = +1) by an angle in (-90, 90] degrees.
        flipped: whether U turns the plane over (det A < 0).
    """

    u: Array
    sigma: Array
    v: Array
    flipped: bool

    @property
    def angle_v(self) -> float:
        """The angle of v1 in degrees, in (-90, 90]."""
        return float(np.rad2deg(np.arctan2(self.v[1, 0], self.v[0, 0])))

    @property
    def angle_u(self) -> float:
        """The angle of u1 in degrees, in (-180, 180]."""
        return float(np.rad2deg(np.arctan2(self.u[1, 0], self.u[0, 0])))


def svd2(matrix: ArrayLike, *, typed: bool = False) -> Svd2:
    """The singular value decomposition of a real 2x2 matrix, by a single one-sided Jacobi rotation.

    The rotation V makes the two columns of AV orthogonal; their lengths are the singular values, their directions
    the columns of U. A column shorter than 1e-13 of the longer one counts as zero, and its direction is then the
    longer one's turned by +90 degrees. Of a `typed` matrix the entries are taken as they print: then it is zero just
    where the determinant is, and otherwise right to all digits.

    Raises:
        ValueError: the matrix is not 2x2 or not finite.
    """
    a = np.asarray(matrix, dtype=float)
    if a.shape != (2, 2) or not np.isfinite(a).all():
        raise ValueError(f"svd2 needs a finite 2x2 matrix, not one of shape {a.shape}.")
    first, second = a[:, 0], a[:, 1]
    # The first column of AV is longest where tan 2*angle = 2 a.b / (|a|^2 - |b|^2), and there the columns are
    # orthogonal; arctan2 picks the maximum, not the minimum.
    angle = 0.5 * np.arctan2(2 * float(first @ second), float(first @ first - second @ second))
    c, s = np.cos(angle), np.sin(angle)
    v = np.array([[c, -s], [s, c]])
    columns = a @ v
    sizes = np.hypot(columns[0], columns[1])
    if not sizes[0] > 0:
        return Svd2(np.eye(2), np.zeros(2), v, False)
    u1 = columns[:, 0] / sizes[0]
    across = np.array([-u1[1], u1[0]])
    # The second column is orthogonal to the first: what is left of it along `across` is all of it, with its sign.
    signed = float(across @ columns[:, 1])
    if typed and abs(signed) <= 1e-4 * sizes[0]:
        signed = exact_determinant(a) / float(sizes[0])
    elif abs(signed) <= 1e-13 * sizes[0]:
        signed = 0.0
    flipped = signed < 0
    u = np.stack([u1, -across if flipped else across], axis=1)
    # Where the two lengths are the same up to rounding the first may come out the shorter by a last bit.
    sigma = np.array([max(float(sizes[0]), abs(signed)), min(float(sizes[0]), abs(signed))])
    return Svd2(u, sigma, v, flipped)


def stretches_alike(matrix: ArrayLike) -> bool:
    """Whether a 2x2 matrix, not zero and of entries as they print, stretches all directions alike: AᵀA is a multiple
    of I."""
    (a, b), (c, d) = ([exact(entry) for entry in row] for row in np.asarray(matrix, float).tolist())
    return a * b + c * d == 0 and a * a + c * c == b * b + d * d and bool(np.any(matrix))


def stage_map(found: Svd2, stage: float) -> Array:
    """The matrix that has been applied when the motion x -> V^T x -> Sigma V^T x -> U Sigma V^T x has come to `stage`.

    0 is the identity, 1 is V^T, 2 is Sigma V^T, 3 is A; in between the angle, or the stretch, grows evenly. If U
    turns the plane over, the second axis runs through zero to its negative as cos(pi s) during the last stage.

    Raises:
        ValueError: the stage is outside [0, 3].
    """
    if not 0 <= stage <= 3:
        raise ValueError(f"The stage goes from 0 to 3, so {stage} is out of reach.")
    first, second, third = min(stage, 1.0), min(max(stage - 1, 0.0), 1.0), min(max(stage - 2, 0.0), 1.0)
    turned = rotation(-found.angle_v * first)
    stretched = (1 + (found.sigma - 1) * second)[:, None] * turned
    over = np.array([1.0, np.cos(np.pi * third)]) if found.flipped else np.ones(2)
    return np.asarray(rotation(found.angle_u * third) @ (over[:, None] * stretched))


def stretch(matrix: ArrayLike, degrees: ArrayLike) -> Array:
    """The length |Ax| for the unit vector x at each angle in degrees."""
    angle = np.deg2rad(np.asarray(degrees, dtype=float))
    image = np.asarray(matrix, dtype=float) @ np.stack([np.cos(angle), np.sin(angle)])
    return np.hypot(image[0], image[1])


def with_image(found: Svd2, which: int, tip: ArrayLike, gap: float = 0.02) -> Array:
    """The matrix whose arrow sigma_i u_i (`which` 0 or 1) ends at `tip`; V and the other singular value stay.

    The other left vector turns along, since the two are orthogonal, on the side where it was. The order of the two
    singular values stays as well: the length stops `gap` short of the other one.

    Raises:
        ValueError: the tip is at the origin, where an arrow has no direction.
    """
    size, along, across = frame(tip)
    handed = float(found.u[0, 0] * found.u[1, 1] - found.u[0, 1] * found.u[1, 0])
    sigma = found.sigma.copy()
    if which == 0:
        sigma[0] = max(size, sigma[1] + gap)
        u = np.stack([along, handed * across], axis=1)
    else:
        sigma[1] = min(size, max(sigma[0] - gap, 0.0))
        u = np.stack([-handed * across, along], axis=1)
    return np.asarray(u * sigma @ found.v.T)


def with_input(found: Svd2, direction: ArrayLike) -> Array:
    """The matrix whose first right singular vector lies along `direction`; U and the singular values stay.

    A line has two ends: the end nearer to the present v1 is taken, so that the matrix follows without a jump.

    Raises:
        ValueError: the direction is zero.
    """
    end = np.asarray(direction, dtype=float)
    size = float(np.hypot(*end))
    if not size > 0:
        raise ValueError("A singular vector needs a direction.")
    v1 = end / size if float(end @ found.v[:, 0]) >= 0 else -end / size
    v = np.array([[v1[0], -v1[1]], [v1[1], v1[0]]])
    return np.asarray(found.u * found.sigma @ v.T)
