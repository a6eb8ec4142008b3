"""The panels of all five views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from explorer.text import number
from mathcore.calculus import integrals_in_learning as learning
from mathcore.calculus import quadrature
from mathcore.calculus.antiderivatives import broken, within

if TYPE_CHECKING:
    from pages.calculus.integration.state import Integration

Pair = tuple[float, float]
NAMES = {"ends": ("left", "right"), "middle": ("midpoint", "trapezoid"), "gauss": ("Gauss", "Simpson")}
MIXES = {"ends": "trapezoid: (L + R)/2", "middle": "Simpson: (2M + T)/3", "gauss": "(3G + 2S)/5"}
PRIMES = {1: ("f′", "h²/2"), 2: ("f″", "h³/12"), 4: ("f⁗", "h⁵/2880")}  # by order: what bends, and the unit of errors
SIGNS = {-1.0: "−", -0.5: "−½ ", -2 / 3: "−⅔ ", 1.0: ""}
RULES = {"left": "Left", "midpoint": "Midpoint", "trapezoid": "Trapezoid", "simpson": "Simpson", "gauss": "Gauss"}
RULES |= {"newton": "Newton–Cotes", "random": "Random places"}
ROLES = dict(zip(RULES, ("muted", "model", "gradient", "optimum", "data", "ink", "accent"), strict=True))
SETS = {"grid": ("Grid", "model"), "random": ("Random", "accent"), "sobol": ("Sobol", "optimum")}
FINEST, MOST, WEIGHTS, PARTS, SCORES = (1e-17, 1e2), 1250.0, (-1.25, 2.6), (1e-9, 10.0), (-3.2, 4.3)  # of axes
TALL = (-1.25, 2.95)  # the axis of weights: with room for a line of type
SMALL = (270.0, 170.0)  # the room of names on a phone
STAYS = "The strip stays in the window, and is 0.01 to 0.5 wide."
THIN: dict[str, Any] = {"width": 1.2, "hover": False}
DASHED: dict[str, Any] = {"width": 1.6, "dash": "dash", "hover": False}


def follow(at: Pair, key: str, label: str, bounds: Pair, says: str, less: float = 0.0) -> viz.Handle:
    """A handle that a control, or that and a length, follows along x between two bounds."""

    def moves(x: float, y: float) -> Mapping[str, Any]:
        if not bounds[0] - 1e-9 <= x - less <= bounds[1] + 1e-9:
            raise viz.Limit(says, {key: float(np.clip(x - less, *bounds))})
        return {key: x - less}

    return viz.Handle(label, at, label, "ink" if key in "ab" else "accent", None, moves, "x")


def base(q: Integration, ends: str, bounds: Pair) -> tuple[list[Any], list[viz.Handle], viz.Axis]:
    """The x axis with those ends of the integral on it, to be dragged."""
    (low, high), room = q.window, 0.06 * float(np.ptp(q.window))
    spots, foot = [getattr(q, name) for name in ends], -0.04 * (bounds[1] - bounds[0])
    apart = viz.spread(spots, 0.06 * float(np.ptp(q.window)))  # where the ends meet, both names are still read
    names = [viz.called(viz.label([x], [foot], k, position="bottom center")) for x, k in zip(apart, ends, strict=True)]
    line, says = viz.line((low - room, high + room), [0, 0], "zero", **THIN), "The ends stay in the window."
    handles = [follow((at, 0.0), name, f"end {name}", q.window, says) for name, at in zip(ends, spots, strict=True)]
    traces = [line, viz.called(viz.markers(spots, np.zeros(len(ends)), "ink", size=10, name="end")), *names]
    return traces, handles, viz.Axis("x", (low - room, high + room))


def roof_panel(q: Integration) -> viz.Plane:
    """The curve, the roofs of both rules, and what lies between each roof and the curve."""
    bounds, edges, named = q.heights, q.panels.edges, zip(NAMES[q.p.pair], ("model", "gradient"), strict=True)
    traces, handles, axis = base(q, "ab", bounds)
    (flat, touching, closed), lines = q.roofs, []
    roof = flat + q.p.tilt * (touching - flat)
    x = np.linspace(edges[:-1], edges[1:], roof.shape[1], axis=1)
    around, back = np.append(x, x[:, ::-1], axis=1), within(q.formula(x), bounds)[:, ::-1]
    for values, (name, role) in zip((roof, closed), named, strict=True):
        y = within(values, bounds, gaps=True)
        fill = viz.line(*broken(around, np.append(y, back + 0 * y, axis=1)), role, width=0, hover=False)
        traces.append(fill | {"fill": "toself", "fillcolor": f"@{role}/0.35"})
        line = viz.line(*broken(x, y), role, width=2.4, name=name)
        lines.append(viz.called(line, name if q.a != q.b else "", at=0.95 if role == "model" else 0.5))
    walls = np.stack([edges, edges], axis=1), np.stack([0 * edges, within(q.formula(edges), bounds, 0.1)], axis=1)
    traces += [
        *lines,
        viz.line(*broken(*walls), "null", **THIN),
        viz.called(viz.line(q.curve[0], q.curve[1], "data", name="f"), "f", size=16),
    ]
    k, low, far = quadrature.bends(flat[:, -1], touching[:, -1], bounds)  # the roof whose end moves most
    spot, bent = (float(edges[k + 1]), float(roof[k, -1])), lambda x, y: {"tilt": (y - low) / far}
    bends = bool(far) and q.a != q.b
    traces.append(viz.called(viz.dots(spot if bends else (np.nan, np.nan), "model", size=9, name="end of a roof")))
    handles += [viz.Handle("roof", spot, "end of a roof", "model", None, bent, "y")] if bends else []
    title = f"Integral {number(q.exact, 6)}; two rules with n = {q.p.n}"
    return viz.Plane(traces, axis, viz.Axis("f(x)", bounds), title, handles=handles, weight=1.1, room=SMALL)


def errors_panel(q: Integration) -> viz.Plane:
    """The error of each panel in the unit that leaves the derivative which makes it, and that derivative."""
    (x, bend, bounds), edges, (bends, unit) = q.bend, q.panels.edges, PRIMES[q.pair.order]
    axis, middles, wide = base(q, "", bounds)[2], 0.5 * (edges[:-1] + edges[1:]), abs(q.panels.wide)
    scaled = within(q.panels.scaled, bounds, 0.0, gaps=True)
    traces: list[Any] = [viz.called(viz.line(axis.range or (), [0, 0], "zero", width=1.4, hover=False))]
    for k, (role, name) in enumerate(zip(("model", "gradient"), NAMES[q.p.pair], strict=True)):
        curve = within(q.pair.signs[k] * bend, bounds, gaps=True)
        dotted = viz.line(x, curve, role, width=2.0, dash="dot", name=bends)
        bars = viz.bars(middles + (k - 0.5) * 0.42 * wide, scaled[k], role, width=0.4 * wide, name=name)
        traces.append(viz.called(bars))
        traces.append(viz.called(dotted, SIGNS[q.pair.signs[k]] + bends, at=0.06, size=16))
    traces.append(viz.markers(middles, scaled[2], "optimum", size=8, name=MIXES[q.p.pair]))
    mix = viz.label([q.window[1]], [bounds[1]], "● " + MIXES[q.p.pair], "optimum", position="bottom left", size=13)
    title = f"Why: the errors follow {bends}" if np.isfinite(bend).any() else "The error of each panel"
    y = viz.Axis(f"error of a panel ÷ ({unit})", bounds)
    return viz.Plane([*traces, viz.called(mix)], axis, y, title, room=SMALL)


def height_panel(q: Integration) -> viz.Plane:
    """f, the area from a to x with its sign, and the strip that comes next."""
    bounds, far = q.heights, q.x + q.dx
    traces, handles, axis = base(q, "a", bounds)
    t, s, here = np.linspace(q.a, q.x, 201), np.linspace(q.x, far, 41), float(within(q.here, bounds))
    y, way = within(q.formula(t), bounds), 1 if q.x >= q.a else -1  # to the left of a what is above counts −
    for sign, role, name in ((1, "optimum", "counts +"), (-1, "model", "counts −")):
        traces.append(viz.area(t, np.where(way * sign * y > 0, y, 0.0), 0.0, role, opacity=0.3, name=name))
    traces += [
        viz.area(s, within(q.formula(s), bounds), 0.0, "accent", opacity=0.4, name="strip"),
        viz.line([q.x, q.x, far, far], [0, here, here, 0], "accent", width=1.8, dash="dash", name="f(x) · Δx"),
        viz.called(viz.line(q.curve[0], q.curve[1], "data", name="f"), "f", size=16),
        viz.markers([q.x, far], [here, here], "accent", size=10, name="x and x + Δx"),
    ]
    most, spot = min(0.5, 0.5 * float(np.ptp(q.window)), q.window[1] - q.x), float(np.clip(here, *bounds))
    handles += [follow((far, spot), "dx", "x + Δx", (0.01, most), STAYS, q.x)]
    handles += [follow((q.x, spot), "x", "x", (q.window[0], q.window[1] - q.dx), STAYS)]
    title = f"The strip {number(q.strip)}, and f(x) · Δx = {number(q.here * q.dx)}"
    return viz.Plane(traces, axis, viz.Axis("f(x)", bounds), title, handles=handles)


def area_panel(q: Integration) -> viz.Plane:
    """F, the area so far: its slope at x is the height of f, its rise over Δx the strip."""
    (x, y, bounds), far, reach = q.areas, q.x + q.dx, 0.25 * float(np.ptp(q.window))
    smooth, here = np.isfinite(q.so_far) and not q.corner, float(within(q.so_far, bounds, gaps=True))
    rise = reach * float(within(q.here, (-1e6, 1e6))) if smooth else np.nan
    top, (traces, _, axis) = float(within(q.so_far + q.strip, bounds, gaps=True)), base(q, "a", bounds)
    traces += [
        viz.line([q.x - reach, q.x + reach], [here - rise, here + rise], "accent", **DASHED),
        viz.called(viz.line(x, y, "optimum", width=2.8, name="F"), "F", at=0.93, size=16),
        viz.line([q.x, far, far], [here, here, top], "accent", width=2.0, name="ΔF over Δx"),
        viz.markers([q.x], [here], "accent", size=12, name="F(x)"),
    ]
    spot = q.x, float(np.clip(np.nan_to_num(here), *bounds))
    handle = follow(spot, "x", "x, along F", (q.window[0], q.window[1] - q.dx), STAYS)
    title = f"Slope of the tangent: f(x) = {number(q.here)}" if smooth else "F has no tangent here"
    return viz.Plane(traces, axis, viz.Axis("area F(x)", bounds), title, handles=[handle])


def nodes_panel(q: Integration) -> viz.Plane:
    """Where the rule in hand looks, and with what weight; what is too heavy is cut off, and crossed."""
    x, w, (low, high) = q.a + (q.b - q.a) * q.rule[0], q.rule[1] * q.count, WEIGHTS
    tall, (traces, handles, axis) = np.clip(w, low, high), base(q, "ab", WEIGHTS)
    curve = low + (q.curve[1] - q.heights[0]) / (q.heights[1] - q.heights[0]) * (high - low)
    traces += [
        viz.line(q.curve[0], curve, "data", opacity=0.35, **THIN),
        viz.line(axis.range or (), [1, 1], "null", **DASHED),
        viz.stems(x, tall, ROLES[q.p.rule]),
        viz.markers(x, tall, ROLES[q.p.rule], size=6, name="weight"),
        viz.markers(x, np.where(tall == w, np.nan, 0.95 * tall), "ink", size=9, symbol="x", name="beyond the panel"),
        viz.label([q.window[0]], [TALL[1]], "pale: f", "data", position="bottom right", size=12),
    ]
    y, title = viz.Axis("weight × evaluations ÷ (b − a)", TALL), f"{RULES[q.p.rule]}: {q.count} nodes and weights"
    return viz.Plane(traces, axis, y, title, handles=handles)


def orders_panel(q: Integration) -> viz.Plane:
    """The error of each rule against its evaluations; the rule in hand strong."""
    floor, n, hand = float(np.clip(q.floor, 2 * FINEST[0], 1.0)), np.array([1.0, 1024.0]), q.p.rule
    clip = lambda e: np.clip(np.where(np.isfinite(e), np.abs(e), np.nan), floor, FINEST[1])  # below it is noise
    traces = [
        viz.area([0.8, MOST], [floor] * 2, [FINEST[0]] * 2, "null", opacity=0.25, name="rounding"),
        viz.called(viz.line([0.9, MOST], [q.p.level] * 2, "ink", **DASHED), "get below", at=0.02, size=12),
        viz.line(n, clip(q.race.deviation / np.sqrt(n)) + (0 if hand == "random" else np.nan), "accent", **DASHED),
    ]
    for k, (rule, name) in enumerate(RULES.items()):
        (tried, error), shown = q.race.errors[rule], rule == hand or rule not in ("newton", "random")
        style: dict[str, Any] = {"width": 3.2, "opacity": 1.0} if rule == hand else {"width": 1.6, "opacity": 0.75}
        curve = viz.line(tried, clip(error) + (0 if shown else np.nan), ROLES[rule], name=name, **style)
        told = shown and (q.a != q.b or rule == hand)  # over no length all rules are one line, without room for names
        traces.append(viz.called(curve, name if told else "", at=0.2 if rule == "newton" else 0.95 - 0.05 * k, size=13))
    here = float(q.count), float(clip(q.error)) if np.isfinite(q.error) else floor
    rounding = viz.label([1.0], [FINEST[0]], "rounding" * (floor > 2e-16), "muted", position="top right", size=12)
    traces += [viz.called(viz.dots(here, ROLES[hand], size=13, name="in hand")), viz.called(rounding)]
    grip = viz.Handle("hand", here, "evaluations", ROLES[hand], None, lambda x, y: {"count": round(x)}, "loosely")
    bar = viz.Handle("bar", (900.0, q.p.level), "error to get below", "ink", None, lambda x, y: {"level": y}, "y")
    x = viz.Axis("evaluations of f", (0.8, MOST), log=True, ticks=[1, 3, 10, 30, 100, 300, 1000])
    y = viz.Axis("|error|", FINEST, log=True, ticks=[10.0**k for k in range(-16, 3, 3)])
    faster = f"{RULES[hand]}: twice the panels, error ÷ {number(q.ratio)}"
    title = faster if np.isfinite(q.ratio) else "Error against work"
    return viz.Plane(traces, x, y, title, handles=[grip, bar], weight=1.25, room=SMALL)


def shadow_panel(q: Integration) -> viz.Plane:
    """What of the points is seen along the first two axes; thousands as a path of dashes: as many marks are slow."""
    spots, n = learning.shadow(q.p.points, q.p.seed, q.p.d, q.p.doublings), 2**q.p.doublings
    few, role, half = len(spots) <= 256, SETS[q.p.points][1], 0.003 * np.array([-1.0, 1.0])
    dashes = broken(spots[:, :1] + half, spots[:, 1:].repeat(2, axis=1) + (np.nan if few else 0.0))
    square = viz.polyline([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], "null", **THIN)
    dots = viz.dots(spots[:256] + (0.0 if few else np.nan), role, size=8 if len(spots) < 100 else 5, name="a point")
    x, y = (viz.Axis(f"coordinate {k}", (-0.03, 1.03), ticks=[0, 0.5, 1]) for k in (1, 2))
    title = f"{n} points, seen as {len(spots)}" if q.p.points == "grid" else f"{len(spots)} of {n} points"
    drawn = [square, viz.line(*dashes, role, width=3, hover=False), dots]
    return viz.Plane(drawn, x, y, title, equal=True, weight=0.8)


def cube_panels(q: Integration) -> list[viz.Plane]:
    """The errors against the number of points, and against the dimensions; rings for one run of random points."""
    (row, k), panels, held = q.at, [], float(np.clip(q.errors[q.p.points][q.at], *PARTS))
    n, d = 2.0 ** np.arange(4, learning.MOST_DOUBLINGS + 1), np.arange(1.0, learning.MOST_DIMENSIONS + 1)
    points = viz.Axis("points N", (13.0, 5200.0), log=True, ticks=[16, 64, 256, 1024, 4096])
    many = viz.Axis("dimensions d", (0.6, 10.4), ticks=range(1, 11))
    to_n, to_d = (lambda x, y: {"doublings": round(np.log2(max(x, 1.0)))}), (lambda x, y: {"d": round(x)})
    by_n = n, (row, slice(4, None)), points, f"d = {q.p.d}: any N", 2.0**k, to_n, (0.3, 0.6, 0.6)
    by_d = d, (slice(None), k), many, f"N = {2**k}: any d", row + 1.0, to_d, (0.05, 0.1, 0.9)
    for x, part, axis, title, at, moves, places in (by_n, by_d):
        run = np.clip(np.abs(q.chances.run[part]), *PARTS)
        traces: list[Any] = [viz.called(viz.markers(x, run, "accent", size=7, ring=True, name="this run"))]
        for (kind, (name, role)), place in zip(SETS.items(), places, strict=True):
            width, error = 3.2 if kind == q.p.points else 1.8, np.clip(q.errors[kind][part], *PARTS)
            traces.append(viz.called(viz.line(x, error, role, width=width, name=name), name, at=place, size=13))
        handle = viz.Handle(axis.title, (at, held), axis.title, "ink", None, moves, "loosely")
        traces.append(viz.called(viz.dots((at, held), "ink", size=11, name="now")))
        y = viz.Axis("|error| ÷ integral", PARTS, log=True)
        panels.append(viz.Plane(traces, axis, y, title, handles=[handle], room=(170.0, 170.0)))
    return panels


def shares_panel(q: Integration) -> viz.Plane:
    """The shares of ill and well at or above each threshold, and the threshold."""
    (false, true), t = q.rates, q.p.threshold
    x = np.concatenate([[SCORES[1] + 1], np.repeat(q.roc.levels, 2), [SCORES[0] - 1]])
    traces = [
        viz.called(viz.line([t, t], [0, 1.02], "ink", **DASHED)),
        viz.called(viz.line(x, np.repeat(q.roc.true, 2), "model", width=2.6, name="ill"), "of the ill", at=0.5),
        viz.called(viz.line(x, np.repeat(q.roc.false, 2), "data", width=2.6, name="well"), "of the well", at=0.7),
        viz.called(viz.markers([t, t], [true, false], "ink", size=10, name="called ill")),
    ]
    handle = viz.Handle("cut", (t, true), "threshold", "ink", None, lambda x, y: {"threshold": x}, "x")
    axes = viz.Axis(f"{q.p.feature} (sd from the mean)", SCORES), viz.Axis("share at or above it", (0.0, 1.05))
    return viz.Plane(traces, *axes, "Who is called ill at this threshold", handles=[handle], room=SMALL)


def roc_panel(q: Integration) -> viz.Plane:
    """The ROC curve, its staircases, and the area up to this threshold as trapezoids."""
    roc, x, y = q.roc, q.roc.false[: q.place + 1], q.roc.true[: q.place + 1]
    across, up = np.repeat(roc.false, 2), np.repeat(roc.true, 2)
    traces = [
        viz.area(x, y, 0.0, "optimum", opacity=0.28, name="area so far"),
        viz.line([0, 1], [0, 1], "null", **DASHED),
        viz.stems(x, y + (0 if len(roc.levels) < 60 else np.nan), "optimum", width=0.6),
        viz.line(across[1:], up[:-1], "data", width=1.4, dash="dot", name="left ends"),
        viz.line(across[:-1], up[1:], "model", width=1.4, dash="dot", name="right ends"),
        viz.line(roc.false, roc.true, "optimum", width=2.8, name="ROC"),
        viz.dots(q.rates, "ink", size=11, name="this threshold"),
    ]
    to = lambda x, y: {"threshold": min(max(roc.nearest(x, y), -3.0), 4.0)}
    handle = viz.Handle("corner", q.rates, "point of the ROC", "ink", None, to, "loosely")  # to the nearest corner
    well, ill = (viz.Axis(f"share of the {who} called ill", (-0.02, 1.05)) for who in ("well", "ill"))
    return viz.Plane(traces, well, ill, f"AUC, the area under it: {number(q.auc, 6)}", equal=True, handles=[handle])
