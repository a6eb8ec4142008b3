"""Counts and how well a law fits them: published tables, Poisson and negative binomial, likelihood, normal Q-Q bands.

A negative binomial law is written by its mean mu and its *dispersion* phi = variance / mean >= 1; phi = 1 is Poisson's
law. In other writings its size is r = mu / (phi - 1), and its probability 1 / phi.

Sources: L. von Bortkiewicz, *Das Gesetz der kleinen Zahlen* (1898): deaths by horse kick in ten Prussian corps, twenty
years; E. Rutherford and H. Geiger, "The probability variations in the distribution of alpha particles", Phil. Mag. 20
(1910): scintillations in 2608 intervals of 7.5 s; the RAND health insurance experiment, as statsmodels ships it; J. W.
Tukey, *Exploratory Data Analysis* (1977), and C. Kleiber and A. Zeileis, "Visualizing count data regressions using
rootograms", The American Statistician 70 (2016).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special, stats

from mathcore.common.randomness import random_normals
from mathcore.common.tables import iris

Array = NDArray[np.float64]
KICKS = (109, 65, 22, 3, 1)
ALPHA = (57, 203, 383, 525, 532, 408, 273, 139, 45, 27, 10, 4, 0, 1, 1)
# Of the band of a normal Q-Q plot, by the size of the sample: `calibrated` with 40,000 samples (fewer from 200 on).
SIZES = (3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 2000)
TAILS = (
    *(0.204, 0.151, 0.126, 0.11, 0.0882, 0.0722, 0.0509, 0.0407, 0.0302, 0.021, 0.0132, 0.00905, 0.00491, 0.00342),
    0.00252,
)
MEANS, PHIS = np.geomspace(0.5, 2.0, 41), np.geomspace(1.0, 32.0, 51)  # of `shortfall`: mean / that of the data, phi
LARGEST = 500  # of the counts that can be tabulated


@lru_cache(maxsize=8)
def table(name: str) -> Array:
    """How often 0, 1, 2, ... were counted: "kicks", "alpha" or "visits"."""
    if name == "visits":
        from statsmodels.datasets import randhie

        found = np.bincount(randhie.load_pandas().data["mdvis"].to_numpy().astype(int)).astype(float)
    else:
        found = np.array({"kicks": KICKS, "alpha": ALPHA}[name], dtype=float)
    found.setflags(write=False)
    return found


def tabulated(values: ArrayLike) -> Array:
    """How often each of 0, 1, 2, ... is among the values.

    Raises:
        ValueError: a value that is no whole number from 0 to LARGEST; all values are 0.
    """
    found = np.asarray(values, float)
    if ((found < 0) | (found > LARGEST) | (found != np.round(found))).any():
        raise ValueError(f"Counts are whole numbers from 0 on, here up to {LARGEST}; this column has others.")
    if not found.any():
        raise ValueError("All counts are 0: any law with a mean near 0 fits, and there is nothing to tell apart.")
    return np.bincount(found.astype(int)).astype(float)


def read(name: str, values: ArrayLike) -> tuple[str, Array]:
    """A column's name and its table; or a sentence on why there is none, and an empty table."""
    try:
        return name, tabulated(values)
    except ValueError as error:
        return str(error), np.zeros(0)


def moments(counts: Array) -> tuple[float, float, float]:
    """Number, mean and variance (divisor number - 1) of tabulated counts."""
    k, number = np.arange(len(counts)), float(counts.sum())
    mean = float((k * counts).sum()) / number
    return number, mean, float(((k - mean) ** 2 * counts).sum()) / (number - 1)


def log_mass(k: ArrayLike, mean: ArrayLike, phi: ArrayLike) -> Array:
    """The logarithm of the probability of k under the law of that mean and dispersion (all shapes broadcast)."""
    k, mean, phi = np.broadcast_arrays(*(np.asarray(each, float) for each in (k, mean, phi)))
    rare = phi <= 1 + 1e-9
    poisson = k * np.log(mean) - mean - special.gammaln(k + 1)
    r = mean / np.where(rare, 1.0, phi - 1)
    # log of (r)(r + 1)...(r + k - 1) / k!, the rising product written by betaln, which does not cancel for large r.
    rising = -special.betaln(r, k + 1) - np.log(r + k)
    negative = rising - r * np.log(phi) + k * np.log(np.where(rare, 1.0, (phi - 1) / phi))
    return np.asarray(np.where(rare, poisson, negative))


def log_likelihood(counts: Array, mean: ArrayLike, phi: ArrayLike) -> Array:
    """The log-likelihood of tabulated counts, of the common shape of mean and phi; NaN of an empty table."""
    if not len(counts):
        return np.full(np.broadcast(mean, phi).shape, np.nan)
    k = np.flatnonzero(counts)
    mean, phi = np.asarray(mean, float)[..., None], np.asarray(phi, float)[..., None]
    return np.asarray(np.einsum("...k,k->...", log_mass(k, mean, phi), counts[k]))


def summed(mean: float, phi: float) -> tuple[float, float]:
    """Mean and variance of the law, by summing over its probabilities."""
    k = np.arange(np.ceil(mean + 12 * np.sqrt(phi * mean) + 50 * phi + 50))
    mass = np.exp(log_mass(k, mean, phi))
    first = float((k * mass).sum())
    return first, float(((k - first) ** 2 * mass).sum())


class Fit(NamedTuple):
    """The most likely law: mean, dispersion, log-likelihood."""

    mean: float
    phi: float
    log_likelihood: float


def fitted(counts: Array) -> Fit:
    """The most likely negative binomial law. Its mean is that of the data; where their variance (divisor n) is not
    larger than their mean, the best dispersion is 1: Poisson's law."""
    number, mean, variance = moments(counts)
    if variance * (number - 1) / number <= mean * (1 + 1e-12):
        return Fit(mean, 1.0, float(log_likelihood(counts, mean, 1.0)))
    # The score in r, with (r)(r + 1)... written out: sum over j of (how many exceed j) / (r + j) = n log(1 + mean / r).
    j = np.arange(len(counts) - 1.0)
    above = number - np.cumsum(counts)[:-1]

    def score(log_r: float) -> float:
        r = np.exp(log_r)
        return float((above / (r + j)).sum() - number * np.log1p(mean / r))

    log_r = optimize.brentq(score, -12.0, np.log(mean) + 20.0, xtol=1e-13) if score(np.log(mean) + 20.0) < 0 else np.inf
    phi = float(1 + mean * np.exp(-log_r))
    return Fit(mean, phi, float(log_likelihood(counts, mean, phi)))


class Index(NamedTuple):
    """The index of dispersion (n - 1) s^2 / mean, and P(as large | Poisson), by chi-square with n - 1 degrees."""

    value: float
    p_value: float


def dispersion_index(counts: Array) -> Index:
    """Fisher's index of dispersion of tabulated counts; an approximation, good where the mean is not small."""
    number, mean, variance = moments(counts)
    value = (number - 1) * variance / mean
    return Index(value, float(stats.chi2.sf(value, number - 1)))


def chi_square(counts: Array, least: float = 1.0) -> tuple[float, int, float]:
    """(chi^2, degrees of freedom, p) of the counts against Poisson's law of their mean; cells of the upper tail are
    pooled until `least` are expected in the last one (Cochran 1954). NaN for p where no degree of freedom is left."""
    number, mean, _ = moments(counts)
    count = max(len(counts), int(mean + 10 * np.sqrt(mean) + 10))
    upper = number * special.gammainc(np.arange(1.0, count), mean)  # expected at k or above, for k = 1, 2, ...
    last = int(np.flatnonzero(upper >= least)[-1]) + 1 if (upper >= least).any() else 0
    expected = number * np.exp(log_mass(np.arange(last + 1), mean, 1.0))
    expected[last] = upper[last - 1] if last else number
    seen = np.zeros(last + 1)
    np.add.at(seen, np.minimum(np.arange(len(counts)), last), counts)
    found, df = float(((seen - expected) ** 2 / expected).sum()), last - 1
    return found, df, float(stats.chi2.sf(found, df)) if df > 0 else np.nan


class Described(NamedTuple):
    """Tabulated counts in numbers: how many, mean, variance (divisor total - 1), that over the mean; the most likely
    dispersion and size r (inf for Poisson's law), the log-likelihoods of that law and of Poisson's; the index of
    dispersion. All NaN where there is no table."""

    total: float
    counts_mean: float
    counts_variance: float
    ratio: float
    fit_phi: float
    fit_size: float
    fit_log: float
    poisson_log: float
    fisher_index: float


def described(counts: Array) -> Described:
    """What is said of tabulated counts; an empty table has NaN everywhere."""
    if not len(counts):
        return Described(*[np.nan] * 9)
    (total, mean, variance), fit = moments(counts), fitted(counts)
    size = mean / (fit.phi - 1) if fit.phi > 1 else np.inf
    poisson, index = float(log_likelihood(counts, mean, 1.0)), dispersion_index(counts).value
    return Described(total, mean, variance, variance / mean, fit.phi, size, fit.log_likelihood, poisson, index)


def shortfall(counts: Array) -> Array:
    """By how much less likely the laws of MEANS (columns) and PHIS (rows) make the data than the best law does."""
    found = described(counts)
    less = found.fit_log - log_likelihood(counts, found.counts_mean * MEANS[None], PHIS[:, None])
    return np.maximum(less, 0.0)


def cells(counts: Array, most: int = 40) -> tuple[int, int]:
    """(number, width): so many bars, from 0 on, of so many counts each. They hold all counts but one in a thousand, and
    leave some room for other laws; bars of one count end at `most`, and where many counts are larger, bars are wider.
    """
    seen, mean = np.cumsum(counts) / counts.sum(), moments(counts)[1]
    last = int(max(float(np.searchsorted(seen, 0.999)) + 2, mean * 1.6 + 3, 5.0))
    width = 1 if last <= 1.5 * most else -(-(last + 1) // (most + 1))
    return min(-(-(last + 1) // width), most + 1), width


def bars(each: ArrayLike, number: int, width: int) -> Array:
    """Of what is said of 0, 1, 2, ... the sums over `number` cells of that width, zeros where nothing is said."""
    found, size = np.asarray(each, float), number * width
    return np.asarray(np.pad(found, (0, size))[:size].reshape(number, width).sum(axis=1))


def quantiles_of_ranks(n: int) -> Array:
    """Where n normal values are expected in order: quantiles of (i - 3/8) / (n + 1/4) (Blom 1958)."""
    return np.asarray(special.ndtri((np.arange(1, n + 1) - 0.375) / (n + 0.25)))


def standardised_normals(n: int, count: int, seed: int, stream: int) -> Array:
    """`count` samples (count, n) of a normal law, each in order, less its own mean and divided by its own deviation."""
    z = np.sort(random_normals(seed, stream, 0, count * n).reshape(count, n), axis=1)
    return np.asarray((z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, ddof=1, keepdims=True))


def worst_tails(samples: Array) -> Array:
    """Of standardised samples (m, n), each in order: the smallest one-sided tail probability (m,) of any place, where
    the value at place i of n, put through the normal distribution function, is measured by its law Beta(i, n + 1 - i).
    """
    n = samples.shape[1]
    place = np.arange(1.0, n + 1)
    u = special.betainc(place, n + 1 - place, special.ndtr(samples))
    return np.asarray(np.minimum(u, 1 - u).min(axis=1))


def calibrated(n: int, count: int, seed: int) -> float:
    """The tail that 5% of normal samples of size n fall below somewhere, from `count` simulated ones."""
    return float(np.quantile(worst_tails(standardised_normals(n, count, seed, 0)), 0.05))


@lru_cache(maxsize=32)
def band(n: int) -> Array:
    """Low and high ends (2, n) between which *all* of n normal values lie, in order and standardised by their own mean
    and deviation, in 95% of samples: at each place the quantiles of its own law at one and the same tail.

    That tail is TAILS, interpolated. Aldor-Noiman, Brown, Buja, Rolke and Stine, The American Statistician 67 (2013).
    """
    tail = np.exp(np.interp(np.log(n), np.log(SIZES), np.log(TAILS)))
    place = np.arange(1.0, n + 1)
    return np.asarray(special.ndtri(special.betaincinv(place, n + 1 - place, np.array([[tail], [1 - tail]]))))


@lru_cache(maxsize=64)
def band_holds(n: int, seed: int) -> tuple[float, int]:
    """The share of fresh normal samples of size n that lie within `band` altogether, and how many there were."""
    count = 400 if n <= 100 else 100
    found = standardised_normals(n, count, seed, 2)
    low, high = band(n)
    return float(np.mean(((found >= low) & (found <= high)).all(axis=1))), count


@lru_cache(maxsize=8)
def sample(name: str) -> Array:
    """Real numbers to hold against a normal law: "sepals" (150 sepal widths in cm, Fisher's iris), "nile" (100 yearly
    volumes at Aswan, 10^8 m^3), "schools" (303 districts of California: the number of pupils above the national median
    in mathematics, less what one common share would give, in binomial deviations; statsmodels' star98).

    Raises:
        ValueError: another name.
    """
    if name == "sepals":
        found = iris().values[:, 1].copy()
    elif name == "nile":
        from statsmodels.datasets import nile

        found = nile.load_pandas().data["volume"].to_numpy(dtype=float)
    elif name == "schools":
        from statsmodels.datasets import star98

        data = star98.load_pandas().data
        above, total = data["NABOVE"].to_numpy(float), (data["NABOVE"] + data["NBELOW"]).to_numpy(float)
        share = above.sum() / total.sum()
        found = (above - total * share) / np.sqrt(total * share * (1 - share))
    else:
        raise ValueError(f"There is no sample {name[:40]}; there are sepals, nile, schools.")
    found.setflags(write=False)
    return np.asarray(found)


def outside(values: Array) -> int:
    """How many values, in order, are outside of the band around their own mean and deviation; 0 if all are equal."""
    deviation = float(values.std(ddof=1))
    if deviation <= 1e-12 * float(np.abs(values).max()):
        return 0
    low, high = values.mean() + deviation * band(len(values))
    return int(np.sum((values < low) | (values > high)))


def line_correlation(values: Array) -> float:
    """The correlation of values, in order, with `quantiles_of_ranks`; NaN if all are equal."""
    if np.ptp(values) <= 1e-12 * float(np.abs(values).max()):
        return np.nan
    return float(np.corrcoef(quantiles_of_ranks(len(values)), values)[0, 1])


def bell(z: ArrayLike) -> Array:
    """The standard normal density, any shape."""
    return np.asarray(np.exp(-0.5 * np.asarray(z, float) ** 2) / np.sqrt(2 * np.pi))
