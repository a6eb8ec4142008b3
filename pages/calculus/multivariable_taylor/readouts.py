"""What the lesson says of its figures: readouts, laws with both sides, notices, alternative texts, numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import newton, tumour_fit
from pages.calculus.multivariable_taylor.panels import NAMES, ROLES
from pages.calculus.multivariable_taylor.state import Fit, Taylor

Told = list[Readout | Law]
INDEFINITE, JUMPS = "H is not positive definite", "a derivative of f jumps, or is unbounded, on the way"


def errors(q: Taylor) -> Told:
    worst, half, _, slope = q.circle
    found: Told = [
        Readout(f"worst error E(r) of T{q.n} on the circle", worst, role="accent"),
        Readout("halving r divides it by", worst / half if half > q.floor else np.nan, role="model"),
        Readout("slope of log E against log r, at r", slope, role="model", note="Order + 1, as r goes to 0."),
    ]
    if np.isfinite(q.rest[:2]).all():
        note, unless = "Right: of the next derivative, weighted, by Gauss's rule.", "" if q.rest.smooth else JUMPS
        name, says = "what is left out, at the worst place", f"f − T{q.n} = Taylor's integral on the way"
        found.append(law(name, says, *q.rest[:2], tolerance=1e-8, unless=unless, note=note))
    return found


def steps(q: Taylor) -> Told:
    mu, (rest, size), actual = q.trust.multiplier, newton.residual(q.rows, q.trust), q.rows[0] - q.ahead
    (rate, slack), price = newton.price(q.rows, q.delta), "Left, by differences: what one more unit of Δ would gain."
    return [
        Readout("eigenvalues of H at p", f"{number(q.spectrum.high, 4)} and {number(q.spectrum.low, 4)}"),
        Readout("multiplier μ", mu, role="optimum"),
        Readout("promised decrease −m(p)", q.promise, role="model"),
        Readout("actual decrease f(x) − f(x + p)", actual, role="data"),
        Readout("ρ, actual ÷ promised", q.rho, role="optimum"),
        law(
            "no step within Δ promises more", "m(p) ≤ least m, by search", -q.promise, newton.searched(q.rows, q.delta)
        ),
        law("it solves a shifted Newton system", "|(H + μI)p + ∇f| = 0", rest, 0.0, slack=1e-9 * size),
        law(
            "the multiplier is the price of the radius",
            "d(promise)/dΔ = μΔ",
            rate,
            mu * q.delta,
            slack=slack,
            note=price,
        ),
    ]


def paths(q: Taylor) -> Told:
    k, other = q.shown["newton"], q.trust_path.values[: q.trust_path.last + 1]
    found: Told = [Readout("Newton's method ends at", q.end, role="model")]
    for name, run in q.runs.items():
        found.append(
            Readout(f"f after {q.shown[name]} steps: {NAMES[name]}", run.values[q.shown[name]], role=ROLES[name])
        )
    found.append(Readout(f"|∇f| after {k} steps: Newton", q.newton_path.slopes[k], role="model"))
    if np.isfinite(q.rate):
        name, says = "Newton's step sets off downhill", "slope of f along it, ∇f·p ≤ 0"
        unless = "" if newton.spectrum(q.here).low > 0 else INDEFINITE
        found.append(law(name, says, q.rate, 0.0, unless=unless))
    climbs = np.diff(other).max() if len(other) > 1 else 0.0
    return [*found, law("the trust region never climbs", "largest rise of f in a step ≤ 0", climbs, 0.0)]


def fits(q: Fit) -> Told:
    k, run = q.shown["newton"], q.newton_path
    below, slowly = np.flatnonzero(run.slopes < 1e-6), "600 or more" if q.patience >= 600 else str(q.patience)
    found: Told = [
        Readout("Newton: steps to |∇f| < 10⁻⁶", str(below[0]) if len(below) else "never", role="model"),
        Readout("gradient descent, η = 1/L: steps to it", slowly, role="gradient"),
        Readout(f"|∇f| after {k} steps: Newton", run.slopes[k], role="model"),
        Readout(f"|w − w*| after {k} steps: Newton", q.error, role="model"),
    ]
    ahead, fit = run.points[k] + q.step, tumour_fit.reweighted(*run.points[k])
    if np.isfinite([ahead, fit]).all():
        name, note, size = (
            "Newton's step is a weighted least squares fit",
            "Right: numpy.linalg.lstsq.",
            math.hypot(*ahead),
        )
        found.append(law(name, "|w + p| = |fit|", size, math.hypot(*fit), slack=1e-6 * (1 + size), note=note))
        low, miss = newton.spectrum(q.here).low, math.hypot(*(ahead - tumour_fit.best()))
        name, note = "the new error is at most of the square's size", "M bounds how fast H changes; λ₂ is H's at w."
        bound = tumour_fit.twist() * q.error**2 / (2 * low)
        found.append(law(name, "|w₊ − w*| ≤ M|w − w*|²/2λ₂", miss, bound, slack=1e-9 * (1 + miss), note=note))
    return found


def point_notice(q: Taylor) -> str:
    if (np.abs(q.at - q.p.point) <= 1e-9).all():
        return ""
    moved = "There f has no second derivatives: the point was moved to the nearest place where it has."
    return moved if max(map(abs, q.p.point)) <= q.half else "The point was moved to the edge of the window."


def errors_notice(q: Taylor) -> str:
    if np.isnan(q.circle.worst):
        return "f is not defined all round the circle: take a smaller radius."
    exact = f"T{q.n} is f itself on this circle, up to rounding." if q.circle.worst <= q.floor else ""
    return exact or point_notice(q) or ("The circle is as large as the window allows." if q.p.radius > q.half else "")


def steps_notice(q: Taylor) -> str:
    if q.trust.hard:
        return "The hard case: ∇f has no part along v₂, and two steps (one ringed) are equally good."
    if not math.hypot(*q.rows[1:3]):
        return "The gradient is zero, and H has no negative eigenvalue: no step promises anything."
    if np.isnan(q.newton_step).any():
        return "H has no inverse here: there is no Newton step, and yet a best step for each radius."
    return point_notice(q) or ("Δ is as large as the figure allows." if q.p.delta > q.delta else "")


def paths_notice(q: Taylor) -> str:
    run = q.newton_path
    if run.why in ("", "arrived") or q.p.tick < run.last:
        return "" if q.weighted else point_notice(q)
    why = "H has no inverse there" if run.why.startswith("H") else "the next leaves the finite numbers"
    return f"Newton's path stops after step {run.last}: {why}."


def errors_alt(q: Taylor) -> str:
    where = f"({', '.join(number(v) for v in q.at)})"
    worst = f"is {number(q.circle.worst, 3)}" if np.isfinite(q.circle.worst) else "does not exist"
    says = f"{q.p.function} and its Taylor polynomial of order {q.n} at {where}, as level curves and as surfaces."
    return f"{says} The worst error at radius {number(q.radius, 3)} {worst}."


def steps_alt(q: Taylor) -> str:
    (x, y), (u, v) = (number(v, 3) for v in q.at), (number(v, 3) for v in q.trust.step)
    kept = f", which keeps {number(q.rho, 3)} of its promise" if np.isfinite(q.rho) else ""
    return (
        f"{q.p.function} at ({x}, {y}): within {number(q.delta, 3)} the quadric is least at the step ({u}, {v}){kept}."
    )


def paths_alt(q: Taylor) -> str:
    what, k = "The loss of 569 tumours" if q.weighted else q.p.function, q.shown["newton"]
    now = f"After {k} steps Newton's gradient is {number(q.newton_path.slopes[k], 3)}."
    return f"{what}: paths of Newton's method and of a trust region. {now}"


def numbers(q: Taylor) -> Mapping[str, Any]:
    """Named values for the text and the programs: of the typed function, and of the fit."""
    q, fit = Taylor(q.p), Fit(q.p).newton_path
    (value, gx, gy, xx, xy, yy), (plane, quadric), run = q.rows, (q.around(n) for n in (1, 2)), q.newton_path
    here = {"f": q.formula.latex, "place": q.at, "value": value, "gradient": np.array([gx, gy])}
    here |= {"hessian": np.array([[xx, xy], [xy, yy]]), "lambda_2": q.spectrum.low, "multiplier": q.trust.multiplier}
    off = {"error_1": plane.worst, "error_2": quadric.worst, "half_1": plane.half, "half_2": quadric.half}
    (u, v), (r, w), k, j = q.newton_step, q.trust.step, min(q.p.tick, run.last), min(q.p.tick, fit.last)
    steps = {"newton": q.newton_step, "newton_x": u, "newton_y": v, "trust_x": r, "trust_y": w, "trust_p": q.trust.step}
    path = {"steps": k, "newton_f": run.values[k], "newton_slope": run.slopes[k], "ends": rf"\text{{{q.end}}}"}
    return here | off | steps | path | {"fit_steps": j, "fit_slope": fit.slopes[j]}


def listing(q: Taylor) -> Mapping[str, Any]:
    """The constants of the programs."""
    q = Taylor(q.p)
    where = {"function": q.formula.plain.replace("**", "^"), "point": q.at.tolist()}
    return where | {"radius": q.radius, "delta": q.delta, "steps": q.p.tick}
