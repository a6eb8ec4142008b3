"""What the lesson says in numbers: readouts, laws, alternative texts, notices, and what the programs are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, Unanswerable, law
from explorer.text import number
from mathcore.statistics import count_models as cm
from pages.statistics.distributions_in_practice.panels import percent
from pages.statistics.distributions_in_practice.state import Practice

Found = list[Readout | Law]
ALIKE = "the trials are correlated"
MIXED = "the rate differs from one observation to the next"


def laws_readouts(q: Practice) -> Found:
    e, tied = q.laws.errors, ALIKE if q.p.rho else ""
    k = np.arange(len(q.laws.truth))
    mean = float((k * q.laws.truth).sum())
    variance = float((k * k * q.laws.truth).sum()) - mean**2
    low, high, gap = q.best
    return [
        Readout(f"P(X ≥ {q.first})", q.tail.truth, role="data"),
        Readout("the same by Poisson, ÷ truth", _ratio(q.tail.poisson, q.tail.truth), role="model"),
        Readout("the same by the normal law, ÷ truth", _ratio(q.tail.normal, q.tail.truth), role="gradient"),
        Readout("Poisson: error of the worst event", e.poisson_tv, role="model", note="total variation"),
        Readout("normal: error of the worst event", e.normal_tv, role="gradient", note="with continuity correction"),
        law(
            "the variance of independent trials",
            "Σ(k − np)² P(k) = npq",
            variance,
            q.sd**2,
            tolerance=1e-7,
            unless=tied,
        ),
        law("Le Cam", "error of Poisson ≤ np²", e.poisson_tv, q.le_cam, unless=tied),
        law(
            "the shaded event is the worst",
            "½ Σ |bars| = P(event) − Poisson",
            e.poisson_tv,
            gap,
            tolerance=1e-8,
            unless=tied,
        ),
    ]


def _ratio(found: float, truth: float) -> float | str:
    return found / truth if truth > 1e-300 else "the truth is 0 to all digits"


def map_readouts(q: Practice) -> Found:
    e = q.plain
    return [
        Readout("error of Poisson", q.pair[0], role="model"),
        Readout("error of the normal law", q.pair[1], role="gradient"),
        Readout("expected successes np", q.mean),
        law("Barbour and Hall, above", "total variation ≤ p(1 − e⁻ⁿᵖ)", e.poisson_tv, q.barbour_hall),
        law("and below", "total variation ≥ p·min(1, np)/32", e.poisson_tv, q.p.share * min(1.0, q.mean) / 32),
        law("the correction never hurts", "at k + ½ ≤ anywhere", e.normal_cdf, e.normal_raw),
        law("Berry and Esseen", "error anywhere ≤ 0.4748 (p² + q²)/√(npq)", e.normal_raw, q.berry_esseen),
    ]


def counts_readouts(q: Practice) -> Found:
    total, mean, variance = q.moments
    chi2, df, p = cm.chi_square(q.counts)
    loose = MIXED if q.p.phi > 1 else ""
    model_mean, model_variance = cm.summed(q.model_mean, q.p.phi)
    return [
        Readout("mean of the counts", mean, role="data"),
        Readout("variance of the counts", variance, role="data"),
        Readout("Poisson fit: χ²", f"{number(chi2)}, {df} df, p = {number(p, 3)}" if df > 0 else "too few cells"),
        Readout("the law: log-likelihood short of the best", q.short, role="model"),
        Readout("Poisson’s best: short of the best by", q.poisson_short, role="model"),
        Readout("share of zeros", f"{percent(q.counts[0] / total)}; the law says {percent(float(np.exp(q.log_zero)))}"),
        law(
            "Poisson’s mark", "variance of the law = its mean", model_variance, model_mean, tolerance=1e-6, unless=loose
        ),
        law(
            "the law has the dispersion asked for",
            "Σ(k − μ)² P(k) = φμ",
            model_variance,
            q.p.phi * q.model_mean,
            tolerance=1e-6,
        ),
        law("no law does better", "log-likelihood ≤ the best", q.log_likelihood, q.fit.log_likelihood, tolerance=1e-8),
    ]


def qq_readouts(q: Practice) -> Found:
    share, count = q.held_share
    slack = 5 * np.sqrt(0.05 * 0.95 / count) + 0.01
    skew = float(np.mean((q.ordered - q.centre) ** 3)) / q.ordered.std() ** 3
    x = cm.quantiles_of_ranks(q.size)
    says = f"{count} samples of {q.size}, ±{number(slack, 2)}"
    return [
        Readout("values outside of the band", f"{q.outside} of {q.size}", role="data"),
        Readout("correlation of the dots with a line", float(np.corrcoef(x, q.ordered)[0, 1]), digits=5, role="data"),
        Readout("skewness (a normal law: 0)", skew, role="data"),
        law(
            "the band, tried on fresh normal draws",
            "share within = 0.95",
            share,
            0.95,
            slack=slack,
            digits=3,
            note=says,
        ),
    ]


ALTS: Mapping[str, Callable[[Practice], str]] = {
    "laws": lambda q: f"Bars of the number of successes in {q.p.n} trials with p = {number(q.p.share)}, Poisson's stems "
    f"and the normal curve; below them their differences. Poisson is off by {number(q.laws.errors.poisson_tv, 3)}, the "
    f"normal law by {number(q.laws.errors.normal_tv, 3)}.",
    "map": lambda q: f"A map over n and p of which stand-in is within {number(q.p.within)}, and both errors along n. At "
    f"n = {q.p.n}, p = {number(q.p.share)} Poisson is off by {number(q.pair[0], 3)}, the normal law by {number(q.pair[1], 3)}.",
    "counts": lambda q: f"A hanging rootogram of {number(q.moments[0], 6)} counts, and a map of laws by mean and dispersion. "
    f"The counts have mean {number(q.moments[1])} and variance {number(q.moments[2])}; the law has dispersion "
    f"{number(q.p.phi)}.",
    "qq": lambda q: f"{q.size} values in order against normal quantiles, with a band, and their histogram with the bell. "
    f"{q.outside} of them are outside of the band.",
}  # fmt: skip
LOST = "Correlated trials: the bars spread √(1 + (n − 1)ρ) times as far, and neither stand-in knows of it."
UNDER = "The counts vary less than their mean: the best law of this family is Poisson’s."
FAR = "The variance of the counts is {} times their mean: its diamond lies beyond the picture."
FEW = "With so few values nearly everything is within the band: that is no evidence for a normal law."


def laws_notice(q: Practice) -> str:
    return LOST if q.p.rho else ""


def counts_notice(q: Practice) -> str:
    if q.ratio > 31:
        return FAR.format(number(q.ratio, 3))
    return UNDER if q.fit.phi == 1 and q.ratio < 0.9 else ""


def qq_notice(q: Practice) -> str:
    return FEW if q.size < 10 and not q.outside else ""


def numbers(q: Practice) -> Mapping[str, Any]:
    e, t = q.plain, q.tail
    found: dict[str, Any] = {"poisson_tv": e.poisson_tv, "poisson_cdf": e.poisson_cdf, "normal_tv": e.normal_tv}
    found |= {"normal_cdf": e.normal_cdf, "normal_raw": e.normal_raw, "nothing": float((1 - q.p.share) ** q.p.n)}
    found |= {"tail_truth": t.truth, "tail_poisson": t.poisson, "tail_normal": t.normal, "no_success": np.exp(-q.mean)}
    found |= {"limit": q.p.share / np.sqrt(2 * np.pi * np.e), "spread": q.true_sd}
    try:
        total, mean, variance = q.moments
        found |= {"total": total, "counts_mean": mean, "counts_variance": variance, "fit_phi": q.fit.phi}
        found |= {"fit_size": mean / (q.fit.phi - 1) if q.fit.phi > 1 else np.inf, "fit_log": q.fit.log_likelihood}
        found |= {"poisson_log": q.fit.log_likelihood - q.poisson_short, "law_log": q.log_likelihood}
        found |= {"index": cm.dispersion_index(q.counts).value}
    except Unanswerable:
        names = (
            "total",
            "counts_mean",
            "counts_variance",
            "fit_phi",
            "fit_size",
            "fit_log",
            "poisson_log",
            "law_log",
            "index",
        )
        found |= dict.fromkeys(names, np.nan)
    try:
        found |= {"sample_mean": q.centre, "sample_deviation": q.deviation, "sample_outside": q.outside}
    except Unanswerable:
        found |= dict.fromkeys(("sample_mean", "sample_deviation", "sample_outside"), np.nan)
    return found


def listing(q: Practice) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    chosen = {name: q.p[name] for name in ("n", "share", "rho", "mean_ratio", "phi")}
    counts = q.column[1] if len(q.column[1]) else np.array([1.0, 1.0])
    return chosen | {"first": q.first, "counts": counts.tolist(), "values": q.values.tolist()}
