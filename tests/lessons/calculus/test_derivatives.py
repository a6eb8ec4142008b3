"""What is special to the lesson on derivatives.

Oracles: derivatives and one-sided limits, SymPy; f without rounding, mpmath; quotients in 16 and 32 bits, NumPy's own
float16 and float32; the mean value, SciPy's brentq; the bounds by ball arithmetic, a fine search; the gradient of the
loss, SciPy's approx_fprime; the best step, the closed form (3u|f|/|f‴|)^(1/3).
"""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from scipy.optimize import approx_fprime, brentq

from explorer import catalogue, listing
from explorer.lesson import Law
from explorer.text import fill
from mathcore.calculus import finite_differences as fd
from mathcore.common.expressions import parse
from pages.calculus.derivatives import panels
from pages.calculus.derivatives.lesson import EXAMPLES, RESTLESS, SELU
from pages.calculus.derivatives.lesson import lesson as plain
from tests.lessons import contracts

X = sympy.Symbol("x", real=True)


@pytest.fixture(scope="module")
def lesson():
    return catalogue.find("derivatives")


def said(lesson, **values):
    return {each.name: each for each in lesson.scene(**values).readouts}


def states(count=25):
    return contracts.random_states(plain, count)


def test_what_it_says_of_the_point_is_what_sympy_says(lesson):
    for values in states():
        values = {**values, "view": "secant"}
        expression = sympy.diff(parse(values["function"]).sympy, X)
        if "if" in values["function"] or values["a"] == 0:
            continue
        expected = float(expression.subs(X, sympy.Float(values["a"], 40)).doit())
        assert said(lesson, **values)["derivative f′(a)"].value == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("precision", "kind"), [("single", np.float32), ("half", np.float16)])
@pytest.mark.parametrize("method", ["forward", "backward", "central"])
def test_the_quotient_is_that_of_short_floats(lesson, precision, kind, method):
    for a, h in [(1.0, 0.00501), (-2.37, 0.0631), (0.4, 0.251), (2.99, 0.0158)]:
        x, step = kind(a), kind(h)
        high = x if method == "backward" else x + step
        low = x if method == "forward" else x - step
        expected = (high * high - low * low) / (high - low)
        state = {"function": "x^2", "a": a, "h": h, "method": method, "precision": precision}
        assert said(lesson, **state)[f"{method} quotient"].value == float(expected)


def test_laws_that_fail_name_what_fails(lesson):
    corner = said(lesson, function="abs(x)", a=0.0)["f has one slope at a"]
    assert (corner.left, corner.right, corner.holds) == (-1.0, 1.0, False) and corner.unless
    rules = said(lesson, function="relu(x)-relu(-x)", a=0.0)["limit and rules agree"]
    assert (rules.left, rules.right, rules.holds) == (1.0, 0.0, False) and rules.unless
    mean = said(lesson, function="abs(x)", a=-0.3, h=0.794)["mean value theorem"]
    assert not mean.holds and mean.unless
    power = said(lesson, view="error", function=SELU, a=0.0)["it goes like a power of h"]
    assert power.left == pytest.approx(0, abs=1e-6) and not power.holds and power.unless
    bug = said(lesson, view="check", bug="row")["central, 64 bit, h = 6×10⁻⁶"]
    assert bug.left > 1e-4 and not bug.holds and bug.unless == "one row of 569 left out"


def test_the_mean_value_theorem_excuses_corners_without_a_change_of_sign_and_is_silent_of_huge_slopes(lesson):
    for text in ("sqrt(x^2)", "1/x^2", "log(x^2)"):
        mean = said(lesson, function=text, a=0.05, h=0.316, method="central")["mean value theorem"]
        assert not mean.holds and mean.unless
    for text, a in [("exp(100x)", 0.76), ("exp(100x)", 1.0), ("exp(30x)", 1.0), ("exp(80x)", 0.1)]:
        mean = said(lesson, function=text, a=a, h=1.0).get("mean value theorem")
        assert mean is None or mean.holds
    assert said(lesson, function="exp(30x)", a=1.0, h=1.0)["mean value theorem"].holds


def test_a_corner_is_no_place_where_the_derivative_has_the_mean_value(lesson):
    """|x| has the slopes -1 and 1 and none at 0; floor(x) has the slope 0 on (1, 1.3), and none at 1."""
    corner = said(lesson, function="abs(x)", a=0.0, h=0.5, method="central")["mean value theorem"]
    assert corner.note == "c = 0." and np.isnan(corner.right) and corner.unless and not corner.holds
    step = lesson.at(lesson.parameters({"function": "floor(x)", "a": 1.0, "h": 0.3, "method": "forward"})).step
    assert 1 < step.mean < 1.3 and step.slope_at_mean == 0


def test_the_mean_value_is_that_of_a_root_finder(lesson):
    state = lesson.at(lesson.parameters({"function": "exp(x)", "a": 0.5, "h": 1.0}))
    expected = brentq(lambda c: np.exp(c) - (np.exp(1.5) - np.exp(0.5)), 0.5, 1.5)
    assert state.step.mean == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("view", "name", "k"),
    [("stretch", "no piece is stretched by more", 1), ("zoom", "without rounding it falls like h", 2)],
)
def test_bounds_are_no_smaller_than_a_search_finds(lesson, view, name, k):
    for function in ("sin(x)", "exp(x)", "tanh(x)", "1/x"):
        for a, h in [(1.0, 0.794), (-2.0, 0.0501), (2.2, 1e-6)]:
            law = said(lesson, view=view, function=function, a=a, h=h, method="central")[name]
            x = np.linspace(a - h, a + h, 2001)
            most = np.abs(sympy.lambdify(X, sympy.diff(parse(function).sympy, X, k))(x)).max()
            scale = 2 * h if k == 1 else h / 2
            assert isinstance(law, Law) and law.right >= most * scale * (1 - 1e-9)
            assert law.right <= 1.2 * most * scale + 1e-12


def test_the_two_parts_of_an_error(lesson):
    """The step's own part is that of the closed form; far left of the best step it does not matter."""
    for h in (0.1, 1e-3, 1e-5):
        found = said(lesson, view="error", h=h, method="central")
        assert found["error of the step alone"].value == pytest.approx(np.cos(1) * (1 - np.sin(h) / h), rel=1e-4)
    found = said(lesson, view="error", h=1e-12)
    assert found["it is off by"].value > 1e3 * found["error of the step alone"].value


def test_the_best_step_is_the_closed_form(lesson):
    u = 2.0**-53
    central = said(lesson, view="error", method="central")["best step in theory"].value
    assert central == "8.03×10⁻⁶" and (3 * u * np.tan(1)) ** (1 / 3) == pytest.approx(8.03e-6, rel=1e-3)
    assert said(lesson, view="error")["best step in theory"].value == "2.11×10⁻⁸"
    assert said(lesson, view="error", method="complex")["best step in theory"].value == "the smaller, the better"
    assert said(lesson, view="error", precision="half")["best step in theory"].value == "0.0442"


def test_the_complex_step_has_no_left_branch(lesson):
    for h in (1e-8, 1e-12, 1e-16):
        assert said(lesson, view="error", method="complex", h=h)["it is off by"].value < 2e-16


def test_the_gradient_check_is_that_of_scipy(lesson):
    state = lesson.at(lesson.parameters({"view": "check", "seed": 5, "h": 1e-5, "method": "central"}))
    w = fd.weights(5)
    np.testing.assert_allclose(state.numeric, approx_fprime(w, fd.loss), atol=1e-6)
    assert state.disagreement < 1e-9
    for bug, least in (("row", 1e-4), ("bias", 1e-5), ("swap", 1e-4)):
        found = lesson.at(lesson.parameters({"view": "check", "seed": 5, "h": 1e-5, "method": "central", "bug": bug}))
        assert found.disagreement > least
        assert (found.apart > panels.GOOD).sum() == {"row": 31, "bias": 1, "swap": 2}[bug]


def test_every_bug_is_found_whatever_the_seed(lesson):
    for seed in (0, 1, 2, 77, 4242, 999_999):
        for bug in fd.BUGS:
            law = said(lesson, view="check", seed=seed, bug=bug)["central, 64 bit, h = 6×10⁻⁶"]
            assert law.holds == (bug == "none"), (seed, bug, law.left)


def test_no_preset_solves_a_challenge(lesson):
    for preset in lesson.presets:
        assert not any(lesson.solved(lesson.scene(**preset.values))), preset.name


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"function": "1/x", "a": 0.0}, "f is not defined at a: move a."),
        (
            {"function": SELU, "a": 0.0},
            "A corner: slope 1.758 from the left of a, 1.051 from the right. There is no derivative.",
        ),
        ({"function": "cbrt(x)", "a": 0.0}, "No derivative at a: the quotients grow without bound, down to h = 10⁻⁴⁴."),
        (
            {"function": "if(abs(x)>0, x*sin(1/x), 0)", "a": 0.0},
            "No derivative at a: no limit can be seen, down to h = 10⁻⁴⁴.",
        ),
        ({"h": 1e-5, "precision": "half"}, "In this arithmetic a + h = a: there is no second point."),
        ({"h": 1e-9, "precision": "half", "method": "complex"}, "In this arithmetic h is rounded to 0."),
        (
            {"view": "check", "h": 1e-9, "precision": "single"},
            "In this arithmetic w + h = w for some weights: a step is lost.",
        ),
        ({"function": RESTLESS, "a": 0.0}, ""),
    ],
)
def test_degenerate_states_are_explained(lesson, values, sentence):
    scene = lesson.scene(**values)
    assert scene.notice == sentence
    assert "nan" not in scene.alt.lower()


@pytest.mark.parametrize("view", ["secant", "stretch", "zoom", "error"])
@pytest.mark.parametrize(
    "function", [*EXAMPLES, "log(x)", "sqrt(x)", "tan(x)", "7", "floor(x)", "asin(x)", "exp(exp(x))", "x^x"]
)
def test_every_function_is_drawn_everywhere(lesson, view, function):
    for a in (-3.0, -1.0, 0.0, 0.5, 2.0):
        for h, method, precision in [
            (1.0, "central", "double"),
            (1e-16, "forward", "brain"),
            (0.01, "complex", "half"),
        ]:
            scene = lesson.scene(view=view, function=function, a=a, h=h, method=method, precision=precision)
            for panel in scene.panels:
                for trace in panel.traces:
                    assert not np.isinf(np.asarray(trace["y"], float)).any(), (function, a, h, trace.get("name"))
            for each in scene.readouts:
                assert not isinstance(each, Law) or each.holds or each.unless, (function, a, h, each)


def test_the_derivative_is_traced_up_to_the_point(lesson):
    plane = lesson.scene(a=-1.0).panels[1]
    strong = next(trace for trace in plane.traces if trace.get("name") == "f′")
    shown = np.asarray(strong["x"])[np.isfinite(strong["y"])]
    assert shown.max() == pytest.approx(-1.0)


def test_dragging_past_a_stops_with_a_sentence(lesson):
    scene = lesson.scene()
    moved, sentence = lesson.pulled(scene, "second", None, -1.0, 0.0)
    assert moved["h"] == pytest.approx(0.01, rel=0.03) and sentence.endswith(".")
    moved, sentence = lesson.pulled(scene, "second", None, 1.5, 0.9)
    assert moved["h"] == pytest.approx(0.5, rel=0.03) and not sentence


def test_the_worked_numbers_read_well_at_a_corner(lesson):
    text = fill("${{left}}$, ${{right}}$, ${{slope}}$, ${{alone}}$", lesson.scene(function=SELU, a=0.0).numbers)
    assert text == r"$1.758$, $1.051$, $\text{undefined}$, $\text{undefined}$"


def test_the_rounding_of_the_point_is_part_of_the_theory(lesson):
    """1.57 is no number of 16 bits; the slope of the sine is almost 0 there, and the point moves it."""
    state = lesson.at(lesson.parameters({"view": "error", "a": 1.57, "precision": "half"}))
    dots, line = panels.errors(state, "complex", "half", "accent", "c", 0.3)
    there = panels.H > 1e-3
    assert (np.asarray(dots["y"])[there] <= 4 * np.asarray(line["y"])[there]).all()


@pytest.mark.parametrize(
    "values",
    [
        {"function": "1/x", "a": 0.0},
        {"function": "cbrt(x)", "a": 0.0},
        {"function": "log(x)", "a": -1.0},
        {"function": "x^(1/x)", "a": 0.0},
        {"function": "x^x", "a": -1.0, "method": "complex", "precision": "half", "h": 1e-16},
        {"function": "e^x", "a": 0.5, "method": "complex", "precision": "half", "h": 1e-4},  # not a power of 2.719
        {"function": "e^x", "a": -1.5, "method": "complex", "precision": "single", "h": 0.01},
        {"function": "x^floor(x)", "a": -1.5},
        {"function": "x^sign(x)", "a": -1.5, "method": "complex"},
        {"function": "+x", "a": 0.5},
    ],
)
def test_the_program_gives_no_number_where_there_is_none_and_the_same_elsewhere(lesson, values):
    parameters = lesson.parameters(values)
    found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
    contracts.agrees(lesson, parameters, found, str(values))


@pytest.mark.parametrize(("function", "method"), [("x^2", "central"), ("3x", "forward"), ("2x+1", "backward")])
def test_where_the_next_derivative_is_zero_so_is_the_bound(lesson, function, method):
    scene = lesson.scene(view="error", function=function, method=method)
    found = next(each for each in scene.readouts if each.name == "the step alone is bounded")
    assert (found.left, found.right) == (0, 0)


def test_a_complex_step_is_called_so_once(lesson):
    for view in lesson.views:
        assert "step step" not in lesson.scene(view=view, method="complex").alt


def test_a_lost_step_of_the_gradient_check_is_called_what_it_is(lesson):
    lost = {"view": "check", "precision": "half", "h": 1e-9}
    assert "h is rounded to 0" in lesson.scene(**lost, method="complex").notice
    assert "w + h = w" in lesson.scene(**lost, method="central").notice


@pytest.mark.parametrize(("function", "slope"), [("x^floor(x)", -2 * (-1.5) ** -3), ("x^sign(x)", -((-1.5) ** -2))])
def test_a_whole_exponent_that_rests_is_one_of_a_negative_number_too(lesson, function, slope):
    assert lesson.scene(function=function, a=-1.5).numbers["rule"] == pytest.approx(slope)
