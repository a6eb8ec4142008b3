"""Serves the static page: no Python takes part in a frame, the browser computes and draws."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.drag import figure
from benchmarks.drag.peers.serving import serve

PAGE = Path(__file__).with_name("static_page.html").read_text()
serve(PAGE.replace("FIGURE", json.dumps(figure.whole(figure.START))))
