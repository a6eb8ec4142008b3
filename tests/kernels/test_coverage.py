"""Coverage of intervals and tail frequencies against exact laws, statsmodels and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from mathcore import kernels

METHODS = {"wald": "normal", "wilson": "wilson", "agresti_coull": "agresti_coull", "clopper_pearson": "beta"}
R = 20_000


def near(share, exact, count=R):
    """Within five standard errors of a share."""
    exact = np.asarray(exact)
    return np.all(np.abs(share - exact) < 5.0 * np.sqrt(exact * (1.0 - exact) / count) + 1e-12)


@pytest.mark.parametrize("n", [2, 5, 30])
def test_students_interval_is_exact_for_normal_draws(engine, n):
    levels = np.array([0.5, 0.9, 0.99])
    found = kernels.interval_coverage("normal", n, R, 1, confidence=levels)
    assert near(found.covered, levels)
    assert near(found.missed_left, (1 - levels) / 2) and near(found.missed_right, (1 - levels) / 2)
    assert found.count == R and np.all(found.counts.sum(axis=(0, 2)) == R)


def test_the_normal_quantile_covers_what_students_law_says(engine):
    found = kernels.interval_coverage("normal", 4, R, 2, method="z")
    assert near(found.covered, 1 - 2 * stats.t(3).sf(stats.norm.ppf(0.975)))


def test_the_known_deviation_of_exponential_draws_covers_what_the_gamma_law_says(engine):
    n, half = 6, stats.norm.ppf(0.975) / np.sqrt(6)
    found = kernels.interval_coverage("exponential", n, R, 3, method="known")
    mean = stats.gamma(n, scale=1 / n)
    assert near(found.missed_left, mean.cdf(1 - half)) and near(found.missed_right, mean.sf(1 + half))


def test_students_interval_of_coins_covers_what_the_binomial_law_says(engine):
    n, p = 12, 0.2
    x = np.arange(n + 1)
    half = stats.t(n - 1).ppf(0.975) * np.sqrt(x * (n - x) / n / (n - 1) / n)
    chance = stats.binom(n, p).pmf(x)
    found = kernels.interval_coverage("bernoulli", n, R, 4, probability=p)
    assert near(found.missed_left, chance[x / n + half < p].sum())
    assert near(found.missed_right, chance[x / n - half > p].sum())


def test_examples_are_the_intervals_that_scipy_gives(engine):
    found = kernels.interval_coverage("normal", 7, 3000, 5, confidence=[0.8, 0.95], examples=4)
    means = kernels.running_means("normal", 7, 4, 5, points=2).means[-1]
    assert np.allclose(found.examples.mean(axis=2), means[:, None])
    ratio = np.diff(found.examples, axis=2)[:, 1, 0] / np.diff(found.examples, axis=2)[:, 0, 0]
    assert np.allclose(ratio, stats.t(6).ppf(0.975) / stats.t(6).ppf(0.9))
    all_of_them = kernels.interval_coverage("normal", 7, 1000, 5, confidence=0.8, examples=1000)
    low, high = all_of_them.examples[:, 0].T
    assert all_of_them.counts[0, 0].tolist() == [np.sum((low <= 0) & (high >= 0)), np.sum(high < 0), np.sum(low > 0)]


@pytest.mark.parametrize("source", ["uniform", "exponential", "bernoulli", "mixture", "pareto", "cauchy", "normal"])
def test_parts_merge_to_the_whole(engine, source):
    whole = kernels.interval_coverage(source, 9, 2500, 6)
    a, b = (kernels.interval_coverage(source, 9, 2500, 6, blocks=r) for r in (range(1), range(1, 3)))
    for merged in (a.merge(b), b.merge(a)):
        assert np.array_equal(merged.counts, whole.counts) and np.array_equal(merged.examples, whole.examples)
    t = [0.1, 0.5]
    tails = kernels.tail_frequencies(source, 9, t, 2500, 6)
    c, d = (kernels.tail_frequencies(source, 9, t, 2500, 6, blocks=r) for r in (range(1), range(1, 3)))
    for joined in (c.merge(d), d.merge(c)):
        assert np.array_equal(joined.above, tails.above) and np.array_equal(joined.below, tails.below)
        assert joined.count == 2500
    for part, twin in ((a, a), (c, c)):
        with pytest.raises(ValueError, match="share a block"):
            part.merge(twin)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="different runs"):
        a.merge(kernels.interval_coverage(source, 10, 2500, 6, blocks=range(1, 3)))
    with pytest.raises(ValueError, match="different runs"):
        c.merge(kernels.tail_frequencies(source, 9, [0.1], 2500, 6, blocks=range(1, 3)))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 10, 57])
def test_intervals_for_a_proportion_are_those_of_statsmodels(method, n):
    ours = kernels.proportion_intervals(n, method=method, confidence=0.9)
    theirs = np.array([proportion_confint(x, n, 0.1, METHODS[method]) for x in range(n + 1)])
    # statsmodels cuts the intervals at 0 and 1.
    assert np.allclose(np.clip(ours, 0, 1), np.clip(theirs, 0, 1), atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_coverage_of_a_proportion_is_the_binomial_sum(method):
    n, p = 25, np.array([0.0, 0.03, 0.2, 0.5, 0.81, 1.0])
    found = kernels.proportion_coverage(n, p, method=method)
    low, high = kernels.proportion_intervals(n, method=method).T
    chance = stats.binom(n, p[:, None]).pmf(np.arange(n + 1))
    assert np.allclose(found.covered, np.sum(chance * ((low <= p[:, None]) & (p[:, None] <= high)), axis=1))
    assert np.allclose(found.covered + found.missed_left + found.missed_right, 1.0)
    mirrored = kernels.proportion_coverage(n, 1 - p[1:5], method=method)
    assert np.allclose(mirrored.missed_right, found.missed_left[1:5])


def test_clopper_and_pearson_never_cover_less_than_they_say():
    found = kernels.proportion_coverage(20, np.linspace(0.001, 0.999, 400), method="clopper_pearson")
    assert found.covered.min() >= 0.95 and max(found.missed_left.max(), found.missed_right.max()) <= 0.025 + 1e-12


@pytest.mark.parametrize(
    ("source", "n", "exact"),
    [
        ("exponential", 5, stats.gamma(5, scale=0.2)),
        ("normal", 9, stats.norm(0, 1 / 3)),
        ("cauchy", 6, stats.cauchy()),
        ("uniform", 4, stats.irwinhall(4, scale=0.25)),
    ],
)
def test_tails_follow_the_exact_law(engine, source, n, exact):
    t = np.array([0.05, 0.2, 0.4, 0.9])
    found = kernels.tail_frequencies(source, n, t, R, 7)
    middle = 0.0 if source == "cauchy" else exact.mean()
    assert near(found.above / R, exact.sf(middle + t)) and near(found.below / R, exact.cdf(middle - t))
    assert np.array_equal(found.frequencies, found.counts / R)


def test_a_mean_of_coins_exactly_at_a_threshold_is_counted(engine):
    n, p, k = 10, 0.3, np.arange(1, 7)
    law, x = stats.binom(n, p), np.arange(n + 1)
    for standardise in (False, True):
        scale = np.sqrt(n / (p * (1 - p))) if standardise else 1.0
        found = kernels.tail_frequencies("bernoulli", n, k / n * scale, R, 8, probability=p, standardise=standardise)
        assert near(found.above / R, [law.pmf(x)[x >= 3 + j].sum() for j in k])
        assert near(found.below / R, [law.pmf(x)[x <= 3 - j].sum() for j in k])


BAD = [
    (lambda: kernels.interval_coverage("normal", 1, 10, 1), "n is 1"),
    (lambda: kernels.interval_coverage("normal", 5, 10, 1, method="bayes"), "method"),
    (lambda: kernels.interval_coverage("normal", 5, 10, 1, confidence=1.0), "confidence"),
    (lambda: kernels.interval_coverage("pareto", 5, 10, 1, tail=0.9), "no mean"),
    (lambda: kernels.interval_coverage("cauchy", 5, 10, 1, method="known"), "deviation"),
    (lambda: kernels.interval_coverage("normal", 5, 10, 1, examples=-1), "examples"),
    (lambda: kernels.proportion_intervals(5, method="score"), "method"),
    (lambda: kernels.proportion_coverage(5, [1.2]), "proportion"),
    (lambda: kernels.tail_frequencies("normal", 5, [0.0], 10, 1), "thresholds"),
    (lambda: kernels.tail_frequencies("normal", 5, [np.nan], 10, 1), "finite"),
    (lambda: kernels.tail_frequencies("pareto", 5, [1.0], 10, 1, tail=1.0), "no mean"),
]


@pytest.mark.parametrize(("call", "words"), BAD)
def test_bad_arguments_are_refused_in_a_sentence(engine, call, words):
    with pytest.raises(ValueError, match=words):
        call()
