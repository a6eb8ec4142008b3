"""A reader's function: what is let through is right, and nothing else is let through."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from mathcore.common.expressions import CONSTANTS, FUNCTIONS, ExpressionError, parse
from mathcore.common.nodes import INSTEAD

POINTS = np.linspace(0.1, 0.9, 7)


SEVERAL = {"min": "min(x, 0.5, x^2)", "max": "max(x, 0.5)", "if": "if(x < 0.5, x, 1 - x)"}
SEVERAL |= {"lt": SEVERAL["if"], "le": "if(x <= 0.5, x, 1 - x)", "and": "if(0.2 < x <= 0.5, x, 1 - x)"}


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_numpy_and_sympy_agree_on_each_function(name):
    formula = parse(SEVERAL.get(name, f"{name}(x)"))
    x = sympy.Symbol("x", real=True)
    theirs = [float(formula.sympy.subs(x, sympy.Float(float(point), 30)).evalf(20)) for point in POINTS]
    assert formula(POINTS) == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2*x^2 - 1", 2 * POINTS**2 - 1), ("-x^2", -(POINTS**2)), ("e^x", np.exp(POINTS)), ("pi", 0 * POINTS + np.pi)],
)
def test_operators_bind_as_in_mathematics(text, value):
    assert parse(text)(POINTS) == pytest.approx(value)


leaves = st.sampled_from(["x", "1", "2.5", *CONSTANTS])
texts = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["sin", "cos", "atan", "tanh"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
    ),
    max_leaves=6,
)


@given(texts)
def test_any_expression_has_the_value_that_sympy_gives(text):
    if len(text) > 120:
        return
    formula = parse(text)
    x = sympy.Symbol("x", real=True)
    assert float(formula([0.3])[0]) == pytest.approx(
        float(formula.sympy.subs(x, sympy.Rational(3, 10)).evalf(20)), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type a function"),
        ("2 3", "mark is missing"),
        ("x2", "unknown"),
        ("2,5x", "decimals are written with a point"),
        ("x < 3", "cases are written"),
        ("sin^-1(x)", "asin"),
        ("(x", "missing"),
        ("x)", "has no"),
        ("|x", "missing"),
        ("x*", "ends too soon"),
        ("*x", "missing before"),
        ("max(x)", "two arguments or more"),
        ("if(x, 1, 2)", "takes a condition"),
        ("piecewise(x < 0, 1)", "takes conditions"),
        ("sin()", "takes one argument"),
        ("y + 1", "unknown"),
        ("sin + 1", "to call it"),
        ("foo(x)", "not a function known here"),
        ("__import__('os')", "numbers, variables and functions only"),
        ("x.real", "means nothing"),
        ("{x", "is missing"),
        ("lambda: x", "numbers, variables and functions only"),
        ("x if x else 1", "numbers, variables and functions only|takes"),
        ("'a'", "numbers, variables and functions only"),
        ("True", "numbers, variables and functions only"),
        ("9^9^9^9", "Powers go up to"),
        ("(1+x)^(10*10)", "Powers go up to"),
        ("x^(-99)", "Powers go up to"),
        ("x^99", "Powers go up to"),
        ("1e300*x", "Numbers in a function"),
        ("x" + "+x" * 80, "characters"),
        ("(-" * 59 + "x", "missing|too long"),
        ("(" * 60, "cannot be read"),
        ("x\x00", "cannot be read"),
    ],
)
def test_anything_else_gets_a_sentence(text, said):
    with pytest.raises(ExpressionError, match=said):
        parse(text)


@given(st.text(max_size=60))
def test_no_text_ends_in_another_error(text):
    try:
        values = parse(text)(POINTS)
    except ExpressionError:
        return
    assert values.shape == POINTS.shape


def test_a_formula_of_two_variables_broadcasts():
    formula = parse("x*y", ("x", "y"))
    assert formula(np.ones((3, 1)), np.full(4, 2.0)).tolist() == np.full((3, 4), 2.0).tolist()
    with pytest.raises(TypeError, match="variables"):
        formula(1.0)


@pytest.mark.parametrize(
    "text", ['x #"+__import__("os").system("true")+"', "x # comment", "x\n+1", "x\\\n+1", "(x\r+1)"]
)
def test_what_is_kept_is_one_line_without_a_comment(text):
    with pytest.raises(ExpressionError, match="one line"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2x", "2*x"),
        ("x(x+1)", "x*(x+1)"),
        ("(x+1)(x-1)", "(x+1)*(x-1)"),
        ("2x^2 - 3x + 1", "2*x^2 - 3*x + 1"),
        ("1/2x", "(1/2)*x"),
        ("x²", "x^2"),
        ("x⁻¹", "1/x"),
        ("−x", "-x"),
        ("2·x − 3×x", "2*x - 3*x"),
        ("x÷2", "x/2"),
        ("πx", "pi*x"),
        ("ln x", "log(x)"),
        ("ln(x)", "log(x)"),
        ("lg(x)", "log(x)/log(10)"),
        ("log10(x)", "log(x)/log(10)"),
        ("log2(x)", "log(x)/log(2)"),
        ("e^(-x^2)", "exp(-x^2)"),
        ("e^-x", "exp(-x)"),
        ("sin^2(x)", "sin(x)^2"),
        ("sin²x", "sin(x)^2"),
        ("sin x", "sin(x)"),
        ("sin 2x", "sin(2*x)"),
        ("sinx", "sin(x)"),
        ("2sin(3x)cos(x)", "2*sin(3*x)*cos(x)"),
        ("sin 2x cos 3x", "sin(2*x)*cos(3*x)"),
        ("xsin(x)", "x*sin(x)"),
        ("SIN(x)", "sin(x)"),
        ("arcsin(x)", "asin(x)"),
        ("|x|", "abs(x)"),
        ("|x-1| + 2|x|", "abs(x-1) + 2*abs(x)"),
        ("√x", "sqrt(x)"),
        ("2√(x+1)", "2*sqrt(x+1)"),
        ("sec(x)", "1/cos(x)"),
        ("csc(x) + cot(x)", "1/sin(x) + 1/tan(x)"),
        ("cbrt(-x)", "-cbrt(x)"),
        ("sgn(x)", "sign(x)"),
        ("[x + 1]/2", "(x + 1)/2"),
        ("piecewise(x < 0.3, 1, x < 0.6, 2, 3)", "1 + (sign(x - 0.3) + 1)/2 + (sign(x - 0.6) + 1)/2"),
        ("-x^2", "-(x^2)"),
        ("2^3^2 + x", "512 + x"),
    ],
)
def test_functions_are_read_as_they_are_written_in_a_classroom(text, same):
    points = np.linspace(0.1, 0.95, 9)
    assert parse(text)(points) == pytest.approx(parse(same)(points), rel=1e-12)


def test_names_side_by_side_are_a_product():
    assert parse("xy", ("x", "y"))(2.0, 3.0) == 6.0
    assert parse("2xy^2", ("x", "y"))(2.0, 3.0) == 36.0


@given(texts)
def test_the_plain_form_is_the_same_function_and_python_reads_it(text):
    if len(text) > 120:
        return
    formula = parse(text)
    names = {name: getattr(np, name) for name in ("sin", "cos", "tanh")} | {"atan": np.arctan, **CONSTANTS}
    again = eval(formula.plain, {"__builtins__": {}}, {**names, "x": 0.3})
    assert float(formula([0.3])[0]) == pytest.approx(again, rel=1e-12)
    assert parse(formula.plain).tree == formula.tree or parse(formula.plain)(0.3) == pytest.approx(formula(0.3))


classroom = st.recursive(
    st.sampled_from(["x", "2", "3.5", "π", "e", "x²"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "−", "·", " ", "/"]), inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        st.tuples(st.sampled_from(["sin", "cos", "SIN", "arctan", "√", "tanh"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        inner.map(lambda t: f"|{t}|"),
        inner.map(lambda t: f"−({t})²"),
    ),
    max_leaves=6,
)


@given(classroom)
def test_what_a_grammar_of_classroom_notation_writes_is_read(text):
    if len(text) <= 120:
        assert parse(text)(POINTS).shape == POINTS.shape


def test_complex_points_are_taken_on_the_principal_branch():
    z = np.array([0.3 + 0.4j, -1.2 + 0.1j])
    for text, theirs in (
        ("x² + 1", z**2 + 1),
        ("1/x", 1 / z),
        ("log(x)", np.log(z)),
        ("x^0.5", np.sqrt(z)),
        ("sigmoid(x)", 1 / (1 + np.exp(-z))),
    ):
        assert parse(text).complex(z) == pytest.approx(theirs, rel=1e-12)


def test_off_the_real_line_a_function_in_pieces_takes_them_by_real_parts():
    z = np.array([0.3 + 0.4j, -1.2 + 0.1j])
    for text, theirs in (
        ("floor(x)", [0, -2]),
        ("ceil(x)", [1, -1]),
        ("sign(x)", [1, -1]),
        ("cbrt(x)", [z[0] ** (1 / 3), -((-z[1]) ** (1 / 3))]),
        ("max(x,x^2)", [z[0], z[1] ** 2]),
        ("min(x,1,-x)", [-z[0], z[1]]),
        ("if(x<0,x^2,1/x)", [1 / z[0], z[1] ** 2]),
        ("if(-1<x<1,x,2)", [z[0], 2]),
    ):
        assert parse(text).complex(z) == pytest.approx(np.array(theirs, complex), rel=1e-12), text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("½x", "x/2"),
        ("2½", "5/2"),
        ("x^⅔", "x^(2/3)"),
        ("sin ½x", "sin(x/2)"),
        ("∛x + ∜x", "cbrt(x) + x^(1/4)"),
        ("³√x · ⁵√x", "cbrt(x)*x^(1/5)"),
        ("arctg x", "atan(x)"),
        ("sh x + ch x + th x", "sinh(x) + cosh(x) + tanh(x)"),
        ("cotg x", "1/tan(x)"),
        ("sech x · csch x · coth x", "1/cosh(x)/sinh(x)/tanh(x)"),
        ("log₂(x) + ld x", "2*log2(x)"),
        ("log_10 x", "lg(x)"),
        ("cos2x + sinx", "cos(2*x) + sin(x)"),
        ("cos 2x e^-x", "cos(2*x)*exp(-x)"),
        ("sin πx e⁻ˣ", "sin(pi*x)*exp(-x)"),
        ("e⁻ˣ + 2ˣ", "exp(-x) + 2^x"),
        ("e⁻ˣ²", "exp(-x^2)"),
        ("x⁺²", "x^2"),
        ("e^{-x^2}", "exp(-x^2)"),
        ("⌊3x⌋ + ⌈x⌉", "floor(3*x) + ceil(x)"),
        ("σ(x)", "sigmoid(x)"),
        ("2•x — 1", "2*x - 1"),
        ("𝑥² + ２ｘ", "x^2 + 2*x"),
        ("max(0,5; x)", "max(0.5, x)"),
        ("if(x < 0,5; 1,5; 2)", "if(x < 0.5, 1.5, 2)"),
    ],
)
def test_what_is_written_in_a_classroom_is_read(typed, meant):
    assert parse(typed)(POINTS) == pytest.approx(parse(meant)(POINTS), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("arsh x", "write log(x + √(x² + 1))"),
        ("gelu(x)", "write ½x(1 + erf(x/√2))"),
        ("log(8, 2)", "log(x)/log(3)"),
        ("sin(0,5)", "Decimals are written with a point"),
        ("x2", "write x^2 or 2x"),
        ("y = x²", "right of ="),
        ("f(x) = x²", "right of ="),
        ("(x > 0)*x", "cases are written"),
        ("atan2(x, 1)", "not a function known here"),
        ("x½", "mark is missing"),
        ("cos(2πx) + 3!", "“cos(2πx) + 3!” cannot be read"),
    ],
)
def test_what_is_not_read_is_answered_with_the_spelling_that_works(text, said):
    with pytest.raises(ExpressionError, match=re.escape(said)):
        parse(text)


HYPERBOLIC: dict[str, Callable[[Any], Any]] = {
    "asinh": np.arcsinh,
    "atanh": np.arctanh,
    "acot": lambda x: np.pi / 2 - np.arctan(x),
}
HYPERBOLIC |= {"trunc": np.trunc, "phi": lambda x: np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)}
HYPERBOLIC |= {"erfc": special.erfc, "Phi": special.ndtr, "gelu": lambda x: x * special.ndtr(x), "logit": special.logit}


@pytest.mark.parametrize("name", list(INSTEAD))
def test_the_spelling_that_is_advised_is_read_and_right(name):
    for spelling in INSTEAD[name].split(" or "):
        values = parse(spelling)(POINTS)
        if name in HYPERBOLIC:
            assert values == pytest.approx(HYPERBOLIC[name](POINTS), rel=1e-12)
