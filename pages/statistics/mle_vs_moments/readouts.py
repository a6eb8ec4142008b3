"""What the lesson says in numbers, laws and sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import gammainc, psi

from explorer.lesson import Law, Readout, law, up_to
from explorer.text import number
from mathcore.statistics import largest_value as lv
from mathcore.statistics import shape_estimates as se
from pages.statistics.mle_vs_moments.panels import NAMES, PLANE, RULES
from pages.statistics.mle_vs_moments.state import SAMPLES, Estimates

Said = list[Readout | Law]
DOUBLED = "one value in fifty is recorded at another size"
FEW = {"gamma": 5, "beta": 2, "pareto": 2}  # draws of which no estimate here has a finite mean squared error
NODES, WEIGHTS = np.polynomial.legendre.leggauss(128)
percent = lambda share: f"{100 * share:.1f}%"
named = lambda q: f"{number(q.factor, 4)} × largest"


def race_readouts(q: Estimates) -> Said:
    wide = float(np.trapezoid((lv.PLACES - 1) ** 2 * lv.doubled_density(q.p.n), lv.PLACES))
    x = q.factor * (NODES + 1) / 2
    square = 0.5 * q.factor * float(WEIGHTS @ ((x - 1) ** 2 * lv.largest_density(q.p.n, q.p.k, x)))
    says = "∫(t − θ)² p(t) dt = bias² + variance"
    return [
        Readout("2 × mean: root mean squared error", np.sqrt(q.doubled.square), "θ", role="model"),
        Readout(f"{named(q)}: root mean squared error", np.sqrt(q.likely.square), "θ", role="gradient"),
        Readout("draws that 2 × mean would need for the same", 1 / (3 * q.likely.square), role="model"),
        law("from the density above the axis", "∫(t − θ)² p(t) dt = θ²/(3n)", wide, q.doubled.square, tolerance=2e-5),
        law("from the density below", says, square, q.likely.bias**2 + q.likely.variance, tolerance=1e-10),
    ]


def bowl_readouts(q: Estimates) -> Said:
    n, (bias, variance, square) = q.p.n, q.likely
    return [
        Readout(f"{named(q)}: mean squared error", square, "θ²", role="gradient"),
        Readout("its bias", bias, "θ", role="gradient"),
        Readout("its deviation", np.sqrt(variance), "θ", role="gradient"),
        Readout("mean squared error of the unbiased multiple", 1 / (n * (n + 2)), "θ²"),
        law("two parts", "squared error = bias² + variance", square, bias**2 + variance),
        law("no multiple errs less", "squared error ≥ θ²/(n + 1)²", square, 1 / (n + 1) ** 2),
    ]


def _chance(share: float) -> dict[str, Any]:
    """Five and a half standard errors of a simulated share."""
    slack = 5.5 * float(np.sqrt(max(share * (1 - share), 0.002) / SAMPLES))
    return up_to(slack) | {"digits": 4}


def pairs_readouts(q: Estimates) -> Said:
    (a, b), n, unless = q.many, q.size, "" if q.p.clean else DOUBLED
    high, exact = float(np.mean(b > 1)), float(gammainc(n, n))
    found: Said = [
        Readout(f"your sample, {RULES[q.p.law]}", _told(q.mine.moments), role="model"),
        Readout("your sample, likelihood", _told(q.mine.likelihood), role="gradient"),
        Readout("moments: half of the samples err by less than", percent(q.errors[0]), role="model"),
        Readout("likelihood: half of the samples err by less than", percent(q.errors[1]), role="gradient"),
    ]
    if not q.regular:
        near = _chance(q.impossible)
        beaten = law("2 × mean < largest", "simulated = Irwin and Hall’s law", np.mean(a < b), q.impossible, **near)
        high_law = law("the largest is never too large", "share above θ = 0", high, 0.0, unless=unless)
        return [*found, beaten, high_law] if q.p.clean else [*found, high_law]
    known = np.isfinite(a) & np.isfinite(b) & (a > 0) & (b > 0)
    linked = float(np.corrcoef(np.log(a[known]), np.log(b[known]))[0, 1]) ** 2
    found.append(Readout("squared correlation of their logarithms", percent(linked)))
    found.append(Readout("efficiency of moments for large n", percent(float(se.efficiency(q.p.law, q.truth)))))
    if q.p.law == "gamma":
        a, gap = q.mine.likelihood, float(np.log(q.x.mean()) - q.log_x.mean())
        says, name = "ln a − ψ(a) = ln mean − mean of ln x", "your sample’s likelihood keeps its logarithms"
        return [*found, law(name, says, np.log(a) - psi(a), gap, tolerance=1e-7)] if np.isfinite(a) else found
    says = "simulated = P(Gamma(n) below n)"
    return [*found, law("how often the likelihood’s is too high", says, high, exact, unless=unless, **_chance(exact))]


def _told(estimate: float) -> float | str:
    return estimate if np.isfinite(estimate) else "infinite"


def efficiency_readouts(q: Estimates) -> Said:
    (moments, likely), (square, own, both) = q.variances, q.squares
    found: Said = [
        Readout("n × variance by moments", _told(moments), role="model"),
        Readout("n × variance by likelihood", likely, role="gradient"),
        Readout("efficiency of moments", percent(q.efficiency), role="model"),
        law("area below the axis", "∫ shift² p = n Var ML", own, likely, tolerance=1e-8),
    ]
    if np.isfinite(square):
        found.append(law("area above", "∫ shift² p = n Var moments", square, moments, tolerance=1e-8))
        found.append(law("no regular estimate does better", "n Var moments ≥ n Var ML", square, likely))
    if np.isfinite(both):
        found.append(law("they differ by mere noise", "Cov(moments − ML, ML) = 0", both - own, 0.0, tolerance=1e-7))
    return found


def fits_readouts(q: Estimates) -> Said:
    f, x = q.fit, q.values
    found: Said = [
        Readout("shape by moments", _told(f.moments), role="model"),
        Readout("shape by likelihood", _told(f.likelihood), role="gradient"),
        Readout("apart, in standard errors (Hausman)", q.apart if q.varied else "undefined", digits=3),
    ]
    if not q.varied:
        return found
    logs, mean = psi(f.likelihood) + np.log(f.mean / f.likelihood), float(np.log(x).mean())
    low, best = (se.log_likelihood(f, a) - np.log(f.mean) for a in (f.moments, f.likelihood))
    deviation = f.mean / np.sqrt(f.moments)
    return [
        *found,
        law("moments match the deviation", "mean/√shape = deviation of the data", deviation, x.std(), tolerance=1e-7),
        law("likelihood matches the logs", "ψ(shape) + ln scale = mean of ln x", logs, mean, tolerance=1e-7),
        law("which of them is likelier", "ℓ(moments)/n ≤ ℓ(likelihood)/n", low, best, tolerance=1e-7),
    ]


NEVER = "The law has no mean. The samples have, and the moment estimate tends to 1, whatever a is."
HEAVY = "The law has no variance: the moment estimate goes to the truth more slowly than 1/√n."
ENDLESS = "The mean of squares is infinite: the area above the axis has no end on the right."
LOST = "Twice your mean is less than your largest value: no such θ could have made your sample."
TIE = "Two draws: twice the mean and the largest have the same squared error, 1/6."
ONE = "One draw, doubled, is both 2 × mean and the unbiased multiple (k = 2)."
SHORT = "Of so few draws neither estimate has a finite mean squared error: read the medians."
CLIPPED = "Spread or gap is beyond the axes on the right: what lies beyond is drawn at their edge."
EQUAL = "The values are equal, or as good as: the gamma law that fits best is a point, of infinite shape."


def uniform_notice(q: Estimates) -> str:
    return ONE if q.p.n == 1 else TIE * (q.p.n == 2 and q.p.k == 0)


def pairs_notice(q: Estimates) -> str:
    if not q.regular:
        return LOST if q.mine.moments < q.x.max() else ""
    if not np.isfinite(q.mine.likelihood):
        return EQUAL
    if q.p.law == "pareto" and q.p.shape <= 2:
        return NEVER if q.p.shape <= 1 else HEAVY
    return SHORT * (q.size <= FEW[q.p.law])


def efficiency_notice(q: Estimates) -> str:
    light = q.p.family != "pareto" or q.p.shape > 2
    return "" if light else NEVER if q.p.shape <= 1 else ENDLESS


def fits_notice(q: Estimates) -> str:
    beyond, (left, right), (low, high) = int(np.count_nonzero(q.values > q.ends[1])), *PLANE
    shown = left < q.fit.spread < right and low < q.fit.gap < high and 1 / q.fit.likelihood < right
    told = f"{beyond} of {q.fit.n} values lie to the right of the axis. " * (beyond > 0) + CLIPPED * (not shown)
    return told.strip() if q.varied else EQUAL


ALTS: dict[str, Callable[[Estimates], str]] = {
    "uniform": lambda q: f"Twice the mean and {named(q)} of {q.p.n} draws: squared errors {number(q.ratio, 3)} to 1.",
    "pairs": lambda q: f"Among {SAMPLES} samples {number(q.mine.moments, 4)} and {number(q.mine.likelihood, 4)}.",
    "efficiency": lambda q: (
        f"One observation’s influence and its square; moments are {percent(q.efficiency)} efficient."
    ),
    "fits": lambda q: f"{q.fit.n} values, gamma laws of shape {number(q.fit.moments)} and {number(q.fit.likelihood)}.",
}


def numbers(q: Estimates) -> dict[str, Any]:
    """Named values for the text and the programs."""
    n, law_name, family_name = q.p.n, NAMES.get(q.p.law, "uniform"), NAMES[q.p.family]
    found: dict[str, Any] = {"likely_square": q.likely.square, "likely_bias": q.likely.bias, "free_factor": 1 + 1 / n}
    found |= {"doubled_square": q.doubled.square, "best_square": 1 / (n + 1) ** 2, "free_square": 1 / (n * (n + 2))}
    found |= {"by_moments": q.mine.moments, "by_likelihood": q.mine.likelihood, "percent_lost": 100 * q.impossible}
    found |= {"law_name": rf"\text{{{law_name}}}", "family_name": rf"\text{{{family_name}}}"}
    found |= {"moments_variance": q.variances[0], "likelihood_variance": q.variances[1]}
    found |= {"percent_efficient": 100 * q.efficiency, "best_factor": (n + 2) / (n + 1)}
    f, apart = (q.fit, q.apart) if q.positive else (se.Fit(len(q.column[1]), *[np.nan] * 5), np.nan)
    found |= {"count": f.n, "average": f.mean, "spread": f.spread, "gap": f.gap}
    return found | {"shape_moments": f.moments, "shape_likelihood": f.likelihood, "standard_errors": apart}


def listing(q: Estimates) -> dict[str, Any]:
    """The constants of the programs: the samples themselves."""
    draws = [float(f"{value:.12g}") for value in q.x]
    found = {"n": q.p.n, "k": float(q.p.k), "law": q.p.law, "draws": draws}
    return found | {"family": q.p.family, "shape": float(q.p.shape), "values": q.column[1].tolist()}
