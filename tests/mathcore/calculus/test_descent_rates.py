"""Rates of gradient descent against the closed form of a quadratic and SciPy's finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from mathcore.calculus import gradient_descent as gd
from mathcore.calculus.descent_rates import rates


@settings(max_examples=40, deadline=None)
@given(st.floats(1.0, 80.0), st.floats(0.01, 1.9), st.floats(0.5, 4.0), st.floats(0.5, 4.0))
def test_a_quadratic_shrinks_by_its_factors(kappa, share, x, y):
    step = share / kappa
    land = gd.landscape("quadratic", kappa)
    found = rates(land, gd.descend(land, (x, y), step, 50), step)
    k = np.arange(51)
    assert found.parts[0] + found.parts[1] == pytest.approx(found.gap, rel=1e-9, abs=1e-300)
    known = 0.5 * (x * (1 - step) ** k) ** 2 + 0.5 * kappa * (y * (1 - step * kappa) ** k) ** 2
    assert found.gap == pytest.approx(known, rel=1e-6, abs=1e-290)
    assert (found.low, found.high) == pytest.approx((1.0, kappa))
    assert found.factor == pytest.approx(max(abs(1 - step), abs(1 - step * kappa)))
    assert found.limit == pytest.approx(2 / kappa)
    assert found.best == pytest.approx((2 / (1 + kappa), (kappa - 1) / (kappa + 1)))


def test_only_the_directions_of_the_start_count():
    land = gd.landscape("quadratic", 10.0)
    for start, factor in (((3.0, 0.0), 0.85), ((0.0, 3.0), 0.5)):
        found = rates(land, gd.descend(land, start, 0.15, 20), 0.15)
        assert found.factor == pytest.approx(factor)
        assert found.measured == pytest.approx(factor, rel=1e-6)


def test_at_the_minimum_nothing_is_measured():
    land = gd.landscape("quadratic", 10.0)
    found = rates(land, gd.descend(land, (0.0, 0.0), 0.15, 5), 0.15)
    assert np.isnan(found.measured)
    assert found.factor == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("name", "start", "minimum"), [("rosenbrock", (-1.2, 1.0), (1, 1)), ("beale", (2.0, 0.3), (3, 0.5))]
)
def test_curvatures_at_the_minimum(name, start, minimum):
    land = gd.landscape(name)
    found = rates(land, gd.descend(land, start, 1e-3, 200), 1e-3)
    assert found.target == pytest.approx(minimum)
    slope = land.slope()

    def gradient(point):
        return np.array(slope(point[0], point[1]))

    hessian = approx_fprime(np.array(minimum, float), gradient, 1e-6)
    assert np.linalg.eigvalsh((hessian + hessian.T) / 2) == pytest.approx([found.low, found.high], rel=1e-3)
    assert np.isnan(found.parts).all()
    assert np.isnan(found.measured)
