"""Rooms: a lecture that phones follow. A room has a name, which is in the link, and a key, which only the lecturer has.

What the lecturer shows is told to all who are there; whoever has only the name hears, and may vote. There are no
accounts: a phone is a number that its page has dealt itself, so that its last choice is the one that counts. Everything
is in this process' memory, bounded, and forgotten a day after the lecturer's last word.

    POST /scope/room             {"room": NAME, "key": KEY}
    WebSocket /scope/room/NAME   the first message says who comes: {"key": KEY} or {"me": NUMBER}; then
    the lecturer says            {"state": {...}}, {"vote": {"question", "options"}}, {"vote": "close"}, {"vote": null}
    the others say               {"choice": 2}
    both hear                    {"state": {...}}, {"vote": {"question", "options", "counts", "open"}}
    the lecturer hears           {"there": 41}

The key is in no address: what stands in one is kept in the logs of servers and proxies.
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

from explorer.address import ours

MOST_ROOMS = 200
MOST_THERE = 1000  # browsers that follow in a room
MOST_LEADING = 8  # windows and tablets of the lecturer, who comes in also where the room is full
MOST_OPTIONS = 8
LONGEST_STATE = 20_000  # characters of a message of the lecturer
LONGEST_WORD = 200  # characters of a question or an option
LONGEST_CHOICE = 100  # characters of a message of the others
PATIENCE = 10.0  # seconds for the first message
LASTS = 24 * 3600.0  # seconds
PACE = 0.1  # seconds between two states that are told: phones need not see every frame
EACH = 0.0005  # seconds more for each browser in the room: a full one is told twice a second
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


@dataclass(eq=False)
class Room:
    """What the lecturer has said last, and who is there; what is told is JSON already."""

    digest: bytes
    touched: float
    state: bytes = b"null"
    vote: Vote | None = None
    leading: int = 0
    following: int = 0
    closed: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def opens(self, key: str) -> bool:
        """Whether that is the lecturer's key."""
        return hmac.compare_digest(self.digest, hashlib.sha256(key.encode()).digest())

    def close(self) -> None:
        """Nobody is told anything more; who is there is sent away."""
        self.closed = True
        self.changed.set()


_rooms: dict[str, Room] = {}


def forget(now: float) -> None:
    """Close the rooms that nobody has led for a day."""
    for name in [name for name, room in _rooms.items() if now - room.touched > LASTS]:
        _rooms.pop(name).close()


def _room_for_one() -> bool:
    """Whether one more room may be; of those where nobody is, the one that was led longest ago makes way."""
    if len(_rooms) < MOST_ROOMS:
        return True
    empty = [name for name, room in _rooms.items() if not room.leading and not room.following]
    if not empty:
        return False
    _rooms.pop(min(empty, key=lambda name: _rooms[name].touched)).close()
    return True


async def opened(request: Request) -> Response:
    """`POST /scope/room`: a new room; 503 with a sentence where there are too many."""
    forget(time.monotonic())
    if not _room_for_one():
        return PlainTextResponse("Too many rooms are open; try again later.", 503)
    name = "".join(secrets.choice(_LETTERS) for _ in range(6))
    key = secrets.token_urlsafe(18)
    _rooms[name] = Room(hashlib.sha256(key.encode()).digest(), time.monotonic())
    return JSONResponse({"room": name, "key": key}, headers={"Cache-Control": "no-store"})


async def joined(socket: WebSocket) -> None:
    """`/scope/room/NAME`: the lecturer's browser, or one that follows; closed with a reason for what cannot be."""
    if not ours(socket.headers):
        await socket.close(code=1008)
        return
    await socket.accept()
    forget(time.monotonic())
    room = _rooms.get(str(socket.path_params["name"]))
    who = await _who(socket) if room else ("", "")
    if who is None:
        return
    key, me = who
    if room is None or room.closed or (key and not room.opens(key)):
        await socket.close(code=4404, reason="This room is closed.")
        return
    lecturer = bool(key)
    if room.leading >= MOST_LEADING if lecturer else room.following >= MOST_THERE:
        await socket.close(code=4403, reason="This room is full.")
        return
    _count(room, lecturer, 1)
    telling = asyncio.create_task(_tell(socket, room, lecturer))
    try:
        await _hear(socket, room, lecturer=lecturer, me=me)
    finally:
        _count(room, lecturer, -1)
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


async def _who(socket: WebSocket) -> tuple[str, str] | None:
    """The key, or the number of one who follows, out of the first message; None if it does not come or says neither."""
    try:
        text = await asyncio.wait_for(socket.receive_text(), PATIENCE)
    except (WebSocketDisconnect, KeyError, RuntimeError):  # it left, or the message is binary
        return None
    except TimeoutError:
        await socket.close(code=1008, reason="Nobody said who comes.")
        return None
    told = _read(text, LONGEST_CHOICE) or {}
    key, me = told.get("key", ""), told.get("me", "")
    if not isinstance(key, str) or not isinstance(me, str) or not (key or me):
        await socket.close(code=1008, reason="This message cannot be read.")
        return None
    return key, me[:40]


def _count(room: Room, lecturer: bool, by: int) -> None:
    """One browser more or less in a room; the lecturer hears how many follow."""
    if lecturer:
        room.leading += by
    else:
        room.following += by
    room.changed.set()


async def _hear(socket: WebSocket, room: Room, *, lecturer: bool, me: str) -> None:
    """Take what a browser says, until it leaves or says what cannot be."""
    with suppress(WebSocketDisconnect, KeyError, RuntimeError):  # KeyError: Starlette's word for a binary message
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
        return _shown(room, told["state"])
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


def _shown(room: Room, state: Any) -> bool:
    if not isinstance(state, dict):
        return False
    try:
        room.state = orjson.dumps(state)
    except orjson.JSONEncodeError:  # nested deeper than can be written
        return False
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


def _now(room: Room, lecturer: bool) -> dict[str, bytes]:
    """What is told to one who is there, in parts, each a JSON value."""
    told = {"state": room.state, "vote": orjson.dumps(room.vote.told() if room.vote else None)}
    return told | ({"there": str(room.following).encode()} if lecturer else {})


async def _tell(socket: WebSocket, room: Room, lecturer: bool) -> None:
    """Tell one browser what is new, a few times a second; a slow one skips what lies between."""
    before: dict[str, bytes] = {}
    with suppress(WebSocketDisconnect, RuntimeError):
        while not room.closed:
            event = room.changed
            now = _now(room, lecturer)
            for part, value in now.items():
                if before.get(part) != value:
                    await socket.send_text(f'{{"{part}":{value.decode()}}}')
            before = now
            await asyncio.sleep(PACE + EACH * room.following)
            await event.wait()
            if room.changed is event:
                room.changed = asyncio.Event()
        await socket.close(code=4404, reason="This room is closed.")


ROUTES: list[BaseRoute] = [
    Route("/scope/room", opened, methods=["POST"]),
    WebSocketRoute("/scope/room/{name}", joined),
]
