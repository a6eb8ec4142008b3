"""Stopped walks, stakes, doubling, leads and fractions: against all paths, closed forms of the books, fundamental
matrices, Dubins and Savage's recursion in fractions, SciPy's distributions, scikit-learn's scores."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import arcsine, binom
from sklearn.datasets import load_digits
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import accuracy_score
from sklearn.naive_bayes import MultinomialNB

from mathcore import kernels
from mathcore.advanced import martingales as mg
from mathcore.advanced.duel import duel, shuffled

RED = 18 / 38
chances = st.integers(30, 70).map(lambda k: k / 100)
barriers = st.integers(1, 30)


def all_paths(n: int) -> np.ndarray:
    steps = np.array(list(itertools.product((-1, 1), repeat=n)))
    return np.pad(np.cumsum(steps, axis=1), ((0, 0), (1, 0)))


@pytest.mark.parametrize(("p", "high", "low"), [(0.5, 2, 3), (0.3, 1, 4), (0.62, 3, None), (0.5, 1, None)])
def test_a_stopped_walk_against_all_paths_of_twelve_steps(p, high, low):
    n = 12
    paths = all_paths(n)
    ups = (np.diff(paths, axis=1) > 0).sum(axis=1)
    weight = p**ups * (1 - p) ** (n - ups)
    stops = mg.stopping_times(paths, high, low)
    for path, stop in zip(paths, stops, strict=True):  # by hand
        out = [t for t in range(n + 1) if path[t] >= high or (low is not None and path[t] <= -low)]
        assert stop == (out[0] if out else n + 1)
    found = mg.stopped_walk(p, high, low, n)
    for t in range(n + 1):
        at = paths[np.arange(len(paths)), np.minimum(stops, t)]
        assert found.mean[t] == pytest.approx(weight @ at, abs=1e-12)
        assert found.time[t] == pytest.approx(weight @ np.minimum(stops, t), abs=1e-12)
        assert found.square[t] == pytest.approx(weight @ at**2.0, abs=1e-12)
        assert found.up[t] == pytest.approx(weight @ (at == high), abs=1e-12)
        assert found.playing[t] == pytest.approx(weight @ (stops > t), abs=1e-12)
        assert found.place[t] == pytest.approx(weight @ np.where(stops > t, at, 0), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(chances, barriers, barriers | st.none())
def test_three_martingales_keep_their_means(p, high, low):
    found = mg.stopped_walk(p, high, low, 120)
    assert found.mean == pytest.approx((2 * p - 1) * found.time, abs=1e-9)
    assert found.power == pytest.approx(np.ones(121), rel=1e-9)
    if p == 0.5:
        assert found.square == pytest.approx(found.time, abs=1e-8)
        assert (found.up + found.down <= [mg.azuma(high, low, n) + 1e-12 for n in range(121)]).all()


@settings(max_examples=40, deadline=None)
@given(chances, barriers, barriers)
def test_ruin_against_the_fundamental_matrix(p, high, low):
    size = high + low - 1
    walk = p * np.eye(size, k=1) + (1 - p) * np.eye(size, k=-1)
    visits = np.linalg.inv(np.eye(size) - walk)[low - 1]
    assert mg.reach_probability(p, high, low) == pytest.approx(p * visits[-1], rel=1e-8)
    assert mg.mean_duration(p, high, low) == pytest.approx(visits.sum(), rel=1e-8)
    if p == 0.5:
        assert mg.mean_duration(p, high, low) == pytest.approx(high * low)
    else:  # Feller, XIV.3
        mean = (high + low) * mg.reach_probability(p, high, low) - low
        assert mg.mean_duration(p, high, low) == pytest.approx(mean / (2 * p - 1), rel=1e-6)


def test_a_walk_without_a_floor():
    assert mg.reach_probability(0.5, 8, None) == 1 and mg.mean_duration(0.5, 8, None) == np.inf
    assert mg.reach_probability(0.4, 3, None) == pytest.approx((2 / 3) ** 3) and np.isnan(
        mg.mean_duration(0.4, 3, None)
    )
    assert mg.mean_duration(0.6, 3, None) == pytest.approx(15)
    n, high = 199, 8  # reflection: P(max ≥ a) = P(S ≥ a) + P(S > a)
    ends = 2 * np.arange(n + 1) - n
    at = binom.pmf(np.arange(n + 1), n, 0.5)
    assert mg.stopped_walk(0.5, high, None, n).up[-1] == pytest.approx(at[ends >= high].sum() + at[ends > high].sum())


def test_stakes_known_from_the_books():
    found = mg.stakes(RED)
    r = (1 - RED) / RED
    for s in (1, 2, 5, 10, 25, 50):
        assert found.chance[s - 1, 50] == pytest.approx((1 - r ** (50 // s)) / (1 - r ** (100 // s)))
    assert found.chance[[0, 4, 9, 24, 49], 50] == pytest.approx([0.0051, 0.2585, 0.3713, 0.4475, 0.4737], abs=5e-5)
    assert found.rounds[0, 50] == pytest.approx(940.3, abs=0.05)
    assert mg.stakes(0.5).rounds[0, 50] == pytest.approx(2500)
    assert found.chance[:, [0, 100]] == pytest.approx(np.tile([0.0, 1.0], (50, 1)))


@pytest.mark.parametrize("pockets", [14, 18, 19, 23])
def test_bold_play_is_dubins_and_savages_recursion(pockets):
    p = Fraction(pockets, 38)

    def bold(x: Fraction, depth: int) -> Fraction:
        if x <= 0 or x >= 1 or depth == 0:
            return Fraction(int(x >= 1))
        return p * bold(2 * x, depth - 1) if 2 * x <= 1 else p + (1 - p) * bold(2 * x - 1, depth - 1)

    table = mg.stakes(float(p))
    for x in range(1, 100, 7):  # after 45 doublings what is cut off is less than 0.63⁴⁵
        assert table.chance[-1, x] == pytest.approx(float(bold(Fraction(x, 100), 45)), abs=1e-8)


@pytest.mark.parametrize("pockets", range(14, 25))
def test_the_edge_on_each_coin_and_who_is_best(pockets):
    p, x = pockets / 38, np.arange(101)
    found = mg.stakes(p)
    assert 100 * found.chance - x == pytest.approx((2 * p - 1) * found.staked, abs=1e-8)
    first, last = found.chance[0], found.chance[-1]
    if p <= 0.5:
        assert (found.chance <= last + 1e-12).all()
    if p >= 0.5:
        assert (found.chance <= first + 1e-12).all() and (found.chance >= last - 1e-12).all()
    if p == 0.5:
        assert found.chance == pytest.approx(np.tile(x / 100, (50, 1)))


def test_stakes_that_do_not_divide_are_cut_as_they_are_played():
    """Stake 30 from 50: 80, then the 20 that lack; or 20, then all of it."""
    table, p = mg.stakes(RED), RED
    at = {50: None, 80: None, 20: None, 60: None, 40: None, 90: None, 10: None, 70: None, 30: None}
    order = sorted(at)
    a, b = np.eye(len(order)), np.zeros(len(order))
    for i, x in enumerate(order):
        bet = min(30, x, 100 - x)
        for to, w in ((x + bet, p), (x - bet, 1 - p)):
            if to == 100:
                b[i] += w
            elif to:
                a[i, order.index(to)] -= w
    assert table.chance[29, order] == pytest.approx(np.linalg.solve(a, b))


def test_the_kernel_plays_the_same_game():
    found = kernels.gamblers_ruin(10, 20, 20_000, 1, probability=RED)
    assert found.ruin_probability == pytest.approx(1 - mg.reach_probability(RED, 10, 10), abs=0.016)
    assert 1 - mg.reach_probability(RED, 10, 10) == pytest.approx(0.74147, abs=5e-6)
    assert found.mean_duration == pytest.approx(mg.mean_duration(RED, 10, 10), abs=3)


def test_doubling_known_numbers():
    eight, seven = mg.evening(RED, 8, 1), mg.evening(0.5, 7, 1)
    assert (eight.won, eight.mean) == pytest.approx((0.9941, -0.5073), abs=5e-5)
    assert (seven.won, seven.mean) == pytest.approx((0.9922, 0.0), abs=5e-5)


@settings(max_examples=60, deadline=None)
@given(chances, st.integers(1, 10), st.integers(1, 30))
def test_doubling_pays_the_edge_on_each_coin(p, doublings, wanted):
    found = mg.evening(p, doublings, wanted)
    assert found.chances.sum() == pytest.approx(1)
    assert found.mean == pytest.approx((2 * p - 1) * found.staked, rel=1e-9, abs=1e-9)
    assert (np.diff(found.results) > 0).all()


def test_evenings_that_are_not_over_go_on():
    """Of evenings of 200 rounds, those are unfinished at round 40 whose result changes later."""
    for doublings, wanted in ((1, 3), (4, 3), (10, 30), (6, 12)):
        played = mg.evenings(0.4, doublings, wanted, 200, 400, 1)
        goes_on = int((played[:, 41:] != played[:, 40:41]).any(axis=1).sum())
        assert mg.unfinished(played[:, :41], doublings, wanted) == goes_on
        assert mg.unfinished(played[:, :1], doublings, wanted) == 400


def test_evenings_that_are_played_have_the_exact_law():
    played = mg.evenings(RED, 4, 3, 60, 20_000, 5)[:, -1]
    exact = mg.evening(RED, 4, 3)
    for value, chance in zip(exact.results, exact.chances, strict=True):
        assert np.mean(played == value) == pytest.approx(chance, abs=5 * np.sqrt(chance / 20_000) + 1e-4)
    one = mg.evenings(RED, 4, 3, 60, 1, 3)[0]
    coins = mg.tosses(RED, 60, 1, 3, stream=1)[0]
    result, stake, losses = 0, 1, 0
    for t in range(60):  # by hand
        if result < 3 and losses < 4:
            result += stake * int(coins[t])
            losses, stake = (0, 1) if coins[t] > 0 else (losses + 1, 2 * stake)
        assert one[t + 1] == result


def test_leads_against_all_paths_and_scipys_arcsine():
    n = 12
    paths = all_paths(n)
    above = ((paths[:, 1:] + paths[:, :-1]) > 0).sum(axis=1)
    last = np.array([np.flatnonzero(path == 0)[-1] for path in paths])
    for counted in (above, last):
        assert np.bincount(counted, minlength=n + 1)[::2] / 2**n == pytest.approx(mg.lead_law(n))
    assert mg.tails(mg.lead_law(100), 0.1) == pytest.approx(0.4384, abs=5e-5)
    for part in (0.01, 0.1, 0.37, 0.5):
        assert mg.arcsine_tails(part) == pytest.approx(2 * arcsine.cdf(part))
        assert mg.tails(mg.lead_law(20_000), part) == pytest.approx(2 * arcsine.cdf(part), abs=5e-3)
    strips = mg.times_ahead(100, 40, 7)
    assert (np.diff(strips.sum(axis=1)) >= 0).all() and not (strips.sum(axis=1) % 2).any()


def test_an_unfair_walk_of_a_hundred_steps_stays_within_azuma():
    exact = 2 * binom.sf(64, 100, 0.5)  # |S| ≥ 30
    assert exact == pytest.approx(0.00352, abs=5e-6) and mg.azuma(30, 30, 100) == pytest.approx(0.0222, abs=5e-5)
    assert exact <= mg.stopped_walk(0.5, 30, 30, 100).up[-1] * 2 <= mg.azuma(30, 30, 100)


@settings(max_examples=60, deadline=None)
@given(chances, st.integers(0, 90).map(lambda k: k / 100), st.sampled_from([2.0, 5.0, 20.0, 100.0]))
def test_fractions(p, fraction, level):
    n = 80
    assert mg.mean_fortune(p, fraction, n) == pytest.approx((1 + fraction * (2 * p - 1)) ** n, rel=1e-9)
    ever = mg.crossed(p, fraction, level, n)
    assert (np.diff(ever) >= 0).all() and ever[0] == 0
    if p <= 0.5:
        assert ever[-1] <= 1 / level
    off = abs(mg.log_median(p, fraction, n) - n * float(mg.growth(p, fraction)))
    assert off <= np.log(2) * np.log((1 + fraction) / (1 - fraction)) + 1e-9
    grid = np.linspace(0, 0.99, 991)
    assert abs(grid[np.argmax(mg.growth(p, grid))] - max(2 * p - 1, 0)) < 2e-3


def test_crossing_a_level_against_all_paths():
    n, f, level, p = 12, 0.3, 1.7, 0.45
    steps = np.diff(all_paths(n), axis=1)
    logs = mg.log_fortunes(steps, f)
    assert np.exp(logs[:, -1]) == pytest.approx(np.prod(1 + f * steps, axis=1))
    ups = (steps > 0).sum(axis=1)
    weight = p**ups * (1 - p) ** (n - ups)
    assert mg.crossed(p, f, level, n)[-1] == pytest.approx(weight @ (np.exp(logs).max(axis=1) >= level - 1e-12))


def test_fair_and_ruinous_and_kelly():
    assert np.exp(mg.log_median(0.5, 0.5, 100)) == pytest.approx(5.7e-7, rel=0.01)
    assert mg.kept_first(0.5, 0.5, 100) == pytest.approx(0.0033, abs=5e-5)
    assert mg.kept_first(0.5, 0.0, 100) == pytest.approx(1)
    assert mg.growth(0.6, 0.2) == pytest.approx(0.0201, abs=5e-5) and mg.growth(0.6, [0.38, 0.39])[0] > 0
    assert mg.growth(0.6, 0.39) < 0 and mg.growth(0.6, 0.4) < 0


def test_the_duel_against_scikit_learns_scores():
    digits = load_digits()
    x, y = digits.data, digits.target
    scores = [
        accuracy_score(y[899:], each.fit(x[:899], y[:899]).predict(x[899:])) * 898
        for each in (RidgeClassifier(), MultinomialNB())
    ]
    coins = duel()
    assert (coins > 0).sum() - (coins < 0).sum() == round(scores[0] - scores[1])
    assert (len(coins), (coins > 0).sum()) == (103, 64)
    rows = shuffled(5, 3)
    assert (rows[0] == coins).all() and (rows.sum(axis=1) == coins.sum()).all() and (rows[1] != rows[2]).any()
