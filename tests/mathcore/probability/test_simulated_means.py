"""Simulated means and their histogram against exact laws of SciPy, within the error of the simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from mathcore.kernels import law
from mathcore.probability import galton, limit_laws
from mathcore.probability.simulated_means import running, simulated, slacks

R = 20_000
NOISE = 2.7 / np.sqrt(R) + 0.0022  # Dvoretzky, Kiefer and Wolfowitz, once in a million; and the fine grid


def heights_at(means, exact):
    """The histogram's heights and what an exact distribution function gives each bar."""
    x, height, width = means.bars[:, np.isfinite(means.bars[0])]
    return height, (exact(x + width / 2) - exact(x - width / 2)) / width


def test_means_of_exponentials_follow_the_gamma_law():
    n = 10
    found = simulated(law("exponential"), n, R, 1)
    exact = stats.gamma(n, loc=-np.sqrt(n), scale=1 / np.sqrt(n))
    height, wanted = heights_at(found, exact.cdf)
    assert np.abs(height - wanted).max() * 0.1 < NOISE
    assert found.coverage == pytest.approx(exact.cdf(1.96) - exact.cdf(-1.96), abs=NOISE)
    assert found.quartiles == pytest.approx(1 + exact.ppf([0.25, 0.75]) / np.sqrt(n), abs=0.01)
    assert found.unit == pytest.approx(1 / np.sqrt(n))
    assert found.outside == pytest.approx(exact.sf(4) + exact.cdf(-4), abs=0.002)


@pytest.mark.parametrize(("replicates", "width"), [(100, 0.5), (200, 0.4), (1000, 0.2), (2000, 0.1), (100_000, 0.1)])
@pytest.mark.parametrize("source", ["exponential", "pareto"])
def test_few_means_get_wider_bars_which_still_hold_them_all(source, replicates, width):
    found = simulated(law(source), 5, replicates, 7)
    shown = found.bars[:, np.isfinite(found.bars[0])]
    assert (shown[2] == pytest.approx(width)) and shown.shape[1] == round(8 / width)
    assert np.diff(shown[0]) == pytest.approx(width)
    assert (shown[1] * width).sum() == pytest.approx(1 - found.outside)
    assert width == 0.1 or width <= 3.49 * replicates ** (-1 / 3), "no wider than Scott has it for a normal law"


@pytest.mark.parametrize("replicates", [100, 200, 1000])
def test_wider_bars_follow_the_gamma_law(replicates):
    exact = stats.gamma(5, loc=-np.sqrt(5), scale=1 / np.sqrt(5))
    found = simulated(law("exponential"), 5, replicates, 7)
    height, wanted = heights_at(found, exact.cdf)
    # The share in a bar is binomial: five standard deviations of it, and one mean for the bars that are nearly empty.
    width = found.bars[2, 0]
    allowed = 5 * np.sqrt(wanted * width / replicates) + 1.5 / replicates
    assert (np.abs(height - wanted) * width <= allowed).all()


def test_bars_of_yes_or_no_means_hold_whole_lattice_points():
    found = simulated(law("bernoulli", probability=0.3), 50, R, 2)
    exact = stats.binom(50, 0.3)
    sigma = np.sqrt(0.3 * 0.7 * 50)
    height, wanted = heights_at(found, lambda z: exact.cdf(np.floor(15 + z * sigma + 1e-9)))
    assert np.abs(height - wanted).max() * found.bars[2, 0] < NOISE


def test_copies_double_the_spread_in_claimed_errors():
    once, copied = (simulated(law("exponential"), 100, R, 3, copies) for copies in (1, 4))
    assert copied.unit == pytest.approx(once.unit / 2)
    assert copied.deviation == once.deviation
    assert copied.coverage == pytest.approx(stats.norm.cdf(0.98) * 2 - 1, abs=0.02)


@pytest.mark.parametrize("n", [1, 7, 1000])
def test_the_mean_of_cauchy_draws_is_cauchy(n):
    found = simulated(law("cauchy"), n, R, 4)
    unit = 1 / limit_laws.NORMAL_QUARTILE
    height, wanted = heights_at(found, lambda z: stats.cauchy.cdf(z * unit))
    assert np.abs(height - wanted).max() * 0.1 < NOISE
    assert found.outside == pytest.approx(2 * stats.cauchy.sf(4 * unit), abs=NOISE)
    assert found.quartiles == pytest.approx((-1, 1), abs=0.06)
    assert np.isnan(found.coverage)


@pytest.mark.parametrize("source", ["uniform", "exponential", "mixture", "pareto"])
def test_the_outline_of_a_source_encloses_all_of_its_mass(source):
    x, y = limit_laws.source_outline(law(source), -12.0, 40.0)
    tail = 40.0**-1.5 if source == "pareto" else 0.0
    assert integrate.trapezoid(y, x) == pytest.approx(1 - tail, abs=0.02)


def test_the_gap_that_is_left_in_the_limit():
    unit = 1 / limit_laws.NORMAL_QUARTILE
    y = np.linspace(0, 20, 20001)
    known = np.abs(stats.cauchy.cdf(y * unit) - stats.norm.cdf(y)).max()
    assert limit_laws.limit_gap(law("cauchy")) == pytest.approx(known, abs=1e-5)
    assert np.isnan(limit_laws.limit_gap(law("pareto", tail=2.0)))


def test_heaps_hold_the_balls_that_have_landed():
    path = galton.board(0.3, 8, 300, 5)
    found = galton.heaps(path, 200, 0.3)
    landed, law = path[:191, -1], stats.binom(8, 0.3)
    assert found.width == pytest.approx(1 / law.std())
    assert found.at == pytest.approx((np.arange(9) - law.mean()) / law.std())
    assert found.share * found.width == pytest.approx(np.array([np.mean(landed == k) for k in range(9)]))
    assert found.law * found.width == pytest.approx(law.pmf(np.arange(9)))
    assert galton.heaps(path, 0, 0.3).share.sum() == 0


@pytest.mark.parametrize("probability", [0.2, 0.5, 0.7])
def test_the_heaps_of_long_boards_follow_the_standard_normal(probability: float):
    gaps = []
    for rows in (4, 64, 1024):
        found = galton.heaps(np.zeros((1, rows + 1), np.int64), 0, probability)
        gaps.append(float(np.abs(found.law - stats.norm.pdf(found.at)).max()))
    assert gaps[0] > 2 * gaps[1] > 4 * gaps[2]  # de Moivre and Laplace
    assert gaps[2] < 0.007


def test_running_means_are_in_deviations_and_end_at_the_means():
    of = law("exponential")
    found = running(of, 200, 3)
    assert found.grid[0] == 1 and found.grid[-1] == 1000 and found.means.shape == (len(found.grid), 200)
    assert np.allclose(found.bands, np.quantile(found.means, [0.05, 0.25, 0.75, 0.95], axis=1))
    drawn = simulated(of, 1000, 200, 3)
    assert found.means[-1].mean() * of.deviation + of.mean == pytest.approx(drawn.mean, abs=1e-9)


@pytest.mark.parametrize("source", ["exponential", "uniform", "bernoulli", "mixture"])
def test_slacks_are_a_few_standard_errors(source):
    """Over many seeds the errors stay within them, and come near enough for a law to be broken by a false claim."""
    of, n, count = law(source), 5, 400
    aside, wide, gap = slacks(of, n, count)
    found = [simulated(of, n, count, seed) for seed in range(200)]
    off = np.array([abs(each.mean - of.mean) / aside for each in found])
    spread = np.array([abs(each.deviation - each.unit) / wide for each in found])
    assert 0.3 < off.max() < 1 and 0.2 < spread.max() < 1
    assert max(abs(each.gap - limit_laws.sup_distance(of, n)) for each in found) < gap
    assert slacks(law("pareto", tail=3.0), n, count)[1] == float("inf")
