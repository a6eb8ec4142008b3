"""Eigenvalues, eigenvectors, power iteration and flows against NumPy and SciPy."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import subspace_angles

from mathcore.common.plane import rotation
from mathcore.linear_algebra import eigen
from mathcore.linear_algebra.eigen import Kind

entry = st.integers(-300, 300).map(lambda n: n / 100)
matrices = st.tuples(entry, entry, entry, entry).map(lambda e: np.array(e).reshape(2, 2))


@given(matrices)
def test_eigenvalues_are_those_of_scipy(matrix):
    ours, theirs = np.array(eigen.eigen2(matrix).values, complex), scipy.linalg.eigvals(matrix)
    # A double eigenvalue is sensitive as the square root of rounding.
    gap = min(np.abs(ours - theirs).max(), np.abs(ours - theirs[::-1]).max())
    assert gap < 1e-4 if abs(theirs[0] - theirs[1]) < 1e-3 else gap < 1e-9


@given(matrices)
def test_an_eigenvector_is_only_stretched(matrix):
    found = eigen.eigen2(matrix)
    for value, vector in zip(found.values, found.vectors.T, strict=False):
        assert np.allclose(matrix @ vector, np.real(value) * vector, atol=1e-4)
        assert np.linalg.norm(vector) == pytest.approx(1)


@given(matrices)
def test_eigenvalues_add_to_the_trace_and_multiply_to_the_determinant(matrix):
    values = eigen.eigen2(matrix).values
    assert np.real(values.sum()) == pytest.approx(np.trace(matrix), abs=1e-9)
    assert np.real(values.prod()) == pytest.approx(np.linalg.det(matrix), abs=1e-8)


@pytest.mark.parametrize(
    ("matrix", "kind", "count"),
    [
        ([[2, 1], [1, 2]], Kind.DISTINCT, 2),
        ([[2, 0], [0, 2]], Kind.EVERY, 2),
        ([[0, 0], [0, 0]], Kind.EVERY, 2),
        ([[1, 1], [0, 1]], Kind.DEFECTIVE, 1),
        ([[0, -1], [1, 0]], Kind.COMPLEX, 0),
    ],
)
def test_the_four_cases_are_told_apart(matrix, kind, count):
    found = eigen.eigen2(matrix)
    assert found.kind is kind
    assert found.vectors.shape == (2, count)


CLOSE = [  # where a discriminant is small, and where it is not what doubles make of it
    ([[0, 99], [2e-8, 0]], Kind.DISTINCT),
    ([[1, 99], [1e-8, 1]], Kind.DISTINCT),
    ([[1, 1e-5], [0, 1]], Kind.DEFECTIVE),
    ([[1, 1e-5], [-1e-5, 1]], Kind.COMPLEX),
    ([[99, 0.001], [0.001, 99]], Kind.DISTINCT),
    ([[99, 99], [99, 98.9999999]], Kind.DISTINCT),
    ([[1e-9, 0], [0, 2e-9]], Kind.DISTINCT),
    ([[1e-9, 0], [0, 1e-9]], Kind.EVERY),
    ([[1.1, 0.3], [-0.3, 0.5]], Kind.DEFECTIVE),  # 0.3² = 0.3 · 0.3, and in doubles it is more
    ([[0.7, -0.1], [0.1, 0.5]], Kind.DEFECTIVE),
    ([[1.1, 0.3000000001], [-0.3, 0.5]], Kind.COMPLEX),
    ([[1.1, 0.2999999999], [-0.3, 0.5]], Kind.DISTINCT),
    ([[1, 0], [1e-10, 1]], Kind.DEFECTIVE),
]


@pytest.mark.parametrize(("matrix", "kind"), CLOSE)
def test_a_case_is_that_of_the_decimals_as_they_were_typed(matrix, kind):
    """Oracle: roots of the characteristic polynomial of the decimals with 60 digits (mpmath)."""
    found = eigen.eigen2(matrix)
    assert found.kind is kind
    with mpmath.workdps(60):
        (a, b), (c, d) = ([mpmath.mpf(str(entry)) for entry in row] for row in matrix)
        middle, root = (a + d) / 2, mpmath.sqrt(((a - d) / 2) ** 2 + b * c)
        first, second = sorted([middle + root, middle - root], key=abs, reverse=True)
        for ours, theirs in zip(np.array(found.values, complex), (first, second), strict=True):
            pair = (theirs, mpmath.conj(theirs)) if kind is Kind.COMPLEX else (theirs,)
            assert min(abs(mpmath.mpc(ours) - each) for each in pair) <= 4e-16 * abs(theirs)
        for value, (x, y) in zip((first, second), found.vectors.T.tolist(), strict=False):
            gap = max(abs(a * x + b * y - value * x), abs(c * x + d * y - value * y))
            assert gap <= 4e-16 * float(np.linalg.norm(matrix))
        trace, determinant, discriminant = eigen.characteristic(matrix)
        exact = a + d, a * d - b * c, (a - d) ** 2 + 4 * b * c
    assert (trace, determinant, discriminant) == pytest.approx(tuple(map(float, exact)), rel=1e-15, abs=1e-50)


@given(matrices, st.integers(-90, 90))
def test_a_rotated_basis_leaves_eigenvalues_as_they_are_to_the_last_bit(matrix, degrees):
    found, turn = eigen.eigen2(matrix), rotation(degrees)
    turned = found.turned(turn)
    assert np.array_equal(turned.values, found.values) and turned.kind is found.kind
    rotated = turn @ matrix @ turn.T
    assert np.allclose(
        rotated @ turned.vectors, turned.vectors * np.real(found.values[: turned.vectors.shape[1]]), atol=1e-13
    )


def test_opposite_eigenvalues_are_opposite_to_the_last_bit():
    found = eigen.eigen2([[1, 0.57], [0.57, -1]])
    assert found.values[0] == -found.values[1] > 0 and found.ratio == 1


def test_a_short_image_has_a_direction_and_rounding_has_none():
    assert float(eigen.turning(np.diag([1e-13, 2e-13]), 45)) == pytest.approx(np.rad2deg(np.arctan2(2, 1)) - 45)
    assert np.isnan(eigen.turning(99 * np.ones((2, 2)), 135))


@pytest.mark.parametrize("bad", [np.eye(3), [[np.nan, 0], [0, 1]], [1, 2]])
def test_what_is_no_finite_2x2_matrix_is_refused(bad):
    with pytest.raises(ValueError, match="2x2"):
        eigen.eigen2(bad)


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.2, 2.9))
def test_a_matrix_is_rebuilt_from_its_eigenvalues_and_eigenvectors(first, second, angle):
    vectors = np.array([[1, np.cos(angle)], [0, np.sin(angle)]])
    matrix = eigen.from_eigen([first, second], vectors)
    assert np.allclose(matrix @ vectors, vectors * [first, second], atol=1e-9)


def test_parallel_vectors_are_no_basis():
    with pytest.raises(ValueError, match="basis"):
        eigen.from_eigen([1, 2], [[1, 2], [1, 2]])


def test_power_iteration_shrinks_the_angle_by_the_ratio_of_eigenvalues():
    matrix = np.array([[2.0, 1.0], [1.0, 2.0]])  # eigenvalues 3 and 1
    path = eigen.power_iteration(matrix, [1.0, 0.2], 12)
    lead = np.array([1, 1]) / np.sqrt(2)
    sines = np.abs(path.vectors[:, 0] * lead[1] - path.vectors[:, 1] * lead[0])
    tangents = sines / np.sqrt(1 - sines**2)
    assert np.allclose(tangents[1:] / tangents[:-1], 1 / 3, rtol=1e-6)
    assert path.rayleigh[-1] == pytest.approx(3, abs=1e-9)


def test_power_iteration_stays_where_the_image_is_zero():
    path = eigen.power_iteration([[0, 1], [0, 0]], [1.0, 0.0], 3)
    assert np.allclose(path.vectors, [1, 0])
    with pytest.raises(ValueError, match="zero"):
        eigen.power_iteration(np.eye(2), [0, 0], 1)


@given(matrices, st.integers(0, 360))
def test_turning_is_the_angle_between_a_vector_and_its_image(matrix, degrees):
    x = rotation(degrees)[:, 0]
    y = matrix @ x
    turned = float(eigen.turning(matrix, degrees))
    if np.hypot(*y) < 1e-9:
        return
    back = rotation(turned) @ x
    assert np.allclose(back, y / np.hypot(*y), atol=1e-9)


def test_trajectories_solve_the_differential_equation():
    matrix = np.array([[0.2, -1.2], [1.2, 0.2]])
    times = np.linspace(0, 3, 31)
    ours = eigen.trajectories(matrix, [[1.0, 0.5]], times)[0]
    theirs = solve_ivp(lambda t, x: matrix @ x, (0, 3), [1.0, 0.5], t_eval=times, rtol=1e-10, atol=1e-12).y.T
    assert np.allclose(ours, theirs, atol=1e-7)


@pytest.mark.parametrize("which", [0, 1])
def test_a_moved_eigenpair_lies_where_it_was_put_and_the_other_stays(which):
    before = eigen.eigen2([[2.0, 1.0], [1.0, -2.0]])
    tip = np.array([0.4, 1.7])
    after = eigen.with_pair([[2.0, 1.0], [1.0, -2.0]], which, tip)
    sign = np.sign(before.values[which])
    assert np.allclose(after @ tip, sign * np.hypot(*tip) * tip)
    other = before.vectors[:, 1 - which]
    assert np.allclose(after @ other, before.values[1 - which] * other)
    assert np.allclose(sorted(np.linalg.eigvals(after)), sorted([sign * np.hypot(*tip), before.values[1 - which]]))


@pytest.mark.parametrize(
    ("matrix", "tip"), [([[0, -1], [1, 0]], (1, 1)), ([[2, 1], [1, 2]], (0, 0)), ([[2, 1], [1, 2]], (1, -1))]
)
def test_an_eigenpair_stays_where_no_matrix_would_have_it(matrix, tip):
    with pytest.raises(ValueError):
        eigen.with_pair(matrix, 0, tip)


def test_eigenlines_have_nan_where_there_are_none():
    assert np.isnan(eigen.eigen2([[0, -1], [1, 0]]).lines).all()
    assert np.isnan(eigen.eigen2(np.eye(2)).lines).all()
    shear = eigen.eigen2([[1, 1], [0, 1]])
    assert np.array_equal(shear.lines[:, 0], [1, 0]) and np.isnan(shear.lines[:, 1]).all()
    assert np.allclose(eigen.eigen2([[2, 1], [1, 2]]).directions, [45, 135, 225, 315])
    assert eigen.eigen2([[2, 1], [1, 2]]).ratio == pytest.approx(1 / 3)


@given(st.floats(0, 360), st.floats(0, 360))
def test_the_angle_to_a_line_is_that_of_scipy(first, second):
    v, d = rotation(first)[:, 0], rotation(second)[:, 0]
    assert eigen.angles_to([v], d)[0] == pytest.approx(np.rad2deg(subspace_angles(v[:, None], d[:, None])[0]), abs=1e-5)


def test_power_iteration_stays_where_a_turned_nilpotent_matrix_sends_it():
    """A² = 0 but for rounding, and the direction of what rounding leaves means nothing."""
    turn = rotation(37)
    matrix = turn @ np.array([[1.0, -1.0], [1.0, -1.0]]) @ turn.T
    path = eigen.power_iteration(matrix, [0.3, 0.9], 9)
    line = turn @ np.array([1.0, 1.0]) / np.sqrt(2)
    assert np.allclose(np.abs(path.vectors[1:] @ line), 1)
    assert np.allclose(path.rayleigh[1:], 0, atol=1e-12)


def test_in_a_slow_drag_the_other_eigenpair_is_not_carried_away():
    matrix = np.array([[-1.8, -0.4], [-0.1, -1.6]])
    before = eigen.eigen2(matrix)
    tip = float(np.real(before.values[1])) * before.vectors[:, 1]
    for degrees in range(40):
        c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
        matrix, _ = eigen.with_pair_in_order(matrix, 1, (c * tip[0] - s * tip[1], s * tip[0] + c * tip[1]))
    after = eigen.eigen2(matrix)
    assert abs(float(after.vectors[:, 0] @ before.vectors[:, 0])) > np.cos(np.deg2rad(4.0))
    assert np.real(after.values[0]) == pytest.approx(np.real(before.values[0]), abs=0.15)
