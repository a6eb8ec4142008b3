"""Makes the pictures of the README: starts the application and photographs it. ``python -m scripts.pictures``."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from scripts.browser import launch_options

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
PICTURES = {
    "home": ("", 900),
    "lesson": ("eigenvectors", 800),
    "svd": ("svd?view=photo&rank=20", 800),
    "projector": ("show/gradient_descent", 720),
}


def main() -> int:
    """Photograph each page of PICTURES at a width of 1280 pixels."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    server = subprocess.Popen([sys.executable, "-m", "streamlit", "run", "app.py", *options], cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url + "/scope/looks.json")
        FOLDER.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            for name, (path, height) in PICTURES.items():
                page = browser.new_page(viewport={"width": 1280, "height": height}, color_scheme="light")
                page.goto(f"{url}/{path}")
                if path:
                    page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=60_000)
                page.wait_for_timeout(4000)
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(FOLDER / f"{name}.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return 0


def _wait(address: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
