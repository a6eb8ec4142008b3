"""Laplacians against SciPy, spectra against closed forms, cuts against all subsets, clusters against scikit-learn."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import eigh
from scipy.sparse import csgraph
from sklearn.cluster import KMeans, SpectralClustering
from sklearn.datasets import make_circles
from sklearn.metrics import adjusted_rand_score

from mathcore.advanced import spectral_graphs as graphs
from mathcore.linear_algebra import spectral

RNG = np.random.default_rng(77)


def unweighted(n: int, pairs: list[tuple[int, int]]) -> graphs.Array:
    found = np.zeros((n, n))
    for i, j in pairs:
        found[i, j] = found[j, i] = 1.0
    return found


def cycle(n: int) -> graphs.Array:
    return unweighted(n, [(k, (k + 1) % n) for k in range(n)])


def path(n: int) -> graphs.Array:
    return unweighted(n, [(k, k + 1) for k in range(n - 1)])


def clique(n: int) -> graphs.Array:
    return np.ones((n, n)) - np.eye(n)


def dumbbell(bridges: int) -> graphs.Array:
    found = np.zeros((10, 10))
    found[:5, :5] = found[5:, 5:] = clique(5)
    for k in range(bridges):
        found[4 - k, 5 + k] = found[5 + k, 4 - k] = 1.0
    return found


@st.composite
def weighted(draw: st.DrawFn) -> graphs.Array:
    n = draw(st.integers(3, 7))
    values = draw(st.lists(st.sampled_from([0.0, 0.0, 1e-8, 0.3, 1.0, 40.0]), min_size=n * n, max_size=n * n))
    w = np.triu(np.array(values).reshape(n, n), 1)
    return w + w.T


@given(weighted())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_laplacians_are_scipys_and_their_vectors_solve_the_generalised_problem(w):
    for normalised in (True, False):
        assert graphs.laplacian(w, normalised=normalised) == pytest.approx(csgraph.laplacian(w, normed=normalised))
        found = graphs.spectrum(w, normalised=normalised)
        d = np.diag(w.sum(axis=1) if normalised else np.ones(len(w)))
        left = (np.diag(w.sum(axis=1)) - w) @ found.vectors
        assert left == pytest.approx(d @ found.vectors * found.values, abs=1e-6)
    if (w.sum(axis=1) > 0).all():
        wanted = eigh(np.diag(w.sum(axis=1)) - w, np.diag(w.sum(axis=1)), eigvals_only=True)
        assert graphs.spectrum(w).values == pytest.approx(wanted, abs=1e-7)


@given(weighted())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_cheegers_bounds_against_all_subsets(w):
    found = graphs.spectrum(w)
    swept = graphs.sweep(w, graphs.ordered(found.vectors[:, 1]))
    d, n = w.sum(axis=1), len(w)
    least = np.inf
    for bits in itertools.product((False, True), repeat=n - 1):
        inside = np.array([True, *bits])
        if inside.all():
            continue
        cut, one, other = w[np.ix_(inside, ~inside)].sum(), d[inside].sum(), d[~inside].sum()
        phi = cut / min(one, other) if min(one, other) > 0 else 0.0
        least = min(least, phi)
        ncut = graphs.normalised_cut(cut, one, other)
        assert found.values[1] <= ncut + 1e-7
        assert graphs.rayleigh_of_cut(w, inside) == pytest.approx(ncut, rel=1e-9, abs=1e-12)
    best = swept.conductances.min()
    assert found.values[1] / 2 <= least + 1e-7 and least <= best + 1e-7
    assert best <= np.sqrt(2 * found.values[1]) + 1e-7


def test_a_sweep_counts_each_prefix_anew():
    for _ in range(20):
        w = np.triu(RNG.random((9, 9)), 1)
        w = w + w.T
        order = RNG.permutation(9)
        swept = graphs.sweep(w, order)
        for size in range(1, 9):
            inside = graphs.prefix(order, size)
            cut = w[np.ix_(inside, ~inside)].sum()
            assert swept.cuts[size - 1] == pytest.approx(cut)
            assert swept.volumes[size - 1] == pytest.approx(w[inside].sum())
            assert swept.conductances[size - 1] == pytest.approx(cut / min(w[inside].sum(), w[~inside].sum()))


def test_paths_cycles_and_cliques_have_known_spectra():
    k = np.arange(10)
    assert graphs.spectrum(path(10), normalised=False).values == pytest.approx(2 - 2 * np.cos(np.pi * k / 10))
    assert graphs.spectrum(path(10), normalised=False).values[1:3] == pytest.approx((0.09789, 0.38197), abs=1e-5)
    ring = np.sort(2 - 2 * np.cos(2 * np.pi * k / 10))
    assert graphs.spectrum(cycle(10), normalised=False).values == pytest.approx(ring, abs=1e-12)
    assert graphs.spectrum(clique(5), normalised=False).values == pytest.approx([0, 5, 5, 5, 5], abs=1e-12)
    assert graphs.spanning_trees(clique(5)) == pytest.approx(125)  # Cayley: 5^3
    assert graphs.spanning_trees(cycle(10)) == pytest.approx(10)


@pytest.mark.parametrize(("bridges", "value"), [(0, 0.0), (1, 0.29844), (3, 1.0)])
def test_two_cliques_and_their_bridges(bridges, value):
    assert graphs.spectrum(dumbbell(bridges), normalised=False).values[1] == pytest.approx(value, abs=1e-5)


def test_cheeger_on_a_dumbbell_and_on_a_clique():
    w = dumbbell(1)
    value = graphs.spectrum(w).values[1]
    swept = graphs.sweep(w, graphs.ordered(graphs.spectrum(w).vectors[:, 1]))
    assert (value / 2, swept.conductances.min(), np.sqrt(2 * value)) == pytest.approx((0.0363, 0.0476, 0.381), abs=1e-3)
    assert swept.best == 5
    six = graphs.spectrum(clique(6)).values[1]  # n/(n - 1); half of it is the conductance of halves: 9/15
    assert six / 2 == pytest.approx(0.6) == graphs.sweep(clique(6), np.arange(6)).conductances.min()


def test_zeros_count_components_as_scipy_does():
    for _ in range(60):
        w = np.triu(RNG.random((12, 12)) < 0.12, 1).astype(float)
        w = w + w.T
        count, labels = csgraph.connected_components(w)
        assert graphs.zero_values(graphs.spectrum(w, normalised=False).values) == count
        assert graphs.zero_values(graphs.spectrum(w).values) == count
        assert (graphs.components(w) == labels).all()


def test_resistances_series_parallel_foster():
    w = path(4)
    assert graphs.resistances(w)[0, 3] == pytest.approx(3)
    assert graphs.resistances(cycle(10))[0, 1] == pytest.approx(0.9)  # 1 beside 9 in a row
    karate = spectral.graph("karate").adjacency
    pairs = np.argwhere(np.triu(karate))
    assert graphs.resistances(karate)[pairs[:, 0], pairs[:, 1]].sum() == pytest.approx(33)


def test_nodal_domains_of_paths_and_the_bound_on_random_graphs():
    modes = graphs.spectrum(path(9), normalised=False).vectors
    assert [graphs.nodal_domains(path(9), modes[:, k]).max() + 1 for k in range(9)] == list(range(1, 10))
    for _ in range(40):
        w = np.triu(RNG.random((10, 10)) < 0.3, 1).astype(float)
        w = w + w.T
        values, vectors = graphs.spectrum(w, normalised=False)
        for k in range(10):
            assert graphs.nodal_domains(w, vectors[:, k]).max() + 1 <= graphs.alike(values, k)[-1]


def test_the_karate_club_splits_as_it_did_but_for_two():
    f = graphs.spectrum(spectral.graph("karate").adjacency, normalised=False).vectors[:, 1] > 0
    stayed = np.isin(np.arange(1, 35), graphs.WITH_INSTRUCTOR)
    assert stayed.sum() == 17
    wrong = np.flatnonzero(f != stayed) + 1 if (f == stayed).sum() > 17 else np.flatnonzero(f == stayed) + 1
    assert wrong.tolist() == [3, 9]


def test_rings_fall_apart_between_014_and_015():
    x, y = make_circles(300, factor=0.5, noise=0.05, random_state=0)
    inside = graphs.over_scales(x, [0.1, 0.14, 0.15, 0.2]).inside
    found = [adjusted_rand_score(y, each) for each in inside]
    assert found == pytest.approx([1, 1, 0.44, 0], abs=0.01)
    assert adjusted_rand_score(y, graphs.two_means(x)) < 0.01
    theirs = SpectralClustering(2, gamma=1 / (2 * 0.14**2), random_state=0).fit_predict(x)
    assert adjusted_rand_score(theirs, inside[1]) == 1


def test_clusters_of_two_blobs_are_scikit_learns():
    x = RNG.normal(0, 0.3, (44, 2)) + np.where(np.arange(44)[:, None] < 22, [-0.8, 0], [0.8, 0])
    for sigma in (0.2, 0.4):
        theirs = SpectralClustering(2, gamma=1 / (2 * sigma**2), random_state=0).fit_predict(x)
        assert graphs.agreement(graphs.over_scales(x, [sigma]).inside[0], theirs == 1) >= 43


def test_two_means_finds_the_least_sum_of_squares_of_many_starts():
    def inertia(x, inside):
        return sum(((x[side] - x[side].mean(axis=0)) ** 2).sum() for side in (inside, ~inside))

    for _ in range(8):
        x = RNG.normal(size=(44, 2)) * RNG.uniform(0.3, 2, 2)
        theirs = KMeans(2, n_init=25, random_state=0).fit(x).inertia_
        assert inertia(x, graphs.two_means(x)) <= theirs * 1.001


def test_degenerate_points():
    same = np.zeros((6, 2))
    w = graphs.affinities(same, 0.03)
    assert w.sum() == 30
    assert graphs.spectrum(w).values == pytest.approx([0, *[1.2] * 5])
    far = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]])
    w = graphs.affinities(far, 0.03)
    assert not w.any() and not graphs.spectrum(w).values.any()
    assert not graphs.sweep(w, np.arange(3)).conductances.any()
    assert graphs.rayleigh_of_cut(w, np.array([True, False, False])) == 0 == graphs.normalised_cut(0.0, 0.0, 0.0)
    assert graphs.two_means(same).shape == (6,)


def test_many_scales_are_one_scale_each():
    x = RNG.normal(size=(20, 2))
    together = graphs.over_scales(x, [0.3, 0.7, 1.5])
    for k, sigma in enumerate((0.3, 0.7, 1.5)):
        w = graphs.affinities(x, sigma)
        assert together.values[k] == pytest.approx(graphs.spectrum(w).values[:6])
        swept = graphs.sweep(w, graphs.ordered(graphs.spectrum(w).vectors[:, 1]))
        assert graphs.agreement(together.inside[k], graphs.prefix(swept.order, int(swept.best))) == 20


def test_cheegers_bound_where_rounding_would_choose_the_vector():
    """Degrees from 1 down to 1e-300: D^(-1/2) would blow up the errors, and null vectors mix."""
    for sigma in (0.03, 0.0337, 0.0378, 0.05, 0.1):
        for _ in range(12):
            w = graphs.affinities(RNG.uniform(-1, 1, (44, 2)) * [1.75, 1.15], sigma)
            found = graphs.spectrum(w)
            best = graphs.sweep(w, graphs.ordered(graphs.fiedler(w, found))).conductances.min()
            assert found.values[1] / 2 - 1e-9 <= best <= np.sqrt(2 * found.values[1]) + 1e-9


def test_pieces_are_components_where_no_edge_is_faint():
    for _ in range(20):
        w = np.triu(RNG.random((12, 12)) < 0.12, 1).astype(float)
        w = w + w.T
        assert graphs.pieces(w).max() == graphs.components(w).max()
        ours, theirs = graphs.pieces(w), graphs.components(w)
        assert ((ours[:, None] == ours) == (theirs[:, None] == theirs)).all()
    faint = dumbbell(0)
    faint[4, 5] = faint[5, 4] = 1e-13
    assert set(graphs.pieces(faint)[:5]) != set(graphs.pieces(faint)[5:]) and graphs.components(faint).max() == 0


def test_modes_of_equal_eigenvalues_hang_on_no_basis():
    for w in (cycle(10), clique(10), dumbbell(1), dumbbell(0), np.zeros((6, 6)), path(7)):
        found = graphs.spectrum(w, normalised=False)
        wanted = graphs.settled(found).vectors
        assert wanted.T @ wanted == pytest.approx(np.eye(len(w)), abs=1e-9)
        assert graphs.laplacian(w, normalised=False) @ wanted == pytest.approx(wanted * found.values, abs=1e-8)
        turned = found.vectors.copy()
        for group in np.split(np.arange(len(w)), np.flatnonzero(np.diff(found.values) > 1e-8) + 1):
            turned[:, group] = turned[:, group] @ np.linalg.qr(RNG.normal(size=(len(group), len(group))))[0]
        assert graphs.settled(graphs.Spectrum(found.values, turned)).vectors == pytest.approx(wanted, abs=1e-9)
    # Of the cycle: the wave with its crest at the first node, sqrt(2/n) cos(2 pi j/n).
    wave = np.sqrt(0.2) * np.cos(2 * np.pi * np.arange(10) / 10)
    assert graphs.settled(graphs.spectrum(cycle(10), normalised=False)).vectors[:, 1] == pytest.approx(wave)
