"""The series of typed functions: laws where f is large, the complex plane of functions in pieces."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer import catalogue, listing
from explorer.lesson import Unanswerable
from pages.calculus.taylor_series.lesson import lesson
from tests.lessons import asking, contracts


@pytest.mark.parametrize("text", ["exp(3*x)", "exp(5*x)", "x^20", "1000000*sin(x)"])
def test_rounding_of_a_large_function_breaks_no_bound(text):
    scene = lesson.scene(function=text, centre=3.0, half=0.1, order=30)
    assert asking.law(scene, "no error is above").holds


def test_a_bound_that_is_broken_is_seen():
    law = asking.law(lesson.scene(function="exp(x)", half=1.0, order=4), "no error is above")
    assert law.slack is not None and law.left > 100 * law.slack


@pytest.mark.parametrize("text", ["floor(x)", "sign(x)", "cbrt(x+5)", "if(x<0,x,x^2)", "max(x,1)", "cbrt(x+5)/(x-4)"])
def test_the_complex_plane_of_a_function_in_pieces_is_drawn(text):
    scene = lesson.scene(function=text, centre=0.5, half=0.3, view="plane")
    assert len(scene.panels) == 2
    assert scene.state is not None and np.isfinite(scene.state.moduli[1]).all()  # type: ignore[attr-defined]


@pytest.mark.parametrize("values", [{"centre": 1.0, "half": 1.0}, {"centre": 1.0, "half": 3.0}, {"centre": 2.0}])
def test_beside_a_pole_no_number_is_called_the_largest(values):
    scene = lesson.scene(function="1/x", **values)
    assert asking.value(scene, "largest error") == asking.value(scene, "1% of") == "unbounded"
    assert "unbounded" in scene.notice


def test_the_largest_value_is_that_of_the_whole_interval():
    assert asking.value(lesson.scene(function="cos(x)"), "1% of") == pytest.approx(0.01, rel=1e-12)
    assert asking.value(lesson.scene(function="1/(0.0001+x^2)", half=1.0), "1% of") == pytest.approx(100, rel=1e-9)


CHALLENGE = lesson.challenges[0]


@pytest.mark.parametrize(
    "values",
    [
        {"function": "20+sin(x)", "order": 1, "half": 1.0},
        {"function": "(1-cos(x))/x^2", "order": 2, "half": 1.0},
        {"function": "(x-sin(x))/x^3", "order": 2, "half": 1.0},
        {"function": "(exp(x)-1)/x", "order": 3, "half": 1.0},
        {"function": "200+sin(x)", "order": 0, "half": 1.0},
    ],
)
def test_the_lowest_order_is_an_answer_whatever_it_is(values):
    assert CHALLENGE.solved is not None and CHALLENGE.solved(lesson.scene(**values).state)


@pytest.mark.parametrize(
    "values",
    [
        {"function": "2*x+1", "order": 1, "half": 1.0},
        {"function": "7", "order": 0, "half": 1.0},
        {"function": "20+sin(x)", "order": 2, "half": 1.0},
        {"function": "20+sin(x)", "order": 1, "half": 0.9},
        {"function": "1/x", "order": 4, "half": 1.0, "centre": 1.0},
        {"function": "sqrt(x)", "order": 6, "half": 2.0, "centre": 1.0},
    ],
)
def test_no_line_no_higher_order_and_no_interval_without_f_is_an_answer(values):
    assert CHALLENGE.solved is not None and not CHALLENGE.solved(lesson.scene(**values).state)


@pytest.mark.parametrize("text", ["abs(x)^2", "cos(abs(x))", "max(x^2,0)", "abs(x^4+x^2)", "relu(x^2-2*x+1)"])
def test_no_change_of_formula_is_told_where_there_is_none(text):
    assert "formula" not in lesson.scene(function=text, centre=1.0, half=2.0).notice


@pytest.mark.parametrize(
    ("text", "centre", "far"),
    [("floor(x^2)", 0.0, "1:"), ("max(x^2,x^4)", 0.0, "1:"), ("floor(20*x+0.5)", 2.0, "0.025:"), ("abs(x)", 1.0, "1:")],
)
def test_the_nearest_change_of_formula_is_told(text, centre, far):
    notice = lesson.scene(function=text, centre=centre, half=2.0 if centre < 2 else 1.0, window="wide").notice
    assert f"changes its formula at distance {far}" in notice


def test_the_curve_breaks_at_every_step():
    state: Any = lesson.scene(function="floor(10*x+0.5)", window="near").state
    x, y = state.curve
    assert np.allclose(x[np.isnan(y)], np.arange(-14.5, 15) / 10)


def test_a_readout_that_is_a_lower_bound_says_so():
    scene = lesson.scene(function="x*sin(exp(3*x))", centre=3.0, half=0.5, order=0)
    notes = [each.note for each in scene.readouts if "largest" in each.name]
    assert len(notes) == 2 and all(note.startswith("At least") for note in notes)
    assert not lesson.scene().readouts[0].note


@pytest.mark.parametrize(("function", "order", "proved"), [("x^2", 5, 0.0), ("x^5-3*x+1", 5, 0.0), ("x^6", 5, 1.0)])
def test_of_a_polynomial_of_no_higher_degree_the_bound_is_zero(function, order, proved):
    found = lesson.scene(function=function, order=order, half=1.0)
    assert found.numbers["derivative_bound"] == pytest.approx(proved, abs=0.01)
    assert (found.numbers["bound"] == 0) == (proved == 0)


@pytest.mark.parametrize("centre", [0.0, 0.5])
@pytest.mark.parametrize(
    "function",
    [
        *("if(x<0,-x,x^2)", "if(0<x<1,x^2,sin(x))", "piecewise(x<0,0,x<1,x,1)", "min(x,x^2,1)", "max(x,0.5)"),
        *("floor(x)", "ceil(x)", "sign(x)^2", "relu(x)^2", "abs(x)^2", "cos(abs(x))", "x^2*abs(x)", "floor(10*x)"),
        *("sqrt(x)", "cbrt(x)", "cbrt(x)^3", "sqrt(x^4)", "x^1.5", "x^x", "x*log(x)", "log(x)", "1/x", "tan(x+pi/2)"),
        *("tanh(1/x^2)", "e^(-1/x^2)", "atan(1/x^2)", "(1+x)^(1/x)", "acos(1-x^4)", "sqrt(2-x)", "softplus(50*x)"),
        *("+x", "1e-7x", "exp(exp(exp(40*x+40)))", "0^x", "abs(x-0.5)*(x-0.5)^14"),
    ],
)
def test_the_program_agrees_with_the_page_or_ends_with_a_sentence_where_there_is_no_series(function, centre):
    found = catalogue.find("taylor_series")
    parameters = found.parameters({"function": function, "centre": centre})
    source = listing.python(found, parameters)
    try:
        page: Any = found.at(parameters)
        assert page.taylor
    except Unanswerable:
        with pytest.raises(SystemExit, match=r"^No series: [^.]*\.$"):
            contracts.python_prints(source)
    else:
        contracts.agrees(found, parameters, contracts.printed(contracts.python_prints(source)), function)


@pytest.mark.parametrize("function", ["1/(1+exp(1/x^2))", "sinh(1/x)*exp(-1/x^2)"])
def test_the_program_says_what_it_cannot_follow(function):
    found = catalogue.find("taylor_series")
    with pytest.raises(SystemExit, match="follows no part that grows"):
        contracts.python_prints(listing.python(found, found.parameters({"function": function})))


@pytest.mark.parametrize("function", ["x/(exp(x)-1)", "sin(x)/x", "(x^2-1)/(x-1)"])
def test_no_value_is_told_where_f_has_none(function):
    end = 1.0 if "1)/(x" in function else 0.0
    assert np.isnan(lesson.scene(function=function, centre=end - 0.5, half=0.5).numbers["f_end"])


@pytest.mark.parametrize(("function", "centre"), [("cbrt(x)", -2.0), ("cbrt(1+x)", 0.0), ("sign(x)*exp(x)", 1.0)])
def test_the_program_knows_odd_roots_and_signs(function, centre):
    found = catalogue.find("taylor_series")
    parameters = found.parameters({"function": function, "centre": centre})
    printed = contracts.printed(contracts.python_prints(listing.python(found, parameters)))
    contracts.agrees(found, parameters, printed, function)


@pytest.mark.parametrize(("function", "centre"), [("x/(exp(x)-1)", 0.05), ("sin(x)/x", 0.05), ("sin(x)/x", 1.0)])
def test_the_program_says_where_doubles_lose_their_digits(function, centre):
    found = catalogue.find("taylor_series")  # which knows its programs
    parameters = found.parameters({"function": function, "centre": centre, "order": 8, "half": 3.0})
    source = listing.python(found, parameters)
    if centre < 1:
        with pytest.raises(SystemExit, match="Doubles lose their digits"):
            contracts.python_prints(source)
    else:
        contracts.agrees(found, parameters, contracts.printed(contracts.python_prints(source)), function)


@pytest.mark.parametrize("function", ["exp(-1/x^2)", "tanh(1/x^2)", "exp(-1/x^2)+1/(1-x)"])
def test_where_a_part_is_flat_the_centre_is_a_singularity_and_only_the_series_has_none(function):
    plane = lesson.scene(function=function, view="plane").panels[1]
    assert "no singularity" not in plane.title
    crosses = next(trace for trace in plane.traces if trace.get("name") == "singularity")
    assert 0.0 in np.asarray(crosses["x"])[np.asarray(crosses["y"]) == 0]


@pytest.mark.parametrize(("function", "centre"), [("abs(x)", 1.0), ("relu(x)", 1.0), ("max(x,x^2)", 0.5)])
def test_of_a_function_in_pieces_only_the_series_of_one_has_no_singularity(function, centre):
    assert lesson.scene(function=function, centre=centre, view="plane").panels[1].title.endswith("of the series alone")


def test_a_function_without_a_singularity_has_no_cross():
    plane = lesson.scene(function="exp(x)", view="plane").panels[1]
    assert plane.title.endswith("no singularity, R = ∞")
    assert not len(next(trace for trace in plane.traces if trace.get("name") == "singularity")["x"])
