"""A held-out score speaks of rows as near to the training rows as the held-out ones were: ask if new ones will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law, up_to
from explorer.text import number
from mathcore.statistics import cross_validated as cv
from mathcore.statistics import leaks
from pages.statistics.cross_validation import panels
from pages.statistics.cross_validation.state import CHOSEN, SCHEMES, TABLES, Folds, Scans

SPOTS = (
    *(-0.16, 0.95, 0.74, 0.6, 0.96, 0.83, 0.71, 1.07, 1.05, 0.97, 0.57, 1.47),
    *(0.41, -0.41, -0.4, -0.76, -0.76, -1.71, -0.6, -0.95, -0.66, -0.61, -0.86, 0.2),
)
COPIES = {"once": "once", "apart": "twice, dealt apart", "together": "twice, together"}
COLUMNS = "The first column (a date, a size) predicts the second: numbers, or words as classes. The order counts."
HEIGHT = Points("heights", "Heights y", SPOTS, (-2.5, 2.5), None, 0.01, fewest=24, most=24)
DEGREE = Slider("degree", "Degree", 0, cv.MOST_DEGREE, 3, 1, integer=True)
FOLDS = Slider("folds", "Folds k", 3, 24, 5, 1, integer=True)
SHOWN = Slider("shown", "Fold shown", 1, 24, 2, 1, integer=True)
ORDER = Choice("order", "Folds are cut", {"shuffled": "shuffled", "stretches": "in stretches"}, "shuffled")
COPY = Choice("copies", "Each point is recorded", COPIES, "once")
CHOOSE = Choice("choose", "Choose", {"outside": "before the folds", "inside": "inside each"}, "outside")
FEATURES = Slider("features", "Features of noise", 10, leaks.MOST, 1000, log=True, integer=True)
MOST = Slider("most", "Features chosen", 1, CHOSEN, 100, log=True, integer=True)
HELD = Slider("held", "Fold held out", 1, leaks.FOLDS, 1, 1, integer=True)
TABLE = Data("data", "Data", {"months": "Mauna Loa CO₂, 526 months"}, "months", own=2, groups=(0, 9), help=COLUMNS)
SCHEME = Choice("scheme", "Held out", SCHEMES, "shuffled")
CUTS = Slider("cuts", "Parts", 2, 10, 5, 1, integer=True)
GAP = Slider("gap", "Gap in rows", 0, 60, 0, 1, integer=True, help="Rows beside a block, or before the future, unused.")
NEIGHBOURS = Slider("neighbours", "Neighbours that vote", 1, 9, 1, 1, integer=True)
ROW = Slider("row", "Row shown", 1, 1797, 1728, 1, integer=True)
MONTH = Slider("month", "Row shown", 1, 1000, 300, 1, integer=True)
ROWS = Slider("rows", "Rows n", 24, cv.MOST_ROWS, 40, 1, integer=True)
VARIABLES = Slider("variables", "Variables p", 1, cv.MOST_VARIABLES, 10, 1, integer=True)
PARTS = Slider("parts", "Folds k", 2, 20, 5, 1, integer=True)
RUNS = Slider("runs", "Data sets", 100, 600, 400, 100, integer=True)
SEED = Seed()


def readouts(q: Folds) -> list[Readout | Law]:
    d, varies = q.p.degree, min(np.ptp(q.predicted), np.ptp(q.y)) > 1e-9
    agreement = number(np.corrcoef(q.predicted, q.y)[0, 1], 3) if varies else "undefined: they do not vary"
    twice = law(
        *("a copy tells nothing new", "error, twice = error, once", q.held_out_error[d], q.once_error),
        tolerance=1e-5,
        unless="twins stand in different folds" if q.split else "",
    )
    return [
        Readout("error of the fitted rows", q.fitted_error[d], role="null"),
        Readout("error of held-out rows (cross-validated)", q.held_out_error[d], role="model"),
        Readout("error on new rows", q.new_error[d], role="optimum"),
        Readout(
            "degree that the folds choose", f"{q.chosen}, promising {number(q.held_out_error.min())}", role="model"
        ),
        Readout("degree that is best on new rows", f"{q.best}, at {number(q.new_error.min())}", role="optimum"),
        Readout("deviation of the folds / √k", q.fold_errors.std(ddof=1) / np.sqrt(q.p.folds)),
        Readout("correlation of held-out predictions with y", agreement),
        law("no refit is needed", "k refits = from one fit", q.refitted_error, q.held_out_error[d], tolerance=1e-5),
        law("to have seen a row helps", "fitted rows ≤ held-out rows", q.fitted_error[d], q.held_out_error[d]),
        *([twice] if q.times == 2 else []),
    ]


def notice(q: Folds) -> str:
    said = [f"There are {q.p.folds} folds; the last is shown."] * (q.p.shown > q.p.folds)
    if q.split:
        said += [f"{number(100 * q.split, 3)}% of the twins stand in different folds: held out, and yet known."]
    shown = [*q.held_out_error, *q.fold_errors, *q.fitted_error]
    if max(shown) > panels.ERRORS[1] or min(shown) < panels.ERRORS[0]:
        said += ["Errors beyond the picture wait at its edge."]
    return " ".join(said)


def noise_readouts(q: Folds) -> list[Readout | Law]:
    noise, k, unless = q.tables[0], q.p.held - 1, "the test rows helped to choose" if q.picks else ""
    one = leaks.CLASS[k == leaks.FOLD] == 1
    products, apart = noise.train[k, q.lit] @ noise.test[k, q.lit], q.margin[one].mean() - q.margin[~one].mean()
    error = up_to(5 * 0.12 / TABLES**0.5)  # 0.12: the deviation between tables, at most (tested)
    return [
        Readout("accuracy, chosen before the folds", 100 * q.here[0].mean(), "%", 3, "gradient"),
        Readout("accuracy, chosen inside each fold", 100 * q.here[1].mean(), "%", 3, "model"),
        Readout("accuracy on new rows", 50, "%", role="optimum", note="the labels are coins"),
        Readout("features chosen", len(q.lit)),
        law("where the scores come from", "gap of test scores = Σ x·y of the lit", apart, products),
        law("noise cannot be learnt", "mean accuracy = 1/2", q.lit_accuracy, 0.5, **error, unless=unless),
    ]


def same_readouts(q: Folds) -> list[Readout | Law]:
    said = lambda v: "undefined" if np.isnan(v) else f"{100 * v:.2f}%" if q.table.classes else number(v)
    role, unless = {q.p.scheme: "model"}, "the rows are shuffled" if q.p.scheme == "shuffled" else ""
    return [
        *(Readout(f"{q.measure}, {SCHEMES[key]}", said(v), role=role.get(key, "null")) for key, v in q.scores.items()),
        Readout(f"doubles within {q.door} row{'s' * (q.door > 1)}", 100 * q.next_door, "%", 3, "data"),
        Readout("of all pairs of rows", 100 * q.by_chance, "%", 3),
        Readout("rows tested", f"{q.shown_rows.tested.sum()} of {q.count}"),
        law("no double next door", "least distance ≥ gap + 1", q.distances.min(), q.p.gap + 1, unless=unless),
    ]


def same_notice(q: Folds) -> str:
    said = [f"These {q.count} rows can be cut into {q.parts_used} parts at most."] * (q.p.cuts > q.parts_used)
    said += [f"There are {q.count} rows; the last is shown."] * (q.p[q.pointer] > q.count)
    why = "the gap leaves nothing to train on" if q.p.gap else "nothing stands before it"
    return " ".join(said + [f"Row {q.spot + 1} is not tested here: {why}."] * (q.nearest < 0))


def estimate_readouts(q: Folds) -> list[Readout | Law]:
    e, true, exact = q.sets, q.mean_truth, q.mean_estimate
    error = [up_to(6 * float(each.std() / q.p.runs**0.5)) for each in (e.estimate, e.truth)]
    # With nearly as many variables as rows the squares have no mean, and the simulation no known error.
    safe = q.fewest - q.dimension >= 9
    return [
        Readout("expected error of a fit to all rows", true, role="data"),
        Readout("expected cross-validated error", exact, role="model"),
        Readout("bias of the estimate", 100 * q.bias, "%", 3, "accent"),
        Readout("deviation of the estimates", e.estimate.std(), role="model"),
        Readout("standard error s/√n, on average", e.error.mean()),
        Readout("95% intervals that hold their truth", 100 * q.coverage, "%", 3, "model"),
        Readout("correlation of estimate and truth", e.correlation, "", 2),
        law("fewer rows, a worse fit", "true error ≤ cross-validated error", true, exact),
        *([law("the estimates on average", "mean estimate = exact", e.estimate.mean(), exact, **error[0])] * safe),
        *([law("the truths on average", "mean truth = exact", e.truth.mean(), true, **error[1])] * safe),
    ]


def estimate_notice(q: Folds) -> str:
    if q.dimension < q.p.variables:
        return f"Some fold leaves {q.fewest} rows to train: the mean is finite up to p = {q.dimension}, which is shown."
    beyond = int(np.sum((q.sets.estimate > panels.SPAN[1]) | (q.sets.estimate < panels.SPAN[0])))
    return f"Estimates beyond the edge, where they wait: {beyond}." if beyond else ""


def numbers(q: Folds) -> dict[str, Any]:
    d, found = q.p.degree, {"before": 100 * q.here[0].mean(), "inside": 100 * q.here[1].mean(), "n": len(q.y)}
    found |= {"fitted_rows": q.fitted_error[d], "held_out_rows": q.held_out_error[d], "new_rows": q.new_error[d]}
    found |= {"promised": q.held_out_error[q.chosen], "came": q.new_error[q.chosen]}
    found |= {"first_before": q.here[0][0], "first_inside": q.here[1][0], "out_count": q.out.sum()}
    found |= {"trained": q.p.rows * (1 - 1 / q.p.parts), "cut": q.cut, "fold_shown": q.place + 1}
    return found | {"percent_bias": 100 * q.bias, "percent_covered": 100 * q.coverage}


def listing(q: Folds) -> Mapping[str, Any]:
    """The heights, and the fold of each row, are written into the programs."""
    found = {"heights": list(q.p.heights), "times": q.times, "fold": q.fold.tolist(), "p": q.dimension}
    return found | {name: q.p[name] for name in ("degree", "features", "most", "seed", "rows", "parts")}


def fewest_folds(q: Folds) -> bool:
    """Whether the bias is 4% at most, and with one fold fewer would not be."""
    fewer = cv.expected_estimate(q.p.rows, q.p.parts - 1, q.dimension) / q.mean_truth - 1 if q.p.parts > 2 else np.inf
    return q.p.variables == q.dimension >= 8 and q.p.rows <= 45 and q.bias <= 0.04 < fewer


percent = lambda share: number(100 * share, 3) + "%"
alt = lambda q: f"Points, a fit without fold {q.place + 1}, lanes of folds; degree {q.p.degree} of polynomials."
noise_alt = lambda q: f"{q.p.features} features of noise; held-out rows are told right in {percent(q.lit_accuracy)}."
same_alt = lambda q: f"Held-out rows against their doubles; {percent(q.next_door)} are next door in the file."
estimate_alt = lambda q: f"Estimates against true errors, a learning curve. The bias is {percent(q.bias)}."
noise_notice = lambda q: "All features are taken: nothing is chosen; both ways are one." * (q.p.most >= q.p.features)
leak = lambda features, most, **more: {"view": "noise", "features": features, "most": most} | more
plan = lambda rows, variables, parts: {"view": "estimate", "rows": rows, "variables": variables, "parts": parts}
ON_POINTS = [panels.points_panel, panels.degrees_panel], readouts, alt
ON_NOISE = [panels.cloud_panel, panels.climb_panel], noise_readouts, noise_alt
ON_SCANS = [panels.xray_panel, panels.scans_panel, panels.scores_panel], same_readouts, same_alt
ON_TIME = [panels.series_panel, panels.xray_panel, panels.scores_panel], same_readouts, same_alt
HOW = [SCHEME, CUTS, GAP, NEIGHBOURS]
ON_SETS = [panels.estimates_panel, panels.learning_panel], estimate_readouts, estimate_alt
lesson = Lesson(
    title="Cross-Validation and Resampling for ML",
    terms=("k-fold", "leave-one-out", "data leakage", "nested", "time series split", "held-out", "test error"),
    state=Folds,
    views={
        "folds": View("Folds", *ON_POINTS, [HEIGHT, DEGREE, FOLDS, SHOWN, ORDER, COPY, SEED], notice),
        "noise": View("Chosen before", *ON_NOISE, [CHOOSE, FEATURES, MOST, HELD, SEED], noise_notice),
        "doubles": View("Doubles", *ON_SCANS, [*HOW, ROW, SEED], same_notice, 3, state=Scans),
        "time": View("In time", *ON_TIME, [TABLE, *HOW, MONTH, SEED], same_notice, 3),
        "estimate": View("What it estimates", *ON_SETS, [ROWS, VARIABLES, PARTS, RUNS, SEED], estimate_notice),
    },
    numbers=numbers,
    listing=listing,
    draft={"runs": 100},
    challenges=(
        Challenge(
            "In Chosen before: 88% or more on pure noise, as the mean of the eight tables, with 300 features or fewer.",
            "The leak needs a choice among many. Choose too few and most is wasted; nearly all, and none is left.",
            lambda q: q.outside and q.p.features <= 300 and q.lit_accuracy >= 0.88,
            [leak(299, 47), leak(266, 56, seed=2), leak(282, 47, seed=3)],
            [leak(299, 100), leak(299, 5), leak(299, 47, choose="inside"), leak(317, 47), leak(200, 47)],
            views=["noise"],
        ),
        Challenge(
            "In What it estimates, with n ≤ 45 and p ≥ 8: the fewest folds whose bias is 4% or less.",
            "A fold takes n/k rows from the fit. Read on the learning curve what they cost; it is steep near p + 1.",
            fewest_folds,
            [plan(40, 10, 11), plan(45, 8, 7), plan(36, 9, 11)],
            [plan(40, 10, 10), plan(40, 10, 12), plan(45, 7, 7), plan(46, 8, 7)],
            views=["estimate"],
        ),
        Challenge(
            "Predict: 12 values of +1 and 12 of −1, each predicted by the mean of the 23 others. How many signs fit?",
            "Leave out a +1. Which sign has the mean of what is left?",
            predict=Prediction(
                "Of 24 held-out predictions, how many have the right sign?",
                lambda q: q.agree,
                0.5,
                {"degree": 0, "folds": 24, "heights": (1.0, -1.0) * 12},
                why="None. Without a +1, eleven of them are left and twelve −1. A majority vote fares no better.",
            ),
        ),
    ),
    related=("resampling", "hypothesis_testing", "time_series", "bias_variance"),
    oracles=(
        *("folds: sklearn’s KFold, TimeSeriesSplit(gap=)", "held-out errors: cross_val_predict, LeaveOneOut"),
        *("error on new rows: scipy.integrate.quad", "noise: SelectKBest and NearestCentroid in a Pipeline"),
        "learning curve: scipy.stats.invwishart",
    ),
    source=(cv.folds_of, cv.refitted, cv.without_fold, cv.estimates, leaks.chosen, leaks.windows, leaks.held_out),
)
