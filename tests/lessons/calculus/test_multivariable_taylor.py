"""The lesson on Taylor's polynomials in the plane: its readouts at random states, its challenges, what is degenerate.

Oracles: gradients and Hessians from SymPy; worst errors by a dense search on the circle; the least of the quadric in
the circle by `scipy.optimize.minimize`; Newton's paths stepped with `numpy.linalg.solve` on SymPy's derivatives;
weighted least squares by statsmodels; the edge by `scipy.optimize.brentq`. What the text says in numbers is held to it.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize

from explorer import listing
from explorer.catalogue import find
from explorer.lesson import Law, Readout, Unanswerable
from mathcore.calculus import newton, tumour_fit
from pages.calculus.multivariable_taylor.lesson import EGGS, SADDLE, WELLS, at, started, trusted
from pages.calculus.multivariable_taylor.state import EXAMPLES, HIMMELBLAU
from tests.lessons import contracts

X, Y = sympy.symbols("x y", real=True)
VALLEY = "(1-x)^2+100*(y-x^2)^2"
SMOOTH = (EGGS, *EXAMPLES, VALLEY, "log(cosh(x))+log(cosh(y))", "sqrt(1+x^2+y^2)", "x*y*exp(-(x^2+y^2)/2)")
NEAR = st.tuples(*[st.integers(-140, 140).map(lambda n: n / 100)] * 2)
lesson = find("multivariable_taylor")


@cache
def exact(text: str) -> Any:
    """f, its gradient and its Hessian as functions, by SymPy."""
    f = sympy.sympify(text.replace("^", "**"), locals={"x": X, "y": Y})
    rows = [f, [sympy.diff(f, v) for v in (X, Y)], sympy.hessian(f, (X, Y)).tolist()]
    return [sympy.lambdify((X, Y), each, "numpy") for each in rows]


def drawn(**values) -> Any:
    return lesson.scene(**values)


def said(scene: Any, name: str) -> Any:
    """A readout or a law whose name begins so."""
    return next(each for each in scene.readouts if each.name.startswith(name))


def laws(scene: Any) -> list[Law]:
    return [each for each in scene.readouts if isinstance(each, Law)]


@settings(max_examples=14, deadline=None)
@given(st.sampled_from(SMOOTH), NEAR, st.integers(1, 2), st.sampled_from([0.1, 0.502, 1.0]))
def test_the_worst_error_is_that_of_a_dense_search(function, point, order, radius):
    scene = drawn(function=function, window="near", point=point, order=order, radius=radius)
    f, slope, bend = exact(function)
    g, h, angle = np.array(slope(*point)), np.array(bend(*point)), np.linspace(0, 2 * np.pi, 7201)
    d = scene.state.radius * np.stack([np.cos(angle), np.sin(angle)])
    taylor = f(*point) + g @ d + (0.5 * np.einsum("ik,ij,jk->k", d, h, d) if order == 2 else 0.0)
    dense = float(np.abs(f(point[0] + d[0], point[1] + d[1]) - taylor).max())
    worst, rounding = said(scene, "worst error").value, 1e-11 * (1 + abs(f(*point)))
    assert worst == pytest.approx(dense, rel=1e-6, abs=rounding)
    assert scene.numbers[f"error_{order}"] == worst


@settings(max_examples=14, deadline=None)
@given(st.sampled_from(SMOOTH), NEAR, st.integers(2, 180).map(lambda n: n / 100))
def test_the_step_is_the_lowest_that_scipy_finds_and_keeps_what_it_keeps(function, point, delta):
    scene = drawn(view="trust", function=function, window="near", point=point, delta=delta)
    f, slope, bend = exact(function)
    g, h, p = np.array(slope(*point)), np.array(bend(*point)), scene.numbers["trust_p"]

    def model(q: np.ndarray) -> float:
        return float(g @ q + 0.5 * q @ h @ q)

    assert scene.numbers["promised"] == pytest.approx(-model(p), rel=1e-9, abs=1e-9)
    assert np.hypot(*p) <= delta * (1 + 1e-9)
    inside = {"type": "ineq", "fun": lambda q: delta**2 - q @ q}
    for angle in (0.3, 2.4, 4.5):
        start = 0.9 * delta * np.array([np.cos(angle), np.sin(angle)])
        found = minimize(model, start, constraints=[inside], method="SLSQP", options={"ftol": 1e-12})
        if np.hypot(*found.x) <= delta * (1 + 1e-6):
            assert model(p) <= found.fun + 1e-5 * (1 + abs(found.fun))
    promised, rho = -model(p), scene.numbers["rho"]
    if promised > 1e-6 * (1 + abs(f(*point))):
        assert rho == pytest.approx((f(*point) - f(*(np.array(point) + p))) / promised, rel=1e-5, abs=1e-6)


@settings(max_examples=14, deadline=None)
@given(st.sampled_from(SMOOTH), NEAR, st.integers(0, 6))
def test_newtons_path_is_stepped_with_numpy(function, point, tick):
    scene = drawn(view="newton", function=function, window="near", point=point, tick=tick)
    f, slope, bend = exact(function)
    x = np.array(point)
    for _ in range(scene.numbers["steps"]):
        x = x - np.linalg.solve(np.array(bend(*x), float), np.array(slope(*x), float))
    at_end = scene.state.newton_path.points[scene.numbers["steps"]]
    if np.abs(x).max() < 20 and np.abs(at_end - x).max() < 1e-3:  # else rounding grew on the way
        assert scene.numbers["newton_f"] == pytest.approx(f(*at_end), rel=1e-7, abs=1e-9)
        assert scene.numbers["newton_slope"] == pytest.approx(np.hypot(*slope(*at_end)), rel=1e-5, abs=1e-7)
    elif tick <= 1:
        assert at_end == pytest.approx(x, rel=1e-6)


@settings(max_examples=14, deadline=None)
@given(st.tuples(st.integers(-200, 800), st.integers(-400, 600)), st.integers(0, 3))
def test_the_steps_of_the_fit_are_those_of_statsmodels(start, tick):
    scene = drawn(view="fit", start=(start[0] / 100, start[1] / 100), tick=tick)
    squares = [each for each in laws(scene) if "least squares" in each.name]
    if squares:
        rows, labels = tumour_fit.tumours()
        z = rows @ scene.state.newton_now
        chance = 1 / (1 + np.exp(-z))
        weights = chance * (1 - chance)
        if weights.min() > 1e-200:
            known = sm.WLS(z + (labels - chance) / weights, rows, weights=weights).fit().params
            assert squares[0].left == pytest.approx(np.hypot(*known), rel=1e-4)


def test_what_the_text_says_of_logistic_regression():
    scene = drawn(view="fit")
    assert said(scene, "Newton: steps").value == "7"
    assert said(scene, "gradient descent").value == "395"
    lost = drawn(view="fit", start=(0.5, 4.6))
    assert said(lost, "Newton: steps").value == "never" and "stops" in lost.notice
    assert lost.state.trust_path.slopes[lost.state.trust_path.last] < 1e-6  # "the trust region is not"
    quadratic = next(
        each for each in laws(drawn(view="fit", tick=5)) if "square" in each.name and "least" not in each.name
    )
    assert quadratic.holds and quadratic.left < 1e-2


def test_the_presets_show_what_their_sentences_say():
    presets = {preset.name: dict(preset.values) for preset in lesson.presets}
    scenes: dict[str, Any] = {name: drawn(**values) for name, values in presets.items()}
    first = scenes["Quadric on a slope"]
    near = drawn(radius=0.1)
    assert said(near, "halving").value == pytest.approx(8, rel=0.03)
    assert 6.5 < said(first, "halving").value < 9.5
    corner = scenes["A corner"]
    assert drawn(**presets["A corner"] | {"radius": 0.398}).numbers["error_2"] < 1e-12
    law = said(corner, "what is left out")
    assert law.unless and not law.holds and corner.numbers["error_2"] == pytest.approx(1.2)
    uphill = scenes["Uphill"]
    f = exact(HIMMELBLAU)[0]
    assert f(0, 0) == 170 and f(*uphill.numbers["newton"]) == pytest.approx(181.50, abs=0.01)
    assert uphill.numbers["rho"] == pytest.approx(0.84, abs=0.005)
    six = scenes["Rosenbrock in six"]
    assert six.state.newton_path.values[:4] == pytest.approx([24.2, 4.7318843, 1411.845, 0.0559655], rel=1e-5)
    assert six.state.newton_path.values[6] < 1e-18 and six.state.trust_path.last > 15
    edge = scenes["On the edge"]
    assert edge.numbers["newton_slope"] < 1e-12 and edge.state.end == "a minimum"
    root = brentq(lambda x: np.sinh(2 * x) - 4 * x, 0.5, 2)
    assert root == pytest.approx(1.0886595, abs=1e-7)
    for x, arrives in ((1.0886, True), (1.0887, False), (1.1, False)):
        state = drawn(**presets["On the edge"] | {"point": (x, 0.3)}).state
        assert (state.end == "a minimum") is arrives
    kinds, grid = edge.state.ends.kinds, edge.state.land.x
    square = np.maximum(np.abs(grid[:, None]), np.abs(grid[None, :])) < root
    assert (kinds[square] == 0).all() and (kinds[~square] == 3).all()
    turn = scenes["A sharp turn"].state.curve
    first_way, last_way = turn.steps[0], turn.steps[-1] - turn.steps[-2]
    angle = math.degrees(math.acos(first_way @ last_way / np.hypot(*first_way) / np.hypot(*last_way)))
    assert 75 < angle < 95


def test_exp_cos_steps_by_minus_one_everywhere_and_comes_to_nothing():
    for point in ((0.3, 0.7), (-1.2, 1.4), (1.0, -0.5)):
        scene = drawn(view="newton", function="exp(x)*cos(y)", window="near", point=point)
        assert scene.numbers["newton"] == pytest.approx([-1, 0], abs=1e-12)
        assert scene.state.end == "nowhere"  # |∇f| = eˣ is never 0
    for order, slope in ((1, 2.008), (2, 3.006)):
        scene = drawn(function="exp(x)*cos(y)", window="near", point=(0.3, 0.7), order=order, radius=0.0252)
        assert said(scene, "slope").value == pytest.approx(slope, abs=5e-4)


@pytest.mark.parametrize(
    ("function", "point", "end"),
    [
        ("exp(x)*cos(y)", (0.0, 1.0), "nowhere"),  # none of the first four has a critical point where Newton goes
        ("exp(-x^2-y^2)", (1.2, 0.3), "nowhere"),
        ("exp(x)+exp(y)", (0.0, 0.0), "nowhere"),
        ("1/(1+x^2+y^2)", (1.5, 1.0), "nowhere"),
        ("x^3+y^2", (1.0, 1.0), "a point that H leaves undecided"),  # x is halved at each step
        ("x^4+y^4", (1.0, 1.0), "a point that H leaves undecided"),
        ("x^4+y^4", (0.0, 0.0), "a point that H leaves undecided"),
        ("exp(-x^2-y^2)", (0.3, 0.2), "a maximum"),
        ("x^2/2-y^2/2", (1.0, 1.0), "a saddle"),
    ],
)
def test_a_small_gradient_is_no_arrival_while_the_steps_do_not_shrink(function, point, end):
    assert drawn(view="newton", function=function, point=point).state.end == end


@pytest.mark.parametrize(
    "function",
    [
        *(
            "if(x<y,x^2,y)",
            "if(0<x<2,x^2,y)*y",
            "if(x<=0 and y>-1,1,x*y)",
            "abs(x)^3+y^2",
            "min(max(x,y),1)",
            "sign(x)*y",
        ),
        *("floor(x)+y^2", "ceil(y)*x", "cbrt(x)*y", "acos(x/4)+asin(y/4)", "erf(x)*tan(y)", "relu(x)*relu(y)"),
    ],
)
def test_the_program_reads_all_that_the_page_does(function):
    parameters = lesson.parameters({"function": function})
    found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
    contracts.agrees(lesson, parameters, found, function)


def test_the_program_takes_the_same_of_two_best_steps():
    for values in (
        at("exp(-x^2-y^2)", (1.0, 0.6)),
        trusted("exp(-x^2-y^2)", (0.0, 0.0), 1.37),
        trusted(SADDLE, (1, 0), 1),
    ):
        parameters = lesson.parameters(values)
        found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
        contracts.agrees(lesson, parameters, found, str(values))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"function": "log(x)", "point": (-1.0, 0.5)}, "circle|moved to the nearest"),
        ({"function": "x^2+y", "order": 2}, "T2 is f itself"),
        ({"radius": 4.0}, "as large as the window"),
        ({"point": (5.0, 0.0)}, "edge of the window|not defined"),
        (trusted(SADDLE, (1.0, 0.0), 1.0), "hard case"),
        (trusted("x^2+y^2", (0.0, 0.0), 1.0), "gradient is zero"),
        (trusted("-x^2-y^2", (0.0, 0.0), 1.0), "all steps of length Δ"),
        (trusted("-x^2-2*y^2", (0.0, 0.0), 1.0), "two steps"),
        (trusted("x+y^2", (0.0, 0.0), 1.0), "no inverse"),
        (trusted("log(x)", (0.5, 0.5), 1.0), "f is not defined: no ρ"),
        (at("1/x", (0.5, 0.5)), "has a pole"),
        ({"view": "trust", "delta": 6.0}, "as large as the figure"),
        (started("x+y^2", (0.0, 0.0)), "H has no inverse there, or next to none"),
        (started("log(exp(x)+exp(-x))+y^2/2", (1.1, 0.0)), "stops after step 4"),
    ],
)
def test_what_is_degenerate_is_said(values, says):
    assert any(each in drawn(**values).notice for each in says.split("|"))


def test_a_function_that_is_nowhere_defined_is_answered_with_a_sentence():
    with pytest.raises(Unanswerable, match="No second derivatives"):
        drawn(function="sqrt(-1-x^2)")


@pytest.mark.parametrize(
    "text", ["abs(x)+abs(y)", "1/x", "log(x*y)", "3", "x", "floor(x)*y", "0*x", "x^20", "exp(x^3)", "1/y^9"]
)
def test_odd_functions_are_drawn_in_every_view(text):
    for view in lesson.views:
        for point in ((0, 0), (1, 1), (-1, 0.5)):
            try:
                scene = drawn(view=view, function=text, window="near", point=point)
            except Unanswerable:
                continue
            assert scene.plotly()["data"] and "nan" not in scene.alt
            for law in laws(scene):
                assert law.holds or law.unless, (text, view, point, law)


def test_the_multiplier_can_be_dragged_and_stops_at_the_pole():
    scene = drawn(view="trust", function=HIMMELBLAU, window="wide", point=(0, 0))
    moved, sentence = lesson.pulled(scene, "pull_mu", None, 60.26212759 / 42, 0.0)  # the unit: |λ| is at most 42
    assert moved["delta"] == pytest.approx(1.0, abs=0.01) and not sentence
    _, sentence = lesson.pulled(scene, "pull_mu", None, 0.9, 0.0)
    assert "negative eigenvalue" in sentence


@pytest.mark.parametrize("function", ["log(x)", "exp(-x^2-y^2)", VALLEY, HIMMELBLAU, "x", "x^2/2-y^2/2"])
def test_the_curve_of_the_multiplier_is_seen_wherever_the_point_is(function):
    for point in ((0.5, 0.5), (0.1, 0.1), (2.5, -1.0)):
        panel = drawn(view="trust", function=function, point=point).panels[2]
        (curve,) = [trace for trace in panel.traces if trace.get("name") == "|d|"]
        x, y = (np.array(curve[axis], float) for axis in "xy")
        assert ((x < panel.x.range[1]) & (y > 0) & (y < panel.y.range[1])).sum() > 30, (function, point)


def test_other_honest_answers_pass():
    for values in (at("cos(x)*cos(y)", (0, 0)), at("x^4+y^4", (0, 0)), at("x^2-y^4", (0.5, 0))):
        assert lesson.solved(drawn(**values))[1], values
    for values in (
        trusted("exp(-x^2-y^2)", (0.6, 0.8), 0.6),
        trusted("y^2-x^2", (0, 1.5), 1),
        trusted("x^2-3*y^2", (-1, 0), 1),
    ):
        assert lesson.solved(drawn(**values))[2], values
    for values in (started(WELLS, (-0.5, -0.2)) | {"view": "ends"}, started(EGGS, (1.8, -1.4))):
        assert lesson.solved(drawn(**values))[3], values


def test_and_tricks_do_not():
    for values in (
        at("3", (0, 0)),
        at("x^2+y^2", (0, 0)),
        at(HIMMELBLAU, (0, 0)),
        at("|x|^3", (0, 0)),
        at("x^5", (0, 0)),
    ):
        assert not lesson.solved(drawn(**values))[1], values
    for values in (
        trusted("-x^2-y^2", (0, 0), 1),
        trusted("x^2", (1, 0), 3),
        trusted("x", (0, 0), 1),
        trusted("3", (0, 0), 1),
    ):
        assert not lesson.solved(drawn(**values))[2], values
    for values in (
        started("3", (0, 0)),
        started("x^2+y^2", (1, 1)),
        started("-x^2-y^2", (1, 1)),
        started(VALLEY, (1, 1)),
    ):
        assert not lesson.solved(drawn(**values))[3], values


def test_a_detour_sets_off_uphill_and_ends_in_a_minimum():
    rng, solved = np.random.default_rng(8), 0
    f, slope, bend = exact(EGGS)
    for _ in range(70):
        point = tuple(np.round(rng.uniform(-3, 3, 2), 2).tolist())
        scene = drawn(**started(EGGS, point))
        if lesson.solved(scene)[3]:
            solved += 1
            g, step = np.array(slope(*point)), scene.numbers["newton"]
            assert g @ step > 0 and f(*(np.array(point) + 1e-4 * step)) > f(*point)
            path = newton.newton_path(scene.state.follow, scene.state.at, 300)
            end = path.points[path.last]
            assert np.linalg.eigvalsh(np.array(bend(*end)))[0] > 0 and np.hypot(*slope(*end)) < 1e-6
    assert solved > 1


def test_names_of_errors_do_not_leave_their_panel_at_random_states():
    for values in contracts.random_states(lesson, 40):
        scene = contracts.drawn(lesson, values | {"view": "model"})
        if scene is None:
            continue
        panel = scene.panels[2]
        for trace in panel.traces:
            if trace.get("mode") == "text" and np.isfinite(trace["x"][0]) and np.isfinite(trace["y"][0]):
                assert panel.x.range and panel.x.range[0] <= trace["x"][0] <= panel.x.range[1]


@pytest.mark.parametrize(("point", "end"), [((2.0554, -2.062), "a minimum"), ((0.9751, -1.0481), "a saddle")])
def test_where_newtons_method_ends_is_not_judged_after_24_steps(point, end):
    """By SymPy's derivatives and numpy.linalg.solve; it arrives after 41 and 31 steps."""
    f = sympy.sympify(EGGS.replace("^", "**"), locals={"x": X, "y": Y})
    g = sympy.lambdify((X, Y), [sympy.diff(f, v) for v in (X, Y)])
    h = sympy.lambdify((X, Y), sympy.hessian(f, (X, Y)))
    place = np.array(point)
    for _ in range(60):
        place = place - np.linalg.solve(np.array(h(*place), float), np.array(g(*place), float))
    signs = np.sign(np.linalg.eigvalsh(np.array(h(*place), float))).tolist()
    assert {(1, 1): "a minimum", (-1, 1): "a saddle"}[tuple(signs)] == end
    assert drawn(view="newton", point=point).state.end == end


def test_a_step_beyond_a_million_is_said_to_be_that():
    scene = drawn(view="fit", start=(6.05, 4.08))
    assert "the next goes beyond a million" in scene.notice


@pytest.mark.parametrize(
    ("function", "point", "says"),
    [
        ("sin(x)+sin(y)+sin(x+y)", (-2.26, -1.41), "a point that H leaves undecided"),  # (-3 pi, -3 pi), where H is 0
        ("x^4+y^4", (1.0, 1.0), "a point that H leaves undecided"),
        ("(x^2+y-11)^2+(x+y^2-7)^2", (2.9, 1.9), "a minimum"),
    ],
)
def test_steps_that_halve_come_to_a_point_that_h_leaves_undecided(function, point, says):
    scene = find("multivariable_taylor").scene(view="newton", function=function, point=point)
    found = next(each for each in scene.readouts if isinstance(each, Readout) and "ends at" in each.name)
    assert found.text == says


def test_digits_that_are_rounding_are_not_shown():
    def told(start, **values):
        return next(each.value for each in drawn(view="model", **values).readouts if each.name.startswith(start))

    high = {"function": "1000000*10+sin(x)*y", "radius": 0.02}
    assert told("halving", **high) == "lost in rounding"  # 1.5e-6 of 1e7
    assert told("slope of log E", **high) == "lost in rounding"
    assert told("halving", function="sin(x)*y", radius=0.02) == pytest.approx(8, rel=0.01)
