"""Match a few averages, or take the likeliest law: the same draws, two estimates, and one of them uses more of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider, Toggle
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.statistics import largest_value as lv
from mathcore.statistics import shape_estimates as se
from pages.statistics.mle_vs_moments import panels
from pages.statistics.mle_vs_moments import readouts as said
from pages.statistics.mle_vs_moments.state import Estimates

LAWS = {"uniform": "Uniform (0, θ)", "gamma": "Gamma, shape a", "beta": "Beta (a, 1)", "pareto": "Pareto, exponent a"}
SETS = {"points": "Your own points", "nuclei": "569 nuclei: area error", "diabetes": "442 patients", "nile": "The Nile"}
KEPT = "Each value is kept as the share of the law that lies below it, so that it stays in the law."
TWICE = "Off: one value in fifty, at random, was recorded at twice its size (beta: at half)."
STRETCH = "0: maximum likelihood. 1 + 1/n: free of bias. 1: the least error."
SPOTS = (0.12, 0.23, 0.31, 0.38, 0.47, 0.52, 0.61, 0.7, 0.78, 0.93)
VALUES = (0.2, 1.9, 2.3, 2.6, 2.9, 3.3, 3.7, 4.2, 4.9, 6.4)
N = Slider("n", "Draws n", 1, panels.MOST, 10, log=True, integer=True)
K = Slider("k", "Stretch k: 1 + k/(n + 1) times the largest", -1, 2.2, 0, 0.01, help=STRETCH)
LAW = Choice("law", "Law of the draws", LAWS, "uniform")
FAMILY = Choice("family", "Family", {law: LAWS[law] for law in panels.NAMES}, "gamma")
SHAPE = Slider("shape", "True shape a", 0.2, 20, 1, log=True)
SAMPLE = Points("sample", "Your sample (shares below)", SPOTS, (0.001, 0.999), None, 0.001, 2, 20, help=KEPT)
CLEAN = Toggle("clean", "All values are right", True, help=TWICE)
DATA = Data("data", "Data", SETS, "points", own=1, help="A column of positive numbers of your CSV.")
POINTS = Points("points", "Your own points", VALUES, (0.05, 10.0), None, 0.05, 2, 20, when={"data": ("points",)})

half = lambda q: np.count_nonzero(q.x > 0.5 * q.x.max()) > q.size / 2
lost = lambda q: not q.regular and q.size >= 5 and q.mine.moments < 0.85 * q.x.max() and half(q)
low = lambda q: q.p.n >= 2 and q.likely.bias <= -0.0999 and q.likely.square < lv.largest_square(q.p.n, 1 + 1 / q.p.n)
wild = lambda q: q.own and q.varied and q.fit.likelihood >= 3 * q.fit.moments and np.ptp(q.values) < 6.001
times = lambda n, k: {"view": "multiples", "n": n, "k": k}
drawn = lambda *sample, **more: {"view": "pairs", "sample": sample, **more}
put = lambda *points, **more: {"view": "fits", "points": points, **more}
RULERS = [panels.mirror_panel, panels.race_panel], said.race_readouts, said.ALTS["uniform"]
BOWL = [panels.mirror_panel, panels.bowl_panel], said.bowl_readouts, said.ALTS["uniform"]
PAIRS = [panels.sample_panel, panels.pairs_panel], said.pairs_readouts, said.ALTS["pairs"]
EFFICIENCY = [panels.influence_panel, panels.areas_panel, panels.efficiency_panel], said.efficiency_readouts
FITS = [panels.densities_panel, panels.plane_panel], said.fits_readouts, said.ALTS["fits"]
SOME = replace(SHAPE, when={"law": ("gamma", "beta", "pareto")})
WHY = "2/((n + 1)(n + 2)) against 1/(3n): the ratio (n + 1)(n + 2)/(6n) is 41 · 42/240 = 7.175."
lesson = Lesson(
    title="Maximum Likelihood vs. Method of Moments",
    terms=(
        *("method of moments", "maximum likelihood", "efficiency", "mean squared error", "unbiased", "influence"),
        *("uniform end", "German tank", "gamma shape", "Pareto exponent", "Hausman test", "superefficient rate"),
    ),
    state=Estimates,
    views={
        "rulers": View("Two rulers", *RULERS, [N, K], said.uniform_notice),
        "multiples": View("Multiples", *BOWL, [N, K], said.uniform_notice),
        "pairs": View("Same samples", *PAIRS, [LAW, SOME, SAMPLE, CLEAN, Seed()], said.pairs_notice),
        "efficiency": View(
            "What is lost", *EFFICIENCY, said.ALTS["efficiency"], [FAMILY, SHAPE], said.efficiency_notice
        ),
        "fits": View("Two fits", *FITS, [DATA, POINTS, Seed()], said.fits_notice),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "Predict: of 40 uniform draws, how many times larger is the squared error of 2 × mean than the largest’s?",
            "One falls like 1/n, the other like 1/n².",
            predict=Prediction("Ratio of mean squared errors", lambda q: q.ratio, 0.7, {"n": 40}, why=WHY),
            again=(
                Again(
                    "Predict: of 20 uniform draws, how many times larger is the squared error of 2 × "
                    "mean than the largest’s?",
                    {"n": 20},
                    "(n + 1)(n + 2)/(6n) is 21 · 22/120 = 3.85.",
                ),
            ),
        ),
        Challenge(
            "Multiples, 2 draws or more: one at least 10% too low on average that yet errs less than the unbiased one.",
            "Few draws. The square marks the unbiased multiple; which part of the bowl lies below it?",
            low,
            [times(2, 0.6), times(2, 1), times(3, 0.75)],
            [times(3, 0.6), times(3, 0.9), times(4, 0.76), times(2, 1.2), times(1, 1)],
            views=["multiples"],
        ),
        Challenge(
            "Same samples, uniform: 5 points or more, 2 × mean below 85% of the largest, most points above half of it.",
            "The mean must fall below the middle though most points are above it. What pulls a mean, and not a count?",
            lost,
            [
                drawn(0.92, 0.48, 0.48, 0.01, 0.01),
                drawn(0.999, 0.51, 0.52, 0.53, 0.005, 0.003, 0.001),
                drawn(0.6, 0.31, 0.31, 0.31, 0.31, 0.002, 0.003, 0.004, 0.005),
            ],
            [
                drawn(0.92, 0.48, 0.48, 0.08, 0.06),
                drawn(0.92, 0.45, 0.45, 0.01, 0.01),
                drawn(0.92, 0.48, 0.01, 0.01),
                drawn(0.92, 0.48, 0.48, 0.01, 0.01, law="beta"),
            ],
            views=["pairs"],
        ),
        Challenge(
            "Two fits, your own points, no two of them more than 6 apart: likelihood’s shape 3 times moments’ or more.",
            "Moments look at squares, likelihood at logarithms. Which values impress the one, and not the other?",
            wild,
            [
                put(*(0.3,) * 15, 6.3),
                put(*(0.1,) * 11, 0.15, 6.0),
                put(*(0.2, 0.25) * 9, 6.2),
            ],
            [put(*(0.3,) * 15, 9.0), put(*(2.0,) * 15, 8.0), put(*(6.0,) * 12, 0.05)],
            views=["fits"],
        ),
    ),
    related=("maximum_likelihood", "sampling_distributions", "confidence_intervals", "resampling", "ml_significance"),
    oracles=(
        *("fits: scipy.stats.gamma.fit, MLE and MM", "uniform law: scipy.stats.irwinhall, beta; fractions"),
        *("variances: Fisher information by SymPy, scipy.integrate", "efficiency: simulation, NumPy’s generator"),
    ),
    source=(lv.largest_error, lv.doubled_density, lv.impossible, se.influences, se.gamma_shape, se.hausman),
)
