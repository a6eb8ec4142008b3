"""Rooms: a lecture that phones follow. A room has a name, which is in the link, and a key, which only the lecturer has.

What the lecturer shows is told to all who are there; whoever has only the name hears, and may vote. There are no
accounts: a phone is a number that its page has dealt itself, so that its last choice is the one that counts. Everything
is in this process' memory, bounded, and forgotten a day after the lecturer's last word.

    POST /scope/room                       {"room": NAME, "key": KEY}
    WebSocket /scope/room/NAME?key=KEY     the lecturer: {"state": {...}}, {"vote": {"question", "options"}},
                                           {"vote": "close"}, {"vote": null}
    WebSocket /scope/room/NAME?me=NUMBER   the others: {"choice": 2}
    both hear                              {"state": {...}}, {"there": 41},
                                           {"vote": {"question", "options", "counts", "open"}}
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from explorer.socket import _own

MOST_ROOMS = 200
MOST_THERE = 500  # browsers in a room
MOST_OPTIONS = 8
LONGEST_STATE = 20_000  # characters of a message of the lecturer
LONGEST_WORD = 200  # characters of a question or an option
LONGEST_CHOICE = 100  # characters of a message of the others
LASTS = 24 * 3600.0  # seconds
PACE = 0.1  # seconds between two states that are told: phones need not see every frame
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


@dataclass
class Vote:
    """A question with its options, and the last choice of each who voted."""

    question: str
    options: list[str]
    choices: dict[str, int] = field(default_factory=dict)
    open: bool = True

    def told(self) -> dict[str, Any]:
        """The question and the counts."""
        counts = [0] * len(self.options)
        for choice in self.choices.values():
            counts[choice] += 1
        return {"question": self.question, "options": self.options, "counts": counts, "open": self.open}


@dataclass
class Room:
    """What the lecturer has said last, and who is there."""

    digest: bytes
    touched: float
    state: Any = None
    vote: Vote | None = None
    there: set[WebSocket] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def opens(self, key: str) -> bool:
        """Whether that is the lecturer's key."""
        return hmac.compare_digest(self.digest, hashlib.sha256(key.encode()).digest())


_rooms: dict[str, Room] = {}


def forget(now: float) -> None:
    """Leave the rooms that nobody has led for a day."""
    for name in [name for name, room in _rooms.items() if now - room.touched > LASTS]:
        del _rooms[name]


async def opened(request: Request) -> Response:
    """`POST /scope/room`: a new room; 503 with a sentence where there are too many."""
    forget(time.monotonic())
    if len(_rooms) >= MOST_ROOMS:
        return PlainTextResponse("Too many rooms are open; try again later.", 503)
    name = "".join(secrets.choice(_LETTERS) for _ in range(6))
    key = secrets.token_urlsafe(18)
    _rooms[name] = Room(hashlib.sha256(key.encode()).digest(), time.monotonic())
    return JSONResponse({"room": name, "key": key}, headers={"Cache-Control": "no-store"})


async def joined(socket: WebSocket) -> None:
    """`/scope/room/NAME`: the lecturer's browser, or one that follows; closed with a reason for what cannot be."""
    if not _own(socket.headers.get("origin"), [socket.headers.get(name) for name in ("host", "x-forwarded-host")]):
        await socket.close(code=1008)
        return
    await socket.accept()
    forget(time.monotonic())
    room = _rooms.get(str(socket.path_params["name"]))
    key = socket.query_params.get("key", "")
    if room is None or (key and not room.opens(key)):
        await socket.close(code=4404, reason="This room is closed.")
        return
    if len(room.there) >= MOST_THERE:
        await socket.close(code=4403, reason="This room is full.")
        return
    room.there.add(socket)
    telling = asyncio.create_task(_tell(socket, room))
    try:
        await _hear(socket, room, lecturer=bool(key), me=socket.query_params.get("me", "")[:40])
    finally:
        room.there.discard(socket)
        room.changed.set()
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _hear(socket: WebSocket, room: Room, *, lecturer: bool, me: str) -> None:
    """Take what a browser says, until it leaves or says what cannot be."""
    with suppress(WebSocketDisconnect, KeyError, RuntimeError):  # KeyError: Starlette's word for a binary message
        room.changed.set()
        while True:
            text = await socket.receive_text()
            told = _read(text, LONGEST_STATE if lecturer else LONGEST_CHOICE)
            if told is None or not (_led(room, told) if lecturer else _chosen(room, told, me)):
                await socket.close(code=1008, reason="This message cannot be read.")
                return
            room.changed.set()


def _read(text: str, longest: int) -> dict[str, Any] | None:
    if len(text) > longest:
        return None
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return told if isinstance(told, dict) else None


def _led(room: Room, told: dict[str, Any]) -> bool:
    """Do what the lecturer says; False if it cannot be."""
    room.touched = time.monotonic()
    if "state" in told:
        room.state = told["state"]
        return isinstance(room.state, dict)
    if "vote" not in told:
        return False
    vote = told["vote"]
    if vote is None:
        room.vote = None
        return True
    if vote == "close":
        if room.vote:
            room.vote.open = False
        return True
    options = vote.get("options") if isinstance(vote, dict) else None
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        return False
    words = [vote.get("question", ""), *options]
    if not all(isinstance(word, str) and len(word) <= LONGEST_WORD for word in words):
        return False
    room.vote = Vote(words[0], options)
    return True


def _chosen(room: Room, told: dict[str, Any], me: str) -> bool:
    """Count a choice; False if there is no such option. A vote that is over is not counted."""
    choice = told.get("choice")
    if not me or not isinstance(choice, int) or isinstance(choice, bool):
        return False
    if room.vote is None or not room.vote.open:
        return True
    if not 0 <= choice < len(room.vote.options):
        return False
    if me in room.vote.choices or len(room.vote.choices) < MOST_THERE:
        room.vote.choices[me] = choice
    return True


def _now(room: Room) -> dict[str, Any]:
    return {"state": room.state, "vote": room.vote.told() if room.vote else None, "there": max(0, len(room.there) - 1)}


async def _tell(socket: WebSocket, room: Room) -> None:
    """Tell one browser what is new, at most every tenth of a second; a slow one skips what lies between."""
    before: dict[str, bytes] = {}
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            event = room.changed
            now = {part: orjson.dumps({part: value}) for part, value in _now(room).items()}
            for part, text in now.items():
                if before.get(part) != text:
                    await socket.send_text(text.decode())
            before = now
            await asyncio.sleep(PACE)
            await event.wait()
            if room.changed is event:
                room.changed = asyncio.Event()


ROUTES: list[BaseRoute] = [
    Route("/scope/room", opened, methods=["POST"]),
    WebSocketRoute("/scope/room/{name}", joined),
]
