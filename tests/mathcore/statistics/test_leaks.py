"""Noise against scikit-learn's `SelectKBest` and `NearestCentroid`, in a `Pipeline` and before it; windows against
`KFold` and `TimeSeriesSplit(gap=)`; neighbours against `KNeighborsClassifier` and `KNeighborsRegressor`."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.feature_selection import SelectKBest
from sklearn.model_selection import KFold, PredefinedSplit, TimeSeriesSplit, cross_val_score
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor, NearestCentroid
from sklearn.pipeline import make_pipeline

from mathcore.common.randomness import random_normals
from mathcore.statistics import leaks


def table_of(seed: int, run: int) -> np.ndarray:
    return random_normals(seed, run, 0, leaks.ROWS * leaks.MOST).reshape(leaks.MOST, leaks.ROWS).T


def apart(x, y):
    return np.abs(x[y == 1].mean(axis=0) - x[y == 0].mean(axis=0))


@pytest.mark.parametrize(("features", "most"), [(10, 500), (40, 7), (300, 60), (1000, 100)])
def test_accuracies_are_those_of_a_pipeline(features, most):
    five = PredefinedSplit(leaks.FOLD)
    for run in range(3):
        x = table_of(4, run)[:, :features]
        choose = SelectKBest(apart, k=min(most, features))
        outside = cross_val_score(NearestCentroid(), choose.fit_transform(x, leaks.CLASS), leaks.CLASS, cv=five)
        inside = cross_val_score(make_pipeline(choose, NearestCentroid()), x, leaks.CLASS, cv=five)
        table = leaks.noise(4, run)
        assert leaks.accuracy(table, features, most, True) == pytest.approx(outside.mean())
        assert leaks.accuracy(table, features, most, False) == pytest.approx(inside.mean())


@pytest.mark.parametrize("features", [10, 47, 300, 2000])
def test_climbs_are_the_accuracies_for_every_number_of_chosen_features(features):
    table = leaks.noise(3, 1)
    found = leaks.climbs(table, features, 500)
    for most in (1, 2, 9, 10, 46, 47, 48, 300, 500):
        assert found[:, most - 1] == pytest.approx(leaks.both_ways([table], features, most)[:, 0])


def test_folds_of_noise_hold_five_of_each_class():
    for k in range(leaks.FOLDS):
        assert np.bincount(leaks.CLASS[k == leaks.FOLD]).tolist() == [5, 5]


def test_all_rows_mix_training_and_held_out_rows():
    table = leaks.noise(9, 0)
    assert 0.8 * table.train + 0.2 * table.test == pytest.approx(np.tile(table.whole, (5, 1)), abs=1e-12)
    x = table_of(9, 0)
    assert np.abs(table.whole) == pytest.approx(apart(x, leaks.CLASS))
    rows = leaks.FOLD == 3
    assert np.abs(table.test[3]) == pytest.approx(apart(x[rows], leaks.CLASS[rows]))
    assert np.abs(table.train[3]) == pytest.approx(apart(x[~rows], leaks.CLASS[~rows]))


def test_the_gap_of_scores_is_a_sum_of_products():
    table = leaks.noise(2, 5)
    for outside in (True, False):
        scores = leaks.scores(table, 700, 90, outside)
        for k, which in enumerate(leaks.chosen(table, 700, 90, outside)):
            rows, one = k == leaks.FOLD, leaks.CLASS == 1
            gap = scores[rows & one].mean() - scores[rows & ~one].mean()
            assert gap == pytest.approx(table.train[k, which] @ table.test[k, which])


def test_a_chosen_feature_leaks_its_square_less_eight_hundredths():
    """E (x y | d) = d^2 - 0.08, and without a choice 0; held to 60,000 features of noise."""
    tables = [leaks.noise(31, run) for run in range(6)]
    d = np.concatenate([np.tile(each.whole, 5) for each in tables])
    product = np.concatenate([(each.train * each.test).ravel() for each in tables])
    assert product.mean() == pytest.approx(0, abs=5 * product.std() / np.sqrt(len(d)))
    for low, high in ((0, 0.1), (0.25, 0.35), (0.5, 0.6), (0.7, 2.0)):
        kept = (np.abs(d) >= low) & (np.abs(d) < high)
        error = product[kept].std() / np.sqrt(kept.sum() / 5)
        assert product[kept].mean() == pytest.approx(np.mean(d[kept] ** 2) - 0.08, abs=5 * error)
    assert np.var(tables[0].train) == pytest.approx(0.1, rel=0.1)
    assert np.var(tables[0].test) == pytest.approx(0.4, rel=0.1)


def test_noise_is_told_right_half_the_time_inside_and_always_outside():
    tables = [leaks.noise(seed, run) for seed in (1, 2) for run in range(8)]
    outside, inside = leaks.both_ways(tables, 2000, 100)
    assert outside.min() >= 0.95 and inside.mean() == pytest.approx(0.5, abs=0.12)
    for features in (10, 100, 1000):
        assert leaks.both_ways(tables, features, 100)[1].std() <= 0.12  # the lesson's slack stands on it
    assert np.array_equal(*leaks.both_ways(tables[:3], 60, 500))  # all taken: no choice, no leak


@pytest.mark.parametrize("gap", [0, 3, 11])
def test_windows_are_those_of_scikit_learn(gap):
    for rows, folds in ((60, 5), (61, 4), (97, 7)):
        fold, train = leaks.windows(rows, folds, gap, "future", 1)
        for k, (rest, test) in enumerate(TimeSeriesSplit(folds, gap=gap).split(np.zeros(rows)) if gap < 8 else ()):
            assert np.flatnonzero(fold == k).tolist() == test.tolist()
            assert np.flatnonzero(train[k]).tolist() == rest.tolist()
        fold, train = leaks.windows(rows, folds, gap, "blocks", 1)
        for k, (rest, test) in enumerate(KFold(folds).split(np.zeros(rows))):
            assert np.flatnonzero(fold == k).tolist() == test.tolist()
            far = np.abs(rest[:, None] - test).min(axis=1) > gap
            assert np.flatnonzero(train[k]).tolist() == rest[far].tolist()
        fold, train = leaks.windows(rows, folds, gap, "shuffled", 1)
        assert all(np.array_equal(train[k], fold != k) for k in range(folds))


@pytest.mark.parametrize("scheme", ["shuffled", "blocks", "future"])
@pytest.mark.parametrize("neighbours", [1, 3])
def test_digits_are_told_as_scikit_learn_tells_them(scheme, neighbours):
    way = leaks.windows(1797, 5, 12, scheme, 3)
    held = leaks.held_out(leaks.digits(), way, neighbours)
    x, y = load_digits(return_X_y=True)
    model = KNeighborsClassifier(neighbours, algorithm="brute")
    for k in (0, 4):
        rows = way[0] == k
        known = model.fit(x[way[1][k]], y[way[1][k]]).predict(x[rows])
        # Distances of whole numbers tie now and then, and then the order is free.
        assert np.mean(held.predicted[rows] == known) > 0.995


@pytest.mark.parametrize("scheme", ["shuffled", "blocks", "future"])
def test_numbers_are_predicted_as_scikit_learn_predicts_them(scheme):
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(200, 1)), rng.normal(size=200)
    table, way = leaks.rows_of(x, y, 0), leaks.windows(200, 4, 5, scheme, 3)
    held, errors = leaks.held_out(table, way, 4), []
    for k in range(4):
        rows, train = way[0] == k, way[1][k]
        known = KNeighborsRegressor(4).fit(x[train], y[train]).predict(x[rows])
        assert held.predicted[rows] == pytest.approx(known)
        assert table.y[held.nearest[rows]] == pytest.approx(
            KNeighborsRegressor(1).fit(x[train], y[train]).predict(x[rows])
        )
        errors.append((known - y[rows]) ** 2)
    assert leaks.score(table, held) == pytest.approx(np.sqrt(np.concatenate(errors).mean()))


def test_a_row_far_off_does_not_merge_the_distances_of_others():
    """Against scikit-learn, with rows at 0, 1, 2, ... and one at 1e12; and equal gaps stay equal all the same."""
    rng = np.random.default_rng(1)
    x, y = np.append(np.arange(150.0), 1e12)[:, None], rng.normal(size=151)
    way = leaks.windows(151, 5, 0, "blocks", 1)
    held = leaks.held_out(leaks.rows_of(x, y, 0), way, 1)
    for k in range(5):
        known = KNeighborsRegressor(1).fit(x[way[1][k]], y[way[1][k]]).predict(x[way[0] == k])
        assert held.predicted[way[0] == k] == pytest.approx(known)
    near = leaks.rows_of(1958 + np.arange(400.0)[:, None] / 12, np.zeros(400), 0).near
    assert near[200, :6].tolist() == [199, 201, 198, 202, 197, 203]
    assert np.array_equal(leaks.rows_of(np.zeros((4, 1)), np.zeros(4), 0).near[2], [0, 1, 3, 2])


def test_the_future_of_digits_falls_for_its_writers_and_not_for_its_few_rows():
    """94.2% from the rows before, about 98% from as many rows at random; scikit-learn's classifier."""
    x, y = load_digits(return_X_y=True)
    rng, one = np.random.default_rng(0), KNeighborsClassifier(1)
    orders = [np.arange(1797), *(rng.permutation(1797) for _ in range(4))]
    scores = [cross_val_score(one, x[order], y[order], cv=TimeSeriesSplit(5)).mean() for order in orders]
    assert scores[0] == pytest.approx(0.942, abs=1e-3) and np.mean(scores[1:]) == pytest.approx(0.98, abs=4e-3)


def test_the_scores_in_the_text():
    x, y = load_digits(return_X_y=True)
    one = KNeighborsClassifier(1)
    shuffled = cross_val_score(one, x, y, cv=KFold(5, shuffle=True, random_state=0)).mean()
    stretches = cross_val_score(one, x, y, cv=KFold(5)).mean()
    assert (shuffled, stretches) == pytest.approx((0.9878, 0.9650), abs=6e-5)
    assert leaks.score(leaks.digits(), leaks.held_out(leaks.digits(), leaks.windows(1797, 5, 0, "blocks", 1), 1)) == (
        pytest.approx(stretches, abs=6e-4)
    )
    months = leaks.months()
    found = {
        scheme: leaks.score(months, leaks.held_out(months, leaks.windows(526, 5, 0, scheme, 1), 3))
        for scheme in ("shuffled", "future")
    }
    assert found["shuffled"] == pytest.approx(1.1, abs=0.1) and found["future"] == pytest.approx(6.77, abs=5e-3)
    assert (
        len(months.y) == 526 and months.y[0] == pytest.approx(316.1) and months.x[0, 0] == pytest.approx(1958 + 1 / 6)
    )


def test_doubles_seldom_cross_every_hundred_and_thirtieth_row():
    """Of the five most similar scans of each, those within 150 rows: how many have a row between themselves."""
    near = leaks.digits().near[:, :5].astype(int)
    here = np.repeat(np.arange(1797), 5).reshape(near.shape)
    low, high = np.minimum(near, here), np.maximum(near, here)
    close = high - low < 150
    crossings = np.zeros(1798)
    np.add.at(crossings, low[close] + 1, 1)
    np.add.at(crossings, high[close] + 1, -1)
    crossings = crossings.cumsum()
    assert crossings[386:907:130].max() < 0.4 * np.median(crossings)
    for row in range(386, 907, 130):
        assert row == row - 35 + crossings[row - 35 : row + 36].argmin()


def test_what_has_nothing_to_train_on_is_not_tested():
    table = leaks.rows_of(np.arange(6.0)[:, None], np.arange(6.0), 0)
    held = leaks.held_out(table, leaks.windows(6, 2, 60, "blocks", 1), 1)
    assert not held.tested.any() and np.isnan(leaks.score(table, held))
    held = leaks.held_out(table, leaks.windows(6, 2, 0, "future", 1), 5)
    assert held.tested.tolist() == [False, False, True, True, True, True]
    assert held.predicted[2] == 0.5  # two rows stand before it: fewer than five


def test_one_neighbour_on_coins_fools_the_632_estimate():
    """0.368 * 0 + 0.632 / 2 = 0.316, where the truth is 1/2; simulated with scikit-learn's classifier."""
    rng = np.random.default_rng(0)
    left_out, fitted = [], []
    for _ in range(60):
        x, y = rng.normal(size=(60, 3)), rng.permutation(np.arange(60) % 2)
        rows = rng.integers(0, 60, 60)
        rest = np.setdiff1d(np.arange(60), rows)
        model = KNeighborsClassifier(1)
        left_out.append(1 - model.fit(x[rows], y[rows]).score(x[rest], y[rest]))
        fitted.append(1 - model.fit(x, y).score(x, y))
    assert max(fitted) == 0
    assert 0.632 * np.mean(left_out) == pytest.approx(0.316, abs=0.03)
