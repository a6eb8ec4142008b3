"""What the lesson says in numbers and words."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import likelihood as lk
from pages.probability.maximum_likelihood.panels import NAMES, TITLES
from pages.probability.maximum_likelihood.state import SAMPLES, Likelihood

Said = list[Readout | Law]
WRONG, EDGE, CLIMBING = "the model is wrong", "the data end at θ, so the support moves with it", "this is no peak"
BY_TWO = "Σ ln p(xᵢ) = −n[ln(σ√2π) + (σ̂² + (μ̂−μ)²)/2σ²]"
OTHERS = {"normal": "Laplace’s law", "exponential": "a gamma law of shape ½", "poisson": "a geometric law"}
KINDS = {
    "separable": "One place parts all labels: the likelihood rises towards 1 for ever, and the slope never settles.",
    "touching": "The labels meet at one place and do not overlap: the slope grows for ever all the same.",
    "alike": "All labels are alike: the likelihood rises towards 1 as the intercept goes to infinity.",
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


def stems_notice(q: Likelihood) -> str:
    if q.peak[1] == 0:
        return "All observations are equal: as σ falls to 0 the likelihood grows without bound. There is no peak."
    return "" if q.peak[1] >= 0.5 else "The most likely law is narrower than the slider of σ allows."


def stems_alt(q: Likelihood) -> str:
    told = f"A bell over {len(q.x)} observations and the sum of the logarithms of its heights, {number(q.height)}"
    return (
        f"{told}; a map of all normal laws, whose peak is at mean {number(q.peak[0])}, deviation {number(q.peak[1])}."
    )


def many_readouts(q: Likelihood) -> Said:
    n, found, many, uniform = q.p.n, q.many.law, q.many, q.p.model == "uniform"
    up_to = lambda slack: {"slack": slack + 1e-9, "note": f"up to simulation error: ±{number(slack, 2)}"}
    # Of R slopes: the error of the mean; the relative error of the variance is about √((2 + kurtosis/n)/R).
    drift, tail = 5.5 * np.sqrt(found.variance / SAMPLES), found.kurtosis / n
    wide = found.variance * (5.5 * np.sqrt((2 + tail) / SAMPLES) + 30 * (1 + tail) / SAMPLES)
    mean, spread, unless = many.slope.mean() / np.sqrt(n), many.slope.var() / n, EDGE if uniform else ""
    equality = "variance of the score V = J"
    laws: Said = [
        law(
            "curvature says how slopes spread",
            equality,
            found.variance,
            found.curvature,
            unless=unless or WRONG * (not q.fits),
        ),
        law("at the truth slopes cancel", "E score = 0", found.score, 0.0, unless=unless),
        law(
            "so do the simulated ones", "mean of slopes/√n = √n E score", mean, np.sqrt(n) * found.score, **up_to(drift)
        ),
        law("the simulated ones spread so", "variance of slopes/n = V", spread, found.variance, **up_to(wide)),
    ]
    if uniform:
        exact = np.sqrt(n / (n + 2)) / (n + 1)
        told: Said = [
            Readout("deviation of the peaks, exact", exact, role="model"),
            Readout("deviation of twice the mean, exact", np.sqrt(1 / (3 * n)), role="null"),
            Readout("mean of the peaks, exact: n/(n + 1)", n / (n + 1), role="model"),
        ]
    else:
        told = [
            Readout("standard error claimed, 1/√(nJ)", many.unit, role="model"),
            Readout("sandwich, √(V/n)/J", many.unit * np.sqrt(found.ratio), role="optimum"),
            Readout("95% intervals that hold: claimed", 100 * many.covers[0], "%", 3, role="model"),
            Readout("95% intervals that hold: sandwich", 100 * many.covers[1], "%", 3, role="optimum"),
        ]
    return [Readout("deviation of the peaks", many.peak.std(), role="data"), *told, *laws]


def many_notice(q: Likelihood) -> str:
    if q.p.model == "uniform":
        return "Below its largest observation a sample has likelihood 0. The peak stands at that cliff: it misses by about θ/n."
    claim = "The peaks still find its mean, but the standard error that the model claims is too small."
    return "" if q.fits else f"The data come from {OTHERS[q.p.model]}. {claim}"


def many_alt(q: Likelihood) -> str:
    told = f"Log-likelihood curves over the {NAMES[q.p.model]}, of samples of {q.p.n}; their slopes at the truth; their peaks."
    return f"{told} V is {number(q.many.law.variance, 3)}, J is {number(q.many.law.curvature, 3)}."


def tests_readouts(q: Likelihood) -> Said:
    (k, n), p0 = q.counts, q.p.null
    seen, wanted = np.array([k, n - k]), n * np.array([p0, 1 - p0])
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = 2 * float(np.where(seen > 0, seen * np.log(seen / wanted), 0.0).sum())
    slope, told = (
        k / p0 - (n - k) / (1 - p0),
        zip(("Wald", "score", "likelihood ratio"), q.tests, q.intervals, strict=True),
    )
    rows = [(name, "infinite" if np.isinf(value) else number(value), *ends) for name, value, ends in told]
    return [
        *(Readout(f"{name}, and its 95% interval", f"{v};  {low:.3f} to {high:.3f}") for name, v, low, high in rows),
        law(
            "the score test is Pearson’s",
            "slope²/(n I) = Σ(O − E)²/E",
            slope**2 * p0 * (1 - p0) / n,
            ((seen - wanted) ** 2 / wanted).sum(),
        ),
        law("the ratio is that of counts", "2[ℓ(p̂) − ℓ(p₀)] = 2 Σ O ln(O/E)", q.tests[2], log_ratio, tolerance=1e-8),
    ]


def tests_notice(q: Likelihood) -> str:
    k, n = q.counts
    if k in (0, n):
        return "At the edge the curve has no level top and claims a variance of 0: Wald’s interval is a point. The others hold."
    return f"There are {n} trials, so {n} of the {q.p.hits} yeses are shown." if q.p.hits > n else ""


def tests_alt(q: Likelihood) -> str:
    (k, n), (wald, score, ratio) = q.counts, ("infinite" if np.isinf(v) else number(v, 3) for v in q.tests)
    return f"Log-likelihood of {k} yeses of {n}. Against p₀ = {q.p.null}: Wald {wald}, score {score}, ratio {ratio}."


def climb_readouts(q: Likelihood) -> Said:
    (a, b), climb, t = q.weights, q.climb, q.p.tick
    chance, unless = climb.curve(t, climb.x), "" if climb.arrived(t) else CLIMBING
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


def climb_notice(q: Likelihood) -> str:
    gone = " The slope has left the panel." if abs(q.climb.path[q.p.tick, 1]) > 25.8 else ""
    return KINDS.get(q.climb.best.kind, "") + gone


def climb_alt(q: Likelihood) -> str:
    now = f"slope {number(q.weights[1], 3)} and log-likelihood {number(q.climb.heights[q.p.tick])}"
    return f"A logistic curve after {q.p.tick} steps, with {now}, and the height of the likelihood at each slope."


def losses_readouts(q: Likelihood) -> Said:
    at, _, best = q.tops[q.p.density]
    below, above = lk.log_likelihood(q.p.density, q.xs, [q.p.place - 1e-4, q.p.place + 1e-4])
    there = float(lk.pull(q.p.density, q.xs - best).sum())
    balance = law("at the peak the pulls cancel", "Σ pulls = 0", there, 0.0, tolerance=1e-7)
    if q.p.density == "laplace":
        on = np.count_nonzero(q.xs == best)
        balance = law("at the peak the pulls cancel", "|Σ pulls| ≤ points on the peak", abs(there), on)
    slope = (above - below) / 2e-4
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


def losses_alt(q: Likelihood) -> str:
    law, best = TITLES[q.p.density], number(q.tops[q.p.density][2], 3)
    return f"Pulls of {len(q.xs)} points on a place under the {law} law, and its log-likelihood; the highest peak is at {best}."


def numbers(q: Likelihood) -> dict[str, Any]:
    """Named values for the text and the programs."""
    (mean, wide), n, (a, b), many, regular = q.peak, len(q.x), q.weights, q.many, q.p.model != "uniform"
    lost = n * float(lk.shortfall(q.peak, q.p.mu, q.p.sigma)) if wide > 0 else np.inf
    found = {"size": n, "mu_hat": mean, "sigma_hat": wide, "log_likelihood": q.height, "shortfall": lost}
    found |= {"score_variance": many.law.variance, "mean_curvature": many.law.curvature}
    found |= {
        "claimed": many.unit if regular else np.nan,
        "sandwich": many.unit * np.sqrt(many.law.ratio) if regular else np.nan,
    }
    found |= {"peaks_deviation": many.peak.std(), "claimed_covers": many.covers[0], "sandwich_covers": many.covers[1]}
    found |= {"yeses": q.counts[0], "wald": q.tests[0], "score": q.tests[1], "ratio": q.tests[2]}
    found |= {"wilson_low": q.intervals[1, 0], "wilson_high": q.intervals[1, 1]}
    found |= {"intercept": a, "slope": b, "logistic_height": q.climb.heights[q.p.tick], "supremum": q.climb.best.height}
    found |= {"best_place": q.tops[q.p.density][2], "average": q.xs.mean(), "total_pull": q.pulls.sum()}
    return found | {"law_name": rf"\text{{{TITLES[q.p.density]}}}", "model_name": rf"\text{{{q.p.model}}}"}


def listing(q: Likelihood) -> dict[str, Any]:
    """The constants of the programs."""
    pairs = tuple(zip(q.climb.x.tolist(), q.climb.y.tolist(), strict=True))
    first = {"sample": tuple(q.p.sample), "mu": float(q.p.mu), "sigma": float(q.p.sigma)}
    second = {
        "model": q.p.model,
        "right": q.fits,
        "n": q.p.n,
        "yeses": q.counts[0],
        "trials": q.counts[1],
        "null": q.p.null,
    }
    return first | second | {"pairs": pairs, "steps": q.p.tick, "density": q.p.density, "observed": tuple(q.p.observed)}
