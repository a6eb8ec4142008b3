"""Momentum on quadratics against numpy's eigenvalues, the update rules, SciPy's optimiser and the closed forms of
Polyak and of Lessard et al.; Adam's misleading cycle against simulation, and the decay that Reddi et al. prove to
fail."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import differential_evolution

from mathcore.calculus import optimizer_theory as theory

X, BETA, KAPPA = st.floats(1e-4, 4.0), st.floats(0.0, 0.99), st.floats(1.0, 1000.0)


def companion(x, beta, nesterov):
    """The matrix of a step on (p(k), p(k-1)), written out from the update rule."""
    if nesterov:
        return np.array([[(1 + beta) * (1 - x), -beta * (1 - x)], [1, 0]])
    return np.array([[1 + beta - x, -beta], [1, 0]])


@settings(max_examples=200, deadline=None)
@given(x=X, beta=BETA, nesterov=st.booleans())
def test_roots_and_factor_are_numpys_eigenvalues(x, beta, nesterov):
    oracle = np.linalg.eigvals(companion(x, beta, nesterov))
    found = theory.roots(x, beta, nesterov)
    assert np.sort(np.abs(found)) == pytest.approx(np.sort(np.abs(oracle)), abs=3e-8)
    assert found.sum() == pytest.approx(oracle.sum(), abs=1e-12)
    assert found.prod() == pytest.approx(oracle.prod(), abs=1e-12)
    assert theory.factor(x, beta, nesterov) == pytest.approx(np.abs(oracle).max(), abs=3e-8)


@settings(max_examples=60, deadline=None)
@given(beta=BETA, kappa=KAPPA, nesterov=st.booleans())
def test_it_converges_exactly_below_the_border(beta, kappa, nesterov):
    edge = float(theory.border(beta, nesterov))
    assert theory.rate(0.999 * edge, beta, kappa, nesterov) < 1
    assert theory.rate(1.001 * edge, beta, kappa, nesterov) > 1


@settings(max_examples=60, deadline=None)
@given(beta=st.floats(0.01, 0.99), nesterov=st.booleans())
def test_roots_meet_where_they_are_said_to(beta, nesterov):
    for x in theory.critical(beta, nesterov):
        first, second = theory.roots(x, beta, nesterov)
        assert first == pytest.approx(second, abs=1e-6)
    low, high = theory.critical(beta, nesterov)
    assert abs(theory.roots(0.5 * (low + high), beta, nesterov)[0].imag) > 0


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("kappa", [1.5, 10.0, 100.0, 1000.0])
def test_the_best_step_and_momentum_are_found_by_scipy_too(kappa, nesterov):
    best, searched = theory.best(kappa, nesterov), theory.searched(kappa, nesterov)

    def worst(at):
        matrices = [companion(x, at[1], nesterov) for x in (at[0] / kappa, at[0])]
        return max(np.abs(np.linalg.eigvals(each)).max() for each in matrices)

    oracle = differential_evolution(worst, [(1e-6, 4.0), (0.0, 0.9999)], seed=1, tol=1e-10, popsize=20, maxiter=400)
    assert best.rate == pytest.approx(oracle.fun, abs=2e-4)
    assert oracle.fun >= best.rate - 1e-9
    assert searched.rate == pytest.approx(best.rate, abs=1e-7)
    assert (searched.reach, searched.beta) == pytest.approx((best.reach, best.beta), abs=1e-4)
    assert worst((best.reach, best.beta)) == pytest.approx(best.rate, abs=1e-6)


@pytest.mark.parametrize(
    ("kappa", "step", "beta", "rate", "plain"),
    [
        (10, 0.230886, 0.269874, 0.519494, 0.818182),
        (100, 0.0330579, 0.669421, 0.818182, 0.980198),
        (1000, 0.00375853, 0.881145, 0.938693, 0.998002),
    ],
)
def test_the_numbers_of_the_text(kappa, step, beta, rate, plain):
    best = theory.best(kappa)
    assert (best.reach / kappa, best.beta, best.rate) == pytest.approx((step, beta, rate), rel=2e-6)
    assert theory.rate(2 * kappa / (kappa + 1), 0.0, kappa) == pytest.approx(plain, rel=1e-6)
    usual = theory.rate(1.0, (kappa**0.5 - 1) / (kappa**0.5 + 1), kappa, nesterov=True)
    assert usual == pytest.approx(1 - kappa**-0.5)


@settings(max_examples=40, deadline=None)
@given(reach=X, beta=BETA, kappa=KAPPA, nesterov=st.booleans())
def test_measured_factors_are_what_the_roots_say(reach, beta, kappa, nesterov):
    rate = float(theory.rate(reach, beta, kappa, nesterov))
    assert theory.measured(reach, beta, kappa, nesterov) == pytest.approx(rate, rel=0.01, abs=1e-12)


@pytest.mark.parametrize("kappa", [10.0, 100.0, 1000.0])
def test_measured_at_the_best_point_is_above_by_the_defect(kappa):
    """k rho^k: from step 1000 to step 2000 it falls as rho, times 2^(1/1000)."""
    best = theory.best(kappa)
    found = theory.measured(best.reach, best.beta, kappa)
    assert found == pytest.approx(best.rate * 2 ** (1 / 1000), rel=1e-5)
    power = np.linalg.matrix_power(companion(best.reach, best.beta, False), 60)
    assert np.abs(power).max() > 5 * best.rate**60


@settings(max_examples=60, deadline=None)
@given(reach=X, beta=BETA, kappa=KAPPA, nesterov=st.booleans(), k=st.integers(0, 60))
def test_the_distance_after_k_steps_is_that_of_the_update_rule(reach, beta, kappa, nesterov, k):
    curvature, p, v = np.array([1 / kappa, 1.0]) * reach, np.array([-4.5, 2.0]), np.zeros(2)
    for _ in range(k):
        v = beta * v - curvature * (p + beta * v if nesterov else p)
        p = p + v
    found = theory.after(curvature, beta, nesterov, [-4.5, 2.0], k)
    assert found == pytest.approx(np.hypot(*p), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("decay", [0.02, 0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("big", [2.1, 3.0, 6.0])
def test_the_cycle_is_what_simulation_comes_to(big, decay):
    s = 0.0
    for t in range(9000):
        g = big if t % 3 == 0 else -1.0
        s = decay * s + (1 - decay) * g * g
        assert t < 8997 or s == pytest.approx(theory.squares(big, decay)[t % 3], rel=1e-9)


def test_speeds_are_shares_of_the_best_of_the_plane():
    x, beta, share = theory.speeds(100.0)
    assert share.shape == (len(beta), len(x)) and share.max() == 1.0 and share.min() == 0.0
    i, j = np.unravel_index(share.argmax(), share.shape)
    assert (x[j], beta[i]) == pytest.approx((theory.best(100.0).reach, theory.best(100.0).beta), abs=0.1)
    assert (share[x[None, :] > theory.border(beta)[:, None]] == 0).all()


def test_steps_for_a_digit():
    assert theory.digit(0.1) == pytest.approx(1) and theory.digit(0.1 ** (1 / 7)) == pytest.approx(7)
    assert theory.digit(0.0) == 0 and theory.digit(1.0) == theory.digit(1 - 1e-16) == theory.digit(2.0) == np.inf


def test_a_cycle_holds_all_three_methods():
    found = theory.cycle(3.0, 0.1, 50)
    assert set(found.walks) == set(found.pulls) == {"gradient", "adam", "amsgrad"}
    assert found.pulls["gradient"] == pytest.approx([-1, 1 / 3, 1 / 3])
    assert found.simulated == pytest.approx(found.pulls["adam"].sum())


def test_pulls_settle_to_the_closed_form():
    for big, decay in ((3.0, 0.1), (6.0, 0.9)):
        assert theory.simulated_pulls(big, decay) == pytest.approx(theory.pulls(big, decay), rel=1e-12)


@pytest.mark.parametrize("big", [2.1, 3.0, 6.0, 8.0])
def test_adam_goes_the_wrong_way_below_the_threshold_and_amsgrad_never(big):
    found = theory.threshold(big)
    proven = 1 / (1 + big**2)  # Reddi, Kale and Kumar, Theorem 1
    assert proven < found < 1
    assert theory.pulls(big, proven).sum() > 0
    for decay in np.linspace(0.01, 0.99, 25):
        assert (theory.pulls(big, decay).sum() > 0) == (decay < found)
        assert theory.pulls(big, decay, keep=True).sum() < 0


def test_the_walks_end_where_reddi_kale_and_kumar_say():
    """To +1, the worst point, by Adam; to -1 by AMSGrad and by plain gradient descent; recomputed with an optimiser of
    arrays in place of the loop."""
    for method, end in (("adam", 1.0), ("amsgrad", -1.0), ("gradient", -1.0)):
        path = theory.walk(3.0, method, 0.1, 30_000)
        assert path[-1] == pytest.approx(end, abs=0.02), method
        g = np.where(np.arange(30_000) % 3 == 0, 3.0, -1.0)
        kernel = 0.9 * 0.1 ** np.arange(40)
        s = np.convolve(g * g, kernel)[:30_000]
        root = {"adam": s, "amsgrad": np.maximum.accumulate(s), "gradient": np.ones(1)}[method] ** 0.5
        moves = -0.5 / np.sqrt(np.arange(1, 30_001)) * g / root
        inside = np.abs(path[1:]) < 1
        assert np.diff(path)[inside] == pytest.approx(moves[inside], rel=1e-9, abs=1e-12)
