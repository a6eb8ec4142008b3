"""Serves the static page: no Python takes part in a frame, the browser computes and draws."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import plotly

from benchmarks.drag import figure

PAGE = Path(__file__).with_name("static_page.html").read_text()
FILES = {
    "/": ("text/html; charset=utf-8", PAGE.replace("FIGURE", json.dumps(figure.whole(figure.START))).encode()),
    "/plotly.min.js": (
        "text/javascript",
        (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(),
    ),
}


class Handler(BaseHTTPRequestHandler):
    """The page and the script."""

    def do_GET(self) -> None:
        kind, body = FILES.get(self.path, ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
