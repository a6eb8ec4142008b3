"""Probability densities of one variable: areas, distribution functions, quantiles, and samples made from uniforms.

A density f is at least 0 and has the area 1 under it. Its distribution function F(x) is the area to the left of x, so
F' = f where f is continuous, and P(a < X < b) = F(b) - F(a). The quantile function is the inverse of F.

Source: Grimmett and Stirzaker, *Probability and Random Processes*, 4th ed. (2020), chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Array = NDArray[np.float64]
Curve = Callable[[Array], Array]
TAIL = 1e-9  # of an unbounded law that is left out on each side where its whole support is walked through
EVEN = 64  # the nodes of Gauss and Legendre on a piece of an area
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(EVEN)


@dataclass(frozen=True)
class Density:
    """A law with a density.

    Attributes:
        name: as it is spoken of.
        window: the part of the line that is drawn.
        top: a height that holds the density there (an infinite one is cut off).
        support: the ends of where the density is positive, infinite if there is none.
        breaks: where the density jumps, has a corner or is infinite.
        f, cumulated, inverse: density, distribution function and quantile function on arrays of any shape.
    """

    name: str
    window: tuple[float, float]
    top: float
    support: tuple[float, float]
    breaks: tuple[float, ...]
    f: Curve
    cumulated: Curve
    inverse: Curve

    def pdf(self, x: ArrayLike) -> Array:
        """The density at x, any shape; infinite where it is."""
        with np.errstate(all="ignore"):
            return np.asarray(self.f(np.asarray(x, dtype=float)), dtype=float)

    def cdf(self, x: ArrayLike) -> Array:
        """P(X <= x), any shape."""
        return np.asarray(self.cumulated(np.asarray(x, dtype=float)), dtype=float)

    def ppf(self, u: ArrayLike) -> Array:
        """The x with cdf(x) = u for u in (0, 1), any shape; the least of them if the density has a gap there."""
        return np.asarray(self.inverse(np.asarray(u, dtype=float)), dtype=float)

    def between(self, low: float, high: float) -> float:
        """P(low < X < high) by the distribution function."""
        return float(self.cdf(high) - self.cdf(low))

    @property
    def reach(self) -> tuple[float, float]:
        """The support, or all of it but TAIL of the probability on an unbounded side."""
        low, high = self.support
        return (
            low if np.isfinite(low) else float(self.ppf(TAIL)),
            high if np.isfinite(high) else float(self.ppf(1 - TAIL)),
        )

    def area(self, low: float, high: float) -> float:
        """The integral of the density from low to high (low <= high) by quadrature, not by the distribution function.

        Cut at the breaks and into pieces of length 1; on each x = middle + half sin(theta), which takes away a square
        root's infinity at an end, and then the rule of Gauss and Legendre.
        """
        first, last = np.clip((low, high), *np.clip(self.support, low, high)).tolist()
        inner = [at for at in (*self.breaks, *np.arange(np.ceil(first), last)) if first < at < last]
        ends = np.unique([first, *inner, last])
        middle, half = 0.5 * (ends[1:] + ends[:-1])[:, None], 0.5 * np.diff(ends)[:, None]
        angle = 0.5 * np.pi * _NODES
        values = self.pdf(middle + half * np.sin(angle)) * half * np.cos(angle) * 0.5 * np.pi
        return float((np.where(np.isfinite(values), values, 0.0) @ _WEIGHTS).sum())

    def curve(self, low: float = -np.inf, high: float = np.inf) -> tuple[Array, Array]:
        """Places from low to high in the window, on both sides of each break, and the density there, cut off at three
        times the top; at the ends what it is inside."""
        first, last = (float(np.clip(end, *self.window)) for end in (low, high))
        breaks = np.array(self.breaks)
        x = np.concatenate([np.linspace(first + 1e-9, last - 1e-9, 401), breaks - 1e-9, breaks + 1e-9])
        x = np.sort(x[(x >= first) & (x <= last)]) if last - first > 1e-8 else np.array([first])
        return x, np.minimum(self.pdf(x), 3 * self.top)

    def roomiest(self, low: float, high: float, share: float = 0.16) -> tuple[float, float]:
        """Where in the window something as wide as that share of it has most room under the density between low and
        high: its middle, and the height that is free; no height if the two are nearer than that."""
        first, last = np.clip((low, high), *self.window)
        wide = share * (self.window[1] - self.window[0])
        if last - first < wide:
            return float(0.5 * (first + last)), 0.0
        middles = np.linspace(first + 0.5 * wide, last - 0.5 * wide, 41)
        free = self.pdf(middles[:, None] + wide * np.linspace(-0.5, 0.5, 9)).min(axis=1)
        return float(middles[free.argmax()]), float(free.max())

    def jumps(self, x: float) -> bool:
        """Whether the density jumps at x, or is infinite there."""
        left, right = self.pdf([x - 1e-9, x + 1e-9]).tolist()
        return bool(not abs(left - right) < 1e-3)


def _inside(x: Array, low: float, high: float) -> NDArray[np.bool_]:
    return (x >= low) & (x <= high)


def _flat(width: float) -> tuple[Curve, Curve, Curve]:
    """The uniform law on (0, width)."""
    return (
        lambda x: np.where(_inside(x, 0.0, width), 1 / width, 0.0),
        lambda x: np.clip(x / width, 0.0, 1.0),
        lambda u: u * width,
    )


NORMAL = Density(
    "the standard normal",
    (-4.0, 4.0),
    0.45,
    (-np.inf, np.inf),
    (),
    lambda x: np.exp(-0.5 * x * x) / np.sqrt(2 * np.pi),
    special.ndtr,
    special.ndtri,
)
UNIFORM = Density("uniform on (0, 1)", (-0.25, 1.25), 1.25, (0.0, 1.0), (0.0, 1.0), *_flat(1.0))
HALF = Density("uniform on (0, ½)", (-0.25, 1.25), 2.4, (0.0, 0.5), (0.0, 0.5), *_flat(0.5))
EXPONENTIAL = Density(
    "exponential",
    (-0.4, 5.6),
    1.15,
    (0.0, np.inf),
    (0.0,),
    lambda x: np.where(x >= 0, np.exp(-np.maximum(x, 0.0)), 0.0),
    lambda x: -np.expm1(-np.maximum(x, 0.0)),
    lambda u: -np.log1p(-u),
)
ARCSINE = Density(
    "the arcsine law",
    (-0.25, 1.25),
    3.0,
    (0.0, 1.0),
    (0.0, 1.0),
    lambda x: np.where(_inside(x, 0.0, 1.0), 1 / (np.pi * np.sqrt(np.clip(x * (1 - x), 0.0, None))), 0.0),
    lambda x: 2 / np.pi * np.arcsin(np.sqrt(np.clip(x, 0.0, 1.0))),
    lambda u: np.sin(0.5 * np.pi * u) ** 2,
)
CAUCHY = Density(
    "Cauchy",
    (-8.0, 8.0),
    0.36,
    (-np.inf, np.inf),
    (),
    lambda x: 1 / (np.pi * (1 + x * x)),
    lambda x: np.arctan2(1.0, -x) / np.pi,
    lambda u: -1 / np.tan(np.pi * u),
)
KNOWN = {
    "normal": NORMAL,
    "uniform": UNIFORM,
    "half": HALF,
    "exponential": EXPONENTIAL,
    "arcsine": ARCSINE,
    "cauchy": CAUCHY,
}


def drawn(heights: Sequence[float], low: float = -4.0, high: float = 4.0) -> Density:
    """The law whose density has, up to a factor, these heights at evenly spaced places from low to high, and is linear
    between them. Heights that are all 0 stand for a flat density."""
    raw = np.asarray(heights, dtype=float)
    raw = raw if raw.any() else np.ones_like(raw)
    x = np.linspace(low, high, len(raw))
    width = x[1] - x[0]
    h = raw / (0.5 * (raw[1:] + raw[:-1]).sum() * width)
    parts = 0.5 * (h[1:] + h[:-1]) * width
    total = np.concatenate([[0.0], np.cumsum(parts)])
    total /= total[-1]

    def cumulated(at: Array) -> Array:
        place = np.clip(((at - low) / width).astype(int), 0, len(parts) - 1)
        t = np.clip(at - x[place], 0.0, width)
        return np.clip(total[place] + t * (h[place] + 0.5 * t * (h[place + 1] - h[place]) / width), 0.0, 1.0)

    def inverse(u: Array) -> Array:
        place = np.clip(np.searchsorted(total, u, side="left") - 1, 0, len(parts) - 1)
        more, rise = np.maximum(u - total[place], 0.0), (h[place + 1] - h[place]) / width
        root = h[place] + np.sqrt(np.maximum(h[place] ** 2 + 2 * more * rise, 0.0))
        return x[place] + np.clip(np.divide(2 * more, root, out=np.zeros_like(more), where=root > 0), 0.0, width)

    inside = np.flatnonzero(h)
    ends = float(x[max(inside[0] - 1, 0)]), float(x[min(inside[-1] + 1, len(x) - 1)])

    def pdf(at: Array) -> Array:
        return np.asarray(np.interp(at, x, h, left=0.0, right=0.0))

    return Density("drawn by hand", (low, high), 1.2 * float(h.max()), ends, tuple(x.tolist()), pdf, cumulated, inverse)


def histogram(x: ArrayLike, window: tuple[float, float], bins: int = 40) -> tuple[Array, Array]:
    """The middles (bins,) of equal bins over the window, and the part of the numbers x (n,) in each over its width: a
    density, if all of them are in the window. What is no number counts as being outside."""
    found = np.asarray(x, dtype=float)
    edges = np.linspace(*window, bins + 1)
    counts = np.histogram(found[np.isfinite(found)], edges)[0]
    return 0.5 * (edges[1:] + edges[:-1]), counts / (max(len(found), 1) * np.diff(edges))


def stairs(x: ArrayLike, window: tuple[float, float]) -> tuple[Array, Array]:
    """The empirical distribution function of a sample (n,) over the window: it rises to each height at its place."""
    found = np.sort(np.asarray(x, dtype=float))
    first, last = np.searchsorted(found, window[0]), np.searchsorted(found, window[1], side="right")
    heights = np.concatenate([[first], np.arange(first, last) + 1.0, [last]]) / max(len(found), 1)
    return np.concatenate([[window[0]], found[first:last], [window[1]]]), heights


def largest_gap(x: ArrayLike, cdf: Curve) -> float:
    """The largest distance between the empirical distribution function of a sample (n,) and F: Kolmogorov's D."""
    found = cdf(np.sort(np.asarray(x, dtype=float)))
    steps = np.arange(len(found) + 1.0) / max(len(found), 1)
    return float(np.maximum(steps[1:] - found, found - steps[:-1]).max(initial=0.0))


def band(n: int, risk: float = 1e-9) -> float:
    """A bound of `largest_gap` that a sample of n from F passes with probability at most `risk`, whatever F is:
    Dvoretzky, Kiefer and Wolfowitz, with the constant of Massart (Annals of Probability 18, 1990)."""
    return float(np.sqrt(np.log(2 / risk) / (2 * n)))
