"""Conditional expectations against scipy.ndimage (means over labels), scikit-learn (trees, cross-validation), published
shares of variance, and events counted pixel by pixel."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from sklearn.datasets import load_diabetes, load_sample_image
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.tree import DecisionTreeRegressor

from mathcore.calculus import conditional_expectation as ce

EVERY = [(known, level) for known in ("blocks", "levels") for level in range(ce.FINEST + 1)]


@pytest.mark.parametrize(("known", "level"), EVERY)
def test_means_over_cells_are_scipys(known, level):
    cells, x = ce.partition(known, level), load_sample_image("china.jpg")[:384, :512].mean(axis=2)
    index = np.flatnonzero(cells.sizes)[:: max(1, cells.count // 300)]
    assert cells.means[index] == pytest.approx(ndimage.mean(x, cells.labels, index))
    assert cells.sizes[index] == pytest.approx(ndimage.sum_labels(np.ones_like(x), cells.labels, index))
    within = np.mean((x - cells.expectation()) ** 2)
    assert cells.between + within == pytest.approx(x.var(), rel=1e-12)
    assert ce.explained(known)[level] == pytest.approx(cells.between / x.var())


def test_the_shares_that_blocks_explain():
    shares = [0.5600, 0.7224, 0.8113, 0.8589, 0.8925, 0.9203, 0.9541, 1.0]
    assert ce.explained("blocks")[1:] == pytest.approx(shares, abs=6e-5)
    assert ce.explained("blocks")[0] == pytest.approx(0, abs=1e-15)
    assert [ce.partition("blocks", level).count for level in range(9)] == [1, *(12 * 4**k for k in range(8))]


@pytest.mark.parametrize(("known", "level"), [each for each in EVERY if each[1]])
def test_a_finer_level_refines_the_coarser_and_tells_more(known, level):
    fine, coarse = ce.partition(known, level), ce.partition(known, level - 1)
    low, high = (f(coarse.labels, fine.labels, np.flatnonzero(fine.sizes)) for f in (ndimage.minimum, ndimage.maximum))
    assert (low == high).all()
    assert fine.between >= coarse.between
    assert coarse.averaged(fine.expectation()) == pytest.approx(coarse.means, rel=1e-12, abs=1e-9)  # the tower property


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(EVERY), st.tuples(*[st.integers(0, 384)] * 2), st.tuples(*[st.integers(0, 512)] * 2), st.booleans()
)
def test_events_against_counting_pixels(which, rows, columns, hull):
    cells, x, a = ce.partition(*which), ce.photograph(), np.zeros((384, 512), bool)
    rows, columns = sorted(rows), sorted(columns)
    a[slice(*rows), slice(*columns)] = True
    outer = np.isin(cells.labels, cells.labels[a])
    inner = outer & ~np.isin(cells.labels, cells.labels[~a])
    found = ce.seen(cells, (columns[0], 384 - rows[1]), (columns[1], 384 - rows[0]), hull)
    a = outer if hull else a
    assert found.probability == a.mean() and found.outer == outer.mean()
    assert found.inner == (outer if hull else inner).mean()
    assert found.of_x == pytest.approx((x * a).mean(), rel=1e-12, abs=1e-12)
    assert found.of_mean == pytest.approx((cells.expectation() * a).mean(), rel=1e-12, abs=1e-12)
    if found.measurable:
        assert found.of_x == pytest.approx(found.of_mean, rel=1e-12, abs=1e-12)


def test_k_blocks_make_two_to_the_k_events_closed_under_complement_and_union():
    blocks = [frozenset(range(3 * k, 3 * k + 3)) for k in range(4)]  # of 12 outcomes
    events = {frozenset().union(*chosen) for n in range(5) for chosen in itertools.combinations(blocks, n)}
    assert len(events) == 2**4
    assert all(frozenset(range(12)) - a in events for a in events)
    assert all(a | b in events for a in events for b in events)


def test_no_such_partition():
    with pytest.raises(ValueError, match="Levels"):
        ce.partition("blocks", 9)
    with pytest.raises(ValueError, match="told"):
        ce.partition("colours", 1)


def test_one_tree_holds_the_trees_of_every_size_that_scikit_learn_fits():
    x, y = load_diabetes(return_X_y=True)
    found = ce.grown()
    assert sorted(found.target) == sorted(y)
    for k in (*range(2, 20), 31, 47, ce.LEAVES):
        fitted = DecisionTreeRegressor(max_leaf_nodes=k, random_state=0).fit(x, y)
        mine = np.sort(found.expectation(k))
        assert mine == pytest.approx(np.sort(fitted.predict(x)), rel=1e-12), k
        assert found.explained[k - 1] == pytest.approx(fitted.score(x, y), rel=1e-10)
        assert r2_score(found.target, found.expectation(k)) == pytest.approx(fitted.score(x, y), rel=1e-10)
        borders = found.borders(k)
        assert len(borders) == k + 1 and (np.diff(borders) > 0).all()  # each cell is one interval of the order
        means = [found.target[a:b].mean() for a, b in itertools.pairwise(borders)]
        assert found.expectation(k)[borders[:-1]] == pytest.approx(means, rel=1e-12)
    assert found.explained[[1, 3, 7, 15]] == pytest.approx([0.2915, 0.4334, 0.5142, 0.6059], abs=6e-5)


@pytest.mark.parametrize("seed", [0, 77])
def test_new_patients_against_cross_val_predict(seed):
    x, y = load_diabetes(return_X_y=True)
    found = ce.on_new_patients(seed)
    folds = KFold(10, shuffle=True, random_state=seed)
    for k in (2, 8, 64):
        guess = cross_val_predict(DecisionTreeRegressor(max_leaf_nodes=k, random_state=0), x, y, cv=folds)
        assert found[k - 1] == pytest.approx(r2_score(y, guess), rel=1e-10)
