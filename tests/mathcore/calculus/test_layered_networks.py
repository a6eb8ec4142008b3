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
from mathcore.calculus import moon_networks as learners

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

    points, sides = learners.moons(3)
    small = nets.network(learners.NET, "he", 1.0, 2)
    chances = in_scikit_learn(small, activation, points, sides).predict_proba(points)[:, 1]
    loss, _ = learners.logistic_loss(nets.forward(small, points, activation).output, sides)
    assert loss == pytest.approx(log_loss(sides, chances), rel=1e-9)
    assert np.allclose(learners.chances(learners.pack(small), points, activation), chances, rtol=1e-9)


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
        run = learners.train(activation, "zero", 1.0, 1, (0.5, 0.5), 0, 60)
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
