"""Radii of convergence: known singularities, and what is claimed where poles are multiple, far, or without end."""

from __future__ import annotations

import math

import flint
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.calculus import complex_roots, continuation, regularity, series, singularities
from mathcore.common.expressions import parse


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        ("sin(x)", 0.3, np.inf),
        ("1/(1+x^2)", 1.0, math.sqrt(2)),
        ("1/(1+25*x^2)", 0.5, math.sqrt(0.29)),
        ("log(1+x)", 2.0, 3.0),
        ("sigmoid(x)", 1.0, math.hypot(1, math.pi)),
        ("tanh(x)", -1.0, math.hypot(1, math.pi / 2)),
        ("x/(exp(x)-1)", 0.0, 2 * math.pi),
        ("1/(2+sin(x))", 0.0, math.hypot(math.pi / 2, math.acosh(2))),
        ("sin(x)/x", 0.0, np.inf),
        ("sqrt(1+x^2)", 2.0, math.sqrt(5)),
        ("atan(2*x)", 0.0, 0.5),
        ("1/(1+x^2)^3", 0.0, 1.0),
        ("exp(-1/x^2)", 0.5, 0.5),
        ("softplus(2*x)", 0.0, math.pi / 2),
        ("1/(x^2-x-6)", 0.0, 2.0),
        ("tan(x)", 1.0, math.pi / 2 - 1),
    ],
)
def test_radius_of_convergence(text, centre, radius):
    taylor = series.taylor(text, centre)
    assert singularities.radius(taylor).value == pytest.approx(radius, rel=1e-6)
    # The root test is a second opinion from the coefficients alone.
    if np.isfinite(radius):
        assert radius * 0.7 < series.root_test(taylor.coefficients) < radius * 1.35


@pytest.mark.parametrize(
    ("text", "centre", "radius", "how"),
    [
        ("tan(20*x)", 3.0, min(abs(3.0 - math.pi * (k + 0.5) / 20) for k in range(40)), "exact"),
        ("x*log(1/x)", 1.0, 1.0, "exact"),
        ("cos(sqrt(x))", 1.0, np.inf, "none"),
        ("sqrt((1+x)^2)", 0.0, np.inf, "entire"),
        ("exp(-1/x^2)+1/(1-x)", 0.0, 1.0, "exact"),
        ("atan(1/x)", 0.5, math.hypot(0.5, 1), "exact"),
        ("sec(x)", 0.0, math.pi / 2, "exact"),
        ("csc(x)", 1.0, 1.0, "exact"),
        ("cot(x)-1/x", 1.0, math.pi - 1, "exact"),
        ("log10(x)", 2.0, 2.0, "exact"),
        ("cbrt(x)", 1.0, 1.0, "exact"),
        ("max(x,1/(3+x))", 0.0, 3.0, "exact"),
        ("if(x<0.5,1/(2-x),x)", 0.0, 2.0, "exact"),
        ("exp(1/(1-x))", 0.0, 1.0, "exact"),
        ("(1-x)^3*log(1-x)", 0.0, 1.0, "exact"),
        ("sin(x)/x", 0.05, np.inf, "none"),
        ("sin(3*x)/sin(x)", 0.2, np.inf, "none"),
        ("1/(exp(x)+x)", 0.0, 0.5671432904, "found"),
        # A small residue beside a large regular part.
        ("1000+0.001/(1+x^2)", 0.0, 1.0, "exact"),
        ("exp(x)+0.00001/(1+x^2)", 0.1, math.hypot(1, 0.1), "exact"),
        # The entire factor's coefficients hide what the singularity leaves, up to order 200 and beyond.
        ("erf(x)/(x+6)", 0.0, 6.0, "open"),
        ("exp(-x^2)/(x-4)", 0.0, 4.0, "open"),
        ("exp(-x^2)*sqrt(x+5)", 0.0, 5.0, "open"),
        ("exp(-x^2)*log(x+6)", 0.0, 6.0, "open"),
        ("exp(-x^2)*(x+5)^2.5", 0.0, 5.0, "open"),
        ("exp(-x^2)*cos(sqrt(x+6))", 0.0, np.inf, "none"),
        ("exp(-x^2)*(cos(x)-1)/x^2", 2.0, np.inf, "none"),
        ("sqrt(1-cos(x)^2)", 1.0, np.inf, "round"),
        # Roots whose branches cancel, where the coefficients of an entire function of a high order cannot tell.
        ("exp(sqrt(x)^20)", 1.0, np.inf, "round"),
        ("exp((x^4)^0.5*sqrt(x)^10)", 1.0, np.inf, "round"),
        ("exp(cbrt(x)^18)", -1.0, np.inf, "round"),
        ("exp(acos(1-x)^20)", 0.5, 1.5, "open"),
        ("tanh(log(1+x))", 2.0, math.sqrt(10), "found"),
        ("1+0.0000000000001*sqrt(x)", 1.0, 1.0, "exact"),
        # Beside what is 10^12 times as large.
        ("cos(10*x)+1/(x^2+9)", 0.0, 3.0, "exact"),
        ("cos(10*x)+sqrt(x^2+9)", 0.0, 3.0, "exact"),
        ("sin(20*x)+1/(x^2+4)", 0.0, 2.0, "exact"),
        # Multiple roots, multiplied out.
        ("1/(x^3-3*x^2+3*x-1)", 2.0, 1.0, "exact"),
        ("1/(x^5-5*x^4+10*x^3-10*x^2+5*x-1)", 3.0, 2.0, "exact"),
        ("1/(x^3-0.3*x^2+0.03*x-0.001)", 1.0, 0.9, "exact"),
        ("atan(1/x^2)", 0.0, 1.0, "exact"),
        # Pieces beside a pole.
        ("cbrt(x+5)/(x-4)", 0.5, 3.5, "exact"),
        ("sign(x)/(x-4)", 0.5, 3.5, "exact"),
        ("if(x<0,x,1/(x-4))", 0.5, 3.5, "exact"),
        # Further out than the search for singularities goes: undone layer by layer.
        ("1/cosh(x/9)", 0.0, 4.5 * math.pi, "exact"),
        ("1/(exp(x/5)+3)", 0.0, 5 * math.hypot(math.log(3), math.pi), "exact"),
        # Entire functions of a high order; a pole of a high one.
        ("sin(x^9)/x", 0.0, np.inf, "none"),
        ("(exp(x^10)-1)/x^10", 0.0, np.inf, "none"),
        ("exp(x^12)", 0.0, np.inf, "entire"),
        ("(x/sin(x))^16", 0.0, math.pi, "found"),
        ("tan(200*x)", 1.0, min(abs(1.0 - math.pi * (k + 0.5) / 200) for k in range(400)), "estimated"),
    ],
)
def test_a_radius_says_how_it_is_known(text, centre, radius, how):
    found = singularities.radius(series.taylor(text, centre))
    assert found.value == pytest.approx(radius, rel=2e-2 if how == "estimated" else 1e-6)
    assert found.how == how or {found.how, how} == {"exact", "found"}


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        ("1/(x^3-3*sqrt(2)*x^2+6*x-2*sqrt(2))", 0.0, math.sqrt(2)),  # (x − √2)³
        ("1/(x^3-3*pi*x^2+3*pi^2*x-pi^3)", 1.0, math.pi - 1),
        ("1/(x^2-2*sin(1)*x+sin(1)^2)", 0.0, math.sin(1)),
        ("1/(x^4-2*pi*x^2+pi^2)", 0.0, math.sqrt(math.pi)),
        ("log(x^2-2*sqrt(2)*x+2)", 0.0, math.sqrt(2)),
        ("1/(x^3-(2*e+1)*x^2+(e^2+2*e)*x-e^2)", 2.0, math.e - 2),
        ("1/(x^2-2*sin(1)*x+sin(1)^2+0.000001)", 0.0, math.hypot(math.sin(1), 1e-3)),  # two near one another
    ],
)
def test_multiple_roots_with_irrational_coefficients_to_all_digits(text, centre, radius):
    found = singularities.radius(series.taylor(text, centre))
    assert found.how == "exact" and found.value == pytest.approx(radius, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        ("asin(x^4)^-2", 0.5, 0.5),
        ("1/sin(x^3)", 0.7, 0.7),
        ("1/(exp(x)-1-x)", 1.0, 1.0),
        ("1/(1-sin(x))", 0.0, math.pi / 2),
        ("1/(cos(x)-1)^2", 2.0, 2.0),
        ("1/(exp(x)-1-x-x^2/2)", 0.25, 0.25),
        ("log(1-sin(x))", 1.0, math.pi / 2 - 1),
    ],
)
def test_a_multiple_root_that_a_search_found_is_sharpened(text, centre, radius):
    found = singularities.radius(series.taylor(text, centre))
    assert found.value == pytest.approx(radius, rel=1e-12)


def test_a_way_along_which_a_formula_cannot_be_followed_ends_in_no_error():
    path = np.array([flint.acb(0.1), flint.acb("nan")], dtype=object)
    with pytest.raises(ZeroDivisionError):
        continuation.continued(parse("asin(x)").tree, path)


POLES = st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 20), st.integers(1, 3)), min_size=1, max_size=3)


@settings(max_examples=60)
@given(POLES, st.integers(-20, 20), st.sampled_from(["", "sin(x)+", "exp(-x)*", "log(9+x^2)-"]))
def test_the_radius_is_the_distance_to_the_nearest_pole(poles, centre, before):
    """Quotients with poles at a ± ib, of orders up to three."""
    parts = "*".join(f"((x-({a / 10}))^2+{(b / 10) ** 2})^{m}" for a, b, m in poles)
    taylor = series.taylor(f"{before}1/({parts})", centre / 10)
    nearest = min(math.hypot(centre / 10 - a / 10, b / 10) for a, b, _ in poles)
    nearest = min(nearest, math.hypot(centre / 10, 3.0)) if before.startswith("log") else nearest
    assert singularities.radius(taylor).value == pytest.approx(nearest, rel=1e-5)


def test_of_thousands_of_poles_each_is_kept_once():
    rng = np.random.default_rng(1)
    places = rng.uniform(-9, 9, 6000) + 1j * rng.uniform(-9, 9, 6000)
    twice = [*places, *(places * (1 + 1e-8))]
    assert len(complex_roots.distinct(twice)) == len(places)


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


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        # A pole beside a large summand that is regular there.
        ("exp(-x^2)+1/(1+exp(x/3))", -2.0, math.hypot(2, 3 * math.pi)),
        ("exp(8*x^2)+tan(x/2)", 0.0, math.pi),
        ("sin(20*x)+tanh(x/2)", 1.0, math.hypot(1, math.pi)),
        ("exp(20*x)+1/(x-3)+1/(x+5)", 0.0, 3.0),
        ("1/(2-x)+1/(1-x)/10^15/10^15", 0.0, 1.0),
        ("sin(x)+1/(x^2+10000)", 0.0, 100.0),
        ("exp(25*x)+log(3-x)", 0.0, 3.0),
        ("exp(exp(x))+1/(x-4)", 3.0, 1.0),
        ("x^4+1/(x-1000000)", 0.0, 1e6),
        ("(x^2+20)^20+1/(3-x)", 0.0, 3.0),
        ("exp(x)+1/(1+x^2)/10^20/10^20", 0.0, 1.0),
        ("erf(3*x)+exp(1/(x-2)^2)", 0.0, 2.0),
        # In one part with it: products of sums, powers, functions.
        ("(exp(20*x)+1/(x-3))*cos(x)", 0.0, 3.0),
        ("(exp(20*x)+1/(x-3))^2", 0.0, 3.0),
        ("(exp(20*x)+log(3-x))^2", 0.0, 3.0),
        ("sin(exp(x)+1/(x-3)/10^9)", 0.0, 3.0),
        ("exp(50*x)/(x-3)^20/(x-3)^20+x", 0.0, 3.0),
        ("1/(x^2-9)-1/(6*(x-3))+exp(x)", 0.0, 3.0),  # that at 3 cancels, that at −3 does not
        # Poles that cancel in such company.
        ("1/(x-3)-1/(x-3)+exp(20*x)", 0.0, np.inf),
        ("exp(50*x)*(x^2-9)/(x-3)", 0.0, np.inf),
        ("(1/(x^2-9)-1/(6*(x-3)))*(x+3)+exp(x)", 0.0, np.inf),
        ("exp(40*x)+(1-cos(x-1))/(x-1)^2", 0.0, np.inf),
        ("sqrt(x+3)*sin(sqrt(x+3))+exp(30*x)", 0.0, np.inf),
    ],
)
def test_nothing_large_hides_a_singularity(text, centre, radius):
    found = singularities.radius(series.taylor(text, centre))
    assert found.value == pytest.approx(radius, rel=1e-9)


ENTIRE = ["exp(12*x)", "exp(-3*x^2)", "cos(15*x)", "x^20", "erf(4*x)", "exp(exp(x))", "sinh(x)^3"]


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(-20, 20), st.integers(1, 20), st.integers(1, 3)),
        min_size=1,
        max_size=2,
        unique_by=lambda each: each[:2],
    ),
    st.integers(-20, 20),
    st.sampled_from(ENTIRE),
    st.integers(-12, 6),
)
def test_a_sum_with_an_entire_function_has_the_same_radius(poles, centre, entire, power):
    parts = [f"10^({power})/((x-({a / 10}))^2+{b * b / 100:g})^{m}" for a, b, m in poles]
    taylor = series.taylor(f"{entire}-" + "+".join(parts), centre / 10)
    nearest = min(math.hypot(centre / 10 - a / 10, b / 10) for a, b, _ in poles)
    assert singularities.radius(taylor).value == pytest.approx(nearest, rel=1e-9)


@pytest.mark.parametrize("text", ["exp(30*x)+1/(x-2)/10^20", "exp(30*x)+sqrt(x-2)/10^20", "exp(30*x)+1/(x-2)^9"])
def test_balls_see_what_is_small_beside_all_else(text):
    tree = parse(text).tree
    assert regularity.singular(tree, np.array([2.5 + 0j]), 2.0, 0.1) is True
    assert regularity.singular(tree, np.array([2.5 + 0j]), 2.7, 0.1) is False


def nearest_root(g, centre: float, start: complex) -> float:
    return float(abs(mpmath.findroot(g, start, tol=1e-12) - centre))


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [
        ("1/(exp(x)-x^2-10^6)", 0.0, nearest_root(lambda z: mpmath.exp(z) - z**2 - 10**6, 0, 13.8)),
        ("1/(x*exp(x)-10^6*10^6)", 3.0, nearest_root(lambda z: z * mpmath.exp(z) - 10**12, 3, 24.4)),
        ("1/(exp(x)-x^2-10^6*10^6*10^6)", 3.0, nearest_root(lambda z: mpmath.exp(z) - z**2 - 10**18, 3, 41.4)),
        ("1/(cosh(x)-x^2-10^5*10^5)", 0.0, nearest_root(lambda z: mpmath.cosh(z) - z**2 - 10**10, 0, 23.7)),
    ],
)
def test_an_estimate_starts_a_search_further_out(text, centre, radius):
    found = singularities.radius(series.taylor(text, centre))
    assert found.value == pytest.approx(radius, rel=1e-9) and found.how == "found"


def test_an_estimate_has_no_more_digits_than_it_keeps():
    found = singularities.radius(series.taylor("tan(200*x)", 1.0))
    assert found.how == "estimated" and found.sign == "≈" and found.value == float(f"{found.value:.2e}")


def test_nowhere_singular_is_claimed_of_a_formula_without_candidates_alone():
    assert singularities.radius(series.taylor("0.5*x*(1+erf(x/sqrt(2)))", 0.0)).nowhere() == "no singularity, R = ∞"
    assert singularities.radius(series.taylor("sin(x)/x", 0.5)).nowhere() == "no singularity found, R = ∞"


@pytest.mark.parametrize(
    "text",
    [
        "exp(-x^2)/(x/(exp(x)-1))",
        "exp(-x^2)/sigmoid(x)",
        "exp(-x^2)/(1/(1+exp(x)))",
        "(sinh(cos(x))*exp(-x^2))/(x/(exp(x)-1))",
        "1/(1/(1/(1/(1+x^2)))/cos(x))*(1+x^2)/cos(x)",
    ],
)
def test_what_makes_a_denominator_infinite_is_no_singularity(text: str):
    assert singularities.radius(series.taylor(text, 0.0)).value == math.inf
