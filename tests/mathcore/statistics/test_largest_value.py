"""The end of a uniform law. Oracles: scipy.stats.irwinhall and beta, exact fractions, simulation with NumPy's
generator, SciPy's minimiser."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from mathcore.statistics import largest_value as lv

SIZES = (1, 2, 3, 4, 7, 10, 25, 60, 200)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("k", [-1.0, 0.0, 0.4, 1.0, 2.2])
def test_bias_and_variance_of_a_multiple_are_those_of_a_beta_variable(n, k):
    c, largest = 1 + k / (n + 1), stats.beta(n, 1)
    found = lv.largest_error(n, k)
    assert found.bias == pytest.approx(c * largest.mean() - 1, abs=1e-12)
    assert found.variance == pytest.approx(c * c * largest.var(), rel=1e-9)
    assert found.square == pytest.approx(c * c * largest.moment(2) - 2 * c * largest.mean() + 1, rel=1e-9)
    assert lv.factor(n, k) == pytest.approx(c)


@pytest.mark.parametrize("n", SIZES)
def test_the_three_multiples_of_the_textbooks(n):
    assert lv.largest_error(n, 0).square == pytest.approx(2 / ((n + 1) * (n + 2)))
    free = lv.largest_error(n, 1 + 1 / n)
    assert free.bias == pytest.approx(0, abs=1e-15) and free.square == pytest.approx(1 / (n * (n + 2)))
    best = optimize.minimize_scalar(lambda k: float(lv.largest_square(n, k)), bracket=(-1, 3))
    assert (best.x, best.fun) == pytest.approx((1, 1 / (n + 1) ** 2), rel=1e-6)


@pytest.mark.parametrize("n", SIZES)
def test_the_density_of_twice_the_mean_is_irwin_and_halls(n):
    found = lv.doubled_density(n)
    if n <= 25:
        assert found == pytest.approx(n / 2 * stats.irwinhall(n).pdf(n * lv.PLACES / 2), abs=3e-6)
    assert np.trapezoid(found, lv.PLACES) == pytest.approx(1, abs=1e-9)
    assert np.trapezoid((lv.PLACES - 1) ** 2 * found, lv.PLACES) == pytest.approx(lv.doubled_error(n).square, rel=4e-5)


@pytest.mark.parametrize(("n", "k"), [(1, 0.0), (1, 2.2), (2, -1.0), (5, 1.0), (40, 0.3)])
def test_the_density_of_a_multiple_integrates_to_its_error(n, k):
    c = float(lv.factor(n, k))
    whole = integrate.quad(lambda t: float(lv.largest_density(n, k, t)), 0, c)[0]
    square = integrate.quad(lambda t: (t - 1) ** 2 * float(lv.largest_density(n, k, t)), 0, c)[0]
    assert (whole, square) == pytest.approx((1, lv.largest_error(n, k).square), rel=1e-8)
    assert lv.largest_density(n, k, [-0.1, c + 1e-9]).tolist() == [0, 0]


@pytest.mark.parametrize("n", range(2, 41))
def test_how_often_twice_the_mean_is_impossible_by_exact_fractions(n):
    m, edge = n - 1, Fraction(n, 2) - 1
    exact = sum((-1) ** k * comb(m, k) * (edge - k) ** m for k in range(int(edge) + 1)) / factorial(m)
    assert lv.impossible(n) == pytest.approx(float(exact) if edge > 0 else 0.0, abs=1e-8)
    if n <= 20:
        assert lv.impossible(n) == pytest.approx(stats.irwinhall(m).cdf(n / 2 - 1), abs=1e-9)


def test_published_and_simulated_chances():
    assert [lv.impossible(n) for n in (1, 2, 3)] == pytest.approx([0, 0, 1 / 8])
    x = np.random.default_rng(5).random((200_000, 10))
    share = np.mean(2 * x.mean(1) < x.max(1))
    assert lv.impossible(10) == pytest.approx(share, abs=0.005)


@given(st.integers(1, 500), st.floats(-1, 3))
def test_no_multiple_errs_less_than_the_best(n, k):
    assert lv.largest_square(n, k) >= lv.largest_square(n, 1.0) * (1 - 1e-12)
    assert lv.largest_error(n, k).bias ** 2 + lv.largest_error(n, k).variance == pytest.approx(
        float(lv.largest_square(n, k)), rel=1e-9
    )


def test_a_tie_for_one_and_two_draws():
    for n in (1, 2):
        assert lv.largest_error(n, 0).square == pytest.approx(lv.doubled_error(n).square)
    assert lv.largest_error(3, 0).square < lv.doubled_error(3).square
