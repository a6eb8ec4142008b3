"""What is counted: frames and requests, for /health, and for Prometheus where MATHSCOPE_METRICS=1 asks for it.

Prometheus reads a text of one line a number (its exposition format 0.0.4). We have two histograms and a dozen gauges,
whose labels are ours and need no escapes: writing them takes fewer lines than registering them with a client library.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)  # seconds
MEDIA = "text/plain; version=0.0.4; charset=utf-8"
MOST_LABELS = 200  # sets of labels of a histogram: a route is a reader's word until it is known
Labels = tuple[tuple[str, str], ...]


def wanted() -> bool:
    """Whether Prometheus shall be served."""
    return os.environ.get("MATHSCOPE_METRICS", "").strip().lower() in ("1", "yes", "true", "on")


class Histogram:
    """How many events took how long, by their labels."""

    def __init__(self, name: str, told: str) -> None:
        self.name, self.told = name, told
        self._lock = threading.Lock()
        self._found: dict[Labels, tuple[list[int], float]] = {}

    def observe(self, seconds: float, **labels: str) -> None:
        """One event."""
        key = tuple(labels.items())
        with self._lock:
            if key not in self._found and len(self._found) >= MOST_LABELS:
                return
            counts, total = self._found.get(key, ([0] * (len(BUCKETS) + 1), 0.0))
            counts[bisect_left(BUCKETS, seconds)] += 1
            self._found[key] = counts, total + seconds

    def lines(self) -> Iterator[str]:
        """Its lines for Prometheus: for each bucket how many events took at most so long."""
        yield f"# HELP {self.name} {self.told}"
        yield f"# TYPE {self.name} histogram"
        with self._lock:
            found = {key: (list(counts), total) for key, (counts, total) in self._found.items()}
        for key, (counts, total) in found.items():
            named = ",".join(f'{name}="{value}"' for name, value in key)
            passed = 0
            for bound, count in zip([*map(str, BUCKETS), "+Inf"], counts, strict=True):
                passed += count
                yield f'{self.name}_bucket{{{named},le="{bound}"}} {passed}'
            yield f"{self.name}_sum{{{named}}} {total:.6f}"
            yield f"{self.name}_count{{{named}}} {passed}"


class Meter:
    """Counts of this server."""

    def __init__(self) -> None:
        self.frames: Counter[str] = Counter()  # by where they were drawn
        self.connections = 0
        self._frames = Histogram("mathscope_frame_seconds", "Time to answer a message of a socket.")
        self._requests = Histogram("mathscope_request_seconds", "Time to answer a request over HTTP.")

    def frame(self, where: str, seconds: float) -> None:
        """A message of a socket was answered by "processes" or by the "server"."""
        self.frames[where] += 1
        self._frames.observe(seconds, where=where)

    def request(self, route: str, status: int, seconds: float) -> None:
        """A request over HTTP was answered; what was asked for in vain has no name of ours."""
        self._requests.observe(seconds, route=route if status != 404 else "unknown", status=str(status))

    def text(self, figures: Mapping[str, tuple[str, float]]) -> str:
        """What Prometheus reads: the histograms, and figures of now by name, each with what it is."""
        lines = [*self._frames.lines(), *self._requests.lines()]
        for name, (told, value) in figures.items():
            lines += [f"# HELP mathscope_{name} {told}.", f"# TYPE mathscope_{name} gauge", f"mathscope_{name} {value}"]
        return "\n".join(lines) + "\n"


METER = Meter()
