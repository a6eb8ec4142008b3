"""The panels: a photograph and what a σ-algebra sees of it, patients in leaves, columns and slabs, laws, sequences.

What is given (X, f, draws) is "data", what is made of it (means, sums) "model", the event or level in hand "accent".
"""

from __future__ import annotations

from typing import Any

import numpy as np

import viz
from explorer.text import number
from mathcore.calculus import conditional_expectation as ce
from mathcore.calculus import measures as ms
from mathcore.calculus import modes_of_convergence as mc
from pages.calculus.measure_theory.state import Measure

NAN, NONE, NOWHERE = np.nan, np.full((1, 4), np.nan), (np.full(4, np.nan),) * 2
LEVELS, SIZES, LATER = range(9), np.arange(1, ce.LEAVES + 1), np.unique(np.round(np.geomspace(1, 1000, 240)))
DASHED: dict[str, Any] = {"width": 1.6, "dash": "dash", "hover": False}
WHOLE: viz.Follows = "loosely"  # of what goes by whole numbers, or by cells
UNIT, FLOOR, TOP = (-0.02, 1.02), 0.01, 2e4  # an axis from 0 to 1; mass by length that is shown
PARTS, PART_ROLES = ("atom", "density", "Cantor"), ("accent", "model", "data")
HEIGHTS = {"typewriter": 1.25, "escape": 32.0, "root": 6.0, "power": 1.25, "flip": 1.25}
OMEGAS = np.unique(np.concatenate([np.linspace(1e-9, 1 - 1e-9, 385), *(1 / np.arange(2, 32) + d for d in (0, -1e-9))]))
# Sizes of Xₙ: the name, role, dashes, and where along its line the name stands.
FOUR = [("ever", "P(ever again > ε)", "accent", "solid", 0.7), ("often", "P(Xₙ > ε)", "optimum", "dash", 0.9)]
FOUR += [("mean", "E Xₙ", "model", "dot", 0.5), ("root", "√E Xₙ²", "gradient", "dashdot", 0.3)]


def along(name: str, low: float = 0.0, high: float = 1.0) -> viz.Moves:
    """A control that goes along x with the pointer, as far as it can."""
    return lambda x, _: {name: min(max(x, low), high)}


def framed(traces: list[Any], title: str, image: dict[str, Any], handles: Any = ()) -> viz.Plane:
    """A picture without axes, its pixels square."""
    x, y = (viz.Axis("", (-2.0, end + 2.0), visible=False) for end in (ce.COLUMNS, ce.ROWS))
    return viz.Plane(traces, x, y, title, equal=True, images=[image], handles=handles)


def photo_panel(q: Measure) -> viz.Plane:
    """The photograph, and the event A on it: what is outside of A is pale."""
    rounded = q.p.snap and not q.masked and q.event.probability > 0
    a, c, b, d = ce.enclosing(q.p.level, *q.corners)[1] if rounded else np.ravel(q.corners)[[0, 2, 1, 3]]
    around = [(0, a, 0, ce.ROWS), (c, ce.COLUMNS, 0, ce.ROWS), (a, c, 0, b), (a, c, d, ce.ROWS)]
    pale = viz.rectangles(NONE if q.masked else around, "paper", opacity=0.5)
    outline = viz.rectangles([(a, c, b, d)], "accent", opacity=0, width=1.5 if q.masked else 3.0)
    old = np.array(q.p.corners)

    def slide(x: float, y: float) -> dict[str, Any]:
        found, there = ce.slid(old, (x, y), 4)
        values = {"corners": tuple(map(tuple, found.tolist()))}
        if not there:
            raise viz.Limit("A stays within Ω, the photograph.", values)
        return values

    handles = viz.handles("corners", old, "corner of A", "accent")
    handles.append(viz.Handle("event", old.mean(axis=0), "event A", "accent", moves=slide))
    return framed([pale, outline], "A photograph X, and an event A", q.pale if q.masked else q.photo, handles)


def told_panel(q: Measure) -> viz.Plane:
    """E[X|F]: the mean over each cell; for blocks the events that enclose A from within and from without."""
    inner, outer = ce.enclosing(q.p.level, *q.corners) if q.p.known == "blocks" else NOWHERE
    boxes = (outer, "gradient", 4.0), (inner, "optimum", 4.0), (np.ravel(q.corners)[[0, 2, 1, 3]], "accent", 1.5)
    traces = [viz.rectangles([each], role, opacity=0, width=width) for each, role, width in boxes]
    side, classes = ce.block_side(q.p.level), f"which of {q.pieces} classes"
    told = f"the {side}×{side} block" if q.p.known == "blocks" else classes
    return framed(traces, f"E[X|F], told {told if q.p.level else 'nothing'}", q.told)


def share_panel(q: Measure) -> viz.Plane:
    """The share of the variance that is explained at each refinement; beside it, as a bar, explained and left."""
    now, level = q.explained, q.p.level
    blocks, classes = ("model", "null") if q.p.known == "blocks" else ("null", "model")
    traces = [
        viz.line(LEVELS, ce.explained("blocks"), blocks, width=2.4, name="blocks"),
        viz.line(LEVELS, ce.explained("levels"), classes, width=2.4, dash="dash", name="classes"),
        viz.label([1.7], [0.48], "blocks", blocks, position="middle right"),
        viz.label([0.4], [1.045], "brightness", classes, position="middle right"),
        viz.rectangles([(9.3, 10.5, 0, now)], "model", opacity=0.75),
        viz.rectangles([(9.3, 10.5, now, 1)], "data", opacity=0.75),
        viz.segment((level, now), (9.3, now), "model", width=1.2, dash="dot", hover=False),
        viz.label([9.1], [0.06], "explained", "model", position="middle left"),
        viz.label([9.9], [1.0], "left" if now < 0.999 else "", "data", position="top center"),
        viz.dots((level, now), "model", size=11, name="now"),
    ]
    handle = viz.Handle("level", (level, now), "refinement", "model", moves=along("level", 0, 8), follows=WHOLE)
    x, y = viz.Axis("refinement", (-0.4, 10.7), ticks=LEVELS[::2]), viz.Axis("share of Var X", (0, 1.08), percent=True)
    return viz.Plane(traces, x, y, "Var X, split", weight=0.55, handles=[handle])


def patients_panel(q: Measure) -> viz.Plane:
    """Ω is a line of 442 patients, each of probability 1/442; a cell is an interval, E[y|F] a staircase."""
    y, k, n = q.tree.target, q.p.patient, len(q.tree.target)
    at, edges, title = (k + 0.5) / n, q.borders / n, f"E[y|F], told the leaf (of {q.p.leaves})"
    traces = [
        viz.rectangles([(*edges[q.leaf : q.leaf + 2], 0, 380)], "accent", opacity=0.16),
        viz.stems(edges, np.full(len(edges), 380.0), "zero", width=1.0),
        viz.markers((np.arange(n) + 0.5) / n, y, "data", size=5, opacity=0.6, name="a patient"),
        viz.line(edges, q.guess[np.append(q.borders[:-1], n - 1)], "model", width=3.2, step=True, name="E[y|F]"),
        viz.segment((at, y[k]), (at, q.guess[k]), "accent", width=2.5, hover=False),
        viz.dots((at, y[k]), "accent", size=12, name="ω"),
        viz.label([at], [362], "ω", "accent", position="middle center", size=17),
    ]
    choose = lambda x, _: {"patient": min(max(int(x * n), 0), n - 1)}
    handle = viz.Handle("patient", (at, y[k]), "patient ω", "accent", moves=choose, follows="x")
    axes = viz.Axis("Ω: patients, leaf by leaf (probability)", UNIT), viz.Axis("progression of diabetes y", (0, 380))
    return viz.Plane(traces, *axes, title, weight=1.5, handles=[handle])


def leaves_panel(q: Measure) -> viz.Plane:
    best, now = int(np.argmax(q.unseen)), (q.p.leaves, q.own[q.p.leaves - 1])
    traces = [
        viz.called(viz.line(SIZES, q.own, "model", name="these patients"), "these patients", at=0.75),
        viz.called(viz.line(SIZES, q.unseen, "gradient", name="new patients"), "new patients", at=0.85),
        viz.called(viz.segment((now[0], -0.25), (now[0], 1), "accent", **DASHED)),
        viz.dots((best + 1, q.unseen[best]), "optimum", size=12, ring=True, name="best"),
        viz.dots(now, "model", size=11, name="now"),
    ]
    handle = viz.Handle("leaves", now, "leaves", "model", moves=along("leaves", 1, ce.LEAVES), follows=WHOLE)
    x = viz.Axis("leaves (cells of F)", (0.9, 70), log=True, ticks=[1, 2, 4, 8, 16, 32, 64])
    y = viz.Axis("share of Var y explained", (-0.25, 1.0), percent=True)
    return viz.Plane(traces, x, y, "More leaves, more told?", handles=[handle])


def on_f(q: Measure, traces: list[Any], title: str, x: str, y: str, at: float = NAN) -> viz.Plane:
    """A plane with the heights of f, the same beside each other; where `at` says so, with a handle for the level t."""
    low, high = q.graph.base, q.graph.top
    room, (at_x, f) = 0.07 * (high - low) or 1.0, q.curve

    def moves(_: float, y: float) -> dict[str, Any]:
        if not low <= y <= high or low == high:
            raise viz.Limit("Levels go from the foot of the slabs to their top.", {"share": float(y > high)})
        return {"share": (y - low) / (high - low)}

    handle = viz.Handle("t_" + x[0], (at, q.t), "level t", "accent", moves=moves, follows="y")
    handles = [handle] if np.isfinite(at) else []
    if y == "f(x)":  # f as far as it can be drawn: a line, and dots over fractions
        traces += [viz.line(at_x, f, "data", width=2.0, name="f"), viz.dots(q.graph.points(), "data", size=5)]
    return viz.Plane(traces, viz.Axis(x, UNIT), viz.Axis(y, (low - room, high + room)), title, handles=handles)


def columns_panel(q: Measure) -> viz.Plane:
    """Riemann: columns as high as the least value of f, and above them how far f goes up and down in each."""
    (low, high), left = q.columns, np.arange(q.pieces) / q.pieces
    gap, sides = number(q.riemann[1] - q.riemann[0], 3), (left, left + 1 / q.pieces)
    parts = ("model", np.full(q.pieces, q.graph.base), low), ("gradient", low, high)
    thin = {"opacity": 0.38, "width": min(0.6, 20 / q.pieces)}
    boxes = [viz.rectangles(np.stack([*sides, *ends], axis=1), role, **thin) for role, *ends in parts]
    return on_f(q, boxes, f"Riemann: n = {q.pieces}, gap {gap}", "x", "f(x)")


def slabs_panel(q: Measure) -> viz.Plane:
    """Lebesgue: slabs under the curve, and at the level t the set where f is above t."""
    cut, lines, (x, y) = q.graph.cut(q.t), q.slabs[0][:: max(1, q.pieces // 64)], q.graph.stairs(q.pieces)
    traces = [
        viz.area(x, y, q.graph.base, "model", opacity=0.38),
        viz.line(np.tile([0, 1, NAN], len(lines)), np.repeat(lines, 3), "zero", width=0.7, hover=False),
        viz.segment((0, q.t), (1, q.t), "accent", width=1.2, dash="dot", hover=False),
        viz.line(cut, np.full(len(cut), q.t), "accent", width=5, name="f > t"),
        viz.dots(q.graph.points(q.t) * [1, 0] + [0, q.t], "accent", size=6, name="f > t"),
    ]
    gap = number(q.lebesgue[1] - q.lebesgue[0], 3)
    return on_f(q, traces, f"Lebesgue: n = {q.pieces}, gap {gap}", "x", "f(x)", 0.96)


def pushed_panel(q: Measure) -> viz.Plane:
    """The same slabs, the pieces of each pushed together: as long as the set where f is above."""
    (levels, above), t = q.slabs, np.linspace(q.graph.base, q.graph.top, 301)
    stairs = np.append(np.repeat(above[1:], 2), [0, 0]), np.append(np.repeat(levels, 2)[1:-1], levels[[-1, 0]])
    traces = [
        viz.polygon(np.stack(stairs, axis=1), "model", opacity=0.38, width=0.6),
        viz.line(q.graph.above(t), t, "ink", width=2.2, step=True, name="μ{f > t}"),
        viz.segment((0, q.t), (q.above_t, q.t), "accent", width=5, name="μ{f > t}"),
        viz.dots((q.above_t, q.t), "accent", size=10, name="now"),
    ]
    return on_f(q, traces, "Pieces pushed together", "length μ{f > t}", "level t", q.above_t)


def parts_panel(q: Measure) -> viz.Plane:
    def moves(k: int, _: float, y: float) -> dict[str, Any]:
        values = {"shares": q.simplex.with_share(q.p.shares, 0, k, y)}
        if not -0.02 <= y <= 1.02:
            raise viz.Limit("A share goes from 0 to 1.", values)
        return values

    spots, x = np.stack([range(3), q.p.shares[0]], axis=1), viz.Axis("", (-0.6, 2.6), ticks=range(3), labels=PARTS)
    handles = viz.handles("part", spots, lambda k: f"share of the {PARTS[k]}", "ink", moves=moves, follows="y")
    bars = viz.bars(range(3), q.p.shares[0], PART_ROLES, width=0.7)
    return viz.Plane([bars], x, viz.Axis("share", (0, 1.05)), "Three parts", weight=0.9, handles=handles)


def cdf_panel(q: Measure) -> viz.Plane:
    (x, _, y), place, top = q.law.curve(), q.p.place, q.law.cdf(q.p.place)
    foot, rug = top - q.law.atom, -0.05 - 0.1 * (np.arange(300) * 0.618034 % 1)
    traces = [
        viz.markers(q.draws, rug, "null", size=3, opacity=0.5, name="a draw"),
        viz.line([-0.05, 0, *x, 1, 1.05], [0, 0, *y, 1, 1], "ink", width=2.4, name="F"),
        viz.line([place, place], [foot, top], "accent", width=4.5, name="jump"),
        viz.line([q.p.x, q.p.x], [0, q.cdf], "optimum", **DASHED),
        viz.dots((q.p.x, q.cdf), "optimum", size=11, name="x, F(x)"),
    ]
    at_x = viz.Handle("x", (q.p.x, q.cdf), "point x", "optimum", moves=along("x"), follows="x")
    atom = viz.Handle("place", (place, (foot + top) / 2), "atom", "accent", moves=along("place"), follows="x")
    axes = viz.Axis("x", (-0.03, 1.03)), viz.Axis("F(x) = P(X ≤ x)", (-0.18, 1.06), ticks=[0, 0.25, 0.5, 0.75, 1])
    return viz.Plane(traces, *axes, "F, and 300 draws below", handles=[at_x, atom])


def scale_panel(q: Measure) -> viz.Plane:
    """Mass by length of the cells of width 3^-k, of each part: it rests, or grows by 3/2, or by 3 with each k."""
    w, k, width = q.law, q.p.level, 3.0**-q.p.level
    (ends, smooth), left, at = w.profile(k), ms.cantor_intervals(k) * width, w.cell(q.p.place, k) * width
    smooth = np.where(smooth > FLOOR, smooth, NAN)
    dust, atom = (part if part > FLOOR else NAN for part in (w.singular * 1.5**k, w.atom / width))
    here, tip = ((w.cell(q.p.x, k) + 0.5) * width, max(q.cell_mass / width, 1.15 * FLOOR)), (at + width / 2, atom)
    beside = 0.5 * 1.46 * w.density  # below the density, if the atom's name is not there
    clear = w.density > 0.1 and not (abs(tip[0] - 0.42) < 0.17 and 0.25 < atom / beside < 2)
    boxes = np.stack(np.broadcast_arrays(left, left + width, FLOOR + 0 * dust, dust), axis=1)
    traces = [
        viz.rectangles(boxes, "data", opacity=0.45, width=1.0),
        viz.rectangles([(at, at + width, FLOOR + 0 * atom, atom)], "accent", opacity=0.3, width=1.5),
        viz.line(ends, np.append(smooth, smooth[-1]), "model", width=2.6, step=True, name="density"),
        viz.label([0.42], [beside], "density" * clear, "model", position="bottom center"),
        viz.label([0.01], [1.15 * dust], "Cantor", "data", position="top right"),
        viz.dots(tip, "accent", size=9, symbol="diamond", name="atom"),
        viz.label([tip[0]], [1.3 * atom], "atom", "accent", position="top center"),
        viz.dots(here, "optimum", size=11, name="cell of x"),
    ]
    handle = viz.Handle("zoom", here, "cell of x", "optimum", moves=along("x"), follows=WHOLE)
    axes = viz.Axis("x", (-0.03, 1.03)), viz.Axis("mass / length of a cell", (FLOOR, TOP), log=True)
    return viz.Plane(traces, *axes, f"Cells of width 1/{3**k:,}", handles=[handle])


def omega_panel(q: Measure) -> viz.Plane:
    """Xₙ as a function on Ω = [0, 1], and the least function that dominates all so far."""
    n, name, at, top = q.p.step, q.p.sequence, q.p.omega, HEIGHTS[q.p.sequence]
    x, here, side = mc.value(name, n, OMEGAS), (at, q.x_n), ("ω ", "left") if at > 0.9 else (" ω", "right")
    traces = [
        viz.area(OMEGAS, x, 0.0, "data", opacity=0.4),
        viz.line(OMEGAS, x, "data", width=2.2, name="Xₙ"),
        viz.line(OMEGAS, mc.envelope(name, n, OMEGAS), "null", **DASHED),
        viz.label([1.0], [1.0], "largest so far", "null", position="top left"),  # there it is 1, of each sequence
        viz.line([at, at], [0, top], "accent", **DASHED),
        viz.dots(here, "accent", size=11, name="Xₙ(ω)"),
        viz.label([at], [0.94 * top], side[0], "accent", position=f"middle {side[1]}", size=17),
    ]
    handle = viz.Handle("omega", here, "outcome ω", "accent", moves=along("omega"), follows="x")
    axes = viz.Axis("outcome ω", UNIT), viz.Axis("Xₙ(ω)", (-0.05 * top, top))
    return viz.Plane(traces, *axes, f"Xₙ, a function on Ω: n = {n}", handles=[handle])


def path_panel(q: Measure) -> viz.Plane:
    """The one sequence of numbers X₁(ω), X₂(ω), … of the chosen outcome."""
    every, top, n = np.arange(1.0, 32.0), HEIGHTS[q.p.sequence], q.p.step
    x = mc.value(q.p.sequence, every, q.p.omega)
    done, later = np.where(every <= n, x, NAN), np.where(every > n, x, NAN)
    traces = [
        viz.line([0, 35], [q.p.eps] * 2, "optimum", **DASHED),
        viz.label([33.5], [q.p.eps], "ε", "optimum", position="top center", size=15),
        *(viz.stems(every, part, role) for part, role in ((done, "accent"), (later, "null"))),
        viz.markers(every, later, "null", size=6, name="later"),
        viz.markers(every, done, "accent", size=7, name="so far"),
        viz.dots((n, q.x_n), "accent", size=12, name="now"),
    ]
    handle = viz.Handle("step", (n, q.x_n), "n", "accent", moves=along("step", 1, 31), follows=WHOLE)
    axes = viz.Axis("n", (0, 35)), viz.Axis("Xₙ(ω)", (-0.05 * top, top))
    return viz.Plane(traces, *axes, f"One outcome: ω = {q.p.omega:g}", weight=0.9, handles=[handle])


def sizes_panel(q: Measure) -> viz.Plane:
    """Four sizes of Xₙ against n, each of which decides one way to converge."""
    found, traces = mc.sizes(q.p.sequence, LATER, q.p.eps), []
    for key, text, role, dash, at in FOUR:
        line = viz.line(LATER, getattr(found, key), role, width=2.8, dash=dash, name=text)
        traces.append(viz.called(line, text, at=at, size=13))
    now = viz.dots([(q.p.step, float(getattr(q.sizes, key))) for key, *_ in FOUR], "ink", size=7, name="now")
    ends = (0.05, 5) if q.p.sequence == "flip" else (4e-4, 60)  # of flip three lines are near one another
    axes = viz.Axis("n", (0.9, 1200), log=True, ticks=[1, 10, 100, 1000]), viz.Axis("size of Xₙ", ends, log=True)
    return viz.Plane([*traces, now], *axes, "Which sizes go to 0?", weight=1.1)
