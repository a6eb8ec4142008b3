"""The controls: what they take, what they refuse with a sentence, and their way into a link and back."""

from __future__ import annotations

import ast
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.catalogue import find
from explorer.controls import (
    Cells,
    Choice,
    Control,
    ControlError,
    Data,
    Expression,
    Matrix,
    Point,
    Points,
    Seed,
    Simplex,
    Sketch,
    Slider,
    Steps,
    Text,
    Toggle,
    jsonable,
)
from explorer.controls.written import number_from
from mathcore.common.expressions import ExpressionError, parse

CONTROLS: list[Control] = [
    Slider("angle", "Angle", -90, 90, 20, 0.5, unit="°"),
    Slider("count", "Count", 1, 12, 3, 1, integer=True),
    Slider("rate", "Rate", 1e-4, 10, 0.1, log=True),
    Slider("n", "Size", 1, 100_000, 30, log=True, integer=True),
    Steps("step", "Step", high=40),
    Seed(),
    Choice("kind", "Kind", {"a": "First", "b": "Second"}, "a"),
    Toggle("wide", "Wide"),
    Point("start", "Start", (1.0, -2.0), (-3, 3), (-4, 4)),
    Points("data", "Data", (1.0, 2.0, 4.0), (0, 10), step=0.1, most=9),
    Points("pairs", "Pairs", ((0.0, 1.0), (2.0, 3.0)), (-5, 5), (-5, 5), step=0.1, fewest=2, most=9),
    Matrix("matrix", "Matrix", ((1.0, 0.5, 0.0), (0.0, 1.0, -1.0))),
    Expression("f", "f(x)", "sin(x)", examples=("x^2", "exp(-x)")),
    Data("table", "Data", {"iris": "Iris", "wine": "Wine"}, "iris"),
    Simplex("chain", "Chain", ((0.7, 0.2, 0.1), (0.3, 0.3, 0.4))),
    Cells("walls", "Walls", ("0110", "1000")),
    Cells("graph", "Graph", ("011", "100", "100"), symmetric=True),
    Sketch("drawn", "Drawn", (0.0, 0.5, 1.0, 0.25)),
    Sketch("cdf", "CDF", (0.0, 0.2, 0.9, 1.0), rising=True),
    Text("word", "Word", "banana", "[a-z ]*", "small letters and spaces", examples=("ban", "")),
    Points("five", "Five", (1.0, 2.0, 3.0, 4.0, 5.0), (0, 10), step=0.1, fewest=5, most=5),
]
every_control = pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)


@every_control
@given(data=st.data())
def test_a_value_survives_the_link_and_json(control, data):
    value = control.check(data.draw(control.strategy()))
    assert control.read(control.write(value)) == value
    assert control.accept(jsonable(value)) == value
    assert control.check(value) == value
    hash(value)


@every_control
def test_extremes_and_default_are_allowed(control):
    assert control.check(control.initial) == control.initial
    assert len(control.extremes()) >= 2
    for value in control.extremes():
        assert control.check(value) == value


@every_control
@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence_and_a_nearest_value(control, text):
    try:
        control.read(text)
    except ControlError as error:
        refused = error
    else:
        return
    assert str(refused).endswith(".")
    assert control.check(refused.nearest) is not None


@every_control
@pytest.mark.parametrize(
    "junk", [None, float("nan"), float("inf"), [], {}, [[None]], [1, 2, 3, "x"], 10**400, -1e308, b"x"]
)
def test_any_json_is_checked_or_refused(control, junk):
    try:
        control.accept(junk)
    except ControlError as error:
        control.check(error.nearest)


def stretched(value, factor):
    """The value with each number in it multiplied."""
    if isinstance(value, tuple):
        return tuple(stretched(each, factor) for each in value)
    return value * factor if isinstance(value, (int, float)) and not isinstance(value, bool) else value


@every_control
@given(data=st.data(), factor=st.floats(-5, 5))
def test_the_nearest_of_numbers_out_of_range_is_one_that_the_control_takes(control, data, factor):
    try:
        control.accept(jsonable(stretched(data.draw(control.strategy()), factor)))
    except ControlError as error:
        assert control.check(error.nearest) is not None


@every_control
def test_a_control_tells_its_widget_its_usage_and_its_literals(control):
    assert control.widget().kind
    assert control.label in control.usage()
    assert control.python(control.initial)
    assert all(control.rust(control.initial))
    assert control.describe()["name"] == control.name


def test_a_slider_stops_at_its_end_and_says_so():
    with pytest.raises(ControlError, match="from -90 to 90°, so 500 is out of reach") as caught:
        CONTROLS[0].read("500")
    assert caught.value.nearest == 90


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3.0999998165", "3.1"),
        ("3.00000001", "3.00000001"),
        ("1234.567", "1234.567"),
        ("-9876543.21", "−9.877×10⁶"),
        ("22419.7312", "22420"),
    ],
)
def test_a_limit_names_the_number_that_went_too_far_in_short(typed, said):
    with pytest.raises(ControlError, match=f"so {re.escape(said)} is out of reach"):
        Point("p", "p", (0.0, 0.0), (-3, 3), (-3, 3)).read(f"{typed},0")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1/2", 0.5), ("0,5", 0.5), ("−1", -1), ("√4", 2), ("sqrt(9)/2", 1.5), ("2^(-1)", 0.5), (" 3 ", 3), ("1e1", 10)],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert CONTROLS[0].read(typed) == number
    assert Point("p", "p", (0.0, 0.0), (-20, 20), (-20, 20)).read(f"{typed}; −√4") == (number, -2)


@pytest.mark.parametrize("typed", ["abc", "x", "IF", "1/0", "1e400", "0/0", "", "1/", "nan", "9^9^9^9", "(" * 80])
def test_what_is_no_number_gets_a_sentence(typed):
    with pytest.raises(ControlError, match=r"number|needs"):
        CONTROLS[0].read(typed)


@pytest.mark.parametrize(("typed", "ways"), [("1,250", "1250 or 1.250"), ("−100,000", "−100000 or −100.000")])
def test_a_comma_before_three_digits_is_asked_about(typed, ways):
    with pytest.raises(ControlError, match=f"can be read in two ways: write {ways}"):
        number_from(typed, "Penalty", 0.0)
    assert [number_from(each, "Penalty", 0.0) for each in ("0,125", "1,25", "1250,125")] == [0.125, 1.25, 1250.125]


@pytest.mark.parametrize(
    "typed", ["0.5, 1.2", "(0,5; 1,2)", "0,5 1,2", "0.5 1.2", "0,5, 1,2", "[0.5 1.2]", "1/2, 6/5", "0,5\t1,2"]
)
def test_a_point_is_read_whatever_parts_its_numbers(typed):
    assert CONTROLS[8].read(typed) == (0.5, 1.2)


@pytest.mark.parametrize("typed", ["1,5; 2; 3", "1.5, 2, 3", "1,5 2 3", "1.5 2 3", "3/2\n2\n3"])
def test_a_list_is_read_whatever_parts_its_numbers(typed):
    assert CONTROLS[9].read(typed) == (1.5, 2, 3)


@pytest.mark.parametrize(
    "typed", ["0,1;2,3", "(0, 1), (2, 3)", "(0,1) (2,3)", "0\t1\n2\t3\n", "0 1\n2 3", "[[0,1],[2,3]]"]
)
def test_pairs_are_read_as_programs_and_spreadsheets_write_them(typed):
    assert CONTROLS[10].read(typed) == ((0, 1), (2, 3))


@pytest.mark.parametrize(
    "typed",
    [
        "1,0.5,0;0,1,-1",
        "1\t0,5\t0\r\n0\t1\t−1\r\n",
        "[[1, 0.5, 0], [0, 1, -1]]",
        "[1 0.5 0; 0 1 -1]",
        r"1 & 1/2 & 0 \\\\ 0 & 1 & -1",
        "1 0,5 0\n0 1 -1",
    ],
)
def test_a_matrix_is_read_out_of_a_spreadsheet_or_a_program(typed):
    assert CONTROLS[11].read(typed) == ((1, 0.5, 0), (0, 1, -1))


@pytest.mark.parametrize(
    ("place", "typed", "said", "nearest"),
    [
        (0, "20.26", "steps of 0.5, and 20.26 is none", 20.5),
        (1, "3.4", "whole numbers, and 3.4 is none", 3),
        (3, "31", "40 values a decade, whole numbers, and 31 is none", 32),
        (2, "0.123", "40 values a decade, and 0.123 is none", 0.126),
    ],
)
def test_a_slider_says_where_a_typed_number_is_rounded(place, typed, said, nearest):
    with pytest.raises(ControlError, match=said) as caught:
        CONTROLS[place].read(typed)
    assert caught.value.nearest == nearest


def test_a_slider_rounds_to_its_step():
    assert CONTROLS[0].check(20.26) == 20.5
    assert CONTROLS[1].check(3.4) == 3


def test_zero_between_the_ends_of_a_slider_is_zero():
    for low, high, step in ((-0.95, 0.95, 0.01), (-0.3, 0.9, 0.1), (-1.5, 1.5, 0.05)):
        slider = Slider("rho", "ρ", low, high, high, step)
        assert 0.0 in slider.every() and slider.check(0.0) == 0.0
        assert min(abs(value) for value in slider.every() if value) > 0.5 * step


def test_a_logarithmic_slider_has_evenly_spread_values_with_both_ends():
    values = np.array(getattr(CONTROLS[2], "values"))
    assert values[0] == 1e-4 and values[-1] == 10
    steps = np.diff(np.log10(values))
    assert np.allclose(steps, 1 / 40, atol=3e-3)
    sizes = getattr(CONTROLS[3], "values")
    assert list(sizes) == sorted(set(sizes)) and all(float(size).is_integer() for size in sizes)


def test_the_nearest_of_a_matrix_keeps_what_was_right():
    with pytest.raises(ControlError) as caught:
        Matrix("m", "M", ((1.0, 0.0), (0.0, 1.0))).read("9,1;-7,2")
    assert caught.value.nearest == ((3.0, 1.0), (-3.0, 2.0))


def test_too_few_and_too_many_points_are_refused():
    pairs = CONTROLS[10]
    with pytest.raises(ControlError, match="2 to 9 points, not 1"):
        pairs.read("1,1")
    with pytest.raises(ControlError, match="2 to 9 points") as caught:
        pairs.check(((0.0, 0.0),) * 30)
    assert len(caught.value.nearest) == 9


def test_a_reshuffle_walks_through_many_seeds():
    seed, seen = Seed(), set()
    value = 1
    for _ in range(5000):
        value = seed.after(value)
        seen.add(value)
    assert len(seen) == 5000


@given(st.text(max_size=60))
def test_a_text_in_a_program_is_that_text_and_nothing_more(text):
    try:
        plain = parse(text, ("x",)).plain  # "½x" is a function, which Python does not read as it was typed
    except ExpressionError:
        plain = text
    assert ast.literal_eval(Expression("f", "f(x)", "x").python(text)) in (text, plain)


def test_a_function_of_the_classroom_is_written_as_python_reads_it():
    assert ast.literal_eval(Expression("f", "f(x)", "x").python("½")) != "½"
    assert ast.literal_eval(Expression("f", "f(x)", "x").python("x^2")) == "x^2"
    for text in ("(x-1)(x+2)", "2(x+1)", "sin(x)(x+1)", "(2)(x)", "[x+1]*2", "x^[2]", "{x}+1"):  # calls, lists and sets
        assert ast.literal_eval(Expression("f", "f(x)", "x").python(text)) == parse(text).plain != text


@given(st.integers(0, 1), st.integers(0, 2), st.floats(0, 1))
def test_moving_one_share_keeps_the_sum_and_the_proportions_of_the_others(row, column, share):
    chain = CONTROLS[14]
    assert isinstance(chain, Simplex)
    moved = chain.with_share(chain.initial, row, column, share)
    assert chain.check(moved) == moved
    for number, each in enumerate(moved):
        assert sum(each) == pytest.approx(1, abs=1e-12)
        assert number == row or each == chain.initial[number]
    assert moved[row][column] == pytest.approx(share, abs=0.0101)
    old, new = np.delete(chain.initial[row], column), np.delete(moved[row], column)
    assert new == pytest.approx((1 - share) * old / old.sum(), abs=0.0101)


def test_shares_that_do_not_sum_to_one_are_refused_with_the_nearest_that_do():
    with pytest.raises(ControlError, match=r"Row 2 of Chain sums to 0\.9") as caught:
        CONTROLS[14].read("0.7,0.2,0.1;0.3,0.3,0.3")
    assert sum(caught.value.nearest[1]) == pytest.approx(1)
    assert CONTROLS[14].read("0.7,0.2,0.1;0.333,0.333,0.334")[1] == (0.34, 0.33, 0.33)


def test_the_cells_of_a_graph_are_symmetric_and_have_no_loops():
    assert CONTROLS[16].read("111;000;000") == ((0, 1, 1), (1, 0, 0), (1, 0, 0))
    with pytest.raises(ControlError, match="not made of 0, 1 and ;"):
        CONTROLS[16].read("012;000;000")


def test_a_drawn_distribution_function_never_falls():
    assert CONTROLS[18].check((0.2, 0.1, 0.9, 0.5)) == (0.2, 0.2, 0.9, 0.9)
    assert CONTROLS[17].check((0.2, 0.1, 0.9, 0.5)) == (0.2, 0.1, 0.9, 0.5)
    assert len(CONTROLS[17].write(CONTROLS[17].initial)) < 12


def test_a_text_has_its_alphabet():
    with pytest.raises(ControlError, match="made of small letters and spaces; “Banana” is not"):
        CONTROLS[19].read("Banana")


def test_one_row_of_cells_is_asked_for_in_the_singular():
    with pytest.raises(ControlError, match="1 row of 3 cells"):
        Cells("bits", "Bits", ("010",)).read("01")


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        (["Angle", "Flow", "Powers"], "segmented_control"),
        (["Loss", "Rate", "Curvature", "Basins"], "segmented_control"),
        (["Surface", "Cloud", "Samples", "Kernel"], "grid"),
        (["Square wave", "Sawtooth", "Triangle", "My own"], "grid"),
        (["singular vectors", "k of its columns"], "radio"),
        (["Naive Bayes", "Naive Bayes + isotonic, held out", "Forest"], "radio"),
        (["Correlated normal", "Banana", "Two islands"], "selectbox"),
        (["a", "b", "c", "d", "e"], "selectbox"),
    ],
)
def test_a_choice_has_a_form_in_which_its_labels_can_be_read(labels: list[str], wanted: str):
    options = {str(k): label for k, label in enumerate(labels)}
    assert Choice("kind", "Kind", options, "0").widget().kind == wanted


def test_a_sentence_on_many_points_counts_them_and_does_not_list_them():
    lesson = find("spectral_methods")
    _, (said,) = lesson.nearest({"points": "1,5"})
    assert "Points takes 44 points, not 1. Showing the nearest that can be drawn." in said
