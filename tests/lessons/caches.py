"""The caches by count of a process, and what they hold: what a test of all lessons looks through."""

from __future__ import annotations

import functools
import gc
import inspect
from collections.abc import Iterator
from typing import Any

from mathcore.common.memory import weigh

OURS = ("explorer", "mathcore", "pages", "viz")


def by_count() -> Iterator[tuple[str, int]]:
    """Each `lru_cache` of a function of ours that takes arguments, with the bytes of what it holds."""
    for found in _ours():
        function: Any = found.__wrapped__
        held = [each for each in gc.get_referents(found) if each is not function]
        yield f"{function.__module__}.{function.__qualname__}", weigh(held)


def forget() -> None:
    """Empty them: what is found next is of what is computed next."""
    for found in _ours():
        found.cache_clear()


def _ours() -> list[Any]:
    caches = [found for found in gc.get_objects() if isinstance(found, functools._lru_cache_wrapper)]
    return [
        found
        for found in caches
        if found.__wrapped__.__module__.split(".")[0] in OURS and inspect.signature(found.__wrapped__).parameters
    ]
