"""A lecture goes on while the server is gone: no caption stands under another figure, nothing is missing after it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server
from tests.browser.stage_hands import FIGURE, NOW, params

pytestmark = pytest.mark.browser

SWEEP = {"name": "angle", "from": 0, "to": 90, "seconds": 4}
SCENES: list[dict[str, Any]] = [
    {"lesson": "eigenvectors", "link": "angle=10", "caption": "ten", "sweep": None},
    {"lesson": "eigenvectors", "link": "", "caption": "sweep", "sweep": SWEEP},
    {"lesson": "svd", "link": "angle=30", "caption": "thirty", "sweep": None},
    {"lesson": "gradient_descent", "link": "", "caption": "descent", "sweep": None},
]  # fmt: skip
LECTURE = {
    "title": "Outage",
    "scenes": [{"title": "", "show": [], "notes": "", **scene} for scene in SCENES],
}
# What is seen together, looked at before each paint: the caption, the lesson of the figure, its angle.
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const figure = document.querySelector('.stage-layer:not(.stage-coming) [data-testid=live-figure][data-params]');
    if (figure) {
      const caption = document.querySelector('.stage-caption').textContent;
      const now = JSON.stringify([caption, JSON.parse(figure.dataset.params)]);
      if (window.seen.at(-1) !== now) window.seen.push(now);
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Server]:
    """A server of its own, which the test kills."""
    with Server(tmp_path / "log.txt") as found:
        yield found


def at(page: Page, number: int, timeout: int = 20_000) -> None:
    page.wait_for_selector(f"main[data-scene='{number}']", timeout=timeout)


def test_an_outage_in_the_middle_of_a_lecture(mortal: Server, browser: Browser):
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="no-preference")
    context.add_init_script(f"localStorage.setItem('mathscope:lecture', {json.dumps(json.dumps(LECTURE))})")
    page = context.new_page()
    page.route("**/scope/state/gradient_descent.json*", lambda route: None)  # this one has not come yet
    page.goto(f"{mortal.url}/lecture/mine")
    page.wait_for_selector(FIGURE, timeout=60_000)
    at(page, 1)
    page.wait_for_function("performance.getEntriesByType('resource').some(({name}) => name.includes('state/svd'))")
    page.wait_for_timeout(500)
    page.evaluate(WATCH)

    mortal.kill()
    page.unroute("**/scope/state/gradient_descent.json*")  # it finds no server now
    page.keyboard.press("PageDown")
    at(page, 2)  # it was fetched when the lecture opened
    assert params(page)["angle"] == 0
    page.wait_for_timeout(700)
    page.keyboard.press("PageDown")
    at(page, 3)
    assert params(page)["angle"] == 30 and page.locator(".stage-caption").inner_text() == "thirty"
    page.keyboard.press("PageDown")
    page.get_by_text("The server is out of reach. Scene 4 comes as soon as it is back.").wait_for(timeout=10_000)
    assert page.locator(".stage-caption").inner_text() == "thirty", "the figure's own caption stays"
    page.keyboard.press("PageUp")  # from the scene that is awaited back to the one that is shown
    at(page, 3)
    page.keyboard.press("PageUp")
    at(page, 2)
    page.wait_for_timeout(500)
    assert params(page)["angle"] == 0, "without the server the sweep stands at its start"

    mortal.start()
    page.wait_for_function(f"{NOW}.angle === 90", timeout=30_000)  # the sweep of the scene that is shown
    page.keyboard.press("End")
    at(page, 4, 30_000)
    assert page.locator(".stage-caption").inner_text() == "descent"
    assert not page.locator(".stage-words").is_visible()

    context.set_offline(True)
    page.keyboard.press("Home")
    at(page, 1)
    assert params(page)["angle"] == 10
    context.set_offline(False)

    for caption, values in (json.loads(each) for each in page.evaluate("window.seen")):
        right = {"ten": values.get("angle") == 10, "thirty": values.get("angle") == 30 and "stage" in values}
        right |= {"sweep": "basis" in values, "descent": "kappa" in values}
        assert right[caption], f"“{caption}” stood under {values}"
    context.close()
