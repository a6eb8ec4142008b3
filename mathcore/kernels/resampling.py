"""The bootstrap of a statistic and the permutation of a difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.resampling import LANES

from . import _check
from ._engine import backend
from ._run import MOST_DRAWS, Control, block_range, over_blocks
from .sampling import block_count

STATISTICS = ("mean", "median", "quantile", "trimmed_mean", "std", "correlation")
DIFFERENCES = ("mean", "median")


@dataclass(frozen=True)
class Bootstrap:
    """Replicates of a statistic over resamples of the data.

    Attributes
    ----------
    observed : the statistic of the data.
    replicates : (b,) its value on each resample, in the order of the replicates. A correlation of a resample without
        spread is NaN and left out of the intervals.
    jackknife : (m,) its value on the data without each row in turn.
    """

    observed: float
    replicates: Floats
    jackknife: Floats

    @property
    def standard_error(self) -> float:
        """Standard deviation of the replicates."""
        return float(np.nanstd(self.replicates, ddof=1))

    @property
    def bias(self) -> float:
        """Mean of the replicates less the observed value."""
        return float(np.nanmean(self.replicates) - self.observed)

    def quantile(self, level: npt.ArrayLike) -> Floats:
        """Quantiles of the replicates at one level or an array of levels in [0, 1]."""
        return np.asarray(np.nanquantile(self.replicates, np.asarray(level)))

    def percentile_interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """The middle ``confidence`` of the replicates: Efron and Tibshirani (1993), chapter 13."""
        a = (1.0 - _check.real("confidence", confidence, 0.0, 1.0)) / 2.0
        low, high = self.quantile([a, 1.0 - a]).tolist()
        return low, high

    def basic_interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """The percentile interval reflected in the observed value: Davison and Hinkley (1997), 5.2."""
        low, high = self.percentile_interval(confidence)
        return 2.0 * self.observed - high, 2.0 * self.observed - low

    @property
    def bias_correction(self) -> float:
        """z0 of BCa: the normal quantile of the share of replicates under the observed value, ties by half.

        Ties are counted within 1e-12 of the largest value, as by ``Permutation.p_value``: on tied data, such as 0/1
        accuracies, a resample with the observed mean may differ from it in the last bit.
        """
        kept = self.replicates[~np.isnan(self.replicates)]
        slack = 1e-12 * max(float(np.max(np.abs(kept), initial=0.0)), abs(self.observed))
        under = np.count_nonzero(kept < self.observed - slack) + np.count_nonzero(kept <= self.observed + slack)
        return float(ndtri(under / (2.0 * max(kept.size, 1))))

    @property
    def acceleration(self) -> float:
        """a of BCa, from the jackknife: sum d^3 / (6 (sum d^2)^1.5), d the jackknife's mean less each of its values.
        NaN where these are all equal (0/0): the trimmed mean of 0/1 data hangs on no single row."""
        d = np.nanmean(self.jackknife) - self.jackknife
        nothing = 4.0 * np.finfo(float).eps * float(np.nanmax(np.abs(self.jackknife), initial=0.0))
        if not np.nanmax(np.abs(d), initial=0.0) > nothing:
            return float("nan")
        return float(np.nansum(d**3)) / (6.0 * float(np.nansum(d * d)) ** 1.5)

    def bca_levels(self, confidence: float = 0.95) -> tuple[float, float]:
        """The levels in [0, 1] at which BCa reads the quantiles of the replicates, in place of the percentile
        interval's tails; NaN where ``bca_interval`` is."""
        tail = (1.0 - _check.real("confidence", confidence, 0.0, 1.0)) / 2.0
        z0, a = self.bias_correction, self.acceleration
        if not np.isfinite([z0, a]).all():
            return float("nan"), float("nan")
        z = z0 + ndtri(np.array([tail, 1.0 - tail]))
        low, high = ndtr(z0 + z / (1.0 - a * z)).tolist()
        return low, high

    def bca_interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Bias-corrected and accelerated interval: Efron (1987); NaN where z0 is infinite (all on one side) and where
        there is no acceleration."""
        levels = self.bca_levels(confidence)
        if not np.isfinite(levels).all():
            return float("nan"), float("nan")
        low, high = self.quantile(levels).tolist()
        return low, high

    def merge(self, other: Bootstrap) -> Bootstrap:
        """The replicates of both parts of a run, those of ``self`` first."""
        if self.observed != other.observed or not np.array_equal(self.jackknife, other.jackknife, equal_nan=True):
            raise ValueError("These replicates are of different data or statistics, so they do not merge.")
        return Bootstrap(self.observed, np.concatenate([self.replicates, other.replicates]), self.jackknife)


def _quantile_place(m: int, level: float) -> tuple[int, int, float]:
    """Ranks and weight of the linearly interpolated quantile of m ordered values (Hyndman and Fan's type 7)."""
    place = (m - 1) * level
    low = min(int(place), m - 1)
    return low, min(low + 1, m - 1), place - low


def _between(low: Floats, high: Floats, weight: float) -> Floats:
    out: Floats = low + weight * (high - low)
    return out


def _from_sums(statistic: str, sums: Floats, m: int, centre: float) -> Floats:
    """The statistic of samples of m rows from the sums of their centred features."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if statistic == "mean":
            mean: Floats = centre + sums[0] / m
            return mean
        if statistic == "std":
            deviation: Floats = np.sqrt(np.maximum(sums[1] - sums[0] * sums[0] / m, 0.0) / (m - 1))
            return deviation
        sx, sy, sxx, syy, sxy = sums
        vx, vy = sxx - sx * sx / m, syy - sy * sy / m
        # A resample of one repeated row has no spread but rounding; it has no correlation.
        flat = (vx <= 1e-12 * sxx) | (vy <= 1e-12 * syy)
        r = np.clip((sxy - sx * sy / m) / np.sqrt(vx * vy), -1.0, 1.0)
        return np.where(flat, np.nan, r)


def _features(statistic: str, data: Floats) -> tuple[Floats, float]:
    """Rows of which the kernel takes sums: centred, so that no digit is lost."""
    if statistic == "correlation":
        x, y = (data - data.mean(axis=0)).T
        return np.ascontiguousarray([x, y, x * x, y * y, x * y]), 0.0
    centre = float(data.mean())
    d = data - centre
    return np.ascontiguousarray([d] if statistic == "mean" else [d, d * d]), centre


def _leave_one_out_order(ordered: Floats, rank: int) -> Floats:
    """The value of a rank in the ordered values without each in turn, (m,)."""
    return np.where(np.arange(ordered.size) <= rank, ordered[min(rank + 1, ordered.size - 1)], ordered[rank])


def bootstrap(
    values: npt.ArrayLike,
    statistic: str,
    replicates: int,
    seed: int,
    *,
    level: float = 0.5,
    trim: float = 0.1,
    blocks: range | None = None,
    control: Control | None = None,
) -> Bootstrap:
    """The statistic of ``replicates`` samples of the rows of ``values``, drawn with replacement: Efron (1979).

    Parameters
    ----------
    values
        (m,) numbers, or (m, 2) for the correlation; m from 2 to 100,000.
    statistic
        mean; median; quantile (of ``level`` in [0, 1], linear interpolation); trimmed_mean (without the share ``trim``
        in [0, 0.49] of the values at either end, rounded down); std (divided by m - 1); correlation (Pearson's).
    replicates
        1 to 1,000,000; m times replicates at most 4e10.
    blocks
        A range of blocks of 64 replicates, to compute a part of a run.
    """
    _check.choice("statistic", statistic, STATISTICS)
    data = _check.array("values", values, 2 if statistic == "correlation" else 1, 2)
    if data.ndim == 2 and data.shape[1] != 2:
        raise ValueError(f"values has {data.shape[1]} columns: a correlation needs 2.")
    m = _check.integer("the number of values", len(data), 2, 100_000)
    replicates = _check.integer("replicates", replicates, 1, 1_000_000)
    _check.work("bootstrap", m * replicates, MOST_DRAWS)
    seed = _check.seed(seed)
    level = 0.5 if statistic == "median" else _check.real("level", level, 0.0, 1.0)
    trim = _check.real("trim", trim, 0.0, 0.49)
    part = block_range(blocks, block_count(replicates, LANES))
    engine = backend()
    if statistic in ("mean", "std", "correlation"):
        features, centre = _features(statistic, data)
        results = over_blocks(
            lambda first, last: engine.bootstrap_sums(features, replicates, seed, first, last), part, control
        )
        found = _from_sums(statistic, np.concatenate(results, axis=1), m, centre)
        whole = features.sum(axis=1)
        observed = float(_from_sums(statistic, whole[:, None], m, centre)[0])
        without = _from_sums(statistic, whole[:, None] - features, m - 1, centre) if m > 2 else np.full(m, observed)
        return Bootstrap(observed, found, without)
    ordered = np.sort(data)
    if statistic == "trimmed_mean":
        cut = int(trim * m)
        results = over_blocks(
            lambda first, last: engine.bootstrap_trimmed(ordered, cut, m - cut, replicates, seed, first, last),
            part,
            control,
        )
        found = np.concatenate(results) / (m - 2 * cut)
        return Bootstrap(_trimmed(ordered, trim), found, _trimmed_without(ordered, trim))
    low, high, weight = _quantile_place(m, level)
    ranks: Integers = np.array([low, high], dtype=np.int64)
    results = over_blocks(
        lambda first, last: engine.bootstrap_order(ordered, ranks, replicates, seed, first, last), part, control
    )
    pair = np.concatenate(results, axis=1)
    observed = float(_between(ordered[low], ordered[high], weight))
    low1, high1, weight1 = _quantile_place(m - 1, level)
    without = _between(_leave_one_out_order(ordered, low1), _leave_one_out_order(ordered, high1), weight1)
    return Bootstrap(observed, _between(pair[0], pair[1], weight), without)


def _trimmed(ordered: Floats, trim: float) -> float:
    cut = int(trim * ordered.size)
    return float(ordered[cut : ordered.size - cut].mean())


def _trimmed_without(ordered: Floats, trim: float) -> Floats:
    """The trimmed mean without each value in turn: the window moves by one place where a value leaves on its left."""
    m = ordered.size
    cut = int(trim * (m - 1))
    total = np.concatenate([[0.0], np.cumsum(ordered)])
    size = m - 1 - 2 * cut
    i = np.arange(m)
    window = total[cut + size + (i < cut + size)] - total[cut + (i < cut)]
    inside = (i >= cut) & (i < cut + size)
    out: Floats = np.where(inside, window - ordered, window) / size
    return out


@dataclass(frozen=True)
class Permutation:
    """A difference of two groups, and its values with the labels shuffled.

    Attributes
    ----------
    observed : the statistic of the first group less that of the second.
    replicates : (b,) the same with random labels, in the order of the replicates.
    """

    observed: float
    replicates: Floats

    def p_value(self, alternative: str = "two-sided") -> float:
        """Share of shuffles at least as extreme, the observed labelling counted as one (Phipson and Smyth, 2010).

        ``alternative``: greater, less, or two-sided (twice the smaller tail, at most 1). Ties are counted within a
        relative tolerance of 1e-12 of the largest difference.
        """
        _check.choice("alternative", alternative, ("two-sided", "greater", "less"))
        slack = 1e-12 * max(float(np.max(np.abs(self.replicates))), abs(self.observed))
        count = self.replicates.size + 1
        greater = (1 + np.count_nonzero(self.replicates >= self.observed - slack)) / count
        less = (1 + np.count_nonzero(self.replicates <= self.observed + slack)) / count
        if alternative == "greater":
            return greater
        if alternative == "less":
            return less
        return min(1.0, 2.0 * min(greater, less))

    def merge(self, other: Permutation) -> Permutation:
        """The replicates of both parts of a run, those of ``self`` first."""
        if self.observed != other.observed:
            raise ValueError("These replicates are of different data or statistics, so they do not merge.")
        return Permutation(self.observed, np.concatenate([self.replicates, other.replicates]))


def permutation_difference(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    replicates: int,
    seed: int,
    *,
    statistic: str = "mean",
    blocks: range | None = None,
    control: Control | None = None,
) -> Permutation:
    """The difference of the means or medians of two groups with the labels shuffled ``replicates`` times.

    a (m,) and b (k,): numbers, at least 1 in each and 100,000 together. replicates: 1 to 1,000,000; values times
    replicates at most 4e10. Each shuffle gives every choice of m of the m + k values the same chance. ``blocks``: a
    range of blocks of 64 replicates. Fisher (1935); Pitman (1937).
    """
    _check.choice("statistic", statistic, DIFFERENCES)
    first_group, second_group = _check.array("a", a, 1), _check.array("b", b, 1)
    m, k = len(first_group), len(second_group)
    _check.integer("the number of values", m + k, 2, 100_000)
    replicates = _check.integer("replicates", replicates, 1, 1_000_000)
    _check.work("permutation_difference", (m + k) * replicates, MOST_DRAWS)
    seed = _check.seed(seed)
    part = block_range(blocks, block_count(replicates, LANES))
    engine = backend()
    pooled = np.concatenate([first_group, second_group])
    if statistic == "mean":
        centre = float(pooled.mean())
        centred = pooled - centre
        whole = float(centred.sum())
        results = over_blocks(
            lambda first, last: engine.permutation_sums(centred, m, replicates, seed, first, last), part, control
        )
        sums = np.concatenate(results)
        observed = float(first_group.mean() - second_group.mean())
        return Permutation(observed, sums / m - (whole - sums) / k)
    ordered = np.sort(pooled)
    inside: Integers = np.array([(m - 1) // 2, m // 2], dtype=np.int64)
    outside: Integers = np.array([(k - 1) // 2, k // 2], dtype=np.int64)
    results = over_blocks(
        lambda first, last: engine.permutation_order(ordered, m, inside, outside, replicates, seed, first, last),
        part,
        control,
    )
    low_a, high_a, low_b, high_b = np.concatenate(results, axis=1)
    observed = float(np.median(first_group) - np.median(second_group))
    return Permutation(observed, 0.5 * (low_a + high_a) - 0.5 * (low_b + high_b))
