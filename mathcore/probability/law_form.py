"""The form of a named law: parameters, support, log-density, distribution function, quantile, moments, names.

A law is written down by a few functions of numbers inside its support; `Distribution`, the law at given values of its
parameters, makes of them what is asked for anywhere on the line. Draws are made from uniforms by the quantile function,
so that the same uniforms give, with other parameters, the same draws moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
Moments = tuple["float | None", "float | None", "float | None", "float | None"]
NOTHING: Moments = (None, None, None, None)
WIDEST = 1 << 15  # integers of a law that are looked through in one table
TINY = 1e-12  # of a law's probability that is left out on an unbounded side where it is walked through


@dataclass(frozen=True)
class Parameter:
    """A parameter: `key` in Python and in links, its `symbol` and `name`, what it means, and the slider that it has in
    Mathscope: from `low` to `high` in steps, or over that many decades (`log`); `integer` for whole numbers."""

    key: str
    symbol: str
    name: str
    low: float
    high: float
    default: float
    meaning: str
    step: float = 0.1
    log: bool = False
    integer: bool = False


@dataclass(frozen=True)
class Law:
    """A named law. The functions take the parameters, in order, after their own argument.

    Attributes:
        key: its name in SciPy.
        name: as it is spoken of.
        discrete: whether it sits on integers.
        parameters: in the order of the functions.
        story: in a sentence, what is counted or measured.
        support: the ends of where it can be, infinite if there is none.
        log_density: the logarithm of the density or mass, inside the support; +inf where the density is infinite.
        cdf: P(X <= x), inside the support.
        ppf: the inverse of cdf on (0, 1); None for a discrete law, whose quantiles are looked for among integers.
        moments: mean, variance, skewness, kurtosis (3 for a normal law); inf where infinite, None where undefined.
    """

    key: str
    name: str
    discrete: bool
    parameters: tuple[Parameter, ...]
    story: str
    support: Callable[..., tuple[float, float]]
    log_density: Callable[..., Any]
    cdf: Callable[..., Any]
    ppf: Callable[..., Any] | None
    moments: Callable[..., Moments]

    @property
    def defaults(self) -> tuple[float, ...]:
        """The defaults of its parameters."""
        return tuple(parameter.default for parameter in self.parameters)

    def at(self, *values: float, **named: float) -> Distribution:
        """The law at values of its parameters, in order or by their keys; those not given have their defaults.

        Raises:
            TypeError: more values than parameters, or one of an unknown name.
        """
        keys = [parameter.key for parameter in self.parameters]
        if len(values) > len(keys) or not set(named) <= set(keys[len(values) :]):
            raise TypeError(f"The law {self.key} has the parameters {', '.join(keys)}.")
        found = {**dict(zip(keys, self.defaults, strict=True)), **dict(zip(keys, values, strict=False)), **named}
        return Distribution(self, tuple(float(found[key]) for key in keys))


@dataclass(frozen=True)
class Distribution:
    """A law at values `theta` of its parameters."""

    law: Law
    theta: tuple[float, ...]

    @property
    def discrete(self) -> bool:
        """Whether it sits on integers."""
        return self.law.discrete

    @cached_property
    def support(self) -> tuple[float, float]:
        """The ends of where it can be."""
        return self.law.support(*self.theta)

    def log_density(self, x: ArrayLike) -> Array:
        """The logarithm of `density`, without its underflow; -inf where that is 0. Any shape."""
        x = np.asarray(x, dtype=float)
        low, high = self.support
        inside = (x >= low) & (x <= high) & np.isfinite(x)
        if self.discrete:
            inside &= x == np.floor(x)
        safe = np.where(inside, x, self._inner)
        with np.errstate(all="ignore"):
            return np.where(inside, self.law.log_density(safe, *self.theta), -np.inf)

    def density(self, x: ArrayLike) -> Array:
        """The density at x, or the probability of x for a discrete law; inf where the density is. Any shape."""
        with np.errstate(all="ignore"):
            return np.asarray(np.exp(self.log_density(x)))

    def cdf(self, x: ArrayLike) -> Array:
        """P(X <= x), any shape."""
        x = np.asarray(x, dtype=float)
        low, high = self.support
        at = np.floor(x) if self.discrete else x
        inside = (at >= low) & (at < high) & np.isfinite(at)
        with np.errstate(all="ignore"):
            found = self.law.cdf(np.where(inside, at, self._inner), *self.theta)
        return np.asarray(np.where(inside, np.clip(found, 0.0, 1.0), np.where(x >= high, 1.0, 0.0)))

    def ppf(self, u: ArrayLike) -> Array:
        """The least x with cdf(x) >= u; the ends of the support for 0 and 1. NaN outside of [0, 1]. Any shape."""
        u = np.asarray(u, dtype=float)
        low, high = self.support
        open_ = (u > 0) & (u < 1)
        safe = np.where(open_, u, 0.5)
        with np.errstate(all="ignore"):
            found = self._least(safe) if self.law.ppf is None else self.law.ppf(safe, *self.theta)
        ends = np.where(u == 0, low, np.where(u == 1, high, np.nan))
        return np.asarray(np.where(open_, np.clip(found, low, high), ends))

    def samples(self, count: int, seed: int, stream: int = 0) -> Array:
        """Draws, (count,), by the quantile function from the uniforms of that stream of the seed."""
        # Uniforms are multiples of 2^-53 on [0, 1): half a step up keeps them from the ends.
        return self.ppf(random_uniforms(seed, stream, 0, count) + 2.0**-54)

    @cached_property
    def moments(self) -> Moments:
        """Mean, variance, skewness and kurtosis (3 for a normal law); inf where infinite, None where undefined."""
        return self.law.moments(*self.theta)

    @property
    def mean(self) -> float | None:
        """The mean; inf or None where there is none."""
        return self.moments[0]

    @property
    def variance(self) -> float | None:
        """The variance; inf or None where there is none."""
        return self.moments[1]

    @property
    def skewness(self) -> float | None:
        """The third standardised moment; inf or None where there is none."""
        return self.moments[2]

    @property
    def kurtosis(self) -> float | None:
        """The fourth standardised moment, 3 for a normal law; inf or None where there is none."""
        return self.moments[3]

    @property
    def level_of_mean(self) -> float:
        """P(X <= mean); NaN without a finite mean."""
        return float(self.cdf(self.mean)) if self.mean is not None and np.isfinite(self.mean) else np.nan

    def reach(self, tail: float = TINY) -> tuple[float, float]:
        """The support, or all of it but `tail` of the probability on an unbounded side."""
        low, high = self.support
        first = low if np.isfinite(low) else float(self.ppf(tail))
        return first, high if np.isfinite(high) else float(self.ppf(1 - tail))

    def atoms(self, tail: float = TINY, most: int = WIDEST) -> Array:
        """The integers of a discrete law's reach, at most so many, from the lowest on."""
        low, high = self.reach(tail)
        return np.arange(low, min(high, low + most - 1) + 1)

    @property
    def _inner(self) -> float:
        """A place inside the support, for what is masked out."""
        low, high = self.support
        if self.discrete:
            return low if np.isfinite(low) else 0.0
        if np.isfinite(low):
            return 0.5 * (low + high) if np.isfinite(high) else low + 1.0
        return high - 1.0 if np.isfinite(high) else 0.0

    def _least(self, u: Array) -> Array:
        """Of a discrete law the least integer x with cdf(x) >= u, for u in (0, 1)."""
        low, high = self.support
        if not np.isfinite(low):
            low = -64.0
            while float(self.cdf(low)) >= u.min(initial=1.0) and low > -1e15:
                low *= 2
        u = u - 1e-13 * np.minimum(u, 1 - u)  # the height of a step is rounded: what reaches it is not the next one
        top, step = low + 64.0, 64.0
        # A tail may be so long that it never ends for a double; 1e300 stands for that.
        while float(self.cdf(top)) < u.max(initial=0.0) and top < min(high, 1e300):
            step *= 2
            top = low + step
        top = min(top, high)
        if top - low < WIDEST:
            atoms = np.arange(low, top + 1)
            return np.asarray(atoms[np.minimum(np.searchsorted(self.cdf(atoms), u, side="left"), len(atoms) - 1)])
        return inverted(self.cdf, u, low - 1.0, top, whole=True)


def inverted(cdf: Callable[[Array], Array], u: Array, low: float, high: float, *, whole: bool = False) -> Array:
    """The least x in (low, high] with cdf(x) >= u, any shape, by halving; among whole numbers if `whole`."""
    first, last = np.full(u.shape, low), np.full(u.shape, high)
    for _ in range(1100):
        middle = first + 0.5 * (last - first)
        middle = np.floor(middle) if whole else middle
        going = (middle > first) & (middle < last)
        if not going.any():
            break
        below = cdf(middle) < u
        first, last = np.where(going & below, middle, first), np.where(going & ~below, middle, last)
    return last


def solved(
    cdf: Callable[[Array], Array], density: Callable[[Array], Array], u: Array, places: Array, rounding: float = 0.0
) -> Array:
    """Where the continuous cdf has the heights u, any shape, between ascending `places`: by Newton's method within the
    bracket that a table of cdf there gives, halved where it leaves it, until x rests or cdf errs by its `rounding`."""
    heights = np.maximum.accumulate(np.clip(cdf(places), 0.0, 1.0))
    above = np.clip(np.searchsorted(heights, u, side="left"), 1, len(places) - 1)
    low, high, first, last = places[above - 1], places[above], heights[above - 1], heights[above]
    slack = 1e-9 * (places[-1] - places[0])  # rounding may put a root on the other side
    low, high = low - slack, high + slack
    x = low + (high - low) * np.clip((u - first) / np.maximum(last - first, 1e-300), 0.0, 1.0)
    for _ in range(30):
        gap = cdf(x) - u
        low, high = np.where(gap < 0, x, low), np.where(gap < 0, high, x)
        step = x - gap / np.maximum(density(x), 1e-300)
        found = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        open_ = (np.abs(gap) > rounding) & (np.abs(found - x) > 1e-15 * np.abs(places).max())
        x = np.where(np.abs(gap) > rounding, found, x)
        if not open_.any():
            break
    return np.asarray(x)


def standardised(first: float, second: float, third: float, fourth: float) -> Moments:
    """Mean, variance, skewness and kurtosis from the first four raw moments, infinite from some order on or never."""
    if not np.isfinite(second):
        return (first, np.inf, None, None)
    variance = second - first**2
    skewness = (third - 3 * first * second + 2 * first**3) / variance**1.5
    kurtosis = (fourth - 4 * first * third + 6 * first**2 * second - 3 * first**4) / variance**2
    return (first, variance, skewness if np.isfinite(third) else np.inf, kurtosis if np.isfinite(fourth) else np.inf)


def summed(x: Array, mass: Array) -> Moments:
    """Mean, variance, skewness and kurtosis of masses (n,) at places (n,), of which two are not 0."""
    mean = float((x * mass).sum())
    away = x - mean
    variance = float((away**2 * mass).sum())
    return mean, variance, float((away**3 * mass).sum()) / variance**1.5, float((away**4 * mass).sum()) / variance**2


def when(holds: bool, value: Callable[[], float], otherwise: float | None = np.inf) -> float | None:
    """A moment where it exists, and what stands for it where it does not."""
    return float(value()) if holds else otherwise
