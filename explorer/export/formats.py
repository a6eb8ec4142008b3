"""A scene as a file: PNG, SVG, PDF, HTML, JSON, CSV."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import viz
from explorer.export.errors import ExportError, NoBrowser
from explorer.lesson import Scene

SMALLEST, LARGEST = 200, 4000  # pixels of a side
LARGEST_SCALE = 4.0


@dataclass(frozen=True)
class Shape:
    """How a figure is drawn into a file: its look, its size in pixels, and pixels per pixel of a PNG."""

    look: str = "light"
    width: int = 960
    height: int = 540
    scale: float = 2.0

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> Shape:
        """From the texts of a link or a command line; raises ExportError with a sentence."""
        given: dict[str, Any] = {}
        look = texts.get("look", cls.look)
        if look not in viz.LOOKS:
            raise ExportError(f"look is one of {', '.join(viz.LOOKS)}.")
        for name, kind, low, high in (
            ("width", int, SMALLEST, LARGEST),
            ("height", int, SMALLEST, LARGEST),
            ("scale", float, 0.5, LARGEST_SCALE),
        ):
            if name in texts:
                try:
                    given[name] = kind(texts[name])
                except ValueError:
                    given[name] = None
                if given[name] is None or not low <= given[name] <= high:
                    raise ExportError(f"{name} is a number from {low} to {high}.")
        return cls(look=look, **given)


_kaleido = threading.Lock()
_warm = False


def image(figure: Mapping[str, Any], kind: str, size: tuple[int, int], scale: float = 1.0) -> bytes:
    """A Plotly figure (as JSON's types and arrays) as PNG, SVG or PDF by Kaleido, whose browser is kept warm.

    Raises:
        NoBrowser: there is no Chrome or Chromium.
    """
    global _warm
    import kaleido
    from choreographer.errors import BrowserFailedError, ChromeNotFoundError

    with _kaleido:  # one browser, one figure at a time
        try:
            if not _warm:
                kaleido.start_sync_server(n=1, silence_warnings=True)
                _warm = True
            drawn = kaleido.calc_fig_sync(
                figure, opts={"format": kind, "width": size[0], "height": size[1], "scale": scale}
            )
        except (ChromeNotFoundError, BrowserFailedError) as error:
            raise NoBrowser(
                f"{kind.upper()} needs Chrome or Chromium on this computer (HTML, JSON and CSV do not)."
            ) from error
    return bytes(drawn)


def _image(scene: Scene, shape: Shape, kind: str) -> bytes:
    figure = scene.figure(shape.look, size=(shape.width, shape.height))
    return image(figure.to_plotly_json(), kind, (shape.width, shape.height), shape.scale if kind == "png" else 1.0)


def _html(scene: Scene, shape: Shape) -> bytes:
    figure = scene.figure(shape.look, size=(shape.width, shape.height))
    text = figure.to_html(include_plotlyjs=True, full_html=True, config={"displaylogo": False, "responsive": True})
    title = f"<title>{scene.lesson.title}</title>" if scene.lesson else ""
    return text.replace("<head>", f'<head><meta charset="utf-8">{title}', 1).encode()


def table(scene: Scene) -> pd.DataFrame:
    """The numbers of the figure in long form: panel trace, its name, and one row for each point (x, y, z)."""
    rows = []
    for index, trace in enumerate(scene.plotly()["data"]):
        x, y, z = (None if key not in trace else np.asarray(trace[key], dtype=float) for key in "xyz")
        if z is not None and z.ndim == 2:
            xs, ys = (np.arange(n, dtype=float) if a is None else a for a, n in ((x, z.shape[1]), (y, z.shape[0])))
            grid_x, grid_y = np.meshgrid(xs, ys) if xs.ndim == 1 else (xs, ys)
            x, y, z = grid_x.ravel(), grid_y.ravel(), z.ravel()
        if x is None or y is None:
            continue
        count = max(len(x), len(y))
        text = trace.get("text")
        rows.append(
            pd.DataFrame(
                {
                    "trace": index,
                    "kind": trace["type"],
                    "name": trace.get("name", ""),
                    "x": x,
                    "y": y,
                    "z": np.full(count, np.nan) if z is None else z,
                    "text": list(text) if text is not None else "",
                }
            )
        )
    return (
        pd.concat(rows, ignore_index=True)
        if rows
        else pd.DataFrame(columns=["trace", "kind", "name", "x", "y", "z", "text"])
    )


def _csv(scene: Scene, shape: Shape) -> bytes:
    buffer = io.StringIO()
    table(scene).to_csv(buffer, index=False)
    return buffer.getvalue().encode()


def _json(scene: Scene, shape: Shape) -> bytes:
    return str(scene.figure(shape.look, size=(shape.width, shape.height)).to_json()).encode()


@dataclass(frozen=True)
class Format:
    """A kind of file: its media type and how it is made."""

    media: str
    make: Callable[[Scene, Shape], bytes]


FORMATS: Mapping[str, Format] = {
    "png": Format("image/png", lambda scene, shape: _image(scene, shape, "png")),
    "svg": Format("image/svg+xml", lambda scene, shape: _image(scene, shape, "svg")),
    "pdf": Format("application/pdf", lambda scene, shape: _image(scene, shape, "pdf")),
    "html": Format("text/html; charset=utf-8", _html),
    "json": Format("application/json", _json),
    "csv": Format("text/csv; charset=utf-8", _csv),
}


def make(scene: Scene, kind: str, shape: Shape | None = None) -> bytes:
    """The scene as the bytes of a file of that kind.

    Raises:
        ExportError: no such kind.
        NoBrowser: an image, and there is no browser to draw it.
    """
    if kind not in FORMATS:
        raise ExportError(f"There is no format “{kind[:20]}”; the formats are {', '.join(FORMATS)}.")
    return FORMATS[kind].make(scene, shape or Shape())
