"""Panels of resampling: a sample with one resample in it, two groups under labels, histograms with intervals below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import bars, label, line, markers, segment
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
Trace = dict[str, Any]
Mark = tuple[Array, Array, str, str]
BINS, ROW = 60, 0.115


def stacked(x: Array, low: float, high: float, bins: int = 56, tallest: int = 24) -> tuple[Array, Array]:
    """Where the dots of a dot plot stand: (x, height in [0, 1]); dots of one bin lie above each other.

    A bin with more than `tallest` dots is drawn as several columns side by side.
    """
    place = np.clip(((x - low) / (high - low) * bins).astype(int), 0, bins - 1)
    order = np.argsort(place, kind="stable")
    counts = np.bincount(place, minlength=bins)
    rank = np.empty(len(x))
    rank[order] = np.arange(len(x)) - np.repeat(np.cumsum(counts) - counts, counts)
    column = np.floor(rank / tallest)
    last = np.floor((counts[place] - 1) / tallest)
    aside = (column - last / 2) * (high - low) / bins * 0.75
    return x + aside, (rank - column * tallest + 0.5) / max(10.0, min(counts.max(), tallest) + 1.0)


def resample_panel(
    x: Array,
    y: Array,
    times: Array | None,
    marks: tuple[Mark, Mark],
    axes: tuple[Axis, Axis],
    title: str,
) -> Plane:
    """The sample as rings; the resample as discs that grow with the number of `times` (m,) each row was drawn.

    `marks` are lines (x, y, role, text) for the statistic of the sample and of the resample, NaN to hide one.
    """
    drawn = np.zeros(len(x)) if times is None else times
    small = len(x) > 60
    size = np.where(drawn > 0, (5.0 if small else 8.5) * np.maximum(drawn, 1) ** 0.7, 1)  # seen around a handle too
    shown = np.where(drawn > 0, y, np.nan)
    traces = [
        markers(x, y, "data", size=5 if small else 10, ring=True, name="in the sample"),
        markers(x, shown, "model", size=size, opacity=0.8, text=[f"drawn {int(k)} times" for k in drawn]),
    ]
    tops = [mx[-1] for mx, *_ in marks]
    for k, (mx, my, role, text) in enumerate(marks):
        # Names of two upright lines turn away from each other.
        side = "right" if tops[k] > tops[1 - k] else "left" if tops[k] < tops[1 - k] else "center"
        traces.append(line(mx, my, role, width=2.2, dash="dash" if role == "optimum" else "solid", hover=False))
        place = "middle right" if my[0] == my[-1] else f"top {side}"
        traces.append(label(mx[-1:], my[-1:], text, role, position=place, size=13))
    return Plane(traces, *axes, title)


def groups_panel(
    x: Array, y: Array, first: NDArray[np.bool_], means: tuple[float, float], axes: tuple[Axis, Axis], title: str,
    names: tuple[str, str],
) -> Plane:  # fmt: skip
    """Two groups of numbers: colour tells the label that each has now; a line at the mean (or median) of each label."""
    assert axes[0].range is not None and axes[1].range is not None
    (left, right), (bottom, top) = axes[0].range, axes[1].range
    rise = top - bottom
    size = 10 if len(x) <= 60 else 5
    traces = [
        segment((left, bottom + rise / 2.24), (right, bottom + rise / 2.24), "grid", width=1.4, hover=False),
        markers(x, np.where(first, y, np.nan), "data", size=size, name=names[0]),
        markers(x, np.where(first, np.nan, y), "model", size=size, symbol="diamond", name=names[1]),
    ]
    middle, edge = bottom + rise / 2.24, right - 0.01 * (right - left)
    traces += [
        label([edge], [middle + 0.03 * rise], f"↑ {names[0]}", "muted", position="middle left", size=12),
        label([edge], [middle - 0.03 * rise], f"↓ {names[1]}", "muted", position="middle left", size=12),
    ]
    for k, role in enumerate(("data", "model")):
        height = bottom + rise * (0.97, 0.91)[k]
        # Names turn away from each other, unless the edge of the picture is near.
        share = (means[k] - left) / (right - left)
        side = "middle left" if share > 0.75 or (means[k] < means[1 - k] and share > 0.25) else "middle right"
        traces += [
            segment((means[k], bottom), (means[k], height), role, width=2.2, dash="dash", hover=False),
            label([means[k]], [height], f" {'●◆'[k]} {names[k]} ", role, position=side, size=13),
        ]
    return Plane(traces, *axes, title)


def histogram(values: Array, low: float, high: float) -> tuple[Array, Array, float]:
    """(centres, heights with the tallest 1, share outside) of finite values; heights are 0 if there are none."""
    kept = values[np.isfinite(values)]
    # A value that repeats (a maximum, a median) must not be split between two bins by rounding.
    place = np.floor((kept - low) / (high - low) * BINS + 1e-9).astype(np.int64)
    place[kept == high] = BINS - 1
    inside = (place >= 0) & (place < BINS)
    counts = np.bincount(place[inside], minlength=BINS)
    centres = low + (np.arange(BINS) + 0.5) * (high - low) / BINS
    return centres, counts / max(1, counts.max()), 1 - inside.sum() / max(1, len(kept))


def dots(values: Array, shown: int, low: float, high: float) -> tuple[Array, Array]:
    """The first `shown` of some replicates as dots stacked in half as many bins, padded with NaN; (len(values),) each.

    The tallest stack of all of them still fits, so that dots do not move while more are shown.
    """
    x, y = np.full(len(values), np.nan), np.full(len(values), np.nan)
    wide = (high - low) / (BINS // 2)
    place = np.floor((values - low) / wide + 1e-9)
    inside = (place >= 0) & (place < BINS // 2)
    tallest = int(np.bincount(place[inside].astype(int), minlength=1).max())
    rise = min(0.07, 0.95 / max(1, tallest))
    for i in range(shown):
        if inside[i]:
            x[i] = low + (place[i] + 0.5) * wide
            y[i] = (np.count_nonzero(place[:i] == place[i]) + 0.5) * rise
    return x, y


def replicates_panel(
    values: Array,
    shown: int,
    most: int,
    span: tuple[float, float],
    observed: float,
    intervals: Sequence[tuple[str, float, float, str]],
    axis: str,
    title: str,
) -> Plane:
    """Histogram of the replicates, the first `shown` as dots, and `intervals` (name, low, high, role) below it."""
    low, high = span
    x, heights, _ = histogram(values, low, high)
    dx, dy = dots(values[:most], shown, low, high)
    last = values[shown - 1] if shown else np.nan
    traces = [
        bars(x, heights, "null", width=(high - low) / BINS, opacity=0.42, name="of the tallest bar"),
        markers(dx, dy, "model", size=7, name="one resample"),
        segment((observed, 0), (observed, 1.06), "optimum", width=2, dash="dash", hover=False),
        label([observed], [1.06], "the sample", "optimum", position="top center", size=13),
        segment((last, -0.02), (last, 0.9), "model", width=1.6, hover=False),
    ]
    left = observed > (low + high) / 2
    edge, side = low + 0.01 * (high - low), "middle right"
    if not left:
        edge, side = high - 0.01 * (high - low), "middle left"
    for k, (name, a, b, role) in enumerate(intervals):
        y = -ROW * (k + 0.75)
        shown_at_all = a == a and b == b and b >= low and a <= high
        start, end = (max(a, low), min(b, high)) if shown_at_all else (np.nan, np.nan)
        # An end that lies outside the axis has no tick.
        first, second = 0.03 * (start == a), 0.03 * (end == b)
        xs, ys = [start] * 3 + [end] * 3, [y - first, y + first, y, y, y + second, y - second]
        traces.append(line(xs, ys, role, width=2.6, name=name))
        traces.append(label([edge], [y], name, role if shown_at_all else "muted", position=side, size=13))
    bottom = -ROW * (len(intervals) + 0.3)
    return Plane(
        traces,
        Axis(axis, span),
        Axis("replicates (tallest bar = 1)", (bottom, 1.2), ticks=[0, 0.25, 0.5, 0.75, 1]),
        title,
    )


def shuffled_panel(
    values: Array, shown: int, most: int, span: tuple[float, float], observed: float, axis: str, title: str
) -> Plane:
    """Histogram of shuffled differences: the tail at and beyond the observed one in another colour."""
    low, high = span
    x, heights, _ = histogram(values, low, high)
    tail = x >= observed if observed >= 0 else x <= observed
    dx, dy = dots(values[:most], shown, low, high)
    wide = (high - low) / BINS
    side = "top left" if observed > (low + high) / 2 else "top right"
    traces = [
        bars(x, np.where(tail, 0, heights), "null", width=wide, opacity=0.42, name="of the tallest bar"),
        bars(x, np.where(tail, heights, 0), "model", width=wide, opacity=0.8, name="as extreme as observed"),
        markers(dx, dy, "accent", size=7, name="one shuffle"),
        segment((observed, 0), (observed, 1.06), "optimum", width=2, dash="dash", hover=False),
        label([observed], [1.06], "observed", "optimum", position=side, size=13),
        segment((0.0, 0.0), (0.0, 1.0), "muted", width=1.2, dash="dot", hover=False),
    ]
    return Plane(
        traces, Axis(axis, span), Axis("shuffles (tallest bar = 1)", (0, 1.2), ticks=[0, 0.25, 0.5, 0.75, 1]), title
    )


def nice(value: ArrayLike) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7 times a power of ten at or above a positive value, for an axis that rests."""
    v = max(float(np.asarray(value)), 1e-12)
    scale = 10 ** np.floor(np.log10(v))
    return float(next(s for s in (1, 1.5, 2, 3, 5, 7, 10) if s * scale >= v * (1 - 1e-12)) * scale)


def statistic_mark(
    statistic: str, x: Array, y: Array, value: float, role: str, text: str, across: tuple[float, float],
    span: tuple[float, float], share: float,
) -> Mark:  # fmt: skip
    """A mark of `resample_panel` for the statistic `value` of rows (x, y): an upright line at it; the line of the
    correlation; one deviation either side of the mean. `share` of the height `span` is where it ends; `across` is the
    range of x."""
    height = span[0] + share * (span[1] - span[0]) * 0.97
    if statistic == "correlation":
        slope = value * y.std() / x.std() if x.std() > 0 and np.isfinite(value) else np.nan
        ends = np.array([across[0], across[1] - 0.12 * (across[1] - across[0])])
        return ends, y.mean() + slope * (ends - x.mean()), role, ""
    if statistic == "std":
        return np.array([x.mean() - value, x.mean() + value]), np.full(2, height), role, "± one deviation"
    return np.full(2, value), np.array([span[0], height]), role, text


def padded(values: Array) -> tuple[float, float]:
    """The range of some values, with some room; zeros and ones stand as blocks of dots, which take more."""
    low, high = float(values.min()), float(values.max())
    room = (0.3 if len(np.unique(values)) == 2 else 0.06) * (high - low) or 1.0
    return low - room, high + room
