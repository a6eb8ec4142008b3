"""The entity tag of an answer: a cache that has it already hears 304, and nothing is drawn."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from explorer.version import fingerprint


def tagged(request: Request, state: str) -> tuple[dict[str, str], Response | None]:
    """The headers of an answer that the sources and `state` decide, and the 304 if the client has it already.

    The tags of `If-None-Match` are compared weakly (RFC 9110, 13.1.2).
    """
    return labelled(request, f"{fingerprint()} {state}".encode(), 60)


def labelled(request: Request, content: bytes, seconds: int) -> tuple[dict[str, str], Response | None]:
    """The same of an answer that `content` decides; a cache need not ask again for so many seconds."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={seconds}, must-revalidate"}
    theirs = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return headers, Response(status_code=304, headers=headers) if tag in theirs else None
