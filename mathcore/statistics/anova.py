"""Comparing the means of several groups: the split of the variation, F, Welch, all pairs, and what they cost.

Sources: Fisher, *Statistical Methods for Research Workers* (1925); Scheffé, *The Analysis of Variance* (1959); Tukey,
*The Problem of Multiple Comparisons* (1953); Kramer, Biometrics 12 (1956); Welch, Biometrika 38 (1951); Imhof,
Biometrika 48 (1961).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq

from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
Groups = Sequence[Array]
MOST = 12  # groups of a simulated experiment


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

    Gauss and Legendre's rule over s and over the largest value: 1e-7 off for below >= 5 and k <= 12, 1e-4 for fewer.
    """
    if q <= 0:
        return 0.0
    half = 9.5 / np.sqrt(2 * below)
    low, high = max(0.0, 1 - half), 1 + half
    s = (low + high) / 2 + (high - low) / 2 * _FEW
    log_density = (
        np.log(2) + below / 2 * np.log(below / 2) - special.gammaln(below / 2) + (below - 1) * np.log(s)
    ) - below * s * s / 2
    weight = (high - low) / 2 * _PARTS * np.exp(log_density)
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
    """(i, j, t) of all pairs: the difference of mean j less mean i over s sqrt(1/n_i + 1/n_j), s pooled from all groups;
    infinite or NaN where there is no spread."""
    found = []
    for i, j in combinations(range(len(a.counts)), 2):
        with np.errstate(divide="ignore", invalid="ignore"):
            error = a.s * np.sqrt(1 / a.counts[i] + 1 / a.counts[j])
            found.append((i, j, float((a.effects[j] - a.effects[i]) / error)))
    return found


def tukey_p(t: float, k: int, below: int) -> float:
    """Tukey and Kramer's p-value of a pair among k groups whose t is known."""
    return max(0.0, 1 - range_cdf(abs(t) * float(np.sqrt(2)), k, below)) if np.isfinite(t) else 0.0


# The plane of three means: m less its mean, in orthonormal coordinates in which the three groups point up, left, right.
TOWARDS = np.array([[0.0, 1.0], [-np.sqrt(0.75), -0.5], [np.sqrt(0.75), -0.5]])
IN_PLANE = np.sqrt(2 / 3) * TOWARDS


def to_plane(means: ArrayLike) -> Array:
    """Three means (..., 3) to the point (..., 2): its length is the root of sum (m_i - m)^2."""
    return np.asarray(np.asarray(means, float) @ IN_PLANE)


def from_plane(point: ArrayLike) -> Array:
    """The three means (..., 3), of mean zero, at a point (..., 2)."""
    return np.asarray(np.asarray(point, float) @ IN_PLANE.T)


def thresholds(alpha: float, k: int, n: int) -> dict[str, float]:
    """What k means of n values each must reach at level alpha, in pooled standard deviations.

    "F": the root of sum (m_i - m)^2; "Tukey", "Bonferroni", "t": the largest difference of two of them.
    """
    below = k * (n - 1)
    many = k * (k - 1) // 2
    return {
        "F": float(np.sqrt((k - 1) * f_critical(alpha, k - 1, below) / n)),
        "Tukey": range_critical(alpha, k, below) / float(np.sqrt(n)),
        "Bonferroni": t_critical(alpha / many, below) * float(np.sqrt(2 / n)),
        "t": t_critical(alpha, below) * float(np.sqrt(2 / n)),
    }


def hexagon(difference: float) -> Array:
    """The outline (7, 2), in the plane of three means, of those whose largest difference is `difference`."""
    corner = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 1, 1], [0, 0, 1], [1, 0, 1], [1, 0, 0]]) * difference
    return to_plane(corner)


@lru_cache(maxsize=4)
def _normals(count: int, columns: int, seed: int, stream: int) -> Array:
    return random_normals(seed, stream, 0, count * columns).reshape(count, columns)


_GRID = np.linspace(-7.0, 7.0, 113)


@lru_cache(maxsize=64)
def _chi_square(freedom: float) -> CubicSpline:
    """The logarithm of chi^2 at the quantile of a standard normal: what makes one of the other (to 1e-5)."""
    low = special.gammaincinv(freedom / 2, special.ndtr(_GRID[_GRID < 0]))
    high = special.gammainccinv(freedom / 2, special.ndtr(-_GRID[_GRID >= 0]))
    return CubicSpline(_GRID, np.log(2 * np.concatenate([low, high])))


@lru_cache(maxsize=16)
def experiments(k: int, n: int, count: int, seed: int) -> tuple[Array, Array]:
    """(means (count, k), pooled s (count,)) of `count` experiments with k <= 12 groups of n standard normals.

    The means and s are drawn themselves: normal, and chi^2 by its quantiles, which is the same law.
    """
    means = _normals(count, MOST, seed, 0)[:, :k] / np.sqrt(n)
    below = k * (n - 1)
    return means, np.exp(0.5 * _chi_square(below)(_normals(count, 1, seed, 1)[:, 0])) / np.sqrt(below)


@lru_cache(maxsize=16)
def moments(sizes: tuple[int, ...], count: int, seed: int) -> tuple[Array, Array]:
    """(means, variances), each (count, k), of groups of these sizes (two or more) of standard normals."""
    n, z = np.array(sizes, float), _normals(count, len(sizes), seed, 3)
    squares = np.stack([np.exp(_chi_square(size - 1)(column)) for size, column in zip(sizes, z.T, strict=True)], axis=1)
    return _normals(count, len(sizes), seed, 2) / np.sqrt(n), squares / (n - 1)


@lru_cache(maxsize=8)
def simulated_p(sizes: tuple[int, ...], spreads: tuple[float, ...], count: int, seed: int) -> tuple[Array, Array]:
    """(p of the classical F, p of Welch's), each (count,), of experiments with equal means and these spreads."""
    n, sigma = np.array(sizes, float), np.asarray(spreads, float)
    means, variances = moments(sizes, count, seed)
    m, v = means * sigma, variances * sigma**2
    middle = (n * m).sum(axis=1, keepdims=True) / n.sum()
    above, below = len(n) - 1, n.sum() - len(n)
    f = (n * (m - middle) ** 2).sum(axis=1) / above / ((n - 1) * v).sum(axis=1) * below
    return np.asarray(special.fdtrc(above, below, f)), welch(m, v, n)[2]


_FINE, _COARSE = np.arange(-21.0, 8.0, 0.08), np.arange(-8.0, 4.0, 0.25)


def true_level(alpha: ArrayLike, sizes: ArrayLike, spreads: ArrayLike, *, coarse: bool = False) -> Array:
    """The probability that the classical F of three groups with equal means exceeds its critical value at `alpha`,
    whatever their spreads: normal values, exact but for quadrature (1e-6; `coarse`, for a map: 1e-3).

    `sizes` and `spreads` have shape (..., 3), `alpha` (...). SSB/2 - c SSW/(N - 3) is a sum of independent chi^2 with
    weights; the probability that it is positive is Imhof's integral, here over ln u by the trapezoidal rule, which
    converges geometrically.
    """
    n, v = np.asarray(sizes, float), np.asarray(spreads, float) ** 2
    total = n.sum(axis=-1)
    # The eigenvalues of the form between, from its trace and the sum of its squares: the third is zero.
    part = n / total[..., None]
    trace = (v * (1 - part)).sum(axis=-1)
    squares = (v**2).sum(axis=-1) - 2 * (v**2 * part).sum(axis=-1) + (v * part).sum(axis=-1) ** 2
    root = np.sqrt(np.maximum(2 * squares - trace**2, 0.0))
    c = special.fdtri(2, total - 3, 1 - np.asarray(alpha, float))
    shape = np.broadcast_shapes(np.shape(c), root.shape)
    weights = [np.broadcast_to((trace + root) / 4, shape), np.broadcast_to((trace - root) / 4, shape)]
    freedoms = [np.ones(shape), np.ones(shape)]
    for i in range(3):
        weights.append(np.broadcast_to(-c * v[..., i] / (total - 3), shape))
        freedoms.append(np.broadcast_to(n[..., i] - 1, shape))
    lam, nu = np.stack(weights, axis=-1)[..., None, :], np.stack(freedoms, axis=-1)[..., None, :]
    scale = np.sqrt((lam**2 * nu).sum(axis=-1))
    steps = _COARSE if coarse else _FINE
    x = lam * (np.exp(steps) / scale)[..., None]
    angle = 0.5 * (nu * np.arctan(x)).sum(axis=-1)
    log_size = 0.25 * (nu * np.log1p(x * x)).sum(axis=-1)
    return np.asarray(
        np.clip(0.5 + (steps[1] - steps[0]) / np.pi * (np.sin(angle) * np.exp(-log_size)).sum(axis=-1), 0.0, 1.0)
    )


MAP_SIZES, MAP_SPREADS = np.linspace(3, 40, 15), np.linspace(0.25, 4, 13)


@lru_cache(maxsize=16)
def level_map(alpha: float, sizes: tuple[int, int], spreads: tuple[float, float]) -> Array:
    """The true level (13, 15) of the classical F if the third group had each of MAP_SPREADS and MAP_SIZES."""
    n, s = np.meshgrid(MAP_SIZES, MAP_SPREADS)
    both = [np.broadcast_to(each, n.shape) for each in (*sizes, *spreads)]
    return true_level(alpha, np.stack([*both[:2], n], axis=-1), np.stack([*both[2:], s], axis=-1), coarse=True)


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
