"""Random projections to every dimension at once: how far the distances of all pairs are off, and what theory promises.

Distances are compared squared throughout: the ratio of a pair is |Rx - Ry|^2 / |x - y|^2, and "within eps" means a
ratio in [1 - eps, 1 + eps] (the convention of Dasgupta and Gupta, and of scikit-learn).

Sources: Johnson and Lindenstrauss, "Extensions of Lipschitz mappings into a Hilbert space" (1984); Dasgupta and Gupta,
"An elementary proof of a theorem of Johnson and Lindenstrauss", Random Structures & Algorithms 22 (2003); Achlioptas,
"Database-friendly random projections" (2003); Li, Hastie and Church, "Very sparse random projections", KDD (2006);
Ailon and Chazelle, "The fast Johnson-Lindenstrauss transform" (2009); Tropp, "Improved analysis of the subsampled
randomized Hadamard transform" (2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2
from sklearn.datasets import load_digits, load_sample_image

from mathcore import kernels
from mathcore.common.memory import remembered
from mathcore.common.randomness import integer_below, random_normals, random_words

Array = NDArray[np.float64]
Key = tuple[str, int, str, int, tuple[int, ...]]  # the arguments of `sweep`

DATA = ("gaussian", "patches", "digits", "onehot")
KINDS = ("gaussian", "sparse", "verysparse", "hadamard", "coordinates")
POINTS = 200  # the most points of a cloud; the first n of them are the cloud of n points
LARGEST = 1500  # the most dimensions that are projected to
SLACK = 1e-9  # a ratio of one-hot vectors may lie on 1 + eps exactly: rounding must not decide which side it is on
POINT_STREAM = 2  # of the generator: streams 0 and 1 make the projection
LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


def lemma_dimension(n: int, eps: float) -> int:
    """The dimension k >= 4 ln n / (eps^2/2 - eps^3/3) that the lemma asks for, rounded up.

    Natural logarithm, squared distances. `sklearn.random_projection.johnson_lindenstrauss_min_dim` is the same
    number rounded down.

    Raises:
        ValueError: fewer than two points, or eps outside (0, 1).
    """
    if n < 2 or not 0 < eps < 1:
        raise ValueError(f"The lemma needs at least two points and 0 < eps < 1, not n = {n} and eps = {eps}.")
    return int(np.ceil(4 * np.log(n) / (eps**2 / 2 - eps**3 / 3)))


def pair_bound(k: ArrayLike, eps: float) -> Array:
    """Chernoff's bound 2 exp(-k (eps^2/2 - eps^3/3) / 2) on the probability that one pair is off by more than eps."""
    return np.asarray(2 * np.exp(-np.asarray(k, dtype=float) * (eps**2 / 2 - eps**3 / 3) / 2))


def pair_failure(k: ArrayLike, eps: float) -> Array:
    """The same probability exactly, for a Gaussian R: the ratio of any pair is chi-squared with k degrees over k."""
    size = np.asarray(k, dtype=float)
    return np.asarray(chi2.cdf(size * (1 - eps), size) + chi2.sf(size * (1 + eps), size))


def ratio_masses(k: int, edges: Array) -> Array:
    """The probability of each bin between `edges` for the ratio under a Gaussian R: shape (len(edges) - 1,)."""
    return np.diff(chi2.cdf(k * edges, k))


def width(data: str, d: int) -> int:
    """The dimension of the points: the digits have 64 pixels whatever `d` says."""
    return 64 if data == "digits" else d


def points(data: str, d: int, seed: int) -> Array:
    """Up to 200 points, shape (n, width); the first n of them are the cloud of n points.

    gaussian: independent standard normals, dealt by the seed. patches: square patches (d = side^2 grey values, 0 to
    255) from random places of scikit-learn's two photographs. digits: scikit-learn's digits (8 x 8, 0 to 16) in a
    random order. onehot: the standard basis vectors e_1, e_2, ... (at most d of them). The places and the order of
    the real data do not depend on the seed: it deals the projection alone.

    Raises:
        ValueError: no such data, or d is no square number for the patches.
    """
    if data == "gaussian":
        return random_normals(seed, POINT_STREAM, 0, POINTS * d).reshape(POINTS, d)
    if data == "onehot":
        return np.eye(min(POINTS, d), d)
    if data == "digits":
        images = load_digits().data
        order = np.argsort(random_words(1, POINT_STREAM, 0, len(images)), kind="stable")
        return np.asarray(images[order[:POINTS]], dtype=float)
    if data == "patches":
        return _patches(d)
    raise ValueError(f"There are no data {data!r}: choose one of {', '.join(DATA)}.")


@remembered
def _patches(d: int) -> Array:
    side = round(d**0.5)
    if side * side != d or side > 400:
        raise ValueError(f"A square patch has d = side^2 pixels, and {d} is no such number up to 160,000.")
    photos = [load_sample_image(f"{name}.jpg") @ LUMA for name in ("china", "flower")]
    rows, columns = photos[0].shape
    words = random_words(1, POINT_STREAM, 0, 3 * POINTS)
    which, top, left = (
        integer_below(words[i::3].copy(), below).astype(int)
        for i, below in enumerate((2, rows - side + 1, columns - side + 1))
    )
    return np.stack([photos[w][t : t + side, s : s + side].ravel() for w, t, s in zip(which, top, left, strict=True)])


def fast_hadamard(x: Array) -> Array:
    """Each row of x times the (unnormalised, Sylvester) Hadamard matrix of order d, a power of two: d log2 d additions.

    Raises:
        ValueError: the rows' length is no power of two.
    """
    n, d = x.shape
    if d < 1 or d & (d - 1):
        raise ValueError(f"A Hadamard matrix of Sylvester's kind has a power of two as its order, not {d}.")
    out, half = x.astype(float), 1
    while half < d:
        pairs = out.reshape(n, d // (2 * half), 2, half)
        out = np.stack([pairs[:, :, 0] + pairs[:, :, 1], pairs[:, :, 0] - pairs[:, :, 1]], axis=2).reshape(n, d)
        half *= 2
    return out


def most_dimensions(kind: str, d: int) -> int:
    """How many dimensions a projection of that kind can have: Hadamard and coordinates have d rows to choose from."""
    return min(LARGEST, d) if kind in ("hadamard", "coordinates") else LARGEST


def rows(kind: str, d: int, seed: int) -> Array:
    """The rows of all projections of that kind, before scaling: R for k dimensions is the first k rows over sqrt(k).

    So the projections to 1, 2, 3, ... dimensions are nested: one more dimension is one more row. Entries have the
    mean square 1. gaussian, sparse (two thirds of the entries 0) and verysparse (all but one in sqrt(d)) are
    `kernels.projection_matrix` for the largest k, times sqrt(k). hadamard: the rows of the Hadamard matrix of order d
    in random order, the signs of its columns tossed. coordinates: sqrt(d) times unit vectors in random order.
    Shape (most_dimensions, d).

    Raises:
        ValueError: no such kind, or d is no power of two for hadamard.
    """
    most = most_dimensions(kind, d)
    if kind == "gaussian":
        return kernels.projection_matrix("gaussian", most, d, seed) * np.sqrt(most)
    if kind in ("sparse", "verysparse"):
        sparsity = 3 if kind == "sparse" else round(d**0.5)
        return kernels.projection_matrix("sparse", most, d, seed, sparsity=sparsity) * np.sqrt(most)
    order = np.argsort(random_words(seed, 1, 0, d), kind="stable")[:most]
    if kind == "coordinates":
        return np.sqrt(d) * np.eye(d)[order]
    if kind == "hadamard":
        if d & (d - 1):
            raise ValueError(f"A Hadamard matrix of Sylvester's kind has a power of two as its order, not {d}.")
        columns = np.arange(d)
        odd = np.bitwise_count(order[:, None] & columns).astype(np.int64) & 1
        return np.where(odd == 1, -1.0, 1.0) * column_signs(d, seed)
    raise ValueError(f"There is no projection {kind!r}: choose one of {', '.join(KINDS)}.")


def column_signs(d: int, seed: int) -> Array:
    """The tossed signs of the Hadamard matrix's columns, shape (d,)."""
    return np.where((random_words(seed, 0, 0, d) >> np.uint64(63)).astype(bool), -1.0, 1.0)


def projected(x: Array, kind: str, seed: int) -> Array:
    """The points x (n, d) times the transposed `rows`: shape (n, most_dimensions). Hadamard by the fast transform."""
    d = x.shape[1]
    if kind in ("hadamard", "coordinates"):
        order = np.argsort(random_words(seed, 1, 0, d), kind="stable")[: most_dimensions(kind, d)]
        whole = fast_hadamard(x * column_signs(d, seed)) if kind == "hadamard" else np.sqrt(d) * x
        return np.ascontiguousarray(whole[:, order])
    return np.asarray(x @ rows(kind, d, seed).T)


@dataclass(frozen=True, eq=False)
class Sweep:
    """All pairs under the nested projections to each of some dimensions.

    Attributes:
        sizes: (m,) the dimensions k, ascending.
        squares: (pairs,) squared distances before the projection.
        ratios: (m, pairs) squared distances after over before. Pairs (i, j), i < j, are ordered by j, then i, so the
            pairs of the first n points are the first n (n - 1) / 2 columns.
        least, most: (m, points) the extreme ratio among the first j + 1 points (column 0: NaN).
        chosen: (m,) the ratio of a pair that was chosen after R: x and x + (the first row of R).
        points: how many points there are.
    """

    sizes: NDArray[np.int64]
    squares: Array
    ratios: Array
    least: Array
    most: Array
    chosen: Array
    points: int

    def row(self, k: int) -> int:
        """The row of the dimension k, or of the largest below it."""
        return max(int(np.searchsorted(self.sizes, k, side="right")) - 1, 0)


@remembered
def sweep(data: str, d: int, kind: str, seed: int, sizes: tuple[int, ...]) -> Sweep:
    """The sweep of up to 200 points through all `sizes` that the kind can have, each row added once: 0.1 to 0.5 s.

    Memory: 8 bytes for each pair and size, 15 MB for 95 sizes.
    """
    x = points(data, d, seed)
    wide = x.shape[1]
    kept = np.array([k for k in sizes if k <= most_dimensions(kind, wide)], dtype=np.int64)
    centred = x - x.mean(axis=0)  # distances stay, and less is cancelled
    if kind in ("hadamard", "coordinates"):
        images = projected(centred, kind, seed)
        # Their rows are orthogonal and of length sqrt(d), so that only the first one sees itself.
        chosen = wide / np.arange(1.0, images.shape[1] + 1)
    else:
        matrix = rows(kind, wide, seed)
        images, chosen = centred @ matrix.T, _chosen(matrix)
    n = len(x)
    j, i = _pairs(n)
    pairs = j * n + i

    def distances(gram: Array) -> Array:
        lengths = np.diagonal(gram)
        return np.asarray(np.maximum(lengths[j] + lengths[i] - 2 * gram.ravel()[pairs], 0.0))

    squares = distances(centred @ centred.T)
    ratios = np.empty((len(kept), len(squares)))
    gram, done = np.zeros((n, n)), 0
    for place, k in enumerate(kept):
        added = images[:, done:k]
        gram += added @ added.T
        ratios[place] = distances(gram) / (k * squares)
        done = int(k)
    least, most = np.full((len(kept), n), np.nan), np.full((len(kept), n), np.nan)
    starts = np.arange(n - 1) * np.arange(1, n) // 2
    least[:, 1:] = np.minimum.accumulate(np.minimum.reduceat(ratios, starts, axis=1), axis=1)
    most[:, 1:] = np.maximum.accumulate(np.maximum.reduceat(ratios, starts, axis=1), axis=1)
    return Sweep(kept, squares, ratios, least, most, chosen[kept - 1], n)


def _chosen(matrix: Array) -> Array:
    """The ratio |R r|^2 / |r|^2 at k = 1, 2, ..., where r is the first row of R (that is not empty)."""
    first = matrix[np.argmax(np.any(matrix != 0, axis=1))]  # a very sparse row may be empty
    products = (matrix @ first) ** 2 / max(float(first @ first), 1e-300)
    return np.asarray(np.cumsum(products) / np.arange(1, len(matrix) + 1))


@lru_cache(maxsize=16)
def outside(key: Key, n: int, eps: float) -> Array:
    """The share of the pairs of the first n points that are off by more than eps, at each size of the sweep: (m,)."""
    ratios = sweep(*key).ratios[:, : n * (n - 1) // 2]
    return np.asarray(np.mean(np.abs(ratios - 1) > eps + SLACK, axis=1))


def sufficient(found: Sweep, n: int, eps: float) -> int | None:
    """The smallest size of the sweep at which every pair of the first n points is within eps; None if there is none.

    With nested projections a larger k is nearly always better, but not always: this is the first k that suffices.
    """
    good = (found.least[:, n - 1] >= 1 - eps - SLACK) & (found.most[:, n - 1] <= 1 + eps + SLACK)
    return int(found.sizes[np.argmax(good)]) if good.any() else None


def neighbours(found: Sweep, n: int, place: int) -> tuple[float, float]:
    """Nearest neighbours among the first n points, searched for after the projection to the size at `place`.

    Returns the share of the points whose nearest neighbour after the projection is a nearest one before (to a
    billionth), and the largest ratio of squared distances, found neighbour to true one.
    """
    pairs = n * (n - 1) // 2
    j, i = _pairs(n)
    before, after = np.full((n, n), np.inf), np.full((n, n), np.inf)
    before[j, i] = before[i, j] = found.squares[:pairs]
    after[j, i] = after[i, j] = found.ratios[place, :pairs] * found.squares[:pairs]
    factor = before[np.arange(n), after.argmin(axis=1)] / before.min(axis=1)
    return float(np.mean(factor <= 1 + 1e-9)), float(factor.max())


@dataclass(frozen=True)
class Distortions:
    """All pairs of the first n points under one projection.

    Attributes:
        n, k, pairs: the points, the dimensions kept (the largest of the sweep up to the k asked for), the pairs.
        counts: (bins,) pairs with a ratio in each bin; model: (bins,) what a Gaussian R gives on average.
        least, most: the extreme ratios. share: of the pairs that are off by more than eps.
        recalled, factor: see `neighbours`. chosen: the ratio of the pair that was chosen after R.
    """

    n: int
    k: int
    pairs: int
    counts: Array
    model: Array
    least: float
    most: float
    share: float
    recalled: float
    factor: float
    chosen: float


def distortions(found: Sweep, n: int, k: int, eps: float, edges: Array) -> Distortions:
    """The distortions of the first n points (fewer, if there are fewer) at k, counted between evenly spaced `edges`
    that begin at 0."""
    n, place = min(n, found.points), found.row(k)
    k, pairs, bins = int(found.sizes[place]), n * (n - 1) // 2, len(edges) - 1
    ratios = found.ratios[place, :pairs]
    which = np.minimum(bins / edges[-1] * ratios, bins).astype(np.intp)
    recalled, factor = neighbours(found, n, place)
    return Distortions(
        n=n,
        k=k,
        pairs=pairs,
        counts=np.bincount(which, minlength=bins + 1)[:bins].astype(float),
        model=pairs * ratio_masses(k, edges),
        least=float(found.least[place, n - 1]),
        most=float(found.most[place, n - 1]),
        share=float(np.mean(np.abs(ratios - 1) > eps + SLACK)),
        recalled=recalled,
        factor=factor,
        chosen=float(found.chosen[place]),
    )


@lru_cache(maxsize=8)
def recall(key: Key, n: int) -> Array:
    """The first number of `neighbours` at each size of the sweep: shape (m,)."""
    found = sweep(*key)
    return np.array([neighbours(found, n, place)[0] for place in range(len(found.sizes))])


@remembered
def _pairs(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    return np.tril_indices(n, -1)
