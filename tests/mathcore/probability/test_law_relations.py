"""Relations between laws. Oracles: scipy.stats' distribution functions on fine grids for the largest gap, sums of its
masses for total variation, scipy.stats.kstest for draws; the bounds of Le Cam and others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore.probability import law_relations as r
from mathcore.probability.laws import LAWS, distribution


@pytest.mark.parametrize(("n", "wanted"), [(10, 0.086409), (100, 0.007607), (1000, 0.000752)])
def test_binomial_to_poisson(n: int, wanted: float) -> None:
    k = np.arange(300)
    exact = 0.5 * np.abs(stats.binom.pmf(k, n, 3 / n) - stats.poisson.pmf(k, 3)).sum()
    assert r.LIMITS["rare"].distance(n) == pytest.approx(exact, rel=1e-9)
    assert exact == pytest.approx(wanted, abs=5e-7)


@pytest.mark.parametrize(("nu", "wanted"), [(1, 0.12558), (2, 0.07109), (5, 0.03046), (30, 0.00524)])
def test_t_to_normal(nu: float, wanted: float) -> None:
    x = np.linspace(-12, 12, 200_001)
    exact = np.abs(stats.t.cdf(x, nu) - stats.norm.cdf(x)).max()
    assert r.LIMITS["student"].distance(nu) == pytest.approx(exact, rel=1e-4)
    assert exact == pytest.approx(wanted, abs=3e-5)


@pytest.mark.parametrize(("k", "wanted"), [(1, 0.15866), (4, 0.06670), (16, 0.03328), (64, 0.01663)])
def test_gamma_to_normal(k: float, wanted: float) -> None:
    z = np.append(np.linspace(-6, 6, 200_001), -np.sqrt(k))
    exact = np.abs(stats.gamma.cdf(k + np.sqrt(k) * z, k) - stats.norm.cdf(z)).max()
    assert r.LIMITS["waits"].distance(k) == pytest.approx(exact, rel=1e-4)
    assert exact == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("n", [1, 2, 17, 1000])
def test_maximum_to_gumbel(n: int) -> None:
    x = np.linspace(-8, 30, 400_001)
    exact = np.abs(stats.expon.cdf(x + np.log(n)) ** n - stats.gumbel_r.cdf(x)).max()
    assert r.LIMITS["maxima"].distance(n) == pytest.approx(exact, rel=1e-4)


@pytest.mark.parametrize("relation", r.LIMITS)
def test_distances_stay_below_their_bounds(relation: str) -> None:
    grid, apart = r.distances(relation)
    bounds = np.array([r.promised(relation, float(n)) for n in grid])
    assert (apart <= bounds).all()
    assert (np.diff(apart) < 0).all()
    for n, wanted in ((grid[5], apart[5]), (grid[-1], apart[-1])):
        assert r.LIMITS[relation].distance(float(n)) == wanted


@pytest.mark.parametrize("relation", r.IDENTITIES)
@pytest.mark.parametrize("k", [1.0, 3.0, 10.0])
def test_identities_hold_and_break(relation: str, k: float) -> None:
    target = r.IDENTITIES[relation].target(k)
    draws = r.made(relation, k, True, 3)
    assert r.kolmogorov(draws, target) < r.band(r.DRAWS)
    assert r.kolmogorov(draws, target) == pytest.approx(stats.kstest(draws, target.cdf).statistic, abs=1e-12)
    counts, gaps = r.settling(relation, k, True, 3)
    assert gaps[7] == pytest.approx(r.kolmogorov(draws[: counts[7]], target), abs=1e-12)
    if k > 1:
        assert r.kolmogorov(r.made(relation, k, False, 3), target) > r.band(r.DRAWS)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["norm", "poisson", "binom", "gamma", "t", "geom"]), st.integers(0, 999), st.booleans())
def test_largest_gap_is_that_of_scipy(key: str, seed: int, whole: bool) -> None:
    """Also of data that are no whole numbers and a law that is, where kstest does not apply: on a grid beside jumps."""
    law = LAWS[key].at()
    x = np.random.default_rng(seed).normal(4, 3, 60)
    x = np.round(x) if whole else x
    places = np.unique(np.concatenate([x, np.arange(-20.0, 40.0)]))
    places = np.concatenate([places, places - 1e-9, np.linspace(-20, 40, 5001)])
    share = np.searchsorted(np.sort(x), places, side="right") / len(x)
    assert r.kolmogorov(x, law) == pytest.approx(np.abs(law.cdf(places) - share).max(), abs=1e-6)


def test_variation_and_standard_form() -> None:
    assert r.variation(distribution("poisson", 3), distribution("poisson", 3)) == 0
    z = np.linspace(-2, 3, 7)
    assert r.standard(distribution("gamma", 4, 2), z) == pytest.approx(stats.gamma.cdf(4 + 2 * z, 4))
    assert r.standard_density(distribution("gamma", 4, 2), z) == pytest.approx(2 * stats.gamma.pdf(4 + 2 * z, 4))
