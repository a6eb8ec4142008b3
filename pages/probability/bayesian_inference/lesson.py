"""A posterior says what the data leave open. Chains draw from it; what they report of themselves can be wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Point, Points, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.probability import chain_diagnostics as cd
from mathcore.probability import gaussian_posteriors as gp
from mathcore.probability import sampled_chains as sc
from pages.probability.bayesian_inference import panels
from pages.probability.bayesian_inference import readouts as said
from pages.probability.bayesian_inference.state import Chains, Curves, Lines

DENSITIES = {"gaussian": "Correlated normal", "banana": "Banana", "mixture": "Two islands"}
METHODS = {"metropolis": "Metropolis", "hmc": "Hamiltonian", "gibbs": "Gibbs"}
SPREAD = ((-0.8, 0.75), (0.8, 0.7), (0.0, -0.85), (0.1, 0.5))
POINTS = ((2.4, 2.1), (3.1, 2.2), (3.5, 3.6), (4.2, 3.0), (4.8, 4.5), (5.5, 4.3))
OBSERVED = ((-4.5, 1.3), (-4.5, 0.3), (-3.4, 0.9), (-2.8, 0.9), (-0.9, -0.8), (0.4, 0.4), (1.3, 0.8), (3.9, -0.6))
AXES = "Each start is a part of the picture, from −1 to 1 along x and along y."
ALONE = "Its proposals are 100 times shorter than those of the others. Gibbs has none."
AR = "effective draws: Gibbs’s exact (1 − r²)/(1 + r²); acceptance: closed forms"
HMC, WALKS = {"method": ("hmc",)}, {"method": ("metropolis", "gibbs")}
MOVES = (
    Choice("density", "Density", DENSITIES, "banana"),
    Slider("correlation", "Correlation", -0.99, 0.99, 0.9, 0.01, when={"density": ("gaussian",)}),
    Slider("bend", "Bend", 0.0, 0.6, 0.5, 0.01, when={"density": ("banana",)}),
    Slider("distance", "Distance of the islands", 0.0, 12.0, 8.0, 0.1, when={"density": ("mixture",)}),
    Choice("method", "Method", METHODS, "metropolis"),
    Slider("step", "Step size s of a proposal", 0.1, 10.0, 0.3, log=True, when=WALKS),
    Slider("leap", "Length ε of a leap", 0.02, 2.0, 0.2, log=True, when=HMC),
    Slider("leaps", "Leaps L in a proposal", 1, 40, 12, 1, integer=True, when=HMC),
)
STARTS = Points("starts", "Starts of the chains", SPREAD, (-1.0, 1.0), (-1.0, 1.0), 0.01, 4, 4, help=AXES)
TIMID = Toggle("timid", "Chain D much too timid", False, help=ALONE)
TICK = Steps("tick", "Step", high=panels.LAST, default=300, rate=30)
BUDGET = Slider("budget", "Steps of each measured chain", 200, 4000, 1000, log=True, integer=True, per_decade=10)
DATA = (
    Points("points", "Points", POINTS, panels.ACROSS, panels.UP, 0.01, 2, 12),
    Slider("noise", "Standard deviation of the noise", 0.2, 3.0, 0.8, 0.01),
    Slider("prior", "Prior deviation of both coefficients", 0.3, 30.0, 3.0, log=True),
    Toggle("flat", "No prior (flat)", False),
    Toggle("centre", "Let Gibbs move in centred coordinates", False, help="The same posterior, turned."),
    Point("pick", "Picked line: intercept, slope", (-2.0, 1.4), (-27.0, 27.0), panels.SLOPES, 0.01),
    Steps("sweep", "Sweeps of Gibbs", high=panels.SWEEPS, default=30, rate=6),
)
CURVE = (
    Points("observed", "Points", OBSERVED, panels.WIDE, panels.TALL, 0.01, 1, 20),
    Slider("length", "Length ℓ", 0.1, 30.0, 0.6, log=True),
    Slider("sigma", "Noise σ", 0.03, 3.0, 0.3, log=True),
)


def numbers(q: Chains) -> dict[str, Any]:
    """Of all views: exact acceptance and effective draws of Gibbs, the line, the process."""
    line, p = Lines(q.p), q.p
    sure, none = not p.flat or np.ptp(line.x) > 0, gp.Line(np.full(2, np.nan), np.full((2, 2), np.nan))
    post, c = line.posterior if sure else none, gp.process(p.observed, p.length, p.sigma, [0.0])
    (a, b), (sa, sb), r = post.mean, np.sqrt(np.diag(post.covariance)), post.correlation
    found = {"round_share": sc.normal_acceptance(0.0, [p.step])[0], "fit": c.fit, "complexity": c.complexity}
    found |= {"normal_share": sc.normal_acceptance(p.correlation, [p.step])[0], "constant": c.constant}
    found |= {"intercept": a, "slope": b, "intercept_sd": sa, "slope_sd": sb, "r": r, "r_squared": r**2}
    found |= {"mean_at_zero": c.mean[0], "sd_at_zero": c.deviation[0], "log_likelihood": c.log_likelihood}
    return found | {"gibbs_gain": 100 * (1 - r**2) / (1 + r**2), "r_centred": post.about(line.x.mean()).correlation}


ROUND = {"view": "tuning", "density": "gaussian", "correlation": 0.0, "step": 1.5}
NARROW = {"view": "tuning", "density": "gaussian", "correlation": 0.95, "method": "hmc", "leap": 0.348, "leaps": 10}
NEAR, ODD = ((-0.6, 0.5), (0.6, -0.5), (0.5, 0.6), (0.0, 0.0)), ((-3, 1), (3, 4), (0.4, 2))
BLIND = {"view": "trust", "density": "gaussian", "correlation": 0.0, "tick": 1000, "timid": True, "starts": NEAR}
BLIND |= {"leap": 0.3, "leaps": 6, "seed": 2}
WALKING, BLIND = BLIND | {"step": 1.68}, BLIND | {"method": "hmc"}
EVEN = [((-3, 1), (3, 4), (0, 2)), ((-2, 1), (-1, 3), (3, 0)), ((-1.5, 1), (-1.5, 2), (1.5, 3), (1.5, 0))]
CHAIN = [panels.map_panel, panels.trace_panel, panels.memory_panel], said.chain_readouts, said.chain_alt
TUNING = [panels.gain_panel, panels.why_panel], said.tuning_readouts, said.tuning_alt
TRUST = [panels.map_panel, panels.hats_panel, panels.claim_panel], said.trust_readouts, said.chain_alt
LINES = [panels.data_panel, panels.ellipse_panel], said.lines_readouts, said.lines_alt
CURVES = [panels.curve_panel, panels.landscape_panel], said.curves_readouts, said.curves_alt
lesson = Lesson(
    title="Bayesian Inference for ML",
    terms=("posterior", "MCMC", "Metropolis", "Hamiltonian Monte Carlo", "Gibbs", "R-hat", "effective sample size"),
    state=Chains,
    views={
        "chain": View("Chains", *CHAIN, (*MOVES, STARTS, Seed(), TICK), said.chain_notice),
        "tuning": View("Step size", *TUNING, (*MOVES, BUDGET, Seed()), said.tuning_notice),
        "trust": View("Is it done?", *TRUST, (*MOVES, TIMID, STARTS, Seed(), TICK), said.chain_notice),
        "lines": View("Lines", *LINES, (*DATA, Seed()), said.lines_notice, state=Lines),
        "curves": View("Curves", *CURVES, (*CURVE, Seed()), said.curves_notice, state=Curves),
    },
    draft={"budget": 400},
    numbers=numbers,
    challenges=(
        Challenge(
            "Predict: on the round normal of the plane (correlation 0) proposals have s = 1.5. What share is accepted?",
            "Twice the chance that a proposal lies nearer to the middle than the point it starts from.",
            predict=Prediction("Share", lambda q: q.exact, 0.03, ROUND, why="1 − s/√(s² + 4) = 1 − 1.5/2.5 = 0.4."),
        ),
        Challenge(
            "In Step size, correlation 0.95: Metropolis earns about 30 at best. Earn 150 or more with Hamiltonian.",
            "A leap must be shorter than twice the least deviation, and all leaps together must cross the long way.",
            lambda q: q.p.correlation == 0.95 and q.cliff > 0 and q.p.budget >= 1000 and q.own.gain >= 150,
            [NARROW, NARROW | {"leap": 0.301, "leaps": 12}, NARROW | {"leap": 0.249, "leaps": 15, "budget": 2000}],
            [NARROW | {"leap": 0.2, "leaps": 12}, NARROW | {"leap": 0.45}, NARROW | {"correlation": 0.9}],
            views=["tuning"],
        ),
        Challenge(
            "Fool the R-hat of 1992 alone: at most 1.02 at step 1,000, while one of 2021 is 1.15 or more.",
            "It compares means. Which fault of one chain leaves its mean where it is?",
            lambda q: q.p.tick == panels.LAST and q.report.classic <= 1.02 and max(q.report[1:3]) >= 1.15,
            [BLIND, BLIND | {"correlation": 0.5, "leap": 0.2, "leaps": 8}, WALKING],
            [BLIND | {"tick": 900}, BLIND | {"timid": False}, BLIND | {"starts": (*NEAR[:3], (0.6, 0.0))}],
            views=["trust"],
        ),
        Challenge(
            "In Lines, not centred, three points or more over a width of 3: let Gibbs forget in one sweep, |r| ≤ 0.02.",
            "What does the posterior of intercept and slope have to do with the sum of the x?",
            lambda q: not q.p.centre and len(q.x) >= 3 and np.ptp(q.x) >= 3 and abs(q.coupling) <= 0.02,
            [{"view": "lines", "points": each} for each in EVEN],
            [{"view": "lines", "centre": True}, *({"view": "lines", "points": each} for each in (ODD, EVEN[0][:2]))],
            views=["lines"],
        ),
    ),
    related=("bayes_theorem", "map_estimation", "markov_chains", "bayesian_statistics", "lln_clt"),
    oracles=("R-hat: scipy.stats.f_oneway", "line: sklearn’s Ridge, grid", "curve: GaussianProcessRegressor", AR),
    source=(cd.effective, cd.r_hat_2021, sc.normal_acceptance, gp.line_posterior, gp.process, gp.summits),
)
