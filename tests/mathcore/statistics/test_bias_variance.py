"""Smoothers, their error terms, resplits and random features. Oracles: numpy.linalg.lstsq, scikit-learn's Ridge,
KNeighborsRegressor and DecisionTreeRegressor; the terms by many samples of numpy's own generator and by published
closed forms; a row of the table of digits by numpy.linalg.lstsq and scikit-learn's Ridge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import DecisionTreeRegressor

from mathcore.common.tables import digits
from mathcore.statistics import error_terms as et
from mathcore.statistics import random_features as rf
from mathcore.statistics import resplits as rs
from mathcore.statistics import smoothers as sm

RNG = np.random.default_rng(54)
AT = np.linspace(-1, 1, 37)


@pytest.mark.parametrize("n", [20, 35, 80])
def test_smoothers_say_what_the_libraries_say(n):
    x, y = sm.places(n), RNG.normal(size=n)
    for degree in (0, 1, 4, 9, 15):
        wanted = np.vander(AT, degree + 1) @ np.linalg.lstsq(np.vander(x, degree + 1), y, rcond=None)[0]
        assert sm.weights("polynomial", degree, x, AT) @ y == pytest.approx(wanted, abs=1e-7)
    for penalty in (1e-4, 0.01, 3.0):
        model = Ridge(alpha=n * penalty).fit(sm.legendre(x)[:, 1:], y)
        found = sm.weights("ridge", penalty, x, AT) @ y
        assert found == pytest.approx(model.predict(sm.legendre(AT)[:, 1:]), abs=1e-7)
    places = RNG.uniform(-1, 1, 50)  # where no two data are as near
    for k in (1, 2, 7, 20):
        wanted = KNeighborsRegressor(k).fit(x[:, None], y).predict(places[:, None])
        assert sm.weights("neighbours", k, x, places) @ y == pytest.approx(wanted, abs=1e-12)
    with pytest.raises(ValueError, match="no linear smoother"):
        sm.weights("tree", 3, x, AT)


def test_the_basis_has_squares_of_mean_one():
    nodes, weights = np.polynomial.legendre.leggauss(40)
    basis = sm.legendre(nodes)
    assert basis.T * weights / 2 @ basis == pytest.approx(np.eye(16), abs=1e-12)


@pytest.mark.parametrize("n", [20, 30, 80])
def test_trees_are_those_of_scikit_learn(n):
    x, y = sm.places(n), RNG.normal(size=(25, n)) + np.sin(3 * sm.places(n))
    fits = et.tree_fits(y)
    for k, leaves in enumerate(sm.SETTINGS["tree"]):
        if leaves == 1:
            assert fits[k] == pytest.approx(np.repeat(y.mean(axis=1)[:, None], n, axis=1), abs=1e-12)
            continue
        for i in range(0, 25, 6):
            tree = DecisionTreeRegressor(max_leaf_nodes=int(leaves), random_state=0).fit(x[:, None], y[i])
            assert fits[k, i] == pytest.approx(tree.predict(x[:, None]), abs=1e-10)
            assert sm.tree_weights(y[i], int(leaves), x, x) @ y[i] == pytest.approx(fits[k, i], abs=1e-10)


def test_trees_cut_no_further_than_they_can():
    assert not sm.cuts(np.ones((2, 20)), 16).any()
    assert np.array_equal(sm.leaf_means(np.ones((2, 20)), sm.cuts(np.ones((2, 20)), 16)), np.ones((2, 20)))
    step = np.repeat([0.0, 1.0], 10)[None]
    assert sm.cuts(step, 4)[0].tolist() == [10, 0, 0]
    few = sm.tree_weights(step[0], 16, sm.places(20), [-1.0, 0.9])
    assert few.sum(axis=1) == pytest.approx(1) and np.count_nonzero(few, axis=1).tolist() == [10, 10]


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sm.LINEAR),
    st.integers(0, 100),
    st.integers(20, 80),
    st.floats(-1, 1),
)
def test_weights_sum_to_one_and_are_never_steadier_than_the_mean(method, k, n, at):
    setting = sm.SETTINGS[method][k % len(sm.SETTINGS[method])]
    w = sm.weights(method, setting, sm.places(n), [at])[0]
    assert w.sum() == pytest.approx(1, abs=1e-8)
    assert w @ w >= 1 / n - 1e-9


def test_published_and_closed_forms():
    """Projections have the variance sigma² q/n and k neighbours sigma²/k, exactly."""
    f = np.sin(np.pi * sm.places(30))
    terms = et.exact("polynomial", f, 0.3)
    assert terms.variance == pytest.approx(0.09 * np.arange(1, 17) / 30, rel=1e-9)
    assert terms.bias[[1, 3, 5]] == pytest.approx([0.2197, 0.00555, 0.000025], rel=0.02)
    assert terms.error[[1, 3, 5]] - 0.09 == pytest.approx([0.2257, 0.01755, 0.01802], abs=5e-5)
    assert int(np.argmin(terms.error)) == 3
    near = et.exact("neighbours", f, 0.3)
    k = np.array(sm.SETTINGS["neighbours"])
    assert near.variance == pytest.approx(0.09 / k, rel=1e-9) and near.parameters == pytest.approx(30 / k, rel=1e-9)
    assert near.bias[[-1, -3, -9]] == pytest.approx([0, 0.0031, 0.0541], abs=5e-5)


@pytest.mark.parametrize(("method", "rho"), [("polynomial", 0.0), ("neighbours", 0.7), ("ridge", 0.4)])
def test_exact_terms_are_those_of_many_samples_of_another_generator(method, rho):
    n, sigma, many = 30, 0.5, 4000
    x = sm.places(n)
    f = np.exp(x) - x**2
    gap = np.subtract.outer(np.arange(n), np.arange(n))
    root = np.linalg.cholesky(rho ** np.abs(gap) if rho else np.eye(n))
    old, new = (f + sigma * RNG.normal(size=(many, n)) @ root.T for _ in range(2))
    terms = et.exact(method, f, sigma, rho)
    for k in (1, 6, 14):
        fits = old @ sm.hats(method, n)[k].T
        assert terms.variance[k] == pytest.approx(fits.var(axis=0).mean(), rel=0.08)
        assert terms.bias[k] == pytest.approx(
            np.square(fits.mean(axis=0) - f).mean(), abs=4 * terms.variance[k] / many + 1e-3
        )
        assert terms.error[k] == pytest.approx(np.square(new - fits).mean(), rel=0.03)
        assert terms.training[k] == pytest.approx(np.square(old - fits).mean(), rel=0.05)


def test_reactions_sum_up_what_the_samples_say():
    n, sigma, rho = 25, 0.3, 0.5
    f = np.abs(sm.places(n))
    old, new = f + sigma * et.noise(9, n, rho), f + sigma * et.noise(9, n, rho, 1)
    for method in sm.LINEAR:
        found = et.measured(method, f, sigma, et.reactions(method, n, rho, 9))
        for k in range(0, len(found.bias), 5):
            fits = old @ sm.hats(method, n)[k].T
            assert found.bias[k] == pytest.approx(np.square(fits.mean(axis=0) - f).mean(), abs=1e-12)
            assert found.variance[k] == pytest.approx(fits.var(axis=0).mean(), abs=1e-12)
            assert found.error[k] == pytest.approx(np.square(new - fits).mean(), abs=1e-12)
            assert found.training[k] == pytest.approx(np.square(old - fits).mean(), abs=1e-12)


def test_noise_has_variance_one_and_the_correlation_that_it_says():
    e = np.concatenate([et.noise(seed, 40, 0.6) for seed in range(60)])
    assert e.var() == pytest.approx(1, abs=0.02)
    assert (e[:, 1:] * e[:, :-1]).mean() == pytest.approx(0.6, abs=0.02)
    assert (e[:, 3:] * e[:, :-3]).mean() == pytest.approx(0.6**3, abs=0.02)


def test_slacks_are_kept_and_are_not_loose():
    n, sigma = 30, 0.5
    f = np.sin(4 * sm.places(n))
    hat = sm.hats("polynomial", n)[4]
    shift, spread = et.slacks(hat, f, sigma, 0.0)
    off = []
    for seed in range(200):
        fits = (f + sigma * et.noise(seed, n, 0.0)) @ hat.T
        off.append((np.square(fits.mean(axis=0) - f).mean(), fits.var(axis=0).mean()))
    exact = et.exact("polynomial", f, sigma)
    bias, variance = np.abs(np.array(off) - [exact.bias[4], exact.variance[4]]).max(axis=0)
    assert shift / 8 < bias < shift and spread / 4 < variance < spread


@pytest.mark.parametrize("name", ["diabetes", "nile", "engel"])
def test_resplits_fit_what_the_libraries_fit(name):
    data = rs.built_in(name)
    order = np.argsort(data.x, kind="stable")[:: max(1, len(data.x) // 50)]
    x, y = data.x[order], data.y[order]
    at = RNG.uniform(x.min(), x.max(), 30)
    if len(np.unique(x)) > 16:
        found = rs.linear_fits("polynomial", x, y, at)
        for degree in (0, 1, 5):
            assert found[degree] == pytest.approx(np.polyval(np.polyfit(x, y, degree), at), abs=1e-6)
    found = rs.linear_fits("ridge", x, y, at)[9]
    model = Ridge(alpha=len(x) * sm.SETTINGS["ridge"][9]).fit(sm.legendre(x)[:, 1:], y)
    assert found == pytest.approx(model.predict(sm.legendre(at)[:, 1:]), abs=1e-7)
    found = rs.linear_fits("neighbours", x, y, at)
    assert found[-1] == pytest.approx(y[np.abs(at[:, None] - x).argmin(axis=1)])


@pytest.mark.parametrize("method", list(sm.SETTINGS))
def test_a_resplit_is_honest(method):
    """Held-out rows are in no training set, and the error splits exactly."""
    data = rs.built_in("nile")
    found = rs.resplit(data, method, 5)
    assert found.held.sum() == len(data.x) // 3 and found.rows == 33
    assert found.error == pytest.approx(found.of_mean + found.spread, rel=1e-9)
    spoilt = rs.resplit(data._replace(y=np.where(found.held, 99.0, data.y)), method, 5)
    assert np.array_equal(spoilt.curves, found.curves)  # the answers held out change no fit
    assert (np.diff(found.training[:: 1 if method != "ridge" else 3]) < 1e-9).all() or method == "neighbours"


def test_trees_of_a_table_with_ties_are_those_of_scikit_learn():
    data = rs.built_in("diabetes")
    found = rs.resplit(data, "tree", 3)
    order = np.argsort(rs.random_uniforms(3, 0, 0, 442), kind="stable")
    rest = order[147:]
    drawn = np.argsort(rs.random_uniforms(3, 1, 0, rs.SETS * len(rest)).reshape(rs.SETS, -1), axis=1, kind="stable")
    for number in (0, 17):
        rows = rest[drawn[number, : found.rows]]
        assert len(np.unique(data.x[rows])) < len(rows)
        for leaves in (2, 5, 12):
            tree = DecisionTreeRegressor(max_leaf_nodes=leaves, random_state=0).fit(data.x[rows, None], data.y[rows])
            differ = np.abs(found.curves[leaves - 1, number] - tree.predict(rs.LINE[:, None])) > 1e-9
            assert differ.sum() <= 1  # scikit-learn rounds places to single precision


def test_tables_that_cannot_be_learnt_from_are_refused():
    rows = np.stack([np.arange(80.0) % 7, RNG.normal(size=80)], axis=1)
    few = rs.resplit(rs.table(rows, "a", "b"), "polynomial", 1)  # seven places, sixteen coefficients
    assert np.isfinite(few.error).all()
    with pytest.raises(ValueError, match=r"30 rows.*60\.$"):
        rs.table(rows[:30], "a", "b")
    for column, name in ((0, "a"), (1, "b")):
        same = rows.copy()
        same[:, column] = 3.0
        with pytest.raises(ValueError, match=f"“{name}” is alike"):
            rs.table(same, "a", "b")


def test_a_row_of_the_table_of_digits_is_recomputed():
    sweep = rf.sweep()
    for size in (47,):
        k = rf.SIZES.index(size)
        assert np.stack([each[:, k] for each in sweep], axis=1)[:, [0, 1, 2, 4, 5, 6, 7]] == pytest.approx(
            rf.row(size)[:, [0, 1, 2, 4, 5, 6, 7]], rel=1e-5
        )


def test_the_digits_are_fitted_as_by_the_libraries():
    train, test, y, truth = rf.model(4, 23)
    assert train.shape == (200, 23) and test.shape == (1000, 23)
    tested, rest = rf.split()
    assert len(set(tested) | set(rest)) == len(digits().labels) == len(tested) + len(rest)
    least = test @ np.linalg.lstsq(train, y, rcond=1e-12)[0]
    ridge = Ridge(alpha=0.1, fit_intercept=False).fit(train, y).predict(test)
    found = []
    for number in range(rf.MODELS):
        a, b, c, _ = rf.model(number, 23)
        found.append(np.square(b @ np.linalg.lstsq(a, c, rcond=1e-12)[0] - truth).sum(axis=1).mean())
    assert rf.sweep().error[0, rf.SIZES.index(23)] == pytest.approx(np.mean(found), rel=1e-5)
    assert np.square(ridge - truth).mean() == pytest.approx(np.square(least - truth).mean(), rel=0.1)


def test_the_sweep_keeps_its_identities():
    s = rf.sweep()
    assert s.error.shape == (20, 33)
    assert s.error == pytest.approx(s.of_mean + s.spread, rel=1e-5)
    penalties = np.array(rf.PENALTIES[1:])[:, None]
    assert (s.gain[1:] <= 0.5 / np.sqrt(penalties) * (1 + 1e-6)).all()
    assert (np.diff(s.norm, axis=0) <= 1e-6).all() and (np.diff(s.training, axis=0) >= -1e-9).all()
