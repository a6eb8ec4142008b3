"""Confidence intervals for a mean, many at once: what they hold, by simulation and, for a normal source, exactly.

Sources: Student, "The probable error of a mean" (1908); Neyman, "Outline of a theory of statistical estimation based on
the classical theory of probability" (1937); Cumming and Maillardet, "Confidence intervals and replication: where will
the next mean fall?" (2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore import kernels
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals, random_uniforms

Array = NDArray[np.float64]
LEVELS = np.arange(50, 100) / 100  # that are simulated together
SAMPLES, SHOWN = 20_000, 1_000  # simulated; of them kept one by one
TAIL = 3.0  # of the Pareto source: a finite variance, no third moment
NEXT, DRAWN = 1_000_000, 2_000_000  # added to a seed for samples that owe nothing to the first: seeds stay below 10^6


@lru_cache(maxsize=1)
def digits_score() -> tuple[int, int]:
    """(right, all): the nearest of the first 898 of scikit-learn's handwritten digits names each of the other 899."""
    from sklearn.datasets import load_digits
    from sklearn.neighbors import KNeighborsClassifier

    x, y = load_digits(return_X_y=True)
    found = KNeighborsClassifier(1).fit(x[:898], y[:898]).predict(x[898:])
    return int(np.count_nonzero(found == y[898:])), len(y) - 898


@lru_cache(maxsize=8)
def law_of(source: str) -> kernels.Law:
    """The law of one draw: normal, exponential, pareto (tail 3), cauchy, or digits: is a test digit, drawn with
    replacement, classified right (1) or wrong (0)?"""
    if source == "digits":
        right, total = digits_score()
        return kernels.law("bernoulli", probability=right / total)
    return kernels.law(source, tail=TAIL)


def centre(source: str) -> float:
    """The mean of a draw; of Cauchy, which has none, the centre of symmetry."""
    of = law_of(source)
    return of.mean if np.isfinite(of.mean) else 0.0


def unit(source: str) -> float:
    """The deviation of a draw; of Cauchy, which has none, half of its quartile range."""
    deviation = law_of(source).deviation
    return float(deviation) if np.isfinite(deviation) else 1.0


def quantile(method: str, n: int, level: ArrayLike) -> Any:
    """How many standard errors an interval reaches to either side: Student's (t), or the normal one (z, known)."""
    upper = (1 + np.asarray(level, float)) / 2
    return special.stdtrit(n - 1, upper) if method == "t" else special.ndtri(upper)


def level_of(method: str, n: int, reach: ArrayLike) -> Any:
    """The inverse of `quantile`."""
    far = np.asarray(reach, float)
    return 2 * (special.stdtr(n - 1, far) if method == "t" else special.ndtr(far)) - 1


@dataclass(frozen=True)
class Dance:
    """Many samples of n draws of one source.

    Attributes:
        counts: (50, 3) of 20,000 intervals at each of LEVELS: those that hold the mean, lie left of it, right of it.
        mean, error: (1000,) of the first samples, the mean and its estimated standard error s/sqrt(n).
        next_mean: (1000,) of as many other samples. next_draw: (1000,) single draws.
    """

    counts: NDArray[np.int64]
    mean: Array
    error: Array
    next_mean: Array
    next_draw: Array


@remembered
def dance(source: str, n: int, method: str, seed: int) -> Dance:
    """Samples of n draws (2 to 1,000,000) and what their intervals hold; `method` as in `kernels.interval_coverage`."""
    of = law_of(source)
    options: dict[str, Any] = {"bernoulli": {"probability": of.parameter}, "pareto": {"tail": TAIL}}.get(of.source, {})
    first = kernels.interval_coverage(of.source, n, SAMPLES, seed, method=method, confidence=LEVELS, **options)
    few = [
        kernels.interval_coverage(of.source, n, SHOWN, seed + k, method="z", examples=SHOWN, **options)
        for k in (0, NEXT)
    ]
    low, high = few[0].examples[:, 0].T
    error = (high - low) / 2 / float(quantile("z", n, 0.95))
    return Dance(
        first.counts.sum(axis=0),
        (low + high) / 2,
        np.where(error > 1e-7 * unit(source), error, 0.0),  # equal values have no spread, whatever rounding says
        few[1].examples[:, 0].mean(axis=1),
        draws(source, SHOWN, seed + DRAWN),
    )


def alike(values: ArrayLike) -> Array:
    """Of each of some values (n,), how many are equal to it, up to rounding."""
    _, place, many = np.unique(np.asarray(values, float).round(9), return_inverse=True, return_counts=True)
    return np.asarray(many[place], float)


def draws(source: str, count: int, seed: int) -> Array:
    """`count` independent draws of a source, by the inverse of its distribution function."""
    of, u = law_of(source), random_uniforms(seed, 0, 0, count)
    if of.source == "normal":
        return random_normals(seed, 0, 0, count)
    if of.source == "exponential":
        return -np.log1p(-u)
    if of.source == "pareto":
        return np.asarray((1 - u) ** (-1 / TAIL))
    if of.source == "cauchy":
        return np.tan(np.pi * (u - 0.5))
    return np.asarray(u < of.parameter, float)


NODES, SHARES = np.polynomial.legendre.leggauss(64)


def _within(reach: float, degrees: int, shift: float) -> float:
    """P(|T| <= reach) for a non-central T with a shift: the mean, over the ratio r = s/sigma, of the probability that
    a normal variable with mean `shift` is within reach * r. (SciPy's distribution function is NaN far out.)"""
    last = 1.0 + 9.0 / np.sqrt(degrees)  # beyond it r does not come
    bend = np.array([abs(shift) - 8.0, abs(shift), abs(shift) + 8.0]) / reach  # where that probability rises
    ends = np.unique(np.clip([0.0, *bend, max(1.0 - 9.0 / np.sqrt(degrees), 0.0), 1.0, last], 0.0, last))
    half = np.diff(ends)[:, None] / 2
    r = ends[:-1, None] + half * (1 + NODES)
    logs = (degrees - 1) * np.log(r) - degrees * r * r / 2 + degrees / 2 * np.log(degrees / 2)
    density = 2 * np.exp(logs - special.gammaln(degrees / 2))
    inside = special.ndtr(reach * r - shift) - special.ndtr(-reach * r - shift)
    return float(np.sum(SHARES * half * density * inside))


def normal_coverage(method: str, held: str, n: int, level: float, off: float = 0.0) -> float:
    """The probability that an interval for the mean of n normal draws holds what is asked, exactly.

    held: "mean", a value that lies `off` deviations of a draw from the true mean; "next", the mean of another sample of
    n; "draw", one more draw. In the last two T = (distance)/(its own error) is Student's, and the interval reaches
    q/sqrt(2) and q/sqrt(n + 1) of those errors; a wrong value makes T non-central.
    """
    reach = float(quantile(method, n, level))
    if held == "mean" and off:
        shift = np.sqrt(n) * off
        if method == "known":
            return float(special.ndtr(reach - shift) - special.ndtr(-reach - shift))
        return _within(reach, n - 1, shift)
    wider = {"mean": 1.0, "next": np.sqrt(2.0), "draw": np.sqrt(n + 1.0)}[held]
    return float(level_of("known" if method == "known" else "t", n, reach / wider))


# Two readings, each off by at most 5 either way, uniformly: Welch (1939); Morey et al. (2016), "The fallacy of placing
# confidence in confidence intervals".
MOST = 5.0
PROCEDURES = ("mean", "between", "box")


def reaches(procedure: str, distance: ArrayLike) -> Array:
    """How far a 50% interval goes to either side of the mean of two readings that lie so far apart, 0 to 10.

    mean: 5 - 5/sqrt(2), whatever was read. between: from one reading to the other. box: half of what is possible.
    """
    d = np.asarray(distance, float)
    if procedure == "mean":
        return np.full_like(d, MOST - MOST / np.sqrt(2))
    return d / 2 if procedure == "between" else (2 * MOST - d) / 4


def given_distance(procedure: str, distance: ArrayLike) -> Array:
    """The coverage among pairs that far apart: their mean is uniform within (10 - d)/2 of the truth."""
    d = np.asarray(distance, float)
    room = (2 * MOST - d) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(room > 0, reaches(procedure, d) / room, 0.5 if procedure == "box" else 1.0)
    return np.minimum(share, 1.0)


@lru_cache(maxsize=8)
def pairs(seed: int, count: int = 1000) -> Array:
    """(count, 2): mean less truth, and distance, of simulated pairs of readings. Not to be written to."""
    a, b = (2 * MOST * random_uniforms(seed, 0, 0, 2 * count) - MOST).reshape(2, count)
    return np.stack([(a + b) / 2, np.abs(a - b)], axis=1)


def strip(procedure: str) -> Array:
    """The corners (k, 2) of what the procedure covers in the plane of (mean - truth, distance): pairs of readings are
    uniform on the triangle (-5, 0), (5, 0), (0, 10) of area 50, so its area is 50 times the coverage."""
    if procedure == "mean":
        h = MOST - MOST / np.sqrt(2)
        return np.array([[-h, 0.0], [h, 0.0], [h, 2 * (MOST - h)], [0.0, 2 * MOST], [-h, 2 * (MOST - h)]])
    half = MOST / 2
    if procedure == "between":
        return np.array([[0.0, 0.0], [half, MOST], [0.0, 2 * MOST], [-half, MOST]])
    return np.array([[-half, 0.0], [half, 0.0], [0.0, 2 * MOST]])


def area(corners: ArrayLike) -> float:
    """The area of a polygon (k, 2) by the shoelace formula."""
    x, y = np.asarray(corners, float).T
    return float(abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2)


def difference(level: float, ratio: float, correlation: float) -> tuple[float, float, float]:
    """Of two normal estimates with standard errors 1 and `ratio` (> 0) and a correlation of their errors in [-1, 1):
    (the standard error of their difference, the distance at which their intervals just touch, the two-sided p-value
    of no difference there). Schenker and Gentleman, "On judging the significance of differences by examining the
    overlap between confidence intervals" (2001)."""
    error = float(np.sqrt(1 + ratio * ratio - 2 * correlation * ratio))
    touching = float(quantile("z", 2, level)) * (1 + ratio)
    return error, touching, float(p_value(touching, error))


def p_value(gap: ArrayLike, error: float) -> Any:
    """Two-sided, of no difference between two normal estimates that lie `gap` apart, with the error of that."""
    return 2 * special.ndtr(-np.abs(np.asarray(gap, float)) / error)
