"""``python -m benchmarks.replicas``: drag in a browser, kill the replica that serves it, drag on.

Two replicas run behind a balancer on loopback. A mouse drags a slider; in the middle of the drag the replica that the
page talks to is killed. The figure must go on from the other one while the mouse still moves, and after the release
figure, slider and address must say what the mouse did. Exit status 1 if they do not.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.replicas.balancer import Balancer
from benchmarks.serving import until_ready
from scripts.browser import launch_options
from scripts.server import Server

FIGURE = "[data-testid=live-figure]"
PATIENCE = 90.0  # seconds for the figure to go on


def params(page: Page) -> dict[str, float]:
    """The parameters of the figure that is on the screen."""
    return dict(json.loads(page.locator(FIGURE).get_attribute("data-params") or "{}"))


def slider(page: Page) -> float:
    """Where the slider stands."""
    return float(page.locator(".st-key-angle input[type=range]").get_attribute("value") or "nan")


def drag(page: Page, replicas: dict[int, Server], balancer: Balancer) -> list[str]:
    """What went wrong; nothing, if the list is empty."""
    page.goto(f"http://127.0.0.1:{balancer.port}/eigenvectors?matrix=1,1;0,1")
    page.wait_for_selector(f"{FIGURE}[data-frames] .main-svg", timeout=120_000)
    page.wait_for_timeout(2000)
    box = page.locator(".st-key-angle [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 25, y, steps=8)
    page.wait_for_timeout(500)
    before = params(page)
    victim = balancer.chosen
    replicas[victim].kill()
    killed = time.monotonic()
    print(f"dragged to {before['angle']:g} degrees; the replica at port {victim} is killed")
    step = 0
    while params(page) == before and time.monotonic() - killed < PATIENCE:
        step += 1
        page.mouse.move(x + 25 + 1.5 * (step % 40), y)
        page.wait_for_timeout(50)
    wrong = []
    if params(page) == before:
        wrong.append(f"the figure stood still for {PATIENCE:.0f} s while the mouse moved")
    else:
        print(f"{time.monotonic() - killed:.2f} s later the figure goes on, from port {balancer.chosen}")
    page.mouse.move(x + 60, y, steps=8)
    page.wait_for_timeout(500)
    page.mouse.up()
    page.wait_for_timeout(8000)
    shown, stands = params(page), slider(page)
    print(
        f"released at {stands:g} degrees; the figure shows {shown['angle']:g}, the address is {page.url.split('?')[-1]}"
    )
    if shown["angle"] != stands:
        wrong.append("figure and slider differ")
    if f"angle={stands:g}" not in page.url:
        wrong.append("the address does not say the state")
    if shown["matrix"] != before["matrix"]:
        wrong.append("the matrix of the link is lost")
    return wrong


def main() -> None:
    """Start two replicas, drag, kill."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [stack.enter_context(Server(folder / f"{k}.log", {"MATHSCOPE_PROCESSES": "1"})) for k in range(2)]
        for server in servers:
            until_ready(server.url)
        balancer = stack.enter_context(Balancer([server.port for server in servers]))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**launch_options())
        stack.callback(browser.close)
        wrong = drag(browser.new_page(), {server.port: server for server in servers}, balancer)
    print("\n".join(wrong) or "The reader went on in the same state.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
