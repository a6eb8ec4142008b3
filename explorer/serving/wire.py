"""What the server and a process that draws say to each other: tuples, pickled, each behind its length.

Both ends are ours and the channel is a socket pair between them. What a browser sent goes through as text.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!I")


def packed(message: tuple[Any, ...]) -> bytes:
    """A message as it travels."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def receive(channel: socket.socket) -> tuple[Any, ...]:
    """The next message of a blocking socket.

    Raises:
        EOFError: the other end is gone.
    """
    found: tuple[Any, ...] = pickle.loads(_exactly(channel, _LENGTH.unpack(_exactly(channel, _LENGTH.size))[0]))
    return found


def _exactly(channel: socket.socket, count: int) -> bytes:
    parts = []
    while count:
        part = channel.recv(min(count, 1 << 20))
        if not part:
            raise EOFError("The other end is gone.")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


async def heard(reader: asyncio.StreamReader) -> tuple[Any, ...]:
    """The next message of a stream.

    Raises:
        asyncio.IncompleteReadError, OSError: the other end is gone.
    """
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    found: tuple[Any, ...] = pickle.loads(await reader.readexactly(length))
    return found
