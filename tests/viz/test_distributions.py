"""Samples drawn: against NumPy, SciPy and counting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz import distributions as d

samples = st.lists(st.integers(-50, 50), min_size=2, max_size=40).map(lambda v: np.array(v, float) / 4)


@given(samples)
def test_a_staircase_is_the_share_of_values_up_to_each_place(values):
    trace = d.steps(values, -20, 20)
    x, y = trace["x"], trace["y"]
    assert trace["line"]["shape"] == "hv" and (np.diff(y) >= 0).all() and y[0] == 0 and y[-1] == 1
    for at in np.unique(values):
        assert y[np.flatnonzero(x == at)[-1]] == pytest.approx(np.mean(values <= at))


@given(samples)
def test_a_histogram_counts_every_value_once(values):
    centres, heights = d.histogram(values, -12.5, 12.5, bins=50)
    counts, _ = np.histogram(values, bins=50, range=(-12.5, 12.5))
    assert heights == pytest.approx(counts / counts.max())
    assert centres == pytest.approx(-12.25 + 0.5 * np.arange(50))


@given(samples, st.floats(-12, 12))
def test_of_a_bar_what_lies_within_is_marked(values, end):
    centres, part, heights = d.marked_histogram(values, -12.5, 12.5, (-np.inf, end), bins=50)
    counts, _ = np.histogram(values, bins=50, range=(-12.5, 12.5))
    assert np.array_equal(heights, d.histogram(values, -12.5, 12.5, bins=50)[1])
    assert part.sum() * counts.max() == pytest.approx(np.count_nonzero(np.asarray(values) <= end + 1e-11))
    assert np.all(part[centres > end + 0.5] == 0) and np.array_equal(
        part[centres < end - 0.5], heights[centres < end - 0.5]
    )


@given(samples)
def test_no_two_dots_of_a_dot_plot_lie_on_each_other(values):
    assert len({(round(a, 9), round(b, 9)) for a, b in zip(*d.stacked(values, -13, 13), strict=True)}) == len(values)
    piled = d.piled(values, 5, -13, 13)
    assert np.isfinite(piled[:5]).all() and np.isnan(piled[5:]).all()


def test_dots_do_not_move_while_more_are_shown():
    values = np.random.default_rng(0).normal(size=60)
    few, many = d.piled(values, 20, -4, 4), d.piled(values, 60, -4, 4)
    assert np.array_equal(few[:20], many[:20])


@given(st.floats(1e-6, 1e6))
def test_a_nice_end_is_at_or_above_the_value_and_not_far(value):
    assert value * (1 - 1e-9) <= d.nice(value) <= 1.7 * value
