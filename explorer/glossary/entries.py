"""The terms of all lessons with their sentences, read from `glossary.md` in the folder of each section.

    ## svd

    - spectral norm: The largest factor by which a matrix stretches a vector, σ₁.

A term that several lessons name stands under the one that it belongs to, mostly the first of them; another says it
again where the word means something else there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from explorer import catalogue
from explorer.catalogue import Section


class GlossaryError(ValueError):
    """A glossary that cannot be read, or does not fit the terms of the lessons."""


@dataclass(frozen=True)
class Entry:
    """A term in one of its meanings.

    Attributes:
        anchor: its name in the address of the page, /glossary#ANCHOR.
        home: the lesson that it belongs to.
        lessons: all lessons that name it in this meaning, that one first, the others in teaching order.
    """

    term: str
    meaning: str
    anchor: str
    home: str
    lessons: tuple[str, ...]


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, by the alphabet.

    Raises:
        GlossaryError: a term without a sentence.
    """
    told = {slug: meanings for section in catalogue.sections() for slug, meanings in read(section).items()}
    return gathered([(lesson.slug, lesson.terms, told.get(lesson.slug, {})) for lesson in catalogue.lessons().values()])


def read(section: Section) -> dict[str, dict[str, str]]:
    """The sentences of a section's file: by lesson, by term.

    Raises:
        GlossaryError: a line that is neither a heading with a lesson of the section nor a term with its sentence.
    """
    path = section.lessons[0].folder.parent / "glossary.md"
    slugs = {lesson.slug for lesson in section.lessons}
    found: dict[str, dict[str, str]] = {}
    slug = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"pages/{section.name}/glossary.md, line {number}"
        if line.startswith("## "):
            slug = line[3:].strip()
            if slug not in slugs or slug in found:
                raise GlossaryError(f"{where}: “{slug}” is no lesson of this section, or it stands there twice.")
            found[slug] = {}
        elif line.startswith("- "):
            term, colon, meaning = line[2:].partition(": ")
            if not slug or not colon or not meaning.endswith("."):
                raise GlossaryError(f"{where}: a term is written “- term: A sentence.”, under its lesson.")
            if term in found[slug]:
                raise GlossaryError(f"{where}: “{term}” stands there twice.")
            found[slug][term] = meaning
        elif line and not line.startswith("# "):
            raise GlossaryError(f"{where}: “{line[:40]}” is neither a lesson nor a term.")
    return found


def gathered(lessons: Iterable[tuple[str, Iterable[str], dict[str, str]]]) -> tuple[Entry, ...]:
    """The entries of lessons in teaching order, each with its slug, its terms and its sentences.

    Raises:
        GlossaryError: as `entries`.
    """
    told_by = list(lessons)
    meanings: dict[str, list[tuple[str, str, str, list[str]]]] = {}  # term, meaning, home, lessons; by the plain term
    for slug, _, told in told_by:
        for term, own in told.items():
            meanings.setdefault(term.lower(), []).append((term, own, slug, [slug]))
    for slug, terms, told in told_by:
        for term in dict.fromkeys(each.lower() for each in terms if each not in told):
            if term not in meanings:
                raise GlossaryError(f"The term “{term}” of {slug} has no sentence in the glossary.")
            meanings[term][0][3].append(slug)
    found = [
        Entry(term, meaning, anchor_of(term) + (f"-{home}" if at else ""), home, tuple(slugs))
        for known in meanings.values()
        for at, (term, meaning, home, slugs) in enumerate(known)
    ]
    return tuple(sorted(found, key=lambda entry: (_plain(entry.term), entry.home)))


def anchor_of(term: str) -> str:
    """A term as a part of an address: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", _plain(term)).strip("-")


def _plain(text: str) -> str:
    """Without accents and case, for the alphabet."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


@dataclass(frozen=True)
class Sign:
    """A sign of the notation, and what it stands for."""

    sign: str
    meaning: str


@cache
def notation() -> dict[str, tuple[Sign, ...]]:
    """The notation that all lessons share, under its headings."""
    path = next(iter(catalogue.lessons().values())).folder.parent.parent / "notation.md"
    found: dict[str, tuple[Sign, ...]] = {}
    heading = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
            found[heading] = ()
        elif line.startswith("- "):
            sign, _, meaning = line[2:].partition(": ")
            found[heading] += (Sign(sign, meaning),)
    return found
