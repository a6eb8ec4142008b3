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
        if pid is not None:
            return 0
        try:
            import resource
        except ModuleNotFoundError:  # Windows
            return 0
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit  # the most so far
    return pages * os.sysconf("SC_PAGE_SIZE")
