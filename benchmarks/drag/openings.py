"""What a reader waits for before anything can be dragged: a page after a click in the list, a new tab, a cold start.

Each counts to the painted figure. A tab is new to the server as well; a *first* one comes with an empty cache.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, async_playwright
from playwright.async_api import Page as Tab

from benchmarks.drag.measure import NOISE, PROBE, VIEWPORT
from benchmarks.drag.pages import PAGES, served
from benchmarks.drag.quiet import Patience
from scripts.browser import ACQUAINTED, launch_options

FIRST = "eigenvectors"
WAY = (  # lessons of one section, which the list shows opened
    *("svd", "rank_determinant", "psd_covariance", "linear_transformations", "projections_least_squares"),
    *("matrix_factorizations", "block_kronecker", "spectral_decomposition"),
)
TABS = 5  # new tabs of each sort
AIMS = {"click": (150, 400), "tab": (1500, None), "first": (1500, None), "cold": (3000, None)}
LABELS = {
    "click": "page to page: a click in the list",
    "tab": "a new tab, on a warm server",
    "first": "the first tab of a browser, on a warm server",
    "cold": "the server started, and the first tab of a browser",
}


@dataclass
class Openings:
    """Milliseconds to the painted figure, by what was opened: the keys of LABELS."""

    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in LABELS})


async def opened(context: BrowserContext, url: str, slug: str) -> tuple[Tab, float]:
    """A new tab of a page, and how long it took from the request to the painted figure."""
    tab = await context.new_page()
    await tab.add_init_script(path=PROBE)
    await tab.add_init_script(ACQUAINTED)
    await tab.goto(url, wait_until="commit")
    return tab, float(await tab.evaluate("path => window.__probe.painted(path)", f"/{slug}"))


async def clicked(tab: Tab, slug: str) -> float:
    """How long after a click in the list the figure of that page is painted. The pointer is there before it presses,
    as a hand's is."""
    link = tab.locator(f"[data-testid=stSidebar] a[data-slug='{slug}']").first
    await link.scroll_into_view_if_needed()
    await link.hover()
    await asyncio.sleep(0.3)
    waits = asyncio.ensure_future(tab.evaluate("path => window.__probe.painted(path)", f"/{slug}"))
    await link.click()
    found = float(await waits)
    await asyncio.sleep(1.0)  # the rest of the page comes
    return found


async def measure_openings(openings: Openings, patience: Patience, tabs: int = TABS, way: Sequence[str] = WAY) -> None:
    """Start a server, open tabs, go from page to page, and add to `openings`."""
    await patience.rest(NOISE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options())
        try:
            with ExitStack() as stack:
                begun = time.monotonic()
                url = stack.enter_context(served(PAGES[0]))
                started = 1000 * (time.monotonic() - begun)
                context = await browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]  # a dict will do
                tab, took = await opened(context, url, FIRST)
                openings.times["cold"].append(started + took)
                for _ in range(tabs):
                    await context.close()
                    context = await browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
                    tab, took = await opened(context, url, FIRST)
                    openings.times["first"].append(took)
                await asyncio.sleep(2.0)
                for slug in way:
                    openings.times["click"].append(await clicked(tab, slug))
                for _ in range(tabs):
                    other, took = await opened(context, url, FIRST)
                    openings.times["tab"].append(took)
                    await other.close()
        finally:
            await browser.close()
