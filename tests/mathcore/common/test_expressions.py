"""A reader's function: what is let through is right, and nothing else is let through."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mathcore.common.expressions import CONSTANTS, FUNCTIONS, ExpressionError, parse

POINTS = np.linspace(0.1, 0.9, 7)


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_numpy_and_sympy_agree_on_each_function(name):
    formula = parse(f"{name}(x)")
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
        ("2x", "cannot be read"),
        ("sin x", "cannot be read"),
        ("sin()", "takes one argument"),
        ("y + 1", "unknown"),
        ("sin + 1", "to call it"),
        ("foo(x)", "not a function known here"),
        ("__import__('os')", "not a function known here"),
        ("x.real", "Only numbers"),
        ("[x]", "Only numbers"),
        ("lambda: x", "Only numbers"),
        ("x if x else 1", "Only numbers"),
        ("'a'", "numbers, variables and functions only"),
        ("True", "numbers, variables and functions only"),
        ("9^9^9^9", "exponent"),
        ("x^99", "Powers go up to"),
        ("1e300*x", "Numbers in a function"),
        ("x" + "+x" * 80, "characters"),
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
