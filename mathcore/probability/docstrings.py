"""Naive Bayes, word by word, on real texts: the docstrings of SciPy's functions, of `scipy.linalg` and `scipy.stats`.

A text is what stands before "Parameters"; its words have two letters or more, and those in at least three texts count.
The table of words (`docstring_words.txt`) was made from the SciPy that it names by

    python -m mathcore.probability.docstrings

and a test recounts it. SciPy's documentation is under the BSD licence, copyright the SciPy developers.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
TABLE = Path(__file__).with_name("docstring_words.txt")
MODULES = ("linalg", "stats")
FEWEST = 3  # texts in which a word that counts stands
SHARED, SENTENCE = 5, 4  # a sentence of so many words that stands in so many texts is shared


@dataclass(frozen=True)
class Texts:
    """The texts: `names`, the module of each (0 linalg, 1 stats), its words in order as places in `vocabulary`, and of
    each of its words whether it stands in a sentence that many texts share word for word."""

    version: str
    vocabulary: tuple[str, ...]
    names: tuple[str, ...]
    modules: Ints
    words: tuple[Ints, ...]
    shared: tuple[NDArray[np.bool_], ...]


def sentences(docstring: str) -> list[list[str]]:
    """The words of each sentence before "Parameters", in small letters."""
    head = re.split(r"\n\s*Parameters\s*\n", inspect.cleandoc(docstring))[0].lower()
    found = [re.findall(r"[a-z]{2,}", part) for part in re.split(r"[.;:]\s", head)]
    return [words for words in found if words]


def read_scipy() -> Texts:
    """The texts of the SciPy that is installed: public functions, each once, in alphabetical order."""
    import scipy
    import scipy.linalg
    import scipy.stats

    names, modules, texts = [], [], []
    for number, module in enumerate((scipy.linalg, scipy.stats)):
        seen = set()
        for name in sorted(vars(module)):
            function = vars(module)[name]
            if name.startswith("_") or not inspect.isfunction(function) or id(function) in seen:
                continue
            if not function.__doc__:
                continue
            seen.add(id(function))
            names.append(name)
            modules.append(number)
            texts.append(sentences(function.__doc__))
    found_in = Counter(word for text in texts for word in {each for sentence in text for each in sentence})
    vocabulary = tuple(sorted(word for word, count in found_in.items() if count >= FEWEST))
    place = {word: k for k, word in enumerate(vocabulary)}
    common = Counter(each for text in texts for each in {tuple(sentence) for sentence in text})
    words, shared = [], []
    for text in texts:
        told = [
            (place[word], len(sentence) >= SENTENCE and common[tuple(sentence)] >= SHARED)
            for sentence in text
            for word in sentence
            if word in place
        ]
        words.append(np.array([k for k, _ in told], dtype=np.int64))
        shared.append(np.array([is_shared for _, is_shared in told], dtype=bool))
    return Texts(scipy.__version__, vocabulary, tuple(names), np.array(modules), tuple(words), tuple(shared))


def write(texts: Texts, path: Path = TABLE) -> None:
    """Keep the texts: the SciPy they are of, the vocabulary, then a text a line. Each of its words is a pair of digits
    to the base 36, and brackets hold the words of sentences that many texts share."""
    rows = [f"scipy {texts.version}", " ".join(texts.vocabulary)]
    for name, module, words, shared in zip(texts.names, texts.modules, texts.words, texts.shared, strict=True):
        edges = np.diff(shared.astype(int), prepend=0, append=0).tolist()
        codes = [np.base_repr(k, 36).lower().rjust(2, "0") for k in words.tolist()] + [""]
        told = "".join({1: "(", -1: ")"}.get(edge, "") + code for edge, code in zip(edges, codes, strict=True))
        rows.append(f"{MODULES[module]} {name} {told}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@lru_cache(maxsize=1)
def texts() -> Texts:
    """The texts as they were kept."""
    head, vocabulary, *rows = TABLE.read_text(encoding="utf-8").splitlines()
    names, modules, words, shared = [], [], [], []
    for row in rows:
        module, name, told = row.split(" ")
        names.append(name)
        modules.append(MODULES.index(module))
        marks = re.findall(r"[()]|\w\w", told)
        inside, found, within = False, [], []
        for mark in marks:
            if mark in "()":
                inside = mark == "("
            else:
                found.append(int(mark, 36))
                within.append(inside)
        words.append(np.array(found, dtype=np.int64))
        shared.append(np.array(within, dtype=bool))
    version = head.removeprefix("scipy ")
    return Texts(version, tuple(vocabulary.split()), tuple(names), np.array(modules), tuple(words), tuple(shared))


def counting(words: Ints, shared: NDArray[np.bool_], once: bool, own: bool) -> NDArray[np.bool_]:
    """Which words of a text count: with `own` none of a shared sentence, with `once` each word the first time alone."""
    counts = ~shared if own else np.ones(len(words), dtype=bool)
    if once:
        first = np.zeros(len(words), dtype=bool)
        kept = np.flatnonzero(counts)
        first[kept[np.unique(words[kept], return_index=True)[1]]] = True
        counts = first
    return counts


@remembered
def table(once: bool = False, own: bool = False) -> Ints:
    """How often each word counts in each text: shape (texts, vocabulary)."""
    found, size = texts(), len(texts().vocabulary)
    pairs = zip(found.words, found.shared, strict=True)
    return np.array([np.bincount(words[counting(words, s, once, own)], minlength=size) for words, s in pairs])


@dataclass(frozen=True)
class Judged:
    """Every text judged by all the others: `prior` and `final` log-odds of linalg against stats, in decibans (n,)."""

    prior: Array
    final: Array
    modules: Ints

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """The texts whose odds point to the other module."""
        return (self.final > 0) != (self.modules == 0)

    @property
    def claimed(self) -> float:
        """The share of wrong texts that the odds themselves promise: the mean of the smaller probability."""
        return float(np.mean(1 / (1 + 10 ** (np.abs(self.final) / 10))))

    @property
    def order(self) -> Ints:
        """The place of each text among all, from 0, by its final log-odds."""
        return np.argsort(np.argsort(self.final, kind="stable"), kind="stable")


def _weights(counts: Ints, modules: Ints, k: int, smoothing: float) -> tuple[Array, float]:
    """Of each word its weight of evidence for linalg, and the prior log-odds, both without text k; in decibans."""
    others = np.arange(len(modules)) != k
    sums = [counts[others & (modules == module)].sum(axis=0) + smoothing for module in (0, 1)]
    many = [float(np.count_nonzero(others & (modules == module))) for module in (0, 1)]
    shares = [np.log10(each / each.sum()) for each in sums]
    return 10 * (shares[0] - shares[1]), 10 * float(np.log10(many[0] / many[1]))


@lru_cache(maxsize=4)
def judged(once: bool = False, own: bool = False, smoothing: float = 1.0) -> Judged:
    """Multinomial naive Bayes with Laplace's smoothing, each text left out of the counts that judge it."""
    counts, modules = table(once, own), texts().modules
    found = [_weights(counts, modules, k, smoothing) for k in range(len(modules))]
    prior = np.array([start for _, start in found])
    final = np.array([start + float(row @ w) for row, (w, start) in zip(counts, found, strict=True)])
    return Judged(prior, final, modules)


@dataclass(frozen=True)
class Reading:
    """A text read word after word: its words, the weight of each in decibans (0 for one that does not count), the
    prior, and the log-odds after each word, (n + 1,), the prior first."""

    words: Sequence[str]
    weights: Array
    prior: float

    @property
    def path(self) -> Array:
        """Log-odds after 0, 1, ..., n words."""
        return self.prior + np.concatenate([[0.0], np.cumsum(self.weights)])

    def strokes(self, seen: int) -> tuple[Array, Array]:
        """The path before and after each of the first `seen` words, parted by NaN, (3 n,): of words that weigh for
        linalg, and of those that weigh for stats; NaN where a word does not."""
        ends = np.stack([self.path[:-1], self.path[1:], np.full(len(self.weights), np.nan)], axis=1)
        read = np.arange(len(self.weights)) < seen
        up, down = (np.where((sign * self.weights > 0) & read, 1.0, np.nan)[:, None] * ends for sign in (1, -1))
        return up.ravel(), down.ravel()

    def strongest(self, seen: int, most: int) -> list[tuple[str, float, int]]:
        """Of the words that count among the first `seen`, those that weigh most: word, weight of all its places, and
        how many these are; `most` of them, the strongest first."""
        places: dict[str, list[float]] = {}
        for word, weight in zip(self.words[:seen], self.weights[:seen].tolist(), strict=True):
            if weight:
                places.setdefault(word, []).append(weight)
        found = [(word, sum(each), len(each)) for word, each in places.items()]
        return sorted(found, key=lambda each: -abs(each[1]))[:most]


@remembered
def reading(k: int, once: bool = False, own: bool = False, smoothing: float = 1.0) -> Reading:
    """Text number k read by the counts of all the others."""
    found = texts()
    words = found.words[k]
    each, prior = _weights(table(once, own), found.modules, k, smoothing)
    counts = counting(words, found.shared[k], once, own)
    return Reading([found.vocabulary[w] for w in words.tolist()], np.where(counts, each[words], 0.0), prior)


if __name__ == "__main__":
    write(read_scipy())
