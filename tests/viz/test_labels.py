"""Labels moved apart: the nearest places that keep the distance, against SciPy's constrained least squares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, minimize

from viz.labels import spread

PLACES = st.lists(st.floats(-10, 10), min_size=1, max_size=9)


@given(PLACES, st.floats(0.01, 2))
def test_labels_keep_their_distance_and_their_order(places, gap):
    found = spread(places, gap)
    order = np.argsort(places, kind="stable")
    assert (np.diff(found[order]) >= gap - 1e-9).all()


@given(PLACES, st.floats(0.01, 5))
def test_labels_stay_within_the_bound(places, gap):
    assert np.abs(spread(places, gap, 10.0)).max() <= 10.0 + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_no_places_are_nearer_to_the_values(seed):
    values = np.sort(np.random.default_rng(seed).uniform(-1, 1, 6))
    apart = LinearConstraint(np.diff(np.eye(6), axis=0), lb=0.3)

    def distance(x):
        return float(np.sum((x - values) ** 2))

    best = minimize(distance, 0.4 * np.arange(6), constraints=apart, tol=1e-13)
    assert np.allclose(spread(values, 0.3), best.x, atol=1e-5)


def test_what_is_apart_stays_and_what_is_missing_stays_missing():
    found = spread([0.0, np.nan, 5.0, -3.0], 1.0)
    assert found[[0, 2, 3]].tolist() == [0.0, 5.0, -3.0] and np.isnan(found[1])
