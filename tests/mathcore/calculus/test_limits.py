"""Largest deltas against closed forms and `scipy.optimize.brentq`, limits against `sympy.limit`, failures by SymPy."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from mathcore.calculus.limits import deltas, farthest, largest
from mathcore.calculus.neighbourhoods import FAR, candidate, extremes, heights, holes, off, shells, traced
from mathcore.common.expressions import parse


def found(text, a, limit, epsilon, side="both"):
    return largest(shells(text, a), limit, epsilon, side)


CLOSED = (
    ("x^2", 2.0, 4.0, 0.5, "both", math.sqrt(4.5) - 2),
    ("x^2", 2.0, 4.0, 0.5, "left", 2 - math.sqrt(3.5)),
    ("x^2", 2.0, 4.0, 0.1, "both", 0.0248456731316587),
    ("sqrt(x)", 0.0, 0.0, 0.1, "both", 0.01),
    ("sqrt(x)", 0.0, 0.0, 0.03, "right", 0.0009),
    ("cbrt(x)", 0.0, 0.0, 0.1, "both", 0.001),
    ("x^3", 0.0, 0.0, 0.001, "both", 0.1),
    ("(x^2-1)/(x-1)", 1.0, 2.0, 0.07, "both", 0.07),
    ("exp(-1/x^2)", 0.0, 0.0, 0.1, "both", math.log(10) ** -0.5),
    ("abs(x)/x", 0.5, 1.0, 0.1, "both", 0.5),
    ("floor(x)", 1.0, 1.0, 0.5, "right", 1.0),
    ("sign(x)^2", 0.0, 1.0, 0.5, "both", FAR),
    ("if(abs(x)>0,x^2,1)", 0.0, 0.0, 0.01, "both", 0.1),
    ("1/x", 0.5, 2.0, 0.5, "both", 0.1),
    ("2*x", 1.0, 2.0, 0.001, "both", 0.0005),
    ("sin(x)/x", 0.0, 1.0, 0.1, "both", optimize.brentq(lambda d: math.sin(d) - 0.9 * d, 0.1, 2, xtol=1e-15)),
    (
        "(1-cos(x))/x^2",
        0.0,
        0.5,
        0.001,
        "both",
        optimize.brentq(lambda d: 2 * math.sin(d / 2) ** 2 / d**2 - 0.499, 0.01, 1),
    ),
    ("x*sin(1/x)", 0.0, 0.0, 0.1, "both", optimize.brentq(lambda d: abs(d * math.sin(1 / d)) - 0.1, 0.11, 0.12)),
    (
        "(1+x)^(1/x)",
        0.0,
        math.e,
        0.01,
        "right",
        optimize.brentq(lambda d: math.e - (1 + d) ** (1 / d) - 0.01, 0.001, 1),
    ),
)


@pytest.mark.parametrize(("text", "a", "limit", "epsilon", "side", "delta"), CLOSED)
def test_the_largest_delta_is_the_known_one(text, a, limit, epsilon, side, delta):
    answer = found(text, a, limit, epsilon, side)
    assert answer.delta == pytest.approx(delta, rel=2e-9)
    assert answer.inner <= 1e-12
    if delta < FAR:
        assert answer.proved <= answer.fails <= answer.proved * (1 + 3e-9) + 1e-13
        assert abs(answer.witness - a) == pytest.approx(delta, rel=3e-9)


def test_the_published_values_of_the_first_crossings():
    assert found("sin(x)/x", 0.0, 1.0, 0.1).delta == pytest.approx(0.786683, abs=5e-7)
    assert found("x*sin(1/x)", 0.0, 0.0, 0.1).delta == pytest.approx(0.118720, abs=5e-7)


def test_where_there_is_no_limit_no_delta_works_and_a_failure_is_shown_next_to_a():
    for text, epsilon in (("abs(x)/x", 0.9), ("sin(1/x)", 0.5), ("1/x", 1.0), ("floor(x)", 0.4)):
        for limit in (-1.0, 0.0, 0.3, 1.0):
            answer = found(text, 0.0, limit, epsilon)
            assert answer.delta == 0 and answer.fails < 1e-11
            assert abs(parse(text)(answer.witness) - limit) >= epsilon


def test_on_the_edge_of_two_equal_numbers_nothing_is_claimed():
    """|sin x| < 1 fails at π/2 by equality, which rounding cannot decide: proved up to there, and no failure named."""
    answer = found("sin(x)", 0.0, 0.0, 1.0)
    assert answer.delta == pytest.approx(math.pi / 2, rel=1e-7) and np.isinf(answer.fails)
    assert found("abs(x)/x", 0.0, 0.0, 1.0).delta == 0
    assert found("abs(x)/x", 0.0, 0.0, 1.01).delta == FAR


@pytest.mark.parametrize("edge", [0.1, 0.2, 0.3, 0.7, 1.0])
def test_what_stays_below_epsilon_by_less_than_rounding_is_no_failure(edge):
    """|x^2 - L| = L - x^2 < L for every x that is not 0, as near to it as one likes: the first to fail is sqrt(2 L)."""
    answer = found("x^2", 0.0, edge, edge)
    assert answer.inner <= 1e-12 and answer.met
    assert answer.delta == pytest.approx(math.sqrt(2 * edge), rel=1e-9)
    assert found("floor(x)", 0.0, edge, edge).delta == 0  # equality is a failure
    assert found("exp(-1/abs(x))", 0.0, edge, edge).fails > 0.1 * edge  # it is 0 in doubles, where it is not


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(1e-30, 1e6))
def test_bounds_of_a_difference_are_compared_as_if_there_were_no_rounding(value, limit, epsilon):
    for each in (epsilon, abs(value - limit)):
        most, least = off(np.array([value]), np.array([value]), limit)
        exact = abs(Fraction(value) - Fraction(limit)) >= Fraction(each)
        assert bool(most[0] >= each) is bool(least[0] >= each) is exact


def test_a_function_that_is_not_defined_beside_a_has_nothing_to_prove():
    around = shells("log(x)", -2.0)
    assert around.beside("both") == [] and math.isnan(candidate(around, "both"))
    assert shells("sqrt(x)", 0.0).beside("both") == [1]
    assert [part[0] for part in deltas(around, 0.0, "both", [0.1])] == [FAR, np.inf, FAR]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["x^2", "sin(x)", "exp(x)", "cos(3x)", "x^3-2x", "abs(x)", "tanh(4x)", "x*sin(1/x)", "1/(1+x^2)"]),
    st.floats(-2, 2).map(lambda a: round(a, 2)),
    st.floats(-3, 0).map(lambda p: 10.0**p),
)
def test_every_point_of_the_strip_is_in_the_box_and_the_first_one_after_it_is_not(text, a, epsilon):
    limit = candidate(shells(text, a), "both")
    answer = found(text, a, limit, epsilon)
    f = parse(text)
    t = np.concatenate([np.linspace(0, answer.delta, 4001)[1:-1], np.geomspace(1e-9, answer.delta, 500)[:-1]])
    for sign in (-1, 1):
        assert not (np.abs(f(a + sign * t) - limit) >= epsilon * (1 + 1e-9) + 1e-14).any()  # NaN: not defined there
    if np.isfinite(answer.fails):
        value = f.sympy.subs(sympy.Symbol("x", real=True), sympy.Float(answer.witness, 50)).evalf(50)
        assert abs(value - sympy.Float(limit, 50)) >= epsilon


@settings(max_examples=30, deadline=None)
@given(st.floats(-2, 2), st.floats(-3, 0), st.floats(0.1, 0.99))
def test_a_smaller_epsilon_never_has_a_larger_delta(a, power, share):
    epsilon = 10.0**power
    around = shells("sin(3x)+abs(x)", round(a, 2))
    limit = candidate(around, "both")
    assert largest(around, limit, share * epsilon).delta <= largest(around, limit, epsilon).delta * (1 + 1e-8)


SMOOTH = "sin(x)/x (1-cos(x))/x^2 (exp(x)-1)/x x*sin(1/x) (sqrt(1+x)-1)/x log(1+x)/x exp(-1/x^2) x/tan(x) cos(x)"
LIMITS = [*SMOOTH.split(), "abs(x)", "(1+x)^(1/x)", "sign(x)*x", "1/(1+exp(1/x))", "atan(1/x)", "abs(x)/x"]


@pytest.mark.parametrize("text", LIMITS)
@pytest.mark.parametrize(("side", "dir_"), [("left", "-"), ("right", "+")])
def test_the_candidate_is_sympys_limit(text, side, dir_):
    expected = float(sympy.limit(parse(text).sympy, sympy.Symbol("x", real=True), 0, dir_))
    around = shells(text, 0.0)
    low, high = around.nearest(side)
    assert candidate(around, side) == pytest.approx(expected, abs=3e-9)
    assert low - 1e-6 <= expected <= high + 1e-6


def test_sympy_agrees_that_two_of_them_have_no_limit():
    x = sympy.Symbol("x", real=True)
    with pytest.raises(ValueError, match="limit does not exist"):
        sympy.limit(sympy.Abs(x) / x, x, 0, "+-")
    assert sympy.limit(sympy.sin(1 / x), x, 0) == sympy.AccumBounds(-1, 1)
    assert shells("sin(1/x)", 0.0).nearest("both") == (-1.0, 1.0)
    largest_, least = shells("sin(1/x)", 0.0).spread("both")
    assert 0.99 < largest_ <= 1 and -1 <= least < -0.99
    high, low = shells("abs(x)/x", 0.0).spread("both")
    assert high == pytest.approx(1.0) and low == pytest.approx(-1.0)
    assert math.isnan(candidate(shells("1/x", 0.0), "both"))


def test_deltas_of_many_epsilons_are_those_of_each():
    for text, a, limit in (("x^2", 2.0, 4.0), ("sin(x)/x", 0.0, 1.0), ("abs(x)/x", 0.0, 0.0), ("cbrt(x)", 0.0, 0.0)):
        around, epsilons = shells(text, a), np.geomspace(1e-3, 2, 30)
        proved, fails, edges = deltas(around, limit, "both", epsilons)
        assert (np.diff(proved) >= 0).all() and (np.diff(edges) >= 0).all()
        for epsilon, below, above, edge in zip(epsilons, proved, fails, edges, strict=True):
            one = largest(around, limit, float(epsilon)).delta
            assert below <= one * (1 + 1e-8) and one <= above * (1 + 1e-8)
            assert edge == pytest.approx(one, rel=0.003)
            assert one <= below * 1.2  # two shells: near the crossing their enclosures are loose


def test_the_curve_of_deltas_of_a_wave_is_not_that_of_the_points_which_meet_its_crests():
    around = shells("x*sin(1/x)", 0.0)
    epsilons = np.append(np.geomspace(1e-4, 0.1, 40), [0.0012016, 0.0014182])
    edges = deltas(around, 0.0, "both", epsilons)[2]
    exact = [largest(around, 0.0, float(epsilon)).delta for epsilon in epsilons]
    np.testing.assert_allclose(edges, exact, rtol=0.08)


@pytest.mark.parametrize("text", ["x*sin(1/x)", "x^2*sin(1/x)", "x*sin(1/x^2)", "x*sin(10/x)", "x*cos(3/x)"])
def test_the_curve_of_deltas_has_the_steps_of_a_slow_wave(text):
    around, epsilons = shells(text, 0.0), np.geomspace(0.03, 0.9, 60)
    exact = [largest(around, 0.0, float(epsilon)).delta for epsilon in epsilons]
    np.testing.assert_allclose(deltas(around, 0.0, "both", epsilons)[2], exact, rtol=0.07)


def test_the_middle_of_a_jump_is_not_that_of_its_rounded_bounds():
    assert candidate(shells("abs(x^2-1)/(x-1)", 1.0), "both") == 0.0
    assert candidate(shells("0.7+2*sign(x)", 0.0), "both") == 0.7


def test_the_two_sequences_are_witnesses_that_there_is_no_limit():
    high, low = extremes(shells("sin(1/x)", 0.0), "both")
    assert len(high) == len(low) == 12
    assert (np.diff(np.abs(high[:, 0])) < 0).all() and np.abs(high[-1, 0]) < 1e-11
    assert (high[3:, 1] > 0.98).all() and (low[3:, 1] < -0.98).all()
    for x, value in np.vstack([high, low]):
        assert value == pytest.approx(math.sin(1 / x), abs=1e-12)
    high, low = extremes(shells("abs(x)/x", 0.0), "both")
    assert (high[:, 0] > 0).all() and (low[:, 0] < 0).all()
    high, low = extremes(shells("sin(x)/x", 0.0), "left")
    assert (high[:, 0] < 0).all() and np.abs(high[5:, 1] - 1).max() < 1e-9
    assert extremes(shells("log(x)", -2.0), "both")[0].shape == (0, 2)


def test_rounding_that_feigns_another_limit_is_left_out_and_nothing_wrong_is_proved():
    """(1 - cos x)/x² is computed as 0 at 1e-8; its limit is 1/2."""
    assert parse("(1-cos(x))/x^2")(1e-8) == 0.0
    assert float(parse("(1-cos(x))/x^2")(1e-7)) == pytest.approx(0.4996, abs=1e-4)
    around = shells("(1-cos(x))/x^2", 0.0)
    assert candidate(around, "both") == 0.5
    assert largest(around, 0.0, 0.1).delta == 0  # 0 is no limit
    high, low = extremes(around, "both")
    assert np.abs(np.vstack([high[2:], low[2:]])[:, 1] - 0.5).max() < 1e-3


def test_what_cannot_be_proved_near_a_is_named():
    answer = found("1/x-1/sin(x)", 0.0, 0.0, 0.1)  # an infinity less another: no series is used
    assert 0 < answer.inner < 0.2 < answer.delta
    assert math.isnan(found("x", 0.0, 0.0, 4.0).witness)


def test_where_nothing_is_proved_the_curve_of_deltas_is_at_nought_too():
    around = shells("1/x-1/x", 0.0)  # it is 0, and no interval says so
    proved, fails, edge = deltas(around, 0.0, "left", [1e-4])
    assert largest(around, 0.0, 1e-4, "left").delta == proved[0] == edge[0] == 0 and np.isinf(fails[0])


@pytest.mark.parametrize(
    ("text", "a", "value"),
    [
        ("if(x^2<1, x, 2)", 1.0, 1.5),  # the middle of the jump from 1 to 2
        ("if(x<0, 3*x, 1+10*x)", 0.0, 0.5),
        ("if(x<0, 0, 20000)", 0.0, 10000.0),
        ("1000000*x", 3.0, 3e6),  # large, and bounded
        ("x*floor(1/x)", 0.0, 1.0),  # wide enclosures, values that close in
        ("(cbrt(1+x)-1)/x", 0.0, 1 / 3),
    ],
)
def test_the_number_that_l_follows(text, a, value):
    assert candidate(shells(text, a), "both") == pytest.approx(value, abs=3e-9)


@pytest.mark.parametrize("text", ["0.001*sign(x)+sqrt(abs(x))", "0.001*sign(x)+cbrt(x)", "if(x<0, 2, 2.001+sqrt(x))"])
def test_a_small_jump_beside_a_slow_root_is_a_jump(text):
    around = shells(text, 0.0)
    assert around.settles("left") and around.settles("right") and not around.settles("both")


@pytest.mark.parametrize(
    "text", ["cbrt(x)", "if(x<0, cbrt(x), sqrt(x))", "(1+sqrt(abs(x)))^(1/sqrt(abs(x)))", "abs(x)^0.1"]
)
def test_two_sides_that_go_to_one_number_settle(text):
    assert shells(text, 0.0).settles("both")


def test_bounded_or_not():
    assert shells("sin(1/x)", 0.0).bounded("both") and shells("if(x<0, 0, 20000)", 0.0).bounded("both")
    assert not shells("1/x", 0.0).bounded("both") and not shells("log(x)", 0.0).bounded("right")


def test_of_equal_failures_the_farthest_from_a_is_shown():
    x, far = farthest(shells("abs(x)/x", 0.0), 0.0, "both", 0.5)
    assert abs(x) == pytest.approx(0.5) and far == pytest.approx(1.0)


def test_an_epsilon_must_be_positive():
    with pytest.raises(ValueError, match="positive"):
        found("x", 0.0, 0.0, 0.0)


def test_holes_are_where_the_formula_divides_by_nought():
    assert holes("sin(x)/x") == (0.0,)
    assert holes("(x^2-1)/(x-1)") == (1.0,)
    assert holes("x^-2+1/(x+0.5)") == (0.0, -0.5)
    assert holes("(1+x)^(1/x)") == (0.0,)  # NumPy has 1 to the power ∞ = 1
    assert holes("x^2") == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sqrt(x)*log(x)", 0.0),
        ("sqrt(abs(x))*log(abs(x))", 0.0),
        ("x^(2/3)*log(x)", 0.0),
        ("x^sqrt(x)", 1.0),
        ("(1+sqrt(x))^(1/sqrt(x))", math.e),
        ("2/3+abs(x)^0.15", 2 / 3),
        ("1+x^0.1", 1.0),
        ("atan(log(x))", -math.pi / 2),
        ("0.25+1/log(abs(x))", 0.25),
        ("sqrt(abs(x))*sin(1/x)", 0.0),
    ],
)
def test_what_comes_slowly_is_followed_to_its_limit(text, value):
    assert candidate(shells(text, 0.0), "both") == pytest.approx(value, abs=3e-9)


def test_where_nothing_says_where_slow_values_go_there_is_no_limit_told():
    assert math.isnan(candidate(shells("log(x)/log(2*x)", 0.0), "both"))  # 1, as 1/log x comes to 0


def test_what_settles_has_a_limit():
    for text in (
        "sin(x)/x",
        "sqrt(abs(x))",
        "1/log(abs(x))",
        "x*sin(1/x)",
        "exp(-1/x^2)",
        "sign(x)^2",
        "(1-cos(x))/x^2",
    ):
        assert shells(text, 0.0).settles("both"), text
    for text in ("sin(1/x)", "sin(log(abs(x)))", "0.01*cos(3/x)", "sign(x)", "floor(x)", "0.0000001*sin(1/x)"):
        assert not shells(text, 0.0).settles("both"), text
    assert shells("sign(x)", 0.0).settles("left") and shells("floor(x)", 0.0).settles("right")


def test_the_ranges_next_to_a_hold_the_values_and_are_unknown_where_f_is_not_defined():
    x, low, high = shells("sin(3x)", 0.5).close(0.1)
    assert (np.diff(x) >= 0).all() and x[0] < 0.42 and x[-1] > 0.58
    assert (low <= np.sin(3 * x) + 1e-12).all() and (np.sin(3 * x) - 1e-12 <= high).all()
    x, low, high = shells("sqrt(x)", 0.0).close(0.1)
    assert np.isnan(low[x < -1e-11]).all() and np.isfinite(high[x > 0]).all()


def test_the_farthest_value_of_a_strip_is_the_one_at_its_end():
    x, far = farthest(shells("x^2", 2.0), 4.0, "both", 0.5)
    assert 2.4 < x <= 2.5 and far == pytest.approx(x * x - 4)
    assert math.isnan(farthest(shells("log(x)", -2.0), 0.0, "both", 0.5)[1])


def test_a_line_is_broken_where_the_function_jumps_and_nowhere_else():
    x = np.linspace(-3, 3, 601)
    for text, jumps in (
        ("floor(x)", [-2, -1, 0, 1, 2, 3]),
        ("sign(x)", [0]),
        ("sin(40x)", []),
        ("atan(1/x)", [0]),
        ("x^9", []),
    ):
        at, y = traced(text, x)
        broken = np.unique(np.round(at[np.isnan(y)], 1))
        assert (np.diff(at) >= 0).all() and broken.tolist() == pytest.approx(jumps), text
    at, y = traced("1/x", np.linspace(-3, 3, 600))
    assert np.abs(at[np.isnan(y)]).max() < 0.01
    assert np.isnan(traced("log(x)", x)[1][x < 0]).all() and np.isnan(traced("log(x-9)", x)[1]).all()


def test_heights_hold_what_most_of_the_function_does():
    low, high = heights("sin(x)", 3.0)
    assert -1.7 < low < -1 and 1 < high < 1.7
    assert heights("1/x", 3.0)[1] < 50 and heights("log(x-9)", 3.0) == (-1.0, 1.0)
    assert heights("5+0*x", 3.0)[0] < 5 < heights("5+0*x", 3.0)[1]


@pytest.mark.parametrize(
    ("text", "delta", "value", "x"),
    [
        ("x*sin(1/x)", 0.1, 1 / math.hypot(1, 10.904121659428899), 1 / 10.904121659428899),  # tan u = u
        ("x^3-x", 1.0, 2 / 3 / math.sqrt(3), 1 / math.sqrt(3)),
        ("sin(20*x)", 0.5, 1.0, 0.125 * math.pi),
        ("x^2", 0.3, 0.09, 0.3),
    ],
)
def test_the_farthest_of_a_strip_is_the_top_of_a_peak(text, delta, value, x):
    place, least = farthest(shells(text, 0.0), 0.0, "both", delta)
    assert least == pytest.approx(value, rel=3e-9) and least <= value * (1 + 1e-14)
    assert abs(place) == pytest.approx(x, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(
        ["sin(7*x)*exp(-x)", "x*cos(3/x)", "floor(3*x)", "x^4-x^2", "1/(1+50*(x-0.3)^2)", "sqrt(x)*sin(9x)"]
    ),
    st.floats(-4, math.log10(3)).map(lambda p: 10.0**p),
    st.floats(-1, 1),
)
def test_the_farthest_is_certain_and_no_sample_is_farther_by_much(text, delta, limit):
    place, least = farthest(shells(text, 0.0), limit, "both", delta)
    f = parse(text)
    x = delta * np.random.default_rng(0).uniform(-1, 1, 4000)
    off = np.abs(f(x) - limit)
    assert 0 < abs(place) < delta and least <= abs(f(place) - limit) * (1 + 1e-12) + 1e-300
    assert np.nanmax(off) <= least + 0.02 * np.nanmax(off) * (text == "x*cos(3/x)") + 1e-6


@pytest.mark.parametrize("text", ["log(x)", "x^(-0.1)", "log(log(1/x))"])
def test_what_still_moves_next_to_a_and_is_not_proved_to_be_bounded_gets_no_l(text):
    assert sympy.limit(parse(text).sympy, sympy.Symbol("x", real=True), 0, "+") in (sympy.oo, -sympy.oo)
    assert math.isnan(candidate(shells(text, 0.0), "both"))


def test_what_comes_slowly_to_its_value_has_it_for_a_limit():
    assert candidate(shells("abs(x)^0.02", 0.0), "both") == 0 and candidate(shells("1+x^0.01", 0.0), "right") == 1
    assert candidate(shells("floor(x)", 0.0), "left") == -1  # and not the value there
