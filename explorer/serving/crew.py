"""The processes that draw frames beside the server, and who of them draws what.

There is one more than there are cores, so that as many stay free for light frames while one draws a heavy one. Each
answers one message at a time. A connection has a home, the process that drew for it last and knows what its browser
shows; another takes over where the home is busy, with a whole frame instead of what changed.

Nobody waits behind a heavy frame: what is known to take long (by what such frames took before, or since the lesson
declares a draft) waits in a line of its own and never takes the last processes; what turns out to take long, when too
many do, is put off into that line. In each line a connection has one message at most, so that all get their turn.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import joblib

from explorer import catalogue
from explorer.serving import logs, memory_of, wire
from explorer.serving.jobs import Asked, Drawer, Job, Kind, Seat, reply_to
from explorer.version import ROOT

LONG = 0.2  # seconds: an answer that takes longer is a heavy one
MOST_WAITING = 512  # messages that wait for a process, over all connections
MOST_KINDS = 2000  # kinds of frames whose time is remembered
GRACE = 10.0  # seconds that an answer nobody waits for may go on before its process is ended
PATIENCE = 180.0  # seconds until a process must be ready
PAUSE = 1.0  # seconds until the next try
STARTS = 3  # processes that end before they are ready, in a row, until the server draws by itself
LARGEST = 900 * 2**20  # bytes that a process may hold; it is replaced when it is idle
MOST_PROCESSES = 17
BUSY = "Too many figures are being drawn; try again in a moment."
FAULT = "This figure could not be drawn; the fault has been logged."
_log = logging.getLogger(__name__)


def processes() -> int:
    """How many processes are started: MATHSCOPE_PROCESSES, or one more than the cores that this process may use.

    Raises:
        ValueError: MATHSCOPE_PROCESSES is no whole number.
    """
    wanted = os.environ.get("MATHSCOPE_PROCESSES", "").strip()
    if wanted and not wanted.isdigit():
        raise ValueError(f"MATHSCOPE_PROCESSES is {wanted!r}: it must be a whole number; 0 starts none.")
    if os.name != "posix":  # they inherit their channel
        return 0
    return min(int(wanted) if wanted else joblib.cpu_count() + 1, MOST_PROCESSES)


class Crew:
    """All processes, and the lines before them. Its methods belong to the server's event loop."""

    def __init__(self, count: int, command: Sequence[str] = (sys.executable, "-m", "explorer.serving.drawer")) -> None:
        self.count, self.command = count, command
        self.drawers: list[Drawer] = []
        self.light: deque[Job] = deque()
        self.heavy: deque[Job] = deque()
        self.took: dict[Kind, float] = {}  # seconds, a moving mean
        self.replaced = self.failed = self.put_off = self.busy = 0
        self.why = ""  # why there are no processes
        self._tasks: list[asyncio.Task[None]] = []
        self._starting = asyncio.Lock()

    # --- processes ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start the processes, one after the other: the first page wants the machine as well."""
        self._tasks = [asyncio.create_task(self._keep()) for _ in range(self.count)]

    async def end(self) -> None:
        """End the processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep(self) -> None:
        """Keep one process running: start it, listen to it, start another when it ends."""
        while self.failed < STARTS:
            drawer = None
            try:
                async with self._starting:
                    reader, drawer = await self._start()
                    await asyncio.wait_for(self._hear(reader, drawer, once=True), PATIENCE)
                    self.failed, self.why = 0, ""
                await self._hear(reader, drawer)
            except (asyncio.IncompleteReadError, OSError, EOFError) as error:
                if drawer is None or not drawer.ready:
                    self.failed += 1
                    self.why = f"A process that draws could not be started ({type(error).__name__})."
                    _log.error("A process that draws could not be started", extra={"attempt": self.failed})
                    await asyncio.sleep(PAUSE)
                else:
                    self.replaced += 1
                    _log.warning("A process that draws has ended and is replaced", extra={"drawn": drawer.drawn})
            finally:
                if drawer is not None:
                    await self._bury(drawer)
        self._give_up()

    async def _start(self) -> tuple[asyncio.StreamReader, Drawer]:
        ours, theirs = socket.socketpair()
        try:
            process = subprocess.Popen(
                [*self.command, str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        ours.setblocking(False)
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        drawer = Drawer(process, writer)
        self.drawers.append(drawer)
        return reader, drawer

    async def _bury(self, drawer: Drawer) -> None:
        """Take a process that has ended, or shall, out of the crew; its job goes to another, once."""
        self.drawers.remove(drawer)
        drawer.ready = False
        drawer.writer.close()
        if drawer.process.poll() is None:
            drawer.process.kill()
        await asyncio.to_thread(drawer.process.wait)
        if (job := drawer.job) is not None:
            drawer.job = None
            if job.unwanted:
                self._done(job, reply_to(job.asked, {"stopped": True}))
            elif job.tries < 2:
                self._wait(job, first=True)
            else:
                _log.error("A frame ended two processes", extra={"lesson": logs.lesson(job.asked.kind[0])})
                self._done(job, reply_to(job.asked, {"error": FAULT}))
        self._deal()

    def _give_up(self) -> None:
        """No process can be started: who waits for one is drawn for by the server."""
        if any(drawer.ready for drawer in self.drawers):
            return
        for job in [*self.light, *self.heavy]:
            if not job.reply.done():
                job.reply.set_exception(NoProcess(self.why))
        self.light.clear()
        self.heavy.clear()

    async def _hear(self, reader: asyncio.StreamReader, drawer: Drawer, once: bool = False) -> None:
        """Listen to a process until it is gone; `once` until it is ready."""
        while True:
            what, *rest = await wire.heard(reader)
            job = drawer.job
            if what == "ready":
                drawer.ready = True
                self._deal()
                if once:
                    return
            elif what == "told":
                drawer.told = rest[0]
            elif job is None or job.number != rest[0]:
                continue
            elif what == "share":
                job.told(rest[1])
            elif what == "put off":
                drawer.job, job.long = None, True
                self.put_off += 1
                if job.unwanted:
                    self._done(job, reply_to(job.asked, {"stopped": True}))
                else:
                    self._wait(job)
                self._deal()
            elif what == "done":
                _, reply, took, carried = rest
                drawer.job = None
                drawer.drawn += 1
                self._learn(job, took)
                job.seat.carried = carried
                self._done(job, reply)
                if drawer.told.get("rss", 0) > LARGEST:
                    self.replaced += 1
                    return
                self._deal()

    # --- jobs ---------------------------------------------------------------------------------------------------------

    @property
    def working(self) -> bool:
        """Whether there is a process that can draw."""
        return any(drawer.ready for drawer in self.drawers)

    async def answer(self, seat: Seat, asked: Asked, told: Callable[[float], None]) -> bytes:
        """The answer to a message of a connection; `told` hears how far it is.

        Raises:
            NoProcess: there is none, and none can be started.
        """
        if not self.working:
            raise NoProcess(self.why)
        if len(self.light) + len(self.heavy) >= MOST_WAITING:
            self.busy += 1
            return reply_to(asked, {"error": BUSY})
        job = Job(seat, asked, told, asyncio.get_running_loop().create_future(), self.expected(seat, asked) > LONG)
        seat.job = job
        self._wait(job)
        self._deal()
        try:
            return await job.reply
        finally:
            if seat.job is job:
                seat.job = None
            if not job.reply.done() or job.reply.cancelled():
                self._unwanted(job, moved=True)

    def stop(self, seat: Seat, number: int, moved: bool) -> None:
        """Take a message of a connection back, if it is the one that is being answered."""
        job = seat.job
        if job is not None and job.asked.number == number:
            self._unwanted(job, moved)

    def leave(self, seat: Seat) -> None:
        """A connection has ended."""
        if seat.job is not None:
            self._unwanted(seat.job, moved=True)
        for drawer in self.drawers:
            if drawer.ready:
                drawer.say("leave", seat.number)

    def expected(self, seat: Seat, asked: Asked) -> float:
        """The seconds that an answer will take, as far as one can know."""
        kind = asked.kind
        before = seat.took.get(kind, self.took.get(kind))
        if before is not None:
            return before
        slug = asked.message.get("slug")
        heavy = isinstance(slug, str) and catalogue.listed(slug) and bool(catalogue.find(slug).draft)
        return 2 * LONG if heavy and not asked.message.get("draft") else 0.0

    def _learn(self, job: Job, took: float) -> None:
        kind = job.asked.kind
        if not catalogue.listed(kind[0]):
            return
        for known, most in ((self.took, MOST_KINDS), (job.seat.took, 20)):
            if len(known) >= most and kind not in known:
                known.clear()
            known[kind] = took if known is job.seat.took else 0.5 * (known.get(kind, took) + took)

    def _wait(self, job: Job, first: bool = False) -> None:
        if job.grown is not None:
            job.grown.cancel()
        job.drawer, job.grown = None, None
        line = self.heavy if job.long else self.light
        line.appendleft(job) if first else line.append(job)

    def _done(self, job: Job, reply: bytes) -> None:
        if job.grown is not None:
            job.grown.cancel()
        job.drawer = None
        if not job.reply.done():
            job.reply.set_result(reply)

    def _unwanted(self, job: Job, moved: bool) -> None:
        """Nobody waits for a job any more."""
        drawer, job.unwanted = job.drawer, True
        if drawer is None:
            for line in (self.light, self.heavy):
                if job in line:
                    line.remove(job)
            self._done(job, reply_to(job.asked, {"stopped": True}))
            return
        drawer.say("stop", job.number, job.asked.number, moved)
        asyncio.get_running_loop().call_later(GRACE, self._cut, drawer, job)

    def _cut(self, drawer: Drawer, job: Job) -> None:
        """End a process that still works for nobody; another takes its place."""
        if drawer.job is job and drawer.ready:
            _log.warning("A frame that nobody wants did not end", extra={"lesson": logs.lesson(job.asked.kind[0])})
            drawer.process.kill()

    # --- who draws what -----------------------------------------------------------------------------------------------

    @property
    def _most_heavy(self) -> int:
        """How many processes may draw heavy frames at once: as many as leave half of the cores, and one at least."""
        ready = sum(drawer.ready for drawer in self.drawers)
        return max(1, ready - max(1, (self.count - 1) // 2))

    def _heavy_now(self) -> int:
        return sum(drawer.job is not None and drawer.job.long for drawer in self.drawers)

    def _deal(self) -> None:
        """Give idle processes what waits."""
        while True:
            given = False
            for drawer in self.drawers:
                if not drawer.ready or drawer.job is not None:
                    continue
                job = self._next_light(drawer)
                if job is None and self.heavy and self._heavy_now() < self._most_heavy:
                    job = self.heavy.popleft()
                if job is not None:
                    self._give(drawer, job)
                    given = True
            if not given:
                return

    def _next_light(self, drawer: Drawer) -> Job | None:
        """What waits for this process, or else what waits longest and for none that is idle."""
        if not self.light:
            return None
        found = next((job for job in self.light if job.seat.home is drawer), None)
        if found is None:
            found = next((job for job in self.light if not _idle(job.seat.home)), None)
        if found is not None:
            self.light.remove(found)
        return found

    def _give(self, drawer: Drawer, job: Job) -> None:
        seat = job.seat
        last, seat.answers, seat.home = seat.answers, seat.answers + 1, drawer
        job.drawer, drawer.job, job.tries = drawer, job, job.tries + 1
        drawer.say("answer", job.number, seat.number, last, seat.answers, job.asked.text, seat.carried)
        if not job.long:
            job.grown = asyncio.get_running_loop().call_later(LONG, self._grown, job)

    def _grown(self, job: Job) -> None:
        """A job has turned out to take long: those who have their home there need not wait, nor may too many do so."""
        if job.drawer is None:
            return
        job.long = True
        if self._heavy_now() > self._most_heavy:
            job.drawer.say("put off", job.number)

    def told(self) -> dict[str, Any]:
        """What the crew is and does, for /health."""
        return {
            "wanted": self.count,
            "ready": sum(drawer.ready for drawer in self.drawers),
            "working": sum(drawer.job is not None for drawer in self.drawers),
            "heavy": self._heavy_now(),
            "waiting": len(self.light),
            "waiting_heavy": len(self.heavy),
            "replaced": self.replaced,
            "put_off": self.put_off,
            "busy": self.busy,
            "why": self.why,
            "processes": [
                {"pid": each.process.pid, "ready": each.ready, "drawn": each.drawn}
                | {"rss": memory_of.resident(each.process.pid), "cache": each.told.get("cache", {})}
                for each in self.drawers
            ],
        }


class NoProcess(Exception):
    """There is no process beside the server that could draw."""


def _idle(drawer: Drawer | None) -> bool:
    return drawer is not None and drawer.ready and drawer.job is None


CREW: Crew | None = None
"""The crew of this server; None where it draws by itself."""
