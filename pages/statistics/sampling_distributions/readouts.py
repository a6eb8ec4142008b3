"""What the lesson says in numbers, laws and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.statistics import survey_designs as sd
from pages.statistics.sampling_distributions.panels import DESIGNS, STATISTICS
from pages.statistics.sampling_distributions.state import Sampling

FORMULAS = {"simple": "S·√((1 − n/N)/n)", "replaced": "σ/√n", "convenience": "S·√((1 − n/N)/n)"}
FORMULAS |= dict.fromkeys(("stratified", "neyman"), "√ΣWₕ²Sₕ²(1 − nₕ/Nₕ)/nₕ")
percent = lambda share: f"{100 * share:.1f}%"


def _up_to(slack: float) -> dict[str, Any]:
    return {"slack": slack, "note": f"up to simulation error: ±{number(slack, 2)}"}


def _noise(q: Sampling, error: float, count: int) -> tuple[float, float]:
    """What the mean and the deviation of so many simulated means may be off by: five standard errors and more."""
    heavy = q.skew / max(q.n / len(q.strata) if q.fewest > 1 else q.n, 1)
    tiny = 1e-9 * (q.sigma + abs(q.mu))
    wide = 5 * error * np.sqrt((2 + heavy) / (4 * count)) + 25 * error * (1 + heavy) / count
    return 5.5 * error / np.sqrt(count) + 10 * error * np.sqrt(heavy) / count + tiny, float(wide + tiny)


def draw_readouts(q: Sampling) -> list[Readout | Law]:
    unless = "some rows are likelier to be taken" if q.tilted and q.p.tilt else ""
    aside, wide = _noise(q, q.formula, len(q.means))
    says = f"deviation of the means = {FORMULAS[q.design]}"
    found: list[Readout | Law] = [
        Readout("mean of the population μ", q.mu, role="optimum", digits=5),
        law("their mean is that of the population", "average of the means = μ", q.means.mean(), q.mu,
            unless=unless, **_up_to(aside)),
        law("they spread as the formula says", says, q.means.std(), q.formula, digits=4, unless=unless, **_up_to(wide)),
    ]  # fmt: skip
    if q.fewest > 1:
        dealt = ", ".join(map(str, q.counts)) if len(q.counts) <= 10 else ""
        found.append(Readout("rows from each stratum", dealt, role="data"))
        plain = float(q.error_of("simple", np.array([q.n]))[0])
        found.append(Readout("standard error without strata", plain, role="null"))
    return found


def groups_readouts(q: Sampling) -> list[Readout | Law]:
    m, rho, rows = q.members, q.alike, q.piles.size
    return [
        Readout("intraclass correlation ρ", rho, role="accent", note="of all pairs of rows in one group"),
        law("clusters pay for likeness", "variance ratio = (1 + (m−1)ρ)·(N−1)/(N−m)",
            q.heap.cluster_effect, (1 + (m - 1) * rho) * (rows - 1) / (rows - m), tolerance=1e-7),
        law("strata live on it", "variance ratio = (1 − ρ)·(N−1)/N",
            q.heap.strata_effect, (1 - rho) * (rows - 1) / rows, tolerance=1e-7),
        Readout("rows that a cluster of this size is worth", m / max(q.heap.cluster_effect, 1e-12), role="model"),
    ]  # fmt: skip


def bias_readouts(q: Sampling) -> list[Readout | Law]:
    d = q.dials
    unless = "some rows are likelier to be taken" if q.p.tilt else ""
    plain = float(q.error_of("simple", np.array([q.n]))[0])
    slack = float(np.hypot(*_noise(q, plain, q.p.simulated)))
    return [
        law("of this very sample", "mean − μ = defect × quantity × difficulty", q.off, d.error,
            note=f"{number(d.defect, 3)} × {number(d.quantity, 3)} × {number(d.difficulty, 3)}"),
        Readout("root mean squared error of such samples", q.here[0], role="gradient"),
        Readout("random rows with the same error", q.equal, digits=3, role="model"),
        Readout("95% intervals that hold μ", percent(q.here[1]), role="gradient"),
        law("at random the error is the standard error", f"simulated error = {FORMULAS['simple']}", q.here[0], plain,
            digits=4, unless=unless, **_up_to(slack)),
    ]  # fmt: skip


def every_readouts(q: Sampling) -> list[Readout | Law]:
    name, n, size = q.p.statistic, q.small, len(q.few)
    theory = sd.expected(q.few, n, name, q.p.back)
    by = {"mean": "μ", "variance": "σ²" if q.p.back else "S²"}.get(name, "by the ranks")
    found: list[Readout | Law] = [
        Readout(f"{STATISTICS[name].lower()} of the population", q.own, role="optimum"),
        law("over all samples", f"average of all = {by}", q.every.mean, theory if n > 1 or name != "variance" else 0.0),
        Readout("bias", 0.0 if abs(q.every.mean - q.own) < 1e-12 * (1 + abs(q.own)) else q.every.mean - q.own),
    ]
    if name == "mean":
        spread = float(q.few.std(ddof=1))
        exact = (sd.replaced_error if q.p.back else sd.simple_error)(spread, n, size)
        says = f"√(mean square) = {FORMULAS['replaced' if q.p.back else 'simple']}"
        found.append(law("their spread", says, q.every.error, exact))
    else:
        found.append(Readout("standard error", q.every.error, role="accent"))
    return found


def dials_readouts(q: Sampling) -> list[Readout | Law]:
    shift = q.defect * np.sqrt(q.p.people - 1)
    meng = q.share / (1 - q.share) / q.defect**2
    return [
        Readout("answers", f"{number(q.answers, 4)} of {number(q.p.people, 4)}", role="data"),
        Readout("error", 100 * q.error, "points", role="gradient"),
        Readout("claimed: ±1.96 standard errors", 196 * q.random_error, "points", 3, role="optimum"),
        law("large populations", "error / standard error = ρ·√(N − 1)", q.error / q.random_error, shift, tolerance=1e-8),
        Readout("coverage of such 95% intervals", percent(q.coverage), role="gradient"),
        Readout("random answers with the same error", q.worth, digits=3, role="model",
                note=f"Meng’s f/(1 − f)/ρ² = {number(meng, 3)}"),
    ]  # fmt: skip


def draw_notice(q: Sampling) -> str:
    if q.n == q.size and q.design != "replaced":
        return f"A census: all {q.size:,} rows are taken, each sample is the population, and nothing is left to chance."
    if q.n > q.p.n:
        return f"Each of the {len(q.strata)} strata gives a row at least: n is {q.n}."
    if q.n < q.p.n:
        return f"There are {q.size} rows: n is {q.n}."
    return ""


def bias_notice(q: Sampling) -> str:
    if q.n == q.size:
        return f"A census: all {q.size:,} rows are taken, whatever the odds, and the error is 0."
    if q.p.tilt and q.n >= 5 * q.equal:
        return f"{q.n} rows, and as wrong on average as {number(q.equal, 2)} at random. More of the same hardly help."
    return ""


def groups_notice(q: Sampling) -> str:
    left = q.size - q.piles.size
    if q.members < q.p.members:
        return f"There are {q.size} rows: groups of {q.members}, so that there are two."
    return f"{q.piles.size:,} rows make whole groups; {left} of the {q.size:,} are left over." if left else ""


def every_notice(q: Sampling) -> str:
    if q.small < q.p.small:
        return f"There are {len(q.few)} values: a sample has at most as many."
    if q.p.statistic == "variance" and q.small == 1:
        return "One value shows no variation: its variance is taken as 0 here."
    if np.ptp(q.few) == 0:
        return "All values are equal: all samples are."
    if q.p.statistic == "variance" and q.every.statistic.max() > 102:
        return "Variances above 102 lie beyond the axis."
    return ""


def dials_notice(q: Sampling) -> str:
    if q.defect < q.p.defect:
        return f"No sample of that size can be so defective: ρ is {number(q.defect, 3)}, the most that is possible."
    return ""


ALTS = {
    "draw": lambda q: (
        f"A population of {q.size}, a sample of {q.n} lit, and under it the means of {len(q.means)} samples "
        f"({DESIGNS[q.design]}): they average {number(q.means.mean())}, truth {number(q.mu)}, and vary by "
        f"{number(q.width, 3)}."
    ),
    "groups": lambda q: (
        f"Groups of {q.members} side by side. Likeness {number(q.alike, 3)}: whole groups multiply the variance by "
        f"{number(q.heap.cluster_effect, 3)}, strata by {number(q.heap.strata_effect, 3)}."
    ),
    "bias": lambda q: (
        f"{q.n} of {q.size} rows under a curve of chances. Their mean is off by {number(q.off, 3)}; such samples err as "
        f"{number(q.equal, 3)} random rows do, and {percent(q.here[1])} of their 95% intervals hold the truth."
    ),
    "all": lambda q: (
        f"{len(q.few)} values and the {q.p.statistic} of every sample of {q.small}: average {number(q.every.mean)}, "
        f"of the population {number(q.own)}, standard error {number(q.every.error, 3)}."
    ),
    "dials": lambda q: (
        f"A sample of {number(100 * q.share, 3)}% of {number(q.p.people, 3)} with defect {number(q.defect, 3)}: error "
        f"{number(100 * q.error, 3)} points, worth {number(q.worth, 3)} random answers."
    ),
}


def numbers(q: Sampling) -> Mapping[str, Any]:
    """Of every view: designs by their formulas, the small population, the dials."""
    n, held = q.n, max(q.n, len(q.strata))
    strata, parts = len(q.strata), {"S": q.spread}
    one = lambda design, count: float(q.error_of(design, np.array([count]))[0])
    return {
        "population_size": q.size, "rows": n, "held": held, "percent_rows": 100 * n / q.size, "spread": q.spread,
        "simple_error": one("simple", n), "replaced_error": one("replaced", n), "strata_count": strata,
        "stratified_error": one("stratified", held), "neyman_error": one("neyman", held),
        "group_count": len(q.piles), "cluster_effect": q.heap.cluster_effect, "strata_effect": q.heap.strata_effect,
        "this_defect": q.dials.defect, "this_quantity": q.dials.quantity, "this_error": q.off,
        "rmse": q.here[0], "percent_held": 100 * q.here[1], "everything": len(q.every.chance),
        "every_mean": q.every.mean, "every_error": q.every.error, "few_count": len(q.few),
        "named": rf"\text{{{STATISTICS[q.p.statistic].lower()}}}", "points": 100 * q.error,
        "percent_covered": 100 * q.coverage, "shift": q.defect * np.sqrt(q.p.people - 1),
        "meng": q.share / (1 - q.share) / q.defect**2, **parts,
    }  # fmt: skip


def listing(q: Sampling) -> Mapping[str, Any]:
    """Of the population the programs get what a planner knows: its strata. The rest is the reader's own."""
    means = [float(q.y[rows].mean()) for rows in q.population.members]
    return {
        "sizes": q.strata.tolist(), "means": means, "spreads": q.population.spreads.tolist(), "n": q.p.n,
        "few": q.few.tolist(), "small": q.small, "statistic": q.p.statistic, "back": q.p.back,
        "people": q.p.people, "percent": q.p.percent, "defect": q.p.defect, "yes": q.p.yes,
    }  # fmt: skip
