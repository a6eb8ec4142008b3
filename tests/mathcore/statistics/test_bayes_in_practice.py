"""Credible intervals, Bayes factors, predictive checks. Oracles: scipy.stats (beta, betabinom, binomtest, f, skew,
kurtosis), quadrature by scipy, published numbers, and simulations written here."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mathcore.statistics import bayes_in_practice as bp
from mathcore.statistics.proportions import belt

PARTS = st.floats(0.5, 30)


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 60), PARTS, PARTS, st.floats(0.5, 0.99))
def test_intervals_are_those_of_scipy_and_calibrated_on_average(n, a, b, level):
    found = bp.credible(n, a, b, level)
    x = np.arange(n + 1)
    assert found[:, 0] == pytest.approx(stats.beta.ppf((1 - level) / 2, a + x, b + n - x), abs=1e-9)
    assert found[:, 1] == pytest.approx(stats.beta.ppf((1 + level) / 2, a + x, b + n - x), abs=1e-9)
    assert bp.predicted(n, a, b) == pytest.approx(stats.betabinom.pmf(x, n, a, b), abs=1e-10)
    assert bp.average(found, a, b) == pytest.approx(level, abs=1e-9)
    p = [0.03, 0.4, 0.77]
    held = [stats.binom.pmf(x, n, q)[(found[:, 0] <= q) & (found[:, 1] >= q)].sum() for q in p]
    assert bp.covered(found, p) == pytest.approx(held, abs=1e-10)


@pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (2.0, 18.0), (15.0, 15.0)])
def test_the_average_is_the_integral_of_the_coverage(a, b):
    found = bp.credible(12, 3.0, 3.0, 0.9)
    ends = np.unique(np.concatenate([[0, 1], found.ravel()]))
    density = stats.beta(a, b).pdf
    parts = [
        integrate.quad(lambda p: float(bp.covered(found, p)[0]) * density(p), low + 1e-12, high - 1e-12)[0]
        for low, high in itertools.pairwise(ends)
    ]
    assert bp.average(found, a, b) == pytest.approx(sum(parts), abs=1e-7)


def test_published_and_known_intervals():
    """7 of 20, with a uniform prior and with Jeffreys'; Clopper and Pearson's holds both."""
    assert bp.credible(20, 1, 1, 0.95)[7] == pytest.approx((0.1811, 0.5697), abs=5e-5)
    assert bp.credible(20, 0.5, 0.5, 0.95)[7] == pytest.approx((0.1723, 0.5678), abs=5e-5)
    exact = belt(20, "clopper_pearson", 0.95)
    assert exact[7] == pytest.approx((stats.beta.ppf(0.025, 7, 14), stats.beta.ppf(0.975, 8, 13)))
    for a in (0.5, 1.0):
        inside = bp.credible(20, a, a, 0.95)
        assert (exact[:, 0] <= inside[:, 0] + 1e-12).all() and (exact[:, 1] >= inside[:, 1] - 1e-12).all()


def test_teeth_have_both_sides_of_every_jump():
    found = bp.credible(9, 1, 2, 0.8)
    p, coverage = bp.teeth(found)
    assert (np.diff(p) > 0).all() and p[0] > 0 and p[-1] < 1
    assert coverage == pytest.approx(bp.covered(found, p))
    for jump in found.ravel():
        assert (np.abs(p - jump) < 2e-9).sum() >= 2


def test_what_is_drawn_of_prior_likelihood_and_posterior():
    p = np.linspace(0.01, 0.99, 99)
    prior, seen, posterior = bp.updated(p, 3, 4, 7, 20)
    scale = stats.beta(10, 17).pdf(p).max()
    assert posterior == pytest.approx(stats.beta(10, 17).pdf(p) / scale)
    assert prior == pytest.approx(np.minimum(stats.beta(3, 4).pdf(p) / scale, 1.3))
    assert seen == pytest.approx(np.minimum(stats.beta(8, 14).pdf(p) / scale, 1.3))


@pytest.mark.parametrize(
    ("x", "n", "factor", "p"),
    [(60, 100, 1.095, 0.057), (532, 1000, 3.26, 0.046), (5099, 10_000, 11.24, 0.049)],
)
def test_lindley(x, n, factor, p):
    assert np.exp(bp.log_bayes_factor(x, n, 1.0)) == pytest.approx(factor, rel=1e-3)
    assert np.exp(bp.log_bayes_factor(x, n, 1.0)) == pytest.approx(stats.binom.pmf(x, n, 0.5) * (n + 1), rel=1e-8)
    assert bp.p_value(x, n) == pytest.approx(p, abs=5e-4)
    assert bp.p_value(x, n) == pytest.approx(stats.binomtest(x, n).pvalue, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(10, 100_000), st.floats(0, 4), st.floats(0.1, 1000))
def test_bayes_factors(n, z, a):
    x = bp.count_at(n, z)
    assert 0 <= x <= n
    log_factor = float(bp.log_bayes_factor(x, n, a))
    # gammaln of numbers near n leaves about n ln(n) times the rounding of a double.
    room = 1e-7
    oracle = stats.binom.logpmf(x, n, 0.5) - stats.betabinom.logpmf(x, n, a, a)
    assert log_factor == pytest.approx(oracle, abs=room)
    assert log_factor == pytest.approx(bp.savage_dickey(x, n, a), abs=room)
    assert log_factor >= bp.log_least_factor(x, n) - room
    assert bp.p_value(x, n) == pytest.approx(stats.binomtest(x, n).pvalue, rel=1e-7)


def test_lindley_s_limit():
    """For fixed z the factor of the uniform alternative grows like sqrt(2 n / pi) exp(-z^2 / 2)."""
    n, z = 1e8, 1.96
    found = float(bp.log_bayes_factor(n / 2 + z * np.sqrt(n) / 2, n, 1.0))
    assert found == pytest.approx(0.5 * np.log(2 * n / np.pi) - z**2 / 2, abs=1e-3)


def test_predictions_per_standard_error():
    z, fair, other = bp.both_predictions(400, 1.0)
    x = np.round(200 + 10 * z)
    assert np.exp(fair) == pytest.approx(10 * stats.binom.pmf(x, 400, 0.5))
    assert np.exp(other) == pytest.approx(np.full(len(x), 10 / 401))
    assert len(bp.both_predictions(100_000, 1.0)[0]) <= 240 and len(bp.both_predictions(10, 1.0)[0]) == 11


def test_watching_a_bayes_factor_is_bounded_by_ville():
    """Of fair coins watched for 1000 tosses at most 1 in 10 ever reaches 10 to 1 against "fair"."""
    rng = np.random.default_rng(3)
    heads = np.cumsum(rng.random((600, 1000)) < 0.5, axis=1)
    n = np.arange(1, 1001)
    ever = (bp.log_bayes_factor(heads, n, 1.0) <= -np.log(10)).any(axis=1)
    assert 0.01 < ever.mean() < 0.1


def test_numbers_of_the_text_from_elsewhere():
    """The sleep data's Bayes factor 17.259 is that of R's BayesFactor; P(B > A) by quadrature and by simulation."""
    d = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    t, p = stats.ttest_1samp(d, 0)
    n, r = 10, 2**-0.5

    def mixed(g: float) -> float:
        wide = 1 + n * g * r * r
        prior = (2 * np.pi) ** -0.5 * g**-1.5 * np.exp(-1 / (2 * g))
        return float(wide**-0.5 * (1 + t * t / (wide * (n - 1))) ** (-n / 2) * prior)

    factor = integrate.quad(mixed, 0, np.inf)[0] / (1 + t * t / (n - 1)) ** (-n / 2)
    assert factor == pytest.approx(17.259, abs=1e-3) and p == pytest.approx(0.0028, abs=5e-5)
    rng = np.random.default_rng(1)
    share = (rng.beta(141, 861, 400_000) > rng.beta(121, 881, 400_000)).mean()
    assert share == pytest.approx(0.908, abs=0.002)


def test_statistics_are_scipys():
    rng = np.random.default_rng(2)
    y = rng.gamma(2.0, size=(5, 40))
    assert bp.statistic("skew", y) == pytest.approx(stats.skew(y, axis=1))
    assert bp.statistic("kurtosis", y) == pytest.approx(stats.kurtosis(y, axis=1, fisher=False))
    assert bp.statistic("sd", y) == pytest.approx(np.std(y, axis=1, ddof=1))
    from statsmodels.tsa.stattools import acf

    assert bp.statistic("lag", y) == pytest.approx([acf(row, nlags=1)[1] for row in y])
    assert bp.statistic("min", y[0]) == y[0].min() and bp.statistic("max", y[0]) == y[0].max()


def test_replicates_are_student_s_predictions():
    """Of one replicated value (value − mean)/(s √(1 + 1/n)) is Student's t; of the sd the squared ratio is F."""
    y = bp.values("logs")[:12]
    found = bp.replicates(y, 20_000, 4)
    t = (found.y[:, 3] - y.mean()) / (y.std(ddof=1) * np.sqrt(1 + 1 / 12))
    assert stats.kstest(t, stats.t(11).cdf).pvalue > 1e-3
    ratio = found.y.var(axis=1, ddof=1) / y.var(ddof=1)
    assert stats.kstest(ratio, stats.f(11, 11).cdf).pvalue > 1e-3


@pytest.mark.parametrize("name", bp.STATISTICS)
@pytest.mark.parametrize("data", ["nile", "area", "petals"])
def test_simulated_checks_agree_with_what_is_exact(name, data):
    y = bp.values(data)
    for seed in (1, 2, 3):
        found = bp.checked(name, y, bp.statistic(name, bp.replicates(y, 1000, seed).y))
        assert abs(found.found - found.exact) <= found.slack


@pytest.mark.parametrize("n", [5, 30])
def test_the_tail_of_the_largest_by_brute_force(n):
    rng = np.random.default_rng(9)
    sigma = np.sqrt((n - 1) / rng.chisquare(n - 1, 300_000))
    largest = stats.norm.ppf(rng.random(300_000) ** (1 / n))
    values = sigma * (rng.normal(size=300_000) / np.sqrt(n) + largest)
    for t in (0.5, 1.5, 3.0):
        assert bp.tail_of_largest(t, n) == pytest.approx((values >= t).mean(), abs=0.004)


def test_what_cannot_be_checked_and_axes():
    assert "equal" in bp.problem([2.0, 2.0, 2.0]) and bp.problem([1.0, 2.0, 3.0]) == ""
    low, high, tallest = bp.span(bp.values("area"), "min", 1000, 44)
    assert low < 8.2 < high and 30 < tallest < 1000
    less, more = bp.split_histogram([-5.0, 0.2, 0.5, 0.9, 7.0], 0.5, [0.0, 0.5, 1.0])
    assert less.tolist() == [2, 0] and more.tolist() == [0, 3]
    assert len(bp.values("nile")) == 100 and len(bp.values("area")) == 120
