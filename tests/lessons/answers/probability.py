"""Answers of the exercises of probability, by SciPy, by counting and by search; beside each the mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
from scipy import optimize, stats

Values = Mapping[str, Any]
Answer = Callable[[Values], float]


def expected_loss(v: Values) -> float:
    return v["chance"] * (1 - v["report"]) ** 2 + (1 - v["chance"]) * v["report"] ** 2


def best_report(v: Values) -> float:
    p, a = v["chance"], v["exponent"]
    found = optimize.minimize_scalar(
        lambda q: p * (1 - q) ** a + (1 - p) * q**a, bounds=(0, 1), method="bounded", options={"xatol": 1e-10}
    )
    return float(found.x)


def spread_of_sum(v: Values) -> float:
    covariance = v["r"] * v["sd_x"] * v["sd_y"]
    return math.sqrt(np.ones(2) @ [[v["sd_x"] ** 2, covariance], [covariance, v["sd_y"] ** 2]] @ np.ones(2))


def squared_distance(v: Values) -> float:
    return float(np.mean((np.array(v["places"]) - v["fulcrum"]) ** 2))


def switching(v: Values) -> float:
    """All games, weighted: where the car is, and which door he opens."""
    opened = {1: v["bias"], 2: 1.0, 3: 0.0}  # the chance of door 3, by the car's door
    return opened[2] / sum(opened.values())


def mutual(v: Values) -> float:
    joint = np.array(v["weights"])[:2, :2] / 100
    return float(stats.entropy(joint.ravel(), np.outer(joint.sum(1), joint.sum(0)).ravel()))


def normal_mutual(v: Values) -> float:
    """H(X) + H(Y) − H(X, Y), of SciPy's normal laws."""
    both = stats.multivariate_normal(cov=[[1, v["rho"]], [v["rho"], 1]])
    return float(2 * stats.norm.entropy() - both.entropy())


def berry_esseen(v: Values) -> float:
    p = v["probability"]
    third = stats.bernoulli(p).expect(lambda x: np.abs(x - p) ** 3)
    return 0.4748 * third / (stats.bernoulli(p).std() ** 3 * math.sqrt(v["n"]))


def score(v: Values) -> float:
    expected = np.array([v["trials"] * v["null"], v["trials"] * (1 - v["null"])])
    return float(stats.chisquare([v["hits"], v["trials"] - v["hits"]], expected).statistic)


def highest(law: Any) -> float:
    """The place of the peak of a density on (0, 1)."""
    found = optimize.minimize_scalar(
        lambda p: -law(p), bounds=(1e-9, 1 - 1e-9), method="bounded", options={"xatol": 1e-10}
    )
    return float(found.x)


def map_of_heads(v: Values) -> float:
    half = v["strength"] / 2
    return highest(stats.beta(half + v["tossed"], half).logpdf)


def kl(v: Values) -> float:
    return float(stats.entropy(v["p_shares"][0], v["q_shares"][0], base=2))


def shrinking(v: Values) -> float:
    return float(sorted(np.abs(np.linalg.eigvals(v["matrix"])))[1])


def after_two(v: Values) -> float:
    p = v["matrix"]
    return sum(p[0][a] * p[a][0] for a in range(3))


def line(v: Values) -> np.ndarray:
    """The posterior covariance of intercept and slope, without a prior, for noise of deviation 1."""
    x = np.array([point[0] for point in v["points"]])
    design = np.column_stack([np.ones_like(x), x])
    return np.linalg.inv(design.T @ design)


def slope_spread(v: Values) -> float:
    return v["noise"] * math.sqrt(line(v)[1, 1])


def games(v: Values) -> float:
    """The chance of the wrong rule: one half."""
    return 0.5 if v["bias"] < 1 else 1 / (1 + v["bias"])


def most_likely(v: Values) -> float:
    return float(stats.norm.fit(v["sample"])[1])


def surprise(v: Values) -> float:
    return float(stats.entropy(v["p_shares"][0], base=2))


def forgetting(v: Values) -> float:
    stay = [v["matrix"][k][k] for k in range(2)]
    return max(a * b for a, b in product(stay, stay))


ANSWERS: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("why_probability", "expected squared loss"): (expected_loss,),
    ("why_probability", "loses least"): (best_report,),
    ("random_variables", "binomial variable"): (
        lambda v: float(stats.binom(v["binom_n"], v["binom_p"]).var()),
        lambda v: float(stats.binom(v["binom_n"], v["binom_p"]).std()),
        lambda v: v["binom_n"] * v["binom_p"],
    ),
    ("random_variables", "quantile function"): (
        lambda v: float(stats.expon(scale=1 / v["expon_rate"]).ppf(v["u"])),
        lambda v: float(stats.expon(scale=v["expon_rate"]).ppf(v["u"])),
    ),
    ("expectation_variance", "Which deviation"): (
        spread_of_sum,
        lambda v: v["sd_x"] + v["sd_y"],
        lambda v: spread_of_sum(v) ** 2,
    ),
    ("expectation_variance", "mean squared distance"): (squared_distance, lambda v: float(np.var(v["places"]))),
    ("bayes_theorem", "Monty Hall"): (switching, games),
    ("independence_correlation", "jointly normal with"): (
        normal_mutual,
        lambda v: normal_mutual(v) / math.log(2),
        lambda v: v["rho"] ** 2,
    ),
    ("independence_correlation", "joint probabilities"): (mutual, lambda v: mutual(v) / math.log(2)),
    ("lln_clt", "share of yeses"): (
        lambda v: float(stats.binom(v["n"], v["probability"]).std() / v["n"]),
        lambda v: float(stats.binom(v["n"], v["probability"]).var() / v["n"] ** 2),
    ),
    ("lln_clt", "Berry"): (berry_esseen, lambda v: berry_esseen(v) / math.sqrt(v["n"])),
    ("maximum_likelihood", "most likely deviation"): (
        most_likely,
        lambda v: float(np.std(v["sample"], ddof=1)),
        lambda v: float(np.var(v["sample"])),
    ),
    ("maximum_likelihood", "score statistic"): (score, lambda v: math.sqrt(score(v))),
    ("map_estimation", "are all heads"): (
        map_of_heads,
        lambda v: float(stats.beta(v["strength"] / 2 + v["tossed"], v["strength"] / 2).mean()),
    ),
    ("map_estimation", "log-odds"): (
        lambda v: highest(lambda p: stats.beta(v["a"], v["b"]).logpdf(p) + math.log(p * (1 - p))),
    ),
    ("entropy_kl", "How many bits is the entropy"): (surprise, lambda v: surprise(v) * math.log(2)),
    ("entropy_kl", "a model says"): (kl, lambda v: kl(v) * math.log(2)),
    ("markov_chains", "slowest difference"): (shrinking, forgetting),
    ("markov_chains", "day after tomorrow"): (after_two, lambda v: v["matrix"][0][0]),
    ("bayesian_inference", "posterior correlation"): (
        lambda v: float(line(v)[0, 1] / math.sqrt(line(v)[0, 0] * line(v)[1, 1])),
    ),
    ("bayesian_inference", "deviation of its slope"): (slope_spread, lambda v: slope_spread(v) ** 2),
}
