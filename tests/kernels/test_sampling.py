"""Sample means and running means: exact laws, invariance and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore import kernels

RELAXED = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOURCES = ["uniform", "exponential", "bernoulli", "mixture", "pareto", "cauchy", "normal"]
FINITE = [
    ("uniform", {}),
    ("exponential", {}),
    ("bernoulli", {"probability": 0.2}),
    ("mixture", {"separation": 3.0}),
    ("pareto", {"tail": 12.0}),
    ("normal", {}),
]


@pytest.mark.parametrize(("source", "options"), FINITE)
def test_mean_and_variance_are_those_of_the_law(engine, source, options):
    n, r = 12, 40_000
    found = kernels.sample_means(source, n, r, 1, **options)
    assert abs(found.mean) < 5.0 / np.sqrt(r)
    assert abs(found.variance - 1.0) < 5.0 * np.sqrt((found.excess_kurtosis + 2.0) / r)
    assert found.counts.sum() + found.below + found.above == found.count == r


def test_the_law_agrees_with_scipy():
    cases: Any = [
        (kernels.law("uniform"), stats.uniform()),
        (kernels.law("exponential"), stats.expon()),
        (kernels.law("bernoulli", probability=0.3), stats.bernoulli(0.3)),
        (kernels.law("pareto", tail=2.5), stats.pareto(2.5)),
        (kernels.law("normal"), stats.norm()),
    ]
    for law, frozen in cases:
        assert law.mean == pytest.approx(frozen.mean())
        assert law.deviation == pytest.approx(frozen.std())


def exact_law(source, options, n):
    """The law of the mean of n draws, where SciPy has it."""
    if source == "exponential":
        return stats.gamma(n, scale=1.0 / n).cdf
    if source == "normal":
        return stats.norm(0, 1 / np.sqrt(n)).cdf
    if source == "cauchy":
        return stats.cauchy().cdf
    if source == "uniform":
        return stats.irwinhall(n, scale=1.0 / n).cdf
    return stats.pareto(options["tail"]).cdf if n == 1 else None


@pytest.mark.parametrize(
    ("source", "n", "options"),
    [
        ("exponential", 7, {}),
        ("normal", 5, {}),
        ("cauchy", 9, {}),
        ("uniform", 4, {}),
        ("uniform", 1, {}),
        ("pareto", 1, {"tail": 0.7}),
    ],
)
def test_histogram_follows_the_exact_law(engine, source, n, options):
    found = kernels.sample_means(source, n, 50_000, 3, bins=60, low=0.0, high=3.0, standardise=False, **options)
    cdf = exact_law(source, options, n)(found.edges)
    share = np.concatenate([[cdf[0]], np.diff(cdf), [1.0 - cdf[-1]]])
    counts = np.concatenate([[found.below], found.counts, [found.above]])
    used = share * found.count > 5
    assert np.all(counts[share == 0.0] == 0)
    rest = [share[~used].sum(), counts[~used].sum()]
    expected = np.append(share[used], rest[0]) * found.count
    observed = np.append(counts[used], rest[1])
    keep = expected > 1
    statistic = np.sum((observed[keep] - expected[keep]) ** 2 / expected[keep])
    assert stats.chi2.sf(statistic, keep.sum() - 1) > 1e-4


def test_bernoulli_counts_are_binomial(engine):
    n, p = 10, 0.3
    found = kernels.sample_means(
        "bernoulli", n, 50_000, 2, probability=p, bins=n + 1, low=-0.05, high=1.05, standardise=False
    )
    assert stats.chisquare(found.counts, stats.binom(n, p).pmf(np.arange(n + 1)) * 50_000).pvalue > 1e-4


def test_distance_to_normal_is_within_berry_esseen(engine):
    # Shevtsova (2011): C = 0.4748; the third absolute central moment of Exp(1) is 12/e - 2.
    for n in (4, 16, 64):
        found = kernels.sample_means("exponential", n, 100_000, 4)
        noise = 1.63 / np.sqrt(found.count)
        assert found.sup_distance < 0.4748 * (12 / np.e - 2) / np.sqrt(n) + noise


def test_sup_distance_is_that_of_kstest(engine):
    found = kernels.sample_means("exponential", 3, 20_000, 4)
    z = (kernels.running_means("exponential", 3, 20_000, 4, points=3).means[-1] - found.centre) * found.scale
    exact = stats.kstest(z, "norm").statistic
    assert found.sup_distance <= exact + 1e-12 <= found.sup_distance + found.sup_resolution + 1.0 / found.count + 1e-12


def test_stable_scaling_keeps_the_spread(engine):
    spread = []
    for n in (400, 3200):
        found = kernels.sample_means("pareto", n, 20_000, 6, tail=1.5, bins=4000, low=-40, high=200)
        level = np.cumsum(found.counts) / found.count
        spread.append(np.diff(np.interp([0.25, 0.75], level, found.edges[1:]))[0])
    assert spread[1] == pytest.approx(spread[0], rel=0.1)


@RELAXED
@given(
    source=st.sampled_from(SOURCES),
    n=st.integers(1, 60),
    replicates=st.integers(1, 4000),
    seed=st.integers(0, 2**64 - 1),
    cut=st.integers(0, 4),
)
def test_parts_merge_to_the_whole(engine, source, n, replicates, seed, cut):
    whole = kernels.sample_means(source, n, replicates, seed)
    blocks = -(-replicates // 1024)
    cut = min(cut, blocks)
    a = kernels.sample_means(source, n, replicates, seed, blocks=range(cut))
    b = kernels.sample_means(source, n, replicates, seed, blocks=range(cut, blocks), control=kernels.Control())
    for merged in (a.merge(b), b.merge(a)):
        assert np.array_equal(merged.counts, whole.counts)
        assert np.array_equal(merged.fine, whole.fine)
        assert np.array_equal(merged.sums, whole.sums)
        assert merged.count == whole.count == replicates
        assert (merged.mean, merged.variance) == (whole.mean, whole.variance)


def test_merging_is_associative_and_refuses_a_block_twice(engine):
    a, b, c = (kernels.sample_means("normal", 5, 3000, 9, blocks=range(i, i + 1)) for i in range(3))
    left, right = a.merge(b).merge(c), a.merge(b.merge(c))
    assert np.array_equal(left.sums, right.sums) and np.array_equal(left.counts, right.counts)
    with pytest.raises(ValueError, match="share a block"):
        a.merge(a)


def test_replicates_do_not_depend_on_how_many_there_are(engine):
    few = kernels.running_means("exponential", 50, 10, 8)
    many = kernels.running_means("exponential", 50, 3000, 8)
    assert np.array_equal(few.means, many.means[:, :10])


def test_running_means_are_sample_means(engine):
    paths = kernels.running_means("uniform", 40, 2000, 8, points=20)
    means = kernels.sample_means("uniform", 40, 2000, 8, standardise=False, bins=50, low=0.0, high=1.0)
    place = np.floor(paths.means[-1] * 50).astype(int)
    assert np.array_equal(np.bincount(place, minlength=50), means.counts)
    assert paths.grid[0] == 1 and paths.grid[-1] == 40
    assert paths.band([0.1, 0.9]).shape == (2, len(paths.grid))
    assert paths.examples(3).shape == (3, len(paths.grid))


BAD = [
    ({"source": "gamma"}, "source"),
    ({"n": 0}, "n is 0"),
    ({"n": 2.5}, "whole number"),
    ({"replicates": 0}, "replicates"),
    ({"n": 10**6, "replicates": 10**8}, "draws"),
    ({"seed": -1}, "seed"),
    ({"seed": 2**64}, "seed"),
    ({"bins": 0}, "bins"),
    ({"low": 1.0, "high": 1.0}, "low must be below high"),
    ({"high": float("nan")}, "finite"),
    ({"source": "bernoulli", "probability": 1.0}, "probability"),
    ({"source": "pareto", "tail": 0.0}, "tail"),
    ({"source": "mixture", "separation": float("inf")}, "separation"),
    ({"blocks": range(99)}, "blocks"),
]


@pytest.mark.parametrize(("change", "words"), BAD)
def test_bad_arguments_are_refused_in_a_sentence(engine, change, words):
    arguments = {"source": "uniform", "n": 5, "replicates": 100, "seed": 1} | change
    with pytest.raises(ValueError, match=words):
        kernels.sample_means(**arguments)
