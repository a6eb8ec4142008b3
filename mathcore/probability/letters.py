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
    """The number of the `size` characters that end at each place, as one number to base 27. The text is a ring: before
    its first character stands its last. So each text has as many pairs as letters, and a pair's parts are counted
    alike from both sides."""
    found = np.zeros(len(codes), dtype=np.int64)
    for back in range(size - 1, -1, -1):
        found = found * SIZE + np.roll(codes, back)
    return found


class Counts(NamedTuple):
    """What was seen: sorted numbers of grams, and how often each."""

    grams: Codes
    times: Array

    def of(self, wanted: Codes) -> Array:
        """How often each of these was seen."""
        place = np.minimum(np.searchsorted(self.grams, wanted), len(self.grams) - 1)
        return np.where(self.grams[place] == wanted, self.times[place], 0.0)


def counted(codes: Codes, size: int) -> Counts:
    """The grams of that size in a text."""
    found, times = np.unique(grams(codes, size), return_counts=True)
    return Counts(found, times.astype(float))


def conditional_entropy(codes: Codes, order: int) -> float:
    """The entropy of a character given the `order` before it, of the shares that were counted in this very text (the
    plug-in estimate, biased low where contexts are rare): H(order + 1 letters) - H(order letters)."""
    n, entropies = len(codes), []
    for size in (order + 1, order):
        share = counted(codes, size).times / n
        entropies.append(-float((share * np.log2(share)).sum()))
    return entropies[0] - entropies[1]


class Letters(NamedTuple):
    """A model: P(c | context) = (times of context and c + alpha) / (times of context + 27 alpha), alpha > 0."""

    order: int
    alpha: float
    contexts: Counts
    full: Counts

    def surprises(self, codes: Codes) -> Array:
        """log2 1/P of each character of a text (a ring) given those before it, in bits."""
        seen = self.contexts.of(grams(np.roll(codes, 1), self.order)) if self.order else self.contexts.times.sum()
        return np.asarray(
            np.log2((seen + SIZE * self.alpha) / (self.full.of(grams(codes, self.order + 1)) + self.alpha))
        )

    def after(self, codes: Codes) -> Array:
        """P of each of the 27 characters after the last ones of a text: shape (27,)."""
        ends = [grams(np.append(codes, c), self.order + 1)[-1] for c in range(SIZE)]
        times = self.full.of(np.array(ends)) + self.alpha
        return np.asarray(times / times.sum())


def learned(codes: Codes, order: int, alpha: float) -> Letters:
    """The model of that order, counted in a text."""
    return Letters(order, alpha, counted(codes, order), counted(codes, order + 1))


def excess(codes: Codes, model: Letters) -> float:
    """KL of the shares of a text from the model, given the context, in bits per character: summed context by context.
    The cross-entropy of the text is its conditional entropy plus this."""
    full, contexts = counted(codes, model.order + 1), counted(codes, model.order)
    before, last = full.grams // SIZE, full.grams % SIZE
    share = full.times / contexts.of(before)
    seen = model.contexts.of(before) if model.order else np.full(len(before), model.contexts.times.sum())
    given = (model.full.of(before * SIZE + last) + model.alpha) / (seen + SIZE * model.alpha)
    return float((full.times / len(codes) * np.log2(share / given)).sum())
