"""Plotly figures as images, by Kaleido, whose browser is kept warm.

Kaleido's own server of that kind waits for ever when there is no browser or when it dies; ours says so, and starts
again.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import TimeoutError as TooLong
from functools import cache
from pathlib import Path
from typing import Any

from explorer.export import fonts
from explorer.export.errors import ExportError, NoBrowser

PATIENCE = 90.0  # seconds that one image may take, the start of the browser included
FRESH = 300  # images until the browser is replaced: it and Kaleido keep something of each for ever
INSTALL = (
    "needs Chrome or Chromium on this computer: install one (Debian: apt install chromium; or: kaleido_get_chrome) "
    "or name it by MATHSCOPE_CHROMIUM. HTML, JSON, CSV, the programs and the notebook need none."
)


def browser() -> str | None:
    """The path of the Chrome or Chromium that draws the images (MATHSCOPE_CHROMIUM names another), or None."""
    from choreographer.browsers.chromium import Chromium

    found = os.environ.get("MATHSCOPE_CHROMIUM") or Chromium.find_browser(skip_local=False)
    return str(found) if found and os.path.isfile(found) else None


class _Warm:
    """One Kaleido with its browser, in an event loop of its own thread."""

    def __init__(self, path: str) -> None:
        import kaleido

        fonts.tell_fontconfig()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True, name="kaleido")
        self.thread.start()
        self.kaleido = kaleido.Kaleido(n=1, timeout=PATIENCE, page_generator=_page(), path=path)
        self.drawn = 0
        self._run(self.kaleido.open())

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def draw(self, figure: Mapping[str, Any], options: dict[str, Any]) -> bytes:
        self.drawn += 1
        return bytes(self._run(self.kaleido.calc_fig(figure, opts=options)))

    def close(self) -> None:
        with contextlib.suppress(Exception):  # a browser that is dead already cannot be closed, and need not be
            asyncio.run_coroutine_threadsafe(self.kaleido.close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        if not self.loop.is_running():
            self.loop.close()


def _page() -> Any:
    """Kaleido's page without MathJax (it would be fetched from the Internet, and no figure has LaTeX in it), and
    without the margins of its pages: within them a PDF is shrunk by five per cent, its type too."""
    import kaleido

    class Page(kaleido.PageGenerator):
        def generate_index(self) -> str:
            whole = str(super().generate_index())
            style = "<style>@page{margin:0!important}body{margin:0!important}#kaleido-image{display:block}</style>"
            return whole.replace("</head>", f"{style}</head>", 1)

    return Page(mathjax=False)


_lock = threading.Lock()
_warm: _Warm | None = None


def image(figure: Mapping[str, Any], kind: str, size: tuple[float, float], scale: float = 1.0) -> bytes:
    """A Plotly figure (as JSON's types and arrays) as PNG, SVG or PDF.

    Raises:
        NoBrowser: there is no Chrome or Chromium.
        ExportError: the browser failed twice.
    """
    global _warm
    path = browser()
    if path is None:
        raise NoBrowser(f"{kind.upper()} {INSTALL}")
    options = {"format": kind, "width": size[0], "height": size[1], "scale": scale}
    with _lock:  # one browser, one figure at a time
        for _ in range(2):
            try:
                if _warm is not None and _warm.drawn >= FRESH:
                    _warm.close()
                    _warm = None
                if _warm is None:
                    _warm = _Warm(path)
                    _close_at_exit()
                return _warm.draw(figure, options)
            except (Exception, TooLong):
                if _warm is not None:
                    _warm.close()
                _warm = None
    raise ExportError(f"The browser at {path} could not draw the figure; try again.")


@cache
def _close_at_exit() -> None:
    atexit.register(lambda: _warm.close() if _warm else None)


def postscript(pdf: bytes) -> bytes:
    """A PDF of one page as EPS, by poppler's `pdftops`.

    Raises:
        NoBrowser: there is no `pdftops`.
        ExportError: it failed.
    """
    program = shutil.which("pdftops")
    if program is None:
        raise NoBrowser("EPS needs pdftops on this computer (Debian: apt install poppler-utils); PDF does not.")
    with tempfile.TemporaryDirectory(prefix="mathscope-eps-") as folder:
        source, target = Path(folder) / "figure.pdf", Path(folder) / "figure.eps"
        source.write_bytes(pdf)
        command = [program, "-eps", "-level3", "-r", "600", str(source), str(target)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        except (subprocess.SubprocessError, OSError) as error:
            raise ExportError("pdftops could not make an EPS of this figure; take the PDF.") from error
        return target.read_bytes()
