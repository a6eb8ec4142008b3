"""A polynomial that agrees with f and its derivatives at one point, and how far from there it can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Expression, Slider, Toggle
from explorer.lesson import (
    Challenge,
    Handle,
    Law,
    Lesson,
    Parameters,
    Prediction,
    Preset,
    Readout,
    Scene,
    Unanswerable,
)
from explorer.text import latex, number
from mathcore import enclosures, series
from mathcore.enclosures import Bound
from mathcore.expressions import Formula, parse
from mathcore.series import SeriesError, Taylor
from mathcore.singularities import Singularities, on_plane, singularities

Array = NDArray[np.float64]
WINDOWS = {"near": 1.5, "middle": 3.0, "wide": 6.0}
ACROSS = np.linspace(-1.0, 1.0, 480)  # an even number, so that 0 (where sin(x)/x is 0/0) is not among them
INSIDE = np.linspace(-1.0, 1.0, 400)
FLOOR, CEILING = 1e-17, 1e4
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Result:
    """On the window `x` (480,): `values` of f and `polynomial` T. On the interval, `inside` (400,): `error` |f - T|
    and `chebyshev` (the interpolant) with its `chebyshev_error`. `lower_errors` (order,) the largest errors of the
    polynomials of lower order. `bound` is Lagrange's. `summed` is the series to order 40 at `check`."""

    parameters: Parameters
    taylor: Taylor
    x: Array
    values: Array
    polynomial: Array
    inside: Array
    error: Array
    chebyshev: Array
    chebyshev_error: Array
    lower_errors: Array
    size: float
    bound: Bound
    singular: Singularities
    check: float
    check_value: float
    summed: float

    @property
    def worst(self) -> float:
        """The largest error on the interval."""
        return float(np.nanmax(self.error))

    @property
    def radius(self) -> float:
        """The radius of convergence: the distance to the nearest singularity (infinite for a flat function's zero
        series)."""
        return np.inf if self.taylor.flat else self.singular.radius(self.parameters.centre)


CONTROLS = (
    Expression(
        "function",
        "Function f(x)",
        "sin(x)",
        examples=(
            "exp(x)",
            "1/(1+x^2)",
            "1/(1+25*x^2)",
            "log(1+x)",
            "sigmoid(x)",
            "tanh(x)",
            "sqrt(1+x^2)",
            "x/(exp(x)-1)",
            "exp(-1/x^2)",
        ),
        help="Operators + - * / ^ and sin, cos, tan, exp, log, sqrt, tanh, sigmoid, softplus, erf, atan, abs, relu …",
    ),
    Slider("order", "Order n", 0, 30, 5, 1, integer=True),
    Slider("centre", "Centre c", -3.0, 3.0, 0.0, 0.05),
    Slider("half", "Half-width h of the interval", 0.1, 3.0, 3.0, 0.05),
    Choice("window", "Window", {"near": "±1.5", "middle": "±3", "wide": "±6"}, "wide"),
    Toggle("chebyshev", "Chebyshev interpolation of the same degree", False),
    Choice("view", "Beside it", {"error": "Error", "plane": "Complex plane", "terms": "Coefficients"}, "error"),
)


def with_limit(formula: Formula, x: Array, taylor: Taylor) -> Array:
    """f at x, with its limit at the centre where the formula itself is 0/0 there."""
    values = formula(x)
    values[np.isinf(values)] = np.nan
    return np.where(np.isnan(values) & (np.abs(x - taylor.centre) < 1e-12), taylor.coefficients[0], values)


def width(p: Parameters) -> float:
    """Half the window: what the reader chose, or the next that shows the whole interval."""
    return next(w for w in WINDOWS.values() if w >= max(WINDOWS[p.window], abs(p.centre) + p.half - 1e-9))


def interpolate(f: Callable[[Array], Array], order: int) -> Array:
    """Chebyshev interpolation of f on [-1, 1] (nodes of the first kind) at `INSIDE`; NaN if a node has no value."""
    coefficients: Any = chebyshev.chebinterpolate(f, order)
    return np.asarray(chebyshev.chebval(INSIDE, coefficients), dtype=float)


def compute(p: Parameters) -> Result:
    """The series, its polynomial, the interpolant beside it, and the bound."""
    try:
        taylor = series.taylor(p.function, p.centre)
    except SeriesError as error:
        raise Unanswerable(str(error)) from None
    formula = parse(p.function)
    x, inside = width(p) * ACROSS, p.centre + p.half * INSIDE
    values = with_limit(formula, inside, taylor)
    if np.isnan(values).all():
        raise Unanswerable(f"{p.function} has no real value on the interval around {number(p.centre)}.")
    powers = np.cumprod(np.vstack([np.ones_like(inside), np.tile(inside - p.centre, (p.order, 1))]), axis=0)
    errors = np.abs(np.cumsum(taylor.coefficients[: p.order + 1, None] * powers, axis=0) - values)
    with np.errstate(all="ignore"):
        interpolant = interpolate(lambda t: with_limit(formula, p.centre + p.half * t, taylor), p.order)
    singular = singularities(p.function)
    reach = min(singular.radius(p.centre), 4.0, *np.abs(singular.kinks - p.centre), np.inf)
    check = p.centre + 0.5 * (reach if reach > 0 else 2.0)
    return Result(
        parameters=p,
        taylor=taylor,
        x=x,
        values=with_limit(formula, x, taylor),
        polynomial=taylor.polynomial(p.order, x),
        inside=inside,
        error=errors[-1],
        chebyshev=interpolant,
        chebyshev_error=np.abs(interpolant - values),
        lower_errors=np.nanmax(errors[:-1], axis=1),
        size=float(np.nanmax(np.abs(values))),
        bound=enclosures.lagrange(p.function, p.centre, p.half, p.order),
        singular=singular,
        check=check,
        check_value=float(formula(check)),
        summed=float(taylor.polynomial(series.HIGHEST, check)),
    )


@lru_cache(maxsize=64)
def heights(text: str) -> tuple[float, float]:
    """The y range of a function: it depends on the function alone, so the axis rests while the sliders move."""
    values = parse(text)(np.linspace(-3.0, 3.0, 602))
    values = values[np.isfinite(values)]
    if not len(values):
        return -1.0, 1.0
    low, high = float(values.min()), float(values.max())
    middle = np.quantile(values, [0.04, 0.96])
    if high - low > 4 * (middle[1] - middle[0]):  # a pole: keep what most of the curve does
        low, high = float(middle[0]), float(middle[1])
    pad = max(0.35 * (high - low), 0.02 * max(abs(low), abs(high)), 0.05)
    return low - pad, high + pad


def across(title: str, p: Parameters) -> viz.Axis:
    """The horizontal axis, the same in every panel."""
    w = width(p)
    return viz.Axis(title, (-w, w), ticks=[w * tick / 3 for tick in range(-3, 4)])


def powers_axis(title: str, low: int, high: int, step: int) -> viz.Axis:
    """A logarithmic axis from 10^low to 10^high, ticked in powers of ten."""
    exponents = range(high, low - 1, -step)
    texts = ["10" + str(e).translate(SUPERSCRIPT) if e else "1" for e in exponents]
    return viz.Axis(title, (10.0**low, 10.0**high), log=True, ticks=[10.0**e for e in exponents], labels=texts)


def subscript(order: int) -> str:
    """T₅ for order 5."""
    return "T" + str(order).translate(SUBSCRIPT)


def last_inside(x: Array, y: Array, low: float, high: float, start: float = -np.inf) -> tuple[float, float]:
    """Going right from `start`, the place where a curve leaves the picture (NaN if it is never in it)."""
    seen = np.isfinite(y) & (y > low) & (y < high) & (x >= start) & (x < 0.9 * x[-1])
    if not seen.any():
        return np.nan, np.nan
    first = int(np.argmax(seen))
    left = np.flatnonzero(~seen[first:])
    place = first + (int(left[0]) if len(left) else len(x) - first) - 1
    return float(x[place]), float(y[place])


def limits(r: Result, low: float, high: float) -> list[dict[str, Any]]:
    """The interval as a band, and the ends of the disc of convergence."""
    c, h, radius = r.parameters.centre, r.parameters.half, r.radius if np.isfinite(r.radius) else np.nan
    ends = [c - radius, c - radius, np.nan, c + radius, c + radius]
    w = width(r.parameters)
    left = c - radius > -0.75 * w  # the polynomial's name is on the right
    place = c - radius if left else c + radius if c + radius < 0.75 * w else np.nan
    top = high - 0.06 * (high - low) if low <= 0 or high / low < 1e3 else high / 12
    return [
        viz.area([c - h, c + h], [high, high], [low, low], "null", opacity=0.1, name="the interval"),
        viz.line(ends, [low, high, np.nan, low, high], "accent", width=1.8, dash="dash", hover=False),
        viz.label(
            [place],
            [top],
            f"R = {number(radius, 3)}" if np.isfinite(radius) else "",
            "accent",
            position="middle left" if left else "middle right",
        ),
    ]


def curve_panel(r: Result) -> viz.Plane:
    """f, its Taylor polynomial, and the Chebyshev interpolant on the interval."""
    p = r.parameters
    low, high = heights(p.function)
    room = high - low
    margin = 0.05 * room
    drawn = np.clip(r.polynomial, low - 6 * room, high + 6 * room)
    at = last_inside(r.x, r.polynomial, low + margin, high - margin, p.centre)
    within = (r.values > low + margin) & (r.values < high - margin) & (r.x > -0.95 * width(p))
    seen = np.flatnonzero(np.isfinite(r.values) & within)
    name = int(seen[0]) if len(seen) else 0
    falls = r.values[min(name + 1, len(r.x) - 1)] <= r.values[name]
    shown = p.chebyshev and np.isfinite(r.chebyshev).all()
    cheb = np.clip(r.chebyshev, low - 6 * room, high + 6 * room) if shown else np.full_like(INSIDE, np.nan)
    traces = [
        *limits(r, low, high),
        viz.line(r.x, np.clip(r.values, low - 6 * room, high + 6 * room), "data", width=3.0, name="f"),
        viz.line(r.inside, cheb, "gradient", width=2.2, dash="dashdot", name="Chebyshev"),
        viz.line(r.x, drawn, "model", width=2.4, name=subscript(p.order)),
        viz.label(
            [r.x[name]],
            [r.values[name] if len(seen) else np.nan],
            "f",
            "data",
            size=16,
            position="top right" if falls else "bottom right",
        ),
        viz.label(
            [at[0]],
            [at[1]],
            subscript(p.order),
            "model",
            size=16,
            position="middle right"
            if at[0] < 0.85 * width(p)
            else "bottom left"
            if r.values[-1] > at[1]
            else "top left",
        ),
    ]
    return viz.Plane(
        traces,
        across("x", p),
        viz.Axis("f(x) and its approximation", (low, high)),
        f"f and its Taylor polynomial {subscript(p.order)}",
    )


def error_panel(r: Result) -> viz.Plane:
    """The error on a logarithmic axis under the proved bound."""
    p = r.parameters
    error = np.abs(r.values - r.polynomial)
    bound = np.where(np.isfinite(r.bound.error), r.bound.error, np.nan)
    bound = np.clip(np.where(bound > 0, bound, np.nan), FLOOR / 100, CEILING * 100)
    shown = p.chebyshev and np.isfinite(r.chebyshev).all()
    ripple = r.chebyshev_error if shown else np.full_like(INSIDE, np.nan)
    right = float(np.clip(bound[-1], FLOOR * 30, CEILING / 1e3)) if np.isfinite(bound[-1]) else np.nan
    left = float(np.clip(bound[0], FLOOR * 30, CEILING / 1e3)) if np.isfinite(bound[0]) else np.nan
    to_left = p.centre > 0  # name the bound on the side that has more room
    percent = 0.01 * r.size
    traces = [
        *limits(r, FLOOR, CEILING),
        viz.line([-width(p), width(p)], [percent, percent], "optimum", width=1.4, dash="dot", hover=False),
        viz.label([-0.98 * width(p)], [percent], "1% of max |f|", "optimum", position="top right", size=12),
        viz.line(r.bound.x, bound, "null", width=2.2, dash="dash", name="Lagrange's bound"),
        viz.line(r.inside, np.clip(ripple, FLOOR / 100, None), "gradient", width=2.0, name="error of Chebyshev"),
        viz.line(
            r.x, np.clip(error, FLOOR / 100, CEILING * 100), "model", width=2.4, name=f"error of {subscript(p.order)}"
        ),
        viz.label(
            [p.centre - p.half if to_left else p.centre + p.half],
            [left if to_left else right],
            "bound",
            "null",
            position="top left" if to_left else "top right",
        ),
        viz.label(
            [p.centre - p.half if p.centre - p.half > -0.5 * width(p) else p.centre + p.half],
            [np.clip(np.nanmax(ripple), FLOOR * 10, CEILING / 10) if shown else np.nan],
            "Chebyshev",
            "gradient",
            position="bottom left" if p.centre - p.half > -0.5 * width(p) else "bottom right",
        ),
    ]
    return viz.Plane(
        traces,
        across("x", p),
        powers_axis("absolute error", -17, 4, 4),
        f"Error |f − {subscript(p.order)}| and its bound",
    )


@lru_cache(maxsize=16)
def landscape(text: str, half: float) -> tuple[Array, Array, Array]:
    """log₁₀|f| over the window of the complex plane."""
    x, y = half * np.linspace(-1, 1, 121), half * np.linspace(-1, 1, 121)
    with np.errstate(all="ignore"):
        size = np.log10(np.abs(on_plane(parse(text).tree, x[None, :] + 1j * (y[:, None] + 1e-9))))
    return x, y, np.clip(np.nan_to_num(size, nan=0.0, posinf=3.0, neginf=-3.0), -2.0, 2.0)


def plane_panel(r: Result) -> viz.Plane:
    """The complex plane: the disc of convergence ends at the nearest singularity, on the real line or off it."""
    p = r.parameters
    x, y, size = landscape(p.function, width(p))
    radius = r.radius if np.isfinite(r.radius) else np.nan
    nearest = r.singular.nearest(p.centre) if np.isfinite(r.radius) else complex(np.nan, np.nan)
    side = 1 if p.centre <= 0 else -1  # of the disc, for its name
    # Angles and circles matter here, so the axes are equally scaled.
    traces = [
        viz.heatmap(size, x, y, scale="diverging", bounds=(-2.0, 2.0), smooth=True, opacity=0.55),
        viz.line([-width(p), width(p)], [0, 0], "muted", width=1.2, hover=False),
        viz.line([p.centre - p.half, p.centre + p.half], [0, 0], "model", width=5, name="the interval"),
        viz.ellipse(radius * np.eye(2), "accent", center=(p.centre, 0), width=2.4, hover=False),
        viz.segment((p.centre, 0), (nearest.real, nearest.imag), "accent", width=1.8, dash="dash", hover=False),
        viz.markers(r.singular.points.real, r.singular.points.imag, "ink", symbol="x", size=10, name="singularity"),
        viz.label(
            [p.centre + side * 0.72 * radius],
            [0.72 * radius if 0.72 * radius < 0.85 * width(p) else np.nan],
            f"R = {number(radius, 3)}" if np.isfinite(radius) else "",
            "ink",
            position="top right" if side > 0 else "top left",
        ),
    ]
    return viz.Plane(
        traces,
        across("Re z", p),
        across("Im z", p),
        "log₁₀|f(z)|, disc of convergence",
        equal=True,
    )


def terms_panel(r: Result) -> viz.Plane:
    """The sizes of the coefficients: a straight line of slope -log R."""
    p = r.parameters
    k = np.arange(series.HIGHEST + 1.0)
    size = np.abs(r.taylor.coefficients)
    size = np.clip(np.where(size > 0, size, np.nan), 1e-40, 1e40)
    used = np.where(k <= p.order, size, np.nan)
    finite = np.isfinite(r.radius) and np.isfinite(size).any()
    # Anchored so that it touches the coefficients from above.
    height = np.nanmax(np.log10(size) + k * np.log10(r.radius)) if finite else np.nan
    guide = np.clip(height - k * np.log10(r.radius) if finite else np.full_like(k, np.nan), -40, 40)
    middle = 24
    traces = [
        viz.line(k, 10.0**guide, "accent", width=1.8, dash="dash", name="constant / Rᵏ"),
        viz.markers(k, size, "null", size=6, name="|aₖ|"),
        viz.markers(k, used, "model", size=9, name="|aₖ| used"),
        viz.label(
            [middle],
            [10.0 ** (np.clip(guide[middle], -19, 19) + 1.5)],
            f"~ 1/Rᵏ, R = {number(r.radius, 3)}" if finite else "",
            "accent",
            position="top center",
        ),
    ]
    return viz.Plane(
        traces,
        viz.Axis("k", (-1, series.HIGHEST + 1)),
        powers_axis("size of the coefficient |aₖ|", -24, 24, 8),
        "The coefficients go like 1/Rᵏ",
    )


PANELS = {"error": error_panel, "plane": plane_panel, "terms": terms_panel}


@lru_cache(maxsize=64)
def typeset(text: str) -> str:
    """The function as LaTeX."""
    return parse(text).latex


def polynomial_text(r: Result, most: int = 5) -> str:
    """The first nonzero terms of the polynomial as LaTeX."""
    c = r.parameters.centre
    parts: list[str] = []
    step = "x" if c == 0 else f"(x {'-' if c > 0 else '+'} {latex(abs(c))})"
    for k in range(r.parameters.order + 1):
        a = float(r.taylor.coefficients[k])
        if a == 0:
            continue
        if len(parts) == most:
            parts.append(r"+ \cdots")
            break
        power = "" if k == 0 else rf"\,{step}" if k == 1 else rf"\,{step}^{{{k}}}"
        parts.append(("- " if a < 0 else "+ " if parts else "") + latex(abs(a)) + power)
    return " ".join(parts) or "0"


def notice_of(r: Result) -> str:
    """What is special here, in a sentence."""
    p = r.parameters
    kink = np.abs(r.singular.kinks - p.centre).min(initial=np.inf)
    if r.taylor.flat:
        return (
            "With f(c) set to its limit 0, every derivative of f here is 0: the Taylor series converges everywhere, "
            "and yet equals f only at the centre."
        )
    if np.isnan(r.error).any():
        return "f is not defined on a part of the interval; errors are taken where it is."
    if kink < p.half:
        return f"f has a kink at distance {number(kink, 3)}: beyond it the series belongs to the other piece's formula."
    if r.radius < p.half:
        return (
            f"The interval reaches beyond the radius of convergence {number(r.radius, 3)}: "
            "out there a higher order makes the error worse."
        )
    return ""


def draw(r: Result) -> Scene:
    """The curve, the chosen panel beside it, and the laws at the present numbers."""
    p, name = r.parameters, subscript(r.parameters.order)
    low, high = heights(p.function)
    room = high - low
    at_centre = float(np.clip(r.taylor.coefficients[0], low + 0.03 * room, high - 0.03 * room))
    proved = np.isfinite(r.bound.derivative)
    top = float(r.bound.error.max())
    how = (
        "no singularity"
        if not len(r.singular.points)
        else (
            "distance to the nearest singularity"
            if r.singular.exact
            else "nearest singularity found by a search, |z| ≤ 9"
        )
    )
    radius_text = number(r.radius, 6) if np.isfinite(r.radius) else "∞"
    readouts: list[Readout | Law] = [
        Readout(f"largest error of {name} on the interval", r.worst, role="model"),
        Readout("1% of the largest |f| there", 0.01 * r.size, role="optimum"),
        Readout("radius of convergence R", radius_text, role="accent", note=how),
    ]
    test = series.root_test(r.taylor.coefficients)
    if np.isfinite(test):
        readouts.append(
            Readout(
                "root test at orders near 40", test, role="accent", note="An estimate: the theorem takes the limit."
            )
        )
    if p.chebyshev and np.isfinite(r.chebyshev).all():
        readouts.insert(
            1, Readout("… of Chebyshev interpolation", float(np.nanmax(r.chebyshev_error)), role="gradient")
        )
    if proved:
        readouts.append(
            Law(
                "no error is above Lagrange's bound",
                f"max |f − {name}|",
                r.worst,
                "bound",
                top,
                "≤",
                tolerance=1e-12,
                note="Proved: |f⁽ⁿ⁺¹⁾| is enclosed on 256 pieces of the interval by ball arithmetic.",
            )
        )
    else:
        readouts.append(
            Readout(
                "Lagrange's bound",
                "none on the whole interval",
                note="|f⁽ⁿ⁺¹⁾| is unbounded there, or ball arithmetic cannot bound it.",
            )
        )
    if np.isfinite(r.check_value) and np.isfinite(r.summed):
        readouts.append(
            Law(
                "inside the disc the series sums to f",
                f"T₄₀({number(r.check, 3)})",
                r.summed,
                f"f({number(r.check, 3)})",
                r.check_value,
                tolerance=1e-8,
                note="Half-way to the nearest singularity (or 2 away). It needs f to be analytic, not only smooth.",
            )
        )
    c, end = p.centre, p.centre + p.half
    end_value = float(with_limit(parse(p.function), np.array([end]), r.taylor)[0])
    end_taylor = float(r.taylor.polynomial(p.order, end))
    handles = [
        Handle("pull_centre", (c, at_centre), "centre of the expansion", role="data"),
        Handle("pull_edge", (end, low + 0.07 * room), "right end of the interval", role="null"),
    ]
    if p.view == "plane":
        handles.append(Handle("pull_plane", (c, 0.0), "centre on the real line", panel=1, role="data"))
    chebyshev_error = float(np.nanmax(r.chebyshev_error)) if np.isfinite(r.chebyshev).all() else np.nan
    return Scene(
        panels=[curve_panel(r), PANELS[p.view](r)],
        readouts=readouts,
        handles=handles,
        notice=notice_of(r),
        alt=(
            f"{p.function} and its Taylor polynomial of order {p.order} at {number(c)}. On the interval within "
            f"{number(p.half)} of the centre the largest error is {number(r.worst, 3)}; "
            f"the radius of convergence is {radius_text}."
        ),
        numbers={
            "function": typeset(p.function),
            "polynomial": polynomial_text(r),
            "order": float(p.order),
            "next": float(p.order + 1),
            "centre": c,
            "half": p.half,
            "end": end,
            **{f"coefficient_{k}": float(r.taylor.coefficients[k]) for k in range(4)},
            "coefficient_n": float(r.taylor.coefficients[p.order]),
            "f_end": end_value,
            "taylor_end": end_taylor,
            "error_end": end_value - end_taylor,
            "largest_error": r.worst,
            "derivative_bound": r.bound.derivative if proved else r"\text{(no bound)}",
            "bound": top if proved else r"\text{(no bound)}",
            "radius": r.radius if np.isfinite(r.radius) else r"\infty",
            "chebyshev_error": chebyshev_error,
            "percent": 0.01 * r.size,
        },
        view=f"{p.function}:{p.view}:{width(p)}",
    )


def pull_centre(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The centre follows the pointer along the curve."""
    return {"centre": x}


def pull_edge(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The interval's right end follows the pointer; the left end mirrors it."""
    return {"half": abs(x - p.centre)}


def lowest(r: Result) -> bool:
    """Whether the order is the lowest one within 1% of the largest |f|, on an interval that asks for something."""
    goal = 0.01 * r.size
    asks = r.parameters.half >= 1 and r.parameters.order >= 2
    return bool(asks and not np.isnan(r.error).any() and r.worst <= goal < float(r.lower_errors.min()))


lesson = Lesson(
    title="Taylor Series and Function Approximations",
    idea="A polynomial that matches f and its derivatives at one point imitates f nearby; "
    "the nearest singularity in the complex plane says how far.",
    terms=(
        "Taylor polynomial",
        "Maclaurin series",
        "remainder",
        "Lagrange bound",
        "radius of convergence",
        "analytic function",
        "Chebyshev interpolation",
        "Runge phenomenon",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"pull_centre": pull_centre, "pull_edge": pull_edge, "pull_plane": pull_centre},
    presets=(
        Preset("Sine", {}, "Each two further orders follow the wave a little longer; the error starts like |x|⁷."),
        Preset(
            "Runge's function",
            {
                "function": "1/(1+25*x^2)",
                "order": 20,
                "half": 1.0,
                "window": "near",
                "chebyshev": True,
                "view": "plane",
            },
            "Nothing happens at x = 0.2 on the real line, yet the series ends there: f has poles at ±i/5. "
            "Chebyshev interpolation of the same degree stays close on the whole interval.",
        ),
        Preset(
            "Logarithm",
            {"function": "log(1+x)", "order": 12, "half": 0.9, "window": "middle"},
            "Within distance 1 every order helps, beyond it every order hurts: log ends at −1.",
        ),
        Preset(
            "Sigmoid in hardware",
            {"function": "sigmoid(x)", "order": 7, "half": 3.0, "chebyshev": True},
            "Why chips do not use Taylor: at the same degree the Chebyshev interpolant spreads its error evenly "
            "and its largest error is far smaller.",
        ),
        Preset(
            "Entire",
            {"function": "exp(x)", "order": 8, "half": 2.0, "view": "terms"},
            "Coefficients 1/k! fall faster than any straight line: no singularity anywhere, R is infinite.",
        ),
        Preset(
            "Smooth, not analytic",
            {"function": "exp(-1/x^2)", "order": 10, "half": 1.0, "window": "middle", "view": "plane"},
            "Flatter at 0 than every power: all coefficients are 0 and the law below fails. "
            "In the complex plane 0 is an essential singularity.",
        ),
    ),
    challenges=(
        Challenge(
            "Find the lowest order whose error stays within 1% of the largest |f| on the interval (h at least 1).",
            "Raise the order until the orange curve lies under the green dotted line across the grey band. "
            "The sine has no even powers.",
            lowest,
            {"order": 9},
        ),
        Challenge(
            "Predict: draw the Taylor polynomial of order 3 of sin at 0.",
            "x − x³/6: a slope of 1 through 0; at x = 3 it is 3 − 4.5.",
            predict=Prediction(
                "Draw T₃ from x = −3 to 3.",
                lambda r: np.stack([r.inside, r.taylor.polynomial(3, r.inside)]),
                0.35,
                {"order": 3, "half": 3.0},
                "curve",
                why="Value 0, slope 1, no bend, third derivative −1: x − x³/6, which turns round at x = √2 ≈ 1.41.",
            ),
        ),
        Challenge(
            "Predict: how far does the series of 1/(1+25x²) at c = 0.5 converge?",
            "Where is 1 + 25z² = 0? Take the distance from 0.5 to that point of the complex plane.",
            predict=Prediction(
                "The radius of convergence R",
                lambda r: r.radius,
                0.02,
                {"function": "1/(1+25*x^2)", "centre": 0.5, "half": 0.5, "window": "near", "view": "plane"},
                why="The poles are ±i/5, so R = √(0.5² + 0.2²) ≈ 0.539.",
            ),
        ),
        Challenge(
            "Type a function whose Taylor series at 0 converges everywhere, and is wrong everywhere but at 0.",
            "It must be flatter at 0 than every power of x. The exponential of something that tends to −∞ will do.",
            lambda r: r.taylor.flat and not r.taylor.coefficients.any() and r.size > 0,
            {"function": "exp(-1/x^2)"},
        ),
    ),
    related=("derivatives", "multivariable_taylor", "gradient_descent", "integral_transforms"),
    source=(series.taylor, enclosures.lagrange, singularities),
)
