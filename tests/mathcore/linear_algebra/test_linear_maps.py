"""Linear maps against NumPy, SciPy, SymPy's exact arithmetic and scikit-learn, and the laws that must hold."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA
from sklearn.metrics import pairwise_distances

from mathcore.common import tables
from mathcore.common.plane import rotation
from mathcore.linear_algebra import linear_maps

ENTRIES = st.floats(-5, 5).map(lambda v: round(v, 3))
SQUARE = arrays(float, (2, 2), elements=ENTRIES)
CUBE = arrays(float, (3, 3), elements=ENTRIES)
VECTOR = arrays(float, (2,), elements=ENTRIES)


@given(SQUARE)
def test_area_of_an_image_is_determinant_times_area(a):
    for shape in (linear_maps.LETTER_F, linear_maps.UNIT_SQUARE):
        image = linear_maps.polygon_area(linear_maps.apply(a, shape))
        assert image == pytest.approx(np.linalg.det(a) * linear_maps.polygon_area(shape), abs=1e-9)


def test_the_letter_has_the_area_of_its_three_strokes():
    assert linear_maps.polygon_area(linear_maps.LETTER_F) == pytest.approx(0.32 * 1.4 + 0.68 * 0.28 + 0.46 * 0.28)


@given(CUBE, CUBE, st.integers(0, 2), st.integers(0, 2))
def test_an_entry_is_the_sum_of_its_terms(a, b, row, column):
    exact = sum(sympy.Rational(str(x)) * sympy.Rational(str(y)) for x, y in zip(a[row], b[:, column], strict=True))
    assert linear_maps.entry_terms(a, b, row, column).sum() == pytest.approx(float(exact), abs=1e-12)
    assert (a @ b)[row, column] == pytest.approx(float(exact), abs=1e-12)


@given(CUBE, CUBE)
def test_transpose_and_commutator(a, b):
    np.testing.assert_allclose((a @ b).T, b.T @ a.T, atol=1e-12)
    found = linear_maps.commutator(a, b)
    assert np.trace(found) == pytest.approx(0, abs=1e-10)
    np.testing.assert_allclose(found, -linear_maps.commutator(b, a), atol=1e-12)


@given(SQUARE, SQUARE)
def test_stages(a, b):
    np.testing.assert_array_equal(linear_maps.staged(a, b, 0), np.eye(2))
    np.testing.assert_array_equal(linear_maps.staged(a, b, 1), a)
    np.testing.assert_allclose(linear_maps.staged(a, b, 2), b @ a, atol=1e-12)
    np.testing.assert_allclose(linear_maps.staged(a, b, 0.5), (np.eye(2) + a) / 2, atol=1e-12)
    with pytest.raises(ValueError, match="0 to 2"):
        linear_maps.staged(a, b, 2.1)


@given(CUBE)
def test_inverse_against_scipy_and_exact_arithmetic(a):
    found = linear_maps.inverse(a)
    exact = sympy.Matrix(3, 3, [sympy.Rational(str(v)) for v in a.ravel()])
    if exact.det() == 0:
        assert not found.exists or found.condition > 1e12
        return
    if not found.exists:
        assert np.linalg.cond(a) > 1e12
        return
    assume(found.condition < 1e10)
    truth = np.array(exact.inv().evalf(30), dtype=float)
    slack = 1e-14 * found.condition * np.abs(truth).max()
    np.testing.assert_allclose(found.matrix, truth, atol=slack + 1e-12)
    np.testing.assert_allclose(found.matrix, scipy.linalg.inv(a), atol=slack + 1e-12)
    assert found.condition == pytest.approx(np.linalg.cond(a), rel=1e-6)
    assert found.residual <= 1e-14 * found.condition + 1e-12


@pytest.mark.parametrize("a", [np.zeros((2, 2)), [[1, 2], [2, 4]], [[0.1, 0.3], [0.2, 0.6]]])
def test_singular_matrices_are_named(a):
    found = linear_maps.inverse(a)
    assert not found.exists and np.isnan(found.matrix).all() and np.isinf(found.condition)
    assert found.determinant == pytest.approx(0, abs=1e-15)


def test_hilbert_matrix_inverse():
    for n in (3, 5, 7):
        found = linear_maps.inverse(scipy.linalg.hilbert(n))
        np.testing.assert_allclose(found.matrix, scipy.linalg.invhilbert(n), rtol=1e-15 * found.condition)
    with pytest.raises(ValueError, match="square"):
        linear_maps.inverse(np.ones((2, 3)))


@given(arrays(float, (3, 2), elements=ENTRIES), VECTOR, arrays(float, (3,), elements=ENTRIES))
def test_adjoint_identity(a, x, y):
    left, right = linear_maps.adjoint_sides(a, x, y)
    assert left == pytest.approx(right, abs=1e-10)


@given(st.floats(-360, 360))
def test_plane_maps(degrees):
    turn, flip, drop = rotation(degrees), linear_maps.reflection(degrees), linear_maps.projection(degrees)
    np.testing.assert_allclose(turn, scipy.linalg.expm(np.deg2rad(degrees) * np.array([[0, -1], [1, 0]])), atol=1e-9)
    np.testing.assert_allclose(flip, 2 * drop - np.eye(2), atol=1e-12)
    np.testing.assert_allclose(drop @ drop, drop, atol=1e-12)
    u = np.array([[np.cos(np.deg2rad(degrees))], [np.sin(np.deg2rad(degrees))]])
    np.testing.assert_allclose(drop, u @ np.linalg.pinv(u), atol=1e-12)


@given(SQUARE, st.sampled_from(linear_maps.KINDS), st.integers(0, 2**31))
def test_nearest_is_of_the_kind_and_no_other_is_nearer(a, kind, seed):
    found = linear_maps.nearest(kind, a)
    assert linear_maps.defect(kind, found) < 1e-9
    best = np.linalg.norm(a - found)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        angle = rng.uniform(0, 360)
        other = {
            "identity": np.eye(2),
            "diagonal": np.diag(rng.uniform(-5, 5, 2)),
            "symmetric": (lambda m: (m + m.T) / 2)(rng.uniform(-5, 5, (2, 2))),
            "triangular": np.triu(rng.uniform(-5, 5, (2, 2))),
            "orthogonal": rng.choice([rotation(angle), linear_maps.reflection(angle)]),
            "permutation": np.eye(2)[rng.permutation(2)],
            "projection": linear_maps.projection(angle),
        }[kind]
        assert linear_maps.defect(kind, other) < 1e-9
        assert best <= np.linalg.norm(a - other) + 1e-9


def test_nearest_orthogonal_against_scipy_polar():
    a = np.array([[2.0, 0.3], [-1.0, 0.4]])
    np.testing.assert_allclose(linear_maps.nearest("orthogonal", a), scipy.linalg.polar(a)[0], atol=1e-12)
    np.testing.assert_allclose(
        linear_maps.nearest("orthogonal", np.diag([1.0, -2.0, 3.0])), np.diag([1.0, -1.0, 1.0]), atol=1e-12
    )


@given(SQUARE, st.sampled_from(linear_maps.KINDS), st.integers(0, 1), VECTOR)
def test_steering_stays_in_the_kind(a, kind, column, target):
    start = linear_maps.nearest(kind, a)
    found = linear_maps.steer(kind, start, column, target)
    assert linear_maps.defect(kind, found) < 1e-9
    if kind == "orthogonal" and np.hypot(*target) > 1e-6:
        np.testing.assert_allclose(found[:, column], target / np.hypot(*target), atol=1e-9)
        assert np.linalg.det(found) == pytest.approx(np.linalg.det(start))
    if kind == "symmetric":
        np.testing.assert_array_equal(found[:, column], target)
    np.testing.assert_array_equal(linear_maps.steer("general", a, column, target)[:, column], target)


def test_kinds_of_named_matrices():
    assert linear_maps.kinds_of(np.eye(2)) == linear_maps.KINDS  # the identity is of every kind
    assert linear_maps.kinds_of(rotation(30)) == ("orthogonal",)
    assert linear_maps.kinds_of(linear_maps.reflection(30)) == ("symmetric", "orthogonal")
    assert linear_maps.kinds_of(linear_maps.projection(30)) == ("symmetric", "projection")
    assert linear_maps.kinds_of(linear_maps.shear(1)) == ("triangular",)
    with pytest.raises(ValueError, match="no kind"):
        linear_maps.defect("round", np.eye(2))


@given(SQUARE)
def test_what_is_kept_against_sampled_directions(a):
    found = linear_maps.kept(a)
    angle = np.linspace(0, np.pi, 2001)
    x = np.stack([np.cos(angle), np.sin(angle)])
    sizes = np.hypot(*(a @ x))
    assert found.stretch[0] <= sizes.min() + 1e-9 and found.stretch[1] >= sizes.max() - 1e-9
    assert sizes.min() == pytest.approx(found.stretch[0], abs=0.01) and sizes.max() == pytest.approx(
        found.stretch[1], abs=0.01
    )
    assert found.determinant == pytest.approx(np.linalg.det(a), abs=1e-9)
    assert found.orientation == (exact_determinant(a) > 0) and found.flipped == (exact_determinant(a) < 0)
    assert found.area == (abs(exact_determinant(a)) == 1)
    if found.stretch[0] > 0.05:
        u, v = a @ x, a @ np.stack([-x[1], x[0]])
        between = np.rad2deg(np.arccos(np.clip((u * v).sum(axis=0) / (np.hypot(*u) * np.hypot(*v)), -1, 1)))
        assert np.abs(between - 90).max() == pytest.approx(found.widest, abs=0.2)


def exact_determinant(a) -> sympy.Rational:
    """Of the decimals as they were typed."""
    return sympy.Matrix([[sympy.Rational(str(entry)) for entry in row] for row in np.asarray(a).tolist()]).det()


@pytest.mark.parametrize(
    "matrix",
    [
        [[1e-5, 0], [0, 1e-5]],
        [[3e-5, 0], [0, -3e-5]],
        [[1e-9, 2e-9], [2e-9, 1e-9]],
        [[99, 99], [99, 98.9999999]],
        [[1, 1], [1, 1.00000001]],
        [[0.7, 0.1], [2.1, 0.3]],
        [[0.1, 0.3], [0.3, 0.9]],
        [[50, 50], [-49, -49]],
    ],
)
def test_orientation_is_the_sign_of_the_determinant_however_small(matrix):
    found, exact = linear_maps.kept(matrix), exact_determinant(matrix)
    assert (found.orientation, found.flipped) == (exact > 0, exact < 0)
    assert found.determinant == pytest.approx(float(exact), rel=1e-5, abs=0)
    assert (found.stretch[0] == 0) == (exact == 0)
    scale = np.linalg.norm(matrix)
    again = linear_maps.kept(np.asarray(matrix) / scale)
    assert (again.orientation, again.flipped, again.angles) == (found.orientation, found.flipped, found.angles)


def test_what_is_nearly_kept_is_not_kept():
    assert linear_maps.kept(1e-5 * rotation(30)).angles
    lean = linear_maps.kept([[1, 1e-9], [0, 1]])
    assert not (lean.lengths or lean.angles or lean.axes) and lean.area
    assert linear_maps.kinds_of([[1, 1e-9], [0, 1]]) == ("triangular",)
    assert linear_maps.kinds_of([[1e-15, 1e-15], [0, 1e-15]]) == ("triangular",)
    assert not linear_maps.kept([[1.00000001, 0], [0, 1]]).area


@given(SQUARE)
def test_what_rounding_leaves_is_kept(a):
    assume(np.abs(a).max() > 0.1)
    found = linear_maps.nearest("orthogonal", a)
    kept = linear_maps.kept(found)
    assert kept.lengths and kept.angles and kept.area and "orthogonal" in linear_maps.kinds_of(found)
    flat = linear_maps.nearest("projection", a)
    assert linear_maps.kept(flat).determinant == 0 and "projection" in linear_maps.kinds_of(flat)
    assert linear_maps.kept([[a[0, 0], -a[0, 1]], [a[0, 1], a[0, 0]]]).angles == bool(a[0].any())


def test_what_the_special_ones_keep():
    turn, flip = linear_maps.kept(rotation(40)), linear_maps.kept(linear_maps.reflection(40))
    assert turn.lengths and turn.angles and turn.area and turn.orientation and not turn.axes
    assert flip.lengths and flip.angles and flip.area and not flip.orientation and flip.flipped
    assert linear_maps.kept(linear_maps.scaling(2, 0.5)).axes and linear_maps.kept(linear_maps.scaling(2, 0.5)).area
    assert not linear_maps.kept(linear_maps.scaling(2, 0.5)).angles
    flat = linear_maps.kept(linear_maps.projection(30))
    assert not (flat.orientation or flat.flipped or flat.lengths or flat.area) and flat.widest == pytest.approx(90)
    shear = linear_maps.kept(linear_maps.shear(1))
    assert shear.area and shear.orientation and not shear.lengths and shear.angle == pytest.approx(45)
    assert shear.tilt == pytest.approx(45)


def test_whitening_against_scikit_learn():
    data = tables.iris().values[:, 2:]
    found = linear_maps.whitening(data)
    white = linear_maps.apply(found.whole, data - found.mean)
    np.testing.assert_allclose(np.cov(white, rowvar=False), np.eye(2), atol=1e-10)
    np.testing.assert_allclose(found.whole, scipy.linalg.inv(scipy.linalg.sqrtm(np.cov(data, rowvar=False))), atol=1e-9)
    np.testing.assert_allclose(found.turn @ found.back, np.eye(2), atol=1e-12)
    ours = linear_maps.apply(found.shrink @ found.turn, data - found.mean)
    theirs = PCA(whiten=True).fit_transform(data)
    np.testing.assert_allclose(np.abs(ours), np.abs(theirs), atol=1e-9)
    # Euclid's distance after whitening is Mahalanobis' before.
    np.testing.assert_allclose(
        pairwise_distances(white[:9]),
        pairwise_distances(data[:9], metric="mahalanobis", VI=np.linalg.inv(found.covariance)),
        atol=1e-7,
    )
    with pytest.raises(ValueError, match="no variance"):
        linear_maps.whitening(np.stack([np.arange(5.0), np.arange(5.0)], axis=1))


@given(st.lists(st.integers(-3, 3), min_size=6, max_size=6))
def test_a_goal_is_in_range_if_it_does_not_raise_the_rank(entries):
    a, goal = np.array(entries[:4], float).reshape(2, 2), np.array(entries[4:], float)
    same = np.linalg.matrix_rank(a) == np.linalg.matrix_rank(np.column_stack([a, goal]))
    assert linear_maps.in_range(a, goal) == same
