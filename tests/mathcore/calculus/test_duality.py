"""Dual functions against closed forms, SciPy's differential evolution and SciPy's scalar search; curves of least
values against the solver; pursuits against a few lines of their own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import differential_evolution, minimize_scalar

from mathcore.calculus import constrained as co
from mathcore.calculus import duality as du
from mathcore.calculus.window import HALF

BOWL, CUSP, QUARTIC = "(x-2)^2+2*(y-1)^2", "y^2-x^3", "x^4-3*x^2+x+y^2"
PROBLEMS = [(BOWL, "x+y", 1.0), (BOWL, "x^2+y^2", 1.0), ("x", CUSP, 0.1), (QUARTIC, "-x", -0.2)]
PROBLEMS += [("x*y", "x^2+4*y^2", 8.0)]


def test_the_opening_dual_is_a_parabola():
    """L = f + m (x + y - c) is least at x = 2 - m/2, y = 1 - m/4: d(m) = m (3 - c) - 3 m^2 / 8."""
    p = co.problem(BOWL, "x+y")
    for m in (0.0, 1.0, 8 / 3, 5.0):
        found = du.lowest(p, [m])
        assert found.points[0] == pytest.approx([2 - m / 2, 1 - m / 4], abs=1e-8)
        assert found.heights[0] - m == pytest.approx(2 * m - 3 * m**2 / 8, abs=1e-10)
    best = du.best_price(p, 1.0)
    assert (best.price, best.value) == pytest.approx((8 / 3, 8 / 3), abs=1e-7)


def test_the_gap_of_two_valleys_is_that_of_the_convex_envelope():
    """x^4 - 3 x^2 + x + x - 0.2 ... at m = 1 the Lagrangian is x^4 - 3 x^2 + 0.2, least at both x^2 = 3/2."""
    p = co.problem(QUARTIC, "-x")
    best = du.best_price(p, -0.2)
    assert (best.price, best.value) == pytest.approx((1.0, -2.05), abs=1e-9)
    least = minimize_scalar(lambda x: x**4 - 3 * x**2 + x, bounds=(0.2, 3), method="bounded", options={"xatol": 1e-12})
    found = co.solve(p, -0.2)
    assert found.value == pytest.approx(least.fun, abs=1e-9) and found.multiplier == 0
    assert found.value - best.value == pytest.approx(0.979770, abs=1e-6)
    assert co.solve(p, 2.0).value - du.best_price(p, 2.0).value == pytest.approx(0, abs=1e-9)


def test_the_cusp_has_a_gap_of_one():
    """Prices m balance x = -1/sqrt(3 m), where x - m x^3 is least inside, with the edge x = 3: at m = 4/27."""
    best = du.best_price(co.problem("x", CUSP), 0.0)
    assert (best.price, best.value) == pytest.approx((4 / 27, -1.0), abs=1e-9)


@pytest.mark.parametrize(("f", "g", "level"), PROBLEMS)
def test_dual_values_are_those_of_a_global_search(f, g, level):
    p = co.problem(f, g)
    for m in (0.3, 2.5):
        run = differential_evolution(
            lambda z, m=m: float(p.f(*z) + m * (p.g(*z) - level)), [(-HALF, HALF)] * 2, seed=1, tol=1e-7, popsize=10
        )
        found = du.lowest(p, [m]).heights[0] - m * level
        assert found == pytest.approx(run.fun, abs=1e-7, rel=1e-7)
        table = du.floor(p)
        assert np.interp(m, table.prices, table.heights) - m * level == pytest.approx(found, abs=0.02)


@pytest.mark.parametrize("equal", [False, True])
@pytest.mark.parametrize(("f", "g", "level"), PROBLEMS)
def test_the_best_price_is_the_top_of_a_concave_function(f, g, level, equal):
    p = co.problem(f, g, equal)
    best, found = du.best_price(p, level), co.solve(p, level)
    prices = np.linspace(-3 if equal else 0, 9, 61)
    d = du.lowest(p, prices).heights - level * prices
    assert (np.diff(d, 2) < 1e-8).all()
    assert d.max() <= best.value + 1e-9 and best.value <= found.value + 1e-8
    assert du.lowest(p, [best.price]).heights[0] - best.price * level == pytest.approx(best.value, abs=1e-7)
    if p.convex:
        assert best.value == pytest.approx(found.value, abs=1e-8)


@pytest.mark.parametrize("equal", [False, True])
@pytest.mark.parametrize(("f", "g", "level"), PROBLEMS)
def test_the_curve_of_least_values_is_the_solvers(f, g, level, equal):
    p = co.problem(f, g, equal)
    levels = level + np.array([-0.4, -0.15, 0.0, 0.35, 1.0])
    wanted = [co.solve(p, float(each)).value for each in levels]
    assert du.least_values(p, levels) == pytest.approx(np.array(wanted), abs=4e-3, nan_ok=True)


def test_nothing_is_nowhere():
    p = co.problem("log(-1-x^2)", "x")
    assert np.isnan(du.best_price(p, 0.0).value) and np.isnan(du.lowest(p, [1.0]).heights[0])
    assert np.isnan(du.least_values(co.problem("x", "x^2+y^2"), [-1.0])[0])
    assert du.seen_below(p, 0.0, 1.0) == np.inf


def test_lines_touch_where_they_are_asked_to_unless_there_is_a_dent():
    price, reached = du.touching(co.problem(BOWL, "x+y"), 0.5)
    assert price == pytest.approx(4 * (3 - 0.5) / 3, abs=0.006) and reached == pytest.approx(0.5, abs=0.01)
    assert abs(du.touching(co.problem(QUARTIC, "-x"), 0.2)[1] - 0.2) > 0.5


def test_pursuits_step_by_step_and_settle_at_a_saddle_point():
    p = co.problem(BOWL, "x+y")
    x, y, m = -2.0, 2.0, 0.0
    run = du.pursuit(p, 1.0, (x, y), 0.1, 400)
    for row in run[:50]:
        assert row == pytest.approx((x, y, m), abs=1e-12)
        x, y, m = x - 0.1 * (2 * (x - 2) + m), y - 0.1 * (4 * (y - 1) + m), max(m + 0.1 * (x + y - 1), 0.0)
    assert run[-1] == pytest.approx((2 / 3, 1 / 3, 8 / 3), abs=1e-6)
    lost = du.pursuit(co.problem("x*y", "x^2+4*y^2", True), 8.0, (-1, 2), 0.05, 80)
    assert np.isnan(lost[-1]).all() and np.isfinite(lost[0]).all()


def test_the_net_is_the_image_of_straight_lines():
    p = co.problem("x", "y")
    net = du.net(p, lines=5, points=7)
    known = net[np.isfinite(net).all(axis=1)]
    assert known.min() == -HALF and known.max() == HALF and len(known) == 2 * 5 * 7
