"""The state of the lesson: a test, results that may copy one another, a text and its words, a host and his habit."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State
from mathcore.probability import bayes, docstrings

Array = NDArray[np.float64]
PEOPLE = {"1000": (40, 25), "10000": (125, 80), "100000": (400, 250)}  # columns and rows of the icons


class Bayes(State):
    """One theorem in four settings; a view asks for the quantities of its own."""

    test = cached_property(lambda q: bayes.Test(q.p.prevalence / 100, q.p.sensitivity / 100, q.p.specificity / 100))
    ppv = cached_property(lambda q: q.test.ppv)
    npv = cached_property(lambda q: q.test.npv)
    lr_plus = cached_property(lambda q: q.test.lr_plus)
    lr_minus = cached_property(lambda q: q.test.lr_minus)
    coin_flip = cached_property(lambda q: q.test.coin_flip)
    prior_odds = cached_property(lambda q: q.test.prevalence / (1 - q.test.prevalence))
    prior = cached_property(lambda q: float(bayes.decibans(q.prior_odds)))  # log-odds, in decibans
    shifts = cached_property(lambda q: bayes.decibans([q.lr_plus, q.lr_minus]))
    grid = cached_property(lambda q: PEOPLE[q.p.people])
    many = cached_property(lambda q: int(q.p.people))
    # Whole people (2, 2): rows sick and healthy, columns positive and negative.
    counts = cached_property(lambda q: bayes.whole(q.test.joint, q.many))
    results = cached_property(lambda q: q.p.findings[0])  # of all tests, 1 positive and 0 negative
    read = cached_property(lambda q: q.results[: q.p.tests])
    impossible = cached_property(lambda q: q.p.copied == 1 and len(set(q.read)) > 1)

    @cached_property
    def chains(self) -> Array:
        """Log-odds after each of all results, (2, n + 1): taken for independent, and as they are."""
        steps = np.stack(
            [bayes.weights(self.test, self.results), bayes.weights(self.test, self.results, self.p.copied)]
        )
        return self.prior + np.concatenate([np.zeros((2, 1)), np.cumsum(steps, axis=1)], axis=1)

    claimed = cached_property(lambda q: float(bayes.probability_of(q.chains[0, q.p.tests])))
    honest = cached_property(lambda q: float(bayes.probability_of(q.chains[1, q.p.tests])))

    name = cached_property(lambda q: docstrings.texts().names[q.p.text])
    module = cached_property(lambda q: docstrings.MODULES[docstrings.texts().modules[q.p.text]])
    shared = cached_property(lambda q: docstrings.texts().shared[q.p.text])  # of its words, those of shared sentences
    reading = cached_property(lambda q: docstrings.reading(q.p.text, q.p.once, q.p.own))
    judged = cached_property(lambda q: docstrings.judged(q.p.once, q.p.own))
    seen = cached_property(lambda q: min(q.p.word, len(q.reading.words)))  # words read so far
    log_odds = cached_property(lambda q: float(q.reading.path[q.seen]))

    host = cached_property(lambda q: bayes.Host(q.p.bias, q.p.knows))
    switching = cached_property(lambda q: q.host.switching(3))
    overall = cached_property(lambda q: q.host.overall)
