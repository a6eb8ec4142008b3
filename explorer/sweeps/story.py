"""The frames of a page that needs no server: the first one, and of the others what differs from it.

A frame (figure, readouts, laws, notice, alternative text) is computed before, for every value that a control can take.
Each value is stored once, however many frames share it; arrays travel as base64 typed arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer import frames
from explorer.controls import Control
from explorer.lesson import Lesson, Parameters, Scene, Unanswerable
from explorer.sweeps.sweep import Sweep, word

SINGLE = 1e-6  # part of an array's span that single precision may change


@dataclass
class Pool:
    """The values of frames, as JSON, by their number; `size` is their bytes, with the numbers that name them."""

    values: dict[bytes, int] = field(default_factory=dict)
    size: int = 0

    def put(self, value: Any) -> int:
        """The number of a value, which is stored if it is new."""
        body = frames.encode(value)
        if body not in self.values:
            self.values[body] = len(self.values)
            self.size += len(body) + 1
        return self.values[body]

    def encoded(self) -> bytes:
        """All values as one JSON list."""
        return b"[" + b",".join(self.values) + b"]"


class Story:
    """The frames of some sweeps of a lesson. Stories may share a pool."""

    def __init__(self, lesson: Lesson, sweeps: Sequence[Sweep], pool: Pool) -> None:
        self.lesson = lesson
        self.sweeps = sweeps
        self.pool = pool
        self.base: dict[str, Any] | None = None
        self.paths: dict[tuple[str | int, ...], int] = {}
        self.frames: list[list[int]] = []
        self.shown: list[list[int]] = []

    def add(self, state: Parameters) -> None:
        """The frame of the next state; the last sweep runs fastest."""
        frame = _frame(self.lesson, state)
        self.shown.append([int(sweep.control.shown(state)) for sweep in self.sweeps])
        if self.base is None:
            self.base = frame
        told = []
        for path, value in frames.changes(self.base, frame):
            told += [self.paths.setdefault(tuple(path), len(self.paths)), self.pool.put(value)]
        self.pool.size += 8 * len(told) // 2
        self.frames.append(told)

    def told(self, parameters: Parameters) -> dict[str, Any]:
        """The story for the page, which opens at these parameters; the values are in the pool."""
        return {
            "controls": [_control(sweep.control, sweep.values, parameters[sweep.name]) for sweep in self.sweeps],
            "base": self.base,
            "paths": list(self.paths),
            "frames": self.frames,
            "shown": self.shown,
        }


def first_scene(lesson: Lesson, states: Iterable[Parameters]) -> Scene | None:
    """The scene of the first state that can be drawn; None if there is none."""
    for state in states:
        try:
            return lesson.scene(state)
        except Unanswerable:
            continue
    return None


def _control(control: Control, values: Sequence[Any], now: Any) -> dict[str, Any]:
    if now in values:
        at = list(values).index(now)
    elif isinstance(now, (int, float)):
        at = int(np.argmin([abs(float(value) - float(now)) for value in values]))
    else:
        at = 0
    found = {"name": control.name, "kind": control.kind, "label": control.label, "help": control.help}
    return found | {"words": [word(control, value) for value in values], "at": at}


def _frame(lesson: Lesson, state: Parameters) -> dict[str, Any]:
    """A frame of the page, with the layout of a narrow screen, in the precision that a picture needs."""
    try:
        scene = lesson.scene(state)
    except Unanswerable:
        scene = None  # the frame says so
    told = frames.frame(lesson, state, scene=scene)
    kept = {name: told[name] for name in ("figure", "readouts", "notice", "alt", "link")}
    narrow = scene.plotly(size=frames.NARROW, narrow=True) if scene else told["figure"]
    bars = [trace.get("colorbar") for trace in narrow["data"]]
    found: dict[str, Any] = _single(kept | {"narrow": {"layout": narrow["layout"], "bars": bars}})
    return found


def _single(value: Any) -> Any:
    """Arrays in single precision, where that moves no number by more than a millionth of their span."""
    if isinstance(value, np.ndarray):
        if value.dtype != np.float64:
            return value
        with np.errstate(over="ignore", invalid="ignore"):
            short = value.astype(np.float32)
            error = np.abs(short.astype(np.float64) - value)
        real = value[np.isfinite(value)]
        if not real.size:
            return short
        small = bool(np.all(error[np.isfinite(value)] <= SINGLE * (real.max() - real.min())))
        # On a logarithmic axis a small number counts as much as a large one.
        close = bool(np.all(error[np.isfinite(value)] <= SINGLE * np.abs(real)))
        return short if small and close else value
    if isinstance(value, dict):
        return {name: _single(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_single(each) for each in value]
    return value
