"""What every answer over HTTP says to the browser beside its content.

`nosniff`, a content policy, and who may show the pages in a frame: MATHSCOPE_FRAME_ANCESTORS, as in
"'self' https://moodle.example.edu"; without it everybody, since a figure in a frame on a course page is what the
projector page is for, and nothing here hangs on who the reader is.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.serving import meter

# Streamlit writes styles into its elements and a script into its page; plotly.js compiles functions for what it draws
# with WebGL, and draws pictures from blobs. Everything else comes from this server.
_PAGE = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "connect-src": "'self' ws: wss: data: blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
# A picture that is opened by its address: nothing in it runs, and nothing is asked for.
_PICTURE = {"default-src": "'none'", "style-src": "'unsafe-inline'", "img-src": "data:", "font-src": "data:"}
_OURS = ("scope", "figure", "show", "lecture", "lectures", "exercises", "glossary", "health", "metrics")
_ROUTES = frozenset([*_OURS, "static", "component", "_stcore"])
_log = logging.getLogger(__name__)


def ancestors() -> str:
    """Who may show the pages in a frame, as the content policy writes it.

    Raises:
        ValueError: MATHSCOPE_FRAME_ANCESTORS could not stand in a header.
    """
    wanted = os.environ.get("MATHSCOPE_FRAME_ANCESTORS", "").strip() or "*"
    if not re.fullmatch(r"[A-Za-z0-9:/.*'\- \[\]]+", wanted):
        raise ValueError(f"MATHSCOPE_FRAME_ANCESTORS is {wanted!r}: it must be sources with spaces between them.")
    return wanted


class Headers:
    """The headers, and a word for the log and the metrics, around the whole application.

    `path` tells what stands before every address ("courses/maths"; "" for nothing), once all settings are read.
    """

    def __init__(self, app: ASGIApp, path: Callable[[], str] = lambda: "") -> None:
        self.app, self._path = app, path
        framed = f"frame-ancestors {ancestors()}"
        self.page, self.picture = (
            "; ".join([*(f"{name} {sources}" for name, sources in policy.items()), framed])
            for policy in (_PAGE, _PICTURE)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, route = time.perf_counter(), _route(scope["path"], self._path())
        status = 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    (name, _kept_apart(value) if name.lower() == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Referrer-Policy", "same-origin")
                picture = headers.get("content-type", "").startswith("image/svg")
                headers.setdefault("Content-Security-Policy", self.picture if picture else self.page)
            await send(message)

        try:
            await self.app(scope, receive, sent)
        finally:
            took = time.perf_counter() - began
            meter.METER.request(route, status, took)
            _log.info(
                "request",
                extra={"method": scope["method"], "route": route, "status": status, "ms": round(1000 * took, 1)},
            )


def _kept_apart(cookie: bytes) -> bytes:
    """A cookie for frames of other sites (Streamlit's, with server.xsrfCookieSameSite=none): browsers that keep no
    cookies of other sites keep it apart for each site that shows the frame, if it asks for that."""
    across = b"samesite=none" in cookie.lower() and b"partitioned" not in cookie.lower()
    return cookie + b"; Partitioned" if across else cookie


def _route(path: str, before: str) -> str:
    """What was asked for, by the first part of the path behind the one that stands before all; a reader's own words are
    a "page"."""
    parts, known = ([part for part in text.split("/") if part] for text in (path, before))
    first = next(iter(parts[len(known) :] if parts[: len(known)] == known else parts), "")
    return f"/{first}" if first in _ROUTES or not first else "/page"
