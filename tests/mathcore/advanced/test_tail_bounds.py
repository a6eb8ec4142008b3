"""Tail bounds against SciPy's distributions, a search for Chernoff's exponent, quadrature, and a linear program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import linprog, minimize_scalar
from scipy.special import rel_entr
from scipy.stats import binom, pareto

from mathcore.advanced import tail_bounds as tb
from mathcore.kernels import tail_frequencies

sums = st.tuples(
    st.integers(1, 1000), st.integers(1, 99).map(lambda k: k / 100), st.integers(1, 120).map(lambda k: k / 20)
)


def at(n: int, p: float, count: int) -> float:
    return (count - n * p) / np.sqrt(n * p * (1 - p))


def test_published_and_hand_computed_values():
    coin = tb.bounds(100, 0.5, at(100, 0.5, 60))
    found = {name: float(value) for name, value in coin.items()}
    assert found == pytest.approx(
        {
            "markov": 5 / 6,
            "chebyshev": 0.25,
            "cantelli": 0.2,
            "hoeffding": np.exp(-2),
            "bernstein": np.exp(-1 / (2 * (0.25 + 0.05 / 3))),
            "chernoff": 0.13351367725,
        }
    )
    assert tb.exact_tail(100, 0.5, 2.0) == pytest.approx(0.028443966820)
    rare = tb.bounds(100, 0.01, at(100, 0.01, 3))
    assert float(rare["hoeffding"]) == pytest.approx(0.9231163)
    assert float(rare["cantelli"]) == pytest.approx(0.0099 / (0.0099 + 0.04), abs=1e-12)
    assert float(rare["chernoff"]) == pytest.approx(0.2681587)
    assert tb.exact_tail(100, 0.01, at(100, 0.01, 3)) == pytest.approx(binom.sf(2, 100, 0.01))


@given(sums)
@settings(max_examples=80, deadline=None)
def test_no_bound_lies_below_the_truth_and_chernoff_below_his_followers(case):
    n, p, z = case
    found = {name: float(value) for name, value in tb.bounds(n, p, z).items()}
    x = n * p + z * np.sqrt(n * p * (1 - p))
    true = sum(binom.pmf(np.arange(n + 1)[np.arange(n + 1) >= x - 1e-7], n, p))
    assert tb.exact_tail(n, p, z) == pytest.approx(true, rel=1e-8, abs=1e-14)
    assert min(found.values()) >= true - 1e-12
    assert found["chernoff"] <= min(found["hoeffding"], found["bernstein"]) + 1e-12
    assert found["cantelli"] <= found["chebyshev"]


@pytest.mark.parametrize(("n", "p", "z"), [(100, 0.5, 2.0), (100, 0.01, 2.0), (7, 0.3, 1.5), (1000, 0.9, 3.0)])
def test_chernoff_is_the_least_exponential(n, p, z):
    share = p + z * np.sqrt(p * (1 - p) / n)
    found = minimize_scalar(lambda t: np.log(1 - p + p * np.exp(t)) - t * share, bounds=(0, 50), method="bounded")
    assert float(tb.bounds(n, p, z)["chernoff"]) == pytest.approx(np.exp(n * found.fun), rel=1e-6)
    kl = rel_entr([share, 1 - share], [p, 1 - p]).sum()
    assert tb.divergence(share, p) == pytest.approx(kl)


def test_beyond_the_largest_sum_there_is_nothing():
    assert tb.exact_tail(10, 0.9, 2.0) == 0 and tb.bounds(10, 0.9, 2.0)["chernoff"] == 0
    assert float(tb.bounds(4, 0.5, 2.0)["chernoff"]) == pytest.approx(1 / 16) == tb.exact_tail(4, 0.5, 2.0)


@given(st.integers(1, 60), st.sampled_from([0.1, 0.5, 0.7]), st.sampled_from([0.4, 1.0, 2.2, 3.0]))
@settings(max_examples=40, deadline=None)
def test_copies_against_all_sums(n, p, z):
    groups, rest = divmod(n, 10)
    x = float(tb.threshold(n, p, z))
    total = 0.0
    for heads in range(groups + 1):
        for last in (0, 1) if rest else (0,):
            weight = binom.pmf(heads, groups, p) * ((p if last else 1 - p) if rest else 1.0)
            total += weight * (10 * heads + rest * last >= x - 1e-9)
    assert tb.exact_tail(n, p, z, copies=True) == pytest.approx(total, abs=1e-12)


def test_the_exact_tail_is_met_by_the_simulation():
    steps = np.array([0.05, 0.1, 0.15])
    found = tail_frequencies("bernoulli", 100, steps, 40_000, 3, probability=0.3)
    exact = tb.exact_tail(100, 0.3, steps * 100 / np.sqrt(21))
    errors = np.sqrt(exact * (1 - exact) / found.count)
    assert np.all(np.abs(found.above / found.count - exact) < 4.5 * errors)


def test_the_map_names_the_least_bound():
    p, z = np.array([0.05, 0.3, 0.5, 0.9]), np.array([0.05, 1.0, 2.5, 5.0])
    for n, chernoff in ((5, False), (100, False), (100, True)):
        found = tb.contest(n, p, z, chernoff)
        for i, chance in enumerate(p):
            for j, far in enumerate(z):
                if n * chance + far * np.sqrt(n * chance * (1 - chance)) > n:
                    assert np.isnan(found[i, j])
                    continue
                values = tb.bounds(n, chance, far)
                names = tb.CONTEST if chernoff else tb.CONTEST[:4]
                assert names[int(found[i, j])] == min(names, key=lambda name: float(values[name]))
                assert 0 <= found[i, j] % 1 < 1


def test_the_roomiest_place_lies_in_its_region():
    regions = np.full((40, 80), 1.2)
    regions[10:30, 20:70] = 3.9
    row, column = tb.roomiest(regions, 3)  # type: ignore[misc]
    assert 13 <= row <= 26 and 36 <= column <= 53
    assert tb.roomiest(regions, 0) is None


@pytest.mark.parametrize("s", [0.0, 0.5, 1.0, 2.3, 7.0])
def test_moments_against_quadrature(s):
    assert np.exp(tb.log_moment("waits", s)) == pytest.approx(quad(lambda x: x**s * np.exp(-x), 0, np.inf)[0])
    heads = np.arange(11.0)
    assert np.exp(tb.log_moment("coins", s)) == pytest.approx(binom.pmf(heads, 10, 0.5) @ heads**s)
    if s < 3:
        mean = quad(lambda x: x**s * pareto.pdf(x, 3), 1, np.inf, limit=200)[0]
        assert np.exp(tb.log_moment("pareto", s)) == pytest.approx(mean, rel=1e-6)
    else:
        assert np.isinf(tb.log_moment("pareto", s))


def test_exponential_means_against_quadrature_and_sums():
    assert np.exp(tb.log_mgf("waits", 0.7)) == pytest.approx(quad(lambda x: np.exp(-0.3 * x), 0, np.inf)[0])
    assert np.isinf(tb.log_mgf("waits", 1.0)) and np.isinf(tb.log_mgf("pareto", 1e-3))
    assert np.exp(tb.log_mgf("coins", 1.3)) == pytest.approx(binom.expect(lambda k: np.exp(1.3 * k), (10, 0.5)))


@pytest.mark.parametrize("source", ["waits", "coins"])
@pytest.mark.parametrize("a", [1.0, 3.3, 7.25, 10.0])
def test_chernoff_is_a_poisson_average_of_moments(source, a):
    for s in (0.0, 0.4, 0.9 * a, 0.995 * a, 14.0):
        if source == "waits" and s >= a:
            continue
        assert tb.poisson_average(source, a, s) == pytest.approx(float(tb.exponential_bound(source, a, s)), rel=1e-8)


def test_best_bounds_of_the_exponential_law():
    assert tb.best_moment("waits", 5.0)[1] == pytest.approx(24 / 625)
    assert tb.best_exponential("waits", 5.0) == pytest.approx((4.0, 5 * np.exp(-4)))
    assert tb.best_moment("pareto", 5.0)[0] == 2 and tb.best_moment("pareto", 5.0)[1] == pytest.approx(3 / 25)
    for source in ("waits", "coins"):
        for a in (0.7, 1.5, 4.2, 6.6, 9.0, 10.0):
            s = np.linspace(0, 300, 30_001)
            searched = np.nanmin(tb.exponential_bound(source, a, s))
            assert tb.best_exponential(source, a)[1] == pytest.approx(searched, rel=1e-3)
            assert tb.tail(source, a) <= tb.best_moment(source, a)[1] + 1e-12
            assert tb.best_moment(source, a)[1] <= tb.best_exponential(source, a)[1] + 1e-9


@pytest.mark.parametrize("upper", [False, True])
@pytest.mark.parametrize("k", [1.0, 1.5, 2.0, 3.0])
def test_no_law_has_a_larger_tail_than_the_bound(upper, k):
    """The largest tail of all laws on a grid with mean 0 and variance 1, by linear programming."""
    x = np.round(np.linspace(-6, 6, 241), 10)
    x = np.unique(np.append(x, [-1 / k, k, -k]))
    reached = x >= k - 1e-9 if upper else np.abs(x) >= k - 1e-9
    sums = np.stack([np.ones(len(x)), x, x**2])
    found = linprog(-reached.astype(float), A_eq=sums, b_eq=[1, 0, 1], bounds=(0, None))
    assert found.x is not None and found.fun is not None
    assert -found.fun == pytest.approx(1 / (k**2 + upper), abs=1e-7)
    heavy = found.x > 1e-9
    assert tb.spread(x[heavy], found.x[heavy]) == pytest.approx((0, 1), abs=1e-6)


@given(
    st.lists(st.floats(-3, 3), min_size=3, max_size=3),
    st.lists(st.integers(0, 20), min_size=3, max_size=3).filter(any),
    st.floats(1, 5),
    st.booleans(),
)
def test_masses_waste_the_mean_of_the_gap(x, counts, k, upper):
    w = np.array(counts) / sum(counts)
    mean, sd = tb.spread(x, w)
    tail = float(tb.mass_beyond(x, w, k, upper))
    if sd == 0:
        assert tail == 0 and np.isnan(tb.parabola(x, mean, sd, k, upper)).all()
        return
    bound = 1 / (k**2 + upper)
    gap = w @ (tb.parabola(x, mean, sd, k, upper) - tb.reached(x, w, k, upper))
    assert tail <= bound + 1e-9 and gap == pytest.approx(bound - tail, abs=1e-7)
