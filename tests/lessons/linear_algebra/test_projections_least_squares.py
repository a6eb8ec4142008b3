"""The challenges of the lesson, close to their borders."""

import pytest

from pages.linear_algebra.projections_least_squares.lesson import START, lesson


@pytest.mark.parametrize(("last", "falls"), [(0.999, True), (1.0, False), (1.001, False)])
def test_a_slope_that_is_just_negative_is_negative(last, falls):
    scene = lesson.scene(points=(*START[:2], (3.0, last)))
    assert bool(lesson.challenges[0].solved(scene.state)) is falls
