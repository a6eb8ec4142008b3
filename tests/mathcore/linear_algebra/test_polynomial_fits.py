"""Polynomial fits against NumPy, statsmodels, SymPy and mpmath; of points that lie close together too."""

import mpmath
import numpy as np
import pytest
import statsmodels.api as sm
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.linear_algebra import polynomial_fits as pf


@given(st.integers(0, 9999), st.integers(3, 12), st.integers(0, 4), st.booleans())
@settings(max_examples=100, deadline=None)
def test_fit_is_numpys_and_a_projection(seed, n, degree, intercept):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-3, 3, n), rng.normal(size=n)
    degree = min(degree, n - 1)
    found = pf.fit(x, y, degree, intercept=intercept)
    if found.design.shape[1] == 0:
        assert found.squares == pytest.approx(float(y @ y)) and np.array_equal(found.residual, y)
        return
    expected, _, rank, _ = np.linalg.lstsq(found.design, y, rcond=1e-11)
    if found.condition < 1e6:
        assert found.rank == rank and found.condition == pytest.approx(np.linalg.cond(found.design), rel=1e-6)
        assert np.allclose(found.coefficients, expected, rtol=1e-6, atol=1e-8)
    assert np.allclose(found.basis.T @ found.basis, np.eye(found.rank), rtol=0, atol=1e-14)
    assert np.allclose(found.basis.T @ found.residual, 0, rtol=0, atol=1e-14)
    assert np.allclose(found.basis @ (found.basis.T @ y), found.fitted, rtol=0, atol=1e-13)
    assert found.leverage.sum() == pytest.approx(found.rank)
    assert y @ y == pytest.approx(found.fitted @ found.fitted + found.squares)
    assert np.allclose(found.at(x), found.fitted, rtol=0, atol=1e-13)


def test_left_out_is_what_it_says():
    rng = np.random.default_rng(4)
    x, y = rng.uniform(-1, 1, 9), rng.normal(size=9)
    found = pf.fit(x, y, 2)
    for k in range(9):
        rest = np.arange(9) != k
        slow = y[k] - found.design[k] @ np.linalg.lstsq(found.design[rest], y[rest], rcond=None)[0]
        assert found.left_out[k] == pytest.approx(slow)
    influence = sm.OLS(y, found.design).fit().get_influence()
    assert np.allclose(found.left_out, influence.resid_press)
    assert np.allclose(found.leverage, influence.hat_matrix_diag)
    assert np.isnan(pf.fit(x[:3], y[:3], 2).left_out).all()
    training, leaving = pf.errors_by_degree(x, y, 8)
    assert training[2] == pytest.approx(np.sqrt(np.mean(found.residual**2)))
    assert leaving[2] == pytest.approx(np.sqrt(np.mean(found.left_out**2)))
    assert training[8] == 0 and np.isnan(leaving[8])


CLUSTERS = {
    "six, all different": ((3.95, 3.96, 3.97, 3.98, 3.99, 4.0), (0, 1, 0, 1, 0, 1), 5),
    "nine within a hundredth": (
        (3.99, 3.991, 3.992, 3.993, 3.994, 3.995, 3.997, 3.999, 4),
        (0, 1, 0, 1, 0, 1, 0, 1, 0),
        5,
    ),
    "one far off": ((0.001, 3.99, 3.991, 3.992, 3.993, 3.994, 3.995), (4, 1, 0, 1, 0, 1, 0.5), 4),
    "some twice": ((3.999, 3.999, 4, 4, 3.998, 3.997, 3.997, 2), (0, 1, 0, 1, 0, 1, 0.3, 0.2), 4),
}


@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("name", CLUSTERS)
def test_points_close_together_are_told_apart(name, intercept):
    """The tolerance of 1e-11 called six columns on six different places dependent, and the fit was off by 1.4."""
    x, y, degree = CLUSTERS[name]
    found = pf.fit(x, y, degree, intercept=intercept)
    n, p = found.design.shape
    places, values = ([sympy.Rational(str(value)) for value in each] for each in (x, y))
    design = sympy.Matrix([[each**j for j in range(degree + 1 - p, degree + 1)] for each in places])
    heights = sympy.Matrix(values)
    assert found.rank == design.rank() == p
    with mpmath.workdps(80):
        exact = design.T * design
        coefficients = exact.LUsolve(design.T * heights)
        residual = heights - design * coefficients
        assert np.allclose(found.coefficients, [float(c) for c in coefficients], rtol=1e-15, atol=0)
        assert np.allclose(found.residual, [float(e) for e in residual], rtol=1e-15, atol=0)
        singular = mpmath.svd_r(mpmath.matrix(design.tolist()), compute_uv=False)
        assert found.condition == pytest.approx(float(singular[0] / singular[p - 1]), rel=1e-12)
        hat = design * exact.inv() * design.T
        alone = [float(residual[k] / (1 - hat[k, k])) if hat[k, k] != 1 else np.nan for k in range(n)]
    assert np.allclose(found.left_out, alone, rtol=1e-15, atol=0, equal_nan=True)
    training, leaving = pf.errors_by_degree(x, y, degree, intercept=intercept)
    assert training[degree] == pytest.approx(np.sqrt(np.mean(np.square(found.residual))), rel=1e-14)
    if p < n and np.isfinite(alone).all():
        assert leaving[degree] == pytest.approx(np.sqrt(np.mean(np.square(alone))), rel=1e-14)
    assert np.allclose(found.at(x), found.fitted, rtol=1e-15, atol=1e-15)


@given(st.lists(st.integers(0, 6), min_size=3, max_size=7), st.integers(0, 8), st.booleans(), st.integers(0, 9999))
@settings(max_examples=60, deadline=None)
def test_of_many_coefficients_the_shortest_of_scaled_columns(places, degree, intercept, seed):
    x = np.array(places) / 2
    y = np.random.default_rng(seed).integers(-10, 40, len(x)) / 10
    found = pf.fit(x, y, degree, intercept=intercept)
    assert found.rank == min(found.design.shape[1], len(set(places) - (set() if intercept else {0})))
    both = np.column_stack([np.ones(len(x)), found.design])
    assert found.ones is (bool(np.linalg.matrix_rank(both, 1e-11) == found.rank))
    sizes = np.linalg.norm(found.design, axis=0)
    sizes[sizes == 0] = 1.0
    shortest = np.linalg.lstsq(found.design / sizes, y, rcond=1e-11)[0] / sizes
    assert np.allclose(found.coefficients, shortest, rtol=1e-5, atol=1e-6)
    assert bool(np.isinf(found.condition)) is (found.rank < found.design.shape[1])


def test_a_slice_keeps_lengths():
    rng = np.random.default_rng(1)
    for n, degree in ((3, 1), (3, 2), (6, 1), (9, 3)):
        x, y = rng.uniform(0, 4, n), rng.normal(size=n)
        found = pf.fit(x, y, degree)
        part = pf.regression_slice(x, y, found)
        assert np.linalg.norm(part.b - part.p) == pytest.approx(np.sqrt(found.squares), abs=1e-12)
        assert np.linalg.norm(part.b) == pytest.approx(np.linalg.norm(y))
        assert np.allclose(part.basis.T @ part.basis, np.eye(part.basis.shape[1]), atol=1e-12)


def test_what_a_point_left_out_is_predicted_as_needs_no_more_than_its_own_x_among_the_others():
    _, leaving = pf.errors_by_degree([2, 2, 2], [0, 1.5, 3], 3)
    assert leaving == pytest.approx([np.sqrt(np.mean(np.square([-2.25, 0, 2.25])))] * 4)
    _, leaving = pf.errors_by_degree([1, 1, 3, 3], [1, 2, 1.5, 0.5], 2)
    assert leaving[1:] == pytest.approx([1.0, 1.0])
    _, leaving = pf.errors_by_degree([1, 2, 3], [1, 3, 1.5], 2)
    assert np.isnan(leaving[2])
