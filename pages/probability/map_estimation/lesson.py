"""The MAP is where prior times likelihood is highest. The height hangs on the ruler, and few draws live up there."""

from __future__ import annotations

from explorer.controls import Choice, Seed, Slider, Steps
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.probability import beta_posterior, penalties, typical
from pages.probability.map_estimation import panels
from pages.probability.map_estimation import readouts as say
from pages.probability.map_estimation.state import TOSSES, Posterior

GUESS = Slider("guess", "Prior mean", 0.02, 0.98, 0.5, 0.01)
STRENGTH = Slider("strength", "Prior strength a + b", 1, 1000, 4, log=True, integer=True, per_decade=20)
COIN = Slider("coin", "The coin’s p", 0, 1, 0.7, 0.01)
TOSSED = Steps("tossed", "Tosses", 0, TOSSES, 10)
SEED = Seed()
A = Slider("a", "a", 1, 30, 3, 0.5)
B = Slider("b", "b", 1, 30, 9, 0.5)
BEND = Slider("bend", "Bend λ of the ruler", 0, 1, 1, 0.01, help="0: p itself. 1/2: arcsine of √p. 1: log-odds.")
PRIOR = Choice("prior_of_w", "Prior of weights", {"normal": "Normal (ridge)", "laplace": "Laplace (lasso)"}, "normal")
TAU = Slider("tau", "Its standard deviation τ", 0.2, 200, 7.52, log=True, per_decade=40)
D = Slider("d", "Dimension d", 1, 200, 100, 1, integer=True)
RADIUS = Slider("radius", "Radius of a ball", 0, 16, 5, 0.05)

LISTED = ("guess", "strength", "tossed", "a", "b", "bend", "prior_of_w", "tau", "d", "radius")
NAMES = ("noise", "after_a", "after_b", "w_bmi", "w_bp", "mean_bmi", "mean_bp")
FLIPPED = [GUESS, STRENGTH, COIN, TOSSED, SEED]
TALLER = dict.fromkeys(("guess", "strength", "tossed", "coin", "seed"), "a surer posterior is higher")
HIGHER = dict.fromkeys(("a", "b", "bend"), "a narrower slice is higher")


def stubborn(q: Posterior) -> bool:
    """A hundred tosses or more with at least 75% heads, and the MAP below 0.55."""
    return q.p.tossed >= 100 and q.share >= 0.75 and q.map_p < 0.55 and 0.3 <= q.p.guess <= 0.6


ZERO_OF_TEN = {"view": "coin", "coin": 0, "guess": 0.5, "strength": 2, "tossed": 10}
coin = lambda *at: {"view": "coin"} | dict(zip(("coin", "guess", "strength", "tossed"), at, strict=True))
on = lambda a, b, bend: {"view": "rulers", "a": a, "b": b, "bend": bend}
lesson = Lesson(
    title="Maximum A Posteriori (MAP) Estimation",
    terms=(
        *("MAP", "prior", "posterior", "posterior mode", "conjugate prior", "add-one smoothing", "Laplace smoothing"),
        *("weight decay", "ridge", "lasso", "regularization", "sparsity", "reparameterisation", "typical set"),
    ),
    state=Posterior,
    views={
        "coin": View("Coin", panels.COIN, say.coin, say.coin_alt, FLIPPED, say.coin_notice, rescales=TALLER),
        "rulers": View(
            "Rulers", panels.RULERS, say.rulers, say.rulers_alt, [BEND, A, B], say.rulers_notice, rescales=HIGHER
        ),
        "weights": View("Weights", panels.WEIGHTS, say.weights, say.weights_alt, [PRIOR, TAU], say.weights_notice),
        "typical": View("Typical", panels.TYPICAL, say.distances, say.distances_alt, [RADIUS, D, SEED]),
    },
    challenges=(
        Challenge(
            "Prior mean 0.3 to 0.6, at least 100 tosses, 75% of them heads or more: keep the MAP below 0.55.",
            "What counts is the number of tosses against the strength of the prior.",
            stubborn,
            [coin(0.8, 0.5, 1000, 100), coin(0.85, 0.4, 400, 120), coin(0.9, 0.3, 200, 100)],
            [coin(0.8, 0.5, 100, 100), coin(0.7, 0.5, 1000, 100), coin(0.8, 0.5, 1000, 20)],
            views=["coin"],
        ),
        Challenge(
            "In Rulers: a mode on the ruler within 0.001 of the median, while the mode in p is 0.02 or more off it.",
            "In p the mode is too far out, in log-odds too near to 1/2: which bend between? Try other a and b.",
            lambda q: abs(q.mode_ruler - q.median_p) <= 0.001 and abs(q.mode_p - q.median_p) >= 0.02,
            [on(3, 9, 0.67), on(20, 3, 0.67), on(1, 8, 0.69)],
            [on(3, 9, 0.5), on(3, 9, 0.72), on(7, 7, 0.67), on(20, 10, 0.67), on(1, 1, 0.67)],
            views=["rulers"],
        ),
        Challenge(
            "Predict: ten tosses, no heads, a flat prior. What is the posterior mean (add-one smoothing)?",
            "One imaginary head and one imaginary tail are added to the ten tosses.",
            predict=Prediction("posterior mean", lambda q: q.mean_p, 0.004, ZERO_OF_TEN, why="(0 + 1)/(10 + 2)."),
            again=(
                Again(
                    "Predict: five tosses, no heads, a flat prior. What is the posterior mean (add-one smoothing)?",
                    ZERO_OF_TEN | {"tossed": 5},
                    "(0 + 1)/(5 + 2).",
                ),
            ),
        ),
    ),
    numbers=lambda q: dict(zip(NAMES, q.told, strict=True)),
    listing=lambda q: {name: q.p[name] for name in LISTED} | {"heads": q.heads},
    related=("bayes_theorem", "maximum_likelihood", "bayesian_inference", "convexity", "random_projections"),
    oracles=(
        *("posterior: scipy.stats.beta, Bayes on a grid", "ridge and lasso: sklearn’s Ridge and Lasso"),
        *("rulers: numerical integration", "distances: scipy.stats.chi", "noise of the weights: statsmodels’ OLS"),
        "posterior mean of two weights: a fine grid of the plane",
    ),
    source=(beta_posterior.Beta, penalties.ridge, penalties.lasso, penalties.average, typical.inside),
)
