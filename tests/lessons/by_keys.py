"""What a reader without a mouse needs of every lesson: all that can be changed is reached, has a name, and moves.

`test_every_lesson.py` holds every lesson to it, `tests/browser/test_keyboard.py` walks through lessons that together
hold every kind of control and of handle.
"""

from __future__ import annotations

from collections.abc import Iterator

import viz
from explorer import frames
from explorer.controls import Control, Data
from explorer.lesson import Lesson, Parameters, Scene
from tests.lessons.contracts import drawn

# What takes the focus in the page, by the kind of widget: a kind that is not here has no way by keys.
FOCUS = {
    "slider": "input[type=range]",
    "select_slider": "input[type=range]",
    "seed": "input",
    "segmented_control": "button",
    "grid": "button",
    "selectbox": "input",
    "data": "input",
    "radio": "input[type=radio]",
    "toggle": "input[type=checkbox]",
    "matrix": "input",
    "cells": ".scope-cell:enabled",
    "sketch": ".scope-sketch-pad",
    "text_input": "input",
}
ARROWS = ((1, 0), (-1, 0), (0, 1), (0, -1))
KEY = 50  # presses of an arrow key from one end of the axes to the other, as the page has it


def views(lesson: Lesson) -> Iterator[tuple[Parameters, Scene]]:
    """Each view at its first preset."""
    seen = set()
    for preset in lesson.presets:
        parameters = lesson.parameters(preset.values)
        view = lesson.view_of(parameters)
        if view in seen:
            continue
        seen.add(view)
        scene = drawn(lesson, parameters)
        assert scene is not None, f"{lesson.slug}: the preset {preset.name} draws nothing"
        yield parameters, scene


def step(lesson: Lesson, panel: viz.Plane, handle: viz.Handle) -> tuple[float, float]:
    """How far an arrow key pushes a handle: the step of its Point, or a fiftieth of the axes."""
    control = next((each for each in lesson.controls if each.name == handle.name), None)
    if control is not None and control.kind in ("point", "points"):
        return control.step, control.step  # type: ignore[attr-defined]
    (left, right), (low, high) = (axis.range or (0.0, 1.0) for axis in (panel.x, panel.y))
    x, y = handle.spot
    across, up = abs(right - left) / KEY, abs(high - low) / KEY
    return (x * 0.05 if panel.x.log else across), (y * 0.05 if panel.y.log else up)


def pushed_somewhere(lesson: Lesson, scene: Scene, panel: viz.Plane, handle: viz.Handle) -> bool:
    """Whether an arrow key changes something, or says in a sentence why it does not."""
    right, up = step(lesson, panel, handle)
    for x, y in ARROWS:
        found, said = lesson.pushed(scene, handle.name, handle.index, x * right, y * up)
        if found != scene.parameters:
            return True
        assert not said or said.endswith("."), f"{lesson.slug}: not a sentence: {said}"
    return False


def widget(control: Control) -> str:
    """The kind of its widget, a key of FOCUS."""
    return control.kind if isinstance(control, Data) else control.widget().kind


def kinds(lesson: Lesson, parameters: Parameters, scene: Scene) -> set[str]:
    """The kinds of controls and of handles that a state of a lesson shows."""
    found = {f"{control.kind}: {widget(control)}" for control in lesson.shown(parameters)}
    for _, handle in scene.handles:
        how = "itself" if handle.moves is None else f"what follows its {handle.follows}"
        found.add(f"handle: {how}")
    return found | ({"a space to turn"} if any(not isinstance(panel, viz.Plane) for panel in scene.panels) else set())


def has_a_way(lesson: Lesson, control: Control, scene: Scene) -> bool:
    """Whether the control is reached by Tab: by its widget, or by its handles in the figure."""
    return widget(control) in FOCUS or any(handle.name == control.name for _, handle in scene.handles)


def everything_by_keys(lesson: Lesson) -> None:
    """In each view: every control has a name of its own and takes the focus, every handle has a name of its own and is
    moved by the arrow keys."""
    for parameters, scene in views(lesson):
        where = f"{lesson.slug}, {lesson.view_of(parameters)}"
        shown = lesson.shown(parameters)
        labels = [control.label.strip() for control in shown]
        assert all(labels), f"{where}: a control without a name"
        assert len(set(labels)) == len(labels), f"{where}: two controls are called the same: {labels}"
        for control in shown:
            assert has_a_way(lesson, control, scene), f"{where}: no key leads to {control.label}"
        told = frames.handles(scene)
        keys = [(each["name"], each["index"]) for each in told]
        assert len(set(keys)) == len(keys), f"{where}: two handles that the page cannot tell apart"
        names = [each["label"].strip() for each in told]
        assert all(names), f"{where}: a handle without a name"
        assert len(set(names)) == len(names), f"{where}: two handles are called the same: {sorted(names)}"
        for number, handle in scene.handles:
            panel = scene.panels[number]
            assert isinstance(panel, viz.Plane)
            assert pushed_somewhere(lesson, scene, panel, handle), f"{where}: no arrow key moves “{handle.label}”"
