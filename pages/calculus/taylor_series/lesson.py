"""A polynomial that matches f at one point imitates it nearby; the nearest complex singularity says how far."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import Choice, Expression, Slider, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, State, Unanswerable, View, kept, law
from explorer.text import number, polynomial
from mathcore.calculus import approximation, flat_parts, pieces, series, singularities
from mathcore.calculus.convexity_rules import degree
from mathcore.common import enclosures
from mathcore.common.expressions import parse
from pages.calculus.taylor_series import panels

Array = NDArray[np.float64]
WINDOWS = {"near": 1.5, "middle": 3.0, "wide": 6.0}
ACROSS = np.linspace(-1.0, 1.0, 480)  # an even number, so that 0 (where sin(x)/x is 0/0) is not among them
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
EXAMPLES = "exp(x) 1/(1+x^2) 1/(1+25*x^2) log(1+x) sigmoid(x) tanh(x) sqrt(1+x^2) x/(exp(x)-1) exp(-1/x^2)"
NOT_WRONG = "exp(-x^2) exp(-1/x^2)+1/(1-x) 0*exp(-1/x^2)"  # analytic, a finite radius, nothing left of it
LOW = " It lies below the rounding of f and its polynomial, which is all that is left of the error."
KNOWN = "Operators + - * / ^ and sin, cos, tan, exp, log, sqrt, tanh, sigmoid, softplus, erf, atan, abs, relu …"
FUNCTION = Expression(
    "function", "Function f(x)", "sin(x)", examples=tuple(EXAMPLES.split()), alone=(-6, 6), help=KNOWN
)
ORDER = Slider("order", "Order n", 0, 30, 5, 1, integer=True)
CENTRE = Slider("centre", "Centre c", -3.0, 3.0, 0.0, 0.05)
HALF = Slider("half", "Half-width h of the interval", 0.1, 3.0, 3.0, 0.05)
WINDOW = Choice("window", "Window", {"near": "±1.5", "middle": "±3", "wide": "±6"}, "wide")
CHEBYSHEV = Toggle("chebyshev", "Chebyshev interpolation of the same degree", False)


class TaylorSeries(State):
    """A function, its series at the centre, and how well a polynomial of it does on the interval and in the window."""

    width = cached_property(lambda q: WINDOWS[q.p.window])  # half of the window's
    x = cached_property(lambda q: q.width * ACROSS)
    axis = cached_property(lambda q: {"range": (-q.width, q.width), "ticks": q.width * np.arange(-3, 4) / 3})
    end = cached_property(lambda q: q.p.centre + q.p.half)  # of the interval
    partial = cached_property(lambda q: q.taylor.polynomial(q.p.order, q.x))
    name = cached_property(lambda q: "T" + str(q.p.order).translate(SUBSCRIPT))  # of the polynomial
    radius = cached_property(lambda q: q.convergence.value)
    disc = cached_property(lambda q: q.radius if np.isfinite(q.radius) else np.nan)  # NaN hides what is drawn with it
    seen = cached_property(lambda q: np.clip(q.p.centre, -q.width, q.width))  # a handle out of sight waits at the edge
    says = cached_property(lambda q: f"R {q.convergence.sign} {number(q.radius, 3)}" if np.isfinite(q.radius) else "")
    proved = cached_property(lambda q: np.isfinite(q.lagrange.derivative))  # is there a bound on the whole interval?
    heights = kept("function")(panels.heights)
    kinks = cached_property(lambda q: pieces.pieces(q.p.function).kinks)

    @kept("function", "centre")
    def convergence(self) -> singularities.Radius:
        return singularities.radius(self.taylor)

    @kept("function", "window")
    def moduli(self) -> tuple[Array, Array]:
        """x and y (n,), and log₁₀|f| (n, n) over that square of the complex plane."""
        return singularities.log_modulus(self.p.function, self.width)

    @kept("function", "centre")
    def taylor(self) -> series.Taylor:
        try:
            return series.taylor(self.p.function, self.p.centre)
        except series.SeriesError as error:
            raise Unanswerable(str(error)) from None

    @kept("function", "centre")
    def inside(self) -> tuple[float, float, float]:
        """(x, f(x), the series at x) where the series must sum to f."""
        return approximation.summed(self.taylor)

    @kept("function", "centre", "window")
    def curve(self) -> tuple[Array, Array]:
        """x and f there, with gaps at poles and jumps."""
        return approximation.parted(self.taylor, self.x)

    @kept("function", "centre", "half", "order")
    def on(self) -> approximation.Approximation:
        """The errors on the interval, and Chebyshev's interpolant."""
        try:
            return approximation.approximate(self.taylor, self.p.half, self.p.order)
        except ValueError as error:
            raise Unanswerable(str(error)) from None

    @kept("function", "centre", "half", "order")
    def lagrange(self) -> enclosures.Bound:
        found = enclosures.lagrange(self.p.function, self.p.centre, self.p.half, self.p.order)
        if degree(parse(self.p.function).tree) <= self.p.order:  # the derivative is 0, and not what guards its rounding
            return replace(found, error=0 * found.error, derivative=0.0) if np.isfinite(found.derivative) else found
        return found


def notice(q: TaylorSeries) -> str:
    away, half = np.abs(q.kinks - q.p.centre), q.p.half
    far = away[away > 1e-9].min(initial=np.inf)
    if q.taylor.flat and not q.taylor.coefficients.any() and np.nan_to_num(q.curve[1]).any():
        zero = "With f(c) set to its limit 0, every derivative of f here is 0"
        return f"{zero}: the Taylor series converges everywhere, to 0 and not to f."
    if q.taylor.flat and q.taylor.coefficients.any():
        return "A part of f is flat here: all its derivatives are 0, and the Taylor series is that of the rest alone."
    if q.on.lacks:
        return q.on.lacks
    if abs(q.p.centre) + half > q.width + 1e-9:
        return "The interval reaches beyond this window: choose a wider one to see all of it."
    if (np.abs(q.kinks) < q.width).sum() > len(q.x) / 2:
        return "f jumps or bends too often in this window to be drawn."
    if far < half:
        return f"f changes its formula at distance {number(far, 3)}: beyond it the series knows nothing of f."
    if q.radius < half:
        return f"The interval reaches beyond {q.says}: out there the errors grow without bound as the order rises."
    return ""


def readouts(q: TaylorSeries) -> list[Readout | Law]:
    on, test = q.on, series.root_test(q.taylor.coefficients)
    worst, rival, percent = (v if v < np.inf else "unbounded" for v in (on.worst, on.chebyshev_worst, on.percent))
    largest = f"largest error of {q.name} on the interval"
    found: list[Readout | Law] = [Readout(largest, worst, role="model", note=on.least)]
    if q.p.chebyshev and not np.isnan(on.chebyshev_worst):
        found.append(Readout("… of Chebyshev interpolation", rival, role="gradient", note=on.least))
    found.append(Readout("1% of the largest |f| there", percent, role="optimum", note=on.least))
    found.append(Readout("radius of convergence R", number(q.radius, 6), role="accent", note=q.convergence.says))
    if np.isfinite(test):
        found.append(Readout("root test at orders near 40", test, role="accent", note="Only its limit is a theorem."))
    if q.proved:
        note = "Proved: |f⁽ⁿ⁺¹⁾| is enclosed on 256 pieces of the interval by ball arithmetic."
        name, says, top = "no error is above Lagrange's bound", f"max |f − {q.name}| ≤ bound", q.lagrange.error.max()
        rounding = 1e-12 * (1 + q.on.size + top)  # of f, of its polynomial and of the bound
        found.append(law(name, says, q.on.worst, top, slack=rounding, note=note + LOW * bool(100 * top < rounding)))
    else:
        note = "|f⁽ⁿ⁺¹⁾| is unbounded there, or ball arithmetic cannot bound it."
        found.append(Readout("Lagrange's bound", "none on the whole interval", note=note))
    x, value, summed = q.inside
    if np.isfinite([value, summed]).all():
        name, says = "inside the disc the series sums to f", f"T₂₀₀({number(x, 3)}) = f({number(x, 3)})"
        note = "Where its terms have died out by order 200. It needs f to be analytic, not only smooth."
        unless = "a part of f is smooth at the centre, not analytic" if q.taylor.flat else ""
        found.append(law(name, says, summed, value, tolerance=1e-8, note=note, unless=unless))
    return found


def alt(q: TaylorSeries) -> str:
    return (
        f"{q.p.function} and its Taylor polynomial of order {q.p.order} at {number(q.p.centre)}. "
        f"On the interval within {number(q.p.half)} of the centre the largest error is {number(q.on.worst, 3)}; "
        f"the radius of convergence is {number(q.radius, 6)}. {q.convergence.says}"
    )


def numbers(q: TaylorSeries) -> dict[str, Any]:
    a, n = q.taylor.coefficients, q.p.order
    (f_end,), (taylor_end,) = approximation.values(q.taylor, [q.end]), q.taylor.polynomial(n, [q.end])
    derivative, bound = q.lagrange.stated if q.proved else [r"\text{(no bound)}"] * 2
    formulas = {"function": parse(q.p.function).latex, "polynomial": polynomial(a[: n + 1].tolist(), q.p.centre)}
    coefficients = {"coefficient_n": a[n], **{f"coefficient_{k}": a[k] for k in range(4)}}
    ends = {"f_end": f_end, "taylor_end": taylor_end, "error_end": f_end - taylor_end, "radius_how": q.convergence.says}
    errors = {"largest_error": q.on.worst, "chebyshev_error": q.on.chebyshev_worst, "percent": q.on.percent}
    return formulas | coefficients | ends | errors | {"next": n + 1, "derivative_bound": derivative, "bound": bound}


lesson = Lesson(
    title="Taylor Series and Function Approximations",
    terms=(
        *("Taylor polynomial", "Maclaurin series", "remainder", "Lagrange bound", "radius of convergence"),
        *("analytic function", "Chebyshev interpolation", "Runge phenomenon"),
    ),
    controls=(FUNCTION, ORDER, CENTRE, HALF, WINDOW, CHEBYSHEV),
    state=TaylorSeries,
    choose="Beside it",
    views={
        "error": View("Error", [panels.curve_panel, panels.error_panel], readouts, alt, (), notice),
        "plane": View("Complex plane", [panels.curve_panel, panels.disc_panel], readouts, alt, (), notice),
        "terms": View("Coefficients", [panels.curve_panel, panels.coefficients_panel], readouts, alt, (), notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "Find the lowest order whose error stays within 1% of max |f| on the interval (h ≥ 1, f not straight).",
            "Raise the order until the orange curve lies under the green dotted line across the grey band. "
            "The sine has no even powers.",
            lambda q: q.p.half >= 1 and q.on.lowest,
            [{"order": 9}, *({"function": f, "order": n, "half": 1} for f, n in (("exp(x)", 4), ("sin(x)", 3)))],
            [{"order": 7}, {"order": 10}, {"function": "exp(x)", "order": 4, "half": 0.9}],
        ),
        Challenge(
            "Predict: draw the Taylor polynomial of order 3 of sin at 0.",
            "x − x³/6: a slope of 1 through 0; at x = 3 it is 3 − 4.5.",
            predict=Prediction(
                "Draw T₃ from x = −3 to 3.",
                lambda q: np.stack([q.on.x, q.taylor.polynomial(3, q.on.x)]),
                0.35,
                {"order": 3, "half": 3.0},
                "curve",
                panel=panels.curve_panel,
                why="Value 0, slope 1, no bend, third derivative −1: x − x³/6, which turns round at x = √2 ≈ 1.41.",
            ),
        ),
        Challenge(
            "Predict: how far does the series of 1/(1+25x²) at c = 0.5 converge?",
            "Where is 1 + 25z² = 0? Take the distance from 0.5 to that point of the complex plane.",
            predict=Prediction(
                "The radius of convergence R",
                lambda q: q.radius,
                0.02,
                {"function": "1/(1+25*x^2)", "centre": 0.5, "half": 0.5, "window": "near", "view": "plane"},
                why="The poles are ±i/5, so R = √(0.5² + 0.2²) ≈ 0.539.",
            ),
        ),
        Challenge(
            "Type a function, not even, whose Taylor series at 0 converges everywhere, and is wrong everywhere else.",
            "A part of it is flatter at 0 than every power of x: the exponential of something that tends to −∞.",
            lambda q: flat_parts.wrong_but_smooth(q.taylor) and flat_parts.lopsided(q.taylor),
            [{"function": "sin(x) - exp(-1/x^2)"}, {"function": "x*exp(-1/x^4)"}, {"function": "x + exp(-1/x^2)"}],
            [{"function": "exp(-1/x^2)/2"}, *({"function": f} for f in NOT_WRONG.split())],
        ),
    ),
    oracles=(
        "coefficients: mpmath (Cauchy's integral at 60 digits) and SymPy",
        "radii: closed forms, and quotients with poles at random places",
        "Lagrange's bound: the error in mpmath, at random functions, orders and places",
        "Chebyshev interpolation: SciPy's barycentric formula",
    ),
    related=("derivatives", "multivariable_taylor", "gradient_descent", "integral_transforms"),
    source=(series.taylor, enclosures.lagrange, singularities.radius),
)
