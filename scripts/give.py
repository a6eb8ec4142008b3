"""Gives the ready lectures as a lecturer does, with an outage in the middle: ``python -m scripts.give [NAME ...]``.

Each lecture is opened in a browser and led through with a clicker's key. Half-way the server is killed; the lecture
goes on for three keys without it, then the server is back, and the rest is given. All the time a script on the page
notes what is seen together, at each repaint: the caption, the figure's values, the control that sweeps. Each of these
moments must be of one scene: no caption under another figure, no sweep of another scene. At each stop the titles that
are painted must be those of the values that the figure says it shows. One line a lecture; pictures of all scenes lie on
contact sheets in ``artifacts/lectures``. The exit code is 1 if anything was wrong.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from explorer import catalogue
from explorer.controls import jsonable
from explorer.lectures import shelf, words
from explorer.lectures.model import Lecture, LectureScene
from scripts.browser import ACQUAINTED, launch_options
from scripts.server import ROOT, Server
from scripts.sheets import contact_sheet

FOLDER = ROOT / "artifacts" / "lectures"
BLIND = 3  # keys that are pressed while the server is gone
LOOK = 700  # ms at each scene: its sweep is on its way by then
WHOLE = 20_000  # ms until a figure whose values do not change must be whole
TILE, COLUMNS = (640, 360), 3
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const figure = document.querySelector('.stage-layer:not(.stage-coming) [data-testid=live-figure][data-params]');
    if (figure) {
      const swept = document.querySelector('main').dataset.swept || '';
      const caption = document.querySelector('.stage-caption').textContent;
      const now = JSON.stringify([caption, swept, JSON.parse(figure.dataset.params)]);
      if (window.seen.at(-1) !== now) window.seen.push(now);
    }
    requestAnimationFrame(look);
  };
  look();
}"""

# What is painted, read from the page and not from what was asked for: the texts of the figure, and its values.
PAINTED = """() => {
  const layer = document.querySelector('.stage-layer:not(.stage-coming)');
  const figure = layer?.querySelector('[data-testid=live-figure][data-params]');
  if (!figure) return null;
  const texts = [...layer.querySelectorAll('.annotation-text')].map((text) => text.textContent);
  return [JSON.parse(figure.dataset.params), texts];
}"""


def untold(page: Page, scene: LectureScene) -> list[str]:
    """A sentence for each title that the figure's values ask for and that is not painted. While a long run is drawn,
    or swept, a draft of fewer draws stands there and says so: the whole figure is waited for."""
    waited = 0
    while (faults := list(_untold(page, scene))) and waited < WHOLE:
        page.wait_for_timeout(LOOK)
        waited += LOOK
    return faults


def _untold(page: Page, scene: LectureScene) -> Iterator[str]:
    painted = page.evaluate(PAINTED)
    if painted is None:
        return
    values, texts = painted
    lesson, seen = catalogue.find(scene.lesson), {"".join(text.split()) for text in texts}  # a title may take two lines
    for panel in lesson.scene(lesson.parameters(values)).panels:
        title = re.sub(r"<[^>]*>", "", panel.title)
        if title and "".join(title.split()) not in seen:
            yield f"“{title}” is not painted, but {texts}"


def is_of(scene: LectureScene, swept: str, values: dict[str, Any]) -> bool:
    """Whether a figure with these values and this swept control is one of the scene, somewhere on its sweep."""
    lesson = catalogue.find(scene.lesson)
    own = scene.sweep.control if scene.sweep else ""
    if swept not in ("", own) or set(values) != {control.name for control in lesson.controls}:
        return False
    for control in lesson.controls:
        if control.name == own and scene.sweep:
            low, high = sorted((scene.sweep.start, scene.sweep.end))
            if not low - 1e-9 <= values[own] <= high + 1e-9:
                return False
        elif json.loads(json.dumps(jsonable(scene.parameters[control.name]))) != values[control.name]:
            return False
    return True


def mixed(lecture: Lecture, seen: list[str]) -> Iterator[str]:
    """A sentence for each moment in which caption and figure were not of one scene."""
    stops = [(number, words.fill(scene, scene.caption), scene) for number, scene in lecture.stops() if scene.lesson]
    told: set[str] = set()
    for moment in seen:
        caption, swept, values = json.loads(moment)
        under = [(number, scene) for number, said, scene in stops if said == caption]
        if any(is_of(scene, swept, values) for _, scene in under):
            continue
        if caption in told:
            continue
        told.add(caption)
        others = [number for number, _, scene in stops if is_of(scene, swept, values)]
        place = f"the figure of scene {others[0]}" if others else f"a figure of no scene (sweep of {swept}, {values})"
        yield f"“{caption}” stood over {place}"


def give(page: Page, server: Server, name: str, lecture: Lecture) -> tuple[list[str], list[tuple[str, Image.Image]]]:
    """Give one lecture; what went wrong, and a picture of each stop."""
    faults: list[str] = []
    pictures: list[tuple[str, Image.Image]] = []
    stops = list(lecture.stops())
    page.goto(f"{server.url}/lecture/{name}", wait_until="commit", timeout=90_000)
    page.wait_for_selector("main[data-scene='1']", timeout=90_000)
    page.evaluate(WATCH)
    dies, lives = len(stops) // 2, len(stops) // 2 + BLIND
    for at, (number, scene) in enumerate(stops):
        gone = dies <= at < lives
        if at == dies:
            server.kill()
        if at == lives:
            server.start()
        before = stops[at - 1][1].sweep if at else None
        if before and before.on_click:
            page.keyboard.press("PageDown")  # the sweep that waits for its key
            page.wait_for_timeout(300)
        if at:
            page.keyboard.press("PageDown")
        try:
            page.wait_for_selector(f"main[data-scene='{number}']", timeout=5_000 if gone else 60_000)
        except TimeoutError:
            if not gone or "out of reach" not in page.locator(".stage-words").inner_text():
                faults.append(f"scene {number} did not come")
        page.wait_for_timeout(LOOK)
        if scene.lesson and not gone:
            faults += [f"scene {number}: {each}" for each in untold(page, scene)]
        pictures.append((f"{number}{' (no server)' if gone else ''}", Image.open(io.BytesIO(page.screenshot()))))
    return [*faults, *mixed(lecture, page.evaluate("window.seen"))], pictures


def main(names: list[str]) -> int:
    """Give the lectures of these names, or all; the exit code."""
    ready = shelf.ready()
    strange = [name for name in names if name not in ready]
    if strange:
        print(f"There is no lecture “{strange[0]}”; there are {', '.join(ready)}.", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "log.txt") as server, sync_playwright() as play:
        browser: Browser = play.chromium.launch(**launch_options())
        for name in names or ready:
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.add_init_script(ACQUAINTED)
            faults, pictures = give(page, server, name, ready[name])
            contact_sheet(pictures, TILE, COLUMNS).save(FOLDER / f"{name}.png")
            page.close()
            wrong += bool(faults)
            print(f"{name}: {len(pictures)} stops, {'; '.join(faults) or 'each with its own words'}", flush=True)
        browser.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
