"""Answers of the exercises of calculus, by closed forms and SciPy; beside each the mistakes that must not pass."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy
from scipy import integrate, optimize

Values = Mapping[str, Any]
Answer = Callable[[Values], float]
X, Y = sympy.symbols("x y", real=True)


def f(text: str) -> sympy.Expr:
    """A formula of an exercise, read by SymPy."""
    return sympy.sympify(text.replace("^", "**"), {"x": X, "y": Y})


def at(expression: sympy.Expr, x: float, y: float = 0.0) -> float:
    """Its value."""
    return float(expression.subs({X: x, Y: y}).evalf())


def limit(v: Values) -> float:
    return float(sympy.limit(f(v["function"]), X, 0))


def window(v: Values) -> float:
    """How far to the right x² stays within ε of a²; to the left it does so for longer."""
    right = optimize.brentq(lambda x: x**2 - v["a"] ** 2 - v["eps"], v["a"], v["a"] + 2)
    return right - v["a"]


def sharpness(v: Values) -> float:
    return optimize.brentq(lambda k: 1 / (1 + math.exp(-k * v["gap"])) - 1 + v["eps"], 0, 1000)


def quotient(v: Values) -> float:
    h = v["h"] if v["method"] == "forward" else -v["h"]
    return ((v["a"] + h) ** 2 - v["a"] ** 2) / h


def central(v: Values) -> float:
    return ((v["a"] + v["h"]) ** 3 - (v["a"] - v["h"]) ** 3) / (2 * v["h"]) - 3 * v["a"] ** 2


def slope(v: Values) -> float:
    return at(sympy.diff(f(v["function"]), X), v["a"])


def slope_y(v: Values) -> float:
    return at(sympy.diff(f(v["function"]), Y), *v["point"])


def steepest(v: Values) -> float:
    """The largest slope of all directions, by trying them."""
    fx, fy = (at(sympy.diff(f(v["function"]), z), *v["point"]) for z in (X, Y))
    angles = np.linspace(0, 2 * np.pi, 100_001)
    return float(np.max(fx * np.cos(angles) + fy * np.sin(angles)))


def returned(v: Values) -> float:
    return at(sympy.diff(f(v["formula"]), X), v["x"], v["y"])


def bend(v: Values) -> float:
    """f'' along a line, by SymPy."""
    t, angle = sympy.symbols("t"), math.radians(v["angle"])
    along = f(v["function"]).subs({X: t * math.cos(angle), Y: t * math.sin(angle)})
    return float(sympy.diff(along, t, 2).subs(t, 0))


def least_bend(v: Values) -> float:
    return float(np.linalg.eigvalsh(np.array(sympy.hessian(f(v["function"]), (X, Y)), dtype=float))[0])


def above_tangent(v: Values) -> float:
    g = f(v["function"])
    return at(g, v["x"]) - at(g, v["c"]) - at(sympy.diff(g, X), v["c"]) * (v["x"] - v["c"])


def above_segment(v: Values) -> float:
    g, p, q = f(v["surface"]), np.array(v["p"]), np.array(v["q"])
    return (at(g, *p) + at(g, *q)) / 2 - at(g, *((p + q) / 2))


def slower(v: Values) -> float:
    return max(abs(1 - v["step"]), abs(1 - v["step"] * v["kappa"]))


def fastest(v: Values) -> float:
    found = optimize.minimize_scalar(
        lambda step: max(abs(1 - step), abs(1 - step * v["kappa"])), (0, 2 / v["kappa"]), tol=1e-12
    )
    return float(found.x)


def momentum(v: Values) -> float:
    """The β of the heavy ball whose slower curvature, at the best step, is fastest: by search."""
    kappa = v["kappa"]

    def radius(beta: float) -> float:
        steps = (1 + math.sqrt(beta)) ** 2 / kappa, (1 + beta) * 2 / (1 + kappa)
        return min(
            max(max(abs(np.roots([1, step * curve - 1 - beta, beta]))) for curve in (1, kappa)) for step in steps
        )

    grid = np.linspace(0, 0.999, 4000)
    return float(grid[np.argmin([radius(beta) for beta in grid])])


def two_steps(v: Values) -> float:
    x = -4.5
    pull = 0.0
    for _ in range(2):
        pull = v["beta"] * pull + x
        x -= v["step_momentum"] * pull
    return x


def price(v: Values) -> float:
    """By how much the least f falls for a little more room: a difference quotient of SciPy's minima."""

    def least(bound: float) -> float:
        line = optimize.minimize_scalar(lambda x: (x - 2) ** 2 + 2 * (bound - x - 1) ** 2, tol=1e-12)
        return float(line.fun)

    return (least(v["bound"] - 1e-4) - least(v["bound"] + 1e-4)) / 2e-4


def nearest(v: Values) -> float:
    a, b = (float(sympy.diff(f(v["constraint"]), z)) for z in (X, Y))
    return float(np.sum((np.linalg.pinv([[a, b]]) * v["bound"]) ** 2))


def simpson(v: Values) -> float:
    places = np.linspace(0, 1, 2 * v["n"] + 1)
    return float(integrate.simpson([at(f(v["function"]), x) for x in places], x=places))


def area(v: Values) -> float:
    return float(sympy.integrate(f(v["function"]), (X, v["a"], v["x"])))


def pushed(v: Values) -> float:
    return 1 / abs(at(sympy.diff(f(v["map"]), X), v["b"]))


def stability(v: Values) -> float:
    z = v["rate"][0] * v["h"]
    terms = {"euler": 2, "heun": 3, "rk4": 5}[v["method"]]
    return sum(z**k / math.factorial(k) for k in range(terms))


def grown(v: Values) -> float:
    """The determinant of the flow, followed by SciPy's solver."""
    a, t = np.array(v["matrix"]), v["moment"] / 20
    ends = [integrate.solve_ivp(lambda _, x: a @ x, (0, t), e, rtol=1e-10, atol=1e-12).y[:, -1] for e in np.eye(2)]
    return float(np.linalg.det(np.array(ends).T))


def coefficient(v: Values) -> float:
    return float(sympy.diff(f(v["function"]), X, v["order"]).subs(X, 0) / sympy.factorial(v["order"]))


def polynomial(v: Values) -> float:
    return float(sympy.series(f(v["function"]), X, 0, v["order"] + 1).removeO().subs(X, v["half"]))


def newton(v: Values) -> float:
    g = f(v["function"])
    return v["point"][0] - at(sympy.diff(g, X), *v["point"]) / at(sympy.diff(g, X, 2), *v["point"])


def left_out(v: Values) -> float:
    """The mean square of the square wave less its sum, over a period, by midpoints."""
    t = (np.arange(200_000) + 0.5) * np.pi / 200_000
    found = sum(4 / (np.pi * k) * np.sin(k * t) for k in range(1, v["order"] + 1, 2))
    return float(np.mean((1 - found) ** 2))


def mean_value(v: Values) -> float:
    n = v["step"]
    return {"root": 1 / math.sqrt(n), "escape": 1.0, "power": 1 / (n + 1)}[v["sequence"]]


def set_above(v: Values) -> float:
    x = (np.arange(100_000) + 0.5) / 100_000
    return float(np.mean(sympy.lambdify(X, f(v["text"]))(x) > v["share"]))


def lower_sum(v: Values) -> float:
    n, g = 2 ** v["level"], f(v["text"])
    return sum(min(at(g, k / n), at(g, (k + 1) / n)) for k in range(n)) / n


ANSWERS: dict[tuple[str, str], tuple[Answer, ...]] = {
    ("functions_limits", "Which limit"): (limit,),
    ("functions_limits", "|x² − a²|"): (window, lambda v: v["eps"], lambda v: math.sqrt(v["eps"])),
    ("functions_limits", "sharpness"): (sharpness, lambda v: math.log10((1 - v["eps"]) / v["eps"]) / v["gap"]),
    ("derivatives", "difference quotient of"): (quotient, lambda v: 2 * v["a"]),
    ("derivatives", "central difference of f"): (central, lambda v: v["h"], lambda v: 3 * v["h"] ** 2),
    ("derivatives", "What is the derivative"): (slope,),
    ("partial_derivatives", "∂f/∂y"): (slope_y,),
    ("partial_derivatives", "steepest"): (steepest, lambda v: steepest(v) ** 2),
    ("backpropagation", "how many paths"): (lambda v: 2 ** v["nest"], lambda v: 2 * v["nest"]),
    ("backpropagation", "one reverse sweep"): (lambda v: 5 * v["nest"], lambda v: 2 ** v["nest"] * v["nest"] * 2),
    ("backpropagation", "What comes back"): (returned,),
    ("hessian_curvature", "second derivative"): (bend,),
    ("hessian_curvature", "smaller eigenvalue"): (least_bend,),
    ("convexity", "above its tangent"): (above_tangent,),
    ("convexity", "chord from ("): (above_segment,),
    ("gradient_descent", "Below which step size"): (lambda v: 2 / v["kappa"], lambda v: 1 / v["kappa"]),
    ("gradient_descent", "along the axis on which"): (slower, lambda v: slower(v) ** 2),
    ("gradient_descent", "fastest"): (fastest, lambda v: 1 / v["kappa"]),
    ("optimizers", "Which β"): (momentum, lambda v: math.sqrt(momentum(v))),
    ("optimizers", "after two steps"): (two_steps, lambda v: -4.5 * (1 - v["step_momentum"]) ** 2),
    ("constrained_optimization", "multiplier"): (price, lambda v: 2 / 3 * (3 - v["bound"]) ** 2),
    ("constrained_optimization", "least value"): (nearest, lambda v: math.sqrt(nearest(v))),
    ("integration", "Simpson"): (simpson,),
    ("integration", "area under"): (area,),
    ("continuous_distributions", "Which density"): (pushed, lambda v: 1.0, lambda v: 1 / pushed(v)),
    ("continuous_distributions", "exponential with"): (lambda v: math.exp(-v["a"]) - math.exp(-v["b"]),),
    ("differential_equations", "with its sign"): (stability, lambda v: 1 + v["rate"][0] * v["h"]),
    ("differential_equations", "areas"): (grown, lambda v: grown(v) ** 2),
    ("taylor_series", "Which coefficient"): (coefficient, lambda v: coefficient(v) * math.factorial(v["order"])),
    ("taylor_series", "Taylor polynomial of order"): (polynomial,),
    ("multivariable_taylor", "Newton's method go"): (newton,),
    ("integral_transforms", "left out"): (left_out, lambda v: 1 - left_out(v)),
    ("integral_transforms", "Fourier frequencies"): (lambda v: 1 / v["seconds"], lambda v: v["seconds"]),
    ("measure_theory", "E Xₙ"): (mean_value,),
    ("measure_theory", "How long is the set"): (set_above,),
    ("measure_theory", "lower Riemann sum"): (lower_sum,),
}
