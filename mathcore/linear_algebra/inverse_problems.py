"""Pseudo-inverse, ill-conditioned systems, and the filters that tame them: truncated SVD and ridge.

Sources: Penrose, "A generalized inverse for matrices", Proc. Camb. Phil. Soc. 51 (1955) 406-413; Hansen,
*Rank-Deficient and Discrete Ill-Posed Problems* (1998); Hoerl and Kennard, "Ridge regression",
Technometrics 12 (1970) 55-67.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import mpmath
import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_diabetes

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
METHODS = ("none", "tsvd", "ridge")
ZERO = 1e-12  # a singular value below this part of the largest one counts as zero


def factors(singular: ArrayLike, method: str, strength: float = 0.0) -> Array:
    """The filter factors f_i in [0, 1] with which the singular directions enter the solution, shaped as `singular`.

    "none": 1 (the pseudo-inverse). "tsvd": 1 where s_i >= strength * s_1, else 0. "ridge": s_i^2 / (s_i^2 + mu^2) with
    mu = strength * s_1. A singular value that counts as zero gets 0: with "tsvd" one of at most 1e-12 s_1, with "none"
    one of at most 1e-17 s_1 (so that noise on an ill-conditioned system shows in full). `singular` is descending.

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
    return np.asarray((s > 1e-17 * top).astype(float))


@dataclass(frozen=True)
class Inverse:
    """A matrix with its singular value decomposition and a filtered inverse B = V diag(f_i / s_i) U^T.

    Attributes:
        matrix: A, (m, n).
        u, singular, v: thin SVD: (m, r), (r,), (n, r) with r = min(m, n).
        kept: (r,), the filter factors f.
        inverse: B, (n, m).
    """

    matrix: Array
    u: Array
    singular: Array
    v: Array
    kept: Array
    inverse: Array

    @property
    def condition(self) -> float:
        """s_1 / s_r: inf if the smallest singular value is 0 up to rounding."""
        low, high = float(self.singular[-1]), float(self.singular[0])
        return high / low if low > 1e-17 * high > 0 else float("inf")

    def penrose(self) -> tuple[float, float, float, float]:
        """How far B is from the four conditions: the norms of ABA - A, BAB - B, and of AB and BA less their transposes.

        All four vanish for exactly one B: the pseudo-inverse of A.
        """
        a, b = self.matrix, self.inverse
        ab, ba = a @ b, b @ a
        gaps = (a @ b @ a - a, b @ a @ b - b, ab - ab.T, ba - ba.T)
        first, second, third, fourth = (float(np.linalg.norm(gap)) for gap in gaps)
        return first, second, third, fourth

    def ridge_path(self, b: ArrayLike, strengths: ArrayLike) -> Array:
        """Ridge solutions V diag(s_i / (s_i^2 + mu^2)) U^T b at each strength mu / s_1 (k,): shape (k, n)."""
        s = self.singular
        mu = np.asarray(strengths, float)[:, None] * max(float(s[0]), 1e-100)
        return np.asarray((s * (self.u.T @ np.asarray(b, float)) / (s**2 + mu**2)) @ self.v.T)


def invert(matrix: ArrayLike, method: str = "none", strength: float = 0.0, zero: float = 1e-12) -> Inverse:
    """The pseudo-inverse of A, or a filtered one. Singular values of at most `zero` times the largest are zero."""
    a = np.asarray(matrix, float)
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    s = np.where(s > zero * s[0], s, 0.0)
    kept = factors(s, method, strength)
    shares = np.where(s > 0, kept / np.where(s > 0, s, 1.0), 0.0)
    return Inverse(a, u, s, vt.T, kept, (vt.T * shares) @ u.T)


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
        """How far the solution is from the truth, in units of |truth|: in all, by noise, by the filter (its bias)."""
        found, goal = self.coefficients(method, strength), self.v.T @ self.truth
        noise = factors(self.singular, method, strength) * (self.u.T @ self.noise) / self.singular
        parts = found - goal, noise, found - noise - goal
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
