"""Leaks: what a held-out row tells the model all the same. Features chosen with its label, and rows that are its twins.

Ambroise and McLachlan, "Selection bias in gene extraction", PNAS 99 (2002); Hastie, Tibshirani and Friedman, "The
Elements of Statistical Learning", 7.10.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mathcore.common import tables
from mathcore.common.memory import remembered
from mathcore.common.randomness import random_normals
from mathcore.statistics.cross_validated import folds_of

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

ROWS, FOLDS, MOST = 50, 5, 2000  # of pure noise: rows, folds of ten, features
CLASS = np.arange(ROWS) % 2  # alternating, and so is each fold of five and five
FOLD = (np.arange(ROWS) // 2) % FOLDS


@dataclass(frozen=True)
class Noise:
    """One table of pure noise. `train` and `test` (FOLDS, MOST): of each feature the difference of the two classes'
    means among the training rows and among the held-out rows; `whole` (MOST,) that among all rows. `votes` (MOST, ROWS)
    is what a feature adds to the score of a row when its fold is held out; `orders` (FOLDS + 1, MOST) the features by
    falling size of `train`, and, last, of `whole`."""

    train: Array
    test: Array
    whole: Array
    votes: Array
    orders: Integers


@remembered
def noise(seed: int, run: int) -> Noise:
    """The table of a run: feature j has numbers 50 j to 50 j + 49 of stream `run` of the seed.

    The classifier is that of the nearest class mean: with d the difference of the means in the training rows and m the
    middle between them, a row x scores the sum over features of d (x - m), and positive means class 1.
    """
    x = random_normals(seed, run, 0, ROWS * MOST).reshape(MOST, ROWS)
    means = x.reshape(MOST, FOLDS, FOLDS, 2).mean(axis=1).transpose(1, 2, 0)  # (fold, class, feature), of five rows
    test = means[:, 1] - means[:, 0]
    rest = (means.sum(axis=0) - means) / (FOLDS - 1)
    train = rest[:, 1] - rest[:, 0]
    votes = train[FOLD].T * (x - rest.mean(axis=1)[FOLD].T)
    whole = test.mean(axis=0)
    orders = np.argsort(-np.abs(np.vstack([train, whole])), axis=1, kind="stable")
    return Noise(train, test, whole, votes, orders)


def chosen(table: Noise, features: int, most: int, outside: bool) -> list[Integers]:
    """Of each fold the features that its model uses: of the first `features` the `most` whose class means differ most,
    in the training rows; or, outside of the folds, in all rows, and then in each fold the same."""

    def first(order: Integers) -> Integers:
        return np.asarray(order[order < features][:most])

    return [first(table.orders[FOLDS])] * FOLDS if outside else [first(table.orders[k]) for k in range(FOLDS)]


def scores(table: Noise, features: int, most: int, outside: bool) -> Array:
    """The score of each held-out row, (ROWS,)."""
    if outside:
        return np.asarray(table.votes[chosen(table, features, most, True)[0]].sum(axis=0))
    found = np.empty(ROWS)
    for k, which in enumerate(chosen(table, features, most, outside)):
        rows = k == FOLD
        found[rows] = table.votes[which[:, None], rows].sum(axis=0)
    return found


def accuracy(table: Noise, features: int, most: int, outside: bool) -> float:
    """The share of held-out rows whose score has the sign of their class."""
    return float(np.mean((scores(table, features, most, outside) > 0) == (CLASS == 1)))


def climbs(table: Noise, features: int, most: int) -> Array:
    """The accuracies for 1, 2, ... `most` chosen features, outside of the folds and inside: (2, most)."""
    found = np.empty((2, most))
    for way, outside in zip(found, (True, False), strict=True):
        which = np.stack(chosen(table, features, most, outside))[FOLD]  # (ROWS, chosen), the best first
        right = (table.votes[which.T, np.arange(ROWS)].cumsum(axis=0) > 0) == (CLASS == 1)
        way[: len(right)] = right.mean(axis=1)
        way[len(right) :] = way[len(right) - 1]  # all features are taken
    return found


def both_ways(many: Sequence[Noise], features: int, most: int) -> Array:
    """The accuracies on some tables, features chosen outside of the folds and inside: (2, tables)."""
    return np.array([[accuracy(each, features, most, outside) for each in many] for outside in (True, False)])


@dataclass(frozen=True)
class Rows:
    """A table in the order of its file: `x` (n, d) what predicts, `y` (n,) what is predicted, as numbers, or as
    classes 0, 1, ... where `classes` is positive; `near` (n, n): of each row the others by rising distance, the lower
    number first among equals, and the row itself last."""

    x: Array
    y: Array
    classes: int
    near: Integers


def rows_of(x: Array, y: Array, classes: int) -> Rows:
    """The table with its neighbours."""
    squares = np.einsum("ij,ij->i", x, x)
    far = np.maximum(squares[:, None] + squares - 2 * (x @ x.T), 0.0)
    if x.shape[1] == 1:
        far = np.abs(x - x.T)
        # Equal gaps stay equal: what differs by the rounding of x has one rank. A row far off must not merge others.
        order, rounding = np.argsort(far, axis=1, kind="stable"), 4 * np.finfo(float).eps * np.abs(x).max()
        steps = np.diff(np.take_along_axis(far, order, axis=1), axis=1, prepend=0.0) > rounding
        np.put_along_axis(far, order, steps.cumsum(axis=1), axis=1)
    np.fill_diagonal(far, np.inf)
    return Rows(x, y, classes, np.argsort(far, axis=1, kind="stable").astype(np.int16))


@lru_cache
def digits() -> Rows:
    """The 1797 digits in the order of their file, in which the scans of a writer stand together."""
    found = tables.digits()
    return rows_of(found.values, found.labels.astype(float), 10)


@lru_cache
def months() -> Rows:
    """Carbon dioxide over Mauna Loa in ppm, means of the 526 months from March 1958 as statsmodels ships them weekly,
    five missing months interpolated; x is the date in years, evenly spaced."""
    from statsmodels import datasets  # statsmodels.api takes seconds to import

    found = np.array(datasets.co2.load_pandas().data["co2"].resample("MS").mean().interpolate(), dtype=float)
    return rows_of(1958 + (2 + np.arange(float(len(found)))[:, None]) / 12, found, 0)


@dataclass(frozen=True)
class HeldOut:
    """What happened to each row when it was held out: its nearest training row (-1: there was none, and it was not
    tested) and its prediction (NaN if not tested)."""

    nearest: Integers
    predicted: Array

    @property
    def tested(self) -> Mask:
        """The rows that had training rows."""
        return self.nearest >= 0


def windows(rows: int, folds: int, gap: int, scheme: str, seed: int) -> tuple[Integers, Mask]:
    """The fold of each row, and of each fold a mask (folds, rows) of the rows that train it.

    "shuffled": folds of rows at random. "blocks": stretches of the file, and no training within `gap` rows of one.
    "future": folds + 1 stretches, the first of which is never tested; each is predicted from what ends `gap` rows or
    more before it (its fold is -1 for the first stretch), as in scikit-learn's `TimeSeriesSplit`.
    """
    place = np.arange(rows)
    if scheme == "shuffled":
        fold = folds_of(rows, folds, seed)
        return fold, fold != np.arange(folds)[:, None]
    if scheme == "future":
        size = rows // (folds + 1)
        starts = rows - size * np.arange(folds, 0, -1)
        fold = np.searchsorted(starts, place, side="right") - 1
        return fold, place < starts[:, None] - gap
    fold = folds_of(rows, folds)
    starts = np.searchsorted(fold, np.arange(folds))
    ends = np.searchsorted(fold, np.arange(folds), side="right")
    return fold, (place < starts[:, None] - gap) | (place >= ends[:, None] + gap)


def held_out(table: Rows, way: tuple[Integers, Mask], neighbours: int) -> HeldOut:
    """Each row by the mean, or the vote, of its nearest training rows (`way` is of `windows`); fewer where there are
    fewer.

    A tied vote goes to the lowest class, as in scikit-learn.
    """
    fold, train = way
    count = len(table.y)
    nearest = np.full(count, -1)
    predicted = np.full(count, np.nan)
    for k in range(int(fold.max()) + 1):
        rows = np.flatnonzero(fold == k)
        most = min(neighbours, int(train[k].sum()))
        if most:
            found = _first(table.near[rows], train[k], most)
            nearest[rows] = found[:, 0]
            values = table.y[found]
            if table.classes:
                votes = (values[..., None] == np.arange(table.classes)).sum(axis=1)
                predicted[rows] = votes.argmax(axis=1)
            else:
                predicted[rows] = values.mean(axis=1)
    return HeldOut(nearest, predicted)


def _first(near: Integers, train: Mask, most: int) -> Integers:
    """Of rows of neighbours the first `most` that train: (rows, most). Looks near first, and far only where it must."""
    found = np.empty((len(near), most), dtype=np.int64)
    left = np.arange(len(near))
    reach = 8 * most
    while len(left):
        part = near[left, :reach]
        good = train[part]
        rank = good.cumsum(axis=1)
        done = rank[:, -1] >= most
        picked = good[done] & (rank[done] <= most)
        found[left[done]] = part[done][picked].reshape(-1, most)
        left = left[~done]
        reach *= 8
    return found


def score(table: Rows, held: HeldOut) -> float:
    """Accuracy of classes, or root mean squared error of numbers, over the rows that were tested; NaN if none was."""
    ok = held.tested
    if not ok.any():
        return float("nan")
    if table.classes:
        return float(np.mean(held.predicted[ok] == table.y[ok]))
    return float(np.sqrt(np.mean((held.predicted[ok] - table.y[ok]) ** 2)))
