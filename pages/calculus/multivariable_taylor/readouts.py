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
PRICE = "Left, by differences: what one more unit of Δ would gain."
INDEFINITE, JUMPS = "H is not positive definite", "a derivative of f jumps, or is unbounded, on the way"


def errors(q: Taylor) -> Told:
    worst, half, _, slope, floor = q.circle
    ratio = worst / half if not half <= 1e3 * floor else "lost in rounding"
    slope = slope if not worst <= 1e5 * floor else "lost in rounding"  # it is of radii that are 2% apart
    found: Told = [
        Readout(f"worst error E(r) of T{q.n} on the circle", worst, role="accent", scale=0),
        Readout("halving r divides it by", ratio, role="model"),
        Readout("slope of log E against log r, at r", slope, role="model", note="Order + 1, as r goes to 0."),
    ]
    if np.isfinite(q.rest[:2]).all():
        note, unless = "Right: of the next derivative, weighted, by Gauss's rule.", "" if q.rest.smooth else JUMPS
        name, says = "what is left out, at the worst place", f"f − T{q.n} = Taylor's integral on the way"
        slack = 1e-8 * (1 + abs(q.rest.integral)) + (floor if np.isfinite(floor) else 0.0)
        found.append(law(name, says, *q.rest[:2], slack=slack, unless=unless, note=note))
    return found


def steps(q: Taylor) -> Told:
    mu, (rest, size), actual = q.trust.multiplier, newton.residual(q.rows, q.trust), q.rows[0] - q.ahead
    (rate, slack), searched = newton.price(q.rows, q.delta), newton.searched(q.rows, q.delta)
    return [
        Readout("eigenvalues of H at p", f"{number(q.spectrum.high, 4)} and {number(q.spectrum.low, 4)}"),
        Readout("multiplier μ", mu, role="optimum"),
        Readout("promised decrease −m(d)", q.promise, role="model"),
        Readout("actual decrease f(p) − f(p + d)", actual, role="data"),
        Readout("ρ, actual ÷ promised", q.kept_part, role="optimum"),
        law("no step within Δ promises more", "m(d) ≤ least m, by search", -q.promise, searched),
        law("it solves a shifted Newton system", "|(H + μI)d + ∇f| = 0", rest, 0.0, slack=1e-9 * size),
        law("the multiplier is the price of Δ", "d(promise)/dΔ = μΔ", rate, mu * q.delta, slack=slack, note=PRICE),
    ]


def paths(q: Taylor) -> Told:
    other = q.trust_path.values[: q.trust_path.last + 1]
    found: Told = [Readout("Newton's method ends at", q.end, role="model", note="After up to 300 steps.")]
    for name, run in q.runs.items():
        at, says = q.shown[name], run.doubt(q.shown[name])
        found.append(Readout(f"f after {at} steps: {NAMES[name]}", run.values[at], "", 4, ROLES[name], says, 0))
    if np.isfinite(q.rate):
        name, says = "Newton's step sets off downhill", "slope of f along it, ∇f·d ≤ 0"
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
        Readout(f"|∇f| after {k} steps: Newton", run.slopes[k], role="model", scale=0),
        Readout(f"|w − w*| after {k} steps: Newton", q.squared[0], role="model", scale=0),
    ]
    ahead, (fit, doubt) = run.points[k] + q.step, tumour_fit.reweighted(*run.points[k])
    if np.isfinite([ahead, fit]).all():
        name, size = "Newton's step is a weighted least squares fit", math.hypot(*ahead)
        found.append(law(name, "|w + d| = |fit by lstsq|", size, math.hypot(*fit), slack=doubt + 1e-9 * (1 + size)))
        miss, note = tumour_fit.squared(ahead, 1.0)[0], "M bounds how fast H changes; λ₂ is H's smallest at w."
        name, says = "the new error is at most like the old one's square", "|w₊ − w*| ≤ M|w − w*|²/2λ₂"
        found.append(law(name, says, miss, q.squared[1], slack=1e-9 * (1 + miss), note=note))
    return found


def point_notice(q: Taylor) -> str:
    if (np.abs(q.at - q.p.point) <= 1e-9).all():
        return ""
    moved = "No second derivatives of f were found there: the point was moved to the nearest place where they are."
    return moved if max(map(abs, q.p.point)) <= q.half else "The point was moved to the edge of the window."


def errors_notice(q: Taylor) -> str:
    if np.isnan(q.circle.worst):
        return "Somewhere on the circle f is not defined, or has a pole: take a smaller radius."
    exact = f"T{q.n} is f itself on this circle, up to rounding." if q.circle.worst <= q.circle.floor else ""
    return exact or point_notice(q) or ("The circle is as large as the window allows." if q.p.radius > q.half else "")


def steps_notice(q: Taylor) -> str:
    if not np.isfinite(q.ahead):
        return "Where this step ends f is not defined: no ρ, and a trust region would shrink Δ."
    if q.trust.hard and not math.hypot(*q.rows[1:3]) and q.spectrum.high == q.spectrum.low:
        return "The gradient is zero, and f bends down alike all round: all steps of length Δ are equally good."
    if q.trust.hard:
        return "The hard case: ∇f has no part along v₂, and two steps (one ringed) are equally good."
    if not math.hypot(*q.rows[1:3]):
        return "The gradient is zero, and H has no negative eigenvalue: no step promises anything."
    if np.isnan(q.newton_step).any():
        return "In floating point H has no inverse here: no Newton step, and yet a best step for each radius."
    return point_notice(q) or ("Δ is as large as the figure allows." if q.p.delta > q.delta else "")


def paths_notice(q: Taylor) -> str:
    run = q.newton_path
    if run.why in ("", "arrived") or q.p.tick < run.last:
        return "" if q.weighted else point_notice(q)
    far, none = "the next goes beyond a million, or f is no number there", "H has no inverse there, or next to none"
    why = none if run.why.startswith("H") else far
    return f"Newton's path stops after step {run.last}: {why}."


def errors_alt(q: Taylor) -> str:
    (x, y), worst = map(number, q.at), number(q.circle.worst) if np.isfinite(q.circle.worst) else "unknown"
    says = f"{q.p.function} and its Taylor polynomial of order {q.n} at ({x}, {y}), as level curves and as surfaces."
    return f"{says} The worst error at radius {number(q.radius, 3)} is {worst}."


def steps_alt(q: Taylor) -> str:
    (x, y), (u, v) = (number(v, 3) for v in q.at), (number(v, 3) for v in q.trust.step)
    kept = f" and keeps {number(q.kept_part, 3)} of its promise" if np.isfinite(q.kept_part) else ""
    return f"{q.p.function} at ({x}, {y}): the best step within {number(q.delta, 3)} is ({u}, {v}){kept}."


def paths_alt(q: Taylor) -> str:
    what, k = "The loss of 569 tumours" if q.weighted else q.p.function, q.shown["newton"]
    return f"{what}: Newton's path and a trust region's. |∇f| after {k} steps: {number(q.newton_path.slopes[k], 3)}."


def numbers(q: Taylor) -> Mapping[str, Any]:
    """Named values for the text and the programs: of the typed function, and of the fit."""
    q, fit = Taylor(q.p), Fit(q.p).newton_path
    (value, gx, gy, xx, xy, yy), (plane, quadric), run = q.rows, (q.around(n) for n in (1, 2)), q.newton_path
    here = {"f": q.formula.latex, "place": q.at, "value": value, "gradient": np.array([gx, gy])}
    here |= {"hessian": np.array([[xx, xy], [xy, yy]]), "lambda_2": q.spectrum.low, "multiplier": q.trust.multiplier}
    off = {"error_1": plane.worst, "error_2": quadric.worst, "half_1": plane.half, "half_2": quadric.half}
    (u, v), (r, w), k, j = q.newton_step, q.trust.step, min(q.p.tick, run.last), min(q.p.tick, fit.last)
    steps = {"newton": q.newton_step, "newton_x": u, "newton_y": v, "promised": q.promise, "rho": q.kept_part}
    path = {"steps": k, "newton_f": run.values[k], "newton_slope": run.slopes[k], "arrives": rf"\text{{{q.end}}}"}
    steps |= {"trust_x": r, "trust_y": w, "trust_p": q.trust.step}
    return here | off | steps | path | {"fit_steps": j, "fit_slope": fit.slopes[j]}


def listing(q: Taylor) -> Mapping[str, Any]:
    """The constants of the programs."""
    of = Taylor(q.p)
    found = {"function": of.formula.plain.replace("**", "^"), "point": of.at.tolist(), "radius": of.radius}
    return found | {"delta": of.delta, "steps": q.p.tick}
