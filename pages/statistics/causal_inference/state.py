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
LONELY = "In one stratum only one of the groups occurs: what the other’s rate there would be, no data say."
EMPTY = "One of the groups is empty: there is nothing to compare."
TIED = "One column is a constant, or a combination of the others: there is nothing to hold fixed."
held: Any = kept  # of a quantity in one line
ROWS = ("data", "seed")


class Causes(State):
    """What each view computes, when it is asked for."""

    # Arrows and what they make. `model`: the strengths (5, 5) and the variances of the noises.
    edges = cached_property(lambda q: sm.STRUCTURES[q.p.structure])
    settings = cached_property(lambda q: (q.p.structure, q.p.a, q.p.b, q.p.c))
    whole = cached_property(lambda q: sm.strengths(*q.settings))
    model = cached_property(lambda q: sm.cut(q.whole, np.ones(5)) if q.p.lot else (q.whole, np.ones(5)))
    left_edges = cached_property(lambda q: [e for e in q.edges if not (q.p.lot and e[1] == sm.X)])  # those not cut
    noise = held("seed")(lambda q: sm.exact_noise(SHOWN, q.p.seed))
    people = cached_property(lambda q: sm.values(q.model[0], q.noise * np.sqrt(q.model[1])))  # (SHOWN, 5)
    cov = cached_property(lambda q: sm.covariance(*q.model))
    stated = cached_property(lambda q: sm.stated(*q.settings, q.p.lot))  # effect, slopes: closed forms
    effect = cached_property(lambda q: float(sm.total(q.model[0])[sm.X, sm.Y]))
    naive = cached_property(lambda q: sm.fitted_slope(q.people))
    adjusted = cached_property(lambda q: sm.fitted_slope(q.people, [sm.Z]))
    along = held("structure", "a", "b", "lot")(lambda q: sm.slopes_along(q.p.structure, q.p.a, q.p.b, ALONG, q.p.lot))
    paths = cached_property(lambda q: sm.paths(q.left_edges))
    passing = cached_property(lambda q: [sm.passes(path, q.model[0], q.p.held) for path in q.paths])

    # Three columns, X, Y, Z, in units of their own, and in standard deviations from their means.
    @kept(*ROWS)
    def table(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Names and rows of the three columns."""
        if self.p.data.startswith("own:"):
            own = unpack(self.p.data)
            return tuple(name if len(name) <= 40 else name[:39] + "…" for name in own.columns), own.values
        return adj.patients() if self.p.data == "diabetes" else (("X", "Y", "Z"), sm.round_numbers(SHOWN, self.p.seed))

    @kept(*ROWS)
    def spread(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Means, standard deviations and correlations of the columns."""
        if (found := sm.moments(self.table[1])) is None:
            raise Unanswerable(TIED)
        return found

    @kept(*ROWS)
    def window(self) -> np.ndarray:
        """The ranges (2, 2) of X and Y that are shown: of drawn numbers fixed, else as far as the data go."""
        (means, sds, _), rows = self.spread, self.table[1][:, :2]
        ends = means[:2] + np.array([[-1], [1]]) * sds[:2] * ([3.2, 3.6] if self.p.data == "round" else [2.6, 2.6])
        if self.p.data != "round":
            room = 0.06 * np.ptp(rows, axis=0)
            ends = np.stack(
                [np.minimum(ends[0], rows.min(axis=0) - room), np.maximum(ends[1], rows.max(axis=0) + room)]
            )
        return np.asarray(ends.T)

    std = held(*ROWS)(lambda q: (q.table[1] - q.spread[0]) / q.spread[1])  # (n, 3)
    tale = held(*ROWS, "story")(lambda q: sm.story(q.spread[2], sm.ORDERS[q.p.story]))
    unit = cached_property(lambda q: float(q.spread[1][1] / q.spread[1][0]))  # of slopes
    seen_slope = cached_property(lambda q: sm.slope(q.spread[2]))  # in standard deviations
    done_slope = cached_property(lambda q: float(sm.total(q.tale.arrows)[sm.X, sm.Y]))
    fixed_slope = cached_property(lambda q: sm.slope(q.spread[2], [sm.Z]))
    value_x = cached_property(lambda q: float(q.spread[0][0] + q.p.at * q.spread[1][0]))
    seen = cached_property(lambda q: float(q.spread[0][1] + q.seen_slope * q.p.at * q.spread[1][1]))
    done = cached_property(lambda q: float(q.spread[0][1] + q.done_slope * q.p.at * q.spread[1][1]))
    averaged = cached_property(lambda q: float(q.spread[0][1] + q.spread[1][1] * sm.averaged(q.std, q.p.at)))

    # Rates by strata.
    counts = cached_property(lambda q: {"berkeley": adj.BERKELEY, "stones": adj.STONES}.get(q.p.cases, q.p.own))

    @cached_property
    def rates(self) -> adj.Rates:
        """The table that is shown."""
        c = np.array(self.counts, float)
        if min(c[:, :2].sum(), c[:, 2:].sum()) <= 0:
            raise Unanswerable(EMPTY)
        found = adj.table(c)
        if not np.isfinite(found.rates).all():
            raise Unanswerable(LONELY)
        return found

    overall = cached_property(lambda q: q.rates.overall(q.p.shared))
    crude = cached_property(lambda q: q.rates.overall(0.0))
    standard = cached_property(lambda q: q.rates.overall(1.0))

    # Births.
    weighted = cached_property(lambda q: adj.births_weighted(q.p.used, q.p.target))
    regressed = cached_property(lambda q: adj.births_regressed(q.p.used))
    balance = held("used", "target")(lambda q: adj.births().balance(q.weighted.weights))
    ols = cached_property(lambda q: q.regressed[:3])  # estimate, error, degrees of freedom
    bias = cached_property(lambda q: float(adj.hidden_bias(*q.ols[1:], q.p.hidden_x, q.p.hidden_y)))
    with_u = cached_property(lambda q: float(q.ols[0] - np.sign(q.ols[0]) * q.bias))
    robust = cached_property(lambda q: adj.robustness(*q.ols))
