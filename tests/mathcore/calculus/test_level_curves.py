"""Level curves, against the functions that they are levels of and their lengths in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from mathcore.calculus.level_curves import level_curve
from mathcore.common.expressions import parse


def read(text):
    return parse(text, ("x", "y"))


def test_level_curves_are_where_they_should_be():
    grid = np.linspace(-2.5, 2.5, 81)
    for text, level in (("x^2+2y^2", 3.0), ("x^2-y^2", 0.3), ("sin(2x)cos(y)", -0.4)):
        f = read(text)
        found = level_curve(grid, grid, f(grid[None, :], grid[:, None]), level)
        assert np.isnan(found[2::3]).all()
        ends = found[np.isfinite(found).all(axis=1)]
        assert len(ends) > 100
        assert np.abs(f(*ends.T) - level).max() < 6e-3  # linear between grid points: h^2/8 times the second derivative
    found = level_curve(grid, grid, grid[None, :] ** 2 + grid[:, None] ** 2, 4.05)
    ends = found[np.isfinite(found).all(axis=1)]
    lengths = np.hypot(*(found[0::3] - found[1::3]).T)
    assert np.isclose(lengths.sum(), 2 * np.pi * np.sqrt(4.05), rtol=1e-3)
    assert np.abs(np.hypot(*ends.T) - np.sqrt(4.05)).max() < 1e-3


def test_a_level_that_is_only_touched_is_drawn_and_holes_are_left():
    grid = np.linspace(-1, 1, 21)
    found = level_curve(grid, grid, np.tile(grid**2, (21, 1)), 0.0)  # x^2 = 0 along x = 0
    assert np.allclose(found[np.isfinite(found).all(axis=1)][:, 0], 0.0)
    assert np.nanmax(found[:, 1]) == 1.0
    assert np.nanmin(found[:, 1]) == -1.0
    holed = np.tile(grid, (21, 1))
    holed[:10] = np.nan
    found = level_curve(grid, grid, holed, 0.05)
    assert np.allclose(found[np.isfinite(found).all(axis=1)][:, 0], 0.05)
    assert np.nanmin(found[:, 1]) >= grid[10] - 1e-12
    assert level_curve(grid, grid, holed, 7.0).shape == (0, 2)
    assert level_curve(grid, grid, holed, np.nan).shape == (0, 2)


def test_a_level_curve_lies_on_its_level():
    x, y = np.linspace(-2, 2, 90), np.linspace(-1.5, 1.5, 80)
    f = read("x^2+2*y^2+x*y/2")
    curve = level_curve(x, y, f(x[None, :], y[:, None]), 1.0)
    values = f(*curve.T)
    assert np.nanmax(np.abs(values - 1)) < 2e-3
    pieces = curve.reshape(-1, 3, 2)
    length = np.hypot(*(pieces[:, 1] - pieces[:, 0]).T).sum()
    angle = np.linspace(0, 2 * np.pi, 20001)
    exact = np.stack([np.cos(angle), np.sin(angle)]) / np.sqrt(f(np.cos(angle), np.sin(angle)))
    assert length == pytest.approx(np.hypot(*np.diff(exact)).sum(), rel=1e-3)
    holed = np.where(x[None, :] > 0, np.nan, f(x[None, :], y[:, None]))
    assert np.nanmax(level_curve(x, y, holed, 1.0)[:, 0]) <= 0
    assert not len(level_curve(x, y, holed, 99.0))
