"""Oracles: scikit-learn's confusion matrix, isotonic regression, Brier score, calibration curve; SciPy's
Poisson-binomial law, minimisation and quadrature."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import expit
from scipy.stats import poisson_binom
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, confusion_matrix, roc_auc_score

from mathcore.probability import calibration as c


def drawn(seed: int, n: int = 60, levels: int = 25) -> tuple[Any, Any]:
    """Log-odds with ties, some infinite, and a truth that has something to do with them."""
    rng = np.random.default_rng(seed)
    odds = np.round(rng.normal(0, 2, n) * levels / 25, 1)
    truth = (rng.random(n) < expit(odds + rng.normal(0, 1, n))).astype(int)
    truth[:2] = 0, 1
    odds[2], odds[3] = np.inf, -np.inf
    return odds, truth


seeds = st.integers(0, 10_000)
few = settings(max_examples=25, deadline=None)


@few
@given(seeds, st.floats(-5, 5), st.floats(0.1, 50))
def test_counts_are_scikit_learns_and_the_best_cut_is_found_by_trying_all(seed, threshold, miss):
    odds, truth = drawn(seed)
    cuts = c.cuts(odds, truth)
    tn, fp, fn, tp = confusion_matrix(truth, odds >= threshold, labels=[0, 1]).ravel()
    assert cuts.counts(threshold) == (tp, fn, fp, tn)
    assert cuts.cost(threshold, miss) == pytest.approx(fp + miss * fn)
    tried = [
        ((odds >= t) & (truth == 0)).sum() + miss * ((odds < t) & (truth == 1)).sum() for t in [*np.unique(odds), 1e9]
    ]
    if np.inf in odds:
        tried.append(miss * truth.sum())
    assert cuts.auc == pytest.approx(roc_auc_score(truth, np.unique(odds, return_inverse=True)[1]))
    least, low, high = cuts.best(miss)
    assert least == pytest.approx(min(tried)) and low <= high
    if low < high:
        inside = high if np.isfinite(high) else (low + 1 if np.isfinite(low) else 0.0)
        assert cuts.cost(inside, miss) == pytest.approx(least)


@few
@given(seeds, st.floats(0.05, 60))
def test_blocks_are_isotonic_regression_and_decide_as_well_as_the_best_threshold(seed, miss):
    odds, truth = drawn(seed)
    found = c.blocks(odds, truth)
    ranks = np.unique(odds, return_inverse=True)[1].astype(float)
    oracle = IsotonicRegression().fit_transform(ranks, truth)
    assert found.of(odds) == pytest.approx(oracle)
    assert (np.diff(found.frequencies) > 0).all() and found.sizes.sum() == len(truth)
    assert found.least(miss) == pytest.approx(c.cuts(odds, truth).best(miss)[0])
    # Calibrated on the same cases, the formula's threshold costs the least.
    exact = c.cuts(found.of(odds), truth)
    assert exact.cost(c.formula_threshold(miss), miss) == pytest.approx(found.least(miss))


@few
@given(seeds)
def test_the_area_under_the_curve_of_costs_is_the_brier_score(seed):
    odds, truth = drawn(seed)
    p = expit(odds)
    curve = c.brier_curve(p, truth)
    assert c.brier(p, truth) == pytest.approx(brier_score_loss(truth, p), abs=1e-14)
    assert curve.area == pytest.approx(brier_score_loss(truth, p), abs=1e-13)
    for x in np.random.default_rng(seed).random(5):
        called = p >= x
        alarms, missed = (called & (truth == 0)).sum(), (~called & (truth == 1)).sum()
        assert curve.at(x) == pytest.approx(2 * (x * alarms + (1 - x) * missed) / len(truth))
    ideal = c.brier_curve(c.blocks(odds, truth).of(odds), truth)
    assert all(ideal.at(x) <= curve.at(x) + 1e-12 for x in np.linspace(0.01, 0.99, 50))


def test_a_constant_claim_has_its_own_curve():
    truth = np.array([0, 0, 0, 1])
    curve = c.brier_curve(np.full(4, 0.25), truth)
    assert curve.area == pytest.approx(0.1875) and curve.at(0.1) == pytest.approx(0.15) and curve.at(0.5) == 0.25


@few
@given(seeds, st.integers(1, 40), st.sampled_from(["width", "count"]))
def test_bins_are_scikit_learns_and_five_parts_add_up_to_the_brier_score(seed, count, equal):
    odds, truth = drawn(seed, 200)
    p = expit(odds)
    found = c.bins(p, truth, count, equal)
    reliability, resolution, uncertainty = found.parts()
    whole = reliability - resolution + uncertainty + sum(found.within)
    assert whole == pytest.approx(brier_score_loss(truth, p), abs=1e-14)
    if equal == "width":  # on an edge scikit-learn takes the other bin; there is none here but 0 and 1/2
        off_edges = ~np.isin(p, np.linspace(0, 1, count + 1)[1:-1])
        true, claimed = calibration_curve(truth[off_edges], p[off_edges], n_bins=count)
        ours = c.bins(p[off_edges], truth[off_edges], count)
        full = ours.counts > 0
        assert ours.claimed[full] == pytest.approx(claimed) and ours.observed[full] == pytest.approx(true)


def test_bins_of_equal_counts_are_scikit_learns():
    rng = np.random.default_rng(4)
    p = rng.random(300)
    truth = (rng.random(300) < p).astype(int)
    true, claimed = calibration_curve(truth, p, n_bins=7, strategy="quantile")
    found = c.bins(p, truth, 7, "count")
    assert found.claimed == pytest.approx(claimed, abs=0.01) and found.observed == pytest.approx(true, abs=0.03)
    assert np.ptp(found.counts) <= 1


def test_claims_that_round_to_one_are_told_apart_by_their_log_odds():
    """Which of them round to 1 exactly hangs on the last digit of a library; equal counts must not."""
    odds = np.linspace(-40, 60, 100)
    truth = (odds > 5).astype(int)
    p = expit(odds)
    noisy = np.where(odds > 33, 1 - 2**-53 * (np.arange(100) % 3), p)  # other last digits
    found = [c.bins(each, truth, 10, "count", odds) for each in (p, noisy)]
    assert (found[0].counts == 10).all() and (found[0].counts == found[1].counts).all()
    assert found[0].parts() == pytest.approx(found[1].parts(), abs=1e-12)
    assert (c.bins(p, truth, 10, "count").counts != 10).any()


@pytest.mark.parametrize("chances", [[0.3], [0.0, 1.0, 1.0], [0.1, 0.5, 0.9, 0.25], [0.2] * 40])
def test_the_number_of_positives_is_scipys_poisson_binomial(chances):
    law = c.number_of_positives(chances)
    assert law == pytest.approx(poisson_binom.pmf(np.arange(len(chances) + 1), chances), abs=1e-12)
    assert law.sum() == pytest.approx(1)


def test_consistency_bars_are_quantiles_of_that_law():
    rng = np.random.default_rng(1)
    p = rng.random(70)
    found = c.consistency(p, np.searchsorted([0.2, 0.5, 0.5], p, side="right"), 4)
    for k, inside in ((0, p[p < 0.2]), (1, p[(p >= 0.2) & (p < 0.5)]), (3, p[p >= 0.5])):
        assert found[k] == pytest.approx(poisson_binom.ppf([0.05, 0.95], inside) / len(inside))
    assert np.isnan(found[2]).all()
    assert c.consistency([0.0, 0.0, 1.0], [0, 0, 1], 2).tolist() == [[0, 0], [1, 1]]


@pytest.mark.parametrize(
    ("rule", "exponent"), [("power", a) for a in (1.1, 1.5, 2.0, 3.0, 4.0)] + [("log", 2), ("spherical", 2)]
)
@pytest.mark.parametrize("truth", [0.02, 0.3, 0.5, 0.8, 0.99])
def test_the_best_report_is_where_scipy_finds_it(rule, exponent, truth):
    def at(q: float) -> float:
        return float(c.expected_loss(rule, truth, q, exponent))

    found = minimize_scalar(at, bounds=(0, 1), method="bounded", options={"xatol": 1e-10})
    best = float(c.best_report(rule, truth, exponent))
    assert best == pytest.approx(found.x, abs=2e-5)
    assert at(best) <= found.fun + 1e-12


def test_losses_that_do_not_bend_up_ask_for_an_end():
    assert c.best_report("power", [0.2, 0.5, 0.7], 1.0).tolist() == [0, 0.5, 1]
    for truth in (0.2, 0.7):
        q = np.linspace(0, 1, 1001)
        least = c.expected_loss("power", truth, q, 1.0).min()
        assert c.expected_loss("power", truth, c.best_report("power", truth, 1.0), 1.0) == pytest.approx(least)


def test_a_certain_claim_costs_nothing_where_it_is_right_and_no_end_in_the_logarithm():
    assert c.expected_loss("log", 1.0, 1.0) == 0 and c.expected_loss("log", 0.5, 1.0) == np.inf
    assert c.log_odds([0, 0.5, 1]).tolist() == [-np.inf, 0, np.inf]


def test_the_brier_score_is_a_mean_over_all_thresholds():
    """One claim q, a positive: the loss at x is 2 (1 - x) where x >= q, so its area is (1 - q)^2."""
    for q in (0.1, 0.6):
        area = quad(lambda x, q=q: 2 * (1 - x) * (x >= q), 0, 1, points=[q])[0]
        assert c.brier_curve([q], [1]).area == pytest.approx(area)
