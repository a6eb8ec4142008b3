"""Every page in a real browser: no complaint in the console, no serious finding by axe-core, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from explorer.catalogue import find, lessons
from tests.browser.conftest import ARTIFACTS, Server, Visitor

pytestmark = pytest.mark.browser

SIZES = {"wide": (1600, 900), "projector": (1280, 720), "phone": (390, 844)}
# A page is taken through all of these, each with as little change as can be from the one before it.
WALK = [("light", "projector"), ("light", "phone"), ("dark", "phone"), ("dark", "wide")]
PAGES = ["", *lessons()]
# Streamlit's own header and toolbar are not ours to mend.
CONTEXT = {"exclude": [["[data-testid=stHeader]"], ["[data-testid=stToolbar]"], ["[data-testid=stFileUploader]"]]}
# The list of all lessons is on every page; looking at it there costs more than at the page, so two pages are enough.
WITHOUT_LIST = {"exclude": [*CONTEXT["exclude"], ["[data-testid=stSidebar]"]]}
WITH_LIST = ("", "eigenvectors")


# What of the first screen is not on it: the figure's begin, the whole challenge; on a wide one the tabs and a control.
UNSEEN = """wide => {
  const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
  const faults = [], goal = box('.scope-goal'), figure = box('.scope-stage');
  if (!goal || goal.bottom > innerHeight) faults.push(`the challenge ends at ${goal?.bottom}`);
  if (!figure || figure.top > innerHeight / 3 || figure.height < (wide ? 320 : 200)) {
    faults.push(`the figure is at ${figure?.top}, ${figure?.height} high`);
  }
  if (wide && !(box('.st-key-lesson-text')?.top < innerHeight - 20)) faults.push('no tab');
  if (wide && !(box('.st-key-lesson-controls > *')?.bottom < innerHeight)) faults.push('no control');
  for (const group of document.querySelectorAll('.st-key-lesson-controls [role=radiogroup]:has(button)')) {
    const tops = [...group.querySelectorAll('button')].map((each) => Math.round(each.getBoundingClientRect().top));
    const rows = new Set(tops).size;
    if (rows > 1 && !group.closest('[class*="-grid"]')) faults.push(`buttons in ${rows} rows: ${group.ariaLabel}`);
  }
  for (const field of document.querySelectorAll('.st-key-lesson-controls input[role=combobox]'))
    if (field.scrollWidth > field.clientWidth + 1) faults.push(`cut: ${field.value}`);
  return faults;
}"""
# What another theme can change of what axe-core looks at. It takes longer than the rest, and the colours of all pages
# are those of one style sheet: every eighth page is looked at for it, light and dark.
COLOURS = ("color-contrast", "link-in-text-block")
OF_COLOURS = {"runOnly": {"type": "rule", "values": [*COLOURS]}}
WITHOUT_COLOURS = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
COLOURED = PAGES[::8]


def serious(visitor: Visitor, path: str, options: dict[str, Any] | None = None) -> list[str]:
    """The findings that axe-core calls serious or critical, each with the element that it is about."""
    context = CONTEXT if path in WITH_LIST else WITHOUT_LIST
    results = Axe().run(visitor.page, context=context, options={"resultTypes": ["violations"], **(options or {})})
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


@pytest.fixture(scope="module")
def reader(browser: Browser, server: Server) -> Iterator[Visitor]:
    """One reader who goes from page to page, as readers do; the other tests load a page by its address."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="light")
    found = Visitor(context.new_page(), server.url)
    found.open("")
    found.page.evaluate("localStorage.setItem('mathscope:met', 'true')")  # the introduction has a test of its own
    yield found
    context.close()


def go(reader: Visitor, slug: str) -> Page:
    """To the home page by its address, to a lesson by its link in the sidebar."""
    reader.complaints.clear()
    reader.page.emulate_media(color_scheme="light")
    reader.page.set_viewport_size({"width": 1280, "height": 720})
    if not slug:
        return reader.open("")
    reader.page.evaluate("slug => document.querySelector(`nav a[data-slug=${slug}]`).click()", slug)
    reader.page.wait_for_function(
        "title => document.querySelector('h1')?.innerText === title"
        " && document.querySelector('[data-testid=live-figure][data-frames] .main-svg')",
        arg=find(slug).title,
        timeout=60_000,
    )
    reader.rest()
    return reader.page


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_a_page_is_sound_and_its_screenshots_are_kept(path: str, reader: Visitor):
    page = go(reader, path)
    findings = serious(reader, path, None if path in COLOURED else WITHOUT_COLOURS)
    folder = ARTIFACTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    wide = []
    for scheme, name in WALK:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        width, height = SIZES[name]
        page.set_viewport_size({"width": width, "height": height})
        reader.rest(100)
        page.screenshot(path=folder / f"{path or 'home'}-{name}-{scheme}.png")
        if path and scheme == "light" and name != "wide":
            findings += [f"{name}: {each}" for each in page.evaluate(UNSEEN, name == "projector")]
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 1:
            wide.append(f"{name}: {overflow} px wider than the screen")
    if path in COLOURED:
        findings += [f"dark {each}" for each in serious(reader, path, OF_COLOURS)]
    assert not findings
    assert not wide
    assert not reader.complaints
