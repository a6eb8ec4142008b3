"""Dependence of tables, points and features. Oracles: scikit-learn's mutual_info_score, SciPy's chi-square, Pearson,
Spearman and ranks, statsmodels' distance correlation, alternating least squares, all shuffles one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import chi2_contingency, pearsonr, spearmanr
from sklearn.datasets import load_wine
from sklearn.feature_selection import f_classif
from sklearn.metrics import mutual_info_score
from statsmodels.stats.dist_dependence_measures import distance_statistics

from mathcore.probability import dependence

weights = arrays(float, (3, 3), elements=st.integers(0, 30).map(float)).filter(lambda w: w.sum() > 0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(weights)
def test_a_table_against_scikit_learn_and_its_laws(w):
    t = dependence.table(w)
    assert t.mutual == pytest.approx(mutual_info_score(None, None, contingency=w), abs=1e-12)
    assert np.sum(t.values**2) == pytest.approx(t.phi_squared, abs=1e-12)
    assert t.mutual <= np.log1p(t.phi_squared) + 1e-12 and t.values[0] <= 1 + 1e-12
    assert t.independent == (np.abs(t.joint - t.product).max() < 1e-10)
    assert dependence.table(7 * w).mutual == pytest.approx(t.mutual, abs=1e-12)
    if not t.independent:
        f, g = np.nan_to_num(t.x_scores), np.nan_to_num(t.y_scores)
        moments = [t.rows @ f, t.columns @ g, t.rows @ f**2 - 1, t.columns @ g**2 - 1, f @ t.joint @ g - t.values[0]]
        assert np.abs(moments).max() < 1e-8
        there = t.columns > 0
        assert t.means[there] == pytest.approx(t.values[0] * g[there], abs=1e-8)  # exactly linear


def test_full_tables_against_chi_square_and_alternating_least_squares():
    rng = np.random.default_rng(1)
    for _ in range(20):
        w = rng.integers(1, 40, (3, 3)).astype(float)
        t = dependence.table(w)
        assert t.phi_squared == pytest.approx(chi2_contingency(w, correction=False).statistic / w.sum())
        g = rng.normal(size=3)
        for _ in range(800):  # conditional means, one after the other: Hirschfeld's reciprocal regressions
            g = t.joint.T @ (t.joint @ g / t.rows) / t.columns
            g = g - t.columns @ g
            g = g / np.sqrt(t.columns @ g**2)
        f = t.joint @ g / t.rows
        assert np.sqrt(t.rows @ f**2) == pytest.approx(t.values[0], abs=1e-6)
        x = np.repeat(np.arange(9) // 3, w.ravel().astype(int))
        y = np.repeat(np.arange(9) % 3, w.ravel().astype(int))
        assert t.correlation == pytest.approx(pearsonr(x, y).statistic)


def test_known_tables():
    t = dependence.table([[0.1, 0.2, 0.1], [0.1, 0.2, 0.3]])
    assert (t.mutual, t.values[0], t.phi_squared) == pytest.approx((0.0321893, 0.25, 0.0625), abs=1e-7)
    xor = dependence.table([[1, 1], [1, 1]])
    assert xor.mutual == 0 and xor.independent
    assert dependence.information(np.eye(2)) == pytest.approx(np.log(2))  # X xor Y, told by both
    sure = dependence.table([[0, 25, 0], [25, 0, 25], [0, 25, 0]])
    assert (sure.mutual, sure.values[0], sure.correlation) == pytest.approx((np.log(2), 1, 0), abs=1e-12)
    assert np.isnan(dependence.table([[1, 2, 3], [0, 0, 0]]).correlation)
    for bad in ([[0, 0], [0, 0]], [[1, -1], [1, 1]]):
        with pytest.raises(ValueError, match="at least 0"):
            dependence.table(bad)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(weights, st.integers(0, 1), st.integers(0, 2), st.floats(-0.2, 1.2))
def test_a_cut_goes_where_it_is_dragged_and_keeps_its_column(w, row, column, height):
    if w[:, column].sum() < 5:
        return
    found, stopped = dependence.with_cut(w, row, column, height)
    assert found.min() >= 0 and found.max() <= 100
    assert found.sum(axis=0) / found.sum() == pytest.approx(w.sum(axis=0) / w.sum(), abs=0.02)
    at = dependence.table(found).cuts[row + 1, column]
    assert stopped or abs(at - height) <= 0.2 / min(5, w[:, column].sum()) + 1e-9


def test_shares_are_as_good_as_weights():
    """A table of probabilities is dragged as smoothly as one of per cents, and no weight passes 100."""
    w = np.array([[0.1, 0.2, 0.1], [0.1, 0.2, 0.3], [0.0, 0.0, 0.0]])
    for height in (0.3, 0.37, 0.62):
        cut, _ = dependence.with_cut(w, 0, 0, height)
        found = dependence.table(cut)
        assert found.cuts[1, 0] == pytest.approx(height, abs=0.02)
        assert found.columns == pytest.approx([0.2, 0.4, 0.4], abs=0.01)
    full = np.full((3, 3), 100.0)
    cut, _ = dependence.with_cut(full, 0, 1, 0.4)
    edge, _ = dependence.with_edge(full, 1, 0.9)
    assert max(cut.max(), edge.max()) <= 100
    assert dependence.table(cut).cuts[1, 1] == pytest.approx(0.4, abs=0.01)
    assert dependence.table(edge).columns == pytest.approx([1 / 3, 0.9 - 1 / 3, 0.1], abs=0.01)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(weights, st.integers(0, 1), st.floats(-0.2, 1.2))
def test_an_edge_goes_where_it_is_dragged(w, column, x):
    found, stopped = dependence.with_edge(w, column, x)
    assert found.min() >= 0
    if not stopped and w.sum() > 50:
        assert dependence.table(found).columns[: column + 1].sum() == pytest.approx(x, abs=0.02)


def test_clouds_against_scipy_and_statsmodels():
    rng = np.random.default_rng(2)
    for n in (4, 7, 15, 40):
        for draw in range(6):
            x, y = np.round(rng.normal(size=(2, n)), 1)
            y = y if draw % 2 else np.round(x * x + 0.2 * y, 1)
            found = dependence.cloud(x, y)
            known = distance_statistics(x, y).distance_correlation
            assert found.pearson == pytest.approx(pearsonr(x, y).statistic)
            assert found.spearman == pytest.approx(spearmanr(x, y).statistic)
            assert found.distance == pytest.approx(known)
            assert found.distance**2 == pytest.approx(dependence.distance_products(x, y))
            assert (np.mean(found.first**2), np.mean(found.second**2)) == pytest.approx((1, 1))


@pytest.mark.parametrize("n", [4, 5, 6])
def test_the_mean_over_all_shuffles(n):
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=n), rng.exponential(size=n)
    every = [dependence.cloud(x, y[list(order)]) for order in itertools.permutations(range(n))]
    plain, distance = dependence.cloud(x, y).shuffled
    assert np.sqrt(np.mean([each.pearson**2 for each in every])) == pytest.approx(plain)
    assert np.sqrt(np.mean([each.spearman**2 for each in every])) == pytest.approx(plain)
    assert np.sqrt(np.mean([each.distance**2 for each in every])) == pytest.approx(distance)


def test_a_constant_has_no_correlation_and_a_line_has_one():
    for x, y in (([1, 1, 1, 1], [1, 2, 3, 4]), ([1, 2, 3, 4], [2, 2, 2, 2]), ([1, 1, 1, 1], [1, 1, 1, 1])):
        found = dependence.cloud(x, y)
        assert found.constant and np.isnan([found.pearson, found.spearman, found.distance]).all()
    line = dependence.cloud([1, 2, 5, 7], [-1, -2, -5, -7])
    assert (line.pearson, line.spearman, line.distance) == pytest.approx((-1, -1, 1))
    # The entry's parabola of 1,000 points, to the noise of its draws.
    u = np.random.default_rng(3).uniform(-1, 1, 1000)
    bent = dependence.cloud(u, u * u)
    assert abs(bent.pearson) < 0.08 and bent.distance == pytest.approx(0.49, abs=0.02)


def test_wines_are_scikit_learns_and_the_secret_is_kept():
    found, raw = dependence.wines(), load_wine()
    assert (found.values[:, :13] == raw.data).all() and (found.cultivar == raw.target).all()
    assert found.f[:13] == pytest.approx(f_classif(raw.data, raw.target)[0])
    assert found.names[6] == "flavanoids" and found.names[12] == "proline"
    assert [found.names[k] for k in np.argsort(-found.information)[:3]] == ["flavanoids", "proline", "color intensity"]
    assert spearmanr(found.f[:13], found.information[:13]).statistic == pytest.approx(0.95, abs=0.005)
    assert set(np.argsort(found.information)[:2]) == {13, 14} == set(np.argsort(found.f)[:2])
    a, b = found.values[:, 13:].astype(int).T
    assert ((a + b) % 3 == found.cultivar).all()  # together they determine it


@pytest.mark.parametrize("bins", [2, 3, 5, 8])
def test_pairs_against_scikit_learn_and_the_chain_rule(bins):
    found = dependence.wines()
    for i, j in ((6, 12), (13, 14), (2, 3), (5, 5)):
        a, b = (dependence.binned(found.shares[:, k], bins) for k in (i, j))
        assert a.min() >= 0 and a.max() == bins - 1
        p = dependence.pair(a, b, found.cultivar, bins)
        known = [mutual_info_score(found.cultivar, each) for each in (a, b, a * bins + b)]
        assert (p.first, p.second, p.both) == pytest.approx(tuple(known), abs=1e-12)
        assert p.both == pytest.approx(p.first + p.given, abs=1e-12) and p.both <= p.entropy
        conditional = sum(np.mean(a == k) * mutual_info_score(b[a == k], found.cultivar[a == k]) for k in set(a))
        assert p.given == pytest.approx(conditional, abs=1e-12)


@pytest.mark.parametrize("bins", [3, 8])
def test_what_shuffling_leaves_is_what_shuffling_leaves(bins):
    found, rng = dependence.wines(), np.random.default_rng(0)
    a, b = (dependence.binned(found.shares[:, k], bins) for k in (6, 12))
    mixed = [rng.permutation(found.cultivar) for _ in range(300)]
    each = [[mutual_info_score(classes, code) for classes in mixed] for code in (a, b, bins * a + b)]
    p = dependence.pair(a, b, found.cultivar, bins)
    errors = np.std(each, axis=1) / np.sqrt(len(mixed))
    assert (np.abs(p.shuffled - np.mean(each, axis=1)) < 4 * errors).all()
    if bins == 3:
        assert p.shuffled[0] == pytest.approx(2 * 2 / (2 * 178), rel=0.1)  # (k − 1)(l − 1)/(2n)
