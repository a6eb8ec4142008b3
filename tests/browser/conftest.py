"""The running application and a real Chromium, one of each for all browser tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from explorer.assets import PLOTLY_PATH
from explorer.version import ROOT
from scripts.browser import launch_options
from scripts.server import Server

ARTIFACTS = ROOT / "artifacts"
SPREAD = "test_every_page"  # its tests are many and alike: each goes to whichever process is free


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `--dist loadgroup` a file stays in one process, with its fixtures."""
    for item in items:
        if item.get_closest_marker("browser") and item.path.stem != SPREAD:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    # One process that draws: two suites run side by side, and each process loads all libraries.
    with Server(tmp_path_factory.mktemp("server") / "log.txt", {"MATHSCOPE_PROCESSES": "1"}) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(**launch_options())
        yield found
        found.close()


@contextmanager
def blank(server: Server, browser: Browser, width: int) -> Iterator[Page]:
    """An empty page of the application's origin, that many pixels wide, so that its modules can be imported."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(server.url + "/scope/looks.json")
    page.set_content("<body></body>")
    page.evaluate("(path) => { window.__plotly = path; }", PLOTLY_PATH)
    yield page
    context.close()


class Visitor:
    """A page with what it complained of."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._catch)

    def leave(self) -> None:
        """Hear no more of the page."""
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._catch)

    def _catch(self, error: Error) -> None:
        self.complaints.append(str(error))

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

    def rest(self, quiet: int = 400) -> None:
        """Wait until Streamlit runs nothing, and the figure is whole (or stopped) and has not changed for `quiet`
        milliseconds from now."""
        self.page.evaluate("window.__seen = null")  # or what was seen before the last deed would count
        self.page.wait_for_function(
            """least => {
              const app = document.querySelector('[data-testid=stApp]');
              const figure = document.querySelector('[data-testid=live-figure]');
              const now = (app?.dataset.testScriptState || '') + (figure?.dataset.frames || '');
              const done = app?.dataset.testScriptState !== 'running' && figure?.dataset.status !== 'coming';
              const quiet = done && window.__seen === now;
              if (window.__seen !== now) { window.__seen = now; window.__since = performance.now(); }
              return quiet && performance.now() - window.__since > least;
            }""",
            arg=quiet,
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


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for the tests of a file: in a new one Streamlit's scripts are read and compiled again, which takes longer
    than most tests do."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def visitor(server: Server, tab: Page) -> Iterator[Visitor]:
    """Somebody who comes for the first time: nothing is remembered, nothing is held, no other window is open."""
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.emulate_media(color_scheme="light", media="screen", reduced_motion="no-preference")
    tab.goto(f"{server.url}/scope/looks.json")
    tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.evaluate("localStorage.setItem('mathscope:met', 'true')")  # the introduction has a test of its own
    found = Visitor(tab, server.url)
    yield found
    found.leave()
    for other in tab.context.pages:
        if other != tab:
            other.close()
    tab.mouse.up()
    tab.mouse.move(0, 0)
