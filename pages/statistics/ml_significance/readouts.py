"""What each view says in numbers, laws, notices and alternative text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law, up_to
from explorer.text import number
from mathcore.statistics import ml_comparisons as ml
from mathcore.statistics import ml_runs
from pages.statistics.ml_significance.state import EXPERIMENTS, LEVELLED, MOST, Compared, brought, own

Said = list[Readout | Law]
percent = lambda share, digits=3: f"{number(100 * share, digits)}%"
first = lambda text, k: f"Only the first {k} rows are used." if brought(text) and len(own(text).values) > k else ""
SPREADLESS = "All these differences are equal: there is no spread, and t has nothing to divide by."
TIES = "With two splits the measured scores, which are counts, often tie: a spread of 0 rejects."
AGREED = "The models never differ on these items: b + c = 0, so nothing speaks for either, and p = 1."
UNREAD = "Friedman’s test finds no difference at α: the diagram should then not be read at all."
NOTHING = "Nothing is real here: every finding is false, and the false share is the chance of any finding."
FRIEDMAN = "F of ranks = (N − 1)χ²/(N(k − 1) − χ²)"


def counted(name: str, says: str, share: float, p: float, rows: int, unless: str = "") -> Law:
    """A share of simulated experiments is a probability, up to simulation error."""
    slack = 5 * float(np.sqrt(p * (1 - p) / rows)) + 5 / rows
    return law(name, says, share, p, unless=unless, **up_to(slack))


def run_readouts(q: Compared) -> Said:
    a, b, t, more = q.scores.first[q.chosen], q.scores.second[q.chosen], q.plain, q.corrected
    unit = "" if brought(q.p.data) else "points"
    found: Said = [
        Readout("mean difference B − A", t.mean, unit, role="accent"),
        Readout("the first of these runs alone", float(q.apart[q.begin - 1]), unit, role="null"),
    ]
    if t.runs < 2:
        return [*found, Readout("p-value", "one run has no spread to compare with")]
    name, role = ("plain ", "gradient") if q.scores.share else ("", "accent")
    found.append(Readout(f"{name}t on {t.runs - 1} df, and p", f"{number(t.t)}, {number(t.p, 3)}", role=role))
    if q.scores.share:
        found.append(Readout("t and p corrected for overlap", f"{number(more.t)}, {number(more.p, 3)}", role="optimum"))
    size, both, says = a.var(ddof=1) + b.var(ddof=1), np.cov(a, b)[0, 1], "s²(B − A) = s²(A) + s²(B) − 2·cov"
    within = {"slack": 1e-9 * (1 + size), "scale": size + 1e-18 * float(np.square([a, b]).max())}
    found.append(law("pairing removes what is shared", says, t.deviation**2, size - 2 * both, **within))
    if t.deviation > 0 and t.p > 1e-9:
        says = "half width at 1 − p = |mean|"
        found.append(law("p is where the interval touches 0", says, t.half(t.p), abs(t.mean), tolerance=1e-7))
    return found


def run_notice(q: Compared) -> str:
    cut = f"The data end at run {q.end}: {q.reported} of the {q.p.runs} runs are there."
    still = q.reported > 1 and q.plain.deviation == 0
    return SPREADLESS if still else cut if q.reported < q.p.runs else first(q.p.data, MOST)


def best_readouts(q: Compared) -> Said:
    return [
        Readout(f"your best of {q.p.tries} stands above the mean", q.luck, "deviations", role="model"),
        Readout(f"the baseline’s best of {q.p.baseline}", q.luck_baseline, "deviations", role="data"),
        Readout("your lead, though both are equal", q.luck - q.luck_baseline, "deviations", role="accent"),
        law("each run is as lucky", "P(yours ahead) = k/(k + k₀)", ml.best_is_ahead(q.p.tries, q.p.baseline), q.ahead),
    ]


def split_readouts(q: Compared) -> Said:
    a, share, rho, (plain, corrected) = q.p.alpha, q.p.share, q.p.rho, q.counted
    tied, keeps = "the splits share data (ρ > 0)", "" if np.isclose(rho, share) else "ρ is not the share tested"
    return [
        Readout("plain t-test: level, exactly", 100 * q.level, "%", role="gradient"),
        Readout("corrected test: level, exactly", 100 * q.level_corrected, "%", role="optimum"),
        Readout("correlation measured with trained models", q.measured[2], digits=3, role="muted"),
        law("the plain test keeps its promise", "P(plain rejects) = α", q.level, a, unless=tied if rho else ""),
        law("the corrected one keeps it", "P(corrected rejects) = α", q.level_corrected, a, unless=keeps),
        counted(f"counted in {LEVELLED:,} experiments", "share by plain t = exact", plain, q.level, LEVELLED),
        counted("counted, corrected", "share by corrected t = exact", corrected, q.level_corrected, LEVELLED),
    ]


def item_readouts(q: Compared) -> Said:
    t, n, (p, r) = q.table, q.table.total, q.table.accuracies
    squared = max(t.split - (t.first - t.second) ** 2 / n, 0.0) / n**2  # the error of the difference
    inside = f"{number(100 * (p - r), 3)} ± {number(196 * np.sqrt(squared), 3)} points"
    return [
        Readout(f"{q.models[0]} is right on", f"{t.both + t.first} of {n} ({percent(p)})", role="data"),
        Readout(f"{q.models[1]} right on", f"{t.both + t.second} of {n} ({percent(r)})", role="model"),
        Readout("exact p (McNemar)", t.p, digits=3, role="accent"),
        Readout("p as if on different items", t.p_unpaired, digits=3, role="gradient"),
        Readout("difference, ± 1.96 paired errors", inside),
        law("only disagreements count", "accuracies differ by = (b − c)/n", p - r, (t.first - t.second) / n),
        law("p is a part of the coin’s law", "tails of the coin = p", ml.coin_tail(t.first, t.second), t.p),
        law("paired", "n·error² = pq + p′q′ − 2·cov", n * squared, ml.paired_variance(*q.right[:, : q.seen])),
    ]


def item_notice(q: Compared) -> str:
    return AGREED if q.table.split == 0 else first(q.p.answers, ml_runs.TEST)


def many_readouts(q: Compared) -> Said:
    a, r, rates, unless = q.p.alpha, q.rejected, q.rates, "all tests share noise" if q.p.common else ""
    alarm, promised, says = 1 - (1 - a) ** q.nulls, a * q.nulls / q.many, "any false alarm = 1 − (1 − α)^m₀"
    found: Said = [
        Readout("rejected at α without correction", r["none"], role="gradient"),
        Readout("rejected by Bonferroni, Holm, BH", f"{r['Bonferroni']}, {r['Holm']}, {r['BH']}", role="optimum"),
        law("Holm rejects what Bonferroni does", "Holm ≥ Bonferroni", r["Holm"], r["Bonferroni"]),
        law("and BH what Holm does", "BH ≥ Holm", r["BH"], r["Holm"]),
        counted("no correction", says, rates["none"].any_false, alarm, EXPERIMENTS, unless),
    ]
    if not q.p.common:
        says, share = "false share by BH = α·m₀/m", rates["BH"].false_share
        found.append(counted("Benjamini and Hochberg’s theorem", says, share, promised, EXPERIMENTS))
    return found


def league_readouts(q: Compared) -> Said:
    r, (i, j), (f, made) = q.ranked, q.ends, ml.rank_f(q.ranked)
    duel, k = ml.signed_rank_p(q.fixed[0][:, j] - q.fixed[0][:, i]), len(r.means)
    return [
        Readout(f"mean rank of {q.methods[i]}", r.means[i], digits=5, role="data"),
        Readout(f"mean rank of {q.methods[j]} ", r.means[j], digits=5, role="model"),
        Readout("gap, and critical difference", f"{number(q.gap, 4)}, {number(q.cd, 5)}", role="accent"),
        Readout("Friedman’s χ² and F", f"{number(r.chi2, 4)}, {number(r.f, 4)}", note=f"p = {number(r.p, 3)}"),
        Readout("p of the two alone (Wilcoxon), whatever the pool", duel, digits=3, role="optimum"),
        law("ranks are shared out", "average of mean ranks = (k + 1)/2", r.means.mean(), (k + 1) / 2),
        law("Friedman is an ANOVA of ranks", FRIEDMAN, f, made, note="Here χ² is corrected for ties."),
    ]


def numbers(q: Compared) -> Mapping[str, Any]:
    parts, (p, r), k = ("plain", "corrected", "table", "ranked"), q.table.accuracies, q.pool.shape[1]
    found = {f"{part}_{name}": x for part in parts for name, x in getattr(q, part)._asdict().items()}
    found |= {f"{name.lower()}_count": x for name, x in q.rejected.items()} | {"gain": 100 * (p - r)}
    found |= {"tested_share": q.scores.share, "split_count": q.table.split, "n": q.table.total, "methods_count": k}
    found |= {"sets_count": len(q.pool), "q_range": ml.range_limit(q.p.alpha, k) / np.sqrt(2)}
    return found | {"alarm": 1 - (1 - q.p.alpha) ** q.nulls, "promised": q.p.alpha * q.nulls / q.many}


def listing(q: Compared) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    found = {name: q.p[name] for name in ("alpha", "tries", "baseline", "splits", "rho", "share")}
    found |= {"tested": float(q.scores.share), "items": list(q.table[:4]), "ends": list(q.ends)}
    found |= {"first": q.scores.first[q.chosen].tolist(), "second": q.scores.second[q.chosen].tolist()}
    return found | {"p": q.tested[0].tolist(), "league": q.pool.tolist()}


ALTS: dict[str, Any] = {
    "seeds": lambda q: f"Scores of two models, run by run; {q.reported} differ by {number(q.plain.mean, 3)}.",
    "best": lambda q: f"Densities of the best of {q.p.tries} and of {q.p.baseline} runs; expected best as a curve.",
    "splits": lambda q: f"Variances and levels; after {q.p.splits} splits the plain test errs in {percent(q.level)}.",
    "items": lambda q: f"{q.seen} items, {q.table.split} on which models differ; a coin: p = {number(q.table.p, 3)}.",
    "many": lambda q: f"{q.many} p-values in order under four lines; BH rejects {q.rejected['BH']}. Bars of errors.",
    "pool": lambda q: f"Ranks of {q.pool.shape[1]} methods; gap {number(q.gap, 3)}, critical {number(q.cd, 3)}.",
}
