"""Panels of descent: a path over a contour map, its loss, the factors of two curvatures, a map of basins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import area, ellipse, label, line, markers
from viz.curve_names import Named, names
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
Window = tuple[tuple[float, float], tuple[float, float]]
TOO_FAR = "null"  # the role of what diverges


def classes(
    z: ArrayLike, x: ArrayLike, y: ArrayLike, roles: Sequence[str], *, strong: float = 0.75, weak: float = 0.2
) -> dict[str, Any]:
    """A map of classes in colours by role: `z[row, column]` = class + shade, the class a whole number from 0 on, the
    shade in [0, 1): 0 is drawn strong, near 1 weak."""
    scale: list[list[Any]] = []
    for index, role in enumerate(roles):
        scale.append([index / len(roles), f"@{role}/{strong:g}"])
        scale.append([(index + 1) / len(roles), f"@{role}/{weak:g}"])
    return {
        "type": "heatmap",
        "z": np.ascontiguousarray(np.asarray(z, dtype=np.float32)),
        "x": np.asarray(x, dtype=float),
        "y": np.asarray(y, dtype=float),
        "colorscale": scale,
        "zmin": 0.0,
        "zmax": float(len(roles)),
        "showscale": False,
        "hoverinfo": "skip",
    }


def clipped(points: ArrayLike, center: ArrayLike, reach: float) -> NDArray[np.float64]:
    """A polyline, shape (n, 2), cut off exactly at the square of half-width `reach` around `center`, as a polyline with
    NaN gaps, shape (m, 2): so that a path that leaves the picture by far gives a browser no huge coordinates.

    A path that stays inside is returned as it is. NaN points stay gaps.
    """
    p = np.asarray(points, dtype=float) - np.asarray(center, dtype=float)
    if not (np.abs(p) > reach).any():
        return np.asarray(points, dtype=float)
    start, move = p[:-1], np.diff(p, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Liang and Barsky: the part t in [enter, leave] of each segment that lies between each pair of parallel lines.
        hit = np.stack([(-reach - start) / move, (reach - start) / move])
        near, far = hit.min(axis=0), hit.max(axis=0)
    still = move == 0
    inside = np.abs(start) <= reach
    near = np.where(still, np.where(inside, -np.inf, np.inf), near)
    far = np.where(still, np.where(inside, np.inf, -np.inf), far)
    enter, leave = np.maximum(near.max(axis=1), 0.0), np.minimum(far.min(axis=1), 1.0)
    seen = enter <= leave
    first = np.where(seen[:, None], start + enter[:, None] * move, np.nan)
    last = np.where(seen[:, None], start + leave[:, None] * move, np.nan)
    cut = np.stack([first, last, np.full_like(first, np.nan)], axis=1).reshape(-1, 2)
    return np.asarray(cut + np.asarray(center, dtype=float))


def map_panel(
    background: dict[str, Any], window: Window, titles: tuple[str, str], path: Array, every: int, start: Array,
    minima: Array, target: Array, directions: Array, spread: Array,
) -> Plane:  # fmt: skip
    """A path (n, 2) over a contour map, every so many of its points as a dot, and all minima (m, 2).

    `directions` (2, 2) are the eigenvectors at the minimum `target`, the flat one first, in columns; `spread` (2, 2)
    maps the unit circle to the ellipse of a noisy path. NaN hides either.
    """
    (left, right), (low, high) = window
    center, reach = np.array([(left + right) / 2, (low + high) / 2]), 2.0 * (right - left)
    # A cut-off path has more points than the path itself: no matter, the count of traces is what must rest.
    drawn = clipped(path, center, reach)
    dots = np.where(np.abs(path - center) < reach, path, np.nan)[::every]
    flat, steep = (target + np.outer([-9.0, 9.0], directions[:, k]) for k in range(2))
    axes = Axis(titles[0], window[0]), Axis(titles[1], window[1])
    shown = bool(np.isfinite(directions).all())
    named = [
        Named(flat[:, 0], flat[:, 1], "flat" if shown else "", "accent", size=13),
        Named(steep[:, 0], steep[:, 1], "steep" if shown else "", "model", size=13),
        Named(drawn[:, 0], drawn[:, 1]),
    ]
    traces = [
        background,
        line(flat[:, 0], flat[:, 1], "accent", width=1.4, dash="dash", hover=False),
        line(steep[:, 0], steep[:, 1], "model", width=1.4, dash="dash", hover=False),
        markers(minima[:, 0], minima[:, 1], "optimum", symbol="star", size=14, name="minimum"),
        line(drawn[:, 0], drawn[:, 1], "gradient", width=1.8, name="path"),
        markers(dots[:, 0], dots[:, 1], "gradient", size=5, name="a step"),
        ellipse(spread, "optimum", center=target, width=2.6, dash="dot", hover=False),
        markers([start[0]], [start[1]], "data", size=11, name="start"),
        markers([dots[-1, 0]], [dots[-1, 1]], "gradient", size=11, name="now"),
        *names(named, *axes, panel=(250.0, 250.0)),
    ]
    return Plane(traces, *axes, "The path on the loss", equal=True)


def loss_panel(gap: Array, parts: Array, now: int, here: int, powers: tuple[int, int], floor: float) -> Plane:
    """The loss above its minimum (steps + 1,), strong up to step `now`, and its shares (2, steps + 1) of the flat and
    the steep direction, between two powers of ten; `floor` is the mean of the noise. NaN hides a share or the floor."""
    steps, (low, high) = len(gap) - 1, powers
    k = np.arange(steps + 1.0)
    with np.errstate(invalid="ignore"):  # a loss of zero falls below any axis: the line goes straight down
        gap, flat, steep = (
            np.where(v >= 0, np.clip(v, 10.0 ** (low - 6), 10.0 ** (high + 6)), np.nan) for v in (gap, *parts)
        )
    axes = (
        Axis("step k", (-0.02 * steps, 1.02 * steps)),
        Axis("loss above its minimum", (10.0**low, 10.0**high), log=True),
    )
    says = "dotted: exact mean of the noise" if floor == floor else ""
    named = [
        Named(k, flat, "flat", "accent", at=0.9, size=13),
        Named(k, steep, "steep", "model", at=0.9, size=13),
        Named(k, gap),
    ]
    traces = [
        line(k, flat, "accent", width=1.8, dash="dash", name="share of the flat direction"),
        line(k, steep, "model", width=1.8, dash="dash", name="share of the steep direction"),
        line(k, gap, "gradient", width=1.6, opacity=0.35, hover=False),
        line([0, steps], [floor, floor], "optimum", width=1.8, dash="dot", name="noise floor"),
        line(k, np.where(k <= now, gap, np.nan), "gradient", width=2.6, name="loss above its minimum"),
        markers([here], [gap[here]], "gradient", size=11, name="now"),
        label([0.98 * steps], [10.0 ** (high - 0.5)], says, "optimum", position="middle left", size=13),
        *names(named, *axes),
    ]
    return Plane(traces, *axes, "Loss against steps")


def rate_panel(low: float, high: float, step: float, measured: float, title: str) -> Plane:
    """|1 - step * curvature| for the least and the largest curvature: the larger is the factor a step, below 1 up to
    2/L. The step and the factor `measured` (NaN hides it) are marked."""
    t, ratio, here = np.linspace(0.0, 3.0, 301), low / high, step * high
    at, best = min(here, 3.0), 2.0 / (1.0 + low / high)
    flat, steep = np.abs(1 - t * ratio), np.abs(1 - t)
    factor = max(abs(1 - at), abs(1 - at * ratio))
    axes = (Axis("step size × largest curvature, ηL", (0.0, 3.0)), Axis("factor on the distance, a step", (0.0, 2.2)))
    named = [
        Named(t, steep, "steep: |1 − ηL|", "model", at=0.2, size=13),
        Named(t, flat, "flat: |1 − ημ|", "accent", size=13),
        Named([2.0, 2.0], [0.0, 2.2], "η = 2/L", TOO_FAR, at=0.0, size=13),
        Named([best], [(1 - ratio) / (1 + ratio)], "best", "optimum", size=13),
        Named([at], [factor]),
    ]
    traces = [
        area([0.0, 3.0], [2.2, 2.2], [1.0, 1.0], TOO_FAR, opacity=0.12, name="diverges"),
        line([2.0, 2.0], [0.0, 2.2], TOO_FAR, width=1.6, dash="dash", hover=False),
        line(t, flat, "accent", width=2.0, name="flat direction"),
        line(t, steep, "model", width=2.0, name="steep direction"),
        line(t, np.maximum(steep, flat), "ink", width=5.0, opacity=0.25, hover=False),
        markers([best], [(1 - ratio) / (1 + ratio)], "optimum", symbol="diamond", size=12, name="best step"),
        markers([at], [factor], "data", size=12, name="factor in theory"),
        markers([at], [measured if here <= 3.0 else np.nan], "gradient", size=18, ring=True, name="factor measured"),
        label([0.08], [2.08], "above 1: diverges", TOO_FAR, position="middle right", size=13),
        *names(named, *axes),
    ]
    return Plane(traces, *axes, title)


def curvature_panel(sharpest: Array, now: int, here: int, step: float) -> Plane:
    """The largest curvature at each step of a path, strong up to step `now`, against 2/step."""
    steps = len(sharpest) - 1
    k, ends = np.arange(steps + 1.0), [-0.02 * steps, 1.02 * steps]
    with np.errstate(invalid="ignore"):
        bend = np.where(sharpest > 0, np.clip(sharpest, 1e-6, 1e9), np.nan)
    axes = (Axis("step k", (ends[0], ends[1])), Axis("largest eigenvalue of the Hessian", (1e-1, 1e5), log=True))
    named = [
        Named(k, bend, "largest curvature", "model", size=13),
        Named(ends, [2 / step] * 2, "2/η: too sharp above", TOO_FAR, at=0.5, size=13),
    ]
    traces = [
        area(ends, [1e5, 1e5], [2 / step] * 2, TOO_FAR, opacity=0.12, name="too sharp"),
        line(ends, [2 / step] * 2, TOO_FAR, width=1.8, dash="dash", name="2/η"),
        line(k, bend, "model", width=1.6, opacity=0.35, hover=False),
        line(k, np.where(k <= now, bend, np.nan), "model", width=2.6, name="largest curvature"),
        markers([here], [bend[here]], "model", size=11, name="now"),
        *names(named, *axes),
    ]
    return Plane(traces, *axes, "Curvature along the path")


def basins_panel(image: dict[str, Any], window: Window, minima: Array, start: Array, title: str) -> Plane:
    """Where each start ends, as a map of classes; the minima as stars A, B, C, D, and the start."""
    (left, right), _ = window
    letters = list("ABCD")[: len(minima)]
    traces = [
        image,
        markers(minima[:, 0], minima[:, 1], "paper", symbol="star", size=14, name="minimum"),
        label(minima[:, 0] + 0.03 * (right - left), minima[:, 1], letters, "ink", position="middle right"),
        markers([start[0]], [start[1]], "paper", size=15, name="start"),
        markers([start[0]], [start[1]], "data", size=10, name="start"),
    ]
    return Plane(traces, Axis("x of the start", window[0]), Axis("y of the start", window[1]), title, equal=True)
