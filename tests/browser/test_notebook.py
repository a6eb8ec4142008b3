"""What a notebook keeps of a scene, opened as the page that nbconvert writes: with a network, and without one."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from plotly.offline import get_plotlyjs

import mathscope

pytestmark = pytest.mark.browser


class Public(http.server.BaseHTTPRequestHandler):
    """Plotly's public address, as far as a figure asks for it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Type", "text/javascript")
        self.end_headers()
        self.wfile.write(get_plotlyjs().encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def public() -> Iterator[str]:
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Public)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{found.server_address[1]}"
    found.shutdown()


def test_the_figure_is_live_with_a_network_and_its_image_is_seen_without(tab: Page, public: str, tmp_path: Path):
    scene = mathscope.lesson("eigenvectors").scene(angle=60)
    data, _ = scene._repr_mimebundle_()
    for name, text in (("on", data["text/html"].replace("https://cdn.plot.ly", public)), ("off", data["text/html"])):
        (tmp_path / f"{name}.html").write_text(f'<!doctype html><meta charset="utf-8">{text}', encoding="utf-8")
    tab.goto((tmp_path / "on.html").as_uri())
    frame = tab.frames[1]
    frame.wait_for_selector(".main-svg", state="attached", timeout=60_000)
    assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert frame.evaluate("document.querySelector('.main-svg').getBoundingClientRect().width") == 960
    tab.goto((tmp_path / "off.html").as_uri())
    tab.frames[1].wait_for_selector("#told", state="attached")
    assert tab.evaluate("document.querySelector('img').naturalWidth") == 1920
    assert tab.frames[1].evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_sliders_move_in_their_sandbox(tab: Page, tmp_path: Path):
    found = mathscope.sliders(mathscope.lesson("eigenvectors").scene(), "angle:0:90:4")
    (tmp_path / "x.html").write_text(f'<!doctype html><meta charset="utf-8">{found._repr_html_()}', encoding="utf-8")
    tab.goto((tmp_path / "x.html").as_uri())
    frame = tab.frames[1]
    frame.wait_for_selector(".main-svg", state="attached", timeout=60_000)
    frame.locator("input[type=range]").focus()
    before = frame.evaluate("document.querySelector('.main-svg').innerHTML")
    tab.keyboard.press("ArrowRight")
    frame.wait_for_function("before => document.querySelector('.main-svg').innerHTML !== before", arg=before)
