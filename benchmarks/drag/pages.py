"""The pages that are measured, and how each is started."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.delay import Line

ROOT = Path(__file__).resolve().parents[2]
STREAMLIT = ("-m", "streamlit", "run")
QUIET = ("--server.headless", "true", "--browser.gatherUsageStats", "false", "--server.port")

FORGET = """(async () => {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  (await import(loaded.find((name) => name.endsWith("/figure/known.js")))).known.clear();
})()"""


@dataclass(frozen=True)
class Page:
    """A page with one slider and the figure.

    Attributes:
        name: how it is called on the command line.
        label: how it is called in the table.
        command: the arguments of Python that serve it; the port follows.
        slider: CSS selector of the element whose attributes hold the slider's value.
        track: CSS selector of the element that the thumb moves along.
        inset: how far from either end of the track the thumb's middle rests, in pixels.
        path: the page's path.
        forget: JavaScript that makes the page forget the frames that it has seen: each drag is then the first.
        follows: the control whose value the page's data-params tells, and the values that its slider counts (None where
            it shows its value); empty where the value is read from the picture.
    """

    name: str
    label: str
    command: tuple[str, ...]
    slider: str
    track: str
    inset: float
    path: str = "/"
    forget: str = ""
    follows: tuple[str, tuple[float, ...] | None] | tuple[()] = ()


def peer(name: str) -> tuple[str, ...]:
    """The command of a page of our own."""
    return ("-m", f"benchmarks.drag.peers.{name}_page")


PAGES = (
    Page(
        "mathscope",
        "**Mathscope**",
        (*STREAMLIT, "app.py", *QUIET),
        ".st-key-angle input[type=range]",
        ".st-key-angle [role=group]",
        6,
        "/eigenvectors",
        FORGET,
    ),
    Page("static", "static page, JavaScript, `Plotly.react`", peer("static"), "input", "input", 8),
    Page(
        "nicegui",
        "NiceGUI, the figure as a dict",
        (*peer("nicegui"), "react"),
        ".q-slider",
        ".q-slider",
        0,
    ),
    Page(
        "nicegui-animate",
        "NiceGUI, `Plotly.animate` of what moved",
        (*peer("nicegui"), "animate"),
        ".q-slider",
        ".q-slider",
        0,
    ),
    Page(
        "dash",
        'Dash, `updatemode="drag"`, WebSocket, `Patch`',
        peer("dash"),
        "[role=slider]",
        ".dash-slider-root",
        10,
    ),
    Page(
        "streamlit",
        "plain Streamlit, `st.slider`, `st.plotly_chart`, a fragment",
        (*STREAMLIT, "benchmarks/drag/peers/streamlit_page.py", *QUIET),
        ".st-key-angle input[type=range]",
        ".st-key-angle [role=group]",
        6,
    ),
)

NEAR = Line("beside the server", 0.0)
LINES = (
    Line("40 ms", 0.04),
    Line("80 ms", 0.08),
    Line("200 ms", 0.2),
    Line("300 ms, 1 Mbit/s", 0.3, 125_000),
)
ACROSS = ("mathscope", "static", "nicegui-animate", "dash")  # pages that are dragged over these lines as well
THIN = ("mathscope", "static")  # of them, those that are over a line that lets little through


@contextlib.contextmanager
def served(page: Page, timeout: float = 180) -> Iterator[str]:
    """Serve the page while the block runs; its URL.

    Raises:
        RuntimeError: if it does not answer in time; what it printed is in the message.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a server is rarely started for the first time
    server = subprocess.Popen(
        [sys.executable, *page.command, str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until = time.monotonic() + timeout
        while not _answers(address):
            if server.poll() is not None or time.monotonic() > until:
                server.kill()
                said = server.stdout.read() if server.stdout else ""
                raise RuntimeError(f"{page.name} does not run:\n{said[-2000:]}")
            time.sleep(0.1)
        yield address + page.path
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
        if server.stdout:
            server.stdout.close()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False
