"""Recorded factorisations against SciPy, the invariant of every step, errors of solvers, and scikit-learn's process."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import cholesky, lu, qr
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF

from mathcore.linear_algebra import factorizations as fa

BOOK = ((2.0, 1.0, 1.0, 0.0), (4.0, 3.0, 3.0, 1.0), (8.0, 7.0, 9.0, 5.0), (6.0, 7.0, 9.0, 8.0))
ENTRIES = st.floats(-9, 9, allow_nan=False).map(lambda value: round(value, 2))
MATRICES = st.integers(1, 5).flatmap(lambda n: arrays(float, (n, n), elements=ENTRIES))


@settings(max_examples=80)
@given(MATRICES)
def test_every_step_keeps_its_invariant(matrix):
    size = 1e-9 * (1 + np.linalg.norm(matrix))
    for step in fa.lu_steps(matrix):
        assert np.allclose(matrix[step.order], step.factor @ step.rest, atol=size)
        assert np.abs(step.factor).max() <= 1 + 1e-12 and step.growth <= 2 ** (len(matrix) - 1) + 1e-9
    for step in fa.qr_steps(matrix):
        assert np.allclose(matrix, step.factor @ step.rest, atol=size)
        assert np.allclose(step.factor.T @ step.factor, np.eye(len(matrix)), atol=1e-12)
    symmetric = (matrix + matrix.T) / 2
    for step in fa.cholesky_steps(matrix):
        assert np.allclose(symmetric, step.factor @ step.factor.T + step.rest, atol=size * 10)


@settings(max_examples=60)
@given(MATRICES)
def test_the_finished_factors_are_scipys(matrix):
    end, (p, lower, upper) = fa.lu_steps(matrix)[-1], lu(matrix)
    if abs(np.linalg.det(matrix)) > 1e-2 and np.array_equal(p.T @ matrix, matrix[end.order]):
        assert np.allclose(end.factor, lower, atol=1e-8) and np.allclose(end.rest, upper, atol=1e-8)
        q, r = qr(matrix)
        signs = np.sign(np.diag(r)) * np.sign(np.diag(fa.qr_steps(matrix)[-1].rest))
        assert np.allclose(fa.qr_steps(matrix)[-1].rest, signs[:, None] * r, atol=1e-8)
        assert np.allclose(fa.qr_steps(matrix)[-1].factor, q * signs, atol=1e-8)
    definite = matrix @ matrix.T + np.eye(len(matrix))
    last = fa.cholesky_steps(definite)[-1]
    assert not last.failed and np.allclose(last.factor, cholesky(definite, lower=True), atol=1e-8)


def test_the_books_example_and_the_operations():
    end = fa.lu_steps(BOOK, pivoting=False)[-1]
    assert np.array_equal(end.factor, [[1, 0, 0, 0], [2, 1, 0, 0], [4, 3, 1, 0], [3, 4, 1, 1]])
    assert np.array_equal(end.rest, [[2, 1, 1, 0], [0, 1, 1, 1], [0, 0, 2, 2], [0, 0, 0, 2]])
    for n in (1, 2, 5, 9):
        matrix = np.eye(n) + 0.01 * np.arange(n * n).reshape(n, n)
        definite = np.eye(n) * 3 + 0.1
        assert fa.lu_steps(matrix)[-1].flops == fa.total_flops("lu", n)
        assert fa.qr_steps(matrix)[-1].flops == fa.total_flops("qr", n)
        assert fa.cholesky_steps(definite)[-1].flops == fa.total_flops("cholesky", n)
    assert fa.total_flops("lu", 300) == pytest.approx(2 / 3 * 300**3, rel=0.01)
    assert fa.total_flops("qr", 300) == pytest.approx(4 / 3 * 300**3, rel=0.02)
    assert fa.total_flops("cholesky", 300) == pytest.approx(300**3 / 3, rel=0.01)


def test_failures_are_named():
    end = fa.lu_steps([[0.0, 1.0], [1.0, 0.0]], pivoting=False)[-1]
    assert end.failed and "stuck" in end.text
    assert not fa.lu_steps([[0.0, 1.0], [1.0, 0.0]])[-1].failed
    assert fa.cholesky_steps([[1.0, 2.0], [2.0, 1.0]])[-1].failed
    assert not fa.lu_steps(np.zeros((3, 3)), pivoting=False)[-1].failed
    with pytest.raises(ValueError, match="no method"):
        fa.steps(BOOK, "svd")


def test_tiny_pivots_cost_the_digits_that_entries_grow_and_pivoting_keeps_them():
    found = fa.small_pivots((1e-12, 1e-8, 1e-4), BOOK)
    for k, epsilon in enumerate(found.at):
        matrix = np.array(BOOK)
        matrix[0, 0] = epsilon
        truth = np.linalg.solve(matrix, matrix @ np.ones(4))  # LAPACK's getrf with pivoting
        assert np.linalg.norm(truth - 1) < 1e-14
        assert found.errors["pivoting"][k] < 1e-14 and found.errors["qr"][k] < 1e-13
        assert found.second["plain"][k] == pytest.approx(8 / epsilon / 9, rel=0.01)  # row 3: 8/epsilon times 1, over 9
        assert 1e-19 / epsilon < found.errors["plain"][k] < 1e-14 / epsilon


def test_normal_equations_lose_twice_as_many_digits_and_break_down():
    found = fa.normal_equations((1e2, 1e4, 1e6, 1e10))
    assert not found.errors["cholesky"][3] < 0.1  # useless, or broken down
    assert np.all(found.errors["qr"] < 10 * found.at * 2.0**-53)
    assert 1e-7 < found.errors["cholesky"][2] < 1e-2
    slopes = np.diff(np.log10(found.errors["cholesky"][:3])) / 2
    assert np.all((slopes > 1.4) & (slopes < 2.6))


@pytest.mark.parametrize(("width", "noise"), [(0.5, 0.1), (1.3, 0.01), (3.0, 0.5)])
def test_the_process_is_that_of_scikit_learn(width, noise):
    points = np.array([(1.0, -0.6), (5.0, 0.2), (2.2, 0.5), (8.5, 0.7), (5.3, 0.4)])
    places = np.linspace(0, 10, 41)
    found = fa.process(points, places, width, noise)
    model = GaussianProcessRegressor(RBF(width, "fixed"), alpha=noise**2).fit(points[:, :1], points[:, 1])
    mean, deviation = model.predict(places[:, None], return_std=True)
    assert np.allclose(found.mean, mean, atol=1e-9) and np.allclose(found.deviation, deviation, atol=1e-6)
    assert found.log_likelihood == pytest.approx(model.log_marginal_likelihood_value_)


def test_two_values_at_one_place_without_noise_have_no_process():
    found = fa.process([(1.0, 0.0), (1.0, 1.0)], [2.0], 1.0, 1e-9)
    assert found.lower is None and np.isnan(found.mean).all()
