"""Fields in steps. Oracles: SciPy's solve_ivp (DOP853) for solutions; closed forms; NumPy for the values of quick
functions; SymPy for what a field keeps."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from mathcore.calculus import ode_steppers as ode
from mathcore.common.expressions import parse

XY = ("x", "y")
LOTKA = ("2/3*x - 4/3*x*y", "x*y - y")
FIELDS = [LOTKA, ("y", "-x"), ("y", "-sin(x)"), ("y", "(1-x^2)*y - x"), ("1", "y*cos(x)"), ("1", "-15*y")]
FIELDS += [("-x", "exp(-x^2)-tanh(y)"), ("sigmoid(y)", "softplus(x)-y"), ("min(x,y)", "relu(x)-max(y,1)")]
NEAR = st.floats(-1.5, 1.5).map(lambda v: round(v, 3))


def field(texts: tuple[str, str]) -> ode.Field:
    return ode.field(*(parse(text, XY) for text in texts))


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([text for pair in FIELDS for text in pair])
    | st.sampled_from(
        ["if(x<y, x, y^3)", "floor(x)+ceil(y)", "abs(x)-sign(y)", "cbrt(x)*erf(y)", "-x^2+2*y*pi", "2*y"]
    ),
    NEAR,
    NEAR,
)
def test_quick_functions_are_numpys(text, x, y):
    formula = parse(text, XY)
    assert ode.quick(formula)(x, y) == pytest.approx(float(formula(x, y)), rel=1e-12, abs=1e-12)


def test_off_the_domain_a_quick_function_raises_or_gives_nan():
    for text, x, y in (("log(x)", -1.0, 0.0), ("1/x", 0.0, 0.0), ("sqrt(y)", 0.0, -1.0), ("x^0.5", -1.0, 0.0)):
        with pytest.raises(ode.NO_NUMBER):
            ode.quick(parse(text, XY))(x, y)


@settings(max_examples=16, deadline=None)
@given(st.sampled_from(FIELDS[:8]), NEAR, NEAR, st.floats(0.5, 5.0))
def test_solutions_are_scipys(texts, x, y, duration):
    f, g = field(texts)
    found = ode.solve((f, g), (x, y), duration)
    if not found.whole:  # prey and hunters of negative number run away
        assert texts == LOTKA and np.abs(found.points[-1]).max() > 1e4
        return
    exact = solve_ivp(
        lambda _, p: [f(*p.tolist()), g(*p.tolist())], (0, duration), (x, y), method="DOP853", rtol=1e-10, atol=1e-12
    )
    assert found.duration == duration
    assert found.end == pytest.approx(exact.y[:, -1], rel=1e-7, abs=1e-7)


def test_solutions_have_eleven_digits_where_a_closed_form_says_so():
    found = ode.solve(field(("1", "y*cos(x)")), (0.0, 1.0), 4.0)
    assert found.end[1] == pytest.approx(math.exp(math.sin(4.0)), rel=1e-11)
    turn = ode.solve(field(("y", "-x")), (1.0, 0.0), 2 * math.pi)
    assert turn.end == pytest.approx([1.0, 0.0], abs=1e-10)
    kept = parse("x - log(x) + 4/3*y - 2/3*log(y)", XY)
    orbit = ode.solve(field(LOTKA), (1.8, 1.8), 20.0)
    assert float(kept(1.8, 1.8)) == pytest.approx(3.220356, abs=1e-6)
    assert kept(*orbit.points.T) == pytest.approx(3.2203555584964684, abs=1e-9)


def test_the_drawn_curve_is_the_solution_between_its_points_too():
    path = ode.solve(field(("y", "-x")), (1.0, 0.0), 6.0)
    times, points = ode.smooth(path)
    assert np.abs(points - np.stack([np.cos(times), -np.sin(times)], axis=1)).max() < 2e-4
    assert times[-1] == 6.0 and (np.diff(times) > 0).all()


def test_a_solution_that_blows_up_is_followed_to_its_end():
    for y0 in (0.5, 1.0, 3.0):
        found = ode.solve(field(("1", "y^2")), (0.0, y0), 4.0)
        assert not found.whole and found.duration == pytest.approx(1 / y0, rel=1e-5)
        assert found.points[:, 1] == pytest.approx(1 / (1 / y0 - found.times), rel=1e-4)
        near = ode.within(field(("1", "y^2")), found)
        assert near.whole and near.end[1] == pytest.approx(y0 / 0.1, rel=1e-4)


@pytest.mark.parametrize(
    ("texts", "start"), [(("1", "log(y)"), (0, -1)), (("1/x", "1"), (0, 0)), (("sqrt(x)", "y"), (-1, 0))]
)
def test_where_there_is_no_field_there_is_no_path(texts, start):
    found = ode.solve(field(texts), start, 2.0)
    assert not found.whole and found.duration == 0 and len(ode.smooth(found)[1]) == 1
    assert not ode.walk(field(texts), "rk4", start, 0.1, 2.0).whole
    gone = ode.errors(field(texts), ode.within(field(texts), found), {"euler": np.array([0.5])})
    assert np.isnan(gone["euler"]).all() and np.isnan(ode.local_slope(field(texts), "heun", start))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(list(ode.ORDERS)), NEAR, NEAR, st.sampled_from([0.1, 0.25, 0.3, 0.7]))
def test_steps_on_an_oscillator_are_powers_of_a_matrix(method, x, y, h):
    a = np.array([[0.0, 1.0], [-1.0, 0.0]])
    power = {"euler": 1, "heun": 2, "rk4": 4}[method]
    one = sum(np.linalg.matrix_power(h * a, k) / math.factorial(k) for k in range(power + 1))
    found = ode.walk(field(("y", "-x")), method, (x, y), h, 6 * h)
    assert found.points == pytest.approx(
        np.stack([np.linalg.matrix_power(one, k) @ (x, y) for k in range(7)]), rel=1e-10, abs=1e-12
    )


def test_the_last_step_ends_on_time():
    found = ode.walk(field(("1", "y")), "heun", (0.0, 1.0), 0.3, 1.0)
    assert len(found.times) == 5 and found.times[-1] == 1.0
    assert found.end[0] == pytest.approx(1.0)
    assert len(ode.walk(field(("1", "y")), "heun", (0.0, 1.0), 0.25, 1.0).times) == 5


def test_errors_have_the_orders_of_the_methods():
    exact = ode.solve(field(("1", "y*cos(x)")), (0.0, 1.0), 4.0)
    sizes = {method: 0.5 ** np.arange(1.0, 7.0) for method in ode.ORDERS}
    found = ode.errors(field(("1", "y*cos(x)")), exact, sizes)
    truth = np.exp(np.sin(4.0))
    for method, each in found.items():
        for h, gap in zip(sizes[method], each, strict=True):
            end = ode.walk(field(("1", "y*cos(x)")), method, (0.0, 1.0), float(h), 4.0).end[1]
            assert gap == pytest.approx(abs(end - truth), rel=1e-4, abs=1e-11)
        assert np.log2(each[-3] / each[-2]) == pytest.approx(ode.ORDERS[method], abs=0.15)


def test_euler_lengthens_a_circle_as_it_must():
    found = ode.walk(field(("y", "-x")), "euler", (1.0, 0.0), 0.1, 6.2)
    assert np.hypot(*found.end) == pytest.approx(1.01 ** (62 / 2))
    assert 1.01 ** (np.pi / 0.1) == pytest.approx(1.367, abs=1e-3)  # a whole turn


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(FIELDS[:8]), st.sampled_from(list(ode.ORDERS)), NEAR, NEAR)
def test_the_error_of_one_step_falls_by_the_order_and_one(texts, method, x, y):
    slope = ode.local_slope(field(texts), method, (x, y))
    assert np.isnan(slope) or slope > ode.ORDERS[method] + 1 - 0.25


def test_arrows_have_one_length_and_the_way_of_the_field():
    f, g = (parse(text, XY) for text in LOTKA)
    tails, moves = ode.directions(f, g, (0.1, 4.0), 9)
    middle = tails + 0.5 * moves
    way = np.stack([f(*middle.T), g(*middle.T)], axis=1)
    assert np.hypot(*moves.T) == pytest.approx(0.6 * 3.9 / 9)
    assert (moves * way).sum(axis=1) == pytest.approx(np.hypot(*moves.T) * np.hypot(*way.T))
    assert not ode.directions(parse("0*x", XY), parse("log(-1-x^2)", XY), (-1.0, 1.0), 3)[1].any()


def test_what_the_examples_keep_is_kept_says_sympy():
    x, y = sympy.symbols("x y", positive=True)
    kept = x - sympy.log(x) + sympy.Rational(4, 3) * y - sympy.Rational(2, 3) * sympy.log(y)
    u, v = sympy.Rational(2, 3) * x - sympy.Rational(4, 3) * x * y, x * y - y
    assert sympy.simplify(kept.diff(x) * u + kept.diff(y) * v) == 0


def test_corners_are_found():
    assert [ode.corners(parse(text, XY)) for text in ("x*y", "abs(x)-y", "sin(max(x,y))", "cbrt(y)", "exp(x)")] == [
        *(False, True, True, True, False)
    ]
    assert np.isnan(ode.value(parse("log(x)", XY), (0.0, 1.0))) and ode.value(parse("x+y", XY), (1.0, 2.0)) == 3.0


def test_where_a_path_went_last_is_known():
    far = ode.walk(field(("1", "-1000*y")), "rk4", (0.0, 1.0), 0.1, 4.0)
    assert not far.whole and far.beyond[1] == pytest.approx(1 - 100 + 100**2 / 2 - 100**3 / 6 + 100**4 / 24)
    gone = ode.walk(field(("1", "-sqrt(y)")), "rk4", (0.0, 1.0), 0.1, 2.0)
    assert not gone.whole and gone.beyond == tuple(gone.end) and 0 < gone.end[1] < 0.1


def test_the_distance_is_that_of_the_errors():
    for texts, time in ((("y", "-x"), 5.0), (("1", "y^2"), 4.0)):
        f = field(texts)
        exact, walked = ode.solve(f, (0.0, 1.0), time), ode.walk(f, "heun", (0.0, 1.0), 0.07, time)
        aim = ode.within(f, exact)
        found = ode.distance(f, "heun", 0.07, walked, exact, aim)
        assert found == ode.errors(f, aim, {"heun": np.array([0.07])})["heun"][0]
