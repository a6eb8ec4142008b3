"""Both divergences against scipy.integrate.quad, minima against scipy.optimize and against grids, known limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import norm

from mathcore.probability import two_humps as humps

STATES = [
    (0.3, 1.2, 3.0, 0.6),
    (-2.0, 0.5, 10.0, 0.95),
    (6.5, 6.0, 0.0, 0.05),
    (0.0, 2.4, 5.0, 0.5),
    (4, 0.7, 8.0, 0.3),
]


def quads(m: float, s: float, d: float, w: float) -> tuple[float, float]:
    """Both divergences, by adaptive quadrature of SciPy's densities."""

    def log_p(x: float) -> float:
        return float(np.logaddexp(np.log(w) + norm.logpdf(x, -d / 2), np.log(1 - w) + norm.logpdf(x, d / 2)))

    def log_q(x: float) -> float:
        return float(norm.logpdf(x, m, s))

    marks = {"points": [-d / 2, 0, d / 2, m], "limit": 400, "epsabs": 1e-11}
    forward = quad(lambda x: np.exp(log_p(x)) * (log_p(x) - log_q(x)), -d / 2 - 12, d / 2 + 12, **marks)[0]
    return forward, quad(lambda x: np.exp(log_q(x)) * (log_q(x) - log_p(x)), -60, 60, **marks)[0]


@pytest.mark.parametrize("state", STATES)
def test_divergences_are_scipys_integrals(state):
    forward, reverse = quads(*state)
    assert float(humps.forward(*state)) == pytest.approx(forward, abs=1e-8)
    assert humps.reverse(*state) == pytest.approx(reverse, abs=1e-8)


@pytest.mark.parametrize("state", STATES)
def test_what_is_summed_up_is_seen_where_the_panel_is_wide_and_high(state):
    x = np.linspace(-70, 70, 14_001)
    for kind, wanted in zip(("forward", "reverse"), quads(*state), strict=True):
        assert humps.summed(kind, x, *state).sum() * (x[1] - x[0]) == pytest.approx(wanted, abs=1e-6)
        assert humps.unseen(kind, x, -1e9, 1e9, *state) == pytest.approx(0, abs=1e-6)
        assert humps.unseen(kind, x, 0.0, 0.0, *state) == pytest.approx(wanted, abs=1e-6)
    assert humps.log_normal([0.0, 1.5], 0.3, 2.0) == pytest.approx(norm.logpdf([0.0, 1.5], 0.3, 2.0))


def test_of_one_hump_both_are_those_of_normals():
    for m, s in ((1.0, 1.0), (0.0, 2.0), (-3.0, 0.5)):
        assert float(humps.forward(m, s, 0.0, 0.3)) == pytest.approx(humps.normals(0, 1, m, s), abs=1e-9)
        assert humps.reverse(m, s, 0.0, 0.3) == pytest.approx(humps.normals(m, s, 0, 1), abs=1e-9)
    assert humps.normals(0, 1, 1, 1) == 0.5
    assert (humps.normals(0, 1, 0, 2), humps.normals(0, 2, 0, 1)) == pytest.approx((0.318147, 0.806853), abs=1e-6)


@pytest.mark.parametrize("kind", ["forward", "reverse"])
@pytest.mark.parametrize(("distance", "weight"), [(0.0, 0.5), (5.0, 0.6), (10.0, 0.95)])
def test_the_landscape_is_the_divergence(kind, distance, weight):
    found = humps.landscape(kind, distance, weight)
    value = {"forward": humps.forward, "reverse": humps.reverse}[kind]
    for i in (0, 13, 44):
        for j in (0, 25, 56):
            exact = float(value(humps.MEANS[j], humps.SPREADS[i], distance, weight))
            assert found[i, j] == pytest.approx(exact, abs=3e-5, rel=1e-6)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", ["forward", "reverse"])
def test_slopes_are_differences(kind, state):
    m, s, d, w = state
    found = {"forward": humps.forward, "reverse": humps.reverse}[kind]

    def value(at: np.ndarray) -> float:
        return float(found(at[0], np.exp(at[1]), d, w))

    at, h = np.array([m, np.log(s)]), 1e-4
    gradient, hessian = humps.slopes(kind, m, float(np.log(s)), d, w)
    for k, e in enumerate(np.eye(2) * h):
        assert gradient[k] == pytest.approx((value(at + e) - value(at - e)) / (2 * h), rel=1e-4, abs=1e-4)
        ahead, back = (
            humps.slopes(kind, float((at + sign * e)[0]), float((at + sign * e)[1]), d, w)[0] for sign in (1, -1)
        )
        assert hessian[k] == pytest.approx((ahead - back) / (2 * h), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize(
    ("distance", "weight"), [(3.0, 0.6), (5.0, 0.6), (5.3, 0.6), (8.0, 0.6), (6.0, 0.5), (4.0, 0.8), (9.0, 0.2)]
)
def test_minima_are_those_of_scipy_from_many_starts(distance, weight):
    """BFGS from a grid of starts find the minima of the table, and no other."""
    known = humps.branches(weight)[:, round(10 * distance)]
    known = known[np.isfinite(known[:, 2])]

    def value(at: np.ndarray) -> float:
        return humps.reverse(float(at[0]), float(np.exp(at[1])), distance, weight)

    ends = []
    for m in (-distance / 2, 0.0, distance / 2):
        for s in (0.8, distance / 2):
            found = minimize(value, [m + 0.1, np.log(s)], method="BFGS")
            ends.append([found.x[0], np.exp(found.x[1]), found.fun])
    off = np.abs(np.array(ends)[:, None] - known).max(axis=2)
    assert (off.min(axis=1) < 1e-3).all() and (off.min(axis=0) < 1e-3).all()


def test_where_reverse_kl_stops_bridging():
    table = humps.branches(0.6)
    best = np.nanargmin(table[:, :, 2], axis=0)
    assert (best[:51] == 0).all() and (best[51:] == 1).all()  # at 5.0 the bridge, from 5.1 on the left hump
    assert table[0, 50] == pytest.approx([-0.32 / 0.8, 1.89 / 0.8, 0.4856], abs=7e-3)
    assert table[:, 100, 2] == pytest.approx([3.3115, np.log(1 / 0.6), np.log(1 / 0.4)], abs=1e-3)
    assert np.isfinite(table[0, :, 2]).all()  # the bridge stays a local minimum


@pytest.mark.parametrize("weight", [0.05, 0.3, 0.5, 0.75, 0.95])
def test_no_place_of_the_landscape_is_below_the_lowest_minimum(weight):
    table = humps.branches(weight)
    for n in range(0, 101, 5):
        found = humps.landscape("reverse", float(humps.DISTANCES[n]), weight)
        assert found.min() >= np.nanmin(table[:, n, 2]) - 2e-5
    heavier = 1 if weight >= 0.5 else 2
    assert np.nanmin(table[:, :, 2], axis=0).max() <= -np.log(max(weight, 1 - weight)) + 1e-9
    assert table[heavier, 100, 2] == pytest.approx(-np.log(max(weight, 1 - weight)), abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.floats(-7, 7), st.floats(0.5, 6), st.integers(0, 100), st.integers(1, 19))
def test_descent_goes_down_and_ends_at_a_minimum_that_is_known(m, s, n, share):
    distance, weight = float(humps.DISTANCES[n]), round(0.05 * share, 2)
    path = humps.descent("reverse", m, s, distance, weight)
    values = [humps.reverse(row[0], row[1], distance, weight) for row in path[::6].tolist()]
    assert (np.diff(values) <= 2e-3).all()
    end = humps.basin("reverse", path[-1], distance, weight)
    assert end is None or np.isfinite(humps.branches(weight)[end, n]).all()


def test_forward_kl_ends_at_the_moments():
    x = norm.rvs(size=400_000, random_state=1) + np.where(np.arange(400_000) < 240_000, -3, 3)
    assert humps.moments(6.0, 0.6) == pytest.approx((x.mean(), x.std()), abs=0.02)
    assert humps.minima("forward", 0.6)[0, 60, :2] == pytest.approx(humps.moments(6.0, 0.6))
    assert humps.descent("forward", 2.0, 2.0, 6.0, 0.6)[-1] == pytest.approx(humps.moments(6.0, 0.6), abs=1e-4)
    # Humps 4 apart with deviation 0.8.
    m, s = humps.moments(4 / 0.8, 0.6)
    assert (0.8 * m, 0.8 * s) == pytest.approx((-0.4, 2.1166), abs=1e-4)
