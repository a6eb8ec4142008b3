"""A polynomial that agrees with f and its derivatives at one point, and how far from there it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Expression, Slider, Toggle
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene, Unanswerable
from explorer.text import number, polynomial
from mathcore.calculus import approximation, series
from mathcore.calculus.approximation import Approximation
from mathcore.calculus.series import SeriesError, Taylor
from mathcore.calculus.singularities import Singularities, log_modulus, singularities
from mathcore.common import enclosures
from mathcore.common.enclosures import Bound
from mathcore.common.expressions import parse
from viz import power_series as drawn

Array = NDArray[np.float64]
WINDOWS = {"near": 1.5, "middle": 3.0, "wide": 6.0}
ACROSS = np.linspace(-1.0, 1.0, 480)  # an even number, so that 0 (where sin(x)/x is 0/0) is not among them
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
EXAMPLES = (
    "exp(x)", "1/(1+x^2)", "1/(1+25*x^2)", "log(1+x)", "sigmoid(x)", "tanh(x)", "sqrt(1+x^2)", "x/(exp(x)-1)",
    "exp(-1/x^2)",
)  # fmt: skip
TERMS = (
    "Taylor polynomial", "Maclaurin series", "remainder", "Lagrange bound", "radius of convergence",
    "analytic function", "Chebyshev interpolation", "Runge phenomenon",
)  # fmt: skip
CONTROLS = (
    Expression(
        "function",
        "Function f(x)",
        "sin(x)",
        examples=EXAMPLES,
        help="Operators + - * / ^ and sin, cos, tan, exp, log, sqrt, tanh, sigmoid, softplus, erf, atan, abs, relu …",
    ),
    Slider("order", "Order n", 0, 30, 5, 1, integer=True),
    Slider("centre", "Centre c", -3.0, 3.0, 0.0, 0.05),
    Slider("half", "Half-width h of the interval", 0.1, 3.0, 3.0, 0.05),
    Choice("window", "Window", {"near": "±1.5", "middle": "±3", "wide": "±6"}, "wide"),
    Toggle("chebyshev", "Chebyshev interpolation of the same degree", False),
    Choice("view", "Beside it", {"error": "Error", "plane": "Complex plane", "terms": "Coefficients"}, "error"),
)


@dataclass(frozen=True)
class Result:
    """On the window `x` (480,): `values` of f and its `polynomial`. `on` tells of errors on the interval, `bound` is
    Lagrange's. `check` is (x, f(x), the series at x) inside the disc of convergence; `reach` is for the panels."""

    parameters: Parameters
    taylor: Taylor
    singular: Singularities
    x: Array
    values: Array
    polynomial: Array
    on: Approximation
    bound: Bound
    check: tuple[float, float, float]
    radius: float
    reach: drawn.Reach


def compute(p: Parameters) -> Result:
    """The series, its polynomial, the interpolant beside it, and the bound."""
    try:
        taylor = series.taylor(p.function, p.centre)
        on = approximation.approximate(taylor, p.half, p.order)
    except (SeriesError, ValueError) as error:
        raise Unanswerable(str(error)) from None
    x, singular = WINDOWS[p.window] * ACROSS, singularities(p.function)
    radius = np.inf if taylor.flat else singular.radius(p.centre)  # a flat function's zero series converges everywhere
    finite, says = np.isfinite(radius), f"R = {number(radius, 3)}"
    name = "T" + str(p.order).translate(SUBSCRIPT)
    return Result(
        parameters=p,
        taylor=taylor,
        singular=singular,
        x=x,
        values=approximation.values(taylor, x),
        polynomial=taylor.polynomial(p.order, x),
        on=on,
        bound=enclosures.lagrange(p.function, p.centre, p.half, p.order),
        check=approximation.summed(taylor),
        radius=radius,
        reach=drawn.Reach(p.centre, p.half, radius if finite else np.nan, says if finite else "", x[-1], name),
    )


def heights(p: Parameters) -> tuple[float, float]:
    """The y range: it depends on the function alone, so that the axis rests while the sliders move."""
    return drawn.heights(parse(p.function)(np.linspace(-3.0, 3.0, 602)))


def interpolant(r: Result, y: Array) -> tuple[Array, Array]:
    """(x, y) of what is drawn of Chebyshev's interpolant; y is NaN where it is switched off or does not exist."""
    shown = r.parameters.chebyshev and np.isfinite(r.on.chebyshev).all()
    return r.on.x, y if shown else np.full_like(y, np.nan)


def beside(r: Result) -> Any:
    """The chosen second panel."""
    p = r.parameters
    if p.view == "error":
        error, bound = np.abs(r.values - r.polynomial), (r.bound.x, r.bound.error)
        return drawn.error_panel(r.reach, r.x, error, bound, interpolant(r, r.on.chebyshev_error), 0.01 * r.on.size)
    if p.view == "plane":
        nearest = r.singular.nearest(p.centre) if np.isfinite(r.radius) else complex(np.nan, np.nan)
        return drawn.disc_panel(r.reach, *log_modulus(p.function, WINDOWS[p.window]), r.singular.points, nearest)
    return drawn.coefficients_panel(r.reach, r.taylor.coefficients, p.order)


def notice_of(r: Result) -> str:
    """What is special here, in a sentence."""
    p = r.parameters
    kink = np.abs(r.singular.kinks - p.centre).min(initial=np.inf)
    if r.taylor.flat:
        return (
            "With f(c) set to its limit 0, every derivative of f here is 0: the Taylor series converges everywhere, "
            "and yet equals f only at the centre."
        )
    if np.isnan(r.on.error).any():
        return "f is not defined on a part of the interval; errors are taken where it is."
    if max(abs(p.centre - p.half), abs(p.centre + p.half)) > r.reach.width + 1e-9:
        return "The interval reaches beyond this window: choose a wider one to see all of it."
    if kink < p.half:
        return f"f has a kink at distance {number(kink, 3)}: beyond it the series belongs to the other piece's formula."
    if r.radius < p.half:
        return (
            f"The interval reaches beyond the radius of convergence {number(r.radius, 3)}: "
            "out there a higher order makes the error worse."
        )
    return ""


def readouts_of(r: Result) -> list[Readout | Law]:
    """The errors, the radius and its estimate, Lagrange's bound, and the sum of the series inside the disc."""
    p, name, on = r.parameters, r.reach.name, r.on
    how = "nearest singularity found by a search, |z| ≤ 9"
    if not len(r.singular.points):
        how = "no singularity"
    elif r.singular.exact:
        how = "distance to the nearest singularity"
    if r.taylor.flat and not np.isfinite(r.radius):
        how = "what vanishes with all its derivatives has no terms"
    radius = number(r.radius, 6) if np.isfinite(r.radius) else "∞"
    found: list[Readout | Law] = [Readout(f"largest error of {name} on the interval", on.worst, role="model")]
    if p.chebyshev and np.isfinite(on.chebyshev_worst):
        found.append(Readout("… of Chebyshev interpolation", on.chebyshev_worst, role="gradient"))
    found.append(Readout("1% of the largest |f| there", 0.01 * on.size, role="optimum"))
    found.append(Readout("radius of convergence R", radius, role="accent", note=how))
    test = series.root_test(r.taylor.coefficients)
    if np.isfinite(test):
        note = "An estimate: the theorem takes the limit."
        found.append(Readout("root test at orders near 40", test, role="accent", note=note))
    if np.isfinite(r.bound.derivative):
        top = float(r.bound.error.max())
        note = "Proved: |f⁽ⁿ⁺¹⁾| is enclosed on 256 pieces of the interval by ball arithmetic."
        law = "no error is above Lagrange's bound"
        found.append(Law(law, f"max |f − {name}|", on.worst, "bound", top, "≤", tolerance=1e-12, note=note))
    else:
        note = "|f⁽ⁿ⁺¹⁾| is unbounded there, or ball arithmetic cannot bound it."
        found.append(Readout("Lagrange's bound", "none on the whole interval", note=note))
    x, value, summed = r.check
    if np.isfinite([value, summed]).all():
        at, law = number(x, 3), "inside the disc the series sums to f"
        note = "Half-way to the nearest singularity (or 2 away). It needs f to be analytic, not only smooth."
        found.append(Law(law, f"T₄₀({at})", summed, f"f({at})", value, tolerance=1e-8, note=note))
    return found


def draw(r: Result) -> Scene:
    """The curve, the chosen panel beside it, and the laws at the present numbers."""
    p = r.parameters
    low, high = span = heights(p)
    room = high - low
    c, end, proved = p.centre, p.centre + p.half, np.isfinite(r.bound.derivative)
    at_centre = float(np.clip(r.taylor.coefficients[0], low + 0.03 * room, high - 0.03 * room))
    f_end, taylor_end = float(approximation.values(r.taylor, end)), float(r.taylor.polynomial(p.order, end))
    seen = float(np.clip(c, r.x[0], r.x[-1]))  # a handle beyond the window waits at its edge
    handles = [
        Handle("pull_centre", (seen, at_centre), "centre of the expansion", role="data"),
        Handle("pull_edge", (min(end, float(r.x[-1])), low + 0.07 * room), "right end of the interval", role="null"),
    ]
    if p.view == "plane":
        handles.append(Handle("pull_plane", (seen, 0.0), "centre on the real line", panel=1, role="data"))
    radius = number(r.radius, 6) if np.isfinite(r.radius) else "∞"
    curve = drawn.curve_panel(r.reach, r.x, r.values, r.polynomial, interpolant(r, r.on.chebyshev), span)
    return Scene(
        panels=[curve, beside(r)],
        readouts=readouts_of(r),
        handles=handles,
        notice=notice_of(r),
        alt=(
            f"{p.function} and its Taylor polynomial of order {p.order} at {number(c)}. On the interval within "
            f"{number(p.half)} of the centre the largest error is {number(r.on.worst, 3)}; "
            f"the radius of convergence is {radius}."
        ),
        numbers={
            "function": parse(p.function).latex,
            "polynomial": polynomial(r.taylor.coefficients[: p.order + 1].tolist(), c),
            "order": float(p.order),
            "next": float(p.order + 1),
            "centre": c,
            "half": p.half,
            "end": end,
            **{f"coefficient_{k}": float(r.taylor.coefficients[k]) for k in range(4)},
            "coefficient_n": float(r.taylor.coefficients[p.order]),
            "f_end": f_end,
            "taylor_end": taylor_end,
            "error_end": f_end - taylor_end,
            "largest_error": r.on.worst,
            "derivative_bound": r.bound.derivative if proved else r"\text{(no bound)}",
            "bound": float(r.bound.error.max()) if proved else r"\text{(no bound)}",
            "radius": r.radius if np.isfinite(r.radius) else r"\infty",
            "chebyshev_error": r.on.chebyshev_worst,
            "percent": 0.01 * r.on.size,
        },
        view=f"{p.function}:{p.view}:{p.window}",
    )


def pull_centre(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The centre follows the pointer along the curve."""
    return {"centre": x}


def pull_edge(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The interval's right end follows the pointer; the left end mirrors it."""
    return {"half": abs(x - p.centre)}


def lowest(r: Result) -> bool:
    """Whether the order is the lowest one within 1% of the largest |f|, on an interval that asks for something."""
    asks = r.parameters.half >= 1 and r.parameters.order >= 2 and not np.isnan(r.on.error).any()
    return bool(asks and r.on.worst <= 0.01 * r.on.size < float(r.on.lower.min()))


lesson = Lesson(
    title="Taylor Series and Function Approximations",
    idea="A polynomial that matches f and its derivatives at one point imitates f nearby; "
    "the nearest singularity in the complex plane says how far.",
    terms=TERMS,
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"pull_centre": pull_centre, "pull_edge": pull_edge, "pull_plane": pull_centre},
    presets=(
        Preset("Sine", {}, "Each two further orders follow the wave a little longer; the error starts like |x|⁷."),
        Preset(
            "Runge's function",
            {"function": "1/(1+25*x^2)", "order": 20, "half": 1, "window": "near", "chebyshev": True, "view": "plane"},
            "Nothing happens at x = 0.2 on the real line, yet the series ends there: f has poles at ±i/5. "
            "Chebyshev stays close throughout.",
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
                lambda r: np.stack([r.on.x, r.taylor.polynomial(3, r.on.x)]),
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
            lambda r: r.taylor.flat and not r.taylor.coefficients.any() and r.on.size > 0,
            {"function": "exp(-1/x^2)"},
        ),
    ),
    related=("derivatives", "multivariable_taylor", "gradient_descent", "integral_transforms"),
    source=(series.taylor, enclosures.lagrange, singularities),
)
