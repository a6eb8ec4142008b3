"""Eigenvalues against LAPACK, critical points against resultants and closed forms, turns against a line integral,
curvatures against spheres and the areas of Gauss's map."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from mathcore import kernels
from mathcore.calculus import curvatures, hessians, jets, turning
from mathcore.common.expressions import parse

HIMMELBLAU = "(x^2+y-11)^2+(x+y^2-7)^2"
SMALL = st.floats(-4, 4)


def read(text: str):
    return parse(text, jets.VARIABLES)


@settings(max_examples=80, deadline=None)
@given(SMALL, SMALL, SMALL)
def test_principal_values_and_directions_are_lapacks(xx, xy, yy):
    high, low, angle = hessians.principal(xx, xy, yy)
    matrix = np.array([[xx, xy], [xy, yy]])
    assert np.allclose([low, high], np.linalg.eigvalsh(matrix), atol=1e-12)
    v = np.array([np.cos(angle), np.sin(angle)])
    assert np.allclose(matrix @ v, high * v, atol=1e-9)
    assert abs(angle) <= np.pi / 2


def test_himmelblaus_critical_points_are_the_roots_of_the_resultant():
    x, y = sympy.symbols("x y")
    f = (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
    eliminated = sympy.Poly(sympy.resultant(sympy.diff(f, x), sympy.diff(f, y), y), x)
    roots = [complex(root) for root in eliminated.nroots(n=30, maxsteps=200)]
    found = hessians.critical_points(HIMMELBLAU, 10.0)
    assert eliminated.degree() == 9  # as many as Bezout allows, so that none is missing
    assert np.allclose(sorted(root.real for root in roots if abs(root.imag) < 1e-12), found.points[:, 0], atol=1e-9)
    assert found.counts() == (4, 4, 1, 0)
    assert found.words() == "4 minima, 4 saddles, 1 maximum"
    minima = found.points[found.kinds == 0]
    assert np.allclose(minima, sorted(kernels.objective("himmelblau").minima.tolist()), atol=1e-9)
    saddles = [(-3.07303, -0.08135), (-0.12796, -1.95371), (0.08668, 2.88425), (3.38515, 0.07385)]
    assert np.allclose(found.points[found.kinds == 1], saddles, atol=1e-5)
    assert np.allclose(found.points[found.kinds == 2], [(-0.27084, -0.92304)], atol=1e-5)
    assert np.allclose(found.eigenvalues[found.kinds == 2], [(-16.066, -45.605)], atol=1e-3)


@pytest.mark.parametrize(
    ("text", "half", "counts"),
    [
        ("x^2/2-y^2/2+y^4/4", 6.0, (2, 1, 0, 0)),
        ("x*y*exp(-(x^2+y^2)/2)", 6.0, (2, 1, 2, 0)),
        ("(1-x)^2+100*(y-x^2)^2", 6.0, (1, 0, 0, 0)),
        ("sqrt(4-x^2-y^2)", 10.0, (0, 0, 1, 0)),
        ("exp(-x^2-y^2)", 10.0, (0, 0, 1, 0)),  # and none in its tails, where the gradient is only tiny
        ("x+2*y", 5.0, (0, 0, 0, 0)),
        ("abs(x)+abs(y)", 5.0, (0, 0, 0, 0)),  # a minimum, at which there is no gradient
        ("1/x+y", 5.0, (0, 0, 0, 0)),
        ("x*y*(x^2-y^2)/(x^2+y^2)", 5.0, (0, 0, 0, 0)),  # at the origin it has no Hessian
    ],
)
def test_known_critical_points_are_counted(text, half, counts):
    found = hessians.critical_points(text, half)
    assert found.isolated
    assert found.counts() == counts


def test_the_lattice_of_a_product_of_waves_is_found_whole():
    found = hessians.critical_points("sin(x)*cos(y)", 10.0)
    quarter = np.pi / 2
    ticks = quarter * np.arange(-6, 7)
    # cos x cos y = 0 = sin x sin y: x odd and y even multiples of a quarter turn (extrema), or the other way (saddles)
    odd, even = ticks[np.arange(-6, 7) % 2 == 1], ticks[np.arange(-6, 7) % 2 == 0]
    assert found.counts() == (21, len(even) * len(odd), 21, 0)
    extrema = np.array([(a, b) for a in odd for b in even])
    assert np.allclose(found.points[(found.kinds == 0) | (found.kinds == 2)], extrema, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "index", "rises"),
    [
        ("x^2+y^4", 1, 1),
        ("x^2-y^4", -1, 0),
        ("-x^4-y^4", 1, -1),
        ("x^2+y^3", 0, 0),
        ("x^3-3*x*y^2", -2, 0),
        ("x^4-6*x^2*y^2+y^4", -3, 0),
        ("x^5-10*x^3*y^2+5*x*y^4", -4, 0),
    ],
)
def test_what_the_hessian_cannot_decide_has_the_index_of_its_valleys(text, index, rises):
    """An isolated critical point from which n valleys go down has the index 1 - n (none and 1 at an extremum)."""
    found = hessians.critical_points(text, 3.0)
    assert found.counts() == (0, 0, 0, 1)
    assert found.indices[0] == index
    assert found.rises[0] == rises
    assert np.allclose(found.points, 0, atol=1e-4)


@pytest.mark.parametrize("half", [3.0, 6.0, 10.0])
@pytest.mark.parametrize("text", ["exp(x^2+y^2)", "exp(3*x^2+3*y^2)", "cosh(3*x)*cosh(3*y)"])
def test_what_is_small_is_measured_where_it_is(text, half):
    """H is a multiple of the unit matrix at the origin, however steep f is at the edge of the square."""
    found = hessians.critical_points(text, half)
    assert found.counts() == (1, 0, 0, 0) and found.isolated and found.points.tolist() == [[0, 0]]


@pytest.mark.parametrize("half", [3.0, 6.0, 10.0])
@pytest.mark.parametrize(
    "text", ["x^8+y^8", "x^10+y^10", "x^20+y^20", "x^2+y^8", "x^4+y^8", "exp(x^4+y^4)", "(x^2+y^2)^6"]
)
def test_a_very_flat_minimum_is_a_point_and_no_plateau(text, half):
    found = hessians.critical_points(text, half)
    assert found.counts() == (0, 0, 0, 1) and found.isolated
    assert found.indices[0] == found.rises[0] == 1 and np.abs(found.points).max() < 0.01 * half


@pytest.mark.parametrize(("half", "extrema", "monkeys"), [(3.0, 1, 0), (6.0, 4, 4), (10.0, 9, 16)])
def test_a_zero_hessian_is_undecided_though_rounding_moves_its_point(half, extrema, monkeys):
    """At odd multiples of pi the whole Hessian of this sum of waves is zero: monkey saddles."""
    found = hessians.critical_points("sin(x)+sin(y)+sin(x+y)", half)
    assert found.counts() == (extrema, 0, extrema, monkeys)
    assert (found.indices[found.kinds == 3] == -2).all()


@pytest.mark.parametrize("half", [3.0, 6.0, 10.0])
@pytest.mark.parametrize(
    ("text", "point"),
    [("x^5-10*x^3*y^2+5*x*y^4", (0, 0)), ("y^2-x^5", (0, 0)), ("x^3-9*x^2+27*x-27+y^2", (3, 0))],
)
def test_where_newton_stops_short_the_point_is_the_shortest_that_is_as_level(text, point, half):
    found = hessians.critical_points(text, half)
    assert found.counts() == (0, 0, 0, 1) and tuple(found.points[0]) == point


@pytest.mark.parametrize("text", ["x^2", "(x*y-1)^2", "(x^2+y^2-1)^2", "x^2*y^2", "0*x", "relu(x)^2"])
def test_curves_of_critical_points_are_told_from_points(text):
    assert not hessians.critical_points(text, 4.0).isolated


@pytest.mark.parametrize("half", [3.0, 6.0, 10.0])
@pytest.mark.parametrize(
    ("text", "point", "counts", "rises"),
    [
        ("tanh(x^2+y^2)", (0, 0), (1, 0, 0, 0), 1),
        ("tanh((x-1)^2+(y-1)^2)", (1, 1), (1, 0, 0, 0), 1),
        ("tanh(5*(x-1)^2+5*y^2)", (1, 0), (1, 0, 0, 0), 1),
        ("tanh(x*y)", (0, 0), (0, 1, 0, 0), 0),
        ("tanh(x^2-y^2)", (0, 0), (0, 1, 0, 0), 0),
        ("exp(-10*(x^2+y^2))", (0, 0), (0, 0, 1, 0), -1),
        ("exp(-10*((x-0.3)^2+y^2))", (0.3, 0), (0, 0, 1, 0), -1),
        ("sigmoid(-5*(x^2+y^2))", (0, 0), (0, 0, 1, 0), -1),
        ("exp(-(x^2+y^2)^2)", (0, 0), (0, 0, 0, 1), -1),
        ("1-exp(-x^4-y^4)", (0, 0), (0, 0, 0, 1), 1),
        ("tanh(x^4+y^4)", (0, 0), (0, 0, 0, 1), 1),
    ],
)
def test_where_an_analytic_function_tends_to_a_constant_is_no_plateau(text, point, counts, rises, half):
    """In doubles it is constant there; its only critical point is in the middle of what is left."""
    found = hessians.critical_points(text, half)
    assert found.isolated and found.counts() == counts and found.rises.tolist() == [rises]
    assert np.allclose(found.points, [point], atol=1e-9)


@pytest.mark.parametrize("half", [3.0, 6.0, 10.0])
@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("exp(-x^2)+y^2", (0, 1, 0, 0)),
        ("x^2-exp(-y^2)", (1, 0, 0, 0)),
        ("tanh(3*x)+y^2", (0, 0, 0, 0)),
        ("erf(3*x)-y^2", (0, 0, 0, 0)),
        ("exp(4*x)+y^2", (0, 0, 0, 0)),
        ("x^2+log(1+exp(-4*y))", (0, 0, 0, 0)),
        ("exp(-(x+y)^2)+(x-y)^2", (0, 1, 0, 0)),
        ("exp(-x^2)+(y-sin(x))^2", (0, 1, 0, 0)),
        ("exp(-x^2)+y^4", (0, 0, 0, 1)),
        ("exp(-50*x^2)+y^2", (0, 1, 0, 0)),
        ("x*exp(-x^2)+y^2", (1, 1, 0, 0)),
    ],
)
def test_where_an_analytic_function_levels_off_in_one_direction_is_no_curve_of_critical_points(text, counts, half):
    """f_x or f_y is zero nowhere else: the valley, or the ridge, falls on and on, by less than can be drawn."""
    found = hessians.critical_points(text, half)
    assert found.isolated and found.counts() == counts


@pytest.mark.parametrize("half", [3.0, 6.0, 10.0])
@pytest.mark.parametrize(
    "text",
    ["exp(-x^2)*y^2", "x^2*tanh(3*y)", "(y-exp(x))^2", "(tanh(3*x)-y)^2", "exp(-(x^2+y^2-4)^2)", "(x^2-exp(-y^2))^2"],
)
def test_a_curve_of_critical_points_along_which_something_else_levels_off_is_one(text, half):
    assert not hessians.critical_points(text, half).isolated


@pytest.mark.parametrize("half", [3.0, 6.0, 10.0])
def test_a_point_beside_a_plateau_is_still_found(half):
    found = hessians.critical_points("relu(1-x^2-y^2)^2", half)
    assert not found.isolated and found.points.tolist() == [[0, 0]] and found.counts() == (0, 0, 1, 0)


def test_a_point_beside_a_curve_of_critical_points_is_still_found():
    found = hessians.critical_points("1-cos(x^2+y^2)", 3.0)
    assert not found.isolated and found.points.tolist() == [[0.0, 0.0]] and found.rises.tolist() == [1]
    assert found.words() == "0 minima, 0 saddles, 0 maxima, 1 undecided, curves or plateaus"


def winding(text: str, x: float, y: float, radius: float) -> float:
    """The turns as the integral of d(angle) = (g1 dg2 - g2 dg1) / |g|^2, with the Hessian giving dg."""
    formula = read(text)

    def rate(angle: float) -> float:
        c, s = np.cos(angle), np.sin(angle)
        found = jets.jet(formula, x + radius * c, y + radius * s)
        (p, q), (xx, xy, yy) = jets.gradient(found), jets.hessian(found)
        dp, dq = radius * (-xx * s + xy * c), radius * (-xy * s + yy * c)
        return float((p * dq - q * dp) / (p * p + q * q))

    return quad(rate, 0, 2 * np.pi, limit=400)[0] / (2 * np.pi)


@settings(max_examples=25, deadline=None)
@given(SMALL, SMALL, st.floats(0.2, 4), st.sampled_from([HIMMELBLAU, "x*y*exp(-(x^2+y^2)/2)", "sin(x)*cos(y)"]))
def test_the_turns_are_a_line_integral_and_the_sum_of_what_is_inside(x, y, radius, text):
    found = hessians.critical_points(text, 10.0)
    away = np.hypot(*(found.points - [x, y]).T) - radius
    assume(np.abs(away).min() > 0.02)
    turned = turning.turning(read(text), (x, y), radius)
    assert turned.total == pytest.approx(winding(text, x, y, radius), abs=1e-4)
    minima, saddles, maxima, _ = found.counts(away < 0)
    assert turned.total == minima + maxima - saddles
    assert turned.turns[-1] == pytest.approx(turned.total, abs=1e-9)
    assert np.abs(np.diff(turned.turns)).max() <= turning.TURN / (2 * np.pi) + 1e-12


@pytest.mark.parametrize(
    ("text", "centre", "radius"),
    [("sqrt(4-x^2-y^2)", (1, 1), 1.5), ("x^2+y^2", (1, 0), 1.0), ("abs(x)+y", (0, 0), 1.0), ("x^2", (0, 0), 1.0)],
)
def test_turns_that_cannot_be_counted_are_not(text, centre, radius):
    assert np.isnan(turning.turning(read(text), centre, radius).total)


def test_a_loop_that_passes_close_to_a_critical_point_is_still_right():
    for gap in (1e-2, 1e-4, 1e-6):
        assert turning.turning(read("x^2-y^2"), (0, 0), gap).total == -1
        assert turning.turning(read("x^2+y^2"), (1, 0), 1 + gap).total == 1
        assert turning.turning(read("x^2+y^2"), (1, 0), 1 - gap).total == 0


@settings(max_examples=40, deadline=None)
@given(st.floats(0.5, 5), st.floats(0, 0.95), st.floats(0, 6.3), st.floats(0, 6.3))
def test_a_sphere_is_curved_the_same_everywhere(radius, part, way, angle):
    x, y = part * radius * np.cos(way), part * radius * np.sin(way)
    found = jets.jet(read(f"sqrt({radius!r}^2-x^2-y^2)"), x, y, 4)
    g, h, u = jets.gradient(found), jets.hessian(found), np.array([np.cos(angle), np.sin(angle)])
    assert curvatures.gaussian_curvature(g, h) == pytest.approx(radius**-2)
    assert curvatures.principal_curvatures(g, h) == pytest.approx([-1 / radius] * 2)
    across, lean = curvatures.normal_curvature(g, h, u)
    assert across == pytest.approx(-1 / radius)
    # The upright section of a sphere is a circle too, of a smaller radius: here from its distance to the middle.
    distance = abs(x * u[1] - y * u[0])
    assert curvatures.section_curvature(jets.along(found, u)) == pytest.approx(-1 / np.sqrt(radius**2 - distance**2))
    assert lean == pytest.approx(np.sqrt(radius**2 - distance**2) / radius)
    assert h[0] * h[2] - h[1] ** 2 == pytest.approx(radius**2 / (radius**2 - x * x - y * y) ** 2)


@settings(max_examples=30, deadline=None)
@given(st.floats(-1, 1), st.floats(-1, 1), st.sampled_from(["x*y+x^3/3", "sin(x)*cos(2*y)", "exp(-x^2-y^2)", "x^2-y"]))
def test_gaussian_curvature_is_the_ratio_of_areas_under_gausss_map(x, y, text):
    formula, h = read(text), 1e-3
    corners = np.array([(x + h * np.cos(a), y + h * np.sin(a)) for a in (0.3, 0.3 + 2.0944, 0.3 + 4.18879)])
    found = jets.jet(formula, *corners.T)
    surface = np.column_stack([corners, found[0]])
    normals = np.column_stack([-jets.gradient(found).T, np.ones(3)])
    normals /= np.linalg.norm(normals, axis=1)[:, None]
    mean = normals.mean(axis=0)
    area, image = (mean @ np.cross(t[1] - t[0], t[2] - t[0]) for t in (surface, normals))
    here = jets.jet(formula, x, y)
    k = curvatures.gaussian_curvature(jets.gradient(here), jets.hessian(here))
    assert image / area == pytest.approx(k, rel=2e-3, abs=2e-3)
    assert np.prod(curvatures.principal_curvatures(jets.gradient(here), jets.hessian(here))) == pytest.approx(k)


def test_the_circle_that_fits_touches_and_bends_as_the_curve_does():
    for slope, second in ((0.0, 2.0), (3.0, -1.5), (-0.7, 0.4)):
        along = (1.0, slope, second / 2, 0.3)
        circle = curvatures.osculating_circle(along, 0.5, 5.0)
        middle, radius = circle.mean(axis=1), 1 / abs(curvatures.section_curvature(along))
        middle = (circle[:, 0] + circle[:, 96]) / 2
        assert np.allclose(np.hypot(*(circle - middle[:, None])), radius)
        assert np.hypot(*(middle - [0.5, 1.0])) == pytest.approx(radius)
        t = 1e-2 * radius
        # The curve leaves the circle with the third power of the distance.
        off = abs(np.hypot(*(np.array([0.5 + t, 1 + slope * t + second * t * t / 2]) - middle)) - radius)
        assert off < 20 * (1 + abs(slope)) ** 3 * t * t * 1e-2 * (1 + abs(second))
    flat = curvatures.osculating_circle((1.0, 2.0, 1e-6), 0.5, 5.0)
    assert np.allclose(flat[1] - 1, 2 * (flat[0] - 0.5))


@pytest.mark.parametrize("text", ["exp(x)*y^2", "(y-0.3)^2*exp(-x)", "x^2*exp(y)", "exp(x)*y^4", "exp(x)*(y^2-1)^2"])
def test_a_line_of_critical_points_along_an_axis_is_seen(text):
    """f_x keeps its sign on both sides, and Newton's method slides along the line."""
    for half in (1.5, 3.0, 5.0):
        assert not hessians.critical_points(text, half).isolated
        assert not len(hessians.critical_points(text, half).points)


@pytest.mark.parametrize(("text", "count"), [("exp(-x^2)+y^2", 1), ("exp(x)+y^2", 0), ("exp(-x^2)*(y^2-1)^2", 1)])
def test_what_levels_off_along_an_axis_is_no_such_line(text, count):
    found = hessians.critical_points(text, 5.0)
    assert (len(found.points), found.isolated) == (count, text != "exp(-x^2)*(y^2-1)^2")
