"""The state of the lesson: runs of two models, overlapping splits, one set of items, many tests, a league."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.common.memory import remembered
from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs

Array = NDArray[np.float64]
MOST, SETS, ROWS, EXPERIMENTS, LEVELLED = 30, 40, 60, 1000, 2000  # runs, data sets, p-values; simulated: tests, splits
PLACES = {"between": "between the two", "below": "worse than all", "above": "better than all"}
PAIRS = {"forests": ("forest", "extra trees"), "neighbours": ("3-NN", "SVM"), "simple": ("naive Bayes", "tree")}
PLANNED = ("alpha", "splits", "rho", "share", "seed")
held: Any = kept
own = remembered(unpack)
brought = lambda text: text.startswith("own:")  # by the reader
words = lambda names: tuple(name if len(name) <= 14 else name[:13] + "…" for name in names)
named = lambda text: words(own(text).columns) if brought(text) else ("A", "B")
simulate = remembered(ml.simulate)
rated = remembered(lambda alpha, *asked: ml.rates(simulate(*asked), alpha))


class Compared(State):
    """What each view computes, when it is asked for."""

    # Runs of two models. What is reported is a window of them, cut where there are no more.
    drawn = cached_property(lambda q: q.p.data == "draw")
    begin = cached_property(lambda q: min(q.p.start, len(q.scores.first)))
    end = cached_property(lambda q: min(q.begin + q.p.runs - 1, len(q.scores.first)))
    reported = cached_property(lambda q: q.end - q.begin + 1)
    chosen = cached_property(lambda q: slice(q.begin - 1, q.end))
    apart = cached_property(lambda q: q.scores.second - q.scores.first)  # of all runs
    plain = cached_property(lambda q: ml.paired(q.apart[q.chosen]))
    corrected = cached_property(lambda q: ml.paired(q.apart[q.chosen], q.scores.share))
    bands = cached_property(lambda q: [ml.running(q.apart[q.chosen], q.p.alpha, r) for r in (0.0, q.scores.share)])

    @cached_property
    def scores(self) -> ml_runs.Scores:
        """All runs that there are."""
        if self.drawn:
            return ml_runs.Scores._make([*np.array(self.p.pairs).T, self.p.overlap, ("A", "B")])
        if brought(self.p.data):
            return ml_runs.Scores._make([*own(self.p.data).values[:MOST].T, self.p.overlap, named(self.p.data)])
        return ml_runs.runs(self.p.data)

    # The best of k runs of one model, and of k₀ of an equal one.
    luck = cached_property(lambda q: ml.expected_best(q.p.tries))  # in deviations
    luck_baseline = cached_property(lambda q: ml.expected_best(q.p.baseline))
    ahead = cached_property(lambda q: q.p.tries / (q.p.tries + q.p.baseline))

    # Overlapping splits.
    level = cached_property(lambda q: float(ml.true_level(q.p.alpha, q.p.splits, q.p.rho)))
    level_corrected = cached_property(lambda q: float(ml.true_level(q.p.alpha, q.p.splits, q.p.rho, q.p.share)))
    measured = cached_property(lambda q: ml_runs.measured(q.p.share, q.p.alpha))
    counted = held(*PLANNED)(lambda q: ml.counted_levels(*(q.p[name] for name in PLANNED)))

    # The same items: rows of right and wrong (2, n), all that there are; of these the first are seen.
    seen = cached_property(lambda q: min(q.p.upto if q.p.answers != "counts" else ml_runs.ROOM, q.right.shape[1]))
    table = cached_property(lambda q: ml.crossed(*q.right[:, : q.seen]))
    coin = cached_property(lambda q: ml.coin(q.table.split))

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        if self.p.answers in PAIRS:
            return np.stack([ml_runs.answers()[name] for name in PAIRS[self.p.answers]])
        theirs = brought(self.p.answers)
        found = own(self.p.answers).values[: ml_runs.TEST].T if theirs else ml_runs.rows_of(self.p.counts)
        if not found.size:
            raise Unanswerable("All four counts are zero: there is no item to compare on.")
        if not np.isin(found, (0, 1)).all():
            raise Unanswerable("Each column says of each item whether that model was right: 1, or wrong: 0.")
        return np.asarray(found > 0)

    # The names of the two models on the same items.
    models = cached_property(lambda q: PAIRS.get(q.p.answers) or named(q.p.answers))

    # Many tests.
    many = cached_property(lambda q: q.p.m if q.p.tests == "simulated" else len(q.tested[0]))
    nulls = cached_property(lambda q: round(q.p.nulls * q.many))
    rejected = cached_property(lambda q: {k: int(n) for k, n in ml.rejections(q.tested[0], q.p.alpha).items()})
    asked = cached_property(lambda q: (q.many, q.nulls, q.p.effect, 0.8 * q.p.common, q.p.seed, EXPERIMENTS))
    simulated = cached_property(lambda q: simulate(*q.asked))
    rates = cached_property(lambda q: rated(q.p.alpha, *q.asked))

    @cached_property
    def tested(self) -> tuple[Array, Any]:
        """Ascending p-values (m,), and of each its place among the reader's, the pair it is of, or whether its null is
        true."""
        if self.p.tests == "pairs":
            return ml_runs.pair_p()
        if self.p.tests == "simulated":
            return self.simulated.p[self.p.experiment - 1], self.simulated.null[self.p.experiment - 1]
        p = own(self.p.tests).values[:ROWS, 0] if brought(self.p.tests) else np.array(self.p.ps)
        if p.min() < 0 or p.max() > 1:
            raise Unanswerable("A p-value lies between 0 and 1, and this column has others.")
        return np.sort(p), np.argsort(p, kind="stable")

    # A league, and the two methods that are looked at: alone, the worst and the best of it.
    ends = cached_property(lambda q: ml.worst_and_best(q.fixed[0]))
    pool = cached_property(lambda q: ml.with_company(q.fixed[0], q.p.added, q.p.place, *q.ends))
    ranked = cached_property(lambda q: ml.league(q.pool))
    cd = cached_property(lambda q: ml.critical_difference(q.p.alpha, q.pool.shape[1], len(q.pool)))
    gap = cached_property(lambda q: float(q.ranked.means[q.ends[0]] - q.ranked.means[q.ends[1]]))
    methods = cached_property(lambda q: (*q.fixed[1], *(f"+{k + 1}" for k in range(q.p.added))))

    @cached_property
    def fixed(self) -> tuple[Array, tuple[str, ...]]:
        """The scores (N, k) before others join, and the names of the methods."""
        if brought(self.p.league):
            return own(self.p.league).values[:SETS], named(self.p.league)
        return ml_runs.LEAGUES[self.p.league]
