"""Series about a kink, a jump, a zero of a root or a flat place: what is left of it, what is refused, and why."""

from __future__ import annotations

import numpy as np
import pytest

from mathcore.calculus import approximation, series, singularities
from mathcore.calculus.series import SeriesError


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


@pytest.mark.parametrize("text", ["exp(-1/x)", "exp(1/abs(x))", "1/exp(-1/x^2)", "if(x>0,exp(1/x),0)"])
def test_what_is_flat_from_one_side_only_and_grows_from_the_other_has_no_series(text):
    with pytest.raises(SeriesError, match="pole"):
        series.taylor(text, 0.0)


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
        ("1+exp(1/x^2)-exp(1/x^2)*tanh(1/x^2)", "Two parts grow at the centre"),  # smooth: it is not claimed that not
        ("exp(-1/x^2)*exp(1/x^2)", "may be flat is multiplied"),
        ("1+exp(1/x^2)", "has a pole"),
    ],
)
def test_where_two_parts_outgrow_every_power_nothing_is_claimed(text, word):
    with pytest.raises(SeriesError, match=word):
        series.taylor(text, 0.0)


@pytest.mark.parametrize(
    ("text", "same", "flat"),
    [
        # Negative powers that cancel before a function would level off there.
        ("exp(1/x-1/x)", "1", False),
        ("2^(1/x^2-1/x^2)", "1", False),
        ("sigmoid(1/x-1/x)", "0.5", False),
        ("1/cosh(1/x-1/x)", "1", False),
        ("exp(1/x^2-1/x^2)*cos(x)", "cos(x)", False),
        # The logarithm of what grows faster than every power does not.
        ("1/log(exp(1/x^2))", "x^2", False),
        ("1/log(1+exp(1/x^2))", "x^2", True),
        ("1/(log(exp(1/x^2))+1)", "x^2/(1+x^2)", False),
        ("1/log10(exp(1/x^2))", "x^2*log(10)", False),
        ("1/sqrt(log(exp(1/x^4)))", "x^2", False),
        ("(exp(1/x^2))^(x^3)", "exp(x)", False),
        ("log(3*exp(1/x^2)+exp(2/x^2))*x^2", "2", True),
        # Functions that are bounded, or choose, however fast their argument grows.
        ("1/atan(exp(1/x^2))", "2/pi", True),
        ("exp(-atan(-exp(1/x^2)))", "exp(pi/2)", True),
        ("1/sign(-exp(1/x^2))", "-1", False),
        ("1/min(exp(1/x^2),3)", "1/3", False),
        ("1/max(-exp(1/x^2),3)+if(exp(1/x^2)>2,x,1)", "1/3+x", False),
        # Powers and quotients.
        ("exp(1/x^2)^(-0.5)", "0", True),
        ("2^(-exp(1/x^2))+x", "x", True),
        ("exp(1/x^2)/(1+exp(1/x^2))", "1", True),
        ("(1+exp(1/x^2))/(2+3*exp(1/x^2))", "1/3", True),
        ("exp(1/x^2)-exp(1/x^2)", "0*x", False),
    ],
)
def test_what_is_left_of_parts_that_grow_faster_than_every_power(text, same, flat):
    found, theirs = series.taylor(text, 0.0), series.taylor(same, 0.0)
    assert np.allclose(found.coefficients, theirs.coefficients, rtol=1e-15, atol=0) and found.flat == flat
    assert singularities.radius(found).value == singularities.radius(theirs).value


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *((text, "slope jumps") for text in ("1/log(exp(1/abs(x)))", "1/log(cosh(1/x))", "1/log(sinh(1/x)^2)")),
        ("1/(2+sin(exp(1/x^2)))", "sin oscillates"),
        ("tanh(cos(exp(1/x^2)))", "cos oscillates"),
        ("1/floor(exp(1/x^2))", "steps of floor gather"),
        ("1/log(x^2*exp(1/x^2))", "logarithm"),  # x^2 - 2 x^4 log|x| + ...
        ("1/asin(exp(1/x^2))", "outside"),
    ],
)
def test_what_is_not_smooth_is_not_called_flat(text, word):
    with pytest.raises(SeriesError, match=word):
        series.taylor(text, 0.0)
