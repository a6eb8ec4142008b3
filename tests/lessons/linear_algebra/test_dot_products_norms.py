"""The ball that touches a line: where its key stands."""

import numpy as np
import pytest

from pages.linear_algebra.dot_products_norms.lesson import lesson
from pages.linear_algebra.dot_products_norms.panels import REACH, touch_panel


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ((3, 1), (0.6, 3), "the name of b lay on it in the upper left corner of a phone"),
        ((-3.5, 3.4), (1.2, 2.6), "the handle of a lay on it"),
        ((3, 1), (-3.5, 3.4), "the handle of b lay on it"),
        ((0, 0), (-3, -3), "there is no line"),
    ],
)
def test_the_key_keeps_clear_of_the_tips_and_the_line(a, b, why):
    plane = touch_panel(lesson.at(lesson.parameters({"view": "ball", "a": a, "b": b})))
    a, b = np.asarray(a, float), np.asarray(b, float)
    for key in plane.traces[-2:]:
        x, y = float(key["x"][0]), float(key["y"][0])
        inwards = -np.sign(x)
        # 25 letters of a phone, where the plane is 170 pixels wide: two thirds of it
        box = np.stack([np.linspace(x, x + inwards * 1.33 * REACH, 60), np.full(60, y)], axis=1)
        assert (np.abs(box) <= REACH).all()
        assert min(np.hypot(*(box - a).T).min(), np.hypot(*(box - b).T).min()) > 0.6, why
        if a.any():
            assert (np.abs(box @ a - a @ b) / np.hypot(*a)).min() > 0.3, why
