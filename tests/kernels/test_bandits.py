"""Two-armed bandits against the exact laws of their policies: beta posteriors, enumeration, published growth."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mathcore import kernels, kernels_numpy
from mathcore.kernels_numpy.bandits import _Runs


def chance_that_the_second_is_better(pulls, wins):
    """P(X > Y) for X, Y of the posteriors of the second and the first arm under uniform priors, by quadrature."""
    y, x = (stats.beta(1 + w, 1 + n - w) for n, w in zip(pulls, wins, strict=True))
    return integrate.quad(lambda t: x.pdf(t) * y.cdf(t), 0, 1, points=[x.mean(), y.mean()], limit=400)[0]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=120))
def test_the_kept_chance_is_that_of_the_two_posteriors(results):
    runs = _Runs(np.array([0.5, 0.5]), "thompson", 0.0, 1)
    for second, won in results:
        runs.learn(np.array([second]), np.array([won]))
        runs.pulls[int(second)] += 1
        runs.wins[int(second)] += won
    exact = chance_that_the_second_is_better(runs.pulls[:, 0], runs.wins[:, 0])
    assert runs.chance[0] == pytest.approx(exact, abs=1e-7)


def test_the_kept_chance_does_not_drift_in_long_runs():
    runs = _Runs(np.array([0.1, 0.12]), "thompson", 0.0, 8)
    draws = np.random.default_rng(2)
    for _ in range(20_000):
        second = draws.random(8) < 0.5
        won = draws.random(8) < np.where(second, 0.11, 0.108)
        runs.learn(second, won)
        for arm, mine in enumerate((~second, second)):
            runs.pulls[arm] += mine
            runs.wins[arm] += mine & won
    exact = [chance_that_the_second_is_better(runs.pulls[:, i], runs.wins[:, i]) for i in range(8)]
    assert runs.chance == pytest.approx(exact, abs=1e-8)


def exact_pulls(policy, p, steps):
    """Expected pulls of the second arm by summing over all results: what the policy does is known at each of them."""
    expected = 0.0
    states = {((0, 0), (0, 0)): 1.0}
    for t in range(steps):
        following: dict[tuple[tuple[int, int], tuple[int, int]], float] = {}
        for (pulls, wins), weight in states.items():
            second = policy(t, pulls, wins)
            expected += weight * second
            for arm, won in itertools.product((0, 1), (0, 1)):
                w = weight * (second if arm else 1 - second) * (p[arm] if won else 1 - p[arm])
                if w > 0.0:
                    n = (pulls[0] + 1 - arm, pulls[1] + arm)
                    s = (wins[0] + won * (1 - arm), wins[1] + won * arm)
                    following[n, s] = following.get((n, s), 0.0) + w
        states = following
    return expected


def greedy(pulls, wins):
    """The chance that the second arm is taken for the better one."""
    first, second = wins[0] * pulls[1], wins[1] * pulls[0]
    return 0.5 if first == second else float(second > first)


def upper(factor):
    def policy(t, pulls, wins):
        if t < 2:
            return float(t == 1)
        bound = [w / n + factor * np.sqrt(2 * np.log(t) / n) for w, n in zip(wins, pulls, strict=True)]
        return 0.5 if bound[0] == bound[1] else float(bound[1] > bound[0])

    return policy


@pytest.mark.parametrize(
    ("name", "parameter", "policy"),
    [
        ("thompson", None, lambda t, n, w: chance_that_the_second_is_better(n, w)),
        ("epsilon", 0.3, lambda t, n, w: float(t == 1) if t < 2 else 0.15 + 0.7 * greedy(n, w)),
        ("upper", 0.4, upper(0.4)),
    ],
)
def test_expected_pulls_are_those_of_the_policy(engine, name, parameter, policy):
    p, steps, runs = (0.35, 0.6), 9, 60_000
    found = kernels.bandits(p, name, [steps], runs, 3, parameter=parameter)
    seen = found.pulls[-1, 1]
    assert seen.mean() == pytest.approx(exact_pulls(policy, p, steps), abs=5 * seen.std() / np.sqrt(runs))


def test_a_trial_decides_as_often_right_as_two_binomials(engine):
    p, each, runs = (0.3, 0.4), 25, 40_000
    found = kernels.bandits(p, "commit", [2 * each, 2 * each + 10], runs, 3, parameter=2 * each)
    assert np.all(found.pulls[0] == each)
    second = (found.pulls[1, 1] - each) / 10
    assert set(np.unique(second)) == {0.0, 1.0}
    a, b = (stats.binom(each, q).pmf(np.arange(each + 1)) for q in p)
    exact = np.triu(np.outer(a, b), 1).sum() + 0.5 * np.trace(np.outer(a, b))
    assert second.mean() == pytest.approx(exact, abs=5 * 0.5 / np.sqrt(runs))
    assert found.wins[0].mean(axis=1) == pytest.approx([each * q for q in p], abs=5 * 2.5 / np.sqrt(runs))
    split = kernels.bandits(p, "commit", [40], 3, 1)
    assert np.all(split.pulls == 20)


def test_regret_grows_as_the_logarithm_where_the_policy_learns(engine):
    times = [1_000, 10_000]
    regret = {
        name: kernels.bandits((0.2, 0.4), name, times, 256, 3).regret.mean(axis=1) for name in ("thompson", "epsilon")
    }
    # Lai and Robbins (1985): (p2 - p1) / KL(p1, p2) for each unit of log t, which Thompson's choice attains.
    rate = 0.2 / (0.2 * np.log(0.2 / 0.4) + 0.8 * np.log(0.8 / 0.6))
    thompson, epsilon = (np.diff(regret[name])[0] for name in ("thompson", "epsilon"))
    assert thompson == pytest.approx(rate * np.log(10.0), rel=0.35)
    assert epsilon == pytest.approx(9_000 * 0.05 * 0.2, rel=0.1)


def test_the_same_seed_is_the_same_luck(engine):
    both = [kernels.bandits((0.5, 0.5), name, [200], 70, 8) for name in ("commit", "thompson")]
    # With equal arms what is won does not depend on who is chosen.
    assert np.array_equal(*(found.wins.sum(axis=1) for found in both))
    assert both[0].regret.max() == 0.0


def test_certain_arms(engine):
    found = kernels.bandits((0.0, 1.0), "upper", [1, 2, 50], 5, 1, parameter=0.0)
    assert np.array_equal(found.pulls[:, 1, 0], [0, 1, 49])
    assert np.array_equal(found.regret[:, 0], [1, 1, 1])


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: kernels.bandits((0.1, 1.2), "upper", [5], 1, 1), "probability"),
        (lambda: kernels.bandits((0.1, 0.2, 0.3), "upper", [5], 1, 1), "two arms"),  # type: ignore[arg-type]
        (lambda: kernels.bandits((0.1, 0.2), "best", [5], 1, 1), "policy"),
        (lambda: kernels.bandits((0.1, 0.2), "upper", [5, 5], 1, 1), "ascend"),
        (lambda: kernels.bandits((0.1, 0.2), "upper", [0.5], 1, 1), "whole"),
        (lambda: kernels.bandits((0.1, 0.2), "upper", range(1, 101), 1_000_000, 1), "too many"),
        (lambda: kernels.bandits((0.1, 0.2), "epsilon", [5], 1, 1, parameter=1.5), "chance"),
        (lambda: kernels.bandits((0.1, 0.2), "commit", [5], 1, 1, parameter=2.5), "whole"),
        (lambda: kernels.bandits((0.1, 0.2), "thompson", [5], 1, 1, parameter=2.0), "no parameter"),
    ],
)
def test_what_is_wrong_is_said(call, word):
    with pytest.raises(ValueError, match=word):
        call()


def test_the_twin_knows_no_runs_beyond_the_last():
    found = kernels_numpy.bandits(np.array([0.2, 0.4]), "thompson", 0.0, np.array([3]), 70, 1, 1, 2)
    assert found.shape == (1, 3, 6)
