"""The panels: level curves and the surface of f with its polynomial, and errors; steps within a trust region, what they
keep and their multiplier; maps of Newton's method with paths over them, and the gradients on the way.

What is given is "data", a Taylor polynomial and what trusts it blindly (Newton) "model", a trust region "optimum", its
circle "accent", the gradient and descent along it "gradient".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import newton, tumour_fit
from mathcore.calculus import taylor_models as models
from viz import space

if TYPE_CHECKING:
    from pages.calculus.multivariable_taylor.state import Basins, Fit, Taylor

Array = NDArray[np.float64]
Trace = dict[str, Any]
TICKS = 24  # of the play bar
WEIGHTS = (-2.0, 8.0), (-4.0, 6.0)  # the plane of the two weights
FAR = 1.2  # the largest trust radius, in halves of the window
RING = np.stack([np.cos(np.linspace(0.0, 2 * np.pi, 97)), np.sin(np.linspace(0.0, 2 * np.pi, 97))])
NAMES = {"newton": "Newton", "trust": "trust region", "descent": "gradient descent"}
ROLES = {"newton": "model", "trust": "optimum", "descent": "gradient"}
FIRST = ("optimum", "falls, in a bowl"), ("null", "falls, no bowl"), ("model", "climbs")
ENDS = ("optimum", "minimum"), ("accent", "saddle"), ("model", "maximum"), ("null", "nowhere")
FITS = ("optimum", "Newton arrives"), ("null", "Newton is lost")
TN = ("T₁: plane", "T₂: quadric", "T₃: cubic", "T₄: quartic")
THIN: dict[str, Any] = {"width": 1.4, "dash": "dash", "hover": False}
THIRD = (200.0, 300.0)  # the room of names in one panel of three
SMALL = (190.0, 190.0)  # and in a square on a phone


def contours(q: Taylor) -> Trace:
    """The level curves of f, at heights of the ground."""
    style: dict[str, Any] = {"levels": (*q.land.levels[[0, -1]], np.ptp(q.land.levels) / models.LEVELS), "role": "data"}
    return viz.contour(q.land.x, q.land.x, q.land.heights, width=1.2, opacity=0.55, **style) | {"hoverinfo": "skip"}


def fit_contours(q: Fit) -> Trace:
    """The level curves of the loss, at heights that crowd towards its least value."""
    x, y = (np.linspace(*side, 61) for side in WEIGHTS)
    z = np.log(5.0 + tumour_fit.rows(x[None, :], y[:, None])[0] - tumour_fit.rows(*tumour_fit.best())[0])
    levels = float(z.min()), float(z.max()), float(np.ptp(z)) / models.LEVELS
    return viz.contour(x, y, z, levels=levels, role="data") | {"hoverinfo": "skip"}


def _plane(q: Taylor, traces: list[Trace], title: str, *handles: viz.Handle, **more: Any) -> viz.Plane:
    """A plane over the window, in which the point follows the pointer as far as f has second derivatives."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        inside = np.clip((x, y), -q.half, q.half)
        if not q.land.has(inside):
            raise viz.Limit("No second derivatives of f were found there: the point goes no further.")
        if max(abs(x), abs(y)) > q.half:
            raise viz.Limit("The point stays in the window.", {"point": tuple(inside.tolist())})
        return {"point": (x, y)}

    x, y = (viz.Axis(name, (-q.half, q.half)) for name in "xy")
    handle = viz.Handle("point", q.at, "point p", "ink", moves=moves)
    return viz.Plane(traces, x, y, title, equal=True, weight=1.2, handles=[handle, *handles], **more)


def _circle(q: Taylor, control: str, radius: float) -> tuple[list[Trace], viz.Handle]:
    """A circle around the point that can be widened, with a dot to hold it by, towards the middle of the window."""
    rim = q.at + radius * np.sqrt(0.5) * np.where(q.at > 0, -1, 1)
    # Loosely: the circle goes through the pointer, and its handle stands at one place of it.
    widen = lambda x, y: {control: float(np.hypot(x - q.at[0], y - q.at[1]))}
    handle = viz.Handle("rim", rim, "radius of the circle", "accent", moves=widen, follows="loosely")
    circle = viz.polyline(q.at + radius * RING.T, "accent", width=2.4, hover=False)
    return [circle, viz.dots(rim, "accent", size=9, name="radius"), viz.dots(q.at, "ink", size=11, name="p")], handle


def map_panel(q: Taylor) -> viz.Plane:
    """Level curves of f and, at the same levels, of its polynomial; the circle, and where on it the error is worst."""
    (circle, handle), known = _circle(q, "radius", q.radius), q.circle.worst > q.circle.floor
    worst = q.at + q.radius * q.circle.way if known else np.full(2, np.nan)
    levels = models.levels_within(q.land, q.at, q.jet, q.radius, q.n)
    cross = viz.called(viz.dots(worst, "accent", symbol="x", size=11, name="worst error"), "worst", role="accent")
    traces = [q.contours, viz.polyline(levels, "model", width=2.4, hover=False), *map(viz.called, circle), cross]
    return _plane(q, traces, f"Levels of f and {TN[q.n - 1][:2]}", handle, room=SMALL)


def surface_panel(q: Taylor) -> viz.Space:
    """The surface z = f(x, y), and its polynomial over the disc."""
    ground, low, high = q.land.relief
    room = 0.1 * (high - low)
    dx, dy, sheet, edge = models.sheet(q.jet, q.radius * RING, q.n, low - room, high + room)
    one = {"colorscale": [[0, "@model"], [1, "@model"]], "surfacecolor": 0 * dx, "hoverinfo": "skip"}
    rim = np.stack([q.at[0] + dx[-1], q.at[1] + dy[-1], edge], axis=1)
    traces = [
        viz.surface(q.land.x[::3], q.land.x[::3], ground, opacity=0.85, lines=True) | {"hoverinfo": "skip"},
        viz.surface(q.at[0] + dx, q.at[1] + dy, sheet, opacity=0.8) | one,
        space.polyline(rim, "accent", width=5.0),
        space.dots([[*q.at, np.clip(q.jet[0], low, high)]], "ink", size=6),
    ]
    (x, y), height = (viz.Axis(name, (-q.half, q.half)) for name in "xy"), viz.Axis("z", (low - room, high + room))
    style: dict[str, Any] = {"camera": (-0.5, -1.4, 1.2), "weight": 1.25, "aspect": (1.0, 1.0, 0.75)}
    return viz.Space(traces, x, y, height, f"z = f and z = {TN[q.n - 1]}", **style)


def error_panel(q: Taylor) -> viz.Plane:
    """The worst error on the circle of each order over the radius: lines of the slopes 2, 3, 4, 5 near p."""
    top, radii, traces = 10.0 ** np.ceil(np.log10(q.land.spread) + 1), np.array(q.radii), list[Trace]()
    for n, (name, worst) in enumerate(zip(TN, q.errors.worst, strict=True), 1):
        seen = np.where((worst > q.errors.floor) & (radii <= q.half), np.clip(worst, 1e-14 * top, 100 * top), np.nan)
        role, width = ("model", 3.0) if n == q.n else ("null", 1.4)
        curve = viz.line(radii, seen, role, name=name, width=width)
        traces.append(viz.called(curve, name[:2], at=0.06 + 0.16 * n, size=15))
    here = float(np.clip(np.nan_to_num(q.circle.worst), 1e-12 * top, top))
    shown = here if q.circle.worst > max(q.circle.floor, 1e-12 * top) else np.nan
    traces.append(viz.dots((q.radius, shown), "accent", size=12, name="r now"))
    handle = viz.Handle("pull_radius", (q.radius, here), "radius", "accent", None, lambda x, y: {"radius": x}, "x")
    axes = viz.Axis("radius r", (0.018, 4.5), log=True), viz.Axis("worst |f − Tₙ|", (1e-12 * top, top), log=True)
    return viz.Plane(traces, *axes, "Worst error over r", handles=[handle])


def steps_panel(q: Taylor) -> viz.Plane:
    """The circle of trust, and the best steps of all radii as one curve, from −∇f on; Newton's step."""
    (circle, rim), p, best, blind = _circle(q, "delta", q.delta), q.at, q.trust.step, q.newton_step
    course = viz.polyline(np.vstack([p, p + q.curve.steps]), "optimum", width=2.4, hover=False)
    traces = [q.contours, viz.called(course)]
    for step, text, role in ((q.cauchy, "−∇f", "gradient"), (blind, "Newton", "model"), (best, "d(Δ)", "optimum")):
        arrow = viz.arrow(p + np.clip(step, -20.0, 20.0), role, tail=p, name=text)
        traces.append(viz.called(arrow, text if np.hypot(*step) > 0.15 * q.half else ""))  # it is longer than the ring
    traces += [viz.dots(p + q.trust.other, "optimum", size=10, ring=True, name="as good"), *map(viz.called, circle)]
    traces.append(viz.called(viz.polyline(p + 0.11 * q.half * RING.T, "ink", width=0, hover=False)))  # the ring's room
    tip = viz.Handle("tip", p + best, "tip of the step", "optimum", moves=rim.moves, follows="loosely")
    return _plane(q, traces, "Every radius has its best step", rim, tip, room=SMALL)


def ratio_panel(q: Taylor) -> viz.Plane:
    """How much of the promised decrease the best step of each radius keeps."""
    far, kept, here = FAR * q.half, np.clip(q.curve.kept, -9.0, 9.0), np.clip(q.kept_part, -9.0, 9.0)
    traces = [viz.line([0.0, far], [1.0, 1.0], "zero", width=1.4, hover=False)]
    for y, text in ((0.75, "above ¾: widen"), (0.25, "below ¼: shrink")):
        traces.append(viz.called(viz.line([0.0, far], [y, y], "null", **THIN), text, at=0.02, size=13))
    traces.append(viz.called(viz.line(q.curve.radii, kept, "optimum", width=3.0, name="ρ"), "ρ", at=0.9, size=17))
    traces.append(viz.called(viz.dots((q.delta, here), "accent", size=13, name="now")))
    spot, pull = (q.delta, np.clip(np.nan_to_num(here, nan=1.0), -0.5, 1.6)), lambda x, y: {"delta": x}
    handle = viz.Handle("pull_delta", spot, "trust radius", "accent", moves=pull, follows="x")
    axes = viz.Axis("trust radius Δ", (0.0, far)), viz.Axis("decrease: actual ÷ promised", (-0.55, 1.65))
    return viz.Plane(traces, *axes, "The promise kept", handles=[handle], room=THIRD)


def multiplier_panel(q: Taylor) -> viz.Plane:
    """The length of the step over its multiplier: poles at minus the eigenvalues, and one root right of them."""
    tall, size, (left, right) = FAR * q.half, float(np.hypot(*q.trust.step)), (-1.2, 3.0)
    # In a unit of the point's own, so that the axis rests, and both poles and the way to the tallest step are seen.
    unit = max(abs(q.spectrum.low), abs(q.spectrum.high), float(np.hypot(*q.rows[1:3])) / tall) or 1.0
    mu, least, poles = q.trust.multiplier / unit, max(0.0, -q.spectrum.low) / unit, -np.array(q.spectrum[:2]) / unit
    x = np.union1d(np.linspace(left, right, 401), least + np.geomspace(1e-4, 0.2, 40))
    long, wall = np.minimum(newton.lengths(q.spectrum, x * unit), 9 * tall), np.clip(least, left, right)
    traces = [
        viz.area([left, wall], [tall, tall], [0.0, 0.0], "null", opacity=0.14, name="not positive semidefinite"),
        viz.line(np.repeat(poles, 3), [0.0, tall, np.nan] * 2, "null", **THIN),
        viz.called(viz.line(x, np.where(x < least, long, np.nan), "null", width=1.6, hover=False)),
        viz.called(viz.line([left, right], [q.delta] * 2, "accent", width=1.6, hover=False), "Δ", at=0.02),
        viz.called(viz.line(x, np.where(x >= least, long, np.nan), "optimum", width=3.0, name="|d|"), "|d(μ)|", at=0.8),
        viz.dots((mu if mu <= right else np.nan, size), "accent", size=13, name="now"),
    ]

    def pull(at: float, _: float) -> Mapping[str, Any]:
        if at < least:
            raise viz.Limit("Left of this H + μI has a negative eigenvalue, or μ is negative: no best step there.")
        return {"delta": min(float(newton.lengths(q.spectrum, at * unit)), 1e6)}

    # Loosely: right of the picture, where the multiplier of a small radius is, the handle waits at the edge.
    spot = np.clip(mu, left, right), size
    handle = viz.Handle("pull_mu", spot, "multiplier μ", "accent", moves=pull, follows="loosely")
    axes = viz.Axis(f"multiplier μ, in units of {number(unit, 3)}", (left, right)), viz.Axis("length |d|", (0.0, tall))
    return viz.Plane(traces, *axes, "Where |d(μ)| = Δ", handles=[handle], room=THIRD)


def _regions(cells: Array, x: Array, y: Array, names: Sequence[tuple[str, str]], spots: Array) -> list[Trace]:
    """A map of classes, and the name of each, of which the names of paths keep clear."""
    found = [viz.classes(cells, x, y, [role for role, _ in names], strong=0.45, weak=0.1)]
    for (left, low), (role, text) in zip(spots.tolist(), names, strict=True):
        found.append(viz.called(viz.label([left], [low], text, role, position="middle center")))
    return found


def first_regions(q: Taylor) -> list[Trace]:
    """The plane by whether f falls along Newton's first step."""
    cells, x = newton.first_steps(q.land.rows), q.land.x
    return _regions(cells + np.where(cells == 1, 0.6, 0.2), x, x, FIRST, newton.roomiest(cells, x, len(FIRST)))


def end_regions(q: Basins) -> list[Trace]:
    """The plane by where Newton's method ends, weaker where it takes longer."""
    cells, x = q.ends.kinds, q.land.x
    shade = np.where(cells < 3, np.minimum(q.ends.steps / 20.0, 0.99), 0.6)
    return _regions(cells + shade, x, x, ENDS, newton.roomiest(cells, x, len(ENDS)))


def fit_regions(q: Fit) -> list[Trace]:
    """The plane of first weights by whether Newton's method arrives, weaker where it takes longer."""
    x, y = (np.linspace(*side, 55) for side in WEIGHTS)
    found = newton.ends(tumour_fit.derivatives, x, y, 13)
    cells = np.where(found.kinds == 0, np.minimum(found.steps / 13.0, 0.99), 1.6)
    return _regions(cells, x, y, FITS, np.array([[4.0, -1.2], [0.5, 4.6]]))


def paths_panel(q: Taylor) -> viz.Plane:
    """The map of Newton's method, with the paths up to the step that is shown."""
    lines, spots = [], []
    for k, (name, run) in enumerate(q.runs.items()):
        points = run.points[: q.shown[name] + 1]
        seen = np.where((np.abs(points - q.middle) <= q.reach).all(axis=1)[:, None], points, np.nan)
        with np.errstate(invalid="ignore"):
            path = viz.polyline(viz.clipped(points, q.middle, 3 * q.reach), ROLES[name], width=2.4, hover=False)
        says = NAMES[name].removeprefix("gradient ") if q.shown[name] else ""
        lines.append(viz.called(path, says, size=13, at=0.4 + 0.2 * k))
        spots += [viz.dots(seen, ROLES[name], size=6, name=NAMES[name]), viz.dots(seen[-1], ROLES[name], size=11)]
    bare = {"opacity": 0.5, "contours": q.contours["contours"] | {"coloring": "none"}}
    names = [viz.called(viz.clear_of(name, q.at, 0.5 * q.reach, 0.2 * q.reach)) for name in q.regions[1:]]
    ring = viz.called(viz.polyline(q.at + 0.08 * q.reach * RING.T, "ink", width=0, hover=False))
    spots += [viz.dots(q.at, "ink", size=11, name="start"), ring]
    traces = [q.regions[0], *names, q.contours | bare, *lines, *spots]
    if q.weighted:
        start = viz.Handle("start", q.at, "first weights", "ink")
        axes = viz.Axis("weight of the radius", WEIGHTS[0]), viz.Axis("weight of the texture", WEIGHTS[1])
        return viz.Plane(traces, *axes, "Drag the first weights", equal=True, handles=[start], room=SMALL)
    return _plane(q, traces, "Newton's map: drag the start", room=SMALL)


def slopes_panel(q: Taylor) -> viz.Plane:
    """The length of the gradient after each step, strong up to the step that is shown."""
    (low, high), k, traces = (1e-13, 1e5), np.arange(TICKS + 1.0), list[Trace]()
    for j, (name, run) in enumerate(q.runs.items()):
        seen = np.clip(run.slopes, low / 50, 50 * high)
        faint = viz.line(k, seen, ROLES[name], width=1.4, opacity=0.4, hover=False)
        traces.append(viz.called(faint, NAMES[name], at=0.8 - 0.25 * j, size=13))
        seen = np.where(k <= q.shown[name], seen, np.nan)
        traces += [viz.line(k, seen, ROLES[name], width=2.6), viz.markers(k, seen, ROLES[name], size=6)]
    spot = q.p.tick, np.clip(q.newton_path.slopes[q.shown["newton"]], 3 * low, high)
    traces.append(viz.called(viz.dots(spot, "accent", size=12, ring=True, name="step now")))
    handle = viz.Handle("pull_tick", spot, "step k", "accent", moves=lambda x, y: {"tick": round(x)}, follows="x")
    x, y = viz.Axis("step k", (-0.5, TICKS + 0.5)), viz.Axis("length of the gradient |∇f|", (low, high), log=True)
    return viz.Plane(traces, x, y, "How fast the gradient vanishes", handles=[handle])
