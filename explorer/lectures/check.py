"""Whether a lecture can be given: each scene drawn at the start, the middle and the end, its words there and true."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer import catalogue
from explorer.lectures import words
from explorer.lectures.model import Lecture, LectureScene
from explorer.lectures.yaml_items import LectureError
from explorer.lesson import Law, Scene, Unanswerable

FEWEST = 8  # scenes of a ready lecture


def faults(lecture: Lecture) -> list[str]:
    """A sentence for each thing that would go wrong in the lecture hall; none if it can be given."""
    found = []
    if len(lecture.scenes) < FEWEST:
        found.append(f"The lecture has {len(lecture.scenes)} scenes; a ready one has at least {FEWEST}.")
    if not lecture.about:
        found.append("The lecture does not say what it is about.")
    for number, scene in lecture.stops():
        found += [f"Scene {number}: {fault}" for fault in (_of_scene(scene) if scene.lesson else _of_card(scene))]
    return found


def _of_card(scene: LectureScene) -> Iterator[str]:
    if not scene.notes:
        yield "there are no notes."
    if scene.image and not scene.alt:
        yield "the image has no alt: what is seen in it."


def _of_words(scene: LectureScene) -> Iterator[str]:
    """What caption and notes say that the figure does not."""
    for text in (scene.caption, scene.notes):
        try:
            words.fill(scene, text)
        except LectureError as error:
            yield str(error)
    yield from words.untrue(scene)
    for typed in words.strays(scene):
        yield f"{typed} is typed; write the value that it is as {{{{name}}}}, or list it under given."


def _of_scene(scene: LectureScene) -> Iterator[str]:
    lesson = catalogue.find(scene.lesson)
    if not scene.caption:
        yield "there is no caption."
    if not scene.notes:
        yield "there are no notes."
    yield from _of_words(scene)
    used = {*scene.show, *([scene.sweep.control] if scene.sweep else [])}
    moments = {"at rest": scene.parameters}
    if scene.sweep:
        moments |= {"at the start": scene.at(0), "in the middle": scene.at(0.5), "at the end": scene.at(1)}
    for moment, parameters in moments.items():
        for control in lesson.controls:
            if control.name in used and not control.shown(parameters):
                yield f"{control.name} means nothing {moment}: it is on the screen, and the figure does not use it."
        try:
            drawn = lesson.scene(parameters)
        except Unanswerable as error:
            yield f"there is no figure {moment}: {error}"
            continue
        yield from (f"{fault} {moment}." for fault in _undefined(drawn))
        names = {each.name for each in drawn.readouts}
        yield from (f"there is no readout “{name}” {moment}." for name in scene.numbers if name not in names)


def _undefined(drawn: Scene) -> Iterator[str]:
    """What of a figure is undefined: numbers beside it, or whole traces (single gaps are how a lesson hides a part)."""
    for readout in drawn.readouts:
        values = (readout.left, readout.right) if isinstance(readout, Law) else (readout.value,)
        if any(isinstance(value, float) and np.isnan(value) for value in values):
            yield f"“{readout.name}” is undefined"
    if not any(_finite(trace) for trace in drawn.plotly()["data"]):
        yield "the figure is empty"


def _finite(trace: dict[str, object]) -> bool:
    for key in ("z", "y", "x"):
        if key in trace:
            return bool(np.isfinite(np.asarray(trace[key], dtype=float)).any())
    return trace.get("type") == "image"
