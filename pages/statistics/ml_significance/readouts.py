"""What each view says in numbers, laws, notices and alternative text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs
from pages.statistics.ml_significance.state import EXPERIMENTS, LEVELLED

if TYPE_CHECKING:
    from pages.statistics.ml_significance.state import Compared

Said = list[Readout | Law]
percent = lambda share, digits=3: f"{number(100 * share, digits)}%"
TIED = "the splits share data (ρ > 0)"
UNLIKE = "ρ is not the share that is tested"


def counted(name: str, says: str, share: float, p: float, rows: int, unless: str = "") -> Law:
    """A share of simulated experiments is a probability, up to simulation error."""
    slack = 5 * float(np.sqrt(p * (1 - p) / rows)) + 5 / rows
    return law(name, says, share, p, slack=slack, unless=unless, note=f"up to simulation error: ±{number(slack, 2)}")


def run_readouts(q: Compared) -> Said:
    a, b = q.scores.first[q.chosen], q.scores.second[q.chosen]
    t, first = q.plain, float(q.apart[q.begin - 1])
    found: Said = [
        Readout("mean difference B − A", t.mean, "points", role="accent"),
        Readout("the first of these runs alone", first, "points", role="null"),
    ]
    if q.reported < 2:
        return [*found, Readout("p-value", "one run has no spread to compare with")]
    kind = "plain t" if q.scores.share else "t"
    found.append(Readout(f"{kind}, on {t.count - 1} degrees of freedom", t.t, role="gradient" if q.scores.share else "ink"))
    found.append(Readout(f"p of the {kind}-test", t.p, digits=3, role="gradient" if q.scores.share else "accent"))
    if q.scores.share:
        found.append(Readout("t corrected for overlap", q.corrected.t, role="optimum"))
        found.append(Readout("p of the corrected test", q.corrected.p, digits=3, role="optimum"))
    flattered = q.luck * float(a.std(ddof=1))
    found.append(Readout(f"A’s best of {q.reported} is flattered by about", flattered, "points", 3, "data"))
    products = np.sum((a - a.mean()) * (b - b.mean())) / (t.count - 1)
    parts = a.var(ddof=1) + b.var(ddof=1) - 2 * products
    found.append(law("pairing removes what is shared", "s²(B − A) = s²(A) + s²(B) − 2·cov", t.deviation**2, parts))
    if t.deviation > 0 and 1e-9 < t.p:
        says = "half width of the 1 − p interval = |mean|"
        found.append(law("p is where the interval touches 0", says, t.half(t.p), abs(t.mean), tolerance=1e-7))
    return found


def run_notice(q: Compared) -> str:
    if q.reported > 1 and q.plain.deviation == 0:
        return "All these differences are equal: there is no spread, and t has nothing to divide by."
    if q.reported < q.p.runs:
        return f"The data end at run {q.end}: {q.reported} of the {q.p.runs} runs are there."
    return ""


def split_readouts(q: Compared) -> Said:
    a, share, rho = q.p.alpha, q.p.share, q.p.rho
    plain, corrected = q.counted
    keeps = UNLIKE if not np.isclose(rho, share) else ""
    return [
        Readout("plain t-test: level, exactly", 100 * q.level, "%", role="gradient"),
        Readout("corrected test: level, exactly", 100 * q.level_corrected, "%", role="optimum"),
        Readout("correlation measured with trained models", q.measured[2], digits=3, role="muted"),
        Readout("correlation that the correction takes", share, digits=3, role="optimum"),
        law("the plain test keeps its promise", "P(plain rejects) = α", q.level, a, unless=TIED if rho else ""),
        law("the corrected one keeps it", "P(corrected rejects) = α", q.level_corrected, a, unless=keeps),
        counted(f"counted in {LEVELLED:,} experiments", "share by plain t = exact", plain, q.level, LEVELLED),
        counted("counted, corrected", "share by corrected t = exact", corrected, q.level_corrected, LEVELLED),
    ]


def split_notice(q: Compared) -> str:
    if q.p.splits == 2:
        return "With two splits the measured scores often tie, and a spread of 0 rejects: they are counts, not normal."
    return ""


def item_readouts(q: Compared) -> Said:
    t, n = q.table, q.table.count
    p, r = t.accuracies
    half = float(q.coin[np.abs(np.arange(t.split + 1) - t.split / 2) >= abs(t.first - t.second) / 2 - 1e-9].sum())
    x, y = q.right[:, : q.seen].astype(float)
    shared = float(np.mean(x * y)) - p * r
    error = float(np.sqrt(max(t.split - (t.first - t.second) ** 2 / n, 0.0))) / n
    return [
        Readout(f"{q.models[0]} is right on", f"{t.both + t.first} of {n} ({percent(p)})", role="data"),
        Readout(f"{q.models[1]} right on", f"{t.both + t.second} of {n} ({percent(r)})", role="model"),
        Readout("exact p (McNemar)", t.p, digits=3, role="accent"),
        Readout("p as if on different items", t.p_unpaired, digits=3, role="gradient"),
        Readout("difference, ± 1.96 paired errors", f"{number(100 * (p - r), 3)} ± {number(196 * error, 3)} points"),
        law("only disagreements count", "accuracies differ by = (b − c)/n", p - r, (t.first - t.second) / n),
        law("p is a part of the coin’s law", "tails of the coin = p", half, t.p),
        law("paired", "n·error² = pq + p′q′ − 2·cov", n * error**2, p * (1 - p) + r * (1 - r) - 2 * shared),
    ]


def item_notice(q: Compared) -> str:
    if q.table.split == 0:
        return "The models never differ on these items: b + c = 0, so nothing speaks for either, and p = 1."
    if q.p.answers.startswith("own:") and q.right.shape[1] == ml_runs.TEST:
        return f"The first {ml_runs.TEST} rows of the file are used."
    return ""


def many_readouts(q: Compared) -> Said:
    a, r, rates = q.p.alpha, q.rejected, q.rates
    found: Said = [
        Readout("rejected at α without correction", r["none"], role="gradient"),
        Readout("rejected by Bonferroni, Holm, BH", f"{r['Bonferroni']}, {r['Holm']}, {r['BH']}", role="optimum"),
        law("Holm rejects what Bonferroni does", "Holm ≥ Bonferroni", r["Holm"], r["Bonferroni"]),
        law("and BH what Holm does", "BH ≥ Holm", r["BH"], r["Holm"]),
    ]
    unless = "all tests share noise" if q.p.common else ""
    alarm, says = 1 - (1 - a) ** q.nulls, "any false alarm = 1 − (1 − α)^m₀"
    found.append(counted("no correction", says, rates["none"].any_false, alarm, EXPERIMENTS, unless))
    if not q.p.common:
        says, promised = "false share by BH = α·m₀/m", a * q.nulls / q.many
        found.append(counted("Benjamini and Hochberg’s theorem", says, rates["BH"].false_share, promised, EXPERIMENTS))
    return found


def many_notice(q: Compared) -> str:
    if q.nulls == q.many:
        return "Nothing is real here: every finding is false, and the false share is the chance of any finding."
    return ""


def league_readouts(q: Compared) -> Said:
    r, (i, j) = q.ranked, q.ends
    n, k = r.ranks.shape
    duel = ml.signed_rank_p(q.fixed[0][:, j] - q.fixed[0][:, i])
    found: Said = [
        Readout(f"mean rank of {q.methods[i]}", r.means[i], digits=5, role="data"),
        Readout(f"mean rank of {q.methods[j]} ", r.means[j], digits=5, role="model"),
        Readout("gap, and critical difference", f"{number(q.gap, 4)}, {number(q.cd, 5)}", role="accent"),
        Readout("Friedman’s χ² and F", f"{number(r.chi2, 4)}, {number(r.f, 4)}", note=f"p = {number(r.p, 3)}"),
        Readout("p of the two alone (Wilcoxon), whatever the pool", duel, digits=3, role="optimum"),
        law("ranks are shared out", "average of mean ranks = (k + 1)/2", r.means.mean(), (k + 1) / 2),
    ]
    left = float(np.sum((r.ranks - r.means) ** 2))
    if left > 1e-9 * n:
        between = n * float(np.sum((r.means - (k + 1) / 2) ** 2))
        f, tied = (n - 1) * between / left, r.corrected
        says = "F of ranks = (N − 1)χ²/(N(k − 1) − χ²)"
        found.append(law("Friedman is an ANOVA of ranks", says, f, (n - 1) * tied / (n * (k - 1) - tied)))
    return found


def league_notice(q: Compared) -> str:
    if q.ranked.p > q.p.alpha:
        return "Friedman’s test finds no difference at α: the diagram should then not be read at all."
    return ""


def numbers(q: Compared) -> Mapping[str, Any]:
    t, r, items = q.plain, q.rejected, q.table
    (p, s), n = items.accuracies, items.count
    found = {"mean_difference": t.mean, "deviation": t.deviation, "t_plain": t.t, "p_plain": t.p, "count": t.count}
    found |= {"t_corrected": q.corrected.t, "p_corrected": q.corrected.p, "tested_share": q.scores.share}
    found |= {"both": items.both, "only_a": items.first, "only_b": items.second, "neither": items.neither, "n": n}
    found |= {"split_count": items.split, "mcnemar_p": items.p, "unpaired_p": items.p_unpaired, "gain": 100 * (p - s)}
    found |= {f"{k.lower()}_count": r[k] for k in ("Bonferroni", "Holm", "BH")} | {"uncorrected_count": r["none"]}
    found |= {"chi2": q.ranked.chi2, "friedman_f": q.ranked.f, "friedman_p": q.ranked.p, "league_gap": q.gap}
    found |= {"sets_count": len(q.pool), "methods_count": q.pool.shape[1], "critical_difference": q.cd}
    found |= {"q_range": ml.range_limit(q.p.alpha, q.pool.shape[1]) / np.sqrt(2), "alarm": 1 - (1 - q.p.alpha) ** q.nulls}
    found |= {"factor": q.corrected.factor, "promised": q.p.alpha * q.nulls / q.many, "flattery": 0.5 * q.luck}
    return found


def listing(q: Compared) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    t = q.table
    scores = {"first": q.scores.first[q.chosen].tolist(), "second": q.scores.second[q.chosen].tolist()}
    found = scores | {"tested": float(q.scores.share), "alpha": q.p.alpha, "splits": q.p.splits, "rho": float(q.p.rho)}
    found |= {"share": float(q.p.share), "items": [t.both, t.first, t.second, t.neither]}
    return found | {"p": q.tested[0].tolist(), "league": q.pool.tolist(), "ends": list(q.ends)}


ALTS: dict[str, Any] = {
    "seeds": lambda q: (
        f"Paired scores of {q.scores.names[0]} and {q.scores.names[1]} in {len(q.apart)} runs; of runs {q.begin} to "
        f"{q.end} the mean difference is {number(q.plain.mean, 3)} points, p = {number(q.plain.p, 3)}."
    ),
    "splits": lambda q: (
        f"Variance of a mean of splits, and false alarms against their number: at {q.p.splits} splits the plain test "
        f"rejects in {percent(q.level)}, the corrected one in {percent(q.level_corrected)}."
    ),
    "items": lambda q: (
        f"{q.seen} items as dots; on {q.table.split} the models differ, {q.table.first} to {q.table.second}. "
        f"Beside them the law of a fair coin: p = {number(q.table.p, 3)}."
    ),
    "many": lambda q: (
        f"{q.many} p-values in order with four lines; rejected are {q.rejected['Bonferroni']} by Bonferroni, "
        f"{q.rejected['Holm']} by Holm, {q.rejected['BH']} by Benjamini and Hochberg. Beside them average error rates."
    ),
    "pool": lambda q: (
        f"Ranks of {q.pool.shape[1]} methods on {len(q.pool)} data sets, and a diagram: the gap of two is "
        f"{number(q.gap, 3)}, the critical difference {number(q.cd, 3)}."
    ),
}
