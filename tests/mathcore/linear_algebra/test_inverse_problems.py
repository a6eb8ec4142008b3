"""Pseudo-inverse, filters and ridge paths against NumPy, SciPy, scikit-learn and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.fft import dct
from scipy.linalg import hilbert, invhilbert, pinv
from scipy.optimize import lsq_linear
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from mathcore.linear_algebra import inverse_problems as ip

STRENGTHS = tuple(np.logspace(-8, 0, 9))
ENTRIES = st.integers(-300, 300).map(lambda n: n / 100)


@settings(max_examples=60)
@given(st.lists(ENTRIES, min_size=4, max_size=4), st.booleans())
def test_the_pseudo_inverse_is_that_of_scipy_at_any_rank(entries, single):
    matrix = np.array(entries).reshape(2, 2)
    matrix[1] = 2 * matrix[0] if single else matrix[1]
    found = ip.invert(matrix)
    assert np.allclose(found.inverse, pinv(matrix, rtol=1e-13), rtol=1e-9, atol=1e-9)
    assert np.allclose(found.u * found.singular @ found.v.T, matrix, atol=1e-15)
    assert np.allclose(found.u.T @ found.u, np.eye(2)) and np.allclose(found.v.T @ found.v, np.eye(2))
    assert np.allclose(found.singular, np.linalg.svd(matrix, compute_uv=False), atol=1e-14)
    assert max(found.penrose) < 1e-40


@pytest.mark.parametrize(
    ("matrix", "rank"),
    [
        ([[1, 1], [1, 1.0000001]], 2),
        ([[1, 1], [1, 1.00000001]], 2),
        ([[99, 99], [99, 98.9999999]], 2),
        ([[99, 0], [0, 1e-11]], 2),
        ([[1e-9, 0], [0, 2e-9]], 2),
        ([[0.7, 0.1], [2.1, 0.3]], 1),  # 0.7 · 0.3 = 0.1 · 2.1, and not in doubles
        ([[0.1, 0.3], [0.3, 0.9]], 1),
        ([[0, 0], [0, 2]], 1),
    ],
)
def test_a_pseudo_inverse_is_right_however_near_to_singular(matrix, rank):
    """Oracle: SymPy's pseudo-inverse of the decimals, in fractions."""
    exact = sympy.Matrix([[sympy.Rational(str(entry)) for entry in row] for row in matrix])
    found, goal = ip.invert(matrix), exact.pinv()
    assert (found.singular > 0).sum() == rank == exact.rank()
    assert np.allclose(found.inverse, np.array(goal, float), rtol=4e-16, atol=0)
    assert max(found.penrose) < 1e-30
    b = sympy.Matrix([1, sympy.Rational("1.6")])
    solved = found.solve((1.0, 1.6))
    assert np.allclose(solved.x, np.array(goal * b, float).ravel(), rtol=4e-16, atol=0)
    assert np.allclose(solved.image, np.array(exact * goal * b, float).ravel(), rtol=4e-16, atol=1e-40)
    assert solved.distance == pytest.approx(float((exact * goal * b - b).norm()), rel=1e-15, abs=1e-30)
    expected = sympy.sqrt((exact.T * exact).det()) / exact.norm() ** 2  # s2/s1 if it is small
    if rank == 2 and expected < 1e-3:
        assert 1 / found.condition == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.parametrize("bad", [np.eye(3), [[np.nan, 0], [0, 1]], [1, 2]])
def test_what_is_no_finite_2x2_matrix_is_refused(bad):
    with pytest.raises(ValueError, match="2x2"):
        ip.invert(bad)


@pytest.mark.parametrize(("kind", "n", "condition"), [("blur", 32, 1e14), ("blur", 32, 1e6), ("hilbert", 12, 1.0)])
@pytest.mark.parametrize("noise", [1e-12, 1e-2])
def test_without_a_filter_there_is_no_bias(kind, n, condition, noise):
    s = ip.system(kind, condition, n, noise, 1, STRENGTHS)
    error, spread, bias = s.errors("none", 0.0)
    assert bias == 0 and spread == error
    error, spread, bias = s.errors("ridge", 1e-3)
    goal = s.v.T @ s.truth
    damping = 1 / (1 + (s.singular / (1e-3 * s.singular[0])) ** 2)
    assert bias == pytest.approx(np.linalg.norm(damping * goal) / np.linalg.norm(goal), rel=1e-9)


def test_ridge_solves_the_stacked_least_squares_problem():
    matrix, b = np.array([[1.0, 0.5], [0.6, 0.38]]), np.array([1.0, 0.9])
    found = ip.invert(matrix, "ridge", 0.1)
    mu = 0.1 * np.linalg.norm(matrix, 2)
    stacked = lsq_linear(np.vstack([matrix, mu * np.eye(2)]), np.append(b, [0, 0])).x
    assert np.allclose(found.inverse @ b, stacked)
    assert np.allclose(found.ridge_path(b, [1.0, 0.1])[1], stacked)
    first, second, third, fourth = found.penrose
    assert first > 0.01 and second > 0.01 and third < 1e-12 and fourth < 1e-12


def test_cutting_off_is_the_pseudo_inverse_of_the_matrix_without_its_small_layers():
    matrix = np.array([[1.0, 0.5], [0.6, 0.38]])
    u, s, vt = np.linalg.svd(matrix)
    found = ip.invert(matrix, "tsvd", 0.1)
    assert np.allclose(found.inverse, pinv(s[0] * np.outer(u[:, 0], vt[0])))
    assert found.penrose[0] == pytest.approx(s[1])


def test_zero_has_the_zero_pseudo_inverse():
    for method in ip.METHODS:
        found = ip.invert(np.zeros((2, 2)), method, 0.5)
        assert not found.inverse.any() and found.condition == float("inf")
    with pytest.raises(ValueError, match="no method"):
        ip.factors([1.0], "magic")


def test_waves_are_scipys_and_the_blur_has_its_condition():
    assert np.allclose(ip.cosines(32).T, dct(np.eye(32), norm="ortho", axis=0))
    for condition in (1.0, 1e3, 1e8):
        assert np.linalg.cond(ip.blur(32, condition)) == pytest.approx(condition, rel=1e-4)
    assert np.array_equal(ip.hilbert(7), hilbert(7))


@settings(max_examples=40)
@given(st.sampled_from([1.0, 1e2, 1e6, 1e12]), st.sampled_from([1e-10, 1e-4, 0.1]), st.integers(0, 99))
def test_the_error_stays_within_the_bound_and_solutions_are_those_of_numpy(condition, noise, seed):
    s = ip.system("blur", condition, 32, noise, seed, STRENGTHS)
    assert np.linalg.norm(s.noise) == pytest.approx(noise * np.linalg.norm(s.exact))
    plain = s.v @ s.coefficients("none", 0.0)
    error = np.linalg.norm(plain - s.truth) / np.linalg.norm(s.truth)
    assert error <= condition * (noise + 1e-14)
    ridge = s.v @ s.coefficients("ridge", 1e-2)
    stacked = np.vstack([s.matrix, 1e-2 * np.eye(32)])
    assert np.allclose(ridge, np.linalg.lstsq(stacked, np.append(s.b, np.zeros(32)), rcond=None)[0], atol=1e-9)
    assert s.error["ridge"][6] == pytest.approx(np.linalg.norm(ridge - s.truth) / np.linalg.norm(s.truth), rel=1e-6)
    assert s.residual["ridge"][6] == pytest.approx(np.linalg.norm(s.matrix @ ridge - s.b), rel=1e-6)
    assert s.size["ridge"][6] == pytest.approx(np.linalg.norm(ridge))
    unit, clean = np.linalg.norm(s.truth), np.linalg.lstsq(stacked, np.append(s.exact, np.zeros(32)), rcond=None)[0]
    parts = np.linalg.norm([ridge - s.truth, ridge - clean, clean - s.truth], axis=1) / unit
    assert s.errors("ridge", 1e-2) == pytest.approx(parts.tolist(), rel=1e-6, abs=1e-9)


def test_hilbert_systems_have_their_condition_numbers():
    root = np.sqrt(13.0)  # the eigenvalues for n = 2 are (4 ± √13) / 6
    found = ip.system("hilbert", 1.0, 2, 1e-3, 1, STRENGTHS).condition
    assert found == pytest.approx((4 + root) / (4 - root), rel=1e-13)
    whole = np.linalg.svd(invhilbert(12, exact=True).astype(float), compute_uv=False)[0]
    largest = np.linalg.svd(hilbert(12), compute_uv=False)[0]
    assert ip.system("hilbert", 1.0, 12, 1e-3, 1, STRENGTHS).condition == pytest.approx(whole * largest, rel=1e-12)
    with pytest.raises(ValueError, match="blur or hilbert"):
        ip.system("other", 1.0, 4, 0.1, 1, STRENGTHS)


@pytest.mark.parametrize("n", range(2, 13))
def test_hilberts_smallest_value_is_that_of_its_exact_inverse(n):
    """SciPy has the inverse in whole numbers: its largest singular value is one over the smallest of the matrix."""
    inverse = invhilbert(n, exact=True).astype(float)
    values, vectors = ip.hilbert_spectrum(n)
    assert values[-1] == pytest.approx(1 / np.linalg.svd(inverse, compute_uv=False)[0], rel=1e-12)
    assert np.allclose(vectors.T @ vectors, np.eye(n), atol=1e-14)
    assert np.allclose(vectors * values @ vectors.T, hilbert(n), atol=1e-15)


@pytest.mark.parametrize(("patients", "squares"), [(20, False), (40, True), (300, False), (120, True)])
def test_ridge_paths_are_those_of_scikit_learn(patients, squares):
    x, y = load_diabetes(return_X_y=True)
    x = x * np.sqrt(len(x))
    if squares:
        x = PolynomialFeatures(2, include_bias=False).fit_transform(x)
    x = StandardScaler().fit(x[:patients]).transform(x)
    penalties = (0.1, 3.0, 500.0)
    found = ip.diabetes_ridge(patients, squares, penalties)
    for k, alpha in enumerate(penalties):
        model = Ridge(alpha=alpha, solver="cholesky").fit(x[:patients], y[:patients])
        assert np.allclose(found.weights[k], model.coef_, atol=1e-6)
        assert found.testing[k] == pytest.approx(np.sqrt(np.mean((y[patients:] - model.predict(x[patients:])) ** 2)))
        assert found.gradient[k] == pytest.approx(alpha * np.linalg.norm(found.weights[k]), rel=1e-7)
