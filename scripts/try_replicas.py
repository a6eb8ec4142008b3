"""Runs two replicas behind HAProxy with the configuration of deploy/, and ends each in the middle of a drag.

`python -m scripts.try_replicas`, or `make try-replicas`; needs haproxy (Debian: apt install haproxy) and the Chromium
of the tests. The reader's figure must go on, and the state must be the link's. The exit code is 1 if it is not.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.browser import launch_options
from scripts.server import ROOT, Server

PATIENCE = 60_000  # milliseconds
NOW = "JSON.parse(document.querySelector('[data-testid=live-figure]').dataset.params).angle"


def configuration(ports: list[int], port: int) -> str:
    """The balancer's configuration for replicas on this machine, without Docker's names."""
    text = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
    text = re.sub(r"^resolvers docker\n(?: .*\n)+", "", text, flags=re.MULTILINE)
    servers = "\n".join(f"    server app{k} 127.0.0.1:{each}" for k, each in enumerate(ports))
    text, count = re.subn(r"^ *server-template .*$", servers, text, flags=re.MULTILINE)
    text, bound = re.subn(r"bind :8501", f"bind 127.0.0.1:{port}", text)
    assert count == bound == 1, "deploy/haproxy.cfg has changed its shape"
    return text


def wait(address: str) -> None:
    """Wait until an address answers."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"{address} does not answer")


def drag(page: Page, replica: Server) -> None:
    """Drag the slider, end the replica half way, drag on, let go; the figure and the link must follow."""
    thumb = page.locator(".st-key-angle [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    assert thumb is not None
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 31):
        page.mouse.move(x + 3 * step, y)
        if step == 15:
            replica.kill()
        page.wait_for_timeout(30)
    held = float(page.evaluate("document.querySelector('.st-key-angle input[type=range]').value"))
    page.wait_for_function(f"value => {NOW} === value", arg=held, timeout=PATIENCE)
    page.mouse.up()
    page.wait_for_function(
        "value => new URLSearchParams(location.search).get('angle') == value", arg=held, timeout=PATIENCE
    )
    page.reload()
    page.wait_for_function(
        f"value => document.querySelector('.main-svg') && {NOW} === value", arg=held, timeout=PATIENCE
    )


def main() -> int:
    """Try it; the exit code."""
    haproxy = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if haproxy is None:
        print("haproxy is not installed (Debian: apt install haproxy).", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="mathscope-"))
    replicas = [Server(folder / f"app{k}.txt") for k in range(2)]
    balancer = None
    try:
        for each in replicas:
            each.start()
        front = Server(folder / "unused.txt")  # for its free port alone
        (folder / "haproxy.cfg").write_text(configuration([each.port for each in replicas], front.port), "utf-8")
        balancer = subprocess.Popen(
            [haproxy, "-db", "-f", str(folder / "haproxy.cfg")], env=os.environ | {"HEALTH": "/health"}
        )
        wait(f"{front.url}/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            page = browser.new_page()
            page.goto(f"{front.url}/eigenvectors?angle=60")
            page.wait_for_selector("[data-testid=live-figure][data-frames] .main-svg", timeout=PATIENCE)
            for number, replica in enumerate(replicas):
                page.wait_for_timeout(2000)
                drag(page, replica)
                print(
                    f"ok  replica {number} ended in the middle of a drag; the reader went on at {page.evaluate(NOW):g}"
                )
                replica.start()
                wait(f"{replica.url}/health")
                time.sleep(5)  # the balancer's checks
            browser.close()
    except Exception as error:  # whatever it is, the trial has failed, and what it started must end
        print(f"FAILED  {error}", file=sys.stderr)
        return 1
    finally:
        if balancer is not None:
            balancer.send_signal(signal.SIGTERM)
            balancer.wait(30)
        for each in replicas:
            each.kill()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
