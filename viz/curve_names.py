"""Direct labels that keep clear: each name stands beside its own curve, where no other curve and no other name is.

`called(line(x, y, "data"), "empirical")` is a curve with its name; the plane that it is put into writes the name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.axes import Axis
from viz.blocks import label

Array = NDArray[np.float64]
Trace = dict[str, Any]
CLEAR = 12.0  # pixels from anything else: more is no better
LIFT = 3.0  # pixels from its own curve
ANCHORS, SPACING = 20, 9.0  # places tried along a curve; pixels between the points that stand for one
MANY = 400  # points of a curve above which those that nearly coincide are one
# Where the text lies from its anchor: Plotly's name, and the box's lower left corner in widths and heights of the text.
SIDES = (
    ("top right", 0.0, 0.0),
    ("top left", -1.0, 0.0),
    ("bottom right", 0.0, -1.0),
    ("bottom left", -1.0, -1.0),
    ("top center", -0.5, 0.0),
    ("bottom center", -0.5, -1.0),
)


@dataclass(frozen=True)
class Named:
    """A curve (x, y), NaN where it has gaps, and its name; no text for a curve that only stands in the way.

    `at` says where along its visible part the name is wanted most: 0 its beginning, 1 its end.
    """

    x: ArrayLike
    y: ArrayLike
    text: str | None = None
    role: str = "ink"
    at: float = 1.0
    size: float = 14.0


class Called(Trace):
    """A trace that is to be written beside, or only to be kept clear of."""

    named: Named


def called(
    trace: Mapping[str, Any], text: str | None = None, *, at: float = 1.0, role: str = "", size: float = 14.0
) -> Called:
    """A curve and its name in one: the trace of `line`, with the text that its plane writes beside it in its colour.

    Without a text it only stands in the way of the names of others. `at` says where along its visible part the name is
    wanted most: 0 its beginning, 1 its end. `role` is the colour of the name, if it is not that of the curve.
    """
    found = Called(trace)
    own = str(trace.get("line", {}).get("color", "@ink")).removeprefix("@").partition("/")[0]
    found.named = Named(trace["x"], trace["y"], text, role or own, at, size)
    return found


def named(
    traces: Sequence[Mapping[str, Any]], x: Axis, y: Axis, panel: tuple[float, float]
) -> Sequence[Mapping[str, Any]]:
    """The traces of a plane, and after them the names of those that were `called` something."""
    curves = [trace.named for trace in traces if isinstance(trace, Called)]
    if not curves:
        return traces
    plain = [dict(trace) if isinstance(trace, Called) else trace for trace in traces]
    return [*plain, *names(curves, x, y, panel=panel)]


def names(curves: Sequence[Named], x: Axis, y: Axis, *, panel: tuple[float, float] = (280.0, 330.0)) -> list[Trace]:
    """A label for each curve that has a text, in their order; one that is not in the picture hides and keeps its trace.

    Both axes need ranges. `panel` is the least size in pixels, width and height, that the panel is drawn at: what is
    clear of one another there is clear in a larger picture. Pure: the same curves get the same places, and a name moves
    on only where the place that it had has become too narrow.

    Raises:
        ValueError: an axis without a range.
    """
    seen = [_pixels(curve, x, y, panel) for curve in curves]
    thin = [_thinned(points) for points in seen]
    taken: list[Array] = []
    traces = []
    for k, curve in enumerate(curves):
        if curve.text is None:
            continue
        others = np.concatenate([points for j, points in enumerate(thin) if j != k] + [np.empty((0, 2))])
        place, side, box = _place(curve, len(curve.text), seen[k], thin[k], others, taken, panel)
        if box is not None:
            taken.append(box)
        at = _data(place, x, y, panel)
        traces.append(label([at[0]], [at[1]], curve.text, curve.role, position=side, size=curve.size))
    return traces


def _scaled(values: Array, axis: Axis, length: float) -> Array:
    """Data to pixels along one axis."""
    if axis.range is None:
        raise ValueError("Names are placed on axes that have a range.")
    low, high = (np.log10(axis.range) if axis.log else np.asarray(axis.range, dtype=float)).tolist()
    with np.errstate(all="ignore"):
        return np.asarray(((np.log10(values) if axis.log else values) - low) / (high - low) * length)


def _data(place: Array, x: Axis, y: Axis, panel: tuple[float, float]) -> list[float]:
    """Pixels back to data."""
    found = []
    for pixel, axis, length in zip(place, (x, y), panel, strict=True):
        assert axis.range is not None
        low, high = (np.log10(axis.range) if axis.log else np.asarray(axis.range, dtype=float)).tolist()
        value = low + pixel / length * (high - low)
        found.append(float(10.0**value if axis.log else value))
    return found


def _pixels(curve: Named, x: Axis, y: Axis, panel: tuple[float, float]) -> Array:
    """The curve as points a few pixels apart, those within the panel: shape (n, 2)."""
    points = np.stack(
        [_scaled(np.asarray(v, dtype=float), a, s) for v, a, s in zip((curve.x, curve.y), (x, y), panel, strict=True)],
        axis=1,
    )
    start, move = points[:-1], np.diff(points, axis=0)
    # Long segments are cut; what lies far outside need not be cut finely.
    with np.errstate(invalid="ignore"):
        count = np.clip(np.nan_to_num(np.abs(move).max(axis=1) / SPACING, nan=0.0, posinf=0.0), 1, 200).astype(int)
    which = np.repeat(np.arange(len(move)), count)
    along = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)) / count[which]
    fine = np.concatenate([start[which] + along[:, None] * move[which], points[-1:]])
    with np.errstate(invalid="ignore"):
        inside = ((fine >= 0) & (fine <= np.asarray(panel))).all(axis=1)
    fine = fine[inside]
    if len(fine) < 2:
        return fine
    # And short ones are joined: a curve of 500 points is no better an obstacle than one of 50.
    far = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(fine, axis=0)).max(axis=1))])
    kept = np.flatnonzero(np.diff(np.floor(far / SPACING), prepend=-1.0) > 0)
    return np.asarray(fine[kept])


def _thinned(points: Array) -> Array:
    """Of a curve that goes over the same ground again and again, one point for each few pixels."""
    if len(points) <= MANY:
        return points
    cells = np.floor(points / (0.5 * SPACING)).astype(np.int64)
    return points[np.unique(cells[:, 0] * 4096 + cells[:, 1], return_index=True)[1]]


def _gap(boxes: Array, points: Array) -> Array:
    """The least distance of each box (low x, low y, high x, high y) to points: negative inside; inf without points."""
    if not len(points):
        return np.full(len(boxes), np.inf)
    x, y = points.T
    left, low, right, high = boxes.T[:, :, None]
    out = np.maximum(np.maximum(left - x, x - right), np.maximum(low - y, y - high))
    return np.asarray(out.min(axis=1))


def _place(
    curve: Named,
    letters: int,
    own: Array,
    thin: Array,
    others: Array,
    taken: Sequence[Array],
    panel: tuple[float, float],
) -> tuple[Array, str, Array | None]:
    """The anchor in pixels, Plotly's name of the side, and the box of the text; NaN and None if nothing is seen."""
    if not len(own) or not letters:
        return np.full(2, np.nan), SIDES[0][0], None
    width, height = 0.62 * curve.size * letters + 4, 1.25 * curve.size
    share = np.linspace(0, 1, min(ANCHORS, len(own)))
    anchors = own[np.round(share * (len(own) - 1)).astype(int)]
    corner = np.array([[dx * width, dy * height] for _, dx, dy in SIDES])
    lift = LIFT * np.array([[2 * dx + 1, 2 * dy + 1] for _, dx, dy in SIDES])
    anchors = (anchors[:, None] + lift[None]).reshape(-1, 2)
    low = anchors + np.tile(corner, (len(share), 1))
    boxes = np.concatenate([low, low + np.array([width, height])], axis=1)
    room = np.minimum(_gap(boxes, others), CLEAR)
    for box in taken:
        apart = np.maximum(boxes[:, :2] - box[2:], box[:2] - boxes[:, 2:]).max(axis=1)
        room = np.minimum(room, apart)
    outside = np.maximum(-boxes[:, :2], boxes[:, 2:] - np.asarray(panel)).max(axis=1)
    across = np.minimum(_gap(boxes, thin), LIFT)  # its own curve goes by beneath it or above it
    wish = np.abs(np.repeat(share, len(SIDES)) - curve.at)
    order = np.tile(np.arange(len(SIDES)), len(share))
    score = room + 2 * across - 20 * np.maximum(outside, 0) - 3 * wish - 0.01 * order
    best = int(np.argmax(score))
    return anchors[best], SIDES[best % len(SIDES)][0], boxes[best]
