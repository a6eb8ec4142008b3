"""Least squares against NumPy, statsmodels and NIST's certified values."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.linear_algebra import least_squares as ls


@given(st.integers(0, 9999), st.integers(3, 12), st.integers(0, 4), st.booleans())
@settings(max_examples=120, deadline=None)
def test_fit_is_numpys_and_a_projection(seed, n, degree, intercept):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-3, 3, n), rng.normal(size=n)
    design = ls.polynomial_design(x, min(degree, n - 1), intercept=intercept)
    found = ls.fit(design, y)
    if design.shape[1] == 0:
        assert found.squares == pytest.approx(float(y @ y))
        return
    expected, _, rank, _ = np.linalg.lstsq(design, y, rcond=1e-11)
    if found.condition < 1e6:
        assert found.rank == rank
        assert np.allclose(found.coefficients, expected, rtol=1e-6, atol=1e-8)
    scale = np.abs(design).max()
    assert np.allclose(design.T @ found.residual, 0, atol=1e-8 * scale * n)
    assert found.fitted @ found.residual == pytest.approx(0, abs=1e-9)
    assert found.leverage.sum() == pytest.approx(found.rank)
    assert y @ y == pytest.approx(found.fitted @ found.fitted + found.squares)


def test_leave_one_out_is_what_it_says():
    rng = np.random.default_rng(4)
    x, y = rng.uniform(-1, 1, 9), rng.normal(size=9)
    design = ls.polynomial_design(x, 2)
    quick = ls.leave_one_out(ls.fit(design, y))
    for k in range(9):
        rest = np.arange(9) != k
        slow = y[k] - design[k] @ np.linalg.lstsq(design[rest], y[rest], rcond=None)[0]
        assert quick[k] == pytest.approx(slow)
    influence = sm.OLS(y, design).fit().get_influence()
    assert np.allclose(quick, influence.resid_press)
    assert np.allclose(ls.fit(design, y).leverage, influence.hat_matrix_diag)
    assert np.isnan(ls.leave_one_out(ls.fit(np.eye(3), np.ones(3)))).all()


def test_repeated_points_and_dependent_columns():
    found = ls.fit(ls.polynomial_design([1.0, 1.0, 1.0], 1), [1.0, 2.0, 3.0])
    assert found.rank == 1 and np.allclose(found.fitted, 2.0) and np.isinf(found.condition)
    with pytest.raises(ValueError, match="dependent"):
        ls.exact_solution([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]], [1.0, 2.0, 3.0])


def test_longley_is_nists():
    data = ls.longley()
    design = np.column_stack([np.ones(16), data.predictors])
    assert np.allclose(ls.exact_solution(design, data.employed), ls.LONGLEY_CERTIFIED, rtol=1e-13)
    found = ls.fit(design, data.employed)
    assert ls.correct_digits(found.coefficients, ls.LONGLEY_CERTIFIED).min() > 9
    assert found.squares == pytest.approx(ls.LONGLEY_SQUARES, rel=1e-10)
    # NIST: R-squared 0.995479004577296, residual standard deviation 304.854073561965.
    total = np.sum((data.employed - data.employed.mean()) ** 2)
    assert 1 - found.squares / total == pytest.approx(0.995479004577296, rel=1e-12)
    assert np.sqrt(found.squares / 9) == pytest.approx(304.854073561965, rel=1e-10)
    digits = {how: ls.correct_digits(ls.solve(design, data.employed, how), ls.LONGLEY_CERTIFIED) for how in ls.SOLVERS}
    assert digits["QR"].min() > 9 and digits["centred normal equations"].min() > 9
    assert 5 < digits["normal equations"].min() < 10
    single = ls.solve(design, data.employed, "normal equations", np.float32)
    assert ls.correct_digits(single, ls.LONGLEY_CERTIFIED).max() < 3
    with pytest.raises(ValueError, match="no solver"):
        ls.solve(design, data.employed, "by hand")


def test_correct_digits():
    assert ls.correct_digits([1.001, np.nan, 2.0, -1.0], [1.0, 1.0, 2.0, 1.0]) == pytest.approx([3, 0, 15, 0], abs=1e-9)
