"""Models of the letters of a text: how surprising is the next letter after the last few? In bits per character.

The text: scikit-learn's descriptions of its data sets, in small letters, all else as single spaces: 27 characters. It
is cut into pieces of 500 characters, of which every fifth is held out. Sources: Shannon, *Prediction and Entropy of
Printed English* (1951); Jurafsky and Martin, *Speech and Language Processing*, chapter on n-gram models.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

ALPHABET = " abcdefghijklmnopqrstuvwxyz"
SIZE = len(ALPHABET)
PIECE, EVERY = 500, 5
ORDERS = 6  # 0 to 5 letters before


def encode(text: str) -> Codes:
    """The characters as numbers 0 to 26; anything but small letters counts as a space."""
    return np.array([max(ALPHABET.find(letter), 0) for letter in text], dtype=np.int64)


@lru_cache(maxsize=1)
def corpus() -> Codes:
    """The whole text as numbers."""
    found = sorted((each for each in files("sklearn.datasets.descr").iterdir() if each.name.endswith(".rst")), key=str)
    text = " ".join(each.read_text(encoding="utf-8") for each in found).lower()
    codes = encode(re.sub("[^a-z]+", " ", text).strip())
    codes.setflags(write=False)
    return codes


@lru_cache(maxsize=1)
def parts() -> tuple[Codes, Codes]:
    """The text to learn from, and the text that is held out."""
    codes = corpus()
    out = (np.arange(len(codes)) // PIECE) % EVERY == EVERY - 1
    return codes[~out], codes[out]


def grams(codes: Codes, size: int) -> Codes:
    """The number, to base 27, of the `size` characters that end at each place. The text is a ring: before its first
    character stands its last."""
    found = np.zeros(len(codes), dtype=np.int64)
    for back in range(size - 1, -1, -1):
        found = found * SIZE + np.roll(codes, back)
    return found


class Index(NamedTuple):
    """The grams of one size in both parts, numbered: the sorted `grams`, and which of them ends at each place of the
    text to learn from and of the text that is held out."""

    grams: Codes
    learned: Codes
    held: Codes

    def of(self, wanted: Codes) -> Codes:
        """The numbers of these grams; -1 for one that stands in neither part."""
        place = np.minimum(np.searchsorted(self.grams, wanted), len(self.grams) - 1)
        return np.where(self.grams[place] == wanted, place, -1)


@remembered
def indexed(size: int, before: bool = False) -> Index:
    """The grams of that size that end at each character, or just before it."""
    learned, held = (grams(np.roll(part, 1) if before else part, size) for part in parts())
    found, places = np.unique(np.concatenate([learned, held]), return_inverse=True)
    return Index(found, places[: len(learned)], places[len(learned) :])


class Letters(NamedTuple):
    """A model of a character given the `order` before it, counted in the first characters of the text to learn from:
    P(c | context) = (times of context and c + alpha) / (times of context + 27 alpha), alpha > 0 (Lidstone's rule)."""

    order: int
    alpha: float
    contexts: Codes
    full: Codes

    def surprises(self, contexts: Codes, full: Codes) -> Array:
        """log2 1/P in bits, of grams by their numbers; -1 is a gram that was never seen."""
        seen = np.where(contexts >= 0, self.contexts[contexts], 0)
        times = np.where(full >= 0, self.full[full], 0)
        return np.asarray(np.log2((seen + SIZE * self.alpha) / (times + self.alpha)))

    def held_out(self) -> Array:
        """The surprise of each character of the text that is held out."""
        return self.surprises(indexed(self.order, True).held, indexed(self.order + 1).held)

    def of(self, text: str) -> Array:
        """The surprise of each character of a text, with spaces before it. The text that was learnt never has two in a
        row, so its first characters are as surprising as any. `sentence` asks smaller models there."""
        codes = np.concatenate([np.zeros(ORDERS, dtype=np.int64), encode(text)])
        contexts = indexed(self.order, True).of(grams(np.roll(codes, 1), self.order))
        return self.surprises(contexts, indexed(self.order + 1).of(grams(codes, self.order + 1)))[ORDERS:]

    def own(self) -> float:
        """Its cross-entropy on the characters that it has learnt from, in bits per character."""
        seen = self.full > 0
        before = indexed(self.order, True).of(indexed(self.order + 1).grams // SIZE)
        costs = self.surprises(before[seen], np.flatnonzero(seen))
        return float((self.full[seen] * costs).sum() / self.full.sum())


def learn(order: int, alpha: float, characters: int) -> Letters:
    """The model of that order, counted in the first characters."""
    contexts, full = indexed(order, True), indexed(order + 1)
    return Letters(
        order,
        alpha,
        np.bincount(contexts.learned[:characters], minlength=len(contexts.grams)),
        np.bincount(full.learned[:characters], minlength=len(full.grams)),
    )


def sentence(text: str, order: int, alpha: float, characters: int) -> Array:
    """The surprise of each character of a text that follows a space, by the model of that order. Where fewer than
    `order` characters stand before one (the space counted), the model of just so many is asked."""
    found = learn(min(order, 1), alpha, characters).of(text)
    for fewer in range(2, order + 1):
        found[fewer - 1 :] = learn(fewer, alpha, characters).of(text)[fewer - 1 :]
    return found


def _entropy(times: Codes) -> float:
    share = times[times > 0] / times.sum()
    return -float((share * np.log2(share)).sum())


def counted_entropy(model: Letters) -> float:
    """The entropy of a character given its context, of the very shares that were counted (the plug-in estimate, biased
    low where contexts are rare): no model of that order has a smaller cross-entropy on those characters."""
    return max(_entropy(model.full) - _entropy(model.contexts), 0.0)


@remembered
def _held_counts(order: int) -> tuple[Codes, Codes]:
    """How often each gram stands in the text that is held out: of contexts, and of contexts with their character."""
    contexts, full = indexed(order, True), indexed(order + 1)
    return np.bincount(contexts.held, minlength=len(contexts.grams)), np.bincount(full.held, minlength=len(full.grams))


def held_entropy(order: int) -> float:
    """The plug-in entropy of the text that is held out, given `order` characters before, in bits per character."""
    contexts, full = _held_counts(order)
    return _entropy(full) - _entropy(contexts)


def excess(model: Letters) -> float:
    """KL of the shares of the text that is held out from the model, summed context by context, in bits per character.
    The cross-entropy of that text is its own entropy plus this."""
    contexts, full = _held_counts(model.order)
    seen = np.flatnonzero(full)
    before = indexed(model.order, True).of(indexed(model.order + 1).grams[seen] // SIZE)
    share = full[seen] / contexts[before]
    given = (model.full[seen] + model.alpha) / (model.contexts[before] + SIZE * model.alpha)
    return float((full[seen] / full.sum() * np.log2(share / given)).sum())


def by_order(alpha: float, characters: int) -> Array:
    """(2, 6): at each order the entropy of what was counted, and the cross-entropy of the text that is held out."""
    models = [learn(order, alpha, characters) for order in range(ORDERS)]
    return np.array([[counted_entropy(each), each.held_out().mean()] for each in models]).T
