"""A small network that learns: its gradients against SciPy's differences, its training against its own rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from mathcore.calculus import layered_networks as nets
from mathcore.calculus import moon_networks as learners

ACTIVATIONS = ("sigmoid", "tanh", "relu")


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("seed", [1, 4])
def test_the_whole_gradient_is_scipys(activation, seed):
    points, labels = learners.moons(seed)
    flat = learners.pack(nets.network(learners.NET, "glorot", 1.0, seed)) + 0.05 * np.sin(np.arange(105))
    loss, gradient = learners.slope_of(flat, points, labels, activation)
    assert flat.shape == gradient.shape == (105,)

    def at(weights):
        return learners.slope_of(weights, points, labels, activation)[0]

    assert np.allclose(gradient, approx_fprime(flat, at, 1e-7), atol=3e-6)
    assert loss == pytest.approx(learners.slope_of(flat, points, labels, activation)[0])


def test_the_moons_are_two_noisy_half_circles():
    points, labels = learners.moons(2)
    upper, lower = points[labels == 0] + [0.5, 0.25], points[labels == 1] + [0.5, 0.25]
    off = np.concatenate([np.hypot(*upper.T) - 1, np.hypot(lower[:, 0] - 1, lower[:, 1] - 0.5) - 1])
    assert off.std() == pytest.approx(learners.SPREAD, rel=0.15) and len(upper) == len(lower) == 100


def test_training_is_gradient_descent_with_a_switch():
    run = learners.train("tanh", "glorot", 1.0, 1, (0.5, 0.1), 3, 6)
    points, labels = learners.moons(1)
    for k in range(6):
        loss, gradient = learners.slope_of(run.weights[k], points, labels, "tanh")
        assert run.losses[k] == loss
        assert np.allclose(run.weights[k + 1], run.weights[k] - (0.5 if k < 3 else 0.1) * gradient)
        parts = [np.linalg.norm(weights) for weights, _ in learners.unpack(gradient)]
        assert np.allclose(run.norms[k], parts)
    assert run.last == 6 and (np.diff(run.losses) < 0).all()


def test_a_run_that_is_lost_is_given_up():
    run = learners.train("relu", "glorot", 10.0, 3, (100.0, 100.0), 0, 50)
    if run.last < 50:
        assert np.isnan(run.losses[run.last + 1 :]).all() and np.isfinite(run.losses[: run.last + 1]).all()
    lost = learners.train("relu", "glorot", 1.0, 3, (30.2, 30.2), 0, 400)
    assert lost.last < 400 and np.isnan(lost.weights[-1]).all()
    assert not learners.silent(lost.weights[-1], learners.moons(3)[0], "relu")


@pytest.mark.parametrize(("rate", "silent"), [(0.5, False), (2.0, False), (5.0, True), (10.0, True)])
def test_rectifiers_can_be_silenced_for_good(rate, silent):
    run = learners.train("relu", "glorot", 1.0, 1, (rate, rate), 0, 400)
    points = learners.moons(1)[0]
    assert learners.silent(run.weights[-1], points, "relu") is silent
    assert bool(run.norms[-1].any()) is not silent
    if silent:
        assert np.ptp(learners.chances(run.weights[-1], points, "relu")) == 0


def test_a_gradient_too_small_for_the_computer_is_not_silence():
    """Where a unit is on, the network is right beyond all digits: every gradient is 0, yet the layer is not off."""
    run, points = learners.train("relu", "glorot", 1.0, 2, (100.0, 100.0), 200, 400), learners.moons(2)[0]
    assert run.norms[0].all() and not run.norms[-1].any()
    assert not learners.silent(run.weights[-1], points, "relu")
    assert nets.forward(learners.unpack(run.weights[-1]), points, "relu").given[-1].any()


@given(st.integers(0, 50), st.sampled_from(list(ACTIVATIONS)), st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_the_probe_is_a_derivative_by_the_point(seed, activation, point):
    flat = learners.pack(nets.network(learners.NET, "he", 1.0, seed))
    found = learners.probe(flat, point, activation)

    def chance(p):
        return float(learners.chances(flat, np.asarray(p)[None], activation)[0])

    assert found.chance == pytest.approx(chance(point))
    if activation != "relu":
        assert np.allclose(found.gradient, approx_fprime(point, chance, 1e-7), atol=1e-5)
    assert [len(each) for each in found.given] == [2, 8, 8, 1]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_check_along_the_gradient(activation):
    points, labels = learners.moons(1)
    run = learners.train(activation, "glorot", 1.0, 1, (0.5, 0.5), 0, 50)
    for flat in run.weights[::10]:
        gradient = learners.slope_of(flat, points, labels, activation)[1]
        found = learners.checked(flat, gradient, points, labels, activation)
        assert found is not None and found.length == pytest.approx(np.linalg.norm(gradient))
        assert abs(found.length - found.nudge) <= found.error + 1e-9 and found.error < 1e-3 * (1 + found.length)
    assert learners.checked(run.weights[0], np.zeros(105), points, labels, activation) is None


def test_packing_is_undone():
    layers = nets.network(learners.NET, "he", 1.0, 1)
    for (weights, offsets), (again, other) in zip(layers, learners.unpack(learners.pack(layers)), strict=True):
        assert np.array_equal(weights, again) and np.array_equal(offsets, other)
