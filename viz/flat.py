"""A 3-D scene of a resolved Plotly figure as a flat one: drawn as vectors, its words as type.

plotly.js draws 3-D as pixels, words included, at a density of its own. For paper the scene is projected here with its
camera, sorted by depth and written as an SVG picture in the scene's place; ticks, titles and names are ordinary texts
of a plane over it. What the words need beside the box they get: box and words together fill the panel.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.facets import hexed, pieces, rgb
from viz.labels import letters
from viz.painter import ordered
from viz.projection import Sight
from viz.seams import closed
from viz.shapes import path, shapes

Array = NDArray[np.float64]
MOST_CELLS = 24_000  # of all surfaces of a figure together
_SCENE = re.compile(r"scene\d*")
_TICK, _GAP = 3.0, 2.5  # pixels of a tick, and between it and its number, at the type of the light look
_PUSH = {"left": -1.0, "center": 0.0, "right": 1.0, "top": -1.0, "middle": 0.0, "bottom": 1.0}


@dataclass(frozen=True)
class Word:
    """A text at a point (3,) of the world: its middle lies `push` (2,) pixels from there. A `tick` makes way."""

    text: str
    spot: Array
    push: Array
    size: float
    color: str
    tick: bool = False

    @property
    def half(self) -> Array:
        """Half its width and height in pixels."""
        return np.array([0.29 * self.size * letters(self.text), 0.62 * self.size])


def has_space(figure: Mapping[str, Any]) -> bool:
    """Whether a figure has a scene."""
    return any(_SCENE.fullmatch(key) for key in figure["layout"])


def flattened(figure: Mapping[str, Any], size: tuple[float, float]) -> dict[str, Any]:
    """The figure, resolved and with its template, where each scene is a picture and a plane of words.

    Args:
        size: width and height in pixels of the drawing area, without margins.
    """
    layout = dict(figure["layout"])
    keys = [key for key in layout if _SCENE.fullmatch(key)]
    data = [trace for trace in figure["data"] if "scene" not in trace]
    images = list(layout.get("images", ()))
    count = max([0, *(int(key[5:] or 1) for key in layout if re.fullmatch(r"xaxis\d*", key))])
    for key in keys:
        scene = layout.pop(key)
        traces = [trace for trace in figure["data"] if trace.get("scene", "scene") == key and "scene" in trace]
        (x0, x1), (y0, y1) = scene["domain"]["x"], scene["domain"]["y"]
        panel = (max(20.0, (x1 - x0) * size[0]), max(20.0, (y1 - y0) * size[1]))
        picture, words = drawn(traces, scene, panel, layout["template"]["layout"], MOST_CELLS // len(keys))
        count += 1
        suffix = "" if count == 1 else str(count)
        plain = {"visible": False, "fixedrange": True}
        layout[f"xaxis{suffix}"] = plain | {"range": [0, panel[0]], "domain": [x0, x1], "anchor": f"y{suffix}"}
        layout[f"yaxis{suffix}"] = plain | {"range": [panel[1], 0], "domain": [y0, y1], "anchor": f"x{suffix}"}
        data.append(words | {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"})
        images.append(
            {
                "source": "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode(),
                "xref": "paper",
                "yref": "paper",
                "x": x0,
                "y": y1,
                "sizex": x1 - x0,
                "sizey": y1 - y0,
                "sizing": "stretch",
                "layer": "below",
            }
        )
    layout["images"] = images
    return {**figure, "data": data, "layout": layout}


def drawn(
    traces: Sequence[Mapping[str, Any]],
    scene: Mapping[str, Any],
    panel: tuple[float, float],
    base: Mapping[str, Any],
    budget: int = MOST_CELLS,
    fit: bool = True,
) -> tuple[str, dict[str, Any]]:
    """A scene of that size in pixels: the SVG of its shapes, and a trace with its words in pixels from the upper left.

    `base` is the layout of the look's template. Without `fit` everything stands exactly where Plotly's camera sees it.
    """
    sight = Sight.of(scene, panel, _bounds(traces))
    scale = float(base["font"]["size"]) / 13
    paper = str(base["scene"]["xaxis"]["backgroundcolor"])
    shown = scene["xaxis"].get("visible", True) is not False
    ticks = [_ticks(scene[f"{name}axis"], sight.low[at], sight.high[at]) for at, name in enumerate("xyz")]
    words = [word for trace in traces for word in _names(trace, sight)]
    rules: list[str] = []
    if shown:
        words += _axis_words(scene, sight, ticks, base, scale)
    found = ordered(pieces(traces, sight, paper, [value for value, _ in ticks[2]], budget), sight.eye, sight.depth)
    corners = sight.pixels(_corners(sight) if shown else np.vstack([p.points for p in found] or [np.zeros((1, 3))]))
    zoom, shift = _fitted(corners, words, sight, panel) if fit else (1.0, np.zeros(2))
    zoom, shift = _closer(zoom, shift, float(scene.get("zoom", 1.0)), panel)

    def place(points: Array) -> Array:
        return np.asarray(zoom * sight.pixels(points) + shift)

    if shown:
        rules = _walls(sight, ticks, base, place)
    body = "".join([*rules, *shapes(closed(found, place), place)])
    wide, high = panel
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.2f}" height="{high:.2f}" '
        f'viewBox="0 0 {wide:.2f} {high:.2f}" preserveAspectRatio="none">{body}</svg>'
    )
    kept: list[tuple[Word, Array]] = []
    for word in sorted(words, key=lambda word: word.tick):
        spot = place(word.spot) + word.push
        inside = bool((spot > 0).all() and (spot < panel).all())
        if inside and not (word.tick and any(_collide(word, spot, *other) for other in kept)):
            kept.append((word, spot))
    return picture, {
        "type": "scatter",
        "mode": "text",
        "x": [float(spot[0]) for _, spot in kept],
        "y": [float(spot[1]) for _, spot in kept],
        "text": [word.text for word, _ in kept],
        "textposition": "middle center",
        "textfont": {"size": [word.size for word, _ in kept], "color": [word.color for word, _ in kept]},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }


def _collide(first: Word, at: Array, second: Word, to: Array) -> bool:
    return bool((np.abs(at - to) < first.half + second.half).all())


def _bounds(traces: Sequence[Mapping[str, Any]]) -> Array:
    """The least and the greatest of each coordinate, (3, 2), for axes without a range."""
    found = []
    for name in "xyz":
        values = np.concatenate([np.ravel(np.asarray(trace[name], float)) for trace in traces] or [np.zeros(1)])
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        found.append((low, high if high > low else low + 1))
    return np.array(found)


def _corners(sight: Sight) -> Array:
    signs = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
    return np.asarray(signs * sight.sides)


# --- words ------------------------------------------------------------------------------------------------------------


def _names(trace: Mapping[str, Any], sight: Sight) -> list[Word]:
    """The texts of a trace."""
    if trace["type"] != "scatter3d" or "text" not in str(trace.get("mode", "")):
        return []
    spots = sight.world(np.stack([np.asarray(trace[name], float) for name in "xyz"], axis=-1))
    count = len(spots)
    given, font = trace.get("text", ""), trace.get("textfont", {})
    texts = [str(given)] * count if isinstance(given, str) else [str(each) for each in given]
    sizes = np.broadcast_to(np.asarray(font.get("size", 13), float), count)
    colors = font.get("color", "#000000")
    tints = [colors] * count if isinstance(colors, str) else list(colors)
    up, across = str(trace.get("textposition", "top center")).split()
    found = []
    for text, spot, size, color in zip(texts, spots, sizes, tints, strict=True):
        tint, opacity = rgb(color)
        if not text.strip() or not np.isfinite(spot).all() or opacity == 0:
            continue
        word = Word(text, spot, np.zeros(2), float(size), hexed(tint))
        push = np.array([_PUSH[across], _PUSH[up]]) * (word.half + 4)
        found.append(Word(text, spot, push, float(size), hexed(tint)))
    return found


def _ticks(axis: Mapping[str, Any], low: float, high: float) -> list[tuple[float, str]]:
    """Where an axis is ticked, and what is written there."""
    if "tickvals" in axis:
        values = [float(value) for value in axis["tickvals"]]
    else:
        width = high - low
        power = 10.0 ** np.floor(np.log10(width / 4))
        step = float(next(step for step in (1, 2, 5, 10) if width / (step * power) <= 5) * power)
        values = [
            float(k * step) for k in range(int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9)) + 1)
        ]
    texts = axis.get("ticktext") or [f"{round(value, 10) + 0.0:g}".replace("-", "−") for value in values]
    return [(value, str(text)) for value, text in zip(values, texts, strict=True) if low - 1e-9 <= value <= high + 1e-9]


def _edges(sight: Sight) -> list[Array]:
    """Of each axis where its numbers stand, as the fixed coordinates (3,) of an edge: the lowest one that is seen of
    the two that lie flat, the leftmost of the upright one."""
    found = []
    for axis in range(3):
        others = [at for at in range(3) if at != axis]
        edges = []
        for a in (-0.5, 0.5):
            for b in (-0.5, 0.5):
                edge = np.zeros(3)
                edge[others] = np.array([a, b]) * sight.sides[others]
                edges.append(edge)
        spots = sight.pixels(np.array(edges))
        found.append(edges[int(np.argmin(spots[:, 0]) if axis == 2 else np.argmax(spots[:, 1]))])
    return found


def _outward(sight: Sight, edge: Array, axis: int) -> Array:
    """The direction (2,) on the paper that leads away from the box at a right angle to an edge."""
    reach = np.zeros(3)
    reach[axis] = 0.5 * sight.sides[axis]
    begin, end, middle = sight.pixels(np.stack([edge - reach, edge + reach, np.zeros(3)]))
    along = end - begin
    side = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9)
    return np.asarray(side if side @ (0.5 * (begin + end) - middle) > 0 else -side)


def _axis_words(
    scene: Mapping[str, Any],
    sight: Sight,
    ticks: Sequence[Sequence[tuple[float, str]]],
    base: Mapping[str, Any],
    scale: float,
) -> list[Word]:
    found = []
    tick, title = base["xaxis"]["tickfont"], base["xaxis"]["title"]["font"]
    for axis, edge in enumerate(_edges(sight)):
        out, far = _outward(sight, edge, axis), 0.0
        for value, text in ticks[axis]:
            spot = edge.copy()
            spot[axis] = (
                (value - 0.5 * (sight.low + sight.high)[axis]) / (sight.high - sight.low)[axis] * sight.sides[axis]
            )
            word = Word(text, spot, np.zeros(2), float(tick["size"]), str(tick["color"]))
            away = (_TICK + _GAP) * scale + float(np.abs(out) @ word.half)
            far = max(far, away + float(np.abs(out) @ word.half))
            found.append(Word(word.text, spot, away * out, word.size, word.color, tick=True))
        name = str(scene[f"{'xyz'[axis]}axis"].get("title", {}).get("text", ""))
        if name:
            word = Word(name, edge, np.zeros(2), float(title["size"]), str(title["color"]))
            away = far + _GAP * scale + float(np.abs(out) @ word.half)
            found.append(Word(name, edge, away * out, word.size, word.color))
    return found


# --- where it goes ----------------------------------------------------------------------------------------------------


def _fitted(corners: Array, words: Sequence[Word], sight: Sight, panel: tuple[float, float]) -> tuple[float, Array]:
    """The scale and the shift by which the box and its words fill the panel."""
    spots = np.vstack([corners, *(sight.pixels(word.spot)[None] for word in words)])
    pushes = np.vstack([np.zeros_like(corners), *(word.push[None] for word in words)])
    halves = np.vstack([np.zeros_like(corners), *(word.half[None] for word in words)])
    room = np.array(panel) - 2

    def extent(zoom: float) -> tuple[Array, Array]:
        return (zoom * spots + pushes - halves).min(axis=0), (zoom * spots + pushes + halves).max(axis=0)

    low, high = 0.05, 4.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        least, most = extent(middle)
        low, high = (middle, high) if (most - least <= room).all() else (low, middle)
    least, most = extent(low)
    return low, np.asarray(0.5 * (np.array(panel) - least - most))


def _closer(zoom: float, shift: Array, times: float, panel: tuple[float, float]) -> tuple[float, Array]:
    """The same seen from so much nearer, about the middle of the panel."""
    middle = 0.5 * np.array(panel)
    return zoom * times, np.asarray(middle + times * (shift - middle))


# --- the walls behind -------------------------------------------------------------------------------------------------


def _walls(
    sight: Sight, ticks: Sequence[Sequence[tuple[float, str]]], base: Mapping[str, Any], place: Any
) -> list[str]:
    """Rules at the ticks on the three walls behind the scene, and the ticks at the edges with numbers."""
    look = base["scene"]["xaxis"]
    half = 0.5 * sight.sides
    at = [
        [
            (value - 0.5 * (sight.low + sight.high)[k]) / (sight.high - sight.low)[k] * sight.sides[k]
            for value, _ in ticks[k]
        ]
        for k in range(3)
    ]
    zeros = [[value for value, _ in ticks[k]] for k in range(3)]
    found = []
    for axis in range(3):
        behind = -half[axis] if sight.eye[axis] > 0 else half[axis]
        for ruled in (k for k in range(3) if k != axis):
            other = 3 - axis - ruled
            for spot, value in [*zip(at[ruled], zeros[ruled], strict=True), (-half[ruled], 1.0), (half[ruled], 1.0)]:
                ends = np.zeros((2, 3))
                ends[:, axis], ends[:, ruled], ends[:, other] = behind, spot, (-half[other], half[other])
                color = look["zerolinecolor"] if abs(value) < 1e-12 else look["gridcolor"]
                found.append(path(place(ends), f'fill="none" stroke="{color}" stroke-width="0.75"'))
    for axis, edge in enumerate(_edges(sight)):
        out = _outward(sight, edge, axis) * _TICK * float(base["font"]["size"]) / 13
        for spot in at[axis]:
            root = edge.copy()
            root[axis] = spot
            begin = place(root)
            found.append(
                path(np.stack([begin, begin + out]), f'fill="none" stroke="{look["linecolor"]}" stroke-width="0.75"')
            )
    return found
