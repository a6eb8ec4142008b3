"""What is given (data), what the format makes of it (model), what would be exact (optimum), the error (accent)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.advanced import floating_point as fp
from mathcore.advanced import stable_algorithms as sa
from pages.advanced.numerical_stability.state import COUNT, GRID, LOGITS

if TYPE_CHECKING:
    from pages.advanced.numerical_stability.state import Stability

WIDE = 16.0  # of the numbers that the staircase shows
TOTALS: dict[str, tuple[float, float]] = {"tenths": (0, 1100), "thousandths": (0, 11), "ones": (0, 11000)}
TOTALS |= {"harmonic": (0, 11), "alternating": (0.6, 0.8), "peters": (-300, 5500)}
NAMES = {"loop": ("a loop", "model"), "pairwise": ("pairwise", "data"), "kahan": ("Kahan", "gradient")}
NAMES |= {"neumaier": ("Neumaier", "accent")}


def stairs_panel(q: Stability) -> viz.Plane:
    """The rounded number against the number: steps as long as the gaps, which double at each power of two."""
    floats = np.concatenate([[0.0], q.form.positive[q.form.positive <= 1.2 * WIDE]])
    edges = np.concatenate([[0.0], 0.5 * (floats[1:] + floats[:-1])])
    x, y = min(q.p.x, WIDE), min(q.rounded, 1.2 * WIDE)
    seen = q.p.x <= WIDE
    cell = [y - 0.5 * q.spacing, y + 0.5 * q.spacing] if seen else [np.nan, np.nan]
    traces = [
        viz.area(cell, [WIDE, WIDE], -1.5, "model", opacity=0.12),
        viz.stems(floats, np.full(len(floats), -0.5), "model", width=1.6, base=-1.4),
        viz.called(
            viz.line([0, WIDE], [0, WIDE], "optimum", width=1.6, dash="dash", name="no rounding"), "x itself", at=0.9
        ),
        viz.called(viz.line(edges, floats, "model", step=True, name="rounded"), "fl(x)", at=0.6),
        viz.segment((x, x), (x, y) if seen else (x, x), "accent", width=5, hover=False),
        viz.dots((x, y if seen else np.nan), "model", size=11, name="fl(x)"),
    ]
    handle = viz.Handle("x", (x, x), "number x", "data", moves=lambda to, _: {"x": to}, follows="x")
    axes = viz.Axis("x", (0, WIDE)), viz.Axis("fl(x)", (-1.5, 17), ticks=(0, 4, 8, 12, 16))
    return viz.Plane(traces, *axes, "Gaps double at each power of two", handles=[handle])


def teeth_panel(q: Stability) -> viz.Plane:
    """The relative error of rounding over the whole format: a ceiling u from the smallest normal to the largest."""
    x, error = fp.teeth(q.form.name)
    floor, u = 2e-3, q.form.unit
    now = np.clip(q.off / q.p.x, floor, 1.6)
    traces = [
        viz.area([1e-6, q.form.tiny], [2.0, 2.0], floor, "null", opacity=0.14),
        viz.area([q.form.largest, 1e6], [2.0, 2.0], floor, "null", opacity=0.14),
        viz.line(x, np.maximum(error, floor), "accent", width=1, opacity=0.8, name="relative error"),
        viz.line([q.form.tiny, q.form.largest], [u, u], "null", width=2.2, dash="dash"),
        viz.label([np.sqrt(q.form.tiny * q.form.largest)], [u], f"u = 1/{1 / u:g}", "null", position="top center"),
        viz.label([2e-5], [floor * 1.25], "subnormal", "muted", position="top right", size=12),
        viz.label([q.form.largest], [floor * 1.25], "overflow", "muted", position="top right", size=12),
        viz.segment((q.p.x, floor), (q.p.x, now), "data", width=1.4, dash="dot", hover=False),
        viz.dots((q.p.x, now), "data", size=11, name="x"),
    ]
    handle = viz.Handle("along", (q.p.x, now), "number x", "data", moves=lambda to, _: {"x": to}, follows="x")
    axes = viz.Axis("x", (1e-5, 1e6), log=True), viz.Axis("|fl(x) − x| / x", (floor, 2.0), log=True)
    return viz.Plane(traces, *axes, "Relative error: one ceiling for all sizes", handles=[handle])


def rows_panel(q: Stability) -> viz.Plane:
    """a, b and their difference: the blur of all three is alike, the distance from zero is not."""
    d, half = q.gap, [0.5 * float(q.held.spacing(each)) for each in (q.p.a, q.p.b)]
    exact, computed, blur = float(d.exact), float(d.computed), sum(half)
    middles, stored = (q.p.a, q.p.b, exact), (float(d.first), float(d.second), computed)
    boxes = [(s - h, s + h, y - 0.3, y + 0.3) for s, h, y in zip(stored, [*half, blur], (3, 2, 1), strict=True)]
    traces = [
        viz.rectangles(boxes, "model", opacity=0.25),
        viz.segment((0, 0.45), (0, 3.5), "muted", width=1.4, hover=False),
        viz.line([0, exact], [1, 1], "optimum", width=2, hover=False),
        viz.line(np.repeat(stored, 3), [2.7, 3.3, np.nan, 1.7, 2.3, np.nan, 0.7, 1.3, np.nan], "model", width=3),
        viz.markers(middles[:2], [3, 2], "data", size=9, name="as given"),
        viz.dots((exact, 1), "optimum", size=12, name="exact a − b"),
        viz.label([-4.9] * 3, [3, 2, 1], ["a", "b", "a − b"], "ink", position="middle right", size=15),
        viz.label([exact], [1.32], "exact", "optimum", size=12),
        viz.label([computed], [0.68], "computed", "model", position="bottom center", size=12),
    ]
    handles = [
        viz.Handle("first", (q.p.a, 3), "a", "data", moves=lambda x, _: {"a": x}, follows="x"),
        viz.Handle("second", (q.p.b, 2), "b", "data", moves=lambda x, _: {"b": x}, follows="x"),
    ]
    axes = viz.Axis("value", (-5, 4.2), ticks=(-4, -2, 0, 2, 4)), viz.Axis("", (0.25, 3.6), ticks=())
    return viz.Plane(traces, *axes, "Two cells, and their difference", handles=handles)


def poles_panel(q: Stability) -> viz.Plane:
    """The relative error of a - b against a, under its bound, which has a pole at a = b."""
    u, low = q.held.unit, q.held.unit / 100
    error, bound = (np.clip(each, low, 100) for each in (q.gaps.error, q.gaps.bounded))
    now = float(np.clip(np.nan_to_num(q.gap.error, nan=100), low, 100))
    traces = [
        viz.line(GRID, np.where(np.isnan(error), low, error), "accent", width=1.4, name="relative error"),
        viz.called(viz.line(GRID, bound, "null", width=2.2, dash="dash", name="bound"), "bound", at=0.95),
        viz.line([0.5, 4], [1, 1], "gradient", width=1.4, dash="dot", hover=False),
        viz.label([0.55], [1.0], "no digit is right", "gradient", position="top right", size=12),
        viz.line([0.5, 4], [u, u], "muted", width=1.2, dash="dot", hover=False),
        viz.label([4.06], [u], "u", "muted", position="middle right", size=13),
        viz.segment((q.p.a, low), (q.p.a, now), "data", width=1.4, dash="dot", hover=False),
        viz.dots((q.p.a, now), "data", size=11, name="a"),
    ]
    handle = viz.Handle("slide", (q.p.a, now), "a", "data", moves=lambda x, _: {"a": x}, follows="x")
    axes = viz.Axis("a", (0.45, 4.05)), viz.Axis("relative error of a − b", (low, 200.0), log=True)
    return viz.Plane(traces, *axes, "Why: the bound has a pole at a = b", handles=[handle])


# Curves and their names rest while a place on them moves, and names cost milliseconds: so they are drawn once.
@lru_cache(maxsize=64)
def totals(kind: str, name: str) -> viz.Plane:
    """The running totals of all ways, in a format."""
    s, (low, high) = sa.sums(kind, name, tuple(COUNT.every())), TOTALS[kind]
    inside = lambda values: np.clip(values, 2 * low - high, 2 * high - low)
    each = ((viz.line(s.counts, inside(s.ways[way]), role, width=2), text) for way, (text, role) in NAMES.items())
    exact = viz.called(viz.line(s.counts, inside(s.exact), "optimum", width=5, opacity=0.35), "exact", at=0.7)
    axes = viz.Axis("terms added n", (0, 11500), ticks=(0, 2500, 5000, 7500, 10000)), viz.Axis("total", (low, high))
    return viz.Plane([exact, *(viz.called(*one) for one in each)], *axes, "Running totals")


@lru_cache(maxsize=64)
def errors(kind: str, name: str) -> viz.Plane:
    """The relative errors of all ways, in a format, and two bounds."""
    s, u = sa.sums(kind, name, tuple(COUNT.every())), fp.FORMATS[name].unit
    inside = lambda values: np.clip(values, u / 100, 10)
    each = ((viz.line(s.counts, inside(s.error(way)), role, width=2), text) for way, (text, role) in NAMES.items())
    traces = [
        viz.called(viz.line(s.counts, inside(s.loop_bound), "model", width=1.6, dash="dash"), "loop’s bound", at=0.25),
        viz.called(viz.line(s.counts, inside(s.pairwise_bound), "data", width=1.6, dash="dash"), "pairwise’s", at=0.6),
        viz.line([8, 1.2e4], [u, u], "muted", width=1.2, dash="dot", hover=False),
        viz.label([1.25e4], [u], "u", "muted", position="middle right", size=13),
        *(viz.called(*one) for one in each),
    ]
    axes = viz.Axis("terms added n", (8, 4e4), log=True), viz.Axis("relative error", (u / 100, 20.0), log=True)
    return viz.Plane(traces, *axes, "Errors under their bounds")


def marked(plane: viz.Plane, x: float, heights: dict[str, float], handles: Sequence[viz.Handle] = ()) -> viz.Plane:
    """The plane with a line at a place and a dot on each curve there."""
    assert plane.y.range is not None
    found = [viz.dots((x, heights[way]), role, size=8, name=name) for way, (name, role) in NAMES.items()]
    cut = viz.line([x, x], plane.y.range, "muted", width=1.2, dash="dot", hover=False)
    return replace(plane, traces=[*plane.traces, cut, *found], handles=handles)


def totals_panel(q: Stability) -> viz.Plane:
    """Running totals: where a loop stands still, a term is less than half the gap there."""
    return marked(totals(q.p.kind, q.p.format), int(q.sums.counts[q.place]), q.ways)


def errors_panel(q: Stability) -> viz.Plane:
    """Relative errors against n under their bounds, on logarithmic axes."""
    low, spot = q.used.unit / 100, (q.p.count, q.used.unit / 50)
    handle = viz.Handle("terms", spot, "number of terms", "ink", moves=lambda x, _: {"count": round(x)}, follows="x")
    heights = {way: float(np.clip(error, low, 10)) for way, error in q.errors.items()}
    return marked(errors(q.p.kind, q.p.format), int(q.sums.counts[q.place]), heights, [handle])


def steps_panel(q: Stability) -> viz.Plane:
    """Two equations as lines, before elimination and after; of larger systems the growth of the numbers, by steps."""
    return lines(q) if q.p.matrix == "small" else growing(q)


def lines(q: Stability) -> viz.Plane:
    """The pivot row, the other row before and after elimination, and where they cross."""
    pivot, s, x = q.p.pivot, q.solved, np.array([-1.0, 3.0])
    first, second = 1 + pivot - pivot * x, 2 - x
    kept, other = (second, first) if q.p.exchange else (first, second)
    after = np.full(2, s.reduced[1] / s.upper[1, 1])
    found = np.clip(s.solution, -0.95, 2.95)
    traces = [
        viz.called(viz.line(x, kept, "data", width=6, opacity=0.35), "pivot row", at=0.1),
        viz.called(viz.line(x, other, "null", width=1.8, dash="dash"), "the other row", at=0.2),
        viz.called(viz.line(x, after, "model", width=2), "after elimination", at=0.95),
        viz.called(viz.dots((1, 1), "optimum", size=17, ring=True, name="true solution")),
        viz.called(viz.dots(found, "model", size=10, name="computed solution")),
        viz.label([1.0], [1.25], "true", "optimum", position="top right", size=13),
        viz.label([found[0]], [found[1] - 0.1], "computed", "model", position="bottom center", size=13),
    ]
    axes = viz.Axis("x₁", (-1, 3)), viz.Axis("x₂", (-0.5, 2.5))
    return viz.Plane(traces, *axes, "The rows as lines, and where they cross")


def growing(q: Stability) -> viz.Plane:
    """The largest number after each step of elimination, over that of A, and the doubling that bounds it."""
    s, k = q.solved, np.arange(60)
    grown = np.full(60, np.nan)
    grown[: len(s.largest)] = np.maximum.accumulate(s.largest) / s.largest[0]
    traces = [
        viz.called(viz.line(k, 2.0**k, "null", width=2, dash="dash"), "2ᵏ with pivots", at=0.6),
        viz.line([0, 60], [2.0**53, 2.0**53], "gradient", width=1.4, dash="dot", hover=False),
        viz.label([1], [2.0**53], "2⁵³: all digits", "gradient", position="top right", size=12),
        viz.line(k, grown, "model", width=3, name="largest number"),
        viz.dots((len(s.largest) - 1, s.growth), "model", size=10, name="growth"),
    ]
    axes = (
        viz.Axis("steps of elimination k", (-1, 60)),
        viz.Axis("largest number, over that of A", (0.1, 1e19), log=True),
    )
    return viz.Plane(traces, *axes, "Numbers that grow push out digits")


@lru_cache(maxsize=16)
def losses(matrix: str, exchange: bool, along: tuple[float, ...]) -> viz.Plane:
    """The error of the solution over all pivots or sizes, between what the problem and the algorithm allow."""
    c, at, u, small = sa.course(matrix, exchange, along), np.array(along), 2.0**-53, matrix == "small"
    ends, far = (1e-20, 0.9) if small else (1, 61), matrix != "wilkinson"  # where a name keeps clear of the curves
    inside = lambda values: np.clip(values, 1e-17, 1e4)
    both, said = c["growth"] * c["condition"] * u, "top left" if far else "top right"
    traces = [
        viz.called(viz.line(at, inside(c["condition"] * u), "optimum", width=2, dash="dash"), "κ u", at=0.9),
        viz.called(viz.line(at, inside(both), "null", width=2, dash="dash"), "growth · κ u"),
        viz.called(viz.line(at, inside(c["error"]), "model", width=2, name="error"), "error", at=0.4),
        viz.line(ends, [1, 1], "gradient", width=1.4, dash="dot", hover=False),
        viz.label([ends[far]], [1.0], "no digit is right", "gradient", position=said, size=12),
    ]
    axis = viz.Axis("first pivot ε", (1e-21, 1.0), log=True) if small else viz.Axis("size n", (0, 62))
    y = viz.Axis("relative error of x", (1e-18, 1e5), log=True)
    return viz.Plane(traces, axis, y, "Error: the problem’s, the algorithm’s")


def loss_panel(q: Stability) -> viz.Plane:
    """The error of the solution, between what the problem allows and what the algorithm may lose."""
    plane, small = losses(q.p.matrix, q.p.exchange, q.along), q.p.matrix == "small"
    x, now = q.p.pivot if small else q.order, float(np.clip(q.solved.error, 1e-17, 1e4))
    cut = viz.segment((x, 1e-18), (x, now), "data", width=1.4, dash="dot", hover=False)
    handle = viz.Handle("system", (x, now), "pivot or size", "data", moves=lambda to, _: leads(q, to), follows="x")
    return replace(plane, traces=[*plane.traces, cut, viz.dots((x, now), "data", size=11)], handles=[handle])


def leads(q: Stability, to: float) -> dict[str, Any]:
    """The pivot or the size that a place on the axis stands for."""
    if q.p.matrix == "small":
        return {"pivot": to}
    size = round(to)
    if q.p.matrix == "hilbert" and size > sa.HILBERT_MOST:
        raise viz.Limit("Hilbert’s matrix is shown up to size 20.", {"size": sa.HILBERT_MOST})
    return {"size": size}


def powers_panel(q: Stability) -> viz.Plane:
    """The exponentials as they are, and after the largest logit is taken off, under the format's ceiling."""
    z, tall = np.array(LOGITS.x), (1e-58, 1e58)
    heights = np.exp(q.z)
    moved = np.clip(q.z - q.z.max(), -125, 0)
    top, bottom = min(q.exps.largest, 1e60), max(q.exps.least, 1e-60)
    traces = [
        viz.area([-130, 130], [1e60, 1e60], top, "gradient", opacity=0.15),
        viz.area([-130, 130], [bottom, bottom], 1e-60, "null", opacity=0.15),
        viz.line(z, np.exp(z), "muted", width=1.6, hover=False),
        viz.label([-126], [min(top, 1e54)], "overflow", "gradient", position="top right", size=13),
        viz.label([126], [bottom], "to zero" if bottom > 1e-55 else " ", "muted", position="bottom left", size=13),
        viz.markers(moved, np.exp(moved), "model", size=9, symbol="diamond", name="shifted"),
        viz.markers(q.z, heights, "data", size=11, name="as they are"),
        viz.label([-4], [2e2], "shifted", "model", position="top left", size=13),
    ]
    drag = lambda k, x, _: {"logits": (*q.p.logits[:k], x, *q.p.logits[k + 1 :])}
    handles = viz.handles("logit", np.stack([q.z, heights], axis=1), "logit", "data", moves=drag, follows="x")
    axes = viz.Axis("logit z", (-130, 130)), viz.Axis("eᶻ", tall, log=True)
    return viz.Plane(traces, *axes, "Exponentials, and the format’s range", handles=handles)


def shares_panel(q: Stability) -> viz.Plane:
    """The shares by both ways, and the true ones."""
    k, (naive, _), (shifted, _) = np.arange(1, 5), q.naive, q.shifted
    lost = ~np.isfinite(naive)
    traces = [
        viz.bars(k - 0.2, np.where(lost, 0, naive), "data", width=0.34, name="as it stands"),
        viz.bars(k + 0.2, shifted, "model", width=0.34, name="shifted"),
        viz.markers(k, q.true_shares, "optimum", size=13, symbol="diamond-open", name="true"),
        viz.label(k - 0.2, np.zeros(4), ["NaN" if each else " " for each in lost], "data", size=14),
        viz.label([0.45], [1.13], "as it stands", "data", position="middle right", size=13),
        viz.label([2.3], [1.13], "shifted", "model", position="middle right", size=13),
        viz.label([3.5], [1.13], "◇ true", "optimum", position="middle right", size=13),
    ]
    axes = viz.Axis("logit number", (0.4, 4.6), ticks=(1, 2, 3, 4)), viz.Axis("share", (0, 1.2), ticks=(0, 0.5, 1))
    return viz.Plane(traces, *axes, "Softmax")
