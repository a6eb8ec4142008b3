"""The catalogue: every lesson that exists, in teaching order. The one way from the explorer to the pages."""

from __future__ import annotations

import importlib
import inspect
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pages
from explorer.lesson import Lesson, presets
from explorer.lesson.tasks import Task, with_rounds
from explorer.near import hint

_loading = threading.RLock()
HEADINGS = ("Idea", "Mathematics", "With your numbers", "In machine learning", "Look for", "References")


@dataclass(frozen=True)
class Section:
    """One section of the curriculum, with its lessons under their headings, in teaching order."""

    name: str
    title: str
    subtitle: str
    headings: Mapping[str, tuple[Lesson, ...]]

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All its lessons."""
        return tuple(lesson for under in self.headings.values() for lesson in under)


@cache
def sections() -> tuple[Section, ...]:
    """All sections. An import error in a lesson is not caught: a lesson that is listed must work."""
    return tuple(
        Section(
            name,
            title,
            subtitle,
            {head: tuple(_load(name, slug) for slug in slugs) for head, slugs in headings.items() if slugs},
        )
        for name, title, subtitle, headings in pages.CURRICULUM
    )


@cache
def lessons() -> Mapping[str, Lesson]:
    """All lessons by slug, in teaching order."""
    return {lesson.slug: lesson for section in sections() for lesson in section.lessons}


def listed(slug: str) -> bool:
    """Whether there is a lesson of that slug."""
    return slug in pages.slugs()


class NoLesson(KeyError):
    """There is no lesson of that slug; the message is a sentence that names the nearest."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would put it in quotation marks


def find(slug: str) -> Lesson:
    """The lesson of that slug; raises NoLesson with a sentence if there is none."""
    for section, _, _, headings in pages.CURRICULUM:
        if any(slug in slugs for slugs in headings.values()):
            return _load(section, slug)
    raise NoLesson(f"There is no lesson “{slug[:40]}”.{hint(slug, pages.slugs())}")


def _load(section: str, slug: str) -> Lesson:
    """A lesson, the same object for all who ask: two threads that begin at once would make two of it."""
    with _loading:
        return _loaded(section, slug)


def places() -> Mapping[str, pages.paths.Place]:
    """Where each lesson stands on the map, by slug: its short name, and what comes just before it."""
    return pages.PLACES


def goals() -> Mapping[str, pages.paths.Goal]:
    """What a reader may want to understand, by the name in a link."""
    return pages.GOALS


def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of words for one thing, for the search."""
    return pages.SYNONYMS


def tasks(lesson: Lesson) -> tuple[Task, ...]:
    """The exercises of a lesson that a seed gives numbers to; not every lesson has any."""
    module = importlib.import_module(f"pages.{lesson.section}.exercises")
    found: Mapping[str, tuple[Task, ...]] = module.EXERCISES
    return found.get(lesson.slug, ())


@cache
def _loaded(section: str, slug: str) -> Lesson:
    module = importlib.import_module(f"pages.{section}.{slug}.lesson")
    lesson = getattr(module, "lesson", None)
    if not isinstance(lesson, Lesson):
        raise TypeError(f"pages/{section}/{slug}/lesson.py must define `lesson`, a Lesson.")
    folder = Path(module.__file__ or "").parent
    idea = lesson.idea or inspect.cleandoc(module.__doc__ or "")
    found = lesson.placed(slug=slug, section=section, folder=folder, idea=idea)
    try:
        found = found.placed(presets=presets.read(found.text(), found.controls))
    except presets.PresetError as error:
        raise presets.PresetError(f"pages/{section}/{slug}/lesson.md: {error}") from None
    return found.placed(challenges=with_rounds(found, tasks(found)))
