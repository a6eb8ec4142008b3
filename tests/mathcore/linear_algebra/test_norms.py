"""Norms and distances against scipy.spatial.distance and numpy.linalg, and the laws that must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize_scalar
from scipy.spatial import distance
from sklearn.metrics import pairwise_distances

from mathcore.common import tables
from mathcore.linear_algebra import norms

ENTRIES = st.floats(-9, 9).map(lambda v: round(v, 3))
VECTOR = arrays(float, (2,), elements=ENTRIES)
LONG = arrays(float, (6,), elements=ENTRIES)
S = st.floats(0, 2).map(lambda v: round(v, 2))


@given(LONG, LONG, S)
def test_distance_against_scipy(x, y, s):
    p = norms.exponent(s)
    ours = float(norms.distances(x[None], y, p)[0])
    theirs = distance.chebyshev(x, y) if np.isinf(p) else distance.minkowski(x, y, p)
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)
    if p >= 1:
        assert ours == pytest.approx(np.linalg.norm(x - y, p), rel=1e-9, abs=1e-12)


def test_no_overflow():
    assert norms.norm([1e300, 1e300], 2) == pytest.approx(np.sqrt(2) * 1e300)
    assert norms.norm([0.0, 0.0], 0.5) == 0
    with pytest.raises(ValueError, match="positive"):
        norms.norm([1.0], 0)
    with pytest.raises(ValueError, match="never negative"):
        norms.exponent(-1)


@given(LONG, LONG, S)
def test_triangle_and_hoelder(x, y, s):
    p = norms.exponent(s)
    if p >= 1:
        assert norms.norm(x + y, p) <= norms.norm(x, p) + norms.norm(y, p) + 1e-9
    assert abs(x @ y) <= norms.norm(x, norms.dual(p)) * norms.norm(y, p) * (1 + 1e-9) + 1e-9


def test_triangle_fails_below_one():
    x, y = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert norms.norm(x + y, 0.5) == pytest.approx(4) and norms.norm(x, 0.5) + norms.norm(y, 0.5) == pytest.approx(2)


@given(S)
def test_the_ball_is_the_unit_ball(s):
    p = norms.exponent(s)
    found = norms.ball(p)
    np.testing.assert_allclose(norms.norm(found, p), 1.0, atol=1e-9)
    np.testing.assert_array_equal(found[[0, 60, 120, 180, 240]], [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)])
    angle = np.unwrap(np.arctan2(found[:, 1], found[:, 0]))
    assert (np.diff(angle) > -1e-12).all()


@given(VECTOR, VECTOR)
def test_shadow(a, b):
    assume(np.hypot(*a) > 1e-3 and np.hypot(*b) > 1e-3)
    found = norms.shadow(a, b)
    assert found.cosine == pytest.approx(1 - distance.cosine(a, b), abs=1e-9)
    np.testing.assert_allclose(found.foot, np.outer(a, a) @ b / (a @ a), atol=1e-9)
    assert (b - found.foot) @ a == pytest.approx(0, abs=1e-9)
    assert np.cos(np.deg2rad(found.angle)) == pytest.approx(found.cosine, abs=1e-9)
    assert found.along == pytest.approx(found.lengths[1] * found.cosine, abs=1e-9)


def test_shadow_of_nothing():
    assert np.isnan(norms.shadow([0, 0], [1, 2]).angle) and np.isnan(norms.shadow([1, 2], [0, 0]).cosine)


@given(VECTOR, st.floats(-5, 5), S)
def test_the_smallest_ball_on_a_line_against_a_search(a, level, s):
    assume(np.hypot(*a) > 0.1)
    p = norms.exponent(s)
    size, x = norms.touching(a, level, p)
    assert a @ x == pytest.approx(level, abs=1e-9)
    assert norms.norm(x, p) == pytest.approx(size, rel=1e-6, abs=1e-9)
    along = np.array([-a[1], a[0]]) / np.hypot(*a)
    for t in np.linspace(-3, 3, 61):
        assert norms.norm(x + t * along, p) >= size - 1e-9
    if p >= 1:
        search = minimize_scalar(lambda t: float(norms.norm(x + t * along, p)), bracket=(-1, 1))
        assert search.fun == pytest.approx(size, rel=1e-5, abs=1e-7)


def test_neighbours_on_the_digits_against_scipy():
    x = tables.digits().values
    for p, metric in ((1.0, "cityblock"), (2.0, "euclidean"), (norms.INFINITY, "chebyshev")):
        ours, theirs = norms.distances(x[1:], x[0], p), pairwise_distances(x[1:], x[:1], metric=metric)[:, 0]
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
        found = norms.neighbours(ours, 5)
        np.testing.assert_allclose(theirs[found], np.sort(theirs)[:5])
    theirs = pairwise_distances(x[1:], x[:1], metric="cosine")[:, 0]
    np.testing.assert_allclose(norms.cosine_distances(x[1:], x[0]), theirs, atol=1e-12)
    assert np.isnan(norms.cosine_distances(np.zeros((1, 2)), [1, 0])[0])


def test_changes():
    table, nearest = norms.changes([(2.0, 0.0), (1.3, 1.3)], (0.0, 0.0), [0.0, 0.5, 1.0])
    np.testing.assert_allclose(table, [[2, 1.3], [2, 1.3 * np.sqrt(2)], [2, 2.6]])
    assert nearest.tolist() == [1, 1, 0]
    points = np.array([(2.0, 0.2), (0.0, 0.0), (-3.1, -0.9)])
    sweep = np.linspace(0, 2, 41)
    slow = [norms.distances(points, (0.0, 0.0), norms.exponent(each)) for each in sweep]
    np.testing.assert_allclose(norms.changes(points, (0.0, 0.0), sweep)[0], slow, rtol=1e-12)


def test_the_errors_that_the_lesson_quotes():
    x, y = tables.digits()
    quoted = {"cityblock": (27, 154), "euclidean": (21, 158), "chebyshev": (33, 257), "cosine": (20, 20)}
    for metric, errors in quoted.items():
        for ink, wrong in zip((1.0, 0.5), errors, strict=True):
            table = pairwise_distances(ink * x, x, metric=metric)
            np.fill_diagonal(table, np.inf)
            assert int((y[table.argmin(axis=1)] != y).sum()) == wrong
