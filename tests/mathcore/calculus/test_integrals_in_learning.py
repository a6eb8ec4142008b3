"""Oracles: `scipy.integrate.nquad`, closed forms, `scipy.stats.qmc`, `sklearn.metrics`, `scipy.stats.mannwhitneyu`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import mannwhitneyu, qmc
from sklearn.metrics import roc_auc_score, roc_curve

from mathcore.calculus import integrals_in_learning as learning


@pytest.mark.parametrize("name", ["smooth", "kink"])
def test_the_integrals_of_products_are_scipys(name):
    f = learning.INTEGRANDS[name]
    for d in (1, 2):
        for power, known in ((1, f.exact), (2, f.square)):
            value = integrate.nquad(
                lambda *x, d=d, power=power: f.values(np.array(x))[d - 1] ** power,
                [(0, 1)] * d,
                opts={"points": [learning.KINK]},
            )[0]
            assert known[d - 1] == pytest.approx(value, rel=1e-9)
    assert f.exact[9] == pytest.approx(f.exact[0] ** 10)


def test_the_ball_in_the_cube():
    f = learning.INTEGRANDS["ball"]
    assert f.exact[:4] == pytest.approx([1, np.pi / 4, np.pi / 6, np.pi**2 / 32])
    for d in range(2, 11):  # Archimedes' recursion
        slices = integrate.quad(lambda x, d=d: (1 - x * x) ** ((d - 1) / 2), 0, 1)[0]
        assert f.exact[d - 1] == pytest.approx(f.exact[d - 2] * slices)


@pytest.mark.parametrize("name", sorted(learning.INTEGRANDS))
def test_the_table_of_grids_is_what_their_points_give(name):
    f, table = learning.INTEGRANDS[name], learning.grid_errors(name)
    for d in range(1, 11):
        for k in (0, 3, 7, 12):
            points = learning.grid(d, k)
            assert len(points) == 2**k == len(np.unique(points, axis=0))
            mean = learning.grid_mean(name, d - 1, k)
            assert mean == pytest.approx(f.values(points)[:, -1].mean(), rel=1e-12)
            assert table[d - 1, k] == pytest.approx(abs(mean / f.exact[d - 1] - 1), abs=1e-10)


def test_grids_and_the_entry_s_numbers():
    f, table = learning.INTEGRANDS["smooth"], learning.grid_errors("smooth")
    found = [f.exact[d - 1] * table[d - 1, 12] for d in (1, 2, 4)]
    assert found == pytest.approx([1.8e-9, 1.1e-5, 8.0e-4], rel=0.03)
    assert learning.loses("smooth", 12) == 6 and learning.loses("kink", 12) == 4
    assert learning.shares(6, 12) == [4] * 6 and learning.shares(8, 12) == [4] * 4 + [2] * 4


def test_random_points_err_as_their_deviation_says():
    f = learning.INTEGRANDS["smooth"]
    runs = np.array([f.values(learning.chance(seed, 256)).mean(axis=0) / f.exact - 1 for seed in range(300)])
    assert np.sqrt((runs**2).mean(axis=0)) == pytest.approx(f.random / 16, rel=0.2)
    found = learning.random_errors("smooth", 3)
    points = learning.chance(3, 4096)
    assert found.run[5, 8] == pytest.approx(f.values(points[:256])[:, 5].mean() / f.exact[5] - 1)


def test_scrambled_points_are_sobols():
    """The digital net stays: in every coordinate, and in every pair of halves, as many points as there should be."""
    for which in range(3):
        x = learning.sobol(7, which, 256)
        for j in range(10):
            assert (np.bincount((x[:, j] * 256).astype(int), minlength=256) == 1).all()
        boxes = (x[:, 0] * 16).astype(int) * 16 + (x[:, 1] * 16).astype(int)
        assert (np.bincount(boxes, minlength=256) == 1).all()
        assert qmc.discrepancy(x) < 0.3 * np.mean([qmc.discrepancy(learning.chance(s, 256)) for s in range(5)])
    assert not np.array_equal(learning.sobol(7, 0, 64), learning.sobol(8, 0, 64))


def test_sobols_errors_are_of_the_size_of_scipys():
    f, mine = learning.INTEGRANDS["smooth"], learning.random_errors("smooth", 1).sobol
    scipys = np.array([f.values(qmc.Sobol(10, rng=s).random_base2(12)).mean(axis=0) / f.exact - 1 for s in range(16)])
    ratio = mine[:, 12] / np.sqrt((scipys**2).mean(axis=0))
    assert (ratio[2:] > 0.2).all() and (ratio[2:] < 5).all()  # in one or two dimensions both have heavy tails


def test_scrambled_averages_are_unbiased():
    f = learning.INTEGRANDS["kink"]
    means = np.array([f.values(learning.sobol(s, w, 8)).mean(axis=0) for s in range(40) for w in range(8)])
    error = means.mean(axis=0) / f.exact - 1
    assert (np.abs(error) < 5 * means.std(axis=0) / f.exact / np.sqrt(len(means))).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40))
def test_areas_are_scikit_learns_and_mann_and_whitneys(rows):
    scores, ill = np.array([s for s, _ in rows], float), np.array([i for _, i in rows])
    if ill.all() or not ill.any():
        return
    found = learning.roc(scores, ill)
    low, middle, high = found.areas
    assert middle == pytest.approx(roc_auc_score(ill, scores))
    u = mannwhitneyu(scores[ill], scores[~ill]).statistic / (ill.sum() * (~ill).sum())
    wins, ties = learning.duels(scores, ill)
    assert u == pytest.approx(wins + ties / 2)
    assert (low, high) == pytest.approx((wins, wins + ties))
    false, true, _ = roc_curve(ill, scores, drop_intermediate=False)
    assert found.false == pytest.approx(false) and found.true == pytest.approx(true)


def test_the_auc_of_mean_radius():
    z, ill = learning.scores("mean radius")
    assert ill.sum() == 212 and len(z) == 569
    assert learning.roc(z, ill).areas[1] == pytest.approx(0.937517, abs=5e-7)
    coarse = learning.roc(*learning.scores("mean radius", 1.0))
    assert coarse.areas == pytest.approx((0.8133, 0.8964, 0.9796), abs=5e-5) and len(coarse.levels) == 7
    at = learning.roc(z, ill)
    assert at.place(10) == 0 and at.place(-10) == len(at.levels)
    assert at.true[at.place(0.3)] == pytest.approx((z[ill] >= 0.3).mean())


@pytest.mark.parametrize("seed", [0, 1, 77])
@pytest.mark.parametrize("doublings", [4, 7, 12])
def test_slabs_without_a_point_are_counted_by_histograms(seed, doublings):
    n = 2**doublings
    for d in (1, 3, 10):
        for kind, points in (
            ("grid", learning.grid(d, doublings)),
            ("random", learning.chance(seed, n)[:, :d]),
            ("sobol", learning.sobol(seed, 0, n)[:, :d]),
        ):
            empty = max(int((np.histogram(each, bins=n, range=(0, 1))[0] == 0).sum()) for each in points.T)
            assert learning.bare(kind, seed, d, doublings) == empty
        assert learning.bare("sobol", seed, d, doublings) == 0
