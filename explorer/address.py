"""The addresses of this application: the one that others can reach (a phone in the hall cannot open `localhost`), and
whether a page that opens a socket came from one of them."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

LASTS = 30  # seconds that an answer is believed; a machine changes its network rarely
_PATIENCE = 0.25  # seconds for this machine to answer itself
_OWN = {"localhost", "127.0.0.1", "::1", "0.0.0.0"}


def reachable(asked: str) -> str:
    """The address to hand out: MATHSCOPE_URL; else the one `asked`, where an address that only this machine knows is
    replaced by the machine's on the network, if the application answers there."""
    named = os.environ.get("MATHSCOPE_URL", "")
    if named or not local(asked):
        return named or asked
    parts = urlsplit(asked)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = _outside(port, int(time.monotonic() // LASTS))
    if host is None:
        return asked
    return urlunsplit(parts._replace(netloc=f"{host}:{port}" if parts.port else host))


def local(address: str) -> bool:
    """Whether only this machine knows an address."""
    try:
        return urlsplit(address).hostname in _OWN
    except ValueError:
        return False


@lru_cache(maxsize=8)
def _outside(port: int, _tick: int) -> str | None:
    """This machine's address on its network, if something listens there at that port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address of no one (RFC 5737); a datagram socket sends nothing yet
            host = str(probe.getsockname()[0])
        except OSError:
            return None
    if host.startswith("127."):
        return None
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE):
            return host
    except OSError:
        return None


def ours(headers: Mapping[str, str]) -> bool:
    """Whether a page of this server asks, under the name that it or a proxy before it was called by; or a page in a
    frame whose sandbox hides its origin ("null"); or a program, which names no page.

    So this keeps the pages of other sites from using the server by accident, and not on purpose: they can open a frame
    with a sandbox. It need not: there are no cookies and no secrets here, a frame says what `/figure` says to every
    site (`routes.Beneath`), a room asks for its key, and what one connection may ask for is bounded.
    """
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return True
    hosts = [headers[name].partition(",")[0].strip() for name in ("host", "x-forwarded-host") if name in headers]
    try:
        asked = _place(origin)
        return any(_place(f"{urlsplit(origin).scheme}://{host}") == asked for host in hosts if host)
    except ValueError:  # what is no address is not ours
        return False


def _place(address: str) -> tuple[str | None, int | None]:
    """The host and port of an address, the port also where it goes without saying."""
    parts = urlsplit(address)
    return parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
