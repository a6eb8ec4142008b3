"""The stage: one figure that fills its window, for a lecture hall, for a frame on a course page, for a lecture.

Its pages are small and their own (no Streamlit): an HTML head with the state as JSON, and the same scripts that draw
the figure of a lesson's page, with frames over the same socket.
"""

from __future__ import annotations

import html
import io
import threading
from collections.abc import Mapping
from typing import Any

import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from explorer import catalogue, frames, link, running
from explorer.address import local, reachable
from explorer.assets import PAGE, PLOTLY_PATH, STAGE, static_hash
from explorer.controls import Control, jsonable
from explorer.lectures import shelf
from explorer.lesson import Lesson, Parameters, Unanswerable

Json = Any

LOOKS = ("projector", "light", "dark")
MINE = "mine"  # the name of the reader's own lecture
LONGEST_CODE = 1500  # characters of a QR code: more would be too fine a grid for a phone at the back of a hall
WAITING = 6  # states being told at once; one more waits, and is then answered with 503
PATIENCE = 5.0  # seconds
_places = threading.BoundedSemaphore(WAITING)


def told(lesson: Lesson) -> dict[str, Json]:
    """What a page must know of a lesson to show it: its controls as they describe themselves, with their conditions."""
    return {
        "slug": lesson.slug,
        "title": lesson.title,
        "idea": lesson.idea,
        "draft": bool(lesson.draft),
        "controls": [_control(control) for control in lesson.controls],
        "values": {control.name: jsonable(control.initial) for control in lesson.controls},
        "presets": [
            {"name": preset.name, "link": link.write(lesson, lesson.parameters(preset.values))}
            for preset in lesson.presets
        ],
    }


def _control(control: Control) -> dict[str, Json]:
    """A control with its help and its conditions: of several, one that holds is enough; none means always."""
    ways = [control.when] if isinstance(control.when, Mapping) else control.when
    when = [{name: [jsonable(value) for value in values] for name, values in way.items()} for way in ways if way]
    return {**control.describe(), "key": control.name, "help": control.help, "when": when}


def state(lesson: Lesson, query: str) -> dict[str, Json]:
    """A state of a lesson with its figure: the nearest to the query that can be drawn, and a sentence for each part of
    the query that asked for more. `status` is "coming" where the figure takes longer than a second: then the frame is
    the draft, and the page asks for the whole one over the socket."""
    sentences = []
    if len(query) > link.LONGEST:
        sentences.append(f"The link has more than {link.LONGEST:,} characters; what is over that was left out.")
    try:
        asked = link.parse(query)
    except ValueError:  # more names than any lesson has
        asked = {}
        sentences.append("The link names too many things; the lesson begins at its start.")
    parameters, said = link.read(lesson, asked)
    pin = asked.get("pin", "")
    return {
        "lesson": told(lesson),
        "values": {name: jsonable(value) for name, value in parameters.items()},
        **_first(lesson, parameters, pin),
        "pin": pin,
        "sentences": sentences + said,
    }


def _first(lesson: Lesson, parameters: Parameters, pin: str) -> dict[str, Json]:
    """The frame that a page begins with, and its status."""
    wish = running.Wish()
    try:
        scene = running.begin(lesson, parameters, wish).result(running.PATIENCE)
    except TimeoutError:
        return {"frame": frames.standing_in(lesson, parameters, "The figure is being computed."), "status": "coming"}
    except Unanswerable:
        scene = None  # the frame says so
    finally:
        wish.cancel()
    return {"frame": frames.frame(lesson, parameters, pin=pin, scene=scene), "status": "whole"}


def lesson_json(request: Request) -> Response:
    """`GET /scope/lesson/SLUG.json`: what the stage needs to know of a lesson, without a state."""
    try:
        lesson = catalogue.find(str(request.path_params["slug"]))
    except KeyError as error:
        return PlainTextResponse(str(error.args[0]), 404)
    return _json(told(lesson))


def state_json(request: Request) -> Response:
    """`GET /scope/state/SLUG.json?STATE`: a lesson at a state, with the first frame.

    404 with a sentence for an unknown lesson, 503 when too many states are being told; a query that asks for what
    cannot be gets the nearest state and sentences.
    """
    try:
        lesson = catalogue.find(str(request.path_params["slug"]))
    except KeyError as error:
        return PlainTextResponse(str(error.args[0]), 404)
    if not _places.acquire(timeout=PATIENCE):
        return _busy()
    try:
        return _json(state(lesson, request.url.query))
    finally:
        _places.release()


def show(request: Request) -> Response:
    """`GET /show/SLUG?STATE&controls=a,b&look=LOOK`: the page of one figure that fills its window.

    `look` is projector (the default), light or dark; the last two are for a frame on another page and have no title and
    no buttons. `embed=1` without a look follows what the reader's system prefers. `controls` names the controls beside
    the figure; without it the page chooses. `pin` leaves a ghost behind, as on a lesson's page.
    """
    slug = str(request.path_params["slug"])
    try:
        lesson = catalogue.find(slug)
    except KeyError as error:
        return _sentence(request, str(error.args[0]), 404)
    if not _places.acquire(timeout=PATIENCE):
        return _busy()
    try:
        found = state(lesson, request.url.query)
    finally:
        _places.release()
    asked = dict(request.query_params)
    embedded = asked.get("embed", "").lower() in ("1", "true") or asked.get("look") in ("light", "dark")
    look = asked.get("look", "auto" if embedded else "projector")
    if look not in (*LOOKS, "auto"):
        found["sentences"].append(f"There is no look “{look[:20]}”; the looks are {', '.join(LOOKS)}.")
        look = "projector"
    chosen = None
    if "controls" in asked:
        known = {control.name for control in lesson.controls}
        names = [name.strip() for name in asked["controls"].split(",") if name.strip()]
        chosen = [name for name in dict.fromkeys(names) if name in known]
        strange = [name[:30] for name in names if name not in known]
        if strange:
            found["sentences"].append(f"This lesson has no control named {', '.join(strange[:3])}.")
    data = found | {"look": look, "embedded": embedded, "chosen": chosen, "slug": slug, "kind": "show"}
    return _page(request, f"{lesson.title} · Mathscope", data, look, description=lesson.idea)


def lecture(request: Request) -> Response:
    """`GET /lecture/NAME?scene=K`: the player of a lecture; with `presenter=1` the presenter's own window.

    NAME is a ready lecture, or `mine`: the one that the reader's browser keeps. The page asks for the scenes itself.
    """
    name = str(request.path_params["name"])
    if name != MINE and name not in shelf.ready() and name not in shelf.broken():
        return _sentence(request, f"There is no lecture “{name[:40]}”; there are {', '.join(shelf.ready())}.", 404)
    presenter = request.query_params.get("presenter", "") not in ("", "0")
    data = {"kind": "lecture", "name": name, "presenter": presenter}
    return _page(request, "Lecture · Mathscope", data, "light" if presenter else "projector")


def code(request: Request) -> Response:
    """`GET /scope/qr.svg?text=...`: the text as a QR code; 400 with a sentence where that cannot be."""
    text = request.query_params.get("text", "")
    if not text or len(text) > LONGEST_CODE:
        return PlainTextResponse(f"A QR code takes 1 to {LONGEST_CODE:,} characters, not {len(text):,}.", 400)
    body = io.BytesIO()
    try:
        segno.make_qr(text, error="m").save(body, kind="svg", border=4, xmldecl=False, omitsize=True, light="#fff")
    except (segno.DataOverflowError, UnicodeError):
        return PlainTextResponse("This text does not fit into a QR code.", 400)
    return Response(body.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=3600"})


def _json(body: Json) -> Response:
    return Response(frames.encode(body), media_type="application/json", headers={"Cache-Control": "no-cache"})


def _busy() -> Response:
    return PlainTextResponse("Too many figures are being drawn; try again in a moment.", 503, {"Retry-After": "2"})


def _sentence(request: Request, text: str, status: int) -> Response:
    return _page(request, "Mathscope", {"kind": "sentence", "sentence": text}, "projector", status=status)


def _page(
    request: Request, title: str, data: Json, look: str, *, description: str = "", status: int = 200
) -> HTMLResponse:
    """A page of the stage. Addresses are relative to /show/ and /lecture/, so that a path in front of them may stay."""
    static = f"../scope/static/{static_hash()}"
    places: dict[str, Json] = {
        "socket": "../scope/live",
        "plotly": f"../{PLOTLY_PATH}",
        "looks": "../scope/looks.json",
        "root": "../",
    }
    home = reachable(str(request.base_url))
    places |= {"home": home.rstrip("/") + "/", "near": local(home)}
    # In JSON a "<" may as well be written as an escape; so nothing in the data can end the script element.
    body = frames.encode(data | places).decode().replace("<", "\\u003c")
    sentence = f"<p>{html.escape(data['sentence'])}</p>" if "sentence" in data else ""
    home = '<p><a href="../">All lessons</a></p>' if sentence else ""
    sheets = "\n".join(f'<link rel="stylesheet" href="{static}/{sheet}">' for sheet in (PAGE, *STAGE))
    script = "" if sentence else f'<script type="module" src="{static}/stage/stage.js"></script>'
    return HTMLResponse(
        f"""<!doctype html>
<html lang="en" data-look="{look}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{html.escape(description)}">
<title>{html.escape(title)}</title>
<link rel="icon" href="data:,">
{sheets}
<script id="stage-data" type="application/json">{body}</script>
{script}
</head>
<body class="stage">
<main>{sentence}{home}</main>
<noscript>The figure is drawn by a script; this browser runs none.</noscript>
</body>
</html>
""",
        status,
    )


ROUTES: list[BaseRoute] = [
    Route("/show/{slug}", show),
    Route("/scope/lesson/{slug}.json", lesson_json),
    Route("/scope/state/{slug}.json", state_json),
    Route("/scope/qr.svg", code),
    Route("/lecture/{name}", lecture),
]
