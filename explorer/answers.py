"""What a message of the socket is answered, and what is known of the connection that it comes from.

A message is a JSON object {"id", "slug", "values", "narrow", "draft", "pin", "drag", "fresh", "reader"}, or for the
verdict on a guess {"id", "slug", "predict", "guess"}; the answer is {"id", "frame"}, {"id", "patch"} (relative to the
last frame of this connection), {"id", "verdict"} or {"id", "error"}. Several may be on their way; they are answered in
their order. A drag with "onward" goes on from the parameters that the one before it led to; its x and y say where the
handle is to be or, with "key", by how much a key pushes it from where it is.

"signs" in an answer names the directions of its frame whose signs mean nothing; "carried": they are those of a gesture.
"reader" is the name that the page gave its figure: a stop then holds for what the page computes as well.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from typing import Any

import orjson

from explorer import ahead, catalogue, frames, predictions, running
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable
from explorer.serving import crew, jobs, logs
from mathcore import kernels

LONGEST = 100_000  # characters of a message
LONGEST_NAME = 64  # characters of a reader's name
WAITING = 32  # messages of a connection that wait for their answer; our page sends a few at a time
_log = logging.getLogger(__name__)


class Refused(ValueError):
    """A message that asks for what cannot be; the text is the sentence of the answer."""


class Memory:
    """What is known of a connection: the frame that it was sent last, so that the next one can be sent as what
    changed; its scene, whose handles are what the reader drags; and the request that is being answered, so that it can
    be taken back."""

    def __init__(self) -> None:
        self.key: tuple[Any, ...] = ()
        self.frame: dict[str, Any] | None = None
        self.scene: Scene | None = None
        self.parameters: Parameters | None = None  # of the answer before; a draft's scene has others
        self.carried = False  # whether directions of the scene have moved within the gesture
        self.allowance = ahead.Allowance()
        self.costly: dict[tuple[str, bool], float] = {}  # until when a lesson, or its drafts, is not drawn ahead
        self.gesture: Any = None  # what the hand does, by number: directions keep their signs while it is the same
        self.number: int | None = None
        self.wish = running.Wish()
        self.gone = False
        self.seat = jobs.Seat()
        self.asked: jobs.Asked | None = None  # what another process is answering
        self._unwanted: set[int] = set()

    def begin(self, number: int | None, reader: str) -> None:
        """A request is being answered from now on."""
        self.number, self.wish = number, running.Wish(reader)
        # Looked at last, as `stop` looks at the number last: of two at the same time one sees the other.
        if self.gone or number in self._unwanted:
            self.wish.cancel()
        self._unwanted.discard(-1 if number is None else number)

    def stop(self, number: int, moved: bool) -> None:
        """Take a request back, which may still wait for its turn."""
        if len(self._unwanted) >= WAITING:
            self._unwanted.clear()  # numbers of what was answered long ago
        self._unwanted.add(number)
        if self.number != number:
            return
        running.stop(self.wish, moved=moved)
        if self.asked is not None and crew.CREW is not None:
            crew.CREW.stop(self.seat, number, moved)
            if self.asked.reader and (found := asked_state(self.asked)):
                running.stop_for(self.asked.reader, *found, moved=moved)

    def forget(self) -> None:
        """Another process has answered: what was sent before from here is not what the browser shows."""
        self.key, self.frame, self.scene, self.gesture, self.asked = (), None, None, None, None
        self.parameters, self.carried = None, False

    def about(self, slug: str, narrow: bool, pin: str, *, fresh: bool) -> None:
        """What the next frame is of: if of something else than the last one, it is sent whole."""
        key = slug, narrow, pin
        if fresh or key != self.key:
            self.frame = None
        self.key = key

    def send(self, new: dict[str, Any]) -> dict[str, Any]:
        """A frame as it is sent: whole, or what changed since the last one."""
        old, self.frame = self.frame, new
        return {"frame": new} if old is None else {"patch": frames.changes(old, new)}

    def leave(self) -> None:
        """The browser is gone."""
        self.gone = True
        self.wish.cancel()
        if crew.CREW is not None:
            crew.CREW.leave(self.seat)


def asked_state(asked: jobs.Asked) -> tuple[Lesson, Parameters] | None:
    """The lesson and the parameters of a message; None where it has none."""
    with suppress(KeyError, ValueError, TypeError):
        lesson = catalogue.find(asked.message["slug"])
        return lesson, lesson.parameters(asked.message.get("values") or {})
    return None


def answer(text: str, memory: Memory) -> bytes:
    """The answer to one message, as JSON."""
    number: Any = None
    try:
        if len(text) > LONGEST:
            raise Refused(f"A message has at most {LONGEST:,} characters.")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Refused("A message must be JSON.") from None
        if not isinstance(message, dict):
            raise Refused("A message must be a JSON object.")
        number = message.get("id")
        if not isinstance(number, (int, type(None))):
            raise Refused("The id of a message must be a whole number.")
        reader = message.get("reader") or ""
        if not isinstance(reader, str) or len(reader) > LONGEST_NAME:
            raise Refused(f"The reader of a message must be text of at most {LONGEST_NAME} characters.")
        memory.begin(number, reader)
        return frames.encode({"id": number, **respond(message, memory)})
    except (running.Stopped, kernels.Cancelled):
        return frames.encode({"id": number, "stopped": True})
    except (Refused, KeyError, ValueError, Unanswerable) as error:
        sentence = error.args[0] if error.args else "The message could not be read."
        return frames.encode({"id": number, "error": str(sentence)})
    except Exception as error:
        # A defect of ours: the reader keeps the last figure and a sentence, the log keeps where it was.
        logs.fault(_log, "A frame could not be drawn", error, message=text)
        return frames.encode({"id": number, "error": "This figure could not be drawn; the fault has been logged."})


def respond(message: Mapping[str, Any], memory: Memory) -> dict[str, Any]:
    """The body of the answer to a well-formed message.

    Raises:
        Refused, KeyError, ControlError, Unanswerable: with a sentence for the reader.
        running.Stopped, kernels.Cancelled: the request was taken back.
    """
    slug = message.get("slug")
    if not isinstance(slug, str):
        raise Refused("A message must name a lesson.")
    lesson = catalogue.find(slug)
    values = message.get("values") or {}
    if not isinstance(values, dict):
        raise Refused("The values of a message must be an object.")
    if "predict" in message:
        with kernels.watching(memory.wish):
            return {"verdict": predictions.judge(lesson, message["predict"], message.get("guess"))}
    narrow, pin = bool(message.get("narrow")), message.get("pin") or ""
    if not isinstance(pin, str):
        raise Refused("The pin of a message must be text.")
    draft = bool(message.get("draft")) and bool(lesson.draft)
    memory.about(slug, narrow, pin, fresh=bool(message.get("fresh")))
    if message.get("ahead") is not None:
        return _fetched(lesson, message, values, memory, narrow=narrow, pin=pin, draft=draft)
    parameters = lesson.parameters(values)
    drag, stopped = message.get("drag"), ""
    if drag is not None:
        name, index, x, y, key = _drag(drag)
        held = memory.scene
        if message.get("onward") and held is not None and held.lesson is lesson and memory.parameters is not None:
            parameters = memory.parameters
        if held is None or held.lesson is not lesson or held.parameters != parameters:
            held = lesson.scene(parameters)
        parameters, stopped = (lesson.pushed if key else lesson.pulled)(held, name, index, x, y)
    before, memory.gesture = _before(lesson, message.get("gesture"), memory), message.get("gesture")
    memory.scene = None
    memory.scene, new = _drawn(lesson, parameters, before, memory.wish, narrow=narrow, pin=pin, draft=draft)
    memory.parameters = parameters
    if stopped:
        new["notice"] = stopped
    told = ahead.signs(memory.scene)
    memory.carried = before is not None and (memory.carried or told != ahead.signs(before))
    return memory.send(new) | _signed(told, memory.carried)


def _drawn(
    lesson: Lesson,
    parameters: Parameters,
    before: Scene | None,
    wish: running.Wish,
    *,
    narrow: bool,
    pin: str,
    draft: bool,
) -> tuple[Scene | None, dict[str, Any]]:
    """The scene, None where there is nothing to draw, and the frame of some parameters, or of their draft."""
    shown = lesson.drafted(parameters) if draft else parameters
    scene = None
    # A draft without a pin is small by what it is: it is neither followed nor shared, nor is it stopped.
    with nullcontext() if draft and not pin else kernels.watching(wish):
        with suppress(Unanswerable):  # the frame says so
            if before is not None:
                scene = lesson.scene(shown, before)
            else:
                scene = lesson.scene(shown) if draft else running.scene(lesson, shown, wish)
        new = frames.frame(lesson, shown, narrow=narrow, pin=pin, scene=scene)
    if draft:
        new |= frames.named(lesson, parameters)
    return scene, new


def _signed(signs: int, carried: bool) -> dict[str, Any]:
    return {"signs": signs, "carried": carried} if signs else {}


def _fetched(
    lesson: Lesson, message: Mapping[str, Any], values: Mapping[str, Any], memory: Memory, **how: Any
) -> dict[str, Any]:
    """The body of the answer to a message that fetches ahead; what the hand holds stays what it is."""
    kind = lesson.slug, how["draft"]
    pairs = ahead.wanted(lesson, message["ahead"], values)
    if time.monotonic() < memory.costly.get(kind, 0.0):
        return {"ahead": [], "left": "costly"}
    gesture = message.get("gesture")
    before = _before(lesson, gesture, memory)
    carried = before is not None and memory.carried
    told = ahead.signs(before)

    def send(scene: Scene | None, frame: dict[str, Any]) -> dict[str, Any]:
        signs = ahead.signs(scene)
        return memory.send(frame) | _signed(signs, before is not None and (carried or signs != told))

    found, left = ahead.fetch(
        pairs,
        lambda parameters: _drawn(lesson, parameters, before, memory.wish, **how),
        send,
        before,
        lambda: memory.wish.cancelled,
    )
    if left == "costly":
        memory.costly[kind] = time.monotonic() + ahead.PAUSE
    return {"ahead": found, "left": left}


def _before(lesson: Lesson, gesture: Any, memory: Memory) -> Scene | None:
    """The scene before, if a hand is still at the same gesture and there are directions whose signs it must keep."""
    scene = memory.scene
    same = isinstance(gesture, int) and gesture > 0 and gesture == memory.gesture
    if not same or scene is None or scene.lesson is not lesson or scene.state is None or not scene.state.steadied:
        return None
    return scene


def _drag(drag: Any) -> tuple[str, int | None, float, float, bool]:
    if not isinstance(drag, dict):
        raise Refused("A drag must be an object.")
    name, index, x, y = (drag.get(part) for part in ("name", "index", "x", "y"))
    # Logarithmic axes go to 1e58, and a pointer beyond them.
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) and abs(v) < 1e100 for v in (x, y))
    if not isinstance(name, str) or not isinstance(index, (int, type(None))) or not numbers:
        raise Refused("A drag must have a name, an index or null, and finite x and y.")
    return name, index, float(x), float(y), drag.get("key") is True  # type: ignore[arg-type]
