"""The socket of the frames: parameters in, frames out, one at a time for each connection.

A message is a JSON object {"id", "slug", "values", "narrow", "draft", "pin", "drag", "fresh"}; the answer is {"id",
"frame"}, {"id", "patch"} (relative to the last frame of this connection), {"id", "verdict"} or {"id", "error"}.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import anyio
import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from explorer import catalogue, frames, link, predictions
from explorer.controls import jsonable
from explorer.lesson import Parameters, Unanswerable

LONGEST = 100_000  # characters of a message
_workers = anyio.CapacityLimiter(4)  # frames in the making at once, over all connections
_log = logging.getLogger(__name__)


class Refused(ValueError):
    """A message that asks for what cannot be; the text is the sentence of the answer."""


class Memory:
    """The frame that a connection was sent last, so that the next one can be sent as what changed."""

    def __init__(self) -> None:
        self.key: tuple[Any, ...] = ()
        self.frame: dict[str, Any] | None = None


async def live(socket: WebSocket) -> None:
    """Serve one browser until it leaves. Nothing that it sends ends in an exception: each message has an answer."""
    origin = socket.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != socket.headers.get("host"):
        await socket.close(code=1008)  # another site's page has no business here
        return
    await socket.accept()
    memory = Memory()
    try:
        while True:
            text = await socket.receive_text()
            reply = await anyio.to_thread.run_sync(answer, text, memory, limiter=_workers)
            await socket.send_text(reply.decode())
    except (WebSocketDisconnect, KeyError):  # KeyError: Starlette's word for a binary message, which none of ours is
        return


def answer(text: str, memory: Memory) -> bytes:
    """The answer to one message, as JSON."""
    number: Any = None
    try:
        if len(text) > LONGEST:
            raise Refused(f"A message has at most {LONGEST:,} characters.")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Refused("A message must be JSON.") from None
        if not isinstance(message, dict):
            raise Refused("A message must be a JSON object.")
        number = message.get("id")
        if not isinstance(number, (int, type(None))):
            raise Refused("The id of a message must be a whole number.")
        return frames.encode({"id": number, **respond(message, memory)})
    except (Refused, KeyError, ValueError, Unanswerable) as error:
        sentence = error.args[0] if error.args else "The message could not be read."
        return frames.encode({"id": number, "error": str(sentence)})
    except Exception:
        # A defect of ours: the reader keeps the last figure and a sentence, the log keeps the traceback.
        _log.exception("A frame could not be drawn: %.500s", text)
        return frames.encode({"id": number, "error": "This figure could not be drawn; the fault has been logged."})


def respond(message: Mapping[str, Any], memory: Memory) -> dict[str, Any]:
    """The body of the answer to a well-formed message.

    Raises:
        Refused, KeyError, ControlError, Unanswerable: with a sentence for the reader.
    """
    slug = message.get("slug")
    if not isinstance(slug, str):
        raise Refused("A message must name a lesson.")
    lesson = catalogue.find(slug)
    values = message.get("values") or {}
    if not isinstance(values, dict):
        raise Refused("The values of a message must be an object.")
    if "predict" in message:
        return {"verdict": predictions.judge(lesson, message["predict"], message.get("guess"))}
    parameters = lesson.parameters(values)
    drag = message.get("drag")
    if drag is not None:
        parameters = lesson.pulled(parameters, *_drag(drag))
    shown = lesson.drafted(parameters) if message.get("draft") else parameters
    narrow, pin = bool(message.get("narrow")), message.get("pin") or ""
    if not isinstance(pin, str):
        raise Refused("The pin of a message must be text.")
    new = frames.frame(lesson, shown, narrow=narrow, pin=pin)
    if shown is not parameters:
        new |= _named(parameters, new, lesson)
    key = (slug, narrow, pin)
    old, memory.frame = memory.frame, new
    known, memory.key = memory.key == key, key
    if message.get("fresh") or old is None or not known:
        return {"frame": new}
    return {"patch": frames.changes(old, new)}


def _named(parameters: Parameters, drawn: Mapping[str, Any], lesson: Any) -> dict[str, Any]:
    """A draft keeps the link and the parameters that the reader set."""
    told = {name: jsonable(value) for name, value in parameters.items()}
    return {"params": told, "link": link.write(lesson, parameters)}


def _drag(drag: Any) -> tuple[str, int | None, float, float]:
    if not isinstance(drag, dict):
        raise Refused("A drag must be an object.")
    name, index, x, y = (drag.get(part) for part in ("name", "index", "x", "y"))
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) and abs(v) < 1e12 for v in (x, y))
    if not isinstance(name, str) or not isinstance(index, (int, type(None))) or not numbers:
        raise Refused("A drag must have a name, an index or null, and finite x and y.")
    return name, index, float(x), float(y)  # type: ignore[arg-type]
