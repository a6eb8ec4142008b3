"""What the lesson says in numbers, view by view: readouts with their laws, notices, alternative texts."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law, up_to
from explorer.text import number
from mathcore.advanced import digits_ridge, krylov
from pages.advanced.iterative_solvers.state import SIDE, Solvers

SLACK = {"exact": 1e-12, "double": 1e-12, "single": 1e-6}  # rounding errors of what is computed in it
RULE = "A-norm: ‖e‖ = √(eᵀAe), relative to the start."


def within(steps: int | None, most: int) -> str:
    return f"more than {most}" if steps is None else str(steps)


def steps_readouts(q: Solvers) -> list[Readout | Law]:
    before, conjugate = q.descent_errors[0], (q.two[1] - q.two[0]) @ q.matrix @ (q.two[2] - q.two[1])
    most, two = (q.kappa - 1) / (q.kappa + 1), krylov.a_norm(q.matrix, q.two)
    return [
        Readout("descent: error left after a step", q.ratio, role="gradient", note=RULE),
        Readout("descent: error left now", descent_left(q), role="gradient"),
        Readout("CG: error left after a step", two[1] / (before or 1.0), role="model"),
        law("descent is no slower than this", "a step’s factor ≤ (κ − 1)/(κ + 1)", q.ratio, most),
        law("CG’s two steps are conjugate", "d₁ᵀA d₂ = 0", conjugate / (before**2 or 1.0), 0.0),
        law("CG has arrived after two", "‖x₂‖ = 0", two[2] / (before or 1.0), 0.0),
    ]


def descent_left(q: Solvers) -> float:
    return float(q.descent_errors[q.p.tick] / (q.descent_errors[0] or 1.0))


def steps_notice(q: Solvers) -> str:
    if not q.start.any():
        return "You start at the minimum: there is nothing to do."
    sides = [side for side, root in (("left", np.eye(2)), ("right", q.root)) if np.abs(q.descent @ root).max() > SIDE]
    if sides:
        return f"The whole way does not fit into the {' and the '.join(sides)} panel: what is inside is shown."
    return "The level lines are circles: descent arrives in one step too." if q.kappa == 1 else ""


def steps_alt(q: Solvers) -> str:
    zigzag = f"Level lines with condition number {number(q.kappa)}: after {q.p.tick} steps steepest descent has"
    arrive = "arrive in two" if q.ratio > 1e-9 else "arrive in one" if q.start.any() else "have nothing to do"
    return f"{zigzag} {number(descent_left(q))} of its error left; conjugate gradients {arrive}."


def poly_readouts(q: Solvers) -> list[Readout | Law]:
    worst = int(np.argmax(np.abs(q.left - q.residual)))
    return [
        Readout("condition number κ", q.line_kappa, role="data"),
        Readout("distinct eigenvalues", str(q.groups), role="data"),
        Readout("error at this step", q.line_error, role="model", note=RULE),
        Readout("promise with the largest λ set apart", q.line_bounds[1][q.p.k], role="optimum"),
        law("left of b, where these differ most", "pₖ(λᵢ) = rᵢ/bᵢ", q.left[worst], q.residual[worst], tolerance=1e-7),
        law("none of its degree does better", "error ≤ Chebyshev’s maximum", q.line_error, q.line_bounds[0][q.p.k]),
    ]


def poly_notice(q: Solvers) -> str:
    if q.p.k < q.groups:
        return "At step 0 the polynomial is 1: nothing has been done." if q.p.k == 0 else ""
    return f"{len(q.spectrum)} eigenvalues, {q.groups} distinct: CG ended at step {q.groups}, with a root on each."


def poly_alt(q: Solvers) -> str:
    curve = f"A polynomial of degree {q.k} that is 1 at zero, and drawn at {len(q.spectrum)} eigenvalues, {q.groups} of"
    bound = number(q.chebyshev_error)
    return f"{curve} them distinct; the error is {number(q.line_error)}, the bound from the condition number {bound}."


def ritz_readouts(q: Solvers) -> list[Readout | Law]:
    top, off = q.lam[-1], up_to({"single": 1e-5}.get(q.p.arithmetic, 1e-12) * q.lam[-1], "rounding")
    return [
        Readout("largest eigenvalue", top, digits=8, role="data"),
        Readout("largest Ritz value", q.top_ritz, digits=8, role="model"),
        Readout("power method, as many products", q.power_top, digits=8),
        Readout("ghosts: further copies", str(q.ghosts), role="gradient"),
        law("best of the same space", "power method ≤ largest Ritz value", q.power_top, q.top_ritz, **off),
        law("from below", "largest Ritz value ≤ largest λ", q.top_ritz, top, **off),
        law("not farther than", "miss ≤ Kaniel and Paige’s", top - q.top_ritz, q.paige[q.p.step - 1], **off),
    ]


def ritz_notice(q: Solvers) -> str:
    if q.run.process.ended and len(q.run.process.diagonal) <= q.p.step:
        return f"All {len(q.lam)} eigenvalues are found: there is no further direction, and the columns repeat."
    return f"{q.ghosts} Ritz values are copies of eigenvalues that were found already." if q.ghosts > 1 else ""


def ritz_alt(q: Solvers) -> str:
    runs = f"Ritz values over {krylov.STEPS} steps of Lanczos; at step {q.p.step} the largest is {number(q.top_ritz)}"
    found = f"the power method has {number(q.power_top)}; copies: {q.ghosts}."
    return f"{runs} for an eigenvalue of {number(q.lam[-1])}, {found}"


def rounding_readouts(q: Solvers) -> list[Readout | Law]:
    off, at = up_to(SLACK[q.p.arithmetic], "rounding"), q.p.step
    lost = q.run.lost[at - 1]
    unless = "" if q.p.arithmetic == "exact" else "the basis is not kept orthogonal"
    return [
        Readout("steps to 10⁻⁶, exact", within(q.exact_needed, krylov.STEPS), role="optimum"),
        Readout("steps to 10⁻⁶, computed", within(q.run_needed, krylov.STEPS), role="model"),
        Readout("steps promised by 2((√κ−1)/(√κ+1))ᵏ", f"{krylov.steps_of_bound(q.run_kappa):,}"),
        Readout("error now, exact and computed", f"{number(q.exact_error, 3)} and {number(q.run_error, 3)}", scale=0),
        law("the basis is orthogonal", "max |QᵀQ − I| ≤ 10⁻¹²", lost, 1e-12, slack=0.0, unless=unless),
        law("no step raises the error", "error ≤ error before", q.run_error, q.run.errors[at - 1], **off),
        law("still under the bound", "error ≤ bound from κ", q.run_error, krylov.bound(q.run_kappa, at), **off),
    ]


def rounding_alt(q: Solvers) -> str:
    runs = f"CG on {len(q.lam)} eigenvalues with condition number {number(q.run_kappa)}, after {q.p.step} steps: error"
    return f"{runs} {number(q.run_error)} as computed, {number(q.exact_error)} in exact arithmetic."


def digits_readouts(q: Solvers) -> list[Readout | Law]:
    it, most = q.p.it, digits_ridge.STEPS
    plain, found = (within(krylov.needed(each.errors), most) for each in (q.plain, q.solved))
    return [
        Readout("condition number of A", q.plain.kappa),
        Readout("condition number of M⁻¹A", q.solved.kappa, role="model"),
        Readout("steps to 10⁻⁶, plain and with M", f"{plain} and {found}"),
        Readout("test digits right now", 100 * q.solved.right[it], "%", role="model"),
        Readout(
            "test digits right, solved", 100 * q.solved.goal, "%", role="optimum", note=f"Reached at step {q.soon}."
        ),
        law("the steps know what they took", "Σ α rᵀz = ‖e₀‖² − ‖eₖ‖²", q.solved.taken[it], 1 - q.solved_error**2),
        law("under its bound", "error ≤ bound of M⁻¹A", q.solved_error, q.solved.bounds[it], slack=1e-12),
    ]


def digits_alt(q: Solvers) -> str:
    kappas = f"condition number {number(q.plain.kappa)} plain, {number(q.solved.kappa)} preconditioned"
    errors = f"{number(q.plain_error)} and {number(q.solved_error)}"
    return f"Ridge regression on digits: {kappas}; after {q.p.it} steps the errors are {errors}."
