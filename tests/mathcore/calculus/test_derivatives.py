"""Derivatives decided from values: against SymPy's diff and limits, mpmath's values, and closed forms at corners."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from mathcore.calculus import derivatives as exact
from mathcore.calculus.derivatives import Local, Quotient
from mathcore.calculus.finite_differences import evaluate, slopes
from mathcore.calculus.seams import height, seams, unbroken
from mathcore.common.expressions import parse
from tests.mathcore.calculus.test_finite_differences import PIECES, SMOOTH

X = sympy.Symbol("x", real=True)
NAN, INF = float("nan"), float("inf")
POINTS = st.floats(0.03, 1.97).flatmap(lambda x: st.sampled_from([x, -x]))


@pytest.mark.parametrize("text", SMOOTH)
@settings(max_examples=12)
@given(a=POINTS)
def test_the_first_three_derivatives_are_those_of_sympy(text, a):
    f = parse(text).sympy
    value, *expected = (float(sympy.diff(f, X, k).subs(X, sympy.Float(a, 60)).evalf(40)) for k in range(4))
    here = Local(text, a)
    assert here.value == pytest.approx(value, rel=1e-15)
    assert here.slope == here.left == here.right == pytest.approx(expected[0], rel=1e-14, abs=1e-16)
    assert [here.second, here.third] == pytest.approx(expected[1:], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("text", [*SMOOTH, *PIECES])
def test_values_are_exact(text):
    for x in (-1.7, -0.4, 0.9, 1.6):
        expected = parse(text).sympy.subs(X, sympy.Float(x, 60)).evalf(50)
        assert abs(mpmath.mpf(str(exact.exact(text, x))) - mpmath.mpf(str(expected))) < 1e-15
        assert float(exact.exact(text, x)) == pytest.approx(float(parse(text)(x)), rel=1e-14)


CORNERS = {  # the function, and its one-sided derivatives at 0
    "abs(x)": (-1, 1),
    "relu(x)": (0, 1),
    "if(x<0, 1.758*(exp(x)-1), 1.051*x)": (1.758, 1.051),
    "max(x, x^2)": (0, 1),
    "min(2x, -x)": (2, -1),
    "abs(sin(x))": (-1, 1),
    "cbrt(x)": (INF, INF),
    "sqrt(abs(x))": (-INF, INF),
    "sqrt(x)": (NAN, INF),
    "abs(x)^0.999": (-INF, INF),
    "sign(x)": (INF, INF),
    "ceil(x)": (0, INF),
    "if(abs(x)>0, x*log(abs(x)), 0)": (-INF, -INF),
    "if(abs(x)>0, x*sin(1/x), 0)": (NAN, NAN),
}
SMOOTH_SEAMS = {  # put together at 0, and yet with a derivative there
    "x*abs(x)": 0,
    "abs(x)^3": 0,
    "abs(x)^1.1": 0,
    "abs(x)^1.001": 0,
    "if(abs(x)>0, x^2*sin(1/x), 0)": 0,
    "if(abs(x)>0, x/log(abs(x)), 0)": 0,  # slower than any power
    "if(abs(x)>0, x+abs(x)/log(2*abs(x)), 0)": 1,
    "if(abs(x)>0, x/2+x^2*sin(1/x), 0)": 0.5,
    "relu(x)-relu(-x)": 1,
    "if(x<0, x, sin(x))": 1,
    "exp(-1/x^2)": 0,
}


@pytest.mark.parametrize("text", CORNERS)
def test_one_sided_derivatives_at_corners(text):
    here = Local(text, 0.0)
    np.testing.assert_allclose([here.left, here.right], np.array(CORNERS[text], float), rtol=1e-14)
    assert np.isnan([here.slope, here.second, here.third]).all()
    assert here.seam


@pytest.mark.parametrize("flat", ["1e-9", "1e-13", "1e-20"])
def test_a_flat_corner_is_a_corner(flat):
    here = Local(f"{flat}*abs(x)", 0.0)
    assert -here.left == here.right == pytest.approx(float(flat)) and np.isnan(here.slope)
    assert Local(f"{flat}*x*abs(x)", 0.0).slope == 0 and Local(f"{flat}*x+3", 0.0).slope == pytest.approx(float(flat))


@pytest.mark.parametrize("text", SMOOTH_SEAMS)
def test_a_seam_may_be_smooth(text):
    here = Local(text, 0.0)
    assert here.slope == here.left == here.right == pytest.approx(SMOOTH_SEAMS[text], abs=1e-12)
    assert here.seam


@pytest.mark.parametrize(
    "power", [1.02, 1.3, 1.39, 1.4, 1.45, 1.5, 1.6, 2.01, 2.3, 2.46, 2.5, 2.6, 3.01, 3.3, 3.5, 4.2]
)
@pytest.mark.parametrize("text", ["abs(x)^{}", "3-abs(x)^{}", "relu(x)^{}", "exp(-abs(x)^{})", "abs(sin(x))^{}"])
def test_a_power_has_the_derivatives_below_it(text, power):
    here = Local(text.format(power), 0.0)
    assert here.left == here.right == here.slope == 0 and not exact.blind(text.format(power), 0.0)
    assert (here.second == 0) == (power > 2) and np.isnan(here.second) == (power < 2)
    assert (here.third == 0) == (power > 3) and np.isnan(here.third) == (power < 3)


@pytest.mark.parametrize(
    "text", ["x^1.5*log(x)", "x^1.3*log(x)", "x^1.1+x^1.15", "x^1.5+x^1.6", "x/log(x)^2", "x^1.45+x^2+x^1.7"]
)
def test_several_powers_that_go_to_0_are_no_corner(text):
    even = f"if(abs(x)>0, {text.replace('x', 'abs(x)')}, 0)"
    assert Local(even, 0.0).slope == 0
    assert np.isnan(Local(f"{even}+0.1*abs(x)", 0.0).slope)


def test_second_derivatives_at_seams():
    assert np.isnan(Local("x*abs(x)", 0.0).second)  # -2 and 2
    assert Local("abs(x)^3", 0.0).second == 0.0 and np.isnan(Local("abs(x)^3", 0.0).third)  # -6 and 6
    assert Local("x^3*abs(x)", 0.0).third == 0.0


def test_there_is_no_derivative_where_f_is_not_defined():
    for text, a in [("1/x", 0.0), ("log(x)", -1.0), ("sqrt(x)", -0.5), ("sin(x)/x", 0.0), ("asin(x)", 2.0)]:
        here = Local(text, a)
        assert np.isnan([here.value, here.left, here.right, here.slope, here.second, here.rule]).all(), text
    assert Local("exp(exp(exp(x)))", 3.0).slope != 0.0  # beyond every double, and no exception


def test_the_rules_are_blind_at_a_seam():
    """Kakade and Lee (2018): relu(x) - relu(-x) is x, and its pieces say 0."""
    here = Local("relu(x)-relu(-x)", 0.0)
    assert (here.slope, here.rule) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "method", "power"), [("sin(x)", "forward", 1), ("sin(x)", "central", 2), ("exp(x)", "backward", 1)]
)
def test_the_order_of_a_quotient(text, method, power):
    assert Local(text, 1.0).order(method) == pytest.approx(power, abs=1e-10)
    assert Local("sin(x)", 0.0).order("forward") == pytest.approx(2, abs=1e-10)  # f'' is 0 there
    assert Local("abs(x)", 0.0).order("forward") == pytest.approx(0, abs=1e-10)
    assert np.isnan(Local("x^2", 1.0).order("central"))  # no error at all


@given(a=st.floats(-3, 3), h=st.floats(1e-15, 1.0))
def test_quotients_without_rounding(a, h):
    """Of the exponential they have closed forms."""
    with mpmath.workdps(60):
        value, step = mpmath.exp(mpmath.mpf(a)), mpmath.mpf(h)
        expected = {
            "forward": value * mpmath.expm1(step) / step,
            "backward": value * -mpmath.expm1(-step) / step,
            "central": value * mpmath.sinh(step) / step,
        }
        for method, number in expected.items():
            step_taken = Quotient("exp(x)", a, h, method)
            assert step_taken.unrounded == pytest.approx(float(number), rel=1e-15)
            assert step_taken.truncation == pytest.approx(float(abs(number - value)), rel=1e-12)
            assert abs(step_taken.value - step_taken.unrounded) <= 1e-15 * float(value) * (3 + 4 / h)


def test_the_points_of_a_quotient():
    q = Quotient("sin(x)", 1.0, 0.001, "forward", "half")
    assert q.ends == (1.0, float(np.float16(1.001))) and q.between == (1.0, 1.001) and not q.lost
    assert (
        Quotient("sin(x)", 1.0, 0.25, "central").ends
        == Quotient("sin(x)", 1.0, 0.25, "central").between
        == (0.75, 1.25)
    )
    assert Quotient("sin(x)", 1.0, 0.25, "backward").ends == (0.75, 1.0)
    assert Quotient("sin(x)", 1.0, 0.25, "complex").ends == (1.0, 1.0)
    assert (
        Quotient("sin(x)", 1.0, 1e-4, "forward", "half").lost
        and not Quotient("sin(x)", 1.0, 1e-4, "complex", "half").lost
    )
    assert Quotient("sin(x)", 1.0, 1e-9, "complex", "half").lost
    assert np.isnan(
        [Quotient("sin(x)", 1.0, 0.1, "complex").unrounded, Quotient("abs(x)", 0.0, 0.1, "forward").truncation]
    ).all()


@pytest.mark.parametrize("text", ["sin(x)", "exp(x)", "x^3-x", "1/(1+x^2)", "tanh(x)"])
@settings(max_examples=30)
@given(a=st.floats(-3, 3), h=st.floats(1e-6, 1.0))
def test_the_mean_value_theorem(text, a, h):
    q = Quotient(text, a, h, "central")
    assert q.smooth
    assert a - h <= q.mean <= a + h
    assert float(slopes(text, q.mean)) == pytest.approx(q.unrounded, rel=1e-8, abs=1e-8)


def test_the_mean_value_of_the_sine_is_that_of_a_root_finder():
    q = Quotient("sin(x)", 1.0, 0.8, "forward")
    assert q.mean == pytest.approx(brentq(lambda c: np.cos(c) - q.unrounded, 1.0, 1.8), abs=1e-9)


def test_the_mean_value_theorem_needs_its_hypotheses():
    q = Quotient("abs(x)", 0.2, 0.5, "central")
    assert not q.smooth and abs(float(slopes("abs(x)", q.mean)) - q.unrounded) > 0.5


TOUCHING = "sqrt(x^2)", "1/x^2", "log(x^2)", "cbrt(x^2)", "1/sin(x)^2", "sqrt(1-cos(x))", "sqrt(x^2)*sqrt((x-1)^2)"


@pytest.mark.parametrize("text", TOUCHING)
def test_what_comes_down_to_zero_and_goes_back_breaks_there(text):
    assert not Quotient(text, 0.05, 0.3, "central").smooth
    assert not Quotient(text, 0.0713, 0.794, "backward").smooth
    assert Quotient(text, 0.5, 0.3, "central").smooth


@pytest.mark.parametrize("text", ["sqrt(x^2+1e-6)", "1/(x^2+0.001)", "log(1+x^2)", "x^2", "sqrt(2+sin(9x))"])
def test_what_stays_away_from_zero_does_not(text):
    assert Quotient(text, 0.05, 0.3, "central").smooth


@pytest.mark.parametrize(
    ("text", "places"),
    [
        *(("abs(x)", [0.0]), ("relu(x-1)", [1.0]), ("1/(x^2-1)", [-1.0, 1.0]), ("tan(x)", [-np.pi / 2, np.pi / 2])),
        *(("max(x, x^2)", [0.0, 1.0]), ("if(x<0.5, 1, x)", [0.5]), ("log(x+1)", [-1.0]), ("asin(x)", [-1.0, 1.0])),
        *(("x^-2", [0.0]), ("(x-1)^0.5", [1.0]), ("sin(x)+x^3/3", []), ("floor(x)", [-1.0, 0.0, 1.0])),
    ],
)
def test_seams_are_where_a_formula_may_break(text, places):
    x = np.linspace(-1.7, 1.7, 41) + 0.013
    found = seams(text, x)
    for place in places:
        piece = int(np.searchsorted(x, place)) - 1
        assert found[piece], place
    if text.startswith(("sin", "abs", "relu", "if")):
        assert found.sum() == len(places)
    assert all(seams(text, [place, place])[0] for place in places if place == round(place, 3))


def test_what_a_central_difference_cannot_see():
    for text, a in [
        ("abs(x)", 0.0),
        ("relu(x)", 0.0),
        ("if(x<1, 2x, 3x-1)", 1.0),
        ("sqrt(abs(x))", 0.0),
        ("if(abs(x)>0,1,0)", 0.0),
    ]:
        assert exact.blind(text, a), text
    for text, a in [
        ("x^2", 0.0),
        ("abs(x)", 0.01),
        ("cbrt(x)", 0.0),
        ("x*abs(x)", 0.0),
        ("1/x^2", 0.0),
        ("sqrt(x)", 0.0),
        ("5", 1.0),
        ("if(abs(x)>0, abs(x)/log(abs(x)/9), 0)", 0.0),
        ("if(abs(abs(x)-0.5)<0.1, x, abs(x))", 0.0),
    ]:
        assert not exact.blind(text, a), text


@given(h=st.floats(1e-15, 1.0))
def test_misfits_without_rounding(h):
    assert exact.misfit("x^2", 1.0, h) == pytest.approx(h, rel=1e-12)
    assert exact.misfit("x*abs(x)", 0.0, h) == pytest.approx(h, rel=1e-12)
    assert np.isnan(exact.misfit("abs(x)", 0.0, h)) and np.isnan(exact.misfit("log(x)", 0.0, h))


def test_graphs_have_gaps_where_they_jump():
    x = np.linspace(-2, 2, 401)
    assert np.isnan(unbroken("abs(x)", slopes, x)).sum() == 2  # at the corner itself, and after it
    assert not np.isnan(unbroken("abs(x)", evaluate, x)).any()
    assert not np.isnan(unbroken("x*abs(x)", slopes, x)).any()
    assert np.isnan(unbroken("sign(x)", evaluate, x)).sum() == 2
    assert np.isnan(unbroken("log(x)", evaluate, x)[:201]).all()


def test_heights_hold_what_is_to_be_seen():
    x = np.linspace(-4, 4, 401)
    low, high = height(np.sin(x))
    assert low <= -1.2 and high >= 1.2
    low, high = height(1 / np.where(x == 0, np.nan, x))
    assert -10 < low < -1 and 1 < high < 10
    assert height(np.full(5, np.nan)) == (-1.0, 1.0)
    low, high = height(np.full(5, 7.0))
    assert low < 7 < high


@pytest.mark.parametrize(
    ("function", "second", "third"),
    [
        ("x^3*sin(1/x)", np.nan, np.nan),  # f' = 3x² sin(1/x) - x cos(1/x) has no slope at 0
        ("x^4*sin(1/x^2)", np.nan, np.nan),
        ("x^4*cos(1/x)", 0.0, np.nan),
        ("x^5*sin(1/x)", 0.0, np.nan),
        ("x^5*cos(1/x)+x^2", 2.0, np.nan),
        ("x^6*sin(1/x)", 0.0, 0.0),
        ("x^4*sin(log(abs(x)))", 0.0, 0.0),
        ("exp(-1/x^2)", 0.0, 0.0),
    ],
)
def test_a_second_derivative_is_the_slope_of_the_first(function, second, third):
    found = Local(f"if(abs(x)>0,{function},0)", 0.0)
    assert np.array_equal([found.slope, found.second, found.third], [0.0, second, third], equal_nan=True)


def test_a_function_that_is_all_but_constant_has_a_slope():
    assert Local("tanh(20x)", 2.98).slope == 0.0  # 1.4e-50
