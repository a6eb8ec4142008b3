"""Correlations against scipy.stats, Anscombe's published values, the normal law's closed forms, NumPy on all points."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mathcore.statistics import correlations as co

X123 = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
ANSCOMBE = [
    (X123, [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
    (X123, [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74]),
    (X123, [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]),
    ([8] * 7 + [19] + [8] * 3, [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89]),
]
PUBLISHED = (0.81642, 0.81624, 0.81629, 0.81652)
grid = st.integers(0, 12).map(float)
clouds = st.lists(st.tuples(grid, grid), min_size=3, max_size=25)


@pytest.mark.parametrize("k", range(4))
def test_anscombe(k):
    x, y = ANSCOMBE[k]
    assert co.pearson(x, y) == pytest.approx(PUBLISHED[k], abs=5e-6)
    line = stats.linregress(x, y)
    assert (round(line.slope, 1), round(line.intercept, 1)) == (0.5, 3.0)
    assert co.spearman(x, y) == pytest.approx((0.818, 0.691, 0.991, 0.5)[k], abs=6e-4)
    assert co.kendall(x, y) == pytest.approx((0.636, 0.564, 0.964, 0.426)[k], abs=6e-4)


@given(clouds)
@settings(max_examples=60, deadline=None)
def test_all_measures_are_scipys(points):
    x, y = np.array(points).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert np.isnan([co.pearson(x, y), co.spearman(x, y), co.kendall(x, y), co.xi(x, y)]).all()
        return
    assert co.pearson(x, y) == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
    assert co.spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert co.kendall(x, y) == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)
    apart = x + 1e-6 * np.arange(len(x))  # SciPy does not say how it orders equal x
    assert co.xi(x, y) == pytest.approx(stats.chatterjeexi(apart, y).statistic, abs=1e-12)


@given(clouds, st.floats(-30, 40), st.floats(-30, 40))
@settings(max_examples=60, deadline=None)
def test_one_more_point_from_the_sums_alone(points, x, y):
    a, b = np.array(points).T
    found = float(co.with_one_more(co.sums(a, b), x, y))
    with np.errstate(all="ignore"):
        wanted = np.corrcoef(np.append(a, x), np.append(b, y))[0, 1]
    if np.ptp(np.append(a, x)) < 1e-6 or np.ptp(np.append(b, y)) < 1e-6:
        return
    assert found == pytest.approx(wanted, abs=1e-9)


def test_the_centroid_is_a_saddle_and_zero_a_hyperbola():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 9))
    s = co.sums(a, b)
    assert float(co.with_one_more(s, s.mean_x, s.mean_y)) == pytest.approx(s.r, abs=1e-14)
    step = 1e-4 * np.sqrt([s.xx / 9, s.yy / 9])

    def f(u: float, v: float) -> float:
        return float(co.with_one_more(s, s.mean_x + u * step[0], s.mean_y + v * step[1]))

    hessian = np.array([[f(1, 0) + f(-1, 0) - 2 * s.r, 0], [0, f(0, 1) + f(0, -1) - 2 * s.r]]) / 1e-8
    hessian[0, 1] = hessian[1, 0] = (f(1, 1) + f(-1, -1) - f(1, -1) - f(-1, 1)) / 4e-8
    assert 10 * hessian == pytest.approx(np.array([[-s.r, 1], [1, -s.r]]), abs=1e-5)
    u = np.array([-3.0, 0.7, 20])
    x, y = s.mean_x + u * np.sqrt(s.xx / 9), s.mean_y - 10 * s.r / u * np.sqrt(s.yy / 9)
    assert co.with_one_more(s, x, y) == pytest.approx(0, abs=1e-14)


def test_the_influence_is_the_limit_for_many_points():
    rng = np.random.default_rng(2)
    a, b = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 20000).T
    s, n = co.sums(a, b), 20000
    for u, v in ((1, 1), (2, -1), (3, 0.5)):
        x, y = s.mean_x + u * np.sqrt(s.xx / n), s.mean_y + v * np.sqrt(s.yy / n)
        moved = n * (float(co.with_one_more(s, x, y)) - s.r)
        assert moved == pytest.approx(float(co.influence(s.r, u, v)), abs=5e-3)


@given(st.floats(-0.99, 0.99), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
@settings(deadline=None)
def test_the_whole_plane_in_angles(r, alpha, beta):
    n = 8
    s = co.Sums(n, 0.0, 0.0, float(n), float(n), r * n)
    root = np.sqrt(n + 1)
    direct = float(co.with_one_more(s, root * np.tan(alpha), root * np.tan(beta)))
    angles = r * np.cos(alpha) * np.cos(beta) + np.sin(alpha) * np.sin(beta)  # of which the level lines are made
    assert direct == pytest.approx(float(angles), abs=1e-12)


@given(clouds, st.floats(-0.95, 0.95), st.floats(0, 12), st.floats(0, 12))
@settings(max_examples=40, deadline=None)
def test_a_held_point_is_on_its_level_and_none_is_nearer(points, level, x, y):
    a, b = np.array(points).T
    s, box = co.sums(a, b), (-4.0, 16.0, -4.0, 16.0)
    spot = co.held(s, level, (x, y), box)
    if not np.isfinite(s.r):
        assert np.isnan(spot).all()
        return
    xs = np.linspace(-4, 16, 201)
    z = co.with_one_more(s, xs[None], xs[:, None])
    if np.isnan(spot).any():
        assert abs(s.r) > 1 - 1e-9 or (z > level).all() or (z < level).all()
        return
    assert float(co.with_one_more(s, *spot)) == pytest.approx(level, abs=1e-8)
    crossing = (z[:, 1:] - level) * (z[:, :-1] - level) < 0
    rows, columns = np.nonzero(crossing)
    near = np.hypot(xs[columns] + 0.05 - x, xs[rows] - y).min(initial=np.inf)
    assert np.hypot(*(spot - (x, y))) <= near + 0.12


def test_the_normal_law():
    rng = np.random.default_rng(3)
    x, y = rng.multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], 1500).T
    assert co.spearman(x, y) == pytest.approx(6 / np.pi * np.arcsin(0.45), abs=0.02)
    assert co.kendall(x, y) == pytest.approx(2 / np.pi * np.arcsin(0.9), abs=0.02)


def test_rank_differences_and_counts():
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(2, 15))
    assert co.rank_differences(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    found = co.pairs(x, y)
    assert found.all == 105 and (found.rising - found.falling) / 105 == pytest.approx(co.kendall(x, y))
    assert abs(co.rank_differences([1, 1, 2, 3], [1, 2, 3, 4]) - co.spearman([1, 1, 2, 3], [1, 2, 3, 4])) > 1e-3


def test_fishers_interval_is_scipys():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 12))
    wanted = stats.pearsonr(x, y + x).confidence_interval(0.95)
    assert co.interval(co.pearson(x, y + x), 12) == pytest.approx(tuple(wanted))
    assert np.isnan(co.interval(0.5, 3)).all() and co.interval(1.0, 9) == (1.0, 1.0)


def test_daniels_inequality_holds_for_every_order_and_is_reached():
    for n in (3, 4, 5, 6):
        orders = [np.array(each, float) for each in itertools.permutations(range(n))]
        gaps = [3 * n * co.kendall(orders[0], y) - 2 * (n + 1) * co.spearman(orders[0], y) for y in orders]
        assert (min(gaps), max(gaps)) == pytest.approx((2 - n, n - 2))


def test_lines_and_boxes():
    x, y = ANSCOMBE[0]
    line = stats.linregress(x, y)
    assert co.fitted(x, y, [0, 7]) == pytest.approx([line.intercept, line.intercept + 7 * line.slope])
    assert np.isnan(co.fitted([2, 2], [1, 3], [0])).all()
    u, v = co.standard(x), co.standard(y)
    left, right, bottom, top = co.boxes(u, v).T
    assert np.mean(np.sign(u * v) * (right - left) * (top - bottom)) == pytest.approx(co.pearson(x, y))
    assert co.offset(co.sums(x, y), (9, 8.5)) == pytest.approx([0, (8.5 - np.mean(y)) / np.std(y)])
