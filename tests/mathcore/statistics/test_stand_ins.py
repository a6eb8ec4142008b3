"""Binomial laws and their stand-ins against scipy.stats, sums over whole laws, and published inequalities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore.statistics import stand_ins as si

trials = st.integers(si.FEWEST, si.MOST)
chances = st.floats(si.RAREST, 0.5)


def by_scipy(n: int, p: float) -> list[float]:
    """The five errors by scipy.stats, over all that matters of the line."""
    k = np.arange(-40, n + 400)
    law, poisson, normal = stats.binom(n, p), stats.poisson(n * p), stats.norm(n * p, np.sqrt(n * p * (1 - p)))
    steps = np.diff(normal.cdf(np.append(k - 0.5, k[-1] + 0.5)))
    outside = normal.cdf(k[0] - 0.5) + normal.sf(k[-1] + 0.5)
    return [
        0.5 * np.abs(law.pmf(k) - poisson.pmf(k)).sum(),
        np.abs(law.cdf(k) - poisson.cdf(k)).max(),
        0.5 * (np.abs(law.pmf(k) - steps).sum() + outside),
        np.abs(law.cdf(k) - normal.cdf(k + 0.5)).max(),
        max(np.abs(law.cdf(k) - normal.cdf(k)).max(), np.abs(law.cdf(k - 1) - normal.cdf(k)).max()),
    ]


@settings(max_examples=40, deadline=None)
@given(trials, chances)
def test_errors_are_those_of_scipys_laws(n, p):
    wanted = by_scipy(n, p)
    np.testing.assert_allclose(si.compared(n, p).errors, wanted, atol=1e-10)
    np.testing.assert_allclose(np.ravel(si.errors([n], [p])), wanted, atol=1e-10)


@settings(max_examples=60, deadline=None)
@given(trials, chances, st.sampled_from([0.0, 0.001, 0.05, 0.2]))
def test_masses_are_scipys(n, p, rho):
    k = np.arange(n + 1)
    law = stats.betabinom(n, p * (1 / rho - 1), (1 - p) * (1 / rho - 1)) if rho else stats.binom(n, p)
    np.testing.assert_allclose(si.trials_mass(n, p, rho), law.pmf(k), rtol=1e-8, atol=1e-13)
    mean, variance = si.spread(si.trials_mass(n, p, rho))
    assert (mean, variance) == pytest.approx((n * p, n * p * (1 - p) * (1 + (n - 1) * rho)), rel=1e-8)
    np.testing.assert_allclose(si.poisson_mass(n * p, n + 1), stats.poisson.pmf(k, n * p), rtol=1e-9, atol=1e-300)


@settings(max_examples=80, deadline=None)
@given(trials, chances)
def test_the_bounds_hold(n, p):
    e, b = si.compared(n, p).errors, si.bounds(n, p)
    assert p * min(1, n * p) / 32 <= e.poisson_tv <= b.barbour_hall + 1e-12 <= b.le_cam + 2e-12
    assert e.poisson_cdf <= e.poisson_tv + 1e-12 and e.normal_cdf <= e.normal_tv + 1e-12
    assert e.normal_cdf <= e.normal_raw + 1e-12 <= b.berry_esseen + 2e-12
    low, high, gap = si.best_event(n, p)
    assert gap == pytest.approx(e.poisson_tv, abs=1e-9) and low - 1 <= n * p <= high + 1


@settings(max_examples=60, deadline=None)
@given(trials, chances, st.floats(0, 6))
def test_tails(n, p, far):
    first = max(0, int(np.ceil(n * p + far * np.sqrt(n * p * (1 - p)))))
    found = si.tail(n, p, first)
    normal = stats.norm(n * p, np.sqrt(n * p * (1 - p))).sf(first - 0.5)
    wanted = (stats.binom.sf(first - 1, n, p), stats.poisson.sf(first - 1, n * p), normal)
    assert found[1:] == pytest.approx(wanted, rel=1e-6, abs=1e-14)
    assert si.chernoff(n, p, first) >= found.truth - 1e-12
    laws = si.compared(n, p)
    ratios = si.tail_ratios(laws, n * p, float(np.sqrt(n * p * (1 - p))))
    if first < len(laws.truth) and found.truth > 1e-12:
        assert ratios[:, first] == pytest.approx(np.array(found[2:]) / found.truth, rel=1e-5)
    if first >= n * p + 1:  # Anderson and Samuels (1967)
        assert found.poisson >= found.truth - 1e-12


def test_published_and_known_numbers():
    assert si.compared(10, 0.1).errors.poisson_tv == pytest.approx(0.029312, abs=1e-6)
    assert float(si.barbour_hall(10, 0.1)) == pytest.approx(0.063212, abs=1e-6)
    for n, corrected, raw in ((10, 0.0027, 0.123), (100, 0.0267, 0.116), (500, 0.0285, 0.116)):
        e = si.compared(n, 5 / n).errors
        assert (e.normal_cdf, e.normal_raw) == pytest.approx((corrected, raw), abs=5e-4)
    assert si.tail(100, 0.05, 12)[1:] == pytest.approx((0.004274, 0.005453, 0.001430), abs=1e-6)


def test_the_rule_of_five_keeps_the_corrected_error_below_0_029():
    n, p = np.round(10**si.LOG_N), 10 ** si.LOG_P[:, None]
    kept = (n * p >= 5) & (n * (1 - p) >= 5)
    assert 0.028 < si.error_map().normal_cdf[kept].max() < 0.029
    k = np.arange(60)  # the limit of many trials with np = 5
    assert np.abs(stats.poisson.cdf(k, 5) - stats.norm.cdf((k + 0.5 - 5) / np.sqrt(5))).max() < 0.028962


def test_poissons_error_tends_to_prokhorovs():
    found = float(si.errors([1000], [0.03]).poisson_tv[0])
    assert found == pytest.approx(0.03 / np.sqrt(2 * np.pi * np.e), rel=0.02)


def test_the_map_is_made_of_single_errors_and_its_zones_of_the_map():
    found = si.error_map()
    for row, column in ((0, 0), (50, 60), (103, 111), (80, 20)):
        n, p = round(float(10 ** si.LOG_N[column])), float(10 ** si.LOG_P[row])
        assert [float(each[row, column]) for each in found] == pytest.approx(by_scipy(n, p), abs=1e-9)
    zones = si.zones("cdf", 0.02)
    assert zones[50, 60] == 2 * (found.poisson_cdf[50, 60] > 0.02) + (found.normal_cdf[50, 60] > 0.02)
    nowhere = np.zeros((104, 112), bool)
    assert np.isnan(si.deepest(nowhere, nowhere)).all()
    five = si.crossed(np.log10(5.0) - si.LOG_N)
    assert five.any() and np.abs((si.LOG_P[:, None] + si.LOG_N)[five] - np.log10(5)).max() < 0.05
    x, y = si.deepest(zones == 1, five)
    assert abs(x + y - np.log10(5)) > 0.1
    assert zones[np.argmin(np.abs(si.LOG_P - y)), np.argmin(np.abs(si.LOG_N - x))] == 1


def test_what_a_bound_guarantees():
    n = np.array([5.0, 30, 100, 1000])
    p = si.guaranteed(n, 0.02)
    np.testing.assert_allclose(si.barbour_hall(n, p), 0.02, rtol=1e-9)
    assert (np.diff(p) < 0).all() and p[-1] == pytest.approx(0.02, rel=1e-6)


def test_axes():
    for most, parts in ((9.4, 9), (0.23, 5), (134, 9), (1000, 4), (1e-3, 5)):
        found = si.step(most, parts)
        assert parts / 3 <= most / found <= parts * (1 + 1e-9)
    seen = si.window(3.0, 1.7, (-3.7, 5.7), 100)
    assert seen.k[0] == 0 and seen.k[-1] == 13 and (seen.ticks == np.round(seen.ticks)).all()
    np.testing.assert_allclose(3 + 1.7 * seen.z, seen.k)
    np.testing.assert_allclose(si.log_height([1, 1e-4, 1e-8, 0], 8), [1, 0.5, 0, 0])
    mass = si.normal_mass(3.0, 1.7, 12)
    np.testing.assert_allclose(si.normal_around(np.arange(12), 3.0, 1.7), mass, atol=1e-15)
