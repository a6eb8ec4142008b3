"""The panels: level curves with the gradient, a surface with two slices, the dial of directions, the lens with the ring
and the error of the plane, a digit with the gradient of its score, and what steps do to that score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import partial_derivatives as pd
from mathcore.calculus import saliency
from pages.calculus.partial_derivatives.state import FAN, GRID, RADIUS, WINDOW
from viz import space
from viz.labels import PHONE, apart

if TYPE_CHECKING:
    from pages.calculus.partial_derivatives.state import Slopes

Array = NDArray[np.float64]
LONGEST = 2.2  # of an arrow on the map
LINE, DEGREES = np.linspace(-WINDOW, WINDOW, 121), np.arange(0.0, 361.0, 3.0)
CELLS = np.linspace(-1.3, 1.3, 81)  # of the lens, in radii
ERRORS = (1e-4, 1e3)
STEPS, SCORES, DRAWN = np.linspace(0.0, 2.0, 41), (-8.0, 6.0), 40  # of the random directions, so many are drawn
THIRD = (200.0, 300.0)  # the room of names in one panel of three
TILE = 10.0  # from one small picture to the next
DASHED: dict[str, Any] = {"width": 1.6, "dash": "dash", "hover": False}
EDGE, SIDES = 0.95 * WINDOW, ("right", "left")  # of the map, where the names of the cuts stand
FRAME = 1.2 * WINDOW  # of the map: an arrow at its edge is seen
FRAMED = viz.Axis("x", (-FRAME, FRAME)), viz.Axis("y", (-FRAME, FRAME))
SQUARE = viz.Axis("x", (-WINDOW, WINDOW)), viz.Axis("y", (-WINDOW, WINDOW))


def point_to(x: float, y: float) -> Mapping[str, Any]:
    """The point follows the pointer, and is caught by the origin, where the counterexamples are torn."""
    return {"point": (0.0, 0.0) if np.hypot(x, y) < 0.06 else (x, y)}


def short(q: Slopes, slopes: Array, at: Array | tuple[float, float] = (0.0, 0.0)) -> Array:
    """Slopes as an arrow from a place, at the scale of the map, cut off where it would leave it."""
    move = slopes / q.scale
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = np.where(move == 0, np.inf, (np.sign(move) * FRAME - at) / move)
    return move * min(1.0, LONGEST / max(float(np.hypot(*move)), 1e-300), float(edge.min()))


def named(g: Array) -> tuple[Any, str]:
    """Where from the tip of a gradient its name stands, and the name."""
    return (g, "\u00a0∇f\u00a0") if g.any() else ([1, -1], "\u00a0∇f = 0\u00a0")


def _map(q: Slopes, slopes: Array, g: Array, over: list[Any], handles: list[viz.Handle]) -> viz.Plane:
    level, p = viz.polyline(q.level, "optimum", width=2.4, hover=False), viz.dots(q.p.point, "ink", size=11, name="p")
    drag = [viz.Handle("point", q.p.point, "point p", "ink", moves=point_to), *handles]
    cut = np.hypot(*g) < 0.999 * np.hypot(*slopes) / q.scale
    title = f"Level curves; ∇f drawn 1 : {number(q.scale)}" if not cut else "Level curves; ∇f is longer than drawn"
    traces = apart([q.contours, level, *over, p], FRAME, PHONE)
    return viz.Plane(traces, *FRAMED, title, equal=True, weight=1.05, handles=drag)


def map_panel(q: Slopes) -> viz.Plane:
    """The level curve through p, the lines along which the two slices are cut, and the arrow that their slopes make."""
    (x, y), p, g = q.p.point, np.array(q.p.point), short(q, q.partials, q.p.point)
    (right, up), left, low = np.array([[x + g[0], y], [x, y + g[1]]]), x >= 0, y >= 0
    first, second = (
        f"\u00a0∂f/∂{name} = {number(v, 3)}\u00a0" for name, v in zip("xy", q.partials.tolist(), strict=True)
    )
    over = [
        viz.line([-WINDOW, WINDOW], [y, y], "data", **DASHED),
        viz.line([x, x], [-WINDOW, WINDOW], "model", **DASHED),
        viz.polyline([up, p + g, right], "muted", width=1.2, dash="dot", hover=False),
        viz.arrow(right, "data", tail=p, name="∂f/∂x"),
        viz.arrow(up, "model", tail=p, name="∂f/∂y"),
        viz.arrow(p + g, "gradient", tail=p, width=4.0, name="∇f"),
        viz.label([-EDGE if left else EDGE], [y], first, "data", position=f"top {SIDES[not left]}"),
        viz.label([x], [-EDGE if low else EDGE], second, "model", position=f"middle {SIDES[left]}"),
        viz.off(p + g, *named(g), "gradient", FRAME),
    ]
    return _map(q, q.partials, g, over, [])


def surface_panel(q: Slopes) -> viz.Space:
    """The surface z = f(x, y), cut along x and along y: each cut is a curve, its slope at p a partial derivative."""
    (x, y), (z, low, high, _), still = q.p.point, q.chart, np.ones(len(LINE))
    inside = lambda v: np.where((v >= low) & (v <= high), v, np.nan)
    lift = 0.02 * (high - low)  # so that the curves lie on the surface, not in it
    box = ((-WINDOW, WINDOW), (-WINDOW, WINDOW), (low, high))
    first, second = (inside(v) + lift for v in (q.formula(LINE, y), q.formula(x, LINE)))
    traces = [
        viz.surface(GRID[::2], GRID[::2], inside(z)[::2, ::2], lines=True),
        *space.plane_through((0, 1, 0), "data", extent=box, through=(0, y, low), opacity=0.1),
        *space.plane_through((1, 0, 0), "model", extent=box, through=(x, 0, low), opacity=0.1),
        viz.line(LINE, y * still, "data", z=first, width=7, hover=False),
        viz.line(x * still, LINE, "model", z=second, width=7, hover=False),
        space.dots([[x, y, q.here + lift]], "ink", size=6),
    ]
    eye, shape, title = (0.62, -1.3, 1.45), (1.0, 1.0, 0.8), "Cut along x, and along y"
    return viz.Space(traces, *SQUARE, viz.Axis("f", box[2]), title, weight=1.15, camera=eye, aspect=shape)


def slices_panel(q: Slopes) -> viz.Plane:
    """Both cuts in one plane, through f(p), with their tangents."""
    (x, y), (_, low, high, _), near = q.p.point, q.chart, np.array([-0.7, 0.7])
    room, (first, second) = 0.06 * (high - low), q.partials.tolist()
    keep = lambda v: np.clip(v, low - 9 * room, high + 9 * room)
    traces = [
        viz.called(viz.line(LINE, keep(q.formula(x + LINE, y)), "data"), f"slope {number(first, 3)}", at=0.95),
        viz.called(viz.line(LINE, keep(q.formula(x, y + LINE)), "model"), f"slope {number(second, 3)}", at=0.7),
        *(viz.called(viz.line(near, keep(q.here + slope * near), "ink", **DASHED)) for slope in (first, second)),
        viz.called(viz.dots((0.0, q.here), "ink", size=11, name="p")),
    ]
    axes = viz.Axis("step from p", (-2.0, 2.0)), viz.Axis("f", (low - room, high + room))
    return viz.Plane(traces, *axes, "Their slopes at p", weight=0.8, room=THIRD)


def compass_panel(q: Slopes) -> viz.Plane:
    """The vector u of length one, the gradient, and what lies at a right angle to it."""
    p, g = np.array(q.p.point), short(q, q.arrow, q.p.point)
    across, level = (viz.left_of(v / np.hypot(*v)) if v.any() else np.full(2, np.nan) for v in (g, q.partials))
    over = [
        viz.polyline([p - 5 * across, p + 5 * across], "muted", **DASHED),
        viz.ellipse(np.diag([1.0, 1.0 / q.units]), "null", center=p, width=1.6, hover=False),
        viz.right_angle(p, g, across, 0.16),
        viz.arrow(p + g, "gradient", tail=p, width=4.0, name="∇f"),
        viz.arrow(p + q.u, "accent", tail=p, name="u"),
        viz.off(p + g, *named(g), "gradient", FRAME),
        viz.off(p + q.u, q.u, "u", "accent", FRAME),
        viz.off(p + (-1.3 if q.u @ level < 0.5 else 1.3) * level, q.partials, "level", "optimum", FRAME),
    ]
    turn = lambda x, y: {"angle": round(np.rad2deg(np.arctan2(q.units * (y - p[1]), x - p[0]))) % 360}
    # Loosely: the tip stays on its circle around p, wherever the pointer is.
    tip = viz.Handle("pull_direction", p + q.u, "tip of u", "accent", moves=turn, follows="loosely")
    return _map(q, q.arrow, g, over, [tip])


def _round(q: Slopes, traces: list[Any], plane: tuple[Array, str], title: str, y: str, **more: Any) -> viz.Plane:
    """Slopes over the direction of u, against the cosine of a plane: its slopes at DEGREES, and its name."""
    slopes, name = plane
    top, zero = 1.15 * q.chart.top, viz.line([0, 360], [0, 0], "zero", width=1.2, hover=False)
    cosine = viz.called(viz.line(DEGREES, _within(q, slopes), "gradient", width=4, opacity=0.45, name=name), name)
    axes = viz.Axis("direction of u (degrees)", (-5, 365), ticks=range(0, 361, 90)), viz.Axis(y, (-top, top))
    return viz.Plane([zero, cosine, *traces], *axes, title, **more)


def _within(q: Slopes, slopes: Any) -> Any:
    """Slopes that leave the picture, not sent to the ends of the world."""
    return np.clip(slopes, -4 * q.chart.top, 4 * q.chart.top)


def dial_panel(q: Slopes) -> viz.Plane:
    """The slope along u over the direction of u: dots as measured, the curve as the gradient says."""
    highest = np.rad2deg(np.arctan2(q.partials[1] / q.units, q.partials[0])) % 360 if q.length > 0 else np.nan
    level = (highest + np.array([90.0, 270.0])) % 360
    here = np.clip(np.nan_to_num(q.along), -q.chart.top, q.chart.top)
    measured = viz.markers(FAN, _within(q, q.fan), "data", size=6, name="measured")
    traces = [
        viz.called(measured, "measured", at=0.35, role="data"),
        viz.line([highest] * 2, [0.0, float(_within(q, q.longest))], "gradient", **DASHED),
        viz.markers(level, 0 * level, "optimum", size=12, ring=True, name="level"),
        viz.dots((q.p.angle, _within(q, q.along)), "accent", size=13, name="u now"),
    ]
    turn = lambda x, y: {"angle": min(max(x, 0.0), 359.0)}
    held = viz.Handle("pull_angle", (q.p.angle, here), "direction of u", "accent", moves=turn, follows="x")
    title, y, cosine = "The dial: slope in every direction", "slope of f along u", q.way(DEGREES) @ q.partials
    return _round(q, traces, (cosine, "∇f · u"), title, y, handles=[held])


def lens_panel(q: Slopes) -> viz.Plane:
    """The disc of radius r around p, magnified: (f(p + rw) - f(p))/r in w, and the levels of the plane."""
    step, r, (x, y), edge = pd.nice(q.chart.top / 8), q.p.radius, q.p.point, (CELLS[0], CELLS[-1])
    seen = (q.formula(x + r * CELLS[None, :], y + r * CELLS[:, None]) - q.here) / r
    levels, most = step * np.arange(-8.0, 9.0), 8 * step
    style: dict[str, Any] = {"scale": "diverging", "role": "ink", "width": 1.2, "opacity": 0.7}
    traces = [
        viz.contour(CELLS, CELLS, np.clip(seen, -1.5 * most, 1.5 * most), levels=(-most, most, step), **style),
        viz.polyline(pd.straight_levels(q.plane, levels, 1.9), "gradient", **DASHED),
        viz.ellipse(np.eye(2), "null", width=2.0, hover=False),
        viz.arrow(short(q, q.plane), "gradient", width=4.0, name="∇f"),
        viz.dots((0, 0), "ink", size=10, name="p"),
    ]
    axes = viz.Axis("(x − x₀)/r", edge), viz.Axis("(y − y₀)/r", edge)
    title = f"{number(1 / r, 3)}×; dashed: plane"
    return viz.Plane(traces, *axes, title, equal=True, weight=1.25)


def ring_panel(q: Slopes) -> viz.Plane:
    """Once round the ring: the mean slope from p to p + ru, against that of the plane."""
    found, name = pd.chords(q.formula, q.p.point, q.p.radius), "∇f · u" if q.found else "best plane"
    ring = viz.line(np.rad2deg(pd.RING), _within(q, found), "data", width=2.4, name="on the ring")
    cosine, y = pd.units(np.deg2rad(DEGREES)) @ q.plane, "mean slope from p to p + ru"
    traces = [viz.called(ring, "on the ring", at=0.3)]
    return _round(q, traces, (cosine, name), "Once round the ring", y, room=THIRD)


def error_panel(q: Slopes) -> viz.Plane:
    """The worst error on the ring, and how much the gradient changes within it, over the radius."""
    low, high = ERRORS
    worst, change = (np.where(v > 1e-9, np.clip(v, low / 50, high * 50), np.nan) for v in q.remainder[1:])
    spot = q.p.radius, np.clip(np.nan_to_num(q.worst), low, high)
    traces = [
        viz.called(viz.line(RADIUS.values, change, "null", dash="dash", name="change of ∇f"), "change of ∇f", at=0.6),
        viz.called(viz.line(RADIUS.values, worst, "data", width=2.8, name="worst error"), "worst error", at=0.6),
        viz.dots((q.p.radius, worst[q.spot]), "data", size=12, name="r now"),
    ]
    reach = lambda x, y: {"radius": min(max(x, 0.001), 1.0)}
    held = viz.Handle("pull_radius", spot, "radius", "data", moves=reach, follows="x")
    x, y = viz.Axis("radius r", (8e-4, 1.25), log=True), viz.Axis("error of the slope", ERRORS, log=True)
    return viz.Plane(traces, x, y, "Does the error die out?", handles=[held], room=THIRD)


def tiles_panel(q: Slopes) -> viz.Plane:
    """The digit, the gradient of its score as a picture, and the digit after two steps of one length."""
    found, (row, column), (first, second) = q.reading, divmod(q.p.pixel, 8), q.after.tolist()
    most, down, pixel = float(np.abs(found.gradient).max()), -TILE - 1, (TILE + column, -row)
    sides, tops = np.array([0.0, TILE, 0.0, TILE]), np.array([0.0, 0.0, down, down])
    pictures = np.stack([found.ink, found.gradient / most, *q.moved]).reshape(4, 8, 8)
    looks: list[dict[str, Any]] = [{"bounds": (0.0, 1.0)}, {"scale": "diverging", "bounds": (-1.0, 1.0)}]
    texts = [f"read as {found.answer}", "∇ of its score", f"against ∇: {first}", f"at random: {second}"]
    spots = enumerate(zip(pictures, sides, tops, strict=True))
    tiles = [viz.heatmap(z, np.arange(8.0) + x, y - np.arange(8.0), **looks[k == 1]) for k, (z, x, y) in spots]
    ring = viz.dots(pixel, "accent", size=16, symbol="square", ring=True, name="pixel")
    traces = [*tiles, viz.label(sides + 3.5, tops + 0.7, texts), ring]
    held = viz.Handle("pull_pixel", pixel, "pixel", "accent", moves=pixel_to)
    axes = viz.Axis("", (-1.0, TILE + 8.5), visible=False), viz.Axis("", (down - 8.0, 2.0), visible=False)
    return viz.Plane(traces, *axes, "64 partial derivatives make a picture", equal=True, handles=[held])


def pixel_to(x: float, y: float) -> Mapping[str, Any]:
    """The pixel of the gradient's picture under the pointer."""
    (column, row), nearest = (round(x - TILE), round(-y)), np.clip([round(-y), round(x - TILE)], 0, 7)
    if nearest.tolist() != [row, column]:
        raise viz.Limit("A pixel is one of the 64 squares of the gradient.", {"pixel": int(nearest @ [8, 1])})
    return {"pixel": 8 * row + column}


def steps_panel(q: Slopes) -> viz.Plane:
    """The score after steps in many directions: at random, in one pixel, and against the gradient."""
    found, one = q.reading, -np.sign(q.reading.gradient[q.p.pixel]) * np.eye(64)[q.p.pixel]
    model, marks = saliency.model(), [q.p.step, found.flip if found.flip <= 2.0 else np.nan]
    paths = saliency.along(model, found.ink, found.answer, np.vstack([found.down, one, q.directions[:DRAWN]]), STEPS)
    here, turn = saliency.along(model, found.ink, found.answer, found.down[None], marks)[0].tolist()
    many = np.pad(paths[2:], ((0, 0), (0, 1)), constant_values=np.nan).ravel()
    tangent = viz.line(STEPS, found.score - found.length * STEPS, "gradient", **DASHED)
    traces = [
        viz.line(np.tile(np.append(STEPS, np.nan), DRAWN), many, "null", width=1.0, opacity=0.5, hover=False),
        viz.line([0, 2], [0, 0], "ink", **DASHED),
        viz.called(tangent, "tangent", at=0.75),
        viz.called(viz.line(STEPS, paths[1], "accent", width=2.6, name="one pixel"), "one pixel", at=0.9),
        viz.called(viz.line(STEPS, paths[0], "gradient", width=3.0, name="against ∇"), "against ∇", at=0.9),
        viz.dots((marks[1], turn), "optimum", symbol="diamond", size=13, name="flips here"),
        viz.dots((q.p.step, here), "gradient", size=12, name="s now"),
    ]
    reach = lambda x, y: {"step": min(max(x, 0.0), 2.0)}
    held = viz.Handle("pull_step", (q.p.step, np.clip(here, *SCORES)), "step", "gradient", moves=reach, follows="x")
    x, score = viz.Axis("length of the step s (inks)", (-0.05, 2.05)), f"score of “{found.answer}”, ln p/(1 − p)"
    return viz.Plane(traces, x, viz.Axis(score, SCORES), "One step, many directions", handles=[held])
