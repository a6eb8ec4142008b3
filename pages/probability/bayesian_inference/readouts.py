"""What the lesson says in numbers: readouts, laws, notices, alternative texts."""

from __future__ import annotations

import numpy as np
from scipy.stats import f_oneway

from explorer.lesson import Law, Readout, law
from explorer.text import number, settled
from mathcore.probability import gaussian_posteriors as gp
from mathcore.probability import sampled_chains as sc
from pages.probability.bayesian_inference import panels
from pages.probability.bayesian_inference.state import LONG, Chains, Curves, Lines

Said = list[Readout | Law]
NONE, ALTS = "none yet", {"gaussian": "a normal", "banana": "a bent ridge", "mixture": "two islands"}


def told(name: str, found: float, role: str = "ink", digits: int = 4) -> Readout:
    return Readout(name, found if np.isfinite(found) else NONE, role=role, digits=digits)


def equal(name: str, sides: str, left: float, right: float, unless: str = "") -> Law:
    return law(name, sides, left, right, tolerance=1e-6, unless=unless)


def spread(q: Chains) -> Said:
    """How the variances of the chains make up R-hat, each side computed for itself."""
    if not q.ready:
        return []
    x, n = q.draws, len(q.draws)
    parts, fisher = x.var(axis=0).mean() + x.mean(axis=0).var(), float(f_oneway(*x.T).statistic)
    return [
        law("variances add up", "Var of all = within + between", x.var(), parts),
        equal("R-hat is an F statistic", "R-hat² = (n − 1 + F)/n", q.report.classic**2, (n - 1 + fisher) / n),
    ]


def chain_readouts(q: Chains) -> Said:
    t, (_, taken, gain) = q.p.tick, q.course.proposal(q.p.tick)
    chance = f"chance {number(float(np.exp(-max(gain, 0.0))), 3)}, {'taken' if taken else 'refused'}"
    return [
        told("accepted so far, % of all chains", 100 * q.course.moved(t).mean() if t else np.nan, digits=3),
        Readout("last proposal of chain A", NONE if not t else chance, role="accent"),
        told("effective draws", q.report.effective, "model"),
        told("R-hat of 1992", q.report.classic),
        told("largest R-hat of 2021", max(q.report[1:3])),
        *spread(q),
    ]


def trust_readouts(q: Chains) -> Said:
    r = q.report
    return [
        told("R-hat of 1992", r.classic, "null"),
        told("R-hat of 2021, where", r.located, "model"),
        told("R-hat of 2021, how wide", r.folded, "gradient"),
        told("claimed standard error of the mean", r.error, "model"),
        told("the mean is off by, in claimed errors", abs(r.mean) / r.error, "optimum", 3),
        told("draws with x > 0, % (truth: 50)", 100 * r.right, "optimum", 3),
        *spread(q),
    ]


def tuning_readouts(q: Chains) -> Said:
    own, slack, best = q.own, 4 / np.sqrt(sc.MEASURED * q.p.budget), int(np.argmax(q.sweep[0]))
    exact = law("exact acceptance", "accepted = 2 P(uphill)", own.acceptance, q.exact, slack=slack)
    top = f"{number(q.sweep[0, best], 3)} at {number(q.sizes[best], 3)}"
    return [
        Readout("accepted", 100 * own.acceptance, "%", 3, role="model"),
        Readout("effective draws for 1,000 evaluations", own.gain, digits=3, role="data"),
        Readout("best of the sizes measured", top, role="optimum"),
        law("jumps and memory", "jump² ÷ 2 Var = 1 − ρ₁", own.jump, 1 - own.neighbours, slack=20 / q.p.budget),
        *([exact] if np.isfinite(q.exact) else []),
    ]


def lines_readouts(q: Lines) -> Said:
    (a, b), (sa, sb), (by_chain, near) = q.posterior.mean.tolist(), q.deviations.tolist(), q.long
    wide = 6 * float(q.deviations[1]) / np.sqrt(LONG * q.forgets)
    found: Said = [
        Readout("intercept, ± sd", f"{a:.3f} ± {sa:.3f}", role="model"),
        Readout("slope, ± sd", f"{b:.3f} ± {sb:.3f}", role="model"),
        Readout("effective draws of Gibbs for 100 sweeps", 100 * q.forgets, digits=3, role="gradient"),
        equal("formula and grid agree", "slope by formula = by grid", b, q.summed.mean[1]),
        law("and the chain", "slope by formula = mean of 4,000 sweeps", b, by_chain, slack=wide),
        law("Gibbs remembers r²", "correlation of neighbours = r²", near, q.coupling**2, slack=0.09),
    ]
    if not q.p.flat:
        evidence = gp.log_evidence(q.p.points, q.p.noise, q.p.prior)
        found.append(equal("evidence", "ln p(y) by formula = by grid", evidence, q.summed.log_evidence))
    if np.ptp(q.x):
        pulls = "" if q.p.flat else "the prior pulls the slope"
        found.append(equal("no prior: least squares", "slope = least squares", b, q.squares, pulls))
    return found


def curves_readouts(q: Curves) -> Said:
    c, steps = q.curve, gp.one_by_one(q.p.observed, q.p.length, q.p.sigma)
    bound = q.p.sigma / np.sqrt(1 + q.p.sigma**2)
    tops = [f"{number(top, 3)} at ℓ ≈ {far:.2g}, σ ≈ {s:.2g}" for far, s, top in q.peaks] + ["there is none"] * 2
    return [
        Readout("log marginal likelihood ln p(y)", c.log_likelihood, role="data"),
        Readout("of it fit, −½ yᵀK⁻¹y", c.fit),
        Readout("of it the price of freedom, −½ ln det K", c.complexity),
        Readout("highest peak", tops[0], role="optimum"),
        Readout("next peak", tops[1], role="optimum"),
        equal("points predicted one by one", "ln p(y) = Σ ln p(yᵢ | before)", c.log_likelihood, steps),
        equal("a point pins f", "sd of f at a point ≤ σ/√(1 + σ²)", q.at_points.deviation.max(), bound),
    ]


def chain_notice(q: Chains) -> str:
    if q.unfit:
        return "Gibbs needs the law of each coordinate given the other, known here for the normal: Metropolis moves."
    if not q.ready:
        return "No diagnostics before 8 steps, nor while a chain has stood still in all of the later half."
    return ANTI if q.report.effective > q.draws.size else ""


def lines_notice(q: Lines) -> str:
    low, high = panels.FIRSTS[q.p.centre]
    told = "" if low <= q.start[0] <= high else "The picked point lies outside the right panel."
    return told if np.ptp(q.x) else "At one x alone, intercept and slope share the height as the prior says."


def chain_alt(q: Chains) -> str:
    says = f"R-hat {number(q.report.classic)}, effective draws {number(q.report.effective)}" if q.ready else NONE
    return f"Four chains by {panels.SAYS[q.mover]} after {q.p.tick} steps on {ALTS[q.p.density]}: {says}."


EARNS, LINES = "Effective draws against the step size; 1,000 evaluations earn", "Points, lines drawn from the posterior"
CURVE = "A Gaussian process through points with its band and its landscape; log marginal likelihood"
ANTI = "More effective draws than draws: neighbours lie on opposite sides, and their errors cancel."
NO_SIZE = "Gibbs has no step size: Metropolis is measured here."
PEAK = "A peak stands at the edge of the map: beyond it the likelihood may rise further."
edge = lambda peak: not (0.103 < peak[0] < 29 and 0.031 < peak[1] < 2.9)
curves_notice = lambda q: PEAK if any(map(edge, q.peaks)) else ""
FLOOR = "Near one effective draw a chain, the least that a measurement can find: in truth it may be far fewer."
floored = lambda q: FLOOR if q.own.gain < 2500 / q.p.budget / (q.p.leaps if q.tuned == "hmc" else 1) else ""
tuning_notice = lambda q: NO_SIZE if q.p.method == "gibbs" else floored(q)
tuning_alt = lambda q: f"{EARNS} {number(q.own.gain)} at {number(q.size)}."
lines_alt = lambda q: f"{LINES} and its ellipse; correlation of the coordinates {number(settled(q.coupling))}."
curves_alt = lambda q: f"{CURVE} {number(q.curve.log_likelihood)}."
