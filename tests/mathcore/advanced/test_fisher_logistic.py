"""Logistic regression on the tumours against statsmodels, SciPy's differences and a simulation of Fisher's matrix."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import approx_fprime
from sklearn.metrics import log_loss

from mathcore.advanced import fisher_logistic as fl

CASES = [(features, standard) for features in fl.COLUMNS for standard in (True, False)]


@pytest.mark.parametrize("features", fl.COLUMNS)
def test_the_best_is_that_of_statsmodels(features):
    problem = fl.patients(features, True)
    found = sm.Logit(problem.y, problem.x).fit(disp=0)
    weights, least = fl.best(features)
    assert weights == pytest.approx(found.params, rel=1e-6)
    assert least == pytest.approx(-found.llf / 569, rel=1e-12)
    assert fl.loss(problem, 0.3 * weights) == pytest.approx(log_loss(problem.y, fl.chances(problem, 0.3 * weights)))
    # Fisher's matrix at the best is the inverse of the covariance that statsmodels gives.
    assert np.linalg.inv(569 * fl.fisher(problem, weights)) == pytest.approx(found.cov_params(), rel=1e-5)


@pytest.mark.parametrize(("features", "standard"), CASES)
def test_steps_of_one_are_rounds_of_least_squares_and_of_newton(features, standard):
    problem = fl.patients(features, standard)
    weights, losses = fl.natural_run(problem, 7)
    for w, after in zip(weights[:-1], losses[1:], strict=True):
        assert fl.loss(problem, fl.reweighted(problem, w)) == pytest.approx(after, rel=1e-9)
    rounds = sm.GLM(problem.y, problem.x, family=sm.families.Binomial())
    start = fl.patients(features, True)
    glm = sm.GLM(start.y, start.x, family=sm.families.Binomial()).fit(maxiter=8)
    assert glm.params == pytest.approx(fl.best(features)[0], rel=1e-4) and rounds.exog.shape == problem.x.shape


def test_gradient_and_hessian_by_differences():
    problem = fl.patients("three", True)
    for w in (np.zeros(4), np.array([-0.5, 1.0, 0.3, 0.2])):
        assert fl.gradient(problem, w) == pytest.approx(approx_fprime(w, lambda v: fl.loss(problem, v), 1e-7), abs=1e-6)
        hessian = approx_fprime(w, lambda v: fl.gradient(problem, v), 1e-7)
        assert fl.fisher(problem, w) == pytest.approx(hessian, abs=1e-6)


def test_fishers_matrix_draws_its_labels_from_the_model():
    problem, rng = fl.patients("three", True), np.random.default_rng(3)
    w = 0.4 * fl.best("three")[0]
    drawn = [
        fl.fisher(problem._replace(y=(rng.random(569) < fl.chances(problem, w)).astype(float)), w, empirical=True)
        for _ in range(400)
    ]
    assert np.mean(drawn, axis=0) == pytest.approx(fl.fisher(problem, w), abs=5e-3)
    scores = problem.x * (fl.chances(problem, w) - problem.y)[:, None]
    assert fl.fisher(problem, w, empirical=True) == pytest.approx(scores.T @ scores / 569, rel=1e-12)
    assert np.abs(fl.fisher(problem, np.zeros(4), True) - fl.fisher(problem, np.zeros(4))).max() < 1e-12


@pytest.mark.parametrize("features", fl.COLUMNS)
@pytest.mark.parametrize("empirical", [False, True])
def test_units_do_not_matter_without_damping_and_do_with_it(features, empirical):
    own, standard = (fl.natural_run(fl.patients(features, s), 6, empirical)[1] for s in (False, True))
    assert own == pytest.approx(standard, rel=1e-9)
    own, standard = (fl.natural_run(fl.patients(features, s), 6, empirical, 0.01)[1] for s in (False, True))
    assert np.abs(own - standard)[1:].min() > 1e-3


@pytest.mark.parametrize(("features", "standard"), CASES)
def test_plain_steps_go_down_every_time(features, standard):
    losses = fl.plain_run(features, standard, 200)
    assert (np.diff(losses) < 0).all() and losses[0] == pytest.approx(np.log(2))
    assert losses[-1] > fl.best(features)[1]


def test_a_strongly_damped_step_is_a_plain_one():
    problem, w = fl.patients("ten", True), np.full(11, 0.1)
    assert 1e9 * fl.step(problem, w, damping=1e9) == pytest.approx(-fl.gradient(problem, w), rel=1e-6)


@pytest.mark.parametrize(("damping", "late"), [(0.01, 30), (0.1, 200)])
def test_the_slowest_pace_is_the_rate_at_which_a_run_closes_in(damping, late):
    weights, (best, _) = fl.natural_run(fl.patients("three", True), late, damping=damping)[0], fl.best("three")
    away = np.linalg.norm(weights[-5:] - best, axis=1)
    slowest = fl.paces(fl.patients("three", True), best, damping=damping)[0]
    assert away[1:] / away[:-1] == pytest.approx(1 - slowest, rel=1e-3) and away[-1] > 1e-9


@pytest.mark.parametrize(("features", "standard"), CASES)
def test_undamped_fisher_goes_at_one_pace_and_damping_holds_directions_back(features, standard):
    problem = fl.patients(features, standard)
    w = fl.natural_run(problem, 12)[0][-1]
    assert fl.paces(problem, w) == pytest.approx(1, rel=1e-6)
    values = fl.spectrum(problem, w)
    assert (np.diff(values) <= 0).all()
    assert fl.paces(problem, w, damping=0.01) == pytest.approx(np.sort(values / (values + 0.01)), rel=1e-4)


def test_when_a_goal_is_reached():
    assert fl.reached(np.array([3.0, 1.0, 0.1, 0.2]), 0.5) == 2
    assert fl.reached(np.array([3.0, 0.1, 1.0, 0.2]), 0.5) == 3
    assert fl.reached(np.array([0.1, 0.1]), 0.5) == 0
    assert fl.reached(np.array([3.0, np.nan]), 0.5) is None and fl.reached(np.array([1.0]), 0.5) is None
