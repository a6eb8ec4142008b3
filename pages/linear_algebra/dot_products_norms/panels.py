"""The panels of the lesson: a shadow and its cosine, a ball that touches a line, a chord of the unit ball, a ball that
grows to the nearest point, the race of the points over all exponents, a digit and its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.common import tables
from mathcore.linear_algebra import norms
from viz import linear

if TYPE_CHECKING:
    from pages.linear_algebra.dot_products_norms.lesson import Products

Array = NDArray[np.float64]
REACH = 4.2
AXIS = viz.Axis("", (-REACH, REACH))
TURN = np.linspace(-180.0, 180.0, 181)
SWEEP = np.linspace(0.0, 2.0, 201)  # 1/p
ROWS = ("p = 1", "p = 2", "p = ∞", "cosine")
SHOWN = 6  # neighbours of a digit


def tips(q: Products) -> list[viz.Handle]:
    return [viz.Handle("a", q.a, "tip of a", "data"), viz.Handle("b", q.b, "tip of b", "model")]


def shadow_panel(q: Products) -> viz.Plane:
    """a, b, the shadow of b on the line of a, and the half-planes of the product's sign."""
    a, b, foot, size = q.a, q.b, q.foot, q.length_a
    u = a / size if size > 0 else np.full(2, np.nan)
    v, far = viz.left_of(u), 2 * REACH
    half = np.array([far * v, far * v + far * u, -far * v + far * u, -far * v])
    levels = np.arange(-8, 9)[:, None] * 2.0 / size * u if size > 0 else np.full((17, 2), np.nan)
    lines = np.stack([levels - far * v, levels + far * v, np.full((17, 2), np.nan)], axis=1)
    side = 1.0 if q.angle >= 0 else -1.0
    lift = np.nan_to_num(-0.1 * side * v)  # the shadow lies beside a, away from b, so that both are seen
    start, sweep = np.arctan2(a[1], a[0]), np.deg2rad(q.angle)
    middle = start + sweep / 2
    short = min(q.shadow.lengths) < 0.9  # no room for an angle's number
    spot = np.array([np.cos(middle), np.sin(middle)]) * (np.nan if short else 1.05)
    traces = [
        viz.polygon(half, "optimum", opacity=0.08, width=0),
        viz.polygon(-half, "gradient", opacity=0.08, width=0),
        viz.polyline(lines, "null", width=0.8, dash="dot", hover=False, opacity=0.7),
        viz.segment(-far * v, far * v, "null", width=1.6, hover=False),
        viz.segment(-far * u, far * u, "data", width=1, dash="dash", hover=False),
        viz.segment(b, foot, "null", width=1.8, dash="dash", hover=False),
        viz.right_angle(foot, b - foot, -foot if np.hypot(*foot) > 0.05 else u, 0.2),
        viz.segment(lift, lift + foot, "accent", width=7, name="shadow"),
        viz.arc(start, sweep, 0.7, "ink"),
        viz.arrow(a, "data", name="a"),
        viz.arrow(b, "model", name="b"),
        viz.off(a, a - 1.5 * side * size * np.nan_to_num(v), "<b>a</b>", "data", REACH, gap=0.08),
        viz.off(b, b, "<b>b</b>", "model", REACH, gap=0.08),
        viz.label([spot[0]], [spot[1]], f"{q.angle:.0f}°".replace("-", "−"), "ink", position="middle center", size=12),
        viz.label([-4.05], [3.85], "a·x > 0", "optimum", position="middle right", size=12),
        viz.label([-4.05], [3.4], "a·x < 0", "gradient", position="middle right", size=12),
        viz.label([-4.05], [-3.9], "dotted: a·x = ±2, ±4, …", "null", position="middle right", size=12),
    ]
    return viz.Plane(traces, AXIS, AXIS, "The shadow of b on a", equal=True, handles=tips(q))


def cosine_panel(q: Products) -> viz.Plane:
    """The dot product as b is turned about 0: a cosine between the two ends that Cauchy and Schwarz allow."""
    curve = np.cos(np.deg2rad(TURN))
    traces = [
        viz.area(TURN, np.maximum(curve, 0), 0.0, "optimum", opacity=0.12),
        viz.area(TURN, np.minimum(curve, 0), 0.0, "gradient", opacity=0.12),
        viz.segment((-180, 1), (180, 1), "null", dash="dash", width=1.4, hover=False),
        viz.segment((-180, -1), (180, -1), "null", dash="dash", width=1.4, hover=False),
        viz.line(TURN, curve, "ink", width=2, name="a·b as b turns"),
        viz.stems([q.angle], [q.cosine], "accent", width=5),
        viz.dots((q.angle, q.cosine), "model", size=12, name="b now"),
        viz.label([-176], [1.1], "|a||b|: the same direction", "muted", position="middle right", size=12),
        viz.label([-176], [-1.1], "−|a||b|: opposite", "muted", position="middle right", size=12),
    ]

    def turn_to(x: float, y: float) -> Mapping[str, Any]:
        """b is turned so that its angle from a is x; its length stays (up to the rounding of its coordinates). At 180
        degrees that rounding would throw the handle to the other side of the picture."""
        angle = np.arctan2(q.a[1], q.a[0]) + np.deg2rad(np.clip(x, -179.5, 179.5))
        return {"b": q.length_b * np.array([np.cos(angle), np.sin(angle)])}

    turn = viz.Handle("turn", (q.angle, q.cosine), "turns b about 0", "model", moves=turn_to, follows="x")
    x = viz.Axis("angle from a to b (degrees)", (-180, 180), ticks=range(-180, 181, 90))
    y = viz.Axis("a·b as a share of |a||b|", (-1.25, 1.25), ticks=(-1, -0.5, 0, 0.5, 1))
    return viz.Plane(traces, x, y, "Turn b: the dot product is a cosine", handles=[] if q.zero else [turn])


def touch_panel(q: Products) -> viz.Plane:
    """The line a.x = a.b, and the smallest ball around 0 that touches it, with the point where it does."""
    a, b, size = q.a, q.b, q.length_a
    radius, spot = norms.touching(a, q.dot, q.exponent) if size > 0 else (np.nan, np.full(2, np.nan))
    foot, along = q.foot if size > 0 else spot, 12 * (viz.left_of(a) / max(size, 1e-9))
    side, up = _freest_corner(a, b)
    traces = [
        viz.polygon(radius * norms.ball(q.exponent)[:-1], "gradient", opacity=0.12, width=2),
        viz.segment(foot - along, foot + along, "accent", width=2, name="a·x = a·b"),
        viz.arrow(a, "data", name="a"),
        viz.arrow(b, "model", name="b"),
        viz.dots(spot, "gradient", size=12, symbol="diamond", name="the smallest x on the line"),
        viz.off(a, a, "<b>a</b>", "data", REACH, gap=0.08),
        viz.off(b, b, "<b>b</b>", "model", REACH, gap=0.08),
        viz.corner(side, up + 0.055, "line: a·x = a·b", "accent", REACH, font=12),
        viz.corner(side, up - 0.055, "◆ its point of least norm", "gradient", REACH, font=12),
    ]
    return viz.Plane(traces, AXIS, AXIS, "The ball grows until it touches the line", equal=True, handles=tips(q))


def _freest_corner(a: Array, b: Array) -> tuple[float, float]:
    """The corner of the plane, in shares of it, whose text is farthest from both tips and the line a.x = a.b."""
    corners = np.array([(-0.96, 0.86), (-0.96, -0.86), (0.96, 0.86), (0.96, -0.86)])
    texts = corners * (0.45, 1.0) * REACH  # their middles: they run towards the middle of the plane
    clear = [np.hypot(*(texts - tip).T) for tip in (a, b)]
    length = float(np.hypot(*a))
    if length > 1e-9:
        clear.append(np.abs(texts @ a - a @ b) / length)
    across, up = corners[int(np.argmax(np.min(clear, axis=0).round(6)))]
    return float(across), float(up)


def chord_panel(q: Products) -> viz.Plane:
    """The unit ball among those of p = 1/2, 1, 2 and infinity, with a and b on it and the middle of their chord."""
    unit, ends = norms.ball(q.exponent), np.full((2, 2), np.nan)
    if not q.zero:
        ends = np.stack([q.a / q.norm_a, q.b / q.norm_b])
    middle = ends.mean(axis=0)
    inside = norms.norm(np.nan_to_num(middle), q.exponent) <= 1 + 1e-9
    role, says = ("optimum", "inside") if inside else ("model", "<b>outside</b>")
    known = [norms.ball(each) for each in (0.5, 1.0, 2.0, norms.INFINITY)]
    diagonal = np.array([0.25, 0.5, 0.5**0.5, 1.0])
    traces = [
        *(viz.polyline(each, "null", width=1, dash="dot", hover=False) for each in known),
        viz.label(diagonal, -diagonal - 0.07, ["½", "1", "2", "∞"], "null", position="middle center", size=12),
        viz.polygon(unit[:-1], "gradient", opacity=0.14, width=2.6),
        viz.polyline(ends, "ink", width=1.6, dash="dash", hover=False),
        viz.arrow(ends[0], "data", name="a/‖a‖"),
        viz.arrow(ends[1], "model", name="b/‖b‖"),
        viz.dots(middle, role, size=12, name="the middle"),
        viz.off(middle, middle, says, role, 1.35, font=13),
    ]
    axis = viz.Axis("", (-1.35, 1.35), ticks=(-1, 0, 1))
    return viz.Plane(traces, axis, axis, f"The unit ball, {q.shown}", equal=True)


def ball_panel(q: Products) -> viz.Plane:
    """The points, and the ball around the query that has grown until it met the nearest; beside it Euclid's."""
    points, query, near = q.points, q.query, q.points[q.nearest - 1]
    names = [str(k + 1) for k in range(len(points))]
    circle = query + q.euclid.min() * norms.ball(2.0)
    traces = [
        viz.polyline(circle, "null", width=1.2, dash="dot", hover=False),
        viz.polygon((query + q.nearest_distance * norms.ball(q.exponent))[:-1], "gradient", opacity=0.12, width=2.2),
        viz.segment(query, near, "optimum", width=2, hover=False),
        viz.dots(points, "data", size=10, name="point"),
        viz.dots(near, "optimum", size=17, ring=True, name="nearest"),
        viz.dots(query, "model", size=12, symbol="x", name="query"),
        viz.label(points[:, 0] + 0.33, points[:, 1] + 0.33, names, "data", size=13),
    ]
    handles = [*viz.handles("points", points, "point", "data"), viz.Handle("query", query, "the query", "model")]
    return viz.Plane(traces, AXIS, AXIS, f"The ball meets its first point, {q.shown}", equal=True, handles=handles)


def race_panel(q: Products) -> viz.Plane:
    """For every exponent how much farther each point is than the nearest one; where curves cross at 1, it changes."""
    now, nearest = q.p.inverse, q.nearest - 1
    table = norms.changes(q.points, q.query, SWEEP)[0]
    least = table.min(axis=1, keepdims=True)
    share = np.where(least > 0, table / np.where(least > 0, least, 1), np.nan)
    share = np.where(share < 2.3, share, np.nan)
    many = share.shape[1]
    joined = np.concatenate([share, np.full((1, many), np.nan)]).T.ravel()
    ends, names = np.where(share[0] < 1.97, share[0], np.nan), [str(k + 1) for k in range(many)]
    here = share[np.argmin(np.abs(SWEEP - now)), nearest]
    traces = [
        viz.line(np.tile(np.append(SWEEP, np.nan), many), joined, "data", width=1.6, hover=False, opacity=0.7),
        viz.line(SWEEP, share[:, nearest], "optimum", width=3, name=f"point {q.nearest}"),
        viz.segment((now, 0.9), (now, 2), "gradient", width=1.6, hover=False),
        viz.dots((now, here), "optimum", size=13, name="nearest now"),
        viz.label(np.full(many, -0.07), ends, names, "data", position="middle center"),
    ]
    moves = lambda x, y: {"inverse": x}
    handle = viz.Handle("exponent", (now, 1.0), "the exponent p", "gradient", moves=moves, follows="x")
    marks = ["∞", "2", "1", "⅔", "½"]
    x = viz.Axis("exponent p, spaced by 1/p", (-0.14, 2.02), ticks=(0, 0.5, 1, 1.5, 2), labels=marks)
    y = viz.Axis("distance ÷ distance of the nearest", (0.94, 2.0), ticks=(1, 1.25, 1.5, 1.75, 2))
    return viz.Plane(traces, x, y, "Who is nearest depends on p", handles=[handle])


def picture_panel(q: Products) -> viz.Plane:
    """The digit that is looked up."""
    traces, axes = linear.pixels(q.picture.reshape(8, 8), (0, 16)), linear.pixel_axes((8, 8))
    title = f"A {tables.digits().labels[q.p.digit]}: a vector of 64"
    return viz.Plane(traces, *axes, title, equal=True, weight=0.8)


def board_panel(q: Products) -> viz.Plane:
    """Its nearest digits, a row for each measure; those that are another digit are framed."""
    rows, columns = q.neighbours.shape
    board = np.full((rows, 9, columns, 9), np.nan)
    board[:, :8, :, :8] = tables.digits().values[q.neighbours].reshape(rows, columns, 8, 8).swapaxes(1, 2)
    i, j = 9 * np.indices((rows, columns)).reshape(2, -1)
    boxes = np.stack([j - 0.5, j + 7.5, i - 0.5, i + 7.5], axis=1)
    framed = np.where(q.right.reshape(-1, 1), np.nan, boxes)
    traces = [
        viz.heatmap(board.reshape(9 * rows, 9 * columns), bounds=(0, 16)),
        viz.rectangles(framed, "model", opacity=0.08, width=2.4),
    ]
    counts, names = [str(k + 1) for k in range(columns)], [*ROWS, f"▸ {q.shown}"]
    spots = [9 * k + 3.5 for k in range(max(rows, columns))]
    x = viz.Axis("nearest first", (-0.8, columns * 9 - 0.2), ticks=spots[:columns], labels=counts)
    y = viz.Axis("", (rows * 9 - 0.2, -0.8), ticks=spots[:rows], labels=names)
    return viz.Plane(traces, x, y, "Its nearest (framed: wrong)", weight=1.2, equal=True)
