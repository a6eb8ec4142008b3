"""The kinds of files, and how each is made of a scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import viz
from explorer import drawing, listing
from explorer.export import pgf, pictures, stamp, svg
from explorer.export.errors import ExportError
from explorer.export.origin import Origin, describe
from explorer.export.render import image, postscript
from explorer.export.shape import Shape
from explorer.lesson import Lesson, Parameters, Scene

if TYPE_CHECKING:
    import plotly.graph_objects as go


def figure(scene: Scene, shape: Shape, *, flat: bool = False) -> go.Figure:
    """The figure as the files hold it: in its look or on its page, its origin in `layout.meta`.

    `flat` is for vectors and for paper: it projects what is in three dimensions, so that it is drawn as vectors with
    its words as type, and reads smooth heat maps as finely as a printer can show.

    Raises:
        ExportError: the type is too large for the page.
    """
    import plotly.graph_objects as go

    scene = _titled(scene, shape)
    try:
        drawn = (
            printed(scene, shape.page()) if shape.printed else scene.drawn(shape.look, size=(shape.width, shape.height))
        )
    except viz.NoRoom as error:
        raise ExportError(str(error)) from error
    found = go.Figure(_flattened(drawn, shape.density / viz.PER_INCH) if flat else viz.plain(drawn))
    if shape.grey and found.layout.images:
        found.layout.images = [pictures.grey(each.to_plotly_json()) for each in found.layout.images]
    found.layout.meta = _origin(scene, shape).record()
    return found


def printed(scene: Scene, page: viz.Page) -> dict[str, Any]:
    """The figure as it is laid out for paper, its layout's width and height in whole CSS pixels, with its arrays.

    Raises:
        viz.NoRoom: the type is too large for the page.
    """
    look = viz.on_paper(
        page.look,
        font=page.font,
        line=page.line,
        grey=page.grey,
        transparent=page.transparent,
        serif=page.serif,
        roles=sorted(viz.roles_of(scene.panels)),
    )
    plan = viz.lay_out(
        scene.panels,
        page.width,
        look.font,
        columns=scene.columns,
        height=page.height,
        tallest=page.tallest,
    )
    left, right, top, bottom = plan.margins
    inner = (page.width - left - right, plan.height - top - bottom)
    room = look.font / viz.LOOKS["light"].font
    drawn = viz.compose(plan.panels, columns=plan.columns, size=inner, room=room, rise=plan.rise)
    found = viz.with_indices(viz.resolve(drawn, look))
    found["layout"] |= {
        "template": viz.template_of(look),
        "width": round(page.width),
        "height": round(plan.height),
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
    }
    return found


def _titled(scene: Scene, shape: Shape) -> Scene:
    """The scene with the titles of its panels as the shape asks for: with letters before them, or without words."""
    if shape.titles and not shape.letters:
        return scene
    seen = [bool(panel.traces or panel.title) for panel in scene.panels]
    letters = [f"({letter})" for letter in ascii_lowercase] if shape.letters and sum(seen) > 1 else []
    panels = []
    for panel, there in zip(scene.panels, seen, strict=True):
        letter = letters.pop(0) if letters and there else ""
        words = [letter, panel.title if shape.titles else ""]
        panels.append(replace(panel, title=" ".join(word for word in words if word)))
    return replace(scene, panels=panels)


def _flattened(drawn: Mapping[str, Any], density: float) -> dict[str, Any]:
    """The figure with its spaces projected and its smooth heat maps finer, `density` cells for each of its pixels."""
    layout = drawn["layout"]
    margin = {**layout["template"]["layout"]["margin"], **layout.get("margin", {})}
    inner = (layout["width"] - margin["l"] - margin["r"], layout["height"] - margin["t"] - margin["b"])
    fine = viz.fine(drawn, inner, density)
    return viz.flattened(fine, inner) if viz.has_space(drawn) else dict(viz.plain(fine))


def _origin(scene: Scene, shape: Shape) -> Origin:
    return describe(scene, shape.home or None)


def size(drawn: go.Figure) -> tuple[int, int]:
    """Width and height of a figure in CSS pixels."""
    return int(drawn.layout.width), int(drawn.layout.height)


def _png(scene: Scene, shape: Shape) -> bytes:
    drawn = figure(scene, shape, flat=shape.printed)
    scale = shape.density / viz.PER_INCH
    if shape.printed:
        scale *= shape.wide / stamp.MM * viz.PER_INCH / size(drawn)[0]
    return stamp.png(image(drawn.to_plotly_json(), "png", size(drawn), scale), _origin(scene, shape), shape.density)


def _svg(scene: Scene, shape: Shape) -> bytes:
    drawn = figure(scene, shape, flat=True)
    exact = shape.size_mm(size(drawn)) if shape.printed else None
    drawing = stamp.inlined(image(drawn.to_plotly_json(), "svg", size(drawn)))
    return stamp.svg(drawing, _origin(scene, shape), exact, serif=shape.serif)


def _pdf(scene: Scene, shape: Shape) -> bytes:
    drawn = figure(scene, shape, flat=True)
    exact = shape.size_mm(size(drawn)) if shape.printed else None
    return stamp.pdf(image(drawn.to_plotly_json(), "pdf", size(drawn)), _origin(scene, shape), exact)


def _eps(scene: Scene, shape: Shape) -> bytes:
    return stamp.eps(postscript(_pdf(scene, shape)), _origin(scene, shape))


def _pgf(scene: Scene, shape: Shape) -> bytes:
    drawn = figure(scene, shape, flat=True)
    drawing = stamp.inlined(image(drawn.to_plotly_json(), "svg", size(drawn)))
    wide = shape.size_mm(size(drawn))[0] if shape.printed else size(drawn)[0] / viz.PER_INCH * stamp.MM
    try:
        code = pgf.pgf(drawing, size(drawn), wide, sans=not shape.serif)
    except svg.Unread as error:
        raise ExportError(f"This figure has no PGF, because of {error}; take the PDF.") from error
    return stamp.comments(f"% {pgf.USE}\n{code}", _origin(scene, shape), "%").encode()


def _html(scene: Scene, shape: Shape) -> bytes:
    text = figure(scene, shape).to_html(
        include_plotlyjs=True, full_html=True, config={"displaylogo": False, "responsive": True}
    )
    return stamp.page(text, _origin(scene, shape)).encode()


def _json(scene: Scene, shape: Shape) -> bytes:
    return str(figure(scene, shape).to_json()).encode()


COLUMNS = ("panel", "trace", "kind", "name", "x", "y", "z", "text")


def table(scene: Scene) -> pd.DataFrame:
    """The numbers of the figure in long form: one row for each point, with its panel and its trace (COLUMNS)."""
    rows = []
    panels = [panel.title or f"panel {at}" for at, panel in enumerate(scene.panels, 1) for _ in panel.traces]
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
                    "panel": panels[index],
                    "trace": index,
                    "kind": trace["type"],
                    "name": trace.get("name", ""),
                    "x": x,
                    "y": y,
                    "z": np.full(count, np.nan) if z is None else z,
                    "text": [str(each).strip() for each in text] if text is not None else "",
                }
            )
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))


def _csv(scene: Scene, shape: Shape) -> bytes:
    """The table, with one column more, `origin`, filled in the first row alone: comments would break most readers."""
    found = table(scene)
    origin = _origin(scene, shape)
    said = [f"{origin.credit} {origin.mark}"] + [""] * (len(found) - 1)
    found["origin"] = said[: len(found)]
    for column in found.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in found.dtypes]]:
        found[column] = found[column].map(_harmless)
    return str(found.to_csv(index=False)).encode()


def _harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: a text that begins like one (the name of a reader's column may)
    is led by an apostrophe. Numbers, and texts that are numbers, stay as they are."""
    if not isinstance(cell, str) or not cell.lstrip().startswith(("=", "+", "-", "@")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def _program(write: Callable[[Lesson, Parameters], str], sign: str) -> Callable[[Scene, Shape], bytes]:
    def make(scene: Scene, shape: Shape) -> bytes:
        origin = _origin(scene, shape)
        assert scene.lesson is not None and scene.parameters is not None
        drawn = drawing.code(scene, shape.draw) if sign == "#" else ""
        return stamp.comments(write(scene.lesson, scene.parameters) + drawn, origin, sign).encode()

    return make


def _notebook(scene: Scene, shape: Shape) -> bytes:
    origin = _origin(scene, shape)
    assert scene.lesson is not None and scene.parameters is not None
    drawn = drawing.code(scene, shape.draw, notebook=True)
    return stamp.notebook(listing.notebook(scene.lesson, scene.parameters, drawn), origin).encode()


@dataclass(frozen=True)
class Format:
    """A kind of file: its media type, how it is made, and what it is good for."""

    media: str
    make: Callable[[Scene, Shape], bytes]
    use: str = ""


FORMATS: Mapping[str, Format] = {
    "png": Format("image/png", _png, "Pixels, for slides and documents"),
    "svg": Format("image/svg+xml", _svg, "Vectors, for the web and for editing"),
    "pdf": Format("application/pdf", _pdf, "Vectors, for LaTeX and print"),
    "eps": Format("application/postscript", _eps, "Vectors, for journals that want EPS; what is see-through is pixels"),
    "pgf": Format(
        "text/x-tex; charset=utf-8", _pgf, "LaTeX code that draws it, with words in your document’s own type"
    ),
    "html": Format("text/html; charset=utf-8", _html, "One page that works offline, with zoom and hover"),
    "json": Format("application/json", _json, "The figure as Plotly's JSON"),
    "csv": Format("text/csv; charset=utf-8", _csv, "The numbers in the figure"),
    "py": Format("text/x-python; charset=utf-8", _program(listing.python, "#"), "The lesson as a Python program"),
    "rs": Format("text/x-rust; charset=utf-8", _program(listing.rust, "//"), "The lesson as a Rust program"),
    "ipynb": Format("application/x-ipynb+json", _notebook, "The lesson as a Jupyter notebook"),
}
IMAGES = ("png", "svg", "pdf", "eps", "pgf")
"""The formats that a browser draws."""


def make(scene: Scene, kind: str, shape: Shape | None = None) -> bytes:
    """The scene as the bytes of a file of that kind.

    Raises:
        ExportError: no such kind, or the type is too large for the page.
        NoBrowser: an image, and there is no browser to draw it.
    """
    if kind not in FORMATS:
        raise ExportError(f"There is no format “{kind[:20]}”; the formats are {', '.join(FORMATS)}.")
    return FORMATS[kind].make(scene, shape or Shape())
