"""Numbers as they print, taken exactly: where zero, equal and dependent are to be facts, not a matter of tolerance."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, sqrt

import flint
import numpy as np
from numpy.typing import ArrayLike

KEPT = 200  # binary digits that a root is given before it is rounded; a multiple of two


def exact(value: float) -> flint.fmpq:
    """The number that a double prints as: 0.1 is a tenth.

    Raises:
        ValueError: it is not finite.
    """
    return flint.fmpq(*Fraction(repr(float(value))).as_integer_ratio())


def exact_matrix(matrix: ArrayLike) -> flint.fmpq_mat:
    """A matrix (m, n) of numbers as they print."""
    return flint.fmpq_mat([[exact(value) for value in row] for row in np.asarray(matrix, float).tolist()])


def rounded(value: flint.fmpq) -> float:
    """The double next to a rational number."""
    return int(value.p) / int(value.q)


def root(value: flint.fmpq) -> float:
    """The square root of a rational number that is not negative, right to the last digit or the one before."""
    over, under = int(value.p), int(value.q)
    if over < 2**500 and under < 2**500:
        return sqrt(over / under)
    lift = max(0, KEPT - (over.bit_length() - under.bit_length()))  # so many digits of over / under are looked at
    lift += lift % 2
    return isqrt((over << lift) // under) / (1 << lift // 2)


def exact_determinant(matrix: ArrayLike) -> float:
    """The determinant of a square matrix of numbers as they print, rounded once."""
    return rounded(exact_matrix(matrix).det())


def exact_rank(matrix: ArrayLike) -> int:
    """The rank of a matrix of numbers as they print."""
    return int(exact_matrix(matrix).rank())
