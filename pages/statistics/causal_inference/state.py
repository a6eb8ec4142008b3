"""The state of the lesson: arrows and their regressions; one scatter under three stories; rates by strata; births."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import adjustment as adj
from mathcore.statistics import structural as sm

SHOWN, MOST = 200, 8  # points; covariates of the births
ALONG = np.linspace(-2, 2, 81)  # strengths of the third arrow
TIED = "One column is a constant, or a combination of the others: there is nothing to hold fixed."
FIXED = np.array([[-5.4, 5.4], [-7.2, 7.2]])  # what is shown of drawn numbers
held: Any = kept  # of a quantity in one line
ROWS = ("data", "seed")


def answered(value: Any, said: str) -> Any:
    """The value; where there is none, a sentence says why."""
    if value is None:
        raise Unanswerable(said)
    return value


class Causes(State):
    """What each view computes, when it is asked for."""

    # Arrows and what they make. `model`: the strengths (5, 5) and the variances of the noises.
    edges = cached_property(lambda q: sm.STRUCTURES[q.p.structure])
    whole = cached_property(lambda q: sm.strengths(q.p.structure, q.p.a, q.p.b, q.p.c))
    model = cached_property(lambda q: sm.cut(q.whole, np.ones(5)) if q.p.lot else (q.whole, np.ones(5)))
    left_edges = cached_property(lambda q: [e for e in q.edges if not (q.p.lot and e[1] == sm.X)])  # those not cut
    noise = held("seed")(lambda q: sm.exact_noise(SHOWN, q.p.seed))
    people = cached_property(lambda q: sm.values(q.model[0], q.noise * np.sqrt(q.model[1])))  # (SHOWN, 5)
    cov = cached_property(lambda q: sm.covariance(*q.model))
    stated = cached_property(lambda q: sm.stated(q.p.structure, q.p.a, q.p.b, q.p.c, q.p.lot))  # by closed forms
    effect = cached_property(lambda q: float(sm.total(q.model[0])[sm.X, sm.Y]))
    naive = cached_property(lambda q: sm.fitted_slope(q.people))
    adjusted = cached_property(lambda q: sm.fitted_slope(q.people, [sm.Z]))
    along = held("structure", "a", "b", "lot")(lambda q: sm.slopes_along(q.p.structure, q.p.a, q.p.b, ALONG, q.p.lot))
    var_x = cached_property(lambda q: float(q.cov[sm.X, sm.X]))
    cov_xy = cached_property(lambda q: float(q.cov[sm.X, sm.Y]))
    paths = cached_property(lambda q: sm.paths(q.left_edges))
    passing = cached_property(lambda q: [sm.passes(path, q.model[0], q.p.held) for path in q.paths])

    # Three columns, X, Y, Z, in units of their own, and in standard deviations from their means.
    @kept(*ROWS)
    def table(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Names and rows of the three columns."""
        if self.p.data.startswith("own:"):
            return (own := unpack(self.p.data)).columns, own.values
        return adj.patients() if self.p.data == "diabetes" else (("X", "Y", "Z"), sm.round_numbers(SHOWN, self.p.seed))

    spread = held(*ROWS)(lambda q: answered(sm.moments(q.table[1]), TIED))  # means, deviations, correlations
    window = held(*ROWS)(lambda q: FIXED if q.p.data == "round" else sm.window(q.table[1][:, :2]))
    std = held(*ROWS)(lambda q: (q.table[1] - q.spread[0]) / q.spread[1])  # (n, 3)
    tale = held(*ROWS, "story")(lambda q: sm.story(q.spread[2], sm.ORDERS[q.p.story]))
    told = cached_property(lambda q: sm.told(q.table[1], q.tale, q.p.at))

    # Rates by strata.
    counts = cached_property(lambda q: {"berkeley": adj.BERKELEY, "stones": adj.STONES}.get(q.p.cases, q.p.own))
    wrong = cached_property(lambda q: adj.problem(q.counts))
    rates = cached_property(lambda q: answered(None if q.wrong else adj.table(q.counts), q.wrong))
    overall = cached_property(lambda q: q.rates.overall(q.p.shared))
    crude = cached_property(lambda q: q.rates.overall(0.0))
    standard = cached_property(lambda q: q.rates.overall(1.0))

    # Births.
    weighted = cached_property(lambda q: adj.births_weighted(q.p.used, q.p.target))
    regressed = cached_property(lambda q: adj.births_regressed(q.p.used))
    balance = held("used", "target")(lambda q: adj.births().balance(q.weighted.weights))
    estimate = cached_property(lambda q: q.regressed.effect)
    error = cached_property(lambda q: q.regressed.error)
    freedom = cached_property(lambda q: q.regressed.freedom)
    weighted_effect = cached_property(lambda q: q.weighted.effect)
    bias = cached_property(lambda q: adj.hidden_bias(q.error, q.freedom, q.p.hidden_x, q.p.hidden_y))
    with_u = cached_property(lambda q: float(q.estimate - np.sign(q.estimate) * q.bias))
    robust = cached_property(lambda q: adj.robustness(q.estimate, q.error, q.freedom))
