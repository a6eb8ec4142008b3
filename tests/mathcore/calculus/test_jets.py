"""Jets against SymPy's derivatives, the closed forms of the kernels, and laws of differentiation."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore import kernels
from mathcore.calculus import jets
from mathcore.common.expressions import parse

X, Y = sympy.symbols("x y", real=True)
FUNCTIONS = (
    *("(x^2+y-11)^2+(x+y^2-7)^2", "sqrt(4-x^2-y^2)", "exp(x*y)*sin(x-y)", "atan(x*y)+asin(x/4)+acos(y/5)"),
    *("tanh(x)+sigmoid(y*x)+softplus(x-y)", "erf(x*y)", "log(5+x+y)/(3+x)", "tan(x/3)*cosh(y)+sinh(x)*cos(y)"),
    *("(3+x)^y", "x^-2*y", "2^x+(2+y)^(1/2)", "e^(x*y)", "x^0+y", "(x-y)^7", "1/(1+x^2*y^2)"),
)


def read(text: str):
    return parse(text, jets.VARIABLES)


@pytest.mark.parametrize("text", FUNCTIONS)
def test_all_derivatives_up_to_the_fourth_are_sympys(text):
    formula = read(text)
    points = np.random.default_rng(4).uniform(0.05, 0.9, (2, 4))
    found = jets.jet(formula, points[0], points[1], 4)
    assert found.shape == (15, 4)
    for (i, j), row in zip(jets.powers(4), found, strict=True):
        exact = sympy.lambdify((X, Y), sympy.diff(formula.sympy, X, i, Y, j), ["numpy", "scipy"])
        factor = math.factorial(i) * math.factorial(j)
        for x, y, value in zip(*points, row, strict=True):
            assert value == pytest.approx(float(exact(x, y)) / factor, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("abs(x*y-3)+relu(x-5)+relu(x+1)", "3-x*y+x+1"),
        ("max(x,y)*min(x,2*y)", "y*x"),
        ("if(x<y,x^2,y^3)", "x^2"),
        ("floor(x+7)*y+sign(x-9)*x+ceil(y)", "7*y-x+1"),
        ("cbrt(x*y-2)", "-(2-x*y)^(1/3)"),
    ],
)
def test_pieced_functions_have_the_derivatives_of_the_piece(text, piece):
    x, y = np.array([0.2, 0.4]), np.array([0.3, 0.7])
    assert np.allclose(jets.jet(read(text), x, y, 4), jets.jet(read(piece), x, y, 4), atol=1e-12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("max(x^2-y,x^2+3*y)", [0.25, 1.0, None, 1.0, 0.0, 0.0]),  # a corner across y = 0
        ("max(-y^2,0)", [0.0, 0.0, 0.0, 0.0, 0.0, None]),  # 0 everywhere, which the piece -y^2 does not know
        ("max(x*x*x,x^3)", [0.125, 0.75, 0.0, 1.5, 0.0, 0.0]),
        ("max(log(y-1),-x)", [None] * 6),  # the larger of nothing and -x is nothing
        ("min(log(y-1),-x)", [None] * 6),
    ],
)
def test_where_pieces_tie_only_what_they_share_is_told(text, told):
    found = jets.jet(read(text), 0.5, 0.0)
    assert np.allclose(found, np.array(told, float), equal_nan=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("if(x<0,0,1)", [0, 1, 1]), ("if(x<0,3,3)", [3, 3, 3]), ("if(1<2,5,6)", [5, 5, 5]), ("2^if(x<0,0,1)", [1, 2, 2])],
)
@pytest.mark.parametrize("more", [1, 6, 400])
def test_a_step_between_numbers_is_level_on_both_sides(text, value, more):
    x = np.repeat([-1.0, 0.5, 2.0], more)
    found = jets.jet(read(text), x, 0.0)
    assert found[0].tolist() == np.repeat(value, more).tolist() and not found[1:].any()
    assert jets.jet(read(text), -1.0, 0.0).tolist() == [value[0], 0, 0, 0, 0, 0]


@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "beale", "saddle"])
def test_the_classical_landscapes_have_the_derivatives_of_the_kernels(name):
    text = {
        "himmelblau": "(x^2+y-11)^2+(x+y^2-7)^2",
        "rosenbrock": "(1-x)^2+100*(y-x^2)^2",
        "beale": "(1.5-x+x*y)^2+(2.25-x+x*y^2)^2+(2.625-x+x*y^3)^2",
        "saddle": "x^2/2-y^2/2+y^4/4",
    }[name]
    closed = kernels.objective(name)
    points = np.random.default_rng(8).uniform(-4, 4, (2, 5, 7))
    found = jets.jet(read(text), *points)
    assert np.allclose(found[0], closed.value(*points), rtol=1e-11)
    assert np.allclose(jets.gradient(found), closed.gradient(*points), rtol=1e-10, atol=1e-8)
    assert np.allclose(jets.hessian(found), closed.hessian(*points), rtol=1e-10, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=6, max_size=6), st.floats(-3, 3), st.floats(-3, 3), st.floats(0, 7))
def test_along_a_line_a_quartic_is_its_jet(c, x, y, angle):
    formula = read("+".join(f"({a})*x^{i}*y^{j}" for a, (i, j) in zip(c, jets.powers(2), strict=True)) + "+x*y^3-x^4")
    u = np.array([np.cos(angle), np.sin(angle)])
    coefficients = jets.along(jets.jet(formula, x, y, 4), u)
    for t in (-1.3, 0.2, 2.0):
        exact = float(formula(x + t * u[0], y + t * u[1]))
        assert np.polynomial.polynomial.polyval(t, coefficients) == pytest.approx(exact, rel=1e-9, abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2))
def test_products_and_compositions_obey_leibniz_and_the_chain_rule(x, y):
    f, g, both = (jets.jet(read(text), x, y) for text in ("sin(x+2*y)", "x*y^2+1", "sin(x+2*y)*(x*y^2+1)"))
    assert np.allclose(jets.gradient(both), f[0] * jets.gradient(g) + g[0] * jets.gradient(f), atol=1e-12)
    (fx, fy), (gx, gy) = jets.gradient(f), jets.gradient(g)
    mixed = f[0] * jets.hessian(g) + g[0] * jets.hessian(f) + [2 * fx * gx, fx * gy + fy * gx, 2 * fy * gy]
    assert np.allclose(jets.hessian(both), mixed, atol=1e-11)


def test_where_there_is_no_value_there_is_no_derivative():
    assert np.isnan(jets.jet(read("sqrt(4-x^2-y^2)"), 2.0, 1.0)).all()
    assert np.isnan(jets.jet(read("log(x)+y"), -1.0, 1.0)).all()
    assert np.isnan(jets.jet(read("x*y*(x^2-y^2)/(x^2+y^2)"), 0.0, 0.0)).all()
    corner = jets.jet(read("abs(x)+y"), 0.0, 1.0)
    assert corner[0] == 1.0 and np.isnan(corner[1])
    assert not np.isfinite(jets.jet(read("sqrt(x)"), 0.0, 0.0)[1])


def test_the_mixed_derivative_of_peanos_function_depends_on_the_way_to_the_origin():
    f = read("x*y*(x^2-y^2)/(x^2+y^2)")
    for t in (1.0, 1e-3, 1e-6):
        assert jets.hessian(jets.jet(f, t, 0.0))[1] == pytest.approx(1.0)
        assert jets.hessian(jets.jet(f, 0.0, t))[1] == pytest.approx(-1.0)


def test_a_function_of_other_variables_is_refused():
    with pytest.raises(ValueError, match="x and y"):
        jets.jet(parse("x^2"), 1.0, 1.0)


def test_shapes_are_broadcast_and_constants_have_no_slope():
    found = jets.jet(read("3"), np.zeros((2, 1)), np.zeros(5), 3)
    assert found.shape == (10, 2, 5)
    assert (found[0] == 3).all() and not found[1:].any()
