"""Affinities against scikit-learn's, scores against scikit-learn's and SciPy's, runs against the table that ships."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist, squareform
from scipy.special import rel_entr
from scipy.stats import entropy, spearmanr
from sklearn.decomposition import PCA
from sklearn.manifold import Isomap, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities
from sklearn.neighbors import KNeighborsClassifier

from mathcore.advanced import neighbour_maps as nm


def normals(seed: int, n: int, d: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, d))


@pytest.mark.parametrize(
    ("perplexity", "kind"), [(2, "noise"), (30, "noise"), (30, "sizes"), (90, "gaps"), (5, "gaps")]
)
def test_affinities_are_scikit_learns(perplexity, kind):
    far = squareform(pdist(nm.cloud(kind, 1)[0]))
    own, joint = nm.affinities(far, perplexity)
    theirs = squareform(_joint_probabilities((far**2).astype(np.float32), perplexity, 0))
    assert joint == pytest.approx(theirs, rel=2e-3, abs=1e-8)  # its bisection stops at 1e-5 in the entropy
    assert joint.sum() == pytest.approx(1) and (joint == joint.T).all() and not np.diag(joint).any()
    assert own.sum(axis=1) == pytest.approx(1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(8, 40), st.floats(0.05, 0.95), st.sampled_from([1e-6, 1.0, 1e5]))
def test_every_row_has_the_perplexity(seed, n, share, scale):
    perplexity = 1 + share * (n - 3)
    own, _ = nm.affinities(squareform(pdist(scale * normals(seed, n, 3))), perplexity)
    assert np.exp(entropy(own, axis=1)) == pytest.approx(perplexity, rel=1e-6)


def test_a_perplexity_that_no_row_reaches_is_refused():
    far = squareform(pdist(normals(1, 10, 2)))
    for perplexity in (0.5, 9, 10, 100):
        with pytest.raises(ValueError, match="at least 1 and below"):
            nm.affinities(far, perplexity)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(24, 60), st.integers(1, 10))
def test_trustworthiness_is_scikit_learns(seed, n, k):
    before, after = normals(seed, n, 6), normals(seed + 1, n, 2)
    places = [nm.place_of_neighbours(squareform(pdist(each))) for each in (before, after)]
    assert nm.trustworthiness(places[0], places[1], k) == pytest.approx(
        trustworthiness(before, after, n_neighbors=k), abs=1e-12
    )


def test_the_scores_of_the_three_maps():
    found = nm.mapped_digits()
    theirs = pdist(PCA(2, svd_solver="full").fit_transform(found.pixels))
    assert np.abs(pdist(found.maps["pca"].points) - theirs).max() < 1e-9
    for judged in found.maps.values():
        # Inks are whole numbers, so that many distances tie: the order of those decides the last digits.
        assert judged.trust == pytest.approx(trustworthiness(found.pixels, judged.points, n_neighbors=10), abs=1e-3)
        order = spearmanr(pdist(found.pixels), pdist(judged.points)).statistic
        assert judged.order == pytest.approx(order, abs=1e-9)
        votes = KNeighborsClassifier(5).fit(judged.points, found.labels)
        ballots = found.labels[votes.kneighbors(return_distance=False)]
        right = np.array([np.bincount(row, minlength=10).argmax() for row in ballots]) == found.labels
        assert judged.vote == pytest.approx(right.mean(), abs=1e-12)
        assert np.abs(judged.scaled).max() == pytest.approx(1)
    share = PCA(2, svd_solver="full").fit(found.pixels).explained_variance_ratio_.sum()
    assert (found.squares, found.variance) == pytest.approx((share, share), rel=1e-9)
    assert found.growth <= 1
    best = [max(nm.METHODS, key=lambda m: getattr(found.maps[m], what)) for what in ("trust", "vote", "order")]
    assert best == ["tsne", "tsne", "pca"]  # no method wins all three


def test_the_table_is_made_as_it_says():
    found = nm.mapped_digits()
    assert found.maps["isomap"].points == pytest.approx(nm.isomap_of(found.pixels, 10), abs=2e-3)
    moved = found.pixels + 1e-6 * normals(1, nm.DIGITS, 64)  # inks are whole numbers: without this neighbours tie
    theirs = Isomap(n_neighbors=10, eigen_solver="dense").fit_transform(moved)
    assert pdist(nm.isomap_of(moved, 10)) == pytest.approx(pdist(theirs), abs=1e-5)
    _, joint = nm.affinities(squareform(pdist(found.pixels)), 30)
    kl = nm.cross_entropy(joint, found.maps["tsne"].points) - nm.entropy(joint)
    assert 0.3 < kl < 0.6
    # A run that diverges from the table's in its last bits ends elsewhere, about as low.
    for kind, run, perplexity in (("noise", 1, 2), ("sizes", 3, 30), ("gaps", 5, 90)):
        last = nm.tsne_run(kind, run, perplexity).divergence(nm.FRAMES)
        assert nm.ends(kind)[run - 1, nm.PERPLEXITIES.index(perplexity)] == pytest.approx(last, abs=0.08)
    assert all(nm.ends(kind).shape == (nm.RUNS, len(nm.PERPLEXITIES)) for kind in nm.CLOUDS)
    assert nm.least("noise") == 90


def test_a_run_of_tsne():
    run = nm.tsne_run("sizes", 2, 30)
    assert run.maps.shape == (nm.FRAMES + 1, nm.POINTS, 2) and np.abs(run.maps[0]).max() < 1e-3
    weight = squareform(1 / (1 + pdist(run.maps[-1]) ** 2))
    kl = rel_entr(run.joint, weight / weight.sum()).sum()
    assert run.divergence(nm.FRAMES) == pytest.approx(kl, rel=1e-9)
    assert nm.cross_entropy(run.joint, run.maps[-1]) - nm.entropy(run.joint) == pytest.approx(kl, rel=1e-9)
    assert run.perplexities == pytest.approx(30, rel=1e-6)
    assert run.trust(nm.FRAMES) == pytest.approx(trustworthiness(run.points, run.maps[-1], n_neighbors=10), abs=1e-12)
    assert 0 <= run.divergence(nm.FRAMES) < run.divergence(0)


def test_what_the_clouds_are_about():
    x, groups = nm.cloud("sizes", 1)
    assert nm.compared("sizes", x, groups) == pytest.approx(5, abs=0.2)
    x, groups = nm.cloud("gaps", 1)
    assert nm.compared("gaps", x, groups) == pytest.approx(5, abs=0.2)
    assert np.isnan(nm.compared("noise", *nm.cloud("noise", 1)))
    assert [np.bincount(nm.cloud(kind, 3)[1]).tolist() for kind in nm.CLOUDS] == [[150], [75, 75], [50, 50, 50]]
