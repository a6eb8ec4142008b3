"""Entropies and codes against scipy.stats.entropy, all trees tried one by one, and published lengths."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from mathcore.probability import information as info

shares = st.lists(st.integers(0, 40), min_size=2, max_size=6).filter(lambda n: sum(n) > 0).map(np.array)
pairs = st.integers(2, 6).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 40), min_size=n, max_size=n).filter(any).map(np.array)] * 2)
)


@given(pairs)
def test_entropies_are_scipys(pair):
    p, q = (each / each.sum() for each in pair)
    assert info.entropy(p) == pytest.approx(entropy(p, base=2), abs=1e-12)
    assert info.divergence(p, q) == pytest.approx(entropy(p, q, base=2), abs=1e-12)
    assert info.cross_entropy(p, q) == pytest.approx(entropy(p, base=2) + entropy(p, q, base=2), abs=1e-12)
    assert info.divergence(p, q) >= 2 * info.total_variation(p, q) ** 2 / np.log(2) - 1e-12  # Pinsker
    assert info.total_variation(p, q) == pytest.approx(max(_events(p, q)), abs=1e-12)


def _events(p: np.ndarray, q: np.ndarray) -> Iterator[float]:
    """The differences that p and q give to the probability of every event."""
    for size in range(len(p) + 1):
        for event in itertools.combinations(range(len(p)), size):
            yield float(p[list(event)].sum() - q[list(event)].sum())


def _depths(leaves: int) -> set[tuple[int, ...]]:
    """The depths of the leaves of every full binary tree, sorted."""
    if leaves == 1:
        return {(0,)}
    return {
        tuple(sorted(1 + depth for depth in (*left, *right)))
        for k in range(1, leaves // 2 + 1)
        for left in _depths(k)
        for right in _depths(leaves - k)
    }


@given(shares)
def test_huffmans_code_is_the_best_of_all_trees(counts):
    p = counts / counts.sum()
    drawn = np.sort(p[p > 0])[::-1]
    lengths = info.huffman(p)
    best = min(float(drawn @ np.array(depths)) for depths in _depths(len(drawn)))
    assert info.mean_length(p, lengths) == pytest.approx(best, abs=1e-12)
    assert (np.isnan(lengths) == (p == 0)).all()
    assert info.kraft(lengths) == 1
    assert info.entropy(p) - 1e-12 <= best < info.entropy(p) + 1
    assert info.block_lengths(p, p, 1)[0] == pytest.approx(best, abs=1e-12)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_words_of_lengths_that_keep_the_budget_are_free_of_one_another(lengths):
    found = info.words([float(n) for n in lengths])
    assert [len(word.text) for word in found] == lengths
    free = [word.text for word in found if not word.clash]
    assert not any(a != b and b.startswith(a) for a, b in itertools.permutations(free, 2)) and len(set(free)) == len(
        free
    )
    assert any(word.clash for word in found) == (info.kraft(lengths) > 1)
    for word in found:
        assert word.start == sum(int(digit) / 2**k for k, digit in enumerate(word.text, 1))
        others = [other.text for other in found if other.symbol != word.symbol]
        assert not word.clash or any(word.text.startswith(other) for other in others)


@given(pairs, st.data())
def test_lengths_are_a_model(pair, data):
    p = pair[0] / pair[0].sum()
    lengths = data.draw(st.lists(st.integers(1, 8), min_size=len(p), max_size=len(p)))
    r, k = info.implied(lengths), info.kraft(lengths)
    assert r.sum() == pytest.approx(1)
    assert info.mean_length(p, lengths) == pytest.approx(entropy(p, base=2) + entropy(p, r, base=2) - np.log2(k))


def test_blocks_against_the_code_of_all_products():
    p, q = np.array([0.6, 0.3, 0.1]), np.array([0.2, 0.3, 0.5])
    for n in (1, 2, 3):
        product = np.array([np.prod(each) for each in itertools.product(p, repeat=n)])
        model = np.array([np.prod(each) for each in itertools.product(q, repeat=n)])
        own = info.mean_length(product, info.huffman(product)) / n
        assert info.block_lengths(p, p, 3)[n - 1] == pytest.approx(own, abs=1e-12)
        assert info.entropy(p) <= own < info.entropy(p) + 1 / n
        wrong = info.mean_length(product, info.huffman(model)) / n
        assert info.block_lengths(p, q, 3)[n - 1] == pytest.approx(wrong, abs=1e-12)
    assert np.isinf(info.block_lengths([0.5, 0.5], [1.0, 0.0], 2)).all()


def test_known_codes():
    assert info.huffman([0.5, 0.25, 0.125, 0.125]) == (1, 2, 3, 3)
    assert info.block_lengths([0.9, 0.1], [0.9, 0.1], 2) == pytest.approx([1, 0.645])
    assert info.mean_length([0.4, 0.3, 0.2, 0.1], info.huffman([0.4, 0.3, 0.2, 0.1])) == pytest.approx(1.9)
    # Cover and Thomas (2006), example 5.6.1: 2.3 bits.
    p = [0.25, 0.25, 0.2, 0.15, 0.15]
    assert info.mean_length(p, info.huffman(p)) == pytest.approx(2.3)
    assert info.huffman([0.0, 1.0])[1] == 0 and info.words([np.nan, 0.0])[0].text == ""


def test_columns_and_their_surplus_have_the_areas_of_the_divergence():
    def area(boxes: np.ndarray) -> float:
        return float(np.nansum((boxes[:, 1] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 2])))

    rng = np.random.default_rng(3)
    for p, q in rng.dirichlet(np.ones(4), (20, 2)):
        whole, surplus, saving = info.columns(p, -np.log2(p), -np.log2(q))
        assert area(whole) == pytest.approx(entropy(p, base=2))
        assert area(surplus) - area(saving) == pytest.approx(entropy(p, q, base=2))
        h, kl, back = entropy(p, base=2), entropy(p, q, base=2), entropy(q, p, base=2)
        assert info.measured(p, q) == pytest.approx((h, h + kl, kl, back))
    assert info.spelled(info.words((1.0, np.nan, 2.0)), 3, "-") == ["0", "", "1-0"]


def test_the_tree_reaches_every_word():
    dealt = info.words([1.0, 2.0, 3.0, 3.0])
    (tree, parents), (free, clash) = info.nodes(dealt), info.leaves(dealt, 4)
    assert np.isnan(clash).all() and len(tree) == 7 and parents.count(-1) == 1
    assert all(tree[k, 1] == tree[above, 1] + 1 for k, above in enumerate(parents) if above >= 0)
    assert all((np.abs(tree - leaf).sum(axis=1) < 1e-12).any() for leaf in free)
    boxes = info.boxes(dealt, 4, 6.0)[0]
    assert (boxes[:, 1] - boxes[:, 0]).sum() == 1
    double = info.leaves(info.words([1.0, 1.0, 1.0]), 3)
    assert double[1][2, 0] > double[0][0, 0]  # does not hide the other
