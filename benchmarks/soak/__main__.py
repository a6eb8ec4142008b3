"""``python -m benchmarks.soak --minutes 60``: fifty readers over all lessons, files and uploads; memory by the minute.

Exit status 1 if memory grows by more than a twentieth after the first ten minutes (the first half of a shorter run), if
an answer is a server error or does not come, or if the log holds anything but requests.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx2
import numpy as np

from benchmarks.load.clients import Told, drags, read
from benchmarks.serving import told_by, until_ready
from explorer import catalogue, link
from explorer.controls import Data
from explorer.controls.data import OwnData, pack
from scripts.server import Server

GROWTH = 0.05
PATIENCE = 120  # seconds for a file
LATE = f"none in {PATIENCE} s"
WORKERS = 4  # who ask for files at once
KINDS = ("json", "csv", "html", "py", "ipynb", "check")


async def files(url: str, seed: int, end: float, found: Counter[str]) -> None:
    """Ask for files of states at random, of a reader's own data among them, until the end. Before that all lessons have
    their turn with each kind, without a pause: what is read once (data, fonts, a browser) is there before one counts.
    """
    draws = np.random.default_rng(seed)
    lessons = list(catalogue.lessons().values())
    first = [(lesson, kind) for kind in KINDS for lesson in lessons[seed::WORKERS]]
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        while time.perf_counter() < end:
            lesson, kind = lessons[draws.integers(len(lessons))], KINDS[draws.integers(len(KINDS))]
            pause = 0.0 if first else 1.0
            if first:
                lesson, kind = first.pop(0)
            preset = lesson.presets[int(draws.integers(len(lesson.presets)))]
            values = dict(preset.values)
            own = next((each for each in lesson.controls if isinstance(each, Data) and each.own), None)
            if own is not None:
                names = tuple(f"c{k}" for k in range(own.own))
                values[own.name] = pack(OwnData(names, np.round(draws.normal(size=(60, own.own)), 3)))
            query = link.write(lesson, lesson.nearest(values)[0])
            try:
                answer = await client.get(f"/figure/{lesson.slug}.{kind}?{query}")
                found[str(answer.status_code)] += 1
            except httpx2.TimeoutException:
                found[LATE] += 1
            await asyncio.sleep(pause)


async def watch(url: str, end: float, seen: list[dict[str, float]]) -> None:
    """Look at the server's memory until the end."""
    while time.perf_counter() < end:
        health = await asyncio.to_thread(told_by, url)
        cache = health["cache"]
        seen.append({"server": health["memory"]["server"], "total": health["memory"]["total"], "cache": cache["used"]})
        said = f"memory {seen[-1]['total'] / 1e6:.0f} MB, of which the server {seen[-1]['server'] / 1e6:.0f}; "
        said += f"caches {cache['used'] / 1e6:.0f} MB, {cache['hits']:,} hits, {cache['misses']:,} misses"
        print(f"{health['seconds'] / 60:6.1f} min: {said}", flush=True)
        await asyncio.sleep(min(30.0, max(0.1, end - time.perf_counter())))


async def soak(url: str, readers: int, seconds: float) -> tuple[list[dict[str, float]], list[Told], Counter[str]]:
    """All readers until the end."""
    end = time.perf_counter() + seconds
    seen: list[dict[str, float]] = []
    told, found = [Told() for _ in range(readers)], Counter[str]()
    tasks = [read(url.replace("http", "ws") + "/scope/live", drags(k), end, 0.5, each) for k, each in enumerate(told)]
    tasks += [files(url, k, end, found) for k in range(WORKERS)]
    await asyncio.gather(watch(url, end, seen), *tasks)
    return seen, told, found


def main() -> None:
    """Soak, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60, help="how long (60)")
    parser.add_argument("--readers", type=int, default=50, help="how many (50)")
    asked = parser.parse_args()
    catalogue.lessons()  # before any clock runs
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with Server(log, {"MATHSCOPE_LOG": "json"}) as server:
            until_ready(server.url)
            seen, told, found = asyncio.run(soak(server.url, asked.readers, 60 * asked.minutes))
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    known = ("event", "kind", "said", "by", "lesson", "where")
    said = Counter(" ".join(str(line.get(name, "")) for name in known) for line in lines if line["level"] != "info")
    waits = np.concatenate([each.waits for each in told]) * 1000
    total = np.array([each["total"] for each in seen])
    start = round(len(total) * min(0.5, 10 / asked.minutes))
    settled = total[start : start + 3].mean()
    growth = total[-3:].mean() / settled - 1
    print(f"{len(waits):,} frames, p50 {np.percentile(waits, 50):.0f} ms, p95 {np.percentile(waits, 95):.0f} ms")
    print(f"files by status: {dict(found)}; errors: {Counter(e for each in told for e in each.errors)}")
    print(
        f"memory when the caches were full {settled / 1e6:.0f} MB, at the end {total[-3:].mean() / 1e6:.0f} MB: ",
        end="",
    )
    print(f"{100 * growth:+.1f}%; largest {total.max() / 1e6:.0f} MB")
    print(f"lines of the log that are no request: {dict(said) or 'none'}")
    sys.exit(growth > GROWTH or any(status.startswith("5") or status == LATE for status in found) or bool(said))


if __name__ == "__main__":
    main()
