"""Draw from a sample as if it were the world to see a statistic vary; shuffle labels to see what chance alone does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider, Steps, Toggle
from explorer.lesson import Challenge, Law, Lesson, Prediction, Readout, View, law, up_to
from explorer.text import number
from mathcore.statistics import resamples
from mathcore.statistics import sample_inference as inference
from pages.statistics.resampling import panels
from pages.statistics.resampling.state import STATISTICS, Resampling

DATA = {
    "draw": "Your own points",
    "diabetes": "Diabetes, 442 patients",
    "iris": "Iris, 150 flowers",
    "sleep": "Student's sleep data",
    "models": "Two classifiers, 400 digits",
}
X = (1.2, 1.6, 2.1, 2.4, 2.6, 3.0, 3.3, 3.7, 4.2, 4.9, 6.1, 8.6)
Y = (3.0, 6.4, 2.2, 4.1, 7.0, 3.6, 5.6, 6.2, 4.4, 7.4, 6.6, 8.2)
SPOTS, OWN = tuple(zip(X, Y, strict=True)), {"data": ("draw",)}
LABELS = "Two values or words in the second column label two groups; otherwise the columns are compared."
COLUMNS = f"The statistic is taken of the first column. {LABELS}"
NO_BCA = [f"does not exist: {why}" for why in ("all replicates lie on one side", "no row, left out, changes the value")]
SIDES = "x is the number; the groups lie above and below y = 5."
SHARED = (
    Data("data", "Data", DATA, "draw", own=2, groups=(0, 2), help=COLUMNS),
    Choice("statistic", "Statistic", STATISTICS, "mean"),
    Slider("replicates", "Resamples", 100, 100_000, 10_000, log=True, integer=True, per_decade=10),
    Points("points", "Your own points", SPOTS, (0, 10), (0, 10), 0.1, fewest=4, most=16, help=SIDES, when=OWN),
    Seed(),
)
STEP = Steps("step", "Resamples drawn one by one", high=panels.SHOWN, default=12, rate=3, help="0: the data alone.")
CONFIDENCE = Slider("confidence", "Confidence", 50, 99, 95, 1, unit="%")
TOLD = ("observed", "standard_error", "bias", "bias_correction", "acceleration")
PAIRED = Toggle("paired", "Keep pairs together", False, help="Swap labels within pairs only, where the data are pairs.")


def bootstrap_readouts(q: Resampling) -> list[Readout | Law]:
    """Standard error, bias and intervals; what is known of them in closed form as laws."""
    boot, x, count, chance = q.boot, q.sample.values, q.p.replicates, "resampling error"
    found: list[Readout | Law] = [
        Readout(f"{q.named} of the sample", boot.observed, role="optimum"),
        Readout("bootstrap standard error", boot.standard_error),
        Readout("bootstrap bias", boot.bias),
    ]
    for name, (low, high) in q.intervals.items():
        text = "for means only" if name == "Student's t" else NO_BCA[bool(np.isnan(boot.acceleration))]
        if np.isfinite([low, high]).all():
            text = between((low, high))
        found.append(Readout(f"{name} interval", text, role=panels.ROLES[name]))
    if q.p.statistic == "mean":
        ideal, slack = inference.ideal_error(x, count)
        name, says = "for a mean the ideal bootstrap needs no computer", "bootstrap error = √((m−1)/m)·s/√m"
        found.append(law(name, says, boot.standard_error, ideal, **up_to(slack, chance)))
    if q.p.statistic == "maximum":
        ties, share, slack = inference.stuck_share(x, count)
        says = f"replicates equal to it = 1 − (1 − {ties}/m)ᵐ"
        found.append(law("the maximum comes back", says, q.stuck, share, **up_to(slack, chance)))
    mirrored = q.intervals["basic"][0] + q.intervals["percentile"][1]
    says = "basic low + percentile high = 2 · sample"
    return [*found, law("basic mirrors percentile", says, mirrored, 2 * boot.observed)]


def permutation_readouts(q: Resampling) -> list[Readout | Law]:
    """The p-value with its own error; the exact one where all labellings can be counted."""
    null, names, count, noise = q.null, q.sample.group_names, q.p.replicates, "Monte Carlo error"
    tail = min(0.5, null.p_value / 2)
    error = 2 * np.sqrt(tail * (1 - tail) / count)
    says = f"Monte Carlo error ±{number(error, 2)}"
    found: list[Readout | Law] = [
        Readout(f"difference of {null.compared}s, {names[0]} − {names[1]}", null.observed, role="optimum"),
        Readout("p-value, twice the smaller tail", null.p_value, role="model", note=says),
    ]
    if null.exact is None:
        found.append(Readout("exact p-value", "too many labellings to count"))
    else:
        name, close = f"agrees with all {len(null.exact):,} labellings", up_to(5 * error + 12 / count, noise)
        found.append(law(name, "p, simulated = p, exact", null.p_value, null.p_exact, **close))
    if null.compared == "mean":
        ideal, slack = inference.shuffle_error(q.sample, q.paired, count)
        says = f"deviation of the shuffles = {'√Σd² / m' if q.paired else 's·√(1/m + 1/k)'}"
        name, close = "how far shuffled labels differ", up_to(slack, noise)
        found.append(law(name, says, null.replicates.std(), ideal, **close))
    return found


def bootstrap_notice(q: Resampling) -> str:
    if q.p.statistic == "maximum":
        if (shared := int(np.sum(q.sample.values == q.sample.values.max()))) > 1:
            return f"{shared} values are the maximum: right if the population ends there, wrong if rounded to it."
        return "The bootstrap fails here: no resample exceeds the sample's maximum, and most of them equal it."
    if (empty := np.isnan(q.boot.replicates)).any():
        share = number(100 * float(empty.mean()), 2)
        return f"{share}% of the resamples are constant in a column and have no correlation; they are left out."
    if np.unique(q.boot.replicates[:2000]).size == 1:
        return "All replicates are equal: the bootstrap sees no variation, which does not mean that there is none."
    return ""


def permutation_notice(q: Resampling) -> str:
    if q.p.paired and not q.sample.paired:
        return "These data are no pairs: labels are shuffled over all values."
    if q.p.statistic not in ("mean", "median") or (q.paired and q.p.statistic == "median"):
        return f"The permutation view compares {q.null.compared}s."
    if not q.p.paired and q.sample.paired:
        return "These are pairs. Shuffling over all values ignores that: switch on “Keep pairs together”."
    return ""


def numbers(q: Resampling) -> dict[str, Any]:
    found = {"m": len(q.sample.values), "statistic": rf"\text{{{q.named}}}", "difference": q.null.observed}
    found |= {name: getattr(q.boot, name) for name in TOLD} | {"p_value": q.null.p_value, "p_exact": q.null.p_exact}
    for short, ends in zip(("percentile", "basic", "bca", "t"), q.intervals.values(), strict=True):
        found[f"{short}_low"], found[f"{short}_high"] = ends
    return found


def listing(q: Resampling) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    s, chosen = q.given, {name: q.p[name] for name in ("statistic", "confidence", "replicates", "seed")}
    columns = {"values": s.values, "second": s.second, "group_a": s.first_group, "group_b": s.second_group}
    return {name: each.tolist() for name, each in columns.items()} | {"paired": bool(q.p.paired and s.paired)} | chosen


between = lambda ends: " to ".join(number(end) for end in ends)
bootstrap_alt = lambda q: (
    f"A sample of {len(q.sample.values)} with one resample, and the histogram of {q.p.replicates:,} resampled values. "
    f"The {q.named} is {number(q.boot.observed)}, its percentile interval {between(q.intervals['percentile'])}."
)
permutation_alt = lambda q: (
    f"Two groups of {len(q.sample.first_group)} and {len(q.sample.second_group)} under labels, and a histogram of "
    f"shuffles. The {q.null.compared}s differ by {number(q.null.observed)}; the p-value is {number(q.null.p_value, 3)}."
)
APART = (
    *((1.0, 3.0), (1.5, 2.0), (2.0, 4.0), (2.5, 3.0), (3.0, 1.0), (6.0, 6.0)),
    *((6.5, 7.0), (7.0, 8.0), (7.5, 6.0), (8.0, 9.0), (8.5, 7.0), (9.0, 8.0)),
)
RESAMPLED = [panels.sample_panel, panels.replicates_panel], bootstrap_readouts, bootstrap_alt
SHUFFLED = [panels.groups_panel, panels.shuffled_panel], permutation_readouts, permutation_alt
lesson = Lesson(
    title="Resampling Methods: Bootstrap and Permutation Tests",
    terms=(
        *("bootstrap", "resample", "percentile interval", "BCa", "basic interval", "permutation test", "p-value"),
        *("standard error", "jackknife", "randomisation", "exact test"),
    ),
    controls=(*SHARED, STEP),
    state=Resampling,
    choose="Look at",
    views={
        "bootstrap": View("Bootstrap", *RESAMPLED, [CONFIDENCE], bootstrap_notice),
        "permutation": View("Permutation", *SHUFFLED, [PAIRED], permutation_notice),
    },
    numbers=numbers,
    listing=listing,
    draft={"replicates": 2_000},
    challenges=(
        Challenge(
            "On data of 100 rows or more: a statistic most of whose replicates are one and the same number.",
            "Which statistic can a resample never push beyond the sample's own value?",
            lambda q: q.stuck > 0.5 and len(q.sample.values) >= 100,
            [{"statistic": "maximum", "data": each} for each in ("iris", "diabetes")]
            + [{"statistic": "median", "data": "models"}],
            [
                {"statistic": "maximum"},
                {"statistic": "median", "data": "iris"},
                {"statistic": "maximum", "data": "sleep"},
            ],
            views=["bootstrap"],
        ),
        Challenge(
            "In Permutation, drag your own points until the exact p-value is below 0.01.",
            "Colour is the group. Few labellings must separate the two groups as well as the true one does.",
            lambda q: q.p.data == "draw" and q.null.p_exact < 0.01,
            [{"view": "permutation", "points": each} for each in (APART, APART[1:], APART[:-1])],
            [{"view": "permutation", "data": "sleep", "paired": True}, {"points": APART}, {"view": "permutation"}],
            views=["permutation"],
        ),
        Challenge(
            "Predict: a score of 442 patients has mean 152 and deviation 77. How wide is the mean's 95% interval?",
            "An interval is about four standard errors wide, and the standard error is s/√m.",
            predict=Prediction(
                "Width of the 95% percentile interval of the mean",
                lambda q: np.ptp(q.intervals["percentile"]),
                2.0,
                {"data": "diabetes"},
                why="s/√m = 77/√442 = 3.67, and 2 · 1.96 of these are 14.4.",
            ),
        ),
    ),
    related=("confidence_intervals", "hypothesis_testing", "lln_clt", "ml_significance", "cross_validation"),
    oracles=(
        *("intervals: scipy.stats.bootstrap", "p-values: scipy.stats.permutation_test, all labellings counted"),
        *("t tests: scipy.stats.ttest_ind, ttest_rel",),
    ),
    source=(resamples.resamples, resamples.shuffles, resamples.exact_differences, resamples.t_interval),
)
