"""What a radius of convergence claims where poles without end gather at a point."""

from __future__ import annotations

import mpmath
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


ERF_ZERO = complex(mpmath.findroot(mpmath.erf, 2.24 + 2.62j))  # the second


def reached(mobius: tuple[float, float, float, float], values: list[complex], centre: float) -> float:
    """The distance from the centre to the nearest z with (a z + b)/(c z + d) among the values."""
    a, b, c, d = mobius
    return min(abs((w * d - b) / (a - w * c) - centre) for w in values)


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        # What a search misses: nested equations are undone, down to polynomials.
        ("1/(1+e^((x-1.2)/(x+0.25)))", 2.0, reached((1, -1.2, 1, 0.25), [1j * np.pi * k for k in (-3, -1, 1, 3)], 2.0)),
        ("(1-cos((0.3x-1)/(x-3)))/sin((0.3x-1)/(x-3))", -0.75, reached((0.3, -1, 1, -3), [-np.pi, np.pi], -0.75)),
        ("ln(cos(3x^2-3))", 1.0, np.sqrt(1 + np.pi / 6) - 1),
        ("ln(sigmoid(2x^2-3x))", 0.0, min(np.abs(np.roots([2, -3, w])).min() for w in (1j * np.pi, -1j * np.pi))),
        (
            "(4x+2)/erf(4x+2)",
            0.5,
            min(abs((s - 2) / 4 - 0.5) for z in (ERF_ZERO, -ERF_ZERO) for s in (z, z.conjugate())),
        ),
        # Beside the place where a root or a logarithm cancels, on its other branch.
        ("sigmoid(ln(7-3x))", 0.5, 8 / 3 - 0.5),
        ("arctan(√(x^2+2x+6))/√(x^2+2x+6)", 0.0, np.sqrt(7)),
        ("arctan(√(2+(3x+3)/(x+1.5)))/√(2+(3x+3)/(x+1.5))", 3.0, 4.25),
        # Doubles take tanh(20) for 1, which it never is.
        ("1/(1+tanh(-3x³))", -1.0, np.inf),
        ("1/(1+tanh(1.5x^2-3))", -1.0, np.inf),
        # Essential singularities, near which the coefficients grow for long.
        ("erf((1-3x)/(x+2))/((1-3x)/(x+2))", 0.0, 2.0),
    ],
)
def test_no_nearer_singularity_is_missed_and_none_is_invented(text: str, centre: float, radius: float):
    found = singularities.radius(series.taylor(text, centre))
    assert found.value == pytest.approx(radius, rel=1e-9) and found.how not in ("estimated", "found")


def test_no_radius_reaches_beyond_what_is_certainly_singular():
    """sin((3 - x/2)/(x + 3/2)) in disguise: an essential singularity, where poles of tan gather that all cancel."""
    found = singularities.radius(series.taylor("tan((3-0.5x)/(x+1.5))cos((3-0.5x)/(x+1.5))", -2.0))
    assert 0.25 < found.value <= 0.5 and found.how in ("estimated", "open")


def test_what_is_only_steep_has_no_jump():
    """tan(u/2), written so that poles of it may have cancelled where they gather."""
    found = singularities.singularities("(1-cos((0.3x-1)/(x-3)))/sin((0.3x-1)/(x-3))")
    assert not len(found.kinks)
    poles = 3 - 0.1 / (np.pi * np.arange(-23, 24, 2) - 0.3)
    assert np.abs(found.points[:, None] - poles).min(axis=0) == pytest.approx(0, abs=1e-12)
    assert np.pi / 2 == pytest.approx(
        min(singularities.singularities("atan(tan(x))").kinks, key=lambda z: abs(z - 1.5))
    )


def test_a_kink_on_another_branch_is_none():
    assert list(singularities.singularities("abs(sqrt(x)+1)").kinks) == []
    assert list(singularities.singularities("abs(sqrt(x)-1)").kinks) == [1.0]
