"""`mathscope run`: the application, started from wherever it is installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from explorer.commands import Parser
from explorer.version import COMMAND, ROOT

STREAMLIT = ("--server.", "--browser.", "--theme.", "--client.", "--logger.", "--runner.", "--global.")


def run(arguments: Sequence[str]) -> int:
    """Start the application and serve until it is ended; returns the exit status."""
    parser = Parser(
        prog=f"{COMMAND} run",
        description="Start the application; Ctrl-C ends it.",
        epilog="Streamlit's own settings may follow, as in --server.sslCertFile=cert.pem.",
    )
    parser.add_argument("--port", type=int, help="default: 8501, or the next that is free")
    parser.add_argument("--address", help="default: every address of this machine; localhost keeps others out")
    parser.add_argument("--path", default="", help="what stands before every address behind a proxy: /mathscope")
    parser.add_argument("--open", action="store_true", help="open it in the browser")
    known, rest = parser.parse_known_args(list(arguments))
    for word in rest:
        if word.startswith("-") and not word.startswith(STREAMLIT):
            parser.strange(word.partition("=")[0], ["--port", "--address", "--path", "--open"])
    if known.port is not None and not 0 < known.port < 65536:
        parser.error("a port is a number from 1 to 65535")
    settings = {"server.headless": str(not known.open).lower(), "browser.serverAddress": _named(known.address)}
    if known.address:
        settings["server.address"] = known.address
    if known.port is not None:
        settings["server.port"] = str(known.port)
    if known.path:
        settings["server.baseUrlPath"] = known.path
    # What the server starts beside itself finds the packages as it does.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    from streamlit.web import cli  # takes a second, and only this command needs it

    words = [f"--{name}={value}" for name, value in settings.items()]
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *words, *rest]
    return int(cli.main(prog_name="streamlit", standalone_mode=False) or 0)


def _named(address: str | None) -> str:
    """How this machine's own browser reaches the server."""
    return "localhost" if address in (None, "0.0.0.0", "::") else str(address)
