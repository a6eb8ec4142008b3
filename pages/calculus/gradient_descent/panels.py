"""The panels of the lesson: a path over a contour map, its loss, the factors of two curvatures, a map of basins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import viz
from mathcore.calculus import gradient_descent as gd

if TYPE_CHECKING:
    from pages.calculus.gradient_descent.lesson import Descent

Array = NDArray[np.float64]
BASIN_STEPS = 300
TOO_FAR = "null"  # the role of what diverges
BASIN_ROLES = ("data", "model", "optimum", "accent", "muted", "ink")  # four minima; not arrived; diverged
LOSS = {  # powers of ten of the axis of the loss above its minimum
    "quadratic": (-8, 6),
    "rosenbrock": (-8, 4),
    "himmelblau": (-10, 4),
    "beale": (-8, 6),
    "diabetes": (-7, 2),
    "collinear": (-7, 2),
}


def contours(q: Descent) -> dict[str, Any]:
    """The contour map. Levels even in the square root or the logarithm of the loss, so that the valley shows."""
    (left, right), (low, high) = q.window
    x, y = np.linspace(left, right, 81), np.linspace(low, high, 81)
    gap = q.land.gap(x[None, :], y[:, None])
    steep = q.p.objective in ("rosenbrock", "beale")
    z = np.log10(gap + 0.03) if steep else np.sqrt(gap)
    first, last = float(z.min()), float(z.max())
    return viz.contour(x, y, z, levels=(first, last, (last - first) / 16), role="null", width=0.7, opacity=0.45)


def map_panel(q: Descent) -> viz.Plane:
    """The path so far over the contour map, with all minima and the directions of the two curvatures."""
    (left, right), (low, high) = q.window
    center, reach, target = np.array([(left + right) / 2, (low + high) / 2]), 2.0 * (right - left), q.rates.target
    path = q.path.points[: q.now + 1]
    # A cut-off path has more points than the path itself: no matter, the count of traces is what must rest.
    drawn = viz.clipped(path, center, reach)
    dots = np.where(np.abs(path - center) < reach, path, np.nan)[:: int(q.p.each)]
    quadratic = q.land.matrix is not None
    directions = q.rates.directions if quadratic else np.full((2, 2), np.nan)
    flat, steep = (target + np.outer([-9.0, 9.0], directions[:, k]) for k in range(2))
    noisy = q.noise is not None and q.noise.factor < 1
    spread = 2 * np.linalg.cholesky(q.noise.second) if q.noise and noisy else np.full((2, 2), np.nan)
    features = gd.FEATURES.get(q.p.objective)
    x, y = (f"weight of {name} (sd per sd)" for name in features) if features else ("x", "y")
    dashed: dict[str, Any] = {"width": 1.4, "dash": "dash", "hover": False}
    traces = [
        q.contours,
        viz.called(viz.polyline(flat, "accent", **dashed), "flat" if quadratic else "", size=13),
        viz.called(viz.polyline(steep, "model", **dashed), "steep" if quadratic else "", size=13),
        viz.called(viz.dots(q.land.minima, "optimum", symbol="star", size=14, name="minimum")),
        viz.called(viz.polyline(drawn, "gradient", width=1.8, name="path")),
        viz.dots(dots, "gradient", size=5, name="a step"),
        viz.ellipse(spread, "optimum", center=target, width=2.6, dash="dot", hover=False),
        viz.called(viz.dots(q.start, "data", size=11, name="start")),
        viz.called(viz.dots(dots[-1], "gradient", size=11, name="now")),
    ]
    start = viz.Handle("start", q.start, "start", "data")
    return viz.Plane(
        traces,
        viz.Axis(x, q.window[0]),
        viz.Axis(y, q.window[1]),
        "The path on the loss",
        equal=True,
        handles=[start],
        room=(215.0, 215.0),
    )


def loss_panel(q: Descent) -> viz.Plane:
    """The loss above its minimum, strong up to now, and its shares of the flat and the steep direction; with noise, its
    exact mean in place of the shares: two noisy curves more would hide what is to be seen."""
    (low, high), now, gap = LOSS[q.p.objective], q.shown, q.rates.gap
    floor = q.noise.excess if q.noise is not None and q.noise.factor < 1 else np.nan
    parts = q.rates.parts if q.noise is None else np.full_like(q.rates.parts, np.nan)
    held = (now, np.clip(gap[now], 10.0**low, 10.0**high))  # a loss beyond the axis keeps its handle at the edge
    moves = lambda x, y: {"tick": round(x / int(q.p.each))}
    handle = viz.Handle("pull_tick", held, "step now", "gradient", moves=moves, follows="x")
    steps = len(gap) - 1
    k = np.arange(steps + 1.0)
    with np.errstate(invalid="ignore"):  # a loss of zero falls below any axis: the line goes straight down
        gap, flat, steep = (
            np.where(v >= 0, np.clip(v, 10.0 ** (low - 6), 10.0 ** (high + 6)), np.nan) for v in (gap, *parts)
        )
    says = "dotted: exact mean of the noise" if np.isfinite(floor) else ""
    shares: dict[str, Any] = {"width": 1.8, "dash": "dash"}
    late: dict[str, Any] = {"at": 0.9, "size": 13}
    traces = [
        viz.called(viz.line(k, flat, "accent", name="share of the flat direction", **shares), "flat", **late),
        viz.called(viz.line(k, steep, "model", name="share of the steep direction", **shares), "steep", **late),
        viz.called(viz.line(k, gap, "gradient", width=1.6, opacity=0.35, hover=False)),
        viz.line([0, steps], [floor, floor], "optimum", width=1.8, dash="dot", name="noise floor"),
        viz.line(k, np.where(k <= q.now, gap, np.nan), "gradient", width=2.6, name="loss above its minimum"),
        viz.called(viz.dots((now, gap[now]), "gradient", size=11, name="now")),
        viz.label([0.98 * steps], [10.0 ** (high - 0.5)], says, "optimum", position="middle left", size=13),
    ]
    y = viz.Axis("loss above its minimum", (10.0**low, 10.0**high), log=True)
    x = viz.Axis("step k", (-0.02 * steps, 1.02 * steps))
    return viz.Plane(traces, x, y, "Loss against steps", handles=[handle])


def rate_panel(q: Descent) -> viz.Plane:
    """|1 - step * curvature| for the least and the largest curvature: the larger is the factor a step, below 1 up to
    2/L. The step and the factor that was measured are marked."""
    t, ratio, here = np.linspace(0.0, 3.0, 301), q.rates.low / q.rates.high, q.p.step * q.rates.high
    at, best = min(here, 3.0), 2.0 / (1.0 + ratio)
    flat, steep = np.abs(1 - t * ratio), np.abs(1 - t)
    factor, least = max(abs(1 - at), abs(1 - at * ratio)), (1 - ratio) / (1 + ratio)
    best_step = viz.dots((best, least), "optimum", symbol="diamond", size=12, name="best step")
    measured = q.rates.measured if here <= 3.0 else np.nan
    traces = [
        viz.area([0.0, 3.0], [2.2, 2.2], [1.0, 1.0], TOO_FAR, opacity=0.12, name="diverges"),
        viz.called(
            viz.line([2.0, 2.0], [0.0, 2.2], TOO_FAR, width=1.6, dash="dash", hover=False), "η = 2/L", at=0.0, size=13
        ),
        viz.called(viz.line(t, flat, "accent", width=2.0, name="flat direction"), "flat: |1 − ημ|", size=13),
        viz.called(viz.line(t, steep, "model", width=2.0, name="steep direction"), "steep: |1 − ηL|", at=0.2, size=13),
        viz.line(t, np.maximum(steep, flat), "ink", width=5.0, opacity=0.25, hover=False),
        viz.called(best_step, "best", role="optimum", size=13),
        viz.called(viz.dots((at, factor), "data", size=12, name="factor in theory")),
        viz.dots((at, measured), "gradient", size=18, ring=True, name="factor measured"),
        viz.label([0.08], [2.08], "above 1: diverges", TOO_FAR, position="middle right", size=13),
    ]
    moves = lambda x, y: {"step": max(x, 1e-3) / q.rates.high}  # where ηL is under the pointer
    handle = viz.Handle("pull_step", (at, factor), "step size", "data", moves=moves, follows="x")
    x = viz.Axis("step size × largest curvature, ηL", (0.0, 3.0))
    y = viz.Axis("factor on the distance, a step", (0.0, 2.2))
    title = "Shrinking each direction" if q.land.matrix is not None else "Close to the nearest minimum"
    return viz.Plane(traces, x, y, title, handles=[handle])


def curvature_panel(q: Descent) -> viz.Plane:
    """The largest curvature at each step of the path, strong up to now, against 2/step."""
    with np.errstate(all="ignore"):
        sharpest = q.land.curvatures(*q.path.points.T)[1]
        bend = np.where(sharpest > 0, np.clip(sharpest, 1e-6, 1e9), np.nan)
    steps, limit = len(bend) - 1, [2 / q.p.step] * 2
    k, ends = np.arange(steps + 1.0), (-0.02 * steps, 1.02 * steps)
    traces = [
        viz.area(ends, [1e5, 1e5], limit, TOO_FAR, opacity=0.12, name="too sharp"),
        viz.called(
            viz.line(ends, limit, TOO_FAR, width=1.8, dash="dash", name="2/η"), "2/η: too sharp above", at=0.5, size=13
        ),
        viz.called(viz.line(k, bend, "model", width=1.6, opacity=0.35, hover=False), "largest curvature", size=13),
        viz.line(k, np.where(k <= q.now, bend, np.nan), "model", width=2.6, name="largest curvature"),
        viz.dots((q.shown, bend[q.shown]), "model", size=11, name="now"),
    ]
    y = viz.Axis("largest eigenvalue of the Hessian", (1e-1, 1e5), log=True)
    return viz.Plane(traces, viz.Axis("step k", ends), y, "Curvature along the path")


def basins_panel(q: Descent) -> viz.Plane:
    """Where each start ends: its minimum by colour, weaker where it takes longer; the minima as stars A, B, C, D."""
    (left, right), found, minima = q.window[0], q.basins, q.land.minima
    kind = np.where(found.labels == -1, 4, np.where(found.labels == -2, 5, found.labels))
    shade = np.where(kind == 5, 0.35, 0.98 * np.sqrt(np.clip(found.steps / BASIN_STEPS, 0, 1)))
    shade = np.where(kind == 4, 0.9, shade)
    letters = list("ABCD")[: len(minima)]
    traces = [
        viz.classes(kind + shade, found.x, found.y, BASIN_ROLES, strong=0.9, weak=0.15),
        viz.dots(minima, "paper", symbol="star", size=14, name="minimum"),
        viz.label(minima[:, 0] + 0.03 * (right - left), minima[:, 1], letters, "ink", position="middle right"),
        viz.dots(q.start, "paper", size=15, name="start"),
        viz.dots(q.start, "data", size=10, name="start"),
    ]
    handle = viz.Handle("pull_start", q.start, "start", "data", moves=lambda x, y: {"start": (x, y)})
    title = f"Each start after {BASIN_STEPS} steps"
    axes = viz.Axis("x of the start", q.window[0]), viz.Axis("y of the start", q.window[1])
    return viz.Plane(traces, *axes, title, equal=True, handles=[handle])
