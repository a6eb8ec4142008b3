"""Largest values and errors where doubles cancel, where f is narrow or fast, and where it is hardly (un)bounded."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from mathcore.calculus import approximation, digits, meshes, series
from mathcore.calculus.endless import unbounded
from mathcore.common.enclosures import lagrange
from mathcore.common.expressions import parse

REMOVABLE = [
    ("(exp(x)-1)/x", lambda x: (mpmath.exp(x) - 1) / x, 0.0, 1.0, 12),
    ("(exp(x)-1)/x", lambda x: (mpmath.exp(x) - 1) / x, 0.0, 1.0, 3),
    ("log(1+x)/x", lambda x: mpmath.log(1 + x) / x, 0.0, 0.5, 20),
    ("(1-cos(x))/x^2", lambda x: (1 - mpmath.cos(x)) / x**2, 1.0, 2.0, 4),
    ("(x-sin(x))/x^3", lambda x: (x - mpmath.sin(x)) / x**3, 0.0, 1.0, 4),
    ("(exp(x)-1-x)/x^2", lambda x: (mpmath.exp(x) - 1 - x) / x**2, 1.0, 2.0, 4),
    ("1/x-1/(exp(x)-1)", lambda x: 1 / x - 1 / (mpmath.exp(x) - 1), 0.0, 1.0, 4),
    ("(sqrt(1+x)-1-x/2)/x^2", lambda x: (mpmath.sqrt(1 + x) - 1 - x / 2) / x**2, 0.5, 1.0, 4),
    ("1/log(1+x)-1/x", lambda x: 1 / mpmath.log(1 + x) - 1 / x, 0.5, 1.0, 4),
    ("sin(pi*x)/(x^2-1)", lambda x: mpmath.sin(mpmath.pi * x) / (x**2 - 1), 0.5, 1.0, 5),
]


@pytest.mark.parametrize(("text", "exact", "centre", "half", "order"), REMOVABLE)
def test_rounding_beside_zero_over_zero_is_no_maximum(text, exact, centre, half, order):
    taylor = series.taylor(text, centre)
    found = approximation.approximate(taylor, half, order)
    with mpmath.workdps(50):
        x = [mpmath.mpf(centre) + half * mpmath.mpf(t) for t in np.cos(np.linspace(0.001, np.pi, 160))]
        x += [mpmath.mpf(centre) + half * (1 - mpmath.mpf(10) ** -20)]
        f = [exact(each) for each in x]
        a = [mpmath.mpf(float(each)) for each in taylor.coefficients[order::-1]]
        error = max(abs(y - mpmath.polyval(a, each - mpmath.mpf(centre))) for each, y in zip(x, f, strict=True))
        size = max(map(abs, f))
    assert found.followed
    assert found.worst == pytest.approx(float(error), rel=2e-3)
    assert found.size == pytest.approx(float(size), rel=2e-3)
    assert found.worst >= float(error) * (1 - 1e-9) - 1e-15


def test_chebyshev_too_is_measured_without_rounding():
    found = approximation.approximate(series.taylor("(exp(x)-1)/x", 0.0), 1.0, 3)
    assert found.chebyshev_worst == pytest.approx(1.45e-3, rel=0.5)


def test_the_values_beside_a_cancelled_pole_have_all_their_digits():
    taylor = series.taylor("(x-sin(x))/x^3", 0.5)
    x = np.array([1e-9, -3e-7, 1e-5, 2e-3, 0.04, 0.3])
    with mpmath.workdps(60):
        exact = [float((mpmath.mpf(each) - mpmath.sin(each)) / mpmath.mpf(each) ** 3) for each in x.tolist()]
    assert np.allclose(approximation.values(taylor, x), exact, rtol=2e-13, atol=0)
    assert abs(parse(taylor.text)(1e-5) - exact[2]) > 1e-9  # what doubles make of it


@pytest.mark.parametrize(
    "text",
    ["sin(x)*tan(x)-cbrt(x)", "if(0<x<=1,asin(x),x^x)", "min(x,1,x^2)+max(x,0.3)-sign(x)", "softplus(40*x)/sigmoid(x)"],
)
def test_digits_are_those_of_doubles_where_these_have_them(text):
    x = np.linspace(-2.9, 2.91, 41)
    f = parse(text)(x)
    assert np.allclose(digits.sharp(parse(text).tree, x), f, rtol=1e-12, atol=1e-13, equal_nan=True)


NARROW = [
    ("sin(x)+exp(-100000*(x-1.234)^2)", 0.0, 3.0, 0, 1.94382),
    ("sin(x)+3*exp(-1000000*(x-1.234)^2)", 0.0, 3.0, 3, 3.94382),
    ("x+exp(-(10^12)*(x-0.3)^2)", 0.0, 1.0, 1, 1.30000),
    ("sin(500*x)*cos(x)", 0.0, 3.0, 0, 0.999995),
    ("(9-x^2)*sin(100*x)", 0.0, 3.0, 0, 8.999753),
    ("sin(150*x)*exp(-x^2)", 0.0, 3.0, 0, 0.999890),
    ("max(x,0)*sin(90*x)", 0.5, 1.0, 0, 1.483571),
    ("1/(x^2+0.00000000000000000001)", 1.0, 1.0, 3, 1e20),
]


@pytest.mark.parametrize(("text", "centre", "half", "order", "size"), NARROW)
def test_narrow_peaks_and_fast_waves_are_seen(text, centre, half, order, size):
    found = approximation.approximate(series.taylor(text, centre), half, order)
    assert found.followed
    assert found.size == pytest.approx(size, rel=2e-5)


def test_the_error_of_a_narrow_peak_is_its_height():
    found = approximation.approximate(series.taylor("sin(x)+3*exp(-1000000*(x-1.234)^2)", 0.0), 3.0, 3)
    truth = 3 + np.sin(1.234) - (1.234 - 1.234**3 / 6)
    assert found.worst == pytest.approx(truth, rel=1e-5)


def test_where_f_cannot_be_followed_it_is_said():
    wild = approximation.approximate(series.taylor("sin(exp(2*x))*(4-x)", 0.0), 3.0, 0)
    assert meshes.mesh("sin(exp(2*x))*(4-x)").open.size  # beyond x = 3
    assert wild.followed and not wild.least
    wild = approximation.approximate(series.taylor("x*sin(exp(3*x))", 3.0), 0.5, 0)
    assert not wild.followed and wild.least.startswith("At least")
    tame = approximation.approximate(series.taylor("sin(1/x)", 1.0), 1.0, 0)
    assert tame.followed  # no value is above 1


BOUNDED = [
    ("atan(log(x))", 1.0, 1.0),
    ("atan(log(abs(x)))", 1.0, 2.0),
    ("log(x)/(1-log(x))", 1.0, 1.0),
    ("(log(x)+1)/(2-log(x))", 1.0, 1.0),
    ("1-1/sqrt(1-log(x))", 1.0, 1.0),
    ("1/log(log(1/x))", 0.02, 0.02),
    ("1/(x^2+0.00000000000000000001)", 1.0, 1.0),
    ("(exp(x)-1-x)/x^2", 1.0, 2.0),
    ("(log(1+x)-x)/x^2", 0.5, 0.75),
    ("sin(50*x)/sin(50*x)", 0.0, 3.0),
    ("(x^2-2)/(x-sqrt(2))", 1.0, 1.0),
    ("log(abs(x^2-2))/(1-log(abs(x^2-2)))", 1.3, 0.2),
    ("tan(70*x)", 3.05, 0.01),
]
UNBOUNDED = [
    ("log(x)*sin(log(x))", 1.0, 1.0),
    ("tan(70*x)", 3.0, 0.2),
    ("tan(x^5)", 3.0, 0.1),
    ("tan(exp(2*x))", 3.0, 0.1),
    ("log(x)/(1-log(x))", 2.0, 1.5),
    ("log(log(1/x))", 0.02, 0.02),
    ("log(abs(x^2-2))", 1.0, 1.0),
    ("1/(x-sqrt(2))^2", 1.0, 1.0),
    ("x^-0.001", 1.0, 1.0),
    ("log(x-pi)^2", 3.0, 1.0),
    ("1/(1-cos(x))", 1.0, 2.0),
]


@pytest.mark.parametrize(("text", "centre", "half"), BOUNDED)
def test_what_is_bounded_is_not_called_unbounded(text, centre, half):
    assert not unbounded(text, centre, half)


@pytest.mark.parametrize(("text", "centre", "half"), UNBOUNDED)
def test_what_is_unbounded_has_no_largest_value(text, centre, half):
    assert unbounded(text, centre, half)


def test_steps_and_pieces_have_derivatives_away_from_themselves():
    assert lagrange("max(x,1)*exp(x)", 2.0, 0.9, 3).derivative == pytest.approx(
        lagrange("x*exp(x)", 2.0, 0.9, 3).derivative, rel=1e-9
    )
    assert lagrange("if(x<0,x,floor(x+0.5)+sin(x))", 1.0, 0.4, 2).derivative <= 1 / 6 + 1e-9
    assert np.isinf(lagrange("max(x,1)*exp(x)", 2.0, 1.1, 3).derivative)
    assert lagrange("cbrt(x)", -2.0, 1.0, 2).derivative >= 10 / 27 / 6  # at x = -1


@pytest.mark.parametrize(
    ("text", "poles"),
    [
        ("1/sin(3*x)", [k * np.pi / 3 for k in (-4, -2, -1, 0, 1, 2, 4)]),
        ("tan(x^2)", [sign * np.sqrt((k + 0.5) * np.pi) for k in range(8) for sign in (1, -1)]),
        ("1/cos(x^2)", [np.sqrt((k + 0.5) * np.pi) for k in range(8)]),
        ("tan(exp(x))", [np.log((k + 0.5) * np.pi) for k in range(8)]),
        ("1/(1-sin(x))", [-1.5 * np.pi, 0.5 * np.pi]),
        ("1/(x^2-2)^2", [-np.sqrt(2), np.sqrt(2)]),
        ("1/(log(x)-1)^2", [np.e]),
    ],
)
def test_poles_at_places_that_no_double_meets_are_seen(text, poles):
    for pole in poles:
        assert unbounded(text, pole + 0.01, 0.05), (text, pole)
        assert not unbounded(text, pole + 0.04, 0.03), (text, pole)


@pytest.mark.parametrize("centre", [0.95, 1.0, 1.05])
def test_a_lone_place_without_a_value_is_no_part_of_the_interval(centre):
    """At centre 1 and half-width 3 one of the places that are looked at is 0 itself."""
    for text in ("sin(x)/x", "abs(x)/x"):
        assert approximation.approximate(series.taylor(text, centre), 3.0, 5).lacks == "", text
    assert "part" in approximation.approximate(series.taylor("sqrt(x)", centre), 3.0, 5).lacks
