"""t-SNE against scikit-learn's exact one, iteration by iteration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import _t_sne

from mathcore import kernels


def affinities(n: int, seed: int, perplexity: float = 8.0) -> np.ndarray:
    """Scikit-learn's joint probabilities of two clouds."""
    x = np.random.default_rng(seed).normal(size=(n, 5))
    x[: n // 2] += 4.0
    squared = squareform(pdist(x, "sqeuclidean")).astype(np.float32)
    return squareform(_t_sne._joint_probabilities(squared, perplexity, 0))


def descended(p: np.ndarray, start: np.ndarray, iterations: int, momentum: float, rate: float) -> np.ndarray:
    """Scikit-learn's own descent, from its gradient."""
    found, _, _ = _t_sne._gradient_descent(
        _t_sne._kl_divergence,
        start.ravel(),
        0,
        iterations,
        n_iter_check=10_000,
        momentum=momentum,
        learning_rate=rate,
        min_grad_norm=0.0,
        args=[squareform(p, checks=False), 1.0, len(start), 2],
    )
    return np.asarray(found).reshape(-1, 2)


def test_each_phase_is_scikit_learns(engine):
    p, start = affinities(60, 1), 1e-2 * np.random.default_rng(2).normal(size=(60, 2))
    found = kernels.tsne(p, start, [0, 12, 40, 90], early=40, exaggeration=6.0, learning_rate=20.0)
    soon = descended(6.0 * p / p.sum(), start, 12, 0.5, 20.0)
    first = descended(6.0 * p / p.sum(), start, 40, 0.5, 20.0)
    second = descended(p / p.sum(), first, 50, 0.8, 20.0)
    assert found.points.shape == (4, 1, 60, 2)
    assert np.array_equal(found.points[0, 0], start)
    # While clusters part, the last digit of a sum grows with them.
    assert np.allclose(found.points[1, 0], soon, rtol=1e-9, atol=1e-12)
    assert np.allclose(found.points[2, 0], first, rtol=1e-6, atol=1e-6)
    assert np.allclose(found.points[3, 0], second, rtol=1e-5, atol=1e-5)
    divergence, _ = _t_sne._kl_divergence(found.points[3, 0].ravel(), squareform(p / p.sum(), checks=False), 1.0, 60, 2)
    assert found.divergence[3, 0] == pytest.approx(divergence, rel=1e-8)


def test_a_whole_run_ends_where_scikit_learn_finds_no_way_down(engine):
    """The default settings are TSNE's own; its descent goes on from our end and gains nothing."""
    p = affinities(80, 5, 10.0)
    ours = kernels.tsne(p, 1e-4 * np.random.default_rng(6).normal(size=(80, 2)), [0, 1000])
    # "auto" of TSNE: max(80 / 12 / 4, 50).
    further = kernels.tsne(p, descended(p / p.sum(), ours.points[1, 0], 300, 0.8, 50.0), [0])
    assert ours.divergence[1, 0] < 0.3 * ours.divergence[0, 0]
    assert further.divergence[0, 0] == pytest.approx(ours.divergence[1, 0], rel=0.01)


def test_runs_are_apart(engine):
    """Each start is a block of its own: a run is the same alone and beside others."""
    p, starts = affinities(30, 3), np.random.default_rng(4).normal(size=(3, 30, 2))
    both = kernels.tsne(p, starts, [5, 30], early=10)
    alone = kernels.tsne(p, starts[1], [5, 30], early=10)
    assert np.array_equal(both.points[:, 1], alone.points[:, 0])
    assert np.array_equal(both.divergence[:, 1], alone.divergence[:, 0])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 20))
def test_the_centre_of_the_map_rests(seed, n):
    """Forces come in pairs, so that without gains the centre would rest; the first step has equal gains."""
    start = np.random.default_rng(seed).normal(size=(n, 2))
    found = kernels.tsne(affinities(n, seed, 2.0), start, [1], early=0, learning_rate=10.0)
    assert np.allclose(found.points[0, 0].mean(axis=0), start.mean(axis=0), atol=1e-12)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"affinities": np.ones((4, 4))}, "0 on the diagonal"),
        ({"affinities": np.triu(np.ones((4, 4)), 1)}, "symmetric"),
        ({"affinities": np.zeros((4, 4))}, "not all 0"),
        ({"affinities": np.ones((3, 4))}, "square"),
        ({"starts": np.zeros((5, 2))}, "4 points of the plane"),
        ({"starts": np.full((4, 2), np.nan)}, "not finite"),
        ({"iterations": [3, 3]}, "ascend"),
        ({"iterations": [0.5]}, "whole numbers"),
        ({"learning_rate": 0.0}, "above 0"),
        ({"exaggeration": 0.5}, "between 1 and"),
        ({"early": -1}, "between 0 and"),
        ({"starts": np.zeros((60, 4, 2)), "iterations": np.arange(50_000)}, "points to keep"),
        ({"starts": np.zeros((20_000, 4, 2)), "iterations": [100_000]}, "pairs"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(change, says):
    given_ = {"affinities": np.ones((4, 4)) - np.eye(4), "starts": np.zeros((4, 2)), "iterations": [1]} | change
    with pytest.raises(ValueError, match=says):
        kernels.tsne(**given_)
