"""A proportion, a point null and a fitted model, judged by Bayes' rule and by repetition.

Credible intervals of a proportion and how often they hold it; the Bayes factor of a fair coin; posterior predictive
checks of a normal model. Gelman et al., *Bayesian Data Analysis*, 3rd ed. (2013), chapters 2, 3 and 6; Kass and
Raftery, "Bayes factors", JASA 90 (1995).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from sklearn.datasets import load_breast_cancer
from statsmodels.datasets import nile

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals, random_uniforms
from mathcore.common.tables import iris
from mathcore.statistics.proportions import masses

Array = NDArray[np.float64]
POINTS = 241  # of a curve over p
CHI_NODES = np.polynomial.legendre.leggauss(80)
MU_NODES = np.polynomial.hermite_e.hermegauss(40)


# A proportion.
def beta_density(p: ArrayLike, a: float, b: float) -> Array:
    """The density of Beta(a, b) at 0 < p < 1."""
    q = np.asarray(p, float)
    return np.asarray(np.exp((a - 1) * np.log(q) + (b - 1) * np.log1p(-q) - special.betaln(a, b)))


def updated(p: ArrayLike, a: float, b: float, x: int, n: int) -> Array:
    """(3, g) prior, likelihood (as a density) and posterior after x of n at some p (g,), in units of the largest
    posterior density among them, and cut off at 1.3 of it."""
    laws = (a, b), (x + 1, n - x + 1), (a + x, b + n - x)
    found = np.array([beta_density(p, *law) for law in laws])
    return np.minimum(found / found[2].max(), 1.3)


@lru_cache(maxsize=64)
def credible(n: int, a: float, b: float, level: float) -> Array:
    """(n + 1, 2) the equal-tailed posterior interval after each count of n, with the prior Beta(a, b). Not to be
    written to."""
    x = np.arange(n + 1.0)
    tails = (1 - level) / 2, (1 + level) / 2
    return np.stack([special.betaincinv(a + x, b + n - x, tail) for tail in tails], axis=1)


def covered(intervals: ArrayLike, p: ArrayLike) -> Array:
    """(g,) the probability that the interval of the count holds p, at each of some p (g,); intervals (n + 1, 2)."""
    ends, q = np.asarray(intervals, float), np.atleast_1d(np.asarray(p, float))
    inside = (ends[:, 0] <= q[:, None]) & (ends[:, 1] >= q[:, None])
    return np.asarray((masses(len(ends) - 1, q) * inside).sum(axis=1))


def teeth(intervals: ArrayLike) -> tuple[Array, Array]:
    """(p, coverage) with both sides of every jump, for p strictly between 0 and 1."""
    jumps = np.asarray(intervals, float).ravel()
    p = np.unique(np.concatenate([np.linspace(0, 1, POINTS), jumps - 1e-9, jumps + 1e-9]))
    p = p[(p > 0) & (p < 1)]
    return p, covered(intervals, p)


def average(intervals: ArrayLike, a: float, b: float) -> float:
    """The coverage averaged over p drawn from Beta(a, b): the probability of each count (beta-binomial) times that of
    the interval given the count."""
    ends = np.clip(np.asarray(intervals, float), 0.0, 1.0)
    n = len(ends) - 1
    x = np.arange(n + 1.0)
    inside = special.betainc(a + x, b + n - x, ends[:, 1]) - special.betainc(a + x, b + n - x, ends[:, 0])
    return float(np.sum(predicted(n, a, b) * inside))


def log_predicted(x: ArrayLike, n: ArrayLike, a: float, b: float) -> Array:
    """ln of the beta-binomial probability of a count; real x and n are interpolated by gamma functions."""
    k, m = np.asarray(x, float), np.asarray(n, float)
    ways = special.gammaln(m + 1) - special.gammaln(k + 1) - special.gammaln(m - k + 1)
    return np.asarray(ways + special.betaln(a + k, b + m - k) - special.betaln(a, b))


def predicted(n: int, a: float, b: float) -> Array:
    """(n + 1,) the probability of each count of n before p is known, p from Beta(a, b): the beta-binomial law."""
    return np.asarray(np.exp(log_predicted(np.arange(n + 1.0), n, a, b)))


# A point null: is a coin fair?
def log_fair(x: ArrayLike, n: ArrayLike) -> Array:
    """ln of the probability of a count of a fair coin; real x and n are interpolated by gamma functions."""
    k, m = np.asarray(x, float), np.asarray(n, float)
    ways = special.gammaln(m + 1) - special.gammaln(k + 1) - special.gammaln(m - k + 1)
    return np.asarray(ways - m * np.log(2))


def log_bayes_factor(x: ArrayLike, n: ArrayLike, a: float) -> Array:
    """ln BF01 of p = 1/2 against p from Beta(a, a): how many times better the null predicted the count."""
    k, m = np.asarray(x, float), np.asarray(n, float)
    return np.asarray(-m * np.log(2) - special.betaln(a + k, a + m - k) + special.betaln(a, a))


def savage_dickey(x: float, n: float, a: float) -> float:
    """ln of posterior over prior density at p = 1/2 under the alternative; it is ln BF01 (Dickey 1971)."""
    half = np.log(0.5)
    prior = (2 * a - 2) * half + special.gammaln(2 * a) - 2 * special.gammaln(a)
    up, down = a + x, a + n - x
    posterior = (up + down - 2) * half + special.gammaln(up + down) - special.gammaln(up) - special.gammaln(down)
    return float(posterior - prior)


def log_least_factor(x: ArrayLike, n: ArrayLike) -> Array:
    """ln of the least BF01 of any alternative: that which has guessed p = x/n (Edwards, Lindman and Savage 1963)."""
    k, m = np.asarray(x, float), np.asarray(n, float)
    return np.asarray(-m * np.log(2) - special.xlogy(k, k / m) - special.xlogy(m - k, 1 - k / m))


def both_predictions(n: int, a: float, reach: float = 5.2) -> tuple[Array, Array, Array]:
    """(z, ln of what "fair" predicted, ln of what "p from Beta(a, a)" predicted), all per standard error, of counts
    up to `reach` standard errors z from n/2; at most 240 of them."""
    root = np.sqrt(n)
    low, high = np.ceil(max(0.0, (n - reach * root) / 2)), np.floor(min(float(n), (n + reach * root) / 2))
    x = np.unique(np.linspace(low, high, 240).round())
    unit = np.log(root / 2)
    return (2 * x - n) / root, log_fair(x, n) + unit, log_predicted(x, n, a, a) + unit


def p_value(x: int, n: int) -> float:
    """The exact two-sided p-value of a fair coin: twice the smaller tail with the count in it, at most 1."""
    far = max(x, n - x)
    return float(min(1.0, 2 * special.bdtrc(far - 1, n, 0.5))) if far > 0 else 1.0


def p_between(x: ArrayLike, n: ArrayLike) -> Array:
    """The same p-value for real counts x >= n/2 of real n, interpolated by the incomplete beta function."""
    k, m = np.asarray(x, float), np.asarray(n, float)
    return np.minimum(1.0, 2 * special.betainc(k, m - k + 1, 0.5))


def along_tosses(z: float, n: ArrayLike, a: float) -> tuple[Array, Array, Array]:
    """(3, g) for heads z standard errors above half at each of some n (g,), whole or not: BF01, the p-value, and the
    least BF01. NaN where even all heads are fewer."""
    m = np.asarray(n, float)
    x = np.where(m < z * z - 1e-9, np.nan, np.minimum(m / 2 + z * np.sqrt(m) / 2, m))
    return np.exp(log_bayes_factor(x, m, a)), p_between(x, m), np.exp(log_least_factor(x, m))


def count_at(n: int, z: float) -> int:
    """The count nearest to z standard errors above half of n tosses."""
    return int(np.clip(np.floor(n / 2 + z * np.sqrt(n) / 2 + 0.5), 0, n))


# A fitted model: posterior predictive checks.
STATISTICS = ("min", "max", "sd", "skew", "kurtosis", "lag")
EXACT = ("min", "max", "sd")  # those whose predictive p-value is computed as well
MOST = 150  # values of a data set that are used


@remembered
def values(name: str) -> Array:
    """Data in their order. "nile": 100 yearly flows at Aswan from 1871 (10^8 m^3); "area": the standard error of the
    area of the first 120 tumours' nuclei (scikit-learn's breast cancer data, pixels); "logs": their logarithms;
    "petals": the petal lengths of iris (cm), three species. Not to be written to."""
    if name == "nile":
        return np.asarray(nile.load_pandas().data["volume"], float)
    if name == "petals":
        return iris().values[:, 2].copy()
    found = load_breast_cancer()
    area = found.data[:120, list(found.feature_names).index("area error")]
    return np.log(area) if name == "logs" else np.asarray(area, float)


def statistic(name: str, y: ArrayLike) -> Array:
    """A statistic of each row of y (..., n): smallest, largest value; sd (n - 1); skewness m3/m2^1.5 and kurtosis
    m4/m2^2; autocorrelation of neighbours, all with divisor n."""
    x = np.asarray(y, float)
    if name in ("min", "max"):
        return np.asarray(x.min(axis=-1) if name == "min" else x.max(axis=-1))
    if name == "sd":
        return np.asarray(x.std(axis=-1, ddof=1))
    d = x - x.mean(axis=-1, keepdims=True)
    m2 = np.einsum("...i,...i->...", d, d)
    if name == "lag":
        return np.asarray(np.einsum("...i,...i->...", d[..., 1:], d[..., :-1]) / m2)
    n = x.shape[-1]
    if name == "kurtosis" and n == 3:  # of three deviations with sum 0: always 3/2, without the rounding
        return np.full(x.shape[:-1], 1.5)
    square = d * d
    if name == "skew":
        return np.asarray(np.sqrt(n) * np.einsum("...i,...i->...", square, d) / m2**1.5)
    return np.asarray(n * np.einsum("...i,...i->...", square, square) / m2**2)


def problem(y: ArrayLike) -> str:
    """Why values cannot be checked against a normal model, in a sentence; "" if they can."""
    x = np.asarray(y, float)
    if np.ptp(x) <= 1e-9 * np.abs(x).max():
        return "All values are equal: a normal model of them has no spread, and nothing to be checked."
    return ""


def remark(name: str, y: ArrayLike, above: float) -> str:
    """What a reader must know of a check in which the share `above` of replicates reaches the data; "" if nothing."""
    if name == "kurtosis" and len(np.asarray(y)) == 3:
        return "The kurtosis of three values is 1.5, whatever they are: there is nothing to be checked."
    if name == "sd":
        return "σ was fitted to this very number: a check of it cannot fail."
    return "No replicate is like the data in this respect." if above in (0, 1) else ""


class Noise(NamedTuple):
    """What replicates are made of: `chi` (r,) chi-squared with n - 1 degrees, `shift` (r,) and `z` (r, n) normal."""

    chi: Array
    shift: Array
    z: Array


@remembered
def noise(n: int, count: int, seed: int) -> Noise:
    """Random numbers for `count` replicates of n values. Not to be written to."""
    chi = np.asarray(special.chdtri(n - 1.0, 1.0 - random_uniforms(seed, 0, 0, count)), float)
    return Noise(chi, random_normals(seed, 1, 0, count), random_normals(seed, 2, 0, count * n).reshape(count, n))


class Replicates(NamedTuple):
    """Draws from the posterior, `mu` and `sigma` (r,), and from each a data set of n values: `y` (r, n)."""

    mu: Array
    sigma: Array
    y: Array


def replicates(y: ArrayLike, count: int, seed: int) -> Replicates:
    """Data as the normal model would repeat them, its prior 1/sigma^2: sigma^2 = (n - 1) s^2 / chi-squared, mu | sigma
    normal around the mean with variance sigma^2/n (BDA, section 3.2). At least 3 values, not all equal."""
    x = np.asarray(y, float)
    found = noise(len(x), count, seed)
    sigma = x.std(ddof=1) * np.sqrt((len(x) - 1) / found.chi)
    mu = x.mean() + sigma * found.shift / np.sqrt(len(x))
    return Replicates(mu, sigma, mu[:, None] + sigma[:, None] * found.z)


def tail_of_largest(t: float, n: int) -> float:
    """P(the largest of n replicated values is t sample deviations or more above the sample's mean): 1 - E Phi^n, by
    quadrature over the quantiles of chi-squared (Gauss and Legendre) and over mu (Gauss and Hermite)."""
    (u, part), (g, share) = CHI_NODES, MU_NODES
    chi = special.chdtri(n - 1.0, 0.5 * (1 - u))
    z = t * np.sqrt(chi / (n - 1))[:, None] - g / np.sqrt(n)
    below = np.exp(n * special.log_ndtr(z))
    return float(1 - np.einsum("i,j,ij->", 0.5 * part, share / share.sum(), below))


def expected(name: str, n: int) -> float:
    """The exact mean of a statistic whose law is the same for every normal law, given n independent values."""
    return {"skew": 0.0, "kurtosis": 3 * (n - 1) / (n + 1), "lag": -1 / n}[name]


def exact_p(name: str, y: ArrayLike) -> float:
    """P(T(replicate) >= T(y)), exactly, for the smallest and the largest value and the sd: of the sd it is one half,
    since the squared ratio is F with n - 1 and n - 1 degrees of freedom."""
    x = np.asarray(y, float)
    if name == "sd":
        return 0.5
    far = (x - x.mean()) / x.std(ddof=1)
    return (
        tail_of_largest(float(far.max()), len(x)) if name == "max" else 1 - tail_of_largest(float(-far.min()), len(x))
    )


class Check(NamedTuple):
    """What replicates gave (`found`), what they give exactly, and how far simulation may be off: of the smallest and
    largest value and the sd the share that reaches the data's, of the others the mean of the statistic."""

    says: str
    found: float
    exact: float
    slack: float


def checked(name: str, y: ArrayLike, found: ArrayLike) -> Check:
    """A statistic of the replicates (r,) held against what is known of it exactly."""
    values = np.asarray(found, float)
    if name in EXACT:
        exact, share = exact_p(name, y), float(np.mean(values >= statistic(name, y)))
        slack = 5.5 * np.sqrt(max(exact * (1 - exact), 0.0) / len(values)) + 5 / len(values)
        return Check("share that reaches = exact probability", share, exact, float(slack))
    slack = 5.5 * float(values.std()) / np.sqrt(len(values)) + 1e-9
    exact = expected(name, np.asarray(y).shape[-1])
    return Check("mean of replicates = exact mean", float(values.mean()), exact, slack)


def span(y: ArrayLike, name: str, count: int, bins: int) -> tuple[float, float, float]:
    """(low, high, tallest of so many bars) of axes that hold a statistic of the data and nearly all of its replicates,
    those of the seed 0."""
    found = statistic(name, replicates(y, count, 0).y)
    ends = [*np.quantile(found, [0.001, 0.999]), float(statistic(name, y))]
    room = 0.1 * (max(ends) - min(ends)) or 0.1 * abs(ends[-1])  # all alike: the kurtosis of three values
    low, high = float(min(ends) - room), float(max(ends) + room)
    return low, high, float(np.histogram(found, bins, (low, high))[0].max())


def split_histogram(found: ArrayLike, at: float, edges: ArrayLike) -> tuple[Array, Array]:
    """How many of some values lie in each bin, those below a value and those from it on; what lies beyond the bins
    counts in the outermost."""
    x, bins = np.asarray(found, float), np.asarray(edges, float)
    held = np.clip(x, bins[0], bins[-1])
    return np.histogram(held[x < at], bins)[0], np.histogram(held[x >= at], bins)[0]
