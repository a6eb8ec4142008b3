"""The gradient of a classifier's score with respect to a picture: which pixels matter, and how little it takes.

The model is softmax regression on scikit-learn's digits (64 inks from 0 to 1), trained on the first 1000 pictures; the
other 797 are those that are looked at. The score of an answer k is its log-odds, ln(p_k / (1 - p_k)). It is z_k minus
a log-sum-exp of the other, affine, scores: so it is concave, and a tangent is never below it.

Sources: Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks", ICLR workshop (2014), for saliency;
Goodfellow, Shlens and Szegedy, "Explaining and harnessing adversarial examples", ICLR (2015), for the step.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, logsumexp
from sklearn.linear_model import LogisticRegression

from mathcore.common import tables
from mathcore.common.randomness import random_normals

Array = NDArray[np.float64]
TRAINED, SHOWN, PIXELS = 1000, 797, 64
STRENGTH = 0.2  # scikit-learn's C: the larger, the weaker is the pull of the weights to zero


class Model(NamedTuple):
    """Scores of pictures x (n, 64) are x weights^T + offsets, (n, 10)."""

    weights: Array
    offsets: Array

    def scores(self, pictures: ArrayLike) -> Array:
        """The ten scores, shape (..., 10), of pictures (..., 64)."""
        return np.asarray(pictures, float) @ self.weights.T + self.offsets


@lru_cache
def model() -> Model:
    """The trained model; read-only."""
    values, labels = tables.digits()
    fitted = LogisticRegression(C=STRENGTH, max_iter=5000).fit(values[:TRAINED] / 16, labels[:TRAINED])
    found = Model(np.array(fitted.coef_), np.array(fitted.intercept_))
    for array in found:
        array.setflags(write=False)
    return found


def picture(number: int) -> tuple[Array, int]:
    """One of the 797 pictures that the model has not seen, as inks (64,) from 0 to 1, and the digit that it shows."""
    values, labels = tables.digits()
    return values[TRAINED + number] / 16, int(labels[TRAINED + number])


def log_odds(scores: ArrayLike, answer: int) -> Array:
    """ln(p / (1 - p)) of an answer from scores (..., 10), shape (...)."""
    z = np.asarray(scores, float)
    return np.asarray(z[..., answer] - logsumexp(np.delete(z, answer, axis=-1), axis=-1))


def gradient(found: Model, picture: ArrayLike, answer: int) -> Array:
    """The gradient (64,) of the answer's log-odds: its own weights minus a mean of its rivals', each weighted by its
    probability among the rivals."""
    z = found.scores(picture)
    z[answer] = -np.inf
    return np.asarray(found.weights[answer] - np.exp(z - logsumexp(z)) @ found.weights)


def along(found: Model, picture: ArrayLike, answer: int, ways: ArrayLike, steps: ArrayLike) -> Array:
    """The log-odds at picture + s way, for ways (m, 64) and steps s (n,): shape (m, n)."""
    turns = np.asarray(ways, float) @ found.weights.T
    z = found.scores(picture) + np.asarray(steps, float)[None, :, None] * turns[:, None, :]
    return log_odds(z, answer)


def flip(found: Model, picture: ArrayLike, answer: int, way: ArrayLike) -> float:
    """The length of the step along a unit vector (64,) at which another answer takes over; infinite if none does.

    Exact: along a line each score is affine, so each rival overtakes once at most.
    """
    z, turn = found.scores(picture), found.weights @ np.asarray(way, float)
    lead, gain = z[answer] - z, turn - turn[answer]
    overtaken = lead[gain > 0] / gain[gain > 0]
    return float(max(overtaken.min(initial=np.inf), 0.0))


class Reading(NamedTuple):
    """A picture as the model reads it: inks (64,), the digit that is meant, the answer, the log-odds of the answer,
    their gradient (64,) and its length, the unit vector (64,) against it, and the step that way which flips the answer.
    """

    ink: Array
    meant: int
    answer: int
    score: float
    gradient: Array
    length: float
    down: Array
    flip: float


@lru_cache(maxsize=64)
def reading(number: int) -> Reading:
    """The reading of one of the pictures."""
    ink, meant = picture(number)
    found = model()
    answer = int(found.scores(ink).argmax())
    score, slopes = float(log_odds(found.scores(ink), answer)), gradient(found, ink, answer)
    length = float(np.linalg.norm(slopes))
    down = -slopes / length
    return Reading(ink, meant, answer, score, slopes, length, down, flip(found, ink, answer, down))


def chord(picture: ArrayLike, answer: int, pixel: int, width: float = 0.02) -> float:
    """The slope of the log-odds in one pixel, from four values of them: central differences, extrapolated."""
    way = np.eye(PIXELS)[[pixel]]
    far, near, ahead, beyond = along(model(), picture, answer, way, np.array([-2.0, -1.0, 1.0, 2.0]) * width)[
        0
    ].tolist()
    return (8 * (ahead - near) - (beyond - far)) / (12 * width)


def directions(seed: int, count: int) -> Array:
    """Random unit vectors (count, 64), evenly over all directions."""
    found = random_normals(seed, 0, 0, count * PIXELS).reshape(count, PIXELS)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def mean_cosine(dimension: int) -> tuple[float, float]:
    """The mean and the standard deviation of |cos| of the angle between a fixed and a random direction.

    The mean is Gamma(d/2) / (sqrt(pi) Gamma((d+1)/2)), and the mean square 1/d.
    """
    mean = float(np.exp(gammaln(dimension / 2) - gammaln((dimension + 1) / 2)) / np.sqrt(np.pi))
    return mean, float(np.sqrt(1 / dimension - mean**2))
