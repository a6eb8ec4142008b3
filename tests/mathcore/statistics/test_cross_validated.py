"""Folds against scikit-learn's splitters, held-out errors against `cross_val_predict` and `LeaveOneOut`, errors on new
rows against `scipy.integrate.quad`, the learning curve against the mean of `scipy.stats.invwishart`, estimates against
scikit-learn run on the same draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, LeaveOneOut, PredefinedSplit, cross_val_predict, cross_val_score

from mathcore.statistics import cross_validated as cv


@given(st.integers(2, 80), st.integers(2, 80))
def test_folds_in_order_are_those_of_k_fold(rows, folds):
    if folds > rows:
        with pytest.raises(ValueError, match="can be cut into"):
            cv.folds_of(rows, folds)
        return
    found = cv.folds_of(rows, folds)
    for k, (_, test) in enumerate(KFold(folds).split(np.zeros(rows))):
        assert np.flatnonzero(found == k).tolist() == test.tolist()
    shuffled = cv.folds_of(rows, folds, seed=rows)
    assert np.bincount(shuffled).tolist() == np.bincount(found).tolist()


def test_shuffled_folds_deal_every_row_alike():
    counts = np.zeros((10, 3))
    for seed in range(3000):
        counts[np.arange(10), cv.folds_of(10, 3, seed)] += 1
    wanted = 3000 * np.array([0.4, 0.3, 0.3])
    assert np.all(np.abs(counts - wanted) < 5 * np.sqrt(wanted))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, cv.MOST_DEGREE), st.integers(3, 24), st.integers(0, 10**6), st.booleans())
def test_held_out_errors_are_those_of_scikit_learn(degree, folds, seed, shuffle):
    y = np.random.default_rng(seed).normal(size=24)
    fold = cv.folds_of(24, folds, seed if shuffle else None)
    columns = cv.basis(cv.POINTS, degree)
    wrong = cv.without_fold(cv.hats(cv.POINTS), fold)[degree] @ y
    model = LinearRegression(fit_intercept=False)
    known = y - cross_val_predict(model, columns, y, cv=PredefinedSplit(fold))
    size = np.abs(known).max()
    assert np.abs(wrong - known).max() < 1e-5 * size
    assert np.abs(y - cv.refitted(columns, y, fold) - known).max() < 1e-5 * size
    scores = -cross_val_score(model, columns, y, cv=PredefinedSplit(fold), scoring="neg_mean_squared_error")
    assert cv.by_fold(wrong**2, fold) == pytest.approx(scores, rel=1e-4)
    fitted = y - cv.hats(cv.POINTS)[degree] @ y
    assert np.mean(fitted**2) <= np.mean(wrong**2) + 1e-12


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 6), st.integers(3, 24), st.integers(0, 10**6))
def test_twins_in_one_fold_change_nothing(degree, folds, seed):
    y = np.random.default_rng(seed).normal(size=24)
    fold = cv.folds_of(24, folds, seed)
    once = cv.without_fold(cv.hats_of_points(1), fold)[degree] @ y
    twice = cv.without_fold(cv.hats_of_points(2), np.repeat(fold, 2))[degree] @ np.repeat(y, 2)
    assert twice == pytest.approx(np.repeat(once, 2), rel=1e-6, abs=1e-6 * np.abs(once).max())


def test_diabetes_left_out_one_by_one():
    """The numbers in the text: 2859.70 fitted, 3001.75 left out, 3007.53 by generalised cross-validation."""
    x, y = load_diabetes(return_X_y=True)
    columns = np.column_stack([np.ones(len(y)), x])
    hat = columns @ np.linalg.pinv(columns)
    e = y - hat @ y
    left_out = np.mean((e / (1 - np.diag(hat))) ** 2)
    known = -cross_val_score(LinearRegression(), x, y, cv=LeaveOneOut(), scoring="neg_mean_squared_error").mean()
    assert left_out == pytest.approx(known, rel=1e-10) and known == pytest.approx(3001.753, abs=5e-4)
    assert np.mean((cv.without_fold(hat, np.arange(len(y))) @ y) ** 2) == pytest.approx(known, rel=1e-9)
    assert np.mean(e**2) == pytest.approx(2859.70, abs=5e-3)
    assert np.mean(e**2) / (1 - np.trace(hat) / len(y)) ** 2 == pytest.approx(3007.53, abs=5e-3)


def test_the_mean_is_anticorrelated_when_left_out():
    y = np.random.default_rng(3).normal(size=24)
    predicted = y - cv.without_fold(cv.hats(cv.POINTS), np.arange(24))[0] @ y
    assert np.corrcoef(predicted, y)[0, 1] == pytest.approx(-1)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_the_error_on_new_rows_is_an_integral(seed):
    y = np.random.default_rng(seed).uniform(-2.5, 2.5, 24)
    for degree, found in enumerate(cv.true_errors(y)):
        fit = np.polynomial.Legendre.fit(cv.POINTS, y, degree, domain=[0, 1])
        known = integrate.quad(lambda x, fit=fit: (fit(x) - np.sin(2 * np.pi * x)) ** 2, 0, 1, limit=200)[0]
        assert found == pytest.approx(0.16 + known, rel=1e-8)


def test_the_learning_curve_is_the_mean_of_an_inverse_wishart():
    rng = np.random.default_rng(8)
    for rows, p in ((20, 3), (40, 10), (30, 12)):
        drawn = stats.invwishart.rvs(rows, np.eye(p), size=20_000, random_state=rng)
        traces = np.trace(drawn, axis1=1, axis2=2)
        assert cv.expected_error(rows, p) == pytest.approx(1 + traces.mean(), abs=6 * traces.std() / np.sqrt(20_000))
    assert np.isinf(cv.expected_error(11, 10)) and np.isinf(cv.expected_error(10, 10))
    assert np.isfinite(cv.expected_error(12, 10))
    assert cv.expected_estimate(40, 5, 10) == pytest.approx(1 + 10 / 21)
    assert cv.expected_estimate(41, 2, 10) == pytest.approx((21 * (1 + 10 / 9) + 20 * (1 + 10 / 10)) / 41)


def test_estimates_are_those_of_scikit_learn_on_the_same_draws():
    drawn = cv.draws(5, 12)
    model = LinearRegression(fit_intercept=False)
    for rows, p, folds in ((24, 1, 2), (40, 10, 5), (53, 15, 20), (60, 7, 7)):
        found = cv.estimates(drawn, rows, p, folds)
        for r in range(12):
            x, y = drawn[r, :rows, 1 : p + 1], drawn[r, :rows, 0]
            squares = (y - cross_val_predict(model, x, y, cv=KFold(folds))) ** 2
            assert found.estimate[r] == pytest.approx(squares.mean(), rel=1e-8)
            assert found.error[r] == pytest.approx(stats.sem(squares), rel=1e-8)
            assert found.truth[r] == pytest.approx(1 + np.sum(model.fit(x, y).coef_ ** 2), rel=1e-8)


def test_estimates_hit_their_means_and_do_not_follow_their_truths():
    found = cv.estimates(cv.draws(11, 3000), 40, 10, 5)
    for each, mean in ((found.estimate, cv.expected_estimate(40, 5, 10)), (found.truth, 1 + 10 / 29)):
        assert each.mean() == pytest.approx(mean, abs=5 * each.std() / np.sqrt(3000))
    assert abs(found.correlation) < 0.1
    assert found.correlation == pytest.approx(np.corrcoef(found.estimate, found.truth)[0, 1])
    assert 0.79 < found.covered().mean() < 0.87  # of "95%"
    constant = cv.Estimates(np.ones(3), np.arange(3.0), np.ones(3))
    assert constant.correlation == 0
