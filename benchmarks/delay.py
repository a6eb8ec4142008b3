"""A slow line on this machine: a proxy that hands bytes on late, and if told so, few at a time.

Each way takes half of the round trip; a new connection costs one round trip more, as a handshake does. The line can be
changed while connections are open: a page is loaded over a good one, and then dragged over a bad one.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CHUNK = 1 << 14  # bytes that are read at once


@dataclass(frozen=True)
class Line:
    """What a line does to what goes over it.

    Attributes:
        name: what it is called in a table.
        round_trip: seconds, there and back.
        rate: bytes a second each way, shared by all connections; 0: as many as come.
    """

    name: str
    round_trip: float
    rate: float = 0.0


class Delay:
    """A proxy in a process of its own: `port` is where it listens, `use` changes its line."""

    def __init__(self, port: int, told: Any, process: multiprocessing.process.BaseProcess) -> None:
        self.port, self._told, self._process = port, told, process

    def use(self, line: Line) -> None:
        """From now on what comes in travels over that line."""
        self._told[0], self._told[1] = line.round_trip, line.rate

    def close(self) -> None:
        """End it, and every connection over it."""
        self._process.terminate()
        self._process.join(5)


@contextlib.contextmanager
def delayed(target: int, line: Line) -> Iterator[Delay]:
    """A proxy before that port of this machine, while the block runs."""
    # Not by fork: who calls this may have threads, and an event loop that is running.
    context = multiprocessing.get_context("spawn")
    told = context.Array("d", [line.round_trip, line.rate])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
        process = context.Process(target=_run, args=(listening, target, told), daemon=True)
        process.start()
    delay = Delay(port, told, process)
    try:
        yield delay
    finally:
        delay.close()


def _run(listening: socket.socket, target: int, told: Any) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(listening, target, told))


async def _serve(listening: socket.socket, target: int, told: Any) -> None:
    free = [0.0, 0.0]  # when the line is free again, each way

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.sleep(told[0])  # the handshake
            inner, outer = await asyncio.open_connection("127.0.0.1", target)
            for each in (writer, outer):
                each.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.gather(_carry(reader, outer, told, free, 0), _carry(inner, writer, told, free, 1))
        except OSError:
            writer.close()  # the other side is gone, and so is this one

    server = await asyncio.start_server(meet, sock=listening)
    async with server:
        await server.serve_forever()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, told: Any, free: list[float], way: int
) -> None:
    """Hand on what is read, each piece when it is due, until one side closes."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1024)

    async def write() -> None:
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - loop.time())
            if not piece:
                break
            writer.write(piece)
            await writer.drain()

    writing = asyncio.create_task(write())
    try:
        while piece := await reader.read(CHUNK):
            half, rate = told[0] / 2, told[1]
            free[way] = max(loop.time(), free[way]) + (len(piece) / rate if rate else 0.0)
            await pieces.put((free[way] + half, piece))
        await pieces.put((loop.time() + told[0] / 2, b""))
        await writing
    finally:
        writing.cancel()
        writer.close()
