"""How laws turn into one another: limits, with the exact distance left, and identities, performed on draws.

Sources: Leemis and McQueston, "Univariate Distribution Relationships", The American Statistician 62 (2008); Le Cam,
"An approximation theorem for the Poisson binomial distribution", Pacific Journal of Mathematics 10 (1960); Barbour and
Hall, "On the rate of Poisson convergence", Mathematical Proceedings of the Cambridge Philosophical Society 95 (1984).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms
from mathcore.probability.law_form import WIDEST, Distribution
from mathcore.probability.laws import distribution

Array = NDArray[np.float64]
DRAWS = 8_000  # of an identity, at most
GRID = np.unique(np.round(np.geomspace(1, 1000, 61)))  # of the limiting parameter
COUNTS = np.unique(np.round(np.geomspace(10, DRAWS, 25))).astype(int)
ROUGH = np.sinh(np.linspace(-4.0, 4.0, 601))  # where the largest gap is looked for
RARE = 3.0  # the mean of the binomial law that becomes Poisson


def variation(first: Distribution, second: Distribution) -> float:
    """The total variation distance of two laws on integers: half of the sum of |p - q|."""
    low = min(first.reach()[0], second.reach()[0])
    high = max(first.reach()[1], second.reach()[1])
    x = np.arange(low, high + 1)
    return float(0.5 * np.abs(first.density(x) - second.density(x)).sum())


def standard(law: Distribution, z: Array) -> Array:
    """P((X - mean)/deviation <= z)."""
    mean, variance = law.mean, law.variance
    assert mean is not None and variance is not None
    return law.cdf(mean + np.sqrt(variance) * z)


def standard_density(law: Distribution, z: Array) -> Array:
    """The density of (X - mean)/deviation at z, or P(X = x) over the deviation for a law on integers."""
    mean, variance = law.mean, law.variance
    assert mean is not None and variance is not None
    return np.asarray(law.density(mean + np.sqrt(variance) * z) * np.sqrt(variance))


@dataclass(frozen=True)
class Limit:
    """A family that tends to a target: `at(n)` gives distribution functions and densities of source and target, and
    `distance(n)` is the total variation distance ("discrete") or the largest distance of distribution functions. It is
    shown from `least` on, where the source has the height of the target."""

    name: str
    says: str
    parameter: str
    discrete: bool
    window: tuple[float, float]
    least: float
    source: Callable[[float, Array], tuple[Array, Array]]
    target: Callable[[Array], tuple[Array, Array]]

    def distance(self, n: float) -> float:
        """How far the source is from the target; exact for integers, to about 1e-7 on a fine grid else."""
        if self.discrete:
            return variation(distribution("binom", n, RARE / n), distribution("poisson", RARE))
        at = self.widest(n)
        step = ROUGH[1:] - ROUGH[:-1]
        reach = float(step[np.clip(np.searchsorted(ROUGH, at), 0, len(step) - 1)])
        near = np.append(np.linspace(at - reach, at + reach, 201), -np.sqrt(n))  # where a standardised gamma begins
        return float(np.abs(self.source(n, near)[1] - self.target(near)[1]).max())

    def widest(self, n: float) -> float:
        """Where the two distribution functions are farthest apart, on a grid."""
        z = np.arange(0.0, 40.0) if self.discrete else ROUGH
        return float(z[np.abs(self.source(n, z)[1] - self.target(z)[1]).argmax()])


def _of(law: Distribution, x: Array) -> tuple[Array, Array]:
    return law.density(x), law.cdf(x)


def _standardised(law: Distribution, z: Array) -> tuple[Array, Array]:
    return standard_density(law, z), standard(law, z)


def _maximum(n: float, x: Array) -> tuple[Array, Array]:
    """The largest of n standard exponentials, less log n: its distribution function is (1 - e^-x/n)^n."""
    with np.errstate(all="ignore"):
        part = np.exp(-x) / n
        inside = part <= 1
        log_cdf = n * np.log1p(-np.where(inside, part, 0.0))
        density = np.exp(log_cdf - np.log1p(-np.where(inside, part, 0.0)) - x)
    return np.where(inside, density, 0.0), np.where(inside, np.exp(log_cdf), 0.0)


_NORMAL = lambda z: _of(distribution("norm", 0, 1), z)  # noqa: E731
LIMITS: dict[str, Limit] = {
    "rare": Limit(
        "Binomial → Poisson",
        "n trials, p = 3/n",
        "trials n",
        True,
        (-0.7, 12.7),
        5.0,
        lambda n, x: _of(distribution("binom", n, RARE / n), x),
        lambda x: _of(distribution("poisson", RARE), x),
    ),
    "student": Limit(
        "Student’s t → normal",
        "ν degrees of freedom",
        "degrees of freedom ν",
        False,
        (-5.0, 5.0),
        1.0,
        lambda n, z: _of(distribution("t", n, 0, 1), z),
        _NORMAL,
    ),
    "waits": Limit(
        "Gamma → normal",
        "the k-th event, standardised",
        "shape k",
        False,
        (-4.0, 5.0),
        2.0,
        lambda n, z: _standardised(distribution("gamma", n, 1), z),
        _NORMAL,
    ),
    "maxima": Limit(
        "Maximum → Gumbel",
        "the largest of n waits, less ln n",
        "waits n",
        False,
        (-3.0, 7.0),
        2.0,
        _maximum,
        lambda x: _of(distribution("gumbel_r", 0, 1), x),
    ),
}


@lru_cache(maxsize=16)
def distances(relation: str) -> tuple[Array, Array]:
    """The limiting parameter over a grid, from where the law exists, and the distance there."""
    limit = LIMITS[relation]
    grid = GRID[limit.least <= GRID]
    return grid, np.array([limit.distance(float(n)) for n in grid])


@dataclass(frozen=True)
class Identity:
    """Draws of some laws made into draws of another: `make` takes uniforms (k, n), a parameter, and whether the
    assumption holds; `target` is the law claimed, `broken` says what is not so where the assumption is off."""

    name: str
    says: str
    uniforms: int
    make: Callable[[Array, float, bool], Array]
    target: Callable[[float], Distribution]
    broken: str


def _expo(u: Array) -> Array:
    return -np.log1p(-u)


def _squares(u: Array, nu: float, holds: bool) -> Array:
    """The sum of nu squares of normals; of one and the same normal if they are not independent."""
    z = special.ndtri(u[: int(nu)])
    return np.asarray((z**2).sum(axis=0) if holds else nu * z[0] ** 2)


def _share(u: Array, a: float, holds: bool) -> Array:
    """X/(X + Y) of gammas of shapes a, a whole number, and 2: sums of exponentials; the second with three times the
    scale if they are not alike."""
    waits = _expo(u[: int(a) + 2])
    x, y = waits[2:].sum(axis=0), waits[:2].sum(axis=0) * (1.0 if holds else 3.0)
    return np.asarray(x / (x + y))


IDENTITIES: dict[str, Identity] = {
    "first": Identity(
        "First of k → exponential",
        "the least of k exponentials",
        10,
        lambda u, k, holds: _expo(u[: int(k)] if holds else u[:1]).min(axis=0),
        lambda k: distribution("expon", k),
        "the waits are one and the same",
    ),
    "squares": Identity(
        "Squares → chi-square",
        "a sum of k squared normals",
        10,
        _squares,
        lambda k: distribution("chi2", k),
        "the normals are one and the same",
    ),
    "share": Identity(
        "Gammas → beta",
        "X/(X + Y), shapes k and 2",
        12,
        _share,
        lambda k: distribution("beta", k, 2),
        "the second scale is three times the first",
    ),
    "powers": Identity(
        "Normal → log-normal",
        "e to a normal of deviation k/4",
        1,
        lambda u, k, holds: np.exp(0.25 * k * special.ndtri(u[0] if holds else np.clip(u[0], 0.05, 0.95))),
        lambda k: distribution("lognorm", 0.0, 0.25 * k),
        "the tails are cut off at 5% and 95%",
    ),
}


@remembered
def _uniforms(rows: int, seed: int) -> Array:
    return np.stack([random_uniforms(seed, row, 0, DRAWS) for row in range(rows)]) + 2.0**-54


@remembered
def made(relation: str, k: float, holds: bool, seed: int) -> Array:
    """DRAWS draws of an identity's left side, in the order of the streams of the seed."""
    identity = IDENTITIES[relation]
    return identity.make(_uniforms(identity.uniforms, seed), k, holds)


def kolmogorov(draws: Array, law: Distribution) -> float:
    """The largest distance of the empirical distribution function of draws (n,) from the law's, at jumps both ways."""
    return gap_of(*np.unique(draws, return_counts=True), law)


def gap_of(values: Array, counts: NDArray[np.int64], law: Distribution) -> float:
    """The same of ascending values (m,) and how often each was drawn (m,)."""
    share = np.concatenate([[0.0], np.cumsum(counts)]) / counts.sum()
    x = values
    if law.discrete:  # both jump: the largest gap is beside a jump of one of them
        x = np.unique(np.concatenate([x, np.arange(np.floor(x[0]), min(x[-1], x[0] + WIDEST) + 1)]))
    after = share[np.searchsorted(values, x, side="right")]
    before = share[np.searchsorted(values, x, side="left")]
    found = law.cdf(x)
    left = law.cdf(np.nextafter(x, -np.inf)) if law.discrete else found
    return float(max(np.abs(found - after).max(), np.abs(left - before).max()))


def band(n: Any, risk: float = 1e-9) -> Any:
    """What `kolmogorov` of n true draws passes with probability at most `risk`: Dvoretzky, Kiefer, Wolfowitz, with the
    constant of Massart (Annals of Probability 18, 1990)."""
    return np.sqrt(np.log(2 / risk) / (2 * n))


@lru_cache(maxsize=64)
def settling(relation: str, k: float, holds: bool, seed: int) -> tuple[NDArray[np.int64], Array]:
    """Numbers of draws, and the Kolmogorov distance of so many first draws from the law claimed."""
    found = IDENTITIES[relation].target(k).cdf(made(relation, k, holds, seed))
    gaps = []
    for n in COUNTS.tolist():
        heights, share = np.sort(found[:n]), np.arange(n) / n
        gaps.append(max((share + 1 / n - heights).max(), (heights - share).max()))
    return COUNTS, np.array(gaps)


def promised(relation: str, n: Any) -> Any:
    """A bound of `Limit.distance` that a theorem gives, at numbers n of any shape.

    "rare": Le Cam's n p^2, with p = 3/n. "student": Pinelis, "Exact bounds on the closeness between the Student and
    standard normal distributions", ESAIM: Probability and Statistics 19 (2015). "waits": Berry and Esseen, with
    Shevtsova's constant 0.4748 and E|X - 1|^3 = 12/e - 2. "maxima": exp(-y) - (1 - y/n)^n is between 0 and
    y^2 exp(-y)/n, which is at most 4 exp(-2)/n.
    """
    root2 = np.sqrt(2.0)
    return {
        "rare": RARE**2 / n,
        "student": 0.25 * np.sqrt((7 + 5 * root2) / (np.pi * np.exp(1 + root2))) / n,
        "waits": 0.4748 * (12 / np.e - 2) / np.sqrt(n),
        "maxima": 4 * np.exp(-2.0) / n,
    }[relation]


# Whose bound that is, and how it is read.
THEOREMS = {
    "rare": ("Le Cam", "distance ≤ n p²"),
    "student": ("Pinelis", "distance ≤ 0.1583/ν"),
    "waits": ("Berry and Esseen", "distance ≤ 1.147/√k"),
    "maxima": ("by y² e⁻ʸ ≤ 4e⁻²", "distance ≤ 4e⁻²/n"),
}
