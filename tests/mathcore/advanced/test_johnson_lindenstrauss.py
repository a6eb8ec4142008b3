"""Random projections against scikit-learn, SciPy and the kernels; the lemma and its bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.linalg import hadamard
from scipy.spatial.distance import pdist, squareform
from sklearn.datasets import load_digits, load_sample_image
from sklearn.neighbors import NearestNeighbors
from sklearn.random_projection import johnson_lindenstrauss_min_dim

from mathcore import kernels
from mathcore.advanced import johnson_lindenstrauss as jl

SIZES = (1, 2, 7, 30, 64, 100, 256, 900)
CASES = [(data, kind) for data in jl.DATA for kind in jl.KINDS]


@given(st.integers(2, 10**7), st.floats(0.01, 0.99))
def test_the_lemma_is_scikit_learns_rounded_up(n, eps):
    assert jl.lemma_dimension(n, eps) - johnson_lindenstrauss_min_dim(n, eps=eps) in (0, 1)


def test_the_lemma_on_known_values():
    # scikit-learn's documentation: 1e6 samples, eps 0.5 and 0.1.
    assert jl.lemma_dimension(10**6, 0.5) == 664
    assert jl.lemma_dimension(10**6, 0.1) == 11842
    for n, eps in ((1, 0.2), (10, 0.0), (10, 1.0)):
        with pytest.raises(ValueError, match="at least two points"):
            jl.lemma_dimension(n, eps)


@given(st.integers(1, 3000), st.floats(0.01, 0.99))
def test_the_exact_failure_rate_is_under_the_bound(k, eps):
    exact = float(jl.pair_failure(k, eps))
    assert exact <= float(jl.pair_bound(k, eps)) + 1e-15
    assert exact == pytest.approx(
        stats.gamma(k / 2, scale=2 / k).sf(1 + eps) + stats.gamma(k / 2, scale=2 / k).cdf(1 - eps)
    )


@given(st.integers(2, 10**5), st.floats(0.01, 0.99))
def test_at_the_dimension_of_the_lemma_failures_add_up_to_less_than_one(n, eps):
    assert n * (n - 1) / 2 * float(jl.pair_bound(jl.lemma_dimension(n, eps), eps)) <= 1 - 1 / n + 1e-12


@pytest.mark.parametrize(("data", "kind"), CASES)
def test_ratios_are_those_of_scipys_distances(data, kind):
    found = jl.sweep(data, 256, kind, 3, SIZES)
    x = jl.points(data, 256, 3)
    before = squareform(pdist(x)) ** 2
    j, i = np.tril_indices(len(x), -1)
    matrix = jl.rows(kind, x.shape[1], 3)
    assert found.sizes.tolist() == [k for k in SIZES if k <= jl.most_dimensions(kind, x.shape[1])]
    assert np.allclose(found.squares, before[j, i], rtol=1e-9)
    for place, k in enumerate(found.sizes):
        after = squareform(pdist(x @ matrix[:k].T / np.sqrt(k))) ** 2
        assert np.allclose(found.ratios[place], after[j, i] / before[j, i], rtol=1e-7, atol=1e-9)
        for n in (2, 10, len(x)):
            part = found.ratios[place, : n * (n - 1) // 2]
            assert (found.least[place, n - 1], found.most[place, n - 1]) == (part.min(), part.max())
        r = next(row for row in matrix if row.any())
        assert found.chosen[place] == pytest.approx(np.sum((matrix[:k] @ r) ** 2) / k / (r @ r), abs=1e-12)


@pytest.mark.parametrize("kind", ["gaussian", "sparse"])
def test_against_the_kernel(kind):
    """The kernel deals a new matrix for each k; the nested rows are the same numbers."""
    found = jl.sweep("patches", 1024, kind, 5, SIZES)
    x = jl.points("patches", 1024, 5)
    for k in (7, 100, 900):
        other = kernels.random_projection_distortions(x, k, 5, kind=kind, epsilon=0.2)
        place = found.row(k)
        assert found.least[place, -1] == pytest.approx(other.least, rel=1e-9)
        assert found.most[place, -1] == pytest.approx(other.most, rel=1e-9)
        assert 1 - jl.outside(("patches", 1024, kind, 5, SIZES), 200, 0.2)[place] == pytest.approx(other.within)


@pytest.mark.parametrize("kind", jl.KINDS)
def test_lengths_are_kept_on_average(kind):
    x = np.random.default_rng(7).normal(size=(1, 64)) * np.linspace(0, 3, 64)
    lengths = np.array([np.sum(jl.projected(x, kind, seed)[:, :20] ** 2) / 20 for seed in range(400)]) / np.sum(x**2)
    assert abs(lengths.mean() - 1) < 5 * lengths.std() / 20


def test_hadamard_rows_are_hadamard_rows():
    matrix = jl.rows("hadamard", 64, 9) * jl.column_signs(64, 9)
    assert sorted(map(tuple, matrix)) == sorted(map(tuple, hadamard(64).astype(float)))
    x = np.random.default_rng(1).normal(size=(5, 64))
    assert np.allclose(jl.fast_hadamard(x), x @ hadamard(64))
    assert np.allclose(jl.projected(x, "hadamard", 9), x @ jl.rows("hadamard", 64, 9).T)
    for call in (lambda: jl.fast_hadamard(np.ones((1, 12))), lambda: jl.rows("hadamard", 12, 1)):
        with pytest.raises(ValueError, match="power of two"):
            call()


def test_all_of_the_coordinates_lose_nothing():
    for kind in ("hadamard", "coordinates"):
        found = jl.sweep("digits", 64, kind, 2, SIZES)
        assert np.allclose(found.ratios[found.row(64)], 1)


def test_a_gaussian_ratio_is_chi_squared():
    x = jl.points("digits", 64, 0)[:2]
    length = np.sum((x[0] - x[1]) ** 2)
    images = [jl.projected(x, "gaussian", seed)[:, :12] for seed in range(300)]
    ratios = [np.sum((y[0] - y[1]) ** 2) / length for y in images]
    assert stats.kstest(ratios, stats.chi2(12).cdf).pvalue > 1e-3
    edges = np.linspace(0, 2, 101)
    assert jl.ratio_masses(12, edges).sum() == pytest.approx(stats.chi2(12).cdf(24))


def test_failures_of_whole_projections_are_under_the_union_bound():
    """Over many R, how often does any pair of ten points fail? At most as often as the bound says."""
    x, eps, k = jl.points("digits", 64, 0)[:10], 0.5, 120
    bound = 45 * float(jl.pair_bound(k, eps))
    before = pdist(x) ** 2
    fails = 0
    for seed in range(200):
        ratios = pdist(jl.projected(x, "gaussian", seed)[:, :k] / np.sqrt(k)) ** 2 / before
        fails += bool(np.any(np.abs(ratios - 1) > eps))
    assert fails / 200 <= bound < 1


@given(st.sampled_from(jl.DATA), st.sampled_from(jl.KINDS), st.integers(10, 200))
@settings(deadline=None, max_examples=40)
def test_neighbours_against_scikit_learn_and_the_promise(data, kind, n):
    found = jl.sweep(data, 256, kind, 3, SIZES)
    x = jl.points(data, 256, 3)[:n]
    n = len(x)
    place = len(found.sizes) // 2
    k = int(found.sizes[place])
    hits, factor = jl.neighbours(found, n, place)
    delta = max(1 - found.least[place, n - 1], found.most[place, n - 1] - 1)
    if delta < 1:
        assert factor <= (1 + delta) / (1 - delta) + 1e-9
    if data in ("gaussian", "patches"):  # no ties
        y = x @ jl.rows(kind, x.shape[1], 3)[:k].T
        truth, ours = (NearestNeighbors(n_neighbors=2).fit(z).kneighbors(z)[1][:, 1] for z in (x, y))
        assert hits == pytest.approx(np.mean(truth == ours))
    assert jl.recall((data, 256, kind, 3, SIZES), n)[place] == hits


def test_the_points():
    digits = {tuple(row) for row in load_digits().data}
    assert {tuple(row) for row in jl.points("digits", 4096, 1)} <= digits
    assert np.array_equal(jl.points("onehot", 64, 1), np.eye(64))
    cloud = jl.points("gaussian", 1024, 1)
    assert cloud.shape == (200, 1024) and stats.kstest(cloud.ravel(), "norm").pvalue > 1e-3
    assert not np.array_equal(cloud, jl.points("gaussian", 1024, 2))
    photo = load_sample_image("china.jpg") @ jl.LUMA, load_sample_image("flower.jpg") @ jl.LUMA
    patch = jl.points("patches", 4096, 1)[0].reshape(64, 64)
    windows = [np.argwhere(np.isclose(grey[: 427 - 63, : 640 - 63], patch[0, 0], atol=1e-9)) for grey in photo]
    assert any(np.array_equal(grey[t : t + 64, s : s + 64], patch) for grey, w in zip(photo, windows) for t, s in w)  # noqa: B905
    for d in (64, 256, 1024, 4096):
        for data in jl.DATA:
            assert pdist(jl.points(data, d, 1)).min() > 0
    with pytest.raises(ValueError, match=r"side\^2"):
        jl.points("patches", 65, 1)
    for call in (lambda: jl.points("moons", 64, 1), lambda: jl.rows("fourier", 64, 1)):
        with pytest.raises(ValueError, match="choose one of"):
            call()


def test_what_suffices():
    key = ("gaussian", 1024, "gaussian", 4, SIZES)
    found = jl.sweep(*key)
    enough = jl.sufficient(found, 50, 0.5)
    assert enough is not None
    place = found.row(enough)
    shares = jl.outside(key, 50, 0.5)
    assert shares[place] == 0 and np.all(shares[:place] > 0)
    assert jl.sufficient(found, 200, 0.01) is None
    assert found.row(5) == 1 and found.row(10**6) == len(SIZES) - 1


@pytest.mark.parametrize("data", ["gaussian", "digits"])
def test_distortions_against_pairwise_distances_of_scipy(data):
    n, k, eps, seed = 40, 30, 0.2, 4
    edges = np.linspace(0.0, 2.0, 101)
    found = jl.distortions(jl.sweep(data, 64, "gaussian", seed, SIZES), n, k, eps, edges)
    x = jl.points(data, 64, seed)[:n]
    ratios = pdist(x @ jl.rows("gaussian", 64, seed)[:k].T / np.sqrt(k), "sqeuclidean") / pdist(x, "sqeuclidean")
    assert (found.n, found.k, found.pairs) == (n, k, len(ratios))
    assert found.counts.tolist() == np.histogram(ratios, edges)[0].tolist()
    assert (found.least, found.most) == pytest.approx((ratios.min(), ratios.max()))
    assert found.share == pytest.approx(np.mean(np.abs(ratios - 1) > eps))
    assert found.model.sum() == pytest.approx(len(ratios) * stats.chi2.cdf(2 * k, k))


def test_distortions_stop_at_the_points_and_dimensions_that_there_are():
    found = jl.distortions(jl.sweep("onehot", 64, "hadamard", 1, SIZES), 200, 900, 0.2, np.linspace(0.0, 2.0, 101))
    assert (found.n, found.k) == (64, 64)
    assert (found.least, found.most) == pytest.approx((1.0, 1.0))  # all rows of an orthogonal matrix
