"""Traces of a 3-D scene as pieces that the painter can sort: faces, strokes and dots, each with its colour.

Takes traces as `resolve` leaves them, with colours in place of roles, and knows the kinds that lessons draw with:
`scatter3d` (lines, markers), `mesh3d`, `surface`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.painter import Piece, clipped, cut
from viz.projection import Sight, shaded

Array = NDArray[np.float64]
STEPS = 48  # bits of a line across the box: each is sorted by itself
STROKE = 0.55  # of the width that a line in space names: so thick plotly.js draws it
REFINED = 6_000  # cells of a surface: coarser grids are divided, so that colours run smoothly
SOLID = 0.7  # a surface that lets less than this through is drawn opaque, in the colour that it has over the paper
_HEX = re.compile(r"#([0-9a-fA-F]{6})")
_RGBA = re.compile(r"rgba?\(([^)]*)\)")


@dataclass(frozen=True)
class Paint:
    """How a piece is drawn: `fill` and `stroke` as "#rrggbb" ("" for none), opacity, the width of the stroke or of the
    outline in pixels, `size` of a dot in pixels, its symbol, the dash of a line by Plotly's name."""

    fill: str = ""
    stroke: str = ""
    opacity: float = 1.0
    width: float = 0.0
    size: float = 0.0
    symbol: str = "circle"
    dash: str = "solid"


def rgb(color: str) -> tuple[Array, float]:
    """A CSS colour "#rrggbb" or "rgba(...)" as channels from 0 to 1, shape (3,), and its opacity."""
    if match := _HEX.fullmatch(color):
        return np.array([int(match[1][at : at + 2], 16) for at in (0, 2, 4)]) / 255, 1.0
    if match := _RGBA.fullmatch(color):
        parts = [float(part) for part in match[1].split(",")]
        return np.array(parts[:3]) / 255, parts[3] if len(parts) > 3 else 1.0
    raise ValueError(f"{color!r} is no colour of a figure.")


def hexed(color: Array) -> str:
    """Channels from 0 to 1 as "#rrggbb"."""
    return "#" + "".join(f"{round(255 * float(np.clip(part, 0, 1))):02x}" for part in color)


def scaled(values: Array, scale: Sequence[Sequence[Any]], low: float, high: float) -> Array:
    """Numbers (n,) as colours (n, 3) of a colour scale."""
    stops = np.array([rgb(color)[0] for _, color in scale])
    at = np.clip((values - low) / max(high - low, 1e-300), 0, 1)
    places = [float(place) for place, _ in scale]
    return np.stack([np.interp(at, places, stops[:, channel]) for channel in range(3)], axis=1)


def pieces(
    traces: Sequence[Mapping[str, Any]], sight: Sight, paper: str, levels: Sequence[float], budget: int
) -> list[Piece]:
    """All pieces of the traces, cut off by the box of the axes.

    Args:
        paper: the colour behind the scene.
        levels: heights at which a surface with contours is ruled, where it names none.
        budget: about how many cells all surfaces may have together; their grids are thinned to it.
    """
    cells = sum((np.shape(t["z"])[0] - 1) * (np.shape(t["z"])[1] - 1) for t in traces if t["type"] == "surface")
    stride = max(1, int(np.ceil(np.sqrt(cells / max(budget, 1)))))
    lift = 0.6 * float(sight.sides.max()) / STEPS
    found: list[Piece] = []
    sheets = 0
    for number, trace in enumerate(traces):
        if trace.get("visible") is False or float(trace.get("opacity", 1.0)) == 0:
            continue
        if trace["type"] == "surface":
            sheet = list(_surface(trace, sight, paper, levels, stride, 2.0 * (lift if sheets else 0.0)))
            # What is drawn on a surface counts as nearer by more than a cell, or cells would cover parts of it.
            reach = [float(np.ptp(piece.points, axis=0).max()) for piece in sheet]
            lift = max(lift, 1.5 * float(np.median(reach)) if reach else 0.0)
            found += sheet
            sheets += 1
        elif trace["type"] == "mesh3d":
            found += _mesh(trace, sight)
        elif "lines" in str(trace.get("mode", "")) or "markers" in str(trace.get("mode", "")):
            found += _scatter(trace, sight, number)
    found = [piece if piece.kind == "face" else replace(piece, lift=piece.lift * lift) for piece in found]
    return [part for piece in found for part in _boxed(piece, 0.5 * sight.sides + 1e-6)]


def _boxed(piece: Piece, half: Array) -> list[Piece]:
    """What of a piece lies in the box."""
    if (np.abs(piece.points) <= half).all():
        return [piece]
    parts = [piece]
    for axis in range(3):
        for side in (-1.0, 1.0):
            normal = np.zeros(3)
            normal[axis] = side
            parts = [part for each in parts for part in cut(each, normal, -float(half[axis]))]
    return parts


def _points(trace: Mapping[str, Any], sight: Sight) -> Array:
    return sight.world(np.stack([np.asarray(trace[name], float) for name in "xyz"], axis=-1))


# --- lines and markers ------------------------------------------------------------------------------------------------


def _scatter(trace: Mapping[str, Any], sight: Sight, number: int) -> Iterator[Piece]:
    places = _points(trace, sight)
    mode, whole = str(trace["mode"]), float(trace.get("opacity", 1.0))
    step = float(sight.sides.max()) / STEPS
    if "lines" in mode:
        line = trace["line"]
        color, opacity = rgb(line["color"])
        width = STROKE * float(line.get("width", 2))
        paint = Paint(stroke=hexed(color), opacity=opacity * whole, width=width, dash=str(line.get("dash", "solid")))
        along, part = 0.0, 1000 * number
        for begin, end in itertools.pairwise(places):
            if not np.isfinite([begin, end]).all():
                along, part = 0.0, part + 1
                continue
            length = float(np.linalg.norm(end - begin))
            count = max(1, int(np.ceil(length / step)))
            stops = begin + np.linspace(0, 1, count + 1)[:, None] * (end - begin)
            if length > 0 and paint.opacity > 0 and width > 0:
                for at in range(count):
                    yield Piece("stroke", stops[at : at + 2], paint, False, 1.0, (), part, along + at * length / count)
            along += length
    if "markers" in mode:
        yield from _dots(trace, places, whole)


def _dots(trace: Mapping[str, Any], places: Array, whole: float) -> Iterator[Piece]:
    marker = trace["marker"]
    sizes = np.broadcast_to(np.asarray(marker.get("size", 8), float), len(places))
    given = marker.get("color", "#000000")
    if isinstance(given, str):
        color, opacity = rgb(given)
        colors = np.broadcast_to(color, (len(places), 3))
    else:
        values, opacity = np.asarray(given, float), 1.0
        low, high = marker.get("cmin", np.nanmin(values)), marker.get("cmax", np.nanmax(values))
        colors = scaled(values, marker["colorscale"], float(low), float(high))
    opacity *= float(marker.get("opacity", 1.0)) * whole
    rim = marker.get("line", {})
    ring = "color" in rim and float(rim.get("width", 0)) > 0
    for spot, size, color in zip(places, sizes, colors, strict=True):
        if np.isfinite(spot).all() and size > 0 and (opacity > 0 or ring):
            paint = Paint(
                fill=hexed(color) if opacity > 0 else "",
                stroke=hexed(rgb(rim["color"])[0]) if ring else "",
                opacity=opacity or 1.0,
                width=float(rim.get("width", 0)) if ring else 0.0,
                size=float(size),
                symbol=str(marker.get("symbol", "circle")),
            )
            yield Piece("dot", spot[None], paint, lift=1.3)


# --- meshes -----------------------------------------------------------------------------------------------------------


def _mesh(trace: Mapping[str, Any], sight: Sight) -> Iterator[Piece]:
    """Triangles; of a mesh that is shaded flat, those of one plane together as a wall."""
    places = _points(trace, sight)
    faces = np.stack([np.asarray(trace[name], int) for name in "ijk"], axis=1)
    corners = places[faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    sizes = np.linalg.norm(normals, axis=1)
    good = np.isfinite(corners).all(axis=(1, 2)) & (sizes > 1e-9)
    corners, normals = corners[good], normals[good]
    if not len(corners):
        return
    color, opacity = rgb(trace["color"])
    opacity *= float(trace.get("opacity", 1.0))
    middles = corners.mean(axis=1)
    colors = shaded(np.broadcast_to(color, normals.shape), normals, middles, sight, trace)
    if not trace.get("flatshading", False):
        for points, tint in zip(corners, colors, strict=True):
            yield Piece("face", points, _faced(tint, opacity))
        return
    units = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    units *= np.where(units[np.arange(len(units)), np.abs(units).argmax(axis=1)] < 0, -1, 1)[:, None]
    planes = np.column_stack([units, np.einsum("ij,ij->i", units, middles)]).round(5)
    for plane in np.unique(planes, axis=0):
        mine = (planes == plane).all(axis=1)
        whole = _outline(corners[mine].reshape(-1, 3), plane[:3])
        area = 0.5 * float(np.linalg.norm(normals[mine], axis=1).sum())
        if abs(area - _size(whole)) < 1e-3 * area:
            yield Piece("face", whole, _faced(colors[mine][0], opacity), wall=True)
        else:
            for points in corners[mine]:
                yield Piece("face", points, _faced(colors[mine][0], opacity), wall=True)


def _outline(spots: Array, normal: Array) -> Array:
    """The corners of a convex polygon in order around its middle, each once."""
    spots = np.unique(spots.round(7), axis=0)
    arms = spots - spots.mean(axis=0)
    first = arms[int(np.argmax(np.linalg.norm(arms, axis=1)))]
    second = np.cross(normal, first)
    return spots[np.argsort(np.arctan2(arms @ second, arms @ first))]


def _size(corners: Array) -> float:
    return float(np.linalg.norm(0.5 * np.cross(corners, np.roll(corners, -1, axis=0)).sum(axis=0)))


def _faced(color: Array, opacity: float) -> Paint:
    """An opaque face has a hair of its own colour around it, which closes the seam to its neighbours."""
    tint = hexed(color)
    return Paint(fill=tint, stroke=tint if opacity >= 0.999 else "", opacity=opacity, width=0.35)


# --- surfaces ---------------------------------------------------------------------------------------------------------


def _surface(
    trace: Mapping[str, Any], sight: Sight, paper: str, levels: Sequence[float], stride: int, lift: float
) -> Iterator[Piece]:
    z = np.asarray(trace["z"], float)
    x, y = np.asarray(trace["x"], float), np.asarray(trace["y"], float)
    if x.ndim == 1:
        x, y = np.meshgrid(x, y)
    value = np.asarray(trace.get("surfacecolor", z), float)
    low, high = float(trace.get("cmin", np.nanmin(value))), float(trace.get("cmax", np.nanmax(value)))
    rows, columns = (_thinned(size, stride) for size in z.shape)
    x, y, z, value = (each[np.ix_(rows, columns)] for each in (x, y, z, value))
    places = sight.world(np.stack([x, y, z], axis=-1))
    across, down = np.gradient(places, axis=1), np.gradient(places, axis=0)
    grid = np.concatenate([places, np.cross(across, down), value[..., None], z[..., None]], axis=-1)
    cells = _cells(_divided(grid, round(np.clip(np.sqrt(REFINED / max(z.size, 1)), 1, 4))))
    quads, turned, values, heights = cells[..., :3], cells[..., 3:6].mean(axis=1), cells[..., 6], cells[..., 7]
    least, most = _shown(trace, low, high)
    good = np.isfinite(quads).all(axis=(1, 2)) & (values.max(axis=1) >= least) & (values.min(axis=1) <= most)
    quads, turned, values, heights = quads[good], turned[good], values[good], heights[good]
    if not len(quads):
        return
    bare = np.cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1])
    normals = np.where(np.isfinite(turned).all(axis=1, keepdims=True), turned, bare)
    colors = scaled(values.mean(axis=1), trace["colorscale"], low, high)
    colors = shaded(colors, normals, quads.mean(axis=1), sight, trace)
    opacity = float(trace.get("opacity", 1.0))
    if opacity >= SOLID:
        colors, opacity = opacity * colors + (1 - opacity) * rgb(paper)[0], 1.0
    ruled = trace.get("contours", {}).get("z", {})
    marks = _levels(ruled, levels) if ruled.get("show") else []
    for quad, tint, height, each in zip(quads, colors, heights, values, strict=True):
        paint: Any = _faced(tint, opacity)
        rules = tuple(_rules(quad, height, marks))
        if each.min() < least or each.max() > most:
            whole = np.column_stack([quad, each])
            whole = clipped(whole, whole[:, 3] - least)
            whole = clipped(whole, most - whole[:, 3])
            if len(whole) < 3:
                continue
            quad = whole[:, :3]
        if rules:
            line, strength = rgb(ruled["color"])
            over = strength * line + (1 - strength) * tint if opacity == 1.0 else line
            paint = (paint, Paint(stroke=hexed(over), width=0.8 * float(ruled.get("width", 2))))
        yield Piece("face", quad, paint, lift=lift, lines=rules)


def _thinned(size: int, stride: int) -> NDArray[np.int64]:
    """Every so many-th of so many numbers, and the last."""
    return np.unique(np.append(np.arange(0, size, stride), size - 1))


def _divided(grid: Array, times: int) -> Array:
    """A grid (rows, columns, k) with `times` cells in place of each along both directions, between them linear."""
    for axis in (0, 1):
        at = np.linspace(0, grid.shape[axis] - 1, (grid.shape[axis] - 1) * times + 1)
        below = np.minimum(at.astype(int), max(grid.shape[axis] - 2, 0))
        share = np.expand_dims(at - below, [1, 2] if axis == 0 else [0, 2])
        grid = (1 - share) * grid.take(below, axis) + share * grid.take(
            np.minimum(below + 1, grid.shape[axis] - 1), axis
        )
    return grid


def _cells(grid: Array) -> Array:
    """The corners (n, 4, k) of the cells of a grid (rows, columns, k), around each cell."""
    parts = [grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]]
    return np.stack([part.reshape(-1, grid.shape[-1]) for part in parts], axis=1)


def _shown(trace: Mapping[str, Any], low: float, high: float) -> tuple[float, float]:
    """The values between which a surface is seen: its opacity scale hides what is beyond."""
    scale = [(float(at), float(share)) for at, share in trace.get("opacityscale") or ()]
    seen = [low + at * (high - low) for at, share in scale if share > 0.5]
    return (min(seen), max(seen)) if seen else (-np.inf, np.inf)


def _levels(ruled: Mapping[str, Any], levels: Sequence[float]) -> list[float]:
    if float(ruled.get("size", 0)) > 0 and ruled.get("start") is not None and ruled.get("end") is not None:
        return [float(level) for level in np.arange(ruled["start"], ruled["end"], ruled["size"])]
    return list(levels)


def _rules(quad: Array, height: Array, levels: Sequence[float]) -> Iterator[Array]:
    """The segments in which a cell meets the levels."""
    for level in levels:
        if not height.min() < level <= height.max():
            continue
        spots = []
        for at in range(4):
            to = (at + 1) % 4
            if (height[at] < level) != (height[to] < level):
                share = (level - height[at]) / (height[to] - height[at])
                spots.append(quad[at] + share * (quad[to] - quad[at]))
        for pair in range(0, len(spots) - 1, 2):
            yield np.array(spots[pair : pair + 2])
