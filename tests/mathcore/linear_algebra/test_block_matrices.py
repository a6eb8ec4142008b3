"""Kronecker products and blocks against NumPy, SciPy, SymPy and least squares."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.gaussian_process.kernels import RBF

from mathcore.common import tables
from mathcore.linear_algebra import block_matrices

ENTRIES = st.integers(-300, 300).map(lambda v: v / 100)
SIZES = st.integers(1, 4)


@st.composite
def chains(draw):
    """A (m, n), X (n, p), B (p, q)."""
    m, n, p, q = (draw(SIZES) for _ in range(4))
    return tuple(draw(arrays(float, shape, elements=ENTRIES)) for shape in ((m, n), (n, p), (p, q)))


@given(chains())
def test_kron_against_numpy_and_the_vec_trick(chain):
    a, x, b = chain
    np.testing.assert_allclose(block_matrices.kron(a, b), np.kron(a, b), atol=1e-12)
    expected = np.kron(b.T, a) @ x.flatten(order="F")
    np.testing.assert_allclose(block_matrices.apply_kron(b, a, block_matrices.vec(x)), expected, atol=1e-10)
    np.testing.assert_array_equal(block_matrices.unvec(block_matrices.vec(x), len(x)), x)


@given(chains(), chains())
def test_mixed_product(one, two):
    a, c, _ = one
    b, d, _ = two
    left = block_matrices.kron(a, b) @ block_matrices.kron(c, d)
    np.testing.assert_allclose(left, np.kron(a @ c, b @ d), atol=1e-9)


def test_against_exact_arithmetic():
    a, b = sympy.Matrix([[1, 2], [3, 4]]), sympy.Matrix([[0, 5, 1], [6, 7, 0], [2, 1, 1]])
    exact = sympy.kronecker_product(a, b)
    found = block_matrices.kron(np.array(a.tolist(), float), np.array(b.tolist(), float))
    np.testing.assert_array_equal(found, np.array(exact.tolist(), float))
    assert exact.det() == a.det() ** 3 * b.det() ** 2


@given(arrays(float, (2, 2), elements=ENTRIES), arrays(float, (3, 3), elements=ENTRIES))
def test_eigenvalues_are_products(a, b):
    found = block_matrices.kron_eigenvalues(a, b)
    product = np.kron(a, b)
    # Compared as the roots of one polynomial: its coefficients are stable where close roots are not.
    scale = max(float(np.linalg.norm(product, 2)), 1.0)
    np.testing.assert_allclose(np.poly(found / scale), np.poly(product / scale), atol=1e-9)


@given(arrays(float, (4, 4), elements=ENTRIES), st.integers(1, 3))
def test_schur_complement(m, k):
    assume(np.linalg.cond(m[:k, :k]) < 1e4 and np.linalg.cond(m) < 1e4)
    found = block_matrices.schur(m, k)
    assert np.linalg.det(m) == pytest.approx(np.linalg.det(found.a) * np.linalg.det(found.complement), abs=1e-6)
    np.testing.assert_allclose(np.linalg.inv(m)[k:, k:] @ found.complement, np.eye(4 - k), atol=1e-6)
    eye, zero = np.eye(k), np.zeros((k, 4 - k))
    lower = np.block([[eye, zero], [found.lower, np.eye(4 - k)]])
    upper = np.block([[eye, found.upper], [zero.T, np.eye(4 - k)]])
    middle = np.block([[found.a, zero], [zero.T, found.complement]])
    np.testing.assert_allclose(lower @ middle @ upper, m, atol=1e-7)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_of_a_covariance_it_is_the_covariance_of_what_a_regression_leaves(k):
    values = tables.iris().values
    centred = values - values.mean(axis=0)
    rest = centred[:, k:] - centred[:, :k] @ np.linalg.lstsq(centred[:, :k], centred[:, k:], rcond=None)[0]
    expected = rest.T @ rest / (len(values) - 1)
    np.testing.assert_allclose(block_matrices.schur(np.cov(values.T), k).complement, expected, atol=1e-12)
    with pytest.raises(ValueError, match="from 1 to 3"):
        block_matrices.schur(np.cov(values.T), 4)


@given(chains(), st.data())
def test_a_block_of_a_product_is_the_sum_of_its_terms(chain, data):
    a, b, _ = chain
    inner = data.draw(st.integers(0, len(b)))
    rows, columns = slice(0, data.draw(st.integers(1, 4))), slice(data.draw(st.integers(0, 3)), None)
    one, two = block_matrices.block_terms(a, b, rows, inner, columns)
    np.testing.assert_allclose(one + two, (a @ b)[rows, columns], atol=1e-12)


@pytest.mark.parametrize("length", [0.5, 2.0])
def test_the_kernel_on_a_grid_is_a_kronecker_product(length):
    x, y = np.meshgrid(np.arange(3.0), np.arange(4.0), indexing="ij")
    whole = RBF(length)(np.stack([x.ravel(), y.ravel()], axis=1))
    factors = block_matrices.smooth_kernel(3, length), block_matrices.smooth_kernel(4, length)
    np.testing.assert_allclose(block_matrices.kron(*factors), whole, atol=1e-12)
    assert block_matrices.operations(10) == (10_000, 2_000)


def test_eigenvalues_are_real_numbers_where_all_of_them_are():
    symmetric, turn = block_matrices.eigenvalues([[2, 1], [1, 2]]), block_matrices.eigenvalues([[0, -1], [1, 0]])
    assert symmetric.dtype == float and np.allclose(np.sort(symmetric), [1, 3])
    assert turn.dtype == complex and np.allclose(np.sort(turn.imag), [-1, 1])
