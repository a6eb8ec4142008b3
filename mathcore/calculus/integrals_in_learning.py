"""Integrals that machine learning asks for: means over many dimensions, and the area under an ROC curve.

Sources: Genz, "A package for testing multiple integration subroutines" (1987); Joe and Kuo, "Constructing Sobol
sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), whose numbers SciPy uses; Hanley and
McNeil, "The meaning and use of the area under a receiver operating characteristic curve", Radiology 143 (1982).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special
from scipy.stats import qmc
from sklearn.datasets import load_breast_cancer

from mathcore.common.randomness import random_uniforms, random_words

Array = NDArray[np.float64]
MOST_DIMENSIONS, MOST_DOUBLINGS, SCRAMBLES, BITS = 10, 12, 8, 30
KINK = 1 / 3  # where the second integrand is not smooth
DIMENSIONS = np.arange(1, MOST_DIMENSIONS + 1)


@dataclass(frozen=True)
class Integrand:
    """A function on the cubes [0, 1]^d. `values(x)`: those at the first 1, ..., d coordinates of
    x (..., d), of the same shape.

    `exact` and `square` (10,): the integrals of it and of its square for d = 1, ..., 10. `factor` is that of one
    coordinate, if it is a product.
    """

    values: Callable[[Array], Array]
    exact: Array
    square: Array
    factor: Callable[[Array], Array] | None = None

    @property
    def random(self) -> Array:
        """The standard deviation of f(U) for U uniform, as a part of the integral (10,): the root mean square error of
        a mean of N random values is that over √N."""
        return np.asarray(np.sqrt(self.square - self.exact**2) / self.exact)


def _product(factor: Callable[[Array], Array], exact: float, square: float) -> Integrand:
    powers = np.array([[exact**d, square**d] for d in range(1, MOST_DIMENSIONS + 1)])
    return Integrand(lambda x: np.asarray(np.cumprod(factor(x), axis=-1)), powers[:, 0], powers[:, 1], factor)


_BALL = np.pi ** (DIMENSIONS / 2) / (2.0**DIMENSIONS * special.gamma(DIMENSIONS / 2 + 1))
INTEGRANDS = {
    "smooth": _product(
        lambda x: np.exp(-(x**2)),
        float(np.sqrt(np.pi) / 2 * special.erf(1)),
        float(np.sqrt(np.pi / 8) * special.erf(np.sqrt(2))),
    ),
    "kink": _product(
        lambda x: np.exp(-2 * np.abs(x - KINK)),
        float(1 - (np.exp(-2 * KINK) + np.exp(-2 * (1 - KINK))) / 2),
        float(0.5 - (np.exp(-4 * KINK) + np.exp(-4 * (1 - KINK))) / 4),
    ),
    "ball": Integrand(lambda x: (np.cumsum(x**2, axis=-1) <= 1).astype(float), _BALL, _BALL),
}
"""exp(-|x|²), exp(-2 Σ|x_j - 1/3|), and 1 in the unit ball, 0 outside."""


def shares(d: int, doublings: int) -> list[int]:
    """How many places a grid of 2^doublings points has along each of d axes: powers of two, as even as can be."""
    each, more = divmod(doublings, d)
    return [2 ** (each + (j < more)) for j in range(d)]


def grid(d: int, doublings: int) -> Array:
    """The points (2^doublings, d) in the middles of equal boxes."""
    axes = [(np.arange(m) + 0.5) / m for m in shares(d, doublings)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, d)


@lru_cache(maxsize=64)
def grid_mean(name: str, row: int, doublings: int) -> float:
    """The mean over the grid in row + 1 dimensions, point by point."""
    return float(INTEGRANDS[name].values(grid(row + 1, doublings))[:, -1].mean())


def loses(name: str, doublings: int) -> int:
    """The number of dimensions from which on the grid errs more than random points do on average; 11 if it never does,
    as far as the tables go."""
    f, grids = INTEGRANDS[name], grid_errors(name)[:, doublings]
    wins = np.flatnonzero(grids <= f.random / np.sqrt(2.0**doublings))
    return int(wins[-1]) + 2 if len(wins) else 1


@lru_cache(maxsize=8)
def grid_errors(name: str) -> Array:
    """|grid less integral| / integral, shape (dimensions, doublings + 1)."""
    f, found = INTEGRANDS[name], np.empty((MOST_DIMENSIONS, MOST_DOUBLINGS + 1))
    for d in DIMENSIONS.tolist():
        for k in range(MOST_DOUBLINGS + 1):
            if f.factor is not None:
                mean = float(np.prod([f.factor((np.arange(m) + 0.5) / m).mean() for m in shares(d, k)]))
            else:
                squares = np.zeros(1)
                for m in shares(d, k):
                    squares = np.add.outer(squares, ((np.arange(m) + 0.5) / m) ** 2).ravel()
                mean = float((squares <= 1).mean())
            found[d - 1, k] = abs(mean / f.exact[d - 1] - 1)
    return found


@lru_cache(maxsize=1)
def _sobol() -> NDArray[np.uint64]:
    """The first 2^12 points of Sobol's sequence in 10 dimensions, as whole numbers of 30 bits."""
    points = qmc.Sobol(MOST_DIMENSIONS, scramble=False, bits=BITS).random_base2(MOST_DOUBLINGS)
    return np.asarray(np.round(points * 2.0**BITS), dtype=np.uint64)


def sobol(seed: int, which: int, count: int) -> Array:
    """The first `count` of Sobol's points (count, 10), scrambled: the bits of each coordinate are multiplied by a
    random triangular matrix and then flipped at random places. Each point is then uniform in the cube, so an average is
    unbiased, and all are as evenly spread as before (Matoušek, J. Complexity 14, 1998; SciPy does the same)."""
    out = np.empty((count, MOST_DIMENSIONS))
    for j in range(MOST_DIMENSIONS):
        words = random_words(seed, 1000 + which, j * (BITS + 1), BITS + 1) >> np.uint64(64 - BITS)
        place = np.uint64(1) << np.arange(BITS, dtype=np.uint64)
        columns = np.append(place | (words[:BITS] & (place - np.uint64(1))), np.zeros(2, np.uint64))
        x, found = _sobol()[:count, j], np.full(count, words[BITS])
        for low in range(0, BITS, 8):
            table = np.zeros(1, np.uint64)  # of the products of all bytes with these columns
            for column in columns[low : low + 8]:
                table = np.concatenate([table, table ^ column])
            found ^= table[(x >> np.uint64(low)) & np.uint64(255)]
        out[:, j] = (found.astype(float) + 0.5) * 2.0**-BITS
    return out


def chance(seed: int, count: int) -> Array:
    """Random points (count, 10); those of a smaller count are the first of them."""
    return random_uniforms(seed, 27, 0, count * MOST_DIMENSIONS).reshape(count, MOST_DIMENSIONS)


def shadow(kind: str, seed: int, d: int, doublings: int, most: int = 1024) -> Array:
    """What is seen of 2^doublings points along the first two of d axes, (m, 2): of a "grid" the places that differ, of
    "random" points and "sobol" the first `most`. For d = 1 the second coordinate is a half."""
    if kind == "grid":
        places = [(np.arange(m) + 0.5) / m for m in [*shares(d, doublings), 1][:2]]
        return np.stack(np.meshgrid(*places), axis=-1).reshape(-1, 2)
    count = min(2**doublings, most)
    points = sobol(seed, 0, count) if kind == "sobol" else chance(seed, count)
    return np.where([True, d > 1], points[:, :2], 0.5)


@lru_cache(maxsize=64)
def bare(kind: str, seed: int, d: int, doublings: int) -> int:
    """How many of the N = 2^doublings slabs of width 1/N across an axis of the cube hold no point, for N points of a
    "grid", "random" or "sobol" ones; the most along any of d axes."""
    n = 2**doublings
    if kind == "grid":
        return n - min(shares(d, doublings))
    points = (sobol(seed, 0, n) if kind == "sobol" else chance(seed, n))[:, :d]
    return n - min(len(np.unique(each)) for each in np.floor(points * n).T)


@dataclass(frozen=True)
class Random:
    """Errors over the integral, shape (dimensions, doublings + 1): signed, of one run of random points; root mean
    square over `SCRAMBLES` scramblings of Sobol's points."""

    run: Array
    sobol: Array


def random_errors(name: str, seed: int) -> Random:
    """The errors of random points and of Sobol's for all dimensions and numbers of points at once."""
    f, ends = INTEGRANDS[name], 2 ** np.arange(MOST_DOUBLINGS + 1) - 1

    def off(points: Array) -> Array:
        sums = np.cumsum(f.values(points), axis=0)[ends]
        return np.asarray((sums / (ends + 1.0)[:, None] / f.exact - 1).T)

    squares = [off(sobol(seed, k, 2**MOST_DOUBLINGS)) ** 2 for k in range(SCRAMBLES)]
    return Random(off(chance(seed, 2**MOST_DOUBLINGS)), np.sqrt(np.mean(squares, axis=0)))


def errors(name: str, found: Random) -> dict[str, Array]:
    """Of grid, random and Sobol's points the errors over the integral, by dimensions and doublings; of the latter two
    the root mean square."""
    random = INTEGRANDS[name].random[:, None] / np.sqrt(2.0 ** np.arange(MOST_DOUBLINGS + 1))
    return {"grid": grid_errors(name), "random": random, "sobol": found.sobol}


FEATURES = ("mean radius", "mean texture", "mean smoothness", "mean symmetry", "mean fractal dimension")


@lru_cache(maxsize=8)
def patients(feature: str) -> tuple[Array, NDArray[np.bool_]]:
    """(scores, ill) of the 569 patients of the Wisconsin breast cancer data: a feature of the cells in standard
    deviations from its mean, and whether the tumour was malignant (212 were)."""
    data = load_breast_cancer()
    x = np.asarray(data.data[:, list(data.feature_names).index(feature)], float)
    return (x - x.mean()) / x.std(), np.asarray(data.target == 0)


def scores(feature: str, step: float = 0.0) -> tuple[Array, NDArray[np.bool_]]:
    """As `patients`, the scores rounded to multiples of a step; as they are for step 0."""
    z, ill = patients(feature)
    return (np.round(z / step) * step if step else z), ill


@dataclass(frozen=True)
class Roc:
    """Of a score: `levels` (m,), its values from the highest down; the shares of the well and of the ill at or above
    each, both (m + 1,), from 0."""

    levels: Array
    false: Array
    true: Array

    @property
    def areas(self) -> tuple[float, float, float]:
        """The area under the curve by the lower staircase, by trapezoids, by the upper staircase."""
        wide = np.diff(self.false)
        low, high = float(wide @ self.true[:-1]), float(wide @ self.true[1:])
        return low, 0.5 * (low + high), high

    def place(self, threshold: float) -> int:
        """How many of the levels are at or above a threshold: the place in `false` and `true`."""
        return int(np.count_nonzero(self.levels >= threshold - 1e-9))

    def nearest(self, x: float, y: float, step: float = 0.05) -> float:
        """The level of the corner nearest to (x, y), rounded down to a multiple of a step."""
        at = int(np.argmin(np.hypot(self.false[1:] - x, self.true[1:] - y)))
        return float(np.floor(self.levels[at] / step) * step)


def roc(scores: ArrayLike, ill: ArrayLike) -> Roc:
    """The ROC curve of some scores (n,): higher scores say ill."""
    s, positive = np.asarray(scores, float), np.asarray(ill, bool)
    levels, place = np.unique(-s, return_inverse=True)
    counts = [
        np.append(0, np.cumsum(np.bincount(place[part], minlength=len(levels)))) for part in (~positive, positive)
    ]
    return Roc(-levels, counts[0] / counts[0][-1], counts[1] / counts[1][-1])


def duels(scores: ArrayLike, ill: ArrayLike) -> tuple[float, float]:
    """Of all pairs of one ill and one well: the share in which the ill one has the higher score, and the share of ties
    (Mann and Whitney's statistic over the number of pairs is the first and half of the second)."""
    s, positive = np.asarray(scores, float), np.asarray(ill, bool)
    well = np.sort(s[~positive])
    below, upto = np.searchsorted(well, s[positive], "left"), np.searchsorted(well, s[positive], "right")
    return float(below.mean() / len(well)), float((upto - below).mean() / len(well))
