"""The handles of a lesson: what moves when one is dragged or pushed by a key, and what stops it."""

from __future__ import annotations

from typing import Any

import pytest

import viz
from explorer import catalogue
from explorer.controls import Point, Points, Slider
from explorer.lesson import Lesson, State, View

A, B = Slider("a", "A", 0, 10, 1, 1, integer=True), Slider("b", "B", 0, 10, 2, 1, integer=True)
SPOT = Point("spot", "Spot", (0.0, 0.0), (-1.0, 1.0), (-1.0, 1.0))
DOTS = Points("dots", "Dots", ((0.0, 0.0), (1.0, 1.0)), (-2.0, 2.0), (-2.0, 2.0))


def stops(x: float, y: float) -> dict[str, Any]:
    if x > 1:
        raise viz.Limit("It goes no further.", {"a": 9})
    return {"a": 3 * x}


def held(q: Any) -> viz.Plane:
    handles = [
        viz.Handle("spot", q.p.spot, "spot"),
        *viz.handles("dots", q.p.dots, "dot"),
        viz.Handle("pull", (0, 0), "pull", moves=stops),
        *viz.handles("bars", [(0, 1), (1, 2)], lambda k: f"bar {k}", moves=lambda k, x, y: {"b": k + 3}),
    ]
    return viz.Plane([], viz.Axis("x", (-2, 2)), viz.Axis("y", (-2, 2)), handles=handles)


HELD = Lesson(
    title="T",
    terms=(),
    controls=(A, B, SPOT, DOTS),
    state=State,
    views={"one": View("One", [lambda q: viz.Plane([]), held], lambda q: [], lambda q: "Handles.")},
    challenges=(),
)


def pulled(name: str, index: int | None, x: float, y: float) -> tuple[dict[str, Any], str]:
    parameters, sentence = HELD.pulled(HELD.scene(), name, index, x, y)
    start = HELD.parameters()
    return {key: value for key, value in parameters.items() if value != start[key]}, sentence


def test_a_handle_lives_in_its_panel():
    assert {number for number, _ in HELD.scene().handles} == {1}
    assert [(each.name, each.index, each.label) for _, each in HELD.scene().handles] == [
        ("spot", None, "spot"),
        ("dots", 0, "dot 1"),
        ("dots", 1, "dot 2"),
        ("pull", None, "pull"),
        ("bars", 0, "bar 0"),
        ("bars", 1, "bar 1"),
    ]


def test_a_handle_moves_what_it_says():
    assert pulled("spot", None, 0.5, -0.5) == ({"spot": (0.5, -0.5)}, "")
    assert pulled("dots", 1, 0.5, 0.5) == ({"dots": ((0.0, 0.0), (0.5, 0.5))}, "")
    assert pulled("bars", 1, 0, 0) == ({"b": 4}, "")
    assert pulled("pull", None, 1, 0) == ({"a": 3}, "")


def test_a_handle_that_stops_says_why():
    assert pulled("pull", None, 2, 0) == ({"a": 9}, "It goes no further.")
    moved, sentence = pulled("spot", None, 7, 0)
    assert moved == {"spot": (1.0, 0.0)} and sentence.endswith(".") and "Spot" in sentence


def test_what_is_not_there_cannot_be_dragged():
    for name, index in (("nothing", None), ("dots", 2), ("dots", None), ("a", None)):
        with pytest.raises(KeyError, match="nothing named"):
            pulled(name, index, 0, 0)


def test_a_key_pushes_a_handle_of_whole_numbers_to_the_next_one():
    lesson = catalogue.find("ab_testing")
    scene = lesson.scene()
    looks = next(handle for _, handle in scene.handles if handle.label == "number of looks")
    before = lesson.pulled(scene, looks.name, looks.index, looks.spot[0] + 1e-3, looks.spot[1])[0]
    assert before == scene.parameters, "it was to stay where a little is not enough"
    after, said = lesson.pushed(scene, looks.name, looks.index, 1e-3, 0.0)
    assert after == scene.parameters and not said, "a thousandth of a look, doubled seven times, is no look"
    axis = scene.panels[0].x.range
    assert axis is not None
    step = 0.02 * (axis[1] - axis[0])
    after, _ = lesson.pushed(scene, looks.name, looks.index, step, 0.0)
    changed = {name for name in after if after[name] != scene.parameters[name]}
    assert changed == {"looks"} and after["looks"] > scene.parameters["looks"]
    back = lesson.scene(after)
    again, _ = lesson.pushed(back, looks.name, looks.index, -step, 0.0)
    assert again["looks"] == scene.parameters["looks"]


def test_a_key_does_not_push_a_handle_through_the_origin():
    lesson = catalogue.find("eigenvectors")
    scene = lesson.scene(angle=0)
    assert lesson.pushed(scene, "probe", None, -0.04, 0.0)[0] == scene.parameters
    assert 0 < lesson.pushed(scene, "probe", None, 0.0, 0.04)[0]["angle"] < 10


@pytest.mark.parametrize(
    ("slug", "values", "name", "hand", "says"),
    [
        ("map_estimation", {"view": "weights"}, "scale", (342.9, 1.0), "τ goes from 0.2 to 200"),
        ("why_probability", {}, "cut", (5.2, 0.0), "45: the handle goes no further."),
        ("why_probability", {}, "cut", (0.1, 0.0), ""),
        ("partial_derivatives", {"view": "lens"}, "pull_radius", (5.0, 0.1), "Radius r goes from 0.001 to 1"),
        ("numerical_stability", {"view": "solve"}, "system", (2e-21, 1.0), "out of reach"),
    ],
)
def test_a_handle_that_stops_before_the_hand_says_so(slug, values, name, hand, says):
    lesson = catalogue.find(slug)
    _, sentence = lesson.pulled(lesson.scene(**values), name, None, *hand)
    assert says in sentence and bool(says) == bool(sentence)


@pytest.mark.parametrize(
    ("slug", "values", "name", "share", "says"),
    [
        ("dot_products_norms", {}, "turn", (1.3, None), "The picture ends here"),
        ("dot_products_norms", {}, "turn", (0.9, None), ""),
        ("manova", {}, "where", (1.3, None), "The handle goes no further"),
        ("tensors", {"view": "rank"}, "tensor", (None, -0.3), "The picture ends here"),
        ("ab_testing", {}, "look", (0.5, None), ""),
    ],
)
def test_a_handle_that_its_lesson_holds_back_says_so_to_a_hand_that_holds_on(slug, values, name, share, says):
    lesson = catalogue.find(slug)
    scene = lesson.scene(**values)
    number, handle = next((number, each) for number, each in scene.handles if name in each.name)
    axes = scene.panels[number].x, scene.panels[number].y
    hand = [spot if part is None else axis.at(part) for axis, part, spot in zip(axes, share, handle.spot, strict=True)]
    once = lesson.scene(lesson.pulled(scene, handle.name, handle.index, *hand)[0], following=scene)
    after, sentence = lesson.pulled(once, handle.name, handle.index, *hand)
    assert says in sentence and bool(says) == bool(sentence)
    if says:
        assert after == once.parameters
        before, now = handle.spot, next(each.spot for _, each in once.handles if each.name == name)
        ahead = [(n - b) * (h - b) for b, n, h in zip(before, now, hand, strict=True)]
        assert min(ahead) >= -1e-9, "it stopped on the side where the hand is"
