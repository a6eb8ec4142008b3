"""What the search looks through."""

from __future__ import annotations

from functools import cache
from typing import Any

from explorer import catalogue
from explorer.lesson import presets


@cache
def search_index() -> list[dict[str, Any]]:
    """What the search looks through, by section: titles, ideas, terms and texts of all lessons."""
    found = []
    number = 0
    for section in catalogue.sections():
        told = []
        for heading, lesson in ((heading, each) for heading, under in section.headings.items() for each in under):
            number += 1
            told.append(
                {
                    "slug": lesson.slug,
                    "number": number,
                    "heading": heading,
                    "title": lesson.title,
                    "idea": lesson.idea,
                    "terms": list(lesson.terms),
                    "text": presets.sections(lesson.text()).get("Idea", ""),
                    "thumb": f"scope/thumbnail/{lesson.slug}" if lesson.card("light").exists() else "",
                    "challenges": len(lesson.challenges),
                }
            )
        if told:
            found.append({"name": section.name, "title": section.title, "subtitle": section.subtitle, "lessons": told})
    return found
