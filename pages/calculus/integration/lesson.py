"""An integral is one number for a whole curve: a few values estimate it, and how the curve bends says how badly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import integrals_in_learning as learning
from mathcore.calculus import quadrature
from pages.calculus.integration import panels, state
from pages.calculus.integration import readouts as say
from pages.calculus.integration.state import Integration

WHERE = [state.FUNCTION, state.WINDOW, state.A, state.B]
SUM = [*WHERE, state.PAIR, state.N, state.TILT]
RACE = [*WHERE, state.RULE, state.COUNT, state.LEVEL, state.SEED]
GROWS = [state.FUNCTION, state.WINDOW, state.A, state.X, state.DX]
MANY = [state.INTEGRAND, state.DIMENSIONS, state.DOUBLINGS, state.SET, state.SEED]
SCORE = [state.FEATURE, state.THRESHOLD, state.ROUND]
PANELS = [panels.roof_panel, panels.errors_panel]
AREA = [panels.height_panel, panels.area_panel]
ORDERS = [panels.nodes_panel, panels.orders_panel]
CUBE: list[Any] = [panels.shadow_panel, panels.rates_panel, panels.dimension_panel]
CURVE = [panels.shares_panel, panels.roc_panel]


def listing(q: Integration) -> Mapping[str, Any]:
    ends = {"function": q.formula.plain, "a": q.a, "b": q.b, "n": q.p.n}
    return ends | {"integrand": q.p.integrand, "d": q.p.d, "doublings": q.p.doublings}


def few(q: Integration) -> bool:
    """Whether at most three evaluations reach 1e-6 on the exponential over a length of at least 1."""
    x = np.linspace(*q.window, 101)
    exponential = bool(np.allclose(q.formula(x), np.exp(x), rtol=1e-9))
    return exponential and q.b - q.a >= 1 - 1e-9 and q.count <= 3 and q.p.rule != "random" and abs(q.error) < 1e-6


def fooled(q: Integration) -> bool:
    """Whether both rules agree, and are wrong."""
    if q.p.n < 4 or not q.found or q.table.unsure(q.a, q.b) > 1e-9 or not np.isfinite(q.totals).all():
        return False
    errors = q.totals[:2] - q.exact
    return bool(abs(errors[1] - errors[0]) < 1e-6 and np.abs(errors).min() >= 0.1)


TAKEN: dict[str, Any] = {"view": "orders", "rule": "gauss", "count": 3}
SEEN: dict[str, Any] = {"function": "cos(16*pi*x)"}
CORNER: dict[str, Any] = {"function": "max(0, 10-400*abs(x-0.19))"}
lesson = Lesson(
    title="Integration Basics: Area Under the Curve",
    terms=(
        *("integral", "Riemann sum", "midpoint rule", "trapezoid rule", "Simpson's rule", "Gaussian quadrature"),
        *("Newton-Cotes", "Monte Carlo", "Sobol sequence", "curse of dimensionality", "quasi-Monte Carlo"),
        *("fundamental theorem of calculus", "antiderivative", "ROC curve", "AUC", "Mann-Whitney"),
    ),
    state=Integration,
    views={
        "panels": View("Panel by panel", PANELS, say.pair, say.pair_alt, SUM, say.pair_notice),
        "area": View("Area so far", AREA, say.area, say.area_alt, GROWS, say.area_notice, 1, state.SHIFTED),
        "orders": View("Orders", ORDERS, say.orders, say.orders_alt, RACE, say.orders_notice),
        "cube": View("Dimensions", CUBE, say.dimension, say.dimension_alt, MANY),
        "roc": View("ROC", CURVE, say.roc, say.roc_alt, SCORE, say.roc_notice),
    },
    numbers=say.numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: on eˣ with n = 4, what is the trapezoid's error divided by the midpoint's?",
            "The chord lies over the curve, the tangent at the middle under it. Which is farther off, and by how much?",
            predict=Prediction(
                "The ratio of the errors",
                lambda q: (q.totals[1] - q.exact) / (q.totals[0] - q.exact),
                0.1,
                why="A panel's errors are f″h³/12 and −f″h³/24 to leading order, so the ratio is close to −2: here −2.0016.",
            ),
        ),
        Challenge(
            "Orders: integrate eˣ over a length of 1 or more with an error below 10⁻⁶, and at most 3 evaluations.",
            "Simpson needs 11. Which rule chooses its nodes as well as its weights?",
            few,
            [
                TAKEN,
                TAKEN | {"function": "e^x", "window": "two", "a": -1.0, "b": 0.0},
                TAKEN | {"a": -2.5, "b": -1.3, "window": "wide"},
            ],
            [TAKEN | {"count": 4}, TAKEN | {"rule": "simpson"}, TAKEN | {"a": 0.01}, TAKEN | {"function": "1+x"}],
            views=["orders"],
        ),
        Challenge(
            "Type an f for which two rules with n ≥ 4 agree to 10⁻⁶, and are both wrong by at least 0.1.",
            "Both look at a few places only. What may f do between them? A wave, or a tent.",
            fooled,
            [SEEN, {"function": "sin(8*pi*x)^2", "pair": "middle"}, CORNER],
            [SEEN | {"n": 5}, {"function": "cos(8*pi*x)"}, SEEN | {"b": 0.99}, {"function": "0.1*sin(8*pi*x)^2"}],
            views=["panels"],
        ),
    ),
    related=("functions_limits", "derivatives", "continuous_distributions", "taylor_series", "measure_theory"),
    oracles=(
        "integrals: scipy.integrate.quad, sympy.integrate; rules: SciPy's trapezoid, simpson, fixed_quad, newton_cotes",
        "bounds: derivatives by sympy; cubes: scipy.integrate.nquad, gamma function; Sobol: scipy.stats.qmc",
        "AUC: sklearn.metrics.roc_auc_score, scipy.stats.mannwhitneyu",
    ),
    source=(quadrature.antiderivative, quadrature.roofs, quadrature.nodes_of, learning.grid_errors, learning.roc),
)
