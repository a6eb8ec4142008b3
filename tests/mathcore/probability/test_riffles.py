"""Riffles against exact fractions, all orders of small decks, all cuts, and the table of Bayer and Diaconis (1992)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations, product
from math import comb, factorial

import numpy as np
import pytest

from mathcore.probability import riffles

# Their table 1: the variation distance of 52 cards after 1 to 10 riffles.
PUBLISHED = (1.0, 1.0, 1.0, 1.0, 0.924, 0.614, 0.334, 0.167, 0.085, 0.043)


def rising(order: tuple[int, ...]) -> int:
    place = {card: k for k, card in enumerate(order)}
    return 1 + sum(place[k + 1] < place[k] for k in range(len(order) - 1))


def eulerian(m: int, k: int) -> int:
    """Orders of m with k descents, by the alternating sum."""
    return sum((-1) ** j * comb(m + 1, j) * (k + 1 - j) ** m for j in range(k + 1))


def exact(m: int, n: int) -> Fraction:
    a, found = 2**n, Fraction(0)
    for r in range(1, m + 1):
        chance = Fraction(comb(a + m - r, m), a**m)
        found += eulerian(m, r - 1) * max(Fraction(1, factorial(m)) - chance, Fraction(0))
    return found


def test_the_published_table():
    assert [riffles.unmixed(52, n) for n in range(1, 11)] == pytest.approx(PUBLISHED, abs=5.1e-4)


@pytest.mark.parametrize("cards", [2, 3, 10, 52, 104])
def test_distances_are_the_exact_fractions(cards):
    for n in (0, 1, 2, 5, 7, 10, 14):
        assert riffles.unmixed(cards, n) == pytest.approx(float(exact(cards, n)), rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("cards", [2, 3, 4, 5, 6])
def test_small_decks_order_by_order(cards):
    count = Counter(map(rising, permutations(range(cards))))
    even = np.array([count[r] for r in range(1, cards + 1)]) / factorial(cards)
    assert riffles.even_shares(cards) == pytest.approx(even)
    for n in (1, 2):  # every way to write packets on the cards of the new order is equally probable
        found: Counter[tuple[int, ...]] = Counter()
        for packets in product(range(2**n), repeat=cards):
            order = np.empty(cards, dtype=int)
            order[np.argsort(packets, kind="stable")] = np.arange(cards)
            found[tuple(order.tolist())] += 1
        chances = {order: ways / 2 ** (n * cards) for order, ways in found.items()}
        assert riffles.unmixed(cards, n) == pytest.approx(
            0.5 * sum(abs(chances.get(order, 0) - 1 / factorial(cards)) for order in permutations(range(cards)))
        )
        by_count = np.zeros(cards)
        for each, chance in chances.items():
            by_count[rising(each) - 1] += chance
        assert riffles.shares(cards, n) == pytest.approx(by_count)


@pytest.mark.parametrize("cards", [2, 7, 52, 104])
@pytest.mark.parametrize("n", [0, 1, 3, 7, 14])
def test_shares_sum_to_one_their_mean_has_a_formula_and_birthdays_bound_the_distance(cards, n):
    found = riffles.shares(cards, n)
    assert found.min() >= 0 and found.sum() == pytest.approx(1)
    assert found @ np.arange(1, cards + 1) == pytest.approx(riffles.mean_sequences(cards, n))
    assert riffles.unmixed(cards, n) <= riffles.shared_bits(cards, n) + 1e-12
    assert not found[2**n :].any()


def test_the_birthday_problem():
    days = 2.0**7
    assert riffles.shared_bits(20, 7) == pytest.approx(1 - np.prod([1 - k / days for k in range(20)]))
    assert riffles.shared_bits(52, 0) == 1


def test_simulated_decks_have_the_exact_shares():
    decks = [riffles.decks(12, 3, seed) for seed in range(3000)]
    for n in (1, 2, 3):
        counts = np.bincount([riffles.sequences(deck[n])[-1] for deck in decks], minlength=12) / 3000
        assert counts == pytest.approx(riffles.shares(12, n), abs=0.035)
    for deck in decks[0]:
        assert sorted(deck) == list(range(12))
        assert riffles.sequences(deck)[-1] + 1 == rising(tuple(deck.tolist()))


@pytest.mark.parametrize("seed", [1, 2, 9, 77])
def test_a_riffle_keeps_both_packets_in_order(seed):
    """Some cut makes two packets, each of which lies in the new deck in its old order; it is near the middle."""
    deck = riffles.decks(52, 1, seed)[1]
    ordered = [
        bool((np.diff(deck[deck < cut]) > 0).all() and (np.diff(deck[deck >= cut]) > 0).all()) for cut in range(53)
    ]
    cuts = np.flatnonzero(ordered)
    assert len(cuts) and 10 < cuts.mean() < 42 and riffles.sequences(deck)[-1] <= 1
