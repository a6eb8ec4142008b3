"""An integral is one number for a whole curve: a few values estimate it, and how the curve bends says how badly."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import antiderivatives, quadrature
from mathcore.calculus import integrals_in_learning as learning
from pages.calculus.integration import panels, state
from pages.calculus.integration.state import Integration

FROM_TO = [state.FUNCTION, state.WINDOW, state.A, state.B]
GROWS = [state.FUNCTION, state.WINDOW, state.A, state.X, state.DX]
RACE = [*FROM_TO, state.RULE, state.COUNT, state.LEVEL, state.SEED]
CUBE = [state.INTEGRAND, state.DIMENSIONS, state.DOUBLINGS, state.SET, state.SEED]
ROC = [state.FEATURE, state.THRESHOLD, state.ROUND]
SUMS, AREAS = (panels.roof_panel, panels.errors_panel), (panels.height_panel, panels.area_panel)
RULES, SCORES = (panels.nodes_panel, panels.orders_panel), (panels.shares_panel, panels.roc_panel)
POINTS: list[Any] = [panels.shadow_panel, panels.cube_panels]
LISTED = ("n", "integrand", "d", "doublings")
SHIFTED = {"a": "F is 0 at a: with a the whole curve of areas moves up or down, and its axis with it."}


def few(q: Integration) -> bool:
    """Whether at most three evaluations reach 1e-6 on the exponential over a length of at least 1."""
    x = np.linspace(*q.window, 101)  # and as an area: the curve may be bent between these places
    exponential = np.allclose([*q.formula(x), q.exact], [*np.exp(x), np.exp(q.b) - np.exp(q.a)], rtol=1e-9, atol=0)
    reached = q.count <= 3 and q.p.rule != "random" and abs(q.error) < 1e-6
    return bool(exponential and reached and abs(q.b - q.a) >= 1 - 1e-9)


def fooled(q: Integration) -> bool:
    """Whether two rules agree, and are both wrong."""
    errors = q.totals[:2] - q.exact
    sure = q.p.pair != "ends" and q.p.n >= 4 and np.isfinite(errors).all() and q.table.unsure(q.a, q.b) < 1e-9
    return bool(sure and abs(errors[1] - errors[0]) < 1e-6 and np.abs(errors).min() >= 0.1)


GAUSS: dict[str, Any] = {"view": "orders", "rule": "gauss", "count": 3, "a": 0.0}
TENT, WAVE = {"function": "max(0, 8-160*abs(x-0.19))", "n": 8}, {"function": "cos(16*pi*x)", "n": 8}
lesson = Lesson(
    title="Integration Basics: Area Under the Curve",
    terms=(
        *("integral", "Riemann sum", "midpoint rule", "trapezoid rule", "Simpson's rule", "Gaussian quadrature"),
        *("Newton-Cotes", "Monte Carlo", "quasi-Monte Carlo", "Sobol sequence", "curse of dimensionality"),
        *("fundamental theorem of calculus", "antiderivative", "ROC curve", "AUC", "Mann-Whitney"),
    ),
    state=Integration,
    views={
        "panels": View("Panel by panel", SUMS, state.pair, state.alt, [*FROM_TO, *state.TWO_RULES], state.pair_notice),
        "area": View("Area so far", AREAS, state.area, state.area_alt, GROWS, state.area_notice, 1, SHIFTED),
        "orders": View("Orders", RULES, state.orders, state.orders_alt, RACE, state.orders_notice),
        "cube": View("Dimensions", POINTS, state.cube, state.cube_alt, CUBE),
        "roc": View("ROC", SCORES, state.roc, state.roc_alt, ROC),
    },
    numbers=state.numbers,
    listing=lambda q: {"function": q.formula.plain, "a": q.a, "b": q.b} | {key: q.p[key] for key in LISTED},
    challenges=(
        Challenge(
            "Predict: on eˣ from 0 to 1 with n = 4, what is the trapezoid's error divided by the midpoint's?",
            "The chord lies over the curve, the tangent in the middle under it. Which is farther off, and by how much?",
            predict=Prediction(
                *("The ratio", lambda q: (q.totals[1] - q.exact) / (q.totals[0] - q.exact), 0.1, {"a": 0.0, "n": 4}),
                why="A panel's errors are nearly h³f″/12 and −h³f″/24, which makes −2; on eˣ it is −2.0016.",
            ),
        ),
        Challenge(
            "Orders: integrate eˣ over a length of 1 or more with an error below 10⁻⁶, and at most 3 evaluations.",
            "Simpson needs 11. Which rule chooses its nodes as well as its weights?",
            few,
            [GAUSS, GAUSS | {"function": "e^x", "a": -1.0, "b": 0.0}, GAUSS | {"a": -3.0, "b": -1.8, "window": "wide"}],
            [GAUSS | {"count": 4}, GAUSS | {"rule": "simpson"}, GAUSS | {"a": 0.01}, GAUSS | {"function": "1+x"}],
            views=["orders"],
        ),
        Challenge(
            "Type an f on which two rules with n ≥ 4, not the two ends, agree to 10⁻⁶ and both are off by 0.1 or more.",
            "Both look at a few places only. What may f do between them? A wave, or a tent.",
            fooled,
            [WAVE, {"function": "sin(4*pi*x)^2", "n": 4}, TENT],
            [WAVE | {"n": 7}, WAVE | {"b": 0.99}, WAVE | {"function": "0.04*cos(16*pi*x)"}, TENT | {"n": 9}],
            views=["panels"],
        ),
    ),
    related=("functions_limits", "derivatives", "continuous_distributions", "taylor_series", "measure_theory"),
    oracles=(
        *("integrals: scipy.integrate.quad, sympy.integrate", "rules: scipy’s trapezoid, simpson, newton_cotes"),
        *("bounds on f′, f″, f⁗: sympy.diff", "cubes: scipy.integrate, scipy.stats.qmc, closed forms"),
        *("AUC: sklearn.metrics.roc_auc_score", "pairs of ill and well: scipy.stats.mannwhitneyu"),
    ),
    source=(antiderivatives.antiderivative, quadrature.panels, quadrature.race, learning.grid_errors, learning.roc),
)
