"""What each view says in numbers, and its notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import law_fit, law_names, law_relations, law_shapes
from pages.probability.random_variables.state import Laws

MANY = 20_000  # masses that are added up one by one


def moment(value: float | None) -> str | float:
    """A number that may not exist, as a readout says it."""
    return "none" if value is None else float(value) if np.isfinite(value) else "infinite"


def pair(*values: float | None) -> str:
    return " and ".join(value if isinstance(value, str) else number(value) for value in map(moment, values))


def of_law(q: Laws) -> list[Readout | Law]:
    """The quantile and its probability, the moments, and what ties density, distribution function and quantile."""
    found: list[Readout | Law] = [Readout("x, the quantile of u", q.x, role="accent")]
    found.append(Readout("probability P(X = x)" if q.law.discrete else "density at x", moment(q.height), role="model"))
    names = ("mean", "variance", "skewness", "kurtosis (normal: 3)")
    found += [Readout(name, moment(value)) for name, value in zip(names, q.law.moments, strict=True)]
    if not q.law.discrete:
        middle = float(q.law.ppf(0.5))
        area, sides = law_shapes.area(q.law, min(q.x, middle), max(q.x, middle)), "∫ f = |u − ½|"
        found.append(law("area from the median to x, by quadrature", sides, area, abs(q.p.u - 0.5), tolerance=1e-6))
        found.append(law("the quantile function inverts F", "F(Q(u)) = u", q.reached, q.p.u, tolerance=1e-7))
    else:
        if q.x - (low := q.law.reach(1e-14)[0]) < MANY:
            total = float(q.law.density(np.arange(low, q.x + 1)).sum())
            found.append(law("the masses up to x add up to F", "Σ p = F(x)", total, q.reached, tolerance=1e-8))
        found.append(law("x is the first to reach u", "F(x) ≥ u", q.reached, q.p.u, tolerance=1e-9))
    if count := q.p.drawn:
        gap, sides = law_relations.kolmogorov(q.shown[1], q.law), "largest gap ≤ once in 10⁹"
        found.append(law("draws are where the law is", sides, gap, law_relations.band(count), digits=3))
    return found


def law_notice(q: Laws) -> str:
    mean, variance = map(moment, q.law.moments[:2])
    if not q.frame[0] <= q.x <= q.frame[1]:
        return "x lies beyond the window: the tail is long, and goes on."
    if isinstance(mean, str):
        kind = "no mean" if mean == "none" else "an infinite mean"
        return f"This law has {kind}: averages of draws never settle, and quantiles say where it is."
    if isinstance(variance, str):
        return "This law has a mean, and an infinite variance."
    if not q.law.discrete and np.max(q.curve[1]) > q.top:
        kind = "infinite at an end" if np.isinf(q.curve[1]).any() else "higher than the panel"
        return f"The density is {kind}: it is cut off, and the area under it is still 1."
    return ""


def of_relation(q: Laws) -> list[Readout | Law]:
    """The distance and the theorem that bounds it; of an identity, the draws that were made."""
    if q.identity:
        bound, wanted, sides = law_relations.band(q.p.amount), q.target.mean, "largest gap ≤ once in 10⁹"
        claim, unless = "the draws have the law claimed", "" if q.p.holds else q.identity.broken
        return [
            Readout("mean of the draws", q.made.mean(), role="data"),
            Readout("mean of the law claimed", wanted, role="optimum"),
            law(claim, sides, q.apart, bound, digits=4, unless=unless),
        ]
    assert q.limit is not None
    bound = law_relations.promised(q.p.relation, q.size)
    found: list[Readout | Law] = [Readout(q.limit.parameter, q.size, digits=6)]
    found.append(Readout("where the distribution functions are farthest apart", q.limit.widest(q.size)))
    found.append(law(*law_relations.THEOREMS[q.p.relation], q.apart, bound))
    if q.p.relation == "rare":
        found.append(law("Barbour and Hall", "distance ≤ (1 − e⁻³) n p² / 3", q.apart, -np.expm1(-3.0) / 3 * bound))
    return found


def relation_notice(q: Laws) -> str:
    if q.identity is None:
        return f"It is shown from {int(q.size)} on; below that they are farther apart." if q.size > q.p.n else ""
    if q.p.k == 1 and not q.p.holds and q.p.relation in ("first", "squares"):
        return "One alone is independent: with k = 1 nothing is switched off."
    return "" if q.p.holds else f"Switched off: {q.identity.broken}. The histogram has another law."


def of_fit(q: Laws) -> list[Readout | Law]:
    """How well the law of the sliders fits the data, and where both are in Pearson's plane."""
    (b1, b2), skewness, hidden = q.spot, q.law.skewness, q.p.sample in law_fit.RIDDLES
    found: list[Readout | Law] = [
        Readout("largest gap, law to hidden law" if hidden else "largest gap, law to data", q.gap, role="accent"),
        Readout("mean and variance of the data", pair(q.data.mean(), q.data.var()), role="data"),
        Readout("mean and variance of the law", pair(*q.law.moments[:2]), role="model"),
        Readout("skewness² and kurtosis of the data", pair(b1, b2), role="data"),
        Readout("the same of the law", pair(None if skewness is None else skewness**2, q.law.kurtosis), role="model"),
        law("of every sample (Pearson)", "data: β₂ ≥ β₁ + 1", b2, b1 + 1),
    ]
    if np.isfinite(q.place).all():
        found.append(law("of every law (Pearson)", "law: β₂ ≥ β₁ + 1", q.place[1], q.place[0] + 1))
    if q.whole:
        zeros = float((q.data == 0).mean()), float(q.law.density(0.0)) if q.law.discrete else 0.0
        found.append(Readout("share of zeros, data and law", f"{100 * zeros[0]:.1f}% and {100 * zeros[1]:.1f}%"))
    if q.whole == q.law.discrete:
        aic = q.aic if np.isfinite(q.aic) else "infinite: a value is ruled out"
        found.append(Readout("AIC = 2 parameters − 2 ln L", aic, digits=8))
    return found


def fit_notice(q: Laws) -> str:
    kinds = ("whole numbers", "integers") if q.whole else ("no whole numbers", "the line")
    return "" if q.whole == q.law.discrete else f"The data are {kinds[0]}: choose a law on {kinds[1]}."


def place_notice(q: Laws) -> str:
    if not np.isfinite(q.place).all():
        return "This law has no place here: its skewness or kurtosis is infinite, or it has none."
    if law_fit.pinned(q.place) != q.place:
        return "The law lies beyond the panel: its dot waits at the edge."
    return "" if law_fit.pinned(q.spot) == q.spot else "The data lie beyond the panel: their tail is very heavy."


def of_names(q: Laws) -> list[Readout | Law]:
    """The law in five libraries, and what is misread."""
    found: list[Readout | Law] = [Readout(name, law_names.text(each)) for name, each in q.calls.items()]
    found.append(Readout("textbooks", law_names.BOOKS.get(q.key, "One convention, as here")))
    if q.other:
        moved = None if q.other.mean is None else q.other.mean + q.shift
        reported = float(q.other.ppf(q.p.u)) + q.shift
        found.append(Readout("mean, meant and understood", pair(q.law.mean, moved), role="gradient"))
        found.append(Readout("quantile of u, meant and understood", pair(q.x, reported), role="gradient"))
    if np.isfinite(q.height):
        theirs = law_names.scipy_density(q.key, q.law.theta, q.x)
        found.append(law("scipy.stats, called like this", "its density at x = ours", theirs, q.height, tolerance=1e-7))
    return found


def names_notice(q: Laws) -> str:
    if q.wrong is None:
        return law_names.REFUSED.get(q.key, "The libraries have the same parameters: there is little to misread.")
    same = (q.wrong.theta, q.shift) == (q.law.theta, 0.0)
    return f"Misread: {q.wrong.says}.{' At these numbers it makes no difference.' if same else ''}"


def numbers(q: Laws) -> Mapping[str, Any]:
    """Named values for the text and the programs."""
    names = ("mean", "variance", "skewness", "kurtosis")
    found = {name: np.nan if value is None else value for name, value in zip(names, q.law.moments, strict=True)}
    symbols = [each.symbol for each in q.law.law.parameters]
    told = ", ".join(f"{symbol} = {value:g}" for symbol, value in zip(symbols, q.law.theta, strict=True))
    words = {"law_name": rf"\text{{{q.law.law.name}}}", "told": rf"\text{{{told}}}"}
    return found | words | {"limiting": q.rare, "le_cam": law_relations.RARE**2 / q.rare}
