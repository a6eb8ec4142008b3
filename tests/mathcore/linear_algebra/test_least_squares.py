"""Least squares against NumPy, statsmodels and NIST's certified values."""

import numpy as np
import pytest

from mathcore.linear_algebra import least_squares as ls


def test_dependent_columns_have_no_single_solution():
    with pytest.raises(ValueError, match="dependent"):
        ls.exact_solution([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], [1.0, 2.0, 3.0])


def test_longley_is_nists():
    data = ls.longley()
    design = np.column_stack([np.ones(16), data.predictors])
    assert np.allclose(ls.exact_solution(design, data.employed), ls.LONGLEY_CERTIFIED, rtol=1e-13)
    # NIST: residual sum of squares, R-squared 0.995479004577296, residual standard deviation 304.854073561965.
    residual = data.employed - design @ ls.exact_solution(design, data.employed)
    squares, total = residual @ residual, np.sum((data.employed - data.employed.mean()) ** 2)
    assert squares == pytest.approx(ls.LONGLEY_SQUARES, rel=1e-6)  # the products of the large columns round
    assert 1 - squares / total == pytest.approx(0.995479004577296, rel=1e-8)
    assert np.sqrt(squares / 9) == pytest.approx(304.854073561965, rel=1e-6)
    digits = {how: ls.correct_digits(ls.solve(design, data.employed, how), ls.LONGLEY_CERTIFIED) for how in ls.SOLVERS}
    assert digits["QR"].min() > 9 and digits["centred normal equations"].min() > 9
    assert 5 < digits["normal equations"].min() < 10
    single = ls.solve(design, data.employed, "normal equations", np.float32)
    assert ls.correct_digits(single, ls.LONGLEY_CERTIFIED).max() < 3
    with pytest.raises(ValueError, match="no solver"):
        ls.solve(design, data.employed, "by hand")


def test_correct_digits():
    assert ls.correct_digits([1.001, np.nan, 2.0, -1.0], [1.0, 1.0, 2.0, 1.0]) == pytest.approx([3, 0, 15, 0], abs=1e-9)


def test_what_the_text_says_of_longleys_digits():
    """With all six predictors, of 15.95 and 7.2 digits: what is lost, and what centring keeps beside QR."""
    double, single = (ls.longley_digits(6, each).digits.min(axis=1) for each in (False, True))
    assert 15.95 - double[0] == pytest.approx(8.5, abs=1) and 15.95 - double[2] == pytest.approx(5, abs=1)
    assert single[0] < 0.5 and single[1] > 2 and single[2] > 3.5
    assert double[1] > double[2] > double[0]
