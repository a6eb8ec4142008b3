"""The running application and a real Chromium, one of each for all browser tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from explorer.version import ROOT
from scripts.browser import launch_options

ARTIFACTS = ROOT / "artifacts"


class Server:
    """The application in a process of its own, which can be killed and started again on the same port."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--server.port", str(self.port), "--server.address", "127.0.0.1", "--server.headless", "true"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--server.fileWatcherType", "none"],
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(self.url + "/scope/looks.json", timeout=2).read()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"The application did not start:\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("server") / "log.txt")
    found.start()
    yield found
    found.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(**launch_options())
        yield found
        found.close()


class Visitor:
    """A page with what it complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        """An error in the console is a complaint, but for Streamlit's own search for its server: at /SLUG it asks
        /SLUG/_stcore first, hears 404, and goes on to /_stcore."""
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def open(self, path: str) -> Page:
        """Go to a page and wait for its figure, if it is a lesson's, and for Python to be done."""
        self.page.goto(f"{self.url}/{path}")
        if path.split("?")[0]:
            self.page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=60_000)
        else:
            self.page.wait_for_selector("a[href$=eigenvectors] >> visible=true", timeout=60_000)
        self.rest()
        return self.page

    def rest(self) -> None:
        """Wait until Streamlit runs nothing and the figure has not changed for a while."""
        self.page.wait_for_function(
            """() => {
              const app = document.querySelector('[data-testid=stApp]');
              const figure = document.querySelector('[data-testid=live-figure]');
              const now = (app?.dataset.testScriptState || '') + (figure?.dataset.frames || '');
              const quiet = app?.dataset.testScriptState !== 'running' && window.__seen === now;
              if (window.__seen !== now) { window.__seen = now; window.__since = performance.now(); }
              return quiet && performance.now() - window.__since > 400;
            }""",
            timeout=60_000,
        )

    def params(self) -> dict[str, object]:
        """The parameters drawn last."""
        return self.page.evaluate("JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params)")

    def frames(self) -> int:
        """How many frames were drawn so far."""
        return int(self.page.evaluate("document.querySelector('[data-testid=live-figure]').dataset.frames"))

    def thumb(self, control: str) -> tuple[float, float]:
        """The middle of a slider's thumb, in pixels."""
        box = self.page.locator(f".st-key-{control} [data-testid=stSliderThumbValue]").locator("..").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.fixture
def visitor(server: Server, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="light")
    yield Visitor(context.new_page(), server.url)
    context.close()
