"""What surrounds an online test: its size, a mismatch of its arms, adjusting by what was known before, and bandits.

Sources: Deng, Xu, Kohavi and Walker, "Improving the sensitivity of online controlled experiments by utilizing
pre-experiment data", WSDM (2013): CUPED; Imbens and Rubin, "Causal Inference" (2015), chapter 6: Neyman's variance;
Lai and Robbins, "Asymptotically efficient adaptive allocation rules", Advances in Applied Mathematics 6 (1985).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from sklearn.datasets import load_diabetes, load_iris

from mathcore import kernels
from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
DEALS = 2_000  # random assignments
PULLS = np.arange(50, 5001, 50)  # after which a bandit is looked at
POLICIES = {"fixed": None, "commit": 600, "epsilon": 0.1, "upper": 1.0, "thompson": None}


def needed(first: float, second: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Users per arm for a two-sided z-test of two proportions with the pooled variance; infinity if they are equal.

    With the mean rate m: (z_{alpha/2} sqrt(2 m (1 - m)) + z_{power} sqrt(p (1 - p) + p' (1 - p')))^2 / (p - p')^2; the
    far side's power is neglected (Fleiss, Levin and Paik, 2003, chapter 4).
    """
    gap, middle = first - second, (first + second) / 2
    own = first * (1 - first) + second * (1 - second)
    root = -special.ndtri(alpha / 2) * np.sqrt(2 * middle * (1 - middle)) + special.ndtri(power) * np.sqrt(own)
    return np.inf if gap == 0 else float(root**2 / gap**2)


def mismatch(first: int, second: int) -> float:
    """The p-value of chi-square with one degree of freedom for arms that should be of one size."""
    return float(special.erfc(abs(first - second) / np.sqrt(2 * (first + second))))


def divergence(p: float, q: float) -> float:
    """KL(Bernoulli(p) || Bernoulli(q)) in nats."""
    return float(special.rel_entr(p, q) + special.rel_entr(1 - p, 1 - q))


def lai_robbins(first: float, second: float) -> float:
    """gap / KL(worse || better): no policy that is good for all rates has a regret that grows more slowly than this
    times ln T. Zero if the arms are alike."""
    worse, better = sorted((first, second))
    return 0.0 if worse == better else (better - worse) / divergence(worse, better)


@lru_cache(maxsize=4)
def columns(name: str) -> tuple[Array, Array, tuple[str, str]]:
    """(outcome, covariate, their names): "bmi" and "age" of 442 diabetes patients (Efron and others, 2004), whose
    outcome is the progression after a year; "petals": length and width of 150 irises (Fisher, 1936).

    Raises:
        ValueError: another name.
    """
    if name == "petals":
        table = load_iris().data
        return table[:, 2], table[:, 3], ("petal length (cm)", "petal width (cm)")
    if name not in ("bmi", "age"):
        raise ValueError(f"There is no built-in pair of columns named {name}.")
    patients, which = load_diabetes(scaled=False), {"bmi": 2, "age": 0}[name]
    called = {"bmi": "body mass index (kg/m²)", "age": "age (years)"}[name]
    return patients.target, patients.data[:, which], ("progression (score)", called)


@dataclass(frozen=True)
class Experiments:
    """Random assignments of the same m units, half of them treated, as if nothing had been done.

    Attributes:
        y, x: (m,) outcome and covariate, in their deviations from their means.
        treated: (DEALS, m) who is treated.
        dy, dx: (DEALS,) differences of the means of the treated and the others.
    """

    y: Array
    x: Array
    treated: NDArray[np.bool_]
    dy: Array
    dx: Array

    @cached_property
    def slope(self) -> float:
        """Least squares of y on x over all units."""
        return float((self.x * self.y).sum() / (self.x * self.x).sum())

    @cached_property
    def r(self) -> float:
        """The correlation of y and x."""
        return float((self.x * self.y).sum() / np.sqrt((self.x * self.x).sum() * (self.y * self.y).sum()))

    @cached_property
    def deviations(self) -> tuple[float, float]:
        """Of y and of x, with divisor m - 1."""
        return float(np.std(self.y, ddof=1)), float(np.std(self.x, ddof=1))

    @cached_property
    def factor(self) -> float:
        """1/a + 1/b for arms of a and b units."""
        m, a = len(self.y), int(self.treated[0].sum())
        return 1 / a + 1 / (m - a)

    def error(self, slope: float) -> float:
        """Neyman's exact standard deviation, over all assignments, of the difference of means of y - slope x, if the
        effect is the same for every unit."""
        return float(np.std(self.y - slope * self.x, ddof=1) * np.sqrt(self.factor))


def experiments(y: ArrayLike, x: ArrayLike, seed: int) -> Experiments:
    """DEALS assignments of the units of y and x, both (m,), m at least 4."""
    outcome, covariate = np.asarray(y, float), np.asarray(x, float)
    outcome, covariate = outcome - outcome.mean(), covariate - covariate.mean()
    m = len(outcome)
    # Half of the units, all halves equally likely: those with the smallest of m random numbers.
    order = np.argpartition(random_uniforms(seed, 63, 0, DEALS * m).reshape(DEALS, m), m // 2 - 1, axis=1)
    treated = np.zeros((DEALS, m), dtype=bool)
    np.put_along_axis(treated, order[:, : m // 2], True, axis=1)
    a, b = m // 2, m - m // 2
    # Of columns that sum to zero the others have minus the sum of the treated.
    dy, dx = (np.einsum("rm,m->r", treated, each) * (1 / a + 1 / b) for each in (outcome, covariate))
    return Experiments(outcome, covariate, treated, dy, dx)


def outline(values: ArrayLike, half: float, bins: int = 70) -> tuple[Array, Array]:
    """The outline of a histogram over [-half, half]: (x, counts), each (2 bins,)."""
    counts, sides = np.histogram(values, bins, (-half, half))
    return np.repeat(sides, 2)[1:-1], np.repeat(counts, 2).astype(float)


def played(first: float, second: float, runs: int, seed: int) -> dict[str, kernels.Bandits]:
    """Runs of each of POLICIES at PULLS, all with the same luck. "fixed" takes turns for ever, "commit" for 600 users
    and then takes the better arm of the trial; the others as in `kernels.bandits`."""
    rates = (first, second)
    return {
        name: kernels.bandits(rates, "commit" if name == "fixed" else name, PULLS, runs, seed, parameter=parameter)
        for name, parameter in POLICIES.items()
    }


def share_means(found: kernels.Bandits) -> Array:
    """(2,) the average over the runs of each arm's share of successes at the end; runs that never pulled the arm are
    left out."""
    pulls, wins = found.pulls[-1], found.wins[-1]
    return np.array(
        [np.mean(w[n > 0] / n[n > 0]) if (n > 0).any() else np.nan for n, w in zip(pulls, wins, strict=True)]
    )


def beta_density(x: ArrayLike, wins: float, pulls: float) -> Array:
    """The density at x in (0, 1) of the posterior of a rate after `wins` in `pulls`, under a uniform prior."""
    x = np.asarray(x, float)
    a, b = wins + 1, pulls - wins + 1
    return np.asarray(np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - special.betaln(a, b)))


def chance_better(wins: ArrayLike, pulls: ArrayLike) -> float:
    """P(second rate > first) under independent posteriors with uniform priors; wins, pulls (2,). By quadrature."""
    w, n = np.asarray(wins, float), np.asarray(pulls, float)
    a, b = w + 1, n - w + 1
    # Over the quantiles of the second rate: 64 nodes of Gauss and Legendre.
    nodes, weights = np.polynomial.legendre.leggauss(64)
    at = special.betaincinv(a[1], b[1], (nodes + 1) / 2)
    return float((special.betainc(a[0], b[0], at) * weights).sum() / 2)
