"""The address at which a server says how it is, and its beginning and end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from explorer import catalogue
from explorer.serving import crew, logs, memory_of, meter
from explorer.version import VERSION, fingerprint
from mathcore import kernels
from mathcore.common import memory

TIDY = 30.0  # seconds between two times that free memory is given back
_began = time.monotonic()
_loaded = False
_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """From the start of the server to its end: the lessons are loaded, then the processes that draw."""
    logs.begin()
    count = crew.processes()
    crew.CREW = crew.Crew(count) if count else None
    tasks = [asyncio.create_task(_warm(crew.CREW)), asyncio.create_task(_tidy())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        if crew.CREW is not None:
            await crew.CREW.end()
            crew.CREW = None


async def _tidy() -> None:
    while True:
        await asyncio.sleep(TIDY)
        await asyncio.to_thread(memory_of.give_back)


async def _warm(started: crew.Crew | None) -> None:
    global _loaded
    await asyncio.to_thread(memory_of.load, catalogue.lessons, fingerprint)
    _loaded = True
    if started is not None:
        started.begin()


def told() -> dict[str, Any]:
    """All that /health says."""
    drawn = crew.CREW.told() if crew.CREW is not None else None
    own = memory_of.resident()
    shelves = [memory.SHELF.told()]
    others = drawn["processes"] if drawn else []
    shelves += [each["cache"] for each in others if each["cache"]]
    if drawn is None:
        drawing, why = "server", "No processes were asked for (MATHSCOPE_PROCESSES)."
    elif drawn["ready"]:
        drawing, why = "processes", ""
    else:
        drawing, why = "server", drawn["why"] or "The processes that draw are being started."
    return {
        "ready": _loaded,
        "version": VERSION,
        "build": fingerprint() if _loaded else "",
        "engine": kernels.engine(),
        "seconds": round(time.monotonic() - _began, 1),
        "drawing": drawing,
        "why": why,
        "connections": meter.METER.connections,
        "frames": dict(meter.METER.frames),
        "memory": {"server": own, "processes": [each["rss"] for each in others]}
        | {"total": own + sum(each["rss"] for each in others)},
        "cache": {
            name: sum(shelf[name] for shelf in shelves)
            for name in ("room", "used", "values", "hits", "misses", "evicted")
        },
        "largest": shelves[0]["largest"],
        "processes": drawn,
    }


def figures() -> Mapping[str, tuple[str, float]]:
    """The numbers of /health for Prometheus."""
    found = told()
    cache, drawn = found["cache"], found["processes"] or {}
    return {
        "ready": ("Whether the server can be sent readers", float(found["ready"])),
        "connections": ("Sockets that are open", found["connections"]),
        "memory_bytes": ("Memory of the server and its processes", found["memory"]["total"]),
        "cache_bytes": ("Bytes on the shelves", cache["used"]),
        "cache_room_bytes": ("Bytes that the shelves may hold", cache["room"]),
        "cache_hits": ("Values that were there, since the processes began", cache["hits"]),
        "cache_misses": ("Values that were not", cache["misses"]),
        "cache_evicted": ("Values that made room", cache["evicted"]),
        "processes_ready": ("Processes that can draw", drawn.get("ready", 0)),
        "processes_replaced": ("Processes that ended and were replaced", drawn.get("replaced", 0)),
        "frames_waiting": ("Messages that wait for a process", drawn.get("waiting", 0) + drawn.get("waiting_heavy", 0)),
        "frames_refused": ("Messages that found too many waiting", drawn.get("busy", 0)),
    }


async def health(request: Request) -> Response:
    """`GET /health`: how the server is, as JSON; 503 until it can be sent readers."""
    found = told()
    return Response(
        orjson.dumps(found, option=orjson.OPT_INDENT_2),
        200 if found["ready"] else 503,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def metrics(request: Request) -> Response:
    """`GET /metrics`: the same for Prometheus, where MATHSCOPE_METRICS=1 asks for it; else 404."""
    if not meter.wanted():
        return PlainTextResponse("Metrics are served where MATHSCOPE_METRICS=1 is set.", 404)
    text = meter.METER.text(figures())
    return Response(text, headers={"Content-Type": meter.MEDIA, "Cache-Control": "no-store"})


ROUTES: list[BaseRoute] = [Route("/health", health), Route("/metrics", metrics)]
