"""The state of the lesson: runs of two models, overlapping splits, one set of items, many tests, a league."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs
from mathcore.statistics.ml_runs import MODELS, Scores

Array = NDArray[np.float64]
MOST, EXPERIMENTS, LEVELLED = 30, 1000, 2000  # runs shown; simulated experiments of many tests; of splits
PLACES = {"between": "between the two", "below": "worse than all", "above": "better than all"}
PAIRS = {"forests": ("forest", "extra trees"), "neighbours": ("3-NN", "SVM"), "simple": ("naive Bayes", "tree")}
held: Any = kept
own = lru_cache(maxsize=8)(unpack)
words = lambda name: name if len(name) <= 14 else name[:13] + "…"


class Compared(State):
    """What each view computes, when it is asked for."""

    # Runs of two models.
    drawn = cached_property(lambda q: q.p.data == "draw")

    @cached_property
    def scores(self) -> Scores:
        """All runs that there are."""
        if self.drawn:
            x = np.array(self.p.pairs)
            return Scores(x[:, 0], x[:, 1], self.p.overlap, ("A", "B"))
        if self.p.data.startswith("own:"):
            found = own(self.p.data)
            a, b = found.values[:MOST].T
            return Scores(a, b, self.p.overlap, (words(found.columns[0]), words(found.columns[1])))
        return ml_runs.runs(self.p.data)

    # The runs that are reported: a window, cut where there are no more.
    begin = cached_property(lambda q: min(q.p.start, len(q.scores.first)))
    end = cached_property(lambda q: min(q.begin + q.p.runs - 1, len(q.scores.first)))
    chosen = cached_property(lambda q: slice(q.begin - 1, q.end))
    apart = cached_property(lambda q: q.scores.second - q.scores.first)  # of all runs
    plain = cached_property(lambda q: ml.paired(q.apart[q.chosen]))
    corrected = cached_property(lambda q: ml.paired(q.apart[q.chosen], q.scores.share))
    bands = cached_property(lambda q: [ml.running(q.apart[q.chosen], q.p.alpha, r) for r in (0.0, q.scores.share)])
    reported = cached_property(lambda q: q.end - q.begin + 1)
    luck = cached_property(lambda q: ml.expected_best(q.reported))  # of the best of as many, in deviations

    # Overlapping splits.
    level = cached_property(lambda q: float(ml.true_level(q.p.alpha, q.p.splits, q.p.rho)))
    level_corrected = cached_property(lambda q: float(ml.true_level(q.p.alpha, q.p.splits, q.p.rho, q.p.share)))
    counted = held("alpha", "splits", "rho", "share", "seed")(
        lambda q: ml.counted_levels(q.p.alpha, q.p.splits, q.p.rho, q.p.share, LEVELLED, q.p.seed)
    )
    measured = cached_property(lambda q: ml_runs.measured(q.p.share, q.p.alpha))

    # The same items.
    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Two rows of right and wrong (2, n): all items that there are."""
        if self.p.answers == "counts":
            (both, first), (second, neither) = (map(int, row) for row in self.p.counts)
            if both + first + second + neither == 0:
                raise Unanswerable("All four counts are zero: there is no item to compare on.")
            rows = np.repeat([[1, 1, 0, 0], [1, 0, 1, 0]], [both, first, second, neither], axis=1) > 0
            return rows
        if self.p.answers.startswith("own:"):
            values = own(self.p.answers).values[: ml_runs.TEST]
            if not np.isin(values, (0, 1)).all():
                raise Unanswerable("Each column says of each item whether that model was right: 1, or wrong: 0.")
            return np.asarray(values.T > 0)
        return np.stack([ml_runs.answers()[name] for name in PAIRS[self.p.answers]])

    @cached_property
    def models(self) -> tuple[str, str]:
        """The names of the two models on the same items."""
        if self.p.answers in PAIRS:
            return PAIRS[self.p.answers]
        if self.p.answers == "counts":
            return "A", "B"
        a, b = own(self.p.answers).columns
        return words(a), words(b)

    seen = cached_property(lambda q: min(q.p.upto, q.right.shape[1]) if q.p.answers != "counts" else q.right.shape[1])
    table = cached_property(lambda q: ml.crossed(*q.right[:, : q.seen]))
    coin = cached_property(lambda q: ml.coin(q.table.split))

    # Many tests.
    @cached_property
    def tested(self) -> tuple[Array, Any]:
        """Ascending p-values (m,), and of each what it is: a text, its place among the reader's, or a null or not."""
        if self.p.tests == "drawn":
            p = np.array(self.p.ps)
            order = np.argsort(p, kind="stable")
            return p[order], order
        if self.p.tests == "pairs":
            return ml_runs.pair_p()
        if self.p.tests == "simulated":
            return self.simulated.p[self.p.experiment - 1], self.simulated.null[self.p.experiment - 1]
        p = np.sort(own(self.p.tests).values[:60, 0])
        if p[0] < 0 or p[-1] > 1:
            raise Unanswerable("A p-value lies between 0 and 1, and this column has others.")
        return p, None

    many = cached_property(lambda q: q.p.m if q.p.tests == "simulated" else len(q.tested[0]))
    nulls = cached_property(lambda q: round(q.p.nulls * q.many))
    rejected = cached_property(lambda q: {k: int(n) for k, n in ml.rejections(q.tested[0], q.p.alpha).items()})
    planned = cached_property(lambda q: (q.many, q.nulls, q.p.effect, 0.8 if q.p.common else 0.0))
    simulated = cached_property(lambda q: simulate(*q.planned, q.p.seed))
    rates = cached_property(lambda q: ml.rates(q.simulated, q.p.alpha))

    # A league.
    @cached_property
    def fixed(self) -> tuple[Array, tuple[str, ...]]:
        """The scores (N, k) before others join, and the names of the methods."""
        if self.p.league == "demsar":
            return np.array(ml_runs.LEAGUE), ml_runs.LEAGUE_METHODS
        if self.p.league == "duel":
            return np.array(ml_runs.DUEL), ("A", "B")
        found = own(self.p.league)
        return found.values[:40], tuple(words(name) for name in found.columns)

    # The two methods that are looked at: of the league alone the worst and the best.
    ends = cached_property(lambda q: (int(q.alone.means.argmax()), int(q.alone.means.argmin())))
    alone = cached_property(lambda q: ml.league(q.fixed[0]))
    pool = cached_property(lambda q: ml.with_company(q.fixed[0], q.p.added, q.p.place, *q.ends))
    ranked = cached_property(lambda q: ml.league(q.pool))
    cd = cached_property(lambda q: ml.critical_difference(q.p.alpha, q.pool.shape[1], len(q.pool)))
    gap = cached_property(lambda q: float(q.ranked.means[q.ends[0]] - q.ranked.means[q.ends[1]]))
    methods = cached_property(lambda q: (*q.fixed[1], *(f"+{k + 1}" for k in range(q.p.added))))


simulate = lru_cache(maxsize=4)(
    lambda m, nulls, effect, common, seed: ml.simulate(m, nulls, effect, common, EXPERIMENTS, seed)
)
assert all(name in MODELS for pair in PAIRS.values() for name in pair)
