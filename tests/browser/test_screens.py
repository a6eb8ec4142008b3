"""Screens of all kinds under lessons of all kinds: low, 1024 px, zoomed to 200%, upright, and with less motion."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server, Visitor

pytestmark = pytest.mark.browser

# Curves, a photograph, a space, three panels, a play bar and a map.
KINDS = ("eigenvectors", "svd?view=photo", "subspaces_basis", "derivatives?view=zoom", "gradient_descent")
PANELS = """() => { const full = document.querySelector('.js-plotly-plot')._fullLayout, found = [];
  for (const [name, x] of Object.entries(full)) {
    if (!/^xaxis\\d*$/.test(name)) continue;
    const y = full['yaxis' + String(x.anchor || 'y').slice(1)];
    found.push({ width: x._length, height: y._length, square: Boolean(x.scaleanchor || y.scaleanchor) });
  }
  return found; }"""


@pytest.mark.parametrize("path", KINDS)
def test_the_figure_is_whole_on_a_low_and_on_a_narrow_screen(visitor: Visitor, path: str):
    page = visitor.open(path)
    for width, height in ((844, 390), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        visitor.rest()
        stage = page.locator(".scope-stage")
        stage.evaluate("node => node.scrollIntoView({block: 'end'})")
        box = stage.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= height + 1, "it is higher than the screen"
        assert box["x"] >= 0 and box["x"] + box["width"] <= width + 1, "it is wider than the screen"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert not visitor.complaints


@pytest.fixture
def zoomed(server: Server, browser: Browser) -> Iterator[Visitor]:
    """Somebody who reads a screen of 1280x720 at 200%: half as many pixels of CSS, each of them two."""
    context = browser.new_context(viewport={"width": 640, "height": 360}, device_scale_factor=2)
    context.add_init_script("localStorage.setItem('mathscope:met', 'true')")
    yield Visitor(context.new_page(), server.url)
    context.close()


@pytest.mark.parametrize("path", ["eigenvectors", "svd?view=photo", "gradient_descent"])
def test_at_200_percent_nothing_is_cut_and_all_can_be_reached(zoomed: Visitor, path: str):
    page = zoomed.open(path)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    stage = page.locator(".scope-stage")
    stage.evaluate("node => node.scrollIntoView({block: 'end'})")
    box = stage.bounding_box()
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= 361, "the figure is higher than the screen"
    for control in page.locator(".st-key-lesson-controls > *:visible").all():
        control.scroll_into_view_if_needed()
        place = control.bounding_box()
        assert place and place["x"] >= 0 and place["x"] + place["width"] <= 641
    # What is scrolled to does not lie under the challenge, which is at rest in the page on so low a screen.
    assert page.evaluate("getComputedStyle(document.querySelector('.scope-goal')).position") != "sticky"
    assert not zoomed.complaints


def test_panels_on_a_phone_are_large_enough_to_read_and_to_drag(visitor: Visitor):
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    for path, least in (("rank_determinant?view=flow", 190), ("vectors", 175)):
        page = visitor.open(path)
        panels = page.evaluate(PANELS)
        heights = [panel["height"] for panel in panels]
        assert min(heights) >= least, (path, panels)
        wide = [panel["height"] for panel in panels if not panel["square"]]
        shaped = [panel["height"] for panel in panels if panel["square"]]
        assert not wide or not shaped or min(shaped) > max(wide), "what keeps its shape gets more"
    assert not visitor.complaints


@pytest.mark.parametrize("path", ["gradient_descent", "markov_chains", "lln_clt?view=galton"])
def test_with_less_motion_nothing_moves_by_itself(visitor: Visitor, path: str):
    visitor.page.emulate_media(reduced_motion="reduce")
    page = visitor.open(path)
    before = (visitor.params(), visitor.frames())
    page.wait_for_timeout(1500)
    assert (visitor.params(), visitor.frames()) == before, "the figure moved and nobody had asked"
    for bar in page.locator(".scope-play:visible").all():
        expect(bar.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("t")
    top = "Math.round(document.querySelector('.st-key-lesson-text').getBoundingClientRect().top)"
    page.wait_for_function(f"Math.abs({top}) < 100")
    smooth = "[...document.querySelectorAll('*')].filter((each) => getComputedStyle(each).scrollBehavior === 'smooth')"
    assert page.evaluate(f"{smooth}.length") == 0
    running = "document.getAnimations().filter((each) => each.playState === 'running').length"
    assert page.evaluate(running) == 0
    assert not visitor.complaints
