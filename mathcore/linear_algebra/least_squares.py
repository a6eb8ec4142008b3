"""Least squares as a projection: lines, polynomials, what is left over, and how many digits each method keeps.

Sources: Golub and Van Loan, *Matrix Computations*, 4th ed. (2013), chapter 5; Longley, "An appraisal of least squares
programs", JASA 62 (1967) 819-841; NIST Statistical Reference Datasets, linear regression, data set Longley.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
TOLERANCE = 1e-11  # singular values below this part of the largest one count as zero


@dataclass(frozen=True)
class Fit:
    """The least-squares solution of X c = y, X of shape (n, p) and rank r.

    Attributes:
        design: X.
        coefficients: (p,), the solution; where columns are dependent, the shortest of the scaled problem (`fit`).
        fitted: (n,), the projection of y on the column space.
        residual: (n,), y - fitted, orthogonal to every column.
        leverage: (n,), the diagonal of the projection matrix; adds up to r.
        rank: r.
        condition: ratio of the largest to the smallest singular value of X (inf if the rank is below p).
    """

    design: Array
    coefficients: Array
    fitted: Array
    residual: Array
    leverage: Array
    rank: int
    condition: float

    @property
    def squares(self) -> float:
        """The sum of squared residuals, the squared distance from y to the column space."""
        return float(self.residual @ self.residual)


def polynomial_design(x: ArrayLike, degree: int, *, intercept: bool = True) -> Array:
    """The columns 1, x, ..., x^degree (n, degree + 1); without `intercept` the column of ones is left out.

    Without intercept and with degree 0 there is no column at all: shape (n, 0).
    """
    powers = np.vander(np.asarray(x, float), degree + 1, increasing=True)
    return powers if intercept else powers[:, 1:]


def fit(design: ArrayLike, y: ArrayLike, tolerance: float = TOLERANCE) -> Fit:
    """The least-squares solution by the singular value decomposition of the column-scaled design.

    Columns are scaled to length one first, so that units do not decide the rank; if the rank is full this changes
    nothing but rounding, otherwise the shortest solution of the scaled problem is returned.
    """
    x, target = np.asarray(design, float), np.asarray(y, float)
    n, p = x.shape
    if p == 0:
        return Fit(x, np.zeros(0), np.zeros(n), target.copy(), np.zeros(n), 0, 1.0)
    sizes = np.linalg.norm(x, axis=0)
    sizes = np.where(sizes > 0, sizes, 1.0)
    u, s, vt = np.linalg.svd(x / sizes, full_matrices=False)
    rank = int(np.sum(s > tolerance * s[0])) if s[0] > 0 else 0
    u, shadow = u[:, :rank], u[:, :rank].T @ target
    coefficients = vt[:rank].T @ (shadow / s[:rank]) / sizes
    fitted = u @ shadow
    singular = np.linalg.svd(x, compute_uv=False)
    condition = float(singular[0] / singular[-1]) if rank == p and singular[-1] > 0 else float("inf")
    return Fit(x, coefficients, fitted, target - fitted, np.sum(u * u, axis=1), rank, condition)


def leave_one_out(found: Fit) -> Array:
    """What each point's residual would be if it had been left out of the fit: e / (1 - leverage).

    NaN where the leverage is 1: without that point the fit is not determined there.
    """
    room = 1.0 - found.leverage
    return np.where(room > 1e-9, found.residual / np.where(room > 1e-9, room, 1.0), np.nan)


@dataclass(frozen=True)
class Longley:
    """Longley's data: `predictors` (16, 6), `names` of them, `employed` (16,) in thousands, US 1947 to 1962."""

    predictors: Array
    names: tuple[str, ...]
    employed: Array


# NIST StRD, Longley: certified estimates B0 (constant), B1 ... B6, and the certified residual sum of squares.
LONGLEY_CERTIFIED = (
    -3482258.63459582,
    15.0618722713733,
    -0.0358191792925910,
    -2.02022980381683,
    -1.03322686717359,
    -0.0511041056535807,
    1829.15146461355,
)
LONGLEY_SQUARES = 836424.055505915


@cache
def longley() -> Longley:
    """Longley's data from statsmodels (public domain): 16 years of the US economy, six nearly dependent predictors."""
    from statsmodels.datasets import longley as source

    table = source.load_pandas().data
    names = ("price index", "gross national product", "unemployed", "armed forces", "population", "year")
    return Longley(table.iloc[:, 1:].to_numpy(dtype=float), names, table.iloc[:, 0].to_numpy(dtype=float))


def exact_solution(design: ArrayLike, y: ArrayLike) -> Array:
    """The least-squares coefficients (p,) by rational arithmetic, rounded once at the end: every digit is right.

    The numbers are taken as what they print as (0.1 is a tenth). For small problems: the cost grows fast.

    Raises:
        ValueError: the columns are dependent.
    """
    x = [[Fraction(repr(float(value))) for value in row] for row in np.asarray(design, float)]
    target = [Fraction(repr(float(value))) for value in np.asarray(y, float)]
    p = len(x[0])
    rows = [[sum((row[a] * row[b] for row in x), Fraction(0)) for b in range(p)] for a in range(p)]
    for a in range(p):
        rows[a].append(sum((row[a] * value for row, value in zip(x, target, strict=True)), Fraction(0)))
    for k in range(p):
        pivot = next((i for i in range(k, p) if rows[i][k] != 0), None)
        if pivot is None:
            raise ValueError("The columns are dependent: there is no single solution.")
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(p):
            if i != k and rows[i][k] != 0:
                factor = rows[i][k]
                rows[i] = [value - factor * other for value, other in zip(rows[i], rows[k], strict=True)]
    return np.array([float(row[p]) for row in rows])


SOLVERS = ("normal equations", "centred normal equations", "QR")


def solve(design: ArrayLike, y: ArrayLike, how: str, dtype: type[np.floating] = np.float64) -> Array:
    """The coefficients (p,) by one of `SOLVERS`, in double or single precision; as a practitioner might write it.

    "normal equations" solves (X^T X) c = X^T y, which squares the condition number; the centred ones first take the
    mean off every column but the first, which must be ones; "QR" never forms X^T X. NaN if a solver breaks down.

    Raises:
        ValueError: the name is unknown.
    """
    x, target = np.asarray(design).astype(dtype), np.asarray(y).astype(dtype)
    try:
        if how == "normal equations":
            return np.asarray(np.linalg.solve(x.T @ x, x.T @ target), float)
        if how == "centred normal equations":
            means, middle = x[:, 1:].mean(axis=0), target.mean()
            centred = x[:, 1:] - means
            slopes = np.linalg.solve(centred.T @ centred, centred.T @ (target - middle))
            return np.asarray(np.concatenate([[middle - means @ slopes], slopes]), float)
        if how == "QR":
            q, r = np.linalg.qr(x)
            return np.asarray(np.linalg.solve(r, q.T @ target), float)
    except np.linalg.LinAlgError:
        return np.full(x.shape[1], np.nan)
    raise ValueError(f"There is no solver called {how!r}: it is one of {', '.join(SOLVERS)}.")


def correct_digits(found: ArrayLike, truth: ArrayLike, most: float = 15.0) -> Array:
    """How many significant digits of each number are right: -log10 of the relative error, between 0 and `most`.

    NIST's log relative error. A number that is not finite has no right digit.
    """
    got, want = np.asarray(found, float), np.asarray(truth, float)
    error = np.abs(got - want) / np.where(want == 0, 1.0, np.abs(want))
    digits = -np.log10(np.maximum(error, 10.0**-most))
    return np.where(np.isfinite(error), np.clip(digits, 0.0, most), 0.0)


@dataclass(frozen=True)
class Slice:
    """A three-dimensional part of R^n that holds the data b, its projection p and the residual, all lengths kept.

    Attributes:
        frame: (3, n), orthonormal rows (a zero row where a direction is missing); `frame @ v` are coordinates.
        b, p: (3,), the data and the projection in these coordinates.
        basis: (3, k), the part of the column space that lies in it.
    """

    frame: Array
    b: Array
    p: Array
    basis: Array


def regression_slice(x: ArrayLike, y: ArrayLike, found: Fit) -> Slice:
    """The picture of a regression of y (n,) on powers of x (n,) as a projection in space.

    Three points: all of R^3, turned so that the ones and x lie in the floor (it does not depend on y, so it rests while
    y is changed). More: the first two columns if there are only two, otherwise the first one and the rest of the
    projection; the residual points straight up.
    """
    at, target = np.asarray(x, float), np.asarray(y, float)
    n = len(target)
    if n == 3:
        spread = at - at.mean()
        size = float(np.linalg.norm(spread))
        across = spread / size if size > 1e-9 else np.array([-1.0, 0.0, 1.0]) / np.sqrt(2)
        ones = np.ones(3) / np.sqrt(3)
        frame = np.stack([ones, across, np.cross(across, ones)])
        basis = np.linalg.svd(frame @ found.design)[0][:, : found.rank] if found.design.size else np.zeros((3, 0))
        return Slice(frame, frame @ target, frame @ found.fitted, basis)
    columns = found.design
    wanted = [columns[:, 0] if columns.shape[1] else np.zeros(n)]
    wanted += [columns[:, 1] if columns.shape[1] == 2 else found.fitted, found.residual]
    rows = np.zeros((3, n))
    for k, vector in enumerate(wanted):
        rest = vector - rows.T @ (rows @ vector)
        size = float(np.linalg.norm(rest))
        if size > 1e-9 * max(float(np.linalg.norm(vector)), 1e-3):
            rows[k] = rest / size
    return Slice(rows, rows @ target, rows @ found.fitted, np.eye(3)[:, : min(found.rank, 2)])


def errors_by_degree(x: ArrayLike, y: ArrayLike, highest: int, *, intercept: bool = True) -> tuple[Array, Array]:
    """Root mean square errors (highest + 1,) of the polynomial fits: on the points, and of each point left out.

    NaN where a fit is not determined without one of the points.
    """
    at, target = np.asarray(x, float), np.asarray(y, float)
    training, leaving = np.full(highest + 1, np.nan), np.full(highest + 1, np.nan)
    for degree in range(highest + 1):
        found = fit(polynomial_design(at, degree, intercept=intercept), target)
        training[degree] = np.sqrt(found.squares / len(target))
        if found.rank == found.design.shape[1] < len(target):
            leaving[degree] = np.sqrt(np.mean(leave_one_out(found) ** 2))
    return training, leaving


@dataclass(frozen=True)
class SolverDigits:
    """`digits` (3, p): what each of `SOLVERS` gets right; `fitted` (16,) exactly; `condition` of the design;
    `roundoff`, the unit roundoff of the arithmetic; `names` of the columns."""

    digits: Array
    fitted: Array
    condition: float
    roundoff: float
    names: tuple[str, ...]


@cache
def longley_digits(predictors: int, single: bool = False) -> SolverDigits:
    """Correct digits of the coefficients of Longley's regression on the first 1 to 6 of: year, price index, gross
    national product, unemployed, armed forces, population. The truth is rational arithmetic; with all six it is
    NIST's certified values."""
    data = longley()
    order = [5, 0, 1, 2, 3, 4][:predictors]
    design = np.column_stack([np.ones(16), data.predictors[:, order]])
    truth = exact_solution(design, data.employed)
    kind = np.float32 if single else np.float64
    digits = [correct_digits(solve(design, data.employed, how, kind), truth, 16.0) for how in SOLVERS]
    names = ("constant", *(data.names[k] for k in order))
    roundoff = 2.0**-24 if single else 2.0**-53
    return SolverDigits(np.array(digits), design @ truth, float(np.linalg.cond(design)), roundoff, names)
