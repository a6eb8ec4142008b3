"""From claimed probabilities to decisions: what a threshold costs, what miscalibration costs, and honest losses."""

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

# --- parameters ---
SCORES = "nb"
EXACT = False
MISS = 10.0
BINS = 10
EQUAL = "width"
RULE = "power"
EXPONENT = 2.0
CHANCE = 0.8
REPORT = 0.95
# --- end of parameters ---

X, y = load_breast_cancer(return_X_y=True)
y = 1 - y  # 1: malignant
models = {
    "nb": GaussianNB(),
    "sigmoid": CalibratedClassifierCV(GaussianNB(), method="sigmoid", cv=5),
    "isotonic": CalibratedClassifierCV(GaussianNB(), method="isotonic", cv=5),
    "logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000)),
}
folds = StratifiedKFold(10, shuffle=True, random_state=0)
if SCORES == "nb":  # its probabilities round to 1, their logarithms do not
    log_p = cross_val_predict(models[SCORES], X, y, cv=folds, method="predict_log_proba")
    p, score = np.exp(log_p[:, 1]), log_p[:, 1] - log_p[:, 0]
else:
    p = score = cross_val_predict(models[SCORES], X, y, cv=folds, method="predict_proba")[:, 1]

# Isotonic regression of the truth on the rank of the score: the frequency of malignant in groups of patients.
rank = np.unique(score, return_inverse=True)[1]
frequency = IsotonicRegression().fit_transform(rank, y)
if EXACT:
    p = frequency
    rank = np.unique(p, return_inverse=True)[1]


def cost(called):
    """False alarms, and misses at their price."""
    return np.sum(called & (y == 0)) + MISS * np.sum(~called & (y == 1))


formula = 1 / (1 + MISS)
formula_cost = cost(p >= formula)
least_cost = min(cost(rank >= r) for r in range(rank.max() + 2))
print(f"formula = {formula:.12g}")
print(f"formula_cost = {formula_cost:.12g}")
print(f"least_cost = {least_cost:.12g}")
print(f"price = {formula_cost - least_cost:.12g}")
print(f"calibrated_brier = {brier_score_loss(y, frequency):.12g}")
print(f"Brier score: {brier_score_loss(y, p):.6f}; right at 1/2: {np.mean((p >= 0.5) == y):.4f}")

# Murphy's parts of the Brier score, on bins.
grid = np.linspace(0, 1, BINS + 1)
if EQUAL == "count":  # by rank: many claims round to 1
    place = np.searchsorted(np.quantile(rank, grid)[1:-1], rank, side="right")
else:
    place = np.searchsorted(grid[1:-1], p, side="right")
reliability = resolution = 0.0
for k in np.unique(place):
    here = place == k
    reliability += here.mean() * (p[here].mean() - y[here].mean()) ** 2
    resolution += here.mean() * (y[here].mean() - y.mean()) ** 2
print(f"reliability = {reliability:.12g}")
print(f"resolution = {resolution:.12g}")
print(f"uncertainty = {y.mean() * (1 - y.mean()):.12g}")


def expected_loss(q):
    """Of the report q, where the event comes with probability CHANCE."""
    if RULE == "power":
        return CHANCE * (1 - q) ** EXPONENT + (1 - CHANCE) * q**EXPONENT
    if RULE == "log":
        return -CHANCE * np.log(q) - (1 - CHANCE) * np.log(1 - q)
    return 1 - (CHANCE * q + (1 - CHANCE) * (1 - q)) / np.hypot(q, 1 - q)


if RULE != "power":
    best_report = CHANCE
elif EXPONENT > 1:  # log-odds are divided by a - 1
    best_report = 1 / (1 + ((1 - CHANCE) / CHANCE) ** (1 / (EXPONENT - 1)))
else:
    best_report = 0.5 * (1 + np.sign(CHANCE - 0.5))
print(f"best_report = {best_report:.12g}")
print(f"expected_loss = {expected_loss(REPORT):.12g}")
print(f"least_loss = {expected_loss(best_report):.12g}")
