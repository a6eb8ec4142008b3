"""How far a sample may lie from its population is known exactly if chance drew it; if not, size does not help."""

from __future__ import annotations

from dataclasses import replace

from explorer.controls import Choice, Data, Points, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.statistics import data_defect as dd
from mathcore.statistics import small_populations as sp
from mathcore.statistics import survey_designs as sd
from pages.statistics.sampling_distributions import panels
from pages.statistics.sampling_distributions import readouts as said
from pages.statistics.sampling_distributions.state import LEAST, MOST, SHOWN, Sampling

SOURCES = {"cells": "Tumours: 569 biopsies", "digits": "Handwriting: 1,797 digits"}
COLUMNS = "First column: numbers. Second: strata, by words or few numbers; else its quarters."
ODDS = "Each deviation more in the value multiplies the odds of being taken next by e to this."
DATA = Data("data", "Population", SOURCES, "cells", own=2, groups=(0, sd.MOST_LEVELS), help=COLUMNS)
DESIGN = Choice("design", "Design", panels.DESIGNS, "simple")
N = Slider("n", "Rows in the sample, n", LEAST, MOST, 20, 1, integer=True)
TILT = Slider("tilt", "Tilt of the odds", -1, 1, 0.3, 0.01, help=ODDS)
MANY = Slider("simulated", "Samples simulated", 100, 1000, 600, 100, integer=True)
STEP = Steps("step", "Samples drawn one by one", high=SHOWN, default=12, rate=3)
CHOSEN = [replace(each, when={"design": ("convenience",)}) for each in (TILT, MANY)]
SAMPLED = [DATA, DESIGN, N, *CHOSEN, STEP, Seed()]
USE = Choice("use", "Groups are", {"strata": "Strata", "clusters": "Clusters"}, "strata")
ORDER = Choice("order", "Grouped", {"like": "Like with like", "file": "As filed"}, "like")
LIKENESS = Slider("likeness", "Like with like", 0, 1, 0.6, 0.01, help="0: by lot.", when={"order": ("like",)})
MEMBERS = Slider("members", "Rows in a group, m", 2, 60, 20, 1, integer=True)
PARTED = [DATA, USE, ORDER, LIKENESS, MEMBERS, Seed()]
FEW = Points("few", "Population", (2, 3, 5, 8, 9, 12, 14, 20), (0, 20), None, 0.1, fewest=3, most=8)
SMALL = Slider("small", "Size of a sample, n", 1, 8, 3, 1, integer=True)
STATISTICS = {each: each.title() for each in ("mean", "median", "largest", "variance")}
STATISTIC = Choice("statistic", "Statistic", STATISTICS, "mean")
BACK = Toggle("back", "Put back before the next draw", False)
PEOPLE = Slider("people", "Population N", 1e4, 1e9, 1e6, log=True)
PERCENT = Slider("percent", "Share that answers", 0.01, 95, 10, unit="%", log=True, per_decade=100)
DEFECT = Slider("defect", "Defect ρ", 1e-5, 1, 0.01, log=True, per_decade=100)
YES = Slider("yes", "Share of all that say yes", 0.02, 0.98, 0.5, 0.005)

faint = lambda q: 0 < abs(q.p.tilt) <= 0.12 and q.n >= 0.6 * q.size and q.here[1] < 0.5
lopsided = lambda q: q.heap.cluster_effect >= 4 and q.heap.strata_effect >= 0.9
biased = lambda n, tilt, **more: {"view": "bias", "n": n, "tilt": tilt, **more}
grouped = lambda members, likeness, **more: {"view": "groups", "members": members, "likeness": likeness, **more}
DIGEST = {"view": "dials", "people": 4.47e7, "percent": 5.11, "defect": 0.0933, "yes": 0.375}
WHY = "f/(1 − f)/ρ² = 0.054/0.0087 = 6. The error is ρ√(N − 1) = 620 times that of as many random answers."
DRAWN = [panels.strip_panel, panels.means_panel], said.draw_readouts, said.ALTS["draw"]
GROUPS = [panels.groups_panel, panels.effects_panel], said.groups_readouts, said.ALTS["groups"]
BIAS = [panels.chances_panel, panels.error_panel, panels.coverage_panel], said.bias_readouts, said.ALTS["bias"]
ALL = [panels.few_panel, panels.every_panel], said.every_readouts, said.ALTS["all"]
DIALS = [panels.defect_panel, panels.product_panel], said.dials_readouts, said.ALTS["dials"]
WIDER = {"members": "A place for each group."}
lesson = Lesson(
    title="Sampling and Sampling Distributions",
    terms=(
        *("sampling distribution", "standard error", "finite population correction", "stratified sampling", "cluster"),
        *("design effect", "selection bias", "convenience sample", "big data paradox", "census", "survey", "poll"),
    ),
    state=Sampling,
    views={
        "draw": View("Samples", *DRAWN, SAMPLED, said.NOTICES["draw"], columns=1),
        "all": View("All samples", *ALL, [FEW, SMALL, STATISTIC, BACK, STEP], said.NOTICES["all"], columns=1),
        "groups": View("Groups", *GROUPS, PARTED, said.NOTICES["groups"], rescales=WIDER),
        "bias": View("Bias", *BIAS, [DATA, TILT, N, STEP, MANY, Seed()], said.NOTICES["bias"]),
        "dials": View("Three dials", *DIALS, [PEOPLE, PERCENT, DEFECT, YES], said.NOTICES["dials"]),
    },
    numbers=said.numbers,
    listing=said.listing,
    draft={"simulated": 100},
    challenges=(
        Challenge(
            "Predict: 2.3 of 44 million voters answer, with a defect of 0.094. How many random answers err as much?",
            "Divide the odds of answering, f/(1 − f), by the squared defect.",
            predict=Prediction("Random answers", lambda q: q.poll.worth, 2, DIGEST, why=WHY),
        ),
        Challenge(
            "Bias: take 60% of all rows or more, by a tilt of at most 0.12: and most “95%” intervals miss the mean.",
            "A bias stays where the interval shrinks. But near the census the bias goes as well.",
            faint,
            [biased(430, 0.12), biased(480, -0.11), biased(400, -0.12, seed=3)],
            [biased(430, 0), biased(430, 0.15), biased(100, 0.12), biased(569, 0.12), biased(600, 0.12, data="digits")],
            views=["bias"],
        ),
        Challenge(
            "Groups: as clusters they multiply the variance by 4 or more, as strata they save less than 10%.",
            "Both hang on ρ, but one of them on m as well.",
            lopsided,
            [grouped(60, 0.26), grouped(50, 0.29), grouped(45, 0.31, use="clusters")],
            [grouped(60, 0.15), grouped(60, 0.5), grouped(20, 0.3), grouped(60, 0)],
            views=["groups"],
        ),
    ),
    related=("lln_clt", "confidence_intervals", "resampling", "data_summaries", "causal_inference", "cross_validation"),
    oracles=(
        *("designs: all samples enumerated; Cochran's formulas", "allocation: exhaustive search"),
        *("order statistics: scipy.stats.hypergeom, binom", "defect: numpy.corrcoef", "intervals: scipy.stats.t"),
    ),
    source=(sd.apportion, sd.stratified_error, sp.Groups, sp.all_samples, dd.dials, dd.equal_size, dd.believed),
)
