"""What a connection asked for and waits for: what the reader wants now goes before what is fetched ahead."""

from __future__ import annotations

import asyncio
from collections import deque


class Full(Exception):
    """More messages wait than a connection may have waiting."""


class Inbox:
    """Messages of one connection in the order of their answers; at most `room` of either kind wait.

    Used within one event loop.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._now: deque[str] = deque()
        self._ahead: deque[str] = deque()
        self._change = asyncio.Event()
        self._closed = False

    @property
    def urgent(self) -> bool:
        """Whether something waits that the reader wants now."""
        return bool(self._now)

    def put(self, text: str, *, ahead: bool) -> None:
        """Add a message.

        Raises:
            Full: as many wait as may.
        """
        waiting = self._ahead if ahead else self._now
        if len(waiting) >= self._room:
            raise Full
        waiting.append(text)
        self._change.set()

    def close(self) -> None:
        """Nothing more will come, and nothing that waits is answered."""
        self._closed = True
        self._change.set()

    async def take(self) -> tuple[str, bool] | None:
        """The next message, and whether it fetches ahead; None once the inbox is closed."""
        while not self._closed:
            if self._now:
                return self._now.popleft(), False
            if self._ahead:
                return self._ahead.popleft(), True
            self._change.clear()
            await self._change.wait()
        return None
