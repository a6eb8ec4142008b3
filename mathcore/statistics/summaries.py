"""Summaries of one column of numbers: what each minimises, how a few bad values move it, what bins make of it.

Sources: Tukey, *Exploratory Data Analysis* (1977); Huber and Ronchetti, *Robust Statistics* (2009), chapters 1 and 4;
Hampel, "The influence curve and its role in robust estimation" (JASA 69, 1974); Hyndman and Fan, "Sample quantiles in
statistical packages" (The American Statistician 50, 1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

Array = NDArray[np.float64]
TRIM = 0.1  # cut off at either end by the trimmed mean
CLIP = 1.345  # of Huber's estimator, in scales: 95% efficient for normal data
NORMAL_MAD = 1 / float(ndtri(0.75))  # 1.4826: makes the median absolute deviation σ for a normal law
NORMAL_IQR = 1 / (2 * float(ndtri(0.75)))  # 0.7413: the same for the interquartile range
CENTRES = ("mean", "trimmed", "huber", "median")
SPREADS = ("sd", "iqr", "mad")
RULES = {  # quartiles: NumPy's names, with the numbers of Hyndman and Fan
    "inverted_cdf": "1: steps",
    "averaged_inverted_cdf": "2: steps, averaged",
    "closest_observation": "3: nearest value",
    "interpolated_inverted_cdf": "4: steps, interpolated",
    "hazen": "5: Hazen",
    "weibull": "6: Weibull",
    "linear": "7: NumPy, R",
    "median_unbiased": "8: median-unbiased",
    "normal_unbiased": "9: normal-unbiased",
}


class Losses(NamedTuple):
    """Of trial values t: mean |x − t|, root of the mean (x − t)², largest |x − t|; each in the unit of the data."""

    mean: Array
    root: Array
    largest: Array


def losses(values: ArrayLike, t: ArrayLike) -> Losses:
    """The three losses at each t, shape (len(t),): from sorted values and their partial sums, n log n + m log n."""
    s = np.sort(np.asarray(values, float))
    at, n = np.atleast_1d(np.asarray(t, float)), len(s)
    ahead = np.concatenate([[0.0], np.cumsum(s)])
    under = np.searchsorted(s, at)
    mean = (at * (2 * under - n) + ahead[-1] - 2 * ahead[under]) / n
    root = np.sqrt(s.var() + (at - s.mean()) ** 2)
    return Losses(mean, root, np.maximum(s[-1] - at, at - s[0]))


def medians(values: ArrayLike) -> tuple[float, float]:
    """The two middle values (equal for an odd number): mean |x − t| is least at each t between them."""
    s = np.sort(np.asarray(values, float))
    return float(s[(len(s) - 1) // 2]), float(s[len(s) // 2])


def skewness(values: ArrayLike) -> float:
    """Mean cubed deviation over the cube of the standard deviation (both divided by n); NaN for constant data."""
    x = np.asarray(values, float)
    wide = float(np.ptp(x))
    if wide == 0:
        return np.nan
    away = (x - x.min()) / wide  # from 0 to 1 in whatever unit, and as far from zero as they may be
    away -= away.mean()
    return float((away**3).mean() / (away * away).mean() ** 1.5)


class Mixed:
    """A sorted sample with `copies` of the value `y` put in, for many y or many numbers of copies at once.

    `sample` has shape (n,), `y` and `copies` have one shape (m,) together; every method returns (m,).
    """

    def __init__(self, sample: ArrayLike, y: ArrayLike, copies: ArrayLike) -> None:
        self.s = np.sort(np.asarray(sample, float))
        found = np.broadcast_arrays(np.asarray(y, float), np.asarray(copies, int))
        self.y, self.k = (np.atleast_1d(each) for each in found)
        self.n = len(self.s)
        self.all = self.n + self.k
        self.place = np.searchsorted(self.s, self.y)
        self.ahead = np.concatenate([[0.0], np.cumsum(self.s)])

    def ranked(self, rank: NDArray[np.int64]) -> Array:
        """The value of each rank, from 0, shape (m,)."""
        below, beyond = np.minimum(rank, self.n - 1), np.clip(rank - self.k, 0, self.n - 1)
        there = np.where(rank < self.place + self.k, self.y, self.s[beyond])
        return np.where(rank < self.place, self.s[below], there)

    def quantile(self, level: float) -> Array:
        """Interpolated (type 7 of Hyndman and Fan, NumPy's default)."""
        at = (self.all - 1) * level
        low = np.floor(at).astype(np.int64)
        first, second = self.ranked(low), self.ranked(np.minimum(low + 1, self.all - 1))
        return np.asarray(first + (at - low) * (second - first))

    def _sum(self, first: NDArray[np.int64]) -> Array:
        """The sum of that many smallest values."""
        p = self.place
        mine = self.y * np.clip(first - p, 0, self.k)
        after = self.ahead[np.clip(first - self.k, p, self.n)] - self.ahead[p]
        return np.asarray(self.ahead[np.minimum(first, p)] + mine + after)

    def mean(self) -> Array:
        """The mean of all."""
        return np.asarray((self.ahead[-1] + self.k * self.y) / self.all)

    def median(self) -> Array:
        """The middle, or the mean of the two middle ones."""
        return self.quantile(0.5)

    def cut(self) -> NDArray[np.int64]:
        """How many values the trimmed mean leaves out at either end: the whole part of a tenth, as SciPy's."""
        return np.asarray((TRIM * self.all).astype(np.int64))

    def trimmed(self) -> Array:
        """The mean without the `cut` smallest and largest."""
        c = self.cut()
        return np.asarray((self._sum(self.all - c) - self._sum(c)) / (self.all - 2 * c))

    def mad(self) -> Array:
        """The median distance from the median, times 1.4826."""
        middle = self.median()
        away = np.sort(np.abs(self.s - middle[:, None]), axis=1)
        mine = np.abs(self.y - middle)
        place = (away < mine[:, None]).sum(axis=1)
        rows = np.arange(len(middle))
        found = np.zeros(len(middle))
        for rank in ((self.all - 1) // 2, self.all // 2):
            beyond = away[rows, np.clip(rank - self.k, 0, self.n - 1)]
            below = away[rows, np.minimum(rank, self.n - 1)]
            found += np.where(rank < place, below, np.where(rank < place + self.k, mine, beyond))
        return NORMAL_MAD * found / 2

    def iqr(self) -> Array:
        """The interquartile range times 0.7413."""
        return NORMAL_IQR * (self.quantile(0.75) - self.quantile(0.25))

    def sd(self) -> Array:
        """The standard deviation, divisor one less than the number; 0 for one value alone."""
        mean = self.s.mean()
        rest = float(((self.s - mean) ** 2).sum())
        squares = rest + self.n * self.k / self.all * (self.y - mean) ** 2
        return np.asarray(np.sqrt(squares / np.maximum(self.all - 1, 1)))

    def huber(self) -> Array:
        """The t at which Σ clip((x − t)/MAD, ±1.345) = 0, the scale that of `mad`; the median where that is 0."""
        reach, middle = CLIP * self.mad(), self.median()
        low = np.minimum(self.s[0], np.where(self.k > 0, self.y, np.inf))
        high = np.maximum(self.s[-1], np.where(self.k > 0, self.y, -np.inf))
        t, small = middle.copy(), 1e-14 * np.maximum(high - low, np.abs(middle))
        for _ in range(60):  # Newton's steps, exact on a straight piece; halves of the bracket where they leave it
            pull, inside = self._pull(t, reach)
            low, high = np.where(pull > 0, t, low), np.where(pull < 0, t, high)
            step = t + pull / np.maximum(inside, 1)
            lost = (pull != 0) & ((inside == 0) | (step < low) | (step > high))
            step = np.where(lost, (low + high) / 2, step)
            done = np.abs(step - t) <= small
            t = step
            if done.all():
                break
        return np.where(reach > 0, t, middle)

    def _pull(self, t: Array, reach: Array) -> tuple[Array, Array]:
        """Σ clip(x − t, ±reach), and how many values are not clipped."""
        below, above = np.searchsorted(self.s, t - reach), np.searchsorted(self.s, t + reach, side="right")
        inner = self.ahead[above] - self.ahead[below] - (above - below) * t
        mine = np.clip(self.y - t, -reach, reach)
        inside = above - below + np.where(np.abs(self.y - t) <= reach, self.k, 0)
        return np.asarray(inner + reach * (self.n - above - below) + self.k * mine), np.asarray(inside, float)

    def summary(self, name: str) -> Array:
        """One of CENTRES or SPREADS by its name."""
        return np.asarray(getattr(self, name)())


def sensitivity(values: ArrayLike, y: ArrayLike, names: Sequence[str]) -> dict[str, Array]:
    """(n + 1) times how far one more value, at each y (m,), moves each of the summaries: (m,) each."""
    one, none = Mixed(values, y, 1), Mixed(values, y, 0)
    return {name: one.all * (one.summary(name) - none.summary(name)) for name in names}


def breakdown(values: ArrayLike, y: float, names: Sequence[str]) -> tuple[Array, dict[str, Array]]:
    """The share of bad values, all at y, among all, for some numbers of them up to 60%; and each summary with them."""
    n = np.size(values)
    many = np.unique(np.round(np.linspace(0, 1.5 * n, 41)).astype(int))
    found = Mixed(values, y, many)
    return many / (many + n), {name: found.summary(name) for name in names}


def slopes(values: ArrayLike, t: ArrayLike) -> Losses:
    """The slopes of the three losses at each t (m,): of the mean distance the share of values below t less the share
    above; of the root (t − mean) over it (0 at the mean of constant data); of the largest distance −1, 0 or 1."""
    s, at = np.sort(np.asarray(values, float)), np.atleast_1d(np.asarray(t, float))
    share = (np.searchsorted(s, at) + np.searchsorted(s, at, side="right")) / len(s) - 1
    away = at - s.mean()
    root = away / np.maximum(np.hypot(s.std(), away), 1e-300)
    return Losses(share, root, np.sign(at - (s[0] + s[-1]) / 2))


def staircases(values: ArrayLike, low: float, high: float) -> tuple[Array, Array]:
    """The share of values below x less the share above, as a line (x, height) from `low` to `high` with two points for
    each jump."""
    s = np.sort(np.asarray(values, float))
    heights = 2 * np.arange(len(s) + 1) / len(s) - 1
    return np.concatenate([[low], np.repeat(s, 2), [high]]), np.repeat(heights, 2)


def piles(values: ArrayLike, low: float, high: float, bins: int = 120) -> tuple[Array, Array]:
    """A dot for each value, in the middle of its bin, piled up: x, and height from 0, the highest pile reaching 1."""
    x = np.asarray(values, float)
    place = np.clip(((x - low) / (high - low) * bins).astype(int), 0, bins - 1)
    order, counts = np.argsort(place, kind="stable"), np.bincount(place, minlength=bins)
    rank = np.empty(len(x))
    rank[order] = np.arange(len(x)) - np.repeat(np.cumsum(counts) - counts, counts)
    return low + (place + 0.5) * (high - low) / bins, rank / max(10, int(counts.max()))


class Box(NamedTuple):
    """Lower quartile, median, upper quartile; the ends of the whiskers; the values beyond, NaN for the others (n,)."""

    quartiles: list[float]
    ends: tuple[float, float]
    beyond: Array


def box(values: ArrayLike, rule: Any = "linear") -> Box:
    """Tukey's box, its quartiles by a rule of `numpy.quantile`; whiskers reach 1.5 interquartile ranges at most."""
    x = np.asarray(values, float)
    quartiles = np.quantile(x, [0.25, 0.5, 0.75], method=rule).tolist()
    q1, q3 = quartiles[0], quartiles[2]
    far = (x < q1 - 1.5 * (q3 - q1)) | (x > q3 + 1.5 * (q3 - q1))
    near = np.append(x[~far], [q1, q3])  # an interpolated quartile may lie beyond the last value within the fence
    return Box(quartiles, (float(near.min()), float(near.max())), np.where(far, x, np.nan))


def copies_of(share: float, n: int) -> int:
    """How many values, put into n, make up that share of all (nearest)."""
    return round(n * share / (1 - share))


def bin_counts(values: ArrayLike, edge: ArrayLike, width: ArrayLike, bins: int) -> NDArray[np.int64]:
    """How many values lie in each of so many bins; the first begins at `edge`. Left ends belong to a bin, right ends do
    not. With `edge` and `width` of shape (m,), m histograms: (m, bins). Values outside are not counted."""
    x = np.asarray(values, float)
    first, wide = np.atleast_1d(np.asarray(edge, float)), np.atleast_1d(np.asarray(width, float))
    # A value on an edge must not fall to the left of it by rounding.
    place = np.floor((x - first[:, None]) / wide[:, None] + 1e-9).astype(np.int64)
    rows = np.broadcast_to(np.arange(len(first))[:, None], place.shape)
    inside = (place >= 0) & (place < bins)
    flat = np.bincount((rows * bins + place)[inside], minlength=len(first) * bins)
    return flat.reshape(len(first), bins) if np.ndim(edge) or np.ndim(width) else flat


def humps(counts: ArrayLike) -> NDArray[np.int64]:
    """How many local maxima each row of counts has; a plateau is one. Shape (m,) for counts of shape (m, bins)."""
    found = np.atleast_2d(np.asarray(counts, np.int64))
    steps = np.sign(np.diff(found, axis=1, prepend=0, append=0))
    tops, rising = np.zeros(len(found), np.int64), np.zeros(len(found), bool)
    for step in steps.T:
        tops += rising & (step < 0)
        rising = np.where(step == 0, rising, step > 0)
    return tops


def hump_map(values: ArrayLike, low: float, widths: ArrayLike, shifts: ArrayLike, bins: int) -> Array:
    """The humps of the histogram for each width (rows) and each first edge, low plus a share (columns) of a width."""
    wide, shift = (each.ravel() for each in np.meshgrid(widths, shifts, indexing="ij"))
    counts = bin_counts(values, low + (shift - 1) * wide, wide, bins)
    return np.asarray(humps(counts).reshape(np.size(widths), np.size(shifts)), float)


def area_above(values: ArrayLike) -> float:
    """The smallest value plus the area above the empirical distribution function: the steps (1 − F) times their
    widths. It is the mean."""
    s = np.sort(np.asarray(values, float))
    above = 1 - np.arange(1, len(s)) / len(s)
    return float(s[0] + (np.diff(s) * above).sum())


def span(values: ArrayLike) -> tuple[float, float]:
    """Beginning and width of an axis that holds the values; some width for constant data."""
    low, high = float(np.min(values)), float(np.max(values))
    room = 0.0 if high - low > 1e-9 * max(abs(low), abs(high)) else max(0.5, 1e-3 * abs(low))
    return low - room, high - low + 2 * room


def kernel_density(values: ArrayLike, grid: ArrayLike) -> tuple[Array, Array]:
    """The grid, and at it a normal kernel on each value, of Scott's bandwidth sd n^(−1/5) (divisor n − 1); zero for
    constant data, and for those that differ in their last digits only."""
    x, at = np.asarray(values, float), np.asarray(grid, float)
    spread = float(x.std(ddof=1)) if len(x) > 1 else 0.0
    if spread <= 1e-12 * float(np.abs(x).max()):
        return at, np.zeros(len(at))
    wide = spread * len(x) ** -0.2
    away = (at[:, None] - x) / wide
    return at, np.asarray(np.exp(-0.5 * away * away).sum(axis=1) / (len(x) * wide * np.sqrt(2 * np.pi)))


@lru_cache
def nuclei() -> Array:
    """ "area error" of 569 tumours: the standard error of the areas of the nuclei in an image (Street, Wolberg and
    Mangasarian, 1993, as scikit-learn ships it). Shape (569,), in ascending order, in squared pixels."""
    table = load_breast_cancer()
    found = np.sort(table.data[:, list(table.feature_names).index("area error")])
    found.setflags(write=False)
    return found


@lru_cache
def spoiled_accuracies() -> dict[str, tuple[float, float]]:
    """Accuracy of five nearest neighbours on 178 wines (scikit-learn's: 13 measurements, three growers), as they are
    and with the first row multiplied by 1000, by how the columns are scaled: each scaler learns from the training part
    of each of five stratified, shuffled folds (seed 0)."""
    x, y = load_wine(return_X_y=True)
    spoiled = x.copy()
    spoiled[0] *= 1000
    folds, found = StratifiedKFold(5, shuffle=True, random_state=0), {}
    for name, scaler in (("standard", StandardScaler), ("min-max", MinMaxScaler), ("robust", RobustScaler)):
        model = make_pipeline(scaler(), KNeighborsClassifier(5))
        clean, dirty = (float(cross_val_score(model, each, y, cv=folds).mean()) for each in (x, spoiled))
        found[name] = (clean, dirty)
    return found
