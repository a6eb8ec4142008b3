"""One family of symmetric shapes from flat to heavy-tailed, and what the tests of its centre cost there.

The density is c (1 + s x²)^(-(1/s + 1)/2), where that is defined. The tail weight s is -1 for the uniform law, -1/3 for
the parabola, 0 for the normal law, 1/ν for Student's t with ν degrees of freedom (1/3, 1/2, 1 = Cauchy). The laws with
s < 0 are beta laws on [-1/√-s, 1/√-s]. These are Pearson's symmetric types II and VII, one analytic family in s.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common import randomness
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
NEAR, BLOCK = 1e-6, 150  # of s to 0 that is taken for normal; experiments at a time


def top(s: float) -> float:
    """The density at the centre."""
    if abs(s) < NEAR:
        return float(1 / np.sqrt(2 * np.pi))
    if s > 0:
        return float(np.exp(special.gammaln(0.5 / s + 0.5) - special.gammaln(0.5 / s)) * np.sqrt(s / np.pi))
    return float(np.sqrt(-s) / special.beta(0.5, 0.5 - 0.5 / s))


def density(x: ArrayLike, s: float) -> Array:
    """The density at x."""
    found = np.asarray(x, float)
    if abs(s) < NEAR:
        return np.asarray(top(s) * np.exp(-0.5 * found**2))
    inside = 1 + s * found**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(inside > 0, top(s) * np.abs(inside) ** (-(1 / s + 1) / 2), 0.0)


def variance(s: float) -> float:
    """1/(1 - 2s); infinite from s = 1/2 on."""
    return 1 / (1 - 2 * s) if s < 0.5 else float("inf")


def squared(s: float) -> float:
    """The integral of the squared density."""
    if abs(s) < NEAR:
        return float(0.5 / np.sqrt(np.pi))
    if s > 0:
        return float(top(s) ** 2 * special.beta(0.5, 1 / s + 0.5) / np.sqrt(s))
    return float(top(s) ** 2 * special.beta(0.5, -1 / s) / np.sqrt(-s))


def quartile(s: float) -> float:
    """The upper quartile."""
    if abs(s) < NEAR:
        return float(special.ndtri(0.75))
    if s > 0:
        return float(special.stdtrit(1 / s, 0.75))
    power = 0.5 - 0.5 / s
    return float((2 * special.betaincinv(power, power, 0.75) - 1) / np.sqrt(-s))


def efficiency(s: float) -> tuple[float, float]:
    """The asymptotic relative efficiencies (Pitman) of the Wilcoxon and of the sign test against the t-test:
    12 σ² (∫f²)² and 4 σ² f(0)². With 0.95 the t-test needs 95 values for the power that the other has with 100.
    Infinite without a variance.

    J. L. Hodges and E. L. Lehmann, "The efficiency of some nonparametric competitors of the t-test", Annals of
    Mathematical Statistics 27 (1956): the first is never under 108/125, and the parabola has that.
    """
    return 12 * variance(s) * squared(s) ** 2, 4 * variance(s) * top(s) ** 2


def radii(s: float, u: Array) -> Array:
    """The distance from the centre in the plane, for uniforms u: a coordinate in a random direction has the law of s.

    √((u^(-2s) - 1)/s), which for s = 0 is Box and Muller's √(-2 ln u). R. W. Bailey, "Polar generation of random
    variates with the t-distribution", Mathematics of Computation 62 (1994); the formula holds for s < 0 as well.
    """
    logs = np.log(u)
    return np.sqrt(-2 * logs) if abs(s) < NEAR else np.sqrt(np.expm1(-2 * s * logs) / s)


@remembered
def draws(seed: int, experiments: int, most: int) -> tuple[Array, Array]:
    """(uniforms, cosines of random angles), each (experiments, most): all shapes are made of the same ones."""
    u = randomness.random_uniforms(seed, 0, 0, 2 * experiments * most).reshape(2, experiments, most)
    return 1.0 - u[0], np.cos(2 * np.pi * u[1])


def samples(s: float, seed: int, experiments: int, size: int, most: int) -> Array:
    """Experiments of `size` values each, (experiments, size), in units in which the upper quartile is that of the
    standard normal law (0.6745): the first `size` of the `most` that the seed gives."""
    u, cosine = draws(seed, experiments, most)
    unit = quartile(0.0) / quartile(s)
    return np.asarray(unit * radii(s, u[:, :size]) * cosine[:, :size])


@remembered
def signed_rank_law(size: int) -> Array:
    """P(W = w) for w = 0, ..., size (size + 1)/2: W is the sum of the ranks with a plus, each with chance 1/2."""
    found = np.zeros(size * (size + 1) // 2 + 1)
    found[0] = 1.0
    for rank in range(1, size + 1):
        found[rank:] += found[: len(found) - rank].copy()
        found /= 2
    return found


def _outermost(law: Array, alpha: float) -> tuple[int, float]:
    """(how many of the values at either end of a symmetric law are rejected, the level of that)."""
    tail = np.cumsum(law)
    count = int(np.sum(2 * tail <= alpha * (1 + 1e-12)))
    return count, float(2 * tail[count - 1]) if count else 0.0


class Tests(NamedTuple):
    """Intervals (experiments, 2) for the centre by each test: it rejects a shift where its interval leaves out zero."""

    t: Array
    wilcoxon: Array
    sign: Array


def levels(size: int, alpha: float) -> tuple[float, float]:
    """The exact levels of the Wilcoxon signed-rank and of the sign test, for any symmetric continuous law."""
    signs = np.asarray(special.binom(size, np.arange(size + 1)) / 2.0**size, dtype=np.float64)
    return _outermost(signed_rank_law(size), alpha)[1], _outermost(signs, alpha)[1]


def intervals(x: Array, alpha: float) -> Tests:
    """The intervals of each test for samples x (experiments, size), those shifts that it does not reject.

    t: mean ± c s/√n. Wilcoxon: order statistics of the means of all pairs, a value with itself too (Walsh averages), as
    many in from either end as the test rejects values of W. Sign: order statistics of the values themselves.
    """
    size = x.shape[1]
    half = special.stdtrit(size - 1, 1 - alpha / 2) * x.std(axis=1, ddof=1) / np.sqrt(size)
    mean, rows = x.mean(axis=1), np.sort(x, axis=1)
    signs = np.asarray(special.binom(size, np.arange(size + 1)) / 2.0**size, dtype=np.float64)
    pairs, values = (_outermost(law, alpha)[0] for law in (signed_rank_law(size), signs))
    return Tests(
        np.stack([mean - half, mean + half], axis=1),
        np.stack([_walsh(rows, pairs), -_walsh(-rows[:, ::-1], pairs)], axis=1),
        rows[:, [values - 1, size - values]] if values else _everything(x),
    )


def _everything(x: Array) -> Array:
    return np.broadcast_to([-np.inf, np.inf], (len(x), 2))


def _walsh(rows: Array, count: int) -> Array:
    """The `count`-th smallest of the means of all pairs, for each of some sorted rows (experiments, size).

    The pair (i, j) is at least as large as all pairs (i', j') with i' ≤ i and j' ≤ j: where these are more than
    `count`, it need not be looked at.
    """
    found = np.full(len(rows), -np.inf)
    if not count:
        return found
    i, j = np.triu_indices(rows.shape[1])
    below = (i + 1) * (j + 1) - i * (i + 1) // 2
    i, j = i[below <= count], j[below <= count]
    for first in range(0, len(rows), BLOCK):  # what is sorted at a time fits a processor's cache
        part = rows[first : first + BLOCK]
        sums = part[:, i]
        sums += part[:, j]
        sums.partition(count - 1, axis=1)
        found[first : first + BLOCK] = sums[:, count - 1] / 2
    return found


def power(ends: Array, shifts: ArrayLike) -> Array:
    """The share of experiments in which a test rejects, if all values are shifted by each of `shifts` (k,)."""
    low, high = np.sort(-ends[:, 0]), np.sort(-ends[:, 1])
    d = np.asarray(shifts, float)
    # Rejected upwards where low end + d > 0, downwards where high end + d < 0.
    return (np.searchsorted(low, d, "left") + len(high) - np.searchsorted(high, d, "right")) / len(low)
