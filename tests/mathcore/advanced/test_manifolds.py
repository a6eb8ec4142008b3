"""The roll against scikit-learn's and SciPy's quadrature, the graph and Isomap against scikit-learn's, paths against
the rule of Floyd and Warshall, classical scaling against distances that it must return."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.sparse.csgraph import floyd_warshall
from scipy.spatial.distance import pdist, squareform
from sklearn.datasets import make_swiss_roll
from sklearn.manifold import Isomap
from sklearn.neighbors import kneighbors_graph

from mathcore.advanced import manifolds as mf


def test_arc_length_is_the_integral_of_the_speed():
    for t in (0.0, 0.3, mf.T_LOW, 9.9, mf.T_HIGH):
        assert mf.arc_length(t) == pytest.approx(quad(lambda u: np.sqrt(1 + u * u), 0, t)[0], rel=1e-12)
    assert pytest.approx(89.37, abs=0.005) == mf.LENGTH


def test_the_roll_is_scikit_learns():
    """Its points lie on ours: the angle that it returns and its height give its place in space."""
    theirs, t = make_swiss_roll(200, random_state=3)
    sheet = np.stack([mf.arc_length(t) - mf.START, theirs[:, 1]], axis=1)
    assert mf.rolled(sheet) == pytest.approx(theirs, abs=1e-9)
    roll = mf.swiss_roll(4000, 0.0, 5)
    assert roll.space == pytest.approx(mf.rolled(roll.sheet), abs=1e-9)
    assert roll.angle.min() >= mf.T_LOW and roll.angle.max() <= mf.T_HIGH
    assert roll.angle.mean() == pytest.approx(t.mean(), abs=0.5) and roll.sheet[:, 1].max() <= 21
    noisy = mf.swiss_roll(4000, 0.5, 5).space - roll.space
    assert noisy.std() == pytest.approx(0.5, abs=0.02) and abs(noisy.mean()) < 0.02


def test_turns_are_two_pi_apart_along_a_ray():
    inner, outer = (np.hypot(t * np.cos(t), t * np.sin(t)) for t in (6.0, 6.0 + 2 * np.pi))
    assert outer - inner == pytest.approx(2 * np.pi)


@pytest.mark.parametrize(("n", "noise", "k"), [(60, 0.0, 4), (200, 0.5, 9), (150, 1.0, 12)])
def test_the_graph_is_scikit_learns(n, noise, k):
    roll = mf.swiss_roll(n, noise, 11)
    theirs = kneighbors_graph(roll.space, k, mode="distance").toarray()
    assert roll.graph(k).toarray() == pytest.approx(np.maximum(theirs, theirs.T), abs=1e-12)
    i, j = roll.edges.T
    assert (i < j).all() and roll.along == pytest.approx(np.hypot(*(roll.sheet[i] - roll.sheet[j]).T))


def test_points_on_top_of_one_another_are_neighbours_and_not_their_own():
    points = np.repeat(np.random.default_rng(2).normal(size=(12, 3)), 2, axis=0)
    edges, rank, far = mf.neighbour_edges(points, 3)
    assert (edges[:, 0] < edges[:, 1]).all() and len(np.unique(edges, axis=0)) == len(edges)
    assert (far[rank == 1] == 0).sum() >= 12


@pytest.mark.parametrize(("n", "seed", "k"), [(300, 1, 6), (300, 2, 5), (250, 9, 8)])
def test_isomap_is_scikit_learns(n, seed, k):
    roll = mf.swiss_roll(n, 0.0, seed)
    found = mf.isomap(roll, k)
    assert found.pieces == 1
    theirs = Isomap(n_neighbors=k, eigen_solver="dense").fit(roll.space)
    far, true = squareform(theirs.dist_matrix_, checks=False), pdist(roll.sheet)
    assert found.correlation == pytest.approx(np.corrcoef(far, true)[0, 1], abs=1e-12)
    assert found.short == pytest.approx(np.mean(far < 0.7 * true), abs=1e-12)
    assert found.worst == pytest.approx((far / true).min(), abs=1e-12)
    assert pdist(found.map) == pytest.approx(pdist(theirs.embedding_), abs=1e-6)
    assert found.residual == pytest.approx(1 - np.corrcoef(far, pdist(theirs.embedding_))[0, 1] ** 2, abs=1e-9)
    assert np.isin(found.sheet.round(9), true.round(9)).all() and np.isin(found.graph.round(9), far.round(9)).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 999_999), st.sampled_from([0.0, 0.5, 1.0]), st.integers(mf.FEWEST, mf.MOST))
def test_the_worst_pair_is_an_edge(seed, noise, k):
    """Whatever the points are: the mediant inequality, with noise and in pieces as well."""
    roll = mf.swiss_roll(90, noise, seed)
    found = mf.isomap(roll, k)
    assert found.worst == pytest.approx(roll.worst_edge(k), rel=1e-12)
    assert np.isnan(found.map[~found.inside]).all() and np.isfinite(found.map[found.inside]).all()
    if not noise and not roll.guilty(k).any() and roll.worst_edge(k) >= mf.SHORT:
        assert found.short == 0


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 999_999), st.integers(mf.FEWEST, mf.MOST), st.integers(0, 69), st.integers(0, 69))
def test_a_way_is_a_path_and_no_path_is_shorter(seed, k, a, b):
    roll = mf.swiss_roll(70, 0.0, seed)
    graph, found = roll.graph(k).toarray(), mf.way(roll, k, a, b)
    assert found.length == pytest.approx(floyd_warshall(graph)[a, b], rel=1e-12)
    if len(found.nodes):
        assert (found.nodes[0], found.nodes[-1]) == (a, b)
        hops = graph[found.nodes[:-1], found.nodes[1:]]
        assert (hops > 0).all() and hops.sum() == pytest.approx(found.length)
        assert found.on_sheet >= np.hypot(*(roll.sheet[a] - roll.sheet[b])) - 1e-9


def in_pieces(roll: mf.Roll) -> bool:
    return bool(np.isinf(floyd_warshall(roll.graph(4).toarray())).any())


def test_a_graph_in_pieces():
    """Two far clumps: no path between them, and a map of the larger one."""
    roll = next(r for r in (mf.swiss_roll(40, 0.0, s) for s in range(400)) if in_pieces(r))
    found = mf.isomap(roll, 4)
    inside, outside = np.flatnonzero(found.inside), np.flatnonzero(~found.inside)
    assert mf.way(roll, 4, inside[0], outside[0]).length == np.inf
    assert len(inside) >= len(outside) and np.isinf(found.graph).any()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert Isomap(n_neighbors=4).fit(roll.space).nbrs_ is not None  # scikit-learn joins the pieces, with a warning


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(5, 40), st.integers(1, 3))
def test_classical_scaling_returns_points_with_those_distances(seed, n, d):
    points = np.random.default_rng(seed).normal(size=(n, d))
    far = squareform(pdist(points))
    assert pdist(mf.classical_mds(far, d)) == pytest.approx(pdist(points), abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(12, 40), st.integers(4, 12))
def test_landmarks_place_all_points_and_all_of_them_are_classical_scaling(seed, n, some):
    points = np.random.default_rng(seed).normal(size=(n, 2))
    far = squareform(pdist(points))
    assert pdist(mf.landmark_mds(far[:some])) == pytest.approx(pdist(points), abs=1e-6)
    bent = np.sqrt(far)  # of no plane: then the two agree, where every point is a landmark
    assert pdist(mf.landmark_mds(bent)) == pytest.approx(pdist(mf.classical_mds(bent)), abs=1e-6)


@pytest.mark.parametrize(("noise", "k"), [(0.0, 7), (0.0, 10), (1.0, 4)])
def test_walks_from_landmarks_are_rows_of_all_walks(noise, k):
    roll = mf.swiss_roll(300, noise, 8)
    every, some = mf.isomap(roll, k), mf.isomap(roll, k, everywhere=False)
    assert some.graph == pytest.approx(every.graph) and some.sheet == pytest.approx(every.sheet)
    assert (some.inside == every.inside).all() and some.worst >= every.worst - 1e-12
    far = floyd_warshall(roll.graph(k).toarray())
    marks = np.flatnonzero(some.inside)[: mf.LANDMARKS]
    pairs = np.zeros(far.shape, bool)
    pairs[marks] = pairs[:, marks] = True
    pairs &= np.isfinite(far) & np.triu(np.ones(far.shape, bool), 1)
    true = squareform(pdist(roll.sheet))[pairs]
    assert some.short == pytest.approx(np.mean(far[pairs] < 0.7 * true))
    assert some.correlation == pytest.approx(np.corrcoef(far[pairs], true)[0, 1])
    assert some.short == pytest.approx(every.short, abs=0.05)  # a sample of the whole


def test_paths_zigzag_by_the_same_factor_however_many_points():
    for n in (500, 3000):
        found = mf.isomap(mf.swiss_roll(n, 0.0, 2), 7, everywhere=False)
        assert np.median(found.graph / found.sheet) == pytest.approx(1.07, abs=0.006)


def test_true_distances_give_the_sheet_back_and_turned_lays_it_as_it_was():
    assert mf.unrolled_error(300, 4) < 1e-11 and mf.unrolled_error(300, 4, everywhere=False) < 1e-10
    sheet = mf.swiss_roll(300, 0.0, 4).sheet
    back = mf.turned(mf.classical_mds(squareform(pdist(sheet))), sheet)
    assert back == pytest.approx(sheet - sheet.mean(axis=0), abs=1e-9)


def test_edges_as_one_line():
    points = np.arange(8.0).reshape(4, 2)
    line = mf.broken(points, np.array([[0, 3], [1, 2]]))
    assert np.isnan(line[[0, 3, 6]]).all()
    assert line[[1, 2, 4, 5]] == pytest.approx(points[[0, 3, 1, 2]])
    assert np.isnan(mf.broken(points, np.empty((0, 2), int))).all()
    fan = mf.broken(points, np.array([[0, 1], [0, 3], [2, 3]]))  # back along the first edge, without a gap
    assert fan[[1, 2, 3, 4, 6, 7]] == pytest.approx(points[[0, 1, 0, 3, 2, 3]]) and np.isnan(fan[[0, 5, 8]]).all()
    roll = mf.swiss_roll(50, 0.0, 1)
    assert mf.straight(roll, 3, 9)[[0, -1]] == pytest.approx(roll.sheet[[3, 9]])
    assert roll.nearest(roll.sheet[7]) == 7
