"""Noise and back: a mixture of round normals under dX = -X dt + √2 dB, its score, its humps, its forks in time.

At time t the centres are e^-t times what they were, and the variance in each direction is s² e^-2t + 1 - e^-2t.
Sources: Song et al., *Score-based generative modeling through stochastic differential equations* (2021); Raya and
Ambrogioni, *Spontaneous symmetry breaking in generative diffusion models* (2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp, ndtr
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Mixture:
    """Shares (k,) that sum to one, centres (k, d), and the deviation s of each part in each direction."""

    shares: Array
    centres: Array
    deviation: float

    def at(self, t: float) -> Mixture:
        """The mixture after noise of that time."""
        fade = np.exp(-t)
        return Mixture(self.shares, self.centres * fade, float(np.sqrt(self.variance(t))))

    def variance(self, t: ArrayLike) -> Array:
        """The variance of each part at times t."""
        fade = np.exp(-2 * np.asarray(t, dtype=float))
        return np.asarray(self.deviation**2 * fade + 1 - fade)

    def responsibilities(self, x: ArrayLike) -> Array:
        """The probability of each part given a point: (n, k) for points (n, d)."""
        logits = self._logits(np.asarray(x, dtype=float))
        return np.asarray(np.exp(logits - logsumexp(logits, axis=1, keepdims=True)))

    def _logits(self, x: Array) -> Array:
        square = ((x[:, None] - self.centres[None]) ** 2).sum(axis=2)
        return np.asarray(np.log(self.shares) - square / (2 * self.deviation**2))

    def density(self, x: ArrayLike) -> Array:
        """The density at points (n, d): (n,)."""
        points = np.asarray(x, dtype=float)
        scale = (2 * np.pi * self.deviation**2) ** (points.shape[1] / 2)
        return np.asarray(np.exp(logsumexp(self._logits(points), axis=1)) / scale)

    def score(self, x: ArrayLike) -> Array:
        """The gradient of the logarithm of the density at points (n, d): (n, d)."""
        points = np.asarray(x, dtype=float)
        return np.asarray((self.responsibilities(points) @ self.centres - points) / self.deviation**2)

    def below(self, x: ArrayLike) -> Array:
        """In one dimension: the probability of less than x (n,)."""
        points = np.asarray(x, dtype=float)
        return np.asarray(ndtr((points[..., None] - self.centres[:, 0]) / self.deviation) @ self.shares)

    def second_moment(self) -> float:
        """The mean of |X|²."""
        return float(self.shares @ (self.centres**2).sum(axis=1) + self.centres.shape[1] * self.deviation**2)


def line_mixture(centres: ArrayLike, share: float, deviation: float) -> Mixture:
    """A mixture on a line: the first centre has that share, the others have equal parts of the rest."""
    places = np.asarray(centres, dtype=float)[:, None]
    shares = np.full(len(places), (1 - share) / max(len(places) - 1, 1))
    shares[0] = share if len(places) > 1 else 1.0
    return Mixture(shares, places, deviation)


def _slopes(m: Mixture, t: Array, x: Array, curved: bool = True) -> tuple[Array, Array]:
    """In one dimension at times t and places x (of shapes that broadcast): the score times the variance, and its slope
    in x if `curved`.

    With z = e^-t c and r the responsibilities, the first is E z - x, and its slope Var z / variance - 1. The parts are
    few: a loop over them is quicker than an axis.
    """
    variance, fade = m.variance(t), np.exp(-t)
    z = [fade * c for c in m.centres[:, 0].tolist()]
    half = -0.5 / variance
    logits = [a + half * (x - each) ** 2 for a, each in zip(np.log(m.shares).tolist(), z, strict=True)]
    top = np.maximum.reduce(logits)
    r = [np.exp(each - top) for each in logits]
    total = sum(r)
    mean = sum(a * each for a, each in zip(r, z, strict=True)) / total
    if not curved:
        return mean - x, mean
    return mean - x, sum(a * (each - mean) ** 2 for a, each in zip(r, z, strict=True)) / (total * variance) - 1


def _grid(m: Mixture, times: Array, points: int) -> Array:
    """Places at each time, from outermost centre to outermost centre: (g, points); they shrink with the centres."""
    low, high = float(m.centres.min()), float(m.centres.max())
    pad = 1e-4 * (1 + high - low)
    return np.asarray(np.exp(-times)[:, None] * np.linspace(low - pad, high + pad, points))


def zeros(m: Mixture, times: Array) -> Array:
    """In one dimension, at times (g,): the zeros of the score, sorted, (g, 2k - 1), NaN after the last; humps and
    valleys in turn.

    The score times the variance is a weighted mean of the centres less x: its zeros lie between the outermost centres,
    and there are at most 2k - 1 (k normals of one variance have at most k humps on a line).
    """
    most = 2 * len(m.centres) - 1
    out = np.full((len(times), most), np.nan)
    x = _grid(m, times, 241)
    g = _slopes(m, times[:, None], x, False)[0]
    row, k = np.nonzero((g[:, :-1] > 0) != (g[:, 1:] > 0))
    a, b, rising = x[row, k], x[row, k + 1], g[row, k + 1] > 0
    for _ in range(18):  # a valley between far and narrow modes is steep: halve rather than interpolate
        middle = 0.5 * (a + b)
        beyond = (_slopes(m, times[row], middle, False)[0] > 0) == rising
        a, b = np.where(beyond, a, middle), np.where(beyond, middle, b)
    first = np.searchsorted(row, np.arange(len(times)))
    rank = np.arange(len(row)) - first[row]
    keep = rank < most
    out[row[keep], rank[keep]] = 0.5 * (a + b)[keep]
    return out


def humps(m: Mixture, times: ArrayLike) -> NDArray[np.int64]:
    """In one dimension: the number of humps of the density at times (n,), by the signs of the score on a grid and
    at its extremes.

    Where two zeros nearly meet a grid would miss them; the value of the extreme between them changes its sign smoothly.
    """
    t = np.atleast_1d(np.asarray(times, dtype=float))
    x = _grid(m, t, 241)
    g, slope = _slopes(m, t[:, None], x)
    row, k = np.nonzero((slope[:, :-1] > 0) != (slope[:, 1:] > 0))
    a, b, fa, fb = x[row, k], x[row, k + 1], slope[row, k], slope[row, k + 1]
    place = a + (b - a) * fa / (fa - fb)
    middle = _slopes(m, t[row], place)[1]
    left = (middle > 0) == (fa > 0)  # one more step of the false position
    a, fa, b, fb = (np.where(left, *pair) for pair in ((place, a), (middle, fa), (b, place), (fb, middle)))
    with np.errstate(all="ignore"):
        place = np.where(fa == fb, place, a + (b - a) * fa / (fa - fb))
    extremes = np.sign(_slopes(m, t[row], place, False)[0])
    signs = np.pad(np.sign(g), ((0, 0), (1, 1)), constant_values=((0, 0), (1, -1)))
    signs[:, 1:] = np.where(signs[:, 1:] == 0, signs[:, :-1], signs[:, 1:])  # a place of the grid may be a zero itself
    found = np.count_nonzero(signs[:, :-1] > signs[:, 1:], axis=1)
    # An extreme of the other sign between two places of one sign: a hump and a valley that the grid does not see.
    unseen = (extremes == -signs[row, k + 1]) & (extremes == -signs[row, k + 2])
    return found + np.bincount(row, unseen, len(t)).astype(np.int64)


def forks(m: Mixture, latest: float = 3.0, rough: tuple[Array, Array] | None = None) -> Array:
    """In one dimension: the times in (0, latest] at which two zeros of the score meet, descending; a time stands twice
    where two pairs meet at once. Numbers of zeros on a grid of times bracket each (`rough`: that grid from 0 to latest,
    and `zeros` there, if they are known); sections of five, of all brackets at once, find it to 1e-8."""
    times = np.linspace(0.0, latest, 61) if rough is None else rough[0]
    count = np.isfinite(zeros(m, times) if rough is None else rough[1]).sum(axis=1)
    steps = len(times) - 1
    looked = sorted({k + j for k in np.flatnonzero(np.diff(count)).tolist() for j in (-1, 0, 1) if 0 <= k + j < steps})
    brackets = [(float(times[k]), float(times[k + 1])) for k in looked]
    while brackets:
        low, high = np.array(brackets).T
        sections = np.linspace(low, high, 6, axis=1)  # (brackets, 6)
        counts = humps(m, sections.ravel()).reshape(sections.shape)
        row, k = np.nonzero(np.diff(counts))
        low, high = sections[row, k], sections[row, k + 1]
        if len(row) == 0 or (high - low).max() < 2e-8:
            return np.repeat(0.5 * (low + high), np.abs(np.diff(counts)[row, k]))[::-1]
        brackets = list(zip(low.tolist(), high.tolist(), strict=True))
    return np.zeros(0)


def told_apart(m: Mixture, t: float) -> float:
    """In one dimension: the probability that the part most probable given X_t is the one that it came from."""
    at = m.at(t)
    x = np.linspace(at.centres.min() - 8 * at.deviation, at.centres.max() + 8 * at.deviation, 2001)
    each = at.shares * np.exp(-0.5 * ((x[:, None] - at.centres[:, 0]) / at.deviation) ** 2)
    most = each.max(axis=1) / (at.deviation * np.sqrt(2 * np.pi))
    return float(min(most.sum() * (x[1] - x[0]), 1.0))


def fork_of_two(distance: float, deviation: float) -> float:
    """Two equal parts that lie `distance` apart: one hump while e^-2t < 1/(1 + m² - s²), m half the distance. The time
    of the fork; 0 if they never part (m ≤ s)."""
    return 0.5 * float(np.log(max(1.0, 1 + (0.5 * distance) ** 2 - deviation**2)))


DIGITS = 12


@lru_cache(maxsize=1)
def digits() -> tuple[Array, NDArray[np.uint8]]:
    """Twelve of scikit-learn's digits as points of a plane, (12, 2), and as grey pictures (12, 8, 8), dark on white.

    The two first principal components of all 1797, scaled to a root mean square of 1.3 in each direction; the twelve
    are taken one after another, each the digit farthest from those taken (the first: farthest from the mean).
    """
    data = load_digits()
    plane = PCA(2, svd_solver="full").fit_transform(data.data)
    plane *= 1.3 / plane.std(axis=0)
    taken = [int(np.argmax((plane**2).sum(axis=1)))]
    for _ in range(DIGITS - 1):
        gaps = ((plane[:, None] - plane[taken]) ** 2).sum(axis=2).min(axis=1)
        taken.append(int(np.argmax(gaps)))
    return plane[taken], (255 - 15.9 * data.images[taken]).astype(np.uint8)


def rank_moved(m: Mixture, times: Array, x: Array) -> float:
    """On a line: how much the probability of less than where a path is changes along it, at most, for paths (g, n)."""
    ranks = np.array([m.at(t).below(row) for t, row in zip(times.tolist(), x, strict=True)])
    return float(np.abs(ranks - ranks[0]).max())


def gaps(points: Array, centres: Array) -> Array:
    """How far points (n, d) lie from the centre that is nearest to them: (n,)."""
    return np.asarray(np.sqrt(((points[:, None] - centres[None]) ** 2).sum(axis=2).min(axis=1)))


def drawn_gaps(m: Mixture, count: int, seed: int = 7) -> Array:
    """`gaps` of points of a mixture in the plane: (count,), from its parts in turn, by their shares."""
    which = np.minimum(np.searchsorted(np.cumsum(m.shares), (np.arange(count) + 0.5) / count), len(m.shares) - 1)
    return gaps(m.centres[which] + m.deviation * random_normals(seed, 0, 0, 2 * count).reshape(count, 2), m.centres)
