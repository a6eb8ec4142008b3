"""A random variable is known by its law, a law by its distribution function; the inverse turns uniforms into draws."""

from __future__ import annotations

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.probability import law_fit, law_names, law_relations, laws
from pages.probability.random_variables import panels, readouts
from pages.probability.random_variables.state import (
    AMOUNT,
    DRAWN,
    HOLDS,
    LEVEL,
    LIMIT,
    NAMES,
    PARAMETERS,
    PARTS,
    RELATION,
    SAMPLE,
    SEED,
    Laws,
    numbers,
)

FOLLOWS = {name: "The window follows the law in steps, so that it fills the panel." for name in NAMES if name != "law"}
CLAIMED = {"k": "The claimed law has its place and height by k."}
ONE = [panels.density_panel, panels.cdf_panel]
TWO = [panels.relation_panel, panels.distance_panel]
lesson = Lesson(
    title="Random Variables and Distributions",
    terms=(
        *("random variable", "distribution", "density", "probability mass function", "CDF", "quantile", "gamma"),
        *("binomial", "Poisson", "negative binomial", "Student's t", "beta", "Pearson", "Q-Q plot", "rate", "scale"),
    ),
    state=Laws,
    choose="Look at",
    views={
        "law": View(
            "Law",
            ONE,
            readouts.of_law,
            readouts.law_alt,
            [*PARAMETERS, LEVEL, SEED, DRAWN],
            readouts.law_notice,
            1,
            FOLLOWS,
        ),
        "turn": View(
            "Turn into",
            TWO,
            readouts.of_relation,
            readouts.relation_alt,
            [RELATION, LIMIT, PARTS, AMOUNT, HOLDS, SEED],
            readouts.relation_notice,
            rescales=CLAIMED,
        ),
        "pearson": View(
            "Pearson’s plane",
            [panels.pearson_panel, panels.fit_panel],
            readouts.of_place,
            readouts.place_alt,
            [SAMPLE, *PARAMETERS],
            readouts.place_notice,
        ),
        "which": View(
            "Which one?",
            [panels.fit_panel, panels.matching_panel],
            readouts.of_fit,
            readouts.fit_alt,
            [SAMPLE, *PARAMETERS, LEVEL],
            readouts.fit_notice,
        ),
        "names": View(
            "Names",
            [panels.names_panel, panels.wrong_panel],
            readouts.of_names,
            readouts.names_alt,
            [*PARAMETERS, LEVEL],
            readouts.names_notice,
            rescales=FOLLOWS,
        ),
    },
    numbers=numbers,
    listing=lambda q: {"law": q.key, "theta": q.law.theta, "u": q.p.u, "n": int(max(q.p.n, law_relations.RARE))},
    challenges=(
        Challenge(
            "In Which one?, find hidden law 1, 2, 3 or 4: a largest gap below 0.03.",
            "Where does it begin, and how heavy are its tails? The quantiles bend where the law is wrong.",
            lambda q: q.p.sample in law_fit.RIDDLES and q.gap < 0.03,
            [{"view": "which", "sample": "one", "gamma_k": 2.4, "gamma_theta": 1.7}],
            [{"view": "which", "sample": "one", "gamma_k": 2.4, "gamma_theta": 1.9}],
            views=["which"],
        ),
        Challenge(
            "Predict: how far is binomial(1000, 0.003) from Poisson(3), in total variation?",
            "Le Cam: at most n p². The truth is less than that.",
            predict=Prediction("The distance", lambda q: q.apart, 0.0005, {"view": "turn", "n": 1000}, why="0.00075."),
        ),
    ),
    related=("lln_clt", "continuous_distributions"),
    source=(laws.distribution, law_relations.distances, law_fit.beta_of, law_names.misread),
)
