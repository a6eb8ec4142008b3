"""Pushed laws against SciPy's laws of the same variables, SciPy's quadrature, and straight maps (by Hypothesis)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mathcore.calculus import densities, pushforward, windows
from mathcore.calculus.pushforward import push

# A map, the law of X, the law of Y, and places of y.
KNOWN = [
    ("x^2", "normal", stats.chi2(1), (0.01, 6.0)),
    ("sin(pi*x)", "uniform", stats.beta(0.5, 0.5, loc=-1, scale=2), (0.05, 0.98)),  # |.| of the arcsine law, see below
    ("exp(x)", "normal", stats.lognorm(1), (0.1, 8.0)),
    ("abs(x)", "normal", stats.halfnorm(), (0.05, 3.0)),
    ("-log(x)", "uniform", stats.expon(), (0.05, 5.0)),
    ("-log(1-x)", "uniform", stats.expon(), (0.05, 5.0)),
    ("tan(pi*(x-1/2))", "uniform", stats.cauchy(), (-8.0, 8.0)),
    ("log(x/(1-x))", "uniform", stats.logistic(), (-5.0, 5.0)),
    ("1/x", "cauchy", stats.cauchy(), (-5.0, 5.0)),
    ("x^2", "exponential", stats.weibull_min(0.5), (0.05, 6.0)),
    ("sqrt(x)", "exponential", stats.weibull_min(2), (0.05, 2.0)),
    ("x/10", "normal", stats.norm(0, 0.1), (-0.3, 0.3)),
    ("sqrt(2*abs(log(x)))", "uniform", stats.rayleigh(), (0.1, 3.0)),
]


@pytest.mark.parametrize(("text", "law", "oracle", "ends"), KNOWN)
def test_density_and_distribution_function_are_those_of_the_known_law(text, law, oracle, ends):
    found, y = push(text, densities.KNOWN[law]), np.linspace(*ends, 41) + 1e-3
    folded = text.startswith("sin")  # the sine of a uniform angle in (0, pi): both halves of the law on (-1, 1)
    pdf = oracle.pdf(y) * (2 if folded else 1)
    cdf = 2 * oracle.cdf(y) - 1 if folded else oracle.cdf(y)
    assert found.pdf(y) == pytest.approx(pdf, rel=1e-6, abs=1e-9)
    assert found.cdf(y) == pytest.approx(cdf, abs=3e-9)
    whole, doubt = found.area(-np.inf, np.inf)
    assert whole == pytest.approx(1.0, abs=2e-6 + doubt) and doubt < 1e-4 and not found.undefined


@pytest.mark.parametrize("text", ["x^2", "exp(x)", "x^3-3*x", "abs(abs(x)-1)", "sin(3*x)", "x^3", "cbrt(x)", "1/x"])
def test_a_strip_keeps_its_probability(text):
    found, rng = push(text, densities.NORMAL), np.random.default_rng(3)
    for low, high in np.sort(rng.uniform(-3.5, 3.5, (25, 2)), axis=1).tolist():
        area, doubt = found.area(low, high)
        assert area == pytest.approx(stats.norm.cdf(high) - stats.norm.cdf(low), abs=1e-6 + doubt)
        assert doubt < 1e-5


@settings(max_examples=60, deadline=None)
@given(
    text=st.sampled_from(["max(x,{c})", "relu(x-{c})", "min(x,{c})", "min(max(x,-{c}),{c})", "if(x>{c},x,{c})"]),
    thousandths=st.integers(1, 999),
    law=st.sampled_from(["normal", "exponential", "uniform", "half", "cauchy"]),
)
def test_a_corner_beside_a_level_part_loses_no_probability(text, thousandths, law):
    """Wherever it lies: a cell that is level in one half is halved on."""
    found, c = push(text.replace("{c}", str(thousandths / 1000)), densities.KNOWN[law]), thousandths / 1000
    assert found.area(-np.inf, np.inf)[0] + found.atoms[:, 1].sum() == pytest.approx(1, abs=1e-7)
    density = densities.KNOWN[law]
    below, above = (float(density.cdf(np.array([end]))[0]) for end in (-c, c))
    level = below + 1 - above if "-{c})" in text and "min" in text else 1 - above if text.startswith("min") else above
    assert found.atoms[:, 1].sum() == pytest.approx(level, abs=1e-7)


def test_the_area_is_that_of_quadrature_over_y_on_one_branch():
    found = push("exp(x)", densities.NORMAL)
    wanted = integrate.quad(stats.lognorm(1).pdf, np.exp(-0.7), np.exp(1.3))[0]
    assert found.area(-0.7, 1.3)[0] == pytest.approx(wanted, abs=1e-8)
    bare = integrate.quad(lambda y: stats.norm.pdf(np.log(y)), np.exp(-0.7), np.exp(1.3))[0]
    assert found.area(-0.7, 1.3, jacobian=False)[0] == pytest.approx(bare, abs=1e-8)
    # Without the Jacobian the whole area is the mean of |g'|: here E exp(X) = sqrt(e).
    assert found.area(-np.inf, np.inf, jacobian=False)[0] == pytest.approx(np.exp(0.5), rel=1e-6)


@given(st.floats(0.1, 5) | st.floats(-5, -0.1), st.floats(-3, 3), st.sampled_from(["normal", "exponential", "uniform"]))
@settings(max_examples=25, deadline=None)
def test_straight_maps_stretch_by_their_slope(slope, shift, name):
    law = densities.KNOWN[name]
    found = push(f"{slope:.6f}*x+({shift:.6f})", law)
    slope, shift = float(f"{slope:.6f}"), float(f"{shift:.6f}")
    x = law.ppf(np.linspace(0.02, 0.98, 15))
    assert found.branches == 1
    assert found.pdf(slope * x + shift) == pytest.approx(law.pdf(x) / abs(slope), rel=1e-6)
    wanted = law.cdf(x) if slope > 0 else 1 - law.cdf(x)
    assert found.cdf(slope * x + shift) == pytest.approx(wanted, abs=1e-8)


@pytest.mark.parametrize(
    ("text", "values", "masses"),
    [
        ("relu(x)", [0.0], [0.5]),
        ("sign(x)", [-1.0, 1.0], [0.5, 0.5]),
        ("min(x, 1)", [1.0], [stats.norm.sf(1)]),
        ("7", [7.0], [1.0]),
        ("if(abs(x)<1, 0, x)", [0.0], [stats.norm.cdf(1) - stats.norm.cdf(-1)]),
    ],
)
def test_atoms(text, values, masses):
    found = push(text, densities.NORMAL)
    assert found.heaps[0] == pytest.approx(values) and found.heaps[1] == pytest.approx(masses, abs=1e-7)
    assert found.area(-np.inf, np.inf)[0] + found.resting(-np.inf, np.inf) == pytest.approx(1, abs=1e-6)
    assert found.distance(densities.NORMAL.cdf) == 1.0


def test_steps_have_nothing_but_atoms():
    found = push("floor(x)", densities.NORMAL)
    k = np.arange(-3, 3)
    masses = dict(zip(*(each.tolist() for each in found.heaps), strict=True))
    assert [masses[float(each)] for each in k] == pytest.approx(np.diff(stats.norm.cdf(np.arange(-3, 4))), abs=1e-9)
    assert found.branches == 0 and found.cdf(0.5)[0] == pytest.approx(stats.norm.cdf(1), abs=1e-8)


def test_what_is_not_defined_is_lost():
    root, log = push("sqrt(x)", densities.NORMAL), push("log(x)", densities.NORMAL)
    assert root.undefined == pytest.approx(0.5, abs=1e-6) and log.undefined == pytest.approx(0.5, abs=1e-6)
    assert root.lost(-1.0, 2.0) == pytest.approx(stats.norm.cdf(0) - stats.norm.cdf(-1), abs=1e-6)
    assert push("log(-1-x^2)", densities.NORMAL).undefined == pytest.approx(1.0)
    assert push("log(-1-x^2)", densities.NORMAL).sources(0.0).tolist() == []


def test_what_turns_too_often_is_left_out_and_said():
    found = push("sin(1/x)", densities.NORMAL)
    assert 1e-4 < found.undefined < 0.05 and found.branches == pushforward.MOST
    area, doubt = found.area(-np.inf, np.inf)
    assert area + found.undefined == pytest.approx(1.0, abs=4e-6 + doubt)


def test_the_roots_of_a_level_and_what_each_gives():
    found = push("x^3-3*x", densities.NORMAL)
    assert found.sources(0.0) == pytest.approx([-np.sqrt(3), 0, np.sqrt(3)], abs=1e-9)
    assert found.sources(2.0) == pytest.approx([-1, 2], abs=1e-6)  # a turning point counts once
    given_by_each = stats.norm.pdf([-np.sqrt(3), 0, np.sqrt(3)]) / [6, 3, 6]
    assert found.shares(found.sources(0.0)) == pytest.approx(given_by_each, rel=1e-8)
    assert np.isinf(push("x^2", densities.NORMAL).shares(np.array([0.0])))[0]
    assert found.rises.tolist() == [True, False, True]


def test_the_distance_of_laws():
    exponential = densities.EXPONENTIAL.cdf
    for text in ("-log(x)", "-log(1-x)", "if(x<0.5, -log(2*x), -log(2*x-1))"):
        assert push(text, densities.UNIFORM).distance(exponential) < 0.002
    other = push("-log(x)/1.1", densities.UNIFORM).distance(exponential)
    y = np.linspace(0, 9, 4001)
    assert other == pytest.approx(np.abs(stats.expon.cdf(1.1 * y) - stats.expon.cdf(y)).max(), abs=2e-3)


def test_windows_ticks_and_heights_for_drawing():
    low, high = push("1/x", densities.NORMAL).window
    assert -60 < low < -10 and 10 < high < 60
    low, high = push("sin(pi*x)", densities.UNIFORM).window
    assert -0.2 < low < 0 and 1 < high < 1.2
    assert np.ptp(push("3", densities.NORMAL).window) > 0
    assert windows.round_numbers(-0.07, 1.08) == [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]
    assert len(windows.round_numbers(-29.3, 1234.5)) <= 7
    assert windows.usual_height([0.0, np.inf, 2.0, 2.0]) == pytest.approx(2.3)
    assert windows.usual_height([0.0, 0.0]) == 1.0
    for curve in push("tan(pi*(x-1/2))", densities.UNIFORM).curves:
        assert np.isfinite(curve).all() and np.abs(curve).max() < 100


def test_a_pole_at_a_number_loses_no_probability():
    for law, oracle in ((densities.EXPONENTIAL, stats.expon()), (densities.NORMAL, stats.norm())):
        found = push("1/(x-0.5)", law)
        assert found.undefined == 0.0 and found.branches == 2
        for y in (-6.5, 0.6, 8.2):  # Y <= y > 0: x < 1/2 or x >= 1/2 + 1/y; y < 0: between the two
            wanted = oracle.cdf(0.5) - oracle.cdf(0.5 + 1 / y) + (y > 0)
            assert found.cdf(y)[0] == pytest.approx(wanted, abs=3e-9)  # its tails


def test_rounding_at_a_turning_point_makes_no_branches():
    found = push("x^3-3*x", densities.ARCSINE)  # it falls on all of (0, 1), and is flat where the law is infinite
    assert found.undefined == 0.0 and found.branches == 1 and len(found.x) < 20_000
    for x in (0.1, 0.5, 0.99):
        assert found.cdf(x**3 - 3 * x)[0] == pytest.approx(stats.arcsine.sf(x), abs=1e-8)
    assert len(push("exp(x)", densities.CAUCHY).x) < 20_000  # beyond the largest numbers there is nothing to refine


def test_bins_are_where_the_values_are():
    squares = push("x^2", densities.NORMAL)
    assert squares.bins[0] == pytest.approx(0.0, abs=1e-4) and squares.window[0] < -0.1
    for text in ("3", "0*x", "x/10^9"):
        assert np.ptp(push(text, densities.NORMAL).bins) > 0


@pytest.mark.parametrize(
    ("text", "law", "at", "others"),
    [
        ("x^2", densities.NORMAL, 0.0, []),
        ("x^3-3*x", densities.NORMAL, 1.0, [-2.0]),
        ("sin(pi*x)", densities.UNIFORM, 0.5, []),
        ("cos(x-0.3)", densities.UNIFORM, 0.3, []),
        ("(x-0.7)^2", densities.EXPONENTIAL, 0.7, []),
    ],
)
def test_at_the_image_of_a_turning_point_the_density_is_infinite(text, law, at, others):
    found = push(text, law)
    y = float(found.formula(at))
    assert found.sources(y) == pytest.approx(sorted([at, *others]), abs=1e-7)
    assert np.isinf(found.pdf(y)[0])
    corner = push("abs(x)", densities.NORMAL)  # there g' jumps, and no density is infinite
    assert corner.pdf(0.0)[0] == pytest.approx(2 * stats.norm.pdf(0.0)) and not len(corner.flat)
