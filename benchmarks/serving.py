"""What benches of a running server share."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scripts.server import Server

PATIENCE = 300  # seconds


def told_by(url: str) -> dict[str, Any]:
    """What a server says at /health."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:  # 503: not ready yet
        found = json.load(error)
    return found


def until_ready(url: str) -> dict[str, Any]:
    """Wait until a server is ready, and all processes that it wants; what it says then.

    Raises:
        TimeoutError: it is not in time.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = told_by(url)
        drawn = found["processes"]
        if found["ready"] and (drawn is None or drawn["ready"] == drawn["wanted"]):
            return found
        time.sleep(0.5)
    raise TimeoutError(f"The server was not ready within {PATIENCE} seconds.")


def cpu(pids: Iterable[int]) -> float:
    """Seconds of processor time that processes have taken so far, by Linux' own account."""
    tick = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / tick
    return total


def pids(server: Server) -> list[int]:
    """The processes of a server: its own, and those that draw."""
    assert server.process is not None
    drawn = told_by(server.url)["processes"]
    return [server.process.pid, *(each["pid"] for each in (drawn["processes"] if drawn else ()))]
