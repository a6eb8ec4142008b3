"""Near a point every smooth function is a quadric: whoever steps by it must know how far it can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import newton, tumour_fit
from mathcore.calculus import taylor_models as models
from pages.calculus.multivariable_taylor import panels, readouts, state
from pages.calculus.multivariable_taylor.state import DELTA, HIMMELBLAU, TICK, Taylor

WHERE = [state.FUNCTION, state.WINDOW, state.POINT]
MODEL: Any = [panels.map_panel, panels.surface_panel, panels.error_panel]
STEPS: Any = [panels.steps_panel, panels.ratio_panel, panels.multiplier_panel]
PATHS: Any = [panels.paths_panel, panels.slopes_panel]
SEEN, WALKED = [state.ORDER, state.RADIUS, *WHERE], ([DELTA, TICK, *WHERE], readouts.paths_notice)
TRUSTED, FITTED = ([DELTA, *WHERE], readouts.steps_notice), ([state.START, DELTA, TICK], readouts.paths_notice)
ONE_COSH, EGGS, SADDLE = "log(exp(x)+exp(-x))+y^2/2", str(state.FUNCTION.default), "x^2/2-y^2/2"
WELLS = "x^4/4-x^2/2+y^2/2"
at = lambda function, point, **more: {"function": function, "point": point, **more}
trusted = lambda function, point, delta: at(function, point, view="trust", delta=delta)
started = lambda function, point, window="middle": at(function, point, view="newton", window=window)


def better(q: Taylor) -> bool:
    """Whether the quadric's worst error falls by 16 from r = 0.04 to r = 0.02, and is no rounding."""
    (_, (far, near), *_), _, floor = models.errors(q.formula, q.at, q.jet, [0.04, 0.02])
    return bool(q.n == 2 and near > 10 * floor[1] and 15.5 < far / near < 16.5)


def forked(q: Taylor) -> bool:
    """Whether there are two best steps although the gradient is not zero."""
    return bool(q.trust.hard and np.hypot(*q.rows[1:3]) > 1e-6 * q.land.usual * q.half)


def detour(q: Taylor) -> bool:
    """Whether Newton's method sets off uphill, and comes to a minimum."""
    steep = float(np.hypot(*q.rows[1:3]) * np.hypot(*q.newton_step))
    return bool(float(np.dot(q.rows[1:3], q.newton_step)) > 1e-6 * steep > 0 and q.end == newton.ENDS[0])


lesson = Lesson(
    title="Multivariable Taylor Expansion and Quadratic Approximations",
    terms=("tangent plane", "quadratic model", "Newton's method", "trust region", "hard case", "IRLS", "Moré-Sorensen"),
    state=Taylor,
    views={
        "model": View(
            "Polynomial", MODEL, readouts.errors, readouts.errors_alt, SEEN, readouts.errors_notice, turns=True
        ),
        "trust": View("Trust region", STEPS, readouts.steps, readouts.steps_alt, *TRUSTED),
        "newton": View("Newton's step", PATHS, readouts.paths, readouts.paths_alt, *WALKED),
        "ends": View("Newton's end", PATHS, readouts.paths, readouts.paths_alt, *WALKED, state=state.Basins),
        "fit": View("Logistic", PATHS, readouts.fits, readouts.paths_alt, *FITTED, state=state.Fit),
    },
    numbers=readouts.numbers,
    listing=readouts.listing,
    challenges=(
        Challenge(
            "Predict: on ln(eˣ + e⁻ˣ), which has one minimum, up to which start x > 0 does Newton's method arrive?",
            "The step goes from x to x − sinh(2x)/2. At the edge it lands on −x, and then on x again.",
            predict=Prediction(
                *("The largest start x", lambda q: newton.edge(q.follow, q.half), 0.03, started(ONE_COSH, (1.0, 0.0))),
                why="sinh 2x = 4x at x = 1.0887. From there it leaps to and fro; from farther out each leap is longer.",
            ),
        ),
        Challenge(
            "Find a point where the quadric is too good: from r = 0.04 to 0.02 its worst error falls to 1/16, not 1/8.",
            "All third derivatives must vanish there, and not all of the fourth. Look for a point of symmetry.",
            better,
            [at(EGGS, (1.5708, 0.0)), at("exp(-x^2-y^2)", (0.0, 0.0)), at("sqrt(1+x^2+y^2)", (0.0, 0.0), radius=0.2)],
            [at(EGGS, (1.5, 0.0)), at("exp(-x^2-y^2)", (0.0, 0.0), order=3), at("x^2+3*x*y", (0.0, 0.0))],
            views=("model",),
        ),
        Challenge(
            "Make the hard case: a gradient that is not zero, and a radius Δ for which two steps, no more, are best.",
            "The gradient must have no part along v₂, the direction that bends down most; and Δ must be large enough.",
            forked,
            [trusted(SADDLE, (1, 0), 1), trusted("exp(-x^2-y^2)", (1, 0), 0.8), trusted("x^2+cos(y)", (0.5, 0), 1)],
            [trusted(SADDLE, (1, 0), 0.4), trusted(SADDLE, (0, 0), 1), trusted(SADDLE, (1, 0.001), 1)],
            views=("trust",),
        ),
        Challenge(
            "Find a start from which Newton's method sets off uphill, and yet comes to a minimum.",
            "Start in the orange of Newton's step, at a place that is green in Newton's end.",
            detour,
            [started(EGGS, (-0.7, -1.1)), started(HIMMELBLAU, (1.3, 3.2), "wide"), started(WELLS, (0.5, 0.2))],
            [started(EGGS, (1.5, 0.5)), started(HIMMELBLAU, (3.5, 2.5), "wide"), started(HIMMELBLAU, (0, 0), "wide")],
            views=("newton", "ends"),
        ),
    ),
    related=("taylor_series", "hessian_curvature", "gradient_descent", "optimizers", "natural_gradient"),
    oracles=(
        *("derivatives: sympy", "remainder: scipy.integrate.quad", "steps: SciPy's exact trust-region subproblem"),
        *("Newton's iterates: exact fractions", "logistic regression: scikit-learn, statsmodels"),
    ),
    source=(newton.trust_step, newton.newton_step, models.errors, models.remainder, tumour_fit.reweighted),
)
