"""A p-value says how often chance alone would do as much: it is a fact about repetitions, not about your hypothesis."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Data, Matrix, Points, Seed, Slider, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics import line_up
from pages.statistics.hypothesis_testing import panels
from pages.statistics.hypothesis_testing import readouts as said
from pages.statistics.hypothesis_testing.state import Testing

SOURCES = {"draw": "Your own points", "iris": "Iris, sepal widths", "sleep": "Student’s sleep data"}
SOURCES |= {"diabetes": "Diabetes, by sex"}
TESTS = {"pooled": "Student (pooled)", "welch": "Welch"}
COLUMNS = "Two values or words in the second column label two groups; otherwise the two columns are pairs."
SIDES = "x is the number; the groups lie above and below y = 5."
TWICE = "Off: each value was recorded twice, and the test takes the copies for new evidence."
SPOTS = (
    *((2.6, 6.4), (4.4, 7.0), (5.0, 8.2), (5.9, 6.2), (6.6, 7.4), (7.4, 8.6), (8.3, 6.8)),
    *((1.4, 3.0), (2.4, 2.2), (3.2, 4.1), (3.9, 1.6), (4.6, 3.6), (5.4, 2.4), (6.9, 4.2)),
)
ALPHA = Slider("alpha", "Level α", 0.001, 0.3, 0.05, 0.001)
EFFECT = Slider("effect", "True effect d", 0, 1.5, 0.5, 0.01, unit="deviations")
N = Slider("n", "Size of each group, n", 2, 400, 64, 1, integer=True)
SHIFT = Slider("shift", "True difference", 0, 1.5, 0.5, 0.01, unit="deviations of A")
SIZE_A, SIZE_B = (
    Slider(f"size_{each.lower()}", f"Size of group {each}", 2, ht.LARGEST, 20, 1, integer=True) for each in "AB"
)
RATIO = Slider("ratio", "Spread of B (that of A is 1)", 0.3, 3, 1, 0.1)
TEST = Choice("test", "Test", TESTS, "pooled")
INDEPENDENT = Toggle("independent", "Rows are independent", True, help=TWICE)
SIGNAL = Slider("signal", "True effect, in standard errors", 0.1, 4, 1.2, 0.01)
REAL = Slider("real", "Share of hypotheses with an effect", 0.01, 1, 0.5, 0.01)
DATA = Data("data", "Data", SOURCES, "draw", own=2, groups=(0, 2), help=COLUMNS)
OWN = {"data": ("draw",)}
POINTS = Points("points", "Your own points", SPOTS, (0, 10), (0, 10), 0.1, fewest=4, most=16, help=SIDES, when=OWN)
PAIRS = Toggle("pairs", "Keep pairs together", True, help="Where the data are pairs, swap labels within pairs only.")
PICK = Slider("pick", "Your pick", 1, line_up.TILES, 1, 1, integer=True)
REVEAL = Toggle("reveal", "Reveal the real one", False)
COUNTS = Matrix("counts", "Counts: rows A and B, columns yes and no", ((12.0, 8.0), (6.0, 14.0)), 0, 2000, 1)

planned = lambda effect, alpha, n: {"effect": effect, "alpha": alpha, "n": n}
null = lambda a, b, ratio, **more: {"view": "p", "shift": 0, "size_a": a, "size_b": b, "ratio": ratio, **more}
passed = lambda real, signal, alpha=0.05: {"view": "filter", "real": real, "signal": signal, "alpha": alpha}
errors = lambda q: (q.p.alpha, 1 - q.power)  # false alarms, misses
even = lambda q: q.p.effect <= 0.4 and 0.02 <= min(errors(q)) <= max(errors(q)) <= 0.05 and np.ptp(errors(q)) <= 0.002
timid = lambda q: (
    q.p.shift == 0 and q.p.test == "pooled" and q.p.independent and q.p.alpha >= 0.05 and q.expected < 0.01
)
hollow = lambda q: q.false > 0.5 and q.passing.power >= 0.8 and q.p.alpha <= 0.05 and q.p.real > 0.019
POWER = [panels.bells_panel, panels.power_panel], said.power_readouts, said.ALTS["power"]
MANY = [panels.dance_panel, panels.p_panel], said.p_readouts, said.ALTS["p"]
FILTER = [panels.passes_panel, panels.exaggeration_panel, panels.share_panel], said.filter_readouts, said.ALTS["filter"]
LINE_UP = [panels.tiles_panel, panels.tiles_t_panel], said.tiles_readouts, said.ALTS["lineup"]
GROUPS = [panels.groups_panel, panels.t_panel], said.t_readouts, said.ALTS["t"]
TABLE = [panels.mosaic_panel, panels.exact_panel], said.table_readouts, said.ALTS["table"]
WHY = "0.8 · 0.8 = 0.64: more than one time in three a lab misses it, or both do, and no one did anything wrong."
lesson = Lesson(
    title="Hypothesis Testing: p-values, t-tests, Chi-square",
    terms=(
        *("p-value", "power", "significance", "type I error", "type II error", "effect size", "sample size", "t-test"),
        *("Welch", "chi-square", "Fisher's exact test", "winner's curse", "type M error", "line-up", "false discovery"),
    ),
    state=Testing,
    views={
        "power": View("Power", *POWER, [EFFECT, N, ALPHA], said.NOTICES["power"]),
        "p": View(
            "p-values", *MANY, [SHIFT, SIZE_A, SIZE_B, RATIO, TEST, INDEPENDENT, ALPHA, Seed()], said.NOTICES["p"]
        ),
        "filter": View("Filter", *FILTER, [SIGNAL, REAL, ALPHA, Seed()], said.NOTICES["filter"]),
        "lineup": View("Line-up", *LINE_UP, [DATA, POINTS, PAIRS, PICK, REVEAL, Seed()], said.NOTICES["groups"]),
        "t": View("t-test", *GROUPS, [DATA, POINTS, PAIRS, Seed()], said.NOTICES["groups"]),
        "table": View("Chi-square", *TABLE, [COUNTS, ALPHA], said.NOTICES["table"]),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "Predict: an effect is real, and two honest labs test it with 80% power each. Chance that both find it?",
            "The labs do not know of each other.",
            predict=Prediction("P(both significant)", lambda q: q.power**2, 0.02, why=WHY),
        ),
        Challenge(
            "Power: for an effect of at most 0.4, misses as rare as false alarms (to 0.2%), both between 2% and 5%.",
            "Drag the line to balance the two errors. Where both are still too large, only data make both smaller.",
            even,
            [planned(0.4, 0.046, 170), planned(0.35, 0.042, 230), planned(0.3, 0.04, 320)],
            [
                *(planned(0.4, 0.052, 160), planned(0.4, 0.05, 170), planned(0.4, 0.05, 163)),
                *(planned(0.5, 0.037, 120), planned(0.4, 0.001, 400)),
            ],
            views=["power"],
        ),
        Challenge(
            "p-values: a true null, independent rows, α at least 5%, and Student’s test rejects it in under 1%.",
            "It takes both spreads for one. What if the larger group is the one that spreads more?",
            timid,
            [null(10, 50, 3), null(45, 8, 0.3), null(5, 40, 2.5, alpha=0.06)],
            [null(50, 10, 3), null(10, 50, 3, test="welch"), null(10, 50, 3, alpha=0.04), null(20, 20, 3)],
            views=["p"],
        ),
        Challenge(
            "Filter: α at most 5%, power at least 80%, 2% or more are real, and most significant results are nothing.",
            "α counts false alarms among what is nothing. How much of what you test is nothing?",
            hollow,
            [passed(0.05, 3), passed(0.03, 4), passed(0.02, 3.5, 0.03)],
            [passed(0.06, 3), passed(0.05, 2.7), passed(0.01, 4), passed(0.05, 3, 0.06)],
            views=["filter"],
        ),
    ),
    related=("resampling", "confidence_intervals", "anova", "ab_testing", "ml_significance", "bayes_theorem"),
    oracles=(
        *("power, n: statsmodels TTestIndPower", "t-tests: scipy.stats.ttest_ind, ttest_rel", "size: simulation"),
        *("tables: scipy.stats.chi2_contingency, fisher_exact, hypergeom", "exaggeration: scipy.integrate.quad"),
    ),
    source=(ht.power, ht.rejects, ht.significance_filter, ht.t_of_differences, line_up.labels, ht.table),
)
