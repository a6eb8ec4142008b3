"""Found by every Python process that has this folder on its path: a run with a Control takes its time on any machine.

Only the clock differs: what is computed, its blocks, progress and Stop are the application's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from mathcore.kernels import Control, _run

T = TypeVar("T")

LEAST = 8.0  # seconds from the beginning of a run to its end
_in_turns = _run._in_turns


def _paced(compute: Callable[[int, int], T], blocks: range, control: Control) -> list[T]:
    began = time.monotonic()

    def turn(first: int, last: int) -> T:
        out = compute(first, last)
        due = began + LEAST * (last - blocks.start) / len(blocks)
        while time.monotonic() < due:
            control.ask()
            time.sleep(0.02)
        return out

    return _in_turns(turn, blocks, control)


_run._in_turns = _paced
