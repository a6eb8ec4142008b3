"""Several estimates of one kind, pooled in part: the normal hierarchical model with known standard errors.

y_j ~ N(theta_j, s_j^2), theta_j ~ N(mu, tau^2), flat prior on mu. Given tau everything is normal; over tau one
integrates on a line. Rubin, "Estimation in parallel randomized experiments", Journal of Educational Statistics 6
(1981); Gelman et al., *Bayesian Data Analysis*, 3rd ed. (2013), section 5.4, whose formulas these are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from mathcore.common.tables import digits

Array = NDArray[np.float64]
PRIORS = ("flat", "cauchy", "gamma")
EPSILON = 0.001  # of the inverse gamma prior
NODES = 800  # of the integral over tau
MU_NODES, EFFECT_NODES = (  # of Gauss and Hermite, with weights that sum to one
    (z, w / w.sum()) for z, w in (np.polynomial.hermite_e.hermegauss(count) for count in (7, 16))
)
SLICE = 15  # test digits of a class that its accuracy is estimated from
# Rubin's eight schools: what coaching added to a test score, and its standard error.
SCHOOLS = (28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0)
SCHOOL_ERRORS = (15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0)
# Efron and Morris, JASA 70 (1975), table 1: hits in the first 45 at-bats of 1970, and the average of the rest.
BATTERS = {
    "Clemente": (18, 0.346),
    "F. Robinson": (17, 0.298),
    "F. Howard": (16, 0.276),
    "Johnstone": (15, 0.222),
    "Berry": (14, 0.273),
    "Spencer": (14, 0.270),
    "Kessinger": (13, 0.263),
    "Alvarado": (12, 0.210),
    "Santo": (11, 0.269),
    "Swoboda": (11, 0.230),
    "Unser": (10, 0.264),
    "Williams": (10, 0.256),
    "Scott": (10, 0.303),
    "Petrocelli": (10, 0.264),
    "E. Rodriguez": (10, 0.226),
    "Campaneris": (9, 0.286),
    "Munson": (8, 0.316),
    "Alvis": (7, 0.200),
}


class Estimates(NamedTuple):
    """`effects` and standard `errors` (k,) of `names`; `truth` (k,) where it is known, else NaN; `unit` of an axis."""

    names: tuple[str, ...]
    effects: Array
    errors: Array
    truth: Array
    unit: str

    @property
    def typical(self) -> float:
        """The median standard error, the unit in which tau is set."""
        return float(np.median(self.errors))

    @property
    def span(self) -> tuple[float, float]:
        """What an axis shows: every estimate with its standard error, and the truth where it is known."""
        known = self.truth[np.isfinite(self.truth)]
        ends = np.concatenate([self.effects - self.errors, self.effects + self.errors, known])
        room = 0.06 * float(np.ptp(ends))
        return float(ends.min()) - room, float(ends.max()) + room


def on_arcsine_scale(share: ArrayLike, n: ArrayLike) -> Array:
    """sqrt(n) arcsin(2 share - 1), whose variance is about 1 whatever the share (Efron and Morris 1975)."""
    return np.asarray(np.sqrt(np.asarray(n, float)) * np.arcsin(2 * np.asarray(share, float) - 1))


def schools(effects: ArrayLike = SCHOOLS) -> Estimates:
    """The eight schools, with effects in points of the test."""
    y = np.asarray(effects, float)
    return Estimates(tuple("ABCDEFGH"), y, np.array(SCHOOL_ERRORS), np.full(8, np.nan), "effect (points)")


@lru_cache
def batters() -> Estimates:
    """Batting averages of 45 at-bats, and the rest of the season as the truth, on the arcsine scale."""
    hits, rest = np.array(list(BATTERS.values())).T
    found = on_arcsine_scale(hits / 45, 45), np.ones(18), on_arcsine_scale(rest, 45)
    return Estimates(tuple(BATTERS), *found, "batting average (arcsine scale)")


@lru_cache
def accuracies() -> Estimates:
    """A classifier's accuracy on each digit: nearest centroid, trained on the first 898 of scikit-learn's digits. The
    estimate is from every sixth test digit of a class, SLICE of them, and the truth from the others (neighbours are by
    one writer: the first SLICE would not do), both on the scale sqrt(4 n + 2) arcsin sqrt(share), on which an estimate
    from n = SLICE cases has a variance of about 1 (Anscombe 1948)."""
    x, labels = digits()
    centres = np.array([x[:898][labels[:898] == digit].mean(axis=0) for digit in range(10)])
    named = ((x[898:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    each = [(named == labels[898:])[labels[898:] == digit] for digit in range(10)]
    taken = 6 * np.arange(SLICE)
    share = np.array([(answers[taken].sum() + 0.375) / (SLICE + 0.75) for answers in each])
    truth = np.array([np.delete(answers, taken).mean() for answers in each])
    found, true = (np.sqrt(4 * SLICE + 2) * np.arcsin(np.sqrt(p)) for p in (share, truth))
    return Estimates(tuple(f"digit {d}" for d in range(10)), found, np.ones(10), true, "accuracy (arcsine scale)")


MOST, FAR = 24, 1e4  # groups of a reader's table that are used; the largest of its scales over the smallest


def problem(values: ArrayLike) -> str:
    """Why a table of estimates and standard errors (n, 2) cannot be pooled, in a sentence; "" if it can."""
    y, s = np.asarray(values, float)[:MOST].T
    if s.min() <= 0:
        return "The second column holds standard errors, and each of them must be above 0."
    if s.max() > FAR * s.min() or np.ptp(y) > FAR * np.median(s):
        return "Estimates or standard errors differ ten-thousandfold, too much to be drawn together."
    return ""


def from_table(name: str, values: ArrayLike) -> Estimates:
    """A reader's table (n, 2) of estimates and standard errors: its first MOST rows."""
    y, s = np.asarray(values, float)[:MOST].T
    return Estimates(tuple(f"row {k + 1}" for k in range(len(y))), y, s, np.full(len(y), np.nan), name[:40])


class Given(NamedTuple):
    """The posterior given tau, for each of some tau (g,): mean and deviation of mu (g,); of each effect (g, k), with
    the weight of its own estimate."""

    centre: Array
    centre_sd: Array
    weights: Array
    means: Array
    sds: Array


def given_tau(effects: ArrayLike, errors: ArrayLike, tau: ArrayLike) -> Given:
    """The normal posterior given each of some tau >= 0 (g,): BDA, (5.17) and (5.20)."""
    y, v = np.asarray(effects, float), np.asarray(errors, float) ** 2
    t = np.atleast_1d(np.asarray(tau, float))[:, None] ** 2
    precision = 1 / (v + t)
    centre_var = 1 / precision.sum(axis=1)
    centre = centre_var * (precision * y).sum(axis=1)
    w = t / (v + t)
    means = w * y + (1 - w) * centre[:, None]
    sds = np.sqrt(w * v + (1 - w) ** 2 * centre_var[:, None])
    return Given(centre, np.sqrt(centre_var), w, means, sds)


def log_posterior(effects: ArrayLike, errors: ArrayLike, tau: ArrayLike, prior: str, scale: float) -> Array:
    """ln p(tau | y) up to a constant, for tau > 0 (g,): BDA (5.21). Priors: "flat" on tau >= 0; "cauchy", half-Cauchy
    of that scale; "gamma", inverse gamma (EPSILON, EPSILON) on tau^2, in the units of the data."""
    y, v = np.asarray(effects, float), np.asarray(errors, float) ** 2
    t = np.atleast_1d(np.asarray(tau, float))
    total = v + t[:, None] ** 2
    precision = 1 / total
    centre = ((precision * y).sum(axis=1) / precision.sum(axis=1))[:, None]
    found = -0.5 * (np.log(total) + (y - centre) ** 2 * precision).sum(axis=1) - 0.5 * np.log(precision.sum(axis=1))
    if prior == "cauchy":
        found -= np.log1p((t / scale) ** 2)
    if prior == "gamma":
        found -= (1 + 2 * EPSILON) * np.log(t) + EPSILON / t**2
    return np.asarray(found)


def nodes(scale: float, count: int = NODES) -> tuple[Array, Array]:
    """(tau, weights) of the midpoint rule on (0, infinity) after tau = scale (u / (1 - u))^3, 0 < u < 1: the integrands
    vanish at both ends with their slopes, so it is exact to about count^-4."""
    u = (np.arange(count) + 0.5) / count
    return scale * (u / (1 - u)) ** 3, 3 * scale * u**2 / (1 - u) ** 4 / count


class Pooled(NamedTuple):
    """The posterior with tau integrated out. `tau` (g,) and `shares` (g,), its probabilities; `peak` is the largest ln
    p at the nodes and `total` the integral of p / e^peak; `means` and `sds` (k,) of the effects, `centre` of mu."""

    study: Estimates
    prior: str
    tau: Array
    shares: Array
    peak: float
    total: float
    given: Given
    means: Array
    sds: Array
    centre: float

    def density(self, tau: ArrayLike) -> Array:
        """p(tau | y) at some tau > 0 (g,)."""
        logs = log_posterior(self.study.effects, self.study.errors, tau, self.prior, self.study.typical)
        return np.asarray(np.exp(logs - self.peak) / self.total)

    def below(self, tau: float) -> float:
        """P(tau is at most that | y)."""
        edges = np.concatenate([[0.0], nodes_edges(self.study.typical, len(self.tau))])
        return float(np.interp(tau, edges, np.concatenate([[0.0], np.cumsum(self.shares)])))

    def remark(self, reach: float) -> str:
        """What an axis up to `reach` typical standard errors hides of the posterior of tau; "" if not much."""
        near, beyond = self.below(0.1 * self.study.typical), 1 - self.below(reach * self.study.typical)
        if self.prior == "gamma" and near > 0.3:
            return f"τ is below a tenth of a standard error with probability {100 * near:.1f}%: a spike, drawn cut off."
        return f"τ lies beyond this axis with probability {100 * beyond:.1f}%." if beyond > 0.5 else ""

    def median(self) -> float:
        """The posterior median of tau."""
        edges = np.concatenate([[0.0], nodes_edges(self.study.typical, len(self.tau))])
        return float(np.interp(0.5, np.concatenate([[0.0], np.cumsum(self.shares)]), edges))

    def cdf(self, which: int, value: float) -> float:
        """P(effect of one group is at most that | y): a mixture of normal laws over tau."""
        z = (value - self.given.means[:, which]) / self.given.sds[:, which]
        return float(np.sum(self.shares * ndtr(z)))

    def quantile(self, which: int, chance: float) -> float:
        """The quantile of the effect of one group: Brent's root of its distribution function."""
        mean, far = self.means[which], self.sds[which] / np.sqrt(min(chance, 1 - chance))  # Chebyshev: it is no further
        return float(brentq(lambda t: self.cdf(which, t) - chance, mean - far, mean + far, xtol=1e-7 * far))


def nodes_edges(scale: float, count: int) -> Array:
    """(count,) the upper ends of the cells whose middles are `nodes`; the last one is very large."""
    u = np.minimum(np.arange(1, count + 1) / count, 1 - 0.1 / count)
    return np.asarray(scale * (u / (1 - u)) ** 3)


def pooled(study: Estimates, prior: str = "flat", count: int = NODES) -> Pooled:
    """The posterior of the effects, tau integrated out. With a flat prior it is proper from three groups on."""
    tau, widths = nodes(study.typical, count)
    logs = log_posterior(study.effects, study.errors, tau, prior, study.typical)
    peak = float(logs.max())
    mass = np.exp(logs - peak) * widths
    total = float(mass.sum())
    shares = mass / total
    given = given_tau(study.effects, study.errors, tau)
    means = np.einsum("g,gk->k", shares, given.means)
    second = np.einsum("g,gk->k", shares, given.sds**2 + (given.means - means) ** 2)
    centre = float(np.einsum("g,g->", shares, given.centre))
    return Pooled(study, prior, tau, shares, peak, total, given, means, np.sqrt(second), centre)


def chance_best(study: Estimates, prior: str, which: int) -> float:
    """P(the effect of that group is the largest | y). Given tau and mu the effects are independent: quadrature over
    tau (midpoints), mu and that effect (Gauss and Hermite)."""
    found = pooled(study, prior, 48)
    y, v = study.effects, study.errors**2
    (z, share), (w, part) = MU_NODES, EFFECT_NODES
    mu = found.given.centre[:, None] + found.given.centre_sd[:, None] * z  # (g, 7)
    weight = found.given.weights[:, None, :]
    means = weight * y + (1 - weight) * mu[..., None]  # (g, 9, k)
    sds = np.sqrt(np.maximum(weight * v, 1e-300))
    own = means[..., which, None] + sds[..., which, None] * w  # (g, 7, 16)
    others = np.delete(np.arange(len(y)), which)
    inside = ndtr((own[..., None] - means[..., None, others]) / sds[..., None, others]).prod(axis=-1)
    return float(np.einsum("g,i,j,gij->", found.shares, share, part, inside))


class Joint(NamedTuple):
    """The joint normal posterior of all effects and mu given tau, by linear algebra."""

    effects: Array
    centre: float


def joint(study: Estimates, tau: float) -> Joint:
    """Effects and mu that minimise the sum of squares sum (y - theta)^2/s^2 + sum (theta - mu)^2/tau^2: one linear
    system of k + 1 equations, which knows nothing of weights. At tau = 0 all effects are mu, the weighted mean."""
    k, t, v = len(study.effects), tau**2, study.errors**2
    if tau == 0:
        centre = float(np.average(study.effects, weights=1 / v))
        return Joint(np.full(k, centre), centre)
    matrix = np.zeros((k + 1, k + 1))
    matrix[:k, :k] = np.diag(1 / v + 1 / t)
    matrix[k, :k] = matrix[:k, k] = -1 / t
    matrix[k, k] = k / t
    found = np.linalg.solve(matrix, np.append(study.effects / v, 0.0))
    return Joint(found[:k], float(found[k]))
