"""What the lesson says in numbers."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.probability import gradient_noise as noise
from pages.probability.expectation_variance.panels import FAR, MOST, PLANE
from pages.probability.expectation_variance.state import BATCHES, Moments

NO_SCALE = "none: the mean gradient is 0"


def balance(q: Moments) -> list[Readout | Law]:
    m = q.masses
    middle = number(m.low) if m.high - m.low < 1e-9 else f"{number(m.low)} to {number(m.high)}"
    away = (q.p.fulcrum - m.mean) ** 2
    return [
        Readout("mean E X", m.mean, role="optimum"),
        Readout("median", middle, role="muted"),
        Readout("standard deviation", float(np.sqrt(m.variance)), "by the weights", role="optimum"),
        Readout("torque E(X − c)", m.mean - q.p.fulcrum, role="accent"),
        law("moving off the mean costs its square", "E(X − c)² = Var X + (c − E X)²", q.square, m.variance + away),
        law("no place is nearer than the median", "E|X − median| ≤ E|X − c|", q.least_distance, q.distance),
    ]


def balanced(q: Moments) -> str:
    m = q.masses
    if m.variance < 1e-12:
        return "All the weight is at one place: it is mean and median, and nothing varies."
    off = abs(m.mean - q.p.fulcrum)
    if off < 1e-9:
        return "It balances: c is the mean."
    return f"It all but balances: the mean is {number(m.mean, 5)}, between two steps of c." if off < 0.0251 else ""


def beam(q: Moments) -> str:
    says = f"Five masses on a beam with its fulcrum at {number(q.p.fulcrum)}; their mean is {number(q.mean_x)}"
    return f"{says}, their median {number(q.median_x)}. Beside it the mean distances from every place."


def rectangles(q: Moments) -> list[Readout | Law]:
    by = "divisor n − 1" if q.less else "divisor n"
    half = "½ · mean pair (of two points)" if q.less else "½ · mean pair (all n²)"
    undefined = "none: x or y does not vary"
    sums = (q.found.centre[q.found.centre > 0].sum(), q.found.centre[q.found.centre < 0].sum())
    return [
        Readout("covariance", q.to_mean, by, role="optimum"),
        Readout("variances of x and y", f"{number(q.spreads[0])}, {number(q.spreads[1])}", by),
        Readout("correlation r", q.correlation if np.isfinite(q.correlation) else undefined),
        Readout("to the mean: areas above, below 0", f"{number(sums[0])}, {number(sums[1])}"),
        law("two pictures, one number", f"to the mean = {half}", q.to_mean, q.of_pairs),
        law("Cauchy and Schwarz", "Cov² ≤ Var x · Var y", q.to_mean**2, q.spreads.prod()),
    ]


def flat(q: Moments) -> str:
    none = "All points share an x or a y: no rectangle has an area, and r is none."
    return "" if np.isfinite(q.correlation) else none


def areas(q: Moments) -> str:
    kind = "to the mean" if q.p.between == "mean" else "between all pairs"
    says = f"{len(q.points)} points with their signed rectangles {kind}, and the areas side by side"
    return f"{says}. The covariance is {number(q.to_mean)}."


def triangle(q: Moments) -> list[Readout | Law]:
    dash = "−" if q.p.minus else "+"
    whole, parts = f"Var(X {dash} Y)", q.p.sd_x**2 + q.p.sd_y**2
    depends = "X and Y are correlated" * (abs(q.cov_xy) > 0)
    return [
        Readout("covariance r · sd X · sd Y", q.cov_xy),
        Readout(f"angle between X and {'−' * q.p.minus}Y", q.angle, "° (arccosine)", role="accent"),
        Readout(f"sd(X {dash} Y)", q.sd_sum, role="optimum"),
        law("law of cosines, drawn and counted", f"{whole} = Var X + Var Y {dash} 2 Cov", q.variance_sum, q.by_formula),
        law("variances add", f"{whole} = Var X + Var Y", q.variance_sum, parts, unless=depends),
    ]


def degenerate(q: Moments) -> str:
    if q.p.sd_x * q.p.sd_y == 0:
        return "A side of length 0 is a constant: then there is no correlation, and no angle to speak of."
    return "Nothing is left: what one gains the other loses." if q.sd_sum < 1e-9 else ""


def sides(q: Moments) -> str:
    says = f"A triangle with sides {number(q.p.sd_x)} and {number(q.p.sd_y)} whose correlation is {number(q.p.r)}"
    return f"{says}; the third side is {number(q.sd_sum)}. Beside it a cloud of draws."


def minibatch(q: Moments) -> list[Readout | Law]:
    anew, slack = q.trace / q.p.batch, 5 * q.noise_error + 1e-12
    left = "drawn without replacement" * (not q.p.replaced and q.p.batch > 1)
    scale = q.noise_scale if np.isfinite(q.noise_scale) else NO_SCALE
    way = "tr Σ / b" if q.p.replaced else "tr Σ / b · (n − b)/(n − 1)"
    how = "left: b variances and b(b − 1) covariances, over b²"
    far = f"of {BATCHES} batches, up to 5 standard errors"
    return [
        Readout("|mean gradient|², the signal", q.signal, role="gradient"),
        Readout("tr Σ, the noise of one patient", q.trace),
        Readout("noise scale tr Σ / |mean gradient|²", scale, "patients" * (scale != NO_SCALE), role="accent"),
        law("the noise of a batch", f"measured = {way}", q.measured_noise, q.expected_noise, slack=slack, note=far),
        law("variances of draws add", "E|noise|² = tr Σ / b", q.added_noise, anew, note=how, unless=left),
    ]


def outside(q: Moments) -> str:
    out = int((np.abs(q.steps[:, PLANE]) > FAR).any(axis=1).sum())
    if not q.p.replaced and q.p.batch == noise.EXAMPLES:
        return "The batch is all the data: there is no noise left."
    if q.signal == 0:
        return "The least-squares weights: the mean gradient is 0, and what is left is noise alone."
    return f"Minibatches outside the left panel: {out} of {BATCHES}." if out else ""


def noisy(q: Moments) -> str:
    says = f"Gradients of {BATCHES} minibatches of {q.p.batch} patients around the mean gradient, and their noise"
    return f"{says} against the batch size: {number(q.measured_noise)} measured, {number(q.expected_noise)} expected."


def shuffle(q: Moments) -> list[Readout | Law]:
    n, m = q.p.cards, len(q.matches)
    room = 5 / np.sqrt(m) + 8 / m if m else 0.0
    one, two = 1 / n * (1 - 1 / n), 1 / (n * (n - 1)) - 1 / n**2  # Var of one card's indicator, Cov of two
    terms = n * one + n * (n - 1) * two
    found: list[Readout | Law] = [
        Readout("in place now", str(q.matches[-1]) if m else "not shuffled yet", role="accent"),
        Readout("variance so far", float(q.matches.var()) if m else "not shuffled yet", f"divisor {m}" if m else ""),
        law("the expectation: n places, 1/n each", "Σ k P(k) = n · 1/n", q.mean_matches, n * (1 / n)),
        law("n variances and n(n − 1) covariances", "Var = n · Var I + n(n − 1) · Cov", q.variance_matches, terms),
        law("variances add", "Var = n · Var I", q.variance_matches, n * one, unless="the places are dependent"),
    ]
    if m:
        far = "within 5/√m + 8/m of m shuffles"
        so_far = q.matches.mean()
        found.insert(2, law("mean so far", "counted = expected", so_far, q.mean_matches, slack=room, note=far))
    return found


def deck(q: Moments) -> str:
    says = f"{q.p.cards} cards after {q.p.shuffled} shuffles, and how often 0 to {MOST} of them stayed in place"
    return f"{says}. The expectation is {number(q.mean_matches)}."
