"""Constrained minima against SciPy's SLSQP, SymPy and closed forms; walls, beads and what lies behind the wall."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.spatial.distance import cdist

from mathcore.calculus import constrained as co
from mathcore.calculus import walls as wl
from mathcore.calculus.window import HALF, TICKS, basins, joined
from mathcore.common.expressions import parse

BOWL, CUSP, PEANUT = "(x-2)^2+2*(y-1)^2", "y^2-x^3", "(x^2-1)^2+y^2"
QUARTIC = "x^4-3*x^2+x+y^2"


def slsqp(p: co.Problem, level: float) -> float:
    """SciPy's least value from many starts."""
    kind = "eq" if p.equal else "ineq"
    rule = {"type": kind, "fun": lambda z: level - float(p.g(*z))}
    best = np.inf
    for start in [(a, b) for a in (-2.3, -0.6, 2.2) for b in (-2.1, 0.8, 2.9)]:
        run = minimize(
            lambda z: float(p.f(*z)), start, method="SLSQP", bounds=[(-HALF, HALF)] * 2, constraints=rule, tol=1e-10
        )
        off = abs(float(p.g(*run.x)) - level) if p.equal else float(p.g(*run.x)) - level
        if off < 1e-8 and np.abs(run.x).max() <= HALF + 1e-9:
            best = min(best, float(run.fun))
    return best


TRIED = [(BOWL, "x+y", -2.5), (BOWL, "x^2+y^2", 4.0), ("x*y", PEANUT, 0.6), ("x+y", "x^2+y^2", 0.5)]
TRIED += [(QUARTIC, "-x", -0.2), ("exp(x)-y", PEANUT, 0.6), ("(x^2+y-11)^2+(x+y^2-7)^2", "x+y", 1.0)]


@pytest.mark.parametrize("equal", [False, True])
@pytest.mark.parametrize(("f", "g", "level"), TRIED)
def test_least_values_are_slsqps(f, g, level, equal):
    p = co.problem(f, g, equal)
    found, wanted = co.solve(p, level), slsqp(p, level)
    assert found.value == pytest.approx(wanted, abs=1e-6, rel=1e-6)
    off = float(p.g(*found.point)) - level
    assert (abs(off) if equal else off) < 1e-8


def test_the_opening_problem_has_its_closed_form():
    p = co.problem(BOWL, "x+y")
    for level in (-1.0, 0.0, 1.0, 2.5):
        price = 4 * (3 - level) / 3
        found = co.solve(p, level)
        assert found.where == "wall" and found.multiplier == pytest.approx(price, abs=1e-9)
        assert found.value == pytest.approx(3 * price**2 / 8, abs=1e-9)
        assert co.gain(p, level, found) == pytest.approx(price, abs=1e-6)
        assert co.residual(p, found) < 1e-9
    run = minimize(
        lambda z: float(p.f(*z)),
        (0.0, 0.0),
        method="SLSQP",
        tol=1e-14,
        constraints={"type": "ineq", "fun": lambda z: 1 - z[0] - z[1]},
    )
    assert co.solve(p, 1.0).point == pytest.approx(run.x, abs=1e-6)
    assert co.solve(p, 1.0).multiplier == pytest.approx(run.multipliers[0], abs=1e-5)
    inside = co.solve(p, 3.5)
    assert (inside.where, inside.multiplier) == ("free", 0.0) and inside.point == pytest.approx([2, 1])
    assert co.solve(p, 1.0).value - co.solve(p, 1.1).value == pytest.approx(0.26)


def test_stationary_points_are_sympys():
    x, y, m = sympy.symbols("x y m", real=True)
    for f, g, level in (("x*y", "x^2+4*y^2", 8), ("x+y", "x^2+y^2", 4), ("x^2+y^2", PEANUT, sympy.Rational(1, 2))):
        one, other = (sympy.sympify(text.replace("^", "**"), locals={"x": x, "y": y}) for text in (f, g))
        whole = one + m * (other - level)
        exact = sympy.solve([whole.diff(each) for each in (x, y, m)], [x, y, m], dict=True)
        wanted = np.array(
            [[float(each[v]) for v in (x, y, m)] for each in exact if all(each[v].is_real for v in (x, y))]
        )
        found = co.contacts(co.problem(f, g, True), float(level))
        rows = np.column_stack([found.points, found.multipliers])
        assert len(rows) == len(wanted)
        assert cdist(rows, wanted).min(axis=1).max() < 1e-7 and cdist(rows, wanted).min(axis=0).max() < 1e-7


def test_a_cusp_has_no_multiplier_and_near_it_the_price_grows_without_bound():
    p = co.problem("x", CUSP)
    tip = co.solve(p, 0.0)
    assert tip.where == "singular" and np.isnan(tip.multiplier) and tip.value == pytest.approx(0, abs=1e-9)
    for level in (0.01, 0.1, 1.0):
        found = co.solve(p, level)
        assert found.value == pytest.approx(-np.cbrt(level), abs=1e-9)
        assert found.multiplier == pytest.approx(level ** (-2 / 3) / 3, rel=1e-7)


def test_corners_edges_and_nothing():
    corner = co.solve(co.problem(BOWL, "max(x+y-1,y+0.5)"), 0.0)  # x + y = 1 meets y = -1/2
    assert corner.value == pytest.approx(0.25 + 4.5, abs=1e-6) and corner.where == "walls"
    assert corner.parts == pytest.approx((1, 5), abs=1e-6) and corner.multiplier == pytest.approx(6)
    kink = co.solve(co.problem("|x-2|+2*|y-1|", "x"), 2.5)
    assert kink.where == "corner" and kink.multiplier == 0 and kink.value == pytest.approx(0, abs=1e-5)
    edge = co.solve(co.problem(BOWL, "x+y"), -5.9)  # on x = -3, where f falls by 4 (1 + 2.9) for each unit of y
    assert edge.where == "edge" and edge.point == pytest.approx([-3, -2.9]) and edge.multiplier == pytest.approx(15.6)
    assert co.solve(co.problem("x", "x^2+y^2"), -1.0).where == "none"
    assert co.solve(co.problem("log(-1-x^2)", "x"), 0.0).where == "none"
    assert not co.wall(co.problem("x", "x^2+y^2"), 20.0)


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.integers(-8, 8)] * 5), st.integers(-40, 60))
def test_no_allowed_point_of_any_grid_is_lower(parts, level):
    a, b, c, d, e = (part / 4 for part in parts)
    p = co.problem(f"({a})*x^2+({b})*x*y+y^2+({c})*x", f"x^2+({d})*y+({e})*x*y")
    found, bound = co.solve(p, level / 10), level / 10
    x, y = np.meshgrid(*[np.linspace(-HALF, HALF, 201)] * 2)
    f, g = p.values(np.stack([x, y], axis=-1))
    if found.where == "none":
        assert not (g < bound - 0.05).any()
    else:
        assert p.allowed(bound, found.point[None]).all()
        assert found.value <= f[g <= bound].min(initial=np.inf) + 1e-9
        if found.where == "wall" and found.multiplier > 1e-6:
            slope = co.gain(p, bound, found)
            assert np.isnan(slope) or slope == pytest.approx(found.multiplier, rel=1e-3, abs=1e-3)


def test_proofs_and_refutations_of_convexity():
    assert co.problem(BOWL, "x+y").convex is True and co.problem(BOWL, "x+y", True).convex is True
    assert co.problem(BOWL, "x^2+y^2").convex is True and co.problem(BOWL, "x^2+y^2", True).convex is False
    assert co.problem(QUARTIC, "-x").convex is False and co.problem("x", CUSP).convex is False
    assert co.problem("min(x,y)", "x").convex is False


def test_walls_lie_on_their_level_and_have_the_smaller_g_to_their_left():
    for g, level in (("x+y", 1.0), ("x^2+y^2", 4.0), (PEANUT, 0.5), (CUSP, 0.3), ("sin(3*x)*y", 0.4)):
        p = co.problem("x", g)
        for chain in co.wall(p, level):
            inner = np.abs(chain).max(axis=1) < HALF - 0.1
            assert np.abs(p.values(chain)[1][inner] - level).max() < 1e-9
            way, middle = np.diff(chain, axis=0), (chain[1:] + chain[:-1]) / 2
            left = middle + 0.02 * np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None]
            assert np.mean(p.values(left)[1] < level) > 0.98
    ring = co.wall(co.problem("x", "x^2+y^2"), 4.0)
    assert len(ring) == 1 and wl.lengths(ring[0])[-1] == pytest.approx(4 * np.pi, rel=1e-3)
    tip = co.wall(co.problem("x", CUSP), 0.0)[0]
    assert np.hypot(*tip.T).min() == 0  # the tip is put in


def inside(polygons: np.ndarray, points: np.ndarray) -> np.ndarray:
    """By the winding number of polygons that NaN parts."""
    turns = np.zeros(len(points))
    for start, end in itertools.pairwise(polygons):
        if np.isfinite(start + end).all():
            a, b = start - points, end - points
            turns += np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1))
    return np.abs(np.round(turns / (2 * np.pi))) > 0


FILLED = [("x+y", 1), ("-x-y", 1), ("x^2+y^2", 4), ("-x^2-y^2", -4), (PEANUT, 0.5), (CUSP, 0.3), ("x^2+y^2", 12)]
FILLED += [("x*y", 1), ("x*y", -1), ("sin(3*x)*y", 0.4), ("x", 9), ("x", -6), ("-x^2-y^2", -12), ("x+y", -6)]


@pytest.mark.parametrize(("g", "level"), FILLED)
def test_what_is_forbidden_is_filled(g, level):
    p, rng = co.problem("x", g), np.random.default_rng(1)
    points = rng.uniform(-2.95, 2.95, (300, 2))
    off = p.values(points)[1] - level
    clear = np.abs(off) > 0.05
    assert (inside(wl.forbidden(p, level), points)[clear] == (off > 0)[clear]).all()


def test_beads_against_projection_and_slopes_by_values():
    rng = np.random.default_rng(2)
    for equal in (False, True):
        for f, g, level in ((BOWL, "x+y", 1.0), ("x*y", "x^2+4*y^2", 8.0), ("x+y", PEANUT, 0.5)):
            p = co.problem(f, g, equal)
            for near in rng.uniform(-2.5, 2.5, (8, 2)):
                found = wl.bead(p, level, near)
                assert found is not None
                assert float(p.g(*found.point)) == pytest.approx(level, abs=1e-9)
                every = np.concatenate(co.wall(p, level))
                assert np.hypot(*(found.point - near)) <= np.hypot(*(every - near).T).min() + 2e-3
                assert wl.chord_slope(p, level, found) == pytest.approx(found.slope, abs=1e-6)
                normal = p.slopes(found.point[None])[1][0]
                assert abs(found.push @ found.along) < 1e-9 and (equal or found.push @ normal <= 0)
                if equal or found.multiplier > 0:
                    assert abs(found.net @ normal) < 1e-8
                assert wl.at_way(p, level, found.chain, found.way) == pytest.approx(found.point, abs=5e-3)


def test_polylines_are_joined_and_basins_found():
    angle = np.linspace(0, 2 * np.pi, 13)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    pieces = np.concatenate([np.stack([a, b, [np.nan] * 2]) for a, b in itertools.pairwise(ring)])
    order = np.random.default_rng(3).permutation(12)
    (chain,) = joined(pieces.reshape(12, 3, 2)[order].reshape(-1, 2))
    assert len(chain) == 13 and (chain[0] == chain[-1]).all() and chain[0] == pytest.approx([-1, 0])
    f = parse("(x^2-1)^2+(y-1/2)^2+x/8", ("x", "y"))
    found = basins(f(TICKS[None, :], TICKS[:, None]), 6)
    assert len(found) == 2 and found[0] == pytest.approx([-1.0, 0.5], abs=0.1)
    assert co.problem(f.text, "x").valleys[0] == pytest.approx(
        minimize(lambda z: float(f(*z)), (-1, 0.4), method="BFGS", tol=1e-12).x, abs=1e-6
    )
