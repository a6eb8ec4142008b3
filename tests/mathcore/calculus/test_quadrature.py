"""Oracles: `scipy.integrate` (quad, trapezoid, simpson, fixed_quad, newton_cotes), `sympy.diff`, closed forms."""

from __future__ import annotations

import itertools
import math
import warnings

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from mathcore.calculus import antiderivatives as ad
from mathcore.calculus import quadrature as q
from mathcore.common.expressions import parse

WHOLE = {  # over the window, known in closed form
    ("exp(x)", 0.0, 1.0): math.e - 1,
    ("sqrt(x)", 0.0, 1.0): 2 / 3,
    ("1/sqrt(x)", 0.0, 1.0): 2.0,
    ("log(x)", 0.0, 1.0): -1.0,
    ("abs(x-0.3)", 0.0, 1.0): 0.29,
    ("exp(cos(2*pi*x))", 0.0, 1.0): float(special.iv(0, 1)),
    ("1/(1+25x^2)", -1.0, 1.0): 0.4 * math.atan(5),
    ("exp(-x^2)", -4.0, 4.0): math.sqrt(math.pi) * math.erf(4),
    ("floor(4x)", 0.0, 1.0): 1.5,
    ("sin(20x)", -1.0, 1.0): 0.0,
}
SMOOTH = ("exp(x)", "sin(3x)", "x^3-x", "exp(-x^2)", "1/(1+25x^2)", "x^5-2x^2+1", "tanh(4x)")
ENDS = st.integers(-100, 100).map(lambda k: k / 100)


@pytest.mark.parametrize("case", WHOLE, ids=str)
def test_integrals_known_in_closed_form(case):
    found = ad.antiderivative(*case)
    assert float(found.between(*case[1:])) == pytest.approx(WHOLE[case], rel=2e-13, abs=1e-14)
    assert not found.bad.any() and found.unsure(*case[1:]) < 1e-13


@settings(max_examples=60, deadline=None)
@given(st.sampled_from((*SMOOTH, "abs(x-0.3)", "cbrt(x)")), ENDS, ENDS, ENDS)
def test_integrals_between_any_two_places_are_scipys_and_add_up(text, a, b, c):
    found, f = ad.antiderivative(text, -1.0, 1.0), parse(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value, error = integrate.quad(lambda x: float(f(x)), a, b, points=[0.0, 0.3], limit=200)
    assert float(found.between(a, b)) == pytest.approx(value, abs=max(1e-10, 2 * error))
    assert float(found.between(a, b) + found.between(b, c)) == pytest.approx(float(found.between(a, c)), abs=1e-13)
    assert float(found.between(b, a)) == -float(found.between(a, b))


def test_what_has_no_integral_says_where():
    pole = ad.antiderivative("1/x", -1.0, 1.0)
    assert np.isnan(pole.between(-1, 1)) and abs(pole.trouble(-1, 1)) < 1e-9
    assert float(pole.between(0.25, 1)) == pytest.approx(math.log(4)) and np.isnan(pole.trouble(0.25, 1))
    log = ad.antiderivative("log(x)", -1.0, 1.0)
    assert np.isnan(log.between(-0.5, 0.5)) and float(log.between(0, 0.5)) == pytest.approx(0.5 * math.log(0.5) - 0.5)
    assert np.isnan(ad.antiderivative("1/(x-0.3)", 0.0, 1.0).between(0, 1))
    assert np.isnan(ad.antiderivative("tan(x)", -4.0, 4.0).between(0, 2))


def test_a_wild_function_says_how_well_it_is_known():
    found = ad.antiderivative("sin(1/x)", 0.0, 1.0)
    exact = float(sympy.sin(1) - sympy.Ci(1))
    assert abs(float(found.between(0, 1)) - exact) < found.unsure(0, 1) < 1e-5


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SMOOTH), st.integers(1, 4), ENDS, ENDS)
def test_derivatives_are_sympys_and_their_bounds_hold_everywhere(text, k, a, b):
    x = sympy.Symbol("x", real=True)
    exact = sympy.lambdify(x, sympy.diff(parse(text).sympy, x, k), "numpy")
    at = np.linspace(min(a, b), max(a, b), 301)
    values = exact(at) + 0 * at
    assert ad.derivative(text, k, at) == pytest.approx(values, rel=1e-8, abs=1e-6)
    low, high = ad.extremes(text, k, a, b)
    slack = 1e-9 * (1 + np.abs(values).max())
    assert low - slack <= values.min() and values.max() <= high + slack


def test_bounds_are_infinite_at_kinks_and_tight_elsewhere():
    assert ad.extremes("abs(x)", 2, -1, 1) == (-np.inf, np.inf) == ad.extremes("sqrt(x)", 2, 0, 1)
    assert ad.extremes("exp(x)", 2, 0, 1) == pytest.approx((1, math.e), rel=1e-4)


@pytest.mark.parametrize(
    ("text", "step"), [("floor(x)", 1.0), ("ceil(2*x)", 0.5), ("sign(x)", 0.0), ("floor(x^2)", 2.0)]
)
def test_a_step_has_no_derivative_and_what_is_beside_it_has(text, step):
    assert np.isnan(ad.derivative(text, 1, step)) and ad.derivative(text, 1, step + 0.1) == 0
    assert ad.extremes(text, 2, step + 0.05, step + 0.15) == (0, 0)
    assert ad.extremes(text, 2, step - 0.1, step + 0.1) == (-np.inf, np.inf)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(SMOOTH), ENDS, ENDS, st.integers(1, 32))
def test_the_rules_on_panels_are_scipys(text, a, b, n):
    of, f = ad.antiderivative(text, -1.0, 1.0), parse(text)
    ends = q.panels(of, q.PAIRS["ends"], a, b, n)
    middle, gauss = q.panels(of, q.PAIRS["middle"], a, b, n), q.panels(of, q.PAIRS["gauss"], a, b, n)
    edges, fine = np.linspace(a, b, n + 1), np.linspace(a, b, 2 * n + 1)
    trapezoid, simpson = integrate.trapezoid(f(edges), x=edges), integrate.simpson(f(fine), x=fine)
    if a == b:
        trapezoid = simpson = 0.0
    assert middle.totals[1] == pytest.approx(trapezoid, abs=1e-12) == ends.totals[2]
    assert middle.totals[2] == pytest.approx(simpson, abs=1e-12) == gauss.totals[1]
    two = sum(integrate.fixed_quad(f, low, high, n=2)[0] for low, high in itertools.pairwise(edges))
    assert gauss.totals[0] == pytest.approx(two, abs=1e-12)
    assert middle.errors.sum(axis=1) == pytest.approx(middle.totals - float(of.between(a, b)), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SMOOTH), st.sampled_from(sorted(q.PAIRS)), ENDS, ENDS, st.integers(1, 8))
def test_each_scaled_error_is_a_value_of_the_derivative_in_its_panel(text, name, a, b, n):
    """Peano: errors of the two rules over their unit lie between the extremes of sign times f^(order)."""
    if abs(b - a) < 0.2:
        return
    pair, of = q.PAIRS[name], ad.antiderivative(text, -1.0, 1.0)
    found = q.panels(of, pair, a, b, n)
    noise = 1e-14 / abs(found.unit) * (1 + of.size(a, b))
    for k in range(n):
        x = np.linspace(found.edges[k], found.edges[k + 1], 200)
        values = ad.derivative(text, pair.order, x)
        slack = 1e-3 * (np.ptp(values) + 1e-9) + noise
        for j, sign in enumerate(pair.signs):
            low, high = sorted((sign * values.min(), sign * values.max()))
            assert low - slack <= found.scaled[j, k] <= high + slack


@pytest.mark.parametrize("name", ["middle", "gauss"])
@pytest.mark.parametrize("text", ["exp(x)", "sin(3x)", "1/(1+25x^2)"])
def test_roofs_go_through_f_at_their_nodes_touch_it_and_keep_their_area(name, text):
    pair, edges, f = q.PAIRS[name], np.linspace(-1, 1, 6), parse(text)
    nodes, h = pair.first[0], 0.4
    for touch in (0.0, 0.3, 1.0):
        for roof in q.roofs(text, pair, edges, nodes)[:2]:
            assert roof == pytest.approx(f(edges[:-1, None] + h * nodes), abs=1e-12)
        area = q.panels(ad.antiderivative(text, -1.0, 1.0), pair, -1, 1, 5).totals[0]
        assert q.under(text, pair, edges, touch) == pytest.approx(area, abs=1e-12)
    small = 1e-5
    ahead, behind = (q.roofs(text, pair, edges, nodes + sign * small)[1] for sign in (1, -1))
    slopes = (ahead - behind) / (2 * small * h)
    assert slopes == pytest.approx(ad.derivative(text, 1, edges[:-1, None] + h * nodes), abs=1e-5)


@pytest.mark.parametrize("rule", sorted(set(q.LEAST) - {"random"}))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 9, 16, 25, 64])
def test_rules_are_exact_up_to_their_degree_and_no_further(rule, count):
    count = q.allowed(rule, count)
    t, w = q.nodes_of(rule, count)
    degree, x = q.exactness(rule, count), 2 * t - 1
    for power in range(degree + 1):
        exact = 1 / (power + 1) if power % 2 == 0 else 0.0
        assert w @ x**power == pytest.approx(exact, abs=1e-13 * (1 + np.abs(w).sum()))
    assert q.misses(rule, count, degree) < 1e-13 * (1 + np.abs(w).sum())
    if degree < 20:
        assert q.misses(rule, count, degree + 1) > 1e-9


def test_newton_and_cotes_are_scipys():
    for n in range(1, 25):
        w = q.newton_cotes(n + 1)
        scipys = integrate.newton_cotes(n, 1)[0] / n
        assert w == pytest.approx(scipys, rel=1e-6 if n > 14 else 1e-12, abs=1e-9)
    assert (q.newton_cotes(21) * 20).min() == pytest.approx(-1800.1, abs=0.1)
    assert [n for n in range(2, 14) if q.newton_cotes(n).min() < 0] == [9, 11, 12, 13]


def test_orders_and_costs_of_the_exponential():
    of = ad.antiderivative("exp(x)", 0.0, 1.0)
    race = q.race(of, 0.0, 1.0, 1)
    for rule, order in (("left", 1), ("midpoint", 2), ("trapezoid", 2), ("simpson", 4)):
        assert math.log2(race.ratio(rule, 65)) == pytest.approx(order, abs=0.01)
    costs = race.costs(1e-6)
    known = {"gauss": 3, "simpson": 11, "midpoint": 268, "trapezoid": 380, "left": math.inf}
    assert {rule: costs[rule] for rule in known} == known
    variance = (math.e**2 - 1) / 2 - (math.e - 1) ** 2
    assert variance == pytest.approx(0.242036, abs=1e-6)
    assert costs["random"] == pytest.approx(variance * 1e12, rel=1e-9)
    gauss = {n: abs(race.error("gauss", n)) for n in (2, 3, 4, 5)}
    assert gauss == pytest.approx({2: 3.9e-4, 3: 8.2e-7, 4: 9.3e-10, 5: 6.5e-13}, rel=0.03)


def test_costs_are_the_first_from_which_on_the_error_stays_below():
    of = ad.antiderivative("sin(20x)", 0.0, 1.0)
    race = q.race(of, 0.0, 1.0, 1)
    for rule in ("midpoint", "trapezoid", "simpson", "gauss"):
        first = int(race.needed(rule, 1e-4))
        every = [c for c in range(1, 600) if q.allowed(rule, c) == c]
        off = {c: abs(race.error(rule, c)) for c in every if c <= 64 or rule != "gauss"}
        assert all(e <= 1e-4 for c, e in off.items() if c >= first)
        before = max(c for c in every if c < first)
        assert off[before] > 1e-4


@pytest.mark.parametrize("text", ["abs(x-0.3)", "sign(x-0.3)", "abs(sin(5*x))", "sqrt(x)", "exp(x)", "sin(20x)"])
def test_only_where_the_error_hops_may_a_cost_be_too_low(text):
    """Every number of evaluations is tried, by the rules of Newton and Cotes in plain sums."""
    of, f = ad.antiderivative(text, 0.0, 1.0), parse(text)
    race, hops = q.race(of, 0.0, 1.0, 1), {}
    for rule, least in (("midpoint", 1), ("trapezoid", 2)):
        off = {}
        for n in range(least, 1025):
            x = (np.arange(n) + 0.5) / n if rule == "midpoint" else np.arange(n) / (n - 1)
            y = f(x)
            off[n] = abs((y.mean() if rule == "midpoint" else (y.sum() - (y[0] + y[-1]) / 2) / (n - 1)) - race.exact)
        for level in (1e-2, 1e-3, 1e-5, 1e-6):
            first, above = race.needed(rule, level), [n for n in off if off[n] > level]
            hops[rule, level] = race.hops(rule, level)
            if np.isfinite(first) and not hops[rule, level]:
                assert first == max(above, default=least - 1) + 1
    assert any(hops.values()) == (text not in ("sqrt(x)", "exp(x)", "sin(20x)"))


def test_what_rounding_leaves_of_a_zero_is_no_sign():
    """sign x is odd, and so are the places of the trapezoid rule: every sum is 0."""
    race = q.race(ad.antiderivative("sign(x)", -4.0, 4.0), -4.0, 4.0, 1)
    assert race.needed("trapezoid", 1e-10) == 2 and not race.hops("trapezoid", 1e-10)


def test_a_corner_lowers_the_order_and_a_period_raises_it():
    root = q.race(ad.antiderivative("sqrt(x)", 0.0, 1.0), 0.0, 1.0, 1)
    for rule in ("midpoint", "trapezoid", "simpson"):
        assert math.log2(root.ratio(rule, 257)) == pytest.approx(1.5, abs=0.01)
    wave = q.race(ad.antiderivative("exp(cos(2*pi*x))", 0.0, 1.0), 0.0, 1.0, 1)
    found = [2 * math.pi * abs(wave.error("trapezoid", n + 1)) for n in (4, 8, 12)]
    assert found == pytest.approx([3.4e-2, 1.3e-6, 6.5e-12], rel=0.06)
    assert abs(wave.error("trapezoid", 9)) < abs(wave.error("gauss", 9))
    runge = q.race(ad.antiderivative("1/(1+25x^2)", -1.0, 1.0), -1.0, 1.0, 1)
    assert abs(runge.error("newton", 21)) == pytest.approx(5.919, abs=1e-3)
    assert abs(runge.error("gauss", 21)) == pytest.approx(2.4425e-4, rel=1e-3)


def test_the_random_rule_errs_as_its_deviation_says():
    of = ad.antiderivative("exp(x)", 0.0, 1.0)
    found = [q.race(of, 0.0, 1.0, seed) for seed in range(200)]
    for count in (16, 256):
        measured = np.sqrt(np.mean([each.error("random", count) ** 2 for each in found]))
        assert measured == pytest.approx(found[0].deviation / math.sqrt(count), rel=0.2)


def test_what_no_rule_can_use():
    assert q.allowed("simpson", 4) == 3 and q.allowed("gauss", 1000) == 64 and q.allowed("newton", 1) == 2
    with pytest.raises(ValueError, match="no rule"):
        q.nodes_of("simpson", 4)
    with pytest.raises(ValueError, match="no rule"):
        q.nodes_of("best", 4)


@pytest.mark.parametrize(
    ("text", "a", "b", "known", "rel"),
    [
        ("log(abs(x-0.3))", -1, 1, 1.3 * np.log(1.3) + 0.7 * np.log(0.7) - 2, 1e-13),
        ("log(abs(x-0.3))", 0, 0.3, 0.3 * np.log(0.3) - 0.3, 1e-13),
        ("1/sqrt(abs(x-0.3))", -1, 1, 2 * (np.sqrt(1.3) + np.sqrt(0.7)), 2e-8),
        ("abs(x-0.3)/(x-0.3)", -1, 1, -0.6, 1e-13),
        ("exp(50x)", -1, 1, 2 * np.sinh(50) / 50, 1e-12),
    ],
)
def test_integrals_over_a_singular_place_are_the_closed_forms(text, a, b, known, rel):
    of = ad.antiderivative(text, -1.0, 1.0)
    assert of.integral(a, b) == pytest.approx(known, rel=rel)
    assert abs(of.integral(a, b) - known) <= of.unsure(a, b) + 1e-12 * abs(known)


def test_what_is_huge_elsewhere_does_not_spoil_an_integral():
    of = ad.antiderivative("exp(1/x)", 0.0, 1.0)
    for a, b in ((0.7, 1.0), (0.31, 0.8), (0.05, 1.0), (1.0, 0.4)):
        assert of.integral(a, b) == pytest.approx(integrate.quad(lambda x: np.exp(1 / x), a, b)[0], rel=1e-9)
    assert np.isnan(of.integral(0.0, 1.0))
    for text in ("1/(x-0.3)", "1/(x-0.3)^2", "tan(2x)"):
        assert np.isnan(ad.antiderivative(text, -1.0, 1.0).integral(-1.0, 1.0))
