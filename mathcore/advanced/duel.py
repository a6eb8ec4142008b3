"""Two classifiers on the same digits: where exactly one of them is right, a coin falls."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.linear_model import RidgeClassifier
from sklearn.naive_bayes import MultinomialNB

from mathcore.common.randomness import random_uniforms

TRAINED = 899  # of the 1,797 digits, those first in the file: other people wrote the rest


@lru_cache(maxsize=1)
def duel() -> NDArray[np.int64]:
    """+1 where ridge regression is right and naive Bayes is wrong, −1 where naive Bayes alone is right, in the order of
    the test digits; where both are right or both wrong nothing is said, as in McNemar's test (1947)."""
    digits = load_digits()
    first = slice(0, TRAINED), slice(TRAINED, None)
    x, y = [digits.data[part] for part in first], [digits.target[part] for part in first]
    ridge = RidgeClassifier().fit(x[0], y[0]).predict(x[1]) == y[1]
    bayes = MultinomialNB().fit(x[0], y[0]).predict(x[1]) == y[1]
    return np.where(ridge, 1, -1)[ridge != bayes].astype(np.int64)


def shuffled(count: int, seed: int) -> NDArray[np.int64]:
    """The coins in their order, and then in `count` − 1 random orders, (count, coins)."""
    coins = duel()
    keys = random_uniforms(seed, 3, 0, count * len(coins)).reshape(count, -1)
    keys[0] = np.arange(len(coins))
    return coins[np.argsort(keys, axis=1)]
