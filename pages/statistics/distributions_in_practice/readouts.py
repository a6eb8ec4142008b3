"""What the lesson says in numbers: readouts, laws, alternative texts, notices, and what the programs are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.statistics import count_models as cm
from mathcore.statistics import stand_ins as si
from pages.statistics.distributions_in_practice.state import Practice

Found = list[Readout | Law]
LOST = "Correlated trials: the bars spread √(1 + (n − 1)ρ) times as far, and neither stand-in knows of it."
UNDER = "The counts vary less than their mean: of these laws the best is Poisson’s."
FAR = "The variance of the counts is over 31 times their mean: the diamond belongs beyond the picture."
BEYOND = "Of {} trials {} cannot succeed: beyond them the truth is 0, and both stand-ins go on."
FEW = "With so few values nearly everything is within the band: that is no evidence for a normal law."
ALIKE, MIXED = "the trials are correlated", "the rate varies from one to the next"


def laws_readouts(q: Practice) -> Found:
    error, tied, gap = q.laws.errors.poisson_tv, ALIKE if q.p.rho else "", q.best[2]
    says, spread = "½ Σ |bars| = P(event) − Poisson’s", si.spread(q.laws.truth)[1]
    return [
        Readout("variance of the count", q.true_sd**2, role="data"),
        Readout("of which Poisson says", q.mean, role="model"),
        Readout("Poisson: error of the worst event", error, role="model", note="total variation"),
        Readout("normal: error of the worst event", q.laws.errors.normal_tv, role="gradient"),
        law("independent trials", "Σ (k − np)² P(k) = npq", spread, q.sd**2, tolerance=1e-7, unless=tied),
        law("Le Cam", "error of the worst event ≤ np²", error, q.bounds.le_cam, unless=tied),
        law("the shaded event is the worst", says, error, gap, tolerance=1e-8, unless=tied),
    ]


def tails_readouts(q: Practice) -> Found:
    tied, share, far = ALIKE if q.p.rho else "", q.tail.truth, max(q.first, int(np.ceil(q.mean)) + 1)
    ratio = lambda found: found / share if share > 1e-300 else "the truth is 0 to all digits"
    beyond, says = si.tail(q.p.n, q.p.share, far, q.p.rho), f"Poisson from {far} on ≥ truth"
    return [
        Readout(f"P(X ≥ {q.first})", share, role="data"),
        Readout("the same by Poisson ÷ truth", ratio(q.tail.poisson), role="model"),
        Readout("the same by the normal law ÷ truth", ratio(q.tail.normal), role="gradient"),
        law("Poisson is on the safe side", says, beyond.poisson, beyond.truth, unless=tied),
        law("Chernoff", "truth ≤ exp(−n KL(k/n, p))", share, q.chernoff, unless=tied),
    ]


def map_readouts(q: Practice) -> Found:
    error, limit = q.plain.poisson_tv, q.p.share / np.sqrt(2 * np.pi * np.e)
    return [
        Readout("error of Poisson", q.pair[0], role="model"),
        Readout("error of the normal law", q.pair[1], role="gradient"),
        Readout("expected successes np", q.mean),
        Readout("p/√(2πe), Poisson’s for any event, p small, np large", limit, role="model"),
        law("Barbour and Hall, from above", "any event ≤ p(1 − e⁻ⁿᵖ)", error, q.bounds.barbour_hall),
        law("and from below", "any event ≥ p·min(1, np)/32", error, q.p.share * min(1.0, q.mean) / 32),
        law("the correction never hurts", "corrected ≤ uncorrected", q.plain.normal_cdf, q.plain.normal_raw),
        law("Berry and Esseen", "uncorrected ≤ 0.4748 (p² + q²)/√(npq)", q.plain.normal_raw, q.bounds.berry_esseen),
    ]


def counts_readouts(q: Practice) -> Found:
    t, (chi2, df, p), (mean, variance) = q.table, cm.chi_square(q.counts), cm.summed(q.model_mean, q.p.phi)
    zeros = f"{number(100 * q.counts[0] / t.total, 3)}%; the law says {number(100 * np.exp(q.log_zero), 3)}%"
    moments = f"{number(t.counts_mean)} and {number(t.counts_variance)}"
    fit = f"{number(chi2)}, {df} df, p = {number(p, 3)}"
    loose, asked, short = MIXED * (q.p.phi > 1), q.p.phi * q.model_mean, t.fit_log - t.poisson_log
    return [
        Readout("mean and variance of the counts", moments, role="data"),
        Readout("Poisson of that mean: χ²", fit if df > 0 else "too few cells"),
        Readout("the law: log-likelihood short of the best", q.short, role="model"),
        Readout("Poisson’s best: short of the best by", short, role="model"),
        Readout("share of zeros", zeros),
        law("Poisson’s mark", "variance of the law = its mean", variance, mean, tolerance=1e-6, unless=loose),
        law("what the law was asked for", "Σ (k − μ)² P(k) = φμ", variance, asked, tolerance=1e-6),
        law("no law does better", "log-likelihood ≤ the best", q.law_log, t.fit_log, tolerance=1e-8),
    ]


def qq_readouts(q: Practice) -> Found:
    share, count = q.trial
    slack = 5 * np.sqrt(0.05 * 0.95 / count) + 0.01
    note = f"{count} normal samples of {q.size}, up to ±{number(slack, 2)}"
    return [
        Readout("values outside of the band", f"{q.outside} of {q.size}", role="data"),
        Readout("correlation of the dots", q.line_correlation, digits=5, role="data"),
        Readout("skewness (of a normal law: 0)", q.skewness, role="data"),
        law("the band, tried on fresh draws", "share within = 0.95", share, 0.95, slack=slack, digits=3, note=note),
    ]


ALTS: Mapping[str, Callable[[Practice], str]] = {
    "laws": lambda q: f"Successes in {q.p.n} trials, p = {number(q.p.share)}: bars, Poisson's dots, the normal curve, "
    f"and how far both are off: {number(q.laws.errors.poisson_tv, 3)} and {number(q.laws.errors.normal_tv, 3)}.",
    "tails": lambda q: f"The same on a logarithmic scale, and both tails as multiples of the truth. P(X ≥ {q.first}) "
    f"is {number(q.tail.truth, 3)}, by Poisson {number(q.tail.poisson, 3)}, normally {number(q.tail.normal, 3)}.",
    "map": lambda q: f"A map over n and p of who is within {number(q.p.within)}; both errors along n. At n = {q.p.n}, "
    f"p = {number(q.p.share)} they are {number(q.pair[0], 3)} (Poisson) and {number(q.pair[1], 3)} (normal).",
    "counts": lambda q: "A hanging rootogram, and a map of laws by mean and dispersion. The counts have mean "
    f"{number(q.table.counts_mean)} and variance {number(q.table.counts_variance)}, the law's dispersion is "
    f"{number(q.p.phi)}.",
    "qq": lambda q: f"{q.size} values in order against normal quantiles, with a band that {q.outside} of them leave, "
    "and their histogram with the bell.",
}  # fmt: skip
NOTICES: Mapping[str, Callable[[Practice], str]] = {
    "laws": lambda q: LOST if q.p.rho else "",
    "tails": lambda q: BEYOND.format(q.p.n, q.first) if q.first > q.p.n else LOST if q.p.rho else "",
    "counts": lambda q: FAR if q.table.ratio > 31 else UNDER if q.table.ratio < 0.9 else "",
    "qq": lambda q: FEW if q.size < 10 and not q.outside else "",
}


def numbers(q: Practice) -> Mapping[str, Any]:
    found = {**q.table._asdict(), **q.plain._asdict(), **q.bounds._asdict()}
    found |= {"tail_truth": q.tail.truth, "tail_poisson": q.tail.poisson, "tail_normal": q.tail.normal}
    return found | {"nothing": float((1 - q.p.share) ** q.p.n), "nothing_poisson": float(np.exp(-q.mean))}


def listing(q: Practice) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    chosen = {name: q.p[name] for name in ("n", "share", "rho", "mean_ratio", "phi")}
    counts = q.column[1] if len(q.column[1]) else np.array([1.0, 1.0])
    return chosen | {"first": q.first, "counts": counts.tolist(), "sample": q.values.tolist()}
