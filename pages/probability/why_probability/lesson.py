"""A score becomes a decision through a price, and the price is paid in full only if the score means what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit

from explorer.controls import Choice, Seed, Slider, Toggle
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, View, law
from explorer.text import number
from mathcore.probability import calibration as c
from mathcore.probability import tumour_scores as t
from pages.probability.why_probability import panels
from pages.probability.why_probability.state import EDGE, GRID, TOP, Why

SIGMOID, ISOTONIC = "Naive Bayes + sigmoid, held out", "Naive Bayes + isotonic, held out"
MODELS = {"nb": "Naive Bayes", "sigmoid": SIGMOID, "isotonic": ISOTONIC, "logistic": "Logistic regression"}
POOLED = "On: each claim becomes the frequency of malignant among these same patients, pooled until it rises."
SCORES, EXACT = (
    Choice("scores", "Who claims", MODELS, "nb"),
    Toggle("exact", "Calibrate on these patients", help=POOLED),
)
MISS = Slider("miss", "A miss costs … false alarms", 0.1, 100, 10, log=True, per_decade=20)
THRESHOLD = Slider("threshold", "Your threshold, log-odds ln p/(1 − p)", -EDGE, EDGE, 0, 0.05)
BINS = Slider("bins", "Bins", 1, 40, 10, 1, integer=True)
EQUAL = Choice("equal", "Bins of equal", {"width": "width", "count": "counts"}, "width")
RULE = Choice("rule", "Loss", {"power": "|y − q|ᵃ", "log": "logarithm", "spherical": "spherical"}, "power")
EXPONENT = Slider("exponent", "Exponent a", 1, 4, 2, 0.05, when={"rule": ("power",)})
CHANCE = Slider("chance", "True probability p", 0.01, 0.99, 0.8, 0.01)
REPORT = Slider("report", "Your report q", 0.01, 0.99, 0.95, 0.01)
NOISE = Slider("noise", "Wrong labels e", 0, 0.45, 0.2, 0.005)
BOTH = Toggle("both", "Both classes are mislabelled", True, help="Off: only the labels of malignant tumours go wrong.")
TRAIN = Slider("train", "Training patients n", 10, 320, 47, log=True, integer=True, per_decade=6)
CLAIMS = [SCORES, EXACT, MISS]
Said = list[Readout | Law]
uncalibrated = lambda q: "" if q.p.exact else "the claims are not calibrated"
chance_at = lambda odds: float(expit(odds))


def decisions(q: Why) -> Said:
    name, note = f"the formula’s {number(q.formula, 3)} is the best threshold", "Pooled until the share rises."
    groups, sides = q.blocks.least(q.p.miss), "least cost = Σ min(miss · sick, well)"
    return [
        Readout("your threshold, as a probability", chance_at(q.p.threshold)),
        Readout("cost of your threshold", q.cost, "false alarms"),
        Readout("price of trusting the claims", q.price, "false alarms", role="accent", note="Formula’s cost − least."),
        Readout("decided rightly by yours", 100 * (q.counts[0] + q.counts[3]) / t.PATIENTS, "%"),
        Readout("area under the ROC curve", q.cuts.auc, note="It sees the order of the scores alone."),
        law(name, "cost at 1/(1 + miss) = least cost", q.formula_cost, q.least_cost, unless=uncalibrated(q)),
        law("best is to decide group by group", sides, q.least_cost, groups, note=note),
    ]


def ratios(q: Why) -> Said:
    (claimed, calibrated, brier, least), gain = q.curves, t.BASE * (1 - t.BASE) - q.calibrated_brier
    between, sides = claimed.area - calibrated.area, "area between = Brier − calibrated"
    here = claimed.at(q.formula) * t.PATIENTS / (2 * q.formula)
    return [
        Readout("cost by the formula, here", q.formula_cost, "false alarms", role="accent"),
        Readout("least cost, here", q.least_cost, "false alarms", role="optimum"),
        Readout("best threshold, as a probability", chance_at(np.sinh(q.best_across)), role="optimum"),
        Readout("area between no scores and calibrated", gain, note="What telling patients apart is worth."),
        law("all costs at once make the Brier score", "area = mean of (claim − truth)²", claimed.area, brier),
        law("miscalibration is a part of it", sides, between, brier - least),
        law("its height is the formula’s cost", "n L(t) / 2t = cost by the formula", here, q.formula_cost),
    ]


def reliabilities(q: Why) -> Said:
    (reliability, resolution, uncertainty), within = q.parts, sum(q.table.within)
    shown, whole = q.table.counts > 0, reliability - resolution + uncertainty + within
    return [
        Readout("reliability REL (0 is best)", reliability, role="accent", scale=1),
        Readout("resolution RES (more is better)", resolution, role="optimum"),
        Readout("uncertainty UNC, of the base rate alone", uncertainty, role="null"),
        Readout("bins outside their 90% bars", f"{q.outside.sum()} of {shown.sum()} that hold patients"),
        Readout("patients in the smallest bin", q.table.counts[shown].min()),
        law("the parts add up, with what bins hide", "sum of the parts = Brier score", whole, q.brier),
        law("claims come true", "reliability = 0", reliability, 0.0, tolerance=1e-12, unless=uncalibrated(q)),
    ]


def losses(q: Why) -> Said:
    p, own, least = q.p.chance, q.p.report, float(q.mean_loss(q.best_report))
    honest, regret, unless = q.mean_loss(p), float(q.mean_loss(own)) - least, "the loss is improper" * (not q.proper)
    squares, name = c.expected_loss("power", p, own), "Brier’s regret is a squared distance"
    return [
        Readout("best report", q.best_report, role="optimum"),
        Readout("expected loss of yours", q.mean_loss(own)),
        Readout("regret: yours − least", max(regret, 0.0), role="accent"),
        law("honesty is best", "loss of reporting p = least loss", honest, least, unless=unless),
        law("no report of 201 tried does better", "least loss ≤ least found", least, q.mean_loss(GRID).min()),
        law(name, "E(y − q)² = (q − p)² + p(1 − p)", squares, (own - p) ** 2 + p * (1 - p)),
    ]


def noises(q: Why) -> Said:
    e, sides = q.p.noise, "measured = e + (1 − 2e) r"
    slack = 6 * np.sqrt(e * (1 - e) / (t.RELABELLED * t.TESTED)) + 1e-12
    more: dict[str, Any] = {"slack": slack, "unless": "only one class is mislabelled" * (not q.p.both)}
    note = f"Up to ±{number(slack, 2)}: the test labels were copied {t.RELABELLED} times."
    return [
        Readout("measured on wrong labels", 100 * q.measured, "%", role="gradient"),
        Readout("measured on true labels, r", 100 * q.error, "%", role="optimum"),
        Readout("floor: what a perfect classifier is measured at", 100 * q.floor, "%", role="null"),
        Readout("test patients that the runs dispute", f"{q.disputed} of {t.TESTED}"),
        law("noise blurs the yardstick", sides, q.measured, q.expected_error, note=note, **more),
    ]


def claims_notice(q: Why) -> str:
    return "Calibrated on the patients it is judged on: exact here, and a promise for nobody else." if q.p.exact else ""


def decisions_notice(q: Why) -> str:
    cost, says = max(q.cost, q.formula_cost), "lies beyond the axis: its mark waits at the top."
    return f"A cost of {number(cost, 4)} {says}" if cost > TOP else claims_notice(q)


def losses_notice(q: Why) -> str:
    if q.p.rule == "power" and q.p.exponent == 1 and q.p.chance == 0.5:
        return "At p = ½ the absolute loss is the same for every report."
    if (own := q.mean_loss(q.p.report)) > q.highest:
        return f"Your loss of {number(own, 3)} lies beyond the axis: its mark waits at the top."
    return "" if q.proper else f"With a = {number(q.p.exponent, 3)} the best report is not the truth, unless p = ½."


def decisions_alt(q: Why) -> str:
    costs = ", ".join(map(number, (q.cost, q.formula_cost, q.least_cost)))
    return f"569 tumours scored by {MODELS[q.p.scores]}. Costs of your, the formula’s and the best threshold: {costs}."


def claims_alt(q: Why) -> str:
    parts = ", ".join(number(v, 3) for v in (q.brier, q.miscalibration))
    return f"Claims of {MODELS[q.p.scores]} against what happens. Brier score and miscalibration: {parts}."


def losses_alt(q: Why) -> str:
    at = ", ".join(number(v, 3) for v in (q.p.chance, q.best_report, q.p.report))
    return f"Expected loss of each report. The truth, the best report and yours: {at}."


def noises_alt(q: Why) -> str:
    shares = ", ".join(number(v, 3) for v in (q.measured, q.error, q.floor))
    return f"A learning curve at n = {q.p.train}. Errors on wrong and on true labels, and the floor: {shares}."


def numbers(q: Why) -> dict[str, Any]:
    counts = zip(("hits", "misses", "alarms", "left"), q.counts, strict=True)
    parts = zip(("reliability", "resolution", "uncertainty"), np.round(q.parts, 15), strict=True)
    lost = {"expected_loss": float(q.mean_loss(q.p.report)), "least_loss": float(q.mean_loss(q.best_report))}
    model, anew = MODELS[q.p.scores].partition(",")[0], ", calibrated on these patients" * q.p.exact
    who, best = rf"\text{{{model}{anew}}}", chance_at(np.sinh(q.best_across))
    return {**dict(counts), **dict(parts), **lost, "within": sum(q.table.within), "who": who, "best_threshold": best}


def listing(q: Why) -> dict[str, Any]:
    """The controls, and for a program without the patients: groups of equal frequency (patients, malignant ones), bins
    (patients, mean claim, share of malignant), misses and false alarms at the formula's threshold."""
    rows = np.stack([q.table.counts, q.table.claimed, q.table.observed], axis=1)[q.table.counts > 0].tolist()
    table = [[float(f"{entry:.10g}") for entry in row] for row in rows]
    groups = np.stack([q.blocks.sizes, q.blocks.positives], axis=1).tolist()
    return {**q.p, "groups": groups, "table": table, "wrong": q.cuts.counts(q.formula_odds)[1:3]}


DECIDED, RATIOS = [panels.patients_panel, panels.cost_panel], [panels.frequency_panel, panels.ratios_panel]
BINNED, REPORTED = [panels.reliability_panel, panels.parts_panel], [panels.report_panel, panels.honest_panel]
NOISY, BINNED_BY = [panels.learning_panel, panels.votes_panel], [SCORES, EXACT, BINS, EQUAL]
cut = lambda miss, threshold, **more: {"miss": miss, "threshold": threshold, **more}
binned = lambda bins, equal="count", **more: {"view": "reliability", "bins": bins, "equal": equal, **more}
told = lambda p, a, q, **more: {"view": "losses", "chance": p, "exponent": a, "report": q, **more}
lesson = Lesson(
    title="Why Probability in ML?",
    terms=(
        *(
            "uncertainty",
            "calibration",
            "decision threshold",
            "cost-sensitive learning",
            "Brier score",
            "reliability diagram",
        ),
        *("proper scoring rule", "naive Bayes", "isotonic regression", "aleatoric", "epistemic", "label noise"),
    ),
    state=Why,
    choose="Look at",
    views={
        "decide": View("Decide", DECIDED, decisions, decisions_alt, [*CLAIMS, THRESHOLD], decisions_notice),
        "ratios": View("Every cost", RATIOS, ratios, claims_alt, CLAIMS, claims_notice),
        "reliability": View("Reliability", BINNED, reliabilities, claims_alt, BINNED_BY, claims_notice),
        "losses": View("Losses", REPORTED, losses, losses_alt, [RULE, EXPONENT, CHANCE, REPORT], losses_notice),
        "noise": View("Noise", NOISY, noises, noises_alt, [NOISE, BOTH, TRAIN, Seed(default=2)]),
    },
    numbers=numbers,
    listing=listing,
    challenges=(
        Challenge(
            "Leave naive Bayes as it is. For a miss that costs 10 or more, get within 4% of the least cost.",
            "The formula trusts the claims, and these are far too sure of themselves: look far to the left.",
            lambda q: q.p.scores == "nb" and not q.p.exact and q.p.miss >= 10 and q.cost <= 1.04 * q.least_cost,
            [cut(10, -12.5), cut(20, -21.4), cut(50.1, -25.8)],
            [cut(10, -11), cut(10, -2.3, exact=True), cut(10, -2.45, scores="isotonic"), cut(5.01, -11.9)],
            views=["decide"],
        ),
        Challenge(
            "With two bins or more, bring the reliability of naive Bayes below 0.0025. Its claims stay as they are.",
            "A bin shows a mean. Let a few bins of equal counts mix claims that are wrong in different ways.",
            lambda q: q.p.scores == "nb" and not q.p.exact and q.p.bins >= 2 and q.parts[0] < 0.0025,
            [binned(2), binned(4), binned(7)],
            [binned(1), binned(3), binned(2, "width"), binned(2, scores="isotonic"), binned(2, exact=True)],
            views=["reliability"],
        ),
        Challenge(
            "Find a loss under which somebody who believes 80% or less does best to claim 95 to 99%, and claim it.",
            "The exponent divides log-odds by a − 1. Which exponents stretch them?",
            lambda q: q.p.chance <= 0.8 and 0.95 <= q.best_report <= 0.99 and abs(q.p.report - q.best_report) < 0.0051,
            [told(0.8, 1.4, 0.97), told(0.7, 1.25, 0.97), told(0.6, 1.1, 0.98)],
            [told(0.8, 1.4, 0.8), told(0.9, 1.7, 0.96), told(0.8, 1.0, 0.99), told(0.8, 1.4, 0.97, rule="log")],
            views=["losses"],
        ),
        Challenge(
            "Predict: claims are calibrated, a miss costs 20 false alarms. From which probability on is an alarm due?",
            "Compare the expected costs: (1 − p) · 1 of an alarm, p · 20 of none.",
            predict=Prediction("Threshold", lambda q: q.formula, 0.0015, {"miss": 20}, why="20p > 1 − p if p > 1/21."),
            again=(
                Again(
                    "Predict: claims are calibrated, a miss costs 10 false alarms. From which "
                    "probability on is an alarm due?",
                    {"miss": 10},
                    "10p > 1 − p if p > 1/11.",
                ),
            ),
        ),
    ),
    related=("lln_clt", "bayes_theorem", "maximum_likelihood", "entropy_kl", "jensen"),
    oracles=(
        *("counts: sklearn’s confusion_matrix", "groups: sklearn’s IsotonicRegression", "Brier: brier_score_loss"),
        *("bins: sklearn’s calibration_curve", "bars: scipy.stats.poisson_binom", "learner: sklearn’s Ridge"),
    ),
    source=(c.cuts, c.blocks, c.brier_curve, c.bins, c.best_report, t.scored, t.learnt),
)
