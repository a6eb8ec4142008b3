"""Answers of the exercises of statistics, by SciPy, statsmodels and by listing all cases; beside each the mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize
from statsmodels.tsa.arima_process import ArmaProcess

Values = Mapping[str, Any]
Answer = Callable[[Values], float]
ERRORS = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])


def mean_distance(v: Values) -> float:
    return float(np.mean(np.abs(np.array(v["points"]) - v["t"] / 10)))


def spread_of_count(v: Values) -> float:
    """Of the sum of n trials, from their covariance matrix."""
    cell = v["share"] * (1 - v["share"])
    covariance = cell * (v["rho"] + (1 - v["rho"]) * np.eye(v["n"]))
    return math.sqrt(covariance.sum())


def partial(v: Values) -> float:
    """By the inverse of the correlation matrix."""
    p = np.linalg.inv([[1, v["r_xy"], v["r_xz"]], [v["r_xy"], 1, v["r_yz"]], [v["r_xz"], v["r_yz"], 1]])
    return float(-p[1, 2] / math.sqrt(p[1, 1] * p[2, 2]))


def samples(v: Values) -> list[tuple[float, ...]]:
    return list(combinations(v["few"], v["small"]))


def threshold(v: Values) -> float:
    z = stats.norm.isf((1 - v["confidence"] / 100) / 2)
    return float(z * math.hypot(1, v["ratio"]))


def wald(v: Values) -> float:
    return float(proportion_confint(v["count"], v["trials"], 1 - v["confidence"] / 100)[1])


def chi2(v: Values) -> float:
    return float(stats.chi2_contingency(np.array(v["counts"]), correction=False).statistic)


def false_share(v: Values) -> float:
    """Bayes, in %, with the power of a z-test at 2.8 standard errors, both sides."""
    power = stats.norm.sf(1.959964 - 2.8) + stats.norm.cdf(-1.959964 - 2.8)
    nothing, effect = 0.05 * (1 - v["real"]), power * v["real"]
    return float(100 * nothing / (nothing + effect))


def f_of_means(v: Values) -> float:
    """SciPy's F of three groups with these means and variance 1."""
    base = np.linspace(-1, 1, v["size"])
    base /= base.std(ddof=1)
    return float(stats.f_oneway(*(mean + base for mean in v["means"])).statistic)


def halves(v: Values) -> tuple[list[float], list[float]]:
    return [x for x, y in v["points"] if y > 5], [x for x, y in v["points"] if y < 5]


def firsts(v: Values) -> np.ndarray:
    return np.array([x for x, _ in v["points"]])


def resampled(v: Values) -> float:
    return float(firsts(v).std() / math.sqrt(len(v["points"])))


def shuffled(v: Values) -> float:
    """Twice the share of all labellings whose difference of means is as large."""
    upper, lower = halves(v)
    every = np.array(upper + lower)
    seen = np.mean(upper) - np.mean(lower)
    found = []
    for chosen in combinations(range(len(every)), len(upper)):
        rest = np.setdiff1d(range(len(every)), chosen)
        found.append(every[list(chosen)].mean() - every[rest].mean() >= seen - 1e-9)
    return float(2 * np.mean(found))


def bias_of_largest(v: Values) -> float:
    return float(stats.beta(v["n"], 1).mean() - 1)  # the law of the largest of n


def pooled(v: Values) -> float:
    return float(np.average(v["effects"], weights=ERRORS**-2.0))


def heads(v: Values) -> float:
    k = round(50 + 5 * v["result"])
    return float(stats.binom(100, 0.5).pmf(k) / stats.betabinom(100, 1, 1).pmf(k))


def fit_variance(v: Values) -> float:
    """The mean of the diagonal of σ²H, of polynomials at 30 places."""
    x = np.linspace(-1, 1, 30)
    q = np.linalg.qr(np.vander(x, v["degree"] + 1))[0]
    return float(v["sigma"] ** 2 * np.mean(np.sum(q**2, axis=1)))


def new_error(rows: float, variables: int) -> float:
    """1 + E tr (XᵀX)⁻¹, by the mean of the inverse Wishart law."""
    return 1 + float(np.trace(stats.invwishart(df=rows, scale=np.eye(variables)).mean()))


def cross_bias(v: Values) -> float:
    kept = v["rows"] - v["rows"] / v["parts"]
    return 100 * (new_error(kept, v["variables"]) / new_error(v["rows"], v["variables"]) - 1)


def rejected(v: Values) -> float:
    return float(np.sum(multipletests(v["ps"], 0.05, "fdr_bh")[0]))


def mahalanobis(v: Values) -> float:
    d = np.array(v["shift"])
    return float(d @ np.linalg.inv([[1, v["rho"]], [v["rho"], 1]]) @ d)


def wrong_share(v: Values) -> float:
    return float(100 * stats.norm.cdf(-math.sqrt(mahalanobis(v)) / 2))


def process(v: Values) -> np.ndarray:
    return ArmaProcess([1, -v["phi"][0], -v["phi"][1]], [1]).acovf(2)


def confounded(v: Values) -> float:
    """Of Y on X, by the covariances of the linear model."""
    mix = np.array([[v["a"], 1, 0], [v["c"] + v["b"] * v["a"], v["b"], 1]])  # X and Y from Z and their own noises
    covariance = mix @ mix.T
    return float(covariance[0, 1] / covariance[0, 0])


def lost(v: Values) -> float:
    return 2500 * abs(v["rate_b"] - v["rate_a"])


def users(v: Values) -> float:
    """By statsmodels, from the arcsines of the rates: within some per cent of the formula of the exercise."""
    effect = abs(proportion_effectsize(v["rate_b"], v["rate_a"]))
    return float(NormalIndPower().solve_power(effect, power=0.8, alpha=0.05))


ANSWERS: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("data_summaries", "divisor n − 1"): (
        lambda v: float(np.std(v["points"], ddof=1)),
        lambda v: float(np.std(v["points"])),
        lambda v: float(np.var(v["points"], ddof=1)),
    ),
    ("data_summaries", "mean distance"): (
        mean_distance,
        lambda v: math.sqrt(np.mean((np.array(v["points"]) - v["t"] / 10) ** 2)),
    ),
    ("distributions_in_practice", "correlate by"): (
        spread_of_count,
        lambda v: spread_of_count(v) ** 2,
        lambda v: math.sqrt(v["n"] * v["share"] * (1 - v["share"])),
    ),
    ("distributions_in_practice", "Le Cam"): (
        lambda v: float(np.sum(np.full(v["n"], v["share"]) ** 2)),
        lambda v: v["n"] * v["share"],
    ),
    ("correlation_data", "given X"): (partial, lambda v: v["r_yz"] - v["r_xy"] * v["r_xz"]),
    ("correlation_data", "Kendall"): (
        lambda v: float(stats.kendalltau(*np.array(v["points"]).T).statistic),
        lambda v: float(stats.spearmanr(*np.array(v["points"]).T).statistic),
    ),
    ("sampling_distributions", "without putting back?"): (
        lambda v: float(np.std([np.mean(each) for each in samples(v)])),
        lambda v: float(np.std(v["few"]) / math.sqrt(v["small"])),
    ),
    ("sampling_distributions", "the largest of them"): (
        lambda v: float(np.mean([max(each) for each in samples(v)])),
        lambda v: max(v["few"]),
    ),
    ("confidence_intervals", "From which distance"): (
        threshold,
        lambda v: threshold(v) / math.hypot(1, v["ratio"]) * (1 + v["ratio"]),
    ),
    ("confidence_intervals", "Wald's"): (wald, lambda v: v["count"] / v["trials"]),
    ("hypothesis_testing", "χ²"): (chi2, lambda v: float(stats.chi2_contingency(np.array(v["counts"])).statistic)),
    ("hypothesis_testing", "has no effect"): (
        lambda v: round(false_share(v), 6),
        lambda v: 100 - false_share(v),
        lambda v: 5.0,
    ),
    ("anova", "What is F"): (f_of_means, lambda v: f_of_means(v) / v["size"], lambda v: f_of_means(v) * 2 / 3),
    ("anova", "cell means"): (
        lambda v: float(-np.diff(np.diff(np.reshape(v["cells"], (2, 2)), axis=1), axis=0)[0, 0]),
    ),
    ("resampling", "do not overlap"): (shuffled,),
    ("mle_vs_moments", "Which mean bias"): (bias_of_largest, lambda v: -1 / v["n"]),
    ("mle_vs_moments", "Which shape"): (
        lambda v: float(np.mean(v["points"]) ** 2 / np.var(v["points"])),
        lambda v: float(np.mean(v["points"]) ** 2 / np.var(v["points"], ddof=1)),
    ),
    ("bayesian_statistics", "common value"): (pooled, lambda v: float(np.mean(v["effects"]))),
    ("bayesian_statistics", "100 tosses"): (heads,),
    ("bias_variance", "Polynomials"): (fit_variance, lambda v: v["sigma"] ** 2, lambda v: math.sqrt(fit_variance(v))),
    ("bias_variance", "effective parameters"): (lambda v: v["n"] / v["neighbours"], lambda v: v["neighbours"]),
    ("cross_validation", "expected squared error"): (
        lambda v: new_error(v["rows"], v["variables"]),
        lambda v: 1 + v["variables"] / v["rows"],
    ),
    ("cross_validation", "expected above"): (cross_bias, lambda v: 100 / v["parts"]),
    ("ml_significance", "McNemar"): (
        lambda v: float(mcnemar(v["counts"], exact=True).pvalue),
        lambda v: float(mcnemar(v["counts"], exact=True).pvalue) / 2,
    ),
    ("ml_significance", "Benjamini"): (rejected,),
    ("nonparametric", "distribution functions"): (lambda v: float(stats.ks_2samp(*halves(v)).statistic),),
    ("manova", "squared Mahalanobis"): (
        mahalanobis,
        lambda v: math.sqrt(mahalanobis(v)),
        lambda v: float(np.sum(np.square(v["shift"]))),
    ),
    ("manova", "best classifier"): (wrong_share, lambda v: 100 - wrong_share(v)),
    ("time_series", "variance of x"): (lambda v: float(process(v)[0]), lambda v: math.sqrt(process(v)[0])),
    ("time_series", "neighbouring"): (lambda v: float(process(v)[1] / process(v)[0]), lambda v: v["phi"][0]),
    ("causal_inference", "not looked at"): (confounded, lambda v: v["b"], lambda v: v["b"] + v["a"] * v["c"]),
    ("ab_testing", "split evenly"): (lost, lambda v: 2 * lost(v)),
}

# Answers that the lesson has from a simulation or by another formula: these agree as far as the tolerance goes.
ROUGHLY: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("resampling", "again and again"): (
        resampled,
        lambda v: float(firsts(v).std()),
        lambda v: float(firsts(v).std(ddof=1)) / math.sqrt(len(v["points"])),
    ),
    ("ab_testing", "About how many users"): (users,),
}
