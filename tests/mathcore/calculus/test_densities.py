"""Densities against SciPy's laws and its quadrature, drawn ones against the sum of their trapezoids."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mathcore.calculus import densities

ORACLES = {
    "normal": stats.norm(),
    "uniform": stats.uniform(),
    "half": stats.uniform(0, 0.5),
    "exponential": stats.expon(),
    "arcsine": stats.arcsine(),
    "cauchy": stats.cauchy(),
}
HEIGHTS = st.lists(st.integers(0, 50).map(lambda k: k / 50), min_size=3, max_size=33)


@pytest.mark.parametrize("name", ORACLES)
def test_a_known_law_is_scipys(name):
    law, oracle = densities.KNOWN[name], ORACLES[name]
    x = np.linspace(-9.0, 9.0, 3001) + 1e-4
    u = np.concatenate([np.geomspace(1e-9, 0.5, 50), 1 - np.geomspace(1e-9, 0.5, 50)])
    assert law.pdf(x) == pytest.approx(oracle.pdf(x), rel=1e-12, abs=1e-15)
    assert law.cdf(x) == pytest.approx(oracle.cdf(x), rel=1e-12, abs=1e-15)
    assert law.ppf(u) == pytest.approx(oracle.ppf(u), rel=1e-6, abs=1e-12)  # 1 - u is rounded
    assert law.support == oracle.support()


@pytest.mark.parametrize("name", ORACLES)
def test_areas_are_those_of_scipys_quadrature_and_all_of_it_is_one(name):
    law, oracle = densities.KNOWN[name], ORACLES[name]
    rng = np.random.default_rng(5)
    for low, high in np.sort(rng.uniform(*law.window, (20, 2)), axis=1).tolist():
        inner = np.clip([low, high], *law.support)
        wanted = integrate.quad(oracle.pdf, *inner, limit=200)[0]
        assert law.area(low, high) == pytest.approx(wanted, abs=1e-8)
        assert law.area(low, high) == pytest.approx(law.between(low, high), abs=1e-10)
    assert law.area(0.3, 0.3) == 0.0 and law.area(50.0, 60.0) == pytest.approx(law.between(50.0, 60.0), abs=1e-12)
    first, last = (-1e4, 1e4) if name == "cauchy" else (-40.0, 40.0)
    assert law.area(first, last) == pytest.approx(1.0, abs=1e-4 if name == "cauchy" else 1e-10)


@given(HEIGHTS, st.floats(-4, 4), st.floats(-4, 4))
@settings(max_examples=60, deadline=None)
def test_a_drawn_law_is_the_polygon_over_its_area(heights, one, other):
    law = densities.drawn(heights)
    x, flat = np.linspace(-4, 4, len(heights)), not any(heights)
    raw = np.ones(len(heights)) if flat else np.array(heights)
    low, high = sorted((one, other))
    fine = np.union1d(np.linspace(low, high, 50), x[(x > low) & (x < high)])
    wanted = np.trapezoid(np.interp(fine, x, raw), fine) / np.trapezoid(raw, x)
    assert law.between(low, high) == pytest.approx(wanted, abs=1e-12)
    assert law.area(low, high) == pytest.approx(wanted, abs=1e-9)
    u = np.linspace(0.001, 0.999, 77)
    assert law.cdf(law.ppf(u)) == pytest.approx(u, abs=1e-9)
    assert (np.diff(law.ppf(u)) >= 0).all()
    assert law.support[0] <= law.ppf(1e-9) and law.ppf(1 - 1e-9) <= law.support[1]


def test_jumps_are_found_and_corners_are_none():
    assert densities.HALF.jumps(0.5) and densities.HALF.jumps(0.0) and not densities.HALF.jumps(0.25)
    assert densities.EXPONENTIAL.jumps(0.0) and densities.ARCSINE.jumps(1.0) and not densities.NORMAL.jumps(0.0)
    assert not densities.drawn([0, 1, 0]).jumps(0.0) and densities.drawn([1, 1]).jumps(-4.0)


def test_the_curve_has_both_sides_of_a_jump_and_no_infinity():
    x, f = densities.HALF.curve()
    assert {0.0, 2.0} <= set(f.tolist()) and (np.diff(x) >= 0).all()
    inside = densities.HALF.curve(0.0, 0.5)[1]
    assert (inside == 2.0).all()
    assert np.isfinite(densities.ARCSINE.curve(0.0, 1.0)[1]).all()
    assert len(densities.NORMAL.curve(0.3, 0.3)[0]) == 1 and len(densities.NORMAL.curve(7.0, 8.0)[0]) == 1


def test_the_largest_gap_and_the_stairs_are_scipys():
    rng = np.random.default_rng(2)
    x = rng.normal(size=80)
    assert densities.largest_gap(x, densities.NORMAL.cdf) == pytest.approx(stats.kstest(x, "norm").statistic)
    places, heights = densities.stairs(x, (-1.0, 1.0))
    assert heights[:-1] == pytest.approx(stats.ecdf(x).cdf.evaluate(places[:-1]))
    assert densities.largest_gap([], densities.NORMAL.cdf) == 0.0 and densities.band(10, 0.1) > densities.band(40, 0.1)
    # Massart's bound against the exact law of the gap.
    assert stats.kstwo(30).sf(densities.band(30, 0.01)) <= 0.01


def test_a_histogram_has_the_area_of_what_is_in_the_window():
    x = np.concatenate([np.linspace(0, 1, 99), [7.0, np.nan]])
    middles, heights = densities.histogram(x, (0.0, 2.0), 10)
    assert (heights * 0.2).sum() == pytest.approx(99 / 101) and middles[0] == pytest.approx(0.1)
    assert heights == pytest.approx(np.histogram(x[:-1], np.linspace(0, 2, 11))[0] / (101 * 0.2))


def test_the_roomiest_place_is_under_the_density():
    x, height = densities.NORMAL.roomiest(-8.0, 8.0)
    assert x == pytest.approx(0.0, abs=1e-9) and height == pytest.approx(stats.norm.pdf(0.64))
    assert densities.NORMAL.roomiest(0.0, 0.1) == (0.05, 0.0)
    assert densities.EXPONENTIAL.roomiest(0.0, 5.0)[0] == pytest.approx(
        0.48
    )  # as near to its peak as its width lets it
