"""How many test items make an error rate certain to ± eps, by each inequality; and real error rates beside them.

Of M models whose error rates are measured on the same n independent items, all are within eps of the truth with
probability 1 - delta or more (union bound). Sources: as `tail_bounds`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, norm
from sklearn.datasets import load_digits
from sklearn.neighbors import NearestCentroid

from mathcore.common.randomness import integer_below, random_words

Array = NDArray[np.float64]
METHODS = ("chebyshev", "hoeffding", "bernstein", "normal")
HELD = 898  # every second of the 1797 digits
WALKS = 40  # test sets
COUNTED = np.unique(np.geomspace(10, 10_000, 81).round()).astype(np.int64)  # where their error rates are drawn


def half_width(method: str, n: ArrayLike, delta: float, models: int = 1, cap: float = 0.5) -> Array:
    """eps such that all error rates measured on n items are within eps of the truth, but for a probability delta.

    `cap` is an upper limit on each error rate, at most 1/2, from which comes the largest variance, cap (1 - cap);
    Hoeffding's does not use it. "normal" is the approximation of the central limit theorem, and no bound.
    """
    items, variance = np.asarray(n, dtype=float), cap * (1 - cap)
    each = delta / models
    log = np.log(2 / each)
    if method == "chebyshev":
        return np.sqrt(variance / (items * each))
    if method == "hoeffding":
        return np.sqrt(log / (2 * items))
    if method == "bernstein":
        return np.asarray((log / 3 + np.sqrt(log**2 / 9 + 2 * items * variance * log)) / items)
    return np.asarray(norm.isf(each / 2) * np.sqrt(variance / items))


def items_needed(method: str, eps: ArrayLike, delta: float, models: int = 1, cap: float = 0.5) -> Array:
    """The number of items, not rounded, at which `half_width` is eps."""
    width, variance = np.asarray(eps, dtype=float), cap * (1 - cap)
    each = delta / models
    log = np.log(2 / each)
    if method == "chebyshev":
        return np.asarray(variance / (width**2 * each))
    if method == "hoeffding":
        return np.asarray(log / (2 * width**2))
    if method == "bernstein":
        return np.asarray(2 * (variance + width / 3) * log / width**2)
    return np.asarray(norm.isf(each / 2) ** 2 * variance / width**2)


def whole_items(eps: float, delta: float, models: int = 1, cap: float = 0.5) -> dict[str, float]:
    """How many items each method asks for, rounded up, by its name."""
    return {m: float(np.ceil(items_needed(m, eps, delta, models, cap) - 1e-9)) for m in METHODS}


@lru_cache(maxsize=1)
def wrong() -> NDArray[np.bool_]:
    """Of each held-out digit whether the nearest centroid, of the other digits, is that of another class."""
    pixels, labels = load_digits(return_X_y=True)
    moves = np.ptp(pixels[::2], axis=0) > 0  # scikit-learn warns of pixels that are blank in all of them
    model = NearestCentroid().fit(pixels[::2, moves], labels[::2])
    return np.asarray(model.predict(pixels[1::2][:, moves]) != labels[1::2])


def running_errors(seed: int) -> Array:
    """Error rate on the first COUNTED test digits less that of all HELD, in WALKS test sets, drawn with replacement.

    Shape (WALKS, len(COUNTED)). Walk k reads stream k of the seed.
    """
    found, rate = np.empty((WALKS, len(COUNTED))), wrong().mean()
    for walk in range(WALKS):
        items = integer_below(random_words(seed, walk, 0, int(COUNTED[-1])), HELD).astype(np.int64)
        found[walk] = np.cumsum(wrong()[items])[COUNTED - 1] / COUNTED - rate
    return found


def failure(n: int, eps: float) -> float:
    """The exact probability that the error rate on n digits, drawn with replacement, is off by eps or more."""
    rate = float(wrong().mean())
    low, high = np.floor(n * (rate - eps) + 1e-9), np.ceil(n * (rate + eps) - 1e-9)
    return float(binom.cdf(low, n, rate) + binom.sf(high - 1, n, rate))
