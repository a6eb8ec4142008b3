"""What the lesson says in numbers."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import beta_posterior as beta
from pages.probability.map_estimation.state import DRAWS, GRID, Posterior


def mode(name: str, value: float) -> Readout:
    """A mode, or that there is none."""
    return Readout(name, value if np.isfinite(value) else "none", role="optimum")


def coin(q: Posterior) -> list[Readout | Law]:
    post, mix = q.posterior, q.weight * q.share + (1 - q.weight) * q.p.guess
    top = post.mode() if post.a > 1 and post.b > 1 else float("nan")
    searched = law("imaginary tosses", "highest = (a + k − 1)/(a + b + n − 2)", beta.summit(post), top, slack=1e-6)
    return [
        Readout("heads of tosses", f"{q.heads} of {q.p.tossed}", role="data"),
        mode("maximum a posteriori (MAP)", q.map_p),
        Readout("posterior mean", q.mean_p, role="accent"),
        Readout("weight w of the data in the mean", q.weight, "n/(n + strength)"),
        law("the mean is a mixture", "mean = w · heads/n + (1 − w) · prior mean", q.mean_p, mix),
        Readout("a, b of the prior", f"{number(q.prior.a)}, {number(q.prior.b)}", role="null"),
        *[searched] * bool(np.isfinite(top)),
    ]


def coin_notice(q: Posterior) -> str:
    if q.map_p in (0.0, 1.0):
        return f"The density is highest at the end, {q.map_p:g}: the MAP says that the other side cannot fall at all."
    if not np.isfinite(q.map_p):
        return "There is no MAP: with a and b below 1 the density is infinite at both ends, with both 1 it is flat."
    return ""


def coin_alt(q: Posterior) -> str:
    says = f"Prior, likelihood and posterior of a coin after {q.heads} heads in {q.p.tossed} tosses"
    return f"{says}; the posterior mean is {number(q.mean_p)}. Beside it the estimates against the tosses."


def rulers(q: Posterior) -> list[Readout | Law]:
    bent = "the ruler is bent" * (q.p.bend > 0 and q.p.a != q.p.b)
    middle, place = beta.middle(q.law, GRID, q.p.bend), float(GRID[np.argmax(q.on_ruler)])
    inside, both = 0.01 < q.mode_ruler < 0.99, bool(np.isfinite(q.mode_p) and np.isfinite(q.mode_ruler))
    found: list[Readout | Law] = [
        mode("mode in p", q.mode_p),
        mode("mode on the ruler, as a p", q.mode_ruler),
        Readout("median", q.median_p, role="accent"),
        Readout("mean", q.mean_law),
        law("the median goes along", "median on the ruler = median in p", middle, q.median_p, slack=2e-3),
    ]
    goes = law("the mode goes along", "mode on the ruler = mode in p", q.mode_ruler, q.mode_p, unless=bent)
    where = law("where it is", "highest = (a − 1 + λ)/(a + b − 2 + 2λ)", place, q.mode_ruler, slack=1.1e-3)
    return [*found, *[goes] * both, *[where] * inside]


def rulers_notice(q: Posterior) -> str:
    if not np.isfinite(q.mode_ruler):
        return "On this ruler every p is as dense as any other: there is no mode."
    return "On this ruler the posterior is highest at its end." if q.mode_ruler in (0.0, 1.0) else ""


def rulers_alt(q: Posterior) -> str:
    says = f"The posterior Beta({number(q.p.a)}, {number(q.p.b)}) in ten equally probable slices, in p and on a ruler"
    return f"{says} of bend {number(q.p.bend)}. The median stays at {number(q.median_p)}."


def weights(q: Posterior) -> list[Readout | Law]:
    w, pulls, room = q.ten.weights, np.abs(q.ten.pulls), 1e-6 * (1 + q.alpha)
    average, peak, bent = q.average[1], q.two.weights[1], "the prior is not normal" * q.laplace
    found: list[Readout | Law] = [
        Readout("alpha of scikit-learn", q.alpha, "√2 σ²/(nτ), Lasso" if q.laplace else "σ²/τ², Ridge", role="null"),
        Readout("weights that are not 0", f"{q.survivors} of 10", role="optimum"),
        Readout("share of the variance explained", q.ten.explained),
        law("of two: the mean is the mode", "mean of bp = MAP of bp", average, peak, tolerance=1e-6, unless=bent),
    ]
    if not q.laplace:
        pull, push = np.linalg.norm(q.ten.pulls), q.alpha * np.linalg.norm(w)
        return [*found, law("the data pull as the prior pushes", "|Xᵀr| = α |w|", pull, push, tolerance=1e-7)]
    most, least = pulls.max() / 442, pulls[w != 0].min(initial=np.inf) / 442
    bound = law("no weight is pulled harder", "max |xⱼ·r|/n ≤ α", most, q.alpha, slack=room)
    equal = law("those that are not 0 are pulled so hard", "min |xⱼ·r|/n = α", least, q.alpha, slack=room)
    return [*found, bound, *[equal] * bool(q.survivors)]


def weights_notice(q: Posterior) -> str:
    return "" if q.survivors else "The prior is so narrow that all ten weights are exactly 0."


def weights_alt(q: Posterior) -> str:
    says = f"Loss ellipses of two weights and a prior of scale {number(q.p.tau)}; all ten weights against the scale"
    return f"{says}. {q.survivors} of 10 are not 0."


def distances(q: Posterior) -> list[Readout | Law]:
    counted, room = float(np.mean(q.drawn < q.p.radius)), 5 * np.sqrt(q.held * (1 - q.held) / DRAWS) + 3 / DRAWS
    return [
        Readout("P(|x| < radius)", q.held, role="accent", scale=0),
        Readout("median distance from the mode", q.median_radius, role="model"),
        Readout("density at the mode", q.digits, "powers of ten over a median draw’s"),
        law("counted", "share of draws inside = P(|x| < radius)", counted, q.held, slack=room, note="to 5 errors"),
        law("not nearer than", "√(d − 1) ≤ median distance", np.sqrt(q.p.d - 1), q.median_radius),
        law("nor farther than", "median distance ≤ √d", q.median_radius, np.sqrt(q.p.d)),
    ]


def distances_alt(q: Posterior) -> str:
    says = f"How far draws of a standard normal law in {q.p.d} dimensions are from its mode: the median is"
    return f"{says} {number(q.median_radius)}. Beside it the same against the dimension."
