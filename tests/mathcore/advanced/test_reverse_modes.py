"""Mixtures under noise: SciPy's densities, SymPy's score and double zeros, closed forms, Rayleigh's law."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm, rayleigh

from mathcore import kernels
from mathcore.advanced import reverse_modes as modes


@pytest.mark.parametrize("seed", range(4))
def test_density_and_responsibilities_in_the_plane(seed):
    rng = np.random.default_rng(seed)
    shares, centres = rng.dirichlet(np.ones(4)), rng.normal(size=(4, 2))
    now = modes.Mixture(shares, centres, 0.4).at(0.5)
    variance = 0.16 * np.exp(-1) + 1 - np.exp(-1)
    x = rng.normal(size=(6, 2))
    parts = [w * multivariate_normal.pdf(x, np.exp(-0.5) * c, variance) for w, c in zip(shares, centres, strict=True)]
    assert now.density(x) == pytest.approx(np.sum(parts, axis=0))
    assert now.responsibilities(x) == pytest.approx((np.array(parts) / np.sum(parts, axis=0)).T)
    step = 1e-5
    for axis in range(2):
        up, down = (np.log(now.density(x + sign * step * np.eye(2)[axis])) for sign in (1, -1))
        assert now.score(x)[:, axis] == pytest.approx((up - down) / (2 * step), abs=1e-6)
    assert now.second_moment() == pytest.approx(shares @ (now.centres**2).sum(axis=1) + 2 * variance)


@pytest.mark.parametrize(
    ("places", "share", "deviation"), [((-2, 2), 0.6, 0.3), ((-2.5, -1.2, 1.2, 2.5), 0.5, 0.3), ((-1, 1, 2), 0.4, 0.2)]
)
def test_at_a_fork_the_score_and_its_slope_are_zero(places, share, deviation):
    """SymPy's score, and a root in x and t of it and its slope, near where the fork was found."""
    m = modes.line_mixture(places, share, deviation)
    x, t = sympy.symbols("x t", real=True)
    variance = deviation**2 * sympy.exp(-2 * t) + 1 - sympy.exp(-2 * t)
    parts = zip(m.shares.tolist(), m.centres[:, 0].tolist(), strict=True)
    density = sum(w * sympy.exp(-((x - sympy.exp(-t) * c) ** 2) / (2 * variance)) for w, c in parts)
    score = sympy.diff(sympy.log(density), x)
    found = modes.forks(m)
    assert len(found) == len(places) - 1 and (np.diff(found) <= 0).all()
    g, slope = (sympy.lambdify((x, t), each, "numpy") for each in (score, sympy.diff(score, x)))
    for at in found:
        grid = np.linspace(-3, 3, 6001)
        near = np.flatnonzero(np.diff(np.sign(slope(grid, at))))
        assert np.abs(g(grid[near], at)).min() < 2e-3
        assert modes.humps(m, at - 1e-4)[0] == modes.humps(m, at + 1e-4)[0] + 1


@settings(max_examples=8, deadline=None)
@given(st.floats(0.1, 5.9), st.floats(0.05, 1.0), st.floats(-0.05, 0.05))
def test_two_equal_modes_fork_at_the_closed_form(distance, deviation, middle):
    m = modes.line_mixture((middle - distance / 2, middle + distance / 2), 0.5, deviation)
    found, exact = modes.forks(m), modes.fork_of_two(distance, deviation)
    assert (found[0] if len(found) else 0.0) == pytest.approx(exact, abs=1e-6)
    if exact > 0.01:  # where each of the two is told right with probability Φ(1)
        assert modes.told_apart(m, exact) == pytest.approx(norm.cdf(1), abs=1e-5)


def test_the_numbers_of_two_modes():
    assert modes.fork_of_two(4, 0.3) == pytest.approx(0.79564, abs=5e-6)
    assert np.exp(-2 * modes.fork_of_two(4, 0.3)) == pytest.approx(0.20367, abs=5e-6)
    assert modes.fork_of_two(0.4, 0.3) == 0.0 and not len(modes.forks(modes.line_mixture((1, 1), 0.5, 0.3)))


@pytest.mark.parametrize("places", [(-2, 2), (-3, 0, 3), (-2, -1, 1, 2.5), (1, 1, 1)])
def test_zeros_are_zeros_and_humps_and_valleys_take_turns(places):
    m = modes.line_mixture(places, 0.3, 0.3)
    times = np.linspace(0, 3, 16)
    found = modes.zeros(m, times)
    for t, row in zip(times, found, strict=True):
        z = row[np.isfinite(row)]
        assert len(z) % 2 == 1 and (np.diff(z) > 0).all()
        assert np.abs(m.at(t).score(z[:, None])).max() < 5e-3
        heights = m.at(t).density(z[:, None])
        assert all(heights[k] >= max(heights[k - 1], heights[k + 1]) - 1e-9 for k in range(2, len(z) - 2, 2))
        grid = np.linspace(-4, 4, 8001)
        peaks = np.count_nonzero(np.diff(np.sign(np.diff(m.at(t).density(grid[:, None])))) < 0)
        assert modes.humps(m, t)[0] == peaks


def test_telling_modes_apart_against_quadrature():
    m = modes.line_mixture((-2, 0.5, 2), 0.5, 0.3)
    now = m.at(0.4)

    def best(x: float) -> float:
        return max(w * norm.pdf(x, c, now.deviation) for w, c in zip(now.shares, now.centres[:, 0], strict=True))

    assert modes.told_apart(m, 0.4) == pytest.approx(quad(best, -7, 7, limit=300, points=[-1, 0, 1])[0], abs=1e-5)
    assert now.below([0.3, -1.0]) == pytest.approx(
        [sum(now.shares * norm.cdf(x, now.centres[:, 0], now.deviation)) for x in (0.3, -1.0)]
    )


def test_paths_of_the_ode_keep_their_rank_and_brought_back_points_have_the_law():
    m = modes.line_mixture((-2, 2), 0.3, 0.3)
    run = kernels.reverse_diffusion(m.shares, [(-2, 0), (2, 0)], 0.3, 64, 3, steps=1600, stochastic=False, keep=9)
    ranks = np.array([m.at(t).below(x) for t, x in zip(run.times.tolist(), run.points[:, :, 0], strict=True)])
    assert np.abs(ranks - ranks[0]).max() < 5e-3
    gaps = modes.drawn_gaps(modes.Mixture(np.full(2, 0.5), np.array([[-5.0, 0], [5, 0]]), 0.3), 4000)
    assert np.median(gaps) == pytest.approx(rayleigh.median(scale=0.3), abs=0.01)
    assert np.mean(gaps < 0.2) == pytest.approx(rayleigh.cdf(0.2, scale=0.3), abs=0.03)


def test_twelve_digits_stand_apart():
    centres, pictures = modes.digits()
    gaps = np.sqrt(((centres[:, None] - centres) ** 2).sum(axis=2))[~np.eye(12, dtype=bool)]
    assert centres.shape == (12, 2) and gaps.min() > 0.6 and np.abs(centres).max() < 3.3
    assert pictures.shape == (12, 8, 8) and pictures.dtype == np.uint8 and pictures.max() == 255
