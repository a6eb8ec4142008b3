"""A coin with a Beta prior, its maximum a posteriori, and what becomes of it on another ruler.

Beta(a, b) has the density p^(a-1) (1-p)^(b-1)/B(a, b). A ruler of bend lambda measures p by the coordinate phi with
dphi/dp = (p (1 - p))^-lambda: 0 is p itself, 1/2 the arcsine of the root of p (twice), 1 the log-odds. Source: Gelman,
Carlin, Stern, Dunson, Vehtari and Rubin, *Bayesian Data Analysis*, 3rd ed. (2013), chapters 2 and 13; on modes and
changes of variable Jaynes, *Probability Theory: The Logic of Science* (2003), section 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common import randomness

Array = NDArray[np.float64]
EDGE = 0.004  # of p that a ruler leaves out on both sides: the log-odds of 0 and 1 are infinite


@dataclass(frozen=True)
class Beta:
    """The law Beta(a, b), a and b positive."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """a/(a + b)."""
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return float(np.sqrt(self.mean * (1 - self.mean) / (self.a + self.b + 1)))

    def log_density(self, p: ArrayLike) -> Array:
        """ln of the density at p, any shape; at 0 and 1 it may be infinite."""
        x = np.asarray(p, float)
        return np.asarray(
            special.xlogy(self.a - 1, x) + special.xlog1py(self.b - 1, -x) - special.betaln(self.a, self.b)
        )

    def density(self, p: ArrayLike) -> Array:
        """The density at p, any shape."""
        return np.asarray(np.exp(self.log_density(p)))

    def cdf(self, p: ArrayLike) -> Array:
        """The probability below p, any shape."""
        return np.asarray(special.betainc(self.a, self.b, np.asarray(p, float)))

    def quantile(self, u: ArrayLike) -> Array:
        """The p below which there is the probability u, any shape."""
        return np.asarray(special.betaincinv(self.a, self.b, np.asarray(u, float)))

    def mode(self, bend: float = 0.0) -> float:
        """Where the density per unit of the ruler of that bend is highest, as a p; NaN where there is no one such place
        (both ends are infinitely high, or nothing is higher than anything else)."""
        a, b = self.a - 1 + bend, self.b - 1 + bend
        if a > 0 and b > 0:
            return a / (a + b)
        if a > b and b <= 0 and a >= 0:
            return 1.0
        if b > a and a <= 0 and b >= 0:
            return 0.0
        return float("nan")


def after(prior: Beta, heads: int, tosses: int) -> Beta:
    """The posterior of a coin's probability of heads."""
    return Beta(prior.a + heads, prior.b + tosses - heads)


def tosses(p: float, count: int, seed: int) -> NDArray[np.int64]:
    """Heads (1) and tails (0) of a coin, shape (count,): the same uniforms for every p."""
    return (randomness.random_uniforms(seed, 0, 0, count) < p).astype(np.int64)


def story(prior: Beta, row: ArrayLike) -> tuple[Array, Array, Array]:
    """Share of heads, MAP and posterior mean after 0, 1, ..., all tosses of a row (n,); NaN where there is none."""
    k = np.concatenate([[0], np.cumsum(np.asarray(row, int))])
    n = np.arange(len(k))
    share = np.divide(k, n, out=np.full(len(k), np.nan), where=n > 0)
    peaks = [after(prior, heads, tossed).mode() for tossed, heads in enumerate(k.tolist())]
    return share, np.array(peaks), (prior.a + k) / (prior.a + prior.b + n)


def summit(law: Beta) -> float:
    """Where the density is highest, searched on the curve: a grid, then ever finer ones around the best place."""
    low, high = 0.0, 1.0
    for _ in range(8):
        p = np.linspace(low, high, 101)
        k = int(np.argmax(law.log_density(p)))
        low, high = p[max(k - 1, 0)], p[min(k + 1, 100)]
    return float(0.5 * (low + high))


def coordinate(p: ArrayLike, bend: float) -> Array:
    """phi(p) on the ruler of that bend in [0, 1], 0 at p = 1/2; any shape of p in (0, 1)."""
    x = np.asarray(p, float)
    if bend == 1.0:
        return np.asarray(special.logit(x))
    shape = 1.0 - bend
    return np.asarray(special.beta(shape, shape) * (special.betainc(shape, shape, x) - 0.5))


def place(p: ArrayLike, bend: float) -> Array:
    """Where p lies on the ruler drawn from 0 (at p = EDGE) to 1 (at p = 1 - EDGE); any shape."""
    end = float(coordinate(1 - EDGE, bend))
    return 0.5 + 0.5 * coordinate(p, bend) / end


def density_on_ruler(law: Beta, p: ArrayLike, bend: float) -> Array:
    """The density of the law per unit of `place`, at p; any shape."""
    x = np.asarray(p, float)
    end = float(coordinate(1 - EDGE, bend))
    return law.density(x) * (x * (1 - x)) ** bend * 2 * end


def middle(law: Beta, p: Array, bend: float) -> float:
    """The p that halves the area under the density on the ruler, counted along `p` (n,), ascending from EDGE."""
    heights, at = density_on_ruler(law, p, bend), place(p, bend)
    steps = 0.5 * (heights[1:] + heights[:-1]) * np.diff(at)
    return float(np.interp(0.5, law.cdf(EDGE) + np.concatenate([[0.0], np.cumsum(steps)]), p))


def around(p: Array, laws: Iterable[Beta]) -> Array:
    """The grid p (n,) with 100 more places within five standard deviations of each law, ascending: a narrow law is a
    smooth curve on it too."""
    ends = [(max(p[0], law.mean - 5 * law.sd), min(p[-1], law.mean + 5 * law.sd)) for law in laws]
    return np.sort(np.concatenate([p, *(np.linspace(low, high, 100) for low, high in ends)]))


def slices(law: Beta, count: int, bend: float | None = None) -> tuple[Array, Array]:
    """The law cut into `count` slices of equal probability: places (count, 40) from one quantile to the next, and the
    density there; over p, or over the ruler of that bend as far as it is drawn."""
    cut = law.quantile(np.linspace(0, 1, count + 1))
    p = np.linspace(cut[:-1], cut[1:], 40, axis=1)
    if bend is None:
        return p, law.density(p)
    p = np.clip(p, EDGE, 1 - EDGE)
    return place(p, bend), density_on_ruler(law, p, bend)


def bend_of(law: Beta, p: float) -> float:
    """The bend in [0, 1] whose ruler has its mode nearest to p, of a law with another mode on each ruler (a and b
    differ, both 1 or more)."""
    a, b = law.a - 1, law.b - 1
    first, last = law.mode(0.0), law.mode(1.0)
    within = min(max(p, min(first, last)), max(first, last))
    return float(np.clip((within * (a + b) - a) / (1 - 2 * within), 0.0, 1.0)) if within != 0.5 else 1.0
