"""Labels moved apart: the nearest places that keep the distance, against SciPy's constrained least squares, and names
in a plane that do not overlap, by boxes measured here."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, minimize

from viz.blocks import label
from viz.labels import apart, clear_of, emptiest, off, spread

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


SPOT = st.tuples(st.floats(-4, 4), st.floats(-4, 4))


def box(trace):
    """Left, right, bottom and top of a centred name in a plane of half-width 4: a letter is 0.216 wide, a line 0.4."""
    x, y, wide = trace["x"][0], trace["y"][0], 0.108 * len(trace["text"][0])
    return x - wide, x + wide, y - 0.2, y + 0.2


def overlap(one, other):
    (a, b, c, d), (e, f, g, h) = box(one), box(other)
    return min(b, f) - max(a, e) > 1e-4 and min(d, h) - max(c, g) > 1e-4


@given(SPOT, SPOT)
def test_two_names_do_not_overlap_wherever_their_arrows_end(one, two):
    names = apart([off(one, one, "Ax", "data", 4.0), off(two, two, "target", "model", 4.0)], 4.0)
    assert not overlap(*names)
    assert all(low >= -4 and high <= 4 for each in names for low, high in (box(each)[:2], box(each)[2:]))


@given(SPOT)
def test_a_name_makes_way_for_texts_that_stay(spot):
    stay = [label([-3.9], [y], "what it means", position="middle right") for y in (3.8, 3.4)]
    *texts, name = apart([*stay, off(spot, spot, "x", "data", 4.0)], 4.0)
    assert all(after is before for before, after in zip(stay, texts, strict=True))
    left, right, low, high = box(name)
    for y in (3.8, 3.4):
        beside = min(right, -3.9 + 2 * 0.108 * 13) - max(left, -3.9)
        assert beside < 1e-4 or min(high, y + 0.2) - max(low, y - 0.2) < 1e-4


def test_names_that_do_not_touch_and_names_that_are_hidden_stay():
    names = [off(at, at, "x", "data", 4.0) for at in ((1.0, 0.0), (np.nan, 0.0), (0.0, 2.0), (np.nan, 0.0))]
    assert all(before is after for before, after in zip(names, apart(names, 4.0), strict=True))


def test_in_a_small_plane_names_keep_further_apart():
    """Letters do not shrink with the panel: names that are apart in a wide plane lie on one another in a narrow one."""
    ends = (2.0, 0.3), (2.0, -0.6)
    names = [off(at, at, text, "data", 4.0) for at, text in zip(ends, ("−∇f", "Newton"), strict=True)]
    assert all(before is after for before, after in zip(names, apart(names, 4.0), strict=True))
    (first,), (second,) = (each["y"] for each in apart(names, 4.0, pixels=95.0))
    assert first - second >= 0.4 * 3 - 1e-6  # a line is three times as high there


def test_a_text_makes_way_for_a_spot_up_or_down_and_rests_elsewhere():
    text = label([1.0], [0.1], "region", position="middle center")
    assert clear_of(text, (1.2, 0.0), 0.5, 0.3)["y"].tolist() == [0.3]
    assert clear_of(text, (1.2, 0.2), 0.5, 0.3)["y"].tolist() == pytest.approx([-0.1])
    assert clear_of(text, (1.6, 0.0), 0.5, 0.3)["y"].tolist() == [0.1]
    assert clear_of(text, (1.2, 0.5), 0.5, 0.3)["y"].tolist() == [0.1]


@given(st.tuples(st.sampled_from([-1, 1]), st.sampled_from([-1, 1])), st.integers(0, 2**32 - 1))
def test_a_key_stands_in_the_corner_that_is_free(free, seed):
    x, y = (-3.0, 5.0), (10.0, 12.0)
    places = np.random.default_rng(seed).uniform(-0.5, 0.5, (200, 2))
    places = places[~(places * free > (0.04, 0.2)).all(axis=1)]
    points = places * (8.0, 2.0) + (1.0, 11.0)
    corners = np.array([(a, b) for a in (-1, 1) for b in (-1, 1) if (a, b) != free])
    taken = np.vstack([points, corners * (0.45 * 8.0, 0.45 * 2.0) + (1.0, 11.0)])
    assert emptiest(taken, x, y) == free


def test_where_all_corners_are_free_a_key_stands_at_the_lower_right():
    assert emptiest([[0.0, 0.0]], (-1.0, 1.0), (-1.0, 1.0)) == (1, -1)
