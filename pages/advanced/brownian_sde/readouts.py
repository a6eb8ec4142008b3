"""What the figures say in numbers: readouts, laws, notices, alternative texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number, show
from mathcore.advanced import brownian
from pages.advanced.brownian_sde import panels, state

if TYPE_CHECKING:
    from pages.advanced.brownian_sde.state import Brownian

Said = list[Readout | Law]
NOT_BROWNIAN = {"brownian": "", "walk": "a walk is straight within its steps", "smooth": "the path is smooth"}
BIASED = {"euler": "Euler’s step is too wide", "implicit": "the implicit step is too narrow"}


def up_to(slack: float) -> dict[str, Any]:
    return {"slack": slack, "digits": 4, "note": f"up to simulation error: ±{number(slack, 2)}"}


def told(picture: str, readouts: Callable[[Brownian], Said]) -> Callable[[Brownian], str]:
    """An alternative text: what is seen, and the readouts."""
    one = lambda each: f"{each.name} {show(each.value, 3, each.unit)}"
    return lambda q: f"{picture}: {'; '.join(one(each) for each in readouts(q) if isinstance(each, Readout))}."


def zoom_readouts(q: Brownian) -> Said:
    rise, within = float(np.abs(q.close).max()), brownian.squares_reach(q.pieces)
    return [
        Readout("window’s width", q.width, role="accent"),
        Readout("largest rise in the window", rise, role="accent"),
        Readout("rise / √width", rise / np.sqrt(q.width), role="accent"),
        Readout("Σ|ΔB| over pieces of this width", q.lengths, role="gradient"),
        law("squared increments", "Σ(ΔB)² = 1", q.squares, 1.0, unless=NOT_BROWNIAN[q.p.kind], **up_to(within)),
        law("Itô’s sum ΣBΔB, exactly", "Σ(ΔB)² + 2ΣBΔB = B(1)²", q.squares + 2 * q.ito, q.sums.end**2),
    ]


def zoom_notice(q: Brownian) -> str:
    if q.p.kind == "walk" and q.p.zoom > brownian.WALK - 3:
        return "The lens shows single steps of the walk: it was Brownian motion only from afar."
    smooth = "A smooth path is straight under the lens: its rise is of the order of the width, not of its root."
    return smooth if q.p.kind == "smooth" and q.p.zoom > 3 else ""


def path_readouts(q: Brownian) -> Said:
    k, (mu, _, horizon), found = q.p.halvings, q.given, list[Readout | Law]()
    unless, other = ("", "") if q.p.same else ("Y follows another Brownian motion", brownian.OTHER)
    for name, role in panels.ROLES.items():
        scheme, exact, errors = panels.NAMES[name], q.promised[name][k], np.abs(q.errors[name][k])
        found.append(Readout(f"{scheme}: error on this path", errors[0], role=role))
        found.append(Readout(f"{scheme}{other}: root mean square error", q.promised[name + other][k], role=role))
        ratio, slack = (each / exact**2 for each in q.weighted[name])
        says, share = f"{scheme}: {state.PATHS} paths, weighted by X²", float(np.mean(errors > 3 * exact))
        if slack < 0.9:
            found.append(law(says, "measured / exact E(X − Y)² = 1", ratio, 1.0, unless=unless, **up_to(slack)))
        elif q.p.same:  # so few paths say little of a mean, whatever their weights; Chebyshev’s inequality is left
            found.append(law(f"{scheme}: paths off by over 3 times that", "share ≤ 1/9", share, 1 / 9, **up_to(0.1)))
    bias, both = abs(np.exp(mu * horizon) - (1 + mu * q.h) ** q.count), "|E X − E Y| ≤ Milstein’s"
    return [*found, law("the mean errs less than the path", both, bias, q.promised["milstein" + other][k])]


def path_notice(q: Brownian) -> str:
    if not q.p.same:
        return "Y follows another Brownian motion: path by path it is nowhere near X, however short the steps."
    low = min(float(y.min()) for y in q.schemes.values())
    says = f"X is positive, and an approximation falls to {number(low, 3)}: the step is too long for this noise."
    return says if low < 0 else ""


def well_readouts(q: Brownian) -> Said:
    # Dvoretzky, Kiefer and Wolfowitz; and what looking only after whole steps misses.
    slack = 2.7 / np.sqrt(q.p.particles) + 0.25 * q.p.noise * np.sqrt(min(q.p.step, 0.2))
    coarse = "" if q.p.step <= 0.2 else "the step is too long for Euler’s scheme"
    grid: dict[str, Any] = {"tolerance": 2e-3, "note": "Fokker–Planck on a grid: off by at most 0.2%"}
    return [
        Readout("mean time to the goal", q.mean_time, role="optimum"),
        Readout("Kramers’ formula √2 π e^(1/2σ²)", q.kramers, role="null"),
        Readout("Kramers is off by", 100 * (q.kramers / q.mean_time - 1), "%", 3, role="null"),
        law("share at the goal by now", "particles = exact", q.crossed, q.should, unless=coarse, **up_to(slack)),
        law("mean time, twice", "∫ P(not yet) dt = double integral", q.escape.mean, q.mean_time, **grid),
    ]


def well_notice(q: Brownian) -> str:
    return f"Gone to infinity: {q.lost:,}. At so long a step −X³ overshoots, ever farther." if q.lost else ""


def chain_readouts(q: Brownian) -> Said:
    a, name, unless = q.factor[0], "the chain has the variance of its step", BIASED.get(q.p.stepper, "")
    true = Readout("true variance 1/(2θ)", q.truth, role="optimum")
    found: Said = [true, Readout("a step multiplies X by", a, role="model")]
    if not q.stable:
        return [*found, Readout("variance of this step", "none: it grows without bound", role="model")]
    # Of an autoregressive chain: its squares are correlated by a² from one to the next.
    slack = 6 * q.settled * np.sqrt(2 * (1 + a * a) / (1 - a * a) / (state.CHAIN - state.BURN))
    found.append(law(name, "simulated = s²/(1 − a²)", q.variance, q.settled, **up_to(slack)))
    return [*found, law("it is the true one", "s²/(1 − a²) = 1/(2θ)", q.settled, q.truth, unless=unless)]


def chain_notice(q: Brownian) -> str:
    says = f"h is not below 2/θ = {number(2 / q.p.rate, 3)}: each step overshoots the mean by at least what it was off."
    return "" if q.stable else says


def sgd_readouts(q: Brownian) -> Said:
    edge = Readout("the variance grows from η =", q.limit, role="gradient")
    found: Said = [edge, Readout("variance of the weight, as an SDE: η s/2B", q.as_sde, role="null")]
    if q.rho >= 1:
        return [*found, Readout("variance of the weight", "none: it grows without bound", role="model")]
    found.append(Readout("variance of the weight, SGD, exact", q.wander, role="model"))
    found.append(law("SGD wanders farther than its SDE", "exact variance ≥ η s/2B", q.wander, q.as_sde))
    due, says = float(q.due[-1]), f"{state.RUNS} runs after {state.UPDATES} updates"
    if q.p.eta >= 0.5 * q.limit:
        return [*found, Readout(f"mean of (w − ŵ)², {says}: rare ones make it", q.ending, role="data")]
    slack = 6 * float(np.std(q.descents[-1] ** 2)) / np.sqrt(state.RUNS) + 0.1 * due
    return [*found, law(says, "mean of (w − ŵ)² = exact", q.ending, due, **up_to(slack))]


def sgd_notice(q: Brownian) -> str:
    says = "η is beyond the limit: many runs may stay near, but the mean of the squares grows without bound."
    return says if q.rho >= 1 else ""
