"""Matrices as homework has them: what is typed, what a hand drags, and the room that a figure makes."""

from __future__ import annotations

import numpy as np
import pytest

import viz
from explorer import catalogue
from explorer.controls import WIDE, ControlError, Matrix
from explorer.lesson import Law, Lesson, Parameters

DRAGGED = Matrix("a", "Matrix A", ((1.0, 0.0), (0.0, 1.0)), -3.0, 3.0, 0.01, wide=WIDE)
WHOLE = Matrix("n", "Counts", ((1.0, 2.0),), 0, 9, 1)
OWNERS = [
    (lesson, control)
    for lesson in catalogue.lessons().values()
    for control in lesson.controls
    if isinstance(control, Matrix) and control.wide
]


def test_what_is_typed_keeps_its_digits_and_may_go_far():
    assert DRAGGED.read("12,-3.5;1/3,sqrt(2)") == ((12.0, -3.5), (0.3333333333, 1.414213562))
    assert DRAGGED.read(DRAGGED.write(DRAGGED.read("√2,1/7;0,5"))) == DRAGGED.read("√2,1/7;0,5")


def test_what_is_beyond_is_limited_with_a_sentence():
    with pytest.raises(ControlError, match="goes from -99 to 99, so 120 is out of reach") as error:
        DRAGGED.read("120,0;0,1")
    assert error.value.nearest == ((99.0, 0.0), (0.0, 1.0))


def test_what_is_rounded_is_said():
    with pytest.raises(ControlError, match=r"takes whole numbers, and 0\.5 is none of them"):
        WHOLE.read("0.5,2")
    assert WHOLE.read("3,2") == ((3.0, 2.0),)


def test_a_hand_keeps_to_the_range_of_the_figure_and_leaves_what_it_does_not_move():
    before = DRAGGED.read("√2,12;0,1")
    assert DRAGGED.dragged(((before[0][0], 11.237), (0.123456, 1.0)), before) == ((before[0][0], 11.24), (0.12, 1.0))
    with pytest.raises(ControlError) as error:
        DRAGGED.dragged(((before[0][0], 12.0), (5.0, 1.0)), DRAGGED.read("√2,1;0,1"))
    assert error.value.nearest[0][1] == 3.0, "no entry was beyond 3 before"


def homework(control: Matrix, seed: int, size: int) -> tuple[tuple[float, ...], ...]:
    entries = np.random.default_rng(seed).integers(-size, size + 1, control.shape)
    return tuple(tuple(float(entry) for entry in row) for row in entries)


@pytest.mark.parametrize(("lesson", "control"), OWNERS, ids=[f"{each.slug}-{c.name}" for each, c in OWNERS])
def test_the_axes_hold_a_matrix_out_of_a_homework(lesson: Lesson, control: Matrix):
    for view in lesson.views:
        start = lesson.parameters({"view": view} if len(lesson.views) > 1 else {})
        if control.name not in [each.name for each in lesson.shown(start)]:
            continue
        for size in (9, 40):
            scene = lesson.scene(Parameters({**start, control.name: homework(control, 1, size)}))
            for number, handle in scene.handles:
                panel = scene.panels[number]
                for value, axis in zip(handle.spot, (panel.x, panel.y), strict=True):
                    held = axis.range is None or min(axis.range) <= value <= max(axis.range)
                    assert held, f"{view}: {handle.label} lies at {handle.spot}, outside of {axis.range}"
            assert all(each.holds or each.unless for each in scene.readouts if isinstance(each, Law))


def test_a_plane_grows_by_steps_with_its_names():
    name = viz.off((9.0, 0.0), (0.0, 1.0), "v", "data", 4.0)
    handle = viz.Handle("tip", (9.0, 0.0), "tip")
    plane = viz.Plane(
        [name, viz.corner(-0.9, 0.9, "here", "ink", 4.0)],
        viz.Axis("x", (-4, 4)),
        viz.Axis("y", (-4, 4)),
        equal=True,
        handles=[handle],
    )
    grown = viz.roomy(plane)
    assert grown.x.range == grown.y.range == (-12.0, 12.0)
    first, corner = grown.traces
    assert 9.0 < first["x"][0] < 12.0, "what it names was out of sight: it stands farther out, and in sight"
    assert corner["x"][0] == pytest.approx(-10.8)
    assert viz.roomy(grown) is grown
