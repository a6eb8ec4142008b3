"""The panels of the lesson: a curve and its polynomial, their distance, the disc of convergence, the coefficients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import viz
from mathcore.common.expressions import parse

if TYPE_CHECKING:
    from pages.calculus.taylor_series.lesson import TaylorSeries

FLOOR, CEILING = 1e-17, 1e4  # of the axis of errors
SMALL = (270.0, 170.0)  # the room of names on a phone


def heights(q: TaylorSeries) -> tuple[float, float]:
    """The y range of f, with room; where f has a pole, what most of the curve does. It hangs on the function alone, so
    that the axis rests while the sliders move."""
    values = parse(q.p.function)(np.linspace(-3.0, 3.0, 602))
    values = values[np.isfinite(values)]
    if not len(values):
        return -1.0, 1.0
    low, high = values.min(), values.max()
    least, most = np.quantile(values, [0.04, 0.96])
    if high - low > 4 * (most - least):
        low, high = least, most
    pad = max(0.35 * (high - low), 0.02 * max(abs(low), abs(high)), 0.05)
    return float(low - pad), float(high + pad)


def _ends(q: TaylorSeries, low: float, high: float) -> list[dict[str, Any]]:
    """The interval as a band, and the ends of the disc of convergence on the real line."""
    c, h, left, right = q.p.centre, q.p.half, q.p.centre - q.disc, q.p.centre + q.disc
    x, y = [left, left, np.nan, right, right], [low, high, np.nan, low, high]
    return [
        viz.area([c - h, c + h], [high, high], [low, low], "null", opacity=0.1, name="the interval"),
        viz.called(viz.line(x, y, "accent", width=1.8, dash="dash"), q.says),
    ]


def _interpolant(q: TaylorSeries, y: np.ndarray, **style: Any) -> dict[str, Any]:
    """A curve of Chebyshev's interpolant with its name: hidden where it is switched off or does not exist."""
    shown = q.p.chebyshev and np.isfinite(q.on.chebyshev).all()
    curve = viz.line(q.on.x, y if shown else np.full_like(y, np.nan), "gradient", **style)
    return viz.called(curve, "Chebyshev", at=0.0)


def curve_panel(q: TaylorSeries) -> viz.Plane:
    """f, its Taylor polynomial, and the interpolant on the interval. A line from the centre to the interval's end, a
    little above the bottom, carries the name of the half-width."""
    (low, high), c = q.heights, q.p.centre
    room = high - low
    base = low + 0.07 * room
    x, f = q.curve
    f, taylor, chebyshev = (np.clip(y, low - 6 * room, high + 6 * room) for y in (f, q.partial, q.on.chebyshev))
    traces = [
        *_ends(q, low, high),
        viz.called(viz.line([c, q.end], [base, base], "muted", width=1.6, hover=False), "h", at=0.5),
        viz.called(viz.line(x, f, "data", width=3.0, name="f"), "f", at=0.08, size=16),
        _interpolant(q, chebyshev, width=2.2, dash="dashdot", name="Chebyshev"),
        viz.called(viz.line(q.x, taylor, "model", width=2.4, name=q.name), q.name, size=16),
    ]
    at = q.seen, np.clip(q.taylor.coefficients[0], low + 0.03 * room, high - 0.03 * room)
    end = min(q.end, q.width), base
    half_to = lambda x, y: {"half": abs(x - c)}
    handles = [
        viz.Handle("pull_centre", at, "centre of the expansion", "data", None, lambda x, y: {"centre": x}, "x"),
        # Loosely: on the left of the centre it mirrors the pointer.
        viz.Handle("pull_edge", end, "right end of the interval", "null", moves=half_to, follows="loosely"),
    ]
    y = viz.Axis("f(x) and its approximation", q.heights)
    title = f"f and its Taylor polynomial {q.name}"
    return viz.Plane(traces, viz.Axis("x", **q.axis), y, title, handles=handles, room=SMALL)


def error_panel(q: TaylorSeries) -> viz.Plane:
    """The error on a logarithmic axis under Lagrange's bound, beside that of the interpolant; a line at one per cent of
    the largest |f|."""
    bound, percent = q.lagrange.error, [q.on.percent if 0 < q.on.percent < np.inf else np.nan] * 2
    proved = np.where(np.isfinite(bound) & (bound > 0), bound, np.nan)
    apart = np.abs(q.curve[1] - q.taylor.polynomial(q.p.order, q.curve[0]))
    proved, error = (np.clip(y, FLOOR / 100, CEILING * 100) for y in (proved, apart))
    bounded = viz.line(q.lagrange.x, proved, "null", width=2.2, dash="dash", name="Lagrange's bound")
    one_percent = viz.line([-q.width, q.width], percent, "optimum", width=1.4, dash="dot", hover=False)
    traces = [
        *_ends(q, FLOOR, CEILING),
        viz.called(one_percent, "1% of |f|", at=0.0, size=12),
        viz.called(bounded, "bound", at=0.0 if q.p.centre > 0 else 1.0),
        _interpolant(q, np.maximum(q.on.chebyshev_error, FLOOR / 100), width=2.0, name="error of Chebyshev"),
        viz.called(viz.line(q.curve[0], error, "model", width=2.4, name=f"error of {q.name}"), q.name, size=16),
    ]
    y = viz.Axis("absolute error", (FLOOR, CEILING), log=True)
    return viz.Plane(traces, viz.Axis("x", **q.axis), y, f"Error |f − {q.name}| and its bound", room=SMALL)


def disc_panel(q: TaylorSeries) -> viz.Plane:
    """log₁₀|f| over the complex plane: the disc of convergence ends at the nearest singularity, on the real line or off
    it. Angles and circles matter here, so the axes are equally scaled."""
    c, h, w, radius, singular = q.p.centre, q.p.half, q.width, q.disc, q.convergence.points
    singular = np.append(singular, [c] * q.taylor.flat)  # where a part is flat, only the series has none at c
    x, size = q.moduli
    side = 1 if c <= 0 else -1  # of the disc, for its name
    nearest, nowhere = q.convergence.at, q.convergence.nowhere(q.taylor.flat or len(q.kinks) > 0)
    up = 0.72 * radius if 0.72 * radius < 0.85 * w else np.nan
    traces = [
        viz.heatmap(size, x, x, scale="diverging", bounds=(-2.0, 2.0), smooth=True, opacity=0.55),
        viz.line([-w, w], [0, 0], "muted", width=1.2, hover=False),
        viz.line([c - h, c + h], [0, 0], "model", width=5, name="the interval"),
        viz.ellipse(radius * np.eye(2), "accent", center=(c, 0), width=2.4, hover=False),
        viz.segment((c, 0), (nearest.real, nearest.imag), "accent", width=1.8, dash="dash", hover=False),
        viz.markers(singular.real, singular.imag, "ink", symbol="x", size=10, name="singularity"),
        viz.label([c + side * 0.72 * radius], [up], q.says, position="top right" if side > 0 else "top left"),
    ]
    title = "log₁₀|f(z)|" + (", disc of convergence" if q.says else f": {nowhere}")
    at, says = (q.seen, 0.0), "centre on the real line"
    handle = viz.Handle("pull_plane", at, says, "data", moves=lambda x, y: {"centre": x}, follows="x")
    axes = viz.Axis("Re z", **q.axis), viz.Axis("Im z", **q.axis)
    return viz.Plane(traces, *axes, title, equal=True, handles=[handle])


def coefficients_panel(q: TaylorSeries) -> viz.Plane:
    """The sizes of the coefficients, those up to the order in colour, and a line of slope -log R that touches them."""
    size = np.abs(q.taylor.coefficients)
    k, size = np.arange(float(len(size))), np.clip(np.where(size > 0, size, np.nan), 1e-40, 1e40)
    finite = bool(q.says) and np.isfinite(size).any()
    fall = k * np.log10(q.radius) if finite else np.full_like(k, np.nan)
    # Anchored so that it touches the coefficients from above.
    guide = np.clip(np.nanmax(np.log10(size) + fall) - fall, -40, 40) if finite else fall
    traces = [
        viz.line(k, 10.0**guide, "accent", width=1.8, dash="dash", name="constant / Rᵏ"),
        viz.markers(k, size, "null", size=6, name="|aₖ|"),
        viz.markers(k, np.where(k <= q.p.order, size, np.nan), "model", size=9, name="|aₖ| used"),
        viz.label([24], [10.0 ** (np.clip(guide[24], -19, 19) + 1.5)], f"~ 1/Rᵏ, {q.says}" if finite else "", "accent"),
    ]
    y = viz.Axis("size of the coefficient |aₖ|", (1e-24, 1e24), log=True, ticks=[10.0**e for e in range(-24, 25, 8)])
    title = "The coefficients go like 1/Rᵏ" if finite else "The coefficients"
    return viz.Plane(traces, viz.Axis("k", (-1, len(k))), y, title)
