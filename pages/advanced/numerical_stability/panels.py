"""What is given (data), what the format makes of it (model), what would be exact (optimum), the error (accent)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

import viz
from mathcore.advanced import floating_point as fp
from mathcore.advanced import stable_algorithms as sa
from mathcore.common.memory import remembered
from pages.advanced.numerical_stability.state import COUNT, LOGITS, Stability

WIDE, HALF, THIRD = 16.0, (280.0, 190.0), (165.0, 190.0)  # numbers on the staircase; pixels of the smallest panels
TOTALS: dict[str, tuple[float, float]] = {"tenths": (0, 1100), "thousandths": (0, 11), "ones": (0, 11000)}
TOTALS |= {"harmonic": (0, 11), "alternating": (0.6, 0.8), "peters": (-300, 5500)}
NAMES = {"loop": ("a loop", "model"), "pairwise": ("pairwise", "data"), "kahan": ("Kahan", "gradient")}
NAMES |= {"neumaier": ("Neumaier", "accent")}
KEY = (0.45, ("as it stands", "data")), (2.3, ("shifted", "model")), (3.5, ("◇ true", "optimum"))
STYLES = {"exact": ("exact", "optimum"), **NAMES}


def stairs_panel(q: Stability) -> viz.Plane:
    """The rounded number against the number: steps as long as the gaps, which double at each power of two."""
    floats = np.concatenate([[0.0], q.form.positive[q.form.positive <= 1.2 * WIDE]])
    edges = np.concatenate([[0.0], 0.5 * (floats[1:] + floats[:-1])])
    x, y = min(q.p.x, WIDE), q.rounded if q.p.x <= WIDE else np.nan
    traces = [
        viz.area([y - 0.5 * q.spacing, y + 0.5 * q.spacing], [WIDE, WIDE], -1.5, "model", opacity=0.12),
        viz.stems(floats, np.full(len(floats), -0.5), "model", width=1.6, base=-1.4),
        viz.called(viz.line([0, WIDE], [0, WIDE], "optimum", width=1.6, dash="dash"), "x itself", at=0.9),
        viz.called(viz.line(edges, floats, "model", step=True, name="rounded"), "fl(x)", at=0.6),
        viz.segment((x, x), (x, y), "accent", width=5, hover=False),
        viz.dots((x, y), "model", size=11, name="fl(x)"),
    ]
    handle = viz.Handle("x", (x, x), "number x", "data", moves=lambda to, _: {"x": to}, follows="x")
    axes = viz.Axis("x", (0, WIDE)), viz.Axis("fl(x)", (-1.5, 17), ticks=(0, 4, 8, 12, 16))
    return viz.Plane(traces, *axes, "Gaps double at each power of two", handles=[handle], room=HALF)


def teeth_panel(q: Stability) -> viz.Plane:
    """The relative error of rounding over the whole format: a ceiling u from the smallest normal to the largest."""
    x, error = fp.teeth(q.form.name)
    floor, u, said = 2e-3, q.form.unit, ("subnormal" if q.form.tiny > 1e-3 else " ", " overflow")
    now = np.clip(q.off / q.p.x, floor, 1.6)
    traces = [
        viz.area([1e-6, q.form.tiny], [2.0, 2.0], floor, "null", opacity=0.14),
        viz.area([q.form.largest, 1e8], [2.0, 2.0], floor, "null", opacity=0.14),
        viz.line(x, np.maximum(error, floor), "accent", width=1, opacity=0.8, name="relative error"),
        viz.line([q.form.tiny, q.form.largest], [u, u], "null", width=2.2, dash="dash"),
        viz.label([np.sqrt(q.form.tiny * q.form.largest)], [u], f"u = 1/{1 / u:g}", "null", position="top center"),
        viz.label([2e-5, q.form.largest], [floor * 1.25] * 2, said, "muted", position="top right", size=12),
        viz.segment((q.p.x, floor), (q.p.x, now), "data", width=1.4, dash="dot", hover=False),
        viz.dots((q.p.x, now), "data", size=11, name="x"),
    ]
    handle = viz.Handle("along", (q.p.x, now), "number x", "data", moves=lambda to, _: {"x": to}, follows="x")
    axes = viz.Axis("x", (1e-5, 1e8), log=True), viz.Axis("|fl(x) − x| / x", (floor, 2.0), log=True)
    return viz.Plane(traces, *axes, "Relative error: one ceiling for all sizes", handles=[handle])


def cells(stored: Any, given: Any, half: Any, left: float, size: float) -> list[Any]:
    """Rows of a, b and a - b: cells of these half widths about the numbers as they are stored, and what is true."""
    boxes = [(s - h, s + h, y - 0.3, y + 0.3) for s, h, y in zip(stored, half, (3, 2, 1), strict=True)]
    strokes = np.repeat(stored, 3), [2.7, 3.3, np.nan, 1.7, 2.3, np.nan, 0.7, 1.3, np.nan]
    return [
        viz.rectangles(boxes, "model", opacity=0.25),
        viz.line(*strokes, "model", width=3, name="as stored"),
        viz.markers(given[:2], [3, 2], "data", size=size, name="as given"),
        viz.dots((given[2], 1), "optimum", size=size + 2, name="exact a − b"),
        viz.label([left] * 3, [3, 2, 1], ["a", "b", "a − b"], "ink", position="middle right", size=15),
    ]


def rows_panel(q: Stability) -> viz.Plane:
    """a, b and their difference: the blur of all three is alike, the distance from zero is not."""
    d, half = q.gap, q.lens[1] * float(q.held.spacing(max(q.p.a, q.p.b)))
    exact, computed = float(d.exact), float(d.computed)
    traces = [
        viz.segment((0, 0.45), (0, 3.5), "muted", width=1.4, hover=False),
        viz.line([0, exact], [1, 1], "optimum", width=2, hover=False),
        *cells((float(d.first), float(d.second), computed), (q.p.a, q.p.b, exact), half, -4.9, 9),
        viz.label([exact], [1.32], "exact", "optimum", size=12),
        viz.label([computed], [0.68], "computed", "model", position="bottom center", size=12),
    ]
    leads = (("a", q.p.a, 3), ("b", q.p.b, 2))
    to = lambda name: lambda x, _: {name: x}
    handles = [viz.Handle(f"row {n}", (at, y), n, "data", moves=to(n), follows="x") for n, at, y in leads]
    axes = viz.Axis("value", (-5, 4.2), ticks=(-4, -2, 0, 2, 4)), viz.Axis("", (0.25, 3.6), ticks=())
    return viz.Plane(traces, *axes, "Cells at their true size", handles=handles)


def lens_panel(q: Stability) -> viz.Plane:
    """The three cells under a lens, the stored numbers at 0: the error of the difference is a's less b's."""
    (off, half), rows = q.lens, (3, 2, 1)
    ends = np.stack([0 * off, off, np.nan * off], axis=1).ravel()
    traces = [
        *cells(np.zeros(3), off, half, -2.35, 11),
        viz.line(ends, np.repeat(rows, 3), "accent", width=4, hover=False),
        viz.label([2.35] * 3, rows, [f"{e:+.2f}".replace("-", "−") for e in off], "accent", position="middle left"),
    ]
    axes = viz.Axis("true less stored, in gaps", (-2.4, 2.4), ticks=(-1, 0, 1)), viz.Axis("", (0.25, 3.6), ticks=())
    return viz.Plane(traces, *axes, "Magnified: one gap is 1")


def poles_panel(q: Stability) -> viz.Plane:
    """The relative error of a - b against a, under its bound, which has a pole at a = b."""
    u, low = q.held.unit, q.held.unit / 100
    error, bound = (np.clip(each, low, 100) for each in (q.gaps.error, q.gaps.bounded))
    now = float(np.clip(np.nan_to_num(q.gap.error, nan=100), low, 100))
    traces = [
        viz.line(q.across, error, "accent", width=1.4, name="relative error"),
        viz.called(viz.line(q.across, bound, "null", width=2.2, dash="dash", name="bound"), "bound", at=0.95),
        viz.line([0.5, 4], [1, 1], "gradient", width=1.4, dash="dot", hover=False),
        viz.label([0.55], [1.0], "no digit is right", "gradient", position="top right", size=12),
        viz.line([0.5, 4], [u, u], "muted", width=1.2, dash="dot", hover=False),
        viz.label([4.06], [u], "u", "muted", position="middle right", size=13),
        viz.segment((q.p.a, low), (q.p.a, now), "data", width=1.4, dash="dot", hover=False),
        viz.called(viz.dots((q.p.a, now), "data", size=11, name="a"), around=9),
    ]
    handle = viz.Handle("slide", (q.p.a, now), "a", "data", moves=lambda x, _: {"a": x}, follows="x")
    axes = viz.Axis("a", (0.45, 4.05)), viz.Axis("relative error of a − b", (low, 200.0), log=True)
    return viz.Plane(traces, *axes, "Why: a pole at a = b", handles=[handle], room=THIRD)


def drawn(counts: Any, curves: dict[str, Any], near: float, axis: viz.Axis) -> list[Any]:
    """The curves; where several end together the first has a name for all, off the place as it is at first."""
    groups = sa.together(curves, near)
    joined = lambda group: ", ".join(STYLES[way][0] for way in group) or None
    name = lambda group: {0: "all", 1: "all others"}.get(len(curves) - len(group), joined(group))
    style = lambda way: {"width": 5, "opacity": 0.35} if way == "exact" else {"width": 2}
    lines = ((way, viz.line(counts, values, STYLES[way][1], **style(way))) for way, values in curves.items())
    named = [viz.called(line, name(groups.get(way, ())), at=0.7 if way == "exact" else 1.0) for way, line in lines]
    return [*named, viz.called(viz.line([COUNT.initial] * 2, axis.range or (), width=0, hover=False))]


# Curves and their names rest while a place on them moves, and names cost milliseconds: so they are drawn once.
@remembered
def totals(kind: str, name: str) -> viz.Plane:
    """The running totals of all ways, in a format."""
    s, (low, high) = sa.sums(kind, name, tuple(map(int, COUNT.every()))), TOTALS[kind]
    curves = {way: np.clip(each, 2 * low - high, 2 * high - low) for way, each in {"exact": s.exact, **s.ways}.items()}
    axes = viz.Axis("terms added n", (0, 11500), ticks=(0, 2500, 5000, 7500, 10000)), viz.Axis("total", (low, high))
    return viz.Plane(drawn(s.counts, curves, 0.02 * (high - low), axes[1]), *axes, "Running totals", room=HALF)


@remembered
def errors(kind: str, name: str) -> viz.Plane:
    """The relative errors of all ways, in a format, and two bounds."""
    s, u = sa.sums(kind, name, tuple(map(int, COUNT.every()))), fp.FORMATS[name].unit
    inside, found = lambda y: np.clip(y, u / 100, 10), {way: np.clip(s.error(way), u / 100, 10) for way in NAMES}
    middle, high = np.sqrt(u / 5), np.log10(2000 / u)  # of the axis; names stand as far apart as lines of type
    ups = viz.spread([np.log10(each[-1] / middle) for each in found.values()], 0.085 * high, 0.46 * high)
    traces = [
        viz.called(viz.line(s.counts, inside(s.loop_bound), "model", width=1.6, dash="dash"), "loop’s bound", at=0.25),
        viz.called(viz.line(s.counts, inside(s.pairwise_bound), "data", width=1.6, dash="dash"), "pairwise’s", at=0.6),
        viz.called(viz.line([8, 1e4], [u, u], "muted", width=1.2, dash="dot", hover=False), "u", at=0.02, size=13),
        *(viz.called(viz.line(s.counts, each, NAMES[way][1], width=2)) for way, each in found.items()),
        *(viz.called(viz.note(1.2e4, middle * 10**up, *way)) for way, up in zip(NAMES.values(), ups, strict=True)),
    ]
    axes = viz.Axis("terms added n", (8, 9e4), log=True), viz.Axis("relative error", (u / 100, 20.0), log=True)
    return viz.Plane(traces, *axes, "Errors under their bounds", room=HALF)


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
    kept, other = (1 + pivot - pivot * x, 2 - x)[:: -1 if q.p.exchange else 1]
    after, found = np.full(2, s.reduced[1] / s.upper[1, 1]), np.clip(s.solution, -0.95, 2.95)
    traces = [
        viz.called(viz.line(x, kept, "data", width=6, opacity=0.35), "pivot row", at=0.1),
        viz.called(viz.line(x, other, "null", width=1.8, dash="dash"), "the other row", at=0.2),
        viz.called(viz.line(x, after, "model", width=2), "after elimination", at=0.95),
        viz.called(viz.dots((1, 1), "optimum", size=17, ring=True, name="true solution"), around=8),
        viz.called(viz.dots(found, "model", size=10, name="computed solution")),
        viz.label([1.0], [1.25], "true", "optimum", position="top right", size=13),
        viz.label([found[0]], [found[1] - 0.1], "computed", "model", position="bottom center", size=13),
    ]
    axes = viz.Axis("x₁", (-1, 3)), viz.Axis("x₂", (-0.5, 2.5))
    return viz.Plane(traces, *axes, "The rows as lines, and where they cross", room=HALF)


def growing(q: Stability) -> viz.Plane:
    """The largest number after each step of elimination, over that of A, and the doubling that bounds it."""
    s, k = q.solved, np.arange(60)
    grown = np.append(np.maximum.accumulate(s.largest) / s.largest[0], np.full(60 - len(s.largest), np.nan))
    traces = [
        viz.called(viz.line(k, 2.0**k, "null", width=2, dash="dash"), "2ᵏ with pivots", at=0.6),
        viz.line([0, 60], [2.0**53, 2.0**53], "gradient", width=1.4, dash="dot", hover=False),
        viz.label([1], [2.0**53], "2⁵³: all digits", "gradient", position="top right", size=12),
        viz.line(k, grown, "model", width=3, name="largest number"),
        viz.dots((len(s.largest) - 1, s.growth), "model", size=10, name="growth"),
    ]
    axes = viz.Axis("steps of elimination k", (-1, 60)), viz.Axis("largest number over A’s", (0.1, 1e19), log=True)
    return viz.Plane(traces, *axes, "Numbers that grow push out digits", room=HALF)


@remembered
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
    return viz.Plane(traces, axis, y, "Error: the problem’s, the algorithm’s", room=HALF)


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
    z, heights, moved = np.array(LOGITS.x), np.exp(q.z), np.clip(q.z - q.z.max(), -125, 0)
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
    axes = viz.Axis("logit z", (-130, 130)), viz.Axis("eᶻ", (1e-58, 1e58), log=True)
    return viz.Plane(traces, *axes, "Exponentials, and the format’s range", handles=handles)


def shares_panel(q: Stability) -> viz.Plane:
    """The shares by both ways, and the true ones."""
    k, naive, shifted, lost = np.arange(1, 5), q.naive[0], q.shifted[0], ~np.isfinite(q.naive[0])
    traces = [
        viz.bars(k - 0.2, np.where(lost, 0, naive), "data", width=0.34, name="as it stands"),
        viz.bars(k + 0.2, shifted, "model", width=0.34, name="shifted"),
        viz.markers(k, q.true_shares, "optimum", size=13, symbol="diamond-open", name="true"),
        viz.label(k - 0.2, np.zeros(4), ["NaN" if each else " " for each in lost], "data", size=14),
        *(viz.note(x, 1.13, *each) for x, each in KEY),
    ]
    axes = viz.Axis("logit number", (0.4, 4.6), ticks=(1, 2, 3, 4)), viz.Axis("share", (0, 1.2), ticks=(0, 0.5, 1))
    return viz.Plane(traces, *axes, "Softmax")
