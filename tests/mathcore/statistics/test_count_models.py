"""Laws for counts against scipy.stats and statsmodels; published tables; the band of a Q-Q plot against simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.discrete.discrete_model import NegativeBinomial

from mathcore.statistics import count_models as cm


@settings(max_examples=80, deadline=None)
@given(st.floats(0.01, 300), st.floats(1.0001, 32))
def test_masses_are_scipys(mean, phi):
    k = np.arange(400)
    np.testing.assert_allclose(cm.log_mass(k, mean, 1.0), stats.poisson.logpmf(k, mean), rtol=1e-9, atol=1e-9)
    wanted = stats.nbinom.logpmf(k, mean / (phi - 1), 1 / phi)
    np.testing.assert_allclose(cm.log_mass(k, mean, phi), wanted, rtol=1e-6, atol=1e-6)
    assert cm.summed(mean, phi) == pytest.approx((mean, phi * mean), rel=1e-7)


def test_near_poisson_the_masses_are_poissons():
    k = np.arange(30)
    np.testing.assert_allclose(cm.log_mass(k, 4.0, 1 + 1e-7), stats.poisson.logpmf(k, 4.0), atol=1e-4)


def test_published_tables():
    """von Bortkiewicz (1898) and Rutherford and Geiger (1910): totals, means, and the fit of the horse kicks."""
    kicks, alpha = cm.table("kicks"), cm.table("alpha")
    assert cm.moments(kicks) == pytest.approx((200, 0.61, 0.611), abs=5e-4)
    assert (kicks * np.arange(5)).sum() == 122 and (alpha * np.arange(15)).sum() == 10097 and alpha.sum() == 2608
    assert cm.moments(alpha)[1:] == pytest.approx((3.8715, 3.696), abs=5e-4)
    expected = 200 * np.exp(cm.log_mass(np.arange(5), 0.61, 1.0))
    np.testing.assert_allclose(expected, [108.67, 66.29, 20.22, 4.11, 0.63], atol=0.006)
    chi2, df, p = cm.chi_square(kicks)
    assert df == 2 and (chi2, p) == pytest.approx((0.3235, 0.851), abs=6e-4)


def test_chi_square_is_scipys_on_the_pooled_cells():
    counts = cm.table("alpha")
    found, df, p = cm.chi_square(counts)
    cells = df + 2
    expected = 2608 * stats.poisson.pmf(np.arange(cells), cm.moments(counts)[1])
    expected[-1] = 2608 * stats.poisson.sf(cells - 2, cm.moments(counts)[1])
    seen = np.append(counts[: cells - 1], counts[cells - 1 :].sum())
    wanted = stats.chisquare(seen, expected, ddof=1)
    assert (found, p) == pytest.approx(tuple(wanted), rel=1e-9)


def test_the_fit_is_statsmodels():
    counts = cm.table("visits")
    assert counts.sum() == 20190 and counts[0] / 20190 == pytest.approx(0.312, abs=5e-4)
    found = cm.described(counts)
    y = np.repeat(np.arange(len(counts)), counts.astype(int))
    model = NegativeBinomial(y, np.ones(len(y))).fit(disp=0)
    assert found.fit_log == pytest.approx(model.llf, abs=1e-4)
    assert found.fit_size == pytest.approx(1 / model.params[1], rel=1e-4)
    assert found.poisson_log == pytest.approx(stats.poisson.logpmf(y, y.mean()).sum(), rel=1e-10)
    assert (found.counts_mean, found.counts_variance) == pytest.approx((y.mean(), y.var(ddof=1)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=60).filter(any))
def test_no_law_is_more_likely_than_the_fit(values):
    counts = cm.tabulated(values)
    found = cm.fitted(counts)
    grid = cm.log_likelihood(counts, found.mean * np.geomspace(0.8, 1.25, 9)[:, None], np.geomspace(1, 60, 40)[None])
    assert grid.max() <= found.log_likelihood + 1e-6
    over = np.var(values) > np.mean(values) * (1 + 1e-9)
    assert (found.phi > 1) == over or abs(np.var(values) - np.mean(values)) < 1e-6
    assert (cm.shortfall(counts) >= 0).all()
    index, y = cm.dispersion_index(counts), np.array(values)
    assert index.value == pytest.approx(((y - y.mean()) ** 2).sum() / y.mean())
    assert index.p_value == pytest.approx(stats.chi2.sf(index.value, len(y) - 1))


def test_what_is_no_table_of_counts():
    for values in ([1.5, 2, 3], [-1, 2, 3], [1, 2, 501], [0, 0, 0]):
        name, found = cm.read("column", values)
        assert name.endswith(".") and not len(found)
    assert cm.read("column", [0, 2, 2])[1].tolist() == [1, 0, 2]
    assert np.isnan(cm.described(np.zeros(0))).all()


def test_the_picture_holds_nearly_all_counts():
    for name in ("kicks", "alpha", "visits"):
        counts = cm.table(name)
        number, width = cm.cells(counts)
        assert width == 1 and 6 <= number <= 41 and cm.bars(counts, number, width).sum() >= 0.998 * counts.sum()


def test_large_counts_have_wider_bars_and_no_fewer_of_them_are_drawn():
    rng = np.random.default_rng(4)
    for values in (rng.poisson(200, 300), rng.negative_binomial(2, 0.02, 400), np.full(50, 500)):
        counts = cm.tabulated(np.minimum(values, 500))
        number, width = cm.cells(counts)
        assert number <= 41 and width > 1
        found = cm.bars(counts, number, width)
        assert found.sum() >= 0.998 * counts.sum()
        wanted = np.histogram(np.arange(len(counts)), np.arange(number + 1) * width - 0.5, weights=counts)[0]
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("n", [3, 5, 14, 40, 150])
def test_the_band_holds_95_of_100_normal_samples(n):
    rng = np.random.default_rng(n)
    z = np.sort(rng.normal(size=(6000, n)), axis=1)
    z = (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, ddof=1, keepdims=True)
    low, high = cm.band(n)
    assert ((z >= low) & (z <= high)).all(axis=1).mean() == pytest.approx(0.95, abs=0.012)
    share, count = cm.band_holds(n, 1)
    assert abs(share - 0.95) < 5 * np.sqrt(0.0475 / count) + 0.01


def test_a_row_of_the_calibration():
    for n in (6, 30):
        assert cm.calibrated(n, 40_000, 20130) == pytest.approx(cm.TAILS[cm.SIZES.index(n)], rel=0.006)
        assert cm.calibrated(n, 20_000, 7) == pytest.approx(cm.TAILS[cm.SIZES.index(n)], rel=0.05)


def test_places_of_the_dots_and_the_bell():
    wanted = stats.probplot(np.arange(50.0), fit=False)[0]  # Filliben's places: close to Blom's
    np.testing.assert_allclose(cm.quantiles_of_ranks(50), wanted, atol=0.05)
    np.testing.assert_allclose(cm.quantiles_of_ranks(9)[[0, 4]], [stats.norm.ppf(0.625 / 9.25), 0], atol=1e-12)
    np.testing.assert_allclose(cm.bell([0, 1.5]), stats.norm.pdf([0, 1.5]))


def test_samples():
    assert len(cm.sample("sepals")) == 150 and len(cm.sample("nile")) == 100
    schools = cm.sample("schools")
    assert len(schools) == 303 and schools.var(ddof=1) == pytest.approx(107.8, abs=0.05)
    with pytest.raises(ValueError, match="no sample"):
        cm.sample("else")
