"""Products with A are all you may ask for: the best polynomial in A solves, and its roots arrive at the eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Point, Points, Slider, Steps
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.advanced import digits_ridge, krylov
from pages.advanced.iterative_solvers import panels
from pages.advanced.iterative_solvers import readouts as said
from pages.advanced.iterative_solvers.state import MOST, SD_STEPS, SIDE, Solvers

MATRICES = {
    "even": "Even: 1 to 100",
    "outlier": "The same, 100 moved to 10,000",
    "pair": "198 up to 2; 2.5 and 3",
    "strakos": "Strakoš: 24, crowded at 0.1",
}
ARITHMETICS = {"exact": "Exact", "double": "Double", "single": "Single"}
PRECONDITIONERS = {
    "none": "None: M = I",
    "jacobi": "Jacobi: the diagonal",
    "rows": "Blocks: rows of pixels",
    "top": f"Top {digits_ridge.RANK} eigenvectors",
}
AS_EXACT = "“Exact” is double precision with every Lanczos vector made orthogonal to all before it, twice."
FIRST = (1.0, 1.0, 1.1, 1.1, 5.0, 5.0, 5.1, 5.1, 9.8, 9.8, 9.9, 9.9)
KAPPA = Slider("kappa", "Condition number κ", 1, 100, 10, log=True)
START = Point("start", "Start", (-4.1, -2.1), (-SIDE, SIDE), (-SIDE, SIDE))
TICK = Steps("tick", "Step", high=SD_STEPS, default=12, rate=3)
SPECTRUM = Points("spectrum", "Eigenvalues", FIRST, (0.1, 10.0), None, 0.1, fewest=2, most=MOST)
K = Steps("k", "Step k", high=MOST, default=3, rate=2)
MATRIX = Choice("matrix", "Spectrum", MATRICES, "strakos")
ARITHMETIC = Choice("arithmetic", "Arithmetic", ARITHMETICS, "double", help=AS_EXACT)
STEP = Steps("step", "Step k", 1, krylov.STEPS, 20)
ALPHA = Slider("alpha", "Ridge α", 0.01, 10, 0.1, log=True, per_decade=10)
PRE = Choice("pre", "Preconditioner M", PRECONDITIONERS, "jacobi")
IT = Steps("it", "Step k", high=digits_ridge.STEPS, default=12)


def numbers(q: Solvers) -> dict[str, Any]:
    lam, parts = q.merged
    return {
        "descent_left": said.descent_left(q),
        "descent_bound": (q.kappa - 1) / (q.kappa + 1),
        "cg_left": float(krylov.a_norm(q.matrix, q.two[1]) / (q.descent_errors[0] or 1.0)),
        "root_list": q.roots if q.k else r"\text{none}",
        "polynomial_error": float(np.sqrt(np.sum(parts**2 * q.left**2 / lam) / np.sum(parts**2 / lam))),
        "exact_top": q.exact.top[q.p.step - 1],
        "line_apart": q.line_bounds[1][q.k],
        "top": q.lam[-1],
        "n_run": len(q.lam),
        "run_bound_steps": krylov.steps_of_bound(q.run_kappa),
        "run_steps": q.run_needed or rf"\text{{more than }} {krylov.STEPS}",
        "plain_kappa": q.plain.kappa,
        "solved_kappa": q.solved.kappa,
        "plain_bound": q.plain.bounds[q.p.it],
        "solved_bound": q.solved.bounds[q.p.it],
        "soon_step": q.soon,
        "percent_right": 100 * q.solved.right[q.p.it],
    }


def worst_start(q: Solvers) -> bool:
    """Whether descent loses as little in each step as it can, in a valley that is one, from a start that is one."""
    most = (q.kappa - 1) / (q.kappa + 1)
    return q.kappa >= 20 and np.hypot(*q.start) >= 1 and most - q.ratio < 0.01 * (1 - most)


def three_steps(q: Solvers) -> bool:
    """Whether twelve eigenvalues far apart are stacked so that CG ends in exactly three steps."""
    return len(q.spectrum) == MOST and q.line_kappa >= 50 and q.groups == 3


far = lambda kappa, *start: {"kappa": kappa, "start": start}
stacks = lambda *groups: {"view": "poly", "spectrum": tuple(x for x, count in groups for _ in range(count))}
WHY = "48: one root goes to the outlier, the others work as before. Double precision needs 55."
TERMS = (
    "conjugate gradients, CG, Krylov, Lanczos, power method, Ritz values, preconditioner, residual, condition number, "
    "Chebyshev polynomials, steepest descent, ghost eigenvalues, Hessian-vector product"
)
AT_OUTLIER = {"view": "rounding", "matrix": "outlier", "arithmetic": "exact"}
STEPS = [panels.plane_panel, panels.circle_panel], said.steps_readouts, said.steps_alt
POLY = [panels.polynomial_panel, panels.errors_panel], said.poly_readouts, said.poly_alt
RITZ = [panels.ritz_panel, panels.top_panel], said.ritz_readouts, said.ritz_alt
ROUNDING = [panels.ritz_panel, panels.delay_panel], said.rounding_readouts, said.rounding_alt
SOLVED = [panels.scales_panel, panels.digits_panel, panels.right_panel], said.digits_readouts, said.digits_alt
lesson = Lesson(
    title="Iterative Solvers: Conjugate Gradient, Power Method, Lanczos",
    terms=tuple(TERMS.split(", ")),
    state=Solvers,
    views={
        "steps": View("Two steps", *STEPS, [KAPPA, START, TICK], said.steps_notice),
        "poly": View("Polynomial", *POLY, [SPECTRUM, K], said.poly_notice),
        "ritz": View("Ritz values", *RITZ, [MATRIX, ARITHMETIC, STEP], said.ritz_notice),
        "rounding": View("Rounding", *ROUNDING, [MATRIX, ARITHMETIC, STEP], said.ritz_notice),
        "digits": View("Digits", *SOLVED, [ALPHA, PRE, IT]),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in ("kappa", "start", "tick", "spectrum", "k", "matrix", "step")},
    challenges=(
        Challenge(
            "In Two steps, κ of 20 or more, start 1 or more away: each step of descent takes the least it can, to 1%.",
            "Neither the flat nor the steep direction may win: how far along each, if their gradients are to be equal?",
            worst_start,
            [far(20, 3.82, 1.18), far(20, -4.62, -1.94), far(50, 3.73, 1.44)],
            [far(10, 3.6, 1.74), far(20, 3.82, 1.1), far(20, 0.91, 0.3), far(20, 4.1, 2.1), far(8.41, -4.1, -2.1)],
            views=["steps"],
        ),
        Challenge(
            "In Polynomial: twelve eigenvalues, κ of 50 or more, and CG ends in exactly three steps.",
            "A polynomial of degree three has three roots. Nobody says that eigenvalues are distinct.",
            three_steps,
            [
                stacks((0.1, 4), (5, 4), (10, 4)),
                stacks((0.2, 10), (9, 1), (10, 1)),
                stacks((0.1, 1), (0.2, 1), (5.0, 10)),
            ],
            [
                stacks((0.1, 6), (10, 6)),
                stacks((0.1, 4), (5, 3), (10, 4)),
                stacks((0.3, 4), (5, 4), (10, 4)),
                stacks((0.1, 4), (5, 4), (9.9, 1), (10, 3)),
            ],
            views=["poly"],
        ),
        Challenge(
            "Predict: κ = 100, evenly spread, takes CG 47 steps to 10⁻⁶. The largest λ moves from 100 to 10,000. Now?",
            "The bound from κ says 726. What does one root, put on the outlier, leave to be done?",
            predict=Prediction(
                "Steps to 10⁻⁶, in exact arithmetic", lambda q: q.exact_needed, 4.0, AT_OUTLIER, why=WHY
            ),
        ),
    ),
    related=("eigenvectors", "gradient_descent", "psd_covariance", "optimizers"),
    oracles=(
        "iterates: scipy.sparse.linalg.cg; errors: scipy.linalg.solve",
        "Ritz values: numpy.linalg.eigvalsh of QᵀAQ; eigenvalues: scipy.sparse.linalg.eigsh",
        "Chebyshev: scipy.special.eval_chebyt; best polynomial: scipy.optimize",
        "ridge weights: sklearn.linear_model.Ridge",
    ),
    source=(krylov.conjugate_gradients, krylov.lanczos, krylov.bound_apart, digits_ridge.solve),
)
