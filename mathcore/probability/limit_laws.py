"""How far the mean of n draws is from normal: exact distances, the Berry-Esseen bound, and the laws of heavy tails.

Sources are those of `mathcore.kernels.law`. Pareto's tail exponent a: P(X > x) = x^-a for x >= 1.

Sources: Feller, *An Introduction to Probability Theory and Its Applications*, vol. 2 (1971), chapters XVI and XVII;
Nolan, *Univariate Stable Distributions* (2020); Shevtsova (2011), arXiv:1111.6554, for the constant of the bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, gamma, gammainc, gammaln, ndtr

from mathcore.common.memory import remembered
from mathcore.kernels import Law

Array = NDArray[np.float64]
BERRY_ESSEEN = 0.4748
NORMAL_QUARTILE = 0.6744897501960817


def moments(law: Law) -> str:
    """Which moments the source has: "variance" (and a mean), "mean" alone, or "nothing"."""
    if np.isfinite(law.deviation):
        return "variance"
    return "mean" if law.source == "pareto" and law.parameter > 1 else "nothing"


def lyapunov_ratio(law: Law) -> float:
    """E|X - mean|^3 / deviation^3, the constant of the source in the Berry-Esseen bound; inf where there is none."""
    if law.source == "uniform":
        return 3.0 * np.sqrt(3.0) / 4.0
    if law.source == "exponential":
        return 12.0 / np.e - 2.0
    if law.source == "bernoulli":
        p = law.parameter
        return (p * p + (1 - p) ** 2) / law.deviation
    if law.source == "mixture":
        d = law.parameter / 2
        third = np.sqrt(2 / np.pi) * np.exp(-d * d / 2) * (d * d + 2) + (d**3 + 3 * d) * (2 * ndtr(d) - 1)
        return float(third / law.deviation**3)
    if law.source == "normal":
        return float(np.sqrt(8 / np.pi))
    if law.source == "pareto" and law.parameter > 3.0:
        a, m = law.parameter, law.mean
        skewness = 2 * (1 + a) / (a - 3) * np.sqrt((a - 2) / a)
        # E|Y|^3 = E Y^3 + 2 E[(-Y)^3; Y < 0], the second by integrating a cubic against a x^-(a+1) over [1, mean].
        powers = [(1 - m ** (k - a)) * a / (a - k) for k in range(4)]
        under = m**3 * powers[0] - 3 * m * m * powers[1] + 3 * m * powers[2] - powers[3]
        return float(skewness + 2 * under / law.deviation**3)
    return float("inf")


def excess_kurtosis(law: Law) -> float:
    """E(X - mean)^4 / variance^2 - 3 of one draw; inf where the fourth moment is infinite, nan for Cauchy."""
    if law.source == "bernoulli":
        return 1 / law.deviation**2 - 6
    if law.source == "mixture":
        d2 = law.parameter**2 / 4
        return (3 + 6 * d2 + d2 * d2) / (1 + d2) ** 2 - 3
    if law.source == "pareto":
        a = law.parameter
        return 6 * (a**3 + a * a - 6 * a - 2) / (a * (a - 3) * (a - 4)) if a > 4.0 else float("inf")
    return {"uniform": -1.2, "exponential": 6.0, "normal": 0.0}.get(law.source, float("nan"))


def berry_esseen(law: Law, n: ArrayLike) -> Array:
    """The bound 0.4748 E|X - mean|^3 / (deviation^3 sqrt(n)) on sup |F_n - Phi|; inf without a third moment.

    0.4748 is the smallest constant known that serves every source: Shevtsova (2011).
    """
    return np.asarray(BERRY_ESSEEN * lyapunov_ratio(law) / np.sqrt(np.asarray(n, float)))


@remembered
def sup_distance(law: Law, n: int, stretch: float = 1.0) -> float:
    """sup |P((mean - mu) sqrt(n) / sigma <= z) - Phi(stretch z)|, exact to about 2e-4.

    `stretch` 1 compares with the standard normal; 2 compares the mean with a normal of half its deviation. Uniform:
    inversion of the characteristic function; exponential: the gamma law; Bernoulli: the binomial, on both sides of each
    jump; mixture: a binomial mixture of normals; Pareto: Fourier transform of a lattice.

    Raises:
        ValueError: the source has no variance.
    """
    if not np.isfinite(law.deviation):
        raise ValueError(f"The source {law.source} has no variance, so its means cannot be standardised.")
    z, f = _mean(law, n)
    return float(np.abs(f - ndtr(stretch * z)).max())


class Farthest(NamedTuple):
    """Two distribution functions at `x` (k,), in standard errors or quartile units: `below` of means, and the `normal`
    one; they are farthest apart at number `at`."""

    x: Array
    below: Array
    normal: Array
    at: int


@remembered
def farthest(law: Law, n: int, stretch: float = 1.0) -> Farthest:
    """Where the law of the mean of n draws is farthest from normal, and both within 4 units: what `sup_distance`
    measures, `stretch` as there. Without a variance the limit law stands for that of the mean."""
    if not np.isfinite(law.deviation):
        x = np.linspace(-4.0, 4.0, 401)
        below = limit_law(law, x)[1]
    else:
        z, below = _mean(law, n)
        if law.source == "mixture":
            z, below = np.concatenate([-z[:0:-1], z]), np.concatenate([1 - below[:0:-1], below])
        elif law.source == "bernoulli":  # between the steps too, where the normal one goes on
            between = np.linspace(-4.0, 4.0, 401) / stretch
            level = np.append(0.0, below[1::2])[np.searchsorted(z[::2], between, side="right")]
            z, below = np.append(z, between), np.append(below, level)
            order = np.lexsort([below, z])
            z, below = z[order], below[order]
        x = stretch * z
        before = np.linspace(-4.0, max(x[0], -4.0), 100, endpoint=False)[: 100 if x[0] > -4 else 0]  # nothing is there
        x, below = np.append(before, x), np.append(0 * before, below)
    gaps = np.abs(below - ndtr(x))
    drawn = np.flatnonzero(np.abs(x) <= 4.0)
    if law.source != "bernoulli":  # whose steps are all drawn
        drawn = np.unique(np.append(drawn[:: max(1, len(drawn) // 500)], np.argmax(gaps)))
    return Farthest(x[drawn], below[drawn], ndtr(x[drawn]), int(np.argmax(gaps[drawn])))


def _mean(law: Law, n: int) -> tuple[Array, Array]:
    """z and the distribution function of the standardised mean there; of the mixture's, which is symmetric, half."""
    if law.source == "bernoulli":
        k = np.arange(n + 1.0)
        upto = bdtr(k, n, law.parameter)
        steps = np.stack([np.concatenate([[0.0], upto[:-1]]), upto], axis=1)  # both sides of each jump
        return np.repeat((k - n * law.parameter) / (law.deviation * np.sqrt(n)), 2), steps.ravel()
    return _pareto_mean(law, n) if law.source == "pareto" else _smooth_mean(law, n)


def _smooth_mean(law: Law, n: int) -> tuple[Array, Array]:
    """A grid of z and the distribution function of the standardised mean there, for sources with a closed form."""
    z = np.arange(-5.0, 5.005, 0.01)
    if law.source == "exponential":
        return z, gammainc(n, np.maximum(n + np.sqrt(n) * z, 0.0))
    if law.source == "normal":
        return z, ndtr(z)
    if law.source == "uniform":
        return z, _uniform_mean(z, n)
    # Half of the draws, give or take sqrt(n), come from the upper hump; given their number the mean is normal.
    reach = min(n / 2, 2.7 * np.sqrt(n))  # 5.4 deviations of their number
    k = np.arange(np.ceil(n / 2 - reach), np.floor(n / 2 + reach) + 1)
    weight = np.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) - n * np.log(2.0))
    shift = (2 * k - n) * (law.parameter / 2) / np.sqrt(n)
    upper = z[z >= -1e-12][:: 2 if n > 20 else 1]
    f = ndtr(law.deviation * upper[:, None] - shift) @ weight
    return upper, f  # the law is symmetric, so half of it tells all


def _uniform_mean(z: Array, n: int) -> Array:
    """Distribution function of the standardised mean of n uniform draws, at z."""
    c = np.sqrt(3.0)
    if n == 1:
        return np.clip(0.5 + z / (2 * c), 0.0, 1.0)
    if n == 2:
        y = np.clip(np.abs(z) / np.sqrt(6.0), 0.0, 1.0)
        return np.asarray(0.5 + np.sign(z) * (y - y * y / 2))
    # Gil-Pelaez: F = 1/2 + (1/pi) int sin(tz) phi(t) / t dt. The midpoint rule misses what lies beyond pi / step.
    last = min(400.0, np.sqrt(n) / c * 10.0 ** (7.0 / n)) if n < 9 else 12.0
    t = np.arange(0.125, last, 0.25)
    u = c * t / np.sqrt(n)
    return np.asarray(0.5 + np.sin(np.outer(z, t)) @ ((np.sin(u) / u) ** n / t) * (0.25 / np.pi))


def _pareto_mean(law: Law, n: int) -> tuple[Array, Array]:
    """z and the distribution function of the standardised mean of n Pareto draws, tail above 2.

    The draw is rounded to a lattice in a way that keeps the mean (Gerber 1982: each draw is split between its two
    neighbours), a fast Fourier transform raises the lattice law to its n-th convolution power, and the wrapped tail is
    below 1e-4.
    """
    a, mean, sigma = law.parameter, law.mean, law.deviation
    if n == 1:
        z = np.concatenate([[(1 - mean) / sigma], np.arange((1 - mean) / sigma, 6.0, 0.005)])
        return z, 1 - np.maximum(1 + 0 * z, mean + sigma * z) ** -a
    spread = sigma * np.sqrt(n)
    step = min(sigma / 20, n / (60 * a))  # n / a is what the sharp left end of the sum is wide
    window = 6 * spread + max(8 * spread, (n / 1e-4) ** (1 / a))
    size = 1 << int(np.ceil(np.log2(window / step)))
    k = np.arange(-1, size + 1)
    x = 1 + k * step
    stop_loss = np.where(k < 0, mean - x, np.maximum(x, 1.0) ** (1 - a) / (a - 1))  # E max(X - x, 0)
    p = (stop_loss[:-2] - 2 * stop_loss[1:-1] + stop_loss[2:]) / step
    p[-1] += 1 - p.sum()
    power = np.fft.irfft(np.fft.rfft(p) ** n, size)
    first = max(0, int((n * (mean - 1) - 6 * spread) / step))
    f = np.cumsum(np.roll(power, -(first % size)))
    z = (n * (1 - mean) + (first + np.arange(size) + 0.5) * step) / spread
    inside = z < 6
    return z[inside], f[inside]


@dataclass(frozen=True)
class StableLaw:
    """The limit of centred and scaled Pareto means, tail a < 2, in Nolan's parameterisation S0 with beta = 1.

    Attributes:
        scale: sigma, from sigma^a = Gamma(2 - a) cos(pi a / 2) / (1 - a), pi / 2 at a = 1.
        x, density, below: (k,) an even grid, the density and the distribution function on it.
        median, unit: the median, and the interquartile range in units of a standard normal's (1.349).
    """

    scale: float
    x: Array
    density: Array
    below: Array
    median: float
    unit: float


@remembered
def stable_law(tail: float) -> StableLaw:
    """The limit law of Pareto means of tail exponent in [0.4, 2). Densities are exact to about 1e-4 / scale.

    Source: Feller (1971), XVII.5, theorem 3; Nolan (2020), section 1.3. Inverted by a fast Fourier transform.
    """
    a = tail
    near_one = abs(a - 1.0) < 1e-9
    scale = np.pi / 2 if near_one else (gamma(2 - a) * np.cos(np.pi * a / 2) / (1 - a)) ** (1 / a)
    period, last = 2500.0, 15.0 ** (1 / a)  # in units of the scale: what is wrapped is spread thinly over the period
    size = max(1 << 16, 1 << int(np.ceil(np.log2(last * period / np.pi))))
    u = np.arange(size // 2 + 1) * (2 * np.pi / period)
    with np.errstate(divide="ignore", invalid="ignore"):
        if near_one:
            skew = 2 / np.pi * np.log(u) * u
        else:
            skew = np.tan(np.pi * a / 2) * (u - u**a)
    skew[0] = 0.0
    left = -12.0
    spectrum = np.exp(-(u**a) - 1j * skew) * np.exp(-1j * u * left)
    density = np.maximum(np.fft.irfft(np.conj(spectrum), size) * size / period, 0.0)
    x = left + np.arange(size) * (period / size)
    kept = x < 60.0
    x, density = x[kept], density[kept]
    step = x[1] - x[0]
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2) * step])
    quartiles = np.interp([0.25, 0.5, 0.75], below, x)
    unit = (quartiles[2] - quartiles[0]) / (2 * NORMAL_QUARTILE)
    return StableLaw(float(scale), x * scale, density / scale, below, float(quartiles[1] * scale), float(unit * scale))


def limit_place(law: Law, n: int) -> tuple[float, float]:
    """(centre, unit) such that (mean of n draws - centre) / unit has, in the limit, the quartiles of a standard normal.

    With a variance: the mean and sigma / sqrt(n). Cauchy: 0 and the quartile for every n. Pareto with tail a < 2: the
    median of the stable limit and its interquartile range, which goes like n^(1/a - 1): it shrinks for a > 1, stays
    for a = 1, and grows for a < 1. At a = 2 the limit is normal with the unit sqrt(log n / n); log n + 1 stands for
    log n, which is the same in the limit and not zero at n = 1.
    """
    if np.isfinite(law.deviation):
        return law.mean, law.deviation / float(np.sqrt(n))
    if law.source == "cauchy":
        return 0.0, 1 / NORMAL_QUARTILE
    a = law.parameter
    if a == 2.0:
        return law.mean, float(np.sqrt((np.log(n) + 1) / n))
    stable = stable_law(a)
    rate = float(n) ** (1 / a - 1)
    if abs(a - 1.0) < 1e-9:
        centre = np.log(n) + np.log(np.pi / 2) + 1 - np.euler_gamma
    else:
        # a / (a - 1) is the mean for a > 1; for a < 1 it is the next term of the expansion and vanishes in the limit.
        centre = a / (a - 1) + rate * stable.scale * np.tan(np.pi * a / 2)
    return float(centre + rate * stable.median), rate * stable.unit


def limit_law(law: Law, y: ArrayLike) -> tuple[Array, Array]:
    """Density and distribution function of the limit of (mean - centre) / unit, centre and unit by `limit_place`."""
    at = np.asarray(y, float)
    if law.source == "cauchy":
        s = 1 / NORMAL_QUARTILE
        return 1 / (np.pi / s * (1 + (at * s) ** 2)), 0.5 + np.arctan(at * s) / np.pi
    if np.isfinite(law.deviation) or law.parameter == 2.0:
        return np.exp(-at * at / 2) / np.sqrt(2 * np.pi), ndtr(at)
    stable = stable_law(law.parameter)
    place = stable.median + stable.unit * at
    return np.interp(place, stable.x, stable.density) * stable.unit, np.interp(place, stable.x, stable.below)


def source_density(law: Law, x: ArrayLike) -> Array:
    """The density of one draw at x (not for Bernoulli, which has none)."""
    at = np.asarray(x, float)
    if law.source == "uniform":
        return np.where((at >= 0) & (at < 1), 1.0, 0.0)
    if law.source == "exponential":
        return np.where(at >= 0, np.exp(-np.maximum(at, 0.0)), 0.0)
    if law.source == "mixture":
        d = law.parameter / 2
        return np.asarray((np.exp(-((at - d) ** 2) / 2) + np.exp(-((at + d) ** 2) / 2)) / np.sqrt(8 * np.pi))
    if law.source == "pareto":
        return np.where(at >= 1, law.parameter * np.maximum(at, 1.0) ** (-law.parameter - 1), 0.0)
    return np.asarray(1 / (np.pi * (1 + at * at)))


def source_outline(law: Law, low: float, high: float) -> tuple[Array, Array]:
    """(x, y) of the outline of the law of one draw between low and high, every jump drawn upright.

    The density; for Bernoulli two bars of width 0.16 as high as their probabilities.
    """
    if law.source == "bernoulli":
        q = law.parameter
        x = np.array([-0.08, -0.08, 0.08, 0.08, 0.92, 0.92, 1.08, 1.08])
        return x, np.array([0, 1 - q, 1 - q, 0, 0, q, q, 0])
    jumps = {"pareto": [1 - 1e-9, 1], "uniform": [-1e-9, 0, 1 - 1e-9, 1], "exponential": [-1e-9, 0]}
    x = np.unique(np.concatenate([np.linspace(low, high, 301), jumps.get(law.source, [])]))
    return x, source_density(law, x)


def limit_gap(law: Law) -> float:
    """sup |F - Phi| for the limit law of a source without a variance, from its median in units of its quartiles: what
    is left of the gap to the normal however large n is. NaN where the limit is normal."""
    y = np.linspace(-40, 40, 4001)
    gap = float(np.abs(limit_law(law, y)[1] - ndtr(y)).max())
    return gap if gap > 0 else float("nan")
