"""Blocks of replicates dealt out to an engine, with progress and a way to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import numpy as np

from mathcore import kernels_numpy
from mathcore.kernels_numpy.arrays import Floats

from ._engine import backend

T = TypeVar("T")

MOST_DRAWS = 40_000_000_000
_TURN = 0.1


class Cancelled(Exception):
    """A run was stopped by its Control before it ended."""


class Control:
    """A hand on a long run: told how far it is, able to stop it from any thread.

    Parameters
    ----------
    progress
        Called in the computing thread about ten times a second with the share of the blocks that are done, in (0, 1].
    """

    def __init__(self, progress: Callable[[float], None] | None = None) -> None:
        self._progress = progress
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the run to stop; it raises Cancelled within about a tenth of a second."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether ``cancel`` was called."""
        return self._stop.is_set()

    def ask(self) -> None:
        """Called in the computing thread many times a second, within a block as well: raises Cancelled to stop it."""
        if self.cancelled:
            raise Cancelled("The run was stopped before its end.")

    def report(self, share: float) -> None:
        """Tell how far the run is."""
        if self._progress is not None:
            self._progress(share)


_ambient: ContextVar[Control | None] = ContextVar("control of the runs", default=None)


@contextmanager
def watching(control: Control | None) -> Iterator[None]:
    """``with watching(control): ...`` gives the Control to all runs inside that are given none of their own.

    So whoever asks for a result can follow and stop the runs behind it without knowing them. Each run reports from its
    own beginning to its own end. It holds for this thread (a context of `contextvars`), and no number depends on it.
    """
    token = _ambient.set(control)
    try:
        yield
    finally:
        _ambient.reset(token)


def watcher(control: Control | None) -> Control | None:
    """The Control of a run: its own, or else that of ``watching``."""
    return _ambient.get() if control is None else control


def block_range(blocks: range | None, count: int) -> range:
    """The blocks asked for: all of them, or a range with step 1 inside them."""
    if blocks is None:
        return range(count)
    if not isinstance(blocks, range) or blocks.step != 1 or blocks.start < 0 or blocks.stop > count:
        raise ValueError(f"blocks is {blocks!r}: it must be a range with step 1 within range(0, {count}).")
    return blocks


def over_blocks(compute: Callable[[int, int], T], blocks: range, control: Control | None) -> list[T]:
    """``compute(first, last)`` over the blocks: at once, or with a Control (its own, or that of ``watching``) in turns
    of about a tenth of a second.

    How the blocks are cut into turns does not change a result: every block reads its own stream.
    """
    control = watcher(control)
    if control is None:
        return [compute(blocks.start, blocks.stop)]
    # Asked between turns and, by the engines, within them: a single block of long replicates takes seconds. NumPy is
    # told as well, since it stands in for a kernel that an older extension lacks.
    engines = {backend(), kernels_numpy}
    for engine in engines:
        engine.poll_with(control.ask)
    try:
        return _in_turns(compute, blocks, control)
    finally:
        for engine in engines:
            engine.poll_with(None)


def _in_turns(compute: Callable[[int, int], T], blocks: range, control: Control) -> list[T]:
    out: list[T] = []
    first, size = blocks.start, 1
    while not out or first < blocks.stop:
        control.ask()
        last = min(first + size, blocks.stop)
        began = time.perf_counter()
        out.append(compute(first, last))
        took = time.perf_counter() - began
        size = max(1, min(4 * size, int(size * _TURN / max(took, 1e-6))))
        first = last
        control.report((first - blocks.start) / max(len(blocks), 1))
    return out


def joined(parts: list[Floats], axis: int) -> Floats:
    """The parts of a run side by side; a single one is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=axis)
