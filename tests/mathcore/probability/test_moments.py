"""Means, medians and covariances against NumPy and SciPy; shuffled cards against all permutations."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from mathcore.probability import moments

PLACES = arrays(float, st.integers(1, 9), elements=st.floats(-20, 20))


def test_moments_of_weights_are_those_of_numpy() -> None:
    rng = np.random.default_rng(1)
    for n in (1, 2, 5, 9):
        for _ in range(20):
            x, w = rng.normal(size=n), rng.dirichlet(np.ones(n))
            found = moments.balance(x, 3 * w)
            mean = np.average(x, weights=w)
            assert found.mean == pytest.approx(mean)
            assert found.variance == pytest.approx(np.average((x - mean) ** 2, weights=w))
            for c in rng.normal(size=3):
                assert found.square(c) == pytest.approx(np.average((x - c) ** 2, weights=w))
                assert found.distance(c) == pytest.approx(np.average(abs(x - c), weights=w))


@given(PLACES)
def test_no_place_is_nearer_than_any_median(x: np.ndarray) -> None:
    found = moments.balance(x, np.ones(len(x)))
    c = np.append(x, np.linspace(-21, 21, 43))
    for best in (found.low, found.median, found.high):
        assert (found.distance(best) <= found.distance(c) + 1e-9).all()
    assert found.low <= np.median(x) <= found.high
    assert (found.square(found.mean) <= found.square(c) + 1e-9).all()


def test_all_medians_of_weights_are_found() -> None:
    assert moments.balance([0, 1, 2, 3], [1, 1, 1, 1]).low == 1
    assert moments.balance([0, 1, 2, 3], [1, 1, 1, 1]).high == 2
    even = moments.balance([3, 0, 1], [0.5, 0.2, 0.3])
    assert (even.low, even.high) == (1, 3)
    empty = moments.balance([5, 0, 1], [0.0, 0.5, 0.5])  # what weighs nothing is no median
    assert (empty.low, empty.high) == (0, 1)
    one = moments.balance([5, 0, 1], [0.0, 0.0, 2.0])
    assert (one.low, one.high, one.mean, one.variance) == (1, 1, 1, 0)


@pytest.mark.parametrize("weights", [[1, -1, 2], [0, 0, 0]])
def test_weights_that_are_none_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="negative"):
        moments.balance([1, 2, 3], weights)


@given(arrays(float, st.tuples(st.integers(2, 12), st.just(2)), elements=st.floats(-5, 5, width=32)))
def test_rectangles_to_the_mean_and_of_pairs_have_the_covariance_of_numpy(points: np.ndarray) -> None:
    found, n = moments.rectangles(points), len(points)
    for ddof in (0, 1):
        wanted = np.cov(points.T, ddof=ddof)[0, 1]
        for pairs in (False, True):
            areas, width = found.side_by_side(pairs, ddof)
            assert areas.sum() * width == pytest.approx(wanted, abs=1e-9)
            assert len(areas) == (n * (n - 1) // 2 if pairs else n)


def test_the_four_points_of_the_textbook() -> None:
    assert moments.rectangles([(0, 0), (1, 2), (2, 1), (4, 3)]).centre.mean() == 1.375


def test_the_cloud_has_the_moments_that_it_is_asked_for() -> None:
    rng = np.random.default_rng(2)
    for a, b, r in [(3, 4, 0.5), (1, 1, -1), (0, 2, 0.3), *rng.uniform([0, 0, -1], [4, 4, 1], (20, 3))]:
        found = moments.correlated(a, b, r)
        assert np.cov(found.T, bias=True) == pytest.approx(
            np.array([[a * a, r * a * b], [r * a * b, b * b]]), abs=1e-12
        )
        assert found.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize("cards", range(1, 8))
def test_cards_in_place_are_counted_over_all_permutations(cards: int) -> None:
    counted = [sum(a == b for a, b in enumerate(order)) for order in permutations(range(cards))]
    wanted = np.bincount(counted, minlength=cards + 1) / len(counted)
    assert moments.matches_law(cards) == pytest.approx(wanted, abs=1e-15)


def test_large_decks_follow_poisson_with_mean_and_variance_one() -> None:
    law, k = moments.matches_law(52), np.arange(53)
    assert law.sum() == pytest.approx(1, abs=1e-14)
    assert law @ k == pytest.approx(1, abs=1e-14)
    assert law @ (k - 1.0) ** 2 == pytest.approx(1, abs=1e-13)
    assert law[:20] == pytest.approx(stats.poisson.pmf(k[:20], 1), abs=1e-15)


def test_shuffles_are_permutations_all_equally_likely_and_repeat() -> None:
    orders = moments.shuffles(4, 24_000, 5)
    assert (np.sort(orders, axis=1) == np.arange(4)).all()
    counts = np.unique(orders @ 4 ** np.arange(4), return_counts=True)[1]
    assert len(counts) == 24
    assert stats.chisquare(counts).pvalue > 1e-4
    assert (moments.shuffles(4, 24_000, 5) == orders).all()
    assert (moments.shuffles(4, 10, 6) != orders[:10]).any()
