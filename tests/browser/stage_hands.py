"""What the tests of the stage do again and again: look at its state, wait for one, drag a slider, read a code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page

NOW = "JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params)"  # the parameters drawn last
FIGURE = "[data-testid=live-figure][data-frames] .main-svg"


def params(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(NOW)
    return found


def wait_for(page: Page, name: str, value: Any) -> None:
    """Wait until the drawn figure has that parameter."""
    page.wait_for_function(
        f"([name, value]) => JSON.stringify({NOW}[name]) === JSON.stringify(value)",
        arg=[name, value],
        timeout=20_000,
    )


def wait_for_link(page: Page, name: str, text: str | None) -> None:
    page.wait_for_function(
        "([name, text]) => new URLSearchParams(location.search).get(name) === text", arg=[name, text], timeout=20_000
    )


def serious(page: Page) -> list[str]:
    """The findings that axe-core calls serious or critical."""
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


def drag_slider(page: Page, name: str) -> None:
    page.locator(f"[data-control={name}] input[type=range]").focus()
    page.keyboard.press("ArrowRight")


def read_code(page: Page, path: Path) -> str:
    page.wait_for_selector("dialog[open] .stage-code img", timeout=20_000)
    page.wait_for_timeout(200)
    page.locator(".stage-code").screenshot(path=path)
    found = zxingcpp.read_barcode(Image.open(path))
    assert found is not None
    return found.text
