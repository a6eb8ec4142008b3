"""What the figures say in numbers: readouts, laws, notices, alternative texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import brownian
from pages.advanced.brownian_sde import panels, state

if TYPE_CHECKING:
    from pages.advanced.brownian_sde.state import Brownian

Said = list[Readout | Law]


def zoom_readouts(q: Brownian) -> Said:
    slack = brownian.squares_reach(q.pieces)
    unless = {"brownian": "", "walk": "a walk is straight within its steps", "smooth": "the path is smooth"}[q.p.kind]
    rise = float(np.abs(q.close).max())
    return [
        Readout("window’s width", q.width, digits=4, role="accent"),
        Readout("largest rise in the window", rise, role="accent"),
        Readout("rise / √width", rise / np.sqrt(q.width), role="accent"),
        Readout("Σ|ΔB| over pieces of this width", q.lengths, role="gradient"),
        law(
            *("squared increments add up to the time", "Σ(ΔB)² = 1", q.squares, 1.0),
            slack=slack, digits=4, unless=unless, note=f"up to {number(slack, 2)}, farther once in a million",
        ),
        law("Itô’s sum, exactly", "Σ(ΔB)² + 2ΣBΔB = B(1)²", q.squares + 2 * q.ito, q.sums.end**2),
    ]  # fmt: skip


def zoom_notice(q: Brownian) -> str:
    if q.p.kind == "walk" and q.p.zoom > brownian.WALK - 3:
        return "The lens shows single steps of the walk: it was Brownian motion only from afar."
    if q.p.kind == "smooth" and q.p.zoom > 3:
        return "A smooth path is straight under the lens: its rise is of the order of the width, not of its root."
    return ""


def zoom_alt(q: Brownian) -> str:
    return (
        f"A path and its window of width {number(q.width, 3)}, magnified. Cut into {q.pieces} pieces, its squared "
        f"increments add up to {number(q.squares, 4)}, and their sizes to {number(q.lengths, 4)}."
    )


def path_readouts(q: Brownian) -> Said:
    k, (mu, sigma, horizon) = q.p.halvings, q.given
    found: Said = [
        Readout(f"{panels.NAMES[name]}: error on this path", abs(q.errors[name][k, 0]), role=panels.ROLES[name])
        for name in brownian.SCHEMES
    ]
    found += [
        Readout(f"{panels.NAMES[name]}: root mean square error", q.promised[name][k], role=panels.ROLES[name])
        for name in brownian.SCHEMES
    ]
    bias = np.exp(mu * horizon) - (1 + mu * q.h) ** q.count
    found.append(Readout("error of the mean, E X − E Y (both schemes)", bias, role="null"))
    for name in brownian.SCHEMES:
        m = brownian.moments(mu, sigma, q.h, q.count, name, 4)
        second = float(q.promised[name][k]) ** 2
        slack = 8 * np.sqrt(max(float(m[4]) / second**2 - 1, 0.0) / state.PATHS) if second > 0 else 0.0
        ratio = float(q.measured[name][k]) ** 2 / second
        says = f"{panels.NAMES[name]}: mean square error, {state.PATHS} paths"
        if slack < 3:
            unless = "" if q.p.same else "Y follows another Brownian motion"
            found.append(law(says, "measured / exact = 1", ratio, 1.0, slack=slack, digits=3, unless=unless))
        else:
            found.append(Readout(f"{says} / exact", ratio, note="Rare paths make the mean: so few show little of it."))
    return found


def path_notice(q: Brownian) -> str:
    if not q.p.same:
        return "Y has the right law, but follows another Brownian motion: path by path it is nowhere near X."
    low = min(float(y.min()) for y in q.schemes.values())
    if low < 0:
        return f"X is positive, and an approximation falls to {number(low, 3)}: the step is too large for this noise."
    return ""


def path_alt(q: Brownian) -> str:
    k = q.p.halvings
    return (
        f"Geometric Brownian motion and its approximations with {q.count} steps. Root mean square errors: Euler "
        f"{number(q.promised['euler'][k], 3)}, Milstein {number(q.promised['milstein'][k], 3)}."
    )


def well_readouts(q: Brownian) -> Said:
    slack = 2.7 / np.sqrt(q.p.particles) + 2.0 * q.p.step
    coarse = "" if q.p.step <= 0.1 else "the step is too long for Euler’s scheme"
    return [
        Readout("mean time to the goal", q.mean_time, role="optimum"),
        Readout("Kramers’ formula √2 π e^(1/2σ²)", q.kramers, role="null"),
        Readout("Kramers is off by", 100 * (q.kramers / q.mean_time - 1), "%", 3, role="null"),
        law("share at the goal by now", "particles = exact", q.crossed, q.should, slack=slack, digits=3, unless=coarse),
        law(
            *("mean time, twice", "∫ P(not yet) dt = double integral", q.escape.mean, q.mean_time),
            tolerance=2e-3, note="Fokker–Planck on a grid: off by at most 0.2%",
        ),
    ]  # fmt: skip


def well_notice(q: Brownian) -> str:
    if q.lost:
        lost = "1 particle is" if q.lost == 1 else f"{q.lost:,} particles are"
        return f"{lost} gone to infinity: at so long a step −X³ overshoots, ever farther."
    return ""


def well_alt(q: Brownian) -> str:
    return (
        f"Particles in a double well at time {number(q.now, 3)}, noise {number(q.p.noise, 3)}: "
        f"{number(100 * q.crossed, 3)}% have been at the other bottom; exact {number(100 * q.should, 3)}%. "
        f"The mean time is {number(q.mean_time, 4)}."
    )


def chain_readouts(q: Brownian) -> Said:
    found: Said = [
        Readout("true variance 1/(2θ)", q.truth, role="optimum"),
        Readout("a step multiplies X by", q.factor[0], role="model"),
    ]
    if not q.stable:
        return [*found, Readout("variance of this step", "none: it grows without bound", role="model")]
    a = q.factor[0]
    # Of an autoregressive chain: its squares are correlated by a^2 from one to the next.
    slack = 6 * q.settled * np.sqrt(2 * (1 + a * a) / (1 - a * a) / (state.CHAIN - state.BURN))
    unless = {"euler": "Euler’s step is too wide", "implicit": "the implicit step is too narrow"}.get(q.p.stepper, "")
    kept: dict[str, Any] = {"slack": slack, "digits": 4, "note": f"up to simulation error: ±{number(slack, 2)}"}
    return [
        *found,
        Readout("simulated variance", q.variance, role="data"),
        law("the chain has the variance of its step", "simulated = s²/(1 − a²)", q.variance, q.settled, **kept),
        law("the step keeps the true variance", "s²/(1 − a²) = 1/(2θ)", q.settled, q.truth, unless=unless),
    ]


def chain_notice(q: Brownian) -> str:
    if q.stable:
        return ""
    return f"h is not below 2/θ = {number(2 / q.p.rate, 3)}: each step overshoots the mean by more than it was off."


def chain_alt(q: Brownian) -> str:
    says = number(q.settled / q.truth, 4) + " times the true one" if q.stable else "unbounded"
    return f"A chain of steps of length {number(q.p.length, 3)} and its histogram; its variance is {says}."


def sgd_readouts(q: Brownian) -> Said:
    found: Said = [
        Readout("best weight", q.data.best, role="optimum"),
        Readout("variance grows from η =", q.limit, role="gradient"),
        Readout("as an SDE: η s/2B", q.as_sde, role="null"),
    ]
    if q.rho >= 1:
        return [*found, Readout("variance of the weight", "none: it grows without bound", role="model")]
    found.append(Readout("variance of the weight under SGD, exact", q.wander, role="model"))
    found.append(law("SGD wanders farther than its SDE", "exact variance ≥ η s/2B", q.wander, q.as_sde))
    due = float(q.due[-1])
    slack = 6 * float(np.std(q.descents[-1] ** 2)) / np.sqrt(state.RUNS) + 0.1 * due
    if q.p.eta < 0.5 * q.limit:
        says = f"after {state.UPDATES} updates, {state.RUNS} runs"
        note = f"up to simulation error: ±{number(slack, 2)}"
        found.append(law(says, "mean of (w − ŵ)² = exact", q.ending, due, slack=slack, digits=4, note=note))
    else:
        says = "Near the limit rare runs make the mean."
        found.append(Readout(f"mean of (w − ŵ)² in {state.RUNS} runs", q.ending, role="data", note=says))
    return found


def sgd_notice(q: Brownian) -> str:
    if q.rho >= 1:
        return "η is beyond the limit: most runs may stay near, but the mean of the squares grows without bound."
    return ""


def sgd_alt(q: Brownian) -> str:
    says = number(q.wander, 4) if q.rho < 1 else "unbounded"
    return (
        f"Runs of SGD with learning rate {number(q.p.eta, 3)} and batch {q.p.batch}: the weight’s variance is {says}."
    )
