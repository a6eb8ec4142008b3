"""Panels of power series: a curve and its polynomial, their distance under a bound, the disc in the complex plane, the
sizes of the coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.blocks import area, ellipse, heatmap, label, line, markers, segment
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
Trace = dict[str, Any]
FLOOR, CEILING = 1e-17, 1e4  # of the axis of errors
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


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


def powers_axis(title: str, low: int, high: int, step: int) -> Axis:
    """A logarithmic axis from 10^low to 10^high, ticked in powers of ten."""
    exponents = range(high, low - 1, -step)
    texts = ["10" + str(e).translate(SUPERSCRIPT) if e else "1" for e in exponents]
    return Axis(title, (10.0**low, 10.0**high), log=True, ticks=[10.0**e for e in exponents], labels=texts)


def last_inside(x: Array, y: Array, low: float, high: float, start: float = -np.inf) -> tuple[float, float]:
    """Going right from `start`, the place where a curve leaves the picture (NaN if it is never in it)."""
    seen = np.isfinite(y) & (y > low) & (y < high) & (x >= start) & (x < 0.9 * x[-1])
    if not seen.any():
        return np.nan, np.nan
    first = int(np.argmax(seen))
    left = np.flatnonzero(~seen[first:])
    place = first + (int(left[0]) if len(left) else len(x) - first) - 1
    return float(x[place]), float(y[place])


def limits(reach: Reach, low: float, high: float) -> list[Trace]:
    """The interval as a band, and the ends of the disc of convergence."""
    c, h, radius, w = reach.centre, reach.half, reach.radius, reach.width
    ends = [c - radius, c - radius, np.nan, c + radius, c + radius]
    left = c - radius > -0.75 * w  # the polynomial's name is on the right
    place = c - radius if left else c + radius if c + radius < 0.75 * w else np.nan
    top = high - 0.06 * (high - low) if low <= 0 or high / low < 1e3 else high / 12
    return [
        area([c - h, c + h], [high, high], [low, low], "null", opacity=0.1, name="the interval"),
        line(ends, [low, high, np.nan, low, high], "accent", width=1.8, dash="dash", hover=False),
        label([place], [top], reach.says, "accent", position="middle left" if left else "middle right"),
    ]


def curve_panel(
    reach: Reach, x: Array, values: Array, polynomial: Array, chebyshev: tuple[Array, Array], span: tuple[float, float]
) -> Plane:
    """f, its Taylor polynomial, and the interpolant (x, y) on the interval; `span` is the y range."""
    low, high = span
    room = high - low
    margin = 0.05 * room
    drawn = np.clip(polynomial, low - 6 * room, high + 6 * room)
    at = last_inside(x, polynomial, low + margin, high - margin, reach.centre)
    within = (values > low + margin) & (values < high - margin) & (x > -0.95 * reach.width)
    seen = np.flatnonzero(np.isfinite(values) & within)
    name = int(seen[0]) if len(seen) else 0
    falls = values[min(name + 1, len(x) - 1)] <= values[name]
    side = "bottom left" if values[-1] > at[1] else "top left"
    traces = [
        *limits(reach, low, high),
        line(x, np.clip(values, low - 6 * room, high + 6 * room), "data", width=3.0, name="f"),
        line(
            chebyshev[0],
            np.clip(chebyshev[1], low - 6 * room, high + 6 * room),
            "gradient",
            width=2.2,
            dash="dashdot",
            name="Chebyshev",
        ),
        line(x, drawn, "model", width=2.4, name=reach.name),
        label(
            [x[name]],
            [values[name] if len(seen) else np.nan],
            "f",
            "data",
            size=16,
            position="top right" if falls else "bottom right",
        ),
        label(
            [at[0]],
            [at[1]],
            reach.name,
            "model",
            size=16,
            position="middle right" if at[0] < 0.85 * reach.width else side,
        ),
    ]
    y = Axis("f(x) and its approximation", span)
    return Plane(traces, reach.axis("x"), y, f"f and its Taylor polynomial {reach.name}")


def error_panel(
    reach: Reach, x: Array, error: Array, bound: tuple[Array, Array], chebyshev: tuple[Array, Array], percent: float
) -> Plane:
    """The error on a logarithmic axis under its bound (x, y), beside that of the interpolant (x, y); a line at
    `percent`, one per cent of the largest |f|."""
    c, h, w = reach.centre, reach.half, reach.width
    proved = np.where(np.isfinite(bound[1]), bound[1], np.nan)
    proved = np.clip(np.where(proved > 0, proved, np.nan), FLOOR / 100, CEILING * 100)
    ripple = chebyshev[1]
    shown = bool(np.isfinite(ripple).any())
    to_left = c > 0  # name the bound on the side that has more room
    end = proved[0 if to_left else -1]
    inside = c - h > -0.5 * w
    traces = [
        *limits(reach, FLOOR, CEILING),
        line([-w, w], [percent, percent], "optimum", width=1.4, dash="dot", hover=False),
        label([-0.98 * w], [percent], "1% of max |f|", "optimum", position="top right", size=12),
        line(bound[0], proved, "null", width=2.2, dash="dash", name="Lagrange's bound"),
        line(chebyshev[0], np.clip(ripple, FLOOR / 100, None), "gradient", width=2.0, name="error of Chebyshev"),
        line(x, np.clip(error, FLOOR / 100, CEILING * 100), "model", width=2.4, name=f"error of {reach.name}"),
        label(
            [c - h if to_left else c + h],
            [float(np.clip(end, FLOOR * 30, CEILING / 1e3))],
            "bound",
            "null",
            position="top left" if to_left else "top right",
        ),
        label(
            [c - h if inside else c + h],
            [np.clip(np.nanmax(ripple), FLOOR * 10, CEILING / 10) if shown else np.nan],
            "Chebyshev",
            "gradient",
            position="bottom left" if inside else "bottom right",
        ),
    ]
    y = powers_axis("absolute error", -17, 4, 4)
    return Plane(traces, reach.axis("x"), y, f"Error |f − {reach.name}| and its bound")


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
    return Plane(traces, reach.axis("Re z"), reach.axis("Im z"), "log₁₀|f(z)|, disc of convergence", equal=True)


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
    y = powers_axis("size of the coefficient |aₖ|", -24, 24, 8)
    return Plane(traces, Axis("k", (-1, len(k))), y, "The coefficients go like 1/Rᵏ")
