"""LOWESS against statsmodels' `lowess`, with and without robust rounds; left-out errors against a loop over it."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.nonparametric.smoothers_lowess import lowess as known

from mathcore.statistics import lowess


@pytest.mark.parametrize("name", ["motorcycle", "engel"])
@pytest.mark.parametrize("fraction", [0.08, 0.3, 1.0])
@pytest.mark.parametrize("rounds", [0, 3])
def test_against_statsmodels(name, fraction, rounds):
    c = lowess.built_in(name)
    k = lowess.neighbours(fraction, len(c.x))
    trusted = lowess.trust(c.x, c.y, k, rounds)
    w = lowess.together(lowess.weights(c.x, c.x, k)[0], trusted)
    found = lowess.lines(c.x, c.x, c.y, w)[0]
    wanted = known(c.y, c.x, frac=fraction, it=rounds, delta=0, return_sorted=False)
    assert found == pytest.approx(wanted, abs=1e-9 * np.ptp(c.y))
    j = len(c.x) // 2
    assert lowess.local(c, float(c.x[j]), k, trusted).height == pytest.approx(wanted[j])


def test_a_picture_holds_points_and_wide_curves():
    for name in ("motorcycle", "engel"):
        c = lowess.built_in(name)
        found = lowess.reached(c)
        assert found.min() <= c.y.min() and found.max() >= c.y.max()
        for fraction, rounds in ((0.3, 0), (0.5, 3), (1.0, 3)):
            curve = known(c.y, c.x, frac=fraction, it=rounds, delta=0)[:, 1]
            assert found.min() <= curve.min() + 1e-9 and curve.max() - 1e-9 <= found.max()


def test_left_out_points():
    rng = np.random.default_rng(2)
    x = np.sort(rng.uniform(0, 10, 30))
    y = np.sin(x) + rng.normal(0, 0.2, 30)
    errors = []
    for i in range(30):
        rest = np.delete(x, i), np.delete(y, i)
        at = known(rest[1], rest[0], frac=0.4, it=0, delta=0, xvals=[x[i]])
        errors.append(y[i] - float(at[0]))
    assert lowess.left_out(x, y, 0.4) == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-6)


def test_a_straight_cloud_stays_straight():
    x = np.sort(np.random.default_rng(0).uniform(-3, 5, 40))
    c = lowess.cloud(x, 3 - 2 * x, ("x", "y"))
    places, heights = lowess.curve(c, 9)
    assert heights == pytest.approx(3 - 2 * places)


def test_what_is_degenerate():
    x, y = np.array([0.0, 0, 0, 0, 10, 10, 10, 10]), np.arange(8.0)
    c = lowess.cloud(x, y, ("x", "y"))
    for k in (3, 8):
        _, heights = lowess.curve(c, k, lowess.trust(c.x, c.y, k))
        assert np.isfinite(heights).all() and heights[0] == pytest.approx(1.5)
    middle = lowess.local(c, 5.0, 3)  # all points lie at the edge of the window
    assert middle.weights.sum() == 8 and middle.height == pytest.approx(3.5)
    assert lowess.neighbours(0.01, 50) == 3 and lowess.neighbours(1.0, 2) == 2


def test_the_tables():
    assert [len(lowess.built_in(name).x) for name in ("motorcycle", "engel")] == [133, 235]
    assert lowess.built_in("motorcycle").names[0].endswith("(ms)")


def test_points_on_a_line_are_met_exactly():
    x = np.arange(12.0)
    for y in (0.3 * x + 1, np.full(12, 0.3), 1e-9 * x):
        assert all(lowess.left_out(x, y, fraction) == 0 for fraction in (0.2, 0.5, 1.0))
    assert lowess.left_out(x, 1e-9 * x**2, 0.5) > 0
