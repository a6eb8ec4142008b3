"""Intervals for means and two readings, held against SciPy, statsmodels, integrals and published numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from sklearn.datasets import load_digits
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import _zstat_generic2

from mathcore.statistics import intervals as iv

SOURCES = ("normal", "exponential", "pareto", "cauchy", "digits")
LEVEL = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])


def spread(share: float, count: int) -> float:
    return 5 * np.sqrt(max(share * (1 - share), 0.01) / count) + 2 / count


@pytest.mark.parametrize("n", [2, 5, 10, 60])
def test_quantiles_are_scipys_and_invert(n):
    for level in (0.5, 0.9, 0.99):
        assert iv.quantile("t", n, level) == pytest.approx(stats.t.interval(level, n - 1)[1])
        assert iv.quantile("z", n, level) == pytest.approx(stats.norm.interval(level)[1])
        for method in ("t", "z", "known"):
            assert iv.level_of(method, n, iv.quantile(method, n, level)) == pytest.approx(level)


@given(st.integers(2, 80), LEVEL, st.floats(-2, 2))
@settings(deadline=None, max_examples=60)
def test_the_share_that_holds_a_wrong_value_is_that_of_tests_that_do_not_reject_it(n, level, off):
    power = TTestPower().power(off, n, 1 - level) if off else 1 - level
    found = iv.normal_coverage("t", "mean", n, level, off)
    assert 0 <= found <= 1
    if np.isfinite(power):  # SciPy's non-central t gives up far out
        assert found == pytest.approx(1 - power, abs=1e-6)
    shift, z = np.sqrt(n) * off, stats.norm.ppf((1 + level) / 2)
    by_hand = stats.norm.cdf(z - shift) - stats.norm.cdf(-z - shift)
    assert iv.normal_coverage("known", "mean", n, level, off) == pytest.approx(by_hand, abs=1e-12)


def test_published_shares():
    assert iv.normal_coverage("known", "next", 30, 0.95) == pytest.approx(0.834, abs=5e-4)  # Cumming, Maillardet
    assert iv.normal_coverage("z", "mean", 5, 0.95) == pytest.approx(0.878, abs=5e-4)
    assert iv.normal_coverage("t", "draw", 10, 0.95) == pytest.approx(
        2 * stats.t.cdf(2.262157 / np.sqrt(11), 9) - 1, abs=1e-6
    )


@pytest.mark.parametrize("held", ["mean", "next", "draw"])
@pytest.mark.parametrize("method", ["t", "z", "known"])
def test_the_formulas_for_normal_draws_against_another_generator(method, held):
    rng, n, level = np.random.default_rng(5), 6, 0.9
    x = rng.normal(size=(200_000, n))
    error = x.std(axis=1, ddof=1) if method != "known" else 1.0
    target = {"mean": 0.3, "next": rng.normal(size=200_000) / np.sqrt(n), "draw": rng.normal(size=200_000)}[held]
    share = np.mean(np.abs(x.mean(axis=1) - target) <= iv.quantile(method, n, level) * error / np.sqrt(n))
    assert iv.normal_coverage(method, held, n, level, 0.3) == pytest.approx(share, abs=spread(share, 200_000))


@pytest.mark.parametrize("source", SOURCES)
def test_laws_of_one_draw(source):
    laws: dict[str, Any] = {
        "normal": stats.norm(),
        "exponential": stats.expon(),
        "pareto": stats.pareto(3),
        "cauchy": stats.cauchy(),
        "digits": stats.bernoulli(864 / 899),
    }
    of = laws[source]
    if source == "cauchy":
        assert (iv.centre(source), iv.unit(source)) == pytest.approx((0, of.ppf(0.75)))
    else:
        assert (iv.centre(source), iv.unit(source)) == pytest.approx((of.mean(), of.std()))
    x = iv.draws(source, 4000, 7)
    if source == "digits":
        assert x.mean() == pytest.approx(of.mean(), abs=0.015) and set(x) == {0, 1}
    else:
        assert stats.kstest(x, of.cdf).pvalue > 1e-3


def test_the_classifier_is_a_nearest_neighbour_by_hand():
    x, y = load_digits(return_X_y=True)
    distance = ((x[898:, None] - x[None, :898]) ** 2).sum(axis=2)
    right = int(np.count_nonzero(y[:898][distance.argmin(axis=1)] == y[898:]))
    assert iv.digits_score() == (right, 899) and right == 864


@pytest.mark.parametrize("source", SOURCES)
def test_the_dance_counts_what_its_dots_show(source):
    d = iv.dance(source, 8, "t", 3)
    assert d.counts.sum(axis=1) == pytest.approx(np.full(50, iv.SAMPLES))
    assert (np.diff(d.counts[:, 0]) >= 0).all()  # more confidence, longer intervals
    held = np.abs(d.mean - iv.centre(source)) <= iv.quantile("t", 8, 0.95) * d.error
    assert held.mean() == pytest.approx(d.counts[45, 0] / iv.SAMPLES, abs=spread(0.8, 1000))
    assert abs(np.corrcoef(d.mean, d.next_mean)[0, 1]) < 0.12 and not np.array_equal(d.mean, d.next_mean)


def test_the_errors_are_those_of_the_samples():
    """Standard errors of Bernoulli samples are √(p̂q̂/(n − 1)), none at all where all draws are alike."""
    d = iv.dance("digits", 12, "t", 9)
    assert d.error == pytest.approx(np.sqrt(d.mean * (1 - d.mean) / 11), abs=1e-9)
    assert (d.error[d.mean == 1] == 0).all() and (d.mean == 1).mean() == pytest.approx((864 / 899) ** 12, abs=0.08)
    known = iv.dance("normal", 12, "known", 9)
    again = iv.dance("normal", 12, "z", 9)
    assert known.error == pytest.approx(again.error) and (known.counts != again.counts).any()


def test_alike_counts_equals():
    assert iv.alike([0.1 + 0.2, 0.3, 1.0]).tolist() == [2, 2, 1]


@pytest.mark.parametrize("procedure", iv.PROCEDURES)
def test_half_of_the_pairs_and_the_share_of_each_row(procedure):
    weighed = lambda d: float(iv.given_distance(procedure, d)) * (10 - d) / 50  # noqa: E731 the density of d
    whole = integrate.quad(weighed, 0, 10, points=[5, 5 * np.sqrt(2)])[0]
    assert whole == pytest.approx(0.5, abs=1e-9)
    assert iv.area(iv.strip(procedure)) == pytest.approx(25)
    rng = np.random.default_rng(2)
    a, b = rng.uniform(-5, 5, (2, 400_000))
    mean, d = (a + b) / 2, np.abs(a - b)
    held = np.abs(mean) <= iv.reaches(procedure, d)
    assert held.mean() == pytest.approx(0.5, abs=spread(0.5, 400_000))
    for low in (0.2, 2.0, 4.9, 7.0, 8.0):
        row = (d >= low) & (d < low + 0.1)
        share = float(iv.given_distance(procedure, low + 0.05))
        assert held[row].mean() == pytest.approx(share, abs=spread(share, row.sum()) + 0.03)


def test_published_shares_of_two_readings_and_their_ends():
    assert iv.given_distance("mean", [0, 5 * np.sqrt(2), 10]) == pytest.approx([0.292893, 1, 1], abs=1e-6)
    assert iv.given_distance("between", [0, 2.5, 5, 10]) == pytest.approx([0, 1 / 3, 1, 1])
    assert (iv.given_distance("box", [0, 5, 10]) == 0.5).all()
    pairs = iv.pairs(4)
    assert stats.kstest(pairs[:, 1] / 10, lambda u: 1 - (1 - u) ** 2).pvalue > 1e-3
    assert (np.abs(pairs[:, 0]) <= (10 - pairs[:, 1]) / 2 + 1e-12).all()


@given(LEVEL, st.floats(0.2, 3), st.floats(-0.5, 0.95))
def test_two_groups(level, ratio, correlation):
    error, touching, p = iv.difference(level, ratio, correlation)
    covariance = np.array([[1, correlation * ratio], [correlation * ratio, ratio**2]])
    assert error**2 == pytest.approx(np.array([-1, 1]) @ covariance @ [-1, 1])
    assert p == pytest.approx(2 * stats.norm.sf(touching / error), rel=1e-9, abs=1e-300) and p <= 1 - level
    assert iv.p_value(touching, error) == pytest.approx(_zstat_generic2(touching, error, "two-sided")[1], abs=1e-12)
    assert iv.p_value(stats.norm.ppf((1 + level) / 2) * error, error) == pytest.approx(1 - level)


def test_the_published_p_value_of_intervals_that_just_touch():
    assert iv.difference(0.95, 1.0, 0.0)[2] == pytest.approx(0.0056, abs=5e-5)  # Schenker and Gentleman
