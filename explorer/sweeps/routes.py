"""Sweeps over HTTP: `/figure/SLUG.html?sliders=...` and `/figure/SLUG.gif?sweep=...`, which take seconds, not moments.

They have places of their own, few of them, so that they cannot keep plain figures waiting.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer import catalogue, export, link
from explorer.controls import ControlError
from explorer.lesson import Lesson, Parameters, Unanswerable
from explorer.sweeps import animation, offline
from explorer.sweeps.sweep import SweepError, places
from explorer.tags import tagged

MOST_FRAMES = 120  # of a film that is asked for by its address: a request must come to an end
MEDIA: Mapping[str, str] = {"html": "text/html; charset=utf-8", **animation.KINDS}


def swept(request: Request, slug: str, kind: str) -> Response:
    """The page with live controls, or the film. 400, 404, 501 and 503 with a sentence, as for a figure."""
    try:
        lesson = catalogue.find(slug)
    except KeyError as error:
        return PlainTextResponse(str(error.args[0]), 404)
    if kind not in MEDIA:
        return PlainTextResponse(f"sliders belong to a page: ask for {slug}.html.", 400)
    if len(request.url.query) > link.LONGEST:
        return PlainTextResponse(f"The query has more than {link.LONGEST:,} characters.", 400)
    try:
        query = link.parse(request.url.query)
        values, options = link.split(lesson, query)
        parameters = lesson.parameters(values)
        home = export.home_page(str(request.base_url))
        make = _page if kind == "html" else _film
        work = make(lesson, parameters, options, kind, home)
    except (ControlError, export.ExportError, KeyError, ValueError) as error:
        return PlainTextResponse(str(error.args[0]), 400)
    state = f"{slug}.{kind} {link.write(lesson, parameters)} {sorted(options.items())} {home}"
    headers, unchanged = tagged(request, state)
    if unchanged:
        return unchanged
    if not places.acquire(blocking=False):
        return PlainTextResponse("Other sweeps are being drawn; try again in a moment.", 503, {"Retry-After": "10"})
    try:
        body = work()
    except (export.NoBrowser, animation.NoEncoder) as error:
        return PlainTextResponse(str(error), 501)
    except (Unanswerable, export.ExportError) as error:
        return PlainTextResponse(str(error), 400)
    finally:
        places.release()
    name = export.file_name(lesson, parameters, kind, "sliders" if kind == "html" else "film")
    headers["Content-Disposition"] = f'{"attachment" if "download" in options else "inline"}; filename="{name}"'
    return Response(body, media_type=MEDIA[kind], headers=headers)


def _page(
    lesson: Lesson, parameters: Parameters, options: Mapping[str, str], kind: str, home: str
) -> Callable[[], bytes]:
    page = offline.read(lesson, parameters, options["sliders"], options.get("look", "auto"))
    return dataclasses.replace(page, home=home).make


def _film(
    lesson: Lesson, parameters: Parameters, options: Mapping[str, str], kind: str, home: str
) -> Callable[[], bytes]:
    if "sweep" not in options:
        raise SweepError("A film needs a sweep: sweep=NAME:FROM:TO.")
    film = dataclasses.replace(animation.Film.read(options), home=home)
    if film.count > MOST_FRAMES:
        raise SweepError(f"At an address a film has at most {MOST_FRAMES} frames; this one has {film.count}.")
    sweep = animation.read(lesson, options["sweep"])
    return lambda: animation.make(lesson, parameters, sweep, film, kind)
