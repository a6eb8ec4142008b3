"""Names of curves stand beside their curves and clear of everything else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viz.blocks import bars, label, line
from viz.curve_names import Named, called, named, names
from viz.panels import Axis

X, Y = Axis("x", (0.0, 10.0)), Axis("y", (1e-3, 1e3), log=True)
SIZE = (280.0, 330.0)
AT = np.linspace(0, 10, 200)


def box(trace, text_size=14.0):
    """The rectangle of a label in pixels."""
    x, y = float(trace["x"][0]), float(trace["y"][0])
    u, v = x / 10 * SIZE[0], (np.log10(y) + 3) / 6 * SIZE[1]
    w, h = 0.62 * text_size * len(trace["text"][0]), text_size
    rise, side = trace["textposition"].split()
    left = u - {"right": 0, "left": w, "center": w / 2}[side]
    low = v - {"top": 0, "bottom": h}[rise]
    return left, low, left + w, low + h


def inside(curve, where):
    """Whether a curve passes through a rectangle."""
    u, v = AT / 10 * SIZE[0], (np.log10(curve) + 3) / 6 * SIZE[1]
    return bool(((u > where[0]) & (u < where[2]) & (v > where[1]) & (v < where[3])).any())


@settings(max_examples=60, deadline=None)
@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(-2.0, 2.0))
def test_names_of_two_lines_cross_neither_line_nor_each_other(slope, other, height):
    first, second = 10 ** (slope * (AT - 5) + height), 10 ** (other * (AT - 5) - height)
    found = names([Named(AT, first, "first"), Named(AT, second, "second")], X, Y, panel=SIZE)
    boxes = [box(trace) for trace in found]
    for where in boxes:
        assert where[0] > -1
        assert where[2] < SIZE[0] + 1
        # The line that a name belongs to may touch a corner of it; no line goes through its middle.
        middle = (where[0] + 6, where[1] + 5, where[2] - 6, where[3] - 5)
        assert not inside(first, middle)
        assert not inside(second, middle)
    a, b = boxes
    assert max(b[0] - a[2], a[0] - b[2], b[1] - a[3], a[1] - b[3]) > -1e-6


def test_a_curve_out_of_the_picture_has_a_hidden_name():
    (found,) = names([Named(AT, np.full(200, 1e9), "far")], X, Y)
    assert np.isnan(found["x"]).all()
    assert np.isnan(found["y"]).all()


def test_a_name_stands_at_the_wanted_end_of_a_lonely_curve():
    (begin,) = names([Named(AT, np.ones(200), "name", at=0.0)], X, Y)
    (end,) = names([Named(AT, np.ones(200), "name", at=1.0)], X, Y)
    assert begin["x"][0] < 0.5
    assert end["x"][0] > 9.5


def test_an_axis_without_a_range_is_refused():
    with pytest.raises(ValueError, match="range"):
        names([Named(AT, np.ones(200), "name")], Axis("x"), Y)


def test_a_name_stands_outside_of_the_ring_around_its_handle_and_around_that_of_another():
    def gap(trace, x):
        """Pixels from the dot at x to the nearest point of the name."""
        left, low, right, high = box(trace)
        u, v = x / 10 * SIZE[0], SIZE[1] / 2
        return np.hypot(max(left - u, u - right, 0.0), max(low - v, v - high, 0.0))

    for x in (0.2, 4.0, 9.8):
        own, other = line([x], [1.0], "data"), line([x + 0.5], [1.0], "data")
        traces = [called(own, "name", around=9), called(other, around=9)]
        told = named(traces, X, Y, SIZE)[-1]
        assert min(gap(told, x), gap(told, x + 0.5)) > 8.5
        close = named([called(own, "name"), called(other, around=9)], X, Y, SIZE)[-1]
        assert gap(close, x) < 8.5


def test_a_name_keeps_off_dots_that_stand_alone():
    # Parted by NaN, dots are no line, and yet in the way: a crowd of them where the name would otherwise stand.
    spot = Named([5.0], [1.0], "name", size=14)
    (alone,) = names([spot], X, Y, panel=SIZE)
    left, low, right, high = box(alone)
    u, v = np.meshgrid(np.linspace(left + 4, right - 4, 5), np.linspace(low + 4, high - 4, 3))
    dots = np.full((2, 2 * u.size), np.nan)
    dots[:, ::2] = u.ravel() / SIZE[0] * 10, 10 ** (v.ravel() / SIZE[1] * 6 - 3)
    (moved,) = names([spot, Named(*dots)], X, Y, panel=SIZE)
    left, low, right, high = box(moved)
    assert not ((u > left) & (u < right) & (v > low) & (v < high)).any()


def test_a_name_keeps_off_a_text_that_stays_where_it_stands():
    level = called(line(AT, np.ones(200)), "of the line", at=0.5)
    (alone,) = (trace for trace in named([level], X, Y, SIZE) if trace.get("text") == ["of the line"])
    middle = [float(alone["x"][0])], [float(alone["y"][0])]
    still = called(label(*middle, "this text stays", position=alone["textposition"]))
    found = named([level, still], X, Y, SIZE)
    a, b = (box(trace) for trace in found if trace.get("mode") == "text")
    assert [trace["text"] for trace in found if trace.get("mode") == "text"] == [["this text stays"], ["of the line"]]
    assert max(b[0] - a[2], a[0] - b[2], b[1] - a[3], a[1] - b[3]) > -1e-6


def test_a_name_keeps_off_the_whole_of_a_bar():
    """A curve as high as half a bar, over it and beside it: its name, wanted where the bar is, stands beside it."""
    y = Axis("y", (0.0, 4.0))
    curve, bar = line([0, 10], [1, 1], "ink"), bars([2.0], [2.0], "data", width=4.0)
    *_, bare = named([bar, called(curve, "a", at=0.2)], X, y, SIZE)
    *_, kept = named([called(bar), called(curve, "a", at=0.2)], X, y, SIZE)
    assert bare["x"][0] < 4.0
    assert kept["x"][0] > 4.0
