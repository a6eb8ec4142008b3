"""Resamples, shuffles and exact laws against the kernels and SciPy."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore import kernels
from mathcore.statistics import resamples, samples

scipy_stats: Any = stats  # its types know fewer statistics than it takes
X = np.array([1.2, 3.3, 2.1, 8.6, 4.9, 2.4, 3.7, 6.1, 2.6, 3.0, 4.2, 1.6, 5.5])
Y = np.array([3.0, 5.6, 2.2, 8.2, 7.4, 4.1, 6.2, 6.6, 7.0, 3.6, 4.4, 6.4, 1.0])
KERNEL = {"maximum": ("quantile", {"level": 1.0})}


@pytest.mark.parametrize("name", ["mean", "median", "trimmed_mean", "std", "correlation", "maximum"])
def test_the_resamples_shown_are_the_first_of_the_kernel(name):
    kernel, more = KERNEL.get(name, (name, {}))
    data = np.stack([X, Y], axis=1) if name == "correlation" else X
    found = kernels.bootstrap(data, kernel, 1000, 7, **more)
    rows = resamples.resamples(len(X), 50, 7)
    base = X if name in ("mean", "std", "correlation") else np.sort(X)
    mine = [resamples.statistic(name, base[row], Y[row]) for row in rows]
    assert mine == pytest.approx(found.replicates[:50], rel=1e-12)
    assert resamples.statistic(name, X, Y) == pytest.approx(found.observed, rel=1e-12)


@pytest.mark.parametrize("name", ["mean", "median"])
def test_the_shuffles_shown_are_the_first_of_the_kernel(name):
    a, b = X[:5], X[5:]
    found = kernels.permutation_difference(a, b, 500, 9, statistic=name)
    pooled = np.concatenate([a, b]) if name == "mean" else np.sort(X)
    labels = resamples.shuffles(len(X), 5, 50, 9)
    mine = [resamples.statistic(name, pooled[row]) - resamples.statistic(name, pooled[~row]) for row in labels]
    assert mine == pytest.approx(found.replicates[:50], rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("name", ["mean", "median"])
def test_exact_law_against_scipy(name):
    a, b = X[:5], X[5:]
    law = resamples.exact_differences(a, b, name)
    assert law is not None and len(law) == 1287

    def difference(x: Any, y: Any, axis: int) -> Any:
        return getattr(np, name)(x, axis=axis) - getattr(np, name)(y, axis=axis)

    scipy = scipy_stats.permutation_test((a, b), difference, vectorized=True, n_resamples=np.inf)
    assert np.sort(law) == pytest.approx(np.sort(scipy.null_distribution), abs=1e-12)
    assert resamples.exact_p(scipy.statistic, law) == pytest.approx(scipy.pvalue, abs=1e-12)


def test_sleep_unpaired_and_paired_against_scipy():
    sleep = samples.built_in("sleep")
    first, second = sleep.first_group, sleep.second_group
    # The t-tests of Student's data as R's help page of `sleep` prints them.
    assert stats.ttest_ind(first, second, equal_var=False).pvalue == pytest.approx(0.07939, abs=5e-6)
    assert stats.ttest_rel(first, second).pvalue == pytest.approx(0.002833, abs=5e-7)
    law = resamples.exact_differences(first, second)
    assert law is not None and len(law) == 184_756

    def difference(x: Any, y: Any, axis: int) -> Any:
        return x.mean(axis=axis) - y.mean(axis=axis)

    paired = scipy_stats.permutation_test(
        (first, second), difference, permutation_type="samples", vectorized=True, n_resamples=np.inf
    )
    exact = resamples.exact_paired(first - second)
    assert exact is not None
    assert resamples.exact_p(float((first - second).mean()), exact) == pytest.approx(paired.pvalue, abs=1e-12)
    observed = float(first.mean() - second.mean())
    simulated = kernels.permutation_difference(first, second, 40_000, 4).p_value()
    p = resamples.exact_p(observed, law)
    assert simulated == pytest.approx(p, abs=5 * 2 * np.sqrt(p / 2 / 40_000))


def test_random_swaps_follow_the_exact_law():
    d = np.array([1.0, -0.5, 2.0, 0.0, 0.7, 1.1])
    found = resamples.paired_differences(d, 20_000, 5)
    exact = resamples.exact_paired(d)
    assert exact is not None
    values, counts = np.unique(np.round(found, 9), return_counts=True)
    wanted, ways = np.unique(np.round(exact, 9), return_counts=True)
    assert values == pytest.approx(wanted)
    assert stats.chisquare(counts, ways / ways.sum() * len(found)).pvalue > 1e-4
    swapped = resamples.signs(6, 200, 5)
    assert found[:200] == pytest.approx(np.where(swapped, -d, d).mean(axis=1))
    assert (resamples.paired_differences(np.zeros(4), 10, 1) == 0).all()
    long = resamples.paired_differences(np.arange(1.0, 900.0), 3000, 5)
    assert long[:64] == pytest.approx(np.where(resamples.signs(899, 64, 5), -1, 1) @ np.arange(1.0, 900.0) / 899)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=6), st.lists(st.integers(-50, 50), min_size=2, max_size=6))
def test_the_exact_law_has_mean_zero_and_a_known_variance(a, b):
    law = resamples.exact_differences(a, b)
    assert law is not None
    pooled = np.array(a + b, float)
    assert law.mean() == pytest.approx(0, abs=1e-9)
    assert law.var() == pytest.approx(pooled.var(ddof=1) * (1 / len(a) + 1 / len(b)), abs=1e-9)
    observed = float(np.mean(a) - np.mean(b))
    assert 1 / len(law) <= resamples.exact_p(observed, law) <= 1


def test_too_many_labellings_are_refused():
    assert resamples.exact_differences(np.arange(40), np.arange(40)) is None
    assert resamples.exact_paired(np.arange(1, 40)) is None


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
def test_students_interval_against_scipy(confidence):
    scipy = stats.ttest_1samp(X, 0).confidence_interval(confidence)
    assert resamples.t_interval(X, confidence) == pytest.approx((scipy.low, scipy.high), rel=1e-12)


@pytest.mark.parametrize("name", ["mean", "median", "std", "trimmed_mean", "correlation"])
@pytest.mark.parametrize("method", ["percentile", "basic", "BCa"])
def test_intervals_against_scipy(name, method):
    x = X + 0.01 * np.sin(np.arange(13.0) ** 2)  # no two resamples have equal means, which rounding would tell apart
    kernel = kernels.bootstrap(np.stack([x, Y], axis=1) if name == "correlation" else x, name, 5_000, 3)
    mine = getattr(kernel, f"{method.lower()}_interval")(0.9)
    data = (x, Y) if name == "correlation" else (x,)

    def one(*columns: Any, axis: int = -1) -> Any:
        if name == "correlation":
            u, v = (c - c.mean(axis=axis, keepdims=True) for c in columns)
            return (u * v).sum(axis=axis) / np.sqrt((u * u).sum(axis=axis) * (v * v).sum(axis=axis))
        if name == "std":
            return columns[0].std(axis=axis, ddof=1)
        if name == "trimmed_mean":
            return np.sort(columns[0], axis=axis)[..., 1:-1].mean(axis=axis)
        return getattr(np, name)(columns[0], axis=axis)

    # SciPy's intervals of our replicates: everything but the draws is theirs.
    options: dict[str, Any] = {"paired": True, "vectorized": True, "confidence_level": 0.9, "method": method}
    scipy = scipy_stats.bootstrap(data, one, n_resamples=9, rng=np.random.default_rng(1), **options)
    replicates = dataclasses.replace(scipy, bootstrap_distribution=kernel.replicates)
    low, high = scipy_stats.bootstrap(
        data, one, n_resamples=0, bootstrap_result=replicates, **options
    ).confidence_interval
    assert mine == pytest.approx((low, high), rel=1e-9)
    # And with their own draws the standard error agrees.
    theirs = scipy_stats.bootstrap(data, one, n_resamples=5_000, rng=np.random.default_rng(1), **options)
    assert kernel.standard_error == pytest.approx(theirs.standard_error, rel=0.08)


def test_the_bootstrap_of_a_maximum_sticks_to_it():
    found = kernels.bootstrap(X, "quantile", 20_000, 2, level=1.0)
    stuck = 1 - (1 - 1 / len(X)) ** len(X)
    share = np.mean(found.replicates == X.max())
    assert share == pytest.approx(stuck, abs=4 * np.sqrt(stuck * (1 - stuck) / 20_000))


def test_samples():
    shapes = {"diabetes": (442, 235, 207), "iris": (150, 50, 50), "sleep": (10, 10, 10), "models": (400, 400, 400)}
    for name, (m, a, b) in shapes.items():
        one = samples.built_in(name)
        assert (len(one.values), len(one.first_group), len(one.second_group)) == (m, a, b)
        assert len(one.second) == m
    assert samples.built_in("diabetes").values.mean() == pytest.approx(152.133484)
    assert samples.built_in("sleep").second.mean() == pytest.approx(0.75)
    labels = samples.from_columns(("v", "g"), np.array([[1.0, 0], [2, 1], [4, 0], [3, 1]]))
    assert labels.first_group.tolist() == [1, 4] and not labels.paired
    assert samples.from_columns(("a", "b"), np.array([[1.0, 0], [2, 1], [4, 3]])).paired
    assert samples.from_points(((1.0, 6.0), (2.0, 4.0)), 5.0).first_group.tolist() == [1.0]
    with pytest.raises(ValueError, match="no built-in"):
        samples.built_in("nothing")
