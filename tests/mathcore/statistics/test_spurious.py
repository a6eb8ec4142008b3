"""Unrelated series: against `scipy.stats.linregress`, Student's law for independent values, Bartlett's formula summed
lag by lag, and statsmodels' autocorrelations of the differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.tsa import arima_process

from mathcore.statistics import spurious

scipy_stats: Any = stats


def test_slope_and_t():
    x, y = spurious.pairs(0.9, spurious.shocks(60, 5, 2))
    slope, t = spurious.slopes(x, y)
    for k in range(5):
        known = scipy_stats.linregress(x[k], y[k])
        assert slope[k] == pytest.approx(known.slope) and t[k] == pytest.approx(known.slope / known.stderr)
    assert spurious.critical(100) == pytest.approx(stats.t.ppf(0.975, 98))


def test_series_start_in_their_stationary_law():
    for phi in (0.0, 0.5, 0.95):
        x = spurious.pairs(phi, spurious.shocks(20, 4000, 3))[0]
        assert x[:, 0].var() * (1 - phi**2) == pytest.approx(1, abs=0.08)
        assert x[:, -1].var() * (1 - phi**2) == pytest.approx(1, abs=0.08)
    noise = spurious.shocks(20, 3, 3)
    assert spurious.pairs(1.0, noise) == pytest.approx(np.cumsum(noise, axis=-1))


def test_the_table_is_what_single_runs_give():
    for changes in (False, True):
        table = spurious.statistics(30, 5, changes)
        both = spurious.pairs(0.95, spurious.shocks(30, spurious.RUNS, 5))
        both = np.diff(both, axis=-1) if changes else both
        assert table[19] == pytest.approx(spurious.slopes(*both)[1])


def test_independent_values_keep_the_level():
    for changes, place in ((False, 0), (True, 20)):
        t = spurious.statistics(100, 7, changes)[place]
        assert stats.kstest(t, stats.t(98 - changes).cdf).pvalue > 1e-3
        share = float(spurious.shares(t, 100, changes))
        assert share == pytest.approx(0.05, abs=5 * np.sqrt(0.05 * 0.95 / spurious.RUNS))


def test_random_walks_are_significant_in_three_of_four():
    x, y = spurious.pairs(1.0, spurious.shocks(100, 6_000, 1))
    assert float(spurious.shares(spurious.slopes(x, y)[1], 100, False)) == pytest.approx(0.76, abs=0.02)


def test_the_spread_is_bartletts_sum():
    for phi in (0.0, 0.3, 0.8, 0.95):
        for changes, ma in ((False, [1.0]), (True, [1.0, -1.0])):
            rho = arima_process.arma_acf([1, -phi], ma, 2000)
            assert spurious.spread(phi, changes) == pytest.approx(np.sqrt(1 + 2 * np.sum(rho[1:] ** 2)))
    x, y = spurious.pairs(0.8, spurious.shocks(400, 2000, 1))
    assert spurious.slopes(x, y)[1].std() == pytest.approx(float(spurious.spread(0.8)), rel=0.08)
    assert spurious.spread(1.0) == np.inf and spurious.expected_share(1.0, 100) == pytest.approx(1.0)
