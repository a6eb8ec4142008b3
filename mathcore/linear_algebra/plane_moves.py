"""Linear maps made of moves: scale, shear, rotate; the way from the identity to a map; a picture and a layer under one.

Order of the moves: A = R H S, so that the scaling S acts first, then the shear H, then the rotation R. Every 2x2 matrix
whose second column is not parallel to its first is of this form (its QR decomposition, with R = HS).

Sources: Strang, *Introduction to Linear Algebra*, 6th ed. (2023), section 8.1; Goodfellow, Bengio and Courville, *Deep
Learning* (2016), section 6.1 (XOR) and 7.4 (augmentation).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.linear_model import LogisticRegression

from mathcore.common import tables
from mathcore.common.plane import rotation
from mathcore.linear_algebra.linear_maps import scaling, shear

Array = NDArray[np.float64]
TRAINED_ON = 1200  # the first digits of the table; the others are the test


class Moves(NamedTuple):
    """A rotation in degrees, a shear along x, and the two factors of a scaling; the scaling acts first."""

    turn: float
    slant: float
    first: float
    second: float

    @property
    def factors(self) -> tuple[Array, Array, Array]:
        """R, H and S, each (2, 2); their product in this order is the map."""
        return rotation(self.turn), shear(self.slant), scaling(self.first, self.second)

    @property
    def matrix(self) -> Array:
        """R H S."""
        r, h, s = self.factors
        return np.asarray(r @ h @ s)

    @property
    def in_use(self) -> int:
        """How many of the three do something."""
        return int(self.turn % 360 != 0) + int(self.slant != 0) + int((self.first, self.second) != (1, 1))


def moves_of(matrix: ArrayLike) -> Moves:
    """The moves of a 2x2 matrix, with the first factor positive (the sign of the determinant is the second's).

    Raises:
        ValueError: the columns are parallel or the first one is zero.
    """
    a = np.asarray(matrix, float)
    first = float(np.hypot(*a[:, 0]))
    determinant = float(a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0])
    if first < 1e-9 or abs(determinant) < 1e-9:
        raise ValueError("The columns must be independent.")
    u = a[:, 0] / first
    second = determinant / first
    return Moves(float(np.rad2deg(np.arctan2(u[1], u[0]))), float(u @ a[:, 1]) / second, first, second)


def morph(matrix: ArrayLike, time: ArrayLike) -> Array:
    """(1 - t) I + t A at each time: every point moves on a straight line. Shape (..., n, n)."""
    a, t = np.asarray(matrix, float), np.asarray(time, float)[..., None, None]
    return np.asarray((1 - t) * np.eye(len(a)) + t * a)


def bent(matrix: ArrayLike, points: ArrayLike, kind: str, time: float = 1.0) -> Array:
    """A map of the points (n, 2) that is "linear", or fails to be: "shift" adds (1, 0.5), "bend" adds 0.2 (y^2, 0).

    Before `time` 1 the map is on its way from the identity, in straight lines.

    Raises:
        ValueError: no such kind.
    """
    x = np.asarray(points, float)
    image = x @ np.asarray(matrix, float).T
    if kind == "shift":
        image = image + np.array([1.0, 0.5])
    elif kind == "bend":
        image = image + 0.2 * np.stack([x[:, 1] ** 2, np.zeros(len(x))], axis=1)
    elif kind != "linear":
        raise ValueError(f"There is no kind called {kind}.")
    return np.asarray((1 - time) * x + time * image)


# --- A picture --------------------------------------------------------------------------------------------------------


def warp(picture: ArrayLike, matrix: ArrayLike) -> Array:
    """A picture (n, n) moved by a 2x2 matrix around its middle, y pointing up; nothing lies outside of the picture.

    Each new pixel takes the old picture's value, interpolated bilinearly, at the place that the inverse sends it to.

    Raises:
        numpy.linalg.LinAlgError: the matrix is singular.
    """
    old = np.asarray(picture, float)
    n = len(old)
    middle = (n - 1) / 2
    row, column = np.indices(old.shape)
    x, y = np.linalg.inv(np.asarray(matrix, float)) @ np.stack([(column - middle).ravel(), (middle - row).ravel()])
    padded = np.pad(old, 1)
    i, j = np.clip(middle - y + 1, 0, n + 1), np.clip(x + middle + 1, 0, n + 1)
    i0, j0 = np.minimum(i.astype(int), n), np.minimum(j.astype(int), n)
    di, dj = i - i0, j - j0
    value = (
        (1 - di) * (1 - dj) * padded[i0, j0]
        + (1 - di) * dj * padded[i0, j0 + 1]
        + di * (1 - dj) * padded[i0 + 1, j0]
        + di * dj * padded[i0 + 1, j0 + 1]
    )
    return np.asarray(value.reshape(old.shape))


@lru_cache(maxsize=1)
def digit_model() -> tuple[LogisticRegression, float]:
    """Logistic regression on the first 1200 digits, pixels from 0 to 1 (L2 penalty, C = 1), and its test accuracy."""
    values, labels = tables.digits()
    model = LogisticRegression(C=1.0, max_iter=400).fit(values[:TRAINED_ON] / 16, labels[:TRAINED_ON])
    return model, float(model.score(values[TRAINED_ON:] / 16, labels[TRAINED_ON:]))


def digit_probabilities(picture: ArrayLike) -> Array:
    """What the model makes of an 8x8 picture of ink from 0 to 16: ten probabilities."""
    return np.asarray(digit_model()[0].predict_proba(np.asarray(picture, float).reshape(1, 64) / 16)[0])


# --- A layer ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def crossed() -> tuple[Array, NDArray[np.bool_]]:
    """Forty points (40, 2) in four groups around (+-1, +-1), and whether the two signs differ (exclusive or)."""
    k = np.arange(10)
    radius, angle = 0.42 * np.sqrt((k + 0.5) / 10), 2.399963229728653 * k  # a sunflower: even, and the same each time
    flower = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    middles = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]], float)
    return (middles[:, None] + flower).reshape(-1, 2), np.repeat([False, False, True, True], 10)


def layer(weights: ArrayLike, points: ArrayLike, relu: bool) -> Array:
    """Wx for each point (n, 2), and max(0, Wx) entry by entry if `relu`."""
    found = np.asarray(points, float) @ np.asarray(weights, float).T
    return np.maximum(found, 0.0) if relu else found


class Cut(NamedTuple):
    """A line normal . y = level; `accuracy` is the part of points that lie on the side of their class."""

    normal: Array
    level: float
    accuracy: float


def best_line(points: ArrayLike, labels: ArrayLike) -> Cut:
    """The line that classifies the most points of the plane rightly (the class True where normal . y > level).

    An optimal line can be moved until it passes almost through two points; so all directions next to those of two
    points are tried, with every threshold between projections that differ. O(n^3 log n), for n up to about 60. Of
    equally good lines the one with the widest gap is taken.
    """
    y, positive = np.asarray(points, float), np.asarray(labels, bool)
    n = len(y)
    i, j = np.triu_indices(n, 1)
    angle = np.unique(np.round(np.arctan2(*(y[j] - y[i]).T[::-1]) % np.pi, 9))
    between = np.append((angle[1:] + angle[:-1]) / 2, (angle[0] + angle[-1] + np.pi) / 2) + np.pi / 2
    normals = np.stack([np.cos(between), np.sin(between)], axis=1)
    projected = normals @ y.T
    order = np.argsort(projected, axis=1, kind="stable")
    ranked = np.take_along_axis(projected, order, axis=1)
    scale = max(float(np.abs(y).max()), 1e-12)
    gaps = np.diff(ranked, axis=1)
    below = np.cumsum(np.where(positive[order], -1, 1), axis=1)[:, :-1] + positive.sum()  # right if True lies above
    right = np.maximum(below, n - below)
    score = np.where(gaps > 1e-6 * scale, right + 1e-3 * gaps / (gaps.max() + scale), 0.0)
    best = int(np.argmax(score))
    row, place = divmod(best, n - 1)
    most = max(positive.sum(), n - positive.sum())
    if score[row, place] < most:  # nothing beats calling all points the same
        side = 1.0 if positive.sum() > n / 2 else -1.0
        return Cut(np.array([1.0, 0.0]), float(-side * 10 * scale), float(most / n))
    level = float((ranked[row, place] + ranked[row, place + 1]) / 2)
    sign = 1.0 if below[row, place] * 2 >= n else -1.0
    return Cut(sign * normals[row], sign * level, float(right[row, place] / n))
