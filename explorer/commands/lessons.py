"""The command `mathscope list`: the lessons that exist."""

from __future__ import annotations

import json

from explorer import catalogue, link
from explorer.controls import jsonable


def listed(as_json: bool) -> int:
    """Print the lessons by section; as JSON with their controls and presets."""
    if not as_json:
        for section in catalogue.sections():
            if section.lessons:
                print(section.title)
            for lesson in section.lessons:
                print(f"  {lesson.slug:24} {lesson.title}")
        return 0
    told = [
        {
            "slug": lesson.slug,
            "section": lesson.section,
            "title": lesson.title,
            "idea": lesson.idea,
            "controls": [
                {"name": c.name, "kind": c.kind, "label": c.label, "default": jsonable(c.initial)}
                for c in lesson.controls
            ],
            "presets": [
                {"name": p.name, "link": link.write(lesson, lesson.parameters(p.values))} for p in lesson.presets
            ],
        }
        for lesson in catalogue.lessons().values()
    ]
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0
