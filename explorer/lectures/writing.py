"""Lectures written: as YAML, and as the JSON form that browsers keep and the player plays."""

from __future__ import annotations

import re
from typing import Any

from explorer import catalogue, link
from explorer.controls.base import shortest
from explorer.lectures import words
from explorer.lectures.model import Lecture, LectureScene
from explorer.lectures.yaml_items import Block, Flow, Plain, Row, dump


def write(lecture: Lecture) -> str:
    """The lecture as YAML: `reading.read(write(lecture), lecture.name) == lecture`."""
    document: dict[str, Any] = {"title": lecture.title}
    document |= {key: text for key, text in (("author", lecture.author), ("about", lecture.about)) if text}
    if lecture.minutes is not None:
        document["minutes"] = Plain(shortest(lecture.minutes))
    document["scenes"] = [_written(scene) for scene in lecture.scenes]
    text = dump(document)
    return re.sub(
        r"(?m)^  - (?:lesson|title|text|image|alt|caption|notes):", r"\n\g<0>", text
    )  # an empty line between scenes; texts are indented deeper


def _written(scene: LectureScene) -> dict[str, Any]:
    if not scene.lesson:
        told: dict[str, Any] = {"title": scene.title} if scene.title else {}
        told |= {"text": Block(scene.text)} if scene.text else {}
        told |= {key: text for key, text in (("image", scene.image), ("alt", scene.alt)) if text}
    else:
        stands = {control.name: control.initial for control in catalogue.find(scene.lesson).controls}
        told = {"lesson": scene.lesson} | _state(scene, stands, (), ())
    told |= _words(scene)
    before, steps = scene, []
    for step in scene.steps:
        steps.append(
            _state(step, dict(before.at(1)), scene.show if before is scene else before.show, before.numbers)
            | _words(step)
        )
        before = step
    return told | ({"steps": steps} if steps else {})


def _state(
    scene: LectureScene, stands: dict[str, Any], show: tuple[str, ...], numbers: tuple[str, ...]
) -> dict[str, Any]:
    """What of a scene is not as it `stands` without a word."""
    told: dict[str, Any] = {}
    first = not show and not numbers
    sweep = scene.sweep
    if sweep:
        stands = {**stands, sweep.control: sweep.end}
    values = {
        c.name: (Plain if c.kind in {"slider", "steps", "seed", "toggle"} else str)(c.write(scene.parameters[c.name]))
        for c in catalogue.find(scene.lesson).controls
        if scene.parameters[c.name] != stands[c.name]
    }
    if values:
        told["set"] = Flow(values)
    if sweep:
        way = f"{shortest(sweep.start)} -> {shortest(sweep.end)} in {shortest(sweep.seconds)} s"
        told["sweep"] = Flow({sweep.control: way + (" on click" if sweep.on_click else "")})
    usual = (sweep.control,) if sweep and first else show
    if scene.show != usual:
        told["show"] = Row(scene.show)
    if scene.numbers != numbers:
        told["numbers"] = Row(scene.numbers)
    return told


def _words(scene: LectureScene) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if scene.caption:
        told["caption"] = scene.caption
    if scene.notes:
        told["notes"] = Block(scene.notes)
    told |= {key: Row(listed) for key, listed in (("given", scene.given), ("holds", scene.holds)) if listed}
    return told


def told(lecture: Lecture, *, filled: bool = False) -> dict[str, Any]:
    """The lecture as JSON's types: what the routes answer, and what the browser keeps. What is empty and not of every
    scene is left out. `filled` has the values in the words, for whoever shows them; who edits them needs the names."""
    found: dict[str, Any] = {
        "name": lecture.name,
        "title": lecture.title,
        "author": lecture.author,
        "about": lecture.about,
        "scenes": [_scene_told(scene, filled) for scene in lecture.scenes],
    }
    return found | ({"minutes": lecture.minutes} if lecture.minutes is not None else {})


def _scene_told(scene: LectureScene, filled: bool) -> dict[str, Any]:
    spoken = (lambda text: words.fill(scene, text)) if filled and scene.lesson else str
    found: dict[str, Any] = {
        "lesson": scene.lesson,
        "title": scene.name,
        "link": link.write(catalogue.find(scene.lesson), scene.parameters) if scene.lesson else "",
        "show": list(scene.show),
        "caption": spoken(scene.caption),
        "notes": spoken(scene.notes),
        "sweep": None,
    }
    if scene.sweep:
        sweep = scene.sweep
        found["sweep"] = {"name": sweep.control, "from": sweep.start, "to": sweep.end, "seconds": sweep.seconds}
        found["sweep"] |= {"start": "click"} if sweep.on_click else {}
    more: dict[str, Any] = {key: list(getattr(scene, key)) for key in ("numbers", "given", "holds")}
    more |= {"text": scene.text, "image": scene.image, "alt": scene.alt}
    more["steps"] = [_scene_told(step, filled) for step in scene.steps]
    return found | {key: value for key, value in more.items() if value}
