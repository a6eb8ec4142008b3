"""Determinants and ranks against SymPy's exact arithmetic, NumPy, SciPy and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import scipy.stats
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mathcore.linear_algebra import determinants

ENTRIES = st.integers(-300, 300).map(lambda v: v / 100)
SQUARE = arrays(float, (2, 2), elements=ENTRIES)
CUBE = arrays(float, (3, 3), elements=ENTRIES)


@given(st.sampled_from([2, 3]).flatmap(lambda n: arrays(np.int64, (n, n), elements=st.integers(-50, 50))))
def test_determinant_and_adjugate_are_exact_on_integers(a):
    exact = sympy.Matrix(a.tolist())
    assert determinants.determinant(a) == int(exact.det())
    np.testing.assert_array_equal(determinants.adjugate(a), np.array(exact.adjugate().tolist(), float))


@given(CUBE, CUBE)
def test_determinants_multiply_and_agree_with_lapack(a, b):
    one, two = determinants.determinant(a), determinants.determinant(b)
    assert one == pytest.approx(np.linalg.det(a), abs=1e-9)
    assert determinants.determinant(a @ b) == pytest.approx(one * two, abs=1e-8)
    assert determinants.determinant(a[:, [1, 0, 2]]) == pytest.approx(-one, abs=1e-9)
    np.testing.assert_allclose(a @ determinants.adjugate(a), one * np.eye(3), atol=1e-9)


@given(CUBE)
def test_volume_is_base_times_height_and_the_product_of_singular_values(a):
    area = np.linalg.norm(np.cross(a[:, 0], a[:, 1]))
    size = abs(determinants.determinant(a))
    assert size == pytest.approx(np.linalg.svd(a, compute_uv=False).prod(), abs=1e-8)
    assume(area > 1e-6)
    assert size == pytest.approx(area * np.linalg.norm(determinants.height(a)), abs=1e-8)


@given(st.one_of(SQUARE, CUBE), st.floats(-1, 1))
def test_folding_multiplies_the_determinant(a, factor):
    scaled = factor * determinants.determinant(a)
    if np.linalg.matrix_rank(a[:, :-1]) == a.shape[1] - 1:
        assert determinants.determinant(determinants.lifted(a, factor)) == pytest.approx(scaled, abs=1e-8)
    np.testing.assert_array_equal(determinants.lifted(a, 1.0), a)
    np.testing.assert_allclose(determinants.lifted(determinants.lifted(a, -1.0), -1.0), a, atol=1e-9)


@given(st.integers(1, 4), st.integers(0, 2**32 - 1), st.floats(-12, -2))
def test_numerical_rank_against_numpy(true_rank, seed, power):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(7, true_rank)) @ rng.normal(size=(true_rank, 5)) + 10**power * rng.normal(size=(7, 5))
    s = np.linalg.svd(a, compute_uv=False)
    for tolerance in (1e-13, 1e-8, 1e-3, determinants.default_tolerance(7, 5)):
        assert determinants.numerical_rank(s, tolerance) == np.linalg.matrix_rank(a, tol=tolerance * s[0])
    assert determinants.numerical_rank(s, determinants.default_tolerance(7, 5)) == np.linalg.matrix_rank(a)


def test_the_zero_matrix_has_rank_zero():
    assert determinants.rank(np.zeros((3, 3))) == 0
    assert np.all(determinants.height(np.zeros((2, 2))) == 0)


def test_hilbert_has_full_rank_in_exact_arithmetic_only():
    a = determinants.hilbert(10)
    np.testing.assert_array_equal(a, scipy.linalg.hilbert(10))
    exact = sympy.Matrix(10, 10, lambda i, j: sympy.Rational(1, i + j + 1))
    assert exact.rank() == 10
    assert np.linalg.det(a) == pytest.approx(float(exact.det()), rel=1e-3)
    assert determinants.rank(a, 1e-10) == np.linalg.matrix_rank(a, tol=1e-10 * np.linalg.norm(a, 2)) == 8


def test_a_length_in_inches_adds_no_rank_but_rounding():
    exact = determinants.flowers_in_inches(15)
    assert exact.shape == (150, 5)
    assert determinants.rank(exact, 1e-12) == 4
    rounded = determinants.flowers_in_inches(2)
    assert determinants.rank(rounded, 1e-12) == 5 == np.linalg.matrix_rank(rounded)
    assert np.abs(rounded[:, 4] * 2.54 - rounded[:, 2]).max() <= 0.005 * 2.54 + 1e-12


def test_the_points_are_normal_and_a_map_keeps_their_number_inside():
    points = determinants.normal_points(600)
    for column in points.T:
        assert scipy.stats.kstest(column, "norm").pvalue > 0.5
    assert abs(float(np.asarray(np.corrcoef(points.T))[0, 1])) < 0.02
    a = np.array([[2.0, 1.0], [0.5, 1.5]])
    before = determinants.inside(points, np.eye(2))
    np.testing.assert_array_equal(before, (np.abs(points) <= 1).all(axis=1))
    np.testing.assert_array_equal(determinants.inside(points @ a.T, a), before)


def test_other_sizes_are_refused():
    with pytest.raises(ValueError, match="2x2 and 3x3"):
        determinants.determinant(np.eye(4))
