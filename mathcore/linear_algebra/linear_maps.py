"""Matrices as maps: products, inverses with the singular case named, the adjoint, the special kinds and what they keep.

Points and vectors are rows of an array of shape (n, 2) or (n, d); a map acts on them by `apply`, so that a shape stays
a list of points. "A then B" is the product BA: the map that acts first stands on the right.

Sources: Strang, *Introduction to Linear Algebra*, 6th ed. (2023), chapters 1 to 2; Horn and Johnson, *Matrix Analysis*,
2nd ed. (2013), sections 0.9 and 7.3 (polar decomposition); Higham, *Matrix Nearness Problems and Applications* (1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.linear_algebra.eigen import decimals

Array = NDArray[np.float64]

# The letter F has no symmetry of its own, so it shows every turn, stretch and flip; its foot stands at the origin.
LETTER_F: Array = np.array(
    [
        (0, 0),
        (0.32, 0),
        (0.32, 0.52),
        (0.78, 0.52),
        (0.78, 0.8),
        (0.32, 0.8),
        (0.32, 1.12),
        (1, 1.12),
        (1, 1.4),
        (0, 1.4),
    ]
)
UNIT_SQUARE: Array = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])


def apply(matrix: ArrayLike, points: ArrayLike) -> Array:
    """The images of points: (m, d) times each row of (n, d), shape (n, m)."""
    return np.asarray(np.asarray(points, float) @ np.asarray(matrix, float).T)


def polygon_area(points: ArrayLike) -> float:
    """The signed area of a polygon, shape (n, 2), positive if its corners run counterclockwise (shoelace formula)."""
    x, y = np.asarray(points, float).T
    return float(0.5 * np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


# --- Products ---------------------------------------------------------------------------------------------------------


def entry_terms(left: ArrayLike, right: ArrayLike, row: int, column: int) -> Array:
    """The products left[row, k] right[k, column]; shape (k,). They add up to that entry of the matrix product."""
    return np.asarray(np.asarray(left, float)[row] * np.asarray(right, float)[:, column])


def commutator(a: ArrayLike, b: ArrayLike) -> Array:
    """AB - BA, the zero matrix exactly when the order does not matter."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    return np.asarray(a @ b - b @ a)


def commute(a: ArrayLike, b: ArrayLike) -> bool:
    """Whether AB = BA for 2x2 matrices of decimals, read as by `eigen.decimals` and multiplied without rounding."""
    (p, q, r, s), (t, u, v, w) = (decimals(np.asarray(m, float)) for m in (a, b))
    return q * v == u * r and q * (w - t) == u * (s - p) and r * (w - t) == v * (s - p)


def staged(first: ArrayLike, second: ArrayLike, time: float) -> Array:
    """The map at a time from 0 to 2 while `first` and then `second` are carried out: the identity at 0, `first` at 1,
    second @ first at 2, and straight lines in between ((1 - t) I + t M: every point moves on a segment).

    Raises:
        ValueError: time outside [0, 2].
    """
    if not 0 <= time <= 2:
        raise ValueError(f"The time goes from 0 to 2, not {time}.")
    one, two = np.asarray(first, float), np.asarray(second, float)
    unit = np.eye(len(one))
    if time <= 1:
        return np.asarray((1 - time) * unit + time * one)
    return np.asarray(((2 - time) * unit + (time - 1) * two) @ one)


# --- Inverses ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inverse:
    """The inverse of a square matrix, or why there is none.

    Attributes:
        matrix: shape (n, n); all NaN if the matrix is singular to working precision.
        determinant: of the matrix itself.
        condition: largest over smallest singular value (infinity if singular): a relative error may grow by so much.
        residual: the largest entry of |A^-1 A - I|; NaN if singular.
    """

    matrix: Array
    determinant: float
    condition: float
    residual: float

    @property
    def exists(self) -> bool:
        """Whether the matrix can be inverted in double precision."""
        return bool(np.isfinite(self.condition))


def inverse(matrix: ArrayLike, tolerance: float = 1e-13) -> Inverse:
    """The inverse of a square matrix; it counts as singular if sigma_min <= tolerance * sigma_max (or A = 0).

    Raises:
        ValueError: the matrix is not square or not finite.
    """
    a = np.asarray(matrix, float)
    if a.ndim != 2 or a.shape[0] != a.shape[1] or not np.isfinite(a).all():
        raise ValueError(f"Only a finite square matrix has an inverse, not one of shape {a.shape}.")
    sizes = np.linalg.svd(a, compute_uv=False)
    determinant = float(np.linalg.det(a))
    if sizes[-1] <= tolerance * sizes[0]:
        return Inverse(np.full(a.shape, np.nan), determinant, float("inf"), float("nan"))
    found = np.linalg.inv(a)
    return Inverse(found, determinant, float(sizes[0] / sizes[-1]), float(np.abs(found @ a - np.eye(len(a))).max()))


def in_range(matrix: ArrayLike, goal: ArrayLike, tolerance: float = 1e-9) -> bool:
    """Whether some x has Ax = goal (m,), the matrix (m, n) being singular or not."""
    a, b = np.asarray(matrix, float), np.asarray(goal, float)
    return bool(np.abs(a @ (np.linalg.pinv(a) @ b) - b).max() < tolerance)


def adjoint_sides(matrix: ArrayLike, x: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """Both sides of (Ax) . y = x . (A^T y), computed each on its own; A is (m, n), x is (n,), y is (m,)."""
    a, u, v = np.asarray(matrix, float), np.asarray(x, float), np.asarray(y, float)
    return float((a @ u) @ v), float(u @ (a.T @ v))


# --- Plane maps by what they do ---------------------------------------------------------------------------------------


def reflection(degrees: float) -> Array:
    """The 2x2 reflection in the line through 0 at an angle in degrees."""
    c, s = np.cos(2 * np.deg2rad(degrees)), np.sin(2 * np.deg2rad(degrees))
    return np.array([[c, s], [s, -c]])


def projection(degrees: float) -> Array:
    """The 2x2 orthogonal projection onto the line through 0 at an angle in degrees."""
    u = np.array([np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))])
    return np.outer(u, u)


def shear(amount: float) -> Array:
    """The 2x2 shear (x, y) -> (x + amount y, y)."""
    return np.array([[1.0, amount], [0.0, 1.0]])


def scaling(first: float, second: float) -> Array:
    """The 2x2 diagonal matrix with these factors."""
    return np.diag([float(first), float(second)])


# --- Special kinds ----------------------------------------------------------------------------------------------------

ROUNDING = 4e-15  # a few roundings of doubles, as a part of what they are made of
KINDS = ("identity", "diagonal", "symmetric", "triangular", "orthogonal", "permutation", "projection")


def defect(kind: str, matrix: ArrayLike) -> float:
    """How far a square matrix is from the identity that defines a kind: the largest entry of |left - right|.

    identity: A = I. diagonal: entries off the diagonal are 0. symmetric: A^T = A. triangular: entries under the
    diagonal are 0. orthogonal: A^T A = I. projection (orthogonal): A^2 = A and A^T = A. permutation: the distance of
    the entries to the nearest permutation matrix.

    Raises:
        ValueError: no such kind.
    """
    a = np.asarray(matrix, float)
    unit = np.eye(len(a))
    if kind == "identity":
        return float(np.abs(a - unit).max())
    if kind == "diagonal":
        return float(np.abs(a - np.diag(np.diag(a))).max())
    if kind == "symmetric":
        return float(np.abs(a.T - a).max())
    if kind == "triangular":
        return float(np.abs(np.tril(a, -1)).max())
    if kind == "orthogonal":
        return float(np.abs(a.T @ a - unit).max())
    if kind == "projection":
        return float(max(np.abs(a @ a - a).max(), np.abs(a.T - a).max()))
    if kind == "permutation":
        return float(np.abs(a - nearest(kind, a)).max())
    raise ValueError(f"There is no kind called {kind}; the kinds are {', '.join(KINDS)}.")


def dust(kind: str, matrix: ArrayLike) -> float:
    """Up to which `defect` a matrix is of a kind: the rounding of what is compared, entries, or products of two."""
    size = float(np.abs(np.asarray(matrix, float)).max())
    one = float(kind in ("identity", "orthogonal", "permutation"))  # these are compared with numbers of size 1
    return ROUNDING * (one + size + (size**2 if kind in ("orthogonal", "projection") else 0.0))


def kinds_of(matrix: ArrayLike) -> tuple[str, ...]:
    """All kinds that a square matrix is of, up to rounding, in the order of `KINDS`."""
    return tuple(kind for kind in KINDS if defect(kind, matrix) <= dust(kind, matrix))


def nearest(kind: str, matrix: ArrayLike) -> Array:
    """The matrix of a kind that is nearest in the Frobenius norm (of several, one of them, the same each time).

    orthogonal: the factor U V^T of the polar decomposition. projection: of all orthogonal projections onto a line, the
    one on the leading eigenvector of the symmetric part. permutation: the largest sum of chosen entries, by trying all
    (for n up to about 8).

    Raises:
        ValueError: no such kind.
    """
    a = np.asarray(matrix, float)
    n = len(a)
    if kind == "identity":
        return np.eye(n)
    if kind == "diagonal":
        return np.diag(np.diag(a))
    if kind == "symmetric":
        return np.asarray((a + a.T) / 2)
    if kind == "triangular":
        return np.triu(a)
    if kind == "orthogonal":
        u, _, vt = np.linalg.svd(a)
        return np.asarray(u @ vt)
    if kind == "projection":
        u = np.linalg.eigh((a + a.T) / 2)[1][:, -1]
        return np.outer(u, u)
    if kind == "permutation":
        best = max(permutations(range(n)), key=lambda order: sum(a[row, column] for column, row in enumerate(order)))
        return np.eye(n)[:, list(best)]
    raise ValueError(f"There is no kind called {kind}; the kinds are {', '.join(KINDS)}.")


def steer(kind: str, matrix: ArrayLike, column: int, target: ArrayLike) -> Array:
    """The 2x2 matrix of a kind after one of its columns was dragged to `target`, shape (2,): the column goes there as
    far as the kind lets it, and the other column follows only where the kind forces it to.

    "general" has no constraint. A target at the origin leaves a matrix whose column needs a direction as it is.
    """
    a, v = np.array(matrix, float), np.asarray(target, float)
    other = 1 - column
    if kind in ("orthogonal", "projection"):
        size = float(np.hypot(*v))
        if size < 1e-9:
            return a
        u = v / size
        if kind == "projection":
            # Column k of u u^T is u_k u: it points along the line, on the side where u_k is positive.
            return np.outer(u, u)
        handed = 1.0 if np.linalg.det(a) >= 0 else -1.0
        a[:, column] = u
        across = handed * np.array([-u[1], u[0]])  # det [u, across] = handed
        a[:, other] = across if column == 0 else -across
        return a
    if kind == "permutation":
        first = int(np.argmax(v))
        return np.eye(2) if first == column else np.eye(2)[::-1].copy()
    a[:, column] = v
    if kind == "identity":
        return np.eye(2)
    if kind == "diagonal":
        return np.diag(np.diag(a))
    if kind == "triangular":
        return np.triu(a)
    if kind == "symmetric":
        a[column, other] = a[other, column]
    return a


# --- What a map keeps -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """What a real 2x2 matrix keeps, each with the number that decides it.

    Attributes:
        stretch: the smallest and the largest |Ax| / |x|, the singular values.
        angle: the angle in degrees between the images of e1 and e2 (NaN if one of them is 0).
        widest: the largest change of a right angle in degrees, over all orthogonal pairs (90 if singular).
        tilt: the largest angle in degrees by which an axis leaves its line (NaN if an axis is sent to 0).
        determinant: the factor of areas; its sign is the orientation. 0 where it is only the rounding of its products.
        terms: |a d| + |b c|, of which the determinant is made.
    """

    stretch: tuple[float, float]
    angle: float
    widest: float
    tilt: float
    determinant: float
    terms: float

    @property
    def lengths(self) -> bool:
        """Every length stays."""
        return abs(self.stretch[0] - 1) <= ROUNDING and abs(self.stretch[1] - 1) <= ROUNDING

    @property
    def angles(self) -> bool:
        """Every angle keeps its size (a flip may turn its sense): a positive multiple of an orthogonal matrix."""
        return self.stretch[1] - self.stretch[0] <= ROUNDING * self.stretch[1] and self.determinant != 0

    @property
    def axes(self) -> bool:
        """Each coordinate axis stays on its own line."""
        return bool(self.tilt <= np.rad2deg(ROUNDING))

    @property
    def area(self) -> bool:
        """Every area keeps its size, whatever becomes of the orientation."""
        return abs(abs(self.determinant) - 1) <= ROUNDING * (1 + self.terms)

    @property
    def orientation(self) -> bool:
        """Counterclockwise stays counterclockwise."""
        return self.determinant > 0

    @property
    def flipped(self) -> bool:
        """Counterclockwise becomes clockwise."""
        return self.determinant < 0


def kept(matrix: ArrayLike) -> Kept:
    """What a real 2x2 matrix keeps, up to the rounding of its entries and of their products.

    The right angle that changes most lies halfway between the singular directions: with stretches s1 >= s2 it becomes
    2 arctan(s2 / s1), so it changes by 90 - 2 arctan(s2 / s1) degrees.
    """
    a = np.asarray(matrix, float)
    lengths = np.hypot(*a)
    whole = bool(lengths.min() > ROUNDING * lengths.max())
    straight, crossed = float(a[0, 0] * a[1, 1]), float(a[0, 1] * a[1, 0])
    terms = abs(straight) + abs(crossed)
    determinant = straight - crossed if abs(straight - crossed) > ROUNDING * terms else 0.0
    most = float(np.linalg.svd(a, compute_uv=False)[0])
    least = abs(determinant) / most if most > 0 else 0.0  # s1 s2 = |det A|: the small one without cancellation
    cosine = float(a[:, 0] @ a[:, 1] / (lengths[0] * lengths[1])) if whole else np.nan
    tilt = max(float(np.arctan2(abs(a[1, 0]), abs(a[0, 0]))), float(np.arctan2(abs(a[0, 1]), abs(a[1, 1]))))
    narrow = float(np.arctan2(least, most)) if most > 0 else 0.0
    return Kept(
        stretch=(least, most),
        angle=float(np.rad2deg(np.arccos(np.clip(cosine, -1, 1)))),
        widest=90.0 - 2 * float(np.rad2deg(narrow)),
        tilt=float(np.rad2deg(tilt)) if whole else np.nan,
        determinant=determinant,
        terms=terms,
    )


# --- Whitening --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Whitening:
    """The factors of the whitening W = Q L^(-1/2) Q^T of centred data with covariance C = Q L Q^T (ddof = 1).

    Attributes:
        mean: shape (d,).
        covariance: shape (d, d).
        turn: Q^T, an orthogonal matrix: onto the principal axes.
        shrink: L^(-1/2), a diagonal matrix: every variance becomes 1.
        back: Q, an orthogonal matrix: turned back (this makes it ZCA whitening; without it, it is PCA whitening).
    """

    mean: Array
    covariance: Array
    turn: Array
    shrink: Array
    back: Array

    @property
    def whole(self) -> Array:
        """The symmetric matrix W."""
        return np.asarray(self.back @ self.shrink @ self.turn)


def whitening(data: ArrayLike) -> Whitening:
    """The whitening of data, shape (n, d).

    Raises:
        ValueError: the covariance is singular: some direction has no variance to be brought to 1.
    """
    x = np.asarray(data, float)
    covariance = np.cov(x, rowvar=False)
    values, vectors = np.linalg.eigh(covariance)
    if values[0] <= 1e-12 * values[-1]:
        raise ValueError("The data have no variance in some direction, so they cannot be whitened.")
    order = np.argsort(values)[::-1]
    values, vectors = values[order], vectors[:, order]
    vectors = vectors * np.where(np.diag(vectors) < 0, -1.0, 1.0)  # so that Q is near I where it can be
    if np.linalg.det(vectors) < 0:
        vectors[:, -1] *= -1
    return Whitening(x.mean(axis=0), covariance, vectors.T, np.diag(values**-0.5), vectors)
