"""Of all laws that a model allows, take the one under which the data at hand were most probable."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Points, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.probability import likelihood as lk
from mathcore.probability import likelihood_replicates as rp
from pages.probability.maximum_likelihood import panels
from pages.probability.maximum_likelihood import readouts as said
from pages.probability.maximum_likelihood.state import MOST, SHOWN, Likelihood

MODELS = {"normal": "Normal", "exponential": "Exponential", "poisson": "Poisson", "uniform": "Uniform"}
OTHER = "Off: the data come from a law of the same mean that spreads more than the model can say."
FOUND = {"points": "Your points", "spector": "32 students"}
FOUND |= {"virginica": "Iris: versicolor or virginica", "setosa": "Iris: setosa or versicolor"}
SAMPLE = Points("sample", "Observations", (-1.6, -0.4, 0.3, 0.9, 1.7, 2.9), (-5.0, 5.0), None, 0.01, fewest=2, most=12)
MU, SIGMA = Slider("mu", "Mean μ", -5, 5, -0.9, 0.01), Slider("sigma", "Deviation σ", 0.5, 4.2, 0.9, 0.01)
MODEL = Choice("model", "Model", MODELS, "exponential")
RIGHT = Toggle("right", "The model is right", True, help=OTHER, when={"model": ("normal", "exponential", "poisson")})
N = Slider("n", "Observations in a sample, n", 2, MOST, 20, log=True, integer=True)
WHICH = Slider("which", "Sample in hand", 1, SHOWN, 19, 1, integer=True)
SOURCE = Choice("source", "Data", FOUND, "points")
NINE = ((1, 0), (2, 0), (3, 0), (4, 0), (6.5, 0), (4.8, 1), (6, 1), (7.5, 1), (9, 1))
LABELS = "Drag a point sideways; drag it up or down to change its label."
PAIRS = Points("pairs", "Points (x, label)", NINE, (0.0, 10.0), (0.0, 1.0), 0.01, fewest=2, most=16, help=LABELS)
TRIALS = Slider("trials", "Trials", 5, 100, 20, 1, integer=True)
HITS = Slider("hits", "Yeses among them", 0, 100, 17, 1, integer=True)
NULL = Slider("null", "Supposed probability p₀", 0.01, 0.99, 0.6, 0.01)
TICK = Steps("tick", "Newton’s steps", high=lk.STEPS, default=2, rate=4)
DENSITY = Choice("density", "Law of the errors", panels.TITLES, "cauchy")
SEEN = (-2.1, -1.2, -0.6, 0.1, 0.7, 5.2)
VALUES = Points("observed", "Observations", SEEN, (-6.0, 6.0), None, 0.01, fewest=1, most=12)
PLACE = Slider("place", "Place θ", -6, 6, 2.0, 0.01)

# Six observations with the peak N(0, 1), one beyond ±2.1; labels that touch; a Cauchy peak far from the median.
paid = lambda q: len(q.x) == 6 and np.abs(np.subtract(q.peak, (0, 1))).max() <= 0.05 and np.abs(q.x).max() > 2.1
mixed = lambda q: q.climb.best.kind == "touching" and 3 <= q.climb.y.sum() <= len(q.climb.y) - 3
loose = lambda xs: len(xs) >= 5 and np.diff(np.sort(xs)).min() > 0.199
crowded = lambda q: q.p.density == "cauchy" and loose(q.xs) and abs(q.tops["cauchy"][2] - np.median(q.xs)) >= 3
six = lambda *sample: {"sample": sample}
labelled = lambda no, yes: {"view": "logistic", "pairs": (*((x, 0.0) for x in no), *((x, 1.0) for x in yes))}
along = lambda *observed, **more: {"view": "losses", "observed": observed, **more}
STEMS = [panels.bell_panel, panels.sum_panel, panels.map_panel], said.stems_readouts, said.ALTS["stems"]
MANY = [panels.spaghetti_panel, panels.slopes_panel, panels.peaks_panel], said.many_readouts, said.ALTS["many"]
TESTS = [panels.lengths_panel, panels.tests_panel], said.tests_readouts, said.ALTS["tests"]
CLIMB = [panels.curve_panel, panels.ridge_panel], said.climb_readouts, said.ALTS["climb"]
PULL = [panels.pulls_panel, panels.heights_panel], said.losses_readouts, said.ALTS["losses"]
WHY = "2(−3 − θ)/(1 + (3 + θ)²) + 2(3 − θ)/(1 + (3 − θ)²) = 0 has the roots 0 and ±√(3² − 1) = ±2.828."
lesson = Lesson(
    title="Maximum Likelihood Estimation (MLE)",
    terms=(
        *("likelihood", "log-likelihood", "score", "Fisher information", "Cramér-Rao", "sandwich", "Wald test"),
        *("misspecification", "separable data", "logistic regression", "likelihood ratio", "robust loss"),
    ),
    state=Likelihood,
    views={
        "stems": View("Stems", *STEMS, [SAMPLE, MU, SIGMA], said.NOTICES["stems"]),
        "replicates": View("Spaghetti", *MANY, [MODEL, RIGHT, N, WHICH, Seed()], said.NOTICES["many"]),
        "tests": View("Three tests", *TESTS, [HITS, TRIALS, NULL], said.NOTICES["tests"]),
        "logistic": View("Logistic climb", *CLIMB, [SOURCE, PAIRS, TICK], said.NOTICES["climb"]),
        "losses": View("Losses", *PULL, [DENSITY, VALUES, PLACE], said.losses_notice),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "Predict: two points, −3 and 3, and Cauchy’s law of scale 1. Where is the likelihood’s peak on the right?",
            "Set the sum of the two pulls to zero. θ = 0 is one solution, and a valley.",
            predict=Prediction("The right peak", lambda q: q.tops["cauchy"][0][-1], 0.05, along(-3.0, 3.0), why=WHY),
        ),
        Challenge(
            "Stems: six observations whose most likely law is N(0, 1), to 0.05 each, with one of them beyond ±2.1.",
            "The sum must be 0 and the sum of squares 6. What one observation takes, the other five must give.",
            paid,
            [six(*(-0.43,) * 5, 2.15), six(-2.12, 0.2, 0.3, 0.42, 0.5, 0.7), six(*(0.44,) * 5, -2.2)],
            [six(-0.4, -0.4, -0.4, -0.4, -0.4, 2.0), six(-2.2, -0.2, 0, 0, 0.2, 2.2), six(-1, -1, -1, 1, 1, 1)],
            views=["stems"],
        ),
        Challenge(
            "Logistic, your points: three or more of each label, a slope that grows for ever, and no place parts them.",
            "There is a peak as soon as the labels overlap. So they may meet, at a place that both share, and no more.",
            mixed,
            [labelled((1, 2, 5), (5, 7, 8)), labelled((6, 8, 9), (2, 4, 6, 6)), labelled((3, 3, 3), (3, 4, 9.5))],
            [labelled((1, 2, 5), (4.99, 7, 8)), labelled((1, 2, 5), (5.01, 7, 8)), labelled((5, 5, 5), (5, 5, 5))],
            views=["logistic"],
        ),
        Challenge(
            "Losses, Cauchy: five points or more, all 0.2 or more apart, most likely place 3 or more from the median.",
            "Far points hardly pull. Put a tight crowd on one side and more points, loosely, on the other.",
            crowded,
            [along(-5, -4.8, -4.6, 0, 2, 4, 6), along(5, 4.8, 1.5, -1, -4), along(6, 5.8, 5.6, 2.2, 0, -3, -6)],
            [along(-5, -5, 0, 2.5, 5), along(-2, -1.8, -1.6, 0, 2, 4, 6), along(-5, -4.8, 0, 2, density="normal")],
            views=["losses"],
        ),
    ),
    related=("lln_clt", "map_estimation", "mle_vs_moments", "entropy_kl", "natural_gradient", "convexity"),
    oracles=(
        *("peaks: scipy.stats.norm.fit, expon.fit, scipy.optimize", "V and J: SymPy, integrals by scipy.integrate"),
        *("logistic: statsmodels Logit; no peak: scipy.optimize.linprog", "Cauchy: roots by numpy.roots"),
    ),
    source=(lk.normal_peak, lk.climb, lk.peaks, rp.moments),
)
