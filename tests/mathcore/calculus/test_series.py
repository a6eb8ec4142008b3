"""Taylor coefficients, enclosures and singularities against mpmath (40 digits), SymPy and known closed forms."""

from __future__ import annotations

import math

import flint
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.calculus import approximation, complex_roots, continuation, series, singularities
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


def test_kinks_powers_and_flat_functions():
    assert np.allclose(series.taylor("abs(x)", -2.0).coefficients[:3], [2, -1, 0])
    assert np.allclose(series.taylor("relu(x-1)", 0.0).coefficients[:3], 0)
    assert np.allclose(series.taylor("abs(x^2)", 0.0).coefficients[:4], [0, 0, 1, 0])
    assert np.allclose(series.taylor("sqrt(x^4)", 0.0).coefficients[:4], [0, 0, 1, 0])
    flat = series.taylor("exp(-1/x^2)", 0.0)
    assert flat.flat and not flat.coefficients.any()
    assert not series.taylor("exp(-1/x^2)", 1.0).flat


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("if(x>0,exp(-1/x),0)", "0"),
        ("if(x<0,exp(1/x),0)", "0"),
        ("x+exp(-1/abs(x))", "x"),
        ("sin(x)+1/exp(1/x^2)", "sin(x)"),
        ("if(x>0,x+exp(-1/x),x)", "x"),
        # what levels off at infinity is flat beside its level
        ("tanh(1/x^2)", "1"),
        ("x+sigmoid(-1/x^2)", "x"),
        ("erf(-1/x^2)", "-1"),
        ("softplus(1/x^2)-1/x^2", "0*x"),
        ("sin(x)*sigmoid(1/x^2)", "sin(x)"),
    ],
)
def test_what_is_flat_is_left_out(text, rest):
    found = series.taylor(text, 0.0)
    assert found.flat and np.array_equal(found.coefficients, series.taylor(rest, 0.0).coefficients)


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


@pytest.mark.parametrize("text", ["exp(-1/x)", "exp(1/abs(x))", "1/exp(-1/x^2)", "if(x>0,exp(1/x),0)"])
def test_what_is_flat_from_one_side_only_and_grows_from_the_other_has_no_series(text):
    with pytest.raises(SeriesError, match="pole"):
        series.taylor(text, 0.0)


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
        ("cos(10*x)+1/(x^2+9)", 0.0, 3.0, "open"),
        ("cos(10*x)+sqrt(x^2+9)", 0.0, 3.0, "open"),
        ("sin(20*x)+1/(x^2+4)", 0.0, 2.0, "open"),
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


@pytest.mark.parametrize(
    ("text", "centre", "derivatives"),
    [
        ("abs(x)^3", 0.0, "third"),
        ("x*abs(x)", 0.0, "second"),
        ("max(x,x^2)", 1.0, "slope"),
        ("relu(x)^2", 0.0, "second"),
    ],
)
def test_a_kink_says_which_derivative_jumps(text, centre, derivatives):
    with pytest.raises(SeriesError, match=derivatives):
        series.taylor(text, centre)


@pytest.mark.parametrize("text", ["floor(x)", "sign(x)", "if(x<1,0,x)"])
def test_a_jump_at_the_centre_has_no_series(text):
    with pytest.raises(SeriesError, match="jumps"):
        series.taylor(text, 1.0 if "x<1" in text or "floor" in text else 0.0)
    series.taylor(text, 0.5)


@pytest.mark.parametrize(
    ("text", "same"), [("abs(x)^2", "x^2"), ("cbrt(x^3)", "x"), ("max(x,-x)*abs(x)", "x^2"), ("sqrt(x^4)", "x^2")]
)
def test_kinks_that_cancel_leave_a_series(text, same):
    assert np.allclose(series.taylor(text, 0.0).coefficients, series.taylor(same, 0.0).coefficients)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("cbrt(x)^3", "x"),
        ("sqrt(abs(x))^4", "x^2"),
        ("cbrt(x)^6*sin(x)", "x^2*sin(x)"),
        ("cos(sqrt(abs(x))^2)", "cos(x)"),
        ("acos(1-x^2)^2", "2*asin(x/sqrt(2))*2*asin(x/sqrt(2))"),
        ("acos(cos(x))^2", "x^2"),
        ("asin(x^2-1)", "kink"),
        ("(x^2)^(1/3)*cbrt(x)", "x"),
        ("abs(x)^0.25*abs(x)^1.75", "x^2"),
        ("cbrt(x^2)*cbrt(x)/exp(x)", "x*exp(-x)"),
    ],
)
def test_roots_of_zeros_that_cancel_leave_a_series(text, same):
    if text.startswith("asin"):  # √2|x| − π/2 + ...: a kink is left
        with pytest.raises(SeriesError, match="slope jumps"):
            series.taylor(text, 0.0)
        return
    found, theirs = series.taylor(text, 0.0), series.taylor(same, 0.0)
    assert np.allclose(found.coefficients, theirs.coefficients, rtol=1e-15, atol=1e-16)
    assert not found.flat
    _, value, total = approximation.summed(found)
    assert total == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "centre", "word"),
    [
        ("x*cbrt(x)", 0.0, r"\|x\|\^\(4/3\), whose 2nd derivative is unbounded"),
        ("x^2*sqrt(abs(x))", 0.0, r"\|x\|\^\(5/2\), whose 3rd derivative is unbounded"),
        ("cbrt(x+1)", -1.0, r"\|x \+ 1\|\^\(1/3\), whose slope is unbounded"),
        ("cos(sqrt(abs(x)))", 0.0, "slope jumps"),  # 1 − |x|/2 + ...
        ("acos(1-x)^2", 0.0, "acos is met outside .* on the left of the centre"),  # 2x + x²/3 + ... on the right
        ("cos(sqrt(x))", 0.0, "negative number is met on the left of the centre, where it has no real value"),
        ("sqrt(-x)^2", 0.0, "on the right of the centre"),
        ("x^(1/3)", -1.0, r"A power 1/3 of a negative number .* the real root is written cbrt\(x\)\."),
        ("(x-1)^(2/3)", 0.0, r"written cbrt\(x − 1\)\^2\."),
        ("x^(1/5)", -2.0, r"written sign\(x\)·\|x\|\^\(1/5\)\."),
        ("x^pi", 0.0, "not expanded"),
        ("abs(x)^(1/17)", 0.0, "high degree"),
    ],
)
def test_what_a_root_leaves_at_a_zero_is_said_exactly(text, centre, word):
    with pytest.raises(SeriesError, match=word):
        series.taylor(text, centre)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1/(1+exp(1/x^2))", "0"),
        ("x+1/(2+x+exp(1/x^2))", "x"),
        ("cos(x)+x/cosh(1/x^2)", "cos(x)"),
        ("1/(x*exp(1/x^2)-3)", "0"),
        ("x^2+exp(-exp(1/x^2))", "x^2"),
        ("tanh(exp(1/x^2))", "1"),
        ("(1+exp(1/x^2))^-2+sin(x)", "sin(x)"),
        ("exp(-1/sqrt(abs(x)))", "0"),
    ],
)
def test_one_over_what_grows_faster_than_every_power_is_flat(text, rest):
    found = series.taylor(text, 0.0)
    assert found.flat and np.array_equal(found.coefficients, series.taylor(rest, 0.0).coefficients)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1/(1+exp(1/x))", "jumps at the centre"),
        ("exp(1/x^2)/(1+exp(1/x^2))", "Two parts grow at the centre"),  # smooth: it is not claimed that it is not
        ("exp(1/x^2)-exp(1/x^2)", "Two parts grow at the centre"),
        ("exp(-1/x^2)*exp(1/x^2)", "may be flat is multiplied"),
        ("1+exp(1/x^2)", "has a pole"),
    ],
)
def test_where_two_parts_outgrow_every_power_nothing_is_claimed(text, word):
    with pytest.raises(SeriesError, match=word):
        series.taylor(text, 0.0)


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


def test_of_thousands_of_poles_each_is_kept_once():
    rng = np.random.default_rng(1)
    places = rng.uniform(-9, 9, 6000) + 1j * rng.uniform(-9, 9, 6000)
    twice = [*places, *(places * (1 + 1e-8))]
    assert len(complex_roots.distinct(twice)) == len(places)


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
