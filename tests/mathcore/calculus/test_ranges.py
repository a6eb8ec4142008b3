"""Ranges of typed functions against mpmath at fifty digits, at points that NumPy never saw; 0/0 against SymPy."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.calculus import ranges
from mathcore.common.expressions import Call, Number, parse

mpmath.mp.dps = 50
BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "and": lambda a, b: a and b,
}
ELEMENTARY = "sin cos tan asin acos atan sinh cosh tanh exp log sqrt erf"
UNARY = {
    **{name: getattr(mpmath, name) for name in ELEMENTARY.split()},
    "abs": abs,
    "neg": lambda u: -u,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "relu": lambda u: max(u, mpmath.mpf(0)),
    "sign": mpmath.sign,
    "floor": mpmath.floor,
    "ceil": mpmath.ceil,
    "cbrt": lambda u: mpmath.sign(u) * abs(u) ** (mpmath.mpf(1) / 3),
}


def exact(node, x):
    """The value of a tree at x, in fifty digits; an error or a complex number outside the domain."""
    if isinstance(node, Number):
        return mpmath.mpf(node.value)
    if not isinstance(node, Call):
        return x
    if node.name == "if":
        return exact(node.args[1 if exact(node.args[0], x) else 2], x)
    args = [exact(arg, x) for arg in node.args]
    if any(isinstance(arg, mpmath.mpc) for arg in args):
        raise ValueError("complex")
    if node.name in ("min", "max"):
        return {"min": min, "max": max}[node.name](args)
    return (UNARY[node.name] if len(args) == 1 else BINARY[node.name])(*args)


def held(text, low, high, holes=(), share=(0.0, 0.11, 0.37, 0.5, 0.83, 1.0)):
    """How many exact values lie in the ranges; each must."""
    node = parse(text).tree
    least, most = ranges.enclose(node, low, high, holes)
    count = 0
    for a, b, bottom, top in zip(low, high, least, most, strict=True):
        for part in share:
            x = mpmath.mpf(float(a)) + mpmath.mpf(part) * (mpmath.mpf(float(b)) - mpmath.mpf(float(a)))
            if x in holes:
                continue
            try:
                value = exact(node, x)
            except (ValueError, ZeroDivisionError):
                continue
            if isinstance(value, mpmath.mpc) or not mpmath.isfinite(value):
                continue
            assert bottom <= value <= top, (text, a, b, x, bottom, value, top)
            count += 1
    return count


TYPED = (
    "sin(x) cos(3x) tan(x) asin(x/4) acos(x/4) atan(5x) sinh(x) cosh(x) tanh(x) exp(x) log(x) sqrt(x) abs(x) erf(x) "
    "sigmoid(4x) softplus(x) relu(x) sign(x) floor(x) ceil(x) cbrt(x) min(x,x^2) max(sin(x),cos(x)) x^2 x^3 x^-3 x^1.5 "
    "x^-0.5 1/x x^x 2^x 1/(x^2-1) sin(1/x) x*sin(1/x) exp(-1/x^2) if(x<0.5,x^2,1-x) if(-1<x<1,1,0) abs(x)/x tan(1/x) "
    "x^2-x exp(x)-x-1 log(1+x)/x (1+x)^(1/x) sqrt(abs(x)) floor(1/x) atan(1/x) if(log(x)<1,1,2) x/(exp(x)-1)"
)
FORMULAS = TYPED.split()


@pytest.mark.parametrize("text", FORMULAS)
def test_every_exact_value_lies_in_its_range(text):
    rng = np.random.default_rng(3)
    middle = np.concatenate([rng.uniform(-3, 3, 40), rng.uniform(-1, 1, 20) * 10.0 ** rng.uniform(-9, 0, 20)])
    half = np.abs(middle) * 10.0 ** rng.uniform(-12, 0.5, 60) * rng.integers(0, 2, 60)
    assert held(text, middle - half, middle + half) > 40


HOLES = (
    ("sin(x)/x", 0.0, 1),
    ("(1-cos(x))/x^2", 0.0, 2),
    ("(x^2-1)/(x-1)", 1.0, 1),
    ("(exp(x)-1-x)/x^2", 0.0, 2),
    ("x/tan(x)", 0.0, 1),
    ("(sqrt(1+x)-1)/x", 0.0, 1),
    ("(1+x)^(1/x)", 0.0, 1),
    ("1/x*sin(x)", 0.0, 1),
    ("(x-sin(x))/x^3", 0.0, 3),
    ("abs(x)/x", 0.0, 1),
    ("log(x)/(x-1)", 1.0, 1),
    ("(x^3-8)/(x-2)", 2.0, 1),
    ("(cbrt(8+x)-2)/x", 0.0, 1),
    ("(cbrt(x-1)+1)/x", 0.0, 1),
)


@pytest.mark.parametrize(("text", "hole", "order"), HOLES)
def test_a_quotient_that_is_nought_over_nought_is_enclosed_up_to_the_hole(text, hole, order):
    t = np.geomspace(1e-12, 0.3, 60)
    right = np.concatenate([[0.0], t])
    for sign in (1.0, -1.0):
        x = hole + sign * right
        low, high = np.minimum(x[:-1], x[1:]), np.maximum(x[:-1], x[1:])
        assert held(text, low, high, (hole,)) > 100
        least, most = ranges.enclose(parse(text).tree, low, high, (hole,))
        assert (most - least < 4 * right[1:] + 1e-9).all()  # it closes on the one-sided limit
        limit = sympy.limit(
            parse(text).sympy, sympy.Symbol("x", real=True), sympy.Rational(hole), "+" if sign > 0 else "-"
        )
        assert least[0] - 1e-12 <= float(limit) <= most[0] + 1e-12
    above, below = _quotient(text)
    assert ranges._order(above, below, hole) == order


def _quotient(text):
    """Numerator and divisor as the ranges see them, on the right of the hole."""
    above, below = {
        "(1+x)^(1/x)": ("log(1+x)", "x"),
        "1/x*sin(x)": ("sin(x)", "x"),
        "abs(x)/x": ("x", "x"),
        "(cbrt(8+x)-2)/x": ("exp(log(8+x)/3)-2", "x"),
        "(cbrt(x-1)+1)/x": ("1-exp(log(1-x)/3)", "x"),
    }.get(text) or _parts(parse(text).tree)
    return tuple(parse(each).tree if isinstance(each, str) else each for each in (above, below))


def _parts(node):
    assert isinstance(node, Call) and node.name == "div"
    return node.args


def test_without_a_zero_above_there_is_no_cancelling():
    assert ranges._order(parse("cos(x)").tree, parse("x").tree, 0.0) == 0
    assert ranges._order(parse("x-0.3").tree, parse("x^2-0.09").tree, 0.3) == 1
    least, most = ranges.enclose(parse("1/x").tree, [-1e-9], [1e-9], (0.0,))
    assert np.isinf([least[0], most[0]]).all()
    least, most = ranges.enclose(parse("sqrt(x)/x").tree, [0.0], [1e-9], (0.0,))
    assert least[0] <= 1e-9**-0.5 and np.isinf(most[0])  # 0/0, but the root has no series at 0


def test_where_sympy_has_no_value_nothing_is_claimed():
    assert ranges._order(parse("relu(sin(1/x))").tree, parse("x").tree, 0.0) == 0
    least, most = ranges.enclose(parse("relu(sin(1/x))/x").tree, [1e-9], [1e-8], (0.0,))
    assert least[0] <= 0 and most[0] >= 1e8


def test_outside_the_domain_a_range_is_empty():
    for text in ("log(x)", "sqrt(x)", "asin(x-3)", "x^0.5", "sqrt(x)+1/x", "min(x,log(x))", "if(x<0,log(x),1)"):
        least, most = ranges.enclose(parse(text).tree, [-2.0, -0.5], [-1.0, -0.25])
        assert (least > most).all(), text


def test_where_a_comparison_may_be_undefined_both_branches_count():
    least, most = ranges.enclose(parse("if(log(x)<1,5,7)").tree, [-2.0], [1.0])
    assert least[0] == 5 and most[0] == 7  # left of 0 the comparison is false


@pytest.mark.parametrize(
    ("text", "low", "high", "value"),
    [
        ("if(x^2<1,5,7)", -0.5, 0.5, 5),
        ("if(x^2<1,5,7)", 1.5, 2.5, 7),
        ("if(sqrt(x)<1,5,7)", 0.0, 0.5, 5),
        ("if(1/x<0,5,7)", 1e-9, 2.0, 7),
        ("if(log(x)<1,5,7)", 0.5, 2.0, 5),
        ("if(tan(x)<0,5,7)", 0.1, 1.0, 7),
        ("if(x^-0.5<0.5,5,7)", 0.5, 2.0, 7),
        ("if(asin(x)<2,5,7)", -1.0, 1.0, 5),
    ],
)
def test_a_comparison_of_what_is_defined_throughout_is_decided(text, low, high, value):
    assert [end.tolist() for end in ranges.enclose(parse(text).tree, [low], [high])] == [[value], [value]]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["sin", "cos", "tan", "exp", "tanh", "atan", "erf", "cbrt", "sigmoid", "floor", "sign", "abs"]),
    st.sampled_from(["+", "-", "*", "/"]),
    st.sampled_from(["sin(1/x)", "x^3-x", "sqrt(x)", "exp(x)", "x", "log(abs(x))"]),
    st.floats(-3, 3),
    st.floats(0, 1.5),
)
def test_any_composition_is_held(outer, sign, inner, middle, half):
    held(f"{outer}(({inner}){sign}(2-x))", np.array([middle - half]), np.array([middle + half]))


@settings(max_examples=60, deadline=None)
@given(st.floats(-3, 3), st.floats(1e-6, 1), st.floats(0, 0.5), st.sampled_from(FORMULAS))
def test_a_part_has_no_wider_range_by_intervals_alone(middle, half, shrink, text):
    """Inclusion isotonicity, the law of interval arithmetic."""
    node = parse(text).tree
    with np.errstate(all="ignore"):
        wide = ranges.ranges(node, np.array([middle - half]), np.array([middle + half]))
        part = ranges.ranges(node, np.array([middle - shrink * half]), np.array([middle + shrink * half]))
    if part[0][0] <= part[1][0]:
        slack = 1e-9 * (1 + min(abs(part[0][0]), 1e300))
        assert wide[0][0] <= part[0][0] + slack and part[1][0] <= wide[1][0] + slack


@pytest.mark.parametrize("text", ["abs(x)/x", "x/abs(x)", "-x/x", "abs(x)/(2*x)", "(x+1)/(x+1)"])
def test_a_number_by_itself_is_one_without_rounding(text):
    """Against mpmath; where the two numbers are rounded before, a range is left."""
    x = np.array([-3.0, -1e-12, 0.1, 1 / 3, 7e5])
    low, high = ranges.enclose(parse(text).tree, x, x)
    known = [float(mpmath.sign(v)) / (2 if "2" in text else 1) for v in x]
    known = {"-x/x": [-1.0] * 5, "(x+1)/(x+1)": [1.0] * 5}.get(text, known)
    assert ((low <= known) & (known <= high)).all()
    assert ((low == high).all()) == (text in ("abs(x)/x", "x/abs(x)", "-x/x"))
