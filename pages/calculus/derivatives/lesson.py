"""Magnify a smooth curve: it turns into a line, whose slope is the derivative. A machine must not look too close."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Expression, Seed, Slider
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import derivatives as exact
from mathcore.calculus import finite_differences as fd
from pages.calculus.derivatives import panels as draw
from pages.calculus.derivatives import readouts as say
from pages.calculus.derivatives.state import Derivatives

SELU = "if(x<0,1.758*(exp(x)-1),1.051*x)"
RESTLESS = "if(abs(x)>0,x/2+x^2*sin(1/x),0)"
EXAMPLES = f"sin(x) x^2 exp(x) abs(x) {SELU} {RESTLESS} relu(x)-relu(-x) x*abs(x) cbrt(x) 1/x tanh(x)".split()
KNOWN = "Operators + - * / ^ and sin, cos, exp, log, sqrt, tanh, sigmoid, relu, abs, max, if(x<0, −x, x^2) …"
FUNCTION = Expression("function", "Function f(x)", "sin(x)", examples=tuple(EXAMPLES), help=KNOWN)
A = Slider("a", "Point a", -3.0, 3.0, 1.0, 0.01)
H = Slider("h", "Step h", 1e-16, 1.0, 0.794, log=True, help="How far from a the quotient looks.")
METHODS = {"forward": "Forward", "backward": "Backward", "central": "Central", "complex": "Complex"}
METHOD = Choice("method", "Difference quotient", METHODS, "forward")
PRECISION = Choice("precision", "Arithmetic", draw.BITS, "double", help="Every operation is rounded to so many bits.")
BUG = Choice("bug", "Bug planted in the gradient", {key: says.capitalize() for key, says in fd.BUGS.items()}, "none")
SEED = Seed("seed", "Seed of the weights", 1)
REAL = (FUNCTION, A, H, METHOD, PRECISION)
MAGNIFIER, CHECK = [draw.lens_panel, draw.magnified_panel, draw.misfit_panel], [draw.weights_panel, draw.check_panel]
RISES = {"a": "The height has a few sizes, and holds the tangent."}


def at(function: str, a: float) -> dict[str, Any]:
    return {"function": function, "a": a}


def short(**values: Any) -> dict[str, Any]:
    return {"view": "check", "method": "central", **values}


lesson = Lesson(
    title="Derivatives: Measuring Change",
    terms=(
        *("difference quotient", "secant", "tangent", "differentiable", "finite differences", "complex step"),
        *("numerical differentiation", "gradient check", "truncation error", "rounding error", "mean value theorem"),
    ),
    state=Derivatives,
    views={
        "secant": View("Secant", [draw.curve_panel, draw.slope_panel], say.secant, say.alt, REAL, say.notice),
        "stretch": View("Stretch", [draw.lines_panel, draw.slope_panel], say.stretch, say.alt, REAL, say.notice),
        "zoom": View("Magnifier", MAGNIFIER, say.zoom, say.alt, (*REAL[:3], PRECISION), say.notice, rescales=RISES),
        "error": View("Error", [draw.methods_panel, draw.precisions_panel], say.error, say.alt, REAL, say.notice),
        "check": View("Gradient check", CHECK, say.check, say.check_alt, (*REAL[2:], BUG, SEED), say.check_notice),
    },
    numbers=say.numbers,
    challenges=(
        Challenge(
            "Predict: draw the derivative of exp(−x²), the bell curve, from x = −4 to 4.",
            "Where is the bell flat? Where is it steepest, and is it going up or down there?",
            predict=Prediction(
                "Draw f′ over the whole axis.",
                lambda q: np.stack([draw.X, fd.slopes(q.p.function, draw.X)]),
                0.2,
                {"function": "exp(-x^2)", "a": -3.0, "h": 0.01},
                "curve",
                panel=draw.slope_panel,
                why="−2x exp(−x²): 0 at the top, steepest at x = ±1/√2, and flat far out.",
            ),
        ),
        Challenge(
            "Predict: which step is best for the central difference of sin at 1 in 64 bit? Give log₁₀ h.",
            "The step's error goes like h², rounding like 10⁻¹⁶/h. Where are they equal?",
            predict=Prediction(
                "log₁₀ of the best h",
                lambda q: np.log10(q.best),
                0.7,
                {"method": "central", "view": "error"},
                why="h³ = 3u|f|/|f‴| with u = 1.1×10⁻¹⁶: about the cube root of the roundoff, 8×10⁻⁶.",
            ),
        ),
        Challenge(
            "Find f and a where the central difference is the same for every h, and yet there is no derivative.",
            "A symmetric quotient sees nothing that is the same on both sides of a.",
            lambda q: exact.blind(q.p.function, q.p.a),
            [at("abs(x)", 0.0), at("if(x<1, 2x, 3x-1)", 1.0), at("if(abs(x)>0, x*sin(1/x), 0)", 0.0)],
            [at("x^2", 0.0), at("abs(x)", 0.01), at("cbrt(x)", 0.0), at("x*abs(x)", 0.0)],
        ),
        Challenge(
            "Slander a right gradient: no bug, a step of at most 0.001, and a disagreement above 10⁻³.",
            "The step can be too short for the arithmetic, or the arithmetic too coarse for the step.",
            lambda q: q.p.bug == "none" and q.p.h <= 0.001 and q.disagreement > 1e-3,
            [short(h=1e-14), short(h=1e-6, precision="single"), short(h=0.001, precision="half")],
            [short(h=1e-5, bug="row"), short(), short(h=1e-9), {"h": 1e-14, "method": "central"}],
            ["check"],
        ),
    ),
    related=("functions_limits", "partial_derivatives", "backpropagation", "taylor_series", "continuous_distributions"),
    oracles=(
        *("derivatives: sympy.diff", "values: mpmath", "mean value: scipy.optimize.brentq", "bounds: a fine search"),
        *("quotients in 16 and 32 bits: NumPy's short floats", "gradient: scipy.optimize.approx_fprime"),
    ),
    source=(fd.quotient, fd.slopes, exact.Quotient, fd.differences),
)
