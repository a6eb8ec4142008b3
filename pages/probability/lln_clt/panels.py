"""The panels of the lesson: a source and means of its draws, running means and how fast they settle, a Galton board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.probability import galton, limit_laws

if TYPE_CHECKING:
    from pages.probability.lln_clt.state import Averages, Board

Array = NDArray[np.float64]
AXES = {  # of one draw; the top of its density; that of the means, one for all n: the bell stays and the bars come
    "uniform": ((-0.4, 1.4), 1.35, 0.75),
    "exponential": ((-0.6, 6.0), 1.15, 1.05),
    "bernoulli": ((-0.45, 1.45), 1.12, 0.75),
    "mixture": ((-10.0, 10.0), 0.46, 1.05),
    "pareto": ((0.0, 6.0), 6.5, 1.05),
    "cauchy": ((-8.0, 8.0), 0.38, 0.75),
}
HEAVIEST = 2.8  # the top of the means where their limit law alone is higher
GRID = np.unique(np.round(np.geomspace(1, 1000, 24)).astype(int))
CURVE = np.linspace(-4.0, 4.0, 161)
NORMAL = np.exp(-CURVE * CURVE / 2) / np.sqrt(2 * np.pi)
BALLS, MOST_ROWS, SHOWN = 300, 16, 8  # of a board; paths of running means that are drawn


def beyond(x: Array, heights: Array, top: float) -> dict[str, Any]:
    """The height of the tallest bar, written beside it, if the axis ends at `top` below it."""
    tallest = int(np.argmax(np.nan_to_num(heights)))
    place = x[tallest] + 0.2 if heights[tallest] > top else np.nan
    return viz.note(place, 0.96 * top, f"↑ {heights[tallest]:.3g}", "data")


def source_panel(q: Averages) -> viz.Plane:
    """The law of one draw, and its mean if it has one within the axis."""
    (low, high), top, _ = AXES[q.draw.source]
    mean, yes_or_no = q.draw.mean if q.draw.mean < high else np.nan, q.draw.source == "bernoulli"
    x, y = limit_laws.source_outline(q.draw, low, high)
    side = "left" if mean > low + 0.55 * (high - low) else "right"
    traces = [
        viz.area(x, y, 0.0, "data"),
        viz.line(x, y, "data", hover=False),
        viz.segment((mean, 0), (mean, 0.93 * top), "optimum", dash="dash", width=1.6, hover=False),
        viz.note(mean, 0.93 * top, f" μ = {number(mean, 3)} ", "optimum", f"middle {side}", 14),
    ]
    across = viz.Axis("one draw, x", (low, high), ticks=[0, 1] if yes_or_no else None)
    up = viz.Axis("probability" if yes_or_no else "density", (0, top))
    return viz.Plane(traces, across, up, "The source", weight=0.6, handles=_parameter(q))


def _parameter(q: Averages) -> list[viz.Handle]:
    """What moves the source's parameter: the bar of the yeses, the upper hump, the height of Pareto's density at 1."""
    a, source, says = q.draw.parameter, q.draw.source, "parameter of the source"
    if source == "mixture":
        hump = a / 2, float(limit_laws.source_density(q.draw, a / 2))
        return [viz.Handle("shape", hump, says, "data", moves=lambda x, y: {"separation": 2 * x}, follows="x")]
    moved = {"bernoulli": "probability", "pareto": "tail"}.get(source)
    return [viz.Handle("shape", (1, a), says, "data", moves=lambda x, y: {moved: y}, follows="y")] if moved else []


def _size(at: tuple[float, float]) -> viz.Handle:
    # Loosely: n is whole, and from 1 to 2 it is far on a logarithmic axis.
    return viz.Handle("size", at, "n", "model", moves=lambda x, y: {"n": x}, follows="loosely")


def means_panel(q: Averages) -> viz.Plane:
    """A histogram of the means with the normal density; without a variance with the limit law, and the normal one as
    the null. The axis rests whatever the bars do, so that the eye compares heights; a bar that is taller says so."""
    centres, heights, widths = q.means.bars
    stable, top, mode, role = np.full(len(CURVE), np.nan), AXES[q.draw.source][2], 0, "model"
    if not q.finite:
        stable, role = limit_laws.limit_law(q.draw, CURVE)[0], "null"
        mode = int(np.argmax(stable))
        top = top if stable[mode] < top else HEAVIEST
    traces = [
        viz.bars(centres, heights, "data", width=widths[0], opacity=0.55, name="share per unit"),
        viz.line(CURVE, NORMAL, role, width=2.6, dash="solid" if q.finite else "dash"),
        viz.line(CURVE, stable, "gradient", width=2.6),
        viz.note(1.3, 0.22, "normal", role, size=14),
        viz.note(CURVE[mode] + 0.35, min(stable[mode], 0.68) + 0.03, "limit law", "gradient", size=14),
        beyond(centres, heights, top),
    ]
    title = f"{q.p.replicates:,} means of {q.n} draw{'s' if q.n > 1 else ''}"
    return viz.Plane(traces, viz.Axis(_unit(q), (-4, 4)), viz.Axis("density", (0, top)), title, weight=1.5)


def farthest_panel(q: Averages) -> viz.Plane:
    """The distribution functions whose largest gap is measured: of the mean (without a variance of its limit) and the
    normal one, with the gap upright at its place."""
    x, below, normal, at = q.farthest
    role, says = ("model", "mean of n") if q.finite else ("gradient", "limit law")
    place = x[at] if q.widest > 1e-3 else np.nan
    traces = [
        viz.called(viz.line(x, normal, "null", dash="dash", name="normal"), "normal", at=0.9),
        viz.called(viz.line(x, below, role, width=2.6, name="P(mean ≤ x)"), says, at=0.42),
        viz.called(viz.line([place] * 2, [below[at], normal[at]], "accent", width=6, hover=False)),
        viz.note(-3.9, 1.06, f"farthest apart: {number(q.widest, 3)}", "accent", size=14),
    ]
    axis = viz.Axis(_unit(q), (-4, 4))
    title = f"The mean of {q.n} beside a normal variable" if q.finite else "The limit beside a normal variable"
    return viz.Plane(traces, axis, viz.Axis("P(mean ≤ x)", (-0.02, 1.12), percent=True), title, room=(280.0, 190.0))


def _unit(q: Averages) -> str:
    """The unit in which means are drawn."""
    if not q.finite:
        return "quartile units around the limit’s median"
    return "standard errors σ/√n from μ" if q.copies == 1 else "claimed errors σ/√(4n) from μ"


def gap_panel(q: Averages) -> viz.Plane:
    """The gap to the normal against n, exact and at the simulated means; the bound on it, the gap that is left in the
    limit, and what so many means show of a gap that is zero. NaN hides what a source has not."""
    ends, promised = [1, 1000], limit_laws.berry_esseen(q.draw, GRID)
    bound = np.where(np.isfinite(promised), promised, np.nan)
    noise = [0.8687 / np.sqrt(q.p.replicates)] * 2  # the mean of Kolmogorov's law
    left = [np.nan if q.finite else limit_laws.limit_gap(q.draw)] * 2
    dashed: dict[str, Any] = {"dash": "dash", "width": 2, "name": "gap of the limit"}
    bounded: dict[str, Any] = {"dash": "dash", "width": 1.8, "name": "0.4748 ρ/(σ³√n)"}
    dotted: dict[str, Any] = {"dash": "dot", "width": 1.4, "hover": False}
    traces = [
        viz.called(viz.line(ends, noise, "muted", **dotted), "noise", at=0.0, size=13),
        viz.called(viz.line(GRID, bound, "null", **bounded), "Berry–Esseen", at=0.3, size=13),
        viz.called(viz.line(GRID, q.distances, "model", name="exact gap"), "exact", at=0.4),
        viz.called(viz.line(ends, left, "gradient", **dashed), "limit law", at=0.0),
        viz.called(viz.dots((q.n, q.distance), "model", size=12, ring=True, name="exact, here"), around=9),
        viz.called(viz.dots((q.n, max(q.means.gap, 1e-9)), "data", size=9, name="simulated, here")),
    ]
    x = viz.Axis("draws in a mean, n", (0.85, 1200), log=True)
    y = viz.Axis("largest gap to the normal", (1e-4, 8), log=True)
    at = q.n, np.clip(q.distance if q.finite else q.means.gap, 1e-4, 2)
    return viz.Plane(traces, x, y, "Distance to normal", weight=0.95, handles=[_size(at)], room=(165.0, 190.0))


def running_panel(q: Averages) -> viz.Plane:
    """A few paths of running means over the bands that hold half and 90% of all, with the band that is claimed."""
    grid, means, (low, lower, upper, high) = q.running
    title, span, log, mean = "(running mean − μ) / σ", (-2.2, 2.2), False, 0.0
    if not q.finite:
        title, log, mean = "running mean", q.draw.source == "pareto", q.draw.mean if q.moments == "mean" else np.nan
        span = (1.0, 100.0 if q.moments == "mean" else 1e5) if log else (-12.0, 12.0)
    # Below the paths, which lie on the line where they have settled.
    at, under = int(np.searchsorted(grid, 30)), mean / 1.8 if log else mean - 0.25
    traces = [
        viz.area(grid, high, low, "data", opacity=0.14),
        viz.area(grid, upper, lower, "data", opacity=0.2),
        *(viz.line(grid, path, "data", width=1.3, opacity=0.85, hover=False) for path in means.T[:SHOWN]),
        viz.line(grid, q.claim, "model", dash="dash", width=2.2, name="+1.645 σ/√n"),
        viz.line(grid, -q.claim, "model", dash="dash", width=2.2, name="−1.645 σ/√n"),
        viz.line([1, 1000], [mean, mean], "optimum", width=1.8, name="μ"),
        viz.segment((q.n, span[0]), (q.n, span[1]), "muted", dash="dot", width=1.4, hover=False),
        viz.note(grid[at], q.claim[at] + 0.28, "claimed 90% band", "model", "top right", 14),
        viz.note(900, under, f"μ = {number(q.draw.mean, 3)}", "optimum", "bottom left", 14),
    ]
    x, y = viz.Axis("draws so far, n", (1, 1000), log=True), viz.Axis(title, span, log=log)
    says = f"Running means of {means.shape[1]:,} paths, {SHOWN} of them drawn"
    return viz.Plane(traces, x, y, says, weight=1.5, handles=[_size((q.n, span[0]))])


def spread_panel(q: Averages) -> viz.Plane:
    """Half of the width of the middle 90% against n, beside n^(-1/2) and the rate of the limit law."""
    grid, _, bands = q.running
    half, root, rate, role = np.maximum((bands[3] - bands[0]) / 2, 1e-9), q.claim, grid * np.nan, "model"
    says, limit, unit, span = "1.645/√n" if q.copies == 1 else "claimed: 1.645/√(4n)", "", " / σ", (0.01, 10.0)
    if not q.finite:
        slope = 1 / q.draw.parameter - 1 if q.draw.source == "pareto" else 0.0
        root, rate, role = half[0] / np.sqrt(grid), half[-1] * (grid / grid[-1]) ** slope, "null"
        says, limit = "slope −1/2", f"slope 1/a − 1 = {number(slope, 3)}" if slope else "slope 0: nothing gained"
        unit, span = "", (1.0, 1e6) if q.draw.source == "pareto" and q.moments == "nothing" else (0.1, 100.0)
    at = int(np.argmin(np.abs(np.log(grid / q.n))))
    traces = [
        viz.called(viz.line(grid, root, role, dash="dash", width=2, name="n^(−1/2)"), says, at=0.7),
        viz.called(viz.line(grid, rate, "gradient", dash="dash", width=2, name="n^(1/a − 1)"), limit, at=0.5),
        viz.called(viz.line(grid, half, "data", name="half width of the middle 90%")),
        viz.dots((grid[at], half[at]), "data", size=11, name="here"),
    ]
    x = viz.Axis("draws so far, n", (0.85, 1200), log=True)
    y = viz.Axis(f"half width of the middle 90%{unit}", span, log=True)
    return viz.Plane(traces, x, y, "The rate at which they settle", room=(280.0, 190.0))


def board_panel(q: Board) -> viz.Plane:
    """Pins, balls on their way, and the heaps under the board: a ball is released each step and falls a row a step."""
    rows, levels, lift = q.rows, np.arange(q.rows + 1), (0, 0.35)
    flying = np.vstack([galton.flying(q.path, q.p.step), np.full((MOST_ROWS - rows, 2), np.nan)])
    last = galton.course(q.path[q.p.step - 1]) if q.p.step else np.full((rows + 1, 2), np.nan)
    tallest = (q.heaps.law * q.heaps.width).max() * BALLS  # what it should hold in the end
    deep, many, half = 0.75 * rows + 1, rows > 8, rows / 2 + 0.9
    heap = np.minimum(q.heaps.counts / tallest * 0.85, 1.0) * deep
    traces = [
        viz.bars(levels - rows / 2, heap, "data", width=0.86, base=np.full(rows + 1, -rows - deep), opacity=0.7),
        viz.dots(galton.pins(rows), "null", size=4 if many else 6),
        viz.polyline(last + lift, "accent", width=1.6, dash="dot", hover=False),
        viz.dots(flying + lift, "accent", size=9 if many else 12, name="ball"),
    ]
    told = levels[:: 2 if many else 1].tolist()
    places, turns = [heap - rows / 2 for heap in told], [str(heap) for heap in told]
    x = viz.Axis("right turns of a ball", (-half, half), ticks=places, labels=turns)
    y = viz.Axis("", (-rows - deep, 1.4), visible=False)
    return viz.Plane(traces, x, y, f"{q.heaps.counts.sum()} of {BALLS} balls have landed")


def heaps_panel(q: Board) -> viz.Plane:
    """The share of the balls in each heap and the binomial law in standard units, with the normal curve."""
    heaps, top, says = q.heaps, 0.6 if q.copies == 1 else 0.9, f"○ binomial({q.rows}, {number(q.draw.parameter, 3)})"
    traces = [
        viz.bars(heaps.at, heaps.share, "data", width=heaps.width, opacity=0.5, name="share of the balls, per unit"),
        viz.line(CURVE, NORMAL, "model", width=2.4, name="normal density"),
        viz.markers(heaps.at, heaps.law, "optimum", size=9, ring=True, name="binomial"),
        viz.label([-3.9], [0.94 * top], says, "optimum", position="middle right", size=12),
        viz.label([-3.9], [0.86 * top], "— normal curve", "model", position="middle right", size=12),
        beyond(heaps.at, heaps.share, top),
    ]
    x, y = viz.Axis("(right turns − mean) / deviation", (-4, 4)), viz.Axis("density", (0, top))
    return viz.Plane(traces, x, y, "Heaps beside their law")
