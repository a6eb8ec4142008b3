"""The panels of the lesson: a sample, its groups or pairs, drawn anew; what comes of it; how intervals are read."""

from __future__ import annotations

from typing import Any

import numpy as np

import viz
from explorer.text import number
from mathcore.kernels import Bootstrap
from mathcore.statistics import sample_inference as inference
from mathcore.statistics.sample_inference import Interval, Permuted
from pages.statistics.resampling.state import DIVIDE, Pairs, Resampling
from viz import distributions

Law = Bootstrap | Permuted
SHOWN, BINS = 50, 60  # resamples that are drawn one by one; bars of a histogram
ROLES = {"percentile": "data", "basic": "gradient", "BCa": "ink", "Student's t": "accent"}
ROW = 0.12  # the height of an interval under the curves
TICKS = [0, 0.25, 0.5, 0.75, 1]


def points(q: Resampling) -> list[viz.Handle]:
    """The reader's own points, where the data are those."""
    return viz.handles("points", q.p.points, "point", "data") if q.p.data == "draw" else []


def sample_panel(q: Resampling) -> viz.Plane:
    """The sample as rings, the resample as discs that grow with the times a row was drawn, the statistic of both."""
    s, rows, m = q.sample, q.rows, len(q.sample.values)
    own, small, cloud = q.p.data == "draw", m > 60, m > 60 and q.p.statistic == "correlation"
    x, y, across, up = s.values, s.second, (0.0, 10.0) if own else distributions.padded(s.values), (0.0, 10.0)
    vertical = viz.Axis("y (for correlation and groups)", up)
    if not own and q.p.statistic == "correlation":
        up = distributions.padded(np.append(y, y.max() + 0.2 * np.ptp(y)))  # a key: in a crowd no name is clear
        vertical = viz.Axis(s.second_name, up)
    elif not own:
        (x, y), up = distributions.stacked(x, *across), (0.0, 1.12)
        vertical = viz.Axis("", up, visible=False)
    times = np.bincount(rows, minlength=m).astype(float)
    size = np.where(times > 0, (5.0 if small else 8.5) * np.maximum(times, 1) ** 0.7, 1)  # seen around a handle too
    told = [f"drawn {int(k)} times" for k in times]
    traces = [
        viz.called(viz.markers(x, y, "data", size=5 if small else 10, ring=True, name="in the sample")),
        viz.markers(x, np.where(times > 0, y, np.nan), "model", size=size, opacity=0.8, text=told),
    ]
    marks = (("sample", np.arange(m), "optimum", 0.95, "dash"), ("resample", rows, "model", 0.87, "solid"))
    for name, each, role, share, dash in marks:
        x, y = inference.mark(s, q.p.statistic, each, across, up[0], up[0] + share * np.ptp(up))
        traces.append(viz.called(viz.line(x, y, role, dash=dash, hover=False), None if cloud else name, size=13))
    traces += viz.key(across[0], up[1], [("╍ sample", "optimum"), ("━ resample", "model")]) if cloud else []
    title = f"Resample {q.p.step}: {np.count_nonzero(times)} of {m} rows" if len(rows) else "The sample"
    return viz.Plane(traces, viz.Axis(s.name, across), vertical, title, handles=points(q))


def pile(q: Resampling, law: Law, span: Interval, marked: Interval, roles: tuple[str, str]) -> list[dict[str, Any]]:
    """The replicates of a law as a histogram, of which what lies in `marked` has another colour, the first of them as
    dots, and the sample's own value; `roles` colour what is marked and the dots."""
    (x, part, heights), name = distributions.marked_histogram(law.replicates, *span, marked, BINS), "of the tallest bar"
    seen = viz.segment((law.observed, 0), (law.observed, 1.06), "optimum", width=2, dash="dash", hover=False)
    first = distributions.piled(law.replicates[:SHOWN], q.p.step, *span)
    return [
        viz.bars(x, np.where(part < heights, heights, 0), "null", width=np.ptp(span) / BINS, opacity=0.42, name=name),
        viz.bars(x, part, roles[0], width=np.ptp(span) / BINS, opacity=0.7, name=name),
        viz.dots(first, roles[1], size=7, name="drawn one by one"),
        viz.called(seen, "observed", size=13),
    ]


def replicates_panel(q: Resampling) -> viz.Plane:
    """Histogram of the replicates, of which the middle share is the percentile interval."""
    values, step, end = q.boot.replicates, q.p.step, q.intervals["percentile"][1]
    last, found, handles = values[step - 1] if step else np.nan, values[np.isfinite(values)], []
    traces = [
        *pile(q, q.boot, q.span, q.intervals["percentile"], ("data", "model")),
        viz.segment((last, 0), (last, 0.9), "model", width=1.6, hover=False),
    ]
    if q.span[0] <= end <= q.span[1]:
        moves = lambda x, y: {"confidence": 100 * (2 * np.mean(found <= x) - 1)}
        handles = [viz.Handle("end", (end, 0.0), "end of the percentile interval", "data", moves=moves, follows="x")]
    title = f"{q.p.replicates:,} resamples, the middle {q.p.confidence:g}% of them"
    axes = viz.Axis(f"{q.named} of a resample", q.span), viz.Axis("replicates (tallest bar = 1)", (0, 1.2), ticks=TICKS)
    return viz.Plane(traces, *axes, title, handles=handles)


def levels_panel(q: Resampling) -> viz.Plane:
    """Where the ends of the intervals come from: percentile, basic and Student's t read three distribution functions at
    the same two levels, BCa the first of them at two others. Below, the intervals."""
    c, span, levels, handles, ends = q.courses, q.span, q.levels, [], np.array([q.intervals[name] for name in ROLES])
    told: list[Any] = [viz.called(viz.line(span, (y, y), "muted", width=1.2, dash="dot")) for y in levels["percentile"]]
    lines, names = (c.replicates, c.mirrored, c.student), ("replicates", "mirrored", "Student's t")
    for k, (x, name, role) in enumerate(zip(lines, names, ("data", "gradient", "accent"), strict=True)):
        told.append(viz.called(viz.line(x, c.levels, role), name, at=0.9 - 0.3 * k))
    far = np.clip([np.nanmin(ends), np.nanmax(ends)], *span)  # to the side of all plumb lines with more room
    spot, side = (far[0], "left") if far.sum() > sum(span) else (far[1], "right")
    for k, (name, role) in enumerate(ROLES.items()):
        (a, b), (first, second), y = q.intervals[name], levels[name], -ROW * (k + 1)
        told += [
            viz.called(viz.line([a, a, b, b], [first, y, y, second], role, width=1.4, dash="dot")),
            viz.line([a, b], [y, y], role, width=4),
            viz.markers([a, b], [first, second], role, size=9),
            viz.called(viz.note(spot + 0 * a, y, f" {name} ", role, f"middle {side}")),
        ]
    grip, says = (q.intervals["percentile"][1], levels["percentile"][1]), "level of the upper end"
    if span[0] <= grip[0] <= span[1]:
        moves = lambda _, y: {"confidence": 100 * (2 * y - 1)}
        handles = [viz.Handle("level", grip, says, "data", moves=moves, follows="y")]
    axes = viz.Axis(f"{q.named} of a resample", span), viz.Axis("share below", (-0.56, 1.03), ticks=TICKS)
    title = f"Read at the levels {' and '.join(number(level, 4) for level in levels['percentile'])}"
    return viz.Plane(told, *axes, title, handles=handles)


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
        (xa, ya), (xb, yb) = (distributions.stacked(each, *across) for each in (s.first_group, s.second_group))
        x, y = np.concatenate([xa, xb]), np.concatenate([5.7 + 4.1 * ya, 0.3 + 4.1 * yb])
        axes = viz.Axis(s.compared, across), viz.Axis("", (0.0, top), ticks=[2.3, 7.7], labels=s.group_names[::-1])
    middle = np.median if q.null.compared == "median" else np.mean
    means, half, (left, right) = [float(middle(q.pooled[each])) for each in (first, ~first)], top / 2.24, across
    size, names, symbols = 10 if len(x) <= 60 else 5, s.group_names, ("circle", "diamond")
    traces = [viz.segment((left, half), (right, half), "grid", width=1.4, hover=False)]
    for k, (role, chosen) in enumerate((("data", first), ("model", ~first))):
        traces.append(viz.markers(x, np.where(chosen, y, np.nan), role, size=size, symbol=symbols[k], name=names[k]))
        mark = viz.segment((means[k], 0), (means[k], (0.97 - 0.06 * k) * top), role, dash="dash", hover=False)
        traces.append(viz.called(mark, f"{'●◆'[k]} {names[k]}", at=1.0, size=13))
    said = f"Shuffle {q.p.step}" if q.p.step else f"{len(s.first_group)} and {len(s.second_group)} as observed"
    title = f"{said}: {q.null.compared}s differ by {number(means[0] - means[1], 3)}"
    return viz.Plane(traces, *axes, title, handles=points(q))


def pairs_panel(q: Pairs) -> viz.Plane:
    """A pair as a point of the plane: swapping its labels mirrors it in the diagonal. The mean difference is the line
    parallel to the diagonal through the centre of all."""
    s, m = q.sample, len(q.sample.first_group)
    pairs = np.stack([s.first_group, s.second_group], axis=1)
    span = (0.0, 10.0) if q.p.data == "draw" else distributions.padded(pairs)
    now, ends = np.where(q.labels[:m, None], pairs, pairs[:, ::-1]), np.array(span)
    spots, counts = np.unique(now, axis=0, return_counts=True)  # of zeros and ones many lie on one spot
    told = [5 * "\u00a0" + str(k) if k > 1 else "" for k in counts]
    way = np.stack([pairs, now, np.full((m, 2), np.nan)], axis=1).reshape(-1, 2)
    seen, shuffled = q.null.observed, float(np.mean(now[:, 0] - now[:, 1])) if q.p.step else np.nan
    traces = [
        viz.called(viz.line(ends, ends, "muted", width=1.4, dash="dot", hover=False), "no difference", at=0.95),
        viz.called(viz.polyline(way, "null", width=1.2, opacity=0.6, hover=False)),
        viz.called(viz.dots(pairs, "data", size=10, ring=True, name="as observed")),
        viz.dots(spots, "model", size=8 * counts**0.3, opacity=0.8, text=[f"{k} of {m} pairs" for k in counts]),
        viz.label(spots[:, 0], spots[:, 1], told, position="middle right", size=13),
        viz.called(viz.line(ends, ends - seen, "optimum", dash="dash", hover=False), "observed", at=0.1),
        viz.called(viz.line(ends, ends - shuffled, "model", hover=False), "shuffled", at=0.1),
    ]
    said = f"Shuffle {q.p.step}: {m - np.sum(q.labels[:m])} of {m} swapped" if q.p.step else f"{m} pairs as observed"
    x, y = (viz.Axis(name, span) for name in s.group_names)
    return viz.Plane(traces, x, y, said, equal=True, handles=points(q))


def shuffled_panel(q: Resampling) -> viz.Plane:
    """Histogram of the differences that labels without meaning make; the tail that p doubles is marked. Of labels that
    are swapped within pairs, beside the outline of those that are shuffled over all values."""
    seen, (first, second) = q.null.observed, q.sample.group_names
    spread = max(inference.shuffle_error(q.sample, paired, 1)[0] for paired in {q.paired, False})
    high = 8.0 if q.p.data == "draw" else distributions.nice(max(4.2 * spread, 1.15 * abs(seen), 1e-6))
    tail = (seen, np.inf) if q.null.upper else (-np.inf, seen)
    traces = pile(q, q.null, (-high, high), tail, ("model", "accent"))
    if q.loose is not None:
        x, heights = distributions.histogram(q.loose.replicates, -high, high, BINS)
        traces.append(viz.line(x - high / BINS, heights, "ink", width=1.4, step=True, hover=False))
        side, position = (-high, "middle right") if seen >= 0 else (high, "middle left")
        traces.append(viz.note(side, 1.0, "pairs ignored", "ink", position))
    across = viz.Axis(f"difference of {q.null.compared}s, {first} − {second}", (-high, high))
    up = viz.Axis("shuffles (tallest bar = 1)", (0, 1.2), ticks=TICKS)
    return viz.Plane(traces, across, up, f"{q.p.replicates:,} shuffles: p = {number(q.null.p_value, 3)}")
