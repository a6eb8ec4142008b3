"""The routes beside Streamlit: figures as files, the socket of the frames, and the scripts of the page."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable
from functools import cached_property

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from explorer import catalogue, export, link, stage
from explorer.assets import PLOTLY_PATH, looks, plotly_js, static
from explorer.controls import ControlError
from explorer.exercises.routes import ROUTES as EXERCISE_ROUTES
from explorer.glossary.routes import ROUTES as GLOSSARY_ROUTES
from explorer.lectures import rooms
from explorer.lectures.routes import ROUTES as LECTURE_ROUTES
from explorer.lesson import Unanswerable
from explorer.serving import health
from explorer.socket import live
from explorer.sweeps import animation, multiples
from explorer.sweeps import routes as sweep_routes
from explorer.tags import labelled, tagged

MAKING = 4  # figures being made at once
WAITING = 28  # figures being made or waiting for their turn; one more is answered with 503
PATIENCE = 60.0  # seconds that one waits for its turn
_places = threading.BoundedSemaphore(WAITING)  # fewer than the threads of the server, which has other things to do
_turns = threading.BoundedSemaphore(MAKING)
BUSY = "Too many figures are being drawn; try again in a moment."
_log = logging.getLogger(__name__)


def figure(request: Request) -> Response:
    """`GET /figure/SLUG.FORMAT?NAME=VALUE`: the figure of that state as a file; `SLUG.check`: what a printer and a
    colour-blind reader would say of it, as JSON.

    400 with a sentence for parameters that cannot be, 404 for an unknown lesson or format, 503 when too many
    wait for their turn, 501 for an image where no browser is installed. The ETag is that of the sources, the lesson
    and the parameters, which together decide every byte that matters; so a cache asks again and mostly hears 304.
    """
    slug, _, kind = str(request.path_params["name"]).rpartition(".")
    if kind in animation.KINDS or "sliders" in request.query_params:
        return sweep_routes.swept(request, slug, kind)
    try:
        lesson = catalogue.find(slug)
    except KeyError as error:
        return PlainTextResponse(str(error.args[0]), 404)
    if kind not in export.FORMATS and kind != "check":
        known = ", ".join((*export.FORMATS, "check"))
        return PlainTextResponse(f"There is no format “{kind[:20]}”; the formats are {known}.", 404)
    if len(request.url.query) > link.LONGEST:
        return PlainTextResponse(f"The query has more than {link.LONGEST:,} characters.", 400)
    try:
        query = link.parse(request.url.query)
        values, options = link.split(lesson, query)
        shape = dataclasses.replace(export.Shape.read(options), home=export.home_page(str(request.base_url)))
        parameters = lesson.parameters(values)
    except (ControlError, export.ExportError, KeyError, ValueError) as error:
        return PlainTextResponse(str(error.args[0]), 400)
    grid = (options.get("grid"), options.get("panel"))
    state = f"{slug}.{kind} {link.write(lesson, parameters)} {shape} {grid}"
    headers, unchanged = tagged(request, state)
    if unchanged:
        return unchanged
    if not _places.acquire(blocking=False):
        return PlainTextResponse(BUSY, 503, {"Retry-After": "2"})
    if not _turns.acquire(timeout=PATIENCE):
        _places.release()
        return PlainTextResponse(BUSY, 503, {"Retry-After": "10"})
    try:
        scene, shape = multiples.asked(lesson, parameters, options, shape)
        body = export.check(scene, shape).json() if kind == "check" else export.make(scene, kind, shape)
    except export.NoBrowser as error:
        return PlainTextResponse(str(error), 501)
    except (Unanswerable, export.ExportError) as error:
        return PlainTextResponse(str(error), 400)
    finally:
        _turns.release()
        _places.release()
    name = export.file_name(lesson, parameters, kind, shape.label)
    headers["Content-Disposition"] = f'{"attachment" if "download" in query else "inline"}; filename="{name}"'
    media = "application/json" if kind == "check" else export.FORMATS[kind].media
    return Response(body, media_type=media, headers=headers)


def thumbnail(request: Request) -> Response:
    """The picture of a lesson's card, as drawn by `make thumbnails`."""
    try:
        lesson = catalogue.find(str(request.path_params["slug"]))
    except KeyError as error:
        return PlainTextResponse(str(error.args[0]), 404)
    look = "dark" if request.path_params["look"] == "dark" else "light"
    path = lesson.card(look)
    if not path.exists():
        return PlainTextResponse("This lesson has no thumbnail; make thumbnails draws it.", 404)
    body = path.read_bytes()
    headers, unchanged = labelled(request, body, 300)
    return unchanged or Response(body, media_type="image/svg+xml", headers=headers)


ROUTES: list[BaseRoute] = [
    Route("/figure/{name}", figure),
    Route("/scope/static/{hash}/{file:path}", static),
    Route("/" + PLOTLY_PATH, plotly_js),
    Route("/scope/looks.json", looks),
    Route("/scope/thumbnail/{slug}.{look}.svg", thumbnail),
    WebSocketRoute("/scope/live", live),
    *EXERCISE_ROUTES,
    *GLOSSARY_ROUTES,
    *health.ROUTES,
    *LECTURE_ROUTES,
    *rooms.ROUTES,
    *stage.ROUTES,
]


EXPOSED = ("Content-Disposition", "ETag", "Retry-After")
"""Headers of an answer that scripts of other sites may read besides the usual ones."""


class Beneath(BaseRoute):
    """All routes, under the path that the application is served at, such as "courses/maths" (Streamlit's
    `server.baseUrlPath`; "" for none). The path is asked for with the first request, when all settings are read.

    Other than a mount it leaves alone what is none of ours: the pages and files of Streamlit lie under the same path.

    Answers may be read by pages of other sites: notebooks, course pages, frames whose sandbox takes their origin away.
    Nothing here knows who asks, there are no cookies, and so there is nothing to guard.
    """

    def __init__(self, path: Callable[[], str]) -> None:
        self._path = path

    @cached_property
    def _mount(self) -> Mount:
        path = self._path().strip("/")
        readable = Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
        return Mount(f"/{path}" if path else "", routes=ROUTES, middleware=[readable])

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the routes matches, and how a mount changes the scope."""
        match, child = self._mount.matches(scope)
        if match == Match.NONE or all(route.matches({**scope, **child})[0] == Match.NONE for route in ROUTES):
            return Match.NONE, {}
        return match, {**child, "app_root_path": child["root_path"]}  # what `request.base_url` ends with

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the route that matched."""
        await self._mount.handle(scope, receive, send)
