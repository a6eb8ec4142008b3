"""Least squares by several solvers: how many digits each of them keeps, on data that are known for it.

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
