"""What a page is made of beside its data: scripts and styles, plotly.js, and the looks of the figures."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import plotly
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

import viz

STATIC = Path(__file__).parent / "page" / "static"
ALLOWED = {".js", ".css", ".svg", ".png", ".woff2"}
YEAR = "public, max-age=31536000, immutable"
PAGE = "page.css"
STYLES = ("layout", "figure", "goal", "fields", "home", "path", "screens")
"""The sheets of `static/styles` that make up the look of the page, in the order in which they hold."""
STAGE = tuple(f"stage/{name}.css" for name in ("stage", "controls", "player", "dialogs"))
"""The sheets of the stage, which come after the page's, in this order."""


@cache
def static_hash() -> str:
    """A hash of all scripts and styles of the page: it is in their address, so they can be cached for ever."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in ALLOWED:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _files() -> dict[str, Path]:
    """The files that may be served, by name: a request's path is looked up, never joined."""
    return {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.suffix in ALLOWED}


@cache
def page_style() -> str:
    """The style sheet of the page, on the screen."""
    return "".join((STATIC / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


def static(request: Request) -> Response:
    """A script or style of the page. An address with an old hash still gets today's file, but no cache keeps it."""
    name = request.path_params["file"]
    path = _files().get(name)
    if path is None and name != PAGE:
        return PlainTextResponse("There is no such file.", 404)
    body = page_style().encode() if path is None else path.read_bytes()
    current = request.path_params["hash"] == static_hash()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = "text/javascript" if name.endswith(".js") else kind
    return Response(body, media_type=kind, headers={"Cache-Control": YEAR if current else "no-store"})


@cache
def plotly_source() -> bytes:
    """plotly.js, as it is served and embedded."""
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


PLOTLY_PATH = f"scope/plotly-{plotly.__version__}.min.js"


@cache
def _plotly() -> tuple[bytes, bytes]:
    source = plotly_source()
    return source, gzip.compress(source, 6)


def plotly_js(request: Request) -> Response:
    """The plotly.js that plotly.py ships, so that files and pages are drawn by the same version."""
    plain, packed = _plotly()
    headers = {"Cache-Control": YEAR, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type="text/javascript", headers=headers | {"Content-Encoding": "gzip"})
    return Response(plain, media_type="text/javascript", headers=headers)


def colours(name: str) -> dict[str, Any]:
    """What the scripts need of a look: its colours and scales, its font, how much larger it draws."""
    look = viz.LOOKS[name]
    return {
        "colors": dict(look.colors),
        "scales": {scale: [list(stop) for stop in stops] for scale, stops in look.scales.items()},
        "font": look.font,
        "scale": look.scale,
    }


@cache
def _looks() -> bytes:
    told = {name: colours(name) for name in viz.LOOKS}
    return orjson.dumps(told | {"templates": {name: viz.template(name) for name in viz.LOOKS}})


def looks(request: Request) -> Response:
    """The colours, sizes and Plotly templates of all looks."""
    return Response(_looks(), media_type="application/json", headers={"Cache-Control": "no-cache"})
