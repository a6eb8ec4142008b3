"""The panels: two rules and their errors panel by panel; errors against evaluations, nodes and weights; the area so far
and its slope; points in many dimensions; a ROC curve and the shares that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
from explorer.text import number
from mathcore.calculus import integrals_in_learning as learning
from mathcore.calculus import quadrature
from pages.calculus.integration.state import NAMES, PRIMES, RULES, SETS

if TYPE_CHECKING:
    from pages.calculus.integration.state import Integration

Array = NDArray[np.float64]
Pair = tuple[float, float]
T = np.linspace(0.0, 1.0, 25)  # places within a panel
ROLES = {"left": "muted", "midpoint": "model", "trapezoid": "accent", "simpson": "optimum", "gauss": "data"}
ROLES |= {"newton": "ink", "random": "gradient"}
KINDS = {"grid": "model", "random": "gradient", "sobol": "optimum"}
FINEST, COARSEST, FARTHEST = 1e-17, 1e2, 1250.0  # ends of the axes of errors and evaluations
PARTS, DEVIATIONS = (1e-9, 10.0), (-3.2, 4.3)  # of errors as parts of an integral; of scores
DRAWN = 1024  # points of a random set
THIN: dict[str, Any] = {"width": 1.2, "hover": False}
DASHED: dict[str, Any] = {"width": 1.6, "dash": "dash", "hover": False}


def within(values: ArrayLike, bounds: Pair, room: float = 2.0) -> Array:
    """Values cut off so far outside the bounds, in heights of them."""
    low, high = bounds
    return np.clip(values, low - room * (high - low), high + room * (high - low))


def broken(*rows: Array) -> list[Array]:
    """Rows (n, m) as lines with a gap after each row."""
    return [np.append(row, np.full((len(row), 1), np.nan), axis=1).ravel() for row in rows]


def x_axis(q: Integration) -> viz.Axis:
    (low, high), room = q.window, 0.06 * np.ptp(q.window)
    return viz.Axis("x", (low - room, high + room))


def end(q: Integration, name: str) -> viz.Handle:
    """An end of the integral, on the x axis, which stays in the window."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        if not q.window[0] - 1e-9 <= x <= q.window[1] + 1e-9:
            raise viz.Limit("The ends stay in the window.", {name: float(np.clip(x, *q.window))})
        return {name: x}

    return viz.Handle(name, (getattr(q, name), 0.0), f"end {name}", "ink", None, moves, "x")


def ends(q: Integration) -> list[Any]:
    """The ends of the integral, named under the x axis."""
    spots = np.array([q.a, q.b])
    return [
        viz.markers(spots, [0, 0], "ink", size=10, name="end"),
        viz.label(spots, [0, 0], ["a", "b"], "ink", position="bottom center"),
    ]


def roof_panel(q: Integration) -> viz.Plane:
    """The curve, the roofs of both rules, and what lies between each roof and the curve."""
    bounds, edges = q.heights, q.panels.edges
    x = edges[:-1, None] + np.diff(edges)[:, None] * T
    y = within(np.nan_to_num(q.formula(x), nan=0.0, posinf=1e300, neginf=-1e300), bounds)
    roofs = quadrature.roofs(q.p.function, q.pair, edges, T, q.p.tilt)
    traces: list[Any] = [viz.line(x_axis(q).range, [0, 0], "zero", **THIN)]
    for roof, role in zip(roofs, ("model", "accent"), strict=True):
        top = within(roof, bounds)
        around = broken(np.append(x, x[:, ::-1], axis=1), np.append(top, y[:, ::-1], axis=1))
        fill = viz.line(*around, role, width=0, hover=False) | {"fill": "toself", "fillcolor": f"@{role}/0.3"}
        traces.append(fill)
    for roof, role, name, at in zip(roofs, ("model", "accent"), NAMES[q.p.pair], (0.9, 0.6), strict=False):
        traces.append(viz.called(viz.line(*broken(x, within(roof, bounds)), role, width=2.2, name=name), name, at=at))
    walls = np.stack([edges, edges], axis=1), np.stack([0 * edges, within(q.formula(edges), bounds, 0.1)], axis=1)
    traces += [
        viz.line(*broken(*walls), "null", **THIN),
        viz.called(viz.line(q.curve[0], within(q.curve[1], bounds), "data", width=2.8, name="f"), "f", at=1.0, size=16),
        *ends(q),
    ]
    handles = [end(q, "a"), end(q, "b"), *tilting(q, roofs[0])]
    said = number(q.exact, 6) if q.found else "not found"
    title = f"The integral is {said}; two rules, n = {q.p.n}"
    return viz.Plane(traces, x_axis(q), viz.Axis("f(x)", bounds), title, handles=handles, weight=1.1)


def tilting(q: Integration, roof: Array) -> list[viz.Handle]:
    """The right end of the open roof that bends most: drag it up or down, and all roofs bend."""
    if q.pair.order == 1 or q.a == q.b:
        return []
    edges = q.panels.edges
    flat, touching = (quadrature.roofs(q.p.function, q.pair, edges, T[-1:], touch)[0][:, 0] for touch in (0.0, 1.0))
    far = np.where(np.abs(within(touching, q.heights, 0.0) - touching) > 0, 0.0, np.nan_to_num(touching - flat))
    k = int(np.argmax(np.abs(far)))
    if not abs(far[k]) > 1e-6 * np.ptp(q.heights):
        return []

    def moves(x: float, y: float) -> Mapping[str, Any]:
        share = (y - flat[k]) / far[k]
        if not -0.02 <= share <= 1.02:
            raise viz.Limit("The roof bends from flat to touching, no further.", {"tilt": float(np.clip(share, 0, 1))})
        return {"tilt": float(np.clip(share, 0, 1))}

    return [viz.Handle("roof", (edges[k + 1], roof[k, -1]), "end of a roof", "model", None, moves, "y")]


def errors_panel(q: Integration) -> viz.Plane:
    """The error of each panel as the derivative that makes it: over unit · h to the power, against f to the order."""
    order, (x, bend), found = q.pair.order, q.bend, q.panels
    bounds, (first, second, mixed) = q.bend_heights, NAMES[q.p.pair]
    with np.errstate(all="ignore"):
        scaled = found.errors / found.scale
    scaled = within(np.where(np.isfinite(scaled), scaled, np.nan), bounds, 0.0)
    middles, wide = 0.5 * (found.edges[:-1] + found.edges[1:]), abs(found.edges[1] - found.edges[0])
    sign = {-1.0: "−", -0.5: "−½", -2 / 3: "−⅔", 1.0: ""}
    traces: list[Any] = [viz.line(x_axis(q).range, [0, 0], "zero", width=1.4, hover=False)]
    for k, (role, name) in enumerate((("model", first), ("accent", second))):
        traces.append(viz.bars(middles + (k - 0.5) * 0.42 * wide, scaled[k], role, width=0.4 * wide, name=name))
    for k, (role, at) in enumerate((("model", 0.1), ("accent", 0.1))):
        factor = q.pair.signs[k]
        curve = viz.line(x, within(factor * bend, bounds), role, width=2.0, dash="dot", name="derivative")
        traces.append(viz.called(curve, sign[factor] + PRIMES[order], at=at, size=16))
    traces.append(
        viz.called(viz.markers(middles, scaled[2], "optimum", size=7, name=mixed), mixed, role="optimum", at=0.8)
    )
    power = {1: "h²/2", 2: "h³/12", 4: "h⁵/2880"}[order]
    axis = viz.Axis(f"error of a panel ÷ ({power})", bounds)
    return viz.Plane(traces, x_axis(q), axis, f"Why: each panel's error is {PRIMES[order]} somewhere in it")


def orders_panel(q: Integration) -> viz.Plane:
    """The error of each rule against its evaluations; the rule in hand strong."""
    clip = lambda e: np.clip(np.where(np.isfinite(e), np.abs(e), np.nan), FINEST, COARSEST)
    floor = max(q.floor, FINEST)
    traces = [viz.area([0.8, FARTHEST], [floor] * 2, [FINEST] * 2, "null", opacity=0.25, name="rounding")]
    traces.append(
        viz.called(viz.line([0.9, FARTHEST], [q.p.level] * 2, "ink", **DASHED), "get below", at=0.02, size=12)
    )
    for k, (rule, name) in enumerate(RULES.items()):
        (n, error), strong = q.sweeps[rule], rule == q.p.rule
        shown = strong or rule not in ("newton", "random")
        style: dict[str, Any] = {"width": 3.2 if strong else 1.6, "opacity": 1.0 if strong else 0.75}
        curve = viz.line(n, clip(error) if shown else np.full(len(n), np.nan), ROLES[rule], name=name, **style)
        traces.append(viz.called(curve, name if shown else "", at=0.95 - 0.05 * k, size=13))
    n = np.array([1.0, 1024.0])
    mean = clip(q.deviation / np.sqrt(n)) if q.p.rule == "random" else np.full(2, np.nan)
    here = (float(q.count), float(clip(q.error)) if np.isfinite(q.error) else floor)
    traces += [
        viz.line(n, mean, "gradient", **DASHED),
        viz.dots(here, ROLES[q.p.rule], size=13, name="in hand"),
        viz.label([1200.0], [floor], "rounding", "muted", position="bottom left", size=12),
    ]
    handles = [
        # Loosely: a rule takes whole numbers of evaluations, and Simpson odd ones.
        viz.Handle("hand", here, "evaluations", ROLES[q.p.rule], None, lambda x, y: {"count": round(x)}, "loosely"),
        viz.Handle("bar", (900.0, q.p.level), "error to get below", "ink", None, lambda x, y: {"level": y}, "y"),
    ]
    x = viz.Axis("evaluations of f", (0.8, FARTHEST), log=True, ticks=[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000])
    y = viz.Axis("|error|", (FINEST, COARSEST), log=True, ticks=[10.0**k for k in range(-16, 3, 3)])
    title = "Error against work"
    if np.isfinite(q.ratio):
        title = f"{RULES[q.p.rule].capitalize()}: twice the panels, error ÷ {number(q.ratio, 4)}"
    return viz.Plane(traces, x, y, title, handles=handles, weight=1.25)


def nodes_panel(q: Integration) -> viz.Plane:
    """Where the rule in hand looks, and with what weight; what is too heavy is cut off."""
    (x, w), bounds = q.nodes, (-2.3, 2.6)
    tall = np.clip(w, *bounds)
    low, high = q.heights
    curve = bounds[0] + (within(q.curve[1], q.heights) - low) / (high - low) * np.ptp(bounds)
    up, down = np.where(w >= 0, tall, np.nan), np.where(w < 0, tall, np.nan)
    heavy = np.where(np.abs(w) > 2.6, np.sign(w) * 2.3, np.nan)
    traces = [
        viz.line(x_axis(q).range, [0, 0], "zero", width=1.4, hover=False),
        viz.called(viz.line(x_axis(q).range, [1, 1], "null", **DASHED), "equal shares", at=0.98, size=12),
        viz.called(
            viz.line(q.curve[0], curve, "data", width=1.4, opacity=0.35, hover=False), "f, its own scale", size=12
        ),
        viz.stems(x, up, ROLES[q.p.rule]),
        viz.markers(x, up, ROLES[q.p.rule], size=6, name="weight"),
        viz.stems(x, down, "model"),
        viz.markers(x, down, "model", size=6, name="negative weight"),
        viz.markers(x, heavy, "model", size=9, symbol="cross", name="beyond the panel"),
        *ends(q),
    ]
    axis = viz.Axis("weight × evaluations ÷ (b − a)", bounds)
    said = f"{RULES[q.p.rule].capitalize()}: {q.count} nodes and their weights"
    return viz.Plane(traces, x_axis(q), axis, said, handles=[end(q, "a"), end(q, "b")])


def height_panel(q: Integration) -> viz.Plane:
    """f, the area from a to x with its sign, and the strip that comes next."""
    bounds, far = q.heights, q.x + q.dx
    t = np.linspace(q.a, q.x, 201)
    y = within(np.nan_to_num(q.formula(t), nan=0.0, posinf=1e300, neginf=-1e300), bounds)
    s = np.linspace(q.x, far, 41)
    strip = within(np.nan_to_num(q.formula(s), nan=0.0, posinf=1e300, neginf=-1e300), bounds)
    here = float(within(np.nan_to_num(q.here), bounds))
    up, down = (np.maximum(y, 0), np.minimum(y, 0)) if q.x >= q.a else (np.minimum(y, 0), np.maximum(y, 0))
    traces = [
        viz.line(x_axis(q).range, [0, 0], "zero", **THIN),
        viz.area(t, up, 0.0, "optimum", opacity=0.3, name="counts +"),
        viz.area(t, down, 0.0, "model", opacity=0.3, name="counts −"),
        viz.area(s, strip, 0.0, "accent", opacity=0.4, name="strip"),
        viz.line([q.x, q.x, far, far], [0, here, here, 0], "accent", width=1.8, dash="dash", name="f(x) · Δx"),
        viz.called(
            viz.line(q.curve[0], within(q.curve[1], bounds), "data", width=2.8, name="f"), "f", at=0.97, size=16
        ),
        viz.markers([q.a], [0], "ink", size=10, name="a"),
        viz.markers([q.x], [here], "accent", size=12, name="x"),
        viz.label([q.a], [0], "a", "ink", position="bottom center"),
    ]
    spot = float(np.clip(here, *bounds))
    handles = [end(q, "a"), place(q, "x", (q.x, spot)), stretch(q, "dx", (far, spot))]
    title = f"The strip is nearly f(x) · Δx = {number(q.here * q.dx)}"
    return viz.Plane(traces, x_axis(q), viz.Axis("f(x)", bounds), title, handles=handles)


def place(q: Integration, name: str, at: Pair) -> viz.Handle:
    """x, which stays where its strip is in the window."""
    low, high = q.window[0], q.window[1] - q.dx

    def moves(x: float, y: float) -> Mapping[str, Any]:
        if not low - 1e-9 <= x <= high + 1e-9:
            raise viz.Limit("The strip from x to x + Δx stays in the window.", {"x": float(np.clip(x, low, high))})
        return {"x": x}

    return viz.Handle(name, at, "x", "accent", None, moves, "x")


def stretch(q: Integration, name: str, at: Pair) -> viz.Handle:
    """The far end of the strip."""
    most = min(0.5, 0.5 * float(np.ptp(q.window)), q.window[1] - q.x)

    def moves(x: float, y: float) -> Mapping[str, Any]:
        if not 0.01 <= x - q.x <= most + 1e-9:
            values = {"dx": float(np.clip(x - q.x, 0.01, most))}
            raise viz.Limit("Δx is at least 0.01 and at most 0.5, and the strip stays in the window.", values)
        return {"dx": x - q.x}

    return viz.Handle(name, at, "x + Δx", "accent", None, moves, "x")


def area_panel(q: Integration) -> viz.Plane:
    """F, the area so far: its slope at x is the height of f, its rise over Δx the strip."""
    (x, y), bounds, far = q.areas, q.area_heights, q.x + q.dx
    here, rise = np.nan_to_num([q.so_far, q.strip]).tolist()
    reach = 0.25 * float(np.ptp(q.window))
    slope = float(np.clip(np.nan_to_num(q.here), -1e6, 1e6))
    shown = lambda values: within(values, bounds, 1.0)
    traces = [
        viz.line(x_axis(q).range, [0, 0], "zero", **THIN),
        viz.line([q.x - reach, q.x + reach], [here - reach * slope, here + reach * slope], "accent", **DASHED),
        viz.called(viz.line(x, shown(y), "optimum", width=2.8, name="F"), "F, area so far", at=0.15, size=15),
        viz.line([q.x, far, far], shown([here, here, here + rise]), "accent", width=2.0, name="ΔF over Δx"),
        viz.markers([q.a], [0], "ink", size=10, name="a"),
        viz.markers([q.x], shown([here]), "accent", size=12, name="F(x)"),
    ]
    spot = float(np.clip(here, *bounds))
    handles = [place(q, "along", (q.x, spot))]
    title = f"Slope of the tangent: f(x) = {number(q.here)}"
    return viz.Plane(traces, x_axis(q), viz.Axis("F(x) = area from a to x", bounds), title, handles=handles)


def shadow_panel(q: Integration) -> viz.Plane:
    """What of the points is seen along the first two of all axes."""
    d, count = q.p.d, 2**q.p.doublings
    if q.p.points == "grid":
        axes = [(np.arange(m) + 0.5) / m for m in learning.shares(d, q.p.doublings)[:2]]
        spots = np.stack(np.meshgrid(*axes[:1], *(axes[1:] or [[0.5]])), axis=-1).reshape(-1, 2)
    else:
        points = (
            learning.sobol(q.p.seed, 0, min(count, DRAWN))
            if q.p.points == "sobol"
            else learning.chance(q.p.seed, min(count, DRAWN))
        )
        spots = np.where([True, d > 1], points[:, :2], 0.5)
    places = len(spots)
    # One path of short dashes: thousands of separate marks would take the browser long.
    half = 0.5 * (0.022 if places <= 64 else 0.012 if places <= 600 else 0.006)
    x = broken(np.stack([spots[:, 0] - half, spots[:, 0] + half], axis=1), np.stack([spots[:, 1]] * 2, axis=1))
    role = KINDS[q.p.points]
    dots = viz.line(*x, role, width=8 if places <= 64 else 4 if places <= 600 else 2, name="a point, or several")
    square = viz.polyline([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], "null", **THIN)
    axis = [viz.Axis(f"coordinate {k}", (-0.03, 1.03), ticks=[0, 0.5, 1]) for k in (1, 2)]
    what = f"{places} places" if q.p.points == "grid" else f"{places} drawn" if places < count else "all apart"
    return viz.Plane([square, dots], *axis, f"{count} points from two axes: {what}", equal=True, weight=0.8)


def three(q: Integration, index: Any) -> dict[str, Array]:
    """The errors of the three sets of points along one way through their tables."""
    n = np.sqrt(2.0 ** np.arange(learning.MOST_DOUBLINGS + 1))
    found = {"grid": q.grid_errors[index], "random": (q.integrand.random[:, None] / n)[index]}
    return {name: np.clip(e, *PARTS) for name, e in (found | {"sobol": q.chances.sobol[index]}).items()}


def curves(q: Integration, x: Array, index: Any, at: Mapping[str, float]) -> list[Any]:
    """Errors of the three sets; a ring for this run of the random points."""
    traces = []
    for name, error in three(q, index).items():
        strong = name == q.p.points
        curve = viz.line(x, error, KINDS[name], width=3.0 if strong else 1.8, name=SETS[name])
        traces.append(viz.called(curve, SETS[name].lower(), at=at[name], size=13))
    run = np.clip(np.abs(q.chances.run[index]), *PARTS)
    return [*traces, viz.markers(x, run, "gradient", size=7, ring=True, name="this run")]


def rates_panel(q: Integration) -> viz.Plane:
    """The errors at this number of dimensions, against the number of points."""
    n, (row, k) = 2.0 ** np.arange(4, learning.MOST_DOUBLINGS + 1), q.at
    traces = curves(q, n, (row, slice(4, None)), {"grid": 0.6, "random": 0.5, "sobol": 0.6})
    here = (2.0**k, float(three(q, q.at)[q.p.points]))
    traces.append(viz.dots(here, "ink", size=11, name="now"))
    # Loosely: the number of points is a power of two.
    moves = lambda x, y: {"doublings": round(np.log2(max(x, 1.0)))}
    handle = viz.Handle("pull_points", here, "number of points", "ink", None, moves, "loosely")
    x = viz.Axis("points N", (13.0, 5200.0), log=True, ticks=[16, 64, 256, 1024, 4096])
    y = viz.Axis("|error| ÷ integral", PARTS, log=True)
    return viz.Plane(traces, x, y, f"d = {q.p.d}: more points", handles=[handle])


def dimension_panel(q: Integration) -> viz.Plane:
    """The errors at this number of points, against the dimensions."""
    d, (row, k) = np.arange(1.0, learning.MOST_DIMENSIONS + 1), q.at
    traces = curves(q, d, (slice(None), k), {"grid": 0.05, "random": 0.1, "sobol": 0.9})
    here = (float(q.p.d), float(three(q, q.at)[q.p.points]))
    traces.append(viz.dots(here, "ink", size=11, name="now"))
    # Loosely: dimensions are whole numbers.
    handle = viz.Handle("pull_d", here, "dimensions", "ink", None, lambda x, y: {"d": round(x)}, "loosely")
    axes = viz.Axis("dimensions d", (0.6, 10.4), ticks=range(1, 11)), viz.Axis("|error| ÷ integral", PARTS, log=True)
    return viz.Plane(traces, *axes, f"N = {2**q.p.doublings}: more dimensions", handles=[handle])


def shares_panel(q: Integration) -> viz.Plane:
    """The shares of ill and well at or above each threshold, and the threshold."""
    roc, (false, true), t = q.roc, q.rates, q.p.threshold
    x = np.concatenate([[DEVIATIONS[1] + 1], np.repeat(roc.levels, 2), [DEVIATIONS[0] - 1]])
    lines = np.repeat(roc.true, 2), np.repeat(roc.false, 2)
    traces = [
        viz.line([t, t], [0, 1.02], "ink", **DASHED),
        viz.called(viz.line(x, lines[0], "model", width=2.6, name="ill"), "of the ill", at=0.5),
        viz.called(viz.line(x, lines[1], "data", width=2.6, name="well"), "of the well", at=0.7),
        viz.markers([t, t], [true, false], "ink", size=10, name="called ill"),
    ]
    handle = viz.Handle("cut", (t, true), "threshold", "ink", None, lambda x, y: {"threshold": x}, "x")
    x_said = f"{q.p.feature} (standard deviations from the mean)"
    axes = viz.Axis(x_said, DEVIATIONS), viz.Axis("share at or above the threshold", (0.0, 1.05))
    return viz.Plane(traces, *axes, "Who is called ill at this threshold", handles=[handle])


def roc_panel(q: Integration) -> viz.Plane:
    """The ROC curve, its staircases, and the area up to this threshold as trapezoids."""
    roc, (false, true), k = q.roc, q.rates, q.place
    x, y = roc.false[: k + 1], roc.true[: k + 1]
    low, high = (np.repeat(roc.true, 2)[s] for s in (slice(0, -1), slice(1, None)))
    steps = np.repeat(roc.false, 2)[1:], np.repeat(roc.false, 2)[:-1]
    traces = [
        viz.area(x, y, 0.0, "optimum", opacity=0.28, name="area so far"),
        viz.line([0, 1], [0, 1], "null", **DASHED),
        viz.stems(x, y, "optimum", width=0.6),
        viz.line(steps[0], low, "muted", width=1.0, hover=False),
        viz.line(steps[1], high, "muted", width=1.0, hover=False),
        viz.line(roc.false, roc.true, "optimum", width=2.8, name="ROC"),
        viz.dots((false, true), "ink", size=11, name="this threshold"),
        viz.label([0.97], [0.06], f"AUC {number(q.auc, 6)}", "optimum", position="top left", size=16),
    ]

    def moves(x: float, y: float) -> Mapping[str, Any]:
        at = int(np.argmin(np.hypot(roc.false[1:] - x, roc.true[1:] - y)))
        return {"threshold": float(np.clip(np.floor(roc.levels[at] / 0.05) * 0.05, -3.0, 4.0))}

    # Loosely: it goes to the nearest corner of the curve.
    handle = viz.Handle("corner", (false, true), "point of the ROC", "ink", None, moves, "loosely")
    axes = (
        viz.Axis("share of the well called ill", (-0.02, 1.02)),
        viz.Axis("share of the ill called ill", (-0.02, 1.05)),
    )
    return viz.Plane(traces, *axes, "The ROC curve is an integrand", equal=True, handles=[handle])
