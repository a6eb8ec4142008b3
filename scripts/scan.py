"""Looks for faults at states that no test holds: ``python -m scripts.scan [programs] [words] [handles] [SLUG ...]``.

The contracts of `tests/lessons` look at presets and at what must hold everywhere. This looks further, at the ends of
all controls and at random states, for what only a person can judge in the end, so it prints and does not fail:

- programs: the Python program of a state ends in a traceback, or prints other numbers than the figure shows;
- words: what only rounding left stands as a number, nan, inf, a hyphen for a minus, “1 steps”;
- handles: one that is pulled out of its picture stops without a sentence, or is gone.

Without a kind it looks for all three, without a lesson in all: some forty minutes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import viz
from explorer import listing
from explorer.catalogue import find, lessons
from explorer.lesson import Law, Lesson, Scene
from explorer.lesson.pulls import AWAY, FOLLOWED
from tests.lessons import contracts
from tests.lessons.states import corners, drawn, random_states

FEWER = 16  # random states at which a program runs
OUT = (1.3, -0.3)  # places beside a picture, in shares of an axis
WORDS = {
    "rounding": contracts.DUST,
    "no number": re.compile(r"\b(?:nan|inf|None)\b|\d[eE][+-]\d\d"),
    "a hyphen for a minus": re.compile(r"(?<![\w-])-\d"),
    "one of many": re.compile(r"(?<![\d.,×/⁰-⁹−-])\b(?:1|one) [a-z]+[^s ]s\b(?! (?:is|of))"),
}
Finding = tuple[str, str]  # what kind it is, of which one is told; and the place


def states(lesson: Lesson, count: int) -> Iterator[Mapping[str, Any]]:
    """Presets, the ends of each control, a spread of joint corners, random ones."""
    yield from (preset.values for preset in lesson.presets)
    yield from corners(lesson)
    yield from random_states(lesson, count)


def programs(lesson: Lesson) -> Iterator[Finding]:
    """Programs that do not run or do not agree with the figure."""
    seen = set()
    for values in states(lesson, FEWER):
        parameters = lesson.parameters(values)
        if drawn(lesson, parameters) is None or (source := listing.python(lesson, parameters)) in seen:
            continue
        seen.add(source)
        try:
            told = contracts.printed(contracts.python_prints(source))
            contracts.agrees(lesson, parameters, told, lesson.slug)
        except (Exception, SystemExit) as error:  # whatever a program does is a finding
            yield f"{type(error).__name__}: {str(error)[:160]}", str(values)


def texts(scene: Scene) -> Iterator[str]:
    """What a scene says in words."""
    yield from (scene.alt, scene.notice)
    yield from (panel.title for panel in scene.panels)
    for each in scene.readouts:
        yield from (each.name, each.note)
        yield from ([each.text] if not isinstance(each, Law) else each.sides if each.relation == "=" else [])


def words(lesson: Lesson) -> Iterator[Finding]:
    """Texts with rounding in them, or that do not agree with their numbers."""
    for values in states(lesson, 2 * FEWER):
        scene = drawn(lesson, values)
        for text in texts(scene) if scene else ():
            for kind, pattern in WORDS.items():
                if found := pattern.search(text):
                    yield f"{kind}: …{text[max(0, found.start() - 40) : found.end() + 20]}…", str(values)


def handles(lesson: Lesson) -> Iterator[Finding]:
    """Handles that are pulled out of their picture, at the start and at each preset, and say nothing."""
    tried = set()
    for values in ({}, *(preset.values for preset in lesson.presets)):
        scene = drawn(lesson, values)
        for number, handle in scene.handles if scene else ():
            assert scene is not None and scene.parameters is not None
            if handle.follows not in FOLLOWED or (key := (lesson.view_of(scene.parameters), handle.name)) in tried:
                continue
            tried.add(key)
            axes = scene.panels[number].x, scene.panels[number].y
            for share in OUT:
                for k in FOLLOWED[handle.follows]:
                    hand = list(handle.spot)
                    hand[k] = axes[k].at(share)
                    if fault := silent(lesson, scene, handle, (hand[0], hand[1])):
                        yield f"{handle.name} in {key[0] or 'the figure'}, {'xy'[k]} at {share}: {fault}", str(values)


def silent(lesson: Lesson, scene: Scene, handle: viz.Handle, hand: tuple[float, float]) -> str:
    """What is wrong with a handle that was pulled there; or nothing. Where its value goes on beyond the picture, it may
    wait at the edge."""
    key = handle.name, handle.index
    after, said = lesson.pulled(scene, *key, *hand)
    found = lesson.scene(after, following=scene)
    spots = {(each.name, each.index): each.spot for _, each in found.handles}
    if said or key not in spots:
        return "" if said else "it is gone"
    axes = next((found.panels[k].x, found.panels[k].y) for k, each in found.handles if (each.name, each.index) == key)
    shares = [(axes[k].share(spots[key][k]), axes[k].share(hand[k])) for k in FOLLOWED[handle.follows]]
    if max(abs(here - there) for here, there in shares) <= AWAY or lesson.pulled(found, *key, *hand)[1]:
        return ""  # it is in the hand, or a hand that holds on hears why it is not
    further = tuple(2 * there - here for here, there in zip(handle.spot, hand, strict=True))
    moves_on = lesson.pulled(found, *key, *further)[0] != after
    return "" if moves_on else f"at {shares} of the axes, without a sentence"


KINDS: dict[str, Callable[[Lesson], Iterator[Finding]]] = {"programs": programs, "words": words, "handles": handles}


def main(arguments: list[str]) -> None:
    """Scan, and print each finding once with the first state where it is."""
    kinds = [word for word in arguments if word in KINDS] or list(KINDS)
    slugs = [word for word in arguments if word not in KINDS] or list(lessons())
    for slug in slugs:
        lesson = find(slug)
        for kind in kinds:
            found: dict[str, str] = {}
            for what, where in KINDS[kind](lesson):
                found.setdefault(what, where)
            print(f"{slug}, {kind}: {len(found)}", flush=True)
            for what, where in found.items():
                print(f"    {what}\n        {where[:400]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
