"""The routes of the glossary: its page, and the words that the search looks through beside the lessons' own."""

from __future__ import annotations

from functools import cache

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from explorer import catalogue
from explorer.assets import static_hash
from explorer.glossary import page
from explorer.glossary.entries import entries
from explorer.tags import tagged


def glossary(request: Request) -> Response:
    """`GET /glossary`: the page."""
    headers, unchanged = tagged(request, f"glossary {static_hash()}")
    return unchanged or HTMLResponse(page.html(static_hash()), headers=headers)


@cache
def _words() -> bytes:
    return orjson.dumps(
        {
            "glossary": [{"term": each.term, "meaning": each.meaning, "anchor": each.anchor} for each in entries()],
            "shows": {
                lesson.slug: [
                    *({"name": view.label, "notice": ""} for view in lesson.views.values()),
                    *({"name": preset.name, "notice": preset.notice} for preset in lesson.presets),
                ]
                for lesson in catalogue.lessons().values()
            },
            "synonyms": catalogue.synonyms(),
        }
    )


def words(request: Request) -> Response:
    """`GET /scope/words.json`: the glossary, what each lesson shows (its views and presets), words for one thing."""
    headers, unchanged = tagged(request, "words")
    return unchanged or Response(_words(), media_type="application/json", headers=headers)


ROUTES: list[BaseRoute] = [Route("/glossary", glossary), Route("/scope/words.json", words)]
