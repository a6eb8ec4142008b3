"""The application under a path, behind a proxy that speaks https; its pages in the frames of another site."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from scripts.server import Server
from tests.browser.conftest import Visitor
from tests.browser.front import Front, certificate
from tests.browser.stage_hands import FIGURE, NOW, params

pytestmark = [pytest.mark.browser, pytest.mark.may_skip]

PATH = "/courses/maths"
CROSS_SITE = {"STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE": "none"}  # what README tells who puts the pages into frames


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application as its readers know it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of the proxy, and is not installed")
    folder = tmp_path_factory.mktemp("front")
    with Server(folder / "log.txt", CROSS_SITE, PATH) as server, Front(server.port, certificate(folder)) as proxy:
        yield f"https://127.0.0.1:{proxy.port}{PATH}"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@dataclass
class Course:
    """A site of somebody else, whose page is written by the test."""

    folder: Path
    address: str

    def write(self, body: str) -> str:
        """The address of a page with this body."""
        (self.folder / "index.html").write_text(
            f'<!doctype html><title>Course</title><link rel="icon" href="data:,">{body}', encoding="utf-8"
        )
        return f"{self.address}/index.html"


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    yield Course(tmp_path, f"http://localhost:{other.server_address[1]}")
    other.shutdown()


def framed(course: Course, page: Page, address: str, sandbox: str | None) -> FrameLocator:
    """A page of ours in a frame of theirs."""
    kept = "" if sandbox is None else f'sandbox="{sandbox}" '
    page.goto(course.write(f'<iframe {kept}src="{escape(address)}" width="1100" height="800" title="Figure"></iframe>'))
    return page.frame_locator("iframe")


def test_a_lesson_its_socket_and_its_addresses_keep_the_path(front: str, page: Page):
    visitor = Visitor(page, front)
    visitor.open("eigenvectors?angle=30")
    with page.expect_websocket() as opened:
        visitor.open("eigenvectors?angle=30")
    assert urlsplit(opened.value.url).path.startswith(PATH)
    page.locator(".st-key-angle [role=slider], .st-key-angle input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{NOW}.angle === 31", timeout=20_000)
    page.get_by_role("tab", name="Take away").click()
    page.get_by_text(f"{front}/figure/eigenvectors.pdf").first.wait_for()
    link = page.locator(".st-key-take-away a", has_text="JSON").first.evaluate("link => link.href")
    assert link == f"{front}/figure/eigenvectors.json?angle=31&download=1"
    assert not visitor.complaints
    visitor.leave()


def test_files_carry_the_readers_address(front: str, page: Page):
    told = page.request.get(f"{front}/figure/eigenvectors.json?angle=60").json()
    assert told["layout"]["meta"]["link"] == f"{front}/eigenvectors?angle=60"
    page.goto(f"{front}/figure/eigenvectors.html?sliders=angle:0:90:3")
    page.locator(".main-svg").first.wait_for()
    assert page.locator("footer a").get_attribute("href") == f"{front}/eigenvectors"


def test_the_stage_leads_to_the_lesson_and_to_its_frame(front: str, page: Page):
    visitor = Visitor(page, front)
    page.goto(f"{front}/show/eigenvectors?angle=30&controls=angle")
    page.locator(FIGURE).first.wait_for(timeout=60_000)
    page.keyboard.press("e")
    snippet = page.locator(".stage-snippet").input_value()
    assert f'src="{front}/show/eigenvectors?' in snippet
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.wait_for_url(f"{front}/eigenvectors?angle=30*")
    assert not visitor.complaints
    visitor.leave()


def test_lectures_play_under_the_path(front: str, page: Page):
    visitor = Visitor(page, front)
    page.goto(f"{front}/lectures")
    page.locator("a[href*=eigenvectors-to-svd]").first.click()
    page.locator(FIGURE).first.wait_for(timeout=60_000)
    assert page.url.startswith(f"{front}/lecture/eigenvectors-to-svd")
    assert not visitor.complaints
    visitor.leave()


@pytest.mark.parametrize("sandbox", [None, "allow-scripts"])
def test_the_figure_of_a_frame_moves_in_a_sandbox_too(front: str, page: Page, course: Course, sandbox: str | None):
    visitor = Visitor(page, front)
    frame = framed(course, page, f"{front}/show/eigenvectors?embed=1&controls=angle", sandbox)
    frame.locator(FIGURE).first.wait_for(timeout=60_000)
    inner = page.frames[1]
    inner.locator("[data-control=angle] input").focus()
    page.keyboard.press("ArrowRight")
    inner.wait_for_function(f"{NOW}.angle === 21", timeout=20_000)
    assert not visitor.complaints
    visitor.leave()


def test_other_sites_read_a_figure(front: str, page: Page, course: Course):
    page.goto(course.write("<p>Observable</p>"))
    told = page.evaluate(
        "address => fetch(address).then((answer) => answer.json())", f"{front}/figure/eigenvectors.json"
    )
    assert json.dumps(told["layout"]["meta"]["lesson"]) == '"eigenvectors"'


def test_a_readers_file_goes_up_from_a_frame_of_another_site(front: str, page: Page, course: Course, tmp_path: Path):
    (tmp_path / "own.csv").write_text("x,y\n" + "\n".join(f"{0.1 * k},{k % 7}" for k in range(40)))
    frame = framed(course, page, f"{front}/resampling?embed=true", None)
    frame.locator("[data-testid=live-figure][data-frames] .main-svg").first.wait_for(timeout=60_000)
    frame.locator(".st-key-data-source").get_by_role("combobox").click()
    frame.get_by_role("option", name="Your own CSV file").click()
    frame.locator("input[type=file]").set_input_files(tmp_path / "own.csv")
    frame.get_by_text("Draw these numbers").first.wait_for(timeout=20_000)
    assert params(page.frames[1])
