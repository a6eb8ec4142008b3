"""A reverse proxy before the application: https in front, http behind, what nginx's `X-Forwarded-*` lines say."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import subprocess
import threading
from pathlib import Path
from types import TracebackType


def certificate(folder: Path) -> Path:
    """A certificate for this machine with its key, in one file, made by openssl."""
    path = folder / "front.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(["openssl", *words, "-keyout", path, "-out", folder / "c.pem"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "c.pem").read_bytes())
    return path


class Front:
    """The proxy to a port of this machine, on a free port; a context manager. It passes on the reader's `Host`."""

    def __init__(self, port: int, pem: Path) -> None:
        self._behind = port
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(pem)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def __enter__(self) -> Front:
        self._thread.start()
        begun = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self._server = asyncio.run_coroutine_threadsafe(begun, self._loop).result(10)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _end(self) -> None:
        """Close what is open, WebSockets among it."""
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of a connection, or one WebSocket."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):  # the last: the end
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
            upgrade = any(line.lower().startswith("upgrade:") for line in head)
            host = next(line.partition(":")[2].strip() for line in head if line.lower().startswith("host:"))
            dropped = () if upgrade else ("connection:",)
            kept = [line for line in head if not line.lower().startswith(dropped)]
            kept += ["X-Forwarded-Proto: https", f"X-Forwarded-Host: {host}", "X-Forwarded-For: 127.0.0.1"]
            kept += [] if upgrade else ["Connection: close"]
            there, back = await asyncio.open_connection("127.0.0.1", self._behind)
            back.write(("\r\n".join(kept) + "\r\n\r\n").encode("latin-1"))
            await asyncio.gather(_pass(reader, back), _pass(there, writer))


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
        writer.close()
