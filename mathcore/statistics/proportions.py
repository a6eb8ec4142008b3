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

Array = NDArray[np.float64]
GRID = np.unique([*np.linspace(0, 1, 241), *np.linspace(0, 0.2, 161)])[1:-1]  # of p, finer near 0
KINDS = ("wald", "wilson", "agresti_coull", "clopper_pearson")


@lru_cache(maxsize=64)
def belt(n: int, kind: str, level: float) -> Array:
    """(n + 1, 2) the ends of the interval after each count. Not to be written to."""
    return kernels.proportion_intervals(n, method=kind, confidence=level)


def masses(n: int, p: ArrayLike) -> Array:
    """(g, n + 1) the binomial probabilities of all counts at each of some p (g,) in [0, 1]."""
    x, q = np.arange(n + 1.0), np.atleast_1d(np.asarray(p, float))[:, None]
    logs = special.gammaln(n + 1.0) - special.gammaln(x + 1.0) - special.gammaln(n - x + 1.0)
    return np.asarray(np.exp(logs + special.xlogy(x, q) + special.xlog1py(n - x, -q)))


def row(n: int, p: float, kind: str, level: float) -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_]]:
    """(the probability of each count at p, whose intervals lie left of p, whose lie right of it), (n + 1,) each."""
    low, high = belt(n, kind, level).T
    return masses(n, p)[0], high < p, low > p


@lru_cache(maxsize=64)
def jumps(n: int, kind: str, level: float) -> tuple[Array, Array]:
    """(places in (0, 1) where an interval ends, ascending; the infimum (2,) of the coverage on (0, 1) and where).

    Between two ends the counts that are covered stay the same, a run of neighbours, and their probability has no least
    value inside. So the infimum is a limit at an end: of the counts whose interval goes on beyond it, to either side.
    """
    low, high = belt(n, kind, level).T
    ends = np.unique(np.concatenate([low, high, [0.0, 1.0]]))
    ends = ends[(ends >= 0) & (ends <= 1)]
    chance, at = masses(n, ends), ends[:, None]
    above = np.where(ends < 1, (chance * ((low <= at) & (high > at))).sum(axis=1), 1.0)
    below = np.where(ends > 0, (chance * ((low < at) & (high >= at))).sum(axis=1), 1.0)
    least = np.minimum(above, below)
    k = int(np.argmin(least))
    return ends, np.array([least[k], ends[k]])


@lru_cache(maxsize=64)
def curve(n: int, kind: str, level: float) -> tuple[Array, Array]:
    """(p, coverage) over GRID and both sides of every jump, so that the teeth are upright. Not to be written to."""
    ends = jumps(n, kind, level)[0]
    p = np.unique(np.concatenate([GRID, ends - 1e-9, ends, ends + 1e-9]))
    p = p[(p > 0) & (p < 1)]
    return p, covered(n, kind, level, p)


@lru_cache(maxsize=256)
def smooth(n: int, kind: str, level: float) -> Array:
    """The coverage over GRID. Not to be written to."""
    return covered(n, kind, level, GRID)


def covered(n: int, kind: str, level: float, p: ArrayLike) -> Array:
    """(g,) the probability that the interval holds p, at each of some p (g,)."""
    q = np.atleast_1d(np.asarray(p, float))
    low, high = belt(n, kind, level).T
    return np.asarray((masses(n, q) * ((low <= q[:, None]) & (high >= q[:, None]))).sum(axis=1))


@lru_cache(maxsize=16)
def _tables(fewest: int, most: int, kind: str, level: float) -> tuple[Array, Array, Array, Array]:
    """Of all trials from `fewest` to `most`: logarithms of the binomial coefficients, the trials, lower and upper ends,
    each (m, most + 1) or (m, 1); a count that there is not has no probability."""
    n, x = np.arange(fewest, most + 1.0)[:, None], np.arange(most + 1.0)
    with np.errstate(invalid="ignore"):
        logs = special.gammaln(n + 1) - special.gammaln(x + 1) - special.gammaln(np.maximum(n - x, 0) + 1)
    low, high = np.full((2, len(n), most + 1), 2.0)
    for k, trials in enumerate(range(fewest, most + 1)):
        low[k, : trials + 1], high[k, : trials + 1] = kernels.proportion_intervals(
            trials, method=kind, confidence=level
        ).T
    return np.where(x <= n, logs, -np.inf), n, low, high


def along_trials(fewest: int, most: int, p: float, kind: str, level: float) -> Array:
    """(most - fewest + 1,) the coverage at one p strictly between 0 and 1 for every number of trials."""
    logs, n, low, high = _tables(fewest, most, kind, level)
    x = np.arange(most + 1.0)
    chance = np.exp(logs + x * np.log(p) + np.maximum(n - x, 0) * np.log1p(-p))
    return np.asarray((chance * ((low <= p) & (high >= p))).sum(axis=1))


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
