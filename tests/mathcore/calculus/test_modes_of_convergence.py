"""Sizes of sequences against sums over a fine grid, and the ways to converge against the textbooks."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from mathcore.calculus import modes_of_convergence as mc

GRID = (np.arange(2**14) + 0.5) / 2**14


@pytest.mark.parametrize("name", mc.SEQUENCES)
@pytest.mark.parametrize("n", [1, 2, 5, 16, 31])
def test_sizes_against_sums_over_a_fine_grid(name, n):
    x, found = mc.value(name, n, GRID), mc.sizes(name, n, 0.3)
    tolerance = 10 / len(GRID)
    assert found.often == pytest.approx((x > 0.3).mean(), abs=tolerance)
    assert found.mean == pytest.approx(x.mean(), abs=tolerance * n)
    assert found.root**2 == pytest.approx((x**2).mean(), abs=tolerance * n * n)
    some = GRID[::16]
    later = mc.value(name, np.arange(n, 1025)[:, None], some).max(axis=0)
    assert found.ever == pytest.approx((later > 0.3).mean(), abs=2e-3)
    assert mc.envelope_mean(name, n) == pytest.approx(mc.envelope(name, n, GRID).mean(), abs=n * tolerance)


def test_modes_of_the_classical_examples():
    """Billingsley, section 20 and problems; Williams, A13.1."""
    order = ("surely", "probability", "l1", "l2")
    wanted = {"typewriter": (0, 1, 1, 1), "escape": (1, 1, 0, 0), "root": (1, 1, 1, 0), "power": (1, 1, 1, 1)}
    wanted["flip"] = (0, 0, 0, 0)
    for name, ticks in wanted.items():
        assert [mc.modes(name)[mode] for mode in order] == [bool(tick) for tick in ticks]


@pytest.mark.parametrize("name", mc.SEQUENCES)
@pytest.mark.parametrize("n", [1, 2, 7, 15, 16, 30, 31])
def test_the_mean_of_the_least_is_exact(name, n):
    """E min = the integral of min over [0, 1], between the places where one of the sequence steps."""
    last, steps = 31, {m / 32 for m in range(33)} | {1 / m for m in range(1, 33)}
    ends = sorted(steps)
    total = 0.0
    for low, high in itertools.pairwise(ends):  # no step lies inside, so there the least is constant, or a power
        x = [float(mc.value(name, m, 0.5 * (low + high))) for m in range(n, last + 1)]
        total += (high**32 - low**32) / 32 if name == "power" else min(x) * (high - low)
    least, mean = mc.fatou(name, n, last)
    assert least == pytest.approx(total, abs=1e-12) and least <= mean + 1e-12


def test_no_such_sequence():
    for asked in (lambda: mc.value("drum", 1, 0.5), lambda: mc.sizes("drum", 1, 0.5)):
        with pytest.raises(ValueError, match="drum"):
            asked()
