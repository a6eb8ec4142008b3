"""Lay panels out as one Plotly figure: axes numbered, domains dealt out, titles above, colour bars beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.labels import apart
from viz.panels import Panel, Plane, Space

TITLE_ROOM = 40  # pixels above a panel, for its title
TICKS_ROOM = 58  # pixels under a panel, for tick labels and the axis title
SIDE_ROOM = 78  # pixels between two panels, for the tick labels and the axis title of the right one
BARE_ROOM = 26  # pixels between two panels where there are neither
LABELS = 50  # pixels to the left of the box of a space, for the numbers of its upright axis,
LETTER = 4.5  # and by letter of its title
RIGHT = 16  # pixels on the other side
BESIDE = 4  # pixels between a map and its colour bar
ZOOM = "zoom"  # of a scene: ours, for fit.js and for paper; Plotly has none, `plain` takes it out
Pair = tuple[float, float]


def axis_names(panels: Sequence[Panel]) -> list[tuple[str, str] | None]:
    """Plotly's names of the axes of each panel, as traces refer to them: ("x", "y"), ("x2", "y2"); None for a space."""
    names: list[tuple[str, str] | None] = []
    count = 0
    for panel in panels:
        if isinstance(panel, Plane):
            count += 1
            suffix = "" if count == 1 else str(count)
            names.append((f"x{suffix}", f"y{suffix}"))
        else:
            names.append(None)
    return names


def close(panels: Sequence[Panel]) -> bool:
    """Whether the panels share axes that only the outer ones label: such a grid keeps its columns."""
    return any(isinstance(panel, Plane) and (panel.x.bare or panel.y.bare) for panel in panels)


def gaps(panels: Sequence[Panel], columns: int) -> tuple[int, int]:
    """Pixels between two columns and between two rows, at the type of the light look."""
    rows = -(-len(panels) // columns)
    inner = [panel for at, panel in enumerate(panels) if at % columns]
    upper = panels[: columns * (rows - 1)]
    side = BARE_ROOM if all(isinstance(panel, Plane) and panel.y.bare for panel in inner) else SIDE_ROOM
    bare = all(isinstance(panel, Plane) and panel.x.bare for panel in upper)
    above = 0 if bare and not any(panel.title for panel in panels[columns:]) else TITLE_ROOM
    return side, (BARE_ROOM if bare else TICKS_ROOM) + above


def boxes(
    panels: Sequence[Panel], columns: int, size: tuple[float, float], room: float = 1.0, rise: float = 0.0
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The domain ((x0, x1), (y0, y1)) of each panel in a grid of `columns`, filled by rows, the first row on top.

    `room` multiplies the gaps: larger type needs wider ones. `rise` is added between two rows, in pixels.
    """
    width, height = size[0] / room, size[1] / room
    rows = -(-len(panels) // columns)
    side, between = gaps(panels, columns)
    gap_x, gap_y = side / width, between / height + rise / size[1]
    cell_height = (1 - (rows - 1) * gap_y) / rows
    found = []
    for row in range(rows):
        members = panels[row * columns : (row + 1) * columns]
        room = 1 - (len(members) - 1) * gap_x
        shares = [room * panel.weight / sum(p.weight for p in members) for panel in members]
        top = 1 - row * (cell_height + gap_y)
        left = 0.0
        for share in shares:
            found.append(((left, min(1.0, left + share)), (max(0.0, top - cell_height), top)))
            left += share + gap_x
    return found


def compose(
    panels: Sequence[Panel],
    *,
    columns: int | None = None,
    size: tuple[float, float] = (960, 540),
    revision: str = "",
    room: float = 1.0,
    rise: float = 0.0,
) -> dict[str, Any]:
    """One Plotly figure {"data": [...], "layout": {...}} of all panels, colours still named by role.

    Args:
        panels: at least one panel.
        columns: panels in a row; by default all in one row up to three panels, then two.
        size: width and height in pixels of the drawing area that the figure is laid out for.
        revision: Plotly's uirevision; while it is the same, a reader's zoom and camera survive new frames.
        room: what the gaps between panels are multiplied by, for larger type.
        rise: pixels more between two rows, for titles of several lines.
    """
    if columns is None:
        columns = len(panels) if len(panels) <= 3 else 2
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"showlegend": False, "uirevision": revision, "dragmode": "zoom", "hovermode": "closest"}
    annotations: list[dict[str, Any]] = []
    images: list[dict[str, Any]] = []
    scenes = 0
    names = axis_names(panels)
    for panel, name, (dx, dy) in zip(panels, names, boxes(panels, columns, size, room, rise), strict=True):
        if name is not None and isinstance(panel, Plane):
            x, y = name
            x_key, y_key = "xaxis" + x[1:], "yaxis" + y[1:]
            layout[x_key] = panel.x.layout() | {"domain": list(dx), "anchor": y}
            layout[y_key] = panel.y.layout() | {"domain": list(dy), "anchor": x}
            if panel.equal:
                layout[y_key] |= {"scaleanchor": x, "constrain": "domain"}
                layout[x_key] |= {"constrain": "domain"}
            images += [{**image, "xref": x, "yref": y} for image in panel.images]
            place: dict[str, Any] = {"xaxis": x, "yaxis": y}
        else:
            assert isinstance(panel, Space)
            scenes += 1
            place = {"scene": "scene" + ("" if scenes == 1 else str(scenes))}
            layout[place["scene"]] = _scene(panel, dx, dy, size)
        smaller = min((dx[1] - dx[0]) * size[0], (dy[1] - dy[0]) * size[1])
        for trace in _kept_apart(panel, smaller / room):
            placed = {**trace, **place}
            data.append(placed)
        if panel.title:
            annotations.append(_title(panel.title, dx, dy))
    if annotations:
        layout["annotations"] = annotations
    if images:
        layout["images"] = images
    if sum(trace["type"] == "bar" for trace in data) > 1:
        layout["barmode"] = "overlay"  # Plotly would push bars of two traces off their places, to stand side by side
    return beside({"data": data, "layout": layout}, size)


def beside(figure: dict[str, Any], size: Pair) -> dict[str, Any]:
    """The figure, in place, each of its colour bars beside its map as it is drawn, and as high as that.

    A map that keeps its shape is narrower or lower than its place: Plotly draws it in the middle of it. fit.js does the
    same for screens. `size` is that of the drawing area in pixels, without margins.
    """
    for trace in figure["data"]:
        if trace.get("showscale"):
            dx, dy = _drawn_in(trace, figure["layout"], size)
            bar = {"x": dx[1] + BESIDE / size[0], "y": sum(dy) / 2, "len": dy[1] - dy[0], "xanchor": "left"}
            trace["colorbar"] = {**trace.get("colorbar", {}), **bar}
    return figure


def _drawn_in(trace: Mapping[str, Any], layout: Mapping[str, Any], size: Pair) -> tuple[Pair, Pair]:
    """The part of the drawing area that the panel of a trace fills: its domain, or what an equal scale leaves of it."""
    if "scene" in trace:
        return layout[trace["scene"]]["domain"]["x"], layout[trace["scene"]]["domain"]["y"]
    x, y = layout["xaxis" + trace["xaxis"][1:]], layout["yaxis" + trace["yaxis"][1:]]
    sides = [(axis["domain"][1] - axis["domain"][0]) * pixels for axis, pixels in zip((x, y), size, strict=True)]
    units = [abs(axis["range"][1] - axis["range"][0]) if "range" in axis else 0.0 for axis in (x, y)]
    if "scaleanchor" not in y or not all(units):
        return x["domain"], y["domain"]
    unit = min(side / count for side, count in zip(sides, units, strict=True))
    found = []
    for axis, side, count in zip((x, y), sides, units, strict=True):
        low, high = axis["domain"]
        half = 0.5 * (high - low) * unit * count / side
        found.append((0.5 * (low + high) - half, 0.5 * (low + high) + half))
    return found[0], found[1]


def plain(figure: dict[str, Any]) -> dict[str, Any]:
    """A figure without what Plotly's own classes do not know, in place."""
    for key, part in figure["layout"].items():
        if key.startswith("scene"):
            part.pop(ZOOM, None)
    return figure


def _kept_apart(panel: Panel, pixels: float) -> Sequence[Mapping[str, Any]]:
    """The traces of a panel so many pixels of ordinary type wide; in a plane of vectors, centred at zero, names that
    overlap are moved off one another."""
    if isinstance(panel, Plane) and panel.equal and panel.x.range and panel.x.range == panel.y.range:
        low, high = panel.x.range
        if high == -low:
            return apart(panel.traces, high, pixels)
    return panel.traces


def _scene(panel: Space, dx: Pair, dy: Pair, size: Pair) -> dict[str, Any]:
    camera = _camera(panel, (dx[1] - dx[0]) * size[0], (dy[1] - dy[0]) * size[1])
    return {
        "xaxis": panel.x.layout(),
        "yaxis": panel.y.layout(),
        "zaxis": panel.z.layout(),
        "domain": {"x": list(dx), "y": list(dy)},
        "camera": {key: dict(zip("xyz", spot.tolist(), strict=True)) for key, spot in camera.items()},
        "aspectmode": "manual",
        "aspectratio": dict(zip("xyz", np.asarray(panel.aspect, float).tolist(), strict=True)),
        "dragmode": "turntable",  # where all panels are spaces, Plotly would take the figure's own, which is to zoom
        ZOOM: panel.zoom,
    }


def _camera(panel: Space, width: float, height: float) -> dict[str, NDArray[np.float64]]:
    """The eye, stepped back until what is written beside the box has room in a panel of that size in pixels.

    It and what it looks at are moved to the left, where the upright axis is. Plotly's camera sees an angle of 45
    degrees in height, whatever the width. fit.js does the same for screens.
    """
    eye = np.asarray(panel.camera, dtype=float)
    if not panel.x.visible:
        return {"eye": eye / panel.zoom}
    across = np.array([-eye[1], eye[0], 0.0]) / max(float(np.hypot(eye[0], eye[1])), 1e-9)
    half = 0.5 * float(np.abs(across[:2]) @ np.asarray(panel.aspect[:2]))
    left = LABELS + LETTER * len(panel.z.title)
    free = max(width - left - RIGHT, 0.3 * width)
    pixel = 2 * np.tan(np.pi / 8) * float(np.linalg.norm(eye)) / height
    far = max(1.0, 2 * half / (pixel * free))
    shift = -0.5 * (left - RIGHT) * far * pixel * across
    return {"eye": far / panel.zoom * eye + shift, "center": shift}


def _title(text: str, dx: tuple[float, float], dy: tuple[float, float]) -> dict[str, Any]:
    return {
        "text": f"<b>{text}</b>",
        "x": dx[0],
        "y": dy[1],
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 6,
        "showarrow": False,
        "align": "left",
    }
