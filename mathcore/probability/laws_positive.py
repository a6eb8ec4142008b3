"""Laws with a density on the positive half-line. Each function holds inside the support; see `law_form`.

Source: Johnson, Kotz and Balakrishnan, *Continuous Univariate Distributions*, 2nd ed., vols. 1 (1994) and 2 (1995).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mathcore.probability.law_form import Law, Moments, Parameter, inverted, solved, standardised, when

Array = NDArray[np.float64]
PI = np.pi
xlogy = special.xlogy
ROOT = float(np.log(2 * np.pi)) / 2


def positive(theta: object = None, *rest: object) -> tuple[float, float]:
    """The positive half-line as a support."""
    return 0.0, np.inf


def shape(key: str, symbol: str, default: float, meaning: str, name: str = "shape", most: float = 20.0) -> Parameter:
    """A parameter that changes the form of a density."""
    return Parameter(key, symbol, name, 0.1, most, default, meaning)


def scale(key: str, symbol: str, default: float, meaning: str = "stretches the axis", name: str = "scale") -> Parameter:
    """A parameter that stretches the axis."""
    return Parameter(key, symbol, name, 0.1, 10.0, default, meaning)


def _exponential(rate: float) -> Moments:
    return 1 / rate, rate**-2, 2.0, 9.0


def _gamma(k: float, theta: float) -> Moments:
    return k * theta, k * theta**2, 2 / k**0.5, 3 + 6 / k


def _fisher(m: float, n: float) -> Moments:
    both = m + n - 2
    return (
        when(n > 2, lambda: n / (n - 2)),
        when(n > 4, lambda: 2 * n**2 * both / (m * (n - 2) ** 2 * (n - 4))),
        when(n > 6, lambda: (2 * m + n - 2) * (8 * (n - 4)) ** 0.5 / ((n - 6) * (m * both) ** 0.5), at_least(n > 4)),
        when(
            n > 8,
            lambda: 3 + 12 * (m * (5 * n - 22) * both + (n - 4) * (n - 2) ** 2) / (m * (n - 6) * (n - 8) * both),
            at_least(n > 4),
        ),
    )


def at_least(variance: bool) -> float | None:
    """A third or fourth standardised moment that does not exist: infinite over a finite variance, else undefined."""
    return np.inf if variance else None


def _lognormal(mu: float, sigma: float) -> Moments:
    w = np.exp(sigma**2)
    mean = float(np.exp(mu + 0.5 * sigma**2))
    kurtosis = float(w**4 + 2 * w**3 + 3 * w**2 - 3)
    return mean, float(np.expm1(sigma**2)) * mean**2, float((w + 2) * np.sqrt(np.expm1(sigma**2))), kurtosis


def _weibull(k: float, lam: float) -> Moments:
    raw = special.gamma(1 + np.arange(1, 5) / k)
    mean, variance, skewness, kurtosis = standardised(*raw.tolist())
    assert mean is not None and variance is not None
    return lam * mean, lam**2 * variance, skewness, kurtosis


def _pareto(low: float, a: float) -> Moments:
    return (
        when(a > 1, lambda: a * low / (a - 1)),
        when(a > 2, lambda: low**2 * a / ((a - 1) ** 2 * (a - 2))),
        when(a > 3, lambda: 2 * (1 + a) / (a - 3) * (1 - 2 / a) ** 0.5, at_least(a > 2)),
        when(a > 4, lambda: 3 + 6 * (a**3 + a**2 - 6 * a - 2) / (a * (a - 3) * (a - 4)), at_least(a > 2)),
    )


def _inverse_gamma(a: float, b: float) -> Moments:
    return (
        when(a > 1, lambda: b / (a - 1)),
        when(a > 2, lambda: b**2 / ((a - 1) ** 2 * (a - 2))),
        when(a > 3, lambda: 4 * (a - 2) ** 0.5 / (a - 3), at_least(a > 2)),
        when(a > 4, lambda: 3 + 6 * (5 * a - 11) / ((a - 3) * (a - 4)), at_least(a > 2)),
    )


def _rayleigh(sigma: float) -> Moments:
    gap = 4 - PI
    skewness, kurtosis = 2 * PI**0.5 * (PI - 3) / gap**1.5, 3 - (6 * PI**2 - 24 * PI + 16) / gap**2
    return sigma * (PI / 2) ** 0.5, gap / 2 * sigma**2, skewness, kurtosis


def _maxwell(a: float) -> Moments:
    gap = 3 * PI - 8
    skewness, kurtosis = 2 * 2**0.5 * (16 - 5 * PI) / gap**1.5, 3 + 4 * (40 * PI - 96 - 3 * PI**2) / gap**2
    return 2 * a * (2 / PI) ** 0.5, a**2 * gap / PI, skewness, kurtosis


def _half_normal(sigma: float) -> Moments:
    gap = PI - 2
    return sigma * (2 / PI) ** 0.5, sigma**2 * gap / PI, 2**0.5 * (4 - PI) / gap**1.5, 3 + 8 * (PI - 3) / gap**2


def _inverse_normal(mu: float, lam: float) -> Moments:
    return mu, mu**3 / lam, 3 * (mu / lam) ** 0.5, 3 + 15 * mu / lam


def _inverse_normal_cdf(x: Array, mu: float, lam: float) -> Array:
    root = np.sqrt(lam / x)
    tail = np.exp(2 * lam / mu + special.log_ndtr(-root * (x / mu + 1)))
    return np.asarray(np.where(x > 0, special.ndtr(root * (x / mu - 1)) + tail, 0.0))


def _inverse_normal_log(x: Array, mu: float, lam: float) -> Array:
    return np.where(x > 0, 0.5 * np.log(lam / x**3) - ROOT - lam * (x - mu) ** 2 / (2 * mu**2 * x), -np.inf)


def _inverse_normal_ppf(u: Array, mu: float, lam: float) -> Array:
    # Its upper tail is thinner than that of an exponential law of the rate lam / (2 mu^2).
    high = mu + 2 * mu**2 / lam * 45 + 10 * (mu**3 / lam) ** 0.5
    if u.size == 0 or u.min() < 1e-13 or u.max() > 1 - 1e-13:  # where Newton's method would follow the rounding
        return inverted(lambda x: _inverse_normal_cdf(x, mu, lam), u, 0.0, high)
    # Below `low` lies less than 1e-15, since its square root s has (1 - s^2 / mu) sqrt(lam) = 8 s. Along log x:
    low = (0.5 * mu * ((64 / lam + 4 / mu) ** 0.5 - 8 / lam**0.5)) ** 2
    places = np.linspace(np.log(low), np.log(high), 257)
    found = solved(
        lambda y: _inverse_normal_cdf(np.exp(y), mu, lam),
        lambda y: np.exp(_inverse_normal_log(np.exp(y), mu, lam) + y),
        u,
        places,
    )
    return np.asarray(np.exp(found))


def _log_logistic(a: float, b: float) -> Moments:
    raw = [float(PI * j / b / np.sin(PI * j / b)) if b > j else np.inf for j in range(1, 5)]
    mean, variance, skewness, kurtosis = standardised(*raw)
    return None if mean is None else a * mean, None if variance is None else a**2 * variance, skewness, kurtosis


POSITIVE = (
    Law(
        "expon",
        "Exponential",
        False,
        (Parameter("rate", "λ", "rate", 0.1, 5.0, 0.5, "events in a unit of time"),),
        "Waiting for an event that is never overdue.",
        positive,
        lambda x, rate: np.log(rate) - rate * x,
        lambda x, rate: -np.expm1(-rate * x),
        lambda u, rate: -np.log1p(-u) / rate,
        _exponential,
    ),
    Law(
        "gamma",
        "Gamma",
        False,
        (shape("k", "k", 3.0, "how many waits, if whole"), scale("theta", "θ", 2.0, "the mean of one wait")),
        "Waiting for the k-th event.",
        positive,
        lambda x, k, theta: xlogy(k - 1, x / theta) - x / theta - special.gammaln(k) - np.log(theta),
        lambda x, k, theta: special.gammainc(k, x / theta),
        lambda u, k, theta: theta * special.gammaincinv(k, u),
        _gamma,
    ),
    Law(
        "chi2",
        "Chi-square",
        False,
        (Parameter("df", "ν", "degrees of freedom", 0.5, 40.0, 4.0, "squares of normals added"),),
        "A sum of ν squared standard normals.",
        positive,
        lambda x, df: xlogy(df / 2 - 1, x / 2) - x / 2 - special.gammaln(df / 2) - np.log(2),
        lambda x, df: special.gammainc(df / 2, x / 2),
        lambda u, df: 2 * special.gammaincinv(df / 2, u),
        lambda df: _gamma(df / 2, 2.0),
    ),
    Law(
        "f",
        "Fisher's F",
        False,
        (
            Parameter("df1", "d₁", "degrees above", 0.5, 60.0, 5.0, "of the numerator"),
            Parameter("df2", "d₂", "degrees below", 0.5, 60.0, 12.0, "of the denominator"),
        ),
        "A ratio of two mean squares.",
        positive,
        lambda x, m, n: (
            xlogy(m / 2 - 1, x)
            + m / 2 * np.log(m / n)
            - (m + n) / 2 * np.log1p(m * x / n)
            - special.betaln(m / 2, n / 2)
        ),
        lambda x, m, n: special.fdtr(m, n, x),
        lambda u, m, n: special.fdtri(m, n, u),
        _fisher,
    ),
    Law(
        "lognorm",
        "Log-normal",
        False,
        (
            Parameter("mu", "μ", "mean of log X", -2.0, 3.0, 0.0, "where log X is centred"),
            Parameter("sigma", "σ", "deviation of log X", 0.1, 2.0, 0.5, "how far log X spreads", 0.05),
        ),
        "A product of many factors: e to a normal.",
        positive,
        lambda x, mu, sigma: np.where(
            x > 0, -0.5 * ((np.log(x) - mu) / sigma) ** 2 - np.log(x * sigma) - ROOT, -np.inf
        ),
        lambda x, mu, sigma: special.ndtr((np.log(x) - mu) / sigma),
        lambda u, mu, sigma: np.exp(mu + sigma * special.ndtri(u)),
        _lognormal,
    ),
    Law(
        "weibull_min",
        "Weibull",
        False,
        (shape("k", "k", 1.5, "below 1 ageing makes it safer", most=10.0), scale("lam", "λ", 2.0)),
        "A lifetime whose hazard is a power of age.",
        positive,
        lambda x, k, lam: np.log(k / lam) + xlogy(k - 1, x / lam) - (x / lam) ** k,
        lambda x, k, lam: -np.expm1(-((x / lam) ** k)),
        lambda u, k, lam: lam * (-np.log1p(-u)) ** (1 / k),
        _weibull,
    ),
    Law(
        "pareto",
        "Pareto",
        False,
        (
            Parameter("low", "xₘ", "minimum", 0.1, 5.0, 1.0, "no value is below it"),
            shape("a", "α", 2.5, "of the tail", "exponent", 10.0),
        ),
        "Sizes of cities, files, fortunes.",
        lambda low, a: (low, np.inf),
        lambda x, low, a: np.log(a / low) - (a + 1) * np.log(x / low),
        lambda x, low, a: -np.expm1(-a * np.log(x / low)),
        lambda u, low, a: low * np.exp(-np.log1p(-u) / a),
        _pareto,
    ),
    Law(
        "invgamma",
        "Inverse gamma",
        False,
        (shape("a", "α", 3.0, "of the tail"), scale("b", "β", 2.0)),
        "One over a gamma; a prior of variances.",
        positive,
        lambda x, a, b: np.where(x > 0, -(a + 1) * np.log(x / b) - b / x - special.gammaln(a) - np.log(b), -np.inf),
        lambda x, a, b: special.gammaincc(a, b / x),
        lambda u, a, b: b / special.gammainccinv(a, u),
        _inverse_gamma,
    ),
    Law(
        "rayleigh",
        "Rayleigh",
        False,
        (scale("sigma", "σ", 2.0, "of each coordinate"),),
        "The length of a normal vector in the plane.",
        positive,
        lambda x, s: np.log(x) - 2 * np.log(s) - 0.5 * (x / s) ** 2,
        lambda x, s: -np.expm1(-0.5 * (x / s) ** 2),
        lambda u, s: s * np.sqrt(-2 * np.log1p(-u)),
        _rayleigh,
    ),
    Law(
        "maxwell",
        "Maxwell",
        False,
        (scale("sigma", "σ", 1.5, "of each coordinate"),),
        "The length of a normal vector in space: a molecule's speed.",
        positive,
        lambda x, s: 2 * np.log(x) - 3 * np.log(s) - 0.5 * (x / s) ** 2 + 0.5 * np.log(2 / PI),
        lambda x, s: special.gammainc(1.5, 0.5 * (x / s) ** 2),
        lambda u, s: s * np.sqrt(2 * special.gammaincinv(1.5, u)),
        _maxwell,
    ),
    Law(
        "halfnorm",
        "Half-normal",
        False,
        (scale("sigma", "σ", 2.0),),
        "The size of a normal.",
        positive,
        lambda x, s: np.log(2) - ROOT - np.log(s) - 0.5 * (x / s) ** 2,
        lambda x, s: special.erf(x / (s * 2**0.5)),
        lambda u, s: s * 2**0.5 * special.erfinv(u),
        _half_normal,
    ),
    Law(
        "halfcauchy",
        "Half-Cauchy",
        False,
        (scale("gamma", "γ", 1.0),),
        "The size of a Cauchy; a prior of deviations.",
        positive,
        lambda x, g: np.log(2 / (PI * g)) - np.log1p((x / g) ** 2),
        lambda x, g: 2 / PI * np.arctan(x / g),
        lambda u, g: g * np.tan(0.5 * PI * u),
        lambda g: (np.inf, np.inf, None, None),
    ),
    Law(
        "invgauss",
        "Inverse Gaussian",
        False,
        (
            scale("mu", "μ", 2.0, "the mean", "mean"),
            Parameter("lam", "λ", "shape", 0.2, 40.0, 4.0, "the larger, the nearer to a normal", 0.2),
        ),
        "When a drifting Brownian path first reaches a level.",
        positive,
        _inverse_normal_log,
        _inverse_normal_cdf,
        _inverse_normal_ppf,
        _inverse_normal,
    ),
    Law(
        "fisk",
        "Log-logistic",
        False,
        (scale("a", "α", 2.0, "the median"), shape("b", "β", 3.0, "of the tail", most=10.0)),
        "e to a logistic: survival times.",
        positive,
        lambda x, a, b: np.log(b / a) + xlogy(b - 1, x / a) - 2 * np.log1p((x / a) ** b),
        lambda x, a, b: special.expit(b * np.log(x / a)),
        lambda u, a, b: a * np.exp(special.logit(u) / b),
        _log_logistic,
    ),
    Law(
        "levy",
        "Lévy",
        False,
        (scale("c", "c", 1.0),),
        "When a Brownian path first reaches a level: no mean.",
        positive,
        lambda x, c: np.where(x > 0, 0.5 * np.log(c / x**3) - ROOT - c / (2 * x), -np.inf),
        lambda x, c: special.erfc(np.sqrt(c / (2 * x))),
        lambda u, c: c / special.ndtri(u / 2) ** 2,
        lambda c: (np.inf, np.inf, None, None),
    ),
)
