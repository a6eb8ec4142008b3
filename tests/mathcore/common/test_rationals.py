"""Exact numbers against mpmath and SymPy."""

import mpmath
import numpy as np
import pytest
import sympy
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from mathcore.common import rationals


@given(st.integers(1, 10**400), st.integers(1, 10**400))
def test_a_root_is_right_to_the_last_digit(over, under):
    with mpmath.workdps(50):
        expected = float(mpmath.sqrt(mpmath.mpf(over) / under))
    assert rationals.root(fmpq(over, under)) == pytest.approx(expected, rel=3e-16, abs=0)


@given(st.lists(st.lists(st.integers(-99, 99), min_size=3, max_size=3), min_size=3, max_size=3))
def test_determinant_and_rank_are_sympys(rows):
    tenths, whole = np.array(rows) / 10, sympy.Matrix(rows)
    assert rationals.exact_determinant(tenths) == int(whole.det()) / 1000
    assert rationals.exact_rank(tenths) == whole.rank()


def test_decimals_are_what_they_print_as():
    assert rationals.exact(0.1) + rationals.exact(0.2) == rationals.exact(0.3) == fmpq(3, 10)
    assert rationals.rounded(fmpq(1, 3)) == 1 / 3 and rationals.root(fmpq(0)) == 0
    with pytest.raises(ValueError):
        rationals.exact(float("nan"))
