"""The state of the lesson: groups pooled in part, a proportion, a fair coin, a model that is checked."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import bayes_in_practice as bp
from mathcore.statistics import partial_pooling as pp
from mathcore.statistics.proportions import belt

REPEATS, BINS = 1000, 44  # replicated data sets, and bars of their histogram
REACH = 4.0  # tau that is shown, in typical standard errors
KINDS = {"wald": "Wald", "wilson": "Wilson", "clopper_pearson": "Clopper–Pearson"}
WORLDS = {"small": (2.0, 18.0), "even": (1.0, 1.0)}
BUILT_IN = {"batters": pp.batters, "accuracies": pp.accuracies}


def opened(text: str) -> NDArray[np.float64]:
    """The first values of a reader's column."""
    if said := bp.problem(found := unpack(text).values[: bp.MOST, 0]):
        raise Unanswerable(said)
    return found


class Practice(State):
    """`study` to `misses`: groups; `level` to `average`: a proportion; `x` to `fair`: a coin; the others: a check."""

    @kept("data", "effects")
    def study(self) -> pp.Estimates:
        """Estimates of one kind with their standard errors."""
        if self.p.data in BUILT_IN:
            return BUILT_IN[self.p.data]()
        if self.p.data == "schools":
            return pp.schools(self.p.effects)
        own = unpack(self.p.data)
        if said := pp.problem(own.values):
            raise Unanswerable(said)
        return pp.from_table(own.columns[0], own.values)

    pooled = kept("data", "effects", "prior")(lambda q: pp.pooled(q.study, q.p.prior))
    k = cached_property(lambda q: len(q.study.effects))
    top = cached_property(lambda q: int(np.argmax(q.study.effects)))  # the group with the largest estimate
    scale = cached_property(lambda q: q.study.typical)
    here = cached_property(lambda q: q.p.tau * q.scale)  # tau, in the unit of the data
    given = cached_property(lambda q: pp.given_tau(q.study.effects, q.study.errors, q.here))
    centre = cached_property(lambda q: float(q.given.centre[0]))
    rungs = cached_property(lambda q: np.linspace(0, REACH * q.scale, 81))  # of tau, for the curves
    along = kept("data", "effects")(lambda q: pp.given_tau(q.study.effects, q.study.errors, q.rungs).means)
    chance = kept("data", "effects", "prior")(lambda q: pp.chance_best(q.study, q.p.prior, q.top))
    ends = kept("data", "effects", "prior")(lambda q: [q.pooled.quantile(q.top, chance) for chance in (0.025, 0.975)])
    estimates = cached_property(lambda q: (q.study.effects, q.given.means[0], q.pooled.means))
    misses = cached_property(lambda q: [float(np.sum((each - q.study.truth) ** 2)) for each in q.estimates])
    best = cached_property(lambda q: int(np.argmax(q.pooled.means)))
    behind = cached_property(lambda q: float(q.study.effects[q.top] - q.study.effects[q.best]))  # it was, and it leads
    leads = cached_property(lambda q: float(np.diff(np.sort(q.pooled.means)[-2:])[0]))  # before every other

    level = cached_property(lambda q: q.p.confidence / 100)
    believed = cached_property(lambda q: bp.credible(0, q.p.a, q.p.b, q.level)[0])  # of the prior
    count = cached_property(lambda q: min(q.p.seen, q.p.trials))
    intervals = cached_property(lambda q: bp.credible(q.p.trials, q.p.a, q.p.b, q.level))  # of every count
    others = cached_property(lambda q: {kind: belt(q.p.trials, kind, q.level)[q.count] for kind in KINDS})
    low = cached_property(lambda q: float(q.intervals[q.count, 0]))
    high = cached_property(lambda q: float(q.intervals[q.count, 1]))
    apart = cached_property(lambda q: float(np.abs(q.intervals[q.count] - q.others[q.p.kind]).max()))
    teeth = kept("trials", "a", "b", "confidence")(lambda q: bp.teeth(q.intervals))
    missed = cached_property(lambda q: 1 - float(bp.covered(q.intervals, q.p.share)[0]))
    world = cached_property(lambda q: WORLDS.get(q.p.world, (q.p.a, q.p.b)))  # where p comes from
    average = cached_property(lambda q: bp.average(q.intervals, *q.world))

    x = cached_property(lambda q: bp.count_at(q.p.tosses, q.p.result))
    z = cached_property(lambda q: float((2 * q.x - q.p.tosses) / np.sqrt(q.p.tosses)))
    p_fair = cached_property(lambda q: bp.p_value(q.x, q.p.tosses))
    log_factor = cached_property(lambda q: float(bp.log_bayes_factor(q.x, q.p.tosses, q.p.spread)))
    factor = cached_property(lambda q: float(np.exp(q.log_factor)))
    least = cached_property(lambda q: float(np.exp(bp.log_least_factor(q.x, q.p.tosses))))
    fair = cached_property(lambda q: 1 / (1 + float(np.exp(-q.log_factor))))  # P(fair | x) from even odds

    y = cached_property(lambda q: opened(q.p.sample) if q.p.sample.startswith("own:") else bp.values(q.p.sample))
    repeats = kept("sample", "seed")(lambda q: bp.replicates(q.y, REPEATS, q.p.seed).y)
    made = cached_property(lambda q: q.repeats[q.p.which - 1])
    found = kept("sample", "seed", "statistic")(lambda q: bp.statistic(q.p.statistic, q.repeats))
    observed = cached_property(lambda q: float(bp.statistic(q.p.statistic, q.y)))
    above = cached_property(lambda q: float(np.mean(q.found >= q.observed)))
    shown = cached_property(lambda q: float(q.found[q.p.which - 1]))
    # Low, high and the tallest bar of the replicates of one seed: so the axes rest when another is dealt.
    span = kept("sample", "statistic")(lambda q: bp.span(q.y, q.p.statistic, REPEATS, BINS))
