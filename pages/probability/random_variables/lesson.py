"""A random variable is known by its law, a law by its distribution function; the inverse turns uniforms into draws."""

from __future__ import annotations

from typing import Any

import numpy as np

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


def far_mean(q: Laws) -> bool:
    """Whether a density's finite mean lies above its 92% quantile."""
    mean = q.law.mean
    return not q.law.discrete and mean is not None and np.isfinite(mean) and float(q.law.cdf(mean)) > 0.92


def hidden(sample: str, law: str, **values: float) -> dict[str, Any]:
    """A try at a hidden law."""
    return {"view": "which", "sample": sample, "law": law, **{f"{law}_{name}": v for name, v in values.items()}}


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
            "In Which one?, find hidden law 2, 3 or 4: a largest gap below 0.009, where only its family gets.",
            "Where does it begin and end, are its tails alike, how heavy are they? Then place, width, and shape.",
            lambda q: q.p.sample in ("two", "three", "four") and q.gap < 0.009,
            [
                hidden("two", "gumbel_r", mu=2.0, b=1.3),
                hidden("three", "t", df=2.6, mu=-1.0, sigma=1.5),
                hidden("four", "betabinom", n=20, a=1.2, b=3.4),
            ],
            [
                hidden("two", "weibull_min", k=1.8, lam=3.1),
                hidden("three", "laplace", mu=-1.0, b=1.7),
                hidden("four", "betabinom", n=20, a=1.4, b=3.8),
            ],
            views=["which"],
        ),
        Challenge(
            "In Law, find a density whose finite mean lies above its 92% quantile.",
            "A mean is a lever: mass that is far away counts by its distance. Whose tail is just light enough?",
            far_mean,
            [
                {"law": "pareto", "pareto_a": 1.1},
                {"law": "invgamma", "invgamma_a": 1.1},
                {"law": "fisk", "fisk_b": 1.1},
            ],
            [
                {"law": "pareto", "pareto_a": 1.0},
                {"law": "pareto", "pareto_a": 1.5},
                {"law": "bernoulli", "bernoulli_p": 0.05},
            ],
            views=["law"],
        ),
        Challenge(
            "Predict: how far is binomial(1000, 0.003) from Poisson(3), in total variation?",
            "Le Cam promises at most n p² = 0.009. The truth is smaller.",
            predict=Prediction(
                "The distance",
                lambda q: q.variation,
                0.0004,
                {"view": "turn", "n": 1000},
                why="0.00075: twelve times less than Le Cam’s bound. It falls like 1/n, about 0.75/n.",
            ),
        ),
    ),
    related=("continuous_distributions", "lln_clt", "maximum_likelihood", "expectation_variance"),
    oracles=(
        "laws: scipy.stats (density, cdf, quantile, moments)",
        "von Mises: mpmath’s quadrature",
        "calls of the names: scipy.stats, NumPy’s Generator",
        "distances: scipy.stats on fine grids",
        "fit: scipy’s kstest and log-densities",
    ),
    source=(laws.distribution, law_relations.distances, law_fit.beta_of, law_names.misread),
)
