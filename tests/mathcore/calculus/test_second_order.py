"""First and second derivatives in plain numbers against SymPy's, and against jets wherever both speak."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from mathcore.calculus import second_order, taylor_models
from mathcore.calculus.jets import VARIABLES
from mathcore.common.expressions import parse

X, Y = sympy.symbols("x y", real=True)
FORMULAS = (
    "sin(x)*cos(y)+(x^2+y^2)/10",
    "(1-x)^2+100*(y-x^2)^2",
    "log(cosh(x))+log(cosh(y))-3*x",
    "sqrt(1+x^2+y^2)/(2+x)^3",
    "x*y*exp(-(x^2+y^2)/2)",
    "softplus(x-y)+softplus(-x-2*y)",
    "sigmoid(x*y)*tanh(x-y)+atan(x)",
    "sinh(x/2)^3-x^0+y^1+x^5/7",
    "(2+sin(y))^1.5-(3+x)^(-2)+pi*x",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_derivatives_are_sympys(text):
    formula = parse(text, VARIABLES)
    f = formula.sympy
    rows = [f, *(sympy.diff(f, *by) for by in ([X], [Y], [X, X], [X, Y], [Y, Y]))]
    exact = sympy.lambdify((X, Y), rows, "numpy")
    for x, y in np.random.default_rng(2).uniform(-1.9, 1.9, (12, 2)):
        known = np.array(exact(x, y), float)
        found = second_order.at(formula, float(x), float(y))
        assert found == pytest.approx(known, rel=1e-10, abs=1e-10)
        far = taylor_models.second_order(formula, x, y)
        assert found == pytest.approx(far, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("log(x)", -1.0),
        ("1/x", 0.0),
        ("sqrt(x)", 0.0),
        ("exp(x)^20", 400.0),
        ("|x|", 1.0),
        ("x^y", 1.0),
        ("x^0.5", -1.0),
    ],
)
def test_what_cannot_be_told_is_left_to_jets(text, x):
    formula = parse(text, VARIABLES)
    assert second_order.at(formula, x, 0.5) is None
    assert len(taylor_models.at(formula, x, 0.5)) == 6
