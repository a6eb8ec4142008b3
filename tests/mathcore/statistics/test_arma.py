"""ARMA(2, 1): against statsmodels' `ArmaProcess`, `arma_acf`, `arma_pacf`, `acf` and `levinson_durbin`, `numpy.roots`,
`scipy.signal.freqz` and `periodogram`, and closed forms (Box, Jenkins, Reinsel and Ljung, chapter 3)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import signal
from statsmodels.tsa import arima_process, stattools

from mathcore.statistics import arma

process: Any = arima_process
INSIDE = st.tuples(st.floats(-1.9, 1.9), st.floats(-0.97, 0.97)).filter(
    lambda phi: min(1 - phi[0] - phi[1], 1 + phi[0] - phi[1]) > 0.03
)


@settings(max_examples=40, deadline=None)
@given(INSIDE, st.floats(-1.5, 1.5))
def test_autocorrelations_partial_ones_and_variance(phi, theta):
    ar, ma = np.array([1, -phi[0], -phi[1]]), np.array([1, theta])
    gamma = arma.autocovariances(phi, theta, 20)
    assert gamma == pytest.approx(process.arma_acovf(ar, ma, 21), rel=1e-7, abs=1e-8)
    assert gamma / gamma[0] == pytest.approx(process.arma_acf(ar, ma, 21), abs=1e-8)
    assert arma.formal_variance(phi, theta) == pytest.approx(gamma[0])
    assert arma.echoes(phi, theta) == pytest.approx(gamma[0], rel=1e-6)
    assert arma.mean_spectrum(phi, theta) == pytest.approx(gamma[0], rel=1e-6)
    assert arma.all_lags(phi, theta) == pytest.approx(arma.inflation(phi, theta), rel=1e-6, abs=1e-9)
    known = process.arma_pacf(ar, ma, 13)[1:]
    assert arma.partial(gamma[:13] / gamma[0]) == pytest.approx(known, abs=1e-5)
    assert arma.responses(phi, theta, 30) == pytest.approx(process.arma_impulse_response(ar, ma, leads=30), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.floats(-2.2, 2.2), st.floats(-1.2, 1.2))
def test_the_triangle_is_the_circle_and_poles_are_roots(a, b):
    roots = np.roots([1, -a, -b])
    assert np.sort_complex(arma.poles((a, b))) == pytest.approx(np.sort_complex(roots), abs=1e-6)
    assume(abs(np.abs(roots).max() - 1) > 1e-6)
    assert arma.stationary((a, b)) == bool(np.abs(roots).max() < 1)
    assert arma.from_poles(*arma.poles((a, b))) == pytest.approx((a, b), abs=1e-12)


def test_spectrum_and_periodogram():
    f = np.linspace(0.01, 0.49, 25)
    for phi, theta in (((1.4, -0.8), 0.0), ((-0.5, 0.2), 1.3), ((0.3, -0.9), -0.7)):
        _, h = signal.freqz([1, theta], [1, -phi[0], -phi[1]], 2 * np.pi * f)
        assert arma.spectrum(phi, theta, f) == pytest.approx(np.abs(h) ** 2)
    x = arma.series((1.4, -0.8), 0.3, arma.shocks(3, 200))
    at, power = arma.periodogram(x)
    known = signal.periodogram(x, detrend="constant", return_onesided=False)
    assert at == pytest.approx(known[0][1:100]) and power == pytest.approx(known[1][1:100])
    assert (2 * power.sum() + known[1][100]) / 200 == pytest.approx(x.var())  # Parseval


@settings(max_examples=30, deadline=None)
@given(INSIDE)
def test_yule_walker_reads_the_equations_backwards(phi):
    gamma = arma.autocovariances(phi, 0.0, 2)
    assert arma.yule_walker(gamma / gamma[0]) == pytest.approx(phi, abs=1e-6)


def test_twins_and_the_bound_of_a_moving_average():
    for theta in (0.1, 0.5, 0.8, 1.0, -0.7):
        gamma, other = (arma.autocovariances((0.0, 0.0), each, 3) for each in (theta, 1 / theta))
        assert gamma / gamma[0] == pytest.approx(other / other[0])
        assert gamma[1] / gamma[0] == pytest.approx(theta / (1 + theta**2))
        assert abs(gamma[1] / gamma[0]) <= 0.5 + 1e-12
    assert arma.partial([1.0, -0.5, *[0.0] * 10])[:4] == pytest.approx([-1 / 2, -1 / 3, -1 / 4, -1 / 5])


def test_known_numbers():
    gamma = arma.autocovariances((1.4, -0.8), 0.0, 3)
    assert gamma[0] == pytest.approx(7.03125)
    assert gamma / gamma[0] == pytest.approx([1, 0.7778, 0.2889, -0.2178], abs=5e-5)
    assert arma.partial(gamma / gamma[0])[:2] == pytest.approx([0.7778, -0.8], abs=5e-5)
    assert arma.period((1.4, -0.8)) == pytest.approx(2 * np.pi / np.arccos(1.4 / (2 * np.sqrt(0.8))))
    assert arma.period((1.5, -0.75)) == pytest.approx(12)
    assert arma.inflation((0.8, 0.0), 0.0) == pytest.approx(9)
    assert arma.period((0.5, 0.2)) == np.inf and np.isnan(arma.autocovariances((1.0, 0.0), 0.0, 3)).all()


def test_samples_against_statsmodels():
    for seed, phi in ((1, (1.4, -0.8)), (2, (1.0, 0.0)), (3, (0.0, 0.0))):
        x = arma.series(phi, 0.4, arma.shocks(seed, 200))
        r = arma.sample_acf(x, 24)
        assert r == pytest.approx(stattools.acf(x, nlags=24, fft=False))
        assert arma.yule_walker(r) == pytest.approx(stattools.levinson_durbin(x, nlags=2)[1])
        assert arma.standardised(x).std() == pytest.approx(1) and arma.standardised(x).mean() == pytest.approx(
            0, abs=1e-9
        )
    assert arma.series((0.5, 0.2), 0.4, arma.shocks(1, 200)) == pytest.approx(
        process.ArmaProcess([1, -0.5, -0.2], [1, 0.4]).generate_sample(
            300, distrvs=lambda size: arma.shocks(1, 200), burnin=0
        )[100:]
    )


def test_what_explodes_or_stands_still_does_not_overflow():
    wild = arma.series((2.2, 1.2), 1.5, arma.shocks(1, 200))
    assert np.isfinite(arma.sample_acf(wild, 24)).all() and np.isfinite(arma.standardised(wild)).all()
    assert arma.echoes((2.2, 1.2), 1.0) == np.inf
    assert np.isnan(arma.sample_acf(np.ones(50), 3)).all() and not arma.standardised(np.ones(50)).any()
    assert np.isnan(arma.sample_acf([1.0, 2.0, 4.0], 5)[3:]).all()


@settings(max_examples=60, deadline=None)
@given(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9), st.integers(0, 1))
def test_a_pulled_pole_goes_where_it_is_pulled(x, y, which):
    for phi in ((1.4, -0.8), (0.5, 0.3), (-0.8, 0.0)):
        found = arma.poles(arma.pulled(phi, which, x, y, 0.05))
        wanted = complex(x, y if abs(y) > 0.05 else 0.0)
        assert np.abs(found - wanted).min() < 1e-6
    assert arma.poles(arma.pulled((0.5, 0.3), 0, x, 0.01, 0.05)).real.max() >= arma.poles((0.5, 0.3))[1].real - 1e-9
    assert arma.period(arma.turned((1.4, -0.8), 0.1)) == pytest.approx(10)


@pytest.mark.parametrize(
    ("phi", "theta", "inside"),
    [((-1.25, 0.0), 1.25, 0.0), ((1.7, -0.3), -1.5, 0.2), ((0.5, 0.5), -1.0, -0.5), ((1.0, 0.0), -1.0, 0.0)],
)
def test_a_zero_hides_the_pole_that_is_not_inside(phi, theta, inside):
    """From rest (1 - aB)(1 - bB) x = (1 - bB) e is (1 - aB) x = e; rounding must not let the hidden pole grow."""
    assert arma.cloaked(phi, theta) and not arma.stationary(phi)
    assert arma.responses(phi, theta, 300) == pytest.approx(inside ** np.arange(300.0), abs=1e-12)
    noise = np.random.default_rng(2).normal(size=300)
    expected = [0.0]
    for e in noise:
        expected.append(inside * expected[-1] + e)
    assert arma.series(phi, theta, noise) == pytest.approx(expected[101:], abs=1e-10)
    assert arma.mean_spectrum(phi, theta) == pytest.approx(1 / (1 - inside**2), rel=1e-9)
    assert arma.echoes(phi, theta) == pytest.approx(1 / (1 - inside**2), rel=1e-9)
    assert arma.formal_variance(phi, theta) == pytest.approx(1 / (1 - inside**2), rel=1e-9)


def test_what_is_not_hidden():
    assert not arma.cloaked((0.5, 0.0), -0.5)  # inside: nothing to hide
    assert not arma.cloaked((-1.25, 0.0), 1.2) and not arma.cloaked(
        (2.0, -1.0), -1.0
    )  # near it; one of two on the edge
    assert not arma.cloaked((1.0, -1.1), -0.5)  # a pair is not real
