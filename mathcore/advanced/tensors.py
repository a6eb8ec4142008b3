"""The rank of 2×2×2 tensors, a tensor that has no best approximation, and pictures under a truncated Tucker format.

A 2×2×2 tensor T has the slices X = T[:, :, 0] and Y = T[:, :, 1]. Sources: V. de Silva and L.-H. Lim, SIAM J. Matrix
Anal. Appl. 30 (2008), for ranks and borders; L. De Lathauwer, B. De Moor and J. Vandewalle, SIAM J. Matrix Anal.
Appl. 21 (2000), for the higher-order SVD and for the alternating refinement (HOOI).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh
from sklearn.datasets import load_sample_image

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
ZERO = 1e-9  # below which a discriminant of tensors with entries in tenths is zero
W = np.zeros((2, 2, 2))  # e₀⊗e₀⊗e₁ + e₀⊗e₁⊗e₀ + e₁⊗e₀⊗e₀
W[0, 0, 1] = W[0, 1, 0] = W[1, 0, 0] = 1.0
TURN = np.pi / 6  # of the basis in which W and its neighbours are written
STRIDE = 4  # of every so many pixels of a photograph one is kept
SWEEPS = 3  # of the alternating refinement


def _minor(x: Array) -> Array:
    return np.asarray(x[..., 0, 0] * x[..., 1, 1] - x[..., 0, 1] * x[..., 1, 0])


def pencil(t: ArrayLike) -> tuple[Array, Array, Array]:
    """The coefficients (a, b, c) of det(xX + yY) = a x² + b xy + c y², for tensors of shape (..., 2, 2, 2)."""
    found = np.asarray(t, float)
    x, y = found[..., 0], found[..., 1]
    mixed = x[..., 0, 0] * y[..., 1, 1] + y[..., 0, 0] * x[..., 1, 1]
    mixed = mixed - x[..., 0, 1] * y[..., 1, 0] - y[..., 0, 1] * x[..., 1, 0]
    return _minor(x), np.asarray(mixed), _minor(y)


def chart(t: ArrayLike) -> tuple[Array, Array]:
    """Where tensors lie: the mean and the swing of det(cos θ X + sin θ Y) = mean + swing cos(2θ − φ)."""
    a, b, c = pencil(t)
    return (a + c) / 2, np.hypot(a - c, b) / 2


def hyperdeterminant(t: ArrayLike) -> float:
    """Cayley's hyperdeterminant of a 2×2×2 tensor, by his twelve terms (Cambridge Math. J. 4, 1845)."""
    a = np.asarray(t, float)
    a000, a001, a010, a011, a100, a101, a110, a111 = a.ravel().tolist()
    squares = a000**2 * a111**2 + a001**2 * a110**2 + a010**2 * a101**2 + a100**2 * a011**2
    pairs = a000 * a001 * a110 * a111 + a000 * a010 * a101 * a111 + a000 * a100 * a011 * a111
    pairs += a001 * a010 * a101 * a110 + a001 * a100 * a011 * a110 + a010 * a100 * a011 * a101
    return float(squares - 2 * pairs + 4 * (a000 * a011 * a101 * a110 + a001 * a010 * a100 * a111))


def flat_ranks(t: ArrayLike) -> tuple[int, int, int]:
    """The ranks of the three unfoldings."""
    a = np.asarray(t, float)
    unfolded = (np.moveaxis(a, k, 0).reshape(a.shape[k], -1) for k in range(3))
    first, second, third = (int(np.linalg.matrix_rank(m, tol=1e-9)) for m in unfolded)
    return first, second, third


def rank(t: ArrayLike) -> int:
    """The real rank of a 2×2×2 tensor: how many terms u⊗v⊗w it takes.

    By its orbit (de Silva and Lim, table 7.1): 2 where the hyperdeterminant is positive, 3 where it is negative; where
    it is zero 3 if all unfoldings have rank 2, and the largest of their ranks if not.
    """
    a, b, c = (float(each) for each in pencil(t))
    discriminant = b * b - 4 * a * c
    if abs(discriminant) > ZERO:
        return 2 if discriminant > 0 else 3
    flat = flat_ranks(t)
    return 3 if flat == (2, 2, 2) else max(flat)


def zeros(t: ArrayLike) -> tuple[complex, complex]:
    """The two angles θ in [0, π), complex where they must be, at which det(cos θ X + sin θ Y) = 0; NaN where it is
    zero at all angles.

    From mean + swing cos(2θ − φ) = 0: θ = (φ ± arccos(−mean/swing))/2. Where the swing is zero there is no such angle.
    """
    a, b, c = (float(each) for each in pencil(t))
    mean, swing = (a + c) / 2, float(np.hypot(a - c, b)) / 2
    if swing < ZERO:
        return complex(np.nan), complex(np.nan)
    turn = float(np.arctan2(b, a - c))
    ratio = -mean / swing
    if abs(abs(ratio) - 1) < ZERO:  # rounding must not part a double zero
        ratio = float(np.sign(ratio))
    half = complex(np.emath.arccos(ratio))
    found = [(turn + sign * half) / 2 for sign in (-1, 1)]
    first, second = (complex(each.real % np.pi, each.imag) for each in found)
    return (first, second) if (first.real, first.imag) <= (second.real, second.imag) else (second, first)


def two_terms(t: ArrayLike) -> NDArray[np.complex128]:
    """The two terms u⊗v⊗w, shape (2, 2, 2, 2), that the zeros of the pencil give, real where these are real.

    At a zero (x, y) the mixture xX + yY has rank one: it lacks one of two terms, so the third vector of that term is at
    a right angle to (x, y). With both mixtures R₁ and R₂ both slices are sums of them. Where the two zeros are one this
    finds one term twice, and their sum is not T: the least-squares fit.
    """
    a = np.asarray(t, complex)
    angles = np.array(zeros(t))
    if not np.isfinite(angles).all() or min(flat_ranks(t)) < 2:
        return _flat_terms(np.asarray(t, float))
    mixing = np.stack([np.cos(angles), np.sin(angles)], axis=1)  # (2 zeros, 2 slices)
    mixtures = np.einsum("ijk,zk->zij", a, mixing)
    basis = mixtures.reshape(2, 4).T
    weights = np.linalg.lstsq(basis, a.reshape(4, 2), rcond=1e-9)[0]  # (2 terms, 2 slices)
    return np.asarray(np.einsum("zij,zk->zijk", mixtures, weights))


def _flat_terms(a: Array) -> NDArray[np.complex128]:
    """Where an unfolding has rank one or less: a matrix in disguise, and its SVD gives the terms. Where all have rank
    two and the swing is zero, the mean is not, and the zeros are at ±i infinity: the mixtures X ± iY."""
    if min(flat_ranks(a)) == 2:
        mixtures = np.stack([a[..., 0] + 1j * a[..., 1], a[..., 0] - 1j * a[..., 1]])
        weights = np.array([[0.5, -0.5j], [0.5, 0.5j]])
        return np.asarray(np.einsum("zij,zk->zijk", mixtures, weights))
    flat = flat_ranks(a)
    axis = int(np.argmin(flat))
    rest = np.moveaxis(a, axis, 0).reshape(2, 4)
    u, s, v = np.linalg.svd(rest)
    # Rank one along that axis: u ⊗ M, and M has at most two terms of its own.
    p, sigma, q = np.linalg.svd(v[0].reshape(2, 2))
    terms = np.einsum("a,zb,zc->zabc", s[0] * u[:, 0], (p * sigma).T, q)
    return np.asarray(np.moveaxis(terms, 1, axis + 1), complex)


@dataclass(frozen=True)
class Small:
    """What is told of a 2×2×2 tensor."""

    tensor: Array

    pencil = cached_property(lambda q: [float(each) for each in pencil(q.tensor)])
    mean = cached_property(lambda q: float(chart(q.tensor)[0]))
    swing = cached_property(lambda q: float(chart(q.tensor)[1]))
    cayley = cached_property(lambda q: hyperdeterminant(q.tensor))
    rank = cached_property(lambda q: rank(q.tensor))
    parted = cached_property(lambda q: abs(q.cayley) > ZERO)  # whether its two zeros are two
    terms = cached_property(lambda q: two_terms(q.tensor))
    missing = cached_property(lambda q: float(np.abs(q.terms.sum(axis=0) - q.tensor).max()))

    @property
    def remark(self) -> str:
        """A sentence on a tensor whose hyperdeterminant is zero."""
        if not self.tensor.any():
            return "All entries are zero: no term is needed, and every angle is a zero."
        if not self.parted and self.rank < 3:
            kind = "an unfolding has rank 1, so this is a matrix in disguise"
            return f"Hyperdeterminant 0, yet rank {self.rank}: {kind}."
        border = "Exactly on the border: rank 3, though tensors of rank 2 come as near as you like."
        return "" if self.parted else border

    @cached_property
    def angles(self) -> Array:
        """Its real zeros in degrees, NaN where they are complex, shape (2,)."""
        found = np.array(zeros(self.tensor))
        real = np.isfinite(found) & (np.abs(found.imag) < 1e-12)
        return np.where(real, np.rad2deg(np.where(real, found.real, 0.0)), np.nan)

    def determinant(self, angles: Array) -> Array:
        """det(cos θ X + sin θ Y) at those angles, in radians."""
        a, b, c = self.pencil
        return np.asarray(a * np.cos(angles) ** 2 + b * np.cos(angles) * np.sin(angles) + c * np.sin(angles) ** 2)


def simplest(mean: float, swing: float) -> tuple[tuple[float, ...], ...]:
    """The slices side by side, rows of [X | Y], of a tensor of that place in the chart: X = diag(d, a/d) and
    Y = [[0, d], [−b/d, 0]] with a = mean + swing, b = mean − swing, and d = 1 or 2 such that no entry is large."""
    a, b = mean + swing, mean - swing
    d = 1.0 if max(abs(a), abs(b)) <= 2 else 2.0
    return (d, 0.0, 0.0, d), (0.0, a / d, -b / d, 0.0)


@dataclass(frozen=True)
class Cloud:
    """Random 2×2×2 tensors of standard normal entries: where they lie, and which have rank 2."""

    mean: Array
    swing: Array

    @property
    def two(self) -> NDArray[np.bool_]:
        """Which have rank 2."""
        return self.swing > np.abs(self.mean)


@remembered
def cloud(seed: int, count: int) -> Cloud:
    """That many random tensors of a seed."""
    return Cloud(*chart(random_normals(seed, 0, 0, 8 * count).reshape(count, 2, 2, 2)))


def turned() -> tuple[Array, Array]:
    """The orthonormal basis e₀, e₁ in which W is written: turned by 30 degrees, so that no entry is 0 by luck."""
    c, s = float(np.cos(TURN)), float(np.sin(TURN))
    return np.array([c, s]), np.array([-s, c])


def cube(v: Array) -> Array:
    """v⊗v⊗v."""
    return np.asarray(v[:, None, None] * v[None, :, None] * v[None, None, :])


def border_target() -> Array:
    """W = e₀⊗e₀⊗e₁ + e₀⊗e₁⊗e₀ + e₁⊗e₀⊗e₀ in the turned basis."""
    basis = np.stack(turned(), axis=1)
    return multiplied(W, basis, basis, basis)


def border(n: float, dtype: type = np.float64) -> Array:
    """The two terms n (e₀ + e₁/n)⊗³ and −n e₀⊗³, shape (2, 2, 2, 2), computed in a floating point format."""
    many = dtype(n)
    e0, e1 = turned()
    e0, e1 = e0.astype(dtype), e1.astype(dtype)
    return np.stack([many * cube(e0 + e1 / many), -many * cube(e0)])


def border_error(n: float, dtype: type = np.float64) -> float:
    """How far the sum of the two terms, added in that format, is from W (Frobenius norm, in double precision)."""
    first, second = border(n, dtype)
    return float(np.linalg.norm((first + second).astype(float) - border_target()))


@dataclass(frozen=True)
class Pair:
    """The two terms at n, in a floating point format."""

    n: float
    dtype: type = np.float64

    off = cached_property(lambda q: border_error(q.n, q.dtype))
    formula = cached_property(lambda q: float(np.sqrt(3 / q.n**2 + 1 / q.n**4)))
    size = cached_property(lambda q: float(np.linalg.norm(border(q.n, q.dtype)[0].astype(float))))
    exact = cached_property(lambda q: Small(border(q.n).sum(axis=0)))  # their sum in double precision


@dataclass(frozen=True)
class Tucker:
    """A tensor of three axes and its higher-order SVD: factors with orthonormal columns, and the full core."""

    tensor: Array

    @cached_property
    def norm2(self) -> float:
        """The sum of the squares of all entries."""
        return float(np.einsum("ijk,ijk->", self.tensor, self.tensor))

    def factors_of(self, tensor: Array, axis: int) -> tuple[Array, Array]:
        """Eigenvalues, largest first, and eigenvectors of the Gram matrix of an unfolding."""
        unfolded = np.moveaxis(tensor, axis, 0).reshape(tensor.shape[axis], -1)
        values, vectors = eigh(unfolded @ unfolded.T)
        return np.maximum(values[::-1], 0.0), np.ascontiguousarray(vectors[:, ::-1])

    @cached_property
    def spectra(self) -> list[tuple[Array, Array]]:
        """Of each axis the squared singular values of the unfolding, and its left singular vectors."""
        return [self.factors_of(self.tensor, axis) for axis in range(3)]

    @cached_property
    def core(self) -> Array:
        """The tensor in the bases of all singular vectors, whole."""
        u, v, w = (vectors for _, vectors in self.spectra)
        return multiplied(self.tensor, u.T, v.T, w.T)

    core_squares = cached_property(lambda q: q.core**2)

    @cached_property
    def tails(self) -> list[Array]:
        """Of each axis, for each rank from 0 on, the squares of the singular values beyond it."""
        return [np.append(np.cumsum(values[::-1])[::-1], 0.0) for values, _ in self.spectra]

    def truncated(self, ranks: tuple[int, int, int]) -> tuple[Array, list[Array]]:
        """The core and the factors, cut to those ranks."""
        a, b, c = ranks
        return self.core[:a, :b, :c], [vectors[:, :r] for (_, vectors), r in zip(self.spectra, ranks, strict=True)]

    def refined(self, ranks: tuple[int, int, int], sweeps: int = SWEEPS) -> tuple[Array, list[Array]]:
        """The same ranks after some sweeps of alternating least squares (HOOI), from the truncated SVDs."""
        _, factors = self.truncated(ranks)
        for _ in range(sweeps):
            for axis in range(3):
                rest = self.tensor
                for other in {0, 1, 2} - {axis}:
                    rest = np.moveaxis(np.tensordot(factors[other].T, rest, (1, other)), 0, other)
                factors[axis] = self.factors_of(rest, axis)[1][:, : ranks[axis]]
        return multiplied(self.tensor, *(each.T for each in factors)), factors


def multiplied(tensor: Array, first: Array, second: Array, third: Array) -> Array:
    """A tensor with a matrix on each of its axes: Σ first[a,i] second[b,j] third[c,k] T[i,j,k]."""
    return np.asarray((second @ np.tensordot(first, tensor, (1, 0))) @ third.T)


def numbers_stored(shape: tuple[int, ...], ranks: tuple[int, ...]) -> int:
    """How many numbers a core of those ranks and its factors have."""
    return int(np.prod(ranks) + np.dot(shape, ranks))


@dataclass(frozen=True)
class Squeezed:
    """A tensor in the Tucker format of some ranks: a core and three bases, truncated or refined."""

    whole: Tucker
    ranks: tuple[int, int, int]
    refined: bool

    @cached_property
    def form(self) -> tuple[Array, list[Array]]:
        """The core and the bases."""
        return self.whole.refined(self.ranks) if self.refined else self.whole.truncated(self.ranks)

    rebuilt = cached_property(lambda q: multiplied(q.form[0], *q.form[1]))
    error2 = cached_property(lambda q: float(np.sum((q.rebuilt - q.whole.tensor) ** 2)))
    error = cached_property(lambda q: float(np.sqrt(q.error2 / q.whole.norm2)))
    core2 = cached_property(lambda q: float(np.sum(q.form[0] ** 2)))

    @cached_property
    def cut2(self) -> float:
        """The squares of what the truncation cuts off the full core of the HOSVD, in three boxes."""
        (a, b, c), squares = self.ranks, self.whole.core_squares
        return float(squares[a:].sum() + squares[:a, b:].sum() + squares[:a, :b, c:].sum())

    tails = cached_property(lambda q: [float(t[r]) for t, r in zip(q.whole.tails, q.ranks, strict=True)])
    stored = cached_property(lambda q: numbers_stored(q.whole.tensor.shape, q.ranks))
    share = cached_property(lambda q: q.stored / q.whole.tensor.size)


@remembered
def photograph(name: str) -> Tucker:
    """scikit-learn's sample photograph, every fourth pixel of every fourth row: 107 × 160 × 3, values from 0 to 1."""
    return Tucker(np.asarray(load_sample_image(f"{name}.jpg")[::STRIDE, ::STRIDE], float) / 255)
