"""A way to stop a kernel from outside: it calls now and then what its thread was told to call, which may raise."""

from __future__ import annotations

import threading
from collections.abc import Callable

_LOCAL = threading.local()


def poll_with(question: Callable[[], object] | None) -> None:
    """Call ``question`` while a kernel runs in this thread; an exception from it ends the kernel. None: nothing."""
    _LOCAL.question = question


def poll() -> None:
    """Called by the loops of this package every few milliseconds."""
    question = getattr(_LOCAL, "question", None)
    if question is not None:
        question()
