"""Fisher's geometry against SymPy, SciPy's integrals and minimisers; descents against SymPy's gradients and Jacobians,
and SciPy's solver of differential equations; coins against SciPy's binomials."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp
from scipy.stats import binom, norm

from mathcore.advanced import natural_gradient as ng

law = st.tuples(st.integers(-400, 400).map(lambda k: k / 100), st.integers(10, 400).map(lambda k: k / 100))
LAWS = [((-2.0, 1.0), (2.0, 1.0)), ((0.0, 1.0), (1.0, 1.0)), ((-3.0, 0.5), (3.0, 2.5)), ((1.0, 0.5), (1.0, 3.0))]
M, S = sp.symbols("m s", positive=True)
COORDINATES = {"sigma": (M, S), "log": (M, sp.log(S)), "natural": (M / S**2, -1 / (2 * S**2))}


def length(points: np.ndarray) -> float:
    """The Fisher length of a polyline, by the metric at the middles of its pieces."""
    move, middle = np.diff(points, axis=0), 0.5 * (points[1:, 1] + points[:-1, 1])
    return float((np.hypot(move[:, 0], math.sqrt(2) * move[:, 1]) / middle).sum())


def test_the_metric_is_the_covariance_of_the_scores():
    x, (nodes, shares) = sp.symbols("x", real=True), np.polynomial.hermite_e.hermegauss(8)
    shares /= shares.sum()
    density = sp.exp(-((x - M) ** 2) / (2 * S**2)) / (S * sp.sqrt(2 * sp.pi))
    scores = [sp.diff(sp.log(density), each) for each in (M, S)]
    for mu, sigma in ((0.0, 1.0), (-2.0, 0.3), (1.5, 4.0)):
        found = sp.lambdify(x, [score.subs({M: mu, S: sigma}) for score in scores])(mu + sigma * nodes)
        assert np.einsum("ik,jk,k->ij", found, found, shares) == pytest.approx(np.diag([1, 2]) / sigma**2, abs=1e-9)
        step = 1e-4 * sigma
        for way, part in (((step, 0), 1), ((0, step), 2)):
            assert 2 * ng.kl((mu, sigma), (mu + way[0], sigma + way[1])) == pytest.approx(part * 1e-8, rel=1e-3)


def test_known_distances():
    assert ng.distance((0, 1), (1, 1)) == pytest.approx(math.sqrt(2) * math.log(2), rel=1e-14)
    assert ng.distance((0, 1), (0, 2)) == pytest.approx(math.sqrt(2) * math.log(2), rel=1e-14)
    assert ng.distance((-2, 1), (2, 1)) == pytest.approx(3.241988, abs=1e-6)
    assert ng.geodesic((-2, 1), (2, 1), [0.5])[0] == pytest.approx([0, math.sqrt(3)], abs=1e-14)
    assert ng.kl((0, 1), (0.001, 1)) == pytest.approx(5e-7, rel=1e-9)
    assert ng.distance((0, 1), (1e-9, 1)) == pytest.approx(1e-9, rel=1e-12)


def christoffel() -> list[list[list[sp.Expr]]]:
    """Of the metric, by SymPy: the geodesics are x''_k = -sum of them times x'_i x'_j."""
    g, x = sp.diag(1 / S**2, 2 / S**2), (M, S)
    h = g.inv()

    def one(k: int, i: int, j: int) -> sp.Expr:
        terms = [sp.diff(g[r, i], x[j]) + sp.diff(g[r, j], x[i]) - sp.diff(g[i, j], x[r]) for r in (0, 1)]
        return sum(h[k, r] * terms[r] / 2 for r in (0, 1))

    return [[[one(k, i, j) for j in (0, 1)] for i in (0, 1)] for k in (0, 1)]


@pytest.mark.parametrize(("a", "b"), LAWS)
def test_the_shortest_way_solves_the_equation_of_geodesics_and_is_as_long_as_said(a, b):
    far = float(ng.distance(a, b))
    assert length(ng.geodesic(a, b, np.linspace(0, 1, 4001))) == pytest.approx(far, rel=1e-6)
    bends = sp.lambdify((M, S), christoffel())
    step = 1e-4
    speed = (ng.geodesic(a, b, [step])[0] - ng.geodesic(a, b, [-step])[0]) / (2 * step)

    def rule(t: float, z: np.ndarray) -> np.ndarray:
        return np.concatenate([z[2:], -np.einsum("kij,i,j->k", np.array(bends(*z[:2]), float), z[2:], z[2:])])

    shot = solve_ivp(rule, (0, 1), [*a, *speed], rtol=1e-9, atol=1e-10).y[:2, -1]
    assert shot == pytest.approx(b, abs=1e-4)


@pytest.mark.parametrize(("a", "b"), LAWS)
def test_ways_beside_it_are_longer(a, b):
    rng, t = np.random.default_rng(5), np.linspace(0, 1, 2001)
    way, far = ng.geodesic(a, b, t), float(ng.distance(a, b))
    for k in range(1, 6):
        bump = np.sin(k * np.pi * t)[:, None] * rng.normal(size=2) * 0.1
        beside = np.stack([way[:, 0] + bump[:, 0], way[:, 1] * np.exp(bump[:, 1])], axis=1)
        assert length(beside) > far


@settings(max_examples=60, deadline=None)
@given(law, law, law, st.floats(0, 1))
def test_it_is_a_distance_and_shares_are_shares_of_it(a, b, c, share):
    far = float(ng.distance(a, b))
    assert far == pytest.approx(float(ng.distance(b, a)))
    assert far <= ng.distance(a, c) + ng.distance(c, b) + 1e-12
    assert far <= ng.straight_length(a, b) + 1e-12
    at = ng.geodesic(a, b, [share])[0]
    assert ng.distance(a, at) == pytest.approx(share * far, abs=1e-7)
    assert ng.distance(at, b) == pytest.approx((1 - share) * far, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(law, law, st.floats(0.01, 1))
def test_the_straight_line_is_as_long_as_its_integral(a, b, share):
    flat = math.hypot(b[0] - a[0], math.sqrt(2) * (b[1] - a[1]))
    wanted = quad(lambda t: flat / (a[1] + t * (b[1] - a[1])), 0, share)[0]
    assert ng.straight_so_far(a, b, [share])[0] == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    assert ng.straight_so_far(a, b, [1.0])[0] == pytest.approx(ng.straight_length(a, b), rel=1e-12, abs=1e-15)


@settings(max_examples=12, deadline=None)
@given(law, law)
def test_divergences_are_integrals_and_little_ones_add_up(a, b):
    p, q = norm(*a), norm(*b)
    ends = a[0] - 12 * a[1], a[0] + 12 * a[1]
    wanted = quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), *ends, points=[a[0]])[0]
    assert ng.kl(a, b) == pytest.approx(wanted, rel=1e-6, abs=1e-7)
    assert ng.chained(a, b, 400) == pytest.approx(float(ng.distance(a, b)), abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(law, st.floats(0.05, 3))
def test_a_disc_is_all_laws_at_a_distance(centre, radius):
    assert ng.distance(ng.disc(centre, radius), centre) == pytest.approx(radius, rel=1e-9)


def test_beads_follow_one_another():
    for a, b in LAWS:
        for middles, far in zip(
            ng.threaded(a, b, 0.25), (float(ng.distance(a, b)), ng.straight_length(a, b)), strict=True
        ):
            assert len(middles) == int(far / 0.5)
            gaps = ng.distance(middles[1:], middles[:-1])
            assert (gaps <= 0.5 + 1e-4).all() and (gaps > 0.48).all()
    on_way, on_line = ng.threaded((1.0, 1.0), (1.0, 1.0), 0.25)
    assert len(on_way) == len(on_line) == 0 and np.isnan(ng.beads(on_way, 0.25)).all()


def test_velocities_are_sympys():
    loss = sp.log(S) + (1 + M**2) / (2 * S**2)
    slope = sp.Matrix([sp.diff(loss, M), sp.diff(loss, S)])
    fisher = sp.diag(1 / S**2, 2 / S**2)
    for chart, (first, second) in COORDINATES.items():
        jacobian = sp.Matrix([first, second]).jacobian([M, S])
        plain, natural = -jacobian.inv().T * slope, -jacobian * fisher.inv() * slope
        for at in ((0.3, 0.7), (4.0, 6.0), (1.0, 0.2), (2.0, 1.0)):
            here = dict(zip((M, S), at, strict=True))
            for wanted, found in ((plain, ng.plain_velocity), (natural, ng.natural_velocity)):
                assert found(chart, *at) == pytest.approx([float(each.subs(here)) for each in wanted], rel=1e-12)
            pushed = ng.push(chart, ng.natural_velocity(chart, *at), *at)
            assert pushed == pytest.approx(ng.natural_velocity("sigma", *at), rel=1e-12)
            there = ng.to_chart(chart, *at)
            assert there == pytest.approx([float(sp.sympify(each).subs(here)) for each in (first, second)])
            assert ng.from_chart(chart, *there) == pytest.approx(at)


@pytest.mark.parametrize("start", [(4.0, 6.0), (3.0, 0.8), (-5.0, 10.0), (0.0, 0.2)])
def test_the_natural_flow_is_that_of_the_differential_equation_in_each_chart(start):
    times = np.linspace(0, 3, 7)
    for chart in ng.CHARTS:

        def rule(t, z, chart=chart):
            return ng.natural_velocity(chart, *ng.from_chart(chart, *z))

        found = solve_ivp(rule, (0, 3), ng.to_chart(chart, *start), t_eval=times, rtol=1e-10, atol=1e-13)
        laws = np.array([ng.from_chart(chart, *z) for z in found.y.T])
        assert laws == pytest.approx(ng.flow(start, times), rel=1e-6, abs=1e-6)


def test_natural_runs_part_in_proportion_to_the_step_and_plain_ones_do_not():
    for start in ((4.0, 6.0), (3.0, 3.0), (1.5, 2.0)):
        natural = [ng.spread("natural", start, n) for n in (50, 100, 200)]
        assert natural[0] / natural[1] == pytest.approx(2, rel=0.03) and natural[1] / natural[2] == pytest.approx(
            2, rel=0.02
        )
        plain = [ng.spread("plain", start, n) for n in (200, 400)]
        assert plain[1] > 0.9 * plain[0] > 0.5


def test_crawl_and_blow_up():
    assert ng.descend("sigma", "plain", (5, 10), 0.1, 100)[-1] == pytest.approx([4.487, 9.224], abs=1e-3)
    assert ng.descend("sigma", "natural", (5, 10), 0.1, 100)[-1] == pytest.approx([0.000133, 1.00189], abs=1e-5)
    assert ng.descend("sigma", "plain", (0.5, 0.1), 0.1, 1)[-1] == pytest.approx([-4.5, 124.1])
    assert np.isnan(ng.descend("natural", "natural", (0.5, 0.1), 0.1, 1)[-1]).all()
    assert math.isnan(ng.spread("natural", (0.5, 0.1), 10))


def test_level_curves_and_the_loss():
    for height in (0.1, 1.5, 20.0):
        curve = ng.level(height)
        assert ng.loss(*curve[5:-5].T)[np.abs(curve[5:-5, 0]) > 1e-3] == pytest.approx(height, rel=1e-6)
    for at in ((0.5, 2.0), (3.0, 0.7)):
        assert ng.loss(*at) == pytest.approx(float(ng.kl((0, 1), at)), rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 100))
def test_coins(i, j, n):
    p, q = i / 200, j / 200
    d = ng.coin_distance(p, q)
    assert 0 <= d <= math.pi
    assert ng.affinity(p, q, n) == pytest.approx(math.cos(d / 2) ** n, abs=1e-12)
    k = np.arange(n + 1)
    apart = 0.5 * np.abs(binom.pmf(k, n, p) - binom.pmf(k, n, q)).sum()
    assert ng.best_error(p, q, n) == pytest.approx(0.5 * (1 - apart), abs=1e-12)
    if min(p, q) > 0:
        ends = sorted((p, q))
        wanted = quad(lambda x: 1 / math.sqrt(x * (1 - x)), *ends)[0] if ends[1] < 1 else d
        assert d == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_known_coins():
    assert ng.coin_distance(0.5, 0.9) == pytest.approx(0.9273, abs=5e-5)
    assert ng.coin_distance(0, 1) == pytest.approx(math.pi)
