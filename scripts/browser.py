"""Which Chromium the tests and the benchmarks use, and how it is started."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
# No sandbox: Chromium refuses to run as root with one, and it opens our own pages only. The others keep it from
# calling home, which would disturb a measurement and fail on a machine without the Internet.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# For whoever looks at pages as a program: the introduction of the first visit would lie over them.
ACQUAINTED = "try { localStorage.setItem('mathscope:met', 'true') } catch { /* a page without a memory */ }"


def installed() -> str | None:
    """The path of an installed Chromium or Chrome; ``MATHSCOPE_CHROMIUM`` names another. None if there is none."""
    named = os.environ.get("MATHSCOPE_CHROMIUM")
    if named:
        return named
    on_path = (shutil.which(name) for name in NAMES)
    on_mac = (str(Path("/Applications") / app) for app in MAC_APPS if (Path("/Applications") / app).exists())
    return next((path for path in (*on_path, *on_mac) if path), None)


def launch_options() -> dict[str, Any]:
    """What Playwright's ``chromium.launch`` is called with; without an installed browser it starts its own."""
    options: dict[str, Any] = {"headless": True, "args": list(ARGUMENTS)}
    path = installed()
    return options | {"executable_path": path} if path else options


def install() -> None:
    """See that there is a Chromium: the system's package as root on Debian, otherwise Playwright's own download.

    Raises:
        subprocess.CalledProcessError: if neither can be had.
    """
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if as_root and _is_debian():
        missing = [] if installed() else ["chromium"]
        if not Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf").exists():
            missing.append("fonts-dejavu-core")
        if missing:
            print(f"Installing {' and '.join(missing)} ...", flush=True)
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet, stdout=subprocess.DEVNULL)
            command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
            subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)
    elif not installed():
        libraries = ["--with-deps"] if as_root and sys.platform == "linux" else []
        subprocess.run([sys.executable, "-m", "playwright", "install", *libraries, "chromium"], check=True)


def _is_debian() -> bool:
    """Debian itself: Ubuntu's chromium package is only a pointer to a snap."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False
