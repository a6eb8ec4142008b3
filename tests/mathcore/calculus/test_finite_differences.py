"""Difference quotients in several arithmetics: slopes against SymPy, rounding against NumPy's float32 and float16 and
against the definition of bfloat16, models against SciPy's minimizer, the gradient against scikit-learn and SciPy."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.differentiate import derivative
from scipy.optimize import approx_fprime, check_grad, minimize_scalar
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression

from mathcore.calculus import finite_differences as fd
from mathcore.common.expressions import parse

X = sympy.Symbol("x", real=True)
SMOOTH = (
    *("sin(x)", "cos(x)*exp(x)", "tan(x)", "asin(x/4)", "acos(x/4)", "atan(x)", "sinh(x)", "cosh(x)", "tanh(x)"),
    *("log(1+x^2)", "sqrt(2+x)", "erf(x)", "sigmoid(3x)", "softplus(x)", "x^-3", "2^x", "(x+3)^2.5", "(x+3)^x", "7"),
)
PIECES = (
    *("abs(x)", "relu(x)", "cbrt(x)", "min(x, x^2)", "max(x, sin(x), 0.3)", "if(x<0, x^2, sin(x))"),
    *("x*abs(x)", "piecewise(x < -1, -1, x < 1, x^3, 2x-1)", "if(-1<x<1, x^2, abs(x))"),
)
POINTS = st.floats(0.03, 1.97).flatmap(lambda x: st.sampled_from([x, -x]))


@pytest.mark.parametrize("text", [*SMOOTH, *PIECES])
@settings(max_examples=12)
@given(x=POINTS)
def test_slopes_are_those_of_sympy(text, x):
    if text in PIECES and min(abs(x - 1), abs(x + 1), abs(x - 0.3)) < 1e-3:
        return  # a corner, where SymPy has an opinion of its own
    expected = float(sympy.diff(parse(text).sympy, X).subs(X, sympy.Float(x, 40)).doit())
    assert fd.slopes(text, x) == pytest.approx(expected, rel=1e-13, abs=1e-14)


def test_slopes_are_unknown_where_there_are_none():
    assert np.isnan(fd.slopes("log(x)", [-1.0, 0.0])).all()
    assert np.isnan(fd.slopes("sqrt(x)", [-1.0])).all()
    assert np.isnan(fd.slopes("1/x", [0.0])).all()
    assert np.isnan(fd.slopes("cbrt(x)", [0.0])).all()  # vertical
    np.testing.assert_array_equal(fd.slopes("floor(x)+ceil(x)+sign(x)", [-0.5, 0.3, 2.2]), 0.0)
    np.testing.assert_array_equal(fd.slopes("abs(x)+relu(x)+sign(x)", [0.0]), 0.0)  # as frameworks say


@pytest.mark.parametrize("text", SMOOTH)
@settings(max_examples=12)
@given(x=POINTS, y=st.floats(-0.9, 0.9))
def test_values_off_the_real_line_are_those_of_mpmath(text, x, y):
    if text in ("7", "2^x", "(x+3)^2.5", "(x+3)^x", "sigmoid(3x)", "softplus(x)", "x^-3"):
        return  # their parts are tested by the others; SymPy writes them with other branches
    expected = complex(sympy.lambdify(X, parse(text).sympy, "mpmath")(mpmath.mpc(x, y)))
    assert complex(fd.evaluate(text, complex(x, y))) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("text", [*SMOOTH, *PIECES, "log(x)", "x^0.5", "1/x", "floor(3x)"])
def test_double_precision_is_the_formula_itself(text):
    x = np.linspace(-2, 2, 41)
    np.testing.assert_array_equal(fd.evaluate(text, x), parse(text)(x))


@pytest.mark.parametrize(("precision", "kind"), [("single", np.float32), ("half", np.float16)])
@given(x=st.floats(-4, 4, width=64), y=st.floats(0.01, 4))
def test_rounded_arithmetic_is_that_of_numpy(precision, kind, x, y):
    """With more than twice the digits, rounding twice is rounding once (Figueroa)."""
    a, b = kind(x), kind(y)
    with np.errstate(all="ignore"):
        expected = ((a * a + kind(3)) / b - a) * b + np.sqrt(b)
    text = f"((x^2+3)/{float(b)!r}-x)*{float(b)!r}+sqrt({float(b)!r})"
    assert float(fd.evaluate(text, float(a), precision)) == float(expected)
    assert float(fd.rounded(x, precision)) == float(kind(x))


@given(x=st.floats(1e-42, 1e38) | st.floats(1e-3, 1e3), negative=st.booleans())
def test_bfloat16_is_the_upper_half_of_float32_rounded_to_even(x, negative):
    x = float(np.float32(-x if negative else x))
    bits = int(np.float32(x).view(np.uint32))
    upper, lower = bits >> 16, bits & 0xFFFF
    upper += lower > 0x8000 or (lower == 0x8000 and upper & 1)
    expected = np.array([upper << 16], dtype=np.uint32).view(np.float32)[0]
    assert float(fd.rounded(x, "brain")) == float(expected)


def test_the_roundoff_is_half_of_a_step_above_one():
    for precision, unit in fd.ROUNDOFF.items():
        assert float(fd.rounded(1 + 1.01 * unit, precision)) == 1 + 2 * unit
        assert float(fd.rounded(1 + 0.99 * unit, precision)) == 1.0
        smallest = fd.SMALLEST[precision]
        assert float(fd.rounded(smallest, precision)) == smallest
        assert float(fd.rounded(0.49 * smallest, precision)) == 0.0
    assert np.isnan(fd.rounded(np.nan, "half")) and np.isinf(fd.rounded(1e6, "half"))


def test_quotients_are_what_they_say():
    a, h, f = 0.7, 0.25, np.exp
    assert float(fd.quotient("exp(x)", a, h)) == pytest.approx((f(a + h) - f(a)) / h, rel=1e-14)
    assert float(fd.quotient("exp(x)", a, h, "backward")) == pytest.approx((f(a) - f(a - h)) / h, rel=1e-14)
    assert float(fd.quotient("exp(x)", a, h, "central")) == pytest.approx(f(a) * np.sinh(h) / h, rel=1e-14)
    assert float(fd.quotient("exp(x)", a, h, "complex")) == pytest.approx(f(a) * np.sin(h) / h, rel=1e-14)
    assert fd.quotient("x^2", [[0.0], [1.0]], [0.1, 0.2, 0.3]).shape == (2, 3)
    assert np.isnan(fd.quotient("sin(x)", 1.0, 1e-17))  # 1 + 1e-17 is 1
    assert np.isnan(fd.quotient("sin(x)", 1.0, 1e-8, "complex", "half"))  # 1e-8 is 0 in 16 bits
    assert np.isnan(fd.quotient("log(x)", 0.1, 0.5, "central"))


@given(a=st.floats(-3, 3), h=st.floats(1e-12, 1.0))
def test_the_step_that_was_taken_makes_a_straight_line_exact(a, h):
    """Divided by the h that was asked for, the quotient of x would be off by up to u|a|/h."""
    for method in ("forward", "backward", "central"):
        for precision in fd.ROUNDOFF:
            found = float(fd.quotient("x", a, h, method, precision))
            assert np.isnan(found) or found == 1.0


@pytest.mark.parametrize("text", ["sin(x)", "exp(x)*cos(3x)", "1/(1+25x^2)", "x^3-2x+0.1", "sqrt(2+x)-1"])
@pytest.mark.parametrize("precision", ["single", "half", "brain"])
@settings(max_examples=30)
@given(x=st.floats(-1.5, 1.5))
def test_the_running_bound_holds(text, precision, x):
    """In exact arithmetic at the rounded point, by double precision, which is exact beside these."""
    at = float(fd.rounded(x, precision))
    off = abs(float(fd.evaluate(text, at, precision)) - float(fd.evaluate(text, at)))
    unit = fd.ROUNDOFF[precision]
    assert off <= fd.rounding(text, at, precision) * (1 + 40 * unit) + 1e-13 + fd.SMALLEST[precision]


def test_the_running_bound_of_one_function_is_its_roundoff():
    assert fd.rounding("sin(x)", 1.0) == pytest.approx(2.0**-53 * np.sin(1.0))
    assert fd.rounding("x^2-1", 1.0) == 2.0**-53  # the square alone is rounded, and then cancelled
    assert fd.rounding("if(x<0, x^2, x)", 1.0) == 0.0
    assert np.isnan(fd.rounding("log(x)", -1.0))


@pytest.mark.parametrize("method", ["forward", "central"])
@given(error=st.floats(1e-17, 1e-3), second=st.floats(0.01, 9), third=st.floats(0.01, 9))
def test_the_best_step_minimises_the_model(method, error, second, third):
    def at(log_h):
        return float(np.log(fd.model(10.0**log_h, method, error, second, third, 1.0)))

    found = minimize_scalar(at, bounds=(-9, 1), method="bounded", options={"xatol": 1e-9})
    best = fd.best_step(method, error, second, third)
    assert np.log10(best) == pytest.approx(found.x, abs=1e-4)


def test_the_best_step_where_there_is_no_v():
    assert fd.best_step("complex", 1e-16, 1.0, 1.0) == 0.0
    assert fd.best_step("forward", 1e-16, 0.0, 1.0) == np.inf
    assert fd.best_step("central", 0.0, 1.0, 1.0) == 0.0
    assert np.isnan(fd.best_step("forward", 1e-16, np.nan, np.nan))


def test_the_v_of_the_sine_at_one():
    """Half of the digits, two thirds of them, all (Nocedal and Wright, section 8.1; Squire and Trapp)."""
    h, truth = 10.0 ** np.linspace(-16, 0, 1601), np.cos(1.0)
    expected = {"forward": (2.1e-8, 2e-8, 1.0), "central": (8.0e-6, 3e-11, 2.0), "complex": (1e-16, 2e-16, 2.0)}
    for method, (best, least, order) in expected.items():
        errors = np.abs(fd.quotient("sin(x)", 1.0, h, method) - truth)
        near = errors[(h > best / 3) & (h < 3 * best)]
        assert np.median(near) < least
        high, low = np.abs(fd.quotient("sin(x)", 1.0, [1e-2, 1e-3], method) - truth)
        assert np.log10(high / low) == pytest.approx(order, abs=0.005)
        bound = fd.model(h, method, 2.0**-53 * np.sin(1.0), np.sin(1.0), np.cos(1.0), truth)
        assert (
            errors[h > 2e-16] <= 2.1 * bound[h > 2e-16]
        ).all()  # NumPy's sine may be off by an ulp, the model takes half of one
    assert (np.abs(fd.quotient("sin(x)", 1.0, [1e-8, 1e-12, 1e-200], "complex") - truth) < 2e-16).all()
    assert abs(derivative(np.sin, 1.0).df - truth) < 1e-13
    single = np.abs(fd.quotient("sin(x)", 1.0, h, "forward", "single") - truth)
    assert 2e-5 < np.nanmedian(single[(h > 1e-4) & (h < 2e-3)]) < 5e-4


@given(h=st.floats(1e-6, 1.0))
def test_misfits_of_known_graphs(h):
    """x^2 is off its tangent by h^2 at the ends; |x| is off every line through the corner by at least h."""
    assert float(fd.misfits("x^2", 0.0, [h], 0.0)[0]) == pytest.approx(h, rel=1e-12)
    assert float(fd.misfits("abs(x)", 0.0, [h], 0.0)[0]) == pytest.approx(1.0, rel=1e-12)
    assert float(fd.misfits("relu(x)", 0.0, [h], 0.5)[0]) == pytest.approx(0.5, rel=1e-12)
    np.testing.assert_allclose(fd.blow_up("x^2", 1.0, h, [-1.0, 0.0, 1.0]), [h - 2, 0, h + 2], atol=1e-9)


def test_the_tumours_are_those_of_scikit_learn():
    x, y, names = fd.tumours()
    assert x.shape == (569, 31) and len(names) == 31 and names[0] == "mean radius" and names[-1] == "intercept"
    assert int((y == -1).sum()) == 212  # malignant, as published
    np.testing.assert_allclose(x[:, :-1].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(x[:, :-1].std(axis=0), 1)
    np.testing.assert_array_equal((y + 1) / 2, load_breast_cancer().target)


def test_the_gradient_vanishes_where_scikit_learn_says_the_minimum_is():
    x, y, _ = fd.tumours()
    model = LogisticRegression(C=1 / (569 * fd.PENALTY), tol=1e-10, max_iter=10_000).fit(x[:, :-1], y)
    w = np.append(model.coef_[0], model.intercept_)
    assert np.linalg.norm(fd.gradient(w)) < 1e-7
    assert fd.loss(w) < min(fd.loss(w + 0.01 * e) for e in np.eye(31))
    for bug in ("row", "bias", "swap"):
        assert np.linalg.norm(fd.gradient(w + 0.1, bug) - fd.gradient(w + 0.1)) > 1e-6


@settings(max_examples=20)
@given(seed=st.integers(0, 999_999))
def test_the_gradient_is_that_of_differences(seed):
    w = fd.weights(seed)
    assert check_grad(fd.loss, fd.gradient, w) < 1e-6
    ours = fd.differences(w, [1e-5, 1.4901161193847656e-08], "forward")
    np.testing.assert_allclose(ours[1], approx_fprime(w, fd.loss), atol=5e-7)
    assert float(fd.disagreement(fd.gradient(w), fd.differences(w, 1e-200, "complex")[0])) < 2e-15
    assert float(fd.disagreement(fd.gradient(w), fd.differences(w, 6e-6, "central")[0])) < 1e-9
    assert float(fd.disagreement(fd.gradient(w, "row"), fd.differences(w, 6e-6)[0])) > 1e-5


def test_differences_agree_with_the_loss_itself():
    w, step = fd.weights(3), 0.01
    e = np.eye(31)
    central = [(fd.loss(w + step * e[k]) - fd.loss(w - step * e[k])) / (2 * step) for k in range(31)]
    np.testing.assert_allclose(fd.differences(w, step)[0], central, atol=1e-12)
    backward = [(fd.loss(w) - fd.loss(w - step * e[k])) / step for k in range(31)]
    np.testing.assert_allclose(fd.differences(w, step, "backward")[0], backward, atol=1e-12)


def test_in_few_bits_the_check_is_blunt():
    w = fd.weights(1)
    least = {
        p: np.nanmin(fd.disagreement(fd.gradient(w), fd.differences(w, 10.0 ** np.arange(-8.0, 0), "central", p)))
        for p in fd.ROUNDOFF
    }
    assert least["double"] < 1e-9 < 1e-6 < least["single"] < 1e-4 < 1e-3 < least["half"] < least["brain"] < 0.2
    assert np.isnan(fd.differences(w, 1e-12, "forward", "half")).any()


def test_disagreement():
    assert float(fd.disagreement([3.0, 4.0], [3.0, 4.0])) == 0.0
    assert float(fd.disagreement([1.0, 0.0], [-1.0, 0.0])) == 1.0
    assert float(fd.disagreement([0.0], [0.0])) == 0.0
    np.testing.assert_allclose(fd.disagreement([1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]), [0, np.sqrt(2) / 2])
