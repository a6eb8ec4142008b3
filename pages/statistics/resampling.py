"""A sample stands in for the world: draw from it again and again, and see how much a statistic would vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import viz
from explorer.controls import Choice, Data, Points, Seed, Slider, Steps, Toggle, unpack
from explorer.lesson import (
    Challenge,
    Handle,
    Law,
    Lesson,
    Parameters,
    Prediction,
    Preset,
    Readout,
    Scene,
    Unanswerable,
)
from explorer.text import number
from mathcore import kernels, resamples, samples
from viz.resampling import groups_panel, nice, replicates_panel, resample_panel, shuffled_panel, stacked

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
Interval = tuple[float, float]


@dataclass(frozen=True)
class Result:
    """`boot` and `null` hold the replicates; `rows` (m,) the resample that is shown, as indices into `base` (the order
    in which the kernel reads the values); `labels` the shuffle that is shown, over `pooled`; `exact` every shuffled
    difference, or None if they are too many."""

    parameters: Parameters
    sample: samples.Sample
    boot: kernels.Bootstrap
    intervals: dict[str, Interval]
    rows: NDArray[np.int64] | None
    base: Array
    paired: bool
    compared: str
    difference: float
    null: Array
    p_value: float
    exact: Array | None
    p_exact: float
    pooled: Array
    labels: NDArray[np.bool_]

    @property
    def stuck(self) -> float:
        """Share of the replicates that equal the sample's own statistic."""
        return float(np.mean(self.boot.replicates == self.boot.observed))


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


@lru_cache(maxsize=16)
def sample_of(data: str, points: tuple[tuple[float, float], ...]) -> samples.Sample:
    """The sample that the reader chose, drew or brought."""
    if data == "draw":
        return samples.from_points(points, DIVIDE)
    if data.startswith("own:"):
        own = unpack(data)
        return samples.from_columns(own.columns, own.values)
    return samples.built_in(data)


@lru_cache(maxsize=16)
def bootstrapped(
    data: str, points: tuple[tuple[float, float], ...], statistic: str, replicates: int, seed: int
) -> kernels.Bootstrap:
    """The kernel's replicates of a statistic of a sample."""
    s = sample_of(data, points)
    if statistic == "maximum":
        found = kernels.bootstrap(s.values, "quantile", replicates, seed, level=1.0)
    else:
        values = np.stack([s.values, s.second], axis=1) if statistic == "correlation" else s.values
        found = kernels.bootstrap(values, statistic, replicates, seed, trim=resamples.TRIM)
    # BCa counts replicates that equal the sample's value by half; rounding must not tell them apart.
    ties = np.abs(found.replicates - found.observed) <= 1e-12 * (1 + abs(found.observed))
    return replace(found, replicates=np.where(ties, found.observed, found.replicates))


@lru_cache(maxsize=16)
def shuffled(
    data: str, points: tuple[tuple[float, float], ...], statistic: str, paired: bool, replicates: int, seed: int
) -> tuple[float, Array, float, Array | None, float]:
    """(observed, shuffled differences, p-value, every difference or None, exact p-value or NaN)."""
    s = sample_of(data, points)
    if paired:
        d = s.first_group - s.second_group
        found = kernels.Permutation(float(d.mean()), resamples.paired_differences(d, replicates, seed))
        exact = resamples.exact_paired(d)
    else:
        found = kernels.permutation_difference(s.first_group, s.second_group, replicates, seed, statistic=statistic)
        exact = resamples.exact_differences(s.first_group, s.second_group, statistic)
    p_exact = float("nan") if exact is None else resamples.exact_p(found.observed, exact)
    return found.observed, found.replicates, found.p_value(), exact, p_exact


def compute(p: Parameters) -> Result:
    """Resamples of the sample, shuffles of its two groups, and the one of each that is shown."""
    s = sample_of(p.data, p.points)
    if min(len(s.first_group), len(s.second_group)) == 0:
        raise Unanswerable("All points lie on one side of y = 5: drag one across, so that there are two groups.")
    boot = bootstrapped(p.data, p.points, p.statistic, p.replicates, p.seed)
    if not np.isfinite(boot.observed):
        raise Unanswerable("One of the columns is constant, so there is no correlation.")
    c = p.confidence / 100
    with np.errstate(invalid="ignore", divide="ignore"):
        intervals = {
            "percentile": boot.percentile_interval(c),
            "basic": boot.basic_interval(c),
            "BCa": boot.bca_interval(c),
            "Student's t": resamples.t_interval(s.values, c) if p.statistic == "mean" else (np.nan, np.nan),
        }
    rows = resamples.resamples(len(s.values), p.step, p.seed)[-1] if p.step else None
    in_order = p.statistic in ("mean", "std", "correlation")
    base = np.arange(len(s.values)) if in_order else np.argsort(s.values, kind="stable")
    paired = p.paired and s.paired
    compared = "median" if p.statistic == "median" and not paired else "mean"
    observed, null, p_value, exact, p_exact = shuffled(p.data, p.points, compared, paired, p.replicates, p.seed)
    a, b = s.first_group, s.second_group
    pooled = np.concatenate([a, b])
    labels = np.arange(len(pooled)) < len(a)
    if p.step and paired:
        swap = resamples.signs(len(a), p.step, p.seed)[-1]
        labels = np.concatenate([~swap, swap])
    elif p.step:
        chosen = resamples.shuffles(len(pooled), len(a), p.step, p.seed)[-1]
        labels = chosen
        if compared == "median":  # the kernel reads medians from the ascending values
            labels = np.empty(len(pooled), dtype=bool)
            labels[np.argsort(pooled, kind="stable")] = chosen
    return Result(
        parameters=p,
        sample=s,
        boot=boot,
        intervals=intervals,
        rows=rows,
        base=np.asarray(base, dtype=np.int64),
        paired=paired,
        compared=compared,
        difference=observed,
        null=null,
        p_value=p_value,
        exact=exact,
        p_exact=p_exact,
        pooled=pooled,
        labels=labels,
    )


@lru_cache(maxsize=64)
def reach(data: str, statistic: str) -> Interval:
    """The axis of the replicates: fixed for points that are dragged, and from the data's own spread otherwise."""
    if data == "draw":
        return {"std": (0.0, 6.0), "correlation": (-1.0, 1.0)}.get(statistic, (0.0, 10.0))
    s = sample_of(data, POINTS)
    x, m = s.values, len(s.values)
    seen = resamples.statistic(statistic, x, s.second)
    spread = float(x.std(ddof=1)) or 1.0
    if statistic == "correlation":
        half = max(0.02, 5.5 * (1.02 - seen * seen) / np.sqrt(m))
        return max(-1.0, seen - half), min(1.0, seen + half)
    if statistic == "maximum":
        top = float(np.sort(x)[-min(m, 6)])
        return min(top, seen - 0.05 * spread) - 0.1 * spread, seen + max(0.3 * spread, 1.1 * (seen - top))
    if statistic == "std":
        kurtosis = float(np.mean((x - x.mean()) ** 4)) / max(float(x.var()) ** 2, 1e-300)
        half = 5 * spread * np.sqrt(max(kurtosis - 1, 0.4) / (4 * m))
        return max(0.0, spread - half), spread + half
    half = (6 if statistic == "median" else 5) * spread / np.sqrt(m)
    return seen - half, seen + half


@lru_cache(maxsize=64)
def spans(data: str) -> tuple[Interval, Interval]:
    """The axes of the two columns, with some room."""
    if data == "draw":
        return (0.0, 10.0), (0.0, 10.0)
    s = sample_of(data, POINTS)
    found = []
    for column in (s.values, s.second):
        low, high = float(column.min()), float(column.max())
        # Columns of zeros and ones stand as blocks of dots, which take room.
        room = (0.3 if len(np.unique(column)) == 2 else 0.06) * (high - low) or 1.0
        found.append((low - room, high + room))
    return found[0], found[1]


def sample_panel(r: Result) -> viz.Plane:
    """The sample, the resample that is shown in it, and the statistic of both."""
    p, s = r.parameters, r.sample
    sx, sy = spans(p.data)
    m = len(s.values)
    plane = p.data == "draw" or p.statistic == "correlation"
    x, y = (s.values, s.second) if plane else stacked(s.values, *sx)
    top, bottom = (sy[1], sy[0]) if plane else (1.12, 0.0)
    again = None if r.rows is None else r.base[r.rows]
    times = None if again is None else np.bincount(again, minlength=m).astype(float)
    marks = []
    for rows, role, share in ((np.arange(m), "optimum", 0.98), (again, "model", 0.9)):
        height = bottom + share * (top - bottom) * 0.97
        if rows is None:
            nothing = np.full(2, np.nan)
            marks.append((nothing, nothing, role, ""))
            continue
        v, w = s.values[rows], s.second[rows]
        value = resamples.statistic(p.statistic, v, w)
        text = "sample" if role == "optimum" else "resample"
        if p.statistic == "correlation":
            slope = value * w.std() / v.std() if v.std() > 0 and np.isfinite(value) else np.nan
            ends = np.array([sx[0], sx[1] - 0.12 * (sx[1] - sx[0])])
            marks.append((ends, w.mean() + slope * (ends - v.mean()), role, ""))
        elif p.statistic == "std":
            marks.append((np.array([v.mean() - value, v.mean() + value]), np.full(2, height), role, "± one deviation"))
        else:
            marks.append((np.full(2, value), np.array([bottom, height]), role, text))
    ax = viz.Axis(s.name, sx)
    if p.data == "draw":
        ay = viz.Axis("y (for correlation and groups)", sy)
    elif plane:
        ay = viz.Axis(s.second_name, sy)
    else:
        ay = viz.Axis("", (0.0, 1.12), visible=False)
    title = "The sample"
    if times is not None:
        title = f"Resample {p.step}: {m} draws, {np.count_nonzero(times)} different rows"
    return resample_panel(x, y, times, marks, (ax, ay), title)


def bootstrap_panel(r: Result) -> viz.Plane:
    """Replicates of the statistic, and the intervals that are read from them."""
    p = r.parameters
    roles = {"percentile": "data", "basic": "gradient", "BCa": "ink", "Student's t": "accent"}
    rows = [(name, *r.intervals[name], roles[name]) for name in roles]
    if p.statistic != "mean":
        rows[3] = ("Student's t: for means only", np.nan, np.nan, "muted")
    title = f"{p.replicates:,} resamples, {p.confidence:g}% intervals"
    name = STATISTICS[p.statistic].split(" (")[0]
    return replicates_panel(
        r.boot.replicates,
        p.step,
        SHOWN,
        reach(p.data, p.statistic),
        r.boot.observed,
        rows,
        f"{name} of a resample",
        title,
    )


def groups_view(r: Result) -> viz.Plane:
    """The two groups under the labels that are shown."""
    p, s = r.parameters, r.sample
    first, x = len(s.first_group), r.pooled
    if p.data == "draw":
        sx = spans(p.data)[0]
        y = np.concatenate([s.second[s.second >= DIVIDE], s.second[s.second < DIVIDE]])
        ax, ay = viz.Axis("x", sx), viz.Axis("y: the groups lie above and below 5", (0.0, 11.2), ticks=[0, 5, 10])
    else:
        low, high = float(x.min()), float(x.max())
        room = (0.3 if len(np.unique(x)) == 2 else 0.06) * (high - low) or 1.0
        sx = (low - room, high + room)
        (xa, ya), (xb, yb) = stacked(s.first_group, *sx), stacked(s.second_group, *sx)
        x, y = np.concatenate([xa, xb]), np.concatenate([5.7 + 4.1 * ya, 0.3 + 4.1 * yb])
        ax, ay = viz.Axis(s.compared, sx), viz.Axis("", (0.0, 11.2), visible=False)
    middle = np.median if r.compared == "median" else np.mean
    means = (float(middle(r.pooled[r.labels])), float(middle(r.pooled[~r.labels])))
    gap = number(means[0] - means[1], 3)
    said = f"Shuffle {p.step}" if p.step else f"{first} and {len(r.pooled) - first} as observed"
    title = f"{said}: {r.compared}s differ by {gap}"
    return groups_panel(x, y, r.labels, means, (ax, ay), title, s.group_names)


def null_reach(r: Result) -> float:
    """Half the width of the axis of the shuffled differences."""
    if r.parameters.data == "draw":
        return 8.0
    a, b = r.sample.first_group, r.sample.second_group
    if r.paired:
        spread = float(np.sqrt(np.sum((a - b) ** 2))) / len(a)
    else:
        spread = float(r.pooled.std(ddof=1)) * float(np.sqrt(1 / len(a) + 1 / len(b)))
    return nice(max(4.2 * spread, 1.15 * abs(r.difference), 1e-6))


def null_panel(r: Result) -> viz.Plane:
    """Differences that labels without meaning produce, and the observed one."""
    p, half = r.parameters, null_reach(r)
    axis = f"difference of {r.compared}s, {r.sample.group_names[0]} − {r.sample.group_names[1]}"
    title = f"{p.replicates:,} shuffles: p = {number(r.p_value, 3)}"
    return shuffled_panel(r.null, p.step, SHOWN, (-half, half), r.difference, axis, title)


def within(slack: float, *sides: float) -> float:
    """The tolerance of a Law that lets its sides differ by `slack`."""
    return float(slack / (1 + max(abs(side) for side in sides)))


def bootstrap_readouts(r: Result) -> list[Readout | Law]:
    """Standard error, bias and intervals; what is known of them in closed form as laws."""
    p, boot, x = r.parameters, r.boot, r.sample.values
    m, count = len(x), p.replicates
    error = boot.standard_error
    found: list[Readout | Law] = [
        Readout(f"{STATISTICS[p.statistic].split(' (')[0]} of the sample", boot.observed, role="optimum"),
        Readout("bootstrap standard error", error),
        Readout("bootstrap bias", boot.bias),
    ]
    roles = {"percentile": "data", "basic": "gradient", "BCa": "ink", "Student's t": "accent"}
    for name, (low, high) in r.intervals.items():
        if np.isfinite([low, high]).all():
            text = f"{number(low, 4)} to {number(high, 4)}"
        else:
            text = "for means only" if name == "Student's t" else "undefined: all replicates lie on one side"
        found.append(Readout(f"{name} interval", text, role=roles[name]))
    ideal = float(np.sqrt((m - 1) / m) * x.std(ddof=1) / np.sqrt(m))
    if p.statistic == "mean":
        kurtosis = float(np.mean((x - x.mean()) ** 4)) / max(float(x.var()) ** 2, 1e-300)
        slack = 5 * ideal * np.sqrt((2 + kurtosis / m) / (4 * count)) + 25 * ideal / count
        found.append(
            Law("for a mean the ideal bootstrap needs no computer", "bootstrap error", error, "√((m−1)/m)·s/√m", ideal,
                tolerance=within(slack, error, ideal), note=f"up to resampling error: ±{number(slack, 2)}")
        )  # fmt: skip
    if p.statistic == "maximum":
        ties = int(np.count_nonzero(x == x.max()))
        share = 1 - (1 - ties / m) ** m
        slack = 5 * np.sqrt(share * (1 - share) / count) + 5 / count
        found.append(
            Law("the maximum comes back", "replicates equal to it", r.stuck, f"1 − (1 − {ties}/m)ᵐ",
                share, tolerance=within(slack, r.stuck, share), note=f"up to resampling error: ±{number(slack, 2)}")
        )  # fmt: skip
    low, high = r.intervals["basic"][0], r.intervals["percentile"][1]
    found.append(
        Law("basic mirrors percentile", "basic low + percentile high", low + high, "2 · sample", 2 * boot.observed)
    )
    return found


def permutation_readouts(r: Result) -> list[Readout | Law]:
    """The p-value with its own error; the exact one where all labellings can be counted."""
    count = r.parameters.replicates
    a, b = len(r.sample.first_group), len(r.sample.second_group)
    tail = min(0.5, r.p_value / 2)
    error = 2 * float(np.sqrt(tail * (1 - tail) / count))
    names = r.sample.group_names
    found: list[Readout | Law] = [
        Readout(f"difference of {r.compared}s, {names[0]} − {names[1]}", r.difference, role="optimum"),
        Readout(
            "p-value, twice the smaller tail", r.p_value, role="model", note=f"Monte Carlo error ±{number(error, 2)}"
        ),
    ]
    if r.exact is None:
        found.append(Readout("exact p-value", "too many labellings to count"))
    else:
        slack = 2.5 * error + 6 / count
        found.append(
            Law(f"agrees with all {len(r.exact):,} labellings", "p, simulated", r.p_value, "p, exact", r.p_exact,
                tolerance=within(2 * slack, r.p_value, r.p_exact),
                note=f"up to Monte Carlo error ±{number(2 * slack, 2)}")
        )  # fmt: skip
    if r.compared == "mean":
        if r.paired:
            d = r.sample.first_group - r.sample.second_group
            ideal, formula = float(np.sqrt(np.sum(d * d))) / a, "√Σd² / m"
        else:
            ideal, formula = float(r.pooled.std(ddof=1)) * float(np.sqrt(1 / a + 1 / b)), "s·√(1/m + 1/k)"
        spread = float(r.null.std())
        slack = 6 * ideal / np.sqrt(count) + 25 * ideal / count
        found.append(
            Law("how far shuffled labels differ", "deviation of the shuffles", spread, formula, ideal,
                tolerance=within(slack, spread, ideal), note=f"up to Monte Carlo error: ±{number(slack, 2)}")
        )  # fmt: skip
    return found


def notice(r: Result) -> str:
    """What the reader must know before believing the figure."""
    p, s = r.parameters, r.sample
    if p.view == "permutation":
        if p.paired and not s.paired:
            return "These data are no pairs: labels are shuffled over all values."
        if p.statistic not in ("mean", "median") or (r.paired and p.statistic == "median"):
            return f"The permutation view compares {r.compared}s."
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
    p, s = r.parameters, r.sample
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
    name = STATISTICS[p.statistic].split(" (")[0]
    if boot:
        tell = (
            f"A sample of {len(s.values)} with one resample, and the histogram of {p.replicates:,} resampled values. "
        )
        tell += f"The {name} is {number(r.boot.observed)}, its percentile interval {number(low)} to {number(high)}."
    else:
        tell = (
            f"Two groups of {len(s.first_group)} and {len(s.second_group)} under labels, and a histogram of shuffles. "
        )
        tell += f"The {r.compared}s differ by {number(r.difference, 4)}; the p-value is {number(r.p_value, 3)}."
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
        "difference": r.difference,
        "p_value": r.p_value,
        "p_exact": r.p_exact,
        "statistic": rf"\text{{{name}}}",
    }
    for interval, short in ends.items():
        numbers[f"{short}_low"], numbers[f"{short}_high"] = map(float, r.intervals[interval])
    return Scene(
        panels=[sample_panel(r), bootstrap_panel(r)] if boot else [groups_view(r), null_panel(r)],
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
            "The median of a resample is one of few numbers: its histogram is a comb, and the intervals disagree.",
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
            "Two thirds of the resamples repeat the sample's maximum, and none goes beyond it: no interval is right.",
        ),
        Preset(
            "Two drugs, labels shuffled",
            {"view": "permutation", "data": "sleep"},
            "All 184,756 labellings are counted too: p = 0.081. Now keep the pairs together: p falls to 0.0039.",
        ),
        Preset(
            "Two classifiers, in pairs",
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
            lambda r: r.parameters.view == "permutation" and r.parameters.data == "draw" and r.p_exact < 0.01,
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
