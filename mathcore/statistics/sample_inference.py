"""What the bootstrap and shuffled labels say of a `Sample`: replicates, intervals, p-values, and what is known exactly.

Sources: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993); Davison and Hinkley, *Bootstrap Methods and
their Application* (1997); Phipson and Smyth (2010).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from mathcore import kernels
from mathcore.statistics import resamples
from mathcore.statistics.samples import Sample

Array = NDArray[np.float64]
Interval = tuple[float, float]
IN_ORDER = ("mean", "std", "correlation")  # the kernel draws from the values in their order, otherwise ascending


def bootstrap(sample: Sample, statistic: str, replicates: int, seed: int) -> kernels.Bootstrap:
    """The replicates of a statistic of the sample (names as in `resamples.statistic`)."""
    if statistic == "maximum":
        found = kernels.bootstrap(sample.values, "quantile", replicates, seed, level=1.0)
    else:
        both = np.stack([sample.values, sample.second], axis=1)
        values = both if statistic == "correlation" else sample.values
        found = kernels.bootstrap(values, statistic, replicates, seed, trim=resamples.TRIM)
    # BCa counts replicates that equal the sample's value by half; rounding must not tell them apart.
    ties = np.abs(found.replicates - found.observed) <= 1e-12 * (1 + abs(found.observed))
    return replace(found, replicates=np.where(ties, found.observed, found.replicates))


def intervals(boot: kernels.Bootstrap, sample: Sample, statistic: str, confidence: float) -> dict[str, Interval]:
    """Percentile, basic and BCa intervals, and Student's for a mean; NaN where one is not defined."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "percentile": boot.percentile_interval(confidence),
            "basic": boot.basic_interval(confidence),
            "BCa": boot.bca_interval(confidence),
            "Student's t": (
                resamples.t_interval(sample.values, confidence) if statistic == "mean" else (np.nan, np.nan)
            ),
        }


def levels(boot: kernels.Bootstrap, confidence: float) -> dict[str, Interval]:
    """The two levels at which each of `intervals` reads its law; BCa's differ, and are NaN where it is not defined."""
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {"percentile": tails, "basic": tails, "BCa": boot.bca_levels(confidence), "Student's t": tails}


@dataclass(frozen=True)
class Courses:
    """The laws of which intervals read two quantiles, as their quantiles at `levels`, (n,) each.

    Attributes:
        levels: from 0 to 1, and denser towards both ends.
        replicates: those of the bootstrap. mirrored: of 2 observed - replicate. student: of Student's t about a mean,
            NaN for another statistic and at both ends.
    """

    levels: Array
    replicates: Array
    mirrored: Array
    student: Array


def courses(boot: kernels.Bootstrap, sample: Sample, statistic: str, points: int = 241) -> Courses:
    """The quantiles of the replicates, of their mirror image in the observed value, and of Student's t for a mean."""
    levels = (1 - np.cos(np.linspace(0, np.pi, points))) / 2
    found = boot.quantile(levels)
    student = np.full(points, np.nan)
    if statistic == "mean":
        x = sample.values
        student[1:-1] = x.mean() + stdtrit(len(x) - 1, levels[1:-1]) * x.std(ddof=1) / np.sqrt(len(x))
    return Courses(levels, found, 2 * boot.observed - found[::-1], student)


def shown_rows(sample: Sample, statistic: str, number: int, seed: int) -> NDArray[np.int64]:
    """The rows of the sample that resample `number` (1 to 64) of `bootstrap` draws: shape (m,); number 0 draws none."""
    if not number:
        return np.empty(0, dtype=np.int64)
    drawn = resamples.resamples(len(sample.values), number, seed)[-1]
    return drawn if statistic in IN_ORDER else np.argsort(sample.values, kind="stable")[drawn]


def mark(sample: Sample, statistic: str, rows: NDArray[np.int64], across: Interval, low: float, high: float) -> Array:
    """The line that shows the statistic of some rows, (2, 2) with x and y of its ends: upright at it, from `low` to
    `high`; level at `high`, one standard deviation to either side of the mean; for a correlation the regression of the
    second column on the first, over 88% of `across` from the left. NaN for no rows, and where it is undefined."""
    if not len(rows):
        return np.full((2, 2), np.nan)
    x, y = sample.values[rows], sample.second[rows]
    value = resamples.statistic(statistic, x, y)
    if statistic == "correlation":
        slope = value * y.std() / x.std() if x.std() > 0 and np.isfinite(value) else np.nan
        ends = np.array([across[0], across[1] - 0.12 * (across[1] - across[0])])
        return np.stack([ends, y.mean() + slope * (ends - x.mean())])
    if statistic == "std":
        return np.array([[x.mean() - value, x.mean() + value], [high, high]])
    return np.array([[value, value], [low, high]])


@dataclass(frozen=True)
class Permuted:
    """A difference of two groups under shuffled labels.

    Attributes:
        compared: "mean" or "median". observed: the first group's less the second's. replicates: with shuffled labels.
        p_value: twice the smaller tail, the observed labelling counted as one more. upper: whether that tail is the one
            of differences as large or larger; of equal tails it is the one on the side of the observed difference.
        exact, p_exact: every possible difference and its p-value; None and NaN if they are too many.
    """

    compared: str
    observed: float
    replicates: Array
    p_value: float
    upper: bool
    exact: Array | None
    p_exact: float

    @property
    def error(self) -> float:
        """The standard error of the simulated p-value, as twice that of a share of so many shuffles."""
        tail = min(0.5, self.p_value / 2)
        return 2 * float(np.sqrt(tail * (1 - tail) / len(self.replicates)))


def permute(sample: Sample, statistic: str, paired: bool, replicates: int, seed: int) -> Permuted:
    """Shuffle the labels of the two groups, or (`paired`) swap them within pairs by a coin. Medians are compared if the
    statistic is the median and the data are not taken as pairs; means otherwise."""
    a, b = sample.first_group, sample.second_group
    compared = "median" if statistic == "median" and not paired else "mean"
    if paired:
        found = kernels.Permutation(float((a - b).mean()), resamples.paired_differences(a - b, replicates, seed))
        exact = resamples.exact_paired(a - b)
    else:
        found = kernels.permutation_difference(a, b, replicates, seed, statistic=compared)
        exact = resamples.exact_differences(a, b, compared)
    p_exact = float("nan") if exact is None else resamples.exact_p(found.observed, exact)
    gap = found.p_value("greater") - found.p_value("less")
    upper = gap < 0 if gap else found.observed >= 0
    return Permuted(compared, found.observed, found.replicates, found.p_value(), upper, exact, p_exact)


def shown_labels(sample: Sample, compared: str, paired: bool, number: int, seed: int) -> NDArray[np.bool_]:
    """Which of the pooled values, the first group's before the second's, shuffle `number` of `permute` puts into the
    first group; number 0: those that are in it."""
    a, total = len(sample.first_group), len(sample.first_group) + len(sample.second_group)
    if not number:
        return np.arange(total) < a
    if paired:
        swap = resamples.signs(a, number, seed)[-1]
        return np.concatenate([~swap, swap])
    chosen = resamples.shuffles(total, a, number, seed)[-1]
    if compared != "median":
        return chosen
    labels = np.empty(total, dtype=bool)  # the kernel reads medians from the ascending values
    labels[np.argsort(np.concatenate([sample.first_group, sample.second_group]), kind="stable")] = chosen
    return labels


def ideal_error(values: Array, replicates: int) -> tuple[float, float]:
    """(the standard error that the ideal bootstrap gives a mean, sqrt((m - 1)/m) s/sqrt(m); how far that of so many
    replicates may be off: five of its own standard errors, and the next term)."""
    m = len(values)
    ideal = float(np.sqrt((m - 1) / m) * values.std(ddof=1) / np.sqrt(m))
    slack = 5 * ideal * np.sqrt((2 + _kurtosis(values) / m) / (4 * replicates)) + 25 * ideal / replicates
    return ideal, float(slack)


def student_width(size: int, error: float, confidence: float) -> float:
    """The width of Student's interval for the mean of `size` values, from the error that the bootstrap gives it: the
    bootstrap takes the divisor m where s has m - 1, and the normal law where the quantile is that of t."""
    quantile = float(stdtrit(size - 1, (1 + confidence) / 2))
    return 2 * quantile * error * float(np.sqrt(size / (size - 1)))


def stuck_share(values: Array, replicates: int) -> tuple[int, float, float]:
    """(how often the maximum is in the sample, the probability 1 - (1 - ties/m)^m that a resample repeats it, how far
    the share in so many replicates may be off)."""
    ties = int(np.count_nonzero(values == values.max()))
    share = 1 - (1 - ties / len(values)) ** len(values)
    return ties, share, float(5 * np.sqrt(share * (1 - share) / replicates) + 5 / replicates)


def shuffle_error(sample: Sample, paired: bool, replicates: int) -> tuple[float, float]:
    """(the standard deviation of the shuffled differences of means over all labellings, s sqrt(1/m + 1/k) or, in pairs,
    sqrt(sum d^2)/m; how far that of so many shuffles may be off)."""
    a, b = sample.first_group, sample.second_group
    if paired:
        ideal = float(np.sqrt(np.sum((a - b) ** 2))) / len(a)
    else:
        ideal = float(np.concatenate([a, b]).std(ddof=1)) * float(np.sqrt(1 / len(a) + 1 / len(b)))
    return ideal, float(6 * ideal / np.sqrt(replicates) + 25 * ideal / replicates)


def likely_range(sample: Sample, statistic: str) -> Interval:
    """A range that holds nearly all replicates in its middle half, from the sample alone: for an axis that rests while
    seeds change, with room for names at its ends."""
    x, m = sample.values, len(sample.values)
    seen = resamples.statistic(statistic, x, sample.second)
    spread = float(x.std(ddof=1)) or 1.0
    if statistic == "correlation":
        half = max(0.02, 7 * (1.02 - seen * seen) / np.sqrt(m))
        return max(-1.0, seen - half), min(1.0, seen + half)
    if statistic == "maximum":
        top = float(np.sort(x)[-min(m, 6)])
        return min(top, seen - 0.05 * spread) - 0.1 * spread, seen + max(0.3 * spread, 1.1 * (seen - top))
    if statistic == "std":
        half = 7 * spread * np.sqrt(max(_kurtosis(x) - 1, 0.4) / (4 * m))
        return max(0.0, spread - half), spread + half
    half = (8 if statistic == "median" else 7) * spread / np.sqrt(m)
    return seen - half, seen + half


def _kurtosis(values: Array) -> float:
    return float(np.mean((values - values.mean()) ** 4)) / max(float(values.var()) ** 2, 1e-300)
