"""The state of the lesson: claims about tumours and decisions on them, losses of a report, labels that are wrong."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.probability import calibration as c
from mathcore.probability import tumour_scores as t

Array = NDArray[np.float64]
EDGE, TOP = 45.0, 600.0  # log-odds, and costs, beyond which things wait at the edge of their axes
GRID = np.linspace(0.0, 1.0, 201)  # of reports
CLAIMS, BINS, LABELS = ("scores", "exact"), ("scores", "exact", "bins", "equal"), ("noise", "both", "seed")


def across(odds: Any) -> Any:
    """Where log-odds stand on the axis: nearly straight around zero, logarithmic far out; `np.sinh` is the way back."""
    return np.arcsinh(np.clip(odds, -EDGE, EDGE))


class Why(State):
    """Claims in log-odds; a threshold, its cost, and that of the formula's and of the best threshold."""

    truth = cached_property(lambda q: t.scored(q.p.scores).truth)
    formula = cached_property(lambda q: c.formula_threshold(q.p.miss))  # as a probability,
    formula_odds = cached_property(lambda q: -float(np.log(q.p.miss)))  # and as log-odds
    counts = cached_property(lambda q: q.cuts.counts(q.p.threshold))  # hits, misses, false alarms, left alone
    cost = cached_property(lambda q: q.cuts.cost(q.p.threshold, q.p.miss))
    formula_cost = cached_property(lambda q: q.cuts.cost(q.formula_odds, q.p.miss))
    best = cached_property(lambda q: q.cuts.best(q.p.miss))  # the least cost, and between which thresholds it lies
    least_cost = cached_property(lambda q: q.best[0])
    price = cached_property(lambda q: q.formula_cost - q.least_cost)  # of claims that are not calibrated

    @cached_property
    def best_across(self) -> float:
        """Where on the axis the best threshold stands: the formula's if it is one, else amid the nearest interval."""
        low, high = across(self.best[1:])
        return float(across(self.formula_odds) if self.price < 1e-9 else 0.5 * (low + high))

    @kept(*CLAIMS)
    def claims(self) -> tuple[Array, Array]:
        """Log-odds and probabilities: the model's own, or the frequencies of malignant among equal scores, pooled."""
        found = t.scored(self.p.scores)
        shares = c.blocks(found.odds, found.truth).of(found.odds)
        return (c.log_odds(shares), shares) if self.p.exact else (found.odds, found.claims)

    cuts = kept(*CLAIMS)(lambda q: c.cuts(q.claims[0], q.truth))
    blocks = kept(*CLAIMS)(lambda q: c.blocks(q.claims[0], q.truth))

    @kept(*CLAIMS)
    def curves(self) -> tuple[c.Curve, c.Curve, float, float]:
        """The loss at every cost ratio of the claims, and of the same order of patients, calibrated; Brier scores."""
        own, best, y = self.claims[1], self.blocks.of(self.claims[0]), self.truth
        return c.brier_curve(own, y), c.brier_curve(best, y), c.brier(own, y), c.brier(best, y)

    brier, calibrated_brier = cached_property(lambda q: q.curves[2]), cached_property(lambda q: q.curves[3])
    miscalibration = cached_property(lambda q: q.brier - q.calibrated_brier)

    table = kept(*BINS)(lambda q: c.bins(q.claims[1], q.truth, q.p.bins, q.p.equal, q.claims[0]))
    bars = kept(*BINS)(lambda q: c.consistency(q.claims[1], q.table.place, q.p.bins))  # 90% of the shares
    gaps = cached_property(lambda q: np.abs(q.table.observed - q.bars.mean(axis=1)))  # from the middles of the bars
    outside = cached_property(lambda q: q.gaps > 0.5 * np.ptp(q.bars, axis=1) + 1e-9)
    parts = cached_property(lambda q: q.table.parts())  # reliability, resolution, uncertainty
    best_report = cached_property(lambda q: float(c.best_report(q.p.rule, q.p.chance, q.p.exponent)))
    highest = cached_property(lambda q: 3.0 if q.p.rule == "log" else 1.0)  # loss on the axis
    proper = cached_property(lambda q: q.p.rule != "power" or q.p.exponent == 2)

    def mean_loss(self, report: Any) -> Any:
        """The expected loss of reports, at the rule and chance of the state."""
        return c.expected_loss(self.p.rule, self.p.chance, report, self.p.exponent)

    learnt = kept(*LABELS)(lambda q: t.learnt(q.p.seed, q.p.noise, q.p.both))
    votes = kept(*LABELS)(lambda q: q.learnt.calls.mean(axis=1))  # shares of runs that say malignant, (sizes, 200)
    size = cached_property(lambda q: t.SIZES.index(q.p.train))  # which of the sizes is looked at
    error = cached_property(lambda q: float(q.learnt.errors[q.size]))  # by the true labels,
    measured = cached_property(lambda q: float(q.learnt.measured[q.size]))  # and by noisy ones
    expected_error = cached_property(lambda q: q.p.noise + (1 - 2 * q.p.noise) * q.error)  # by the formula
    share = cached_property(lambda q: 1.0 if q.p.both else float(q.learnt.truth.mean()))  # of labels that can go wrong
    floor = cached_property(lambda q: q.p.noise * q.share)  # what a perfect classifier is measured at, in expectation
    # How many test patients at least a tenth of the runs calls otherwise than the others.
    disputed = cached_property(lambda q: int((np.abs(q.votes[q.size] - 0.5) <= 0.4).sum()))
