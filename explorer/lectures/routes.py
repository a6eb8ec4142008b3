"""The routes of lectures as documents: JSON, YAML, and the reading and writing of a reader's own."""

from __future__ import annotations

import re

import anyio
import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from explorer.lectures import model
from explorer.lectures.model import Lecture
from explorer.lectures.yaml_items import LARGEST, LectureError

YAML = "application/yaml; charset=utf-8"
_MOST = 4 * LARGEST  # bytes of a body: JSON repeats the lesson's title and escapes, so it is longer than the YAML
_workers = anyio.CapacityLimiter(2)  # lectures read or written at once


def _ready(request: Request) -> Lecture | None:
    return model.ready().get(str(request.path_params["name"]))


def _missing(request: Request) -> Response:
    name = str(request.path_params["name"])
    if name in model.broken():
        return PlainTextResponse(str(model.broken()[name]), 500)
    return PlainTextResponse(f"There is no lecture “{name[:40]}”; there are {', '.join(model.ready())}.", 404)


def as_json(request: Request) -> Response:
    """`GET /lecture/NAME.json`: a ready lecture as `told` gives it."""
    lecture = _ready(request)
    return _missing(request) if lecture is None else JSONResponse(model.told(lecture))


def as_yaml(request: Request) -> Response:
    """`GET /lecture/NAME.yaml`: the file of a ready lecture, byte for byte, with its comments."""
    lecture = _ready(request)
    if lecture is None:
        return _missing(request)
    return Response(
        (model.FOLDER / f"{lecture.name}.yaml").read_bytes(), media_type=YAML, headers=saved_as(lecture.name, "yaml")
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
    return await anyio.to_thread.run_sync(model.from_told, told, limiter=_workers)


async def read(request: Request) -> Response:
    """`POST /lecture/read`: YAML in, the lecture as JSON out; 400 and a sentence that names the line."""
    try:
        text = (await body_of(request)).decode("utf-8")
        lecture = await anyio.to_thread.run_sync(model.read, text, limiter=_workers)
    except UnicodeDecodeError:
        return PlainTextResponse("The file is not UTF-8 text.", 400)
    except LectureError as error:
        return PlainTextResponse(str(error), 400)
    return JSONResponse(model.told(lecture))


async def write(request: Request) -> Response:
    """`POST /lecture/write`: the lecture as JSON in, YAML out; 400 and a sentence that names the scene."""
    try:
        lecture = await told_in(request)
        text = await anyio.to_thread.run_sync(model.write, lecture, limiter=_workers)
    except LectureError as error:
        return PlainTextResponse(str(error), 400)
    return Response(text, media_type=YAML, headers=saved_as(lecture.title, "yaml"))


ROUTES: list[BaseRoute] = [
    Route("/lecture/read", read, methods=["POST"]),
    Route("/lecture/write", write, methods=["POST"]),
    Route("/lecture/{name}.json", as_json),
    Route("/lecture/{name}.yaml", as_yaml),
]
