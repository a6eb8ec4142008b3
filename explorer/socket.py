"""The socket of the frames: a browser asks, is answered one message after the other, and may take a request back.

What a message says and what its answer holds is in explorer/answers.py. "ahead" in a message fetches frames before they
are wanted (explorer/ahead.py): such messages are answered when nothing else waits, here or for another reader.
{"ping": number} is answered by {"pong": number} at once, whatever is computed.

An answer that takes longer than a second is announced by {"id", "progress"}, a few times a second, with the share that
is done (0 where nobody can tell). Meanwhile {"stop": id} takes the request back: the answer is {"id", "stopped": true},
unless it was on its way already. "moved" beside "stop" says that the reader wants another state and will ask for it.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

import anyio
import orjson
from anyio.abc import TaskGroup
from starlette.websockets import WebSocket, WebSocketDisconnect

from explorer import frames, running
from explorer.address import ours
from explorer.answers import LONGEST, WAITING, Memory, answer, asked_state
from explorer.inbox import Full, Inbox
from explorer.serving import crew, jobs, meter

BEAT = 0.2  # seconds between two words of how far an answer is
LIGHT = 0.1  # seconds: what takes longer is a simulation, to which frames ahead need not give way
GLANCE = 0.002  # seconds between two looks at whether the server is free for frames ahead
GIVE_UP = 0.1  # seconds of looking after which they are not drawn
_workers = anyio.CapacityLimiter(4)  # frames in the making at once, over all connections
_spare = anyio.CapacityLimiter(1)  # messages at work, over all connections, that fetch ahead
_begun: dict[int, float] = {}  # when each answer in the making began that a reader waits for, by its memory


async def live(socket: WebSocket) -> None:
    """Serve one browser until it leaves. Nothing that it sends ends in an exception: each message has an answer."""
    if not ours(socket.headers):
        await socket.close(code=1008)  # another site's page has no business here
        return
    await socket.accept()
    memory = Memory()
    meter.METER.connections += 1
    try:
        await _serve(socket, memory)
    finally:
        meter.METER.connections -= 1


async def _serve(socket: WebSocket, memory: Memory) -> None:
    inbox = Inbox(WAITING)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_hear, socket, inbox, memory)
        await _answer_all(socket, inbox, memory, tasks)
        tasks.cancel_scope.cancel()


async def _hear(socket: WebSocket, inbox: Inbox, memory: Memory) -> None:
    """Listen while answers are computed: for the next request, for a stop, for the browser that leaves."""
    try:
        while True:
            text = await socket.receive_text()
            message = _peeked(text)
            if isinstance(message.get("stop"), int):
                memory.stop(message["stop"], bool(message.get("moved")))
            elif isinstance(message.get("ping"), int):
                await socket.send_text(frames.encode({"pong": message["ping"]}).decode())
            else:
                # One character more than may be is enough for the answer to refuse it.
                inbox.put(text[: LONGEST + 1], ahead=message.get("ahead") is not None)
    except (WebSocketDisconnect, KeyError, RuntimeError):
        return  # KeyError: Starlette's word for a binary message, which none of ours is
    except Full:
        memory.leave()
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code=1008, reason=f"At most {WAITING} messages may wait for their answers.")
    finally:
        memory.leave()
        inbox.close()


def _peeked(text: str) -> dict[str, Any]:
    """A message that may be more than a question to answer in its turn; empty if it is none."""
    if len(text) <= LONGEST and any(word in text for word in ('"stop"', '"ping"', '"ahead"')):
        with suppress(orjson.JSONDecodeError):
            message = orjson.loads(text)
            return message if isinstance(message, dict) else {}
    return {}


async def _answer_all(socket: WebSocket, inbox: Inbox, memory: Memory, tasks: TaskGroup) -> None:
    """Answer one message after the other."""
    loop = asyncio.get_running_loop()
    with suppress(RuntimeError, WebSocketDisconnect):  # both say that the browser is gone
        while (taken := await inbox.take()) is not None:
            text, early = taken
            if early:
                await _answer_early(socket, text, inbox, memory)
                continue
            memory.number, memory.wish = None, running.Wish()
            working = anyio.Event()
            # A timer rather than a task for each message: most are answered within milliseconds.
            timer = loop.call_later(BEAT, tasks.start_soon, _tell, socket, memory, text, working)
            _begun[id(memory)] = time.monotonic()
            try:
                reply = await _answered(text, memory)
            finally:
                del _begun[id(memory)]
                timer.cancel()
                working.set()
            await socket.send_text(reply.decode())


async def _answer_early(socket: WebSocket, text: str, inbox: Inbox, memory: Memory) -> None:
    """Answer a message that fetches ahead, once no reader waits for what he wants now; or say that they do."""
    until = time.monotonic() + GIVE_UP
    allowed = memory.allowance.ask()
    async with _spare:
        while _pressed() and not inbox.urgent and time.monotonic() < until:
            await anyio.sleep(GLANCE)
        if not allowed or inbox.urgent or _pressed():
            reply = frames.encode({"id": _number(text), "ahead": [], "left": "busy"})
        else:
            begun = time.monotonic()
            reply = await _answered(text, memory)
            memory.allowance.spend(time.monotonic() - begun)
    await socket.send_text(reply.decode())


def _pressed() -> bool:
    """Whether a reader waits for a frame that will take but milliseconds."""
    now = time.monotonic()
    return any(now - begun < LIGHT for begun in _begun.values())


async def _answered(text: str, memory: Memory) -> bytes:
    """The answer to one message, from a process that draws; or from a thread of this one, where there is none, where
    the message is not as it should be, and where the page is drawing that very scene: then both have one run."""
    began = time.perf_counter()
    asked = jobs.read(text, LONGEST) if crew.CREW is not None and crew.CREW.working else None
    if asked is not None and crew.CREW is not None and not _under_way(asked):
        memory.begin(asked.number, asked.reader)
        if memory.wish.cancelled:
            return frames.encode({"id": asked.number, "stopped": True})
        memory.asked = asked
        with suppress(crew.NoProcess):
            try:
                reply = await crew.CREW.answer(memory.seat, asked, memory.wish.report)
            finally:
                memory.forget()
            meter.METER.frame("processes", time.perf_counter() - began)
            return reply
    memory.seat.answers += 1
    reply = await anyio.to_thread.run_sync(answer, text, memory, limiter=_workers)
    meter.METER.frame("server", time.perf_counter() - began)
    return reply


def _under_way(asked: jobs.Asked) -> bool:
    """Whether the page of this server is drawing the scene that is asked for."""
    if not running.busy():
        return False
    found = asked_state(asked)
    return found is not None and running.under_way(*found)


async def _tell(socket: WebSocket, memory: Memory, text: str, done: anyio.Event) -> None:
    """Say how far the answer is until it is there, once that takes long; what it waits for may have begun before it."""
    with suppress(RuntimeError, WebSocketDisconnect):
        while not done.is_set():
            if memory.wish.long:
                number = _number(text) if memory.number is None else memory.number  # None: it waits for a worker
                told = {"id": number, "progress": round(memory.wish.share, 3)}
                await socket.send_text(frames.encode(told).decode())
            with anyio.move_on_after(BEAT):
                await done.wait()


def _number(text: str) -> int | None:
    """The id of a message, if it has one."""
    with suppress(orjson.JSONDecodeError, AttributeError):
        number = orjson.loads(text).get("id")
        return number if isinstance(number, int) else None
    return None
