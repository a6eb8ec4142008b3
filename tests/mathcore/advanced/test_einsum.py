"""Index strings against numpy.einsum and numpy.tensordot; orders of a chain against numpy.einsum_path and a search."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from mathcore.advanced import einsum
from viz import layouts

LETTERS = st.text("ijkl", min_size=1, max_size=3)


@given(st.lists(LETTERS, min_size=1, max_size=2), st.data())
def test_piles_by_loops_are_numpys_einsum(inputs, data):
    output = "".join(data.draw(st.permutations(sorted(set("".join(inputs))))))[: data.draw(st.integers(0, 3))]
    text = f"{','.join(inputs)}->{output}"
    try:
        c = einsum.read(text)
    except einsum.Meaningless:
        return
    piles = c.pile_values
    assert np.array_equal(piles.sum(axis=0), np.einsum(text, *c.operands))
    for count in range(len(piles) + 1):
        assert np.array_equal(piles[:count].sum(axis=0), c.masked(count))
    assert c.products == piles.size


def test_the_operands_and_a_product_are_what_the_docstring_says():
    c = einsum.read("ij,jk->ik")
    a, b = c.operands
    assert a.tolist() == [[0, -2, 3, 1], [-1, 4, 2, 0], [-2, 3, 1, -1]] and np.array_equal(c.whole(), a @ b)
    d = einsum.read("bij,bi->bj")
    assert np.array_equal(d.whole(), [m.T @ x for m, x in zip(*d.operands, strict=True)])
    assert np.array_equal(einsum.read("ijk,jk->i").whole(), np.tensordot(*einsum.read("ijk,jk->i").operands, 2))


@pytest.mark.parametrize("text", ["kj,ji", "ij,jk", "ba", "ii", "ij,ij"])
def test_the_implicit_output_is_numpys(text):
    c = einsum.read(text)
    assert c.implicit and np.array_equal(c.whole(), np.einsum(text, *c.operands))


def test_the_pitfall_of_the_alphabet():
    c = einsum.read("kj,ji")
    assert c.output == "ik" and "the result is turned" in c.remark


@pytest.mark.parametrize(
    ("text", "says"),
    [("ij->ii", "twice"), ("ij->ik", "no operand"), ("ijk,lm->ijkl", "axes"), ("ijk,lmn->", "piles"), ("i;j", "one")],
)
def test_what_means_nothing_is_said(text, says):
    with pytest.raises(einsum.Meaningless, match=says) as error:
        einsum.read(text)
    assert str(error.value).endswith(".") and len(str(error.value)) < 120


@pytest.mark.parametrize("text", ["i j,jk->ik", " ij , jk -> i k ", "ij,jk -> ki", "IJ,jJ->jI", "aB,Bc"])
def test_blanks_and_capitals_are_read_as_numpy_reads_them(text):
    c = einsum.read(text)
    assert np.array_equal(c.whole(), np.einsum(text, *c.operands))


@pytest.mark.parametrize(
    "text", ["ij\t,jk->ik", "ij,\njk", "ij,jk- >ik", "ij,,jk", "ij,jk,kl", "...i", "é", "", "->", "i1"]
)
def test_what_numpy_does_not_read_or_has_too_much_is_refused(text):
    with pytest.raises(einsum.Meaningless):
        einsum.read(text)


def test_the_same_up_to_names():
    assert einsum.same(["ij", "j", "i"], ["ab", "b", "a"])
    assert not einsum.same(["ij", "i", "j"], ["ab", "b", "a"]) and not einsum.same(["ij", "k", "i"], ["ab", "b", "a"])
    assert not einsum.same(["ii", "i"], ["ab", "a"]) and not einsum.same(["ij", "i"], ["aa", "a"])


@given(st.lists(st.integers(1, 50), min_size=5, max_size=5))
def test_orders_and_the_cheapest_against_numpys_optimal_path(sizes):
    totals = {order: sum(step[3] for step in einsum.chain_costs(sizes, order)) for order in einsum.ORDERS}
    assert einsum.cheapest(sizes) == min(totals.values())
    operands = [np.empty((m, n)) for m, n in itertools.pairwise(sizes)]
    path, _ = np.einsum_path("ij,jk,kl,lm->im", *operands, optimize="optimal")
    groups, cost = [(k, k + 1) for k in range(4)], 0  # the axes of each operand, as numpy's path takes them together
    for pair in path[1:]:
        taken = [groups[k] for k in pair]
        groups = [group for k, group in enumerate(groups) if k not in pair]
        axes = sorted(set().union(*taken))
        cost += int(np.prod([sizes[k] for k in axes]))
        kept = [k for k in axes if sum(k in each for each in taken) == 1]
        groups.append(tuple(kept))
    assert einsum.cheapest(sizes) <= cost  # numpy searches more than neighbours, and counts additions
    if all(len(pair) == 2 for pair in path[1:]):
        assert cost <= 2 * einsum.cheapest(sizes)


def test_three_matrices_of_the_text():
    """(10×1000)(1000×10)(10×1000), with a fourth of 1000×1 that is taken last at a known cost."""
    left = einsum.chain_costs((10, 1000, 10, 1000, 1), "123")
    right = einsum.chain_costs((10, 1000, 10, 1000, 1), "213")
    assert sum(step[3] for step in left[:2]) == 200_000 and sum(step[3] for step in right[:2]) == 20_000_000


def test_a_moment_says_its_sum_and_finds_its_pile():
    moment = einsum.Moment(einsum.read("ij,jk->ik"), 2, 3)
    assert moment.written == "(−1)·0 + 4·1 = 4" and moment.value == moment.masked[1, 1]
    assert [moment.pile_of("ij", flat) for flat in range(4)] == [1, 2, 3, 4]
    assert einsum.Moment(moment.contraction, 0, 0).written.startswith("0, nothing")
    assert len(einsum.Moment(einsum.read("ijk,ijk->"), 24, 0).written) <= 64


@pytest.mark.parametrize("order", einsum.ORDERS)
def test_the_tree_of_an_order_has_room_for_its_numbers(order):
    """Its brackets are those of the order; right of the middle of each, above it, no line within 1.3 units."""
    parents = einsum.parents(order)
    spots = layouts.tidy(parents, [0, 0, 0, 0, 1, 2, 3])
    drawn, tops = viz.tree(spots, parents, brackets=True), spots[4:]
    lines = np.stack([drawn["x"], drawn["y"]], axis=1).reshape(3, 5, 2)
    for x, y in tops:
        for bracket in lines:
            for (ax, ay), (bx, by) in itertools.pairwise(bracket[:4]):
                upright = ax == bx
                crosses = upright and x + 0.02 < ax < x + 1.3 and min(ay, by) < y + 0.3 and max(ay, by) > y + 0.05
                lies = not upright and y < ay < y + 0.5 and min(ax, bx) < x + 1.3 and max(ax, bx) > x
                assert not crosses and not lies, (order, x, y)


@pytest.mark.parametrize(
    "text", ["ij,jk->ik", "qhd,khd->hqk", "ii->", "ii->i", "ijk->", "i,j->ij", "iij,j->i", "ijk,l->il"]
)
def test_a_network_names_each_letter_and_stays_in_its_plane(text):
    c = einsum.read(text)
    found = einsum.network(c)
    assert sorted({name for name, _, _ in found.names}) == sorted(c.letters)
    points = np.concatenate([found.summed, found.kept, found.ends])
    assert np.nanmax(np.abs(points[:, 1])) < 2.7 and np.nanmax(np.abs(points[:, 0])) < 1.6
