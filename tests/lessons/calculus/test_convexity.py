"""What is special to the lesson on convexity.

Oracles: gaps, tangents and their heights are SymPy's; means under the tent and areas are tested against
`scipy.integrate.quad` in tests/mathcore/calculus/test_convexity.py, Hessians, minima and logistic regression against
SymPy and scikit-learn in test_plane_landscapes.py there, networks and their copies against scikit-learn's network in
test_relabelling.py there. The quartic's minima, bitangent and least curvature are closed forms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from explorer import catalogue, listing
from explorer.lesson import Law
from mathcore.calculus import convexity as cv
from mathcore.calculus import plane_landscapes as pl
from mathcore.calculus import relabelling as nets
from mathcore.common.expressions import parse
from pages.calculus.convexity.lesson import CURVES, SURFACES, lesson
from pages.calculus.convexity.panels import tip_to
from pages.calculus.convexity.state import Convexity
from tests.lessons import contracts
from viz import Limit


def state(**values) -> Convexity:
    found = lesson.at(lesson.parameters(values))
    assert isinstance(found, Convexity)
    return found


def told(**values) -> dict[str, Any]:
    return {each.name: each.value for each in lesson.scene(**values).readouts if not isinstance(each, Law)}


def laws(**values) -> dict[str, Law]:
    return {each.name: each for each in lesson.scene(**values).readouts if isinstance(each, Law)}


def solved(place: int, **values) -> bool:
    return bool(lesson.solved(lesson.scene(**values))[place])


@pytest.mark.parametrize("text", ["x^4-3*x^2+x", "exp(x)", "1-exp(-x^2)", "log(1+exp(3*x))", "x^3"])
def test_chords_and_tangents_are_sympys_at_random_states(text):
    x = sympy.Symbol("x", real=True)
    f = sympy.lambdify(x, parse(text).sympy)
    slope = sympy.lambdify(x, sympy.diff(parse(text).sympy, x))
    for a, b in np.random.default_rng(8).uniform(-2, 2, (8, 2)).round(2).tolist():
        gap = (f(a) + f(b)) / 2 - f((a + b) / 2)
        assert told(function=text, a=a, b=b)["chord above the curve, half-way"] == pytest.approx(gap, abs=1e-12)
        places = np.linspace(a, b, 4001)
        worst = max(0.0, float(np.max(f(places) - (f(a) + (f(b) - f(a)) * np.linspace(0, 1, 4001)))))
        assert told(function=text, a=a, b=b)["curve above the chord, at most"] == pytest.approx(worst, abs=1e-5)
        found = told(view="tangent", function=text, c=a, x=b)
        assert found["slope at c"] == pytest.approx(slope(state(c=a).p.c), abs=1e-11)
        assert found["curve above the tangent, at x"] == pytest.approx(f(b) - f(a) - slope(a) * (b - a), abs=1e-11)
        assert f"{found['strict local minima found']}" == f"{len(cv.minima(text))}"


def test_the_first_view():
    found = told()
    assert found["not convex"] == "f″(0) = −6"
    assert found["curve above the chord, at most"] == pytest.approx(2.2066, abs=1e-4)
    both = laws()
    assert both["the gap half-way is a mean of the curvature"].holds
    assert not both["the gap half-way is a mean of the curvature"].unless
    assert both["a convex f is below its chords"].unless == "f is not convex"
    assert not both["a convex f is below its chords"].holds


def test_a_chord_may_fail_and_not_half_way():
    assert "not half-way" in lesson.scene(a=-0.5, b=1.9).notice
    chord = state(a=-0.5, b=1.9).chord
    assert chord.middle > 0 > chord.worst[1]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"function": "-log(x)", "a": -1.0}, "both ends in the domain"),
        ({"function": "1/x", "a": -1.0, "b": 1.0}, "domain is not convex"),
        ({"function": "1/x", "a": -1.09, "b": 1.58}, "a pole over this chord"),
        ({"a": 0.5, "b": 0.5}, "without width"),
        ({"view": "tangent", "function": "abs(x)", "c": 0.0}, "every slope between −1 and 1"),
        ({"view": "tangent", "function": "-abs(x)", "c": 0.0}, "no line through it stays below"),
        ({"view": "tangent", "function": "sqrt(x)", "c": 0.0}, "no tangent"),
        ({"view": "plane", "surface": "log(x)+y"}, "not defined everywhere"),
        ({"view": "plane", "p": (1.0, 1.0), "q": (1.0, 1.0)}, "one point"),
        ({"view": "network", "first": 2, "second": 2}, "B is A"),
    ],
)
def test_what_is_degenerate_is_said_and_drawn(values, says):
    scene = lesson.scene(**values)
    assert says in scene.notice
    assert scene.plotly()["data"]
    assert "nan" not in scene.alt


def test_at_a_corner_whose_branches_bend_down_the_two_slopes_themselves_give_no_line_below():
    """|sin 3x| has the slopes −3 and 3 at 0, and sin 3x < 3x on the right."""
    assert "every slope between −3 and 3 gives" in lesson.scene(view="tangent", function="abs(sin(3*x))", c=0.0).notice
    x = np.linspace(-1e-3, 1e-3, 101)
    below = [bool((np.abs(np.sin(3 * x)) >= slope * x).all()) for slope in (-3, -2.99, 0, 2.99, 3)]
    assert below == [False, True, True, True, False]


@pytest.mark.parametrize(
    "text", ["log(-9-x^2)", "0", "x", "1e5*x^2", "floor(3x)", "tan(3x)", "x^2*sin(1/x)", "sqrt(abs(x))"]
)
def test_awkward_functions_are_drawn_and_their_laws_hold_or_say_why(text):
    for view in ("chord", "bend", "tangent"):
        for a, b in ((-1.3, 1.13), (-2.0, 2.0), (0.0, 0.0), (1.97, 2.0)):
            for each in laws(view=view, function=text, a=a, b=b, c=a, x=b).values():
                assert each.holds or each.unless, (text, view, a, b, each)


@pytest.mark.parametrize(("text", "c"), [("log(x)", -1.0), ("floor(x)", 1.0), ("1/x", 0.0), ("sqrt(x)", 0.0)])
def test_where_there_is_no_tangent_none_is_praised(text, c):
    scene = lesson.scene(view="tangent", function=text, c=c)
    assert "no tangent" in scene.notice
    assert scene.panels[0].title.startswith("No tangent")


def test_more_minima_than_are_told_apart_are_not_none():
    assert told(view="plane", surface="sin(9x)*sin(9y)")["strict local minima found"] == f"more than {pl.MOST}"
    assert told(view="plane", surface="sin(3x)*sin(3y)")["strict local minima found"] == "32"


def test_the_tip_of_the_tent_stays_in_the_window():
    moved = tip_to(0.3, 0.5)
    assert (moved["a"], moved["b"]) == pytest.approx((-0.2, 0.8))
    for spot in ((0.5, 1.9), (3.0, 0.2), (0.0, -0.5)):
        with pytest.raises(Limit) as limit:
            tip_to(*spot)
        low, high = limit.value.values["a"], limit.value.values["b"]
        assert -cv.HALF <= low <= high <= cv.HALF


def test_convex_landscapes_bear_every_segment():
    rng = np.random.default_rng(4)
    for p, q in rng.uniform(-4, 4, (12, 2, 2)).round(2).tolist():
        scene = laws(view="plane", landscape="logistic", p=p, q=q)
        assert scene["a convex f is below its chords"].holds
        assert not scene["a convex f is below its chords"].unless
        assert told(view="plane", landscape="logistic", p=p, q=q)["highest on the way, over the higher end"] <= 1e-12


def test_quasi_convex_and_not_convex():
    values = {"view": "plane", "surface": SURFACES[0]}
    assert told(**values)["highest on the way, over the higher end"] <= 1e-12
    assert state(**values).segment.fails
    assert "not convex" in told(**values)


def test_two_networks():
    found = told(view="network")
    assert found["barrier half-way"] == pytest.approx(1.6131, abs=1e-4)
    assert found["distance from A"] == pytest.approx(9.0595, abs=1e-4)
    assert found["copies of B that differ"] == "960"
    assert abs(float(told(view="network", copy="matched")["barrier half-way"])) < 1e-9
    both = laws(view="network")
    assert not both["were it convex"].holds
    assert laws(view="network", copy="matched")["were it convex"].holds
    for copy, rank in (("trained", 0), ("opposite", 0), ("any", 1234), ("any", nets.COPIES - 1)):
        for name, each in laws(view="network", copy=copy, rank=rank).items():
            assert each.holds or name == "were it convex", (name, copy, rank)


def test_a_copy_is_picked_from_the_figure():
    scene = lesson.scene(view="network")
    far, barriers = state().pair.far, state().pair.barriers
    for label in (7, 500, 3000):
        moved, sentence = lesson.pulled(scene, "pick", None, far[label], barriers[label])
        q = lesson.at(moved)
        assert isinstance(q, Convexity)
        assert not sentence
        assert (far[q.label], barriers[q.label]) == pytest.approx((far[label], barriers[label]), abs=1e-9)
    assert lesson.pulled(scene, "pick", None, 1.0, 4.0)[1] == "No copy lies there: this is the nearest."


def test_challenges_take_what_they_ask_for_and_no_more():
    wavy = "x^2+0.15*sin(5*x)"
    assert not solved(0, function=wavy, a=1.55, b=1.55)  # no chord at all
    assert not solved(0, view="tangent", function=wavy, a=1.4, b=1.7)
    assert not solved(0, function="x^4-3*x^2+x", a=-0.5, b=0.5)
    assert solved(0, function="0.15*sin(5*x)+x^2", a=1.4, b=1.7)
    assert not solved(1, view="chord", c=1.225)
    assert not solved(1, view="tangent", function="5", c=0.3)
    assert not solved(1, view="tangent", function="abs(x)", c=1.0)
    for text in SURFACES:
        assert not solved(2, view="plane", surface=text)
    assert not solved(2, view="plane", landscape="logistic", surface="x*y")
    assert solved(2, view="plane", surface="x^2*y^2")


@pytest.mark.parametrize("text", CURVES.split())
def test_every_example_is_judged(text):
    verdict = state(function=text).verdict
    x = sympy.Symbol("x", real=True)
    if text in ("abs(x)", "max(x^2,1)"):
        assert verdict.convex
        return
    second = sympy.lambdify(x, sympy.diff(parse(text).sympy, x, 2))
    places = np.linspace(0.01 if "log(x)" in text else -2, 2, 2001)
    assert verdict.convex == bool((second(places) * np.ones_like(places) >= 0).all())


@pytest.mark.parametrize("function", ["cbrt(x)", "sqrt(abs(x))", "-sqrt(abs(x))", "if(x>0,x*log(x),0)"])
def test_where_the_graph_is_vertical_no_slope_is_given(function):
    """The difference quotients at 0 are ±t^(-2/3), ±t^(-1/2), log t: without bound."""
    scene = lesson.scene(view="tangent", function=function, c=0.0, x=1.0)
    q: Any = scene.state
    assert q.tangent.vertical and np.isnan(q.tangent.slope) and np.isnan(q.over)
    assert scene.notice == "f has no tangent at c: its graph is vertical there." and "no tangent" in scene.alt
    beside = lesson.scene(view="tangent", function=function, c=0.1, x=1.0)
    q = beside.state
    assert np.isfinite(q.tangent.slope) and not beside.notice


@pytest.mark.parametrize(
    ("function", "left", "right"), [("abs(x)", -1, 1), ("max(x,3*x)", 1, 3), ("exp(abs(x))", -1, 1)]
)
def test_a_corner_is_still_a_corner(function, left, right):
    q: Any = lesson.scene(view="tangent", function=function, c=0.0).state
    found = q.tangent
    assert (found.left, found.right) == pytest.approx((left, right), abs=1e-6) and not found.vertical


def test_what_is_not_defined_is_not_said_to_be_above():
    gaps = lesson.scene(function="sqrt(x^2-1)", a=-1.5, b=1.5)
    assert "f has gaps under this chord" in gaps.alt and "stays above" not in gaps.alt
    assert gaps.panels[0].title == "f has gaps under this chord" and "undefined" not in gaps.alt
    beyond = lesson.scene(function="-log(x)", view="tangent", c=1.13, x=-1.0)
    assert "undefined" not in beyond.alt
    assert beyond.numbers["tangent_at_x"] == pytest.approx(-np.log(1.13) - (-1.0 - 1.13) / 1.13)


def test_between_a_network_and_itself_there_is_no_barrier():
    assert "half-way it is 0 above" in lesson.scene(view="network", first=1, second=1).alt


@pytest.mark.parametrize("function", ["1/x", "1/x^2"])
def test_over_a_pole_there_is_no_area(function):
    """∫ (f′ − f′(1)) from 1 to −1 does not exist, whatever a rule of quadrature returns."""
    found = laws(view="tangent", function=function, c=1.0, x=-1.0)["that height is an area"]
    assert found.left == pytest.approx(-4) and np.isnan(found.right) and found.unless and not found.holds


def test_over_a_vertical_tangent_the_area_is_there():
    found = laws(view="tangent", function="cbrt(x)", c=-1.0, x=1.0)["that height is an area"]
    assert found.holds and not found.unless and found.left == pytest.approx(4 / 3)
    found = laws(view="tangent", function="cbrt(x)", c=0.57, x=-0.48)["that height is an area"]
    exact = np.cbrt(-0.48) - np.cbrt(0.57) + 1.05 / 3 * 0.57 ** (-2 / 3)
    assert found.holds and found.left == pytest.approx(exact) and abs(found.right - exact) > 1e-4
    assert found.note.startswith("up to the error of the sum: ±0.00")
    assert not laws(view="tangent", function="x^4", c=0.57, x=-0.48)["that height is an area"].note


@pytest.mark.parametrize("function", ["x^2-0.0001*cos(x)", "x^2+0.3*sin(2*x)", "exp(x)*cos(x/9)+x^2"])
def test_a_proved_bound_is_rounded_down(function):
    x = sympy.Symbol("x", real=True)
    second = sympy.lambdify(x, sympy.diff(parse(function).sympy, x, 2))(np.linspace(-2, 2, 20001))
    told = float(cv.judge(function).why.split()[2].rstrip(","))
    assert second.min() - 0.05 <= told <= second.min()  # enclosures lose a little


@pytest.mark.parametrize("function", ["if(x<0,-x,x^2)", "if(0<x<1,x^2,sin(x))", "if(x<=0 and x>-1,1,x)"])
def test_the_program_reads_cases(function):
    found = catalogue.find("convexity")  # with its folder
    parameters = found.parameters({"function": function})
    printed = contracts.printed(contracts.python_prints(listing.python(found, parameters)))
    contracts.agrees(found, parameters, printed, function)
