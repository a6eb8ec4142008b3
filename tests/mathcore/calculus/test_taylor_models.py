"""Polynomials in the plane against SymPy's series along lines, worst errors against a dense search, remainders against
`scipy.integrate.quad` of SymPy's derivatives; the slopes 2 and 3 of e^x cos y."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from mathcore.calculus import jets
from mathcore.calculus import taylor_models as models
from mathcore.common.expressions import parse

X, Y, T = sympy.symbols("x y t", real=True)
SMOOTH = (
    "exp(x)*cos(y)",
    "sin(x)*cos(y)+(x^2+y^2)/10",
    "log(1+x^2+2*y^2)",
    "(x^2+y-11)^2+(x+y^2-7)^2",
    "sqrt(1+x^2+y^2)",
)
PLACES = st.tuples(*[st.integers(-20, 20).map(lambda n: n / 10)] * 2)


def read(text: str):
    return parse(text, jets.VARIABLES)


def jet(text: str, point):
    return jets.jet(read(text), point[0], point[1], models.HIGHEST)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(SMOOTH), PLACES, PLACES, st.integers(1, models.HIGHEST))
def test_polynomials_are_sympys_along_a_line(text, point, move, order):
    f = read(text).sympy.subs({X: point[0] + T * move[0], Y: point[1] + T * move[1]}, simultaneous=True)
    exact = sum(float(sympy.diff(f, T, k).subs(T, 0)) / math.factorial(k) for k in range(order + 1))
    found = models.polynomial(jet(text, point), move[0], move[1], order)
    assert float(found) == pytest.approx(exact, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("order", range(1, models.HIGHEST + 1))
@pytest.mark.parametrize("text", SMOOTH)
def test_worst_errors_against_a_dense_search(text, order):
    point, radii = (0.3, 0.7), np.array([0.05, 0.5, 1.5])
    found = models.errors(read(text), point, jet(text, point), radii)
    angle = np.linspace(0, 2 * np.pi, 20001)
    for r, worst, way in zip(radii, found.worst[order - 1], found.way[order - 1], strict=True):
        dx, dy = r * np.cos(angle), r * np.sin(angle)
        f = sympy.lambdify((X, Y), read(text).sympy, "numpy")
        dense = np.abs(f(point[0] + dx, point[1] + dy) - models.polynomial(jet(text, point), dx, dy, order))
        rounding = 1e-12 * (1 + abs(f(*point)))
        assert worst == pytest.approx(dense.max(), rel=1e-6, abs=rounding)
        dx, dy = r * np.cos(way), r * np.sin(way)
        there = abs(f(point[0] + dx, point[1] + dy) - models.polynomial(jet(text, point), dx, dy, order))
        assert worst == pytest.approx(float(there), rel=1e-6, abs=rounding)


@pytest.mark.parametrize(
    ("text", "point", "radius", "order"),
    [
        ("exp(x)*cos(y)", (2.48, 1.94), 0.71, 4),
        ("exp(x)*cos(y)", (-1.63, 1.17), 0.0893, 3),
        ("log(1+x^2+2*y^2)", (-1.96, 0.0), 0.1, 4),
    ],
)
def test_of_peaks_of_nearly_one_height_the_highest_is_found(text, point, radius, order):
    formula = parse(text, ("x", "y"))
    jet = jets.jet(formula, point[0], point[1], models.HIGHEST)
    angles = np.linspace(0, 2 * np.pi, 40_001)
    u, v = radius * np.cos(angles), radius * np.sin(angles)
    dense = np.abs(formula(point[0] + u, point[1] + v) - models.polynomial(jet, u, v, order)).max()
    assert models.errors(formula, point, jet, [radius]).worst[order - 1, 0] == pytest.approx(dense, rel=2e-4)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(SMOOTH[:4]), PLACES, st.integers(0, 11), st.integers(1, 3), st.sampled_from([0.2, 1.0]))
def test_the_remainder_is_the_integral_of_sympys_derivative(text, point, hour, order, radius):
    u = np.array([np.cos(hour * np.pi / 6), np.sin(hour * np.pi / 6)])
    found = models.remainder(read(text), point, u, radius, order)
    along = read(text).sympy.subs({X: point[0] + T * u[0], Y: point[1] + T * u[1]}, simultaneous=True)
    derivative = sympy.lambdify(T, sympy.diff(along, T, order + 1), "math")
    exact = quad(lambda t: (radius - t) ** order / math.factorial(order) * derivative(t), 0, radius, epsabs=1e-12)[0]
    assert found.smooth
    assert found.integral == pytest.approx(exact, rel=1e-8, abs=1e-10)
    assert found.error == pytest.approx(exact, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "point", "way"),
    [
        ("abs(x)+y^2", (0.3, 0.7), (-1.0, 0.0)),
        ("sqrt(x^2+y^2)", (0.3, 0.0), (-1.0, 0.0)),  # through the tip, where each side looks straight
        ("relu(x)^2", (0.5, 0.2), (-1.0, 0.0)),
        ("if(x>0, x^2, 0)", (0.5, 0.0), (-1.0, 0.0)),
        ("cbrt(x)", (0.4, 0.0), (-1.0, 0.0)),
        ("log(x)", (0.4, 0.0), (-1.0, 0.0)),
        ("floor(x)", (0.4, 0.3), (-1.0, 0.0)),
        ("0.001*sign(x)+x*y", (0.4, 0.3), (-1.0, 0.0)),
    ],
)
def test_a_derivative_that_jumps_on_the_way_is_noticed(text, point, way):
    found = models.remainder(read(text), point, way, 1.0, 2)
    assert not found.smooth
    assert models.remainder(read(text), point, np.negative(way), 0.2, 2).smooth


def test_the_errors_of_exp_cos_have_the_slopes_two_and_three():
    text, point = "exp(x)*cos(y)", (0.3, 0.7)
    slopes = [models.circle(read(text), point, jet(text, point), 0.0263, n).slope for n in (1, 2)]
    assert slopes == pytest.approx([2.009, 3.007], abs=1e-3)
    for n in (1, 2, 3, 4):
        found = models.circle(read(text), point, jet(text, point), 0.05, n)
        assert found.worst / found.half == pytest.approx(2 ** (n + 1), rel=0.02)


def test_where_the_third_derivatives_vanish_the_quadric_has_the_slope_four():
    for text, point in (("exp(-x^2-y^2)", (0.0, 0.0)), ("cos(x)+cos(2*y)", (0.0, 0.0))):
        assert models.circle(read(text), point, jet(text, point), 0.04, 2).slope == pytest.approx(4, abs=0.01)


def test_a_polynomial_of_degree_four_is_its_own():
    text, point = SMOOTH[3], (0.4, -1.2)
    assert models.errors(read(text), point, jet(text, point), [0.1, 1.0, 4.0]).worst[3].max() < 1e-10
    assert models.errors(read(text), point, jet(text, point), [1.0]).worst[2].max() > 0.1


def test_an_error_is_unknown_where_f_is_not_defined_all_round():
    text, point = "log(x)", (0.5, 0.0)
    worst = models.errors(read(text), point, jet(text, point), [0.4, 0.6]).worst
    assert np.isfinite(worst[:, 0]).all() and np.isnan(worst[:, 1]).all()


@pytest.mark.parametrize("text", ["1/x", "tan(x+pi/2)", "1/(x-y/5)", "1/x^2"])
def test_an_error_without_a_bound_is_unknown(text):
    point, radii = (0.5, 0.2), [0.1, 0.2, 0.3, 0.7, 0.9, 1.1, 1.26, 1.4]  # a pole is met by those from 0.5 on
    worst = models.errors(read(text), point, jet(text, point), radii).worst
    assert np.isfinite(worst[:, :3]).all() and np.isnan(worst[:, 3:]).all()
    text = "1/(0.01+x^2+y^2)"  # steep, and bounded
    assert np.isfinite(models.errors(read(text), point, jet(text, point), radii).worst).all()


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(SMOOTH), PLACES, st.integers(1, models.HIGHEST))
def test_level_curves_of_the_polynomial_lie_at_levels_of_f_within_the_circle(text, point, order):
    land = models.ground(text, 3.0)
    pieces = models.levels_within(land, np.array(point), jet(text, point), 0.8, order)
    inside = pieces[np.isfinite(pieces).all(axis=1)]
    assert (np.hypot(*(inside - point).T) <= 0.8 + 1e-9).all()
    heights = land.height(models.polynomial(jet(text, point), inside[:, 0] - point[0], inside[:, 1] - point[1], order))
    apart = land.levels[1] - land.levels[0]
    if len(inside):
        assert np.abs(heights[:, None] - land.levels).min(axis=1).max() < 0.25 * apart


def test_a_ground_says_where_f_has_derivatives():
    land = models.ground("sqrt(4-x^2-y^2)", 3.0)
    assert land.settled((0.5, 0.25)).tolist() == [0.5, 0.25]
    moved = land.settled((2.9, 2.9))
    assert np.hypot(*moved) < 2 and land.has(moved) and not land.has((2.9, 2.9))
    assert land.settled((9.0, 0.0))[0] <= 3.0
    shown, low, high = land.relief
    assert np.nanmin(shown) >= low and np.nanmax(shown) <= high and low < high
    with pytest.raises(models.Undefined):
        models.ground("sqrt(-1-x^2)", 3.0)


@pytest.mark.parametrize("text", ["3", "x", "0*x"])
def test_flat_grounds_have_levels_and_a_relief(text):
    land = models.ground(text, 1.5)
    assert np.isfinite(land.levels).all() and land.usual > 0 and land.spread > 0
    assert land.relief[1] < land.relief[2]


def test_a_sheet_ends_where_it_leaves_its_box():
    angle = np.linspace(0, 2 * np.pi, 25)
    ring, bowl = 2 * np.stack([np.cos(angle), np.sin(angle)]), jet("x^2+y^2", (0.0, 0.0))
    dx, dy, z, edge = models.sheet(bowl, ring, 2, -1.0, 2.25)
    assert np.hypot(dx[-1], dy[-1]) == pytest.approx(np.full(25, 1.5), abs=1e-3)
    assert z == pytest.approx(dx**2 + dy**2) and np.isnan(edge).all()
    assert models.sheet(bowl, ring, 2, -1.0, 5.0)[3] == pytest.approx(np.full(25, 4.0))
    assert np.isnan(models.sheet(bowl, ring, 2, 1.0, 5.0)[2]).all()  # p itself is not in it


@pytest.mark.parametrize(
    ("text", "point", "radius", "order", "exact"),
    [
        ("exp(-x^2-y^2)", (4.0, 4.0), 0.1, 2, False),  # f is 1e-14 there, to sixteen digits
        ("exp(x)*cos(y)", (-4.3, 3.05), 0.02, 4, False),
        ("x^2/2-y^2/2", (4.0, 4.0), 0.02, 2, True),  # f is 0 there, and its parts are not
        ("(x+y)^2-x^2-2*x*y", (3.3, 4.1), 0.02, 2, True),
        ("(x^2+y-11)^2+(x+y^2-7)^2", (3.0, 2.0), 0.02, 4, True),
        ("(x^2+y-11)^2+(x+y^2-7)^2", (3.0, 2.0), 4.0, 4, True),
        ("(x^2+y-11)^2+(x+y^2-7)^2", (3.0, 2.0), 0.02, 3, False),
        ("x", (0.3, 0.4), 0.5, 1, True),
    ],
)
def test_rounding_is_told_on_the_circle_itself(text, point, radius, order, exact):
    found = models.circle(read(text), point, jet(text, point), radius, order)
    assert (found.worst <= found.floor) is exact
    assert np.isnan(found.slope) == exact and found.floor < 1e-9
