"""Limits that machine learning takes: smooth activations that sharpen into kinks and steps, and a softmax that cools.

Activations f_k tend to f at every point as the sharpness k grows. Whether they do so uniformly is a question about the
largest error on all x at once. Softmax at temperature T tends to the largest logit's 0 or 1 as T -> 0, unless two tie.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from mathcore.common.tables import digits

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Family:
    """Functions f_k with their limit as k grows, on the numbers from `low` to `high`.

    `error(k, d)` is |f_k - f| at the distance d >= 0 from the point where they are farthest apart for large k (0, or 1
    for the powers); it falls as k grows. `crest` is the number k d at which it is largest (0: it falls with d too).
    """

    at: Callable[[float, Array], Array]
    limit: Callable[[Array], Array]
    error: Callable[[ArrayLike, ArrayLike], Array]
    low: float
    high: float
    crest: float = 0.0

    def distance(self, x: ArrayLike) -> Array:
        """How far x is from where the error lasts longest."""
        return np.abs(np.asarray(x, float)) if self.low < 0 else 1.0 - np.asarray(x, float)

    def largest(self, k: float, gap: float) -> float:
        """The supremum of the error over all x that are at least `gap` away (gap 0: over all but that point itself)."""
        return float(self.error(k, max(gap, self.crest / k if self.crest else 0.0)))

    def needed(self, distance: ArrayLike, epsilon: float) -> Array:
        """At each distance the k from which on the error is below epsilon; infinite where no k up to 1e12 is enough.
        By bisection on log k: the error falls as k grows.

        Raises:
            ValueError: an epsilon that is not positive.
        """
        if not epsilon > 0:
            raise ValueError("Epsilon is positive.")
        d = np.asarray(distance, float)
        low, high = np.full(d.shape, -6.0), np.full(d.shape, 12.0)
        never = self.error(1e12, d) >= epsilon
        for _ in range(60):
            middle = 0.5 * (low + high)
            enough = self.error(10.0**middle, d) < epsilon
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.where(never, np.inf, 10.0**high)

    def enough(self, gap: float, epsilon: float) -> float:
        """The k from which on the error is below epsilon at all x at least `gap` away at once; 0 if every k will do,
        infinite if none does: then the convergence is not uniform. By bisection, as the largest error falls with k.
        With gap 0 and no crest the supremum is that of the point left out, which no other x attains: it may be epsilon.
        """
        missed = gap == 0 and not self.crest

        def fits(power: float) -> bool:
            most = self.largest(10.0**power, gap)
            return most < epsilon or (missed and most == epsilon)

        low, high = -6.0, 12.0
        if not fits(high):
            return np.inf
        if fits(low):
            return 0.0
        for _ in range(80):
            middle = 0.5 * (low + high)
            low, high = (low, middle) if fits(middle) else (middle, high)
        return float(10.0**high)

    def searched(self, k: float, gap: float) -> float:
        """The largest |f_k(x) - f(x)| outside the gap, by looking at the functions themselves, closer and closer."""
        d = gap + np.append(np.geomspace(1e-12, 3.0, 420), 0.0)
        d = np.sort(d[(d > 0) & (d <= (3.0 if self.low < 0 else 1.0))])
        error = np.zeros_like(d)
        for _ in range(3):
            x = d if self.low < 0 else 1.0 - d
            error = np.abs(self.at(k, x) - self.limit(x))
            best = int(error.argmax())
            d = np.linspace(d[max(best - 1, 0)], d[min(best + 1, len(d) - 1)], 101)
        return float(error.max())


def _cdf_tail(u: ArrayLike) -> Array:
    return np.asarray(0.5 * special.erfc(np.asarray(u, float) / np.sqrt(2)))


SWISH_CREST = float(1 + special.lambertw(np.exp(-1)).real)
"""Where u sigmoid(-u) is largest: its derivative vanishes where (u - 1) e^(u - 1) = 1/e."""
GELU_CREST = float(optimize.brentq(lambda u: _cdf_tail(u) - u * np.exp(-u * u / 2) / np.sqrt(2 * np.pi), 0.1, 3))
"""Where u Phi(-u) is largest."""

FAMILIES: Mapping[str, Family] = {
    "sigmoid": Family(
        lambda k, x: special.expit(k * x),
        lambda x: np.where(x > 0, 1.0, np.where(x < 0, 0.0, 0.5)),
        lambda k, d: np.asarray(special.expit(-np.multiply(k, d))),
        -2.0,
        2.0,
    ),
    "softplus": Family(
        lambda k, x: np.logaddexp(0.0, k * x) / k,
        lambda x: np.maximum(x, 0.0),
        lambda k, d: np.asarray(np.log1p(np.exp(-np.multiply(k, d))) / k),
        -2.0,
        2.0,
    ),
    "swish": Family(
        lambda k, x: x * special.expit(k * x),
        lambda x: np.maximum(x, 0.0),
        lambda k, d: np.asarray(np.asarray(d) * special.expit(-np.multiply(k, d))),
        -2.0,
        2.0,
        SWISH_CREST,
    ),
    "gelu": Family(
        lambda k, x: x * _cdf_tail(-k * x),
        lambda x: np.maximum(x, 0.0),
        lambda k, d: np.asarray(np.asarray(d) * _cdf_tail(np.multiply(k, d))),
        -2.0,
        2.0,
        GELU_CREST,
    ),
    "power": Family(
        lambda k, x: np.power(x, k),
        lambda x: np.where(x < 1, 0.0, 1.0),
        lambda k, d: np.power(np.clip(1.0 - np.asarray(d, float), 0.0, 1.0), k),
        0.0,
        1.0,
    ),
}
"""Sigmoid(kx) and the unit step; softplus(kx)/k, x sigmoid(kx) (swish) and x Phi(kx) (GELU is k = 1), and max(x, 0);
x^k on [0, 1] and 0 (1 at 1)."""


class Classifier(NamedTuple):
    """`logits` (1797, 10) of the digits, `labels` (1797,)."""

    logits: Array
    labels: NDArray[np.intp]


@lru_cache
def classifier() -> Classifier:
    """The logits that scikit-learn's `LogisticRegression(C=0.05)` gives to the 1797 digits that it was trained on, ink
    from 0 to 1; rounded to five decimals, to which the training has converged (at the default tolerance it has not, and
    image 578 then has another winner)."""
    values, labels = digits()
    with threadpool_limits(1):  # so small a system is solved faster without threads
        model = LogisticRegression(C=0.05, tol=1e-10, solver="newton-cg", max_iter=200).fit(values / 16, labels)
        logits = np.round(model.decision_function(values / 16), 5)
    logits.setflags(write=False)
    return Classifier(logits, labels)


def logits(image: int, tie: bool = False) -> Array:
    """The ten logits of an image; with a tie the second largest is made as large as the largest."""
    found = classifier().logits[image].copy()
    if tie:
        found[np.argsort(found)[-2]] = found.max()
    return found


def softmax(logits: ArrayLike, temperature: ArrayLike) -> Array:
    """exp(z/T) over its sum: logits (n,), temperatures of any shape; shape (..., n). Safe at any T > 0."""
    z = np.asarray(logits, float) / np.asarray(temperature, float)[..., None]
    return np.asarray(special.softmax(z, axis=-1))


def coldest_needed(logits: ArrayLike, epsilon: float) -> float:
    """The largest T such that the probability of the largest logit is above 1 - epsilon at every lower temperature; 0
    if there is none, infinite if every T will do. The probability never rises with T, so it is found by bracketing.

    Raises:
        ValueError: an epsilon that is not positive.
    """
    if not epsilon > 0:
        raise ValueError("Epsilon is positive.")
    z = np.asarray(logits, float)
    below = np.sort(z.max() - z)[1:]  # how far the others are below the largest
    apart = below[below > 1e-290]
    if epsilon > 1 - 1 / len(z):
        return np.inf
    # 1 - P > epsilon in terms of what is small: the sum of exp(-below/T) against epsilon / (1 - epsilon).
    odds = float(np.log(epsilon) - np.log1p(-epsilon))

    def over(log_t: float) -> float:
        return float(special.logsumexp(-below * np.exp(-log_t)) - odds)

    if not len(apart) or over(np.log(apart[0] / 800)) >= 0:  # ties alone are enough to keep it away
        return 0.0
    low, high = np.log(apart[0] / 800), np.log(1e9 * apart[-1])
    return np.inf if over(high) < 0 else float(np.exp(optimize.brentq(over, low, high, xtol=1e-14, rtol=1e-14)))
