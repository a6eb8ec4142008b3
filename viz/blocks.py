"""Drawing blocks: each function turns arrays into one Plotly trace (a plain dictionary).

Plain dictionaries, because validated `go.Figure` objects cost several milliseconds a frame; the tests validate every
figure once. Arrays stay NumPy arrays until they are sent. Widths and sizes are in pixels of the light look; a
projector's look multiplies them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Trace = dict[str, Any]
STROKE = 2.2  # pixels of an ordinary line in the light look


def _array(values: ArrayLike) -> NDArray[Any]:
    return np.ascontiguousarray(np.asarray(values, dtype=float))


def line(
    x: ArrayLike,
    y: ArrayLike,
    role: str = "data",
    *,
    width: float = STROKE,
    dash: str = "solid",
    name: str = "",
    opacity: float = 1.0,
    step: bool = False,
    z: ArrayLike | None = None,
    hover: bool = True,
) -> Trace:
    """A polyline; a NaN breaks it. With `z` a line in space. `step` draws a staircase that changes at each x."""
    stroke: Trace = {"color": f"@{role}", "width": width, "dash": dash}
    if step:
        stroke["shape"] = "hv"
    trace: Trace = {
        "type": "scatter" if z is None else "scatter3d",
        "mode": "lines",
        "x": _array(x),
        "y": _array(y),
        "line": stroke,
        "name": name,
        "opacity": opacity,
        "hoverinfo": "x+y+name" if hover and name else ("x+y" if hover else "skip"),
    }
    if z is None:
        # Plotly thins lines to the pixel by default, which would make a frame depend on the zoom of the frame before.
        trace["line"]["simplify"] = False
    else:
        trace["z"] = _array(z)
        trace["hoverinfo"] = "skip" if not hover else "x+y+z"
    return trace


def segment(start: ArrayLike, end: ArrayLike, role: str = "null", **style: Any) -> Trace:
    """A straight line from `start` to `end`, each of shape (2,) or (3,)."""
    ends = np.stack([np.asarray(start, float), np.asarray(end, float)])
    if ends.shape[1] == 3:
        return line(ends[:, 0], ends[:, 1], role, z=ends[:, 2], **style)
    return line(ends[:, 0], ends[:, 1], role, **style)


def arrow(
    tip: ArrayLike, role: str = "data", *, tail: ArrayLike = (0.0, 0.0), width: float = 3.0, name: str = ""
) -> Trace:
    """An arrow in the plane from `tail` to `tip`, each of shape (2,); the head keeps its size on the screen.

    A vector of length zero has no head: it points nowhere.
    """
    ends = np.stack([np.asarray(tail, float), np.asarray(tip, float)])
    head = 0 if float(np.hypot(*(ends[1] - ends[0]))) < 1e-9 else 5 * width
    # Of markers with a list of sizes Plotly makes bubbles, which let light through and have a pale edge.
    solid = {"opacity": 1.0, "line": {"width": 0}}
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": _array(ends[:, 0]),
        "y": _array(ends[:, 1]),
        "line": {"color": f"@{role}", "width": width, "simplify": False},
        "marker": {"symbol": "arrow", "angleref": "previous", "size": [0, head], "color": f"@{role}", **solid},
        "name": name,
        "hoverinfo": "x+y+name" if name else "x+y",
        "cliponaxis": True,
    }


def markers(
    x: ArrayLike,
    y: ArrayLike,
    role: str | ArrayLike = "data",
    *,
    size: float | ArrayLike = 7,
    symbol: str = "circle",
    name: str = "",
    opacity: float = 1.0,
    z: ArrayLike | None = None,
    scale: str = "sequential",
    bounds: tuple[float, float] | None = None,
    text: Sequence[str] | None = None,
    ring: bool = False,
) -> Trace:
    """Points. `role` is a colour role for all, or one number per point, coloured on `scale` between `bounds`.

    `ring` draws the outline alone. `text` is what a point says when the pointer rests on it.
    """
    mark: Trace = {"size": size if isinstance(size, (int, float)) else _array(size), "opacity": opacity}
    if isinstance(role, str):
        mark["color"] = f"@{role}/0" if ring else f"@{role}"
        if ring:
            mark["line"] = {"color": f"@{role}", "width": 2}
    else:
        mark |= {"color": _array(role), "colorscale": f"@{scale}"}
        if bounds is not None:
            mark |= {"cmin": bounds[0], "cmax": bounds[1]}
    mark["symbol"] = symbol
    trace: Trace = {
        "type": "scatter" if z is None else "scatter3d",
        "mode": "markers",
        "x": _array(x),
        "y": _array(y),
        "marker": mark,
        "name": name,
        "hoverinfo": "x+y+name" if name else "x+y",
    }
    if z is not None:
        trace["z"] = _array(z)
        trace["hoverinfo"] = "x+y+z"
    if text is not None:
        trace |= {"hovertext": list(text), "hoverinfo": "text"}
    return trace


def polyline(points: ArrayLike, role: str = "data", **style: Any) -> Trace:
    """A polyline through points (n, 2); a row of NaN breaks it. Styles as in `line`."""
    found = _array(points).reshape(-1, 2)
    return line(found[:, 0], found[:, 1], role, **style)


def dots(points: ArrayLike, role: str | ArrayLike = "data", **style: Any) -> Trace:
    """Points (n, 2), or one point (2,), as markers. Styles as in `markers`."""
    found = _array(points).reshape(-1, 2)
    return markers(found[:, 0], found[:, 1], role, **style)


def label(
    x: ArrayLike,
    y: ArrayLike,
    text: str | Sequence[str],
    role: str = "ink",
    *,
    position: str = "top center",
    size: float = 14,
    z: ArrayLike | None = None,
) -> Trace:
    """Text written in the figure beside what it names: the direct label that replaces a legend."""
    # A space for no text: plotly.js takes the element of an empty text away, and a later one then has none to go to.
    texts = [each or " " for each in ([text] if isinstance(text, str) else text)]
    trace: Trace = {
        "type": "scatter" if z is None else "scatter3d",
        "mode": "text",
        "x": np.atleast_1d(_array(x)),
        "y": np.atleast_1d(_array(y)),
        "text": texts,
        "textposition": position,
        "textfont": {"color": f"@{role}", "size": size},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    if z is not None:
        trace["z"] = np.atleast_1d(_array(z))
        del trace["cliponaxis"]
    return trace


def note(x: float, y: float, text: str, role: str = "ink", position: str = "middle right", size: float = 13) -> Trace:
    """One text of a `label`; where x or y is NaN or infinite it hides, and keeps its trace."""
    return label([x], [y], text if np.isfinite([x, y]).all() else "", role, position=position, size=size)


def area(
    x: ArrayLike,
    upper: ArrayLike,
    lower: ArrayLike | float = 0.0,
    role: str = "data",
    *,
    opacity: float = 0.22,
    name: str = "",
) -> Trace:
    """The filled band between `lower` and `upper`, as one closed polygon (so that it needs no neighbour trace)."""
    xs, high = _array(x), _array(upper)
    low = np.broadcast_to(_array(lower), xs.shape)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.concatenate([xs, xs[::-1]]),
        "y": np.concatenate([high, low[::-1]]),
        "fill": "toself",
        "fillcolor": f"@{role}/{opacity:g}",
        "line": {"color": f"@{role}/0", "width": 0, "simplify": False},
        "name": name,
        "hoverinfo": "skip",
    }


def bars(
    x: ArrayLike,
    height: ArrayLike,
    role: str | Sequence[str] = "data",
    *,
    width: ArrayLike | float | None = None,
    name: str = "",
    opacity: float = 0.75,
    base: ArrayLike | None = None,
) -> Trace:
    """Bars centred at `x` (a histogram's bars: pass the bin width). `role` may name one colour per bar."""
    colors = f"@{role}" if isinstance(role, str) else [f"@{each}" for each in role]
    trace: Trace = {
        "type": "bar",
        "x": _array(x),
        "y": _array(height),
        "marker": {"color": colors, "line": {"width": 0}},
        "opacity": opacity,
        "name": name,
        "hoverinfo": "x+y+name" if name else "x+y",
    }
    if width is not None:
        trace["width"] = float(width) if np.ndim(width) == 0 else _array(width)  # type: ignore[arg-type]
    if base is not None:
        trace["base"] = _array(base)
    return trace


def stems(x: ArrayLike, y: ArrayLike, role: str = "data", *, width: float = 2.0, base: float = 0.0) -> Trace:
    """A thin vertical line from `base` to each y, as one broken polyline."""
    xs, ys = np.atleast_1d(_array(x)), np.atleast_1d(_array(y))
    gap = np.full_like(xs, np.nan)
    return line(
        np.stack([xs, xs, gap], axis=1).ravel(),
        np.stack([np.full_like(ys, base), ys, gap], axis=1).ravel(),
        role,
        width=width,
        hover=False,
    )


def ellipse(
    matrix: ArrayLike, role: str = "data", *, center: ArrayLike = (0.0, 0.0), points: int = 181, **style: Any
) -> Trace:
    """The image of the unit circle under a 2x2 matrix, moved to `center`."""
    angle = np.linspace(0, 2 * np.pi, points)
    image = np.asarray(matrix, float) @ np.stack([np.cos(angle), np.sin(angle)])
    middle = np.asarray(center, float)
    return line(image[0] + middle[0], image[1] + middle[1], role, **style)


def grid(
    matrix: ArrayLike, role: str = "grid", *, extent: float = 5.0, spacing: float = 1.0, points: int = 2, **style: Any
) -> Trace:
    """The image of the square coordinate grid [-extent, extent]^2 under a 2x2 matrix, as one broken polyline."""
    ticks = np.arange(-np.floor(extent / spacing), np.floor(extent / spacing) + 1) * spacing
    along = np.append(np.linspace(-extent, extent, points), np.nan)
    fixed = np.repeat(ticks, points + 1)
    moving = np.tile(along, len(ticks))
    lines = np.concatenate([np.stack([fixed, moving]), np.stack([moving, fixed])], axis=1)
    lines[:, np.isnan(lines).any(axis=0)] = np.nan
    image = np.asarray(matrix, float) @ lines
    return line(image[0], image[1], role, **{"width": 1.0, "hover": False, **style})


def heatmap(
    z: ArrayLike,
    x: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    scale: str = "sequential",
    bounds: tuple[float, float] | None = None,
    bar: str | None = None,
    smooth: bool = False,
    opacity: float = 1.0,
) -> Trace:
    """A matrix as coloured cells, `z[row, column]` at y[row], x[column]. `bar` titles the colour bar (None: no bar)."""
    trace: Trace = {
        "type": "heatmap",
        "z": np.ascontiguousarray(np.asarray(z, dtype=np.float32)),
        "colorscale": f"@{scale}",
        "showscale": bar is not None,
        "opacity": opacity,
        "hoverinfo": "x+y+z",
    }
    if smooth:
        trace["zsmooth"] = "best"
    if bar is not None:
        trace["colorbar"] = {"title": {"text": bar}}
    if x is not None:
        trace["x"] = _array(x)
    if y is not None:
        trace["y"] = _array(y)
    if bounds is not None:
        trace |= {"zmin": bounds[0], "zmax": bounds[1]}
    return trace


def contour(
    x: ArrayLike,
    y: ArrayLike,
    z: ArrayLike,
    *,
    levels: tuple[float, float, float] | None = None,
    scale: str = "sequential",
    filled: bool = True,
    role: str = "null",
    width: float = 1.0,
    opacity: float = 1.0,
) -> Trace:
    """Contour lines of `z[row, column]` over y[row], x[column]; `levels` is (first, last, step)."""
    trace: Trace = {
        "type": "contour",
        "x": _array(x),
        "y": _array(y),
        "z": np.ascontiguousarray(np.asarray(z, dtype=np.float32)),
        "colorscale": f"@{scale}",
        "showscale": False,
        "opacity": opacity,
        "contours": {"coloring": "fill" if filled else "none", "showlines": True},
        "line": {"color": f"@{role}", "width": width},
        "hoverinfo": "x+y+z",
    }
    if levels is not None:
        trace |= {"autocontour": False}
        trace["contours"] |= {"start": levels[0], "end": levels[1], "size": levels[2]}
    return trace


def surface(
    x: ArrayLike, y: ArrayLike, z: ArrayLike, *, scale: str = "sequential", opacity: float = 1.0, lines: bool = False
) -> Trace:
    """A surface z[row, column] over y[row], x[column] in a `Space`."""
    trace: Trace = {
        "type": "surface",
        "x": _array(x),
        "y": _array(y),
        "z": np.ascontiguousarray(np.asarray(z, dtype=np.float32)),
        "colorscale": f"@{scale}",
        "showscale": False,
        "opacity": opacity,
    }
    if lines:
        trace["contours"] = {"z": {"show": True, "color": "@ink/0.3", "width": 1}}
    return trace
