"""A process that draws frames for the server: `python -m explorer.serving.drawer FD`, started by `serving.crew`.

It answers one message of the socket at a time, as `explorer.answers.answer` does in the server's own process, and keeps
for each connection what was sent to it last. Another thread listens meanwhile: for a stop, for the wish to put a long
answer off, for the end of the server, which is its own end too.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import socket
import sys
import threading
import time
from collections import OrderedDict
from typing import Any

from threadpoolctl import threadpool_limits

from explorer import catalogue
from explorer.answers import Memory, answer
from explorer.lesson import Parameters, Scene
from explorer.serving import logs, memory_of, wire
from mathcore.common import memory as shelf

SEATS = 32  # connections whose last frame is remembered; one that is forgotten is sent a whole frame next time
BEAT = 0.2  # seconds between two words of how far an answer is
REPORT = 2.0  # seconds between two reports of memory
TIDY = 30.0  # seconds between two times that free memory is given back


class Desk:
    """The connections of this process, and the job in hand."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.jobs: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        self.seats: OrderedDict[int, tuple[int, Memory]] = OrderedDict()  # with the number of the last answer
        self.job = 0  # the number of the job in hand; 0: none
        self.seat = 0
        self.memory = Memory()
        self.put_off = False
        self._sending = threading.Lock()
        self._told = self._tidied = 0.0

    def say(self, *message: Any) -> None:
        """Tell the server; when it is gone there is nobody to draw for."""
        try:
            with self._sending:
                self.channel.sendall(wire.packed(message))
        except OSError:
            os._exit(0)

    def listen(self) -> None:
        """Hear the server until it is gone."""
        while True:
            try:
                what, *rest = wire.receive(self.channel)
            except (EOFError, OSError):
                os._exit(0)
            if what == "answer":
                self.jobs.put(tuple(rest))
            elif what == "stop":
                job, number, moved = rest
                if job == self.job:
                    self.memory.stop(number, moved)
            elif what == "put off":
                if rest[0] == self.job:
                    self.put_off = True
                    self.memory.wish.cancel()
            elif what == "leave":
                self.jobs.put(("leave", rest[0]))

    def tell(self) -> None:
        """Say how far a long answer is, a few times a second."""
        while True:
            time.sleep(BEAT)
            job, memory = self.job, self.memory
            if job and memory.wish.share:
                self.say("share", job, memory.wish.share)

    def work(self) -> None:
        """Answer one message after the other."""
        while True:
            found = self.jobs.get()
            if found[0] == "leave":
                self.seats.pop(found[1], None)
                continue
            self.draw(*found)
            if time.monotonic() - self._told > REPORT:
                self.report()

    def draw(self, job: int, seat: int, last: int, now: int, text: str, carried: bytes | None) -> None:
        """Answer one message of a connection. `last` is the number of the answer that its browser had last: where that
        was not from here, the next frame is sent whole, with the directions that a hand has `carried` from elsewhere.
        """
        known, memory = self.seats.pop(seat, (0, Memory()))
        if known != last:
            memory = Memory()
            if carried is not None:
                take_up(memory, carried)
        self.put_off, self.memory, self.job = False, memory, job
        began = time.perf_counter(), time.process_time()
        reply = answer(text, memory)
        # What it costs, and not how long it had to share the cores with others: many readers make no frame a heavy one.
        took = min(time.perf_counter() - began[0], time.process_time() - began[1])
        self.job = 0
        if self.put_off and reply.endswith(b'"stopped":true}'):
            self.say("put off", job)
            return
        self.seats[seat] = now, memory
        while len(self.seats) > SEATS:
            self.seats.popitem(last=False)
        self.say("done", job, reply, took, hand_over(memory))

    def report(self) -> None:
        """Say what this process holds."""
        self._told = time.monotonic()
        if self._told - self._tidied > TIDY:
            memory_of.give_back()
            self._tidied = self._told
        self.say("told", {"rss": memory_of.resident(), "cache": shelf.SHELF.told()})


def hand_over(memory: Memory) -> bytes | None:
    """What another process must know to go on with the gesture of a connection; None where that is nothing."""
    scene = memory.scene
    if not memory.gesture or scene is None or scene.lesson is None or scene.state is None or not scene.state.steadied:
        return None
    return pickle.dumps((scene.lesson.slug, memory.gesture, scene.state.steadied))


def take_up(memory: Memory, carried: bytes) -> None:
    """Go on with a gesture that another process has begun."""
    slug, memory.gesture, steadied = pickle.loads(carried)
    lesson = catalogue.find(slug)
    state = lesson.state(Parameters({}))  # of no parameters: it is no scene to drag on
    state.steadied = steadied
    memory.scene = Scene((), (), "", lesson=lesson, state=state)


def main(descriptor: int) -> None:
    """Draw for the server at the other end of a socket, until it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, and that ends this
    logs.begin()
    threadpool_limits(limits=1, user_api="blas")
    desk = Desk(socket.socket(fileno=descriptor))
    threading.Thread(target=desk.listen, name="listener", daemon=True).start()
    threading.Thread(target=desk.tell, name="progress", daemon=True).start()
    desk.say("ready")
    desk.report()
    desk.work()


if __name__ == "__main__":
    memory_of.frugal()
    memory_of.load(catalogue.lessons)
    main(int(sys.argv[1]))
