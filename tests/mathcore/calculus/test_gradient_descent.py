"""Gradient descent against closed forms, the kernels, SciPy, SymPy and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import eigvalsh
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from mathcore import kernels
from mathcore.calculus import gradient_descent as gd

NAMES = list(gd.WINDOWS)


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "beale", "quadratic"])
def test_hessian_and_gradient_against_sympy(name):
    x, y = sympy.symbols("x y")
    f = {
        "quadratic": (x**2 + 7 * y**2) / 2,
        "rosenbrock": (1 - x) ** 2 + 100 * (y - x**2) ** 2,
        "beale": (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
        "himmelblau": (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    }[name]
    land = gd.landscape(name, 7.0)
    points = np.random.default_rng(2).uniform(-3, 3, (2, 40))
    for found, first, second in zip(land.hessian(*points), (x, x, y), (x, y, y), strict=True):
        exact = sympy.lambdify((x, y), sympy.diff(f, first, second))(*points)
        assert np.allclose(found, exact, rtol=1e-11, atol=1e-9)
    slope = land.slope()
    exact_slope = sympy.lambdify((x, y), [sympy.diff(f, x), sympy.diff(f, y)])
    for px, py in points.T[:10]:
        assert np.allclose(slope(px, py), exact_slope(px, py), rtol=1e-11, atol=1e-9)


@pytest.mark.parametrize("name", ["quadratic", "rosenbrock", "himmelblau", "beale"])
def test_path_is_that_of_the_kernel(name):
    land = gd.landscape(name, 10.0)
    ours = gd.descend(land, (1.2, -0.7), 1e-3, 200)
    theirs = kernels.descend(land.closed, kernels.rule("gradient", step=1e-3), [[1.2, -0.7]], 200).points[:, 0]
    assert ours.last == 200
    assert np.allclose(ours.points, theirs, rtol=1e-12, atol=1e-12)


@settings(max_examples=80, deadline=None)
@given(
    kappa=st.floats(1, 100),
    share=st.floats(0.05, 1.5).filter(lambda s: abs(s - 1) > 1e-3),
    x=st.floats(0.1, 4),
    y=st.floats(0.1, 4),
)
def test_a_quadratic_converges_exactly_below_two_over_the_largest_curvature(kappa, share, x, y):
    step = share * 2 / kappa
    land = gd.landscape("quadratic", kappa)
    path = gd.descend(land, (x, y), step, 60)
    k = path.last
    exact = np.array([x * (1 - step) ** k, y * (1 - step * kappa) ** k])
    assert np.allclose(path.points[k], exact, rtol=1e-9, atol=1e-12)
    long = gd.descend(land, (x, y), step, 40_000)
    end = np.hypot(*long.points[long.last])
    assert (not long.diverged and end < np.hypot(x, y)) == (share < 1)
    if share < 1:
        assert gd.long_run_factor(land.matrix, (x, y), step) == pytest.approx(
            max(abs(1 - step), abs(1 - step * kappa)), abs=2e-3
        )


@pytest.mark.parametrize("kappa", [1.0, 2.0, 10.0, 100.0])
def test_best_factor(kappa):
    step, factor = gd.best_factor(1.0, kappa)
    assert factor == pytest.approx((kappa - 1) / (kappa + 1), abs=1e-7)
    assert step == pytest.approx(2 / (1 + kappa), rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    x=st.floats(-2, 2),
    y=st.floats(-1.5, 2),
    step=st.floats(1e-4, 0.05),
)
def test_a_step_changes_the_loss_as_taylors_theorem_says(name, x, y, step):
    land = gd.landscape(name, 10.0)
    square, bend = gd.mean_curvature(land, (x, y), step)
    if not np.isfinite(bend):
        return
    gx, gy = land.slope()(x, y)
    before, after = land.gap(x, y), land.gap(x - step * gx, y - step * gy)
    drop = step * square * (1 - step * bend / 2)
    assert before - after == pytest.approx(drop, rel=1e-8, abs=1e-10 * (1 + before))


@pytest.mark.parametrize("name", ["diabetes", "collinear"])
def test_regression_against_scikit_learn(name):
    data = load_diabetes(scaled=False)
    columns = [data.feature_names.index(feature) for feature in gd.FEATURES[name]]
    table = StandardScaler().fit_transform(np.column_stack([data.data[:, columns], data.target]))
    fit = LinearRegression().fit(table[:, :2], table[:, 2])
    land = gd.landscape(name)
    assert np.allclose(land.minima[0], fit.coef_, rtol=1e-10)
    assert land.floor == pytest.approx(np.mean((table[:, 2] - fit.predict(table[:, :2])) ** 2) / 2, rel=1e-10)
    correlation = np.corrcoef(table[:, 0], table[:, 1])[0, 1]
    assert np.allclose(eigvalsh(land.matrix), [1 - correlation, 1 + correlation], rtol=1e-10)
    w = np.array([0.3, -0.8])
    assert float(land.value(*w)) == pytest.approx(np.mean((table[:, 2] - table[:, :2] @ w) ** 2) / 2, rel=1e-12)


def test_batches_are_different_rows_nested_and_the_whole_is_the_whole():
    features, target = gd.regression("diabetes")
    words = gd.random_words(5, 0, 0, 3 * 442).reshape(3, 442)
    moments = gd.batch_moments("diabetes", 7, 5, 3)
    for row, found in zip(words, moments, strict=True):
        chosen = np.argsort(row)[:7]
        assert len(set(chosen.tolist())) == 7
        assert np.allclose(found[3:], features[chosen].T @ target[chosen] / 7)
    whole = gd.descend_batches("diabetes", (1.0, -1.0), 0.3, 50, 442, 1)
    assert np.allclose(whole.points, gd.descend(gd.landscape("diabetes"), (1.0, -1.0), 0.3, 50).points, atol=1e-12)


@pytest.mark.parametrize(("step", "batch"), [(0.1, 1), (0.3, 8), (0.8, 64)])
def test_stationary_noise_is_what_a_long_run_shows(step, batch):
    theory = gd.noise("diabetes", step, batch)
    land = gd.landscape("diabetes")
    means, seconds = [], []
    for seed in range(6):
        tail = gd.descend_batches("diabetes", (0.0, 0.0), step, 3000, batch, seed).points[300:]
        means.append(float(np.mean(land.gap(*tail.T))))
        e = tail - land.minima[0]
        seconds.append(e.T @ e / len(e))
    spread = np.std(means, ddof=1) / np.sqrt(len(means))
    assert abs(np.mean(means) - theory.excess) < 5 * spread + 0.01 * theory.excess
    assert np.allclose(np.mean(seconds, axis=0), theory.second, rtol=0.25, atol=0.05 * theory.second.max())


def test_mean_square_limit_divides_stable_from_unstable():
    assert gd.mean_square_limit("diabetes", 442) == pytest.approx(2 / eigvalsh(gd.landscape("diabetes").matrix)[-1])
    limit = gd.mean_square_limit("diabetes", 1)
    assert gd.noise("diabetes", limit * 0.999, 1).factor < 1 < gd.noise("diabetes", limit * 1.001, 1).factor
    assert np.isnan(gd.noise("diabetes", limit * 1.001, 1).excess)


def test_divergence_ends_a_path_without_overflow():
    with np.errstate(all="raise"):
        path = gd.descend(gd.landscape("beale"), (4.0, 4.0), 1.0, 100)
    assert path.diverged and path.last < 5 and np.isnan(path.points[path.last + 1 :]).all()
    bowl = gd.descend(gd.landscape("quadratic", 10.0), (1.0, 1.0), 0.3, 100)
    assert np.abs(bowl.points[bowl.last]).sum() >= gd.DIVERGED > np.abs(bowl.points[bowl.last - 1]).sum()


def test_basins_of_a_shifted_quadratic_and_of_himmelblau():
    found = gd.basins("diabetes", 1.0, 0.5, 12, 300)
    assert (found.labels == 0).all()
    assert (gd.basins("diabetes", 1.0, 1.6, 12, 300).labels != 0).all()
    image = gd.basins("himmelblau", 1.0, 0.005, 20, 300)
    land = gd.landscape("himmelblau")
    for row, column in [(2, 3), (15, 4), (3, 17), (18, 18)]:
        end = gd.descend(land, (image.x[column], image.y[row]), 0.005, 300).points[-1]
        assert image.labels[row, column] == land.nearest(end)
