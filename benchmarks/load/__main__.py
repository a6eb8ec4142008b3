"""``python -m benchmarks.load``: readers drag on all lessons; times, memory and fairness go to benchmarks/load.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.load.clients import PACE, Told, drags, largest, read
from benchmarks.serving import cpu, pids, told_by, until_ready
from explorer import catalogue
from scripts.server import Server

OUTPUT = Path(__file__).resolve().parents[1] / "load.md"
WARM = 8.0  # seconds of dragging before those that count


@dataclass(frozen=True)
class Row:
    """One run: how the server draws, on how many cores, how many readers drag and ask for the largest states."""

    drawing: str
    cores: int
    draggers: int
    heavy: int
    waits: Sequence[Told]
    heavies: Sequence[Told]
    seconds: float
    memory: float
    cpu: float

    def cells(self) -> list[str]:
        """The row of the table."""
        waits = np.concatenate([each.waits for each in self.waits]) * 1000
        own = np.array([len(each.waits) / (len(each.waits) + each.missed) for each in self.waits])
        asked = sum(len(each.waits) for each in self.heavies)
        return [
            self.drawing,
            str(self.cores),
            str(self.draggers),
            f"{self.heavy} ({asked / self.seconds:.1f})" if self.heavy else "0",
            f"{len(waits) / self.seconds:.0f}",
            *(f"{np.percentile(waits, p):.0f}" for p in (50, 95, 99)),
            f"{own.mean():.2f}",
            f"{own.min():.2f}",
            f"{1000 * self.cpu / (len(waits) + asked):.1f}",
            f"{self.memory / 1e6:.0f}",
        ]


HEAD = (
    "Frames drawn by",
    "cores",
    "draggers",
    "largest states (answers a second)",
    "frames a second",
    "p50, ms",
    "p95",
    "p99",
    "frames per value",
    "of the worst-off reader",
    "processor time an answer, ms",
    "memory, MB",
)


async def load(server: Server, draggers: int, heavy: int, seconds: float) -> tuple[list[Told], list[Told], float]:
    """Let readers drag and ask; what they saw, and the seconds of processor time that it took."""
    socket = server.url.replace("http", "ws") + "/scope/live"
    waits: list[Told] = []
    heavies: list[Told] = []
    began = 0.0
    for length in (WARM, seconds):
        began = cpu(pids(server))
        waits, heavies = [Told() for _ in range(draggers)], [Told() for _ in range(heavy)]
        end = time.perf_counter() + length
        tasks = [read(socket, drags(100 * draggers + k), end, PACE, each) for k, each in enumerate(waits)]
        tasks += [read(socket, largest(k + round(length)), end, 0.0, each) for k, each in enumerate(heavies)]
        await asyncio.gather(*tasks)
    return waits, heavies, cpu(pids(server)) - began


def measure(processes: str, cores: int, counts: Sequence[tuple[int, int]], seconds: float) -> list[Row]:
    """All runs against one server that may use so many cores."""
    rows = []
    everywhere = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as folder:
        os.sched_setaffinity(0, sorted(everywhere)[:cores])  # the server inherits it
        with Server(Path(folder) / "log", {"MATHSCOPE_PROCESSES": processes}) as server:
            os.sched_setaffinity(0, everywhere)
            health = until_ready(server.url)
            drawing = f"{health['processes']['ready']} processes" if health["processes"] else "the server itself"
            for draggers, heavy in counts:
                waits, heavies, took = asyncio.run(load(server, draggers, heavy, seconds))
                memory = told_by(server.url)["memory"]["total"]
                rows.append(Row(drawing, cores, draggers, heavy, waits, heavies, seconds, memory, took))
                print(" | ".join(rows[-1].cells()), flush=True)
                for told in [*waits, *heavies]:
                    for error in sorted(set(told.errors))[:2]:
                        print("   ", error)
    return rows


def document(rows: Sequence[Row]) -> str:
    """The table, and what it means."""
    table = [HEAD, ["---"] + ["---:"] * (len(HEAD) - 1), *(row.cells() for row in rows)]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    return f"""Written by `python -m benchmarks.load`. Each reader drags sliders of lessons drawn at random over all of
them, ten values a second on a fixed clock, one request on its way, the newest value next. The time of a frame runs from
the clock's tick of its value to the answer, across loopback. Others ask one after the other for whole figures of the
heavy lessons with every slider at its upper end. Readers share the machine with the server.

{lines}

- *Frames per value*: the share of the values that got a frame; *of the worst-off reader*: the least of any.
- *Memory*: resident, the server and its processes together, what they share counted in each.
- {platform.machine()}, {os.cpu_count()} cores; load of the machine before the run: {os.getloadavg()[0]:.1f}.
"""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="length of a run that counts (20)")
    parser.add_argument(
        "--draggers", type=int, nargs="+", default=[10, 25, 50, 100], help="how many drag (10 25 50 100)"
    )
    parser.add_argument("--heavy", type=int, default=8, help="how many ask for the largest states (8)")
    parser.add_argument("--print", action="store_true", help="write no file")
    asked = parser.parse_args()
    catalogue.lessons()  # before any clock runs
    counts = [*((count, 0) for count in asked.draggers), (asked.draggers[0], asked.heavy)]
    rows = []
    for cores in range(1, min(2, os.cpu_count() or 1) + 1):
        for processes in ("0", ""):
            rows += measure(processes, cores, counts, asked.seconds)
    if not asked.print:
        OUTPUT.write_text(document(rows))


if __name__ == "__main__":
    main()
