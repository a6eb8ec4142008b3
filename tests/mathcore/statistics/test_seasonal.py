"""Series with a season: against statsmodels' `seasonal_decompose`, `STL` and `SARIMAX`, NumPy's Fourier transform and
determinants, and published strengths of CO2."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from statsmodels.tsa import arima_process
from statsmodels.tsa.seasonal import STL, seasonal_decompose
from statsmodels.tsa.statespace.sarimax import SARIMAX

from mathcore.statistics import records, seasonal

sarimax: Any = SARIMAX


@pytest.fixture(scope="module")
def co2():
    return records.monthly_co2().values


def test_the_record(co2):
    time = records.monthly_co2().time
    assert (
        len(co2) == 526
        and co2[[0, -1]] == pytest.approx([316.1, 371.02])
        and time[-1] == pytest.approx(2001 + 11.5 / 12)
    )
    sun = records.yearly_sunspots()
    assert len(sun.values) == 309 and (sun.time[0], sun.time[-1]) == (1700, 2008)
    assert records.numbered(np.arange(700.0), "a" * 50).values[0] == 100
    assert not records.seasonless(co2, 12) and "60" in records.seasonless(co2[:50], 12)
    assert "exactly" in records.seasonless(np.arange(100) + np.arange(100) % 12, 12)
    assert "equal" in records.too_little(np.ones(90), 24) and "30" in records.too_little(co2[:20], 24)


@pytest.mark.parametrize(("window", "period"), [(12, 12), (7, 7), (24, 12), (4, 4), (18, 12)])
def test_classical_parts(co2, window, period):
    weights = seasonal.average_weights(window)
    known = seasonal_decompose(co2, period=period, filt=weights)
    found = seasonal.classical(co2, window, period)
    for mine, theirs in zip(found, (known.trend, known.seasonal, known.resid), strict=True):
        assert mine == pytest.approx(theirs, abs=1e-9, nan_ok=True)


def test_gain_is_the_transform_of_the_weights():
    lengths = np.array([2.0, 2.7, 5.0, 12.0, 31.0])
    for window in (3, 4, 11, 12, 18, 36):
        weights = seasonal.average_weights(window)
        k = np.arange(len(weights)) - len(weights) // 2
        known = np.exp(-2j * np.pi * np.outer(1 / lengths, k)) @ weights
        assert seasonal.gain(window, lengths) == pytest.approx(known.real, abs=1e-12)
        assert np.abs(known.imag).max() < 1e-12
        assert seasonal.gain(window, [window]) == pytest.approx([0.0], abs=1e-12)


def test_whole_seasons_average_out(co2):
    for period in (4, 7, 12):
        assert seasonal.leak(co2, 2 * period, period) < 1e-10 * np.abs(co2).max()
    assert seasonal.leak(co2, 18, 12) > 0.3


def test_strengths_of_co2(co2):
    parts = seasonal.stl(co2, 12)
    known = STL(co2, period=12, robust=True).fit()
    assert parts.rest == pytest.approx(known.resid) and parts.season == pytest.approx(known.seasonal)
    assert seasonal.strengths(parts) == pytest.approx((0.9998, 0.984), abs=5e-4)
    assert np.ptp(parts.season[-12:]) > 1.3 * np.ptp(parts.season[:12])


@pytest.mark.parametrize(
    ("period", "theta", "big"), [(12, -0.37, -0.85), (12, -0.9, 0.1), (4, 0.3, -0.5), (7, -0.2, -0.9)]
)
def test_the_airline_model_is_statsmodels(co2, period, theta, big):
    origin = 466
    found = seasonal.airline(co2, period, theta, big, origin, 400)
    model = sarimax(co2[:origin], order=(0, 1, 1), seasonal_order=(0, 1, 1, period))
    known = model.filter([theta, big, found.sigma**2]).get_forecast(seasonal.AHEAD)
    assert found.ahead[origin - 400] == pytest.approx(known.predicted_mean, abs=1e-4)
    assert found.errors == pytest.approx(known.se_mean, rel=1e-4)
    w = seasonal.differenced(co2[:origin], period)
    plain = sarimax(w, order=(0, 0, 1), seasonal_order=(0, 0, 1, period))
    loglik = plain.loglike([theta, big, found.sigma**2])
    assert found.deviance == pytest.approx(-2 * loglik - len(w) * (1 + np.log(2 * np.pi)), abs=1e-4)


def test_the_map_and_its_best(co2):
    surface = seasonal.surface(co2[:200], 12)
    found = surface.deviance(187)
    for count in (60, 187):
        found = surface.deviance(count)
        for i, j in ((0, 0), (10, 20), (29, 34)):
            theta, big = float(seasonal.THETAS[j]), float(seasonal.SEASONAL[i])
            single = seasonal.airline(co2[:200], 12, theta, big, count + 13, 150)
            assert found[i, j] == pytest.approx(single.deviance, abs=1e-2)  # single precision
    assert seasonal.best_of(found) == (seasonal.THETAS[found.argmin() % 35], seasonal.SEASONAL[found.argmin() // 35])


def test_responses_errors_and_last_season_again(co2):
    for period, theta, big in ((12, -0.4, -0.8), (4, 0.2, 0.1)):
        ar, ma = np.zeros(period + 2), np.zeros(period + 2)
        ar[[0, 1, period, period + 1]] = 1, -1, -1, 1
        ma[[0, 1, period, period + 1]] = 1, theta, big, theta * big
        known = arima_process.arma_impulse_response(ar, ma, leads=seasonal.AHEAD)
        assert seasonal.psi(theta, big, period) == pytest.approx(known)
    again = seasonal.naive(co2, 12, 400)
    assert again[66, :24] == pytest.approx(np.tile(co2[454:466], 2))
    error = seasonal.roots_mean_square(again, co2, 400)
    by_hand = [co2[m + 4] - co2[m + 4 - 12] for m in range(400, 522)]
    assert error[4] == pytest.approx(np.sqrt(np.mean(np.square(by_hand))))
    ahead = seasonal.airline(co2, 12, -0.369, -0.847, 466, 400).ahead[66]
    assert np.sqrt(np.mean((ahead - co2[466:]) ** 2)) == pytest.approx(0.95, abs=0.005)
    assert np.sqrt(np.mean((again[66] - co2[466:]) ** 2)) == pytest.approx(5.73, abs=0.005)
