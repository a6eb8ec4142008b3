"""Chains against linear algebra of NumPy and SciPy, networkx-free graph searches, simulated paths and exact powers."""

from __future__ import annotations

from math import gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components
from sklearn import datasets

from mathcore.common.randomness import random_uniforms
from mathcore.kernels import markov_chains
from mathcore.probability import markov_chains as markov

USUAL = np.array([[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]])
SWAP = np.array([[0.0, 1.0], [1.0, 0.0]])


def row(k: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*[st.sampled_from([0, 0, 0, 1, 2, 7])] * k).filter(any)


chains = (
    st.integers(2, 5)
    .flatmap(lambda k: st.tuples(*[row(k)] * k))
    .map(lambda rows: np.array(rows, float) / np.sum(rows, axis=1, keepdims=True))
)


def test_the_weather_of_the_lesson():
    settled = markov.gth(USUAL)
    assert settled == pytest.approx([0.625, 0.3125, 0.0625])
    assert markov.eigenvalues(USUAL).real == pytest.approx([1, 0.741421, 0.458579], abs=1e-6)
    assert markov.dobrushin(USUAL) == pytest.approx(0.75) and markov.imbalance(USUAL, settled) < 1e-15
    worst = markov.worst_distances(markov.powers(USUAL, 10), settled)
    assert worst[[1, 2, 5, 10]] == pytest.approx([0.4875, 0.3575, 0.14839, 0.033415], abs=1e-6)
    assert markov.eigenvalues(SWAP).real == pytest.approx([1, -1]) and not markov.classes(SWAP).settles


@given(chains)
@settings(max_examples=80)
def test_classes_and_periods_against_scipys_components_and_the_lengths_of_all_returns(p):
    found = markov.classes(p)
    count, label = connected_components(p > 0, directed=True, connection="strong")
    assert found.number == count
    closed = {tuple(np.flatnonzero(label == k)) for k in range(count) if not p[label == k][:, label != k].any()}
    assert set(found.closed) == closed
    for members, period in zip(found.closed, found.periods, strict=True):
        steps, back = np.eye(len(p), dtype=bool), 0
        for n in range(1, 40):
            steps = steps @ (p > 0)
            back = gcd(back, n) if steps[members[0], members[0]] else back
        assert period == back


@given(chains, st.integers(0, 4))
@settings(max_examples=80)
def test_the_long_run_is_the_average_of_the_powers(p, first):
    start = np.eye(len(p))[first % len(p)]
    found = markov.long_run(p, start)
    assert found @ p == pytest.approx(found, abs=1e-12) and found.sum() == pytest.approx(1)
    # The lazy chain (I + P)/2 has the same averages, and settles.
    assert found == pytest.approx(start @ np.linalg.matrix_power((np.eye(len(p)) + p) / 2, 2**14), abs=1e-7)


@given(chains)
@settings(max_examples=60)
def test_irreducible_chains_have_one_stationary_law_and_kacs_times_of_return(p):
    k = len(p)
    if not markov.classes(p).irreducible:
        return
    equations = np.vstack([p.T - np.eye(k), np.ones(k)])
    solved = np.linalg.lstsq(equations, np.append(np.zeros(k), 1.0), rcond=None)[0]
    assert markov.gth(p) == pytest.approx(solved, abs=1e-9)
    assert [1 / markov.return_time(p, i) for i in range(k)] == pytest.approx(solved, rel=1e-7)


def test_small_shares_are_right_to_the_last_digits():
    """A walk up a ladder that is hard to climb: shares 10⁻³ᵏ, where a least-squares solution loses all digits."""
    up = 1e-3
    p = np.array([[1 - up, up, 0, 0, 0], *([0.0] * 5 for _ in range(4))])
    for k in range(1, 5):
        p[k, k - 1] = 1 - up
        p[k, min(k + 1, 4)] += up
    ratio = up / (1 - up)
    wanted = ratio ** np.arange(5)
    assert markov.gth(p) == pytest.approx(wanted / wanted.sum(), rel=1e-14, abs=0)


def test_a_state_that_is_left_for_good_is_never_met_again():
    p = np.array([[0.5, 0.5, 0], [0, 1, 0], [0, 0, 1]])
    assert markov.return_time(p, 0) == np.inf and markov.return_time(p, 1) == 1
    assert markov.long_run(p, [1, 0, 0]) == pytest.approx([0, 1, 0])
    assert markov.stationary(p) == pytest.approx(np.eye(3)[1:])


@given(chains, st.floats(0, 0.5))
@settings(max_examples=60)
def test_distances_are_between_their_bounds(p, jump):
    p = markov.damped(p, jump)
    settled, n = markov.long_run(p, np.full(len(p), 1 / len(p))), np.arange(9)
    worst = markov.worst_distances(markov.powers(p, 8), settled)
    delta, second = markov.dobrushin(p), abs(markov.eigenvalues(p)[1])
    assert (worst <= delta**n + 1e-12).all() and (0.5 * second**n <= worst + 1e-5).all()
    assert (np.diff(worst) <= 1e-12).all()
    # Dobrushin's coefficient is the smallest factor: for some two distributions it is met, for none exceeded.
    a, b = np.eye(len(p)) @ p, np.random.default_rng(1).dirichlet(np.ones(len(p)), 50)
    pairs = markov.distance(b[:25] @ p, b[25:] @ p) / markov.distance(b[:25], b[25:])
    assert pairs.max() <= delta + 1e-12
    assert max(markov.distance(x, y) for x in a for y in a) == pytest.approx(delta)


@given(st.integers(2, 6), st.integers(0, 1000))
@settings(max_examples=40)
def test_reversible_chains_keep_their_bound(k, seed):
    weights = np.random.default_rng(seed).uniform(0.01, 1, (k, k))
    weights += weights.T
    p, settled = weights / weights.sum(axis=1, keepdims=True), weights.sum(axis=1) / weights.sum()
    assert markov.gth(p) == pytest.approx(settled) and markov.imbalance(p, settled) < 1e-15
    n = np.arange(12)
    bound = markov.reversible_bound(settled.min(), abs(markov.eigenvalues(p)[1]), n)
    assert (markov.worst_distances(markov.powers(p, 11), settled) <= bound + 1e-12).all()


@given(chains, st.floats(0, 0.9))
@settings(max_examples=40)
def test_a_jump_shrinks_all_eigenvalues_but_one(p, jump):
    """In coefficients, which are safe where eigenvalues are not: det(x − P_t)/(x − 1) at (1 − t)x."""
    t = 1 - jump
    plain, found = np.poly(p), np.poly(markov.damped(p, jump))
    rest = [np.polydiv(each, [1, -1])[0] for each in (plain, found)]
    assert rest[1] == pytest.approx(rest[0] * t ** np.arange(len(p)), abs=1e-9)
    assert len(markov.eigenvalues(p)) == len(p) and markov.eigenvalues(p)[0] == 1


@given(st.tuples(row(3), row(3), row(3)).map(lambda rows: np.array([np.array(r) / sum(r) for r in rows])))
@settings(max_examples=100)
def test_the_eigenvalues_of_three_states_are_those_of_lapack(p):
    found, iterated = markov.eigenvalues(p), np.linalg.eigvals(p)
    assert np.poly(found) == pytest.approx(np.poly(iterated), abs=1e-12)


def test_a_chain_without_other_eigenvalues_than_one_and_zero():
    two_steps = [[0.5, 0.5, 0], [0.5, 0, 0.5], [0.5, 0, 0.5]]
    assert markov.eigenvalues(two_steps).tolist() == [1, 0, 0]
    assert markov.decay(two_steps, 0.3, 5).second == 0


def test_places_and_areas_in_the_triangle():
    rng = np.random.default_rng(2)
    for rows in rng.dirichlet(np.ones(3), (20, 3)):
        for row, place in zip(rows, rows @ markov.TRIANGLE, strict=True):
            assert markov.shares_at(*place) == pytest.approx(row)
        assert markov.area_share(rows) == pytest.approx(abs(np.linalg.det(rows)))
    assert markov.shares_at(-1.0, 0.0).min() < 0


def test_far_powers_are_the_powers():
    assert markov.far_power(USUAL, 5) == pytest.approx(np.linalg.matrix_power(USUAL, 32))
    assert markov.far_power(USUAL) == pytest.approx(np.tile(markov.gth(USUAL), (3, 1)))
    assert markov.powers(USUAL, 6)[6] == pytest.approx(np.linalg.matrix_power(USUAL, 6))


def test_simulated_chains_go_where_the_powers_say():
    counts = markov_chains(USUAL, [0, 0, 1], 5, 200_000, 3)
    assert counts[5] / 200_000 == pytest.approx([0, 0, 1] @ np.linalg.matrix_power(USUAL, 5), abs=0.005)


def test_letters_are_counted_as_they_stand():
    counts, text = markov.letter_counts(), markov.written()
    assert set(text) == set(markov.LETTERS) and "  " not in text and len(text) == counts.sum()
    assert counts[markov.LETTERS.index("t"), markov.LETTERS.index("h")] == text.count("th")
    assert counts[26, 26] == 0 and datasets.load_iris().DESCR.lower().count("petal") <= text.count("petal")
    assert markov.gth(markov.letters()) == pytest.approx(counts.sum(axis=0) / counts.sum(), abs=1e-14)
    assert markov.classes(markov.letters()).settles
    assert abs(markov.eigenvalues(markov.letters())[1]) == pytest.approx(0.39, abs=0.001)


def test_the_urn_is_the_walk_on_the_cube():
    """All 1,024 corners: the distance of the walk started at one of them, from binomial sums and from the chain."""
    worst = markov.worst_distances(markov.powers(markov.urn(), 20), markov.gth(markov.urn()))
    assert worst[[1, 5, 10, 20]] == pytest.approx([0.98926, 0.73993, 0.44288, 0.15534], abs=1e-5)
    corner = np.eye(1, 1024)[0]
    for n in range(6):
        if n in (1, 5):
            assert worst[n] == pytest.approx(0.5 * np.abs(corner - 1 / 1024).sum())
        shifted = corner.reshape([2] * 10)
        corner = 0.5 * corner + 0.05 * sum(np.flip(shifted, axis) for axis in range(10)).ravel()
    assert markov.eigenvalues(markov.urn()).real == pytest.approx(1 - np.arange(11) / 10)


def test_random_numbers_of_the_lesson_are_uniform_enough_for_coins():
    assert (random_uniforms(1, 0, 0, 10_000) < 0.5).mean() == pytest.approx(0.5, abs=0.02)


def test_places_join_the_first_that_is_near():
    row = np.array([[0.0, 0.0], [1.0, 0.0], [1.4, 0.0], [1.8, 0.0]])
    assert markov.heaps(row, 0.5) == [[0], [1, 2], [], [3]]  # the last is near to one that has gone to another
    assert markov.heaps(row, 0.3) == [[0], [1], [2], [3]] and markov.heaps(row, 9) == [[0, 1, 2, 3], [], [], []]
    assert markov.heaps(np.zeros((2, 2)), 0.0) == [[0], [1]]


def test_the_second_modulus_of_three_states_is_exact_where_eigvals_is_not():
    step = markov.decay([[0.5, 0.5, 0], [0.5, 0, 0.5], [0.5, 0, 0.5]], 0.0, 3)
    assert step.second == 0.0
    rng = np.random.default_rng(2)
    for p in rng.dirichlet(np.ones(3), (40, 3)):
        assert markov.decay(p, 0.1, 2).second == pytest.approx(np.sort(np.abs(np.linalg.eigvals(0.9 * p + 0.1 / 3)))[1])
