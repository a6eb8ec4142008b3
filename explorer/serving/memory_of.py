"""How much memory a process holds."""

from __future__ import annotations

import os
import sys
from pathlib import Path


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
