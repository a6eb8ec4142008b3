"""The panels of the lesson: slices through a point, signs of eigenvalues and a loop, a surface, two losses that learn.

What bends most upwards is drawn as "model", what does least as "accent", the reader's own direction as "data".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import curvatures, jets, sharpness
from viz import space
from viz.labels import PHONE, apart

if TYPE_CHECKING:
    from pages.calculus.hessian_curvature.state import Bending

Array = NDArray[np.float64]
Trace = dict[str, Any]
TICKS = 60  # of the play bar
ARM, REACH = 0.26, 0.3  # of the half-width: half a principal direction; how far the slices go
ANGLE = np.linspace(0.0, 2 * np.pi, 193)
CIRCLE = np.stack([np.cos(ANGLE), np.sin(ANGLE)])
KINDS = (("optimum", "star", "minimum"), ("accent", "x", "saddle"), ("model", "triangle-up", "maximum"))
REGIONS = (("optimum", "bowl"), ("null", "saddle"), ("model", "dome"))
FADE = [[0.0, 0.0], [0.018, 0.0], [0.019, 1.0], [0.981, 1.0], [0.982, 0.0], [1.0, 0.0]]
ORDERS = ("tangents", "parabolas", "cubics", "quartics")
VALLEY = np.exp(np.linspace(-1.45, 1.45, 291))  # a of the points (a, 1/a) of the curve ab = 1
SHARP = "sharpness (largest eigenvalue of H)"


def contours(q: Bending) -> Trace:
    x, z, low, high = q.land.x, q.land.heights, float(np.nanmin(q.land.heights)), float(np.nanmax(q.land.heights))
    levels = low, high, max(high - low, 1e-9) / 18
    return viz.contour(x, x, z, levels=levels, role="null", width=0.7, opacity=0.45) | {"hoverinfo": "skip"}


def _plane(q: Bending, traces: Sequence[Mapping[str, Any]], title: str, handle: viz.Handle, label: str) -> viz.Plane:
    """A plane over the window, with a handle of its own and one for the point."""
    x, y = (viz.Axis(name, (-q.width, q.width)) for name in "xy")
    handles = [handle, viz.Handle("pull_point", q.at, label, "ink", moves=point_to(q))]
    return viz.Plane(traces, x, y, title, equal=True, handles=handles)


def point_to(q: Bending) -> viz.Moves:
    """The point follows the pointer, as far as f has second derivatives."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        inside = np.clip((x, y), -q.width, q.width)
        if not np.isfinite(jets.jet(q.land.formula, inside[0], inside[1])).all():
            raise viz.Limit("No second derivatives of f were found there: the point goes no further.")
        if abs(x) > q.width or abs(y) > q.width:
            raise viz.Limit("The point stays in the window.", {"point": tuple(inside.tolist())})
        return {"point": (x, y)}

    return moves


def map_panel(q: Bending) -> viz.Plane:
    """Level curves, strong the one through the point (at a saddle it crosses itself); eigenvectors, gradient, and u."""
    p, arm, far = q.at, ARM * q.width, REACH * q.width
    v1, v2 = q.local.frame.T if not q.local.even else np.full((2, 2), np.nan)
    ring = p[:, None] + 0.6 * arm * CIRCLE if q.local.even else np.full_like(CIRCLE, np.nan)
    uphill = far * q.local.slope / (q.local.steepness + q.land.usual * q.width)
    end = far * q.u * (1 if np.abs(p + far * q.u).max() < q.width else -1)  # of the two, one in the window
    names = [("v₁", arm * v1, "model"), ("v₂", arm * v2, "accent"), ("u", end, "data")]
    beside = [viz.off(p + tip, tip, text, role, q.width, gap=0.03, font=16) for text, tip, role in names]
    traces = [
        q.contours,
        viz.polyline(q.level, "ink", width=1.5, opacity=0.75, hover=False),
        viz.polyline(ring.T, "model", width=2.4, hover=False),
        viz.segment(p - far * q.u, p + far * q.u, "data", width=1.6, dash="dash", hover=False),
        viz.segment(p - arm * v1, p + arm * v1, "model", width=4.5, name="v₁"),
        viz.segment(p - arm * v2, p + arm * v2, "accent", width=4.5, name="v₂"),
        viz.arrow(p + uphill, "gradient", tail=p, width=2.2, name="uphill"),
        viz.dots(p, "ink", size=10, name="p"),
        *apart(beside, q.width, PHONE),
    ]
    # Loosely: u and -u are one direction, and the pointer need not keep the handle's distance from the point.
    turn = lambda x, y: {"angle": round(np.rad2deg(np.arctan2(y - p[1], x - p[0]))) % 180}
    handle = viz.Handle("direction", p + end, "direction u", "data", moves=turn, follows="loosely")
    return _plane(q, traces, "Level curves, and how f bends at p", handle, "point p")


def slices_panel(q: Bending) -> viz.Plane:
    """f along both eigenvectors and along u, less f(p), each with its Taylor polynomial of the chosen order at p."""
    far, (high, low), frame = REACH * q.width, q.local.values, q.local.frame
    t, tall = np.linspace(-far, far, 121), 1.25 * far**2 * q.land.usual
    traces: list[Trace] = [viz.line([-far, far], [0.0, 0.0], "null", width=1.0, hover=False)]
    ways, bends = (q.u, frame[:, 1], frame[:, 0]), (2 * q.along_u[2], low, high)
    for way, role, sign, bend in zip(ways, ("data", "accent", "model"), ("uᵀHu", "λ₂", "λ₁"), bends, strict=True):
        name = f"{sign} = {number(bend, 3)}"
        shown = np.nan if q.local.even and role != "data" else 0.0
        curve = q.land.formula(q.at[0] + t * way[0], q.at[1] + t * way[1]) - q.local.jet[0] + shown
        taylor = np.concatenate([[shown], jets.along(q.local.jet, way)[1 : q.p.order + 1]])
        dashed = viz.line(t, np.polynomial.polynomial.polyval(t, taylor), role, width=1.8, dash="dash", hover=False)
        solid = viz.line(t, curve, role, width=2.0 if role == "data" else 3.0, name=name)
        traces += [viz.called(dashed), viz.called(solid, name, at=0.9)]
    traces.append(viz.called(viz.dots((0.0, 0.0), "ink", size=10, name="p")))
    x, y = viz.Axis("distance t from p", (-far, far)), viz.Axis("f(p + t·direction) − f(p)", (-tall, tall))
    return viz.Plane(traces, x, y, f"Slices of f; dashed: {ORDERS[q.p.order - 1]}", room=(270.0, 170.0))


def regions(q: Bending) -> list[Trace]:
    """The plane by the signs of the eigenvalues, parted by det H = 0."""
    cells = viz.classes(q.land.regions, q.land.fine, q.land.fine, [role for role, _ in REGIONS], strong=0.28, weak=0.28)
    return [cells, viz.polyline(q.land.parting, "ink", width=1.2, hover=False)]


def names(q: Bending) -> list[Trace]:
    """The names of the regions where they have most room, elsewhere if the loop goes through them there."""
    clear = np.abs(np.hypot(*np.moveaxis(q.land.places - q.at, 2, 0)) - q.radius) > 0.17 * q.width
    named = zip(q.land.places[range(3), np.argmax(clear, axis=1), :, None], REGIONS, strict=True)
    return [viz.label(at[0], at[1], text, role, position="middle center") for at, (role, text) in named]


def signs_panel(q: Bending) -> viz.Plane:
    """Where f bends like a bowl, a saddle, a dome; all critical points; a loop with the gradient along it."""
    feet, found = q.at[:, None] + q.radius * CIRCLE[:, :-1:8], q.land.critical
    g = jets.gradient(jets.jet(q.land.formula, feet[0], feet[1], 1))
    with np.errstate(all="ignore"):
        arrows = 0.12 * q.width * g / np.hypot(*g)
    faint = {"opacity": 0.35, "contours": q.contours["contours"] | {"coloring": "none"}}
    traces = [q.regions[0], q.contours | faint, *q.regions[1:], *names(q)]
    for k, (role, symbol, name) in enumerate((*KINDS, ("ink", "diamond", "undecided"))):
        traces.append(viz.dots(found.points[found.kinds == k], role, symbol=symbol, size=12, name=name))
    traces += [
        viz.polyline(q.at + q.radius * CIRCLE.T, "gradient", width=1.6, hover=False),
        viz.quiver(feet.T, np.where(np.isfinite(arrows), arrows, np.nan).T, "gradient", width=2.0),
    ]
    # Loosely: the loop goes through the pointer, and its handle stands at one place of the loop.
    widen = lambda x, y: {"radius": float(np.hypot(x - q.at[0], y - q.at[1]))}
    rim = q.at + q.radius * np.sqrt(0.5) * np.where(q.at > 0, -1, 1)  # towards the middle of the window
    handle = viz.Handle("pull_radius", rim, "radius of the loop", "gradient", moves=widen, follows="loosely")
    return _plane(q, traces, "Signs of the eigenvalues, and a loop", handle, "centre of the loop")


def turning_panel(q: Bending) -> viz.Plane:
    """How far the gradient has turned, on the way around the loop."""
    total, steps = q.turning.total, np.arange(-3.0, 4.0)
    says = "" if np.isnan(total) else f"{total:+.0f}".replace("-", "−") if total else "0"
    across, lines = np.tile([0.0, 360.0, np.nan], len(steps)), np.repeat(steps, 3)
    side, turns = ("bottom" if total < 0 else "top"), np.clip(q.turning.turns, -4.0, 4.0)
    beside = np.clip(total, -3.0, 2.9) + (0.15 if total >= 0 else -0.15)
    traces = [
        viz.line(across, lines, "null", width=1.0, dash="dot", hover=False),
        viz.line(np.rad2deg(q.turning.angles), turns, "gradient", width=2.8, name="turned so far"),
        viz.dots((360.0, np.clip(total, -4.0, 4.0)), "gradient", size=11, name="turns in all"),
        viz.label([350.0], [beside], says, "gradient", position=f"{side} left", size=20),
    ]
    x = viz.Axis("way around the loop (degrees)", (0, 360), ticks=range(0, 361, 60))
    y = viz.Axis("turn of the gradient (full turns)", (-3.7, 3.7), ticks=range(-3, 4))
    return viz.Plane(traces, x, y, "The gradient turns as we go around")


def surface_panel(q: Bending) -> viz.Space:
    """The surface, its section along u, and the quadric that touches it at p and bends as it does."""
    r, half, middle = q.land.relief, q.width, (q.land.relief.low + q.land.relief.high) / 2
    x, y = q.at[:, None] + np.linspace(-3 * half, 3 * half, 241) * q.u[:, None]
    z = q.land.formula(x, y) / r.scale
    inside = (np.maximum(np.abs(x), np.abs(y)) <= half) & (z >= r.low) & (z <= r.high)
    # What is too high or too low is made invisible by its colour: so the surface ends in a smooth edge.
    edge = 0.02 * (r.high - r.low)
    cut = {"cmin": r.low - edge, "cmax": r.high + edge, "hoverinfo": "skip", "opacityscale": FADE}
    dx, dy, dz = q.local.patch(0.42 * half)
    touching = np.where(np.abs(dz / r.scale - middle) < 1.1 * half, dz / r.scale, np.nan)
    one = {"colorscale": [[0, "@model"], [1, "@model"]], "surfacecolor": 0 * dx, "hoverinfo": "skip"}
    traces = [
        viz.surface(r.x, r.y, np.clip(r.z, r.low - edge, r.high + edge), opacity=0.8, lines=True) | cut,
        viz.surface(dx, dy, touching, opacity=0.75) | one,
        space.polyline(np.where(inside, [x, y, z + 0.01 * half], np.nan).T, "data", width=7.0),
        space.dots(np.array([*q.at, q.local.jet[0] / r.scale]), "ink", size=6),
    ]
    low, high = min(r.low, middle - half / 2), max(r.high, middle + half / 2)
    (x, y), aspect = (viz.Axis(name, (-half, half)) for name in "xy"), (1.0, 1.0, (high - low) / (2 * half))
    return viz.Space(traces, x, y, viz.Axis(r.name, (low, high)), "The surface, and its quadric at p", aspect=aspect)


def section_panel(q: Bending) -> viz.Plane:
    """The section above the line through p along u, with the parabola of its z″ and the circle of its curvature."""
    r, half, here, along = q.land.relief, 1.15 * q.width, float(q.at @ q.u), q.along_u / q.land.relief.scale
    foot, s, middle = q.at - here * q.u, np.linspace(-half, half, 241), (r.low + r.high) / 2
    curve = q.land.formula(foot[0] + s * q.u[0], foot[1] + s * q.u[1]) / r.scale
    parabola = np.polynomial.polynomial.polyval(s - here, along[:3])
    circle = curvatures.osculating_circle(along, here, half)
    traces = [
        viz.called(viz.line(s, curve, "data", width=3.2, name="section"), "section", at=0.1),
        viz.called(viz.line(s, parabola, "model", width=1.8, dash="dash", name="parabola"), "parabola: z″"),
        viz.called(viz.polyline(circle.T, "gradient", width=1.8, name="circle"), "circle: curvature", at=0.25),
        viz.called(viz.dots((here, along[0]), "ink", size=10, name="p")),
    ]
    move = lambda x, y: point_to(q)(*(foot + x * q.u).tolist())
    handle = viz.Handle("pull_along", (here, along[0]), "p, along u", "ink", moves=move, follows="x")
    x, y = viz.Axis("place along u", (-half, half)), viz.Axis(f"z = {r.name}", (middle - half, middle + half))
    return viz.Plane(traces, x, y, "The section along u", equal=True, handles=[handle])


def valley_panel(q: Bending) -> viz.Plane:
    """The loss of two weights, its valley, where a step of this length can settle in it, and the path."""
    x, valley = np.linspace(-4.0, 4.0, 81), np.stack([VALLEY, 1 / VALLEY], axis=1)
    loss = np.log10(0.5 * (x[None, :] * x[:, None] - 1) ** 2 + 3e-3)
    gentle = np.where((valley**2).sum(axis=1, keepdims=True) < 2 / q.p.step, valley, np.nan)
    both = lambda curve: np.concatenate([curve, [[np.nan, np.nan]], -curve])
    path = viz.clipped(q.path[: q.shown + 1], (0.0, 0.0), 12.0)
    dots = np.where(np.abs(q.path[: q.shown + 1]) < 12.0, q.path[: q.shown + 1], np.nan)
    traces = [
        viz.contour(x, x, loss, levels=(-2.5, 2.1, 0.35), width=0.7, opacity=0.45) | {"hoverinfo": "skip"},
        viz.polyline(both(valley), "null", width=4.0, dash="dot", name="minima too sharp for the step"),
        viz.polyline(both(gentle), "optimum", width=6.0, name="minima that it can settle in"),
        viz.polyline(path, "gradient", width=1.6, hover=False),
        viz.dots(dots, "gradient", size=6, name="a step"),
        viz.dots(q.path[0], "data", size=10, name="start"),
        viz.label([3.9], [-3.1], "green: can settle", "optimum", position="middle left", size=13),
        viz.label([3.9], [-3.65], "dots: too sharp", "null", position="middle left", size=13),
    ]
    first, second = (viz.Axis(f"weight {name}", (-4.0, 4.0)) for name in "ab")
    handle = viz.Handle("start", q.path[0], "start (a, b)", "data")
    return viz.Plane(traces, first, second, "(ab − 1)²/2: a valley of equals", equal=True, handles=[handle])


def sharpness_panel(q: Bending) -> viz.Plane:
    """The sharpness of the two weights at each step, against 2/η, and that where gradient flow would end."""
    flow, axis = sharpness.flow_sharpness(q.path[0]), viz.Axis(SHARP, (0.5, 100.0), log=True)
    end = viz.line([0.0, TICKS], [flow, flow], "accent", width=1.8, dash="dot", name="end of gradient flow")
    end = viz.called(end, "where tiny steps would end", at=0.9)
    return _training(q, "step", (np.arange(TICKS + 1.0), q.sharp), q.shown, axis, end)


def edge_panel(q: Bending) -> viz.Plane:
    """The sharpness of the network at each look, against 2/η."""
    sharp, axis = q.training.eigenvalues[:, -1], viz.Axis(SHARP, (0.0, 5.2))
    steps, nothing = sharpness.EVERY * np.arange(1.0 * len(sharp)), viz.line([np.nan], [np.nan], "accent", hover=False)
    return _training(q, "rate", (steps, sharp), q.look, axis, nothing)


def _training(q: Bending, control: str, way: tuple[Array, Array], now: int, axis: viz.Axis, end: Trace) -> viz.Plane:
    """Sharpness against steps, the `way`, strong up to now; and the line 2/η, which moves the control of the step."""
    (steps, sharp), (low, high), limit, last = way, axis.range or (0.0, 1.0), 2 / q.p[control], float(way[0][-1])
    ends, seen = np.array([-0.02, 1.02]) * last, np.clip(sharp, low if axis.log else low - 1.0, 10 * high)
    line = viz.line(ends, [limit, limit], "null", width=2.0, dash="dash", name="2/η")
    traces = [
        viz.area(ends, [10 * high] * 2, [limit, limit], "null", opacity=0.12, name="too sharp"),
        viz.called(line, "2/η: too sharp above", at=0.6),
        end,
        viz.called(viz.line(steps, seen, "model", width=1.6, opacity=0.35, hover=False), "sharpness", at=0.8),
        viz.line(steps, np.where(np.arange(len(steps)) <= now, seen, np.nan), "model", width=2.8, name="sharpness"),
        viz.dots((steps[now], seen[now]), "model", size=11, name="now"),
    ]
    tick = lambda x, y: {"tick": round(TICKS * x / last)}
    pull = lambda x, y: {control: 2 / max(y, 1e-3)}
    spots = (steps[now], float(np.clip(seen[now], low, high))), (0.97 * last, float(np.clip(limit, low, high)))
    handles = [
        viz.Handle("pull_tick", spots[0], "step now", "model", moves=tick, follows="x"),
        viz.Handle("pull_step", spots[1], "the line 2/η", "null", moves=pull, follows="y"),
    ]
    x = viz.Axis("gradient step", (float(ends[0]), float(ends[1])))
    return viz.Plane(traces, x, axis, "Sharpness on the way", handles=handles)


def spectrum_panel(q: Bending) -> viz.Plane:
    """The 43 eigenvalues of the network's Hessian at the look that is shown, the largest first."""
    values = q.training.eigenvalues[q.look][::-1]
    order, shown = np.arange(1.0, len(values) + 1), np.clip(values, -2.0, 5.0)
    traces = [
        viz.bars(order, np.where(values >= 0, shown, 0.0), "model", width=0.8, name="bends upwards"),
        viz.bars(order, np.where(values < 0, shown, 0.0), "data", width=0.8, name="bends downwards"),
        viz.label([43.6], [4.1], "upwards", "model", position="middle left"),
        viz.label([43.6], [-1.8], "downwards", "data", position="middle left"),
    ]
    x = viz.Axis("number of the eigenvalue", (0, 44), ticks=(1, 10, 20, 30, 43))
    y = viz.Axis("eigenvalue of the Hessian", (-2.1, 4.5))
    return viz.Plane(traces, x, y, "43 eigenvalues of the Hessian")
