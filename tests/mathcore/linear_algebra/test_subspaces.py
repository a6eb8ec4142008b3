"""Subspaces against SciPy and SymPy, and the laws of the four fundamental subspaces."""

import numpy as np
import pytest
import scipy.linalg
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.linear_algebra import subspaces as s

ENTRY = st.integers(-3, 3)


def matrices():
    return st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
        lambda shape: st.lists(
            st.lists(ENTRY, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
        )
    )


def same_span(first, second):
    return first.shape == second.shape and np.allclose(first @ first.T, second @ second.T, atol=1e-9)


@given(matrices())
@settings(max_examples=150, deadline=None)
def test_four_subspaces_are_scipys_and_fit_together(rows):
    a = np.array(rows, float)
    found = s.four_subspaces(a)
    assert found.rank == np.linalg.matrix_rank(a)
    assert same_span(found.null, scipy.linalg.null_space(a))
    assert same_span(found.left, scipy.linalg.null_space(a.T))
    assert same_span(found.column, scipy.linalg.orth(a))
    assert same_span(found.row, scipy.linalg.orth(a.T))
    # Rank-nullity, orthogonality, and the row space is carried on to the column space.
    assert found.row.shape[1] + found.null.shape[1] == a.shape[1]
    assert found.column.shape[1] + found.left.shape[1] == a.shape[0]
    assert np.allclose(found.row.T @ found.null, 0, atol=1e-12)
    assert np.allclose(a @ found.row, found.column * found.singular[: found.rank], atol=1e-9)
    x = np.arange(1.0, a.shape[1] + 1)
    assert np.allclose(s.project(found.row, x) + s.project(found.null, x), x)


@given(matrices())
@settings(max_examples=80, deadline=None)
def test_rref_is_sympys(rows):
    reduced, pivots = s.rref(rows)
    exact, exact_pivots = sympy.Matrix(rows).rref()
    assert pivots == tuple(exact_pivots)
    assert np.allclose(reduced, np.array(exact.tolist(), float), atol=1e-9)
    special = s.special_solutions(rows)
    assert special.shape[1] == len(rows[0]) - len(pivots)
    assert np.allclose(np.array(rows, float) @ special, 0, atol=1e-9)


def test_coordinates():
    basis = np.array([[1.0, 1.0], [0.0, 2.0]])
    assert np.allclose(basis @ s.coordinates(basis, [3.0, 4.0]), [3.0, 4.0])
    with pytest.raises(ValueError, match="no basis"):
        s.coordinates([[1.0, 2.0], [2.0, 4.0]], [1.0, 1.0])
    assert s.is_dependent(np.ones((2, 3)))
    assert not s.is_dependent(np.diag([1e-8, 1.0]))


def test_signs_are_upright_and_bad_input_is_told():
    assert np.array_equal(s.upright(np.array([[-2.0, 1.0], [1.0, -1.0]])), [[2.0, 1.0], [-1.0, -1.0]])
    with pytest.raises(ValueError, match="finite"):
        s.four_subspaces([[np.nan, 1.0]])
    assert s.four_subspaces(np.zeros((2, 3))).rank == 0
