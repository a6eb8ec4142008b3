"""Taylor coefficients, their enclosures and sums against mpmath (40 digits), SymPy and known closed forms."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.calculus import approximation, series, singularities
from mathcore.calculus.series import SeriesError
from mathcore.common import enclosures
from mathcore.common.expressions import at_complex, parse

ANALYTIC = {  # text: the same in mpmath
    "sin(x)": mpmath.sin,
    "cos(2*x)*x": lambda x: mpmath.cos(2 * x) * x,
    "tan(x/3)": lambda x: mpmath.tan(x / 3),
    "exp(-x^2)": lambda x: mpmath.exp(-x * x),
    "1/(1+x^2)": lambda x: 1 / (1 + x * x),
    "1/(1+25*x^2)": lambda x: 1 / (1 + 25 * x * x),
    "log(4+x)": lambda x: mpmath.log(4 + x),
    "sigmoid(x)": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus(x)": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "tanh(x)": mpmath.tanh,
    "sinh(x)/cosh(x)": mpmath.tanh,
    "sqrt(1+x^2)": lambda x: mpmath.sqrt(1 + x * x),
    "atan(x)": mpmath.atan,
    "asin(x/4)": lambda x: mpmath.asin(x / 4),
    "acos(x/4)": lambda x: mpmath.acos(x / 4),
    "erf(x)": mpmath.erf,
    "2^x": lambda x: mpmath.mpf(2) ** x,
    "(x+4)^1.5": lambda x: (x + 4) ** mpmath.mpf("1.5"),
    "(x+4)^x": lambda x: (x + 4) ** x,
    "(x^2+3)^-2": lambda x: (x * x + 3) ** -2,
    "x^7-3*x^2+1": lambda x: x**7 - 3 * x**2 + 1,
}


@pytest.mark.parametrize("text", ANALYTIC)
@pytest.mark.parametrize("centre", [0.0, -1.3])
def test_coefficients_to_order_thirty(text, centre):
    found = series.taylor(text, centre).coefficients[:31]
    with mpmath.workdps(40):
        exact = np.array([float(a) for a in mpmath.taylor(ANALYTIC[text], mpmath.mpf(centre), 30)])
    # Rounding is relative to the size that Cauchy's estimate allows, |a_k| R^k, not to a coefficient that cancels.
    radius = min(singularities.radius(series.taylor(text, centre)).value, 3.0)
    scale = radius ** np.arange(31)
    assert np.allclose(found * scale, exact * scale, rtol=1e-11, atol=1e-12 * np.abs(exact * scale).max())


@pytest.mark.parametrize("text", ["sin(x)/x", "(1-cos(x))/x^2", "x/(exp(x)-1)", "(exp(x)-1-x)/x^2", "log(1+x)/x"])
def test_removable_singularities_against_sympy_series(text):
    x = sympy.Symbol("x")
    expression = parse(text).sympy.subs(sympy.Symbol("x", real=True), x)
    known = sympy.series(expression, x, 0, 9).removeO()
    exact = [float(known.coeff(x, k)) for k in range(9)]
    assert np.allclose(series.taylor(text, 0.0).coefficients[:9], exact, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("text", ["sin(x)*exp(x)", "sqrt(2+x)", "tanh(x)", "1/(2-x)"])
def test_sympy_series_at_a_rational_centre(text):
    x = sympy.Symbol("x", real=True)
    f = parse(text).sympy
    exact = [float(sympy.diff(f, x, k).subs(x, sympy.Rational(1, 4)) / sympy.factorial(k)) for k in range(7)]
    assert np.allclose(series.taylor(text, 0.25).coefficients[:7], exact, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "centre", "word"),
    [
        ("log(x)", 0.0, "logarithm"),
        ("log(x)", -1.0, "logarithm"),
        ("(-2)^x", 0.0, "a power with a variable exponent, of zero or less is not real"),
        ("(x-3)^x", 0.5, "a power with a variable exponent, of zero or less is not real"),
        ("1/x", 0.0, "pole"),
        ("sqrt(x)", 0.0, r"a part \|x\|\^\(1/2\), whose slope is unbounded"),
        ("sqrt(x)", -2.0, "negative"),
        ("abs(x)", 0.0, "kink"),
        ("relu(x)", 0.0, "kink"),
        ("sqrt(x^2)", 0.0, "slope jumps"),
        ("exp(1/x)", 0.0, "pole"),
        ("asin(x)", 1.0, "outside .* on the right of the centre"),
        ("asin(x)", 2.0, "outside"),
        ("1/(x-x)", 0.5, "everywhere"),
        ("exp(exp(exp(x^3)))", 3.0, "too large"),
    ],
)
def test_no_series_is_said_in_a_sentence(text, centre, word):
    with pytest.raises(SeriesError, match=word):
        series.taylor(text, centre)


@pytest.mark.parametrize(
    ("text", "centre", "polynomial"),
    [
        ("sin²x + cos²x", 0.0, [1]),
        ("cosh²x - sinh²x", 0.7, [1]),
        ("sin(2x) - 2 sin x cos x", 0.5, [0]),
        ("e^x e^(-x)", 0.05, [1]),
        ("ln(e^x)", 0.5, [0.5, 1]),
        ("(√(x+4))²", 0.5, [4.5, 1]),
        ("(x³-8)/(x-2)", 0.05, [4.1025, 2.1, 1]),
        ("(x²-1)/(x-1)", 0.05, [1.05, 1]),
        ("(x²-0.09)/(x-0.3)", 0.3, [0.6, 1]),
        ("(x-0.1)/(10x-1)", 0.5, [0.1]),
    ],
)
def test_a_polynomial_in_disguise_has_the_polynomials_series(text, centre, polynomial):
    taylor = series.taylor(text, centre)
    exact = np.zeros(41)
    exact[: len(polynomial)] = polynomial
    assert np.allclose(taylor.coefficients, exact, rtol=1e-15, atol=0)
    assert singularities.radius(taylor).value == np.inf


def test_an_arc_tangent_is_analytic_at_infinity():
    found = series.taylor("atan(1/x^2)", 0.0)
    expected = [math.pi / 2, 0, -1, 0, 0, 0, 1 / 3, 0, 0, 0, -1 / 5]
    assert not found.flat and np.allclose(found.coefficients[:11], expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "centre", "word"),
    [
        ("atan(1/x)", 0.0, "jumps"),
        ("x*atan(1/x)", 0.0, "slope jumps"),
        ("tan(pi*x)", 0.5, "has a pole"),
        ("sign(exp(-1/x^2))", 0.0, "decides"),  # 1 around 0, and not 0
        ("ceil(exp(-1/x^2))", 0.0, "decides"),
        ("if(exp(-1/x^2)>0,1,2)", 0.0, "decides"),
        ("1/sin(exp(-1/x^2))", 0.0, "divides by a flat part"),  # not by zero everywhere
        ("sqrt(exp(-1/x^2))", 0.0, "of a flat part"),  # exp(-1/x^2 / 2), which has derivatives
    ],
)
def test_a_refusal_gives_the_right_reason(text, centre, word):
    with pytest.raises(SeriesError, match=word):
        series.taylor(text, centre)


@settings(max_examples=25, deadline=None)
@given(
    text=st.sampled_from(sorted(ANALYTIC)),
    centre=st.integers(-30, 30).map(lambda n: n / 20),
    half=st.integers(2, 30).map(lambda n: n / 20),
    order=st.integers(0, 25),
)
def test_lagrange_bound_holds_in_high_precision(text, centre, half, order):
    bound = enclosures.lagrange(text, centre, half, order)
    with mpmath.workdps(60):
        f = ANALYTIC[text]
        exact = mpmath.taylor(f, mpmath.mpf(centre), order)[::-1]
        for x, limit in list(zip(bound.x, bound.error, strict=True))[:: enclosures.PIECES // 8]:
            error = abs(f(mpmath.mpf(float(x))) - mpmath.polyval(exact, mpmath.mpf(float(x)) - mpmath.mpf(centre)))
            assert error <= mpmath.mpf(float(limit)) * (1 + mpmath.mpf("1e-30")) + mpmath.mpf("1e-45")


@pytest.mark.parametrize(
    ("text", "half", "order", "exact"),
    [
        ("sin(x)", 2.0, 4, 1 / math.factorial(5)),  # |cos| is at most 1, at 0
        ("exp(x)", 1.0, 7, math.e / math.factorial(8)),
        ("1/(2-x)", 1.0, 5, 1.0),
        ("x^3", 1.0, 2, 1.0),
        ("log(2+x)", 1.0, 6, 1 / 7),
    ],
)
def test_enclosures_are_tight(text, half, order, exact):
    found = enclosures.lagrange(text, 0.0, half, order).derivative
    assert exact * (1 - 1e-12) <= found <= 1.25 * exact


def test_bound_is_infinite_beyond_a_singularity_or_kink():
    for text in ("log(1+x)", "abs(x+1)", "1/(1+x)", "sqrt(1+x)"):
        bound = enclosures.lagrange(text, 0.0, 1.5, 6)
        assert np.isinf(bound.error[0]) and np.isfinite(bound.error[-1]), text


REMOVABLE = {
    "x/(exp(x)-1)": lambda z: z / mpmath.expm1(z),
    "sin(x)/x": lambda z: mpmath.sin(z) / z,
    "atan(1/x)": lambda z: mpmath.atan(1 / z),
    "x/tan(x)": lambda z: z / mpmath.tan(z),
    "(1-cos(x))/x^2": lambda z: (1 - mpmath.cos(z)) / z**2,
    "log(1+x)/x": lambda z: mpmath.log(1 + z) / z,
    "tanh(x)/x": lambda z: mpmath.tanh(z) / z,
}


@pytest.mark.parametrize("text", REMOVABLE)
@pytest.mark.parametrize("centre", [0.5, 0.05, 0.001, -0.25])
def test_coefficients_near_a_singularity_that_cancels(text, centre):
    found = series.taylor(text, centre).coefficients[:31]
    with mpmath.workdps(60):  # the mean over a circle (Cauchy's integral), which goes round the place that cancels
        points, radius = 256, mpmath.mpf("0.6") if text != "atan(1/x)" else abs(mpmath.mpf(centre)) / 2
        circle = [mpmath.expjpi(mpmath.mpf(2) * j / points) for j in range(points)]
        values = [REMOVABLE[text](mpmath.mpf(centre) + radius * z) for z in circle]
        for k in (0, 1, 2, 7, 15, 30):
            mean = mpmath.fsum(value / z**k for value, z in zip(values, circle, strict=True)) / points / radius**k
            alias = 1e-13 * float(radius) ** -k  # what 256 points leave of a_(k+256)
            assert found[k] == pytest.approx(float(mpmath.re(mean)), rel=1e-12, abs=alias if k < 2 else 1e-9 * alias)


@pytest.mark.parametrize(
    ("text", "limit"),
    [("(1+x)^(1/x)", math.e), ("cos(x)^(1/x^2)", math.exp(-0.5)), ("(1-2*x)^(3/x)", math.exp(-6))],
)
def test_one_to_an_infinite_power_is_what_it_tends_to(text, limit):
    assert math.isnan(float(parse(text)(0.0)))  # not 1, which floating point makes of it
    found = series.taylor(text, 0.0)
    assert found.coefficients[0] == pytest.approx(limit, rel=1e-15)
    assert found.polynomial(30, 0.1) == pytest.approx(float(parse(text)(0.1)), rel=1e-13)


@pytest.mark.parametrize(("text", "order"), [("exp(x^12)", 12), ("sqrt(x^12)", 6), ("sin(x^15)/x^3", 12)])
def test_many_leading_zeros_are_no_division_by_zero(text, order):
    assert series.taylor(text, 0.0).coefficients[order] == 1.0


@settings(max_examples=60)
@given(
    st.sampled_from(
        ["cos(10*x)", "sin(6*x)", "exp(-x^2)", "erf(x)", "tan(20*x)", "x/(exp(x)-1)", "sqrt(1+x)", *ANALYTIC]
    ),
    st.integers(-28, 28).map(lambda n: n / 20),
)
def test_half_way_to_its_end_the_series_is_the_function(text, centre):
    try:
        taylor = series.taylor(text, centre)
    except SeriesError:
        return
    _, value, total = approximation.summed(taylor)
    assert total == pytest.approx(value, rel=1e-9, abs=1e-11)


@pytest.mark.parametrize(
    ("text", "centre"),
    [
        ("atan(tan(x))", -0.05),
        ("floor(sec(x))", -1.5),
        ("ceil(x³)", 2.75),
        ("max(√e,π/x)", -1.5),
        ("(x²)^0.5 + 1", -1.05),
        ("((x-1)²)^1.5", 0.5),
        ("asin(sin(x))", 1.0),  # the search finds π/2, a double root of sin(x) = 1, to a few digits
    ],
)
def test_where_the_series_must_sum_to_f_lies_on_its_own_piece(text, centre):
    _, value, total = approximation.summed(series.taylor(text, centre))
    assert total == pytest.approx(value, rel=1e-9)


def test_functions_of_a_complex_variable_agree_with_mpmath():
    rng = np.random.default_rng(3)
    points = rng.uniform(-2, 2, 12) + 1j * rng.uniform(-0.9, 0.9, 12)
    with mpmath.workdps(30):
        for text, f in ANALYTIC.items():
            exact = [complex(f(mpmath.mpc(z))) for z in points]
            assert np.allclose(at_complex(parse(text).tree, points), exact, rtol=1e-10, atol=1e-12), text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        *(("1/(e^(3x)-1)-1/(3x)", [-1 / 2, 1 / 4]), ("1/(e^(-3x^2)-1)+1/(3x^2)", [-1 / 2, 0, -1 / 4])),
        *(("1/sin(0.3x)-1/(0.3x)", [0, 0.05]), ("coth(7x)-1/(7x)", [0, 7 / 3])),
    ],
)
def test_poles_whose_parts_are_no_binary_fractions_cancel(text, first):
    """1/(e^u - 1) = 1/u - 1/2 + u/12 - ..., 1/sin u = 1/u + u/6 + ..., coth u = 1/u + u/3 - ..."""
    assert series.taylor(text, 0.0).coefficients[: len(first)] == pytest.approx(first, rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("text", ["0.12344444*x^6", "1000*sin(x)", "x^6/3", "0.1*x^6", "exp(-x)/10^9"])
def test_a_bound_is_rounded_up(text):
    found = enclosures.lagrange(text, 0.0, 1.0, 5)
    for stated, bound in zip(found.stated, (found.derivative, found.error.max()), strict=True):
        assert bound * (1 - 1e-12) <= float(f"{stated:.4g}") <= bound * 1.001
