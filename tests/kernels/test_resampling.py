"""Bootstrap and permutation against SciPy, closed forms and exact enumeration."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore import kernels

RELAXED = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
X = np.random.default_rng(7).exponential(size=61)
XY = np.random.default_rng(8).multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], size=45)
STATISTICS = {
    "mean": lambda v, axis=-1: np.mean(v, axis=axis),
    "median": lambda v, axis=-1: np.median(v, axis=axis),
    "quantile": lambda v, axis=-1: np.quantile(v, 0.3, axis=axis),
    "trimmed_mean": lambda v, axis=-1: stats.trim_mean(v, 0.1, axis=axis),
    "std": lambda v, axis=-1: np.std(v, axis=axis, ddof=1),
}


def pearson(rows):
    return np.corrcoef(rows.T)[0, 1]


def resamples(engine, m, replicates, seed):
    """The indices that the replicates read, rebuilt from the words: draw j of replicate r is word j * 64 + r."""
    out = np.empty((replicates, m), dtype=np.int64)
    for r in range(replicates):
        block, lane = divmod(r, 64)
        out[r] = engine.random_integers(seed, block, 0, 64 * m, m)[lane::64]
    return out


@pytest.mark.parametrize("statistic", [*STATISTICS, "correlation"])
def test_replicates_are_the_statistic_of_the_resamples(engine, statistic):
    # Order statistics are read from the values in ascending order, so that is what the indices point into.
    data = XY if statistic == "correlation" else X if statistic in ("mean", "std") else np.sort(X)
    index = resamples(engine, len(data), 70, 5)
    found = kernels.bootstrap(data, statistic, 70, 5, level=0.3, trim=0.1)
    if statistic == "correlation":
        expected = [np.corrcoef(data[i].T)[0, 1] for i in index]
    else:
        expected = STATISTICS[statistic](data[index])
    assert np.allclose(found.replicates, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("statistic", [*STATISTICS, "correlation"])
def test_observed_and_jackknife(engine, statistic):
    data = XY if statistic == "correlation" else X
    found = kernels.bootstrap(data, statistic, 10, 5, level=0.3)
    f = pearson if statistic == "correlation" else STATISTICS[statistic]
    assert found.observed == pytest.approx(f(data), rel=1e-12)
    without = np.sort([f(np.delete(data, i, axis=0)) for i in range(len(data))])
    assert np.allclose(np.sort(found.jackknife), without, rtol=1e-11)


@pytest.mark.parametrize("statistic", ["mean", "median", "std"])
@pytest.mark.parametrize("method", ["percentile", "basic", "BCa"])
def test_intervals_are_those_of_scipy(engine, statistic, method):
    found = kernels.bootstrap(X, statistic, 20_000, 5)
    interval = {
        "percentile": found.percentile_interval,
        "basic": found.basic_interval,
        "BCa": found.bca_interval,
    }[method](0.9)
    # SciPy works out the interval from our replicates: only the arithmetic of the intervals is compared.
    earlier: Any = _Result(found.replicates)
    peer = stats.bootstrap(
        (X,),
        STATISTICS[statistic],
        n_resamples=0,
        bootstrap_result=earlier,
        method=method,
        confidence_level=0.9,
        vectorized=True,
    )
    assert np.allclose(interval, peer.confidence_interval, rtol=1e-9)


class _Result:
    """What scipy.stats.bootstrap reads of an earlier result."""

    def __init__(self, distribution):
        self.bootstrap_distribution = distribution


def test_standard_error_of_the_mean_in_closed_form(engine):
    found = kernels.bootstrap(X, "mean", 100_000, 3)
    assert found.standard_error == pytest.approx(X.std() / np.sqrt(X.size), rel=0.02)


def test_bootstrap_of_three_values_against_enumeration(engine):
    values = np.array([1.0, 2.0, 4.0])
    found = kernels.bootstrap(values, "median", 60_000, 3)
    exact = [np.median(v) for v in itertools.product(values, repeat=3)]
    counts = [np.count_nonzero(found.replicates == v) for v in values]
    shares = [exact.count(v) / 27 * 60_000 for v in values]
    assert stats.chisquare(counts, shares).pvalue > 1e-4


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_permutations_against_enumeration(engine, statistic):
    a, b = np.array([0.3, 1.9, 2.2]), np.array([0.1, 0.8, 1.1, 4.0])
    pooled, f = np.concatenate([a, b]), STATISTICS[statistic]
    exact: Any = []
    for chosen in itertools.combinations(range(7), 3):
        rest = [i for i in range(7) if i not in chosen]
        exact.append(f(pooled[list(chosen)]) - f(pooled[rest]))
    exact = np.round(np.array(exact), 9)
    found = kernels.permutation_difference(a, b, 70_000, 3, statistic=statistic)
    assert found.observed == pytest.approx(f(a) - f(b))
    values, expected = np.unique(exact, return_counts=True)
    drawn, observed = np.unique(np.round(found.replicates, 9), return_counts=True)
    assert np.allclose(drawn, values)
    assert stats.chisquare(observed, expected / 35 * 70_000).pvalue > 1e-4
    for side in ("greater", "less"):
        sign = 1 if side == "greater" else -1
        p = np.mean(sign * exact >= sign * found.observed - 1e-9)
        assert found.p_value(side) == pytest.approx(p, abs=5 * np.sqrt(0.25 / 70_000))


def test_p_value_is_that_of_scipy(engine):
    a, b = X[:30], X[30:] + 0.4
    ours = kernels.permutation_difference(a, b, 20_000, 3).p_value()
    peer = stats.permutation_test(
        (a, b), lambda p, q, axis: p.mean(axis) - q.mean(axis), n_resamples=20_000, vectorized=True, rng=1
    )
    assert ours == pytest.approx(peer.pvalue, abs=0.02)


@RELAXED
@given(
    statistic=st.sampled_from([*STATISTICS, "correlation"]),
    replicates=st.integers(1, 400),
    seed=st.integers(0, 2**64 - 1),
    cut=st.integers(0, 6),
)
def test_parts_merge_to_the_whole(engine, statistic, replicates, seed, cut):
    data = XY if statistic == "correlation" else X
    blocks = -(-replicates // 64)
    cut = min(cut, blocks)
    whole = kernels.bootstrap(data, statistic, replicates, seed)
    a = kernels.bootstrap(data, statistic, replicates, seed, blocks=range(cut))
    b = kernels.bootstrap(data, statistic, replicates, seed, blocks=range(cut, blocks), control=kernels.Control())
    assert np.array_equal(a.merge(b).replicates, whole.replicates, equal_nan=True)


@RELAXED
@given(
    values=st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30),
    statistic=st.sampled_from(list(STATISTICS)),
    seed=st.integers(0, 2**64 - 1),
)
def test_replicates_stay_within_the_data(engine, values, statistic, seed):
    found = kernels.bootstrap(values, statistic, 100, seed)
    reach = (0.0, 1.01 * np.ptp(values) + 1e-6) if statistic == "std" else (min(values) - 1e-9, max(values) + 1e-9)
    assert np.all((found.replicates >= reach[0]) & (found.replicates <= reach[1]))


def test_two_equal_values_have_no_correlation(engine):
    found = kernels.bootstrap([[0.0, 1.0], [1.0, 3.0]], "correlation", 200, 1)
    kept = found.replicates[~np.isnan(found.replicates)]
    assert np.allclose(kept, 1.0) and 50 < kept.size < 150


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"values": [1.0]}, "rows"),
        ({"values": [1.0, np.nan]}, "finite"),
        ({"values": [[1.0, 2.0]] * 3}, "axes"),
        ({"values": [[1.0, 2.0, 3.0]] * 3, "statistic": "correlation"}, "columns"),
        ({"statistic": "mode"}, "statistic"),
        ({"statistic": "quantile", "level": 1.5}, "level"),
        ({"statistic": "trimmed_mean", "trim": 0.5}, "trim"),
        ({"replicates": 0}, "replicates"),
        ({"values": ["a", "b"]}, "numbers"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(engine, change, words):
    arguments = {"values": X, "statistic": "mean", "replicates": 10, "seed": 1} | change
    with pytest.raises(ValueError, match=words):
        kernels.bootstrap(**arguments)


def test_rounding_does_not_split_the_ties_of_0_1_data(engine):
    # The means of resamples of 0/1 data are multiples of 1/m, but summed of centred values they are so up to rounding.
    x = np.repeat([1.0, 0.0], [37, 12])
    found = kernels.bootstrap(x, "mean", 4000, 3)
    exact = np.round(found.replicates * x.size) / x.size
    assert np.allclose(found.replicates, exact, atol=1e-14)
    under = np.mean(exact < found.observed) + np.mean(exact == found.observed) / 2
    assert np.mean(exact == found.observed) > 0.1
    assert found.bias_correction == pytest.approx(stats.norm.ppf(under), abs=1e-12)
    earlier: Any = _Result(exact)
    peer = stats.bootstrap((x,), np.mean, n_resamples=0, bootstrap_result=earlier, method="BCa", confidence_level=0.9)
    assert np.allclose(found.bca_interval(0.9), peer.confidence_interval, rtol=1e-9)


@pytest.mark.parametrize("statistic", ["trimmed_mean", "median"])
def test_bca_does_not_exist_where_no_row_left_out_changes_the_value(engine, statistic):
    found = kernels.bootstrap(np.repeat([1.0, 0.0], [362, 38]), statistic, 2_000, 3, trim=0.1)
    assert np.isnan(found.acceleration)  # 0/0, which is not 0
    assert np.isnan(found.bca_interval(0.95)).all()
    offset = kernels.bootstrap(1e6 + np.arange(20.0), "mean", 500, 3)
    assert np.isfinite(offset.bca_interval(0.95)).all()
