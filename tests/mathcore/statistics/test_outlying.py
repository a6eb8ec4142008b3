"""Mahalanobis distances and the minimum covariance determinant, against scikit-learn's `EmpiricalCovariance` and
`MinCovDet`, SciPy, and every half of a few rows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import mahalanobis
from sklearn.covariance import MinCovDet

from mathcore.statistics import outlying

RNG = np.random.default_rng(583)


def contaminated(n: int, p: int) -> np.ndarray:
    rows = RNG.normal(size=(n, p)) @ RNG.normal(size=(p, p))
    rows[: n // 5] += 12
    return np.asarray(rows)


def test_distances_are_scipys():
    x = contaminated(15, 3)
    found = outlying.classical(x)
    inverse = np.linalg.inv(np.cov(x.T))
    known = [mahalanobis(row, x.mean(axis=0), inverse) ** 2 for row in x]
    assert found.distances == pytest.approx(known)
    assert outlying.cut(3) == pytest.approx(stats.chi2.ppf(0.975, 3))
    with pytest.raises(ValueError, match="one line"):
        outlying.classical(np.stack([np.arange(6.0), 2 * np.arange(6.0)], axis=1))


@pytest.mark.parametrize(("n", "p"), [(7, 2), (9, 2), (10, 3)])
def test_the_smallest_determinant_of_all_halves(n, p):
    for _ in range(4):
        x = contaminated(n, p)
        half, found = outlying.smallest_determinant(x)
        every = (np.linalg.det(np.cov(x[list(c)].T, ddof=0)) for c in combinations(range(n), (n + p + 2) // 2))
        assert found == pytest.approx(min(every), rel=1e-9)
        assert np.linalg.det(np.cov(x[half].T, ddof=0)) == pytest.approx(found)


def test_robust_is_scikit_learns_where_that_finds_the_same_half():
    same = 0
    for n, p in [(12, 2), (18, 2), (20, 2), (21, 3), (60, 2)] * 3:
        x = contaminated(n, p)
        known, found = MinCovDet(random_state=0).fit(x), outlying.robust(x)
        half, least = outlying.smallest_determinant(x)
        assert least <= np.linalg.det(np.cov(x[known.raw_support_].T, ddof=0)) * (1 + 1e-9)
        if found is not None and np.array_equal(np.flatnonzero(known.raw_support_), half):
            same += 1
            assert found.centre == pytest.approx(known.location_)
            assert found.covariance == pytest.approx(known.covariance_)
            assert found.distances == pytest.approx(known.dist_)
    assert same >= 6


def test_stack_loss():
    x = outlying.stackloss()
    found, known = outlying.robust(x), MinCovDet(random_state=0).fit(x)
    assert found is not None and found.covariance == pytest.approx(known.covariance_)
    assert (np.flatnonzero(found.distances > outlying.cut(3)) + 1).tolist() == [1, 2, 3, 17, 21]
    assert outlying.classical(x).distances.max() == pytest.approx(7.29, abs=0.005) and outlying.cut(3) > 9.34


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=5, max_size=18))
def test_laws(points):
    x = np.array(points) / 10
    n = len(x)
    try:
        found = outlying.classical(x)
    except ValueError:
        return
    assert found.distances.sum() == pytest.approx(2 * (n - 1), rel=1e-6)
    assert found.distances.max() <= (n - 1) ** 2 / n * (1 + 1e-6)
    half, determinant = outlying.smallest_determinant(x)
    assert len(set(half.tolist())) == (n + 4) // 2 and determinant >= 0


def test_as_many_features_as_rows():
    distances = outlying.classical(RNG.normal(size=(11, 10))).distances
    assert distances == pytest.approx(np.full(11, 100 / 11))


def test_half_of_the_rows_on_a_line_have_no_robust_fit():
    x = np.concatenate([np.stack([np.arange(8.0), np.arange(8.0)], axis=1), [[1.0, 5.0], [4.0, -2.0], [6.0, 0.0]]])
    assert outlying.robust(x) is None and outlying.smallest_determinant(x)[1] == pytest.approx(0, abs=1e-9)


def test_units_change_no_distance():
    x = np.concatenate([RNG.normal(size=(14, 2)), RNG.normal(size=(3, 2)) + 8])
    found, unit = outlying.robust(x), np.array([1e-7, 1e7])
    other = outlying.robust(x * unit + [0.0, 1e8])
    assert found is not None and other is not None and other.distances == pytest.approx(found.distances, rel=1e-5)
    half, least = outlying.smallest_determinant(x)
    assert outlying.smallest_determinant(x * unit)[1] == pytest.approx(least, rel=1e-6)
    assert least == pytest.approx(np.linalg.det(np.cov(x[half].T, ddof=0)))


def test_labels_of_rows_in_one_place():
    x = np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 5.0], [0.0, 2.0, 0.0], [1.0, 2.0, 7.0]])
    assert outlying.place_labels(x, [0, 2, 3]) == [" ", " ", "3", "1, 4"]
    assert outlying.place_labels(x, ()) == [" "] * 4
