"""Spectral layers, functions of matrices, graphs and components against SciPy, scikit-learn and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import eig, expm, sqrtm
from scipy.sparse.csgraph import shortest_path
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression

from mathcore.linear_algebra import spectral

ENTRIES = st.floats(-5, 5, allow_nan=False).map(lambda value: round(value, 3))
SYMMETRIC = st.integers(1, 6).flatmap(lambda n: arrays(float, (n, n), elements=ENTRIES)).map(lambda a: (a + a.T) / 2)


@settings(max_examples=60)
@given(SYMMETRIC)
def test_layers_add_up_and_what_is_off_is_the_error(matrix):
    found = spectral.spectrum(matrix)
    n = len(matrix)
    size = 1 + np.abs(matrix).max()
    assert np.all(np.diff(np.abs(found.values)) <= 1e-12)
    assert np.allclose(found.vectors.T @ found.vectors, np.eye(n), atol=1e-12)
    assert np.allclose(sum(found.layer(i) for i in range(n)), matrix, atol=1e-12 * size * n)
    for kept in range(n):
        error = np.linalg.norm(matrix - found.summed(np.arange(n) < kept), 2)
        assert error == pytest.approx(abs(found.values[kept]), abs=1e-11 * size)


def test_what_is_no_square_matrix_is_refused():
    for wrong in (np.zeros((2, 3)), np.zeros(3), [[np.nan]]):
        with pytest.raises(ValueError, match="needs a finite square matrix"):
            spectral.spectrum(wrong)


@given(st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 1), st.sampled_from([(2.0, -0.5), (-1.0, 0.7), (1.0, 0.0)]))
def test_a_dragged_axis_is_an_eigenvector_and_the_other_value_stays(x, y, which, values):
    start = spectral.spectrum(np.diag(values))
    if np.hypot(x, y) < 1e-3:
        return
    matrix = spectral.with_axis(start, which, (x, y))
    tip = np.array([x, y])
    value = np.copysign(np.hypot(x, y), -1.0 if start.values[which] < 0 else 1.0)
    assert np.allclose(matrix @ tip, value * tip)
    assert np.trace(matrix) == pytest.approx(value + start.values[1 - which])


def test_an_axis_needs_a_direction():
    with pytest.raises(ValueError, match="direction"):
        spectral.with_axis(spectral.spectrum(np.eye(2)), 0, (0, 0))


def test_the_karate_club_is_zacharys():
    found = spectral.graph("karate")
    degrees = found.adjacency.sum(axis=1)
    assert (len(found.edges), degrees[0], degrees[33], degrees[32]) == (78, 16, 17, 12)
    assert np.trace(np.linalg.matrix_power(found.adjacency, 3)) / 6 == pytest.approx(45)  # its published triangles
    assert np.array_equal(found.adjacency, found.adjacency.T)


def test_ring_and_grid_have_their_closed_spectra():
    waves = 2 - 2 * np.cos(2 * np.pi * np.arange(24) / 24)
    assert np.allclose(np.sort(spectral.graph("ring").of_laplacian.values), np.sort(waves))
    path = 2 - 2 * np.cos(np.pi * np.arange(6) / 6)
    assert np.allclose(np.sort(spectral.graph("grid").of_laplacian.values), np.sort(np.add.outer(path, path).ravel()))


@pytest.mark.parametrize("name", spectral.GRAPHS)
def test_steps_apart_are_shortest_paths_and_nodes_do_not_collide(name):
    found = spectral.graph(name)
    assert np.array_equal(spectral.steps_apart(found.adjacency), shortest_path(found.adjacency, unweighted=True))
    gaps = np.linalg.norm(found.places[:, None] - found.places[None], axis=2) + 9 * np.eye(len(found.places))
    assert gaps.min() > 0.05 and np.abs(found.places).max() <= 1 + 1e-12


@pytest.mark.parametrize("name", spectral.GRAPHS)
@pytest.mark.parametrize("amount", [0.01, 0.5, 7.0, 100.0])
def test_heat_is_scipys_exponential(name, amount):
    found = spectral.graph(name)
    made = spectral.filtered(found.of_laplacian, "heat", amount, 99)
    assert np.allclose(made.columns, expm(-amount * found.laplacian), atol=1e-11)
    assert np.allclose(made.columns.sum(axis=0), 1.0)


@pytest.mark.parametrize("name", spectral.GRAPHS)
def test_the_root_is_scipys_and_powers_count_walks(name):
    found = spectral.graph(name)
    shifted = found.laplacian + 0.5 * np.eye(len(found.laplacian))  # sqrtm is accurate where no eigenvalue is 0
    root = spectral.filtered(spectral.spectrum(shifted), "root", 0.5, 99).columns
    assert np.allclose(root, sqrtm(shifted).real, atol=1e-10)
    plain = spectral.filtered(found.of_laplacian, "root", 0.5, 99).columns
    assert np.allclose(plain @ plain, found.laplacian, atol=1e-10)
    scale = np.abs(found.of_adjacency.values).max()
    for power in (0, 1, 2, 5, 12):
        walks = np.linalg.matrix_power(found.adjacency, power) / scale**power
        assert np.allclose(spectral.filtered(found.of_adjacency, "power", power, 99).columns, walks, atol=1e-11)
        assert np.allclose(spectral.direct(name, "power", float(power)), walks)


@pytest.mark.parametrize("pair", [(0, 1), (4, 9), (3, 8), (1, 8)])
def test_components_are_those_of_scikit_learn(pair):
    scans, labels = load_digits(return_X_y=True)
    chosen = np.isin(labels, pair)
    x, second = scans[chosen], labels[chosen] == pair[1]
    found, other = spectral.components(*pair), PCA().fit(x)
    assert np.allclose(found.variances, other.explained_variance_[:64], atol=1e-9)
    for k in (1, 2, 5, 20, 40):
        cosines = np.abs(np.sum(found.directions[:, :k] * other.components_[:k].T, axis=0))
        assert np.allclose(cosines, 1.0, atol=1e-6)
        guess = LinearRegression().fit(other.transform(x)[:, :k], np.where(second, 1.0, -1.0))
        assert found.mistakes[k - 1] == np.sum((guess.predict(other.transform(x)[:, :k]) > 0) != second)
        assert found.lost(k) == pytest.approx(found.variances[k:].sum(), rel=1e-9)
    assert np.allclose(found.rebuilt(3, 64), x[3])


def test_unknown_names_are_refused():
    for call in (
        lambda: spectral.graph("star"),
        lambda: spectral.applied("sine", [1.0], 1.0),
        lambda: spectral.direct("ring", "root", 0.5),
    ):
        with pytest.raises(ValueError, match=r"."):
            call()


def test_real_layers_are_scipys_eigenvectors_where_there_are_any():
    matrix = np.array([[1.5, 1.2], [0.0, 0.6]])
    found, (values, vectors) = spectral.real_layers(matrix), eig(matrix)
    for value, vector in zip(found.values, found.vectors.T, strict=True):
        k = int(np.argmin(np.abs(values - value)))
        assert value == pytest.approx(values[k].real)
        assert abs(vector @ vectors[:, k]) == pytest.approx(1)
    assert np.isnan(spectral.real_layers([[0.0, -1.0], [1.0, 0.0]]).values).all()
    shear = spectral.real_layers([[1.0, 1.0], [0.0, 1.0]])
    assert shear.values[0] == pytest.approx(1) and np.isnan(shear.vectors[:, 1]).all()
