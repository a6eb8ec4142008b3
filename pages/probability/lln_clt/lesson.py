"""Means of many draws settle at the source's mean, and if it has a variance, their error takes the shape of a bell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from explorer.controls import Choice, Seed, Slider, Steps, Toggle
from explorer.lesson import Again, Challenge, Law, Lesson, Prediction, Readout, View, law, up_to
from explorer.text import number
from mathcore.probability import galton, limit_laws, simulated_means
from pages.probability.lln_clt import panels
from pages.probability.lln_clt.state import SOURCES, Averages, Board

TAILS = "P(X > x) = x⁻ᵃ. No variance for a ≤ 2, no mean for a ≤ 1."
COPIES = "Each draw is recorded four times: 4n records, yet only n draws. The claimed error is half of the true one."
COPIED = "Off: each draw is recorded four times, and whoever counts 4n records claims the standard error σ/√(4n)."
N = Slider("n", "Draws in a mean, n", 1, 1000, 10, log=True, integer=True)
TOSS = Slider("probability", "Probability p of a yes", 0.01, 0.99, 0.5, 0.01)
LAST = Toggle("independent", "Independent draws", True, help=COPIED), Seed()
# Each view names all of its controls: so the source stands first, where a reader begins.
SAMPLED = (
    Choice("source", "Source of one draw", SOURCES, "exponential"),
    N,
    replace(TOSS, when={"source": ("bernoulli",)}),
    Slider("separation", "Distance between the humps", 0, 12, 6, 0.1, when={"source": ("mixture",)}),
    Slider("tail", "Tail exponent a", 0.5, 6, 1.5, 0.05, help=TAILS, when={"source": ("pareto",)}),
    Slider("replicates", "Means simulated", 100, 100_000, 20_000, log=True, integer=True, per_decade=10),
    *LAST,
)
TOSSED = (N, TOSS, *LAST, Steps("step", "Galton board: balls released", high=panels.BALLS, default=120, rate=14))


def readouts(q: Averages) -> list[Readout | Law]:
    """The numbers of the moment; a law wherever the source has the moments that the law needs."""
    if not q.finite:
        return heavy_readouts(q)
    means, mean, (aside, wide, gap) = q.means, q.draw.mean, simulated_means.slacks(q.draw, q.n, q.p.replicates)
    claim = "σ/√n" if q.copies == 1 else "σ/√(4n)"
    unless = "" if q.p.independent else "the draws are not independent"
    found: list[Readout | Law] = [
        Readout(f"{'' if q.copies == 1 else 'claimed '}standard error {claim}", means.unit, role="model"),
        Readout("means within ±1.96 of these (95% if normal)", 100 * means.coverage, "%", 4, role="data"),
        Readout("largest gap to the normal, exact", q.distance, role="model"),
        law("the means have the mean of the source", "average of the means = μ", means.mean, mean, **up_to(aside)),
    ]
    if np.isfinite(wide):
        name, says = "their deviation is the standard error", f"deviation of the means = {claim}"
        found.append(law(name, says, means.deviation, means.unit, **up_to(wide), unless=unless))
    else:
        says = "the fourth moment is infinite, so this estimate settles very slowly, mostly from below"
        found.append(Readout("deviation of the means", means.deviation, role="data", note=says))
    if np.isfinite(q.bound):
        says = "largest gap ≤ 0.4748 ρ/(σ³√n)"
        found.append(law("Berry–Esseen", says, q.distance, q.bound, tolerance=2e-4, digits=4, unless=unless))
    says = f"Dvoretzky, Kiefer and Wolfowitz: off by more than {number(gap, 2)} once in a million"
    name, sides = "simulation agrees with the exact law", "simulated gap = exact gap"
    return [*found, law(name, sides, means.gap, q.distance, digits=4, slack=gap, note=says)]


def heavy_readouts(q: Averages) -> list[Readout | Law]:
    """What can be said without a variance."""
    spread = (q.means.quartiles[1] - q.means.quartiles[0]) / 2
    lacks = "the variance is infinite" if q.moments == "mean" else "there is no mean to deviate from"
    found: list[Readout | Law] = [
        Readout("mean of the source", q.draw.mean if q.moments == "mean" else "none", role="optimum"),
        Readout("deviation of the source", f"none: {lacks}"),
        Readout("half of the quartile range of the means", spread, role="data"),
        Readout("the same of the limit law", q.means.unit * limit_laws.NORMAL_QUARTILE, role="gradient"),
        Readout("means outside the axis", 100 * q.means.outside, "%", 3, role="data"),
    ]
    if q.draw.source == "cauchy":
        name, error = "the mean of n is as spread as one draw", up_to(2 * np.pi / np.sqrt(q.p.replicates) + 0.005)
        found.append(law(name, "half quartile range = of one draw", spread, 1.0, digits=4, **error))
    return found


def notice(q: Averages) -> str:
    """What the reader must know about this state before believing the figure."""
    a, tail = q.draw.parameter, q.draw.parameter if q.draw.source == "pareto" else np.inf
    if q.n < q.p.n:
        four = ", four for each draw" if q.copies > 1 else ""
        return f"The board has at most {panels.MOST_ROWS} rows{four}; n = {q.p.n} is drawn as {q.n}."
    if q.draw.source == "cauchy":
        return "Cauchy has no mean: the mean of any number of draws is as spread as a single draw."
    if tail <= 1:
        return f"With tail exponent {number(a, 3)} there is no mean: running means grow without end."
    if tail < 2:
        says = f"With tail exponent {number(a, 3)} the variance is infinite: means settle like"
        return f"{says} n^({number(1 / a - 1, 3)}), and not normally."
    if tail == 2:
        return "At tail exponent 2 the variance is infinite, yet the limit is normal, in units of √(log n / n)."
    if tail <= 3:
        return "Variance finite, third moment infinite: the limit is normal, but Berry and Esseen promise no rate."
    return COPIES if q.copies > 1 else ""


def told(q: Averages, picture: str) -> str:
    """The alternative text."""
    tell = f"no variance; largest gap to normal: of means {number(q.means.gap, 3)}, of the limit {number(q.widest, 3)}"
    if q.finite:
        tell = f"{number(100 * q.means.coverage, 3)}% of the means lie within 1.96 standard errors"
        tell += f"; the largest gap to the normal is {number(q.distance, 3)}"
    return f"{picture}. Source {q.named}, n = {q.n}: {tell}."


def numbers(q: Averages) -> dict[str, Any]:
    spread, error = (q.draw.deviation, q.means.unit) if q.finite else (np.inf, np.nan)
    found = {"mean": q.draw.mean, "deviation": spread, "standard_error": error, "source": rf"\text{{{q.named}}}"}
    found |= {"mean_of_means": q.means.mean, "deviation_of_means": q.means.deviation, "coverage": q.means.coverage}
    return found | {"simulated_distance": q.means.gap, "third_ratio": limit_laws.lyapunov_ratio(q.draw)}


HISTOGRAM = "Histogram of simulated means with the limit curve, the source, and the gap to the normal against n"
FUNCTIONS = "A distribution function, of the mean or of its limit, beside the normal one; the largest gap against n"
BANDS = "Running means of many paths in their band, and the width of the band against n"
PINS = "A Galton board with balls falling, and its heaps against the binomial law"
HIGHER = {"tail": "Below 1 the limit law is higher than the axis that serves the other sources."}
FARTHER = {"tail": "Means are drawn in deviations if there are some, else as they are; without a mean they grow far."}
LONGER = {"n": "A board has n rows, and is as wide and deep as they are."}
MEANS = [panels.source_panel, panels.means_panel, panels.gap_panel]
APART = [panels.farthest_panel, panels.gap_panel]
RUNNING = [panels.running_panel, panels.spread_panel]
GALTON = [panels.board_panel, panels.heaps_panel]
RARE = {"source": "bernoulli", "probability": 0.02, "n": 100}
lesson = Lesson(
    title="Law of Large Numbers and Central Limit Theorem",
    terms=(
        *("law of large numbers", "central limit theorem", "standard error", "Berry-Esseen", "Galton board"),
        *("sample mean", "heavy tail", "Pareto", "Cauchy", "stable law", "Monte Carlo"),
    ),
    state=Averages,
    choose="Look at",
    views={
        "means": View("Means", MEANS, readouts, lambda q: told(q, HISTOGRAM), SAMPLED, notice, rescales=HIGHER),
        "distance": View("Distance", APART, readouts, lambda q: told(q, FUNCTIONS), SAMPLED, notice),
        "running": View("Running", RUNNING, readouts, lambda q: told(q, BANDS), SAMPLED, notice, rescales=FARTHER),
        "galton": View("Galton", GALTON, readouts, lambda q: told(q, PINS), TOSSED, notice, None, LONGER, Board),
    },
    numbers=numbers,
    draft={"replicates": 2_000},
    challenges=(
        Challenge(
            "Find a source with a variance of which n = 100 independent draws are not enough: an exact gap above 0.15.",
            "Make the source lopsided: a yes that almost never comes, or a Pareto tail just above 2.",
            lambda q: q.finite and q.n == 100 and q.p.independent and q.distance > 0.15,
            [RARE, RARE | {"probability": 0.99}, {"source": "pareto", "tail": 2.1, "n": 100}],
            [RARE | {"independent": False}, RARE | {"probability": 0.03}, {"source": "pareto", "tail": 2.5, "n": 100}],
            views=("means", "distance", "running"),
        ),
        Challenge(
            "Find another source than Cauchy's whose means never settle, whatever n.",
            "The law of large numbers needs a mean. How heavy must a tail be to have none?",
            lambda q: q.moments == "nothing" and q.p.source != "cauchy",
            [{"source": "pareto", "tail": each} for each in (1.0, 0.8, 0.5)],
            [{"source": "pareto", "tail": 1.05}, {"source": "cauchy"}, {"source": "exponential", "n": 1}],
        ),
        Challenge(
            "Predict: the exponential source has deviation 1. What is the standard deviation of the mean of 100 draws?",
            "Variances of independent draws add up; the mean divides by n.",
            predict=Prediction(
                "Standard deviation of the mean of 100 draws",
                lambda q: q.draw.deviation / np.sqrt(q.n),
                0.01,
                {"n": 100},
                why="The variance of a sum of n draws is nσ², so the mean has the variance σ²/n: 1/√100 = 0.1.",
            ),
            again=(
                Again(
                    "Predict: the exponential source has deviation 1. What is the standard deviation "
                    "of the mean of 25 draws?",
                    {"n": 25},
                    "The mean has the variance σ²/n: 1/√25 = 0.2.",
                    "Standard deviation of the mean of 25 draws",
                ),
            ),
        ),
    ),
    related=("tail_inequalities", "sampling_distributions", "confidence_intervals", "resampling", "martingales"),
    oracles=("laws of means: scipy.stats (gamma, binom, irwinhall, cauchy)", "gaps: scipy.integrate, simulation"),
    source=(limit_laws.sup_distance, limit_laws.berry_esseen, limit_laws.stable_law, galton.board),
    # A Galton board tosses coins and has few rows: the programs get what the figure drew.
    listing=lambda q: {**q.p, "source": q.draw.source, "n": q.n},
)
