"""What the lesson says in numbers: readouts, laws, notices, alternative texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import f_oneway

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import chain_diagnostics as cd
from mathcore.probability import gaussian_posteriors as gp
from pages.probability.bayesian_inference import panels
from pages.probability.bayesian_inference.state import LEAST, LONG, Chains, Curves, Lines

Said = list[Readout | Law]
NONE = "none yet: a chain has not moved"
FLAT = 1e7  # energies beyond it are told as such


def value(found: float, digits: int = 4) -> float | str:
    """A number, or why there is none."""
    return round(found, 12) if np.isfinite(found) else NONE


def spread(q: Chains) -> Said:
    """How the chains' variances make up R-hat, each side computed for itself."""
    if not q.ready:
        return []
    x, n = q.draws, len(q.draws)
    parts = x.var(axis=0).mean() + x.mean(axis=0).var()
    fisher = float(f_oneway(*x.T).statistic)
    return [
        law("variances add up", "Var of all = within + between", x.var(), parts),
        law("R-hat is an F statistic", "R-hat² = (n − 1 + F)/n", q.hats[0] ** 2, (n - 1 + fisher) / n, tolerance=1e-7),
    ]


def chain_readouts(q: Chains) -> Said:
    before, after = q.energies
    told: Said = []
    if q.paths is None:
        last = "x from its law given y, then y given x"
    elif not q.p.tick:
        last = "none yet"
    else:
        chance = float(np.exp(min(before - after, 0.0)))
        last = f"{'taken' if q.moved[-1, 0] else 'refused'}; chance {number(chance, 3)}"
        if max(abs(before), abs(after)) < FLAT:
            sides = -before + min(before - after, 0.0), -after + min(after - before, 0.0)
            told.append(law("detailed balance, in logs", "ln π(x)a(x→x′) = ln π(x′)a(x′→x)", *sides))
    return [
        Readout("accepted so far, all chains", 100 * q.accepted, "%", 3) if q.p.tick else Readout("accepted so far", "none"),
        Readout("last proposal of chain A", last, role="accent"),
        Readout("draws of x used", float(q.draws.size) if q.ready else NONE),
        Readout("effective draws", value(q.effective), role="model"),
        Readout("R-hat of 1992", value(q.hats[0]), digits=4),
        *told,
        *spread(q),
    ]


def trust_readouts(q: Chains) -> Said:
    sides = f"{100 * q.right:.1f}%" if q.ready else NONE
    return [
        Readout("R-hat of 1992", value(q.hats[0]), role="null"),
        Readout("R-hat of 2021, where", value(q.hats[1]), role="model"),
        Readout("R-hat of 2021, how wide", value(q.hats[2]), role="gradient"),
        Readout("claimed standard error of the mean", value(q.error), role="model"),
        Readout("the mean is off by, in claimed errors", value(q.off), digits=3, role="optimum"),
        Readout("draws with x > 0 (truth: 50%)" if q.p.density != "gaussian" else "draws with x > 0 (50%)", sides),
        *spread(q),
    ]


def tuning_readouts(q: Chains) -> Said:
    many, own = panels_total(q), q.own
    slack = 4 / np.sqrt(many)
    best = int(np.argmax(q.sweep[0]))
    found: Said = [
        Readout("step size in hand", q.size, role="data"),
        Readout("accepted", 100 * own.acceptance, "%", 3, role="model"),
        Readout("effective draws for 1,000 evaluations", q.gain, digits=3, role="data"),
        Readout("best of the sizes measured", f"{q.sweep[0, best]:.3g} at {q.sizes[best]:.3g}", role="optimum"),
        law("a jump is what memory lacks", "jump² ÷ 2 Var = 1 − ρ₁", own.jump, 1 - own.neighbours, slack=20 / q.p.budget),
    ]
    if q.known:
        note = f"up to simulation error: ±{number(slack, 2)}"
        found.append(law("exact acceptance", "measured = 2 P(uphill)", own.acceptance, q.exact, slack=slack, note=note))
    return found


def panels_total(q: Chains) -> int:
    """Proposals behind a measurement."""
    return cd.MEASURED * int(q.p.budget)


def lines_readouts(q: Lines) -> Said:
    slope, by_chain, near = float(q.posterior.mean[1]), *q.long
    wide = 6 * float(q.spread[1]) / np.sqrt(LONG * q.forgets)
    found: Said = [
        Readout("intercept, ± sd", f"{q.posterior.mean[0]:.3f} ± {np.sqrt(q.posterior.covariance[0, 0]):.3f}", role="model"),
        Readout("slope, ± sd", f"{slope:.3f} ± {np.sqrt(q.posterior.covariance[1, 1]):.3f}", role="model"),
        Readout("correlation of the two coordinates, r", q.r),
        Readout("effective draws of Gibbs for 100 sweeps", 100 * q.forgets, digits=3, role="gradient"),
        law("formula and grid agree", "slope by formula = slope by grid", slope, q.summed.mean[1], tolerance=1e-7),
        law("and the chain", "slope by formula = mean of 4,000 sweeps", slope, by_chain, slack=wide),
        law("Gibbs remembers r²", "correlation of neighbours = r²", near, q.r**2, slack=0.09),
    ]
    if not q.p.flat:
        evidence = gp.log_evidence(q.p.points, q.p.noise, q.p.prior)
        name, sides = "evidence, two ways", "ln p(y) by formula = by grid"
        found.append(law(name, sides, evidence, q.summed.log_evidence, tolerance=1e-7))
    if np.isfinite(q.squares):
        pulls = "" if q.p.flat else "the prior pulls the slope"
        found.append(law("no prior: least squares", "slope = least squares", slope, q.squares, tolerance=1e-7, unless=pulls))
    return found


def lines_notice(q: Lines) -> str:
    if not np.ptp(q.x):
        return "All points stand at one x: what is said of the slope comes from the prior alone."
    if not -12 <= q.start[0] <= 12:
        return "The picked point lies outside the right panel."
    return ""


def curves_readouts(q: Curves) -> Said:
    c, step = q.curve, gp.one_by_one(q.p.observed, q.p.length, q.p.sigma)
    bound = q.p.sigma / np.sqrt(1 + q.p.sigma**2)
    tops = [f"{top:.2f} at ℓ = {length:.2f}, σ = {noise:.3f}" for length, noise, top in q.peaks]
    return [
        Readout("log marginal likelihood ln p(y)", c.log_likelihood, role="data"),
        Readout("fit −½ yᵀK⁻¹y", c.fit),
        Readout("price of freedom −½ ln det K", c.complexity),
        Readout("highest peak, about", tops[0], role="optimum"),
        Readout("next peak, about", tops[1] if len(tops) > 1 else "there is none", role="optimum"),
        law("points predicted one by one", "ln p(y) = Σ ln p(yᵢ | before)", c.log_likelihood, step, tolerance=1e-6),
        law("a point pins f", "sd of f at a point ≤ σ/√(1 + σ²)", q.at_points.deviation.max(), bound, tolerance=1e-6),
    ]


def curves_notice(q: Curves) -> str:
    x = q.data[:, 0]
    if len(set(x.tolist())) < len(x):
        return "Two points share an x: only the noise can tell them apart."
    edge = [length for length, noise, _ in q.peaks if length > 29 or length < 0.103 or noise > 2.9 or noise < 0.0309]
    return "A peak stands at the edge of the map: beyond it the likelihood still rises." if edge else ""


def chain_notice(q: Chains) -> str:
    if q.p.method == "gibbs" and q.p.density != "gaussian":
        return "Gibbs needs the law of each coordinate given the other, worked out here for the normal: Metropolis moves."
    if q.p.tick < LEAST:
        return f"The diagnostics begin after {LEAST} steps."
    if not q.ready:
        return "A chain has not moved in the later half of its steps: nothing can be estimated."
    if q.effective > q.draws.size:
        return "More effective draws than draws: neighbours are on opposite sides, and their errors cancel."
    return ""


def tuning_notice(q: Chains) -> str:
    if q.p.method == "gibbs":
        return "Gibbs has no step size: Metropolis is measured here."
    if not q.sizes[0] <= q.size <= q.sizes[-1]:
        return "The step size in hand lies beyond the axis and waits at its edge."
    return "A step size that barely moves in the run has no reliable estimate." if q.gain < 1 else ""


def chain_alt(q: Chains) -> str:
    """The alternative text of the views with four chains."""
    hats: Sequence[float] = q.hats
    says = f"R-hat is {number(hats[0])}, effective draws {number(q.effective)}" if q.ready else "no diagnostics yet"
    return f"Four chains by {q.method} after {q.p.tick} steps on a {q.p.density}: {says}."


def tuning_alt(q: Chains) -> str:
    size, gain = number(q.size), number(q.gain)
    return f"Effective draws for 1,000 evaluations against the step size; at {size} it is {gain}."


def lines_alt(q: Lines) -> str:
    at = f"slope {number(q.posterior.mean[1])}, correlation of the coordinates {number(q.r)}"
    return f"Points with lines drawn from the posterior, and its ellipse with the steps of Gibbs: {at}."


def curves_alt(q: Curves) -> str:
    says = f"log marginal likelihood {number(q.curve.log_likelihood)}, peaks found: {len(q.peaks)}"
    return f"A Gaussian process through {len(q.data)} points with its band, and the landscape of length and noise: {says}."
