"""Direct labels that keep clear: each name stands beside its own curve, where no other curve and no other name is.

`called(line(x, y, "data"), "empirical")` is a curve with its name; the plane that it is put into writes the name.
"""

from __future__ import annotations

import functools
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.axes import Axis
from viz.blocks import label

Array = NDArray[np.float64]
Trace = dict[str, Any]
T = TypeVar("T")
CLEAR = 12.0  # pixels from anything else: more is no better
LIFT = 3.0  # pixels from its own curve
ANCHORS, SPACING = 20, 9.0  # places tried along a curve; pixels between the points that stand for one
KNOWN = 128  # curves that are remembered, each as some hundred points; at most a few thousand
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
_CORNERS = np.array([side[1:] for side in SIDES])
_LIFTS = LIFT * (2 * _CORNERS + 1)


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
    keys = [_key(curve, x, y, panel) for curve in curves]
    said = tuple((curve.text, curve.at, curve.size) for curve in curves)
    places = _PLACES.find((said, *keys), lambda: _placed(curves, keys, x, y, panel))
    called = (curve for curve in curves if curve.text is not None)
    return [
        label([at[0]], [at[1]], curve.text or "", curve.role, position=side, size=curve.size)
        for curve, (at, side) in zip(called, places, strict=True)
    ]


class _Recent(Generic[T]):
    """What was found last, by key: from frame to frame most curves of a figure stand still."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of that key; computed if it is not there."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        value = compute()
        with self._lock:
            self._found[key] = value
            if len(self._found) > self._most:
                self._found.popitem(last=False)
        return value


class _Seen(NamedTuple):
    """What the placing needs of a curve: `anchors` (at most `ANCHORS`, 2) along its visible part, and points (n, 2)
    that stand for it; both in pixels."""

    anchors: Array
    thin: Array


_CURVES = _Recent[_Seen](KNOWN)
_PLACES = _Recent[list[tuple[list[float], str]]](KNOWN)


def _key(curve: Named, x: Axis, y: Axis, panel: tuple[float, float]) -> Hashable:
    """A digest of a curve's numbers, and the plane that it is seen in."""
    xs, ys = (np.ascontiguousarray(values, dtype=float) for values in (curve.x, curve.y))
    digest = hashlib.blake2b(xs.tobytes(), digest_size=16)
    digest.update(ys.tobytes())
    return digest.digest(), x.range, x.log, y.range, y.log, panel


def _placed(
    curves: Sequence[Named], keys: Sequence[Hashable], x: Axis, y: Axis, panel: tuple[float, float]
) -> list[tuple[list[float], str]]:
    """Where each text goes, in data, and on which side of there it stands."""
    pairs = zip(keys, curves, strict=True)
    seen = [_CURVES.find(key, functools.partial(_seen, curve, x, y, panel)) for key, curve in pairs]
    taken: list[Array] = []
    found = []
    for k, curve in enumerate(curves):
        if curve.text is None:
            continue
        others = np.concatenate([each.thin for j, each in enumerate(seen) if j != k] + [np.empty((0, 2))])
        place, side, box = _place(curve, len(curve.text), seen[k], others, taken, panel)
        if box is not None:
            taken.append(box)
        found.append((_data(place, x, y, panel), side))
    return found


def _seen(curve: Named, x: Axis, y: Axis, panel: tuple[float, float]) -> _Seen:
    """A curve as the placing sees it."""
    points = _pixels(curve, x, y, panel)
    share = np.linspace(0, 1, min(ANCHORS, len(points)))
    anchors = points[np.round(share * (len(points) - 1)).astype(int)] if len(points) else points
    return _Seen(anchors, _thinned(points))


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
    pairs = zip((curve.x, curve.y), (x, y), panel, strict=True)
    points = np.stack([_scaled(np.asarray(v, dtype=float), a, s) for v, a, s in pairs], axis=1)
    start, move = points[:-1], np.diff(points, axis=0)
    # Long segments are cut; what lies far outside need not be cut finely.
    with np.errstate(invalid="ignore"):
        count = np.clip(np.nan_to_num(np.abs(move).max(axis=1) / SPACING, nan=0.0, posinf=0.0), 1, 200).astype(int)
        if len(count) and count.max() > 1:
            which = np.repeat(np.arange(len(move)), count)
            along = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)) / count[which]
            fine = np.concatenate([start[which] + along[:, None] * move[which], points[-1:]])
        else:  # a point without a finite next one is no part of a line
            fine = np.concatenate([start + 0.0 * move, points[-1:]])
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


def _gap(boxes: Array, points: Array, reach: float) -> Array:
    """The least distance of each box to points (n, 2), up to `reach`: negative inside.

    `boxes` (4, 6, k) are low x, low y, high x, high y of the boxes around k anchors, in the order of `SIDES`. Most
    points are far from most anchors: only the pairs that are near are looked at closely.
    """
    found = np.full(boxes.shape[1:], reach)
    left, low = boxes[:2].min(axis=1)[:, :, None] - reach
    right, high = boxes[2:].max(axis=1)[:, :, None] + reach
    x, y = points.T
    which, k = ((x >= left) & (x <= right) & (y >= low) & (y <= high)).nonzero()
    if len(which):
        x, y = x[k], y[k]
        left, low, right, high = boxes[:, :, which]
        out = np.maximum(np.maximum(left - x, x - right), np.maximum(low - y, y - high))
        begins = np.flatnonzero(which[1:] != which[:-1]) + 1
        begins = np.concatenate([[0], begins])
        rows = which[begins]
        found[:, rows] = np.minimum(np.minimum.reduceat(out, begins, axis=1), reach)
    return found


def _place(
    curve: Named, letters: int, seen: _Seen, others: Array, taken: Sequence[Array], panel: tuple[float, float]
) -> tuple[Array, str, Array | None]:
    """The anchor in pixels, Plotly's name of the side, and the box of the text; NaN and None if nothing is seen."""
    if not len(seen.anchors) or not letters:
        return np.full(2, np.nan), SIDES[0][0], None
    size = np.array([0.62 * curve.size * letters + 4, 1.25 * curve.size])
    count = len(seen.anchors)
    spots = seen.anchors.T[:, None] + _LIFTS.T[:, :, None]  # (2, sides, anchors)
    low = spots + (_CORNERS * size).T[:, :, None]
    high = low + size[:, None, None]
    boxes = np.concatenate([low, high])
    room = _gap(boxes, others, CLEAR)
    for box in taken:
        apart = np.maximum(low - box[2:, None, None], box[:2, None, None] - high).max(axis=0)
        room = np.minimum(room, apart)
    outside = np.maximum(-low, high - np.asarray(panel)[:, None, None]).max(axis=0)
    own = _gap(boxes, seen.thin, LIFT)  # its own curve goes by beneath it or above it
    wish = np.abs(np.linspace(0, 1, count) - curve.at)
    score = room + 2 * own - 20 * np.maximum(outside, 0) - 3 * wish - 0.01 * np.arange(len(SIDES))[:, None]
    best, side = divmod(int(np.argmax(score.T)), len(SIDES))
    return spots[:, side, best], SIDES[side][0], boxes[:, side, best]
