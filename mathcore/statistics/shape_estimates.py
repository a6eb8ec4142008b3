"""Two estimates of one parameter from the same draws: the method of moments and maximum likelihood.

    law        support   density             moments                        maximum likelihood
    uniform    (0, θ)    1/θ                 2 · mean                       largest value
    gamma      x > 0     ∝ x^(a−1) e^(−x/b)  mean²/variance                 ln a − ψ(a) = ln mean − mean of ln x
    beta       (0, 1)    a x^(a−1)           mean/(1 − mean)                −1/mean of ln x
    pareto     x > 1     a x^(−a−1)          mean/(mean − 1)                1/mean of ln x

The variance has the divisor n. The gamma law's scale b is unknown as well. Influences and asymptotic variances: van der
Vaart, *Asymptotic Statistics* (1998), chapters 4, 5 and 8; the step for the gamma shape: Minka, "Estimating a gamma
distribution" (2002); the test: Hausman, "Specification tests in econometrics", Econometrica 46 (1978).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import statsmodels.api as sm
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammainccinv, gammaincinv, gammaln, log_ndtr, ndtr, psi, zeta
from sklearn.datasets import load_breast_cancer, load_diabetes

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
LAWS = ("uniform", "gamma", "beta", "pareto")
WRONG = 0.02  # share of values that are recorded at twice their size (beta: half), where some are
_TABLE = np.linspace(-8.5, 8.5, 681)  # normal scores at which gamma quantiles are tabulated for simulations


class Pair(NamedTuple):
    """The two estimates: of one sample numbers, of many samples arrays."""

    moments: Any
    likelihood: Any


def trigamma(a: ArrayLike) -> Array:
    """ψ'(a) for a > 0."""
    return np.asarray(zeta(2, np.asarray(a, float)))


def gamma_shape(gap: ArrayLike, steps: int = 4) -> Array:
    """The a > 0 with ln a − ψ(a) = gap, for gap > 0; inf where the gap is 0 or less (all values are equal).

    Minka's steps in 1/a from his first guess, which is within 1.5%: one leaves five digits, two ten.
    """
    s = np.asarray(gap, float)
    ok = s > 1e-14
    t = np.where(ok, s, 1.0)
    a = (3 - t + np.sqrt((t - 3) ** 2 + 24 * t)) / (12 * t)
    for _ in range(steps):
        slope = 1 / a - trigamma(a)
        with np.errstate(all="ignore"):
            new = 1 / (1 / a + (np.log(a) - psi(a) - t) / (a * a * slope))
        a = np.where((new > 0) & np.isfinite(new) & (a < 1e5), new, a)  # beyond, rounding decides, and the guess holds
    return np.where(ok, a, np.inf)


def estimates(law: str, mean: ArrayLike, mean_log: ArrayLike, square: ArrayLike, largest: ArrayLike) -> Pair:
    """Both estimates from the mean, the mean logarithm, the mean square and the largest value of samples (any shape).

    Infinite where a sample does not vary, or (beta, Pareto) where all values are 1; moments of a beta law are negative
    where the mean is above 1, which only wrong data do.
    """
    m, logs, top = (np.asarray(each, float) for each in (mean, mean_log, largest))
    with np.errstate(divide="ignore", invalid="ignore"):
        if law == "uniform":
            return Pair(2 * m, top)
        if law == "gamma":
            variance = np.asarray(square, float) - m * m
            first = np.where(variance > 1e-13 * m * m, m * m / variance, np.inf)
            return Pair(first, gamma_shape(np.log(m) - logs, 2))
        if law == "beta":
            return Pair(m / (1 - m), -1 / logs)
        return Pair(m / (m - 1), 1 / logs)


def of_sample(law: str, x: ArrayLike, log_x: ArrayLike | None = None) -> Pair:
    """Both estimates of samples (..., n)."""
    found = np.asarray(x, float)
    logs = np.log(found) if log_x is None else np.asarray(log_x, float)
    square = (found * found).mean(-1) if law == "gamma" else 0.0  # of a Pareto law it may overflow
    return estimates(law, found.mean(-1), logs.mean(-1), square, found.max(-1))


def log_quantile(law: str, a: float, z: ArrayLike) -> Array:
    """ln x of the value below which as much of the law lies as of a normal law below z; end and scale are 1."""
    score = np.asarray(z, float)
    if law == "uniform":
        return np.asarray(log_ndtr(score))
    if law == "beta":
        return np.asarray(log_ndtr(score) / a)
    if law == "pareto":
        return np.asarray(-log_ndtr(-score) / a)
    low, high = gammaincinv(a, ndtr(score)), gammainccinv(a, ndtr(-score))
    tiny = (log_ndtr(score) + gammaln(a + 1)) / a  # of the first term of the series, where x could underflow
    return np.where(tiny < -30, tiny, np.log(np.maximum(np.where(score < 0, low, high), 1e-300)))


def share_below(law: str, a: float, x: ArrayLike, mean: float | None = None) -> Array:
    """The share of the law below values x: uniform of the end a, gamma of the shape a and that mean (by default a),
    beta and Pareto of the exponent a. NaN where a is not positive and finite."""
    t = np.maximum(np.asarray(x, float), 0.0)
    if not (np.isfinite(a) and a > 0):
        return np.full(t.shape, np.nan)
    if law == "gamma":
        return np.asarray(gammainc(a, t if mean is None else t * a / mean))
    if law == "pareto":
        return np.asarray(1 - np.maximum(t, 1.0) ** -a)
    return np.asarray(np.minimum(t / a, 1.0) if law == "uniform" else np.minimum(t, 1.0) ** a)


@remembered
def _scores(n: int, count: int, seed: int) -> tuple[Array, ...]:
    """Of standard normal scores (count, n): the logarithms of the shares below and above them, and their places in the
    table, a whole number and what is left over."""
    z = random_normals(seed, 0, 0, n * count + n * count % 2)[: n * count].reshape(count, n)
    place = np.clip((z - _TABLE[0]) / (_TABLE[1] - _TABLE[0]), 0, len(_TABLE) - 2)
    found = np.asarray(log_ndtr(z)), np.asarray(log_ndtr(-z)), place.astype(np.intp), place % 1
    for each in found:
        each.setflags(write=False)
    return found


@lru_cache(maxsize=12)
def _wrong(n: int, count: int, seed: int) -> NDArray[np.bool_]:
    return (random_uniforms(seed, 1, 0, n * count) < WRONG).reshape(count, n)


def log_draws(law: str, a: float, n: int, count: int, seed: int) -> Array:
    """ln x of samples (count, n) of the law. Samples of one seed are at the same places of every law; gamma values are
    interpolated between tabulated quantiles, which is good to about a thousandth."""
    below, above, place, left = _scores(n, count, seed)
    if law == "gamma":
        table = log_quantile("gamma", a, _TABLE)
        return np.asarray(table[place] + left * np.diff(table)[place])
    return below / a if law == "beta" else -above / a if law == "pareto" else below


@remembered
def replicates(law: str, a: float, n: int, clean: bool, count: int, seed: int) -> Pair:
    """Both estimates of `count` samples of n draws each, over the truth a. Unless `clean`, one value in fifty, at
    random, was recorded at twice its size (of a beta law at half)."""
    logs = log_draws(law, a, n, count, seed)
    if not clean:
        logs = logs + np.log(0.5 if law == "beta" else 2.0) * _wrong(n, count, seed)
    first, second = of_sample(law, np.exp(logs), logs)
    return Pair(first / a, second / a)


def likelihood_variance(law: str, a: ArrayLike) -> Array:
    """n times the variance of the ML estimate of the shape, for large n: the reciprocal of the information."""
    s = np.asarray(a, float)
    return s / (s * trigamma(s) - 1) if law == "gamma" else s * s


def moment_variance(law: str, a: ArrayLike) -> Array:
    """n times the variance of the moment estimate, for large n; inf of a Pareto law with a ≤ 2, whose mean of squares
    is infinite."""
    s = np.asarray(a, float)
    if law == "gamma":
        return 2 * s * (s + 1)
    if law == "beta":
        return s * (s + 1) ** 2 / (s + 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(s > 2, s * (s - 1) ** 2 / (s - 2), np.inf)


def efficiency(law: str, a: ArrayLike) -> Array:
    """The share of the data that ML needs for the error that moments have with all of them, for large n."""
    return np.asarray(likelihood_variance(law, a) / moment_variance(law, a))


def variances(law: str, a: float) -> tuple[float, float]:
    """n times the variance for large n, by moments and by likelihood."""
    return float(moment_variance(law, a)), float(likelihood_variance(law, a))


def influences(law: str, a: float, z: ArrayLike) -> Pair:
    """What one more observation among n, at the normal score z, does to either estimate, times n (large n).

    Their means are 0 and their mean squares the variances above. Moments of a Pareto law with a ≤ 1, which has no mean,
    have none: NaN.
    """
    logs = log_quantile(law, a, z)
    with np.errstate(over="ignore"):
        x = np.exp(logs)
    if law == "gamma":
        return Pair(a + 2 * (x - a) - (x - a) ** 2, ((x - a) / a - (logs - psi(a))) / (1 / a - trigamma(a)))
    if law == "beta":
        return Pair((a + 1) ** 2 * (x - a / (a + 1)), a * a * (logs + 1 / a))
    moments = -((a - 1) ** 2) * (x - a / (a - 1)) if a > 1 else np.full(x.shape, np.nan)
    return Pair(moments, a * a * (1 / a - logs))


def mean_products(law: str, a: float) -> tuple[float, float, float]:
    """Means over the law, by the trapezoid rule in the normal score: the squared influence on moments, that on ML, and
    their product. NaN where the integral does not exist, or (a little above a = 2, a = 1 of a Pareto law) where its
    tail is too heavy for doubles."""
    reach, step = (12.0, 0.025) if law == "gamma" else (37.0, 0.02)
    z = np.arange(-reach, reach, step)
    weight = np.exp(-0.5 * z * z) * step / np.sqrt(2 * np.pi)
    first, second = influences(law, a, z)
    lost = law == "pareto"
    square = np.nan if lost and a < 2.2 else float(np.sum(first * first * weight))
    product = np.nan if lost and a < 1.1 else float(np.sum(first * second * weight))
    return square, float(np.sum(second * second * weight)), product


class Fit(NamedTuple):
    """Gamma laws fitted to a column: its size and mean, the squared coefficient of variation (divisor n), the gap
    ln mean − mean of ln x, and the shapes by moments and by likelihood. The scales are mean/shape."""

    n: int
    mean: float
    spread: float
    gap: float
    moments: float
    likelihood: float


def fit(x: ArrayLike) -> Fit:
    """Both gamma fits to positive values (n,); infinite shapes where all are equal."""
    found = np.asarray(x, float)
    mean = float(found.mean())
    if np.ptp(found) <= 1e-9 * mean:
        return Fit(len(found), mean, 0.0, 0.0, np.inf, np.inf)
    d = (found - mean) / mean
    powers = np.arange(2, 10)
    near = (-d[:, None]) ** powers @ (1 / powers)  # d − ln(1 + d), whose mean is the gap, for small d
    spread, gap = float(np.mean(d * d)), float(np.mean(np.where(abs(d) < 0.01, near, d - np.log(found / mean))))
    likelihood = float(gamma_shape(gap)) if gap > 1e-5 else 1 / (2 * gap) + 1 / 6
    return Fit(len(found), mean, spread, gap, 1 / spread, likelihood)


def ends(x: Array) -> tuple[float, float]:
    """Of an axis for positive values (n,): from 0 on, unless they lie close together and far from it."""
    low, high = float(x.min()), float(x.max())
    if 0 < high - low < 0.25 * high:
        return low - 0.2 * (high - low), high + 0.2 * (high - low)
    return 0.0, min(4.2 * float(x.mean()), 1.05 * high)


def log_likelihood(found: Fit, a: float) -> float:
    """ln of the density of a column a value, under the gamma law of shape a that has its mean, in units of the mean."""
    stirling = 0.5 * np.log(a / (2 * np.pi)) - 1 / (12 * a) + 1 / (360 * a**3)  # a ln a − a − ln Γ(a) for large a
    return float((stirling if a > 300 else a * np.log(a) - a - gammaln(a)) - (a - 1) * found.gap)


def hausman(found: Fit) -> float:
    """How many standard errors the two shapes are apart. For large n, if the law is gamma, about standard normal: ML is
    efficient, so the variance of the difference is the difference of the variances (here at the ML shape)."""
    a = found.likelihood
    # ψ'(a) = (1 + (1 + e)/2a)/a: in terms of e, two numbers of the size of a² need not cancel.
    e = (1 / 3 - (1 / 15 - 1 / (21 * a * a)) / (a * a)) / a if a > 100 else 2 * a * (a * float(trigamma(a)) - 1) - 1
    lost = 2 * a + 2 * a * a * e / (1 + e)
    return (found.moments - a) / float(np.sqrt(lost / found.n))


def curve(a: ArrayLike) -> tuple[Array, Array]:
    """Where gamma laws of shape a lie: squared coefficient of variation 1/a, and gap ln a − ψ(a)."""
    s = np.asarray(a, float)
    with np.errstate(invalid="ignore"):
        return 1 / s, np.log(s) - psi(s)


def cloud(a: float, n: int, count: int, seed: int) -> Array:
    """Squared coefficient of variation and gap, (2, count), of samples of n draws of the gamma law of shape a (at most
    a million: beyond, doubles see no variation)."""
    logs = log_draws("gamma", min(a, 1e6), n, count, seed)
    x = np.exp(logs)
    mean = x.mean(1)
    return np.stack([(x * x).mean(1) / mean**2 - 1, np.log(mean) - logs.mean(1)])


@remembered
def table(name: str) -> tuple[str, Array]:
    """A real column and its name: "nuclei" (569 images, scikit-learn), "diabetes" (442 patients, scikit-learn) or
    "nile" (1871 to 1970, statsmodels)."""
    if name == "nuclei":
        data = load_breast_cancer()
        found = "area error (pixels²)", data.data[:, list(data.feature_names).index("area error")]
    elif name == "diabetes":
        found = "progression after a year (score)", load_diabetes(scaled=False).target
    else:
        found = "annual flow of the Nile (10⁸ m³)", sm.datasets.nile.load().data["volume"].to_numpy(float)
    found[1].setflags(write=False)
    return found
