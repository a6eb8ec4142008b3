"""Drags the slider of a page with a real mouse in headless Chromium, and notes what the page does meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, async_playwright
from playwright.async_api import Page as Tab

from benchmarks.delay import Line, delayed
from benchmarks.drag import quiet
from benchmarks.drag.figure import FIRST, LAST
from benchmarks.drag.pages import Page, served
from scripts.browser import ACQUAINTED, launch_options

PROBE = Path(__file__).with_name("probe.js")
INTERVAL = 0.020  # seconds between two moves of the mouse
MOVES = 120
ENDS = (20, 340)  # degrees: where a drag begins and ends, and the next one the other way round
QUARTER = 250  # ms of a drag after which it counts over a network: the first answers are there then
NOISE = 0.05  # a drag is thrown away if other work took more of the machine's cores meanwhile
HOLD = 0.5  # seconds that the mouse rests before it lets go: what is still on its way arrives
SETTLE = 0.6  # seconds after that: pages that answer on release do so
DURATION = MOVES * INTERVAL + HOLD + SETTLE
VIEWPORT = {"width": 1280, "height": 800}


@dataclass
class Drags:
    """What the drags of one page gave; times in milliseconds.

    Attributes:
        after_change: from the slider's change to the painted figure that shows the new value, for each such value.
        after_mouse: the same from the mouse event behind the change.
        moves: moves of the mouse.
        values: values that the slider took while it was dragged; fewer than the moves where the page did not keep up.
        framed: those of them that got a frame before the release.
        after_release: from the release to the first figure with the last value, for drags where it came only then.
        long_tasks: the lengths of tasks over 100 ms while dragged.
        spacing: the time between moves as the browser received them.
        soon: values after the first quarter of a second of the drag, and those of them that got a frame.
        soon_change: `after_change` of these.
        disagreements: figures that did not show the value that they were marked with.
        thrown_away: drags that other work on the machine disturbed.
        disturbed: drags that were kept all the same, because the machine did not come to rest.
        noise: the share of the machine that other work took in each drag that was kept, where that can be known.
    """

    after_change: list[float] = field(default_factory=list)
    after_mouse: list[float] = field(default_factory=list)
    moves: int = 0
    values: int = 0
    framed: int = 0
    after_release: list[float] = field(default_factory=list)
    long_tasks: list[float] = field(default_factory=list)
    spacing: list[float] = field(default_factory=list)
    soon: list[int] = field(default_factory=lambda: [0, 0])
    soon_change: list[float] = field(default_factory=list)
    disagreements: int = 0
    thrown_away: int = 0
    disturbed: int = 0
    noise: list[float] = field(default_factory=list)

    def add(self, notes: dict[str, Any]) -> None:
        """Add what the probe noted in one drag."""
        released = notes["released"]
        self.moves += MOVES
        changes = [change for change in notes["changes"] if change[1] <= released]
        painted: dict[int, list[float]] = {}
        for value, time in notes["paints"]:
            painted.setdefault(value, []).append(time)
        for value, time, mouse in changes:
            after = [paint for paint in painted.get(value, []) if time <= paint <= released]
            self.values += 1
            begun = time >= changes[0][1] + QUARTER
            self.soon[0] += begun
            if after:
                self.soon[1] += begun
                self.soon_change += [after[0] - time] if begun else []
                self.framed += 1
                self.after_change.append(after[0] - time)
                self.after_mouse.append(after[0] - mouse)
        last, when, _ = changes[-1]
        late = [paint for paint in painted.get(last, []) if paint > released]
        if late and not any(when <= paint <= released for paint in painted.get(last, [])):
            self.after_release.append(late[0] - released)
        first = changes[0][1]
        self.long_tasks += [long for start, long in notes["tasks"] if long > 100 and first <= start <= released]
        moves = sorted(notes["moves"])
        self.spacing += [later - earlier for earlier, later in pairwise(moves)]
        self.disagreements += notes["disagreements"]


async def measure(page: Page, line: Line, pairs: int, drags: Drags, patience: quiet.Patience) -> str:
    """Serve the page over a line, drag its slider there and back `pairs` times, and add to `drags`; the browser's
    version. The page is loaded at the line's delay, yet at once: it is the drag that is measured."""
    with ExitStack() as stack:
        url = stack.enter_context(served(page))
        delay = None
        if line.round_trip or line.rate:
            parts = urlsplit(url)
            delay = stack.enter_context(delayed(parts.port or 0, replace(line, rate=0.0)))
            url = parts._replace(netloc=f"127.0.0.1:{delay.port}").geturl()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options())
            try:
                tab = await browser.new_page(viewport=VIEWPORT)  # type: ignore[arg-type]  # a dict will do
                await tab.add_init_script(path=PROBE)
                await tab.add_init_script(ACQUAINTED)
                await tab.goto(url)
                if page.follows:
                    await tab.evaluate("([name, values]) => window.__probe.follow(name, values)", [*page.follows])
                await tab.wait_for_function(
                    "selector => window.__probe.ready(selector)", arg=page.slider, timeout=60000
                )
                if delay is not None:
                    delay.use(line)
                await asyncio.sleep(2.0)  # let it come to rest
                await tab.evaluate("selector => window.__probe.arm(selector)", page.slider)
                mouse = await tab.context.new_cdp_session(tab)
                await drag(tab, mouse, page, ENDS)  # once to warm up, there and back, not counted
                await drag(tab, mouse, page, ENDS[::-1])
                for _ in range(pairs):
                    await undisturbed(tab, mouse, page, drags, patience)
                return browser.version
            finally:
                await browser.close()


async def undisturbed(tab: Tab, mouse: CDPSession, page: Page, drags: Drags, patience: quiet.Patience) -> None:
    """Add one drag there and back that no other work on the machine disturbed, as long as the patience lasts."""
    for ends in (ENDS, ENDS[::-1]):
        await patience.rest(NOISE)
        notes, noise = await noted(tab, mouse, page, ends)
        while noise is not None and noise > NOISE and patience.budget > 0:
            drags.thrown_away += 1
            await drag(tab, mouse, page, ends[::-1])  # back to where it began
            await patience.rest(NOISE)
            notes, noise = await noted(tab, mouse, page, ends)
            patience.budget -= 2 * DURATION
        drags.add(notes)
        drags.noise += [noise] if noise is not None else []
        drags.disturbed += noise is not None and noise > NOISE


async def noted(tab: Tab, mouse: CDPSession, page: Page, ends: tuple[int, int]) -> tuple[dict[str, Any], float | None]:
    """One drag, and the share of the machine that other work took meanwhile."""
    before = quiet.read()
    notes = await drag(tab, mouse, page, ends)
    return notes, quiet.others(before, quiet.read())


async def drag(tab: Tab, mouse: CDPSession, page: Page, ends: tuple[int, int]) -> dict[str, Any]:
    """One drag from one value to the other; what the probe noted."""
    box = await tab.evaluate("selector => window.__probe.box(selector)", page.track)
    span = (box["width"] - 2 * page.inset) / (LAST - FIRST)
    begin, end = (box["left"] + page.inset + (value - FIRST) * span for value in ends)
    height = box["top"] + box["height"] / 2
    if page.forget:
        await tab.evaluate(page.forget)
    await _send(mouse, "mouseMoved", begin, height)
    await _send(mouse, "mousePressed", begin, height)
    await asyncio.sleep(0.3)
    await tab.evaluate("() => window.__probe.take()")
    clock = asyncio.get_running_loop()
    start = clock.time()
    answers = []
    for step in range(1, MOVES + 1):
        # The clock is fixed: a move is sent when it is due, whatever the page is still busy with.
        await asyncio.sleep(start + step * INTERVAL - clock.time())
        place = begin + (end - begin) * step / MOVES
        answers.append(asyncio.ensure_future(_send(mouse, "mouseMoved", place, height)))
    await asyncio.sleep(HOLD)
    answers.append(asyncio.ensure_future(_send(mouse, "mouseReleased", end, height)))
    await asyncio.sleep(SETTLE)
    await asyncio.gather(*answers)
    notes: dict[str, Any] = await tab.evaluate("() => window.__probe.take()")
    if notes["released"] is None or not notes["changes"]:
        raise RuntimeError(f"{page.name}: the mouse did not move the slider.")
    return notes


async def _send(mouse: CDPSession, kind: str, x: float, y: float) -> None:
    pressed = {"mouseMoved": 1, "mousePressed": 1, "mouseReleased": 0}[kind]
    event = {"type": kind, "x": x, "y": y, "button": "left", "buttons": pressed, "clickCount": 1}
    await mouse.send("Input.dispatchMouseEvent", event)
