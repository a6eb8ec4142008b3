"""How a law is looked at: a window that holds what matters of it, a height, a curve, areas by quadrature."""

from __future__ import annotations

import itertools
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mathcore.common.randomness import random_uniforms
from mathcore.probability.law_form import Distribution

Array = NDArray[np.float64]
STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
FAR = 6.0  # quartile ranges from the median, beyond which a tail is not shown
_T = np.linspace(-4.2, 4.2, 401)  # of the double-exponential rule


def uniforms(count: int, seed: int, stream: int = 0) -> Array:
    """The uniforms that `Distribution.samples` makes its draws of."""
    return random_uniforms(seed, stream, 0, count) + 2.0**-54


def rounded(value: float) -> float:
    """The next of STEPS times a power of ten, away from zero."""
    if value == 0 or not np.isfinite(value):
        return 0.0
    power = 10 ** np.floor(np.log10(abs(value)))
    return float(np.sign(value) * next(step for step in STEPS if step * power >= abs(value) * (1 - 1e-9)) * power)


@lru_cache(maxsize=32)
def quantiles(law: Distribution) -> Array:
    """The quantiles of the middles of 199 equal parts of (0, 1)."""
    return law.ppf((np.arange(199) + 0.5) / 199)


@lru_cache(maxsize=32)
def window(law: Distribution) -> tuple[float, float]:
    """A part of the line that holds what matters of a law, with ends that move in steps: most of the probability, and
    of a tail at most FAR quartile ranges; around a law that is far from 0 the window moves in steps as well."""
    low, first, middle, third, high = law.ppf([0.002, 0.25, 0.5, 0.75, 0.998]).tolist()
    spread = max(third - first, 0.3 * min(middle - low, high - middle), 1.0) if law.discrete else third - first
    low, high = max(low, middle - FAR * spread), min(high, middle + FAR * spread)
    start, end = law.support
    if law.discrete:
        high = max(high, low + 4)
    step = rounded(0.2 * (high - low))
    first, last = np.floor(low / step) * step, np.ceil(high / step) * step
    # A support that ends is shown to end, with a little room beyond it.
    room = 0.7 if law.discrete else 0.05 * (last - first)
    first = start - room if start >= first - 0.5 * step else first
    last = end + room if end <= last + 0.5 * step else last
    return float(first), float(last)


def curve(law: Distribution, frame: tuple[float, float]) -> tuple[Array, Array, Array]:
    """Places in the window, density or mass there, and distribution function there; of a law on integers the integers
    of the window. Places lie closer where the law has more probability."""
    low, high = frame
    if law.discrete:
        x = np.arange(np.ceil(low), np.floor(high) + 1)
        return x, law.density(x), law.cdf(x)
    start, end = (float(np.clip(edge, low, high)) for edge in law.support)
    near = start + (end - start) * np.geomspace(1e-6, 1, 60)
    edges = [edge + side for edge in (start, end) for side in (-1e-9, 0.0, 1e-9)]
    x = np.unique(np.concatenate([np.linspace(low, high, 301), near, end - (near - start), np.asarray(edges)]))
    return x, law.density(x), law.cdf(x)


def top(law: Distribution, frame: tuple[float, float]) -> float:
    """A height, in steps, that holds the density in the window; an infinite or needle-sharp one is cut off."""
    _, f, _ = curve(law, frame)
    finite = f[np.isfinite(f)]
    highest = float(finite.max(initial=0.0))
    if law.discrete:
        return rounded(1.12 * max(highest, 1e-6))
    first, third = law.ppf([0.25, 0.75]).tolist()
    return rounded(1.12 * min(highest, 2.5 / max(third - first, 1e-300)))


def level(law: Distribution, x: float, low: float, high: float) -> float:
    """A probability whose quantile x is, within [low, high] if there is one; of a law on integers that of the nearest:
    in the middle of its step, since a probability at the end of it may be rounded to the next one."""
    if not law.discrete:
        return float(law.cdf(x))
    first, last = law.cdf(np.round(x) + np.array([-1.0, 0.0])).tolist()
    return 0.5 * (max(first, low) + min(last, high)) if first < high and last > low else last


def standardised(law: Distribution, low: float, high: float) -> tuple[Array, Array]:
    """Places z of (X - mean)/deviation in the window, and the density there; of a law on integers its atoms, with
    P(X = x) times the deviation. NaN for a law without a finite variance."""
    z = np.linspace(low, high, 401)
    mean, variance = law.mean, law.variance
    if mean is None or variance is None or not np.isfinite(variance) or variance == 0:
        return z, np.full(z.shape, np.nan)
    spread = float(np.sqrt(variance))
    if law.discrete:
        x = np.arange(np.ceil(mean + low * spread), np.floor(mean + high * spread) + 1)
        x = x[:: max(1, len(x) // 2000)]
        return (x - mean) / spread, law.density(x) * spread
    return z, law.density(mean + spread * z) * spread


def area(law: Distribution, low: float, high: float) -> float:
    """The integral of the density from low to high, inside the support, by the double-exponential rule of Takahasi and
    Mori (1974), not by the distribution function: exact to about 1e-9 where the density has an infinity at an end."""
    cuts = [at for at in law.theta if law.law.key == "triang" and low < at < high]
    ends = np.array([low, *sorted(cuts), high])
    total = 0.0
    for first, last in itertools.pairwise(ends.tolist()):
        along = 0.5 * np.pi * np.sinh(_T)
        part = 1 / (1 + np.exp(-2 * along))
        # From the nearer end, so that no digits are lost there.
        x = np.where(part < 0.5, first + (last - first) * part, last - (last - first) / (1 + np.exp(2 * along)))
        weight = (last - first) * part * (1 - part) * np.pi * np.cosh(_T)
        f = law.density(x)
        total += float(np.where(np.isfinite(f), f, 0.0) @ weight) * float(_T[1] - _T[0])
    return total


@lru_cache(maxsize=32)
def together(law: Distribution, other: Distribution | None, shift: float) -> tuple[float, float, float]:
    """A window and a height for a law and another one that is moved by `shift`; the other one is cut off where it is
    more than five times as wide or as high."""
    frame = window(law)
    high = top(law, frame)
    if other is None:
        return (*frame, high)
    wide, second = frame[1] - frame[0], window(other)
    low = max(min(frame[0], second[0] + shift), frame[0] - 2 * wide)
    last = min(max(frame[1], second[1] + shift), frame[1] + 2 * wide)
    return low, last, min(max(high, top(other, second)), 4 * high)
