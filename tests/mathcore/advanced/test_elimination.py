"""Elimination against SciPy's factor (SuperLU without pivots), its Cuthill and McKee, all orders of small graphs, paths
(Rose, Tarjan and Lueker), closed forms and the published club."""

from __future__ import annotations

from itertools import permutations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, diags
from scipy.sparse.csgraph import connected_components, reverse_cuthill_mckee, shortest_path
from scipy.sparse.linalg import splu

from mathcore.advanced import elimination as e
from mathcore.advanced import elimination_costs as costs
from mathcore.advanced import elimination_places as drawn


def dense(graph: e.Graph) -> np.ndarray:
    return np.array([[row >> j & 1 for j in range(len(graph))] for row in graph])


def entries_by_scipy(graph: e.Graph, order: tuple[int, ...]) -> int:
    """Entries of the Cholesky factor's pattern: the rows and columns in that order, no pivots."""
    a = dense(graph)[np.ix_(order, order)].astype(float)
    a = -a * np.random.default_rng(len(order)).uniform(0.5, 1.0, a.shape)
    a = (a + a.T) / 2 + len(a) * np.eye(len(a))
    return int(splu(csr_matrix(a).tocsc(), "NATURAL", diag_pivot_thresh=0, options={"SymmetricMode": True}).L.nnz)


@st.composite
def graphs(draw: st.DrawFn, most: int = 14) -> e.Graph:
    n = draw(st.integers(1, most))
    pairs = [(i, j) for i in range(n) for j in range(i)]
    return e.from_edges(n, draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else [])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_game_is_scipys_factor_and_the_trees(graph, random):
    order = list(range(len(graph)))
    random.shuffle(order)
    game = e.eliminate(graph, order)
    edges = len(e.edges_of(graph))
    assert game.entries == len(graph) + edges + len(game.fill) == entries_by_scipy(graph, tuple(order))
    assert (e.tree_counts(graph, order) == game.counts).all() and (e.fronts(graph, order) == game.counts).all()
    assert game.work == sum(comb(int(d) + 1, 2) for d in game.counts)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(graphs(9))
def test_who_is_joined_has_a_path_through_those_before(graph):
    """Rose, Tarjan and Lueker's lemma, by reachability in the graph of the earlier nodes."""
    n, a = len(graph), dense(graph)
    game = e.eliminate(graph, range(n))
    found = {tuple(pair) for pair in game.fill.tolist()}
    for u in range(n):
        for w in range(u + 1, n):
            nodes = [*range(u), u, w]
            part = a[np.ix_(nodes, nodes)].copy()
            steps = shortest_path(csr_matrix(part), unweighted=True)
            assert ((u, w) in found) == (np.isfinite(steps[-2, -1]) and not a[u, w])


@pytest.mark.parametrize(("k", "fills"), [(7, (216, 161, 119, 155)), (15, (2744, 1925, 1188, 1627))])
def test_grids(k, fills):
    """Fill of the four orders; row by row it is (k − 1)³, and each is SciPy's."""
    graph, places = e.grid(k), e.grid_places(k)
    for order, fill in zip(e.ORDERS.values(), fills, strict=True):
        found = order(graph, places)
        assert len(e.eliminate(graph, found).fill) == fill
        assert entries_by_scipy(graph, found) == k * k + 2 * k * (k - 1) + fill
    ends = (np.arange(1, k * k) % k != 0).astype(float)
    laplacian = diags([np.ones(k * k - k), ends, ends, np.ones(k * k - k)], [-k, -1, 1, k]).toarray()
    assert (dense(graph) == laplacian).all()


def test_the_table_is_what_the_command_writes():
    for k in (3, 4, 11, 31):
        assert (costs.table()[k] == np.stack(list(costs.measured(k).values()))).all()
    for k, rows in costs.table().items():
        fill = rows.astype(int).sum(axis=1) - 2 * k * (k - 1)
        assert fill[0] == (k - 1) ** 3 and (rows.max(axis=1) >= k).all()  # the treewidth of the grid is k
    assert costs.table()[31].sum(axis=1).tolist() == [28860, 20305, 10460, 13831]


def test_costs_by_their_definitions():
    for k in (3, 17, 40):
        at, n = k - 3, k * k
        for row, name in enumerate(e.ORDERS):
            counts = costs.table()[k][row]
            found = {measure: costs.totals()[measure][name][at] for measure in costs.MEASURES}
            assert found["fill"] == counts.sum() - 2 * k * (k - 1) and found["work"] == e.work(counts)
            assert found["memory"] == 12 * (counts.sum() + n) + 4 * (n + 1)
            share, height = costs.staircase(counts, 80)
            at_rank = (np.arange(n) + 0.5) / n
            seen = ~np.isnan(height)
            assert (np.interp(at_rank, share[seen], height[seen]) == np.sort(counts)[::-1]).all()
        dense = [costs.totals()[measure]["dense"][at] for measure in costs.MEASURES]
        assert dense == [comb(n, 2) - 2 * k * (k - 1), 8 * n * n, comb(n + 1, 3)]
    for k in (3, 4, 9, 40):
        assert costs.exponent(costs.SIZES.astype(float) ** 2.5, k) == pytest.approx(2.5)
    # Rough as minimum degree is, no order’s work may seem to grow more slowly than k³, the best rate that there is.
    assert min(costs.exponent(costs.totals()["work"][name], k) for name in e.ORDERS for k in range(3, 41)) > 3


@settings(max_examples=40, deadline=None, derandomize=True)
@given(graphs())
def test_cuthill_and_mckee_are_scipys(graph):
    """The band of the order, and on connected graphs without ties the order itself, are as SciPy finds them."""
    order = e.cuthill_mckee(graph)
    assert sorted(order) == list(range(len(graph)))
    theirs = reverse_cuthill_mckee(csr_matrix(dense(graph)), symmetric_mode=True)
    if connected_components(csr_matrix(dense(graph)))[0] == 1:
        assert tuple(theirs.tolist()) == order


@settings(max_examples=25, deadline=None, derandomize=True)
@given(graphs(6))
def test_the_least_fill_is_that_of_all_orders(graph):
    every = [len(e.eliminate(graph, order).fill) for order in permutations(range(len(graph)))]
    assert e.least_fill(graph) == min(every)
    assert e.chordal(graph) == (min(every) == 0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(graphs())
def test_minimum_degree_takes_a_node_of_least_degree_each_time(graph):
    order = e.minimum_degree(graph)
    a = dense(graph).astype(bool)
    left = list(range(len(graph)))
    for v in order:
        degrees = a[np.ix_(left, left)].sum(axis=1)
        assert v == left[int(degrees.argmin())]
        near = np.flatnonzero(a[v])
        a[np.ix_(near, near)] = True
        a[near, near] = False
        a[v, :] = a[:, v] = False
        left.remove(v)


def test_rings_stars_and_trees():
    for n in (4, 9, 12):
        ring = e.from_edges(n, [(i, (i + 1) % n) for i in range(n)])
        assert e.least_fill(ring) == n - 3 and not e.chordal(ring)
        rng = np.random.default_rng(n)
        assert all(len(e.eliminate(ring, rng.permutation(n).tolist()).fill) == n - 3 for _ in range(20))  # any order
    for n in (8, 9):
        star = e.from_edges(n, [(0, i) for i in range(1, n)])
        assert len(e.eliminate(star, range(n)).fill) == comb(n - 1, 2)
        assert [len(e.eliminate(star, [*range(1, k + 1), 0, *range(k + 1, n)]).fill) for k in (n - 2, n - 1)] == [0, 0]
    tree = e.from_edges(15, [(i, (i - 1) // 2) for i in range(1, 15)])
    assert len(e.eliminate(tree, range(14, -1, -1)).fill) == 0 == len(e.eliminate(tree, e.minimum_degree(tree)).fill)


def test_the_club():
    club = e.karate()
    degrees = dense(club).sum(axis=1)
    assert len(e.edges_of(club)) == 78 and degrees[[0, 33, 32, 2, 1, 11]].tolist() == [16, 17, 12, 10, 9, 1]
    assert e.connected(club) and not e.connected(e.from_edges(3, [(0, 1)]))
    assert len(e.eliminate(club, range(34)).fill) == 207
    assert len(e.eliminate(club, e.minimum_degree(club)).fill) == 12


def test_the_layout_keeps_steps_about_as_they_are():
    places = drawn.layout(e.karate())
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    steps = shortest_path(csr_matrix(dense(e.karate())), unweighted=True)
    off = np.triu_indices(34, 1)
    assert np.corrcoef(apart[off], steps[off])[0, 1] > 0.8 and apart[off].min() > 0.02
    path = drawn.layout(e.from_edges(5, [(i, i + 1) for i in range(4)]))
    assert np.sort(path[:, 0]) == pytest.approx([-2, -1, 0, 1, 2], abs=0.05)


def test_places_that_are_spread_are_apart_and_fill_the_square():
    for places in (drawn.layout(e.karate()), e.grid_places(7)):
        found = drawn.spread(places, 0.17)
        apart = np.linalg.norm(found[:, None] - found[None], axis=2)[np.triu_indices(len(found), 1)]
        assert apart.min() >= 0.17
        assert np.abs(found).max(axis=0) == pytest.approx([1, 1]) and (found.min(axis=0) == -found.max(axis=0)).all()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(graphs(14))
def test_dissection_without_places_separates(graph):
    """What comes last in each connected part parts the rest, or the part is a clique or has two levels at most."""
    a = dense(graph)
    order = e.dissection(graph)
    assert sorted(order) == list(range(len(graph)))
    labels = connected_components(csr_matrix(a))[1]
    for part in range(labels.max() + 1):
        nodes = [v for v in order if labels[v] == part]
        steps = shortest_path(csr_matrix(a[np.ix_(nodes, nodes)]), unweighted=True)
        if steps.max() < 3 or len(nodes) < 5:
            continue
        # Some tail of the part's order is a separator of it.
        pieces = [connected_components(csr_matrix(a[np.ix_(nodes[:-k], nodes[:-k])]))[0] for k in range(1, len(nodes))]
        assert max(pieces) > 1


def test_dissection_without_places_is_of_the_graph():
    """Numbers of the club's friends, not of a drawing; on grids about what middle lines make; on a path few."""
    club = e.karate()
    assert len(e.eliminate(club, e.dissection(club)).fill) == 43
    assert entries_by_scipy(club, e.dissection(club)) == 34 + 78 + 43
    assert [len(e.eliminate(e.grid(k), e.dissection(e.grid(k))).fill) for k in (7, 15)] == [151, 1430]
    line = e.from_edges(15, [(i, i + 1) for i in range(14)])
    assert e.dissection(line)[-1] == 7  # its middle
    assert e.dissection(e.from_edges(3, [])) == (0, 1, 2)


def test_what_is_no_order_is_refused():
    with pytest.raises(ValueError, match="once"):
        e.eliminate(e.grid(3), [0] * 9)
    with pytest.raises(ValueError, match="At most"):
        e.least_fill(e.grid(4))
