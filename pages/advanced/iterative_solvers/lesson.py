"""Products with A are all you may ask for: the best polynomial in A solves, and its roots arrive at the eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Point, Points, Slider, Steps
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.advanced import digits_ridge, krylov
from pages.advanced.iterative_solvers import panels
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
FIRST = (0.8, 1.0, 1.1, 1.3, 4.7, 5.0, 5.1, 5.3, 9.5, 9.7, 9.9, 10.0)
KAPPA = Slider("kappa", "Condition number κ", 1, 50, 10, log=True)
START = Point("start", "Start", (-4.1, -2.1), (-SIDE, SIDE), (-SIDE, SIDE))
TICK = Steps("tick", "Step", high=SD_STEPS, default=12, rate=3)
SPECTRUM = Points("spectrum", "Eigenvalues", FIRST, (0.1, 10.0), None, 0.1, fewest=2, most=MOST)
K = Steps("k", "Step k", high=MOST, default=3, rate=2)
MATRIX = Choice("matrix", "Spectrum", MATRICES, "pair")
ARITHMETIC = Choice("arithmetic", "Arithmetic", ARITHMETICS, "double", help=AS_EXACT)
STEP = Steps("step", "Step k", 1, krylov.STEPS, 30)
ALPHA = Slider("alpha", "Ridge α", 0.01, 10, 0.1, log=True, per_decade=10)
PRE = Choice("pre", "Preconditioner M", PRECONDITIONERS, "jacobi")
IT = Steps("it", "Step k", high=digits_ridge.STEPS, default=12)
SLACK = {"exact": 1e-12, "double": 1e-12, "single": 1e-4}  # rounding errors of what is computed in it
RULE = "A-norm: ‖e‖ = √(eᵀAe), relative to the start."


def within(steps: int | None, most: int) -> str:
    return f"more than {most}" if steps is None else str(steps)


def steps_readouts(q: Solvers) -> list[Readout | Law]:
    before, conjugate = q.descent_errors[0], (q.two[1] - q.two[0]) @ q.matrix @ (q.two[2] - q.two[1])
    most, two = (q.kappa - 1) / (q.kappa + 1), krylov.a_norm(q.matrix, q.two)
    scale = before**2 or 1.0
    return [
        Readout("descent: error left after a step", q.ratio, role="gradient", note=RULE),
        Readout("descent: error left now", descent_left(q), role="gradient"),
        Readout("CG: error left after a step", two[1] / (before or 1.0), role="model"),
        law("descent is no slower than this", "a step’s factor ≤ (κ − 1)/(κ + 1)", q.ratio, most),
        law("CG’s two steps are conjugate", "d₁ᵀA d₂ = 0", conjugate / scale, 0.0),
        law("CG has arrived after two", "‖x₂‖ = 0", two[2] / (before or 1.0), 0.0),
    ]


def descent_left(q: Solvers) -> float:
    return float(q.descent_errors[q.p.tick] / (q.descent_errors[0] or 1.0))


def steps_notice(q: Solvers) -> str:
    if not q.start.any():
        return "You start at the minimum: there is nothing to do."
    if np.abs(q.root @ q.start).max() > SIDE:
        return "The right panel is too small for the image of this start; it shows the part that is inside."
    return "The start lies on an axis of the ellipses: descent arrives in one step too." if q.ratio < 1e-9 else ""


def steps_alt(q: Solvers) -> str:
    return (
        f"Level lines with condition number {number(q.kappa)}: steepest descent zigzags and has {number(descent_left(q))} "
        f"of its error left after {q.p.tick} steps; conjugate gradients arrive in two."
    )


def poly_readouts(q: Solvers) -> list[Readout | Law]:
    worst = int(np.argmax(np.abs(q.left - q.residual)))
    return [
        Readout("condition number κ", q.line_kappa, role="data"),
        Readout("distinct eigenvalues", str(q.groups), role="data"),
        Readout("error at this step", q.line_error, role="model", note=RULE),
        Readout("promise with the largest λ set apart", q.line_bounds[1][q.p.k], role="optimum"),
        law(
            "what is left of b, where they differ most",
            "pₖ(λᵢ) = rᵢ/bᵢ",
            q.left[worst],
            q.residual[worst],
            tolerance=1e-7,
        ),
        law("none of its degree does better", "error ≤ Chebyshev’s maximum", q.line_error, q.chebyshev_error),
    ]


def poly_notice(q: Solvers) -> str:
    if q.p.k < q.groups:
        return "At step 0 the polynomial is 1: nothing has been done." if q.p.k == 0 else ""
    return (
        f"Of {len(q.spectrum)} eigenvalues {q.groups} are distinct: CG ended at step {q.groups}, with a root on each."
    )


def poly_alt(q: Solvers) -> str:
    return (
        f"A polynomial of degree {q.k} that is 1 at zero and small at {len(q.spectrum)} eigenvalues, {q.groups} of them "
        f"distinct; the error is {number(q.line_error)}, the bound from the condition number {number(q.chebyshev_error)}."
    )


def ritz_readouts(q: Solvers) -> list[Readout | Law]:
    top, slack = q.lam[-1], {"single": 1e-5}.get(q.p.arithmetic, 1e-12) * q.lam[-1]
    return [
        Readout("largest eigenvalue", top, digits=8, role="data"),
        Readout("largest Ritz value", q.top_ritz, digits=8, role="model"),
        Readout("power method, as many products", q.power_top, digits=8),
        Readout("ghosts: further copies", str(q.ghosts), role="gradient"),
        law("best of the same space", "power method ≤ largest Ritz value", q.power_top, q.top_ritz, slack=slack),
        law("from below", "largest Ritz value ≤ largest λ", q.top_ritz, top, slack=slack),
        law("not farther than", "miss ≤ Kaniel and Paige’s", top - q.top_ritz, q.paige[q.p.step - 1], slack=slack),
    ]


def ritz_notice(q: Solvers) -> str:
    ended = q.run.process.ended and len(q.run.process.diagonal) <= q.p.step
    if ended:
        return f"All {len(q.lam)} eigenvalues are found: there is no further direction, and the columns repeat."
    return f"{q.ghosts} Ritz values are copies of eigenvalues that were found already." if q.ghosts > 1 else ""


def ritz_alt(q: Solvers) -> str:
    return (
        f"Ritz values over {krylov.STEPS} steps of Lanczos; at step {q.p.step} the largest is {number(q.top_ritz)} for an "
        f"eigenvalue of {number(q.lam[-1])}, the power method has {number(q.power_top)}; copies: {q.ghosts}."
    )


def rounding_readouts(q: Solvers) -> list[Readout | Law]:
    slack, at = SLACK[q.p.arithmetic], q.p.step
    lost = q.run.lost[at - 1]
    unless = "" if q.p.arithmetic == "exact" else "the basis is not kept orthogonal"
    return [
        Readout("steps to 1e-6, exact", within(q.exact_needed, krylov.STEPS), role="optimum"),
        Readout("steps to 1e-6, computed", within(q.run_needed, krylov.STEPS), role="model"),
        Readout("steps promised by 2((√κ−1)/(√κ+1))ᵏ", f"{krylov.steps_of_bound(q.run_kappa):,}"),
        Readout("error now, exact and computed", f"{number(q.exact_error, 3)} and {number(q.run_error, 3)}"),
        law("the basis is orthogonal", "max |QᵀQ − I| ≤ 10⁻¹²", lost, 1e-12, slack=0.0, unless=unless),
        law("no step raises the error", "error ≤ error before", q.run_error, q.run.errors[at - 1], slack=slack),
        law(
            "slower, yet not than this", "error ≤ bound from κ", q.run_error, krylov.bound(q.run_kappa, at), slack=slack
        ),
    ]


def rounding_alt(q: Solvers) -> str:
    return (
        f"CG on {len(q.lam)} eigenvalues, condition number {number(q.run_kappa)}: error {number(q.run_error)} after "
        f"{q.p.step} steps as computed, {number(q.exact_error)} in exact arithmetic."
    )


def digits_readouts(q: Solvers) -> list[Readout | Law]:
    it, most = q.p.it, digits_ridge.STEPS
    plain, found = (within(krylov.needed(each.errors), most) for each in (q.plain, q.solved))
    promised = krylov.bound(q.solved.kappa, it)
    return [
        Readout("condition number of A", q.plain.kappa),
        Readout("condition number of M⁻¹A", q.solved.kappa, role="model"),
        Readout("steps to 1e-6, plain and with M", f"{plain} and {found}"),
        Readout("test digits right now", 100 * q.solved.right[it], "%", role="model"),
        law("the steps know what they took", "Σ α rᵀz = ‖e₀‖² − ‖eₖ‖²", q.solved.taken[it], 1 - q.solved_error**2),
        law("under its bound", "error ≤ bound of M⁻¹A", q.solved_error, promised, slack=1e-12),
    ]


def digits_alt(q: Solvers) -> str:
    return (
        f"Ridge regression on digits: condition number {number(q.plain.kappa)} plain, {number(q.solved.kappa)} with the "
        f"preconditioner; after {q.p.it} steps the errors are {number(q.plain_error)} and {number(q.solved_error)}."
    )


def numbers(q: Solvers) -> dict[str, Any]:
    return {
        "descent_left": descent_left(q),
        "descent_bound": (q.kappa - 1) / (q.kappa + 1),
        "cg_left": float(krylov.a_norm(q.matrix, q.two[1]) / (q.descent_errors[0] or 1.0)),
        "root_list": q.roots if q.k else r"\text{none}",
        "least_root": q.roots[0] if q.k else np.nan,
        "line_apart": q.line_bounds[1][q.p.k],
        "top": q.lam[-1],
        "n_run": len(q.lam),
        "run_bound_steps": krylov.steps_of_bound(q.run_kappa),
        "exact_steps": within(q.exact_needed, krylov.STEPS),
        "run_steps": within(q.run_needed, krylov.STEPS) if q.run_needed else r"\text{more than }120",
        "run_text": ARITHMETICS[q.p.arithmetic].lower(),
        "plain_kappa": q.plain.kappa,
        "solved_kappa": q.solved.kappa,
        "plain_bound": krylov.bound(q.plain.kappa, q.p.it),
        "solved_bound": krylov.bound(q.solved.kappa, q.p.it),
        "percent_right": 100 * q.solved.right[q.p.it],
    }


def worst_start(q: Solvers) -> bool:
    """Whether descent loses as little in each step as it can, in a valley that is one, from a start that is one."""
    most = (q.kappa - 1) / (q.kappa + 1)
    return q.kappa >= 5 and np.hypot(*q.start) >= 1 and most - q.ratio < 0.002 * (1 - most)


def three_steps(q: Solvers) -> bool:
    """Whether twelve eigenvalues far apart are stacked so that CG ends in exactly three steps."""
    return len(q.spectrum) == MOST and q.line_kappa >= 50 and q.groups == 3


def stacks(*groups: tuple[float, int]) -> dict[str, Any]:
    return {"view": "poly", "spectrum": tuple(value for value, count in groups for _ in range(count))}


def far(kappa: float, *start: float) -> dict[str, Any]:
    return {"kappa": kappa, "start": start}


AT_OUTLIER = {"view": "rounding", "matrix": "outlier", "arithmetic": "exact"}
lesson = Lesson(
    title="Iterative Solvers: Conjugate Gradient, Power Method, Lanczos",
    terms=(
        *(
            "conjugate gradients",
            "CG",
            "Krylov",
            "Lanczos",
            "power method",
            "Ritz values",
            "preconditioner",
            "residual",
        ),
        *(
            "condition number",
            "Chebyshev polynomials",
            "steepest descent",
            "ghost eigenvalues",
            "Hessian-vector product",
        ),
    ),
    state=Solvers,
    views={
        "steps": View(
            *("Two steps", [panels.plane_panel, panels.circle_panel], steps_readouts, steps_alt),
            *([KAPPA, START, TICK], steps_notice),
        ),
        "poly": View(
            *("Polynomial", [panels.polynomial_panel, panels.errors_panel], poly_readouts, poly_alt),
            *([SPECTRUM, K], poly_notice),
        ),
        "ritz": View(
            *("Ritz values", [panels.ritz_panel, panels.top_panel], ritz_readouts, ritz_alt),
            *([MATRIX, ARITHMETIC, STEP], ritz_notice),
        ),
        "rounding": View(
            *("Rounding", [panels.ritz_panel, panels.delay_panel], rounding_readouts, rounding_alt),
            *([MATRIX, ARITHMETIC, STEP], ritz_notice),
        ),
        "digits": View(
            *("Digits", [panels.scales_panel, panels.digits_panel, panels.right_panel], digits_readouts, digits_alt),
            [ALPHA, PRE, IT],
        ),
    },
    numbers=numbers,
    listing=lambda q: {name: q.p[name] for name in ("kappa", "start", "tick", "spectrum", "k", "matrix", "step")},
    challenges=(
        Challenge(
            "In Two steps, κ of 5 or more, start 1 away or more: make a step of descent take least, to 0.2% of that.",
            "Neither the flat nor the steep direction may win: how far along each, if their gradients are to be equal?",
            worst_start,
            [far(10, 3.6, 1.74), far(10, -1.94, -0.49), far(20, 3.82, 1.18), far(50, 3.73, 1.44)],
            [far(10, 3.6, 1.6), far(4.5, 1.7, 1.09), far(10, 0.9, 0.43), far(10, 4.1, 2.1), far(10, 4.7, 1.71)],
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
            "Predict: κ = 100, evenly spread, takes CG 47 steps to 1e-6. The largest λ moves from 100 to 10,000. Now?",
            "The bound from κ says 726. What does one root, put on the outlier, leave to be done?",
            predict=Prediction(
                "How many steps to an error of 1e-6, in exact arithmetic?",
                lambda q: q.exact_needed,
                6.0,
                AT_OUTLIER,
                why="48: one root goes to the outlier, the others work as before. Double precision needs 55.",
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
