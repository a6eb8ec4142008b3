"""The panels of the lesson: a sample with a resample in it, two groups under labels, histograms of replicates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.text import number
from mathcore.statistics import sample_inference as inference
from pages.statistics.resampling.state import DIVIDE, Resampling
from viz import distributions

Array = NDArray[np.float64]
Span = tuple[float, float]
SHOWN = 50  # resamples that are drawn one by one
BINS, ROW = 60, 0.115  # of a histogram; the height of an interval under it
ROLES = {"percentile": "data", "basic": "gradient", "BCa": "ink", "Student's t": "accent"}
TICKS = [0, 0.25, 0.5, 0.75, 1]


def sample_panel(q: Resampling) -> viz.Plane:
    """The sample as rings, the resample as discs that grow with the times a row was drawn, the statistic of both."""
    s, rows, m = q.sample, q.rows, len(q.sample.values)
    own, small = q.p.data == "draw", m > 60
    x, y, across, up = s.values, s.second, (0.0, 10.0) if own else distributions.padded(s.values), (0.0, 10.0)
    vertical = viz.Axis("y (for correlation and groups)", up)
    if not own and q.p.statistic == "correlation":
        up = distributions.padded(y)
        vertical = viz.Axis(s.second_name, up)
    elif not own:
        (x, y), up = distributions.stacked(x, *across), (0.0, 1.12)
        vertical = viz.Axis("", up, visible=False)
    times = np.zeros(m) if rows is None else np.bincount(rows, minlength=m).astype(float)
    size = np.where(times > 0, (5.0 if small else 8.5) * np.maximum(times, 1) ** 0.7, 1)  # seen around a handle too
    told = [f"drawn {int(k)} times" for k in times]
    traces = [
        viz.markers(x, y, "data", size=5 if small else 10, ring=True, name="in the sample"),
        viz.markers(x, np.where(times > 0, y, np.nan), "model", size=size, opacity=0.8, text=told),
    ]
    marks = [
        inference.mark(s, q.p.statistic, each, across, up[0], up[0] + share * np.ptp(up) * 0.97)
        for each, share in ((np.arange(m), 0.98), (rows, 0.9))
    ]
    names = {"correlation": ("", ""), "std": ("± one deviation",) * 2}.get(q.p.statistic, ("sample", "resample"))
    turn = np.sign(marks[0][0, -1] - marks[1][0, -1])  # names of two upright lines turn away from each other
    for (xs, ys), text, role, dash, side in zip(
        marks, names, ("optimum", "model"), ("dash", "solid"), (turn, -turn), strict=True
    ):
        place = "middle right" if ys[0] == ys[-1] else {1: "top right", -1: "top left"}.get(side, "top center")
        traces.append(viz.line(xs, ys, role, width=2.2, dash=dash, hover=False))
        traces.append(viz.label(xs[-1:], ys[-1:], text if xs[-1] == xs[-1] else "", role, position=place, size=13))
    title = "The sample" if rows is None else f"Resample {q.p.step}: {np.count_nonzero(times)} of {m} rows"
    return viz.Plane(traces, viz.Axis(s.name, across), vertical, title, handles=_points(q))


def _points(q: Resampling) -> list[viz.Handle]:
    return viz.handles("points", q.p.points, "point", "data") if q.p.data == "draw" else []


def replicates_panel(q: Resampling) -> viz.Plane:
    """Histogram of the replicates, the first of them as dots, and the intervals below it."""
    values, observed, (low, high), step = q.boot.replicates, q.boot.observed, q.span, q.p.step
    (x, heights), last = distributions.histogram(values, low, high, BINS), values[step - 1] if step else np.nan
    traces = [
        viz.bars(x, heights, "null", width=(high - low) / BINS, opacity=0.42, name="of the tallest bar"),
        viz.dots(distributions.piled(values[:SHOWN], step, low, high), "model", size=7, name="one resample"),
        viz.segment((observed, 0), (observed, 1.06), "optimum", width=2, dash="dash", hover=False),
        viz.label([observed], [1.06], "the sample", "optimum", position="top center", size=13),
        viz.segment((last, -0.02), (last, 0.9), "model", width=1.6, hover=False),
    ]
    edge, side = low + 0.01 * (high - low), "middle right"
    if observed <= (low + high) / 2:
        edge, side = high - 0.01 * (high - low), "middle left"
    for k, (name, role) in enumerate(ROLES.items()):
        (a, b), y = q.intervals[name], -ROW * (k + 0.75)
        if name == "Student's t" and q.p.statistic != "mean":
            name, role = "Student's t: for means only", "muted"
        seen = b >= low and a <= high
        start, end = (max(a, low), min(b, high)) if seen else (np.nan, np.nan)
        # An end that lies outside the axis has no tick.
        first, second = 0.03 * (start == a), 0.03 * (end == b)
        xs, ys = [start] * 3 + [end] * 3, [y - first, y + first, y, y, y + second, y - second]
        traces.append(viz.line(xs, ys, role, width=2.6, name=name))
        traces.append(viz.label([edge], [y], name, role if seen else "muted", position=side, size=13))
    handles, end = [], q.intervals["percentile"][1]
    if low <= end <= high:
        found = values[np.isfinite(values)]
        moves = lambda x, y: {"confidence": 100 * (2 * np.mean(found <= x) - 1)}
        says = "end of the percentile interval"
        handles.append(viz.Handle("end", (end, -0.75 * ROW), says, "data", moves=moves, follows="x"))
    across = viz.Axis(f"{q.named} of a resample", q.span)
    up = viz.Axis("replicates (tallest bar = 1)", (-ROW * (len(ROLES) + 0.3), 1.2), ticks=TICKS)
    title = f"{q.p.replicates:,} resamples, {q.p.confidence:g}% intervals"
    return viz.Plane(traces, across, up, title, handles=handles)


def groups_panel(q: Resampling) -> viz.Plane:
    """The two groups, one above the other; colour tells the label that each has now, with the mean (or median) of each
    label."""
    s, x, first, top = q.sample, q.pooled, q.labels, 11.2
    if q.p.data == "draw":
        upper = s.second >= DIVIDE
        y, across = np.concatenate([s.second[upper], s.second[~upper]]), (0.0, 10.0)
        axes = viz.Axis("x", across), viz.Axis("y: the groups lie above and below 5", (0.0, top), ticks=[0, 5, 10])
    else:
        across = distributions.padded(x)
        (xa, ya), (xb, yb) = (
            distributions.stacked(s.first_group, *across),
            distributions.stacked(s.second_group, *across),
        )
        x, y = np.concatenate([xa, xb]), np.concatenate([5.7 + 4.1 * ya, 0.3 + 4.1 * yb])
        axes = viz.Axis(s.compared, across), viz.Axis("", (0.0, top), visible=False)
    middle = np.median if q.null.compared == "median" else np.mean
    means, (left, right) = [float(middle(q.pooled[chosen])) for chosen in (first, ~first)], across
    size, edge = 10 if len(x) <= 60 else 5, right - 0.01 * (right - left)
    above, below = (f"{arrow} {name}" for arrow, name in zip("↑↓", s.group_names, strict=True))
    half = top / 2.24  # between the groups
    traces = [
        viz.segment((left, half), (right, half), "grid", width=1.4, hover=False),
        viz.markers(x, np.where(first, y, np.nan), "data", size=size, name=s.group_names[0]),
        viz.markers(x, np.where(first, np.nan, y), "model", size=size, symbol="diamond", name=s.group_names[1]),
        viz.label([edge], [half + 0.03 * top], above, "muted", position="middle left", size=12),
        viz.label([edge], [half - 0.03 * top], below, "muted", position="middle left", size=12),
    ]
    for k, (role, height) in enumerate((("data", 0.97 * top), ("model", 0.91 * top))):
        # Names turn away from each other, unless the edge of the picture is near.
        share = (means[k] - left) / (right - left)
        side = "middle left" if share > 0.75 or (means[k] < means[1 - k] and share > 0.25) else "middle right"
        traces.append(viz.segment((means[k], 0), (means[k], height), role, width=2.2, dash="dash", hover=False))
        traces.append(viz.label([means[k]], [height], f" {'●◆'[k]} {s.group_names[k]} ", role, position=side, size=13))
    said = f"Shuffle {q.p.step}" if q.p.step else f"{len(s.first_group)} and {len(s.second_group)} as observed"
    title = f"{said}: {q.null.compared}s differ by {number(means[0] - means[1], 3)}"
    return viz.Plane(traces, *axes, title, handles=_points(q))


def shuffled_panel(q: Resampling) -> viz.Plane:
    """Histogram of the differences that labels without meaning make: the tail at and beyond the observed one in another
    colour, and the first of them as dots."""
    values, observed, high, names = q.null.replicates, q.null.observed, 8.0, q.sample.group_names
    if q.p.data != "draw":
        spread = inference.shuffle_error(q.sample, q.paired, q.p.replicates)[0]
        high = distributions.nice(max(4.2 * spread, 1.15 * abs(observed), 1e-6))
    x, heights = distributions.histogram(values, -high, high, BINS)
    tail, wide = x >= observed if observed >= 0 else x <= observed, 2 * high / BINS
    side = "top left" if observed > 0 else "top right"
    traces = [
        viz.bars(x, np.where(tail, 0, heights), "null", width=wide, opacity=0.42, name="of the tallest bar"),
        viz.bars(x, np.where(tail, heights, 0), "model", width=wide, opacity=0.8, name="as extreme as observed"),
        viz.dots(distributions.piled(values[:SHOWN], q.p.step, -high, high), "accent", size=7, name="one shuffle"),
        viz.segment((observed, 0), (observed, 1.06), "optimum", width=2, dash="dash", hover=False),
        viz.label([observed], [1.06], "observed", "optimum", position=side, size=13),
        viz.segment((0.0, 0.0), (0.0, 1.0), "muted", width=1.2, dash="dot", hover=False),
    ]
    across = viz.Axis(f"difference of {q.null.compared}s, {names[0]} − {names[1]}", (-high, high))
    up = viz.Axis("shuffles (tallest bar = 1)", (0, 1.2), ticks=TICKS)
    return viz.Plane(traces, across, up, f"{q.p.replicates:,} shuffles: p = {number(q.null.p_value, 3)}")
