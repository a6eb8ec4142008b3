"""The routes of lectures as documents: JSON, YAML, and the reading and writing of a reader's own."""

from __future__ import annotations

import base64
import logging
import re
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack

import anyio
import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from explorer import export
from explorer.assets import static_hash
from explorer.lectures import handout, images, offline, page, reading, shelf, writing
from explorer.lectures.model import Lecture
from explorer.lectures.yaml_items import LARGEST, LectureError
from explorer.serving import logs
from explorer.sweeps.sweep import Busy, places
from mathcore.common.memory import remembered

YAML = "application/yaml; charset=utf-8"
# Bytes of a body: JSON repeats the lesson's title and escapes, so it is longer than the YAML; images come on top.
_MOST = 4 * LARGEST + images.MOST_TEXT
_workers = anyio.CapacityLimiter(2)  # lectures read or written at once


def _ready(request: Request) -> Lecture | None:
    return shelf.ready().get(str(request.path_params["name"]))


def _missing(request: Request) -> Response:
    name = str(request.path_params["name"])
    if name in shelf.broken():
        return PlainTextResponse(f"{name}.yaml: {shelf.broken()[name]}", 404)
    return PlainTextResponse(f"There is no lecture “{name[:40]}”; there are {', '.join(shelf.ready())}.", 404)


@remembered
def _told(lecture: Lecture, filled: bool) -> bytes:
    return orjson.dumps(writing.told(lecture, filled=filled))


def as_json(request: Request) -> Response:
    """`GET /lecture/NAME.json`: a ready lecture as `told` gives it, with the values in its words; `?names=1` leaves the
    names of the values, for whoever edits it."""
    lecture = _ready(request)
    if lecture is None:
        return _missing(request)
    try:
        return Response(_told(lecture, "names" not in request.query_params), media_type="application/json")
    except LectureError as error:
        return PlainTextResponse(f"{lecture.name}.yaml: {error}", 500)


async def fill(request: Request) -> Response:
    """`POST /lecture/fill`: a lecture as JSON in, the same with the values in its words out, to be played."""
    try:
        lecture = await told_in(request)
        body = await anyio.to_thread.run_sync(
            lambda: orjson.dumps(writing.told(lecture, filled=True)), limiter=_workers
        )
    except LectureError as error:
        return PlainTextResponse(str(error), 400)
    return Response(body, media_type="application/json")


def as_yaml(request: Request) -> Response:
    """`GET /lecture/NAME.yaml`: the file of a ready lecture, byte for byte, with its comments."""
    lecture = _ready(request)
    if lecture is None:
        return _missing(request)
    return Response(
        (shelf.FOLDER / f"{lecture.name}.yaml").read_bytes(), media_type=YAML, headers=saved_as(lecture.name, "yaml")
    )


def saved_as(name: str, ending: str) -> dict[str, str]:
    """The header that names a download."""
    return {"Content-Disposition": f'attachment; filename="{file_name(name)}.{ending}"'}


def file_name(title: str) -> str:
    """A title as the name of a file: small letters, digits and hyphens."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return words[:60].strip("-") or "lecture"


async def body_of(request: Request) -> bytes:
    """The body of a request; raises LectureError as soon as it is too long."""
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > _MOST:
            raise LectureError(f"The lecture has more than {_MOST / 1000:.0f} kB.")
    return bytes(found)


async def told_in(request: Request) -> Lecture:
    """The lecture that a request carries as JSON; raises LectureError with a sentence."""
    body = await body_of(request)
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise LectureError("The lecture must be JSON.") from None
    return await anyio.to_thread.run_sync(reading.from_told, told, shelf.ready(), limiter=_workers)


async def read(request: Request) -> Response:
    """`POST /lecture/read`: YAML in, the lecture as JSON out; 400 and a sentence that names the line."""
    try:
        text = (await body_of(request)).decode("utf-8")
        lecture = await anyio.to_thread.run_sync(reading.read, text, limiter=_workers)
    except UnicodeDecodeError:
        return PlainTextResponse("The file is not UTF-8 text.", 400)
    except LectureError as error:
        return PlainTextResponse(str(error), 400)
    return JSONResponse(writing.told(lecture))


async def write(request: Request) -> Response:
    """`POST /lecture/write`: the lecture as JSON in, YAML out; 400 and a sentence that names the scene."""
    try:
        lecture = await told_in(request)
        text = await anyio.to_thread.run_sync(writing.write, lecture, limiter=_workers)
    except LectureError as error:
        return PlainTextResponse(str(error), 400)
    return Response(text, media_type=YAML, headers=saved_as(lecture.title, "yaml"))


BUSY = "Other handouts are being drawn; try again in a moment."
_printing = threading.BoundedSemaphore(2)  # handouts in the making: each is up to a minute of work
_log = logging.getLogger(__name__)


@remembered
def _printed(lecture: Lecture, address: str, layout: handout.Layout) -> bytes:
    return handout.make(lecture, address, layout=layout)


def _layout(request: Request) -> handout.Layout:
    """`per_page` (1, 2, 4) and `notes` (0: none) of a request; raises ExportError."""
    per_page = request.query_params.get("per_page", "1")
    number = int(per_page) if per_page in {"1", "2", "4"} else 0
    notes = request.query_params.get("notes", "1" if number == 1 else "0")
    return handout.Layout(number, notes not in ("", "0", "no"))


def _home(request: Request) -> str:
    """The address that the links of a handout begin with."""
    return export.home_page(str(request.base_url)).rstrip("/") + "/"


def as_pdf(request: Request) -> Response:
    """`GET /lecture/NAME.pdf?per_page=2&notes=0`: the handout of a ready lecture; 400 for a layout that is none, 501
    without a browser, 503 when too busy."""
    lecture = _ready(request)
    if lecture is None:
        return _missing(request)
    try:
        layout = _layout(request)
    except export.ExportError as error:
        return PlainTextResponse(str(error), 400)
    if not _printing.acquire(blocking=False):
        return PlainTextResponse(BUSY, 503, {"Retry-After": "10"})
    try:
        body = _printed(lecture, _home(request), layout)
    except export.NoBrowser as error:
        return PlainTextResponse(str(error), 501)
    except export.ExportError as error:
        return PlainTextResponse(str(error), 503, {"Retry-After": "10"})
    finally:
        _printing.release()
    return Response(body, media_type="application/pdf", headers=saved_as(lecture.name, "pdf"))


async def print_handout(request: Request) -> Response:
    """`POST /lecture/handout`: the lecture as JSON in, lines of JSON out: {"done", "of"} after each scene, and at last
    {"pdf": base64} or {"error": sentence}. 400 for what is no lecture, 503 when too busy."""
    try:
        lecture, layout = await told_in(request), _layout(request)
    except (LectureError, export.ExportError) as error:
        return PlainTextResponse(str(error), 400)
    if not _printing.acquire(blocking=False):
        return PlainTextResponse(BUSY, 503, {"Retry-After": "10"})
    place = ExitStack()  # gives the place back once, whoever closes it first
    place.callback(_printing.release)
    lines = _answering(_lines(lecture, _home(request), layout), place, "The handout")
    weakref.finalize(lines, place.close)  # for a reader who leaves before the first line
    return StreamingResponse(lines, media_type="application/x-ndjson", headers={"X-Accel-Buffering": "no"})


def _lines(lecture: Lecture, address: str, layout: handout.Layout) -> Iterator[bytes]:
    """The answer of `print_handout`, line by line."""
    yield orjson.dumps({"done": 0, "of": handout.count(lecture)}) + b"\n"
    for step in handout.steps(lecture, address, layout):
        if isinstance(step, bytes):
            yield orjson.dumps({"pdf": base64.b64encode(step).decode(), "name": file_name(lecture.title)}) + b"\n"
        else:
            yield orjson.dumps({"done": step, "of": handout.count(lecture)}) + b"\n"


def _answering(parts: Iterator[bytes], place: ExitStack, what: str) -> Iterator[bytes]:
    """An answer that takes long, part by part; what goes wrong in it is a line as well, as the answer has begun.
    `place` is given back at the end."""
    try:
        yield from parts
    except (export.ExportError, LectureError) as error:
        yield orjson.dumps({"error": str(error)}) + b"\n"
    except Exception as error:
        # A defect of ours: the reader gets a sentence, the log where it was.
        logs.fault(_log, f"{what} could not be made", error)
        yield orjson.dumps({"error": f"{what} could not be made; the fault has been logged."}) + b"\n"
    finally:
        place.close()


async def pack(request: Request) -> Response:
    """`POST /lecture/offline?notes=0`: the lecture as JSON in; lines of JSON out, {"done", "of"} after each scene, then
    {"size", "name"} and after that line the bytes of the HTML file, or {"error": sentence}. 400 for what is no lecture,
    503 when too busy."""
    notes = request.query_params.get("notes", "1") not in ("", "0", "no")
    try:
        whole = offline.Offline(await told_in(request), notes, home=_home(request))
    except (LectureError, export.ExportError) as error:
        return PlainTextResponse(str(error), 400)
    if not places.acquire(blocking=False):
        return PlainTextResponse(str(Busy()), 503, {"Retry-After": "10"})
    place = ExitStack()
    place.callback(places.release)
    parts = _answering(_parts(whole), place, "The page")
    weakref.finalize(parts, place.close)
    return StreamingResponse(parts, media_type="application/octet-stream", headers={"X-Accel-Buffering": "no"})


def _parts(page: offline.Offline) -> Iterator[bytes]:
    """The answer of `pack`."""
    for step in page.steps():
        if isinstance(step, bytes):
            yield orjson.dumps({"size": len(step), "name": f"{file_name(page.lecture.title)}.html"}) + b"\n"
            yield step
        else:
            yield orjson.dumps({"done": step[0], "of": step[1]}) + b"\n"


def lectures(request: Request) -> Response:
    """`GET /lectures`: the ready lectures, and the reader's own with the builder."""
    return HTMLResponse(page.html(static_hash(), _home(request)), headers={"Cache-Control": "no-cache"})


ROUTES: list[BaseRoute] = [
    Route("/lectures", lectures),
    Route("/lecture/handout", print_handout, methods=["POST"]),
    Route("/lecture/offline", pack, methods=["POST"]),
    Route("/lecture/{name}.pdf", as_pdf),
    Route("/lecture/fill", fill, methods=["POST"]),
    Route("/lecture/read", read, methods=["POST"]),
    Route("/lecture/write", write, methods=["POST"]),
    Route("/lecture/{name}.json", as_json),
    Route("/lecture/{name}.yaml", as_yaml),
]
