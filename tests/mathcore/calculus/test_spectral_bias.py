"""A small network against scikit-learn's, and against differences of its outputs."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from sklearn.neural_network import MLPRegressor

from mathcore.calculus import spectral_bias as sb

trained = functools.cache(sb.train)
WAYS = pytest.mark.parametrize("features", [False, True])


def scikit(features: bool, seed: int, steps: int) -> MLPRegressor:
    """The same network, with the same first weights, after so many steps of scikit-learn's Adam on the full batch."""
    x, first = sb.inputs(features), sb.start(seed, features)
    net = MLPRegressor(
        hidden_layer_sizes=(sb.UNITS,), activation="tanh", alpha=0.0, shuffle=False, learning_rate_init=sb.RATE
    )
    net.partial_fit(x, sb.TARGET)  # makes the arrays
    net.coefs_ = [first.w.copy(), first.v[:, None].copy()]
    net.intercepts_ = [first.b.copy(), first.a.copy()]
    del net._optimizer  # and the next step makes another, for these
    for _ in range(steps):
        net.partial_fit(x, sb.TARGET)
    return net


@WAYS
def test_training_is_scikit_learns(features):
    found = trained(3, features)
    net = scikit(features, 3, sb.EVERY)
    assert found.outputs[1] == pytest.approx(net.predict(sb.inputs(features)), abs=1e-4)


@WAYS
def test_outputs_at_the_looks_are_those_of_their_weights(features):
    found = trained(2, features)
    for look in (0, 7, 100):
        net = sb.parts(found.weights[look], features)
        assert sb.output(net, sb.inputs(features)) == pytest.approx(found.outputs[look], abs=1e-12)
        assert net.flat == pytest.approx(found.weights[look])
    assert (sb.train(2, features).outputs == found.outputs).all()


@WAYS
def test_gradient_and_jacobian_against_differences(features):
    x, net = sb.inputs(features), sb.start(5, features)
    flat, tiny = net.flat, 1e-6
    g, out = sb.gradient(net, x)
    j = sb.jacobian(net, x)
    assert out == pytest.approx(sb.output(net, x))
    assert j.T @ (out - sb.TARGET) / len(x) == pytest.approx(g, abs=1e-12)
    for k in np.random.default_rng(0).integers(0, len(flat), 12):
        step = np.zeros_like(flat)
        step[k] = tiny
        ahead, behind = (sb.output(sb.parts(flat + s * step, features), x) for s in (1, -1))
        assert (ahead - behind) / (2 * tiny) == pytest.approx(j[:, k], abs=1e-7)


@WAYS
def test_speeds_and_pulls(features):
    x, net = sb.inputs(features), sb.start(1, features)
    kernel = sb.jacobian(net, x) @ sb.jacobian(net, x).T / len(x)
    for k, speed in enumerate(sb.speeds(net, x), start=1):
        wave = np.sin(np.pi * k * sb.X)
        assert speed == pytest.approx(wave @ kernel @ wave / (wave @ wave))
    for k in (1, 3, 6):
        from_kernel, measured = sb.pull(net, x, k)
        assert from_kernel == pytest.approx(measured, abs=1e-8)


def test_amplitudes_and_the_error_by_frequency():
    assert sb.amplitudes(sb.TARGET)[[0, 2, 5]] == pytest.approx([1, 1, 1])
    assert np.abs(np.delete(sb.amplitudes(sb.TARGET), [0, 2, 5])).max() < 1e-12
    out = np.random.default_rng(1).normal(size=sb.SAMPLES)
    found = sb.error_by_frequency(out)
    assert found.sum() == pytest.approx(np.mean((out - sb.TARGET) ** 2))
    one = sb.error_by_frequency(sb.TARGET + 0.3 * np.sin(3 * np.pi * sb.X))
    assert one[3] == pytest.approx(0.045) and one.sum() == pytest.approx(0.045)


@pytest.mark.parametrize("seed", [2, 3])
def test_low_notes_first(seed):
    """Which wave is half learnt first, and the order of the speeds; with features there is no such order."""
    plain = sb.amplitudes(trained(seed, False).outputs)
    when = [int(np.argmax(np.abs(plain[:, k - 1] - 1) < 0.5)) for k in sb.TONES]
    assert when[0] < when[1] < when[2] and plain[-1, 5] > 0.9
    x = sb.inputs(False)
    assert (np.diff(sb.speeds(sb.start(seed, False), x)) < 0).all()
    given = sb.amplitudes(trained(seed, True).outputs)
    assert np.abs(given[3, [0, 2, 5]] - 1).max() < 0.05
    speeds = sb.speeds(sb.start(seed, True), sb.inputs(True))
    assert speeds[:8].max() < 4 * speeds[:8].min() and speeds[8] < 0.15 * speeds[:8].min()
