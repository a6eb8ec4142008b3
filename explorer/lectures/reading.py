"""Lectures read: from YAML, and from the JSON form that browsers keep. Each error names its line or its scene."""

from __future__ import annotations

import dataclasses
import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from explorer import catalogue, link
from explorer.controls import Control, ControlError
from explorer.controls.base import clipped, shortest
from explorer.lectures import images
from explorer.lectures.model import (
    LONGEST,
    MINUTES,
    MOST_SCENES,
    MOST_STEPS,
    SECONDS,
    SWEPT,
    Lecture,
    LectureScene,
    Sweep,
)
from explorer.lectures.yaml_items import Item, LectureError, parse
from explorer.lesson import Lesson
from explorer.version import COMMAND

_NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_LONGEST_SWEEP = 120  # characters
_SWEEP = re.compile(
    rf"\s*({_NUMBER})\s*(?:->|→)\s*({_NUMBER})\s+in\s+({_NUMBER})\s*s(?:econds?)?(?:\s+on\s+(click|entry))?\s*",
    re.ASCII,
)
_LINES = {"notes", "text"}  # texts that keep their lines
_CARD = ("title", "text", "image", "alt")
_STEP = ("set", "sweep", "show", "numbers", "caption", "notes", "given", "holds")
MOST_WORDS = 40  # entries of given or holds


def read(text: str, name: str = "", folder: Path | None = None) -> Lecture:
    """The lecture that a YAML text tells. `folder` is where its file lies, if it lies on this machine: images are found
    in it, and nowhere else.

    Raises:
        LectureError: one sentence that names the line.
    """
    return _lecture(parse(text), name, folder)


def from_told(told: Any, names: Collection[str] = ()) -> Lecture:
    """The lecture of the JSON form, which keeps its name only if it is one of `names`.

    Raises:
        LectureError: one sentence that names the scene.
    """
    if not isinstance(told, dict):
        raise LectureError("A lecture must be a JSON object.")
    scenes = told.get("scenes")
    if not isinstance(scenes, list):
        raise LectureError("The scenes of a lecture must be a list.")
    if len(scenes) > MOST_SCENES:
        raise LectureError(f"A lecture has at most {MOST_SCENES} scenes, not {len(scenes)}.")
    parts = {key: Item(_text(told, key, "The lecture"), "The lecture") for key in ("title", "author", "about")}
    if told.get("minutes") is not None:
        minutes = told["minutes"]
        if not isinstance(minutes, (int, float)) or isinstance(minutes, bool):
            raise LectureError("The lecture: minutes is a number.")
        parts["minutes"] = Item(repr(minutes), "The lecture")
    parts["scenes"] = Item([_told_scene(scene, f"Scene {k}") for k, scene in enumerate(scenes, 1)], "The lecture")
    name = _text(told, "name", "The lecture")
    return _lecture(Item(parts, "The lecture"), name if name in names else "")


def _text(told: Mapping[str, Any], key: str, where: str) -> str:
    value = told.get(key) or ""
    if not isinstance(value, str):
        raise LectureError(f"{where}: {key} must be text.")
    return value


def _told_scene(told: Any, where: str) -> Item:
    """A scene of the JSON form as the items of the YAML form."""
    if not isinstance(told, dict):
        raise LectureError(f"{where}: a scene must be a JSON object.")
    parts: dict[str, Item] = {key: Item(_text(told, key, where), where) for key in ("caption", "notes")}
    if not _text(told, "lesson", where):
        return Item(parts | {key: Item(_text(told, key, where), where) for key in _CARD if told.get(key)}, where)
    parts["lesson"] = Item(_text(told, "lesson", where), where)
    steps = told.get("steps") or []
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise LectureError(f"{where}: steps must be a list of JSON objects.")
    if steps:
        tellings = [
            _told_scene({**step, "lesson": told["lesson"], "steps": []}, f"{where}.{k}")
            for k, step in enumerate(steps[: MOST_STEPS + 1], 2)
        ]
        slug = str(told["lesson"])
        parts["steps"] = Item([_whole_step(each, slug) for each in tellings], where)
    query = _text(told, "link", where)
    if len(query) > link.LONGEST:
        raise LectureError(f"{where}: the link has more than {link.LONGEST:,} characters.")
    try:
        values = link.parse(query)
    except ValueError as error:
        raise LectureError(f"{where}: the link cannot be read ({error}).") from None
    sweep = told.get("sweep")
    if sweep is not None:
        if not isinstance(sweep, dict) or not isinstance(sweep.get("name"), str):
            raise LectureError(f"{where}: a sweep needs the name of a control.")
        numbers = [sweep.get(key) for key in ("from", "to", "seconds")]
        if not all(isinstance(n, (int, float)) and not isinstance(n, bool) and abs(n) < 1e300 for n in numbers):
            raise LectureError(f"{where}: a sweep needs three numbers: from, to and seconds.")
        start, end, seconds = (repr(n) for n in numbers)
        click = " on click" if sweep.get("start") == "click" else ""
        parts["sweep"] = Item({sweep["name"]: Item(f"{start} -> {end} in {seconds} s{click}", where)}, where)
    for key in ("show", "numbers", "given", "holds"):
        listed = told.get(key)
        if listed is None:
            continue
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise LectureError(f"{where}: {key} must be a list of {'names of controls' if key == 'show' else 'texts'}.")
        parts[key] = Item([Item(each, where) for each in listed], where)
    lesson = catalogue.lessons().get(str(parts["lesson"].value))
    names = {control.name: control for control in lesson.controls} if lesson else {}
    whole = {name: Item(text, where) for name, text in values.items() if name in names or name not in link.RESERVED}
    if sweep is not None and sweep["name"] in names and sweep["name"] not in whole:
        # The link is the whole state: what it does not name stands at its default, a swept control too.
        swept = names[sweep["name"]]
        whole[swept.name] = Item(swept.write(swept.initial), where)
    return Item(parts | {"set": Item(whole, where)}, where)


def _whole_step(item: Item, slug: str) -> Item:
    """A step of the JSON form: its link is the whole state, so every control is set."""
    parts = dict(_mapping(item, (*_STEP, "lesson"), "A step"))
    del parts["lesson"]
    lesson = catalogue.lessons().get(slug)
    if lesson is not None and isinstance(parts["set"].value, Mapping):
        defaults = {control.name: Item(control.write(control.initial), item.where) for control in lesson.controls}
        parts["set"] = Item({**defaults, **parts["set"].value}, item.where)
    return Item(parts, item.where)


def _lecture(item: Item, name: str, folder: Path | None = None) -> Lecture:
    parts = _mapping(item, ("title", "author", "about", "minutes", "scenes"), "A lecture")
    title = _words(parts, "title")
    if not title:
        raise item.error("a lecture needs a title.")
    if "scenes" not in parts:
        raise item.error("a lecture needs scenes.")
    scenes = parts["scenes"]
    if isinstance(scenes.value, (str, Mapping)):
        raise scenes.error("scenes is a list: each scene begins with a dash, as in - lesson: eigenvectors.")
    if not scenes.value:
        raise scenes.error("a lecture needs at least one scene.")
    if len(scenes.value) > MOST_SCENES:
        raise scenes.value[MOST_SCENES].error(
            f"a lecture has at most {MOST_SCENES} scenes; this would be one more (there are {len(scenes.value)})."
        )
    told = tuple(_scene(each, folder) for each in scenes.value)
    if sum(len(scene.image) for scene in told) > images.MOST_TEXT:
        raise scenes.error(f"the images of a lecture have at most {images.MOST / 1e6:g} MB together.")
    return Lecture(name, title, _words(parts, "author"), _words(parts, "about"), told, _minutes(parts))


def _minutes(parts: Mapping[str, Item]) -> float | None:
    if "minutes" not in parts or parts["minutes"].value == "":
        return None
    value = _numbers(parts["minutes"])
    if not isinstance(value, float) or not MINUTES[0] <= value <= MINUTES[1]:
        raise parts["minutes"].error(f"minutes is a number from {MINUTES[0]:g} to {MINUTES[1]:g}.")
    return value


def _mapping(item: Item, known: Collection[str], what: str) -> Mapping[str, Item]:
    """The parts of a mapping; raises unless it is one, and for a name that is not known."""
    if isinstance(item.value, str) or not isinstance(item.value, Mapping):
        raise item.error(f"{what[0].lower()}{what[1:]} is a list of names and values, as in {next(iter(known))}: ….")
    for key, part in item.value.items():
        if key not in known:
            raise part.error(f"{what} has no “{clipped(key)}”; {_hint(key, known)}")
    return item.value


def _hint(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name[:80], known, n=1, cutoff=0.5)
    return f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}."


def _words(parts: Mapping[str, Item], key: str) -> str:
    """A text of one line, or the notes with their lines; "" where it is not given."""
    if key not in parts:
        return ""
    item = parts[key]
    if not isinstance(item.value, str):
        raise item.error(f"{key} is text; put it in quotes if it holds a colon, a bracket or a brace.")
    if key in _LINES:
        lines = [_printable(line.expandtabs(4)).rstrip() for line in item.value.splitlines()]
        text = "\n".join(lines).strip("\n")
    else:
        text = " ".join(_printable(item.value).split())
    if len(text) > LONGEST[key]:
        raise item.error(f"{key} has {len(text):,} characters; at most {LONGEST[key]:,} are shown.")
    return text


def _printable(text: str) -> str:
    """The text without control characters and lone surrogates, which no file and no page can show."""
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


def _scene(item: Item, folder: Path | None) -> LectureScene:
    parts = _mapping(item, ("lesson", "steps", *_STEP, *_CARD), "A scene")
    if "lesson" not in parts:
        return _card(item, parts, folder)
    stray = [key for key in _CARD if key in parts]
    if stray:
        raise parts[stray[0]].error(f"a scene with a lesson has no {stray[0]} of its own.")
    slug = _words_of(parts["lesson"], "lesson")
    if slug not in catalogue.lessons():
        close = difflib.get_close_matches(slug[:80], catalogue.lessons(), n=1, cutoff=0.5)
        hint = f"did you mean {close[0]}?" if close else f"{COMMAND} list names them all."
        raise parts["lesson"].error(f"there is no lesson “{clipped(slug)}”; {hint}")
    lesson = catalogue.find(slug)
    scene = _state(parts, lesson, None)
    return dataclasses.replace(scene, steps=_steps(parts["steps"], lesson, scene)) if "steps" in parts else scene


def _card(item: Item, parts: Mapping[str, Item], folder: Path | None) -> LectureScene:
    """A scene without a lesson."""
    found = [key for key in ("title", "text", "image") if key in parts]
    if not found:
        raise item.error("a scene needs a lesson, as in lesson: eigenvectors, or a title, a text or an image.")
    stray = [key for key in parts if key not in (*_CARD, "caption", "notes")]
    if stray:
        raise parts[stray[0]].error(f"a scene without a lesson has no {stray[0]}.")
    image = ""
    if "image" in parts:
        try:
            image = images.read(_words_of(parts["image"], "image"), folder)
        except LectureError as error:
            raise parts["image"].error(str(error)) from None
    return LectureScene(
        "",
        caption=_words(parts, "caption"),
        notes=_words(parts, "notes"),
        title=_words(parts, "title"),
        text=_words(parts, "text"),
        image=image,
        alt=_words(parts, "alt"),
    )


def _steps(item: Item, lesson: Lesson, scene: LectureScene) -> tuple[LectureScene, ...]:
    if isinstance(item.value, (str, Mapping)):
        raise item.error("steps is a list: each step begins with a dash, as in - set: {…}.")
    if len(item.value) > MOST_STEPS:
        raise item.error(f"a scene has at most {MOST_STEPS} steps, not {len(item.value)}.")
    found, before = [], scene
    for each in item.value:
        before = _state(_mapping(each, _STEP, "A step"), lesson, before)
        found.append(before)
    return tuple(found)


def _state(parts: Mapping[str, Item], lesson: Lesson, before: LectureScene | None) -> LectureScene:
    """A scene of a lesson, or a step after another, which begins where that one ended."""
    names = {control.name: control for control in lesson.controls}
    values: dict[str, Any] = dict(before.at(1)) if before else {}
    given = parts.get("set")
    named = {} if given is None or given.value == "" else _controls(given, names, lesson, "set")
    for name, part in named.items():
        values[name] = _accept(names[name], part) if name in names else _plain(part)  # of an older lecture
    sweep = _sweep(parts["sweep"], names, lesson) if "sweep" in parts and parts["sweep"].value != "" else None
    if sweep is not None and sweep.control not in named:
        values[sweep.control] = sweep.end
    if "show" in parts:
        show = _show(parts["show"], names, lesson)
    else:
        show = before.show if before else (sweep.control,) if sweep else ()
    numbers = _listed(parts, "numbers") if "numbers" in parts else before.numbers if before else ()
    return LectureScene(
        *(lesson.slug, lesson.parameters(values), sweep, show, _words(parts, "caption"), _words(parts, "notes")),
        *(numbers, _listed(parts, "given"), _listed(parts, "holds")),
    )


def _listed(parts: Mapping[str, Item], key: str) -> tuple[str, ...]:
    """A list of short texts."""
    if key not in parts or parts[key].value == "":
        return ()
    item = parts[key]
    if isinstance(item.value, (str, Mapping)) or len(item.value) > MOST_WORDS:
        raise item.error(f"{key} is a list of at most {MOST_WORDS} texts.")
    texts = [_printable(_words_of(each, f"an entry of {key}"))[:200] for each in item.value]
    return tuple(dict.fromkeys(text for text in texts if text))


def _words_of(item: Item, what: str) -> str:
    if not isinstance(item.value, str):
        raise item.error(f"{what} is one word.")
    return item.value.strip()


def _unknown(part: Item, name: str, names: Collection[str], lesson: Lesson) -> LectureError:
    return part.error(f"{lesson.slug} has no control “{clipped(name)}”; {_hint(name, names)}")


def _controls(item: Item, names: Mapping[str, Control], lesson: Lesson, what: str) -> Mapping[str, Item]:
    if isinstance(item.value, str) or not isinstance(item.value, Mapping):
        raise item.error(f"{what} is a list of controls and values, as in {{{next(iter(names))}: …}}.")
    for name, part in item.value.items():
        if name not in (names if what == "sweep" else lesson.names):
            raise _unknown(part, name, names, lesson)
    return item.value


def _accept(control: Control, part: Item) -> Any:
    if isinstance(part.value, Mapping):
        raise part.error(
            f"{control.name} is one value, as in {control.name}: {clipped(control.write(control.initial))}."
        )
    try:
        return control.accept(_plain(part))
    except ControlError as error:
        raise part.error(str(error)) from None


def _plain(part: Item) -> Any:
    """A text as it is; a list as lists of numbers."""
    if isinstance(part.value, str):
        return part.value.strip()
    return _numbers(part)


def _numbers(part: Item) -> Any:
    if isinstance(part.value, Mapping):
        raise part.error("a list holds numbers, or lists of numbers.")
    if not isinstance(part.value, str):
        return [_numbers(each) for each in part.value]
    try:
        return float(part.value)
    except ValueError:
        raise part.error(f"“{clipped(part.value)}” is not a number.") from None


def _sweep(item: Item, names: Mapping[str, Control], lesson: Lesson) -> Sweep:
    told = _controls(item, names, lesson, "sweep")
    if len(told) != 1:
        raise item.error(f"a sweep moves one control, not {len(told)}.")
    name, part = next(iter(told.items()))
    control = names[name]
    if control.kind not in SWEPT:
        able = ", ".join(c.name for c in lesson.controls if c.kind in SWEPT)
        raise part.error(f"{name} cannot be swept, since it is no slider; {lesson.slug} has {able or 'none'}.")
    text = part.value if isinstance(part.value, str) and len(part.value) <= _LONGEST_SWEEP else ""
    match = _SWEEP.fullmatch(text)
    if match is None:
        raise part.error(f"a sweep is written as {name}: 0 -> 90 in 4 s.")
    start, end, seconds = (float(each.replace("−", "-")) for each in match.groups()[:3])
    seconds = round(seconds, 2)
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        raise part.error(
            f"a sweep takes {shortest(SECONDS[0])} to {shortest(SECONDS[1])} s, not {shortest(seconds)} s."
        )
    try:
        start, end = control.check(start), control.check(end)
    except ControlError as error:
        raise part.error(str(error)) from None
    if start == end:
        raise part.error(f"the sweep of {name} ends where it starts.")
    return Sweep(name, start, end, seconds, match[4] == "click")


def _show(item: Item, names: Mapping[str, Control], lesson: Lesson) -> tuple[str, ...]:
    if item.value == "":
        return ()
    if isinstance(item.value, (str, Mapping)):
        raise item.error(f"show is a list of controls, as in [{next(iter(names))}].")
    found: list[str] = []
    for each in item.value:
        name = _words_of(each, "the name of a control")
        if name not in lesson.names:
            raise _unknown(each, name, names, lesson)
        if name in names and name not in found:
            found.append(name)
    return tuple(found)
