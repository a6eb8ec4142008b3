"""Laws on integers. Each function holds inside the support; `law_form` says what each is for.

Sources: Johnson, Kemp and Kotz, *Univariate Discrete Distributions*, 3rd ed. (2005); the conventions are those of
`law_names`, beside those of the libraries.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mathcore.probability.law_form import Law, Moments, Parameter, standardised, summed

Array = NDArray[np.float64]
xlogy, xlog1py = special.xlogy, special.xlog1py


def chosen(n: Any, k: Any) -> Any:
    """The logarithm of "n choose k"."""
    return -special.betaln(n - k + 1, k + 1) - np.log(n + 1)


def _p(symbol_of: str, default: float, low: float = 0.01, high: float = 0.99, name: str = "probability") -> Parameter:
    return Parameter("p", "p", name, low, high, default, symbol_of, 0.01)


def _bernoulli(p: float) -> Moments:
    return _binomial(1, p)


def _binomial(n: float, p: float) -> Moments:
    v = n * p * (1 - p)
    if v == 0:  # one value alone has no shape
        return n * p, 0.0, None, None
    return n * p, v, (1 - 2 * p) / v**0.5, 3 + (1 - 6 * p * (1 - p)) / v


def _binomial_cdf(x: Array, n: float, p: float) -> Array:
    return np.where(x < n, special.betainc(np.maximum(n - x, 0.5), x + 1, 1 - p), 1.0)


def _geometric(p: float) -> Moments:
    q = 1 - p
    if q == 0:
        return 1.0, 0.0, None, None
    return 1 / p, q / p**2, (2 - p) / q**0.5, 9 + p**2 / q


def _negative_binomial(r: float, p: float) -> Moments:
    q = 1 - p
    if q == 0:
        return 0.0, 0.0, None, None
    return r * q / p, r * q / p**2, (2 - p) / (r * q) ** 0.5, 3 + 6 / r + p**2 / (r * q)


def _hypergeometric_ends(population: float, marked: float, drawn: float) -> tuple[float, float]:
    return max(0.0, drawn + marked - population), min(marked, drawn)


def _hypergeometric_log(x: Array, population: float, marked: float, drawn: float) -> Array:
    rest = chosen(population - marked, drawn - x)
    return np.asarray(chosen(marked, x) + rest - chosen(population, drawn))


def _beta_binomial_log(x: Array, n: float, a: float, b: float) -> Array:
    return np.asarray(chosen(n, x) + special.betaln(x + a, n - x + b) - special.betaln(a, b))


def _up_to(x: Array, low: float, masses: Array) -> Array:
    """The distribution function at x of masses at low, low + 1, ..."""
    total = np.cumsum(masses)
    return np.asarray(total[np.clip((x - low).astype(int), 0, len(total) - 1)])


def _hypergeometric_cdf(x: Array, *theta: float) -> Array:
    low, high = _hypergeometric_ends(*theta)
    masses = np.exp(_hypergeometric_log(np.arange(low, high + 1), *theta))
    return _up_to(x, low, masses / masses.sum())


def _hypergeometric(*theta: float) -> Moments:
    low, high = _hypergeometric_ends(*theta)
    x = np.arange(low, high + 1)
    return summed(x, np.exp(_hypergeometric_log(x, *theta)))


def _beta_binomial_cdf(x: Array, n: float, a: float, b: float) -> Array:
    masses = np.exp(_beta_binomial_log(np.arange(n + 1), n, a, b))
    return _up_to(x, 0.0, masses / masses.sum())


def _beta_binomial(n: float, a: float, b: float) -> Moments:
    x = np.arange(n + 1)
    return summed(x, np.exp(_beta_binomial_log(x, n, a, b)))


def _discrete_uniform(a: float, b: float) -> Moments:
    n = b - a + 1
    if n == 1:
        return a, 0.0, None, None
    return 0.5 * (a + b), (n**2 - 1) / 12, 0.0, 3 - 1.2 * (n**2 + 1) / (n**2 - 1)


def _zipf(s: float) -> Moments:
    raw = [float(special.zeta(s - j) / special.zeta(s)) if s > j + 1 else np.inf for j in range(1, 5)]
    return standardised(*raw)


def _logarithmic_log(x: Array, p: float) -> Array:
    return np.asarray(x * np.log(p) - np.log(x) - np.log(-np.log1p(-p)))


def _logarithmic_cdf(x: Array, p: float) -> Array:
    last = min(float(x.max(initial=1.0)), np.ceil(np.log(1e-20) / np.log(p)))
    return _up_to(x, 1.0, np.exp(_logarithmic_log(np.arange(1.0, last + 1), p)))


def _logarithmic(p: float) -> Moments:
    c, q = -1 / np.log1p(-p), 1 - p
    return standardised(c * p / q, c * p / q**2, c * p * (1 + p) / q**3, c * p * (1 + 4 * p + p**2) / q**4)


def _skellam_log(x: Array, first: float, second: float) -> Array:
    root = 2 * np.sqrt(first * second)
    tilt = 0.5 * x * np.log(first / second)
    order, scaled = np.abs(x), special.ive(np.abs(x), root)
    # Where the Bessel function underflows, its order is far above its argument, and its series short.
    series = xlogy(order, root / 2) - special.gammaln(order + 1) + np.log(special.hyp0f1(order + 1, first * second))
    return np.asarray(tilt + np.where(scaled > 1e-290, np.log(scaled) + root, series) - first - second)


def _skellam_cdf(x: Array, first: float, second: float) -> Array:
    # By the noncentral chi-square: Johnson, Kemp and Kotz, section 4.12.3.
    below = special.chndtr(2 * second, np.maximum(-2 * x, 1.0), 2 * first)
    above = 1 - special.chndtr(2 * first, np.maximum(2 * (x + 1), 1.0), 2 * second)
    return np.where(x < 0, below, above)


def _skellam(first: float, second: float) -> Moments:
    v = first + second
    return first - second, v, (first - second) / v**1.5, 3 + 1 / v


def _from(low: float, high: float = np.inf) -> Any:
    """A support that hangs on no parameter."""
    return lambda *theta: (low, high)


def _trials(default: int) -> Parameter:
    return Parameter("n", "n", "trials", 1, 100, default, "how many trials", 1, integer=True)


def _positive(key: str, symbol: str, name: str, default: float, meaning: str, most: float = 20.0) -> Parameter:
    return Parameter(key, symbol, name, 0.1, most, default, meaning)


DISCRETE = (
    Law(
        "bernoulli",
        "Bernoulli",
        True,
        (_p("of a 1", 0.3),),
        "One trial: 1 with probability p, else 0.",
        _from(0, 1),
        lambda x, p: xlogy(x, p) + xlog1py(1 - x, -p),
        lambda x, p: np.where(x < 1, 1 - p, 1.0),
        None,
        _bernoulli,
    ),
    Law(
        "binom",
        "Binomial",
        True,
        (_trials(20), _p("of a success in each trial", 0.3)),
        "Successes in n independent trials.",
        lambda n, p: (0.0, n),
        lambda x, n, p: chosen(n, x) + xlogy(x, p) + xlog1py(n - x, -p),
        _binomial_cdf,
        None,
        _binomial,
    ),
    Law(
        "geom",
        "Geometric",
        True,
        (_p("of a success in each trial", 0.25),),
        "Trials up to and with the first success.",
        _from(1),
        lambda x, p: np.log(p) + xlog1py(x - 1, -p),
        lambda x, p: -np.expm1(x * np.log1p(-p)),
        None,
        _geometric,
    ),
    Law(
        "nbinom",
        "Negative binomial",
        True,
        (
            _positive("r", "r", "successes", 3.0, "successes waited for; need not be whole"),
            _p("of a success in each trial", 0.25),
        ),
        "Failures before success number r; a Poisson whose rate is gamma.",
        _from(0),
        lambda x, r, p: (
            special.gammaln(x + r) - special.gammaln(r) - special.gammaln(x + 1) + r * np.log(p) + xlog1py(x, -p)
        ),
        lambda x, r, p: special.betainc(r, x + 1, p),
        None,
        _negative_binomial,
    ),
    Law(
        "poisson",
        "Poisson",
        True,
        (_positive("rate", "λ", "mean", 4.0, "events expected", 40.0),),
        "Independent rare events in a fixed time.",
        _from(0),
        lambda x, rate: xlogy(x, rate) - rate - special.gammaln(x + 1),
        lambda x, rate: special.gammaincc(x + 1, rate),
        None,
        lambda rate: (rate, rate, rate**-0.5, 3 + 1 / rate),
    ),
    Law(
        "hypergeom",
        "Hypergeometric",
        True,
        (
            Parameter("population", "N", "population", 21, 200, 50, "objects in all", 1, integer=True),
            Parameter("marked", "K", "marked", 1, 20, 15, "objects with the mark", 1, integer=True),
            Parameter("drawn", "n", "drawn", 1, 20, 10, "objects drawn", 1, integer=True),
        ),
        "Marked objects among n drawn without putting back.",
        _hypergeometric_ends,
        _hypergeometric_log,
        _hypergeometric_cdf,
        None,
        _hypergeometric,
    ),
    Law(
        "randint",
        "Discrete uniform",
        True,
        (
            Parameter("a", "a", "lowest", -10, 1, 1, "the lowest value", 1, integer=True),
            Parameter("b", "b", "highest", 2, 20, 6, "the highest value", 1, integer=True),
        ),
        "Each of a, a + 1, ..., b alike: a die.",
        lambda a, b: (a, b),
        lambda x, a, b: np.full(x.shape, -np.log(b - a + 1)),
        lambda x, a, b: (x - a + 1) / (b - a + 1),
        None,
        _discrete_uniform,
    ),
    Law(
        "zipf",
        "Zipf (zeta)",
        True,
        (Parameter("s", "s", "exponent", 1.2, 6.0, 2.5, "masses fall as a power, x to the −s"),),
        "Ranks of words, degrees of nodes.",
        _from(1),
        lambda x, s: -s * np.log(x) - np.log(special.zeta(s)),
        lambda x, s: 1 - special.zeta(s, x + 1) / special.zeta(s),
        None,
        _zipf,
    ),
    Law(
        "logser",
        "Logarithmic series",
        True,
        (_p("ratio of the series", 0.7, high=0.98, name="ratio"),),
        "How many individuals of a species were caught.",
        _from(1),
        _logarithmic_log,
        _logarithmic_cdf,
        None,
        _logarithmic,
    ),
    Law(
        "betabinom",
        "Beta-binomial",
        True,
        (
            _trials(20),
            _positive("a", "α", "first shape", 2.0, "of the beta law of p"),
            _positive("b", "β", "second shape", 3.0, "of the beta law of p"),
        ),
        "Successes in n trials whose p is itself drawn from a beta law.",
        lambda n, a, b: (0.0, n),
        _beta_binomial_log,
        _beta_binomial_cdf,
        None,
        _beta_binomial,
    ),
    Law(
        "skellam",
        "Skellam",
        True,
        (
            _positive("first", "μ₁", "first mean", 6.0, "of the first Poisson"),
            _positive("second", "μ₂", "second mean", 3.0, "of the second Poisson"),
        ),
        "A Poisson minus another: goals ahead.",
        _from(-np.inf),
        _skellam_log,
        _skellam_cdf,
        None,
        _skellam,
    ),
)
