"""A function over the indicator of a tail bounds it by its mean, and what you know says how close it can be."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.advanced import set_sizes, tail_bounds
from pages.advanced.tail_inequalities import panels
from pages.advanced.tail_inequalities import state as s
from pages.advanced.tail_inequalities.state import SOURCES, Tails

finite = lambda value: value if np.isfinite(value) else "infinite"


def readouts(q: Tails) -> list[Readout | Law]:
    each, unless = q.bounds, "the draws are copies, not independent" * q.p.copies
    least, chernoff = min(each.values()), each["chernoff"]
    return [
        Readout("the tail begins at np + z √(np(1 − p))", q.threshold, f"of {q.p.n}"),
        Readout("exact tail", q.exact, role="data"),
        *(Readout(f"{name.capitalize()} says at most", y, role=panels.ROLES[name]) for name, y in each.items()),
        law("no bound lies below the truth", "exact tail ≤ least", q.exact, least, slack=1e-9 * least, unless=unless),
        law("Markov needs no independence", "exact tail ≤ Markov", q.exact, each["markov"]),
        law("the best exponential beats both", "Chernoff ≤ Hoeffding", chernoff, each["hoeffding"], slack=1e-9 * least),
        law("and where the variance is known", "Chernoff ≤ Bernstein", chernoff, each["bernstein"], slack=1e-9 * least),
    ]


def notice(q: Tails) -> str:
    if q.threshold > q.p.n:
        return f"The tail begins over {q.p.n}, which S cannot reach: it is 0. Chernoff knows; the others do not."
    if q.p.copies and q.exact > min(q.bounds.values()) * (1 + 1e-9):
        return f"Bounds that count on {q.p.n} independent draws promise too much: there are only {-(-q.p.n // 10)}."
    return ""


def alt(q: Tails) -> str:
    best = tail_bounds.CONTEST[int(q.winner[0])].capitalize()
    sum_of = f"A sum of {q.p.n} draws of chance {number(q.p.chance)} is {number(q.threshold)} or more with "
    return f"{sum_of}chance {number(q.exact)}. In the contest {best} is sharpest: {number(float(q.winner[1]))}."


def why_readouts(q: Tails) -> list[Readout | Law]:
    (k, least), (rate, most) = q.best_moment, q.best_exponential
    found: list[Readout | Law] = [
        Readout("exact P(X ≥ a)", q.tail, role="data"),
        Readout("E Xˢ/aˢ at your s", finite(q.power_bound), role="null"),
        Readout("e⁻ˢ E exp(sX/a) at your s", finite(q.exponential_bound), role="optimum"),
        Readout("best whole moment: order", k if np.isfinite(rate) else "the larger the better", role="null"),
        Readout("best exponential (Chernoff): s", finite(rate), role="optimum"),
        law("no bound lies below the truth", "exact ≤ best moment", q.tail, least, slack=1e-6 * least),
        law("whole moments beat exponentials", "best moment ≤ Chernoff", least, most, slack=1e-6 * least)
        if np.isfinite(rate)  # or both infima are P itself, and the moments are tried up to order 200 only
        else law("as s grows both go to the truth", "Chernoff = exact", most, q.tail),
    ]
    if np.isfinite(q.exponential_bound) and q.p.source != "pareto":
        average, most = tail_bounds.poisson_average(q.p.source, q.p.level, q.p.order), q.exponential_bound
        says = "E Xˢ/aˢ ≤ e⁻ˢ E exp(sX/a)", "e⁻ˢ E exp(sX/a) = Poisson(s) mean"
        found.append(law("at each s the power says more", says[0], q.power_bound, most, slack=1e-9 * most))
        found.append(law("the exponential is an average of the moments", says[1], most, average))
    return found


def why_notice(q: Tails) -> str:
    if q.p.source == "pareto":
        return "No exponential moment is finite, and no moment of order 3 or more: what is left are the powers below 3."
    if q.best_moment[0] == 0:
        return "a is not over the mean: whole powers and exponentials say no more than P ≤ 1."
    if not np.isfinite(q.exponential_bound):
        return "For this s the exponential grows at least as fast as the law falls: its mean is infinite."
    top = "a is the largest value of X: the larger s, the better, and the bounds go to the truth."
    return "" if np.isfinite(q.best_exponential[0]) else top


def why_alt(q: Tails) -> str:
    best = f"The best moment bound is {number(q.best_moment[1])}, Chernoff’s {number(q.best_exponential[1])}"
    law_of = f"A power and an exponential over the indicator of x ≥ {number(q.p.level)}, {SOURCES[q.p.source]} law."
    return f"{law_of} {best}, the tail {number(q.tail)}."


def met_readouts(q: Tails) -> list[Readout | Law]:
    name, share = ("Cantelli", "1/(1 + k²)") if q.p.upper else ("Chebyshev", "1/k²")
    found: list[Readout | Law] = [
        Readout("mean", q.mean),
        Readout("standard deviation sd", q.sd),
        Readout("upper tail" if q.p.upper else "both tails", q.mass_tail, role="data"),
        Readout(f"{name}’s bound {share}", q.mass_bound, role="model" if q.p.upper else "ink"),
    ]
    if q.sd:
        found.append(law(f"{name}’s inequality", f"tail ≤ {share}", q.mass_tail, q.mass_bound))
        wasted = float(q.w @ (q.over - q.hit))
        found.append(law("what is wasted", f"{share} − tail = mean gap", q.mass_bound - q.mass_tail, wasted))
    return found


def met_notice(q: Tails) -> str:
    if not q.sd:
        return "All the weight is at one place: sd = 0, and there is no tail to bound."
    return "The bound is met: every mass is where the parabola touches the indicator." if q.met else ""


def met_alt(q: Tails) -> str:
    weights = "Masses " + ", ".join(f"{number(w)} at {number(x)}" for x, w in zip(q.x, q.w, strict=True))
    return f"{weights}: {number(q.p.k)} sd {q.aside} is {number(q.mass_tail)}, and {number(q.mass_bound)} may be."


def set_readouts(q: Tails) -> list[Readout | Law]:
    rate, each = float(set_sizes.wrong().mean()), q.p.delta / q.p.models
    missed = [set_sizes.failure(int(q.items[method]), q.p.eps) for method in ("hoeffding", "bernstein")]
    unless, names = "the real error rate is over the cap" * (q.p.cap < rate), {"normal": "normal, no bound"}
    return [
        *(Readout(f"n: {names.get(m, m.title())}", f"{n:,.0f}", role=panels.ROLES[m]) for m, n in q.items.items()),
        Readout("the real model’s error rate", 100 * rate, "%", 3, "data"),
        law("the real model at Hoeffding’s n", "chance to miss by ε ≤ δ/M", missed[0], each),
        law("the real model at Bernstein’s n", "chance to miss by ε ≤ δ/M", missed[1], each, unless=unless),
    ]


def set_notice(q: Tails) -> str:
    says = "The cap is false for this model, which errs more often: only Hoeffding’s n still means something."
    return says if q.p.cap < set_sizes.wrong().mean() else ""


def set_alt(q: Tails) -> str:
    asked = f"For ±{number(q.p.eps)} of {q.p.models} models, wrong with chance {number(q.p.delta)} at most, "
    return f"{asked}Hoeffding asks for {q.items['hoeffding']:,.0f} items; 40 test sets of one real model by its funnel."


def numbers(q: Tails) -> dict[str, Any]:
    found: dict[str, Any] = dict(q.bounds) | {f"items_{method}": n for method, n in q.items.items()}
    found |= {"least_moment": q.best_moment[1], "best_order": q.best_moment[0], "best_rate": q.best_exponential[0]}
    found |= {"least_exponential": q.best_exponential[1], "mean_of_sum": q.p.n * q.p.chance}
    found["sharpest"] = tail_bounds.CONTEST[int(q.winner[0])].capitalize()
    found |= {"variance_of_sum": q.p.n * q.p.chance * (1 - q.p.chance), "law_name": SOURCES[q.p.source]}
    return found | {"log_term": float(np.log(2 * q.p.models / q.p.delta)), "wasted": q.mass_bound - q.mass_tail}


barely = lambda n, chance, z: {"n": n, "chance": chance, "z": z}
masses = lambda k, far, *weights: {"view": "met", "k": k, "masses": (-far, 0.0, far), "weights": (weights,)}
DEEPER = dict.fromkeys(("level", "source"), "A tail under 0.0015 has two decades more.")
WINNERS, OVER = [panels.tails_panel, panels.contest_panel], [panels.over_panel, panels.orders_panel]
ON_MASSES, SETS = [panels.masses_panel, panels.beyond_panel], [panels.widths_panel, panels.walks_panel]
lesson = Lesson(
    title="Markov, Chebyshev, Hoeffding Inequalities",
    terms=("Markov", "Chebyshev", "Cantelli", "Hoeffding", "Bernstein", "Chernoff", "concentration", "test set size"),
    state=Tails,
    choose="Figure",
    views={
        "tails": View("Who wins", WINNERS, readouts, alt, [s.N, s.CHANCE, s.FAR, s.CHERNOFF, s.COPIES], notice),
        "why": View("Why", OVER, why_readouts, why_alt, [s.SOURCE, s.LEVEL, s.ORDER], why_notice, rescales=DEEPER),
        "met": View("Met", ON_MASSES, met_readouts, met_alt, [s.MASSES, s.WEIGHTS, s.TIMES, s.UPPER], met_notice),
        "set": View("Test set", SETS, set_readouts, set_alt, [s.EPS, s.DELTA, s.MODELS, s.CAP, s.SEED], set_notice),
    },
    numbers=numbers,
    challenges=(
        Challenge(
            "In Met, both tails: choose k of 2 or more and masses whose tail is all that Chebyshev allows.",
            "The parabola touches the indicator at three places only. How much weight may stand at the outer two?",
            lambda q: q.met and q.p.k >= 2 and not q.p.upper,
            [masses(2, 2, 0.125, 0.75, 0.125), masses(2.5, 1.5, 0.08, 0.84, 0.08), masses(5, 3, 0.02, 0.96, 0.02)],
            [
                *(masses(2, 2, 0.12, 0.76, 0.12), masses(2, 2, 0.13, 0.74, 0.13), masses(1, 2, 0.5, 0.0, 0.5)),
                masses(2, 2, 0.125, 0.75, 0.125) | {"upper": True},
            ],
            views=["met"],
        ),
        Challenge(
            "In Who wins: a sum of 5 draws or more where Markov is the sharpest of all, and within 5% of the truth.",
            "Markov wastes nothing on a variable that is either 0 or the threshold. When is a sum hardly ever over 1?",
            lambda q: q.p.n >= 5 and not q.p.copies and q.bounds["markov"] == min(q.bounds.values()) <= 1.05 * q.exact,
            [barely(10, 0.01, 2.85), barely(5, 0.01, 4.25), barely(8, 0.01, 3.25)],
            [
                barely(10, 0.01, 2.5),
                barely(10, 0.01, 2.9),
                barely(1, 0.5, 1.0),
                barely(10, 0.02, 1.8),
                barely(17, 0.01, 2),
            ],
            views=["tails"],
        ),
        Challenge(
            "Predict: ±5% at 95% for one model asks for 738 items by Hoeffding. How many for the best of 1000 models?",
            "The union bound divides δ by the number of models, and δ stands in a logarithm.",
            predict=Prediction(
                "How many items does Hoeffding ask for, for 1000 models at once?",
                lambda q: q.items["hoeffding"],
                200.0,
                {"view": "set", "models": 1000, "eps": 0.05},
                unit="items",
                why="ln(2000/0.05) is 10.6, ln(2/0.05) is 3.69: a thousand models cost 2.9 times the items, 2120.",
            ),
        ),
    ),
    related=("jensen", "lln_clt", "random_projections", "confidence_intervals"),
    oracles=(
        *("exact tail: scipy.stats.binom, simulated by tail_frequencies", "Chernoff: scipy.optimize over λ"),
        *("moments: scipy.integrate.quad", "extremal masses: scipy.optimize.linprog", "test sets: enumeration"),
    ),
    source=(tail_bounds.bounds, tail_bounds.contest, tail_bounds.poisson_average, set_sizes.items_needed),
)
