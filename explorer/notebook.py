"""A scene in a notebook: HTML that needs neither the repository nor a server, and an image beside it.

The figure stands in a frame of its own: scripts run there in Jupyter, marimo, VS Code and in the pages of nbconvert and
Quarto alike, and nothing of a notebook's style reaches it. plotly.js comes from Plotly's public address, held to its
hash: within each output it would add 5 MB. Under the frame lies the image. So it is what is seen where scripts do not
run (an untrusted notebook, a code host) or there is no network; mail, LaTeX and Word take it as the output itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plotly.offline import get_plotlyjs, get_plotlyjs_version

if TYPE_CHECKING:
    from explorer.lesson import Lesson, Scene

SIZE = (960, 540)  # of the figure in CSS pixels; narrower columns shrink the image and lay out the figure anew
DENSITY = 2.0  # pixels of the image for each of them


@cache
def plotly_script() -> str:
    """The element that fetches plotly.js, of the very version that plotly.py ships and with its hash."""
    digest = base64.b64encode(hashlib.sha256(get_plotlyjs().encode()).digest()).decode()
    address = f"https://cdn.plot.ly/plotly-{get_plotlyjs_version()}.min.js"
    return f'<script src="{address}" integrity="sha256-{digest}" crossorigin="anonymous"></script>'


def bundle(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    """The scene as Jupyter's bundle of media types, and its metadata. The image is left out where no browser is
    installed to draw it."""
    png = _image(scene)
    found: dict[str, Any] = {"text/plain": repr(scene), "text/html": html(scene, png)}
    if png:
        found["image/png"] = base64.b64encode(png).decode()
    return found, {"image/png": {"width": SIZE[0], "height": SIZE[1]}} if png else {}


def _image(scene: Scene) -> bytes:
    from explorer import export  # it imports lessons

    if scene.lesson is None:
        return b""
    try:
        return export.make(scene, "png", export.Shape(width=SIZE[0], height=SIZE[1], scale=DENSITY))
    except export.ExportError:  # among them: no browser
        return b""


def html(scene: Scene, png: bytes = b"") -> str:
    """The scene as HTML to put into any page: its live figure in a frame, over its image."""
    wide, tall = SIZE
    image = (
        f'<img src="data:image/png;base64,{base64.b64encode(png).decode()}" alt="{escape(scene.alt)}" '
        'style="display:block;width:100%;height:auto;margin:0">'
        if png
        else ""
    )
    notice = f"<p>{escape(scene.notice)}</p>" if scene.notice else ""
    # The frame's own scheme is light, so that it is transparent until the figure is there, also on a dark page.
    return (
        f'<div style="position:relative;max-width:{wide}px;aspect-ratio:{wide}/{tall};background:#fff">{image}'
        f'<iframe title="{escape(_title(scene))}" sandbox="allow-scripts allow-downloads" '
        f'srcdoc="{escape(_page(scene))}" '
        'style="position:absolute;inset:0;width:100%;height:100%;border:0;color-scheme:light"></iframe>'
        f"</div>{notice}"
    )


def _title(scene: Scene) -> str:
    return f"{scene.lesson.title} (Mathscope)" if scene.lesson else "Mathscope"


def _page(scene: Scene) -> str:
    """The document within the frame."""
    figure = json.loads(scene.figure(size=SIZE).to_json())
    layout = {name: value for name, value in figure["layout"].items() if name not in ("width", "height")}
    told = {"data": figure["data"], "layout": layout, "config": {"responsive": True, "displaylogo": False}}
    # In JSON a "<" may as well be written as an escape; so nothing in the data can end the script element.
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light">
<title>{escape(_title(scene))}</title>
<style>html, body, #figure {{ margin: 0; height: 100%; overflow: hidden; }}</style>
</head>
<body>
<div id="figure" role="img" aria-label="{escape(scene.alt)}"></div>
<script type="application/json" id="told">{data}</script>
{plotly_script()}
<script>
const told = JSON.parse(document.getElementById("told").textContent);
const place = document.getElementById("figure");
if (window.Plotly) {{
  document.body.style.background = "#fff";
  Plotly.newPlot(place, told.data, told.layout, told.config);
}}
</script>
</body>
</html>
"""


@dataclass(frozen=True, repr=False)
class Framed:
    """A whole page that a notebook shows in a frame; `save` writes it as a file."""

    page: str
    title: str
    alt: str
    height: int

    def __repr__(self) -> str:
        return f"<{self.title}, with live sliders, {len(self.page.encode()) / 1e6:.1f} MB>"

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts allow-popups" srcdoc="{escape(self.page)}" '
            f'style="width:100%;height:{self.height}px;border:0"></iframe>'
        )

    def save(self, path: str | Path) -> Path:
        """Write the page; returns the path."""
        path = Path(path)
        path.write_text(self.page, encoding="utf-8")
        return path


def lesson_html(lesson: Lesson) -> str:
    """What a notebook shows of a lesson: its idea, and the controls that `scene` takes."""
    rows = "".join(
        f"<tr><td><code>{control.name}</code></td><td>{escape(control.label)}</td>"
        f"<td><code>{escape(_short(repr(control.initial)))}</code></td></tr>"
        for control in lesson.controls
    )
    return (
        f"<p><b>{escape(lesson.title)}</b>. {escape(lesson.idea)}</p>"
        f"<table><thead><tr><th>scene(...)</th><th></th><th>default</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
