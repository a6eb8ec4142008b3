"""What an ordinary balancer does, on loopback: a reader stays with one replica while it lives, by address."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence


class Balancer:
    """Passes bytes between browsers and the first replica that takes a connection, in the order of `ports`. A context
    manager; it runs in a thread of its own.

    Attributes:
        port: where it listens.
        chosen: the port of the replica that took the last connection.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = ports
        self.port = self.chosen = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="balancer", daemon=True)
        self._listens = threading.Event()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._listens.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for port in self.ports:
            with contextlib.suppress(OSError):
                there, onwards = await asyncio.open_connection("127.0.0.1", port)
                self.chosen = port
                await asyncio.gather(self._pass(reader, onwards), self._pass(there, writer))
                return
        writer.close()

    @staticmethod
    async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while part := await reader.read(1 << 16):
                writer.write(part)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()

    def __enter__(self) -> Balancer:
        self._thread.start()
        self._listens.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
