"""The net that flows. Oracles: scipy.optimize.approx_fprime for the gradient, SciPy's solve_ivp for fine steps, closed
forms for windings."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import approx_fprime
from sklearn.metrics import log_loss

from mathcore.calculus import neural_flows as neural


def unpacked(flat: np.ndarray, like: neural.Net) -> neural.Net:
    ends = np.cumsum([part.size for part in like])[:-1]
    return neural.Net(*(p.reshape(q.shape) for p, q in zip(np.split(flat, ends), like, strict=True)))


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_gradient_is_that_of_differences(dimensions):
    net = neural.first_weights(dimensions, 5)
    x = neural.samples(dimensions).places.reshape(-1, dimensions)
    labels = np.repeat([0.0, 1.0], neural.EACH)
    loss, slopes = neural.loss_and_slopes(net, x, labels)
    flat = np.concatenate([part.ravel() for part in net])
    measured = approx_fprime(flat, lambda w: neural.loss_and_slopes(unpacked(w, net), x, labels)[0], 1e-6)
    assert np.concatenate([part.ravel() for part in slopes]) == pytest.approx(measured, abs=2e-6)
    chances = 1 / (1 + np.exp(-neural.score(net, neural.carry(net, x)[-1])))
    assert loss == pytest.approx(log_loss(labels, chances))


@pytest.mark.parametrize("dimensions", neural.SPACES)
def test_the_table_holds_what_training_gives(dimensions):
    for stored, made in zip(neural.trained(dimensions, 2), neural.train(dimensions, 2), strict=True):
        assert stored == pytest.approx(made, rel=1e-5, abs=1e-5)


def test_other_nets_are_not_trained():
    with pytest.raises(ValueError, match="seeds"):
        neural.trained(2, 4)


def test_many_small_steps_are_the_flow():
    net = neural.trained(2, 1)
    start = np.array([0.3, -1.1])
    exact = solve_ivp(lambda _, p: neural.velocity(net, p), (0, 1), start, rtol=1e-10, atol=1e-12).y[:, -1]
    gaps = [np.hypot(*(neural.carry(net, start, n)[-1] - exact)) for n in (400, 800)]
    assert gaps[1] == pytest.approx(gaps[0] / 2, rel=0.05)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_the_plane_samples_are_right_and_the_ring_is_not(seed):
    net, ring = neural.trained(2, seed), neural.rings(2, seed)
    inner, outer = neural.right(net, ring)
    assert neural.samples_right(2, seed) == 1 and inner == 1 and 0.9 < outer < 0.98
    scores = neural.score(net, ring.places).min(axis=2)
    assert (scores[:, 1] <= scores[:, 0]).all()
    for places in ring.places:
        assert (neural.winding(places[1], places[0, ::50]) == 1).all()
    # The share by counting places that are evenly spaced.
    even = neural.score(net, neural.carry(net, neural.around(np.linspace(0, 2 * np.pi, 20000)))[-1])
    assert outer == pytest.approx((even[1] > 0).mean(), abs=2e-3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_space_all_is_right(seed):
    net, ring = neural.trained(3, seed), neural.rings(3, seed)
    assert neural.samples_right(3, seed) == 1 and (neural.right(net, ring) == 1).all()
    scores = neural.score(net, ring.places[-1]).min(axis=1)
    assert scores[1] > scores[0]


def test_windings_in_closed_form():
    turn = np.linspace(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    assert neural.winding(circle, [[0.2, 0.3], [2.0, 0.0]]).tolist() == [1, 0]
    assert neural.winding(circle[::-1], [[0.2, 0.3]]).tolist() == [-1]
    twice = np.stack([np.cos(2 * turn), np.sin(2 * turn)], axis=1)
    assert neural.winding(twice, [[0.0, 0.0]]).tolist() == [2]


def test_samples_lie_on_their_rings_one_in_each_arc():
    found = neural.samples(3)
    assert np.linalg.norm(found.places, axis=2) == pytest.approx(np.array(neural.RADII)[:, None] * np.ones(30))
    assert (np.floor(found.angles / (2 * np.pi) * 30) == np.arange(30)).all()
    assert not found.places[..., 2].any()
