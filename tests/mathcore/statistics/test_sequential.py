"""Repeated looks against Armitage, McPherson and Rowe's published rates, Pocock's and O'Brien and Fleming's published
constants, SciPy's multivariate normal, the kernels' simulation, Wald's identity; Robbins' bound against quadrature."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from mathcore import kernels
from mathcore.statistics import sequential as sq

LOOKS, DELTA, LEVEL = st.integers(1, 20), st.floats(0, 0.7), st.floats(0.005, 0.1)


@pytest.mark.parametrize(
    ("looks", "rate"),
    [(1, 0.050), (2, 0.083), (3, 0.107), (4, 0.126), (5, 0.142), (10, 0.193), (20, 0.248)],
)
def test_the_published_rates_of_armitage_mcpherson_and_rowe(looks, rate):
    assert sq.null_rates(sq.information(looks), np.full(looks, sq.nominal(0.05))).sum() == pytest.approx(rate, abs=5e-4)
    assert sq.peeking(0.05)[looks - 1] == pytest.approx(rate, abs=5e-4)


@pytest.mark.parametrize(("alpha", "delta", "looks", "published"), [
    # Jennison and Turnbull (2000), tables 2.1 and 2.3.
    (0.05, 0.5, 2, 2.178), (0.05, 0.5, 5, 2.413), (0.05, 0.5, 10, 2.555), (0.01, 0.5, 5, 2.986),
    (0.05, 0.0, 2, 1.977), (0.05, 0.0, 5, 2.040), (0.05, 0.0, 10, 2.087), (0.1, 0.0, 5, 1.751),
])  # fmt: skip
def test_the_published_constants(alpha, delta, looks, published):
    assert sq.constant(looks, delta, alpha) == pytest.approx(published, abs=1.1e-3)


def test_a_few_looks_are_scipys_multivariate_normal():
    for times, bounds in (([0.4, 1.0], [2.1, 1.9]), ([0.2, 0.5, 1.0], [3.0, 2.3, 2.0])):
        t, b = np.array(times), np.array(bounds)
        for theta in (0.0, 1.3, 3.0):
            mean, spread = theta * np.sqrt(t), np.sqrt(np.minimum.outer(t, t) / np.maximum.outer(t, t))
            law = stats.multivariate_normal
            never = law.cdf(b, mean, spread, lower_limit=-b, maxpts=400_000, abseps=1e-7, releps=1e-7)
            assert 1 - sq.operating(t, b, [theta]).power[0] == pytest.approx(never, abs=2e-6)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(LOOKS, DELTA, LEVEL, st.floats(0, 5))
def test_laws_of_every_design(looks, delta, level, theta):
    times = sq.information(looks)
    bounds = sq.constant(looks, delta, level) * sq.shape(times, delta)
    found = sq.operating(times, bounds, [0.0, theta, -theta])
    assert found.power[0] == pytest.approx(level, abs=1e-7)
    assert sq.null_rates(times, bounds).sum() == pytest.approx(level, abs=1e-7)
    assert found.mean_end == pytest.approx(found.drifts * found.size, abs=1e-8)  # Wald
    assert found.above[:, 1] == pytest.approx(found.below[:, 2], abs=1e-10)
    assert found.power[1] <= sq.operating([1.0], [sq.nominal(level)], [theta]).power[0] + 1e-8
    assert times[0] - 1e-12 <= found.size[1] <= 1 + 1e-12


@pytest.mark.parametrize(("looks", "delta", "theta"), [(1, 0.5, 2.8), (4, 0.1, 1.0), (11, 0.5, 2.0), (20, 0.0, 5.0)])
def test_the_integrals_are_what_the_kernel_simulates(looks, delta, theta):
    times, runs = sq.information(looks), 400_000
    bounds = sq.constant(looks, delta, 0.05) * sq.shape(times, delta)
    found = sq.operating(times, bounds, [theta])
    seen = kernels.repeated_looks(times, bounds, runs, 5, drift=theta)
    for exact, counts in ((found.above, seen.above), (found.below, seen.below)):
        assert counts / runs == pytest.approx(exact[:, 0], abs=5 * np.sqrt(0.25 / runs))


def test_the_estimate_at_a_stop_against_paths():
    times, rng = sq.information(5), np.random.default_rng(4)
    bounds = sq.constant(5, 0.5, 0.05) * sq.shape(times, 0.5)
    sums = np.cumsum(rng.normal(1.0 * 0.2, np.sqrt(0.2), (400_000, 5)), axis=1)
    over = np.abs(sums / np.sqrt(times)) >= bounds
    at, stopped = over.argmax(axis=1), over.any(axis=1)
    estimates = (sums[np.arange(len(sums)), at] / times[at])[stopped]
    error = estimates.std() / np.sqrt(len(estimates))
    assert sq.operating(times, bounds, [1.0]).claimed[0] == pytest.approx(estimates.mean(), abs=4.5 * error)


def test_one_look_is_the_textbook_power():
    for theta in (0.0, 1.0, 2.8):
        z = sq.nominal(0.05)
        wanted = stats.norm.cdf(theta - z) + stats.norm.cdf(-theta - z)
        assert sq.operating([1.0], [z], [theta]).power[0] == pytest.approx(wanted, abs=1e-12)


def test_what_stops_a_path_against_a_loop():
    paths = sq.brownian(60, 3)
    times, bounds = sq.information(7), np.full(7, 1.5)
    at, z = sq.first_stop(paths, times, bounds)
    for row, found, height in zip(paths, at, z, strict=True):
        for t in times:
            step = round(sq.USERS * t)
            if abs(row[step - 1] / np.sqrt(t)) >= 1.5:
                assert found == step and height == row[step - 1] / np.sqrt(t)
                break
        else:
            assert found == sq.USERS + 1 and np.isnan(height)


def test_shares_that_have_crossed_against_a_loop():
    z = sq.forever(200, 2)
    bound = sq.mixture_bound(sq.ALONG, 30, 0.3)
    share, when = sq.crossed(z, bound)
    for row, first in zip(z, when, strict=True):
        places = [k for k in range(len(row)) if abs(row[k]) >= bound[k]]
        assert first == (places[0] if places else len(row))
    assert share == pytest.approx([(when <= k).mean() for k in range(z.shape[1])])


def test_paths_have_the_law_of_a_brownian_motion():
    ends, z = sq.brownian(400, 8)[:, [sq.USERS // 4 - 1, sq.USERS - 1]], sq.forever(1500, 8)
    assert np.var(ends, axis=0) == pytest.approx([0.25, 1.0], rel=0.3)
    assert np.cov(ends.T)[0, 1] == pytest.approx(0.25, abs=0.12)
    assert z.var(axis=0).mean() == pytest.approx(1, abs=0.08)
    assert stats.kstest(z[:, 80], "norm").pvalue > 1e-3


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.floats(1, 1e5), st.floats(10, 1000), st.floats(0.005, 0.3))
def test_on_its_bound_the_mixture_is_one_over_alpha(n, scale, alpha):
    z = sq.mixture_bound(n, scale, alpha)
    s = float(z) * np.sqrt(n)
    assert float(sq.mixture(z, n, scale)) == pytest.approx(1 / alpha, rel=1e-8)
    closed = np.sqrt(scale / (n + scale)) * np.exp(s * s / (2 * (n + scale)))
    assert closed == pytest.approx(1 / alpha, rel=1e-9)


def test_the_mixture_is_scipys_integral():
    for n, scale, z in ((50, 100, 2.0), (1000, 20, 1.2)):
        s, middle = z * np.sqrt(n), z * np.sqrt(n) / (n + scale)
        lam = np.linspace(middle - 12 / np.sqrt(n + scale), middle + 12 / np.sqrt(n + scale), 200_001)
        heights = np.exp(lam * s - lam**2 * n / 2) * stats.norm.pdf(lam, 0, scale**-0.5)
        assert float(sq.mixture(z, n, scale)) == pytest.approx(integrate.simpson(heights, x=lam), rel=1e-9)


def test_where_the_bound_is_lowest():
    for alpha in (0.005, 0.05, 0.1):
        u, low = sq.tightest(alpha)
        found = optimize.minimize_scalar(
            lambda x, a=alpha: float(sq.mixture_bound(x, 1.0, a)), bounds=(0.1, 100), method="bounded"
        )
        assert u == pytest.approx(found.x, rel=1e-3) and low == pytest.approx(found.fun, abs=1e-9)


def test_the_bound_holds_for_all_n():
    """Robbins' promise, on 1,000 runs that are looked at after each of 3,000 users."""
    steps = np.random.default_rng(1).normal(size=(1000, 3000))
    n = np.arange(1, 3001)
    z = np.cumsum(steps, axis=1) / np.sqrt(n)
    assert (np.abs(z) >= sq.mixture_bound(n, 100, 0.05)).any(axis=1).mean() <= 0.05
