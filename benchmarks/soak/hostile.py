"""``python -m benchmarks.soak.hostile --count 100000``: hostile requests to a server of its own.

Each must get its answer: no server error, no connection that ends, no fault in the log. Exit status 1 otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import httpx2
import orjson
from websockets.asyncio.client import connect

from benchmarks.serving import told_by, until_ready
from benchmarks.soak.requests import Hostile, hostile
from scripts.server import Server

READERS = 8


async def attack(url: str, requests: Iterator[Hostile], found: Counter[str], bad: list[str]) -> None:
    """Send requests, one after the other."""
    async with (
        httpx2.AsyncClient(base_url=url, timeout=120) as client,
        connect(url.replace("http", "ws") + "/scope/live", max_size=None, ping_interval=None) as socket,
    ):
        for request in requests:
            if request.path:
                answer = await client.get(request.path)
                found[f"GET {answer.status_code}"] += 1
                if answer.status_code >= 500 and answer.status_code not in (501, 503):
                    bad.append(request.path)
                continue
            await socket.send(request.message)
            if '"stop"' in request.message and _stops(request.message):
                continue
            while "progress" in (reply := orjson.loads(await socket.recv())):
                pass
            found[f"socket {next(iter(reply.keys() - {'id'}))}"] += 1
            if "fault" in str(reply.get("error")):
                bad.append(request.message)


def _stops(text: str) -> bool:
    try:
        return isinstance(orjson.loads(text).get("stop"), int)
    except (orjson.JSONDecodeError, AttributeError):
        return False


async def all_of_them(url: str, count: int, seed: int, found: Counter[str], bad: list[str]) -> None:
    """The requests dealt out to several connections."""
    each = [islice(hostile(seed + k), count // READERS) for k in range(READERS)]
    await asyncio.gather(*(attack(url, requests, found, bad) for requests in each))


def main() -> None:
    """Attack, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak.hostile", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="how many requests (100000)")
    parser.add_argument("--seed", type=int, default=0, help="of the requests (0)")
    asked = parser.parse_args()
    found, bad, began = Counter[str](), list[str](), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with Server(log, {"MATHSCOPE_LOG": "json"}) as server:
            until_ready(server.url)
            asyncio.run(all_of_them(server.url, asked.count, asked.seed, found, bad))
            health = told_by(server.url)
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    known = ("event", "kind", "said", "by", "lesson", "where")
    said = Counter(" ".join(str(line.get(name, "")) for name in known) for line in lines if line["level"] != "info")
    print(f"{sum(found.values()):,} requests in {time.monotonic() - began:.0f} s: {dict(found.most_common())}")
    print(f"memory {health['memory']['total'] / 1e6:.0f} MB; processes replaced: {health['processes']['replaced']}")
    for line, count in said.most_common(30):
        print(f"log, {count} times: {line}")
    for request in bad[:20]:
        print(f"bad: {request[:300]}")
    sys.exit(bool(bad) or bool(said))


if __name__ == "__main__":
    main()
