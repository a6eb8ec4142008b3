"""Measure a step by how much the law changes, not its numbers: then neither distance nor descent hangs on units."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Point, Slider, Steps
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.advanced import fisher_logistic as fl
from mathcore.advanced import natural_gradient as ng
from pages.advanced.natural_gradient import panels
from pages.advanced.natural_gradient import readouts as said
from pages.advanced.natural_gradient.state import Fisher

FIRST = Point("first", "Law A (μ, σ)", (-3.0, 1.0), (-4.0, 4.0), (0.3, 2.4), 0.01)
SECOND = Point("second", "Law B (μ, σ)", (3.0, 1.0), (-4.0, 4.0), (0.3, 2.4), 0.01)
SHARE = Slider("share", "Share of the way from A to B", 0, 1, 0.5, 0.01)
START = Point(
    "start", "Start (μ, σ)", (4.0, 6.0), (-6.0, 6.0), (0.1, 12.0), 0.01, help="The data have mean 0 and deviation 1."
)
PIECES = Slider("pieces", "Steps in a unit of time, 1/η", 1, 100, 30, log=True, integer=True)
TICK = Steps("tick", "Step", high=100, default=100, rate=20)
HEADS = Slider("heads", "Coin p", 0, 1, 0.5, 0.005)
OTHERS = Slider("others", "Coin q", 0, 1, 0.9, 0.005)
TOSSES = Slider("tosses", "Tosses n", 1, 100, 30, 1, integer=True)
FEATURES = Choice("features", "Features", {"three": "Three", "ten": "All ten"}, "ten")
UNITS = Choice("units", "Units", {"standard": "Standardised", "own": "Their own"}, "standard")
MATRIX = Choice("matrix", "Matrix", {"true": "Fisher", "empirical": "Empirical Fisher"}, "true")
DAMPING = Slider("damping", "Damping λ", 1e-9, 1, 0.01, log=True, per_decade=10, help="At its left end: none.")

UNIT = float(ng.distance((0, 1), (1, 1)))
as_far = lambda q, mu, sigma: abs(q.far - UNIT) <= 0.01 and abs(mu) >= 0.5 and sigma >= 1.2
lost = lambda q: any(np.isnan(run[: q.p.tick + 1]).any() for run in q.runs["natural"].values())
from_zero = lambda *law: {"first": (0.0, 1.0), "second": law}
begun = lambda m, s, n: {"view": "descent", "start": (m, s), "pieces": n}
TEN = begun(4.0, 8.0, 10) | {"tick": 10}
tossed = lambda p, q: {"view": "coins", "heads": p, "others": q}
rare = lambda q: {q.p.heads, q.p.others}.isdisjoint({0.0, 1.0}) and abs(q.p.heads - q.p.others) < 0.0401
LAWS = [panels.half_plane, panels.densities], said.laws_readouts, said.laws_alt
DESCENT = [panels.plain_panel, panels.natural_panel, panels.parting_panel], said.descent_readouts, said.descent_alt
COINS = [panels.circle_panel, panels.tosses_panel], said.coins_readouts, said.coins_alt
TUMOURS = [panels.losses_panel, panels.spectrum_panel], said.tumour_readouts, said.tumour_alt
PAIR, TALL = ("first", "second"), "A narrow law has a tall density."
WHY = "Each step takes the mean a tenth of the way, whatever σ is: 4 · 0.9¹⁰ = 1.39."
lesson = Lesson(
    title="Information Geometry and Natural Gradients",
    terms=(
        *("Fisher information", "Fisher-Rao distance", "geodesic", "half-plane", "natural gradient", "arcsine"),
        *("reparameterisation", "empirical Fisher", "damping", "Newton", "IRLS", "K-FAC", "TRPO", "Hellinger"),
    ),
    state=Fisher,
    views={
        "laws": View("Beads", *LAWS, [FIRST, SECOND, SHARE], said.laws_notice, rescales=dict.fromkeys(PAIR, TALL)),
        "descent": View("Three charts", *DESCENT, [START, PIECES, TICK], said.descent_notice, columns=3),
        "coins": View("Coins", *COINS, [HEADS, OTHERS, TOSSES], said.coins_notice),
        "tumours": View("Tumours", *TUMOURS, [FEATURES, UNITS, MATRIX, DAMPING], said.tumour_notice),
    },
    numbers=said.numbers,
    challenges=(
        Challenge(
            "Predict: data N(0, 1), start N(4, 8²), natural gradient in (μ, σ), η = 0.1. What is μ after ten steps?",
            "The natural velocity of μ has no σ in it.",
            predict=Prediction("The mean", lambda q: q.at("natural", "sigma")[0], 0.15, TEN, why=WHY),
        ),
        Challenge(
            "Beads, A = N(0, 1): a B as far from it as N(1, 1) is, to 0.01, with |μ| of 0.5 or more and σ ≥ 1.2.",
            "Laws at one distance lie on an ellipse around A. N(0, 2²) and N(0, 0.5²) are on it, N(−1, 1) too.",
            lambda q: q.p.first == (0.0, 1.0) and as_far(q, *q.p.second),
            [from_zero(1.06, 1.25), from_zero(-0.75, 1.78), from_zero(0.53, 1.9)],
            [from_zero(1.0, 1.0), from_zero(0.0, 2.0), from_zero(1.0, 1.7), from_zero(0.75, 1.7)],
            views=["laws"],
        ),
        Challenge(
            "Three charts: with η of 0.1 or less, a start of σ ≥ 1 from which a natural run comes to no law at all.",
            "A step is straight in its chart, and −½/σ² must stay below 0. Where does σ want to grow fast?",
            lambda q: q.p.start[1] >= 1 and q.p.pieces >= 10 and lost(q),
            [begun(3.5, 1.0, 10), begun(5.0, 1.0, 20), begun(-5.5, 1.4, 14)],
            [begun(3.1, 1.0, 10), begun(3.5, 0.9, 10), begun(3.5, 1.0, 14), begun(5.0, 1.0, 8)],
            views=["descent"],
        ),
        Challenge(
            "Coins: two that can show both sides, 0.04 or less apart in p, farther apart than 0.5 and 0.6 are.",
            "On the circle the tenths crowd in the middle. Where are they far apart?",
            lambda q: rare(q) and q.apart > ng.coin_distance(0.5, 0.6),
            [tossed(0.01, 0.05), tossed(0.06, 0.02), tossed(0.98, 0.94)],
            [tossed(0.03, 0.07), tossed(0.0, 0.04), tossed(0.5, 0.6), tossed(0.01, 0.06)],
            views=["coins"],
        ),
    ),
    related=("maximum_likelihood", "entropy_kl", "optimizers", "gradient_descent"),
    oracles=(
        "geodesics: lengths by scipy.integrate, ways by scipy.optimize; Fisher’s matrices: integrals, SymPy",
        "velocities: SymPy’s gradients and Jacobians; the flow: scipy.integrate.solve_ivp",
        "coins: scipy.stats.binom; logistic regression: statsmodels Logit and GLM; paces: scipy.linalg.eigvals",
    ),
    source=(ng.distance, ng.geodesic, ng.natural_velocity, ng.descend, fl.step),
)
