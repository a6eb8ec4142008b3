"""How much memory a process holds, and how it gives back what it does not need."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

_NEW = 5_000  # objects more than before, until the collector looks at the new ones; a frame makes a few thousand
_ARENAS = -8  # M_ARENA_MAX of glibc's malloc.h
_MAPPED = -3  # M_MMAP_THRESHOLD
_LARGE = 1 << 20  # bytes: a block of memory that goes back to the system when it is freed


def resident(pid: int | None = None) -> int:
    """Bytes of memory that a process holds (this one, if none is named); 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid or 'self'}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0 if pid is not None else _most()
    return pages * os.sysconf("SC_PAGE_SIZE")


def _most() -> int:
    """The most that this process has held so far, where nothing tells what it holds now."""
    if os.name != "posix":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _libc() -> ctypes.CDLL | None:
    """The C library, if it is glibc."""
    if not sys.platform.startswith("linux"):
        return None
    found = ctypes.CDLL(None)
    return found if hasattr(found, "mallopt") and hasattr(found, "malloc_trim") else None


def frugal() -> None:
    """Let threads share two pools of memory. glibc gives each of our dozens of threads one of its own (eight a core),
    and each keeps the largest figure that its thread ever made. Large blocks (a file of five megabytes, written by a
    thread) lie outside of the pools: among small ones that live on, the room of those that are gone is not given back.
    """
    if (libc := _libc()) is not None:
        libc.mallopt(_ARENAS, 2)
        libc.mallopt(_MAPPED, _LARGE)


def load(*loaders: Callable[[], object]) -> None:
    """Call these, and take what is in memory then as there for good (the lessons, the libraries).

    The collector of garbage rests meanwhile, since nearly all that is made stays: its walks are a fifth of the time
    that the lessons take to load. Afterwards it leaves all of that alone: a walk through it takes a tenth of a second,
    in which no frame is drawn.
    """
    gc.disable()
    try:
        for loader in loaders:
            loader()
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()
    gc.set_threshold(_NEW, 10, 10)


def give_back() -> None:
    """Give memory that is free back to the system; glibc keeps it otherwise. It takes some milliseconds."""
    if (libc := _libc()) is not None:
        libc.malloc_trim(0)
