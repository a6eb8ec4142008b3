"""The double well: mean times by scipy.integrate.quad, the Fokker-Planck equation by scipy.linalg.expm and by
simulation, the stationary law by quad, Kramers' formula by its limit, crossings on kept paths."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import expm

from mathcore import kernels
from mathcore.advanced import double_well as well


def by_quad(sigma: float, goal: float) -> float:
    def v(x: float) -> float:
        return x**4 / 4 - x**2 / 2

    def inner(y: float) -> float:
        return float(np.exp(2 * v(y) / sigma**2) * quad(lambda z: np.exp(-2 * v(z) / sigma**2), -np.inf, y)[0])

    return float(2 / sigma**2 * quad(inner, -1, goal, epsabs=1e-9, epsrel=1e-9)[0])


def test_mean_times_are_the_double_integral():
    for sigma, goal in ((0.5, 1.0), (0.62, 1.0), (0.63, 1.0), (0.7, 1.0), (0.3, 1.0), (1.2, 1.0), (0.6, 0.0)):
        assert float(well.mean_time(sigma, goal)) == pytest.approx(by_quad(sigma, goal), rel=1e-7)
    told = [41.03, 20.19, 14.64, 1255.5]
    assert well.mean_time([0.5, 0.62, 0.7, 0.3]) == pytest.approx(told, rel=4e-4)
    assert well.times_of_noise()[[0, 10, 45]] == pytest.approx(well.mean_time([0.3, 0.5, 1.2]), rel=1e-9)


def test_kramers_is_right_in_the_limit_of_small_noise():
    assert well.kramers([0.5, 0.62, 0.7, 0.3]) == pytest.approx([32.83, 16.31, 12.33, 1149.2], rel=4e-4)
    off = [float(well.mean_time(s) / well.kramers(s)) - 1 for s in (0.4, 0.3, 0.2)]
    assert off[0] > off[1] > off[2] > 0 and off[2] < 0.04


def test_the_stationary_density_is_boltzmanns():
    for sigma in (0.3, 0.6, 1.2):
        mass = quad(lambda x, s=sigma: np.exp(-2 * (x**4 / 4 - x**2 / 2) / s**2), -np.inf, np.inf)[0]
        assert float(well.boltzmann(0.7, sigma)) == pytest.approx(
            np.exp(-2 * (0.7**4 / 4 - 0.7**2 / 2) / sigma**2) / mass, rel=1e-6
        )
        x = np.linspace(-2.5, 2.5, 60)
        assert well.flow(sigma).density(1e6) == pytest.approx(well.boltzmann(well.flow(sigma).x, sigma), abs=1e-6)
        assert np.trapezoid(well.boltzmann(x, sigma), x) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("goal", [None, 1.0])
def test_the_flow_is_the_exponential_of_its_generator(goal):
    sigma, n, t = 0.6, 60, 3.0
    found = well.flow(sigma, goal, n)
    x = np.linspace(-2.6, 2.6 if goal is None else goal, n)
    dx = x[1] - x[0]
    q = np.zeros((n, n))  # rates from column to row
    for i in range(n - 1):
        rise = float(well.potential(x[i + 1]) - well.potential(x[i]))
        q[i + 1, i], q[i, i + 1] = (np.exp(-s * rise / sigma**2) * sigma**2 / (2 * dx**2) for s in (1, -1))
    q -= np.diag(q.sum(axis=0))
    if goal is not None:
        q = q[:-1, :-1]
    p = expm(q * t) @ found.start
    assert found.density(t) == pytest.approx(p / dx, abs=1e-8)
    if goal is not None:
        assert found.left([t])[0] == pytest.approx(p.sum(), abs=1e-9)
        assert found.mean == pytest.approx(-np.linalg.solve(q, found.start).sum())


def test_what_is_left_integrates_to_the_mean_time():
    for sigma in (0.3, 0.6, 1.2):
        assert well.flow(sigma, 1.0).mean == pytest.approx(float(well.mean_time(sigma)), rel=2e-3)
        assert well.flow(sigma, 1.0, 600).mean == pytest.approx(float(well.mean_time(sigma)), rel=2e-4)


def test_particles_spread_and_arrive_as_the_equation_says():
    found = well.run(0.7, 0.01, 20.0, 8000, 3, 21)
    flow, times = well.flow(0.7, 1.0), np.array([2.0, 5.0, 12.0, 20.0])
    assert found.share(times) == pytest.approx(1 - flow.left(times), abs=0.03)
    reflected = well.flow(0.7)
    cells = np.histogram(found.places[5], [-3, -1, 0, 1, 3])[0] / 8000
    mass = reflected.density(5.0) * (reflected.x[1] - reflected.x[0])
    assert cells == pytest.approx([mass[(reflected.x > a) & (reflected.x <= b)].sum() for a, b in
                                   ((-3, -1), (-1, 0), (0, 1), (1, 3))], abs=0.04)  # fmt: skip


def test_arrivals_are_those_of_the_kept_paths_and_what_explodes_is_nan():
    found = well.run(0.9, 0.1, 10.0, 60, 3, 101)
    first = [np.flatnonzero(path >= 1)[:1] for path in found.places.T]
    by_hand = [found.times[each[0]] if len(each) else np.inf for each in first]
    assert found.crossed == pytest.approx(by_hand)
    wild = well.run(1.2, 0.5, 60.0, 300, 3, 121)
    gone = np.isnan(wild.places)
    assert gone[-1].sum() > 100 and (gone[1:] >= gone[:-1]).all()


def test_looking_after_whole_steps_misses_crossings_as_the_text_says():
    """Of Brownian motion: P(max >= 1 by time 1) = 2 Phi(-1) = 0.3173, and 0.5826 sqrt(h) farther with steps of h."""
    from scipy.stats import norm

    found = kernels.first_crossings("brownian", [0.0, 1.0], 0.0, 1.0, 1.0, 100, 100_000, 4).crossed
    assert found == pytest.approx(2 * norm.sf(1 + 0.5826 * 0.1), abs=0.005)
    assert 2 * norm.sf(1) == pytest.approx(0.3173, abs=5e-5) and found < 0.3
