"""Comparing the means of several groups: the split of the variation, F, Welch, all pairs, and what they cost.

Sources: Fisher, *Statistical Methods for Research Workers* (1925); Scheffé, *The Analysis of Variance* (1959); Tukey,
*The Problem of Multiple Comparisons* (1953); Kramer, Biometrics 12 (1956); Welch, Biometrika 38 (1951).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.optimize import brentq

Array = NDArray[np.float64]
Groups = Sequence[Array]


@dataclass(frozen=True)
class OneWay:
    """The one-way analysis of variance.

    Attributes:
        counts, means, variances: (k,) of the groups; a variance divides by n - 1, and is NaN where n is 1.
        effects: (k,) means less the grand mean, to full precision where the means share leading digits.
        grand: the mean of all values. total, between, within: the sums of squares, each computed on its own.
        above, below: the degrees of freedom k - 1 and N - k.
    """

    counts: Array
    means: Array
    variances: Array
    effects: Array
    grand: float
    total: float
    between: float
    within: float
    above: int
    below: int

    @property
    def f(self) -> float:
        """The mean square between over that within: infinite if the groups have no spread, NaN if nothing varies."""
        if self.within > 0:
            return self.between / self.above / (self.within / self.below)
        return float("inf") if self.between > 0 else float("nan")

    @property
    def p(self) -> float:
        """P(F is this large) if all values come from one normal law; NaN where F is."""
        return f_tail(self.f, self.above, self.below)

    @property
    def share(self) -> float:
        """eta squared: the part of the total that lies between the groups; NaN if nothing varies."""
        return self.between / self.total if self.total > 0 else float("nan")

    @property
    def s(self) -> float:
        """The pooled standard deviation: the root of the mean square within."""
        return float(np.sqrt(self.within / self.below))


def one_way(groups: Groups) -> OneWay:
    """The analysis of two groups or more, each of one value or more, at least one of two or more.

    Deviations are taken from the first value before anything is squared: equal values differ by exactly nothing, and
    leading digits that all values share do no harm.

    Raises:
        ValueError: fewer than two groups, an empty group, or no group of two.
    """
    sizes = [len(each) for each in groups]
    if len(sizes) < 2 or min(sizes) == 0 or sum(sizes) == len(sizes):
        raise ValueError("An analysis of variance needs two groups or more, and more values than groups.")
    first = float(groups[0][0])
    moved = [np.asarray(each, float) - first for each in groups]
    counts, pooled = np.array(sizes, float), np.concatenate(moved)
    means = np.array([each[0] + (each - each[0]).mean() for each in moved])
    grand = float(pooled.mean())
    squares = np.array([float(np.sum((each - mean) ** 2)) for each, mean in zip(moved, means, strict=True)])
    with np.errstate(invalid="ignore", divide="ignore"):
        variances = squares / (counts - 1)
    total, between = float(np.sum((pooled - grand) ** 2)), float(np.sum(counts * (means - grand) ** 2))
    if between < 1e-25 * float(np.sum(pooled**2)):
        between = 0.0  # rounding of equal means
    within = float(squares.sum())
    above, below = len(sizes) - 1, sum(sizes) - len(sizes)
    return OneWay(counts, means + first, variances, means - grand, grand + first, total, between, within, above, below)


def one_pass(groups: Groups) -> float:
    """F by the formula of hand calculators, sums of squares less squares of sums: exact on paper, and in floating point
    ruined by leading digits that all values share (it may come out negative)."""
    sums = [float(np.sum(each)) for each in groups]
    sizes = [len(each) for each in groups]
    total = sum(sizes)
    corrected = sum(sums) ** 2 / total
    all_squares = float(sum(float(np.sum(np.asarray(each) ** 2)) for each in groups))
    of_groups = sum(s * s / n for s, n in zip(sums, sizes, strict=True))
    below = all_squares - of_groups
    above = of_groups - corrected
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.divide(above / (len(sizes) - 1), below / (total - len(sizes))))


def digits(found: float, certified: float) -> float:
    """How many decimal digits of a certified value are reached: -log10 of the relative error, at most 16, at least 0;
    0 for what is not finite."""
    if not np.isfinite(found):
        return 0.0
    error = abs(found - certified) / abs(certified)
    return float(np.clip(-np.log10(max(error, 1e-16)), 0.0, 16.0))


def f_tail(f: float, above: float, below: float) -> float:
    """P(F >= f) of the F distribution."""
    if np.isnan(f):
        return float("nan")
    return 0.0 if np.isinf(f) else float(special.fdtrc(above, below, max(f, 0.0)))


def f_critical(alpha: float, above: float, below: float) -> float:
    """The F that is exceeded with probability alpha in (0, 1)."""
    return float(special.fdtri(above, below, 1 - alpha))


def f_power(alpha: float, above: int, below: int, noncentrality: float) -> float:
    """P(F exceeds its critical value) where sum n_i (mu_i - mu)^2/sigma^2 is the noncentrality."""
    critical = f_critical(alpha, above, below)
    return float(1 - special.ncfdtr(above, below, max(noncentrality, 1e-12), critical))


def welch(groups_means: ArrayLike, variances: ArrayLike, counts: ArrayLike) -> tuple[Array, Array, Array]:
    """(F, its second degrees of freedom, p) of Welch's test; means and variances (..., k), all positive."""
    m, v, n = (np.asarray(each, float) for each in (groups_means, variances, counts))
    k = m.shape[-1]
    w = n / v
    whole = w.sum(axis=-1, keepdims=True)
    middle = (w * m).sum(axis=-1, keepdims=True) / whole
    spread = ((1 - w / whole) ** 2 / (n - 1)).sum(axis=-1)
    f = (w * (m - middle) ** 2).sum(axis=-1) / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * spread)
    below = (k * k - 1) / (3 * spread)
    return f, below, np.asarray(special.fdtrc(k - 1, below, f))


_NODES, _SHARES = np.polynomial.legendre.leggauss(72)
_FEW, _PARTS = np.polynomial.legendre.leggauss(40)
_LARGEST = 8.5 * _NODES  # where the largest of k standard normals is looked for
_DENSITY = 8.5 * _SHARES * np.exp(-0.5 * _LARGEST**2) / np.sqrt(2 * np.pi)
_BELOW = special.ndtr(_LARGEST)


def range_cdf(q: float, k: int, below: int) -> float:
    """P(Q <= q), Q the range of k standard normals over an independent s, s^2 ~ chi^2/below: Tukey's studentized range.

    Gauss and Legendre's rule over s and over the largest value: 1e-7 off for below >= 5 and k <= 12, 4e-5 for fewer.
    There small s decide, and so the nodes crowd at zero.
    """
    if q <= 0:
        return 0.0
    half = 9.5 / np.sqrt(2 * below)
    low, high = max(0.0, 1 - half), 1 + half
    power, u = (1 if below >= 5 else 4), (1 + _FEW) / 2
    s = low + (high - low) * u**power
    log_density = (
        np.log(2) + below / 2 * np.log(below / 2) - special.gammaln(below / 2) + (below - 1) * np.log(s)
    ) - below * s * s / 2
    weight = (high - low) / 2 * power * u ** (power - 1) * _PARTS * np.exp(log_density)
    inside = (_BELOW - special.ndtr(_LARGEST - q * s[:, None])) ** (k - 1)
    return float(min(1.0, k * np.sum(weight * np.sum(_DENSITY * inside, axis=1))))


@lru_cache(maxsize=512)
def range_critical(alpha: float, k: int, below: int) -> float:
    """The studentized range that is exceeded with probability alpha, 1e-4 <= alpha < 1."""
    return float(brentq(lambda q: range_cdf(q, k, below) - (1 - alpha), 1e-6, 400.0, xtol=1e-10))


def any_pair(alpha: float, k: int, below: int) -> float:
    """P(at least one of all pairs of k equal means is called different) by unprotected pooled t-tests at level alpha,
    groups of one size."""
    return 1 - range_cdf(float(t_critical(alpha, below)) * np.sqrt(2), k, below)


def t_critical(alpha: float, below: float) -> float:
    """The two-sided critical value of Student's t."""
    return float(special.stdtrit(below, 1 - alpha / 2))


def pair_tests(a: OneWay) -> list[tuple[int, int, float]]:
    """(i, j, t) of all pairs: mean j less mean i over s sqrt(1/n_i + 1/n_j), s pooled from all groups; infinite or NaN
    where there is no spread."""
    found = []
    for i, j in combinations(range(len(a.counts)), 2):
        with np.errstate(divide="ignore", invalid="ignore"):
            error = a.s * np.sqrt(1 / a.counts[i] + 1 / a.counts[j])
            found.append((i, j, float((a.effects[j] - a.effects[i]) / error)))
    return found


def tukey_p(t: float, k: int, below: int) -> float:
    """Tukey and Kramer's p-value of a pair among k groups whose t is known."""
    return max(0.0, 1 - range_cdf(abs(t) * float(np.sqrt(2)), k, below)) if np.isfinite(t) else 0.0


def null_density(angle: ArrayLike, above: int, below: int) -> Array:
    """The density of the angle between the data and the vectors without differences between groups, when there are
    none: the data then point anywhere, and sin^(above - 1) cos^(below - 1) is how much of a sphere lies at an angle in
    [0, pi/2]. Its largest value is 1."""
    at = np.asarray(angle, float)
    top = np.arctan2(np.sqrt(above - 1.0), np.sqrt(below - 1.0))

    def log_of(x: Array) -> Array:
        return np.asarray(special.xlogy(above - 1, np.sin(x)) + special.xlogy(below - 1, np.abs(np.cos(x))))

    return np.asarray(np.exp(log_of(at) - log_of(np.asarray(top))))


def angle_tail(angle: float, above: int, below: int) -> float:
    """The part of a sphere whose directions make at least this angle with a subspace: the integral of that density."""
    return float(special.betainc(below / 2, above / 2, np.cos(angle) ** 2))


def closest_p(a: OneWay) -> float:
    """Tukey and Kramer's p of the pair with the smallest t; NaN where nothing varies."""
    t = min(abs(each) for _, _, each in pair_tests(a))
    return tukey_p(t, a.above + 1, a.below) if a.total > 0 else float("nan")


def welch_p(a: OneWay) -> float:
    """Welch's p-value; NaN where a group has one value or no spread."""
    known = bool((np.nan_to_num(a.variances) > 0).all())
    return float(welch(a.effects, a.variances, a.counts)[2]) if known else float("nan")


def through_pairs(a: OneWay) -> float:
    """The sum of squares between, from the differences of all pairs: sum n_i n_j (m_i - m_j)^2/N."""
    i, j = np.triu_indices(len(a.counts), 1)
    return float(np.sum(a.counts[i] * a.counts[j] * (a.effects[i] - a.effects[j]) ** 2) / a.counts.sum())


def hill(turns: ArrayLike, above: int, below: int, low: float, high: float) -> Array:
    """The outline (2 n, 2) of a hill on a circle of radius `low` over some angles (n,): its height, at most
    `high` - `low`, is the `null_density` of the angle."""
    at = np.asarray(turns, float)
    radius = np.concatenate([low + (high - low) * null_density(at, above, below), np.full(len(at), low)])
    both = np.concatenate([at, at[::-1]])
    return np.stack([radius * np.cos(both), radius * np.sin(both)], axis=1)
