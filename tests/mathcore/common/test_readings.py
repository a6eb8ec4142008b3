"""What a classroom reads in two ways: which reading is taken, and that both spellings that are told are right."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mathcore.common.expressions import ExpressionError, parse
from mathcore.common.typeset import latex, spelled

X, Y = np.array([0.3, 0.7, 1.9]), np.array([0.6, 1.4, 2.2])
SAID = re.compile(r"Read as (.*); the other reading is written (.*)\.")


@pytest.mark.parametrize(
    ("text", "read", "other"),
    [
        ("e^2x", "(e^2)*x", "e^(2*x)"),
        ("e^-2x", "e^(-2)*x", "e^(-2*x)"),
        ("e^xy", "e^x*y", "e^(x*y)"),
        ("2^3x", "8*x", "2^(3*x)"),
        ("1/2x", "(1/2)*x", "1/(2*x)"),
        ("1/2x y", "(1/2)*x*y", "1/(2*x*y)"),
        ("1/2 x", "(1/2)*x", "1/(2*x)"),
        ("x/2y", "(x/2)*y", "x/(2*y)"),
        ("3x/4y", "(3*x/4)*y", "3*x/(4*y)"),
        ("1/(x+1)(y+2)", "1/(x+1)*(y+2)", "1/((x+1)*(y+2))"),
        ("x^-1/2", "x^(-1)/2", "x^(-1/2)"),
        ("x^1/2", "x/2", "x^(1/2)"),
        ("e^-x^2/2", "e^(-x^2)/2", "e^(-x^2/2)"),
        ("√2x", "√(2)*x", "√(2*x)"),
        ("∛2x", "cbrt(2)*x", "cbrt(2*x)"),
        ("sin x^2", "sin(x^2)", "sin(x)^2"),
        ("log x y", "log(x*y)", "log(x)*y"),
        ("sin x/2", "sin(x)/2", "sin(x/2)"),
        ("sin x(x+1)", "sin(x)*(x+1)", "sin(x*(x+1))"),
        ("ln 2x/3", "ln(2*x)/3", "ln(2*x/3)"),
        ("2^3^2", "512", "64"),
        ("log2x", "log2(x)", "log(2*x)"),
        ("log10x", "log10(x)", "log(10*x)"),
        ("sin 2*x", "sin(2)*x", "sin(2*x)"),
        ("ln 2·x", "ln(2)*x", "ln(2*x)"),
        ("-2^2", "-4", "4"),
        ("√2π", "√(2)*pi", "√(2*pi)"),
        ("2^πx", "2^pi*x", "2^(pi*x)"),
        ("e^2πx", "(e^2)*pi*x", "e^(2*pi*x)"),
        ("ln 2 x", "ln(2*x)", "ln(2)*x"),
        ("sqrt2x", "√(2*x)", "√(2)*x"),
        ("sin²x/2", "sin(x)^2/2", "sin(x/2)^2"),
        ("sin^2 x^2", "sin(x^2)^2", "(sin(x)^2)^2"),
        ("|2|x|-1|", "abs(2)*x*abs(-1)", "abs(2*abs(x)-1)"),
        ("|x|y|x-2|", "abs(x)*y*abs(x-2)", "abs(x*abs(y)*x-2)"),
        ("1/2 if(x<9 and x>0, x, 1)", "(1/2)*x", "1/(2*x)"),
        ("e^1/2", "e/2", "e^(1/2)"),
        ("max(0,5,x)", "max(0, 5, x)", "max(0.5, x)"),
        ("min(x^2,0,5)", "min(x^2, 0, 5)", "min(x^2, 0.5)"),
        ("y + max(1,5,2,5,x)", "y + max(1, 5, 2, 5, x)", "y + max(1.5, 2.5, x)"),
    ],
)
def test_a_text_of_two_readings_says_both(text, read, other):
    formula = parse(text, ("x", "y"))
    (remark,) = formula.remarks
    told = SAID.fullmatch(remark)
    assert told is not None
    for spelling, meant in zip(told.groups(), (read, other), strict=True):
        again = parse(spelling, ("x", "y"))
        assert not again.remarks  # one reading only
        assert again(X, Y) == pytest.approx(parse(meant, ("x", "y"))(X, Y), rel=1e-14)
    assert formula(X, Y) == pytest.approx(parse(read, ("x", "y"))(X, Y), rel=1e-14)
    assert formula(X, Y) != pytest.approx(parse(other, ("x", "y"))(X, Y), rel=1e-3)


@pytest.mark.parametrize("text", ["√x²", "√(x)²", "√(x)^2", "∛(x+1)²"])
def test_a_power_behind_a_root_says_what_is_under_it(text):
    (remark,) = parse(text, ("x",)).remarks
    told = SAID.fullmatch(remark)
    assert told is not None
    under, whole = (parse(spelling, ("x",)) for spelling in told.groups())
    assert not under.remarks and not whole.remarks
    assert parse(text, ("x",))(-3.0) == under(-3.0)
    assert told[1].endswith("^2)") and told[2].endswith(")^2")


@pytest.mark.parametrize(
    "text",
    [
        *("2x", "-x^2", "2^-x", "x^2y", "2x^2y", "sin 2x", "sinx", "xsinx", "3(x+1)(x-1)", "|x||y|", "sin 2x cos 3x"),
        *("x^2/2 + x^3/3", "e^x/2", "e^(2x)", "e²x", "½x", "e^-x", "e^-x^2", "xe^x", "e^x (x+1)", "e^x y", "√x/2"),
        *(
            "1/(2x)",
            "x/y/2",
            "cos 2x e^-x",
            "sin²x",
            "sin πx",
            "√(2x)",
            "√(x²)",
            "√(x)(x+1)",
            "log2(x)",
            "log2 x",
            "2πx",
            "(-2)^2",
            "ln 2x + 1",
        ),
        *("lgx", "ldx", "lbx", "lg xe^x", "log₂x", "log_2x", "x + lgx"),  # no other name is in them
        *("max(0, 5, x)", "max(0,5;x)", "max(0,x)", "max(1,5)", "max(x,1,2,3)", "max(0.5,1,x)", "if(x<0,1,0)"),
    ],
)
def test_a_text_of_one_reading_says_nothing(text):
    assert parse(text, ("x", "y")).remarks == ()


@pytest.mark.parametrize(
    ("text", "low", "instead"),
    [
        ("x^(1/3)", "x ≥ 0", "cbrt(x)"),
        ("(x-1)^(2/3)", "x − 1 ≥ 0", "cbrt(x − 1)^2"),
        ("x^(-1/3)", "x > 0", "1/cbrt(x)"),
        ("x^(3/5)", "x ≥ 0", "sign(x)·|x|^(3/5)"),
        ("⁷√x", "x ≥ 0", "sign(x)·|x|^(1/7)"),
    ],
)
def test_an_odd_root_of_a_negative_number_is_told_how_to_be_written(text, low, instead):
    formula = parse(text)
    assert formula.remarks[0].endswith(f"has a real value only where {low}; the real odd root is written {instead}.")
    assert np.isnan(formula(-8.0))
    theirs = {"x^(1/3)": -2.0, "(x-1)^(2/3)": 9 ** (2 / 3), "x^(-1/3)": -0.5}
    expected = theirs.get(
        text, float(sympy.real_root(sympy.Integer(-8), 7 if "⁷" in text else 5) ** (3 if "3/5" in text else 1))
    )
    assert parse(instead)(-8.0) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "text", ["abs(x)^(1/3)", "x^(1/2)", "x^0.5", "x^2", "(x^2)^(1/3)", "e^(x/3)", "x^π", "8^(1/3)"]
)
def test_other_powers_are_not_taken_for_odd_roots(text):
    assert parse(text).remarks == ()


def test_a_function_before_a_minus_is_told_how_to_be_written():
    with pytest.raises(ExpressionError, match=re.escape("write cos(−x)")):
        parse("1 + cos -x")


trees = st.recursive(
    st.sampled_from(["x", "y", "2", "3.5", "π", "e"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        st.tuples(inner, st.sampled_from(["2", "-1", "x", "(-x)", "(1/2)"])).map(lambda t: f"({t[0]})^{t[1]}"),
        st.tuples(st.sampled_from(["sin", "exp", "√", "abs", "cbrt", "-"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
    ),
    max_leaves=6,
)


@given(trees)
def test_what_is_spelled_has_one_reading_and_is_the_same_function(text):
    if len(text) > 120:
        return
    formula = parse(text, ("x", "y"))
    once = spelled(formula.tree)
    if len(once) > 120:
        return
    again = parse(once, ("x", "y"))
    assert [each for each in again.remarks if each.startswith("Read as")] == []
    np.testing.assert_allclose(again(X, Y), formula(X, Y), rtol=1e-9, equal_nan=True)
    assert latex(formula.tree).count("{") == latex(formula.tree).count("}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1/2x", r"\frac{1}{2} \cdot x"),
        ("e^2x", r"e^{2} \cdot x"),
        ("e^(2x)", "e^{2 x}"),
        ("x*x - x/x", r"x \cdot x - \frac{x}{x}"),  # as it was typed, not x² − 1
        ("log x", r"\ln\left(x\right)"),
        ("(-2)^2", r"\left(-2\right)^{2}"),
        ("-(x+1)", r"-\left(x + 1\right)"),
        ("x - (-x)", r"x - \left(-x\right)"),
        ("(x/2)^2", r"\left(\frac{x}{2}\right)^{2}"),
        ("(e^x)^2", r"\left(e^{x}\right)^{2}"),
        ("if(x<1,x,|x|)", r"\begin{cases} x & \text{if } x < 1 \\ \left|x\right| & \text{otherwise} \end{cases}"),
    ],
)
def test_a_formula_is_set_as_it_was_understood(text, shown):
    assert parse(text).understood == shown


def test_brackets_that_could_be_the_integer_part_are_said_to_be_parentheses():
    for text in ("[x]", "2{x}", "[x+1]^2"):
        (said,) = parse(text, ("x",)).remarks
        assert "floor(x)" in said
    assert parse("[(x+1)(x-1)]^2", ("x",)).remarks == () == parse("sin x * 2", ("x",)).remarks


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("|1-2|x||", "abs(1-2*abs(x))"),
        ("||x-1||x+1||", "abs(abs(x-1)*abs(x+1))"),
        ("||x|-2|", "abs(abs(x)-2)"),
        ("|x||x+1|", "abs(x)*abs(x+1)"),
        ("|x|sin x + |x|", "abs(x)*sin(x)+abs(x)"),
        ("log_{2}(x)", "log2(x)"),
        ("if(x>0.5 and x<1, 1, 0)", "if(0.5<x<1, 1, 0)"),
        ("2⌊x⌋", "2*floor(x)"),
        ("if((x>0.5),1,0)", "if(x>0.5, 1, 0)"),
        ("if(((x>0.5)) and (x<1),1,0)", "if(0.5<x<1, 1, 0)"),
        ("if((x>0.5 and x<1) and 2(x+1)>0,1,0)", "if(0.5<x<1, 1, 0)"),
        ("if((x)>0.5 and (x-1)(x+2)<0,1,0)", "if(0.5<x<1, 1, 0)"),
        ("piecewise((x<0.5),1,(x<1),2,(if(x>1.5,3,4)))", "piecewise(x<0.5, 1, x<1, 2, if(x>1.5, 3, 4))"),
        ("if(x>0.5 AND x<1, 1, 0)", "if(0.5<x<1, 1, 0)"),
        ("if((x>0.5)And(x<1), 1, 0)", "if(0.5<x<1, 1, 0)"),
        ("sin2xcos3x", "sin(2*x)*cos(3*x)"),
        ("2xsin2xcos3x + Tan12x", "2*x*sin(2*x)*cos(3*x) + tan(12*x)"),
    ],
)
def test_what_can_be_read_in_one_way_is_read_so_without_a_remark(text, meant):
    formula = parse(text)
    assert not formula.remarks
    np.testing.assert_array_equal(formula(X), parse(meant)(X))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sin^-2 x", "as in 1/sin(x)^2"),
        ("sin^-1 x", "write asin(x), or 1/sin(x)"),
        ("log^-1 x", "as in 1/log(x)"),
        ("if(x=0, 1, sin(x)/x)", "a condition has <, ≤, > or ≥"),
        ("(x=0)", "cases are written if(x < 0"),
        ("if(x<0 or x>1, 1, 0)", "“or” is written with cases"),
        ("if(x>0 and x, 1, 0)", "a comparison is missing behind “and”"),
        ("if((x>0) and (x), 1, 0)", "a comparison is missing behind “and”"),
        ("if((x=0), 1, 0)", "a condition has <, ≤, > or ≥"),
        ("if(x<0 OR x>1, 1, 0)", "“or” is written with cases"),
        ("if((x<0) or (x>1), 1, 0)", "“or” is written with cases"),
        ("if(x<0 ∨ x>1, 1, 0)", "“or” is written with cases"),
        ("if(x≠0, 1, 0)", "that x is not 0 is written |x| > 0"),
        ("if(x != 0, 1, 0)", "that x is not 0 is written |x| > 0"),
        ("if(x>0 ∧ x<1, 1, 0)", "joined by “and”, as in x > 0 and x < 1"),
        ("if(x>0 && x<1, 1, 0)", "joined by “and”, as in x > 0 and x < 1"),
        ("x!", "“!” means nothing here"),
        ("sin2x3", "“sin2x3” is unknown here"),
        ("x2", "write x^2 or 2x"),
        ("hypot(x)", "write √(x² + 1)"),
        ("root(x, $)", "means nothing here"),
        ("root(x, a)", "write cbrt(x) or x^(1/4)"),
    ],
)
def test_what_is_wrong_is_what_is_said(text, said):
    with pytest.raises(ExpressionError, match=re.escape(said)):
        parse(text)


@pytest.mark.parametrize(
    ("text", "instead", "meant"),
    [
        ("hypot(x,y)", "√(x² + y²)", np.hypot(X, Y)),
        ("1 + Hypot(x-1, 2y)", "√((x − 1)² + (2·y)²)", np.hypot(X - 1, 2 * Y)),
        ("root(x,3)", "x^(1/3)", np.cbrt(X)),
        ("root(x+1,5)", "(x + 1)^(1/5)", (X + 1) ** 0.2),
        ("root(x, 2)", "x^(1/2)", np.sqrt(X)),
        ("root(x)", "sqrt(x)", np.sqrt(X)),
        ("pow(x+1,3)", "(x + 1)^3", (X + 1) ** 3),
    ],
)
def test_a_function_of_several_arguments_that_is_not_there_is_written_with_those_that_were_given(text, instead, meant):
    with pytest.raises(ExpressionError, match=re.escape(f"{instead}.")) as said:
        parse(text, ("x", "y"))
    for spelling in str(said.value).removesuffix(".").split("; write ")[1].split(" or "):
        assert parse(spelling, ("x", "y"))(X, Y) == pytest.approx(meant, rel=1e-14)


def test_a_number_of_calculators_is_told_from_eulers():
    formula = parse("2e-1")
    assert formula(X) == pytest.approx(0.2)
    assert formula.remarks == ("“2e-1” is read as the number 0.2; with Euler's e it is written 2·e − 1.",)
    assert not parse("2e - 1").remarks and not parse("1e3x").remarks
