"""Singularities that cancel beyond the listed places, lie on another sheet, or overflow. Radii by closed forms."""

from __future__ import annotations

import math

import pytest

from mathcore.calculus import series, singularities


@pytest.mark.parametrize(
    ("text", "centre"),
    [
        ("sigmoid(x)+sigmoid(-x)", 0.0),  # 1
        ("softplus(x)-softplus(-x)", 0.0),  # x
        ("log(sigmoid(x))+softplus(-x)", 0.0),
        ("tanh(x)^2+1/cosh(x)^2", 0.0),
        ("log(2*cosh(x))-softplus(2*x)", 0.0),
        ("1/cos(x)^2-tan(x)^2", 1.0),
        ("tan(x/2)-sin(x)/(1+cos(x))", 1.0),
        ("atan(sinh(x))-2*atan(tanh(x/2))", 1.0),
    ],
)
def test_summands_cancel_beyond_the_last_places_that_were_looked_for(text: str, centre: float):
    """Their evenly spaced poles are listed up to different ends."""
    assert singularities.radius(series.taylor(text, centre)).value == math.inf


# On the sheet that the disc meets: softplus = 3.5i where 1 + e^z = e^{3.5i}, atan(e^z) = 1.6 where e^z = tan 1.6.
SOFT = complex(math.log(2 * math.sin(1.75)), math.pi / 2 + 1.75)
STEEP = complex(math.log(-math.tan(1.6)), math.pi)


@pytest.mark.parametrize(
    ("text", "centre", "place"),
    [
        ("1/(softplus(x)^2+12.25)", 2.0, SOFT),
        ("1/(softplus(x)^2+12.25)", 3.0, SOFT),
        ("1/(log(1+exp(x))^2+12.25)", 2.0, SOFT),
        ("1/(1.6-atan(exp(x)))", 3.0, STEEP),
    ],
)
def test_a_pole_is_found_on_the_sheet_that_the_disc_meets(text: str, centre: float, place: complex):
    found = singularities.radius(series.taylor(text, centre))
    assert found.value == pytest.approx(abs(place - centre), rel=1e-9)
    assert found.at == pytest.approx(place)


def test_a_pole_of_another_sheet_is_none_where_the_disc_does_not_meet_it():
    found = singularities.radius(series.taylor("1/(1+sqrt(x))", 0.75))  # sqrt(x) = -1 at 1, on the other sheet
    assert (found.value, found.at, 1.0 in found.points) == (0.75, 0.0, False)


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        ("tan(sqrt(softplus(x)))", 0.0, math.log(math.exp(math.pi**2 / 4) - 1)),  # targets beyond exp's range
        ("tan(sqrt(log(1+exp(x))))", 0.0, math.log(math.exp(math.pi**2 / 4) - 1)),
        ("exp(sinh(25/x)^3)", -0.55, 0.55),  # values that no double holds
        ("7-1.5/(erf(x)^2)^(-0.5)", -1.0, math.inf),  # 7 - 1.5 |erf x|: a negative power below a line is none
        ("exp(x)/(1+x)^(-0.5)", 1.0, 2.0),
        ("1/x^(-2)", 1.0, math.inf),
    ],
)
def test_what_overflows_on_the_way_hides_nothing(text: str, centre: float, radius: float):
    assert singularities.radius(series.taylor(text, centre)).value == pytest.approx(radius, rel=1e-9)
