"""Moves against SciPy's QR decomposition, pictures against scipy.ndimage, lines against linear programming."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
import scipy.ndimage
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog
from sklearn.datasets import load_digits

from mathcore.common import tables
from mathcore.linear_algebra import plane_moves
from mathcore.linear_algebra.plane_moves import Moves

ENTRIES = st.integers(-300, 300).map(lambda v: v / 100)
SQUARE = arrays(float, (2, 2), elements=ENTRIES)
POINTS = arrays(float, (5, 2), elements=ENTRIES)


@given(SQUARE)
def test_moves_are_the_qr_decomposition(a):
    assume(abs(np.linalg.det(a)) > 1e-3 and np.hypot(*a[:, 0]) > 1e-3)
    found = plane_moves.moves_of(a)
    np.testing.assert_allclose(found.matrix, a, atol=1e-9)
    _, r = scipy.linalg.qr(a)
    np.testing.assert_allclose([found.first, abs(found.second)], np.abs(np.diag(r)), atol=1e-9)
    assert np.sign(found.second) == np.sign(np.linalg.det(a))


def test_moves_are_counted_and_singular_maps_refused():
    assert Moves(0, 0, 1, 1).in_use == 0
    assert Moves(30, 0.5, 1, 2).in_use == 3
    np.testing.assert_allclose(Moves(90, 0, 1, -1).matrix, [[0, 1], [1, 0]], atol=1e-15)
    with pytest.raises(ValueError, match="independent"):
        plane_moves.moves_of([[1, 2], [2, 4]])


@given(SQUARE, POINTS, POINTS, st.floats(0, 1))
def test_only_the_linear_map_respects_sums(a, u, v, t):
    def f(x, kind):
        return plane_moves.bent(a, x, kind, t)

    np.testing.assert_allclose(f(u + v, "linear"), f(u, "linear") + f(v, "linear"), atol=1e-12)
    np.testing.assert_allclose(f(u, "linear"), u @ plane_moves.morph(a, t).T, atol=1e-12)
    shifted = f(u, "shift") + f(v, "shift") - f(u + v, "shift")
    np.testing.assert_allclose(shifted, np.broadcast_to(t * np.array([1, 0.5]), shifted.shape), atol=1e-12)
    gap = f(u + v, "bend") - f(u, "bend") - f(v, "bend")
    np.testing.assert_allclose(gap[:, 0], t * 0.4 * u[:, 1] * v[:, 1], atol=1e-12)


@given(SQUARE, st.integers(0, 1796))
def test_a_warped_picture_against_scipy(a, row):
    assume(abs(np.linalg.det(a)) > 0.05)
    picture = tables.digits().values[row].reshape(8, 8)
    flip = np.array([[0, -1], [1, 0]])  # (row, column) from (x, y): row = -y, column = x
    back = flip @ np.linalg.inv(a) @ np.linalg.inv(flip)
    offset = np.full(2, 3.5) - back @ np.full(2, 3.5)
    expected = scipy.ndimage.affine_transform(np.pad(picture, 1), back, offset + 1, (8, 8), order=1, cval=0.0)
    np.testing.assert_allclose(plane_moves.warp(picture, a), expected, atol=1e-8)


def test_the_model_reads_digits_it_has_not_seen():
    _, accuracy = plane_moves.digit_model()
    assert 0.88 < accuracy < 0.97
    found = plane_moves.digit_probabilities(tables.digits().values[0])
    assert found.sum() == pytest.approx(1) and found.argmax() == 0


def separable(points, labels):
    """Whether a line separates the two classes strictly: a linear programme's answer."""
    sign = np.where(labels, 1.0, -1.0)
    rows = -sign[:, None] * np.column_stack([points, np.ones(len(points))])
    return linprog(np.zeros(3), A_ub=rows, b_ub=-np.ones(len(points)), bounds=[(None, None)] * 3).status == 0


@given(st.integers(0, 10**6), st.integers(3, 9))
def test_the_best_line_separates_exactly_when_a_linear_programme_says_so(seed, n):
    rng = np.random.default_rng(seed)
    points, labels = rng.normal(size=(n, 2)), rng.random(n) < 0.5
    assume(0 < labels.sum() < n)
    found = plane_moves.best_line(points, labels)
    side = points @ found.normal > found.level
    assert np.mean(side == labels) == pytest.approx(found.accuracy)
    assert (found.accuracy == 1) == separable(points, labels)
    random = rng.normal(size=(200, 2))
    for normal in random:
        for level in points @ normal + 1e-9:
            assert np.mean((points @ normal > level) == labels) <= found.accuracy + 1e-12


def test_exclusive_or_needs_the_relu():
    points, labels = plane_moves.crossed()
    alone = plane_moves.best_line(points, labels).accuracy
    assert alone < 0.8 and not separable(points, labels)
    weights = [[1.0, -1.0], [-1.0, 1.0]]
    hidden = plane_moves.layer(weights, points, True)
    assert plane_moves.best_line(hidden, labels).accuracy == 1 and separable(hidden, labels)
    turned = plane_moves.layer([[0.6, 1.3], [-1.1, 0.4]], points, False)
    assert plane_moves.best_line(turned, labels).accuracy == alone


@pytest.mark.parametrize(("degrees", "percent"), [(0, 92), (15, 79), (30, 43)])
def test_the_classifier_reads_as_many_turned_digits_as_the_text_says(degrees, percent):
    turn, digits = plane_moves.Moves(degrees, 0, 1, 1).matrix, load_digits()
    rest = range(plane_moves.TRAINED_ON, len(digits.target))
    read = [np.argmax(plane_moves.digit_probabilities(plane_moves.warp(digits.images[k], turn))) for k in rest]
    assert round(100 * np.mean(np.array(read) == digits.target[list(rest)])) == percent
