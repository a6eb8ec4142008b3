"""Brownian paths, strong errors, samplers and SGD: laws of Lévy's construction by SciPy, the closed form of the mean
square error in mpmath, the kernels' runs on the same increments, discrete Lyapunov equations, sums over patients."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import solve_discrete_lyapunov
from scipy.stats import chi2, kstest, linregress

from mathcore import kernels
from mathcore.advanced import brownian
from mathcore.common.tables import diabetes


def test_windows_of_any_width_are_of_one_path():
    for kind in brownian.KINDS:
        whole = brownian.window(kind, 5, 12, 0, 2**12)
        assert brownian.window(kind, 5, 7, 0, 2**7) == pytest.approx(whole[:: 2**5], abs=1e-12)
        for first, last in ((0, 1), (1, 2), (17, 40), (4000, 4096), (4095, 4096), (2047, 2049)):
            assert brownian.window(kind, 5, 12, first, last) == pytest.approx(whole[first : last + 1], abs=1e-12)
    deep = brownian.window("brownian", 5, 21, 1_000_000, 1_000_512)
    assert deep[::512] == pytest.approx(brownian.window("brownian", 5, 15, 15_625, 15_633)[::8], abs=1e-12)


def test_increments_are_independent_normals_of_every_level():
    for level in (8, 12, 16):
        steps = np.diff(brownian.window("brownian", 11, level, 0, 2**level)) * 2 ** (level / 2)
        assert kstest(steps, "norm").pvalue > 0.001
        assert abs(np.corrcoef(steps[1:], steps[:-1])[0, 1]) < 4 / np.sqrt(len(steps))
    ends = np.array([brownian.window("brownian", seed, 2, 0, 4) for seed in range(400)])
    assert np.cov(ends[:, 1:].T) == pytest.approx(np.minimum.outer(np.arange(1, 5), np.arange(1, 5)) / 4, abs=0.25)


@given(st.integers(0, 999_999), st.integers(1, 10), st.sampled_from(brownian.KINDS))
@settings(max_examples=25, deadline=None)
def test_the_product_rule_with_itos_term(seed, level, kind):
    path = brownian.window(kind, seed, level, 0, 2**level)
    found = brownian.sums(path)
    assert 2 * found.ito + found.squares == pytest.approx(np.full(level + 1, found.end**2), abs=1e-9)
    assert found.lengths[-1] == pytest.approx(np.abs(np.diff(path)).sum())


def test_squares_of_a_walk_and_of_a_smooth_path():
    walk = brownian.sums(brownian.window("walk", 3, 12, 0, 2**12))
    assert walk.squares[8:] == pytest.approx([1, 1 / 2, 1 / 4, 1 / 8, 1 / 16], abs=1e-12)
    assert walk.lengths[8:] == pytest.approx([16] * 5, abs=1e-9)
    smooth = brownian.sums(brownian.window("smooth", 3, 16, 0, 2**16))
    assert smooth.squares[-1] == pytest.approx(smooth.squares[-2] / 2, rel=1e-3)


def test_the_reach_of_the_squares_is_that_of_chi_square():
    for pieces in (1, 16, 4096):
        reach = brownian.squares_reach(pieces)
        outside = chi2.sf((1 + reach) * pieces, pieces) + chi2.cdf((1 - reach) * pieces, pieces)
        assert 4e-7 < outside < 1.01e-6


def closed(mu: float, sigma: float, horizon: float, steps: int, scheme: str) -> float:
    """E X^2 - 2 E XY + E Y^2, with 60 digits."""
    mpmath.mp.dps = 60
    m, s, h, n = mpmath.mpf(mu), mpmath.mpf(sigma), mpmath.mpf(horizon) / steps, steps
    more = s**4 * h**2 / 2 if scheme == "milstein" else 0
    both = (mpmath.exp(m * h) * (1 + m * h + s**2 * h + more)) ** n
    return float(mpmath.sqrt(mpmath.exp((2 * m + s**2) * h * n) - 2 * both + ((1 + m * h) ** 2 + s**2 * h + more) ** n))


@pytest.mark.parametrize("scheme", brownian.SCHEMES)
def test_the_strong_error_is_the_closed_form(scheme):
    for mu, sigma, horizon, steps in ((0.5, 1.0, 1.0, 64), (0.05, 0.4, 10.0, 256), (-0.5, 0.1, 0.5, 256),
                                      (1.0, 1.5, 1.0, 1), (0.0, 0.7, 2.0, 8), (1.0, 1.5, 10.0, 16)):  # fmt: skip
        found = brownian.strong_error((mu, sigma, horizon), steps, scheme)
        assert found == pytest.approx(closed(mu, sigma, horizon, steps, scheme), rel=1e-6)


def test_orders_are_one_half_and_one():
    n = 2.0 ** np.arange(9, 13)
    for scheme, order in (("euler", 0.5), ("milstein", 1.0)):
        errors = [brownian.strong_error((0.5, 0.7, 1.0), int(each), scheme) for each in n]
        assert linregress(np.log(n), np.log(errors)).slope == pytest.approx(-order, abs=0.02)


@pytest.mark.parametrize("scheme", brownian.SCHEMES)
def test_schemes_are_the_kernels_on_the_same_increments(scheme):
    given = (0.5, 0.7, 1.0)
    w = brownian.pairs_of_paths(9, 8, 50, 1.0)[0]
    for refine in (1, 4, 64):
        run = kernels.sde_paths(
            "geometric", given[:2], 1.0, 1.0, 256 // refine, 100, 9, scheme=scheme, refine=refine, keep=2
        )
        assert run.brownian[-1, :50] == pytest.approx(w[-1], abs=1e-9)
        mine = brownian.followed(w[::refine], given, scheme)[-1]
        assert run.values[-1, :50] == pytest.approx(mine, rel=1e-9)
        error = np.exp((0.5 - 0.49 / 2) + 0.7 * w[-1]) - mine
        assert brownian.errors(w, w, given)[scheme][8 - refine.bit_length() + 1] == pytest.approx(error, abs=1e-12)


def test_measured_errors_are_as_exact_ones_say_and_unrelated_noise_gains_nothing():
    given = (0.5, 0.5, 1.0)
    w, other = brownian.pairs_of_paths(4, 6, 20_000, 1.0)
    near, far = brownian.errors(w, w, given), brownian.errors(w, other, given)
    for scheme in brownian.SCHEMES:
        for k in (0, 3, 6):
            second, fourth = (brownian.moments(0.5, 0.5, 0.5**k, 2**k, scheme, order)[order] for order in (2, 4))
            reach = 5 * np.sqrt((fourth / second**2 - 1) / 20_000)
            assert np.mean(near[scheme][k] ** 2) == pytest.approx(
                brownian.strong_error(given, 2**k, scheme) ** 2, rel=reach
            )
        apart = brownian.unrelated_error(given, 64, scheme)
        assert np.sqrt(np.mean(far[scheme][6] ** 2)) == pytest.approx(apart, rel=0.05)
    # Entry by entry: two independent geometric motions are sqrt(2 Var X) apart.
    variance = np.exp(2 * 0.5 + 0.25) - np.exp(1.0)
    assert brownian.unrelated_error(given, 4096, "milstein") == pytest.approx(np.sqrt(2 * variance), rel=2e-3)


@pytest.mark.parametrize("scheme", brownian.SCHEMES)
def test_paths_weighted_by_their_squares_have_the_same_error(scheme):
    """Weights X^2 / E X^2 on plain paths, and paths of W with the drift 2 sigma: both are E(X - Y)^2 / E X^2."""
    for mu, sigma, horizon, steps in (
        (0.5, 0.7, 1.0, 8),
        (0.05, 0.4, 10.0, 64),
        (-0.5, 0.1, 0.5, 256),
        (1.0, 1.5, 1.0, 64),
    ):
        size = np.exp((2 * mu + sigma**2) * horizon)
        found = brownian.moments(mu, sigma, horizon / steps, steps, scheme, 2, True)[2]
        assert found == pytest.approx(closed(mu, sigma, horizon, steps, scheme) ** 2 / size, rel=1e-6)
    given, size = (0.5, 0.7, 1.0), np.exp(1.49)
    exact = closed(*given, 8, scheme) ** 2 / size
    w, other = (each[:: 2**3] for each in brownian.pairs_of_paths(4, 6, 40_000, 1.0))
    measured = [brownian.weighted_square(w[:, k : k + 256], given, scheme) for k in range(0, 39_936, 256)]
    assert np.mean(measured) == pytest.approx(exact, rel=0.05)
    # 256 of them spread as the fourth moment says, and no more.
    assert np.std(measured) / exact == pytest.approx(brownian.error_reach(given, 8, scheme, 256), rel=0.3)
    assert brownian.weighted_square(w, given, scheme, other) > 3 * exact


def test_fourth_moments_by_simulation():
    given, w = (0.2, 0.3, 1.0), brownian.pairs_of_paths(4, 4, 50_000, 1.0)[0]
    e, m = brownian.errors(w, w, given)["euler"][4], brownian.moments(0.2, 0.3, 1 / 16, 16, "euler", 4)
    y = brownian.followed(w, given, "euler")[-1]
    assert m == pytest.approx([np.mean(e**j * y ** (4 - j)) for j in range(5)], rel=0.15, abs=2e-5)


@pytest.mark.parametrize("name", brownian.STEPPERS)
def test_stationary_variances_solve_lyapunovs_equation(name):
    for rate, h in ((1.0, 0.5), (0.5, 3.9), (4.0, 0.05), (2.0, 0.9)):
        a, s = brownian.stepper(name, rate, h)
        assert brownian.stationary(name, rate, h) == pytest.approx(solve_discrete_lyapunov([[a]], [[s * s]])[0, 0])
    kept = {"euler": 1 / (2 - 0.5), "implicit": 1 / (2 + 0.5), "midpoint": 0.5, "exact": 0.5}
    assert brownian.stationary(name, 1.0, 0.5) == pytest.approx(kept[name])
    assert np.isinf(brownian.stationary("euler", 1.0, 2.0)) and np.isinf(brownian.stationary("euler", 4.0, 3.0))


def test_a_chain_is_its_recursion():
    z = np.random.default_rng(1).normal(size=9)
    x, by_hand = 0.0, []
    for each in z:
        x = 0.3 * x + 0.7 * each
        by_hand.append(x)
    assert brownian.chain((0.3, 0.7), z) == pytest.approx(by_hand)


def test_the_regression_is_scipys_and_its_moments_are_sums_over_patients():
    table, target = diabetes()
    fit, on = linregress(table[:, 2], target), brownian.regression()
    assert on.best == pytest.approx(fit.rvalue) and len(on.x) == 442
    r = on.y - on.best * on.x
    assert (np.mean(on.x), np.mean(on.x**2), np.mean(on.x * r)) == pytest.approx((0, 1, 0), abs=1e-12)
    # Of batches of two: every pair of patients, with replacement.
    m, c = (on.x**2)[:, None] + on.x**2, (on.x * r)[:, None] + on.x * r
    shrink, push = np.mean((1 - 0.3 * m / 2) ** 2), 0.09 * np.mean((c / 2) ** 2)
    assert on.contraction(0.3, 2) == pytest.approx(shrink)
    assert on.wander(0.3, 2) == pytest.approx(push / (1 - shrink))
    assert on.due(0.3, 2, 2) == pytest.approx([0, push, push * (1 + shrink)])
    assert on.contraction(on.limit(3), 3) == pytest.approx(1) and on.wander(on.limit(3), 3) == np.inf
    assert on.due(on.limit(1) * 2, 1, 2000)[-1] > 1e100


def test_runs_of_sgd_wander_as_far_as_they_should():
    on, drawn = brownian.regression(), brownian.batches(4, 2, 120, 2000)
    found = brownian.descents(0.1, drawn)
    assert np.mean(found**2, axis=1)[[1, 10, 120]] == pytest.approx(on.due(0.1, 4, 120)[[1, 10, 120]], rel=0.12)
    assert found[2] == pytest.approx((1 - 0.1 * drawn[0][1]) * (0.1 * drawn[1][0]) + 0.1 * drawn[1][1])
