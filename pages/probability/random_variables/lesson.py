"""A random variable is known by its law, a law by its distribution function; the inverse turns uniforms into draws."""

from __future__ import annotations

from explorer.lesson import Challenge, Lesson, Prediction, View
from explorer.text import number
from mathcore.probability import law_fit, law_names, law_relations, laws
from pages.probability.random_variables import panels, readouts
from pages.probability.random_variables.state import DRAWN, LEVEL, NAMES, PARAMETERS, SAMPLE, TURNED, Laws, valued

FOLLOWS = {name: "The window follows the law in steps, so that it fills the panel." for name in NAMES if name != "law"}
CLAIMED = {"k": "The claimed law has its place and height by k."}
# The alternative text: what is drawn, and the law with the quantile.
of = lambda q, says: f"{says}. {q.law.law.name}: up to x = {number(q.x)} lies the probability {number(q.reached)}."
alt_law = lambda q: of(q, f"Density or mass and distribution function, with {q.p.drawn} draws")
alt_turn = lambda q: f"{(q.limit or q.identity).name} at {number(q.size)}, and the distance left: {number(q.apart)}."
alt_plane = lambda q: of(q, f"Pearson’s plane with families of laws; data and law are {number(q.gap)} apart")
alt_which = lambda q: of(q, f"Data under a law, quantiles against quantiles; the largest gap is {number(q.gap)}")
alt_names = lambda q: of(q, f"A law meant and understood. {readouts.names_notice(q)[:-1]}")
at = lambda sample, law, *theta: {"view": "which", "sample": sample, **valued(law, theta)}  # a try at a hidden law
tail = lambda name, value: {"law": name.rpartition("_")[0], name: value}
TWELVE = "0.00075: twelve times less than Le Cam’s bound. It falls like 1/n, about 0.75/n."
ONE, PLANE = [panels.density_panel, panels.cdf_panel], [panels.pearson_panel, panels.shape_panel]
TWO, WHICH = [panels.relation_panel, panels.distance_panel], [panels.fit_panel, panels.matching_panel]
MEANT, LAW = [panels.names_panel, panels.wrong_panel], [*PARAMETERS, LEVEL, TURNED[-1], DRAWN]
DATA, fit, place = [SAMPLE, *PARAMETERS, LEVEL], readouts.fit_notice, readouts.place_notice
named, turned = readouts.names_notice, readouts.relation_notice
lesson = Lesson(
    title="Random Variables and Distributions",
    terms=("random variable", "density", "mass", "CDF", "quantile", "gamma", "Poisson", "Q-Q plot", "rate", "scale"),
    state=Laws,
    choose="Look at",
    views={
        "law": View("Law", ONE, readouts.of_law, alt_law, LAW, readouts.law_notice, 1, FOLLOWS),
        "turn": View("Turn into", TWO, readouts.of_relation, alt_turn, TURNED, turned, rescales=CLAIMED),
        "pearson": View("Pearson’s plane", PLANE, readouts.of_fit, alt_plane, DATA[:-1], place),
        "which": View("Which one?", WHICH, readouts.of_fit, alt_which, DATA, fit),
        "names": View("Names", MEANT, readouts.of_names, alt_names, [*PARAMETERS, LEVEL], named, rescales=FOLLOWS),
    },
    numbers=readouts.numbers,
    listing=lambda q: {"law": q.key, "theta": q.law.theta, "u": q.p.u, "n": int(q.rare)},
    challenges=(
        Challenge(
            "In Which one?, find hidden law 2, 3 or 4: a largest gap below 0.009, where only its family gets.",
            "Where does it begin and end, are its tails alike, how heavy are they? Then place, width, and shape.",
            lambda q: q.p.sample in ("two", "three", "four") and q.gap < 0.009,
            [at("two", "gumbel_r", 2, 1.3), at("three", "t", 2.6, -1, 1.5), at("four", "betabinom", 20, 1.2, 3.4)],
            [
                at("two", "weibull_min", 1.8, 3.1),
                at("three", "laplace", -1, 1.7),
                at("four", "betabinom", 20, 1.4, 3.8),
            ],
            views=["which"],
        ),
        Challenge(
            "In Law, find a density whose finite mean lies above its 92% quantile.",
            "A mean is a lever: mass that is far away counts by its distance. Whose tail is just light enough?",
            lambda q: not q.law.discrete and q.law.level_of_mean > 0.92,
            [tail("pareto_a", 1.1), tail("invgamma_a", 1.1), tail("fisk_b", 1.1)],
            [tail("pareto_a", 1.0), tail("pareto_a", 1.5), tail("bernoulli_p", 0.05)],
            views=["law"],
        ),
        Challenge(
            "Predict: how far is binomial(1000, 0.003) from Poisson(3), in total variation?",
            "Le Cam promises at most n p² = 0.009. The truth is smaller.",
            predict=Prediction("The distance", lambda q: q.variation, 0.0003, {"view": "turn", "n": 1000}, why=TWELVE),
        ),
    ),
    related=("continuous_distributions", "lln_clt", "maximum_likelihood", "expectation_variance"),
    oracles=("laws, fits, distances: scipy.stats", "von Mises: mpmath.quad", "names: scipy.stats, NumPy’s Generator"),
    source=(laws.distribution, law_relations.distances, law_fit.beta_of, law_names.misread),
)
