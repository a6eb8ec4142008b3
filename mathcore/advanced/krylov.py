"""Krylov methods: steepest descent, conjugate gradients, the power method, Lanczos; their polynomials and bounds.

Sources: M. R. Hestenes and E. Stiefel (1952); Y. Saad, *Iterative Methods for Sparse Linear Systems*, 2nd ed. (2003),
chapter 6; G. Meurant and Z. Strakos, *The Lanczos and conjugate gradient algorithms in finite precision arithmetic*,
Acta Numerica 15 (2006). Errors are in the norm of A, ||e||_A = sqrt(e'Ae), relative to that of the start.

Neither method notices a rotation: with A = V diag(values) V' they do to b what they do with diag(values) to V'b. So a
spectrum and the components of b along the eigenvectors are all that is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray
from scipy.linalg import eigvalsh_tridiagonal

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
Map = Callable[[NDArray[Any]], NDArray[Any]]
STEPS = 120  # of the runs on the named spectra
ENOUGH = 1e-6  # relative error that counts as solved
NEAR = 1e-5  # of the largest eigenvalue: a Ritz value that is so near to an eigenvalue has found it
SPECTRA = ("even", "outlier", "pair", "strakos")
PRECISION: dict[str, DTypeLike] = {"exact": np.float64, "double": np.float64, "single": np.float32}


def spectrum(name: str) -> Array:
    """Ascending eigenvalues. even: 1 to 100. outlier: the same, 100 moved to 10,000. pair: 198 from 0.02 to 2, and 2.5
    and 3. strakos: 24 that crowd at 0.1, up to 100 (Strakos 1991, with rho = 0.7)."""
    if name == "strakos":
        i = np.arange(24)
        return np.asarray(0.1 + i / 23 * 99.9 * 0.7 ** (23 - i))
    if name == "pair":
        return np.concatenate([np.linspace(0.02, 2.0, 198), [2.5, 3.0]])
    values = np.arange(1.0, 101.0)
    if name == "outlier":
        values[-1] = 1e4
    return values


def a_norm(matrix: ArrayLike, vectors: ArrayLike) -> Array:
    """sqrt(e'Ae) of each row of `vectors`, shape (..., n)."""
    e = np.asarray(vectors, float)
    return np.asarray(np.sqrt(np.maximum(np.einsum("...i,ij,...j->...", e, np.asarray(matrix, float), e), 0.0)))


def steepest_descent(matrix: ArrayLike, start: ArrayLike, steps: int) -> Array:
    """The points (steps + 1, n) of exact line searches along -Ax, towards the minimum of x'Ax/2 at zero."""
    a, x = np.asarray(matrix, float), np.asarray(start, float)
    points = [x]
    for _ in range(steps):
        g = a @ x
        bend = g @ a @ g
        x = x - (g @ g) / bend * g if bend > 0 else x
        points.append(x)
    return np.array(points)


def level_lines(root: ArrayLike, side: float, apart: float = 0.75) -> Array:
    """The lines |Bx| = apart, 2 apart, ... in the square of half-width `side`, B = `root` (2, 2) invertible: a polyline
    (n, 2) with NaN where it leaves the square, its points about a fiftieth of the half-width from one another."""
    b = np.asarray(root, float)
    turn = np.linspace(0, 2 * np.pi, 2401)
    circle, found = np.linalg.solve(b, np.stack([np.cos(turn), np.sin(turn)])).T, []
    for radius in np.arange(apart, float(np.linalg.norm(b, 2)) * np.sqrt(2) * side, apart):
        line = np.where(np.abs(radius * circle).max(axis=1, keepdims=True) <= 1.05 * side, radius * circle, np.nan)
        outside = np.isnan(line[:, 0])
        far = np.hypot(*np.diff(radius * circle, axis=0, prepend=radius * circle[:1]).T).cumsum()
        whole = np.diff(np.floor(far / (0.02 * side)), prepend=-1) > 0
        gap = outside & ~np.concatenate([[False], outside[:-1]])  # the first point outside ends a piece
        whole[-1] = True
        found += [line[(whole & ~outside) | gap], np.full((1, 2), np.nan)]
    return np.concatenate(found)


@dataclass(frozen=True)
class Run:
    """Conjugate gradients: `points` (steps + 1, n, columns) from zero, and `gains` (steps, columns), each step's
    alpha times r'z: the square of the A-norm error that it takes away (Hestenes and Stiefel 1952, theorem 6:1)."""

    points: Array
    gains: Array


def conjugate_gradients(
    apply: Map, b: ArrayLike, steps: int, *, precondition: Map | None = None, dtype: DTypeLike = np.float64
) -> Run:
    """The textbook recurrence for Ax = b from x = 0, in the arithmetic of `dtype`; b (n,) or (n, columns), each column
    a system of its own. `apply` is x -> Ax, `precondition` r -> M^-1 r. A column whose residual is zero rests."""
    r = np.array(b, dtype=dtype).reshape(len(np.asarray(b)), -1)
    x = np.zeros_like(r)
    z = r.copy() if precondition is None else precondition(r)
    d, rz = z.copy(), np.einsum("ij,ij->j", r, z)
    points, gains = [x], []
    for _ in range(steps):
        ad = apply(d)
        bend = np.einsum("ij,ij->j", d, ad)
        alpha = np.divide(rz, bend, out=np.zeros_like(rz), where=bend > 0)
        x, r = x + alpha * d, r - alpha * ad
        gains.append(alpha * rz)
        z = r if precondition is None else precondition(r)
        fresh = np.einsum("ij,ij->j", r, z)
        d = z + np.divide(fresh, rz, out=np.zeros_like(rz), where=rz > 0) * d
        rz = fresh
        points.append(x)
    return Run(np.array(points, float), np.array(gains, float))


@dataclass(frozen=True)
class Lanczos:
    """`diagonal` (m,) and `beside` (m,) of the tridiagonal matrix (`beside[k]` couples k and k + 1), and the `basis`
    (n, m). `ended` if the Krylov space had no further direction."""

    diagonal: Array
    beside: Array
    basis: Array
    ended: bool

    def ritz(self, k: int) -> Array:
        """The k Ritz values of step k, ascending (of the last step, where the process ended before)."""
        k = min(k, len(self.diagonal))
        return np.asarray(eigvalsh_tridiagonal(self.diagonal[:k], self.beside[: k - 1])) if k else np.empty(0)

    def solution(self, length: float, k: int) -> Array:
        """The iterate k of conjugate gradients, for b = `length` times the first vector of the basis."""
        k = min(k, len(self.diagonal))
        if not k:
            return np.zeros(len(self.basis))
        t = np.diag(self.diagonal[:k]) + np.diag(self.beside[: k - 1], 1) + np.diag(self.beside[: k - 1], -1)
        return np.asarray(self.basis[:, :k] @ np.linalg.solve(t, length * np.eye(k)[0]))


def lanczos(values: ArrayLike, b: ArrayLike, steps: int, arithmetic: str = "exact") -> Lanczos:
    """Lanczos on diag(values) from b. "exact" orthogonalises each vector twice against all before, which keeps double
    precision as good as exact; "double" and "single" are the bare three-term recurrence in those formats."""
    kind, again = PRECISION[arithmetic], arithmetic == "exact"
    a, q = np.array(values, dtype=kind), np.array(b, dtype=kind)
    q = q / np.sqrt(np.einsum("i,i->", q, q))
    tiny = 50 * float(np.finfo(kind).eps) * float(np.max(np.abs(a)))
    basis, diagonal, beside = [q], [], []
    last, beta = np.zeros_like(q), kind(0)  # type: ignore[operator,misc]
    for _ in range(steps):
        w = a * q - beta * last
        alpha = np.einsum("i,i->", w, q)
        w = w - alpha * q
        if again:
            held = np.array(basis)
            for _ in range(2):
                w = w - np.einsum("ki,k->i", held, np.einsum("ki,i->k", held, w))
        beta = np.sqrt(np.einsum("i,i->", w, w))
        diagonal.append(alpha)
        beside.append(beta)
        if beta <= tiny or (again and len(basis) == len(q)):
            break
        last, q = q, w / beta
        basis.append(q)
    m = len(diagonal)
    ended = m < steps or bool(beside[-1] <= tiny)
    return Lanczos(np.array(diagonal, float), np.array(beside, float), np.array(basis[:m], float).T, ended)


def distinct(values: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    """The distinct eigenvalues, ascending, and the length of b's part in each eigenspace; parts of length zero are
    left out: no Krylov method ever sees them."""
    found, place = np.unique(np.asarray(values, float), return_inverse=True)
    parts = np.sqrt(np.bincount(place, np.asarray(b, float) ** 2, len(found)))
    return found[parts > 0], parts[parts > 0]


def arrived(ritz: ArrayLike, values: ArrayLike) -> Array:
    """Ritz values, those within rounding of one of the ascending eigenvalues `values` moved onto it: from an outlier
    above a crowd a last bit of its root is blown up by the factors 1 - x/theta of all the small ones."""
    theta, lam = np.asarray(ritz, float), np.asarray(values, float)
    near = lam[np.abs(theta[:, None] - lam).argmin(axis=1)]
    return np.where(np.abs(theta - near) <= 8 * np.finfo(float).eps * lam[-1], near, theta)


def residual_polynomial(ritz: ArrayLike, x: ArrayLike) -> Array:
    """p(x) = product of (1 - x/theta) over the Ritz values: 1 at zero, and r_k = p_k(A) b."""
    return np.asarray(np.prod(1 - np.asarray(x, float)[..., None] / np.asarray(ritz, float), axis=-1))


def chebyshev(k: int, x: ArrayLike) -> Array:
    """T_k(x), outside [-1, 1] too; inf where it is too large for a double."""
    at = np.asarray(x, float)
    with np.errstate(over="ignore"):
        outside = np.cosh(k * np.arccosh(np.maximum(np.abs(at), 1.0))) * np.where(at < 0, (-1.0) ** k, 1.0)
    return np.asarray(np.where(np.abs(at) <= 1, np.cos(k * np.arccos(np.clip(at, -1, 1))), outside))


def chebyshev_polynomial(low: float, high: float, k: int, x: ArrayLike) -> Array:
    """The polynomial of degree k, 1 at zero, with the least maximum over [low, high]; needs 0 < low < high."""
    middle, half = (low + high) / 2, (high - low) / 2
    return np.asarray(chebyshev(k, (middle - np.asarray(x, float)) / half) / chebyshev(k, middle / half))


def bound(kappa: float, k: int) -> float:
    """1/T_k((kappa + 1)/(kappa - 1)), at most 2((sqrt kappa - 1)/(sqrt kappa + 1))^k: what CG's error cannot exceed
    after k steps, if only the condition number is known."""
    if k <= 0:
        return 1.0
    return 0.0 if kappa <= 1 else float(1 / chebyshev(k, (kappa + 1) / (kappa - 1)))


def bound_apart(values: ArrayLike, k: int) -> float:
    """The least over j of `bound` after k - j steps for the spectrum without its j largest distinct eigenvalues: a
    root spent on each of those leaves factors in [0, 1) at all others. `values` ascending and distinct."""
    found = np.asarray(values, float)
    if k >= len(found):
        return 0.0
    return min(bound(float(found[len(found) - 1 - j] / found[0]), k - j) for j in range(k + 1))


def steps_of_bound(kappa: float, goal: float = ENOUGH) -> int:
    """The k at which 2((sqrt kappa - 1)/(sqrt kappa + 1))^k is at most `goal`."""
    rate = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    return int(np.ceil(np.log(goal / 2) / np.log(rate))) if rate > 0 else 1


def exact_errors(values: ArrayLike, b: ArrayLike, steps: int) -> Array:
    """The relative A-norm errors (steps + 1,) of conjugate gradients in (as good as) exact arithmetic; 0 after as many
    steps as there are distinct eigenvalues."""
    lam, parts = distinct(values, b)
    process, length = lanczos(lam, parts, min(steps, len(lam))), float(np.linalg.norm(parts))
    off = [process.solution(length, k) - parts / lam for k in range(len(process.diagonal) + 1)]
    found = np.sqrt((lam * np.square(off)).sum(axis=1) / (parts**2 / lam).sum())
    found = np.concatenate([found, np.full(max(steps + 1 - len(found), 0), found[-1])])
    found[len(lam) :] = 0.0
    return found


def power_quotients(values: ArrayLike, b: ArrayLike, steps: int) -> Array:
    """The Rayleigh quotients of A^(k-1) b for k = 1 .. steps: the power method, with as many products as Lanczos."""
    a, z, found = np.asarray(values, float), np.asarray(b, float), []
    for _ in range(steps):
        z = z / np.linalg.norm(z)
        found.append(float(a @ z**2))
        z = a * z
    return np.array(found)


def paige_bound(values: ArrayLike, b: ArrayLike, k: int) -> float:
    """What the largest Ritz value of step k >= 1 can miss of the largest eigenvalue, if this one is simple (Kaniel,
    Paige, Saad): (l1 - ln) (tan phi / T_(k-1)(1 + 2 gamma))^2, with phi the angle of b to its eigenvector and gamma =
    (l1 - l2)/(l2 - ln); inf if b has no part along it."""
    lam, parts = distinct(values, b)
    if len(lam) == 1 or (len(lam) == 2 and k > 1):
        return 0.0
    square = float((parts[:-1] ** 2).sum() / parts[-1] ** 2)
    gamma = (lam[-1] - lam[-2]) / (lam[-2] - lam[0]) if len(lam) > 2 else 0.0
    with np.errstate(over="ignore"):
        return float((lam[-1] - lam[0]) * square / chebyshev(k - 1, 1 + 2 * gamma) ** 2)


@dataclass(frozen=True)
class History:
    """Lanczos and CG on a named spectrum, b with equal parts along all eigenvectors, steps 0 .. STEPS.

    `steps`, `ritz` and `ghost` are flat: the step, the value, and whether it is a further copy of an eigenvalue that a
    Ritz value of its step has found already. `lost` is the largest entry of |Q'Q - I| and `errors` CG's error."""

    values: Array
    process: Lanczos
    steps: Array
    ritz: Array
    ghost: NDArray[np.bool_]
    top: Array
    lost: Array
    errors: Array

    def at(self, step: int) -> tuple[Array, NDArray[np.bool_]]:
        """The Ritz values of a step, and which of them are ghosts."""
        now = self.steps == step
        return self.ritz[now], self.ghost[now]


def ghosts(ritz: ArrayLike, values: ArrayLike) -> NDArray[np.bool_]:
    """Which Ritz values (ascending) are further copies: within NEAR times the largest eigenvalue of an eigenvalue that
    another one, nearer to it, has found."""
    theta, lam = np.asarray(ritz, float), np.asarray(values, float)
    if not len(theta):
        return np.zeros(0, bool)
    off = np.abs(theta[:, None] - lam)
    whose, far = off.argmin(axis=1), off.min(axis=1)
    order = np.lexsort((far, whose))
    again = np.concatenate([[False], np.diff(whose[order]) == 0])
    found = np.zeros(len(theta), bool)
    found[order] = again
    return np.asarray(found & (far < NEAR * lam.max()))


@remembered
def history(name: str, arithmetic: str) -> History:
    """The run on that spectrum in that arithmetic (see `lanczos`), the CG beside it in the same."""
    lam = spectrum(name)
    b = np.ones(len(lam))
    process = lanczos(lam, b, STEPS, arithmetic)
    rows = [process.ritz(k) for k in range(1, STEPS + 1)]
    gram = np.abs(process.basis.T @ process.basis - np.eye(len(process.diagonal)))
    lost = np.maximum.accumulate([gram[: k + 1, : k + 1].max() for k in range(len(gram))])
    lost = np.concatenate([lost, np.full(STEPS - len(lost), lost[-1])])
    if arithmetic == "exact":
        errors = exact_errors(lam, b, STEPS)
    else:
        kind = PRECISION[arithmetic]
        diagonal = lam.astype(kind)[:, None]
        points = conjugate_gradients(lambda x: diagonal * x, b, STEPS, dtype=kind).points[:, :, 0]
        errors = np.sqrt((lam * (points - 1 / lam) ** 2).sum(axis=1) / (1 / lam).sum())
    return History(
        lam,
        process,
        np.repeat(np.arange(1, STEPS + 1), [len(row) for row in rows]),
        np.concatenate(rows),
        np.concatenate([ghosts(row, lam) for row in rows]),
        np.array([row[-1] for row in rows]),
        lost,
        errors,
    )


def needed(errors: ArrayLike, goal: float = ENOUGH) -> int | None:
    """The first step whose error is at most `goal`; None if there is none."""
    found = np.flatnonzero(np.asarray(errors, float) <= goal)
    return int(found[0]) if len(found) else None
