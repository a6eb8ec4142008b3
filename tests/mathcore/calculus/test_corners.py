"""Corners, the walls that meet there, and poles, against closed forms and SciPy's SLSQP with the walls one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from mathcore.calculus import constrained as co
from mathcore.calculus import corners, duality, walls

BOWL = "(x-2)^2+2*(y-1)^2"
TWO = [("x+y-1", "y-0.5", -1.0, (3, 3)), ("x+y-1", "y+0.5", 0.0, (1, 5)), ("x", "y", 0.5, (3, 2))]


@pytest.mark.parametrize(("first", "second", "level", "known"), TWO)
def test_two_walls_at_a_corner_have_the_multipliers_of_two_constraints(first, second, level, known):
    p = co.problem(BOWL, f"max({first},{second})")
    found = co.solve(p, level)
    one, other = co.problem(BOWL, first).g, co.problem(BOWL, second).g
    rules = [{"type": "ineq", "fun": lambda z, g=g: level - float(g(*z))} for g in (one, other)]
    run = minimize(lambda z: float(p.f(*z)), (0.0, 0.0), method="SLSQP", constraints=rules, tol=1e-14)
    assert found.where == "walls" and found.point == pytest.approx(run.x, abs=1e-6)
    assert sorted(found.parts) == pytest.approx(sorted(run.multipliers), abs=1e-5)
    assert sorted(found.parts) == pytest.approx(sorted(known)) and found.multiplier == pytest.approx(sum(known))
    fall = co.solve(p, level - 1e-4).value - co.solve(p, level + 1e-4).value
    assert fall / 2e-4 == pytest.approx(found.multiplier, rel=1e-5)  # the price of the bound that they share
    assert duality.best_price(p, level).price == pytest.approx(found.multiplier, abs=1e-4)
    assert np.isnan(co.residual(p, found))  # there is no gradient to cancel


def test_a_fold_of_f_on_the_wall_has_the_multiplier_that_p_has_as_slope():
    p = co.problem("|x-2|+2*|y-1|", "x+y")
    found = co.solve(p, 1.0)  # at (0, 1): (-1, s) + (1, 1) = 0 for s = -1, between -2 and 2
    assert found.where == "kink" and found.multiplier == pytest.approx(1.0)
    assert co.solve(p, 0.9).value - found.value == pytest.approx(0.1, abs=1e-6)


def test_what_only_touches_a_corner_has_no_multipliers():
    smooth, sharp = co.problem(BOWL, "x+y"), co.problem("x+y", "max(x+y-1,y-0.5)")
    assert corners.pushes(smooth.f, smooth.g, (2 / 3, 1 / 3)) == ()
    assert corners.pushes(sharp.f, sharp.g, (0.5, -0.5)) == ()  # both walls would have to pull
    assert co.solve(co.problem("x", "y^2-x^3"), 0.0).where == "singular"


def test_corners_of_walls_are_put_in():
    tips = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    for g, level, wanted in (("|x|+|y|", 1.0, tips), ("max(x^2+y^2,x+2)", 3.0, [[1, 2**0.5], [1, -(2**0.5)]])):
        p = co.problem("x", g)
        whole = np.concatenate(co.wall(p, level))
        for tip in np.asarray(wanted):
            assert np.hypot(*(whole - tip).T).min() < 1e-9
        assert np.abs(p.values(whole)[1] - level).max() < 1e-9
    sides = co.solve(co.problem("1/(x^2+y^2)", "|x|+|y|", True), 2.48)  # least at a tip
    assert sides.value == pytest.approx(1 / 2.48**2, rel=1e-9)


@pytest.mark.parametrize(("f", "pole"), [("1/x", 0.0), ("log(x)", 0.0), ("tan(x)", np.pi / 2), ("-1/sqrt(|x|)", 0.0)])
def test_what_falls_without_end_has_no_least_value(f, pole):
    p = co.problem(f, "y")
    assert corners.endless(lambda z: p.values(z)[0], (pole, 0.3))
    found = co.solve(p, 1.0)
    assert found.where == "endless" and np.isnan(found.value) and np.isnan(found.multiplier)
    assert np.isnan(duality.best_price(p, 1.0).value)


@pytest.mark.parametrize("f", ["sqrt(x)", "|x|", "x^2", "10^6*x", "exp(8*x)", "(x*y)^5", "sin(1/x)"])
def test_what_is_bounded_does_not_fall_without_end(f):
    p = co.problem(f, "y")
    for place in ((0.0, 0.3), (3.0, -3.0), (-3.0, -3.0)):
        assert not corners.endless(lambda z: p.values(z)[0], place)


def test_walls_are_not_where_g_jumps_over_the_level():
    p = co.problem(BOWL, "1/x", True)
    assert np.abs(np.concatenate(co.wall(p, -1.0))[:, 0] + 1).max() < 1e-3  # x = -1, and not x = 0
    assert co.solve(p, -1.0).value == pytest.approx(9)


def test_level_valleys_do_not_crowd_out_others():
    p = co.problem("x^4-3*x^2+x", "-x")  # level along y: each valley is a line
    found = co.solve(p, -0.2)
    assert found.where == "free" and found.point[0] == pytest.approx(1.1309011, abs=1e-6)
    assert found.value == pytest.approx(-1.0702302, abs=1e-6)
    assert duality.best_price(p, -0.2).value == pytest.approx(-2.05, abs=1e-9)


def test_a_price_that_is_only_approached_says_so():
    best = duality.best_price(co.problem("1000*x", "x^2+y^2"), 0.0)  # d(m) = -10^6 / (4 m) rises to 0 for ever
    assert not best.attained and best.value < -1
    assert duality.best_price(co.problem(BOWL, "x+y"), 1.0).attained


def test_beads_on_corners_have_no_slope():
    p = co.problem("|x-2|+2*|y-1|", "x+y")
    found = walls.bead(p, 4.0, (3.0, 1.0))
    assert found is not None and np.isnan(found.slope)
    ridge = co.problem("max(x,0-y)", "x+y")  # f turns at the bead (0, 0), where one of its slopes is taken
    found = walls.bead(ridge, 0.0, (0.0, 0.0))
    smooth = walls.bead(ridge, 1.0, (2.0, -1.0))
    assert found is not None and smooth is not None
    assert walls.chord_slope(ridge, 1.0, smooth) == pytest.approx(smooth.slope, abs=1e-6)


def test_ranges_grow_by_powers_of_two():
    assert walls.taller((0.0, 10.0), 5.0) == (0.0, 10.0) and walls.taller((0.0, 10.0), float("nan")) == (0.0, 10.0)
    assert walls.taller((0.0, 10.0), 11.0) == (0.0, 20.0) and walls.taller((0.0, 10.0), 13.0) == (0.0, 40.0)
