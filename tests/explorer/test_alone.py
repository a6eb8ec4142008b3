"""What is shown of a state that has no figure: the function that the reader typed, and why there is no more."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import alone, frames
from explorer.catalogue import find


@pytest.mark.parametrize(
    ("slug", "name", "text", "why"),
    [
        ("taylor_series", "function", "1/x", "divides by zero"),
        ("taylor_series", "function", "log(x)", "is not real"),
        ("bias_variance", "truth", "1/x", "every x from −1 to 1"),
        ("bias_variance", "truth", "exp(100*x)", "every x from −1 to 1"),
    ],
)
def test_a_function_without_a_figure_is_drawn_by_itself(slug: str, name: str, text: str, why: str):
    lesson = find(slug)
    for narrow in (False, True):
        frame = frames.frame(lesson, lesson.parameters({name: text}), narrow=narrow)
        (curve,) = frame["figure"]["data"]
        y, (low, high) = np.asarray(curve["y"], float), frame["figure"]["layout"]["yaxis"]["range"]
        assert ((y > low) & (y < high)).sum() > 100, "most of it is out of sight"
        assert why in frame["notice"] and frame["notice"].endswith(alone.SAYS)
        assert text in frame["alt"] and why in frame["alt"] and frame["alt"].isprintable()
        assert not frame["readouts"] and set(frame["solved"]) == {None}


def test_no_line_crosses_a_pole():
    lesson = find("taylor_series")
    (curve,) = frames.frame(lesson, lesson.parameters({"function": "1/x"}))["figure"]["data"]
    x, y = np.asarray(curve["x"], float), np.asarray(curve["y"], float)
    middle = np.flatnonzero(np.isnan(y))
    assert len(middle) == 1 and abs(x[middle[0]]) < 0.01


def test_a_function_without_values_leaves_the_figure_empty():
    lesson = find("taylor_series")
    frame = frames.frame(lesson, lesson.parameters({"function": "sqrt(-1-x^2)"}))
    assert not frame["figure"]["data"] and frame["notice"] and alone.SAYS not in frame["notice"]
