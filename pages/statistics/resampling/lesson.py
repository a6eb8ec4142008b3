"""Draw from a sample as if it were the world to see a statistic vary; shuffle labels to see what chance alone does."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.controls import Choice, Data, Points, Seed, Slider, Steps
from explorer.lesson import Challenge, Former, Law, Lesson, Prediction, Readout, View, law, up_to
from explorer.text import number, settled
from mathcore.statistics import resamples
from mathcore.statistics import sample_inference as inference
from pages.statistics.resampling import panels
from pages.statistics.resampling.state import STATISTICS, Pairs, Resampling

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
GROUPS = [{"data": each} for each in ("diabetes", "iris")]
NO_BCA = [f"does not exist: {why}" for why in ("all replicates lie on one side", "each row left out gives one value")]
SIDES = "x is the number; the groups lie above and below y = 5."
DATASET = Data("data", "Data", DATA, "draw", own=2, groups=(0, 2), help=COLUMNS)
STATISTIC = Choice("statistic", "Statistic", STATISTICS, "mean")
COUNT = Slider("replicates", "Resamples", 100, 100_000, 10_000, log=True, integer=True, per_decade=10)
SPOT = Points("points", "Your own points", SPOTS, (0, 10), (0, 10), 0.1, fewest=4, most=16, help=SIDES, when=OWN)
STEP = Steps("step", "Resamples drawn one by one", high=panels.SHOWN, default=12, rate=3, help="0: the data alone.")
CONFIDENCE = Slider("confidence", "Confidence", 50, 99, 95, 1, unit="%")
ONE_BY_ONE, AT_ONCE = [DATASET, STATISTIC, COUNT, SPOT, Seed(), STEP], [DATASET, STATISTIC, COUNT, SPOT, Seed()]
TOLD = ("observed", "standard_error", "bias", "bias_correction", "acceleration")


def bootstrap_readouts(q: Resampling) -> list[Readout | Law]:
    """Standard error, bias and the middle of the replicates; what is known of them in closed form as laws."""
    boot, x, count, chance = q.boot, q.sample.values, q.p.replicates, "resampling error"
    found: list[Readout | Law] = [
        Readout(f"{q.named} of the sample", boot.observed, role="optimum"),
        Readout("bootstrap standard error", boot.standard_error),
        Readout("bootstrap bias", boot.bias),
        _interval(q, "percentile"),
    ]
    if q.p.statistic == "mean":
        ideal, slack = inference.ideal_error(x, count)
        name, says = "for a mean the ideal bootstrap needs no computer", "bootstrap error = √((m−1)/m)·s/√m"
        found.append(law(name, says, boot.standard_error, ideal, **up_to(slack, chance)))
    if q.p.statistic == "maximum":
        ties, share, slack = inference.stuck_share(x, count)
        says = f"replicates equal to it = 1 − (1 − {ties}/m)ᵐ"
        found.append(law("the maximum comes back", says, q.stuck, share, **up_to(slack, chance)))
    return found


def intervals_readouts(q: Resampling) -> list[Readout | Law]:
    """The four intervals, and how they hang together."""
    boot, m = q.boot, len(q.sample.values)
    mirrored, says = q.intervals["basic"][0] + q.intervals["percentile"][1], "basic low + percentile high = 2 · sample"
    found: list[Readout | Law] = [_interval(q, name) for name in q.intervals]
    found.append(law("basic mirrors percentile", says, mirrored, 2 * boot.observed))
    if q.p.statistic == "mean":
        both = boot.standard_error, inference.ideal_error(q.sample.values, q.p.replicates)[1]
        wide, slack = (inference.student_width(m, each, q.p.confidence / 100) for each in both)
        name, says = "what the bootstrap leaves to Student", "t width = 2t · √(m/(m−1)) · bootstrap error"
        found.append(law(name, says, np.ptp(q.intervals["Student's t"]), wide, **up_to(slack, "resampling error")))
    return found


def _interval(q: Resampling, name: str) -> Readout:
    ends, text, role = q.intervals[name], NO_BCA[bool(np.isnan(q.boot.acceleration))], panels.ROLES[name]
    if np.isfinite(ends).all():
        return Readout(f"{name} interval", between(ends), role=role, note=f"read at {between(q.levels[name])}")
    return Readout(f"{name} interval", "for means only" if name == "Student's t" else text, role=role)


def permutation_readouts(q: Resampling) -> list[Readout | Law]:
    """The p-value with its own error; the exact one where all labellings can be counted; that of unknown pairs."""
    null, names, count, noise = q.null, q.sample.group_names, q.p.replicates, "Monte Carlo error"
    found: list[Readout | Law] = [
        Readout(f"difference of {null.compared}s, {names[0]} − {names[1]}", null.observed, role="optimum"),
        Readout(
            "p-value, twice the smaller tail", null.p_value, role="model", note=f"{noise} ±{number(null.error, 2)}"
        ),
    ]
    if null.exact is None:
        found.append(Readout("exact p-value", "too many labellings to count"))
    else:
        name, close = f"agrees with all {len(null.exact):,} labellings", up_to(5 * null.error + 12 / count, noise)
        found.append(law(name, "p, simulated = p, exact", null.p_value, null.p_exact, **close))
    if null.compared == "mean":
        ideal, slack = inference.shuffle_error(q.sample, q.paired, count)
        says = f"deviation of the shuffles = {'√Σd² / m' if q.paired else 's·√(1/m + 1/k)'}"
        name, close = "how far shuffled labels differ", up_to(slack, noise)
        found.append(law(name, says, null.replicates.std(), ideal, **close))
    if q.loose is not None:
        found.append(Readout("p-value, the pairs ignored", q.loose.p_value))
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


def numbers(q: Resampling) -> dict[str, Any]:
    found: dict[str, Any] = {name: settled(getattr(q.boot, name)) for name in TOLD} | {"m": len(q.sample.values)}
    for short, ends in zip(("percentile", "basic", "bca", "t"), q.intervals.values(), strict=True):
        found[f"{short}_low"], found[f"{short}_high"] = ends
    return found | {"statistic": rf"\text{{{q.named}}}"}


def listing(q: Resampling) -> dict[str, Any]:
    """The data themselves are written into the programs."""
    s, chosen = q.given, {name: q.p[name] for name in ("statistic", "confidence", "replicates", "seed")}
    columns = {"values": s.values, "second": s.second, "group_a": s.first_group, "group_b": s.second_group}
    return {name: each.tolist() for name, each in columns.items()} | {"paired": q.paired and s.paired} | chosen


IGNORED = "These are pairs. Shuffling over all values ignores that; the view “Pairs” keeps them together."
permutation_notice = lambda q: IGNORED if q.sample.paired else ""
between = lambda ends: " to ".join(number(end) for end in ends)
bootstrap_alt = lambda q: (
    f"A sample of {len(q.sample.values)} with one resample, and the histogram of {q.p.replicates:,} replicates. "
    f"The {q.named} is {number(q.boot.observed)}, its percentile interval {between(q.intervals['percentile'])}."
)
intervals_alt = lambda q: (
    f"Distribution functions read at two levels, and below them the {q.p.confidence:g}% intervals of the {q.named}: "
    f"percentile {between(q.intervals['percentile'])}, basic {between(q.intervals['basic'])}."
)
shuffled_alt = lambda q: (
    f"{'Pairs, mirrored where labels are swapped,' if q.paired else 'Two groups under labels'} and a histogram of "
    f"shuffles. The {q.null.compared}s differ by {number(q.null.observed)}; the p-value is {number(q.null.p_value, 3)}."
)
RESAMPLED = [panels.sample_panel, panels.replicates_panel], bootstrap_readouts, bootstrap_alt
READ = [panels.levels_panel], intervals_readouts, intervals_alt
SHUFFLED = [panels.groups_panel, panels.shuffled_panel], permutation_readouts, shuffled_alt
SWAPPED = [panels.pairs_panel, panels.shuffled_panel], permutation_readouts, shuffled_alt
lesson = Lesson(
    title="Resampling Methods: Bootstrap and Permutation Tests",
    terms=(
        *("bootstrap", "resample", "percentile interval", "BCa", "basic interval", "permutation test", "p-value"),
        *("standard error", "jackknife", "randomisation", "exact test"),
    ),
    state=Resampling,
    choose="Look at",
    views={
        "bootstrap": View("Bootstrap", *RESAMPLED, [*ONE_BY_ONE, CONFIDENCE], bootstrap_notice),
        "intervals": View("Intervals", *READ, [*AT_ONCE, CONFIDENCE], bootstrap_notice),
        "permutation": View("Permutation", *SHUFFLED, ONE_BY_ONE, permutation_notice),
        "pairs": View("Pairs", *SWAPPED, [DATASET, COUNT, SPOT, Seed(), STEP], state=Pairs),
    },
    # Pairs were a switch of the view Permutation, which data of two groups did not heed.
    former=[
        *(Former({**at, "view": "permutation", "paired": True}, {**at, "view": "permutation"}) for at in GROUPS),
        Former({"view": "permutation", "paired": True}, {"view": "pairs"}),
        Former({"view": "pairs", "paired": False}, {"view": "permutation"}),
        *(Former({"paired": each}, {}) for each in (True, False)),
    ],
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
            [
                {"view": "permutation", "points": points}
                for points in (
                    ((1, 3), (1.5, 2), (2, 4), (2.5, 3), (3, 1), (6, 6), (6.5, 7), (7, 8), (7.5, 6), (8, 9), (8.5, 7)),
                    ((1, 3), (2, 4), (2.5, 3), (3, 1), (4, 2), (6, 6), (6.5, 7), (7, 8), (8, 9), (8.5, 7), (9, 8)),
                    ((9, 3), (8.5, 2), (8, 4), (7.5, 3), (7, 1), (3, 6), (2.5, 7), (2, 8), (1.5, 9), (1, 7), (0.5, 8)),
                )
            ],
            [
                {"view": "permutation", "points": ((1, 3), (2, 4), (3, 1), (6, 6), (7, 8), (8, 9))},  # 20 labellings
                {"view": "pairs", "data": "sleep"},
                {"view": "permutation"},
            ],
            views=["permutation"],
        ),
        Challenge(
            "In Pairs, drag your points until p is below 0.01 in pairs and above 0.5 with the pairs ignored.",
            "A small step that all pairs share hides among large differences between them.",
            lambda q: q.p.data == "draw" and q.null.p_exact < 0.01 and q.loose.p_value > 0.5,
            [
                {"view": "pairs", "points": tuple((k, round(k + step + 0.1 * (k % 3), 1)) for k in range(9))}
                for step in (0.2, 0.4, 0.6)
            ],
            [
                {"view": "pairs", "data": "sleep"},
                {"view": "pairs", "points": tuple((k, k + 0.5) for k in range(7))},  # 2 · 2⁻⁷ is not below 0.01
                {"view": "pairs", "points": tuple((k, min(10, k + 4)) for k in range(10))},  # seen without pairs too
            ],
            views=["pairs"],
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
