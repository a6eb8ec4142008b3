"""Two weights against SymPy, SciPy's flow and exact laws; the network against scikit-learn and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import approx_fprime
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor
from sklearn.preprocessing import StandardScaler

from mathcore.calculus import sharpness as sh

WEIGHT = st.floats(-4, 4)


@settings(max_examples=40, deadline=None)
@given(WEIGHT, WEIGHT)
def test_the_hessian_of_two_weights_is_sympys(a, b):
    x, y = sympy.symbols("a b")
    exact = sympy.hessian((x * y - 1) ** 2 / 2, (x, y)).subs({x: a, y: b})
    exact = np.array(exact, float)
    assert np.allclose(sh.two_hessian(a, b), exact[[0, 0, 1], [0, 1, 1]])
    assert sh.two_sharpness([(a, b)])[0] == pytest.approx(np.linalg.eigvalsh(exact)[-1], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.2, 4))
def test_in_the_valley_the_eigenvalues_are_zero_and_the_sum_of_squares(a):
    values = np.linalg.eigvalsh(np.array(sh.two_hessian(a, 1 / a))[[0, 1, 1, 2]].reshape(2, 2))
    assert values == pytest.approx([0, a * a + 1 / a**2], abs=1e-12)
    assert values[-1] >= 2 - 1e-12


@settings(max_examples=60, deadline=None)
@given(WEIGHT, WEIGHT, st.floats(0.01, 0.6))
def test_a_step_multiplies_the_balance_by_a_known_factor(a, b, step):
    path = sh.two_path((a, b), step, 40)
    last = int(np.isfinite(path[:, 0]).sum())
    value, error = sh.balance(path[:last], step)
    x, y = path[last - 1]
    assert abs(x * x - y * y - value) <= 1e-9 + error
    assert error <= 1e-6 * (1 + np.abs(path[:last]).max() ** 2) * 1e3
    by_hand = np.array([a, b])
    for k in range(1, min(last, 6)):
        by_hand = by_hand - step * (by_hand.prod() - 1) * by_hand[::-1]
        assert np.allclose(path[k], by_hand)


@settings(max_examples=12, deadline=None)
@given(WEIGHT, WEIGHT)
def test_gradient_flow_ends_where_the_conserved_balance_says(a, b):
    assume(abs(a + b) > 0.3)
    flow = solve_ivp(lambda t, w: -(w.prod() - 1) * w[::-1], (0, 200), [a, b], rtol=1e-10, atol=1e-12)
    end = flow.y[:, -1]
    assert end.prod() == pytest.approx(1, abs=1e-6)
    assert (end**2).sum() == pytest.approx(sh.flow_sharpness((a, b)), rel=1e-6)


@pytest.mark.parametrize(("step", "ends"), [(0.1, 9.06), (0.25, 6.71), (0.3, 3.27), (0.4, 2.0045), (0.45, np.nan)])
def test_descent_from_three_and_two_fifths(step, ends):
    path = sh.two_path((3, 0.4), step, 2000)
    found = sh.two_sharpness(path)
    assert found[0] == pytest.approx(9.2164, abs=1e-4)
    assert found[-1] == pytest.approx(ends, abs=6e-3, nan_ok=True)
    assert not found[-1] > 2 / step
    assert sh.flow_sharpness((3, 0.4)) == pytest.approx(np.sqrt(8.84**2 + 4))


@settings(max_examples=60, deadline=None)
@given(WEIGHT, WEIGHT, st.floats(0.05, 0.6))
def test_no_path_settles_where_it_is_too_sharp(a, b, step):
    assume(abs(a * b - 1) > 1e-3)
    path = sh.two_path((a, b), step, 400)
    if abs(path[-1].prod() - 1) < 1e-9:
        assert sh.two_sharpness(path[-1:])[0] <= 2 / step * (1 + 1e-3)


def network(w: np.ndarray) -> MLPRegressor:
    """Scikit-learn's network with these weights."""
    x, wanted = sh.flowers()
    model = MLPRegressor(hidden_layer_sizes=(sh.HIDDEN,), activation="tanh", max_iter=1, alpha=0, random_state=0)
    with pytest.warns(ConvergenceWarning):
        model.fit(x, wanted)
    model.coefs_ = [w[:20].reshape(4, 5), w[25:40].reshape(5, 3)]
    model.intercepts_ = [w[20:25], w[40:]]
    return model


def test_the_flowers_are_scikit_learns_standardised():
    x, wanted = sh.flowers()
    data = load_iris()
    assert np.allclose(x, StandardScaler().fit_transform(data.data))
    assert (wanted.argmax(axis=1) == data.target).all()


@pytest.mark.parametrize("seed", [1, 4, 9])
def test_the_loss_is_that_of_scikit_learns_network_and_its_gradient_the_differences(seed):
    w = 3 * sh.net_start(seed)
    x, wanted = sh.flowers()
    out = network(w).predict(x)
    loss, gradient = sh.net_slope(w)
    assert loss == pytest.approx(0.5 * ((out - wanted) ** 2).sum() / 150)
    assert sh.net_hits(w) == (out.argmax(axis=1) == wanted.argmax(axis=1)).sum()

    def value(v):
        return sh.net_slope(v)[0]

    assert np.allclose(gradient, approx_fprime(w, value, 1e-7), atol=1e-5)


@pytest.mark.parametrize("seed", [2, 4, 7])
def test_the_hessian_is_the_differences_of_the_gradient(seed):
    w = 4 * sh.net_start(seed)
    found = sh.net_hessians(w)
    differences = np.array(
        [(sh.net_slope(w + 1e-5 * e)[1] - sh.net_slope(w - 1e-5 * e)[1]) / 2e-5 for e in np.eye(sh.WEIGHTS)]
    )
    assert np.allclose(found, differences, atol=1e-8)
    assert np.allclose(found, found.T, atol=1e-14)
    many = sh.net_hessians(np.stack([w, 0 * w, -w]).reshape(3, 1, -1))
    assert many.shape == (3, 1, 43, 43) and np.allclose(many[0, 0], found)
    values, vectors = np.linalg.eigh(found)
    v = sh.net_steepest(w, float(values[-1]))
    assert abs(v @ vectors[:, -1]) == pytest.approx(1, abs=1e-8)
    assert sh.net_bend(w, v) == pytest.approx(values[-1], abs=1e-6)


def test_training_is_gradient_descent():
    found = sh.train(4, 1.0, 20)
    w = sh.net_start(4)
    for k in range(80):
        if k % sh.EVERY == 0:
            assert np.allclose(found.weights[k // sh.EVERY], w, atol=1e-11)
            assert found.losses[k // sh.EVERY] == pytest.approx(sh.net_slope(w)[0])
            values = np.linalg.eigvalsh(sh.net_hessians(w))
            assert np.allclose(found.eigenvalues[k // sh.EVERY], values, atol=1e-10)
        w = w - sh.net_slope(w)[1]
    assert found.last == 20


def test_a_run_that_diverges_is_given_up():
    found = sh.train(5, 1.25)
    assert found.last < sh.CHECKS
    assert np.isnan(found.losses[found.last + 1 :]).all() and np.isfinite(found.losses[: found.last + 1]).all()
    assert np.isfinite(found.eigenvalues[: found.last + 1]).all()


@pytest.mark.parametrize("seed", [3, 4, 7, 8, 13])
def test_with_long_steps_the_sharpness_stays_at_the_edge_of_stability(seed):
    """Cohen et al. (2021): above what short steps would reach, it hovers at 2/step while the loss falls."""
    short, long = sh.train(seed, 0.4), sh.train(seed, 1.25)
    assert 2 / 0.4 > short.eigenvalues[:, -1].max() > 1.3 * 2 / 1.25
    share = long.eigenvalues[60:, -1] * 1.25 / 2
    assert 0.95 < share.mean() < 1.05 and share.std() < 0.05
    assert long.losses[60:].mean() < long.losses[:20].mean()
    assert short.eigenvalues[0, 0] < -0.5 and short.eigenvalues[-1, 0] > -0.05  # it starts on no valley floor
