"""Laws with a density on the whole line or on an interval. Each function holds inside the support; see `law_form`.

Source: Johnson, Kotz and Balakrishnan, *Continuous Univariate Distributions*, 2nd ed., vols. 1 (1994) and 2 (1995); for
von Mises: Mardia and Jupp, *Directional Statistics* (2000), section 3.5.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mathcore.probability.law_form import NOTHING, Law, Moments, Parameter, solved, when
from mathcore.probability.laws_positive import PI, ROOT, at_least, scale

Array = NDArray[np.float64]
xlogy, xlog1py = special.xlogy, special.xlog1py
APERY = float(special.zeta(3))


def line(*theta: float) -> tuple[float, float]:
    """The whole line as a support."""
    return -np.inf, np.inf


def place(key: str, symbol: str, default: float = 0.0, name: str = "place", meaning: str = "the middle") -> Parameter:
    """A parameter that shifts a law along its axis."""
    return Parameter(key, symbol, name, -10.0, 20.0, default, meaning)


def _student(df: float, mu: float, sigma: float) -> Moments:
    return (
        when(df > 1, lambda: mu, None),
        when(df > 2, lambda: sigma**2 * df / (df - 2), np.inf if df > 1 else None),
        when(df > 3, lambda: 0.0, None),
        when(df > 4, lambda: 3 + 6 / (df - 4), at_least(df > 2)),
    )


def _beta(a: float, b: float) -> Moments:
    n = a + b
    skewness = 2 * (b - a) * (n + 1) ** 0.5 / ((n + 2) * (a * b) ** 0.5)
    excess = 6 * ((a - b) ** 2 * (n + 1) - a * b * (n + 2)) / (a * b * (n + 2) * (n + 3))
    return a / n, a * b / (n**2 * (n + 1)), skewness, 3 + excess


def _triangular_cdf(x: Array, a: float, c: float, b: float) -> Array:
    rising = (x - a) ** 2 / ((b - a) * (c - a) if c > a else 1.0)
    return np.where(x < c, rising, 1 - (b - x) ** 2 / ((b - a) * (b - c) if b > c else 1.0))


def _triangular_ppf(u: Array, a: float, c: float, b: float) -> Array:
    left, right = a + np.sqrt(u * (b - a) * (c - a)), b - np.sqrt((1 - u) * (b - a) * (b - c))
    return np.where(u * (b - a) < c - a, left, right)


def _triangular_log(x: Array, a: float, c: float, b: float) -> Array:
    height = np.where(x < c, (x - a) / (c - a if c > a else 1.0), (b - x) / (b - c if b > c else 1.0))
    return np.asarray(np.log(np.where(x == c, 1.0, height) * 2 / (b - a)))


def _triangular(a: float, c: float, b: float) -> Moments:
    v = (a * a + b * b + c * c - a * b - a * c - b * c) / 18
    skewness = 2**0.5 * (a + b - 2 * c) * (2 * a - b - c) * (a - 2 * b + c) / (5 * (18 * v) ** 1.5)
    return (a + b + c) / 3, v, skewness, 2.4


def _ratios(kappa: float) -> Array:
    """The coefficients I_j(kappa) / I_0(kappa) of the von Mises law's Fourier series, j = 1, 2, ..., that matter."""
    # They fall like exp(-j^2 / (2 kappa)).
    found = special.ive(np.arange(1.0, 20.0 + 9.2 * kappa**0.5), kappa) / special.ive(0, kappa)
    return np.asarray(found[: max(1, int((found > 1e-18).sum()))])


def _von_mises_cdf(x: Array, mu: float, kappa: float) -> Array:
    away, ratios = np.asarray(x) - mu, _ratios(kappa)
    terms = np.arange(1.0, len(ratios) + 1)
    waves = np.einsum("...j,j->...", np.sin(away[..., None] * terms), ratios / terms)
    return np.asarray(0.5 + (0.5 * away + waves) / PI)


def _von_mises_log(x: Array, mu: float, kappa: float) -> Array:
    return np.asarray(kappa * (np.cos(x - mu) - 1) - np.log(2 * PI * special.ive(0, kappa)))


def _von_mises_ppf(u: Array, mu: float, kappa: float) -> Array:
    return solved(
        lambda x: _von_mises_cdf(x, mu, kappa),
        lambda x: np.exp(_von_mises_log(x, mu, kappa)),
        u,
        mu + np.linspace(-PI, PI, 257),
        rounding=5e-16,
    )


def _von_mises(mu: float, kappa: float) -> Moments:
    """Of the angle as a number within half a turn of mu, by its Fourier series."""
    ratios = _ratios(kappa)
    terms = np.arange(1.0, len(ratios) + 1)
    waves = ratios * (-1) ** terms
    variance = PI**2 / 3 + 4 * float((waves / terms**2).sum())
    fourth = PI**4 / 5 + 8 * float((waves * (PI**2 / terms**2 - 6 / terms**4)).sum())
    return mu, variance, 0.0, fourth / variance**2


def _bent(x: Array, mu: float, s: float) -> Array:
    """The distance from mu in scales."""
    return np.abs(x - mu) / s


def _logistic_log(x: Array, mu: float, s: float) -> Array:
    away = _bent(x, mu, s)
    return np.asarray(-away - 2 * np.log1p(np.exp(-away)) - np.log(s))


def _laplace_cdf(x: Array, mu: float, b: float) -> Array:
    half = 0.5 * np.exp(-_bent(x, mu, b))
    return np.where(x < mu, half, 1 - half)


def _laplace_ppf(u: Array, mu: float, b: float) -> Array:
    return np.where(u < 0.5, mu + b * np.log(2 * u), mu - b * np.log(2 * (1 - u)))


def _student_log(x: Array, df: float, mu: float, sigma: float) -> Array:
    away = (x - mu) / sigma
    return np.asarray(
        -(df + 1) / 2 * np.log1p(away**2 / df) - special.betaln(df / 2, 0.5) - 0.5 * np.log(df) - np.log(sigma)
    )


def _ends(key: str, symbol: str, name: str, low: float, high: float, default: float) -> Parameter:
    return Parameter(key, symbol, name, low, high, default, f"the {name}")


REAL = (
    Law(
        "uniform",
        "Uniform",
        False,
        (_ends("a", "a", "left end", -5.0, 0.0, 0.0), _ends("b", "b", "right end", 0.5, 10.0, 1.0)),
        "All places between a and b alike.",
        lambda a, b: (a, b),
        lambda x, a, b: np.full(x.shape, -np.log(b - a)),
        lambda x, a, b: (x - a) / (b - a),
        lambda u, a, b: a + (b - a) * u,
        lambda a, b: (0.5 * (a + b), (b - a) ** 2 / 12, 0.0, 1.8),
    ),
    Law(
        "norm",
        "Normal",
        False,
        (place("mu", "μ", name="mean"), scale("sigma", "σ", 1.0, "how far it spreads", "deviation")),
        "A sum of many small independent terms.",
        line,
        lambda x, mu, s: -0.5 * ((x - mu) / s) ** 2 - ROOT - np.log(s),
        lambda x, mu, s: special.ndtr((x - mu) / s),
        lambda u, mu, s: mu + s * special.ndtri(u),
        lambda mu, s: (mu, s * s, 0.0, 3.0),
    ),
    Law(
        "t",
        "Student's t",
        False,
        (
            Parameter("df", "ν", "degrees of freedom", 0.5, 60.0, 3.0, "of the estimated deviation"),
            place("mu", "μ"),
            scale("sigma", "σ", 1.0),
        ),
        "A normal over an estimate of its deviation.",
        line,
        _student_log,
        lambda x, df, mu, s: special.stdtr(df, (x - mu) / s),
        lambda u, df, mu, s: mu + s * special.stdtrit(df, u),
        _student,
    ),
    Law(
        "beta",
        "Beta",
        False,
        (
            Parameter("a", "α", "first shape", 0.3, 20.0, 2.0, "pulls to 1"),
            Parameter("b", "β", "second shape", 0.3, 20.0, 5.0, "pulls to 0"),
        ),
        "A share; what is known of a probability.",
        lambda a, b: (0.0, 1.0),
        lambda x, a, b: xlogy(a - 1, x) + xlog1py(b - 1, -x) - special.betaln(a, b),
        lambda x, a, b: special.betainc(a, b, x),
        lambda u, a, b: special.betaincinv(a, b, u),
        _beta,
    ),
    Law(
        "cauchy",
        "Cauchy",
        False,
        (place("x0", "x₀"), scale("gamma", "γ", 1.0, "half of the quartile range")),
        "A ratio of two standard normals: no mean.",
        line,
        lambda x, m, g: -np.log(PI * g) - np.log1p(((x - m) / g) ** 2),
        lambda x, m, g: np.arctan2(1.0, -(x - m) / g) / PI,
        lambda u, m, g: m - g / np.tan(PI * u),
        lambda m, g: NOTHING,
    ),
    Law(
        "laplace",
        "Laplace",
        False,
        (place("mu", "μ"), scale("b", "b", 1.0)),
        "A difference of two equal waits.",
        line,
        lambda x, mu, b: -_bent(x, mu, b) - np.log(2 * b),
        _laplace_cdf,
        _laplace_ppf,
        lambda mu, b: (mu, 2 * b * b, 0.0, 6.0),
    ),
    Law(
        "logistic",
        "Logistic",
        False,
        (place("mu", "μ"), scale("s", "s", 1.0)),
        "Its CDF is the sigmoid.",
        line,
        _logistic_log,
        lambda x, mu, s: special.expit((x - mu) / s),
        lambda u, mu, s: mu + s * special.logit(u),
        lambda mu, s: (mu, (PI * s) ** 2 / 3, 0.0, 4.2),
    ),
    Law(
        "gumbel_r",
        "Gumbel",
        False,
        (place("mu", "μ", name="mode", meaning="the most likely value"), scale("b", "β", 1.0)),
        "The largest of many.",
        line,
        lambda x, mu, b: -(x - mu) / b - np.exp(-(x - mu) / b) - np.log(b),
        lambda x, mu, b: np.exp(-np.exp(-(x - mu) / b)),
        lambda u, mu, b: mu - b * np.log(-np.log(u)),
        lambda mu, b: (mu + b * float(np.euler_gamma), (PI * b) ** 2 / 6, 12 * 6**0.5 * APERY / PI**3, 5.4),
    ),
    Law(
        "triang",
        "Triangular",
        False,
        (
            _ends("a", "a", "left end", -5.0, 0.0, 0.0),
            _ends("c", "c", "mode", 0.0, 5.0, 2.0),
            _ends("b", "b", "right end", 5.0, 10.0, 6.0),
        ),
        "Known by its least, likeliest and largest value.",
        lambda a, c, b: (a, b),
        _triangular_log,
        _triangular_cdf,
        _triangular_ppf,
        _triangular,
    ),
    Law(
        "vonmises",
        "von Mises",
        False,
        (
            Parameter("mu", "μ", "mean direction", -3.0, 3.0, 0.0, "in radians"),
            Parameter("kappa", "κ", "concentration", 0.0, 30.0, 2.0, "0 for a uniform angle"),
        ),
        "The normal of angles.",
        lambda mu, kappa: (mu - PI, mu + PI),
        _von_mises_log,
        _von_mises_cdf,
        _von_mises_ppf,
        _von_mises,
    ),
)
