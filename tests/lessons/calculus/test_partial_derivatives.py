"""What is special to the lesson on partial derivatives.

Oracles: the partial derivatives and slopes along u are SymPy's derivative of the typed function; slopes and errors at
torn points are closed forms (tests/mathcore/calculus/test_partial_derivatives.py); scores and answers are
scikit-learn's, their gradient finite differences (test_saliency.py there); the mean cosine is an integral by SciPy.
"""

from __future__ import annotations

import numpy as np
import orjson
import pytest
import sympy

from explorer import catalogue, frames, listing
from explorer.lesson import Law
from mathcore.calculus import partial_derivatives as pd
from mathcore.calculus import saliency
from pages.calculus.partial_derivatives import panels
from pages.calculus.partial_derivatives.lesson import lesson
from pages.calculus.partial_derivatives.state import CASES, RADIUS, SMOOTH, TORN, Slopes
from tests.lessons import contracts

VIEWS = list(lesson.views)


def state(**values):
    found = lesson.at(lesson.parameters(values))
    assert isinstance(found, Slopes)
    return found


def laws(**values):
    return {each.name: each for each in lesson.scene(**values).readouts if isinstance(each, Law)}


def solved(place, **values):
    return bool(lesson.solved(lesson.scene(**values))[place])


def test_the_bowl_of_the_first_view():
    q = state(view="dial", angle=45)
    assert np.allclose(q.partials, [2, 4], atol=1e-11)
    assert np.isclose(q.length, 4.472136, atol=1e-6)
    assert np.isclose(np.rad2deg(np.arctan2(*q.partials[::-1])), 63.4349, atol=1e-4)
    assert np.isclose(q.along, 4.242641, atol=1e-6)
    prediction = lesson.challenges[0].predict
    assert prediction is not None
    assert np.isclose(prediction.truth(q), 6 / np.sqrt(2))


@pytest.mark.parametrize("text", ["x^2+2y^2", *SMOOTH])
def test_readouts_are_sympys_at_random_states(text):
    x, y = sympy.symbols("x y", real=True)
    rules = [sympy.lambdify((x, y), sympy.diff(pd.read(text).sympy, v)) for v in (x, y)]
    for point in np.random.default_rng(5).uniform(-1.5, 1.5, (8, 2)).round(2).tolist():
        exact = np.array([float(rule(*point)) for rule in rules])
        for view, units in (("dial", 7.08), ("units", 3.16)):
            angle = int(1000 * abs(point[0])) % 360
            scene = lesson.scene(view=view, function=text, point=point, angle=angle, units=units)
            told = {each.name: each.value for each in scene.readouts if not isinstance(each, Law)}
            turn, c = np.deg2rad(angle), units if view == "units" else 1.0
            slope = exact @ [np.cos(turn), np.sin(turn) / c]
            assert np.isclose(told["slope along u"], slope, rtol=1e-8, atol=1e-9)
            assert np.isclose(told["partial derivative ∂f/∂x"], exact[0], rtol=1e-8, atol=1e-9)
            assert np.isclose(told["partial derivative ∂f/∂y"], exact[1], rtol=1e-8, atol=1e-9)
            assert np.isclose(told["length of the gradient |∇f|"], np.hypot(*exact), rtol=1e-8, atol=1e-9)
            assert all(each.holds or each.unless for each in scene.readouts if isinstance(each, Law))


def test_the_dial_is_a_test_that_differentiability_must_pass():
    lie, every, perfect, torn = (CASES.format(f) for f in TORN)
    knows, steep = "the gradient knows the slope along u", "no direction is steeper than the arrow's"
    found = laws(view="dial", function=every, point=(0, 0), angle=35)
    assert not found[knows].holds
    assert not found[steep].holds
    assert np.isclose(found[knows].left, np.cos(np.deg2rad(35)) ** 2 * np.sin(np.deg2rad(35)))
    assert np.isclose(found[steep].left, 0.3849002, atol=1e-7)
    for flat in (perfect, torn):
        assert all(each.holds for each in laws(view="dial", function=flat, point=(0, 0), angle=35).values())
    assert knows not in laws(view="dial", function=lie, point=(0, 0), angle=35)  # no slope to compare
    assert "In 68 of the 72" in lesson.scene(view="dial", function=lie, point=(0, 0)).notice


def test_the_lens_decides():
    for place, (first, last) in enumerate([(500.0, 0.5), (0.3849, 0.3849), (0.5, 0.41), (0.000827, 0.841)]):
        worst = state(view="lens", function=CASES.format(TORN[place]), point=(0, 0)).remainder.worst
        assert np.isclose(worst[0], first, rtol=0.02)
        assert np.isclose(worst[-1], last, rtol=0.02)
    bowl = state(view="lens").remainder
    assert np.allclose(bowl.worst, 2 * np.array(RADIUS.values), rtol=1e-3)  # half of 4, times r


def test_other_units_turn_the_arrow_and_nothing_else():
    name = "at a right angle to the arrow f is level"
    for units in (1.0, 2.0, 5.01):
        q = state(view="units", units=units)
        across = np.array([-4 / units**2, 2.0])
        assert np.isclose(q.across, across / np.hypot(*across) @ [2, 4] / np.hypot(2, 4))
        assert laws(view="units", units=units)[name].holds is (units == 1.0)
        assert np.isclose(q.longest, np.hypot(2, 4 / units))
    for view in set(VIEWS) - {"units"}:
        plain, hidden = (lesson.scene(view=view, units=units) for units in (1.0, 5.01))
        assert frames.encode(plain.plotly()["data"]) == frames.encode(hidden.plotly()["data"])
        assert [each.value for each in plain.readouts if not isinstance(each, Law)] == [
            each.value for each in hidden.readouts if not isinstance(each, Law)
        ]


def test_a_corner_has_two_slopes_and_says_so():
    scene = lesson.scene(function="|x|+|y|", point=(0.0, 0.5))
    assert scene.notice == "∂f/∂x does not exist at p: the slope is −1 on one side and 1 on the other."
    assert not any(isinstance(each, Law) for each in scene.readouts)
    assert lesson.scene(function="|x|+|y|", point=(0.5, 0.5)).notice == ""
    assert "level" in lesson.scene(point=(0, 0)).notice


@pytest.mark.parametrize(
    "text",
    [
        *("log(x-9)", "1/x", "log(x)", "sqrt(x)", "0", "7", "floor(x)", "exp(exp(exp(3x)))", "x/(x-x)", "tan(9x y)"),
        *("1e6x", "0.000001x", "sign(x)+sign(y)", "x^20", "y^(1/3)", "if(x<0, 1/x, y)", "sqrt(-1-x^2)", "|x|^1.5"),
    ],
)
@pytest.mark.parametrize("point", [(0, 0), (-1, 0.5), (1.5, -1.5)])
def test_whatever_is_typed_is_drawn_or_explained(text, point):
    for view in VIEWS[:-1]:
        parameters = lesson.parameters({"view": view, "function": text, "point": point, "radius": 0.1})
        scene = lesson.scene(parameters)
        for trace in scene.plotly()["data"]:
            for key in ("x", "y", "z"):
                assert not np.isinf(np.asarray(trace.get(key, 0.0), dtype=float)).any(), (view, trace.get("name"), key)
        for each in scene.readouts:
            if isinstance(each, Law):
                assert np.isfinite([each.left, each.right]).all()
            elif not isinstance(each.value, str):
                assert not np.isinf(each.value), each.name
        assert "nan" not in scene.alt
        assert orjson.loads(frames.encode(frames.frame(lesson, parameters, scene=scene)))["figure"]["data"]
        if not np.isfinite(pd.read(text)(*point)):
            assert scene.notice == "f is not defined at p, so there is no slope."


@pytest.mark.parametrize(
    ("text", "point"),
    [
        *(("x^y", (0, 1)), ("0^x", (1, 1)), ("exp(-1/x^2)", (0, 0)), ("atan(1/x)", (-1, 0.5)), ("x^x", (-1, 0.5))),
        *(("atan(y/x)", (0, 1)), ("exp(exp(exp(x)))", (1, 1)), ("sqrt(x)", (0, 0)), ("sqrt(-x^2-y^2)", (0, 0))),
    ],
)
def test_no_law_is_broken_without_saying_which_hypothesis_is(text, point):
    for view, radius in (("slices", 1.0), ("dial", 1.0), ("units", 1.0), ("lens", 0.001), ("lens", 1.0)):
        found = laws(view=view, function=text, point=point, radius=radius, units=10.0, angle=200)
        assert all(each.holds or each.unless for each in found.values()), (view, radius)
        assert np.isfinite([[each.left, each.right] for each in found.values()]).all()


def test_a_slope_that_is_not_seen_is_not_said_to_be_missing():
    """exp(20x) is smooth, but too large for its slope along y to be told from rounding."""
    none = "No ∂f/∂{} is seen at p: on {} side of it the chords show no limit."
    assert lesson.scene(function="exp(20x)", point=(1.5, -1.5)).notice == none.format("y", "either")
    assert lesson.scene(function="x^2.5", point=(0, 0)).notice == none.format("x", "one")
    assert "gradient is zero" in lesson.scene(function="|x|^1.5", point=(0, 0)).notice


@pytest.mark.parametrize(
    ("text", "point"),
    [
        *(("1e-5*abs(x)", (0, 0)), ("abs(x)^1.5", (0, 0)), ("1e-5*abs(x)^1.5+y", (0, 0))),
        *(("1/x", (0, 0)), ("sqrt(x)", (-1, 0.5)), ("sqrt(x)", (0, 0)), ("log(x)", (0, 0)), ("y^(1/3)", (0, -0.72))),
        *(("0^x", (1, 1)), ("1000000+xy", (1, 1)), ("exp(-1/x^2)", (0, 0)), ("softplus(800x)", (1, 1))),
        *(
            ("sigmoid(1000x)", (-1, 0.5)),
            ("log(-1)", (1, 1)),
            ("1/(x-x)", (1, 1)),
            ("softplus(-x-2y)+softplus(x-y)", (0.37, -0.72)),
        ),
    ],
)
def test_the_program_runs_where_f_is_singular_or_overflows(text, point):
    parameters = lesson.parameters({"view": "lens", "function": text, "point": point, "radius": 0.1, "angle": 37})
    found = contracts.printed(
        contracts.python_prints(listing.python(catalogue.find("partial_derivatives"), parameters))
    )
    contracts.agrees(lesson, parameters, found, text)


def test_the_origin_catches_the_pointer_and_nothing_else_does():
    assert panels.point_to(0.05, -0.02) == {"point": (0.0, 0.0)}
    assert panels.point_to(0.05, 0.05) == {"point": (0.05, 0.05)}


@pytest.mark.parametrize(("view", "units"), [("dial", 1.0), ("units", 4.47)])
def test_the_tip_of_u_turns_to_the_pointer(view, units):
    scene = lesson.scene(view=view, units=units, point=(-0.5, 0.8))
    for x, y in ((1.0, 1.0), (-1.2, 0.1), (-0.5, -2.0), (2.4, 0.9)):
        moved, sentence = lesson.pulled(scene, "pull_direction", None, x, y)
        u, to = state(**moved).u, np.array([x + 0.5, y - 0.8])
        length = np.hypot(to[0], units * to[1])
        assert sentence == ""
        assert np.allclose(u * [1, units], to / length * [1, units], atol=0.01)  # half a degree


def test_a_pixel_is_picked_in_the_gradient_alone():
    scene = lesson.scene(view="digit")
    assert lesson.pulled(scene, "pull_pixel", None, panels.TILE + 3.2, -5.4)[0]["pixel"] == 43
    moved, sentence = lesson.pulled(scene, "pull_pixel", None, 2.0, -5.0)
    assert sentence.endswith(".")
    assert moved["pixel"] == 40


def test_what_the_preset_says_of_its_digit():
    q = state(view="digit")
    assert (q.reading.meant, q.reading.answer, *q.after) == (5, 5, 4, 5)
    slopes = np.abs(q.directions @ q.reading.gradient)
    assert 8 < q.reading.length / slopes.mean() < 12
    assert q.reading.length > np.abs(q.reading.gradient).max()
    for seed in range(12):  # the answer hangs on the first direction: hardly ever does it change
        assert state(view="digit", seed=seed).after[0] == 4
    assert sum(state(view="digit", seed=seed).after[1] == 5 for seed in range(40)) >= 38


def test_level_directions_are_recognised_everywhere_and_only_there():
    for text in ("x^2+2y^2", "exp(-x^2-y^2)", "sin(2x)cos(y)"):
        for point in ((1.0, 0.3), (-0.7, 1.1)):
            g = state(function=text, point=point).partials
            level = round(np.rad2deg(np.arctan2(*g[::-1])) + 90) % 360
            assert solved(1, view="dial", function=text, point=point, angle=level)
            assert not solved(1, view="dial", function=text, point=point, angle=(level + 3) % 360)
    assert solved(1, view="units", units=10.0, angle=102)  # -0.025, within 1% of the |∇f| of 4.47 that is shown
    assert not solved(1, view="slices", angle=153)
    assert not solved(1, view="dial", function="5", angle=153)
    assert not solved(1, view="dial", function=CASES.format(TORN[2]), point=(0, 0), angle=30)


def test_the_diagonal_must_climb_by_one_from_a_cross_that_is_flat():
    good = ("√(2|xy|)", "sqrt(|x y|)*sqrt(2)", "max(0, min(x, y))*sqrt(2)", CASES.format("2x y/sqrt(x^2+y^2)"))
    assert all(solved(2, function=text, point=(0, 0)) for text in good)
    bad = ("x", "|x|+|y|-max(|x|,|y|)", "sqrt(x^2+y^2)", "2xy", CASES.format("2xy/(x^2+y^2)"), "sqrt(2xy)+0.1x")
    wave = "sqrt(2|xy|)+sin(10pi*x)^2"  # 0 at each tenth of the axis, and nowhere else
    assert not any(solved(2, function=text, point=(0, 0)) for text in (*bad, wave))
    assert not solved(2, function=good[0], point=(0.01, 0))


def test_only_short_steps_fool_and_only_digits_that_are_read_rightly_count():
    hits = [k for k in range(saliency.SHOWN) if solved(3, view="digit", image=k, step=0.2)]
    assert 20 < len(hits) < 80
    for k in hits:
        read = saliency.reading(k)
        assert read.meant == read.answer
        assert read.flip <= 0.2
    assert not solved(3, view="digit", image=hits[0], step=0.21)


def test_along_the_axes_a_direction_is_exact():
    """The part 0 < y < x² touches both halves of the x axis without holding a point of it: every slope at 0 is 0."""
    values = {"view": "dial", "function": "if(0<y<x^2, 1, 0)", "point": (0.0, 0.0)}
    assert (state(**values).fan == 0).all() and state(**values, angle=180).along == 0
    assert "no slope is seen" not in lesson.scene(**values).notice


@pytest.mark.parametrize("function", ["if(|x|>0,x^2*sin(1/x),0)", "x*sqrt(|y|)", "|x|^1.5+y^2"])
def test_a_slope_that_is_zero_is_not_given_as_what_the_search_for_it_left(function):
    """|f(hu)| ≤ h^1.5 for small h, so all slopes at 0 are 0."""
    q = state(view="dial", function=function, point=(0.0, 0.0), angle=20)
    assert q.partials.tolist() == [0, 0] and q.along == 0
    assert "The gradient is zero" in lesson.scene(view="slices", function=function, point=(0.0, 0.0)).notice


@pytest.mark.parametrize("flat", ["1", "1e-5", "1e-9"])
def test_a_flat_corner_has_no_gradient(flat):
    scene = lesson.scene(function=f"{flat}*abs(x)", point=(0.0, 0.0))
    assert (
        np.isnan(state(function=f"{flat}*abs(x)", point=(0.0, 0.0)).partials[0])
        and "The gradient is zero" not in scene.notice
    )
    assert state(function=f"{flat}*x*abs(x)", point=(0.0, 0.0)).partials.tolist() == [0, 0]


def test_the_program_keeps_a_direction_along_an_axis_on_it():
    parameters = lesson.parameters({"function": "if(0<y<x^2, 1, 0)", "point": (0.0, 0.0), "angle": 180})
    source = listing.python(catalogue.find("partial_derivatives"), parameters)
    contracts.agrees(lesson, parameters, contracts.printed(contracts.python_prints(source)), "180 degrees")
