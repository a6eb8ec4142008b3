"""A lecture: a title and scenes, each a state of a lesson with a caption, notes, and perhaps a sweep.

The file is YAML (`lectures/*.yaml` are ready-made ones):

    title: From eigenvectors to the SVD
    author: Ada Lovelace               # optional
    about: one sentence                # optional
    scenes:
      - lesson: eigenvectors
        set: {matrix: "2,1;1,2"}       # optional: values as in a link, or lists of numbers
        sweep: {angle: 0 -> 90 in 4 s} # optional: one slider, from where to where
        show: [angle]                  # optional: the controls on the screen; by default the swept one
        caption: one line
        notes: |
          what the lecturer says

A scene stands still at the values of `set`: so it is printed, and so it is shown as the next one. A swept control that
`set` does not name stands at the end of its sweep. In the browser and in answers a lecture is JSON, as `told` gives it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from explorer import catalogue, link
from explorer.controls import Control, ControlError
from explorer.controls.base import clipped, shortest
from explorer.lectures.yaml_items import Block, Flow, Item, LectureError, Plain, Row, dump, parse
from explorer.lesson import Lesson, Parameters
from explorer.version import COMMAND

MOST_SCENES = 100
LONGEST = {"title": 200, "author": 200, "about": 600, "caption": 400, "notes": 8000}  # characters
SECONDS = (0.5, 120.0)  # the shortest and the longest sweep
SWEPT = {"slider", "steps"}  # kinds of controls that can be swept

_NUMBER = r"[-+−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_LONGEST_SWEEP = 120  # characters
_SWEEP = re.compile(rf"\s*({_NUMBER})\s*(?:->|→)\s*({_NUMBER})\s+in\s+({_NUMBER})\s*s(?:econds?)?\s*", re.ASCII)


@dataclass(frozen=True)
class Sweep:
    """A control that moves from `start` to `end` in `seconds`."""

    control: str
    start: float
    end: float
    seconds: float

    def at(self, control: Control, fraction: float) -> float:
        """The value after a fraction (0 to 1) of the way; a logarithmic slider moves by equal factors."""
        if getattr(control, "log", False):
            value = self.start * (self.end / self.start) ** fraction
        else:
            value = self.start + (self.end - self.start) * fraction
        return control.check(value)


@dataclass(frozen=True)
class LectureScene:
    """One scene: a lesson (its slug) at checked parameters. `show` names the controls on the screen."""

    lesson: str
    parameters: Parameters
    sweep: Sweep | None = None
    show: tuple[str, ...] = ()
    caption: str = ""
    notes: str = ""

    def at(self, fraction: float) -> Parameters:
        """The parameters after a fraction (0 to 1) of the sweep; without a sweep always the scene's own."""
        if self.sweep is None:
            return self.parameters
        control = catalogue.find(self.lesson).control(self.sweep.control)
        return Parameters({**self.parameters, self.sweep.control: self.sweep.at(control, fraction)})


@dataclass(frozen=True)
class Lecture:
    """A title and at least one scene. `name` is the name of a ready lecture's file, or ""."""

    name: str
    title: str
    author: str = ""
    about: str = ""
    scenes: tuple[LectureScene, ...] = ()


# --- reading ----------------------------------------------------------------------------------------------------------


def read(text: str, name: str = "") -> Lecture:
    """The lecture that a YAML text tells; raises LectureError, one sentence that names the line."""
    return _lecture(parse(text), name)


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
    parts: dict[str, Item] = {key: Item(_text(told, key, where), where) for key in ("lesson", "caption", "notes")}
    query = _text(told, "link", where)
    if len(query) > link.LONGEST:
        raise LectureError(f"{where}: the link has more than {link.LONGEST:,} characters.")
    try:
        values = link.parse(query)
    except ValueError as error:
        raise LectureError(f"{where}: the link cannot be read ({error}).") from None
    sweep, show = told.get("sweep"), told.get("show")
    if sweep is not None:
        if not isinstance(sweep, dict) or not isinstance(sweep.get("name"), str):
            raise LectureError(f"{where}: a sweep needs the name of a control.")
        numbers = [sweep.get(key) for key in ("from", "to", "seconds")]
        if not all(isinstance(n, (int, float)) and not isinstance(n, bool) and abs(n) < 1e300 for n in numbers):
            raise LectureError(f"{where}: a sweep needs three numbers: from, to and seconds.")
        start, end, seconds = (repr(n) for n in numbers)
        parts["sweep"] = Item({sweep["name"]: Item(f"{start} -> {end} in {seconds} s", where)}, where)
    if show is not None:
        if not isinstance(show, list) or not all(isinstance(each, str) for each in show):
            raise LectureError(f"{where}: show must be a list of names of controls.")
        parts["show"] = Item([Item(each, where) for each in show], where)
    lesson = catalogue.lessons().get(str(parts["lesson"].value))
    names = {control.name: control for control in lesson.controls} if lesson else {}
    whole = {name: Item(text, where) for name, text in values.items() if name in names or name not in link.RESERVED}
    if sweep is not None and sweep["name"] in names and sweep["name"] not in whole:
        # The link is the whole state: what it does not name stands at its default, a swept control too.
        swept = names[sweep["name"]]
        whole[swept.name] = Item(swept.write(swept.initial), where)
    return Item(parts | {"set": Item(whole, where)}, where)


def _lecture(item: Item, name: str) -> Lecture:
    parts = _mapping(item, ("title", "author", "about", "scenes"), "A lecture")
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
    told = tuple(_scene(each) for each in scenes.value)
    return Lecture(name, title, _words(parts, "author"), _words(parts, "about"), told)


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
    if key == "notes":
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


def _scene(item: Item) -> LectureScene:
    parts = _mapping(item, ("lesson", "set", "sweep", "show", "caption", "notes"), "A scene")
    if "lesson" not in parts:
        raise item.error("a scene needs a lesson, as in lesson: eigenvectors.")
    slug = _words_of(parts["lesson"], "lesson")
    if slug not in catalogue.lessons():
        close = difflib.get_close_matches(slug[:80], catalogue.lessons(), n=1, cutoff=0.5)
        hint = f"did you mean {close[0]}?" if close else f"{COMMAND} list names them all."
        raise parts["lesson"].error(f"there is no lesson “{clipped(slug)}”; {hint}")
    lesson = catalogue.find(slug)
    names = {control.name: control for control in lesson.controls}
    values: dict[str, Any] = {}
    given = parts.get("set")
    for name, part in ({} if given is None or given.value == "" else _controls(given, names, lesson, "set")).items():
        values[name] = _accept(names[name], part)
    sweep = _sweep(parts["sweep"], names, lesson) if "sweep" in parts and parts["sweep"].value != "" else None
    if sweep is not None:
        values.setdefault(sweep.control, sweep.end)
    show = _show(parts["show"], names, lesson) if "show" in parts else ((sweep.control,) if sweep else ())
    return LectureScene(slug, lesson.parameters(values), sweep, show, _words(parts, "caption"), _words(parts, "notes"))


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
        if name not in names:
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
    start, end, seconds = (float(each.replace("−", "-")) for each in match.groups())
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
    return Sweep(name, start, end, seconds)


def _show(item: Item, names: Mapping[str, Control], lesson: Lesson) -> tuple[str, ...]:
    if item.value == "":
        return ()
    if isinstance(item.value, (str, Mapping)):
        raise item.error(f"show is a list of controls, as in [{next(iter(names))}].")
    found: list[str] = []
    for each in item.value:
        name = _words_of(each, "the name of a control")
        if name not in names:
            raise _unknown(each, name, names, lesson)
        if name not in found:
            found.append(name)
    return tuple(found)


# --- writing ----------------------------------------------------------------------------------------------------------


def write(lecture: Lecture) -> str:
    """The lecture as YAML: `read(write(lecture), lecture.name) == lecture`."""
    document: dict[str, Any] = {"title": lecture.title}
    document |= {key: text for key, text in (("author", lecture.author), ("about", lecture.about)) if text}
    document["scenes"] = [_written(scene) for scene in lecture.scenes]
    text = dump(document)
    return re.sub(r"(?m)^  - lesson:", r"\n\g<0>", text)  # an empty line between scenes; texts are indented deeper


def _written(scene: LectureScene) -> dict[str, Any]:
    lesson = catalogue.find(scene.lesson)
    told: dict[str, Any] = {"lesson": scene.lesson}
    stands = {control.name: control.initial for control in lesson.controls}
    if scene.sweep:
        stands[scene.sweep.control] = scene.sweep.end
    values = {
        c.name: (Plain if c.kind in {"slider", "steps", "seed", "toggle"} else str)(c.write(scene.parameters[c.name]))
        for c in lesson.controls
        if scene.parameters[c.name] != stands[c.name]
    }
    if values:
        told["set"] = Flow(values)
    if scene.sweep:
        sweep = scene.sweep
        way = f"{shortest(sweep.start)} -> {shortest(sweep.end)} in {shortest(sweep.seconds)} s"
        told["sweep"] = Flow({sweep.control: way})
    if scene.show != ((scene.sweep.control,) if scene.sweep else ()):
        told["show"] = Row(scene.show)
    if scene.caption:
        told["caption"] = scene.caption
    if scene.notes:
        told["notes"] = Block(scene.notes)
    return told


def told(lecture: Lecture) -> dict[str, Any]:
    """The lecture as JSON's types: what the routes answer, and what the browser keeps."""
    return {
        "name": lecture.name,
        "title": lecture.title,
        "author": lecture.author,
        "about": lecture.about,
        "scenes": [_scene_told(scene) for scene in lecture.scenes],
    }


def _scene_told(scene: LectureScene) -> dict[str, Any]:
    lesson, sweep = catalogue.find(scene.lesson), scene.sweep
    return {
        "lesson": scene.lesson,
        "title": lesson.title,
        "link": link.write(lesson, scene.parameters),
        "show": list(scene.show),
        "caption": scene.caption,
        "notes": scene.notes,
        "sweep": {"name": sweep.control, "from": sweep.start, "to": sweep.end, "seconds": sweep.seconds}
        if sweep
        else None,
    }
