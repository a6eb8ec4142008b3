"""Data show what goes with what; what an intervention does follows only from them and from who causes whom."""

from __future__ import annotations

from typing import Any

from explorer.controls import Choice, Data, Matrix, Seed, Slider, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.statistics import adjustment, structural
from pages.statistics.causal_inference import panels
from pages.statistics.causal_inference import readouts as said
from pages.statistics.causal_inference.state import MOST, Causes

CASES = {"berkeley": "Berkeley, 1973", "stones": "Kidney stones", "own": "Your own counts"}
TARGETS = {"all": "All mothers", "treated": "Smokers", "overlap": "Overlap"}
COLUMNS = "Three columns of numbers: the cause in question X, the effect Y, and a third, Z."
ROWS = "A stratum each row: yes and no of group 1, yes and no of group 2."
STRUCTURE = Choice("structure", "Structure", said.STRUCTURES, "fork")
A = Slider("a", "Strength a", -2, 2, 1.2, 0.05)
B = Slider("b", "Strength b of X → Y", -1.5, 1.5, 0.5, 0.05)
C = Slider("c", "Strength c", -2, 2, -1.8, 0.05)
LOT = Toggle("lot", "do(X): draw X by lot", False, help="Cuts all arrows into X; its variance stays.")
HELD = Toggle("held", "Hold Z fixed", False, help="Shows which ways are then open, and marks that regression.")
STORY = Choice("story", "Story", said.STORIES, "fork")
DATA = Data("data", "Data", {"round": "Round numbers", "diabetes": "Diabetes patients"}, "round", own=3, help=COLUMNS)
AT = Slider("at", "Value x of X, from its mean", -2.5, 2.5, 1.5, 0.05, unit="deviations")
TABLE = Choice("cases", "Table", CASES, "berkeley")
FEW, CHOSEN = ((60, 20, 30, 15), (30, 30, 40, 50), (20, 60, 30, 95)), {"cases": ("own",)}
OWN = Matrix("own", "Counts", FEW, 0, 1000, 1, help=ROWS, when=CHOSEN)
SHARED = Slider("shared", "From own mixes (0) to one mix (1)", 0, 1, 0, 0.01)
USED = Slider("used", "Covariates adjusted for", 0, MOST, MOST, 1, integer=True)
TARGET = Choice("target", "Effect in", TARGETS, "all")
HIDDEN_X = Slider("hidden_x", "U explains of smoking", 0, 0.2, 0.06, 0.002)
HIDDEN_Y = Slider("hidden_y", "U explains of weight", 0, 0.2, 0.08, 0.002)

nothing = lambda q: q.p.held and q.p.b == 0 and abs(q.naive) <= 0.01 and abs(q.adjusted) >= 0.4 - 1e-9
made = lambda structure, a, b, c, held=True: {"structure": structure, "a": a, "b": b, "c": c, "held": held}
own = lambda *rows, **more: {"view": "rates", "cases": "own", "own": rows, **more}
reversal = lambda q: q.p.cases == "own" and adjustment.reverses(q.counts, 10, 0.05, 0.1)
COLLIDED = made("collider", 2.0, 0.5, 1.0)
BOTH = own((90, 10, 720, 180), (270, 630, 20, 80), (0, 0, 0, 0), shared=1)
CAUSES = [STRUCTURE, A, B, C, LOT, HELD, Seed()]
ARROWS = [panels.graph_panel, panels.cloud_panel, panels.strength_panel], said.arrow_readouts, said.ALTS["graph"]
TALES = [panels.story_panel, panels.scatter_panel, panels.slices_panel], said.story_readouts, said.ALTS["stories"]
SPLIT: Any = [lambda q: panels.mosaic(q, 0), lambda q: panels.mosaic(q, 1), panels.mix_panel]
RATES = SPLIT, said.rates_readouts, said.ALTS["rates"]
BIRTHS = list[Any]([panels.balance_panel, panels.estimates]), said.births_readouts, said.ALTS["births"]
LEFT = list[Any]([panels.hidden_panel, lambda q: panels.estimates(q, True)])
HIDDEN = LEFT, said.hidden_readouts, said.ALTS["hidden"]
lesson = Lesson(
    title="Causal Inference: Correlation vs. Causation",
    terms=(
        *("causality", "confounder", "mediator", "collider", "back-door", "do-calculus", "Simpson's paradox"),
        *("instrument", "randomisation", "propensity score", "inverse probability weighting", "selection bias"),
    ),
    state=Causes,
    views={
        "graph": View("Arrows", *ARROWS, controls=CAUSES, notice=said.arrow_notice),
        "stories": View("Three stories", *TALES, controls=[STORY, DATA, AT, Seed()], notice=said.story_notice),
        "rates": View("Simpson", *RATES, controls=[TABLE, OWN, SHARED], notice=said.NOTICES["rates"]),
        "births": View("Births", *BIRTHS, controls=[USED, TARGET], notice=said.NOTICES["births"]),
        "hidden": View("Hidden U", *HIDDEN, controls=[HIDDEN_X, HIDDEN_Y, USED], notice=said.NOTICES["hidden"]),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "Arrows with b = 0: the slope of all is within 0.01 of 0. Hold Z fixed, and it is 0.4 or more from 0.",
            "What must Z be, so that looking at people of one Z makes two unrelated things go together?",
            nothing,
            [made("collider", 1, 0, 1), made("collider", -1.5, 0, 0.8), made("m", 1.25, 0, -2)],
            [
                made("collider", 1, 0, 1, held=False),
                *(made("collider", 1, 0.1, 1), made("fork", 1, 0, 1), made("collider", 0.5, 0, 0.5)),
                *(made("m", 1, 0, 1), made("chain", 1, 0.5, -0.5), made("instrument", 2, 0, 1)),
            ],
            views=["graph"],
        ),
        Challenge(
            "Simpson, own counts of 10 or more: group 1 better by 5 points in all strata, and worse by 10 overall.",
            "Let group 1 be mostly where hardly anybody succeeds, and group 2 where nearly all do.",
            reversal,
            [
                own((19, 10, 120, 80), (30, 30, 40, 60), (150, 350, 10, 40)),
                own((50, 10, 450, 150), (60, 60, 40, 60), (120, 480, 10, 90)),
                own((30, 10, 600, 300), (40, 40, 20, 30), (100, 500, 10, 90), shared=1),
            ],
            [
                own((19, 10, 120, 80), (30, 30, 40, 60), (150, 350, 15, 40)),
                own((9, 2, 120, 80), (30, 30, 40, 60), (150, 350, 10, 40)),
                own((100, 10, 120, 80), (30, 30, 40, 60), (40, 100, 10, 40)),
                {"view": "rates", "cases": "stones"},
            ],
            views=["rates"],
        ),
        Challenge(
            "Predict: group 1 cures 90% of 100 easy, 30% of 900 hard cases; group 2 80% of 900, 20% of 100. One mix?",
            "Keep the rates within easy and hard, and ask how many of all cases are easy.",
            predict=Prediction("Group 1", lambda q: 100 * q.standard[0], 1, BOTH, unit="%", why="(90 + 30)/2, not 36."),
        ),
        Challenge(
            "Predict: X adds 0.5 to Y and 2 to Z, Y adds 1 to Z, noises of variance 1. Slope of Y on X at one Z?",
            "Among people of one Z, who has more X must have less of something else.",
            predict=Prediction("The slope", lambda q: q.adjusted, 0.06, COLLIDED, why="(b − ac)/(1 + c²) = −0.75."),
        ),
    ),
    related=("independence_correlation", "projections_least_squares", "hypothesis_testing", "ab_testing", "anova"),
    oracles=(
        "slopes: closed forms, numpy.linalg.lstsq",
        "open ways: partial correlations",
        "weighting: statsmodels TreatmentEffect, Logit",
        "regression: statsmodels OLS",
        "tables: R’s UCBAdmissions, Charig 1986",
    ),
    source=(structural.paths, structural.story, adjustment.table, adjustment.weighted, adjustment.hidden_bias),
)
