"""Grids: SciPy's linear programming for values, its shortest paths for distances, each discount alone, closed forms,
the kernel's simulation for the worth of routes while exploring, and Sutton and Barto's -13."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import shortest_path

from mathcore import kernels
from mathcore.advanced import gridworlds as grids


def random_world(seed: int) -> tuple[grids.World, int]:
    rng = np.random.default_rng(seed)
    walls = np.stack([rng.integers(0, 7, 8), rng.integers(0, 5, 8)], axis=1)
    spots = [(int(rng.integers(7)), int(rng.integers(5))) for _ in range(2)]
    w = grids.world((5, 7), walls, [(spots[0], 1.0), (spots[1], float(rng.uniform(1, 12)))])
    return w, int(rng.choice(np.flatnonzero(w.live)))


def transitions(w: grids.World, slip: float) -> np.ndarray:
    """P[a, s, s'] by hand."""
    n = len(w.rewards)
    out = np.zeros((4, n, n))
    for s in range(n):
        for a in range(4):
            for b in range(4):
                out[a, s, w.after[s, b]] += slip / 4 + (1 - slip) * (a == b)
    return out


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("slip", [0.0, 0.25])
def test_values_are_those_of_a_linear_programme(seed, slip):
    w, _ = random_world(seed)
    discount = (0.3, 0.8, 0.95)[seed % 3]
    p = transitions(w, slip)
    live = np.flatnonzero(w.live)
    onward = p * ~w.ends
    rows = [discount * onward[a, s][live] - np.eye(len(w.rewards))[s][live] for s in live for a in range(4)]
    bounds = [-(p[a, s] @ w.rewards) for s in live for a in range(4)]
    found = linprog(np.ones(len(live)), A_ub=rows, b_ub=bounds, bounds=(None, None), method="highs")
    values, policy = grids.solve(w, discount, slip)
    assert values[live] == pytest.approx(found.x, abs=1e-7)
    assert grids.evaluate(w, policy, discount, slip) == pytest.approx(values, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_distances_are_scipys(seed):
    w, start = random_world(seed)
    n = len(w.rewards)
    leaving = np.repeat(np.flatnonzero(w.live), 4)
    arriving = w.after[w.live].ravel()
    graph = coo_array((np.ones(len(leaving)), (leaving, arriving)), shape=(n, n)).tocsr()
    far = shortest_path(graph, unweighted=True, indices=start)
    assert np.array_equal(grids.distances(w, start), np.where(np.isfinite(far), far, -1))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.05, 0.99), st.floats(0, 0.5))
def test_a_sweep_contracts_and_more_values_stay_more(seed, discount, slip):
    w, _ = random_world(seed)
    rng = np.random.default_rng(seed)
    low = rng.uniform(-5, 5, len(w.rewards)) * w.live
    high = low + rng.uniform(0, 3, len(low)) * w.live
    a, b = (grids.action_values(w, v, discount, slip).max(axis=-1) for v in (low, high))
    assert np.abs(a - b).max() <= discount * np.abs(low - high).max() + 1e-12
    assert (a <= b + 1e-12).all()


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("slip", [0.0, 0.2])
def test_the_strip_against_each_discount_alone(seed, slip):
    w, start = random_world(seed)
    found = grids.strip(w, start, np.linspace(0.05, 0.99, 20), slip)
    for gamma, worth in zip(found.discounts[::5], found.worth[::5], strict=True):
        assert worth == pytest.approx(grids.solve(w, gamma, slip)[0][start], abs=1e-9)
    for at in found.switches:  # the route differs on both sides, and the worths of both policies are the best there
        below, above = (grids.solve(w, at + d, slip)[1] for d in (-1e-4, 1e-4))
        assert grids._sign(w, below, start) != grids._sign(w, above, start)
        best = grids.solve(w, at, slip)[0][start]
        assert [grids.evaluate(w, each, at, slip)[start] for each in (below, above)] == pytest.approx(
            [best] * 2, rel=1e-6
        )
    x, y = found.curve
    assert (np.diff(x) >= 0).all() and (np.diff(y) >= -1e-9).all()  # patience never costs
    assert [low for low, *_ in found.pieces[1:]] == list(found.switches)
    for low, high, *sign in found.pieces:
        assert low <= high and tuple(sign) == grids._sign(w, grids.solve(w, 0.5 * (low + high), slip)[1], start)


def test_the_switch_of_two_prizes_is_the_closed_form():
    w = grids.world((5, 9), [(4, 4), (4, 3)], [((0, 2), 1.0), ((8, 0), 10.0)])
    found = grids.strip(w, w.cell((2, 2)), np.linspace(0.03, 0.99, 33), 0.0)
    assert found.switches == pytest.approx([0.1 ** (1 / 6)]) and round(0.1 ** (1 / 6), 5) == 0.68129
    assert grids.break_even(1.0, 2, 10.0, 8) == pytest.approx(0.1 ** (1 / 6))
    assert np.isnan(grids.break_even(1.0, 8, 10.0, 2)) and np.isnan(grids.break_even(3.0, 1, 2.0, 4))
    assert set(found.length.tolist()) == {2, 8}
    spots = [(0, 2), (8, 0)]
    assert grids.within_reach(w, w.cell((2, 2)), spots, (1, 10)) == [(2, 1.0), (8, 10.0)]
    assert grids.within_reach(w, w.cell((0, 2)), spots, (1, 10)) == [(0, 0.0), (0, 0.0)]  # the walk is over
    assert grids.within_reach(w, w.cell((2, 2)), [(8, 0), (8, 0)], (1, 10)) == [(0, 0.0), (8, 10.0)]


@pytest.mark.parametrize("seed", range(12))
def test_without_slips_the_strip_is_the_envelope_of_two_curves(seed):
    """Also where a prize far away is worth 1e-12: its moves are told from others by their ratio, not by 1e-9."""
    rng = np.random.default_rng(seed)
    walls = np.stack([rng.integers(0, 9, 6), rng.integers(0, 5, 6)], axis=1)
    spots = [(int(rng.integers(4, 9)), int(rng.integers(5))) for _ in range(2)]
    w, size = grids.world((5, 9), walls, [(spots[0], 1.0), (spots[1], 5.0)]), (1.0, 5.0)
    start = int(np.flatnonzero(w.live)[0])
    found = grids.strip(w, start, np.linspace(0.03, 0.99, 33), 0.0)
    near, far = grids.within_reach(w, start, spots, size)
    at = grids.break_even(near[1], near[0], far[1], far[0])
    assert found.switches == pytest.approx([at] if 0.03 < at < 0.99 else [], abs=1e-9)
    for gamma, worth, length in zip(found.discounts, found.worth, found.length, strict=True):
        best = max(((r * gamma ** (d - 1), d) for d, r in (near, far) if d), default=(0.0, -1))
        assert worth == pytest.approx(best[0], rel=1e-9) and length == best[1]


@pytest.mark.parametrize("seed", range(4))
def test_a_grid_of_discounts_ten_times_finer_finds_the_same_switches(seed):
    w, start = random_world(seed)
    coarse, fine = (grids.strip(w, start, np.linspace(0.03, 0.99, n), 0.2).switches for n in (33, 321))
    assert coarse == pytest.approx(fine, abs=1e-8)


def test_a_start_without_a_choice():
    w = grids.world((3, 3), [(1, 0), (0, 1), (1, 1)], [((2, 2), 1.0), ((2, 2), 4.0)])
    enclosed = grids.strip(w, 0, np.linspace(0.1, 0.9, 5), 0.0)
    assert not enclosed.switches and (enclosed.length == -1).all() and (enclosed.worth == 0).all()
    at_prize = grids.strip(w, 8, np.linspace(0.1, 0.9, 5), 0.0)
    assert not at_prize.switches and (at_prize.worth == 0).all()
    assert w.rewards[8] == 4.0 and len(grids.route(w, np.zeros(9, int), 0)) == 2


def test_the_cliff_is_the_books():
    w = grids.cliff()
    values, policy = grids.solve(w, 1.0, 0.0)
    assert values[grids.START] == -13 and len(grids.route(w, policy, grids.START)) == 14
    for row, moves in ((2, 13), (1, 15), (0, 17)):
        path = grids.route(w, grids.along(row), grids.START)
        assert len(path) - 1 == moves and path[-1] == grids.GOAL


@pytest.mark.parametrize("row", [2, 1, 0])
def test_exploring_along_a_route_against_the_kernels_simulation(row):
    w, chance, shape = grids.cliff(-60.0), 0.15, (grids.ROWS, grids.COLUMNS)
    moves, falls = grids.exposed(grids.along(row), chance)
    exact = grids.priced(np.array([moves, falls]), 60.0)
    assert exact == pytest.approx(grids.evaluate(w, grids.along(row), 1.0, chance)[grids.START])
    run = kernels.gridworld(
        np.zeros(shape), w.rewards.reshape(shape), w.ends.reshape(shape), (3, 0), 400, 20, 5,
        discount=1.0, slip=chance, policy=grids.along(row).reshape(shape),
    )  # fmt: skip
    error = run.returns.std() / np.sqrt(run.returns.size)
    assert run.returns.mean() == pytest.approx(exact[0], abs=5 * error)


def test_q_learning_finds_the_edge_and_sarsa_the_best_that_explores():
    w = grids.cliff()
    q, sarsa = (grids.learn(on, 0.1, 0.1, 501, 24, 1) for on in (False, True))
    assert len(grids.route(w, grids.greedy(q.q), grids.START)) - 1 == 13
    worth = grids.evaluate(w, grids.greedy(sarsa.q), 1.0, 0.1)[grids.START]
    assert worth == pytest.approx(grids.solve(w, 1.0, 0.1)[0][grids.START], abs=0.5)
    assert sarsa.late > q.late + 5 and len(q.returns) == 501
