"""Measures of dependence: of a table of two variables, of a cloud of points, of features and a class.

Information is in nats throughout. Estimates from counts are plug-in estimates: biased upwards, by what shuffles show.
Sources: Cover and Thomas, *Elements of Information Theory* (2006), chapter 2; Hirschfeld (1935) and Rényi (1959) for
the singular values of a table; Székely, Rizzo and Bakirov (2007) for distances; Vinh, Epps and Bailey (2010) for the
mean information over all shuffles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata
from sklearn.datasets import load_wine
from sklearn.feature_selection import f_classif, mutual_info_classif
from sklearn.metrics.cluster import expected_mutual_information

from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
ALIKE = 1e-9  # a singular value below it counts as zero


def information(joint: ArrayLike) -> float:
    """The mutual information of a joint table of probabilities or weights, shape (m, n): the sum of
    p ln(p/(row · column)), with 0 ln 0 = 0. A table that is all zero has none: 0."""
    p = np.asarray(joint, float)
    if p.sum() <= 0:
        return 0.0
    p = p / p.sum()
    alone = p.sum(axis=1, keepdims=True) * p.sum(axis=0)
    there = p > 0
    return max(0.0, float(np.sum(p[there] * np.log(p[there] / alone[there]))))


@dataclass(frozen=True)
class Table:
    """A joint table (m, n) of X (rows) and Y (columns), its margins, and what is left of the standardised table
    p/√(row · column) without its first layer: `values` are its singular values, descending, and `x_scores` (m,),
    `y_scores` (n,) the scores of mean 0 and variance 1 whose correlation is the first of them."""

    joint: Array
    rows: Array
    columns: Array
    product: Array
    values: Array
    x_scores: Array
    y_scores: Array

    @property
    def mutual(self) -> float:
        """The mutual information in nats."""
        return information(self.joint)

    @property
    def phi_squared(self) -> float:
        """Pearson's mean square contingency: the sum of (p − row · column)²/(row · column)."""
        there = self.product > 0
        return float(np.sum((self.joint - self.product)[there] ** 2 / self.product[there]))

    @property
    def correlation(self) -> float:
        """Pearson's correlation of the row numbers 1, 2, ... and the column numbers; NaN if one is constant."""
        scores = [natural(len(margin), margin) for margin in (self.rows, self.columns)]
        return float(scores[0] @ self.joint @ scores[1])

    @property
    def cuts(self) -> Array:
        """The heights (4, n) at which a mosaic cuts each column, from 1 at the top of the first row down to 0; NaN in a
        column without weight."""
        shares = np.divide(self.joint, self.columns, out=np.full_like(self.joint, np.nan), where=self.columns > 0)
        return 1 - np.vstack([np.zeros(len(self.columns)), np.cumsum(shares, axis=0)])

    @property
    def excess(self) -> Array:
        """The standardised table less its first layer: (p − row · column)/√(row · column), 0 where that is 0/0."""
        root = np.sqrt(self.product)
        return np.divide(self.joint - self.product, root, out=np.zeros_like(root), where=root > 0)

    @property
    def means(self) -> Array:
        """The mean score of X in each column (n,); NaN in a column without weight."""
        total = np.nan_to_num(self.x_scores) @ self.joint
        return np.divide(total, self.columns, out=np.full_like(total, np.nan), where=self.columns > 0)

    @property
    def independent(self) -> bool:
        """Whether every column has the same shares: the table has rank one."""
        return bool(self.values[0] < ALIKE)


def natural(count: int, shares: Array) -> Array:
    """The numbers 1, ..., count as scores of mean 0 and variance 1 under these shares; NaN if only one has a share."""
    numbers = np.arange(1.0, count + 1)
    centred = numbers - shares @ numbers
    variance = float(shares @ centred**2)
    return centred / np.sqrt(variance) if variance > 1e-15 else np.full(count, np.nan)


def table(weights: ArrayLike) -> Table:
    """The table of these weights (m, n), at least 0 and not all 0; they need not sum to one.

    Scores have a sign such that those of Y grow with the column on the whole, and those of an empty row or column are
    NaN. Where X and Y are independent no scores are best, and the natural ones stand in.

    Raises:
        ValueError: the weights are all zero, or one is negative.
    """
    w = np.asarray(weights, float)
    if w.min() < 0 or w.sum() <= 0:
        raise ValueError("A table needs weights of at least 0, and one that is positive.")
    joint = w / w.sum()
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    product = np.outer(rows, columns)
    root = np.sqrt(product)
    standard = np.divide(joint - product, root, out=np.zeros_like(joint), where=root > 0)
    left, values, right = np.linalg.svd(standard)
    values = np.where(values < 1e-14, 0.0, values)
    with np.errstate(invalid="ignore", divide="ignore"):
        x = np.where(rows > 0, left[:, 0] / np.sqrt(rows), np.nan)
        y = np.where(columns > 0, right[0] / np.sqrt(columns), np.nan)
    if values[0] < ALIKE:
        x, y = natural(len(rows), rows), natural(len(columns), columns)
    elif np.nansum(y * columns * np.arange(len(columns))) < 0:
        x, y = -x, -y
    return Table(joint, rows, columns, product, values, x, y)


def roomy(weights: ArrayLike, total: float, least: float, most: float = 100.0) -> Array:
    """The weights, or a multiple of them, so that a part of them that is now `total` comes to `least`, and is divided
    finely in steps of 0.1, unless a weight would pass `most`."""
    found = np.array(weights, float)
    return found * max(1.0, min(most / found.max(), least / total)) if total > 0 else found


def fitting(weights: Array, most: float = 100.0) -> Array:
    """Weights in steps of 0.1 of the same shares, none over `most`."""
    return np.asarray(np.round(weights * min(1.0, most / max(weights.max(), 1e-9)), 1))


def with_cut(weights: ArrayLike, row: int, column: int, height: float) -> tuple[Array, bool]:
    """The weights after the cut under a row of a mosaic's column went to a height: what that row gains, the next one
    loses, in steps of 0.1. And whether the cut stopped at another one."""
    found = roomy(weights, float(np.sum(weights, axis=0)[column]), 5)
    total = found[:, column].sum()
    ceiling, floor = (1 - found[:last, column].sum() / total for last in (row, row + 2))
    both, to = found[row, column] + found[row + 1, column], float(np.clip(height, floor, ceiling))
    found[row, column] = round(total * (ceiling - to), 1)
    found[row + 1, column] = max(0.0, both - found[row, column])
    return fitting(found), abs(to - height) > 1e-9


def with_edge(weights: ArrayLike, column: int, x: float, least: float = 0.02) -> tuple[Array, bool]:
    """The weights after the edge between a column of a mosaic and the next one went to x: each keeps its proportions
    (a column without any takes those of the margin), in steps of 0.1, and at least a share `least`. And whether the
    edge stopped there."""
    found, t = roomy(weights, float(np.sum(weights)), 50), table(weights)
    left, both = float(t.columns[:column].sum()), float(t.columns[column : column + 2].sum())
    to = float(np.clip(x - left, min(least, both / 2), both - min(least, both / 2)))
    total = found.sum()
    for k, share in ((column, to), (column + 1, both - to)):
        alone = t.joint[:, k] / t.columns[k] if t.columns[k] > 0 else t.rows
        found[:, k] = share * total * alone
    return fitting(found), abs(to - (x - left)) > 1e-9


@dataclass(frozen=True)
class Cloud:
    """What n points say of dependence; NaN where a coordinate is constant.

    `first` and `second` (n, n) are the centred distances of the pairs in x and in y, in units of their root mean
    square: the mean of their product is the square of `distance`, the distance correlation. `shuffled` is the root
    mean square over all n! shuffles of y: of the correlations of values and of ranks, and of the distance correlation.
    """

    pearson: float
    spearman: float
    distance: float
    shuffled: tuple[float, float]
    first: Array
    second: Array

    @property
    def constant(self) -> bool:
        """Whether a coordinate is the same for all points."""
        return bool(np.isnan(self.distance))


def correlation(x: Array, y: Array) -> float:
    """Pearson's r; NaN if one is constant (to rounding)."""
    a, b = x - x.mean(), y - y.mean()
    below = float(np.sqrt((a @ a) * (b @ b)))
    found = float(np.clip(a @ b / below, -1, 1)) if below > 1e-12 else float("nan")
    return 0.0 if abs(found) < 1e-14 else found


def centred_distances(x: Array) -> Array:
    """The distances |xᵢ − xⱼ| (n, n) less the means of their row and column, plus the mean of all: all means are 0."""
    apart = np.abs(x[:, None] - x[None])
    means = apart.mean(axis=0)
    return np.asarray(apart - means[:, None] - means[None] + means.mean())


def cloud(x: ArrayLike, y: ArrayLike) -> Cloud:
    """The measures of n ≥ 2 points. Ranks of ties are their means; the distance correlation is the V-statistic, which
    is never negative, and about n^(-1/2) large for independent variables.

    Over all shuffles the mean of r² is 1/(n − 1), of ranks as well; and as the centred distances sum to zero, the mean
    of their products is tr A · tr B / (n²(n − 1)).
    """
    a, b = np.asarray(x, float), np.asarray(y, float)
    n = len(a)
    first, second = centred_distances(a), centred_distances(b)
    sizes = [float(np.sqrt(np.mean(each**2))) for each in (first, second)]
    if min(sizes) < 1e-12:
        none = float("nan")
        return Cloud(none, none, none, (none, none), first * none, second * none)
    first, second = first / sizes[0], second / sizes[1]
    distance = float(np.sqrt(max(0.0, float(np.mean(first * second)))))
    by_chance = float(np.sqrt(np.trace(first) * np.trace(second) / (n * n * (n - 1))))
    ranks = correlation(rankdata(a), rankdata(b))
    return Cloud(correlation(a, b), ranks, distance, (1 / np.sqrt(n - 1), by_chance), first, second)


def distance_products(x: ArrayLike, y: ArrayLike) -> float:
    """The squared distance correlation without centring: S₁ + S₂ − 2 S₃ of Székely, Rizzo and Bakirov, divided."""
    a, b = (np.abs(np.subtract.outer(each, each)) for each in (np.asarray(x, float), np.asarray(y, float)))

    def covariance(u: Array, v: Array) -> float:
        return float(np.mean(u * v) + u.mean() * v.mean() - 2 * np.mean(u.mean(axis=1) * v.mean(axis=1)))

    return covariance(a, b) / np.sqrt(covariance(a, a) * covariance(b, b))


PLANTED = ("secret a", "secret b")


class Wines(NamedTuple):
    """178 wines of three cultivars: `names` of the 15 features; `values` (178, 15), the last two planted; `shares`
    (178, 15), the share of wines below each value (ranks from 0 to 1, ties at their mean); `cultivar` (178,), 0 to 2;
    `f` (15,), the F statistic of each feature, and `information` (15,), by nearest neighbours (Ross 2014), in nats."""

    names: tuple[str, ...]
    values: Array
    shares: Array
    cultivar: Whole
    f: Array
    information: Array


SHORT = {"od280/od315_of_diluted_wines": "OD280/OD315", "nonflavanoid_phenols": "other phenols"}


@lru_cache
def wines() -> Wines:
    """The wines that scikit-learn ships, and two planted features: a goes through the thirds 0, 1, 2 within each
    cultivar, b is in the third cultivar − a (mod 3), both uniform within their third. Each alone says (all but exactly)
    nothing of the cultivar, both together determine it."""
    found = load_wine()
    cultivar = np.asarray(found.target, np.int64)
    within = np.concatenate([np.arange(count) for count in np.bincount(cultivar)])
    third = np.stack([within % 3, (cultivar - within) % 3])
    planted = (third + random_uniforms(1, 0, 0, 2 * len(within)).reshape(2, -1)).T
    values = np.hstack([found.data, planted])
    shares = (np.apply_along_axis(rankdata, 0, values) - 0.5) / len(values)
    names = (*(SHORT.get(name, name.replace("_", " ")) for name in found.feature_names), *PLANTED)
    f, nearest = f_classif(values, cultivar)[0], mutual_info_classif(values, cultivar, random_state=0)
    for array in (values, shares, cultivar, f, nearest):
        array.setflags(write=False)
    return Wines(names, values, shares, cultivar, f, nearest)


def binned(shares: Array, bins: int) -> Whole:
    """The bin of each value (n,), 0 to bins − 1, of bins that hold equally many up to ties."""
    return np.minimum((shares * bins).astype(np.int64), bins - 1)


def counted(codes: Whole, classes: Whole, count: int) -> Array:
    """How often each code below `count` meets each of the three classes, (count, 3)."""
    return np.bincount(codes * 3 + classes, minlength=3 * count).reshape(count, 3).astype(float)


@dataclass(frozen=True)
class Pair:
    """Plug-in information on the class, in nats: of feature a, of b, of both together, of b where a is known; the
    entropy of the class; and for the first three its mean over all shuffles of the class."""

    first: float
    second: float
    both: float
    given: float
    entropy: float
    shuffled: Array

    @property
    def synergy(self) -> float:
        """What both tell beyond the sum of what each tells; below 0 where they tell the same."""
        return self.both - self.first - self.second

    @property
    def beyond_chance(self) -> float:
        """The synergy less its mean over all shuffles."""
        return self.synergy - float(self.shuffled[2] - self.shuffled[0] - self.shuffled[1])


def pair(a: Whole, b: Whole, classes: Whole, bins: int) -> Pair:
    """The information of two binned features (n,) on three classes (n,). What shuffling leaves is no draw: over all n!
    shuffles each cell of the table is hypergeometric, and the mean is a finite sum (Vinh, Epps and Bailey 2010)."""
    codes, sizes = (a, b, a * bins + b), (bins, bins, bins * bins)
    tables = [counted(code, classes, size) for code, size in zip(codes, sizes, strict=True)]
    first, second, both = (information(each) for each in tables)
    share = np.bincount(classes, minlength=3) / len(classes)
    slices = tables[2].reshape(bins, bins, 3)
    given = sum(float(each.sum()) / len(a) * information(each) for each in slices)
    filled = [each[each.sum(axis=1) > 0].astype(np.int64) for each in tables]
    chance = [float(expected_mutual_information(each, len(a))) for each in filled]
    return Pair(first, second, both, given, float(-np.sum(share * np.log(share))), np.array(chance))
