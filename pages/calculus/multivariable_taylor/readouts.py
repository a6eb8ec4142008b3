"""What the lesson says of its figures: readouts, laws with both sides, notices, alternative texts, numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import newton, tumour_fit
from pages.calculus.multivariable_taylor.panels import NAMES, RING, ROLES
from pages.calculus.multivariable_taylor.state import SLOWLY, Fit, Taylor

Told = list[Readout | Law]
DISC = (np.linspace(0.0, 1.0, 26)[:, None, None] * RING.T).reshape(-1, 2)  # steps within a radius of 1
INDEFINITE = "H is not positive definite"


def errors(q: Taylor) -> Told:
    ratio = q.halved.worst[q.n - 1]
    seen = ratio[1] > q.floor
    rests = "" if q.rest.smooth else "a derivative of f jumps, or is unbounded, on the way"
    found: Told = [
        Readout(f"worst error E(r) of T{q.n} on the circle", q.worst, role="accent"),
        Readout("halving r divides it by", ratio[0] / ratio[1] if seen else np.nan, role="model"),
        Readout("slope of log E against log r, at r", q.slope, role="model", note="Order + 1, as r goes to 0."),
    ]
    if np.isfinite([q.rest.error, q.rest.integral]).all():
        name, note = "what is left out, at the worst place", "Right: of the next derivative, weighted, by Gauss's rule."
        says = f"f − T{q.n} = Taylor's integral on the way"
        found.append(law(name, says, q.rest.error, q.rest.integral, tolerance=1e-8, unless=rests, note=note))
    return found


def steps(q: Taylor) -> Told:
    (_, gx, gy, xx, xy, yy), p, mu, d = q.rows, q.trust.step, q.trust.multiplier, q.delta
    rest = np.array([xx * p[0] + xy * p[1] + mu * p[0] + gx, xy * p[0] + yy * p[1] + mu * p[1] + gy])
    size = math.hypot(gx, gy) + (abs(q.spectrum.low) + abs(q.spectrum.high)) * d
    searched, h = float(newton.model(q.rows, d * DISC).min()), 1e-4 * d
    near = [newton.trust_step(q.spectrum, d + s * h) for s in (-1, 1)]
    prices = [each.multiplier * (d + s * h) for s, each in zip((-1, 1), near, strict=True)]
    gain = -float(newton.model(q.rows, near[1].step) - newton.model(q.rows, near[0].step)) / (2 * h)
    slack = abs(prices[0] - prices[1]) + 1e-11 * (size * d) / h
    price = "Left, by differences: what one more unit of Δ would gain."
    found: Told = [
        Readout("eigenvalues of H at p", f"{number(q.spectrum.high, 4)} and {number(q.spectrum.low, 4)}"),
        Readout("multiplier μ", mu, role="optimum"),
        Readout("promised decrease −m(p)", q.promise, role="model"),
        Readout("actual decrease f(x) − f(x + p)", q.rows[0] - float(q.formula(*(q.at + p))), role="data"),
        Readout("ρ, actual ÷ promised", q.kept_part, role="optimum"),
        law("no step within Δ promises more", "m(p) ≤ least m, by search", -q.promise, searched),
        law("it solves a shifted Newton system", "|(H + μI)p + ∇f| = 0", math.hypot(*rest), 0.0, slack=1e-9 * size),
        law("the multiplier is the price of the radius", "d(promise)/dΔ = μΔ", gain, mu * d, slack=slack, note=price),
    ]
    return found


def newtons(q: Taylor) -> Told:
    k, run, other = q.shown["newton"], q.newton_path, q.trust_path
    found: Told = [
        Readout("Newton's method ends at", q.end, role="model"),
        *(Readout(f"f after {q.shown[name]} steps: {NAMES[name]}", each.values[q.shown[name]], role=ROLES[name])
          for name, each in q.runs.items()),
        Readout(f"|∇f| after {k} steps: Newton", run.slopes[k], role="model"),
    ]
    if np.isfinite(q.rate):
        definite = newton.spectrum(q.here).low > 0
        says = "slope of f along it, ∇f·p ≤ 0"
        found.append(law("Newton's step sets off downhill", says, q.rate, 0.0, unless="" if definite else INDEFINITE))
    climbs = float(np.diff(other.values[: other.last + 1]).max(initial=-np.inf)) if other.last else 0.0
    return [*found, law("the trust region never climbs", "largest rise of f in a step ≤ 0", climbs, 0.0)]


def fits(q: Fit) -> Told:
    k, run = q.shown["newton"], q.newton_path
    below = np.flatnonzero(run.slopes < 1e-6)
    found: Told = [
        Readout("Newton: steps to |∇f| < 10⁻⁶", f"{below[0]}" if len(below) else "never", role="model"),
        Readout("gradient descent, η = 1/L: steps to it",
                f"over {SLOWLY}" if np.isnan(q.patience) else f"{q.patience:.0f}", role="gradient"),
        Readout(f"|∇f| after {k} steps: Newton", run.slopes[k], role="model"),
        Readout(f"|w − w*| after {k} steps: Newton", q.error, role="model"),
    ]
    weights = tumour_fit.reweighted(*run.points[k])
    if np.isfinite([*weights, *q.next_step]).all():
        ahead = run.points[k] + q.next_step
        name, note = "Newton's step is a weighted least squares fit", "Right: numpy.linalg.lstsq."
        size = 1e-6 * (1 + math.hypot(*ahead))
        found.append(law(name, "|w + p| = |fit|", math.hypot(*ahead), math.hypot(*weights), slack=size, note=note))
        low, miss = newton.spectrum(q.here).low, math.hypot(*(ahead - tumour_fit.best()))
        name, note = "each step squares the error, at least", "M bounds how fast H changes: the remainder of T₂."
        bound = tumour_fit.twist() * q.error**2 / (2 * low)
        found.append(law(name, "|w₊ − w*| ≤ M|w − w*|²/2λ₂", miss, bound, slack=1e-9 * (1 + miss), note=note))
    return found


def point_notice(q: Taylor) -> str:
    if (np.abs(q.at - q.p.point) > 1e-9).any():
        inside = max(map(abs, q.p.point)) <= q.half
        moved = "There f has no second derivatives: the point was moved to the nearest place where it has."
        return moved if inside else "The point was moved to the edge of the window."
    return ""


def errors_notice(q: Taylor) -> str:
    if np.isnan(q.worst):
        return "f is not defined all round the circle: take a smaller radius."
    if q.worst <= q.floor:
        return f"T{q.n} is f itself, up to rounding."
    return point_notice(q) or ("The circle is as large as the window allows." if q.p.radius > q.half else "")


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
    why = "H has no inverse there" if run.why.startswith("H") else "the next one is out of this world"
    return f"Newton's path stops after step {run.last}: {why}."


def errors_alt(q: Taylor) -> str:
    (x, y), r = (number(v) for v in q.at), number(q.radius, 3)
    worst = f"the worst error is {number(q.worst, 3)}" if np.isfinite(q.worst) else "f is not defined everywhere"
    return f"Level curves of {q.p.function} and of its Taylor polynomial of order {q.n} at ({x}, {y}). At radius {r} {worst}."


def steps_alt(q: Taylor) -> str:
    (x, y), (u, v) = (number(v, 3) for v in q.at), (number(v, 3) for v in q.trust.step)
    kept = f", which keeps {number(q.kept_part, 3)} of its promise" if np.isfinite(q.kept_part) else ""
    return f"{q.p.function} at ({x}, {y}): within {number(q.delta, 3)} the quadric is least at the step ({u}, {v}){kept}."


def paths_alt(q: Taylor) -> str:
    what = "The loss of 569 tumours" if q.weighted else q.p.function
    run, k = q.newton_path, q.shown["newton"]
    return f"{what}: Newton's method and a trust region. After {k} steps Newton's gradient is {number(run.slopes[k], 3)}."


def numbers(q: Taylor) -> Mapping[str, Any]:
    """Named values for the text and the programs: of the typed function, and of the fit."""
    q, fit = Taylor(q.p), Fit(q.p)
    value, gx, gy, xx, xy, yy = q.rows
    (p, u), (r, w) = q.newton_step.tolist(), q.trust.step.tolist()
    here = {"f": q.formula.latex, "place": q.at, "value": value, "gradient": np.array([gx, gy])}
    second = {"hessian": np.array([[xx, xy], [xy, yy]]), "f_x": gx, "f_y": gy, "f_xx": xx, "f_xy": xy, "f_yy": yy}
    off = {f"error_{n}": q.halved.worst[n - 1, 0] for n in (1, 2)} | {f"half_{n}": q.halved.worst[n - 1, 1] for n in (1, 2)}
    steps = {"newton": q.newton_step, "newton_x": p, "newton_y": u, "trust_x": r, "trust_y": w, "trust_p": q.trust.step}
    trusted = {"multiplier": q.trust.multiplier, "lambda_2": q.spectrum.low, "rho": q.kept_part, "promised": q.promise}
    k = min(q.p.tick, q.newton_path.last)
    path = {"steps": k, "newton_f": q.newton_path.values[k], "newton_slope": q.newton_path.slopes[k]}
    j = min(q.p.tick, fit.newton_path.last)
    fitted = {"fit_steps": j, "fit_slope": fit.newton_path.slopes[j], "ends": rf"\text{{{q.end}}}"}
    return here | second | off | steps | trusted | path | fitted


def listing(q: Taylor) -> Mapping[str, Any]:
    """The constants of the programs."""
    q = Taylor(q.p)
    function = q.formula.plain.replace("**", "^")
    return {"function": function, "point": q.at.tolist(), "radius": q.radius, "delta": q.delta, "steps": q.p.tick}
