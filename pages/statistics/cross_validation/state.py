"""The state of the lesson: a polynomial and its folds, chosen noise, rows and their doubles, many estimates."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.controls import unpack
from explorer.lesson import State, Unanswerable, kept
from mathcore.statistics import cross_validated as cv
from mathcore.statistics import leaks

TABLES, CHOSEN = 8, 500  # of pure noise; features that are chosen at most
SIZES = np.unique(np.geomspace(10, leaks.MOST, 9).round().astype(int))  # numbers of features along the curve
SCHEMES = {"shuffled": "shuffled", "blocks": "in blocks", "future": "the future"}


class Folds(State):
    """`times` to `agree`: folds; `tables` to `margin`: noise; `table` to `by_chance`: doubles; then estimates."""

    times = cached_property(lambda q: 1 if q.p.copies == "once" else 2)
    x = cached_property(lambda q: np.repeat(cv.POINTS, q.times))
    y_once = cached_property(lambda q: np.array(q.p.heights))
    y = cached_property(lambda q: np.repeat(q.y_once, q.times))
    dealt = cached_property(lambda q: q.p.seed if q.p.order == "shuffled" else None)
    fold_once = cached_property(lambda q: cv.folds_of(len(cv.POINTS), q.p.folds, q.dealt))
    fold_apart = cached_property(lambda q: cv.folds_of(2 * len(cv.POINTS), q.p.folds, q.dealt))
    fold = cached_property(lambda q: q.fold_apart if q.p.copies == "apart" else np.repeat(q.fold_once, q.times))
    split = cached_property(lambda q: float(np.mean(q.fold[:: q.times] != q.fold[q.times - 1 :: q.times])))  # of twins
    hats = cached_property(lambda q: cv.hats_of_points(q.times))
    maps = kept("folds", "order", "copies", "seed")(lambda q: cv.without_fold(q.hats, q.fold))
    wrong = cached_property(lambda q: np.einsum("dij,j->di", q.maps, q.y - q.y[0]))  # of held-out rows, by degree
    held_out_error = cached_property(lambda q: cv.mean_squares(q.wrong, q.y))
    fitted_error = cached_property(lambda q: cv.mean_squares(cv.residuals(q.hats, q.y), q.y))
    new_error = cached_property(lambda q: cv.true_errors(q.y_once))
    chosen = cached_property(lambda q: cv.lowest(q.held_out_error))
    best = cached_property(lambda q: cv.lowest(q.new_error))
    place = cached_property(lambda q: min(q.p.shown, q.p.folds) - 1)  # the fold that is shown
    out = cached_property(lambda q: q.fold == q.place)
    columns = cached_property(lambda q: cv.basis(q.x, q.p.degree))
    without = cached_property(lambda q: cv.fitted(q.columns[~q.out], q.y[~q.out]))  # the fit without that fold
    predicted = cached_property(lambda q: q.y - q.wrong[q.p.degree])
    fold_errors = cached_property(lambda q: cv.by_fold(cv.squares(q.wrong[q.p.degree], q.y), q.fold))
    refitted_error = cached_property(lambda q: cv.refitted_error(q.columns, q.y, q.fold))
    once_error = cached_property(lambda q: cv.refitted_error(q.columns[:: q.times], q.y_once, q.fold_once))
    agree = cached_property(lambda q: int(np.sum(q.predicted * q.y > 0)))  # held-out predictions of the right sign

    tables = cached_property(lambda q: [leaks.noise(q.p.seed, run) for run in range(TABLES)])
    outside = cached_property(lambda q: q.p.choose == "outside")
    wanted = cached_property(lambda q: (q.tables[0], q.p.features, q.p.most, q.outside))
    lit = cached_property(lambda q: leaks.chosen(*q.wanted)[q.p.held - 1])
    ranked = cached_property(lambda q: q.tables[0].whole if q.outside else q.tables[0].train[q.p.held - 1])
    cut = cached_property(lambda q: abs(float(q.ranked[q.lit[-1]])))  # the least difference that is chosen
    margin = cached_property(lambda q: leaks.scores(*q.wanted)[q.p.held - 1 == leaks.FOLD])
    # Accuracies (2, tables), chosen outside and inside: at the present number of features, and along the curve, where
    # those of every number of chosen features are kept: a frame looks them up.
    here = kept("features", "most", "seed")(lambda q: leaks.both_ways(q.tables, q.p.features, q.p.most))
    climbs = kept("seed")(lambda q: np.array([[leaks.climbs(t, int(n), CHOSEN) for t in q.tables] for n in SIZES]))
    along = cached_property(lambda q: np.moveaxis(q.climbs[..., q.p.most - 1], 2, 0))
    picks = cached_property(lambda q: q.outside and q.p.most < q.p.features)  # held-out rows had a say
    lit_accuracy = cached_property(lambda q: float(q.here[0 if q.outside else 1].mean()))

    source = cached_property(lambda q: q.p.data)
    own = cached_property(lambda q: unpack(q.p.data))
    mine = cached_property(lambda q: leaks.rows_of(q.own.values[:, :1], q.own.values[:, 1], len(q.own.groups(1))))
    table = kept("data")(lambda q: leaks.months() if q.p.data == "months" else q.mine)
    measure = cached_property(lambda q: "accuracy" if q.table.classes else "RMSE" + " (ppm)" * (q.source == "months"))
    count = cached_property(lambda q: len(q.table.y))
    parts_used = cached_property(lambda q: min(q.p.cuts, q.count - 1))
    ways = kept("data", "cuts", "gap", "seed")(
        lambda q: {key: leaks.windows(q.count, q.parts_used, q.p.gap, key, q.p.seed) for key in SCHEMES}
    )
    all_held = kept("data", "cuts", "gap", "neighbours", "seed")(
        lambda q: {key: leaks.held_out(q.table, way, q.p.neighbours) for key, way in q.ways.items()}
    )
    scores = cached_property(lambda q: {name: leaks.score(q.table, each) for name, each in q.all_held.items()})

    @cached_property
    def shown_rows(self) -> leaks.HeldOut:
        """What happened to the held-out rows, by the scheme that is shown."""
        if not self.all_held[self.p.scheme].tested.any():
            raise Unanswerable("This gap leaves no row to train on: make it smaller, or cut into fewer parts.")
        return self.all_held[self.p.scheme]

    pointer = "month"  # the control that points at a row
    spot = cached_property(lambda q: min(q.p[q.pointer], q.count) - 1)
    nearest = cached_property(lambda q: int(q.shown_rows.nearest[q.spot]))
    distances = cached_property(lambda q: np.abs(q.shown_rows.nearest - np.arange(q.count))[q.shown_rows.tested])
    door = cached_property(lambda q: max(1, q.count // 100))  # rows within one per cent of the file are next door
    next_door = cached_property(lambda q: float(np.mean(q.distances <= q.door)))
    by_chance = cached_property(lambda q: q.door * (2 * q.count - q.door - 1) / (q.count * (q.count - 1)))  # of pairs

    fewest = cached_property(lambda q: q.p.rows - -(-q.p.rows // q.p.parts))  # rows of the smallest training set
    dimension = cached_property(lambda q: min(q.p.variables, q.fewest - 2))  # beyond, the mean is infinite
    drawn = kept("seed", "runs")(lambda q: cv.draws(q.p.seed, q.p.runs))
    sets = kept("rows", "variables", "parts", "seed", "runs")(
        lambda q: cv.estimates(q.drawn, q.p.rows, q.dimension, q.p.parts)
    )
    mean_truth = cached_property(lambda q: float(cv.expected_error(q.p.rows, q.dimension)))
    mean_estimate = cached_property(lambda q: cv.expected_estimate(q.p.rows, q.p.parts, q.dimension))
    bias = cached_property(lambda q: q.mean_estimate / q.mean_truth - 1)
    coverage = cached_property(lambda q: float(q.sets.covered().mean()))


class Scans(Folds):
    """The same of digits, in the order of their file."""

    source = cached_property(lambda q: "digits")
    table = cached_property(lambda q: leaks.digits())
    pointer = "row"
