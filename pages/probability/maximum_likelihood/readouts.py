"""What the lesson says in numbers and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import likelihood as lk
from pages.probability.maximum_likelihood.panels import NAMES, TITLES
from pages.probability.maximum_likelihood.state import Likelihood

Said = list[Readout | Law]
WRONG, EDGE, LOW = "the model is wrong", "the data end at θ, so the support moves with it", "this is no peak"
BY_TWO = "Σ ln p(xᵢ) = −n[ln(σ√2π) + (σ̂² + (μ̂−μ)²)/2σ²]"
OTHERS = {"normal": "Laplace’s law", "exponential": "a gamma law of shape ½", "poisson": "a geometric law"}
KINDS = {
    "separable": "One place parts all labels: the likelihood rises towards 1 for ever, and the slope never settles.",
    "touching": "The labels meet at one place and do not overlap: the slope grows for ever all the same.",
    "alike": "All labels are alike: the likelihood rises towards 1 as the intercept goes to ∞, for labels 0 to −∞.",
    "one place": "All x are equal: the likelihood is flat along the slope, and cannot choose one.",
}


def stems_readouts(q: Likelihood) -> Said:
    (mean, wide), n, mu, sigma = q.peak, len(q.x), q.p.mu, q.p.sigma
    square = np.log(sigma) + lk.HALF_LOG_2PI + (wide**2 + (mean - mu) ** 2) / (2 * sigma**2)
    found: Said = [
        Readout("log-likelihood ℓ(μ, σ)", q.height, "nats", role="model"),
        Readout("its peak ℓ(μ̂, σ̂)", q.top if wide > 0 else "none", "nats" * (wide > 0), role="optimum"),
        Readout("μ̂, the mean", mean, role="optimum"),
        Readout("σ̂, the deviation with divisor n", wide, role="optimum"),
        law("mean and spread are all it sees", BY_TWO, q.height, -n * square),
    ]
    if wide == 0:
        return found
    lost = n * float(lk.shortfall(q.peak, mu, sigma))
    found.append(law("no normal law is likelier", "ℓ(μ, σ) ≤ ℓ(μ̂, σ̂)", q.height, q.top))
    return [*found, law("what is missing is a divergence", "ℓ̂ − ℓ(μ, σ) = n KL(N̂ ‖ N)", q.top - q.height, lost)]


def many_readouts(q: Likelihood) -> Said:
    n, found, many, edge = q.p.n, q.many.law, q.many, EDGE if q.p.model == "uniform" else ""
    mean, spread, unless = many.slope.mean() / np.sqrt(n), many.slope.var() / n, edge or WRONG * (not q.fits)
    drift, wide = many.errors
    said: Said = [
        Readout("deviation of the peaks", many.peak.std(), role="data"),
        law("curvature says how slopes spread", "Var(score) = J", found.variance, found.curvature, unless=unless),
        law("at the truth slopes cancel", "E score = 0", found.score, 0.0, unless=edge),
        law("so do the simulated ones", "mean slope/√n = √n E score", mean, np.sqrt(n) * found.score, slack=drift),
        law("the simulated ones spread so", "variance of slopes/n = Var(score)", spread, found.variance, slack=wide),
    ]
    if edge:
        said.append(Readout("deviation of the peaks, exact", np.sqrt(n / (n + 2)) / (n + 1), role="model"))
        return [*said, Readout("deviation of twice the mean, exact", np.sqrt(1 / (3 * n)), role="null")]
    said.append(Readout("standard error claimed, 1/√(nJ)", many.unit, role="model"))
    said.append(Readout("sandwich, √(V/n)/J", many.unit * np.sqrt(found.ratio), role="optimum"))
    said.append(Readout("claimed 95% intervals that hold", 100 * many.covers[0], "%", 3, role="model"))
    return [*said, Readout("sandwich 95% intervals that hold", 100 * many.covers[1], "%", 3, role="optimum")]


def tests_readouts(q: Likelihood) -> Said:
    (k, n), p0, (pearson, ratio) = q.counts, q.p.null, lk.counted(*q.counts, q.p.null)
    told = [f"{number(v)};  {low:.3f} to {high:.3f}" for v, (low, high) in zip(q.tests, q.intervals, strict=True)]
    steep = (k / p0 - (n - k) / (1 - p0)) ** 2 * p0 * (1 - p0) / n
    return [
        Readout("Wald, and its 95% interval", told[0], role="model"),
        Readout("score, and its 95% interval", told[1], role="gradient"),
        Readout("likelihood ratio, and its 95% interval", told[2], role="optimum"),
        law("the score test is Pearson’s", "slope²/(nI) = Σ(O − E)²/E", steep, pearson),
        law("the ratio is that of counts", "2[ℓ(p̂) − ℓ(p₀)] = 2 Σ O ln(O/E)", q.tests[2], ratio, tolerance=1e-8),
    ]


def climb_readouts(q: Likelihood) -> Said:
    (a, b), climb, t = q.weights, q.climb, q.p.tick
    chance, unless = climb.curve(t, climb.x), "" if climb.arrived(t) else LOW
    sums = [(chance.sum(), climb.y.sum()), (climb.x @ chance, climb.x @ climb.y)]
    return [
        Readout("intercept", a, role="model"),
        Readout("slope", b, role="model"),
        Readout("log-likelihood", climb.heights[t], "nats", role="model"),
        Readout("its least upper bound", climb.best.height, "nats", role="optimum"),
        law("no step goes beyond it", "ℓ ≤ sup ℓ", climb.heights[t], climb.best.height),
        law("as many yeses as predicted", "Σ P(yes) = number of yeses", *sums[0], tolerance=1e-7, unless=unless),
        law("and at the same places", "Σ x P(yes) = Σ x over the yeses", *sums[1], tolerance=1e-7, unless=unless),
    ]


def losses_readouts(q: Likelihood) -> Said:
    at, _, best = q.tops[q.p.density]
    slope = np.diff(lk.log_likelihood(q.p.density, q.xs, [q.p.place - 1e-4, q.p.place + 1e-4]))[0] / 2e-4
    there = float(lk.pull(q.p.density, q.xs - best).sum())
    balance = law("at the peak the pulls cancel", "Σ pulls = 0", there, 0.0, tolerance=1e-7)
    if q.p.density == "laplace":
        on = np.count_nonzero(q.xs == best)
        balance = law("at the peak the pulls cancel", "|Σ pulls| ≤ points on the peak", abs(there), on)
    return [
        Readout(f"most likely θ: {TITLES[q.p.density]}", best, role="optimum"),
        Readout("peaks", str(len(at)) if q.p.density == "cauchy" else "1"),
        Readout("mean", q.xs.mean(), role="null"),
        Readout("median", float(np.median(q.xs)), role="null"),
        law("the slope is the sum of the pulls", "dℓ/dθ = Σ pulls", slope, q.pulls.sum(), tolerance=1e-6),
        balance,
    ]


def losses_notice(q: Likelihood) -> str:
    at, high, _ = q.tops[q.p.density]
    if q.p.density == "laplace" and len(at) == 2:
        return f"An even number of points: every θ from {number(at[0], 3)} to {number(at[1], 3)} is as likely."
    level = np.count_nonzero(high > high.max() - 1e-9)
    if level > 1:
        return f"{level} peaks are equally high: there is no one most likely place."
    return f"{len(at)} peaks: where a climb ends hangs on where it starts." if len(at) > 1 else ""


EQUAL = "All observations are equal: as σ falls to 0 the likelihood grows without bound. There is no peak."
CLIFF = "A sample has likelihood 0 below its largest value: its peak stands at that cliff, and misses by about θ/n."
STILL = "The peaks still find its mean, but the standard error that the model claims is too small."
POINTED = "At the edge the curve claims a variance of 0, and Wald’s interval is a point. The other two still hold."
GONE, FAR = " The slope has left the panel.", "The star is beyond the slider of σ."
other = lambda q: "" if q.fits else f"The data come from {OTHERS[q.p.model]}. {STILL}"
fewer = lambda q: f"There are {q.counts[1]} trials: as many yeses are shown." if q.p.hits > q.counts[1] else ""
NOTICES: dict[str, Callable[[Likelihood], str]] = {
    "stems": lambda q: EQUAL if q.peak[1] == 0 else FAR * (not 0.5 <= q.peak[1] <= 4.2),
    "many": lambda q: CLIFF if q.p.model == "uniform" else other(q),
    "tests": lambda q: POINTED if q.counts[0] in (0, q.counts[1]) else fewer(q),
    "climb": lambda q: KINDS.get(q.climb.best.kind, "") + (GONE if abs(q.climb.path[q.p.tick, 1]) > 25.8 else ""),
}
ALTS: dict[str, Callable[[Likelihood], str]] = {
    "stems": lambda q: f"A bell over {len(q.x)} points; its log-heights, in all {number(q.height)}; all normal laws.",
    "many": lambda q: f"Log-likelihoods of samples of {q.p.n}, of the {NAMES[q.p.model]}; their slopes; their peaks.",
    "tests": lambda q: f"Likelihood of {q.counts[0]} in {q.counts[1]}; statistics {', '.join(map(number, q.tests))}.",
    "climb": lambda q: f"A logistic curve of slope {number(q.weights[1], 3)}, and the likelihood at each slope.",
    "losses": lambda q: f"Pulls on θ, and its log-likelihood, highest at {number(q.tops[q.p.density][2], 3)}.",
}


def numbers(q: Likelihood) -> dict[str, Any]:
    """Named values for the text and the programs."""
    (mean, wide), n, many, climb = q.peak, len(q.x), q.many, q.climb
    regular = np.nan if q.p.model == "uniform" else many.unit
    lost = n * float(lk.shortfall(q.peak, q.p.mu, q.p.sigma)) if wide > 0 else np.inf
    found: dict[str, Any] = {"size": n, "mu_hat": mean, "sigma_hat": wide, "shortfall": lost}
    found |= {"score_variance": many.law.variance, "mean_curvature": many.law.curvature, "claimed": regular}
    found |= {"sandwich": regular * np.sqrt(abs(many.law.ratio)), "peaks_deviation": many.peak.std()}
    found |= {"claimed_covers": many.covers[0], "sandwich_covers": many.covers[1], "yeses": q.counts[0]}
    found |= {"log_likelihood": q.height, "wald": q.tests[0], "score": q.tests[1], "ratio": q.tests[2]}
    found |= {"wilson_low": q.intervals[1, 0], "wilson_high": q.intervals[1, 1], "intercept": q.weights[0]}
    found |= {"slope": q.weights[1], "logistic_height": climb.heights[q.p.tick], "supremum": climb.best.height}
    found |= {"law_name": rf"\text{{{TITLES[q.p.density]}}}", "model_name": rf"\text{{{q.p.model}}}"}
    return found | {"best_place": q.tops[q.p.density][2], "average": q.xs.mean(), "total_pull": q.pulls.sum()}


def listing(q: Likelihood) -> dict[str, Any]:
    """The constants of the programs."""
    p, pairs = q.p, tuple(zip(q.climb.x.tolist(), q.climb.y.tolist(), strict=True))
    found = {"sample": p.sample, "mu": float(p.mu), "sigma": float(p.sigma), "model": p.model, "right": q.fits}
    found |= {"n": p.n, "yeses": q.counts[0], "trials": q.counts[1], "null": p.null, "pairs": pairs, "steps": p.tick}
    return found | {"density": p.density, "observed": p.observed, "place": float(p.place)}
