"""Nearest neighbours in tables: contrast, intrinsic dimension and hubs; columns shuffled; noise beside iris.

E. Facco, M. d'Errico, A. Rodriguez and A. Laio, "Estimating the intrinsic dimension of datasets by a minimal
neighborhood information", Scientific Reports 7 (2017); M. Radovanovic, A. Nanopoulos and M. Ivanovic, "Hubs in Space",
Journal of Machine Learning Research 11 (2010).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial.distance import cdist
from sklearn.datasets import load_breast_cancer, load_wine

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals, random_words
from mathcore.common.tables import digits, iris

Array = NDArray[np.float64]
NEIGHBOURS, VOTERS, ROWS = 10, 5, 600  # in a list of neighbours; that vote; rows of a table that are used
BINS, REACH, LONGEST = 80, 2.0, 60  # of distances over their root mean square, up to which; times in a list, counted
FEWEST = 12  # rows with different nearest neighbours
_NOISE, _ORDER, _ROWS = 3, 4, 5  # streams; those of rows take one a column, from 5 on


@remembered
def table(name: str) -> Array:
    """A table as distances use it, (n, d): "digits" (the first 600, ink as it is), "cells" (569 nuclei, 30 measures)
    or "wine" (178 wines, 13 measures), the last two standardised (divisor n).

    Raises:
        KeyError: another name.
    """
    loads = {"digits": lambda: digits().values[:ROWS], "cells": lambda: load_breast_cancer().data}
    loads["wine"] = lambda: load_wine().data
    found = np.array(loads[name](), dtype=float)
    found = found if name == "digits" else standardised(found)
    found.setflags(write=False)
    return found


def standardised(values: ArrayLike) -> Array:
    """Columns with mean 0 and deviation 1 (divisor n); a column that is constant becomes 0."""
    x = np.asarray(values, float)
    x = x - x.mean(axis=0)
    wide = np.sqrt(np.mean(x * x, axis=0))
    return np.asarray(x / np.where(wide > 1e-12 * np.maximum(np.abs(values).max(axis=0), 1e-300), wide, np.inf))


def shuffled(values: Array, columns: int, seed: int) -> Array:
    """The table with so many of its columns shuffled, each for itself: the same values in each column, in other rows.

    Columns that are shuffled for a number are shuffled in the same way for any larger one.
    """
    out, (n, d) = values.copy(), values.shape
    for j in np.argsort(random_words(seed, _ORDER, 0, d), kind="stable")[:columns].tolist():
        out[:, j] = values[np.argsort(random_words(seed, _ROWS + j, 0, n), kind="stable"), j]
    return out


class Neighbourhood(NamedTuple):
    """Of a table: `contrast`, (farthest - nearest)/nearest, the mean over the rows; `dimension`, TwoNN's; `times` (n,)
    how often a row is among the ten nearest of others; `skew` of those; `square`, the mean squared distance of all
    pairs; shares of all `pairs` and of the `nearest` of each row (`BINS`,) by distance over the root of it."""

    contrast: float
    dimension: float
    times: NDArray[np.intp]
    skew: float
    square: float
    pairs: Array
    nearest: Array


def _squares(x: Array) -> Array:
    """The squared distances of all pairs of rows (n, n): by a product of matrices, which leaves an error of about 1e-16
    of the squared lengths. Where some pair is so near (a copy, or all beside one far outlier) that this may matter,
    difference by difference."""
    lengths = np.einsum("ij,ij->i", x, x)
    squares = x @ x.T
    squares *= -2  # in place, here and below: fresh arrays of this size are slow
    squares += lengths[:, None]
    squares += lengths
    np.fill_diagonal(squares, np.inf)
    if squares.min() < 1e-6 * lengths.max():
        return np.asarray(cdist(x, x, "sqeuclidean"))
    np.fill_diagonal(squares, 0.0)
    return squares


def neighbourhood(values: Array) -> Neighbourhood | None:
    """The distances of all pairs of rows, as numbers; None if fewer than 12 rows have a nearest neighbour apart from
    them and a second one farther away (copies of a row are left out of contrast and dimension). 600 rows: 10 ms."""
    squares, n = _squares(values - values.mean(axis=0)), len(values)
    mean = float(squares.sum() - np.trace(squares)) / (n * (n - 1))
    far = np.sqrt(squares.max(axis=1))
    np.fill_diagonal(squares, np.inf)
    k = min(NEIGHBOURS, n - 1)
    lists = np.argpartition(squares, k - 1, axis=1)[:, :k]
    near = np.sqrt(np.sort(np.take_along_axis(squares, lists, axis=1), axis=1))
    apart = near[:, 0] > 0
    if np.count_nonzero(apart & (near[:, 1] > near[:, 0])) < FEWEST:
        return None
    times = np.bincount(lists.ravel(), minlength=n)
    off = times - times.mean()
    spread = np.sqrt(np.mean(off**2))
    scale = BINS / (REACH * np.sqrt(mean))
    squares *= scale**2
    np.minimum(np.sqrt(squares, out=squares), BINS, out=squares)
    place = squares.astype(np.intp).ravel()  # each pair twice, the diagonal beyond
    first = np.minimum(near[:, 0] * scale, BINS).astype(np.intp)
    return Neighbourhood(
        float(np.mean((far[apart] - near[apart, 0]) / near[apart, 0])),
        two_nn(near[apart, 0], near[apart, 1]),
        times,
        float(np.mean(off**3) / spread**3) if spread > 0 else 0.0,
        mean,
        np.bincount(place, minlength=BINS + 1)[:BINS] / (n * (n - 1)),
        np.bincount(first, minlength=BINS + 1)[:BINS] / n,
    )


def two_nn(first: Array, second: Array) -> float:
    """The intrinsic dimension from the distances (n,) of each row's two nearest neighbours.

    Where the density hardly changes over these, ln(second/first) is exponential with rate d; the estimate without bias
    of the rate is (n - 1)/sum.
    """
    return float((len(first) - 1) / np.log(second / first).sum())


# --- noise features beside the four lengths of iris ---


class Noise(NamedTuple):
    """`totals` (s,) features in all, the first being the four of iris; of all pairs of flowers `squares` (s, pairs),
    squared Euclidean distances, `same` (pairs,) whether they are of one species; `right` (3, s), the shares of flowers
    that their five nearest name right, by the sums of |difference|^p for p = 1/2, 1, 2; `screened` (s,) the same after
    a choice of four features; `variances` (s,), the sum of the variances of all features (divisor n - 1)."""

    totals: NDArray[np.int64]
    squares: Array
    same: NDArray[np.bool_]
    right: Array
    screened: Array
    variances: Array


POWERS = (0.5, 1.0, 2.0)


def noise_features(seed: int, most: int) -> Array:
    """Standard normal noise, one row a flower: (150, most); column j is the same whatever `most` is."""
    return random_normals(seed, _NOISE, 0, 150 * most).reshape(most, 150).T


def drowned(seed: int, totals: ArrayLike) -> Noise:
    """Iris (each length standardised) with noise features added, up to ascending totals of features >= 4.

    Leave-one-out: each flower is named by the five nearest of the others; of species with equal votes the first.
    About 0.2 s for 1000 features.
    """
    sizes, (flowers, species) = np.asarray(totals, dtype=np.int64), iris()
    x = np.concatenate([standardised(flowers), noise_features(seed, int(sizes[-1]) - 4)], axis=1)
    columns, (one, two) = x.T.copy(), np.triu_indices(len(x), 1)
    sums = np.zeros((len(POWERS), len(one)))
    squares, right = np.empty((len(sizes), len(one))), np.empty((len(POWERS), len(sizes)))
    start = 0
    for k, size in enumerate(sizes.tolist()):
        for j in range(start, size):
            apart = np.abs(columns[j].take(one) - columns[j].take(two))
            for row, values in zip(sums, (np.sqrt(apart), apart, apart * apart), strict=True):
                row += values
        start, squares[k] = size, sums[2]
        right[:, k] = [leave_one_out(row, species) for row in sums]
    variances = np.cumsum(x.var(axis=0, ddof=1))[sizes - 1]
    return Noise(sizes, squares, species[one] == species[two], right, screened(x, species, sizes), variances)


FOLDS, CHOSEN = 10, 4


def screened(x: Array, labels: NDArray[np.intp], totals: ArrayLike) -> Array:
    """The share of rows of x (n, d) that their five nearest name right by the four features, of the first 4, ..., with
    the largest ratio F of variances between and within classes. In ten folds (row i is in fold i mod 10): features are
    chosen on the other nine, and voters come from them."""
    sizes = np.asarray(totals, dtype=np.int64)
    right, fold = np.zeros(len(sizes)), np.arange(len(x)) % FOLDS
    for k in range(FOLDS):
        known, asked = x[fold != k], x[fold == k]
        theirs, truth = labels[fold != k], labels[fold == k]
        ratio, found = f_ratios(known, theirs), dict[tuple[int, ...], int]()
        for at, size in enumerate(sizes.tolist()):
            best = np.sort(np.argsort(-ratio[:size], kind="stable")[:CHOSEN])
            chosen = tuple(best.tolist())
            if chosen not in found:  # the same four are mostly chosen again
                apart = ((asked[:, None, best] - known[None, :, best]) ** 2).sum(axis=2)
                voters = theirs[np.argpartition(apart, VOTERS - 1, axis=1)[:, :VOTERS]]
                votes = (voters[:, :, None] == np.arange(labels.max() + 1)).sum(axis=1)
                found[chosen] = int(np.count_nonzero(votes.argmax(axis=1) == truth))
            right[at] += found[chosen]
    return right / len(x)


def f_ratios(x: Array, labels: NDArray[np.intp]) -> Array:
    """The F of a one-way analysis of variance of each column of x (n, d) over the classes 0, 1, ...; shape (d,)."""
    counts = np.bincount(labels)
    means = np.stack([x[labels == c].mean(axis=0) for c in range(len(counts))])
    between = counts @ (means - x.mean(axis=0)) ** 2 / (len(counts) - 1)
    within = ((x - means[labels]) ** 2).sum(axis=0) / (len(x) - len(counts))
    return np.asarray(between / within)


def leave_one_out(distances: Array, labels: NDArray[np.intp]) -> float:
    """The share of points named right by a vote of the five nearest others; distances of all pairs, condensed."""
    square = np.append(distances, np.inf).take(_places(len(labels)))
    voters = labels[np.argpartition(square, VOTERS - 1, axis=1)[:, :VOTERS]]
    votes = (voters[:, :, None] == np.arange(labels.max() + 1)).sum(axis=1)
    return float(np.mean(votes.argmax(axis=1) == labels))


@remembered
def _places(n: int) -> NDArray[np.intp]:
    """Where the pair (i, j) stands among condensed distances of n points, (n, n); on the diagonal one past the last."""
    pairs = n * (n - 1) // 2
    found, upper = np.full((n, n), pairs), np.triu_indices(n, 1)
    found[upper] = found.T[upper] = np.arange(pairs)
    return found


def nearer(squares: Array, same: NDArray[np.bool_]) -> float:
    """The probability that a pair of one species is nearer than a pair of two (ties count half): 1/2 is no use."""
    order = np.argsort(squares, kind="stable")
    ranks = np.empty(len(squares))
    ranks[order] = np.arange(1, len(squares) + 1)
    ours, theirs = int(same.sum()), int((~same).sum())
    return float(1 - (ranks[same].sum() - ours * (ours + 1) / 2) / (ours * theirs))
