"""Volumes and crowding against closed forms, SciPy and sampling; neighbours and noise against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.spatial.distance import cdist, pdist
from scipy.special import betainc
from sklearn.datasets import load_digits
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import PredefinedSplit, cross_val_score
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.pipeline import make_pipeline

from mathcore.advanced import curse_neighbours as near
from mathcore.advanced import curse_of_dimensionality as curse
from mathcore.common.tables import iris

SIZES = np.array([1, 2, 3, 7, 10, 50, 100, 1000, 2000])


def test_volumes_are_the_known_ones():
    known = {
        1: 2.0,
        2: math.pi,
        3: 4 / 3 * math.pi,
        4: math.pi**2 / 2,
        5: 8 / 15 * math.pi**2,
        100: 2.368202101882837e-40,
    }
    for d, volume in known.items():
        assert 10 ** curse.log10_ball_volume(d) == pytest.approx(volume, rel=1e-11)
    whole = curse.log10_ball_volume(np.arange(1, 2001))
    assert whole.argmax() + 1 == 5 and 10 ** whole.max() == pytest.approx(5.2638, abs=1e-4)
    peak = minimize_scalar(lambda d: -float(curse.log10_ball_volume(d)), bounds=(2, 10), method="bounded")
    assert peak.x == pytest.approx(5.2569, abs=1e-4)
    shares = 10 ** curse.log10_share_of_cube([2, 3, 5, 10])
    assert shares == pytest.approx([0.785398, 0.523599, 0.164493, 0.00249039], rel=1e-5)


@pytest.mark.parametrize("d", [2, 3, 5])
def test_the_ball_in_its_cube_by_throwing_points(d):
    inside = (np.random.default_rng(3).uniform(-1, 1, (200_000, d)) ** 2).sum(axis=1) <= 1
    assert inside.mean() == pytest.approx(10 ** float(curse.log10_share_of_cube(d)), abs=0.005)


@given(st.integers(2, 2000), st.floats(0.01, 0.5))
@settings(max_examples=60, deadline=None)
def test_peel_and_flesh_are_all_and_follow_a_beta_law(d, t):
    peel, flesh = float(curse.peel_share(d, t)), float(curse.inner_share(d, 1 - t))
    assert peel + flesh == pytest.approx(1, abs=1e-12)
    assert flesh == pytest.approx(betainc(d, 1, 1 - t), rel=1e-9)
    assert peel >= -math.expm1(-t * d) - 1e-12  # what the text says
    assert curse.peel_share(d, curse.half_thickness(d)) == pytest.approx(0.5, abs=1e-12)
    assert 10 ** float(curse.log10_ball_volume(d) - curse.log10_ball_volume(d - 2)) == pytest.approx(2 * np.pi / d)


def test_when_an_orange_is_all_peel():
    assert [math.ceil(curse.peel_dimension(t, 0.99)) for t in (0.05, 0.01, 0.1)] == [90, 459, 44]
    assert curse.peel_dimension(0.05, 0.99) == pytest.approx(89.78, abs=0.005)


def test_points_of_the_ball_have_its_radii():
    u, angle = curse.ball_points(5, 4000)
    inside = np.random.default_rng(1).uniform(-1, 1, (60_000, 3))
    inside = inside[(inside**2).sum(axis=1) <= 1]
    assert stats.ks_2samp(u ** (1 / 3), np.linalg.norm(inside, axis=1)).pvalue > 0.01
    assert angle.min() >= 0 and angle.max() < 2 * np.pi


def test_the_ball_between_the_balls():
    for d in (2, 4, 9, 10, 1206):
        middle = np.ones(d)  # of a corner's ball
        assert np.linalg.norm(middle) == pytest.approx(1 + float(curse.middle_radius(d)))
    assert [float(curse.middle_radius(d)) for d in (4, 9)] == [1.0, 2.0]
    share = curse.log10_middle_share(np.arange(2, 2001))
    assert np.flatnonzero(share > 0)[0] + 2 == 1206 and (share[1204:] > 0).all()
    assert 10 ** share[0] == pytest.approx(math.pi * (math.sqrt(2) - 1) ** 2 / 16)


@pytest.mark.parametrize("kind", ["random", "centre", "corner"])
def test_the_crowd_against_scipy(kind):
    found = curse.crowd(9, kind, SIZES)
    x = curse.random_uniforms(9, 0, 0, 1000 * 2000).reshape(1000, 2000)
    q = curse.query_point(kind, 9)
    for k, d in enumerate(SIZES):
        assert found.free[k] == pytest.approx(cdist(x[:, :d], q[None, :d], "sqeuclidean").ravel())
        copies = np.arange(d) % 3
        assert found.copied[k] == pytest.approx(cdist(x[:, copies], q[None, copies], "sqeuclidean").ravel())
        # Their mean and variance are the exact ones, to six standard errors.
        assert abs(found.free[k].mean() - found.mean[k]) < 6 * np.sqrt(found.variance[k] / 1000)
        error = np.sqrt((found.fourth[k] - found.variance[k] ** 2) / 1000)
        assert abs(np.mean((found.free[k] - found.mean[k]) ** 2) - found.variance[k]) < 6 * error


def test_moments_against_quadrature():
    q = np.array([0.2, 0.9])
    mean, variance, fourth = curse.moments(q)
    for k, at in enumerate(q):
        one = quad(lambda u, at=at: (u - at) ** 2, 0, 1)[0]
        central = [quad(lambda u, at=at, m=one, p=p: ((u - at) ** 2 - m) ** p, 0, 1)[0] for p in (2, 4)]
        single = curse.moments(q[k : k + 1])
        assert [float(s[0]) for s in single] == pytest.approx([one, *central])
    x = (np.random.default_rng(0).uniform(size=(400_000, 2)) - q) ** 2
    off = x.sum(axis=1) - mean[1]
    assert [np.mean(off**2), np.mean(off**4)] == pytest.approx([variance[1], fourth[1]], rel=0.02)


def test_distances_in_the_cube_of_100_dimensions():
    x = np.random.default_rng(2).uniform(size=(2, 40_000, 100))
    far = np.linalg.norm(x[0] - x[1], axis=1)
    assert far.mean() == pytest.approx(np.sqrt(100 / 6), abs=0.02) and far.std() == pytest.approx(
        np.sqrt(7 / 120), abs=0.005
    )
    assert stats.chi(100).mean() == pytest.approx(9.975, abs=1e-4) and stats.chi(100).std() == pytest.approx(
        0.7062, abs=1e-4
    )


def test_contrasts_fall_as_expected_and_need_more_points():
    sizes = np.array([100, 400, 1600])
    found, expected = [], []
    for seed in range(12):
        w = curse.crowd(seed, "random", sizes)
        found.append(curse.contrast(w.free))
        expected.append(curse.expected_contrast(w.mean, w.variance, 1000))
        few = curse.contrast(w.free[:, :10])
        assert (few < found[-1]).all()
    mean = np.mean(found, axis=0)
    assert mean == pytest.approx(np.mean(expected, axis=0), rel=0.06)
    assert mean[1] / mean[2] == pytest.approx(2, rel=0.15)  # four times the dimension
    with pytest.raises(ValueError):
        curse.query_point("middle", 1)


@given(st.lists(st.floats(0, 1e3), min_size=2, max_size=40))
@settings(max_examples=60, deadline=None)
def test_nagys_inequality(values):
    assert np.ptp(values) <= np.std(values) * np.sqrt(2 * len(values)) + 1e-9


@pytest.mark.parametrize("name", ["digits", "cells", "wine"])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_neighbourhoods_are_scikit_learns(name, share):
    whole = near.table(name)
    x = near.shuffled(whole, round(share * whole.shape[1]), 4)
    found = near.neighbourhood(x)
    assert found is not None
    distances, lists = NearestNeighbors(n_neighbors=11, algorithm="brute").fit(x).kneighbors()
    lists, distances = lists[:, :10], distances[:, :10]
    far = cdist(x, x).max(axis=1)
    assert found.contrast == pytest.approx(np.mean(far / distances[:, 0] - 1))
    times = np.bincount(lists.ravel(), minlength=len(x))
    if name != "digits":  # pixels are whole numbers: distances tie
        assert (found.times == times).all()
    assert found.times.sum() == times.sum() and found.skew == pytest.approx(stats.skew(found.times))
    assert found.square == pytest.approx(np.mean(pdist(x) ** 2))
    assert found.square == pytest.approx(2 * x.var(axis=0, ddof=1).sum())  # what the text says
    pareto = 1 / np.mean(np.log(distances[:, 1] / distances[:, 0]))  # maximum likelihood
    assert found.dimension == pytest.approx(pareto * (len(x) - 1) / len(x))
    edges = np.linspace(0, near.REACH, near.BINS + 1) * np.sqrt(found.square)
    assert found.pairs == pytest.approx(np.histogram(pdist(x), edges)[0] / (len(x) * (len(x) - 1) / 2), abs=2e-3)


def test_two_nn_finds_the_dimension_of_a_bent_sheet():
    rng = np.random.default_rng(8)
    for m in (1, 2, 5):
        flat = rng.uniform(size=(1500, m))
        bent = np.concatenate([flat, np.sin(2 * flat), np.zeros((1500, 20))], axis=1)
        found = near.neighbourhood(bent)
        assert found is not None and found.dimension == pytest.approx(m, rel=0.1)


def test_all_digits():
    x = load_digits().data
    real, mixed = near.neighbourhood(x), near.neighbourhood(near.shuffled(x, 64, 1))
    assert real is not None and mixed is not None
    assert (real.dimension, real.skew) == pytest.approx((9.04, 0.79), abs=0.01)
    assert mixed.contrast == pytest.approx(0.9, abs=0.01) and 23 < mixed.dimension < 27
    assert mixed.square == pytest.approx(real.square, rel=1e-12)


def test_shuffling_keeps_columns_and_is_nested():
    x = near.table("wine")
    some, more = near.shuffled(x, 4, 7), near.shuffled(x, 9, 7)
    assert (np.sort(more, axis=0) == np.sort(x, axis=0)).all() and (near.shuffled(x, 0, 7) == x).all()
    moved = [(each != x).any(axis=0) for each in (some, more)]
    assert moved[0].sum() == 4 and moved[1].sum() == 9 and (moved[1] >= moved[0]).all()
    assert (more[:, moved[0]] == some[:, moved[0]]).all()


def test_copies_and_constants_do_no_harm():
    assert near.neighbourhood(np.ones((30, 3))) is None
    assert near.neighbourhood(np.repeat(np.arange(10.0), 4)[:, None]) is None
    twins = np.repeat(np.random.default_rng(1).normal(size=(40, 3)), [2] * 5 + [1] * 35, axis=0)
    found = near.neighbourhood(twins)
    assert found is not None and np.isfinite([found.contrast, found.dimension, found.skew]).all()
    assert (near.standardised([[1.0, 5.0], [3.0, 5.0]]) == [[-1, 0], [1, 0]]).all()


def test_iris_in_noise_against_scikit_learn():
    flowers, species = iris()
    totals = np.array([4, 9, 39])
    found = near.drowned(3, totals)
    x = np.concatenate([stats.zscore(flowers), near.noise_features(3, 35)], axis=1)
    for k, size in enumerate(totals):
        for row, p in enumerate(near.POWERS):
            apart = cdist(x[:, :size], x[:, :size], "minkowski", p=p)
            np.fill_diagonal(apart, 1e9)  # no flower votes for itself
            model = KNeighborsClassifier(5, metric="precomputed").fit(apart, species)
            assert found.right[row, k] == pytest.approx(model.score(apart, species))
        folds = PredefinedSplit(np.arange(150) % 10)
        chain = make_pipeline(SelectKBest(f_classif, k=4), KNeighborsClassifier(5))
        scores = cross_val_score(chain, x[:, :size], species, cv=folds)
        assert found.screened[k] == pytest.approx(scores.mean())
        assert found.squares[k] == pytest.approx(pdist(x[:, :size], "sqeuclidean"))
        auc = roc_auc_score(found.same, -found.squares[k])
        assert near.nearer(found.squares[k], found.same) == pytest.approx(auc)
        assert found.squares[k].mean() == pytest.approx(2 * found.variances[k])
    assert near.f_ratios(x, species) == pytest.approx(f_classif(x, species)[0])


def test_noise_drowns_iris_as_published_simulations_say():
    found = np.mean([near.drowned(seed, [4, 9, 24, 104, 504]).right[2] for seed in range(6)], axis=0)
    assert found == pytest.approx([0.96, 0.844, 0.776, 0.596, 0.478], abs=0.06)


def test_hubs_grow_with_the_dimension():
    skews = []
    for d in (3, 20, 100):
        found = near.neighbourhood(np.random.default_rng(d).normal(size=(1000, d)))
        assert found is not None
        skews.append(found.skew)
    assert skews[0] < 0.5 < 2 < skews[1] < skews[2]
