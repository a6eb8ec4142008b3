"""Every page in a real browser: no complaint in the console, no serious finding by axe-core, and its pictures."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from explorer.catalogue import lessons
from tests.browser.conftest import ARTIFACTS, Visitor

pytestmark = pytest.mark.browser

SIZES = {"wide": (1600, 900), "projector": (1280, 720), "phone": (390, 844)}
PAGES = ["", *lessons()]
# Streamlit's own header and toolbar are not ours to mend.
CONTEXT = {"exclude": [["[data-testid=stHeader]"], ["[data-testid=stToolbar]"], ["[data-testid=stFileUploader]"]]}


def serious(visitor: Visitor) -> list[str]:
    """The findings that axe-core calls serious or critical, each with the element that it is about."""
    results = Axe().run(visitor.page, context=CONTEXT)
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_a_page_is_sound_and_its_screenshots_are_kept(path: str, visitor: Visitor):
    page = visitor.open(path)
    findings = serious(visitor)
    folder = ARTIFACTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    wide = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(350)
            if path:
                visitor.rest()
            page.screenshot(path=folder / f"{path or 'home'}-{name}-{scheme}.png")
            overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if overflow > 1:
                wide.append(f"{name}: {overflow} px wider than the screen")
        if scheme == "dark":
            page.set_viewport_size({"width": 1280, "height": 720})
            page.wait_for_timeout(350)
            findings += [f"dark {each}" for each in serious(visitor)]
    assert not findings
    assert not wide
    assert not visitor.complaints
