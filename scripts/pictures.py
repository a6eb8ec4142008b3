"""Makes the pictures of the README: starts the application and photographs it. ``python -m scripts.pictures``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.browser import ACQUAINTED, launch_options
from scripts.server import ROOT, Server

FOLDER = ROOT / "docs" / "pictures"
PICTURES = {
    "home": ("", 900),
    "lesson": ("eigenvectors", 800),
    "svd": ("svd?view=photo&rank=20", 800),
    "projector": ("show/gradient_descent", 720),
    "presenter": ("lecture/eigenvectors-to-svd?scene=4&presenter=1", 720),
}


def main() -> int:
    """Photograph each page of PICTURES at a width of 1280 pixels."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder) / "log.txt") as server, sync_playwright() as play:
        browser = play.chromium.launch(**launch_options())
        for name, (path, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": 1280, "height": height}, color_scheme="light")
            page.add_init_script(ACQUAINTED)
            page.goto(f"{server.url}/{path}")
            there = "[data-testid=live-figure][data-frames] .main-svg" if path else ".scope-card img >> visible=true"
            page.wait_for_selector(there, timeout=60_000)
            page.wait_for_timeout(4000)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
            print(f"docs/pictures/{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
