"""Direct labels that keep clear: each name stands beside its own curve, where no other curve and no other name is.

`called(line(x, y, "data"), "empirical")` is a curve with its name; the plane that it is put into writes the name.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
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
WORSE = 4.0  # how much worse a pixel of another name is than one of a curve: a name that a line crosses is still read
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
_RING = np.stack([f(np.linspace(0, 2 * np.pi, ANCHORS, endpoint=False)) for f in (np.cos, np.sin)], axis=1)
_LIFTS = LIFT * (2 * _CORNERS + 1)
_ORDER = 0.01 * np.arange(len(SIDES))[:, None]


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
    box: tuple[str, str] | None = None  # of a text that stays where it stands: the text, and on which side of its spot
    around: float = 0.0  # pixels around each of its points that are its own: a handle's ring


class Called(Trace):
    """A trace that is to be written beside, or only to be kept clear of."""

    named: Named


def called(
    trace: Mapping[str, Any],
    text: str | None = None,
    *,
    at: float = 1.0,
    role: str = "",
    size: float = 14.0,
    around: float = 0.0,
) -> Called:
    """A curve and its name in one: the trace of `line`, with the text that its plane writes beside it in its colour.

    Without a text it only stands in the way of the names of others. `at` says where along its visible part the name is
    wanted most: 0 its beginning, 1 its end. `role` is the colour of the name, if it is not that of the curve. `around`
    is how many pixels around a dot its name and those of others keep free: 9 for the ring of a handle. Of a `label` of
    one text the names of others keep clear as they do of one another, and of `bars` as of their whole area.
    """
    found = Called(trace)
    if trace.get("mode") in ("text", "markers+text") and len(trace["x"]) == 1 and text is None:
        box = trace["text"][0], trace["textposition"]
        dot = 0.5 * float(trace.get("marker", {}).get("size", 0.0)) if "markers" in trace["mode"] else 0.0
        found.named = Named(trace["x"], trace["y"], size=trace["textfont"].get("size", size), box=box, around=dot)
        return found
    own = str(trace.get("line", {}).get("color", "@ink")).removeprefix("@").partition("/")[0]
    x, y = _around(trace) if trace.get("type") == "bar" else (trace["x"], trace["y"])
    found.named = Named(x, y, text, role or own, at, size, around=around)
    return found


def _around(bars: Mapping[str, Any]) -> tuple[Array, Array]:
    """A curve up and down through each bar, with a gap after it: names that keep clear of it keep clear of the bar."""
    width, base = np.asarray(bars.get("width", 0.8), float), np.asarray(bars.get("base", 0.0), float)
    across, up = (
        np.append(np.linspace(-0.5, 0.5, 9).repeat(2), np.nan),
        np.append(np.tile([0.0, 1.0, 1.0, 0.0], 5), np.nan)[2:],
    )
    x = np.asarray(bars["x"], float)[:, None] + width[..., None] * across
    y = base[..., None] + np.asarray(bars["y"], float)[:, None] * up
    return x.ravel(), y.ravel()


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
    said = tuple((curve.text, curve.at, curve.size, curve.box) for curve in curves)
    places = _PLACES.find((said, *keys))
    if places is None:
        places = _placed(curves, _all_seen(curves, keys, x, y, panel), x, y, panel)
        _PLACES.keep((said, *keys), places)
    named = (curve for curve in curves if curve.text is not None)
    return [
        label([at[0]], [at[1]], curve.text or "", curve.role, position=side, size=curve.size)
        for curve, (at, side) in zip(named, places, strict=True)
    ]


class _Recent(Generic[T]):
    """What was found last, by key: from frame to frame most curves of a figure stand still."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        """The value of that key, if it is there."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, key: Hashable, value: T) -> None:
        """Keep a value; what was not asked for longest makes room."""
        with self._lock:
            self._found[key] = value
            if len(self._found) > self._most:
                self._found.popitem(last=False)


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
    return digest.digest(), x.range, x.log, y.range, y.log, panel, curve.around


def _all_seen(
    curves: Sequence[Named], keys: Sequence[Hashable], x: Axis, y: Axis, panel: tuple[float, float]
) -> list[_Seen]:
    """Each curve as the placing sees it; those that are not known are traced all together, which takes as many calls of
    NumPy as one."""
    found = [_CURVES.find(key) for key in keys]
    missing = [k for k, each in enumerate(found) if each is None]
    for k, points in zip(missing, _pixels([curves[k] for k in missing], x, y, panel), strict=True):
        if curves[k].around:
            points = (points[:, None] + curves[k].around * _RING).reshape(-1, 2)
        share = np.linspace(0, 1, min(ANCHORS, len(points)))
        anchors = points[np.round(share * (len(points) - 1)).astype(int)] if len(points) else points
        found[k] = seen = _Seen(anchors, _thinned(points))
        _CURVES.keep(keys[k], seen)
    return [each for each in found if each is not None]


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


def _pixels(curves: Sequence[Named], x: Axis, y: Axis, panel: tuple[float, float]) -> list[Array]:
    """Each curve as points a few pixels apart, those within the panel: shapes (n, 2)."""
    if not curves:
        return []
    parts = [[np.asarray(values, dtype=float) for values in (curve.x, curve.y)] for curve in curves]
    ends = np.cumsum([len(xs) for xs, _ in parts])
    together = (np.concatenate(values) for values in zip(*parts, strict=True))
    points = np.stack([_scaled(v, a, s) for v, a, s in zip(together, (x, y), panel, strict=True)], axis=1)
    move = np.empty_like(points)
    # Long segments are cut; what lies far outside need not be cut finely. A point without a finite next one is no part
    # of a line.
    with np.errstate(invalid="ignore"):
        np.subtract(points[1:], points[:-1], out=move[:-1])
        move[ends[ends > 0] - 1] = 0.0
        gap = ~np.isfinite(move).all(axis=1)
        first = np.zeros(len(move), bool)
        first[(ends - [len(xs) for xs, _ in parts])[ends > 0] % max(len(move), 1)] = True
        move[gap & (first | np.roll(gap, 1))] = 0.0  # a dot: it has neither a next one nor one before
        longest = np.abs(move).max(axis=1) / SPACING
        count = np.clip(np.nan_to_num(longest, nan=0.0, posinf=0.0), 1, 200).astype(int)
        which = np.repeat(np.arange(len(move)), count)
        along = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)) / count[which]
        fine = points[which] + along[:, None] * move[which]
        inside = (fine[:, 0] >= 0) & (fine[:, 0] <= panel[0]) & (fine[:, 1] >= 0) & (fine[:, 1] <= panel[1])
    fine, which = fine[inside], which[inside]
    steps = np.abs(fine[1:] - fine[:-1]).max(axis=1)
    found = []
    begin = 0
    for end in np.searchsorted(which, ends).tolist():
        piece = fine[begin:end]
        if len(piece) > 1:
            # And short ones are joined: a curve of 500 points is no better an obstacle than one of 50.
            far = np.concatenate([[-SPACING, 0.0], np.cumsum(steps[begin : end - 1])])
            rungs = np.floor(far / SPACING)
            piece = piece[rungs[1:] > rungs[:-1]]
        found.append(piece)
        begin = end
    return found


def _thinned(points: Array) -> Array:
    """Of a curve that goes over the same ground again and again, one point for each few pixels."""
    if len(points) <= MANY:
        return points
    cells = np.floor(points / (0.5 * SPACING)).astype(np.int64)
    return points[np.unique(cells[:, 0] * 4096 + cells[:, 1], return_index=True)[1]]


def _placed(
    curves: Sequence[Named], seen: Sequence[_Seen], x: Axis, y: Axis, panel: tuple[float, float]
) -> list[tuple[list[float], str]]:
    """Where each text goes, in data, and on which side of there it stands; NaN where nothing of its curve is seen."""
    shown = [k for k, curve in enumerate(curves) if curve.text and len(seen[k].anchors)]
    anchors = [seen[k].anchors for k in shown]
    nowhere = [np.nan, np.nan], SIDES[0][0]
    if not shown:
        return [nowhere for curve in curves if curve.text is not None]
    counts = [len(each) for each in anchors]
    sizes = [(0.62 * curves[k].size * len(curves[k].text or "") + 4, 1.25 * curves[k].size) for k in shown]
    size = np.repeat(np.array(sizes), counts, axis=0).T  # (2, anchors of all)
    spots = np.concatenate(anchors).T[:, None] + _LIFTS.T[:, :, None]  # (2, sides, anchors)
    low = spots + _CORNERS.T[:, :, None] * size[:, None]
    high = low + size[:, None]
    own, room = _gaps(low, high, np.repeat(shown, counts), [each.thin for each in seen])
    outside = np.maximum(-low, high - np.asarray(panel)[:, None, None]).max(axis=0)
    score = 2 * own - 20 * np.maximum(outside, 0)
    places: dict[int, tuple[list[float], str]] = {}
    taken = [_box(curve, x, y, panel) for curve in curves if curve.box and curve.box[0].strip()]
    begin = 0
    for k, count in zip(shown, counts, strict=True):
        part = slice(begin, begin := begin + count)
        free = room[:, part]
        for first, last in taken:
            apart = np.maximum(low[:, :, part] - last[:, None, None], first[:, None, None] - high[:, :, part])
            gap = apart.max(axis=0)
            free = np.fmin(free, np.where(gap < 0, WORSE * gap, gap))
        wish = np.abs(np.linspace(0, 1, count) - curves[k].at)
        found = free + score[:, part] - 3 * wish - _ORDER
        best, side = divmod(int(np.argmax(found.T)), len(SIDES))
        at = part.start + best
        taken.append((low[:, side, at], high[:, side, at]))
        places[k] = _data(spots[:, side, at], x, y, panel), SIDES[side][0]
    return [places.get(k, nowhere) for k, curve in enumerate(curves) if curve.text is not None]


def _box(curve: Named, x: Axis, y: Axis, panel: tuple[float, float]) -> tuple[Array, Array]:
    """The lower left and the upper right corner of a text that stays where it stands, in pixels; NaN: it hides."""
    assert curve.box is not None
    text, side = curve.box
    spot = np.array(
        [_scaled(np.asarray(v, float), a, s)[0] for v, a, s in zip((curve.x, curve.y), (x, y), panel, strict=True)]
    )
    size = np.array([0.62 * curve.size * len(text) + 4, 1.25 * curve.size])
    across = {"right": 0.0, "center": -0.5, "left": -1.0}[side.split()[1]]
    up = {"top": 0.0, "middle": -0.5, "bottom": -1.0}[side.split()[0]]
    low = spot + size * (across, up) + curve.around * np.array([2 * across + 1, 2 * up + 1])  # a marker pushes it away
    return low, low + size


def _gaps(low: Array, high: Array, owner: NDArray[np.intp], curves: Sequence[Array]) -> tuple[Array, Array]:
    """The least distance of each box to the points of its own curve, up to `LIFT`, and to those of all others, up to
    `CLEAR`; negative inside.

    `low` and `high` (2, sides, k) are the corners of the boxes around k anchors, `owner` (k,) says of which curve an
    anchor is. Most points are far from most anchors: only the pairs that are near are looked at closely.
    """
    x, y = np.concatenate(curves).T
    curve = np.repeat(np.arange(len(curves)), [len(each) for each in curves])
    left, under = low.min(axis=1)[:, :, None] - CLEAR
    right, over = high.max(axis=1)[:, :, None] + CLEAR
    anchor, point = ((x >= left) & (x <= right) & (y >= under) & (y <= over)).nonzero()
    x, y = x[point], y[point]
    (left, under), (right, over) = low[:, :, anchor], high[:, :, anchor]
    out = np.maximum(np.maximum(left - x, x - right), np.maximum(under - y, y - over))
    mine = owner[anchor] == curve[point]
    return _least(out, anchor, mine, low.shape[1:], LIFT), _least(out, anchor, ~mine, low.shape[1:], CLEAR)


def _least(
    out: Array, anchor: NDArray[np.intp], among: NDArray[np.bool_], shape: tuple[int, ...], reach: float
) -> Array:
    """The least of `out` (sides, pairs) for each anchor, over some of the pairs, up to `reach`: (sides, anchors)."""
    found = np.full(shape, reach)
    out, anchor = out[:, among], anchor[among]
    if len(anchor):
        begins = np.concatenate([[0], (anchor[1:] != anchor[:-1]).nonzero()[0] + 1])
        found[:, anchor[begins]] = np.minimum(np.minimum.reduceat(out, begins, axis=1), reach)
    return found
