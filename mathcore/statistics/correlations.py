"""Correlation of paired data: four measures, and what one more point does to Pearson's.

Sources: Devlin, Gnanadesikan and Kettenring, "Robust estimation and outlier detection with correlation coefficients"
(Biometrika 62, 1975): influence of one point; Kendall and Gibbons, *Rank Correlation Methods* (1990): ties;
Chatterjee, "A new coefficient of correlation" (JASA 116, 2021): xi.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Array = NDArray[np.float64]
FINE = 481  # places that are tried along a level
NONE = float("nan")


class Sums(NamedTuple):
    """What r needs of n pairs: their means, and the sums of squares and products about them."""

    n: int
    mean_x: float
    mean_y: float
    xx: float
    yy: float
    xy: float

    @property
    def r(self) -> float:
        """Pearson's correlation; NaN where x or y does not vary."""
        return float(np.clip(self.xy / np.sqrt(self.xx * self.yy), -1, 1)) if self.xx * self.yy > 0 else NONE


def about_mean(values: ArrayLike) -> Array:
    """Values (n,) less their mean, zeros if all are equal. Centred twice: the mean of large numbers is rounded."""
    found = np.asarray(values, float)
    if np.ptp(found) == 0:
        return np.zeros(len(found))
    once = found - found.mean()
    return np.asarray(once - once.mean())


def sums(x: ArrayLike, y: ArrayLike) -> Sums:
    """The sums of pairs (n,); a column of equal values has exactly the sum 0."""
    first, second = np.asarray(x, float), np.asarray(y, float)
    dx, dy = about_mean(first), about_mean(second)
    products = np.sum(dx * dx), np.sum(dy * dy), np.sum(dx * dy)
    return Sums(len(first), float(first.mean()), float(second.mean()), *map(float, products))


def with_one_more(s: Sums, x: ArrayLike, y: ArrayLike) -> Array:
    """Pearson's r of the n pairs and one more at (x, y), from the sums alone; arrays of any shape.

    With c = n/(n + 1) each sum grows by c times the product of offsets from the old means. NaN where one of the
    variables still does not vary; 0 where only rounding is left.
    """
    dx, dy, c = np.asarray(x, float) - s.mean_x, np.asarray(y, float) - s.mean_y, s.n / (s.n + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (s.xy + c * dx * dy) / np.sqrt((s.xx + c * dx**2) * (s.yy + c * dy**2))
    return np.where(np.abs(found) <= 1e-12, 0.0, np.clip(found, -1, 1))


def influence(r: float, u: ArrayLike, v: ArrayLike) -> Array:
    """What one of very many points at (u, v), in standard deviations from the means, does to r: uv - r(u² + v²)/2."""
    a, b = np.asarray(u, float), np.asarray(v, float)
    return np.asarray(a * b - 0.5 * r * (a**2 + b**2))


def _on_level(r: float, level: float, along: Array, kind: int) -> tuple[Array, Array]:
    """(alpha, beta) of the level: of their sum and their difference one is given, the other solved for.

    A point whose offsets in standard deviations (divisor n) are sqrt(n + 1) tan(alpha) and sqrt(n + 1) tan(beta) makes
    r cos(alpha) cos(beta) + sin(alpha) sin(beta) of r: the whole plane is a square in these angles.
    With s = alpha - beta and t = alpha + beta the landscape is (1 + r)/2 cos s - (1 - r)/2 cos t.
    """
    up, down, sign = (1 + r) / 2, (1 - r) / 2, 1 if kind % 2 else -1
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind < 2:
            s, t = along, sign * np.arccos((up * np.cos(along) - level) / down)
        else:
            s, t = sign * np.arccos((level + down * np.cos(along)) / up), along
    return (s + t) / 2, (t - s) / 2


def held(s: Sums, level: float, at: tuple[float, float], box: tuple[float, float, float, float]) -> Array:
    """Of all places in the box (left, right, bottom, top) at which one more pair makes r equal to `level`, the one that
    is nearest to `at`, distances in widths and heights of the box: shape (2,); NaN if there is none."""
    r, (left, right, bottom, top) = s.r, box
    if not np.isfinite(r):
        return np.full(2, NONE)
    scale = np.sqrt((s.n + 1) * np.array([s.xx, s.yy]) / s.n)

    def nearest(along: Array, kind: int) -> tuple[float, float, Array]:
        """The least distance, where it is along the level, and the place."""
        alpha, beta = _on_level(r, level, along, kind)
        with np.errstate(invalid="ignore"):
            x, y = s.mean_x + scale[0] * np.tan(alpha), s.mean_y + scale[1] * np.tan(beta)
            seen = (np.maximum(np.abs(alpha), np.abs(beta)) < 1.5707) & (x >= left) & (x <= right)
            seen &= (y >= bottom) & (y <= top)
            away = ((x - at[0]) / (right - left)) ** 2 + ((y - at[1]) / (top - bottom)) ** 2
        away[~seen] = np.inf
        k = int(np.argmin(away))
        return float(away[k]), float(along[k]), np.array([x[k], y[k]])

    step = 2 * np.pi / (FINE - 1)
    found = [nearest(np.linspace(-np.pi, np.pi, FINE), kind) for kind in range(4)]
    kind = int(np.argmin([away for away, _, _ in found]))
    away, place, spot = found[kind]
    if not np.isfinite(away):
        return np.full(2, NONE)
    for _ in range(4):
        closer = nearest(place + step * np.linspace(-1, 1, 31), kind)
        place, spot, step = closer[1], closer[2], step / 12
    return spot


def standard(values: ArrayLike) -> Array:
    """Values less their mean, in standard deviations of divisor n; zeros where they do not vary."""
    found = np.asarray(values, float)
    return (found - found.mean()) / found.std() if np.ptp(found) > 0 else np.zeros(len(found))


def ranks(values: ArrayLike, largest: bool = False) -> Array:
    """Ranks from 1; equal values share the mean of theirs, or have the `largest` of theirs."""
    _, of, counts = np.unique(np.asarray(values, float), return_inverse=True, return_counts=True)
    last = np.cumsum(counts).astype(float)
    return np.asarray((last if largest else last - (counts - 1) / 2)[of])


def pearson(x: ArrayLike, y: ArrayLike) -> float:
    """Pearson's r of pairs (n,); NaN where one does not vary."""
    return sums(x, y).r


def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """Spearman's rho, which is Pearson's r of the ranks."""
    return pearson(ranks(x), ranks(y))


def rank_differences(x: ArrayLike, y: ArrayLike) -> float:
    """1 - 6 sum d² / (n(n² - 1)) of the differences d of ranks: Spearman's rho if no values are equal."""
    d = ranks(x) - ranks(y)
    return 1 - 6 * float(d @ d) / (len(d) * (len(d) ** 2 - 1))


class Pairs(NamedTuple):
    """Of all pairs of points: how many rise, how many fall, and how many have equal x, or equal y."""

    rising: int
    falling: int
    equal_x: int
    equal_y: int

    @property
    def all(self) -> int:
        """How many pairs there are whose x and y both differ."""
        return self.rising + self.falling


def pairs(x: ArrayLike, y: ArrayLike) -> Pairs:
    """The pairs of points (n,), counted."""
    first, second = np.asarray(x, float), np.asarray(y, float)
    above = np.triu_indices(len(first), 1)
    a, b = (np.sign(each[:, None] - each[None])[above] for each in (first, second))
    return Pairs(*(int(np.count_nonzero(each)) for each in (a * b > 0, a * b < 0, a == 0, b == 0)))


def kendall(x: ArrayLike, y: ArrayLike) -> float:
    """Kendall's tau-b: rising less falling pairs, over the root of (pairs that differ in x) times (those in y)."""
    found, n = pairs(x, y), len(np.asarray(x))
    total = n * (n - 1) // 2
    sizes = float(total - found.equal_x) * float(total - found.equal_y)
    return (found.rising - found.falling) / float(np.sqrt(sizes)) if sizes > 0 else NONE


def travel(x: ArrayLike, y: ArrayLike) -> Array:
    """The ranks of y (those of equal values: the largest of theirs) in the order of x; points of equal x in the order
    in which they are given."""
    order = np.argsort(np.asarray(x, float), kind="stable")
    return ranks(np.asarray(y, float)[order], largest=True)


def xi(x: ArrayLike, y: ArrayLike) -> float:
    """Chatterjee's xi of y as a function of x: how little its ranks travel up and down from point to point.

    NaN where x or y does not vary. Without equal values it is 1 - 3 sum |steps| / (n² - 1).
    """
    r = travel(x, y)
    n = len(r)
    least = ranks(-np.asarray(y, float), largest=True)
    room = 2 * float(np.sum((n - least) * least))
    return 1 - n * float(np.abs(np.diff(r)).sum()) / room if room > 0 and np.ptp(np.asarray(x, float)) > 0 else NONE


def interval(r: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Fisher's interval for the correlation of a jointly normal pair, from r of n pairs; NaN unless n > 3."""
    if n < 4 or not np.isfinite(r):
        return NONE, NONE
    if abs(r) > 1 - 1e-12:
        return r, r
    half = float(ndtri(0.5 + level / 2)) / np.sqrt(n - 3)
    return float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))


def offset(s: Sums, at: ArrayLike) -> Array:
    """A place (2,) from the means, in standard deviations of divisor n; NaN or infinite where nothing varies."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((np.asarray(at, float) - (s.mean_x, s.mean_y)) / np.sqrt(np.array([s.xx, s.yy]) / s.n))


def fitted(x: ArrayLike, y: ArrayLike, at: ArrayLike) -> Array:
    """Heights at some places of the least-squares line of pairs (n,); NaN where x does not vary."""
    s = sums(x, y)
    return np.asarray(s.mean_y + (s.xy / s.xx if s.xx > 0 else NONE) * (np.asarray(at, float) - s.mean_x))


def boxes(u: ArrayLike, v: ArrayLike) -> Array:
    """The rectangles that points (n,) span with the origin: (n, 4), left, right, bottom, top."""
    a, b = np.asarray(u, float), np.asarray(v, float)
    return np.stack([np.minimum(a, 0), np.maximum(a, 0), np.minimum(b, 0), np.maximum(b, 0)], axis=1)
