"""Noise is as high as the root of its time: paths have no slope, calculus has a new term, and steps a new error."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Seed, Slider, Steps, Toggle
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore import kernels
from mathcore.advanced import brownian, double_well
from pages.advanced.brownian_sde import panels, state
from pages.advanced.brownian_sde import readouts as said
from pages.advanced.brownian_sde.state import Brownian

KINDS = {"brownian": "Brownian motion", "walk": "A walk of 256 steps", "smooth": "A smooth path"}
STEPPERS = {"euler": "Euler", "implicit": "Implicit Euler", "midpoint": "Implicit midpoint", "exact": "Exact law"}
OTHER = "Off: Y has the right law, but is driven by another Brownian motion than X."
ZOOM = (
    Choice("kind", "Path", KINDS, "brownian"),
    Slider("zoom", "Zoom: halvings of the window", 0, state.SHOWN, 4, 1, integer=True),
    Slider("centre", "Middle of the window", 0.0, 1.0, 388 / 1024, 1 / 1024),
    Slider("exponent", "Height over width to the power", 0.0, 1.0, 0.5, 0.05),
)
PATH = (
    Slider("halvings", "Steps: 2 to the power", 0, state.FINEST, 3, 1, integer=True),
    Slider("mu", "Growth μ", -0.5, 1.0, 0.5, 0.05),
    Slider("sigma", "Volatility σ", 0.1, 1.5, 0.7, 0.05),
    Slider("horizon", "Horizon T", 0.5, 10.0, 1.0, 0.5),
    Toggle("same", "Same noise for X and Y", True, help=OTHER),
)
WELL = (
    Slider("noise", "Noise σ", 0.3, 1.2, 0.6, 0.01),
    Slider("step", "Step h", 0.01, 1.0, 0.02, log=True, per_decade=20),
    Slider("particles", "Particles", 10, 1000, 316, log=True, integer=True, per_decade=10),
    Steps("time", "Time, in halves", high=state.TICKS, default=30, rate=12),
)
CHAIN = (
    Choice("stepper", "Step", STEPPERS, "euler"),
    Slider("length", "Step h", 0.05, 4.0, 0.5, 0.05),
    Slider("rate", "Pull back θ", 0.5, 4.0, 1.0, 0.1),
)
SGD = Slider("eta", "Learning rate η", 0.01, 1.0, 0.1, log=True), Slider("batch", "Batch B", 1, 10, 1, integer=True)


def numbers(q: Brownian) -> dict[str, Any]:
    (mu, sigma, horizon), k, data = q.given, q.p.halvings, q.data
    found: dict[str, Any] = {f"{name}_error": q.promised[name][k] for name in brownian.SCHEMES}
    found |= {f"{name}_before": q.promised[name][max(k - 1, 0)] for name in brownian.SCHEMES}
    found |= {"mean_end": np.exp(mu * horizon), "median_end": np.exp((mu - sigma**2 / 2) * horizon)}
    found |= {"root_width": np.sqrt(q.width), "rise": np.abs(q.close).max(), "end_squared": q.sums.end**2}
    found |= {"kramers_time": q.kramers, "stationary_variance": q.settled}
    found |= {"factor_a": q.factor[0], "factor_s": q.factor[1]}
    return found | {"best": data.best, "noise_of_data": data.noise, "kurtosis": data.fourth, "sgd_variance": q.wander}


LEAST = lambda q: q.mean_time <= 20 < double_well.mean_time(q.p.noise - 0.01)
HALF_MORE = lambda q: q.p.stepper == "euler" and q.p.rate >= 2 and abs(q.settled / q.truth - 1.5) <= 0.045
ZOOMED = [panels.path_panel, panels.close_panel, panels.sums_panel]
WELLS = [panels.well_panel, panels.clock_panel, panels.noise_panel]
FOLLOWED, CHAINS = [panels.follow_panel, panels.order_panel], [panels.chain_panel, panels.variance_panel]
LENS = said.zoom_readouts, said.told("A path, its window under a lens, and sums over its pieces", said.zoom_readouts)
RACE = said.path_readouts, said.told("Geometric Brownian motion and two schemes on its path", said.path_readouts)
CLOCK = said.well_readouts, said.told("Particles in a double well, and their arrivals", said.well_readouts)
SAMPLES = said.chain_readouts, said.told("A chain, its histogram, and its variance by step", said.chain_readouts)
TRAINED = said.sgd_readouts, said.told("Runs of SGD, and how far the weight wanders", said.sgd_readouts)
HIGHER = dict.fromkeys(("mu", "sigma", "horizon"), "X grows by orders of magnitude with growth, volatility and time.")
HIGHER |= dict.fromkeys(("eta", "batch"), "The axis is as wide as the weight wanders.")
FUND = {"view": "path", "mu": 0.05, "sigma": 0.4, "horizon": 10.0}
lesson = Lesson(
    title="Brownian Motion and Stochastic Differential Equations",
    terms=(
        *("Wiener process", "stochastic differential equation", "SDE", "Itô calculus", "quadratic variation"),
        *("Euler–Maruyama", "Milstein", "strong order", "geometric Brownian motion", "Ornstein–Uhlenbeck", "Kramers"),
        *("Fokker–Planck", "escape time", "Langevin sampling", "SGD noise"),
    ),
    controls=(Seed(default=168),),
    state=Brownian,
    views={
        "zoom": View("Zoom", ZOOMED, *LENS, ZOOM, said.zoom_notice, 3),
        "path": View("One path", FOLLOWED, *RACE, PATH, said.path_notice),
        "well": View("Double well", WELLS, *CLOCK, WELL, said.well_notice, 3),
        "chain": View("Large steps", CHAINS, *SAMPLES, CHAIN, said.chain_notice),
        "sgd": View("SGD", [panels.weights_panel, panels.eta_panel], *TRAINED, SGD, said.sgd_notice),
    },
    numbers=numbers,
    rescales=HIGHER,
    draft={"particles": 25},
    challenges=(
        Challenge(
            "Double well: find the least noise σ with which a particle crosses within 20 on average.",
            "The readout says the mean time; the curve is steep, so move in the smallest steps.",
            LEAST,
            [{"view": "well", "noise": 0.63}, {"view": "well", "noise": 0.63, "step": 0.1, "seed": 7}],
            [{"view": "well", "noise": 0.62}, {"view": "well", "noise": 0.64}, {"view": "well", "noise": 0.58}],
            views=["well"],
        ),
        Challenge(
            "Large steps, θ of 2 or more: find Euler’s step that samples 1.5 times the true variance, to 3%.",
            "Only θh counts: the factor is 1/(1 − θh/2).",
            HALF_MORE,
            [{"view": "chain", "rate": rate, "length": h} for rate, h in ((2.0, 0.35), (2.7, 0.25), (3.3, 0.2))],
            [{"view": "chain", "rate": rate, "length": h} for rate, h in ((1.1, 0.6), (2.0, 0.3), (2.5, 0.25))]
            + [{"view": "chain", "rate": 3.3, "length": 0.2, "stepper": "implicit"}],
            views=["chain"],
        ),
        Challenge(
            "Predict: a fund grows by 5% a year on average, with volatility 40%. What has the typical investor of 1?",
            "The typical investor is the median. The logarithm has the mean (μ − σ²/2) t.",
            predict=Prediction(
                *("The median of a fund of 1 after ten years", lambda q: numbers(q)["median_end"], 0.05, FUND),
                why="(0.05 − 0.08)·10 = −0.3, and e^−0.3 = 0.741. The mean is 1.649: few grow rich, most lose.",
            ),
            again=(
                Again(
                    "Predict: a fund grows by 5% a year on average, with volatility 20%. What has "
                    "the typical investor of 1?",
                    FUND | {"sigma": 0.2},
                    "(0.05 − 0.02)·10 = 0.3, and e^0.3 = 1.35.",
                ),
            ),
        ),
    ),
    related=("random_variables", "lln_clt", "differential_equations", "markov_chains", "martingales", "rl_diffusion"),
    oracles=(
        "strong errors: the closed form in mpmath, and the kernel's runs with the same increments",
        "mean times: scipy.integrate.quad; Fokker–Planck: scipy.linalg.expm, and simulation",
        "stationary variances: scipy.linalg.solve_discrete_lyapunov; SGD: sums over all patients",
    ),
    source=(brownian.window, brownian.moments, double_well.flow, kernels.sde_paths, kernels.first_crossings),
)
