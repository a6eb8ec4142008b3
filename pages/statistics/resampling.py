"""A sample stands in for the world: draw from it again and again, and see how much a statistic would vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Data, Points, Seed, Slider, Steps, Toggle, unpack
from explorer.lesson import Challenge, Handle, Law, Lesson, Parameters, Prediction, Preset, Readout, Scene, Unanswerable
from explorer.text import number
from mathcore import kernels
from mathcore.statistics import resamples, samples
from mathcore.statistics import sample_inference as inference
from mathcore.statistics.sample_inference import Interval, Permuted
from viz import resampling as drawn

Array = NDArray[np.float64]
SHOWN, DIVIDE = 50, 5.0
STATISTICS = {
    "mean": "mean",
    "median": "median",
    "trimmed_mean": "trimmed mean (a tenth off either end)",
    "std": "standard deviation",
    "correlation": "correlation (with the second column)",
    "maximum": "maximum",
}
POINTS = (
    (1.2, 3.0), (1.6, 6.4), (2.1, 2.2), (2.4, 4.1), (2.6, 7.0), (3.0, 3.6), (3.3, 5.6), (3.7, 6.2), (4.2, 4.4),
    (4.9, 7.4), (6.1, 6.6), (8.6, 8.2),
)  # fmt: skip
Pairs = tuple[tuple[float, float], ...]
ROLES = {"percentile": "data", "basic": "gradient", "BCa": "ink", "Student's t": "accent"}
CONTROLS = (
    Choice("view", "Look at", {"bootstrap": "Bootstrap", "permutation": "Permutation"}, "bootstrap"),
    Data(
        "data",
        "Data",
        {
            "draw": "Your own points",
            "diabetes": "Diabetes, 442 patients",
            "iris": "Iris, 150 flowers",
            "sleep": "Student's sleep data",
            "models": "Two classifiers, 400 digits",
        },
        "draw",
        own=2,
        help="The statistic is taken of the first column. Two values in the second column label two groups; "
        "otherwise the columns are compared.",
    ),
    Choice("statistic", "Statistic", STATISTICS, "mean"),
    Slider("confidence", "Confidence", 50, 99, 95, 1, unit="%", when={"view": ("bootstrap",)}),
    Slider("replicates", "Resamples", 100, 100_000, 10_000, log=True, integer=True, per_decade=10),
    Toggle(
        "paired",
        "Keep pairs together",
        False,
        help="Swap labels within pairs only, where the data are pairs.",
        when={"view": ("permutation",)},
    ),
    Points(
        "points",
        "Your own points",
        POINTS,
        (0, 10),
        (0, 10),
        0.1,
        fewest=4,
        most=16,
        help="x is the number; the groups lie above and below y = 5.",
        when={"data": ("draw",)},
    ),
    Seed(),
    Steps("step", "Resamples drawn one by one", high=SHOWN, default=12, rate=3, help="0 shows the data as they are."),
)


@dataclass(frozen=True)
class Result:
    """`boot` the replicates and their `intervals`; `rows` (m,) of the sample in the resample that is shown, None before
    the first; `null` the shuffled differences, and `labels` the shuffle that is shown, over `pooled`."""

    parameters: Parameters
    sample: samples.Sample
    boot: kernels.Bootstrap
    intervals: dict[str, Interval]
    rows: NDArray[np.int64] | None
    paired: bool
    null: Permuted
    pooled: Array
    labels: NDArray[np.bool_]

    @property
    def stuck(self) -> float:
        """Share of the replicates that equal the sample's own statistic."""
        return float(np.mean(self.boot.replicates == self.boot.observed))


@lru_cache(maxsize=16)
def sample_of(data: str, points: Pairs) -> samples.Sample:
    """The sample that the reader chose, drew or brought."""
    if data == "draw":
        return samples.from_points(points, DIVIDE)
    if data.startswith("own:"):
        own = unpack(data)
        return samples.from_columns(own.columns, own.values)
    return samples.built_in(data)


# Kept, so that other controls move over computed replicates.
@lru_cache(maxsize=16)
def bootstrapped(data: str, points: Pairs, statistic: str, replicates: int, seed: int) -> kernels.Bootstrap:
    """The replicates of a statistic of the sample."""
    return inference.bootstrap(sample_of(data, points), statistic, replicates, seed)


@lru_cache(maxsize=16)
def shuffled(data: str, points: Pairs, statistic: str, paired: bool, replicates: int, seed: int) -> Permuted:
    """Differences of the two groups of the sample with shuffled labels."""
    return inference.permute(sample_of(data, points), statistic, paired, replicates, seed)


def compute(p: Parameters) -> Result:
    """Resamples of the sample, shuffles of its two groups, and the one of each that is shown."""
    s = sample_of(p.data, p.points)
    if min(len(s.first_group), len(s.second_group)) == 0:
        raise Unanswerable("All points lie on one side of y = 5: drag one across, so that there are two groups.")
    boot = bootstrapped(p.data, p.points, p.statistic, p.replicates, p.seed)
    if not np.isfinite(boot.observed):
        raise Unanswerable("One of the columns is constant, so there is no correlation.")
    paired = p.paired and s.paired
    # Medians are compared if they are asked for; any other statistic is of one group, and means are.
    statistic = "median" if p.statistic == "median" else "mean"
    null = shuffled(p.data, p.points, statistic, paired, p.replicates, p.seed)
    return Result(
        parameters=p,
        sample=s,
        boot=boot,
        intervals=inference.intervals(boot, s, p.statistic, p.confidence / 100),
        rows=inference.shown_rows(s, p.statistic, p.step, p.seed) if p.step else None,
        paired=paired,
        null=null,
        pooled=np.concatenate([s.first_group, s.second_group]),
        labels=inference.shown_labels(s, null.compared, paired, p.step, p.seed),
    )


@lru_cache(maxsize=64)
def reach(data: str, statistic: str) -> Interval:
    """The axis of the replicates: fixed for points that are dragged, and from the data's own spread otherwise."""
    if data == "draw":
        return {"std": (0.0, 6.0), "correlation": (-1.0, 1.0)}.get(statistic, (0.0, 10.0))
    return inference.likely_range(sample_of(data, POINTS), statistic)


def sample_panel(r: Result) -> viz.Plane:
    """The sample, the resample that is shown in it, and the statistic of both."""
    p, s, m = r.parameters, r.sample, len(r.sample.values)
    draw_own = p.data == "draw"
    across = (0.0, 10.0) if draw_own else drawn.padded(s.values)
    ax, ay, up = viz.Axis(s.name, across), viz.Axis("", (0.0, 1.12), visible=False), (0.0, 1.12)
    x, y = s.values, s.second
    if draw_own or p.statistic == "correlation":
        up = (0.0, 10.0) if draw_own else drawn.padded(y)
        ay = viz.Axis("y (for correlation and groups)" if draw_own else s.second_name, up)
    else:
        x, y = drawn.stacked(x, *across)

    def mark(rows: NDArray[np.int64] | None, role: str, text: str, share: float) -> drawn.Mark:
        if rows is None:
            return np.full(2, np.nan), np.full(2, np.nan), role, ""
        v, w = s.values[rows], s.second[rows]
        value = resamples.statistic(p.statistic, v, w)
        return drawn.statistic_mark(p.statistic, v, w, value, role, text, across, up, share)

    marks = mark(np.arange(m), "optimum", "sample", 0.98), mark(r.rows, "model", "resample", 0.9)
    title, times = "The sample", None
    if r.rows is not None:
        times = np.bincount(r.rows, minlength=m).astype(float)
        title = f"Resample {p.step}: {np.count_nonzero(times)} of {m} rows"
    return drawn.resample_panel(x, y, times, marks, (ax, ay), title)


def bootstrap_panel(r: Result) -> viz.Plane:
    """Replicates of the statistic, and the intervals that are read from them."""
    p = r.parameters
    rows = [(name, *r.intervals[name], role) for name, role in ROLES.items()]
    if p.statistic != "mean":
        rows[3] = ("Student's t: for means only", np.nan, np.nan, "muted")
    title, axis = f"{p.replicates:,} resamples, {p.confidence:g}% intervals", f"{named(p)} of a resample"
    span = reach(p.data, p.statistic)
    return drawn.replicates_panel(r.boot.replicates, p.step, SHOWN, span, r.boot.observed, rows, axis, title)


def groups_panel(r: Result) -> viz.Plane:
    """The two groups under the labels that are shown."""
    p, s, x = r.parameters, r.sample, r.pooled
    if p.data == "draw":
        y = np.concatenate([s.second[s.second >= DIVIDE], s.second[s.second < DIVIDE]])
        ay = viz.Axis("y: the groups lie above and below 5", (0.0, 11.2), ticks=[0, 5, 10])
        ax = viz.Axis("x", (0.0, 10.0))
    else:
        across = drawn.padded(x)
        (xa, ya), (xb, yb) = drawn.stacked(s.first_group, *across), drawn.stacked(s.second_group, *across)
        x, y = np.concatenate([xa, xb]), np.concatenate([5.7 + 4.1 * ya, 0.3 + 4.1 * yb])
        ax, ay = viz.Axis(s.compared, across), viz.Axis("", (0.0, 11.2), visible=False)
    middle = np.median if r.null.compared == "median" else np.mean
    means = (float(middle(r.pooled[r.labels])), float(middle(r.pooled[~r.labels])))
    said = f"Shuffle {p.step}" if p.step else f"{len(s.first_group)} and {len(s.second_group)} as observed"
    title = f"{said}: {r.null.compared}s differ by {number(means[0] - means[1], 3)}"
    return drawn.groups_panel(x, y, r.labels, means, (ax, ay), title, s.group_names)


def null_panel(r: Result) -> viz.Plane:
    """Differences that labels without meaning produce, and the observed one."""
    p, names, half = r.parameters, r.sample.group_names, 8.0
    if p.data != "draw":
        spread = inference.shuffle_error(r.sample, r.paired, p.replicates)[0]
        half = drawn.nice(max(4.2 * spread, 1.15 * abs(r.null.observed), 1e-6))
    axis = f"difference of {r.null.compared}s, {names[0]} − {names[1]}"
    title = f"{p.replicates:,} shuffles: p = {number(r.null.p_value, 3)}"
    return drawn.shuffled_panel(r.null.replicates, p.step, SHOWN, (-half, half), r.null.observed, axis, title)


def named(p: Parameters) -> str:
    """The statistic in a word or two."""
    return STATISTICS[p.statistic].split(" (")[0]


def bootstrap_readouts(r: Result) -> list[Readout | Law]:
    """Standard error, bias and intervals; what is known of them in closed form as laws."""
    p, boot, x = r.parameters, r.boot, r.sample.values
    error = boot.standard_error
    found: list[Readout | Law] = [
        Readout(f"{named(p)} of the sample", boot.observed, role="optimum"),
        Readout("bootstrap standard error", error),
        Readout("bootstrap bias", boot.bias),
    ]
    for name, (low, high) in r.intervals.items():
        text = "for means only" if name == "Student's t" else "undefined: all replicates lie on one side"
        if np.isfinite([low, high]).all():
            text = f"{number(low, 4)} to {number(high, 4)}"
        found.append(Readout(f"{name} interval", text, role=ROLES[name]))
    if p.statistic == "mean":
        ideal, slack = inference.ideal_error(x, p.replicates)
        found.append(
            Law("for a mean the ideal bootstrap needs no computer", "bootstrap error", error, "√((m−1)/m)·s/√m", ideal,
                slack=slack, note=f"up to resampling error: ±{number(slack, 2)}")
        )  # fmt: skip
    if p.statistic == "maximum":
        ties, share, slack = inference.stuck_share(x, p.replicates)
        found.append(
            Law("the maximum comes back", "replicates equal to it", r.stuck, f"1 − (1 − {ties}/m)ᵐ", share,
                slack=slack, note=f"up to resampling error: ±{number(slack, 2)}")
        )  # fmt: skip
    low, high = r.intervals["basic"][0], r.intervals["percentile"][1]
    mirror = "basic low + percentile high"
    return [*found, Law("basic mirrors percentile", mirror, low + high, "2 · sample", 2 * boot.observed)]


def permutation_readouts(r: Result) -> list[Readout | Law]:
    """The p-value with its own error; the exact one where all labellings can be counted."""
    null, names, count = r.null, r.sample.group_names, r.parameters.replicates
    tail = min(0.5, null.p_value / 2)
    error = 2 * float(np.sqrt(tail * (1 - tail) / count))
    says = f"Monte Carlo error ±{number(error, 2)}"
    found: list[Readout | Law] = [
        Readout(f"difference of {null.compared}s, {names[0]} − {names[1]}", null.observed, role="optimum"),
        Readout("p-value, twice the smaller tail", null.p_value, role="model", note=says),
    ]
    if null.exact is None:
        found.append(Readout("exact p-value", "too many labellings to count"))
    else:
        slack = 2 * (2.5 * error + 6 / count)
        found.append(
            Law(f"agrees with all {len(null.exact):,} labellings", "p, simulated", null.p_value, "p, exact",
                null.p_exact, slack=slack, note=f"up to Monte Carlo error ±{number(slack, 2)}")
        )  # fmt: skip
    if null.compared == "mean":
        ideal, slack = inference.shuffle_error(r.sample, r.paired, count)
        formula = "√Σd² / m" if r.paired else "s·√(1/m + 1/k)"
        found.append(
            Law("how far shuffled labels differ", "deviation of the shuffles", float(null.replicates.std()), formula,
                ideal, slack=slack, note=f"up to Monte Carlo error: ±{number(slack, 2)}")
        )  # fmt: skip
    return found


def notice(r: Result) -> str:
    """What the reader must know before believing the figure."""
    p, s = r.parameters, r.sample
    if p.view == "permutation":
        if p.paired and not s.paired:
            return "These data are no pairs: labels are shuffled over all values."
        if p.statistic not in ("mean", "median") or (r.paired and p.statistic == "median"):
            return f"The permutation view compares {r.null.compared}s."
        if not p.paired and s.paired:
            return "These are pairs. Shuffling over all values ignores that: switch on “Keep pairs together”."
        return ""
    if p.statistic == "maximum":
        return "The bootstrap fails here: no resample exceeds the sample's maximum, and most of them equal it."
    if np.isnan(r.boot.replicates).any():
        share = number(100 * float(np.isnan(r.boot.replicates).mean()), 2)
        return f"{share}% of the resamples are constant in a column and have no correlation; they are left out."
    if np.unique(r.boot.replicates[:2000]).size == 1:
        return "All replicates are equal: the bootstrap sees no variation, which does not mean that there is none."
    return ""


def draw(r: Result) -> Scene:
    """The data beside the replicates; points and the end of the percentile interval can be dragged."""
    p, s, null = r.parameters, r.sample, r.null
    boot = p.view == "bootstrap"
    handles = []
    if p.data == "draw":
        handles = [
            Handle("points", (x, y), f"point {i + 1}", index=i, role="data") for i, (x, y) in enumerate(p.points)
        ]
    low, high = r.intervals["percentile"]
    span = reach(p.data, p.statistic)
    if boot and span[0] <= high <= span[1]:
        handles.append(Handle("end", (high, -0.115 * 0.75), "end of the percentile interval", panel=1, role="data"))
    name = named(p)
    if boot:
        tell = (
            f"A sample of {len(s.values)} with one resample, and the histogram of {p.replicates:,} resampled values. "
        )
        tell += f"The {name} is {number(r.boot.observed)}, its percentile interval {number(low)} to {number(high)}."
    else:
        tell = (
            f"Two groups of {len(s.first_group)} and {len(s.second_group)} under labels, and a histogram of shuffles. "
        )
        tell += f"The {null.compared}s differ by {number(null.observed, 4)}; the p-value is {number(null.p_value, 3)}."
    ends = {"percentile": "percentile", "basic": "basic", "BCa": "bca", "Student's t": "t"}
    numbers: dict[str, Any] = {
        "m": float(len(s.values)),
        "replicates": float(p.replicates),
        "confidence": float(p.confidence),
        "observed": r.boot.observed,
        "standard_error": r.boot.standard_error,
        "bias": r.boot.bias,
        "bias_correction": r.boot.bias_correction,
        "acceleration": r.boot.acceleration,
        "stuck": r.stuck,
        "difference": r.null.observed,
        "p_value": r.null.p_value,
        "p_exact": r.null.p_exact,
        "statistic": rf"\text{{{name}}}",
    }
    for interval, short in ends.items():
        numbers[f"{short}_low"], numbers[f"{short}_high"] = map(float, r.intervals[interval])
    return Scene(
        panels=[sample_panel(r), bootstrap_panel(r)] if boot else [groups_panel(r), null_panel(r)],
        readouts=bootstrap_readouts(r) if boot else permutation_readouts(r),
        handles=handles,
        notice=notice(r),
        alt=tell,
        numbers=numbers,
        view=f"{p.view}:{p.data[:40]}:{p.statistic}:{r.paired}",
    )


def pull_end(p: Parameters, x: float, y: float) -> Mapping[str, Any]:
    """The confidence at which the percentile interval ends at x."""
    found = bootstrapped(p.data, p.points, p.statistic, p.replicates, p.seed).replicates
    kept = found[np.isfinite(found)]
    return {"confidence": float(np.clip(100 * (2 * np.mean(kept <= x) - 1), 50, 99))} if len(kept) else {}


def listing(p: Parameters) -> Mapping[str, Any]:
    """The data themselves are written into the programs."""
    s = sample_of(p.data, p.points)
    chosen = ("statistic", "confidence", "replicates", "seed")
    return {
        "values": s.values.tolist(),
        "second": s.second.tolist(),
        "group_a": s.first_group.tolist(),
        "group_b": s.second_group.tolist(),
        "paired": bool(p.paired and s.paired),
        **{name: p[name] for name in chosen},
    }


lesson = Lesson(
    title="Resampling Methods: Bootstrap and Permutation Tests",
    idea="Treat the sample as the world: draw from it again to see how a statistic varies, or shuffle labels to see "
    "what chance alone would do.",
    terms=(
        "bootstrap", "resample", "percentile interval", "BCa", "basic interval", "permutation test", "p-value",
        "standard error", "jackknife", "randomisation", "exact test",
    ),
    controls=CONTROLS,
    compute=compute,
    draw=draw,
    pulls={"end": pull_end},
    draft={"replicates": 2_000},
    presets=(
        Preset(
            "A mean, resampled",
            {},
            "Some points are drawn twice, some never; each resample gives a dot. Drag the far point: the error grows.",
        ),
        Preset(
            "A median",
            {"statistic": "median", "step": 50},
            "The median of a resample is one of few numbers: its histogram is a comb, and percentile "
            "and basic interval disagree.",
        ),
        Preset(
            "A correlation",
            {"data": "diabetes", "statistic": "correlation", "step": 5},
            "Body mass index and progression of diabetes: an interval for a correlation, with no formula.",
        ),
        Preset(
            "Accuracy of a model",
            {"data": "models", "step": 5},
            "1-NN is right on 90.5% of 400 digits; the interval says how far that number would move with other digits.",
        ),
        Preset(
            "Where it fails",
            {"statistic": "maximum", "step": 50},
            "Two thirds of the resamples repeat the sample's maximum, and none goes beyond it: no interval can "
            "be trusted.",
        ),
        Preset(
            "Two drugs, shuffled",
            {"view": "permutation", "data": "sleep"},
            "All 184,756 labellings are counted too: p = 0.081. Now keep the pairs together: p falls to 0.0039.",
        ),
        Preset(
            "Two models, in pairs",
            {"view": "permutation", "data": "models", "paired": True},
            "Both models saw the same digits. In pairs only the digits on which they disagree count.",
        ),
    ),
    challenges=(
        Challenge(
            "Find a statistic that the bootstrap gets wrong: most of its replicates are one and the same number.",
            "Which statistic can a resample never push beyond the sample's own value?",
            lambda r: r.parameters.view == "bootstrap" and r.parameters.statistic == "maximum" and r.stuck > 0.5,
            {"statistic": "maximum"},
        ),
        Challenge(
            "In Permutation, drag your own points until the exact p-value is below 0.01.",
            "Colour is the group. Few labellings must separate the two groups as well as the true one does.",
            lambda r: r.parameters.view == "permutation" and r.parameters.data == "draw" and r.null.p_exact < 0.01,
            {
                "view": "permutation",
                "points": (
                    (1.0, 3.0), (1.5, 2.0), (2.0, 4.0), (2.5, 3.0), (3.0, 1.0), (6.0, 6.0),
                    (6.5, 7.0), (7.0, 8.0), (7.5, 6.0), (8.0, 9.0), (8.5, 7.0), (9.0, 8.0),
                ),
            },
        ),
        Challenge(
            "Predict: a score of 442 patients has mean 152 and deviation 77. How wide is the mean's 95% interval?",
            "An interval is about four standard errors wide, and the standard error is s/√m.",
            predict=Prediction(
                "Width of the 95% percentile interval of the mean",
                lambda r: r.intervals["percentile"][1] - r.intervals["percentile"][0],
                2.0,
                {"data": "diabetes"},
                why="s/√m = 77/√442 = 3.67, and 2 · 1.96 of these are 14.4.",
            ),
        ),
    ),
    related=("confidence_intervals", "hypothesis_testing", "lln_clt", "ml_significance", "cross_validation"),
    source=(resamples.resamples, resamples.shuffles, resamples.exact_differences, resamples.t_interval),
    listing=listing,
)  # fmt: skip
