"""What four classifiers claim about 569 tumours, out of sample, and a learner whose teacher errs.

The data: Wisconsin diagnostic breast cancer (Street, Wolberg and Mangasarian 1993), as scikit-learn ships it: 30
features of cell nuclei, 212 malignant tumours (1 here) and 357 benign ones (0).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms
from mathcore.probability.calibration import log_odds

Array = NDArray[np.float64]
PATIENTS, MALIGNANT, FOLDS = 569, 212, 10
BASE = MALIGNANT / PATIENTS
MODELS = ("nb", "sigmoid", "isotonic", "logistic")


class Scored(NamedTuple):
    """Claims about all patients, each by a model that has not seen the patient: log-odds and probability of malignant
    (n,), and the truth (n,), 1 for malignant."""

    odds: Array
    claims: Array
    truth: NDArray[np.int64]


@lru_cache
def table() -> tuple[Array, NDArray[np.int64]]:
    """The features (569, 30), and 1 for malignant, 0 for benign (scikit-learn has it the other way round)."""
    data = load_breast_cancer()
    return np.asarray(data.data, float), np.asarray(1 - data.target, np.int64)


@remembered
def scored(model: str) -> Scored:
    """The claims of a model in ten stratified folds (shuffled, seed 0).

    "nb" is Gaussian naive Bayes; "sigmoid" and "isotonic" recalibrate it on inner folds (CalibratedClassifierCV with
    its five folds); "logistic" is logistic regression on standardised features. Of "nb" the log-odds are taken from
    scikit-learn's log-probabilities: its probabilities round to 1.
    """
    models = {
        "nb": GaussianNB(),
        "sigmoid": CalibratedClassifierCV(GaussianNB(), method="sigmoid", cv=5),
        "isotonic": CalibratedClassifierCV(GaussianNB(), method="isotonic", cv=5),
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000)),
    }
    features, truth = table()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    method = "predict_log_proba" if model == "nb" else "predict_proba"
    with threadpool_limits(1):  # so small a model is trained faster without threads
        found = np.asarray(cross_val_predict(models[model], features, truth, cv=folds, method=method), float)
    odds = found[:, 1] - found[:, 0] if model == "nb" else log_odds(found[:, 1])
    result = Scored(odds, np.exp(found[:, 1]) if model == "nb" else found[:, 1], truth)
    for array in result:
        array.setflags(write=False)
    return result


SIZES = (10, 15, 22, 32, 47, 69, 101, 148, 218, 320)  # training patients of the learning curve
RUNS, TESTED, RELABELLED = 32, 200, 400


class Lessons(NamedTuple):
    """What the learner needs whatever the noise: training features (runs, 320, 31), their labels -1 or 1 (runs, 320),
    the inverse matrices (runs, sizes, 31, 31), a number in [0, 1) for each label that says from which noise on it is
    wrong (runs, 320); test features (31, 200), true labels (200,) and such numbers (400, 200)."""

    features: Array
    labels: Array
    inverses: Array
    turns: Array
    tested: Array
    truth: Array
    test_turns: Array


@remembered
def lessons(seed: int) -> Lessons:
    """200 patients are kept for testing; of the other 369 each run takes 320 in an order of its own. The penalty on
    the weights is n times their square: in proportion to the data it stays the same."""
    features, truth = table()
    standard = (features - features.mean(axis=0)) / features.std(axis=0)
    x: NDArray[Any] = np.concatenate([standard, np.ones((PATIENTS, 1))], axis=1)
    labels: NDArray[Any] = 2.0 * truth - 1
    order = np.argsort(random_uniforms(seed, 0, 0, PATIENTS), kind="stable")
    test, pool, most = order[:TESTED], order[TESTED:], SIZES[-1]
    shuffles = random_uniforms(seed, 1, 0, RUNS * len(pool)).reshape(RUNS, -1)
    chosen = pool[np.argsort(shuffles, axis=1, kind="stable")[:, :most]]
    rows = x[chosen]
    grams: NDArray[Any] = np.stack([np.einsum("rni,rnj->rij", rows[:, :n], rows[:, :n]) for n in SIZES], axis=1)
    with threadpool_limits(1):
        inverses: NDArray[Any] = np.linalg.inv(grams + np.array(SIZES)[:, None, None] * np.eye(x.shape[1]))
    turns = random_uniforms(seed, 2, 0, RUNS * most).reshape(RUNS, most)
    test_turns = random_uniforms(seed, 3, 0, RELABELLED * TESTED).reshape(RELABELLED, TESTED)
    return Lessons(rows, labels[chosen], inverses, turns, np.ascontiguousarray(x[test].T), labels[test], test_turns)


class Learnt(NamedTuple):
    """Whether each run calls each test patient malignant, (sizes, runs, 200), and the true labels as booleans (200,);
    the mean share that is wrong by the true labels, (sizes,), and by labels of which a share is wrong too, (sizes,)."""

    calls: NDArray[np.bool_]
    truth: NDArray[np.bool_]
    errors: Array
    measured: Array


def learnt(seed: int, noise: float, both: bool = True) -> Learnt:
    """Ridge regression (penalty n |w|^2), whose sign is the call, on labels of which each is wrong with probability
    `noise`, in training as in testing, whatever the patient. Where not `both`, only malignant labels go wrong.

    The measured error compares with 400 noisy copies of the test labels. Weights are linear in the labels, so the noise
    needs no new matrices: labels enter through running sums.
    """
    k = lessons(seed)
    turned, test_turned = k.turns < noise, k.test_turns < noise
    if not both:
        turned, test_turned = turned & (k.labels > 0), test_turned & (k.truth > 0)
    wrong = np.where(turned, -k.labels, k.labels)
    parts = np.add.reduceat(k.features * wrong[:, :, None], np.array((0, *SIZES[:-1])), axis=1)
    sums = np.cumsum(parts, axis=1)
    weights = np.einsum("rsij,rsj->sri", k.inverses, sums)
    calls = np.einsum("sri,it->srt", weights, k.tested) > 0
    truth = k.truth > 0
    malignant = (test_turned != truth).mean(axis=0)  # the share of copies that say so
    measured = np.where(calls, 1 - malignant, malignant).mean(axis=(1, 2))
    return Learnt(calls, truth, np.asarray((calls != truth).mean(axis=(1, 2))), measured)
