"""What each view says in numbers, its notices and alternative texts."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import law_fit, law_names, law_relations, law_shapes
from pages.probability.random_variables import panels
from pages.probability.random_variables.state import DATA, RELATIONS, Laws, moment

MANY = 20_000  # masses that are added up one by one


def of_law(q: Laws) -> list[Readout | Law]:
    """The quantile and its probability, the moments, and what ties density, distribution function and quantile."""
    found: list[Readout | Law] = [
        Readout("x, the quantile of u", q.x, role="accent"),
        Readout("probability P(X = x)" if q.law.discrete else "density at x", told(q.height), role="model"),
    ]
    names = ("mean", "variance", "skewness", "kurtosis (normal: 3)")
    found += [Readout(name, moment(value)) for name, value in zip(names, q.law.moments, strict=True)]
    if not q.law.discrete:
        middle = float(q.law.ppf(0.5))
        area = law_shapes.area(q.law, min(q.x, middle), max(q.x, middle))
        name = "area from the median to x, by quadrature"
        found.append(law(name, "∫ f = |u − ½|", area, abs(q.p.u - 0.5), tolerance=1e-6))
        found.append(law("the quantile function inverts F", "F(Q(u)) = u", q.reached, q.p.u, tolerance=1e-9))
    else:
        low = q.law.reach(1e-14)[0]
        if q.x - low < MANY:
            total = float(q.law.density(np.arange(low, q.x + 1)).sum())
            found.append(law("the masses up to x add up to F", "Σ p = F(x)", total, q.reached, tolerance=1e-8))
        found.append(law("x is the first to reach u", "F(x) ≥ u", q.reached, q.p.u, tolerance=1e-9))
    if q.p.drawn:
        gap = law_relations.kolmogorov(q.draws[1][: q.p.drawn], q.law)
        bound = law_relations.band(q.p.drawn)
        found.append(law("draws are where the law is", "largest gap ≤ once in 10⁹", gap, bound, digits=3))
    return found


def told(height: float) -> float | str:
    """A density as a readout says it."""
    return height if np.isfinite(height) else "infinite"


def law_notice(q: Laws) -> str:
    """What the reader cannot see in the figure."""
    if not q.frame[0] <= q.x <= q.frame[1]:
        return "x lies beyond the window: the tail is long, and goes on."
    if q.law.mean is None or not np.isfinite(q.law.mean):
        kind = "no mean" if q.law.mean is None else "an infinite mean"
        return f"This law has {kind}: averages of draws never settle, and quantiles say where it is."
    if q.law.variance is None or not np.isfinite(q.law.variance):
        return "This law has a mean, and an infinite variance."
    if not q.law.discrete and np.max(q.curve[1]) > q.top:
        infinite = "infinite at an end" if np.isinf(q.curve[1]).any() else "higher than the panel"
        return f"The density is {infinite}: it is cut off, and the area under it is still 1."
    return ""


def law_alt(q: Laws) -> str:
    """The alternative text of the first view."""
    kind = "Masses" if q.law.discrete else "Density"
    drawn = f" {q.p.drawn} draws lie over it." if q.p.drawn else ""
    return (
        f"{kind} and distribution function of the law {q.law.law.name}. "
        f"Up to x = {number(q.x)} lies the probability {number(q.reached)}.{drawn}"
    )


def of_relation(q: Laws) -> list[Readout | Law]:
    """The distance, and the theorem that bounds it."""
    if q.limit is None:
        return of_identity(q)
    bound = law_relations.promised(q.p.relation, q.size)
    kind = "total variation distance" if q.limit.discrete else "largest gap of the distribution functions"
    found: list[Readout | Law] = [
        Readout(q.limit.parameter, q.size, digits=6),
        Readout(kind, q.apart, role="accent", digits=6),
        Readout("where they are farthest apart", q.limit.widest(q.size)),
    ]
    names = {
        "rare": ("Le Cam", "distance ≤ n p²"),
        "student": ("Pinelis", "distance ≤ 0.158/ν"),
        "waits": ("Berry and Esseen", "distance ≤ 1.147/√k"),
        "maxima": ("by y² e⁻ʸ ≤ 4e⁻²", "distance ≤ 0.541/n"),
    }
    found.append(law(*names[q.p.relation], q.apart, bound))
    if q.p.relation == "rare":
        better = bound * -np.expm1(-law_relations.RARE) / law_relations.RARE
        found.append(law("Barbour and Hall", "distance ≤ (1 − e⁻³) n p² / 3", q.apart, better))
    return found


def of_identity(q: Laws) -> list[Readout | Law]:
    """Draws that were made, held against the law that is claimed."""
    assert q.identity is not None
    unless = "" if q.p.holds else q.identity.broken
    mean, wanted = float(q.made.mean()), q.target.mean
    assert wanted is not None
    bound = law_relations.band(q.p.amount)
    return [
        Readout("draws made", f"{q.p.amount}"),
        Readout("mean of the draws", mean, role="data"),
        Readout("mean of the law claimed", wanted, role="optimum"),
        law("the draws have the law claimed", "largest gap ≤ once in 10⁹", q.apart, bound, digits=4, unless=unless),
    ]


def relation_notice(q: Laws) -> str:
    """What is switched off, or what could not be drawn."""
    if q.limit:
        return f"With n below 3, p = 3/n is no probability: n = {int(q.size)} is shown." if q.size > q.p.n else ""
    assert q.identity is not None
    return "" if q.p.holds else f"Switched off: {q.identity.broken}. The histogram has another law."


def relation_alt(q: Laws) -> str:
    """The alternative text of a relation."""
    at = f"at {number(q.size)}" if q.limit else f"performed on {q.p.amount} draws"
    return f"{RELATIONS[q.p.relation]} {at}: the distance is {number(q.apart)}."


def of_fit(q: Laws) -> list[Readout | Law]:
    """How well the law of the sliders fits the data."""
    hidden = q.p.sample in law_fit.RIDDLES
    found: list[Readout | Law] = [
        Readout("largest gap, law to hidden law" if hidden else "largest gap, law to data", q.gap, role="accent"),
        Readout("mean and variance of the data", pair(q.data.mean(), q.data.var()), role="data"),
        Readout("mean and variance of the law", pair(*q.law.moments[:2]), role="model"),
    ]
    if q.whole:
        zeros = float((q.data == 0).mean()), float(q.law.density(0.0)) if q.law.discrete else 0.0
        found.append(Readout("share of zeros, data and law", f"{100 * zeros[0]:.1f}% and {100 * zeros[1]:.1f}%"))
    if q.whole == q.law.discrete:
        best = np.isfinite(q.aic)
        found.append(
            Readout("AIC = 2 parameters − 2 ln L", q.aic if best else "infinite: a value is ruled out", digits=8)
        )
    if hidden:
        sample = law_relations.gap_of(*law_fit.counted(q.p.sample), q.law)
        bound = q.gap + law_relations.band(law_fit.HIDDEN)
        found.append(
            law("the sample is near its law", "gap to the sample ≤ gap + 0.0518", sample, bound, tolerance=1e-3)
        )
    b1, b2 = q.spot
    found.append(law("of every sample (Pearson)", "β₂ ≥ β₁ + 1", b2, b1 + 1))
    return found


def pair(*values: float | None) -> str:
    """Two numbers, some of which may not exist."""
    told = [moment(value) for value in values]
    return " and ".join(value if isinstance(value, str) else number(value) for value in told)


def fit_notice(q: Laws) -> str:
    """A law of another kind than the data."""
    if q.whole != q.law.discrete:
        kind = ("whole numbers", "integers") if q.whole else ("no whole numbers", "the line")
        return f"The data are {kind[0]}: choose a law on {kind[1]}."
    return ""


def fit_alt(q: Laws) -> str:
    """The alternative text of a fit."""
    return f"{DATA[q.p.sample]} as a histogram under the law {q.law.law.name}: the largest gap is {number(q.gap)}."


def of_place(q: Laws) -> list[Readout | Law]:
    """Where the law and the data are in Pearson's plane."""
    b1, b2 = q.spot
    found: list[Readout | Law] = [
        Readout("law: skewness² and kurtosis", pair(squared(q.law.skewness), q.law.kurtosis), role="accent"),
        Readout("data: skewness² and kurtosis", pair(b1, b2), role="data"),
        law("of every sample (Pearson)", "data: β₂ ≥ β₁ + 1", b2, b1 + 1),
    ]
    if np.isfinite(q.place).all():
        found.append(law("of every law (Pearson)", "law: β₂ ≥ β₁ + 1", q.place[1], q.place[0] + 1))
    return [*found, Readout("largest gap of the distribution functions", q.gap, role="accent")]


def squared(value: float | None) -> float | None:
    """The square of a moment that may not exist."""
    return None if value is None else value**2


def place_notice(q: Laws) -> str:
    """What is out of the plane."""
    if not np.isfinite(q.place).all():
        return "This law has no place here: its skewness or kurtosis is infinite, or it has none."
    if panels.pinned(q.place) != q.place:
        return "The law lies beyond the panel: its dot waits at the edge."
    return "" if panels.inside_plane(q.spot) else "The data lie beyond the panel: their tail is very heavy."


def place_alt(q: Laws) -> str:
    """The alternative text of Pearson's plane."""
    return (
        f"Pearson’s plane with families of laws. {q.law.law.name} is at skewness² and kurtosis "
        f"{pair(squared(q.law.skewness), q.law.kurtosis)}, the data are at {pair(*q.spot)}."
    )


def of_names(q: Laws) -> list[Readout | Law]:
    """The law in five libraries, and what is misread."""
    found: list[Readout | Law] = [Readout(name, law_names.text(each)) for name, each in q.calls.items()]
    found.append(Readout("textbooks", law_names.BOOKS.get(q.key, "One convention, as here")))
    if q.other and q.wrong:
        mean = q.other.mean
        moved = None if mean is None else mean + q.shift
        found.append(Readout("mean, meant and understood", pair(q.law.mean, moved), role="gradient"))
        reported = float(q.other.ppf(q.p.u)) + q.shift
        found.append(Readout("quantile of u, meant and understood", pair(q.x, reported), role="gradient"))
    theirs = law_names.scipy_density(q.key, q.law.theta, q.x)
    if np.isfinite(q.height):
        found.append(law("scipy.stats, called like this", "its density at x = ours", theirs, q.height, tolerance=1e-7))
    return found


def names_notice(q: Laws) -> str:
    """The misreading in words."""
    return f"Misread: {q.wrong.says}." if q.wrong else "This law has the same parameters everywhere."


def names_alt(q: Laws) -> str:
    """The alternative text of the names."""
    return f"{q.law.law.name}, with mean {pair(q.law.mean)}, as it is meant and as it is misread. {names_notice(q)}"
