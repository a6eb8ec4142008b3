"""Bayes' theorem three times: counts of people, odds times likelihood ratios, and evidence that may be a copy.

Probabilities are shares from 0 to 1. Weights of evidence are in decibans (Turing's unit): ten times the common
logarithm of odds or of a ratio of likelihoods (Good, *Probability and the Weighing of Evidence*, 1950).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def decibans(ratio: ArrayLike) -> Array:
    """Ten times the common logarithm of odds, or of a ratio of likelihoods; both positive."""
    return 10.0 * np.log10(np.asarray(ratio, float))


def odds_of(probability: ArrayLike) -> Array:
    """p / (1 - p), for 0 <= p < 1."""
    p = np.asarray(probability, float)
    return np.asarray(p / (1 - p))


def probability_of(weight: ArrayLike) -> Array:
    """The probability whose log-odds are that many decibans; exact to rounding at both ends."""
    w = np.asarray(weight, float) * (np.log(10) / 20)
    return np.asarray(np.exp(np.minimum(w, 0.0) - np.logaddexp(-np.abs(w), np.abs(w)) + np.maximum(w, 0.0)))


@dataclass(frozen=True)
class Test:
    """A test for a state that a share `prevalence` of people are in ("sick").

    Args:
        prevalence: share of people who are sick, 0 < prevalence < 1.
        sensitivity: share of the sick whose test is positive, 0 < sensitivity < 1.
        specificity: share of the healthy whose test is negative, 0 < specificity < 1.
    """

    __test__ = False  # no test case of pytest's

    prevalence: float
    sensitivity: float
    specificity: float

    @property
    def false_positive_rate(self) -> float:
        """The share of the healthy whose test is positive."""
        return 1.0 - self.specificity

    @cached_property
    def joint(self) -> Array:
        """Shares of all people, (2, 2): rows sick and healthy, columns positive and negative."""
        column = np.array([[self.sensitivity, 1 - self.sensitivity], [1 - self.specificity, self.specificity]])
        return np.array([[self.prevalence], [1 - self.prevalence]]) * column

    @property
    def lr_plus(self) -> float:
        """How many times likelier a positive is among the sick than among the healthy."""
        return self.sensitivity / (1.0 - self.specificity)

    @property
    def lr_minus(self) -> float:
        """How many times likelier a negative is among the sick than among the healthy."""
        return (1.0 - self.sensitivity) / self.specificity

    @property
    def ppv(self) -> float:
        """The probability of being sick given a positive test, by Bayes' formula."""
        hit = self.sensitivity * self.prevalence
        return hit / (hit + self.false_positive_rate * (1.0 - self.prevalence))

    @property
    def npv(self) -> float:
        """The probability of being healthy given a negative test, by Bayes' formula."""
        cleared = self.specificity * (1.0 - self.prevalence)
        return cleared / (cleared + (1.0 - self.sensitivity) * self.prevalence)

    @property
    def coin_flip(self) -> float:
        """The prevalence at which a positive test leaves sick and healthy equally likely."""
        return self.false_positive_rate / (self.false_positive_rate + self.sensitivity)


def whole(shares: ArrayLike, people: int) -> NDArray[np.int64]:
    """Whole numbers of people that add up to `people`, nearest to their shares (largest remainders)."""
    wanted = np.asarray(shares, float) * people
    floor = np.floor(wanted + 1e-9)
    short = people - int(floor.sum())
    order = np.argsort(-(wanted - floor).ravel(), kind="stable")[:short]
    floor.ravel()[order] += 1
    return floor.astype(np.int64)


def likelihoods(test: Test, results: Sequence[int], copied: float) -> Array:
    """Of each result given those before it, among the sick and among the healthy: shape (n, 2).

    The first test is read afresh. Each later one repeats the first with probability `copied`, whatever the state, and
    is read afresh otherwise. So each test alone keeps its sensitivity and specificity, and within the sick, and within
    the healthy, its correlation with the first is `copied`. A result that contradicts the first cannot be a copy; its
    factor 1 - copied, which is the same in both columns, is left out, so that the ratio has its limit at copied = 1.
    """
    yes = np.array([test.sensitivity, test.false_positive_rate])
    found = [yes if result else 1 - yes for result in results]
    for k, result in enumerate(results[1:], 1):
        if result == results[0]:
            found[k] = copied + (1 - copied) * found[k]
    return np.array(found, float).reshape(-1, 2)


def people_left(test: Test, results: Sequence[int], copied: float) -> Array:
    """The shares of all people who are sick, and healthy, and have shown the first k results: shape (n + 1, 2)."""
    each = likelihoods(test, results, copied)
    contradicts = np.array([k > 0 and result != results[0] for k, result in enumerate(results)], dtype=bool)
    each = np.where(contradicts[:, None], (1 - copied) * each, each)
    start = np.array([[test.prevalence, 1 - test.prevalence]])
    return np.concatenate([start, start * np.cumprod(each, axis=0)]) if len(results) else start


def copied_of(test: Test, results: Sequence[int], healthy: float) -> float:
    """How often the second test must be a copy for a share `healthy` of all people to be healthy and show the first two
    results; outside [0, 1] where none does. The inverse of `people_left`."""
    first, second = likelihoods(test, results[:1], 0.0)[0, 1], likelihoods(test, results[1:2], 0.0)[0, 1]
    share = healthy / ((1 - test.prevalence) * first)
    return float((share - second) / (1 - second) if results[0] == results[1] else 1 - share / second)


def weights(test: Test, results: Sequence[int], copied: float = 0.0) -> Array:
    """The weight of evidence of each result given those before it, in decibans: shape (n,)."""
    each = likelihoods(test, results, copied)
    return decibans(each[:, 0] / each[:, 1])


def enumerated(test: Test, results: Sequence[int], copied: float) -> float:
    """The probability of being sick given the results, by adding up every way in which they can have come about: each
    later test a copy or not. NaN if there is none. Exponential in the number of tests: a check."""
    total = np.zeros(2)
    for state, (share, yes) in enumerate(
        ((test.prevalence, test.sensitivity), (1 - test.prevalence, test.false_positive_rate))
    ):
        for copies in itertools.product((True, False), repeat=max(len(results) - 1, 0)):
            chance = share
            for k, result in enumerate(results):
                if k and copies[k - 1]:
                    chance *= copied * (result == results[0])
                else:
                    chance *= (yes if result else 1 - yes) * ((1 - copied) if k else 1.0)
            total[state] += chance
    return float(total[0] / total.sum()) if total.sum() > 0 else float("nan")


@dataclass(frozen=True)
class Host:
    """Monty Hall: the car is behind one of three doors, each equally likely; you hold door 1, a host opens 2 or 3.

    Args:
        bias: where the host may choose, the probability of door 3.
        knows: whether the host knows where the car is, and never shows it. One who does not opens door 3 with
            probability `bias` wherever the car is; what counts then are the games in which a goat came out.
    """

    bias: float
    knows: bool = True

    @cached_property
    def joint(self) -> Array:
        """Probability of a car behind door i + 1 and a goat shown behind door 2 or 3: shape (3, 2). It sums to less
        than one where the host may show the car."""
        b = self.bias
        if self.knows:
            return np.array([[1 - b, b], [0.0, 1.0], [1.0, 0.0]]) / 3
        return np.array([[1 - b, b], [0.0, b], [1 - b, 0.0]]) / 3

    def switching(self, opened: int) -> float:
        """The probability that the car is behind the other door, given a goat behind the door opened (2 or 3); NaN if
        that door is never opened."""
        mine, other = self.joint[0, opened - 2], self.joint[{2: 2, 3: 1}[opened], opened - 2]
        return float(other / (mine + other)) if mine + other > 0 else float("nan")

    @property
    def overall(self) -> float:
        """The probability that switching wins, given that a goat was shown behind whatever door."""
        return float(self.joint[1:].sum() / self.joint.sum())


@lru_cache(maxsize=4)
def by_habit(knows: bool, door: int) -> tuple[Array, Array]:
    """The habits 0, 0.02, ..., 1, and how often switching wins after that door; NaN where it is never opened."""
    habits = np.linspace(0.0, 1.0, 51)
    return habits, np.array([Host(each, knows).switching(door) for each in habits.tolist()])
