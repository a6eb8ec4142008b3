"""What a process remembers of what it computed: one shelf, bounded in bytes, for all of it.

A function whose results may be large is `remembered`; what a lesson keeps between frames (`explorer.lesson.kept`) lies
on the same shelf. A function without arguments, or of a few small answers, is an `lru_cache` of `functools`: what it
holds is bounded by what it is.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import os
import sys
import threading
import time
import types
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
T = TypeVar("T")
MEGABYTE = 2**20
ROOM = 96  # megabytes of the shelf of a process, unless MATHSCOPE_CACHE_MB says otherwise
_PLAIN = frozenset({str, bytes, int, float, complex, bool, type(None)})  # the usual leaves, known without asking
_LEAVES = (type, types.ModuleType, types.BuiltinFunctionType, np.dtype, str, bytes, int, float, complex)


class _Entry:
    """A value on the shelf: what it weighs in bytes, the seconds that it cost, and what it is worth."""

    __slots__ = ("cost", "key", "value", "weight", "worth")

    def __init__(self, key: Hashable, value: Any, weight: int, cost: float) -> None:
        self.key, self.value, self.weight, self.cost = key, value, weight, cost
        self.worth = 0.0


class Shelf:
    """Values by key, at most `room` bytes of them.

    The first to go is what is worth least: seconds to compute it again for each byte, above the worth of what went last
    when it was asked for (GreedyDual-Size; Cao and Irani 1997). So a table that takes seconds outlives an array that
    takes a millisecond, and what nobody asks for goes in the end.

    Attributes:
        room, used: bytes that it may hold, and holds.
        hits, misses, evicted: how often a value was there, was not, and had to make room for another.
    """

    def __init__(self, room: int) -> None:
        self.room, self.used = room, 0
        self.hits = self.misses = self.evicted = 0
        self._lock = threading.Lock()
        self._entries: dict[Hashable, _Entry] = {}
        self._order: list[tuple[float, int, _Entry]] = []  # a heap; worth that has risen since is looked up when met
        self._count = itertools.count()
        self._level = 0.0  # the worth of what went last

    def find(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of that key; computed, outside the lock, if it is not there."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self.hits += 1
                entry.worth = self._level + entry.cost / entry.weight
                found: T = entry.value
                return found
            self.misses += 1
        began = time.perf_counter()
        value = compute()
        new = _Entry(key, value, weigh((key, value)), time.perf_counter() - began)
        with self._lock:
            if key not in self._entries and new.weight <= self.room:
                self._make_room(new.weight)
                new.worth = self._level + new.cost / new.weight
                self._entries[key] = new
                self.used += new.weight
                heapq.heappush(self._order, (new.worth, next(self._count), new))
        return value

    def _make_room(self, weight: int) -> None:
        while self.used + weight > self.room:
            worth, _, entry = heapq.heappop(self._order)
            if entry.worth > worth:  # it was asked for again
                heapq.heappush(self._order, (entry.worth, next(self._count), entry))
                continue
            del self._entries[entry.key]
            self.used -= entry.weight
            self.evicted += 1
            self._level = worth

    def told(self) -> dict[str, Any]:
        """Its figures, and which kinds of values hold most bytes."""
        with self._lock:
            kinds: Counter[str] = Counter()
            for key, entry in self._entries.items():
                kinds[_kind(key)] += entry.weight
            return {
                "room": self.room,
                "used": self.used,
                "values": len(self._entries),
                "hits": self.hits,
                "misses": self.misses,
                "evicted": self.evicted,
                "largest": dict(kinds.most_common(5)),
            }

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._order.clear()
            self.used, self._level = 0, 0.0


def _kind(key: Hashable) -> str:
    """The texts that a key begins with: the name of the function or quantity, and nothing of its arguments."""
    if not isinstance(key, tuple):
        return "other"
    return ".".join(itertools.takewhile(lambda part: isinstance(part, str), key)) or "other"


def weigh(value: Any) -> int:
    """About how many bytes a value holds: its arrays whole, what is shared within it once."""
    seen: dict[int, Any] = {}  # the objects themselves, so that none gives its number to another
    waiting = [value]
    total = 0
    while waiting:
        found = waiting.pop()
        if id(found) in seen:
            continue
        seen[id(found)] = found
        if not isinstance(found, (type, types.ModuleType)):
            total += sys.getsizeof(found, 64)
        if type(found) not in _PLAIN:
            waiting += _inside(found)
    return total


def _inside(value: Any) -> Iterable[Any]:
    """What a value holds beside itself."""
    if isinstance(value, _LEAVES):
        return ()
    if isinstance(value, np.ndarray):
        return () if value.base is None else (value.base,)
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, (tuple, list, set, frozenset)):
        return value
    if isinstance(value, types.FunctionType):  # what it closes over; not the module that it lives in
        return [each for each in (_held(cell) for cell in value.__closure__ or ()) if each is not None]
    if isinstance(value, types.MethodType):
        return (value.__self__,)
    if isinstance(value, functools.partial):
        return [value.func, *value.args, *value.keywords.values()]
    held = list(vars(value).values()) if hasattr(value, "__dict__") else []
    return held + [getattr(value, name, None) for name in _slots(type(value))]  # type: ignore[arg-type]


def _held(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # nothing yet
        return None


@functools.lru_cache(maxsize=1024)
def _slots(kind: type) -> tuple[str, ...]:
    """The names of all slots of a class and of those that it derives from."""
    found = (vars(owner).get("__slots__", ()) for owner in kind.__mro__)
    return tuple(name for names in found for name in ((names,) if isinstance(names, str) else names))


def _room() -> int:
    """Bytes of this process's shelf.

    Raises:
        ValueError: MATHSCOPE_CACHE_MB is no number of megabytes.
    """
    text = os.environ.get("MATHSCOPE_CACHE_MB", "").strip() or str(ROOM)
    if not text.isdigit():
        raise ValueError(f"MATHSCOPE_CACHE_MB is {text!r}: it must be a whole number of megabytes.")
    return int(text) * MEGABYTE


SHELF = Shelf(_room())


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """A function whose results stay on the shelf of the process; its arguments can be hashed, and it is pure."""
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def found(*args: P.args, **named: P.kwargs) -> T:
        key = (name, function, args, tuple(sorted(named.items())))  # two lambdas of a module have one name
        return SHELF.find(key, lambda: function(*args, **named))

    return found
