"""Slopes of typed functions against SymPy, SciPy and closed forms, where they exist and where they do not."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.differentiate import jacobian
from scipy.optimize import minimize_scalar

from mathcore.calculus import partial_derivatives as pd

CASES = "if(x^2+y^2>0, {}, 0)"
LIE, ALL, PERFECT, TORN = (
    CASES.format(f) for f in ("xy/(x^2+y^2)", "x^2y/(x^2+y^2)", "x^3y/(x^4+y^2)", "(x^2+y^2)sin(1/sqrt(x^2+y^2))")
)
SMOOTH = [
    "x^2+2y^2",
    "sin(2x)cos(y) - tan(x/3)",
    "exp(-x^2-y^2) + log(3+x+y)",
    "asin(x/4) + acos(y/4) + atan(xy)",
    "sinh(x) + cosh(y)tanh(xy)",
    "sqrt(9-x^2-y^2) / (2 + x y / 5)",
    "softplus(-x-2y) + sigmoid(x-y) erf(y)",
    "(3+x)^(1+y/3) + (2+y)^1.5 + 2^x",
    "cbrt(x+5) - 1/(x^2+1)^2",
    "x^3 - 3x y^2 + pi x - e y",
]
EDGED = [
    "|x|+|y|",
    "relu(x-y/2)",
    "max(x, y, 0)",
    "min(x, 2y)",
    "sign(x)y + floor(2y) + ceil(x)",
    "if(x < y, x^2, y^3)",
]
inner = st.floats(-1.5, 1.5).map(lambda v: round(v, 2))
ring = np.deg2rad(np.arange(0.0, 360.0, 7.0))


def rules(text):
    """Both partial derivatives by SymPy, as functions of x and y."""
    x, y = sympy.symbols("x y", real=True)
    names = [{"DiracDelta": np.zeros_like}, "scipy", "numpy"]  # SymPy's slope of a sign, which is 0 off its jump
    return [sympy.lambdify((x, y), sympy.diff(pd.read(text).sympy, v), names) for v in (x, y)]


@pytest.mark.parametrize("text", SMOOTH)
def test_rules_and_limits_agree_with_sympy(text):
    points = np.random.default_rng(3).uniform(-1.5, 1.5, (20, 2))
    exact = np.array([[float(rule(*p)) for rule in rules(text)] for p in points])
    found = pd.duals(pd.read(text), *points.T)
    assert np.allclose(found.slopes.T, exact, rtol=1e-11, atol=1e-11)
    assert np.allclose(found.value, pd.read(text)(*points.T), rtol=1e-14)
    assert not found.seam.any()
    limits = np.array([pd.partials(pd.read(text), p) for p in points])
    assert np.allclose(limits, exact, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("text", EDGED)
def test_off_their_seams_edged_functions_follow_the_rules_too(text):
    f, points = pd.read(text), np.random.default_rng(4).uniform(-1.5, 1.5, (40, 2))
    found, limits = pd.duals(f, *points.T), np.array([pd.partials(f, p) for p in points])
    assert not found.seam.any()
    assert np.allclose(found.slopes.T, limits, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("text", SMOOTH)
def test_limits_agree_with_scipy(text):
    f, p = pd.read(text), np.array([0.3, -0.7])
    df = jacobian(lambda v: f(v[0], v[1]), p).df
    assert np.allclose(pd.partials(f, p), df, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "point", "seam"),
    [
        ("|x|", (0, 1), True),
        ("|x|", (0.1, 0), False),
        ("relu(x-y)", (0.5, 0.5), True),
        ("max(x, y)", (1, 1), True),
        ("sqrt(x^2+y^2)", (0, 0), True),
        ("cbrt(y)", (1, 0), True),
        ("x^0.5", (0, 1), True),
        ("floor(y)", (0.5, 1), True),
        ("if(0<y<x^2, 1, 0)", (0.5, 0.25), True),
        ("if(0<y<x^2, 1, 0)", (0.5, 0), True),
        ("if(0<y<x^2, 1, 0)", (0.5, 0.1), False),
        ("if(0<y<x^2, 1, 0)", (0.5, 0.4), False),
        ("if(2<y<x^2, 1, 0)", (0.5, 0.25), False),  # on the edge of one condition, and the other does not hold
        ("if(x>=0, if(y<1, 2, 3), 4)", (0, 0), True),
        (LIE, (0, 0), True),
        (LIE, (0.01, 0), False),
        ("x^y", (0, 1), True),  # f = x along y = 1, but the rules say 0 log 0
        ("exp(-1/x^2)", (0, 0), True),
        ("x^2+y", (0, 0), False),
    ],
)
def test_seams_are_seen(text, point, seam):
    assert bool(pd.duals(pd.read(text), *point).seam) is seam


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=6, max_size=6), inner, inner)
def test_the_gradient_of_a_polynomial_knows_every_slope(c, x, y):
    text = " + ".join(f"({a:.4f}){term}" for a, term in zip(c, ("", "x", "y", "x^2", "xy", "y^3"), strict=True))
    a = [round(v, 4) for v in c]
    exact = np.array([a[1] + 2 * a[3] * x + a[4] * y, a[2] + a[4] * x + 3 * a[5] * y**2])
    found = pd.slopes(pd.read(text), (x, y), pd.units(ring))
    assert np.allclose(found, pd.units(ring) @ exact, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([LIE, ALL, PERFECT, TORN]), inner, inner)
def test_close_to_a_torn_point_the_limits_still_agree_with_sympy(text, x, y):
    assume((x, y) != (0, 0))
    exact = np.array([float(rule(x, y)) for rule in rules(text)])
    found = pd.slopes(pd.read(text), (x, y), pd.units(ring))
    assert np.allclose(found, pd.units(ring) @ exact, rtol=1e-7, atol=1e-7 * (1 + np.abs(exact).max()))


def test_slopes_at_torn_points_and_corners_are_those_of_the_closed_forms():
    cos, sin = np.cos(ring), np.sin(ring)
    closed = {
        ALL: cos**2 * sin,
        PERFECT: 0 * cos,
        TORN: 0 * cos,
        "|x|+|y|": np.abs(cos) + np.abs(sin),
        "sqrt(x^2+y^2)": 1 + 0 * cos,
        "relu(x-y/2)": np.maximum(cos - sin / 2, 0),
        "sqrt(2|xy|)": np.sqrt(2 * np.abs(cos * sin)),
        "max(x, y)": np.maximum(cos, sin),
        "if(0<y<x^2, 1, 0)": 0 * cos,
    }
    for text, exact in closed.items():
        assert np.allclose(pd.slopes(pd.read(text), (0, 0), pd.units(ring)), exact, atol=1e-9), text


@pytest.mark.parametrize(
    ("text", "direction", "why"),
    [
        (LIE, (0.6, 0.8), "a jump along the ray"),
        ("sqrt(|x|)", (1, 0), "infinitely steep"),
        ("x*log(|x|)", (1, 0), "infinitely steep, slowly"),
        ("x*sin(1/x)", (1, 0), "undefined, and restless"),
        ("if(|x|>0, x*sin(1/x), 0)", (1, 0), "restless"),
        ("if(x>0, 1, 0)", (1, 0), "a step"),
        ("log(x)", (1, 0), "undefined"),
    ],
)
def test_where_there_is_no_limit_none_is_seen(text, direction, why):
    assert np.isnan(pd.slopes(pd.read(text), (0, 0), direction)).all(), why


def test_no_period_hides_from_the_quotients():
    for k in (1, 2, 4, 8, 16):
        found = pd.partials(pd.read(f"sin({k}*2*pi*x)"), (0.0, 0.0))
        assert np.allclose(found, [2 * np.pi * k, 0.0], rtol=1e-8)


def test_partial_derivatives_need_both_sides_and_are_limits_not_rules():
    assert np.isnan(pd.partials(pd.read("|x|+y"), (0, 0))).tolist() == [True, False]
    assert np.isnan(pd.partials(pd.read("relu(x-y/2)"), (0, 0))).all()
    f = pd.read(CASES.format("x^3/(x^2+y^2)"))  # 0 by the rules of the case at the origin; f(x, 0) = x says 1
    assert np.allclose(pd.partials(f, (0, 0)), [1.0, 0.0])
    assert np.array_equal(pd.duals(f, 0, 0).slopes, [0.0, 0.0])
    assert np.array_equal(pd.partials(pd.read(LIE), (1, 1)), [0.0, 0.0])  # and no rubble of rounding
    assert np.allclose(pd.partials(pd.read("|x|^1.5"), (0, 0)), 0.0)  # chords sqrt(h): slow, and yet 0 on both sides


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SMOOTH), inner, inner)
def test_the_largest_slope_found_by_search_is_the_length_of_the_gradient(text, x, y):
    f, fan = pd.read(text), np.deg2rad(np.arange(0.0, 360.0, 5.0))
    slope = lambda t: pd.slopes(f, (x, y), pd.units(t))  # noqa: E731
    length = np.hypot(*[float(rule(x, y)) for rule in rules(text)])
    assert np.isclose(pd.steepest(slope, fan, slope(fan)), length, rtol=1e-7, atol=1e-9)


def test_the_largest_slope_where_the_gradient_says_zero():
    slope = lambda t: pd.slopes(pd.read(ALL), (0, 0), pd.units(t))  # noqa: E731
    fan = np.deg2rad(np.arange(0.0, 360.0, 5.0))
    found = pd.steepest(slope, fan, slope(fan))
    assert np.isclose(found, 2 / (3 * np.sqrt(3)), rtol=1e-9)
    searched = minimize_scalar(lambda t: -(np.cos(t) ** 2) * np.sin(t), bounds=(0.0, 1.5), method="bounded")
    assert np.isclose(found, -searched.fun, rtol=1e-7)
    assert np.isclose(np.rad2deg(searched.x), 35.2644, atol=1e-3)
    assert np.isnan(pd.steepest(slope, fan, np.full(len(fan), np.nan)))


# --- the plane ---


@settings(max_examples=40, deadline=None)
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3), inner, inner)
def test_a_quadratic_leaves_its_plane_by_half_its_largest_curvature(a, b, c, x, y):
    a, b, c = (round(v, 3) for v in (a, b, c))
    radii = np.array([0.01, 0.1, 1.0])
    found = pd.remainder(pd.read(f"({a})x^2 + ({b})x*y + ({c})y^2 + x"), (x, y), radii)
    hessian = np.array([[2 * a, b], [b, 2 * c]])
    sharpest = np.abs(np.linalg.eigvalsh(hessian)).max()
    assert np.allclose(found.worst, radii * sharpest / 2, rtol=2e-4, atol=1e-9)
    assert np.allclose(found.change, radii * sharpest, rtol=2e-4, atol=1e-9)
    assert np.allclose(found.gradient, hessian @ [x, y] + [1, 0], atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*SMOOTH, LIE, ALL, PERFECT, TORN, "|x|+|y|", "sqrt(x^2+y^2)", "max(x, y, 0)"]), inner, inner)
def test_the_error_is_at_most_what_the_gradient_changes(text, x, y):
    found = pd.remainder(pd.read(text), (x, y), np.geomspace(1e-3, 1, 31))
    assert (found.worst <= found.change * (1 + 1e-6) + 1e-6).all()
    assert (np.diff(found.change) >= 0).all()


def test_errors_of_the_counterexamples_are_those_of_the_closed_forms():
    radii = np.geomspace(1e-3, 1, 31)
    lie, every, perfect, torn, tongue, cone = (
        pd.remainder(pd.read(text), (0, 0), radii)
        for text in (LIE, ALL, PERFECT, TORN, "if(0<y<x^2, 1, 0)", "sqrt(x^2+y^2)")
    )
    assert np.allclose(lie.worst, 1 / (2 * radii), rtol=1e-9)
    assert np.allclose(every.worst, 2 / (3 * np.sqrt(3)), rtol=1e-3)
    assert (perfect.worst <= 0.5).all()
    assert (perfect.worst[:20] > 0.49).all()
    assert np.allclose(torn.worst, radii * np.abs(np.sin(1 / radii)), atol=1e-12)
    assert torn.change.min() > 0.3  # the gradient goes on turning
    assert np.allclose(tongue.worst, 1 / radii)
    assert np.allclose(cone.worst, 1.0)
    assert np.allclose(cone.gradient, 0.0, atol=1e-12)  # no gradient: the plane that fits best


def test_without_a_gradient_the_plane_is_the_least_squares_fit():
    f, radii = pd.read("relu(x-y/2) + y"), np.array([0.1, 1.0])
    found = pd.remainder(f, (0, 0), radii)
    even = pd.units(np.deg2rad(np.arange(360.0)))
    fitted = np.linalg.lstsq(even, f(*even.T), rcond=None)[0]
    assert np.allclose(found.gradient, [fitted, fitted], atol=1e-9)


def test_where_f_is_undefined_there_is_no_plane():
    assert np.isnan(pd.remainder(pd.read("log(x)"), (0, 0), [0.1, 1.0]).worst).all()
    assert np.isfinite(pd.remainder(pd.read("sqrt(x)"), (0.5, 0), [0.1, 1.0]).worst).all()  # a part of the ring
    for text in ("sqrt(x)", "sqrt(-x^2-y^2)"):  # a half of the ring, or nothing of it, and no gradient: no plane fits
        found = pd.remainder(pd.read(text), (0, 0), [0.1, 1.0])
        assert np.isnan(found.gradient).all()
        assert np.isnan(found.worst).all()


@pytest.mark.parametrize(
    ("text", "point", "radius", "breaks"),
    [
        ("atan(1/x)", (-1, 0.5), 1.0, True),  # E = 2.86, and the gradient changes by 0.5 only: f jumps at x = 0
        ("atan(1/x)", (-1, 0.5), 0.9, False),
        ("x^x", (-1, 0.5), 1.0, True),
        ("0^x", (1, 1), 1.0, True),
        ("x^-1", (0.3, 0), 0.5, True),
        ("tan(x)", (1.5, 0), 0.1, True),
        ("tan(x)", (0, 0), 1.0, False),
        ("sqrt(x)", (0.5, 0), 1.0, True),
        ("exp(exp(exp(x)))", (1, 1), 1.0, True),
        ("x + floor(y)", (0.5, 0.5), 0.1, True),
        ("x/(x^2+0.01)", (0, 0), 1.0, False),
        ("x^2+2y^2", (1, 1), 1.0, False),
        ("|x| + relu(y)", (0, 0), 1.0, False),
    ],
)
def test_where_the_mean_value_theorem_says_nothing(text, point, radius, breaks):
    assert pd.may_break(pd.read(text), point, radius) is breaks


# --- pictures ---


def test_lines_of_a_plane():
    lines = pd.straight_levels([3.0, 4.0], [-5.0, 0.0, 5.0, 50.0], 1.5).reshape(4, 3, 2)
    assert np.allclose(lines[:3, :2] @ [3.0, 4.0], [[-5, -5], [0, 0], [5, 5]])
    assert np.isnan(lines[3]).all()
    assert np.isnan(lines[:, 2]).all()
    assert np.isnan(pd.straight_levels([0.0, 1e-14], [-1.0, 0.0, 1.0], 1.5)).all()


def test_a_chart_measures_the_function():
    grid = np.linspace(-2.5, 2.5, 81)
    bowl = pd.chart(pd.read("x^2+2y^2"), grid, 1.5)
    assert (bowl.low, bowl.high) == (0.0, 18.75)
    slopes = np.hypot(2 * np.linspace(-1.5, 1.5, 61)[None, :], 4 * np.linspace(-1.5, 1.5, 61)[:, None])
    assert np.isclose(bowl.top, np.quantile(slopes, 0.97))
    pole = pd.chart(pd.read("1/(x^2+y^2)"), grid, 1.5)
    assert pole.high < 100
    for text in ("0", "5", "log(-1-x^2)", "if(0<y<x^2, 1, 0)", "1/x", "exp(exp(exp(3x)))"):
        found = pd.chart(pd.read(text), grid, 1.5)
        assert np.isfinite([found.low, found.high, found.top]).all()
        assert found.low < found.high
        assert found.top > 0


def test_nice_numbers_and_what_may_jump():
    assert [pd.nice(v) for v in (1, 1.3, 1.6, 3.0, 4.0, 8.0, 0.03, 47.0)] == [1, 1, 2, 2, 5, 10, 0.02, 50]
    assert pd.may_jump(pd.read("x + floor(y)").tree)
    assert pd.may_jump(pd.read("exp(if(x>0, x, 0))").tree)
    assert not pd.may_jump(pd.read("|x| + relu(y)").tree)


def test_rules_are_written():
    assert pd.written(pd.read("x^2+2y^2")) == ("2 x", "4 y")
    assert "cases" in pd.written(pd.read("relu(x-y/2)"))[0]
    assert "no formula" in pd.written(pd.read("floor(x)+y"))[0]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("if(x^2+y^2>0, x^3y/(x^4+y^2), 0)", (0.0, 0.0)),  # its ridges y = ±x² hide between any fixed directions
        ("if(x^2+y^2>0, x^2y/(x^2+y^2), 0)", (0.0, 0.0)),
        ("sqrt(30*(x+0.66*y)^2+(y-x)^2)", (0.0, 0.0)),
        ("sin(3x)exp(y)", (0.4, -0.3)),
    ],
)
def test_the_worst_error_is_that_of_a_fine_ring(text, point):
    f, radii, turn = pd.read(text), np.array([0.001, 0.01, 0.1, 1.0]), np.linspace(0, 2 * np.pi, 400_001)
    found = pd.remainder(f, point, radii)
    for r, g, worst, change in zip(radii, found.gradient, found.worst, found.change, strict=True):
        u = np.stack([np.cos(turn), np.sin(turn)])
        error = np.abs((f(point[0] + r * u[0], point[1] + r * u[1]) - f(*point)) / r - g @ u)
        assert worst == pytest.approx(error.max(), rel=2e-5) and worst >= error.max() * (1 - 1e-9) - 1e-10
        assert worst <= change + 1e-6
