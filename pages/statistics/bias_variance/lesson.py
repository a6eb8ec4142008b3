"""A method errs by what it cannot follow (bias), by what it owes to the sample (variance), and by the noise."""

from __future__ import annotations

import numpy as np

from explorer.controls import Choice, Data, Expression, Seed, Slider, Toggle
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.statistics import error_terms, random_features, smoothers
from pages.statistics.bias_variance import panels
from pages.statistics.bias_variance import readouts as said
from pages.statistics.bias_variance.state import Fits

METHODS = {"polynomial": "Polynomial", "neighbours": "Neighbours", "ridge": "Ridge", "tree": "Tree"}
EXAMPLES = ("sin(pi*x)", "abs(x)", "exp(-20*x^2)", "tanh(12*x)")
TRUTH = Expression("truth", "Truth f(x) on −1 ≤ x ≤ 1", "sin(pi*x)", examples=EXAMPLES, alone=(-1, 1))
METHOD = Choice("method", "Method", METHODS, "polynomial")
DEGREE = Slider("degree", "Degree", 0, smoothers.MOST, 3, 1, integer=True, when={"method": ("polynomial",)})
NEIGHBOURS = Slider("neighbours", "Neighbours k", 1, 20, 5, 1, integer=True, when={"method": ("neighbours",)})
PENALTY = Slider("penalty", "Penalty λ", 1e-3, 1000, 0.1, log=True, per_decade=3, when={"method": ("ridge",)})
LEAVES = Slider("leaves", "Leaves", 1, 16, 6, 1, integer=True, when={"method": ("tree",)})
N = Slider("n", "Answers in a sample, n", 20, 80, 30, 5, integer=True)
SIGMA = Slider("sigma", "Noise σ", 0, 0.6, 0.4, 0.01)
RHO = Slider("rho", "Correlation of neighbouring errors", 0, 0.9, 0, 0.05)
AT = Slider("at", "Place x", -1, 1, 0.78, 0.01)
ZOOM = Toggle("zoom", "Without the noise, enlarged", False)
SETS = {"diabetes": "Diabetes by body mass", "nile": "The Nile by year", "engel": "Food by income"}
DATA = Data("data", "Data", SETS, "nile", own=2, help="Two columns of your CSV: what is known, what is predicted.")
FEATURES = Slider("features", "Random features p", 20, 2000, 200, log=True, integer=True, per_decade=16)
SHRINK = Slider("shrink", "Penalty", 1e-8, 10, 1e-8, log=True, per_decade=2)
SETTING = (TRUTH, METHOD, DEGREE, NEIGHBOURS, PENALTY, LEAVES, N, SIGMA)
MANY = [panels.fits_panel, panels.strip_panel], said.fits_readouts, said.ALTS["fits"]
TERMS = [panels.stack_panel, panels.along_panel], said.terms_readouts, said.ALTS["terms"]
WEIGHTS = [panels.weights_panel, panels.followed_panel], said.weights_readouts, said.ALTS["weights"]
TABLE = [panels.table_panel, panels.split_panel], said.table_readouts, said.ALTS["table"]
DIGITS = [panels.descent_panel, panels.gain_panel], said.digits_readouts, said.ALTS["digits"]
NINE = {"view": "weights", "method": "neighbours", "neighbours": 9, "sigma": 0.3}
WHY = "Nine independent errors of variance 0.09 are averaged with weights 1/9: 0.09 · 9 · (1/9)² = 0.01."

# A degree that is too low beats all those that hold the truth, of which one is at most 5.
right = lambda q: (q.terms.bias < 1e-12) & (q.p.method == "polynomial")
beats = lambda q: bool(right(q)[:6].any() and q.terms.error[q.place] < q.terms.error[right(q)].min())
wrong_wins = lambda q: beats(q) and bool(q.terms.bias[q.place] > 1e-3)
# The bias vanishes at a place inside, though on the whole it is what the method suffers from.
stiff = lambda q: bool(q.terms.bias[q.place] > 2 * q.terms.variance[q.place])
lucky = lambda q: 0.2 <= abs(q.p.at) <= 0.9 and abs(q.bias_here) < 0.1 * q.deviation_here and stiff(q)
# With this penalty more features never hurt; the least such halves the error where it is looked at.
falls = lambda pull: bool((np.diff(random_features.sweep().error[pull]) <= 0).all())
halved = lambda q: q.digit.error <= 0.5 * random_features.sweep().error[0, q.size]
mended = lambda q: falls(q.pull) and not falls(q.pull - 1) and bool(halved(q))
fit = lambda method, at, **more: {"method": method, "at": at} | more
terms = lambda truth, degree, **more: {"view": "terms", "truth": truth, "degree": degree, "sigma": 0.6, "n": 20} | more
digit = lambda features, shrink: {"view": "digits", "features": features, "shrink": shrink}
lesson = Lesson(
    title="Bias, Variance and Error Decomposition",
    terms=(
        *("bias-variance tradeoff", "overfitting", "underfitting", "smoother", "hat matrix", "degrees of freedom"),
        *("optimism", "Mallows’ Cp", "double descent", "interpolation threshold", "regression tree", "ridge"),
    ),
    state=Fits,
    views={
        "fits": View("Many fits", *MANY, [*SETTING, RHO, AT, Seed()], said.notice),
        "terms": View("Three terms", *TERMS, [*SETTING, RHO, ZOOM, AT, Seed()], said.terms_notice),
        "weights": View("Weights", *WEIGHTS, [*SETTING, RHO, AT, Seed()], said.weights_notice),
        "table": View("Real data", *TABLE, [DATA, *SETTING[1:6], Seed()]),
        "digits": View("Digits", *DIGITS, [FEATURES, SHRINK], said.digits_notice),
    },
    numbers=said.numbers,
    challenges=(
        Challenge(
            "Predict: n = 30, σ = 0.3. The nearest neighbour alone has the variance 0.09. What has the mean of nine?",
            "How does the variance of a mean hang on how many independent answers are averaged?",
            predict=Prediction("Variance of the mean of nine", lambda q: q.deviation_here**2, 0.0008, NINE, why=WHY),
            again=(
                Again(
                    "Predict: n = 30, σ = 0.3. The nearest neighbour alone has the variance 0.09. "
                    "What has the mean of four?",
                    NINE | {"neighbours": 4},
                    "0.09 · 4 · (1/4)² = 0.0225.",
                    "Variance of the mean of four",
                ),
            ),
        ),
        Challenge(
            "Many fits: at 0.2 ≤ |x| ≤ 0.9 a bias under 0.1 deviations, though on the whole bias² > 2 variance.",
            "On the whole: as in Three terms. Take a fit that is too stiff. Where does its mean cross the truth?",
            lucky,
            [
                fit("polynomial", 0.77, degree=1),
                fit("polynomial", -0.77, degree=2),
                fit("neighbours", 0.89, neighbours=20),
            ],
            [fit("polynomial", 0.7, degree=1), fit("polynomial", 0.0, degree=1), fit("neighbours", 0.74, neighbours=9)],
            views=["fits"],
        ),
        Challenge(
            "Three terms: a degree up to 5 is the truth exactly. Choose a lower one, bias² > 0.001, that errs less.",
            "What does the last coefficient give, and what does it cost? (σ²/n each, if errors are independent.)",
            wrong_wins,
            [terms("x/6", 0), terms("0.5*x+x^2/6", 1), terms("0.2*(5*x^3-3*x)/2", 2, rho=0.3)],
            [terms("x/6", 1), terms("x/2", 0), terms("x/6", 0, sigma=0.2), terms("sin(pi*x)", 3)],
            views=["terms"],
        ),
        Challenge(
            "Digits: the least penalty with which more features never hurt, at a p where it at least halves the error.",
            "Watch the bump of the black curve shrink. The error that is to be halved is that without a penalty.",
            mended,
            [digit(150, 0.0316), digit(200, 0.0316), digit(267, 0.0316)],
            [digit(200, 0.01), digit(200, 0.1), digit(474, 0.0316)],
            views=["digits"],
        ),
    ),
    related=("cross_validation", "projections_least_squares", "resampling", "generalization_bounds", "map_estimation"),
    oracles=(
        *("least squares: numpy.linalg.lstsq", "ridge, neighbours, trees: sklearn Ridge, KNeighborsRegressor,"),
        *("DecisionTreeRegressor", "terms: samples of numpy’s own generator", "digits: sklearn Ridge"),
    ),
    source=(smoothers.weights, smoothers.cuts, error_terms.exact, random_features.row),
)
