"""What the lesson says in numbers: readouts, laws, notices, alternative texts, values for the text and the programs."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.statistics import online_experiments as oe
from mathcore.statistics import sequential as sq
from pages.statistics.ab_testing.panels import HIGHEST, NAMES, percent
from pages.statistics.ab_testing.state import ENDLESS, RUNS, Online

Said = list[Readout | Law]
exact: Any = lambda *sides, **more: law(*sides, tolerance=1e-7, **more)
up_to: Any = lambda slack: {"slack": slack, "note": f"up to simulation error: ±{number(slack, 2)}", "digits": 4}
rare = lambda p, runs: 5 * float(np.sqrt(p * (1 - p) / runs)) + 5 / runs  # how far a share of the runs may be from p
COUNTED = "the integral is what simulation counts", "20,000 simulated = exact"


def peek_readouts(q: Online) -> Said:
    looks, level = q.p.looks, q.p.level
    early = "every look may stop the test" if q.p.stop and looks > 1 else ""
    return [
        Readout("chance of a false alarm, exact", 100 * q.overall, "%", role="gradient"),
        exact("the level is kept", "false alarms = α", q.overall, level, unless=early),
        exact("no worse than all looks added up", "false alarms ≤ looks · α", q.overall, looks * level),
        law(*COUNTED, q.alarms, q.overall, **up_to(rare(q.overall, RUNS))),
    ]


def design_readouts(q: Online) -> Said:
    return [
        Readout("power", 100 * q.power, "%", role="model"),
        Readout("power of one look at all the data", 100 * q.fixed_power, "%", role="null"),
        Readout("expected share of the data, under θ", 100 * q.size, "%", role="optimum"),
        Readout("mean estimate of θ, of the tests that end significant", q.claimed, role="gradient", scale=1),
        Readout("constant C of the boundary", q.constant, digits=5, role="accent"),
        exact("the boundary pays for its looks", "Σ stops without effect = α", q.spent, q.p.level),
        exact("Wald: a stop cannot move the mean", "E B(τ) = θ · E τ", q.tested.mean_end[0], q.p.effect * q.size),
        exact("one look has the most power", "power ≤ power of one look", q.power, q.fixed_power),
        law(*COUNTED, q.run[-1], q.power, **up_to(rare(q.power, RUNS))),
    ]


def endless_readouts(q: Online) -> Said:
    (naive, first), (valid, later), level = q.ever, q.ever_valid, q.p.level
    when = [int(np.sort(np.append(sq.ALONG, 10**9)[each])[ENDLESS // 2]) for each in (first, later)]
    halves = [f"{each:,}" if each < 10**9 else "over 100,000" for each in when]
    effect = "there is an effect to find" if q.p.lift > 0 else ""
    low = float(sq.mixture(q.lowest[1], q.lowest[0], q.p.scale))
    return [
        Readout("stopped by one look’s bound", 100 * naive[-1], "%", role="gradient"),
        Readout("stopped by the bound for all n", 100 * valid[-1], "%", role="optimum"),
        Readout("users until half are stopped by one look’s bound", halves[0], role="gradient"),
        Readout("users until half are stopped by the bound for all n", halves[1], role="optimum"),
        Readout("tightest |z| of the bound for all n", q.lowest_bound, role="optimum"),
        Readout("after how many users", q.lowest[0], digits=3, role="optimum"),
        law("Ville: at most α", "ever stopped ≤ α", valid[-1], level, unless=effect, **up_to(rare(level, ENDLESS))),
        exact("on its bound the martingale is 1/α", "∫ exp(λS − λ²n/2) dπ(λ) = 1/α", low, 1 / level),
    ]


def cuped_readouts(q: Online) -> Said:
    (plain, adjusted), sd, part = q.errors, q.deals.deviations[0], q.p.slope_part
    r2 = q.correlation**2
    after = "" if q.p.before else "the covariate was measured after the treatment"
    left, mean, shown = 1 - r2 + r2 * (1 - part) ** 2, q.adjusted.mean() / sd, q.adjusted.std() / sd
    off, wide = up_to(5.5 * adjusted / sd / np.sqrt(oe.DEALS) + 1e-9), up_to(0.095 * adjusted / sd + 1e-9)
    return [
        Readout("standard error, means alone", plain / sd, "deviations", role="data"),
        Readout("standard error, adjusted", adjusted / sd, "deviations", role="model"),
        Readout("correlation r of outcome and covariate", q.correlation),
        Readout("users needed, adjusted / means alone", 100 * q.ratio, "%", role="model"),
        Readout("adjusted estimate, mean of all assignments", q.expected, "deviations", role="model"),
        Readout("this assignment: means alone, adjusted", f"{number(q.plain[0] / sd)}, {number(q.adjusted[0] / sd)}"),
        law("what is left of the variance", "Var adjusted / Var = 1 − r² + r²(1 − c)²", q.ratio, left),
        law("adjusting leaves the mean", "mean of 2,000 = true effect", mean, q.p.size_of, unless=after, **off),
        law("Neyman’s error is what assignments show", "their deviation = exact error", shown, adjusted / sd, **wide),
    ]


def bandit_readouts(q: Online) -> Said:
    runs, last, best = q.p.runs, int(oe.PULLS[-1]), q.rates.max()
    lost = last * best - q.chosen.wins[-1].sum(axis=0).mean()
    noise = 5 * float(np.sqrt(last * (q.rates * (1 - q.rates)).max() / runs))
    rate, mean = float(q.rates[q.worse]), float(oe.share_means(q.chosen)[q.worse])
    adaptive = "" if q.p.policy == "fixed" else "who gets the arm hangs on what it paid"
    off = up_to(rare(rate, last / 2 * runs))
    users = f"{np.ceil(q.needed):,.0f}" if np.isfinite(q.needed) else "no number is enough"
    return [
        Readout(f"regret of {NAMES[q.p.policy]} after {last:,} users", q.final_regret, "successes", 3, role="gradient"),
        Readout("regret of a fixed split", q.gap * last / 2, "successes", 3, role="null"),
        Readout("this run: P(B is better) by now", 100 * oe.chance_better(*q.counts), "%", 3, role="accent"),
        Readout("observed share of the worse arm, less its rate", 100 * (mean - rate), "points", 3),
        Readout("users per arm for a test (80%, α = 5%)", users),
        law("regret counted two ways", "gap · worse pulls = T · best − wins", q.final_regret, lost, **up_to(noise)),
        law("observed shares are unbiased", "mean share of the worse = its rate", mean, rate, unless=adaptive, **off),
    ]


SINGLE = "One look needs no boundary: this is the test that you know. Drag the number of looks."
HIGH = "The first bounds are too high for the axis: only a huge difference would stop there."
LATE = "The treatment moved the covariate too: taking it off takes off a part of the effect."
WEAK = "The columns are hardly linked: there is next to nothing to gain."
SAME = "Both arms are alike: no choice is wrong, and “the worse arm” is just A."
NOTICES: dict[str, Any] = {
    "design": lambda q: SINGLE if q.p.looks == 1 else HIGH if q.bounds[0] > HIGHEST - 0.15 else "",
    "cuped": lambda q: LATE if q.moved else WEAK if abs(q.correlation) < 0.05 else "",
    "bandit": lambda q: "" if q.gap else SAME,
}
ALTS: dict[str, Any] = {
    "peek": lambda q: f"Forty paths of z, and the chance of a false alarm: {percent(q.overall)} at {q.p.looks} looks.",
    "design": lambda q: f"A boundary, when it stops, and power: {percent(q.power)} on {percent(q.size)} of the data.",
    "always": lambda q: f"Paths of z under two bounds. The curved one stops {percent(q.ever_valid[0][-1])} of them.",
    "cuped": lambda q: f"Two arms, and many assignments. Adjusting leaves {percent(q.ratio)} of the variance.",
    "bandit": lambda q: f"Five policies, and two rates as known in one run. The regret is {number(q.final_regret, 3)}.",
}


def numbers(q: Online) -> dict[str, Any]:
    return {
        "bound_one": q.z,
        "first_bound": float(q.bounds[0]),
        "last_bound": float(q.bounds[-1]),
        "false_alarms": float(q.peeked[q.p.looks - 1]),
        "error_plain": q.errors[0],
        "error_adjusted": q.errors[1],
        "tightest_users": float(q.lowest[0]),
        "fixed_regret": q.gap * float(oe.PULLS[-1]) / 2,
        "worse_kl": oe.divergence(float(q.rates.min()), float(q.rates.max())),
        "policy_name": rf"\text{{{NAMES[q.p.policy]}}}",
    }
