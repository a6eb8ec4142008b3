"""One model, many samples: how its log-likelihood curve varies, and whether it says how much.

Four models of one parameter, each with its true value and with another law of the data that has the same best value:

    model         parameter       truth   the data's law, if the model is right   and if it is wrong
    normal        mean, sd 1      0       normal                                  Laplace of scale 1 (variance 2)
    exponential   rate            1       exponential                             gamma of shape 1/2 (variance 2)
    poisson       mean            2       Poisson                                 geometric (variance 6)
    uniform       its end         1       uniform on (0, 1)                       the same: no other is offered

The score s is the derivative of one observation's log-likelihood at the truth, V its variance, J minus the mean of the
second derivative. Peaks of n observations have about the variance V/(nJ²): White, "Maximum likelihood estimation of
misspecified models", Econometrica 50 (1982). A model that is right claims 1/(nJ).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, xlog1py, xlogy

from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
TRUTH = {"normal": 0.0, "exponential": 1.0, "poisson": 2.0, "uniform": 1.0}
# What the mean of a sample tends to, under either law; of the uniform model its largest value.
MEAN = {"normal": 0.0, "exponential": 1.0, "poisson": 2.0, "uniform": 1.0}
MOST = 400  # a count that no law here passes: the geometric's tail is (2/3)^400


class Moments(NamedTuple):
    """Of the score of one observation at the truth: mean, variance V and excess kurtosis; J; the ratio V/J."""

    score: float
    variance: float
    kurtosis: float
    curvature: float

    @property
    def ratio(self) -> float:
        return self.variance / self.curvature


def score(model: str, x: ArrayLike) -> Array:
    """The derivative of one observation's log-likelihood with respect to the parameter, at the truth."""
    found, truth = np.asarray(x, float), TRUTH[model]
    if model == "uniform":
        return np.full(found.shape, -1 / truth)
    if model == "poisson":
        return np.asarray(found / truth - 1)
    return found if model == "normal" else np.asarray(1 / truth - found)


def bend(model: str, x: ArrayLike) -> Array:
    """Minus the second derivative of the same."""
    found, truth = np.asarray(x, float), TRUTH[model]
    if model == "poisson":
        return np.asarray(found / truth**2)
    if model == "normal":
        return np.ones(found.shape)
    return np.full(found.shape, truth**-2 if model == "exponential" else -(truth**-2))


@lru_cache(maxsize=16)
def moments(model: str, right: bool) -> Moments:
    """The moments under the law of the data: sums over its values, or over nodes of Gauss (scores are polynomials)."""
    x, law = nodes(model, right)
    slopes = score(model, x)
    mean = float(slopes @ law)
    variance, fourth = (float((slopes - mean) ** power @ law) for power in (2, 4))
    if variance < 1e-24:  # the same score always
        return Moments(mean, 0.0, 0.0, float(bend(model, x) @ law))
    return Moments(mean, variance, fourth / variance**2 - 3, float(bend(model, x) @ law))


def nodes(model: str, right: bool) -> tuple[Array, Array]:
    """Values (k,) and their weights, which sum to 1, for means under the law of the data."""
    if model == "poisson":
        k = np.arange(MOST, dtype=float)
        return k, _poisson() if right else (2 / 3) ** k / 3
    if model == "uniform":
        x, w = np.polynomial.legendre.leggauss(12)
        return 0.5 * (x + 1), w / w.sum()
    if (model, right) in (("normal", True), ("exponential", False)):
        x, w = np.polynomial.hermite_e.hermegauss(24)
        return (x if model == "normal" else x * x), w / w.sum()
    x, w = np.polynomial.laguerre.laggauss(24)
    return (x, w / w.sum()) if right else (np.concatenate([x, -x]), np.tile(w, 2) / (2 * w.sum()))


def _poisson() -> Array:
    k = np.arange(MOST)
    return np.asarray(np.exp(xlogy(k, 2.0) - 2.0 - gammaln(k + 1)))


def draws(model: str, right: bool, n: int, replicates: int, seed: int) -> Array:
    """Samples of the data's law, shape (n, replicates): those of a smaller n are the first rows of a larger one."""
    count, shape = n * replicates, (n, replicates)
    if (model, right) in (("normal", True), ("exponential", False)):
        z = random_normals(seed, 0, 0, count).reshape(shape)
        return z if model == "normal" else z * z
    u = random_uniforms(seed, 0, 0, count).reshape(shape)
    if model == "normal":
        centred = u - 0.5 + 2.0**-54  # never exactly −1/2
        return np.asarray(-np.sign(centred) * np.log1p(-2 * np.abs(centred)))
    if model == "exponential":
        return np.asarray(-np.log1p(-u))
    if model == "uniform":
        return 1 - u
    if right:
        return np.searchsorted(np.cumsum(_poisson()), u, side="right").astype(float)
    return np.floor(np.log1p(-u) / np.log(2 / 3))


def running(model: str, right: bool, most: int, replicates: int, seed: int) -> tuple[Array, Array]:
    """Of the first 1, 2, ..., `most` draws of each sample, shape (most, replicates): mean and standard deviation
    (divisor n). Of the uniform model: largest value, and NaN."""
    x = draws(model, right, most, replicates, seed)
    if model == "uniform":
        return np.maximum.accumulate(x, axis=0), np.full(x.shape, np.nan)
    n = np.arange(1, most + 1)[:, None]
    mean = np.cumsum(x, axis=0) / n
    return mean, np.sqrt(np.maximum(np.cumsum(x * x, axis=0) / n - mean**2, 0.0))


@dataclass(frozen=True, eq=False)
class Samples:
    """What maximum likelihood makes of R samples of n draws: by their means and deviations (divisor n), shape (R,);
    of the uniform model `mean` is the largest value. `law`: the moments of the score under the law of the data.

    The standard errors of a sample are the model's, 1/√(n·J(peak)), and the sandwich, √(Σs²)/(n·J(peak)), with the
    scores s at the peak and the sample's own mean bend J; the uniform model has none (NaN).
    """

    model: str
    n: int
    mean: Array
    wide: Array
    law: Moments

    @property
    def truth(self) -> float:
        return TRUTH[self.model]

    @cached_property
    def peak(self) -> Array:
        return 1 / self.mean if self.model == "exponential" else self.mean

    @cached_property
    def slope(self) -> Array:
        """The slopes of the log-likelihoods at the truth: sums of n scores."""
        return self.n * score(self.model, self.mean)  # linear in the data

    @cached_property
    def claimed(self) -> Array:
        power = {"normal": 0.0, "exponential": 1.0, "poisson": 0.5, "uniform": np.nan}[self.model]
        return np.asarray(self.peak**power / np.sqrt(self.n))

    @cached_property
    def sandwich(self) -> Array:
        scale = self.peak**2 if self.model == "exponential" else 1.0
        return np.asarray(self.wide * scale / np.sqrt(self.n))

    @property
    def unit(self) -> float:
        """The standard error that the model claims at the truth; of the uniform model the end over n."""
        return self.truth / self.n if self.model == "uniform" else float((self.n * self.law.curvature) ** -0.5)

    @cached_property
    def off(self) -> Array:
        """How far the peaks are from the truth, in that unit."""
        return (self.peak - self.truth) / self.unit

    @cached_property
    def scores(self) -> Array:
        """The slopes at the truth over √(n|J|), their deviation if the variance of the score is the curvature."""
        return self.slope / np.sqrt(self.n * abs(self.law.curvature))

    @property
    def errors(self) -> tuple[float, float]:
        """By how much the mean of slopes/√n, and the variance of them, may be off in R samples: 5.5 standard errors,
        the second with the next term, for laws where rare far draws decide."""
        root, tail, variance = np.sqrt(len(self.mean)), self.law.kurtosis / self.n, self.law.variance
        wide = variance * (5.5 * np.sqrt(2 + tail) / root + 30 * (1 + tail) / root**2)
        return float(5.5 * np.sqrt(variance) / root + 1e-9), float(wide + 1e-9)

    def edges(self, low: float, high: float) -> Array:
        """Edges of bars from low to high, about 0.25 wide; half-way between the places of counts."""
        wide, shift = 0.25, 0.0
        if self.model == "poisson":
            lattice = 1 / np.sqrt(self.n * self.truth)
            wide, shift = lattice * max(1, round(0.3 / lattice)), 0.5 * lattice
        return np.asarray(wide * np.arange(np.floor(low / wide), np.ceil(high / wide) + 1) + shift)

    @cached_property
    def covers(self) -> tuple[float, float]:
        """The share of the intervals peak ± 1.96 standard errors that hold the truth: the model's, the sandwich's."""
        away = np.abs(self.peak - self.truth)
        first, second = (float(np.mean(away < 1.96 * error)) for error in (self.claimed, self.sandwich))
        return (np.nan, np.nan) if self.model == "uniform" else (first, second)

    def curves(self, which: NDArray[np.int64], theta: ArrayLike, floor: float = -60.0) -> Array:
        """Log-likelihoods of the samples at `which` (k,) less their values at the truth, over parameters (m,): (k, m).
        Nothing is lower than `floor`: there the uniform model's are below its largest value, where the likelihood is 0.
        """
        return np.maximum(relative(self.model, self.n, self.mean[which][:, None], theta), floor)

    @cached_property
    def summits(self) -> Array:
        """How high each peak is over the truth, (R,)."""
        return relative(self.model, self.n, self.mean, self.peak)


def relative(model: str, n: int, mean: ArrayLike, theta: ArrayLike) -> Array:
    """The log-likelihood of a sample of that mean (uniform: largest value) at theta, less that at the truth; shapes
    broadcast. With the mean of the law itself it is the mean curve. −inf where the likelihood is 0."""
    m, t, truth = np.asarray(mean, float), np.asarray(theta, float), TRUTH[model]
    with np.errstate(divide="ignore", invalid="ignore"):
        if model == "normal":
            return np.asarray(n * (t * m - 0.5 * t * t))
        if model == "exponential":
            return np.asarray(n * (np.log(t / truth) - (t - truth) * m))
        if model == "poisson":
            return np.asarray(n * (xlogy(m, t / truth) - (t - truth)))
        return np.where(t >= m, -n * np.log(t / truth), -np.inf)


def end_density(n: int, t: ArrayLike) -> Array:
    """The density of n·(largest value/end − 1) for n uniform draws at t ≤ 0: (1 + t/n)^(n − 1), which tends to e^t."""
    found = np.asarray(t, float)
    inside = (found <= 0) & (found >= -n)
    return np.where(inside, np.exp(xlog1py(n - 1, np.where(inside, found / n, 0.0))), 0.0)
