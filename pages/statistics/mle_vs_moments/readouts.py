"""What the lesson says in numbers, laws and sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import gammainc, psi
from scipy.stats import gamma

from explorer.lesson import Law, Readout, Unanswerable, law
from explorer.text import number
from mathcore.statistics import largest_value as lv
from mathcore.statistics import shape_estimates as se
from pages.statistics.mle_vs_moments.panels import NAMES, RULES
from pages.statistics.mle_vs_moments.state import SAMPLES, Estimates

Said = list[Readout | Law]
DOUBLED = "one value in fifty is recorded at another size"
percent = lambda share: f"{100 * share:.1f}%"
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(128)


def uniform_readouts(q: Estimates) -> Said:
    n, k, (bias, variance, square), c = q.p.n, q.p.k, q.likely, q.factor
    x = c * (_NODES + 1) / 2
    found = 0.5 * c * float(_WEIGHTS @ ((x - 1) ** 2 * lv.largest_density(n, k, x)))
    wide = float(np.trapezoid((lv.PLACES - 1) ** 2 * lv.doubled_density(n), lv.PLACES))
    return [
        Readout("2 × mean: root mean squared error", np.sqrt(q.doubled.square), "θ", role="model"),
        Readout(f"{number(c, 4)} × largest: root mean squared error", np.sqrt(square), "θ", role="gradient"),
        Readout("its bias", bias, "θ", role="gradient"),
        Readout("its deviation", np.sqrt(variance), "θ", role="gradient"),
        law("from its density", "∫(t − θ)² p(t) dt = bias² + variance", found, bias**2 + variance, tolerance=1e-10),
        law("from the density above", "∫(t − θ)² p(t) dt = θ²/(3n)", wide, q.doubled.square, tolerance=2e-5),
        law("no multiple does better", "squared error ≥ θ²/(n + 1)²", square, 1 / (n + 1) ** 2),
    ]


def _chance(share: float) -> dict[str, Any]:
    """Five and a half standard errors of a simulated share."""
    slack = 5.5 * float(np.sqrt(max(share * (1 - share), 0.002) / SAMPLES)) + 1e-9
    return {"slack": slack, "digits": 4, "note": f"up to simulation error: ±{number(slack, 2)}"}


def pairs_readouts(q: Estimates) -> Said:
    (first, second), n = RULES[q.p.law], q.size
    a, b = q.many
    unless = "" if q.p.clean else DOUBLED
    known = np.isfinite(a) & np.isfinite(b) & (a > 0) & (b > 0)
    linked = float(np.corrcoef(np.log(a[known]), np.log(b[known]))[0, 1]) ** 2
    found: Said = [
        Readout(f"your sample, {first}", q.mine.moments, role="model"),
        Readout("your sample, likelihood", q.mine.likelihood, role="gradient"),
        Readout("moments: half of the samples err by less than", percent(q.errors[0]), role="model"),
        Readout("likelihood: half of the samples err by less than", percent(q.errors[1]), role="gradient"),
    ]
    if q.p.law == "uniform":
        share = float(np.mean(a < b))
        beaten = law("impossible: 2 × mean < largest", "simulated = exact", share, q.impossible, **_chance(q.impossible))
        if q.p.clean:
            found.append(beaten)
        high = law("the largest is never too large", "share above θ = 0", float(np.mean(b > 1)), 0.0, unless=unless)
        return [*found, high]
    found.append(Readout("squared correlation of the two (logarithms)", linked))
    if q.p.law == "gamma":
        return [*found, Readout("efficiency of moments for large n", percent(float(se.efficiency("gamma", q.truth))))]
    exact, high = float(gammainc(n, n)), float(np.mean(b > 1))
    name = "how often the likelihood’s is too high"
    told = {**_chance(exact), "unless": unless}
    found.append(Readout("efficiency of moments for large n", percent(float(se.efficiency(q.p.law, q.truth)))))
    return [*found, law(name, "simulated = P(Gamma(n) below n)", high, exact, **told)]


def efficiency_readouts(q: Estimates) -> Said:
    (moments, likely), (square, own, product) = q.variances, q.squares
    found: Said = [
        Readout("n × variance by moments", moments, role="model"),
        Readout("n × variance by likelihood", likely, role="gradient"),
        Readout("efficiency of moments", percent(q.efficiency), role="model"),
        law("area below", "∫ shift² p = n Var ML", own, likely, tolerance=1e-8),
    ]
    if np.isfinite(square):
        found.append(law("area above", "∫ shift² p = n Var moments", square, moments, tolerance=1e-8))
        found.append(law("no estimate beats likelihood here", "n Var moments ≥ n Var ML", square, own))
    if np.isfinite(product):
        found.append(law("the difference is mere noise", "Cov(moments − ML, ML) = 0", product - own, 0.0, tolerance=1e-7))
    return found


def fits_readouts(q: Estimates) -> Said:
    f, x = q.fit, q.values
    found: Said = [
        Readout("shape by moments", f.moments, role="model"),
        Readout("shape by likelihood", f.likelihood, role="gradient"),
        Readout("apart, in standard errors", q.apart if q.varied else "undefined", digits=3),
    ]
    if not q.varied:
        return found
    logs, spread = psi(f.likelihood) + np.log(f.mean / f.likelihood), float(x.std())
    low, best = (float(gamma.logpdf(x, a, scale=f.mean / a).mean()) for a in (f.moments, f.likelihood))
    return [
        *found,
        law("moments match the deviation", "mean/√shape = σ of the data", f.mean / np.sqrt(f.moments), spread),
        law("likelihood matches the logs", "ψ(shape) + ln scale = mean of ln x", logs, np.log(x).mean(), tolerance=1e-7),
        law("which of them is likelier", "ℓ(moments)/n ≤ ℓ(likelihood)/n", low, best, tolerance=1e-8),
    ]


def uniform_notice(q: Estimates) -> str:
    if q.p.n == 1:
        return "One draw: its double is both estimates’ k = 2; the draw itself errs as much, always to one side."
    return "Two draws: twice the mean and the largest have the same squared error, 1/6." * (q.p.n == 2 and q.p.k == 0)


FEW = {"gamma": 5, "beta": 2, "pareto": 2}  # draws of which neither estimate has a finite mean squared error
NEVER = "Samples of this law have a mean, but the law has none: the moment estimate tends to 1, whatever a is."
HEAVY = "The law has no variance: the moment estimate goes to the truth more slowly than 1/√n."


def pairs_notice(q: Estimates) -> str:
    if not q.regular and q.mine.moments < q.x.max():
        return "Twice your mean is less than your largest value: no such θ could have made your sample."
    if q.p.law == "gamma" and not np.isfinite(q.mine.likelihood):
        return "All your values are equal: a gamma law of infinite shape."
    if q.p.law == "pareto" and q.p.shape <= 2:
        return NEVER if q.p.shape <= 1 else HEAVY
    few = q.regular and q.size <= FEW[q.p.law]
    return "Of so few draws neither estimate has a finite mean squared error; medians exist." if few else ""


def efficiency_notice(q: Estimates) -> str:
    if q.p.family == "pareto" and q.p.shape <= 2:
        return NEVER if q.p.shape <= 1 else "The mean of squares is infinite: the area above has no end, to the right."
    return ""


def fits_notice(q: Estimates) -> str:
    if not q.varied:
        return "All values are equal: the gamma law that fits best has an infinite shape and is a single point."
    beyond = int(np.count_nonzero(q.values > q.edge))
    return f"{beyond} of {q.fit.n} values lie to the right of the axis." if beyond else ""


ALTS: dict[str, Callable[[Estimates], str]] = {
    "uniform": lambda q: (
        f"Densities of twice the mean and of {number(q.factor)} times the largest of {q.p.n} uniform draws; the bowl of "
        f"squared errors; errors against n. Squared errors are {number(q.ratio, 3)} to 1."
    ),
    "pairs": lambda q: (
        f"A sample of {q.size}, estimates {number(q.mine.moments)} by moments and {number(q.mine.likelihood)} by "
        f"likelihood, among {SAMPLES} samples of a {NAMES.get(q.p.law, 'uniform')} law."
    ),
    "efficiency": lambda q: (
        f"Influence of one observation on either estimate of the shape of a {NAMES[q.p.family]} law, its square, and "
        f"the efficiency of moments: {percent(q.efficiency)} at shape {number(q.p.shape, 3)}."
    ),
    "fits": lambda q: (
        f"{q.fit.n} values and gamma laws of shape {number(q.fit.moments)} by moments and {number(q.fit.likelihood)} by "
        f"likelihood; a plane in which gamma laws are a curve."
    ),
}


def numbers(q: Estimates) -> dict[str, Any]:
    """Named values for the text and the programs."""
    n, k = q.p.n, q.p.k
    found: dict[str, Any] = {"likely_square": q.likely.square, "likely_bias": q.likely.bias, "best_factor": (n + 2) / (n + 1)}
    found |= {"doubled_square": q.doubled.square, "best_square": 1 / (n + 1) ** 2, "free_square": 1 / (n * (n + 2))}
    found |= {"by_moments": q.mine.moments, "by_likelihood": q.mine.likelihood, "percent_lost": 100 * q.impossible}
    found |= {"law_name": rf"\text{{{NAMES.get(q.p.law, 'uniform')}}}", "family_name": rf"\text{{{NAMES[q.p.family]}}}"}
    found |= {"moments_variance": q.variances[0], "likelihood_variance": q.variances[1]}
    found |= {"percent_efficient": 100 * q.efficiency, "multiple": q.factor, "stretch": k}
    try:
        f = q.fit
    except Unanswerable:
        return found
    found |= {"count": f.n, "average": f.mean, "spread": f.spread, "gap": f.gap}
    return found | {"shape_moments": f.moments, "shape_likelihood": f.likelihood, "standard_errors": q.apart}


def listing(q: Estimates) -> dict[str, Any]:
    """The constants of the programs: the samples themselves."""
    found: dict[str, Any] = {"n": q.p.n, "k": float(q.p.k), "law": q.p.law, "draws": q.x.tolist()}
    return found | {"family": q.p.family, "shape": float(q.p.shape), "values": q.column[1].tolist()}
