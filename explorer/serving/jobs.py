"""What the crew works with: connections, their messages, the processes."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from explorer.serving import wire

Kind = tuple[str, str, bool]


@dataclass(eq=False)
class Seat:
    """A connection: its number, the process that drew for it last, the number of its last answer, what its gesture must
    not forget, what its frames took, and the job that it waits for."""

    number: int = field(default_factory=itertools.count(1).__next__)
    home: Drawer | None = None
    answers: int = 0
    carried: bytes | None = None
    took: dict[Kind, float] = field(default_factory=dict)
    job: Job | None = None


@dataclass(frozen=True)
class Asked:
    """A message as far as the server reads it."""

    text: str
    number: int | None
    reader: str
    message: dict[str, Any]

    @property
    def kind(self) -> Kind:
        """What tells how long the answer takes, as far as one can know before."""
        values = self.message.get("values")
        view = values.get("view") if isinstance(values, dict) else None
        return str(self.message.get("slug"))[:40], str(view)[:40], bool(self.message.get("draft"))


@dataclass(eq=False)
class Job:
    """A message on its way: whose, what, whom to tell how far it is, and the answer to come."""

    seat: Seat
    asked: Asked
    told: Callable[[float], None]
    reply: asyncio.Future[bytes]
    long: bool
    number: int = field(default_factory=itertools.count(1).__next__)
    drawer: Drawer | None = None
    tries: int = 0
    grown: asyncio.TimerHandle | None = None  # when it will be known to be long
    unwanted: bool = False


@dataclass(eq=False)
class Drawer:
    """A process: how to speak to it, the job in its hand, and what it last said of itself."""

    process: subprocess.Popen[bytes]
    writer: asyncio.StreamWriter
    ready: bool = False
    job: Job | None = None
    told: dict[str, Any] = field(default_factory=dict)
    drawn: int = 0

    def say(self, *message: Any) -> None:
        """Send it a message; a process that is gone is noticed by who listens to it."""
        if not self.writer.is_closing():
            self.writer.write(wire.packed(message))


def read(text: str, longest: int) -> Asked | None:
    """A message as far as the server reads it; None where it is not as it should be: that is said in the server."""
    if len(text) > longest:
        return None
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(message, dict):
        return None
    number, reader = message.get("id"), message.get("reader") or ""
    if not isinstance(number, (int, type(None))) or not isinstance(reader, str):
        return None
    return Asked(text, number, reader, message)


def reply_to(asked: Asked, body: dict[str, Any]) -> bytes:
    """The answer to a message, where no process gives it."""
    return orjson.dumps({"id": asked.number, **body})
