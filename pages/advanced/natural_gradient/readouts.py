"""What the lesson says in numbers: readouts and laws, notices, alternative texts, numbers for the text and programs."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import fisher_logistic as fl
from mathcore.advanced import natural_gradient as ng
from pages.advanced.natural_gradient.panels import CHARTS, LEARNERS, MAP
from pages.advanced.natural_gradient.state import METHODS, WEIGHED, Fisher

ENDS = "A coin that always shows one side has no hump: there the Fisher information is infinite."
laws_notice = lambda q: "A and B are the same law: there is no way to go." * (q.far < 1e-9)
tumour_notice = lambda q: "The run in hand has flown off: a step was too long." * bool(np.isnan(q.hand[1][-1]))
coins_alt = lambda q: (
    f"Coins {number(q.p.heads)} and {number(q.p.others)} on a quarter circle, {number(q.apart)} apart."
)


def laws_readouts(q: Fisher) -> list[Readout | Law]:
    a, b = q.p.first, q.p.second
    return [
        Readout("Fisher distance d(A, B)", q.far, role="optimum"),
        Readout("Fisher length of the straight line", q.straight, role="null"),
        Readout("KL(A ‖ B)", ng.kl(a, b), "nats"),
        Readout("KL(B ‖ A)", ng.kl(b, a), "nats"),
        Readout("½ d²", q.far**2 / 2, "nats", note="near both, where A and B are close"),
        law("no way is shorter", "d(A, B) ≤ length of the line", q.far, q.straight),
        law("400 small divergences add up", "Σ √(KL + KL back) = d(A, B)", ng.chained(a, b, 400), q.far, slack=1e-3),
        law("the walker’s share of the way", "d(A, walker) = share · d", ng.distance(a, q.walked), q.p.share * q.far),
    ]


def laws_alt(q: Fisher) -> str:
    a, b = (f"N({number(m)}, {number(s)}²)" for m, s in (q.p.first, q.p.second))
    return f"The laws {a} and {b}: the shortest way is {number(q.far)} long, the straight line {number(q.straight)}."


def descent_readouts(q: Fisher) -> list[Readout | Law]:
    m, s = q.p.start
    turned = [ng.push(c, ng.natural_velocity(c, m, s), m, s) for c in ng.CHARTS]
    left = [(how, c, float(ng.distance(q.at(how, c), (0, 1)))) for how in METHODS for c in ng.CHARTS]
    return [
        Readout("start: distance to the data’s law", ng.distance((m, s), (0, 1))),
        *(Readout(f"{how} in {CHARTS[c][1]}: distance left", d, role=CHARTS[c][0]) for how, c, d in left),
        law("one vector: (μ, σ) and (μ, ln σ)", "dσ/dt in one = in the other", turned[0][1], turned[1][1]),
        law("and in natural coordinates: its μ", "dμ/dt in one = in the last", turned[0][0], turned[2][0]),
        law("the natural mean, whatever σ", "μ now = (1 − η)ᵏ μ at the start", q.at("natural", "sigma")[0], q.fade),
    ]


def descent_notice(q: Fisher) -> str:
    if q.p.start == (0.0, 1.0):
        return "The start is the law of the data: nothing moves."
    lost = [f"{how} in {CHARTS[c][1]}" for how in METHODS for c in ng.CHARTS if np.isnan(q.runs[how][c][q.p.tick, 0])]
    ends = [q.at(how, c) for how in METHODS for c in ng.CHARTS]
    out = any(abs(m) > MAP[0][1] or not MAP[1][0] <= s <= MAP[1][1] for m, s in ends)
    which = ", ".join(lost) if len(lost) < 4 else f"{len(lost)} runs"
    said = f"Led to no law (σ ≤ 0) or beyond 10⁶, and stopped: {which}." * bool(lost)
    return said + " Some are out of the picture." * out


def descent_alt(q: Fisher) -> str:
    ends = [number(float(ng.distance(q.at(how, "sigma"), (0, 1)))) for how in ng.VELOCITIES]
    return f"After {q.p.tick} steps the plain run in (μ, σ) is {ends[0]} from the data’s law, the natural {ends[1]}."


def coins_readouts(q: Fisher) -> list[Readout | Law]:
    p, r, n = q.p.heads, q.p.others, q.p.tosses
    error, one = ng.best_error(p, r, n), np.cos(q.apart / 2)
    return [
        Readout("Fisher distance (of at most π)", q.apart, role="optimum"),
        Readout("difference |p − q|", abs(p - r)),
        Readout("width of either hump, 1/√n", 1 / np.sqrt(n)),
        Readout("the best guess errs", error, note="which of two equally likely coins was tossed"),
        law("overlap of one toss", "√(pq) + √((1−p)(1−q)) = cos(d/2)", ng.affinity(p, r, 1), one),
        law("overlap of n tosses", "Σ √(P(k) Q(k)) = cosⁿ(d/2)", ng.affinity(p, r, n), one**n),
        law("it bounds the best guess", "its error ≤ ½ cosⁿ(d/2)", error, 0.5 * one**n),
    ]


def coins_notice(q: Fisher) -> str:
    if q.p.heads == q.p.others:
        return "The coins are the same: no number of tosses tells them apart."
    return ENDS * (not {0.0, 1.0}.isdisjoint({q.p.heads, q.p.others}))


def tumour_readouts(q: Fisher) -> list[Readout | Law]:
    weights = q.pure[0][2]
    own = fl.loss(q.problem, weights + fl.step(q.problem, weights, q.empirical, q.damped))
    rounds = fl.loss(q.problem, fl.reweighted(q.problem, weights))
    away = {"true": "the matrix is damped" * (q.damped > 0), "empirical": "the matrix is not Fisher’s"}[q.p.matrix]
    four, units = q.hand[1][WEIGHED], "damping is measured in units" * (q.damped > 0)
    runs = zip((q.plain, q.pure[1], q.hand[1]), LEARNERS, strict=True)
    late = [(who, fl.reached(run, q.least + 1e-3) or f"over {len(run) - 1:,}", role) for run, (who, role, *_) in runs]
    return [
        Readout("best loss", q.least, "nats a patient", role="optimum"),
        *(Readout(f"{who}: steps to 10⁻³ nats above", f"{k}", role=role) for who, k, role in late),
        Readout("condition number of Fisher’s matrix", q.spectrum[0] / q.spectrum[-1]),
        Readout("near the best: pace of the fastest direction", q.paces[-1], note="1: Newton’s; above 2 it hops off"),
        Readout("near the best: pace of the slowest", q.paces[0], note="a step removes this share of what is missing"),
        law("the third step is least squares", "loss after it = loss after IRLS", own, rounds, unless=away),
        law("own units or standardised", "after 4 steps = in the others", four, q.elsewhere[1][-1], unless=units),
    ]


def tumour_alt(q: Fisher) -> str:
    ends = [number(float(losses[8] - q.least)) for losses in (q.plain, q.pure[1])]
    return f"Loss above the best on 569 tumours after eight steps: plain {ends[0]}, with Fisher’s matrix {ends[1]}."


def numbers(q: Fisher) -> dict[str, Any]:
    (ma, sa), (mb, sb), (m, s) = a, b, _ = q.p.first, q.p.second, q.p.start
    found = {"mean_a": ma, "sd_a": sa, "mean_b": mb, "sd_b": sb, "mean_start": m, "sd_start": s}
    found |= {"inside": 1 + ((ma - mb) ** 2 / 2 + (sa - sb) ** 2) / (2 * sa * sb), "half_square": q.far**2 / 2}
    found |= {"kl_there": ng.kl(a, b), "kl_back": ng.kl(b, a), "mean_way": q.walked[0], "sd_way": q.walked[1]}
    found |= {f"{how}_{name}": q.at(how, "sigma")[k] for how in METHODS for k, name in enumerate(("mean", "sd"))}
    found |= {f"{how}_gap": gap for how, gap in q.gaps.items()} | {"pull": (1 + m**2) / s**2, "slowest": q.paces[0]}
    found |= {"angle_p": ng.coin_angle(q.p.heads), "angle_q": ng.coin_angle(q.p.others), "fastest": q.paces[-1]}
    found |= {"overlap": ng.affinity(q.p.heads, q.p.others, q.p.tosses), "condition": q.spectrum[0] / q.spectrum[-1]}
    return found | {"plain_excess": q.plain[100] - q.least, "fisher_excess": q.pure[1][5] - q.least}
