"""LU, QR and Cholesky with every step recorded, what rounding makes of them, and a Gaussian process solved by Cholesky.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), sections 3.2 to 3.4, 4.2, 5.2 and 5.3; Trefethen and
Bau, *Numerical Linear Algebra* (1997), lectures 10 and 20 to 23; Rasmussen and Williams, *Gaussian Processes for
Machine Learning* (2006), algorithm 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solve_triangular

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals
from mathcore.linear_algebra.orthogonality import graded

Array = NDArray[np.float64]
METHODS = ("lu", "qr", "cholesky")
ZERO = 1e-13  # a pivot of at most this part of the largest entry counts as zero


@dataclass(frozen=True)
class Step:
    """A state of a factorisation of an (n, n) matrix A.

    Attributes:
        factor: the left factor so far: L (unit diagonal) for "lu", Q for "qr", L for "cholesky".
        rest: what is left: P A = factor @ rest for "lu", A = factor @ rest for "qr", and for "cholesky"
            A = factor @ factor.T + rest.
        order: (n,), the rows of A in the order of P A.
        pivot: (row, column), or None before the first step.
        source, changed: (n, n) masks of `rest`: the row or column used, the entries that this step changed.
        text: what this step did.
        flops: additions, multiplications, divisions and roots so far, without those for Q itself.
        growth: the largest modulus met so far over the largest one of A.
        failed: whether the factorisation ends here without success.
    """

    factor: Array
    rest: Array
    order: NDArray[np.intp]
    pivot: tuple[int, int] | None
    source: NDArray[np.bool_]
    changed: NDArray[np.bool_]
    text: str
    flops: int
    growth: float
    failed: bool = False


class _Record:
    """Collects steps: the counters that run along."""

    def __init__(self, matrix: Array) -> None:
        self.n = len(matrix)
        self.top = max(float(np.abs(matrix).max()), 1e-300)
        self.flops, self.growth = 0, 1.0
        self.none = np.zeros((self.n, self.n), bool)
        self.steps: list[Step] = []

    def add(
        self, factor: Array, rest: Array, order: NDArray[np.intp], pivot: tuple[int, int] | None, text: str, *,
        source: NDArray[np.bool_] | None = None, changed: NDArray[np.bool_] | None = None, flops: int = 0,
        failed: bool = False,
    ) -> None:  # fmt: skip
        self.flops += flops
        self.growth = max(self.growth, float(np.abs(rest).max()) / self.top)
        used, new = (self.none if mask is None else mask for mask in (source, changed))
        self.steps.append(
            Step(factor.copy(), rest.copy(), order.copy(), pivot, used, new, text, self.flops, self.growth, failed)
        )


def _block(n: int, rows: slice | int, columns: slice | int) -> NDArray[np.bool_]:
    mask = np.zeros((n, n), bool)
    mask[rows, columns] = True
    return mask


def lu_steps(matrix: ArrayLike, *, pivoting: bool = True) -> list[Step]:
    """Gaussian elimination: for each column the choice of the pivot, then one step for each row under it.

    With `pivoting` the largest entry left in the column moves up (the first of equals). Without, a pivot that
    counts as zero over an entry that does not ends the elimination: no L exists. A column of zeros needs nothing.
    """
    u = np.array(matrix, float)
    n = len(u)
    lower, order = np.eye(n), np.arange(n)
    record = _Record(u)
    record.add(lower, u, order, None, "A as it is, L = I")
    for k in range(n - 1):
        best = k + int(np.argmax(np.abs(u[k:, k]))) if pivoting else k
        text = f"Column {k + 1}: pivot {u[best, k]:.4g}".replace("-", "−")
        if best != k:
            u[[k, best]], order[[k, best]] = u[[best, k]], order[[best, k]]
            lower[[k, best], :k] = lower[[best, k], :k]
            text = f"Swap rows {k + 1} and {best + 1}: pivot {u[k, k]:.4g}".replace("-", "−")
        zero = abs(u[k, k]) <= ZERO * record.top
        stuck = zero and bool((np.abs(u[k + 1 :, k]) > ZERO * record.top).any())
        if stuck:
            record.add(lower, u, order, (k, k), f"Pivot {k + 1} is zero: stuck", failed=True)
            return record.steps
        record.add(lower, u, order, (k, k), text, source=_block(n, k, slice(k, n)))
        for i in range(k + 1, n):
            factor = 0.0 if zero else u[i, k] / u[k, k]
            lower[i, k] = factor
            u[i, k + 1 :] -= factor * u[k, k + 1 :]
            u[i, k] = 0.0
            shown = f"{abs(factor):.4g} × row {k + 1}"
            record.add(
                lower, u, order, (k, k), f"Row {i + 1} {'+' if factor < 0 else '−'} {shown}",
                source=_block(n, k, slice(k, n)), changed=_block(n, i, slice(k, n)), flops=2 * (n - k - 1) + 1,
            )  # fmt: skip
    return record.steps


def qr_steps(matrix: ArrayLike) -> list[Step]:
    """Householder's QR: for each column the choice of the mirror, then the reflection. R's diagonal has LAPACK's signs.

    The mirror sends what is left of the column to -sign(x_1) |x| e_1: the sign that does not cancel.
    """
    r = np.array(matrix, float)
    n = len(r)
    q, order = np.eye(n), np.arange(n)
    record = _Record(r)
    record.add(q, r, order, None, "A as it is, Q = I")
    for k in range(n - 1):
        x = r[k:, k].copy()
        size = float(np.linalg.norm(x))
        target = -size if x[0] >= 0 else size
        below = _block(n, slice(k, n), k)
        record.add(q, r, order, (k, k), f"Column {k + 1} to become {target:.4g}, 0, …".replace("-", "−"), source=below)
        m = n - k
        if np.linalg.norm(x[1:]) > 0:
            v = x
            v[0] -= target
            v /= np.linalg.norm(v)
            r[k:, k:] -= 2 * np.outer(v, v @ r[k:, k:])
            q[:, k:] -= 2 * np.outer(q[:, k:] @ v, v)
            r[k + 1 :, k] = 0.0
        text = f"Rows {k + 1} to {n} mirrored"
        changed = _block(n, slice(k, n), slice(k, n))
        record.add(q, r, order, (k, k), text, changed=changed, flops=4 * m * m + 4 * m)
    return record.steps


def cholesky_steps(matrix: ArrayLike) -> list[Step]:
    """Cholesky: for each column a root and divisions, then the update of what is left. Uses the symmetric part of A.

    A pivot that counts as zero or is negative ends it: A is not positive definite.
    """
    a = np.array(matrix, float)
    rest = (a + a.T) / 2
    n = len(rest)
    lower, order = np.zeros((n, n)), np.arange(n)
    record = _Record(rest)
    record.add(lower, rest, order, None, "A as it is, L = 0")
    for k in range(n):
        pivot = float(rest[k, k])
        if pivot <= ZERO * record.top:
            text = f"Pivot {k + 1} is {pivot:.4g}: no root".replace("-", "−") if pivot < 0 else f"Pivot {k + 1} is 0"
            record.add(lower, rest, order, (k, k), text, failed=True)
            return record.steps
        column = rest[k:, k] / np.sqrt(pivot)
        record.add(
            lower, rest, order, (k, k), f"Column {k + 1} over the root of {pivot:.4g}",
            source=_block(n, slice(k, n), k), flops=n - k,
        )  # fmt: skip
        lower[k:, k] = column
        rest[k:, k:] -= np.outer(column, column)
        rest[k, :] = rest[:, k] = 0.0
        m = n - k - 1
        changed = _block(n, slice(k, n), slice(k, n))
        record.add(
            lower,
            rest,
            order,
            (k, k),
            f"Minus column {k + 1} times itself",
            changed=changed,
            flops=m * (m + 1),
        )
    return record.steps


def steps(matrix: ArrayLike, method: str, *, pivoting: bool = True) -> list[Step]:
    """The steps of "lu", "qr" or "cholesky" on an (n, n) matrix.

    Raises:
        ValueError: the method is unknown.
    """
    if method == "lu":
        return lu_steps(matrix, pivoting=pivoting)
    if method == "qr":
        return qr_steps(matrix)
    if method == "cholesky":
        return cholesky_steps(matrix)
    raise ValueError(f"There is no method {method!r}; there are {', '.join(METHODS)}.")


def total_flops(method: str, n: int) -> int:
    """The operations of a whole factorisation, in closed form: about 2n^3/3, 4n^3/3 and n^3/3."""
    if method == "lu":
        return n * (n - 1) // 2 + (n - 1) * n * (2 * n - 1) // 3
    if method == "cholesky":
        return (2 * n**3 + 3 * n**2 + n) // 6
    return sum(4 * m * m + 4 * m for m in range(2, n + 1))


@dataclass(frozen=True)
class Digits:
    """Relative errors |x - truth| / |truth| by solver, (k,) each, over `at` (k,); NaN where a solver broke down.

    `second`: by name, (k,), what explains them: growth factors, or condition numbers.
    """

    at: Array
    errors: dict[str, Array]
    second: dict[str, Array]


@remembered
def small_pivots(epsilons: tuple[float, ...], matrix: tuple[tuple[float, ...], ...]) -> Digits:
    """Solve A x = A 1 with the first entry of A replaced by each epsilon: LU without pivoting, with, and QR.

    `second` holds the growth factors of both LU. All in double precision; b is A 1, rounded.
    """
    base = np.array(matrix, float)
    n = len(base)
    truth = np.ones(n)
    errors: dict[str, list[float]] = {"plain": [], "pivoting": [], "qr": []}
    growth: dict[str, list[float]] = {"plain": [], "pivoting": []}
    for epsilon in epsilons:
        a = base.copy()
        a[0, 0] = epsilon
        b = a @ truth
        for name in growth:
            last = _unchecked_lu(a, name == "pivoting")
            growth[name].append(last[3])
            errors[name].append(_relative(_solve_lu(last, b), truth))
        end = qr_steps(a)[-1]
        good = np.abs(np.diag(end.rest)).min() > 0
        x = solve_triangular(end.rest, end.factor.T @ b) if good else np.full(n, np.nan)
        errors["qr"].append(_relative(x, truth))
    as_arrays = [{name: np.array(values) for name, values in each.items()} for each in (errors, growth)]
    return Digits(np.array(epsilons), *as_arrays)


def _unchecked_lu(a: Array, pivoting: bool) -> tuple[Array, Array, NDArray[np.intp], float]:
    """L, U, order and growth as a program without checks computes them; NaN after a division by zero."""
    u, n = a.copy(), len(a)
    lower, order, top, growth = np.eye(n), np.arange(n), float(np.abs(a).max()), 1.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for k in range(n - 1):
            best = k + int(np.argmax(np.abs(u[k:, k]))) if pivoting else k
            u[[k, best]], order[[k, best]] = u[[best, k]], order[[best, k]]
            lower[[k, best], :k] = lower[[best, k], :k]
            lower[k + 1 :, k] = u[k + 1 :, k] / u[k, k]
            u[k + 1 :, k:] -= np.outer(lower[k + 1 :, k], u[k, k:])
            u[k + 1 :, k] = 0.0
            growth = max(growth, float(np.abs(u).max()) / top)
    return lower, u, order, growth if np.isfinite(growth) else float("nan")


def _solve_lu(found: tuple[Array, Array, NDArray[np.intp], float], b: Array) -> Array:
    lower, u, order, growth = found
    if not np.isfinite(growth) or not np.isfinite(u).all() or np.abs(np.diag(u)).min() == 0:
        return np.full(len(b), np.nan)
    return np.asarray(solve_triangular(u, solve_triangular(lower, b[order], lower=True, unit_diagonal=True)))


def _relative(x: Array, truth: Array) -> float:
    return float(np.linalg.norm(x - truth) / np.linalg.norm(truth))


@remembered
def normal_equations(conditions: tuple[float, ...], seed: int = 1) -> Digits:
    """Least squares with a (20, 5) matrix of each condition number: Cholesky of X^T X, against QR of X.

    The truth is all ones and fits exactly. `second` holds the condition numbers of what each factorises. NaN where
    Cholesky meets a pivot that is not positive.
    """
    left, right = random_normals(seed, 0, 0, 100).reshape(20, 5), random_normals(seed, 1, 0, 26)[:25].reshape(5, 5)
    truth = np.ones(5)
    errors: dict[str, list[float]] = {"cholesky": [], "qr": []}
    for condition in conditions:
        x = graded(condition, left, right)
        y = x @ truth
        try:
            lower = np.linalg.cholesky(x.T @ x)
            found = solve_triangular(lower.T, solve_triangular(lower, x.T @ y, lower=True))
            errors["cholesky"].append(_relative(found, truth))
        except np.linalg.LinAlgError:
            errors["cholesky"].append(float("nan"))
        q, r = np.linalg.qr(x)
        errors["qr"].append(_relative(solve_triangular(r, q.T @ y), truth))
    at = np.array(conditions)
    return Digits(at, {name: np.array(values) for name, values in errors.items()}, {"cholesky": at**2, "qr": at})


@dataclass(frozen=True)
class Process:
    """A Gaussian process with zero mean and variance 1, given some noisy values.

    Attributes:
        covariance: (n, n), K + noise^2 I, points ascending in x; `lower` its Cholesky factor, None if it failed.
        mean, deviation: (k,), of the function (without noise) at the places asked for.
        log_likelihood: log density of the values; NaN if the factorisation failed.
    """

    covariance: Array
    lower: Array | None
    mean: Array
    deviation: Array
    log_likelihood: float


def process(points: ArrayLike, places: ArrayLike, width: float, noise: float) -> Process:
    """A Gaussian process with kernel exp(-(x - x')^2 / (2 width^2)) given points (n, 2) of (x, y), by Cholesky.

    Source: Rasmussen and Williams (2006), algorithm 2.1. Fails (lower is None) if K + noise^2 I is not positive
    definite in double precision, as for two points at one place without noise.
    """
    rows = np.asarray(points, float)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    x, y, at = rows[:, 0], rows[:, 1], np.asarray(places, float)
    covariance = np.exp(-((x[:, None] - x) ** 2) / (2 * width**2)) + noise**2 * np.eye(len(x))
    hidden = np.full(len(at), np.nan)
    try:
        lower = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return Process(covariance, None, hidden, hidden, float("nan"))
    across = np.exp(-((x[:, None] - at) ** 2) / (2 * width**2))
    white = solve_triangular(lower, y, lower=True)
    spread = solve_triangular(lower, across, lower=True)
    deviation = np.sqrt(np.maximum(1.0 - np.sum(spread**2, axis=0), 0.0))
    likelihood = (
        -0.5 * float(white @ white) - float(np.log(np.diag(lower)).sum()) - len(x) / 2 * float(np.log(2 * np.pi))
    )
    return Process(covariance, lower, spread.T @ white, deviation, likelihood)
