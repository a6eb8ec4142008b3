"""What the lesson says in numbers, laws and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law, up_to
from explorer.text import number
from mathcore.statistics import small_populations as sp
from mathcore.statistics import survey_designs as sd
from pages.statistics.sampling_distributions.panels import percent
from pages.statistics.sampling_distributions.state import Sampling

FORMULAS = {"simple": "S·√((1 − n/N)/n)", "replaced": "σ/√n", "convenience": "S·√((1 − n/N)/n)"}
FORMULAS |= dict.fromkeys(("stratified", "neyman"), "√ΣWₕ²Sₕ²(1 − nₕ/Nₕ)/nₕ")
LIKELIER = "some rows are likelier to be taken"
n3 = lambda value: number(value, 3)
_most = lambda q: f"ρ is {n3(q.poll.defect)}, the most that is possible"


def draw_readouts(q: Sampling) -> list[Readout | Law]:
    unless, means = LIKELIER if q.tilted and q.p.tilt else "", q.means
    heavy, size = q.population.heaviness * q.fewest / q.n, q.sigma + abs(q.mu)
    slacks = sd.slack(q.formula + 1e-9 * size, len(means), heavy)
    aside, wide = (up_to(each) | {"scale": size} for each in slacks)
    says = f"deviation of the means = {FORMULAS[q.p.design]}"
    found: list[Readout | Law] = [
        Readout("mean of the population μ", q.mu, role="optimum", digits=5),
        law("they centre on that", "average of the means = μ", means.mean(), q.mu, unless=unless, **aside),
        law("how far they spread", says, means.std(), q.formula, digits=4, unless=unless, **wide),
    ]
    if q.fewest == 1:
        return found
    dealt = ", ".join(map(str, q.counts)) if len(q.counts) <= 10 else f"{q.counts.min()} to {q.counts.max()}"
    without = Readout("standard error without strata", q.plain, role="null")
    return [*found, Readout("rows from each stratum", dealt, role="data"), without]


def every_readouts(q: Sampling) -> list[Readout | Law]:
    name, n, sides = q.p.statistic, q.small, "replaced" if q.p.back else "simple"
    by = {"mean": "μ", "variance": "σ²" if q.p.back else "S²"}.get(name, "by their ranks")
    theory, bias = sp.expected(q.few, n, name, q.p.back), q.every.mean - q.own
    bias = bias if abs(bias) > 1e-12 * (1 + abs(q.own)) else 0.0
    found: list[Readout | Law] = [
        Readout(f"{name} of the population", q.own, role="optimum"),
        law("over all samples", f"average = {by}", q.every.mean, theory),
        Readout("bias: average − that of the population", bias),
    ]
    if name != "mean":
        return [*found, Readout("standard error", q.every.error, role="accent")]
    exact = (sd.replaced_error if q.p.back else sd.simple_error)(float(q.few.std(ddof=1)), n, len(q.few))
    return [*found, law("their spread", f"deviation of all = {FORMULAS[sides]}", q.every.error, exact)]


def groups_readouts(q: Sampling) -> list[Readout | Law]:
    (count, m), rho = q.heap.values.shape, q.alike
    whole, strata = (float(effect(rho, count, m)) for effect in (sp.cluster_effect, sp.strata_effect))
    pays, lives = "variance ratio = (1 + (m−1)ρ)·(N−1)/(N−m)", "variance ratio = (1 − ρ)·(N−1)/N"
    return [
        Readout("likeness within groups ρ", rho, role="accent", note="intraclass correlation, over pairs of a group"),
        law("clusters pay for likeness", pays, q.heap.cluster_effect, whole, tolerance=1e-7),
        law("strata live on it", lives, q.heap.strata_effect, strata, tolerance=1e-7),
        Readout("a cluster is worth, in random rows", m / max(q.heap.cluster_effect, 1e-12), digits=3, role="model"),
    ]


def bias_readouts(q: Sampling) -> list[Readout | Law]:
    d, says = q.dials, "mean − μ = defect × quantity × difficulty"
    factors = " × ".join(map(n3, (d.defect, d.quantity, d.difficulty)))
    slack = float(np.hypot(*sd.slack(q.plain + 1e-9 * q.sigma, q.p.simulated, q.population.heaviness / q.n)))
    unless, alone = LIKELIER if q.p.tilt else "", f"typical error = {FORMULAS['simple']}"
    return [
        law("of this very sample", says, q.off, d.error, note=factors),
        Readout("typical error of such samples", q.here[0], role="gradient", scale=1),
        Readout("random rows with the same error", q.equal, digits=3, role="model"),
        Readout("“95%” intervals that hold μ", percent(q.here[1]), role="gradient"),
        law("were it at random", alone, q.here[0], q.plain, digits=4, unless=unless, **up_to(slack)),
    ]


def dials_readouts(q: Sampling) -> list[Readout | Law]:
    poll, shift = q.poll, "error / standard error = ρ·√(N − 1)"
    note = f"Meng’s f/(1 − f)/ρ²: {number(poll.meng, 3)}"
    return [
        Readout("answers", f"{number(poll.answers, 3)} of {number(poll.people, 3)}", role="data"),
        Readout("error", 100 * poll.error, "points", role="gradient"),
        Readout("claimed: ±1.96 standard errors", 196 * poll.claimed, "points", 3, role="optimum"),
        law("large populations", shift, poll.error / poll.claimed, poll.defect * np.sqrt(poll.people - 1)),
        Readout("coverage of “95%” intervals", percent(poll.coverage), role="gradient", note="if ρ is the mean defect"),
        Readout("random answers with the same error", poll.worth, digits=3, role="model", note=note),
    ]


first = lambda *cases: next((text for holds, text in cases if holds), "")
census = lambda q: (q.n == q.size, f"A census: all {q.size:,} rows are taken, and nothing is left to chance.")
NOTICES: Mapping[str, Callable[[Any], str]] = {
    "draw": lambda q: f"n stops at {q.size:,}." * (q.p.n > q.size) if q.p.design == "replaced" else first(census(q)),
    "all": lambda q: first(
        (q.p.statistic == "variance" and q.small == 1, "The variance of one value is taken as 0 here."),
        (q.every.statistic.max() > 100, "The largest variances lie beyond the axis."),
        (q.small < q.p.small, f"There are {len(q.few)} values, and a sample has at most as many."),
    ),
    "groups": lambda q: first(
        (q.members < q.p.members, f"There are {q.size} rows: groups of {q.members}, so that there are two."),
        (not q.heap.varied, "The rows in whole groups are all equal: likeness is taken as 0."),
        (q.piles.size < q.size, f"{q.size - q.piles.size} of the {q.size:,} rows are left over and in no group."),
    ),
    "bias": lambda q: first(census(q), (q.n >= 4 * q.equal, f"{q.n} rows, as wrong as {n3(q.equal)} at random.")),
    "dials": lambda q: first((q.poll.defect < q.p.defect, f"No sample of that size is so defective: {_most(q)}.")),
}
ALTS: Mapping[str, Callable[[Any], str]] = {
    "draw": lambda q: f"{q.n} of {q.size} dots lit; means of {len(q.means)} samples: {n3(q.center)} ± {n3(q.width)}.",
    "all": lambda q: f"{len(q.few)} values, and the {q.p.statistic} of every sample of {q.small}: {n3(q.every.mean)}.",
    "groups": lambda q: f"Groups of {q.members}, and variance ratios against likeness, here {n3(q.alike)}.",
    "bias": lambda q: f"{q.n} of {q.size} rows under a curve of chances, as good as {n3(q.equal)} at random.",
    "dials": lambda q: f"Defect {n3(q.poll.defect)} and share {n3(q.poll.share)}: worth {n3(q.poll.worth)} answers.",
}


def numbers(q: Sampling) -> Mapping[str, Any]:
    """Beside the quantities: designs by their formulas, groups, a biased sample, the small population, the dials."""
    designs, poll = ("stratified", "neyman", "replaced"), q.poll
    found: dict[str, Any] = {f"{name}_error": float(q.population.errors(name, q.n)) for name in designs}
    found |= {"percent_rows": 100 * q.n / q.size, "group_count": len(q.piles), "typical": q.here[0]}
    found |= {"percent_held": 100 * q.here[1], "shift": poll.defect / poll.typical, "points": 100 * poll.error}
    found |= {"whole_ratio": q.heap.cluster_effect, "strata_ratio": q.heap.strata_effect}
    found |= {f"this_{name}": getattr(q.dials, name) for name in ("defect", "quantity", "error")}
    found |= {f"every_{name}": getattr(q.every, name) for name in ("mean", "error")}
    found |= {f"poll_{name}": getattr(poll, name) for name in ("defect", "quantity", "difficulty", "worth", "meng")}
    found |= {"percent_covered": round(100 * poll.coverage, 10), "every_count": len(q.every.chance)}
    return found | {"named": rf"\text{{{q.p.statistic}}}"}


def listing(q: Sampling) -> Mapping[str, Any]:
    """Of the population the programs get what a planner knows: its strata. The rest is the reader's own."""
    found, pop = {"n": q.n, "small": q.small}, q.population
    found |= {name: q.p[name] for name in ("statistic", "back", "people", "percent", "defect", "yes")}
    means = [float(q.y[rows].mean()) for rows in pop.members]
    return {"sizes": pop.sizes.tolist(), "means": means, "spreads": pop.spreads.tolist(), "few": q.few.tolist()} | found
