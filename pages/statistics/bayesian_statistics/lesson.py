"""Let data say how alike groups are, how sure to be of a share, whom a surprise favours, and where the model fails."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.statistics import bayes_in_practice as bp
from mathcore.statistics import partial_pooling as pp
from pages.statistics.bayesian_statistics import panels
from pages.statistics.bayesian_statistics.state import KINDS, REACH, REPEATS, Practice

PERCENTS = ("below", "missed", "average", "fair", "above")
GROUPS = {"schools": "Eight schools (drag them)", "batters": "18 batters of 1970", "accuracies": "Accuracy by digit"}
PRIORS = {"flat": "flat in τ", "cauchy": "half-Cauchy", "gamma": "τ²: inverse gamma"}
VAGUE = "Half-Cauchy: its scale is the median standard error. Inverse gamma: shape and scale 0.001, in the data’s unit."
WORLDS = {"prior": "from your prior", "small": "Beta(2, 18)", "even": "evenly"}
SETS = {"nile": "The Nile’s flow", "area": "Area errors", "logs": "Their logarithms", "petals": "Petal lengths"}
DATA = Data("data", "Groups", GROUPS, "schools", own=2, help="Estimates; their standard errors: up to 24 rows.")
EFFECTS = Points("effects", "Effects A to H (points)", pp.SCHOOLS, (-20, 50), None, 0.1, fewest=8, most=8)
PRIOR = Choice("prior", "Prior of τ", PRIORS, "flat", help=VAGUE)
TAU = Slider("tau", "τ, in typical standard errors", 0, REACH, 0.48, 0.01)
TRIALS = Slider("trials", "Trials n", 5, 60, 20, 1, integer=True)
SEEN = Slider("seen", "Count", 0, 60, 7, 1, integer=True)
A, B = (Slider(name, f"Prior Beta(a, b): {name}", 0.5, 30, 3, 0.5) for name in "ab")
CONFIDENCE = Slider("confidence", "Level", 50, 99, 95, 1, unit="%", integer=True)
KIND = Choice("kind", "Beside it", KINDS, "wald")
WORLD = Choice("world", "p comes", WORLDS, "prior")
SHARE = Slider("share", "True p", 0.001, 0.999, 0.35, 0.001)
TOSSES = Slider("tosses", "Tosses n", 10, 100_000, 100, log=True, integer=True, per_decade=40)
RESULT = Slider("result", "Result, standard errors above ½", 0, 4, 2, 0.01)
SPREAD = Slider("spread", "Unknown p from Beta(s, s), s", 0.1, 1000, 1, log=True, per_decade=20)
SAMPLE = Data("sample", "Data", SETS, "area", own=1, help="A column of your CSV: its first 150 values.")
STATISTIC = Choice("statistic", "Statistic", panels.STATISTICS, "min")
WHICH = Slider("which", "Replicate shown", 1, REPEATS, 1, 1, integer=True)

percent = lambda share: f"{100 * share:.1f}%"
between = lambda low, high: f"{number(low)} to {number(high)}"


def school_readouts(q: Practice) -> list[Readout | Law]:
    s, top, means = q.study, q.top, q.given.means[0]
    sides = means[top], pp.joint(s, q.here).effects[top]
    found: list[Readout | Law] = [
        Readout(f"{q.study.names[q.top]}, the largest: measured", s.effects[top], role="data"),
        Readout("its posterior mean at this τ", means[top], role="model"),
        Readout("averaged over all τ", q.pooled.means[top], role="accent", note=f"95%: {between(*q.ends)}"),
        Readout("probability that it is the best", percent(q.chance), role="accent"),
        Readout("probability that τ is at most this", percent(q.pooled.below(q.here)), role="accent"),
        law("pooling keeps the centre", "mean of all at this τ = E(μ | τ, y)", means.mean(), q.centre),
        law("the largest, twice", "by its weight = by one linear system", *sides, tolerance=1e-6),
    ]
    names = {"measured": "data", "at this τ": "model", "over all τ": "accent"} if np.isfinite(s.truth).all() else {}
    for (name, role), error in zip(names.items(), q.misses, strict=False):
        found.append(Readout(f"total squared error, {name}", error, role=role))
    return found


def interval_readouts(q: Practice) -> list[Readout | Law]:
    other, cp = q.others[q.p.kind], q.others["clopper_pearson"][0]
    unless = "p does not come from your prior" if q.world != (q.p.a, q.p.b) else ""
    more = "the prior holds more than one imagined no" if q.p.b > 1 else ""
    return [
        Readout(f"{q.p.confidence}% credible interval", between(q.low, q.high), role="model"),
        Readout(f"{KINDS[q.p.kind]}’s confidence interval", between(*other), role="gradient"),
        Readout("their ends differ by at most", q.apart),
        Readout("at the true p the credible interval misses", percent(q.missed), role="optimum"),
        law("calibrated on average", "average chance to hold p = level", q.average, q.level, unless=unless),
        law("Clopper and Pearson start lower", "their lower end ≤ the credible one", cp, q.low, unless=more),
    ]


def coin_readouts(q: Practice) -> list[Readout | Law]:
    dickey, says = bp.savage_dickey(q.x, q.p.tosses, q.p.spread), "ln Bayes factor = ln (posterior/prior at ½)"
    return [
        Readout("exact two-sided p-value", q.p_fair, digits=3, role="data"),
        Readout("Bayes factor, fair : unknown p", q.factor, role="accent"),
        Readout("P(fair | data), from even odds", percent(q.fair), role="accent"),
        Readout("least Bayes factor, p guessed exactly", q.least, role="muted"),
        law("two ways to it (Savage and Dickey)", says, q.log_factor, dickey, tolerance=1e-7),
        law("no alternative does better", "least ≤ Bayes factor", q.least, q.factor),
    ]


def check_readouts(q: Practice) -> list[Readout | Law]:
    check, ends = bp.checked(q.p.statistic, q.y, q.found), between(*np.quantile(q.found, [0.025, 0.975]))
    return [
        Readout(f"{panels.STATISTICS[q.p.statistic]} of the data", q.observed, role="data"),
        Readout("of the replicate shown", q.shown, role="model"),
        Readout("95% of replicates", ends, role="model"),
        Readout("predictive p: share that reaches the data’s", percent(q.above), role="model"),
        law("simulated and exact", check.says, check.found, check.exact, slack=check.slack, digits=4),
    ]


pull = lambda q: f"{number(q.study.effects[q.top])} becomes {number(q.pooled.means[q.top])}"
pooled_alt = lambda q: f"{q.k} groups measured and pooled at every τ; over all τ the largest, {pull(q)}."
interval_alt = lambda q: f"Prior, likelihood and posterior after {q.count} of {q.p.trials}: {between(q.low, q.high)}."
coin_alt = lambda q: f"{q.x} heads in {q.p.tosses}: p is {number(q.p_fair, 2)}, the Bayes factor {number(q.factor)}."
check_alt = lambda q: f"Data, replicates: {percent(q.above)} reach the data’s {panels.STATISTICS[q.p.statistic]}."


school_notice = lambda q: "τ = 0: all have one true effect." if q.p.tau == 0 else q.pooled.remark(REACH)
fewer = lambda q: f"There are {q.p.trials} trials, and the count stops there. " * (q.p.seen > q.p.trials)
interval_notice = lambda q: fewer(q) + "Wald’s interval is a single point." * (q.count in (0, q.p.trials))
paradox = lambda q: "p < 0.05, and yet the data speak for “fair”." * (q.p_fair < 0.05 and q.factor > 1)
all_heads = lambda q: f"All heads in {q.p.tosses} tosses are {number(q.z, 3)} standard errors: there is no more."
coin_notice = lambda q: all_heads(q) if q.p.result > np.sqrt(q.p.tosses) + 1e-9 else paradox(q)
check_notice = lambda q: bp.remark(q.p.statistic, q.y, q.above)


def numbers(q: Practice) -> dict[str, Any]:
    """Named values for the text and the programs."""
    s, top = q.study, q.top
    found = {"raw": s.effects[top], "error": s.errors[top], "weight": q.given.weights[0, top]}
    found |= {"mean_here": q.given.means[0, top], "mean_over": q.pooled.means[top], "sd_over": q.pooled.sds[top]}
    found |= {"low_other": q.others[q.p.kind][0], "high_other": q.others[q.p.kind][1]}
    chances = (q.pooled.below(q.here), q.missed, q.average, q.fair, q.above)
    return found | {f"percent_{name}": 100 * chance for name, chance in zip(PERCENTS, chances, strict=True)}


swapped = lambda q: q.p.data == "schools" and q.behind >= 5 and q.leads >= 1
sure = lambda q: q.p.confidence == 95 and q.p.trials >= 10 and q.believed[0] <= q.p.share <= q.believed[1]
lindley = lambda q: q.p_fair < 0.05 and q.factor >= 3 and q.p.tosses <= 1300 and q.p.spread >= 1
taught = lambda *effects, **more: {"effects": effects, **more}
tossed = lambda tosses, result, **more: {"view": "coin", "tosses": tosses, "result": result, **more}
beliefs = lambda a, b, trials, share: {"view": "interval", "a": a, "b": b, "trials": trials, "share": share}
INTERVALS = [TRIALS, SEEN, A, B, CONFIDENCE, KIND, WORLD, SHARE]
SCHOOLS = [panels.rows_panel, panels.fan_panel], school_readouts, pooled_alt, [DATA, EFFECTS, PRIOR, TAU]
INTERVAL = [panels.beta_panel, panels.misses_panel], interval_readouts, interval_alt, INTERVALS
COIN = [panels.predictions_panel, panels.lindley_panel], coin_readouts, coin_alt, [TOSSES, RESULT, SPREAD]
CHECK = [panels.data_panel, panels.check_panel], check_readouts, check_alt, [SAMPLE, STATISTIC, WHICH, Seed()]
FAR = {"effects": (50.0, *pp.SCHOOLS[1:])}
WHY = "One far school says that effects differ: τ grows, and A keeps a larger part of its 50 than it did of its 28."
lesson = Lesson(
    title="Bayesian Statistics in Practice",
    terms=("eight schools", "shrinkage", "hierarchical", "Jeffreys", "Bayes factor", "Lindley", "predictive check"),
    state=Practice,
    views={
        "schools": View("Schools", *SCHOOLS, school_notice),
        "interval": View("Intervals", *INTERVAL, interval_notice),
        "coin": View("Lindley", *COIN, coin_notice),
        "check": View("Checks", *CHECK, check_notice),
    },
    numbers=numbers,
    listing=lambda q: {**q.p, "effects": q.study.effects, "errors": q.study.errors},
    challenges=(
        Challenge(
            "Predict: had school A gained 50 rather than 28, what would its posterior mean be, over all τ?",
            "It is shrunk towards the others, but by how much is decided by how different the schools seem.",
            predict=Prediction("Posterior mean of A", lambda q: q.pooled.means[0], 2, FAR, unit="points", why=WHY),
        ),
        Challenge(
            "Schools: let one measured 5 points below the largest have the highest mean over all τ, by 1 point.",
            "Whose result is least reliable? Whose most?",
            swapped,
            [
                taught(8, 8, -3, 7, 24, 1, 8, 32),
                taught(-5, 5, 38, 4, 30, 2, 5, 0),
                taught(40, -10, 0, -10, 34, 0, -10, 0),
            ],
            [
                taught(8, 8, -3, 7, 24, 1, 8, 26),
                taught(8, 8, -3, 7, 12, 1, 8, 32),
                taught(8, 8, -3, 7, 24, 1, 23.5, 30),
            ],
            views=["schools"],
        ),
        Challenge(
            "Intervals: 95%, ten trials or more, p within your prior’s own central 95%: yet miss it 40% of the time.",
            "“On average over the prior” leaves room. Be sure of yourself, and let p lie where you hardly expect it.",
            lambda q: sure(q) and q.missed >= 0.4,
            [beliefs(0.5, 30, 10, 0.062), beliefs(30, 0.5, 10, 0.938), beliefs(10, 30, 10, 0.389)],
            [beliefs(0.5, 30, 10, 0.2), beliefs(0.5, 30, 5, 0.062), beliefs(30, 30, 10, 0.38)],
            views=["interval"],
        ),
        Challenge(
            "Lindley: at most 1,300 tosses, s at least 1: p under 0.05, and a Bayes factor of 3 or more for “fair”.",
            "p hangs on the standard errors alone. What else does the Bayes factor hang on?",
            lindley,
            [tossed(944, 2.0), tossed(1060, 2.03), tossed(1260, 2.1)],
            [tossed(891, 2.0), tossed(1000, 1.9), tossed(1000, 2.2)],
            views=["coin"],
        ),
    ),
    related=("bayesian_inference", "map_estimation", "confidence_intervals", "hypothesis_testing", "anova"),
    oracles=(
        *("eight schools: Bayesian Data Analysis, tables 5.2, 5.3", "averages over τ: scipy.integrate.quad"),
        *("intervals: scipy.stats.beta, statsmodels proportion_confint", "Bayes factors: scipy.stats.betabinom"),
        *("p-values: scipy.stats.binomtest", "checks: scipy.stats.f, skew, kurtosis; numerical integration"),
    ),
    source=(pp.given_tau, pp.log_posterior, pp.pooled, bp.credible, bp.log_bayes_factor, bp.replicates),
)
