"""Entropy, cross-entropy and divergence of distributions over a few symbols, and the binary codes that they measure.

All are in bits; multiply by ln 2 for nats. 0 log 0 = 0, and p log(p/0) is infinite for p > 0. Sources: Shannon, *A
Mathematical Theory of Communication* (1948); Huffman (1952); Cover and Thomas, *Elements of Information Theory*, 2nd
edition (2006), chapters 2 and 5.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Lengths = tuple[float, ...]


def surprise(p: ArrayLike) -> Array:
    """log2 1/p of each entry, in bits; infinite where p is 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log2(np.asarray(p, float))) + 0.0


def _mean(p: ArrayLike, values: ArrayLike) -> float:
    """The mean of values under p; what has no probability does not count, however infinite its value."""
    weights, found = np.asarray(p, float), np.asarray(values, float)
    drawn = weights > 0
    return float((weights[drawn] * found[drawn]).sum())


def entropy(p: ArrayLike) -> float:
    """H(p) = sum p log2 1/p, in bits; 0 <= H <= log2 n."""
    return _mean(p, surprise(p))


def cross_entropy(p: ArrayLike, q: ArrayLike) -> float:
    """H(p, q) = sum p log2 1/q, in bits; infinite where q misses what p draws."""
    return _mean(p, surprise(q))


def divergence(p: ArrayLike, q: ArrayLike) -> float:
    """KL(p || q) = sum p log2 p/q, in bits (Kullback and Leibler, 1951); q need not sum to one."""
    over, under = np.asarray(p, float), np.asarray(q, float)
    if (under[over > 0] == 0).any():
        return float("inf")
    drawn = over > 0
    return float((over[drawn] * np.log2(over[drawn] / under[drawn])).sum()) + 0.0


def measured(p: ArrayLike, q: ArrayLike) -> tuple[float, float, float, float]:
    """H(p), H(p, q), KL(p || q) and KL(q || p), in bits."""
    return entropy(p), cross_entropy(p, q), divergence(p, q), divergence(q, p)


def total_variation(p: ArrayLike, q: ArrayLike) -> float:
    """The largest difference that p and q give to the probability of an event: half the sum of |p - q|."""
    return 0.5 * float(np.abs(np.asarray(p, float) - np.asarray(q, float)).sum())


class _Tree(NamedTuple):
    """A node in the making: weight, turn (ties go to what was there first), the symbols below it."""

    weight: float
    turn: int
    leaves: tuple[int, ...]


def huffman(p: ArrayLike) -> Lengths:
    """The lengths of Huffman's words for p, in bits: no prefix code has a smaller mean length.

    A symbol without probability has no word (NaN); the only symbol of a source has the empty word (0). Of equal
    weights, which are compared to 12 digits, those that were formed first are joined first.
    """
    weights = np.asarray(p, float)
    lengths = np.where(weights > 0, 0.0, np.nan)
    heap = [_Tree(round(w, 12), k, (k,)) for k, w in enumerate(weights.tolist()) if w > 0]
    heapq.heapify(heap)
    for turn in range(len(weights), len(weights) + len(heap) - 1):
        first, second = heapq.heappop(heap), heapq.heappop(heap)
        leaves = first.leaves + second.leaves
        lengths[list(leaves)] += 1
        heapq.heappush(heap, _Tree(round(first.weight + second.weight, 12), turn, leaves))
    return tuple(lengths.tolist())


def mean_length(p: ArrayLike, lengths: ArrayLike) -> float:
    """Bits per symbol when p draws and the words have those lengths; infinite where a drawn symbol has no word."""
    return _mean(p, np.nan_to_num(np.asarray(lengths, float), nan=np.inf))


def kraft(lengths: ArrayLike) -> float:
    """Kraft's sum of 2^-length: the part of the budget that the words take. A uniquely decodable code has at most 1
    (McMillan), and to any lengths with at most 1 there is a prefix code (Kraft)."""
    found = np.asarray(lengths, float)
    return float((2.0 ** -found[np.isfinite(found)]).sum())


class Word(NamedTuple):
    """A word as its part of the unit interval: from `start`, 2^-length wide. `clash`: it begins with another word."""

    symbol: int
    length: int
    start: float
    text: str
    clash: bool


def words(lengths: Sequence[float]) -> list[Word]:
    """Words of those lengths in the order of their symbols, the shortest dealt first from the left (a canonical code).

    Where the budget is spent, the rest are dealt from the left again: each of them begins with a word that was there
    before. A symbol without a length has no word.
    """
    order = sorted((k for k, n in enumerate(lengths) if np.isfinite(n)), key=lambda k: (lengths[k], k))
    found, spent = [], 0.0
    for k in order:
        n = int(lengths[k])
        start = spent % 1.0
        text = f"{int(start * 2**n):0{n}b}" if n else ""
        found.append(Word(k, n, start, text, spent >= 1.0))
        spent += 2.0**-n
    return sorted(found)


def boxes(dealt: Sequence[Word], symbols: int, bottom: float) -> tuple[Array, Array]:
    """What each word takes from the budget, from its depth down to `bottom`: (symbols, 4) with left, right, bottom,
    top; NaN for a symbol without a word. Of the words that are free of others, and of those that clash."""
    free, clash = np.full((symbols, 4), np.nan), np.full((symbols, 4), np.nan)
    for word in dealt:
        (clash if word.clash else free)[word.symbol] = word.start, word.start + 2.0**-word.length, bottom, word.length
    return free, clash


def leaves(dealt: Sequence[Word], symbols: int) -> tuple[Array, Array]:
    """Where the words end in their tree, (symbols, 2) with place and depth, of the words that are free of others and of
    those that clash; NaN for a symbol without a word. A word that is another's double stands a little to its right."""
    free, clash = np.full((symbols, 2), np.nan), np.full((symbols, 2), np.nan)
    texts = [word.text for word in dealt]
    for n, word in enumerate(dealt):
        middle = 0.5 + 0.2 * texts[:n].count(word.text)
        (clash if word.clash else free)[word.symbol] = word.start + middle * 2.0**-word.length, word.length
    return free, clash


def nodes(dealt: Sequence[Word]) -> tuple[Array, list[int]]:
    """The tree of some words: of each beginning of a word, from the empty one, its place in the unit interval and its
    depth (n, 2); and the number of the node that it grows from, -1 for the first."""
    beginnings = sorted({word.text[:depth] for word in dealt for depth in range(word.length + 1)}, key=len)
    number = {text: k for k, text in enumerate(beginnings)}
    spots = [((int(text or "0", 2) + 0.5) / 2 ** len(text), float(len(text))) for text in beginnings]
    return np.array(spots).reshape(-1, 2), [number.get(text[:-1], -1) if text else -1 for text in beginnings]


def spelled(dealt: Sequence[Word], symbols: int, between: str) -> list[str]:
    """The digits of each symbol's word, with `between` between them; "" for a symbol without a word."""
    texts = {word.symbol: between.join(word.text) for word in dealt}
    return [texts.get(k, "") for k in range(symbols)]


def columns(drawn: ArrayLike, own: ArrayLike, other: ArrayLike) -> tuple[Array, Array, Array]:
    """Columns side by side, as wide as `drawn`, as rectangles (n, 4) with left, right, bottom, top: from 0 to `own`;
    from `own` up to `other`; from `other` up to `own`; NaN where that is not upwards."""
    first, second, right = np.asarray(own, float), np.asarray(other, float), np.cumsum(np.asarray(drawn, float))
    ends = right - drawn, right
    surplus, saving = np.stack([*ends, first, second], axis=1), np.stack([*ends, second, first], axis=1)
    surplus[~(second > first)], saving[~(second < first)] = np.nan, np.nan
    return np.stack([*ends, 0 * first, first], axis=1), surplus, saving


def implied(lengths: ArrayLike) -> Array:
    """The distribution that words of those lengths are ideal for: 2^-length, as a part of the budget that they take."""
    return np.nan_to_num(2.0 ** -np.asarray(lengths, float)) / kraft(lengths)


def block_lengths(p: ArrayLike, q: ArrayLike, longest: int) -> Array:
    """Bits per symbol, when p draws, of Huffman's code of q for blocks of 1, 2, ..., `longest` symbols: (longest,).

    With q = p these are the least possible, between H(p) and H(p) + 1/n for blocks of n. Each joining of two nodes
    adds a bit to all words below it: so the mean length is the sum of what p gives to the joined nodes. Infinite where
    q misses what p draws.
    """
    drawn, coded = np.asarray(p, float), np.asarray(q, float)
    if (coded[drawn > 0] == 0).any():
        return np.full(longest, np.inf)
    drawn, coded = drawn[coded > 0], coded[coded > 0]
    by, to = np.ones(1), np.ones(1)
    found = []
    for n in range(1, longest + 1):
        by, to = np.outer(by, coded).ravel(), np.outer(to, drawn).ravel()
        heap = list(zip(np.round(by, 12).tolist(), range(len(by)), to.tolist(), strict=True))
        heapq.heapify(heap)
        total, turn = 0.0, len(by)
        while len(heap) > 1:
            first, second = heapq.heappop(heap), heap[0]
            joined = first[2] + second[2]
            heapq.heapreplace(heap, (first[0] + second[0], turn, joined))
            total, turn = total + joined, turn + 1
        found.append(total / n)
    return np.array(found)
