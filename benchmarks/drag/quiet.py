"""How busy the machine is with other work than ours: a drag measured meanwhile would tell of that work."""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Reading:
    """Processor time since the machine started, in ticks: of all cores together, of it busy, of it busy for us."""

    total: int
    busy: int
    ours: int


def read() -> Reading | None:
    """A reading now; None where the system does not tell (it is Linux's /proc)."""
    try:
        ticks = [int(word) for word in (PROC / "stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return None
    idle = ticks[3] + ticks[4]
    return Reading(sum(ticks), sum(ticks) - idle, _ours())


def others(before: Reading | None, after: Reading | None) -> float | None:
    """The share of the machine's cores that other work took between two readings; None where that cannot be known."""
    if before is None or after is None or after.total == before.total:
        return None
    busy, ours = after.busy - before.busy, after.ours - before.ours
    return max(0.0, busy - ours) / (after.total - before.total)


class Patience:
    """Waits for the machine to come to rest, `budget` seconds in all; then a measurement takes what it gets."""

    def __init__(self, budget: float) -> None:
        self.budget = budget

    async def rest(self, noise: float, sample: float = 1.0) -> None:
        """Wait until other work takes no more than that share of the machine."""
        while self.budget > 0:
            before = read()
            await asyncio.sleep(sample)
            if (others(before, read()) or 0) <= noise:
                return
            self.budget -= sample


def _ours() -> int:
    """The processor time of this process and its descendants: the servers, the browsers."""
    children: dict[int, list[int]] = defaultdict(list)
    spent: dict[int, int] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                # The name of the command may hold spaces and brackets; the fields follow its last bracket.
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            children[int(fields[1])].append(int(folder.name))
            spent[int(folder.name)] = sum(map(int, fields[11:15]))
    found, waiting = 0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        found += spent.get(process, 0)
        waiting += children[process]
    return found
