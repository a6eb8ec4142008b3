"""The panels of the lesson. Ink: a function; blue: a chord is above it, as it must be; orange: the chord fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.calculus import convexity as cv
from mathcore.calculus import plane_landscapes as pl
from mathcore.calculus.chords import Chord
from mathcore.calculus.level_curves import level_curve

if TYPE_CHECKING:
    from pages.calculus.convexity.state import Convexity

Array = NDArray[np.float64]
Traces = list[dict[str, Any]]
Pair = tuple[float, float]
FINE = np.linspace(-cv.HALF, cv.HALF, 401)
SHARES = np.linspace(0.0, 1.0, 101)
GOOD, BAD, LINE = "data", "model", "accent"
ROOM, ALONG = (-1.04 * cv.HALF, 1.04 * cv.HALF), (-0.03, 1.03)
WEIGHTS = {"logistic": ("weight of texture", "weight of smoothness"), "unit": ("weight w in", "weight v out")}
LEVELS = (0.6, 1.25, 2.5, 5.0)  # tops of the axis of a network's loss
COPY = {"trained": "To B as it was trained", "matched": "To B, its units matched to those of A"}
COPY |= {"opposite": "To the opposite: all units reversed", "any": "To a relabelled copy of B"}


def signed(values: Array, x: Array, y: Array, strong: float) -> dict[str, Any]:
    """A map of curvatures, orange below zero and blue above; large ones are told apart less and less."""
    usual = np.median(np.abs(values[np.isfinite(values) & (values != 0)])) if np.any(np.nan_to_num(values)) else 1.0
    shade = np.where(values == 0, 1e-3, values / (np.abs(values) + usual))
    ends = [[0.0, f"@{BAD}/{strong}"], [0.5, f"@{BAD}/0.15"], [0.5, f"@{GOOD}/0.1"], [1.0, f"@{GOOD}/{strong}"]]
    return {**viz.heatmap(shade, x, y, bounds=(-1.0, 1.0)), "colorscale": ends, "hoverinfo": "skip"}


def over(x: Array, upper: Array, lower: Array) -> Traces:
    """What lies between a line that should be above and one that should be below: blue where it is so, else orange."""
    low, high = (np.where(np.isfinite(upper + lower), each, 0.0) for each in (lower, upper))
    top = np.maximum(low, high)
    return [viz.area(x, top, low, GOOD, opacity=0.18), viz.area(x, top, high, BAD, opacity=0.45)]


def chord_traces(x: Array, chord: Chord) -> Traces:
    """A chord with its ends, what lies between it and its curve, and its gap half-way."""
    half, role = len(x) // 2, GOOD if chord.middle >= 0 else BAD
    return [
        *over(x, chord.line, chord.curve),
        viz.called(viz.line(x[[half, half]], [chord.line[half], chord.curve[half]], role, width=3.4, hover=False)),
        viz.called(viz.line(x, chord.line, LINE, width=2.6, name="chord"), "chord", at=0.8),
        viz.called(viz.markers(x[[0, -1]], chord.curve[[0, -1]], LINE, size=10, name="end of the chord")),
    ]


def judged(chord: Chord) -> str:
    says = "f has gaps under this chord" if np.isnan(chord.gap).any() else "This chord stays above the curve"
    says = "Curve above its chord: not convex" if chord.fails else says
    return "No chord: an end is not in the domain" if np.isnan(chord.worst[1]) else says


def grip(says: str, control: str, at: Pair, span: Pair, role: str = LINE, panel: int = 0) -> viz.Handle:
    """A handle that moves one control along x; where its point is out of the axis it waits at the edge."""
    height = float(np.clip(np.nan_to_num(at[1], nan=span[0]), *span))
    return viz.Handle(f"pull_{control}", (at[0], height), says, role, panel, lambda x, y: {control: x}, "x")


def starred(spots: Array) -> dict[str, Any]:
    return viz.dots(spots[:, :2], "optimum", symbol="star", size=13, name="local minimum")


def curve_panel(q: Convexity) -> viz.Plane:
    """The graph with what is above it, and a chord."""
    (a, b), span, f, (place, gap) = q.ends, q.spans[0], q.curve[0], q.chord.worst
    worst = (a + (b - a) * place, cv.finite((1 - place) * q.chord.curve[0] + place * q.chord.curve[-1] - gap))
    traces = [
        viz.area(FINE, np.full(401, span[1]), np.where(np.isnan(f), span[1], np.clip(f, *span)), "null", opacity=0.1),
        viz.called(viz.line(FINE, f, "ink", width=2.6, name="f"), "f", at=0.02),
        *chord_traces(a + (b - a) * q.chord.t, q.chord),
        viz.dots(worst, BAD, size=11, symbol="x", name="worst place"),
        starred(cv.minima(q.p.function)),
    ]
    heights = cv.values(q.p.function, [q.p.a, q.p.b]).tolist()
    grips = [grip(f"end {end} of the chord", end, (q.p[end], y), span) for end, y in zip("ab", heights, strict=True)]
    return viz.Plane(traces, viz.Axis("x", ROOM), viz.Axis("f(x)", span), judged(q.chord), handles=grips)


def bend_panel(q: Convexity) -> viz.Plane:
    """f″ weighed by the tent on the chord: the area under the product, orange counted off, is the gap half-way."""
    span, second, (a, b) = q.spans[2], q.curve[2], q.ends
    s = np.linspace(a, b, 201)
    share = np.maximum(q.h - np.abs(s - q.m), 0.0) / (q.h or 1.0)
    product, tall = share * cv.derivatives(q.p.function, s)[2], 0.8 * span[1] if q.h else 0.0
    traces = [
        *over(s, product, np.zeros(201)),
        viz.called(viz.line(FINE, second, "gradient", width=2.6, name="f″"), "f″", at=0.98),
        viz.called(viz.line([a, q.m, b], [0.0, tall, 0.0], LINE, width=2.0, dash="dot"), "tent", at=0.3),
        viz.called(viz.line(s, product, "ink", width=1.8, name="f″ × tent"), "f″ × tent", at=0.5, size=13),
        viz.called(viz.line(ROOM, (0.0, 0.0), "null", width=1.4, hover=False)),
    ]
    grips = [grip(f"end {end} of the tent", end, (q.p[end], 0.0), span, panel=1) for end in "ab"]
    title = "Why: f″ weighed by a tent"
    return viz.Plane(traces, viz.Axis("x", ROOM), viz.Axis("f″(x)", span), title, handles=grips)


def chords_map(q: Convexity) -> dict[str, Any]:
    found = cv.chords(q.p.function)
    return signed(found.clear, found.m, found.h, 0.9)


def chords_panel(q: Convexity) -> viz.Plane:
    """All chords; the tent of the present one stands over the part of the lowest row, f″, that it averages."""
    tent, corner = ([q.ends[0], q.m, q.ends[1]], [0.0, q.h, 0.0]), 0.97 * cv.HALF
    traces = [
        q.chords,
        viz.area(*tent, 0.0, LINE, opacity=0.12),
        viz.line(*tent, LINE, width=2.6, name="tent"),
        viz.dots((q.m, q.h), LINE, size=12, name="this chord"),
        viz.label([-cv.HALF], [corner], "blue: holds", GOOD, position="middle right", size=13),
        viz.label([cv.HALF], [corner], "orange: fails", BAD, position="middle left", size=13),
    ]
    tip = viz.Handle("tip", (q.m, q.h), "the chord by midpoint and half-width", LINE, moves=tip_to)
    x, y = viz.Axis("midpoint m of the chord", ROOM), viz.Axis("half-width h (lowest row: f″)", (-0.04, 2.08))
    return viz.Plane(traces, x, y, "All chords: f″ averaged under a tent", handles=[tip])


def tip_to(x: float, y: float) -> dict[str, Any]:
    m = min(max(x, -cv.HALF), cv.HALF)
    h = min(max(y, 0.0), cv.HALF - abs(m))
    if (m, h) != (x, y):
        raise viz.Limit("No width is less than 0, and the chord stays in the window.", {"a": m - h, "b": m + h})
    return {"a": m - h, "b": m + h}


def tangent_panel(q: Convexity) -> viz.Plane:
    """The graph with a tangent, where it dips below, and the largest convex function under it."""
    span, f, t, c, x = q.spans[0], q.curve[0], q.tangent, q.p.c, q.p.x
    sides = np.outer([t.left, t.right] if t.corner else [np.nan] * 2, FINE - c) + t.value
    hull, top = cv.envelope(q.p.function), float(cv.values(q.p.function, x))
    traces = [
        viz.area(FINE, sides.max(axis=0), sides.min(axis=0), LINE, opacity=0.15),
        over(FINE, f, f - q.above)[1],
        viz.called(viz.line(*hull[:2], "optimum", width=2.0, dash="dash"), "convex envelope", at=0.9, size=13),
        viz.called(viz.line(FINE, f, "ink", width=2.6, name="f"), "f", at=0.99),
        viz.called(viz.line(FINE, f - q.above, LINE, width=2.4, name="tangent"), "tangent", at=0.6, size=13),
        viz.line([x, x], [top - q.over, top], GOOD if q.over >= 0 else BAD, width=3.4, hover=False),
        starred(cv.minima(q.p.function)),
        viz.dots((c, t.value), LINE, size=11, name="c"),
        viz.dots((x, top), "ink", size=9, name="x"),
    ]
    touch = grip("where it touches", "c", (c, t.value), span)
    grips = [touch, grip("where it is compared", "x", (x, top), span, "ink")]
    dips = np.nanmin(q.above, initial=0.0) < -cv.TINY * (1 + np.nanmax(np.abs(f), initial=0.0))
    title = f"The curve {'dips below' if dips else 'stays above'} this tangent"
    title = "No tangent: f jumps, is vertical, or has no value" if np.isnan(t.slope) else title
    return viz.Plane(traces, viz.Axis("x", ROOM), viz.Axis("f(x)", span), title, handles=grips)


def slope_panel(q: Convexity) -> viz.Plane:
    """f′ and its level at c: the area between them, from c to x, is the height of the graph over the tangent."""
    span, level, c, x, hull = q.spans[1], q.tangent.slope, q.p.c, q.p.x, cv.envelope(q.p.function)
    s = np.linspace(c, x, 201)
    rate, flat = cv.derivatives(q.p.function, s)[1], np.full(201, level)
    straight = np.stack([hull[0], np.roll(hull[0], -1)], axis=1).ravel(), np.repeat(hull[2], 2)
    traces = [
        *over(s, *((rate, flat) if x >= c else (flat, rate))),
        viz.called(viz.line(*straight, "optimum", width=2.0, dash="dash"), "envelope", at=0.95, size=13),
        viz.called(viz.line(FINE, q.curve[1], "gradient", width=2.6, name="f′"), "f′", at=0.98),
        viz.called(viz.line(ROOM, [level] * 2, LINE, width=1.8, dash="dot", name="f′(c)"), "f′(c)", at=0.02),
        viz.dots((c, level), LINE, size=11, name="c"),
        viz.dots((x, rate[-1]), "ink", size=9, name="x"),
    ]
    grips = [grip("c", "c", (c, level), span, LINE, 1), grip("x", "x", (x, float(rate[-1])), span, "ink", 1)]
    title = "Why: the height is an area under f′"
    return viz.Plane(traces, viz.Axis("x", ROOM), viz.Axis("f′(x)", span), title, handles=grips)


def plane_map(q: Convexity) -> Traces:
    """Of a landscape its least curvature, contours (even in the root of the height) and minima."""
    grid = q.land.grid
    z = np.sqrt(grid - np.nanmin(grid)) if np.isfinite(grid).any() else grid
    top = float(np.nanmax(z, initial=1e-9))
    contours = viz.contour(pl.TICKS, pl.TICKS, z, levels=(0.0, top, top / 14), filled=False, role="muted", width=1.0)
    bends = signed(q.land.least, pl.TICKS, pl.TICKS, 0.5)
    return [bends, {**contours, "hoverinfo": "skip"}, starred(q.land.minima)]


def plane_panel(q: Convexity) -> viz.Plane:
    """Contours over the least curvature, a segment, and the sublevel set of its higher end."""
    ends = np.array([q.p.p, q.p.q])
    track = ends[0] + np.outer(SHARES, ends[1] - ends[0])
    rim = viz.polyline(level_curve(pl.TICKS, pl.TICKS, q.land.grid, q.level), "ink", width=2.4, name="sublevel set")
    traces = [
        *q.plane,
        viz.called(rim, "higher end", at=0.4, size=13),
        viz.called(viz.polyline(track, LINE, width=3.0, name="segment")),
        viz.polyline(np.where((q.segment.gap < -cv.TINY)[:, None], track, np.nan), BAD, width=6.0, name="fails"),
        viz.dots(ends, LINE, size=11, name="end"),
        *(viz.label([x], [y + 0.45], name, size=15) for name, (x, y) in zip("pq", ends.tolist(), strict=True)),
    ]
    grips = [viz.Handle(name, spot, f"end {name}", LINE) for name, spot in zip("pq", ends, strict=True)]
    x, y = (viz.Axis(name, (-pl.HALF, pl.HALF)) for name in WEIGHTS.get(q.p.landscape, ("x", "y")))
    return viz.Plane(traces, x, y, "Orange: some direction bends down", equal=True, handles=grips)


def segment_panel(q: Convexity) -> viz.Plane:
    """f along the segment with its chord, and the level of the higher end."""
    level = viz.line([0.0, 1.0], [q.level] * 2, "null", width=1.6, dash="dash", hover=False)
    traces = [
        viz.called(level, "higher end", at=0.65, size=13),
        viz.called(viz.line(SHARES, q.segment.curve, "ink", width=2.6, name="f"), "f along it", at=0.3),
        *chord_traces(SHARES, q.segment),
    ]
    low, high = cv.heights(q.land.grid.ravel())
    floor = float(np.nanmin(q.land.grid, initial=high))
    size = viz.reach(np.append(q.segment.curve - floor, 0.0), ((high - low) / 16, (high - low) / 4, high - floor))
    x, y = viz.Axis("t: from p (0) to q (1)", ALONG), viz.Axis("f", (floor - 0.1 * size, floor + 1.05 * size))
    return viz.Plane(traces, x, y, judged(q.segment))


def line_panel(q: Convexity) -> viz.Plane:
    """The loss along the line from network A to a copy of network B."""
    span, now = (0.0, viz.reach(q.line.curve, LEVELS)), float(np.interp(q.p.t, SHARES, q.line.curve))
    guess = viz.line([0, 1], [np.log(3)] * 2, "null", width=1.6, dash="dash", name="ln 3")
    traces = [
        viz.called(guess, "ln 3", at=0.05, size=13),
        viz.called(viz.line(SHARES, q.line.curve, "ink", width=2.6, name="loss"), "loss", at=0.3),
        *chord_traces(SHARES, q.line),
        viz.dots((q.p.t, now), "gradient", size=11, name="network at t"),
    ]
    x, title = viz.Axis("t: from A (0) to this copy of B (1)", ALONG), COPY[q.p.copy]
    grips = [grip("network on the line", "t", (q.p.t, now), span, "gradient")]
    return viz.Plane(traces, x, viz.Axis("loss", span), title, handles=grips)


def copies_panel(q: Convexity) -> viz.Plane:
    """Every copy of B: how far it is from A, and the barrier half-way."""
    far, barriers = q.pair.far, q.pair.barriers
    size = (1.06 * float(far.max()) + 0.1, 1.08 * float(barriers.max()) + 0.02)
    at = [q.label, *map(q.pair.label, ("trained", "matched", "opposite"), (0, 0, 0))]
    now, *spots = zip(far[at].tolist(), barriers[at].tolist(), strict=True)
    names, roles = ("as trained" if far[0] > far.min() + 0.1 else "", "matched", "opposite"), ("ink", "optimum", "ink")
    between = np.arange(1, len(q.pair.spots))
    cloud = np.insert(q.pair.spots, between, np.nan, axis=0)  # names keep off dots, not off lines
    marks = [viz.dots(spot, role, symbol="star", size=13) for spot, role in zip(spots, roles, strict=True)]
    traces = [
        viz.line((0.0, size[0]), (0.0, 0.0), "null", width=1.6, dash="dash", hover=False),
        viz.called(viz.dots(cloud, "null", size=5, opacity=0.5, name="a copy of B")),
        *(viz.called(mark, name, role=role, size=13) for mark, name, role in zip(marks, names, roles, strict=True)),
        viz.dots(now, LINE, size=16, ring=True, name="this copy"),
    ]

    def pick(x: float, y: float) -> dict[str, Any]:
        rank, off = q.pair.nearest_to(x, y, size)
        if off > 0.02:
            raise viz.Limit("No copy lies there: this is the nearest.", {"copy": "any", "rank": rank})
        return {"copy": "any", "rank": rank}

    x = viz.Axis("distance from A in the space of 43 weights", (-0.03 * size[0], size[0]))
    y = viz.Axis("barrier: rise half-way", (-0.03 * size[1], size[1]))
    tip = viz.Handle("pick", now, "copy of network B", LINE, moves=pick)
    return viz.Plane(traces, x, y, "All 3,840 copies of B (many coincide)", handles=[tip])
