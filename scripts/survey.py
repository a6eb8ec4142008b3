"""Looks at many states of lessons in a browser, quickly: ``python -m scripts.survey [SLUG ...]``, or all of them.

The page of a lesson is opened once on each screen; then its figure is led through every preset, both ends of every
slider and every choice in every view, and the first handles at two corners, without a rerun of the page. Noticed is
what a program can: texts that overlap or are cut. Pictures of the states in which something was lie on contact sheets
in ``artifacts/survey``. `scripts/rehearse.py` looks at one lesson more closely.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import viz
from explorer.catalogue import find, lessons
from explorer.controls import jsonable
from explorer.lesson import VIEW, Lesson, Parameters, Unanswerable
from scripts.browser import ACQUAINTED, launch_options
from scripts.server import ROOT, Server
from scripts.sheets import contact_sheet

FOLDER = ROOT / "artifacts" / "survey"
LOOK = (Path(__file__).parent / "rehearse.js").read_text(encoding="utf-8")
SHOW = (Path(__file__).parent / "survey.js").read_text(encoding="utf-8")
# A phone, and the largest type: between them there is more room.
SCREENS = {"390": (390, 844, ""), "projector": (1280, 720, "look=projector")}
CORNERS = ((0.08, 0.1), (0.92, 0.9))
OPTIONS = 6  # of a choice with many; each adds a state
HANDLES = 4  # of a preset that are dragged
TILE, COLUMNS, MOST = (620, 640), 3, 24  # pixels of a picture on a sheet; pictures of a screen that are shown


def states(lesson: Lesson) -> Iterator[tuple[str, Parameters]]:
    """The states that are looked at, with their names."""
    yield "start", lesson.parameters()
    based = {lesson.view_of(lesson.parameters()): lesson.parameters()}
    for preset in lesson.presets:
        shown = lesson.parameters(preset.values)
        based.setdefault(lesson.view_of(shown), shown)
        yield f"preset {preset.name}", shown
    for base in based.values():
        where = f"{VIEW}={lesson.view_of(base)}" if len(based) > 1 else "start"
        for control in lesson.controls:
            if control.name == VIEW or not control.shown(base):
                continue
            if control.kind in ("slider", "steps"):
                values: tuple[Any, ...] = tuple(control.extremes())
            elif control.kind == "toggle":
                values = (not base[control.name],)
            else:
                options = list(getattr(control, "options", ())) if control.kind == "choice" else []
                values = tuple(options[:: max(1, len(options) // OPTIONS)])
            for value in values:
                yield f"{where}, {control.name}={value}", lesson.parameters({**base, control.name: value})
    for preset in lesson.presets:
        yield from dragged(lesson, f"preset {preset.name}", lesson.parameters(preset.values))


def dragged(lesson: Lesson, where: str, base: Parameters) -> Iterator[tuple[str, Parameters]]:
    """The first handles of a state at two corners of their panels."""
    scene = lesson.scene(base)
    for number, handle in scene.handles[:HANDLES]:
        panel = scene.panels[number]
        assert isinstance(panel, viz.Plane)
        for corner in CORNERS:
            spot = [inside(axis, share) for axis, share in zip((panel.x, panel.y), corner, strict=True)]
            try:
                moved, _ = lesson.pulled(scene, handle.name, handle.index, *spot)
            except Unanswerable:
                continue
            yield f"{where}, {handle.name} {handle.index or ''} to {corner}", lesson.parameters(moved)


def inside(axis: viz.Axis, share: float) -> float:
    """The place at that share of an axis."""
    low, high = axis.range or (0.0, 1.0)
    return float(low * (high / low) ** share if axis.log else low + share * (high - low))


def look(browser: Browser, url: str, lesson: Lesson, screen: str) -> list[tuple[str, list[str], bytes]]:
    """What was noticed on one screen: the state, the sentences, and its picture."""
    width, height, query = SCREENS[screen]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.add_init_script(ACQUAINTED)
    page.goto(f"{url}/{lesson.slug}?{query}")
    page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=60_000)
    page.wait_for_timeout(1200)
    found = []
    for name, parameters in states(lesson):
        values = {key: jsonable(value) for key, value in parameters.items()}
        told = page.evaluate(SHOW, [lesson.slug, values])
        sentences = [told] if told else list(page.evaluate(f"({LOOK})()")["texts"])
        if sentences:
            found.append((name, sentences, page.locator(".scope-plot").screenshot()))
    page.close()
    return found


def sheet(lesson: Lesson, screen: str, found: list[tuple[str, list[str], bytes]]) -> Path:
    """A contact sheet of the states in which something was noticed."""
    pictures = [(name, Image.open(io.BytesIO(picture))) for name, _, picture in found[:MOST]]
    whole = contact_sheet(pictures, TILE, COLUMNS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{lesson.slug}-{screen}.png"
    whole.save(file)
    return file


def main(slugs: list[str]) -> int:
    """Survey the lessons; the exit code is 1 if anything was noticed."""
    try:
        chosen = [find(slug) for slug in slugs] or list(lessons().values())
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 2
    total = 0
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "log.txt") as server, sync_playwright() as play:
        browser = play.chromium.launch(**launch_options())
        for lesson in chosen:
            for screen in SCREENS:
                found = look(browser, server.url, lesson, screen)
                print(f"{lesson.slug}, {screen}: {len(found)} states with something to see", flush=True)
                where: dict[str, list[str]] = {}
                for name, sentences, _ in found:
                    for sentence in sentences:
                        where.setdefault(sentence, []).append(name)
                for sentence, names in where.items():
                    more = f", and {len(names) - 4} more states" if len(names) > 4 else ""
                    print(f"  {sentence}: {'; '.join(names[:4])}{more}")
                if found:
                    print(f"  {sheet(lesson, screen, found).relative_to(ROOT)}", flush=True)
                total += len(found)
        browser.close()
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
