"""Intervals for a proportion: Neyman's belt, its rows, and the exact coverage that they add up to.

Sources: Clopper and Pearson (1934); Wilson (1927); Agresti and Coull (1998); Brown, Cai and DasGupta, "Interval
estimation for a binomial proportion", Statistical Science 16 (2001). The intervals are those of
`mathcore.kernels.proportion_intervals`; they are closed, and Wald's and Agresti and Coull's are not cut at 0 and 1.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore import kernels
from mathcore.common.memory import remembered

Array = NDArray[np.float64]
POINTS = 181  # of a curve over p
KINDS = ("wald", "wilson", "agresti_coull", "clopper_pearson")


@lru_cache(maxsize=64)
def belt(n: int, kind: str, level: float) -> Array:
    """(n + 1, 2) the ends of the interval after each count. Not to be written to."""
    return kernels.proportion_intervals(n, method=kind, confidence=level)


def masses(n: int, p: ArrayLike) -> Array:
    """(g, n + 1) the binomial probabilities of all counts at each of some p (g,) in [0, 1]."""
    x, q = np.arange(n + 1.0), np.atleast_1d(np.asarray(p, float))[:, None]
    logs = special.gammaln(n + 1.0) - special.gammaln(x + 1.0) - special.gammaln(n - x + 1.0)
    with np.errstate(divide="ignore"):  # at 0 and 1 a logarithm that leaves nothing, and is no NaN when multiplied by 0
        yes, no = np.maximum(np.log(q), -800.0), np.maximum(np.log1p(-q), -800.0)
    return np.asarray(np.exp(logs + x * yes + (n - x) * no))


@remembered
def _grid(n: int, wide: float) -> tuple[Array, Array]:
    """(places, masses there) of a grid between 0 and `wide`, both ends excluded."""
    p = np.linspace(0, wide, POINTS)[1:-1]
    return p, masses(n, p)


def row(n: int, p: float, kind: str, level: float) -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_]]:
    """(the probability of each count at p, whose intervals lie left of p, whose lie right of it), (n + 1,) each."""
    low, high = belt(n, kind, level).T
    return masses(n, p)[0], high < p, low > p


@remembered
def jumps(n: int, kind: str, level: float) -> tuple[Array, Array, Array]:
    """(k,) each: places in [0, 1] where an interval ends, ascending, and the limits of the coverage there from below
    and from above: of the counts whose interval goes on to that side. (At 0 and 1, where there is one side: 1 on the
    other.) Not to be written to."""
    low, high = belt(n, kind, level).T
    ends = np.unique(np.concatenate([low, high, [0.0, 1.0]]))
    ends = ends[(ends >= 0) & (ends <= 1)]
    chance, at = masses(n, ends), ends[:, None]
    below = np.where(ends > 0, (chance * ((low < at) & (high >= at))).sum(axis=1), 1.0)
    above = np.where(ends < 1, (chance * ((low <= at) & (high > at))).sum(axis=1), 1.0)
    return ends, below, above


def least(n: int, kind: str, level: float) -> tuple[float, float]:
    """(the infimum of the coverage on (0, 1), where). Between two jumps the covered counts stay the same, a run of
    neighbours, and their probability has no least value inside: the infimum is a limit at a jump."""
    ends, below, above = jumps(n, kind, level)
    limits = np.minimum(below, above)
    k = int(np.argmin(limits))
    return float(limits[k]), float(ends[k])


@remembered
def smooth(n: int, kind: str, level: float, wide: float = 1.0) -> tuple[Array, Array]:
    """(p, coverage) on a grid between 0 and `wide`. Not to be written to."""
    (p, chance), (low, high) = _grid(n, wide), belt(n, kind, level).T
    at = p[:, None]
    return p, (chance * ((low <= at) & (high >= at))).sum(axis=1)


@remembered
def curve(n: int, kind: str, level: float, wide: float = 1.0) -> tuple[Array, Array]:
    """The same with both sides of every jump, so that the teeth are drawn upright. Not to be written to."""
    (p, found), (ends, below, above) = smooth(n, kind, level, wide), jumps(n, kind, level)
    places, heights = np.concatenate([p, ends - 1e-9, ends + 1e-9]), np.concatenate([found, below, above])
    order = np.argsort(places, kind="stable")
    shown = (places[order] > 0) & (places[order] < min(1.1 * wide, 1.0))
    return places[order][shown], heights[order][shown]


def covered(n: int, kind: str, level: float, p: ArrayLike) -> Array:
    """(g,) the probability that the interval holds p, at each of some p (g,)."""
    q = np.atleast_1d(np.asarray(p, float))
    low, high = belt(n, kind, level).T
    return np.asarray((masses(n, q) * ((low <= q[:, None]) & (high >= q[:, None]))).sum(axis=1))


@remembered
def _coefficients(fewest: int, most: int) -> tuple[Array, Array, Array]:
    """Of all trials from `fewest` to `most`: the trials (m, 1), the counts (most + 1,), the logarithms of the binomial
    coefficients (m, most + 1), minus infinity where there is no such count."""
    n, x = np.arange(fewest, most + 1.0)[:, None], np.arange(most + 1.0)
    logs = special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(np.maximum(n - x, 0) + 1)
    return n, x, np.where(x <= n, logs, -np.inf)


def along_trials(fewest: int, most: int, p: float, kind: str, level: float) -> Array:
    """(most - fewest + 1,) the coverage at one p strictly between 0 and 1 for every number of trials: the probability
    of the counts that accept p. No interval is computed: this is the belt, read along its rows."""
    n, x, logs = _coefficients(fewest, most)
    chance = np.exp(logs + x * np.log(p) + np.maximum(n - x, 0) * np.log1p(-p))
    z = float(special.ndtri((1 + level) / 2))
    if kind == "clopper_pearson":
        up_to = np.cumsum(chance, axis=1)
        accepts = (up_to >= (1 - level) / 2) & (1 - up_to + chance >= (1 - level) / 2)
    else:
        more = z * z if kind == "agresti_coull" else 0.0
        share, trials = np.minimum((x + more / 2) / (n + more), 1.0), n + more
        variance = p * (1 - p) if kind == "wilson" else share * (1 - share)
        accepts = np.abs(share - p) <= z * np.sqrt(variance / trials)
    return np.asarray((chance * accepts).sum(axis=1))


def average(n: int, kind: str, level: float) -> float:
    """The coverage averaged over all p between 0 and 1. The integral of a binomial probability over p is a difference
    of distribution functions of Beta(x + 1, n - x + 1), divided by n + 1."""
    low, high = np.clip(belt(n, kind, level), 0.0, 1.0).T
    x = np.arange(n + 1.0)
    inside = special.betainc(x + 1, n - x + 1, high) - special.betainc(x + 1, n - x + 1, low)
    return float(inside.sum() / (n + 1))


def tail(n: int, count: int, end: float, upper: bool) -> float:
    """P(X >= count) (`upper`) or P(X <= count) for X binomial with n trials and probability `end`, in [0, 1]."""
    x = np.arange(n + 1)
    return float(masses(n, end)[0][(x >= count) if upper else (x <= count)].sum())


def defining(n: int, count: int, kind: str, level: float) -> tuple[float, float]:
    """Both sides of the equation that the inner end of an interval solves (the upper end for count <= n/2, else the
    lower). Clopper and Pearson: the binomial tail beyond the count is (1 - level)/2. Wilson: the squared distance of
    the end from the observed share is z^2 times the variance at the end; Wald: at the observed share; Agresti and
    Coull: at the share after adding z^2/2 of each, from that share."""
    low, high = belt(n, kind, level)[count].tolist()
    upper = 2 * count > n
    end, z = low if upper else high, float(special.ndtri((1 + level) / 2))
    if kind == "clopper_pearson":
        return tail(n, count, end, upper), (1 - level) / 2
    share, trials = count / n, float(n)
    if kind == "agresti_coull":
        share, trials = (count + z * z / 2) / (n + z * z), n + z * z
    variance = (end * (1 - end) if kind == "wilson" else share * (1 - share)) / trials
    return (end - share) ** 2, z * z * variance
