"""What the pages without Python share: a page and Plotly's script over HTTP."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import plotly


def serve(page: str) -> None:
    """Serve a page at the port that the command line names, until the process ends."""
    script = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    files = {"/": ("text/html; charset=utf-8", page.encode()), "/plotly.min.js": ("text/javascript", script)}

    class Handler(BaseHTTPRequestHandler):
        """The page and the script."""

        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
