"""What a radius of convergence claims where poles without end gather at a point."""

from __future__ import annotations

import numpy as np
import pytest

from mathcore.calculus import series, singularities


def test_a_radius_is_no_exact_one_where_poles_gather_nearer_than_those_that_were_looked_for():
    """tanh(1/(x + 1/2)^4) has poles at -1/2 + r exp(i pi (1/2 + k)/4 ...) with r = (pi (m + 1/2))^(-1/4) for every m:
    on the ray at 157.5 degrees they come as near to -3/4 as sin(22.5 degrees)/4, about."""
    found = singularities.radius(series.taylor("tanh((1/(x+0.5))^4)", -0.75))
    rays = np.exp(1j * np.pi * (np.arange(8) + 0.5) / 4)
    poles = -0.5 + np.outer((np.pi * (np.arange(4000) + 0.5)) ** -0.25, rays)
    nearest = np.abs(poles + 0.75).min()
    assert nearest == pytest.approx(0.25 * np.sin(np.pi / 8), rel=1e-3) and nearest < 0.55 * found.value
    assert found.how == "open"


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        ("tanh(1/x)", 1.0, 1.0),  # they gather at 0, along the imaginary axis: none is nearer than 0 itself
        ("tan(1/x)", 1.0, 1 - 2 / np.pi),
        ("tan(20*x)", 3.0, abs(3 - 19.5 * np.pi / 20)),
        ("tan(x^(-2))", -0.75, np.sqrt(2 / np.pi) - 0.75),
    ],
)
def test_it_is_exact_where_the_nearest_pole_was_looked_for(text: str, centre: float, radius: float):
    found = singularities.radius(series.taylor(text, centre))
    assert found.value == pytest.approx(radius, rel=1e-9) and found.how == "exact"
