"""What the lesson says of its figures: readouts, laws with both sides, notices, alternative texts."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import optimizer_theory as theory
from mathcore.calculus import optimizers as opt
from pages.calculus.optimizers.panels import LOSSES, NAMES, ROLES
from pages.calculus.optimizers.state import TICKS, Optimizers, Patients

Told = list[Readout | Law]


def step_laws(q: Optimizers) -> Told:
    """What a step is made of: a weighted sum of all gradients; for adaptive methods, how long it can get."""
    k, how, found = q.now, q.how, Told()
    moves = np.diff(q.path[: k + 1], axis=0)
    if k and how.method in opt.LINEAR:
        name, summed = f"step {k} is made of all gradients so far", opt.unrolled(q.land, q.path, how, k)
        found.append(law(name, "|Δp| = η|Σ βʲ∇f, j steps ago|", np.hypot(*moves[-1]), summed, tolerance=1e-7))
    elif k and np.isfinite(how.longest):
        name, says = "how far a coordinate goes in a step", "longest |Δx| ÷ η ≤ its least bound"
        found.append(law(name, says, np.abs(moves).max() / how.step, how.longest, tolerance=1e-7))
    if k and how.method in ("adam", "adagrad"):
        name, first = "the first step, whatever the gradient", abs(moves[0, 0])
        level = "the slope along x is near zero" if opt.first_step(q.land, q.start, how) < (1 - 1e-6) * how.step else ""
        found.append(law(name, "|Δx| = η", first, how.step, slack=2e-6 * how.step, unless=level))
    return found


def paths_readouts(q: Optimizers) -> Told:
    fallen = f"loss above its minimum after {q.now} steps"
    found: Told = [Readout(fallen, q.gaps[q.now], role=ROLES[q.p.method], scale=0)]
    for j in dict.fromkeys([0, q.which]):
        count, method = opt.arrival(q.runs.gaps[j], q.p.bar), opt.METHODS[j]
        text = f"not within {TICKS} steps" if np.isnan(count) else f"from step {int(count)}"
        found.append(Readout(f"{NAMES[method]}: below {number(q.p.bar, 3)}", text, role=ROLES[method], scale=0))
    if q.land.quadratic and q.how.method in opt.LINEAR:
        x, start = q.how.step * np.array([q.land.low, q.land.high]), q.land.turn.T @ q.start
        far = theory.after(x, q.how.momentum, q.nesterov, start, q.now)
        name, says = f"{q.now} steps are one matrix", "|pₖ| = |Mᵏ(p₀, p₀)|"
        found.append(law(name, says, np.hypot(*q.path[q.now]), far, tolerance=1e-6))
    return found + step_laws(q)


def plane_readouts(q: Optimizers) -> Told:
    product, known = "z₁z₂ = β", "found by search = (√κ − 1)/(√κ + 1)"
    if q.nesterov:
        product, known = "z₁z₂ = β(1 − ηL)", "found by search = 1 − 2/√(3κ + 1)"
    both, kept = theory.roots(q.reach, q.p.beta, q.nesterov), theory.coefficients(q.reach, q.p.beta, q.nesterov)[1]
    plain, searched = theory.digit((q.p.kappa - 1) / (q.p.kappa + 1)), theory.searched(q.p.kappa, q.nesterov).rate
    says = "Within 1%: where two roots meet the distance falls as kρᵏ, and elsewhere it may swing."
    return [
        Readout("steps for each further digit", number(theory.digit(q.rate)), role="ink"),
        Readout("the same for gradient descent at its best", number(plain), role="gradient"),
        law("over 2,000 steps", "measured = ρ", q.measured, q.rate, slack=0.01 * q.rate + 1e-9, note=says),
        law("the roots of the steep direction", product, both.prod().real, kept),
        law("least factor of the plane", known, searched, q.best.rate, tolerance=1e-5),
    ]


def at_best(q: Optimizers) -> Told:
    """What each method comes down to with its best step."""
    found = Told()
    for (method, name), values in zip(NAMES.items(), q.down, strict=True):
        best = int(np.argmin(values))
        text = f"{number(values[best], 3)} at η = {number(q.sizes[best], 3)}" if values[best] < np.inf else "diverges"
        found.append(Readout(f"{name} at its best", text, role=ROLES[method], scale=0))
    return found


def data_readouts(q: Patients) -> Told:
    right = 100 * q.training.right[q.p.tick // q.every, q.which, q.places[q.which]]
    share = Readout(f"{NAMES[q.p.method]} at its step: right answers", right, "%", role=ROLES[q.p.method])
    name, says = "own units, 300 steps, the features turned", "log loss turned = log loss as measured"
    return [*at_best(q), share, law(name, says, *q.turned_features, unless=q.alone)]


def race_readouts(q: Optimizers) -> Told:
    found, name, left = at_best(q), NAMES[q.p.method], q.gaps[q.now]
    if not q.land.quadratic:
        return found + step_laws(q)
    straight, plain = opt.land("quadratic", q.p.kappa, 0.0, q.factor), opt.land("quadratic", q.p.kappa, q.p.angle)
    right = opt.paths(straight, straight.place(q.p.start), [q.how], TICKS).gaps[0, q.now]
    says, reason = f"loss turned by {q.p.angle:g}° = loss not turned", q.alone if q.p.angle else ""
    if np.isfinite(right):
        found.append(law("a turn of the ravine, with its start", says, left, right, tolerance=1e-6, unless=reason))
    if q.alone or q.how.step * q.factor <= 1000:
        right = opt.rescaled(plain, q.start, q.how, q.factor, TICKS)[q.now]
        says = f"c·f, then ÷ c = {'f with ε/c' if q.alone else 'f with the step cη'}"
        found.append(law(f"the loss times c = {q.factor:g}, {name}", says, left, right))
    return found


def fail_readouts(q: Optimizers) -> Told:
    edge, each = theory.threshold(q.p.big), q.cycle.pulls["adam"]
    short = f"the memory is short: β₂ is below {number(edge, 3)}" if q.p.memory < edge else ""
    name, kept = "pulls towards the minimum", "sum of pulls ≤ 0"
    return [
        Readout("Adam's three pulls", ", ".join(number(pull, 3) for pull in each), role="data"),
        Readout("β₂ from which they add up the right way", edge, role="data"),
        law(f"Adam's cycle {name}", kept, each.sum(), 0.0, unless=short),
        law(f"AMSGrad's cycle {name}", kept, q.cycle.pulls["amsgrad"].sum(), 0.0),
        law("Adam's sum, after 3,000 cycles", "simulated = in closed form", q.cycle.simulated, each.sum()),
    ]


def notice(q: Optimizers) -> str:
    moved = np.hypot(*(q.land.turn.T @ q.start - q.p.start)) > 1e-9
    told = ["The start was moved to the edge of the map."] if moved else []
    if q.last < min(TICKS, q.p.tick):
        told.append(f"Here {NAMES[q.p.method]} diverges: at step {q.last + 1} it is a million away, and given up.")
    if not q.land.slope(q.start[:, None]).any():
        kind = "a" if (q.start == q.land.minima).all(axis=1).any() else "no"
        told.append(f"The start is {kind} minimum, and the gradient is zero there: nothing moves.")
    return " ".join(told)


def plane_notice(q: Optimizers) -> str:
    told = "" if q.p.method in ("momentum", "nesterov") else "The plane is that of momentum. "
    told += f"ηL = {number(q.reach, 3)} lies right of it. " if q.reach > 4 else ""
    return (told + (f"It diverges: ρ = {number(q.rate, 4)}." if q.rate > 1 + 1e-9 else "")).strip()


def paths_alt(q: Optimizers) -> str:
    loss, way = LOSSES[q.p.objective], f"{q.now} steps of {NAMES[q.p.method]} with η = {number(q.how.step, 3)}"
    return f"{loss} as a contour map, and {way}, beside gradient descent: {number(q.gaps[q.now], 3)} above the minimum."


def plane_alt(q: Optimizers) -> str:
    said = f"the distance is multiplied by {number(q.rate, 4)} a step"
    return f"Step against momentum, κ = {number(q.p.kappa, 3)}, coloured by speed, and the roots. Here {said}."


def race_alt(q: Optimizers) -> str:
    best = [f"{name} {number(each, 2)}" for name, each in zip(NAMES.values(), q.down.min(axis=1), strict=True)]
    return f"Loss after {q.p.tick - q.p.tick % q.every} steps by step size, six methods, at best: {', '.join(best)}."


def fail_alt(q: Optimizers) -> str:
    ends = f"Adam is at {number(q.cycle.walks['adam'][-1], 3)}, AMSGrad at {number(q.cycle.walks['amsgrad'][-1], 3)}"
    return f"Walks with the gradients {q.p.big:g}, −1, −1 in turn, where −1 is best: in the end {ends}."
