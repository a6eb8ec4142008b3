"""A chord over a graph: where it fails, and how high the graph goes under it or over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Along = Callable[[Array], Array]
FINER = 7  # times that samples of a chord are refined, each time eightfold
PEAKS = 6  # of the highest samples that are looked about
TINY = 1e-9  # of the size of a function: less is rounding


def finite(values: ArrayLike) -> Array:
    """The values, NaN for what is infinite."""
    found = np.asarray(values, float)
    return np.where(np.isfinite(found), found, np.nan)


@dataclass(frozen=True, eq=False)
class Chord:
    """A chord over a graph: `t` (n,) from 0 to 1, n odd, and `curve` (n,), the graph over it; `along` gives the graph
    between the samples too."""

    t: Array
    curve: Array
    along: Along | None = None

    @cached_property
    def line(self) -> Array:
        """The chord at each t."""
        return np.asarray((1 - self.t) * self.curve[0] + self.t * self.curve[-1])

    @cached_property
    def gap(self) -> Array:
        """Chord less curve: negative where the chord fails; NaN where one of them is none."""
        return np.asarray(self.line - self.curve)

    @property
    def middle(self) -> float:
        """The gap half-way."""
        return float(self.gap[len(self.t) // 2])

    @cached_property
    def worst(self) -> tuple[float, float]:
        """Where (t) the chord fails most, and its gap there, below zero: near the least sample what finer and finer
        samples of `along` show, -inf at a pole; without it the vertex of the parabola through the sample and its
        neighbours. (NaN, 0) if it does not fail, (NaN, NaN) if there is no chord."""
        if not np.isfinite(self.gap).any():
            return np.nan, np.nan
        k, size = int(np.nanargmin(self.gap)), 1 + float(np.nanmax(np.abs(self.curve)))
        if not self.gap[k] < -TINY * size:
            return np.nan, 0.0
        if self.along is not None:
            return self._finer(float(self.t[k]), float(self.gap[k]), self.along)
        before, here, after = self.gap[k - 1 : k + 2]
        curvature, slope = before - 2 * here + after, 0.5 * (after - before)
        if not curvature > 0:  # a neighbour is no number
            return float(self.t[k]), float(here)
        return float(self.t[k] - slope / curvature * self.t[1]), float(here - 0.5 * slope**2 / curvature)

    def _finer(self, at: float, gap: float, along: Along) -> tuple[float, float]:
        """The least gap near a sample, as in `worst`. At a corner, a jump or a pole a parabola would be wrong."""
        first = gap
        at, gap = self._least(lambda t: (1 - t) * self.curve[0] + t * self.curve[-1] - finite(along(t)), at, gap)
        return at, gap if gap > 100 * first else -np.inf

    def _least(self, of: Along, at: float, value: float) -> tuple[float, float]:
        """Where a function of t is least near a sample, and its value there."""
        reach = float(self.t[1])
        for _ in range(FINER):
            t = np.clip(at + reach * np.linspace(-1, 1, 17), 0.0, 1.0)
            found = of(t)
            if not np.isnan(found).all() and found[k := int(np.nanargmin(found))] < value:
                at, value = float(t[k]), float(found[k])
            reach /= 8
        return at, value

    @cached_property
    def highest(self) -> float:
        """The greatest value on the way: near each of the highest samples, what finer ones of `along` show; infinite at
        a pole."""
        samples = np.nan_to_num(self.curve, nan=-np.inf)
        most = float(samples.max())
        if self.along is None or not np.isfinite(most):
            return most
        along, high = self.along, most
        for k in np.argsort(samples)[-PEAKS:].tolist():
            if np.isfinite(samples[k]):
                high = max(high, -self._least(lambda t: -finite(along(t)), float(self.t[k]), -float(samples[k]))[1])
        size = float(np.nanmax(np.abs(self.curve))) or 1.0
        return high if high < most + 100 * size else np.inf

    @property
    def fails(self) -> bool:
        """Whether the graph is above the chord somewhere."""
        return self.worst[1] < 0


def chord(along: Along, points: int = 201) -> Chord:
    """The chord over the values of `along`, a function of t (n,), from t = 0 to t = 1."""
    t = np.linspace(0.0, 1.0, points)
    return Chord(t, finite(along(t)), along)
