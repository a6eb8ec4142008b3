"""Riffle shuffles: how far a deck is from well mixed, exactly, and decks that were shuffled by chance.

The model of Gilbert, Shannon and Reeds: cut a deck of m cards at a binomial place (m, 1/2), then let cards fall from
either packet with probabilities like the sizes of what is left of them. All interleavings are equally probable, given
the cut. n riffles make one shuffle with a = 2^n packets, and an order with r rising sequences (runs k, k + 1, ... met
from top to bottom) has the probability C(a + m - r, m)/a^m. Source: Bayer and Diaconis, *Trailing the Dovetail Shuffle
to its Lair*, Annals of Applied Probability 2 (1992).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mathcore.common.memory import remembered
from mathcore.common.randomness import random_uniforms

Array = NDArray[np.float64]
Order = NDArray[np.intp]


@remembered
def even_shares(cards: int) -> Array:
    """Of all orders of so many cards, the share that has r = 1, ..., m rising sequences, (m,): Eulerian numbers/m!."""
    found = np.ones(1)
    for m in range(2, cards + 1):
        r = np.arange(1, m + 1)
        # A new largest card leaves the number as it is in r of the m gaps, and adds one in the others.
        wider = np.zeros(m)
        wider[:-1] = r[:-1] * found
        wider[1:] += (m - r[:-1]) * found
        found = wider / m
    found.setflags(write=False)
    return found


def likelihoods(cards: int, riffles: int) -> Array:
    """How many times as probable as by an even shuffle an order with r = 1, ..., m rising sequences is, (m,)."""
    packets = 2.0**riffles
    r, i = np.arange(1, cards + 1)[:, None], np.arange(1, cards + 1)[None]
    return np.asarray(np.prod(np.maximum(packets - r + i, 0.0) / packets, axis=1))


def shares(cards: int, riffles: int) -> Array:
    """The probability of r = 1, ..., m rising sequences after so many riffles, (m,)."""
    if riffles == 0:
        return np.eye(1, cards)[0]
    return even_shares(cards) * likelihoods(cards, riffles)


def mean_sequences(cards: int, riffles: int) -> float:
    """The mean number of rising sequences: a - (m + 1) * sum of (j/a)^m over j < a, with a = 2^riffles."""
    packets = 2**riffles
    return float(packets - (cards + 1) * ((np.arange(packets) / packets) ** cards).sum())


def unmixed(cards: int, riffles: int) -> float:
    """The total variation distance of the deck to an evenly shuffled one."""
    even = even_shares(cards)
    return float(np.maximum(even - shares(cards, riffles), 0.0).sum())


def shared_bits(cards: int, riffles: int) -> float:
    """The probability that two of the cards have the same packets in all riffles: the birthday problem with 2^riffles
    days. Once all differ the deck is evenly mixed, so that `unmixed` is no larger (Aldous and Diaconis 1986)."""
    packets = 2.0**riffles
    return float(1 - np.prod(np.maximum(packets - np.arange(cards), 0.0) / packets))


def course(cards: int, most: int) -> Array:
    """`unmixed` and `shared_bits` after 0, 1, ..., `most` riffles, (2, most + 1)."""
    return np.array([[f(cards, n) for n in range(most + 1)] for f in (unmixed, shared_bits)])


def decks(cards: int, riffles: int, seed: int) -> Order:
    """A deck before and after each of so many riffles, shape (riffles + 1, cards): the cards 0, 1, ... from the top."""
    found = np.empty((riffles + 1, cards), dtype=np.intp)
    found[0] = np.arange(cards)
    for n in range(riffles):
        # Even coins for the cards in their new order say from which packet each came; those of a packet keep theirs.
        lower = random_uniforms(seed, n, 0, cards) < 0.5
        rank = np.empty(cards, dtype=np.intp)
        rank[np.argsort(lower, kind="stable")] = np.arange(cards)
        found[n + 1] = found[n][rank]
    return found


def sequences(deck: Order) -> Order:
    """The number, from 0, of the rising sequence that each card 0, 1, ... belongs to, shape (m,)."""
    place = np.argsort(deck)
    return np.concatenate([[0], np.cumsum(np.diff(place) < 0)])
