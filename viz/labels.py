"""Where names stand: pushed off what they name by their own size, and moved apart until none lies on another.

Each push is continuous in what moves, so that a name glides around while an arrow turns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, label

Array = NDArray[np.float64]
LETTER, HEIGHT = 0.027, 0.05  # half a letter's width and half a line's height, in halves of a plane's width
WIDE = 285.0  # pixels of a plane in which they are so large
PHONE = 165.0  # and of one on a phone
ROUNDS = 20  # of moving names apart; two need two


def off(
    spot: ArrayLike, direction: ArrayLike, text: str, role: str, size: float, *, gap: float = 0.05, font: float = 14
) -> Trace:
    """The text, centred so far from `spot` (2,) in a direction (2,) that its box clears a disc of radius `gap`, and the
    line through the spot at a right angle to the direction.

    `size` is half the width of the plane, which is centred at zero; `gap` is in units of it. Where the direction is
    zero the text stands above. A spot of NaN hides it. The spot goes along with the trace, and how far out the text may
    stand: where axes of another width rest under a reader's hand, it keeps both on the screen (drawing.js).
    """
    d = np.asarray(direction, float)
    length = float(np.hypot(*d))
    d = d / length if length > 1e-9 else np.array([0.0, 1.0])
    half = _half(text, font)
    edge = np.maximum(0.98 - half, 0.0)
    at = np.asarray(spot, float)
    x, y = np.clip(at / size + (gap + half @ np.abs(d)) * d, -edge, edge) * size
    named = {"of": np.nan_to_num(at, posinf=0.0, neginf=0.0).tolist(), "edge": edge.round(3).tolist()}
    return {**label([x], [y], text, role, position="middle center", size=font), "meta": named}


def letters(text: str) -> int:
    """How many letters of a text are seen, its tags aside."""
    return len(re.sub("<[^>]*>", "", text))


def corner(across: float, up: float, text: str, role: str, size: float, *, font: float = 14) -> Trace:
    """A text that stands in a corner of a plane from -size to size: (across, up) are shares of its half-width, and the
    text runs towards the middle. Where the axes rest under a reader's hand, it stays in its corner (drawing.js)."""
    position = "middle center" if across == 0 else "middle right" if across < 0 else "middle left"
    return {**label([across * size], [up * size], text, role, position=position, size=font), "meta": "corner"}


def pinned(trace: Mapping[str, Any]) -> Trace:
    """The trace, which keeps its place in the panel where the axes rest under a reader's hand (drawing.js): for what
    stands under an axis or at an edge, at a share of an axis whose range changes."""
    return {**trace, "meta": "corner"}


def key(
    x: float, y: float, rows: Sequence[tuple[str, str]], *, position: str = "bottom right", size: float = 13
) -> list[Trace]:
    """A key of (text, role), row under row from (x, y) down, and to its right or left.

    Rows are as far apart as lines of type are, whatever the axis and the size of the panel: rows that were placed along
    the axis would lie on one another in a small panel. For words that rest: one that changes under a hand takes Plotly
    to draw, as every text of several lines does.
    """
    return [
        label([x], [y], "<br>" * k + text, role, position=position, size=size) for k, (text, role) in enumerate(rows)
    ]


def clear_of(
    trace: Mapping[str, Any],
    spot: ArrayLike,
    across: float,
    up: float,
    ends: tuple[float, float] = (-math.inf, math.inf),
) -> Trace:
    """The `label` of one text that stands in its middle, moved up or down where a spot (2,), or one of several (n, 2),
    lies within `across` and `up` of it, in data: so far that it is `up` away, and between the `ends`, the least and the
    largest y. It rests where the spot is elsewhere."""
    x, y = float(trace["x"][0]), float(trace["y"][0])
    for left, low in np.reshape(np.asarray(spot, float), (-1, 2)).tolist():
        if abs(x - left) < across and abs(y - low) < up:
            rises = low + up <= ends[1] and (y >= low or low - up < ends[0])
            y = low + (up if rises else -up)
    return {**trace, "y": np.array([y])}


def _half(text: str, font: float) -> Array:
    """Half the width and half the height of a text, in halves of a plane's width."""
    return np.array([LETTER * letters(text), HEIGHT]) * font / 14


def apart(traces: Sequence[Mapping[str, Any]], size: float, pixels: float = WIDE) -> list[Mapping[str, Any]]:
    """The traces of a plane from -size to size, with the names among them moved off one another where they overlap.

    `pixels` is the width of the plane, for type of the ordinary size: in a small one names take more of its room.
    Centred names move, half each and as little as it takes; other texts of one place stay and are made way for. In a
    crowd that has no room some overlap is left.
    """
    out = list(traces)
    found = [k for k, trace in enumerate(out) if trace.get("mode") == "text" and len(trace["x"]) == 1]
    found = [k for k in found if np.isfinite([out[k]["x"][0], out[k]["y"][0]]).all() and out[k]["text"][0].strip()]
    halves = np.array([_half(out[k]["text"][0], out[k]["textfont"]["size"]) for k in found]).reshape(-1, 2)
    halves *= max(1.0, WIDE / pixels)
    sides = [out[k]["textposition"] for k in found]
    free = np.array([side == "middle center" for side in sides], dtype=bool)
    shift = np.array([[("right" in side) - ("left" in side), ("top" in side) - ("bottom" in side)] for side in sides])
    first = np.array([[out[k]["x"][0], out[k]["y"][0]] for k in found], float).reshape(-1, 2) / size
    first += shift.reshape(-1, 2) * halves
    spots, edge = first.copy(), np.maximum(0.98 - halves, 0.0)
    room = halves[:, None] + halves[None]
    fixed = ~free
    pairs = np.triu(free[:, None] & free[None], 1)
    for _ in range(ROUNDS):
        overlaps: NDArray[np.bool_] = np.all(np.abs(spots[:, None] - spots[None]) < room - 1e-6, axis=2)
        for i in np.flatnonzero(free & (overlaps[:, fixed]).any(axis=1)).tolist():
            spots[i] = _beside(spots[i], spots[fixed], room[i, fixed], edge[i])
        together = np.argwhere(overlaps & pairs).tolist()
        for i, j in together:
            way = spots[j] - spots[i]
            deep = np.maximum(room[i, j] - np.abs(way), 0.0)
            axis = int(np.argmin(deep))
            step = 0.5 * deep[axis] * (1.0 if way[axis] >= 0 else -1.0)
            spots[i, axis] -= step
            spots[j, axis] += step
        if not together and not overlaps[free][:, fixed].any():
            break
        spots = np.where(free[:, None], np.clip(spots, -edge, edge), spots)
    for k, before, after in zip(found, first, spots, strict=True):
        if (before != after).any():
            out[k] = {**out[k], "x": np.array([after[0] * size]), "y": np.array([after[1] * size])}
    return out


def _beside(spot: Array, texts: Array, room: Array, edge: Array) -> Array:
    """The nearest place (2,) that is `room` (n, 2) away from each of the texts (n, 2): to the left or right of one,
    below or above it, and within the edge."""
    places = np.tile(spot, (4, len(texts), 1))
    places[:2, :, 0] = texts[:, 0] + np.array([[-1], [1]]) * room[:, 0]
    places[2:, :, 1] = texts[:, 1] + np.array([[-1], [1]]) * room[:, 1]
    places = places.reshape(-1, 2)
    outside = np.any(np.abs(places) > edge + 1e-9, axis=1)
    taken = np.any(np.all(np.abs(places[:, None] - texts[None]) < room - 1e-6, axis=2), axis=1)
    return places[np.argmin(np.hypot(*(places - spot).T) + 10.0 * (outside | taken))]


def emptiest(
    points: ArrayLike, x: tuple[float, float], y: tuple[float, float], *, share: tuple[float, float] = (0.46, 0.3)
) -> tuple[int, int]:
    """The corner of a plane over x and y with the fewest of the points (n, 2), for a key that is a `share` of its width
    and height: (across, up), each -1 or 1. Of corners as empty it is the lower right one, then the lower left one."""
    spans = np.array([x, y], float)
    out = (np.asarray(points, float) - spans.mean(axis=1)) / np.ptp(spans, axis=1)
    corners = ((1, -1), (-1, -1), (1, 1), (-1, 1))
    crowds = [np.count_nonzero((out * each > 0.5 - np.array(share)).all(axis=1)) for each in corners]
    return corners[int(np.argmin(crowds))]


def left_of(v: ArrayLike) -> Array:
    """The vector (2,) turned by a right angle to the left."""
    x, y = np.asarray(v, float)
    return np.array([-y, x])


def spread(places: ArrayLike, gap: float, bound: float = np.inf) -> Array:
    """Places (n,) moved as little as it takes (least squares) to be `gap` apart and within [-bound, bound], in the
    order of the values; NaN stays NaN. Where they do not all fit they are evenly spaced.

    Pools neighbours that are too near into blocks around their mean (isotonic regression by pool-adjacent-violators).
    """
    found = np.array(places, float)
    shown = np.flatnonzero(np.isfinite(found))
    if not len(shown):
        return found
    order = shown[np.argsort(found[shown], kind="stable")]
    step = min(gap, 2 * bound / max(len(order) - 1, 1))
    ladder = step * np.arange(len(order))
    blocks: list[tuple[float, int]] = []  # mean and size, of values less their rung of the ladder
    for value in found[order] - ladder:
        mean, size = float(value), 1
        while blocks and blocks[-1][0] >= mean:
            before, many = blocks.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    levels = np.concatenate([np.full(size, mean) for mean, size in blocks])
    found[order] = np.clip(levels, -bound, bound - ladder[-1]) + ladder
    return found
