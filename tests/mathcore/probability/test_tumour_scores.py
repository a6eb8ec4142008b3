"""Oracles: scikit-learn's metrics of its own predictions, its `Ridge`, and folds walked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import Ridge
from sklearn.metrics import accuracy_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB

from mathcore.probability import calibration
from mathcore.probability import tumour_scores as t

KNOWN = {  # Brier score, log loss, accuracy, AUC of the claims; cost at 1/11, least cost, cost at 1/2 for a miss of 10
    "nb": (0.0572, 0.599, 0.9385, 0.9868, 226, 77, 242),
    "isotonic": (0.0427, 0.200, 0.9350, 0.9851, 90, 81, 208),
    "logistic": (0.0197, 0.074, 0.9772, 0.9952, 76, 58, 94),
    "sigmoid": (0.0556, 0.221, 0.9385, 0.9390, 209, 170, 242),
}


@pytest.mark.parametrize("model", t.MODELS)
def test_scores_and_costs_of_each_model(model):
    found = t.scored(model)
    p, y = found.claims, found.truth
    measured = brier_score_loss(y, p), log_loss(y, p), accuracy_score(y, p >= 0.5), roc_auc_score(y, p)
    assert measured == pytest.approx(KNOWN[model][:4], abs=6e-4)
    cuts = calibration.cuts(found.odds, y)
    costs = cuts.cost(-np.log(10), 10), cuts.best(10)[0], cuts.cost(0, 10)
    assert costs == KNOWN[model][4:]
    assert (len(y), y.sum()) == (t.PATIENTS, t.MALIGNANT)


@pytest.mark.parametrize("model", ["nb", "isotonic"])
def test_each_patient_is_scored_by_a_model_that_has_not_seen_it(model):
    x, y = t.table()
    for train, test in StratifiedKFold(10, shuffle=True, random_state=0).split(x, y):
        made = GaussianNB() if model == "nb" else CalibratedClassifierCV(GaussianNB(), method="isotonic", cv=5)
        wanted = made.fit(x[train], y[train]).predict_proba(x[test])[:, 1]
        assert t.scored(model).claims[test] == pytest.approx(wanted, abs=1e-12)


def test_log_odds_and_claims_are_one_score():
    for model in t.MODELS:
        found = t.scored(model)
        assert 1 / (1 + np.exp(-np.clip(found.odds, -700, 700))) == pytest.approx(found.claims, abs=1e-12)


@pytest.mark.parametrize(("noise", "both"), [(0.0, True), (0.2, True), (0.35, False)])
def test_the_learner_is_scikit_learns_ridge_on_noisy_labels(noise, both):
    k, found = t.lessons(5), t.learnt(5, noise, both)
    for run, size in ((0, 0), (3, 4), (31, 9)):
        n = t.SIZES[size]
        labels = k.labels[run, :n].copy()
        wrong = (k.turns[run, :n] < noise) & (both | (labels > 0))
        labels[wrong] *= -1
        model = Ridge(alpha=n, fit_intercept=False).fit(k.features[run, :n], labels)
        assert (found.calls[size, run] == (model.predict(k.tested.T) > 0)).all()
        assert np.mean(found.calls[size, run] != (k.truth > 0)) == pytest.approx(
            np.mean(found.calls[size, run] != found.truth)
        )


def test_nobody_is_trained_on_and_tested_on_and_a_run_takes_nobody_twice():
    k = t.lessons(2)
    tested = {row.tobytes() for row in np.ascontiguousarray(k.tested.T)}
    for run in k.features:
        rows = {row.tobytes() for row in run}
        assert len(rows) == t.SIZES[-1] and not rows & tested


@pytest.mark.parametrize("seed", [0, 1, 2, 77, 999_999])
@pytest.mark.parametrize("noise", [0.0, 0.1, 0.3, 0.45])
def test_symmetric_noise_lifts_the_error_to_e_plus_one_minus_two_e_times_it(seed, noise):
    found = t.learnt(seed, noise)
    slack = 5 * np.sqrt(noise * (1 - noise) / (t.RELABELLED * t.TESTED)) + 1e-12
    assert np.abs(found.measured - (noise + (1 - 2 * noise) * found.errors)).max() <= slack


def test_one_sided_noise_does_not():
    found = t.learnt(2, 0.3, both=False)
    assert np.abs(found.measured - (0.3 + 0.4 * found.errors)).max() > 0.1


def test_more_patients_cure_the_error_but_not_the_floor():
    found = [t.learnt(seed, 0.2) for seed in range(6)]
    errors = np.mean([each.errors for each in found], axis=0)
    assert errors[-1] < 0.4 * errors[0]
    assert min(each.measured.min() for each in found) > 0.2
