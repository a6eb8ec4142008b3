"""The tab Take away and the way back, in a real browser: make a file, download it, drop it on the home page."""

from __future__ import annotations

import base64
import io
import time
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FileChooser

from explorer import export
from explorer.catalogue import find
from tests.browser.conftest import ARTIFACTS, Visitor

pytestmark = pytest.mark.browser


def open_tab(visitor: Visitor, path: str):
    page = visitor.open(path)
    page.get_by_role("tab", name="Take away").click()
    page.wait_for_selector(".st-key-away-make button")
    visitor.rest()
    return page


def choose(page, visitor: Visitor, size: str) -> None:
    option = page.get_by_role("option", name=size)
    end = time.monotonic() + 60
    while not option.is_visible() and time.monotonic() < end:  # a rerun may close the list again
        page.locator(".st-key-away-size").get_by_role("combobox").click()
        page.wait_for_timeout(700)
    option.click()
    page.wait_for_selector(".st-key-away-numbers")
    visitor.rest()


def test_a_file_is_made_shown_at_true_size_checked_and_downloaded(visitor: Visitor, tmp_path: Path):
    page = open_tab(visitor, "eigenvectors?angle=30")
    choose(page, visitor, "Nature, one column")
    page.get_by_role("button", name="Make the file").click()
    page.wait_for_selector("[data-testid=stProgress]", timeout=20_000)
    page.wait_for_selector(".st-key-away-download button", timeout=120_000)
    image = page.locator(".st-key-away-preview img")
    box = image.bounding_box()
    assert box is not None and abs(box["width"] - 89 / 25.4 * 96) <= 1
    result = page.locator(".st-key-away-result").inner_text()
    assert "Fit to print? Yes." in result and "7.0 pt" in result
    with page.expect_download() as waiting:
        page.locator(".st-key-away-download button").click()
    assert waiting.value.suggested_filename == "eigenvectors_angle-30_nature-single.pdf"
    body = Path(waiting.value.path()).read_bytes()
    assert abs(float(pypdf.PdfReader(io.BytesIO(body)).pages[0].mediabox.width) / 72 * 25.4 - 89) < 0.01
    assert export.state_in(body) == "eigenvectors?angle=30"
    page.locator(".st-key-away-words summary").click()
    page.get_by_text("@misc{mathscope_eigenvectors_").first.wait_for()
    # Before the picture: to take one that is higher than the screen Playwright resizes it, and Plotly complains.
    assert not visitor.complaints
    ARTIFACTS.mkdir(exist_ok=True)
    page.locator(".st-key-lesson-text").screenshot(path=ARTIFACTS / "take_away.png")


def test_the_figure_can_be_moved_while_a_file_is_made(visitor: Visitor):
    page = open_tab(visitor, "eigenvectors")
    page.get_by_role("button", name="Make the file").click()
    before, (x, y) = visitor.frames(), visitor.thumb("angle")
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 15):
        page.mouse.move(x + 3 * step, y)
        page.wait_for_timeout(25)
    page.wait_for_timeout(300)
    assert visitor.frames() > before
    page.mouse.up()
    visitor.rest()
    assert f"angle={visitor.params()['angle']:g}" in page.url


def test_the_form_passes_axe_and_fits_a_phone(visitor: Visitor):
    page = open_tab(visitor, "eigenvectors")
    choose(page, visitor, "IEEE, one column")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        visitor.rest()
        found = Axe().run(page, context=".st-key-away-form", options={"runOnly": ["wcag2a", "wcag2aa"]})
        serious = [v["id"] for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
        assert serious == []
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "html", "json", "csv", "py", "rs", "ipynb"])
def test_a_file_dropped_on_the_home_page_opens_its_state(visitor: Visitor, kind):
    body = export.make(find("eigenvectors").scene(angle=30), kind)
    page = visitor.open("")
    page.wait_for_selector(".scope-opener")
    page.evaluate(
        """([text, name]) => {
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const files = new DataTransfer();
          files.items.add(new File([bytes], name));
          const fire = (kind) => document.querySelector('.scope-opener').dispatchEvent(
            new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
          for (const kind of ['dragenter', 'dragover', 'drop']) fire(kind);
        }""",
        [base64.b64encode(body).decode(), f"figure.{kind}"],
    )
    page.wait_for_url("**/eigenvectors?angle=30", timeout=30_000)


def test_a_file_without_a_state_gets_one_sentence_and_the_button_takes_the_keyboard(visitor: Visitor, tmp_path: Path):
    # Playwright starts to catch choosers some time after it is asked to, so it is asked before the page is there.
    choosers: list[FileChooser] = []
    visitor.page.on("filechooser", lambda chooser: choosers.append(chooser))
    page = visitor.open("")
    page.get_by_role("button", name="Open a figure").focus()
    page.keyboard.press("Enter")
    end = time.monotonic() + 10
    while not choosers and time.monotonic() < end:
        page.wait_for_timeout(50)
    path = tmp_path / "other.png"
    path.write_bytes(b"\x89PNG nothing of ours")
    choosers[0].set_files(path)
    said = page.locator(".scope-opener-said")
    end = time.monotonic() + 10
    while "carries no state" not in said.inner_text() and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert said.inner_text() == "other.png carries no state; files made in the tab Take away do."
    path.write_bytes(b"mathscope:state:" + base64.urlsafe_b64encode(b"no_lesson?a=1"))
    page.locator(".scope-opener input").set_input_files(path)
    page.get_by_text("which does not exist here").wait_for(timeout=10_000)
    assert page.url.rstrip("/") == visitor.url


def test_the_html_file_works_offline(visitor: Visitor, tmp_path: Path):
    path = tmp_path / "figure.html"
    path.write_bytes(export.make(find("eigenvectors").scene(angle=30), "html"))
    browser = visitor.page.context.browser
    assert browser is not None
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
    assert page.evaluate("document.querySelector('.js-plotly-plot').layout.meta.parameters.angle") == "30"
    context.close()
