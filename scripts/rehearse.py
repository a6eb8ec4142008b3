"""Drags everything on a lesson's page by mouse and photographs it: ``python -m scripts.rehearse SLUG ...``.

What a person should do with each lesson before it is shown to anyone, done for her: every preset, every choice and
toggle; in each view each slider to both ends and each handle to two corners; the first view at three widths in two
themes; and on a phone, light, and on a wide screen, dark, its sliders and handles and every state once more.
The pictures lie in ``artifacts/rehearsal/SLUG``, on contact sheets to look at; what a program can notice is printed:
texts of the figure that overlap or are cut, axes that move while a slider is dragged that is not said to rescale them,
states that look otherwise when they are not reached by hand, readouts without a value, complaints of the page.
"""

from __future__ import annotations

import io
import json
import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, ConsoleMessage, FloatRect, Page, sync_playwright

from explorer import link
from explorer.catalogue import find
from explorer.controls import jsonable
from explorer.lesson import Lesson
from scripts.browser import ACQUAINTED, launch_options
from scripts.server import ROOT, Server
from scripts.sheets import contact_sheet

FOLDER = ROOT / "artifacts" / "rehearsal"
LOOK = (Path(__file__).parent / "rehearse.js").read_text(encoding="utf-8")
# How many frames there were, and whether another comes: asked ten times a second, so without a look at the texts.
STILL = """() => {
  const live = document.querySelector("[data-testid=live-figure]")?.dataset;
  const running = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "running";
  return [Number(live?.frames || 0), running || live?.status === "coming"];
}"""
SHOW = (Path(__file__).parent / "survey.js").read_text(encoding="utf-8")
MAIN = (1280, 720, "light")  # the screen on which everything is dragged
SCREENS = tuple((*size, scheme) for scheme in ("light", "dark") for size in ((1600, 900), (1280, 720), (390, 844)))
TOURED = ((390, 844, "light"), (1600, 900, "dark"))  # the screens on which every state is shown too
STEPS, PAUSE = 14, 22  # moves of a drag, and milliseconds between them
Corner = tuple[float, float]
CORNERS: tuple[Corner, ...] = ((0.08, 0.1), (0.92, 0.9))  # where handles are dragged to, in shares of their panel
HANDLES = 4  # handles of a state that are dragged; the fifth of many like it would show nothing new
TILE, ROWS, COLUMNS = (640, 376), 4, 3  # pixels of a picture on a contact sheet, and how many


class Rehearsal:
    """One lesson in a browser: its pictures with their names, and what was noticed."""

    def __init__(self, lesson: Lesson, url: str, browser: Browser) -> None:
        self.lesson = lesson
        self.url = f"{url}/{lesson.slug}"
        self.browser = browser
        self.folder = FOLDER / lesson.slug
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.png"):
            old.unlink()
        self.pictures: list[tuple[str, Path]] = []
        self.noticed: dict[str, None] = {}
        self.page = self.visit(*MAIN)

    def visit(self, width: int, height: int, scheme: str) -> Page:
        """A page of that size and theme, whose complaints are heard."""
        page = self.browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.add_init_script(ACQUAINTED)
        page.on("pageerror", lambda error: self.notice(f"error on the page: {error}"))
        page.on("console", self.hear)
        return page

    def hear(self, message: ConsoleMessage) -> None:
        """Errors in the console are noticed, but for Streamlit's own search for its server."""
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.notice(f"console: {message.text[:200]}")

    def notice(self, sentence: str) -> None:
        """Keep a sentence, once."""
        self.noticed[sentence] = None

    def open(self, query: str) -> None:
        """Go to a state of the lesson."""
        self.page.goto(self.url + (f"?{query}" if query else ""))
        self.page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=60_000)
        self.rest(600)

    def lead(self, query: str) -> None:
        """Lead the figure of the open page to a state, without a new page."""
        values, _ = link.read(self.lesson, link.parse(query))
        self.show({key: jsonable(value) for key, value in self.lesson.parameters(values).items()})

    def show(self, values: dict[str, object]) -> None:
        """Lead the figure of the open page to these values of its parameters."""
        told = self.page.evaluate(SHOW, [self.lesson.slug, values])
        if told:
            self.notice(f"{values}: {told}")
        self.rest()

    def rest(self, quiet: int = 300) -> None:
        """Wait until nothing has changed for so many milliseconds."""
        last, since = None, 0
        for _ in range(150):
            now = self.page.evaluate(STILL)
            since = since + 100 if now == last and not now[1] else 0
            if since >= quiet:
                return
            last = now
            self.page.wait_for_timeout(100)
        self.notice("the page does not come to rest")

    def look(self, name: str) -> dict[str, object]:
        """Photograph the page, and notice what a program can."""
        state: dict[str, object] = self.page.evaluate(f"({LOOK})()")
        for kind in ("exceptions", "undefined", "texts"):
            for each in state[kind]:  # type: ignore[attr-defined]
                self.notice(f"{name}: {each}")
        if state["status"]:
            self.notice(f"{name}: the page says “{state['status']}”")
        file = self.folder / f"{len(self.pictures):03d}.png"
        self.page.screenshot(path=file)
        self.pictures.append((name, file))
        return state

    def drag(self, start: tuple[float, float], end: tuple[float, float], name: str, *, rescales: bool = False) -> None:
        """Drag from one place to another; photograph it while the button is down. `rescales`: the axes may move."""
        before = self.page.evaluate(f"({LOOK})()")
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        for step in range(1, STEPS + 1):
            mouse.move(*(a + (b - a) * step / STEPS for a, b in zip(start, end, strict=True)))
            self.page.wait_for_timeout(PAUSE)
        self.page.wait_for_timeout(200)
        held = self.look(f"{name}, held")
        if held["frames"] == before["frames"] and math.dist(start, end) > 8:
            self.notice(f"{name}: no frame while dragged")
        if held["axes"] != before["axes"] and not rescales:
            self.notice(f"{name}: the axes moved from {before['axes']} to {held['axes']}")
        mouse.up()
        self.rest()

    def sliders(self, where: str, query: str) -> None:
        """Each slider that a state shows, to both ends."""
        tracks = {
            control.name: self.page.locator(f".st-key-{control.name} [data-testid=stSlider]").first
            for control in self.lesson.controls
            if control.kind in ("slider", "steps")
        }
        shown, _ = link.read(self.lesson, link.parse(query))
        view = self.lesson.views.get(str(shown.get("view", "")))
        declared = {*self.lesson.rescales, *(view.rescales if view else ())}
        for name in [name for name, track in tracks.items() if track.is_visible()]:
            track = tracks[name]
            for end in ("max", "min"):
                if not track.is_visible():
                    continue
                track.scroll_into_view_if_needed()
                thumb = self.page.locator(f".st-key-{name} [data-testid=stSliderThumbValue]").locator("..")
                x, y = centre(thumb.bounding_box())
                box = track.bounding_box()
                assert box is not None
                goal = box["x"] + box["width"] + 5 if end == "max" else box["x"] - 5
                if abs(goal - x) > 15:  # it does not stand there already
                    self.drag((x, y), (goal, y), f"{where}, {name} to its {end}", rescales=name in declared)

    def handles(self, where: str, query: str, most: int = HANDLES, corners: tuple[Corner, ...] = CORNERS) -> None:
        """The first handles, to corners of their panel, each from the same state, which is open."""
        for index in range(min(self.page.locator(".scope-handle").count(), most)):
            if index:
                self.lead(query)
            for across, down in corners:
                handle = self.page.locator(".scope-handle").nth(index)
                if not handle.count() or not handle.is_visible():
                    continue
                handle.scroll_into_view_if_needed()
                x, y = centre(handle.bounding_box())
                boxes = [panel.bounding_box() for panel in self.page.locator(".js-plotly-plot .nsewdrag").all()]
                panel = next((box for box in boxes if box and surrounds(box, x, y)), None)
                if panel:
                    goal = (panel["x"] + across * panel["width"], panel["y"] + down * panel["height"])
                    self.drag((x, y), goal, f"{where}, handle {index + 1} to ({across}, {down})")

    def figure(self) -> Image.Image:
        """The figure at rest, without what lies over it."""
        self.page.mouse.move(5, 5)
        self.page.evaluate("document.activeElement.blur()")
        self.rest()
        plot = self.page.locator(".scope-plot")
        plot.scroll_into_view_if_needed()
        # The sentences above may end between two pixels, and a picture of the plot would then have one more.
        plot.evaluate(
            """node => {
              const y = node.getBoundingClientRect().top; // handles lie beside the plot
              Object.assign(node.closest('.scope-stage').style, { position: 'relative', top: `${Math.ceil(y) - y}px` });
            }"""
        )
        found = Image.open(io.BytesIO(plot.screenshot())).convert("RGB")
        size = plot.evaluate(
            "node => { Object.assign(node.closest('.scope-stage').style, { position: '', top: '' });"
            " return [node.offsetWidth, node.offsetHeight]; }"
        )
        return found.crop((0, 0, *size))

    def compare(self, where: str) -> None:
        """Notice if the state that was reached by hand looks otherwise when the figure is led to it from another."""
        by_hand = self.figure()
        reached = str(self.page.evaluate("document.querySelector('[data-testid=live-figure]').dataset.params"))
        self.lead("")
        self.show(json.loads(reached))
        led = self.figure()
        if led.size != by_hand.size:
            self.notice(f"{where}: {by_hand.size} by hand, {led.size} when led there")
            return
        red, green, blue = (band.histogram() for band in ImageChops.difference(by_hand, led).split())
        different = max(sum(band[60:]) for band in (red, green, blue))
        if different > 20:
            self.notice(f"{where}: {different} pixels are others when the figure is led there ({reached})")
            for name, image in (("by hand", by_hand), ("led", led)):
                file = self.folder / f"{len(self.pictures):03d}.png"
                image.save(file)
                self.pictures.append((f"{where}, {name}", file))

    def run(self) -> None:
        """The whole rehearsal, with as few new pages as can be: one costs more than most of what is looked at."""
        states = list(tour(self.lesson))
        for where, query, dragged in states:
            if dragged:
                self.open(query)  # with the controls of its view, which leading the figure there does not bring
            else:
                self.lead(query)
            self.look(where)
            if dragged:
                self.sliders(where, query)
                self.compare(f"{where}, after its sliders")
                self.lead(query)
                self.handles(where, query)
                self.compare(f"{where}, after its handles")
        for screen in (screen for screen in SCREENS if screen != MAIN):
            self.page.emulate_media(color_scheme=screen[2])  # type: ignore[arg-type]
            self.page.set_viewport_size({"width": screen[0], "height": screen[1]})
            first, *others = states
            where = f"{screen[0]} pixels, {screen[2]}"
            self.open(first[1])
            self.look(where)
            if screen in TOURED:
                self.sliders(where, first[1])
                self.lead(first[1])
                self.handles(where, first[1], 2, CORNERS[:1])
                for name, query, _ in others:
                    self.lead(query)
                    self.look(f"{where}, {name}")
        self.page.close()

    def sheets(self) -> list[Path]:
        """Contact sheets of all pictures."""
        found: list[Path] = []
        for first in range(0, len(self.pictures), ROWS * COLUMNS):
            part = self.pictures[first : first + ROWS * COLUMNS]
            sheet = contact_sheet([(name, Image.open(file)) for name, file in part], TILE, COLUMNS)
            found.append(self.folder / f"sheet-{len(found) + 1}.png")
            sheet.save(found[-1])
        return found


def centre(box: FloatRect | None) -> tuple[float, float]:
    """The middle of a box in pixels."""
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def surrounds(box: FloatRect, x: float, y: float) -> bool:
    """Whether a place in pixels lies in a box, or hardly outside."""
    across, down = x - box["x"], y - box["y"]
    return -9 < across < box["width"] + 9 and -9 < down < box["height"] + 9


def tour(lesson: Lesson) -> Iterator[tuple[str, str, bool]]:
    """The states that are visited: name, query, and whether everything is dragged there."""
    choices = [control for control in lesson.controls if control.kind == "choice"]
    toggles = [control for control in lesson.controls if control.kind == "toggle"]
    views = [{choices[0].name: key} for key in getattr(choices[0], "options")] if choices else [{}]

    def query(values: dict[str, object]) -> str:
        return link.write(lesson, lesson.parameters(values))

    yield "start", "", True
    for preset in (preset for preset in lesson.presets if preset.values):
        yield f"preset {preset.name}", query(dict(preset.values)), False
    for view in views:
        if query(view):
            yield ", ".join(f"{name}={value}" for name, value in view.items()), query(view), True
    for control in (*choices[1:], *toggles):
        for value in getattr(control, "options", (not control.initial,)):
            for view in views:
                if control.shown(lesson.parameters({**view, control.name: value})):
                    yield f"{control.name}={value}", query({**view, control.name: value}), False
                    break


def main(slugs: list[str]) -> int:
    """Rehearse each lesson; the exit code is 1 if anything was noticed."""
    if not slugs:
        print("Name one or more lessons: python -m scripts.rehearse eigenvectors", file=sys.stderr)
        return 2
    try:
        lessons = [find(slug) for slug in slugs]
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    total = 0
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "log.txt") as server, sync_playwright() as play:
        browser = play.chromium.launch(**launch_options())
        for lesson in lessons:
            rehearsal = Rehearsal(lesson, server.url, browser)
            rehearsal.run()
            for sheet in rehearsal.sheets():
                print(sheet.relative_to(ROOT))
            for sentence in rehearsal.noticed:
                print(f"  {sentence}")
            print(f"{lesson.slug}: {len(rehearsal.pictures)} pictures, {len(rehearsal.noticed)} things noticed")
            total += len(rehearsal.noticed)
        browser.close()
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
