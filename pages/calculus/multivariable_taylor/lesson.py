"""Near a point every smooth function is a quadric; whoever steps by it must know how far it can be trusted."""

from __future__ import annotations

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import newton, tumour_fit
from mathcore.calculus import taylor_models as models
from pages.calculus.multivariable_taylor import panels, readouts, state
from pages.calculus.multivariable_taylor.state import COSHES, DELTA, HIMMELBLAU, TICK, Taylor

WHERE = [state.FUNCTION, state.WINDOW, state.POINT]
MODEL = [panels.map_panel, panels.surface_panel, panels.error_panel]
STEPS = [panels.steps_panel, panels.ratio_panel, panels.multiplier_panel]
PATHS = [panels.paths_panel, panels.slopes_panel]

lesson = Lesson(
    title="Multivariable Taylor Expansion and Quadratic Approximations",
    terms=("quadric",),
    state=Taylor,
    views={
        "model": View("Polynomial", MODEL, readouts.errors, readouts.errors_alt, [*WHERE, state.ORDER, state.RADIUS], readouts.errors_notice),
        "trust": View("Trust region", STEPS, readouts.steps, readouts.steps_alt, [*WHERE, DELTA], readouts.steps_notice),
        "newton": View("Newton", PATHS, readouts.newtons, readouts.paths_alt, [*WHERE, state.COLOURS, DELTA, TICK], readouts.paths_notice),
        "fit": View("Logistic", PATHS, readouts.fits, readouts.paths_alt, [state.START, DELTA, TICK], readouts.paths_notice, state=state.Fit),
    },
    numbers=readouts.numbers,
    listing=readouts.listing,
    challenges=(
        Challenge(
            "Predict: on ln(eˣ + e⁻ˣ), up to which start x > 0 does Newton's method converge?",
            "x − tanh x/(1 − tanh² x) = x − sinh(2x)/2. At the edge it jumps to −x, and back.",
            predict=Prediction("The largest start", lambda q: 1.0886595, 0.03),
        ),
    ),
    source=(newton.trust_step, newton.newton_step, models.errors, models.remainder, tumour_fit.reweighted),
)
