"""Frames that a browser fetches before they are asked for: which ones, and what they may cost the server.

A message that fetches ahead has "ahead": {"name", "at"} beside its values: the frames of those values, but for the
control of that name, which takes the values of "at" one after the other. The answer is {"id", "ahead": [{"at", "patch"
or "frame"}, ...], "left"}, without a frame where it cannot be had ahead: as many as there is time for, and why there
are no more: "" (time, or they are all there), "busy" (ask later), "costly" (frames of this kind are not drawn ahead).
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.lesson import Lesson, Parameters, Scene

MOST = 16  # frames that a message may ask for
PIECE = 0.008  # seconds of work for one message: what the reader wants now waits no longer than that and a frame
COSTLY = 0.03  # seconds of the processor: frames that take more are not drawn ahead
LONG = 0.25  # seconds of the clock, whatever else the machine does: nor are those
PAUSE = 2.0  # seconds for which that holds: the first frame of a lesson may be slow as no other is
TURN = 0.75  # cosine of the angle by which a direction may turn away from the one on the screen: further off, its sign
# would hang on the way that the hand takes


@dataclass
class Allowance:
    """The time that one connection may take for frames ahead: a share of the clock, and some of it at once."""

    share: float = 0.5
    most: float = 1.0  # seconds
    left: float = 1.0
    since: float = field(default_factory=time.monotonic)

    def ask(self) -> bool:
        """Whether some is left."""
        now = time.monotonic()
        self.left = min(self.most, self.left + self.share * (now - self.since))
        self.since = now
        return self.left > 0

    def spend(self, seconds: float) -> None:
        """Take what a message took."""
        self.left -= seconds


def wanted(lesson: Lesson, asked: Any, values: Mapping[str, Any]) -> list[tuple[Any, Parameters]]:
    """The values that a message asks for, with the parameters of each.

    Raises:
        ValueError, KeyError: with a sentence that says what is wrong.
    """
    name, at = (asked.get("name"), asked.get("at")) if isinstance(asked, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(at, list) or not 0 < len(at) <= MOST:
        raise ValueError(f"What is fetched ahead must have a name and a list of 1 to {MOST} values.")
    return [(value, lesson.parameters({**values, name: value})) for value in at]


def signs(scene: Scene | None) -> int:
    """A number for the directions of a scene whose signs mean nothing, as it shows them; 0: it has none."""
    found = scene.state.steadied if scene is not None and scene.state is not None else {}
    told = 0
    for name, vectors in sorted(found.items()):
        told = zlib.crc32(np.ascontiguousarray(vectors).tobytes(), zlib.crc32(name.encode(), told))
    return told


def follows(scene: Scene | None, before: Scene | None) -> bool:
    """Whether the directions of a scene are near enough to those on the screen to take their signs from them."""
    if scene is None or before is None or scene.state is None or before.state is None:
        return True
    for name, vectors in scene.state.steadied.items():
        old = before.state.steadied.get(name)
        if old is None or old.shape != vectors.shape:
            return False
        lengths = np.linalg.norm(old, axis=0) * np.linalg.norm(vectors, axis=0)
        if ((old * vectors).sum(axis=0) < TURN * lengths).any():
            return False
    return True


def fetch(
    pairs: list[tuple[Any, Parameters]],
    draw: Callable[[Parameters], tuple[Scene | None, dict[str, Any]]],
    send: Callable[[Scene | None, dict[str, Any]], dict[str, Any]],
    before: Scene | None,
    unwanted: Callable[[], bool],
) -> tuple[list[dict[str, Any]], str]:
    """The frames of a message, as long as its time lasts and the browser wants them; and why there are no more."""
    found: list[dict[str, Any]] = []
    begun = time.perf_counter()
    for value, parameters in pairs:
        last, worked = time.perf_counter(), time.thread_time()
        scene, frame = draw(parameters)
        found.append({"at": value, **(send(scene, frame) if follows(scene, before) else {})})
        now = time.perf_counter()
        if now - last > LONG or time.thread_time() - worked > COSTLY:
            return found, "costly"
        if now - begun > PIECE or unwanted():
            break
    return found, ""
