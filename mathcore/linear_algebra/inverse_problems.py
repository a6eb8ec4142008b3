"""Pseudo-inverse, ill-conditioned systems, and the filters that tame them: truncated SVD and ridge.

Sources: Penrose, "A generalized inverse for matrices", Proc. Camb. Phil. Soc. 51 (1955) 406-413; Hansen,
*Rank-Deficient and Discrete Ill-Posed Problems* (1998); Hoerl and Kennard, "Ridge regression",
Technometrics 12 (1970) 55-67.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import cached_property, lru_cache
from math import lcm
from operator import mul

import mpmath
import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_diabetes

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals
from mathcore.linear_algebra.eigen import decimals

Array = NDArray[np.float64]
METHODS = ("none", "tsvd", "ridge")
ZERO = 1e-12  # a singular value below this part of the largest one is always cut off
Long = tuple[tuple[Decimal | int, ...], ...]  # a matrix of numbers with 60 digits, as rows
_LONG = Context(prec=60)


def factors(singular: ArrayLike, method: str, strength: float = 0.0) -> Array:
    """The filter factors f_i in [0, 1] with which the singular directions enter the solution, shaped as `singular`.

    "none": 1 (the pseudo-inverse). "tsvd": 1 where s_i >= strength * s_1, else 0. "ridge": s_i^2 / (s_i^2 + mu^2) with
    mu = strength * s_1. A singular value that is zero gets 0, and with "tsvd" also one of at most 1e-12 s_1.
    `singular` is descending.

    Raises:
        ValueError: the method is unknown.
    """
    s = np.asarray(singular, float)
    top = float(s[0]) if s.size else 0.0
    if method not in METHODS:
        raise ValueError(f"There is no method {method!r}; there are {', '.join(METHODS)}.")
    if top == 0.0:
        return np.zeros_like(s)
    if method == "tsvd":
        return np.asarray(((s >= strength * top) & (s > ZERO * top)).astype(float))
    if method == "ridge":
        return np.asarray(s**2 / (s**2 + (strength * top) ** 2))
    return np.asarray((s > 0).astype(float))


@dataclass(frozen=True, eq=False)
class Solution:
    """x = Bb for the filtered inverse B of a 2x2 matrix A.

    Attributes:
        x, image: (2,), x and Ax.
        distance: |Ax - b|.
        kind: "one", the solution of Ax = b; "nearest", the shortest of the many that bring Ax nearest to b; "cut", that
            for A without its small layer; "damped"; "zero", for A = 0.
    """

    x: Array
    image: Array
    distance: float
    kind: str


@dataclass(frozen=True, eq=False)
class Inverse:
    """A 2x2 matrix with its singular value decomposition and a filtered inverse B = V diag(f_i / s_i) U^T.

    Attributes:
        matrix: A, (2, 2).
        u, singular, v: its SVD, (2, 2), (2,) descending, (2, 2).
        kept: (2,), the filter factors f.
        inverse: B, (2, 2), each entry rounded once.
        exact: A and B with 60 digits, as rows.
    """

    matrix: Array
    u: Array
    singular: Array
    v: Array
    kept: Array
    inverse: Array
    exact: tuple[Long, Long]

    @property
    def condition(self) -> float:
        """s_1 / s_2: inf if s_2 is 0."""
        high, low = self.singular.tolist()
        return float(high / low) if low > 0 else float("inf")

    @cached_property
    def penrose(self) -> tuple[float, float, float, float]:
        """How far B is from the four conditions: the norms of ABA - A, BAB - B, and of AB and BA less their transposes.

        All four vanish for exactly one B: the pseudo-inverse of A. In doubles the rounding of B alone would leave
        u * condition * |B| of the second; here all is computed with 60 digits.
        """
        a, b = self.exact
        with localcontext(_LONG):
            ab, ba = _times(a, b), _times(b, a)
            pairs = (_times(ab, a), a), (_times(ba, b), b), (ab, _across(ab)), (ba, _across(ba))
            first, second, third, fourth = (_apart(*pair) for pair in pairs)
        return first, second, third, fourth

    def solve(self, b: ArrayLike) -> Solution:
        """x = Bb, computed with 60 digits; a distance of less than 1e-30 |b| is the rounding of these, and 0."""
        a, inverse = self.exact
        right = tuple((Decimal(repr(each)),) for each in np.asarray(b, float).tolist())
        with localcontext(_LONG):
            x = _times(inverse, right)
            image = _times(a, x)
            off = _apart(image, right)
        off = off if off > 1e-30 * _apart(right, ((0,), (0,))) else 0.0
        return Solution(np.array(x, float)[:, 0], np.array(image, float)[:, 0], off, self.kind)

    @property
    def kind(self) -> str:
        """What Bb is, as in `Solution`."""
        used = self.kept[self.singular > 0]
        if used.size == 0:
            return "zero"
        if ((used > 0) & (used < 1)).any():
            return "damped"
        if (used == 0).any():
            return "cut"
        return "one" if used.size == 2 else "nearest"

    def ridge_path(self, b: ArrayLike, strengths: ArrayLike) -> Array:
        """Ridge solutions V diag(s_i / (s_i^2 + mu^2)) U^T b at each strength mu / s_1 (k,): shape (k, 2)."""
        s = self.singular
        mu = np.asarray(strengths, float)[:, None] * max(float(s[0]), 1e-100)
        return np.asarray((s * (self.u.T @ np.asarray(b, float)) / (s**2 + mu**2)) @ self.v.T)


def _times(first: Long, second: Long) -> Long:
    """The product of two matrices, in the present precision."""
    columns = _across(second)
    return tuple(tuple(sum(map(mul, row, column), Decimal()) for column in columns) for row in first)


def _across(rows: Long) -> Long:
    """The transpose."""
    return tuple(zip(*rows, strict=True))


def _apart(first: Long, second: Long) -> float:
    """The norm of the difference."""
    gaps = (x - y for pair in zip(first, second, strict=True) for x, y in zip(*pair, strict=True))
    return float(_length(*gaps))


def _length(*entries: Decimal | int) -> Decimal:
    return sum((Decimal(each * each) for each in entries), Decimal()).sqrt()


def invert(matrix: ArrayLike, method: str = "none", strength: float = 0.0) -> Inverse:
    """The pseudo-inverse of a 2x2 matrix, or a filtered one.

    Each entry is read as the shortest decimal that names its double, which is what was typed. The determinant of these
    decimals is formed without rounding: the rank is 2 unless it is zero. The rest is computed with 60 digits.

    Raises:
        ValueError: the matrix is not 2x2 or not finite, or the method is unknown.
    """
    given = np.asarray(matrix, float)
    if given.shape != (2, 2) or not np.isfinite(given).all():
        raise ValueError(f"invert needs a finite 2x2 matrix, not one of shape {given.shape}.")
    return _inverted(tuple(given.ravel().tolist()), method, strength)


@lru_cache(maxsize=64)
def _inverted(typed: tuple[float, ...], method: str, strength: float) -> Inverse:
    """`invert` of four entries, row by row: the same while b is moved."""
    given = np.array(typed).reshape(2, 2)
    entries = decimals(given)
    unit = lcm(*(each.denominator for each in entries))
    n11, n12, n21, n22 = (int(each * unit) for each in entries)  # A times `unit`, in whole numbers
    determinant = n11 * n22 - n12 * n21
    # Of A^T A: the sum and the difference of its diagonal, and what is off it.
    total, gap, both = n11**2 + n21**2 + n12**2 + n22**2, n11**2 + n21**2 - n12**2 - n22**2, n11 * n12 + n21 * n22
    with localcontext(_LONG):
        half = Decimal(gap) / 2
        spread = _length(half, Decimal(both))
        top = (Decimal(total) / 2 + spread).sqrt()
        low = abs(determinant) / top if top else top
        # v1 is an eigenvector of A^T A: of the two ways to name it, the one that does not cancel.
        x, y = (spread + half, Decimal(both)) if half >= 0 else (Decimal(both), spread - half)
        size = _length(x, y)
        v1 = (x / size, y / size) if size else (Decimal(1), Decimal(0))
        u1 = ((n11 * v1[0] + n12 * v1[1]) / top, (n21 * v1[0] + n22 * v1[1]) / top) if top else v1
        side = -1 if determinant < 0 else 1
        u, v = (u1, (-side * u1[1], side * u1[0])), (v1, (-v1[1], v1[0]))  # the columns
        kept = factors([1.0, float(low / top)] if top else [0.0, 0.0], method, strength)
        parts = [unit * Decimal(f) / s if s else s for f, s in zip(kept.tolist(), (top, low), strict=True)]
        scaled = ((parts[0] * v[0][0], parts[1] * v[1][0]), (parts[0] * v[0][1], parts[1] * v[1][1]))
        inverse = _times(scaled, u)
        plain = ((Decimal(n11) / unit, Decimal(n12) / unit), (Decimal(n21) / unit, Decimal(n22) / unit))
        singular = np.array([top / unit, low / unit], float)
    left, right, near = (np.array(rows, float) for rows in (_across(u), _across(v), inverse))
    for array in (given, left, singular, right, kept, near):
        array.flags.writeable = False
    return Inverse(given, left, singular, right, kept, near, (plain, inverse))


def cosines(n: int) -> Array:
    """The orthonormal discrete cosine basis (n, n), column j with j half waves (DCT-II)."""
    t = (np.arange(n) + 0.5) / n
    basis = np.cos(np.pi * np.outer(t, np.arange(n))) * np.sqrt(2 / n)
    basis[:, 0] = np.sqrt(1 / n)
    return np.asarray(basis)


def blur(n: int, condition: float) -> Array:
    """A smoothing matrix (n, n) that damps the wave with j half waves by condition^(-j/(n-1)); symmetric."""
    basis = cosines(n)
    return np.asarray(basis * condition ** (-np.arange(n) / (n - 1)) @ basis.T)


def hilbert(n: int) -> Array:
    """Hilbert's matrix 1 / (i + j + 1), i and j from 0: its condition number grows like exp(3.5 n)."""
    return np.asarray(1.0 / (np.add.outer(np.arange(n), np.arange(n)) + 1.0))


@lru_cache(maxsize=16)
def hilbert_spectrum(n: int) -> tuple[Array, Array]:
    """Singular values (n,), descending, and singular vectors (n, n) in columns of the exact Hilbert matrix, computed
    with 60 digits: it is positive definite, so both sides have the same. In doubles the entries alone, rounded, change
    the smallest value at n = 12 by some per cent."""
    with mpmath.workdps(60):
        exact = mpmath.matrix(n, n)
        for i in range(n):
            for j in range(n):
                exact[i, j] = mpmath.mpf(1) / (i + j + 1)
        values, vectors = mpmath.eigsy(exact)
        found = np.array([float(value) for value in values])[::-1]
        columns = np.array([[float(vectors[i, j]) for j in range(n)] for i in range(n)])[:, ::-1]
    for array in (found, columns):
        array.flags.writeable = False
    return found, columns


def signal(n: int) -> Array:
    """What is to be found: a bump and a box, at the n points (i + 1/2) / n of [0, 1]."""
    t = (np.arange(n) + 0.5) / n
    return np.asarray(np.exp(-(((t - 0.28) / 0.09) ** 2) / 2) + 0.6 * ((t > 0.55) & (t < 0.8)))


@dataclass(frozen=True, eq=False)
class System:
    """A x = b with noise on b, and its solution for each strength of both filters.

    Attributes:
        matrix: (n, n); `u`, `singular`, `v` its SVD; `condition` of it.
        truth: (n,), the x that made b; `exact`, b without noise; `noise` (n,), what was added.
        strengths: (k,), relative to the largest singular value.
        error: by method, (k,): |x - truth| / |truth| at each strength.
        residual, size: by method, (k,): |A x - b| and |x|.
    """

    matrix: Array
    u: Array
    singular: Array
    v: Array
    condition: float
    truth: Array
    exact: Array
    noise: Array
    strengths: Array
    error: dict[str, Array]
    residual: dict[str, Array]
    size: dict[str, Array]

    @property
    def b(self) -> Array:
        """The data: exact plus noise."""
        return np.asarray(self.exact + self.noise)

    def coefficients(self, method: str, strength: float) -> Array:
        """f_i u_i.b / s_i (n,): the solution in the basis v."""
        return np.asarray(factors(self.singular, method, strength) * (self.u.T @ self.b) / self.singular)

    def errors(self, method: str, strength: float) -> list[float]:
        """How far the solution is from the truth, in units of |truth|: in all, by noise, by the filter (its bias).

        What the rounding of b in doubles does is noise as well: without a filter the bias is 0.
        """
        found, goal = self.coefficients(method, strength), self.v.T @ self.truth
        kept = factors(self.singular, method, strength)
        parts = found - goal, found - kept * goal, (kept - 1) * goal
        return [float(np.linalg.norm(part) / np.linalg.norm(self.truth)) for part in parts]


@remembered
def system(kind: str, condition: float, n: int, noise: float, seed: int, strengths: tuple[float, ...]) -> System:
    """The blur of 32 points with that condition number, or Hilbert's matrix of size n (2 to 12), with noise on b.

    The noise is a vector of standard normals scaled to `noise` times |b|. The SVD of the blur is known in closed form
    and used as such; that of Hilbert's matrix is computed with 60 digits.

    Raises:
        ValueError: the kind is unknown.
    """
    if kind == "blur":
        n = 32
        u = v = cosines(n)
        singular = condition ** (-np.arange(n) / (n - 1))
        matrix = blur(n, condition)
    elif kind == "hilbert":
        matrix = hilbert(n)
        singular, u = hilbert_spectrum(n)
        v = u
    else:
        raise ValueError(f"There is no system {kind!r}: blur or hilbert.")
    truth = signal(n)
    exact = matrix @ truth
    g = random_normals(seed, 0, 0, n)
    added = noise * float(np.linalg.norm(exact)) * g / float(np.linalg.norm(g))
    shadow = u.T @ (exact + added)
    goal = v.T @ truth
    error, residual, size = {}, {}, {}
    for method in ("tsvd", "ridge"):
        kept = np.array([factors(singular, method, strength) for strength in strengths])
        found = kept * shadow / singular
        error[method] = np.linalg.norm(found - goal, axis=1) / float(np.linalg.norm(goal))
        residual[method] = np.linalg.norm((1 - kept) * shadow, axis=1)
        size[method] = np.linalg.norm(found, axis=1)
    return System(
        matrix, u, singular, v, float(singular[0] / singular[-1]), truth, exact, added, np.array(strengths),
        error, residual, size,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class RidgePaths:
    """Ridge regression on some patients, judged on the others.

    Attributes:
        names: of the p features.
        penalties: (k,), the penalty alpha in |y - Xw|^2 + alpha |w|^2; X and y centred, features scaled to variance 1.
        weights: (k, p).
        training, testing: (k,), root mean square errors, on the patients used and on the others.
        effective: (k,), the sum of the filter factors: how many parameters the fit has in effect.
        gradient: (k,), |X^T (y - Xw)|, which equals alpha |w| at the minimum.
        condition: of the centred and scaled X (inf if its rank is not full).
    """

    names: tuple[str, ...]
    penalties: Array
    weights: Array
    training: Array
    testing: Array
    effective: Array
    gradient: Array
    condition: float


@remembered
def diabetes_ridge(patients: int, squares: bool, penalties: tuple[float, ...]) -> RidgePaths:
    """Ridge on scikit-learn's diabetes data (Efron et al. 2004): the first `patients` of 442 train, the others test.

    With `squares` all squares and products of the ten features are features too (65 in all). Features are centred and
    scaled by the training patients (ddof 0; a feature that does not vary there stays 0); the mean of y is fitted too.
    """
    data = load_diabetes()
    x, y = data.data * np.sqrt(len(data.data)), data.target.astype(float)
    names = tuple(str(name) for name in data.feature_names)
    if squares:
        pairs = [(i, j) for i in range(10) for j in range(i, 10)]
        x = np.column_stack([x, *[x[:, i] * x[:, j] for i, j in pairs]])
        names += tuple(f"{names[i]}·{names[j]}" for i, j in pairs)
    mean, spread = x[:patients].mean(axis=0), x[:patients].std(axis=0)
    x = np.where(spread > 1e-12, (x - mean) / np.where(spread > 1e-12, spread, 1.0), 0.0)
    train, test, level = x[:patients], x[patients:], float(y[:patients].mean())
    u, s, vt = np.linalg.svd(train, full_matrices=False)
    alpha = np.array(penalties)[:, None]
    shares = s**2 / (s**2 + alpha)
    weights = s * (u.T @ (y[:patients] - level)) / (s**2 + alpha) @ vt
    misses = y[:patients] - level - weights @ train.T
    return RidgePaths(
        names=names,
        penalties=np.array(penalties),
        weights=weights,
        training=np.sqrt(np.mean(misses**2, axis=1)),
        testing=np.sqrt(np.mean((y[patients:] - level - weights @ test.T) ** 2, axis=1)),
        effective=shares.sum(axis=1),
        gradient=np.linalg.norm(misses @ train, axis=1),
        condition=float(s[0] / s[-1]) if s[-1] > 1e-12 * s[0] and len(s) == train.shape[1] else float("inf"),
    )
