"""What the search looks through."""

from __future__ import annotations

from functools import cache
from typing import Any

from explorer import catalogue
from explorer.lesson import presets
from explorer.paths import layout, order


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
                    "name": catalogue.places()[lesson.slug].name,
                    "before": list(order.before(lesson.slug)),
                    "after": list(order.after()[lesson.slug]),
                }
            )
        if told:
            found.append({"name": section.name, "title": section.title, "subtitle": section.subtitle, "lessons": told})
    return found


@cache
def drawing() -> dict[str, Any]:
    """The map of the lessons, for the browser to draw."""
    drawn = layout.drawn()
    return {
        "width": drawn.width,
        "height": drawn.height,
        "wide": layout.WIDE,
        "high": layout.HIGH,
        "lane": layout.LANE,
        "boxes": {slug: list(middle) for slug, middle in drawn.boxes.items()},
        "arrows": [[start, end, curve] for (start, end), curve in drawn.arrows.items()],
    }


@cache
def goals() -> dict[str, Any]:
    """What a reader may want to understand, each with the lessons on the way."""
    return {name: {"wish": goal.wish, "way": order.way(goal.ends)} for name, goal in catalogue.goals().items()}
