"""Networks against scikit-learn's, SciPy's differences, closed forms, and laws of norms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

from mathcore.calculus import layered_networks as nets

ACTIVATIONS = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
STARTS = st.sampled_from(["glorot", "he", "normal", "zero"])


def in_scikit_learn(layers, activation: str, x, labels) -> MLPClassifier:
    """scikit-learn's network with these weights."""
    hidden = tuple(weights.shape[1] for weights, _ in layers[:-1])
    net = MLPClassifier(hidden, activation=ACTIVATIONS[activation], max_iter=1, random_state=0, batch_size=len(x))
    with pytest.warns(ConvergenceWarning):
        net.fit(x, labels)
    net.coefs_ = [weights for weights, _ in layers]
    net.intercepts_ = [offsets for _, offsets in layers]
    return net


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_forward_sweep_and_the_loss_are_scikit_learns(activation):
    x, labels = nets.images()
    layers = nets.network(nets.depth_sizes(3, 16), "glorot", 1.3, 5)
    layers = [(weights, offsets + 0.1) for weights, offsets in layers]
    run = nets.forward(layers, x, activation)
    chances = in_scikit_learn(layers, activation, x, labels).predict_proba(x)
    loss, adjoint = nets.softmax_loss(run.output, labels)
    assert loss == pytest.approx(log_loss(labels, chances), rel=1e-9)
    assert np.allclose(adjoint, (chances - np.eye(10)[labels]) / len(x), atol=1e-12)

    points, sides = nets.moons(3)
    small = nets.network(nets.NET, "he", 1.0, 2)
    chances = in_scikit_learn(small, activation, points, sides).predict_proba(points)[:, 1]
    loss, _ = nets.logistic_loss(nets.forward(small, points, activation).output, sides)
    assert loss == pytest.approx(log_loss(sides, chances), rel=1e-9)
    assert np.allclose(nets.chances(nets.pack(small), points, activation), chances, rtol=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", [1, 4])
def test_the_whole_gradient_is_scipys(activation, seed):
    points, labels = nets.moons(seed)
    flat = nets.pack(nets.network(nets.NET, "glorot", 1.0, seed)) + 0.05 * np.sin(np.arange(105))
    loss, gradient = nets.slope_of(flat, points, labels, activation)
    assert flat.shape == gradient.shape == (105,)

    def at(weights):
        return nets.slope_of(weights, points, labels, activation)[0]

    assert np.allclose(gradient, approx_fprime(flat, at, 1e-7), atol=3e-6)
    assert loss == pytest.approx(nets.slope_of(flat, points, labels, activation)[0])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("skip", [False, True])
def test_the_gradient_of_a_deep_network_and_by_its_images_is_scipys(activation, skip):
    x, labels = nets.images()
    x, labels = x[:6], labels[:6]
    layers = nets.network((64, 7, 7, 7, 10), "glorot", 1.5, 9)
    run = nets.forward(layers, x, activation, skip)
    found = nets.backward(layers, run, nets.softmax_loss(run.output, labels)[1], activation, skip)

    def loss(parts: list, images=x) -> float:
        return nets.softmax_loss(nets.forward(parts, images, activation, skip).output, labels)[0]

    for number, (weights, offsets) in enumerate(layers):

        def moved(flat, number=number, offsets=offsets, shape=weights.shape):
            parts = list(layers)
            parts[number] = (flat.reshape(shape), offsets)
            return loss(parts)

        def shifted(flat, number=number, weights=weights):
            parts = list(layers)
            parts[number] = (weights, flat)
            return loss(parts)

        assert np.allclose(found.layers[number][0].ravel(), approx_fprime(weights.ravel(), moved, 1e-7), atol=2e-6)
        assert np.allclose(found.layers[number][1], approx_fprime(offsets, shifted, 1e-7), atol=2e-6)

    def by_images(flat):
        return loss(layers, flat.reshape(x.shape))

    assert np.allclose(found.given[0].ravel(), approx_fprime(x.ravel(), by_images, 1e-7), atol=2e-6)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(list(ACTIVATIONS)),
    STARTS,
    st.floats(0.1, 10),
    st.integers(2, 12),
    st.booleans(),
    st.integers(0, 99),
)
def test_reach_keeps_its_bounds_and_both_sweeps_agree(activation, start, scale, depth, skip, seed):
    found = nets.reach(activation, start, scale, depth, 32, skip, seed)
    assert (found.passed <= found.bounds * (1 + 1e-9)).all()
    assert found.forward == pytest.approx(found.reverse, rel=1e-8, abs=1e-12)
    assert (found.slopes[0] <= found.slopes[2]).all() and found.slopes.shape == (3, depth)
    assert (found.mean_slopes <= nets.ACTIVATIONS[activation].steepest + 1e-12).all()
    at = nets.ends(activation, start, [scale], depth, 32, skip, seed)
    assert np.allclose(at[:, 0], found.norms[[0, -1]], rtol=1e-9)


def test_a_gradient_of_sigmoids_vanishes_and_of_rectifiers_explodes():
    """The orders of magnitude of the lesson, over several seeds."""
    for seed in range(1, 6):
        vanish = nets.reach("sigmoid", "glorot", 1.0, 8, 32, False, seed).norms
        assert 1e-6 < vanish[0] / vanish[-1] < 1e-4
        louder = nets.reach("sigmoid", "glorot", 8.0, 8, 32, False, seed).norms
        assert 0.03 < louder[0] / louder[-1] < 0.6
        even = nets.reach("relu", "he", 1.0, 8, 32, False, seed).norms
        assert 0.3 < even[0] / even[-1] < 3
        wild = nets.reach("relu", "normal", 1.0, 8, 32, False, seed).norms
        assert wild.min() > 1e4
        around = nets.reach("sigmoid", "glorot", 1.0, 8, 32, True, seed).norms
        assert around[0] > 1000 * vanish[0]


def test_rectifiers_without_offsets_are_homogeneous():
    """relu(c z) = c relu(z), so scaling L + 1 layers by c multiplies the scores by c^(L + 1)."""
    x, _ = nets.images()
    layers = nets.network(nets.depth_sizes(4, 32), "he", 1.0, 1)
    scaled = [(3 * weights, offsets) for weights, offsets in layers]
    assert np.allclose(nets.forward(scaled, x, "relu").output, 3**5 * nets.forward(layers, x, "relu").output)


def test_no_weights_no_gradient_in_a_hidden_layer():
    for activation in ACTIVATIONS:
        found = nets.reach(activation, "zero", 1.0, 5, 32, False, 1)
        assert not found.norms[:-1].any() and not found.passed.any()
        assert found.loss == pytest.approx(np.log(10))
        run = nets.train(activation, "zero", 1.0, 1, (0.5, 0.5), 0, 60)
        assert not run.norms[0, :2].any()
        assert bool(run.norms[-1, :2].any()) is (activation == "sigmoid")  # φ(0) = 1/2 lets the last layer move


@pytest.mark.parametrize(
    ("start", "deviation"), [("glorot", np.sqrt(2 / 96)), ("he", np.sqrt(2 / 64)), ("normal", 1.0)]
)
def test_first_weights_have_the_deviation_of_their_name(start, deviation):
    weights, offsets = nets.network((64, 32), start, 2.0, 3)[0]
    assert weights.std() == pytest.approx(2 * deviation, rel=0.05) and abs(weights.mean()) < 0.1 * deviation
    assert not offsets.any()
    assert np.array_equal(weights, nets.network((64, 32), start, 2.0, 3)[0][0])
    assert not np.array_equal(weights, nets.network((64, 32), start, 2.0, 4)[0][0])


def test_the_images_are_centred_and_of_unit_mean_square():
    x, labels = nets.images()
    assert np.allclose(x.mean(axis=0), 0) and (x * x).mean() == pytest.approx(1)
    assert np.array_equal(labels, load_digits().target[:256])
    assert abs(np.corrcoef(x.ravel(), load_digits().data[:256].ravel())[0, 1]) > 0.5


def test_the_moons_are_two_noisy_half_circles():
    points, labels = nets.moons(2)
    upper, lower = points[labels == 0] + [0.5, 0.25], points[labels == 1] + [0.5, 0.25]
    off = np.concatenate([np.hypot(*upper.T) - 1, np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5) - 1])
    assert off.std() == pytest.approx(nets.SPREAD, rel=0.15) and len(upper) == len(lower) == 100


def test_training_is_gradient_descent_with_a_switch():
    run = nets.train("tanh", "glorot", 1.0, 1, (0.5, 0.1), 3, 6)
    points, labels = nets.moons(1)
    for k in range(6):
        loss, gradient = nets.slope_of(run.weights[k], points, labels, "tanh")
        assert run.losses[k] == loss
        assert np.allclose(run.weights[k + 1], run.weights[k] - (0.5 if k < 3 else 0.1) * gradient)
        parts = [np.linalg.norm(weights) for weights, _ in nets.unpack(gradient)]
        assert np.allclose(run.norms[k], parts)
    assert run.last == 6 and (np.diff(run.losses) < 0).all()


def test_a_run_that_is_lost_is_given_up():
    run = nets.train("relu", "glorot", 10.0, 3, (100.0, 100.0), 0, 50)
    if run.last < 50:
        assert np.isnan(run.losses[run.last + 1 :]).all() and np.isfinite(run.losses[: run.last + 1]).all()
    lost = nets.train("relu", "glorot", 1.0, 3, (30.2, 30.2), 0, 400)
    assert lost.last < 400 and np.isnan(lost.weights[-1]).all()
    assert not nets.silent(lost.weights[-1], nets.moons(3)[0], "relu")


@pytest.mark.parametrize(("rate", "silent"), [(0.5, False), (2.0, False), (5.0, True), (10.0, True)])
def test_rectifiers_can_be_silenced_for_good(rate, silent):
    run = nets.train("relu", "glorot", 1.0, 1, (rate, rate), 0, 400)
    points = nets.moons(1)[0]
    assert nets.silent(run.weights[-1], points, "relu") is silent
    assert bool(run.norms[-1].any()) is not silent
    if silent:
        assert np.ptp(nets.chances(run.weights[-1], points, "relu")) == 0


def test_a_gradient_too_small_for_the_computer_is_not_silence():
    """Where a unit is on, the network is right beyond all digits: every gradient is 0, yet the layer is not off."""
    run, points = nets.train("relu", "glorot", 1.0, 2, (100.0, 100.0), 200, 400), nets.moons(2)[0]
    assert run.norms[0].all() and not run.norms[-1].any()
    assert not nets.silent(run.weights[-1], points, "relu")
    assert nets.forward(nets.unpack(run.weights[-1]), points, "relu").given[-1].any()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_skip_goes_round_every_layer_between_equal_widths(activation):
    """The first one as well."""
    x = np.sin(np.arange(30.0)).reshape(5, 6)
    layers, labels = nets.network((6, 6, 6, 3), "he", 1.0, 4), np.arange(5) % 3
    run = nets.forward(layers, x, activation, True)
    found = nets.backward(layers, run, nets.softmax_loss(run.output, labels)[1], activation, True)

    def loss(flat):
        return nets.softmax_loss(nets.forward(layers, flat.reshape(x.shape), activation, True).output, labels)[0]

    assert np.allclose(found.given[0].ravel(), approx_fprime(x.ravel(), loss, 1e-7), atol=2e-6)


@given(st.integers(0, 50), st.sampled_from(list(ACTIVATIONS)), st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_the_probe_is_a_derivative_by_the_point(seed, activation, point):
    flat = nets.pack(nets.network(nets.NET, "he", 1.0, seed))
    found = nets.probe(flat, point, activation)

    def chance(p):
        return float(nets.chances(flat, np.asarray(p)[None], activation)[0])

    assert found.chance == pytest.approx(chance(point))
    if activation != "relu":
        assert np.allclose(found.gradient, approx_fprime(point, chance, 1e-7), atol=1e-5)
    assert [len(each) for each in found.given] == [2, 8, 8, 1]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_check_along_the_gradient(activation):
    points, labels = nets.moons(1)
    run = nets.train(activation, "glorot", 1.0, 1, (0.5, 0.5), 0, 50)
    for flat in run.weights[::10]:
        gradient = nets.slope_of(flat, points, labels, activation)[1]
        found = nets.checked(flat, gradient, points, labels, activation)
        assert found is not None and found.length == pytest.approx(np.linalg.norm(gradient))
        assert abs(found.length - found.nudge) <= found.error + 1e-9 and found.error < 1e-3 * (1 + found.length)
    assert nets.checked(run.weights[0], np.zeros(105), points, labels, activation) is None


def test_packing_is_undone():
    layers = nets.network(nets.NET, "he", 1.0, 1)
    for (weights, offsets), (again, other) in zip(layers, nets.unpack(nets.pack(layers)), strict=True):
        assert np.array_equal(weights, again) and np.array_equal(offsets, other)
