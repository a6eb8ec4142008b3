"""Is model B better? Ask what is repeated: seeds, splits, items, tests or data sets. Each of them has its own test."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Data, Matrix, Points, Seed, Slider, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs
from pages.statistics.ml_significance import panels
from pages.statistics.ml_significance import readouts as said
from pages.statistics.ml_significance.state import MOST, PLACES, ROWS, SETS, Compared

RUNS = {"twins": "One forest, other seeds", "trees": "Forest, extra trees by seed"}
RUNS |= {"splits": "9-NN and SVM on 30 splits", "draw": "Your own points"}
ANSWERS = {"forests": "Forest and extra trees", "neighbours": "3-NN and SVM", "simple": "Naive Bayes and one tree"}
ANSWERS |= {"counts": "Your own counts"}
TESTS = {"drawn": "Fifteen, or your own", "pairs": "45 pairs of classifiers", "simulated": "Simulated"}
LEAGUES = {"demsar": "Demšar: 4 trees, 14 sets", "duel": "A duel: 8 wins in 10"}
PAIRS = ((84.2, 86.0), (82.5, 83.1), (85.4, 88.2), (83.3, 83.0), (86.1, 87.4), (81.8, 84.9), (84.0, 84.4), (83.6, 86.3))
SCORED = "A row is a run: the score of model A, then that of model B; more is better."
RIGHT = "A row is an item: 1 if the model was right, 0 if not; A, then B."
METHODS = "A row is a data set; each column holds the scores of a method; more is better."
TABLE = "Row 1: both right, only A. Row 2: only B, both wrong."
ALIKE = "On: any two tests of an experiment correlate by 0.8, as metrics of one model do."
MINE, OWN = {"data": ("draw",)}, {"tests": ("drawn",)}
ALPHA = Slider("alpha", "Level α", 0.01, 0.2, 0.05, 0.005)
DATA = Data("data", "Runs of", RUNS, "twins", own=2, help=SCORED)
POINTS = Points("pairs", "Your own pairs A, B", PAIRS, (70, 100), (70, 100), 0.1, fewest=2, most=MOST, when=MINE)
START = Slider("start", "First run reported", 1, MOST, 1, 1, integer=True)
COUNT = Slider("runs", "How many runs", 1, MOST, 10, 1, integer=True)
OVERLAP = Slider("overlap", "Share tested, if your splits overlap", 0, 0.5, 0, 0.05, help="Built-in runs know theirs.")
TRIES = Slider("tries", "Your runs k", 1, 50, 20, 1, integer=True)
BASELINE = Slider("baseline", "Runs of the baseline k₀", 1, 50, 1, 1, integer=True)
SPLITS = Slider("splits", "Splits J", 2, MOST, 10, 1, integer=True)
RHO = Slider("rho", "Correlation of two splits ρ", 0, 0.8, 0.1, 0.01)
SHARE = Slider("share", "Share of the data tested", 0.1, 0.5, 0.1, 0.1)
ITEMS = Data("answers", "Two models", ANSWERS, "forests", own=2, help=RIGHT)
SEEN = Slider("upto", "Items tested", 20, 800, 800, 20, integer=True)
COUNTS = Matrix("counts", "Counts", ((200, 12), (5, 60)), 0, 200, 1, help=TABLE, when={"answers": ("counts",)})
P = Data("tests", "p-values", TESTS, "drawn", own=1)
PS = Points("ps", "Your own p-values", ml_runs.FIFTEEN, (0.0001, 1), None, 0.00005, fewest=3, most=24, when=OWN)
M = Slider("m", "Tests m", 2, 40, 20, 1, integer=True, when={"tests": ("simulated",)})
SHOWN = Slider("experiment", "Experiment shown", 1, 100, 1, 1, integer=True, when={"tests": ("simulated",)})
NULLS = Slider("nulls", "Share of nothing, on average", 0, 1, 0.6, 0.05)
EFFECT = Slider("effect", "Effect of the others", 0, 5, 3, 0.1, unit="errors")
COMMON = Toggle("common", "Tests share noise", False, help=ALIKE)
LEAGUE = Data("league", "League", LEAGUES, "demsar", own=4, help=METHODS)
ADDED = Slider("added", "Methods that join", 0, 4, 0, 1, integer=True)
PLACE = Choice("place", "They score", PLACES, "between")

RUN = [panels.runs_panel, panels.differences_panel], said.run_readouts, said.ALTS["seeds"]
BEST = [panels.bells_panel, panels.luck_panel], said.best_readouts, said.ALTS["best"]
SPLIT = [panels.variance_panel, panels.level_panel], said.split_readouts, said.ALTS["splits"]
ITEM = [panels.items_panel, panels.scans_panel, panels.coin_panel], said.item_readouts, said.ALTS["items"]
MANY = [panels.ordered_panel, panels.rates_panel], said.many_readouts, said.ALTS["many"]
POOL = [panels.ranks_panel, panels.diagram_panel], said.league_readouts, said.ALTS["pool"]
WIDER = {"m": "The axis has a place for each test.", "pairs": "Differences are small beside all that they may be."}
MANY_CONTROLS = [P, PS, M, SHOWN, NULLS, EFFECT, COMMON, ALPHA, Seed()]
window = lambda start, runs, **more: {"data": "twins", "start": start, "runs": runs} | more
table = lambda both, a, b, neither: {"view": "items", "answers": "counts", "counts": ((both, a), (b, neither))}
invited = lambda added, place, alpha=0.1: {"view": "pool", "added": added, "place": place, "alpha": alpha}
tied = lambda q: said.TIES if q.p.splits == 2 else ""
lacking = lambda q: said.NOTHING if q.nulls == q.many else said.first(q.p.tests, ROWS)
unread = lambda q: said.UNREAD if q.ranked.p > q.p.alpha else said.first(q.p.league, SETS)
close = lambda q: q.p.answers == "counts" and q.table.p < 0.01 and abs(np.subtract(*q.table.accuracies)) < 0.03
parted = lambda q: q.p.league == "demsar" and q.p.alpha == 0.1 and q.p.added > 0 and q.gap <= q.cd
TERMS = "random seed, McNemar, corrected resampled t-test, Nadeau-Bengio, 5x2cv, Bonferroni, Holm, multiple testing, "
TERMS += "Benjamini-Hochberg, false discovery rate, Friedman, Nemenyi, critical difference, Wilcoxon"
WHY = "The best of 20 stands 1.87 deviations above the mean on average: 0.93 points, and no model has improved."
lesson = Lesson(
    title="Statistical Significance in ML Experiments",
    terms=tuple(TERMS.split(", ")),
    state=Compared,
    views={
        "seeds": View("Seeds", *RUN, [DATA, POINTS, START, COUNT, OVERLAP, ALPHA], said.run_notice, rescales=WIDER),
        "best": View("Best of k", *BEST, [TRIES, BASELINE]),
        "splits": View("Splits", *SPLIT, [SPLITS, RHO, SHARE, ALPHA, Seed()], tied),
        "items": View("Items", *ITEM, [ITEMS, COUNTS, SEEN], said.item_notice, columns=3),
        "many": View("Many tests", *MANY, MANY_CONTROLS, lacking, rescales=WIDER),
        "pool": View("Pool", *POOL, [LEAGUE, ADDED, PLACE, ALPHA], unread),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "In Seeds, the same forest twice: report five or more runs in a row that differ with p < 0.05.",
            "Nothing differs, so you must be lucky, or look in many places. Drag both ends of the window.",
            lambda q: q.p.data == "twins" and q.reported >= 5 and q.plain.p < 0.05,
            [window(6, 9), window(10, 5), window(17, 13)],
            [window(6, 3), window(6, 10), window(1, 30), window(10, 4), window(6, 9, data="trees")],
            views=["seeds"],
        ),
        Challenge(
            "In Items, your own counts: accuracies less than three points apart, and yet an exact p below 0.01.",
            "What both have right, or both wrong, does not count. Let the few disagreements point one way.",
            close,
            [table(200, 9, 0, 200), table(200, 0, 8, 195), table(190, 13, 1, 200)],
            [table(200, 12, 0, 150), table(200, 15, 10, 200), table(200, 7, 0, 200), table(200, 40, 33, 200)],
            views=["items"],
        ),
        Challenge(
            "In Pool at α = 0.1 Demšar’s worst and best are told apart. Invite others until they are not.",
            "The gap of two mean ranks need not grow; the critical difference does, with every method.",
            parted,
            [invited(1, "below"), invited(1, "above"), invited(4, "below")],
            [invited(1, "between"), invited(0, "below"), invited(1, "below", 0.2), invited(2, "below", 0.05)],
            views=["pool"],
        ),
        Challenge(
            "Predict: accuracy varies by 0.5 points (one deviation) over seeds, and you report the best of 20.",
            "Half of all seeds are above the mean; one of twenty is the luckiest.",
            predict=Prediction("Points gained", lambda q: 0.5 * q.luck, 0.06, {"view": "best"}, unit="points", why=WHY),
        ),
    ),
    related=("hypothesis_testing", "anova", "resampling", "cross_validation", "nonparametric", "ab_testing"),
    oracles=(
        *("t-tests: scipy.stats.ttest_rel", "exact p: statsmodels mcnemar, scipy.stats.binomtest"),
        *("many tests: statsmodels multipletests", "league: scipy.stats.friedmanchisquare, studentized_range"),
        *("levels: scipy.stats.t, simulation", "rank test: scipy.stats.wilcoxon", "tables: as published"),
    ),
    source=(ml.paired, ml.true_level, ml.mcnemar_p, ml.rejections, ml.league, ml.critical_difference),
)
