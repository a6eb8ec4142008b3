"""Chords, tents, tangents and proofs of convexity, against oracles that are not ours.

Values and derivatives: SymPy. Means under a tent, areas: `scipy.integrate.quad` and closed forms. The worst place of a
chord and minima: `scipy.optimize.minimize_scalar` and roots of the derivative. The envelope: `scipy.spatial.ConvexHull`
and the bitangent of the quartic in closed form. Verdicts: the Hessian's sign in SymPy, and chords at random places.
"""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.spatial import ConvexHull

from mathcore.calculus import convexity as cv
from mathcore.calculus.chords import Chord, chord
from mathcore.calculus.convexity_rules import degree, proved_bound, proved_by_rules
from mathcore.common.expressions import parse

SMOOTH = ["x^4-3*x^2+x", "exp(x)", "x^2+0.15*sin(5*x)", "log(1+exp(3*x))", "1-exp(-x^2)", "sqrt(1+x^2)", "tanh(2x)"]
PLACES = st.floats(-2, 2).map(lambda x: round(x, 2))
x = sympy.Symbol("x", real=True)


def rule(text: str, order: int):
    return sympy.lambdify(x, sympy.diff(parse(text).sympy, x, order), "numpy")


def between(text: str, a: float, b: float, points: int = 201) -> Chord:
    return chord(lambda t: cv.values(text, a + (b - a) * t), points)


@pytest.mark.parametrize("text", [*SMOOTH, "5", "x", "-log(x)"])
def test_derivatives_are_sympys(text):
    places = np.linspace(0.1, 1.9, 7) if "log(x)" in text else np.linspace(-2, 2, 9)
    for order in range(3):
        assert np.allclose(cv.derivatives(text, places)[order], rule(text, order)(places), rtol=1e-11, atol=1e-11)


def test_outside_the_domain_nothing_is_a_number():
    assert np.isnan(cv.derivatives("log(x)", [-1.0, 0.0])).all()
    assert np.isnan(between("log(x)", -1.0, 1.0).worst).all()
    assert np.isnan(cv.tangent("sqrt(x)", 0.0).slope)
    assert cv.minima("log(x)").shape == cv.minima("1/x").shape == (0, 2)
    assert cv.envelope("log(-9-x^2)")[0].size == 0


# --- chords ---


@pytest.mark.parametrize("text", SMOOTH)
@settings(max_examples=30)
@given(a=PLACES, b=PLACES)
def test_the_gap_half_way_is_half_of_h_squared_times_the_mean_under_the_tent(text, a, b):
    f, second, h, m = rule(text, 0), rule(text, 2), abs(b - a) / 2, (a + b) / 2
    found = cv.tent(text, min(a, b), max(a, b))
    assert found.smooth
    assert found.error < 1e-8
    assert np.isclose(between(text, a, b).middle, (f(a) + f(b)) / 2 - f(m), atol=1e-12)
    assert np.isclose(0.5 * h**2 * found.mean, (f(a) + f(b)) / 2 - f(m), atol=1e-11)
    if h:
        sides = (m - h, m), (m, m + h)
        mean = sum(quad(lambda s: (h - abs(s - m)) / h**2 * second(s), *side, epsabs=1e-12)[0] for side in sides)
        assert np.isclose(found.mean, mean, rtol=1e-7, atol=1e-7)
    else:
        assert np.isclose(found.mean, second(m))


def test_a_corner_a_jump_and_a_pole_are_told():
    assert cv.tent("abs(x)", -1.0, -0.1).smooth
    for text in ("abs(x)", "max(x^2,1)", "floor(x)", "1/x"):
        assert not cv.tent(text, -1.7, 1.23).smooth, text
    # |x| hides a mass of 2 at its corner: under the tent on [-1, 1] it weighs 1.
    assert cv.tent("abs(x)", -1.0, 1.0).mean == pytest.approx(0.0, abs=1e-12)
    assert between("abs(x)", -1.0, 1.0).middle == pytest.approx(1.0)


@pytest.mark.parametrize(("text", "a", "b"), [("x^4-3*x^2+x", -1.3, 1.13), ("x^3", -1.7, 0.4), ("cos(3x)", -1.1, 0.9)])
def test_the_worst_place_is_scipys(text, a, b):
    f = rule(text, 0)
    place = minimize_scalar(lambda t: (1 - t) * f(a) + t * f(b) - f(a + (b - a) * t), bounds=(0, 1), method="bounded")
    t, gap = between(text, a, b).worst
    assert np.isclose(gap, place.fun, rtol=1e-6)
    assert np.isclose(t, place.x, atol=1e-3)


@given(a=PLACES, b=PLACES)
def test_no_chord_of_a_convex_function_fails(a, b):
    for text in ("x^4", "exp(x)", "abs(x)", "max(x^2,1)", "x", "log(1+exp(3*x))"):
        found = between(text, a, b)
        assert not found.fails
        assert found.worst[1] == 0.0


def test_every_chord_by_midpoint_and_half_width():
    found = cv.chords("x^4-3*x^2+x")
    m, h = np.meshgrid(found.m, found.h)
    exact = 12 * m**2 + 2 * h**2 - 6  # f'' and twice the share of the fourth derivative: 24 h^2 / 12
    assert np.allclose(found.mean[~np.isnan(found.mean)], exact[~np.isnan(found.mean)], atol=1e-9)
    assert (np.isnan(found.mean) == (np.abs(m) + h > cv.HALF + 1e-9)).all()
    assert np.allclose(cv.chords("x^4").clear[~np.isnan(found.mean)], (exact + 6)[~np.isnan(found.mean)], atol=1e-9)
    assert found.least == pytest.approx((-6.0, 0.0, 0.0))
    assert cv.chords("x").least[0] == 0.0
    assert not np.nan_to_num(cv.chords("3*x-1").clear).any()


# --- tangents ---


@pytest.mark.parametrize("text", SMOOTH)
@settings(max_examples=30)
@given(c=PLACES, to=PLACES)
def test_the_height_over_a_tangent_is_an_area(text, c, to):
    f, slope = rule(text, 0), rule(text, 1)
    found = cv.tangent(text, c)
    assert not found.corner
    assert np.isclose(found.slope, slope(c), rtol=1e-11, atol=1e-11)
    area, error = cv.area(text, found.slope, c, to)
    assert error < 1e-8
    assert np.isclose(area, f(to) - f(c) - slope(c) * (to - c), atol=1e-9)
    assert np.isclose(area, cv.above(text, found, c, to), atol=1e-9)


def test_corners_have_two_slopes_and_jumps_none():
    assert cv.tangent("abs(x)", 0.0)[1:] == (-1.0, 1.0)
    assert cv.tangent("abs(x)", 0.0).corner
    assert cv.tangent("max(x^2,1)", 1.0)[1:] == pytest.approx((0.0, 2.0), abs=1e-6)
    assert not cv.tangent("1e5*x^2", 0.0).corner
    assert np.isnan(cv.tangent("floor(x)", 1.0).left)
    assert cv.area("abs(x)", 0.0, -1.0, 2.0)[0] == pytest.approx(1.0)


SMOOTH_SEAMS = ["abs(x)^1.5", "abs(x)^1.2", "relu(x)^2", "max(x,0)^2", "sqrt(x^4)", "abs(x)^3", "abs(sin(x))^3"]
SMOOTH_SEAMS += ["x*abs(x)", "x*sqrt(abs(x))", "cbrt(x)^4", "cbrt(x)^5", "abs(x)-log(1+abs(x))", "log(1+abs(x))-abs(x)"]


@pytest.mark.parametrize("text", SMOOTH_SEAMS)
@pytest.mark.parametrize("c", [0.0, 1.0])
def test_what_the_smallest_step_leaves_of_a_slope_is_no_corner(text, c):
    moved = text.replace("x", f"(x-{c})").replace("ma(x-1.0)", "max").replace("ma(x-0.0)", "max")
    found = cv.tangent(moved, c)  # the quotients are powers of the step, and go to 0
    assert found.slope == found.left == found.right == 0
    assert not found.corner
    assert cv.tangent(f"{moved}+1e-3*abs(x-{c})", c)[1:] == pytest.approx((-1e-3, 1e-3), rel=1e-9)


@pytest.mark.parametrize("text", ["abs(3*x-0.9)", "abs(x^2-0.09)/0.2", "max(6*x,1.8)-3*x", "abs(x-0.1-0.2)*3"])
def test_a_corner_beside_which_only_rounding_puts_the_place_is_there(text):
    assert cv.tangent(text, 0.3)[1:] == pytest.approx((-3.0, 3.0), rel=1e-6)


def test_a_power_beside_which_only_rounding_puts_the_place_has_no_corner():
    assert abs(cv.tangent("abs(3*x-0.9)^1.5", 0.3).slope) < 1e-6
    assert not cv.tangent("abs(3*x-0.9)^1.5", 0.3).corner
    assert cv.tangent("cbrt(3*x-0.9)", 0.3).vertical


@pytest.mark.parametrize("text", [*SMOOTH, "abs(x)", "cos(3x)", "x^3"])
def test_the_envelope_is_the_lower_side_of_scipys_hull(text):
    points = np.stack([cv.X, cv.values(text, cv.X)], axis=1)
    hull = ConvexHull(points)
    ends = points[hull.simplices[hull.equations[:, 1] < -1e-12]]
    ends = np.sort(ends, axis=1)[np.argsort(ends[:, :, 0].min(axis=1))]
    lower = np.interp(cv.X, *np.unique(points[np.unique(hull.simplices[hull.equations[:, 1] < -1e-12])], axis=0).T)
    found = np.interp(cv.X, *cv.envelope(text)[:2])
    assert np.allclose(found, lower, atol=1e-9)
    assert (found <= points[:, 1] + 1e-12).all()
    assert found.min() == pytest.approx(points[:, 1].min())


def test_the_bitangent_of_two_wells():
    # x^4 - 3 x^2 + x = (x^2 - 3/2)^2 + x - 9/4: the line x - 9/4 touches at both roots of 3/2.
    corners, heights, slopes = cv.envelope("x^4-3*x^2+x")
    wide = np.flatnonzero(np.isfinite(slopes))
    assert slopes[wide] == pytest.approx([1.0], abs=1e-2)
    assert np.allclose(np.abs(corners[[wide[0], wide[0] + 1]]), np.sqrt(1.5), atol=0.03)
    assert np.allclose(heights[wide], corners[wide] - 2.25, atol=2e-3)
    assert cv.touches_twice("x^4-3*x^2+x", 1.225)
    assert cv.touches_twice("x^4-3*x^2+x", -1.225)
    for text, c in (("x^4-3*x^2+x", 1.22), ("x^4-3*x^2+x", -1.3), ("x", 0.0), ("abs(x)", 0.0), ("x^2", 1.0)):
        assert not cv.touches_twice(text, c), (text, c)
    assert not cv.touches_twice("x^3", 1.0)  # on [-2, 2] it meets the curve again at the edge, and crosses it there
    for factor in ("1e-6", "0.01", "1", "100", "1e5"):  # the same whatever the unit of f
        assert cv.touches_twice(f"{factor}*(x^4-3*x^2+x)", 1.225)
        assert not cv.touches_twice(f"{factor}*(x^4-3*x^2+x)", 1.23)


def test_minima_are_roots_of_the_derivative():
    real = np.roots([4, 0, -6, 1])
    wells = np.sort(real[12 * real**2 - 6 > 0].real)
    found = cv.minima("x^4-3*x^2+x")
    assert np.allclose(found[:, 0], wells, atol=1e-6)
    assert np.allclose(found[:, 1], wells**4 - 3 * wells**2 + wells, atol=1e-12)
    assert cv.minima("cos(3x)")[:, 0] == pytest.approx([-np.pi / 3, np.pi / 3], abs=1e-6)
    for text in ("x", "exp(x)", "max(x^2,1)", "5"):
        assert len(cv.minima(text)) == 0, text
    quick = np.pi * (4 * np.arange(-40, 40) - 1) / 200  # of sin(100x)
    assert cv.minima("sin(100x)")[:, 0] == pytest.approx(quick[np.abs(quick) < 2], abs=1e-6)


@pytest.mark.parametrize(("a", "b"), [(-1.76, 0.71), (-1.3, 1.13), (-0.4, 0.21), (-2.0, 2.0)])
@pytest.mark.parametrize("text", ["-abs(x)", "floor(3x)", "sqrt(abs(x))", "min(x^2,0.3)"])
def test_the_worst_place_of_a_chord_is_found_at_corners_and_jumps(text, a, b):
    f, places = parse(text), np.linspace(a, b, 400_001)
    over = f(places) - (f(a) + (f(b) - f(a)) * (places - a) / (b - a))
    assert -between(text, a, b).worst[1] == pytest.approx(max(0.0, float(over.max())), abs=1e-4)


def test_a_jump_does_not_hide_between_the_last_node_and_the_end():
    # max(x^2, 1) has f'' = 2 outside of [-1, 1]: under the tent triangles of areas 0.75^2 and 0.93^2 are left.
    assert cv.tent("max(x^2,1)", -1.75, 1.93).mean == pytest.approx((0.75**2 + 0.93**2) / 1.84**2, abs=1e-7)
    for end in np.geomspace(1e-4, 0.1, 15).tolist():
        assert cv.area("abs(x)", -1.0, -1.3, end)[0] == pytest.approx(2 * end, abs=1e-7)
        mean = end**2 / ((1.3 + end) / 2) ** 2  # of relu(x)^2
        assert cv.tent("relu(x)*relu(x)", -1.3, end).mean == pytest.approx(mean, abs=1e-7)


def test_over_a_pole_a_chord_fails_without_bound():
    for a, b in ((-1.3, 1.13), (-1.09, 1.58), (-1.0, 1.0)):
        assert between("1/x", a, b).worst[1] == -np.inf
    assert between("1/x^2", -1.0, 1.5).worst[1] == -np.inf
    assert np.isfinite(between("exp(10x)", -2.0, 2.0).worst[1])


def test_a_domain_with_a_gap_is_no_ground_for_a_convex_function():
    for text in ("0/x", "0*(1/x)", "0*tan(1/x)"):
        assert cv.judge(text).convex is False, text


@pytest.mark.parametrize("text", ["max(-x^2,0)", "sqrt(max(x,2))", "sqrt(if(x<2,2,x))", "min(x^2,0)"])
def test_a_constant_is_not_refuted_by_a_piece_that_it_meets_in_one_point(text):
    assert np.ptp(cv.values(text, cv.X)) == 0
    assert cv.judge(text).convex is not False


@pytest.mark.parametrize("text", ["x^3", "sqrt(max(x,1.5))", "max(-x^2,-1)", "1/(2.0001-x)"])
def test_seams_and_edges_keep_what_is_bent(text):
    assert cv.judge(text).convex is (None if text.startswith("1/") else False)


# --- proofs ---

LEAVES = st.sampled_from(["x", "2", "0.5", "-1", "(x+1)", "(1-2*x)"])
UNARY = (
    "exp({})",
    "abs({})",
    "({})^2",
    "({})^4",
    "relu({})",
    "softplus({})",
    "-({})",
    "cosh({})",
    "3*({})",
    "sqrt({})",
)
BINARY = ("({})+({})", "({})-({})", "max({},{})", "min({},{})", "({})*({})", "({})/({})")


def grown(inner):
    one = st.builds(lambda form, u: form.format(u), st.sampled_from((*UNARY, "log({})")), inner)
    two = st.builds(lambda form, u, v: form.format(u, v), st.sampled_from(BINARY), inner, inner)
    return one | two


@given(
    text=st.recursive(LEAVES, grown, max_leaves=4).filter(lambda text: len(text) < 110),
    ends=st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5), st.floats(0.05, 0.95)),
)
def test_what_the_rules_prove_no_chord_refutes(text, ends):
    formula = parse(text)
    if not proved_by_rules(formula):
        return
    a, b, t = ends
    left, right, middle = formula([a, b, (1 - t) * a + t * b])
    if np.isfinite([left, right]).all() and max(abs(left), abs(right)) < 1e9:
        line = (1 - t) * left + t * right
        assert middle <= line + 1e-9 * (1 + abs(left) + abs(right)), text
    assert cv.judge(text).convex is not False, text


@pytest.mark.parametrize(
    ("text", "proved"),
    [
        *((text, True) for text in ("x^4", "abs(x)", "log(1+exp(x))", "sqrt(1+x^2)", "-log(x)", "1/sqrt(x)", "2^x")),
        *((text, True) for text in ("log(exp(x)+exp(-x))", "abs(x)^1.5", "exp(x^2)", "max(x,-x,x^2)", "x*x")),
        *((text, False) for text in ("x^3", "1/x", "-x^2", "sqrt(x)", "x^4-3*x^2+x", "exp(-x^2)", "min(x,-x)")),
        *((text, False) for text in ("x^2-abs(x)", "-exp(x)", "log(x^2+1)", "sin(x)", "exp(x)*x", "x log(x)")),
    ],
)
def test_the_rules_know_the_usual_functions(text, proved):
    assert proved_by_rules(parse(text)) is proved


@pytest.mark.parametrize("text", SMOOTH)
def test_an_enclosure_is_below_the_least_second_derivative_and_near_it(text):
    second = rule(text, 2)(np.linspace(-2, 2, 4001))
    bound = proved_bound(text, 2.0, (float(np.min(second)), float(np.max(second))))
    assert bound is not None
    assert bound <= np.min(second)
    if text in ("exp(x)", "sqrt(1+x^2)", "x^2+0.15*sin(5*x)"):
        assert bound > np.min(second) - 0.2


JUDGED = {
    False: ("x^4-3*x^2+x", "-abs(x)", "floor(x)", "1/x", "x^2+0.15*sin(5*x)", "sqrt(abs(x))", "x^3"),
    True: ("x^4", "exp(x)", "x^2+0.05*sin(5*x)", "x", "0", "max(x^2,1)"),
    None: ("x log(x)", "log(-9-x^2)"),
}


@pytest.mark.parametrize(("text", "convex"), [(text, known) for known, texts in JUDGED.items() for text in texts])
def test_verdicts(text, convex):
    found = cv.judge(text)
    assert found.convex is convex
    assert found.told[0] in ("convex", "not convex", "undecided")
    assert 5 < len(found.why) <= 64


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("tan(x)", lambda x: 2 * np.tan(x) / np.cos(x) ** 2),  # left of the pole it bends upwards
        ("1/(1.5+x)", lambda x: 2 / (1.5 + x) ** 3),
        ("sin(2*x)", lambda x: -4 * np.sin(2 * x)),
    ],
)
def test_where_it_bends_downwards_is_the_place_that_is_named(text, second):
    place, value = cv.judge(text).why.replace("−", "-").removeprefix("f″(").split(") = ")
    assert second(float(place)) == pytest.approx(float(value), rel=6e-3)


def test_the_chord_that_fails_is_the_one_that_is_named():
    assert cv.judge("-abs(x+1)").why == "the chord from −1.025 to −0.975 fails"  # a cell of the grid to either side


def test_degrees():
    texts = {"5": 0, "x": 1, "x*x+3": 2, "(x+1)^3/2": 3, "-(2-x)*x": 2}
    assert {text: degree(parse(text).tree) for text in texts} == texts
    assert degree(parse("exp(x)").tree) == degree(parse("1/x").tree) == np.inf


@pytest.mark.parametrize(
    ("text", "p", "q", "highest"),
    [
        ("1-abs(x)-abs(y)", (-3, -1.1), (2.5, 1), None),
        ("min(x,y)", (2.75, -1.93), (-3.6, 3.8), None),
        ("1/(1+25*x^2+y^2)", (3.03, -3.56), (-0.97, -0.07), None),
        ("-x^2-y^2", (-4, -2), (3, 1), None),
        ("1/(x^2+y^2)", (-1, -1), (2, 2), np.inf),
    ],
)
def test_the_highest_place_on_the_way_lies_between_the_samples(text, p, q, highest):
    f = parse(text, ("x", "y"))
    (x, y), (u, v) = p, q
    found = chord(lambda t: cv.finite(f(x + (u - x) * t, y + (v - y) * t)), 101).highest
    t = np.linspace(0, 1, 4_000_001)
    if highest is None:
        highest = float(np.max(f(x + (u - x) * t, y + (v - y) * t)))
    assert found == pytest.approx(highest, rel=1e-6)
