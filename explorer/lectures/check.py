"""Whether a lecture can be given: each scene drawn at the start, the middle and the end, its words there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from explorer import catalogue
from explorer.lectures.model import Lecture, LectureScene
from explorer.lesson import Law, Scene, Unanswerable

FEWEST = 8  # scenes of a ready lecture


def faults(lecture: Lecture) -> list[str]:
    """A sentence for each thing that would go wrong in the lecture hall; none if it can be given."""
    found = []
    if len(lecture.scenes) < FEWEST:
        found.append(f"The lecture has {len(lecture.scenes)} scenes; a ready one has at least {FEWEST}.")
    if not lecture.about:
        found.append("The lecture does not say what it is about.")
    for number, scene in enumerate(lecture.scenes, 1):
        found += [f"Scene {number}: {fault}" for fault in _of_scene(scene)]
    return found


def _of_scene(scene: LectureScene) -> Iterator[str]:
    lesson = catalogue.find(scene.lesson)
    if not scene.caption:
        yield "there is no caption."
    if not scene.notes:
        yield "there are no notes."
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
