"""A differential equation says how to go on from each place; a solver, and a deep network, only take steps that way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import linear_flows, neural_flows, ode_steppers
from pages.calculus.differential_equations import panels, state
from pages.calculus.differential_equations import readouts as said
from pages.calculus.differential_equations.state import Flows

FIELD = [state.DX, state.DY, state.START, state.METHOD, state.H, state.TIME, state.WINDOW, state.QUANTITY]
FLOW, NET = [state.MATRIX, state.POINT, state.MOMENT], [state.SPACE, state.NET, state.PROBE, state.LAYER]
STEPS = [panels.phase_panel, panels.errors_panel], said.steps, said.steps_alt
REGION = [panels.region_panel, panels.response_panel], said.stability, said.stability_alt
LOSS = [panels.region_panel, panels.losses_panel], said.descent, said.stability_alt
DISC = [panels.plane_panel, panels.portrait_panel], said.linear_readouts, said.linear_alt
RINGS = [panels.rings_panel, panels.scores_panel], said.rings, said.rings_alt


def listing(q: Flows) -> Mapping[str, Any]:
    p = {name: q.p[name] for name in ("start", "method", "h", "time", "matrix", "point")}
    return {"dx": q.formulas[0].plain, "dy": q.formulas[1].plain, **p, "rates": q.pairs, "t": q.t}


def explodes(q: Flows) -> bool:
    """Whether a solution of steps of RK4, h ≤ 0.1, grows at least tenfold where the true one dies out to a tenth."""
    first, true, followed = abs(q.p.start[1]), abs(q.exact.end[1]), q.exact.duration >= q.walked.duration
    fits = q.p.method == "rk4" and q.p.h <= 0.1 and followed and first > 0
    return bool(fits and true <= 0.1 * first and abs(q.walked.beyond[1]) >= 10 * first)


def swells(q: Flows) -> bool:
    """Whether all starts die out, the slowest by e⁻¹ in at most ten units of time, and some first double."""
    return bool(q.eigenvalues.real.max() <= -0.1 and q.growth >= 2)


def between(q: Flows) -> bool:
    """Whether all samples are right, and the probe ends on the wrong side."""
    return q.right[0] == 1.0 and q.p.layer == neural_flows.LAYERS and q.probe_score < 0


boom = lambda dy, h: {"dx": "1", "dy": dy, "start": (0.0, 1.0), "method": "rk4", "h": h, "time": 4.0}
swell = lambda *rows: {"view": "linear", "matrix": rows}
arc = lambda net, probe, **more: {"view": "rings", "net": net, "probe": probe, **more}

lesson = Lesson(
    title="Differential Equations in ML (Neural ODEs, Dynamics)",
    terms=(
        *("ODE", "Euler’s method", "Runge-Kutta", "stiffness", "stability region", "phase portrait", "gradient flow"),
        *("neural ODE", "ResNet", "Lotka-Volterra", "trace-determinant plane", "normalising flow", "Liouville"),
    ),
    state=Flows,
    views={
        "steps": View("Steps", *STEPS, FIELD, said.steps_notice),
        "stability": View("Stability", *REGION, [state.METHOD, state.H, state.RATE], said.stability_notice),
        "descent": View("Gradient flow", *LOSS, [state.METHOD, state.H], said.stability_notice, state=state.Descent),
        "linear": View("Linear flows", *DISC, FLOW, said.linear_notice),
        "rings": View("Neural ODE", *RINGS, NET, said.rings_notice),
    },
    numbers=said.numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Predict: y′ = −15y dies out. Up to which step size h do the steps of RK4 die out too?",
            "Euler’s go up to h = 2/15. RK4 looks at the field four times a step: is its reach four times as large?",
            predict=Prediction(
                "The largest h",
                lambda q: q.limit,
                0.004,
                {"view": "stability", "method": "rk4", "rate": (-15.0, 0.0)},
                why="1 + z + z²/2 + z³/6 + z⁴/24 stays within ±1 down to z = −2.785, so h = 2.785/15 ≈ 0.186.",
            ),
        ),
        Challenge(
            "Steps: type a y′ whose solution dies out to a tenth, while RK4 with h ≤ 0.1 makes y ten times as large.",
            "Stiffness: it must fall so fast that h times the rate is beyond 2.785.",
            explodes,
            [boom("-40*y", 0.1), boom("-100*y", 0.0501), boom("-60*(y-cos(x)/100)", 0.0794)],
            [boom("-20*y", 0.1), boom("-40*y", 0.112), boom("-40*y", 0.1) | {"method": "euler"}, boom("40*y", 0.1)],
            views=["steps"],
        ),
        Challenge(
            "Linear flows: all starts die out (real parts at most −0.1), yet some first grow to twice their size.",
            "The two straight lines must lie close together: try a large number above the diagonal.",
            swells,
            [swell((-0.5, 4.0), (0.0, -0.6)), swell((-0.3, 4.0), (-0.2, -0.3)), swell((-0.3, 0.0), (3.0, -0.4))],
            [swell((-1.0, 4.0), (0.0, -1.0)), swell((-0.05, 4.0), (0.0, -0.1)), swell((0.1, 4.0), (0.0, -1.0))],
            views=["linear"],
        ),
        Challenge(
            "Neural ODE: all samples are right. Put the probe on a place of the outer ring that ends as inner.",
            "In the plane the outer ring cannot be on one side of any line. Look between two samples.",
            between,
            [arc(1, 177.0), arc(2, 16.0), arc(3, 206.0)],
            [arc(1, 90.0), arc(1, 177.0, layer=8), arc(1, 177.0, space=True)],
            views=["rings"],
        ),
    ),
    related=("gradient_descent", "optimizers", "eigenvectors", "backpropagation", "brownian_sde", "taylor_series"),
    oracles=(
        *("solutions: scipy.integrate.solve_ivp (DOP853)", "flows: scipy.linalg.expm", "R(z): SymPy’s series"),
        *("gradients of the net: scipy.optimize.approx_fprime", "patients: scikit-learn, gradient descent on the data"),
    ),
    source=(ode_steppers.walk, ode_steppers.solve, linear_flows.largest_step, neural_flows.train),
)
