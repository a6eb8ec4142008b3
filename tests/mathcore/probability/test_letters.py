"""Letter models against plain counting with collections.Counter, and against scipy.stats.entropy."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import entropy

from mathcore.probability import letters

STATES = [(0, 0.1, 26_000), (1, 1.0, 260), (2, 0.05, 1000), (3, 0.1, 26_000), (5, 0.01, 5000)]


def text(codes: np.ndarray) -> str:
    return "".join(letters.ALPHABET[code] for code in codes)


def contexts(part: str, order: int) -> list[tuple[str, str]]:
    """Each character of a ring with those before it."""
    return [("".join(part[i - back] for back in range(order, 0, -1)), part[i]) for i in range(len(part))]


@pytest.mark.parametrize(("order", "alpha", "characters"), STATES)
def test_surprises_are_those_of_counting(order, alpha, characters):
    learned, held = map(text, letters.parts())
    seen = contexts(learned, order)[:characters]
    pairs, before = Counter(seen), Counter(context for context, _ in seen)

    def cost(context: str, last: str) -> float:
        return float(np.log2((before[context] + 27 * alpha) / (pairs[context, last] + alpha)))

    model = letters.learn(order, alpha, characters)
    wanted = [cost(*each) for each in contexts(held, order)]
    assert model.held_out() == pytest.approx(wanted)
    assert model.own() == pytest.approx(np.mean([cost(*each) for each in seen]))
    sentence = "the quiz of zz"
    padded = " " * 6 + sentence
    typed = [cost(padded[i - order : i], padded[i]) for i in range(6, len(padded))]
    assert model.of(sentence) == pytest.approx(typed)
    counted = entropy(list(pairs.values()), base=2) - entropy(list(before.values()), base=2)
    assert letters.counted_entropy(model) == pytest.approx(counted, abs=1e-9)


@pytest.mark.parametrize(("order", "alpha", "characters"), STATES)
def test_the_excess_over_the_held_texts_own_entropy(order, alpha, characters):
    model = letters.learn(order, alpha, characters)
    held = contexts(text(letters.parts()[1]), order)
    pairs, before = Counter(held), Counter(context for context, _ in held)
    own = entropy(list(pairs.values()), base=2) - entropy(list(before.values()), base=2)
    assert letters.held_entropy(order) == pytest.approx(own)
    assert letters.excess(model) == pytest.approx(model.held_out().mean() - own)
    assert letters.excess(model) >= 0


@pytest.mark.parametrize(("order", "alpha", "characters"), STATES)
def test_a_sentence_is_asked_of_as_many_letters_as_stand_before(order, alpha, characters):
    learned, words = text(letters.parts()[0]), "wine data"
    found = letters.sentence(words, order, alpha, characters)
    for n, letter in enumerate(words):
        known = min(order, n + 1)
        seen = contexts(learned, known)[:characters]
        pairs, before = Counter(seen), Counter(context for context, _ in seen)
        context = (" " + words)[n + 1 - known : n + 1]
        cost = np.log2((before[context] + 27 * alpha) / (pairs[context, letter] + alpha))
        assert found[n] == pytest.approx(cost)


def test_a_first_letter_is_a_draw_among_the_beginnings_of_words():
    for order in range(1, letters.ORDERS):
        first = [letters.sentence(letter, order, 0.1, 26_000)[0] for letter in letters.ALPHABET]
        assert (2.0 ** -np.array(first)).sum() == pytest.approx(1) and np.ptp(first) > 3


def test_probabilities_of_the_next_letter_sum_to_one():
    for order, alpha, characters in STATES:
        model = letters.learn(order, alpha, characters)
        last = [model.of("the data se" + letter)[-1] for letter in letters.ALPHABET]
        assert (2.0 ** -np.array(last)).sum() == pytest.approx(1)


def test_the_text_is_cut_into_pieces_that_do_not_overlap():
    learned, held = letters.parts()
    assert len(learned) + len(held) == len(letters.corpus()) > 30_000
    assert text(letters.corpus()[2000:2500]) == text(held[:500])
    assert set(np.unique(letters.corpus())) == set(range(27))
    assert "  " not in text(letters.corpus())


def test_more_context_never_hurts_what_was_counted():
    for alpha, characters in ((0.1, 260), (1.0, 26_000)):
        counted, held = letters.by_order(alpha, characters)
        assert (np.diff(counted) <= 1e-12).all() and (held > 0).all()
