"""The noise of minibatches: all subsets of a small population, scikit-learn's least squares, and simulation."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from mathcore.probability import gradient_noise as noise


def test_gradients_are_those_of_the_squared_loss() -> None:
    data = noise.diabetes()
    assert data.x.mean(axis=0) == pytest.approx(np.zeros(10), abs=1e-12)
    assert data.x.std(axis=0) == pytest.approx(np.ones(10))
    assert data.best == pytest.approx(LinearRegression(fit_intercept=False).fit(data.x, data.y).coef_)
    w = 0.35 * data.best

    def loss(w: np.ndarray) -> np.ndarray:
        return 0.5 * (data.x @ w - data.y) ** 2

    found = noise.gradients(0.35)
    for k in range(10):
        step = 1e-5 * np.eye(10)[k]
        assert found.each[:, k] == pytest.approx((loss(w + step) - loss(w - step)) / 2e-5, abs=1e-6)
    assert found.trace == pytest.approx(np.trace(np.cov(found.each.T, bias=True)))


def test_numbers_of_the_text() -> None:
    start = noise.gradients(0.0)
    wanted = {1: 9.618, 8: 1.1832, 32: 0.27945, 64: 0.1288, 128: 0.05350}
    for batch, value in wanted.items():
        assert noise.expected_noise(start.trace, batch, 442, False) == pytest.approx(
            value, abs=6e-4 if batch == 1 else 5e-5
        )
    assert start.scale == pytest.approx(6.6, abs=0.05)
    assert noise.gradients(1.0).scale == np.inf and noise.gradients(1.0).signal == 0
    assert noise.gradients(1.0).trace == pytest.approx(4.41, abs=5e-3)
    assert [noise.gradients(share).scale for share in (0.7, 0.95)] == pytest.approx([36.8, 1210], rel=1e-3)
    assert noise.expected_noise(start.trace, 104, 442, False) == pytest.approx(0.05 * start.signal, rel=0.05)


@pytest.mark.parametrize("batch", range(1, 6))
def test_the_noise_is_the_mean_over_all_batches(batch: int) -> None:
    z = np.random.default_rng(3).normal(size=(5, 2))
    mean = z.mean(axis=0)
    trace = ((z - mean) ** 2).sum() / 5
    ways = list(combinations(range(5), batch)), list(product(range(5), repeat=batch))
    apart, anew = (((z[np.array(each)].mean(axis=1) - mean) ** 2).sum(axis=1) for each in ways)
    assert noise.expected_noise(trace, batch, 5, False) == pytest.approx(apart.mean(), abs=1e-15)
    assert noise.expected_noise(trace, batch, 5, True) == pytest.approx(anew.mean())
    found = noise.Gradients(z, mean, trace)
    assert noise.added_noise(found, batch, False) == pytest.approx(apart.mean(), abs=1e-15)
    assert noise.added_noise(found, batch, True) == pytest.approx(anew.mean())
    assert noise.noise_error(found, batch, True) == pytest.approx(anew.std())
    assert noise.noise_error(found, batch, False) >= apart.std() - 1e-12


def test_a_row_of_draws_holds_each_patient_once_unless_drawn_anew() -> None:
    assert (np.sort(noise.draws(50, 442, 1, False), axis=1) == np.arange(442)).all()
    anew = noise.draws(20, 442, 1, True)
    assert all(len(set(row)) < 330 for row in anew.tolist())
    assert anew.min() >= 0 and anew.max() <= 441


def test_a_minibatch_is_the_mean_of_its_gradients() -> None:
    found = noise.gradients(0.2)
    for replaced in (False, True):
        chosen = noise.draws(30, 442, 4, replaced)[:, :7]
        assert noise.minibatch(found.each, chosen) == pytest.approx(found.each[chosen].mean(axis=1))


@pytest.mark.parametrize("replaced", [False, True])
def test_measured_noise_agrees_with_the_formula(replaced: bool) -> None:
    found = noise.gradients(0.0)
    for batch in (1, 8, 64, 300, 441):
        steps = noise.minibatch(found.each, noise.draws(400, 442, 9, replaced)[:, :batch])
        measured = ((steps - found.whole) ** 2).sum(axis=1).mean()
        error = noise.noise_error(found, batch, replaced) / 20
        assert abs(measured - noise.expected_noise(found.trace, batch, 442, replaced)) < 4 * error


def test_the_ring_is_two_standard_deviations_wide() -> None:
    found = noise.gradients(0.0)
    points = noise.ring(found, found.trace / 8, [2, 8]) - found.whole[[2, 8]]
    sigma = np.cov(found.each[:, [2, 8]].T, bias=True) / 8
    assert np.einsum("ij,jk,ik->i", points, np.linalg.inv(sigma), points) == pytest.approx(np.full(121, 4.0))
