"""What the browser makes for paper: its print of a page, the marks of its pictures, the camera of a turned space."""

from __future__ import annotations

import base64
import io

import pypdf
import pytest

from explorer import export
from explorer.assets import static_hash
from explorer.catalogue import find
from explorer.lesson import presets
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

SEEN = """async (address) => {
  const { Drawing } = await import(address);
  const found = [];
  for (const [drawn, told, wanted, came] of [
    ["", "30,20,1", "30,20,1", ""], // a frame from before the turn
    ["", "30,20,1", "30,20,1", "30,20,1"], // the turn has come back
    ["", "30,20,1", "", ""], // Undo, before the turn has come back
    ["5,5,1", "30,20,1", "40,10,1", "40,10,1"], // a preset with a camera of its own, likewise
    ["", "", "40,10,1", "40,10,1"],
  ]) {
    let forgotten = false;
    const drawing = {
      cameras: { drawn, told }, wanted: () => wanted, outlook: { forget: () => { forgotten = true; } },
    };
    Drawing.prototype.see.call(drawing, came);
    found.push([forgotten, drawing.cameras.told]);
  }
  return found;
}"""

STAMPED = """async (address) => {
  const { stampPng } = await import(address);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 4;
  const png = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (letter) => letter.charCodeAt(0));
  const found = [];
  for (let angle = 0; angle < 120; angle++) {
    const told = { slug: "eigenvectors", link: `angle=${angle}`, alt: "", title: "", source: "", program: "" };
    const bytes = new Uint8Array(await stampPng(png, told).arrayBuffer());
    found.push(btoa(String.fromCharCode(...bytes)));
  }
  return found;
}"""


def test_every_png_of_the_browser_leads_back_to_its_state(visitor: Visitor):
    page = visitor.open("eigenvectors")
    made = page.evaluate(STAMPED, f"/scope/static/{static_hash()}/figure/stamp.js")
    states = [export.state_in(base64.b64decode(each)) for each in made]
    assert states == [f"eigenvectors?angle={angle}" for angle in range(120)]


def test_a_turn_that_is_overtaken_keeps_no_later_camera_out(visitor: Visitor):
    page = visitor.open("eigenvectors")
    assert page.evaluate(SEEN, f"/scope/static/{static_hash()}/figure/drawing.js") == [
        [False, "30,20,1"],
        [False, ""],
        [True, ""],
        [True, ""],
        [True, ""],
    ]


def test_the_print_of_a_page_has_the_figure_the_state_the_link_and_all_texts(visitor: Visitor):
    page = visitor.open("eigenvectors?angle=30")
    page.emulate_media(media="print", color_scheme="dark")
    body = page.pdf(format="A4", print_background=True)
    sheets = pypdf.PdfReader(io.BytesIO(body)).pages
    text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
    learning = presets.sections(find("eigenvectors").text())["In machine learning"]
    for said in (
        "Direction of x = 30",
        "eigenvectors?angle=30",
        "With your numbers",
        "References",
        "In machine learning",
    ):
        assert said in text
    assert "PageRank" in learning and "PageRank" in text
    assert "Take away" not in text and "Reset" not in text and len(sheets) <= 6
    assert "on the unit circle" in sheets[0].extract_text()  # the figure is on the first sheet
    assert page.evaluate("document.querySelector('.scope-lesson').style.width") == ""  # the page is as it was


def test_a_turn_is_in_the_address_and_opens_again(visitor: Visitor):
    page = visitor.open("subspaces_basis")
    box = page.locator(".scope-plot").bounding_box()
    assert box is not None
    x, y = box["x"] + 0.25 * box["width"], box["y"] + 0.45 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=5)
    page.mouse.up()
    page.wait_for_function("location.search.includes('camera=')", timeout=15_000)
    visitor.rest()
    camera = str(visitor.params()["camera"])
    assert len(camera.split(";")) == 2 and camera.split(";")[0] != camera.split(";")[1]
    address = page.url
    page.goto("about:blank")
    visitor.open(address.removeprefix(f"{visitor.url}/"))
    assert visitor.params()["camera"] == camera
    page.locator("button[aria-label='Show the whole figure']").first.click()
    page.wait_for_function("!location.search.includes('camera=')", timeout=15_000)
