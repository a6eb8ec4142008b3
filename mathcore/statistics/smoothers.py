"""Fits of a curve to answers at fixed places of [-1, 1]: polynomials, nearest neighbours, ridge, and trees.

The first three are *linear smoothers*: what they say at a place is a weighted sum of the answers, with weights that
hang on the places alone (Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 2nd ed., 2009,
chapters 5 to 7). A regression tree chooses its cuts by the answers, and is none. Every function takes the n places in
ascending order, shape (n,).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
MOST = 15  # the highest degree
# From all but plain least squares (of 16 coefficients) to all but the mean.
PENALTIES = tuple(float(f"{value:.3g}") for value in 1e-3 * 10 ** np.linspace(0, 6, 19))
# The settings of each method, from the stiffest to the most supple: degree, neighbours, penalty, leaves.
SETTINGS: dict[str, tuple[float, ...]] = {
    "polynomial": tuple(range(MOST + 1)),
    "neighbours": tuple(range(20, 0, -1)),
    "ridge": PENALTIES[::-1],
    "tree": tuple(range(1, 17)),
}
LINEAR = ("polynomial", "neighbours", "ridge")


@lru_cache(maxsize=128)
def places(n: int) -> Array:
    """n evenly spaced places from -1 to 1."""
    return _frozen(np.linspace(-1.0, 1.0, n))


def _frozen(values: Array) -> Array:
    values.setflags(write=False)
    return values


def legendre(x: ArrayLike, degree: int = MOST) -> Array:
    """The Legendre polynomials of degree 0 to `degree` at x (m,), each times sqrt(2 j + 1) so that its square has the
    mean 1 over [-1, 1]; shape (m, degree + 1)."""
    return np.polynomial.legendre.legvander(np.asarray(x, float), degree) * np.sqrt(2 * np.arange(degree + 1) + 1)


def nearest(x: Array, at: ArrayLike, count: int) -> NDArray[np.intp]:
    """The indices of the `count` places nearest to each of `at` (m,), the left one first of two that are as near;
    shape (m, count)."""
    away = np.abs(np.asarray(at, float)[:, None] - x[None]).round(9)  # so that rounding errors break no tie
    return np.argsort(away, axis=1, kind="stable")[:, :count]


def weights(method: str, setting: float, x: Array, at: ArrayLike) -> Array:
    """What each answer counts for in what the method says at each of `at` (m,); shape (m, n), rows sum to one.

    Args:
        method: "polynomial" (least squares; the setting is the degree), "neighbours" (the mean of the nearest; their
            number, at most n) or "ridge" (least squares of degree `MOST` plus setting * |coefficients|², the constant
            aside, with the mean of the squared residuals).

    Raises:
        ValueError: another method.
    """
    spots = np.asarray(at, float)
    if method == "polynomial":
        q, r = np.linalg.qr(legendre(x, int(setting)))
        return np.asarray(np.linalg.solve(r.T, legendre(spots, int(setting)).T).T @ q.T)
    if method == "neighbours":
        chosen = nearest(x, spots, int(setting))
        found = np.zeros((len(spots), len(x)))
        np.put_along_axis(found, chosen, 1.0 / chosen.shape[1], axis=1)
        return found
    if method == "ridge":
        basis = legendre(x)
        pulled = basis.T @ basis / len(x) + setting * np.diag(np.arange(MOST + 1) > 0)
        return np.asarray(legendre(spots) @ np.linalg.solve(pulled, basis.T) / len(x))
    raise ValueError(f"{method} is no linear smoother.")


@remembered
def hats(method: str, n: int) -> Array:
    """The hat matrix of each setting of a linear smoother, at n even places; shape (settings, n, n)."""
    x = places(n)
    return _frozen(np.stack([weights(method, setting, x, x) for setting in SETTINGS[method]]))


def cuts(y: ArrayLike, leaves: int, apart: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """The cuts of regression trees in the order in which they are made, best first: each takes, of all cuts of all
    leaves, the one that lowers the sum of squares most (the leftmost of those as good).

    Args:
        y: answers at ascending places, a tree for each row, shape (trees, n).
        apart: whether a place differs from the one before it, the same shape: no cut parts equal places.

    Returns:
        Shape (trees, leaves - 1): i parts the places before number i from number i on; 0 where no cut lowers it.
    """
    values = np.asarray(y, float)
    values = values - values.mean(axis=1, keepdims=True)
    trees, n = values.shape
    sums = np.concatenate([np.zeros((trees, 1)), np.cumsum(values, axis=1)], axis=1)
    least = 1e-9 * np.square(values).sum(axis=1, keepdims=True) + 1e-300
    first = np.zeros((trees, n), dtype=np.intp)  # of the leaf that a place is in, its first place,
    last = np.full((trees, n), n, dtype=np.intp)  # and the one after its last
    place, row = np.arange(n), np.arange(trees)
    flat, offset = sums.ravel(), (n + 1) * row[:, None]  # many times faster than take_along_axis
    until = sums[:, :n]
    found = np.zeros((trees, leaves - 1), dtype=np.intp)
    for step in range(leaves - 1):
        low, whole = flat[first + offset], flat[last + offset]
        whole -= low
        low -= until  # minus the sum of the leaf before the cut
        before, size = place - first, last - first
        # With the mean m of the leaf, (sum - before * m)² / before + the same of the rest, put together:
        low += whole * before / size
        gain = low * low * size / np.maximum(before * (size - before), 1)
        gain[before == 0] = -1.0
        if apart is not None:
            gain[~apart] = -1.0
        best = gain.max(axis=1, keepdims=True)
        cut = np.where(best[:, 0] > least[:, 0], np.argmax(gain >= best - least, axis=1), 0)
        found[:, step] = cut
        start, end, middle = first[row, cut][:, None], last[row, cut][:, None], cut[:, None]
        inside = (middle > 0) & (place >= start) & (place < end)
        last = np.where(inside & (place < middle), middle, last)
        first = np.where(inside & (place >= middle), middle, first)
    return found


def leaf_means(y: ArrayLike, made: NDArray[np.intp]) -> Array:
    """What trees with these cuts (trees, k) say at the places: the mean of the answers in each leaf; (trees, n)."""
    values = np.asarray(y, float)
    trees, n = values.shape
    starts = np.zeros((trees, n + 1), dtype=bool)
    np.put_along_axis(starts, made, True, axis=1)
    starts[:, [0, n]] = True
    place = np.arange(n + 1)
    first = np.maximum.accumulate(np.where(starts, place, 0), axis=1)[:, :n]
    last = np.minimum.accumulate(np.where(starts, place, n)[:, ::-1], axis=1)[:, ::-1][:, 1:]
    sums = np.concatenate([np.zeros((trees, 1)), np.cumsum(values, axis=1)], axis=1)
    flat, offset = sums.ravel(), (n + 1) * np.arange(trees)[:, None]
    return np.asarray((flat[last + offset] - flat[first + offset]) / (last - first))


def tree_weights(y: ArrayLike, leaves: int, x: Array, at: ArrayLike) -> Array:
    """The weights of the tree that is grown on answers y (n,), its cuts held still; shape (m, n). A place beside the
    data belongs to the leaf of the nearest one (cuts lie in the middle between two places)."""
    values = np.asarray(y, float)[None]
    starts = np.zeros(len(x), dtype=bool)
    starts[cuts(values, leaves)[0]] = True
    starts[0] = True
    leaf = np.cumsum(starts)
    same = leaf[:, None] == leaf[None]
    return np.asarray(same / same.sum(axis=1, keepdims=True))[nearest(x, at, 1)[:, 0]]
