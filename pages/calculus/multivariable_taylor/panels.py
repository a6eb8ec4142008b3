"""The panels: level curves of f and of its polynomial, the surface under it, errors; steps within a trust region, their
ratio and their multiplier; maps of Newton's method with paths over them, and the gradients on the way.

What is given is "data", a Taylor polynomial and what trusts it blindly (Newton) "model", a trust region "optimum", its
circle "accent", the gradient and descent along it "gradient".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.calculus import jets, newton, tumour_fit
from mathcore.calculus import taylor_models as models
from mathcore.calculus.level_curves import level_curve
from viz import space

if TYPE_CHECKING:
    from pages.calculus.multivariable_taylor.state import Fit, Taylor

Array = NDArray[np.float64]
Trace = dict[str, Any]
TICKS = 24  # of the play bar
WEIGHTS = np.array([[-2.0, 8.0], [-4.0, 6.0]])  # the plane of the two weights
FAR = 1.2  # the largest trust radius, in halves of the window
ANGLE = np.linspace(0.0, 2 * np.pi, 97)
RING = np.stack([np.cos(ANGLE), np.sin(ANGLE)])
NAMES = {"newton": "Newton", "trust": "trust region", "descent": "gradient descent"}
ROLES = {"newton": "model", "trust": "optimum", "descent": "gradient"}
FIRST = (("optimum", "bowl: falls"), ("null", "no bowl, falls"), ("model", "climbs"))
ENDS = (("optimum", "minimum"), ("accent", "saddle"), ("model", "maximum"), ("null", "nowhere"))
SLOPES = (1e-13, 1e5)  # of the axis of gradients
LEVELS = 16
TN = ("T₁: plane", "T₂: quadric", "T₃: cubic", "T₄: quartic")
THIN: dict[str, Any] = {"width": 1.4, "dash": "dash", "hover": False}


def contours(q: Taylor) -> Trace:
    """The level curves of f, close where it is flat, too."""
    z, low, high = q.land.heights, float(np.nanmin(q.land.heights)), float(np.nanmax(q.land.heights))
    levels = low, high, max(high - low, 1e-9) / LEVELS
    trace = viz.contour(q.land.x, q.land.x, z, levels=levels, role="data", width=1.2, opacity=0.55)
    return trace | {"hoverinfo": "skip"}


def model_levels(q: Taylor) -> Array:
    """The level curves of the polynomial at the same levels within the circle, as pieces (n, 2)."""
    step, low, high = q.radius * np.linspace(-1, 1, 41), *(float(f(q.land.heights)) for f in (np.nanmin, np.nanmax))
    values = q.land.height(models.polynomial(q.jet, step[None, :], step[:, None], q.n))
    levels = low + max(high - low, 1e-9) * np.arange(LEVELS + 1) / LEVELS
    seen = levels[(levels > values.min()) & (levels < values.max())]
    found = np.concatenate([level_curve(step, step, values, level) for level in seen] or [np.full((1, 2), np.nan)])
    return np.where((np.hypot(*found.T) <= q.radius)[:, None], found + q.at, np.nan)


def surface(q: Taylor) -> tuple[Trace, float, float]:
    """The surface z = f, and the heights between which it is drawn."""
    z, x = q.land.rows[0][::3, ::3], q.land.x[::3]
    low, high = np.nanquantile(q.land.rows[0], [0.02, 0.98]).tolist()
    room = 0.15 * (high - low) or 1.0
    low, high = max(low - room, float(np.nanmin(z))), min(high + room, float(np.nanmax(z)))
    low, high = (low, high) if high > low else (low - 1.0, high + 1.0)
    return viz.surface(x, x, np.where((z >= low) & (z <= high), z, np.nan), opacity=0.85, lines=True), low, high


def point_to(q: Taylor) -> viz.Moves:
    """The point follows the pointer, as far as f has second derivatives."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        inside = np.clip((x, y), -q.half, q.half)
        if not np.isfinite(jets.jet(q.formula, *inside)).all():
            raise viz.Limit("There f has no second derivatives: the point goes no further.")
        if max(abs(x), abs(y)) > q.half:
            raise viz.Limit("The point stays in the window.", {"point": tuple(inside.tolist())})
        return {"point": (x, y)}

    return moves


def _plane(q: Taylor, traces: list[Trace], title: str, *handles: viz.Handle) -> viz.Plane:
    axes = (viz.Axis(name, (-q.half, q.half)) for name in "xy")
    handle = viz.Handle("point", q.at, "point p", "ink", moves=point_to(q))
    return viz.Plane(traces, *axes, title, equal=True, handles=[handle, *handles])


def map_panel(q: Taylor) -> viz.Plane:
    """Level curves of f and, at the same levels, of its polynomial; the circle, and where on it the error is worst."""
    rim = q.at + q.radius * np.sqrt(0.5) * np.where(q.at > 0, -1, 1)  # towards the middle of the window
    traces = [
        q.contours,
        viz.polyline(model_levels(q), "model", width=2.4, hover=False),
        viz.polyline(q.at + q.radius * RING.T, "accent", width=2.4, hover=False),
        viz.dots(q.at + q.radius * q.way, "accent", symbol="x", size=11, name="worst error"),
        viz.dots(q.at, "ink", size=11, name="p"),
        viz.dots(rim, "accent", size=9, name="r"),
        viz.off(q.at + q.radius * q.way, q.way, "worst", "accent", q.half, gap=0.04),
    ]
    # Loosely: the circle goes through the pointer, and its handle stands at one place of it.
    widen = lambda x, y: {"radius": float(np.hypot(x - q.at[0], y - q.at[1]))}
    handle = viz.Handle("rim", rim, "radius of the circle", "accent", moves=widen, follows="loosely")
    return _plane(q, traces, f"Levels of f and {TN[q.n - 1][:2]}", handle)


def surface_panel(q: Taylor) -> viz.Space:
    """The surface z = f(x, y), and its polynomial over the disc."""
    (ground, low, high), shares = q.surface, np.linspace(0.0, 1.0, 9)[:, None, None]
    dx, dy = np.moveaxis(q.radius * shares * RING.T[None], -1, 0)
    z, room = models.polynomial(q.jet, dx, dy, q.n), 0.1 * (high - low)
    sheet = np.where((z > low - room) & (z < high + room), z, np.nan)
    one = {"colorscale": [[0, "@model"], [1, "@model"]], "surfacecolor": 0 * dx, "hoverinfo": "skip"}
    edge = q.at[:, None] + q.radius * RING
    rim = np.where((sheet[-1] > low) & (sheet[-1] < high), sheet[-1], np.nan)
    traces = [
        ground | {"hoverinfo": "skip"},
        viz.surface(q.at[0] + dx, q.at[1] + dy, sheet, opacity=0.8) | one,
        space.polyline(np.stack([*edge, rim], axis=1), "accent", width=5.0),
        space.dots([[*q.at, np.clip(q.jet[0], low, high)]], "ink", size=6),
    ]
    axes = [viz.Axis(name, (-q.half, q.half)) for name in "xy"] + [viz.Axis("z", (low - room, high + room))]
    return viz.Space(traces, *axes, f"z = f and z = {TN[q.n - 1]}", camera=(-0.5, -1.4, 1.2), weight=1.25, aspect=(1.0, 1.0, 0.75))


def error_panel(q: Taylor) -> viz.Plane:
    """The worst error on the circle of each order over the radius: lines of the slopes 2, 3, 4, 5 near p."""
    top = 10.0 ** np.ceil(np.log10(q.land.spread) + 1)
    low, radii, traces = 1e-12 * top, np.array(q.radii), []
    for n, worst in enumerate(q.errors.worst, 1):
        seen = np.where((worst > q.floor) & (radii <= q.half), np.clip(worst, low / 100, 100 * top), np.nan)
        style: dict[str, Any] = {"width": 3.0} if n == q.n else {"width": 1.6, "opacity": 0.6}
        role = "model" if n == q.n else "null"
        traces.append(viz.line(radii, seen, role, name=TN[n - 1], **style))
        at = min(int(np.argmax(np.isfinite(seen))) + 4 * n, len(radii) - 1)  # apart, even where two curves are one
        traces.append(viz.label(radii[at], seen[at], TN[n - 1][:2], role, position="top left", size=15))
    here = np.nan if np.isnan(q.worst) or q.worst <= q.floor else float(np.clip(q.worst, low, top))
    spot = q.radius, float(np.nan_to_num(here, nan=low))
    traces.append(viz.dots((q.radius, here), "accent", size=12, name="r now"))
    reach = lambda x, y: {"radius": x}
    handle = viz.Handle("pull_radius", spot, "radius", "accent", moves=reach, follows="x")
    x, y = viz.Axis("radius r", (0.018, 4.5), log=True), viz.Axis("worst |f − Tₙ| on the circle", (low, top), log=True)
    return viz.Plane(traces, x, y, "Order n falls like rⁿ⁺¹", handles=[handle])


def steps_panel(q: Taylor) -> viz.Plane:
    """The level curves of f and of the quadric, the circle of trust, and all steps of all radii as one curve."""
    p, d = q.at, q.delta
    (_, steps, _), best, blind = q.curve, q.trust.step, q.newton_step
    # Of an arrow that leaves the window the name stands where it leaves.
    with np.errstate(all="ignore"):
        leaves = np.nanmin(np.append((0.9 * q.half * np.sign(blind) - p) / blind, 1.0))
    way = lambda step: step / np.hypot(*step) if np.hypot(*step) > 0 else np.array([0.0, 1.0])
    traces = [
        q.contours,
        viz.polyline(p + d * RING.T, "accent", width=2.2, hover=False),
        viz.arrow(p + q.cauchy, "gradient", tail=p, width=2.6, name="along −∇f"),
        viz.arrow(p + np.clip(blind, -4 * q.half, 4 * q.half), "model", tail=p, width=3.0, name="Newton"),
        viz.polyline(np.concatenate([p[None], p + steps]), "optimum", width=2.4, hover=False),
        viz.arrow(p + best, "optimum", tail=p, width=3.4, name="trust region"),
        viz.dots(p + q.trust.other, "optimum", size=10, ring=True, name="as good"),
        viz.dots(p, "ink", size=11, name="p"),
        viz.off(p + q.cauchy, way(q.cauchy), "−∇f", "gradient", q.half),
        viz.off(p + max(leaves, 0.0) * blind, way(np.nan_to_num(blind)), "Newton", "model", q.half),
        viz.off(p + best, way(best), "p(Δ)", "optimum", q.half),
    ]
    # Loosely: the step's tip lies where the curve of all steps leaves the circle through the pointer.
    widen = lambda x, y: {"delta": float(np.hypot(x - p[0], y - p[1]))}
    rim = p + d * np.sqrt(0.5) * np.where(p > 0, -1, 1)
    tips = [
        viz.Handle("tip", p + best, "tip of the step", "optimum", moves=widen, follows="loosely"),
        viz.Handle("rim", rim, "trust radius", "accent", moves=widen, follows="loosely"),
    ]
    return _plane(q, traces, "Every radius has its best step", *tips)


def ratio_panel(q: Taylor) -> viz.Plane:
    """How much of the promised decrease each trust region's step keeps."""
    (radii, _, kept), far = q.curve, FAR * q.half
    ends, here = np.array([0.0, far]), q.kept_part
    lines = ((0.75, "above ¾: widen", "bottom"), (0.25, "below ¼: shrink", "bottom"))
    traces = [viz.line(ends, [1.0, 1.0], "zero", width=1.4, hover=False)]
    traces += [viz.line(ends, [y, y], "null", **THIN) for y, _, _ in lines]
    traces += [viz.label([0.02 * far], [y - 0.02], text, "null", position=f"{side} right", size=13) for y, text, side in lines]
    traces += [
        viz.called(viz.line(radii, np.clip(kept, -9.0, 9.0), "optimum", width=3.0, name="ρ"), "ρ", at=0.9, size=17),
        viz.dots((q.delta, np.clip(here, -9.0, 9.0)), "accent", size=13, name="now"),
    ]
    spot = q.delta, float(np.clip(np.nan_to_num(here, nan=1.0), -0.5, 1.6))
    pull = lambda x, y: {"delta": x}
    handle = viz.Handle("pull_delta", spot, "trust radius", "accent", moves=pull, follows="x")
    axes = viz.Axis("trust radius Δ", (0.0, far)), viz.Axis("decrease: actual ÷ promised", (-0.55, 1.65))
    return viz.Plane(traces, *axes, "What is kept of the promise", handles=[handle], room=(200.0, 300.0))


def multiplier_panel(q: Taylor) -> viz.Plane:
    """The length of the step over the multiplier that gives it: poles at minus the eigenvalues, one root on the right."""
    of, usual, tall, mu = q.spectrum, q.land.usual, FAR * q.half, q.trust.multiplier
    left, right = -1.0 * usual, 2.5 * usual
    x = np.linspace(left, right, 401)
    parts = [np.abs(part) / np.abs(value + x) for part, value in zip(of.along, (of.low, of.high), strict=True)]
    length, least = np.minimum(np.hypot(*parts), 9 * tall), max(0.0, -of.low)
    poles = np.array([-of.low, -of.high])
    shown = np.where((poles > left) & (poles < right), poles, np.nan)
    up = np.repeat([shown], 3, axis=0).T.ravel() + np.array([0.0, 0.0, np.nan] * 2)
    inside = least < right
    wall = [left, min(least, right)] if least > left and inside else [left, right]
    traces = [
        viz.area(wall, [tall, tall], [0.0, 0.0], "null", opacity=0.14, name="not positive semidefinite"),
        viz.line(up, [0.0, tall, np.nan] * 2, "null", **THIN),
        viz.called(viz.line(x, np.where(x < least, length, np.nan), "null", width=1.6, hover=False)),
        viz.called(viz.line([left, right], [q.delta, q.delta], "accent", width=1.6, hover=False), "Δ", at=0.02),
        viz.called(viz.line(x, np.where(x >= least, length, np.nan), "optimum", width=3.0, name="|p|"), "|p(μ)|", at=0.8),
        viz.dots((mu if mu <= right else np.nan, float(np.hypot(*q.trust.step))), "accent", size=13, name="now"),
    ]

    def pull(at: float, _: float) -> Mapping[str, Any]:
        if at < least:
            raise viz.Limit("Left of this H + μI has a negative eigenvalue, or μ is negative: no best step there.")
        size = float(np.hypot(*(np.array(of.along) / np.maximum(np.array([of.low, of.high]) + at, 1e-300))))
        if not 0.02 <= size <= min(6.0, tall):
            raise viz.Limit("The trust radius ends here.", {"delta": float(np.clip(size, 0.02, min(6.0, tall)))})
        return {"delta": size}

    spot = float(np.clip(mu, left, right)), float(np.hypot(*q.trust.step))
    handle = viz.Handle("pull_mu", spot, "multiplier μ", "accent", moves=pull, follows="loosely")
    axes = viz.Axis("multiplier μ", (left, right)), viz.Axis("length of the step", (0.0, tall))
    return viz.Plane(traces, *axes, "(H + μI) p = −∇f, and |p| = Δ", handles=[handle], room=(200.0, 300.0))


def regions(q: Taylor) -> list[Trace]:
    """The plane by Newton's first step, or by where Newton's method ends (weaker where it takes longer), with names."""
    x, names = q.land.x, FIRST
    cells, shade = q.first, np.where(q.first == 1, 0.6, 0.2)
    if q.p.colours == "ends":
        cells, names = q.ends.kinds, ENDS
        shade = np.where(cells < 3, np.minimum(q.ends.steps / 20.0, 0.99), 0.6)
    spots = newton.roomiest(cells, x, len(names))
    trace = viz.classes(cells + shade, x, x, [role for role, _ in names], strong=0.45, weak=0.1)
    return [trace, *_named(spots, names)]


def _named(spots: Array, names: tuple[tuple[str, str], ...]) -> list[Trace]:
    texts = [(*at, text, role) for at, (role, text) in zip(spots, names, strict=True)]
    texts += [(np.nan, np.nan, "", "ink")] * (len(ENDS) - len(texts))  # as many in either colouring
    return [viz.label([x], [y], text, role, position="middle center") for x, y, text, role in texts]


def fit_regions(q: Fit) -> list[Trace]:
    """The plane of first weights by whether Newton's method finds the best, weaker where it takes longer."""
    x, y = (np.linspace(*side, 51) for side in WEIGHTS)
    found = newton.ends(tumour_fit.rows, *np.meshgrid(x, y), 14)
    cells = np.where(found.kinds == 0, np.minimum(found.steps / 14.0, 0.99), 1.6)
    names = (("optimum", "Newton arrives"), ("null", "Newton is lost"))
    trace = viz.classes(cells, x, y, [role for role, _ in names], strong=0.5, weak=0.12)
    return [trace, *_named(np.array([[4.0, -1.2], [0.5, 4.6]]), names)]


def relief(q: Taylor) -> Trace:
    """The level curves of f, without its colours."""
    return contours(q) | {"opacity": 0.5, "contours": contours(q)["contours"] | {"coloring": "none"}}


def fit_relief(q: Fit) -> Trace:
    """The level curves of the loss, at heights that crowd towards its least value."""
    x, y = (np.linspace(*side, 61) for side in WEIGHTS)
    loss = tumour_fit.rows(x[None, :], y[:, None])[0]
    z = np.log(loss - tumour_fit.rows(*tumour_fit.best())[0] + 5.0)
    trace = viz.contour(x, y, z, levels=(float(z.min()), float(z.max()), float(np.ptp(z)) / LEVELS), filled=False)
    return trace | {"opacity": 0.5, "hoverinfo": "skip"}


def paths_panel(q: Taylor) -> viz.Plane:
    """The map of Newton's method, with the paths up to the step that is shown."""
    lines, spots = [], []
    for k, (name, run) in enumerate(q.runs.items()):
        points = run.points[: q.shown[name] + 1]
        seen = np.where((np.abs(points - q.middle) <= q.reach).all(axis=1)[:, None], points, np.nan)
        path = viz.polyline(viz.clipped(points, q.middle, 3 * q.reach), ROLES[name], width=2.4, hover=False)
        lines.append(viz.called(path, NAMES[name], size=13, at=0.4 + 0.2 * k))
        spots += [viz.dots(seen, ROLES[name], size=6, name=NAMES[name]), viz.dots(seen[-1], ROLES[name], size=11)]
    traces = [*q.regions, q.relief, *lines, *spots, viz.dots(q.at, "ink", size=11, name="start")]
    if q.weighted:
        start = viz.Handle("start", q.at, "first weights", "ink")
        axes = viz.Axis("weight of the radius", WEIGHTS[0]), viz.Axis("weight of the texture", WEIGHTS[1])
        return viz.Plane(traces, *axes, "Drag the first weights", equal=True, handles=[start])
    return _plane(q, traces, "Newton's map: drag the start")


def slopes_panel(q: Taylor) -> viz.Plane:
    """The length of the gradient after each step, strong up to the step that is shown."""
    (low, high), k, traces = SLOPES, np.arange(TICKS + 1.0), []
    for j, (name, run) in enumerate(q.runs.items()):
        seen, strong = np.clip(run.slopes, low / 50, 50 * high), k <= q.shown[name]
        faint = viz.line(k, seen, ROLES[name], width=1.4, opacity=0.4, hover=False)
        traces.append(viz.called(faint, NAMES[name], at=0.8 - 0.25 * j, size=13))
        traces.append(viz.line(k, np.where(strong, seen, np.nan), ROLES[name], width=2.6, name=NAMES[name]))
        traces.append(viz.markers(k, np.where(strong, seen, np.nan), ROLES[name], size=6, name=NAMES[name]))
    at = q.shown["newton"]
    spot = float(q.p.tick), float(np.clip(q.newton_path.slopes[at], 3 * low, high))
    traces.append(viz.dots(spot, "accent", size=12, ring=True, name="step now"))
    handle = viz.Handle("pull_tick", spot, "step k", "accent", moves=lambda x, y: {"tick": round(x)}, follows="x")
    x, y = viz.Axis("step k", (-0.5, TICKS + 0.5)), viz.Axis("length of the gradient |∇f|", SLOPES, log=True)
    return viz.Plane(traces, x, y, "How fast the gradient vanishes", handles=[handle])
