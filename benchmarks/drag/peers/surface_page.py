"""Serves a static page with a surface of as many points as that of `psd_covariance`, drawn by the browser alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.drag.peers.serving import serve
from explorer import catalogue

PAGE = Path(__file__).with_name("surface_page.html").read_text()
traces = catalogue.find("psd_covariance").scene().plotly()["data"]
count = max(len(np.asarray(trace["z"])) for trace in traces if trace["type"] == "surface")
serve(PAGE.replace("COUNT", str(count)))
