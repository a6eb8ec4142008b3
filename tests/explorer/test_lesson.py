"""The vocabulary of a lesson: its state, its views, its laws, its presets, its predictions."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pytest

import viz
from explorer import frames
from explorer.controls import Choice, Points, Slider, Toggle
from explorer.lesson import (
    Again,
    Challenge,
    Lesson,
    Prediction,
    PresetError,
    Readout,
    State,
    Undeclared,
    View,
    kept,
    law,
    presets,
    up_to,
)
from mathcore.common import memory

A, B = Slider("a", "A", 0, 10, 1, 1, integer=True), Slider("b", "B", 0, 10, 2, 1, integer=True)
FIRST = Toggle("first", "Of the first view")
BOTH = Slider("both", "Of two of three", 0, 1, 0.5)
DOTS = Points("dots", "Dots", ((0.0, 0.0), (1.0, 1.0)), (-2.0, 2.0), (-2.0, 2.0))
COUNTED: list[str] = []


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "SHELF", memory.Shelf(10_000_000))
    COUNTED.clear()


class Sums(State):
    """Sums, counted."""

    @kept("a")
    def squares(self) -> Any:
        """All squares up to a."""
        COUNTED.append(f"squares {self.p.a}")
        return np.arange(self.p.a + 1) ** 2

    @kept("a", "b")
    def shifted(self) -> Any:
        """Squares less b: what is kept may ask for what is kept for fewer controls."""
        COUNTED.append("shifted")
        return self.squares - self.p.b

    @cached_property
    def total(self) -> int:
        COUNTED.append("total")
        return int(self.squares.sum())

    @kept("a")
    def forgetful(self) -> int:
        """Reads what it does not name, through another quantity."""
        return self.product

    @cached_property
    def product(self) -> int:
        return int(self.p.a * self.p.b)


def plane(q: Any) -> viz.Plane:
    return viz.Plane([viz.line([0, 1], [0, 1])], viz.Axis("x", (-2, 2)), viz.Axis("y", (-2, 2)), "t")


def view(label: str, **more: Any) -> View:
    return View(label, [plane], lambda q: [], lambda q: "A line.", **more)


def lesson(**changes: Any) -> Lesson:
    parts: dict[str, Any] = {
        "title": "T",
        "terms": (),
        "controls": (A, B),
        "state": Sums,
        "views": {"one": view("One")},
        "challenges": (),
    }
    return Lesson(**(parts | changes))


def state(**values: Any) -> Any:
    found = lesson()
    return found.at(found.parameters(values))


# --- the state ---


def test_a_quantity_is_computed_when_it_is_asked_for_and_once():
    q = state(a=3)
    assert not COUNTED
    assert q.total == q.total == 14
    assert COUNTED == ["total", "squares 3"]


def test_what_is_kept_survives_the_change_of_other_controls():
    assert state(a=3, b=1).squares.tolist() == state(a=3, b=7).squares.tolist() == [0, 1, 4, 9]
    assert COUNTED == ["squares 3"]
    assert state(a=4).squares.size == 5 and COUNTED[-1] == "squares 4"


def test_what_is_kept_may_ask_for_what_is_kept():
    assert state(a=2, b=1).shifted.tolist() == [-1, 0, 3]
    assert state(a=2, b=2).shifted.tolist() == [-2, -1, 2]
    assert COUNTED == ["shifted", "squares 2", "shifted"]


def test_reading_a_control_that_was_not_named_is_a_loud_error():
    with pytest.raises(Undeclared, match=r"Sums\.forgetful reads b, which is not among .* names: a"):
        _ = state().forgetful


def test_a_quantity_that_names_no_control_of_the_lesson_is_refused():
    with pytest.raises(ValueError, match="shifted names b"):
        lesson(controls=(A,))


def test_an_error_is_not_kept():
    class Failing(State):
        @kept("a")
        def bad(self) -> int:
            COUNTED.append("bad")
            raise ValueError("no")

    found = lesson(state=Failing)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            _ = found.at(found.parameters()).bad  # type: ignore[attr-defined]
    assert COUNTED == ["bad", "bad"]


class Doubled(Sums):
    """Sums where a stands for its double."""

    @kept("a")
    def squares(self) -> Any:
        return np.arange(2 * self.p.a + 1) ** 2


def test_in_a_view_a_quantity_may_mean_something_else():
    found = lesson(views={"one": view("One"), "two": view("Two", state=Doubled)})
    plain, doubled = (found.at(found.parameters({"a": 1, "view": key})) for key in ("one", "two"))
    assert (plain.shifted.tolist(), plain.total) == ([-2, -1], 1)  # type: ignore[attr-defined]
    assert (doubled.shifted.tolist(), doubled.total) == ([-2, -1, 2], 5)  # type: ignore[attr-defined]


# --- the views ---


def shown(found: Lesson, **values: Any) -> list[str]:
    return [control.name for control in found.shown(found.parameters(values))]


def test_a_view_shows_its_controls_in_its_own_order():
    found = lesson(views={"one": view("One", controls=[FIRST, BOTH]), "two": view("Two", controls=[BOTH, FIRST])})
    assert shown(found) == ["view", "a", "b", "first", "both"]
    assert shown(found, view="two") == ["view", "a", "b", "both", "first"]


def test_the_choice_of_views_and_who_sees_which_control_follow_from_the_views():
    when_on = Slider("deep", "Deep", 0, 1, 0.5, when={"first": (True,)})
    found = lesson(
        views={
            "one": view("One", controls=[FIRST, BOTH, when_on]),
            "two": view("Two", controls=[BOTH]),
            "three": view("Three"),
        }
    )
    assert [control.name for control in found.controls] == ["view", "a", "b", "first", "both", "deep"]
    assert found.control("view").initial == "one"
    assert shown(found) == ["view", "a", "b", "first", "both"]
    assert shown(found, first=True) == ["view", "a", "b", "first", "both", "deep"]
    assert shown(found, view="two", first=True) == ["view", "a", "b", "both"]
    assert shown(found, view="three") == ["view", "a", "b"]


def test_a_control_may_mean_something_under_other_conditions_in_other_views():
    mode = Choice("mode", "Mode", {"x": "X", "y": "Y"}, "x")
    always = Slider("depth", "Depth", 0, 1, 0.5)
    only_y = Slider("depth", "Depth", 0, 1, 0.5, when={"mode": ("y",)})
    found = lesson(
        controls=(A, B, mode), views={"one": view("One", controls=[always]), "two": view("Two", controls=[only_y])}
    )
    assert "depth" in shown(found)
    assert "depth" not in shown(found, view="two")
    assert "depth" in shown(found, view="two", mode="y")


def test_a_lesson_of_one_view_has_no_choice_of_views():
    assert [control.name for control in lesson().controls] == ["a", "b"]
    assert shown(lesson(views={"one": view("One", controls=[FIRST])})) == ["a", "b", "first"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"views": {}}, "needs a view"),
        ({"controls": (A, B, Toggle("view", "View"))}, "made from the views"),
        ({"controls": (A, B, Toggle("values", "Values"))}, "No control is named values"),
        ({"controls": (A, B, Toggle("c", "C", when={"view": ("one",)}))}, "hangs on the view"),
        ({"controls": (A, B, Slider("a", "Other", 0, 1, 0))}, "named a, and differ"),
        ({"views": {"one": view("One", controls=[A])}}, "no view names it again"),
    ],
)
def test_what_a_lesson_cannot_be_is_said_when_it_is_made(changes: dict[str, Any], why: str):
    with pytest.raises(ValueError, match=why):
        lesson(**changes)


def test_a_view_computes_what_it_shows_and_nothing_else():
    heavy = View("Heavy", [plane], lambda q: [Readout("sum", q.total)], lambda q: "A line.")
    found = lesson(views={"light": view("Light"), "heavy": heavy})
    found.scene()
    assert not COUNTED
    found.scene(view="heavy")
    assert COUNTED


def test_the_zoom_is_kept_while_titles_and_ranges_are_the_same():
    def moving(q: Any) -> viz.Plane:
        return viz.Plane([], viz.Axis("x", (0, q.p.a + 1)), viz.Axis("y", (0, 1)), f"a is {q.p.a}")

    found = lesson(views={"one": View("One", [moving], lambda q: [], lambda q: ""), "two": view("Two")})
    assert found.scene(b=1).revision == found.scene(b=5).revision
    assert found.scene(a=1).revision != found.scene(a=5).revision
    assert found.scene().revision != found.scene(view="two").revision


def test_the_numbers_of_a_scene_are_its_quantities_its_controls_and_what_the_lesson_adds():
    found = lesson(numbers=lambda q: {"half": q.total / 2, "a": "the control's name, taken"})
    numbers = found.scene(a=3).numbers
    assert not COUNTED
    assert (numbers["total"], numbers["half"], numbers["b"]) == (14, 7, 2)
    assert numbers["a"] == "the control's name, taken"
    assert {"total", "half", "b", "squares"} <= set(numbers) and "nothing" not in numbers


# --- laws and presets ---


def test_a_law_is_read_as_it_is_written():
    found = law("they add up", "λ₁ + λ₂ = tr A", np.float64(3), np.array(3.0), unless="")
    assert (found.left_name, found.relation, found.right_name) == ("λ₁ + λ₂", "=", "tr A")
    assert type(found.left) is float and found.holds
    assert law("below", "a ≤ b", 1, 2).holds and not law("below", "a ≤ b", 2, 1).holds
    assert law("above", "a ≥ b", 2, 1).holds and law("near", "a = b", 1, 1.5, slack=0.5).holds


@pytest.mark.parametrize("statement", ["a", "a=b", "a = b = c", "a < b", ""])
def test_a_law_without_one_relation_is_refused(statement: str):
    with pytest.raises(ValueError, match="once"):
        law("n", statement, 1, 1)


TEXT = """
## Idea

- [No preset](?a=9): it stands elsewhere.

## Look for

- [Start](?): where it begins.
- [Both](?a=3&dots=0.5,0;1,-1): two controls,
  on two lines.
- Advice alone, with a [link](https://example.org).

## References
"""


def test_presets_are_links_in_the_text():
    found = presets.read(TEXT, (A, B, DOTS))
    assert [(each.name, dict(each.values), each.notice) for each in found] == [
        ("Start", {}, "Where it begins."),
        ("Both", {"a": 3, "dots": ((0.5, 0.0), (1.0, -1.0))}, "Two controls, on two lines."),
    ]


def test_a_notice_is_plain_text_without_the_marks_of_emphasis():
    (found,) = presets.read("## Look for\n\n- [Start](?a=3): choose *Some view*, *all* of 2*3 and x*y*z.\n", (A, B))
    assert found.notice == "Choose Some view, all of 2*3 and x*y*z."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a little above 2/L it grows.", "A little above 2/L it grows."),
        ("λ₂ is not far below λ₁.", "λ₂ is not far below λ₁."),
        ("*a₂* is almost a₁.", "a₂ is almost a₁."),
        ("ε² is lost beside 1.", "ε² is lost beside 1."),
        ("b lies in the plane.", "b lies in the plane."),
    ],
)
def test_a_notice_begins_with_a_capital_unless_that_is_another_letter_of_mathematics(written: str, read: str):
    (found,) = presets.read(f"## Look for\n\n- [Start](?a=3): {written}\n", (A, B))
    assert found.notice == read


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("- [Start](?c=1): notice.", "no such control"),
        ("- [Start](?a=11): notice.", "out of reach"),
        ("- [Start](?a=1.6): notice.", "whole numbers, and 1.6 is none"),
        ("- [Start](?a=x): notice.", "not a number"),
        ("- [Start](?a=1)", "is written"),
        ("- [Start](https://example.org): notice.", "is written"),
    ],
)
def test_a_bad_preset_is_a_loud_error(line: str, why: str):
    with pytest.raises(PresetError, match=why):
        presets.read(f"## Look for\n\n{line}\n", (A, B))


# --- predictions ---


def test_a_tile_is_chosen_by_its_number():
    from explorer.lesson import Challenge, Prediction
    from explorer.predictions import GuessError, judge

    found = lesson(
        challenges=(Challenge("Which?", "Look.", predict=Prediction("Which?", lambda q: 2, 0, kind="tile")),)
    )
    right = {"text": "Panel 2 it is.", "near": True, "truth": 2.0, "values": 0, "next": None}
    assert judge(found, 0, 2) | {"values": 0} == right == judge(found, 0, {"guess": "2"}) | {"values": 0}
    assert judge(found, 0, 3)["text"] == "Panel 3 is not the one." and not judge(found, 0, 3)["near"]
    with pytest.raises(GuessError, match="number of a panel"):
        judge(found, 0, [1, 2])


def test_sides_that_agree_are_no_rounding_however_small_they_are():
    assert (
        law("Pythagoras", "total = between + within", 2.045e-18, 2.045e-18 * (1 + 1e-14)).sides == ("2.05×10⁻¹⁸",) * 2
    )
    assert law("it cancels", "a = 0", 3e-17, 0.0).sides == ("0", "0")
    assert law("it cancels", "a = b", 3e-17, -1e-16).sides == ("0", "0")


def test_sides_that_only_rounding_parts_are_written_alike():
    found = law("Jensen", "a ≤ b", 0.0617127499999, 0.0617127499999 * (1 - 1e-15))
    assert found.sides[0] == found.sides[1] and found.holds
    parted = law("Jensen", "a ≤ b", 0.0617121, 0.0617129)
    assert parted.sides[0] != parted.sides[1]


def test_a_side_of_a_law_may_be_infinite_where_something_explains_it():
    never = law("never a bad bargain", "efficiency ≥ 0.864", np.inf, 0.864, note="the values have no variance")
    assert never.sides == ("∞", "0.864") and never.holds and never.gap == "" and never.sound
    assert not law("never a bad bargain", "efficiency ≥ 0.864", np.inf, 0.864).sound
    both = law("nothing is left", "a = b", np.inf, np.inf, note="both are without end")
    assert both.holds and both.gap == "both infinite"
    undefined = law("it adds up", "a = b", np.inf, np.nan, unless="the sum has no end")
    assert not undefined.holds and undefined.gap == "" and undefined.sound and undefined.sides == ("∞", "undefined")
    assert not law("it adds up", "a = b", 1.0, np.nan, note="why").sound


def test_a_law_that_fails_says_which_assumption_is_switched_off():
    off = law("fair", "E X = 0", 0.4, 0.0, unless="the walk is not fair")
    assert frames.readout(off)["note"] == "It need not hold here: the walk is not fair."
    noisy = law("fair", "E X = 0", 0.4, 0.0, **up_to(0.1), unless="the walk is not fair")
    assert noisy.said == "up to simulation error: ±0.1. It need not hold here: the walk is not fair."
    assert not law("fair", "E X = 0", 0.0, 0.0, unless="the walk is not fair").said, "it holds all the same"
    assert law("fair", "E X = 0", 0.4, 0.0, note="A sum.", unless="the walk is not fair").said.startswith(
        "A sum. It need"
    )
    assert law("fair", "E X = 0", float("nan"), 0.0, unless="the walk is not fair").said
    assert law("fair", "E X = 0", 0.4, 0.0, note="A sum.").said == "A sum.", "nobody knows why"


def test_a_side_of_a_law_that_is_its_number_is_said_once():
    found = law("perpendicular", "q₁·q₂ = 0", 1e-17, 0)
    assert (found.left_name, found.right_name) == ("q₁·q₂", "")


def test_a_rounding_error_is_not_held_up():
    known = law("one", "a = b", 3 + 4.4e-16, 3)
    assert (known.sides, known.gap) == (("3", "3"), "equal to rounding")
    assert law("count", "a = b", 7, 7).gap == "equal"
    assert law("zero", "q₁·q₂ = 0", 6.1e-17, 0).sides == ("0", "0")
    assert law("zero", "a = b", 6.1e-17, 0, scale=0).sides[0] == "6.1×10⁻¹⁷"
    assert law("off", "a = b", 1, 1.5, slack=1).gap == "difference −0.5"
    assert law("bound", "p ≤ q", 3e-14, 2e-13).sides == ("3×10⁻¹⁴", "2×10⁻¹³"), "an inequality may be of tiny numbers"
    assert law("bound", "p ≤ q", 1.8e-15, 0.28, scale=1).sides[0] == "0"
    assert [Readout("n", 6.1e-17, scale=s).text for s in (1, 0)] == ["0", "6.1×10⁻¹⁷"]


def test_a_prediction_is_asked_in_rounds():
    asked = Prediction("y at 2", lambda q: 4.0, 0.1, {"x": 2}, why="Twice.")
    other = Again("Predict: y at 3?", {"x": 3}, "Thrice.", "y at 3")
    challenge = Challenge("Predict: y at 2?", "Double it.", predict=asked, again=[other])
    (first, one), (second, two) = challenge.rounds()
    assert (first, one) == ("Predict: y at 2?", asked)
    assert (second, two.question, two.at, two.why, two.near) == ("Predict: y at 3?", "y at 3", {"x": 3}, "Thrice.", 0.1)
    assert Challenge("Move it.", "So.", lambda q: True).rounds() == []
