"""Posteriors that are normal.

Oracles: scikit-learn's Ridge and GaussianProcessRegressor; SciPy's multivariate normal; NumPy's least squares;
scipy.optimize for the peaks.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import multivariate_normal
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import Ridge

from mathcore.probability import gaussian_posteriors as gp

ENTRY = np.array([[-2.0, 0.3], [-1.0, -0.5], [0.0, 0.2], [1.0, 1.1], [2.5, 0.4]])
AWAY = ENTRY + np.array([4.0, 0.0])
EIGHT = ((-4.5, 1.3), (-4.5, 0.3), (-3.4, 0.9), (-2.8, 0.9), (-0.9, -0.8), (0.4, 0.4), (1.3, 0.8), (3.9, -0.6))
LENGTHS, NOISES = np.geomspace(0.1, 30, 37), np.geomspace(0.03, 3, 37)
rows = st.lists(st.tuples(st.floats(-5, 5), st.floats(-3, 3)), min_size=2, max_size=9)


@given(rows, st.floats(0.2, 3), st.floats(0.3, 10))
@settings(max_examples=25, deadline=None)
def test_a_line_is_ridge_regression_and_a_normal_law(points, noise, prior):
    x, y = np.array(points).T
    design = np.stack([np.ones_like(x), x], axis=1)
    found = gp.line_posterior(points, noise, prior)
    ridge = Ridge(alpha=noise**2 / prior**2, fit_intercept=False, solver="cholesky").fit(design, y)
    assert found.mean == pytest.approx(ridge.coef_, abs=1e-7)
    joint = noise**2 * np.eye(len(x)) + prior**2 * design @ design.T
    assert gp.log_evidence(points, noise, prior) == pytest.approx(multivariate_normal(cov=joint).logpdf(y), rel=1e-8)
    grid = gp.by_grid(points, noise, prior, found)
    assert grid.mean == pytest.approx(found.mean, abs=1e-8)
    assert grid.log_evidence == pytest.approx(gp.log_evidence(points, noise, prior), rel=1e-9, abs=1e-9)
    # The law of the coefficients given the data, out of their joint normal law with the data.
    gain = prior**2 * design.T @ np.linalg.inv(joint)
    assert found.covariance == pytest.approx(prior**2 * np.eye(2) - gain @ design * prior**2, abs=1e-7)


def test_a_flat_prior_is_least_squares():
    found = gp.line_posterior(ENTRY, 0.7, np.inf)
    assert found.mean == pytest.approx(np.polyfit(*ENTRY.T, 1)[::-1])
    _, covariance = np.polyfit(*ENTRY.T, 1, cov="unscaled")
    assert found.covariance[::-1, ::-1] == pytest.approx(0.49 * covariance)
    assert gp.by_grid(ENTRY, 0.7, np.inf, found).mean == pytest.approx(found.mean)
    with pytest.raises(ValueError, match="two places"):
        gp.line_posterior([[1.0, 2.0], [1.0, 3.0]], 0.7, np.inf)


def test_coordinates_change_and_the_band_does_not():
    line = gp.line_posterior(AWAY, 0.5, 3.0)
    turned = line.about(4.1)
    mean, sd = line.band([4.1])
    assert (turned.mean[0], np.sqrt(turned.covariance[0, 0])) == pytest.approx((mean[0], sd[0]))
    assert abs(turned.correlation) < 0.2 < 0.9 < abs(line.correlation)
    centred = ENTRY - [ENTRY[:, 0].mean(), 0]
    assert gp.line_posterior(centred, 0.5, 3.0).correlation == pytest.approx(0, abs=1e-12)


def test_gibbs_draws_the_posterior():
    line = gp.line_posterior(AWAY, 0.5, 3.0)
    walk = gp.gibbs_walk(line, line.mean + np.array([1.0, -1.0]), 20_000, 3)
    assert walk[0] == pytest.approx(line.mean + np.array([1.0, -1.0]))
    count = 20_000 * (1 - line.correlation**2) / (1 + line.correlation**2)
    assert np.all(np.abs(walk.mean(axis=0) - line.mean) < 5 * np.sqrt(np.diag(line.covariance) / count))
    assert np.cov(walk.T) == pytest.approx(line.covariance, rel=0.2)
    assert gp.slope_summary(line, 4000, 3)[1] == pytest.approx(line.correlation**2, abs=0.03)


@given(rows, st.floats(0.2, 9), st.floats(0.05, 2))
@settings(max_examples=20, deadline=None)
def test_a_process_is_that_of_scikit_learn(points, length, noise):
    x, y = np.array(points).T
    at = np.linspace(-6, 6, 13)
    library = GaussianProcessRegressor(RBF(length), alpha=noise**2 + gp.JITTER, optimizer=None).fit(x[:, None], y)
    mean, covariance = library.predict(at[:, None], return_cov=True)
    found = gp.process(points, length, noise, at)
    assert found.mean == pytest.approx(mean, abs=1e-6)
    assert found.covariance == pytest.approx(covariance, abs=1e-6)
    assert found.log_likelihood == pytest.approx(library.log_marginal_likelihood_value_, rel=1e-6, abs=1e-6)
    assert gp.one_by_one(points, length, noise) == pytest.approx(found.log_likelihood, rel=1e-6, abs=1e-6)
    assert gp.landscape(points, [length], [noise])[0, 0] == pytest.approx(found.log_likelihood, rel=1e-6, abs=1e-6)


def test_points_at_one_place_without_noise_do_not_break_it():
    found = gp.process([[1.0, 0.3], [1.0, 0.3]], 1.0, 0.0, [1.0, 3.0])
    assert np.isfinite(found.mean).all() and found.deviation[0] < 1e-4
    assert np.isfinite(gp.functions(found, 3, 1)).all()


def test_functions_have_the_law_of_the_process():
    found = gp.process(ENTRY, 1.0, 0.3, np.linspace(-4, 4, 9))
    drawn = gp.functions(found, 6000, 5)
    assert drawn.mean(axis=1) == pytest.approx(found.mean, abs=0.06)
    assert np.cov(drawn) == pytest.approx(found.covariance, abs=0.08)


def test_the_two_peaks_of_the_page_and_of_the_entry():
    wanted = {(1.2778, 0.4523): -9.24466, (9.116, 0.6710): -9.66078}
    for (length, noise), top in wanted.items():
        climb = minimize(
            lambda v: -gp.landscape(EIGHT, [np.exp(v[0])], [np.exp(v[1])])[0, 0],
            np.log([length, noise]),
            method="Nelder-Mead",
        )
        assert (*np.exp(climb.x), -climb.fun) == pytest.approx((length, noise, top), rel=2e-3)
    found = gp.summits(EIGHT, LENGTHS, NOISES, gp.landscape(EIGHT, LENGTHS, NOISES))
    assert len(found) == 2
    for (length, noise), (a, b, top) in zip(wanted, found, strict=True):
        assert (a, b) == pytest.approx((length, noise), rel=0.03) and top == pytest.approx(
            wanted[length, noise], abs=0.002
        )
    draw = np.random.RandomState(0)
    x = draw.uniform(0, 5, 20)
    noisy = np.stack([x, 0.5 * np.sin(3 * x) + draw.normal(0, 0.5, 20)], axis=1)
    tops = gp.summits(noisy, LENGTHS, NOISES, gp.landscape(noisy, LENGTHS, NOISES))
    assert tops[0][0] == pytest.approx(0.53, abs=0.05) and tops[0][1] ** 2 == pytest.approx(0.27, abs=0.02)
    assert tops[0][2] == pytest.approx(-22.23, abs=0.02)


@pytest.mark.parametrize("seed", range(6))
def test_a_summit_is_where_no_climb_leads_higher(seed):
    draw = np.random.default_rng(seed)
    points = np.stack([draw.uniform(-5, 5, 12), draw.uniform(-2, 2, 12)], axis=1)
    found = gp.summits(points, LENGTHS, NOISES, gp.landscape(points, LENGTHS, NOISES))
    inside = [each for each in found if 0.11 < each[0] < 28 and 0.033 < each[1] < 2.8]
    for length, noise, top in inside:
        climb = minimize(
            lambda v: -gp.landscape(points, [np.exp(v[0])], [np.exp(v[1])])[0, 0],
            np.log([length, noise]),
            method="Nelder-Mead",
        )
        assert top == pytest.approx(-climb.fun, abs=1e-4)


def test_a_plateau_has_its_highest_cell():
    assert gp.peaks(np.zeros((3, 4))) == [(0, 0)]
    z = np.array([[0, 0, 0, 0], [0, 2, 0, 1], [0, 0, 0, 0.0]])
    assert gp.peaks(z) == [(1, 1), (1, 3)]
