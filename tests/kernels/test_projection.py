"""Random projections against scikit-learn, SciPy and the lemma."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.linalg import hadamard
from scipy.spatial.distance import pdist
from sklearn.random_projection import johnson_lindenstrauss_min_dim

from mathcore import kernels

KINDS = ["gaussian", "sparse", "hadamard"]
X = np.random.default_rng(3).normal(size=(700, 96))


@pytest.mark.parametrize("kind", KINDS)
def test_ratios_are_those_of_all_pairs(engine, kind):
    found = kernels.random_projection_distortions(X, 40, 5, kind=kind, keep_projected=True, epsilon=0.3)
    assert found.projected is not None
    ratios = (pdist(found.projected) / pdist(X)) ** 2
    assert found.pairs == ratios.size == 700 * 699 // 2
    assert found.least == pytest.approx(ratios.min(), rel=1e-9)
    assert found.most == pytest.approx(ratios.max(), rel=1e-9)
    assert found.within == pytest.approx(np.mean(np.abs(ratios - 1) <= 0.3), abs=1e-5)
    counts = np.histogram(ratios, found.edges)[0]
    assert np.abs(counts - found.counts).sum() <= 4
    assert found.counts.sum() + found.below + found.above == found.pairs


@pytest.mark.parametrize("kind", KINDS)
def test_lengths_are_kept_on_average(engine, kind):
    x = X[0] / np.linalg.norm(X[0])
    lengths = [np.sum((kernels.projection_matrix(kind, 16, 96, s) @ x) ** 2) for s in range(1500)]
    assert abs(np.mean(lengths) - 1.0) < 5.0 * np.std(lengths) / np.sqrt(1500)


def test_entries_of_the_matrices(engine):
    g = kernels.projection_matrix("gaussian", 50, 400, 1) * np.sqrt(50)
    assert stats.kstest(g.ravel(), "norm").pvalue > 1e-4
    s = kernels.projection_matrix("sparse", 50, 400, 1, sparsity=3) * np.sqrt(50 / 3)
    assert set(np.unique(np.round(s, 9))) == {-1.0, 0.0, 1.0}
    counts = [np.count_nonzero(np.round(s) == v) for v in (-1, 0, 1)]
    assert stats.chisquare(counts, np.array([1, 4, 1]) / 6 * s.size).pvalue > 1e-4
    h = kernels.projection_matrix("hadamard", 20, 64, 1) * np.sqrt(20)
    signs = np.sign(hadamard(64) @ h.T)
    # Each row is a Hadamard row times one vector of signs: the products of two rows are Hadamard rows again.
    products = np.round(h[1:] * h[0])
    rows = {tuple(r) for r in hadamard(64).tolist()}
    assert all(tuple(r) in rows for r in products.astype(int).tolist()) and len(np.unique(h, axis=0)) == 20
    assert signs.shape == (64, 20)
    assert np.allclose(h @ h.T, 64 * np.eye(20))


def test_the_dimension_of_the_lemma_suffices(engine):
    x = X[:60]
    k = johnson_lindenstrauss_min_dim(60, eps=0.5)
    found = kernels.random_projection_distortions(x, k, 2, epsilon=0.5)
    assert found.within == 1.0


def test_equal_points_are_left_out(engine):
    x = np.vstack([X[:5], X[:5]])
    found = kernels.random_projection_distortions(x, 8, 2)
    assert found.coincident == 5 and found.pairs == 40


def test_engines_agree(both, monkeypatch):
    for kind in KINDS:
        for shape in [(16, 96), (7, 5 if kind != "hadamard" else 12), (33, 1001)]:
            a, b = (module.projection_matrix(kind, *shape, 3, 99) for module in both)
            assert np.array_equal(a, b)
    found = []
    for name in ("numpy", "rust"):
        monkeypatch.setenv("MATHSCOPE_ENGINE", name)
        found.append(kernels.random_projection_distortions(X, 20, 5, bins=33))
    a, b = found
    assert np.array_equal(a.counts, b.counts)
    assert (a.below, a.above, a.least, a.most, a.within) == (b.below, b.above, b.least, b.most, b.within)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x": X[:1]}, "rows"),
        ({"x": X[0]}, "axes"),
        ({"k": 0}, "k is 0"),
        ({"k": 129, "kind": "hadamard"}, "Hadamard"),
        ({"kind": "fourier"}, "kind"),
        ({"epsilon": 0.0}, "epsilon"),
        ({"x": np.full((3, 3), np.nan)}, "finite"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(engine, change, words):
    arguments = {"x": X, "k": 10, "seed": 1} | change
    with pytest.raises(ValueError, match=words):
        kernels.random_projection_distortions(**arguments)
