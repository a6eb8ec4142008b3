"""Panels of sampling lessons: running means and how fast they settle, a gap against n, a Galton board."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.blocks import area, bars, label, line, markers, segment
from viz.curve_names import Named, names
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
Trace = dict[str, Any]


def note(x: float, y: float, text: str, role: str, position: str, *, size: float = 14) -> Trace:
    """One direct label; it hides, and keeps its trace, where x or y is NaN."""
    there = x == x and y == y
    return label([x], [y], text if there else "", role, position=position, size=size)


def beyond(x: Array, heights: Array, top: float, role: str) -> Trace:
    """The height of the tallest bar, written beside it, if the axis ends at `top` below it."""
    tallest = int(np.argmax(np.nan_to_num(heights)))
    place = x[tallest] + 0.2 if heights[tallest] > top else np.nan
    return note(place, 0.96 * top, f"↑ {heights[tallest]:.3g}", role, "middle right", size=13)


def source_panel(
    x: Array, y: Array, mean: float, mean_label: str, span: tuple[float, float], top: float, *, discrete: bool = False
) -> Plane:
    """The law of one draw as the filled outline (x, y), with its mean (NaN if it has none)."""
    right = mean > span[0] + 0.55 * (span[1] - span[0])
    traces = [
        area(x, y, 0.0, "data"),
        line(x, y, "data", hover=False),
        segment((mean, 0), (mean, 0.93 * top), "optimum", dash="dash", width=1.6, hover=False),
        note(mean, 0.93 * top, mean_label, "optimum", f"middle {'left' if right else 'right'}"),
    ]
    return Plane(
        traces,
        Axis("one draw, x", span, ticks=[0, 1] if discrete else None),
        Axis("probability" if discrete else "density", (0, top)),
        "The source",
        weight=0.6,
    )


def means_panel(bars_: Array, x: Array, normal: Array, stable: Array, axis: str, title: str, *, top: float) -> Plane:
    """A histogram (3, bars) of the centres, heights and widths of means, the normal density at x, and a limit law's
    that is not normal (NaN if it is): then the normal one is the null. The axis ends at `top` whatever the bars do, so
    that the eye compares heights; a bar that is taller says so."""
    bell = bool(np.isnan(stable).all())
    role = "model" if bell else "null"
    mode = 0 if bell else int(np.argmax(stable))
    traces = [
        bars(bars_[0], bars_[1], "data", width=float(bars_[2, 0]), opacity=0.55, name="share per unit"),
        line(x, normal, role, width=2.6, dash="solid" if bell else "dash"),
        line(x, stable, "gradient", width=2.6),
        note(1.3, 0.22, "normal", role, "middle right"),
        note(x[mode] + 0.35, min(stable[mode], 0.68) + 0.03, "limit law", "gradient", "middle right"),
        beyond(bars_[0], bars_[1], top, "data"),
    ]
    return Plane(traces, Axis(axis, (-4, 4)), Axis("density", (0, top)), title, weight=1.5)


def gap_panel(
    grid: Array, exact: Array, bound: Array, noise: float, limit: float, here: tuple[float, float, float]
) -> Plane:
    """The gap to the normal against n (log axes), both NaN where there is none; `here` is (n, exact, simulated).

    `noise` is what R simulated means show of a gap that is zero, `limit` the gap that is left in the limit.
    """
    axes = Axis("draws in a mean, n", (0.85, 1200), log=True), Axis("largest gap to the normal", (1e-4, 2), log=True)
    ends = [1, 1000]
    named = [
        Named(grid, exact, "exact", "model", at=0.4),
        Named(grid, bound, "Berry–Esseen", "null", at=0.3, size=13),
        Named(ends, [noise, noise], "simulation noise", "muted", at=0.0, size=12),
        Named(ends, [limit, limit], "limit law", "gradient", at=0.0),
        Named([here[0]], [here[1]]),
        Named([here[0]], [here[2]]),
    ]
    traces = [
        line(ends, [noise, noise], "muted", dash="dot", width=1.4, hover=False),
        line(grid, bound, "null", dash="dash", width=1.8, name="0.4748 ρ/(σ³√n)"),
        line(grid, exact, "model", name="exact gap"),
        line(ends, [limit, limit], "gradient", dash="dash", width=2, name="gap of the limit"),
        markers([here[0]], [here[1]], "model", size=12, ring=True, name="exact, here"),
        markers([here[0]], [here[2]], "data", size=9, name="simulated, here"),
        *names(named, *axes, panel=(165.0, 330.0)),
    ]
    return Plane(traces, *axes, "Distance to normal", weight=0.95)


def running_panel(
    grid: Array, means: Array, claimed: Array, mean: float, here: float, y: Axis, mean_label: str, *, shown: int = 8
) -> Plane:
    """Running means (grid, paths): the first few as lines, the middle half and 90% as bands, +-`claimed` as theory."""
    bands = np.quantile(means, [0.05, 0.25, 0.75, 0.95], axis=1)
    assert y.range is not None
    at = int(np.searchsorted(grid, 30))
    traces = [
        area(grid, bands[3], bands[0], "data", opacity=0.14),
        area(grid, bands[2], bands[1], "data", opacity=0.2),
        *[line(grid, means[:, i], "data", width=1.3, opacity=0.85, hover=False) for i in range(shown)],
        line(grid, claimed, "model", dash="dash", width=2.2, name="+1.645 σ/√n"),
        line(grid, -claimed, "model", dash="dash", width=2.2, name="−1.645 σ/√n"),
        line([1, 1000], [mean, mean], "optimum", width=1.8, name="μ"),
        segment((here, y.range[0]), (here, y.range[1]), "muted", dash="dot", width=1.4, hover=False),
        note(grid[at], claimed[at] + 0.28, "claimed 90% band", "model", "top right"),
        note(900, mean, mean_label, "optimum", "top left"),
    ]
    return Plane(
        traces, Axis("draws so far, n", (1, 1000), log=True), y,
        f"Running means of {means.shape[1]:,} paths, {shown} of them drawn", weight=1.5,
    )  # fmt: skip


def spread_panel(
    grid: Array, half: Array, root: Array, rate: Array, here: float, y: Axis, role: str, labels: tuple[str, str]
) -> Plane:
    """Half of the width of the middle 90% against n, beside n^(-1/2) (`root`) and the limit law's rate (`rate`)."""
    at = int(np.argmin(np.abs(np.log(grid / here))))
    x = Axis("draws so far, n", (0.85, 1200), log=True)
    named = [
        Named(grid, root, labels[0], role, at=0.7),
        Named(grid, rate, labels[1], "gradient", at=0.5),
        Named(grid, half),
    ]
    traces = [
        line(grid, root, role, dash="dash", width=2, name="n^(−1/2)"),
        line(grid, rate, "gradient", dash="dash", width=2, name="n^(1/a − 1)"),
        line(grid, half, "data", name="half width of the middle 90%"),
        markers([grid[at]], [half[at]], "data", size=11, name="here"),
        *names(named, x, y),
    ]
    return Plane(traces, x, y, "The rate at which they settle")


def galton_board(path: NDArray[np.int64], released: int, expected: float, most_rows: int) -> Plane:
    """Pins, balls on their way, and the heaps under the board.

    `path` (balls, rows + 1) counts right turns; a ball is released each step and falls a row a step. `expected` is what
    the tallest heap should hold in the end; `most_rows` the longest board, so that the number of markers is constant.
    """
    rows = path.shape[1] - 1
    pins = np.array([(i - k / 2, -k) for k in range(rows) for i in range(k + 1)])
    flying = np.full((most_rows + 1, 2), np.nan)
    for level in range(min(rows + 1, released)):
        flying[level] = path[released - 1 - level, level] - level / 2, -level + 0.35
    landed = path[: max(0, released - rows - 1), -1]
    deep = 0.75 * rows + 1
    heap = np.minimum(np.bincount(landed, minlength=rows + 1) / expected * 0.85, 1.0) * deep
    levels = np.arange(rows + 1)
    last = path[released - 1] if released else path[0] * np.nan
    many = rows > 8
    traces = [
        bars(levels - rows / 2, heap, "data", width=0.86, base=np.full(rows + 1, -rows - deep), opacity=0.7),
        markers(pins[:, 0], pins[:, 1], "null", size=4 if many else 6),
        line(last - levels / 2, -levels + 0.35, "accent", width=1.6, dash="dot", hover=False),
        markers(flying[:, 0], flying[:, 1], "accent", size=9 if many else 12, name="ball"),
    ]
    half = rows / 2 + 0.9
    heaps = levels[:: 2 if many else 1]
    return Plane(
        traces,
        Axis("right turns of a ball", (-half, half), ticks=heaps - rows / 2, labels=[str(turns) for turns in heaps]),
        Axis("", (-rows - deep, 1.4), visible=False),
        f"{len(landed)} of {len(path)} balls have landed",
    )


def galton_heaps(
    at: Array, share: Array, law: Array, width: float, curve: tuple[Array, Array], name: str, *, top: float
) -> Plane:
    """Share of the balls in each heap and the binomial law as densities over standard units, both (rows + 1,) with the
    heaps `width` apart, and the standard normal `curve` (x, y), which is the same for every board."""
    traces = [
        bars(at, share, "data", width=width, opacity=0.5, name="share of the balls, per unit"),
        line(*curve, "model", width=2.4, name="normal density"),
        markers(at, law, "optimum", size=9, ring=True, name="binomial"),
        label([-3.9], [0.94 * top], f"○ {name}", "optimum", position="middle right", size=12),
        label([-3.9], [0.86 * top], "— normal curve", "model", position="middle right", size=12),
        beyond(at, share, top, "data"),
    ]
    return Plane(
        traces,
        Axis("(right turns − mean) / deviation", (-4, 4)),
        Axis("density", (0, top)),
        "Heaps beside their law",
    )
