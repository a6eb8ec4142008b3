"""Panels of power series: a curve and its polynomial, their distance under a bound, the disc in the complex plane, the
sizes of the coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.blocks import area, ellipse, heatmap, label, line, markers, segment
from viz.curve_names import Named, names
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
Trace = dict[str, Any]
FLOOR, CEILING = 1e-17, 1e4  # of the axis of errors


@dataclass(frozen=True)
class Reach:
    """What all panels share: the centre, the interval's half-width, the radius of convergence (NaN if it is infinite)
    with its text, half the width of the picture, and the polynomial's name."""

    centre: float
    half: float
    radius: float
    says: str
    width: float
    name: str

    def axis(self, title: str) -> Axis:
        """The horizontal axis, the same in every panel."""
        return Axis(title, (-self.width, self.width), ticks=[self.width * tick / 3 for tick in range(-3, 4)])


def heights(values: Array) -> tuple[float, float]:
    """A y range for a curve of these values, with room; where it has a pole, what most of the curve does."""
    kept = values[np.isfinite(values)]
    if not len(kept):
        return -1.0, 1.0
    low, high = float(kept.min()), float(kept.max())
    middle = np.quantile(kept, [0.04, 0.96])
    if high - low > 4 * (middle[1] - middle[0]):
        low, high = float(middle[0]), float(middle[1])
    pad = max(0.35 * (high - low), 0.02 * max(abs(low), abs(high)), 0.05)
    return low - pad, high + pad


def ends(reach: Reach, low: float, high: float) -> tuple[list[Trace], list[Named]]:
    """The interval as a band and the ends of the disc of convergence; the lines at these ends, one of them with R."""
    c, h, w = reach.centre, reach.half, reach.width
    left, right = c - reach.radius, c + reach.radius
    traces = [
        area([c - h, c + h], [high, high], [low, low], "null", opacity=0.1, name="the interval"),
        line([left, left, np.nan, right, right], [low, high, np.nan, low, high], "accent", width=1.8, dash="dash"),
    ]
    first, second = (left, right) if left > -0.75 * w else (right, left)
    return traces, [Named([first] * 2, [low, high], reach.says, "accent"), Named([second] * 2, [low, high])]


def curve_panel(
    reach: Reach, x: Array, values: Array, polynomial: Array, chebyshev: tuple[Array, Array], span: tuple[float, float]
) -> Plane:
    """f, its Taylor polynomial, and the interpolant (x, y) on the interval; `span` is the y range.

    A line from the centre to the interval's end, a little above the bottom, carries the name of the half-width.
    """
    low, high = span
    room = high - low
    c, end, base = reach.centre, reach.centre + reach.half, low + 0.07 * room
    f, taylor, cheb = (np.clip(y, low - 6 * room, high + 6 * room) for y in (values, polynomial, chebyshev[1]))
    band, verticals = ends(reach, low, high)
    axes = reach.axis("x"), Axis("f(x) and its approximation", span)
    named = [
        Named(x, f, "f", "data", at=0.08, size=16),
        Named(x, taylor, reach.name, "model", size=16),
        Named(chebyshev[0], cheb, "Chebyshev", "gradient", at=0.0),
        *verticals,
        Named([c, end], [base, base], "h", "muted", at=0.5),
    ]
    traces = [
        *band,
        line([c, end], [base, base], "muted", width=1.6, hover=False),
        line(x, f, "data", width=3.0, name="f"),
        line(chebyshev[0], cheb, "gradient", width=2.2, dash="dashdot", name="Chebyshev"),
        line(x, taylor, "model", width=2.4, name=reach.name),
        *names(named, *axes),
    ]
    return Plane(traces, *axes, f"f and its Taylor polynomial {reach.name}")


def error_panel(
    reach: Reach, x: Array, error: Array, bound: tuple[Array, Array], chebyshev: tuple[Array, Array], percent: float
) -> Plane:
    """The error on a logarithmic axis under its bound (x, y), beside that of the interpolant (x, y); a line at
    `percent`, one per cent of the largest |f|."""
    w = reach.width
    proved = np.where(np.isfinite(bound[1]) & (bound[1] > 0), bound[1], np.nan)
    proved = np.clip(proved, FLOOR / 100, CEILING * 100)
    ripple, error = np.clip(chebyshev[1], FLOOR / 100, None), np.clip(error, FLOOR / 100, CEILING * 100)
    band, verticals = ends(reach, FLOOR, CEILING)
    axes = reach.axis("x"), Axis("absolute error", (FLOOR, CEILING), log=True)
    named = [
        Named(x, error, reach.name, "model", size=16),
        Named(bound[0], proved, "bound", "null", at=0.0 if reach.centre > 0 else 1.0),
        Named(chebyshev[0], ripple, "Chebyshev", "gradient", at=0.0),
        Named([-w, w], [percent, percent], "1% of |f|", "optimum", at=0.0, size=12),
        *verticals,
    ]
    traces = [
        *band,
        line([-w, w], [percent, percent], "optimum", width=1.4, dash="dot", hover=False),
        line(bound[0], proved, "null", width=2.2, dash="dash", name="Lagrange's bound"),
        line(chebyshev[0], ripple, "gradient", width=2.0, name="error of Chebyshev"),
        line(x, error, "model", width=2.4, name=f"error of {reach.name}"),
        *names(named, *axes),
    ]
    return Plane(traces, *axes, f"Error |f − {reach.name}| and its bound")


def disc_panel(reach: Reach, x: Array, size: Array, singular: NDArray[np.complex128], nearest: complex) -> Plane:
    """log₁₀|f| over the complex plane, shape (n, n) over x: the disc of convergence ends at the nearest singularity, on
    the real line or off it. Angles and circles matter here, so the axes are equally scaled."""
    c, h, w, radius = reach.centre, reach.half, reach.width, reach.radius
    side = 1 if c <= 0 else -1  # of the disc, for its name
    traces = [
        heatmap(size, x, x, scale="diverging", bounds=(-2.0, 2.0), smooth=True, opacity=0.55),
        line([-w, w], [0, 0], "muted", width=1.2, hover=False),
        line([c - h, c + h], [0, 0], "model", width=5, name="the interval"),
        ellipse(radius * np.eye(2), "accent", center=(c, 0), width=2.4, hover=False),
        segment((c, 0), (nearest.real, nearest.imag), "accent", width=1.8, dash="dash", hover=False),
        markers(singular.real, singular.imag, "ink", symbol="x", size=10, name="singularity"),
        label(
            [c + side * 0.72 * radius],
            [0.72 * radius if 0.72 * radius < 0.85 * w else np.nan],
            reach.says,
            "ink",
            position="top right" if side > 0 else "top left",
        ),
    ]
    title = "log₁₀|f(z)|, disc of convergence" if reach.says else "log₁₀|f(z)|: no singularity, R = ∞"
    return Plane(traces, reach.axis("Re z"), reach.axis("Im z"), title, equal=True)


def coefficients_panel(reach: Reach, coefficients: Sequence[float] | Array, order: int) -> Plane:
    """The sizes of the coefficients, those up to `order` in colour, and a line of slope -log R that touches them."""
    k = np.arange(float(len(coefficients)))
    size = np.abs(np.asarray(coefficients, dtype=float))
    size = np.clip(np.where(size > 0, size, np.nan), 1e-40, 1e40)
    used = np.where(k <= order, size, np.nan)
    finite = np.isfinite(reach.radius) and np.isfinite(size).any()
    # Anchored so that it touches the coefficients from above.
    height = np.nanmax(np.log10(size) + k * np.log10(reach.radius)) if finite else np.nan
    guide = np.clip(height - k * np.log10(reach.radius) if finite else np.full_like(k, np.nan), -40, 40)
    middle = 24
    traces = [
        line(k, 10.0**guide, "accent", width=1.8, dash="dash", name="constant / Rᵏ"),
        markers(k, size, "null", size=6, name="|aₖ|"),
        markers(k, used, "model", size=9, name="|aₖ| used"),
        label(
            [middle],
            [10.0 ** (np.clip(guide[middle], -19, 19) + 1.5)],
            f"~ 1/Rᵏ, {reach.says}" if finite else "",
            "accent",
            position="top center",
        ),
    ]
    y = Axis("size of the coefficient |aₖ|", (1e-24, 1e24), log=True, ticks=[10.0**e for e in range(-24, 25, 8)])
    title = "The coefficients go like 1/Rᵏ" if finite else "The coefficients"
    return Plane(traces, Axis("k", (-1, len(k))), y, title)
