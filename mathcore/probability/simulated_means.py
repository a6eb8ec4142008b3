"""Simulated means in the units in which their limit is a fixed law, with a histogram ready to be drawn.

The draws are those of `mathcore.kernels.sample_means`; the limit, its centre and its unit are those of
`mathcore.probability.limit_laws`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from mathcore import kernels
from mathcore.probability import limit_laws

Array = NDArray[np.float64]
REACH = 4.0  # of the histogram, either side of the centre, in units
BARS = 84  # places for bars; unused ones are NaN
FINE = np.linspace(-6.0, 6.0, 6001)  # ends of the fine bins of a standardised mean


@dataclass(frozen=True)
class Means:
    """A summary of simulated means of n draws.

    Attributes:
        unit: of the histogram's axis: the standard error (the claimed one, if draws are copied) or, without a variance,
            the unit of the limit law.
        bars: (3, BARS) centres, heights (density) and width of the histogram's bars, within REACH units.
        outside: the share of the means beyond REACH units.
        mean, deviation: of the means (deviation NaN without a variance).
        quartiles: of the means.
        coverage: the share within 1.96 units of the mean; NaN without a variance.
        gap: the largest gap between their distribution function and the normal's in these units.
    """

    unit: float
    bars: Array
    outside: float
    mean: float
    deviation: float
    quartiles: tuple[float, float]
    coverage: float
    gap: float


@lru_cache(maxsize=32)
def simulated(law: kernels.Law, n: int, replicates: int, seed: int, copies: int = 1) -> Means:
    """Means of n draws, each recorded `copies` times: whoever counts the records claims the error of copies * n draws.

    Copies change nothing for a source without a variance, for which nobody claims a standard error.
    """
    return _standardised(law, n, replicates, seed, copies) if _finite(law) else _raw(law, n, replicates, seed)


def slacks(law: kernels.Law, n: int, replicates: int) -> tuple[float, float, float]:
    """How far so many simulated means of n draws may be off, of a source with a variance: their mean; their deviation,
    infinite without a fourth moment; their distribution function (Dvoretzky, Kiefer and Wolfowitz, and how exactly
    the exact one is known), each about once in a million or less."""
    true, kurtosis = law.deviation / float(np.sqrt(n)), limit_laws.excess_kurtosis(law)
    aside, gap = true / float(np.sqrt(replicates)), 2.7 / float(np.sqrt(replicates)) + 0.0022
    if not np.isfinite(kurtosis):
        return 10.0 * aside, float("inf"), gap
    # The deviation of R values has the relative standard error sqrt((kurtosis - 1) / 4R).
    wide = 5 * aside * float(np.sqrt((2 + kurtosis / n) / 4))
    # The next term of that error, for sources where rare far draws, or the error of the mean, decide.
    return 4.5 * aside, wide + 25 * true * (1 + max(kurtosis, 0.0) / n) / replicates, gap


class Running(NamedTuple):
    """Running means: the `grid` of n; the `means` (grid, paths), in deviations from the mean if there is a variance;
    their quantiles 0.05, 0.25, 0.75, 0.95 as `bands` (4, grid)."""

    grid: NDArray[np.int64]
    means: Array
    bands: Array


def running(law: kernels.Law, paths: int, seed: int) -> Running:
    """Running means of many paths up to n = 1000; their draws are those of `simulated`."""
    found = kernels.running_means(law.source, 1000, paths, seed, points=60, **options(law))
    means = (found.means - law.mean) / law.deviation if _finite(law) else found.means
    return Running(found.grid, means, np.quantile(means, [0.05, 0.25, 0.75, 0.95], axis=1))


def options(law: kernels.Law) -> dict[str, Any]:
    """The law's parameter as the keyword of the kernels."""
    names = {"bernoulli": "probability", "mixture": "separation", "pareto": "tail"}
    return {names[law.source]: law.parameter} if law.source in names else {}


def _finite(law: kernels.Law) -> bool:
    return bool(np.isfinite(law.deviation))


def _bar_width(replicates: int) -> float:
    """The width of the histogram's bars in units of its axis: 0.1, and for few means so much more that chance does not
    drown the shape. A width that shrinks with the cube root is best (D. W. Scott, Biometrika 66 (1979) 605-610, who
    has the factor 3.49 for a normal law); the smaller factor here still shows a law that is not normal."""
    return max((width for width in (0.1, 0.2, 0.4, 0.5) if width <= 2.4 * replicates ** (-1 / 3)), default=0.1)


def _bins(law: kernels.Law, n: int, stretch: float, width: float) -> tuple[float, float, int]:
    """(low, high, bins) of the histogram of z. Yes-or-no means lie on a lattice: bars hold equally many points."""
    if law.source != "bernoulli":
        return -REACH / stretch, REACH / stretch, round(2 * REACH / width)
    gap = 1 / (law.deviation * np.sqrt(n))
    group = max(1, int(np.ceil(width / (stretch * gap))))
    first = int(np.floor((-REACH / stretch / gap + n * law.parameter) / group)) * group
    bins = int(np.ceil(2 * REACH / stretch / gap / group)) + 1
    low = (first - 0.5 - n * law.parameter) * gap
    return low, low + bins * group * gap, bins


def _standardised(law: kernels.Law, n: int, replicates: int, seed: int, copies: int) -> Means:
    """Means in standard errors; `stretch` of them make a claimed one."""
    stretch = float(np.sqrt(copies))
    low, high, bins = _bins(law, n, stretch, _bar_width(replicates))
    found = kernels.sample_means(
        law.source, n, replicates, seed, low=low, high=high, bins=bins, standardise=True, **options(law)
    )
    error = limit_laws.limit_place(law, n)[1]
    bars = np.full((3, BARS), np.nan)
    bars[0, :bins] = stretch * (found.edges[1:] + found.edges[:-1]) / 2
    bars[1, :bins] = found.density / stretch
    bars[2] = stretch * (high - low) / bins
    below = np.cumsum(found.fine[:-1]) / found.count
    inside = np.abs(FINE[:-1] + 0.001) * stretch < 1.96
    first, third = np.interp([0.25, 0.75], below, FINE) * error + law.mean
    return Means(
        unit=error / stretch,
        bars=bars,
        outside=max(0.0, 1 - float(np.nansum(bars[1] * bars[2]))),
        mean=law.mean + found.mean * error,
        deviation=float(np.sqrt(max(found.variance, 0.0))) * error,
        quartiles=(float(first), float(third)),
        coverage=float(found.fine[1:-1][inside].sum() / found.count),
        gap=float(np.abs(below - ndtr(stretch * FINE)).max()),
    )


def _raw(law: kernels.Law, n: int, replicates: int, seed: int) -> Means:
    """Means of a source without a variance, in units of the limit law."""
    centre, unit = limit_laws.limit_place(law, n)
    found = kernels.sample_means(
        law.source, n, replicates, seed, low=centre - REACH * unit, high=centre + REACH * unit, bins=800,
        standardise=False, **options(law),
    )  # fmt: skip
    bars = np.full((3, BARS), np.nan)
    width = _bar_width(replicates)
    count = round(2 * REACH / width)
    bars[0, :count] = np.linspace(-REACH, REACH, 2 * count + 1)[1::2]
    bars[1, :count] = found.counts.reshape(count, -1).sum(axis=1) / found.count / width
    bars[2] = width
    below = (found.below + np.concatenate([[0], np.cumsum(found.counts)])) / found.count
    first, third = np.interp([0.25, 0.75], below, found.edges)
    return Means(
        unit=unit,
        bars=bars,
        outside=max(0.0, (found.below + found.above) / found.count),
        mean=float(found.mean),
        deviation=float("nan"),
        quartiles=(float(first), float(third)),
        coverage=float("nan"),
        gap=float(np.abs(below - ndtr((found.edges - centre) / unit)).max()),
    )
