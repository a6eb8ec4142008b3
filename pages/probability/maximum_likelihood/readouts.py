"""What the lesson says in numbers and words."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import likelihood as lk
from pages.probability.maximum_likelihood.panels import NAMES, TITLES
from pages.probability.maximum_likelihood.state import SAMPLES, Likelihood

H = 1e-4  # of a difference quotient
WRONG, EDGE = "the model is wrong", "the data end at θ, so the support moves with it"


def stems_readouts(q: Likelihood) -> list[Readout | Law]:
    mean, wide = q.peak
    n, mu, sigma = len(q.x), q.p.mu, q.p.sigma
    square = (wide**2 + (mean - mu) ** 2) / (2 * sigma**2)
    by_two = -n * (np.log(sigma) + lk.HALF_LOG_2PI + square)
    found: list[Readout | Law] = [
        Readout("log-likelihood ℓ(μ, σ)", q.height, "nats", role="model"),
        Readout("its peak ℓ(μ̂, σ̂)", q.top, "nats", role="optimum"),
        Readout("μ̂, the mean", mean, role="optimum"),
        Readout("σ̂, the deviation with divisor n", wide, role="optimum"),
        law("mean and spread are all it sees", "Σ ln p(xᵢ) = −n[ln σ + ½ ln 2π + (σ̂² + (μ̂−μ)²)/2σ²]", q.height, by_two),
    ]
    if wide == 0:
        return found
    lost = n * float(lk.shortfall(q.peak, mu, sigma))
    return [
        *found,
        law("no normal law is likelier", "ℓ(μ, σ) ≤ ℓ(μ̂, σ̂)", q.height, q.top),
        law("what is missing is a divergence", "ℓ(μ̂, σ̂) − ℓ(μ, σ) = n KL(N̂ ‖ N)", q.top - q.height, lost),
    ]


def stems_notice(q: Likelihood) -> str:
    if q.peak[1] == 0:
        return "All observations are equal: as σ falls to 0 the likelihood grows without bound. There is no peak."
    return "" if q.peak[1] >= 0.4 else "The most likely law is narrower than the slider of σ allows: its star is below."


def stems_alt(q: Likelihood) -> str:
    now, top = number(q.height), number(q.top)
    return f"A bell over {len(q.x)} observations, the sum of the logs of its heights, {now}, and the map of all; best {top}."


def replicates_readouts(q: Likelihood) -> list[Readout | Law]:
    n, found, uniform = q.p.n, q.moments, q.p.model == "uniform"
    unless = EDGE if uniform else "" if q.fits else WRONG
    drift = 5.5 * np.sqrt(found.variance / SAMPLES)  # of the mean of the slopes, over √n
    # The variance of R slopes has about the relative error √((2 + kurtosis/n)/R).
    wide = found.variance * (5.5 * np.sqrt((2 + found.kurtosis / n) / SAMPLES) + 30 * (1 + found.kurtosis / n) / SAMPLES)
    laws: list[Readout | Law] = [
        law("curvature says how slopes spread", "variance of the score V = J", found.variance, found.curvature, unless=unless),
        law("at the truth slopes cancel", "E score = 0", found.score, 0.0, unless=EDGE if uniform else ""),
        law("so do the simulated ones", "mean of slopes/√n = √n E score", (q.many.slope.mean() / np.sqrt(n)), np.sqrt(n) * found.score, slack=drift + 1e-9, note="up to simulation error"),
        law("the simulated ones spread so", "variance of slopes/n = V", q.many.slope.var() / n, found.variance, slack=wide + 1e-9, note="up to simulation error"),
    ]
    if uniform:
        exact = q.truth * np.sqrt(n / (n + 2)) / (n + 1)
        return [
            Readout("mean of the peaks", q.many.peak.mean(), role="data"),
            Readout("the same exactly, n/(n + 1)", n / (n + 1), role="model"),
            Readout("deviation of the peaks", q.many.peak.std(), role="data"),
            Readout("the same exactly, about 1/n", exact, role="model"),
            Readout("deviation of twice the mean", np.sqrt(1 / (3 * n)), role="null"),
            *laws,
        ]
    claimed, sandwich = q.covered
    return [
        Readout("standard error claimed, 1/√(nJ)", q.unit, role="model"),
        Readout("sandwich, √(V/n)/J", q.unit * np.sqrt(found.ratio), role="optimum"),
        Readout("deviation of the simulated peaks", q.many.peak.std(), role="data"),
        Readout("95% intervals that hold: claimed", 100 * claimed, "%", 3, role="model"),
        Readout("95% intervals that hold: sandwich", 100 * sandwich, "%", 3, role="optimum"),
        *laws,
    ]


def replicates_notice(q: Likelihood) -> str:
    if q.p.model == "uniform":
        return "Below the largest observation the likelihood is 0. Peaks stand at that cliff; they miss by θ/n, not θ/√n."
    if q.fits:
        return ""
    law = {"normal": "Laplace’s law", "exponential": "a gamma law of shape ½", "poisson": "a geometric law"}[q.p.model]
    return f"The data come from {law}. The peaks still find its mean; the standard error that the model claims is too small."


def replicates_alt(q: Likelihood) -> str:
    shape = f"Log-likelihood curves over the {NAMES[q.p.model]} of samples of {q.p.n}, their slopes at the truth and their peaks."
    return f"{shape} V is {number(q.moments.variance, 3)}, J is {number(q.moments.curvature, 3)}."


def logistic_readouts(q: Likelihood) -> list[Readout | Law]:
    a, b = q.weights
    x, y = q.data
    now, chance = float(q.heights[q.p.tick]), np.exp(-np.logaddexp(0.0, -(a + b * x)))
    unless = "" if q.arrived else "this is no peak"
    return [
        Readout("intercept", a, role="model"),
        Readout("slope", b, role="model"),
        Readout("log-likelihood", now, "nats", role="model"),
        Readout("its least upper bound", q.best.height, "nats", role="optimum"),
        law("no step goes beyond it", "ℓ ≤ sup ℓ", now, q.best.height),
        law("as many yeses as predicted", "Σ P(yes) = number of yeses", chance.sum(), y.sum(), tolerance=1e-7, unless=unless),
        law("and at the same places", "Σ x P(yes) = Σ x over the yeses", x @ chance, x @ y, tolerance=1e-7, unless=unless),
    ]


def logistic_notice(q: Likelihood) -> str:
    gone = q.side * q.path[q.p.tick, 1] > 25.8
    told = {
        "peak": "",
        "separable": "One place parts all labels: the likelihood rises towards 1 for ever, and the slope never settles.",
        "touching": "Only at one shared place do the labels mix: the slope grows for ever all the same.",
        "alike": "All labels are alike: the likelihood rises towards 1 as the intercept goes to infinity.",
        "one place": "All x are equal: the likelihood is flat along the slope, and cannot choose one.",
    }[q.best.kind]
    return f"{told} The slope has left the panel." if gone and told else told


def logistic_alt(q: Likelihood) -> str:
    now = f"slope {number(q.weights[1], 3)} and log-likelihood {number(q.heights[q.p.tick])}"
    return f"A logistic curve after {q.p.tick} steps, with {now}, and the height of the likelihood at each slope."


def losses_readouts(q: Likelihood) -> list[Readout | Law]:
    at, high = q.tops[q.p.density]
    total, place = float(q.pulls.sum()), q.p.place
    ends = lk.log_likelihood(q.p.density, q.xs, [place - H, place + H])
    there = float(lk.pull(q.p.density, q.xs - q.estimate).sum())
    balance = law("at the peak the pulls cancel", "Σ pulls = 0", there, 0.0, tolerance=1e-7)
    if q.p.density == "laplace":
        on = np.count_nonzero(q.xs == q.estimate)
        balance = law("at the peak the pulls cancel", "|Σ pulls| ≤ points on the peak", abs(there), on)
    return [
        Readout("θ", place, role="model"),
        Readout("most likely: " + TITLES[q.p.density], q.estimate, role="optimum"),
        Readout("peaks", float(len(at)) if q.p.density == "cauchy" else 1.0, digits=2),
        Readout("mean", q.xs.mean(), role="null"),
        Readout("median", float(np.median(q.xs)), role="null"),
        law("the slope is the sum of the pulls", "dℓ/dθ = Σ pulls", (ends[1] - ends[0]) / (2 * H), total, tolerance=1e-6),
        balance,
    ]


def losses_notice(q: Likelihood) -> str:
    at, high = q.tops[q.p.density]
    if q.p.density == "laplace" and len(at) == 2:
        return f"An even number of points: every θ from {number(at[0], 3)} to {number(at[1], 3)} is as likely as the median."
    level = np.count_nonzero(high > high.max() - 1e-9)
    if q.p.density == "cauchy" and level > 1:
        return f"{level} peaks are equally high: the most likely place is not unique."
    return f"{len(at)} peaks: a climb ends on the one that its start leads to." if len(at) > 1 else ""


def losses_alt(q: Likelihood) -> str:
    law = TITLES[q.p.density]
    return f"Pulls of {len(q.xs)} points on a place under the {law} law, and its log-likelihood with its peaks; the highest at {number(q.estimate, 3)}."


def numbers(q: Likelihood) -> dict[str, Any]:
    """Named values for the text and the programs."""
    mean, wide = q.peak
    lost = len(q.x) * float(lk.shortfall(q.peak, q.p.mu, q.p.sigma)) if wide > 0 else np.inf
    a, b = q.weights
    found = {"size": len(q.x), "mu_hat": mean, "sigma_hat": wide, "log_likelihood": q.height, "shortfall": lost}
    found |= {"score_variance": q.moments.variance, "mean_curvature": q.moments.curvature}
    ratio = q.moments.ratio if q.p.model != "uniform" else np.nan
    found |= {"claimed": q.unit if q.p.model != "uniform" else np.nan, "sandwich": q.unit * np.sqrt(ratio)}
    found |= {"claimed_covers": q.covered[0], "sandwich_covers": q.covered[1], "peaks_deviation": q.many.peak.std()}
    found |= {"intercept": a, "slope": b, "logistic_height": q.heights[q.p.tick], "supremum": q.best.height}
    found |= {"centre": q.xs.mean(), "middle": float(np.median(q.xs)), "pull": q.pulls.sum()}
    return found | {"law_name": rf"\text{{{TITLES[q.p.density]}}}", "model_name": rf"\text{{{q.p.model}}}"}


def listing(q: Likelihood) -> dict[str, Any]:
    """The constants of the programs."""
    x, y = q.data
    first = {"sample": tuple(q.p.sample), "mu": float(q.p.mu), "sigma": float(q.p.sigma)}
    second = {"model": q.p.model, "right": q.fits, "n": q.p.n}
    third = {"pairs": tuple(zip(x.tolist(), y.tolist(), strict=True)), "steps": q.p.tick}
    return first | second | third | {"density": q.p.density, "observed": tuple(q.p.observed), "place": float(q.p.place)}
