"""Poisson’s law stands in for a binomial if p is small, the normal if npq is large, neither if trials are tied."""

from __future__ import annotations

from explorer.controls import Choice, Data, Points, Seed, Slider
from explorer.lesson import Again, Challenge, Lesson, Prediction, View
from mathcore.statistics import count_models as cm
from mathcore.statistics import stand_ins as si
from pages.statistics.distributions_in_practice import panels
from pages.statistics.distributions_in_practice import readouts as said
from pages.statistics.distributions_in_practice.state import Practice

TABLES = {"kicks": "Horse kicks, 1875–1894", "alpha": "α particles, 1910", "visits": "Doctor visits (RAND)"}
SAMPLES = {"points": "Your own values", "sepals": "Iris, sepal widths", "nile": "The Nile at Aswan"}
SAMPLES |= {"schools": "School districts"}
KINDS = {"cdf": "P(X ≤ k)", "raw": "Uncorrected", "tv": "Any event"}
MEANT = "The normal law with continuity correction, without it, or the total variation of both."
SHARED = "0: independent. Above, each group of n trials has a p of its own, from a beta law."
SPOTS = (2.1, 2.9, 3.4, 3.9, 4.3, 4.6, 4.9, 5.2, 5.5, 5.9, 6.2, 6.6, 7.2, 7.9)
N = Slider("n", "Trials n", si.FEWEST, si.MOST, 100, 1, integer=True)
SHARE = Slider("share", "Probability p", si.RAREST, 0.5, 0.03, 0.0005)
RHO = Slider("rho", "Correlation of two trials", 0, 0.2, 0, 0.002, help=SHARED)
CUT = Slider("cut", "Threshold (deviations from np)", -3, 5, 2.2, 0.05)
ERROR = Choice("error", "Error of", KINDS, "cdf", help=MEANT)
WITHIN = Slider("within", "Error allowed", 0.002, 0.1, 0.02, log=True)
DATA = Data("data", "Counts", TABLES, "kicks", own=1, help="A column of whole numbers from your CSV works as well.")
RATIO = Slider("mean_ratio", "Mean of the law ÷ mean of the data", 0.5, 2, 1, 0.01)
PHI = Slider("phi", "Variance ÷ mean of the law", 1, 32, 1, log=True)
SAMPLE = Data("sample", "Values", SAMPLES, "points", own=1)
POINTS = Points(
    "points", "Your own values", SPOTS, (0, 10), None, 0.05, fewest=4, most=30, when={"sample": ("points",)}
)

thin = lambda q: q.mean >= 10 - 1e-9 and q.p.rho == 0 and q.tail.truth >= 1e-3 and 3 * q.tail.normal < q.tail.truth
apart = lambda q: q.outside >= 2 and abs(q.skewness) <= 0.1 and q.p.sample == "points" and len({*q.p.points}) >= 12
rare = lambda q: q.p.n >= 100 and q.mean >= 1 and q.plain.poisson_tv <= 0.004 and q.plain.normal_cdf > 0.05
far = lambda n, share, cut, **more: {"view": "tails", "n": n, "share": share, "cut": cut, **more}
mine = lambda *points: {"view": "qq", "points": points}
here = lambda n, share, **more: {"view": "map", "n": n, "share": share, **more}
LAWS = [panels.laws_panel, panels.differences_panel], said.laws_readouts, said.ALTS["laws"]
TAILS = [panels.tails_panel, panels.ratio_panel], said.tails_readouts, said.ALTS["tails"]
MAP = [panels.map_panel, panels.along_panel], said.map_readouts, said.ALTS["map"]
COUNTS = [panels.rootogram_panel, panels.dispersion_panel], said.counts_readouts, said.ALTS["counts"]
QQ = [panels.qq_panel, panels.density_panel], said.qq_readouts, said.ALTS["qq"]
MIDDLE, LOW = (4.5, 4.6, 4.7, 4.8, 4.9, 5, 5.1, 5.2, 5.3, 5.4, 5.5), (0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
ZOOMED = dict.fromkeys(("n", "share", "rho"), "the differences are small: their axis zooms in by steps")
WHY = "0.98⁵⁰ = 0.364. By Poisson e⁻¹ = 0.368: a mean of one error leaves more than one chance in three of none."
lesson = Lesson(
    title="Distributions in Practice: Normal, Binomial, Poisson",
    terms=(
        *("binomial", "Poisson", "normal approximation", "continuity correction", "rule of five", "total variation"),
        *("Le Cam", "Berry-Esseen", "overdispersion", "negative binomial", "beta-binomial", "rootogram", "Q-Q plot"),
    ),
    state=Practice,
    views={
        "laws": View("Stand-ins", *LAWS, [N, SHARE, CUT, RHO], said.NOTICES["laws"], rescales=ZOOMED),
        "tails": View("Tails", *TAILS, [N, SHARE, CUT, RHO], said.NOTICES["tails"]),
        "map": View("Map", *MAP, [N, SHARE, ERROR, WITHIN]),
        "counts": View("Counts", *COUNTS, [DATA, RATIO, PHI], said.NOTICES["counts"]),
        "qq": View("Q–Q", *QQ, [SAMPLE, POINTS, Seed()], said.NOTICES["qq"]),
    },
    numbers=said.numbers,
    listing=said.listing,
    challenges=(
        Challenge(
            "Predict: a model is wrong on 2% of items, independently. It sees 50. What is the chance of no error?",
            "Every item must be right. What does Poisson’s law with mean 1 say of 0?",
            predict=Prediction(
                "P(no error)", lambda q: float(q.laws.truth[0]), 0.02, {"n": 50, "share": 0.02}, why=WHY
            ),
            again=(
                Again(
                    "Predict: a model is wrong on 2% of items, independently. It sees 100. What is "
                    "the chance of no error?",
                    {"n": 100, "share": 0.02},
                    "0.98¹⁰⁰ = 0.133. By Poisson e⁻² = 0.135.",
                ),
            ),
        ),
        Challenge(
            "Tails: np ≥ 10, independent trials, P(X ≥ k) is 0.1% or more, and the normal law says under a third.",
            "Twice the rule of five, and yet. Which bars lean most at one np, and where does that add up?",
            thin,
            [far(1000, 0.01, 3.4), far(400, 0.025, 3.3), far(200, 0.05, 3.5)],
            [far(100, 0.05, 3.5), far(100, 0.1, 3.4), far(1000, 0.01, 3.1), far(400, 0.025, 3.3, rho=0.01)],
            views=["tails"],
        ),
        Challenge(
            "Map: n ≥ 100 and np ≥ 1, Poisson right to 0.004 for any event, the normal law off by more than 0.05.",
            "Poisson’s error goes with p. The normal law’s goes with 1/√(npq), however large n is.",
            rare,
            [here(100, 0.012), here(400, 0.003), here(700, 0.002)],
            [here(100, 0.02), here(400, 0.002), here(900, 0.005)],
            views=["map"],
        ),
        Challenge(
            "Q–Q: twelve or more different values of your own, two or more outside of the band, skewness within ±0.1.",
            "One far value makes them lean. What departs from a normal law and does not lean?",
            apart,
            [mine(0, *MIDDLE, 10), mine(0, 0.5, *MIDDLE, 9.5, 10), mine(*LOW, *(10 - each for each in LOW))],
            [mine(*MIDDLE, 10), mine(0, *(5,) * 12, 10), mine(0.5, *SPOTS[1:-1], 9.5), mine(0, *MIDDLE[::2], 10)],
            views=["qq"],
        ),
    ),
    related=("random_variables", "lln_clt", "maximum_likelihood", "confidence_intervals", "hypothesis_testing"),
    oracles=(
        *("laws and tails: scipy.stats.binom, poisson, betabinom, norm", "errors: scipy.stats summed over whole laws"),
        *("negative binomial: scipy.stats.nbinom, statsmodels NegativeBinomial", "kicks: Bortkiewicz’s table"),
    ),
    source=(si.compared, si.errors, si.best_event, cm.log_mass, cm.fitted, cm.band),
)
