"""Logistic regression on two measurements against statsmodels and scikit-learn, its derivatives against SciPy's."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import statsmodels.api as sm
from scipy.differentiate import hessian, jacobian
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from mathcore.calculus import newton
from mathcore.calculus import tumour_fit as fit

PLACES = ((0.0, 0.0), (1.0, -0.5), (3.96, 0.89), (-1.0, 2.0))


def test_the_loss_and_its_derivatives():
    x, y = fit.tumours()
    for w in PLACES:
        found = fit.at(*w)
        chance = 1 / (1 + np.exp(-x @ w))
        assert found[0] == pytest.approx(len(y) * log_loss(y, chance))

        def loss(v):
            return fit.rows(v[0], v[1])[0]

        assert found[1:3] == pytest.approx(jacobian(loss, np.array(w)).df, rel=1e-6, abs=1e-6)
        second = hessian(loss, np.array(w)).ddf
        assert found[3:] == pytest.approx([second[0, 0], second[0, 1], second[1, 1]], rel=1e-4)


def test_the_best_weights_are_those_of_the_libraries():
    x, y = fit.tumours()
    known = sm.Logit(y, x).fit(disp=0, method="newton", tol=1e-12).params
    assert fit.best() == pytest.approx(known, abs=1e-7)
    other = LogisticRegression(C=1e12, fit_intercept=False, tol=1e-12, max_iter=1000).fit(x, y)
    assert fit.best() == pytest.approx(other.coef_[0], abs=1e-4)
    assert np.hypot(*fit.at(*fit.best().tolist())[1:3]) < 1e-10


def test_a_newton_step_is_a_weighted_least_squares_fit_of_statsmodels():
    x, y = fit.tumours()
    for w in PLACES:
        z = x @ np.array(w)
        chance = 1 / (1 + np.exp(-z))
        weights = chance * (1 - chance)
        known = sm.WLS(z + (y - chance) / weights, x, weights=weights).fit().params
        assert fit.reweighted(*w)[0] == pytest.approx(known, rel=1e-7)
        assert np.array(w) + newton.newton_step(fit.at(*w)) == pytest.approx(known, rel=1e-7)
    assert np.isnan(fit.reweighted(900.0, 900.0)[0]).all()


def test_the_gradients_of_newtons_steps_and_the_patience_of_descent():
    path = newton.newton_path(fit.at, (0.0, 0.0), 12)
    assert path.slopes[:7] == pytest.approx([231.044, 67.343, 23.738, 6.80605, 1.09406, 0.0412413, 6.37e-5], rel=1e-4)
    assert path.slopes[7] < 1e-9 and path.why == "arrived"
    assert fit.patience((0.0, 0.0)) == 395
    run = newton.descent_path(fit.at, (0.0, 0.0), 1 / fit.steepest(), 400)
    assert np.argmax(run.slopes < 1e-6) == 395
    assert fit.patience((0.0, 0.0), 100) == 100


def test_the_constants_bound_what_they_say():
    rng = np.random.default_rng(5)

    def hessians(w):
        _, _, _, aa, ab, bb = fit.at(*w)
        return np.array([[aa, ab], [ab, bb]])

    for _ in range(60):
        v, w = rng.normal(scale=2, size=(2, 2))
        apart = np.linalg.norm(hessians(v.tolist()) - hessians(w.tolist()), 2)
        assert apart <= fit.twist() * np.hypot(*(v - w)) * (1 + 1e-12)
        assert np.linalg.eigvalsh(hessians(w.tolist()))[-1] <= fit.steepest() * (1 + 1e-12)
        low = float(np.linalg.eigvalsh(hessians(w.tolist()))[0])
        away, bound = fit.squared(w, low)
        ahead = w + newton.newton_step(fit.at(*w.tolist()))
        assert away == pytest.approx(np.hypot(*(w - fit.best())))
        assert np.hypot(*(ahead - fit.best())) <= bound * (1 + 1e-9) + 1e-12
    assert fit.squared(fit.best(), 0.0)[1] == np.inf


def test_far_out_no_digits_are_lost():
    """Where nearly all probabilities are 0 or 1 the slope and the bend are those of 60 digits."""
    x, y = fit.tumours()
    with mpmath.workdps(60):
        odds = [mpmath.mpf(30.0) * mpmath.mpf(u) + mpmath.mpf(-25.0) * mpmath.mpf(v) for u, v in x.tolist()]
        shares = [1 / (1 + mpmath.exp(-each)) for each in odds]
        bend = float(sum(p * (1 - p) * mpmath.mpf(u) ** 2 for p, u in zip(shares, x[:, 0].tolist(), strict=True)))
        slope = float(sum((p - t) * u for p, t, u in zip(shares, y.tolist(), x[:, 0].tolist(), strict=True)))
    found = fit.rows(30.0, -25.0)
    assert found[3] == pytest.approx(bend, rel=1e-12) and found[1] == pytest.approx(slope, rel=1e-12)


def test_a_fit_that_rounding_decides_is_none():
    """Responses over more orders of magnitude than doubles have digits: nothing is said rather than something wrong."""
    assert np.isnan(fit.reweighted(150.0, -170.0)[0]).all() and fit.reweighted(0.5, 0.5)[1] < 1e-12
