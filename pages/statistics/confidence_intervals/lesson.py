"""A 95% interval comes from a procedure that catches the truth in 95% of samples. Of this one interval it says less."""

from __future__ import annotations

from explorer.controls import Choice, Points, Seed, Slider, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.statistics import intervals as iv
from mathcore.statistics import proportions as pr
from pages.statistics.confidence_intervals import panels
from pages.statistics.confidence_intervals import readouts as said
from pages.statistics.confidence_intervals.state import FEWEST, MOST, Intervals

SOURCES = {"normal": "Normal", "exponential": "Exponential", "pareto": "Pareto, tail exponent 3"}
SOURCES |= {"cauchy": "Cauchy", "digits": "Answers, right or wrong"}
METHODS = {"t": "Student’s t", "z": "s as if σ", "known": "σ known"}
HELD = {"mean": "The value θ", "next": "Next mean", "draw": "Next value"}
KINDS = {"wald": "Wald", "wilson": "Wilson", "agresti_coull": "Agresti–Coull", "clopper_pearson": "Clopper–Pearson"}
AWAY = "0 is the true mean. The share of intervals that hold a wrong value is that of tests that do not reject it."
SAME = "Of the errors of the two estimates: above 0 where both come from the same test items."
SOURCE = Choice("source", "Source of one draw", SOURCES, "normal")
N = Slider("n", "Draws in a sample, n", 2, 60, 10, log=True, integer=True)
METHOD = Choice("method", "Interval", METHODS, "t", help="x̄ ± t s/√n, or x̄ ± z s/√n, or x̄ ± z σ/√n.")
WHAT = Choice("held", "What it should hold", HELD, "mean")
CONFIDENCE = Slider("confidence", "Confidence", 50, 99, 95, 1, unit="%", integer=True)
OFF = Slider("off", "θ less the true mean (deviations)", -1.5, 1.5, 0, 0.01, help=AWAY, when={"held": ("mean",)})
KIND = Choice("kind", "Interval for p", KINDS, "wald")
TRIALS = Slider("trials", "Trials n", FEWEST, MOST, 25, 1, integer=True)
SHARE = Slider("share", "True p", 0.001, 0.999, 0.1, 0.001)
COUNT = Slider("count", "Count in hand", 0, MOST, 2, 1, integer=True)
ZOOM = Toggle("zoom", "Only p up to 0.2", False)
GAP = Slider("gap", "Distance (standard errors of A)", 0, 9, 3.2, 0.01)
RATIO = Slider("ratio", "Standard error of B over that of A", 0.3, 2.5, 1, 0.01)
RHO = Slider("rho", "Correlation of their errors", -0.5, 0.95, 0, 0.01, help=SAME)
HALVES = {"mean": "Mean ± 1.46", "between": "Between", "box": "Half the box"}
PROCEDURE = Choice("procedure", "50% interval", HALVES, "mean")
READINGS = Points("readings", "Readings", (-0.4, 0.6), (-5.0, 5.0), None, 0.01, fewest=2, most=2)


upper = lambda q, n: pr.belt(n, q.p.kind, q.level)[0, 1]  # after a count of 0
least = lambda q: upper(q, q.p.trials) < 0.05 <= upper(q, q.p.trials - 1)
fewest = lambda q: least(q) and q.count == 0 and q.p.confidence == 95 and q.p.kind != "wald"
given = lambda q: [float(iv.given_distance(name, q.apart)) for name in ("mean", "between")]
split = lambda q: min(given(q)) < 0.6 and max(given(q)) >= 0.9
fails = lambda q: q.asked and q.p.confidence == 95 and q.p.n >= 20 and q.counts[0] < 0.85
dance = lambda source, n, **more: {"source": source, "n": n, **more}
seen = lambda trials, kind, **more: {"view": "belt", "trials": trials, "kind": kind, "count": 0, **more}
read = lambda *readings, **more: {"view": "readings", "readings": readings, **more}
DANCE = [panels.rows_panel, panels.cone_panel], said.dance_readouts, said.ALTS["dance"]
BELT = [panels.belt_panel, panels.mass_panel], said.belt_readouts, said.ALTS["belt"]
TEETH = [panels.teeth_panel, panels.trials_panel], said.teeth_readouts, said.ALTS["teeth"]
TWO = [panels.groups_panel, panels.gap_panel], said.groups_readouts, said.ALTS["groups"]
PAIR = [panels.line_panel, panels.triangle_panel, panels.given_panel], said.readings_readouts, said.ALTS["readings"]
NEXT = {"held": "next", "method": "known"}
WHY = "Both means err, so their distance is √2 times as spread: the interval reaches 1.96/√2 = 1.386 of its errors."
lesson = Lesson(
    title="Estimation and Confidence Intervals",
    terms=(
        *("coverage", "confidence level", "Student's t", "Wald", "Wilson", "Clopper-Pearson", "Agresti-Coull"),
        *("binomial proportion", "Neyman", "belt", "rule of three", "replication", "credible interval", "error bar"),
    ),
    state=Intervals,
    views={
        "dance": View("A hundred", *DANCE, [SOURCE, N, METHOD, WHAT, OFF, CONFIDENCE, Seed()], said.notices("dance")),
        "belt": View("Belt", *BELT, [KIND, TRIALS, SHARE, COUNT, CONFIDENCE, ZOOM], said.notices("belt")),
        "teeth": View("Saw-tooth", *TEETH, [KIND, TRIALS, SHARE, CONFIDENCE, ZOOM], said.notices("teeth")),
        "groups": View("Two groups", *TWO, [GAP, RATIO, RHO, CONFIDENCE], said.notices("groups")),
        "readings": View("Two readings", *PAIR, [PROCEDURE, READINGS, Seed()], said.notices("readings")),
    },
    numbers=said.numbers,
    listing=lambda q: {**q.p, "method": q.method},
    challenges=(
        Challenge(
            "Predict: of normal draws, σ known, which share of 95% intervals holds the mean of the next n draws?",
            "The next mean errs as well, and independently.",
            predict=Prediction("Share that holds it", lambda q: 100 * q.exact, 1.5, NEXT, unit="%", why=WHY),
        ),
        Challenge(
            "A hundred: of 20,000 95% intervals from samples of 20 or more, less than 85% hold the true mean.",
            "Which samples cannot know how uncertain they are? Think of values that are nearly all alike.",
            fails,
            [dance("digits", 20), dance("digits", 30, method="z"), dance("pareto", 20, method="z")],
            [dance("digits", 19), dance("pareto", 21, off=0.4), dance("exponential", 20, method="z")],
            views=["dance"],
        ),
        Challenge(
            "Belt: 95%, nothing seen. Take the fewest trials with which the interval (not Wald’s) ends below 5%.",
            "The rule of three says where to start: a one-sided bound is about 3/n, the upper end of two is larger.",
            fewest,
            [seen(72, "clopper_pearson"), seen(73, "wilson"), seen(89, "agresti_coull")],
            [seen(73, "clopper_pearson"), seen(72, "wilson"), seen(59, "clopper_pearson", confidence=90)],
            views=["belt"],
        ),
        Challenge(
            "Two readings: given d, Mean ± 1.46 or Between holds θ with 90% or more, the other with under 60%.",
            "Each gets surer as the readings part. One starts lower, and gets there first.",
            split,
            [read(-2.4, 2.5), read(4.0, -1.0), read(-4.9, 0.1, procedure="between")],
            [read(-2.3, 2.3), read(-2.6, 2.6), read(-3.6, 3.6)],
            views=["readings"],
        ),
    ),
    related=("sampling_distributions", "hypothesis_testing", "resampling", "lln_clt", "bayesian_statistics"),
    oracles=(
        *("proportions: statsmodels proportion_confint, scipy.stats.binom", "t intervals: scipy.stats.t.interval"),
        *("wrong values: statsmodels TTestPower", "two readings: scipy.integrate", "groups: statsmodels CompareMeans"),
    ),
    source=(iv.normal_coverage, iv.given_distance, pr.least, pr.average),
)
