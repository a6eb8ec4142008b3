"""The words of a scene and the values of its figure: named placeholders filled, claims tried, typed numbers found.

In captions and notes `{{term}}` stands for a value of the scene: a named value as in the lesson's "With your numbers",
a part of one by its number, key or field, or a readout by its name in quotes. After a bar comes how it is written:
significant digits (4 if nothing is said), `.1` for one decimal, `%` for a hundredfold, `abs` without its sign. After
`at` comes where it is taken, if not where the scene stands: `start` or `end` of its sweep, or values of controls.

    {{eigenvalue_1|3}}   {{v1.0}}   {{"energy kept"}}   {{share|3%}}   {{share|.1% at rank=13}}   {{"mean" at end}}

A claim of `holds` is `TERM rests`, `changes`, `grows` or `falls` over the sweep (of an array each entry), or two terms
or numbers with <, <=, =, >= or > between them; = means: to the digits that the right side is written with.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from explorer import catalogue, frames
from explorer.controls import ControlError
from explorer.lectures.model import LectureScene
from explorer.lectures.yaml_items import LectureError
from explorer.lesson import Parameters, Readout, Scene, Unanswerable
from explorer.text import number, show
from mathcore.common.memory import remembered

PLACEHOLDER = re.compile(r"\{\{([^{}\n]{1,200})\}\}")
_TERM = re.compile(
    r"""\s*(?:["“](?P<readout>[^"”]+)["”]|(?P<name>[a-z_][a-z0-9_]*)(?P<index>(?:\.[a-z0-9_]+)*))\s*"""
    r"""(?:\|\s*(?P<fixed>\.)?(?P<digits>\d+)?\s*(?P<percent>%)?\s*(?P<abs>abs)?\s*)?(?:\s+at\s+(?P<at>.+))?\s*"""
)
_OVER = re.compile(r"(?P<term>.+?)\s+(?P<how>rests|changes|grows|falls)\s*")
_COMPARED = re.compile(r"(?P<left>.+?)\s*(?P<how><=|>=|<|>|=)\s*(?P<right>(?:[^=<>]|(?<= at )[^<>]*)+)")
_TYPED = re.compile(r"(?<![\w.,^])[−-]?\d+\.\d+(?!\w|\.\d)")
# Whole numbers, thousands set apart; not what is part of a name or of a formula: x2, 2y, 10⁻⁸, 1/n, 2^d, √2.
_WHOLE = re.compile(r"(?<![\w.,^√/])(?:[1-9]\d{0,2}(?:[,\s]\d{3})+|\d+)(?![\w^√(/⁻]|[.,]\d)")
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_STILL = 1e-9  # of the size of a value: less is rounding, no change


@remembered
def _drawn(slug: str, parameters: Parameters) -> Scene:
    return catalogue.find(slug).scene(parameters)


def _there(scene: LectureScene, at: str | None) -> Parameters:
    """The parameters that the part after `at` names."""
    if not at or at.strip() == "rest":
        return scene.parameters
    if at.strip() in ("start", "end"):
        return scene.at(0.0 if at.strip() == "start" else 1.0)
    lesson = catalogue.find(scene.lesson)
    changed: dict[str, Any] = dict(scene.parameters)
    for part in at.split("&"):
        name, equals, text = part.partition("=")
        if not equals:
            raise LectureError(f"“{part.strip()}” is no value of a control, as in rank=13.")
        changed[name.strip()] = text.strip()
    try:
        return lesson.parameters(changed)
    except (KeyError, ControlError) as error:
        raise LectureError(str(error.args[0])) from None


def _value(scene: LectureScene, term: re.Match[str], parameters: Parameters) -> Any:
    """The value that a term names: a number, a text of a readout, an array."""
    try:
        drawn = _drawn(scene.lesson, parameters)
    except Unanswerable as error:
        raise LectureError(f"there is no figure there: {error}") from None
    if term["readout"]:
        return _readout(drawn, term["readout"])
    try:
        value = drawn.numbers[term["name"]]
        for part in term["index"].split(".")[1:]:
            value = _part(value, part)
    except (KeyError, IndexError, TypeError):
        raise LectureError(f"the figure has no value named {term['name']}{term['index']}.") from None
    return value


def _part(value: Any, part: str) -> Any:
    """A part of a value: an entry by its number or key, or a field of a record."""
    if part.isdigit() and not isinstance(value, Mapping):
        return value[int(part)]
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}[part]
    return value[part]


def _readout(drawn: Scene, name: str) -> Any:
    for each in drawn.readouts:
        if each.name == name:
            return each if isinstance(each, Readout) else each.left
    names = ", ".join(f"“{each.name}”" for each in drawn.readouts)
    raise LectureError(f"the figure has no readout “{name}”; it has {names}.")


def _text(term: re.Match[str], value: Any) -> str:
    """A value as a reader sees it."""
    plain = not (term["digits"] or term["percent"] or term["abs"])
    if isinstance(value, Readout):
        if plain:
            return show(value.value, value.digits, value.unit)
        value = value.value
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)) or np.ndim(value):
        raise LectureError("a value in the words is a number or a text; name a part of it, as in v1.0.")
    found = complex(value) if np.iscomplexobj(value) else float(value)
    if term["abs"]:
        found = abs(found)
    if term["percent"]:
        found *= 100
    if np.isnan(found):
        raise LectureError("it is undefined there.")
    if term["fixed"] and not isinstance(found, complex):
        return f"{found:.{int(term['digits'] or 0)}f}".replace("-", "−")
    return number(found, int(term["digits"] or 4))


def _term(text: str) -> re.Match[str]:
    match = _TERM.fullmatch(text)
    if match is None:
        raise LectureError("this is no name of a value, as in rank, v1.0|3 or “energy kept” at end.")
    return match


def fill(scene: LectureScene, text: str) -> str:
    """The text with its placeholders filled; raises LectureError, a sentence that names the placeholder."""

    def one(match: re.Match[str]) -> str:
        try:
            term = _term(match[1])
            return _text(term, _value(scene, term, _there(scene, term["at"])))
        except LectureError as error:
            raise LectureError(f"{match[0]}: {error}") from None

    return PLACEHOLDER.sub(one, text)


# --- claims -----------------------------------------------------------------------------------------------------------


def untrue(scene: LectureScene) -> Iterator[str]:
    """A sentence for each claim of `holds` that is not so, or cannot be tried."""
    for claim in scene.holds:
        try:
            over, compared = _OVER.fullmatch(claim), _COMPARED.fullmatch(claim)
            if over:
                true = _moves(scene, over["term"], over["how"])
            elif compared:
                true = _compared(scene, compared["left"], compared["how"], compared["right"])
            else:
                raise LectureError("a claim is “TERM rests” (changes, grows, falls) or “TERM < TERM”.")
            if not true:
                yield f"“{claim}” is not so."
        except LectureError as error:
            yield f"“{claim}” cannot be tried: {error}"


def _number(scene: LectureScene, text: str, parameters: Parameters | None = None) -> Any:
    text = text.strip().replace("−", "-")
    if re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text):
        return float(text)
    term = _term(text)
    value = _value(scene, term, parameters or _there(scene, term["at"]))
    value = value.value if isinstance(value, Readout) else value
    if isinstance(value, str):  # "147 of 150", "from step 243": the first number
        first = _NUMBERS.search(value.replace("−", "-").replace(",", ""))
        value = first[0] if first else "nan"
    try:
        found = np.asarray(value, dtype=complex if np.iscomplexobj(value) else float)
    except ValueError:
        raise LectureError(f"{text} is no number.") from None
    return (np.abs(found) if term["abs"] else found) * (100 if term["percent"] else 1)


def _moves(scene: LectureScene, text: str, how: str) -> bool:
    if scene.sweep is None:
        raise LectureError("the scene has no sweep.")
    values = [_number(scene, text, scene.at(t)) for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    steps = np.diff(np.stack([np.atleast_1d(value) for value in values]), axis=0)
    least = _STILL * (1 + np.max(np.abs(values)))
    tried: dict[str, Callable[[], Any]] = {
        "rests": lambda: np.all(np.abs(steps) <= least),
        "changes": lambda: np.all(np.max(np.abs(steps), axis=0) > least),
        "grows": lambda: np.all(steps >= -least) and np.all(steps.sum(axis=0) > least),
        "falls": lambda: np.all(steps <= least) and np.all(steps.sum(axis=0) < -least),
    }
    return bool(tried[how]())


def _compared(scene: LectureScene, left: str, how: str, right: str) -> bool:
    a, b = _number(scene, left), _number(scene, right)
    if how == "=":
        decimals = re.fullmatch(r"-?\d+(?:\.(\d+))?", right.strip().replace("−", "-"))
        near = 0.5 * 10.0 ** -len(decimals[1] or "") if decimals else 1e-9 * (1 + np.max(np.abs(b)))
        return bool(np.all(np.abs(a - b) <= near * (1 + 1e-9)))
    tried = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
    return bool(np.all(tried[how](a, b)))


# --- numbers that were typed ------------------------------------------------------------------------------------------


def strays(scene: LectureScene) -> Iterator[str]:
    """The numbers of caption and notes that are typed, and that nothing decides.

    A decimal may be on the screen, at rest or at an end of the sweep: in controls, readouts or the figure's texts. A
    whole number is somewhere on every screen; it must be the value of a control, an end of the sweep, or stand in a
    claim of `holds` or in the `at` of a placeholder. What is not of the figure (a count of people, a year, a number of
    a formula) is listed under `given`.
    """
    text = PLACEHOLDER.sub(" ", f"{scene.caption}\n{scene.notes}")
    decimals = dict.fromkeys(match[0].replace("−", "-") for match in _TYPED.finditer(text))
    wholes = dict.fromkeys(_plain(match[0]) for match in _WHOLE.finditer(text))
    known = {_plain(each) for each in scene.given}
    if any(each not in known for each in decimals):
        known |= set(_NUMBERS.findall(_seen(scene)))
    for each in decimals:
        if each not in known and each.lstrip("-") not in known:
            yield each.replace("-", "−")
    known = {_plain(each) for each in scene.given} | _set(scene)
    claims = [re.sub(r"[“\"][^”\"]*[”\"]", "", claim) for claim in scene.holds]
    elsewhere = [match[1].partition(" at ")[2] for match in PLACEHOLDER.finditer(f"{scene.caption}\n{scene.notes}")]
    known |= set(_NUMBERS.findall(" ".join([*claims, *elsewhere]).replace("−", "-")))
    known |= {each.lstrip("-") for each in known}  # a fall of 275 is −275
    yield from (each for each in wholes if each not in known)


def _plain(number: str) -> str:
    """A typed number as a program writes it: 13 800, 19,900 and −3 are 13800, 19900 and -3."""
    return re.sub(r"(?<=\d)[,\s](?=\d{3})", "", number.replace("−", "-"))


def _set(scene: LectureScene) -> set[str]:
    """The whole numbers at which the controls of the scene stand, and the ends of its sweep."""
    controls = catalogue.find(scene.lesson).controls
    own = [scene.parameters[each.name] for each in controls if each.shown(scene.parameters)]
    own = [float(each) for each in own if isinstance(each, (int, float)) and not isinstance(each, bool)]
    own += [scene.sweep.start, scene.sweep.end] if scene.sweep else []
    return {str(round(each)) for each in own if each == round(each)}


def _seen(scene: LectureScene) -> str:
    """The texts that a scene has on the screen, at rest and at both ends of its sweep, with a plain minus sign."""
    lesson = catalogue.find(scene.lesson)
    found: list[str] = []
    for parameters in dict.fromkeys((scene.parameters, scene.at(0.0), scene.at(1.0))):
        found += [control.write(parameters[control.name]) for control in lesson.controls]
        try:
            drawn = _drawn(scene.lesson, parameters)
        except Unanswerable:
            continue
        for each in drawn.readouts:
            told = frames.readout(each)
            found += [told[key] for key in ("text", "left", "right", "note") if key in told]
        found += [drawn.notice, *_texts(drawn.plotly())]
    return " ".join(found).replace("−", "-")


def _texts(part: Any) -> Iterator[str]:
    """All texts within a figure."""
    if isinstance(part, dict):
        for key, value in part.items():
            if (
                key in ("text", "texttemplate", "ticktext", "title", "data", "layout", "annotations")
                or key[1:5] == "axis"
            ):
                yield from _texts(value)
    elif isinstance(part, (list, tuple)) or (isinstance(part, np.ndarray) and part.dtype.kind in "UO"):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part
